package composer

import (
	"embed"
	"time"
)

//go:embed words
var words embed.FS

// The values of a yesno answer.
const (
	yes = "yes"
	no  = "no"
)

// A Problem is one thing that is wrong with answers, said in the question's
// own words. It never repeats the answer.
type Problem struct {
	Position
	Path     string // the answer path; empty where the whole file is meant
	Code     string // the key of its sentence in words/en.yaml, the same in every language
	Question string // the question's sentence, or empty
	Message  string // what is wrong
	Hint     string // what to do about it, or empty
}

// Missing reports whether an answer is not there, rather than wrong.
func (p Problem) Missing() bool { return p.Code == "missing" }

// Checked is answers that a page can be composed from: each of the right
// sort, starters in their places, people by place. Only [Kind.Check] makes one.
type Checked struct {
	kind     *Kind // as the relationship has it
	answers  *Answers
	problems int // how many were found
}

// Kind is the kind as the relationship in the answers has it.
func (c Checked) Kind() *Kind { return c.kind }

// Answers is a copy of what was checked.
func (c Checked) Answers() *Answers { return c.answers.Clone() }

// Get is the value at an answer path.
func (c Checked) Get(path string) (Value, bool) { return c.answers.Get(path) }

// Each calls f for every text in the answers, in the order of the questions,
// with its answer path.
func (c Checked) Each(f func(path string, v Value)) {
	for _, n := range c.answers.Values {
		n.Value.each(n.Name, f)
	}
}

// Layout is the layout of the document: that of the chosen option, where one
// has its own, or the kind's.
func (c Checked) Layout() Layout {
	layout := c.kind.Layout
	c.options(func(_ string, o Option, _ Value) {
		if o.Layout != "" {
			layout = o.Layout
		}
	})
	return layout
}

// Stops is a finding for each answer over which no page is composed.
func (c Checked) Stops() []Finding {
	var out []Finding
	c.options(func(path string, o Option, v Value) {
		if o.Stop != "" {
			message := c.kind.Fill(o.Stop, &Answers{}, "", 0)
			out = append(out, Finding{Rule: "stop-answer", Severity: Stop, Path: path, Position: v.Position, Message: message})
		}
	})
	return out
}

// options calls f for each option that was chosen.
func (c Checked) options(f func(path string, o Option, v Value)) {
	c.Each(func(path string, v Value) {
		if q := c.kind.At(path); q != nil {
			if o, ok := q.Option(v.Text); ok {
				f(path, o, v)
			}
		}
	})
}

// Relationship is what a says the people are to each other, or "".
func (k *Kind) Relationship(a *Answers) string {
	v, _ := a.Get("relationship")
	if q := k.Question("relationship"); q != nil {
		if o, ok := q.Option(v.Text); ok {
			return o.Value
		}
		if v.Empty() {
			return q.Unsaid
		}
	}
	return v.Text
}

// Defaults is what k says for itself where nobody says anything; date is the
// day on the page.
func (k *Kind) Defaults(a *Answers, date time.Time) *Answers {
	k = k.For(k.Relationship(Join(a, k.usual())))
	out := &Answers{}
	for _, s := range k.Sections {
		for _, q := range s.Questions {
			v := k.Default(q, date)
			if q.Unsaid != "" {
				v = Text(q.Unsaid, Position{})
			}
			if v.Empty() || s.Each != "" || !k.Applies(q, Join(a, out)) {
				continue
			}
			out.Values = append(out.Values, Named{Name: q.Name, Value: v})
		}
	}
	return out
}

// usual is the relationship that a page is for where nobody says which.
func (k *Kind) usual() *Answers {
	q := k.Question("relationship")
	if q == nil || q.Unsaid != "" || len(q.Default) == 0 {
		return nil
	}
	return &Answers{Values: []Named{{Name: q.Name, Value: Text(q.Default[0], Position{})}}}
}

// Default is what q stands for where nobody says anything, counted from date;
// the zero value where it has no default.
func (k *Kind) Default(q *Question, date time.Time) Value {
	switch {
	case len(q.Default) == 0:
		return Value{}
	case q.Type == TypeList || q.Type == TypeMulti:
		v := Value{Shape: Items}
		for _, text := range q.Default {
			v.Items = append(v.Items, Text(text, Position{}))
		}
		return v
	}
	text := q.Default[0]
	if q.Type == TypeDate {
		day, err := k.ParseDate(text, date)
		if err != nil {
			// "in 4 weeks" of kind.yaml, where the language has no other words.
			own, loading := LoadWords(words, k.own)
			if day, err = own.parseDate(text, date); loading != nil || err != nil {
				return Value{}
			}
		}
		text = day.Format(time.DateOnly)
	}
	return Text(text, Position{})
}

// Applies reports whether q is to be put, given the answers before it.
func (k *Kind) Applies(q *Question, a *Answers) bool {
	if q.Per != "" {
		if v, ok := a.Get(q.Per); !ok || v.Empty() {
			return false
		}
	}
	for _, c := range q.If {
		if !k.holds(c, a) {
			return false
		}
	}
	return true
}
