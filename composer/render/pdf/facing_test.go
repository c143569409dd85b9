package pdf_test

import (
	"strconv"
	"strings"
	"testing"

	"amends/composer"
	"amends/composer/render/pdf"
)

// Of a document in two languages page stands against page, each in its own
// language and with its own words around it; what is heard is one document
// after the other.
func TestFacing(t *testing.T) {
	program(t, "pdftotext")
	program(t, "pdfinfo")
	of := func(language, word string, pages int) *composer.Document {
		var parts []string
		for n := range pages {
			parts = append(parts, word+strconv.Itoa(n+1))
		}
		return &composer.Document{Title: word, Kind: "test", Language: language, Layout: composer.LayoutAgreement, Body: strings.Join(parts, "\n\n<!-- amends:page -->\n\n")}
	}
	spanish := &pdf.Words{Language: "es", PageLabel: "Página {page} de {pages}", Foot: "Detente"}
	p := pdf.PDF{
		Words: pdf.Words{Language: "en", PageLabel: "Page {page} of {pages}", Foot: "Stop"},
		Own:   []pdf.Own{{}, {Words: spanish, Facing: true}, {}, {Words: spanish}, {}, {Words: spanish, Facing: true}, {}},
	}
	docs := []*composer.Document{of("en", "one", 2), of("es", "uno", 3), of("en", "two", 1), of("es", "dos", 1), of("en", "three", 2), of("es", "tres", 1), of("en", "four", 2)}
	file := render(t, p, docs...)
	var got []string
	for _, page := range strings.Split(strings.TrimSuffix(run(t, file, "pdftotext", "-layout", "FILE", "-"), "\f"), "\f") {
		f := strings.Fields(page)
		got = append(got, f[0])
		if label := strings.HasPrefix(f[0], "uno") || f[0] == "dos1" || f[0] == "tres1"; label != strings.Contains(page, "Detente") || label == strings.Contains(page, "Stop") || label != strings.Contains(page, "Página") {
			t.Errorf("what stands around %s is in another language:\n%s", f[0], page)
		}
	}
	if want := "one1 uno1 one2 uno2 uno3 two1 dos1 three1 tres1 three2 four1 four2"; strings.Join(got, " ") != want {
		t.Errorf("pages: %s\nwant   %s", strings.Join(got, " "), want)
	}
	heard := strings.Join(strings.Fields(run(t, file, "pdfinfo", "-struct-text", "FILE")), " ")
	at := -1
	for _, word := range []string{"one1", "one2", "uno1", "uno2", "uno3", "two1", "dos1", "three1", "three2", "tres1", "four1"} {
		next := strings.Index(heard, word)
		if next < at {
			t.Errorf("%s is heard too early:\n%s", word, heard)
		}
		at = next
	}
	conforms(t, "facing", file)
}
