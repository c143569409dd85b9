package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"amends/composer"
	"amends/composer/form"
)

// Answers come back from a worksheet that was filled in elsewhere: by whom it
// may concern, on a machine of their own.

type answersOptions struct {
	out, kind, date string
	force           bool
	set             []string
}

func (o *answersOptions) addFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVarP(&o.out, "output", "o", "", "the `FILE` to write, such as answers.yaml; - is standard output")
	f.BoolVar(&o.force, "force", false, "write over a file that is there")
	f.StringVar(&o.kind, "kind", "", "the `KIND` of the page, where the file does not say it or holds several")
	f.StringArrayVar(&o.set, "set", nil, "one answer that is not on the page, `NAME=TEXT`, such as relationship=roommates")
	f.StringVar(&o.date, "date", "", "the `DAY` that words such as \"20 December\" are counted from, such as 2026-11-24; today if not given")
}

func newAnswersCmd(a *app) *cobra.Command {
	o := &answersOptions{}
	cmd := &cobra.Command{
		Use:   "answers FILE",
		Short: "Read answers back from a worksheet that was filled in",
		Long: `answers reads a worksheet that somebody filled in, and writes what they wrote as
an answers file: a page of "amends blank KIND" in Markdown, typed over in an
editor, or a PDF of "amends blank --fillable", filled in with any program. A page
that is filled in by half gives half the answers. What cannot be told is noted,
with its line. Signatures and consent are given on paper and are left out, and so
is what is private.`,
		Example: `  amends answers worksheet.pdf -o answers.yaml
  amends answers worksheet.md --set relationship=roommates
  amends answers worksheet.md | amends render - -o letter.pdf`,
		Args:        exactly(1, "the file of a worksheet"),
		Annotations: exits("0 done, also where answers are missing, 2 wrong usage or other trouble, 3 a safety stop, 4 answers are invalid; those were written too"),
		RunE:        func(_ *cobra.Command, args []string) error { return runAnswers(a, o, args[0]) },
	}
	o.addFlags(cmd)
	_ = cmd.RegisterFlagCompletionFunc("kind", a.completeKinds) // the flag is there
	return cmd
}

func runAnswers(a *app, o *answersOptions, path string) error {
	day, err := a.today(o.date)
	if err != nil {
		return err
	}
	if err := answersTarget(o); err != nil {
		return err
	}
	k, sheet, err := a.sheet(o, path)
	if err != nil {
		return err
	}
	given, err := a.setAnswers(k, o.set, day)
	if err != nil {
		return err
	}
	got := sheet.Answers(form.Reading{Kind: k, Day: day, Given: given, HelpLine: a.helpLineOnPaper(k.Language), Language: a.talk()})
	if k.Language != composer.SourceLanguage {
		got.Answers.Language = k.Language
	}
	answers := withoutPrivate(k, composer.Join(given, got.Answers))
	c, problems := k.Check(composer.Join(answers, k.Defaults(answers, day)))
	if stops := c.Stops(); len(stops) > 0 {
		return a.stopped(stops[0])
	}
	text, err := k.Format(answers)
	if err != nil {
		return err
	}
	if err := a.writeAnswers(o, text); err != nil {
		return err
	}
	a.reportSheet(path, got.Notes, problems)
	return invalid(path, a.problemsIn(k, answers, problems), got.Problems)
}

// answersTarget settles where the answers go, before anything is read.
func answersTarget(o *answersOptions) error {
	if o.out == "" || o.out == "-" {
		o.out = "-"
		return nil
	}
	if end := strings.ToLower(filepath.Ext(o.out)); end != ".yaml" && end != ".yml" {
		return &hintedError{usagef("%s: this is no name of an answers file", o.out), "end its name in .yaml"}
	}
	return writable(o.out, o.force)
}

func (a *app) writeAnswers(o *answersOptions, text []byte) error {
	if o.out == "-" {
		_, err := a.out.Write(text)
		return err
	}
	return writeFile(o.out, text, o.force)
}

// sheet reads the file of a worksheet: the one that is meant, and its kind.
func (a *app) sheet(o *answersOptions, path string) (*composer.Kind, *form.Sheet, error) {
	data, err := a.readSheet(path)
	if err != nil {
		return nil, nil, err
	}
	sheets, err := form.Read(path, data)
	switch {
	case errors.Is(err, form.ErrNoForm):
		return nil, nil, &hintedError{err, "amends blank makes a page that can be read back, and amends blank --fillable a PDF"}
	case errors.Is(err, form.ErrLocked):
		return nil, nil, &hintedError{err, "save it without the password, in the program that it was filled in with"}
	case err != nil:
		return nil, nil, err
	}
	kind := o.kind
	if kind == "" && len(sheets) == 1 {
		kind = sheets[0].Kind
	}
	switch {
	case kind == "" && len(sheets) > 1:
		return nil, nil, &hintedError{usagef("%s holds %d pages", path, len(sheets)), joinNonEmpty(": ", "name the kind of one with --kind", kindsOf(sheets))}
	case kind == "":
		return nil, nil, &hintedError{usagef("%s does not say which kind of page it is", path), "name it with --kind; amends kinds lists them"}
	}
	k, err := a.kind(kind)
	if err != nil {
		return nil, nil, err
	}
	sheet := sheetOf(k, sheets)
	// Its own words are those of the language in which it was made.
	k, err = a.kindOf(&composer.Answers{Kind: kind, Language: sheet.Language})
	return k, sheet, err
}

// kindsOf is the kinds of the pages of one file, as far as it says so.
func kindsOf(sheets []*form.Sheet) string {
	var kinds []string
	for _, s := range sheets {
		kinds = append(kinds, s.Kind)
	}
	return joinNonEmpty(", ", kinds...)
}

// sheetOf is the page of kind k among those of one file: the one that says so,
// or else the one whose fields it has.
func sheetOf(k *composer.Kind, sheets []*form.Sheet) *form.Sheet {
	best := sheets[0]
	for _, s := range sheets {
		if s.Kind == k.Name {
			return s
		}
		if s.Fits(k) > best.Fits(k) {
			best = s
		}
	}
	return best
}

// readSheet is the bytes of a worksheet, as far as one can be long.
func (a *app) readSheet(path string) ([]byte, error) {
	if path == "-" {
		return io.ReadAll(io.LimitReader(a.in, form.MaxSize+1))
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, reason(err))
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, form.MaxSize+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, reason(err))
	}
	return bytes.TrimPrefix(data, []byte("\ufeff")), nil
}

// reportSheet says what of a worksheet became no answer, and what is missing.
func (a *app) reportSheet(path string, notes []form.Note, problems []composer.Problem) {
	for _, n := range notes {
		where := n.Position
		if where.Source == "" {
			where.Source = path
		}
		a.say("%s", joinNonEmpty(": ", where.String(), n.Path, n.Text))
	}
	missing := false
	for _, p := range problems {
		if !p.Missing() {
			continue
		}
		if !missing {
			missing = true
			a.say("%s", a.words.Say("sheet-missing"))
		}
		a.say("  %s", joinNonEmpty(": ", p.Path, p.Question))
	}
}

// invalid is the error that lists the answers that are wrong, or nil. Of a day
// the sheet's reader knows more than the check.
func invalid(path string, found, known []composer.Problem) error {
	var wrong []composer.Problem
	for _, p := range found {
		if p.Missing() {
			continue
		}
		if i := slices.IndexFunc(known, func(k composer.Problem) bool { return k.Path == p.Path && k.Code == p.Code }); i >= 0 {
			p.Message, p.Hint = known[i].Message, known[i].Hint
		}
		wrong = append(wrong, p)
	}
	if len(wrong) == 0 {
		return nil
	}
	return &problemsError{what: path, problems: wrong}
}
