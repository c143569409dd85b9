package form

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"go.yaml.in/yaml/v4"

	"amends/composer"
	"amends/composer/page"
	"amends/composer/render/pdf"
	"amends/templates"
)

// TestEveryField fills in every field of every worksheet, in Markdown and in a
// PDF, and finds what was written at its path in the answers file. What is not
// there stands in testdata/paper.yaml, with the reason.
func TestEveryField(t *testing.T) {
	if testing.Short() {
		t.Skip("this is long, and nothing in it runs side by side")
	}
	paper := readPaper(t)
	names, err := composer.Kinds(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		others, err := composer.KindLanguages(templates.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, language := range append([]string{composer.SourceLanguage}, others...) {
			k, err := composer.LoadIn(templates.FS, name, composer.Languages{Page: language})
			if err != nil {
				t.Fatal(err)
			}
			for title, sheet := range everySheet(t, k) {
				t.Run(name+"/"+language+"/"+title, func(t *testing.T) { everyField(t, k, sheet, paper) })
			}
		}
	}
	for _, p := range paper {
		for f, used := range p.used {
			if !used {
				t.Errorf("paper.yaml: no worksheet of %v has a field %s", p.Kinds, f)
			}
		}
	}
}

// A papers is fields that are no answers.
type papers struct {
	Kinds  []string // all if empty
	Fields []string
	Why    string
	used   map[string]bool
}

func readPaper(t *testing.T) []*papers {
	text, err := os.ReadFile("testdata/paper.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var out []*papers
	if err := yaml.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	for _, p := range out {
		p.used = map[string]bool{}
		for _, f := range p.Fields {
			p.used[f] = false
		}
		if p.Why == "" {
			t.Errorf("paper.yaml: why are %v no answers?", p.Fields)
		}
	}
	return out
}

// onPaper reports whether a field of a kind is no answer.
func onPaper(paper []*papers, kind, path string) bool {
	for _, p := range paper {
		for f := range p.used {
			if (path == f || strings.HasPrefix(path, f+".")) && (len(p.Kinds) == 0 || slices.Contains(p.Kinds, kind)) {
				p.used[f] = true
				return true
			}
		}
	}
	return false
}

// everySheet is the worksheets of k that are not the same: for each
// relationship and role, for two people and for three, and with all that is
// added for a session.
func everySheet(t *testing.T, k *composer.Kind) map[string]composer.Worksheet {
	out := map[string]composer.Worksheet{}
	seen := map[string]bool{}
	add := func(title string, sheet composer.Worksheet) {
		d, err := k.BlankPage(sheet)
		if err != nil {
			t.Fatal(err)
		}
		fields := fmt.Sprint(fieldMark.FindAllString(d.Body, -1))
		if !seen[fields] {
			seen[fields] = true
			out[title] = sheet
		}
	}
	add("two", composer.Worksheet{})
	add("three", composer.Worksheet{People: 3})
	add("five", composer.Worksheet{People: 5})
	add("session", composer.Worksheet{Examples: true, FilledBy: composer.FilledBy()[:1], AskGoal: true, Homework: true, BringBack: true, Lines: 3})
	if len(k.Sections) == 0 {
		return out
	}
	for _, s := range k.Sections {
		for _, q := range s.Questions {
			for _, o := range q.Options {
				switch {
				case q.Name == "relationship":
					add(o.Value, composer.Worksheet{Relationship: o.Value})
				case q.Type == composer.TypeChoice && s.Each == "":
					a := &composer.Answers{}
					if err := a.Set(q.Name, composer.Text(o.Value, composer.Position{})); err != nil {
						t.Fatal(err)
					}
					add(q.Name+"-"+o.Value, composer.Worksheet{Given: a})
				}
			}
		}
	}
	return out
}

// everyField fills in one worksheet, as often as a question with boxes has any:
// each of those that exclude each other is ticked once.
func everyField(t *testing.T, k *composer.Kind, sheet composer.Worksheet, paper []*papers) {
	d, err := k.BlankPage(sheet)
	if err != nil {
		t.Fatal(err)
	}
	given := &composer.Answers{}
	if sheet.Relationship != "" {
		given.Values = append(given.Values, composer.Named{Name: "relationship", Value: composer.Text(sheet.Relationship, composer.Position{})})
	}
	if q := k.Question("people"); q != nil && !strings.Contains(d.Body, "amends:field people.") { // a child signs nothing
		people := composer.Value{Shape: composer.Items}
		for _, name := range []string{"Zoë", "Jo", "Sam"} {
			people.Items = append(people.Items, composer.Text(name, composer.Position{}))
		}
		given.Values = append(given.Values, composer.Named{Name: q.Name, Value: people})
	}
	reading := Reading{Kind: k, Day: time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC), Given: given}
	w := &writer{Reading: reading, builder: &builder{reading: reading, kind: k.For(k.Relationship(given)), numbers: map[string][]int{}}, paper: paper}
	passes := 1
	for _, m := range fieldMark.FindAllStringSubmatch(d.Body, -1) {
		if q := w.builder.spot(pathOf(m[1])).q; q != nil && strings.Contains(m[1], "=") {
			passes = max(passes, len(q.Options)+1, 2)
		}
	}
	for pass := range passes {
		w.pass = pass
		w.start()
		written := *d
		written.Body = w.markdown(d.Body)
		w.back(t, "sheet.md", page.Format(&written), d.Body)

		var form bytes.Buffer
		if err := (pdf.PDF{Fillable: true}).Render(&form, d); err != nil {
			t.Fatal(err)
		}
		w.start()
		w.back(t, "sheet.pdf", w.form(t, form.Bytes()), d.Body)
	}
}

// A writer fills in worksheets, and knows what must be read back.
type writer struct {
	Reading
	builder *builder
	paper   []*papers
	pass    int
	n       int                 // what was written
	want    map[string]string   // by path
	items   map[string][]string // by path, what must be among the items
}

func (w *writer) start() {
	w.n, w.want, w.items = 0, map[string]string{}, map[string][]string{}
}

// text is what is written on the lines of a field, each on one, and sets what
// must be read back.
func (w *writer) text(path string, lines int) []string {
	s := w.builder.spot(path)
	w.n++
	n := strconv.Itoa(w.n)
	if s.q == nil {
		return []string{"Zoë " + n}
	}
	said := []string{"Zoë zahlt " + n + " €, bestimmt!", "Και όμως " + n + " źdźbło.", "Третья: " + n + "."}[:min(lines, 3)]
	at := s.path
	if s.item > 0 {
		at += "." + strconv.Itoa(s.item)
	}
	switch s.q.Type {
	case composer.TypeText:
		w.want[at] = strings.Join(said, "\n")
	case composer.TypeLine:
		w.want[at] = strings.Join(said, " ")
	case composer.TypeDate:
		said = []string{"20. 12. 2026"}
		w.want[at] = "2026-12-20"
	case composer.TypeTime:
		said = []string{"19.30"}
		w.want[at] = "19:30"
	case composer.TypeNumber:
		said = []string{"4" + n}
		w.want[at] = said[0]
	case composer.TypePeople, composer.TypeList:
		switch {
		case s.item > 0:
			said = []string{strings.Join(said, " ")}
			w.want[at] = said[0]
		case s.q.Type == composer.TypePeople:
			said = said[:1]
			w.items[at] = said
		default:
			w.items[at] = said
		}
	case composer.TypeMulti:
		said = said[:1]
		if len(s.q.Options) > 1 && !strings.HasSuffix(path, ownWords) { // no boxes stand for the options
			said[0] = s.q.Options[0].Label + "; " + s.q.Options[1].Value
			w.items[at] = append(w.items[at], s.q.Options[0].Value, s.q.Options[1].Value)
			break
		}
		w.items[at] = append(w.items[at], said[0])
	case composer.TypeChoice, composer.TypeYesNo:
		o := s.q.Options[w.pass%len(s.q.Options)]
		switch {
		case s.option != "" && s.option != o.Value: // a cell that stands for a box
			return nil
		case s.option != "":
			w.want[at] = o.Value
			return []string{"x"}
		case strings.HasSuffix(path, ownWords) && w.option(s.q) != otherOption:
			return nil
		case strings.HasSuffix(path, ownWords):
			said = said[:1]
			w.want[at] = said[0]
		default:
			said = []string{o.Label}
			w.want[at] = o.Value
		}
	default:
		panic(s.q.Type)
	}
	return said
}

// option is the box of a question that this pass ticks.
func (w *writer) option(q *composer.Question) string {
	values := []string{"yes", "no"}
	if q.Type != composer.TypeYesNo {
		values = nil
		for _, o := range q.Options {
			values = append(values, o.Value)
		}
		if q.Other {
			values = append(values, otherOption)
		}
	}
	return values[w.pass%len(values)]
}

// tick reports whether a box is ticked, and sets what must be read back.
func (w *writer) tick(path string) bool {
	s := w.builder.spot(path)
	switch {
	case s.q == nil:
	case s.q.Type == composer.TypeMulti:
		if s.option != otherOption {
			w.items[s.path] = append(w.items[s.path], s.option)
		}
	case s.option != w.option(s.q):
		return false
	case s.option != otherOption:
		w.want[s.path] = s.option
	}
	return true
}

// markdown is body with every line written over and every box ticked.
func (w *writer) markdown(body string) string {
	lines := map[string]int{}
	for _, m := range fieldMark.FindAllStringSubmatch(body, -1) {
		lines[m[1]]++
	}
	said := map[string][]string{}
	count := map[string]int{}
	var out strings.Builder
	at := 0
	for _, m := range fieldMark.FindAllStringSubmatchIndex(body, -1) {
		before, name := body[at:m[0]], body[m[2]:m[3]]
		path := pathOf(name)
		at = m[0]
		if label, box, _ := cutBox(before); box {
			if w.tick(path) {
				before = label + "[x] "
			}
			out.WriteString(before)
			continue
		}
		n := count[name]
		count[name]++
		if n == 0 || strings.HasPrefix(path, "people.") { // the same on both places
			if n == 0 {
				said[name] = w.text(path, lines[name])
			}
			n = 0
		}
		out.WriteString(strings.TrimRight(before, "_"))
		if n < len(said[name]) {
			out.WriteString(said[name][n])
		} else {
			out.WriteString("_____")
		}
	}
	out.WriteString(body[at:])
	return out.String()
}

// form is a PDF with every field of its form filled in, written behind the file
// as programs do.
func (w *writer) form(t *testing.T, data []byte) []byte {
	f, err := open(data)
	if err != nil {
		t.Fatal(err)
	}
	out := bytes.NewBuffer(bytes.Clone(data))
	table := ""
	for _, n := range slices.Sorted(maps.Keys(f.places)) {
		d := f.dict(ref(n))
		last, ok := d["T"].(text)
		if !ok || d["FT"] == nil {
			continue
		}
		path := decode(string(last))
		for up := f.dict(d["Parent"]); up != nil; up = f.dict(up["Parent"]) {
			path = decode(string(up["T"].(text))) + "." + path
		}
		d = maps.Clone(d)
		if d["FT"] == name("Tx") {
			lines := 1
			if flags, _ := d["Ff"].(int); flags&(1<<12) != 0 {
				lines = 3
			}
			said := strings.Join(w.text(path, lines), "\r")
			var b strings.Builder
			b.WriteString("\xfe\xff")
			for _, u := range utf16.Encode([]rune(said)) {
				b.WriteString(string([]byte{byte(u >> 8), byte(u)}))
			}
			d["V"] = text(b.String())
		} else {
			kids := []dict{d}
			for _, k := range f.array(d["Kids"]) {
				kids = append(kids, f.dict(k))
			}
			for _, k := range kids {
				for state := range f.dict(f.dict(k["AP"])["N"]) {
					box := path
					if flags, _ := d["Ff"].(int); flags&flagRadio != 0 {
						box += "." + string(state)
					}
					if state != "Off" && w.tick(box) {
						d["V"] = state
					}
				}
			}
		}
		table += fmt.Sprintf("%d 1\n%010d 00000 n \n", n, out.Len())
		fmt.Fprintf(out, "%d 0 obj\n%s\nendobj\n", n, source(d))
	}
	var prev int
	if _, err := fmt.Sscan(string(data[bytes.LastIndex(data, []byte("startxref"))+len("startxref"):]), &prev); err != nil {
		t.Fatal(err)
	}
	at := out.Len()
	fmt.Fprintf(out, "xref\n%strailer\n<</Size 99999 /Root %d 0 R /Prev %d>>\nstartxref\n%d\n%%%%EOF\n", table, f.trailer["Root"], prev, at)
	return out.Bytes()
}

// source is an object as a file has it.
func source(v any) string {
	switch v := v.(type) {
	case name:
		return "/" + string(v)
	case text:
		return fmt.Sprintf("<%x>", string(v))
	case ref:
		return fmt.Sprintf("%d 0 R", v)
	case array:
		out := "["
		for _, i := range v {
			out += source(i) + " "
		}
		return out + "]"
	case dict:
		out := "<<"
		for _, k := range slices.Sorted(maps.Keys(v)) {
			out += "/" + string(k) + " " + source(v[k]) + " "
		}
		return out + ">>"
	}
	return fmt.Sprint(v)
}

// back reads a filled worksheet, and finds everything that was written.
func (w *writer) back(t *testing.T, file string, data []byte, blank string) {
	t.Helper()
	sheets, err := Read(file, data)
	if err != nil && strings.HasPrefix(w.Kind.Name, "handout/") && !fieldMark.MatchString(blank) {
		return // nothing to fill in
	}
	if err != nil {
		t.Fatal(err)
	}
	got := sheets[0].Answers(w.Reading)
	for _, n := range got.Notes {
		if n.Path != "" || n.Line > 0 {
			t.Errorf("%s: %v: %s: %s", file, n.Position, n.Path, n.Text)
		}
	}
	if len(got.Notes) > 3 {
		t.Errorf("%s: %d notes: %v", file, len(got.Notes), got.Notes)
	}
	for _, p := range got.Problems {
		t.Errorf("%s: %s: %s", file, p.Path, p.Message)
	}
	text, err := w.Kind.Format(composer.Join(w.Given, got.Answers))
	if err != nil {
		t.Fatal(err)
	}
	answers, err := composer.ReadAnswers("answers.yaml", bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range w.want {
		if v, ok := w.at(answers, path); !ok || v.Shape == composer.Scalar && strings.TrimSpace(v.Text) != want {
			t.Errorf("%s: %s: got %q, want %q", file, path, v.Text, want)
		}
	}
	for path, want := range w.items {
		v, _ := w.at(answers, path)
		var items []string
		for _, i := range v.Items {
			items = append(items, i.Text)
		}
		if v.Shape == composer.Scalar && !v.Empty() {
			items = []string{v.Text}
		}
		for _, i := range want {
			if !slices.Contains(items, i) {
				t.Errorf("%s: %s: got %q, want among them %q", file, path, items, i)
			}
		}
	}
	// Every field of the page is one of these.
	for _, m := range fieldMark.FindAllStringSubmatch(blank, -1) {
		path := pathOf(m[1])
		s := w.builder.spot(path)
		at := s.path
		if s.item > 0 {
			at += "." + strconv.Itoa(s.item)
		}
		_, one := w.want[at]
		_, several := w.items[at]
		switch paper := onPaper(w.paper, w.Kind.Name, path); {
		case paper && s.q != nil:
			t.Errorf("%s is an answer, and paper.yaml says that it is none", path)
		case s.option != "" && s.option != otherOption && s.q.Type != composer.TypeYesNo && !hasOption(s.q, s.option):
			t.Errorf("%s: there is no such option", path)
		case !paper && s.q == nil:
			t.Errorf("%s is no answer: %s %s", path, s.key, s.near)
		case !paper && !one && !several && w.option(s.q) != otherOption:
			t.Errorf("%s: %s was not filled in", file, path)
		}
	}
}

// at is the value at a path of an answers file, where people's parts stand
// under their names.
func (w *writer) at(a *composer.Answers, path string) (composer.Value, bool) {
	names := strings.SplitN(path, ".", 3)
	s := w.builder.section(w.builder.kind.Question(names[0]))
	if s.Each == "" {
		return a.Get(path)
	}
	people := a.People(s.Each)
	n, _ := strconv.Atoi(names[1])
	v, _ := a.Get(names[0])
	for _, p := range v.Parts {
		if n > len(people) || p.Name != people[n-1] {
			continue
		}
		if len(names) == 2 {
			return p.Value, true
		}
		rest := &composer.Answers{Values: []composer.Named{{Name: names[0], Value: p.Value}}}
		return rest.Get(names[0] + "." + names[2])
	}
	return composer.Value{}, false
}
