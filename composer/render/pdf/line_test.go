package pdf

import (
	"slices"
	"strings"
	"testing"

	"amends/composer"
	"amends/composer/page"
)

// Where lines may end.
func TestLines(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"space", "aaaa bbbb", []string{"aaaa", "bbbb"}},
		{"no-break space", "aa\u00a0bb cccc", []string{"aa\u00a0bb", "cccc"}},
		{"hyphen", "aaaa-bbbb", []string{"aaaa-", "bbbb"}},
		{"no-break hyphen", "cc aaa\u2011bb", []string{"cc", "aaa-bb"}},
		{"slash", "aaaa/bbbb", []string{"aaaa/", "bbbb"}},
		{"dash", "aaaa—bbbb", []string{"aaaa—", "bbbb"}},
		{"dash between spaces", "aaaa — bbbb", []string{"aaaa —", "bbbb"}},
		{"short dash between spaces", "aaaa – bbbb", []string{"aaaa –", "bbbb"}},
		{"dash before a word", "aaaa —bbbb", []string{"aaaa", "—bbbb"}},
		{"zero width space", "aaaa\u200bbbbb", []string{"aaaa", "bbbb"}},
		{"word joiner", "cc aaa\u2060bb", []string{"cc", "aaabb"}},
		{"soft hyphen", "cc aaa\u00adbb", []string{"cc", "aaabb"}},
		{"long word", "aaaaaaaaaaaaaaaaaaaa", []string{"aaaaaaa", "aaaaaaa", "aaaaaa"}},
		{"empty", "", nil},
		{"spaces", "  ", []string{""}},
	}
	s := &setter{theme: &book, lost: &losses{}}
	c := context{scale: book.text, of: &element{}, w: 46 * point, lang: "en"}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, err := s.paragraph([]page.Run{{Text: tt.text}}, c)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, r := range p.lines(c.w) {
				var line strings.Builder
				for _, k := range p.inks(r, 0, 0, c.w, page.AlignNone) {
					line.WriteString(text(k))
				}
				got = append(got, strings.TrimRight(line.String(), " "))
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("lines %q, want %q", got, tt.want)
			}
		})
	}
}

// A break in the Markdown ends a line, and so does a field that goes up to the
// margin.
func TestBreaks(t *testing.T) {
	field := page.Run{Field: &page.Field{Width: 20, Rest: true}}
	tests := []struct {
		name string
		runs []page.Run
		want int
	}{
		{"break", []page.Run{{Text: "a", Break: true}, {Text: "b"}}, 2},
		{"break at the end", []page.Run{{Text: "a"}, {Break: true}}, 1},
		{"two breaks", []page.Run{{Text: "a", Break: true}, {Break: true}, {Text: "b"}}, 3},
		{"fields", []page.Run{field, field}, 2},
		{"fields with breaks", []page.Run{field, {Break: true}, field, {Break: true}}, 2},
		{"fields that break", []page.Run{{Field: field.Field, Break: true}, field}, 2},
	}
	s := &setter{theme: &book, lost: &losses{}}
	c := context{scale: book.text, of: &element{}, w: 400 * point}
	for _, tt := range tests {
		p, err := s.paragraph(tt.runs, c)
		if err != nil {
			t.Fatal(err)
		}
		if got := len(p.lines(c.w)); got != tt.want {
			t.Errorf("%s: %d lines, want %d", tt.name, got, tt.want)
		}
	}
}

// fields are the fields of a page with blocks.
func fields(t *testing.T, th *theme, blocks ...page.Block) []ink {
	t.Helper()
	sheets, err := PDF{}.sheets(&composer.Document{Layout: composer.LayoutWorksheet}, &page.Body{Blocks: blocks}, papers[0], th, &losses{})
	if err != nil {
		t.Fatal(err)
	}
	var fields []ink
	for _, k := range sheets[0].inks {
		if k.kind == inkField {
			fields = append(fields, k)
		}
	}
	return fields
}

// There is room for a hand on every line to write on.
func TestRoomToWrite(t *testing.T) {
	rest := page.Run{Field: &page.Field{Width: 60, Rest: true}, Break: true}
	for _, th := range []*theme{&book, &plain, &largePrint} {
		want := 9 * mm
		if th == &largePrint {
			want = 14 * mm
		}
		label := &page.Paragraph{Runs: []page.Run{{Text: "Date: "}, rest}}
		got := fields(t, th, &page.Paragraph{Runs: []page.Run{rest, rest, rest}}, label, label,
			&page.Table{Head: []page.Cell{{Runs: []page.Run{{Text: "a"}}}}, Rows: [][]page.Cell{{{Runs: []page.Run{rest}}}, {{Runs: []page.Run{rest}}}}})
		if len(got) != 7 {
			t.Fatalf("%s: %d fields, want 7", th.name, len(got))
		}
		for i, k := range got {
			if i > 0 && k.y-got[i-1].y < want {
				t.Errorf("%s: field %d is %d under the one before, want %d", th.name, i, k.y-got[i-1].y, want)
			}
			if i < 5 && k.h < want {
				t.Errorf("%s: field %d is %d high, want %d", th.name, i, k.h, want)
			}
			if bare := i >= 5; k.bare != bare {
				t.Errorf("%s: field %d: a line is drawn: %v", th.name, i, bare)
			}
		}
	}
}

// The lines to sign on stand under each other whatever the names are, and use
// the whole width.
func TestSignatures(t *testing.T) {
	sign := func(name string) page.Block {
		return &page.Paragraph{Runs: []page.Run{{Text: name + " "}, {Field: &page.Field{Width: 20}}, {Text: " Date "}, {Field: &page.Field{Width: 10, Rest: true}}}}
	}
	got := fields(t, &plain, sign("Jo"), sign("Nguyễn Thị Phương Ánh"))
	if len(got) != 4 {
		t.Fatalf("%d fields", len(got))
	}
	if a, b := got[0].x+got[0].w, got[2].x+got[2].w; a != b || got[1].x != got[3].x {
		t.Errorf("the names' lines end at %d and %d, the dates' begin at %d and %d", a, b, got[1].x, got[3].x)
	}
	for _, k := range got[1:2] {
		if end, want := k.x+k.w, (papers[0].wd+plain.column)/2; end != want {
			t.Errorf("a line ends at %d, want %d", end, want)
		}
	}
	// A name that leaves no room gets what it needs.
	for _, k := range fields(t, &plain, sign(strings.Repeat("Wolfeschlegelstein ", 4))) {
		if k.w < 3*plain.text.size {
			t.Errorf("a line of %d to sign on", k.w)
		}
	}
}
