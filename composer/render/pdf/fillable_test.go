package pdf_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"amends/composer/page"
	"amends/composer/render/pdf"
)

// fillable is furnished as a form.
func fillable(theme, paper string) pdf.PDF {
	p := furnished
	p.Theme, p.Paper, p.Fillable = theme, paper, true
	p.Date, p.Sign = "{name} (year-month-day)", "{name} (type your name, or sign on paper)"
	return p
}

// Every worksheet conforms as a form too, in every theme and on either paper,
// and is read aloud as the page is that cannot be filled in.
func TestConformFillable(t *testing.T) {
	for name, d := range documents(t) {
		if !strings.Contains(d.Body, "amends:field") {
			continue
		}
		body, err := page.Parse(d)
		if err != nil {
			t.Fatal(err)
		}
		want := even(words(body.Blocks, furnished.Field) + furnished.Foot)
		for _, theme := range pdf.Themes() {
			for _, paper := range pdf.Papers() {
				file := render(t, fillable(theme, paper), d)
				if got := even(conforms(t, name+", "+theme+", "+paper, file)); got != want {
					t.Errorf("%s, %s: is read otherwise as a form", name, theme)
				}
			}
		}
	}
}

// A page without fields is the same file as a form, and one with fields is no
// form unless it is asked for.
func TestFillableIsAsked(t *testing.T) {
	for name, d := range documents(t) {
		flat := render(t, furnished, d)
		form := render(t, fillable("", ""), d)
		if !strings.Contains(d.Body, "amends:field") && !bytes.Equal(flat, form) {
			t.Errorf("%s: another file as a form", name)
		}
		if bytes.Contains(pdf.Expanded(flat), []byte("/AcroForm")) {
			t.Errorf("%s is a form", name)
		}
	}
	_ = slices.Sort[[]string]
}
