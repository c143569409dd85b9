package pdf_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"amends/composer"
	"amends/composer/page"
	"amends/composer/render/pdf"
	"amends/templates"
)

// furnished is a page with everything around it.
var furnished = pdf.PDF{Letterhead: pdf.Letterhead{Name: "A practice"}, Words: pdf.Words{Foot: "If you are not safe", PageLabel: "Page {page} of {pages}", Field: "space to write", Box: "box to tick", Ticked: "ticked box"}}

// furnishedInSpanish is a page in Spanish with everything around it.
var furnishedInSpanish = pdf.PDF{Letterhead: pdf.Letterhead{Name: "Una consulta"}, Words: pdf.Words{Foot: "¿Miedo o peligro?", PageLabel: "Página {page} de {pages}", Field: "espacio para escribir", Box: "casilla para marcar", Ticked: "marcada"}}

// everyLanguage is kinds in every language that they are in, English first.
func everyLanguage(t testing.TB, names []string) []*composer.Kind {
	t.Helper()
	var out []*composer.Kind
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
			out = append(out, k)
		}
	}
	return out
}

// documents are the page of every file of answers and the worksheets of every
// kind in each of its languages, by their names.
func documents(t testing.TB) map[string]*composer.Document {
	t.Helper()
	today := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	docs := map[string]*composer.Document{}
	kinds, err := composer.Kinds(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range everyLanguage(t, kinds) {
		for _, people := range []int{0, 3} {
			d, err := k.BlankPage(composer.Worksheet{People: people, HelpLine: "Call 911."})
			if err != nil {
				t.Fatal(err)
			}
			docs[fmt.Sprintf("%s, %s, blank for %d", k.Name, k.Language, people)] = d
		}
	}
	files, err := filepath.Glob("../../../testdata/answers/*.yaml")
	others, otherErr := filepath.Glob("../../../testdata/answers/*/*.yaml")
	if err != nil || otherErr != nil || len(files) == 0 || len(others) == 0 {
		t.Fatal("no answers", err, otherErr)
	}
	for _, file := range append(files, others...) {
		text, err := os.ReadFile(file)
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
			t.Fatalf("%s: %v", file, problems[0])
		}
		d, err := k.Compose(c, composer.Circumstances{Date: today, HelpLine: "Call 911."})
		if err != nil {
			t.Fatal(err)
		}
		docs[strings.TrimPrefix(strings.TrimSuffix(filepath.ToSlash(file), ".yaml"), "../../../testdata/answers/")] = d
	}
	return docs
}

// conforms fails the test for everything at fault in a file, and is what a
// screen reader says of it.
func conforms(t testing.TB, name string, file []byte) (spoken string) {
	t.Helper()
	faults, spoken, pages := pdf.Conform(file)
	for _, f := range faults {
		t.Errorf("%s: %s", name, f)
	}
	if pages == 0 {
		t.Errorf("%s has no page", name)
	}
	return spoken
}

// Every page that amends makes is PDF/UA-1 and PDF/A-2a, in every theme and on
// either paper, and reads in the order of its Markdown.
func TestConform(t *testing.T) {
	if testing.Short() {
		t.Skip("this is long, and nothing in it runs side by side")
	}
	docs := documents(t)
	docs["everything"] = &composer.Document{Layout: composer.LayoutAgreement, Language: "de", Body: everything}
	docs["nothing"] = &composer.Document{}
	docs["alphabets"] = &composer.Document{Body: alphabets()}
	for name, d := range docs {
		body, err := page.Parse(d)
		if err != nil {
			t.Fatal(err)
		}
		want := even(furnished.Letterhead.Name + " " + words(body.Blocks, furnished.Words.Field) + furnished.Words.Foot)
		for _, theme := range append(pdf.Themes(), "") {
			for _, paper := range pdf.Papers() {
				p := furnished
				p.Theme, p.Paper = theme, paper
				file := render(t, p, d)
				spoken := conforms(t, name+", "+theme+", "+paper, file)
				if got := even(spoken); pressed(got) != pressed(want) {
					i := 0
					for i < min(len(got), len(want)) && got[i] == want[i] {
						i++
					}
					t.Errorf("%s, %s: is read …%.60q, want …%.60q", name, theme, got[max(0, i-20):], want[max(0, i-20):])
				}
			}
		}
	}
}

// alphabets is more characters than a byte has codes.
func alphabets() string {
	var b strings.Builder
	for _, r := range [][2]rune{{'À', 'ɏ'}, {'Α', 'Ω'}, {'α', 'ω'}, {'А', 'я'}, {'Ạ', 'ỹ'}, {'←', '↕'}, {'😀', '😆'}} {
		for c := r[0]; c <= r[1]; c++ {
			if len(pdf.PDF{Theme: "plain"}.Missing("", string(c))) == 0 && len(pdf.PDF{Theme: "book"}.Missing("", string(c))) == 0 {
				b.WriteRune(c)
				b.WriteByte(' ')
			}
		}
	}
	return b.String()
}

// Several documents in one file are as good as each of them.
func TestConformTogether(t *testing.T) {
	var all []*composer.Document
	for _, d := range documents(t) {
		all = append(all, d)
	}
	all = append(all, &composer.Document{Language: "pt-BR", Title: "Olá & <tchau>\u0000", Body: everything, Date: time.Date(2026, 4, 10, 0, 0, 0, 0, time.UTC)})
	conforms(t, "all", render(t, furnished, all...))
	for _, d := range all[len(all)-3:] {
		conforms(t, d.Title, render(t, furnished, d, all[0]))
	}
}
