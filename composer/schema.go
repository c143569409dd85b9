package composer

import (
	"slices"
	"time"
)

// schemaDialect is the JSON Schema that our schemas are written in.
const schemaDialect = "https://json-schema.org/draft/2020-12/schema"

// Schema is a JSON Schema (2020-12) of an answers file of k, in the language
// that k was loaded in. It takes what [Kind.Check] takes. What it takes beyond
// that its "$comment" lists: what one answer says of another, and what of a
// text no schema sees.
func (k *Kind) Schema() []byte {
	s := &schemer{signs: readSigns(), words: k.words, options: map[namedOption]object{}}
	s.defs = object{{"empty", s.empty()}, {"blank", s.blank()}, {"text", textOf(0)}}
	body := s.root(k)
	out := object{
		{"$schema", schemaDialect},
		{"$comment", k.words.Say("schema-comment")},
		{"title", k.words.Say("schema-title", "kind", k.Name)},
		{"description", k.Summary},
		{"type", "object"},
	}
	out = append(out, body...)
	return encode(append(out, member{"$defs", s.defs}))
}

// A schemer writes one schema.
type schemer struct {
	signs   *signs
	words   Words
	defs    object
	options map[namedOption]object // those that are among defs
	kind    *Kind                  // as the relationship has it that is written
}

// A branch is the schema in one relationship.
type branch struct {
	is     any // what answers in it are like; nil where there is no other
	kind   *Kind
	values map[string]any      // by name: what may stand there
	rules  map[string][]object // by question: what it says of all answers
	needed map[string]bool     // the questions without which no answers are whole
}

// root is the schema without its head: what is the same in every relationship,
// and then what each of them has otherwise.
func (s *schemer) root(k *Kind) object {
	branches := s.branches(k)
	for i := range branches {
		s.branch(&branches[i])
	}
	properties, required, all := s.reserved(k), []any{}, []any{}
	apart := make([]struct {
		properties      object
		required, rules []any
	}, len(branches))
	for _, name := range schemaNames(k) {
		var values, rules, needs []any
		for _, b := range branches {
			values = addNew(values, orFalse(b.values[name]))
			rules = addNew(rules, listOfObjects(b.rules[name]))
			needs = addNew(needs, b.needed[name])
		}
		s.kind = k
		property := s.about(k.Question(name))
		switch {
		case len(values) == 1 && values[0] == false:
			continue // it is left out where nobody is
		case len(values) == 1:
			property = append(property, values[0].(object)...)
		default:
			property = append(property, member{"anyOf", slices.DeleteFunc(values, func(v any) bool { return v == false })})
		}
		properties = append(properties, member{name, property})
		for i, b := range branches {
			own := &apart[i]
			if len(values) > 1 {
				own.properties = append(own.properties, member{name, orFalse(b.values[name])})
			}
			if len(needs) > 1 && b.needed[name] {
				own.required = append(own.required, name)
			}
			if len(rules) > 1 {
				own.rules = append(own.rules, listOfObjects(b.rules[name])...)
			}
		}
		if len(needs) == 1 && needs[0] == true {
			required = append(required, name)
		}
		if len(rules) == 1 {
			all = append(all, rules[0].([]any)...)
		}
	}
	for i, b := range branches {
		then := object{}.with("properties", apart[i].properties).with("required", apart[i].required).with("allOf", apart[i].rules)
		if len(then) > 0 {
			all = append(all, object{{"if", b.is}, {"then", then}})
		}
	}
	out := object{{"properties", properties}}
	return append(out.with("required", required), member{"additionalProperties", false}).with("allOf", all)
}

// schemaNames is what may stand in an answers file of k: the questions in
// their order, and sections, which may stand empty where they are left out.
func schemaNames(k *Kind) []string {
	var names []string
	for _, s := range k.Sections {
		for _, q := range s.Questions {
			names = append(names, q.Name)
		}
	}
	for _, c := range k.changes {
		for _, o := range c.omit {
			if !slices.Contains(names, o) {
				names = append(names, o)
			}
		}
	}
	return names
}

// branches is the relationships that k knows, and the answers that are in
// none of them.
func (s *schemer) branches(k *Kind) []branch {
	q := k.Question("relationship")
	var names []string
	add := func(name string) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if q != nil {
		for _, o := range q.Options {
			add(o.Value)
		}
		for _, c := range k.changesOfAll() {
			for _, r := range c.relationships {
				if len(q.Options) == 0 || q.Other {
					add(r)
				}
			}
		}
	}
	if len(names) == 0 {
		return []branch{{kind: k.For("")}}
	}
	var out []branch
	var known []any
	for _, name := range names {
		var is any = object{{"const", name}}
		if o, ok := q.Option(name); ok {
			is = s.option(q, o)
		}
		is = has(q.Name, is)
		switch name {
		case q.Unsaid:
			is = object{{"anyOf", []any{is, not(given(q.Name))}}}
		case firstOf(q.Default):
			is = object{{"anyOf", []any{is, not(object{{"required", []any{q.Name}}})}}}
		}
		known = append(known, is)
		out = append(out, branch{is: is, kind: k.For(name)})
	}
	if q.Unsaid != "" && !q.Other {
		return out // what is none of them is no answer
	}
	return append(out, branch{is: not(object{{"anyOf", known}}), kind: k.For("")})
}

func firstOf(texts []string) string {
	if len(texts) == 0 {
		return ""
	}
	return texts[0]
}

// changesOfAll is every change that a relationship makes.
func (k *Kind) changesOfAll() []change {
	out := slices.Clone(k.changes)
	for _, s := range k.every {
		for _, q := range s.Questions {
			out = append(out, q.changes...)
		}
	}
	return out
}

// branch writes what b says of each name.
func (s *schemer) branch(b *branch) {
	s.kind = b.kind
	b.values, b.rules, b.needed = map[string]any{}, map[string][]object{}, map[string]bool{}
	for name, omitted := range b.kind.omitted {
		if omitted {
			b.values[name] = ref("empty")
		}
	}
	for i := range b.kind.Sections {
		sec := &b.kind.Sections[i]
		for _, q := range sec.Questions {
			needed := sec.Each == "" && q.Need == Required && !q.NeverKept
			tied := len(q.If) > 0 || q.Per != ""
			b.values[q.Name] = s.answer(sec, q, needed && !tied)
			b.needed[q.Name] = needed && !tied && !s.stands(q)
			if tied {
				b.rules[q.Name] = s.tied(q, needed)
			}
		}
	}
}

// stands reports whether q has an answer where a file does not name it.
func (s *schemer) stands(q *Question) bool {
	return q.Unsaid != "" || !s.kind.Default(q, schemaDay).Empty()
}

// schemaDay is the day of examples, and that days in words are counted from.
var schemaDay = day(2026, time.November, 22)

// tied is what answers to q say of the answers that it depends on.
func (s *schemer) tied(q *Question, needed bool) []object {
	var out []object
	asked := s.applies(q)
	if needed {
		then := has(q.Name, not(ref("empty")))
		if s.stands(q) {
			then = object{{"properties", object{{q.Name, not(ref("empty"))}}}}
		}
		out = append(out, object{{"if", asked}, {"then", then}})
	}
	out = append(out, object{{"if", not(asked)}, {"then", object{{"properties", object{{q.Name, ref("empty")}}}}}})
	if of := s.kind.Question(q.Per); of != nil {
		for _, o := range of.Options {
			names := object{{"propertyNames", not(s.option(of, o))}}
			then := object{{"properties", object{{q.Name, either(names, ref("empty"))}}}}
			out = append(out, object{{"if", not(s.holds(Condition{Question: q.Per, Is: []string{o.Value}}))}, {"then", then}})
		}
	}
	return out
}

// applies is what answers are like where q is asked, as [Kind.Applies] has it.
func (s *schemer) applies(q *Question) object {
	var all []any
	if q.Per != "" {
		all = append(all, s.holds(Condition{Question: q.Per, Given: true}))
	}
	for _, c := range q.If {
		all = append(all, s.holds(c))
	}
	if len(all) == 1 {
		return all[0].(object)
	}
	return object{}.with("allOf", all)
}

// holds is what answers are like where c holds.
func (s *schemer) holds(c Condition) object {
	q := s.kind.Question(c.Question)
	if q == nil { // it is left out in this relationship
		if len(c.Is) == 0 && !c.Given {
			return object{}
		}
		return not(object{})
	}
	said, value := given(q.Name), s.kind.Default(q, schemaDay)
	if q.Unsaid != "" {
		value = Text(q.Unsaid, Position{})
	}
	if s.kind.sectionOf(q.Name).Each != "" {
		value = Value{}
	}
	stands := !value.Empty()
	if len(c.Is) > 0 {
		said = has(q.Name, s.chosen(q, c.Is))
		one := Condition{Question: q.Name, Is: c.Is}
		stands = stands && s.kind.holds(one, &Answers{Values: []Named{{Name: q.Name, Value: value}}})
	}
	if stands { // where the file says nothing
		silent := not(object{{"required", []any{q.Name}}})
		if len(q.If) > 0 || q.Per != "" {
			silent = object{{"allOf", []any{silent, s.applies(q)}}}
		}
		said = either(said, silent)
	}
	if len(c.Is) == 0 && !c.Given {
		return not(said)
	}
	return said
}
