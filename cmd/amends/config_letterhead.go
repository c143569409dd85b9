package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"amends/composer"
	"amends/composer/interview"
	"amends/composer/render"
)

type letterheadOptions struct {
	show, noInput, accessible bool
	set                       []string
}

func (o *letterheadOptions) addFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.BoolVar(&o.show, "show", false, "print the letterhead that there is")
	f.String("letterhead", "", "another `FILE` than letterhead.yaml beside your own settings")
	f.StringArrayVar(&o.set, "set", nil, "one answer, `NAME=TEXT`, such as name=Practice or people.1=Jo; without text it is taken out")
	f.BoolVar(&o.noInput, "no-input", false, "ask nothing")
	f.BoolVar(&o.accessible, "accessible", false, "plain numbered lines, made for the ear; also over pipes")
}

func newLetterheadCmd(a *app) *cobra.Command {
	o := &letterheadOptions{}
	cmd := &cobra.Command{
		Use:   "letterhead",
		Short: "Say what stands at the top of your worksheets",
		Long: `config letterhead asks for the name of your practice or organisation, who works
there, where to find it, its logo and its help lines, and writes them into a
file. They stand on worksheets and handouts; on a letter or a filled page only
with --letterhead FILE. What is there already is kept unless you change it.`,
		Example: `  amends config letterhead
  amends config letterhead --show
  amends config letterhead --no-input --set name="Practice of Jo Doe"`,
		Args:        noArgs,
		Annotations: exits(sittingExits),
		RunE:        func(cmd *cobra.Command, _ []string) error { return runLetterhead(cmd.Context(), a, o) },
	}
	o.addFlags(cmd)
	return cmd
}

func runLetterhead(ctx context.Context, a *app, o *letterheadOptions) error {
	file := a.cfg.letterheadFile
	if file == "" {
		return &hintedError{usagef("there is no folder for your settings"), "name a file with --letterhead FILE"}
	}
	there := a.cfg.Letterhead.answers
	if there == nil {
		there = &composer.Answers{}
	}
	if o.show {
		if len(there.Values) == 0 {
			a.say("%s", a.words.Say("letterhead-none"))
			return nil
		}
		text, err := a.formatLetterhead(there)
		if err != nil {
			return err
		}
		_, err = a.out.Write(text)
		return err
	}
	known, err := a.setLetterhead(o.set, there)
	if err != nil {
		return err
	}
	s := &sitting{app: a, page: &pageOptions{}, o: &sittingOptions{accessible: o.accessible}, quiet: o.noInput, kind: letterheadKind(a.talk()), day: time.Now()}
	switch {
	case s.asks():
		return s.askLetterhead(ctx, file, known)
	case len(o.set) == 0:
		return &hintedError{usagef("nobody can be asked here"), "give the answers with --set NAME=TEXT, or ask for plain lines with --accessible"}
	}
	return a.writeLetterhead(file, known)
}

// setLetterhead lays --set over the answers that there are.
func (a *app) setLetterhead(set []string, there *composer.Answers) (*composer.Answers, error) {
	known := there.Clone()
	k := letterheadKind(a.talk())
	for _, s := range set {
		name, text, _ := strings.Cut(s, "=")
		if name == "language" {
			known.Language = text
			continue
		}
		if base, _, _ := strings.Cut(name, "."); k.Question(base) == nil {
			hint := "it has " + strings.Join(append(questionNames(k), letterheadNames...), ", ")
			if near := composer.Nearest(base, questionNames(k)); near != "" {
				hint = "did you mean \"" + near + "\"? " + hint
			}
			return nil, &hintedError{usagef("--set: a letterhead has no %q", base), hint}
		}
		one, err := a.setAnswers(k, []string{s}, time.Time{})
		if err != nil {
			return nil, err
		}
		if text == "" && !strings.Contains(name, ".") {
			known.Delete(name)
			if name != "logo_alt" {
				continue
			}
		}
		known = composer.Join(one, known)
	}
	return known, fromHere(known, there)
}

// fromHere gives a logo that was named now its whole path: the file that it is
// written into lies elsewhere.
func fromHere(a, before *composer.Answers) error {
	v, ok := a.Get("logo")
	old, _ := before.Get("logo")
	if !ok || v.Text == "" || v.Text == old.Text {
		return nil
	}
	path := v.Text
	if rest, ok := strings.CutPrefix(path, "~/"); ok { // no shell has seen it
		if home, err := os.UserHomeDir(); err == nil {
			path = filepath.Join(home, rest)
		}
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	return a.Set("logo", composer.Text(path, composer.Position{}))
}

// formatLetterhead is the file of a letterhead.
func (a *app) formatLetterhead(answers *composer.Answers) ([]byte, error) {
	text, err := letterheadKind(composer.SourceLanguage).Format(answers)
	if err != nil {
		return nil, err
	}
	logo, _ := answers.Get("logo")
	if alt, _ := answers.Get("logo_alt"); logo.Text != "" && alt.Text == "" {
		text = append(text, "logo_alt: \"\"\n"...)
	}
	return append([]byte("# "+a.words.Say("letterhead-file")+"\n"), text...), nil
}

// checkLetterhead is what is wrong with answers that are to be written to file.
func (a *app) checkLetterhead(file string, answers *composer.Answers) error {
	l, problems := a.newLetterhead(answers, file)
	if len(problems) > 0 {
		for i := range problems {
			problems[i].Position = composer.Position{} // they are in no file yet
		}
		return &problemsError{problems: problems}
	}
	return l.readLogo()
}

// writeLetterhead writes the file whole or not at all, readable by its owner
// alone.
func (a *app) writeLetterhead(file string, answers *composer.Answers) error {
	if err := a.checkLetterhead(file, answers); err != nil {
		return err
	}
	if err := a.saveLetterhead(file, answers); err != nil {
		return err
	}
	a.say("%s", a.words.Say("letterhead-done", "file", file))
	return nil
}

func (a *app) saveLetterhead(file string, answers *composer.Answers) error {
	text, err := a.formatLetterhead(answers)
	if err != nil {
		return err
	}
	if err := makeDir(filepath.Dir(file)); err != nil {
		return err
	}
	return writeFile(file, text, true)
}

// askLetterhead asks for the letterhead and writes it. What was answered when
// it ends early lies beside the file, and the next time goes on with it.
func (s *sitting) askLetterhead(ctx context.Context, file string, known *composer.Answers) error {
	ctx, stop := interruptible(ctx)
	defer stop()
	s.prompter = s.chooses()
	if forms, ok := s.prompter.(*interview.Forms); ok {
		forms.Typing = nil // no draft is kept
	}
	there := known
	part := strings.TrimSuffix(file, filepath.Ext(file)) + "-unfinished.yaml"
	if l, err := s.readLetterhead(part); l.answers != nil {
		s.say("%s", s.words.Say("letterhead-on"))
		_ = err // what is missing is asked for
		known = composer.Join(l.answers, known)
		known.Language = there.Language
	}
	language := known.Language
	known.Kind, known.Version, known.Language = "", "", ""
	name, _ := there.Get("name") // else the questions go on where they ended
	i := &interview.Interview{
		Kind: s.kind, Prompter: s.prompter, Answers: known, Review: name.Text != "", Look: interview.LookOff, HelpLines: s.helpText(),
		Preview: s.previewLetterhead,
		Saved: func(a *composer.Answers) {
			a = a.Clone()
			if err := errors.Join(fromHere(a, there), s.saveLetterhead(part, a)); err != nil && !s.unsaved {
				s.unsaved = true
				s.say("%s", s.words.Say("draft-unsaved", "why", err.Error()))
			}
		},
	}
	for {
		c, err := i.Run(ctx)
		switch {
		case errors.Is(err, interview.ErrAborted):
			s.say("%s", s.words.Say(keptOr(part)))
			return quietError(exitInterrupted)
		case errors.Is(err, io.EOF):
			s.say("%s\n%s", s.words.Say("input-ended"), s.words.Say(keptOr(part)))
			return quietError(exitAnswers)
		case err != nil:
			return err
		}
		answers := c.Answers()
		answers.Language = language
		if logo, _ := answers.Get("logo"); logo.Text != "" {
			if _, ok := answers.Get("logo_alt"); !ok { // it was asked for, and left empty
				answers.Values = append(answers.Values, composer.Named{Name: "logo_alt"})
			}
		}
		if err := fromHere(answers, there); err != nil {
			return err
		}
		err = s.writeLetterhead(file, answers)
		if err == nil {
			if err := os.Remove(part); err != nil && !errors.Is(err, os.ErrNotExist) {
				return reason(err)
			}
			return nil
		}
		s.report(err)
		i.Review = true
	}
}

// keptOr is what is said of a letterhead that is not finished.
func keptOr(part string) string {
	if _, err := os.Stat(part); err == nil {
		return "letterhead-kept"
	}
	return "stopped-nothing"
}

// previewLetterhead is a letterhead as text, with its line at the foot.
func (a *app) previewLetterhead(c composer.Checked) (string, error) {
	l, _ := a.newLetterhead(c.Answers(), "")
	all := l.Lines()
	lines := slices.DeleteFunc(append(all[:], l.Footer), func(s string) bool { return s == "" })
	lines = append(lines, l.Help...)
	var out strings.Builder
	err := render.Text{Spoken: true}.Render(&out, &composer.Document{Body: composer.Prose(strings.Join(lines, "\n")).String()})
	return out.String(), err
}
