package pdf

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"amends/composer"
)

// branch is n and what stands in it, with what its attributes say of it.
func (in *inspector) branch(n *node) string {
	s := string(n.kind)
	for _, k := range []name{"T", "Lang", "Alt"} {
		if v := in.text(n.dict[k]); v != "" {
			s += fmt.Sprintf(" %s=%s", k, v)
		}
	}
	for _, v := range in.list(n.dict["A"]) {
		for _, k := range []name{"Scope", "ListNumbering", "Role", "checked"} {
			if v := in.name(in.dict(v)[k]); v != "" {
				s += " " + string(v)
			}
		}
		if v := in.text(in.dict(v)["Desc"]); v != "" {
			s += fmt.Sprintf(" %q", v)
		}
	}
	var kids []string
	for _, k := range n.kids {
		switch k := k.(type) {
		case *node:
			kids = append(kids, in.branch(k))
		case mark:
			kids = append(kids, fmt.Sprintf("%q", in.shownIn[k]))
		case pointer:
			kids = append(kids, "@"+in.text(in.dict(in.dict(k)["A"])["URI"]))
		}
	}
	if len(kids) > 0 {
		s += "(" + strings.Join(kids, " ") + ")"
	}
	return s
}

// What a body becomes among the tags.
func TestTags(t *testing.T) {
	tests := []struct {
		name, body, want string
	}{
		{"nothing", "", `Document`},
		{"paragraphs", "a *b*\n\nc\\\nd", `Document(P("a b") P("c d"))`},
		{"headings that skip", "## a\n\n#### b\n\n### c\n\n# d\n\n###### e", `Document(H1("a") H2("b") H2("c") H1("d") H2("e"))`},
		{"a heading without text", "#\n\n### a\n\n## \n\n#### b", `Document(H1("a") H2("b"))`},
		{"a link in two styles", "see [a **b** c](https://a.b).", `Document(P("see " Link("a b c" @https://a.b) "."))`},
		{"two links side by side", "[a](https://a.b)[c](https://c.d)", `Document(P(Link("a" @https://a.b) Link("c" @https://c.d)))`},
		{"a link that leads nowhere", "[a](javascript:x) b", `Document(P("a b"))`},
		{"a link over a break", "[a\\\nb](https://a.b)", `Document(P(Link("a b" @https://a.b @https://a.b)))`},
		{"a list", "- a\n- b\n\n  c", `Document(L Disc(LI(Lbl("•") LBody(P("a"))) LI(Lbl("•") LBody(P("b") P("c")))))`},
		{"numbers", "7. a\n   - b", `Document(L Decimal(LI(Lbl("7.") LBody(P("a") L Disc(LI(Lbl("–") LBody(P("b"))))))))`},
		{"boxes", "- [ ] a\n- [x] b", `Document(L Square(LI(Lbl(Form Alt=box cb off "box"("")) LBody(P("a"))) LI(Lbl(Form Alt=tick cb on "tick"("")) LBody(P("b")))))`},
		{"an item to fill in", "1. ______<!-- amends:field a -->", `Document(L Decimal(LI(Lbl("1.") LBody(P(Form Alt=line tv "line"(""))))))`},
		{"fields with labels", "Name: ______<!-- amends:field a --> Date ______<!-- amends:field b -->", `Document(P("Name: " Form Alt=line tv "Name"("") " Date " Form Alt=line tv "Date"("")))`},
		{"fields in a sentence", "We talk. Then, on ______<!-- amends:field a -->, we stop.", `Document(P("We talk. Then, on " Form Alt=line tv "Then, on"("") ", we stop."))`},
		{"a field with a sign before it", "a\\\n– ______<!-- amends:field a -->", `Document(P("a – " Form Alt=line tv "line"("")))`},
		{"lines for one answer", "I ______<!-- amends:field a -->\\\n______<!-- amends:field a -->\\\n______<!-- amends:field a -->\\\nwhen ______<!-- amends:field b -->", `Document(P("I " Form Alt=line tv "I"("") "when " Form Alt=line tv "when"("")))`},
		{"lines for two answers", "______<!-- amends:field a -->\\\n______<!-- amends:field b -->", `Document(P(Form Alt=line tv "line"("") Form Alt=line tv "line"("")))`},
		{"a heading to fill in", "# ______<!-- amends:field a -->\n\n## b ______<!-- amends:field b -->", `Document(H1(Form Alt=line tv "line"("")) H2("b " Form Alt=line tv "b"("")))`},
		{"cells to fill in", "| | b | c |\n|---|---|---|\n| d | ______<!-- amends:field a --> ______<!-- amends:field a --> | e: ______<!-- amends:field b --> |\n| ______<!-- amends:field c --> | | |",
			`Document(Table(TR(TH Column TH Column("b") TH Column("c")) TR(TH Row("d") TD(Form Alt=line tv "d, b"(" ")) TD("e: " Form Alt=line tv "e"(""))) TR(TD(Form Alt=line tv "line"(" ")) TD TD)))`},
		{"a cell under a sentence", "| a | " + strings.Repeat("word ", 9) + "|\n|---|---|\n| b | ______<!-- amends:field a --> |", `Document(Table(TR(TH Column("a") TH Column("` + strings.TrimSpace(strings.Repeat("word ", 9)) + `")) TR(TH Row("b") TD(Form Alt=line tv "b"(" ")))))`},
		{"a table", "| a | b |\n|---|---|\n| 1 | |\n| 2 | 3 |", `Document(Table(TR(TH Column("a") TH Column("b")) TR(TD("1") TD) TR(TD("2") TD("3"))))`},
		{"names of rows", "| | b |\n|---|---|\n| c | 1 |", `Document(Table(TR(TH Column TH Column("b")) TR(TH Row("c") TD("1"))))`},
		{"names of rows to fill in", "| a | b |\n|---|---|\n| c | |\n| d | ______ |", `Document(Table(TR(TH Column("a") TH Column("b")) TR(TH Row("c") TD) TR(TH Row("d") TD(Form Alt=line tv "d, b"(" ")))))`},
		{"labels and answers", "| | |\n|---|---|\n| a | 1 |\n| b | |", `Document(Table(TR(TH Row("a") TD("1")) TR(TH Row("b") TD)))`},
		{"a quotation", "> a\n>\n> - b", `Document(BlockQuote(P("a") L Disc(LI(Lbl("•") LBody(P("b"))))))`},
		{"code", "    a\n      b", `Document(P(Code("a \u00a0\u00a0b ")))`},
		{"another language", "<!-- amends:lang es -->\na\n<!-- amends:end -->", `Document(Div Lang=es(P("a")))`},
		{"columns", "<!-- amends:columns -->\na\n<!-- amends:column -->\nb\n<!-- amends:end -->\n\nc", `Document(P("a") P("b") P("c"))`},
		{"a rule, small print, what is kept", "***\n\n<!-- amends:small -->\na\n<!-- amends:end -->\n\n<!-- amends:keep -->\nb ______\n<!-- amends:end -->", `Document(P("a") P("b " Form Alt=line tv "b"("")))`},
		{"two pages", "a\n\n<!-- amends:page -->\n\nb", `Document(P("a") P("b"))`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var b bytes.Buffer
			p := PDF{Letterhead: Letterhead{Name: "l"}, Theme: "book", Words: Words{PageLabel: "{page}", Field: "line", Box: "box", Ticked: "tick"}}
			if err := p.Render(&b, &composer.Document{Layout: composer.LayoutAgreement, Body: tt.body}); err != nil {
				t.Fatal(err)
			}
			a, err := readFile(b.Bytes())
			if err != nil {
				t.Fatal(err)
			}
			in, faults := inspect(a)
			for _, f := range faults {
				t.Error(f)
			}
			want := strings.TrimSuffix(`Document(Div(P("l")) `+strings.TrimPrefix(strings.TrimPrefix(tt.want, "Document"), "("), " ")
			if tt.want == "Document" {
				want += ")"
			}
			if got := in.branch(in.order[0]); got != want {
				t.Errorf("the tags are\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// Each of several documents has its title and its language, and headings of
// its own.
func TestTagsOfSeveral(t *testing.T) {
	var b bytes.Buffer
	p := PDF{Words: Words{Box: "box", Language: "en"}}
	err := p.Render(&b, &composer.Document{Title: "Eins", Language: "de", Body: "# a\n\n## b\n\n- [ ] c"}, &composer.Document{Body: "## d"})
	if err != nil {
		t.Fatal(err)
	}
	a, err := readFile(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	in, _ := inspect(a)
	want := `Document(Document T=Eins(H1("a") H2("b") L Square(LI(Lbl(Form Lang=en Alt=box cb off "box"("")) LBody(P("c"))))) Document T=letter Lang=en(H1("d")))`
	if got := in.branch(in.order[0]); got != want {
		t.Errorf("the tags are\n%s\nwant\n%s", got, want)
	}
}

// The line at the foot of every page is heard once, at the end of the last
// document, in the language of its words.
func TestTagsOfFoot(t *testing.T) {
	var b bytes.Buffer
	p := PDF{Words: Words{Foot: "Call 911.", PageLabel: "{page}", Language: "en"}}
	err := p.Render(&b, &composer.Document{Language: "de", Body: "a\n\n<!-- amends:page -->\n\nb"}, &composer.Document{Language: "de", Body: "c\n\n<!-- amends:page -->\n\nd"})
	if err != nil {
		t.Fatal(err)
	}
	a, err := readFile(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	in, faults := inspect(a)
	for _, f := range faults {
		t.Error(f)
	}
	want := `Document(Document T=letter(P("a") P("b")) Document T=letter(P("c") P("d") P Lang=en("Call 911.")))`
	if got := in.branch(in.order[0]); got != want {
		t.Errorf("the tags are\n%s\nwant\n%s", got, want)
	}
}
