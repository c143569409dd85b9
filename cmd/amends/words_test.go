package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

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
		// The kinds of answers are said by their names, and hints with what is wrong.
		if !slices.Contains(said, strings.TrimSuffix(k, "-hint")) && !slices.Contains(said, k) && !strings.HasPrefix(k, "kinds-type-") {
			t.Errorf("%q is never said", k)
		}
	}
}

// TestOtherLanguages holds the words of other languages against the English
// ones: the same keys, and in each sentence the same names in braces. A variant
// has keys of its language, and says them otherwise.
func TestOtherLanguages(t *testing.T) {
	placeholder := regexp.MustCompile(`\{[a-z_]+\}`)
	names := func(sentence string) string {
		all := placeholder.FindAllString(sentence, -1)
		slices.Sort(all)
		return strings.Join(all, " ")
	}
	files, err := filepath.Glob("../../composer/*/words/en.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(files, "../../composer/words/en.yaml", "words/en.yaml") {
		dir := filepath.Dir(filepath.Dir(file))
		load := func(language string) map[string]string { // without what stands behind it
			w := map[string]string{}
			text, err := os.ReadFile(filepath.Join(dir, "words", language+".yaml"))
			if err == nil {
				err = yaml.Unmarshal(text, &w)
			} else if language == "es-x-usted" {
				err = nil
			}
			if err != nil {
				t.Fatal(err)
			}
			return w
		}
		in, spanish := load("en"), load("es")
		for key, sentence := range in {
			if names(spanish[key]) != names(sentence) || spanish[key] == "" {
				t.Errorf("%s: es says %s as %q", dir, key, spanish[key])
			}
		}
		if len(spanish) != len(in) {
			t.Errorf("%s: es has %d sentences, en has %d", dir, len(spanish), len(in))
		}
		for key, sentence := range load("es-x-usted") {
			if names(spanish[key]) != names(sentence) || spanish[key] == "" {
				t.Errorf("%s: es-x-usted says %s as %q", dir, key, sentence)
			}
		}
	}
}
