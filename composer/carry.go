package composer

import (
	"slices"
	"strings"
)

// Carry is what a page of the kind from gives to a new one of k, out of its
// answers a: the facts that both ask for, such as the people, and what a
// question of k takes with "from:". What is private in either of them stays
// where it is, and so does what is kept nowhere.
func (k *Kind) Carry(from *Kind, a *Answers) *Answers {
	c := &carrier{from: from.For(from.Relationship(a)), in: a, out: &Answers{}}
	for i := range k.Sections {
		s := &k.Sections[i]
		for _, q := range s.Questions {
			if q.Private || q.NeverKept {
				continue
			}
			for _, source := range c.sources(q) {
				c.question(s, q, source)
			}
		}
	}
	return c.out
}

// A carrier is one run of Carry.
type carrier struct {
	from    *Kind
	in, out *Answers
}

// A source is a question, and perhaps a part of its rows, whose answer goes
// to a question of another kind.
type source struct {
	q    *Question
	part string
}

// sources is where q takes its answer from, as far as that may be taken.
func (c *carrier) sources(q *Question) []source {
	var out []source
	add := func(name, part string) {
		from := c.from.Question(name)
		if from != nil && !from.Private && !from.NeverKept && from.Per == "" {
			out = append(out, source{from, part})
		}
	}
	if same := c.from.Question(q.Name); q.Fact && same != nil && same.Fact && same.Type == q.Type {
		add(q.Name, "")
	}
	for _, path := range q.From {
		if rest, ok := strings.CutPrefix(path, c.from.Name+"."); ok {
			name, part, _ := strings.Cut(rest, ".")
			add(name, part)
		}
	}
	return out
}

// question gives to q of section s what source holds. What several people
// said in turns goes to the same people, by name.
func (c *carrier) question(s *Section, q *Question, from source) {
	v, _ := c.in.Get(from.q.Name)
	turns := c.from.sectionOf(from.q.Name)
	if v.Empty() || (s.Each == "") != (turns == nil || turns.Each == "") {
		return
	}
	if s.Each == "" {
		c.put(q, "", convert(q, from, v))
		return
	}
	there := c.in.People(turns.Each)
	for _, p := range v.Parts {
		name := cleanName(p.Name)
		if p.Place > 0 && p.Place <= len(there) {
			name = there[p.Place-1]
		}
		if slices.Contains(c.out.People(s.Each), name) {
			c.put(q, name, convert(q, from, p.Value))
		}
	}
}

// put adds v to the answer of q, or to one person's part of it. A list grows;
// of two single answers the first stays.
func (c *carrier) put(q *Question, person string, v Value) {
	if v.Empty() {
		return
	}
	parts := &c.out.Values
	name := q.Name
	if person != "" {
		i := slices.IndexFunc(*parts, func(n Named) bool { return n.Name == q.Name })
		if i < 0 {
			i = len(*parts)
			*parts = append(*parts, Named{Position: v.Position, Name: q.Name, Value: Value{Position: v.Position, Shape: Record}})
		}
		parts, name = &(*parts)[i].Value.Parts, person
	}
	i := slices.IndexFunc(*parts, func(n Named) bool { return n.Name == name })
	switch {
	case i < 0:
		*parts = append(*parts, Named{Position: v.Position, Name: name, Value: v})
	case v.Shape == Items:
		old := &(*parts)[i].Value
		for _, item := range v.Items {
			if !slices.ContainsFunc(old.Items, item.Equal) {
				old.Items = append(old.Items, item)
			}
		}
	}
}

// convert is v, an answer to the question of from, as q may have it; nothing
// where the two do not fit.
func convert(q *Question, from source, v Value) Value {
	switch q.Type {
	case TypeRows:
		out := Value{Position: v.Position, Shape: Items}
		for _, item := range itemsOf(v) {
			if row := rowFrom(q, item, from.part); !row.Empty() {
				out.Items = append(out.Items, row)
			}
		}
		return out
	case TypeList, TypePeople, TypeMulti:
		out := Value{Position: v.Position, Shape: Items}
		for _, item := range itemsOf(v) {
			if text := scalarFrom(from, item); !text.Empty() {
				out.Items = append(out.Items, text)
			}
		}
		return out
	case TypeChoice:
		if _, ok := q.Option(v.Text); !ok {
			return Value{}
		}
	}
	if v.Shape != Scalar {
		return Value{}
	}
	return v
}

// rowFrom is a row of q that takes its parts from item: each by the names
// that "from:" gives it, or else by its own. A plain text is the first part.
func rowFrom(q *Question, item Value, part string) Value {
	row := Value{Position: item.Position, Shape: Record}
	for i := range q.Fields {
		f := &q.Fields[i]
		var text Value
		switch {
		case item.Shape == Scalar && i == 0:
			text = item
		case item.Shape == Scalar:
		case part != "" && i == 0:
			text = firstPart(item, []string{part})
		case len(f.From) > 0:
			text = firstPart(item, f.From)
		default:
			text = firstPart(item, []string{f.Name})
		}
		if text.Shape == Scalar && !text.Empty() {
			row.Parts = append(row.Parts, Named{Position: text.Position, Name: f.Name, Value: text})
		}
	}
	return row
}

func firstPart(item Value, names []string) Value {
	for _, name := range names {
		if p := item.part(name, 0); p != nil && !p.Empty() {
			return *p
		}
	}
	return Value{}
}

// scalarFrom is the text of one item of a list or of rows.
func scalarFrom(from source, item Value) Value {
	if item.Shape == Scalar {
		return item
	}
	part := from.part
	if part == "" && len(from.q.Fields) > 0 {
		part = from.q.Fields[0].Name
	}
	if text := firstPart(item, []string{part}); text.Shape == Scalar {
		return text
	}
	return Value{}
}
