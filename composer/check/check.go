package check

import (
	"embed"
	"slices"
	"sync"

	"amends/composer"
)

//go:embed rules
var builtin embed.FS

// New is a checker with the built-in rules that serve one of these kinds or
// families of kinds, or with all rules where none is given. Fewer rules are
// read faster.
func New(kinds ...string) (*Checker, error) { return Load(builtin, "rules", kinds...) }

// A Checker finds words that undo what a page wants to say, and what is
// missing from it. [New] and [Load] make one; it may be used by several
// goroutines at once.
type Checker struct {
	rules       []*Rule
	known       map[string]bool // the ids of all rules, also of those that serve other kinds
	groups      []*group
	elements    []*elementOf
	lex         *lexicon
	words       composer.Words
	expressions int
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
	found := c.findAll(p)
	found = oneEach(found)
	out := make([]composer.Finding, len(found))
	for i, f := range found {
		out[i] = f.Finding
	}
	return out
}

// A found is a finding with where in the page it was made.
type found struct {
	composer.Finding
	rule     *Rule
	passage  int
	sentence int
	from, to int         // bytes of the passage
	by       *expression // what found it; nil for a structure
}

// findAll is every finding, also those that stand on the same words.
func (c *Checker) findAll(p Page) []found {
	s := c.scan(p)
	defer c.readers.Put(s.reader)
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
	return s.found
}
