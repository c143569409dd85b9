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
	"amends/composer/page"
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
	Letterhead Letterhead     // at the top of a first page
	SafetyLine string         // at the foot of every page
	Language   string         // of what stands around the text; "en" if empty
	Spoken     bool           // made for the ear
	Fonts      []*Font        // for characters that the theme has not
	Replace    bool           // characters that no font has are drawn as U+FFFD, and are no error
	Note       func(PageNote) // is told what is drawn otherwise than it was written; nil for nobody
	Fillable   bool           // fields that have names are a form, which programs can fill in
	Width      int            // of a line of text, in columns; if 0, what suits the document; without limit below 0
	Own        []Own          // what single documents have of their own, by their place; may be shorter than their list
	Count      func(n int)    // is told of each document of a PDF how many pages it has; nil for nobody
}

// An Own is what one document of several has of its own.
type Own struct {
	Language   string         // of what stands around it, in place of Options.Language; that one if empty
	Theme      string         // of a PDF, in place of Options.Theme; that one if empty
	Session    []SessionField // a line over it, under the letterhead; none if empty
	SafetyLine string         // at the foot of its pages, in place of Options.SafetyLine; that one if empty
	Facing     bool           // it is the document before it in other words: in a PDF page stands against page, on a wide screen the two stand side by side
	NewSheet   bool           // it begins on a new sheet of paper that is printed on both sides: an empty page may stand before it
}

// A SessionField is a part of the line that says to which session a page
// belongs.
type SessionField struct {
	Name  string // client, person, number, date or next; it has words in words/en.yaml
	Value string // a line to write on if empty
}

// runs is the session line, in the language of what stands around the text.
func (o Own) runs(language string) []page.Run {
	if len(o.Session) == 0 {
		return nil // no words are wanted
	}
	w := words(language)
	labels := map[string]string{
		"client": w.Say("session-client"), "person": w.Say("session-person"), "number": w.Say("session-number"),
		"date": w.Say("session-date"), "next": w.Say("session-next"),
	}
	widths := map[string]int{"number": 8}
	var out []page.Run
	for i, f := range o.Session {
		label := labels[f.Name] + " "
		if i > 0 {
			label = " · " + label
		}
		out = append(out, page.Run{Text: label, Pos: composer.Position{Source: "session line"}})
		if f.Value != "" {
			out = append(out, page.Run{Text: f.Value, Strong: true, Pos: composer.Position{Source: "session line"}})
			continue
		}
		out = append(out, page.Run{Field: &page.Field{Name: "session." + f.Name, Width: cmp.Or(widths[f.Name], 14)}})
	}
	return out
}

// sessions is the session line of each document, by its place.
func (o Options) sessions() [][]page.Run {
	var out [][]page.Run
	for _, own := range o.Own {
		out = append(out, own.runs(cmp.Or(own.Language, o.Language)))
	}
	return out
}

// at is the i-th of all, or the zero value where there are fewer.
func at[T any](all []T, i int) T {
	var zero T
	if i >= len(all) {
		return zero
	}
	return all[i]
}

// A PageNote says what is drawn otherwise than it was written.
type PageNote = pdf.Note

// The codes of page notes.
const (
	NoteReplaced = pdf.NoteReplaced // no font has the character
	NoteUnbroken = pdf.NoteUnbroken // lines of its script may end inside a word
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
	Takes   []string               // the settings of its look that a person may name: theme, paper, width, font, missing, fillable
	New     func(Options) Renderer // makes its renderer
}

// Formats are all formats, Markdown first.
func Formats() []Format {
	return []Format{
		{Name: "md", Endings: []string{".md", ".markdown"}, New: func(o Options) Renderer { return Markdown{Letterhead: o.Letterhead, Session: o.sessions()} }},
		{Name: "txt", Endings: []string{".txt"}, Takes: []string{"width"}, New: newText},
		{Name: "html", Endings: []string{".html", ".htm"}, Takes: []string{"theme", "paper"}, New: newHTML},
		{Name: "pdf", Endings: []string{".pdf"}, Binary: true, Takes: []string{"theme", "paper", "font", "missing", "fillable"}, New: newPDF},
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
	var own []pdf.Own
	for _, d := range o.Own {
		it := pdf.Own{Theme: d.Theme, Session: d.runs(cmp.Or(d.Language, o.Language)), NewSheet: d.NewSheet, Facing: d.Facing}
		if language, foot := cmp.Or(d.Language, o.Language), cmp.Or(d.SafetyLine, o.SafetyLine); language != o.Language || foot != o.SafetyLine {
			around := around(language, foot)
			it.Words = &around
		}
		own = append(own, it)
	}
	return pdf.PDF{
		Words:      around(o.Language, o.SafetyLine),
		Own:        own,
		Count:      o.Count,
		Paper:      o.Paper,
		Theme:      o.Theme,
		Letterhead: o.Letterhead,
		Fillable:   o.Fillable,
		Fonts:      o.Fonts,
		Replace:    o.Replace,
		Note:       o.Note,
	}
}

// around is the words around the pages of a PDF.
func around(language, foot string) pdf.Words {
	w := words(language)
	return pdf.Words{
		Language:  cmp.Or(language, "en"),
		PageLabel: w.Say("page-label"),
		Foot:      foot,
		Field:     w.Say("alt-field"),
		Box:       w.Say("alt-box"),
		Ticked:    w.Say("alt-box-ticked"),
		Date:      w.Say("tip-date"),
		Sign:      w.Say("tip-signature"),
		Untitled:  w.Say("untitled"),
	}
}

// facing is which documents are the one before them in other words.
func (o Options) facing() []bool {
	var out []bool
	for _, own := range o.Own {
		out = append(out, own.Facing)
	}
	return out
}

// feet is the safety lines of all documents, each once and on a line of its
// own, for a format that has them at its end.
func (o Options) feet() string {
	all := []string{o.SafetyLine}
	for _, own := range o.Own {
		if !slices.Contains(all, own.SafetyLine) {
			all = append(all, own.SafetyLine)
		}
	}
	return strings.TrimSpace(strings.Join(all, "\n"))
}

func newText(o Options) Renderer {
	return Text{Width: o.Width, Spoken: o.Spoken, Letterhead: o.Letterhead, Session: o.sessions(), Foot: o.feet()}
}

func newHTML(o Options) Renderer {
	return HTML{
		Paper:      o.Paper,
		Theme:      o.Theme,
		Letterhead: o.Letterhead,
		Session:    o.sessions(),
		PageLabel:  words(o.Language).Say("page-label"),
		Foot:       o.feet(),
		Facing:     o.facing(),
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
