package pdf

import (
	"slices"
	"unicode/utf8"

	"golang.org/x/text/unicode/bidi"
)

// In which direction each character of a text runs, by the Unicode
// Bidirectional Algorithm, unicode.org/reports/tr9, whose names of rules stand
// here. The library knows the classes of characters; it tells no levels.

// A level is how deep a character stands among texts of the other direction:
// an even one runs from left to right, an odd one from right to left.
type level uint8

const (
	maxDepth   = 125 // of embeddings and isolates
	maxBracket = 63  // brackets open at a time
)

func (l level) rightToLeft() bool { return l&1 == 1 }

// deeper is the next level below l in a direction.
func (l level) deeper(rightToLeft bool) level {
	if l.rightToLeft() == rightToLeft {
		return l + 2
	}
	return l + 1
}

// strong is the class of a letter that runs as the level does.
func (l level) strong() bidi.Class {
	if l.rightToLeft() {
		return bidi.R
	}
	return bidi.L
}

// levels resolves the levels of a paragraph's characters, and its own: that of
// its first letter, or 0 where there is none.
func levels(text []rune) (of []level, base level) {
	if leftToRight(text) {
		return make([]level, len(text)), 0
	}
	p := newEmbedding(text)
	if p.rightToLeft(0, len(text)) {
		base = 1
	}
	return p.resolve(base), base
}

// levelsIn resolves the levels of the characters of a paragraph that has the
// level base.
func levelsIn(text []rune, base level) []level {
	if base == 0 && leftToRight(text) {
		return make([]level, len(text))
	}
	return newEmbedding(text).resolve(base)
}

// leftToRight reports whether all of text runs from left to right where its
// paragraph does.
func leftToRight(text []rune) bool {
	for _, r := range text {
		if r < firstRight {
			continue
		}
		switch classOf(r) {
		case bidi.L, bidi.EN, bidi.ES, bidi.ET, bidi.CS, bidi.B, bidi.S, bidi.WS, bidi.ON, bidi.BN, bidi.NSM, bidi.PDI, bidi.PDF:
		default:
			return false
		}
	}
	return true
}

// firstRight is where Hebrew begins: all below runs from left to right.
const firstRight = 0x590

func classOf(r rune) bidi.Class {
	p, _ := bidi.LookupRune(r)
	return p.Class()
}

// visual is the order in which the characters of a line stand from left to
// right (L2).
func visual(line []level) []int {
	order := make([]int, len(line))
	var low, high level = maxDepth + 2, 0
	for i, l := range line {
		order[i] = i
		high = max(high, l)
		if l.rightToLeft() {
			low = min(low, l)
		}
	}
	for l := high; l >= low; l-- {
		for i := 0; i < len(line); i++ {
			start := i
			for i < len(line) && line[i] >= l {
				i++
			}
			slices.Reverse(order[start:i])
		}
	}
	return order
}

// mirrored is the other bracket of a pair, or r itself if it is none.
func mirrored(r rune) rune {
	if p, _ := bidi.LookupRune(r); !p.IsBracket() {
		return r
	}
	m, _ := utf8.DecodeRuneInString(bidi.ReverseString(string(r)))
	return m
}

// An embedding is a paragraph whose levels are being resolved.
type embedding struct {
	text    []rune
	classes []bidi.Class // as the characters have them
	now     []bidi.Class // as the rules leave them
	levels  []level
	base    level
	pair    []int32 // of what opens an isolate, where it is closed, or len(text); nil where there are none

	kept     []int32     // the characters that are no formatting of embeddings (X9)
	seq      []int32     // a sequence of several runs
	pairs    []brackets  // of a sequence
	brackets []openAt    // that are open
	runs     []runOfText // of one level
}

func newEmbedding(text []rune) *embedding {
	p := &embedding{text: text, classes: make([]bidi.Class, len(text)), levels: make([]level, len(text))}
	isolates := false
	for i, r := range text {
		p.classes[i] = classOf(r)
		isolates = isolates || opensIsolate(p.classes[i])
	}
	if isolates {
		p.matchIsolates()
	}
	return p
}

func opensIsolate(c bidi.Class) bool {
	return c == bidi.LRI || c == bidi.RLI || c == bidi.FSI
}

// removed reports whether the rules pass over a class (X9).
func removed(c bidi.Class) bool {
	switch c {
	case bidi.LRE, bidi.RLE, bidi.LRO, bidi.RLO, bidi.PDF, bidi.BN:
		return true
	}
	return false
}

// neutral reports whether a class takes its direction from what is around it.
func neutral(c bidi.Class) bool {
	switch c {
	case bidi.ON, bidi.WS, bidi.S, bidi.B, bidi.PDI:
		return true
	}
	return opensIsolate(c)
}

// matchIsolates finds where each isolate is closed (BD9).
func (p *embedding) matchIsolates() {
	p.pair = make([]int32, len(p.text))
	var open []int32
	for i, c := range p.classes {
		switch {
		case opensIsolate(c):
			p.pair[i] = int32(len(p.text))
			open = append(open, int32(i))
		case c == bidi.PDI && len(open) > 0:
			p.pair[open[len(open)-1]] = int32(i)
			open = open[:len(open)-1]
		}
	}
}

// rightToLeft reports whether the first letter from start to end runs from
// right to left, leaving out isolates (P2, P3).
func (p *embedding) rightToLeft(start, end int) bool {
	for i := start; i < end; i++ {
		switch c := p.classes[i]; {
		case c == bidi.L:
			return false
		case c == bidi.R || c == bidi.AL:
			return true
		case opensIsolate(c):
			i = int(p.pair[i])
		}
	}
	return false
}

// resolve is all of the rules but those of lines.
func (p *embedding) resolve(base level) []level {
	p.base = base
	p.now = slices.Clone(p.classes)
	p.explicit()
	p.sequences()
	p.implicit()
	return p.levels
}

// A status is an embedding, override or isolate that is open.
type status struct {
	level    level
	override bidi.Class // of all characters in it; ON for none
	isolate  bool
}

// explicit finds the levels that formatting characters ask for (X1 to X8).
func (p *embedding) explicit() {
	var stack [maxDepth + 2]status
	stack[0] = status{level: p.base, override: bidi.ON}
	top := 0
	isolates := 0                      // that are open
	tooDeep, tooDeepEmbeddings := 0, 0 // isolates and embeddings that are left out
	for i, c := range p.classes {
		switch {
		case c == bidi.LRE || c == bidi.RLE || c == bidi.LRO || c == bidi.RLO:
			next := status{stack[top].level.deeper(c == bidi.RLE || c == bidi.RLO), bidi.ON, false}
			switch c {
			case bidi.LRO:
				next.override = bidi.L
			case bidi.RLO:
				next.override = bidi.R
			}
			if next.level <= maxDepth && tooDeep == 0 && tooDeepEmbeddings == 0 {
				top++
				stack[top] = next
			} else if tooDeep == 0 {
				tooDeepEmbeddings++
			}
		case c == bidi.PDF:
			switch {
			case tooDeep > 0:
			case tooDeepEmbeddings > 0:
				tooDeepEmbeddings--
			case top > 0 && !stack[top].isolate:
				top--
			}
		case opensIsolate(c):
			p.place(i, stack[top])
			right := c == bidi.RLI || c == bidi.FSI && p.rightToLeft(i+1, int(p.pair[i]))
			next := status{stack[top].level.deeper(right), bidi.ON, true}
			if next.level <= maxDepth && tooDeep == 0 && tooDeepEmbeddings == 0 {
				isolates++
				top++
				stack[top] = next
			} else {
				tooDeep++
			}
		case c == bidi.PDI:
			if tooDeep > 0 {
				tooDeep--
			} else if isolates > 0 {
				tooDeepEmbeddings = 0
				for !stack[top].isolate {
					top--
				}
				top--
				isolates--
			}
			p.place(i, stack[top])
		case c == bidi.B:
			p.levels[i] = p.base
		case c != bidi.BN:
			p.place(i, stack[top])
		}
	}
}

// place gives a character the level and the class of the embedding it is in.
func (p *embedding) place(i int, s status) {
	p.levels[i] = s.level
	if s.override != bidi.ON {
		p.now[i] = s.override
	}
}

// A runOfText is characters of one level, from start to end in kept.
type runOfText struct {
	start, end int
	next       int  // the run that an isolate at the end of this one is closed in, or 0
	inner      bool // this run follows another so
}

// sequences cuts the text into runs and resolves them, those around an isolate
// as one (X10).
func (p *embedding) sequences() {
	p.kept = make([]int32, 0, len(p.text))
	for i, c := range p.classes {
		if !removed(c) {
			p.kept = append(p.kept, int32(i))
		}
	}
	var open []int // runs that end where an isolate begins
	for start := 0; start < len(p.kept); {
		end := start + 1
		for end < len(p.kept) && p.levels[p.kept[end]] == p.levels[p.kept[start]] {
			end++
		}
		r := runOfText{start: start, end: end}
		if n := len(open); n > 0 && p.pair[p.last(p.runs[open[n-1]])] == p.kept[start] {
			p.runs[open[n-1]].next = len(p.runs)
			open = open[:n-1]
			r.inner = true
		}
		if i := p.last(r); opensIsolate(p.classes[i]) && int(p.pair[i]) < len(p.text) {
			open = append(open, len(p.runs))
		}
		p.runs = append(p.runs, r)
		start = end
	}
	for _, r := range p.runs {
		if r.inner {
			continue
		}
		first, seq := r, p.kept[r.start:r.end]
		if r.next > 0 {
			p.seq = append(p.seq[:0], seq...)
			for r.next > 0 {
				r = p.runs[r.next]
				p.seq = append(p.seq, p.kept[r.start:r.end]...)
			}
			seq = p.seq
		}
		l, before, after := p.levels[seq[0]], p.base, p.base
		if first.start > 0 {
			before = p.levels[p.kept[first.start-1]]
		}
		if r.end < len(p.kept) && !opensIsolate(p.classes[p.last(r)]) {
			after = p.levels[p.kept[r.end]]
		}
		sos, eos := max(l, before).strong(), max(l, after).strong()
		p.weak(seq, sos)
		p.pairBrackets(seq, l.strong(), sos)
		p.neutrals(seq, l.strong(), sos, eos)
	}
}

// last is the last character of a run.
func (p *embedding) last(r runOfText) int32 { return p.kept[r.end-1] }

// weak resolves marks, numbers and the signs around them (W1 to W7). sos is
// the class of what stands before the sequence.
func (p *embedding) weak(seq []int32, sos bidi.Class) {
	before, strong := sos, sos
	for _, i := range seq {
		c := p.now[i]
		if c == bidi.NSM { // W1
			c = before
			if opensIsolate(c) || c == bidi.PDI {
				c = bidi.ON
			}
		}
		before = c
		switch c {
		case bidi.L, bidi.R:
			strong = c
		case bidi.AL:
			strong = c
			c = bidi.R // W3
		case bidi.EN:
			if strong == bidi.AL { // W2
				c = bidi.AN
			}
		}
		p.now[i] = c
	}
	for k := 1; k+1 < len(seq); k++ { // W4
		c, number := p.now[seq[k]], p.now[seq[k-1]]
		if number == p.now[seq[k+1]] && (c == bidi.CS && (number == bidi.EN || number == bidi.AN) || c == bidi.ES && number == bidi.EN) {
			p.now[seq[k]] = number
		}
	}
	number := false // a European number stands before
	strong = sos
	for k := 0; k < len(seq); k++ {
		c := p.now[seq[k]]
		if c == bidi.ET { // W5
			start := k
			for k+1 < len(seq) && p.now[seq[k+1]] == bidi.ET {
				k++
			}
			c = bidi.ON // W6
			if number || k+1 < len(seq) && p.now[seq[k+1]] == bidi.EN {
				c = european(strong)
			}
			for _, i := range seq[start : k+1] {
				p.now[i] = c
			}
			continue
		}
		number = c == bidi.EN
		switch c {
		case bidi.L, bidi.R:
			strong = c
		case bidi.EN:
			p.now[seq[k]] = european(strong)
		case bidi.ES, bidi.CS:
			p.now[seq[k]] = bidi.ON // W6
		}
	}
}

// european is the class of a European number behind a letter (W7).
func european(strong bidi.Class) bidi.Class {
	if strong == bidi.L {
		return bidi.L
	}
	return bidi.EN
}

// direction is the strong class that neutrals and brackets take c for; ON if
// it is neutral itself.
func direction(c bidi.Class) bidi.Class {
	switch c {
	case bidi.L:
		return bidi.L
	case bidi.R, bidi.EN, bidi.AN:
		return bidi.R
	}
	return bidi.ON
}

// brackets are two brackets that belong together, and what is between them.
type brackets struct {
	open, shut       int  // in the sequence; shut is 0 where nothing shuts
	along, otherwise bool // letters that run as the embedding does, and others
}

// An openAt is a bracket that is open.
type openAt struct {
	shut rune // what closes it
	pair int
}

// pairBrackets gives brackets that belong together one direction (N0). around
// is the class of the embedding.
func (p *embedding) pairBrackets(seq []int32, around, sos bidi.Class) {
	p.findBrackets(seq, around)
	pairs := p.pairs
	before := sos
	for k, i := range seq {
		if len(pairs) == 0 {
			return
		}
		if k == pairs[0].open {
			b := pairs[0]
			pairs = pairs[1:]
			switch {
			case b.shut == 0:
			case b.along:
				p.setBracket(seq, b.open, around)
				p.setBracket(seq, b.shut, around)
			case b.otherwise:
				p.setBracket(seq, b.open, before)
				p.setBracket(seq, b.shut, before)
			}
		}
		if c := direction(p.now[i]); c != bidi.ON {
			before = c
		}
	}
}

// findBrackets finds the brackets that belong together, in the order in which
// they open (BD16).
func (p *embedding) findBrackets(seq []int32, around bidi.Class) {
	p.pairs, p.brackets = p.pairs[:0], p.brackets[:0]
	for k, i := range seq {
		if c := direction(p.now[i]); c != bidi.ON {
			if n := len(p.brackets); n > 0 {
				b := &p.pairs[p.brackets[n-1].pair]
				b.along = b.along || c == around
				b.otherwise = b.otherwise || c != around
			}
			continue
		}
		if p.now[i] != bidi.ON {
			continue
		}
		r := p.text[i]
		props, _ := bidi.LookupRune(r)
		switch {
		case !props.IsBracket():
		case props.IsOpeningBracket():
			if len(p.brackets) == maxBracket {
				return
			}
			p.brackets = append(p.brackets, openAt{canonical(mirrored(r)), len(p.pairs)})
			p.pairs = append(p.pairs, brackets{open: k})
		default:
			p.shutBracket(k, canonical(r))
		}
	}
}

// shutBracket closes a bracket, and drops those that are open inside it.
func (p *embedding) shutBracket(k int, r rune) {
	for n := len(p.brackets) - 1; n >= 0; n-- {
		if p.brackets[n].shut != r {
			continue
		}
		b := &p.pairs[p.brackets[n].pair]
		b.shut = k
		for _, o := range p.brackets[n+1:] {
			inner := p.pairs[o.pair]
			b.along, b.otherwise = b.along || inner.along, b.otherwise || inner.otherwise
		}
		if n > 0 {
			outer := &p.pairs[p.brackets[n-1].pair]
			outer.along, outer.otherwise = outer.along || b.along, outer.otherwise || b.otherwise
		}
		p.brackets = p.brackets[:n]
		return
	}
}

// canonical is the closing bracket that r is another code of.
func canonical(r rune) rune {
	if r == '\u232a' {
		return '\u3009'
	}
	return r
}

// setBracket gives a bracket a direction, and the marks behind it.
func (p *embedding) setBracket(seq []int32, k int, c bidi.Class) {
	p.now[seq[k]] = c
	for k++; k < len(seq) && p.classes[seq[k]] == bidi.NSM; k++ {
		p.now[seq[k]] = c
	}
}

// neutrals gives spaces and signs the direction of what is on both sides, or
// else that of the embedding (N1, N2).
func (p *embedding) neutrals(seq []int32, around, sos, eos bidi.Class) {
	before := sos
	for k := 0; k < len(seq); k++ {
		if c := p.now[seq[k]]; !neutral(c) {
			before = direction(c)
			continue
		}
		start := k
		for k < len(seq) && neutral(p.now[seq[k]]) {
			k++
		}
		after := eos
		if k < len(seq) {
			after = direction(p.now[seq[k]])
		}
		c := around
		if before == after {
			c = before
		}
		for _, i := range seq[start:k] {
			p.now[i] = c
		}
		before = after
	}
}

// implicit raises the level of what runs against its embedding (I1, I2).
// What the rules pass over is of the level of the character before it.
func (p *embedding) implicit() {
	before := p.base
	for i, c := range p.now {
		l := &p.levels[i]
		switch {
		case removed(p.classes[i]):
			*l = before
		case c == bidi.AN || c == bidi.EN:
			*l = l.deeper(false)
		case l.rightToLeft() != (c == bidi.R):
			*l++
		}
		before = *l
	}
}
