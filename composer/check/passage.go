package check

import (
	"cmp"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"amends/composer"
	"amends/composer/page"
)

// A Page is what is checked: a document as its writer has it, from answers or
// from a text. The zero value has nothing in it. One goroutine at a time may
// look at a page.
type Page struct {
	Kinds    []string  // the kind, and the families of kinds it belongs to
	People   []string  // the names of the people in it, by place
	To       int       // the place of the one it is written to; 0 where there is none
	Passages []Passage // what is said, in order
	Whole    bool      // it is all that will be said: what is not there is missing
	Date     time.Time // the day on the page
	Printed  []Passage // what stands on the composed page, where it was composed

	written bool              // it is a text, and the checker finds whom it speaks of
	kind    *composer.Kind    // of answers; nil for a text
	answers *composer.Answers // nil for a text
}

// A Passage is a text of a page: an answer, a paragraph, an item of a list.
type Passage struct {
	Text    string
	Name    string // the question's name; empty in a text
	Element string // what the answer gives the page, as its question says
	Owner   int    // whose line it is, by place; 0 where it is nobody's
	Heading bool
	Spans   []Span // where its words come from, in order
}

// A Span says where a stretch of a passage comes from.
type Span struct {
	From int                           // the byte of the passage where it begins
	Path string                        // the answer's path; empty in a text
	At   func(n int) composer.Position // where its character n stands
}

// A locator finds where the bytes of a passage come from. Asked in order, it
// walks through the passage once.
type locator struct {
	*Passage
	span        int
	byte, chars int // it has counted so far in the span
}

// at is the answer path and the position of the byte i of the passage.
func (l *locator) at(i int) (string, composer.Position) {
	n, found := slices.BinarySearchFunc(l.Spans, i, func(s Span, i int) int { return s.From - i })
	if !found {
		n = max(n-1, 0)
	}
	s := l.Spans[n]
	if n != l.span || i < l.byte {
		l.span, l.byte, l.chars = n, s.From, 0
	}
	l.byte = max(l.byte, s.From)
	l.chars += utf8.RuneCountInString(l.Text[l.byte:i])
	l.byte = i
	return s.Path, s.At(l.chars)
}

// add appends text that comes from one place.
func (p *Passage) add(text, path string, at func(int) composer.Position) {
	p.Spans = append(p.Spans, Span{len(p.Text), path, at})
	p.Text += text
}

// elementRefused is the element of answers that say what nobody does: their
// words are not what the page asks of anyone.
const elementRefused = "refused"

// answers reports whether p answers one of these questions, or gives the page
// one of these elements.
func (p *Passage) answers(fields []string) bool {
	return slices.Contains(fields, p.Name) || p.Element != "" && slices.Contains(fields, p.Element)
}

// Answers is the page that answers make; date is the day on it. They may be
// partial, as they are during an interview.
func Answers(k *composer.Kind, a *composer.Answers, date time.Time) Page {
	k = k.For(k.Relationship(a))
	p := Page{Kinds: Kinds(k), Date: date, kind: k, answers: a, Whole: true}
	people := map[string]int{} // the place of the first of each people question
	for _, s := range k.Sections {
		for _, q := range s.Questions {
			if q.Type != composer.TypePeople {
				continue
			}
			people[q.Name] = len(p.People)
			if q.Name == "to" {
				p.To = len(p.People) + 1
			}
			for _, name := range a.People(q.Name) {
				// A question such as "who offers it" names people once more.
				if q.Name == "to" || !slices.Contains(p.People, name) {
					p.People = append(p.People, name)
				}
			}
		}
	}
	for _, s := range k.Sections {
		for _, q := range s.Questions {
			v, ok := a.Get(q.Name)
			if !ok || v.Empty() || q.Private {
				continue
			}
			if s.Each == "" {
				p.value(q, q.Name, 0, v)
				continue
			}
			for _, part := range v.Parts {
				place := part.Place
				if place == 0 {
					place = slices.Index(p.People, part.Name) + 1
				}
				if place > 0 {
					p.value(q, q.Name+"."+strconv.Itoa(place), people[s.Each]+place, part.Value)
				}
			}
		}
	}
	return p
}

// Kinds is what rules may name to look at pages of k: its name, the folder that
// it lies in, as handout is that of handout/listening, and the families of
// rules it asks for.
func Kinds(k *composer.Kind) []string {
	out := []string{k.Name}
	if folder := path.Dir(k.Name); folder != "." {
		out = append(out, folder)
	}
	return append(out, k.Checks...)
}

// value adds the passages of one answer.
func (p *Page) value(q *composer.Question, path string, owner int, v composer.Value) {
	passage := Passage{Name: q.Name, Element: q.Element, Owner: owner}
	switch {
	case q.Type == composer.TypeRows:
		records := v.Items
		if v.Shape == composer.Record {
			records = []composer.Value{v}
		}
		for i, record := range records {
			at := path
			if v.Shape == composer.Items {
				at += "." + strconv.Itoa(i+1)
			}
			p.record(q, at, owner, record)
		}
	case v.Shape == composer.Items:
		for i, item := range v.Items {
			p.value(q, path+"."+strconv.Itoa(i+1), owner, item)
		}
	case v.Shape == composer.Record:
		for _, part := range v.Parts {
			p.value(q, path+"."+part.Name, owner, part.Value)
		}
	case isText(q, v):
		passage.add(v.Text, path, v.Places())
		p.Passages = append(p.Passages, passage)
	}
}

// record adds a record as one passage: its parts stand in one sentence.
func (p *Page) record(q *composer.Question, path string, owner int, v composer.Value) {
	passage := Passage{Name: q.Name, Element: q.Element, Owner: owner}
	if v.Shape == composer.Scalar {
		passage.add(v.Text, path, v.Places())
	}
	for i := range q.Fields {
		f := &q.Fields[i]
		for _, part := range v.Parts {
			if part.Name != f.Name || !isText(f, part.Value) || part.Value.Empty() {
				continue
			}
			if f.Element != "" {
				passage.Element = f.Element
			}
			if passage.Text != "" {
				passage.Text += " "
			}
			passage.add(strings.TrimRight(part.Value.Text, "\n"), path+"."+f.Name, part.Value.Places())
		}
	}
	if passage.Text != "" {
		p.Passages = append(p.Passages, passage)
	}
}

// isText reports whether v is somebody's own words.
func isText(q *composer.Question, v composer.Value) bool {
	switch q.Type {
	case composer.TypeLine, composer.TypeText, composer.TypeList:
		return true
	case composer.TypeChoice, composer.TypeMulti:
		_, known := q.Option(v.Text)
		return !known
	}
	return false
}

// Text is the page that a plain text makes, and what its writer allows: its
// paragraphs stand between blank lines, and comments (<!-- … -->) are not read.
// It is all that will be said where it has several paragraphs.
func Text(source, text string, kinds ...string) (Page, []Allow) {
	p := Page{Kinds: kinds}
	lines := &lines{text: text, source: source}
	comments := comments(text)
	var allows []Allow
	for _, c := range comments {
		if rule, ok := page.AllowMark(text[c.from:c.to]); ok {
			allows = append(allows, Allow{lines.position(c.from), rule})
		}
	}
	for from := 0; from < len(text); {
		to := paragraphEnd(text, from)
		var passage Passage
		passage, comments = lines.passage(from, to, comments)
		if strings.TrimSpace(passage.Text) != "" {
			p.Passages = append(p.Passages, passage)
		}
		from = to
	}
	p.readWhole()
	return p, allows
}

// A comment is the bytes from..to of a text.
type comment struct{ from, to int }

// comments is the comments in a text. What is not closed is none.
func comments(text string) []comment {
	const opening, closing = "<!--", "-->"
	var out []comment
	for at := 0; ; {
		from := strings.Index(text[at:], opening)
		if from < 0 {
			return out
		}
		from += at
		end := strings.Index(text[from+len(opening):], closing)
		if end < 0 {
			return out
		}
		at = from + len(opening) + end + len(closing)
		out = append(out, comment{from, at})
	}
}

// passage is the bytes from..to of a text without its comments, and the
// comments that are left for the text behind.
func (l *lines) passage(from, to int, comments []comment) (Passage, []comment) {
	if len(comments) == 0 || comments[0].from >= to {
		return Passage{Text: l.text[from:to], Spans: []Span{{At: l.from(from)}}}, comments
	}
	var p Passage
	var text strings.Builder
	for from < to {
		end, next := to, to
		if len(comments) > 0 && comments[0].from < to {
			end, next = max(from, comments[0].from), min(to, comments[0].to)
			if comments[0].to <= to {
				comments = comments[1:]
			}
		}
		if end > from {
			p.Spans = append(p.Spans, Span{From: text.Len(), At: l.from(from)})
			text.WriteString(l.text[from:end])
		}
		from = next
	}
	p.Text = text.String()
	return p, comments
}

// paragraphEnd is where the paragraph that begins at from ends, with the blank
// lines behind it.
func paragraphEnd(text string, from int) int {
	for i := from; i < len(text); i++ {
		if text[i] == '\n' && blankLine(text[i+1:]) {
			for i < len(text) && (text[i] == '\n' || text[i] == ' ' || text[i] == '\t' || text[i] == '\r') {
				i++
			}
			return i
		}
	}
	return len(text)
}

// lines finds the line and column of places in a text. Places are mostly asked
// for in order, so it goes on from the last one.
type lines struct {
	source, text string
	at           int // the byte it has come to
	line         int // its line, from 0
	column       int // its column, from 0
}

// from is the positions of the characters from byte start on.
func (l *lines) from(start int) func(int) composer.Position {
	at, chars := start, 0
	return func(n int) composer.Position {
		if n < chars {
			at, chars = start, 0
		}
		for ; chars < n && at < len(l.text); chars++ {
			_, size := utf8.DecodeRuneInString(l.text[at:])
			at += size
		}
		return l.position(at)
	}
}

func (l *lines) position(at int) composer.Position {
	if at < l.at {
		l.at, l.line, l.column = 0, 0, 0
	}
	for l.at < at {
		r, size := utf8.DecodeRuneInString(l.text[l.at:])
		l.at += size
		l.column++
		if r == '\n' {
			l.line, l.column = l.line+1, 0
		}
	}
	return composer.Position{Source: l.source, Line: l.line + 1, Column: l.column + 1}
}

// Document is the page that a document in Markdown makes, and what its writer
// allows. What stands in code, in quotations or in another language is not the
// writer's own prose and is left out. The error is that of [page.Parse].
func Document(d *composer.Document, kinds ...string) (Page, []Allow, error) {
	body, err := page.Parse(d)
	if err != nil {
		return Page{}, nil, err
	}
	p := Page{Kinds: kinds}
	p.blocks(body.Blocks)
	p.readWhole()
	var allows []Allow
	for _, a := range body.Allows {
		allows = append(allows, Allow{a.Position, a.Rule})
	}
	return p, allows, nil
}

func (p *Page) blocks(blocks []page.Block) {
	for _, b := range blocks {
		switch b := b.(type) {
		case *page.Heading:
			p.runs(b.Runs, true)
		case *page.Paragraph:
			p.runs(b.Runs, false)
		case *page.List:
			for _, i := range b.Items {
				p.blocks(i.Blocks)
			}
		case *page.Table:
			for _, row := range append([][]page.Cell{b.Head}, b.Rows...) {
				for _, c := range row {
					p.runs(c.Runs, false)
				}
			}
		case *page.Keep:
			p.blocks(b.Blocks)
		case *page.Columns:
			for _, c := range b.Columns {
				p.blocks(c)
			}
		case *page.Small:
			p.blocks(b.Blocks)
		}
	}
}

// runs adds the text of a paragraph.
func (p *Page) runs(runs []page.Run, heading bool) {
	passage := Passage{Heading: heading}
	var text strings.Builder
	for _, r := range runs {
		t := r.Text
		if r.Code {
			t = " "
		}
		if r.Break {
			t += "\n"
		}
		pos := r.Pos
		passage.Spans = append(passage.Spans, Span{From: text.Len(), At: func(n int) composer.Position {
			pos := pos
			pos.Column += n
			return pos
		}})
		text.WriteString(t)
	}
	if passage.Text = text.String(); strings.TrimSpace(passage.Text) != "" {
		p.Passages = append(p.Passages, passage)
	}
}

// readWhole finds in a text whether it may be a whole letter.
func (p *Page) readWhole() {
	paragraphs := 0
	for i := range p.Passages {
		if !p.Passages[i].Heading {
			paragraphs++
		}
	}
	p.Whole, p.written = paragraphs > 1, true
}

// read finds in a text what answers say of themselves: who it is written to,
// whose line each line is. A letter is whole.
func (p *Page) read(l *lexicon) {
	if !p.written {
		return
	}
	p.People = slices.Clip(p.People)
	for i := range p.Passages {
		if i < 3 && p.To == 0 {
			if name := l.greeted(p.Passages[i].Text); name != "" {
				if !slices.Contains(p.People, name) {
					p.People = append(p.People, name)
				}
				p.To = slices.Index(p.People, name) + 1
				p.Whole = true
			}
		}
	}
	p.owners(l.and)
}

// The most that a greeting has.
const (
	mostGreeting = 5  // words
	longGreeting = 80 // bytes
)

// greeted is the name in a greeting such as "Dear Sam,"; empty where text is
// none.
func (l *lexicon) greeted(text string) string {
	text, _, _ = strings.Cut(strings.TrimSpace(text), "\n")
	if len(text) > longGreeting {
		return ""
	}
	words := strings.Fields(text)
	if len(words) == 0 || len(words) > mostGreeting || !strings.HasSuffix(text, ",") && !slices.Contains(l.greetings, fold(words[0])) {
		return ""
	}
	if slices.Contains(l.greetings, fold(words[0])) {
		words = words[1:]
	}
	if first, _ := utf8.DecodeRuneInString(strings.Join(words, " ")); !unicode.IsUpper(first) {
		return "" // such as "To be honest,"
	}
	if len(words) == 0 || len(words) > 3 {
		return ""
	}
	return strings.Trim(strings.Join(words, " "), ",.:!# ")
}

// owners finds whose lines the lines of an agreement are: those under a
// heading, or behind a lead, that is a name. A name is met elsewhere in the
// page too, as a title such as "Our House" is not.
func (p *Page) owners(and []string) {
	names := map[string]int{} // how often each stands as a heading or a lead, or alone on a line
	each := func(text string) {
		lead, _, _ := strings.Cut(text, ":")
		for _, s := range strings.FieldsFunc(lead, func(r rune) bool { return r == ',' || r == '\n' || r == '_' }) {
			for words := strings.Fields(s); len(words) > 0; {
				n := slices.IndexFunc(words, func(w string) bool { return slices.Contains(and, w) })
				if n < 0 {
					n = len(words)
				}
				if name := strings.Join(words[:n], " "); isName(name) {
					names[name]++
				}
				words = words[min(n+1, len(words)):]
			}
		}
	}
	for _, passage := range p.Passages {
		if len(passage.Text) <= longLine {
			each(passage.Text)
		}
	}
	places := map[string]int{}
	for i, name := range p.People {
		places[name] = i + 1
	}
	place := func(text string) int {
		name := strings.TrimSpace(text)
		if !isName(name) || names[name] < 2 && places[name] == 0 {
			return 0
		}
		if places[name] == 0 {
			p.People = append(p.People, name)
			places[name] = len(p.People)
		}
		return places[name]
	}
	owner := 0
	for i := range p.Passages {
		passage := &p.Passages[i]
		if passage.Heading {
			owner = place(passage.Text)
			continue
		}
		passage.Owner = owner
		if lead, _, ok := strings.Cut(passage.Text, ":"); ok && len(lead) <= longName {
			passage.Owner = cmp.Or(place(lead), owner)
		}
	}
}

// longLine is the length in bytes beyond which a passage is no list of names.
const longLine = 120

// longName is the length in bytes beyond which a lead is no name.
const longName = 40

// isName reports whether text is a first name, alone or with a last name.
func isName(text string) bool {
	if len(text) > longName {
		return false
	}
	words := strings.Fields(text)
	if len(words) == 0 || len(words) > 2 {
		return false
	}
	return !slices.ContainsFunc(words, func(w string) bool {
		r, _ := utf8.DecodeRuneInString(w)
		return !unicode.IsUpper(r) || strings.ContainsAny(w, ".,;!?0123456789")
	})
}
