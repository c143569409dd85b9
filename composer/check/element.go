package check

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
	patterns    expressions
}

// asks reports whether a question of the page's kind gives e.
func (s *scan) asks(e *elementOf) bool {
	return s.page.answers != nil && elementAsked(s.page.kind, e.name)
}

// holds reports whether the page has e: by its answers, or, where no question
// gives it, by its words.
func (s *scan) holds(e *elementOf) bool {
	met := s.met
	switch {
	case s.muted:
		return e.printed || !s.asks(e) || elementGiven(s.page.kind, s.page.answers, e.name)
	case s.printed != nil && (e.printed || !s.asks(e)):
		met = s.printed
	case e.printed && s.page.answers != nil:
		return true
	case s.asks(e):
		return elementGiven(s.page.kind, s.page.answers, e.name)
	}
	return e.patterns.any(func(x *expression) bool { return met[x.index] })
}
