package check

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
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
	for _, language := range Languages() {
		c := loadOf(t, language)
		for _, r := range c.Rules() {
			for _, e := range r.Fires {
				if !finds(t, c, r, e) {
					t.Errorf("%s: %s does not find %q", language, r.ID, e)
				}
			}
			for _, e := range r.Silent {
				if finds(t, c, r, e) {
					t.Errorf("%s: %s finds %q", language, r.ID, e)
				}
			}
		}
	}
}

// Every language has the rules and the elements of English, and what is no
// matter of language is the same.
func TestSameRules(t *testing.T) {
	structure := func(c *Checker) string {
		var out strings.Builder
		for _, r := range c.Rules() {
			var missing []string
			for _, e := range r.missing {
				missing = append(missing, e.name)
			}
			fmt.Fprintln(&out, r.ID, r.Kinds, r.Fields, r.Severity, r.byKind, r.Safety, r.Unsigned, r.quotes, r.quiets, r.structure != nil, missing)
		}
		for _, e := range c.elements {
			fmt.Fprintln(&out, e.name, e.kinds, e.printed)
		}
		return out.String()
	}
	want := structure(load(t))
	for _, language := range Languages() {
		if got := structure(loadOf(t, language)); got != want {
			t.Errorf("%s has\n%s\nwant\n%s", language, got, want)
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

// A question that asks what somebody is afraid of, or what tells them that
// another is there, is answered in such words. Danger is noticed there, too.
func TestNotFields(t *testing.T) {
	tests := []struct{ element, text, want string }{
		{"", "I am a little afraid of Christmas.", "safety-fear-or-threat"},
		{"fear", "I am a little afraid of Christmas.", ""},
		{"fear", "You did it because you were afraid.", ""},
		{"fear", "I am afraid of him.", "safety-fear-or-threat"},
		{"fear", "I am afraid he will hurt me.", "safety-fear-or-threat"},
		{"", "You smile when I walk in.", "controls-other"},
		{"presence", "You smile when I walk in.", ""},
		{"presence", "You may never go out without me.", "body-or-movement-control"},
	}
	c := load(t)
	for _, test := range tests {
		p := prose(test.text, "agreement")
		p.Passages[0].Name, p.Passages[0].Element = "question", test.element
		var got []string
		for _, f := range c.Find(p) {
			got = append(got, f.Rule)
		}
		if test.want == "" && got != nil || test.want != "" && !slices.Contains(got, test.want) {
			t.Errorf("%s: %q: found %q, want %q", test.element, test.text, got, test.want)
		}
	}
}

// A suggestion that counts alone is left out where another rule has anything
// to say on its words, or near it.
func TestAlone(t *testing.T) {
	rule := func(id, pattern, more string) string {
		return "id: " + id + "\nname: N\nkinds: [all]\nseverity: warning\nmessage: M.\nadvice: A.\nsources: [S]\nfires: [x]\nsilent: [y]\npatterns: [{match: \"" + pattern + "\"" + more + "}]\n"
	}
	tests := []struct{ alone, text, want string }{
		{"words", "The tall red barn fell.", "other"},
		{"words", "The tall barn fell, all red.", "lonely other"},
		{"words", "The tall barn fell. It was red.", "lonely other"},
		{"near", "The tall barn fell. It was red.", "other"},
		{"near", "The tall barn fell. So it goes. It was red.", "lonely other"},
		{"near", "The tall barn fell.", "lonely"},
	}
	for _, test := range tests {
		fsys := rulesOf(goodRule)
		fsys["rules/lonely.yaml"] = &fstest.MapFile{Data: []byte(rule("lonely", "weak: tall .. barn", ", alone: "+test.alone))}
		fsys["rules/other.yaml"] = &fstest.MapFile{Data: []byte(rule("other", "weak: red", ""))}
		c, err := Load(fsys, "rules")
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range c.Find(prose(test.text, "apology")) {
			got = append(got, f.Rule)
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("%s: %q: found %q, want %q", test.alone, test.text, got, test.want)
		}
	}
}

// What no question of a kind asks for is not said to be missing: it is there
// where the page says it.
func TestElementsOfKind(t *testing.T) {
	const file = "kind: business-apology\nto: Sam\nfacts: The parcel came late.\n"
	tests := []struct{ name, printed, want string }{
		{"not composed", "", ""},
		{"not on the page", "We are sorry.", ""},
		{"on the page", "You don't have to answer this letter.", "space true"},
	}
	c := load(t)
	for _, test := range tests {
		p := answersPage(t, file)
		if test.printed != "" {
			p.Printed = prose(test.printed).Passages
		}
		_, elements := c.Look(p)
		got := ""
		for _, e := range elements {
			if e.Name == "space" {
				got = fmt.Sprint(e.Name, " ", e.Present)
			}
		}
		if got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
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

// load has the English rules as their files say them, so that whoever writes
// rules sees at once what they find. That rules/en.bin says the same has a test
// of its own.
func load(t testing.TB) *Checker { return loadOf(t, "en") }

// loadOf has the rules of a language.
func loadOf(t testing.TB, language string) *Checker {
	t.Helper()
	c, err := fromFiles[language]()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// files is what the files of a language say.
func files(language string) *loader { return readFiles[language]() }

// The files in rules/, read once for each language.
var (
	readFiles = eachLanguage(func(language string) func() *loader {
		return sync.OnceValue(func() *loader { return readRules(os.DirFS("."), "rules/"+language) })
	})
	fromFiles = eachLanguage(func(language string) func() (*Checker, error) {
		return sync.OnceValues(func() (*Checker, error) {
			file, err := files(language).file()
			if err != nil {
				return nil, err
			}
			return open(file, "", nil)
		})
	})
)

func eachLanguage[T any](of func(language string) T) map[string]T {
	out := map[string]T{}
	for _, language := range Languages() {
		out[language] = of(language)
	}
	return out
}

// The first part of a tag decides which rules are used. Where there are none,
// only what needs no words is looked at, and nothing is missing that no
// question asks for.
func TestNewLanguage(t *testing.T) {
	for _, language := range []string{"", "en", "EN", "en-GB"} {
		c, err := New(language, "apology")
		if err != nil {
			t.Fatal(err)
		}
		if !Knows(language) || len(c.Find(prose("I'm sorry if I hurt you.", "apology"))) == 0 {
			t.Errorf("%q has no rules", language)
		}
	}
	c, err := New("qaa-x-en", "apology")
	if err != nil {
		t.Fatal(err)
	}
	if Knows("qaa-x-en") || c.Rule("missing-impact") == nil || c.Rule("conditional-apology") != nil {
		t.Error("a language without rules has some, or has no structures")
	}
	p, _ := Text("", "Dear Sam,\n\nI'm sorry if I hurt you. I swear.\n\nAlex", "apology")
	if found, elements := c.Look(p); len(found)+len(elements) > 0 {
		t.Errorf("found %v and %v", found, elements)
	}
	var got []string
	for _, f := range c.Find(answersPage(t, "kind: apology\nto: Sam\nwhat_i_did: I'm sorry if I hurt you.\n")) {
		got = append(got, f.Rule)
	}
	if want := "missing-impact"; !slices.Contains(got, want) || slices.Contains(got, "missing-sorry") {
		t.Errorf("found %q, want %s and no missing-sorry", got, want)
	}
	for _, language := range []string{"es", "es-MX", "es-x-usted"} {
		c, err := New(language, "apology")
		if err != nil {
			t.Fatal(err)
		}
		if f := c.Find(prose("Perdón si te molestó.", "apology")); !Knows(language) || len(f) == 0 || f[0].Rule != "conditional-apology" {
			t.Errorf("%s: found %v", language, f)
		}
	}
	// What stands beside the rules' own messages was said in English.
	spanish, err := New("es", "apology")
	if err != nil {
		t.Fatal(err)
	}
	if f := spanish.Keep(nil, []Allow{{Rule: "nothing"}}); len(f) != 1 || !strings.Contains(f[0].Message, "ninguna regla") {
		t.Errorf("an unknown rule is said as %v", f)
	}
}
