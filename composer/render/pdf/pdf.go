// Package pdf sets documents on pages.
//
// A [PDF] is a renderer: its settings, and one method.
//
//	err := pdf.PDF{}.Render(w, d)
//
// Blocks of package page become lines and rows of our own making, these are
// shared out to pages, and each page becomes operators that gofpdf writes, with
// a tree of tags beside them. What gofpdf does not know (our fonts, the tags,
// links, facts) is added to its output in memory, so that the file is PDF/UA-1
// and PDF/A-2a. Nothing is written before all of it is known, and the same
// documents give the same bytes on every machine.
package pdf

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"time"

	"github.com/jung-kurt/gofpdf"

	"amends/composer"
	"amends/composer/page"
)

// A PDF writes documents as pages. The zero value prints well: A4, the theme
// that suits the layout, nothing around the text.
type PDF struct {
	Paper      string     // "a4" or "letter", in any case; "a4" if empty
	Theme      string     // "book", "plain" or "large-print"; if empty, "book" for letters and messages, else "plain"
	Letterhead Letterhead // at the top of each document's pages, and heard once, at the beginning
	Words      Words      // around the text

	Fonts   []*Font    // for characters that the theme has not; the first that has one draws it
	Replace bool       // characters that no face has are drawn as U+FFFD, and are no error
	Note    func(Note) // is told what is drawn otherwise than it was written; nil for nobody
	Own     []Own      // what single documents have of their own, by their place
	Count   func(int)  // is told of each document how many pages it has; nil for nobody

	Fillable bool // fields that have names are a form, which programs can fill in

	tight   bool       // there is less white around the text and in it
	session []page.Run // of the document that is being set
}

// Words are what stands around the text, or is heard in place of what is drawn.
// The zero value is nothing.
type Words struct {
	Language  string // of these words (BCP 47); the document's if empty
	PageLabel string // as "Page {page} of {pages}"; empty for none; a letter of one page goes without
	Foot      string // a line at the foot of every page, which is heard at the end; empty for none

	// For who listens, and for the title bar.
	Field       string // what stands for a line to write on; "_" if empty
	Box, Ticked string // for a box to tick, and for one with a tick; "☐" and "☑" if empty
	Date, Sign  string // what is said of a field for a day, and of one for a signature, with its {name}; "{name}" if empty
	Untitled    string // the title of a document that has none; the name of its layout if empty
}

// An Own is what one document of several has of its own. The zero value is
// nothing.
type Own struct {
	Theme    string     // in place of PDF.Theme; that one if empty
	Session  []page.Run // a line at the top of its first page, under the letterhead
	Words    *Words     // in place of PDF.Words; these if nil
	NewSheet bool       // where paper is printed on both sides, it begins a sheet: an empty page may stand before it
	Facing   bool       // it is the one before it in other words: page by page the two stand against each other
}

// Render writes docs as one file: each begins on a new page and counts its own
// pages; the first one's title, language and date are the file's. Characters
// that no face has are a [*MissingGlyphError]; with any error nothing is
// written.
func (p PDF) Render(w io.Writer, docs ...*composer.Document) error {
	out, err := p.file(docs)
	if err != nil {
		return err
	}
	_, err = w.Write(out)
	return err
}

// file is the file of docs. A fault of ours must not take a person's words with
// it into a terminal or a log: a panic becomes an error that names the kind of
// document and nothing that stands in it.
func (p PDF) file(docs []*composer.Document) (out []byte, err error) {
	kind := ""
	defer func() {
		if v := recover(); v != nil {
			out, err = nil, fault(kind, v)
		}
	}()
	pp, err := paperOf(p.Paper)
	if err != nil {
		return nil, err
	}
	if len(docs) == 0 {
		return nil, errors.New("pdf: no document, and there is no file without a page")
	}
	f := file{title: p.title(docs[0]), language: languageOf(docs[0].Language), date: docs[0].Date, logo: p.Letterhead.Logo}
	var sheets []sheet
	missing := &losses{replace: p.Replace}
	counts := make([]int, len(docs))
	for i, d := range docs {
		kind = d.Kind
		p, own := p, p.own(i)
		if p.session = own.Session; own.Words != nil {
			p.Words = *own.Words
		}
		t, err := themeOf(cmp.Or(own.Theme, p.Theme), d.Layout)
		if err != nil {
			return nil, err
		}
		body, err := page.Parse(d)
		if err != nil {
			return nil, err
		}
		set, err := p.sheets(d, body, pp, t, missing)
		if err != nil {
			return nil, err
		}
		counts[i] = len(set)
		if own.Facing && i > 0 {
			f.face(len(sheets)-counts[i-1], counts[i-1], len(set))
		}
		f.kinds = append(f.kinds, kindIn(d))
		if own.NewSheet && len(sheets)%2 == 1 {
			sheets = append(sheets, sheet{paper: pp, root: sheets[len(sheets)-1].root})
		}
		sheets = append(sheets, set...)
	}
	if err := missing.err(); err != nil {
		return nil, err
	}
	hear(sheets)
	out, err = bind(sheets, f)
	if err == nil && p.Note != nil {
		missing.tell(p.Note)
	}
	if err == nil && p.Count != nil {
		for _, n := range counts {
			p.Count(n)
		}
	}
	return out, err
}

// face puts the n pages of a document that begins with the page first, counted
// from 0, and the others behind them against each other. Of the longer one the
// rest follows.
func (f *file) face(first, n, others int) {
	for len(f.order) < first+n {
		f.order = append(f.order, len(f.order))
	}
	f.order = f.order[:first]
	for k := range max(n, others) {
		if k < n {
			f.order = append(f.order, first+k)
		}
		if k < others {
			f.order = append(f.order, first+n+k)
		}
	}
}

// own is what the i-th document has of its own.
func (p PDF) own(i int) Own {
	if i < len(p.Own) {
		return p.Own[i]
	}
	return Own{}
}

// title is what a viewer shows for d. No file goes without (ISO 14289-1, 7.1).
func (p PDF) title(d *composer.Document) string {
	return plainText(cmp.Or(strings.TrimSpace(d.Title), p.Words.Untitled, strings.TrimSpace(string(d.Layout)), string(composer.LayoutLetter)))
}

// bind makes a file of sheets.
func bind(sheets []sheet, f file) (out []byte, err error) {
	if f.uses, err = uses(sheets); err != nil {
		return nil, err
	}
	f.tree = &tree{root: sheets[0].root, marks: make([][]*element, len(sheets))}
	if last := sheets[len(sheets)-1].root; last != f.tree.root {
		f.tree.root = &element{kind: "Document"}
		for _, s := range sheets {
			s.root.parent = f.tree.root
		}
	}
	raw := buffers.take()
	defer buffers.put(raw)
	raw.Reset()
	if err := draw(raw, sheets, f); err != nil {
		return nil, err
	}
	return finish(raw.Bytes(), f)
}

// fault is the error for a panic with v.
func fault(kind string, v any) error {
	cause := errors.New("a fault of amends, not of the text")
	if e, ok := v.(runtime.Error); ok {
		cause = e // an index or a nil pointer: no text
	}
	return fmt.Errorf("pdf: document of kind %q: %w", cmp.Or(kind, "plain"), cause)
}

// draw draws sheets on gofpdf's pages, and writes what it makes of them to w.
// The file's tree grows with each.
func draw(w io.Writer, sheets []sheet, f file) error {
	out := gofpdf.NewCustom(&gofpdf.InitType{UnitStr: "pt"})
	out.SetCompression(false)
	out.SetAutoPageBreak(false, 0)
	out.SetCatalogSort(true)
	out.SetCreationDate(time.Unix(0, 0)) // not time.Now; finish writes the date
	out.SetModificationDate(time.Unix(0, 0))
	p := pen{uses: f.uses, tree: f.tree, b: make([]byte, 0, 12<<10)}
	for i, s := range sheets {
		out.AddPageFormat("P", gofpdf.SizeType{Wd: float64(s.paper.wd) / 1000, Ht: float64(s.paper.ht) / 1000})
		if i == 0 || sheets[i-1].root != s.root {
			f.tree.begin(s.root, i, s.paper.ht)
		}
		p.turn(i, s.paper.ht)
		p.draw(s.inks)
		out.RawWriteStr(string(p.b))
	}
	return out.Output(w)
}
