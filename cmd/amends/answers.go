package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"amends/composer"
)

// read is the text of a file, or of standard input for "-".
func (a *app) read(path string) ([]byte, error) {
	if path == "-" {
		return io.ReadAll(io.LimitReader(a.in, composer.MaxAnswers+1))
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, reason(err))
	}
	return text, nil
}

// readAnswers reads the answers files and puts them together.
func (a *app) readAnswers(paths []string) (*composer.Answers, error) {
	var files []*composer.Answers
	for _, p := range paths {
		text, err := a.read(p)
		if err != nil {
			return nil, err
		}
		file, err := composer.ReadAnswers(p, bytes.NewReader(text))
		if err != nil {
			return nil, answersError{err}
		}
		files = append(files, file)
	}
	for _, f := range files {
		if f.Kind != "" && files[0].Kind != "" && f.Kind != files[0].Kind {
			return nil, answersError{&hintedError{errors.New("these answers are for different kinds of pages"), "give the files of one page"}}
		}
	}
	joined, found := composer.JoinFiles(files...)
	if len(found) == 0 {
		return joined, nil
	}
	var lines []string
	for _, c := range found {
		lines = append(lines, fmt.Sprintf("%s and %s answer %q differently", c.First, c.Second, c.Question))
	}
	return nil, answersError{&hintedError{errors.New(strings.Join(lines, "\n")), "keep one of the two"}}
}

// answersError is an error in answers, whatever it is.
type answersError struct{ error }

func (e answersError) Unwrap() error { return e.error }
func (e answersError) exitCode() int { return exitAnswers }

// setAnswers is the answers of --set, "path=text" each. A day may be said in
// words; it is counted from today.
func (a *app) setAnswers(k *composer.Kind, set []string, today time.Time) (*composer.Answers, error) {
	out := &composer.Answers{}
	for _, s := range set {
		path, text, ok := strings.Cut(s, "=")
		if !ok {
			return nil, &hintedError{usagef("--set wants a name, an equals sign and the answer"), "such as --set from=Jo"}
		}
		path = strings.TrimSpace(path)
		if q := k.At(path); q != nil && q.Type == composer.TypeDate && text != "" {
			day, err := k.ParseDate(text, today)
			if err != nil {
				return nil, answersError{dateError("--set "+path, err)}
			}
			text = day.Format(time.DateOnly)
			a.say("%s: %s", path, text)
		}
		if err := k.Set(out, path, composer.Text(text, composer.Position{Source: "--set " + path})); err != nil {
			return nil, usagef("--set: %v", err)
		}
	}
	return out, nil
}

func dateError(where string, err error) error {
	var d *composer.DateError
	if !errors.As(err, &d) {
		return err
	}
	return &hintedError{fmt.Errorf("%s: %s", where, d.Message), d.Hint}
}

// checked is the answers as a page can be composed from, or the error that
// lists all that is wrong. A stop comes before everything else that is wrong.
func (a *app) checked(k *composer.Kind, given *composer.Answers, day time.Time, what string) (composer.Checked, error) {
	c, problems := k.Check(composer.Join(given, k.Defaults(given, day)))
	if stops := c.Stops(); len(stops) > 0 {
		return c, a.stopped(stops[0])
	}
	if f, ok := stopIn(a.findings(k, c.Answers(), day)); ok {
		return c, a.stopped(f)
	}
	if len(problems) > 0 {
		return c, &problemsError{what: what, problems: a.problemsIn(k, given, problems)}
	}
	return c, nil
}
