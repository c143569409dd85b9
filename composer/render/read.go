package render

import (
	"amends/composer"
	"amends/composer/page"
	"amends/composer/render/pdf"
)

// A Note is something in a document's Markdown that is not drawn as it stands.
type Note = page.Note

// Read reads a document that was written as Markdown, with front matter or
// without; see [page.Read]. What [Markdown] writes reads back as the same
// document. The notes say what of it no format but Markdown shows.
func Read(source string, text []byte) (*composer.Document, []Note, error) {
	d, err := page.Read(source, text)
	if err != nil {
		return nil, nil, err
	}
	body, err := page.Parse(d)
	if err != nil {
		return nil, nil, err
	}
	return d, body.Notes, nil
}

// A MissingGlyphError lists the characters of documents that the fonts of a
// PDF do not have.
type MissingGlyphError = pdf.MissingGlyphError

// Papers are the names of papers that [Options] knows.
func Papers() []string { return pdf.Papers() }

// Themes are the names of themes that [Options] knows.
func Themes() []string { return pdf.Themes() }

// Unprintable is the characters of text that a PDF with these options could
// not show in this layout, each once, in order.
func Unprintable(o Options, layout composer.Layout, text string) []rune {
	return pdf.PDF{Theme: o.Theme, Fonts: o.Fonts}.Missing(layout, text)
}
