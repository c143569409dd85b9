package render_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image/png"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"amends/composer"
	"amends/composer/page"
	"amends/composer/render"
)

// form is docs as a PDF, which programs can fill in or not.
func form(t *testing.T, o render.Options, docs ...*composer.Document) string {
	t.Helper()
	f, _ := render.Lookup("pdf")
	var b bytes.Buffer
	if err := f.New(o).Render(&b, docs...); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "page.pdf")
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// output is what a program says.
func output(t *testing.T, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, complaints.Bytes())
	}
	return string(out)
}

// python is Debian's, which has pikepdf.
const python = "/usr/bin/python3"

func needPikepdf(t *testing.T) {
	t.Helper()
	need(t, python)
	if exec.Command(python, "-c", "import pikepdf").Run() == nil {
		return
	}
	if os.Getenv("AMENDS_TEST_ALL") == "1" {
		t.Fatal("python3-pikepdf is missing")
	}
	t.Skip("python3-pikepdf is missing")
}

// worksheets are the blank pages that have fields.
func worksheets(t *testing.T) []sheet {
	t.Helper()
	return slices.DeleteFunc(sheets(t), func(s sheet) bool {
		return !strings.HasSuffix(s.name, " blank") || !strings.Contains(s.doc.Body, "amends:field")
	})
}

// A worksheet that can be filled in says the same as one that cannot, and is a
// file that qpdf finds nothing in to complain of.
func TestFillable(t *testing.T) {
	if testing.Short() {
		t.Skip("this is long, and nothing in it runs side by side")
	}
	need(t, "qpdf")
	need(t, "pdftotext")
	for _, s := range worksheets(t) {
		for _, theme := range render.Themes() {
			for _, paper := range render.Papers() {
				if theme != "plain" && paper != "a4" {
					continue // both are looked at by themselves
				}
				o := render.Options{Theme: theme, Paper: paper}
				flat := output(t, "pdftotext", "-layout", form(t, o, s.doc), "-")
				o.Fillable = true
				file := form(t, o, s.doc)
				if got := output(t, "pdftotext", "-layout", file, "-"); got != flat {
					t.Errorf("%s, %s, %s: other text as a form", s.name, theme, paper)
				}
				if f, err := os.Stat(file); err != nil || f.Size() > 60<<10 {
					t.Errorf("%s, %s, %s has %d bytes", s.name, theme, paper, f.Size())
				}
				if out := output(t, "qpdf", "--check", file); !strings.Contains(out, "No syntax or stream encoding errors found") {
					t.Errorf("%s, %s, %s: %s", s.name, theme, paper, out)
				}
			}
		}
	}
}

// A pdfField is a field of a form as pikepdf reads it.
type pdfField struct {
	Name, Kind, Value string
	Flags             int
	Words, States     []string
}

const (
	multiline = 1 << 12
	radio     = 1 << 15
)

func fieldsOf(t *testing.T, file string) map[string]pdfField {
	t.Helper()
	var list []pdfField
	if err := json.Unmarshal([]byte(output(t, python, "testdata/fill.py", file)), &list); err != nil {
		t.Fatal(err)
	}
	fields := map[string]pdfField{}
	for _, f := range list {
		if _, ok := fields[f.Name]; ok {
			t.Errorf("%s is the name of two fields", f.Name)
		}
		fields[f.Name] = f
	}
	return fields
}

// marked is the fields that the Markdown of d has, with how many lines or
// boxes each has.
func marked(t *testing.T, d *composer.Document) map[string]int {
	t.Helper()
	body, err := page.Parse(d)
	if err != nil || len(body.Notes) > 0 {
		t.Fatal(err, body.Notes)
	}
	fields := map[string]int{}
	for _, m := range regexp.MustCompile(`<!-- amends:field ([^ =]+)`).FindAllStringSubmatch(d.Body, -1) {
		fields[m[1]]++
	}
	return fields
}

// Each field of the Markdown is a field of the form, with its name and with
// words that say what it is.
func TestFillableFields(t *testing.T) {
	if testing.Short() {
		t.Skip("this is long, and nothing in it runs side by side")
	}
	needPikepdf(t)
	radios, multi := 0, 0
	for _, s := range worksheets(t) {
		want := marked(t, s.doc)
		got := fieldsOf(t, form(t, render.Options{Fillable: true}, s.doc))
		for name, f := range got {
			if want[name] == 0 {
				t.Errorf("%s: the form has %s, which the page has not", s.name, name)
			}
			for _, w := range f.Words {
				if w == "" || strings.Contains(w, "{") {
					t.Errorf("%s: %s is called %q", s.name, name, w)
				}
			}
			switch {
			case f.Kind == "/Btn" && f.Flags&radio != 0:
				radios++
				if len(f.States) != want[name] {
					t.Errorf("%s: %s has %d states of %d", s.name, name, len(f.States), want[name])
				}
			case f.Kind == "/Tx" && f.Flags&multiline != 0:
				multi++
			}
		}
		for _, name := range slices.Sorted(maps.Keys(want)) {
			if _, ok := got[name]; !ok {
				t.Errorf("%s: %s cannot be filled in", s.name, name)
			}
		}
	}
	if radios == 0 || multi == 0 {
		t.Errorf("%d questions with one answer, %d with several lines", radios, multi)
	}
}

// Names that come twice in a file of several documents have the number of
// theirs before them.
func TestFillableTogether(t *testing.T) {
	needPikepdf(t)
	var docs []*composer.Document
	for _, s := range worksheets(t) {
		if s.name == "boundary blank" || s.name == "apology blank" {
			docs = append(docs, s.doc)
		}
	}
	docs = append(docs, docs[0])
	got := fieldsOf(t, form(t, render.Options{Fillable: true}, docs...))
	n := 0
	for i, d := range docs {
		for name := range marked(t, d) {
			n++
			if i == 2 {
				name = "3." + name
			}
			if _, ok := got[name]; !ok {
				if _, ok = got[fmt.Sprint(i+1, ".", name)]; !ok {
					t.Errorf("document %d: %s is missing", i+1, name)
				}
			}
		}
	}
	if len(got) != n {
		t.Errorf("%d fields of %d", len(got), n)
	}
}

// filling is what is written into each field of a form.
func filling(fields map[string]pdfField) map[string]string {
	values := map[string]string{}
	for name, f := range fields {
		switch {
		case f.Kind == "/Btn":
			values[name] = strings.TrimPrefix(f.States[len(f.States)-1], "/")
		case f.Flags&multiline != 0:
			values[name] = "Zoë: 5 €\nλόγια"
		default:
			values[name] = "Æñü 5 € ώρα"
		}
	}
	return values
}

// fdf is values as a file that pdftk reads.
func fdf(values map[string]string, fields map[string]pdfField) string {
	text := func(s string) string {
		b := "<FEFF"
		for _, u := range utf16.Encode([]rune(s)) {
			b += fmt.Sprintf("%04X", u)
		}
		return b + ">"
	}
	var b strings.Builder
	b.WriteString("%FDF-1.2\n1 0 obj\n<</FDF <</Fields [")
	for name, v := range values {
		s := text(v)
		if fields[name].Kind == "/Btn" {
			s = "/" + v
		}
		fmt.Fprintf(&b, "<</T %s /V %s>>\n", text(name), s)
	}
	b.WriteString("]>>>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n")
	return b.String()
}

// dump is the values of the fields as pdftk reads them.
func dump(t *testing.T, file string) map[string]string {
	t.Helper()
	values := map[string]string{}
	name, last := "", ""
	for _, l := range strings.Split(output(t, "pdftk", file, "dump_data_fields_utf8"), "\n") {
		key, value, ok := strings.Cut(l, ": ")
		switch {
		case ok && key == "FieldName":
			name = value
		case ok && key == "FieldValue":
			values[name] = value
		case !ok && last == "FieldValue" && l != "---":
			values[name] += "\n" + l
			continue
		}
		last = key
	}
	return values
}

// sees fails the test for each value that nobody finds in the text of a page.
func sees(t *testing.T, what, text string, values map[string]string, fields map[string]pdfField) {
	t.Helper()
	short, long := 0, 0
	for name := range values {
		switch {
		case fields[name].Kind != "/Tx":
		case fields[name].Flags&multiline != 0:
			long++
		default:
			short++
		}
	}
	for word, want := range map[string]int{"Æñü": short, "ώρα": short, "Zoë:": long, "λόγια": long, "€": short + long} {
		// The end of what does not fit is not shown.
		if got := strings.Count(text, word); got < want*2/3 {
			t.Errorf("%s: %s is shown %d times, not %d", what, word, got, want)
		}
	}
}

// What pikepdf writes pdftk reads, and the other way round; poppler and mutool
// draw it.
func TestFilled(t *testing.T) {
	if testing.Short() {
		t.Skip("this is long, and nothing in it runs side by side")
	}
	needPikepdf(t)
	for _, program := range []string{"pdftk", "pdftotext", "mutool"} {
		need(t, program)
	}
	for _, s := range worksheets(t) {
		kind := strings.TrimSuffix(s.name, " blank")
		if !slices.Contains([]string{"boundary", "boundary es", "apology", "checkin", "find-therapist"}, kind) {
			continue
		}
		t.Run(s.name, func(t *testing.T) {
			dir := t.TempDir()
			file := form(t, render.Options{Fillable: true}, s.doc)
			fields := fieldsOf(t, file)
			values := filling(fields)
			text, err := json.Marshal(values)
			if err != nil {
				t.Fatal(err)
			}
			given, filled := filepath.Join(dir, "values"), filepath.Join(dir, "filled.pdf")
			if err := os.WriteFile(given, text, 0o600); err != nil {
				t.Fatal(err)
			}
			output(t, python, "testdata/fill.py", file, given, filled)
			if got := dump(t, filled); !maps.Equal(got, values) {
				t.Errorf("pikepdf wrote %q, and pdftk reads %q", values, got)
			}
			sees(t, "pikepdf, poppler", output(t, "pdftotext", "-raw", filled, "-"), values, fields)
			sees(t, "pikepdf, mutool", output(t, "mutool", "draw", "-q", "-F", "text", filled), values, fields)

			if err := os.WriteFile(given, []byte(fdf(values, fields)), 0o600); err != nil {
				t.Fatal(err)
			}
			output(t, "pdftk", file, "fill_form", given, "output", filled)
			for name, f := range fieldsOf(t, filled) {
				if f.Value != values[name] {
					t.Errorf("pdftk wrote %q, and pikepdf reads %q", values[name], f.Value)
				}
			}
			sees(t, "pdftk, poppler", output(t, "pdftotext", "-raw", filled, "-"), values, fields)
			sees(t, "pdftk, mutool", output(t, "mutool", "draw", "-q", "-F", "text", filled), values, fields)
		})
	}
}

// A browser shows what is filled in.
func TestFilledInChromium(t *testing.T) {
	if testing.Short() {
		t.Skip("this is long, and nothing in it runs side by side")
	}
	needPikepdf(t)
	need(t, "pdftk")
	c := startChromium(t)
	for _, s := range worksheets(t) {
		if s.name != "boundary blank" {
			continue
		}
		file := form(t, render.Options{Fillable: true}, s.doc)
		fields := fieldsOf(t, file)
		dir := t.TempDir()
		given, filled := filepath.Join(dir, "values"), filepath.Join(dir, "filled.pdf")
		if err := os.WriteFile(given, []byte(fdf(filling(fields), fields)), 0o600); err != nil {
			t.Fatal(err)
		}
		output(t, "pdftk", file, "fill_form", given, "output", filled)
		before, after := c.ink(file), c.ink(filled)
		if after < before+700 {
			t.Errorf("%s: %d points are dark, and filled in %d", s.name, before, after)
		}
	}
}

// ink is how many points of a file that the browser shows are dark.
func (c *chromium) ink(file string) int {
	c.t.Helper()
	// A tab of its own: in one that shows a file already, a way to the next may
	// never be answered.
	c.tab("file://" + file + "#toolbar=0&navpanes=0")
	c.screen(900, "light")
	last := -1
	for range 40 { // until it stays as it is
		time.Sleep(500 * time.Millisecond)
		var shot struct{ Data []byte }
		c.call("Page.captureScreenshot", map[string]any{"format": "png"}, &shot)
		picture, err := png.Decode(bytes.NewReader(shot.Data))
		if err != nil {
			c.t.Fatal(err)
		}
		dark, white := 0, 0
		for y := range picture.Bounds().Dy() {
			for x := range picture.Bounds().Dx() {
				r, g, b, _ := picture.At(x, y).RGBA()
				switch {
				case r == 0xffff && g == 0xffff && b == 0xffff:
					white++
				case r+g+b < 3*0x9000:
					dark++
				}
			}
		}
		if white > 100_000 && dark == last {
			return dark
		}
		last = dark
	}
	c.t.Fatal("the browser does not show the file")
	return 0
}
