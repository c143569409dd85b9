package check

import "slices"

// An Element is a part of a good apology, and whether a page has it.
type Element struct {
	Name    string // as questions name it: act, impact, responsibility, …
	Words   string // what it is, in a few words
	Present bool
}

// elementFile is an entry of elements.yaml.
type elementFile struct {
	Element  string   `yaml:"element"`
	Words    string   `yaml:"words"`
	Kinds    []string `yaml:"kinds"`
	Printed  bool     `yaml:"printed"` // answers need not give it: the page says it itself
	Patterns []string `yaml:"patterns"`
}

// elementOf is an element and the words that show it.
type elementOf struct {
	name, words string
	kinds       []string
	printed     bool
	patterns    []*expression
}

// Elements is which parts of a good apology p has, in the order in which they
// stand in a letter: by its answered questions, or by the language of a text.
// It is empty for kinds that have none.
func (c *Checker) Elements(p Page) []Element {
	s := c.scan(p)
	defer c.readers.Put(s.reader)
	var out []Element
	for _, e := range c.elements {
		if meet(e.kinds, p.Kinds) {
			out = append(out, Element{e.name, e.words, s.holds(e)})
		}
	}
	return out
}

// holds reports whether the page has e.
func (s *scan) holds(e *elementOf) bool {
	met := s.met
	switch {
	case e.printed && s.printed != nil:
		met = s.printed
	case s.page.answers != nil:
		return e.printed || elementGiven(s.page.kind, s.page.answers, e.name)
	}
	return slices.ContainsFunc(e.patterns, func(x *expression) bool { return met[x.index] })
}
