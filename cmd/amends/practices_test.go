package main

import (
	"strings"
	"testing"

	"amends/composer"
	"amends/composer/check"
	"amends/templates"
)

// A practice is one thing that articles about making amends ask for, and
// where amends carries it.
type practice struct {
	Row      int
	Practice string
	Carried  []struct {
		Kind  string // the kind on whose page it stands
		Where string // "question NAME", "section NAME", or "page"
		Rule  string // that looks after it, if any
		Words string // what a reader finds on the page, composed or blank
	}
}

// practiceRows is how many practices there are.
const practiceRows = 133

// practicesAreCarried looks for every practice: the kind, question, section or
// rule is there, and a reader finds the words on one of the kind's pages.
func practicesAreCarried(t *testing.T, pages map[string]string) {
	var rows []practice
	readYAML(t, "practices.yaml", &rows)
	checker, err := check.New("en")
	if err != nil {
		t.Fatal(err)
	}
	rules := map[string]bool{}
	for _, r := range checker.Rules() {
		rules[r.ID] = true
	}
	carried := map[int]bool{}
	for i, row := range rows {
		if row.Row != i+1 || row.Practice == "" {
			t.Errorf("entry %d of testdata/practices.yaml is row %d, %q", i+1, row.Row, row.Practice)
		}
		for _, c := range row.Carried {
			if fault := carrier(c.Kind, c.Where); fault != "" {
				t.Errorf("row %d: %s", row.Row, fault)
				continue
			}
			if c.Rule != "" && !rules[c.Rule] {
				t.Errorf("row %d: there is no rule %s", row.Row, c.Rule)
			}
			if !strings.Contains(pages[c.Kind], folded(c.Words)) || c.Words == "" {
				t.Errorf("row %d (%s): nobody reads %q on a page of %s", row.Row, row.Practice, c.Words, c.Kind)
				continue
			}
			carried[row.Row] = true
		}
	}
	t.Logf("%d of %d practices are carried", len(carried), practiceRows)
	for row := 1; row <= practiceRows; row++ {
		if !carried[row] {
			t.Errorf("row %d is carried nowhere", row)
		}
	}
}

// carrier says what is wrong with a place that shall carry a practice.
func carrier(kind, where string) string {
	k, err := composer.Load(templates.FS, kind)
	if err != nil {
		return err.Error()
	}
	what, name, _ := strings.Cut(where, " ")
	switch what {
	case "page":
		return ""
	case "question":
		if k.Question(name) != nil {
			return ""
		}
	case "section":
		if k.Section(name) != nil {
			return ""
		}
	}
	return kind + " has no " + where
}

// folded is text as a reader takes it: without regard to line ends, hyphens at
// them, the form of quotes and letters.
func folded(text string) string {
	text = strings.NewReplacer("’", "'", "‘", "'", "“", `"`, "”", `"`, "\u00ad", "", "ﬁ", "fi", "ﬂ", "fl").Replace(text)
	return strings.ToLower(strings.Join(strings.Fields(text), " "))
}
