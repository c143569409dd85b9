package form

import (
	"regexp"
	"slices"
	"strings"

	"amends/composer"
	"amends/composer/page"
)

// A worksheet in Markdown is read by what stands between its marks. The words
// that the page had before anybody wrote on it are known: it can be made again.
// All others were typed.

// A written is a Markdown page with something typed into it.
type written struct {
	doc   *composer.Document
	marks [][]int // where each mark begins, ends, and has its name
}

// fieldMark is the mark of a field, with its name. A box may say which option
// it stands for (sure=yes), and a line that it is for a day, or spare.
var fieldMark = regexp.MustCompile(`<!--[ \t]*amends:field[ \t]+([A-Za-z0-9._-]+(?:=[A-Za-z0-9._-]+)?)(?:[ \t]+(?:date|spare))?[ \t]*-->`)

// pathOf is the path of the field that a mark names.
func pathOf(name string) string { return strings.Replace(name, "=", ".", 1) }

// maxMarks is how many fields a page has at most.
const maxMarks = 5000

// ReadMarkdown reads a worksheet that was filled in with an editor. source is
// its name. The front matter names its kind.
func ReadMarkdown(source string, data []byte) (*Sheet, error) {
	d, err := page.Read(source, data)
	if err != nil {
		return nil, err
	}
	marks := fieldMark.FindAllStringSubmatchIndex(d.Body, maxMarks)
	if len(marks) == 0 {
		return nil, &ReadError{Source: source, err: ErrNoForm}
	}
	return &Sheet{Source: source, Kind: d.Kind, Language: d.Language, page: &written{doc: d, marks: marks}}, nil
}

// A reader goes through a written page from its beginning to its end.
type reader struct {
	*written
	original *original
	kind     *composer.Kind
	words    composer.Words
	fields   []Field
	notes    []Note
	strays   int // the line behind the last one that was noted as nobody's
	line     int // of the document, where at is
	at       int
	text     strings.Builder // of the last field
}

// A fragment is a stretch of one line.
type fragment struct {
	text string
	line int
}

// read is the fields of the page.
func (w *written) read(r Reading) ([]Field, []Note) {
	p := &reader{written: w, original: w.original(r), kind: r.Kind, words: words(r.Language), line: max(w.doc.Line, 1)}
	p.at = p.title()
	p.line += strings.Count(w.doc.Body[:p.at], "\n")
	first := true
	for _, m := range w.marks {
		if m[0] < p.at {
			continue
		}
		p.gap(m[0], p.name(m), first)
		p.at, first = m[1], false
	}
	p.gap(len(w.doc.Body), "", first)
	p.finish()
	return p.fields, p.notes
}

// title is where the page's own title stands, or the beginning. Above it are a
// letterhead and the line of a session, from whoever made the sheet.
func (p *reader) title() int {
	at := 0
	for line := range strings.SplitAfterSeq(p.doc.Body, "\n") {
		if strings.HasPrefix(line, "# ") && p.original.lines[plain(line)] {
			return at
		}
		at += len(line)
	}
	return 0
}

func (w *written) name(m []int) string { return pathOf(w.doc.Body[m[2]:m[3]]) }

// gap reads what stands between the last mark and the one of the field name,
// which begins at end.
func (p *reader) gap(end int, name string, first bool) {
	var parts []fragment
	for text := range strings.SplitSeq(p.doc.Body[p.at:end], "\n") {
		parts = append(parts, fragment{text, p.line})
		p.line++
	}
	p.line--
	var last fragment // what stands before the mark on its line
	if name != "" {
		last, parts = parts[len(parts)-1], parts[:len(parts)-1]
	}
	box, inside := false, ""
	if name != "" {
		var label string
		if label, box, inside = cutBox(last.text); box && (p.original.boxes[name] || len(p.original.labels[name]) == 0) {
			last.text = label
		} else {
			box = p.original.boxes[name]
		}
	}
	if len(parts) == 0 && !first { // one line holds both fields
		before, after := p.split(last, name)
		p.answer(before, " ")
		p.begin(name, last.line, box, inside, true)
		p.answer(after, " ")
		return
	}
	if !first && len(parts) > 0 {
		p.behind(parts[0])
		parts = parts[1:]
	}
	var more []fragment // lines of the next field behind the one on which it begins
	if name != "" {
		if j := p.labelled(parts, last, name); j >= 0 {
			more = append(slices.Clone(parts[j+1:]), last)
			last, parts = parts[j], parts[:j]
		}
	}
	from := slices.IndexFunc(parts, func(f fragment) bool { return p.original.own(f.text) && strings.TrimSpace(f.text) != "" })
	to := len(parts)
	var after []fragment // what is the next field's
	sameLine := strings.TrimSpace(last.text) != "" && !slices.Contains(p.original.labels[name], "")
	again := from < 0 && name != "" && len(p.fields) > 0 && p.fields[len(p.fields)-1].Path == name && slices.Contains(p.original.labels[name], "")
	switch {
	case from >= 0:
		for to > from && (strings.TrimSpace(parts[to-1].text) == "" || !p.original.own(parts[to-1].text)) {
			to--
		}
		after = parts[to:]
		for _, f := range parts[from:to] {
			if !p.original.own(f.text) {
				p.stray(f)
			}
		}
		parts = parts[:from]
	case again, sameLine, name == "", first:
	default: // nothing of the page's own stands between two fields
		if blank := slices.IndexFunc(parts, func(f fragment) bool { return strings.TrimSpace(f.text) == "" }); blank >= 0 {
			parts, after = parts[:blank], parts[blank:]
		}
	}
	switch {
	case first && from < 0:
		after = parts
	case first, len(p.fields) > 0 && p.fields[len(p.fields)-1].Box:
		for _, f := range parts {
			p.stray(f)
		}
	default:
		p.following(parts)
	}
	if name == "" {
		for _, f := range after {
			p.stray(f)
		}
		return
	}
	before, rest := p.split(last, name)
	p.begin(name, last.line, box, inside, !again)
	if strings.TrimSpace(before.text) != "" {
		p.stray(before)
	}
	for _, f := range after {
		p.answer(f, "\n")
	}
	switch {
	case again:
		p.answer(rest, ruled)
	case len(after) > 0:
		p.answer(rest, "\n")
	default:
		p.answer(rest, " ")
	}
	for _, f := range more {
		p.answer(f, "\n")
	}
}

// labelled is which of lines begins with the words before the field name, where
// its answer goes on over lines; -1 for none.
func (p *reader) labelled(lines []fragment, last fragment, name string) int {
	labels := p.original.labels[name]
	if _, _, ok := cutOwn(last.text, labels); ok {
		return -1
	}
	for j := len(lines) - 1; j >= 0; j-- {
		before, _, ok := cutOwn(lines[j].text, labels)
		switch {
		case ok && strings.TrimSpace(before) == "":
			return j
		case strings.TrimSpace(lines[j].text) != "" && p.original.own(lines[j].text):
			return -1
		}
	}
	return -1
}

// split cuts the page's own words out of what stands before a field.
func (p *reader) split(f fragment, name string) (before, after fragment) {
	labels := p.original.labels[name]
	if label, rest, ok := cutOwn(f.text, labels); ok {
		return fragment{label, f.line}, fragment{rest, f.line}
	}
	if len(labels) > 0 && labels[0] == "" || strings.TrimSpace(blanks.ReplaceAllString(f.text, "")) == "" {
		return fragment{"", f.line}, f
	}
	rest := f.text
	if slices.Contains(labels, "") && bullet.FindString(rest) == "" {
		return fragment{"", f.line}, f
	}
	rest = strings.TrimLeft(bullet.ReplaceAllString(rest, ""), "| ")
	if !p.startsWithStarter(name, labels) || len(labels) == 0 {
		p.notes = append(p.notes, Note{Position: p.place(f.line), Path: name, Text: p.words.Say("label-changed")})
	}
	return fragment{"", f.line}, fragment{rest, f.line}
}

// startsWithStarter reports whether the words before a field are only those
// that its answer begins with, which the answer may do without.
func (p *reader) startsWithStarter(name string, labels []string) bool {
	q := p.kind.At(name)
	return q != nil && len(labels) > 0 && slices.ContainsFunc(q.Starters, func(s string) bool { return plain(s) == labels[0] })
}

// begin starts a field, or goes on with the last one.
func (p *reader) begin(name string, line int, box bool, inside string, anew bool) {
	if !anew {
		return
	}
	p.finish()
	f := Field{Position: p.place(line), Path: name, Box: box}
	if box {
		ok := false
		if f.Ticked, ok = isTick(inside); !ok {
			p.notes = append(p.notes, Note{Position: f.Position, Path: name, Text: p.words.Say("tick-unclear")})
		}
	}
	p.fields = append(p.fields, f)
}

// finish gives the last field its text.
func (p *reader) finish() {
	if len(p.fields) > 0 {
		p.fields[len(p.fields)-1].Text = tidy(p.text.String())
		p.text.Reset()
	}
}

// behind reads the rest of a line with a field on it.
func (p *reader) behind(f fragment) {
	if len(p.fields) == 0 {
		return
	}
	tails := p.original.tails[p.fields[len(p.fields)-1].Path]
	before, after, ok := cutOwn(f.text, tails)
	if !ok {
		p.answer(f, " ")
		return
	}
	p.answer(fragment{before, f.line}, " ")
	if strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(after), `\`)) != "" {
		p.stray(fragment{after, f.line})
	}
}

// following takes lines for the last field's.
func (p *reader) following(lines []fragment) {
	blank := false
	for _, f := range lines {
		switch {
		case strings.TrimSpace(f.text) == "":
			blank = true
		case blank && len(p.fields) > 0:
			last := p.fields[len(p.fields)-1]
			p.notes = append(p.notes, Note{Position: p.place(f.line), Path: last.Path, Text: p.words.Say("lines-taken")})
			blank = false
			p.text.WriteString("\n")
		}
		p.answer(f, "\n")
	}
}

// ruled stands between two ruled lines of one field until it is known what the
// field holds: a sentence may go on on the next line.
const ruled = "\v"

// answer adds what was typed to the last field, behind between.
func (p *reader) answer(f fragment, between string) {
	typed := cleaned(f.text)
	if typed == "" {
		return
	}
	if len(p.fields) == 0 || p.fields[len(p.fields)-1].Box {
		p.stray(f)
		return
	}
	last := &p.fields[len(p.fields)-1]
	switch {
	case p.text.Len() == 0:
		last.Position = p.place(f.line)
	default:
		p.text.WriteString(between)
	}
	p.text.WriteString(typed)
}

// stray notes a line that is nobody's; several in a row are one note.
func (p *reader) stray(f fragment) {
	if cleaned(f.text) == "" {
		return
	}
	if p.strays != f.line || f.line == 0 {
		p.notes = append(p.notes, Note{Position: p.place(f.line), Text: p.words.Say("stray")})
	}
	p.strays = f.line + 1
}

func (p *reader) place(line int) composer.Position {
	return composer.Position{Source: p.doc.Source, Line: line}
}
