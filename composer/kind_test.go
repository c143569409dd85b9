package composer_test

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"amends/composer"
	"amends/templates"
)

func TestBuiltInKindsLoad(t *testing.T) {
	names, err := composer.Kinds(templates.FS)
	if err != nil || !slices.Contains(names, "apology") || !slices.Contains(names, "boundary") {
		t.Fatalf("Kinds = %q, %v", names, err)
	}
	for _, name := range names {
		k := load(t, name)
		// What is given to somebody, or signed, is held to account.
		held := k.Layout == composer.LayoutLetter || k.Layout == composer.LayoutAgreement
		if held && len(k.Checks) == 0 {
			t.Errorf("%s asks for no family of rules", name)
		}
		for i := range k.Sections {
			for _, q := range k.Sections[i].Questions {
				if q.Asked == composer.Always && q.Type != composer.TypeChoice && q.Type != composer.TypeMulti && q.Example == "" {
					t.Errorf("%s: %s has no example", name, q.Name)
				}
			}
		}
	}
}

func TestUnknownKind(t *testing.T) {
	for _, name := range []string{"excuse", "", ".", "..", "../templates", "/apology", "apology/", "apology\x00", "apology/kind.yaml"} {
		_, err := composer.Load(templates.FS, name)
		var unknown *composer.UnknownKindError
		if !errors.As(err, &unknown) || unknown.Error() != fmt.Sprintf("unknown kind %q", name) || !slices.Contains(unknown.Known, "apology") {
			t.Errorf("Load(%q): %v", name, err)
		}
	}
}

func TestKindsInFolders(t *testing.T) {
	fsys := fstest.MapFS{"kind.yaml": {}, "b/kind.yaml": {}, "a/c/kind.yaml": {}, "a/x.yaml": {}}
	names, err := composer.Kinds(fsys)
	if want := []string{"a/c", "b"}; err != nil || !slices.Equal(names, want) {
		t.Errorf("Kinds = %q, %v, want %q", names, err, want)
	}
}

// The parts of a kind.yaml without fault, line by line, so that a broken one
// differs in one place.
const (
	goodHead = `version: 1
title: A test
summary: A kind for tests.
group: Tests
layout: letter
`
	goodSections = `sections:
  - name: one
    title: One
    questions:
      - name: who
        ask: Who?
        type: people
      - name: sort
        ask: Which?
        type: multi
        options: [{value: a, label: A}, {value: b, label: B}]
`
	goodPage = "{{series .who}}\n"
	question = "      - {name: more, ask: More?, " // the thirteenth line behind goodHead
)

// A brokenKind is one fault in the files of a kind. Empty files are good ones.
type brokenKind struct {
	name, kind, page, shared string
	want                     string // every line of the error
}

func (b brokenKind) files() fstest.MapFS {
	kind, page := b.kind, b.page
	if kind == "" {
		kind = goodHead + goodSections
	}
	if page == "" {
		page = goodPage
	}
	return fstest.MapFS{"relationships.yaml": {Data: []byte("- {value: friends, label: We are friends}")}, "test/kind.yaml": {Data: []byte(kind)}, "test/document.md.tmpl": {Data: []byte(page)}, "shared.md.tmpl": {Data: []byte(b.shared)}}
}

// with is a kind.yaml with one more question.
func with(q string) string { return goodHead + goodSections + question + q + "}\n" }

const kindAt, pageAt = "test/kind.yaml:", "test/document.md.tmpl:"

var brokenKinds = []brokenKind{
	{"empty", " \n", "", "", kindAt + "1: the file is empty"},
	{"no mapping", "[a]", "", "", kindAt + "1:1: a kind must be a mapping of names to values\n" +
		kindAt + "1:1: a kind needs version\n" + kindAt + "1:1: a kind needs title\n" + kindAt + "1:1: a kind needs summary\n" +
		kindAt + "1:1: a kind needs group\n" + kindAt + "1:1: a kind needs layout"},
	{"no title", strings.Replace(goodHead, "title: A test\n", "", 1) + goodSections, "", "", kindAt + "1:1: a kind needs title"},
	{"no YAML", goodHead + "a: [\n", "", "", kindAt + "7:1: this is not YAML: look for a missing quote, bracket or colon, or for a tab in the indentation"},
	{"a tab", goodHead + "offer:\n\task: x\n", "", "", kindAt + "7:1: this is not YAML: look for a missing quote, bracket or colon, or for a tab in the indentation"},
	{"two documents", goodHead + "---\na: b\n", "", "", kindAt + "6:1: one file holds one document: nothing may follow a line of three hyphens"},
	{"an alias", goodHead + "intro: &a x\nlast: *a\n" + goodSections, "", "", kindAt + "6:8: anchors (&name) are not used here\n" + kindAt + "7:7: aliases (*name) are not used here; write the value out\n" + kindAt + "7:7: last must be text"},
	{"a merge key", goodHead + "<<: {intro: x}\n" + goodSections, "", "", kindAt + "6:1: merge keys (<<) are not used here; write the values out\n" + kindAt + "6:1: unknown name \"<<\""},
	{"a tag", goodHead + "intro: !!str x\n" + goodSections, "", "", kindAt + "6:8: tags (!name) are not used here"},
	{"a name twice", goodHead + "title: x\n" + goodSections, "", "", kindAt + "6:1: \"title\" stands here twice"},
	{"an unknown name", goodHead + "into: x\n" + goodSections, "", "", kindAt + "6:1: unknown name \"into\"; did you mean \"intro\"?"},
	{"no text", goodHead + "intro: [x]\n" + goodSections, "", "", kindAt + "6:8: intro must be text"},
	{"no number", strings.Replace(goodHead, "1", "one", 1) + goodSections, "", "", kindAt + "1:10: version must be a whole number"},
	{"a layout", strings.Replace(goodHead, "letter", "leter", 1) + goodSections, "", "", kindAt + "5:9: layout must be one of letter, message, agreement, worksheet, card, log; did you mean \"letter\"?"},
	{"no list", goodHead + "sections: x\n", "", "", kindAt + "6:11: sections must be a list"},
	{"a section without a name", goodHead + "sections:\n  - {title: x, questions: [{name: who, ask: Who?, type: people}]}\n", "", "", kindAt + "7:5: a section needs a name"},
	{"a section without questions", goodHead + goodSections + "  - {name: two}\n", "", "", kindAt + "17:5: section \"two\" has no questions"},
	{"two sections", goodHead + goodSections + "  - {name: one, questions: [{name: x, ask: X?}]}\n", "", "", kindAt + "17:5: two sections are named \"one\""},
	{"each of nobody", goodHead + goodSections + "  - {name: two, each: sort, questions: [{name: x, ask: X?}]}\n", "", "", kindAt + "17:5: section \"two\": each must name an earlier question of type people"},
	{"an offer behind nothing", goodHead + "offer: {after: on}\n" + goodSections, "", "", kindAt + "6:8: offer: after: there is no section \"on\"; did you mean \"one\"?"},
	{"holds", goodHead + "holds: x\n" + goodSections, "", "", kindAt + "6:8: holds must be a list"},
	{"a relationship", goodHead + "for: {\"friends, frends\": {title: x}}\n" + goodSections, "", "", kindAt + "6:7: unknown relationship \"frends\"; did you mean \"friends\"?"},
	{"omit", goodHead + "for: {friends: {omit: [whom]}}\n" + goodSections, "", "", kindAt + "6:7: omit: there is no question or section \"whom\""},
	{"for", goodHead + "for: x\n" + goodSections, "", "", kindAt + "6:6: for must be a mapping of names to values"},
	{"a change", goodHead + "for: {friends: x}\n" + goodSections, "", "", kindAt + "6:16: what a relationship changes must be a mapping of names to values"},
	{"a question without a name", goodHead + goodSections + "      - {ask: X?}\n", "", "", kindAt + "17:9: a question needs a name"},
	{"a question's name", with("x: y}\n      - {name: No Name, ask: X?"), "", "", kindAt + "17:34: unknown name \"x\"\n" + kindAt + "18:9: a question: a name has lower-case letters and digits with _ or - between them, not \"No Name\""},
	{"a name that is taken", goodHead + goodSections + "      - {name: version, ask: X?}\n", "", "", kindAt + "17:9: a question: the name \"version\" is taken"},
	{"a question twice", goodHead + goodSections + "      - {name: who, ask: X?}\n", "", "", kindAt + "17:9: question \"who\" stands here twice"},
	{"a question without ask", goodHead + goodSections + "      - {name: x}\n", "", "", kindAt + "17:9: question \"x\" needs ask"},
	{"a type", with("type: txt"), "", "", kindAt + "17:40: type must be one of line, text, list, choice, multi, yesno, date, time, number, people, rows; did you mean \"text\"?"},
	{"a need", with("need: must"), "", "", kindAt + "17:40: need must be one of optional, recommended, required"},
	{"asked", with("asked: ofered"), "", "", kindAt + "17:41: asked must be one of always, offered, never, alone; did you mean \"offered\"?"},
	{"a flag", with("private: yes"), "", "", kindAt + "17:43: private must be true or false"},
	{"keep", with("keep: always"), "", "", kindAt + "17:40: keep can only be never"},
	{"options of a line", with("options: [{value: a, label: A}]"), "", "", kindAt + "17:9: question \"more\": options belong to choice and multi, and these need them"},
	{"a choice without options", with("type: choice"), "", "", kindAt + "17:9: question \"more\": options belong to choice and multi, and these need them"},
	{"an option without a label", with("type: choice, options: [{value: a}]"), "", "", kindAt + "17:58: option \"a\" needs a label"},
	{"an option's value", with("type: choice, options: [{value: A b, label: A}]"), "", "", kindAt + "17:58: an option: a name has lower-case letters and digits with _ or - between them, not \"A b\""},
	{"an option's layout", with("type: choice, options: [{value: a, label: A, layout: leter}]"), "", "", kindAt + "17:87: layout must be one of letter, message, agreement, worksheet, card, log; did you mean \"letter\"?"},
	{"a default", with("type: choice, default: c, options: [{value: a, label: A}]"), "", "", kindAt + "17:9: question \"more\": the default \"c\" is no option"},
	{"stop", with("type: choice, options: [{value: a, label: A}], stop: {b: x}"), "", "", kindAt + "17:88: stop: \"b\" is no option of \"more\""},
	{"stop without words", with("type: choice, options: [{value: a, label: A}], stop: {a: }"), "", "", kindAt + "17:91: stop: \"a\" needs the words of the calm page"},
	{"rows without questions", with("type: rows"), "", "", kindAt + "17:9: question \"more\": questions belong to rows, and rows need them"},
	{"rows in rows", with("type: rows, questions: [{name: x, ask: X?, type: rows, questions: [{name: y, ask: Y?}]}]"), "", "", kindAt + "17:58: question \"x\": rows hold plain questions only"},
	{"max", with("type: list, min: 3, max: 2"), "", "", kindAt + "17:9: question \"more\": max is less than min"},
	{"stand_in", with("stand_in: you"), "", "", kindAt + "17:9: question \"more\": stand_in belongs to people"},
	{"a starter", with("type: list, starter: I"), "", "", kindAt + "17:9: question \"more\": a starter belongs to line and text"},
	{"a list of starters", with("starter: [[I]]"), "", "", kindAt + "17:44: starter must be text or a list of texts"},
	{"if of nothing", with("if: {later: a}"), "", "", kindAt + "17:9: question \"more\": if must name an earlier question, and \"later\" is none"},
	{"if it is no option", with("if: {sort: c}"), "", "", kindAt + "17:9: question \"more\": if: \"c\" is no answer to \"sort\""},
	{"if", with("if: {sort: {a: b}}"), "", "", kindAt + "17:45: if: a question has a value, a list of values, given or empty"},
	{"per of no multi", with("per: who"), "", "", kindAt + "17:9: question \"more\": per must name an earlier question of type multi, without other"},
	{"no fixed lines", "", "{{fixed}}", "", pageAt + "1:3: kind.yaml does not say which: fixed"},
	{"fixed lines", goodHead + "fixed: none\n" + goodSections, "", "", "test/kind.yaml: fixed: there is no template \"fixed-none\""},
}

func TestLoadFaults(t *testing.T) {
	for _, b := range brokenKinds {
		t.Run(b.name, func(t *testing.T) {
			_, err := composer.Load(b.files(), "test")
			var load *composer.LoadError
			if !errors.As(err, &load) {
				t.Fatalf("Load: %v, want %q", err, b.want)
			}
			if err.Error() != b.want {
				t.Errorf("Load:\n%v\nwant:\n%s", err, b.want)
			}
		})
	}
	if _, err := composer.Load(brokenKind{}.files(), "test"); err != nil {
		t.Errorf("the good kind: %v", err)
	}
}

func TestLoadWithoutPage(t *testing.T) {
	fsys := brokenKind{}.files()
	delete(fsys, "test/document.md.tmpl")
	_, err := composer.Load(fsys, "test")
	if want := "test/document.md.tmpl: the page's template is missing"; err == nil || err.Error() != want {
		t.Errorf("Load: %v, want %s", err, want)
	}
	fsys = brokenKind{}.files()
	delete(fsys, "shared.md.tmpl")
	if _, err := composer.Load(fsys, "test"); err != nil {
		t.Errorf("Load without shared templates: %v", err)
	}
}

func TestRelationshipChanges(t *testing.T) {
	k := load(t, "boundary")
	tests := []struct {
		relationship, title, omitted, kept string
	}{
		{"couple", "Boundary agreement", "topics", "reassurance"},
		{"roommates", "House agreement", "boundaries", "topics"},
		{"colleagues", "Working agreement", "hopes", "shared"},
		{"parent-child", "House promises", "shared", "why"},
		{"nobody", "Boundary agreement", "nothing", "topics"},
	}
	for _, tt := range tests {
		for _, k := range []*composer.Kind{k.For(tt.relationship), k.For(tt.relationship).For(tt.relationship)} {
			if k.Title != tt.title || k.Question(tt.omitted) != nil || k.Question(tt.kept) == nil {
				t.Errorf("%s: the title is %q, %s is %v, %s is %v", tt.relationship, k.Title, tt.omitted, k.Question(tt.omitted), tt.kept, k.Question(tt.kept))
			}
			_, problems := k.Check(read(t, "relationship: "+tt.relationship+"\n"+tt.omitted+": x"))
			if i := slices.IndexFunc(problems, func(p composer.Problem) bool { return p.Path == tt.omitted }); i < 0 || problems[i].Code != "omitted" && tt.omitted != "nothing" {
				t.Errorf("%s: %s is no problem: %+v", tt.relationship, tt.omitted, problems)
			}
		}
	}
	if q := k.For("roommates").Question("topics"); len(q.Options) != 7 || q.Options[0].Value != "cleaning" {
		t.Errorf("the topics of roommates are %+v", q.Options)
	}
	if q := k.Question("topics"); len(q.Options) != 0 {
		t.Errorf("For changed the kind: %+v", q.Options)
	}
}

// Everything that a relationship can change, and every condition.
func TestChangesAndConditions(t *testing.T) {
	k := mustLoad(t, testKind(`- {name: relationship, ask: "Which?", type: choice, options: [{value: friends, label: F}, {value: couple, label: C}]}
- name: one
  ask: One?
  for:
    friends: {ask: "Friend?", help: Help., label: label, example: Example., default: d, need: required, asked: offered, starter: [I]}
- {name: sort, ask: "Sort?", type: multi, options: [{value: a, label: A}, {value: b, label: B}]}
- {name: sure, ask: "Sure?", type: yesno}
- {name: some, ask: "Some?", if: {sort: [a], one: given}}
- {name: none, ask: "None?", if: {sort: empty}}
- {name: no-more, ask: "No more?", if: {sure: "no"}}
`, "x"), "test")
	q := k.For("friends").Question("one")
	if q.Ask != "Friend?" || q.Help != "Help." || q.Label != "label" || q.Example != "Example." || !slices.Equal(q.Default, []string{"d"}) || q.Need != composer.Required || q.Asked != composer.Offered || len(q.Starters) != 1 {
		t.Errorf("between friends the question is %+v", q)
	}
	if q := k.For("couple").Question("one"); q.Ask != "One?" || q.Title() != "One?" || k.For("friends").Question("one").Title() != "label" {
		t.Errorf("between others the question is %+v", q)
	}
	tests := []struct {
		in, question string
		want         bool
	}{
		{"", "some", false}, {"one: x\nsort: [b, a]", "some", true}, {"one: x\nsort: a", "some", true}, {"sort: [a]", "some", false}, {"one: x\nsort: [b]", "some", false},
		{"", "none", true}, {"sort: []", "none", true}, {"sort: [a]", "none", false}, {"sure: no", "no-more", true}, {"sure: nope", "no-more", true}, {"", "no-more", false},
	}
	for _, tt := range tests {
		c, _ := k.Check(read(t, tt.in))
		if got := c.Kind().Applies(k.Question(tt.question), c.Answers()); got != tt.want {
			t.Errorf("with %q, %s applies: %v, want %v", tt.in, tt.question, got, tt.want)
		}
	}
}

func TestFill(t *testing.T) {
	k := load(t, "boundary")
	a := read(t, "people: [Alex, '{people}', Kim]")
	tests := []struct {
		in     string
		a      *composer.Answers
		each   string
		person int
		want   string
	}{
		{"What did {people} do?", a, "", 0, "What did Alex, {people} and Kim do?"},
		{"{person}: {others}?", a, "people", 1, "Alex: {people} and Kim?"},
		{"{person}: {others}?", a, "people", 4, "Person 4: the others?"},
		{"{person} and {others}", &composer.Answers{}, "people", 2, "Person 2 and the others"},
		{"{people} {nobody}", &composer.Answers{}, "", 0, "the others {nobody}"},
		{"nothing", a, "", 0, "nothing"},
	}
	for _, tt := range tests {
		if got := k.Fill(tt.in, tt.a, tt.each, tt.person); got != tt.want {
			t.Errorf("Fill(%q, %d) = %q, want %q", tt.in, tt.person, got, tt.want)
		}
	}
	for n, want := range []string{"", "a", "a and b", "a, b and c"} {
		if got := k.And([]string{"a", "b", "c"}[:n]); got != want {
			t.Errorf("And of %d = %q, want %q", n, got, want)
		}
	}
}

func TestQuestionAtPath(t *testing.T) {
	k := load(t, "boundary")
	tests := []struct{ path, want string }{
		{"why", "why"}, {"needs.2", "needs"}, {"commitments.1.2.action", "action"}, {"commitments.1.2", "commitments"},
		{"situations.1.situation", "situation"}, {"shared.cleaning", "shared"}, {"nothing", ""}, {"", ""}, {"nothing.1", ""},
	}
	for _, tt := range tests {
		got := ""
		if q := k.At(tt.path); q != nil {
			got = q.Name
		}
		if got != tt.want {
			t.Errorf("At(%q) = %q, want %q", tt.path, got, tt.want)
		}
	}
}

func TestNearest(t *testing.T) {
	words := []string{"impact", "repair", "to", "why"}
	tests := []struct{ in, want string }{
		{"impct", "impact"}, {"Imapct", "impact"}, {"repiar", "repair"}, {"xxxxxx", ""}, {"wy", "why"}, {"t", ""}, {"", ""},
		{strings.Repeat("x", 1<<20), ""}, // once a table of a million rows
	}
	for _, tt := range tests {
		if got := composer.Nearest(tt.in, words); got != tt.want {
			t.Errorf("Nearest(%.20q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

// What has no end, or is far too large, is a fault of the kind, and is not
// read.
func TestUnreadableKind(t *testing.T) {
	whole := kindFile("  - {name: s, questions: [{name: q, ask: What?, help: H., example: E.}]}\n")
	pipe := &fstest.MapFile{Mode: fs.ModeNamedPipe}
	huge := &fstest.MapFile{Data: make([]byte, 1<<20+1)}
	for name, c := range map[string]struct {
		kind, page *fstest.MapFile
		want       string
	}{
		"a pipe":          {pipe, &fstest.MapFile{}, "k/kind.yaml: this file cannot be read: it is not a regular file"},
		"huge":            {huge, &fstest.MapFile{}, "k/kind.yaml: this file cannot be read: it is larger than 1 MB"},
		"a page, a pipe":  {whole, pipe, "k/document.md.tmpl: this file cannot be read: it is not a regular file"},
		"a page, huge":    {whole, huge, "k/document.md.tmpl: this file cannot be read: it is larger than 1 MB"},
		"a page, missing": {whole, nil, "k/document.md.tmpl: the page's template is missing"},
	} {
		t.Run(name, func(t *testing.T) {
			fsys := fstest.MapFS{"k/kind.yaml": c.kind}
			if c.page != nil {
				fsys["k/document.md.tmpl"] = c.page
			}
			found, err := composer.Lint(fsys, "k")
			if err != nil || len(found) == 0 || found[0].Source+": "+found[0].Text != c.want {
				t.Errorf("got %v, %v, want %s", found, err, c.want)
			}
			var load *composer.LoadError
			if _, err := composer.Load(fsys, "k"); !errors.As(err, &load) {
				t.Errorf("Load: %v", err)
			}
		})
	}
}
