package page_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"amends/composer"
	"amends/composer/page"
)

var update = flag.Bool("update", false, "rewrite the trees in testdata")

// Each NAME.md of testdata/*.txtar stands before the NAME.tree that it is read
// as: the tree, then the notes, each after "note", and what is allowed.
func TestParse(t *testing.T) {
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
				got := read(t, string(f.Data))
				out = append(out, f, txtar.File{Name: name + ".tree", Data: []byte(got)})
				if want := want[name+".tree"]; got != want && !*update {
					t.Errorf("Parse(%q) =\n%s\nwant\n%s", f.Data, got, want)
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

// read is the tree of body with its notes.
func read(t *testing.T, body string) string {
	t.Helper()
	b, err := page.Parse(&composer.Document{Body: body})
	if err != nil {
		t.Fatalf("Parse(%q): %v", body, err)
	}
	var s strings.Builder
	s.WriteString(b.String())
	for _, n := range b.Notes {
		fmt.Fprintf(&s, "note %d:%d %s\n", n.Line, n.Column, n.Text)
		if strings.HasPrefix(n.Text, "<") {
			t.Errorf("no sentence for %s", n.Text)
		}
	}
	for _, a := range b.Allows {
		fmt.Fprintf(&s, "allow %d:%d %q %q\n", a.Line, a.Column, a.Rule, a.Reason)
	}
	return s.String()
}

func TestParsePositions(t *testing.T) {
	body := strings.Join([]string{
		"# Für Zoë",                // 10
		"",                         //
		"Ich  sah *dich* &amp; x.", // 12
		"zweite Zeile \\*z\\* ",    // 13
		"",                         //
		"- ä **ö** `ü`",            // 15
		"- [ ] <!-- amends:field a.b --> é _____<!-- amends:field c -->", // 16
		"",                            //
		"> 1. 😀 _____",                // 18
		"",                            //
		"| ñ | ò |",                   // 20
		"|---|---|",                   //
		"| ó ô | _õ_ |",               // 22
		"",                            //
		"Titel",                       // 24
		"=====",                       //
		"<!-- amends:keep -->",        // 26
		"[a]: /b",                     //
		"[é][a]<https://example.org>", // 28
		"<!-- amends:end -->",         //
		"",                            //
		"\tcode",                      // 31
		"",                            //
		">\t***",                      // 33
		"",                            //
	}, "\n")
	b, err := page.Parse(&composer.Document{Body: body, Source: "a.md", Line: 10})
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	visit(b.Blocks, func(what string, p composer.Position) {
		if p.Source != "a.md" {
			t.Errorf("%s: source %q", what, p.Source)
		}
		fmt.Fprintf(&got, "%d:%d %s\n", p.Line, p.Column, what)
	})
	want := `10:1 Heading
10:3 "Für Zoë"
12:1 Paragraph
12:1 "Ich  sah "
12:11 "dich"
12:16 " &"
12:22 " x. "
13:1 "zweite Zeile "
13:15 "*z"
13:18 "*"
15:1 List
15:1 Item
15:3 Paragraph
15:3 "ä "
15:7 "ö"
15:10 " "
15:12 "ü"
16:1 Item
16:3 Paragraph
16:33 "é "
16:35 field c
18:1 Quote
18:3 List
18:3 Item
18:6 Paragraph
18:6 "😀 "
18:8 field 
20:1 Table
20:3 "ñ"
20:7 "ò"
22:3 "ó ô"
22:10 "õ"
24:1 Heading
24:1 "Titel"
26:1 Keep
28:1 Paragraph
28:2 "é"
28:8 "https://example.org"
31:2 Code
33:1 Quote
33:3 Rule
`
	if got.String() != want {
		t.Errorf("got\n%s\nwant\n%s", got.String(), want)
	}
}

// visit calls f for every block, item and run.
func visit(blocks []page.Block, f func(what string, p composer.Position)) {
	walk(blocks, f, func(r page.Run) {
		what := fmt.Sprintf("%q", r.Text)
		if r.Field != nil {
			what = "field " + r.Field.Name
		}
		f(what, r.Pos)
	})
}

// walk calls block for every block and item, and run for every run.
func walk(blocks []page.Block, block func(what string, p composer.Position), run func(page.Run)) {
	runs := func(runs []page.Run) {
		for _, r := range runs {
			run(r)
		}
	}
	for _, b := range blocks {
		switch b := b.(type) {
		case *page.Heading:
			block("Heading", b.Pos)
			runs(b.Runs)
		case *page.Paragraph:
			block("Paragraph", b.Pos)
			runs(b.Runs)
		case *page.List:
			block("List", b.Pos)
			for _, i := range b.Items {
				block("Item", i.Pos)
				walk(i.Blocks, block, run)
			}
		case *page.Table:
			block("Table", b.Pos)
			for _, row := range append([][]page.Cell{b.Head}, b.Rows...) {
				for _, c := range row {
					runs(c.Runs)
				}
			}
		case *page.Quote:
			block("Quote", b.Pos)
			walk(b.Blocks, block, run)
		case *page.Code:
			block("Code", b.Pos)
		case *page.Rule:
			block("Rule", b.Pos)
		case *page.Break:
			block("Break", b.Pos)
		case *page.Keep:
			block("Keep", b.Pos)
			walk(b.Blocks, block, run)
		case *page.Columns:
			block("Columns", b.Pos)
			for _, c := range b.Columns {
				walk(c, block, run)
			}
		case *page.Small:
			block("Small", b.Pos)
			walk(b.Blocks, block, run)
		case *page.Lang:
			block("Lang", b.Pos)
			walk(b.Blocks, block, run)
		}
	}
}

func TestParseErrors(t *testing.T) {
	tests := []struct{ name, body, want string }{
		{"not UTF-8", "a\nbé\xff", "a.md:2:3: this is not text in UTF-8; save the file as UTF-8 and try again"},
		{"too long", strings.Repeat("a", 1<<20+1), "a.md:1:1: a page has at most 1 MB"},
		{"quotations", "a\n\n" + strings.Repeat(">", 51), "a.md:3:51: more than 50 lists, quotations and marks inside one another"},
		{"lists", strings.Repeat("- ", 51) + "a", "a.md:1:101: more than 50 lists, quotations and marks inside one another"},
		{"marks", strings.Repeat("<!-- amends:keep -->\n", 51), "a.md:51:1: more than 50 lists, quotations and marks inside one another"},
		{"marks in quotations", strings.Repeat("> ", 50) + "<!-- amends:keep -->", "a.md:1:101: more than 50 lists, quotations and marks inside one another"},
		{"signs", "a\n" + strings.Repeat("*b ", 2001), "a.md:2:6001: more than 2000 signs of emphasis, links and code in one paragraph"},
		{"definitions", strings.Repeat("[a]: b\n", 2001), "a.md:1:1: more than 2000 signs of emphasis, links and code in one paragraph"},
		{"cells", "a|b\n-|-\n" + strings.Repeat("a\n", 5000), "a.md:2:1: a table has at most 10000 cells"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := page.Parse(&composer.Document{Body: tt.body, Source: "a.md"})
			if err == nil || err.Error() != tt.want {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}

// What is just within the limits is read.
func TestParseWithinLimits(t *testing.T) {
	for _, body := range []string{
		strings.Repeat(">", 50) + "a",
		strings.Repeat("- ", 50) + "a\n" + strings.Repeat("  ", 50) + "-5 degrees",
		strings.Repeat("*b ", 2000) + "\n\n" + strings.Repeat("*b ", 2000),
	} {
		if _, err := page.Parse(&composer.Document{Body: body}); err != nil {
			t.Errorf("%.20s…: %v", body, err)
		}
	}
}

// hostile are texts whose reading time once grew with the square of their
// length, and others like them.
var hostile = []string{
	">", "> ", "- ", "-\n", "1. ", "- a\n\n", "*a_", "***a", "**a **", "_", "__a", "[", "]", "[a](", "![", "[a](<b", "[a](b \"",
	"[a]: b\n", "[a]: b \"\n", "[a][b]", "`", "`a", "` `` ``` ```` ", "<", "<a ", "<a@", "<http:", "<!--", "a <!--", "a <?", "a <!A ",
	"a <![CDATA[", "<!-- amends:keep -->", "<!-- amends:keep -->\n", "a <!-- amends:keep -->", "_____", "_____ ", "_____ a ", "_____<!--",
	"_____<!-- amends:field x -->", "&", "&amp;", "\\", "\\*", "|", "a|", "a|b\n-|-\n", "|-|\n", "a\n:-\n", "a  \n", "a\\\n", "#\n", "a\n=\n", "```\n", "\t", "\x00",
}

func TestParseHostile(t *testing.T) {
	for _, s := range hostile {
		start := time.Now()
		page.Parse(&composer.Document{Body: strings.Repeat(s, (1<<16)/len(s))})
		if d := time.Since(start); d > 5*time.Second {
			t.Errorf("64 KB of %q take %v", s, d)
		}
	}
}

func TestBodyText(t *testing.T) {
	body := `# Dear   *Sam*,

I was late,\
and   I
knew it &mdash; *twice*. Signed _____<!-- amends:field a -->

- one
  - two
- [ ] <!-- amends:field b --> three

_____<!-- amends:field c -->

| a | b |
|---|---|
| c |   |

<!-- amends:columns -->
left
<!-- amends:column -->
> right
<!-- amends:end -->
`
	want := strings.Join([]string{
		"Dear Sam,", "I was late,\nand I knew it — twice. Signed", "one", "two", "three",
		"a", "b", "c", "left", "right",
	}, "\n\n")
	b, err := page.Parse(&composer.Document{Body: body})
	if err != nil {
		t.Fatal(err)
	}
	if got := b.Text(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Whatever the text, reading it does not panic, and every place is inside it:
// the characters of a run stand in the source one after the other from its
// place on, but for an entity, a line end and a control character.
func FuzzParse(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.txtar")
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, a := range archive.Files {
			if strings.HasSuffix(a.Name, ".md") {
				f.Add(string(a.Data))
			}
		}
	}
	for _, s := range hostile {
		f.Add(strings.Repeat(s, 3))
	}
	f.Add("a\r\n\r\n> *b*\rc\\\r\nd")
	f.Fuzz(func(t *testing.T, body string) {
		start := time.Now()
		b, err := page.Parse(&composer.Document{Body: body})
		if d := time.Since(start); d > 5*time.Second {
			t.Errorf("%d bytes take %v", len(body), d)
		}
		if err != nil {
			return
		}
		var lines [][]rune
		for l := range strings.SplitSeq(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(body), "\n") {
			lines = append(lines, []rune(l+"\n"))
		}
		check := func(what string, p composer.Position) {
			if p.Line < 1 || p.Line > len(lines) || p.Column < 1 || p.Column > len(lines[p.Line-1]) {
				t.Fatalf("%s stands at %d:%d, outside the text", what, p.Line, p.Column)
			}
		}
		visit(b.Blocks, check)
		for _, n := range b.Notes {
			check(n.Text, n.Position)
		}
		for _, a := range b.Allows {
			check(a.Rule, a.Position)
		}
		walk(b.Blocks, func(string, composer.Position) {}, func(r page.Run) {
			rest := lines[r.Pos.Line-1][r.Pos.Column-1:]
			for i, c := range []rune(r.Text) {
				if i == len(rest) {
					t.Fatalf("%q at %v is longer than its line", r.Text, r.Pos)
				}
				if rest[i] == '&' && c != '&' {
					break // an entity, and the last in its run
				}
				if s := rest[i]; c != s && c != '\ufffd' && !(c == ' ' && (s == '\n' || s == '\t')) {
					t.Fatalf("%q at %v: %q is %q in the text", r.Text, r.Pos, c, s)
				}
			}
		})
		_, _ = b.Text(), b.String()
	})
}

// A letter of one page, with what a template writes.
var letter = `Saturday, 22 November 2026

Dear Sam,

On Saturday I told your story about your father at dinner, in front of people you had just met. It was my choice to tell it; nobody asked me to.

You went quiet and left before the meal. You told me later that you felt exposed. I wish I had stopped when I saw your face.

` + strings.Repeat(`I am sorry. I have told the others that it was *not mine* to tell, and I\'ve asked them not to pass it on. When I want to tell something that is yours, I will ask you first, and leave it if you are not there. You will hear the question before the story.

`, 4) + `<!-- amends:keep -->
- I will ask you first.
- You need not answer this letter.

With care,\
Jo\
______________________<!-- amends:field signature.1 -->
<!-- amends:end -->
`

func BenchmarkParse(b *testing.B) {
	d := &composer.Document{Body: letter}
	b.SetBytes(int64(len(letter)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := page.Parse(d); err != nil {
			b.Fatal(err)
		}
	}
}

// Pages are read side by side, as batch does.
func TestParseTogether(t *testing.T) {
	want, err := page.Parse(&composer.Document{Body: letter})
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				got, err := page.Parse(&composer.Document{Body: letter})
				if err != nil || got.String() != want.String() {
					t.Errorf("got %v, %v", got, err)
				}
			}
		})
	}
	wg.Wait()
}
