package form

import (
	"slices"
	"strings"
	"testing"

	"amends/composer"
	"amends/templates"
)

// onPaperOnly is the fields of the worksheets that no question asks for, by
// the first part of their names: what is counted or kept by hand, rows of one
// table for everybody, and what somebody says whom the sheet does not name.
var onPaperOnly = map[string][]string{
	"apology":          {"value", "before", "copy"},
	"boundary":         {"shared"},
	"business-apology": {"before", "remedy"},
	"checkin":          {"log"},
	"find-therapist":   {"call", "third"},
	"impact":           {"ready", "what_i_saw", "felt", "changed", "worry", "need_now", "urge", "agreed", "differ", "next"},
	"reconnect":        {"menu", "showing_up"},
	"transparency":     {"menu", "offers", "care"},
	"trust-plan":       {"beside", "yes2", "yes3"},
}

// TestPaths looks for fields of the worksheets that are neither answers nor
// known to be none: their names are answer paths.
func TestPaths(t *testing.T) {
	names, err := composer.Kinds(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if strings.HasPrefix(name, "handout/") {
			continue // asks nothing
		}
		k, err := composer.Load(templates.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		relationships := []string{""}
		if q := k.Question("relationship"); q != nil {
			for _, o := range q.Options {
				relationships = append(relationships, o.Value)
			}
		}
		for _, r := range relationships {
			d, err := k.BlankPage(composer.Worksheet{Relationship: r})
			if err != nil {
				t.Fatal(err)
			}
			b := &builder{reading: Reading{Kind: k}, kind: k.For(r), numbers: map[string][]int{}}
			for _, m := range fieldMark.FindAllStringSubmatch(d.Body, -1) {
				first, _, _ := strings.Cut(m[1], ".")
				s := b.spot(pathOf(m[1]))
				switch {
				case slices.Contains(onPaperOnly[name], first), s.key == "for-pens":
				case s.key != "":
					t.Errorf("%s for %s: %s: %s %s", name, r, m[1], s.key, s.near)
				case s.option != "" && s.option != otherOption && s.q.Type != composer.TypeYesNo && !hasOption(s.q, s.option):
					t.Errorf("%s for %s: %s: there is no such option", name, r, m[1])
				}
			}
		}
	}
}
