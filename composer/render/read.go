package render

import (
	"amends/composer"
	"amends/composer/page"
	"amends/composer/render/pdf"
)

// Read reads a document that was written as Markdown, with front matter or
// without; see [page.Read]. What [Markdown] writes reads back as the same
// document.
func Read(source string, text []byte) (*composer.Document, error) { return page.Read(source, text) }

// A MissingGlyphError lists the characters of documents that the fonts of a
// PDF do not have.
type MissingGlyphError = pdf.MissingGlyphError

// Unprintable is the characters of text that a PDF with these options could
// not show in this layout, each once, in order.
func Unprintable(o Options, layout composer.Layout, text string) []rune {
	return pdf.Missing(o.Theme, layout, text)
}
