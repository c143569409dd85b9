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
	c := load(t)
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
