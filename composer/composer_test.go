package composer_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"amends/composer"
	"amends/templates"
)

// today is the day on every page of these tests: a Sunday.
var today = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)

// load is a built-in kind, or the kind "test" made of these files.
func load(t testing.TB, name string) *composer.Kind {
	t.Helper()
	return mustLoad(t, templates.FS, name)
}

func mustLoad(t testing.TB, fsys fs.FS, name string) *composer.Kind {
	t.Helper()
	k, err := composer.Load(fsys, name)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// testKind is a file system with a kind "test": its questions, and its page.
func testKind(questions, page string) fstest.MapFS {
	head := "version: 1\ntitle: A test\nsummary: A kind for tests.\ngroup: Tests\nlayout: letter\nfixed: test\nsections:\n" +
		"  - name: all\n    title: All\n    questions:\n"
	var body strings.Builder
	for line := range strings.Lines(questions) {
		body.WriteString("      " + line)
	}
	return fstest.MapFS{
		"test/kind.yaml":        {Data: []byte(head + body.String())},
		"test/document.md.tmpl": {Data: []byte(page)},
		"shared.md.tmpl":        {Data: []byte("{{define \"fixed-test\"}}- It always holds.\n{{end}}")},
	}
}

// read is text as answers of a file.
func read(t testing.TB, text string) *composer.Answers {
	t.Helper()
	a, err := composer.ReadAnswers("answers.yaml", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// check checks the answers of a file over the kind's defaults.
func check(k *composer.Kind, a *composer.Answers) (composer.Checked, []composer.Problem) {
	return k.Check(composer.Join(a, k.Defaults(a, today)))
}

// compose is the page of answers without fault.
func compose(t testing.TB, k *composer.Kind, text string) *composer.Document {
	t.Helper()
	c, problems := check(k, read(t, text))
	if len(problems) > 0 {
		t.Fatalf("problems: %s", listed(problems))
	}
	d, err := k.Compose(c, composer.Circumstances{Date: today})
	if err != nil {
		t.Fatal(err)
	}
	return d
}
