package composer

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"text/template"
	"time"
	"unicode"
	"unicode/utf8"
)

// A page is one run of a template: what its functions need to know.
type page struct {
	kind    *Kind
	checked Checked
	date    time.Time
	help    string // the line of help lines, plain text
	signed  bool
	root    *template.Template
	view    map[string]any
	unnamed int // on a worksheet: how many people there are, without names
	lines   int // on a worksheet: of each longer answer; as the template has it if 0
}

// funcs is the functions of a template. They take and give Line, Prose and
// Markdown and never a string, which would be printed unescaped.
// templates/README.md says what each is for.
func (p *page) funcs() template.FuncMap {
	return template.FuncMap{
		"title":     func() Line { return Line(p.kind.Title) },
		"made":      func() Line { return Line(p.kind.LongDate(p.date)) },
		"heading":   p.heading,
		"sentence":  sentence,
		"clause":    clause,
		"lower":     p.lower,
		"oneline":   func(t Prose) Line { return Line(oneLine(string(t))) },
		"series":    p.series,
		"label":     p.label,
		"labels":    p.labels,
		"unsaid":    p.unsaid,
		"asked":     func(question string) bool { return p.kind.Question(question) != nil },
		"ask":       p.ask,
		"boxes":     p.boxes,
		"everyone":  p.everyone,
		"fixed":     func() (Markdown, error) { return p.choice("fixed") },
		"signing":   func() (Markdown, error) { return p.choice("signing") },
		"signed":    func() bool { return p.signed },
		"signs":     func(who string) bool { return p.kind.chosen["signing"] == who },
		"help":      func() Line { return Line(p.help) },
		"topics":    p.topics,
		"line":      func(name any, place ...int) Markdown { return fieldLine(lineWidth, p.field(name, place)) },
		"spare":     func(name any, place ...int) Markdown { return spareLine(p.field(name, place)) },
		"date":      p.day,
		"signature": func(place int) Markdown { return underscores(signatureWidth, Path("signature"), []int{place}) },
		"lines":     p.room,
		"box":       p.box,
	}
}

// heading is the title of a section as a heading, or nothing where nothing of
// the section is on the page.
func (p *page) heading(section string) Markdown {
	s := p.kind.Section(section)
	if s == nil || !p.checked.answered(s) {
		return ""
	}
	return Markdown("## " + Line(p.kind.Fill(s.Title, p.checked.answers, "", 0)).String())
}

// sentence is t with the full stop that it lacks.
func sentence(t any) any {
	switch t := t.(type) {
	case Line:
		return Line(fullStop(oneLine(string(t))))
	case Prose:
		return Prose(fullStop(strings.TrimSpace(string(t))))
	}
	return t
}

// A text that ends with one of these is a sentence; closing quotes and
// brackets may follow.
const (
	sentenceEnds = ".!?…:;。！？"
	closingSigns = "”’\"')]»"
)

func isSentence(s string) bool {
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(s, closingSigns))
	return strings.ContainsRune(sentenceEnds, last)
}

func fullStop(s string) string {
	if s == "" || isSentence(s) {
		return s
	}
	return strings.TrimSuffix(s, ",") + "."
}

// clause is l without the full stop at its end, to go on behind it.
func clause(l Line) Line {
	s := oneLine(string(l))
	if !strings.HasSuffix(s, "..") {
		s = strings.TrimSuffix(s, ".")
	}
	return Line(strings.TrimRight(s, ",; "))
}

// lower is l with a small first letter, to go on in a sentence; "I", names
// and words in capitals stay.
func (p *page) lower(l Line) Line {
	c := &checker{kind: p.kind, in: p.checked.answers}
	return Line(c.lowerFirst(oneLine(string(l))))
}

// series is a list as a sentence has it: "a, b and c".
func (p *page) series(items []Line) Line {
	s := make([]string, len(items))
	for i, l := range items {
		s[i] = oneLine(string(l))
	}
	return Line(p.kind.And(s))
}

// label is the words of the chosen option, or the person's own.
func (p *page) label(question string) Line {
	v, _ := p.checked.Get(question)
	return p.labelOf(question, v)
}

func (p *page) labels(question string) []Line {
	v, _ := p.checked.Get(question)
	var out []Line
	for _, i := range v.Items {
		out = append(out, p.labelOf(question, i))
	}
	return out
}

// ask is the words of a question.
func (p *page) ask(question string) Line {
	q := p.kind.Question(question)
	if q == nil {
		return ""
	}
	return Line(p.kind.Fill(q.Ask, p.checked.answers, "", 0))
}

// boxes is the options of a question, each with a box to tick, as a list.
func (p *page) boxes(question string, place ...int) Markdown {
	q := p.kind.Question(question)
	if q == nil {
		return ""
	}
	return boxList(q, fieldPath(question, place), p.kind.words)
}

// topics is a question that is put for each of another one's options: each of
// these with a box, its label, and a line, behind the starter if there is one.
func (p *page) topics(question string) Markdown {
	q := p.kind.Question(question)
	if q == nil || p.kind.Question(q.Per) == nil {
		return ""
	}
	starter := ""
	if len(q.Starters) > 0 {
		starter = p.lower(Line(strings.TrimSpace(q.Starters[0]))).String() + " "
	}
	var out []string
	for _, o := range p.kind.Question(q.Per).Options {
		out = append(out, "- "+string(tickBox(q.Per+"."+o.Value))+" "+Line(o.Label).String()+": "+
			starter+string(fieldLine(lineWidth, question+"."+o.Value)))
	}
	return Markdown(strings.Join(out, "\n"))
}

func (p *page) labelOf(question string, v Value) Line {
	if q := p.kind.Question(question); q != nil {
		if o, ok := q.Option(v.Text); ok {
			return Line(o.Label)
		}
	}
	return Line(v.Text)
}

// unsaid reports that no answer on the page holds words that begin with one
// of these.
func (p *page) unsaid(words ...string) bool {
	said := false
	each(p.view, func(text string) {
		text = " " + strings.Join(strings.FieldsFunc(foldText(text), func(r rune) bool { return !unicode.IsLetter(r) }), " ")
		said = said || slices.ContainsFunc(words, func(want string) bool { return strings.Contains(text, " "+want) })
	})
	return !said
}

// each calls f for every text in a view.
func each(v any, f func(string)) {
	switch v := v.(type) {
	case Line:
		f(string(v))
	case Prose:
		f(string(v))
	case []Line:
		for _, l := range v {
			f(string(l))
		}
	case []Row:
		for _, r := range v {
			each(map[string]any(r), f)
		}
	case []Turn:
		for _, t := range v {
			each(t.Answer, f)
		}
	case []Topic:
		for _, t := range v {
			each(t.Answer, f)
		}
	case map[string]any:
		for _, part := range v {
			each(part, f)
		}
	}
}

// everyone is the people of a question, one turn each, without an answer.
func (p *page) everyone(question string) []Turn {
	names := p.checked.answers.People(question)
	if p.unnamed > 0 {
		names = make([]string, p.unnamed)
	}
	var out []Turn
	for i, name := range names {
		out = append(out, Turn{Person: Line(name), Place: i + 1, Path: Path(question + "." + strconv.Itoa(i+1))})
	}
	return out
}

// choice is the shared template that kind.yaml chooses for a function, as the
// relationship has it: the fixed lines, or who signs.
func (p *page) choice(function string) (Markdown, error) {
	var out strings.Builder
	err := p.root.ExecuteTemplate(&out, function+"-"+p.kind.chosen[function], p.view)
	return Markdown(out.String()), err
}

// How many underscores a field has: what its width on paper is measured by.
const (
	lineWidth      = 40
	dateWidth      = 14
	signatureWidth = 30
)

// fieldPath is the name of a field and the place of a person, such as
// "consent.1". A star in the name is where the place stands: "lines.*.1.how".
func fieldPath(name any, place []int) string {
	s := ""
	switch n := name.(type) {
	case string:
		s = n
	case Path:
		s = string(n)
	}
	for _, n := range place {
		if strings.Contains(s, "*") {
			s = strings.Replace(s, "*", strconv.Itoa(n), 1)
			continue
		}
		s += "." + strconv.Itoa(n)
	}
	return s
}

// field is the name of a field. Where everybody answers a question, and it is
// put to one person alone, that person's place stands in it unsaid.
func (p *page) field(name any, place []int) string {
	path := fieldPath(name, place)
	s := p.kind.sectionOf(path)
	if s == nil || s.Each == "" {
		return path
	}
	if n := p.alone(s); n > 0 {
		return path + "." + strconv.Itoa(n)
	}
	return path
}

// alone is the place of the one person who has a turn in s, or 0. On a
// worksheet nobody has a name: who is named alone is the first, and the other
// of two the second.
func (p *page) alone(s *Section) int {
	by, everybody := p.kind.Question(cmp.Or(s.Only, s.Others)), p.kind.Question(s.Each)
	switch {
	case by == nil || everybody == nil:
		return 0
	case p.unnamed > 0 && s.Only != "" && by.Max == 1:
		return 1
	case by.Max == 1 && (p.unnamed == 2 || p.unnamed > 2 && everybody.Max == 2):
		return 2
	}
	alone := 0
	for i := range p.checked.answers.People(s.Each) {
		switch {
		case !s.Turn(p.checked.answers, i+1):
		case alone > 0:
			return 0
		default:
			alone = i + 1
		}
	}
	return alone
}

func underscores(width int, name any, place []int) Markdown {
	return fieldLine(width, fieldPath(name, place))
}

// day is a short line: for a day, or for the time that a question asks for.
func (p *page) day(name any, place ...int) Markdown {
	path := fieldPath(name, place)
	question, _, _ := strings.Cut(path, ".")
	if q := p.kind.Question(question); q != nil && q.Type != TypeDate && q.Type != TypeRows {
		return fieldLine(dateWidth, path)
	}
	return dateLine(path)
}

// dateLine is a line for a day, which its mark says.
func dateLine(name string) Markdown { return fieldLine(dateWidth, name+" date") }

func fieldLine(width int, label string) Markdown {
	return Markdown(strings.Repeat("_", width) + fieldMark(label))
}

// fieldOpen is how the mark of a field begins.
const fieldOpen = "<!-- amends:field "

func fieldMark(label string) string { return fieldOpen + label + " -->" }

// room is n lines for an answer on the page, or as many as a worksheet shall
// have.
func (p *page) room(name any, n int, place ...int) Markdown {
	spare := 0
	if p.unnamed > 0 && p.lines == 0 {
		spare = spareOf(n)
	}
	return writingLines(p.field(name, place), cmp.Or(p.lines, n), spare)
}

// spareOf is how many of n lines for an answer paper may do without: a third,
// but two lines are left.
func spareOf(n int) int { return max(0, min(n/3, n-2)) }

// writingLines is n lines to write one answer on, the last of them spare.
func writingLines(path string, n, spare int) Markdown {
	n = min(max(n, 1), maxRoom)
	lines := slices.Repeat([]string{string(fieldLine(lineWidth, path))}, n)
	for i := n - spare; i < n; i++ {
		lines[i] = string(spareLine(path))
	}
	return Markdown(strings.Join(lines, "\\\n"))
}

// spareLine is a line that is left out on paper where that saves a page.
func spareLine(path string) Markdown { return fieldLine(lineWidth, path+" spare") }

// box is a box to tick, for the start of a list item: "- {{box "consent" 1}}".
// One that stands for an option of a question with one answer says so.
func (p *page) box(name any, place ...int) Markdown {
	path := fieldPath(name, place)
	if question, option, ok := strings.Cut(path, "."); ok {
		if q := p.kind.Question(question); q != nil && q.excludes() {
			_, known := q.Option(option)
			if known || q.Type == TypeYesNo && (option == yes || option == no) || q.Other && option == otherOption {
				return tickBox(question + "=" + option)
			}
		}
	}
	return tickBox(path)
}

func tickBox(label string) Markdown { return Markdown("[ ] " + fieldMark(label)) }
