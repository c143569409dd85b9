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
	f.Add("- [x] <!-- amends:field a=b --> x\n- [x] <!-- amends:field a=c --> y\n\n"+
		strings.Repeat("x _____<!-- amends:field a.b --> _____<!-- amends:field . date -->\n\n", 60), "worksheet", uint8(34))
	f.Fuzz(func(t *testing.T, body, layout string, settings uint8) {
		p := pdf.PDF{Paper: pdf.Papers()[settings&1], Theme: append(pdf.Themes(), "")[settings>>1&3]}
		if settings&8 != 0 {
			p.Words.PageLabel, p.Letterhead = "Page {page} of {pages}", pdf.Letterhead{Name: "A practice"}
		}
		if settings&16 != 0 {
			p.Words.Foot, p.Words.PageLabel = body[:min(len(body), 200)], "\u00ad"
		}
		p.Fillable = settings&32 != 0
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
		faults, _, pages := pdf.Conform(b.Bytes())
		for _, f := range faults {
			if !strings.HasPrefix(f, "amends widget") { // a line without a name is no field
				t.Error(f)
			}
		}
		if pages == 0 {
			t.Error("no page")
		}
	})
}

// Whatever the text, and whatever fonts are given for it, there is a whole file
// that is heard as it is written, or an error, and no panic.
func FuzzScripts(f *testing.F) {
	for _, s := range scripts {
		f.Add(s.document(f).Body, uint8(0))
	}
	f.Add("שלום (a) 1\u20e3\ufe0f \u200f\u200e\u2067x\u2069 \u202eabc\u202c", uint8(9))
	f.Add("क\u094d\u200d\u200c\u0301\u0301\u0301 日\u0323\u3099 ﷺ \ufdfd", uint8(2))
	f.Add("| א | 1 |\n|---|---|\n| ______<!-- amends:field a --> | **ب*ت*** |\n\n1. א\n2. [א a](https://example.org)", uint8(12))
	f.Add(strings.Repeat("สวัสดี", 60)+strings.Repeat("ا\u0651", 300), uint8(4))
	fonts := []*pdf.Font{
		pdf.Given(f, noto+"NaskhArabic-Regular.ttf", 0), pdf.Given(f, noto+"SerifDevanagari-Regular.ttf", 0), pdf.Given(f, "opentype/noto/NotoSansCJK-Regular.ttc", 1),
		pdf.Given(f, noto+"SansHebrew-Regular.ttf", 0), pdf.Given(f, noto+"SerifThai-Regular.ttf", 0), pdf.Given(f, symbola, 0),
	}
	f.Fuzz(func(t *testing.T, body string, settings uint8) {
		p := pdf.PDF{Theme: append(pdf.Themes(), "")[settings&3], Replace: settings&4 != 0, Fonts: fonts[:3]}
		if settings&8 != 0 {
			p.Fonts, p.Words.Foot, p.Words.PageLabel = fonts[3:], body[:min(len(body), 100)], "{page} א"
		}
		d := &composer.Document{Layout: composer.LayoutAgreement, Body: body}
		var b bytes.Buffer
		if err := p.Render(&b, d); err != nil {
			if b.Len() > 0 || strings.HasPrefix(err.Error(), "pdf: document of kind") {
				t.Fatal(err)
			}
			return
		}
		conforms(t, "a page", b.Bytes())
	})
}

// Whatever the bytes, they are no font, or one that text is set in; and the
// file is whole.
func FuzzReadFont(f *testing.F) {
	for _, file := range pdf.Tortured() {
		f.Add(file, 0)
	}
	f.Add([]byte("ttcf\x00\x01\x00\x00\x00\x00\x00\x01\x00\x00\x00\x10"), 1)
	f.Fuzz(func(t *testing.T, file []byte, number int) {
		font, err := pdf.ReadFont("a.ttf", file, number)
		if err != nil {
			return
		}
		var b bytes.Buffer
		d := &composer.Document{Body: "abc אבג **אב**\n\n- \u200cא\u05b7 1"}
		if err := (pdf.PDF{Fonts: []*pdf.Font{font}, Replace: true}).Render(&b, d); err != nil {
			if b.Len() > 0 || strings.Contains(err.Error(), "pdf: document of kind") {
				t.Fatal(err)
			}
			return
		}
		if faults, _, _ := pdf.Conform(b.Bytes()); len(faults) > 0 {
			t.Error(faults)
		}
	})
}
