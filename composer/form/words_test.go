package form

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// TestWords holds the keys of words/*.yaml against those that the code says.
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
	var english map[string]string
	for _, name := range []string{"en.yaml", "es.yaml"} {
		text, err := wordFiles.ReadFile("words/" + name)
		if err != nil {
			t.Fatal(err)
		}
		said := map[string]string{}
		if err := yaml.Unmarshal(text, &said); err != nil {
			t.Fatal(err)
		}
		if english == nil {
			english = said
		}
		for key := range said {
			if !strings.Contains(code, `"`+key+`"`) {
				t.Errorf("%s: %q is never said", name, key)
			}
		}
		for key := range english {
			if said[key] == "" {
				t.Errorf("%s: %q is missing", name, key)
			}
		}
	}
}
