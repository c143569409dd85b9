// Package render writes documents in an output format.
//
//	err := render.Text{}.Render(os.Stdout, d)
//
// [Formats] lists the formats. A new one is a file here with a struct whose
// zero value works, and a line in that list, which flags, completion and help
// read.
package render

import (
	"cmp"
	"embed"
	"io"
	"slices"
	"strings"

	"amends/composer"
	"amends/composer/render/pdf"
)

// A Renderer writes documents as one file, in reading order. It writes nothing
// before all of it is known, and nothing at all with an error.
type Renderer interface {
	Render(w io.Writer, docs ...*composer.Document) error
}

// Options are the settings of all formats; each format takes those that it
// knows. The zero value is good.
type Options struct {
	Theme      string         // "book", "plain" or "large-print"; if empty, what suits the document
	Paper      string         // "a4" or "letter"; "a4" if empty
	Letterhead []string       // name, address and so on, at the top of a first page
	SafetyLine string         // at the foot of every page
	Language   string         // of what stands around the text; "en" if empty
	Spoken     bool           // made for the ear
	Fonts      []*Font        // for characters that the theme has not
	Replace    bool           // characters that no font has are drawn as U+FFFD, and are no error
	Note       func(PageNote) // is told what is drawn otherwise than it was written; nil for nobody
	Width      int            // of a line of text, in columns; if 0, what suits the document; without limit below 0
}

// A PageNote says what is drawn otherwise than it was written.
type PageNote = pdf.Note

// The codes of page notes.
const (
	NoteReplaced = pdf.NoteReplaced // no font has the character
	NoteUnbroken = pdf.NoteUnbroken // lines of its script end at spaces alone
)

// A Font is a font file for characters that the themes have not.
type Font = pdf.Font

// ReadFont reads the font in file, whose name is for errors. Of a collection it
// takes the font with that number, counted from 1, or the first if it is 0.
func ReadFont(name string, file []byte, number int) (*Font, error) {
	return pdf.ReadFont(name, file, number)
}

// A Format is one way to write a document.
type Format struct {
	Name    string                 // as --to takes it
	Endings []string               // of its files' names, the usual one first
	Binary  bool                   // never shown on a terminal
	Takes   []string               // the settings of its look that a person may name: theme, paper, width, font, missing
	New     func(Options) Renderer // makes its renderer
}

// Formats are all formats, Markdown first.
func Formats() []Format {
	return []Format{
		{Name: "md", Endings: []string{".md", ".markdown"}, New: func(Options) Renderer { return Markdown{} }},
		{Name: "txt", Endings: []string{".txt"}, Takes: []string{"width"}, New: newText},
		{Name: "html", Endings: []string{".html", ".htm"}, Takes: []string{"theme", "paper"}, New: newHTML},
		{Name: "pdf", Endings: []string{".pdf"}, Binary: true, Takes: []string{"theme", "paper", "font", "missing"}, New: newPDF},
	}
}

// Lookup finds a format by its name, or by the ending of a file's name with
// its dot, in any case.
func Lookup(name string) (Format, bool) {
	name = strings.ToLower(name)
	formats := Formats()
	i := slices.IndexFunc(formats, func(f Format) bool {
		return f.Name == name || slices.Contains(f.Endings, name)
	})
	if i < 0 {
		return Format{}, false
	}
	return formats[i], true
}

func newPDF(o Options) Renderer {
	w := words(o.Language)
	return pdf.PDF{
		Paper:      o.Paper,
		Theme:      o.Theme,
		Letterhead: strings.Join(o.Letterhead, " · "),
		PageLabel:  w.Say("page-label"),
		Foot:       o.SafetyLine,
		Field:      w.Say("alt-field"),
		Box:        w.Say("alt-box"),
		Ticked:     w.Say("alt-box-ticked"),
		Untitled:   w.Say("untitled"),
		Language:   cmp.Or(o.Language, "en"),
		Fonts:      o.Fonts,
		Replace:    o.Replace,
		Note:       o.Note,
	}
}

func newText(o Options) Renderer {
	return Text{Width: o.Width, Spoken: o.Spoken, Head: o.Letterhead, Foot: o.SafetyLine}
}

func newHTML(o Options) Renderer {
	return HTML{
		Paper:      o.Paper,
		Theme:      o.Theme,
		Letterhead: o.Letterhead,
		PageLabel:  words(o.Language).Say("page-label"),
		Foot:       o.SafetyLine,
	}
}

//go:embed words/*.yaml
var wordFiles embed.FS

// words are the sentences that stand around a text in language, or in it.
func words(language string) composer.Words {
	w, err := composer.LoadWords(wordFiles, cmp.Or(language, "en"))
	if err != nil {
		panic(err) // the files are built in, and a test reads them
	}
	return w
}
