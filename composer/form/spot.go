package form

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"amends/composer"
)

// A spot is where a field leads.
type spot struct {
	q      *composer.Question
	path   string // of the answer
	item   int    // of a list or of people; 0 for the whole
	option string // of a box
	goesOn bool   // it goes on with another field
	key    string // why it leads nowhere
	near   string
}

// maxNumber is the largest number of an item, a row or a person.
const maxNumber = 60

func numberOf(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > maxNumber || strconv.Itoa(n) != s {
		return 0
	}
	return n
}

// section is the section that asks a question.
func (b *builder) section(q *composer.Question) *composer.Section {
	for i := range b.kind.Sections {
		if slices.Contains(b.kind.Sections[i].Questions, q) {
			return &b.kind.Sections[i]
		}
	}
	return &composer.Section{}
}

// otherOption is the box in front of the line for own words.
const otherOption = "other"

// ownWords is, behind the name of a question with options, the end of the name
// of the line for own words: a name cannot be a line and stand above boxes.
const ownWords = "-" + otherOption

// goesOn is the end of the name of a line that another one goes on with.
var goesOn = regexp.MustCompile(`-[2-9]$`)

// byMaker are the fields that are filled in by whoever makes the sheet.
const byMaker = "filled_by"

// furniture is the fields around the questions, by the beginning of their
// names, where no question has that name: consent is given by hand, on paper,
// and what is for a session is no answer.
var furniture = []string{
	"signature", "signed_on", "consent", "session", "goal",
	"homework", "hurdle", "bring.page", "bring.well", "bring.question", "question",
}

func isFurniture(path string) bool {
	return slices.ContainsFunc(furniture, func(f string) bool { return path == f || strings.HasPrefix(path, f+".") })
}

// spot is where the path of a field leads. What has another name in a form,
// because two fields cannot have one, leads where it would with its own.
func (b *builder) spot(path string) spot {
	s := b.named(path)
	if s.key != "no-question" {
		return s
	}
	if own, ok := strings.CutSuffix(path, ownWords); ok {
		if t := b.named(own); t.q != nil && len(t.q.Options) > 0 {
			return t
		}
	}
	if i := goesOn.FindStringIndex(path); i != nil {
		if t := b.named(path[:i[0]]); t.key != "no-question" {
			t.goesOn = true
			return t
		}
		path = path[:i[0]]
	}
	if isFurniture(path) {
		return spot{key: "furniture"}
	}
	return s
}

func (b *builder) named(path string) spot {
	names := strings.Split(path, ".")
	q := b.kind.Question(names[0])
	switch {
	case names[0] == byMaker:
		return spot{key: byMaker}
	case q == nil && b.reading.Kind.Question(names[0]) != nil:
		return spot{key: "not-in-relationship"}
	case q == nil:
		return spot{key: "no-question", near: composer.Nearest(names[0], b.questions())}
	case q.Private || q.NeverKept:
		return spot{key: "private"}
	}
	if sec := b.section(q); sec.Each != "" || q.Per != "" {
		if len(names) < 2 || sec.Each != "" && numberOf(names[1]) == 0 {
			return spot{key: "no-question"}
		}
		if sec.Each != "" {
			b.number(q.Name, numberOf(names[1]))
		} else if o, ok := b.kind.Question(q.Per).Option(names[1]); ok {
			names[1] = o.Value
		} else {
			return spot{key: "no-question"}
		}
		names = slices.Concat([]string{names[0] + "." + names[1]}, names[2:])
	}
	out := spot{q: q, path: names[0]}
	rest := names[1:]
	if q.Type == composer.TypeRows {
		if len(rest) == 0 { // lines to write a first row on
			rest = []string{"1", q.Fields[0].Name}
		}
		if len(rest) < 2 || numberOf(rest[0]) == 0 {
			return spot{key: "no-question"}
		}
		i := slices.IndexFunc(q.Fields, func(f composer.Question) bool { return f.Name == rest[1] })
		if i < 0 {
			return spot{key: "no-question"}
		}
		b.number(out.path, numberOf(rest[0]))
		out.q, out.path = &q.Fields[i], out.path+"."+rest[0]+"."+rest[1]
		rest = rest[2:]
	}
	switch t := out.q.Type; {
	case len(rest) == 0:
	case len(rest) > 1:
		return spot{key: "no-question"}
	case t == composer.TypeList || t == composer.TypePeople:
		if out.item = numberOf(rest[0]); out.item == 0 {
			return spot{key: "no-question"}
		}
	case t == composer.TypeChoice || t == composer.TypeMulti || t == composer.TypeYesNo:
		out.option = rest[0]
	default:
		return spot{key: "no-question"}
	}
	return out
}

func (b *builder) questions() []string {
	var out []string
	for _, s := range b.kind.Sections {
		for _, q := range s.Questions {
			out = append(out, q.Name)
		}
	}
	return out
}

func (b *builder) number(path string, n int) {
	if !slices.Contains(b.numbers[path], n) {
		b.numbers[path] = append(b.numbers[path], n)
	}
}
