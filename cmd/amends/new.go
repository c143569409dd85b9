package main

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"amends/composer"
	"amends/composer/interview"
	"amends/composer/render"
)

type newOptions struct {
	pageOptions
	answers, set []string
	all, noInput bool
	accessible   bool
}

func (o *newOptions) addFlags(cmd *cobra.Command) {
	o.pageOptions.addFlags(cmd)
	f := cmd.Flags()
	f.StringArrayVar(&o.answers, "answers", nil, "a `FILE` with answers; can be given several times")
	f.StringArrayVar(&o.set, "set", nil, "one answer, `NAME=TEXT`, such as from=Jo; what is typed here stays in the shell's history")
	f.BoolVar(&o.all, "all", false, "ask every question that is otherwise only offered")
	f.BoolVar(&o.noInput, "no-input", false, "ask nothing; what is missing is listed")
	f.BoolVar(&o.accessible, "accessible", false, "plain numbered lines, made for the ear; also over pipes")
}

func newNewCmd(a *app) *cobra.Command {
	o := &newOptions{}
	cmd := &cobra.Command{
		Use:   "new [KIND]",
		Short: "Answer questions, and hold a page",
		Long: `new asks one question after the other and makes the page from your answers.
At each of them ? shows help and an example, < goes back, and h shows who to
call. Ctrl-C stops; what you typed is kept for you.`,
		Example: `  amends new apology
  amends new boundary -o agreement.pdf
  amends new apology --answers mine.yaml --no-input -o letter.pdf`,
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: a.completeKinds,
		Annotations: exits(`0 done, 2 wrong usage or other trouble, 3 a safety stop,
  4 answers are missing or invalid, 130 interrupted (what was typed is kept)`),
		RunE: func(cmd *cobra.Command, args []string) error { return runNew(cmd.Context(), a, o, args) },
	}
	o.addFlags(cmd)
	return cmd
}

func runNew(ctx context.Context, a *app, o *newOptions, args []string) error {
	t, err := a.target(o.out, o.to, o.force)
	if err != nil {
		return err
	}
	day, err := a.today(o.date)
	if err != nil {
		return err
	}
	given, err := a.readAnswers(o.answers)
	if err != nil {
		return err
	}
	s := &sitting{app: a, o: o, prompter: &interview.Plain{In: a.in, Out: talk(a.errs)}, day: day, target: t}
	name, err := s.kindName(ctx, args, given)
	if err != nil {
		return err
	}
	if s.kind, err = a.kind(name); err != nil {
		return err
	}
	if s.given, err = s.layers(given); err != nil {
		return err
	}
	// A stop in a file is a stop before the first question.
	if c, _ := s.kind.Check(s.given); len(c.Stops()) > 0 {
		return a.stopped(c.Stops()[0])
	}
	if !s.asks() {
		return s.withoutAsking()
	}
	return s.ask(ctx)
}

// A sitting is one run of new: one kind, one page.
type sitting struct {
	*app
	o        *newOptions
	prompter interview.Prompter
	day      time.Time
	target   target
	kind     *composer.Kind
	given    *composer.Answers // from flags, files and settings
}

// asks reports whether there is somebody to ask: at a terminal, or over pipes
// where the flag says so.
func (s *sitting) asks() bool {
	return !s.o.noInput && (s.o.accessible || isTerminal(s.in) && isTerminal(s.errs))
}

// kindName is the kind on the command line or in the answers, or what the
// person chooses.
func (s *sitting) kindName(ctx context.Context, args []string, given *composer.Answers) (string, error) {
	switch {
	case len(args) == 1:
		return args[0], nil
	case given.Kind != "":
		return given.Kind, nil
	}
	names, err := composer.Kinds(s.kinds())
	if err != nil {
		return "", err
	}
	if !s.asks() {
		return "", &hintedError{usagef("amends new needs a kind"), "amends kinds lists them"}
	}
	p := interview.Prompt{Form: interview.FormChoice, Text: s.words.Say("kind-ask")}
	for _, name := range names {
		if k, err := s.app.kind(name); err == nil {
			p.Options = append(p.Options, interview.Option{Value: name, Label: k.Group + ": " + k.Title, Hint: k.Summary})
		}
	}
	for {
		r, err := s.prompter.Ask(ctx, p)
		switch {
		case errors.Is(err, interview.ErrAborted):
			s.say("%s", s.words.Say("stopped-nothing"))
			return "", quietError(exitInterrupted)
		case err != nil && !errors.Is(err, interview.ErrBack):
			return "", err
		case slices.Contains(names, r.Text):
			return r.Text, nil
		}
	}
}

// layers lays --set over the files and these over the user's standing answers.
func (s *sitting) layers(files *composer.Answers) (*composer.Answers, error) {
	set, err := s.setAnswers(s.kind, s.o.set, s.day)
	if err != nil {
		return nil, err
	}
	var standing *composer.Answers
	if s.cfg.Answers != "" {
		if standing, err = s.readAnswers([]string{s.cfg.Answers}); err != nil {
			return nil, err
		}
		// They serve every kind, so a kind takes what it asks for.
		standing.Kind, standing.Version = "", ""
		standing.Values = slices.DeleteFunc(standing.Values, func(n composer.Named) bool { return s.kind.Question(n.Name) == nil })
	}
	return composer.Join(set, files, standing), nil
}

// withoutAsking makes the page from what was given.
func (s *sitting) withoutAsking() error {
	c, err := checked(s.kind, s.given, s.day, "")
	var problems *problemsError
	if errors.As(err, &problems) && !s.o.noInput {
		problems.hint = "nobody can be asked here, as this is no terminal; give the answers with --answers FILE or --set NAME=TEXT"
	}
	if err != nil {
		return err
	}
	return s.finish(c)
}

// finish composes the page and writes it.
func (s *sitting) finish(c composer.Checked) error {
	if err := s.printable("", c, s.target); err != nil {
		return err
	}
	d, err := s.compose(s.kind, c, s.day)
	if err != nil {
		return err
	}
	return s.write(s.target, s.look(), d)
}

// ask holds the interview and asks where the page shall go.
func (s *sitting) ask(ctx context.Context) error {
	i := &interview.Interview{
		Kind: s.kind, Prompter: s.prompter, Answers: s.given, Today: s.day, All: s.o.all,
		HelpLines:   s.helpText(),
		Exists:      s.exists,
		Unprintable: s.unprintable,
		Preview:     s.preview,
	}
	c, err := i.Run(ctx)
	if err != nil {
		return s.ended(i, err)
	}
	if s.o.out == "" && isTerminal(s.out) {
		return s.place(ctx, i, c)
	}
	if err := s.finish(c); err != nil {
		return err
	}
	if s.target.path != "-" {
		s.say("%s", s.words.Say("done-page", "file", s.target.path))
	}
	return nil
}

func (s *sitting) exists(kind string) bool {
	names, err := composer.Kinds(s.kinds())
	return err == nil && slices.Contains(names, kind)
}

// unprintable is the characters of an answer that a PDF could not show. What
// goes elsewhere can show every one.
func (s *sitting) unprintable(text string) []rune {
	if s.o.out != "" && s.target.format.Name != "pdf" {
		return nil
	}
	return render.Unprintable(s.look(), s.kind.Layout, text)
}

// preview is the page as text.
func (s *sitting) preview(c composer.Checked) (string, error) {
	d, err := s.kind.Compose(c, composer.Circumstances{Date: s.day, HelpLine: s.helpLineOnPaper()})
	if err != nil {
		return "", err
	}
	var out strings.Builder
	err = render.Text{Spoken: true}.Render(&out, d)
	return out.String(), err
}

// place asks where the page shall go, and whether the answers are kept beside
// it.
func (s *sitting) place(ctx context.Context, i *interview.Interview, c composer.Checked) error {
	ask := interview.Prompt{Form: interview.FormLine, Text: s.words.Say("where-ask"), Default: freeName("page-"+s.day.Format(time.DateOnly), ".pdf")}
	for {
		r, err := s.prompter.Ask(ctx, ask)
		if errors.Is(err, interview.ErrBack) {
			continue
		}
		if err != nil {
			return s.ended(i, err)
		}
		path := r.Text
		if path == "" {
			path = ask.Default
		}
		if s.target, err = s.app.target(path, s.o.to, false); err == nil {
			err = s.finish(c)
		}
		var quiet quietError
		if errors.As(err, &quiet) {
			return err
		}
		if err == nil {
			break
		}
		s.say("%s", s.words.Say("where-again", "why", err.Error()))
	}
	if s.target.path == "-" {
		return nil
	}
	s.say("%s", s.words.Say("done-page", "file", s.target.path))
	if c.Layout() == composer.LayoutMessage {
		s.say("%s", s.words.Say("done-message"))
	}
	return s.keepBeside(ctx, i)
}

// keepBeside asks whether the answers are kept beside the page.
func (s *sitting) keepBeside(ctx context.Context, i *interview.Interview) error {
	path := freeName(trimEnding(s.target.path), ".yaml")
	r, err := s.prompter.Ask(ctx, interview.Prompt{
		Form: interview.FormChoice, Text: s.words.Say("keep-ask"), Enter: s.words.Say("keep-enter"),
		Options: []interview.Option{
			{Value: "yes", Label: s.words.Say("keep-yes", "file", path)},
			{Value: "no", Label: s.words.Say("keep-no")},
		},
	})
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, interview.ErrAborted) && !errors.Is(err, interview.ErrBack) {
		return err
	}
	if err != nil || r.Text != "yes" {
		s.say("%s", s.words.Say("done-nothing-kept"))
		return nil
	}
	if err := s.keep(path, withoutPrivate(s.kind, i.Answers)); err != nil {
		return err
	}
	s.say("%s", s.words.Say("done-answers", "file", path))
	return nil
}
