package composer

import (
	"slices"
	"strconv"
	"strings"
)

// Check looks at every answer and says all that is wrong at once, in the
// order of the questions. Without a problem the answers can be composed.
func (k *Kind) Check(a *Answers) (Checked, []Problem) {
	k = k.For(k.Relationship(a))
	c := &checker{kind: k, in: a, out: &Answers{Kind: k.Name, Language: a.Language, Allow: a.Allow}}
	if c.head() {
		for i := range k.Sections {
			for _, q := range k.Sections[i].Questions {
				c.question(&k.Sections[i], q)
			}
		}
		c.unknown()
	}
	return Checked{k, c.out, len(c.problems)}, c.problems
}

// A checker is one run of Check.
type checker struct {
	kind     *Kind
	in, out  *Answers
	problems []Problem
}

// problem reports what is wrong at path; the sentence is code's, the hint
// code-hint's where there is one.
func (c *checker) problem(code, path string, q *Question, at Position, pairs ...string) {
	words := c.kind.words
	p := Problem{Position: at, Path: path, Code: code, Message: words.Say(code, pairs...)}
	hint := code + "-hint"
	if q != nil {
		p.Question = c.fill(q.Ask, path)
		if q.Example == "" && strings.Contains(words[hint], "{example}") {
			hint = "no-option-hint" // all that can be said of a question with options
		}
		pairs = append(pairs, "example", q.Example, "values", q.values())
	}
	if words[hint] != "" && (hint != "no-option-hint" || len(q.Options) > 0) {
		p.Hint = words.Say(hint, pairs...)
	}
	c.problems = append(c.problems, p)
}

// fill is a question's sentence; whose turn it is, and for which option it is
// asked, stands in the path. Nobody's name is put in: a problem is printed
// where others may read it.
func (c *checker) fill(ask, path string) string {
	names := strings.Split(path+".", ".") // the second is empty where path is the whole answer
	q := c.kind.Question(names[0])
	if q == nil {
		return ask
	}
	topic := "…"
	if of := c.kind.Question(q.Per); of != nil {
		if o, ok := of.Option(names[1]); ok {
			topic = o.Label
		}
	}
	each := c.kind.sectionOf(names[0]).Each
	ask = c.kind.Fill(ask, &Answers{}, each, placeOf(names[1]))
	return strings.NewReplacer("{topic}", topic, "{person}", "…", "{others}", "…").Replace(ask)
}

// head looks at what an answers file says of itself, and reports whether the
// answers are for this kind at all.
func (c *checker) head() bool {
	if c.in.Kind != "" && c.in.Kind != c.kind.Name {
		c.problem("other-kind", "kind", nil, c.in.at.kind, "kind", c.kind.Name)
		return false
	}
	if v := c.in.Version; v != "" && (placeOf(v) == 0 || placeOf(v) > c.kind.Version) {
		c.problem("version", "version", nil, c.in.at.version, "version", strconv.Itoa(c.kind.Version))
	}
	if c.in.Language != "" && !sameLanguage(c.in.Language, c.kind.in) {
		c.problem("language", "language", nil, c.in.at.language)
	}
	return true
}

// unknown reports what stands under names that are no question's.
func (c *checker) unknown() {
	var names []string
	for _, s := range c.kind.Sections {
		for _, q := range s.Questions {
			names = append(names, q.Name)
		}
	}
	for _, n := range c.in.Values {
		switch {
		case slices.Contains(names, n.Name):
		case n.Name == "agreement": // whose next version these answers are
			c.out.Values = append(c.out.Values, n)
		case n.Name == "voluntary" || n.Name == "read_alone":
			c.problem("consent", n.Name, nil, n.Position)
		case c.kind.omitted[n.Name]:
			if n.Value.Empty() {
				continue
			}
			c.problem("omitted", n.Name, nil, n.Position)
		default:
			path := n.Name
			if !isName(path) {
				path = "" // a slip of the pen may have made an answer a name
			}
			if near := Nearest(n.Name, names); near != "" {
				c.problem("unknown-near", path, nil, n.Position, "near", near)
				continue
			}
			c.problem("unknown", path, nil, n.Position, "kind", c.kind.Name)
		}
	}
}

func (c *checker) question(s *Section, q *Question) {
	v, ok := c.in.Get(q.Name)
	if !ok || v.Empty() {
		if s.Each == "" && q.Need == Required && !q.NeverKept && c.kind.Applies(q, c.out) {
			c.problem("missing", q.Name, q, Position{})
		}
		return
	}
	switch {
	case q.NeverKept && v.Source != "":
		c.problem("never-kept", q.Name, q, v.Position)
	case !c.kind.Applies(q, c.out):
		c.problem("not-asked", q.Name, q, v.Position)
	case s.Each != "":
		c.each(s, q, v)
	case q.Per != "":
		c.per(q, v)
	default:
		if out, ok := c.value(q, q.Name, v); ok && c.among(q, out) {
			c.put(q, out)
		}
	}
}

// among reports whether the names that say who has a turn are among those of
// everybody.
func (c *checker) among(q *Question, v Value) bool {
	for _, s := range c.kind.Sections {
		if s.Only != q.Name && s.Others != q.Name {
			continue
		}
		everybody := c.out.People(s.Each)
		for _, name := range v.Items {
			if len(everybody) > 0 && !slices.Contains(everybody, name.Text) {
				c.problem("nobody", q.Name, q, name.Position, "people", s.Each)
				return false
			}
		}
	}
	return true
}

func (c *checker) put(q *Question, v Value) {
	c.out.Values = append(c.out.Values, Named{Position: v.Position, Name: q.Name, Value: v})
}

// each checks what every person said in their own turn. A part that nobody
// gave is no problem: it stands on the page as a line to fill in by hand.
func (c *checker) each(s *Section, q *Question, v Value) {
	if v.Shape != Record {
		c.problem("each-person", q.Name, q, v.Position)
		return
	}
	out := Value{Position: v.Position, Shape: Record}
	for _, p := range c.byPlace(s, q, v) {
		path := q.Name + "." + strconv.Itoa(p.Place)
		if !s.Turn(c.out, p.Place) {
			c.problem("not-asked", path, q, p.Position)
			continue
		}
		part, ok := c.value(q, path, p.Value)
		if ok && !part.Empty() {
			p.Value = part
			out.Parts = append(out.Parts, p)
		}
	}
	if len(out.Parts) > 0 {
		c.put(q, out)
	}
}

// byPlace is the parts of v by the place of the person, in that order. A part
// that was set by place lies over the one that a file has under the name.
func (c *checker) byPlace(s *Section, q *Question, v Value) []Named {
	people := c.out.People(s.Each)
	var out []Named
	for _, p := range v.Parts {
		byName := p.Place == 0
		if byName {
			p.Place = slices.Index(people, cleanName(p.Name)) + 1
		}
		if p.Place == 0 || p.Place > len(people) {
			c.problem("nobody", q.Name, q, p.Position, "people", s.Each)
			continue
		}
		i := slices.IndexFunc(out, func(o Named) bool { return o.Place == p.Place })
		switch {
		case i < 0:
			out = append(out, p)
		case byName && out[i].Name != "":
			c.problem("twice", q.Name+"."+strconv.Itoa(p.Place), q, p.Position)
		case byName:
			out[i].Value = over(out[i].Value, p.Value)
		default:
			out[i].Value = over(p.Value, out[i].Value)
		}
	}
	for i := range out {
		out[i].Name = ""
	}
	slices.SortFunc(out, func(a, b Named) int { return a.Place - b.Place })
	return out
}

// per checks an answer for each chosen option of an earlier question.
func (c *checker) per(q *Question, v Value) {
	if v.Shape != Record {
		c.problem("each-option", q.Name, q, v.Position, "question", q.Per)
		return
	}
	chosen, _ := c.out.Get(q.Per)
	topics := c.kind.Question(q.Per)
	given := map[string]Named{}
	for _, p := range v.Parts {
		o, _ := topics.Option(p.Name)
		_, twice := given[o.Value]
		switch {
		case !slices.ContainsFunc(chosen.Items, func(i Value) bool { return i.Text == o.Value }):
			c.problem("not-chosen", q.Name, q, p.Position, "question", q.Per)
		case twice:
			c.problem("twice", q.Name+"."+o.Value, q, p.Position)
		default:
			given[o.Value] = p
		}
	}
	out := Value{Position: v.Position, Shape: Record}
	for _, i := range chosen.Items {
		p := given[i.Text]
		if part, ok := c.value(q, q.Name+"."+i.Text, p.Value); ok {
			out.Parts = append(out.Parts, Named{Position: p.Position, Name: i.Text, Value: part})
		}
	}
	if len(out.Parts) > 0 {
		c.put(q, out)
	}
}
