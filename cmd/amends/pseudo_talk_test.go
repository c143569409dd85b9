package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"amends/composer"
	"amends/composer/check"
	"amends/templates"
)

// A speaker runs the program in a pseudo-language.
type speaker struct {
	pseudo
	exe   string
	dir   string   // in which it runs
	fonts []string // the flags of its font
	env   []string
	not   *regexp.Regexp // what is in no language, or in English by design
}

func (p pseudo) speaker(t *testing.T, exe string) speaker {
	t.Helper()
	c, err := check.New("en")
	if err != nil {
		t.Fatal(err)
	}
	var english []string
	add := func(text string) { // in lines of any length
		if text != "" {
			english = append(english, strings.ReplaceAll(regexp.QuoteMeta(text), " ", `\s+`))
		}
	}
	for _, r := range c.Rules() { // where a language has no rules, these speak English
		add(r.Message)
		add(r.Advice)
		add(r.ID)
	}
	for _, e := range mapping(t, os.DirFS("."), "../../composer/check/rules/en/elements.yaml").Content {
		add(under(e, "words").Value)
	}
	h := helpLines(t)
	for _, c := range h.Countries {
		h.International = append(h.International, c.Lines...)
	}
	for _, l := range h.International { // as they answer the telephone
		add(l.Name)
	}
	slices.SortFunc(english, func(a, b string) int { return len(b) - len(a) })
	var fonts []string
	if p.font != "" {
		fonts = []string{"--font", p.font}
	}
	return speaker{p, exe, t.TempDir(), fonts, append(home(t), "LANG="+p.tag), regexp.MustCompile(strings.Join(english, "|"))}
}

// run is what the program says on both streams.
func (s speaker) run(t *testing.T, input string, args ...string) (out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	cmd := exec.Command(s.exe, args...)
	cmd.Dir, cmd.Env = s.dir, s.env
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(input), &o, &e
	if err := cmd.Run(); err != nil && cmd.ProcessState.ExitCode() < 0 {
		t.Fatalf("amends %s: %v", strings.Join(args, " "), err)
	}
	return o.String(), e.String()
}

var (
	letters     = regexp.MustCompile(`\pL+`)
	somewhere   = regexp.MustCompile(`\S*/\S+`)                                       // a file
	frontMatter = regexp.MustCompile(`(?m)^(title|kind|language|date|layout|---).*$`) // is read by programs
	address     = regexp.MustCompile(`\bwww\.`)
	// The beginning of a line that says where something is or which command speaks,
	// the name of a rule, what a file holds, and the tag of the language.
	about = regexp.MustCompile(`(?m)^ *(amends: (note|error): )?(\S+:(\d+:)* )*([a-z_0-9]+(\.\S+)?(:|, ))?|\[[a-z-]*\]|[“"][a-z]+[”"]|\(qp[sr]\)|[a-z-]+(, [a-z-]+)+\.$`)
)

// page is foreign for what a page says.
func (s speaker) page(t *testing.T, text string) {
	t.Helper()
	s.foreign(t, frontMatter.ReplaceAllString(text, ""))
}

// talk is foreign for what is said beside pages.
func (s speaker) talk(t *testing.T, text string, allowed ...string) {
	t.Helper()
	s.foreign(t, s.not.ReplaceAllString(text, ""), allowed...)
}

// foreign reports every line of text in which English is left, but for words
// that are allowed.
func (s speaker) foreign(t *testing.T, text string, allowed ...string) {
	t.Helper()
	for line := range strings.Lines(text) {
		left := line
		for _, not := range []*regexp.Regexp{about, kept, somewhere, address} {
			left = not.ReplaceAllString(left, " ")
		}
		var found []string
		for _, w := range letters.FindAllString(left, -1) {
			ascii := !strings.ContainsFunc(w, func(r rune) bool { return r > 0x7f })
			if len(w) > 2 && ascii && !slices.Contains(allowed, w) {
				found = append(found, w)
			}
		}
		if len(found) > 0 {
			t.Errorf("%s in: %s", strings.Join(found, " "), strings.TrimSpace(line))
		}
	}
}

// pseudoTalks are interviews over pipes: the arguments and what is typed. Each
// has keys, replies that cannot be, steps back, the review and an end.
var pseudoTalks = map[string]struct {
	args  string
	typed string
	ends  bool // with a page
}{
	"apology": {"new apology --accessible", `?
h
99
3
<
3
Jo
<
?

Sam
1
1
On Saturday I told your story at dinner.
?
h
<
.
You went quiet and left.
.
1
tell it
1
stopped when I saw your face
I have told the others

someone asks about you
say ask Sam

1
1 2 3


?
no
.


?
5
On Saturday I told it.
.
2
Joanna



`, true},
	"any": {"new --accessible", "1\nneighbours\n<\n?\n3\n99\n1\n", false},
	"stop": {"new apology --accessible --set relationship=couple --set from=J --set to=S", `?
99
5
?
1
`, false},
	"stop, kept": {"new apology --accessible --set relationship=couple --set from=J --set to=S", `5
2
`, false},
	"boundary": {"new boundary --accessible", `1
Alex
Sam

To know when to expect each other.

know by six whether to cook
text by six when I am late
every day


an hour alone after work
knock and wait
every evening



Never mind.
.
2
yesteryear
04/05/2030
20 December 2030
2
?
3
2 1
8
h



`, true},
	"boundary, offered": {"new boundary --accessible --set relationship=roommates --set people=A --set people=B", "?\n" + strings.Repeat("\n", 12) + "1 2 3 4\n" + strings.Repeat("?\n\n", 40), false},
	"timeout":           {"new timeout --accessible", "1\nNoor\nNoor\nJules\n\n\ngo quiet\n\n\n\n\n" + "3\n?\nh\n99\n\n1 2\n" + strings.Repeat("?\n\n", 30), true},
	"packs":             {"pack --accessible -o pack.yaml", "?\nJo Doe\n1\n99\n1 3\n?\n2\n\n", false},
	"letterhead":        {"config letterhead --accessible", strings.Repeat("?\n\n\n", 14), false},
	"nothing":           {"new apology --accessible", "", false},
}

// TestPseudo holds everything that a person is told against the files of words:
// in a language that nobody speaks, no English is left.
func TestPseudo(t *testing.T) {
	if testing.Short() {
		t.Skip("this is long, and nothing in it runs side by side")
	}
	exe := buildPseudo(t)
	for _, p := range []pseudo{accented, mirrored} {
		t.Run(p.tag, func(t *testing.T) {
			s := p.speaker(t, exe)
			for name, talk := range pseudoTalks {
				t.Run(name, func(t *testing.T) {
					out, errs := s.run(t, p.say(talk.typed), strings.Fields(talk.args)...)
					s.page(t, out)
					s.talk(t, errs)
					if talk.ends && out == "" {
						t.Error("no page was made")
					}
				})
			}
			t.Run("forms", s.forms)
			t.Run("lists", s.lists)
			t.Run("sheets", s.sheets)
			t.Run("notes", s.notes)
			t.Run("pages", s.pages)
		})
	}
}

// unnamed is text without the names of kinds and packs.
func (s speaker) unnamed(t *testing.T, text string) string {
	t.Helper()
	packs, err := composer.Packs(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(builtInKinds(t), packs...) {
		text = regexp.MustCompile(`(?m)(^ *|, |: \d\d-|\pL |  )`+name+`\b`).ReplaceAllString(text, "$1")
	}
	return text
}

// forms are interviews at a terminal: one with help, to its end, and a private
// one that is stopped.
func (s speaker) forms(t *testing.T) {
	control := regexp.MustCompile(`\x1b(\[[0-9;?]*[A-Za-z]|O[A-Z]|\][^\x07]*\x07)`)
	for args, talk := range map[string][]exchange{
		"new apology -o page.md": append([]exchange{{"(1 of 14)", "\x1bOP"}, {"(1 of 14)", "?"}}, theApology[:18]...),
		"new apology --private":  append(slices.Clone(theApology[:6]), exchange{"(7 of 14)", "\x03"}),
	} {
		for i, e := range talk {
			talk[i] = exchange{s.say(e.shown), s.say(e.typed)}
		}
		if strings.Contains(args, "-o") {
			talk = append(talk, exchange{s.say("Shall your answers be kept"), "2\r"})
		}
		cmd := exec.Command(s.exe, strings.Fields(args)...)
		cmd.Dir, cmd.Env = s.dir, s.env
		s.talk(t, control.ReplaceAllString(converse(t, cmd, talk), "\n"))
	}
}

// lists are what commands say that ask nothing.
func (s speaker) lists(t *testing.T) {
	names := builtInKinds(t)
	for _, args := range []string{
		"safety --country US", "safety --country GB", "safety --country ZZ", "safety", "resume --list", "pack --list", "kinds", "kinds --relationship roommates",
		"pack --copy intake -o pp.yaml", "kinds copy apology mm", "kinds lint --language " + s.tag, "resume --delete-all --force", "resume --list",
	} {
		out, errs := s.run(t, "", strings.Fields(args)...)
		s.talk(t, s.unnamed(t, out+errs))
	}
	named := regexp.MustCompile(`(?m)^ *[a-z0-9/_-]+(:| \()|\btopics\b`) // a question's name, or an option's value
	values := regexp.MustCompile(`(?m)^ +\S+: [a-z-]+(, [a-z-]+)+$`)
	for _, name := range names {
		out, errs := s.run(t, "", "kinds", "show", name)
		s.foreign(t, named.ReplaceAllString(values.ReplaceAllString(out, ""), "")+errs)
	}
}

// sheets are the worksheets, and the pages that the examples make.
func (s speaker) sheets(t *testing.T) {
	for _, name := range builtInKinds(t) {
		for _, args := range [][]string{
			{"blank", name, "--to", "md", "--homework", "--filled-by", "both"}, {"blank", name, "--to", "txt"},
		} {
			out, errs := s.run(t, "", args...)
			if out == "" {
				t.Errorf("%s: %s", args, errs)
			}
			s.page(t, out)
			s.talk(t, errs)
		}
	}
	for file := range s.examples(t) {
		out, errs := s.run(t, "", "render", file)
		if out == "" {
			t.Errorf("%s: %s", file, errs)
		}
		s.page(t, out)
		s.talk(t, errs)
		out, errs = s.run(t, "", "check", file)
		s.talk(t, out+errs)
	}
}

// examples are the answers files of testdata in the pseudo-language, written
// into its folder, with their kinds.
func (s speaker) examples(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	for file, kind := range examples(t) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		a, err := composer.ReadAnswers(file, bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if a.Language != "" {
			continue // it is somebody else's language
		}
		k, err := composer.Load(templates.FS, kind)
		if err != nil {
			t.Fatal(err)
		}
		c, _ := k.Check(a)
		a, k = c.Answers(), c.Kind()
		c.Each(func(path string, v composer.Value) {
			if q := k.At(path); q != nil && v.Text != "" && s.answered(q, v.Text) {
				v.Text = s.say(v.Text)
				if err := a.Set(path, v); err != nil {
					t.Fatalf("%s: %s: %v", file, path, err)
				}
			}
		})
		a.Language = s.tag
		if text, err = k.Format(a); err != nil {
			t.Fatal(err)
		}
		to := filepath.Join(s.dir, filepath.Base(file))
		if err := os.WriteFile(to, text, 0o600); err != nil {
			t.Fatal(err)
		}
		out[to] = kind
	}
	return out
}

// answered reports whether an answer is a person's own words.
func (s speaker) answered(q *composer.Question, text string) bool {
	switch q.Type {
	case composer.TypeChoice, composer.TypeMulti:
		_, known := q.Option(text)
		return !known
	case composer.TypeLine, composer.TypeText, composer.TypeList, composer.TypePeople:
		return true
	}
	return false
}

// letterhead is what is wrong with one.
func (s speaker) letterhead(t *testing.T) {
	file := filepath.Join(s.dir, "letterhead.yaml")
	text := "kinds: x\nname: " + strings.Repeat("nn ", 99) + "\nweb: aa bb\nlogo: x.png\nphone: \"a \\u202e b\"\nlanguage: \"1\"\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	_, errs := s.run(t, "", "blank", "boundary", "--letterhead", file)
	s.talk(t, errs)
}

// notes are what is said of files that are not as they should be.
func (s speaker) notes(t *testing.T) {
	files := map[string]string{
		"page.md":    "---\nlanguage: " + s.tag + "\n---\n\n<b>bb</b> <!-- amends:nothing --> <!-- amends:end -->\n\n<!-- amends:keep -->\n\n| a | b |\n|-|-|\n| a | b | c |\n\n![ii](x.png)\n\n<!-- amends:allow nothing -- x -->\n",
		"wrong.yaml": "kind: boundary\nlanguage: " + s.tag + "\nversion: 9\nrelationship: nobody\npeople: [A, A]\nwhy: [b]\nreview_date: 04/05/2030\nneeds: {C: x}\ncommitments: {A: [{acton: b}]}\nconsent: yes\nnothing: x\nokay: {a: b}\n",
		"late.yaml":  "kind: boundary\nlanguage: " + s.tag + "\nversion: 1\npeople: [A, B]\nwhy: ww\nif_missed: nn\nreview_date: 2020-01-01\nallow: [missing-impact, nothing]\n",
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(s.dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range []string{
		"check page.md", "render page.md -o page.pdf", "check wrong.yaml", "check late.yaml", "render late.yaml", "new --answers late.yaml --no-input", "render wrong.yaml", "new apology --no-input",
	} {
		out, errs := s.run(t, "", strings.Fields(args)...)
		if strings.HasPrefix(args, "check") {
			out, errs = "", out+errs
		}
		s.page(t, out)
		s.talk(t, errs, "keep", "end", "nothing", "allow")
	}
	s.letterhead(t)
	sheet, _ := s.run(t, "", "blank", "boundary")
	sheet = strings.Replace(sheet, "# ", "words here\n\n# ", 1)
	sheet = regexp.MustCompile(`_+(<!-- amends:field (?:private.1|if_missed|review_date|boundaries.1.1.\w+)\b)`).ReplaceAllString(sheet, "xx yy $1")
	sheet = strings.Replace(sheet, "[ ]", "[?]", 1)
	if err := os.WriteFile(filepath.Join(s.dir, "sheet.md"), []byte(sheet), 0o600); err != nil {
		t.Fatal(err)
	}
	_, errs := s.run(t, "", "answers", "sheet.md")
	s.talk(t, errs)
}
