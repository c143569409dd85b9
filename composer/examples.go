package composer

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Examples is answers that people in this relationship might give, made of
// the examples of k: to every question that such answers lead to, but for
// those that are kept nowhere. date is the day that days are counted from.
func (k *Kind) Examples(relationship string, date time.Time) *Answers {
	k = k.For(relationship)
	out := &Answers{Kind: k.Name, Version: strconv.Itoa(k.Version)}
	for i := range k.Sections {
		s := &k.Sections[i]
		for _, q := range s.Questions {
			v := k.example(q, date)
			if q.Name == "relationship" && relationship != "" {
				v = Text(relationship, Position{})
			}
			if names := k.everybodyOf(q, out); len(names) > 0 {
				v = Value{Shape: Items}
				for _, n := range names[:min(len(names), max(1, q.Min))] {
					v.Items = append(v.Items, Text(n, Position{}))
				}
			}
			if q.NeverKept || v.Empty() || !k.Applies(q, out) {
				continue
			}
			if s.Each != "" || q.Per != "" {
				v = k.exampleParts(s, q, out, v)
			}
			out.Values = append(out.Values, Named{Name: q.Name, Value: v})
		}
	}
	return out
}

// everybodyOf is those among whom the names in answer to q are; nobody where
// q does not say who has a turn.
func (k *Kind) everybodyOf(q *Question, a *Answers) []string {
	for _, s := range k.Sections {
		if s.Only == q.Name || s.Others == q.Name {
			return a.People(s.Each)
		}
	}
	return nil
}

// exampleParts is v for everyone who has a turn, or for each chosen option.
func (k *Kind) exampleParts(s *Section, q *Question, a *Answers, v Value) Value {
	out := Value{Shape: Record}
	if s.Each == "" {
		chosen, _ := a.Get(q.Per)
		for _, o := range chosen.Items {
			out.Parts = append(out.Parts, Named{Name: o.Text, Value: v})
		}
		return out
	}
	for i, name := range a.People(s.Each) {
		if s.Turn(a, i+1) {
			out.Parts = append(out.Parts, Named{Name: name, Value: v.clone()})
		}
	}
	return out
}

// example is an answer to q that somebody might give, in one turn.
func (k *Kind) example(q *Question, date time.Time) Value {
	said := q.Example
	if said == "" && len(q.Default) > 0 {
		said = q.Default[0]
	}
	text := func(s string) Value { return Text(s, Position{}) }
	items := func(texts ...string) Value {
		v := Value{Shape: Items}
		for _, t := range texts {
			v.Items = append(v.Items, text(t))
		}
		return v
	}
	switch q.Type {
	case TypeChoice:
		return text(k.exampleOption(q))
	case TypeYesNo:
		return text(yes)
	case TypeMulti:
		if len(q.Default) > 0 {
			return k.Default(q, date)
		}
		var some []string
		for _, o := range q.Options {
			if o.Stop == "" && len(some) < max(2, q.Min) {
				some = append(some, o.Value)
			}
		}
		return items(some...)
	case TypeDate:
		d, err := k.ParseDate(said, date)
		if err != nil {
			d = date.AddDate(0, 0, 28)
		}
		return text(d.Format(time.DateOnly))
	case TypeTime:
		if said == "" {
			said = "19:00"
		}
	case TypeNumber:
		if said == "" {
			said = strconv.Itoa(max(1, q.Min))
		}
	case TypeList:
		if q.Example == "" || q.Min > 1 && len(q.Default) > 0 {
			return k.Default(q, date)
		}
		v := items(said)
		for len(v.Items) < q.Min {
			v.Items = append(v.Items, text(said))
		}
		return v
	case TypePeople:
		names := []string{said}
		for _, n := range strings.Fields(k.written().Say("example-names")) {
			if n != said && len(names) < q.Min {
				names = append(names, n)
			}
		}
		if q.Max == 1 {
			return text(names[0])
		}
		return items(names...)
	case TypeRows:
		row := Value{Shape: Record}
		for i := range q.Fields {
			f := &q.Fields[i]
			if v := k.example(f, date); !v.Empty() {
				row.Parts = append(row.Parts, Named{Name: f.Name, Value: v})
			}
		}
		v := Value{Shape: Items}
		for len(v.Items) < max(1, q.Min) {
			v.Items = append(v.Items, row.clone())
		}
		return v
	}
	return text(said)
}

// exampleOption is the option that leads to most questions, or else the
// default, or else the first one.
func (k *Kind) exampleOption(q *Question) string {
	best, most := "", -1
	for _, o := range q.Options {
		if o.Stop != "" {
			continue
		}
		n := 0
		for _, s := range k.Sections {
			for _, other := range s.Questions {
				for _, c := range other.If {
					if c.Question == q.Name && slices.Contains(c.Is, o.Value) {
						n += 2
					}
				}
			}
		}
		if slices.Contains(q.Default, o.Value) {
			n++
		}
		if n > most {
			best, most = o.Value, n
		}
	}
	return best
}
