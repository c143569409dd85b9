package pdf

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"amends/composer"
)

// Files of three pages and more have bookmarks: the headings, and the title of
// each document of several.
func TestOutline(t *testing.T) {
	page := func(title, body string) *composer.Document { return &composer.Document{Title: title, Body: body} }
	const turn = "\n\n<!-- amends:page -->\n\n"
	tests := []struct {
		name string
		docs []*composer.Document
		want string
	}{
		{"two pages", []*composer.Document{page("A", "# One"+turn+"two")}, ""},
		{"no heading", []*composer.Document{page("A", "a"+turn+"b"+turn+"c")}, ""},
		{"levels", []*composer.Document{page("A", "## *One* of  two"+turn+"#### Two\n\n#### Three"+turn+"# Four")},
			"One of two 1 (Two 2, Three 2), Four 3"},
		{"several", []*composer.Document{page("A", "# A\n\n## One"), page("B", "b"), page("Ü", "# One\n\n## Two"), page("D", "# D\n\n### One\n\n# Two")},
			"A 1 (One 1), B 2, Ü 3 (One 3 (Two 3)), D 4 (One 4), Two 4"},
	}
	for _, tt := range tests {
		var b bytes.Buffer
		if err := (PDF{}).Render(&b, tt.docs...); err != nil {
			t.Fatal(err)
		}
		a, err := readFile(b.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		in, faults := inspect(a)
		for _, f := range faults {
			if f.condition != "amends outline" || tt.want != "" {
				t.Errorf("%s: %s", tt.name, f)
			}
		}
		if got := in.bookmarks(in.dict(in.catalog()["Outlines"])); got != tt.want {
			t.Errorf("%s: the bookmarks are %s, want %s", tt.name, got, tt.want)
		}
	}
}

// bookmarks is what stands in d: each with its page, and what stands in it.
func (in *inspector) bookmarks(d dict) string {
	var all []string
	for e := in.dict(d["First"]); e != nil; e = in.dict(e["Next"]) {
		to, _ := in.array(e["Dest"])[0].(pointer)
		s := fmt.Sprintf("%s %d", in.text(e["Title"]), in.pageOf[int(to)]+1)
		if e["First"] != nil {
			s += " (" + in.bookmarks(e) + ")"
		}
		all = append(all, s)
	}
	return strings.Join(all, ", ")
}
