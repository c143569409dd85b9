package check

import (
	"os"
	"strings"
	"testing"
	"time"

	"amends/composer"
	"amends/templates"
)

// prose is a page with one passage.
func prose(text string, kinds ...string) Page {
	return Page{Kinds: kinds, Passages: []Passage{{Text: text, Spans: []Span{{At: typed}}}}, People: []string{"Alex", "Sam"}}
}

func typed(n int) composer.Position { return composer.Position{Line: 1, Column: n + 1} }

// exampleKinds is the kinds an example of r is read as.
func exampleKinds(r *Rule) []string {
	if r.Kinds[0] == everyKind {
		return []string{"apology"}
	}
	return r.Kinds[:1]
}

// Every example of every rule does what its rule says.
func TestExamples(t *testing.T) {
	c := load(t)
	for _, r := range c.Rules() {
		for _, e := range r.Fires {
			if !finds(t, c, r, e) {
				t.Errorf("%s does not find %q", r.ID, e)
			}
		}
		for _, e := range r.Silent {
			if finds(t, c, r, e) {
				t.Errorf("%s finds %q", r.ID, e)
			}
		}
	}
}

// finds reports whether r is found in an example: a text that is taken for a
// whole page, or the answers of a file.
func finds(t *testing.T, c *Checker, r *Rule, text string) bool {
	t.Helper()
	p, _ := Text("", text, exampleKinds(r)...)
	p.Whole = true
	p.People = append(p.People, "Alex", "Sam")
	if strings.HasPrefix(text, "kind: ") {
		p = answersPage(t, text)
	}
	all, _ := c.look(p)
	for _, f := range all {
		if f.rule == r {
			return true
		}
	}
	return false
}

// day is the day on the pages of examples.
var day = time.Date(2026, 1, 15, 0, 0, 0, 0, time.UTC)

func answersPage(t *testing.T, file string) Page {
	t.Helper()
	a, err := composer.ReadAnswers("answers.yaml", strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	k, err := composer.Load(templates.FS, a.Kind)
	if err != nil {
		k, err = composer.Load(os.DirFS("testdata/kinds"), a.Kind)
	}
	if err != nil {
		t.Fatal(err)
	}
	c, _ := k.Check(a)
	return Answers(k, c.Answers(), day)
}

func apology(t testing.TB) *composer.Kind {
	t.Helper()
	k, err := composer.Load(templates.FS, "apology")
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func load(t testing.TB) *Checker {
	t.Helper()
	c, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return c
}
