package check

import (
	"slices"
	"sync"

	"amends/composer"
)

// New is a checker with the built-in rules that serve one of these kinds or
// families of kinds, or with all rules where none is given.
func New(kinds ...string) (*Checker, error) { return open(builtin, kinds) }

// A Checker finds words that undo what a page wants to say, and what is
// missing from it. [New] and [Load] make one; it may be used by several
// goroutines at once.
type Checker struct {
	rules       []*Rule
	known       map[string]bool // the ids of all rules, also of those that serve other kinds
	groups      []*group
	elements    []*elementOf
	expressions []expression // of all rules
	lex         lexicon
	words       composer.Words
	readers     sync.Pool
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
		if !meet(e.kinds, p.Kinds) {
			continue
		}
		// What no question asks for is nobody's to add.
		if has := s.holds(e); has || p.answers == nil || e.printed || s.asks(e) {
			elements = append(elements, Element{e.name, e.words, has})
		}
	}
	return s.found, elements
}
