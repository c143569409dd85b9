package composer

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Names that answers files use for more than answers.
var reserved = []string{"kind", "version", "language", "allow", "agreement"}

// kind reads kind.yaml.
func (f *faults) kind(n *yaml.Node) *Kind {
	k := &Kind{}
	m := f.mapping(n, "a kind")
	if tag := m.text("language"); tag != "" && !IsLanguage(tag) {
		f.node(m.get("language"), "a language is written like en or pt-BR, not %q", tag)
	}
	k.Version = m.number("version")
	k.Title, k.Summary, k.Group = m.text("title"), m.text("summary"), m.text("group")
	k.Layout = m.layout()
	k.Checks = m.texts("checks")
	k.Intro = m.text("intro")
	k.Last = m.text("last")
	k.chosen = m.chosen()
	k.First = m.flag("show_first")
	k.AloneFirst = m.flag("alone_first")
	if o := m.get("offer"); o != nil {
		om := f.mapping(o, "offer")
		k.Offer = Offer{Ask: om.text("ask"), Help: om.text("help"), After: om.text("after")}
		om.done()
	}
	if b := m.get("blank"); b != nil {
		bm := f.mapping(b, "blank")
		k.Blank = Sheet{Title: bm.text("title"), Intro: bm.text("intro")}
		bm.done()
	}
	for _, h := range m.list("holds") {
		hm := f.mapping(h, "an entry of holds")
		k.Holds = append(k.Holds, Hold{Element: hm.text("element"), Words: hm.text("words")})
		hm.done()
	}
	for _, s := range m.list("sections") {
		k.Sections = append(k.Sections, f.section(s))
	}
	m.pairs("for", func(name, v *yaml.Node) {
		cm := f.mapping(v, "what a relationship changes")
		k.changes = append(k.changes, change{
			at: f.place(name), relationships: f.relationships(name),
			title: cm.text("title"), chosen: cm.chosen(), omit: cm.texts("omit"),
			intro: cm.text("intro"), last: cm.text("last"),
		})
		cm.done()
	})
	m.done()
	f.kindFits(m, k)
	return k
}

// kindFits looks at what no single line shows: names that point at each other.
func (f *faults) kindFits(m *mapping, k *Kind) {
	for _, want := range []string{"version", "title", "summary", "group", "layout"} {
		if m.get(want) == nil {
			f.node(m.n, "a kind needs %s", want)
		}
	}
	seen := map[string]*Question{}
	var sections []string
	for i := range k.Sections {
		s := &k.Sections[i]
		if slices.Contains(sections, s.Name) {
			f.at(s.at, "two sections are named %q", s.Name)
		}
		sections = append(sections, s.Name)
		for _, names := range []struct{ key, question string }{{"each", s.Each}, {"only", s.Only}, {"others", s.Others}} {
			if q := seen[names.question]; names.question != "" && (q == nil || q.Type != TypePeople) {
				f.at(s.at, "section %q: %s must name an earlier question of type people", s.Name, names.key)
			}
		}
		if s.Each == "" && s.Only+s.Others != "" || s.Only != "" && s.Others != "" {
			f.at(s.at, "section %q: only or others stand beside each, and not both", s.Name)
		}
		for _, q := range s.Questions {
			if seen[q.Name] != nil {
				f.at(q.at, "question %q stands here twice", q.Name)
			}
			f.questionFits(q, seen)
			seen[q.Name] = q
		}
	}
	if k.Offer.After != "" && !slices.Contains(sections, k.Offer.After) {
		f.node(m.get("offer"), "offer: after: there is no section %q%s", k.Offer.After, didYouMean(k.Offer.After, sections))
	}
	for _, c := range k.changes {
		for _, o := range c.omit {
			if seen[o] == nil && !slices.Contains(sections, o) {
				f.at(c.at, "omit: there is no question or section %q", o)
			}
		}
	}
}

// questionFits looks at what q says of the questions before it.
func (f *faults) questionFits(q *Question, earlier map[string]*Question) {
	for _, c := range q.If {
		e := earlier[c.Question]
		if e == nil {
			f.at(q.at, "question %q: if must name an earlier question, and %q is none", q.Name, c.Question)
			continue
		}
		for _, v := range c.Is {
			if !e.has(v) {
				f.at(q.at, "question %q: if: %q is no answer to %q", q.Name, v, c.Question)
			}
		}
	}
	if q.Per != "" {
		if e := earlier[q.Per]; e == nil || e.Type != TypeMulti || e.Other {
			f.at(q.at, "question %q: per must name an earlier question of type multi, without other", q.Name)
		}
	}
	for _, d := range q.Default {
		if len(q.Options) > 0 && !q.has(d) && !q.Other {
			f.at(q.at, "question %q: the default %q is no option", q.Name, d)
		}
	}
}

// has reports whether value can be an answer of a question with options,
// now or for some relationship.
func (q *Question) has(value string) bool {
	if q.Type == TypeYesNo {
		return value == yes || value == no
	}
	is := func(o Option) bool { return o.Value == value }
	return slices.ContainsFunc(q.Options, is) ||
		slices.ContainsFunc(q.changes, func(c change) bool { return slices.ContainsFunc(c.options, is) })
}

func (f *faults) section(n *yaml.Node) Section {
	m := f.mapping(n, "a section")
	s := Section{at: f.place(n), Name: m.text("name"), Title: m.text("title"), Intro: m.text("intro"), Each: m.text("each"), Only: m.text("only"), Others: m.text("others"), Offer: m.text("offer")}
	f.name(n, "a section", s.Name)
	for _, q := range m.list("questions") {
		s.Questions = append(s.Questions, f.question(q, s.Name))
	}
	if len(s.Questions) == 0 {
		f.node(n, "section %q has no questions", s.Name)
	}
	m.done()
	return s
}

// isName reports whether s has the form of a question's or an option's name:
// lower-case letters and digits, with single _ or - between them.
func isName(s string) bool {
	joined := true // the character before may not stand alone
	for i, r := range s {
		switch {
		case r >= 'a' && r <= 'z', i > 0 && r >= '0' && r <= '9':
			joined = false
		case (r == '_' || r == '-') && !joined:
			joined = true
		default:
			return false
		}
	}
	return !joined
}

func (f *faults) name(n *yaml.Node, what, name string) {
	switch {
	case name == "":
		f.node(n, "%s needs a name", what)
	case !isName(name):
		f.node(n, "%s: a name has lower-case letters and digits with _ or - between them, not %q", what, name)
	case slices.Contains(reserved, name):
		f.node(n, "%s: the name %q is taken", what, name)
	}
}

func (f *faults) question(n *yaml.Node, section string) *Question {
	n = f.used(n)
	m := f.mapping(n, "a question")
	m.get("use") // has been read
	q := &Question{
		Name: m.text("name"), Section: section, Fact: m.flag("fact"), at: f.place(n),
		Ask: m.text("ask"), Label: m.text("label"), Help: m.text("help"), Example: m.text("example"),
		Starters: m.texts("starter"), Alone: m.texts("alone"),
		Min: m.number("min"), Max: m.number("max"), MaxWords: m.number("max_words"),
		Other: m.flag("other"), Default: m.trimmed("default"), Unsaid: m.text("unsaid"), Per: m.text("per"),
		Private: m.flag("private"), Element: m.text("element"), StandIn: m.text("stand_in"), OffSheet: m.flag("off_sheet"), Room: m.number("room"),
	}
	f.name(n, "a question", q.Name)
	q.From = m.texts("from")
	q.Type = Type(m.oneOf("type", types()...))
	q.Need = Need(m.oneOf("need", needs()...))
	q.Asked = Asked(m.oneOf("asked", waysToAsk()...))
	if keep := m.get("keep"); keep != nil {
		q.NeverKept = true
		if f.scalar(keep, "keep") != "never" {
			f.node(keep, "keep can only be never")
		}
	}
	q.Options = f.options(m)
	m.pairs("stop", func(name, v *yaml.Node) {
		i := slices.IndexFunc(q.Options, func(o Option) bool { return o.Value == name.Value })
		if i < 0 {
			f.node(name, "stop: %q is no option of %q", name.Value, q.Name)
			return
		}
		if q.Options[i].Stop = f.scalar(v, "stop"); q.Options[i].Stop == "" {
			f.node(v, "stop: %q needs the words of the calm page", name.Value)
		}
	})
	q.If = f.conditions(m)
	m.pairs("for", func(name, v *yaml.Node) { q.changes = append(q.changes, f.change(name, v)) })
	for _, s := range m.list("questions") {
		q.Fields = append(q.Fields, *f.question(s, ""))
	}
	m.done()
	f.questionWhole(n, q)
	return q
}

// questionWhole looks at what the parts of a question say of each other.
func (f *faults) questionWhole(n *yaml.Node, q *Question) {
	if q.Ask == "" {
		f.node(n, "question %q needs ask", q.Name)
	}
	choosing := q.Type == TypeChoice || q.Type == TypeMulti
	if choosing != (len(q.Options) > 0) && !(choosing && len(q.changes) > 0) {
		f.node(n, "question %q: options belong to choice and multi, and these need them", q.Name)
	}
	if (q.Type == TypeRows) != (len(q.Fields) > 0) {
		f.node(n, "question %q: questions belong to rows, and rows need them", q.Name)
	}
	for _, from := range q.From {
		if names := strings.Split(from, "."); q.Section != "" && (len(names) < 2 || len(names) > 3) {
			f.node(n, "question %q: from names a kind and a question, as in boundary.needs, and not %q", q.Name, from)
		}
	}
	if q.Max > 0 && q.Max < q.Min {
		f.node(n, "question %q: max is less than min", q.Name)
	}
	if q.Room > maxRoom {
		f.node(n, "question %q: room is at most %d lines", q.Name, maxRoom)
	}
	if q.StandIn != "" && q.Type != TypePeople {
		f.node(n, "question %q: stand_in belongs to people", q.Name)
	}
	if len(q.Starters) > 0 && q.Type != TypeLine && q.Type != TypeText {
		f.node(n, "question %q: a starter belongs to line and text", q.Name)
	}
	for i := range q.Fields {
		if c := &q.Fields[i]; c.Type == TypeRows || c.Type == TypePeople || c.Per != "" || len(c.If) > 0 {
			f.at(c.at, "question %q: rows hold plain questions only", c.Name)
		}
	}
}

func (f *faults) option(n *yaml.Node) Option {
	m := f.mapping(n, "an option")
	o := Option{
		Value: m.text("value"), Label: m.text("label"), Hint: m.text("hint"),
		Say: m.text("say"), Suggest: m.text("suggest"), HelpLines: m.flag("help_lines"),
	}
	if l := m.get("layout"); l != nil {
		o.Layout = m.layout()
	}
	f.name(n, "an option", o.Value)
	if o.Label == "" {
		f.node(n, "option %q needs a label", o.Value)
	}
	m.done()
	return o
}

// conditions reads "if": {question: value}, {question: [values]},
// {question: given} and {question: empty}.
func (f *faults) conditions(m *mapping) []Condition {
	var out []Condition
	m.pairs("if", func(name, v *yaml.Node) {
		c := Condition{Question: name.Value}
		switch {
		case v.Kind == yaml.ScalarNode && (v.Value == "given" || v.Value == "empty"):
			c.Given = v.Value == "given"
		case v.Kind == yaml.ScalarNode:
			c.Is = []string{v.Value}
		case v.Kind == yaml.SequenceNode && len(v.Content) > 0:
			for _, i := range v.Content {
				c.Is = append(c.Is, f.scalar(i, "if"))
			}
		default:
			f.node(v, "if: a question has a value, a list of values, given or empty")
		}
		out = append(out, c)
	})
	return out
}

func (f *faults) change(name, v *yaml.Node) change {
	m := f.mapping(v, "what a relationship changes")
	c := change{
		relationships: f.relationships(name),
		ask:           m.text("ask"), help: m.text("help"), label: m.text("label"), example: m.text("example"),
		starters: m.texts("starter"), deflt: m.trimmed("default"),
	}
	if m.get("need") != nil {
		c.need = Need(m.oneOf("need", needs()...))
	}
	if m.get("asked") != nil {
		c.asked = Asked(m.oneOf("asked", waysToAsk()...))
	}
	for _, o := range m.list("options") {
		c.options = append(c.options, f.option(o))
	}
	m.done()
	return c
}

// relationships is the names in a key: one, or several with commas.
func (f *faults) relationships(n *yaml.Node) []string {
	names := strings.Split(n.Value, ",")
	for i, r := range names {
		names[i] = strings.TrimSpace(r)
		if known := f.shared.relationshipNames(); known != nil && !slices.Contains(known, names[i]) {
			f.node(n, "unknown relationship %q%s", names[i], didYouMean(names[i], known))
		}
	}
	return names
}

// chosen is the shared templates that the mapping chooses.
func (m *mapping) chosen() map[string]string {
	out := map[string]string{}
	for _, function := range choosing {
		if name := m.text(function); name != "" {
			out[function] = name
		}
	}
	return out
}

// layout is the layout under that key; a letter where the key is absent.
func (m *mapping) layout() Layout { return Layout(m.oneOf("layout", texts(Layouts()...)...)) }
