package form_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"amends/composer"
	"amends/composer/form"
	"amends/composer/page"
	"amends/templates"
)

var today = time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)

var mark = regexp.MustCompile(`_{5,}<!-- amends:field (\S+)(?: date| spare)? -->|\[ \] <!-- amends:field (\S+) -->`)

// example is the checked answers of a file of testdata, of a kind in their
// language.
func example(t *testing.T, file string) (*composer.Kind, composer.Checked) {
	t.Helper()
	text, err := os.ReadFile("../../testdata/answers/" + file)
	if err != nil {
		t.Fatal(err)
	}
	a, err := composer.ReadAnswers(file, bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	k, err := composer.LoadIn(templates.FS, a.Kind, composer.Languages{Page: a.Language})
	if err != nil {
		t.Fatal(err)
	}
	c, problems := k.Check(composer.Join(a, k.Defaults(a, today)))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return k, c
}

// said is what a person writes into a field, or whether they tick a box.
func said(c composer.Checked, path string, box bool) (text string, tick bool) {
	k := c.Kind()
	path = strings.Replace(path, "=", ".", 1)
	path, other := strings.CutSuffix(path, "-other") // the line beside boxes
	v, ok := c.Get(path)
	if ok && v.Shape == composer.Scalar && !box {
		return v.Text, true
	}
	up, last := path, ""
	if i := strings.LastIndexByte(path, '.'); i >= 0 {
		up, last = path[:i], path[i+1:]
	}
	q := k.At(path)
	if q == nil {
		return "", false
	}
	value := func(v composer.Value) (own []string, has bool) {
		items := v.Items
		if v.Shape == composer.Scalar && !v.Empty() {
			items = []composer.Value{v}
		}
		for _, i := range items {
			if o, ok := q.Option(i.Text); ok && o.Value == last || i.Text == last {
				has = true
			} else if !ok && q.Type != composer.TypeYesNo {
				own = append(own, i.Text)
			}
		}
		return own, has
	}
	switch {
	case q.Type == composer.TypePeople && !box:
		if v, _ := c.Get(path); len(v.Items) == 1 {
			return v.Items[0].Text, true
		}
	case len(q.Options) > 0 || q.Type == composer.TypeYesNo:
		if box || last != "" && !ok {
			v, _ := c.Get(up)
			own, has := value(v)
			return "x", has || last == "other" && len(own) > 0
		}
		own, _ := value(v)
		if !other { // no boxes stand for the options
			own = nil
			for _, i := range v.Items {
				own = append(own, i.Text)
			}
		}
		return strings.Join(own, "; "), len(own) > 0
	case ok && v.Shape == composer.Items:
		var lines []string
		for _, i := range v.Items {
			lines = append(lines, i.Text)
		}
		return strings.Join(lines, "\n"), true
	}
	return "", false
}

// fill writes what c says over the lines of a worksheet. What several lines
// have room for goes onto the first.
func fill(c composer.Checked, body string) string {
	done := map[string]bool{}
	return mark.ReplaceAllStringFunc(body, func(m string) string {
		sub := mark.FindStringSubmatch(m)
		if name := sub[2]; name != "" {
			if _, tick := said(c, name, true); tick {
				return strings.Replace(m, "[ ]", "[x]", 1)
			}
			return m
		}
		text, is := said(c, sub[1], false)
		if !is || done[sub[1]] {
			return m
		}
		done[sub[1]] = true
		if inTable(body, m) { // a cell is one line
			text, _, _ = strings.Cut(text, "\n")
		}
		return text + " ____" + m[strings.Index(m, "<!--"):]
	})
}

// inTable reports whether a field stands in a table.
func inTable(body, field string) bool {
	line := body[:strings.Index(body, field)]
	return strings.HasPrefix(line[strings.LastIndexByte(line, '\n')+1:], "|")
}

// rest is the answers of c to what got does not answer.
func rest(c composer.Checked, got *composer.Answers) *composer.Answers {
	out := c.Answers()
	for _, n := range got.Values {
		out.Delete(n.Name)
	}
	return out
}

// noRoom is the answers of the examples for which the worksheets have no room:
// a seventh topic, what a table of one line asks for.
var noRoom = map[string][]string{
	"checkin":      {"agenda.7", "agenda.8"},
	"progress":     {"lines.1.1.how", "lines.1.2.how", "lines.2.1.how", "lines.2.2.how"},
	"transparency": {"items.1.1.how", "items.1.2.until", "items.1.3.item", "items.1.3.scope", "items.1.3.how_often", "items.1.3.excluded"},
	"reconnect":    {"not_yet.1.2", "not_yet.2.2", "enjoy.2", "enjoy.3", "time_together.1.how_long", "time_together.1.when", "time_together.1.what"},
	"timeout":      {"signs.1.2", "signs.2.2"},
}

// A filled worksheet and what is known beside it.
type filled struct {
	kind    *composer.Kind
	checked composer.Checked
	blank   *composer.Document
	known   *composer.Answers
}

// each calls f for the worksheet of each example.
func each(t *testing.T, f func(t *testing.T, w filled)) {
	files, err := filepath.Glob("../../testdata/answers/*.yaml")
	others, otherErr := filepath.Glob("../../testdata/answers/*/*.yaml")
	if err != nil || otherErr != nil || len(files) == 0 || len(others) == 0 {
		t.Fatal("no answers", err, otherErr)
	}
	for _, file := range append(files, others...) {
		file = strings.TrimPrefix(filepath.ToSlash(file), "../../testdata/answers/")
		t.Run(file, func(t *testing.T) {
			k, c := example(t, file)
			people := 0
			for _, s := range k.Sections {
				if s.Each != "" {
					people = len(c.Answers().People(s.Each))
				}
			}
			d, err := k.BlankPage(composer.Worksheet{Relationship: k.Relationship(c.Answers()), People: people, HelpLine: "Call 123."})
			if err != nil {
				t.Fatal(err)
			}
			known := &composer.Answers{}
			names := []string{"relationship", "role"}
			if !strings.Contains(d.Body, "amends:field people.") {
				names = append(names, "people", "speaker") // these stand on no sheet
			}
			for _, name := range names {
				if v, ok := c.Get(name); ok {
					known.Values = append(known.Values, composer.Named{Name: name, Value: v})
				}
			}
			f(t, filled{k, c, d, known})
		})
	}
}

// back reads a filled worksheet and compares.
func (w filled) back(t *testing.T, name string, data []byte) {
	t.Helper()
	sheets, err := form.Read(name, data)
	if err != nil {
		t.Fatal(err)
	}
	if sheets[0].Kind != w.kind.Name {
		t.Errorf("kind %q, want %q", sheets[0].Kind, w.kind.Name)
	}
	got := sheets[0].Answers(form.Reading{Kind: w.kind, Day: today, Given: w.known, HelpLine: "Call 123."})
	for _, n := range got.Notes {
		if n.Path != "" || n.Line > 0 {
			t.Errorf("%v: %s: %s", n.Position, n.Path, n.Text)
		}
	}
	if len(got.Problems) > 0 {
		t.Error(got.Problems)
	}
	same(t, w.kind, w.checked, got.Answers)
}

// TestRoundTrip fills in the worksheet of each kind with each example, and
// reads back the same answers. What the sheet does not ask stands in the
// example still, and the page that both make is the same.
func TestRoundTrip(t *testing.T) {
	each(t, func(t *testing.T, w filled) {
		w.blank.Body = fill(w.checked, w.blank.Body)
		w.back(t, "sheet.md", page.Format(w.blank))
	})
}

// TestRoundTripPDF does the same with a form: in three alphabets, with boxes
// alone and with those of a question under one name.
func TestRoundTripPDF(t *testing.T) {
	alphabets := []func(string) string{wide, func(s string) string { return literal("\xef\xbb\xbf" + s) }, literal}
	each(t, func(t *testing.T, w filled) {
		for _, together := range []bool{false, true} {
			var fields []pdfField
			byName := map[string]int{}
			done := map[string]bool{}
			for i, m := range mark.FindAllStringSubmatch(w.blank.Body, -1) {
				path := m[1] + m[2] // of boxes of which one is ticked, with "="
				if done[path] {
					continue
				}
				done[path] = true
				text, is := said(w.checked, path, m[2] != "")
				if m[2] == "" {
					f := pdfField{path: path}
					if is {
						f.value = alphabets[i%len(alphabets)](text)
					}
					fields = append(fields, f)
					continue
				}
				up, last, one := strings.Cut(path, "=")
				path = strings.Replace(path, "=", ".", 1)
				if together && one {
					n, ok := byName[up]
					if !ok {
						n = len(fields)
						byName[up] = n
						fields = append(fields, pdfField{path: up, box: true, flags: 1 << 15})
					}
					fields[n].states = append(fields[n].states, last)
					if is {
						fields[n].value = last
					}
					continue
				}
				f := pdfField{path: path, box: true, value: "Off"}
				if is {
					f.value = "Yes"
				}
				fields = append(fields, f)
			}
			if len(fields) > 0 {
				w.back(t, "sheet.pdf", pdf("worksheet amends:"+w.kind.Name, fields...))
			}
		}
	})
}

// same compares what was read with the answers that were written down. A row
// or an item for which the sheet has no room is not missed.
func same(t *testing.T, k *composer.Kind, c composer.Checked, got *composer.Answers) {
	t.Helper()
	all := composer.Join(rest(c, got), got)
	checked, problems := k.Check(all)
	for _, p := range problems {
		if !p.Missing() {
			t.Errorf("%s: %s", p.Path, p.Message)
		}
	}
	checked.Each(func(path string, v composer.Value) {
		want, ok := c.Get(path)
		if !ok || strings.TrimSpace(want.Text) != v.Text {
			t.Errorf("%s: got %q, want %q", path, v.Text, want.Text)
		}
	})
	// Nothing that the sheet has room for is lost.
	short := map[string]bool{}
	c.Each(func(path string, v composer.Value) {
		if g, ok := checked.Get(path); !ok || g.Text != strings.TrimSpace(v.Text) {
			short[path] = true
		}
	})
	if len(short) == 0 {
		a, errA := k.Compose(c, composer.Circumstances{Date: today})
		b, errB := k.Compose(checked, composer.Circumstances{Date: today})
		if errA != nil || errB != nil || a.Body != b.Body {
			t.Errorf("the page is another one: %v, %v", errA, errB)
		}
		return
	}
	for p := range short {
		if !slices.Contains(noRoom[k.Name], p) {
			t.Errorf("%s is lost", p)
		}
	}
}

// TestRoundTripSession reads back a sheet with all that is added for a session.
func TestRoundTripSession(t *testing.T) {
	each(t, func(t *testing.T, w filled) {
		people := 0
		for _, s := range w.kind.Sections {
			if s.Each != "" {
				people = len(w.checked.Answers().People(s.Each))
			}
		}
		d, err := w.kind.BlankPage(composer.Worksheet{
			Relationship: w.kind.Relationship(w.checked.Answers()), People: people, HelpLine: "Call 123.",
			Examples: true, FilledBy: composer.FilledBy()[:1], AskGoal: true, Homework: true, BringBack: true, Lines: 6,
		})
		if err != nil {
			t.Fatal(err)
		}
		w.blank = d
		w.blank.Body = fill(w.checked, w.blank.Body)
		w.back(t, "sheet.md", page.Format(w.blank))
	})
}
