package composer_test

import (
	"errors"
	"strings"
	"testing"

	"amends/composer"
)

// walked is the questions that the templates of this test name.
const walked = `- {name: people, ask: Who?, type: people}
- {name: to, ask: To?, type: people, max: 1}
- {name: line, ask: Line?}
- {name: begun, ask: Begun?, starter: "I "}
- {name: prose, ask: Prose?, type: text}
- {name: told, ask: Told?, type: text, starter: "I "}
- {name: list, ask: List?, type: list}
- {name: rows, ask: Rows?, type: rows, questions: [{name: part, ask: Part?}, {name: more, ask: More?, type: text}, {name: items, ask: Items?, type: list}]}
- {name: sort, ask: Sort?, type: choice, options: [{value: a, label: A}]}
- {name: topics, ask: Topics?, type: multi, options: [{value: a, label: A}]}
- {name: shared, ask: "{topic}?", per: topics}
- {name: sure, ask: Sure?, type: yesno}
`

type refusal struct{ name, page, want string }

func refusals() []refusal {
	deep := "{{define \"t0\"}}x{{end}}"
	for i := 1; i < 20; i++ { // t19 prints half a million x
		deep += strings.NewReplacer("N", string(rune('a'+i)), "M", string(rune('a'+i-1))).Replace("{{define \"tN\"}}{{template \"tM\"}}{{template \"tM\"}}{{end}}")
	}
	deep = strings.Replace(deep, "{{define \"t0\"}}", "{{define \"ta\"}}", 1)
	tests := []refusal{
		{"print", `{{print .line}}`, `1:3: the function print is not for templates`},
		{"printf", `{{printf "%s" .line}}`, `1:3: the function printf is not for templates`},
		{"println", `{{println .line}}`, `1:3: the function println is not for templates`},
		{"html", `{{.line | html}}`, `1:11: the function html is not for templates`},
		{"js", `{{js .line}}`, `1:3: the function js is not for templates`},
		{"urlquery", `{{urlquery .line}}`, `1:3: the function urlquery is not for templates`},
		{"slice", `{{slice .line 1}}`, `1:3: the function slice is not for templates; did you mean "line"?`},
		{"index", `{{index .list 1}}`, `1:3: the function index is not for templates`},
		{"call", `{{call .line}}`, `1:3: the function call is not for templates`},
		{"unknown function", `{{sentense .line}}`, `1: function "sentense" not defined`},
		{"syntax", "a\n{{if}}", `2: missing value for if`},
		{"unclosed", "{{if .line}}", `1: this {{if}} has no {{end}}`},
		{"unknown field", `{{.lin}}`, `1:3: there is no question or field "lin" here; did you mean "line"?`},
		{"unknown part", `{{range .rows}}{{.prt}}{{end}}`, `1:18: there is no question or field "prt" here; did you mean "part"?`},
		{"a method", `{{.line.String}}`, `1:8: there is no question or field "String" here`},
		{"a method of a list", `{{.list.Len}}`, `1:8: there is no question or field "Len" here`},
		{"the answer of everyone", `{{range everyone "people"}}{{.Answer}}{{end}}`, `1:30: there is no question or field "Answer" here`},
		{"prose in an item", `- {{.prose}}`, `1:5: an answer of several lines cannot stand in a list, heading, quotation or table; use oneline`},
		{"prose in a numbered item", `1. {{.prose}}`, `1:6: an answer of several lines cannot stand in a list, heading, quotation or table; use oneline`},
		{"prose in the second line of an item", "- a\n{{.prose}}", `2:3: an answer of several lines cannot stand in a list, heading, quotation or table; use oneline`},
		{"prose in a heading", `## {{.prose}}`, `1:6: an answer of several lines cannot stand in a list, heading, quotation or table; use oneline`},
		{"prose in a cell", `| {{.prose}} |`, `1:5: an answer of several lines cannot stand in a list, heading, quotation or table; use oneline`},
		{"prose in a bare cell", `a | {{.prose}}`, `1:7: an answer of several lines cannot stand in a list, heading, quotation or table; use oneline`},
		{"prose in a quotation", `> {{.prose}}`, `1:5: an answer of several lines cannot stand in a list, heading, quotation or table; use oneline`},
		{"prose further in", `- a

  {{.prose}}`, `3:5: an answer of several lines cannot stand in a list, heading, quotation or table; use oneline`},
		{"sentence of prose in an item", `- {{sentence .prose}}`, `1:5: an answer of several lines cannot stand in a list, heading, quotation or table; use oneline`},
		{"prose in an item, one way", `{{if .line}}- {{end}}{{.prose}}`, `1:24: an answer of several lines cannot stand in a list, heading, quotation or table; use oneline`},
		{"prose in an item, the other way", `{{if .line}}x{{else}}- {{end}}{{.prose}}`, `1:33: an answer of several lines cannot stand in a list, heading, quotation or table; use oneline`},
		{"prose in a variable", `{{with $p := .prose}}- {{$p}}{{end}}`, `1:26: an answer of several lines cannot stand in a list, heading, quotation or table; use oneline`},
		{"prose in a called template", `{{define "t"}}- {{.prose}}{{end}}{{template "t" .}}`, `1:19: an answer of several lines cannot stand in a list, heading, quotation or table; use oneline`},
		{"topics of a line", `{{topics "line"}}`, `1:3: topics: takes the name of a question with per`},
		{"topics of a topic", `{{topics "topics"}}`, `1:3: topics: takes the name of a question with per`},
		{"emphasis", `*{{.line}}*`, `1:4: an answer cannot stand inside emphasis`},
		{"strong emphasis", `**{{.line}}**`, `1:5: an answer cannot stand inside emphasis`},
		{"underscores", `_{{.line}} _`, `1:4: an answer cannot stand inside emphasis`},
		{"emphasis over lines", "a *b\n{{.line}}* c", `2:3: an answer cannot stand inside emphasis`},
		{"emphasis in the second round", "{{range .list}}{{.}} *a {{end}}", `1:18: an answer cannot stand inside emphasis`},
		{"emphasis by another template", `{{define "t"}}*a{{end}}{{template "t"}} {{.line}}`, `1:43: an answer cannot stand inside emphasis`},
		{"code", "`{{.line}}`", `1:4: an answer cannot stand inside code`},
		{"long code", "`` a ` {{.line}} ``", `1:10: an answer cannot stand inside code`},
		{"a block of code", "```\n\n{{.line}}\n```", `3:3: an answer cannot stand inside code`},
		{"a block of code with tildes", "~~~\n{{.line}}\n~~~", `2:3: an answer cannot stand inside code`},
		{"indented code", "a\n\n    {{.line}}", `3:7: an answer cannot stand inside code, which four spaces make`},
		{"code in an item", "-     {{.line}}", `1:9: an answer cannot stand inside code, which four spaces make`},
		{"a link", `[{{.line}}](http://a.b)`, `1:4: an answer cannot stand inside a link`},
		{"an address", `[a]({{.line}})`, `1:7: an answer cannot stand inside a link`},
		{"behind a bracket", `[a]{{.line}}`, `1:6: a space is missing before an answer`},
		{"an address in angles", `<{{.line}}>`, `1:4: an answer cannot stand inside HTML`},
		{"a comment", `<!-- {{.line}} -->`, `1:8: an answer cannot stand inside a comment`},
		{"a mark", `<!-- amends:field {{.line}} -->`, `1:21: an answer cannot stand inside a comment`},
		{"HTML", "<div>{{.line}}</div>", `1:1: a page holds no HTML
test/document.md.tmpl:1:15: a page holds no HTML`},
		{"behind a backslash", `\{{.line}}`, `1:4: a space is missing before an answer`},
		{"behind an ampersand", `&{{.line}};`, `1:4: a space is missing before an answer`},
		{"behind half an entity", `&am{{.line}};`, `1:6: a space is missing before an answer`},
		{"before a number's stop", `{{.line}}. x`, `1:10: an answer at the start of a line may be a number, and this would make it one of a list; use sentence`},
		{"before a number's bracket", `- {{.line}}) x`, `1:12: an answer at the start of a line may be a number, and this would make it one of a list; use sentence`},
		{"before a stop, one way", `{{.line}}{{if .sure}}, x{{end}}. x`, `1:32: an answer at the start of a line may be a number, and this would make it one of a list; use sentence`},
		{"before a field", `{{.line}}{{line "line"}}`, `1:12: a space is missing between an answer and what follows`},
		{"a list", `{{.list}}`, `1:3: this prints a list; name what of it`},
		{"rows", `{{.rows}}`, `1:3: this prints a list; name what of it`},
		{"a record", `{{range .rows}}{{.}}{{end}}`, `1:18: this prints a record; name what of it`},
		{"all answers", `{{.}}`, `1:3: this prints a record; name what of it`},
		{"a path", `{{range .shared}}{{.Path}}{{end}}`, `1:20: this prints a path; name what of it`},
		{"a condition", `{{not .line}}`, `1:3: this prints a condition; name what of it`},
		{"one of two sorts", `{{or .line .prose}}`, `1:3: this prints a condition; name what of it`},
		{"a range over one of two lists", `{{range or .rows .list}}x{{end}}`, `1:9: range goes over a list, and this is a condition`},
		{"a range over a line", `{{range .line}}x{{end}}`, `1:9: range goes over a list, and this is a line`},
		{"a range over a number", `{{range 100000}}x{{end}}`, `1:9: range goes over a list, and this is a number`},
		{"a range over everything again", `{{range .list}}{{range $.list}}x{{end}}{{end}}`, `1:24: a range inside a range goes over what belongs to its item`},
		{"a range over everyone again", `{{range .list}}{{range everyone "people"}}x{{end}}{{end}}`, `1:24: a range inside a range goes over what belongs to its item`},
		{"a range by another template", `{{define "t"}}{{range .list}}x{{end}}{{end}}{{range .rows}}{{template "t" $}}{{end}}`, `1:23: a range inside a range goes over what belongs to its item`},
		{"an unknown mark", "a\n<!-- amends:kep -->", `2:1: unknown mark "kep"; did you mean "keep"?`},
		{"a template that is not there", `{{template "none"}}`, `1:12: there is no template "none"`},
		{"a template that calls itself", `{{define "t"}}{{template "t" .}}{{end}}{{template "t" .}}`, `1:26: template "t" calls itself`},
		{"templates that call each other", `{{define "t"}}{{template "u" .}}{{end}}{{define "u"}}{{template "t" .}}{{end}}{{template "t" .}}`, `1:65: template "t" calls itself`},
		{"prose behind a heading", `{{heading "all"}} {{.prose}}`, `1:21: an answer of several lines cannot stand in a list, heading, quotation or table; use oneline`},
		{"fixed of something", `{{fixed .line}}`, `1:3: fixed: takes 0 arguments`},
		{"an entity in parts", `&am{{if .sure}}p{{end}}{{.line}}`, `1:26: a space is missing before an answer`},
		{"an endless tree", deep + `{{template "tt"}}`, "the templates call each other too often"},
		{"too many ways", strings.Repeat("{{if .line}}> {{else}}# {{end}}", 9), "there are too many ways through this paragraph; an empty line ends one"},
		{"a definition of a link", "[a]: {{.line}}", `1:8: an answer cannot stand inside a link`},
		{"a definition of a link over lines", "[a]:\n{{.line}}", `2:3: an answer cannot stand inside a link`},
		{"behind emphasis", `*a*{{.line}}`, `1:6: a space is missing before an answer`},
		{"before emphasis", `{{.line}}*a*`, `1:10: a space is missing between an answer and what follows`},
		{"digits before a number's stop", `1{{.line}}. x`, `1:11: an answer at the start of a line may be a number, and this would make it one of a list; use sentence`},
		{"digits behind an answer", `{{.line}}1. x`, `1:10: an answer at the start of a line may be a number, and this would make it one of a list; use sentence`},
		{"a shared template again", `{{define "fixed-test"}}{{.line}}{{end}}`, `there is a template "fixed-test" in shared.md.tmpl already`},
		{"an assignment", `{{$a := .line}}{{$a = .prose}}`, `1:18: a variable keeps its first value: write := and another name`},
		{"break", `{{range .list}}{{break}}{{end}}`, `1:18: break is not for templates`},
		{"continue", `{{range .list}}{{continue}}{{end}}`, `1:18: continue is not for templates`},
		{"no function", `{{.line "a"}}`, `1:3: this is not a function`},
		{"a field of nothing", `{{template "t"}}{{define "t"}}{{.line}}{{end}}`, ""},
		{"not of two", `{{if not .line .line}}x{{end}}`, `1:6: not: takes one argument`},
		{"or of nothing", `{{if or}}x{{end}}`, `1:6: or: takes at least one argument`},
		{"sentence of nothing", `{{sentence}}`, `1:3: sentence: takes one argument`},
		{"lines of a list", `{{lines .list 2}}`, `1:3: lines: takes a name or a path, and a number`},
		{"an unknown variable", `{{$x}}`, `1: undefined variable "$x"`},
		{"a comment that stays open", "<!-- a {{.line}}\n\n{{.line}} -->", "1:10: an answer cannot stand inside a comment\ntest/document.md.tmpl:3:3: an answer cannot stand inside a comment"},
		{"nil", `{{if eq nil .line}}x{{end}}`, `1:9: this is not known here`},
		{"too many arguments", `{{title "a"}}`, `1:3: title: takes 0 arguments`},
		{"the wrong shape", `{{clause .prose}}`, `1:3: clause: takes a line, and this is prose`},
		{"sentence of a list", `{{sentence .list}}`, `1:3: sentence: takes a line or prose, and this is a list`},
		{"series of a line", `{{series .line}}`, `1:3: series: takes a list of lines`},
		{"an unknown section", `{{heading "none"}}`, `1:3: heading: takes the name of a section`},
		{"a section by an answer", `{{heading .line}}`, `1:3: heading: takes the name of a section`},
		{"label of a line", `{{label "line"}}`, `1:3: label: takes the name of a question of type choice`},
		{"labels of a choice", `{{labels "sort"}}`, `1:3: labels: takes the name of a question of type multi`},
		{"everyone of a line", `{{range everyone "line"}}x{{end}}`, `1:9: everyone: takes the name of a question of type people`},
		{"unsaid of an answer", `{{if unsaid .line}}x{{end}}`, `1:6: unsaid: takes words in quotes`},
		{"a field by an answer", `{{line .line}}`, `1:3: line: takes a name or a path, and a number`},
		{"a field's name", `{{line "a -->"}}`, `1:3: line: a field's name is an answer path`},
		{"a comparison of a list", `{{if eq .list "a"}}x{{end}}`, `1:6: eq: compares words with words and numbers with numbers`},
		{"a comparison with a number", `{{if eq .line 1}}x{{end}}`, `1:6: eq: compares words with words and numbers with numbers`},
		{"a comparison alone", `{{if eq .line}}x{{end}}`, `1:6: eq: takes another number of arguments`},
	}
	return tests
}

func TestTemplateRefusals(t *testing.T) {
	for _, tt := range refusals() {
		t.Run(tt.name, func(t *testing.T) {
			_, err := composer.Load(testKind(walked, tt.page), "test")
			if tt.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				return // what is never printed does no harm
			}
			var load *composer.LoadError
			if !errors.As(err, &load) {
				t.Fatalf("Load: %v, want %q", err, tt.want)
			}
			want := tt.want
			if want[0] == '1' || want[0] == '2' || want[0] == '3' {
				want = pageAt + want
				if strings.Contains(want, "not defined") || strings.Contains(want, "undefined variable") || strings.Contains(want, "missing value") || strings.Contains(want, "this {{if}} has no {{end}}") {
					want = strings.Replace(want, ": ", ":1: ", 1) // the parser names no column
				}
				if err.Error() != want {
					t.Errorf("Load:\n%v\nwant:\n%s", err, want)
				}
			} else if !strings.Contains(err.Error(), want) {
				t.Errorf("Load:\n%v\nwant: %s", err, want)
			}
		})
	}
}

// Fixed lines that execute the fixed lines would never end.
func TestFixedLinesCallThemselves(t *testing.T) {
	for _, call := range []string{"{{fixed}}", "{{if fixed}}{{end}}", "{{with fixed}}{{.}}{{end}}", "{{template \"t\"}}{{define \"t\"}}{{$x := fixed}}{{end}}"} {
		fsys := testKind(walked, "{{fixed}}")
		fsys["shared.md.tmpl"].Data = []byte(`{{define "fixed-test"}}a ` + call + `{{end}}`)
		if strings.Contains(call, "define") {
			fsys["shared.md.tmpl"].Data = []byte(`{{define "t"}}{{$x := fixed}}{{end}}{{define "fixed-test"}}a {{template "t"}}{{end}}`)
		}
		_, err := composer.Load(fsys, "test")
		if want := `template "fixed-test" calls itself`; err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: Load: %v, want %s", call, err, want)
		}
	}
}

func TestTemplatesAllowed(t *testing.T) {
	tests := []struct{ name, page, answers, want string }{
		{"a line everywhere", "# {{.line}}\n\n- {{.line}}: {{.line}}\n\n> {{.line}}\n\n| {{.line}} |\n| --- |", "line: a", "# a\n\n- a: a\n\n> a\n\n| a |\n| --- |\n"},
		{"prose", "{{.prose}}", "prose: |\n  a\n  b\n\n  c", "a\\\nb\n\nc\n"},
		{"oneline", "- {{oneline .prose}}", "prose: |\n  a\n  b", "- a b\n"},
		{"sentence", "{{sentence .line}} {{sentence .prose}}", "line: a\nprose: b!", "a. b!\n"},
		{"closed emphasis", "*a* {{.line}} **b** 2 * 3 {{.line}} `c` [d](e) {{.line}}", "line: x", "*a* x **b** 2 * 3 x `c` [d](e) x\n"},
		{"a heart", "I <3 you, {{.line}}", "line: x", "I <3 you, x\n"},
		{"a link in angles", "<https://a.b> {{.line}}", "line: x", "<https://a.b> x\n"},
		{"a comment", "<!-- a -->\n\n{{.line}}", "line: x", "<!-- a -->\n\nx\n"},
		{"marks", "<!-- amends:keep -->\n{{.line}}\n<!-- amends:end -->", "line: x", "<!-- amends:keep -->\nx\n<!-- amends:end -->\n"},
		{"a begun line before a stop", "{{clause .begun}}. b", "begun: go.", "I go. b\n"},
		{"fields", `{{line "a"}} {{date "b" 2}} {{lines "c" 2}} {{spare "d.*" 1}}`, "", "________________________________________<!-- amends:field a --> ______________<!-- amends:field b.2 date --> ________________________________________<!-- amends:field c -->\\\n________________________________________<!-- amends:field c --> ________________________________________<!-- amends:field d.1 spare -->\n"},
		{"a box", `- [x] a
- {{box "a"}} b`, "", "- [x] a\n- [ ] <!-- amends:field a --> b\n"},
		{"a signature", `{{range everyone "people"}}{{.Person}} {{signature .Place}}{{end}}`, "people: A", "A ______________________________<!-- amends:field signature.1 -->\n"},
		{"with and else", `{{with .line}}{{.}}{{else}}none{{end}}`, "", "none\n"},
		{"a variable", `{{range $i, $p := .people}}{{$p}} {{end}}{{$l := .line}}{{$l}}`, "people: [A, B]\nline: x", "A B x\n"},
		{"ranges in ranges", `{{range .rows}}{{range .items}}{{.}} {{end}}{{end}}`, "rows: [{items: [a, b]}, {items: [c]}]", "a b c\n"},
		{"topics", `{{range .shared}}{{.Topic}}: {{.Answer}} {{line .Path}}{{end}}`, "topics: a\nshared: {a: x}", "A: x ________________________________________<!-- amends:field shared.a -->\n"},
		{"labels", `{{label "sort"}} {{series (labels "topics")}} {{title}} {{made}}`, "sort: a\ntopics: [A]", "A A A test 22 November 2026\n"},
		{"conditions", `{{if and .line (eq .sort "a" "b") (not .sure) (gt (len .list) 1) (ne .line "y")}}yes{{end}}`, "line: x\nsort: a\nlist: [a, b]\nsure: no", "yes\n"},
		{"one of two", `{{or .line .begun}} {{or .begun .begun}}. {{lower (clause .line)}}`, "begun: go", "I go I go.\n"},
		{"said", `{{if unsaid "sorry"}}sorry{{end}}`, "line: a", "sorry\n"},
		{"said already", `{{if unsaid "sorry"}}sorry{{end}}x`, "rows: [{more: I am so SORRY}]", "x\n"},
		{"words said already", `{{if unsaid "am sorr"}}sorry{{end}}x`, "line: I am SORRY", "x\n"},
		{"words not said", `{{if unsaid "so sorry"}}sorry{{end}}`, "line: I am sorry", "sorry\n"},
		{"fixed lines", `{{fixed}}{{if signed}}signed{{end}}{{help}}`, "", "- It always holds.\nsigned\n"},
		{"code", "```\n{{/* a */}}a  b\n\n\n```", "", "```\na  b\n\n\n```\n"},
		{"to", "Dear {{.to}},", "to: Sam", "Dear Sam,\n"},
		{"parentheses", `{{if and true (eq (label "sort") "A") (eq (len (labels "topics")) 1)}}{{(oneline .prose)}}{{end}}`, "sort: a\ntopics: a\nprose: x", "x\n"},
		{"a begun text in one line", `{{oneline (sentence .told)}}) x`, "told: I go", "I go.) x\n"},
		{"words", `{{"*a*"}} {{1}}`, "", "*a* 1\n"},
		{"one or nothing", `{{or .begun .line}}, x`, "line: x", "x, x\n"},
		{"named by a topic", `{{with .shared}}{{range .}}{{.Topic}}{{end}}{{end}}`, "topics: [a]\nshared: {A: x}", "A\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := compose(t, mustLoad(t, testKind(walked, tt.page), "test"), tt.answers).Body; got != tt.want {
				t.Errorf("composed %q, want %q", got, tt.want)
			}
		})
	}
}

// What empty answers leave behind is taken out.
func TestTidy(t *testing.T) {
	tests := []struct{ name, page, want string }{
		{"empty lines", "a\n\n\n\nb\n\n{{.line}}\n\nc", "a\n\nb\n\nc\n"},
		{"spaces", "a {{.line}} b {{.line}}\n{{.line}} c", "a b\nc\n"},
		{"a heading", "a\n\n## {{.line}}\n\nb", "a\n\nb\n"},
		{"items", "- a\n- {{.line}}\n1. {{.line}}\n* {{.line}}\n- b", "- a\n- b\n"},
		{"line breaks", "a\\\n{{.line}}\\\n{{.line}}\n\nb\\\n{{.line}}", "a\n\nb\n"},
		{"indentation", "- a\n  - b\n   {{.line}} c", "- a\n  - b\n    c\n"},
		{"nothing", "{{.line}}\n\n{{.prose}}", "\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := compose(t, mustLoad(t, testKind(walked, tt.page), "test"), "").Body; got != tt.want {
				t.Errorf("composed %q, want %q", got, tt.want)
			}
		})
	}
}
