package main

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// Each broken kind of testdata/lint has the faults that stand beside it, and
// every fault that there is a message for has such a kind.
func TestLint(t *testing.T) {
	settle(t)
	files, err := filepath.Glob("../../testdata/lint/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("there is no broken kind", err)
	}
	var all strings.Builder
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			file, err := filepath.Abs(file)
			if err != nil {
				t.Fatal(err)
			}
			t.Chdir(t.TempDir())
			want := -1
			for i, f := range archive.Files {
				if f.Name == "lint.txt" {
					want = i
					continue
				}
				if err := os.MkdirAll(filepath.Dir(f.Name), 0o700); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(f.Name, f.Data, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			var out, errs bytes.Buffer
			args := []string{"kinds", "lint", "mine"}
			if _, language, ok := strings.Cut(strings.TrimSpace(string(archive.Comment)), "--language "); ok {
				args = append(args, "--language", language)
			}
			if code := run(t.Context(), args, strings.NewReader(""), &out, &errs); code != exitFindings {
				t.Errorf("exit code %d, want %d\n%s", code, exitFindings, errs.String())
			}
			if got := out.String(); got != string(archive.Files[want].Data) && !*update {
				t.Errorf("got\n%s\nwant\n%s", got, archive.Files[want].Data)
			}
			if *update {
				archive.Files[want].Data = out.Bytes()
				if err := os.WriteFile(file, txtar.Format(archive), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if blank.Match(archive.Files[want].Data) {
				t.Errorf("a fault has no place or no words:\n%s", archive.Files[want].Data)
			}
			all.Write(archive.Files[want].Data)
		})
	}
	said := all.String()
	for _, m := range lintMessages(t) {
		if !m.words.MatchString(said) {
			t.Errorf("no kind of testdata/lint has the fault %s", m.source)
		}
	}
}

// blank finds a fault that does not say where and what.
var blank = regexp.MustCompile(`(?m): *$`)

type lintMessage struct {
	source string
	words  *regexp.Regexp
}

// lintMessages are the formats of all faults in the loader's source: what it
// hands to node, at and fault.
func lintMessages(t *testing.T) []lintMessage {
	t.Helper()
	var out []lintMessage
	verb := regexp.MustCompile(`%[a-z]`)
	for _, name := range []string{"load.go", "lint.go", "node.go", "walk.go", "template.go", "language.go"} {
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, filepath.Join("../../composer", name), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) < 2 {
				return true
			}
			method, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || method.Sel.Name != "node" && method.Sel.Name != "at" && method.Sel.Name != "fault" {
				return true
			}
			format, ok := call.Args[1].(*ast.BasicLit)
			if !ok {
				return true
			}
			text, err := strconv.Unquote(format.Value)
			if err != nil || text == "%s" {
				return true
			}
			var pattern strings.Builder
			for i, part := range verb.Split(text, -1) {
				if i > 0 {
					pattern.WriteString(".*")
				}
				pattern.WriteString(regexp.QuoteMeta(part))
			}
			out = append(out, lintMessage{set.Position(format.Pos()).String() + ": " + text, regexp.MustCompile(pattern.String())})
			return true
		})
	}
	return out
}
