package form_test

import (
	"strings"
	"testing"

	"amends/composer"
	"amends/composer/form"
	"amends/templates"
)

// TestImplied reads what a sheet says without a field for it.
func TestImplied(t *testing.T) {
	m := func(path string) string { return "<!-- amends:field " + path + " -->" }
	tests := []struct{ name, kind, set, page, want string }{
		{"who speaks first", "impact", "", "Name Noor" + m("people.1") + "\n\nName Malik" + m("people.2") + "\n\n**What I need from you right now**\\\nQuiet" + m("need_now.1"), "people:\n  - Noor\n  - Malik\nspeaker: Noor\nneed_now:\n  Noor: Quiet\n"},
		{"who offers", "transparency", "", "| Sam" + m("people.1") + " | A text" + m("items.1.1.item") + " |\n\nName Sam" + m("people.1"), "people:\n  - Sam\noffered_by:\n  - Sam\nitems:\n  Sam:\n    - item: A text\n"},
		{"who offers is said", "transparency", "", "Who offers to be more open: Jo" + m("offered_by") + "\n\n| Sam" + m("people.1") + " | A text" + m("items.1.1.item") + " |", "people:\n  - Sam\noffered_by:\n  - Jo\nitems:\n  Sam:\n    - item: A text\n"},
		{"several on one line", "transparency", "", "Who offers to be more open: Jo Ann and Sam" + m("offered_by") + "\n\n| Sam" + m("people.1") + " | ____" + m("items.1.1.item") + " |\n\nName Jo Ann" + m("people.2"), "people:\n  - Sam\n  - Jo Ann\noffered_by:\n  - Jo Ann\n  - Sam\n"},
		{"several on one line, and one unknown", "transparency", "", "Who offers to be more open: Jo and Sam" + m("offered_by") + "\n\nName Sam" + m("people.1"), "people:\n  - Sam\noffered_by:\n  - Jo and Sam\n"},
		{"a topic", "boundary", "roommates", "- [ ] " + m("topics.food") + " Food: each of us cooks once" + m("shared.food") + "\n- [x] " + m("topics.keys") + " Keys: each of us " + line("shared.keys"), "topics:\n  - keys\n  - food\nshared:\n  food: cooks once\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			sheet, err := form.ReadMarkdown("sheet.md", []byte("---\nkind: "+tt.kind+"\n---\n\n"+tt.page+"\n"))
			if err != nil {
				t.Fatal(err)
			}
			k, err := composer.Load(templates.FS, sheet.Kind)
			if err != nil {
				t.Fatal(err)
			}
			given := &composer.Answers{}
			if tt.set != "" {
				given.Values = []composer.Named{{Name: "relationship", Value: composer.Text(tt.set, composer.Position{})}}
			}
			got := sheet.Answers(form.Reading{Kind: k, Day: today, Given: given})
			for _, n := range got.Notes {
				t.Errorf("%v: %s: %s", n.Position, n.Path, n.Text)
			}
			text, err := k.Format(got.Answers)
			if err != nil {
				t.Fatal(err)
			}
			if _, body, _ := strings.Cut(string(text), "version: 1\n"); body != tt.want {
				t.Errorf("got\n%swant\n%s", body, tt.want)
			}
		})
	}
}
