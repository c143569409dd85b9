package composer_test

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"amends/composer"
	"amends/composer/page"
	"amends/templates"
)

const letter = `relationship: friends
from: Jo
to: Sam
what_i_did: On Saturday at dinner I told your story.
impact: You went quiet.
impact_source: told
responsibility: It was my choice to tell it.
regret: I wish I had stopped.
commitments: [{action: I will ask you first.}]
space: no-answer
`

const agreement = `relationship: couple
people: [Alex, Sam]
why: To know when to expect each other.
`

func TestComposeDocument(t *testing.T) {
	d := compose(t, load(t, "apology"), letter+"form: message\nlanguage: en-GB")
	if d.Title != "An apology" || d.Kind != "apology" || d.Language != "en-GB" || d.Layout != composer.LayoutMessage || !d.Date.Equal(today) {
		t.Errorf("the document is %+v", d)
	}
	d = compose(t, load(t, "boundary"), strings.Replace(agreement, "couple", "roommates", 1))
	if d.Title != "House agreement" || d.Language != "en" || d.Layout != composer.LayoutAgreement {
		t.Errorf("the document is %+v", d)
	}
}

func TestComposeOverAStop(t *testing.T) {
	k := load(t, "apology")
	for _, standing := range []string{"stay-away", "unsure", "I'm not sure that I may write to them"} {
		c, problems := k.Check(read(t, letter+"standing: "+standing))
		if len(problems) > 0 {
			t.Fatal(listed(problems))
		}
		d, err := k.Compose(c, composer.Circumstances{})
		var stop *composer.StopError
		if d != nil || !errors.As(err, &stop) || stop.Finding.Path != "standing" || stop.Finding.Message == "" {
			t.Errorf("%s: %v, %v", standing, d, err)
		}
	}
	c, _ := k.Check(read(t, letter))
	found := composer.Finding{Severity: composer.Stop, Match: "secret", Message: "secret"}
	d, err := k.Compose(c, composer.Circumstances{Findings: []composer.Finding{{Severity: composer.Ask}, found}})
	var stop *composer.StopError
	if d != nil || !errors.As(err, &stop) || strings.Contains(err.Error(), "secret") {
		t.Errorf("over a stop that was found: %v, %v", d, err)
	}
	if _, err := k.Compose(c, composer.Circumstances{Findings: []composer.Finding{{Severity: composer.Ask}, {Severity: composer.Error}}}); err != nil {
		t.Errorf("over what is no stop: %v", err)
	}
}

// A page over which one would have the say over another carries help lines and
// nothing to sign.
func TestComposeUnsigned(t *testing.T) {
	k := load(t, "boundary")
	c, _ := check(k, read(t, agreement))
	d, err := k.Compose(c, composer.Circumstances{HelpLine: "Call 911 *now*", Findings: []composer.Finding{{Severity: composer.Error, Unsigned: true}}})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(d.Body, `Call 911 \*now\*`) {
		t.Error("the help lines are missing")
	}
	for _, s := range []string{"signature", "Signature", "consent", "signed_on", "Freely chosen"} {
		if strings.Contains(d.Body, s) {
			t.Errorf("an unsigned page has %q", s)
		}
	}
	isTidy(t, d.Body)
}

func TestComposeRefuses(t *testing.T) {
	apology, boundary := load(t, "apology"), load(t, "boundary")
	c, problems := apology.Check(read(t, "to: secret"))
	if len(problems) == 0 {
		t.Fatal("no problems")
	}
	whole, _ := apology.Check(read(t, letter))
	for name, f := range map[string]func() (*composer.Document, error){
		"answers with problems":   func() (*composer.Document, error) { return apology.Compose(c, composer.Circumstances{}) },
		"answers of another kind": func() (*composer.Document, error) { return boundary.Compose(whole, composer.Circumstances{}) },
		"the zero value": func() (*composer.Document, error) {
			return apology.Compose(composer.Checked{}, composer.Circumstances{})
		},
	} {
		if d, err := f(); d != nil || err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v, %v", name, d, err)
		}
	}
}

// A page that grows beyond all bounds is stopped; its answers are not repeated.
func TestComposeEnds(t *testing.T) {
	k := mustLoad(t, testKind("- {name: list, ask: List?, type: list}\n", "{{range .list}}"+strings.Repeat("{{.}}", 50)+"{{end}}"), "test")
	a := &composer.Answers{}
	v := composer.Value{Shape: composer.Items}
	for range 1000 {
		v.Items = append(v.Items, composer.Text(strings.Repeat("secret", 10), composer.Position{}))
	}
	_ = a.Set("list", v)
	c, _ := k.Check(a)
	_, err := k.Compose(c, composer.Circumstances{})
	if want := "test/document.md.tmpl: the page grows beyond 1 MB"; err == nil || err.Error() != want {
		t.Errorf("Compose: %v, want %s", err, want)
	}
}

// What is private or kept nowhere is on no page and in no other answer's place.
func TestComposeKeepsSecrets(t *testing.T) {
	k := mustLoad(t, testKind(`- {name: people, ask: Who?, type: people}
- {name: mine, ask: Mine?, private: true}
- {name: never, ask: Never?, keep: never}
- {name: line, ask: Line?}
`, `{{heading "all"}} {{.line}}{{.mine}}{{.never}}{{if .mine}}x{{end}}{{if .never}}x{{end}}{{if unsaid "secret"}}unsaid{{end}}`), "test")
	a := &composer.Answers{}
	for path, s := range map[string]string{"mine": "secret", "never": "secret"} {
		_ = a.Set(path, composer.Text(s, composer.Position{}))
	}
	c, problems := k.Check(a)
	if len(problems) > 0 {
		t.Fatal(listed(problems))
	}
	d, err := k.Compose(c, composer.Circumstances{})
	if err != nil || d.Body != "unsaid\n" {
		t.Errorf("composed %q, %v", d.Body, err)
	}
	text, err := k.Format(c.Answers())
	if err != nil || strings.Contains(string(text), "never") {
		t.Errorf("the file holds %s%v", text, err)
	}

	apology := load(t, "apology")
	d = compose(t, apology, letter+"value: I was fair once, at the market.\nstanding: told-me")
	if strings.Contains(d.Body, "market") || strings.Contains(d.Body, "told-me") {
		t.Errorf("the letter says what is private:\n%s", d.Body)
	}
}

func TestComposeTurns(t *testing.T) {
	fsys := testKind("- {name: people, ask: Who?, type: people}\n", `{{range .needs}}{{.Place}}{{.Person}}: {{if .Answer}}{{.Answer}}{{else}}{{line .Path}}{{end}}
{{end}}{{range .plans}}{{.Person}} {{len .Answer}}
{{end}}{{range .hopes}}{{.Person}}{{end}}`)
	fsys["test/kind.yaml"].Data = append(fsys["test/kind.yaml"].Data, `  - name: turns
    title: Turns
    each: people
    questions:
      - {name: needs, ask: Needs?, need: recommended}
      - {name: plans, ask: Plans?, type: rows, questions: [{name: step, ask: Step?}]}
      - {name: hopes, ask: Hopes?}
`...)
	k := mustLoad(t, fsys, "test")
	got := compose(t, k, "people: [A, B]\nneeds: {B: x}\nplans: {A: [{step: y}, {step: z}]}").Body
	want := "1A: ________________________________________<!-- amends:field needs.1 -->\n2B: x\nA 2\nB 0\n"
	if got != want {
		t.Errorf("composed %q, want %q", got, want)
	}
}

// One kind serves many at once.
func TestComposeTogether(t *testing.T) {
	k := load(t, "boundary")
	var wg sync.WaitGroup
	for n := range 8 {
		wg.Go(func() {
			name := fmt.Sprintf("Alex%d", n)
			relationship := []string{"couple", "roommates"}[n%2]
			a, err := composer.ReadAnswers("a.yaml", strings.NewReader("relationship: "+relationship+"\npeople: ["+name+", Sam]\nwhy: x"))
			if err != nil {
				t.Error(err)
				return
			}
			c, problems := check(k, a)
			d, err := k.Compose(c, composer.Circumstances{Date: today})
			if err != nil || len(problems) > 0 || !strings.Contains(d.Body, name) || d.Title != k.For(relationship).Title {
				t.Errorf("%v, %s, %s", err, listed(problems), d.Title)
			}
			if _, err := k.BlankPage(composer.Worksheet{Relationship: relationship}); err != nil {
				t.Error(err)
			}
			_, _ = k.Format(a)
			_, _ = k.ParseDate("in 4 weeks", today)
		})
	}
	wg.Wait()
}

// No error or problem of a whole run repeats what was answered.
func TestNothingIsRepeated(t *testing.T) {
	const secret = "Zebulon"
	for _, name := range []string{"apology", "boundary"} {
		k := load(t, name)
		for _, in := range []string{
			"people: [" + secret + ", " + secret + "]\nneeds: {" + secret + ": I need}\ntopics: " + secret + "\nreview_date: " + secret,
			"relationship: " + secret + "\nto: [" + secret + ", x]\nstanding: " + secret + "\nspace: [" + secret + "]\n" + secret + " said: x\nrepair: [{" + secret + ": x}]",
			"kind: " + secret + "\nversion: " + secret + "\nlanguage: " + secret + " " + secret,
		} {
			c, problems := check(k, read(t, in))
			for _, p := range problems {
				if said := fmt.Sprint(p.Path, p.Code, p.Question, p.Message, p.Hint, p.Position); strings.Contains(said, secret) {
					t.Errorf("%s: %s", name, said)
				}
			}
			if _, err := k.Compose(c, composer.Circumstances{}); err == nil || strings.Contains(err.Error(), secret) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

func TestBlankPages(t *testing.T) {
	for _, name := range []string{"apology", "boundary"} {
		k := load(t, name)
		for _, relationship := range []string{"", "couple", "friends", "roommates", "colleagues", "family", "parent-child"} {
			for people := range 9 {
				d, err := k.BlankPage(composer.Worksheet{People: people, Relationship: relationship, HelpLine: "Call 911."})
				if err != nil {
					t.Fatal(err)
				}
				if d.Layout != composer.LayoutWorksheet || d.Title == "" {
					t.Errorf("the worksheet is %+v", d)
				}
				if people == 0 {
					people = 2
				}
				blankPage(t, k.For(cmp.Or(relationship, "other")), d, people)
			}
		}
		for _, people := range []int{-1, 9} {
			if _, err := k.BlankPage(composer.Worksheet{People: people}); err == nil {
				t.Errorf("a worksheet for %d people", people)
			}
		}
	}
}

// blankPage checks that marks are balanced, that each field is an answer's or
// the page's own, and that only what belongs on a worksheet is on it.
func blankPage(t *testing.T, k *composer.Kind, d *composer.Document, people int) {
	t.Helper()
	isTidy(t, d.Body)
	body, err := page.Parse(d)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range body.Notes {
		t.Errorf("%s: %s", n.Position, n.Text)
	}
	for _, s := range []string{"{", "}", "no value", "<br"} {
		if strings.Contains(d.Body, s) {
			t.Errorf("the worksheet says %q", s)
		}
	}
	fields := map[string]bool{}
	for rest := d.Body; ; {
		_, after, ok := strings.Cut(rest, "<!-- amends:field ")
		if !ok {
			break
		}
		name, after, _ := strings.Cut(after, " -->")
		fields[name], rest = true, after
	}
	for name := range fields {
		root, _, _ := strings.Cut(strings.TrimSuffix(strings.TrimSuffix(name, " date"), " spare"), ".")
		root, _, _ = strings.Cut(root, "=")
		q := k.Question(strings.TrimSuffix(root, "-other"))
		switch {
		case q != nil && (q.NeverKept || q.OffSheet):
			t.Errorf("%s is on the worksheet", name)
		case q == nil && !strings.Contains(" before copy consent signature signed_on review_date ", " "+root+" "):
			t.Errorf("the field %s belongs to nothing", name)
		}
	}
	for _, s := range k.Sections {
		for _, q := range s.Questions {
			if q.NeverKept || q.OffSheet {
				continue
			}
			found := 0
			for name := range fields {
				if after, ok := strings.CutPrefix(name, q.Name); ok && (after == "" || strings.ContainsAny(after[:1], ".= ")) {
					found++
				}
			}
			if found == 0 {
				t.Errorf("there is no room for %s", q.Name)
			}
			if s.Each != "" && found < people {
				t.Errorf("%s has room for %d people, not %d", q.Name, found, people)
			}
		}
	}
}

func TestBlankPageOfEveryType(t *testing.T) {
	k := mustLoad(t, testKind(`- {name: people, ask: "Who?", type: people}
- {name: line, ask: "Line, {people}?", starter: ["I ", "We "]}
- {name: prose, ask: "*Prose*?", type: text, help: "Help.", room: 2}
- {name: list, ask: "List?", type: list, room: 2}
- {name: choice, ask: "Choice?", type: choice, other: true, options: [{value: a, label: "[A]"}]}
- {name: sure, ask: "Sure?", type: yesno}
- {name: date, ask: "Date?", type: date}
- {name: topics, ask: "Topics?", type: multi, options: [{value: a, label: A}]}
- {name: shared, ask: "{topic}?", per: topics}
- {name: rows, ask: "Rows?", type: rows, room: 1, questions: [{name: one, ask: "One?", starter: "When "}, {name: two, ask: "Two?"}]}
`, "x"), "test")
	d, err := k.BlankPage(composer.Worksheet{})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"# A test\n", "## All\n", "**Who?**", "1. " + line("people.1") + "\n2. " + line("people.2"),
		"I / We " + line("line"), `**\*Prose\*?**`, "<!-- amends:small -->\nHelp.\n<!-- amends:end -->", line("prose") + "\\\n" + line("prose"),
		"1. " + line("list.1") + "\n2. " + line("list.2"), `- [ ] <!-- amends:field choice=a --> \[A]`, "- [ ] <!-- amends:field choice=other --> " + line("choice-other"),
		"- [ ] <!-- amends:field sure=yes --> Yes", "**Date?** ______________<!-- amends:field date date -->",
		"**A?**", line("shared.a"), "When " + line("rows.1.one") + "\\\nTwo? " + line("rows.1.two"),
	} {
		if !strings.Contains(d.Body, want) {
			t.Errorf("the worksheet lacks %q:\n%s", want, d.Body)
		}
	}
}

func line(name string) string {
	return strings.Repeat("_", 40) + "<!-- amends:field " + name + " -->"
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := composer.Load(templates.FS, "apology"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReadAnswers(b *testing.B) {
	for b.Loop() {
		read(b, letter)
	}
}

func BenchmarkCheck(b *testing.B) {
	k, a := load(b, "apology"), read(b, letter)
	for b.Loop() {
		check(k, a)
	}
}

func BenchmarkCompose(b *testing.B) {
	k := load(b, "apology")
	c, _ := check(k, read(b, letter))
	for b.Loop() {
		if _, err := k.Compose(c, composer.Circumstances{Date: today}); err != nil {
			b.Fatal(err)
		}
	}
}

// A child signs nothing: where parents and children agree on something, a
// grown-up alone has a line to sign.
func TestChildrenNeverSign(t *testing.T) {
	names, err := composer.Kinds(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, name := range names {
		k := load(t, name)
		q := k.Question("relationship")
		if q == nil || k.Layout == composer.LayoutLetter {
			continue
		}
		if _, ok := q.Option("parent-child"); !ok {
			continue
		}
		for people := 2; people <= 4; people++ {
			d, err := k.BlankPage(composer.Worksheet{Relationship: "parent-child", People: people})
			if err != nil {
				t.Fatal(err)
			}
			switch n := strings.Count(d.Body, "amends:field signature."); {
			case n > 1:
				t.Errorf("%s: %d people have %d lines to sign", name, people, n)
			case n == 1 && !strings.Contains(d.Body, "A child signs nothing"):
				t.Errorf("%s does not say that a child signs nothing", name)
			default:
				found += n
			}
		}
	}
	if found == 0 {
		t.Error("no kind has a place to sign: this shows nothing")
	}
}
