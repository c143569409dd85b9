package composer_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"
	"golang.org/x/tools/txtar"

	"amends/composer"
	"amends/templates"
)

func kindSchema(t *testing.T) (text []byte, schema *jsonschema.Schema) {
	t.Helper()
	text, err := composer.KindSchema(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	if schema, err = compiled(text); err != nil {
		t.Fatal(err)
	}
	return text, schema
}

// takes is what a schema says of a file in YAML.
func takes(schema *jsonschema.Schema, text []byte) error {
	var root yaml.Node
	if err := yaml.Unmarshal(text, &root); err != nil || len(root.Content) == 0 {
		return err
	}
	return schema.Validate(instance(root.Content[0]))
}

// TestKindSchema holds every kind.yaml against the schema: those of ours, the
// one in templates/README.md, and those with faults. What the loader takes the
// schema takes.
func TestKindSchema(t *testing.T) {
	_, schema := kindSchema(t)
	names, err := composer.Kinds(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(templates.FS, name+"/kind.yaml")
		if err != nil {
			t.Fatal(err)
		}
		if err := takes(schema, text); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	readme, err := os.ReadFile("../templates/README.md")
	if err != nil {
		t.Fatal(err)
	}
	if _, block, ok := strings.Cut(string(readme), "```yaml\n"); ok {
		block, _, _ = strings.Cut(block, "```")
		if err := takes(schema, []byte(block)); err != nil || !strings.Contains(block, "sections") {
			t.Errorf("the kind in templates/README.md: %v", err)
		}
	}
	files, err := filepath.Glob("../testdata/lint/*.txtar")
	if err != nil || len(files) < 100 {
		t.Fatalf("there are %d kinds with faults, %v", len(files), err)
	}
	refused := map[string]bool{}
	for _, file := range files {
		a, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(file), ".txtar")
		var lint string
		for _, f := range a.Files {
			if f.Name == "lint.txt" {
				lint = string(f.Data)
			}
		}
		for _, f := range a.Files {
			if f.Name != "mine/test/kind.yaml" {
				continue
			}
			refused[name] = takes(schema, f.Data) != nil
			if refused[name] && !strings.Contains(lint, "mine/test/kind.yaml:") {
				t.Errorf("%s: the schema refuses what has no fault: %v", name, takes(schema, f.Data))
			}
		}
	}
	for _, name := range []string{
		"a-type", "a-need", "asked", "a-flag", "a-layout", "a-relationship", "a-name-that-is-taken", "a-question-s-name", "a-question-without-ask",
		"a-question-without-a-name", "a-section-without-questions", "an-option-s-value", "an-option-without-a-label", "keep", "use-of-nothing", "only-without-each",
		"options-of-a-line", "rows-without-questions", "no-number", "no-list", "no-mapping", "stop-without-words",
	} {
		if was, ok := refused[name]; !was {
			t.Errorf("the schema takes testdata/lint/%s (%v)", name, ok)
		}
	}
}

// TestKindSchemaHasTheLoadersKeys compares the names in the schema with those
// that the loader asks for, mapping by mapping, and with templates/README.md.
func TestKindSchemaHasTheLoadersKeys(t *testing.T) {
	text, _ := kindSchema(t)
	var doc map[string]any
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	at := func(path string) map[string]any {
		v := any(doc)
		for name := range strings.SplitSeq(path, ".") {
			m, _ := v.(map[string]any)
			v = m[name]
		}
		m, _ := v.(map[string]any)
		if m == nil {
			t.Fatalf("the schema has no %s", path)
		}
		return m
	}
	chosen := []string{"fixed", "signing"}
	tests := []struct {
		function, mapping, path string
		more                    []string // what functions of their own read
	}{
		{"kind", "m", "properties", slices.Concat(chosen, []string{"layout"})},
		{"kind", "om", "properties.offer.properties", nil},
		{"kind", "bm", "properties.blank.properties", nil},
		{"kind", "hm", "properties.holds.items.properties", nil},
		{"kind", "cm", "properties.for.additionalProperties.properties", chosen},
		{"section", "m", "$defs.section.properties", nil},
		{"question", "m", "$defs.question.properties", []string{"if", "options", "without"}},
		{"option", "m", "$defs.option.properties", nil},
		{"change", "m", "$defs.question.properties.for.additionalProperties.properties", nil},
	}
	readme, err := os.ReadFile("../templates/README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		want := append(keysRead(t, tt.function, tt.mapping), tt.more...)
		slices.Sort(want)
		got := slices.Sorted(maps.Keys(at(tt.path)))
		if want = slices.Compact(want); !slices.Equal(got, want) {
			t.Errorf("%s has the names %q, and the loader reads %q", tt.path, got, want)
		}
		for _, name := range got {
			if !regexp.MustCompile("`[^`]*\\b" + name + "\\b[^`]*`").Match(readme) {
				t.Errorf("templates/README.md does not name %s", name)
			}
		}
	}
}

// keysRead is the names that a function of load.go asks a mapping for.
func keysRead(t *testing.T, function, mapping string) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "load.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	methods := []string{"text", "texts", "trimmed", "flag", "number", "list", "pairs", "get", "oneOf"}
	var out []string
	ast.Inspect(file, func(n ast.Node) bool {
		if f, ok := n.(*ast.FuncDecl); ok {
			return f.Name.Name == function
		}
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) == 0 {
			return true
		}
		if s, ok := call.Fun.(*ast.SelectorExpr); ok && slices.Contains(methods, s.Sel.Name) {
			of, _ := s.X.(*ast.Ident)
			key, isText := call.Args[0].(*ast.BasicLit)
			if of != nil && of.Name == mapping && isText {
				name, _ := strconv.Unquote(key.Value)
				out = append(out, name)
			}
		}
		return true
	})
	return out
}
