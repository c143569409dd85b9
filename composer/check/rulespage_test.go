package check

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
)

//go:generate go test -run ^(TestRulesFile|TestRulesPage)$ . -update

const rulesPage = "../../docs/rules.md"

// docs/rules.md says what the rules say.
func TestRulesPage(t *testing.T) {
	want := rulesMarkdown(load(t))
	if *update {
		if err := os.WriteFile(rulesPage, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(rulesPage)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("docs/rules.md is not what the rules say: go generate ./composer/check")
	}
}

// parts are the parts of the page: a title, and which rules stand there.
var parts = []struct {
	title, intro string
	holds        func(r *Rule) bool
}{
	{"Where somebody may be in danger", "What these find always stays. Nobody can allow it away.", func(r *Rule) bool { return r.Protects() }},
	{"Apologies", "", func(r *Rule) bool {
		return r.serves([]string{"apology", "business-apology"}) && !r.serves([]string{"agreement"})
	}},
	{"Agreements", "", func(r *Rule) bool {
		return r.serves([]string{"agreement", "checkin"}) && !r.serves([]string{"apology"})
	}},
	{"Every page", "", func(*Rule) bool { return true }},
}

// fewExamples is how many examples of a rule the page shows.
const fewExamples = 3

func rulesMarkdown(c *Checker) []byte {
	var out bytes.Buffer
	fmt.Fprint(&out, `# What the check looks for

<!-- Made from composer/check/rules/en: go generate ./composer/check -->

The check points at words that often undo what a page wants to say, and says why. It gives no marks, and it
changes nothing. Where it is silent, that does not mean that all is well: it knows only some words. Every
finding can be kept, with `+"`<!-- amends:allow NAME -- why -->`"+` in a letter or `+"`allow: [NAME]`"+` in answers,
but for those that keep people safe.
`)
	done := map[*Rule]bool{}
	for _, part := range parts {
		fmt.Fprintf(&out, "\n## %s\n", part.title)
		if part.intro != "" {
			fmt.Fprintf(&out, "\n%s\n", part.intro)
		}
		for _, r := range c.Rules() {
			if !done[r] && part.holds(r) {
				done[r] = true
				describe(&out, r)
			}
		}
	}
	return out.Bytes()
}

func describe(out *bytes.Buffer, r *Rule) {
	fmt.Fprintf(out, "\n### %s\n\n`%s` · %s\n\n%s %s\n", r.Name, r.ID, r.severities(), r.Message, r.Advice)
	list := func(title string, examples []string) {
		n := 0
		for _, e := range examples {
			if strings.Contains(e, "\n") || n == fewExamples {
				continue // answers and whole pages are too long to show
			}
			if n++; n == 1 {
				fmt.Fprintf(out, "\n%s\n\n", title)
			}
			fmt.Fprintf(out, "- %s\n", e)
		}
	}
	list("It finds:", r.Fires)
	list("It leaves alone:", r.Silent)
	fmt.Fprintf(out, "\nFrom: %s.\n", strings.Join(r.Sources, "; "))
}

// severities is how much r matters, in words.
func (r *Rule) severities() string {
	if r.Safety != "" && r.Safety != SafetyNote {
		return string(r.Safety)
	}
	if r.byKind == nil {
		return r.Severity.String()
	}
	var out []string
	for _, k := range r.Kinds {
		if s, ok := r.byKind[k]; ok {
			out = append(out, s.String()+" in "+k)
		}
	}
	return strings.Join(out, ", ")
}
