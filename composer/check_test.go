package composer_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"amends/composer"
	"amends/templates"
)

// checked is the questions of the tests of the check.
const checked = `- {name: relationship, ask: "Which?", type: choice, unsaid: other, options: [{value: friends, label: Friends}, {value: other, label: Other}]}
- {name: people, ask: "Who?", type: people, example: Alex, max: 2, stand_in: everybody}
- {name: line, ask: "What did {people} say?", need: required, example: A word., max_words: 3}
- {name: begun, ask: "Begun?", starter: "When ", alone: [when, i], example: When it rains.}
- {name: usual, ask: "Usual?", starter: "I will ", example: I will go.}
- {name: either, ask: "Either?", starter: ["I have ", "I will "], example: I have gone.}
- {name: list, ask: "List?", type: list, min: 2, max: 3}
- {name: choice, ask: "Choice?", type: choice, options: [{value: a-b, label: "It's “A”"}, {value: bad, label: Bad}], stop: {bad: "Stop, {people}."}}
- {name: own, ask: "Own?", type: choice, other: true, options: [{value: a, label: A}]}
- {name: multi, ask: "Multi?", type: multi, options: [{value: a, label: A one}, {value: b, label: B}]}
- {name: per, ask: "{topic}?", per: multi}
- {name: sure, ask: "Sure?", type: yesno}
- {name: why, ask: "Why?", if: {sure: "yes"}}
- {name: date, ask: "Date?", type: date}
- {name: time, ask: "Time?", type: time}
- {name: number, ask: "Number?", type: number, min: 1, max: 9}
- {name: prose, ask: "Prose?", type: text}
- {name: never, ask: "Never?", keep: never}
- {name: private, ask: "Private?", private: true}
- {name: rows, ask: "Rows?", type: rows, max: 2, questions: [{name: part, ask: "Part of {people}?", need: required, example: A part.}, {name: sort, ask: "Sort?", type: choice, options: [{value: x, label: X}]}]}
- {name: gone, ask: "Gone?"}
`

// turns is a section in which each person answers.
const turns = `  - name: turns
    title: Turns
    each: people
    questions:
      - {name: needs, ask: "{person}, and not {others}?", need: recommended, starter: "I need ", example: I need sleep.}
      - {name: plans, ask: "Plans?", type: rows, questions: [{name: step, ask: "Step?", need: required}]}
for:
  friends: {omit: [gone]}
`

func checkKind(t testing.TB) *composer.Kind {
	fsys := testKind(checked, "{{.line}}")
	fsys["test/kind.yaml"].Data = append(fsys["test/kind.yaml"].Data, turns...)
	return mustLoad(t, fsys, "test")
}

// problemCases are answers beside "line: x" and "people: [Robin, Quinn]", with
// the place, path and code of each problem.
var problemCases = []struct{ name, in, want string }{
	{"nothing wrong", "", ""},
	{"missing", "line: ' '", "line missing"},
	{"missing, with nothing said", "line:", "line missing"},
	{"missing in a row", "rows: [{sort: x}]", "4:8 rows.1.part missing"},
	{"unknown", "kitchen: x", "4:1 kitchen unknown"},
	{"unknown, and no name", "I told Quinn: x", "4:1 unknown"},
	{"unknown, near", "lin: x", "4:1 lin unknown-near"},
	{"unknown field", "rows: [{part: x, secret: y}]", "4:18 rows.1 unknown-field"},
	{"another kind", "kind: apology", "4:7 kind other-kind"},
	{"a newer version", "version: 2", "4:10 version version"},
	{"no version", "version: 01", "4:10 version version"},
	{"a version that is too large", "version: 99999999999999999999", "4:10 version version"},
	{"no language", "language: ../en", "4:11 language language"},
	{"a language", "language: en-GB", ""},
	{"a language without a page", "language: pt-BR", "4:11 language language"},
	{"consent", "voluntary: yes\nread_alone: yes", "4:1 voluntary consent, 5:1 read_alone consent"},
	{"omitted", "relationship: friends\ngone: x", "5:1 gone omitted"},
	{"omitted and empty", "relationship: friends\ngone:", ""},
	{"a relationship by its label", "relationship: Friends\ngone: x", "5:1 gone omitted"},
	{"never kept", "never: secret", "4:8 never never-kept"},
	{"never kept and empty", "never: ", ""},
	{"not asked", "sure: no\nwhy: x", "5:6 why not-asked"},
	{"asked", "sure: yes\nwhy: x", ""},
	{"per nothing", "per: {a: x}", "4:6 per not-asked"},
	{"not each", "needs: I need sleep", "4:8 needs each-person"},
	{"nobody", "needs: {Kim: x}", "4:9 needs nobody"},
	{"a name in another form", "people: [Zoë, Quinn]\nneeds: {\"Zoe\u0308\": x}", ""},
	{"twice, in two forms of a name", "people: [Zoë, Quinn]\nneeds: {Zoë: x, \"Zoe\u0308\": y}", "4:17 needs.1 twice"},
	{"twice, by value and label", "multi: a\nper: {a: x, A one: y}", "5:13 per.a twice"},
	{"not per option", "multi: a\nper: x", "5:6 per each-option"},
	{"not chosen", "multi: a\nper: {b: x, c: y}", "5:7 per not-chosen, 5:13 per not-chosen"},
	{"a list as a text", "gone: [x]", "4:7 gone one-text"},
	{"a record as a text", "prose: {a: b}", "4:8 prose one-text"},
	{"a list in a list", "list: [x, [y]]", "4:11 list.2 one-text, 4:7 list too-few"},
	{"a text as a row", "rows: x", "4:7 rows.1 row"},
	{"texts as rows", "rows: [x, {part: y}]", "4:8 rows.1 row"},
	{"a record as rows", "rows: {part: x}", ""},
	{"rows in a person's turn", "plans: {Quinn: [{step: x}, {}, {stp: y}]}", "4:32 plans.2.3.step missing, 4:33 plans.2.3 unknown-field"},
	{"too many", "list: [a, b, c, d]", "4:7 list too-many"},
	{"too few", "list: a", "4:7 list too-few"},
	{"empty items do not count", "list: [a, '', b]", ""},
	{"lines as a list", "list: |\n  a\n\n  b", ""},
	{"people as a record", "people: {a: b}", "3:9 people.1 names"},
	{"people as lists", "people: [[a], b]", "3:10 people.1 names"},
	{"one name", "people: Robin", ""},
	{"the same name", "people: [Zoë, \"Zoe\u0308\"]", "3:15 people.2 same-name"},
	{"the same name with spaces", "people: [A  B, ' A B']", "3:16 people.2 same-name"},
	{"too many people", "people: [a, b, c]", "3:9 people too-many"},
	{"names like paths", "people: [1., people]\nneeds: {people: x, 1.: y}", ""},
	{"numbers as names", "people: ['2', '1']\nneeds: {1: I need one}", ""},
	{"a sign that is no text", "gone: \"x\\x07y\"", "4:9 gone control"},
	{"a sign that is no text, in a name", "people: \"x\\0\"", "3:11 people.1 control"},
	{"a date in words", "date: tomorrow", "4:7 date date"},
	{"no date", "date: 2026-02-30", "4:7 date date"},
	{"a date with spaces", "date: ' 2026-02-03 '", ""},
	{"no time", "time: 25:00", "4:7 time time"},
	{"a time", "time: 7:05", ""},
	{"no number", "number: one", "4:9 number number"},
	{"a number that is too small", "number: 0", "4:9 number number"},
	{"a number that is too large", "number: 99999999999999999999", "4:9 number number"},
	{"a number", "number: 007", ""},
	{"too long", "line: a b c d", "2:7 line too-long"},
	{"no option", "choice: c", "4:9 choice no-option"},
	{"an option with other quotes", "choice: it’s \"a\"", ""},
	{"no option in a list", "multi: [a, c]", "4:12 multi.2 no-option"},
	{"own words", "own: anything", ""},
	{"not yes or no", "sure: maybe", "4:7 sure yes-or-no"},
	{"yes in other words", "sure: Y", ""},
	{"only a starter", "begun: When", "4:8 begun only-starter"},
	{"only a starter with dots", "begun: When …", "4:8 begun only-starter"},
	{"no words", "begun: '...'", "4:8 begun no-words"},
	{"a form that does not follow", "usual: going there", "4:8 usual form"},
	{"one of two starters", "either: go", "4:9 either which-starter"},
	{"an agreement", "agreement: anything", ""},
	{"all at once", "sure: maybe\nnumber: x\nkitchen: y", "4:7 sure yes-or-no, 5:9 number number, 6:1 kitchen unknown"},
}

func TestCheck(t *testing.T) {
	k := checkKind(t)
	for _, tt := range problemCases {
		t.Run(tt.name, func(t *testing.T) {
			_, problems := k.Check(read(t, answersWith(tt.in)))
			if got := listed(problems); got != tt.want {
				t.Errorf("problems: %s\nwant: %s", got, tt.want)
			}
			for _, p := range problems {
				if p.Missing() != (p.Code == "missing") {
					t.Errorf("%s: Missing is %v", p.Code, p.Missing())
				}
				for _, words := range []string{p.Message, p.Hint, p.Question} {
					if strings.Contains(words, "secret") || strings.Contains(words, "Robin") || strings.Contains(words, "Quinn") || strings.ContainsAny(words, "{}<>") {
						t.Errorf("%s says %q", p.Code, words)
					}
				}
			}
		})
	}
}

// answersWith is the lines of a case, under a line and the people unless it
// has its own.
func answersWith(in string) string {
	out := "# a case\n"
	for _, own := range []string{"line: x", "people: [Robin, Quinn]"} {
		name, _, _ := strings.Cut(own, ":")
		for _, l := range append(strings.Split(in, "\n"), own) {
			if strings.HasPrefix(l, name+":") {
				out += l + "\n"
				in = strings.TrimPrefix(strings.Replace("\n"+in, "\n"+l, "", 1), "\n")
				break
			}
		}
	}
	return out + in
}

func listed(problems []composer.Problem) string {
	var out []string
	for _, p := range problems {
		p.Source = ""
		out = append(out, strings.Join(strings.Fields(strings.TrimPrefix(p.String(), ":")+" "+p.Path+" "+p.Code), " "))
	}
	return strings.Join(out, ", ")
}

// Every code has a case above, and every sentence of words/en.yaml that is said
// of an answer has a code.
func TestEveryProblemHasACase(t *testing.T) {
	var cases []string
	for _, tt := range problemCases {
		for one := range strings.SplitSeq(tt.want, ", ") {
			f := strings.Fields(one)
			if len(f) > 0 && !slices.Contains(cases, f[len(f)-1]) {
				cases = append(cases, f[len(f)-1])
			}
		}
	}
	_, after, _ := strings.Cut(source(t, "words/en.yaml"), "# What is wrong with an answer.")
	after, _, _ = strings.Cut(after, "# On a worksheet.")
	var said []string
	for _, m := range regexp.MustCompile(`(?m)^([a-z-]+):`).FindAllStringSubmatch(after, -1) {
		if !strings.HasSuffix(m[1], "-hint") {
			said = append(said, m[1])
		}
	}
	slices.Sort(cases)
	slices.Sort(said)
	if !slices.Equal(cases, said) {
		t.Errorf("the cases show %q\nand the words say %q", cases, said)
	}
}

func TestCheckedAnswers(t *testing.T) {
	k := checkKind(t)
	tests := []struct{ in, path, want string }{
		{"relationship: Friends", "relationship", "friends"},
		{"people: [' Zoe\u0308  B ', Quinn]", "people.1", "Zoë B"},
		{"list: |\n  a\n\n  b", "list", "[a, b]"},
		{"multi: [A one, b]", "multi", "[a, b]"},
		{"multi: B", "multi", "[b]"},
		{"multi: [b, a]\nper: {A one: x, b: y}", "per", "{b: y, a: x}"},
		{"sure: Yep", "sure", "yes"},
		{"time: 7:05", "time", "07:05"},
		{"number: 007", "number", "7"},
		{"date: ' 2026-02-03 '", "date", "2026-02-03"},
		{"own: 'any  thing'", "own", "any thing"},
		{"rows: {sort: X, part: a}", "rows", "[{part: a, sort: x}]"},
		{"needs: {Quinn: sleep}", "needs", "{2: I need sleep}"},
		{"needs: {Quinn: '', Robin: ' '}", "needs", ""},
		{"agreement: {version: 3}", "agreement", "{version: 3}"},
	}
	for _, tt := range tests {
		c, problems := k.Check(read(t, answersWith(tt.in)))
		if v, _ := c.Get(tt.path); text(v) != tt.want || len(problems) > 0 {
			t.Errorf("%q: %s is %s, want %s; problems: %s", tt.in, tt.path, text(v), tt.want, listed(problems))
		}
	}
}

// A path on the command line lies over the same answer in a file.
func TestCheckOfPaths(t *testing.T) {
	k := checkKind(t)
	file := read(t, answersWith("needs: {Quinn: sleep, Robin: food}\nplans: {Quinn: [{step: one}, {step: two}]}\nrows: [{part: a}, {part: b}]"))
	tests := []struct{ path, text, see, want string }{
		{"needs.2", "rest", "needs", "{1: I need food, 2: I need rest}"},
		{"plans.2.2.step", "three", "plans.2", "[{step: one}, {step: three}]"},
		{"plans.1.1.step", "three", "plans", "{1: [{step: three}], 2: [{step: one}, {step: two}]}"},
		{"rows.1.part", "new", "rows", "[{part: new}, {part: b}]"},
		{"rows.2.sort", "X", "rows", "[{part: a}, {part: b, sort: x}]"},
		{"list.1", "x", "", ""},
		{"people.2", "Kim", "people", "[Robin, Kim]"},
	}
	for _, tt := range tests {
		set := &composer.Answers{}
		if err := set.Set(tt.path, composer.Text(tt.text, composer.Position{Source: "--set"})); err != nil {
			t.Fatal(err)
		}
		c, _ := k.Check(composer.Join(set, file))
		if v, _ := c.Get(tt.see); text(v) != tt.want {
			t.Errorf("%s: %s is %s, want %s", tt.path, tt.see, text(v), tt.want)
		}
		if c, problems := k.Check(composer.Join(set, read(t, "people: [a, b]\nline: x"))); len(problems) > 0 && tt.path != "list.1" && tt.path != "rows.2.sort" {
			t.Errorf("%s alone: %s: %v", tt.path, listed(problems), c)
		}
	}
	set := &composer.Answers{}
	_ = set.Set("needs.3", composer.Text("x", composer.Position{Source: "--set"}))
	if _, problems := k.Check(composer.Join(set, file)); listed(problems) != "needs nobody" {
		t.Errorf("a third of two people: %s", listed(problems))
	}
}

func TestCheckOfTyped(t *testing.T) {
	k := checkKind(t)
	typed := &composer.Answers{}
	for path, text := range map[string]string{"line": "x", "never": "secret", "own": "\xff"} {
		_ = typed.Set(path, composer.Text(text, composer.Position{}))
	}
	c, problems := k.Check(typed)
	if got := listed(problems); got != "own control" {
		t.Errorf("problems: %s", got)
	}
	if v, _ := c.Get("never"); v.Text != "secret" {
		t.Error("what is typed and never kept is lost before the check has seen it")
	}
}

func TestStops(t *testing.T) {
	k := checkKind(t)
	c, problems := k.Check(read(t, answersWith("choice: Bad")))
	stops := c.Stops()
	if len(problems) > 0 || len(stops) != 1 || stops[0].Path != "choice" || stops[0].Severity != composer.Stop || stops[0].Line != 4 {
		t.Fatalf("stops: %+v, problems: %s", stops, listed(problems))
	}
	if stops[0].Message != "Stop, everybody." || stops[0].Match != "" {
		t.Errorf("the stop says %q, %q", stops[0].Message, stops[0].Match)
	}
}

func TestDefaults(t *testing.T) {
	k := load(t, "boundary")
	a := k.Defaults(read(t, ""), today)
	for path, want := range map[string]string{"relationship": "other", "review_date": "2026-12-20", "people": "", "if_missed": k.Question("if_missed").Default[0]} {
		if v, _ := a.Get(path); v.Text != want {
			t.Errorf("%s is %q, want %q", path, v.Text, want)
		}
	}
	given := read(t, "review_date: 2027-01-01")
	if v, _ := composer.Join(given, k.Defaults(given, today)).Get("review_date"); v.Text != "2027-01-01" {
		t.Errorf("the default hides what was said: %q", v.Text)
	}
}

// A default that depends on an answer was not used where the file named the
// option by its label, or its options line by line.
func TestDefaultsBehindLabels(t *testing.T) {
	k := mustLoad(t, testKind(`- {name: sort, ask: "Sort?", type: choice, options: [{value: a, label: The first}, {value: b, label: B}]}
- {name: some, ask: "Some?", type: multi, options: [{value: c, label: C}, {value: d, label: The last}]}
- {name: sure, ask: "Sure?", type: yesno}
- {name: one, ask: "One?", default: x, need: required, if: {sort: a, some: d, sure: "yes"}}
`, "x"), "test")
	tests := []struct {
		in   string
		want int
	}{
		{"sort: the first\nsome: |\n  c\n  the last\nsure: true", 1}, {"sort: a\nsome: [the last]\nsure: Yes", 1}, {"sort: b\nsome: [d]\nsure: yes", 0},
	}
	for _, tt := range tests {
		a := read(t, tt.in)
		d := k.Defaults(a, today)
		if _, problems := k.Check(composer.Join(a, d)); len(problems) > 0 || len(d.Values) != tt.want {
			t.Errorf("%q has the defaults %v, and the problems %v", tt.in, d.Values, problems)
		}
	}
}

// What the usual relationship leaves out was asked for by its own default.
func TestDefaultOfTheRelationship(t *testing.T) {
	fsys := testKind(`- {name: relationship, ask: "Which?", type: choice, default: couple, options: [{value: couple, label: C}, {value: friends, label: F}]}
- {name: one, ask: "One?", default: x}
`, "x")
	fsys["test/kind.yaml"].Data = append(fsys["test/kind.yaml"].Data, "for: {couple: {omit: [one]}}\n"...)
	k := mustLoad(t, fsys, "test")
	for in, want := range map[string]string{"": "", "relationship: couple": "", "relationship: F": "x", "relationship: \"\"": "x"} {
		c, problems := check(k, read(t, in))
		if v, _ := c.Get("one"); v.Text != want || len(problems) > 0 {
			t.Errorf("%q: one is %q, want %q, with the problems %v", in, v.Text, want, problems)
		}
	}
}

// Answers with and without the words a sentence begins with: what the page
// says, or the problem.
func TestStarters(t *testing.T) {
	k := load(t, "apology")
	tests := []struct{ path, in, want string }{
		{"responsibility", "It was my choice to tell it", "It was my choice to tell it"},
		{"responsibility", "it was  my choice to Tell it.", "It was my choice to Tell it."},
		{"responsibility", "it was my choice to tell it", "It was my choice to tell it"},
		{"responsibility", "I WAS WRONG TO tell", "I was wrong to tell"},
		{"responsibility", "I was wrong", "I was wrong"},
		{"responsibility", "i told it", "I told it"},
		{"responsibility", "i’m to blame", "I’m to blame"},
		{"responsibility", "tell it", "which-starter"},
		{"responsibility", "Tell it", "which-starter"},
		{"responsibility", "to tell it", "which-starter"},
		{"responsibility", "telling it", "form"},
		{"responsibility", "It was my choice to", "only-starter"},
		{"responsibility", "It was my choice to ...", "only-starter"},
		{"responsibility", "It was my choice together", "It was my choice together"},
		{"responsibility", "…", "no-words"},
		{"regret", "stopped", "I wish I had stopped"},
		{"regret", "Stopped", "I wish I had stopped"},
		{"regret", "had stopped", "I wish I had stopped"},
		{"regret", "I had stopped when I saw you", "I wish I had stopped when I saw you"},
		{"regret", "i wish i had stopped", "I wish I had stopped"},
		{"regret", "I wish I'd stopped", "I wish I'd stopped"},
		{"regret", "stopping", "form"},
		{"regret", "I wish I had I wish I had stopped", "I wish I had stopped"},
		{"commitments.1.trigger", "When When it rains", "When it rains"},
		{"regret", "brought it", "I wish I had brought it"},
		{"commitments.1.trigger", "someone asks", "When someone asks"},
		{"commitments.1.trigger", "Someone asks", "When someone asks"},
		{"commitments.1.trigger", "when someone asks", "When someone asks"},
		{"commitments.1.trigger", "WHEN someone asks", "When someone asks"},
		{"commitments.1.trigger", "Whenever it rains", "Whenever it rains"},
		{"commitments.1.trigger", "if it rains", "If it rains"},
		{"commitments.1.trigger", "Sam calls", "When Sam calls"},
		{"commitments.1.trigger", "Monday comes", "When Monday comes"},
		{"commitments.1.trigger", "Mondays come", "When Mondays come"},
		{"commitments.1.trigger", "I am tired", "When I am tired"},
		{"commitments.1.trigger", "I'm tired", "When I'm tired"},
		{"commitments.1.trigger", "NASA calls", "When NASA calls"},
		{"commitments.1.trigger", "“Hello” is said", "When “Hello” is said"},
		{"commitments.1.trigger", "\"hello\" is said", "When \"hello\" is said"},
		{"commitments.1.trigger", "Élan fails", "When élan fails"},
		{"commitments.1.trigger", "raining", "When raining"},
		{"commitments.1.trigger", "When: it rains", "When: it rains"},
		{"commitments.1.trigger", "  When   it rains ", "When   it rains"},
		{"commitments.1.action", "say ask Sam", "I will say ask Sam"},
		{"commitments.1.action", "will say ask Sam", "I will say ask Sam"},
		{"commitments.1.action", "I’ll say it", "I’ll say it"},
		{"commitments.1.action", "ask", "I will ask"},
		{"commitments.1.action", "bring it back", "I will bring it back"},
		{"commitments.1.action", "never do it", "I will never do it"},
		{"commitments.1.action", "1", "no-words"},
		{"slip_plan", "tell you", "If I slip, I will tell you"},
		{"slip_plan", "I will tell you", "If I slip, I will tell you"},
		{"slip_plan", "if i slip, I will tell you", "If I slip, I will tell you"},
		{"slip_plan", "If I slip I'll tell you", "If I slip I'll tell you"},
		{"repair.1.action", "I have told them", "I have told them"},
		{"repair.1.action", "told them", "which-starter"},
	}
	for _, tt := range tests {
		a := read(t, "to: Sam\nrelationship: friends")
		if err := a.Set(tt.path, composer.Text(tt.in, composer.Position{})); err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(tt.path, "trigger") {
			_ = a.Set("commitments.1.action", composer.Text("I will go", composer.Position{}))
		}
		c, problems := k.Check(a)
		v, _ := c.Get(tt.path)
		got := v.Text
		for _, p := range problems {
			if p.Path == tt.path {
				got = p.Code
			}
		}
		if got != tt.want {
			t.Errorf("%s: %q becomes %q, want %q", tt.path, tt.in, got, tt.want)
		}
	}
	if got := k.Begin("I have ", " Have told them "); got != "I have told them" {
		t.Errorf("Begin = %q", got)
	}
	if got := k.Begin("I have ", ""); got != "I have " {
		t.Errorf("Begin of nothing = %q", got)
	}
}

// source is a file of this package.
func source(t testing.TB, name string) string {
	t.Helper()
	text, err := readSource(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestHelpLines(t *testing.T) {
	h, err := composer.LoadHelpLines(templates.FS, "")
	if err != nil {
		t.Fatal(err)
	}
	us, ok := h.Country("us")
	if !ok || us.Emergency != "911" || len(us.Lines) == 0 || len(h.International) == 0 {
		t.Errorf("the United States: %+v", us)
	}
	if _, ok := h.Country("XX"); ok {
		t.Error("there is a country XX")
	}
}
