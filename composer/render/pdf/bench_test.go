package pdf_test

import (
	"io"
	"strings"
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

// agreement is what two people sign: headings, lists, a table, fields.
const agreement = `# What we agree on

For Alex and Sam, from 20 December 2026.

## Why

To know when to expect each other in the evening, and to have an hour that is nobody else's.

## What each of us needs

- **Alex**: I need to know by six whether to cook.
- **Sam**: I need an hour alone after work, with the door shut and the telephone in the other room.

## What each of us will do

| Who | What | How often | How the other will notice |
| --- | --- | --- | --- |
| Alex | I knock and wait before I come into the study | every evening until seven | You will hear the knock |
| Alex | I cook on the days that I am home first | two or three times a week | There is something on the stove at half past seven, or a note that says why not |
| Sam | I text by six when I will be later than seven | every working day | A message, even if it is a short one |
| Sam | I leave my work in the hall | every day | |

## If it is missed

Whoever missed it says so that day and offers a new time.

1. We say what happened, without a reason.
2. We ask what it was like.
3. We say what we will do next time.

<!-- amends:keep -->

Alex ____________________ <!-- amends:field signature.1 --> Date ____________________ <!-- amends:field date.1 -->

Sam ____________________ <!-- amends:field signature.2 --> Date ____________________ <!-- amends:field date.2 -->

<!-- amends:end -->
`

func benchmark(b *testing.B, d *composer.Document) {
	b.ReportAllocs()
	for b.Loop() {
		if err := (pdf.PDF{Words: pdf.Words{PageLabel: "Page {page} of {pages}"}}).Render(io.Discard, d); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLetter(b *testing.B) {
	benchmark(b, &composer.Document{Title: "A letter of apology", Layout: composer.LayoutLetter, Body: letter})
}

func BenchmarkAgreement(b *testing.B) {
	benchmark(b, &composer.Document{Title: "An agreement", Layout: composer.LayoutAgreement, Body: agreement})
}

// BenchmarkBook sets 100 pages.
func BenchmarkBook(b *testing.B) {
	chapter := "## A letter\n\n" + letter + "\n"
	benchmark(b, &composer.Document{Title: "Letters", Layout: composer.LayoutLetter, Body: strings.Repeat(chapter, 121)})
}

// BenchmarkScripts sets letters of other scripts in fonts that are open, and
// says how large they are.
func BenchmarkScripts(b *testing.B) {
	for _, s := range scripts {
		switch s.name {
		case "arabic", "hindi", "japanese", "hebrew", "thai":
		default:
			continue
		}
		b.Run(s.name, func(b *testing.B) {
			d, p := s.document(b), s.setting(b)
			size := len(render(b, p, d))
			b.ReportAllocs()
			for b.Loop() {
				if err := p.Render(io.Discard, d); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(size), "bytes/file")
		})
	}
}

// BenchmarkReadFont opens a font, of a large collection and of a small file.
func BenchmarkReadFont(b *testing.B) {
	for _, s := range scripts {
		if s.name != "japanese" && s.name != "hindi" {
			continue
		}
		b.Run(s.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				s.setting(b)
			}
		})
	}
}
