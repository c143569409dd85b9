package composer

import (
	"slices"
	"strconv"
	"time"
)

// A Turn is one person's answer, as a template ranges over it.
type Turn struct {
	Person Line
	Place  int  // of the person in the people question, 1-based
	Path   Path // of the answer
	Answer any  // what the question's type shows; empty for who left it open
}

// A Topic is the answer for one chosen option.
type Topic struct {
	Topic  Line // the option's label
	Path   Path
	Answer any
}

// A Row is one record of rows: every field is there, empty if unanswered.
type Row map[string]any

// view is what the template of k sees: every question by name, empty where
// there is no answer.
func (c Checked) view() map[string]any {
	all := map[string]any{}
	for i := range c.kind.every {
		s := &c.kind.every[i]
		for _, q := range s.Questions {
			var v Value
			if asked := c.kind.Question(q.Name); asked != nil && !q.Private && !q.NeverKept {
				q = asked
				v, _ = c.answers.Get(q.Name)
			}
			switch {
			case s.Each != "":
				all[q.Name] = c.turns(s, q, v)
			case q.Per != "":
				all[q.Name] = c.topics(q, v)
			default:
				all[q.Name] = c.kind.show(q, v)
			}
		}
	}
	return all
}

// turns is everybody's answer, also where it is empty: that stands on the page
// as a line to fill in by hand. An optional question that nobody answered
// stands nowhere.
func (c Checked) turns(s *Section, q *Question, v Value) []Turn {
	if v.Empty() && (q.Need == Optional || q.Private || q.NeverKept || c.kind.Question(q.Name) == nil) {
		return nil
	}
	var out []Turn
	for i, name := range c.answers.People(s.Each) {
		if !s.Turn(c.answers, i+1) {
			continue
		}
		t := Turn{Person: Line(name), Place: i + 1, Path: Path(q.Name + "." + strconv.Itoa(i+1))}
		var part Value
		if p := v.part("", i+1); p != nil {
			part = *p
		}
		t.Answer = c.kind.show(q, part)
		if q.Type == TypeMulti {
			t.Answer = labelled(q, part)
		}
		out = append(out, t)
	}
	return out
}

func (c Checked) topics(q *Question, v Value) []Topic {
	var out []Topic
	from := c.kind.Question(q.Per)
	for _, p := range v.Parts {
		label := p.Name
		if o, ok := from.Option(p.Name); ok {
			label = o.Label
		}
		out = append(out, Topic{Topic: Line(label), Path: Path(q.Name + "." + p.Name), Answer: c.kind.show(q, p.Value)})
	}
	return out
}

// show is v as a template sees an answer to q.
func (k *Kind) show(q *Question, v Value) any {
	switch q.Type {
	case TypeText:
		return Prose(v.Text)
	case TypeDate:
		d, err := time.Parse(time.DateOnly, v.Text)
		if err != nil {
			return Line("")
		}
		return Line(k.LongDate(d))
	case TypeYesNo:
		if v.Text != yes {
			return Line("")
		}
		return Line(yes)
	case TypeList, TypeMulti:
		return lines(v)
	case TypePeople:
		if q.Max != 1 {
			return lines(v)
		}
		if len(v.Items) == 0 {
			return Line("")
		}
		return Line(v.Items[0].Text)
	case TypeRows:
		return k.rows(q, v)
	}
	return Line(v.Text)
}

// labelled is the words of the options that were chosen: a template has no
// other way to them in a turn.
func labelled(q *Question, v Value) []Line {
	out := lines(v)
	for i, l := range out {
		if o, ok := q.Option(string(l)); ok {
			out[i] = Line(o.Label)
		}
	}
	return out
}

func lines(v Value) []Line {
	var out []Line
	for _, i := range v.Items {
		out = append(out, Line(i.Text))
	}
	return out
}

func (k *Kind) rows(q *Question, v Value) []Row {
	var out []Row
	for _, i := range v.Items {
		row := Row{}
		for n := range q.Fields {
			f := &q.Fields[n]
			var part Value
			if p := i.part(f.Name, 0); p != nil {
				part = *p
			}
			row[f.Name] = k.show(f, part)
		}
		out = append(out, row)
	}
	return out
}

// answered reports whether anything of the section is on the page.
func (c Checked) answered(s *Section) bool {
	return slices.ContainsFunc(s.Questions, func(q *Question) bool {
		isTopics := slices.ContainsFunc(s.Questions, func(p *Question) bool { return p.Per == q.Name })
		if q.Private || q.NeverKept || isTopics {
			return false
		}
		v, _ := c.answers.Get(q.Name)
		return s.Each != "" && q.Need != Optional || !v.Empty() && (q.Type != TypeYesNo || v.Text == yes)
	})
}
