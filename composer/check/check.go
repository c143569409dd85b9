package check

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"

	"amends/composer"
)

// New is a checker with the built-in rules of a language that serve one of
// these kinds or families of kinds, or with all rules where none is given. The
// first part of the language's tag (BCP 47) decides; English if it is empty.
//
// Of a language that has no rules it knows no words: then the checker looks
// only at how a page is made and at which questions were answered, and what
// it finds is said in English. [Knows] tells beforehand.
func New(language string, kinds ...string) (*Checker, error) {
	if file, ok := packs[base(language)]; ok {
		return open(file, language, kinds)
	}
	c, err := open(packs[english], language, kinds)
	if err == nil {
		c.mute()
	}
	return c, err
}

// Languages is the languages that have rules, each by the first part of its
// tag.
func Languages() []string { return slices.Sorted(maps.Keys(packs)) }

// Knows reports whether a language has rules.
func Knows(language string) bool { return packs[base(language)] != "" }

// english is the language of a page that names none.
const english = "en"

// base is the first part of a language's tag.
func base(language string) string {
	first, _, _ := strings.Cut(strings.ToLower(language), "-")
	return cmp.Or(first, english)
}

// A Checker finds words that undo what a page wants to say, and what is
// missing from it. [New] and [Load] make one; it may be used by several
// goroutines at once.
type Checker struct {
	rules       []*Rule
	known       map[string]bool // the ids of all rules, also of those that serve other kinds
	groups      []*group
	elements    []*elementOf
	expressions []expression // of all rules
	sorry       expressions  // what says sorry, each time it is counted
	lex         lexicon
	words       composer.Words
	muted       bool // it knows no words of its language
	readers     sync.Pool
}

// mute leaves of c what needs no words: how a page is made, and which questions
// were answered.
func (c *Checker) mute() {
	c.muted, c.groups, c.sorry = true, nil, nil
	clear(c.expressions)
	c.rules = slices.DeleteFunc(c.rules, func(r *Rule) bool { return r.structure == nil && r.missing == nil })
	for _, r := range c.rules {
		r.groups, r.Severities = nil, nil
		r.listOwn()
	}
}

// Rules is every rule, in the order of their ids.
func (c *Checker) Rules() []*Rule { return slices.Clone(c.rules) }

// Rule is the rule of this id; nil where there is none.
func (c *Checker) Rule(id string) *Rule {
	for _, r := range c.rules {
		if r.ID == id {
			return r
		}
	}
	return nil
}

// Find is what deserves another look in p, in the order of the page. It is the
// same for the same page, whenever it is asked.
func (c *Checker) Find(p Page) []composer.Finding {
	found, _ := c.Look(p)
	return found
}

// Look is what deserves another look in p, as [Checker.Find] has it, and which
// parts of a good apology p has, in the order in which they stand in a letter:
// by its answered questions, or by the language of a text. What no question of
// its kind gives is left out, unless the page says it by itself. There are none
// for kinds that have none.
func (c *Checker) Look(p Page) ([]composer.Finding, []Element) {
	found, elements := c.look(p)
	found = oneEach(found)
	out := make([]composer.Finding, len(found))
	for i, f := range found {
		out[i] = f.Finding
	}
	return out, elements
}

// A found is a finding with where in the page it was made.
type found struct {
	composer.Finding
	rule     *Rule
	passage  int
	sentence int
	from, to int         // bytes of the passage
	clauses  [2]int      // of the sentence: where it begins, where it ends
	by       *expression // what found it; nil for a structure
}

// reader is one that nobody else uses.
func (c *Checker) reader() *reader {
	if r, ok := c.readers.Get().(*reader); ok {
		return r
	}
	return newReader(c)
}

// look is every finding, also those that stand on the same words, and the
// elements.
func (c *Checker) look(p Page) ([]found, []Element) {
	p.read(&c.lex)
	r := c.reader()
	defer c.readers.Put(r)
	s := c.scan(r, p)
	s.settle()
	for _, rule := range c.rules {
		if !rule.serves(p.Kinds) {
			continue
		}
		if rule.structure != nil {
			s.structural(rule)
		}
		if p.Whole && slices.ContainsFunc(rule.missing, func(e *elementOf) bool { return !s.holds(e) }) {
			s.add(rule, nil, -1, composer.Finding{})
		}
	}
	s.sort()
	var elements []Element
	for _, e := range c.elements {
		if !meet(e.kinds, p.Kinds) || c.muted && !s.asks(e) {
			continue
		}
		// What no question asks for is nobody's to add.
		if has := s.holds(e); has || p.answers == nil || e.printed || s.asks(e) {
			elements = append(elements, Element{e.name, e.words, has})
		}
	}
	return s.found, elements
}
