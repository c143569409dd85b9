package composer_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"go.yaml.in/yaml/v4"

	"amends/composer"
)

// text is the whole value on one line, for tables.
func text(v composer.Value) string {
	switch v.Shape {
	case composer.Items:
		var out []string
		for _, i := range v.Items {
			out = append(out, text(i))
		}
		return "[" + strings.Join(out, ", ") + "]"
	case composer.Record:
		var out []string
		for _, p := range v.Parts {
			name := p.Name
			if p.Place > 0 {
				name = strconv.Itoa(p.Place)
			}
			out = append(out, name+": "+text(p.Value))
		}
		return "{" + strings.Join(out, ", ") + "}"
	}
	return v.Text
}

func TestReadAnswers(t *testing.T) {
	const marked = "\ufeffa: x\r\nb: |\r\n  y\r\n  z\r\n"
	tests := []struct{ name, in, want string }{
		{"nothing", "", ""},
		{"a comment", "# a\n", ""},
		{"text", "a: x y", "a=x y"},
		{"scalars by their text", "a: No\nb: 007\nc: 1e3\nd: 2026-12-20\ne: 0x1F\nf: TRUE\ng: .inf\nh: 1_000\ni: +1", "a=No b=007 c=1e3 d=2026-12-20 e=0x1F f=TRUE g=.inf h=1_000 i=+1"},
		{"nothing said", "a:\nb: ~\nc: null\nd: ''", "a= b= c= d="},
		{"names that look like nothing", "a: Null\nb: NULL\nc: '~'\nd: \"null\"", "a=Null b=NULL c=~ d=null"},
		{"lists and records", "a: [x, {b: y}]\nc:\n  d: z", "a=[x, {b: y}] c={d: z}"},
		{"a mark, and line ends of Windows", marked, "a=x b=y\nz\n"},
		{"line ends of old Macs", "a: x\rb: y", "a=x b=y"},
		{"pasted line ends", "a: x\u2028y\nb: 'x\u0085y'\nc: x\u2029b", "a=x y b=x y c=x b"},
		{"JSON", `{"a": "x", "b": ["y", 1, true, null, {"c": 1.50}]}`, "a=x b=[y, 1, true, , {c: 1.50}]"},
		{"JSON's escapes", `{"a": "\ud83d\ude00\n\u0041"}`, "a=😀\nA"},
		{"JSON with pasted line ends", "{\"a\": \"x\u2028y\"}", "a=x\u2028y"},
		{"YAML in braces", `{a: x, b: [y]}`, "a=x b=[y]"},
		{"reserved names", "kind: k\nversion: 2\nlanguage: en\nallow: [a, b]\nagreement: x.yaml", "agreement=x.yaml kind=k version=2 language=en allow=[a, b]"},
		{"allow alone", "allow: a", "allow=[a]"},
		{"one document between its marks", "---\na: x\n...\n", "a=x"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := read(t, tt.in)
			var out []string
			for _, n := range a.Values {
				out = append(out, n.Name+"="+text(n.Value))
			}
			for name, v := range map[string]string{"kind": a.Kind, "version": a.Version, "language": a.Language} {
				if v != "" && !strings.Contains(tt.want, name+"="+v) {
					t.Errorf("%s is %q", name, v)
				}
			}
			for _, p := range []struct{ name, v string }{{"kind", a.Kind}, {"version", a.Version}, {"language", a.Language}} {
				if p.v != "" {
					out = append(out, p.name+"="+p.v)
				}
			}
			if a.Allow != nil {
				out = append(out, "allow="+text(composer.Value{Shape: composer.Items, Items: a.Allow}))
			}
			if got := strings.Join(out, " "); got != tt.want {
				t.Errorf("read %q, want %q", got, tt.want)
			}
		})
	}
}

func TestReadAnswersErrors(t *testing.T) {
	const (
		notYAML = "this is not YAML: look for a missing quote, bracket or colon, or for a tab in the indentation"
		notJSON = "this is not JSON: look for a missing quote, comma or brace"
		notUTF8 = "this is not text in UTF-8; save the file as UTF-8 and try again"
		noFile  = `an answers file is a list of names with their answers, such as "from: Jo"`
		nested  = "there are too many lists and names inside one another"
	)
	tests := []struct{ name, file, in, want string }{
		{"a text", "a.yaml", "secret", "a.yaml:1:1: " + noFile},
		{"a list", "a.yaml", "\n- secret", "a.yaml:2:1: " + noFile},
		{"an open bracket", "a.yaml", "x: [secret", "a.yaml:2:1: " + notYAML},
		{"an open quote", "a.yaml", "a: b\nx: \"secret", "a.yaml:2:11: " + notYAML},
		{"two colons", "a.yaml", "x: secret: y", "a.yaml:1:10: " + notYAML},
		{"a tab", "a.yaml", "x:\n\tsecret: y", "a.yaml:2:1: " + notYAML},
		{"an escape", "a.yaml", `x: "secret\q"`, "a.yaml:1:11: " + notYAML},
		{"two documents", "a.yaml", "a: secret\n---\nb: y", "a.yaml:2:1: one file holds one document: nothing may follow a line of three hyphens"},
		{"a broken second document", "a.yaml", "a: secret\n---\nb: [", "a.yaml:4:1: " + notYAML},
		{"a name twice", "a.yaml", "a: secret\nb: x\na: y", "a.yaml:3:1: this name stands in line 1 already; keep one of the two"},
		{"a name twice further in", "a.yaml", "a: {secret: x, secret: y}", "a.yaml:1:16: this name stands in line 1 already; keep one of the two"},
		{"an anchor", "a.yaml", "a: &secret x", "a.yaml:1:4: anchors (&name) are not used here"},
		{"an alias", "a.yaml", "a: x\nb: *secret", "a.yaml:2:4: " + notYAML},
		{"an alias of an anchor", "a.yaml", "&secret a: x\nb: *secret", "a.yaml:1:1: anchors (&name) are not used here"},
		{"a merge key", "a.yaml", "<<: {a: secret}", "a.yaml:1:1: merge keys (<<) are not used here; write the values out"},
		{"a tag", "a.yaml", "a: !secret x", "a.yaml:1:4: tags (!name) are not used here"},
		{"a binary", "a.yaml", "a: !!binary aGk=", "a.yaml:1:4: tags (!name) are not used here"},
		{"a list as a name", "a.yaml", "? [secret]\n: x", "a.yaml:1:3: a name is expected here"},
		{"a kind that is a list", "a.yaml", "kind: [secret]", "a.yaml:1:7: kind is one word"},
		{"another code page", "a.yaml", "to: Zo\xeb", "a.yaml:1:7: " + notUTF8},
		{"UTF-16", "a.yaml", "\xff\xfea\x00", "a.yaml:1:1: " + notUTF8},
		{"deep lists", "a.yaml", "a: " + strings.Repeat("[", 60) + strings.Repeat("]", 60), "a.yaml:1:54: " + nested},
		{"deep JSON", "a.json", `{"a": ` + strings.Repeat("[", 60) + strings.Repeat("]", 60) + "}", "a.json:1:57: " + nested},
		{"many names", "a.yaml", "a: x\nb: {" + manyNames + "}", "a.yaml:2:4: there are more than 1000 parts here"},
		{"many items", "a.json", `{"a": [1` + strings.Repeat(", 1", 1000) + "]}", "a.json:1:7: there are more than 1000 parts here"},
		{"JSON without its end", "a.json", "{\"a\": \"secret\"\n", "a.json:1:15: " + notJSON},
		{"JSON with a missing comma", "a.json", `{"a": "secret" "b"}`, "a.json:1:16: " + notJSON},
		{"JSON with a name twice", "a.json", "{\"a\": \"secret\",\n \"a\": 1}", "a.json:2:2: this name stands in line 1 already; keep one of the two"},
		{"JSON with more behind", "a.json", `{"a": "secret"} {}`, "a.json:1:18: nothing may follow the closing brace"},
		{"JSON with a text", "a.json", `"secret"`, "a.json:1:1: " + noFile},
		{"too large", "a.yaml", "a: " + strings.Repeat("x", composer.MaxAnswers), "a.yaml: an answers file has at most 4 MB"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := composer.ReadAnswers(tt.file, strings.NewReader(tt.in))
			var syntax *composer.SyntaxError
			if !errors.As(err, &syntax) {
				t.Fatalf("ReadAnswers: %v", err)
			}
			if err.Error() != tt.want {
				t.Errorf("ReadAnswers: %v\nwant %s", err, tt.want)
			}
			if strings.Contains(err.Error(), "secret") {
				t.Error("the error repeats what stood there")
			}
		})
	}
	fault := errors.New("no disk")
	if _, err := composer.ReadAnswers("a.yaml", faulty{fault}); !errors.Is(err, fault) {
		t.Errorf("ReadAnswers: %v", err)
	}
}

func TestReadPart(t *testing.T) {
	at := composer.Position{Source: "rows", Line: 10}
	tests := []struct {
		name, in string
		json     bool
		want     string // the place of the name and of the text's last letter, or the fault
	}{
		{"YAML", "\na: |\n  x\n  y", false, "rows:11:1 rows:13:3"},
		{"JSON", `{"a": "x"}`, true, "rows:10:2 rows:10:8"},
		{"no YAML", "a: x\nb: [", false, "rows:12:1: this is not YAML: look for a missing quote, bracket or colon, or for a tab in the indentation"},
		{"no JSON", "{\"a\":\n \"x\" \"b\"}", true, "rows:11:6: this is not JSON: look for a missing quote, comma or brace"},
		{"no text", "a: x\nb: \xff", false, "rows:11:4: this is not text in UTF-8; save the file as UTF-8 and try again"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, err := composer.ReadPart(at, []byte(tt.in), tt.json)
			got := fmt.Sprint(err)
			if err == nil {
				n := a.Values[0]
				got = fmt.Sprint(n.Position, " ", n.Value.At(len(strings.TrimSpace(n.Value.Text))-1))
			}
			if got != tt.want {
				t.Errorf("ReadPart: %s\nwant %s", got, tt.want)
			}
		})
	}
}

type faulty struct{ err error }

func (f faulty) Read([]byte) (int, error) { return 0, f.err }

var manyNames = func() string {
	var names []string
	for i := range 1001 {
		names = append(names, fmt.Sprintf("n%d: x", i))
	}
	return strings.Join(names, ", ")
}()

// Every sign of an answer is where At says that it is.
func TestPositions(t *testing.T) {
	tests := []struct{ name, in string }{
		{"plain", "a: xy zé w"},
		{"plain over lines", "a: xy\n  z  w\n\n  q\nb: r"},
		{"in single quotes", "a: 'it''s\n  so'"},
		{"in double quotes", `a: "x \"y\" \\ \/ é"`},
		{"with escapes", `a: "\x41\u00e9\U0001F600b\tc\nd\_e\Nf\Lg\Ph\ei"`},
		{"over an escaped line end", "a: \"xy\\\n   z\n\n  w\""},
		{"a block", "a: |\n  x y\n\n    z\n  w\n"},
		{"a block with a comment", "a: |- # a comment | > x\n  x\n  # y\n"},
		{"a block with its indentation", "a: |2+\n    x\n   y\n\n"},
		{"a folded block", "a: >\n  x\n  y\n\n  z\n   w\n"},
		{"behind a comment", "# x\na: # x\n  xy\n"},
		{"in a list", "a:\n  - x y\n  - |\n    z\n"},
		{"in braces", "{a: xy, b: [z, 'w', \"q\"]}"},
		{"line ends of Windows", "a: |\r\n  x\r\n  y\r\nb: z\r\n"},
		{"line ends of old Macs", "a: |\r  x\r  y\rb: z\r"},
		{"pasted line ends", "é: x\u2028y\u0085z\nb: |\n  x\u2028y\n  z\n"},
		{"JSON", `{"a": "x \"y\" \\ \/ é", "b": [1.50, true]}`},
		{"JSON's escapes", `{"a": "A\ud83d\ude00b\u00e9\n\u00a0c\td\ud83de\ude00f"}`},
		{"wide signs", "a: 👩‍👩‍👧 x\u0308 שלום"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { positions(t, tt.in) })
	}
}

// positions checks the place of every sign in every answer of a file.
func positions(t *testing.T, file string) {
	t.Helper()
	a, err := composer.ReadAnswers("f", strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.TrimPrefix(file, "\ufeff")), "\n")
	var walk func(v composer.Value)
	walk = func(v composer.Value) {
		before := composer.Position{}
		for n, r := range []rune(v.Text) {
			p := v.At(n)
			if p.Source != "f" || p.Line < 1 || p.Line > len(lines)+1 || p.Line < before.Line || p.Line == before.Line && p.Column < before.Column {
				t.Fatalf("%q: sign %d is at %v, behind one at %v", v.Text, n, p, before)
			}
			if unicode.IsSpace(r) {
				continue
			}
			before = p
			line := []rune(lines[p.Line-1])
			if p.Column > len(line) {
				t.Fatalf("%q: sign %d is at %v, beyond the line", v.Text, n, p)
			}
			if got := line[p.Column-1]; got != r && got != '\\' {
				t.Errorf("%q: sign %d is at %v, where %q stands", v.Text, n, p, got)
			}
		}
		v.At(-1)
		v.At(len(v.Text) + 5)
		for _, i := range v.Items {
			walk(i)
		}
		for _, p := range v.Parts {
			walk(p.Value)
		}
	}
	for _, n := range a.Values {
		walk(n.Value)
	}
}

// However a text is written in YAML or JSON, its signs are found.
func TestPositionsOfAnything(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	signs := []rune("ab \n\t'\"\\:#-é😀\u00a0{[,|>")
	for range 2000 {
		var b strings.Builder
		for range 1 + random.IntN(12) {
			b.WriteRune(signs[random.IntN(len(signs))])
		}
		for _, style := range []yaml.Style{0, yaml.SingleQuotedStyle, yaml.DoubleQuotedStyle, yaml.LiteralStyle, yaml.FoldedStyle, yaml.FlowStyle} {
			n := &yaml.Node{Kind: yaml.MappingNode, Style: style & yaml.FlowStyle}
			for _, s := range []string{"x", b.String(), "y"} {
				n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: "n" + strconv.Itoa(len(n.Content))}, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s, Style: style &^ yaml.FlowStyle})
			}
			file, err := yaml.Marshal(n)
			if err != nil {
				t.Fatal(err)
			}
			positions(t, string(file))
		}
		positions(t, fmt.Sprintf(`{"a": %q}`, strings.NewReplacer("\u00a0", "").Replace(b.String())))
		if t.Failed() {
			t.Fatalf("with %q", b.String())
		}
	}
}

// What the check puts in front of an answer, or cuts off, moves no other sign.
func TestPositionsOfChecked(t *testing.T) {
	k := load(t, "boundary")
	a := read(t, `people: [ "Alex ", Sam]
why: x
needs:
  Alex: to   know
okay: |
  first line
    second

  third
topics: x
`)
	c, _ := k.Check(a)
	tests := []struct {
		path, sign string
		want       string
	}{
		{"people.1", "A", "f:1:12"}, {"needs.1", "t", "f:4:9"}, {"needs.1", "w", "f:4:17"}, {"needs.1", "I", "f:4:9"},
		{"okay.1", "l", "f:6:9"}, {"okay.2", "s", "f:7:5"}, {"okay.2", "d", "f:7:10"}, {"okay.3", "d", "f:9:7"},
	}
	for _, tt := range tests {
		v, _ := c.Get(tt.path)
		n := len([]rune(v.Text[:max(strings.LastIndex(v.Text, tt.sign), 0)]))
		p := v.At(n)
		p.Source = "f"
		if p.String() != tt.want {
			t.Errorf("%s: %q of %q is at %v, want %s", tt.path, tt.sign, v.Text, p, tt.want)
		}
	}
}

func TestPositionsOfTyped(t *testing.T) {
	typed := composer.Text("ab\nc", composer.Position{Source: "--set why"})
	for n, want := range []string{"--set why:1:1", "--set why:1:2", "--set why:1:3", "--set why:2:1", "--set why:2:2"} {
		if got := typed.At(n).String(); got != want {
			t.Errorf("At(%d) = %s, want %s", n, got, want)
		}
	}
	if got := (composer.Value{}).At(3); got != (composer.Position{Line: 1, Column: 1}) {
		t.Errorf("At of nothing = %v", got)
	}
}

func TestGetAndSet(t *testing.T) {
	const before = "a: x\nlist: [p, q]\nrows: [{b: y}]\nper: {Alex: z}\nempty:\n"
	tests := []struct{ path, want, why string }{
		{"a", "new", ""}, {"new", "new", ""}, {"list.1", "[new, q]", ""}, {"list.3", "[p, q, new]", ""}, {"rows.1.b", "[{b: new}]", ""},
		{"rows.1.c", "[{b: y, c: new}]", ""}, {"rows.2.b", "[{b: y}, {b: new}]", ""}, {"per.1", "{Alex: z, 1: new}", ""}, {"per.Alex", "{Alex: new}", ""},
		{"empty.1.b", "{1: {b: new}}", ""}, {"fresh.2.1.b", "{2: {1: {b: new}}}", ""}, {"fresh.01", "{01: new}", ""}, {"fresh.-1", "{-1: new}", ""},
		{"list.4", "", `"list.4" is no answer path: number 4 comes before number 3 is there`},
		{"list.b", "", `"list.b" is no answer path: a list has numbers and no names`},
		{"list.0", "", `this is no answer path: a list has numbers and no names`},
		{"a.b", "", `"a.b" is no answer path: there is a text on the way`},
		{"list.1.b", "", `"list.1.b" is no answer path: there is a text on the way`},
		{"", "", `this is no answer path: a name or a number is missing before or behind a dot`},
		{"a..b", "", `this is no answer path: a name or a number is missing before or behind a dot`},
		{"I told Sam.x", "{x: new}", ""},
		{"a.My secret", "", "this is no answer path: there is a text on the way"},
	}
	for _, tt := range tests {
		a := read(t, before)
		copied := a.Clone()
		err := a.Set(tt.path, composer.Text("new", composer.Position{}))
		if err != nil || tt.why != "" {
			var path *composer.PathError
			if !errors.As(err, &path) || err.Error() != tt.why {
				t.Errorf("Set(%q): %v, want %s", tt.path, err, tt.why)
			}
			for _, n := range copied.Values {
				if v, ok := a.Get(n.Name); !ok || !v.Equal(n.Value) || len(a.Values) != len(copied.Values) {
					t.Errorf("Set(%q) failed and changed %s to %s", tt.path, n.Name, text(v))
				}
			}
			continue
		}
		if v, ok := a.Get(tt.path); !ok || v.Text != "new" {
			t.Errorf("Get(%q) = %s, %v", tt.path, text(v), ok)
		}
		root, _, _ := strings.Cut(tt.path, ".")
		if v, _ := a.Get(root); text(v) != tt.want {
			t.Errorf("Set(%q) made %s, want %s", tt.path, text(v), tt.want)
		}
		if v, _ := copied.Get("list"); text(v) != "[p, q]" {
			t.Errorf("Set(%q) changed a clone: %s", tt.path, text(v))
		}
	}
	a := read(t, before)
	for _, path := range []string{"", "b", "a.1", "list.0", "list.3", "list.x", "list.01", "rows.1.c", "rows.1.b.c", "per.1", "per.Sam"} {
		if v, ok := a.Get(path); ok {
			t.Errorf("Get(%q) = %s", path, text(v))
		}
	}
	a.Delete("list")
	if _, ok := a.Get("list"); ok {
		t.Error("Delete left the list")
	}
}

func TestJoin(t *testing.T) {
	tests := []struct{ name, strong, weak, want string }{
		{"what is stronger hides what is weaker", "a: x", "a: y\nb: z", "a=x b=z"},
		{"also where it is empty", "a: ''", "a: y", "a="},
		{"a list hides a list", "a: [x]", "a: [y, z]", "a=[x]"},
		{"people are put together", "needs: {Alex: x}", "needs: {Sam: y, Alex: z}", "needs={Alex: x, Sam: y}"},
		{"a text hides a record", "a: x", "a: {b: y}", "a=x"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			joined := composer.Join(read(t, tt.strong), nil, read(t, tt.weak))
			var out []string
			for _, n := range joined.Values {
				out = append(out, n.Name+"="+text(n.Value))
			}
			if got := strings.Join(out, " "); got != tt.want {
				t.Errorf("Join = %q, want %q", got, tt.want)
			}
		})
	}
	set := &composer.Answers{}
	for path, s := range map[string]string{"rows.1.b": "new", "list.2": "new", "per.1": "new"} {
		if err := set.Set(path, composer.Text(s, composer.Position{})); err != nil {
			t.Fatal(err)
		}
	}
	file := read(t, "kind: k\nallow: [r]\nrows: [{b: x, c: y}, {b: z}]\nlist: [p]\nper: {Alex: [q]}")
	joined := composer.Join(set, file)
	for path, want := range map[string]string{"rows": "[{b: new, c: y}, {b: z}]", "list": "[p, new]", "per": "{1: new, Alex: [q]}"} {
		if v, _ := joined.Get(path); text(v) != want {
			t.Errorf("what was set by its path, over a file: %s is %s, want %s", path, text(v), want)
		}
	}
	if v, _ := file.Get("rows"); text(v) != "[{b: x, c: y}, {b: z}]" || joined.Kind != "k" || len(joined.Allow) != 1 {
		t.Errorf("Join changed a layer: %s, or lost its head: %+v", text(v), joined)
	}
}

func TestJoinFiles(t *testing.T) {
	one := read(t, "a: x\nneeds: {Alex: p}\nI told Sam: x\nb: [q]")
	two := read(t, "b: [q]\na: y\nneeds: {Alex: r, Sam: s}\nI told Sam: y")
	joined, found := composer.JoinFiles(one, two)
	var got []string
	for _, c := range found {
		got = append(got, fmt.Sprintf("%s %d:%d %d:%d", c.Question, c.First.Line, c.First.Column, c.Second.Line, c.Second.Column))
	}
	if want := "a 1:4 2:4|needs 2:15 3:15| 3:13 4:13"; strings.Join(got, "|") != want {
		t.Errorf("contradictions %q, want %q", got, want)
	}
	if v, _ := joined.Get("needs"); text(v) != "{Alex: p, Sam: s}" {
		t.Errorf("needs are %s", text(v))
	}
	if _, found := composer.JoinFiles(one, one.Clone()); len(found) > 0 {
		t.Errorf("a file contradicts itself: %v", found)
	}
}

// What the program keeps nowhere is in no file that it writes; what it does not
// know stays.
func TestFormat(t *testing.T) {
	k := load(t, "apology")
	a := read(t, `kind: apology
language: en
agreement: {version: 3}
unknown: [x, {y: z}]
allow: [rule-a]
standing: They asked me to stay away, or a court order says so
whose_idea: mine
to: 007
from: 'No'
what_i_did: |
  one

  two
responsibility: ""
`)
	got, err := k.Format(a)
	if err != nil {
		t.Fatal(err)
	}
	want := `kind: apology
version: 1
language: en
from: No
to: 007
what_i_did: |
  one

  two
agreement:
  version: 3
unknown:
  - x
  - y: z
allow:
  - rule-a
`
	if string(got) != want {
		t.Errorf("Format:\n%s\nwant:\n%s", got, want)
	}
	again, err := k.Format(read(t, want))
	if err != nil || string(again) != want {
		t.Errorf("Format of its own:\n%s%v", again, err)
	}
}

func TestFormatLeavesNoStop(t *testing.T) {
	k := mustLoad(t, testKind(`- {name: people, ask: Who?, type: people}
- {name: one, ask: One?, type: choice, options: [{value: a, label: A}, {value: bad, label: Too bad}], stop: {bad: Stop.}}
- {name: some, ask: Some?, type: multi, options: [{value: a, label: A}, {value: bad, label: Too bad}], stop: {bad: Stop.}}
- {name: per, ask: Per?, type: choice, per: some, options: [{value: a, label: A}, {value: bad, label: Too bad}], stop: {bad: Stop.}}
`, "x"), "test")
	a := read(t, "people: A\none: too bad\nsome: [a, Too bad]\nper: {a: bad, bad: a}")
	c, _ := k.Check(a)
	if n := len(c.Stops()); n != 3 {
		t.Errorf("%d stops: %+v", n, c.Stops())
	}
	text, err := k.Format(a)
	if err != nil || strings.Contains(string(text), ": bad") || strings.Contains(strings.ToLower(string(text)), "too bad") {
		t.Errorf("Format wrote a stop: %s%v", text, err)
	}
}

// A kind knows which paths lead into a list, and a list that is not there yet
// is made: an item's number is not taken for a person's place.
func TestKindSet(t *testing.T) {
	tests := []struct{ kind, path, base string }{
		{"apology", "repair.1.action", "repair"},
		{"boundary", "commitments.2.1.action", "commitments.2"},
		{"boundary", "people.1", "people"},
	}
	for _, tt := range tests {
		k := load(t, tt.kind)
		a := &composer.Answers{}
		if err := k.Set(a, tt.path, composer.Text("x", composer.Position{})); err != nil {
			t.Fatal(err)
		}
		if v, _ := a.Get(tt.base); v.Shape != composer.Items {
			t.Errorf("%s: %s is no list: %+v", tt.path, tt.base, v)
		}
		if v, ok := a.Get(tt.path); !ok || v.Text != "x" {
			t.Errorf("%s holds %q", tt.path, v.Text)
		}
	}
	a := &composer.Answers{}
	if err := load(t, "boundary").Set(a, "needs.2", composer.Text("x", composer.Position{})); err != nil {
		t.Fatal(err)
	}
	if v, _ := a.Get("needs"); v.Shape != composer.Record {
		t.Errorf("needs.2 is not a person's: %+v", v)
	}
}
