// Package form reads worksheets that somebody filled in: a Markdown page whose
// lines were typed over in an editor, or a PDF whose form another program
// filled.
//
//	sheets, err := form.Read("sheet.pdf", data)
//	…
//	got := sheets[0].Answers(form.Reading{Kind: k, Day: today})
//
// What was filled in becomes answers, as [composer.Kind.Check] takes them. They
// may be partial, or wrong. What cannot be told is a [Note] with its place, and
// no note ever holds what somebody wrote.
//
// PDFs are read by the package itself. Of the readers in Go one cannot read
// hybrid files or bound what it unpacks (ledongthuc/pdf), and one adds 34 ms to
// every start (pdfcpu). What a form needs is small: objects, the three tables
// that say where they stand, streams, and the fields.
package form

import (
	"bytes"
	"embed"
	"errors"

	"amends/composer"
)

//go:embed words/*.yaml
var wordFiles embed.FS

// words are the sentences of the notes in a language.
func words(language string) composer.Words {
	w, err := composer.LoadWords(wordFiles, language)
	if err != nil {
		panic(err) // the files are built in, and a test reads them
	}
	return w
}

// A Sheet is a filled worksheet: one document of a file.
type Sheet struct {
	Source   string
	Kind     string   // of the document; empty where the file does not say
	Language string   // of the document, BCP 47; empty where the file does not say
	Fields   []Field  // in the order of the form; of a Markdown page once its kind is known
	page     *written // of a Markdown page
}

// A Field is one place to fill in.
type Field struct {
	composer.Position
	Path   string // an answer path; behind it, for a box, may stand the option
	Text   string // what was written; of a ticked box, the value that it stands for
	Box    bool   // something to tick
	Ticked bool
	Signed bool // a digital signature
	Long   bool // there may be more of Text than its place on the page shows
}

// A Note is something in a sheet that became no answer, or needs a look.
type Note struct {
	composer.Position
	Path string // the field; may be empty
	Text string // for a person
}

// A ReadError says why a file cannot be read.
type ReadError struct {
	Source string
	err    error
}

// Error is the file and why.
func (e *ReadError) Error() string { return e.Source + ": " + e.err.Error() }

func (e *ReadError) Unwrap() error { return e.err }

// ErrLocked says that a PDF opens only with a password, or that what may be
// done with it is limited by one.
var ErrLocked = errors.New("this PDF is locked with a password")

// ErrNoForm says that there is nothing in a file that can be filled in.
var ErrNoForm = errors.New("there are no fields in this page to read answers from")

// MaxSize is how many bytes a file has at most.
const MaxSize = maxFile

// Read reads a filled worksheet, PDF or Markdown. source is its name. A PDF may
// hold several documents. The error is a [ReadError] or, for Markdown, a
// [composer.SyntaxError].
func Read(source string, data []byte) ([]*Sheet, error) {
	if bytes.Contains(data[:min(len(data), 1024)], []byte("%PDF-")) {
		return ReadPDF(source, data)
	}
	s, err := ReadMarkdown(source, data)
	if err != nil {
		return nil, err
	}
	return []*Sheet{s}, nil
}
