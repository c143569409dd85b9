package composer_test

import (
	"bytes"
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode"

	"go.yaml.in/yaml/v4"

	"amends/composer"
	checker "amends/composer/check" // check is a function here
	"amends/composer/page"
	"amends/templates"
)

// Who reads these words may be upset, tired, young, or new to the language.
const (
	fewestWords = 40 // on a worksheet
	mostNamed   = 5  // so many of the hardest sentences are named with a kind that is too hard
)

// notOurs are words that no page, question or help has, also with an ending
// such as -s, -ed and -ing, and why.
var notOurs = []struct{ why, words string }{
	{"a person reads this, and no office", "wizard, user, click, process, submit, submitted, input, invalid, mandatory, applicable, pursuant, hereby, " +
		"undersigned, client, customer care, utilise, utilize, implement, implementation, facilitate, sir, madam"},
	{"people help people: say who does", "service, coach"},
	{"this is jargon: say what somebody would see or hear", "journey, toxic, trauma, traumatic, traumatised, traumatized, narcissist, narcissistic, gaslight, " +
		"codependent, codependency, triggered, closure, self-care, safe space, empower, validate, validation, accountable, accountability, attachment style, " +
		"dysfunction, dysfunctional, communicate, communication, dialogue, feedback, mindful, mindfulness"},
	{"nobody is a case, or their worst day", "disorder, diagnosis, diagnose, symptom, victim, abuser, perpetrator, offender, survivor, cheat, cheater"},
	{"no page can promise that", "heal, guarantee, fix your relationship, save your relationship, save your marriage, forever, good as new, forgive and forget"},
	{"not everybody lives so", "husband, wife, wives, spouse, girlfriend, boyfriend, his or her, he or she, opposite sex"},
	{"one thing has one name: a help line, a pause, the page, a talk", "hotline, helpline, crisis line, time-out, timeout, document, conversation"},
	{"this tells somebody off", "obviously, of course, you have to understand, simply, should have known, failure to, get over it"},
}

// notOursInSpanish are words that the Spanish of the kinds does without.
var notOursInSpanish = []struct{ why, words string }{
	{"a person reads this, and no office", "usuario, usuaria, clic, clicar, inválido, inválida, obligatorio, obligatoria, procesar, mediante, asimismo, suscrito, suscrita"},
	{"people help people: say who does", "coach, servicio"},
	{"this is jargon: say what somebody would see or hear", "tóxico, tóxica, trauma, traumático, narcisista, codependencia, empoderar, validar, gestionar, autocuidado, diálogo, retroalimentación, asertivo, asertiva"},
	{"nobody is a case, or their worst day", "trastorno, diagnóstico, síntoma, víctima, agresor, agresora, maltratador, infiel"},
	{"no page can promise that", "sanar, garantizar, garantía, borrón y cuenta nueva"},
	{"not everybody lives so", "marido, esposo, esposa, novio, novia, sexo opuesto"},
	{"it is read in every country", "vosotros, vosotras, vuestro, vuestra, vos, celular, móvil, ordenador, computadora"},
	{"this tells somebody off", "obviamente, por supuesto, deberías haber"},
}

// shorthand finds a word that is written for two genders at once.
var shorthand = regexp.MustCompile(`\p{L}(/[ao]s?\b|@|\([ao]s?\))|\b(él/ella|ella/él)\b`)

// doubled are words that may stand twice in a row: none so far.
var doubled = []string{}

// A said is something a person may read: its place, the key it stands under in
// a file of YAML, and its words.
type said struct {
	file string
	line int
	key  string
	text string
}

func (s said) String() string { return fmt.Sprintf("%s:%d: %s", s.file, s.line, s.text) }

// silent are the keys in files of YAML whose values nobody reads as sentences.
var silent = []string{
	"name", "value", "type", "need", "asked", "layout", "checks", "fixed", "signing", "if", "from", "per", "each", "only", "others", "use", "after", "element", "suggest",
	"alone", "omit", "without", "first", "leave", "min", "max", "max_words", "room", "version", "keep", "private", "off_sheet", "other", "help_lines", "show_first",
	"alone_first", "pages", "out", "session-lines", "homework", "bring-back", // of a pack
}

// spoken is all that the files of the kinds say in a language, as their authors
// wrote it: with the words for each relationship, and the words of pages
// between the actions of their templates. Phone numbers and the names of help
// lines are not ours.
func spoken(t *testing.T, language string) []said {
	t.Helper()
	var out []said
	err := fs.WalkDir(templates.FS, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Base(name) == "help-lines.yaml" || languageOf(name) != language {
			return err
		}
		text, err := fs.ReadFile(templates.FS, name)
		if err != nil {
			return err
		}
		switch path.Ext(name) {
		case ".yaml":
			var root yaml.Node
			if err := yaml.Unmarshal(text, &root); err != nil {
				return err
			}
			out = append(out, spokenYAML(name, "", &root)...)
		case ".tmpl":
			out = append(out, spokenPage(name, string(text))...)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// languageOf is the language of a file of the kinds: that of the folder it lies
// in, or English. The forms of address of one language are read together.
func languageOf(file string) string {
	folder, _, _ := strings.Cut(path.Base(path.Dir(file)), "-")
	if len(folder) == 2 && composer.IsLanguage(folder) {
		return folder
	}
	return "en"
}

// kindFolder is the folder of the kind that a file belongs to.
func kindFolder(file string) string {
	folder := path.Dir(file)
	if languageOf(file) != "en" {
		folder = path.Dir(folder)
	}
	return folder
}

func spokenYAML(file, key string, n *yaml.Node) []said {
	if n.Kind == yaml.ScalarNode {
		if strings.ContainsFunc(n.Value, unicode.IsLetter) {
			return []said{{file, n.Line, key, n.Value}}
		}
		return nil
	}
	var out []said
	for i, c := range n.Content {
		inner := key
		if n.Kind == yaml.MappingNode {
			if i%2 == 0 {
				continue
			}
			inner = n.Content[i-1].Value
			// "for" and "stop" hold names, and words under them.
			if slices.Contains(silent, inner) {
				continue
			}
			// "options: relationships" names a list.
			if inner == "options" && c.Kind == yaml.ScalarNode {
				continue
			}
		}
		out = append(out, spokenYAML(file, inner, c)...)
	}
	return out
}

// action is what a template does and no one reads. Words before it and after
// it do not meet.
var (
	comment = regexp.MustCompile(`(?s)\{\{-? ?/\*.*?\*/ ?-?\}\}|<!--.*?-->`)
	action  = regexp.MustCompile(`(?s)\{\{.*?\}\}`)
)

func spokenPage(file, text string) []said {
	empty := func(s string) string { return strings.Repeat("\n", strings.Count(s, "\n")) }
	text = comment.ReplaceAllStringFunc(text, empty)
	text = action.ReplaceAllStringFunc(text, func(s string) string { return "\x00" + empty(s) })
	var out []said
	for i, line := range strings.Split(text, "\n") {
		for _, cell := range strings.FieldsFunc(line, func(r rune) bool { return r == 0 || r == '|' || r == '\\' }) {
			cell = strings.TrimLeft(strings.Trim(cell, " "), "#-1. *")
			if strings.ContainsFunc(cell, unicode.IsLetter) {
				out = append(out, said{file, i + 1, "", cell})
			}
		}
	}
	return out
}

// slips are what a hurried hand leaves in a text.
func slips(text string) []string {
	var out []string
	if strings.Contains(strings.TrimSpace(text), "  ") {
		out = append(out, "a double space")
	}
	if strings.Contains(text, "!") {
		out = append(out, "an exclamation mark")
	}
	words := strings.Fields(text)
	for i := 1; i < len(words); i++ {
		if strings.EqualFold(words[i-1], words[i]) && strings.ContainsFunc(words[i], unicode.IsLetter) && !slices.Contains(doubled, strings.ToLower(words[i])) {
			out = append(out, fmt.Sprintf("the word %q twice", words[i]))
		}
	}
	return out
}

// Pages, questions and help are free of slips, of loud signs and of words that
// are not ours.
func TestWordsOfKinds(t *testing.T) {
	not := map[*regexp.Regexp]string{}
	for _, n := range notOurs {
		not[regexp.MustCompile(`(?i)\b(`+strings.ReplaceAll(n.words, ", ", "|")+`)(s|es|d|ed|ing)?\b`)] = n.why
	}
	signs := map[string]map[rune]said{} // the apostrophes of each folder
	for _, s := range spoken(t, "en") {
		for _, slip := range slips(s.text) {
			t.Errorf("%s\n\thas %s", s, slip)
		}
		for r, why := range not {
			if m := r.FindString(s.text); m != "" {
				t.Errorf("%s\n\tsays %q: %s", s, m, why)
			}
		}
		folder := path.Dir(s.file)
		if signs[folder] == nil {
			signs[folder] = map[rune]said{}
		}
		for _, r := range s.text {
			if r == '\'' || r == '’' {
				signs[folder][r] = s
			}
		}
	}
	for _, found := range signs {
		if len(found) > 1 {
			t.Errorf("two sorts of apostrophes:\n\t%s\n\t%s", found['\''], found['’'])
		}
	}
}

// The Spanish of the kinds is free of slips, of words that are not ours, of two
// genders in one word, and its questions open as they close.
func TestSpanishOfKinds(t *testing.T) {
	not := map[*regexp.Regexp]string{}
	for _, n := range notOursInSpanish {
		not[regexp.MustCompile(`(?i)(^|\PL)(`+strings.ReplaceAll(n.words, ", ", "|")+`)s?(\PL|$)`)] = n.why
	}
	files := map[string]bool{}
	for _, s := range spoken(t, "es") {
		for _, slip := range slips(s.text) {
			t.Errorf("%s\n\thas %s", s, slip)
		}
		for r, why := range not {
			if m := r.FindString(s.text); m != "" {
				t.Errorf("%s\n\tsays %q: %s", s, strings.TrimSpace(m), why)
			}
		}
		if m := shorthand.FindString(s.text); m != "" {
			t.Errorf("%s\n\tsays %q: find a word for everybody", s, m)
		}
		files[s.file] = true
	}
	for file := range files { // in all of it: an answer may stand within a question
		text, err := fs.ReadFile(templates.FS, file)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Count(text, []byte("?")) != bytes.Count(text, []byte("¿")) {
			t.Errorf("%s: a question opens with ¿ and closes with ?", file)
		}
	}
}

// A question is a whole sentence, its help adds something to it, and so does
// its example to both.
func TestQuestionsAreSentences(t *testing.T) {
	asked := ""
	for _, s := range spoken(t, "en") {
		switch s.key {
		case "ask":
			asked = s.text
			first := strings.TrimLeft(s.text, `"{`)
			if !strings.HasPrefix(s.text, "{") && !unicode.IsUpper([]rune(first)[0]) || !strings.ContainsAny(s.text[len(s.text)-1:], `?.`) && !strings.HasSuffix(s.text, `.'`) {
				t.Errorf("%s\n\tis no whole sentence", s)
			}
		case "help":
			if strings.EqualFold(strings.Trim(s.text, ".?"), strings.Trim(asked, ".?")) {
				t.Errorf("%s\n\tsays the question again", s)
			}
			if !strings.ContainsAny(s.text[len(s.text)-1:], `?."`) {
				t.Errorf("%s\n\thas no full stop", s)
			}
		}
	}
}

// A reading is how hard a text of a language is, after a formula of its own.
type reading struct {
	language           string
	kind, handout, one float64 // the hardest that a kind, a handout and one sentence may be
	grade              func(words, sentences, syllables int) float64
	counted            func(text string) (words, syllables int)
	gradedAlone        int // a sentence of fewer words has no grade of its own
}

// readings are those of the languages that the kinds are written in. English
// has school grades. Spanish has how far a text is from 100, the easiest, on
// the scale of J. Fernández Huerta, "Medidas sencillas de lecturabilidad",
// Consigna 214, 1959, whose formula counts syllables by hundred words: up to 30
// is what six years of school can read, and up to 40 eight.
var readings = []reading{
	{"en", 8, 6, 12, gradeOf, counted, 6},
	{"es", 40, 35, 75, huerta, countedInSpanish, 6},
}

func huerta(words, sentences, syllables int) float64 {
	w := float64(max(words, 1))
	return 100 - (206.84 - 60*float64(syllables)/w - 1.02*w/float64(max(sentences, 1)))
}

// What is asked can be read with eight years of school, and a handout with
// six. -v shows the grade of each.
func TestReadingGrade(t *testing.T) {
	for _, r := range readings {
		t.Run(r.language, func(t *testing.T) { r.test(t) })
	}
}

func (r *reading) test(t *testing.T) {
	graded := []string{"ask", "help", "example", "intro", "last", "say", "summary", "default"}
	folders := map[string][]said{}
	for _, s := range spoken(t, r.language) {
		// A page that asks nothing is read; what a stop says stands under the option's own name.
		folder := kindFolder(s.file)
		isPage := path.Ext(s.file) == ".tmpl"
		switch {
		case strings.HasPrefix(folder, "handout/") && isPage, !isPage && (slices.Contains(graded, s.key) || len(strings.Fields(s.text)) > 12):
			folders[folder] = append(folders[folder], s)
		}
	}
	if len(folders) == 0 {
		t.Fatal("nothing is said")
	}
	for folder, all := range folders {
		limit := r.kind
		if strings.HasPrefix(folder, "handout/") {
			limit = r.handout
		}
		var sentences []said
		words, syllables := 0, 0
		for _, s := range all {
			for _, one := range sentencesOf(s.text) {
				w, n := r.counted(one)
				if w == 0 {
					continue
				}
				words, syllables = words+w, syllables+n
				s.text = one
				sentences = append(sentences, s)
			}
		}
		slices.SortStableFunc(sentences, func(a, b said) int { return cmp.Compare(r.of(b.text), r.of(a.text)) })
		got := r.grade(words, len(sentences), syllables)
		t.Logf("%s: grade %.1f, %d words in %d sentences", cmp.Or(folder, "shared"), got, words, len(sentences))
		if got > limit {
			t.Errorf("%s: grade %.1f, want at most %.0f; the hardest sentences:", folder, got, limit)
			for _, s := range sentences[:min(mostNamed, len(sentences))] {
				t.Errorf("\t%.1f  %s", r.of(s.text), s)
			}
		}
		for _, s := range sentences {
			if g := r.of(s.text); g > r.one {
				t.Errorf("grade %.1f, want at most %.0f: %s", g, r.one, s)
			}
		}
	}
}

// of is the grade of one sentence; 0 for a few words.
func (r *reading) of(sentence string) float64 {
	words, syllables := r.counted(sentence)
	if words < r.gradedAlone {
		return 0
	}
	return r.grade(words, 1, syllables)
}

// countedInSpanish is the words and the syllables of text. Vowels beside each
// other are one syllable, but for two strong ones and a weak one with an
// accent.
func countedInSpanish(text string) (words, syllables int) {
	const strong, weak = "aeoáéíóú", "iuü"
	for _, word := range regexp.MustCompile(`\p{L}+`).FindAllString(strings.ToLower(text), -1) {
		n := 0
		before := ' '
		for i, r := range word {
			switch vowel := strings.ContainsRune(strong+weak, r) || r == 'y' && i == len(word)-1; {
			case !vowel:
			case strings.ContainsRune(strong, r) && strings.ContainsRune(strong, before), !strings.ContainsRune(strong+weak, before):
				n++
			}
			before = r
		}
		words, syllables = words+1, syllables+max(n, 1)
	}
	return words, syllables
}

// sentencesOf is text at its full stops and question marks.
func sentencesOf(text string) []string {
	var out []string
	start := 0
	for _, at := range regexp.MustCompile(`[.?!…]["'”’)]*(\s+|$)`).FindAllStringIndex(text, -1) {
		out = append(out, strings.TrimSpace(text[start:at[1]]))
		start = at[1]
	}
	if rest := strings.TrimSpace(text[start:]); rest != "" {
		out = append(out, rest)
	}
	return out
}

// gradeOf is a school grade from counts.
func gradeOf(words, sentences, syllables int) float64 {
	return english().Grade(words, sentences, syllables)
}

var english = sync.OnceValue(func() *checker.Checker {
	c, err := checker.New("en", "any")
	if err != nil {
		panic(err)
	}
	return c
})

// counted is the words and the syllables of text, for the formula of J. P.
// Kincaid, R. P. Fishburne, R. L. Rogers and B. S. Chissom, "Derivation of New
// Readability Formulas for Navy Enlisted Personnel", Research Branch Report
// 8-75, 1975. A syllable is a group of vowels that is heard: not the e at the
// end of "come", nor that of "asked" and "times".
func counted(text string) (words, syllables int) {
	for _, word := range regexp.MustCompile(`[\p{L}][\p{L}'’]*`).FindAllString(strings.ToLower(text), -1) {
		n, inVowel := 0, false
		for _, r := range word {
			vowel := strings.ContainsRune("aeiouyáéíóúäöü", r)
			if vowel && !inVowel {
				n++
			}
			inVowel = vowel
		}
		if n > 1 && unheard.MatchString(word) && !heard.MatchString(word) {
			n--
		}
		words, syllables = words+1, syllables+max(n, 1)
	}
	return words, syllables
}

var (
	unheard = regexp.MustCompile(`[^aeiouy](e|es|ed)$`)
	heard   = regexp.MustCompile(`([td]ed|[^aeiouy]les?|(s|x|z|ch|sh|c|g)es)$`)
)

// Each kind says something to people in each relationship that it offers, and
// makes them a worksheet, for one or for several.
func TestKindsForEachRelationship(t *testing.T) {
	names, err := composer.Kinds(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		whole := load(t, name)
		relationships := []string{""}
		if q := whole.Question("relationship"); q != nil {
			relationships = nil
			for _, o := range q.Options {
				relationships = append(relationships, o.Value)
			}
		}
		for _, r := range relationships {
			t.Run(name+"/"+cmp.Or(r, "anybody"), func(t *testing.T) {
				k := whole.For(r)
				if asks := len(k.Sections) > 0; k.Title == "" || k.Summary == "" || asks && (k.Intro == "" || k.Last == "" || len(k.Holds) == 0) {
					t.Error("there is no title, no summary, or no word before or after the questions")
				}
				for _, s := range k.Sections {
					for _, q := range s.Questions {
						if words := k.Fill(q.Ask+q.Help+q.Example+q.Label, &composer.Answers{}, s.Each, 1); q.Per == "" && strings.ContainsAny(words, "{}") {
							t.Errorf("%s names nobody: %s", q.Name, words)
						}
						if (q.Type == composer.TypeChoice || q.Type == composer.TypeMulti) && len(q.Options) == 0 {
							t.Errorf("%s has nothing to choose from", q.Name)
						}
					}
				}
				for _, people := range []int{1, 2, 3, 8} {
					isSaid(t, k, composer.Worksheet{People: people, Relationship: r})
				}
			})
		}
	}
}

// isSaid reports a worksheet that cannot be made or says nothing, and its
// slips.
func isSaid(t *testing.T, k *composer.Kind, sheet composer.Worksheet) {
	t.Helper()
	d, err := k.BlankPage(sheet)
	if err != nil {
		t.Fatalf("a worksheet for %d: %v", sheet.People, err)
	}
	body, err := page.Parse(d)
	if err != nil {
		t.Fatalf("a worksheet for %d: %v", sheet.People, err)
	}
	text := body.Text()
	if words, _ := counted(text); words < fewestWords {
		t.Errorf("a worksheet for %d has %d words", sheet.People, words)
	}
	for _, line := range strings.Split(text, "\n") {
		for _, slip := range slips(line) {
			t.Errorf("a worksheet for %d has %s: %s", sheet.People, slip, line)
		}
	}
}
