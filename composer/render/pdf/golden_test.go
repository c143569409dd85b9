package pdf_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"amends/composer/page"
	"amends/composer/render/pdf"
)

var update = flag.Bool("update", false, "rewrite the structures in testdata")

// printField is how poppler complains of what printed forms say of themselves:
// it knows the words, but not that they belong to a Form.
var printField = regexp.MustCompile(`Syntax Warning: Wrong Attribute '(Role|checked|Desc)' in element Form\n`)

// What poppler finds in the tags of a letter, an agreement with columns and a
// table, a worksheet and a card, and of a letter and a handout in Spanish, is
// what stands beside them in testdata/structure. Their language is that of the
// page.
func TestStructure(t *testing.T) {
	program(t, "pdfinfo")
	pages, err := filepath.Glob("testdata/structure/*.md")
	if err != nil || len(pages) != 6 {
		t.Fatalf("%d pages, want 6 (%v)", len(pages), err)
	}
	for _, name := range pages {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		d, err := page.Read(name, text)
		if err != nil {
			t.Fatal(err)
		}
		around := furnished
		if d.Language != "en" {
			around = furnishedInSpanish
		}
		file := render(t, around, d)
		if !bytes.Contains(pdf.Expanded(file), []byte("/Lang ("+d.Language+")")) {
			t.Errorf("%s is not in %s", name, d.Language)
		}
		got := run(t, file, "pdfinfo", "-struct-text", "FILE")
		got = printField.ReplaceAllString(got, "")
		golden := strings.TrimSuffix(name, ".md") + ".txt"
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s has other tags than %s:\n%s", name, golden, got)
		}
	}
}

// Two other readers draw every page without a word of warning.
func TestDraw(t *testing.T) {
	if testing.Short() {
		t.Skip("this is long, and nothing in it runs side by side")
	}
	for _, p := range []struct {
		name string
		args []string
	}{
		{"mutool", []string{"draw", "-q", "-o", os.DevNull, "FILE"}},
		{"gs", []string{"-q", "-dNOPAUSE", "-dBATCH", "-dPDFSTOPONWARNING", "-sDEVICE=nullpage", "FILE"}},
	} {
		t.Run(p.name, func(t *testing.T) {
			program(t, p.name)
			for name, file := range cases(t) {
				out := run(t, file, p.name, append([]string(nil), p.args...)...)
				out = strings.ReplaceAll(out, "warning: ICC support is not available\n", "") // of Debian's mutool, about itself
				if strings.TrimSpace(out) != "" {
					t.Errorf("%s: %s", name, out)
				}
			}
		})
	}
}

// A letter in two faces stays small.
func TestSize(t *testing.T) {
	d := documents(t)["apology"]
	d.Body += "\n\n*and one thing more*\n"
	if n := len(render(t, pdf.PDF{}, d)); n >= 24_000 {
		t.Errorf("a letter has %d bytes", n)
	}
}
