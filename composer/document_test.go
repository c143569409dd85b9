package composer_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"amends/composer"
	"amends/templates"
)

var update = flag.Bool("update", false, "write what the documents in testdata should say")

// TestDocuments composes every case of testdata/documents, in the language of
// its answers. The file's name begins with its kind, or it has a section
// "kind".
func TestDocuments(t *testing.T) {
	for _, file := range documents(t) {
		t.Run(caseName(file), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			want := string(txtar.Format(archive))
			got := string(txtar.Format(composed(t, file, archive)))
			if got == want {
				return
			}
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			t.Errorf("%s differs; run go test ./composer -update and read the diff\n%s", file, got)
		})
	}
}

// documents are the cases of testdata/documents: those in English, and those in
// the folders of other languages.
func documents(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../testdata/documents/*.txtar")
	others, otherErr := filepath.Glob("../testdata/documents/*/*.txtar")
	if err != nil || otherErr != nil || len(files) == 0 || len(others) == 0 {
		t.Fatal("no cases", err, otherErr)
	}
	return append(files, others...)
}

// caseName is the name of a case, with its folder.
func caseName(file string) string {
	return strings.TrimPrefix(strings.TrimSuffix(filepath.ToSlash(file), ".txtar"), "../testdata/documents/")
}

// kindOf is the kind of a case: the longest name of a kind that its file's
// name begins with.
func kindOf(t *testing.T, file string) string {
	t.Helper()
	names, err := composer.Kinds(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	kind := ""
	for _, n := range names {
		if strings.HasPrefix(filepath.Base(file), strings.ReplaceAll(n, "/", "-")+"-") && len(n) > len(kind) {
			kind = n
		}
	}
	return kind
}

// composed is archive with the sections that its answers lead to: document.md,
// or problems. Other sections belong to other tests and stay.
func composed(t *testing.T, file string, archive *txtar.Archive) *txtar.Archive {
	kind := kindOf(t, file)
	out := &txtar.Archive{Comment: archive.Comment}
	var rest []txtar.File
	var answers *composer.Answers
	for _, f := range archive.Files {
		switch f.Name {
		case "kind":
			kind = strings.TrimSpace(string(f.Data))
			out.Files = append(out.Files, f)
		case "answers.yaml":
			answers = read(t, string(f.Data))
			out.Files = append(out.Files, f)
		case "document.md", "problems":
		default:
			rest = append(rest, f)
		}
	}
	if answers == nil {
		t.Fatal("the section answers.yaml is missing")
	}
	k, err := composer.LoadIn(templates.FS, kind, composer.Languages{Page: answers.Language})
	if err != nil {
		t.Fatal(err)
	}
	c, problems := check(k, answers)
	if len(problems) > 0 {
		var lines strings.Builder
		for _, p := range problems {
			fmt.Fprintf(&lines, "%d:%d: %s: %s: %s %s\n", p.Line, p.Column, p.Path, p.Code, p.Message, p.Hint)
		}
		out.Files = append(out.Files, txtar.File{Name: "problems", Data: []byte(lines.String())})
	} else {
		d, err := k.Compose(c, composer.Circumstances{Date: today})
		if err != nil {
			t.Fatal(err)
		}
		isTidy(t, d.Body)
		out.Files = append(out.Files, txtar.File{Name: "document.md", Data: []byte(d.Body)})
	}
	out.Files = append(out.Files, rest...)
	return out
}

// isTidy reports what an empty answer may have left on a page.
func isTidy(t *testing.T, body string) {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(body, "\n"), "\n")
	for n, line := range lines {
		text := strings.TrimLeft(line, " ")
		next := ""
		for _, l := range lines[n+1:] {
			if l != "" {
				next = l
				break
			}
		}
		for what, found := range map[string]bool{
			"two empty lines":           line == "" && n+1 < len(lines) && lines[n+1] == "",
			"two spaces":                strings.Contains(text, "  "),
			"a space at a line's end":   strings.HasSuffix(line, " "),
			"a space before a stop":     strings.Contains(text, " .") || strings.Contains(text, " ,"),
			"two stops":                 strings.Contains(strings.ReplaceAll(text, "...", "…"), "..") || strings.Contains(text, ",,") || strings.Contains(text, ",."),
			"an empty item or heading":  strings.Trim(text, "-*+#") == "" && text != "",
			"a heading without content": strings.HasPrefix(line, "## ") && (next == "" || strings.HasPrefix(next, "## ") || strings.HasPrefix(next, "<!-- amends:end")),
		} {
			if found {
				t.Errorf("line %d has %s: %q", n+1, what, line)
			}
		}
	}
}
