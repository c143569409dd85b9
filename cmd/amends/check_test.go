package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rivo/uniseg"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"amends/composer"
)

// runCheckIn is what "amends check" with args writes and ends with, the files
// lying in the folder it runs in.
func runCheckIn(t *testing.T, files map[string]string, stdin string, args ...string) (out, errs string, code int) {
	t.Helper()
	t.Setenv("SOURCE_DATE_EPOCH", "1795305600")
	t.Setenv("HOME", t.TempDir())
	t.Setenv("TERM", "xterm")
	t.Chdir(t.TempDir())
	for name, text := range files {
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var o, e bytes.Buffer
	code = run(t.Context(), append([]string{"check"}, args...), strings.NewReader(stdin), &o, &e)
	return o.String(), e.String(), code
}

const badLetter = "Dear Sam,\n\nI told it at dinner. I'm sorry if I hurt you.\n\nJo\n"

// TestCheckSARIF holds the SARIF of each sort of file against its schema.
func TestCheckSARIF(t *testing.T) {
	path := "../../.cache/suites/sarif-schema-2.1.0.json"
	text, err := os.ReadFile(path)
	if err != nil {
		if testAll() {
			t.Fatal("the schema of SARIF is missing; .ci/run fetches it")
		}
		t.Skip("the schema of SARIF is missing; .ci/run fetches it")
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("sarif.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("sarif.json")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{
		"a letter 50%.md": badLetter,
		"größe/leer.txt":  "",
		"allowed.md":      "I'm sorry if I hurt you.\n\n<!-- amends:allow no-such-rule -- why -->\n",
		"stop.yaml":       "kind: apology\nstanding: unsure\nimpact: I am sorry if I hurt you.\n",
		"wrong.yaml":      "kind: \"apology",
	}
	args := []string{"--format", "sarif", "nowhere.md"}
	for name := range files {
		args = append(args, name)
	}
	out, _, code := runCheckIn(t, files, "", args...)
	if code != exitStop {
		t.Errorf("exit code %d, want %d", code, exitStop)
	}
	log, err := jsonschema.UnmarshalJSON(strings.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(log); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	for _, want := range []string{`"a%20letter%2050%25.md"`, `"gr%C3%B6%C3%9Fe/leer.txt"`, `"executionSuccessful": false`, `"ruleId": "stop-answer"`, `"ruleId": "allow-unknown"`} {
		if !strings.Contains(out, want) {
			t.Errorf("the log lacks %s:\n%s", want, out)
		}
	}
}

// TestFileURI names files as SARIF does.
func TestFileURI(t *testing.T) {
	t.Chdir(t.TempDir())
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, want string }{
		{"letter.md", "letter.md"},
		{"./a b/ü#?.md", "./a%20b/%C3%BC%23%3F.md"},
		{"c:x.md", "./c:x.md"},
		{"../up.md", "../up.md"},
		{"-", "-"},
		{filepath.Join(here, "sub", "x.md"), "sub/x.md"},
	}
	for _, tt := range tests {
		if got := fileURI(tt.name); got != tt.want {
			t.Errorf("fileURI(%q) = %q, want %q", tt.name, got, tt.want)
		}
	}
}

// Fingerprints stay where a line moves, and differ where the words are there
// twice.
func TestCheckFingerprints(t *testing.T) {
	fingerprints := func(text string) []string {
		out, _, _ := runCheckIn(t, map[string]string{"l.txt": text}, "", "--format", "sarif", "l.txt")
		var log sarifLog
		if err := json.Unmarshal([]byte(out), &log); err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, r := range log.Runs[0].Results {
			if r.RuleID == "conditional-apology" {
				all = append(all, r.Fingerprints["amends/v1"])
			}
		}
		return all
	}
	one := fingerprints("I'm sorry if I hurt you.")
	two := fingerprints("It rained.\n\n  I'm sorry if I hurt you. I'm sorry if I hurt you.")
	if len(one) != 1 || len(two) != 2 || one[0] != two[0] || two[0] == two[1] {
		t.Errorf("fingerprints %q and %q", one, two)
	}
}

func TestCheckJSON(t *testing.T) {
	out, _, code := runCheckIn(t, map[string]string{"bad.md": badLetter, "empty.txt": ""}, "I told it.", "--format", "json", "bad.md", "empty.txt", "-")
	if code != exitFindings {
		t.Errorf("exit code %d, want %d", code, exitFindings)
	}
	var report struct {
		Version int
		Files   []struct {
			File     string
			Findings []map[string]any
		}
	}
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		t.Fatal(err)
	}
	if report.Version != 1 || len(report.Files) != 3 {
		t.Fatalf("version %d and %d files, want 1 and 3", report.Version, len(report.Files))
	}
	for i, name := range []string{"bad.md", "empty.txt", "-"} {
		if f := report.Files[i]; f.File != name || f.Findings == nil {
			t.Errorf("file %d is %q with the findings %v, want %q with a list", i, f.File, f.Findings, name)
		}
	}
	for _, key := range []string{"rule", "severity", "path", "line", "column", "end_column", "match", "message", "advice"} {
		if _, ok := report.Files[0].Findings[0][key]; !ok {
			t.Errorf("a finding lacks %q", key)
		}
	}
}

func TestSortOf(t *testing.T) {
	tests := []struct {
		name  string
		named bool
		text  string
		want  textSort
	}{
		{"a.yaml", true, "Dear Sam,", sortAnswers},
		{"a.JSON", true, "", sortAnswers},
		{"a.md", true, "kind: apology", sortMarkdown},
		{"a.markdown", true, "", sortMarkdown},
		{"a.txt", true, "kind: apology", sortText},
		{"a.docx", true, "Dear Sam,", sortText},
		{"letter", true, "Dear Sam,\nkind: to you", sortText},
		{"letter", true, "kind: apology", sortAnswers},
		{"-", false, "kind: apology\nfrom: Jo", sortAnswers},
		{"-", false, "# mine\n\nfrom: Jo\nkind: apology\n", sortAnswers},
		{"-", false, "  {\n \"kind\": \"apology\"}", sortAnswers},
		{"-", false, "{sigh} I am sorry", sortMarkdown},
		{"-", false, "to: Sam\n\nI am sorry.", sortMarkdown},
		{"-", false, "---\nkind: apology\n---\n\nDear Sam,", sortMarkdown},
		{"-", false, "Sam,\nkind: regards", sortMarkdown},
		{"-", false, "", sortMarkdown},
	}
	for _, tt := range tests {
		if got := sortOf(tt.name, tt.named, tt.text); got != tt.want {
			t.Errorf("sortOf(%q, %t, %q) = %d, want %d", tt.name, tt.named, tt.text, got, tt.want)
		}
	}
}

// The words stay whole and the line fits, whatever stands around them.
func TestCut(t *testing.T) {
	long := strings.Repeat("wörter über ", 40)
	tests := []struct{ name, before, match, after string }{
		{"short", "I'm sorry ", "if I hurt", " you."},
		{"long", long, "if I hurt", " " + long},
		{"long before", long, "if I hurt", " you."},
		{"long after", "I'm sorry ", "if I hurt", " " + long},
		{"wide", strings.Repeat("抱歉", 60), "如果", strings.Repeat("抱歉", 60)},
		{"marks", strings.Repeat("e\u0301", 300), "a\u0308", strings.Repeat("e\u0301", 300)},
		{"no columns", strings.Repeat("\u200b", 5000), "if", strings.Repeat("\u200b", 5000)},
		{"tabs", "\t\tI'm\t", "if\tI", "\tyou"},
		{"controls", "\x1b[31m\u202e", "if", "\x07"},
		{"no match", long, "", long},
		{"flags", strings.Repeat("🏳️‍🌈", 80), "if", strings.Repeat("👨‍👩‍👧", 80)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			line := tt.before + tt.match + tt.after
			before, match, after := cut(line, len(tt.before), len(tt.before+tt.match), 72)
			if want := screened(tt.match); match != want {
				t.Errorf("the words are %q, want %q", match, want)
			}
			shown := before + match + after
			if n := uniseg.StringWidth(shown); n > 72 || strings.ContainsAny(shown, "\x1b\x07\u202e\t") {
				t.Errorf("%q has %d columns", shown, n)
			}
			if len(line) < mostBytes(72) && uniseg.StringWidth(screened(line)) <= 72 && strings.Contains(shown, "…") {
				t.Errorf("%q is cut, and would fit", shown)
			}
		})
	}
	before, match, after := cut(long, 0, len(long), 40)
	if before != "" || after != "" || !strings.HasSuffix(match, "…") || uniseg.StringWidth(match) > 40 {
		t.Errorf("a match wider than the screen is shown as %q, %q, %q", before, match, after)
	}
}

// Many findings on one long line are shown in time that grows with the line
// and not with its square.
func TestCheckLongLine(t *testing.T) {
	text := strings.Repeat("I'm sorry if I hurt you. ", 10_000)
	out, _, code := runCheckIn(t, map[string]string{"long.txt": text}, "", "--all", "long.txt")
	if n := strings.Count(out, "[conditional-apology]"); n != 10_000 || code != exitFindings {
		t.Errorf("%d findings, and the code %d", n, code)
	}
}

func TestGithubEscapes(t *testing.T) {
	var w bytes.Buffer
	a := newApp(nil, &w, &w)
	r := newReport(a, &checkedFile{name: "a,b:c%.md", findings: []composer.Finding{{Rule: "r", Severity: composer.Warning, Message: "100 %\nsure", Advice: "Say: ___"}}})
	if err := r.github(); err != nil {
		t.Fatal(err)
	}
	r.w.Flush()
	want := "::warning file=a%2Cb%3Ac%25.md,line=1,col=1,endColumn=1,title=r::100 %25 sure Say: ___\n"
	if w.String() != want {
		t.Errorf("got  %q\nwant %q", w.String(), want)
	}
}

// Each severity decides as --fail-on says; a stop always ends with its own
// code.
func TestCheckFailOn(t *testing.T) {
	for s := composer.Suggestion; s <= composer.Stop; s++ {
		for _, failOn := range append(severityNames(), never) {
			t.Run(fmt.Sprintf("%s, --fail-on %s", s, failOn), func(t *testing.T) {
				least, fails := composer.SeverityNamed(failOn)
				want := exitDone
				if fails && s >= least {
					want = exitFindings
				}
				if s == composer.Stop {
					want = exitStop
				}
				f := &checkedFile{findings: []composer.Finding{{Severity: s}}}
				if got := f.exitCode(&checkOptions{failOn: failOn}); got != want {
					t.Errorf("exit code %d, want %d", got, want)
				}
				f.err = answersError{os.ErrInvalid}
				if got := f.exitCode(&checkOptions{failOn: failOn}); got != graver(want, exitAnswers) {
					t.Errorf("with invalid answers, exit code %d", got)
				}
			})
		}
	}
}

// Over a stop there are no carets, and nothing is said of the letter.
func TestCheckStop(t *testing.T) {
	var w bytes.Buffer
	a := newApp(nil, &w, &w)
	f := &checkedFile{name: "l.md", text: "I'm sorry if I hurt you.", findings: []composer.Finding{
		{Rule: "conditional-apology", Severity: composer.Error, Position: composer.Position{Line: 1, Column: 11}, End: 16, EndLine: 1, Message: "If."},
		{Rule: "safety-x", Severity: composer.Stop, Message: "Stop here.", Advice: "Talk to somebody.", HelpLines: true},
	}}
	r := newReport(a, f)
	if err := r.text(); err != nil {
		t.Fatal(err)
	}
	r.w.Flush()
	out := w.String()
	if !strings.HasPrefix(out, "Stop here.\nTalk to somebody.\n\n") || !strings.Contains(out, "findahelpline.com") {
		t.Errorf("the calm page is\n%s", out)
	}
	if strings.ContainsAny(out, "^[") || strings.Contains(out, "If.") || strings.Contains(out, "These checks") {
		t.Errorf("the calm page says more than it should:\n%s", out)
	}
}

// Words for which help lines stand beside a finding are shown with them once.
func TestCheckHelpLines(t *testing.T) {
	var w bytes.Buffer
	a := newApp(nil, &w, &w)
	ask := composer.Finding{Rule: "safety-y", Severity: composer.Ask, Message: "Was someone hurt?", HelpLines: true}
	r := newReport(a, &checkedFile{name: "l.md", text: "x", findings: []composer.Finding{ask, ask}}, &checkedFile{name: "m.md", text: "x", findings: []composer.Finding{ask}})
	if err := r.text(); err != nil {
		t.Fatal(err)
	}
	r.w.Flush()
	if n := strings.Count(w.String(), "findahelpline.com"); n != 1 {
		t.Errorf("the help lines are shown %d times:\n%s", n, w.String())
	}
}

// newReport is a report on files, for a text of the usual width.
func newReport(a *app, files ...*checkedFile) *checkReport {
	for _, f := range files {
		f.looked = true
	}
	return &checkReport{app: a, options: &checkOptions{}, w: bufio.NewWriter(a.out), files: files}
}
