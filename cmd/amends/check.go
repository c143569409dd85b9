package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"amends/composer"
	"amends/composer/check"
	"amends/composer/render"
)

type checkOptions struct {
	kind, stdinName     string
	format              string
	json                bool
	failOn, minSeverity string
	all, rules          bool
}

func (o *checkOptions) addFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.kind, "kind", "", "the `KIND` that a letter or a page is; apology if nothing says it")
	f.StringVar(&o.stdinName, "stdin-filename", "", "the `NAME` of what standard input holds; its ending says what that is")
	f.StringVar(&o.format, "format", "", "how findings are written, `FORMAT`: "+strings.Join(checkFormatNames(), ", "))
	f.BoolVar(&o.json, "json", false, "short for --format json")
	f.StringVar(&o.failOn, "fail-on", composer.Error.String(), "end with 1 where something of this `SEVERITY` or a graver one is found: "+strings.Join(severityNames(), ", ")+", or never")
	f.StringVar(&o.minSeverity, "min-severity", composer.Suggestion.String(), "leave out what is below this `SEVERITY`, also for --fail-on; stop and ask are always shown")
	f.BoolVar(&o.all, "all", false, "show every finding, and not the first five")
	f.BoolVar(&o.rules, "rules", false, "list the rules, and read nothing")
	cmd.MarkFlagsMutuallyExclusive("format", "json")
	for _, other := range []string{"kind", "stdin-filename", "fail-on", "min-severity", "all"} {
		cmd.MarkFlagsMutuallyExclusive("rules", other)
	}
	complete(cmd, "format", checkFormatNames())
	complete(cmd, "fail-on", append(severityNames(), never))
	complete(cmd, "min-severity", severityNames())
}

// never is the --fail-on that no finding reaches.
const never = "never"

func newCheckCmd(a *app) *cobra.Command {
	o := &checkOptions{}
	cmd := &cobra.Command{
		Use:   "check [FILE]...",
		Short: "Find words that undo a letter or an agreement",
		Long: `check reads answers (YAML or JSON), Markdown or plain text and shows which words
deserve another look, why, and what to say instead. It gives no marks, and its
silence is no praise. - reads standard input, and so does a pipe without FILE.`,
		Example: `  amends check letter.md
  amends check answers.yaml --format json
  amends check --kind boundary --fail-on warning agreement.md
  pbpaste | amends check`,
		Annotations: exits("0 done, 1 something at or above --fail-on was found, 2 wrong usage or other trouble, 3 a safety stop, 4 answers are missing or invalid"),
		RunE:        func(_ *cobra.Command, args []string) error { return runCheck(a, o, args) },
	}
	o.addFlags(cmd)
	if err := cmd.RegisterFlagCompletionFunc("kind", a.completeKinds); err != nil {
		panic(err) // as in complete
	}
	return cmd
}

func runCheck(a *app, o *checkOptions, files []string) error {
	format, err := o.settle()
	if err != nil {
		return err
	}
	if o.rules {
		return runRules(a, format, files)
	}
	files, err = o.inputs(a, files)
	if err != nil {
		return err
	}
	if o.kind != "" { // a name that nobody knows is said once, and before anything is read
		if _, err := a.kind(o.kind); err != nil {
			return err
		}
	}
	worst := exitDone
	all := make([]*checkedFile, len(files))
	for i, name := range files {
		all[i] = a.check(o, name)
		a.report(all[i].err)
		worst = graver(worst, all[i].exitCode(o))
	}
	w := bufio.NewWriter(a.out)
	if err := format.write(&checkReport{app: a, options: o, w: w, files: all}); err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if worst != exitDone {
		return quietError(worst)
	}
	return nil
}

// graver is the code that stands where both apply.
func graver(a, b int) int {
	order := []int{exitDone, exitFindings, exitTrouble, exitAnswers, exitStop}
	return order[max(slices.Index(order, a), slices.Index(order, b))]
}

// settle looks at what can be known from the flags alone.
func (o *checkOptions) settle() (checkFormat, error) {
	name := o.format
	switch {
	case o.json:
		name = "json"
	case name == "":
		name = checkFormats[0].name
	}
	i := slices.Index(checkFormatNames(), name)
	if i < 0 {
		return checkFormat{}, unknownValue("format", name, checkFormatNames())
	}
	if _, ok := composer.SeverityNamed(o.failOn); !ok && o.failOn != never {
		return checkFormat{}, unknownValue("severity", o.failOn, append(severityNames(), never))
	}
	if _, ok := composer.SeverityNamed(o.minSeverity); !ok {
		return checkFormat{}, unknownValue("severity", o.minSeverity, severityNames())
	}
	return checkFormats[i], nil
}

func unknownValue(what, name string, known []string) error {
	hint := "give one of " + strings.Join(known, ", ")
	if near := composer.Nearest(name, known); near != "" {
		hint = fmt.Sprintf("did you mean %q? %s", near, hint)
	}
	return &hintedError{usagef("unknown %s %q", what, name), hint}
}

// severityNames is the severities, the gravest first.
func severityNames() []string {
	var out []string
	for s := composer.Stop; s >= composer.Suggestion; s-- {
		out = append(out, s.String())
	}
	return out
}

// inputs is the files to read; "-" where something is piped in and none is
// named.
func (o *checkOptions) inputs(a *app, files []string) ([]string, error) {
	if len(files) == 0 {
		if isTerminal(a.in) {
			return nil, &hintedError{usagef("amends check needs a file"), "name one, or pipe text into it; amends check --help shows how it is called"}
		}
		files = []string{"-"}
	}
	n := 0
	for _, f := range files {
		if f == "-" {
			n++
		}
	}
	switch {
	case n > 1:
		return nil, usagef("- is named %d times, and standard input can be read once", n)
	case n == 0 && o.stdinName != "":
		return nil, &hintedError{usagef("--stdin-filename names standard input, and that is not read here"), "add - to the files"}
	}
	return files, nil
}

// A checkedFile is what was read under one name, and what was found in it.
type checkedFile struct {
	name     string // as the reader knows it
	text     string // without a byte order mark, every line ended by "\n"
	language string // that its words were looked at in
	looked   bool   // its words were looked at, though something may be wrong with it
	findings []composer.Finding
	elements []check.Element
	err      error // why it could not be read, or what is wrong with the answers
}

// exitCode is the code that the file alone would end with.
func (f *checkedFile) exitCode(o *checkOptions) int {
	code := exitDone
	if f.err != nil {
		code = exitCode(f.err)
	}
	least, fails := composer.SeverityNamed(o.failOn)
	for _, found := range f.findings {
		switch {
		case found.Severity == composer.Stop:
			code = exitStop
		case fails && found.Severity >= least:
			code = graver(code, exitFindings)
		}
	}
	return code
}

// stops is the findings over which no page is made.
func (f *checkedFile) stops() []composer.Finding {
	var out []composer.Finding
	for _, found := range f.findings {
		if found.Severity == composer.Stop {
			out = append(out, found)
		}
	}
	return out
}

// check reads one file and looks at it.
func (a *app) check(o *checkOptions, path string) *checkedFile {
	f := &checkedFile{name: path}
	named := path != "-" || o.stdinName != ""
	if path == "-" && named {
		f.name = o.stdinName
	}
	raw, err := a.readWhole(path, f.name)
	if err != nil {
		f.err = err
		return f
	}
	f.text = lineEnds.Replace(strings.TrimPrefix(string(raw), "\ufeff"))
	switch sortOf(f.name, named, f.text) {
	case sortAnswers:
		f.err = a.checkAnswers(o, f, raw)
	case sortMarkdown:
		f.err = a.checkMarkdown(o, f, raw)
	default:
		f.err = a.checkText(o, f)
	}
	if stops := f.stops(); len(stops) > 0 {
		f.findings = stops // no words are looked at while somebody may be in danger
	}
	least, _ := composer.SeverityNamed(o.minSeverity)
	f.findings = slices.DeleteFunc(f.findings, func(found composer.Finding) bool {
		return found.Severity < min(least, composer.Ask)
	})
	return f
}

// lineEnds writes each way in which a file ends its lines as "\n".
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// maxChecked is the size in bytes beyond which nothing is checked: no page is
// as long, and not every input ends.
const maxChecked = 100 << 20

// readWhole is all of a file, or of standard input for "-".
func (a *app) readWhole(path, name string) ([]byte, error) {
	in := a.in
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, reason(err))
		}
		defer f.Close()
		in = f
	}
	text, err := io.ReadAll(io.LimitReader(in, maxChecked+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s: %w", name, reason(err))
	case len(text) > maxChecked:
		return nil, fmt.Errorf("%s: there are more than %d MB here", name, maxChecked>>20)
	case len(text) > maxMarkdown:
		debug.SetGCPercent(100) // here is much to collect
	}
	return text, nil
}

// A textSort is how a text is read.
type textSort int

const (
	sortText textSort = iota
	sortAnswers
	sortMarkdown
)

// sortOf is how a text is read: by the ending of its name, or else by its
// beginning. What was piped in without a name may well be Markdown.
func sortOf(name string, named bool, text string) textSort {
	ending := strings.ToLower(filepath.Ext(name))
	is := func(format string) bool {
		f, ok := render.Lookup(format)
		return ok && slices.Contains(f.Endings, ending)
	}
	switch {
	case is("md"):
		return sortMarkdown
	case slices.Contains([]string{".yaml", ".yml", ".json"}, ending):
		return sortAnswers
	case is("txt"):
		return sortText
	case beginsAsAnswers(text):
		return sortAnswers
	case named:
		return sortText
	}
	return sortMarkdown
}

var (
	firstLine = regexp.MustCompile(`^(\s*(#.*)?\n)*\s*([a-z_]+ *:( |\n|$)|\{\s*("|\}))`)
	kindLine  = regexp.MustCompile(`(?m)^kind *:|^\s*\{`)
)

// beginsAsAnswers reports whether text looks like an answers file: it begins
// with a name and a colon, and has a line that says the kind; or it is JSON.
func beginsAsAnswers(text string) bool {
	return firstLine.MatchString(text) && kindLine.MatchString(text)
}

// checkAnswers looks at answers. Those that no page can be made from are
// looked at as far as they go.
func (a *app) checkAnswers(o *checkOptions, f *checkedFile, raw []byte) error {
	answers, err := composer.ReadAnswers(f.name, bytes.NewReader(raw))
	if err != nil {
		return answersError{err}
	}
	switch {
	case answers.Kind == "" && o.kind == "":
		return answersError{&hintedError{errors.New(f.name + ": this does not say of which kind it is"), "add a first line such as \"kind: apology\", or give --kind"}}
	case answers.Kind == "":
		answers.Kind = o.kind
	case o.kind != "" && o.kind != answers.Kind:
		return &hintedError{usagef("%s: these answers are for another kind than --kind says", f.name), "leave --kind out: a file of answers says its kind itself"}
	}
	k, err := a.kindOf(answers)
	if err != nil {
		return err
	}
	day, err := a.today("")
	if err != nil {
		return err
	}
	c, problems := k.Check(composer.Join(answers, k.Defaults(answers, day)))
	looked := c.Answers()
	if len(problems) > 0 {
		looked = asGiven(k, looked, answers)
	}
	page := check.Answers(k, looked, day)
	if len(problems) == 0 {
		if page, err = a.page(k, c, day); err != nil {
			return err
		}
	}
	f.findings = c.Stops()
	a.find(f, languageOf(k, answers), page, check.Allows(answers))
	if len(problems) > 0 && len(f.stops()) == 0 { // a stop comes before everything else
		return &problemsError{what: f.name, problems: problems}
	}
	return nil
}

// asGiven is checked answers with those beside them that were not as they
// should be: their words can be looked at all the same.
func asGiven(k *composer.Kind, checked, given *composer.Answers) *composer.Answers {
	each := map[string]string{} // of a question that everybody answers: the one that says who they are
	for _, s := range k.Sections {
		for _, q := range s.Questions {
			each[q.Name] = s.Each
		}
	}
	for _, n := range given.Values {
		i := slices.IndexFunc(checked.Values, func(c composer.Named) bool { return c.Name == n.Name })
		if i < 0 {
			checked.Values = append(checked.Values, composer.Named{Position: n.Position, Name: n.Name, Value: composer.Value{Shape: composer.Record}})
			i = len(checked.Values) - 1
			if each[n.Name] == "" {
				checked.Values[i].Value = n.Value
			}
		}
		if each[n.Name] == "" {
			continue
		}
		for _, part := range n.Value.Parts {
			place := placeOf(checked, each[n.Name], part)
			if !slices.ContainsFunc(checked.Values[i].Value.Parts, func(p composer.Named) bool { return p.Place == place }) {
				part.Place = place
				checked.Values[i].Value.Parts = append(checked.Values[i].Value.Parts, part)
			}
		}
	}
	return checked
}

// placeOf is the place of the person whose part of an answer it is. One who is
// not among the people is put behind them.
func placeOf(a *composer.Answers, people string, part composer.Named) int {
	if i := slices.Index(a.People(people), part.Name); i >= 0 {
		return i + 1
	}
	i := slices.IndexFunc(a.Values, func(n composer.Named) bool { return n.Name == people })
	if i < 0 {
		a.Values = append(a.Values, composer.Named{Name: people})
		i = len(a.Values) - 1
	}
	v := &a.Values[i].Value
	switch {
	case v.Shape == composer.Scalar && !v.Empty():
		*v = composer.Value{Shape: composer.Items, Items: []composer.Value{*v}}
	case v.Shape != composer.Items:
		*v = composer.Value{Shape: composer.Items}
	}
	v.Items = append(v.Items, composer.Text(part.Name, part.Position))
	return len(a.People(people))
}

// maxMarkdown is the size in bytes beyond which no page of Markdown is drawn.
// What is larger is read as plain text.
const maxMarkdown = 1 << 20

func (a *app) checkMarkdown(o *checkOptions, f *checkedFile, raw []byte) error {
	d, notes, err := render.Read(f.name, raw)
	if err != nil {
		// Without front matter and in UTF-8, it is too deep or too full of signs
		// for a page. Its words can be read even so.
		if len(f.text) > maxMarkdown || !strings.HasPrefix(f.text, "---") && utf8.ValidString(f.text) {
			return a.checkText(o, f)
		}
		return err
	}
	for _, n := range notes {
		a.say("amends: note: %s: %s", n.Position, n.Text)
	}
	kinds, err := a.kindsOf(o.kind, d.Kind)
	if err != nil {
		return err
	}
	page, allows, err := check.Document(d, kinds...)
	if err != nil {
		return err
	}
	a.find(f, a.languageOfProse(f, d.Language, d.Body), page, allows)
	return nil
}

// languageOfProse is the language of a text that says which it is in, or else
// the one that it reads like; a guess is named, as the rules of another
// language would have been silent.
func (a *app) languageOfProse(f *checkedFile, said, text string) string {
	language := a.languageOfText(said)
	if said != "" || a.cfg.languageGiven {
		return language
	}
	guess, foreign := check.Guess(text)
	switch {
	case foreign:
		a.say("amends: note: %s: %s", f.name, a.words.Say("check-foreign"))
	case guess != "" && !strings.HasPrefix(language, guess):
		a.say("amends: note: %s: %s", f.name, a.words.Say("check-guessed", "language", guess))
		return guess
	}
	return language
}

func (a *app) checkText(o *checkOptions, f *checkedFile) error {
	if !utf8.ValidString(f.text) || strings.Contains(f.text, "\x00") {
		return &hintedError{errors.New(f.name + ": this is not text in UTF-8"), "save it as plain text in UTF-8 first"}
	}
	kinds, err := a.kindsOf(o.kind, "")
	if err != nil {
		return err
	}
	page, allows := check.Text(f.name, f.text, kinds...)
	a.find(f, a.languageOfProse(f, "", f.text), page, allows)
	return nil
}

// kindsOf is the first kind that is named, or else an apology, with the
// families of rules that look at it.
func (a *app) kindsOf(names ...string) ([]string, error) {
	name := "apology"
	for _, n := range slices.Backward(names) {
		if n != "" {
			name = n
		}
	}
	k, err := a.kind(name)
	if err != nil {
		return nil, err
	}
	return check.Kinds(k), nil
}

// find fills in what is found in a page.
func (a *app) find(f *checkedFile, language string, p check.Page, allows []check.Allow) {
	if !check.Knows(language) {
		a.say("amends: note: %s: %s", f.name, a.words.Say("check-language", "language", language))
	}
	c := a.checker(language, p.Kinds...)
	f.looked, f.language = true, language
	found, elements := c.Look(p)
	f.findings = append(f.findings, c.Keep(found, allows)...)
	for i := range f.findings {
		found := &f.findings[i]
		found.HelpLines = found.HelpLines || found.Severity == composer.Stop
	}
	if len(p.Passages) > 0 {
		f.elements = elements
	}
}
