package table_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"amends/composer"
	"amends/composer/table"
)

// all is every row of a table on a line of its own, and then what ended it.
func all(r *table.Reader, err error) string {
	var out strings.Builder
	for err == nil {
		var row table.Row
		if row, err = r.Next(); err != nil {
			break
		}
		fmt.Fprintf(&out, "%d", row.Number)
		if row.Line != row.Number {
			fmt.Fprintf(&out, "@%d", row.Line)
		}
		if row.File != "" {
			fmt.Fprintf(&out, " %s", row.File)
		}
		if row.Err != nil {
			fmt.Fprintf(&out, " %s! %v\n", row.Column, row.Err)
			continue
		}
		if row.Answers.Kind != "" {
			fmt.Fprintf(&out, " kind=%s", row.Answers.Kind)
		}
		for _, n := range row.Answers.Values {
			fmt.Fprintf(&out, " %s=%s", n.Name, text(n.Value))
		}
		out.WriteByte('\n')
	}
	if !errors.Is(err, io.EOF) {
		fmt.Fprintln(&out, err)
	}
	return out.String()
}

// text is a value on one line.
func text(v composer.Value) string {
	var parts []string
	switch v.Shape {
	case composer.Items:
		for _, i := range v.Items {
			parts = append(parts, text(i))
		}
		return "[" + strings.Join(parts, " ") + "]"
	case composer.Record:
		for _, p := range v.Parts {
			name := p.Name
			if p.Place > 0 {
				name = fmt.Sprint("#", p.Place)
			}
			parts = append(parts, name+":"+text(p.Value))
		}
		return "{" + strings.Join(parts, " ") + "}"
	}
	return strings.ReplaceAll(v.Text, "\n", "/")
}

func TestRead(t *testing.T) {
	long := strings.Repeat("x", table.MaxRow+100<<10)
	tests := []struct{ name, file, in, want string }{
		{"commas", "t.csv", "a,b\nx,y\n", "2 a=x b=y\n"},
		{"Excel's", "t.csv", "\ufeffa;b\r\nx;\"y, z\"\r\n", "2 a=x b=y, z\n"},
		{"tabs", "t.tsv", "a\tb\nx\ty;z\n", "2 a=x b=y;z\n"},
		{"Excel's own line", "t.csv", "sep=|\na|b\nx|y\n", "3 a=x b=y\n"},
		{"a name with a comma in quotes", "t.csv", "\"a, or so, or so\";b\nx;y\n", "2 a, or so, or so=x b=y\n"},
		{"lines in a cell", "t.csv", "a,b\n\"x\r\ny\",z\nv,w\n", "2 a=x/y b=z\n3@4 a=v b=w\n"},
		{"quotes in a cell", "t.csv", "a\n\"x \"\"y\"\"\"\n", "2 a=x \"y\"\n"},
		{"old Macs", "t.csv", "a,b\rx,y\r", "2 a=x b=y\n"},
		{"no line end", "t.csv", "a,b\nx,y", "2 a=x b=y\n"},
		{"empty rows", "t.csv", "a,b\n\nx,y\n,\n \nv,w\n", "3 a=x b=y\n6 a=v b=w\n"},
		{"fewer cells", "t.csv", "a,b\nx\n", "2 a=x\n"},
		{"more cells", "t.csv", "a,b\nx,y,z\nx,y,\n", "2 ! t.csv:2: this row has 3 cells for 2 columns; a cell that holds \",\" stands in quotes\n3 a=x b=y\n"},
		{"no name", "t.csv", "a,,b\nx,y,z\n", "2 a=x column 2=y b=z\n"},
		{"names alone", "t.csv", "a,b\n", ""},
		{"nothing", "t.csv", "\ufeff\n;;\n", "t.csv:1: the table is empty; its first row names the columns\n"},
		{"a name twice", "t.csv", "a,b,a\n", "t.csv:1: two columns have the same name, \"a\"; change one of them\n"},
		{"an open quote", "t.csv", "a,b\nx,\"y\nz\n", "t.csv:2: the quotes of the row that begins here do not fit: a cell in quotes ends with its quote, and a quote in it is doubled\n"},
		{"a quote within", "t.csv", "a\nx \"y\" z\n", "2 a=x \"y\" z\n"},
		{"a word behind a quote", "t.csv", "a\nv\n\"x\" y\n", "2 a=v\nt.csv:3: the quotes of the row that begins here do not fit: a cell in quotes ends with its quote, and a quote in it is doubled\n"},
		{"no end", "t.csv", "a\nv\n\"" + long, "2 a=v\nt.csv:3: the row that begins here has more than 4 MB; look for a quote that is not closed\n"},
		{"UTF-16", "t.csv", "\xff\xfea\x00", "t.csv:1: this is UTF-16; save the table as UTF-8, in Excel as \"CSV UTF-8\"\n"},
		{"another code page", "t.csv", "a,b\nx,Zo\xeb\nx,y\n", "2 b! t.csv:2: this is not text in UTF-8; save the table as UTF-8, in Excel as \"CSV UTF-8\"\n3 a=x b=y\n"},
		{"names in another code page", "t.csv", "a,Zo\xeb\n", "t.csv:1: this is not text in UTF-8; save the table as UTF-8, in Excel as \"CSV UTF-8\"\n"},
		{"many columns", "t.csv", strings.Repeat(",", 1001) + "a\n", "t.csv:1: there are more than 1000 columns\n"},

		{"JSON Lines", "-", "{\"kind\": \"k\", \"a\": \"x\"}\n\n{\"a\": [\"y\", 1], \"b.1\": {\"c\": true}}\n", "1 kind=k a=x\n2@3 a=[y 1] b.1={c:true}\n"},
		{"a bad line", "t.jsonl", "{\"a\": \"x\"}\n{\"a\": secret}\n[1]\n{\"a\": \"y\"}", "1 a=x\n2 ! t.jsonl:2:7: this is not JSON: look for a missing quote, comma or brace\n" +
			"3 ! t.jsonl:3:1: an answers file is a list of names with their answers, such as \"from: Jo\"\n4 a=y\n"},
		{"a line without end", "t.jsonl", "{\"a\": \"x\"}\n" + long, "1 a=x\nt.jsonl:2: the row that begins here has more than 4 MB; look for a quote that is not closed\n"},
		{"an array", "t.json", "\n[{\"a\": \"x]}\\\"\"},\n {\n \"a\": [\"y\"]\n}]\n", "1@2 a=x]}\"\n2@3 a=[y]\n"},
		{"an array with a bad row", "t.json", "[{\"a\": \"x\"},\n{\"a\":\nsecret},\n{\"a\": \"y\"}]", "1 a=x\n2 ! t.json:3:1: this is not JSON: look for a missing quote, comma or brace\n3@4 a=y\n"},
		{"an array of texts", "t.json", "[\"secret\"]", "t.json:1: a row is an object in braces, with the names of the columns\n"},
		{"an open array", "t.json", "[{\"a\": \"x\"}\n", "1 a=x\nt.json:2: the array is not closed: look for a missing bracket at the end\n"},
		{"an open brace", "t.json", "[{\"a\": \"x\"},\n{\"a\": \"x\"\n", "1 a=x\nt.json:2: this is not JSON: look for a missing quote, comma or brace\n"},
		{"more behind an array", "t.json", "[]\nx", "t.json:2: nothing may follow the closing bracket\n"},
		{"objects over several lines", "-", "{\n\"a\": \"x\"\n}\n{\"a\": \"y\"}", "1 a=x\n2@4 a=y\n"},

		{"YAML", "t.yaml", "# all\n---\na: x\n---\n# y\na: |\n  y\n  z\n...\n---\n--- {a: v}\n--- # none\n", "1@2 a=x\n2@4 a=y/z/\n3@11 a=v\n"},
		{"YAML without a mark", "-", "kind: k\na: x\n", "1 kind=k a=x\n"},
		{"a bad document", "t.yml", "a: x\n---\na: [secret\n---\na: y\n", "1 a=x\n2 ! t.yml:4:1: this is not YAML: look for a missing quote, bracket or colon, or for a tab in the indentation\n3@4 a=y\n"},
		{"YAML without anything", "t.yaml", "# nothing\n", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, in := range []io.Reader{strings.NewReader(tt.in), &slow{tt.in}} {
				if got := all(table.Read(tt.file, in)); got != tt.want {
					t.Errorf("read\n%swant\n%s", got, tt.want)
				}
			}
		})
	}
	if _, err := table.Read("t.csv", io.MultiReader(strings.NewReader("a"), broken{})); !errors.Is(err, errBroken) {
		t.Errorf("Read: %v", err)
	}
}

// slow is a text that is read in small pieces.
type slow struct{ text string }

func (s *slow) Read(b []byte) (int, error) {
	if s.text == "" {
		return 0, io.EOF
	}
	n := copy(b, s.text[:min(len(s.text), 1+len(s.text)/3)])
	s.text = s.text[n:]
	return n, nil
}

var errBroken = errors.New("no disk")

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errBroken }

func TestFolder(t *testing.T) {
	got := all(table.Folder(fstest.MapFS{
		"b.yaml": {Data: []byte("a: y")}, "a.json": {Data: []byte(`{"a": "x"}`)}, "c.yml": {Data: []byte("a: [")},
		"notes.txt": {}, ".hidden.yaml": {}, "deeper/d.yaml": {Data: []byte("a: z")},
	}))
	want := "1@0 a.json a=x\n2@0 b.yaml a=y\n3@0 c.yml ! c.yml:2:1: this is not YAML: look for a missing quote, bracket or colon, or for a tab in the indentation\n"
	if got != want {
		t.Errorf("Folder read\n%swant\n%s", got, want)
	}
}

// TestSpectrum reads csv-spectrum, and has what its JSON says.
func TestSpectrum(t *testing.T) {
	const suite = "../../.cache/suites/node_modules/csv-spectrum/"
	files, err := filepath.Glob(suite + "csvs/*.csv")
	if err != nil || len(files) == 0 {
		if os.Getenv("AMENDS_TEST_ALL") == "1" {
			t.Fatal("csv-spectrum is not there: .ci/run fetches it")
		}
		t.Skip("csv-spectrum is not there: .ci/run fetches it")
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".csv")
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile(suite + "json/" + name + ".json")
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(string(text), "[") { // one row needs no array there
				text = slices.Concat([]byte("["), text, []byte("]"))
			}
			var want []map[string]string
			if err := json.Unmarshal([]byte(strings.ReplaceAll(string(text), `\r\n`, `\n`)), &want); err != nil {
				t.Fatal(err)
			}
			f, err := os.Open(file)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			r, err := table.Read(file, f)
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range want {
				got, err := r.Next()
				if err != nil || got.Err != nil {
					t.Fatal(err, got.Err)
				}
				cells := map[string]string{}
				for _, n := range got.Answers.Values {
					cells[n.Name] = n.Value.Text
				}
				if name == "location_coordinates" {
					cells["Contact Phone Number"] = row["Contact Phone Number"] // another one in the suite's two files
				}
				if !maps.Equal(cells, row) {
					t.Errorf("read %q, want %q", cells, row)
				}
			}
			if _, err := r.Next(); !errors.Is(err, io.EOF) {
				t.Errorf("there is more, or %v", err)
			}
		})
	}
}

// FuzzTable: no input ends in a panic or without an end, no error repeats a
// cell, and rows are counted up.
func FuzzTable(f *testing.F) {
	for _, s := range []string{
		"a,b\nx,y\n", "\ufeffa;b\r\n\"x\ny\";z\r\n", "a\tb\n\"", "[{\"a\": \"x\"}, {\"b\": [1]}]", "{\"a\": \"x\"}\n{", "a: x\n---\n- b\n", "--- {a: v}\n...\n--- # x\n",
	} {
		for _, name := range []string{"t.csv", "t.jsonl", "t.json", "t.yaml", "-"} {
			f.Add(name, []byte(s))
		}
	}
	f.Fuzz(func(t *testing.T, name string, in []byte) {
		if len(in) > 1<<16 {
			t.Skip()
		}
		r, err := table.Read(name, strings.NewReader(string(in)))
		if err != nil {
			return
		}
		last := table.Row{}
		for rows := 0; ; rows++ {
			row, err := r.Next()
			if err != nil {
				return
			}
			if rows > len(in) || row.Number <= last.Number || row.Line < last.Line {
				t.Fatalf("row %d in line %d follows row %d in line %d", row.Number, row.Line, last.Number, last.Line)
			}
			if (row.Answers == nil) != (row.Err != nil) && len(r.Columns()) == 0 {
				t.Fatalf("row %d has neither answers nor an error, or both", row.Number)
			}
			last = row
			if row.Err == nil {
				table.Columns{}.Kind(row)
				for _, n := range row.Answers.Values {
					row.Get(n.Name)
				}
			}
		}
	})
}

// FuzzCells: what a spreadsheet writes is read as it was.
func FuzzCells(f *testing.F) {
	f.Add("x", "y\nz", "\"", uint8(0))
	f.Add(" a", ";", ",\t", uint8(7))
	f.Fuzz(func(t *testing.T, a, b, c string, how uint8) {
		cells := []string{a, b, c}
		if slices.ContainsFunc(cells, func(s string) bool { return strings.Contains(s, "\r") || strings.ToValidUTF8(s, "") != s }) || strings.TrimSpace(a+b+c) == "" {
			t.Skip()
		}
		comma := string(",;\t"[how%3])
		end, mark := "\n", ""
		if how&4 != 0 {
			end = "\r\n"
		}
		if how&8 != 0 {
			mark = "\ufeff"
		}
		quoted := func(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }
		text := mark + strings.Join([]string{"a", "b", "c"}, comma) + end + strings.Join([]string{quoted(a), quoted(b), quoted(c)}, comma) + end
		r, err := table.Read("t.csv", strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		row, err := r.Next()
		if err != nil || row.Err != nil || row.Number != 2 {
			t.Fatal(row.Number, err, row.Err)
		}
		for i, n := range row.Answers.Values {
			if n.Value.Text != cells[i] {
				t.Errorf("%q was read as %q", cells[i], n.Value.Text)
			}
		}
	})
}
