package main

import (
	"bytes"
	"encoding/json"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"amends/composer"
	"amends/templates"
)

// What a kind promises: how many prompts at the most, and from how many to how
// many pages the full example and the worksheet have, on either paper.
type promise struct {
	Prompts int    `yaml:"prompts"`
	Pages   [2]int `yaml:"pages"`
	Blank   [2]int `yaml:"blank"`
}

// promises is testdata/kinds.yaml.
func promises(t *testing.T) map[string]promise {
	t.Helper()
	out := map[string]promise{}
	readYAML(t, "kinds.yaml", &out)
	return out
}

// readYAML reads a file of testdata.
func readYAML(t *testing.T, name string, into any) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "testdata", name))
	if err == nil {
		err = yaml.Unmarshal(text, into)
	}
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

func builtInKinds(t *testing.T) []string {
	t.Helper()
	names, err := composer.Kinds(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// languages are those in which a kind has all of its words.
func languages(t *testing.T, kind string) []string {
	t.Helper()
	others, err := composer.KindLanguages(templates.FS, kind)
	if err != nil {
		t.Fatal(err)
	}
	return append([]string{composer.SourceLanguage}, others...)
}

// examples are the answers files of testdata, with their kinds: those in
// English, and those in the folders of other languages.
func examples(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, file := range files(t, "answers/*.yaml", "answers/*/*.yaml") {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		a, err := composer.ReadAnswers(file, bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		out[file] = a.Kind
	}
	return out
}

// files are those of testdata that the patterns match.
func files(t *testing.T, patterns ...string) []string {
	t.Helper()
	var out []string
	for _, p := range patterns {
		names, err := filepath.Glob("../../testdata/" + p)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, names...)
	}
	return out
}

// A sheet is a PDF of the gallery.
type sheet struct {
	name     string // under which its text is kept
	language string
	kind     string   // whose it is
	args     []string // of amends, without the file and the paper
	blank    bool
	short    bool // the example with only what is needed
	full     bool // the kind's full example
}

// gallery is every page that the examples make, and every worksheet in every
// language. What is not in English has a folder of its language.
func gallery(t *testing.T) []sheet {
	t.Helper()
	var out []sheet
	for file, kind := range examples(t) {
		language := fileLanguage(file)
		name := strings.TrimSuffix(filepath.Base(file), ".yaml")
		out = append(out, sheet{
			name: path.Join(folder(language), name), language: language, kind: kind, args: []string{"render", file},
			full: name == fullExample(kind, language), short: name == flat(kind)+"-short",
		})
	}
	for _, kind := range builtInKinds(t) {
		for _, language := range languages(t, kind) {
			out = append(out, sheet{
				name: path.Join(folder(language), flat(kind)+"-blank"), language: language, kind: kind,
				args: []string{"blank", kind, "--language", language}, blank: true,
			})
		}
	}
	slices.SortFunc(out, func(a, b sheet) int { return strings.Compare(a.name, b.name) })
	return out
}

// folder is where testdata has what is in a language.
func folder(language string) string {
	if language == composer.SourceLanguage {
		return ""
	}
	return language
}

// fileLanguage is the language of a file of testdata.
func fileLanguage(file string) string {
	if name := filepath.Base(filepath.Dir(file)); composer.IsLanguage(name) {
		return name
	}
	return composer.SourceLanguage
}

// fullExample is the name of the example with every answer: that with "full"
// in it, or the only one of the kind's own name.
func fullExample(kind, language string) string {
	if name := flat(kind) + "-full"; exists(filepath.Join("../../testdata/answers", folder(language), name+".yaml")) {
		return name
	}
	return flat(kind)
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}

// flat is the name of a kind, or of a sheet, as a part of a file's name.
func flat(name string) string { return strings.ReplaceAll(name, "/", "-") }

// Each kind has, in each of its languages, a full example and a case among the
// documents, and in English an example with only what is needed;
// testdata/kinds.yaml knows each kind and no other.
func TestExamples(t *testing.T) {
	promised := promises(t)
	names := builtInKinds(t)
	for _, kind := range names {
		if _, ok := promised[kind]; !ok {
			t.Errorf("testdata/kinds.yaml does not name %s", kind)
		}
		k, err := composer.Load(templates.FS, kind)
		if err != nil {
			t.Fatal(err)
		}
		for _, language := range languages(t, kind) {
			if cases := path.Join("documents", folder(language), flat(kind)+"-*.txtar"); len(files(t, cases)) == 0 {
				t.Errorf("there is no testdata/%s", cases)
			}
			if len(k.Sections) == 0 {
				continue // nothing is asked
			}
			wanted := []string{fullExample(kind, language)}
			if language == composer.SourceLanguage {
				wanted = append(wanted, flat(kind)+"-short")
			}
			for _, name := range wanted {
				if file := path.Join("answers", folder(language), name+".yaml"); len(files(t, file)) == 0 {
					t.Errorf("there is no testdata/%s", file)
				}
			}
		}
	}
	for kind := range promised {
		if !slices.Contains(names, kind) {
			t.Errorf("testdata/kinds.yaml: there is no kind %s", kind)
		}
	}
}

// The check finds nothing in the full examples that is worth a warning.
func TestExamplesAreSound(t *testing.T) {
	settle(t)
	for file, kind := range examples(t) {
		if filepath.Base(file) != fullExample(kind, fileLanguage(file))+".yaml" {
			continue
		}
		var result struct {
			Files []struct {
				Findings []struct{ Rule, Severity, Match, Path string }
			}
		}
		if err := json.Unmarshal([]byte(amends(t, "check", file, "--format", "json", "--fail-on", "never")), &result); err != nil {
			t.Fatal(err)
		}
		for _, f := range result.Files[0].Findings {
			if f.Severity != "suggestion" {
				t.Errorf("%s: %s: %s %s: %q", file, f.Path, f.Severity, f.Rule, f.Match)
			}
		}
	}
}

// Every page of the gallery is as long as its kind promises, no sheet of it is
// nearly empty, and it reads as it should. Together they carry every practice
// of testdata/practices.yaml.
func TestGallery(t *testing.T) {
	if testing.Short() {
		t.Skip("this is long, and nothing in it runs side by side")
	}
	need(t, "pdftotext", "pdfinfo", "pdftoppm", "qpdf")
	settle(t)
	promised := promises(t)
	dir := t.TempDir()
	pages := map[string]string{} // what is read on those in English, by kind
	for _, s := range gallery(t) {
		t.Run(s.name, func(t *testing.T) {
			for _, paper := range []string{"a4", "letter"} {
				pdf := filepath.Join(dir, flat(s.name)+"-"+paper+".pdf")
				amends(t, append(s.args, "-o", pdf, "--paper", paper)...)
				program(t, "qpdf", "--check", pdf)
				n := pagesOf(t, pdf)
				most := promised[s.kind].Pages
				if s.blank {
					most = promised[s.kind].Blank
				}
				if (s.full || s.blank || s.short) && n > most[1] || (s.full || s.blank) && n < most[0] {
					t.Errorf("%s: %d pages, want %d to %d", paper, n, most[0], most[1])
				}
				for page := 1; page <= n && (n > 1 || s.full); page++ {
					if full := fullness(t, pdf, page); full < 100/3 {
						t.Errorf("%s: page %d is %d %% full", paper, page, full)
					}
				}
			}
			pdf := filepath.Join(dir, flat(s.name)+"-a4.pdf")
			if s.language == composer.SourceLanguage {
				pages[s.kind] += folded(program(t, "pdftotext", "-nopgbrk", pdf, "-")) + "\n"
			}
			golden(t, filepath.Join("../../testdata/pages", s.name+".txt"), program(t, "pdftotext", "-layout", "-nopgbrk", pdf, "-"))
		})
	}
	t.Run("practices", func(t *testing.T) { practicesAreCarried(t, pages) })
}

// golden holds got against a file, or writes it with -update.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("%s: got\n%s\nwant\n%s", file, got, want)
	}
}

// pagesOf is how many pages a PDF has.
func pagesOf(t *testing.T, pdf string) int {
	t.Helper()
	for line := range strings.Lines(program(t, "pdfinfo", pdf)) {
		if rest, ok := strings.CutPrefix(line, "Pages:"); ok {
			n, err := strconv.Atoi(strings.TrimSpace(rest))
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
	}
	t.Fatalf("pdfinfo does not say how many pages %s has", pdf)
	return 0
}

// fullness is how far down on page n something stands, in percent of its
// height; what stands at every page's foot does not count.
func fullness(t *testing.T, pdf string, n int) int {
	t.Helper()
	to := strings.TrimSuffix(pdf, ".pdf") + "-" + strconv.Itoa(n)
	program(t, "pdftoppm", "-r", "36", "-gray", "-png", "-singlefile", "-f", strconv.Itoa(n), "-l", strconv.Itoa(n), pdf, to)
	f, err := os.Open(to + ".png")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	page, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	const foot = 36 // half an inch is 18 pixels; the foot has two lines at the most
	for y := page.Bounds().Max.Y - foot; y > 0; y-- {
		if dark(page, y) {
			return 100 * y / page.Bounds().Max.Y
		}
	}
	return 0
}

// dark reports whether anything was drawn in a row of pixels.
func dark(page image.Image, y int) bool {
	for x := range page.Bounds().Max.X {
		if r, _, _, _ := page.At(x, y).RGBA(); r < 0xc000 {
			return true
		}
	}
	return false
}

// need skips a test whose program is missing, or fails it where all must be
// there.
func need(t *testing.T, programs ...string) {
	t.Helper()
	for _, name := range programs {
		if _, err := exec.LookPath(name); err == nil {
			continue
		}
		if testAll() {
			t.Fatalf("%s is missing", name)
		}
		t.Skipf("%s is missing", name)
	}
}

// program is what a program says on standard output.
func program(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.Command(name, args...).Output()
	if err != nil {
		t.Fatalf("%s %s: %v", name, strings.Join(args, " "), err)
	}
	return string(out)
}
