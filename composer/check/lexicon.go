package check

import (
	"fmt"
	"slices"
	"strings"
)

// A lexicon knows the words that patterns speak of. It grows while patterns are
// compiled.
type lexicon struct {
	lists      map[string][]string // patterns by the list's name
	files      map[string]string   // where each list stands
	forms      map[string][]string // irregular forms by the base
	pasts      []string            // those of them that are in the past
	spellings  map[string][]string // what a spelling stands for
	common     map[string]int      // how frequent words are, in rare words: they make poor cues
	shortForms map[string]bool     // what ends in a point and ends no sentence
	noNames    map[string]bool     // what is written with a capital and is no name

	alarms    map[string]*alarm // of words as patterns have them
	parsed    map[string]*parsedList
	inflected map[string][]string
	nodes     map[string]*node // words of patterns that were read
	classes   map[string]*class
	count     int // of classes
	literals  map[string][]*class
	prefixes  map[string][]*class
	suffixes  map[string][]*class
}

// A class is a set of words that a place in a pattern allows.
type class struct {
	id      int
	tests   []string
	roles   role
	cost    int           // how often it may be met
	parents []*class      // classes that hold this one
	cues    []*expression // the expressions that are looked for where it is met
}

// known reports whether the class is met wherever it could match.
func (c *class) known() bool { return c.roles == 0 }

// An entry is what is known of a word.
type entry struct {
	text      string
	bits      []uint64 // the classes it is of, a bit each
	set       []part   // the same, without what is 0
	common    bool
	noName    bool // a capital does not make it a name
	unknown   bool // no pattern speaks of it
	sorry     bool // it says sorry
	syllables int
	cues      []*expression
}

// A part is 64 bits of a set of classes.
type part struct {
	at   int
	bits uint64
}

func (e *entry) is(c *class) bool {
	at := c.id >> 6
	return at < len(e.bits) && e.bits[at]&(1<<(c.id&63)) != 0
}

// class is the class of these tests: words, beginnings "pre*", endings "*suf",
// any form "walk+", lists "{name}", roles.
func (l *lexicon) class(tests []string) *class {
	key := strings.Join(tests, "|")
	if c := l.classes[key]; c != nil {
		return c
	}
	c := &class{id: l.count, tests: tests}
	l.count++
	l.classes[key] = c
	for _, t := range tests {
		switch r, isRole := roleNames[t]; {
		case isRole:
			c.roles |= r
		case t[0] == '{' && t != braceWord:
			list := l.classes[t]
			list.parents = append(list.parents, c)
			c.roles |= list.roles
			c.cost += list.cost
		case t[0] == '*':
			l.suffixes[t[1:]] = append(l.suffixes[t[1:]], c)
			c.cost += suffixCost
		case strings.HasSuffix(t, "*"):
			p := t[:len(t)-1]
			l.prefixes[p] = append(l.prefixes[p], c)
			c.cost += prefixCost
		case strings.HasSuffix(t, "+"):
			for _, f := range l.inflect(t[:len(t)-1]) {
				l.add(f, c)
			}
		default:
			l.add(t, c)
		}
	}
	return c
}

// The costs of other tests as cues, in rare words.
const (
	suffixCost = 200
	prefixCost = 3
)

func (l *lexicon) add(word string, c *class) {
	l.literals[word] = append(l.literals[word], c)
	c.cost += max(1, l.common[word])
}

// union is the class of the words that are of one of the classes.
func (l *lexicon) union(classes []*class) *class {
	if len(classes) == 1 {
		return classes[0]
	}
	u := &class{id: l.count}
	l.count++
	for _, c := range classes {
		u.roles |= c.roles
		if !slices.Contains(c.parents, u) {
			c.parents = append(c.parents, u)
		}
	}
	return u
}

// inflect is the forms of a verb or a noun. Some are no words; they are never
// met.
func (l *lexicon) inflect(base string) []string {
	if forms, ok := l.inflected[base]; ok {
		return forms
	}
	forms := []string{base, base + "s", base + "es", base + "ed", base + "ing"}
	last := base[len(base)-1]
	switch {
	case last == 'e':
		forms = append(forms, base+"d", base[:len(base)-1]+"ing")
	case last == 'y':
		forms = append(forms, base[:len(base)-1]+"ies", base[:len(base)-1]+"ied")
	case !strings.ContainsRune("aeiouwxh", rune(last)):
		forms = append(forms, base+string(last)+"ed", base+string(last)+"ing")
	}
	if strings.HasSuffix(base, "ie") {
		forms = append(forms, base[:len(base)-2]+"ying")
	}
	forms = append(forms, l.forms[base]...)
	l.inflected[base] = forms
	return forms
}

// A parsedList is a list whose patterns were read.
type parsedList struct {
	words  []string // the test for its single words, if it has any
	longer []*node  // patterns of several words
}

// list is what {name} stands for: a test for one word, and longer patterns.
func (l *lexicon) list(name string) ([]string, []*node, error) {
	if _, ok := roleNames[name]; ok {
		return []string{name}, nil, nil
	}
	if p, ok := l.parsed[name]; ok {
		if p == nil {
			return nil, nil, fmt.Errorf("the list {%s} holds itself", name)
		}
		return p.words, p.longer, nil
	}
	entries, ok := l.lists[name]
	if !ok && name != pastName {
		return nil, nil, fmt.Errorf("there is no list {%s}", name)
	}
	l.parsed[name] = nil
	p := &parsedList{}
	var tests []string
	if name == pastName {
		tests = l.past()
	}
	for _, e := range entries {
		if plain(e) {
			tests = append(tests, e)
			continue
		}
		n, err := l.parse(e)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: list {%s}: %w", l.files[name], name, err)
		}
		if w := n.single(); w != nil {
			tests = append(tests, w.tests...)
			continue
		}
		p.longer = append(p.longer, n)
	}
	if tests != nil {
		key := "{" + name + "}"
		l.classes[key] = l.class(tests)
		p.words = []string{key}
	}
	l.parsed[name] = p
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
func (n *node) single() *class {
	if n.op == nodeSeq && len(n.kids) == 1 {
		n = n.kids[0]
	}
	if n.op != nodeWord || n.not {
		return nil
	}
	return n.class
}

// pastName is the list of verbs in the past, which is not written down.
const pastName = "past"

// past is the tests for a verb in the past.
func (l *lexicon) past() []string {
	return append([]string{"*ed"}, l.pasts...)
}

// standsFor is a spelling as the words it stands for.
func (l *lexicon) standsFor(key string) []string {
	if words, ok := l.spellings[key]; ok {
		return words
	}
	return shortForm(key)
}

// split is a spelling as the words it stands for, each with what is known of
// it.
func (l *lexicon) split(key string) []*entry {
	words := l.standsFor(key)
	out := make([]*entry, len(words))
	for i, w := range words {
		out[i] = l.entry(w)
	}
	return out
}

// shortForm is what a word with an apostrophe stands for.
func shortForm(key string) []string {
	if !strings.Contains(key, "'") {
		return []string{key}
	}
	switch key {
	case "can't":
		return []string{"can", "not"}
	case "won't":
		return []string{"will", "not"}
	case "shan't":
		return []string{"shall", "not"}
	case "ain't":
		return []string{"is", "not"}
	case "let's":
		return []string{"let", "us"}
	}
	base, ending, _ := strings.Cut(key, "'")
	if stem, ok := strings.CutSuffix(base, "n"); ok && ending == "t" {
		return []string{stem, "not"}
	}
	switch ending {
	case "m":
		return []string{base, "am"}
	case "re":
		return []string{base, "are"}
	case "ve":
		return []string{base, "have"}
	case "ll":
		return []string{base, "will"}
	case "s", "d":
		return []string{base, "'" + ending}
	case "d've":
		return []string{base, "'d", "have"}
	}
	return []string{strings.ReplaceAll(key, "'", "")}
}

// also is what the short forms that stay words of their own may mean.
var also = map[string][]string{"'s": {"is", "has"}, "'d": {"would", "had"}}

// entry is what is known of a word.
func (l *lexicon) entry(w string) *entry {
	e := &entry{text: w, common: l.common[w] > 0, noName: l.common[w] > 0 || l.noNames[w], syllables: countSyllables(w)}
	e.sorry = w == "sorry" || strings.HasPrefix(w, "apolog")
	var add func(classes []*class)
	add = func(classes []*class) {
		for _, c := range classes {
			if e.bits == nil {
				e.bits = make([]uint64, (l.count+63)/64)
			}
			if e.is(c) {
				continue
			}
			e.bits[c.id>>6] |= 1 << (c.id & 63)
			for _, x := range c.cues {
				if !slices.Contains(e.cues, x) {
					e.cues = append(e.cues, x)
				}
			}
			add(c.parents)
		}
	}
	e.unknown = len(l.literals[w]) == 0
	add(l.literals[w])
	for _, m := range also[w] {
		add(l.literals[m])
	}
	for n := 1; n <= len(w); n++ {
		add(l.prefixes[w[:n]])
	}
	for n := 1; n < len(w); n++ {
		add(l.suffixes[w[n:]])
	}
	for i, b := range e.bits {
		if b != 0 {
			e.set = append(e.set, part{i, b})
		}
	}
	return e
}
