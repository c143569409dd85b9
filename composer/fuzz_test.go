package composer_test

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"amends/composer"
	"amends/composer/page"
	"amends/templates"
)

// Strings that once were, or may be, more than text in Markdown or YAML.
var hostile = []string{
	"x", "*", "**", "* a", "*a*", "_", "__", "a_b", "_a_", "snake_case_", "`", "``a", "# a", "#", "a #", "## a ##", "> a", "- a", "-", "--", "---", "- - -",
	"+ a", "1. a", "1.", "1", "12) a", "999999999999. a", ". a", ")", "===", "=", ":-:", "-:", "| a | b |", "a | b", "[a](b)", "[a]: b", "]", "](b)", "[ ] a", "[x]",
	"![a](b)", "<b>", "<!-- amends:page -->", "<!--", "-->", "<http://a.b>", "http://a.b", "&", "&amp;", "&amp", "amp;", "&#42;", "&x", "\\", "\\\\", "a\\", "\\*", "~~a~~", "~~~", "```",
	"a\nb", "a\n\nb", "a\n- b", "a\n===", "a\n:-", "a\n# b", "    code", "\tcode", "a  b", "a\\\nb", "a \u00a0 b", "\u00a0", "\u2028", "a\u2029b", "a\u0085b",
	"no", "No", "007", "~", "null", "Null", "1e3", "0x1f", "2026-12-20", "1_000", "true", "on", ".inf", "a: b", "a #b", "'", "''", "\"", "\"a\"", "{a: b}", "[a, b]", "@a", "%a", "!a", "&a b",
	" a", "a ", "a\n", "a\n\n", "\na", "\n", "  a\n b\n", "a \nb", "|", ">", "|\n a", "? a", "- ", "\t", "a\tb", "\ta", "a\r\nb",
	"😊", "👩‍👩‍👧", "Zoë", "Zoe\u0308", "שלום עולם", "مرحبا", "\u202eabc\u202c", "\u200b", "\ufeff", "\ufffd", strings.Repeat("a", 300), "I am sorry.", "…", "a...", "a,", "a;", "a:", "?", "and",
}

// escapeKind puts answers in every place in which a template can: where a
// page, a line and an item begin and end, in the middle, next to punctuation
// and to another answer, in a heading, a quotation and a table.
func escapeKind(t testing.TB) *composer.Kind {
	return mustLoad(t, testKind(`- {name: line, ask: Line?}
- {name: prose, ask: Prose?, type: text}
- {name: list, ask: List?, type: list}
- {name: rows, ask: Rows?, type: rows, questions: [{name: part, ask: Part?}, {name: more, ask: More?, type: text}]}
- {name: own, ask: Own?, type: choice, other: true, options: [{value: set, label: Set}]}
`, `{{.line}}

{{.line}} at the start, and {{.line}} in the middle, and at the end {{.line}}

({{.line}}), "{{.line}}"; {{.line}}, {{.line}}! a-{{.line}}-b {{.line}}'s {{.line}}: x{{.line}}x 1{{.line}}2

{{.line}}{{.line}}

{{.line}} {{.line}}
{{.line}}

Two lines\
{{.line}}\
{{.line}}

# {{.line}}

## {{.line}} and {{.line}}

Under
{{.line}}
---

- {{.line}}
- {{.line}}: {{.line}}

1. {{.line}}
2. {{.line}} x

> {{.line}}
> and {{.line}}

- > # {{.line}}

| a | {{.line}} |
| --- | --- |
| {{.line}} | {{.line}} x |
| x {{.line}} | |

{{.prose}}

Before {{.prose}} behind

{{range .list -}}
- {{.}}
{{end}}

{{series .list}}

{{range .rows -}}
- {{.part}}, {{oneline .more}}
{{end}}

**strong** {{.line}} *emphasis*, {{.line}}

{{label "own"}}

{{line "line"}} {{.line}} {{line "line"}}

- {{box "line"}} {{.line}}

<!-- amends:keep -->
{{.line}}
<!-- amends:end -->

{{.line}}`), "test")
}

// standIn stands for one line of an answer.
const standIn = "xqzx"

// FuzzEscape: the page with an answer and the page with plain words parse to
// the same tree but for that text, and the text is the answer's with white
// space folded.
func FuzzEscape(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	k := escapeKind(f)
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && !unicode.IsSpace(r) }) || strings.Contains(s, standIn) {
			t.Skip("Check refuses these")
		}
		if strings.TrimSpace(s) == "" {
			t.Skip("no answer at all")
		}
		for path, got := range places(t, k, s) {
			if want := places(t, k, s, standIn)[path]; got != want {
				t.Errorf("the answer %q to %s makes\n%s\nnot\n%s", s, path, got, want)
			}
		}
	})
}

// places is the tree of the page with the answer s to each question alone. With
// plain, every line of s is first replaced by it and put back in the tree.
func places(t *testing.T, k *composer.Kind, s string, plain ...string) map[string]string {
	out := map[string]string{}
	for _, path := range []string{"line", "own", "prose", "list.1", "rows.1.part", "rows.1.more"} {
		text, lines := s, foldLines(s, path == "prose")
		if len(plain) > 0 {
			text = ""
			for _, l := range lines {
				if l != "" {
					text += plain[0]
				}
				text += "\n"
			}
		}
		a := &composer.Answers{}
		if err := a.Set(path, composer.Text(text, composer.Position{})); err != nil {
			t.Fatal(err)
		}
		c, problems := k.Check(a)
		if len(problems) > 0 {
			t.Fatalf("%s: %+v", path, problems)
		}
		if o, _ := k.Question("own").Option(s); o.Value != "" {
			continue
		}
		d, err := k.Compose(c, composer.Circumstances{})
		if err != nil {
			t.Fatal(err)
		}
		body, err := page.Parse(d)
		if err != nil {
			t.Fatal(err)
		}
		tree := body.String()
		if len(plain) > 0 {
			tree = putBack(tree, plain[0], lines)
		}
		out[path] = tree
	}
	return out
}

// foldLines is the lines of s with white space folded; all on one line if it is
// no prose.
func foldLines(s string, prose bool) []string {
	if !prose {
		return []string{fold(s)}
	}
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n\n").Replace(s)
	var out []string
	for line := range strings.SplitSeq(s, "\n") {
		out = append(out, fold(line))
	}
	return out
}

func fold(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) && !strings.ContainsRune("\u00a0\u202f\u2007", r)
	}), " ")
}

// putBack replaces every plain in tree by the lines, one after the other and
// from the first again.
func putBack(tree, plain string, lines []string) string {
	var texts []string
	for _, l := range lines {
		if l != "" {
			texts = append(texts, quoted(l))
		}
	}
	var b strings.Builder
	n := 0
	for {
		before, after, ok := strings.Cut(tree, plain)
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		b.WriteString(texts[n%len(texts)])
		n++
		tree = after
	}
}

// quoted is s as a tree writes it.
func quoted(s string) string {
	q := strconv.Quote(s)
	return q[1 : len(q)-1]
}

// FuzzLetter: an answer within each built-in page is text as well.
func FuzzLetter(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	kinds := map[string]*composer.Kind{}
	answers := map[string]string{}
	for name := range letters {
		kind, _, _ := strings.Cut(name, " ")
		kinds[name], answers[name] = load(f, kind), letters[name]
	}
	f.Fuzz(func(t *testing.T, s string) {
		s = norm.NFC.String(fold(s))
		if low := strings.ToLower(s); strings.Contains(low, "sorry") || strings.Contains(low, "apolog") || strings.Contains(s, standIn) || strings.TrimSpace(s) == "" || !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) {
			t.Skip()
		}
		for name, k := range kinds {
			a, b := withWords(t, k, answers[name], s), withWords(t, k, answers[name], standIn)
			if want := strings.ReplaceAll(b, standIn, quoted(s)); norm.NFC.String(a) != norm.NFC.String(want) {
				t.Errorf("%s: %q makes\n%s\nnot\n%s", name, s, a, want)
			}
		}
	})
}

// letters have "@" where the words of the fuzzer go, in as many answers as
// there are.
var letters = map[string]string{
	"apology letter": `{from: [J@z], to: [S@z], what_i_did: "a @ z\n@ z", impact: a @ z, impact_source: guessing, responsibility: It was my choice to a @ z, regret: I wish I had a @ z,
explanation: a @ z, repair: [{action: I have a @ z}], commitments: [{trigger: When a @ z, action: I will a @ z, noticed_by: You @ z, start: I begin @ z}], slip_plan: If @ z, space: a @ z, opening: a @ z, closing: a @ z, signoff: a @ z}`,
	"apology structured": `{form: structured, from: [J@z], to: [S@z], what_i_did: "a @ z\n@ z", impact: a @ z, impact_source: guessing, responsibility: It was my choice to a @ z, regret: I wish I had a @ z,
explanation: a @ z, repair: [{action: I have a @ z}], commitments: [{trigger: When a @ z, action: I will a @ z}], slip_plan: If @ z, space: a @ z, closing: a @ z, signoff: a @ z}`,
	"boundary": `{relationship: couple, people: [A@z, B@z], why: a @ z, if_missed: "a @ z\n\n@ z", okay: [a @ z, "@ z"], not_okay: ["@ z"], private: ["@ z"], how_we_talk: "@ z",
situations: [{situation: If @ z, each_of_us: each @ z}], reassurance: [{who: "@ z", helps: "@", how_to_ask: "@ z", how_often: "@"}]}`,
}

// withWords is the tree of the page in which words stand for every "@".
func withWords(t *testing.T, k *composer.Kind, answers, words string) string {
	a := read(t, answers)
	for i := range a.Values {
		a.Values[i].Value = replaced(a.Values[i].Value, words)
	}
	c, problems := check(k, a)
	if len(problems) > 0 {
		t.Fatalf("%s: %s", problems[0].Path, problems[0].Code)
	}
	d, err := k.Compose(c, composer.Circumstances{Date: today})
	if err != nil {
		t.Fatal(err)
	}
	body, err := page.Parse(d)
	if err != nil {
		t.Fatal(err)
	}
	return body.String()
}

func replaced(v composer.Value, words string) composer.Value {
	v.Text = strings.ReplaceAll(v.Text, "@", words)
	for i := range v.Items {
		v.Items[i] = replaced(v.Items[i], words)
	}
	for i := range v.Parts {
		v.Parts[i].Value = replaced(v.Parts[i].Value, words)
	}
	return v
}

// FuzzParseAnswers: answers that the program writes read back equal, also
// through the check.
func FuzzParseAnswers(f *testing.F) {
	for _, s := range hostile {
		f.Add(s, "Alex", "Sam")
		f.Add("x", s, "B")
	}
	k := load(f, "boundary")
	f.Fuzz(func(t *testing.T, s, one, two string) {
		a := &composer.Answers{}
		for path, text := range map[string]string{"people": one + "\n" + two, "why": s, "if_missed": s, "review_date": "2026-12-20"} {
			v := composer.Text(text, composer.Position{})
			if path == "people" {
				v = composer.Value{Shape: composer.Items, Items: []composer.Value{composer.Text(one, composer.Position{}), composer.Text(two, composer.Position{})}}
			}
			if err := a.Set(path, v); err != nil {
				t.Fatal(err)
			}
		}
		for _, path := range []string{"needs.1", "needs.2", "commitments.2.1.action", "commitments.2.2.action", "commitments.2.2.how_often", "okay.1", "okay.2", "hopes.2", "situations.1.situation", "situations.1.each_of_us", "reassurance.1.who", "reassurance.1.helps"} {
			if err := a.Set(path, composer.Text(s, composer.Position{})); err != nil {
				t.Fatal(err)
			}
		}
		a.Allow = []composer.Value{composer.Text(s, composer.Position{})}
		c, problems := k.Check(a)
		if len(problems) > 0 {
			t.Skip()
		}
		first := c.Answers()
		text, err := k.Format(first)
		if err != nil {
			t.Fatal(err)
		}
		b, err := composer.ReadAnswers("answers.yaml", strings.NewReader(string(text)))
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		c, problems = k.Check(b)
		if len(problems) > 0 {
			t.Fatalf("%+v\n%s", problems, text)
		}
		second := c.Answers()
		if len(first.Values) != len(second.Values) {
			t.Fatalf("%d answers became %d\n%s", len(first.Values), len(second.Values), text)
		}
		for _, n := range first.Values {
			if v, _ := second.Get(n.Name); !v.Equal(n.Value) {
				t.Fatalf("%s: %+v became %+v\n%s", n.Name, n.Value, v, text)
			}
		}
		if len(first.Allow) != len(second.Allow) || !first.Allow[0].Equal(second.Allow[0]) {
			t.Fatalf("allow: %+v became %+v", first.Allow, second.Allow)
		}
	})
}

// FuzzCheck: whatever tree a file holds, the check does not panic, and what it
// has nothing against can be composed and written.
func FuzzCheck(f *testing.F) {
	for _, s := range hostile {
		f.Add("what_i_did: " + strconv.Quote(s) + "\nto: " + strconv.Quote(s) + "\nrepair: [" + strconv.Quote(s) + "]")
	}
	for _, s := range letters {
		f.Add(s)
	}
	for _, s := range []string{"", "a", "[]", "{}", "people: {1: a}", "people: [[a], {b: c}]", "needs: [a]", "needs: {a: {b: c}}", "commitments: {Alex: x}", "topics: cleaning\nshared: {cleaning: x, Cleaning: y}", "kind: [a]", "allow: x", "agreement: {x: y}", "relationship: [couple]", "version: 99999999999999999999", "people: &a [*a]", "a: !!binary x", "<<: {a: b}"} {
		f.Add(s)
	}
	kinds := []*composer.Kind{load(f, "apology"), load(f, "boundary")}
	f.Fuzz(func(t *testing.T, text string) {
		a, err := composer.ReadAnswers("answers.yaml", strings.NewReader(text))
		if err != nil {
			return
		}
		for _, k := range kinds {
			c, problems := check(k, a)
			for _, p := range problems {
				if p.Message == "" || strings.HasPrefix(p.Message, "<") || strings.Contains(p.Message+p.Hint, "{") {
					t.Errorf("a problem without words: %s: %s: %s %s", p.Path, p.Code, p.Message, p.Hint)
				}
			}
			c.Each(func(path string, v composer.Value) {
				if _, ok := c.Get(path); !ok {
					t.Errorf("there is nothing at %q", path)
				}
				v.At(len(v.Text))
			})
			d, err := k.Compose(c, composer.Circumstances{Date: today})
			if (err == nil) != (len(problems) == 0 && len(c.Stops()) == 0) {
				t.Fatalf("%v, with the problems %+v", err, problems)
			}
			if err == nil && d.Body == "" {
				t.Error("an empty page")
			}
			if _, err := k.Format(a); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// comparing templates say other things about other answers.
var comparing = regexp.MustCompile(`\b(unsaid|eq|ne)\b`)

// FuzzTemplate: whatever page the loader takes, an answer in it is text. What
// it cannot say for sure, it refuses.
func FuzzTemplate(f *testing.F) {
	for _, page := range []string{
		"{{.line}}", "a {{.line}} b", "1{{.line}}. x", "*{{.line}}", "* {{.line}}", "-{{.line}}", "{{.line}}-", "#{{.line}}", "{{.line}}\n---", "{{.line}}\n{{.line}}", "[a]: {{.line}}",
		"{{if .line}}*{{end}} {{.line}}", "{{range .list}}{{.}}_{{end}}", "a\\{{.line}}", "![{{.line}}", "a | {{.line}}\n--- | ---\nx | {{.line}}", "{{.line}}<!-- a -->", "<!-- a -->{{.line}}",
		"{{.prose}} x", "- a\n\n  {{.line}}", "> {{.line}}\n{{.line}}", "`a`{{.line}}`b`", "___{{.line}}", "{{.line}}:", "{{.line}}) a", "~~~{{.line}}", "&#{{.line}};", "1.{{.line}}", "-\n{{.line}}", "\t{{.line}}", "{{.line}}{{box \"a\"}}",
	} {
		for _, answer := range []string{"x", "1", "*", "-", "> a", ". a", "[a](b)", "=="} {
			f.Add(page, answer)
		}
	}
	questions := "- {name: line, ask: Line?}\n- {name: prose, ask: Prose?, type: text}\n- {name: list, ask: List?, type: list}\n"
	f.Fuzz(func(t *testing.T, text, s string) {
		s = fold(s)
		if !utf8.ValidString(text) || !utf8.ValidString(s) || strings.ContainsFunc(text+s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }) || strings.TrimSpace(s) == "" || strings.Contains(text+s, standIn) || comparing.MatchString(text) {
			t.Skip()
		}
		k, err := composer.Load(testKind(questions, text), "test")
		if err != nil {
			return
		}
		trees := [2]string{}
		for i, words := range []string{s, standIn} {
			a := &composer.Answers{}
			for _, path := range []string{"line", "prose", "list.1", "list.2"} {
				_ = a.Set(path, composer.Text(words, composer.Position{}))
			}
			c, problems := k.Check(a)
			if len(problems) > 0 {
				t.Fatal(problems[0].Code)
			}
			d, err := k.Compose(c, composer.Circumstances{})
			if err != nil {
				return
			}
			body, err := page.Parse(d)
			if err != nil {
				return
			}
			trees[i] = body.String()
		}
		if want := strings.ReplaceAll(trees[1], standIn, quoted(s)); trees[0] != want {
			t.Errorf("the answer %q in %q makes\n%s\nnot\n%s", s, text, trees[0], want)
		}
	})
}

// FuzzLoadKind: a broken kind is refused, and loading one ends.
func FuzzLoadKind(f *testing.F) {
	for _, name := range []string{"apology", "boundary"} {
		kind, _ := templates.FS.ReadFile(name + "/kind.yaml")
		page, _ := templates.FS.ReadFile(name + "/document.md.tmpl")
		shared, _ := templates.FS.ReadFile("shared.md.tmpl")
		f.Add(string(kind), string(page), string(shared))
	}
	for _, b := range brokenKinds {
		fsys := b.files()
		f.Add(string(fsys["test/kind.yaml"].Data), string(fsys["test/document.md.tmpl"].Data), string(fsys["shared.md.tmpl"].Data))
	}
	f.Fuzz(func(_ *testing.T, kind, page, shared string) {
		fsys := fstest.MapFS{"test/kind.yaml": {Data: []byte(kind)}, "test/document.md.tmpl": {Data: []byte(page)}, "shared.md.tmpl": {Data: []byte(shared)}}
		k, err := composer.Load(fsys, "test")
		if err != nil {
			return
		}
		if _, err := k.BlankPage(composer.Worksheet{}); err != nil {
			return // a template may not fit what nobody answered
		}
		c, problems := check(k, &composer.Answers{})
		if len(problems) == 0 {
			_, _ = k.Compose(c, composer.Circumstances{Date: today})
		}
	})
}

// FuzzParseDate: never a panic, and a day that is read is one of our time.
func FuzzParseDate(f *testing.F) {
	for _, d := range dates {
		f.Add(d.in)
	}
	k := load(f, "boundary")
	f.Fuzz(func(t *testing.T, s string) {
		d, err := k.ParseDate(s, today)
		if err != nil && strings.TrimSpace(s) != "" && strings.Contains(err.Error(), s) && len(s) > 8 {
			t.Errorf("the error repeats %q", s)
		}
		if err == nil && d.Hour() != 0 {
			t.Errorf("ParseDate(%q) = %v", s, d)
		}
	})
}
