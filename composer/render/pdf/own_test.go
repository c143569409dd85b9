package pdf_test

import (
	"slices"
	"strings"
	"testing"

	"amends/composer"
	"amends/composer/page"
	"amends/composer/render/pdf"
)

// Each document of a file may have a line of a session, which is heard before
// its title, and a theme. One that begins a sheet of paper has an empty page
// before it where it would stand on the back of another.
func TestOwn(t *testing.T) {
	long := &composer.Document{Layout: composer.LayoutWorksheet, Body: "# Long\n\nOne.\n\n<!-- amends:page -->\n\nTwo.\n\n<!-- amends:page -->\n\nThree.\n"}
	short := &composer.Document{Layout: composer.LayoutWorksheet, Body: "# Short\n\nWords.\n"}
	line := []page.Run{{Text: "Client code "}, {Text: "K7", Strong: true}, {Text: " · Session "}, {Field: &page.Field{Name: "session.number", Width: 8}}, {Text: " · Next session "}, {Field: &page.Field{Name: "session.next", Width: 14}}}
	for _, letterhead := range []string{"", "A practice"} {
		for _, theme := range append(pdf.Themes(), "") {
			var counts []int
			p := furnished
			p.Letterhead, p.Theme = pdf.Letterhead{Name: letterhead}, theme
			p.Own = []pdf.Own{{Session: line}, {}, {Session: line, Theme: "large-print", NewSheet: true}, {NewSheet: true}}
			p.Count = func(n int) { counts = append(counts, n) }
			file := render(t, p, long, short, long, short)
			spoken := conforms(t, letterhead+theme, file)
			if want := []int{3, 1, 3, 1}; !slices.Equal(counts, want) {
				t.Errorf("%s: %d pages, want %d", theme, counts, want)
			}
			if n := pagesIn(t, file); n != 9 {
				t.Errorf("%s: the file has %d pages, want 9", theme, n)
			}
			if n := strings.Count(spoken, "K7"); n != 2 || strings.Index(spoken, "K7") > strings.Index(spoken, "Long") {
				t.Errorf("%s: the line is heard %d times, in %q", theme, n, spoken)
			}
			raw := string(expanded(t, p, long, short, long, short))
			for _, name := range []string{"/Desc (Session)", "/Desc (Next session)"} {
				if !strings.Contains(raw, name) {
					t.Errorf("%s: there is no field %s", theme, name)
				}
			}
		}
	}
}

// A line that is given takes room of its own and touches nothing.
func TestSessionTakesRoom(t *testing.T) {
	d := &composer.Document{Layout: composer.LayoutWorksheet, Body: "# A title\n"}
	line := []page.Run{{Text: strings.Repeat("a long code and what follows it ", 12)}}
	if file := render(t, pdf.PDF{Own: []pdf.Own{{Session: line}}, Letterhead: pdf.Letterhead{Name: strings.Repeat("A practice in a street ", 12)}}, d); pagesIn(t, file) != 1 {
		t.Error("the line does not fit on a page")
	}
}

func pagesIn(t *testing.T, file []byte) int {
	t.Helper()
	faults, _, n := pdf.Conform(file)
	if len(faults) > 0 {
		t.Error(faults)
	}
	return n
}
