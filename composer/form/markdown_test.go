package form_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"amends/composer"
	"amends/composer/form"
	"amends/templates"
)

// line is a ruled line with its mark, as the worksheet has it.
func line(path string) string {
	return "________________________________________<!-- amends:field " + path + " -->"
}

// TestWritten fills in parts of worksheets as people do it. The notes are
// "line path: key".
func TestWritten(t *testing.T) {
	m := func(path string) string { return "<!-- amends:field " + path + " -->" }
	tests := []struct {
		name, kind, page string
		want             string   // the answers file, without its first two lines
		notes            []string // the beginnings of the notes
	}{
		{"in place of the line", "boundary", "**Person 1** Sam" + m("people.1"), "people:\n  - Sam\n", nil},
		{"before the line", "boundary", "**Person 1** Sam and Jo ____" + m("people.1"), "people:\n  - Sam and Jo\n", nil},
		{"between the lines", "boundary", "**Person 1** ___Sam___" + m("people.1"), "people:\n  - Sam\n", nil},
		{"behind the line", "boundary", "**Person 1** ____Sam" + m("people.1"), "people:\n  - Sam\n", nil},
		{"behind the mark", "boundary", "**Person 1** " + line("people.1") + " Sam", "people:\n  - Sam\n", nil},
		{"with an editor's backslashes", "boundary", `\*\*Person 1\*\* \_\_\_\_\_Sam\_\_\_` + m("people.1"), "people:\n  - Sam\n", nil},
		{"with a part of the line left", "boundary", "**Person 1** Sam_" + m("people.1"), "people:\n  - Sam\n", nil},
		{"a name with an underscore", "boundary", "**Person 1** sam_jo ___" + m("people.1"), "people:\n  - sam_jo\n", nil},
		{"nothing", "boundary", "**Person 1** " + line("people.1"), "", nil},
		{"nothing but spaces", "boundary", "**Person 1**  " + m("people.1"), "", nil},
		{"on the next line", "boundary", "## What should this page make easier for us?\n\n" + line("why") + "\nTo know when to expect each other.\n\n<!-- amends:end -->", "why: To know when to expect each other.\n", nil},
		{"above the line", "boundary", "## What should this page make easier for us?\n\nTo know when.\n" + line("why") + "\n<!-- amends:end -->", "why: To know when.\n", nil},
		{"a starter is left out", "boundary", "**Person 1** Sam" + m("people.1") + "\n\n**What I need**\n\nQuiet" + m("needs.1"), "people:\n  - Sam\nneeds:\n  Sam: Quiet\n", nil},
		{"a sentence over ruled lines", "apology", "## What I did, or did not do\n\nOn Saturday I told\\\n" + m("what_i_did") + "\\\nyour story ___" + m("what_i_did") + "\\\nI laughed. ___" + m("what_i_did") + "\\\nThen I left ____" + m("what_i_did"), "what_i_did: |-\n  On Saturday I told your story I laughed.\n  Then I left\n", nil},
		{"a paragraph behind an empty line", "apology", line("impact") + "\nFirst.\n\nSecond.\n\n## My part, and what I wish I had done", "impact: |-\n  First.\n\n  Second.\n", []string{"8 impact: These lines come after"}},
		{"boxes", "apology", "- [x] " + m("impact_source=told") + " They told me that.\n- [ ] " + m("impact_source=guessing") + " I'm guessing some of it.", "impact_source: told\n", nil},
		{"boxes of a page made before", "apology", "- [x] " + m("impact_source.told") + " They told me that.", "impact_source: told\n", nil},
		{"boxes, ticked by hand", "apology", "- [ ✓] " + m("space.no-hurry") + " \n- [-] " + m("space.reachable") + " ", "space: no-hurry\n", []string{"6 space.reachable: It cannot be told"}},
		{"two boxes where one can be", "apology", "- [x] " + m("space.no-hurry") + "\n- [X] " + m("space.no-answer"), "space:\n  - no-hurry\n  - no-answer\n", []string{"5 space: Two answers"}},
		{"own words", "apology", "- [x] " + m("space.other") + " I write again in May ___" + m("space-other"), "space: I write again in May\n", nil},
		{"own words without them", "apology", "- [x] " + m("space.other") + " " + line("space-other"), "", []string{"5 space: The box for your own"}},
		{"items, one left out", "boundary", "1. Books " + m("okay.1") + "\n2. " + line("okay.2") + "\n3. ___Walks" + m("okay.3"), "okay:\n  - Books\n  - Walks\n", nil},
		{"a date in words", "boundary", "- We look at it again, or it ends, on 20 December____" + m("review_date date") + ".", "review_date: 2026-12-20\n", nil},
		{"a date in digits", "boundary", "- We look at it again, or it ends, on 20. 12. 2026" + m("review_date") + ".", "review_date: 2026-12-20\n", nil},
		{"a date that may be two", "boundary", "- We look at it again, or it ends, on 04/05/2027" + m("review_date") + ".", "review_date: 04/05/2027\n", nil},
		{"a person without a name", "boundary", "**Person 1** " + line("people.1") + "\n\nI need quiet ____" + m("needs.1") + "\n\n**Person 2** Jo ____" + m("people.2"), "people:\n  - Person 1\n  - Jo\nneeds:\n  Person 1: quiet\n", []string{"0 people.1: This person has no name"}},
		{"the second place alone", "boundary", "**Person 2** Jo ____" + m("people.2") + "\n\nI need quiet ____" + m("needs.2"), "people:\n  - Jo\nneeds:\n  Jo: quiet\n", nil},
		{"what stays with its writer", "apology", "x ____" + m("value"), "", []string{"0 : Left out, since it is for nobody but the person who wrote it: value", "5 value: The words before"}},
		{"signed", "boundary", "Signature Sam " + m("signature.1") + "\\\nDate 1.1." + m("signed_on.1"), "", []string{"0 : Left on the page, since it is given by hand there, or is for a session: signature.1, signed_on.1"}},
		{"over the title", "boundary", "Harbour Practice\\\n1 Quay Street\n\nClient code K7 · Session ____" + m("session.number") + " · Next session Monday\n\n# Boundary agreement\n\n**Person 1** Sam" + m("people.1"), "people:\n  - Sam\n", nil},
		{"a goal that was known", "boundary", "# Boundary agreement\n\n**This week I want to:** talk calmly\n\n**Person 1** Sam" + m("people.1"), "people:\n  - Sam\n", nil},
		{"a goal and homework", "boundary", "# Boundary agreement\n\n**This week I want to:** talk calmly" + m("goal") + "\n\n**Person 1** Sam" + m("people.1") + "\n\n- [x] " + m("homework.1.done") + " a walk ___" + m("homework.1") + "\n\nHow often daily" + m("homework.how_often") + "\n\n- [x] " + m("bring.page") + " This page", "people:\n  - Sam\n", []string{"0 : Left on the page, since it is given by hand there, or is for a session: bring.page, goal, homework.1, homework.1.done, homework.how_often"}},
		{"a goal and homework, left empty", "boundary", "# Boundary agreement\n\n**This week I want to:** " + line("goal") + "\n\n**Person 1** Sam" + m("people.1") + "\n\n- [ ] " + m("homework.1.done") + " " + line("homework.1") + "\n\nHow often " + line("homework.how_often"), "people:\n  - Sam\n", nil},
		{"a slip in a name", "apology", "x ____" + m("impct"), "", []string{"5 impct: The words before", "5 impct: No question has this name; did you mean impact?"}},
		{"a field of nobody", "boundary", "x ____" + m("something.else"), "", []string{"0 : Not among the answers, since no question asks for it: something.else", "5 something.else: The words before"}},
		{"words at no field", "boundary", "Hello there\n\n## What should this page make easier for us?\n\n" + line("why") + "\n<!-- amends:end -->\n\nPS: one more thing", "", []string{"5 : These words stand at no field", "12 : These words stand at no field"}},
		{"a row", "boundary", "**Person 1** Al" + m("people.1") + "\n\nI knock and wait ____" + m("commitments.1.2.action") + "\\\nWhen every evening" + m("commitments.1.2.how_often"), "people:\n  - Al\ncommitments:\n  Al:\n    - action: knock and wait\n      how_often: every evening\n", nil},
		{"twice, the same", "boundary", "**Person 1** Al" + m("people.1") + "\n\nName Al " + m("people.1"), "people:\n  - Al\n", nil},
		{"twice, another", "boundary", "**Person 1** Al" + m("people.1") + "\n\nName Bo " + m("people.1"), "people:\n  - Al\n", []string{"7 people.1: This field stands on the page twice"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, end := range []string{"\n", "\r\n"} {
				text := strings.ReplaceAll("---\nkind: "+tt.kind+"\n---\n\n"+tt.page+"\n", "\n", end)
				sheet, err := form.ReadMarkdown("sheet.md", []byte(text))
				if err != nil {
					t.Fatal(err)
				}
				k, err := composer.Load(templates.FS, sheet.Kind)
				if err != nil {
					t.Fatal(err)
				}
				got := sheet.Answers(form.Reading{Kind: k, Day: today})
				text2, err := k.Format(got.Answers)
				if err != nil {
					t.Fatal(err)
				}
				if _, body, _ := strings.Cut(string(text2), "version: 1\n"); body != tt.want {
					t.Errorf("got\n%swant\n%s", body, tt.want)
				}
				var notes []string
				for _, n := range got.Notes {
					notes = append(notes, fmt.Sprintf("%d %s: %s", n.Line, n.Path, n.Text))
				}
				if !slices.EqualFunc(notes, tt.notes, strings.HasPrefix) {
					t.Errorf("notes %q, want %q", notes, tt.notes)
				}
			}
		})
	}
}
