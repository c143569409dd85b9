package table_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"amends/composer"
	"amends/composer/table"
)

const testKind = `
version: 1
title: A test
group: Tests
summary: A test.
layout: letter
sections:
  - name: all
    title: All
    questions:
      - {name: people, ask: Who?, type: people, min: 1, max: 8}
      - {name: day, ask: When?, type: date}
      - {name: line, ask: What?}
      - {name: list, ask: Which?, type: list}
      - {name: topics, ask: About what?, type: multi, options: [{value: one, label: One}, {value: two, label: Two}]}
      - {name: rows, ask: What next?, type: rows, max: 5, questions: [{name: action, ask: What?}, {name: by, ask: When?, type: date}]}
      - {name: hidden, ask: Safe?, keep: never}
  - name: own
    title: Each
    each: people
    questions:
      - {name: need, ask: What do you need?}
      - {name: will, ask: What will you do?, type: rows, max: 1, questions: [{name: action, ask: What?}]}
`

func kind(t testing.TB) *composer.Kind {
	t.Helper()
	k, err := composer.Load(fstest.MapFS{
		"test/kind.yaml":        {Data: []byte(testKind)},
		"test/document.md.tmpl": {Data: []byte("{{.line}}{{.day}}{{range .people}}{{end}}{{range .list}}{{end}}{{range .topics}}{{end}}{{range .rows}}{{.action}}{{.by}}{{end}}{{range .need}}{{.Answer}}{{end}}{{range .will}}{{range .Answer}}{{.action}}{{end}}{{end}}\n")},
	}, "test")
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestColumns(t *testing.T) {
	k := kind(t)
	tests := []struct {
		name    string
		columns table.Columns
		in      string
		want    string
	}{
		{"paths", table.Columns{}, "people.2,people.1,need.1,will.2.1.action\nB,A,x,y\n", "need={#1:x} people=[A B] will={#2:[{action:y}]}"},
		{"items in their order", table.Columns{}, "rows.10.action,rows.2.action,rows.1.action\n,b,a\n", "rows=[{action:a} {action:b}]"},
		{"a gap", table.Columns{}, "rows.1.action,rows.2.action\n,b\n", "rows=[] rows.2.action: place: number 2 comes before number 1 is there"},
		{"names of people", table.Columns{}, "people,need.A\n\"A\nB\",x\n", "need={A:x} people=A/B"},
		{"JSON in cells", table.Columns{}, "line;list;rows\n[x];\"[\"\"a\"\", \"\"b\"\"]\";\"[{\"\"action\"\": \"\"c\"\"}]\"\n", "line=[x] list=[a b] rows=[{action:c}]"},
		{"no JSON in a cell", table.Columns{}, "list\n[sic] x\n", "list=[sic] x"},
		{"what a row says of itself", table.Columns{}, "kind,language,version,allow,line\nk,es,1,\"a\nb\",x\n", "kind=k language=es version=1 allow=2 line=x"},
		{"a map", table.Columns{Paths: map[string]string{"What": "line", "Form": "kind", "line": ""}}, "What,Form,line\nx,k,y\n", "kind=k line=x"},
		{"the user's", table.Columns{Own: []string{"case_no", "lin", "line"}}, "case_no,lin,line\n7,8,x\n", "line=x"},
		{"unknown", table.Columns{}, "phone,line,other\n1,x,\n", "line=x unknown=phone"},
		{"near", table.Columns{}, "lin\nx\n", "lin=x"},
		{"consent", table.Columns{}, "voluntary\nyes\n", "voluntary=yes"},
		{"days", table.Columns{}, "day,rows.1.by\n2026-12-20,04/05/2026\n", "day=2026-12-20 rows=[{by:04/05/2026}] rows.1.by: order: "},
		{"the day first", table.Columns{Dates: table.DayFirst}, "day,rows\n4.5.2026,\"[{\"\"by\"\": \"\"31/12/2026\"\"}]\"\n", "day=2026-05-04 rows=[{by:2026-12-31}]"},
		{"the month first", table.Columns{Dates: table.MonthFirst}, "day,rows.1.by,line\n04/05/2026,31/12/2026,04/05/2026\n", "day=2026-04-05 line=04/05/2026 rows=[{by:31/12/2026}] rows.1.by: no-day: "},
		{"another text", table.Columns{Dates: table.MonthFirst}, "day\n4/5/26\n", "day=4/5/26"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := table.Read("t.csv", strings.NewReader(tt.in))
			if err != nil {
				t.Fatal(err)
			}
			row, err := r.Next()
			if err != nil || row.Err != nil {
				t.Fatal(err, row.Err)
			}
			a, problems, unknown := tt.columns.Answers(k, row)
			var out []string
			for _, p := range [][2]string{{"kind", a.Kind}, {"language", a.Language}, {"version", a.Version}} {
				if p[1] != "" {
					out = append(out, p[0]+"="+p[1])
				}
			}
			if a.Allow != nil {
				out = append(out, fmt.Sprint("allow=", len(a.Allow)))
			}
			for _, n := range a.Values {
				out = append(out, n.Name+"="+text(n.Value))
			}
			for _, p := range problems {
				out = append(out, fmt.Sprintf("%s: %s: %s", p.Path, p.Code, p.Message))
			}
			for _, u := range unknown {
				out = append(out, "unknown="+u)
			}
			if got := strings.Join(out, " "); got != tt.want {
				t.Errorf("Answers: %s\nwant     %s", got, tt.want)
			}
			if tt.columns.Kind(row) != a.Kind || tt.columns.Language(row) != a.Language {
				t.Errorf("Kind is %q and Language %q", tt.columns.Kind(row), tt.columns.Language(row))
			}
		})
	}
}

func TestUse(t *testing.T) {
	c := table.Columns{Paths: map[string]string{"What": "line", "Wrong": "lnie", "Mine": ""}, Own: []string{"dya", "voluntary"}}
	tests := []struct {
		column string
		use    table.Use
		near   string
	}{
		{"line", table.Answer, ""},
		{"rows.1.action", table.Answer, ""},
		{"kind", table.Answer, ""},
		{"What", table.Answer, ""},
		{"Mine", table.Own, ""},
		{"dya", table.Own, ""},
		{"Wrong", table.Near, "line"},
		{"Line", table.Near, "line"},
		{"poeple.1", table.Near, "people"},
		{"phone number", table.Unknown, ""},
		{"voluntary", table.Consent, ""},
	}
	for _, tt := range tests {
		if use, near := c.Use(kind(t), tt.column); use != tt.use || near != tt.near {
			t.Errorf("Use(%q) = %v, %q, want %v, %q", tt.column, use, near, tt.use, tt.near)
		}
	}
}

func TestColumn(t *testing.T) {
	r, err := table.Read("t.csv", strings.NewReader("Next,Which,line\nx,y,\n"))
	if err != nil {
		t.Fatal(err)
	}
	row, err := r.Next()
	if err != nil {
		t.Fatal(err)
	}
	c := table.Columns{Paths: map[string]string{"Next": "rows", "Which": "list"}}
	for path, want := range map[string]string{"rows.2.by": "Next", "list": "Which", "line": "line", "day": "day"} {
		if got := c.Column(row, path); got != want {
			t.Errorf("Column(%q) = %q, want %q", path, got, want)
		}
	}
}

func TestHeader(t *testing.T) {
	var out strings.Builder
	if err := table.WriteHeader(&out, table.Header(kind(t), 2)); err != nil {
		t.Fatal(err)
	}
	const want = "people.1,people.2,day,line,list,topics,rows.1.action,rows.1.by,rows.2.action,rows.2.by,need.1,need.2,will.1.1.action,will.2.1.action\n"
	if out.String() != want {
		t.Errorf("the header is\n%swant\n%s", out.String(), want)
	}
}
