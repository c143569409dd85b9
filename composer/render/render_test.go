package render_test

import (
	"flag"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rivo/uniseg"
	"github.com/rogpeppe/go-internal/txtar"

	"amends/composer"
	"amends/composer/page"
	"amends/composer/render"
)

var update = flag.Bool("update", false, "rewrite the texts in testdata")

// Each NAME.md of testdata/*.txtar stands before NAME.txt, and NAME.ear where
// the spoken text is another.
func TestText(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no testdata: %v", err)
	}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]string{}
		for _, f := range archive.Files {
			want[f.Name] = string(f.Data)
		}
		var out []txtar.File
		for _, f := range archive.Files {
			name, ok := strings.CutSuffix(f.Name, ".md")
			if !ok {
				continue
			}
			t.Run(filepath.Base(file)+"/"+name, func(t *testing.T) {
				d, err := page.Read(f.Name, f.Data)
				if err != nil {
					t.Fatal(err)
				}
				eye := text(t, render.Text{}, d)
				ear := text(t, render.Text{Spoken: true}, d)
				out = append(out, f, txtar.File{Name: name + ".txt", Data: []byte(eye)})
				if ear == eye {
					ear = ""
				} else {
					out = append(out, txtar.File{Name: name + ".ear", Data: []byte(ear)})
				}
				if want := want[name+".txt"]; eye != want && !*update {
					t.Errorf("got\n%s\nwant\n%s", eye, want)
				}
				if want := want[name+".ear"]; ear != want && !*update {
					t.Errorf("spoken: got\n%s\nwant\n%s", ear, want)
				}
			})
		}
		if *update {
			archive.Files = out
			if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// text is what r writes. Whatever it is, no line ends in white space and one
// line end stands behind it.
func text(t *testing.T, r render.Text, docs ...*composer.Document) string {
	t.Helper()
	var b strings.Builder
	if err := r.Render(&b, docs...); err != nil {
		t.Fatal(err)
	}
	s := b.String()
	for line := range strings.SplitSeq(s, "\n") {
		if strings.TrimSpace(line) != strings.TrimLeft(line, " ") {
			t.Errorf("white space at the end of %q", line)
		}
	}
	if s != "" && (!strings.HasSuffix(s, "\n") || strings.HasSuffix(s, "\n\n")) {
		t.Errorf("%q does not end in one line end", s)
	}
	return s
}

func TestTextWidth(t *testing.T) {
	d := &composer.Document{Body: strings.Repeat("Wörter, and words for it. ", 40)}
	for _, width := range []int{0, 20, 40} {
		widest := 0
		for line := range strings.SplitSeq(text(t, render.Text{Width: width}, d), "\n") {
			widest = max(widest, uniseg.StringWidth(line))
		}
		if width == 0 {
			width = 72
		}
		if widest > width || widest < width-6 {
			t.Errorf("the widest line has %d columns of %d", widest, width)
		}
	}
}

// A message is broken by the phone that it goes to, everything else is not.
func TestTextUnbroken(t *testing.T) {
	long := strings.TrimSpace(strings.Repeat("word ", 40))
	table := "| a | b | c |\n|-|-|-|\n| 1 | 2 | 3 |\n"
	tests := []struct {
		name   string
		width  int
		layout composer.Layout
		in     string
		want   int // lines
	}{
		{"letter", 0, composer.LayoutLetter, long, 3},
		{"letter without limit", -1, composer.LayoutLetter, long, 1},
		{"message", 0, composer.LayoutMessage, long, 1},
		{"message with a limit", 40, composer.LayoutMessage, long, 5},
		{"list in a quotation", -1, "", "> - " + long + "\n> - " + long, 2},
		{"a table has no columns then", -1, "", table, 3},
		{"a table", 0, "", table, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := text(t, render.Text{Width: tt.width}, &composer.Document{Layout: tt.layout, Body: tt.in})
			if n := strings.Count(got, "\n"); n != tt.want {
				t.Errorf("%d lines, want %d:\n%s", n, tt.want, got)
			}
		})
	}
}

// What stands around the documents.
func TestTextAround(t *testing.T) {
	a, b := &composer.Document{Body: "a"}, &composer.Document{Body: "b"}
	r := render.Text{Width: 20, Letterhead: render.Letterhead{Name: "A practice"}, Foot: "If you are not safe, call somebody"}
	if got, want := text(t, r, a, b), "A practice\n\na\n\n\nA practice\n\nb\n\n\nIf you are not safe,\ncall somebody\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestTextOfSeveral(t *testing.T) {
	a, b := &composer.Document{Body: "a\n"}, &composer.Document{Body: "b"}
	if got, want := text(t, render.Text{}, a, &composer.Document{}, b), "a\n\n\nb\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := text(t, render.Text{}); got != "" {
		t.Errorf("no documents give %q", got)
	}
}

// A document that cannot be read writes nothing.
func TestTextError(t *testing.T) {
	var b strings.Builder
	err := render.Text{}.Render(&b, &composer.Document{Body: "a"}, &composer.Document{Body: "b\xff", Source: "b.md"})
	if err == nil || b.Len() > 0 {
		t.Errorf("got %v and %q", err, b.String())
	}
}

func TestMarkdown(t *testing.T) {
	day := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	letter := &composer.Document{Title: "An apology", Kind: "apology", Date: day, Layout: composer.LayoutLetter, Body: "Dear Sam,\n"}
	card := &composer.Document{Title: "A card", Language: "en", Body: "Call first.\n\n"}
	spanish := &composer.Document{Title: "Carta", Language: "es", Body: "Querido Sam:"}
	front := "---\ntitle: An apology\nkind: apology\ndate: 2026-11-22\nlayout: letter\n---\n\n"
	tests := []struct {
		name string
		docs []*composer.Document
		want string
	}{
		{"none", nil, ""},
		{"one", []*composer.Document{letter}, front + "Dear Sam,\n"},
		{"no line end", []*composer.Document{spanish}, "---\ntitle: Carta\nlanguage: es\n---\n\nQuerido Sam:\n"},
		{"several", []*composer.Document{letter, card, spanish}, front + "Dear Sam,\n" +
			"\n<!-- amends:page -->\n\nCall first.\n" +
			"\n<!-- amends:page -->\n\n<!-- amends:lang es -->\n\nQuerido Sam:\n\n<!-- amends:end -->\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var b strings.Builder
			if err := (render.Markdown{}).Render(&b, tt.docs...); err != nil {
				t.Fatal(err)
			}
			if b.String() != tt.want {
				t.Errorf("got %q, want %q", b.String(), tt.want)
			}
		})
	}
}

// Every format writes a document with the zero value of its options, and can
// be found by its name and by the endings of its files.
func TestFormats(t *testing.T) {
	d := &composer.Document{Title: "An apology", Body: "Dear Sam,\n\nI told it to others and I am sorry.\n"}
	for _, f := range render.Formats() {
		t.Run(f.Name, func(t *testing.T) {
			var b strings.Builder
			if err := f.New(render.Options{}).Render(&b, d, d); err != nil || b.Len() == 0 {
				t.Errorf("%d bytes, %v", b.Len(), err)
			}
			// What a format takes changes what it writes.
			other := map[string]render.Options{"theme": {Theme: "large-print"}, "paper": {Paper: "letter"}, "width": {Width: 20}}
			for name, o := range other {
				var c strings.Builder
				if err := f.New(o).Render(&c, d, d); err != nil || (c.String() != b.String()) != slices.Contains(f.Takes, name) {
					t.Errorf("%s: another page: %v, %v", name, c.String() != b.String(), err)
				}
			}
			for _, name := range append([]string{f.Name, strings.ToUpper(f.Name)}, f.Endings...) {
				if got, ok := render.Lookup(name); !ok || got.Name != f.Name {
					t.Errorf("Lookup(%q) = %q, %v", name, got.Name, ok)
				}
			}
		})
	}
	for _, name := range []string{"", ".", "docx", "txt.", "letter.pdf"} {
		if f, ok := render.Lookup(name); ok {
			t.Errorf("Lookup(%q) = %q", name, f.Name)
		}
	}
}

func BenchmarkText(b *testing.B) {
	d := &composer.Document{Body: strings.Repeat("On Saturday I told *your story* at dinner, in front of people you had just met.\n\n", 25)}
	b.ReportAllocs()
	for b.Loop() {
		if err := (render.Text{}).Render(io.Discard, d); err != nil {
			b.Fatal(err)
		}
	}
}
