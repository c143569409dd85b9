package composer

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// Unfilled is an answers file to fill in with an editor, for people in this
// relationship, or in none that is known: under each question its name, what
// can be chosen, and an example behind #. Where the # of the examples is taken
// away they are answers; date is the day that days are counted from. before is
// what stands at the top of the file, line by line.
func (k *Kind) Unfilled(relationship string, date time.Time, before ...string) []byte {
	said := relationship
	if q := k.Question("relationship"); q != nil && said == "" {
		said = q.Unsaid
	}
	u := &unfilled{kind: k.For(said), examples: k.Examples(said, date), date: date}
	for _, line := range before {
		u.line(line)
	}
	u.prose(k.words.Say("unfilled-title", "kind", k.Name, "summary", k.Summary))
	u.prose(k.words.Say("unfilled-how"))
	u.line("kind: " + flow(k.Name))
	u.line("version: " + u.examples.Version)
	if k.Language != SourceLanguage {
		u.line("language: " + k.Language)
	}
	for i := range u.kind.Sections {
		s := &u.kind.Sections[i]
		if !slices.ContainsFunc(s.Questions, func(q *Question) bool { return !q.NeverKept }) {
			continue
		}
		u.line("")
		u.prose("== " + u.fill(s.Title, s.Questions[0].Name) + " ==")
		for _, q := range s.Questions {
			if !q.NeverKept {
				u.line("")
				u.question(s, q, relationship)
			}
		}
	}
	return []byte(u.out.String())
}

// An unfilled is an answers file that is being written. What begins with # and
// a space is said to a person; with # and two spaces, or a name, it is an
// example.
type unfilled struct {
	out      strings.Builder
	kind     *Kind
	examples *Answers
	date     time.Time
}

func (u *unfilled) line(text string) { u.out.WriteString(text + "\n") }

// unfilledWidth is how long a line of the file is at the most, but for a word
// that has no room.
const unfilledWidth = 78

// prose says something to a person.
func (u *unfilled) prose(text string) { u.hanging(text, "# ", "# ") }

// hanging is text behind first, and in the lines that follow behind rest.
func (u *unfilled) hanging(text, first, rest string) {
	for i, line := range wrap(text, unfilledWidth-utf8.RuneCountInString(first)) {
		if i > 0 {
			first = rest
		}
		u.line(first + line)
	}
}

// wrap is text in lines, broken at single spaces.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for word := range strings.SplitSeq(text, " ") {
		switch {
		case line == "":
			line = word
		case word == "" || strings.HasSuffix(line, " ") || utf8.RuneCountInString(line+word) < width:
			line += " " + word
		default:
			lines, line = append(lines, line), word
		}
	}
	return append(lines, line)
}

// fill is a sentence of a question, by its name, with whom it is about.
func (u *unfilled) fill(text, question string) string {
	return (&checker{kind: u.kind}).fill(text, question)
}

func (u *unfilled) question(s *Section, q *Question, relationship string) {
	words := u.kind.words
	ask := u.fill(q.Ask, q.Name)
	if s.Each == "" && q.Need == Required && len(q.Default) == 0 {
		ask += " " + words.Say("unfilled-needed")
	}
	u.prose(ask)
	if q.Help != "" {
		u.prose(u.fill(q.Help, q.Name))
	}
	for _, c := range q.If {
		u.prose(u.only(c))
	}
	switch {
	case s.Each != "":
		u.prose(words.Say("unfilled-each"))
	case q.Per != "":
		u.prose(words.Say("unfilled-per", "question", q.Per))
	}
	if q.Private {
		u.prose(words.Say("unfilled-private"))
	}
	u.options(q)
	for i := range q.Fields {
		f := &q.Fields[i]
		ask := u.fill(f.Ask, q.Name)
		if f.Need == Required {
			ask += " " + words.Say("unfilled-needed")
		}
		u.hanging(f.Name+": "+ask, "# - ", "# ")
		u.options(f)
	}
	v, ok := u.examples.Get(q.Name)
	if q.Name == "relationship" && relationship != "" {
		u.line(q.Name + ": " + relationship)
		return
	}
	if len(q.Default) > 0 {
		u.usual(q, ok)
		return
	}
	if !ok && q.Example != "" {
		u.prose(words.Say("sheet-example") + " " + q.Example)
	}
	u.line(q.Name + ":")
	if !ok {
		return
	}
	for _, line := range yamlLines(v, 2) {
		u.line("#" + line)
	}
}

// usual is a question with a default, which holds as long as nothing stands
// under its name. Where it is not asked, nothing is to be uncommented.
func (u *unfilled) usual(q *Question, asked bool) {
	words := u.kind.words
	v := u.kind.Default(q, u.date)
	u.prose(words.Say("unfilled-default"))
	lines := yamlLines(v, 2)
	if one := q.Name + ": " + strings.TrimSpace(lines[0]); v.Shape == Scalar && utf8.RuneCountInString(one) < unfilledWidth {
		lines = []string{one}
	} else {
		lines = append([]string{q.Name + ":"}, lines...)
	}
	for _, line := range lines {
		if asked {
			u.line("#" + line)
		} else {
			u.line("# " + strings.TrimSpace(line))
		}
	}
}

// only says on which answer a question depends.
func (u *unfilled) only(c Condition) string {
	words := u.kind.words
	switch {
	case len(c.Is) > 0:
		return words.Say("unfilled-if", "question", c.Question, "values", strings.Join(c.Is, ", "))
	case c.Given:
		return words.Say("unfilled-if-given", "question", c.Question)
	}
	return words.Say("unfilled-if-empty", "question", c.Question)
}

// options is what can be chosen.
func (u *unfilled) options(q *Question) {
	words := u.kind.words
	switch {
	case q.Type == TypeMulti && len(q.Options) > 0:
		u.prose(words.Say("unfilled-some"))
	case len(q.Options) > 0:
		u.prose(words.Say("unfilled-one"))
	case q.Type == TypeYesNo:
		u.prose(words.Say("unfilled-yes-no"))
	}
	for _, o := range q.Options {
		text := o.Value + ": " + u.fill(o.Label, q.Name)
		if o.Hint != "" {
			text += " (" + u.fill(o.Hint, q.Name) + ")"
		}
		u.hanging(text, "# - ", "# ")
	}
	if q.Other && len(q.Options) > 0 {
		u.prose(words.Say("unfilled-other"))
	}
}

// yamlLines is a value as YAML, for under its name, with this indentation.
func yamlLines(v Value, indent int) []string {
	space := strings.Repeat(" ", indent)
	var out []string
	// under puts a value behind what leads to it.
	under := func(lead string, v Value) {
		if v.Shape != Scalar {
			out = append(out, space+lead)
			out = append(out, yamlLines(v, indent+2)...)
			return
		}
		text := lead + " " + flow(v.Text)
		for i, line := range wrap(text, unfilledWidth-indent-3) {
			if i > 0 {
				line = "  " + line
			}
			out = append(out, space+line)
		}
	}
	switch v.Shape {
	case Items:
		for _, i := range v.Items {
			if i.Shape == Record && len(i.Parts) > 0 {
				lines := yamlLines(i, indent+2)
				lines[0] = space + "- " + strings.TrimSpace(lines[0])
				out = append(out, lines...)
				continue
			}
			under("-", i)
		}
	case Record:
		for _, p := range v.Parts {
			under(flow(p.Name)+":", p.Value)
		}
	default:
		for _, line := range wrap(flow(v.Text), unfilledWidth-indent-1) {
			out = append(out, space+line)
		}
	}
	return out
}

// flow is a text as YAML has it on one line. Behind a name, each of its spaces
// may be the end of a line.
func flow(text string) string {
	n := scalarNode(text)
	if n.Style == yaml.LiteralStyle {
		n.Style = yaml.DoubleQuotedStyle
	}
	out, err := yaml.Marshal(n)
	if err != nil {
		return `""` // no text of ours is refused
	}
	return strings.TrimSuffix(string(out), "\n")
}
