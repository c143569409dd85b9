package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"amends/composer"
)

// TestWords holds the keys of words/en.yaml against those that the code says:
// none is missing, and none is left over.
func TestWords(t *testing.T) {
	words, err := composer.LoadWords(wordFiles, "en")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	key := regexp.MustCompile(`"([a-z]+(?:-[a-z]+)+|private|cleared|deleted|glyph)"`)
	said := []string{}
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`Say\("([a-z-]+)"[,)]`).FindAllSubmatch(text, -1) {
			if _, ok := words[string(m[1])]; !ok {
				t.Errorf("%s says %q, which has no sentence", f, m[1])
			}
		}
		for _, m := range key.FindAllSubmatch(text, -1) {
			said = append(said, string(m[1]))
		}
	}
	for k := range words {
		// The kinds of answers are said by their names.
		if !slices.Contains(said, k) && !strings.HasPrefix(k, "kinds-type-") {
			t.Errorf("%q is never said", k)
		}
	}
}
