package composer_test

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"amends/composer"
)

// example is a line that is one once its # is taken away.
var example = regexp.MustCompile(`(?m)^#(\S|  )`)

// marked is a question that needs an answer.
var marked = regexp.MustCompile(`\((needed|hace\s+(# )?falta)\)`)

// TestUnfilled reads the file to fill in of every kind, in every language and
// relationship: as it is, where answers are missing and nothing is wrong, and
// with every example, where nothing is missing either.
func TestUnfilled(t *testing.T) {
	forEachKind(t, func(t *testing.T, c contract) {
		if c.kind.Name == "test" {
			return // its examples are too few
		}
		for _, relationship := range relationships(c.kind) {
			text := string(c.kind.Unfilled(relationship, today, "# yaml-language-server: $schema=x.json"))
			for line := range strings.Lines(text) {
				if utf8.RuneCountInString(line) > 80 || strings.TrimRight(line, " \n")+"\n" != line {
					t.Errorf("between %q, this line is too long, or ends in a space: %q", relationship, line)
				}
			}
			_, problems := check(c.kind, read(t, text))
			needed := 0
			for _, p := range problems {
				if !p.Missing() {
					t.Errorf("between %q, %s: %s", relationship, p.Path, p.Message)
				}
				needed++
			}
			if n := len(marked.FindAllString(text, -1)); n < needed {
				t.Errorf("between %q, %d answers are missing, and %d are marked", relationship, needed, n)
			}
			filled := example.ReplaceAllString(text, "$1")
			checked, problems := check(c.kind, read(t, filled))
			for _, p := range problems {
				t.Errorf("between %q, with the examples, %s: %s\n%s", relationship, p.Path, p.Message, filled)
			}
			var root yaml.Node
			if err := yaml.Unmarshal([]byte(filled), &root); err != nil {
				t.Fatal(err)
			}
			if err := c.schema.Validate(instance(root.Content[0])); err != nil {
				t.Errorf("between %q, the schema says of the examples: %v", relationship, err)
			}
			for _, s := range checked.Kind().Sections {
				for _, q := range s.Questions {
					if has := regexp.MustCompile(`(?m)^#?` + q.Name + `:`).MatchString(text); has == q.NeverKept {
						t.Errorf("between %q, %s stands in the file: %v", relationship, q.Name, has)
					}
				}
			}
		}
	})
}

// TestUnfilledIsReadBack holds the examples against what they are made of:
// what was broken over lines is one text again.
func TestUnfilledIsReadBack(t *testing.T) {
	forEachKind(t, func(t *testing.T, c contract) {
		filled := example.ReplaceAllString(string(c.kind.Unfilled("", today)), "$1")
		a := read(t, filled)
		want := c.kind.Examples(unsaid(c.kind), today)
		for _, n := range want.Values {
			q := c.kind.Question(n.Name)
			got, _ := a.Get(n.Name)
			if len(q.Default) > 0 {
				continue // there it is the default
			}
			if texts(got) != texts(n.Value) {
				t.Errorf("%s is %s, want %s", n.Name, texts(got), texts(n.Value))
			}
		}
	})
}

func unsaid(k *composer.Kind) string {
	if q := k.Question("relationship"); q != nil {
		return q.Unsaid
	}
	return ""
}

// texts is all that a value holds.
func texts(v composer.Value) string {
	out := []string{v.Text}
	for _, i := range v.Items {
		out = append(out, texts(i))
	}
	for _, p := range v.Parts {
		out = append(out, p.Name+"="+texts(p.Value))
	}
	return strings.Join(out, "|")
}
