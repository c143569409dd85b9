package main_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// walls is the picture in CONTRIBUTING.md as a table: y, the file at the left
// may import the package above; x, .golangci.yml forbids it; -, it is itself.
// A room's tests may import every room, but no library that lives elsewhere.
const walls = `
                              composer interview check page render pdf draft form table templates | survey gofpdf sfnt goldmark cobra pflag term viper | os net url embed yaml norm uniseg
composer/a.go                 -        x         x     x    x      x   x     x    x     x         | x      x      x    x        x     x     x    x     | x  x   y   y     y    y    x
composer/interview/a.go       y        -         x     x    x      x   x     x    x     x         | y      x      x    x        x     x     x    x     | y  x   y   y     y    y    y
composer/check/a.go           y        x         -     y    x      x   x     x    x     x         | x      x      x    x        x     x     x    x     | y  x   y   y     y    y    y
composer/page/a.go            y        x         x     -    x      x   x     x    x     x         | x      x      x    y        x     x     x    x     | y  x   y   y     y    y    y
composer/render/a.go          y        x         x     y    -      y   x     x    x     x         | x      x      x    x        x     x     x    x     | y  x   y   y     y    y    y
composer/render/pdf/a.go      y        x         x     y    x      -   x     x    x     x         | x      y      y    x        x     x     x    x     | y  x   y   y     y    y    y
composer/draft/a.go           y        x         x     x    x      x   -     x    x     x         | x      x      x    x        x     x     x    x     | y  x   y   y     y    y    y
composer/form/a.go            y        x         x     y    x      x   x     -    x     x         | x      x      x    x        x     x     x    x     | y  x   y   y     y    y    y
composer/table/a.go           y        x         x     x    x      x   x     x    -     x         | x      x      x    x        x     x     x    x     | y  x   y   y     y    y    y
templates/a.go                x        x         x     x    x      x   x     x    x     -         | x      x      x    x        x     x     x    x     | x  x   x   y     x    x    x
cmd/amends/a.go               y        y         y     x    y      x   y     y    y     y         | x      x      x    x        y     y     y    x     | y  x   y   y     y    y    y
cmd/amends/config.go          y        y         y     x    y      x   y     y    y     y         | x      x      x    x        y     y     y    y     | y  x   y   y     y    y    y
composer/a_test.go            y        y         y     y    y      y   y     y    y     y         | x      x      x    x        x     x     x    x     | y  x   y   y     y    y    y
composer/interview/a_test.go  y        y         y     y    y      y   y     y    y     y         | y      x      x    x        x     x     x    x     | y  x   y   y     y    y    y
composer/check/a_test.go      y        y         y     y    y      y   y     y    y     y         | x      x      x    x        x     x     x    x     | y  x   y   y     y    y    y
composer/page/a_test.go       y        y         y     y    y      y   y     y    y     y         | x      x      x    y        x     x     x    x     | y  x   y   y     y    y    y
composer/render/a_test.go     y        y         y     y    y      y   y     y    y     y         | x      x      x    x        x     x     x    x     | y  x   y   y     y    y    y
composer/render/pdf/a_test.go y        y         y     y    y      y   y     y    y     y         | x      y      y    x        x     x     x    x     | y  x   y   y     y    y    y
composer/draft/a_test.go      y        y         y     y    y      y   y     y    y     y         | x      x      x    x        x     x     x    x     | y  x   y   y     y    y    y
composer/form/a_test.go       y        y         y     y    y      y   y     y    y     y         | x      x      x    x        x     x     x    x     | y  x   y   y     y    y    y
composer/table/a_test.go      y        y         y     y    y      y   y     y    y     y         | x      x      x    x        x     x     x    x     | y  x   y   y     y    y    y
templates/a_test.go           y        y         y     y    y      y   y     y    y     y         | x      x      x    x        x     x     x    x     | y  x   y   y     y    y    y
cmd/amends/a_test.go          y        y         y     y    y      y   y     y    y     y         | x      x      x    x        y     y     y    x     | y  x   y   y     y    y    y
`

var wallPackages = map[string]string{
	"composer":  "amends/composer",
	"interview": "amends/composer/interview",
	"check":     "amends/composer/check",
	"page":      "amends/composer/page",
	"render":    "amends/composer/render",
	"pdf":       "amends/composer/render/pdf",
	"draft":     "amends/composer/draft",
	"form":      "amends/composer/form",
	"table":     "amends/composer/table",
	"templates": "amends/templates",
	"survey":    "github.com/AlecAivazis/survey/v2",
	"gofpdf":    "github.com/jung-kurt/gofpdf",
	"sfnt":      "golang.org/x/image/font/sfnt",
	"goldmark":  "github.com/yuin/goldmark",
	"cobra":     "github.com/spf13/cobra",
	"pflag":     "github.com/spf13/pflag",
	"term":      "golang.org/x/term",
	"viper":     "github.com/spf13/viper",
	"os":        "os",
	"net":       "net/http",
	"url":       "net/url",
	"embed":     "embed",
	"yaml":      "go.yaml.in/yaml/v4",
	"norm":      "golang.org/x/text/unicode/norm",
	"uniseg":    "github.com/rivo/uniseg",
}

// wallModules are stood in for, so that nothing is fetched. Our own packages
// are a module beside the one that is linted, where a cycle is no error.
var wallModules = map[string]string{
	"amends":                           "v0.0.0",
	"github.com/AlecAivazis/survey/v2": "v2.0.0",
	"github.com/jung-kurt/gofpdf":      "v1.0.0",
	"github.com/rivo/uniseg":           "v0.0.0",
	"github.com/spf13/cobra":           "v1.0.0",
	"github.com/spf13/pflag":           "v1.0.0",
	"github.com/spf13/viper":           "v1.0.0",
	"github.com/yuin/goldmark":         "v1.0.0",
	"go.yaml.in/yaml/v4":               "v4.0.0",
	"golang.org/x/image":               "v0.0.0",
	"golang.org/x/term":                "v0.0.0",
	"golang.org/x/text":                "v0.0.0",
}

// TestWalls lints a tree with one folder of files for every arrow.
func TestWalls(t *testing.T) {
	linter, err := exec.LookPath("golangci-lint")
	if err != nil {
		if os.Getenv("AMENDS_TEST_ALL") == "1" {
			t.Fatal("golangci-lint is not installed")
		}
		t.Skip("golangci-lint is not installed")
	}
	tree := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		file := filepath.Join(tree, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}

	config, err := os.ReadFile("../../.golangci.yml")
	if err != nil {
		t.Fatal(err)
	}
	write(".golangci.yml", string(config))
	mod := "module walls\n\ngo 1.26\n"
	for module, version := range wallModules {
		mod += fmt.Sprintf("\nrequire %s %s\n\nreplace %[1]s => ./stub/%[1]s\n", module, version)
		write("stub/"+module+"/go.mod", "module "+module+"\n\ngo 1.26\n")
	}
	write("go.mod", mod)
	for _, pkg := range wallPackages {
		if strings.Contains(pkg, ".") || strings.HasPrefix(pkg, "amends/") {
			write("stub/"+pkg+"/a.go", "package stub\n")
		}
	}

	// check/composer/a.go is composer's arrow to check: the walls match the end
	// of a path, so each column can be a tree of its own.
	type arrow struct{ from, to string }
	allowed := map[arrow]bool{}
	rooms := map[string]bool{}
	file := map[string]arrow{}
	rows := strings.Split(strings.Trim(strings.ReplaceAll(walls, "|", " "), "\n"), "\n")
	columns := strings.Fields(rows[0])
	for _, row := range rows[1:] {
		cells := strings.Fields(row)
		from := cells[0]
		if len(cells) != len(columns)+1 {
			t.Fatalf("%s: %d cells, want %d", from, len(cells)-1, len(columns))
		}
		rooms[path.Dir(from)] = true
		for i, cell := range cells[1:] {
			if cell == "-" {
				continue
			}
			a := arrow{from, columns[i]}
			allowed[a] = cell == "y"
			name := path.Join(columns[i], from)
			file[name] = a
			write(name, fmt.Sprintf("package a\n\nimport _ %q\n", wallPackages[columns[i]]))
		}
	}

	cmd := exec.Command(linter, "run", "--enable-only=depguard", "--output.json.path=stdout", "--show-stats=false",
		"--max-issues-per-linter=0", "--max-same-issues=0", "--issues-exit-code=0", "./...")
	cmd.Dir = tree
	cmd.Env = append(os.Environ(), "GOLANGCI_LINT_CACHE="+t.TempDir(), "GOFLAGS=-mod=mod", "GOWORK=off", "GOPROXY=off")
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v: %v\n%s", cmd, err, stderr.Bytes())
	}
	var report struct {
		Issues []struct {
			FromLinter, Text string
			Pos              struct{ Filename string }
		}
	}
	if err := json.NewDecoder(&stdout).Decode(&report); err != nil {
		t.Fatalf("%v\n%s", err, stderr.Bytes())
	}
	forbidden := map[arrow]bool{}
	for _, issue := range report.Issues {
		a, ok := file[filepath.ToSlash(issue.Pos.Filename)]
		if issue.FromLinter != "depguard" || !ok {
			t.Errorf("%s: %s: %s", issue.Pos.Filename, issue.FromLinter, issue.Text)
			continue
		}
		forbidden[a] = true
	}
	for a, allowed := range allowed {
		switch {
		case allowed && forbidden[a]:
			t.Errorf("%s may import %s, but .golangci.yml forbids it", a.from, a.to)
		case !allowed && !forbidden[a]:
			t.Errorf("%s may not import %s, but .golangci.yml allows it", a.from, a.to)
		}
	}

	// A new room has no walls until it has a row.
	root := os.DirFS("../..")
	err = fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (name != "." && strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "node_modules"):
			return fs.SkipDir
		case path.Ext(name) == ".go" && !rooms[path.Dir(name)]:
			rooms[path.Dir(name)] = true
			t.Errorf("%s is a room without a row in walls and a rule in .golangci.yml", path.Dir(name))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
