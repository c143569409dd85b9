package check

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// A page holds some hundred different words, and the rules hold ten thousand
// patterns. To compile them all takes far longer than to look at a letter. So
// each sleeps until a page holds a word for each place in it that needs one.

// A sleeper is a pattern that is compiled once it may be met.
type sleeper struct {
	file    string
	line    int
	text    string
	order   int            // its place among all patterns
	into    *[]*expression // where it goes
	group   *group         // whose match it is; nil for any other
	listens bool           // it is looked for in every page, and not only around a match
	alarms  []*alarm       // all of which must be heard
}

// An alarm is words of which each match of a pattern holds one.
type alarm struct {
	words    []string
	cost     int // how often they may be met, in rare words
	rung     bool
	sleepers []sleeper // those that wait for this one
}

// rings reports whether one of the words of a is among those heard.
func (a *alarm) rings(heard map[string]bool) bool {
	a.rung = a.rung || slices.ContainsFunc(a.words, func(w string) bool { return heard[w] })
	return a.rung
}

// sleep puts patterns to sleep. All have in common what s says.
func (c *Checker) sleep(patterns []string, s sleeper) {
	for _, text := range patterns {
		s.text, s.order = text, c.patterns
		s.alarms = c.lex.alarmsOf(signs(strings.TrimPrefix(text, weakMark)))
		c.patterns++
		if !c.wait(s) {
			c.restless = append(c.restless, s)
		}
	}
}

// wait has s wait for the rarest of the alarms that were not heard; false
// where all were.
func (c *Checker) wait(s sleeper) bool {
	var next *alarm
	for _, a := range s.alarms {
		if !a.rings(c.heard) && (next == nil || a.cost < next.cost) {
			next = a
		}
	}
	if next == nil {
		return false
	}
	if next.sleepers == nil {
		c.alarms = append(c.alarms, next)
	}
	next.sleepers = append(next.sleepers, s)
	return true
}

// rouse wakes what may be met in p.
func (c *Checker) rouse(r *reader, p Page) {
	heard := map[string]bool{}
	for _, passages := range [][]Passage{p.Passages, p.Printed} {
		for i := range passages {
			for text := passages[i].Text; text != ""; {
				size := piece(text)
				r.hear(text[:size], heard)
				text = text[size:]
			}
		}
	}
	if len(heard) > 0 {
		c.ring(heard)
	}
}

// hear adds the words of text that r has not heard yet.
func (r *reader) hear(text string, heard map[string]bool) {
	for i := 0; i < len(text); {
		end := wordAt(text, i)
		if end == i {
			_, size := utf8.DecodeRuneInString(text[i:])
			i += size
			continue
		}
		if spelled := text[i:end]; !r.heard[spelled] {
			if len(r.heard) < maxCached {
				r.heard[strings.Clone(spelled)] = true
			}
			for _, w := range r.lex.standsFor(fold(spelled)) {
				heard[w] = true
				for _, m := range also[w] {
					heard[m] = true
				}
			}
		}
		i = end
	}
}

// ring wakes what has heard all of its alarms.
func (c *Checker) ring(heard map[string]bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	maps.Copy(c.heard, heard)
	asleep := c.alarms
	c.alarms = nil
	for _, a := range asleep {
		if !a.rings(c.heard) {
			c.alarms = append(c.alarms, a)
		}
	}
	for _, a := range asleep {
		if !a.rung {
			continue
		}
		for _, s := range a.sleepers {
			if !c.wait(s) {
				c.restless = append(c.restless, s)
			}
		}
		a.sleepers = nil
	}
	if err := c.wake(); err != nil {
		panic(err) // the rules are built in, and a test compiles them all
	}
}

// wakeAll wakes every pattern.
func (c *Checker) wakeAll() error {
	for _, a := range c.alarms {
		c.restless = append(c.restless, a.sleepers...)
		a.sleepers = nil
	}
	c.alarms = nil
	return c.wake()
}

// wake compiles the patterns that sleep no more. The error says what is wrong
// with each.
func (c *Checker) wake() error {
	var faults []error
	for _, s := range c.restless {
		text, weak := strings.CutPrefix(s.text, weakMark)
		programs, err := c.lex.read(text)
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: pattern %q: %w", located(s.file, s.line), text, err))
		}
		for _, p := range programs {
			x := &expression{program: p, text: text, weak: weak, index: c.expressions, order: s.order, group: s.group}
			c.expressions++
			if s.listens {
				x.cue.cues = append(x.cue.cues, x)
			}
			*s.into = append(*s.into, x)
		}
	}
	if len(c.restless) > 0 {
		c.wakings++
	}
	c.restless = nil
	return errors.Join(faults...)
}

// read compiles a pattern: each of its choices is a program.
func (l *lexicon) read(text string) ([]*program, error) {
	n, err := l.parse(text)
	if err != nil {
		return nil, err
	}
	var out []*program
	for _, choice := range n.choices() {
		p, err := l.compile(choice)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// alarmsOf is the alarms of a pattern: of each place where a word is certain
// to stand.
func (l *lexicon) alarmsOf(signs []string) []*alarm {
	var choices [][]*alarm
	var all []*alarm
	for i := 0; i < len(signs); i++ {
		var found []*alarm
		switch s := signs[i]; s {
		case "|":
			choices, all = append(choices, all), nil
			continue
		case "(":
			end := i + closingBracket(signs[i:])
			if i == 0 || signs[i-1] != "~" {
				found = l.alarmsOf(signs[i+1 : end])
			}
			i = end
		default:
			if a := l.alarmOf(s); a != nil {
				found = []*alarm{a}
			}
		}
		if i+1 >= len(signs) || signs[i+1] != "?" {
			all = append(all, found...)
		}
	}
	if choices == nil {
		return all
	}
	either := &alarm{}
	for _, choice := range append(choices, all) {
		if len(choice) == 0 {
			return nil
		}
		rarest := slices.MinFunc(choice, func(a, b *alarm) int { return cmp.Compare(a.cost, b.cost) })
		either.words, either.cost = append(either.words, rarest.words...), either.cost+rarest.cost
	}
	return []*alarm{either}
}

// closingBracket is where the bracket closes that signs begin with, or where
// they end.
func closingBracket(signs []string) int {
	open := 0
	for i, s := range signs {
		switch s {
		case "(":
			open++
		case ")":
			if open--; open == 0 {
				return i
			}
		}
	}
	return len(signs)
}

// alarmOf is the alarm of one word with its alternatives; nil where it may be
// no word, or more words than can be named.
func (l *lexicon) alarmOf(s string) *alarm {
	if a, ok := l.alarms[s]; ok {
		return a
	}
	l.alarms[s] = nil // also of a list that holds itself
	a := &alarm{}
	for t := range strings.SplitSeq(s, "|") {
		base, inflected := strings.CutSuffix(t, "+")
		name, isList := strings.CutPrefix(strings.TrimSuffix(t, "}"), "{")
		switch {
		case inflected && plain(base):
			a.words = append(a.words, l.inflect(base)...)
		case plain(t):
			a.words = append(a.words, t)
		case isList && t != s:
			list := l.alarmOf(t)
			if list == nil {
				return nil
			}
			a.words = append(a.words, list.words...)
		case isList && l.lists[name] != nil && name != pastName:
			for _, e := range l.lists[name] {
				if plain(e) {
					a.words = append(a.words, e)
					continue
				}
				alarms := l.alarmsOf(signs(e))
				if len(alarms) == 0 {
					return nil
				}
				a.words = append(a.words, alarms[0].words...)
			}
		default:
			return nil
		}
	}
	for _, w := range a.words {
		a.cost += max(1, l.common[w])
	}
	l.alarms[s] = a
	return a
}
