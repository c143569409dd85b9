package interview_test

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"amends/composer"
	"amends/composer/interview"
	"amends/templates"
)

// A robot answers every prompt with the least that is an answer, and passes
// over nothing that it is asked.
type robot struct {
	kind      *composer.Kind
	questions int
	asked     []string
}

func (r *robot) Ask(_ context.Context, p interview.Prompt) (interview.Reply, error) {
	if p.Of > 0 {
		r.questions++
		r.asked = append(r.asked, p.Path)
	}
	q := r.kind.At(p.Path)
	switch {
	case p.Path == "" || q == nil: // between questions, and in the review
		return interview.Reply{}, nil
	case p.Enter != "" && p.Of == 0 && strings.HasPrefix(lastName(p.Path), "#"):
		return interview.Reply{}, nil
	case p.Default != "" || p.Now != "":
		return interview.Reply{}, nil
	}
	switch q.Type {
	case composer.TypeChoice, composer.TypeYesNo, composer.TypeMulti:
		i := slices.IndexFunc(p.Options, func(o interview.Option) bool {
			option, ok := q.Option(o.Value)
			return !ok || option.Stop == ""
		})
		if i < 0 {
			return interview.Reply{}, nil
		}
		if q.Type == composer.TypeMulti {
			return interview.Reply{Values: []string{p.Options[i].Value}}, nil
		}
		return interview.Reply{Text: p.Options[i].Value}, nil
	case composer.TypePeople:
		names := []string{"Alex", "Sam"}
		if n := placeIn(p.Path); n < len(names) && (n < max(q.Min, 1) || p.Enter == "") {
			return interview.Reply{Text: names[n]}, nil
		}
		return interview.Reply{}, nil
	case composer.TypeDate:
		return interview.Reply{Text: "in 2 weeks"}, nil
	case composer.TypeTime:
		return interview.Reply{Text: "19:00"}, nil
	case composer.TypeNumber:
		return interview.Reply{Text: "30"}, nil
	case composer.TypeList:
		if placeIn(p.Path) > 0 {
			return interview.Reply{}, nil
		}
	}
	return interview.Reply{Text: "We sit down at the kitchen table on Sunday."}, nil
}

func lastName(path string) string { return path[strings.LastIndex(path, ".")+1:] }

// placeIn is the number at the end of a path, counted from 0.
func placeIn(path string) int {
	n := 0
	for _, d := range lastName(path) {
		if d < '0' || d > '9' {
			return 0
		}
		n = 10*n + int(d-'0')
	}
	return max(n-1, 0)
}

// No built-in kind asks two people more than testdata/kinds.yaml promises.
func TestPrompts(t *testing.T) {
	text, err := os.ReadFile("../../testdata/kinds.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var promised map[string]struct{ Prompts int }
	if err := yaml.Unmarshal(text, &promised); err != nil {
		t.Fatal(err)
	}
	names, err := composer.Kinds(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			k := builtIn(t, name)
			relationships := []string{""}
			if q := k.Question("relationship"); q != nil {
				relationships = nil
				for _, o := range q.Options {
					relationships = append(relationships, o.Value)
				}
			}
			for _, relationship := range relationships {
				r := &robot{kind: k}
				i := &interview.Interview{Kind: k, Prompter: r, Today: today, Answers: &composer.Answers{}}
				counted := 0
				if relationship != "" {
					i.Answers.Values = []composer.Named{{Name: "relationship", Value: composer.Text(relationship, composer.Position{})}}
					r.kind, counted = k.For(relationship), 1
				}
				if _, err := i.Run(t.Context()); err != nil {
					t.Fatalf("%s: %v\n%s", relationship, err, strings.Join(r.asked, "\n"))
				}
				counted += r.questions
				t.Logf("%s: %d prompts", relationship, counted)
				if most := promised[name].Prompts; counted > most {
					t.Errorf("%s: %d prompts, want at most %d\n%s", relationship, counted, most, strings.Join(r.asked, "\n"))
				}
			}
		})
	}
}
