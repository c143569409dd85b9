package pdf_test

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"amends/composer"
	"amends/composer/page"
	"amends/composer/render/pdf"
)

// program skips a test whose program is missing; with AMENDS_TEST_ALL=1 the
// test fails instead.
func program(t *testing.T, name string) {
	t.Helper()
	if _, err := exec.LookPath(name); err == nil {
		return
	}
	if os.Getenv("AMENDS_TEST_ALL") == "1" {
		t.Fatalf("%s is missing", name)
	}
	t.Skipf("%s is missing", name)
}

// run runs a program on a file, whose place in args is "FILE".
func run(t *testing.T, file []byte, name string, args ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "page.pdf")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	for i := range args {
		if args[i] == "FILE" {
			args[i] = path
		}
	}
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	return string(out)
}

// cases are documents of every layout and theme, and all that there are in one.
func cases(t *testing.T) map[string][]byte {
	t.Helper()
	files := map[string][]byte{"together": render(t, furnished, slices.Collect(maps.Values(documents(t)))...)}
	for _, layout := range []composer.Layout{composer.LayoutLetter, composer.LayoutAgreement, composer.LayoutWorksheet} {
		for _, theme := range append(pdf.Themes(), "") {
			p := furnished
			p.Theme, p.Paper = theme, "letter"
			d := &composer.Document{Title: "Título", Layout: layout, Body: everything + "\n" + letter + strings.Repeat("\nwords and words\n", 40)}
			files[string(layout)+"-"+theme] = render(t, p, d, &composer.Document{Layout: layout, Body: letter})
		}
	}
	return files
}

// qpdf finds nothing to complain of.
func TestQPDF(t *testing.T) {
	program(t, "qpdf")
	for name, file := range cases(t) {
		out := run(t, file, "qpdf", "--check", "FILE")
		if strings.Contains(out, "WARNING") || strings.Contains(out, "ERROR") || !strings.Contains(out, "No syntax or stream encoding errors found") {
			t.Errorf("%s:\n%s", name, out)
		}
	}
}

// Every font is embedded, cut, and says what its characters are.
func TestFonts(t *testing.T) {
	program(t, "pdffonts")
	for name, file := range cases(t) {
		rows := strings.Split(strings.TrimSpace(run(t, file, "pdffonts", "FILE")), "\n")[2:]
		for _, row := range rows {
			if !regexp.MustCompile(`^[A-Z]{6}\+\S+ +CID TrueType +Identity-H +yes yes yes`).MatchString(row) {
				t.Errorf("%s: %s", name, row)
			}
		}
		if len(rows) == 0 {
			t.Errorf("%s: no fonts", name)
		}
	}
}

// The facts that a viewer shows.
func TestInfo(t *testing.T) {
	program(t, "pdfinfo")
	out := run(t, render(t, pdf.PDF{Paper: "letter"}, &composer.Document{Title: "Žádost", Body: "a"}), "pdfinfo", "FILE")
	for _, want := range []string{"Title:           Žádost\n", "Producer:        amends\n", "Page size:       612 x 792 pts (letter)\n", "Pages:           1\n"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	for _, no := range []string{"Author", "Creator", "CreationDate"} {
		if strings.Contains(out, no) {
			t.Errorf("%s in\n%s", no, out)
		}
	}
}

// words are the words of a body as they are read, with field for the lines of
// each answer.
func words(blocks []page.Block, field string) string {
	var b strings.Builder
	runs := func(runs []page.Run) {
		above := "-" // the field whose lines may go on
		for _, r := range runs {
			b.WriteString(r.Text)
			switch {
			case r.Field != nil && r.Field.Name != above:
				above = r.Field.Name
				b.WriteString(" " + field)
			case r.Field == nil && strings.TrimSpace(r.Text) != "":
				above = "-"
			}
			if r.Break || r.Field != nil {
				b.WriteByte(' ')
			}
		}
		b.WriteByte(' ')
	}
	var walk func([]page.Block)
	walk = func(blocks []page.Block) {
		for _, x := range blocks {
			switch x := x.(type) {
			case *page.Heading:
				runs(x.Runs)
			case *page.Paragraph:
				runs(x.Runs)
			case *page.Code:
				b.WriteString(x.Text + " ")
			case *page.List:
				for _, it := range x.Items {
					walk(it.Blocks)
				}
			case *page.Table:
				for _, row := range append([][]page.Cell{x.Head}, x.Rows...) {
					for _, cell := range row {
						runs(cell.Runs)
					}
				}
			case *page.Quote:
				walk(x.Blocks)
			case *page.Keep:
				walk(x.Blocks)
			case *page.Small:
				walk(x.Blocks)
			case *page.Lang:
				walk(x.Blocks)
			case *page.Columns:
				for _, c := range x.Columns {
					walk(c)
				}
			}
		}
	}
	walk(blocks)
	return b.String()
}

// fold is text without what the page adds: labels and numbers of pages.
func fold(text string) string {
	text = regexp.MustCompile(`(?m)^\s*(•|–|\d+\.)\s`).ReplaceAllString(text, " ")
	return even(regexp.MustCompile(`Page \d+ of \d+`).ReplaceAllString(text, " "))
}

// even is text without what the page sets otherwise: spaces, the shape of
// quotes, and hyphens at which no line ends, which few fonts have.
func even(text string) string {
	text = strings.Join(strings.Fields(strings.NewReplacer("\u00a0", " ", "\u2011", "-").Replace(text)), " ")
	return strings.NewReplacer("“", `"`, "„", `"`, "‘", "'", "”", `"`, "« ", `"`, " »", `"`, "’", "'").Replace(text)
}

// pressed is text with one line to write on where several stand one after the
// other: paper may do without some of them.
func pressed(text string) string {
	line := furnished.Words.Field + " "
	for strings.Contains(text, line+line) {
		text = strings.ReplaceAll(text, line+line, line)
	}
	return text
}

// What a reader copies from the page are the words of the body in their order.
func TestText(t *testing.T) {
	program(t, "pdftotext")
	for name, text := range map[string]string{
		"letter": letter, "everything": everything, "long": strings.Repeat(letter+"\n", 8),
		"breaks": "well-known, either/or, word—word\\\nand so on " + strings.Repeat("half-way there ", 60),
	} {
		for _, theme := range pdf.Themes() {
			d := &composer.Document{Layout: composer.LayoutAgreement, Body: text}
			body, err := page.Parse(d)
			if err != nil {
				t.Fatal(err)
			}
			got := fold(run(t, render(t, pdf.PDF{Theme: theme, Words: pdf.Words{PageLabel: "Page {page} of {pages}"}}, d), "pdftotext", "-raw", "FILE", "-"))
			// A line may end behind a hyphen or a slash, where there is no space.
			got = strings.NewReplacer("- ", "-", "/ ", "/", "— ", "—").Replace(got)
			if want := strings.NewReplacer("- ", "-", "/ ", "/", "— ", "—").Replace(fold(words(body.Blocks, ""))); got != want {
				i := 0
				for i < min(len(got), len(want)) && got[i] == want[i] {
					i++
				}
				t.Errorf("%s, %s: reads …%.60q, want …%.60q", name, theme, got[max(0, i-20):], want[max(0, i-20):])
			}
		}
	}
}

// What stands around the text, and on which pages.
func TestFurniture(t *testing.T) {
	program(t, "pdftotext")
	long := &composer.Document{Body: strings.Repeat(letter+"\n", 2)}
	short := &composer.Document{Body: letter}
	agreement := &composer.Document{Layout: composer.LayoutAgreement, Body: "# A"}
	p := pdf.PDF{Letterhead: pdf.Letterhead{Name: "A practice", Phone: "555 0100", Footer: "Open on Mondays"}, Words: pdf.Words{PageLabel: "Page {page} of {pages}", Foot: "If you are not safe"}}
	tests := []struct {
		name string
		docs []*composer.Document
		want []string // the labels of the pages
	}{
		{"letter of one page", []*composer.Document{short}, []string{""}},
		{"letter of two pages", []*composer.Document{long}, []string{"Page 1 of 2", "Page 2 of 2"}},
		{"agreement", []*composer.Document{agreement}, []string{"Page 1 of 1"}},
		{"together", []*composer.Document{agreement, long, short}, []string{"Page 1 of 1", "Page 1 of 2", "Page 2 of 2", ""}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			pages := strings.SplitAfter(run(t, render(t, p, tt.docs...), "pdftotext", "-layout", "FILE", "-"), "\f")
			pages = pages[:len(pages)-1]
			if len(pages) != len(tt.want) {
				t.Fatalf("%d pages, want %d", len(pages), len(tt.want))
			}
			for i, text := range pages {
				if got := regexp.MustCompile(`Page \d+ of \d+`).FindString(text); got != tt.want[i] {
					t.Errorf("page %d is labelled %q, want %q", i+1, got, tt.want[i])
				}
				first := !strings.HasPrefix(tt.want[i], "Page 2")
				if !strings.Contains(text, "A practice") || strings.Contains(text, "555 0100") != first {
					t.Errorf("page %d: the letterhead is of another page", i+1)
				}
				if !strings.Contains(text, "If you are not safe") || !strings.Contains(text, "Open on Mondays") {
					t.Errorf("page %d has no foot", i+1)
				}
			}
		})
	}
}
