package pdf_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"amends/composer"
	"amends/composer/page"
	"amends/composer/render/pdf"
)

// A script is a letter of testdata/scripts, and what it is set in.
type script struct {
	name  string
	fonts []string // in /usr/share/fonts; behind a colon, which of a collection
}

const (
	noto    = "truetype/noto/Noto"
	cjk     = "opentype/noto/NotoSansCJK-Regular.ttc:"
	symbola = "truetype/ancient-scripts/Symbola_hint.ttf"
)

var scripts = []script{
	{"hebrew", []string{noto + "SansHebrew-Regular.ttf", noto + "SansHebrew-Bold.ttf"}},
	{"arabic", []string{noto + "NaskhArabic-Regular.ttf", noto + "NaskhArabic-Bold.ttf"}},
	{"persian", []string{noto + "SansArabic-Regular.ttf"}},
	{"urdu", []string{noto + "NastaliqUrdu-Regular.ttf"}},
	{"hindi", []string{noto + "SerifDevanagari-Regular.ttf"}},
	{"bengali", []string{noto + "SerifBengali-Regular.ttf"}},
	{"tamil", []string{noto + "SansTamil-Regular.ttf"}},
	{"thai", []string{noto + "SerifThai-Regular.ttf"}},
	{"japanese", []string{cjk + "1"}},
	{"korean", []string{cjk + "2"}},
	{"chinese", []string{cjk + "3"}},
	{"japanese-serif", []string{"opentype/noto/NotoSerifCJK-Regular.ttc:1"}},
	{"armenian", []string{noto + "SerifArmenian-Regular.ttf"}},
	{"georgian", []string{noto + "SerifGeorgian-Regular.ttf"}},
	{"ethiopic", []string{noto + "SerifEthiopic-Regular.ttf"}},
	{"yoruba", nil},
	{"vietnamese", nil},
	{"greek", []string{noto + "Serif-Regular.ttf"}},
	{"emoji", []string{symbola}},
}

// setting is furnished, with the fonts of s.
func (s script) setting(t testing.TB) pdf.PDF {
	t.Helper()
	p := furnished
	for _, f := range s.fonts {
		path, number, _ := strings.Cut(f, ":")
		n := 0
		if number != "" {
			n = int(number[0] - '0')
		}
		p.Fonts = append(p.Fonts, pdf.Given(t, path, n))
	}
	return p
}

// document is the letter.
func (s script) document(t testing.TB) *composer.Document {
	t.Helper()
	name := filepath.Join("testdata/scripts", s.name+".md")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	d, err := page.Read(name, text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// heard is what is to be heard of d: the text of its Markdown, character by
// character, in its order.
func heard(t testing.TB, d *composer.Document) string {
	t.Helper()
	body, err := page.Parse(d)
	if err != nil {
		t.Fatal(err)
	}
	return even(norm.NFC.String(words(body.Blocks, furnished.Words.Field)))
}

// differ says where two texts part.
func differ(t *testing.T, name, got, want string) {
	t.Helper()
	if got == want {
		return
	}
	g, w := []rune(got), []rune(want)
	i := 0
	for i < min(len(g), len(w)) && g[i] == w[i] {
		i++
	}
	near := func(text []rune) string { return string(text[max(0, i-20):min(len(text), i+40)]) }
	t.Errorf("%s: …%+q, want …%+q (%s, want %s)", name, near(g), near(w), near(g), near(w))
}

// Letters in many scripts are whole files that everyone can read, and are
// heard as they are written; nothing is drawn where it should not be.
func TestScripts(t *testing.T) {
	for _, s := range scripts {
		t.Run(s.name, func(t *testing.T) {
			d, p := s.document(t), s.setting(t)
			want := furnished.Letterhead.Name + " " + heard(t, d) + " " + furnished.Words.Foot
			for _, theme := range pdf.Themes() {
				for _, paper := range pdf.Papers() {
					p.Theme, p.Paper = theme, paper
					file := render(t, p, d)
					differ(t, theme+", "+paper, even(conforms(t, s.name, file)), want)
					faults, err := pdf.Misplaced(p, d)
					if err != nil {
						t.Fatal(err)
					}
					for _, f := range faults {
						t.Errorf("%s, %s: %s", theme, paper, f)
					}
				}
			}
		})
	}
}

// They are the same bytes each time, and beside one another.
func TestScriptsSameBytes(t *testing.T) {
	for _, s := range scripts {
		t.Run(s.name, func(t *testing.T) {
			d, p := s.document(t), s.setting(t)
			want := render(t, p, d)
			if !bytes.Equal(render(t, s.setting(t), d), want) {
				t.Error("the second file is another")
			}
			var wg sync.WaitGroup
			for range 8 {
				wg.Go(func() {
					var b bytes.Buffer
					if err := p.Render(&b, d); err != nil || !bytes.Equal(b.Bytes(), want) {
						t.Errorf("a file beside others is another (%v)", err)
					}
				})
			}
			wg.Wait()
		})
	}
}

// Other readers find nothing to complain of, and draw every page.
func TestScriptsElsewhere(t *testing.T) {
	if testing.Short() {
		t.Skip("this is long, and nothing in it runs side by side")
	}
	for _, reader := range []struct {
		name string
		args []string
		says string // where nothing is at fault
	}{
		{"qpdf", []string{"--check", "FILE"}, "No syntax or stream encoding errors found"},
		{"mutool", []string{"draw", "-q", "-o", os.DevNull, "FILE"}, ""},
		{"gs", []string{"-q", "-dNOPAUSE", "-dBATCH", "-dPDFSTOPONWARNING", "-sDEVICE=nullpage", "FILE"}, ""},
	} {
		t.Run(reader.name, func(t *testing.T) {
			program(t, reader.name)
			for _, s := range scripts {
				out := run(t, render(t, s.setting(t), s.document(t)), reader.name, append([]string(nil), reader.args...)...)
				out = strings.ReplaceAll(out, "warning: ICC support is not available\n", "") // of Debian's mutool, about itself
				if bad := strings.Contains(out, "WARNING") || reader.says == "" && strings.TrimSpace(out) != ""; bad || !strings.Contains(out, reader.says) {
					t.Errorf("%s: %s", s.name, out)
				}
			}
		})
	}
}

// copied is text without spaces, for pdftotext breaks lines.
func copied(text string) string { return strings.Join(strings.Fields(fold(text)), "") }

// copiedRight looks at text from right to left, of which pdftotext gives all
// letters, and words in their order if no vowel mark is in them. It adds marks
// of direction, moves signs and numbers, and parts what has marks.
func copiedRight(t *testing.T, got, want string) {
	t.Helper()
	letters := func(text string) string {
		runes := []rune(norm.NFD.String(text))
		return string(slices.Sorted(slices.Values(slices.DeleteFunc(runes, func(r rune) bool { return !unicode.IsLetter(r) }))))
	}
	differ(t, "letters", letters(got), letters(want))
	words := 0
	for _, word := range strings.FieldsFunc(want, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) }) {
		if strings.ContainsFunc(word, func(r rune) bool { return unicode.Is(unicode.Mn, r) }) {
			continue
		}
		if words++; !strings.Contains(got, word) {
			t.Errorf("%s is not to be copied", word)
		}
	}
	if words < 20 {
		t.Errorf("only %d words without marks", words)
	}
}

// Who copies from the page gets the words, and where pdftotext can, all of
// them in their order.
func TestScriptsText(t *testing.T) {
	program(t, "pdftotext")
	for _, s := range scripts {
		t.Run(s.name, func(t *testing.T) {
			d, p := s.document(t), s.setting(t)
			p.Letterhead, p.Words.Foot, p.Words.PageLabel, p.Words.Field = pdf.Letterhead{}, "", "", ""
			body, err := page.Parse(d)
			if err != nil {
				t.Fatal(err)
			}
			want := norm.NFC.String(words(body.Blocks, ""))
			file := render(t, p, d)
			switch {
			case s.name == "urdu":
				t.Skip("pdftotext goes by where letters stand, and Nastaliq's stand above each other")
			case body.RightToLeft():
				copiedRight(t, run(t, file, "pdftotext", "FILE", "-"), want)
			default:
				differ(t, s.name, copied(run(t, file, "pdftotext", "-raw", "FILE", "-")), copied(want))
			}
		})
	}
}
