package page_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"amends/composer"
	"amends/composer/page"
)

func TestRead(t *testing.T) {
	full := composer.Document{
		Title: "An apology", Kind: "apology", Language: "en", Layout: composer.LayoutLetter,
		Date: time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC), Body: "Dear Sam,\n", Source: "a.md", Line: 8,
	}
	tests := []struct {
		name, in string
		want     composer.Document
	}{
		{"nothing", "", composer.Document{Source: "a.md", Line: 1}},
		{"plain", "Dear Sam,\n", composer.Document{Body: "Dear Sam,\n", Source: "a.md", Line: 1}},
		{"all", "---\ntitle: An apology\nkind: apology\nlanguage: en\ndate: 2026-11-22\nlayout: letter\n---\nDear Sam,\n", full},
		{"from Windows", "\ufeff---\r\ntitle: An apology\r\nkind: apology\r\nlanguage: en\r\ndate: 2026-11-22\r\nlayout: letter\r\n---\r\nDear Sam,\r\n", full},
		{"quoted, other order", "---\nlayout: 'letter'\nkind: \"apology\"\nlanguage: en\ndate: '2026-11-22'\ntitle: >\n  An\n  apology\n---\nDear Sam,\n",
			composer.Document{Title: full.Title, Kind: full.Kind, Language: "en", Date: full.Date, Layout: full.Layout, Body: full.Body, Source: "a.md", Line: 10}},
		{"text is text", "---\ntitle: No\n---\n\nx", composer.Document{Title: "No", Body: "x", Source: "a.md", Line: 5}},
		{"one blank line is dropped", "---\ntitle: a\n---\n\n\nx", composer.Document{Title: "a", Body: "\nx", Source: "a.md", Line: 5}},
		{"empty values", "---\ntitle:\nkind: ''\nlanguage: ~\ndate:\nlayout:\n---\nx", composer.Document{Body: "x", Source: "a.md", Line: 8}},
		{"empty front matter", "---\n---\n---\nx", composer.Document{Body: "---\nx", Source: "a.md", Line: 3}},
		{"a rule is no front matter", "---\n\ntitle: a\n\n---\n", composer.Document{Body: "---\n\ntitle: a\n\n---\n", Source: "a.md", Line: 1}},
		{"a rule alone", "---", composer.Document{Body: "---", Source: "a.md", Line: 1}},
		{"old line ends", "a\rb\r\nc", composer.Document{Body: "a\nb\nc", Source: "a.md", Line: 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, err := page.Read("a.md", []byte(tt.in))
			if err != nil {
				t.Fatal(err)
			}
			if *d != tt.want {
				t.Errorf("got %+v, want %+v", *d, tt.want)
			}
		})
	}
}

func TestReadErrors(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"no end", "---\ntitle: a\n", "a.md:1:1: the front matter has no end: a line of three hyphens is missing behind it"},
		{"unknown name", "---\ntitle: a\nauthor: b\n---\n", "a.md:3:1: the front matter may hold title, kind, language, date or layout, and no other name"},
		{"twice", "---\ntitle: a\ntitle: b\n---\n", "a.md:3:1: title stands here twice"},
		{"list", "---\n- title\n---\n", "a.md:2:1: the front matter holds lines of a name, a colon and a value"},
		{"text", "---\nDear Sam,\n---\n", "a.md:2:1: the front matter holds lines of a name, a colon and a value"},
		{"colon", "---\ntitle: a: b\n---\n", "a.md:2:9: this line of the front matter cannot be read; write a name, a colon and a value, in quotes if it has a colon itself"},
		{"alias", "---\ntitle: *a\n---\n", "a.md:2:8: this line of the front matter cannot be read; write a name, a colon and a value, in quotes if it has a colon itself"},
		{"two documents", "---\ntitle: a\n--- b\n---\n", "a.md:2: this line of the front matter cannot be read; write a name, a colon and a value, in quotes if it has a colon itself"},
		{"no text", "---\ntitle: [a]\n---\n", "a.md:2:8: title must be one line of text"},
		{"kind", "---\nkind: My letter\n---\n", "a.md:2:7: kind must be the name of a kind, such as apology or handout/listening"},
		{"language", "---\nlanguage: English please\n---\n", "a.md:2:11: language must be a language, such as en or pt-BR"},
		{"date", "---\ntitle: é\ndate: 22.11.2026\n---\n", "a.md:3:7: date must be a day, such as 2026-12-20"},
		{"no such day", "---\ndate: 2026-02-30\n---\n", "a.md:2:7: date must be a day, such as 2026-12-20"},
		{"layout", "---\n{ layout: poster }\n---\n", "a.md:2:11: layout must be letter, message, agreement, worksheet, card or log"},
		{"not UTF-8", "---\ntitle: é\xff\n---\n", "a.md:2:9: this is not text in UTF-8; save the file as UTF-8 and try again"},
		{"too long", strings.Repeat("a", 1<<20+1), "a.md:1:1: a page has at most 1 MB"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := page.Read("a.md", []byte(tt.in))
			if err == nil || err.Error() != tt.want {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
			if e := new(composer.SyntaxError); !errors.As(err, &e) {
				t.Errorf("%T is no SyntaxError", err)
			}
		})
	}
}

func TestFormat(t *testing.T) {
	tests := []struct {
		name string
		d    composer.Document
		want string
	}{
		{"all", composer.Document{
			Title: "An apology", Kind: "apology", Language: "en", Layout: composer.LayoutLetter,
			Date: time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC), Body: "Dear Sam,\n",
		}, "---\ntitle: An apology\nkind: apology\nlanguage: en\ndate: 2026-11-22\nlayout: letter\n---\n\nDear Sam,\n"},
		{"a colon", composer.Document{Title: "For us: rules", Body: "x"}, "---\ntitle: 'For us: rules'\n---\n\nx"},
		{"nothing but a body", composer.Document{Body: "Dear Sam,\n"}, "Dear Sam,\n"},
		{"a body that looks like front matter", composer.Document{Body: "---\ntitle: a\n---\n"}, "---\n---\n\n---\ntitle: a\n---\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := string(page.Format(&tt.d)); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// A document that was read comes back from its own file.
func FuzzFrontMatter(f *testing.F) {
	for _, s := range []string{
		"", "Dear Sam,\n", "---\n---\n---\ntitle: x\n---\n", "---\n\n---\n", "\ufeff\ufeffa",
		"---\ntitle: An apology\nkind: apology\nlanguage: en\ndate: 2026-11-22\nlayout: letter\n---\n\nDear Sam,\n",
		"---\ntitle: |\n  a\n  b\n---\nx", "---\ntitle: \"😀\\u0007\\x01\\u2028: '#\"\n---\n", "---\ntitle: '~'\n---\n", "---\ntitle: '- a'\n---\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := page.Read("a.md", text)
		if err != nil {
			return
		}
		again, err := page.Read("a.md", page.Format(d))
		if err != nil {
			t.Fatalf("Read(Format(d)): %v", err)
		}
		again.Line = d.Line
		if *again != *d {
			t.Errorf("Read(Format(%+v)) = %+v", *d, *again)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	text := page.Format(&composer.Document{Title: "An apology", Kind: "apology", Language: "en", Layout: composer.LayoutLetter, Body: letter})
	b.ReportAllocs()
	for b.Loop() {
		if _, err := page.Read("a.md", text); err != nil {
			b.Fatal(err)
		}
	}
}
