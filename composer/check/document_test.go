package check

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"amends/composer"
	"amends/templates"
)

var update = flag.Bool("update", false, "write what the documents in testdata and docs/rules.md should say")

// What is found in the answers of every document of testdata/documents stands
// in its file. Nothing is found where it has no such section. Of a language
// without rules, only what no words tell is found.
func TestDocuments(t *testing.T) {
	files, err := filepath.Glob("../../testdata/documents/*.txtar")
	others, otherErr := filepath.Glob("../../testdata/documents/*/*.txtar")
	if err != nil || otherErr != nil || len(files) == 0 || len(others) == 0 {
		t.Fatal("no documents", err, otherErr)
	}
	for _, file := range append(files, others...) {
		t.Run(filepath.Base(filepath.Dir(file))+"/"+strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := documentFindings(t, file, section(archive, "answers.yaml"))
			if *update {
				setSection(archive, "findings", got)
				if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if want := section(archive, "findings"); got != want {
				t.Errorf("found\n%s\nwant\n%s", got, want)
			}
		})
	}
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

func documentFindings(t *testing.T, file, answers string) string {
	t.Helper()
	a, err := composer.ReadAnswers("answers.yaml", strings.NewReader(answers))
	if err != nil {
		t.Fatal(err)
	}
	k, err := composer.LoadIn(templates.FS, kindOf(t, file), composer.Languages{Page: a.Language})
	if err != nil {
		t.Fatal(err)
	}
	checker, err := New(a.Language)
	if err != nil {
		t.Fatal(err)
	}
	if Knows(a.Language) {
		checker = loadOf(t, base(a.Language))
	}
	day := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	c, _ := k.Check(composer.Join(a, k.Defaults(a, day)))
	var out strings.Builder
	for _, f := range checker.Keep(checker.Find(Answers(k, c.Answers(), day)), Allows(a)) {
		fmt.Fprintf(&out, "%s %s %s: %s\n", f.Path, f.Severity, f.Rule, strings.ReplaceAll(f.Match, "\n", " "))
	}
	return out.String()
}

func section(a *txtar.Archive, name string) string {
	for _, f := range a.Files {
		if f.Name == name {
			return string(f.Data)
		}
	}
	return ""
}

// setSection writes a section at the end, or takes it out.
func setSection(a *txtar.Archive, name, text string) {
	a.Files = slices.DeleteFunc(a.Files, func(f txtar.File) bool { return f.Name == name })
	if text != "" {
		a.Files = append(a.Files, txtar.File{Name: name, Data: []byte(text)})
	}
}
