package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/rivo/uniseg"
	"golang.org/x/term"

	"amends/composer"
	"amends/composer/render"
)

// How amends speaks: the document goes to standard output, all talk to
// standard error. An error is "amends: error: what is wrong", and what to do
// about it is "amends: hint: …". Neither ever holds what somebody answered.

// say prints a line of talk.
func (a *app) say(format string, args ...any) {
	fmt.Fprintf(talk(a.errs), format+"\n", args...)
}

// report prints err as people read it. An error that has been said, or that
// needs no saying, is silent.
func (a *app) report(err error) {
	var quiet quietError
	if err == nil || errors.As(err, &quiet) {
		return
	}
	var problems *problemsError
	if errors.As(err, &problems) {
		a.reportProblems(problems)
		return
	}
	for line := range strings.SplitSeq(err.Error(), "\n") {
		a.say("amends: error: %s", line)
	}
	if hint := a.hint(err); hint != "" {
		a.say("amends: hint: %s", hint)
	}
}

// hint is what can be done about err.
func (a *app) hint(err error) string {
	var hinted *hintedError
	var glyph *render.MissingGlyphError
	switch {
	case errors.As(err, &hinted):
		return hinted.hint
	case errors.As(err, &glyph):
		return a.words.Say("glyph-hint")
	}
	return ""
}

// reportProblems lists all that is wrong with answers: where, what, and what
// to do.
func (a *app) reportProblems(e *problemsError) {
	a.say("amends: error: %s", joinNonEmpty(": ", e.what, a.needLook(len(e.problems))))
	for _, p := range e.problems {
		a.say("  %s", joinNonEmpty(": ", p.Position.String(), p.Path, p.Message))
		if p.Question != "" {
			a.say("      %s", p.Question)
		}
		if p.Hint != "" {
			a.say("      %s", p.Hint)
		}
	}
	if e.hint != "" {
		a.say("amends: hint: %s", e.hint)
	}
}

// needLook is how many answers deserve another look.
func (a *app) needLook(n int) string {
	if n == 1 {
		return a.words.Say("answers-one")
	}
	return a.words.Say("answers-many", "n", strconv.Itoa(n))
}

func joinNonEmpty(sep string, parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, sep)
}

// A hintedError is an error with what to do about it.
type hintedError struct {
	error
	hint string
}

func (e *hintedError) Unwrap() error { return e.error }

// A usageError is a command line that cannot be meant.
type usageError string

func (e usageError) Error() string { return string(e) }

func usagef(format string, args ...any) error { return usageError(fmt.Sprintf(format, args...)) }

// A quietError ends the program with a code; what there was to say has been
// said.
type quietError int

func (e quietError) Error() string { return "exit " + fmt.Sprint(int(e)) }
func (e quietError) exitCode() int { return int(e) }

// A problemsError is answers that no page can be made from.
type problemsError struct {
	what     string // what the answers are: a file's name, or empty
	problems []composer.Problem
	hint     string
}

// Error is for programs; a person is told by reportProblems.
func (e *problemsError) Error() string {
	n := "1 answer needs"
	if len(e.problems) != 1 {
		n = fmt.Sprintf("%d answers need", len(e.problems))
	}
	return joinNonEmpty(": ", e.what, n+" another look")
}

func (e *problemsError) exitCode() int { return exitAnswers }

// stopped shows the calm page over a stop and is the error that ends with it.
func (a *app) stopped(f composer.Finding) error {
	a.say("%s\n\n%s\n", joinNonEmpty(" ", f.Message, f.Advice), strings.TrimRight(a.helpText(), "\n"))
	a.say("%s", a.words.Say("stop-nothing-made"))
	return quietError(exitStop)
}

// A wrapper breaks the lines of talk between words where a terminal would
// break them within one.
type wrapper struct {
	io.Writer
	width int // in columns
}

// Write writes b, whole lines or the last part of one, broken to the width.
func (w wrapper) Write(b []byte) (int, error) {
	var out strings.Builder
	for i, line := range strings.Split(string(b), "\n") {
		if i > 0 {
			out.WriteByte('\n')
		}
		w.line(&out, line)
	}
	if _, err := io.WriteString(w.Writer, out.String()); err != nil {
		return 0, err
	}
	return len(b), nil
}

func (w wrapper) line(out *strings.Builder, line string) {
	if uniseg.StringWidth(line) <= w.width {
		out.WriteString(line)
		return
	}
	column := 0
	for i, word := range strings.Split(line, " ") {
		n := uniseg.StringWidth(word)
		switch {
		case i > 0 && column+1+n > w.width:
			out.WriteByte('\n')
			column = 0
		case i > 0:
			out.WriteByte(' ')
			column++
		}
		out.WriteString(word)
		column += n
	}
}

// talk is where talk goes: a terminal's lines are broken between words.
func talk(errs io.Writer) io.Writer {
	f, ok := errs.(*os.File)
	if !ok {
		return errs
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil || width < 20 {
		return errs
	}
	return wrapper{errs, min(width-1, 80)}
}
