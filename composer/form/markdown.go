package form

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"

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
// it stands for (sure=yes), and a line that it is for a day.
var fieldMark = regexp.MustCompile(`<!--[ \t]*amends:field[ \t]+([A-Za-z0-9._-]+(?:=[A-Za-z0-9._-]+)?)(?:[ \t]+date)?[ \t]*-->`)

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
	return &Sheet{Source: source, Kind: d.Kind, page: &written{doc: d, marks: marks}}, nil
}

// An original is what a page says before it is filled in.
type original struct {
	lines  map[string]bool     // whole lines without a field
	labels map[string][]string // by field, what stands before it on its line
	tails  map[string][]string // by field, what stands behind it on its line
	boxes  map[string]bool     // the fields that are boxes
	text   string              // all of it but examples, as plain returns it
}

// maxPeople is how many people a worksheet is for.
const maxPeople = 8

// original is every blank page that k makes, for as many people as the sheet
// has places, put together. What is added for a session, such as examples, is
// part of it only where the sheet has something of it: examples are what people
// may write, too.
func (w *written) original(r Reading) *original {
	people := 1
	for _, m := range w.marks {
		names := strings.Split(w.name(m)+".", ".")
		turns := slices.ContainsFunc(r.Kind.Sections, func(s composer.Section) bool {
			return s.Each == names[0] || s.Each != "" && slices.ContainsFunc(s.Questions, func(q *composer.Question) bool { return q.Name == names[0] })
		})
		if n := numberOf(names[1]); turns && n <= maxPeople {
			people = max(people, n)
		}
	}
	plainly, whole := variants(r, people)
	o := originalOf(r.Kind, plainly)
	added := originalOf(r.Kind, whole)
	for line := range strings.SplitSeq(w.doc.Body, "\n") {
		if l := plain(line); l != "" && added.lines[l] && !o.lines[l] {
			both := originalOf(r.Kind, append(plainly, whole...))
			both.text = o.text // an example that somebody took over is an answer
			return both
		}
	}
	return o
}

// originalOf is these blank pages of k put together.
func originalOf(k *composer.Kind, sheets []composer.Worksheet) *original {
	o := &original{lines: map[string]bool{}, labels: map[string][]string{}, tails: map[string][]string{}, boxes: map[string]bool{}}
	var all strings.Builder
	for _, sheet := range sheets {
		if d, err := k.BlankPage(sheet); err == nil {
			o.add(d.Body, &all)
		}
	}
	o.text = all.String()
	for _, by := range []map[string][]string{o.labels, o.tails} {
		for _, l := range by {
			slices.SortFunc(l, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
		}
	}
	return o
}

// variants is the ways in which a blank page can be made: for each
// relationship, and for each answer that leaves questions out. Each is also
// made with all that is added for a session.
func variants(r Reading, people int) (plainly, whole []composer.Worksheet) {
	add := func(people int, relationship string, given *composer.Answers) {
		w := composer.Worksheet{People: people, Relationship: relationship, Given: given, HelpLine: r.HelpLine}
		plainly = append(plainly, w)
		w.Examples, w.FilledBy, w.AskGoal, w.Homework, w.BringBack = true, composer.FilledBy(), true, true, true
		whole = append(whole, w)
	}
	add(people, "", nil)
	if people != 2 { // for two, where the other's part was taken out
		add(2, "", nil)
	}
	for _, s := range r.Kind.Sections {
		for _, q := range s.Questions {
			for _, o := range q.Options {
				switch {
				case q.Name == "relationship":
					add(people, o.Value, nil)
				case q.Type == composer.TypeChoice:
					a := &composer.Answers{}
					_ = a.Set(q.Name, composer.Text(o.Value, composer.Position{})) // one name leads everywhere
					add(people, "", a)
				}
			}
		}
	}
	return plainly, whole
}

// add takes in one blank page.
func (o *original) add(body string, all *strings.Builder) {
	for line := range strings.SplitSeq(body, "\n") {
		marks := fieldMark.FindAllStringSubmatchIndex(line, -1)
		if len(marks) == 0 {
			if l := plain(line); !o.lines[l] {
				o.lines[l] = true
				all.WriteString(l + " ")
			}
			continue
		}
		at, last := 0, ""
		for _, m := range marks {
			name := pathOf(line[m[2]:m[3]])
			label, box, _ := cutBox(line[at:m[0]])
			if box {
				o.boxes[name] = true
			}
			label = plain(blanks.ReplaceAllString(label, " "))
			if last != "" {
				o.tails[last] = keep(o.tails[last], label)
			}
			o.labels[name] = keep(o.labels[name], label)
			all.WriteString(label + " ")
			at, last = m[1], name
		}
		tail := plain(line[at:])
		o.tails[last] = keep(o.tails[last], tail)
		all.WriteString(tail + " ")
	}
}

func keep(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// own reports whether a line stands on the page before it is filled in. An
// editor may have broken long lines anew.
func (o *original) own(line string) bool {
	l := plain(line)
	return o.lines[l] || strings.Count(l, " ") > 2 && strings.Contains(o.text, l) || comment.MatchString(line)
}

var (
	// blanks are what a field had before it was filled in.
	blanks = regexp.MustCompile(`[ \t]*(?:\\?_){3,}[ \t]*`)
	// comment is a line of comments alone.
	comment = regexp.MustCompile(`^\s*(?:<!--.*?-->\s*)+$`)
	// boxEnd is the box of a task, in whatever way it was ticked.
	boxEnd = regexp.MustCompile(`(?:\\?\[([^\[\]\n]{0,6})\\?\]|([☐☑☒]))\s*$`)
	// bullet is what an item of a list begins with, or a quotation.
	bullet = regexp.MustCompile(`^\s*(?:[-*+•>]|[0-9]{1,3}[.)])\s+`)
)

// plain is text as it is compared: editors change white space, bullets and
// quotes, and put backslashes where none are needed.
func plain(s string) string {
	s = strings.TrimSuffix(strings.TrimSpace(s), `\`)
	var b strings.Builder
	for i, c := range s {
		switch {
		case c == '\\' && i+1 < len(s) && strings.IndexByte("\\`*_{}[]()#+-.!|<>~&", s[i+1]) >= 0:
			continue
		case strings.ContainsRune("‘’‚", c):
			c = '\''
		case strings.ContainsRune("“”„", c):
			c = '"'
		case c == '\u00a0':
			c = ' '
		}
		b.WriteRune(c)
	}
	s = strings.Join(strings.Fields(b.String()), " ")
	if strings.HasPrefix(s, "* ") || strings.HasPrefix(s, "+ ") {
		s = "-" + s[1:]
	}
	return s
}

// cutBox cuts the box at the end of s, and says what stands in it.
func cutBox(s string) (before string, box bool, inside string) {
	m := boxEnd.FindStringSubmatchIndex(s)
	switch {
	case m == nil:
		return s, false, ""
	case m[2] >= 0:
		return s[:m[0]], true, strings.TrimSpace(s[m[2]:m[3]])
	}
	return s[:m[0]], true, map[string]string{"☐": "", "☑": "x", "☒": "x"}[s[m[4]:m[5]]]
}

// isTick says whether what stands in a box ticks it; ok is false where that
// cannot be told.
func isTick(inside string) (ticked, ok bool) {
	switch strings.ToLower(inside) {
	case "", "_", "\u00a0":
		return false, true
	case "x", "xx", "✓", "✔", "✗", "✘", "√", "v", "*", "+", "y", "yes":
		return true, true
	}
	return false, false
}

// A reader goes through a written page from its beginning to its end.
type reader struct {
	*written
	original *original
	kind     *composer.Kind
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
	p := &reader{written: w, original: w.original(r), kind: r.Kind, line: max(w.doc.Line, 1)}
	for i, m := range w.marks {
		p.gap(m[0], p.name(m), i == 0)
		p.at = m[1]
	}
	p.gap(len(w.doc.Body), "", false)
	p.finish()
	return p.fields, p.notes
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
		p.notes = append(p.notes, Note{Position: p.place(f.line), Path: name, Text: words().Say("label-changed")})
	}
	return fragment{"", f.line}, fragment{rest, f.line}
}

// startsWithStarter reports whether the words before a field are only those
// that its answer begins with, which the answer may do without.
func (p *reader) startsWithStarter(name string, labels []string) bool {
	q := p.kind.At(name)
	return q != nil && len(labels) > 0 && slices.ContainsFunc(q.Starters, func(s string) bool { return plain(s) == labels[0] })
}

// cutOwn finds the first of these words in s, the longest ones first, and gives
// what stands before and behind them.
func cutOwn(s string, own []string) (before, after string, ok bool) {
	for _, o := range own {
		if o == "" {
			continue
		}
		if i, n := find(s, o); n > 0 {
			return s[:i], s[i+n:], true
		}
	}
	return "", "", false
}

// find is where in s the words own stand, which are as plain returns them, and
// how long they are there.
func find(s, own string) (at, size int) {
	fold := func(c rune) rune {
		switch {
		case strings.ContainsRune("‘’‚", c):
			return '\''
		case strings.ContainsRune("“”„", c):
			return '"'
		}
		return c
	}
	want := []rune(strings.ReplaceAll(own, " ", ""))
	at = -1
	var starts []int // where the characters of s that count begin
	var have []rune
	ends := []int{}
	for i, c := range s {
		if unicode.IsSpace(c) || c == '\\' {
			continue
		}
		starts, have, ends = append(starts, i), append(have, fold(c)), append(ends, i+len(string(c)))
	}
	if len(have) > 0 && (have[0] == '*' || have[0] == '+') && len(want) > 0 && want[0] == '-' {
		have[0] = '-'
	}
	for i := 0; i+len(want) <= len(have); i++ {
		if slices.Equal(have[i:i+len(want)], want) {
			return starts[i], ends[i+len(want)-1] - starts[i]
		}
	}
	return at, 0
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
			p.notes = append(p.notes, Note{Position: f.Position, Path: name, Text: words().Say("tick-unclear")})
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
			p.notes = append(p.notes, Note{Position: p.place(f.line), Path: last.Path, Text: words().Say("lines-taken")})
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

// cleaned is what was typed among the blanks of a field.
func cleaned(s string) string {
	s = blanks.ReplaceAllString(s, " ")
	s = strings.TrimSpace(s)
	s = strings.TrimSpace(strings.TrimSuffix(s, `\`))
	return strings.TrimSpace(strings.Trim(strings.NewReplacer(`\_`, "_", `\|`, "|", ruled, " ").Replace(s), "_"))
}

// tidy is text without empty lines around it, and at most one between.
func tidy(s string) string {
	for strings.Contains(s, "\n\n\n") {
		s = strings.ReplaceAll(s, "\n\n\n", "\n\n")
	}
	return strings.TrimSpace(s)
}

// stray notes a line that is nobody's; several in a row are one note.
func (p *reader) stray(f fragment) {
	if cleaned(f.text) == "" {
		return
	}
	if p.strays != f.line || f.line == 0 {
		p.notes = append(p.notes, Note{Position: p.place(f.line), Text: words().Say("stray")})
	}
	p.strays = f.line + 1
}

func (p *reader) place(line int) composer.Position {
	return composer.Position{Source: p.doc.Source, Line: line}
}
