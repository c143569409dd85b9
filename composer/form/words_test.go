package form

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestWords holds the keys of words/en.yaml against those that the code says.
func TestWords(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	code := ""
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		code += string(text)
	}
	for key := range words("") {
		if !strings.Contains(code, `"`+key+`"`) {
			t.Errorf("%q is never said", key)
		}
	}
}
