package composer

import (
	"bytes"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// A Pack is worksheets for several people, to be made in one run.
type Pack struct {
	About  string // what it is for; of packs that come with the program
	Out    string // the folder for its files
	To     string // the format of the single files; empty for the usual one
	Paper  string // empty for the usual one
	Duplex bool   // paper is printed on both sides
	Pages  []PackPage

	places map[string]Position
}

// A PackPage is one worksheet of a pack. What the pack's head says of every
// page it has too, where it says nothing else.
type PackPage struct {
	Position
	Kind         string
	For          string // the code of whom it is for; empty for nobody in particular
	Theme        string // empty for the usual one
	Language     string // BCP 47; empty for the usual one
	Bilingual    string // the language of the same page beside it; none if empty
	Session      string // the number of the session
	Next         string // when the next one is
	Date         string // the day, as 2026-12-20
	SessionLines bool   // the session line stands on it, whatever is known
	Fillable     bool   // its PDF is a form
	Relationship string
	Set          []string // "question=value", what is known
	Sheet        Worksheet

	places map[string]Position
}

// Place is where a pack says what is under name.
func (p *Pack) Place(name string) Position { return p.places[name] }

// Place is where a pack says what a page has under name, on the page or at the
// head; the page's own place where nothing says so.
func (p *PackPage) Place(name string) Position {
	if at, ok := p.places[name]; ok {
		return at
	}
	return p.Position
}

// MaxPack is the size in bytes beyond which a pack is refused, and maxPages is
// how many pages one has at the most.
const (
	MaxPack  = 1 << 20
	maxPages = 200
)

// PackFolder is the folder of fsys in which the packs lie that come with
// the program.
const PackFolder = "packs"

// Packs is the names of the packs in fsys, sorted.
func Packs(fsys fs.FS) ([]string, error) {
	files, err := fs.Glob(fsys, PackFolder+"/*.yaml")
	for i, f := range files {
		files[i] = strings.TrimSuffix(path.Base(f), ".yaml")
	}
	return files, err
}

// AboutPacks is what each pack of fsys is for, by its name, in the words of a
// language, a BCP 47 tag. What it lacks is not in it, and English is what the
// pack itself says. Its faults are a [LoadError].
func AboutPacks(fsys fs.FS, language string) (map[string]string, error) {
	f, out := &faults{}, map[string]string{}
	for _, tag := range slices.Backward(Fallbacks(language)) {
		name := path.Join(tag, "packs.yaml")
		n := f.languageFile(fsys, name)
		if n == nil {
			continue
		}
		of := &faults{source: name}
		m := of.mapping(n, name)
		for i := 0; i+1 < len(m.n.Content); i += 2 {
			out[m.n.Content[i].Value] = of.scalar(m.n.Content[i+1], "a pack")
		}
		f.list = append(f.list, of.list...)
	}
	return out, f.err()
}

// ReadPack reads a pack, and lists all that is wrong with it. name is the
// file's, for places. Kinds, themes and the like are not looked at here.
func ReadPack(name string, text []byte) (*Pack, []Fault) {
	f := &faults{source: name}
	p := &Pack{places: map[string]Position{}}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if len(text) > MaxPack || !utf8.Valid(text) {
		f.at(Position{Source: name}, "this is no text in UTF-8, or larger than %d MB", MaxPack>>20)
		return p, f.list
	}
	n := f.document(text)
	if n == nil {
		return p, f.list
	}
	m := f.mapping(n, "a pack")
	p.About, p.Out, p.To, p.Paper = m.text("about"), m.text("out"), m.text("to"), m.text("paper")
	p.Duplex = m.flag("duplex")
	for _, key := range []string{"out", "to", "paper"} {
		if n := m.get(key); n != nil {
			p.places[key] = f.place(n)
		}
	}
	head := PackPage{Position: f.place(m.n), places: map[string]Position{}}
	f.sheetOptions(m, &head)
	pages := m.list("pages")
	switch {
	case len(pages) == 0:
		f.node(m.n, "a pack needs pages, such as \"pages: [{kind: timeout, for: K7}]\"")
	case len(pages) > maxPages:
		f.node(pages[maxPages], "a pack has at most %d pages", maxPages)
		pages = pages[:maxPages]
	}
	m.done()
	for _, n := range pages {
		p.Pages = append(p.Pages, f.packPage(n, head))
		f.onceIn(p.Pages)
	}
	return p, f.inOrder()
}

// packPage is one page of a pack, or the name of its kind alone.
func (f *faults) packPage(n *yaml.Node, head PackPage) PackPage {
	p := head
	p.Position, p.places = f.place(n), map[string]Position{}
	for name, at := range head.places {
		p.places[name] = at
	}
	if n.Kind == yaml.ScalarNode {
		p.Kind = f.scalar(n, "a page")
		p.places["kind"] = f.place(n)
	} else {
		m := f.mapping(n, "a page")
		p.Kind = m.text("kind")
		if n := m.get("kind"); n != nil {
			p.places["kind"] = f.place(n)
		}
		f.sheetOptions(m, &p)
		for _, key := range []string{"out", "to", "paper", "duplex"} {
			if n := m.get(key); n != nil {
				f.node(n, "%s stands at the head of a pack, and holds for all of it", key)
			}
		}
		m.done()
	}
	if p.Kind == "" {
		f.at(p.Position, "a page needs a kind, such as \"kind: timeout\"")
	}
	return p
}

// onceIn looks for the last of pages among those before it: whoever prints a
// page twice for one person has written one line too many.
func (f *faults) onceIn(pages []PackPage) {
	last := &pages[len(pages)-1]
	for i := range pages[:len(pages)-1] {
		p := &pages[i]
		if p.Kind != "" && p.Kind == last.Kind && p.For == last.For && p.Session == last.Session && p.Relationship == last.Relationship && p.Language == last.Language && slices.Equal(p.Set, last.Set) {
			f.at(last.Position, "this page stands in line %d already, for the same person", p.Line)
			return
		}
	}
}

// sheetOptions reads into p what m says of a page, be it the head's mapping or
// the page's.
func (f *faults) sheetOptions(m *mapping, p *PackPage) {
	text := func(key string, into *string) {
		if n := m.get(key); n != nil {
			*into, p.places[key] = f.scalar(n, key), f.place(n)
		}
	}
	flag := func(key string, into *bool) {
		if n := m.get(key); n != nil {
			*into, p.places[key] = m.flag(key), f.place(n)
		}
	}
	number := func(key string, most int, into *int) {
		if n := m.get(key); n != nil {
			*into, p.places[key] = m.number(key), f.place(n)
			if *into < 1 || *into > most {
				f.node(n, "%s is a number from 1 to %d", key, most)
			}
		}
	}
	texts := func(key string, into *[]string) {
		if n := m.get(key); n != nil {
			*into, p.places[key] = m.trimmed(key), f.place(n)
		}
	}
	text("for", &p.For)
	text("session", &p.Session)
	text("next", &p.Next)
	text("date", &p.Date)
	text("relationship", &p.Relationship)
	text("language", &p.Language)
	text("bilingual", &p.Bilingual)
	flag("session-lines", &p.SessionLines)
	flag("fillable", &p.Fillable)
	texts("set", &p.Set)
	number("people", maxSheetPeople, &p.Sheet.People)
	number("lines", MaxLines, &p.Sheet.Lines)
	flag("example", &p.Sheet.Examples)
	flag("homework", &p.Sheet.Homework)
	flag("bring-back", &p.Sheet.BringBack)
	texts("filled-by", &p.Sheet.FilledBy)
	f.theme(m, p, text)
	var goal string
	if text("goal", &goal); m.get("goal") != nil {
		p.Sheet.AskGoal, p.Sheet.Goal = goal == "true", ""
		if goal != "true" && goal != "false" {
			p.Sheet.Goal = goal
		}
	}
	for _, who := range p.Sheet.FilledBy {
		if !slices.Contains(FilledBy(), who) {
			f.at(p.places["filled-by"], "filled-by is some of %s%s", strings.Join(FilledBy(), ", "), didYouMean(who, FilledBy()))
		}
	}
}

// theme reads how a page looks, which may be said in two ways.
func (f *faults) theme(m *mapping, p *PackPage, text func(string, *string)) {
	large := m.get("large-print")
	text("theme", &p.Theme)
	switch {
	case large == nil:
	case m.get("theme") != nil:
		f.node(large, "theme and large-print say how it looks; keep one of the two")
	case m.flag("large-print"):
		p.Theme, p.places["theme"] = "large-print", f.place(large)
	case p.Theme == "large-print":
		p.Theme = ""
	}
}
