package draft_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"amends/composer"
	"amends/composer/draft"
)

var today = time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)

const (
	first  = "2026-11-24-1"
	second = "2026-11-24-2"
)

func kind(t testing.TB, version int) *composer.Kind {
	t.Helper()
	k, err := loadKind(version)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// loadKind is a kind of this version, with one question of each sort that
// matters to a draft; the second version has given up one and has another.
func loadKind(version int) (*composer.Kind, error) {
	added := "- {name: before, ask: Before?}"
	if version > 1 {
		added = "- {name: later, ask: Later?}"
	}
	return composer.Load(fstest.MapFS{
		"test/kind.yaml": {Data: fmt.Appendf(nil, `version: %d
title: A test
summary: A kind for tests.
group: Tests
layout: letter
fixed: test
sections:
  - name: all
    title: All
    questions:
      - {name: people, ask: Who?, type: people}
      - {name: what, ask: What?, type: text}
      - {name: list, ask: List?, type: list}
      - {name: hidden, ask: Hidden?, type: text, private: true}
      - {name: never, ask: Never?, keep: never}
      - {name: standing, ask: Standing?, type: choice, options: [{value: told, label: Told}, {value: away, label: Away}], stop: {away: Stop.}}
      %s
  - name: turns
    title: Turns
    each: people
    questions:
      - {name: needs, ask: Needs?, type: text}
`, version, added)},
		"test/document.md.tmpl": {Data: []byte("{{.what}}")},
		"shared.md.tmpl":        {Data: []byte("{{define \"fixed-test\"}}- It always holds.\n{{end}}")},
	}, "test")
}

// answers are those of an answers file.
func answers(t testing.TB, text string) *composer.Answers {
	t.Helper()
	a, err := composer.ReadAnswers("answers.yaml", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// what are answers with one text in them.
func what(text string) *composer.Answers { return at("what", text) }

func at(path, text string) *composer.Answers {
	a := &composer.Answers{}
	if err := a.Set(path, composer.Text(text, composer.Position{})); err != nil {
		panic(err)
	}
	return a
}

// texts is every text in a, by path.
func texts(a *composer.Answers) map[string]string {
	out := map[string]string{}
	var walk func(path string, v composer.Value)
	walk = func(path string, v composer.Value) {
		for i, item := range v.Items {
			walk(fmt.Sprintf("%s.%d", path, i+1), item)
		}
		for _, p := range v.Parts {
			walk(path+"."+p.Name, p.Value)
		}
		if v.Shape == composer.Scalar {
			out[path] = v.Text
		}
	}
	for _, n := range a.Values {
		walk(n.Name, n.Value)
	}
	return out
}

func begin(t testing.TB, s draft.Store) *draft.Draft {
	t.Helper()
	d, err := s.New(today)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

func open(t testing.TB, s draft.Store, name string) *draft.Draft {
	t.Helper()
	d, err := s.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

func save(t testing.TB, d *draft.Draft, k *composer.Kind, a *composer.Answers, unfinished string) {
	t.Helper()
	if err := d.Save(k, a, unfinished); err != nil {
		t.Fatal(err)
	}
}

func shut(t testing.TB, d *draft.Draft) {
	t.Helper()
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}

// put makes a file, or an empty folder where text is "/".
func put(t testing.TB, dir, name, text string) {
	t.Helper()
	err := os.MkdirAll(dir, 0o700)
	if text == "/" {
		err = errors.Join(err, os.Mkdir(filepath.Join(dir, name), 0o700))
	} else {
		err = errors.Join(err, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	if err != nil {
		t.Fatal(err)
	}
}

// files is the names in a folder.
func files(t testing.TB, dir string) string {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range list {
		names = append(names, f.Name())
	}
	return strings.Join(names, " ")
}
