package pdf_test

import (
	"strings"
	"testing"

	"amends/composer"
	"amends/composer/render/pdf"
)

// Spare lines go from the end on, with the words before them and the item that
// they stand in. A form keeps the only place of an answer.
func TestSpare(t *testing.T) {
	d := &composer.Document{Layout: composer.LayoutWorksheet, Body: `<!-- amends:keep -->
_____<!-- amends:field a -->\
_____<!-- amends:field a spare -->
<!-- amends:end -->

<!-- amends:columns -->
1. _____<!-- amends:field b.1 -->
2. _____<!-- amends:field b.2 spare -->
<!-- amends:column -->
When _____<!-- amends:field c -->\
How _____<!-- amends:field d spare -->
<!-- amends:end -->
`}
	tests := []struct {
		n    int
		form bool
		want string // the names of the fields that are left
	}{
		{0, false, "a a b.1 b.2 c d"},
		{1, false, "a a b.1 b.2 c"},
		{2, false, "a a b.1 c"},
		{3, false, "a b.1 c"},
		{9, false, "a b.1 c"},
		{1, true, "a b.1 b.2 c d"},
		{9, true, "a b.1 b.2 c d"},
	}
	for _, tt := range tests {
		left, spare := pdf.Without(d, tt.n, tt.form)
		var names []string
		for _, part := range strings.Split(left, `field "`)[1:] {
			name, _, _ := strings.Cut(part, `"`)
			names = append(names, name)
		}
		if got := strings.Join(names, " "); got != tt.want {
			t.Errorf("without %d, form %t: %s is left, want %s", tt.n, tt.form, got, tt.want)
		}
		if want := map[bool]int{false: 3, true: 1}[tt.form]; spare != want {
			t.Errorf("form %t: %d lines are spare, want %d", tt.form, spare, want)
		}
		if strings.Contains(left, "How") != strings.HasSuffix(tt.want, "d") || strings.Contains(left, "break\n") {
			t.Errorf("without %d:\n%s", tt.n, left)
		}
	}
}
