package pdf_test

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"testing"

	"amends/composer"
	"amends/composer/page"
	"amends/composer/render/pdf"
)

// fillable is furnished as a form.
func fillable(theme, paper string) pdf.PDF {
	p := furnished
	p.Theme, p.Paper, p.Fillable = theme, paper, true
	p.Words.Date, p.Words.Sign = "{name} (year-month-day)", "{name} (type your name, or sign on paper)"
	return p
}

// Every worksheet conforms as a form too, in every theme and on either paper,
// and is read aloud as the page is that cannot be filled in.
func TestConformFillable(t *testing.T) {
	if testing.Short() {
		t.Skip("this is long, and nothing in it runs side by side")
	}
	for name, d := range documents(t) {
		if !strings.Contains(d.Body, "amends:field") {
			continue
		}
		body, err := page.Parse(d)
		if err != nil {
			t.Fatal(err)
		}
		want := even(furnished.Letterhead.Name + " " + words(body.Blocks, furnished.Words.Field) + furnished.Words.Foot)
		for _, theme := range pdf.Themes() {
			for _, paper := range pdf.Papers() {
				file := render(t, fillable(theme, paper), d)
				if got := even(conforms(t, name+", "+theme+", "+paper, file)); pressed(got) != pressed(want) {
					t.Errorf("%s, %s: is read otherwise as a form", name, theme)
				}
			}
		}
	}
}

// A page without fields is the same file as a form, and one with fields is no
// form unless it is asked for.
func TestFillableIsAsked(t *testing.T) {
	for name, d := range documents(t) {
		flat := render(t, furnished, d)
		form := render(t, fillable("", ""), d)
		if !strings.Contains(d.Body, "amends:field") && !bytes.Equal(flat, form) {
			t.Errorf("%s: another file as a form", name)
		}
		if bytes.Contains(pdf.Expanded(flat), []byte("/AcroForm")) {
			t.Errorf("%s is a form", name)
		}
	}
}

// The names of fields, and of what kind they are, whatever stands in the marks.
func TestFields(t *testing.T) {
	line := func(name string) string { return "a _____<!-- amends:field " + name + " -->\n\n" }
	box := func(name string) string { return "- [ ] <!-- amends:field " + name + " --> a\n" }
	tests := []struct {
		name, body string
		want       map[string]string
	}{
		{"a line", line("a.1.b"), map[string]string{"a.1.b": "Tx 0 x1"}},
		{"lines", "_____<!-- amends:field a -->\\\n_____<!-- amends:field a -->", map[string]string{"a": "Tx 4096 x1"}},
		{"at two places", line("a") + line("b") + line("a"), map[string]string{"a": "Tx 0 x2", "b": "Tx 0 x1"}},
		{"boxes", box("a.b") + box("a.c"), map[string]string{"a.b": "Btn 0 x1", "a.c": "Btn 0 x1"}},
		{"one box of two", box("a=b") + box("a=c"), map[string]string{"a": "Btn 32768 x2"}},
		{"two boxes of two", "- [x] <!-- amends:field a=b --> b\n- [x] <!-- amends:field a=c --> c", map[string]string{"a.b": "Btn 0 x1", "a.c": "Btn 0 x1"}},
		{"an option that means nothing is ticked", box("a=Off") + box("a=c"), map[string]string{"a": "Btn 32768 x2"}},
		{"a name in a name", line("a") + line("a.b") + line("a.c.d"), map[string]string{"a": "Tx 0 x1", "a-2.b": "Tx 0 x1", "a-2.c.d": "Tx 0 x1"}},
		{"a name around a name", line("a.b") + line("a"), map[string]string{"a.b": "Tx 0 x1", "a-2": "Tx 0 x1"}},
		{"a line and a box", line("a") + box("a"), map[string]string{"a": "Tx 0 x1", "a-2": "Btn 0 x1"}},
		{"dots", line(".a..b.") + line("."), map[string]string{"a.b": "Tx 0 x1", "-": "Tx 0 x1"}},
		{"over two pages", strings.Repeat("x\n\n", 22) + strings.TrimSuffix(strings.Repeat("_____<!-- amends:field a -->\\\n", 20), "\\\n"),
			map[string]string{"a": "Tx 4096 x1", "a-2": "Tx 4096 x1"}},
		{"no name", "a _____", map[string]string{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			file := render(t, fillable("", ""), &composer.Document{Layout: composer.LayoutWorksheet, Body: tt.body})
			conforms(t, tt.name, file)
			if got := pdf.Fields(file); !maps.Equal(got, tt.want) {
				t.Errorf("fields %q, want %q", got, tt.want)
			}
		})
	}
}

// The fields of the second document and of each after it have its number before
// their names, and the file says of which kinds they are.
func TestFieldsTogether(t *testing.T) {
	d := &composer.Document{Kind: "boundary", Body: "a _____<!-- amends:field a.1 -->"}
	e := &composer.Document{Kind: "handout/listening", Body: "b _____<!-- amends:field b -->"}
	file := render(t, fillable("", ""), d, e, d, &composer.Document{Body: "c"}, d)
	conforms(t, "together", file)
	want := []string{"2.b", "3.a.1", "5.a.1", "a.1"}
	if got := slices.Sorted(maps.Keys(pdf.Fields(file))); !slices.Equal(got, want) {
		t.Errorf("fields %q, want %q", got, want)
	}
	raw := pdf.Expanded(file)
	for _, want := range []string{
		"/Keywords (amends:boundary amends:handout/listening amends:boundary amends:page amends:boundary)",
		"<pdf:Keywords>amends:boundary amends:handout/listening amends:boundary amends:page amends:boundary</pdf:Keywords>",
	} {
		if !bytes.Contains(raw, []byte(want)) {
			t.Errorf("the file does not say %s", want)
		}
	}
	if flat := pdf.Expanded(render(t, furnished, d)); bytes.Contains(flat, []byte("Keywords")) {
		t.Error("a page that is no form says its kind")
	}
}
