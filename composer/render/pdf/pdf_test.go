package pdf_test

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"amends/composer"
	"amends/composer/render/pdf"
)

// everything has one of each block.
const everything = `# A *title* of a page

A paragraph with **strong**, *emphatic*, ***both***, ` + "`code`" + ` and [a link](https://example.org/ü "t").

## Lists

1. one
2. two
   - inner
   - [x] done

     more of it

> "Quoted", she said.
>
> - and listed

| A | B | C |
|---|:-:|--:|
| 1 | two words | 3 |
| ________<!-- amends:field a --> | x | |

    code  block
	tab

***

<!-- amends:columns -->
left
<!-- amends:column -->
right
<!-- amends:end -->

<!-- amends:keep -->
Jo ________________<!-- amends:field b --> Date ______<!-- amends:field c -->
<!-- amends:end -->

<!-- amends:lang fr -->
"Oui"
<!-- amends:end -->

<!-- amends:page -->

<!-- amends:small -->
Zoë, Łukasz, Nguyễn Thị Ánh, Μαρία, Юлия, José, Åse ♥
<!-- amends:end -->
`

func render(t testing.TB, p pdf.PDF, docs ...*composer.Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := p.Render(&b, docs...); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// expanded is what render makes, to be looked into.
func expanded(t testing.TB, p pdf.PDF, docs ...*composer.Document) []byte {
	t.Helper()
	return pdf.Expanded(render(t, p, docs...))
}

// Fifty builds at once, and beside other documents that fill the same caches,
// give one file.
func TestSameBytes(t *testing.T) {
	d := &composer.Document{Title: "A page", Layout: composer.LayoutAgreement, Body: everything, Date: time.Date(2026, 4, 10, 0, 0, 0, 0, time.UTC)}
	want := render(t, pdf.PDF{}, d)
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			other := &composer.Document{Body: fmt.Sprintf("%c%c *%d*", 'À'+i, 'α'+i%20, i)}
			if err := (pdf.PDF{}).Render(&bytes.Buffer{}, other); err != nil {
				t.Error(err)
			}
			var b bytes.Buffer
			if err := (pdf.PDF{}).Render(&b, d); err != nil {
				t.Error(err)
			}
			if !bytes.Equal(b.Bytes(), want) {
				t.Errorf("build %d is another file", i)
			}
		})
	}
	wg.Wait()
}

func TestPages(t *testing.T) {
	long := strings.Repeat("I have thought about this for a long time, and I will say it plainly. ", 60)
	tests := []struct {
		name  string
		p     pdf.PDF
		docs  []*composer.Document
		pages int
	}{
		{"empty document", pdf.PDF{}, []*composer.Document{{}}, 1},
		{"letter", pdf.PDF{}, []*composer.Document{{Body: letter}}, 1},
		{"letter on letter", pdf.PDF{Paper: "Letter", Words: pdf.Words{PageLabel: "Page {page} of {pages}"}}, []*composer.Document{{Body: letter}}, 1},
		{"two letters", pdf.PDF{}, []*composer.Document{{Body: letter}, {Body: letter}}, 2},
		{"long letter", pdf.PDF{}, []*composer.Document{{Body: long}}, 2},
		{"breaks", pdf.PDF{}, []*composer.Document{{Body: "<!-- amends:page -->\n\na\n\n<!-- amends:page -->\n\n<!-- amends:page -->\n\nb\n\n<!-- amends:page -->\n"}}, 2},
		{"everything", pdf.PDF{}, []*composer.Document{{Body: everything, Layout: composer.LayoutAgreement}}, 2},
		{"a rule alone", pdf.PDF{}, []*composer.Document{{Body: "***"}}, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			file := render(t, tt.p, tt.docs...)
			conforms(t, tt.name, file)
			if _, _, pages := pdf.Conform(file); pages != tt.pages {
				t.Errorf("%d pages, want %d", pages, tt.pages)
			}
		})
	}
}

// A letter of 300 words fits on one page of either paper.
func TestLetterFits(t *testing.T) {
	sentence := "I told your story to people who had no right to it, and I am sorry for that. " // 17 words
	body := "10 April 2026\n\nDear Zoë,\n\n"
	for range 6 {
		body += strings.Repeat(sentence, 3) + "\n\n"
	}
	body += "With love,\\\nJo\n"
	if n := len(strings.Fields(body)); n < 300 {
		t.Fatalf("%d words", n)
	}
	for _, paper := range pdf.Papers() {
		if _, _, pages := pdf.Conform(render(t, pdf.PDF{Paper: paper}, &composer.Document{Body: body})); pages != 1 {
			t.Errorf("%s: %d pages", paper, pages)
		}
	}
}

func TestSettings(t *testing.T) {
	tests := []struct {
		p    pdf.PDF
		want string
	}{
		{pdf.PDF{Paper: "A3"}, `unknown paper "A3": want a4 or letter`},
		{pdf.PDF{Theme: "fancy"}, `unknown theme "fancy": want book, plain, large-print`},
	}
	for _, tt := range tests {
		var b bytes.Buffer
		err := tt.p.Render(&b, &composer.Document{Body: "a"})
		if err == nil || err.Error() != tt.want {
			t.Errorf("%+v: error %v, want %s", tt.p, err, tt.want)
		}
		if b.Len() > 0 {
			t.Errorf("%+v: something was written", tt.p)
		}
	}
	if err := (pdf.PDF{}).Render(&bytes.Buffer{}); err == nil {
		t.Error("no document, and no error")
	}
	for _, theme := range pdf.Themes() {
		for _, paper := range pdf.Papers() {
			render(t, pdf.PDF{Theme: theme, Paper: paper}, &composer.Document{Body: everything})
		}
	}
}

// What a file says of itself: the title and the day, and nobody's name.
func TestFacts(t *testing.T) {
	file := expanded(t, pdf.PDF{}, &composer.Document{Title: "Petición (a)", Language: "es-MX", Body: "Querida Zoë:", Date: time.Date(2026, 4, 10, 23, 0, 0, 0, time.FixedZone("", -7*3600))})
	for _, want := range []string{
		"/Producer (amends)", "/Title <FEFF00500065007400690063006900F3006E0020002800610029>", "/CreationDate (D:20260410000000Z)",
		"/ModDate (D:20260410000000Z)", "/Lang (es-MX)", "/DisplayDocTitle true", "/ID [<",
	} {
		if !bytes.Contains(file, []byte(want)) {
			t.Errorf("no %s in the file", want)
		}
	}
	file = expanded(t, pdf.PDF{}, &composer.Document{Body: "a"})
	if bytes.Contains(file, []byte("Date")) || bytes.Contains(file, []byte("2026-")) {
		t.Error("a document without a date has one in the file")
	}
	if !bytes.Contains(file, []byte("/Lang (en)")) {
		t.Error("the language of a document that names none is not English")
	}
}

func TestLinks(t *testing.T) {
	file := expanded(t, pdf.PDF{}, &composer.Document{Body: "[a](https://example.org/(x)/ü) [b](javascript:alert) <mailto:a@example.org> [c](tel:112)"})
	for _, want := range []string{`(https://example.org/\(x\)/%C3%BC)`, `(mailto:a@example.org)`, `(tel:112)`} {
		if !bytes.Contains(file, []byte("/URI "+want)) {
			t.Errorf("no link to %s", want)
		}
	}
	if n := bytes.Count(file, []byte("/Subtype /Link")); n != 3 {
		t.Errorf("%d links, want 3", n)
	}
}

// All characters that cannot be drawn are named, with their places and no word
// of the text, and nothing is written.
func TestMissingGlyphs(t *testing.T) {
	d := &composer.Document{Source: "letter.md", Line: 4, Body: "secret 🫶 and 日本\n\n- *x* 🫶 שלום\n"}
	var b bytes.Buffer
	err := pdf.PDF{Letterhead: pdf.Letterhead{Name: "中"}}.Render(&b, d)
	var missing *pdf.MissingGlyphError
	if !errors.As(err, &missing) {
		t.Fatalf("error %v, want a MissingGlyphError", err)
	}
	if missing.Font != "Source Serif 4" || b.Len() > 0 {
		t.Errorf("font %q, %d bytes written", missing.Font, b.Len())
	}
	at := func(r rune, source string, line, column int) pdf.MissingGlyph {
		return pdf.MissingGlyph{Rune: r, Position: composer.Position{Source: source, Line: line, Column: column}}
	}
	want := []pdf.MissingGlyph{
		at('中', "letterhead", 0, 0),
		at('🫶', "letter.md", 4, 8), at('日', "letter.md", 4, 14), at('本', "letter.md", 4, 15),
		at('🫶', "letter.md", 6, 7), at('ש', "letter.md", 6, 9), at('ל', "letter.md", 6, 10), at('ו', "letter.md", 6, 11), at('ם', "letter.md", 6, 12),
	}
	if !reflect.DeepEqual(missing.Chars, want) {
		t.Errorf("missing:\n%v\nwant:\n%v", missing.Chars, want)
	}
	if got, want := err.Error(), "letter.md:6:11: no glyph for 'ו' (U+05D5) in Source Serif 4; "+
		"letter.md:6:10: no glyph for 'ל' (U+05DC) in Source Serif 4; "; !strings.HasPrefix(got, want) {
		t.Errorf("error %q, want it to begin with %q", got, want)
	}
	if n := strings.Count(err.Error(), "U+1FAF6"); n != 1 {
		t.Errorf("the error names a character %d times: %v", n, err)
	}
	if strings.Contains(err.Error(), "secret") {
		t.Errorf("the error tells what was written: %v", err)
	}
}

// Of a page in a script that no face has, no word can be read in the error.
func TestMissingScript(t *testing.T) {
	err := pdf.PDF{}.Render(&bytes.Buffer{}, &composer.Document{Body: "אבגדהוזחטיכלמנ"})
	if want := "1:1: no glyphs for 14 characters from 'א' (U+05D0) to 'נ' (U+05E0) in Source Serif 4"; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

func TestMissing(t *testing.T) {
	tests := []struct{ text, want string }{
		{"Zoë, Łukasz, Nguyễn Thị Ánh, Μαρία, Юлия, “don’t” – 5′11″ ♥ ☐ → ✓", ""},
		{"e\u0301 o\u0302\u0301 s\u0323", ""},
		{"a\u200bb\u200c\u200d\ufe0f\u2060\ufeff\u00ad\u200e c\td\u2009e\u202ff\u3000g\u2011h", ""},
		{"❤\ufe0f", ""},
		{"a 🫶 日 🫶", "🫶日"},
		{"שלום, مرحبا", "שלוםمرحبا"},
		{"😀", ""}, // in black and white
	}
	for _, tt := range tests {
		for _, theme := range append(pdf.Themes(), "", "unknown") {
			got := string(pdf.PDF{Theme: theme}.Missing(composer.LayoutLetter, tt.text))
			if got != tt.want {
				t.Errorf("Missing(%q, %q) = %q, want %q", theme, tt.text, got, tt.want)
			}
		}
		if tt.want == "" { // and Render agrees
			render(t, pdf.PDF{}, &composer.Document{Body: tt.text})
		}
	}
}

// A failing writer's error comes back, and one call is all that is made of it.
func TestWriteOnce(t *testing.T) {
	w := &once{}
	if err := (pdf.PDF{}).Render(w, &composer.Document{Body: letter}); !errors.Is(err, errFull) || w.calls != 1 {
		t.Errorf("%d calls, error %v", w.calls, err)
	}
}

var errFull = errors.New("full")

type once struct{ calls int }

func (w *once) Write([]byte) (int, error) {
	w.calls++
	return 0, errFull
}

// A fault in a document is an error that names its kind.
func TestNoPanic(t *testing.T) {
	err := pdf.PDF{}.Render(&bytes.Buffer{}, &composer.Document{Kind: "apology", Body: "a"}, nil)
	if err == nil || !strings.Contains(err.Error(), "apology") {
		t.Errorf("error %v", err)
	}
}
