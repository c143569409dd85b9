package check

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
)

const goodRule = `id: good
name: A good rule
kinds: [apology]
severity: warning
message: Why.
advice: What instead.
sources: [Somebody 2000]
patterns: ["sorry if"]
fires: [sorry if]
silent: [sorry]
`

const goodWords = `common: {100: [if, the]}
joins: [and]
lists: {sorry: "sorry|apologise", bars: "(so|very sorry)"}
`

// rulesOf is a folder with a rule and the files beside it.
func rulesOf(rule string) fstest.MapFS {
	file := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	return fstest.MapFS{
		"rules/good.yaml":     file(rule),
		"rules/words.yaml":    file(goodWords),
		"rules/elements.yaml": file("[]"),
	}
}

// Each fault is named with its file, and with its line where it has one.
func TestLoadErrors(t *testing.T) {
	replace := func(from, to string) string {
		if !strings.Contains(goodRule, from) {
			t.Fatalf("no %q in the good rule", from)
		}
		return strings.Replace(goodRule, from, to, 1)
	}
	tests := []struct{ name, rule, want string }{
		{"unknown key", goodRule + "colour: red\n", "good.yaml: "},
		{"key twice", goodRule + "name: again\n", "good.yaml: "},
		{"no YAML", "id: [", "good.yaml: "},
		{"id", replace("id: good", "id: bad"), `good.yaml: the id is "bad" and the file's name says "good"`},
		{"no message", replace("message: Why.", ""), "good.yaml: a rule has a name"},
		{"no source", replace("sources: [Somebody 2000]", ""), "good.yaml: a rule has a name"},
		{"no examples", replace("silent: [sorry]", ""), "good.yaml: a rule has examples"},
		{"nothing to find", replace(`patterns: ["sorry if"]`, ""), "good.yaml: a rule has patterns"},
		{"severity", replace("severity: warning", "severity: grave"), "good.yaml: severity is"},
		{"no severity", replace("severity: warning", ""), "good.yaml: severity is"},
		{"severity by kind", replace("severity: warning", "severity: {apology: grave}"), "good.yaml: severity is"},
		{"safety", goodRule + "safety: maybe\n", "good.yaml: safety is"},
		{"structure", goodRule + "structure: nothing\n", `good.yaml: nothing is known of a structure "nothing"`},
		{"element", goodRule + "missing: nothing\n", `good.yaml: elements.yaml has no element "nothing"`},
		{"quiets", goodRule + "quiets: [nobody]\n", `good.yaml: there is no rule "nobody"`},
		{"pattern", replace(`["sorry if"]`, `["sorry (if"]`), `good.yaml:8: pattern "sorry (if": a bracket is not closed`},
		{"bars of single words", replace(`["sorry if"]`, `["(sorry|i am sorry) if"]`), `good.yaml:8: pattern "(sorry|i am sorry) if": (sorry|i am sorry): a bar without spaces parts single words; write ( sorry | i am sorry )`},
		{"bars of a list", replace(`["sorry if"]`, `["{bars} if"]`), `good.yaml:8: pattern "{bars} if": rules/words.yaml: list {bars}: (so|very sorry): a bar`},
		{"pattern of a group", replace(`["sorry if"]`, `[{match: "the if"}, {match: "the {x}"}]`), `good.yaml:8: pattern "the {x}": there is no list {x}`},
		{"key of a group", replace(`["sorry if"]`, `[{match: sorry, why: not}]`), `unknown key "why"`},
		{"alone", replace(`["sorry if"]`, `[{match: sorry, alone: true}]`), `good.yaml:8: alone is words or near, and not "true"`},
		{"severity of a group", replace(`["sorry if"]`, `[{match: sorry, severity: x}]`), "good.yaml:8: severity is"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := Load(rulesOf(test.rule), "rules")
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%v, want %q", err, test.want)
			}
		})
	}
	if _, err := Load(rulesOf(goodRule), "rules"); err != nil {
		t.Errorf("the good rule: %v", err)
	}
}

// A rule of another language holds what is of that language, and has the rest
// from its base.
func TestBase(t *testing.T) {
	const other = `id: good
name: Una buena regla
message: Por qué.
advice: Qué, en vez de eso.
patterns: ["perdón si"]
fires: [perdón si]
silent: [perdón]
`
	tests := []struct{ name, rule, want string }{
		{"whole", other, ""},
		{"a kind of its own", other + "kinds: [agreement]\n", "es/good.yaml: kinds, fields, severity, safety, unsigned, quotes, quiets, structure and missing are those of the base"},
		{"a rule of its own", strings.Replace(other, "id: good", "id: new", 1), `es/good.yaml: the base has no rule "new"`},
		{"a short form in one word", strings.Replace(other, "perdón si", "pedirte perdón", 1), `"pedirte" is read as "pedir te": write it so`},
	}
	for _, test := range tests {
		fsys := rulesOf(goodRule)
		for name, text := range map[string]string{
			"es/good.yaml":     test.rule,
			"es/words.yaml":    "language: es\nbase: rules\naccents: [sí]\nclitics: {behind: ir, words: [te]}\n",
			"es/elements.yaml": "[]",
		} {
			fsys[name] = &fstest.MapFile{Data: []byte(text)}
		}
		c, err := Load(fsys, "es")
		if test.want != "" {
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%s: %v, want %q", test.name, err, test.want)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		r := c.Rule("good")
		if got := fmt.Sprint(r.Name, r.Kinds, r.Severity, r.Sources); got != "Una buena regla[apology] warning [Somebody 2000]" {
			t.Errorf("%s: %s", test.name, got)
		}
		if f := c.Find(prose("perdon si", "apology")); len(f) != 1 {
			t.Errorf("%s: found %v", test.name, f)
		}
	}
}

// All that is wrong is said at once.
func TestLoadSaysAll(t *testing.T) {
	fsys := rulesOf(strings.Replace(goodRule, "warning", "grave", 1))
	fsys["rules/other.yaml"] = &fstest.MapFile{Data: []byte("id: x\n")}
	_, err := Load(fsys, "rules")
	if err == nil || !strings.Contains(err.Error(), "good.yaml") || !strings.Contains(err.Error(), "other.yaml") {
		t.Errorf("%v, want both files", err)
	}
	delete(fsys, "rules/words.yaml")
	if _, err := Load(fsys, "rules"); err == nil || !strings.Contains(err.Error(), "words.yaml") {
		t.Errorf("%v, want words.yaml", err)
	}
}

// A rule says how much each of its patterns may matter, the gravest first.
func TestSeverities(t *testing.T) {
	tests := []struct{ severity, patterns, want string }{
		{"warning", `["sorry if"]`, "[warning]"},
		{"warning", `["sorry if", {match: so, safety: stop}]`, "[stop warning]"},
		{"warning", `[{match: ["weak: sorry if", so], severity: error}]`, "[error suggestion]"},
		{"warning", `["weak: sorry if"]`, "[suggestion]"},
		{"warning", `[{match: "weak: sorry if", safety: note}]`, "[warning]"},
		{"{apology: error, agreement: warning}", `["sorry if"]`, "[error warning]"},
	}
	for _, test := range tests {
		rule := strings.NewReplacer("severity: warning", "severity: "+test.severity, `["sorry if"]`, test.patterns).Replace(goodRule)
		c, err := Load(rulesOf(rule), "rules")
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(c.Rule("good").Severities); got != test.want {
			t.Errorf("%s %s: %s, want %s", test.severity, test.patterns, got, test.want)
		}
	}
}

// Who reads the built-in rules may rely on these.
func TestRules(t *testing.T) {
	for _, language := range Languages() {
		t.Run(language, func(t *testing.T) { rules(t, loadOf(t, language)) })
	}
}

func rules(t *testing.T, c *Checker) {
	for _, r := range c.Rules() {
		if c.Rule(r.ID) != r {
			t.Errorf("%s is not found by its id", r.ID)
		}
		for _, s := range []string{r.Message, r.Advice} {
			if strings.ContainsAny(s, "\n") || strings.Contains(strings.ToLower(s), "you are ") && !strings.Contains(s, "“") {
				t.Errorf("%s: %q speaks about the reader, or has two lines", r.ID, s)
			}
		}
		if r.Safety == SafetyStop || r.Safety == SafetyAsk {
			if !r.serves([]string{"anything"}) {
				t.Errorf("%s keeps people safe in some kinds only", r.ID)
			}
		}
	}
}
