package pdf_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"amends/composer"
	"amends/composer/render/pdf"
	"amends/templates"
)

// practice is a letterhead with all that one has but a logo.
var practice = pdf.Letterhead{
	Name: "Harbour Street Counselling", People: []string{"Jo Doe, LMFT", "Dr Ana Sousa, PsyD"}, Licence: "Licence no. 12345",
	Address: []string{"12 Harbour Street", "Galway H91 XY00"}, Phone: "091 555 0100", Web: "harbourstreet.example",
	Confidentiality: "What you write here stays between us, unless somebody is in danger.", Footer: "To change a time, call a day before.",
}

// A worksheet in each of its languages is as many pages as testdata/sheets.txt
// says, in every theme, on either paper, with a letterhead and without, with
// what is tried until the next session and what is brought there and without.
// No page is left half empty, and none at an end is nearly empty.
func TestSheets(t *testing.T) {
	const (
		least  = 50 // percent of a page that others follow
		atLast = 15 // and of one that ends a part
		golden = "testdata/sheets.txt"
	)
	kinds, err := composer.Kinds(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	got.WriteString("Pages of each worksheet: on A4, on Letter, on both under a letterhead;\nthe same with homework and what to bring.\n\n")
	in := map[string]*strings.Builder{} // by language
	for _, k := range everyLanguage(t, kinds) {
		got := in[k.Language]
		if got == nil {
			got = &strings.Builder{}
			in[k.Language] = got
		}
		foot, line := "Afraid or unsafe? Stop here. Emergency: __________. You can reach us:", "Call 911."
		if strings.HasPrefix(k.Language, "es") {
			foot, line = "¿Miedo o peligro? Detente. Emergencias: __________. Nuestro contacto:", "Llama al 911."
		}
		for _, theme := range pdf.Themes() {
			fmt.Fprintf(got, "%-28s%-12s", k.Name, theme)
			for _, homework := range []bool{false, true} {
				d, err := k.BlankPage(composer.Worksheet{HelpLine: line, Homework: homework, BringBack: homework})
				if err != nil {
					t.Fatal(err)
				}
				for _, head := range []pdf.Letterhead{{}, practice} {
					for _, paper := range pdf.Papers() {
						p := furnished
						p.Theme, p.Paper, p.Letterhead = theme, paper, head
						p.Words.Foot = foot + " Harbour Street Counselling, 091 555 0100"
						pages, err := pdf.Filled(p, d)
						if err != nil {
							t.Fatal(err)
						}
						fmt.Fprintf(got, "%3d", len(pages))
						for n, page := range pages {
							if page.Percent < atLast || page.Percent < least && !page.Ends {
								t.Errorf("%s, %s, %s, %s, %q, homework %t: page %d of %d is %d %% full", k.Name, k.Language, theme, paper, head.Name, homework, n+1, len(pages), page.Percent)
							}
						}
					}
				}
				if !homework {
					got.WriteString("  ")
				}
			}
			got.WriteByte('\n')
		}
	}
	for _, language := range slices.Sorted(maps.Keys(in)) {
		if language != composer.SourceLanguage {
			got.WriteString("\n" + language + "\n\n")
		}
		got.WriteString(in[language].String())
	}
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != string(want) {
		t.Errorf("other numbers of pages than %s:\n%s", golden, got.String())
	}
}
