package composer_test

import (
	"bytes"
	"testing"

	"amends/composer"
)

// TestExamplesAreAnswers checks the examples of every kind in every
// relationship, and what of them a file keeps.
func TestExamplesAreAnswers(t *testing.T) {
	forEachKind(t, func(t *testing.T, c contract) {
		if c.kind.Name == "test" {
			return // its examples are too few
		}
		for _, relationship := range relationships(c.kind) {
			a := c.kind.Examples(relationship, today)
			checked, problems := c.kind.Check(a)
			for _, p := range problems {
				t.Errorf("between %q: %s: %s", relationship, p.Path, p.Message)
			}
			if stops := checked.Stops(); len(stops) > 0 {
				t.Errorf("between %q, the examples end on the calm page: %v", relationship, stops)
			}
			text, err := c.kind.Format(a)
			if err != nil {
				t.Fatal(err)
			}
			back, err := composer.ReadAnswers("a.yaml", bytes.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			if _, problems := c.kind.Check(back); len(problems) > 0 {
				t.Errorf("between %q, the file says: %v", relationship, problems)
			}
		}
	})
}
