package check

import (
	"fmt"
	"slices"
	"strings"
)

// A compiler reads patterns and makes programs of them.
type compiler struct {
	language    string
	reading     readingFile
	greetings   []string            // what letters begin with
	and         []string            // what stands between names
	joins       map[string]bool     // what begins another clause, also without a comma
	endings     map[string]string   // what a word that ends so stands for, behind its beginning
	also        map[string][]string // what a short form that stays a word of its own may mean
	accents     map[string]bool     // words that are others without their accents
	lists       map[string][]string // patterns by the list's name
	files       map[string]string   // where each list stands
	inflections map[string][]string // what may stand in place of an ending
	forms       map[string][]string // irregular forms by the base
	pasts       []string            // tests for verbs in the past
	spellings   map[string]string   // what a spelling stands for
	common      map[string]int      // how frequent words are, in rare words: they make poor cues
	shortForms  map[string]bool     // what ends in a point and ends no sentence
	noNames     map[string]bool     // what is written with a capital and is no name

	parsed   map[string]*parsedList
	nodes    map[string]*node // words of patterns that were read
	classes  map[string]*wordClass
	literals map[string]bool // the words of all classes
}

func newCompiler() *compiler {
	return &compiler{
		joins: map[string]bool{}, endings: map[string]string{}, also: map[string][]string{}, accents: map[string]bool{},
		inflections: map[string][]string{},
		lists:       map[string][]string{}, files: map[string]string{}, forms: map[string][]string{}, spellings: map[string]string{},
		common: map[string]int{}, shortForms: map[string]bool{}, noNames: map[string]bool{}, parsed: map[string]*parsedList{},
		nodes: map[string]*node{}, classes: map[string]*wordClass{}, literals: map[string]bool{},
	}
}

// A wordClass is a set of words that a place in a pattern allows.
type wordClass struct {
	written []string // its tests as patterns have them; none of a union
	tests   []string // all it allows, sorted: words, beginnings "pre*", endings "*suf"
	roles   role
	cost    int // how often it may be met
}

// known reports whether the class is met wherever it could match.
func (c *wordClass) known() bool { return c.roles == 0 }

// class is the class of these tests: words, beginnings "pre*", endings "*suf",
// any form "walk+", lists "{name}", roles.
func (c *compiler) class(tests []string) *wordClass {
	key := strings.Join(tests, "|")
	if known := c.classes[key]; known != nil {
		return known
	}
	out := &wordClass{written: tests}
	c.classes[key] = out
	for _, t := range tests {
		switch r, isRole := roleNames[t]; {
		case isRole:
			out.roles |= r
		case t[0] == '{' && t != braceWord:
			list := c.classes[t]
			out.tests = append(out.tests, list.tests...)
			out.roles |= list.roles
			out.cost += list.cost
		case t[0] == '*':
			out.tests = append(out.tests, t)
			out.cost += suffixCost
		case strings.HasSuffix(t, "*"):
			out.tests = append(out.tests, t)
			out.cost += prefixCost
		case strings.HasSuffix(t, "+"):
			for _, f := range c.inflect(t[:len(t)-1]) {
				c.add(f, out)
			}
		default:
			c.add(t, out)
		}
	}
	out.sort()
	return out
}

// The costs of other tests as cues, in rare words.
const (
	suffixCost = 200
	prefixCost = 3
)

func (c *compiler) add(word string, to *wordClass) {
	c.literals[word] = true
	to.tests = append(to.tests, word)
	to.cost += max(1, c.common[word])
}

func (c *wordClass) sort() {
	slices.Sort(c.tests)
	c.tests = slices.Compact(c.tests)
}

// union is the class of the words that are of one of the classes.
func union(classes []*wordClass) *wordClass {
	if len(classes) == 1 {
		return classes[0]
	}
	u := &wordClass{}
	for _, c := range classes {
		u.roles |= c.roles
		u.tests = append(u.tests, c.tests...)
	}
	u.sort()
	return u
}

// inflect is the forms of a verb or a noun. Some are no words; they are never
// met.
func (c *compiler) inflect(base string) []string {
	forms := []string{base}
	for i := range len(base) + 1 {
		for _, ending := range c.inflections[base[i:]] {
			forms = append(forms, base[:i]+ending)
		}
	}
	return append(forms, c.forms[base]...)
}

// pastName is the list of verbs in the past, which is not written down.
const pastName = "past"

// readAs is how a word is read in texts. What is read as several is never met
// in one.
func (c *compiler) readAs(word string) string {
	if as, ok := c.spellings[word]; ok {
		return as
	}
	for n := 1; n < len(word); n++ {
		if behind, ok := c.endings[word[n:]]; ok && c.also[word] == nil {
			return word[:n] + behind
		}
	}
	return word
}

// A parsedList is a list whose patterns were read.
type parsedList struct {
	words  []string // the test for its single words, if it has any
	longer []*node  // patterns of several words
}

// list is what {name} stands for: a test for one word, and longer patterns.
func (c *compiler) list(name string) ([]string, []*node, error) {
	if _, ok := roleNames[name]; ok {
		return []string{name}, nil, nil
	}
	if p, ok := c.parsed[name]; ok {
		if p == nil {
			return nil, nil, fmt.Errorf("the list {%s} holds itself", name)
		}
		return p.words, p.longer, nil
	}
	entries, ok := c.lists[name]
	if !ok && name != pastName {
		return nil, nil, fmt.Errorf("there is no list {%s}", name)
	}
	c.parsed[name] = nil
	p := &parsedList{}
	var tests []string
	if name == pastName {
		tests = c.pasts
	}
	for _, e := range entries {
		if plain(e) {
			tests = append(tests, e)
			continue
		}
		n, err := c.parse(e)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: list {%s}: %w", c.files[name], name, err)
		}
		if w := n.single(); w != nil {
			tests = append(tests, w.written...)
			continue
		}
		p.longer = append(p.longer, n)
	}
	if tests != nil {
		key := "{" + name + "}"
		c.classes[key] = c.class(tests)
		p.words = []string{key}
	}
	c.parsed[name] = p
	return p.words, p.longer, nil
}

// plain reports whether a pattern is a single word in small letters.
func plain(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < 'a' || s[i] > 'z' {
			return false
		}
	}
	return s != ""
}

// single is the class of a pattern that is one word; nil for any other.
func (n *node) single() *wordClass {
	if n.op == nodeSeq && len(n.kids) == 1 {
		n = n.kids[0]
	}
	if n.op != nodeWord || n.not {
		return nil
	}
	return n.class
}
