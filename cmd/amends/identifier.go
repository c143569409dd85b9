package main

import (
	"regexp"
	"strings"
	"unicode"

	"amends/composer"
	"amends/composer/check"
)

// What could tell a stranger whose page it is gets a note, and no more: a
// first name may be what is wanted. A note never repeats what stood there.

// identifierRule is the rule that looks for it in prose.
const identifierRule = "identifier-in-handout"

// A given is a text that goes onto a page, and where it was given.
type given struct {
	where string
	text  string
	code  bool // it stands for a person
}

// givens is what p puts onto a page in words.
func givens(p *composer.PackPage, where func(name string) string) []given {
	out := []given{{where("for"), p.For, true}, {where("session"), p.Session, false}, {where("next"), p.Next, false}, {where("goal"), p.Sheet.Goal, false}}
	for i := range out {
		out[i].text = strings.TrimSpace(out[i].text)
	}
	return out
}

// watch says what among texts could tell who somebody is, each place once, and
// once that a code does not make a page anonymous.
func (a *app) watch(texts []given) {
	said := map[string]bool{}
	for _, g := range texts {
		if g.text == "" {
			continue
		}
		if g.code && !a.reminded {
			a.say("amends: note: %s", a.words.Say("code-reminder"))
			a.reminded = true
		}
		words := a.identifies(g)
		if note := joinNonEmpty(": ", g.where, words); words != "" && !said[note] {
			a.say("amends: note: %s", note)
			said[note] = true
		}
	}
}

// seenAlone reminds whoever works with people that each of them is seen alone
// before they fill in pages of these kinds together.
func (a *app) seenAlone(kinds []string) {
	if len(kinds) > 0 {
		a.say("amends: note: %s", a.words.Say("alone-first", "kinds", strings.Join(kinds, ", ")))
	}
}

var (
	fullDate   = regexp.MustCompile(`\b(\d{1,2}[./ -]\d{1,2}[./ -]\d{2,4}|(19|20)\d\d[./-]\d{1,2}[./-]\d{1,2})\b`)
	wordedDate = regexp.MustCompile(`(?i)\b(\d{1,2}(st|nd|rd|th|\.?º)?\.? +((of|de) +)?[a-z]{3,10}|[a-z]{3,10}\.? +\d{1,2}(st|nd|rd|th)?),? +(del? +)?(19|20)\d\d\b`)
	longNumber = regexp.MustCompile(`(\+?\d[ ()./-]*){7,}`)
	plainDate  = regexp.MustCompile(`^\d{6}$|^\d{8}$`)
	initials   = regexp.MustCompile(`^\p{L}[.,]?([ -]?\p{L}[.,]?)?$|^\p{Lu}[.,]?[ -]?\p{Lu}[.,]?[ -]?\p{Lu}[.,]?$`)
)

// identifies is what is to be said of a text that could tell who somebody is,
// or "".
func (a *app) identifies(g given) string {
	letters, digits := 0, 0
	for _, r := range g.text {
		switch {
		case unicode.IsLetter(r):
			letters++
		case unicode.IsDigit(r):
			digits++
		}
	}
	switch {
	case strings.Contains(g.text, "@"):
		return a.words.Say("names-mail")
	case fullDate.MatchString(g.text), wordedDate.MatchString(g.text), g.code && plainDate.MatchString(g.text):
		return a.words.Say("names-day")
	case longNumber.MatchString(g.text):
		return a.words.Say("names-number")
	case g.code && digits == 0 && initials.MatchString(g.text):
		return a.words.Say("names-initials")
	case g.code && digits == 0 && letters > 0:
		return a.words.Say("names-name")
	}
	p, _ := check.Text("", g.text, "handout")
	for _, f := range a.checker(a.pageLanguage(), "handout").Find(p) {
		if f.Rule == identifierRule {
			return joinNonEmpty(" ", f.Message, f.Advice)
		}
	}
	if !g.code && a.hasName(g.text) {
		return a.words.Say("names-name")
	}
	return ""
}

// hasName reports whether a word within a sentence has a capital, and is none
// of those that always do.
func (a *app) hasName(text string) bool {
	always := strings.Fields(a.words.Say("names-none"))
	begins := true
	for word := range strings.FieldsSeq(text) {
		bare := strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) })
		first := []rune(bare + " ")[0]
		known := false
		for _, w := range always {
			known = known || strings.EqualFold(w, bare) || strings.HasPrefix(bare, w+"'") || strings.HasPrefix(bare, w+"’")
		}
		if !begins && unicode.IsUpper(first) && !known {
			return true
		}
		begins = strings.ContainsAny(word[len(word)-1:], ".!?:;\"“(")
	}
	return false
}
