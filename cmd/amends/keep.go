package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"amends/composer"
	"amends/composer/interview"
)

// ended keeps what was typed when an interview ends early, and says where.
func (s *sitting) ended(i *interview.Interview, err error) error {
	var stop *interview.StopError
	var invalid *interview.InvalidError
	switch {
	case errors.As(err, &stop):
		return s.endedOnStop(i, stop)
	case errors.As(err, &invalid):
		return &problemsError{what: "", problems: invalid.Problems}
	case errors.Is(err, interview.ErrAborted):
		s.keepStopped(i)
		return quietError(exitInterrupted)
	case errors.Is(err, io.EOF):
		s.say("%s", s.words.Say("input-ended"))
		s.keepStopped(i)
		return quietError(exitAnswers)
	}
	return err
}

func (s *sitting) endedOnStop(i *interview.Interview, stop *interview.StopError) error {
	if !stop.Keep {
		s.say("%s", s.words.Say("cleared"))
		return quietError(exitStop)
	}
	path, err := s.keepAside(i.Answers)
	if err != nil {
		return err
	}
	s.say("%s", s.words.Say("kept-not-to-send", "file", path))
	return quietError(exitStop)
}

// keepStopped writes what was typed to a file of the person's own.
func (s *sitting) keepStopped(i *interview.Interview) {
	s.say("")
	if i.Answers == nil || len(i.Answers.Values) == 0 {
		s.say("%s", s.words.Say("stopped-nothing"))
		return
	}
	path, err := s.keepAside(i.Answers)
	if err != nil {
		s.say("%s", s.words.Say("stopped-lost", "why", err.Error()))
		return
	}
	s.say("%s", s.words.Say("stopped-kept", "file", path, "kind", s.kind.Name))
}

// keepAside writes answers into the folder for what is not finished, under a
// name that says nothing, and gives the file's path.
func (s *sitting) keepAside(a *composer.Answers) (string, error) {
	dir := s.stateDir()
	if err := makeDir(dir); err != nil {
		return "", err
	}
	path := freeName(filepath.Join(dir, "page-"+s.day.Format(time.DateOnly)), ".yaml")
	return path, s.keep(path, a)
}

func (s *sitting) keep(path string, a *composer.Answers) error {
	text, err := s.kind.Format(a)
	if err != nil {
		return err
	}
	return writeFile(path, text, false)
}

// stateDir is where unfinished answers lie: the XDG state folder.
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

func trimEnding(path string) string { return strings.TrimSuffix(path, filepath.Ext(path)) }
