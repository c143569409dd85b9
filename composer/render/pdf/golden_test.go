package pdf_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"amends/composer/render/pdf"
)

var update = flag.Bool("update", false, "rewrite the structures in testdata")

// What poppler finds in the tree of tags is what stands in testdata/structure:
// of a letter, an agreement with columns and tables, a worksheet and a card.
func TestStructure(t *testing.T) {
	program(t, "pdfinfo")
	docs := documents(t)
	for _, name := range []string{"apology", "boundary", "checkin, blank for 3", "timeout"} {
		got := run(t, render(t, furnished, docs[name]), "pdfinfo", "-struct-text", "FILE")
		path := filepath.Join("testdata", "structure", strings.ReplaceAll(name, ", ", "-")+".txt")
		path = strings.ReplaceAll(path, " ", "-")
		if *update {
			if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s has another structure than %s:\n%s", name, path, got)
		}
	}
}

// Two other readers draw every page without a word of warning.
func TestDraw(t *testing.T) {
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
