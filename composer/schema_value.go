package composer

import (
	"bytes"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// empty is what counts as no answer, as [Value.Empty] has it.
func (s *schemer) empty() object {
	return object{
		{"description", s.words.Say("schema-empty")},
		{"anyOf", []any{
			ref("blank"),
			object{{"type", "array"}, {"items", ref("empty")}, {"maxItems", maxParts}},
			object{{"type", "object"}, {"additionalProperties", ref("empty")}, {"maxProperties", maxParts}},
		}},
	}
}

func (s *schemer) blank() object {
	return object{{"type", []any{"null", "string"}}, {"pattern", "^[" + white + "]*$"}}
}

// textOf is a text of at most n words. What YAML takes for a number or for
// true is read as the text that stands there.
func textOf(n int) object {
	return object{{"type", []any{"string", "number", "boolean"}}, {"pattern", wordsPattern(n)}}
}

func textMatching(pattern string) object {
	return object{{"type", "string"}, {"pattern", pattern}}
}

// reserved is the names that say something of the file and are no questions.
func (s *schemer) reserved(k *Kind) object {
	say := func(key string, more ...member) object {
		return append(object{{"description", s.words.Say(key)}}, more...)
	}
	tag, _, _ := strings.Cut(k.Language, "-")
	version := textMatching(padded("(?:" + strings.Join(numbers(1, k.Version), "|") + ")?"))
	return object{
		{"kind", say("schema-kind", member{"anyOf", []any{
			object{{"const", k.Name}}, textMatching(padded("(?:" + regexp.QuoteMeta(k.Name) + ")?")), object{{"type", "null"}},
		}})},
		{"version", say("schema-version", member{"examples", []any{k.Version}}, member{"anyOf", []any{
			object{{"type", "integer"}, {"minimum", 1}, {"maximum", k.Version}}, version, object{{"type", "null"}},
		}})},
		{"language", say("schema-language", member{"examples", []any{k.Language}}, member{"anyOf", []any{
			textMatching(padded("(?:" + anyCase(tag) + `(?:-[\s\S]*)?)?`)), object{{"type", "null"}},
		}})},
		{"agreement", say("schema-agreement")},
		{"allow", say("schema-allow")},
	}
}

// anyCase is what [strings.EqualFold] takes for a language's tag.
func anyCase(tag string) string {
	var out strings.Builder
	for _, r := range strings.ToLower(tag) {
		all := []rune(string(r) + strings.ToUpper(string(r)))
		for far, near := range map[rune]rune{'ſ': 's', '\u212a': 'k'} {
			if r == near {
				all = append(all, far)
			}
		}
		out.WriteString(class(all))
	}
	return out.String()
}

// about is what a person reads of a question.
func (s *schemer) about(q *Question) object {
	if q == nil {
		return object{}
	}
	c := &checker{kind: s.kind}
	out := object{{"title", upperFirst(c.fill(q.Title(), q.Name))}}
	text := c.fill(q.Ask, q.Name)
	if q.Help != "" {
		text += " " + c.fill(q.Help, q.Name)
	}
	if q.NeverKept {
		text += " " + s.words.Say("schema-never-kept")
	}
	out = append(out, member{"description", text})
	switch v := s.kind.Default(q, schemaDay); {
	case v.Empty(), q.Type == TypeDate:
	default:
		out = append(out, member{"default", plainJSON(q, v)})
	}
	if v := s.kind.example(q, schemaDay); !v.Empty() && !q.NeverKept {
		out = append(out, member{"examples", []any{plainJSON(q, v)}})
	}
	return out
}

// plainJSON is v, an answer to q, as JSON has it.
func plainJSON(q *Question, v Value) any {
	switch v.Shape {
	case Items:
		out := []any{}
		for _, i := range v.Items {
			out = append(out, plainJSON(q, i))
		}
		return out
	case Record:
		out := object{}
		for _, p := range v.Parts {
			out = append(out, member{p.Name, plainJSON(q.field(p.Name), p.Value)})
		}
		return out
	}
	if n, err := strconv.Atoi(v.Text); err == nil && q.Type == TypeNumber {
		return n
	}
	return v.Text
}

// field is the part of rows that has this name, or q itself.
func (q *Question) field(name string) *Question {
	for i := range q.Fields {
		if q.Fields[i].Name == name {
			return &q.Fields[i]
		}
	}
	return q
}

// answer is what may stand under the name of q.
func (s *schemer) answer(sec *Section, q *Question, needed bool) object {
	value := s.value(q)
	switch {
	case q.NeverKept:
		return ref("empty")
	case sec.Each != "":
		value = object{{"type", "object"}, {"additionalProperties", either(value, ref("empty"))}, {"maxProperties", maxParts}}
	case q.Per != "":
		var names []any
		for _, o := range s.kind.options(q.Per) {
			names = append(names, s.option(s.kind.Question(q.Per), o))
		}
		value = object{
			{"type", "object"}, {"propertyNames", either(names...)},
			{"additionalProperties", either(value, ref("empty"))}, {"maxProperties", maxParts},
		}
	}
	switch {
	case !needed:
		return either(value, ref("empty"))
	case q.Type == TypeRows || q.Per != "": // which may hold nothing but empty parts
		return append(slices.Clone(value), member{"not", ref("empty")})
	}
	return value
}

// options is the options of a question, or none where it is not asked.
func (k *Kind) options(question string) []Option {
	if q := k.Question(question); q != nil {
		return q.Options
	}
	return nil
}

// value is an answer to q that is not empty, in nobody's turn.
func (s *schemer) value(q *Question) object {
	switch q.Type {
	case TypeList:
		return s.several(q, textOf(q.MaxWords), ref("empty"), lineOf(q.MaxWords))
	case TypeMulti:
		if q.Other {
			return s.several(q, s.choice(q), ref("empty"), lineOf(0))
		}
		return s.several(q, s.choice(q), ref("empty"), s.anyOf(q.Options, breaksIn))
	case TypePeople:
		if q.Max == 1 {
			return either(ref("text"), s.items(q, ref("text"), ref("blank")))
		}
		return s.several(q, ref("text"), ref("blank"), lineOf(0))
	case TypeRows:
		row := s.row(q)
		items := s.items(q, row, ref("empty"))
		if q.Min > 1 {
			return items
		}
		return either(items, row)
	case TypeChoice:
		return s.choice(q)
	case TypeYesNo:
		return s.yesNo(yes, no)
	case TypeDate:
		return textMatching(padded(isDay))
	case TypeTime:
		return textMatching(padded(isTime))
	case TypeNumber:
		most := q.Max
		if most == 0 {
			most = math.MaxInt64
		}
		return either(object{{"type", "integer"}, {"minimum", q.Min}, {"maximum", most}}, textMatching(padded(numbersPattern(q.Min, most))))
	}
	if q.MaxWords == 0 {
		return ref("text")
	}
	return textOf(q.MaxWords)
}

// several is a list, or a text with its items line by line.
func (s *schemer) several(q *Question, item, none object, line string) object {
	least, most := max(1, q.Min), q.Max
	if most > maxTimes {
		most = 0
	}
	out := either(s.items(q, item, none), textMatching(linesPattern(line, least, most)))
	if least > 1 {
		return out
	}
	var single object // what YAML takes for no text
	switch _, isTrue := q.Option("true"); {
	case q.Type != TypeMulti || q.Other:
		single = object{{"type", []any{"number", "boolean"}}}
	case isTrue:
		single = append(object{{"type", "boolean"}}, item...)
	default:
		return out
	}
	ways := out[0].value.([]any)
	return either(append(ways, single)...)
}

// items is a list of as many items as q wants; those that are empty do not
// count.
func (s *schemer) items(q *Question, item, none object) object {
	out := object{{"type", "array"}, {"items", either(item, none)}, {"contains", not(ref("empty"))}, {"minContains", max(1, q.Min)}}
	if q.Max > 0 {
		out = append(out, member{"maxContains", q.Max})
	}
	return append(out, member{"maxItems", maxParts})
}

// row is one record of rows.
func (s *schemer) row(q *Question) object {
	properties, required := object{}, []any{}
	for i := range q.Fields {
		f := &q.Fields[i]
		value := s.value(f)
		if f.Need == Required {
			required = append(required, f.Name)
		} else {
			value = either(value, ref("empty"))
		}
		properties = append(properties, member{f.Name, append(s.about(f), value...)})
	}
	out := object{{"type", "object"}, {"properties", properties}}
	return append(out.with("required", required), member{"additionalProperties", false})
}

// choice is one of the options, or words of one's own.
func (s *schemer) choice(q *Question) object {
	var ways []any
	for _, o := range q.Options {
		ways = append(ways, s.option(q, o))
	}
	if q.Other {
		ways = append(ways, ref("text"))
	}
	return either(ways...)
}

// option is one option, by its value or as people write it or its label.
func (s *schemer) option(q *Question, o Option) object {
	key := namedOption{q.Name, o}
	if known, ok := s.options[key]; ok {
		return known
	}
	ways := []any{object{{"const", o.Value}}, textMatching("^" + s.anyOf([]Option{o}, breaking) + "$")}
	for _, v := range []bool{true, false} {
		if found, ok := q.Option(strconv.FormatBool(v)); ok && found.Value == o.Value {
			ways = append(ways, object{{"const", v}})
		}
	}
	def := object{}.with("title", o.Label).with("description", o.Hint)
	s.options[key] = s.define(q.Name+"."+o.Value, append(def, member{"anyOf", ways}))
	return s.options[key]
}

// A namedOption is an option of a question of this name.
type namedOption struct {
	question string
	Option
}

// define puts a schema among the definitions, unless it stands there.
func (s *schemer) define(name string, def object) object {
	for n := 1; ; n++ {
		own := name
		if n > 1 {
			own += "-" + strconv.Itoa(n)
		}
		i := slices.IndexFunc(s.defs, func(m member) bool { return m.name == own })
		if i < 0 {
			s.defs = append(s.defs, member{own, def})
			return ref(own)
		}
		if bytes.Equal(encode(s.defs[i].value), encode(def)) {
			return ref(own)
		}
	}
}

// anyOf is the expression of some options, each by its value or its label.
func (s *schemer) anyOf(options []Option, space string) string {
	var ways []string
	for _, o := range options {
		for _, text := range []string{o.Value, o.Label} {
			if way := s.signs.like(text, space); !slices.Contains(ways, way) {
				ways = append(ways, way)
			}
		}
	}
	return "[" + space + "]*(?:" + strings.Join(ways, "|") + ")[" + space + "]*"
}

// chosen is an answer to q that is, or holds, one of these values.
func (s *schemer) chosen(q *Question, values []string) object {
	if q.Type == TypeYesNo {
		return s.yesNo(values...)
	}
	var options []Option
	var each []any
	for _, o := range q.Options {
		if slices.Contains(values, o.Value) {
			options, each = append(options, o), append(each, s.option(q, o))
		}
	}
	switch {
	case len(options) == 0:
		return not(object{})
	case q.Type != TypeMulti:
		return either(each...)
	}
	line := textMatching(`(?:^|\n)` + s.anyOf(options, breaksIn) + `(?:\n|$)`)
	single := append(object{{"type", "boolean"}}, either(each...)...)
	return either(object{{"type", "array"}, {"contains", either(each...)}}, line, single)
}

// yesNo is one of these answers, in the words that people have for them.
func (s *schemer) yesNo(answers ...string) object {
	var ways []string
	var out []any
	for _, answer := range answers {
		out = append(out, object{{"const", answer}})
		for _, word := range strings.Fields(s.words.Say("words-" + answer)) {
			ways = append(ways, s.signs.same(word))
			if word == "true" || word == "false" {
				out = append(out, object{{"const", word == "true"}})
			}
		}
	}
	return either(append(out, textMatching("^["+breaking+"]*(?:"+strings.Join(ways, "|")+")["+breaking+"]*$"))...)
}
