package pdf_test

import (
	"io"
	"testing"

	"amends/composer"
	"amends/composer/render/pdf"
)

// letter is a page as people write it: about 260 words.
const letter = `10 April 2026

Dear Zoë,

On Saturday I told your story about your father at dinner, in front of people you had just met. You had told it to me in confidence, and I gave it away for a laugh.

You went quiet and left before the meal. You told me later that you felt "exposed", and that you didn't know whom to trust. I think that you may also have felt that what happened to your family was nothing but a tale to me.

It was my choice to tell it; nobody asked me to. I knew that it was yours. I am sorry. I wish I had stopped when I saw your face; I wish I had never begun.

I have told the others that it was not mine to tell. I have asked them not to pass it on. From now on I will do this:

- When I want to tell something that is yours, I will ask you first, and leave it if you are not there.
- When I notice that I have begun, I will stop and say so, in front of everyone.

You need not answer this letter. If you want to talk, I will listen; if you don't, I will leave you in peace. You are free to tell me later what else I did not see, and I will not explain it away.

With love,\
Jo
`

func BenchmarkLetter(b *testing.B) {
	b.ReportAllocs()
	d := &composer.Document{Title: "A letter of apology", Layout: composer.LayoutLetter, Body: letter}
	for b.Loop() {
		if err := (pdf.PDF{}).Render(io.Discard, d); err != nil {
			b.Fatal(err)
		}
	}
}
