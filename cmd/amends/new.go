package main

import (
	"context"
	"errors"
	"slices"

	"github.com/spf13/cobra"

	"amends/composer"
)

type newOptions struct {
	pageOptions
	sittingOptions
	answers, set []string
	from         []string
	noInput      bool
}

// sittingOptions is how an interview is held, in new and resume.
type sittingOptions struct {
	all, together, review bool
	accessible, editor    bool
	private               bool
	person                string
	check                 string
}

// sittingExits is the exit codes of a command that asks.
const sittingExits = `0 done, 2 wrong usage or other trouble, 3 a safety stop,
  4 answers are missing or invalid, 130 interrupted (what was typed is kept)`

func (o *sittingOptions) addFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.BoolVar(&o.all, "all", false, "ask every question that is otherwise only offered")
	f.BoolVar(&o.together, "together", false, "everybody looks on, as on a shared screen: nobody hands over the keyboard")
	f.StringVar(&o.person, "for", "", "ask only `NAME` for their own part, with nobody beside them, and write that part as answers")
	f.StringVar(&o.check, "check", looks[0], "say what deserves another look `WHEN`: now, after each answer; at the end; or off. Words of danger are always answered")
	f.String("interview-language", "", "the language of the questions, `LANG`; that of the page if not given")
	f.BoolVar(&o.accessible, "accessible", false, "plain numbered lines, made for the ear; also over pipes")
	f.BoolVar(&o.editor, "editor", false, "write long answers in your editor ($VISUAL or $EDITOR)")
}

func (o *newOptions) addFlags(cmd *cobra.Command) {
	o.pageOptions.addFlags(cmd)
	o.sittingOptions.addFlags(cmd)
	f := cmd.Flags()
	f.StringArrayVar(&o.answers, "answers", nil, "a `FILE` with answers; can be given several times")
	f.StringArrayVar(&o.from, "from", nil, "go on from an earlier page: a `FILE` with its answers; the people and what this kind takes from it are filled in, private answers never")
	f.StringArrayVar(&o.set, "set", nil, "one answer, `NAME=TEXT`, such as from=Jo; what is typed here stays in the shell's history")
	f.BoolVar(&o.noInput, "no-input", false, "ask nothing; what is missing is listed")
	f.BoolVar(&o.private, "private", false, "leave nothing on the screen, and write no file unless you ask for one")
	f.BoolVar(&o.review, "review", false, "open finished answers for changes: ask only what is needed and missing")
}

func newNewCmd(a *app) *cobra.Command {
	o := &newOptions{}
	cmd := &cobra.Command{
		Use:   "new [KIND]",
		Short: "Answer questions, and hold a page",
		Long: `new asks one question after the other and makes the page from your answers.
At each of them you can ask for help, go back, or see who to call; the first
lines say how. Each answer is kept as you give it: after Ctrl-C, or when the
power goes, amends resume goes on where you were.`,
		Example: `  amends new apology
  amends new boundary -o agreement.pdf
  amends new progress --from agreement.yaml
  amends new --answers mine.yaml --review
  amends new apology --answers mine.yaml --no-input -o letter.pdf`,
		Args:              atMostOne("a kind"),
		ValidArgsFunction: a.completeKinds,
		Annotations:       exits(sittingExits),
		RunE:              func(cmd *cobra.Command, args []string) error { return runNew(cmd.Context(), a, o, args) },
	}
	o.addFlags(cmd)
	return cmd
}

func runNew(ctx context.Context, a *app, o *newOptions, args []string) error {
	ctx, stop := interruptible(ctx)
	defer stop()
	if _, err := lookNamed(o.check); err != nil {
		return err
	}
	s, err := a.sitting(&o.pageOptions, &o.sittingOptions)
	if err != nil {
		return err
	}
	s.quiet = o.noInput
	if s.asks() {
		defer s.enter()() // before anything is drawn
	}
	given, err := a.readAnswers(o.answers)
	if err != nil {
		return err
	}
	name, err := s.kindName(ctx, args, given)
	if err != nil {
		return err
	}
	if err := s.use(name, given.Language); err != nil {
		return err
	}
	earlier, err := s.carried(o.from)
	if err != nil {
		return err
	}
	if s.given, err = s.layers(o.set, given, earlier); err != nil {
		return err
	}
	s.nameLanguage()
	if !s.asks() {
		return s.withoutAsking()
	}
	return s.hold(ctx)
}

// carried is what earlier pages give to this one.
func (s *sitting) carried(files []string) (*composer.Answers, error) {
	out := &composer.Answers{}
	for _, file := range files {
		a, err := s.readAnswers([]string{file})
		if err != nil {
			return nil, err
		}
		if a.Kind == "" {
			return nil, &hintedError{usagef("--from: %s does not say of which kind it is", file), "begin it with a line such as kind: boundary"}
		}
		from, err := s.app.kindOf(a)
		if err != nil {
			return nil, err
		}
		if err := s.stopOver(from, a); err != nil { // also over what does not come over
			return nil, err
		}
		out = composer.Join(out, s.kind.Carry(from, a))
	}
	return out, nil
}

// layers lays --set over the files, these over what earlier pages give, and
// all over the user's standing answers.
func (s *sitting) layers(set []string, files, earlier *composer.Answers) (*composer.Answers, error) {
	flags, err := s.setAnswers(s.kind, set, s.day)
	if err != nil {
		return nil, err
	}
	var standing *composer.Answers
	if s.cfg.Answers != "" {
		if standing, err = s.readAnswers([]string{s.cfg.Answers}); err != nil {
			return nil, err
		}
		// They serve every kind, so a kind takes what it asks for.
		standing.Kind, standing.Version, standing.Language = "", "", ""
		standing.Values = slices.DeleteFunc(standing.Values, func(n composer.Named) bool { return s.kind.Question(n.Name) == nil })
	}
	if q := s.kind.Question("relationship"); q != nil && s.relation != "" {
		if _, ok := q.Option(s.relation); ok {
			flags = composer.Join(flags, chosen("relationship", s.relation))
		}
	}
	// A stop in a file is a stop, also where a flag says something else.
	for _, layer := range []*composer.Answers{flags, files, earlier, standing} {
		if err := s.stopOver(s.kind, layer); err != nil {
			return nil, err
		}
	}
	return composer.Join(flags, files, earlier, standing), nil
}

// stopOver is the stop that answers of kind k are, by what was chosen or by
// their words, or nil.
func (s *sitting) stopOver(k *composer.Kind, a *composer.Answers) error {
	if a == nil || len(a.Values) == 0 {
		return nil
	}
	c, _ := k.Check(a)
	if stops := c.Stops(); len(stops) > 0 {
		return s.stopped(stops[0])
	}
	if f, ok := stopIn(s.findings(k, c.Answers(), s.day)); ok {
		return s.stopped(f)
	}
	return nil
}

// chosen is one answer.
func chosen(question, value string) *composer.Answers {
	return &composer.Answers{Values: []composer.Named{{Name: question, Value: composer.Text(value, composer.Position{})}}}
}

// withoutAsking makes the page from what was given.
func (s *sitting) withoutAsking() error {
	c, err := s.checked(s.kind, s.given, s.day, "")
	var problems *problemsError
	if errors.As(err, &problems) && !s.quiet {
		problems.hint = "nobody can be asked here, as this is no terminal; give the answers with --answers FILE or --set NAME=TEXT"
	}
	if err != nil {
		return err
	}
	return s.finish(c)
}

// sitting is one run of new or resume. What can be known before the first
// question is settled here: where the page goes, and its day.
func (a *app) sitting(page *pageOptions, o *sittingOptions) (*sitting, error) {
	if err := a.settle(page); err != nil {
		return nil, err
	}
	t, err := a.sittingTarget(page, o)
	if err != nil {
		return nil, err
	}
	day, err := a.today(page.date)
	if err != nil {
		return nil, err
	}
	s := &sitting{app: a, page: page, o: o, target: t, day: day}
	s.prompter = s.chooses()
	return s, nil
}
