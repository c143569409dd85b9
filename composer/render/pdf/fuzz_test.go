package pdf_test

import (
	"bytes"
	"strings"
	"testing"

	"amends/composer"
	"amends/composer/render/pdf"
)

// Whatever is asked for, there is a whole file that everyone can read or an
// error, and no panic.
func FuzzPDF(f *testing.F) {
	f.Add(everything, "agreement", uint8(0))
	f.Add(letter, "letter", uint8(7))
	f.Add(strings.Repeat("a", 300)+" "+strings.Repeat("字", 9)+strings.Repeat("e\u0301\u0323", 150), "worksheet", uint8(9))
	f.Add("> > > - - 1. > # a\n\n***\n\n```\n\n\tx\n", "card", uint8(31))
	f.Add("| a | b |\n|---|---|\n| "+strings.Repeat("word ", 900)+"| ______ |\n", "log", uint8(12))
	f.Add("\u200b\u00ad\ufeff\u2028\u0085\v\f\r", "", uint8(3))
	f.Add("\u00ad", "letter", uint8(255))
	f.Add("______<!-- amends:field a --> x ______ \"' '\" 5'11\" '90s", "worksheet", uint8(2))
	f.Fuzz(func(t *testing.T, body, layout string, settings uint8) {
		p := pdf.PDF{Paper: pdf.Papers()[settings&1], Theme: append(pdf.Themes(), "")[settings>>1&3]}
		if settings&8 != 0 {
			p.PageLabel, p.Letterhead = "Page {page} of {pages}", "A practice"
		}
		if settings&16 != 0 {
			p.Foot, p.PageLabel = body[:min(len(body), 200)], "\u00ad"
		}
		d := &composer.Document{Title: layout, Language: layout, Layout: composer.Layout(layout), Body: body}
		var b bytes.Buffer
		if err := p.Render(&b, d); err != nil {
			if b.Len() > 0 {
				t.Fatal("an error, and something was written")
			}
			if strings.HasPrefix(err.Error(), "pdf: document of kind") {
				t.Fatal(err)
			}
			return
		}
		conforms(t, "a page", b.Bytes())
	})
}
