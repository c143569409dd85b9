package check

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A compiled is an expression before it is written.
type compiled struct {
	*program
	text    string // its pattern
	weak    bool
	listens bool // it is looked for in every page, and not only around a match
}

// Where in its record something of an expression stands.
const (
	recordCode      = 0                         // where its code begins
	recordCue       = recordCode + 4            // a class
	recordNeeds     = recordCue + 2             // classes
	recordNeeded    = recordNeeds + 2*mostNeeds // how many of these are used
	recordBefore    = recordNeeded + 1          // how many words stand before the cue: at least, at most
	recordStretches = recordBefore + 2*2        // how many it has
	recordFlags     = recordStretches + 1
	recordSize      = recordFlags + 1
)

// The flags of an expression.
const (
	flagWeak = 1 << iota
	flagCrosses
)

// file is all that was read, as [open] reads it.
func (l *loader) file() (string, error) {
	if len(l.faults) > 0 {
		return "", errors.New(strings.Join(l.faults, "\n"))
	}
	n := l.number()
	records, code, out := &encoder{}, &encoder{}, &encoder{}
	begins := map[string]int{} // where a program that stands in code begins
	for _, x := range l.expressions {
		var p encoder
		p.program(x.program, n)
		at, ok := begins[string(p.bytes)]
		if !ok {
			at = len(code.bytes)
			begins[string(p.bytes)] = at
			code.append(&p)
		}
		records.record(x, at, n)
	}
	out.string(l.language)
	out.string(string(records.bytes))
	out.string(string(code.bytes))
	out.lexicon(l, n)
	out.int(len(l.elements))
	out.append(&l.elementsOut)
	out.int(len(l.known))
	out.append(&l.rulesOut)
	out.append(&l.sorryOut)
	if records.full || code.full || out.full {
		return "", errors.New("there are more patterns, or longer ones, than the file of the rules has room for")
	}
	return out.file(), nil
}

func (e *encoder) program(p *program, n *numbers) {
	for _, i := range p.insts {
		o := int(i.op)
		if i.flag {
			o |= flagStep
		}
		if i.class != nil {
			i.large = n.of[i.class]
		}
		e.fixed(1, o)
		e.fixed(1, i.small)
		e.fixed(2, i.large)
	}
}

func (e *encoder) record(x *compiled, code int, n *numbers) {
	flags := 0
	if x.weak {
		flags |= flagWeak
	}
	if x.crosses {
		flags |= flagCrosses
	}
	e.fixed(4, code)
	e.fixed(2, n.of[x.cue])
	for i := range mostNeeds {
		id := 0
		if i < len(x.needs) {
			id = n.of[x.needs[i]]
		}
		e.fixed(2, id)
	}
	e.fixed(1, len(x.needs))
	e.fixed(2, x.before[0])
	e.fixed(2, x.before[1])
	e.fixed(1, x.stretches)
	e.fixed(1, flags)
}

// numbers numbers the classes that programs ask for. Those that allow the same
// have the same number.
type numbers struct {
	of       map[*wordClass]int
	classes  []*wordClass
	surveyed int // the first are those that sentences are asked for
	roles    int // the last are those that have roles
	same     map[string]int
}

func (n *numbers) add(c *wordClass) {
	if _, ok := n.of[c]; ok {
		return
	}
	key := fmt.Sprint(c.roles, " ", strings.Join(c.tests, " "))
	id, ok := n.same[key]
	if !ok {
		id = len(n.classes)
		n.same[key] = id
		n.classes = append(n.classes, c)
	}
	n.of[c] = id
}

func (l *loader) number() *numbers {
	n := &numbers{of: map[*wordClass]int{}, same: map[string]int{}}
	for _, x := range l.expressions {
		for _, c := range x.needs {
			n.add(c)
		}
	}
	n.surveyed = len(n.classes)
	for _, x := range l.expressions {
		n.add(x.cue)
		for _, i := range x.insts {
			if i.class != nil && i.class.known() {
				n.add(i.class)
			}
		}
	}
	known := len(n.classes)
	for _, x := range l.expressions {
		for _, i := range x.insts {
			if i.class != nil {
				n.add(i.class)
			}
		}
	}
	n.roles = len(n.classes) - known
	return n
}

// lexicon writes what is known of words, as [decoder.lexicon] reads it.
func (e *encoder) lexicon(l *loader, n *numbers) {
	classes := map[string][]int{} // by what they allow
	plain := map[string]bool{}    // words that are known in another spelling
	for id, c := range n.classes {
		for _, t := range c.tests {
			classes[t] = append(classes[t], id)
			if w := l.plain(t); w != t {
				classes[w] = append(classes[w], id)
				plain[w] = plain[w] || l.literals[t]
			}
		}
	}
	for short, meanings := range l.also {
		for _, m := range meanings {
			classes[short] = append(classes[short], classes[m]...)
		}
	}
	s := newSets()
	all := maps.Clone(l.literals)
	for _, more := range []map[string]bool{plain, l.noNames, l.accents, l.joins} {
		maps.Copy(all, more)
	}
	for w := range l.common {
		all[w] = true
	}
	for w := range l.also {
		all[w] = true
	}
	words := slices.Sorted(maps.Keys(all))
	var infos []int
	for _, w := range words {
		info := s.add(classes[w]) << flagBits
		if l.literals[w] || plain[w] {
			info |= flagKnown
		}
		if l.common[w] > 0 || l.noNames[w] {
			info |= flagNoName
		}
		if l.joins[w] {
			info |= flagJoins
		}
		infos = append(infos, info)
	}
	e.table(words)
	e.array(infos)
	var parts [2][]string
	var partSets [2][]int
	for _, t := range slices.Sorted(maps.Keys(classes)) {
		suffix, isSuffix := strings.CutPrefix(t, "*")
		prefix, isPrefix := strings.CutSuffix(t, "*")
		switch {
		case isSuffix:
			parts[1], partSets[1] = append(parts[1], suffix), append(partSets[1], s.add(classes[t]))
		case isPrefix:
			parts[0], partSets[0] = append(parts[0], prefix), append(partSets[0], s.add(classes[t]))
		}
	}
	for i := range parts {
		e.table(parts[i])
		e.array(partSets[i])
	}
	e.string(string(s.bytes))
	e.pairs(l.spellings)
	e.pairs(l.endings)
	e.table(slices.Sorted(maps.Keys(l.shortForms)))
	e.bool(len(l.accents) > 0)
	e.strings(l.greetings)
	e.strings(l.and)
	r := &l.reading
	for _, s := range []string{r.Vowels, r.Apart, r.Silent, r.But} {
		e.string(s)
	}
	for _, n := range []float64{r.Sentence, r.Syllable, r.Add, r.Hard} {
		e.float(n)
	}
	e.int(len(n.classes))
	e.int(n.surveyed)
	var roles []byte
	for _, c := range n.classes[len(n.classes)-n.roles:] {
		roles = append(roles, byte(c.roles))
	}
	e.string(string(roles))
	e.cues(l.expressions, n)
}

// plain is what a test of a class allows in the spelling without accents too.
// An ending keeps them: "*é" says that somebody did it, and "*e" says nothing.
func (l *loader) plain(test string) string {
	if len(l.accents) == 0 || l.accents[test] || test[0] == '*' {
		return test
	}
	return withoutAccents(test)
}

// pairs writes a table of what is looked up, and one of what stands for it.
func (e *encoder) pairs(of map[string]string) {
	keys := slices.Sorted(maps.Keys(of))
	var values []string
	for _, k := range keys {
		values = append(values, of[k])
	}
	e.table(keys)
	e.table(values)
}

// cues writes which expressions are looked for at each class.
func (e *encoder) cues(all []*compiled, n *numbers) {
	at := make([][]int, len(n.classes))
	for i, x := range all {
		if x.listens {
			at[n.of[x.cue]] = append(at[n.of[x.cue]], i)
		}
	}
	var ends []int
	var listed encoder
	for _, list := range at {
		for _, i := range list {
			listed.fixed(2, i)
		}
		ends = append(ends, len(listed.bytes)/2)
	}
	e.array(ends)
	e.string(string(listed.bytes))
	e.full = e.full || listed.full
}

// setList is sets of classes. Those that are equal are one, and the empty one
// stands at the beginning.
type setList struct {
	encoder
	begins map[string]int
}

func newSets() *setList {
	s := &setList{begins: map[string]int{}}
	s.add(nil)
	return s
}

// add is where the set of these classes begins.
func (s *setList) add(classes []int) int {
	slices.Sort(classes)
	classes = slices.Compact(classes)
	var set encoder
	set.int(len(classes))
	last := 0
	for _, id := range classes {
		set.int(id - last)
		last = id
	}
	at, ok := s.begins[string(set.bytes)]
	if !ok {
		at = len(s.bytes)
		s.begins[string(set.bytes)] = at
		s.append(&set)
	}
	return at
}
