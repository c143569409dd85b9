package check

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
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
	endings    table  // of words that stand for another or several, sorted
	behind     table  // what stands there behind the beginning of the word
	shortForms table  // what ends in a point and ends no sentence, sorted
	accents    bool   // a word that is unknown is looked up without its accents
	greetings  []string
	and        []string // what stands between names
	measure    measure
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
	flagJoins              // it begins another clause
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
	joins     bool     // it begins another clause
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
	i, ok := l.spellings.find(key)
	if !ok && l.accents {
		i, ok = l.spellings.find(withoutAccents(key))
	}
	if ok {
		return strings.Fields(l.meanings.at(i))
	}
	for n := 1; n < len(key); n++ { // the longest ending first
		if i, ok := l.endings.find(key[n:]); ok {
			return strings.Fields(key[:n] + l.behind.at(i))
		}
	}
	return []string{strings.ReplaceAll(key, "'", "")}
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

// entry is what is known of a word.
func (c *Checker) entry(w string) *entry {
	l := &c.lex
	e := &entry{text: w, syllables: l.measure.syllables(w)}
	plain := w
	i, ok := l.words.find(w)
	if !ok && l.accents {
		plain = withoutAccents(w)
		i, ok = l.words.find(plain)
	}
	info := 0
	if ok {
		info = l.infos.at(i)
	}
	e.unknown = info&flagKnown == 0
	e.noName, e.joins = info&flagNoName != 0, info&flagJoins != 0
	c.join(e, info>>flagBits)
	for n := 1; n <= len(plain); n++ {
		if i, ok := l.prefixes.find(plain[:n]); ok {
			c.join(e, l.prefixSets.at(i))
		}
	}
	for n := 1; n <= len(w); n++ {
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

// withoutAccents is a word without the signs that say how its vowels are read.
// A tilde makes another letter.
func withoutAccents(w string) string {
	const acute, diaeresis = '\u0301', '\u0308'
	plain := true
	for i := 0; i < len(w) && plain; i++ {
		plain = w[i] < utf8.RuneSelf
	}
	if plain {
		return w
	}
	return norm.NFC.String(strings.Map(func(r rune) rune {
		if r == acute || r == diaeresis {
			return -1
		}
		return r
	}, norm.NFD.String(w)))
}
