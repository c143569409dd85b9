package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"amends/composer"
	"amends/composer/draft"
	"amends/composer/interview"
)

// What is not finished lies in a folder of the program's own: each answer as
// it is given, until the page is made.

// stateDir is the program's folder for what is not finished: the XDG state
// folder.
func (a *app) stateDir() string {
	if dir := a.getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "amends")
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return filepath.Join(os.TempDir(), fmt.Sprintf("amends-%d", os.Getuid()))
	}
	return filepath.Join(home, ".local", "state", "amends")
}

// drafts is the drafts of this user.
func (a *app) drafts() draft.Store {
	return draft.Store{Dir: filepath.Join(a.stateDir(), "drafts")}
}

// editorDir is where the file of an answer lies while it is in an editor; in
// private the system's folder for temporary files.
func (s *sitting) editorDir() string {
	if s.o.private {
		return ""
	}
	return filepath.Join(s.stateDir(), "editor")
}

// draftFile is the path of a draft.
func (a *app) draftFile(name string) string { return filepath.Join(a.drafts().Dir, name+".yaml") }

// save keeps the answers. Where that fails it is said, once, and the interview
// goes on.
func (s *sitting) save(a *composer.Answers, unfinished string) {
	s.saved = a
	if s.o.private {
		return
	}
	if err := s.trySave(a, unfinished); err != nil && !s.unsaved {
		s.unsaved = true
		s.say("%s", s.words.Say("draft-unsaved", "why", err.Error()))
	}
}

func (s *sitting) trySave(a *composer.Answers, unfinished string) error {
	if s.draft == nil {
		if err := makeDir(s.stateDir()); err != nil {
			return err
		}
		d, err := s.drafts().New(s.day)
		if err != nil {
			return err
		}
		s.draft = d
	}
	all := a.Clone()
	all.Values = slices.Concat(all.Values, s.aside)
	s.draft.Hand(s.over)
	return s.draft.Save(s.kind, all, unfinished)
}

// typing keeps a long answer while it is typed.
func (s *sitting) typing(path, text string) {
	if s.o.private || s.interview == nil || strings.TrimSpace(text) == "" {
		return // an answer that is being emptied is there until it is empty
	}
	a := composer.Join(s.saved, s.interview.Answers)
	if err := s.kind.Set(a, path, composer.Text(text, composer.Position{})); err != nil {
		return // where it cannot stand yet, it is kept once it is whole
	}
	_ = s.trySave(a, path) // what is wrong is said once the answer is whole, and not into it
}

// done takes the draft away: the page is made.
func (s *sitting) done() error {
	switch {
	case s.draft == nil:
		return nil
	case len(s.aside) > 0: // it holds what stands nowhere else
		return s.draft.Close()
	}
	return s.draft.Done()
}

// ended keeps what was typed when an interview ends early, and says where.
func (s *sitting) ended(i *interview.Interview, err error) error {
	var stop *interview.StopError
	var invalid *interview.InvalidError
	switch {
	case errors.As(err, &stop):
		return s.endedOnStop(i, stop)
	case errors.As(err, &invalid):
		s.keepStopped(i)
		return &problemsError{problems: invalid.Problems}
	case errors.Is(err, interview.ErrAborted):
		s.keepStopped(i)
		return quietError(exitInterrupted)
	case errors.Is(err, io.EOF):
		s.say("%s", s.words.Say("input-ended"))
		s.keepStopped(i)
		return quietError(exitAnswers)
	}
	s.keepStopped(i)
	return err
}

func (s *sitting) endedOnStop(i *interview.Interview, stop *interview.StopError) error {
	if stop.Keep {
		s.keep(i, "kept-not-to-send")
		return quietError(exitStop)
	}
	if err := s.done(); err != nil {
		return err
	}
	s.sayLast(s.words.Say("cleared"))
	return quietError(exitStop)
}

// keepStopped keeps what there is of an interview that was stopped, and says
// how to go on.
func (s *sitting) keepStopped(i *interview.Interview) {
	s.say("")
	if s.o.private {
		s.sayLast(s.words.Say("cleared"))
		return
	}
	if i.Answers == nil || len(i.Answers.Values) == 0 {
		s.say("%s", s.words.Say("stopped-nothing"))
		return
	}
	s.keep(i, "stopped-kept")
}

// keep saves the draft, gives it back, and says with the sentence of key where
// it is. Where it cannot be saved there, this folder is tried.
func (s *sitting) keep(i *interview.Interview, key string) {
	// What was set aside stands only in what was saved before.
	err := s.trySave(composer.Join(i.Answers, s.saved), i.Unfinished)
	if err == nil {
		name := s.draft.Name()
		s.sayLast(s.words.Say(key, "file", s.draftFile(name), "draft", name, "more", s.again()))
		err = s.draft.Close()
	}
	if err == nil {
		return
	}
	path := freeName(s.pageName(), ".yaml")
	text, formatErr := s.kind.Format(i.Answers)
	if errors.Join(formatErr, writeFile(path, text, false)) == nil {
		s.sayLast(s.words.Say("stopped-here", "why", err.Error(), "file", path))
		return
	}
	s.sayLast(s.words.Say("stopped-lost", "why", err.Error()))
}

// again is the flags without which the sitting would go on as another one.
func (s *sitting) again() string {
	more := ""
	if s.o.person != "" {
		more += fmt.Sprintf(" --for %q", s.o.person)
	}
	if s.o.together {
		more += " --together"
	}
	if l := s.cfg.InterviewLanguage; l != "" && l != s.kind.Language {
		more += " --interview-language " + l
	}
	if s.cfg.Kinds != "" {
		more += fmt.Sprintf(" --kinds %q", s.cfg.Kinds)
	}
	return more
}

// withoutPrivate is a copy of answers without those that are for the person
// alone.
func withoutPrivate(k *composer.Kind, a *composer.Answers) *composer.Answers {
	out := a.Clone()
	for _, s := range k.Sections {
		for _, q := range s.Questions {
			if q.Private {
				out.Delete(q.Name)
			}
		}
	}
	return out
}

// freeName is stem with the ending, and a number before it where such a file
// is there already.
func freeName(stem, ending string) string {
	path := stem + ending
	for n := 2; ; n++ {
		if _, err := os.Lstat(path); err != nil {
			return path
		}
		path = fmt.Sprintf("%s-%d%s", stem, n, ending)
	}
}
