package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// TestTables runs amends batch over the tables in testdata/tables, each with
// something wrong in it, and compares what it says and what it makes.
func TestTables(t *testing.T) {
	files, err := filepath.Glob("../../testdata/tables/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal(err, len(files))
	}
	said := map[string]string{}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			name, err := filepath.Abs(file)
			if err != nil {
				t.Fatal(err)
			}
			tables, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			settle(t)
			t.Chdir(t.TempDir())
			args := []string{"batch"}
			var kept []txtar.File
			want := ""
			for _, f := range tables.Files {
				switch f.Name {
				case "args":
					args = append(args, strings.Fields(string(f.Data))...)
				case "report":
					want = string(f.Data)
					continue
				default:
					if err := os.MkdirAll(filepath.Dir(f.Name), 0o700); err != nil {
						t.Fatal(err)
					}
					if err := os.WriteFile(f.Name, f.Data, 0o600); err != nil {
						t.Fatal(err)
					}
				}
				kept = append(kept, f)
			}
			var out, errs bytes.Buffer
			code := run(t.Context(), args, strings.NewReader(""), &out, &errs)
			got := errs.String() + "exit " + itoa(code) + "\n"
			made, _ := filepath.Glob("out/*.pdf")
			for _, f := range made {
				got += f + "\n"
			}
			if strings.Contains(got, "secret") {
				t.Errorf("what stands in a cell is said:\n%s", got)
			}
			if other := said[got]; other != "" {
				t.Errorf("%s says the same", other)
			}
			said[got] = file
			if got == want {
				return
			}
			if !*update {
				t.Errorf("amends %s says\n%s\nwant\n%s", strings.Join(args, " "), got, want)
				return
			}
			tables.Files = append(kept, txtar.File{Name: "report", Data: []byte(got)})
			if err := os.WriteFile(name, txtar.Format(tables), 0o600); err != nil {
				t.Fatal(err)
			}
		})
	}
}
