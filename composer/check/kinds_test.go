package check

import (
	"slices"
	"testing"

	"amends/composer"
	"amends/templates"
)

// Every rule names kinds or families that there are, and every kind has rules
// that look at it beside those that look at every page.
func TestRulesServeKinds(t *testing.T) {
	names, err := composer.Kinds(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	serves := map[string][]string{} // by what a rule may name, the kinds
	for _, name := range names {
		k, err := composer.Load(templates.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, as := range append(Kinds(k), everyKind) {
			serves[as] = append(serves[as], name)
		}
	}
	served := map[string]int{}
	for _, r := range load(t).Rules() {
		if len(r.Kinds) == 0 {
			t.Errorf("%s names no kind", r.ID)
		}
		for _, k := range r.Kinds {
			if len(serves[k]) == 0 {
				t.Errorf("%s: no kind is, or asks for, %q", r.ID, k)
			}
			for _, name := range serves[k] {
				served[name]++
			}
		}
	}
	for _, name := range names {
		if served[name] == 0 {
			t.Errorf("no rule looks at %s", name)
		}
	}
	if slices.Contains(names, "") || len(served) != len(names) {
		t.Errorf("%d of %d kinds are served", len(served), len(names))
	}
}
