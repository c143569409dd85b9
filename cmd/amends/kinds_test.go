package main

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The kind that templates/README.md shows has no fault, asks, and makes its
// page and its worksheet.
func TestKindOfReadme(t *testing.T) {
	settle(t)
	readme, err := os.ReadFile("../../templates/README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)`thanks/([a-z.]+)`:\n\n```[a-z]*\n(.*?)```").FindAllSubmatch(readme, -1)
	if len(blocks) != 2 {
		t.Fatalf("templates/README.md shows %d files of the kind thanks, want 2", len(blocks))
	}
	t.Chdir(t.TempDir())
	if err := os.MkdirAll("mine/thanks", 0o700); err != nil {
		t.Fatal(err)
	}
	for _, b := range blocks {
		if err := os.WriteFile(filepath.Join("mine/thanks", string(b[1])), b[2], 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if out := amends(t, "kinds", "lint", "mine"); out != "" {
		t.Errorf("lint: %s", out)
	}
	if out := amends(t, "kinds", "show", "thanks", "--kinds", "mine"); !strings.Contains(out, "What did the other person do for you?") {
		t.Errorf("show: %s", out)
	}
	if out := amends(t, "blank", "thanks", "--kinds", "mine"); !strings.Contains(out, "____<!-- amends:field thing -->") {
		t.Errorf("blank: %s", out)
	}
	out := amends(t, "new", "thanks", "--kinds", "mine", "--set", "to=Sam", "--set", "thing=On Monday you sat with me", "--no-input")
	if !strings.HasSuffix(out, "Dear Sam,\n\nOn Monday you sat with me. Thank you.\n") {
		t.Errorf("new: %s", out)
	}
}

// templates/README.md names every key that kind.yaml may have and every
// function of templates.
func TestReadmeOfKindsIsWhole(t *testing.T) {
	readme, err := os.ReadFile("../../templates/README.md")
	if err != nil {
		t.Fatal(err)
	}
	names := stringArguments(t, "load.go", "text", "texts", "trimmed", "flag", "number", "list", "pairs", "get", "oneOf")
	names = append(names, stringArguments(t, "shared.go", "texts")...)
	names = append(names, mapKeys(t, "signatures.go", "signatures")...)
	if len(names) < 60 {
		t.Fatalf("only %d names were found", len(names))
	}
	for _, name := range names {
		if !regexp.MustCompile("`[^`]*\\b" + name + "\\b[^`]*`").Match(readme) {
			t.Errorf("templates/README.md does not name %s", name)
		}
	}
}

// parsed is a file of package composer.
func parsed(t *testing.T, name string) *ast.File {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join("../../composer", name), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// stringArguments is the first arguments, written out, of calls to methods.
func stringArguments(t *testing.T, file string, methods ...string) []string {
	t.Helper()
	var out []string
	ast.Inspect(parsed(t, file), func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) == 0 {
			return true
		}
		method, ok := call.Fun.(*ast.SelectorExpr)
		if ok && slices.Contains(methods, method.Sel.Name) {
			out = appendString(out, call.Args[0])
		}
		return true
	})
	return out
}

// mapKeys is the keys of a map that a file declares.
func mapKeys(t *testing.T, file, name string) []string {
	t.Helper()
	var out []string
	ast.Inspect(parsed(t, file), func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok || v.Names[0].Name != name {
			return true
		}
		for _, e := range v.Values[0].(*ast.CompositeLit).Elts {
			out = appendString(out, e.(*ast.KeyValueExpr).Key)
		}
		return false
	})
	return out
}

func appendString(out []string, e ast.Expr) []string {
	if l, ok := e.(*ast.BasicLit); ok {
		if s, err := strconv.Unquote(l.Value); err == nil && !slices.Contains(out, s) {
			return append(out, s)
		}
	}
	return out
}

// A broken kind of the user's breaks none of the others.
func TestBrokenKindBreaksNothing(t *testing.T) {
	settle(t)
	t.Chdir(t.TempDir())
	if err := os.MkdirAll("mine/apology", 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("mine/apology/kind.yaml", []byte("version: ["), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := amends(t, "kinds", "--kinds", "mine"); !strings.Contains(out, "boundary") || strings.Contains(out, "  apology ") {
		t.Errorf("kinds: %s", out)
	}
	if out := amends(t, "blank", "boundary", "--kinds", "mine"); !strings.Contains(out, "# ") {
		t.Errorf("blank: %s", out)
	}
	var out, errs bytes.Buffer
	if code := run(t.Context(), []string{"blank", "apology", "--kinds", "mine"}, strings.NewReader(""), &out, &errs); code != exitTrouble || !strings.Contains(errs.String(), "apology/kind.yaml:") {
		t.Errorf("exit code %d, %s", code, errs.String())
	}
}
