package check

import (
	"strings"
)

// A lexicon knows the words that patterns speak of. It is read where it lies,
// in the file of the rules, a word at a time.
type lexicon struct {
	words      table // sorted
	infos      array // of each: where its set begins, and its flags
	prefixes   table // what words may begin with, sorted
	prefixSets array // where the set of each begins
	suffixes   table // what they may end with
	suffixSets array
	sets       string // of classes: how many, and how far each is from the one before
	spellings  table  // of one word as another or several, sorted
	meanings   table  // these
	shortForms table  // what ends in a point and ends no sentence, sorted
	classes    int    // how many there are; the last have roles
	surveyed   int    // how many, from the first on, a sentence is asked for
	roles      string // of each of the last classes
	cues       array  // where in listed the expressions end that are looked for at each class
	listed     string // their numbers, two bytes each
}

// The flags of a word. Where its set begins is kept beside them.
const (
	flagKnown  = 1 << iota // a pattern speaks of it
	flagNoName             // a capital does not make it a name
	flagBits   = iota
)

// A class is the number of a set of words that a place in a pattern allows.
type class uint16

// An entry is what is known of a word.
type entry struct {
	text      string
	bits      []uint64 // the classes it is of, a bit each
	set       []part   // those that sentences are asked for, without what is 0
	noName    bool     // a capital does not make it a name
	unknown   bool     // no pattern speaks of it
	sorry     bool     // it says sorry
	syllables int
	cues      []*expression
}

// A part is 64 bits of a set of classes.
type part struct {
	at   int
	bits uint64
}

func (e *entry) is(c class) bool {
	at := int(c >> 6)
	return at < len(e.bits) && e.bits[at]&(1<<(c&63)) != 0
}

// roleOf is what a word may be, besides what it says, to be of the class.
func (l *lexicon) roleOf(c class) role {
	if first := l.classes - len(l.roles); int(c) >= first {
		return role(l.roles[int(c)-first])
	}
	return 0
}

// endsInPoint reports whether w is a short form such as "dr".
func (l *lexicon) endsInPoint(w string) bool {
	_, ok := l.shortForms.find(w)
	return ok
}

// standsFor is a spelling as the words it stands for.
func (l *lexicon) standsFor(key string) []string {
	if i, ok := l.spellings.find(key); ok {
		return strings.Fields(l.meanings.at(i))
	}
	return shortForm(key)
}

// split is a spelling as the words it stands for, each with what is known of
// it.
func (c *Checker) split(key string) []*entry {
	words := c.lex.standsFor(key)
	out := make([]*entry, len(words))
	for i, w := range words {
		out[i] = c.entry(w)
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
func (c *Checker) entry(w string) *entry {
	l := &c.lex
	e := &entry{text: w, syllables: countSyllables(w)}
	e.sorry = w == "sorry" || strings.HasPrefix(w, "apolog")
	info := l.info(w)
	e.unknown = info&flagKnown == 0
	e.noName = info&flagNoName != 0
	c.join(e, info>>flagBits)
	for _, m := range also[w] {
		c.join(e, l.info(m)>>flagBits)
	}
	for n := 1; n <= len(w); n++ {
		if i, ok := l.prefixes.find(w[:n]); ok {
			c.join(e, l.prefixSets.at(i))
		}
		if i, ok := l.suffixes.find(w[n:]); ok {
			c.join(e, l.suffixSets.at(i))
		}
	}
	for i := range min(len(e.bits), (l.surveyed+63)/64) {
		if b := e.bits[i]; b != 0 {
			e.set = append(e.set, part{i, b})
		}
	}
	return e
}

// info is where the set of a word begins, and its flags; 0 of a word that
// nobody knows.
func (l *lexicon) info(w string) int {
	i, ok := l.words.find(w)
	if !ok {
		return 0
	}
	return l.infos.at(i)
}

// join makes e one of the classes whose set begins at a place in all sets.
func (c *Checker) join(e *entry, at int) {
	l := &c.lex
	set := decoder{l.sets[at:]}
	id := 0
	for range set.int() {
		if e.bits == nil {
			e.bits = make([]uint64, (l.classes+63)/64)
		}
		id += set.int()
		if e.is(class(id)) {
			continue
		}
		e.bits[id>>6] |= 1 << (id & 63)
		from := 0
		if id > 0 {
			from = l.cues.at(id - 1)
		}
		for i := from; i < l.cues.at(id); i++ {
			if x := &c.expressions[uint16At(l.listed, i*2)]; x.kept {
				e.cues = append(e.cues, x)
			}
		}
	}
}
