package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"amends/composer"
	"amends/composer/draft"
	"amends/composer/interview"
)

type resumeOptions struct {
	pageOptions
	sittingOptions
	list, delete, deleteAll bool
}

func (o *resumeOptions) addFlags(cmd *cobra.Command) {
	o.pageOptions.addFlags(cmd)
	o.sittingOptions.addFlags(cmd)
	f := cmd.Flags()
	f.BoolVar(&o.list, "list", false, "list the drafts: when, which kind, how many answers")
	f.BoolVar(&o.delete, "delete", false, "remove the draft that is named; asks first, but with --force")
	f.BoolVar(&o.deleteAll, "delete-all", false, "remove every draft; asks first, but with --force")
	cmd.MarkFlagsMutuallyExclusive("list", "delete", "delete-all")
}

func newResumeCmd(a *app) *cobra.Command {
	o := &resumeOptions{}
	cmd := &cobra.Command{
		Use:   "resume [DRAFT]",
		Short: "Go on with an interview that was interrupted",
		Long: `resume goes on where you stopped: with the draft that is named, or with the
newest. What you have answered is not asked again, and can be changed at the
end.`,
		Example: `  amends resume
  amends resume --list
  amends resume --delete 2026-11-24-1`,
		Args:              atMostOne("a draft"),
		ValidArgsFunction: a.completeDrafts,
		Annotations:       exits(sittingExits),
		RunE:              func(cmd *cobra.Command, args []string) error { return runResume(cmd.Context(), a, o, args) },
	}
	o.addFlags(cmd)
	return cmd
}

func runResume(ctx context.Context, a *app, o *resumeOptions, args []string) error {
	ctx, stop := interruptible(ctx)
	defer stop()
	if len(args) > 0 && (o.list || o.deleteAll) {
		return &hintedError{usagef("--list and --delete-all take no name"), "--delete removes the draft that is named"}
	}
	switch {
	case o.list:
		return a.listDrafts()
	case o.deleteAll:
		return a.deleteDrafts(ctx, o)
	case o.delete:
		return a.deleteDraft(ctx, o, args)
	}
	s, err := a.sitting(&o.pageOptions, &o.sittingOptions)
	if err != nil {
		return err
	}
	if !s.asks() {
		return &hintedError{usagef("nobody can be asked here, as this is no terminal"), "--accessible asks over pipes"}
	}
	name, err := a.draftName(args)
	if err != nil {
		return err
	}
	if s.draft, err = a.drafts().Open(name); err != nil {
		return draftError(err)
	}
	if err := s.follow(s.draft.Answers.Language); err != nil {
		return errors.Join(err, s.draft.Close())
	}
	defer s.enter()()
	if err := s.takeUp(); err != nil {
		return errors.Join(err, s.draft.Close())
	}
	return s.hold(ctx)
}

// takeUp takes the answers out of the draft. What an older kind asked and this
// one does not is set aside, and stays in the draft.
func (s *sitting) takeUp() error {
	var err error
	if err = s.use(s.draft.Answers.Kind, s.draft.Answers.Language); err != nil {
		name := s.draft.Name()
		return &hintedError{err, fmt.Sprintf("the draft is %s; amends resume --list shows the others, and --delete %s removes it", s.draftFile(name), name)}
	}
	s.given, s.unfinished, s.over = s.draft.Answers, s.draft.Unfinished, s.draft.Over
	s.given.Version = ""
	known := func(n composer.Named) bool { return s.kind.Question(n.Name) != nil }
	for _, n := range s.given.Values {
		if !known(n) {
			s.aside = append(s.aside, n)
		}
	}
	s.given.Values = slices.DeleteFunc(s.given.Values, func(n composer.Named) bool { return !known(n) })
	if len(s.aside) > 0 {
		s.say("%s", s.words.Say("draft-aside", "file", s.draftFile(s.draft.Name())))
	}
	return nil
}

// draftName is the draft that is named, or the newest that can be read.
func (a *app) draftName(args []string) (string, error) {
	if len(args) == 1 {
		return args[0], nil
	}
	entries, err := a.drafts().List()
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(entries, func(e draft.Entry) bool { return e.Err == nil })
	if i < 0 {
		return "", &hintedError{usagef("there is no draft"), "amends new KIND begins one"}
	}
	return entries[i].Name, nil
}

// draftError is an error of package draft with what to do about it.
func draftError(err error) error {
	var unknown *draft.UnknownError
	var busy *draft.InUseError
	switch {
	case errors.As(err, &unknown):
		return &hintedError{err, "amends resume --list lists the drafts"}
	case errors.As(err, &busy):
		return &hintedError{err, "end the other program first, or begin anew with amends new"}
	}
	return err
}

func (a *app) listDrafts() error {
	entries, err := a.drafts().List()
	if err != nil {
		return err
	}
	if len(entries) == 0 {
		a.say("%s", a.words.Say("drafts-none"))
		return nil
	}
	w := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	for _, e := range entries {
		if e.Err != nil {
			fmt.Fprintf(w, "%q\t%s\t\t\n", e.Name, a.words.Say("drafts-unreadable"))
			continue
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", e.Name, e.Kind, e.Saved.Format("2006-01-02 15:04"),
			a.words.Say("drafts-answers", "n", fmt.Sprint(e.Answers)))
	}
	return w.Flush()
}

func (a *app) deleteDraft(ctx context.Context, o *resumeOptions, args []string) error {
	if len(args) == 0 {
		return &hintedError{usagef("--delete wants the name of a draft"), "amends resume --list lists them"}
	}
	entries, err := a.drafts().List()
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(entries, func(e draft.Entry) bool { return e.Name == args[0] }) {
		return draftError(&draft.UnknownError{Name: args[0]})
	}
	if ok, err := a.confirm(ctx, o, a.words.Say("delete-ask", "draft", args[0])); !ok {
		return err
	}
	if err := a.drafts().Delete(args[0]); err != nil {
		return draftError(err)
	}
	a.say("%s", a.words.Say("deleted"))
	return nil
}

func (a *app) deleteDrafts(ctx context.Context, o *resumeOptions) error {
	if ok, err := a.confirm(ctx, o, a.words.Say("delete-all-ask")); !ok {
		return err
	}
	if err := errors.Join(a.drafts().DeleteAll(), os.RemoveAll(filepath.Join(a.stateDir(), "editor"))); err != nil {
		return err
	}
	a.say("%s", a.words.Say("deleted-all"))
	return nil
}

// confirm asks before something is removed. With --force it does not ask, and
// where nobody can be asked that is needed.
func (a *app) confirm(ctx context.Context, o *resumeOptions, question string) (bool, error) {
	if o.force {
		return true, nil
	}
	s, err := a.sitting(&pageOptions{}, &o.sittingOptions)
	if err != nil {
		return false, err
	}
	if !s.asks() {
		return false, &hintedError{usagef("nobody can be asked here"), "--force removes without asking"}
	}
	r, err := s.prompter.Ask(ctx, interview.Prompt{
		Form: interview.FormChoice, Text: question, Enter: a.words.Say("keep-enter"), HelpLines: a.helpText(),
		Options: []interview.Option{{Value: "yes", Label: a.words.Say("delete-yes")}, {Value: "no", Label: a.words.Say("keep-no")}},
	})
	if errors.Is(err, interview.ErrAborted) {
		return false, quietError(exitInterrupted)
	}
	if err != nil || r.Text != "yes" {
		a.say("%s", a.words.Say("deleted-nothing"))
		return false, nil
	}
	return true, nil
}

// completeDrafts offers the names of drafts to the shell.
func (a *app) completeDrafts(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	entries, err := a.drafts().List()
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	var names []string
	for _, e := range entries {
		if e.Err == nil && !strings.ContainsAny(e.Name, " \t") {
			names = append(names, e.Name)
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}
