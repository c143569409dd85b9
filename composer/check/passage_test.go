package check

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"amends/composer"
	"amends/composer/page"
)

// at says where findings stand, and on which words.
func at(found []composer.Finding, rule string) string {
	var out []string
	for _, f := range found {
		if f.Rule == rule {
			out = append(out, fmt.Sprintf("%d:%d-%d %s %q", f.Line, f.Column, f.End, f.Path, f.Match))
		}
	}
	return strings.Join(out, "\n")
}

// oneRule is a checker that finds one thing.
func oneRule(t *testing.T) *Checker {
	t.Helper()
	c, err := Load(rulesOf(strings.Replace(goodRule, `["sorry if"]`, `["sorry [if i hurt you]"]`, 1)), "rules")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func document(t *testing.T, text string, kinds ...string) (Page, []Allow) {
	t.Helper()
	d, err := page.Read("letter.md", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	p, allows, err := Document(d, kinds...)
	if err != nil {
		t.Fatal(err)
	}
	return p, allows
}

// What stands in code, in a quotation, in a link's address or in a comment is
// not the writer's own prose; the place is that in the file.
func TestDocument(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"a paragraph", "Dear Sam,\n\nI am sorry if I hurt you.", `3:12-25  "if I hurt you"`},
		{"behind an escape", "Ten \\* ten. I am sorry if I hurt you.", `1:24-37  "if I hurt you"`},
		{"behind an entity", "Ten &amp; ten. I am sorry if I hurt you.", `1:27-40  "if I hurt you"`},
		{"within emphasis", "I am *so sorry* if I **hurt** you.", `1:17-34  "if I hurt you"`},
		{"over a line end", "I am sorry if\nI hurt you.", `1:12-11  "if I hurt you"`},
		{"in a list", "- one\n- I am sorry if I hurt you", `2:14-27  "if I hurt you"`},
		{"in a cell", "| a | b |\n|---|---|\n| c | I am sorry if I hurt you |", `3:18-31  "if I hurt you"`},
		{"composed letters", "Cafe\u0301: I am sorry if I hurt you.", `1:19-32  "if I hurt you"`},
		{"in front matter", "---\ntitle: X\nlayout: letter\n---\n\nI am sorry if I hurt you.", `6:12-25  "if I hurt you"`},
		{"code", "`I am sorry if I hurt you`", ""},
		{"a block of code", "    I am sorry if I hurt you", ""},
		{"a block quotation", "> I am sorry if I hurt you", ""},
		{"a comment", "<!-- I am sorry if I hurt you -->", ""},
		{"a quotation", "You read \"I am sorry if I hurt you\" from me.", ""},
		{"an address", "[a letter](http://x/sorry%20if%20I%20hurt%20you)", ""},
	}
	c := oneRule(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p, _ := document(t, test.text, "apology")
			if got := at(c.Find(p), "good"); got != test.want {
				t.Errorf("found\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

// A rule is found twice in a sentence at most, and only in clauses that have
// no words in common.
func TestFoundTwice(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"the same words", "I am sorry if I hurt you.", `1:12-25  "if I hurt you"`},
		{"over a comma", "I am sorry if I hurt you, sorry if I hurt you.", `1:12-25  "if I hurt you"
1:33-46  "if I hurt you"`},
		{"without a comma", "I am sorry if I hurt you and sorry if I hurt you.", `1:12-25  "if I hurt you"
1:36-49  "if I hurt you"`},
		{"three times", "Sorry if I hurt you, sorry if I hurt you, sorry if I hurt you.", `1:7-20  "if I hurt you"
1:28-41  "if I hurt you"`},
	}
	c := oneRule(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := at(c.Find(prose(test.text, "apology")), "good"); got != test.want {
				t.Errorf("found\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

// A comment in a plain text is not read, and may allow a rule.
func TestTextComments(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"on its own", "I was late.\n\n<!-- I am sorry if I hurt you -->", ""},
		{"in a line", "I was <!-- I am sorry if I hurt you --> late.", ""},
		{"before the words", "<!-- é --> I am sorry if I hurt you.", `1:23-36  "if I hurt you"`},
		{"within the words", "I am sorry if <!-- why --> I hurt you.", `1:12-38  "if  I hurt you"`},
		{"over paragraphs", "One. <!-- a\n\nsorry if I hurt you\n\nb --> I am sorry if I hurt you.", `5:18-31  "if I hurt you"`},
		{"never closed", "<!-- I am sorry if I hurt you", `1:17-30  "if I hurt you"`},
		{"an allow", "I am sorry if I hurt you.\n<!-- amends:allow good -- a quotation -->", ""},
		{"an allow in a line", "I am sorry if I hurt you. <!-- amends:allow good -->", ""},
		{"an allow of another", "I am sorry if I hurt you. <!--amends:allow nothing-->", `1:12-25  "if I hurt you"`},
	}
	c := oneRule(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p, allows := Text("", test.text, "apology")
			if got := at(c.Keep(c.Find(p), allows), "good"); got != test.want {
				t.Errorf("found\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

// The place of a finding in answers is that in their file, and its path leads
// to the answer.
func TestAnswers(t *testing.T) {
	const file = `kind: apology
from: Jo
to: Sam
what_i_did: |
  On Saturday I was late.
  I am sorry if I hurt you.
impact: "You waited. I’m sorry if I hurt you."
commitments:
  - trigger: When I am late
    action: I am sorry if I hurt you
`
	want := `6:14-27 what_i_did "if I hurt you"
7:32-45 impact "if I hurt you"
10:24-37 commitments.1.action "if I hurt you"`
	if got := at(oneRule(t).Find(answersPage(t, file)), "good"); got != want {
		t.Errorf("found\n%s\nwant\n%s", got, want)
	}
}

// A text says itself who it is written to, whose lines its lines are, and
// whether it is a whole letter.
func TestTextReads(t *testing.T) {
	lex := &load(t).lex
	p, _ := Text("", "Dear Sam,\n\nI was late.", "apology")
	p.read(lex)
	if p.To != 1 || fmt.Sprint(p.People) != "[Sam]" || !p.Whole {
		t.Errorf("to %d of %v, whole %v", p.To, p.People, p.Whole)
	}
	if p, _ := Text("", "I was late.", "apology"); p.Whole {
		t.Error("a sentence is taken for a letter")
	}
	p, _ = document(t, "# What we do\n\nAlex and Sam, in May\n\n## Alex\n\nI cook.\n\n## Sam\n\n- I wash up.\n\n## Both of us\n\nAlex: I sweep.\n", "agreement")
	p.read(lex)
	var owners []int
	for _, passage := range p.Passages {
		owners = append(owners, passage.Owner)
	}
	if got := fmt.Sprint(p.People, owners); got != "[Alex Sam] [0 0 0 1 0 2 0 1]" {
		t.Errorf("people and owners %s", got)
	}
}

// What the writer allows is not said again; what cannot be allowed stays; an
// allow that does nothing is said.
func TestKeep(t *testing.T) {
	p, allows := document(t, "I am sorry if I hurt you.\n\n<!-- amends:allow good -- a quotation -->\n\n<!-- amends:allow other -->\n\n<!-- amends:allow nonsense -->\n", "apology")
	fsys := rulesOf(strings.Replace(goodRule, `["sorry if"]`, `["sorry if i hurt you"]`, 1))
	other := strings.NewReplacer("id: good", "id: other", "sorry if", "never so").Replace(goodRule)
	fsys["rules/other.yaml"] = &fstest.MapFile{Data: []byte(other)}
	c, err := Load(fsys, "rules")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range c.Keep(c.Find(p), allows) {
		if f.Line > 0 {
			got = append(got, fmt.Sprintf("%d %s", f.Line, f.Rule))
		}
	}
	if want := "7 allow-unknown\n5 allow-unused"; strings.Join(got, "\n") != want {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
	a, err := composer.ReadAnswers("a.yaml", strings.NewReader("kind: apology\nallow: [conditional-apology -- it is a quotation]\n"))
	if err != nil {
		t.Fatal(err)
	}
	if got := Allows(a); len(got) != 1 || got[0].Rule != "conditional-apology" || got[0].Line != 2 {
		t.Errorf("allows %v", got)
	}
}
