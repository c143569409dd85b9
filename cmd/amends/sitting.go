package main

import (
	"cmp"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/term"

	"amends/composer"
	"amends/composer/check"
	"amends/composer/draft"
	"amends/composer/interview"
	"amends/composer/render"
)

// A sitting is one interview: one kind, one page, and the draft that keeps
// the answers until the page is made.
type sitting struct {
	*app
	page       *pageOptions
	o          *sittingOptions
	quiet      bool // nobody is asked
	prompter   interview.Prompter
	day        time.Time
	target     target
	kind       *composer.Kind    // as it is asked
	printed    *composer.Kind    // as it is printed: the same in the language of the page
	relation   string            // what the people said they are to each other when they chose the kind
	given      *composer.Answers // from flags, files, settings or a draft
	unfinished string            // the answer that was being typed when a draft was left
	over       []string          // the turns that were handed on
	aside      []composer.Named  // what an older kind asked, and this one does not
	draft      *draft.Draft      // nil before the first answer, and in private
	interview  *interview.Interview
	saved      *composer.Answers // all answers there are, also those that are set aside; nil before the first
	unsaved    bool              // the person knows that answers cannot be kept
	farewell   []string          // said after a private screen was left
}

// chooses is the prompter: forms at a terminal, plain lines for who asked for
// them and over pipes.
func (s *sitting) chooses() interview.Prompter {
	in, isFile := s.in.(*os.File)
	out, _ := s.errs.(*os.File)
	if !isFile || s.o.accessible || s.cfg.Accessible || !isTerminal(s.in) || !isTerminal(s.errs) {
		return &interview.Plain{In: s.in, Out: talk(s.errs), Screen: s.screenful(), Language: s.talk()}
	}
	return &interview.Forms{
		In: in, Out: out, Color: s.getenv("NO_COLOR") == "", Private: s.o.private,
		Editor: cmp.Or(s.getenv("VISUAL"), s.getenv("EDITOR")), EditorDir: s.editorDir(), UseEditor: s.o.editor,
		Typing: s.typing, Language: s.talk(),
	}
}

// screenful is how many empty lines push everything off the screen; 0 where it
// is not known how high that is.
func (s *sitting) screenful() int {
	if f, ok := s.errs.(*os.File); ok {
		if _, height, err := term.GetSize(int(f.Fd())); err == nil {
			return height + 1
		}
	}
	return 0
}

// asks reports whether there is somebody to ask: at a terminal, or over pipes
// where the flag says so.
func (s *sitting) asks() bool {
	return !s.quiet && (s.o.accessible || isTerminal(s.in) && isTerminal(s.errs))
}

// hold holds the interview and asks where the page shall go.
func (s *sitting) hold(ctx context.Context) error {
	look, err := lookNamed(s.o.check)
	if err != nil {
		return err
	}
	go s.reading(s.kind.Language, check.Kinds(s.kind))() // while the first question is thought about
	i := &interview.Interview{
		Kind: s.kind, Prompter: s.prompter, Answers: s.given, Unfinished: s.unfinished, Over: s.over, Today: s.day,
		Look: look, Find: s.found,
		All: s.o.all, Together: s.o.together, Review: s.o.review,
		HelpLines:   s.helpText(),
		Exists:      s.exists,
		Unprintable: s.unprintable,
		Preview:     s.preview,
	}
	if s.o.person != "" {
		return s.holdPart(ctx, i)
	}
	s.interview = i
	i.Saved = func(a *composer.Answers) { s.over = i.Over; s.save(a, i.Unfinished) }
	c, err := i.Run(ctx)
	if err != nil {
		return s.ended(i, err)
	}
	if err := s.deliver(ctx, i, c); err != nil {
		return err
	}
	return s.done()
}

// use loads the kind of this name, for answers in a language; empty where they
// do not say it.
func (s *sitting) use(name, language string) error {
	if err := s.follow(language); err != nil {
		return err
	}
	in := composer.Languages{Page: s.pageLanguage(), Asked: s.talk()}
	var err error
	if s.kind, err = s.app.kindIn(name, in); err != nil {
		return err
	}
	if s.printed = s.kind; s.kind.Asked != s.kind.Language {
		s.printed, err = s.app.kindIn(name, composer.Languages{Page: in.Page})
	}
	return err
}

// follow makes the language of answers the page's, and the one that is spoken
// where nobody asks for another.
func (s *sitting) follow(language string) error {
	if language == "" || s.cfg.languageGiven {
		return nil
	}
	s.cfg.Language = language
	err := s.speak()
	s.prompter = s.chooses()
	return err
}

// nameLanguage makes the answers say their language, where that was named or is
// another one than English.
func (s *sitting) nameLanguage() {
	if l := s.kind.Language; s.given.Language == "" && (l != composer.SourceLanguage || s.cfg.languageGiven) {
		s.given.Language = l
	}
}

// asPrinted is the answers as the kind on the page reads them.
func (s *sitting) asPrinted(c composer.Checked) composer.Checked {
	if s.printed == s.kind {
		return c
	}
	c, _ = s.printed.Check(c.Answers())
	return c
}

// deliver writes the page to where the person wants it.
func (s *sitting) deliver(ctx context.Context, i *interview.Interview, c composer.Checked) error {
	if s.page.out == "" && isTerminal(s.out) {
		return s.place(ctx, i, c)
	}
	if err := s.finish(c); err != nil {
		return s.notWritten(i, err)
	}
	if s.target.path != "-" {
		s.sayLast(s.words.Say("done-page", "file", s.target.path))
	}
	return s.keepBeside(ctx, i)
}

// notWritten keeps the answers of a page that could not be written.
func (s *sitting) notWritten(i *interview.Interview, err error) error {
	s.keepStopped(i)
	return err
}

// finish composes the page and writes it.
func (s *sitting) finish(c composer.Checked) error {
	if err := s.printable("", c, s.target); err != nil {
		return err
	}
	c = s.asPrinted(c)
	d, found, err := s.compose(s.printed, c, s.day)
	if err != nil {
		return err
	}
	docs, err := s.withSecond(d, s.printed, c, composer.Circumstances{Date: s.day, Findings: found}, s.page.bilingual)
	if err != nil {
		return err
	}
	if !s.asks() {
		if s.o.check == looks[interview.LookOff] {
			found = slices.DeleteFunc(found, func(f composer.Finding) bool { return !f.HelpLines })
		}
		s.remark("", found)
	}
	look := s.lookIn(s.target.format, s.page)
	look.Own = s.around(docs, render.Own{}, false)
	return s.write(s.target, look, docs...)
}

func (s *sitting) exists(kind string) bool {
	names, err := composer.Kinds(s.kinds())
	return err == nil && slices.Contains(names, kind)
}

// unprintable is the characters of an answer that a PDF could not show. What
// goes elsewhere can show every one.
func (s *sitting) unprintable(text string) []rune {
	if s.page.out != "" && s.target.format.Name != "pdf" || s.look().Replace {
		return nil
	}
	return render.Unprintable(s.look(), s.kind.Layout, text)
}

// preview is the page as text.
func (s *sitting) preview(c composer.Checked) (string, error) {
	found := s.findings(s.kind, c.Answers(), s.day)
	d, err := s.printed.Compose(s.asPrinted(c), composer.Circumstances{Date: s.day, Findings: found, HelpLine: s.helpLineOnPaper(s.printed.Language)})
	if err != nil {
		return "", err
	}
	var out strings.Builder
	err = render.Text{Width: 72, Spoken: true}.Render(&out, d)
	return out.String(), err
}

// pageName is what a page is called that nobody gave a name, without an ending.
func (s *sitting) pageName() string {
	return s.words.Say("name-page", "day", s.day.Format(time.DateOnly))
}

// place asks where the page shall go, and whether the answers are kept beside
// it.
func (s *sitting) place(ctx context.Context, i *interview.Interview, c composer.Checked) error {
	ask := interview.Prompt{
		Form: interview.FormLine, Text: s.words.Say("where-ask"), HelpLines: s.helpText(),
		Default: freeName(s.pageName(), ".pdf"),
	}
	if s.o.private {
		ask.Default, ask.Enter = "", s.words.Say("where-nowhere")
	}
	for {
		r, err := s.prompter.Ask(ctx, ask)
		if errors.Is(err, interview.ErrBack) {
			i.Review = true
			if c, err = i.Run(ctx); err != nil {
				return s.ended(i, err)
			}
			continue
		}
		if err != nil {
			return s.ended(i, err)
		}
		path := r.Text
		if path == "" && s.o.private {
			return nil
		}
		if path == "" {
			path = ask.Default
		}
		if rest, ok := strings.CutPrefix(path, "~/"); ok { // no shell has seen it
			if home, err := os.UserHomeDir(); err == nil {
				path = filepath.Join(home, rest)
			}
		}
		if s.target, err = s.app.target(path, s.page.to, false); err == nil {
			err = s.finish(c)
		}
		var quiet quietError
		if errors.As(err, &quiet) {
			return err
		}
		if err == nil {
			break
		}
		s.report(err)
	}
	if s.target.path != "-" {
		s.sayLast(s.words.Say("done-page", "file", s.target.path))
	}
	if c.Layout() == composer.LayoutMessage {
		s.say("%s", s.words.Say("done-message"))
	}
	return s.keepBeside(ctx, i)
}

// keepBeside asks whether the answers are kept beside the page.
func (s *sitting) keepBeside(ctx context.Context, i *interview.Interview) error {
	stem := strings.TrimSuffix(s.target.path, filepath.Ext(s.target.path))
	if s.target.path == "-" {
		stem = s.pageName()
	}
	path := freeName(stem, ".yaml")
	ask := interview.Prompt{
		Form: interview.FormChoice, Text: s.words.Say("keep-ask"), Enter: s.words.Say("keep-enter"), HelpLines: s.helpText(),
		Options: []interview.Option{
			{Value: "yes", Label: s.words.Say("keep-yes", "file", path)},
			{Value: "no", Label: s.words.Say("keep-no")},
		},
	}
	r, err := s.prompter.Ask(ctx, ask)
	for errors.Is(err, interview.ErrBack) { // the page is made: there is no way back, and no answer in it
		r, err = s.prompter.Ask(ctx, ask)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return s.ended(i, err)
	}
	if err != nil || r.Text != "yes" {
		s.say("%s", s.words.Say("done-nothing-kept"))
		return nil
	}
	text, err := s.kind.Format(withoutPrivate(s.kind, i.Answers))
	if err == nil {
		err = writeFile(path, text, false)
	}
	if err != nil {
		return s.notWritten(i, err)
	}
	s.sayLast(s.words.Say("done-answers", "file", path))
	return nil
}
