package composer_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"

	"amends/composer"
)

func readSource(name string) ([]byte, error) { return os.ReadFile(name) }

// goLiterals calls f for every string in the package's own files.
func goLiterals(t *testing.T, f func(file, s string)) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
				s, _ := strconv.Unquote(l.Value)
				f(file, s)
			}
			return true
		})
	}
}

// Every sentence is said somewhere, and every key that is said has a sentence:
// problems are tried one by one in TestCheck.
func TestWordsAreUsed(t *testing.T) {
	words, err := composer.LoadWords(os.DirFS("."), "en")
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{"words-yes": true, "words-no": true} // joined with a value
	goLiterals(t, func(_, s string) { used[s] = true })
	for key, sentence := range words {
		base := strings.TrimSuffix(key, "-hint")
		if _, ok := words[base]; !used[key] && (!used[base] || !ok) {
			t.Errorf("nothing says %s", key)
		}
		if strings.TrimSpace(sentence) == "" {
			t.Errorf("%s has no words", key)
		}
	}
	goLiterals(t, func(file, s string) {
		for _, room := range []string{"date-", "words-", "sheet-", "list-", "person-", "starter-"} {
			if rest, ok := strings.CutPrefix(s, room); ok && rest != "" && strings.Trim(rest, "abcdefghijklmnopqrstuvwxyz-") == "" && words[s] == "" {
				t.Errorf("%s says %s, which has no words", file, s)
			}
		}
	})
}

// What a person reads stands in words/en.yaml. In Go there are errors, which
// begin with a small letter and have no full stop.
func TestNoSentenceInGo(t *testing.T) {
	goLiterals(t, func(file, s string) {
		words := strings.Fields(s)
		if len(words) < 2 || strings.HasPrefix(s, "{{") {
			return
		}
		if unicode.IsUpper([]rune(s)[0]) || strings.HasSuffix(s, ".") {
			t.Errorf("%s says %q", file, s)
		}
	})
}

func TestLoadWords(t *testing.T) {
	fsys := fstest.MapFS{
		"words/en.yaml": {Data: []byte("a: A {x} and {y}\nb: |\n  B\n")},
		"words/es.yaml": {Data: []byte("a: Hola\n")},
		"words/xx.yaml": {Data: []byte("a: [secret]\n")},

		"words/es-x-usted.yaml": {Data: []byte("b: Usted\n")},
	}
	tests := []struct{ language, key, want string }{
		{"en", "a", "A 1 and {x}"}, {"en", "b", "B"}, {"en", "c", "<c>"}, {"es", "a", "Hola"}, {"fr", "a", "A 1 and {x}"},
		{"es-x-usted", "a", "Hola"}, {"es-x-usted", "b", "Usted"}, {"es-MX", "a", "Hola"}, {"es", "b", "B"}, {"-", "b", "B"},
		{"../en", "b", "B"}, {"", "b", "B"},
	}
	for _, tt := range tests {
		w, err := composer.LoadWords(fsys, tt.language)
		if err != nil {
			t.Fatal(err)
		}
		if got := w.Say(tt.key, "x", "1", "y", "{x}", "odd"); got != tt.want {
			t.Errorf("%s: Say(%q) = %q, want %q", tt.language, tt.key, got, tt.want)
		}
	}
	if _, err := composer.LoadWords(fsys, "xx"); err == nil {
		t.Error("a list was read as a sentence")
	}
	if _, err := composer.LoadWords(fstest.MapFS{}, "en"); err == nil {
		t.Error("words were read from nowhere")
	}
	if got := composer.Words(nil).Say("a"); got != "<a>" {
		t.Errorf("Say of no words = %q", got)
	}
}

func TestSeverities(t *testing.T) {
	var names []string
	for s := composer.Suggestion; s <= composer.Stop; s++ {
		names = append(names, s.String())
	}
	if want := []string{"suggestion", "warning", "error", "ask", "stop"}; !slices.Equal(names, want) {
		t.Errorf("severities %q, want %q", names, want)
	}
}

func TestHelpLineFaults(t *testing.T) {
	tests := []struct{ in, want string }{
		{"", "help-lines.yaml:1: the file is empty"},
		{"countries: {usa: {name: x}}", "help-lines.yaml:1:13: a country has a code of two capitals, a name and an emergency number"},
		{"countries: {US: {name: x, emergency: 911, line: y}}", "help-lines.yaml:1:43: unknown name \"line\"; did you mean \"lines\"?"},
		{"international: [{name: x}]", "help-lines.yaml:1:17: a help line has a name and a way to reach it"},
		{"international: [{name: x, web: y, checked: today}]", "help-lines.yaml:1:17: checked must be a day such as 2026-12-20"},
		{"a: [", "help-lines.yaml:2:1: this is not YAML: look for a missing quote, bracket or colon, or for a tab in the indentation"},
	}
	for _, tt := range tests {
		_, err := composer.LoadHelpLines(fstest.MapFS{"help-lines.yaml": {Data: []byte(tt.in)}}, "")
		if err == nil || err.Error() != tt.want {
			t.Errorf("%q: %v\nwant %s", tt.in, err, tt.want)
		}
	}
	if _, err := composer.LoadHelpLines(fstest.MapFS{}, ""); err == nil {
		t.Error("help lines were read from nowhere")
	}
}

// The day of a check is written as the language of the lines writes days.
func TestHelpLineChecked(t *testing.T) {
	fsys := fstest.MapFS{"help-lines.yaml": {Data: []byte("international: [{name: x, web: y, checked: 2026-12-20}]")}}
	for language, want := range map[string]string{"": "20 December 2026", "en-IE": "20 December 2026", "es": "20 de diciembre de 2026"} {
		h, err := composer.LoadHelpLines(fsys, language)
		if err != nil {
			t.Fatal(err)
		}
		if got := h.LongDate(h.International[0].Checked); got != want {
			t.Errorf("%q: %s, want %s", language, got, want)
		}
	}
}
