package composer

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A Worksheet says how a blank page is made.
type Worksheet struct {
	People       int      // how many turns a page for several people has; 2 if 0
	Relationship string   // as answers files write it; what the kind takes unsaid if empty
	Given        *Answers // what is known, such as a role: questions that do not follow from it are left out; may be nil
	HelpLine     string   // as in Circumstances

	Lines     int      // to write each longer answer on, up to MaxLines; as the kind has it if 0
	Examples  bool     // each question has an example beside it, in small print
	FilledBy  []string // ticked in a list of who fills it in, which there is none of if empty; see FilledBy
	AskGoal   bool     // a line for a goal stands under the title
	Goal      string   // what stands there, if it is known
	Homework  bool     // what is tried until the next session stands at the end, unless the page has that by itself
	BringBack bool     // so does what is brought there
}

// maxSheetPeople is how many people one worksheet serves.
const maxSheetPeople = 8

// How many lines to write on: at the most, and where a question does not say.
const (
	maxRoom  = 60
	textRoom = 4
	listRoom = 3
	rowsRoom = 2
)

// BlankPage is the worksheet of k: each question with room to write, for a
// pencil. It holds no answer.
func (k *Kind) BlankPage(sheet Worksheet) (*Document, error) {
	if sheet.People == 0 {
		sheet.People = 2
	}
	if sheet.People < 1 || sheet.People > maxSheetPeople {
		return nil, fmt.Errorf("a worksheet is for 1 to %d people", maxSheetPeople)
	}
	if sheet.Lines < 0 || sheet.Lines > MaxLines {
		return nil, fmt.Errorf("an answer has 1 to %d lines", MaxLines)
	}
	if q := k.Question("relationship"); q != nil && sheet.Relationship == "" {
		sheet.Relationship = q.Unsaid
	}
	k = k.For(sheet.Relationship).given(sheet.Given)
	d := &Document{Title: k.Title, Kind: k.Name, Language: k.Language, Layout: LayoutWorksheet}
	replace(&d.Title, k.Blank.Title)
	if name := k.ownSheet(); name != "" {
		body, err := k.sheetTemplate(name, sheet)
		if err != nil {
			return nil, err
		}
		if name == pageFile {
			d.Layout = k.Layout
		}
		d.Body = k.forSession(body, sheet)
		return d, nil
	}
	b := &blank{kind: k, people: sheet.People, lines: sheet.Lines}
	b.block("# %s", Line(d.Title))
	if k.Blank.Intro != "" {
		b.block("%s", Prose(k.Blank.Intro))
	}
	turns := map[string]bool{}
	for _, s := range k.Sections {
		switch {
		case s.Each == "":
			b.section(&s, 0)
		case !turns[s.Each]:
			turns[s.Each] = true
			b.turns(s.Each)
		}
	}
	end, err := k.sheetTemplate(sheetEnd, sheet)
	if err != nil {
		return nil, err
	}
	d.Body = k.forSession(tidy(b.String()+end), sheet)
	return d, nil
}

// given is k without the questions that are not put after these answers. What
// depends on an answer that is not among them stays.
func (k *Kind) given(a *Answers) *Kind {
	if a == nil {
		return k
	}
	out := *k
	out.Sections = nil
	for _, s := range k.Sections {
		s.Questions = slices.DeleteFunc(slices.Clone(s.Questions), func(q *Question) bool {
			return slices.ContainsFunc(q.If, func(c Condition) bool {
				v, _ := a.Get(c.Question)
				return !v.Empty() && !k.holds(c, a)
			})
		})
		if len(s.Questions) > 0 {
			out.Sections = append(out.Sections, s)
		}
	}
	return &out
}

// ownSheet is the template that is the whole worksheet: the kind's own, or the
// page itself where nothing is asked. It is empty where the questions are the
// worksheet.
func (k *Kind) ownSheet() string {
	switch {
	case k.root.Lookup(sheetFile) != nil:
		return sheetFile
	case len(k.every) == 0:
		return pageFile
	}
	return ""
}

// sheetTemplate is what a template of the kind prints on a worksheet, or
// nothing where there is none of that name.
func (k *Kind) sheetTemplate(name string, sheet Worksheet) (string, error) {
	if k.root.Lookup(name) == nil {
		return "", nil
	}
	c := Checked{kind: k, answers: &Answers{}}
	if sheet.Given != nil {
		c.answers = sheet.Given
	}
	p := &page{kind: k, checked: c, help: sheet.HelpLine, signed: true, view: c.view(), unnamed: sheet.People, lines: sheet.Lines}
	return p.execute(name)
}

// A blank is the Markdown of a worksheet as it grows.
type blank struct {
	strings.Builder
	kind   *Kind
	people int
	lines  int // of a longer answer; as its question has it if 0
}

// block writes Markdown with an empty line behind it. What is put in is a
// Line, Prose, Path or Markdown.
func (b *blank) block(format string, args ...any) {
	fmt.Fprintf(b, format, args...)
	b.WriteString("\n\n")
}

// turns writes each person's part: all that they are asked in turns of their
// own, also what an interview asks later.
func (b *blank) turns(each string) {
	for n := 1; n <= b.people; n++ {
		b.block("<!-- amends:keep -->\n## %s", Line(b.kind.words.Say("person-number", "n", strconv.Itoa(n))))
		b.block("%s %s\n<!-- amends:end -->", Line(b.kind.words.Say("sheet-name")), underscores(lineWidth, Path(each), []int{n}))
		for i := range b.kind.Sections {
			if s := &b.kind.Sections[i]; s.Each == each {
				b.section(s, n)
			}
		}
	}
}

// onSheet is the questions that a worksheet asks: not those that are kept
// nowhere, nor those that only an interview needs.
func onSheet(questions []*Question) []*Question {
	return slices.DeleteFunc(slices.Clone(questions), func(q *Question) bool { return q.NeverKept || q.OffSheet })
}

func (b *blank) section(s *Section, person int) {
	questions := onSheet(s.Questions)
	level := "##"
	if person > 0 {
		level = "###"
	}
	for i, q := range questions {
		b.block("<!-- amends:keep -->")
		ask := Line(b.kind.Fill(q.Ask, &Answers{}, s.Each, person))
		// A question that is all of its section is the heading itself.
		alone := len(questions) == 1 && s.Intro == "" && q.Per == "" && shortAnswer(q) == 0
		if i == 0 && !alone {
			b.block("%s %s", Markdown(level), Line(s.Title))
			if s.Intro != "" {
				b.block("%s", Prose(s.Intro))
			}
		}
		path := q.Name
		if person > 0 {
			path += "." + strconv.Itoa(person)
		}
		switch width := shortAnswer(q); {
		case q.Type == TypeDate && q.Per == "":
			b.block("**%s** %s", ask, dateLine(path))
		case q.Per != "":
			b.per(q, path)
		case width > 0:
			b.block("**%s** %s", ask, underscores(width, Path(path), nil))
		case alone:
			b.block("%s %s", Markdown(level), ask)
			b.answer(q, path, s.Each, person)
		default:
			b.block("**%s**", ask)
			b.answer(q, path, s.Each, person)
		}
		b.block("<!-- amends:end -->")
	}
}

// answer writes the question's help in small print, and room to write.
func (b *blank) answer(q *Question, path, each string, person int) {
	if q.Help != "" {
		b.block("<!-- amends:small -->\n%s\n<!-- amends:end -->", Line(b.kind.Fill(q.Help, &Answers{}, each, person)))
	}
	b.room(q, path)
}

// shortAnswer is the width of the field for an answer that stands behind its
// question, on the same line; 0 for one that needs lines of its own.
func shortAnswer(q *Question) int {
	switch q.Type {
	case TypeDate, TypeTime, TypeNumber:
		return dateWidth
	case TypePeople:
		if q.Max == 1 {
			return lineWidth
		}
	}
	return 0
}

// per writes a question once for each option it may be asked for.
func (b *blank) per(q *Question, path string) {
	for _, o := range b.kind.Question(q.Per).Options {
		b.block("**%s**", Line(strings.ReplaceAll(q.Ask, "{topic}", o.Label)))
		b.write(q, path+"."+o.Value, q.Room)
	}
}

// room writes what a hand needs to answer q.
func (b *blank) room(q *Question, path string) {
	lines := func(n int) int {
		if q.Room > 0 {
			return q.Room
		}
		return n
	}
	switch q.Type {
	case TypeText:
		b.write(q, path, cmp.Or(b.lines, lines(textRoom)))
	case TypeList:
		b.numbered(path, lines(listRoom))
	case TypeChoice, TypeMulti, TypeYesNo:
		b.block("%s", boxList(q, path, b.kind.words))
	case TypePeople:
		b.numbered(path, b.people)
	case TypeRows:
		b.rows(q, path, lines(rowsRoom))
	default:
		b.write(q, path, lines(1))
	}
}

// write writes n lines, the first of them behind the starter. Somebody who
// asked for a number of lines has all of them.
func (b *blank) write(q *Question, path string, n int) {
	first := ""
	if len(q.Starters) > 0 {
		var bare []string
		for _, s := range q.Starters {
			bare = append(bare, strings.TrimSpace(s))
		}
		first = Line(strings.Join(bare, " / ")).String() + " "
	}
	spare := 0
	if b.lines == 0 {
		spare = spareOf(n)
	}
	b.block("%s%s", Markdown(first), writingLines(path, n, spare))
}

func (b *blank) numbered(path string, n int) {
	for i := 1; i <= n; i++ {
		fmt.Fprintf(b, "%d. %s\n", i, underscores(lineWidth, Path(path), []int{i}))
	}
	b.WriteString("\n")
}

// otherOption is the box before the line for own words, and the end of that
// line's name.
const otherOption = "other"

// excludes reports whether one of q's boxes is ticked at the most.
func (q *Question) excludes() bool { return q.Type == TypeChoice || q.Type == TypeYesNo }

// boxList is the options of q as a list, each with a box in front, and a line
// for own words where these are allowed.
func boxList(q *Question, path string, words Words) Markdown {
	options := q.Options
	if q.Type == TypeYesNo {
		options = []Option{{Value: yes, Label: words.Say("sheet-yes")}, {Value: no, Label: words.Say("sheet-no")}}
	}
	between := "."
	if q.excludes() {
		between = "="
	}
	var out []string
	for _, o := range options {
		out = append(out, "- "+string(tickBox(path+between+o.Value))+" "+Line(o.Label).String())
	}
	if q.Other {
		out = append(out, "- "+string(tickBox(path+between+otherOption))+" "+string(underscores(lineWidth, Path(path+"-"+otherOption), nil)))
	}
	return Markdown(strings.Join(out, "\n"))
}

// rows writes n records: each question of theirs with a line behind it.
func (b *blank) rows(q *Question, path string, n int) {
	for i := 1; i <= n; i++ {
		if len(q.Fields) == 1 {
			b.write(&q.Fields[0], fmt.Sprintf("%s.%d.%s", path, i, q.Fields[0].Name), 1)
			continue
		}
		var out []string
		for j := range q.Fields {
			f := &q.Fields[j]
			if f.OffSheet {
				continue
			}
			words := f.Ask
			switch {
			case len(f.Starters) > 0:
				words = strings.TrimSpace(f.Starters[0])
			case f.Label != "":
				words = f.Label + ":"
			}
			name := fmt.Sprintf("%s.%d.%s", path, i, f.Name)
			if f.Type == TypeDate {
				name += " date"
			}
			out = append(out, Line(upperFirst(words)).String()+" "+string(fieldLine(lineWidth, name)))
		}
		b.block("%s", Markdown(strings.Join(out, "\\\n")))
	}
}
