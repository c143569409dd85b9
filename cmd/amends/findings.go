package main

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/kballard/go-shellquote"

	"amends/composer"
	"amends/composer/check"
	"amends/composer/interview"
)

// checker is the built-in rules of a language for kinds, which are read once
// they are needed. "any" has those that serve every kind.
func (a *app) checker(language string, kinds ...string) *check.Checker {
	return a.reading(language, kinds)()
}

// reading gives the rules for kinds once they are read. It may be called in the
// background: somebody who is asked something need not wait for them then.
func (a *app) reading(language string, kinds []string) func() *check.Checker {
	key := language + " " + strings.Join(kinds, " ")
	a.shelf.mu.Lock()
	defer a.shelf.mu.Unlock()
	if a.shelf.checkers[key] == nil {
		if len(a.shelf.checkers) == 0 || len(a.shelf.checkers) == maxShelf {
			a.shelf.checkers = map[string]func() *check.Checker{}
		}
		a.shelf.checkers[key] = sync.OnceValue(func() *check.Checker {
			c, err := check.New(language, kinds...)
			if err != nil {
				panic(err) // the rules are built in, and a test reads them
			}
			return c
		})
	}
	return a.shelf.checkers[key]
}

// anyKind is no kind: only the rules for every page look at it.
const anyKind = "any"

// findings is what deserves another look in answers, without what their writer
// keeps. They may be partial.
func (a *app) findings(k *composer.Kind, answers *composer.Answers, day time.Time) []composer.Finding {
	return a.kept(check.Answers(k, answers, day), languageOf(k, answers), answers)
}

// languageOf is the language that answers are in.
func languageOf(k *composer.Kind, answers *composer.Answers) string {
	return cmp.Or(answers.Language, k.Language)
}

// kept is what deserves another look in the page of answers, without what
// their writer keeps.
func (a *app) kept(p check.Page, language string, answers *composer.Answers) []composer.Finding {
	c := a.checker(language, p.Kinds...)
	return c.Keep(c.Find(p), check.Allows(answers))
}

// page is the page that whole answers make, with what it says by itself. Over
// a stop it is the answers alone.
func (a *app) page(k *composer.Kind, c composer.Checked, day time.Time) (check.Page, error) {
	p := check.Answers(k, c.Answers(), day)
	d, err := k.Compose(c, composer.Circumstances{Date: day, HelpLine: a.helpLineOnPaper(k.Language)})
	var stop *composer.StopError
	if errors.As(err, &stop) {
		return p, nil
	}
	if err != nil {
		return p, err
	}
	printed, _, err := check.Document(d, p.Kinds...)
	p.Printed = printed.Passages
	return p, err
}

// stopIn is the first stop among findings.
func stopIn(found []composer.Finding) (composer.Finding, bool) {
	i := slices.IndexFunc(found, func(f composer.Finding) bool { return f.Severity == composer.Stop })
	if i < 0 {
		return composer.Finding{}, false
	}
	return found[i], true
}

// remark says of a page that was made how many places in it deserve another
// look, and shows the help lines where a finding asks for them.
func (a *app) remark(what string, found []composer.Finding) {
	n, help := 0, false
	for _, f := range found {
		if f.Severity > composer.Suggestion {
			n++
		}
		help = help || f.HelpLines
	}
	command := ""
	if what != "" && what != "-" {
		command = a.words.Say("look-command", "file", shellquote.Join(printable(what)))
	}
	switch {
	case n == 1:
		a.say("%s", a.words.Say("look-one", "command", command))
	case n > 1:
		a.say("%s", a.words.Say("look-many", "n", strconv.Itoa(n), "command", command))
	}
	if help {
		a.say("%s\n\n%s", a.words.Say("look-help"), strings.TrimRight(a.helpText(), "\n"))
	}
}

// looks are the values of --check.
var looks = []string{"now", "end", "off"}

func lookNamed(name string) (interview.Look, error) {
	i := slices.Index(looks, name)
	if i < 0 {
		return 0, &hintedError{usagef("unknown time to check %q", name), "give one of " + strings.Join(looks, ", ")}
	}
	return interview.Look(i), nil
}

// found is what the interview shows: the findings at an answer, the gravest
// first, or all for "". What a rule only suggests where it usually warns is too
// unsure to interrupt somebody with; amends check shows it.
func (s *sitting) found(answers *composer.Answers, path string) []composer.Finding {
	c := s.checker(languageOf(s.kind, answers), check.Kinds(s.kind)...)
	unsure := func(f composer.Finding) bool {
		r := c.Rule(f.Rule)
		return f.Severity == composer.Suggestion && !f.HelpLines && r != nil && r.Severity > composer.Suggestion
	}
	var out []composer.Finding
	for _, f := range s.findings(s.kind, answers, s.day) {
		if f.Path != "" && (path == "" || f.Path == path || strings.HasPrefix(f.Path, path+".")) && !unsure(f) {
			out = append(out, f)
		}
	}
	slices.SortStableFunc(out, func(a, b composer.Finding) int { return int(b.Severity - a.Severity) })
	return s.saidInTalk(out, c)
}

// saidInTalk is findings of c in the language that is spoken, where a rule says
// the same of all its words: what it says of single words fits those alone.
func (s *sitting) saidInTalk(found []composer.Finding, c *check.Checker) []composer.Finding {
	if len(found) == 0 || !check.Knows(s.talk()) || s.talk() == s.kind.Language {
		return found
	}
	other := s.checker(s.talk(), check.Kinds(s.kind)...)
	for i := range found {
		f := &found[i]
		from, to := c.Rule(f.Rule), other.Rule(f.Rule)
		if from != nil && to != nil && f.Message == from.Message && f.Advice == from.Advice {
			f.Message, f.Advice = to.Message, to.Advice
		}
	}
	return found
}
