package composer_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"regexp/syntax"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"unicode"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"
	"golang.org/x/text/unicode/norm"

	"amends/composer"
	"amends/templates"
)

// What a schema takes and the program does not: the codes of problems that
// "$comment" of the schema lists.
var saidInComment = []string{
	"same-name", "nobody", "twice", "not-asked", // between answers
	"only-starter", "no-words", "form", "which-starter", // how a sentence goes on
	"number", "version", // how a number is written
}

// A contract is a kind in one language with its schema.
type contract struct {
	kind   *composer.Kind
	text   []byte
	schema *jsonschema.Schema
}

// compiled is a schema that is one by its own metaschema.
func compiled(text []byte) (*jsonschema.Schema, error) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema.json", doc); err != nil {
		return nil, err
	}
	return c.Compile("schema.json")
}

// program is what the program says of a file: the codes of all that is wrong.
func (c contract) program(name, text string) []string {
	a, err := composer.ReadAnswers(name, strings.NewReader(text))
	if err != nil {
		return []string{"syntax"}
	}
	_, problems := check(c.kind, a)
	var codes []string
	for _, p := range problems {
		if code := p.Code; code == "not-asked" && !strings.Contains(p.Path, ".") {
			codes = append(codes, "not-asked-at-all") // other than a turn, the schema says it
		} else {
			codes = append(codes, code)
		}
	}
	return codes
}

// instance is a node as an editor has it: what looks like a number is one.
func instance(n *yaml.Node) any {
	switch n.Kind {
	case yaml.SequenceNode:
		out := []any{}
		for _, c := range n.Content {
			out = append(out, instance(c))
		}
		return out
	case yaml.MappingNode:
		out := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			out[n.Content[i].Value] = instance(n.Content[i+1])
		}
		return out
	}
	if n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		return n.Value
	}
	switch s := strings.TrimPrefix(n.Value, "+"); strings.ToLower(s) {
	case "", "~", "null":
		if n.Value == strings.ToLower(n.Value) || n.Value == "Null" || n.Value == "NULL" {
			return nil
		}
	case "true", "false":
		if s == strings.ToLower(s) || s == "True" || s == "FALSE" || s == "TRUE" || s == "False" {
			return strings.EqualFold(s, "true")
		}
	default:
		if i, err := strconv.ParseInt(s, 10, 64); err == nil && s[0] != '+' {
			return json.Number(strconv.FormatInt(i, 10))
		}
		if hex, ok := strings.CutPrefix(s, "0x"); ok {
			if i, err := strconv.ParseInt(hex, 16, 64); err == nil {
				return json.Number(strconv.FormatInt(i, 10))
			}
		}
		if decimal.MatchString(s) {
			if f, err := strconv.ParseFloat(s, 64); err == nil {
				return json.Number(strconv.FormatFloat(f, 'g', -1, 64))
			}
		}
	}
	return n.Value
}

// bareNull is what YAML takes for nothing and the program for a name.
var bareNull = regexp.MustCompile(`(?m)[-:] (Null|NULL)$`)

var decimal = regexp.MustCompile(`^-?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$`)

// A tally counts what the two sides say.
type tally struct {
	both, neither int
	listed        map[string]int
}

// compare holds the two sides against each other over one file.
func (c contract) compare(t *testing.T, n *tally, name, text string) {
	t.Helper()
	var it any
	if strings.HasSuffix(name, ".json") {
		var err error
		if it, err = jsonschema.UnmarshalJSON(strings.NewReader(text)); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
	} else {
		var root yaml.Node
		if err := yaml.Unmarshal([]byte(text), &root); err != nil {
			return // what the encoder writes and the reader does not take
		}
		it = instance(root.Content[0])
	}
	codes, err := c.program(name, text), c.schema.Validate(it)
	if slices.Contains(codes, "same-name") { // who is named twice counts once
		codes = slices.DeleteFunc(codes, func(code string) bool { return code == "too-few" })
	}
	switch {
	case (len(codes) == 0) != (err == nil) && bareNull.MatchString(text) && strings.HasSuffix(name, ".yaml"):
		n.listed["Null"]++
	case len(codes) == 0 && err == nil:
		n.both++
	case len(codes) > 0 && err != nil:
		n.neither++
	case len(codes) == 0:
		t.Errorf("%s (%s): the program takes this, and the schema does not: %v\n%s", c.kind.Name, c.kind.Language, err, text)
	default:
		for _, code := range codes {
			if !slices.Contains(saidInComment, code) {
				t.Errorf("%s (%s): the schema takes this, and the program does not: %v\n%s", c.kind.Name, c.kind.Language, codes, text)
				return
			}
		}
		n.listed[codes[0]]++
	}
}

func (n *tally) String() string {
	return fmt.Sprintf("%d are taken by both, %d by neither, and by the schema alone: %v", n.both, n.neither, n.listed)
}

// contracts is every kind in every language, and one with what none of ours
// has.
var contracts = sync.OnceValue(func() []contract {
	names, err := composer.Kinds(templates.FS)
	if err != nil {
		panic(err)
	}
	var out []contract
	for _, name := range names {
		for _, language := range []string{"en", "es"} {
			k, err := composer.LoadIn(templates.FS, name, composer.Languages{Page: language})
			if err != nil {
				panic(err)
			}
			out = append(out, contract{kind: k})
		}
	}
	odd := testKind(oddQuestions, "x")
	odd["test/kind.yaml"].Data = append(odd["test/kind.yaml"].Data, "for: {friends: {omit: [lines]}, \"couple, others\": {omit: [sort]}}\n"...)
	k, err := composer.Load(odd, "test")
	if err != nil {
		panic(err)
	}
	out = append(out, contract{kind: k})
	for i := range out {
		out[i].text = out[i].kind.Schema()
		if out[i].schema, err = compiled(out[i].text); err != nil {
			panic(err)
		}
	}
	return out
})

// forEachKind calls f for every kind in every language.
func forEachKind(t *testing.T, f func(t *testing.T, c contract)) {
	for _, c := range contracts() {
		t.Run(c.kind.Name+"/"+c.kind.Language, func(t *testing.T) { f(t, c) })
	}
}

// oddQuestions have what no kind of ours has.
const oddQuestions = `- name: relationship
  ask: "Which?"
  type: choice
  other: true
  need: required
  default: couple
  options: [{value: friends, label: "Friends…"}, {value: couple, label: "Más que amigos"}]
- {name: people, ask: "Who?", type: people, min: 2, max: 3, example: Alex}
- {name: sort, ask: "Sort?", type: multi, min: 2, options: [{value: a, label: "True"}, {value: b, label: "false"}, {value: c, label: "Straße (ñ)"}], default: [a, c]}
- {name: plain, ask: "Plain?", type: multi, max: 2, options: [{value: x-ray, label: X}, {value: y, label: "No-go"}], example: y}
- {name: own, ask: "Own?", type: multi, other: true, max: 2, options: [{value: own-a, label: A}], need: required, default: [own-a]}
- {name: per, ask: "Per {topic}?", per: sort, example: One, need: required}
- {name: lines, ask: "Lines?", type: list, min: 2, max: 4, max_words: 3, need: required, example: a line}
- {name: sure, ask: "Sure?", type: yesno, default: "yes"}
- {name: many, ask: "How many?", type: number, need: required, if: {sure: "yes"}}
- {name: some, ask: "Some?", type: number, min: 7, max: 1234, need: required, default: "77", if: {sort: [a, b]}}
- {name: fix, ask: "Fixed?", type: number, min: 95, max: 95, if: {some: given}}
- {name: none, ask: "None?", type: date, if: {sort: empty}, example: 2026-12-20}
- {name: last, ask: "Last?", type: choice, need: required, options: [{value: l, label: L}], if: {relationship: [friends], own: own-a}}
- name: rows
  ask: "Rows?"
  type: rows
  min: 2
  max: 3
  need: required
  questions:
  - {name: a, ask: "A?", type: list, max: 2, example: x}
  - {name: b, ask: "B?", type: choice, options: [{value: b1, label: B1}], other: true}
  - {name: c, ask: "C?", type: yesno}
- name: loose
  ask: "Loose?"
  type: rows
  need: required
  questions: [{name: a, ask: "A?", type: time, example: "7:00"}]
`

// relationships is those that a kind knows, and that nothing is said of it.
func relationships(k *composer.Kind) []string {
	out := []string{""}
	if q := k.Question("relationship"); q != nil {
		for _, o := range q.Options {
			out = append(out, o.Value)
		}
	}
	return out
}

// TestSchemaAgreesWithAnswers makes answers as people might write them, and
// many that are wrong, and asks the program and the schema of each.
func TestSchemaAgreesWithAnswers(t *testing.T) {
	if testing.Short() {
		t.Skip("this is long, and nothing in it runs side by side")
	}
	n := &tally{listed: map[string]int{}}
	forEachKind(t, func(t *testing.T, c contract) {
		r := rand.New(rand.NewPCG(1, uint64(len(c.text))))
		rounds := 25
		if len(c.kind.Sections) == 0 {
			rounds = 10
		}
		for _, relationship := range relationships(c.kind) {
			w := &writer{Rand: r, kind: c.kind.For(relationship), relationship: relationship}
			for i := range rounds {
				w.careful = i%3 > 0
				root := w.answers()
				for range max(0, i%5-2) {
					w.spoil(root)
				}
				c.compareNode(t, n, r, root)
			}
		}
	})
	t.Log(n)
	if n.both < 900 || n.neither < 900 {
		t.Error("these are too few of one sort")
	}
}

// compareNode writes a tree as YAML or as JSON.
func (c contract) compareNode(t *testing.T, n *tally, r *rand.Rand, root *yaml.Node) {
	t.Helper()
	if r.IntN(3) == 0 {
		c.compare(t, n, "a.json", ascii(instance(root)))
		return
	}
	text, err := yaml.Marshal(root)
	if err != nil {
		t.Fatal(err)
	}
	c.compare(t, n, "a.yaml", string(text))
}

// ascii is JSON in which signs that nobody sees are escaped.
func ascii(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	var out strings.Builder
	for _, r := range string(text) {
		if r > 0x7e && r < 0x10000 {
			fmt.Fprintf(&out, `\u%04x`, r)
		} else {
			out.WriteRune(r)
		}
	}
	return out.String()
}

// A writer makes up answers.
type writer struct {
	*rand.Rand
	kind         *composer.Kind
	relationship string
	careful      bool // nothing is wrong on purpose
}

func scalar(text string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Value: text, Tag: "!!str"}
}

func plain(text string) *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Value: text} }

func sequence(items ...*yaml.Node) *yaml.Node {
	return &yaml.Node{Kind: yaml.SequenceNode, Content: items}
}

func mapping(pairs ...*yaml.Node) *yaml.Node {
	return &yaml.Node{Kind: yaml.MappingNode, Content: pairs}
}

func (w *writer) pick(texts ...string) string { return texts[w.IntN(len(texts))] }

func (w *writer) rarely() bool { return w.IntN(8) == 0 }

// slips is rarely something wrong.
func (w *writer) slips() bool { return !w.careful && w.IntN(8) == 0 }

// form is one of the texts that are right, or maybe one of those that are not.
func (w *writer) form(right []string, wrong ...string) *yaml.Node {
	if w.slips() {
		return w.of(w.pick(wrong...))
	}
	return w.of(w.pick(right...))
}

// answers is answers to most of the questions.
func (w *writer) answers() *yaml.Node {
	root := mapping()
	put := func(name string, n *yaml.Node) { root.Content = append(root.Content, scalar(name), n) }
	if !w.rarely() {
		put("kind", scalar(w.kind.Name))
	}
	if !w.rarely() {
		put("version", plain("1"))
	}
	if w.kind.Language != "en" || w.rarely() {
		put("language", scalar(w.pick(w.kind.Language, w.kind.Language+"-MX")))
	}
	if w.rarely() {
		put("allow", sequence(scalar("vague-amends")))
	}
	people := []string{"Alex", "Sam", "007", "Bo"}
	chosen := map[string]bool{}
	a := w.kind.Examples(w.relationship, today)
	for _, s := range w.kind.Sections {
		for _, q := range s.Questions {
			if _, ok := a.Get(q.Name); !ok && !w.slips() || ok && q.Need != composer.Required && w.IntN(3) == 0 {
				continue
			}
			if (q.Unsaid != "" || len(q.Default) > 0) && w.IntN(4) == 0 {
				continue
			}
			switch n := w.value(q); {
			case q.Name == "relationship" && w.relationship != "":
				o, _ := q.Option(w.relationship)
				put(q.Name, w.chosen(o))
			case s.Each != "":
				turns := mapping()
				for _, p := range people {
					_, ok := a.Get(q.Name + "." + p)
					if ok && !w.rarely() || w.slips() {
						turns.Content = append(turns.Content, scalar(p), w.value(q))
					}
				}
				put(q.Name, turns)
			case q.Per != "":
				each := mapping()
				var options []composer.Option
				if of := w.kind.Question(q.Per); of != nil {
					options = of.Options
				}
				for _, o := range options {
					if chosen[o.Value] && w.IntN(3) > 0 || w.slips() {
						each.Content = append(each.Content, w.chosen(o), w.value(q))
					}
				}
				put(q.Name, each)
			case q.Type == composer.TypePeople && !w.slips():
				v, _ := a.Get(q.Name)
				n = sequence()
				for _, p := range v.Items {
					n.Content = append(n.Content, w.of(p.Text))
				}
				if q.Name == "people" {
					n.Content = append(n.Content, w.of("007"))
				}
				if v.Shape == composer.Scalar {
					put(q.Name, w.of(v.Text))
				} else {
					put(q.Name, w.several(n, q.Min))
				}
			case len(w.per(q)) > 0 && !w.slips():
				n = sequence()
				for _, o := range q.Options {
					if w.IntN(2) == 0 {
						chosen[o.Value] = true
						n.Content = append(n.Content, w.chosen(o))
					}
				}
				put(q.Name, n)
			default:
				put(q.Name, n)
			}
		}
	}
	return root
}

// per is the questions that are put for each option of q.
func (w *writer) per(q *composer.Question) []string {
	var out []string
	for _, s := range w.kind.Sections {
		for _, other := range s.Questions {
			if other.Per == q.Name {
				out = append(out, other.Name)
			}
		}
	}
	return out
}

// value is an answer to q.
func (w *writer) value(q *composer.Question) *yaml.Node {
	if q.Need != composer.Required && w.rarely() || w.slips() {
		return w.nothing()
	}
	switch q.Type {
	case composer.TypeChoice:
		return w.option(q)
	case composer.TypeYesNo:
		return w.form([]string{"yes", "no", "YES", " n ", "true", "False", "y"}, "sí", "Si\u0301", "nope", "maybe", "si\u0301\u0301")
	case composer.TypeDate:
		return w.form([]string{"2026-12-20", "2028-02-29", " 2027-01-31 ", "0000-02-29", "2000-02-29", "2027-11-30"}, "2027-02-29", "2026-04-31", "1900-02-29", "2026-1-1", "Friday")
	case composer.TypeTime:
		return w.form([]string{"19:00", "7:05", "23:59\n", "00:00"}, "24:00", "19.30", "7:5", "12:60")
	case composer.TypeNumber:
		most := q.Max
		if most == 0 {
			most = q.Min + 99999
		}
		n := strconv.Itoa(q.Min + w.IntN(most-q.Min+1))
		return w.form([]string{n, n, n, "00" + n, "+" + n, " " + n, strconv.Itoa(q.Min), strconv.Itoa(most)}, strconv.Itoa(q.Min-1), strconv.Itoa(most+1), "5.0", "0x1e", "1e1", "ten", n+"0", "-0")
	case composer.TypePeople:
		names := sequence()
		for range max(1, q.Min) + w.IntN(2) {
			names.Content = append(names.Content, w.of(w.pick("Alex", "Sam", "Jo", "Kim", "007", "No", "Null", "Ann  B.")))
		}
		if q.Max == 1 {
			return names.Content[0]
		}
		return w.several(names, q.Min)
	case composer.TypeList, composer.TypeMulti:
		items := sequence()
		for range w.many(q) {
			if q.Type == composer.TypeMulti {
				items.Content = append(items.Content, w.option(q))
			} else {
				items.Content = append(items.Content, w.text(q))
			}
		}
		return w.several(items, q.Min)
	case composer.TypeRows:
		items := sequence()
		for range w.many(q) {
			row := mapping()
			for i := range q.Fields {
				if f := &q.Fields[i]; f.Need == composer.Required && !w.slips() || w.IntN(2) == 0 {
					row.Content = append(row.Content, scalar(f.Name), w.value(f))
				}
			}
			items.Content = append(items.Content, row)
		}
		if w.rarely() && q.Min < 2 {
			return items.Content[0]
		}
		return items
	}
	return w.text(q)
}

// many is how many items q may have.
func (w *writer) many(q *composer.Question) int {
	most := q.Max
	if most == 0 {
		most = q.Min + 3
	}
	least := max(1, q.Min)
	if w.slips() {
		return most + 1
	}
	return least + w.IntN(most-least+1)
}

// several is a list, or its texts line by line, or one of them where that is
// enough.
func (w *writer) several(list *yaml.Node, least int) *yaml.Node {
	way := w.IntN(6)
	if way == 1 && least > 1 || len(list.Content) == 0 || way == 0 && slices.ContainsFunc(list.Content, func(n *yaml.Node) bool { return strings.Contains(n.Value, "\n") }) {
		return list
	}
	switch way {
	case 0:
		var lines []string
		for _, i := range list.Content {
			lines = append(lines, i.Value)
		}
		return scalar(strings.Join(lines, w.pick("\n", "\n\n", "\n \u00a0\n")) + w.pick("", "\n", "\n "))
	case 1:
		return list.Content[0]
	case 2:
		list.Content = append(list.Content, plain(w.pick("", "~")))
	case 3:
		if w.slips() {
			list.Content = append(list.Content, w.nothing())
		}
	}
	return list
}

// text is words for q.
func (w *writer) text(q *composer.Question) *yaml.Node {
	right, wrong := []string{q.Example}, []string{"*", "\u00a0x", "Null", "x\a", "tell it"}
	if len(q.Starters) == 0 {
		right = append(right, "I said it.", "two\nlines\n", "5", "true", "1e5", "ñandú 🙂")
	}
	if q.Example == "" {
		right = right[1:]
	}
	for _, s := range q.Starters {
		right, wrong = append(right, s+"go there"), append(wrong, s)
	}
	if q.MaxWords > 0 {
		right = append(right, strings.Repeat("word ", q.MaxWords), strings.Repeat("\nword", q.MaxWords))
		wrong = append(wrong, strings.Repeat("word\n", q.MaxWords+1), strings.Repeat(" word", q.MaxWords+1))
	}
	return w.form(right, wrong...)
}

// option is one of the options of q, in some form.
func (w *writer) option(q *composer.Question) *yaml.Node {
	if len(q.Options) == 0 || w.slips() || q.Other && w.rarely() {
		return w.text(q)
	}
	options := slices.DeleteFunc(slices.Clone(q.Options), func(o composer.Option) bool { return o.Stop != "" && w.careful })
	return w.chosen(options[w.IntN(len(options))])
}

// chosen is an option as people write it, or nearly so.
func (w *writer) chosen(o composer.Option) *yaml.Node {
	text := w.pick(o.Value, o.Value, o.Label)
	switch w.IntN(12) {
	case 0:
		text = strings.ToUpper(text)
	case 1:
		text = norm.NFD.String(text)
	case 2:
		text = strings.Map(func(r rune) rune {
			if unicode.Is(unicode.Mn, r) {
				return -1
			}
			return r
		}, norm.NFD.String(text))
	case 3:
		text = strings.NewReplacer("'", "’", "’", "'", "…", "...", "...", "…").Replace(text)
	case 4:
		text = " " + strings.ReplaceAll(text, " ", " \t ") + " "
	case 5:
		if w.careful {
			break
		}
		text = w.pick("\u00a0"+text, text+"\u0301", text+".", strings.ReplaceAll(text, " ", "\u00a0"), text[1:])
	}
	return w.of(text)
}

// of is a scalar, with or without quotes.
func (w *writer) of(text string) *yaml.Node {
	if w.IntN(2) == 0 && !strings.ContainsAny(text, "\n:#*\"'") && strings.TrimSpace(text) == text && text != "" {
		return plain(text)
	}
	return scalar(text)
}

// nothing is something that is empty.
func (w *writer) nothing() *yaml.Node {
	all := []*yaml.Node{
		plain(""), plain("null"), plain("~"), scalar(""), scalar(" \u2003\n"), sequence(), mapping(),
		sequence(plain(""), mapping()), mapping(scalar("x"), sequence()),
	}
	return all[w.IntN(len(all))]
}

// spoil changes answers in some way that may be wrong.
func (w *writer) spoil(root *yaml.Node) {
	if len(root.Content) == 0 {
		return
	}
	i := 2 * w.IntN(len(root.Content)/2)
	name := root.Content[i].Value
	put := func(name string, n *yaml.Node) {
		for i := 0; i < len(root.Content); i += 2 {
			if root.Content[i].Value == name {
				root.Content[i+1] = n
				return
			}
		}
		root.Content = append(root.Content, scalar(name), n)
	}
	something := func() *yaml.Node {
		all := []*yaml.Node{
			w.nothing(), scalar("x\a"), plain("5"), plain("true"), plain("1.5"), sequence(scalar("one"), scalar("one")), scalar("a\nb\n\nc"),
			sequence(sequence(scalar("deep"))), mapping(scalar("Alex"), scalar("said")), mapping(scalar("1"), scalar("one")),
			sequence(mapping(scalar("action"), scalar("I will go there"))), scalar(w.kind.Name), scalar("en"), plain("Null"),
		}
		return all[w.IntN(len(all))]
	}
	every := func() *composer.Question {
		s := w.kind.Sections[w.IntN(len(w.kind.Sections))]
		return s.Questions[w.IntN(len(s.Questions))]
	}
	switch n := w.IntN(9); {
	case n == 0:
		root.Content = slices.Delete(root.Content, i, i+2)
	case n == 1:
		root.Content[i+1] = something()
	case n == 2:
		root.Content[i].Value = name + "x"
	case n == 3:
		put(w.pick("kind", "version", "language", "allow", "agreement", "voluntary", "private", "shared"), something())
	case n == 4:
		put("version", w.of(w.pick("1", " 1 ", "2", "0", "01", "1.0", "", "true")))
	case n == 5:
		put("language", w.of(w.pick("en", "EN-us", "es", "Eſ", "e", "-en", "eng", "en_US")))
	case len(w.kind.Sections) == 0:
		put("to", something())
	case n == 6 && w.kind.Question("relationship") != nil:
		put("relationship", w.option(w.kind.Question("relationship")))
	default:
		q := every()
		put(q.Name, w.value(q))
	}
}

// TestSchemaMakesAnswers makes answers from the schema alone, and the program
// takes them but for what is listed.
func TestSchemaMakesAnswers(t *testing.T) {
	if testing.Short() {
		t.Skip("this is long, and nothing in it runs side by side")
	}
	n := &tally{listed: map[string]int{}}
	forEachKind(t, func(t *testing.T, c contract) {
		var doc map[string]any
		if err := json.Unmarshal(c.text, &doc); err != nil {
			t.Fatal(err)
		}
		g := &grower{rand.New(rand.NewPCG(2, uint64(len(c.text)))), doc, map[string]*regexp.Regexp{}}
		rounds := 200
		if len(c.kind.Sections) == 0 {
			rounds = 20
		}
		for range rounds {
			it, err := g.whole(c.schema)
			if err != nil {
				t.Fatalf("no answers grow from the schema: %v", err)
			}
			c.compare(t, n, "a.json", ascii(it))
			var root yaml.Node
			if err := yaml.Unmarshal([]byte(ascii(it)), &root); err != nil {
				continue // YAML has no pairs of surrogates
			}
			if text, err := yaml.Marshal(&root); err == nil && g.IntN(3) == 0 {
				c.compare(t, n, "a.yaml", string(text))
			}
		}
	})
	t.Log(n)
	if n.both < 2000 {
		t.Error("these are too few that both take")
	}
}

// A grower makes instances of a schema.
type grower struct {
	*rand.Rand
	doc      map[string]any
	patterns map[string]*regexp.Regexp
}

// whole is an instance that the schema takes: what it does not take is grown
// again, or left out.
func (g *grower) whole(schema *jsonschema.Schema) (map[string]any, error) {
	it := g.grow(g.doc, 0).(map[string]any)
	properties := g.doc["properties"].(map[string]any)
	var err error
	for range 200 {
		err = schema.Validate(plainOf(it))
		var invalid *jsonschema.ValidationError
		if !errors.As(err, &invalid) {
			return it, nil
		}
		blamed := map[string]bool{}
		blame(invalid, blamed)
		for _, name := range slices.Sorted(maps.Keys(blamed)) {
			if it[name] != nil && g.IntN(3) > 0 {
				delete(it, name)
			} else if p := properties[name]; p != nil {
				it[name] = g.grow(p, 0)
			}
		}
	}
	return nil, err
}

// plainOf is an instance as the validator reads it.
func plainOf(v any) any {
	out, err := jsonschema.UnmarshalJSON(strings.NewReader(ascii(v)))
	if err != nil {
		panic(err)
	}
	return out
}

// blame is the properties that are wrong, or not there.
func blame(e *jsonschema.ValidationError, out map[string]bool) {
	for _, c := range e.Causes {
		blame(c, out)
	}
	if len(e.InstanceLocation) > 0 {
		out[e.InstanceLocation[0]] = true
	}
	for _, m := range regexp.MustCompile(`'([a-z0-9_-]+)'`).FindAllStringSubmatch(e.Error(), -1) {
		if len(e.InstanceLocation) == 0 && strings.Contains(e.Error(), "missing propert") {
			out[m[1]] = true
		}
	}
}

// grow is an instance of a schema, save for what it says with "not", "if" and
// "allOf".
func (g *grower) grow(schema any, depth int) any {
	s, ok := schema.(map[string]any)
	if !ok {
		return "anything"
	}
	if r, ok := s["$ref"].(string); ok {
		s = g.doc["$defs"].(map[string]any)[strings.TrimPrefix(r, "#/$defs/")].(map[string]any)
	}
	if c, ok := s["const"]; ok {
		return c
	}
	if ways, ok := s["anyOf"].([]any); ok {
		if depth > 6 {
			return nil
		}
		return g.grow(ways[g.IntN(len(ways))], depth+1)
	}
	types, ok := s["type"].([]any)
	if !ok {
		types = []any{s["type"]}
	}
	switch types[g.IntN(len(types))] {
	case "string":
		return g.match(s["pattern"].(string))
	case "number":
		return g.IntN(100)
	case "integer":
		least, most := s["minimum"].(float64), s["maximum"].(float64)
		return int64(least) + g.Int64N(int64(min(most, 1e15)-least)+1)
	case "boolean":
		return g.IntN(2) == 0
	case "array":
		out := []any{}
		least, _ := s["minContains"].(float64)
		items := s["items"]
		for n := range int(least) + g.IntN(3) {
			if m, ok := items.(map[string]any); ok && n < int(least) && m["anyOf"] != nil {
				items = m["anyOf"].([]any)[0] // which is not empty
			} else {
				items = s["items"]
			}
			out = append(out, g.grow(items, depth+1))
		}
		return out
	case "object":
		return g.object(s, depth)
	}
	return nil
}

func (g *grower) object(s map[string]any, depth int) any {
	out := map[string]any{}
	properties, _ := s["properties"].(map[string]any)
	required, _ := s["required"].([]any)
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		if slices.Contains(required, any(name)) || g.IntN(3) == 0 {
			out[name] = g.grow(properties[name], depth+1)
		}
	}
	if more, ok := s["additionalProperties"].(map[string]any); ok {
		for range g.IntN(3) {
			name := []string{"Alex", "Sam", "Jo"}[g.IntN(3)]
			if names, ok := s["propertyNames"]; ok {
				name = fmt.Sprint(g.grow(names, depth+1))
			}
			out[name] = g.grow(more, depth+1)
		}
	}
	return out
}

// match is a text that a regular expression matches.
func (g *grower) match(pattern string) string {
	whole := g.patterns[pattern]
	if whole == nil {
		whole = regexp.MustCompile(pattern)
		g.patterns[pattern] = whole
	}
	tree, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		panic(err)
	}
	for {
		var out strings.Builder
		g.write(&out, tree)
		if whole.MatchString(out.String()) {
			return out.String()
		}
	}
}

func (g *grower) write(out *strings.Builder, e *syntax.Regexp) {
	repeat := func(least, more int) {
		for range least + g.IntN(more+1) {
			g.write(out, e.Sub[0])
		}
	}
	switch e.Op {
	case syntax.OpLiteral:
		out.WriteString(string(e.Rune))
	case syntax.OpCharClass:
		n := g.IntN(len(e.Rune)/2) * 2
		if g.IntN(2) == 0 {
			n = 0
		}
		r := e.Rune[n] + rune(g.IntN(int(min(e.Rune[n+1]-e.Rune[n], 90))+1))
		if !unicode.IsGraphic(r) && !unicode.IsSpace(r) {
			r = 'x'
		}
		out.WriteRune(r)
	case syntax.OpAnyChar:
		out.WriteString("x")
	case syntax.OpStar:
		repeat(0, 2)
	case syntax.OpPlus:
		repeat(1, 2)
	case syntax.OpQuest:
		repeat(0, 1)
	case syntax.OpRepeat:
		most := 2
		if e.Max >= 0 {
			most = min(most, e.Max-e.Min)
		}
		repeat(e.Min, most)
	case syntax.OpConcat:
		for _, s := range e.Sub {
			g.write(out, s)
		}
	case syntax.OpAlternate:
		g.write(out, e.Sub[g.IntN(len(e.Sub))])
	case syntax.OpCapture:
		g.write(out, e.Sub[0])
	}
}
