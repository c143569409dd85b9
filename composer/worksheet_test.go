package composer_test

import (
	"slices"
	"strings"
	"testing"

	"amends/composer"
	"amends/composer/page"
	"amends/templates"
)

// What a therapist adds stands on every kind's worksheet, which is as sound
// with it as without. Whoever asks for nothing gets the same page as ever.
func TestWorksheetForSession(t *testing.T) {
	names, err := composer.Kinds(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		k := load(t, name)
		for _, people := range []int{1, 2, 3} {
			plain, err := k.BlankPage(composer.Worksheet{People: people})
			if err != nil {
				t.Fatal(err)
			}
			d, err := k.BlankPage(composer.Worksheet{
				People: people, Examples: true, FilledBy: []string{"both", "home"}, Goal: "be *here*", Homework: true, BringBack: true,
			})
			if err != nil {
				t.Fatal(err)
			}
			isTidy(t, d.Body)
			body, err := page.Parse(d)
			if err != nil {
				t.Fatal(err)
			}
			for _, n := range body.Notes {
				t.Errorf("%s: %s: %s", name, n.Position, n.Text)
			}
			for _, want := range []string{"Who fills this in", `be \*here\*`, "filled_by.you", "What could get in the way", "next session"} {
				if !strings.Contains(d.Body, want) {
					t.Errorf("%s for %d: the worksheet lacks %q", name, people, want)
				}
			}
			if n := strings.Count(d.Body, "[x]"); n != 2 {
				t.Errorf("%s: %d boxes are ticked", name, n)
			}
			if got := strings.Count(d.Body, "could get in the way"); got != 1 {
				t.Errorf("%s asks %d times what could get in the way", name, got)
			}
			examples := strings.Count(d.Body, "**Example:**")
			if asks := len(k.Sections) > 0; asks != (examples > 0) || asks != strings.Contains(d.Body, "other people's lives") {
				t.Errorf("%s for %d has %d examples", name, people, examples)
			}
			for _, field := range strings.Split(plain.Body, "<!-- amends:field ")[1:] {
				field, _, _ := strings.Cut(field, " -->")
				if !strings.Contains(d.Body, "<!-- amends:field "+field+" -->") {
					t.Errorf("%s: %s got lost", name, field)
				}
			}
		}
	}
}

// An example stands over lines to write on, behind a table and behind lines
// with words before them, and is named where several stand together.
func TestExamples(t *testing.T) {
	k := mustLoad(t, testKind(`
      - {name: a, ask: A?, help: H., example: One., type: text}
      - {name: b, ask: B?, label: the second, example: Two., if: {a: given}}
      - {name: c, ask: C?, label: the third, example: Three.}
      - {name: d, ask: D?, example: "4", type: number}
      - {name: e, ask: E?, type: rows, questions: [{name: x, ask: X?, example: When.}, {name: y, ask: Y?, example: I go.}]}
`, "{{.a}} {{.b}} {{.c}} {{.d}}{{range .e}}{{.x}} {{.y}}{{end}}"), "test")
	d, err := k.BlankPage(composer.Worksheet{Examples: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"**Example:** One.\n<!-- amends:end -->\n\n____", // over the lines
		"**Example:** Two.\n", "**Example:** Three.\n", "**Example:** When · I go\n",
	} {
		if !strings.Contains(d.Body, want) {
			t.Errorf("the worksheet lacks %q:\n%s", want, d.Body)
		}
	}
	if strings.Contains(d.Body, "** 4") {
		t.Error("a number has an example")
	}
}

func TestWorksheetLines(t *testing.T) {
	k := load(t, "apology")
	for _, n := range []int{1, 7, composer.MaxLines} {
		d, err := k.BlankPage(composer.Worksheet{Lines: n})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Count(d.Body, "<!-- amends:field what_i_did -->"); got != n {
			t.Errorf("%d lines, want %d", got, n)
		}
	}
	for _, n := range []int{-1, composer.MaxLines + 1} {
		if _, err := k.BlankPage(composer.Worksheet{Lines: n}); err == nil {
			t.Errorf("a worksheet with %d lines", n)
		}
	}
}

func TestReadPack(t *testing.T) {
	p, faults := composer.ReadPack("p.yaml", []byte(`out: o/
session: 5
homework: true
goal: true
pages:
  - {kind: a, for: K7, session: 6, homework: false, goal: I rest.}
  - {kind: b, for: 007, filled-by: both, large-print: true}
  - c
`))
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	if len(p.Pages) != 3 || p.Out != "o/" {
		t.Fatalf("the pack is %+v", p)
	}
	a, b, c := p.Pages[0], p.Pages[1], p.Pages[2]
	if a.Session != "6" || a.Sheet.Homework || a.Sheet.AskGoal || a.Sheet.Goal != "I rest." {
		t.Errorf("the first page is %+v", a)
	}
	if b.For != "007" || b.Session != "5" || !b.Sheet.Homework || !b.Sheet.AskGoal || b.Theme != "large-print" || !slices.Equal(b.Sheet.FilledBy, []string{"both"}) {
		t.Errorf("the second page is %+v", b)
	}
	if c.Kind != "c" || c.For != "" || c.Place("session").String() != "p.yaml:2:10" || c.Place("theme").String() != "p.yaml:8:5" || a.Place("goal").Line != 6 {
		t.Errorf("the third page is %+v, %s", c, c.Place("session"))
	}
}

func TestPackFaults(t *testing.T) {
	tests := []struct{ in, want string }{
		{"", "p:1: the file is empty"},
		{"- a", "p:1:1: a pack must be a mapping of names to values"},
		{"out: x", `p:1:1: a pack needs pages, such as "pages: [{kind: timeout, for: K7}]"`},
		{"pages: x", "p:1:8: pages must be a list"},
		{"pages: [{kind: a}, {kind: a}]", "p:1:20: this page stands in line 1 already, for the same person"},
		{"pages: [{kind: a, goal: [x]}]", "p:1:25: goal must be text"},
		{"pages: [{kind: a, people: 0}]", "p:1:27: people is a number from 1 to 8"},
		{"pages: [{kind: a, duplex: true}]", "p:1:27: duplex stands at the head of a pack, and holds for all of it"},
		{"filled-by: yu\npages: [a]", `p:1:12: filled-by is some of you, both, session, home; did you mean "you"?`},
		{"pages: [[a]]", "p:1:9: a page must be a mapping of names to values"},
		{"pages: [&x a, *x]", "p:1:9: anchors (&name) are not used here"},
		{"pages: [a]\npages: [b]", "p:2:1: "},
		{"\xff", "p: this is no text in UTF-8, or larger than 1 MB"},
		{"pages: [" + strings.Repeat("a,", 201) + "]", "p:1:409: a pack has at most 200 pages"},
	}
	for _, tt := range tests {
		_, faults := composer.ReadPack("p", []byte(tt.in))
		said := (&composer.LoadError{Faults: faults}).Error()
		if !strings.Contains(said, tt.want) {
			t.Errorf("%.40q: %.300s\nwant %s", tt.in, said, tt.want)
		}
	}
}

// The packs that come with the program are whole, name kinds that there are,
// and say what they are for.
func TestPacks(t *testing.T) {
	names, err := composer.Packs(templates.FS)
	if err != nil || len(names) < 5 {
		t.Fatalf("the packs are %q, %v", names, err)
	}
	for _, name := range names {
		file := composer.PackFolder + "/" + name + ".yaml"
		text, err := templates.FS.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		p, faults := composer.ReadPack(file, text)
		if len(faults) > 0 {
			t.Error(&composer.LoadError{Faults: faults})
		}
		if p.About == "" || p.Out != name+"/" {
			t.Errorf("%s is for %q and goes to %q", name, p.About, p.Out)
		}
		for _, page := range p.Pages {
			k := load(t, page.Kind)
			if page.For != "" {
				t.Errorf("%s has a page for somebody", name)
			}
			if name == "intake" && (k.AloneFirst || k.Question("people") != nil) {
				t.Errorf("%s has %s, which people fill in together", name, k.Name)
			}
		}
	}
}

// No pack makes its reader panic, and each fault has a place.
func FuzzReadPack(f *testing.F) {
	for _, in := range []string{
		"out: o\npages:\n  - {kind: a, for: K7, session: 5, theme: plain}\n", "pages: [a, {kind: b, set: [x=y]}]", "theme: x\nlarge-print: true\npages: [{goal: false}]", "{", "- - -", "pages: {a: b}", "about: |\n  x\n",
	} {
		f.Add([]byte(in))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		p, faults := composer.ReadPack("p", in)
		if p == nil {
			t.Fatal("no pack")
		}
		for _, f := range faults {
			if f.Source != "p" || f.Text == "" {
				t.Errorf("a fault without a place: %+v", f)
			}
		}
		for i := range p.Pages {
			if p.Pages[i].Place("for").Line == 0 {
				t.Errorf("page %d has no place", i)
			}
		}
	})
}

// A third of the lines for an answer is spare, but two; of a number of lines
// that somebody asked for none is.
func TestSpareLines(t *testing.T) {
	tests := []struct {
		kind, field        string
		asked, left, spare int
	}{
		{"apology", "copy", 0, 4, 1},
		{"apology", "copy", 6, 6, 0},
		{"reflection", "letter", 0, 2, 1},
		{"transparency", "asymmetry_reason", 0, 2, 0},
	}
	for _, tt := range tests {
		d, err := load(t, tt.kind).BlankPage(composer.Worksheet{Lines: tt.asked})
		if err != nil {
			t.Fatal(err)
		}
		left, spare := strings.Count(d.Body, "field "+tt.field+" -->"), strings.Count(d.Body, "field "+tt.field+" spare -->")
		if left != tt.left || spare != tt.spare {
			t.Errorf("%s, %s, %d lines asked for: %d and %d spare, want %d and %d", tt.kind, tt.field, tt.asked, left, spare, tt.left, tt.spare)
		}
	}
}
