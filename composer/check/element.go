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
