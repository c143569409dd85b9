package check

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
)

// A node is a part of a pattern as it was written.
type node struct {
	op       nodeOp
	class    *class  // of a word
	not      bool    // of a word: any other word
	kids     []*node // of a sequence or a choice; one of an option or a look ahead
	max      int     // of a stretch: how many words at most
	wide     bool    // of a stretch: it goes on behind semicolons and dashes
	edge     edge    // of an edge
	begins   *class  // of a choice that was compiled: the words it may begin with
	cue      *cue    // once it was asked for
	cueKnown bool
}

type nodeOp uint8

const (
	nodeWord    nodeOp = iota
	nodeSeq            // one after the other
	nodeAlt            // one of them
	nodeOpt            // or nothing
	nodeStretch        // any words, as few as will do
	nodeEdge           // a place between words
	nodeAhead          // what follows is not this
	nodeOpen           // the words to point at begin here
	nodeClose          // and end here
)

// An edge is a place between two words.
type edge uint8

const (
	edgeComma         edge = iota // ,   a comma or more
	edgeClause                    // ;   a semicolon, colon, dash or more
	edgeSentence                  // .   a new sentence begins
	edgeFrom                      // ^   a clause begins
	edgeTo                        // $   a clause ends
	edgeFromSentence              // ^^  a sentence begins
	edgeToSentence                // $$  a sentence ends
	edgeFromParagraph             // ^^^ a paragraph begins
	edgeToQuestion                // $? a question ends
	edgeBox                       // << an opening bracket, [ or <, stands here
)

var edges = map[string]edge{",": edgeComma, ";": edgeClause, ".": edgeSentence, "^": edgeFrom, "$": edgeTo, "^^": edgeFromSentence, "$$": edgeToSentence, "^^^": edgeFromParagraph, "$?": edgeToQuestion, "<<": edgeBox}

// stretches are the signs for words that may stand between.
var stretches = map[string]node{
	"..":    {op: nodeStretch, max: 3},
	"...":   {op: nodeStretch, max: 8},
	"....":  {op: nodeStretch, max: 24, wide: true},
	".....": {op: nodeStretch, max: 60, wide: true},
}

// A parser reads patterns. See rules/README.md for what they may say.
type parser struct {
	lex  *lexicon
	rest []string // the signs that are left
}

// parse reads one pattern.
func (l *lexicon) parse(text string) (*node, error) {
	p := &parser{lex: l, rest: signs(text)}
	n, err := p.choice()
	switch {
	case err != nil:
		return nil, err
	case len(p.rest) > 0:
		return nil, fmt.Errorf("%q closes nothing", p.rest[0])
	}
	return n, nil
}

// signs cuts a pattern at white space and around brackets. A choice that
// stands alone is "|"; a word's own alternatives stay together.
func signs(text string) []string {
	out := make([]string, 0, 16)
	from := 0
	cut := func(to int) {
		if to > from {
			out = append(out, text[from:to])
		}
	}
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case ' ', '\t', '\n', '\r':
			cut(i)
			from = i + 1
		case '(', ')', '[', ']':
			cut(i)
			out = append(out, text[i:i+1])
			from = i + 1
		}
	}
	cut(len(text))
	return out
}

func (p *parser) peek() string {
	if len(p.rest) == 0 {
		return ""
	}
	return p.rest[0]
}

func (p *parser) choice() (*node, error) {
	var kids []*node
	for {
		n, err := p.sequence()
		if err != nil {
			return nil, err
		}
		kids = append(kids, n)
		if p.peek() != "|" {
			break
		}
		p.rest = p.rest[1:]
	}
	if len(kids) == 1 {
		return kids[0], nil
	}
	return &node{op: nodeAlt, kids: kids}, nil
}

func (p *parser) sequence() (*node, error) {
	n := &node{op: nodeSeq}
	for {
		s := p.peek()
		if s == "" || s == ")" || s == "|" {
			if len(n.kids) == 0 {
				return nil, errors.New("a pattern, or a part of it, is empty")
			}
			return n, nil
		}
		p.rest = p.rest[1:]
		kid, err := p.item(s)
		if err != nil {
			return nil, err
		}
		if p.peek() == "?" {
			p.rest = p.rest[1:]
			kid = &node{op: nodeOpt, kids: []*node{kid}}
		}
		n.kids = append(n.kids, kid)
	}
}

func (p *parser) item(s string) (*node, error) {
	if stretch, ok := stretches[s]; ok {
		return &stretch, nil
	}
	if e, ok := edges[s]; ok {
		return &node{op: nodeEdge, edge: e}, nil
	}
	switch s {
	case "[":
		return &node{op: nodeOpen}, nil
	case "]":
		return &node{op: nodeClose}, nil
	case "(":
		return p.bracket()
	case "~":
		if p.peek() != "(" {
			return nil, errors.New("~ stands before a bracket: ~(…)")
		}
		p.rest = p.rest[1:]
		n, err := p.bracket()
		if err != nil {
			return nil, err
		}
		return &node{op: nodeAhead, kids: []*node{n}}, nil
	}
	option := len(s) > 1 && strings.HasSuffix(s, "?")
	s = strings.TrimSuffix(s, "?")
	if _, ok := stretches[s]; ok {
		return nil, fmt.Errorf("%s may be no word at all already", s)
	}
	if e, ok := edges[s]; ok {
		return &node{op: nodeOpt, kids: []*node{{op: nodeEdge, edge: e}}}, nil
	}
	n, err := p.lex.word(s)
	if err != nil || !option {
		return n, err
	}
	return &node{op: nodeOpt, kids: []*node{n}}, nil
}

func (p *parser) bracket() (*node, error) {
	n, err := p.choice()
	if err != nil {
		return nil, err
	}
	if p.peek() != ")" {
		return nil, errors.New("a bracket is not closed")
	}
	p.rest = p.rest[1:]
	return n, nil
}

// word reads one word with its alternatives: a|b|{list}. The same word in
// another pattern is the same node.
func (l *lexicon) word(s string) (*node, error) {
	if n := l.nodes[s]; n != nil {
		return n, nil
	}
	n, err := l.readWord(s)
	if err == nil {
		l.nodes[s] = n
	}
	return n, err
}

func (l *lexicon) readWord(s string) (*node, error) {
	rest, not := strings.CutPrefix(s, "!")
	var tests []string
	var longer []*node
	for _, t := range strings.Split(rest, "|") {
		e, isEdge := edges[t]
		switch {
		case t == "":
			return nil, fmt.Errorf("%q: an alternative is empty", s)
		case isEdge:
			longer = append(longer, &node{op: nodeEdge, edge: e})
		case t[0] == '{' && t != braceWord:
			name, ok := strings.CutSuffix(t[1:], "}")
			if !ok {
				return nil, fmt.Errorf("%q: the name of a list is not closed", s)
			}
			words, more, err := l.list(name)
			if err != nil {
				return nil, err
			}
			tests = append(tests, words...)
			longer = append(longer, more...)
		default:
			if strings.ContainsAny(t, `{}!?"“”‘’'`) && !isPart(t) && t != braceWord {
				return nil, fmt.Errorf("%q: write short forms in full (do not, i am, will), without quotation marks", t)
			}
			if !strings.ContainsFunc(t, unicode.IsLetter) && !strings.ContainsFunc(t, unicode.IsDigit) && signWord(t) != len(t) || strings.ContainsAny(strings.Trim(t, "*+"), "*+") {
				return nil, fmt.Errorf("%q is no word", t)
			}
			if strings.Contains(t, "-") { // it parts words in texts, too
				seq := &node{op: nodeSeq}
				for _, part := range strings.Split(t, "-") {
					w, err := l.word(part)
					if err != nil {
						return nil, err
					}
					seq.kids = append(seq.kids, w)
				}
				longer = append(longer, seq)
				continue
			}
			if t != strings.ToLower(t) {
				return nil, fmt.Errorf("%q: patterns are in lower case", t)
			}
			tests = append(tests, t)
		}
	}
	switch {
	case len(longer) == 0:
		return &node{op: nodeWord, class: l.class(tests), not: not}, nil
	case not:
		return nil, fmt.Errorf("%q: ! needs single words", s)
	}
	n := &node{op: nodeAlt}
	if len(tests) > 0 {
		n.kids = append(n.kids, &node{op: nodeWord, class: l.class(tests)})
	}
	n.kids = append(n.kids, longer...)
	return n, nil
}

// isPart reports whether t is the short form that stays a word of its own.
func isPart(t string) bool { return t == "'s" || t == "'d" }

// An inst is one step of a compiled pattern.
type inst struct {
	op    instOp
	class *class
	not   bool
	wide  bool
	edge  edge
	x, y  int // where to go on
}

type instOp uint8

const (
	instWord    instOp = iota
	instSplit          // try x, then y
	instStretch        // up to x words; it is the stretch y of the program
	instEdge
	instAhead // what begins behind it and ends with a match must not follow; go on at y
	instOpen
	instClose
	instPeek // the next word, which is not taken, is of the class
	instMatch
)

// A program is a compiled pattern.
type program struct {
	lex       *lexicon // while it is compiled
	insts     []inst
	cue       *class   // every match holds one of its words, the rarest it has
	before    [2]int   // how many words stand before the cue: at least, at most
	needs     []*class // one word of each stands in a sentence that holds a match
	stretches int      // how many it has
	crosses   bool     // a match may begin in one sentence and end in the next
	first     *class   // what every match begins with; nil where that is not one word
}

// fewChoices is how many choices are tried one by one; more are looked up
// first.
const fewChoices = 4

// first is the class of all words that a choice may begin with; nil where it
// has few, or may begin with any word.
func (l *lexicon) first(n *node) *class {
	if n.begins != nil || len(n.kids) < fewChoices {
		return n.begins
	}
	classes, ok := n.firsts()
	if !ok {
		return nil
	}
	n.begins = l.union(classes)
	return n.begins
}

// firsts is the classes of the words that n may begin with, and whether these
// are all.
func (n *node) firsts() ([]*class, bool) {
	switch n.op {
	case nodeWord:
		return []*class{n.class}, !n.not && n.class.known()
	case nodeAlt:
		var out []*class
		for _, k := range n.kids {
			f, ok := k.firsts()
			if !ok {
				return nil, false
			}
			out = append(out, f...)
		}
		return out, true
	case nodeSeq:
		var out []*class
		for _, k := range n.kids {
			if k.op == nodeOpen || k.op == nodeClose || k.op == nodeEdge || k.op == nodeAhead {
				continue // takes no word
			}
			f, ok := k.firsts()
			if !ok {
				return nil, false
			}
			out = append(out, f...)
			if lo, _ := length(k); lo > 0 {
				return out, true
			}
		}
		return nil, false
	case nodeOpt:
		return n.kids[0].firsts()
	}
	return nil, false
}

// choices is n cut at its outermost choice: each is looked for by itself, where
// its own rarest word stands.
func (n *node) choices() []*node {
	switch {
	case n.op == nodeAlt:
		var out []*node
		for _, k := range n.kids {
			out = append(out, k.choices()...)
		}
		return out
	case n.op == nodeSeq && len(n.kids) == 1:
		return n.kids[0].choices()
	case n.op == nodeSeq && len(n.kids) == 3 && n.kids[0].op == nodeOpen && n.kids[2].op == nodeClose:
		return n.kids[1].choices()
	}
	return []*node{n}
}

func (l *lexicon) compile(n *node) (*program, error) {
	p := &program{lex: l, insts: make([]inst, 0, 16)}
	p.emit(n)
	p.insts = append(p.insts, inst{op: instMatch})
	c := l.cueOf(n)
	if c == nil {
		return nil, errors.New("no word is certain to stand in it, so it would be tried everywhere")
	}
	p.cue, p.before = c.class, c.before
	p.needs, p.crosses, p.lex = l.needs(n, c.class), n.crosses(), nil
	if i := p.insts[0]; i.op == instWord && !i.not {
		p.first = i.class
	}
	return p, nil
}

// mostNeeds is how many needs of a pattern are looked at: more are dearer to
// look at than the pattern.
const mostNeeds = 3

// needs is what must stand in a sentence beside the cue for n to match in it,
// the rarest first.
func (l *lexicon) needs(n *node, known *class) []*class {
	var cues []*cue
	kids := []*node{n}
	if n.op == nodeSeq {
		kids = n.kids
	}
	for _, k := range kids {
		if c := l.cueOf(k); c != nil && c.class != known {
			cues = append(cues, c)
		}
	}
	slices.SortStableFunc(cues, func(a, b *cue) int { return a.cost - b.cost })
	var out []*class
	for _, c := range cues[:min(len(cues), mostNeeds)] {
		out = append(out, c.class)
	}
	return out
}

// crosses reports whether n may match over the end of a sentence.
func (n *node) crosses() bool {
	return n.op == nodeEdge && n.edge == edgeSentence || slices.ContainsFunc(n.kids, (*node).crosses)
}

func (p *program) add(i inst) int {
	p.insts = append(p.insts, i)
	return len(p.insts) - 1
}

func (p *program) emit(n *node) {
	switch n.op {
	case nodeWord:
		p.add(inst{op: instWord, class: n.class, not: n.not})
	case nodeSeq:
		for _, k := range n.kids {
			p.emit(k)
		}
	case nodeAlt:
		if first := p.lex.first(n); first != nil {
			p.add(inst{op: instPeek, class: first})
		}
		var ends []int
		for i, k := range n.kids {
			if i == len(n.kids)-1 {
				p.emit(k)
				break
			}
			split := p.add(inst{op: instSplit})
			p.insts[split].x = split + 1
			p.emit(k)
			ends = append(ends, p.add(inst{op: instSplit}))
			p.insts[split].y = len(p.insts)
		}
		for _, e := range ends {
			p.insts[e].x, p.insts[e].y = len(p.insts), -1
		}
	case nodeOpt:
		split := p.add(inst{op: instSplit})
		p.insts[split].x = split + 1
		p.emit(n.kids[0])
		p.insts[split].y = len(p.insts)
	case nodeStretch:
		p.add(inst{op: instStretch, x: n.max, y: p.stretches, wide: n.wide})
		p.stretches++
	case nodeEdge:
		p.add(inst{op: instEdge, edge: n.edge})
	case nodeAhead:
		at := p.add(inst{op: instAhead})
		p.emit(n.kids[0])
		p.add(inst{op: instMatch})
		p.insts[at].y = len(p.insts)
	case nodeOpen:
		p.add(inst{op: instOpen})
	case nodeClose:
		p.add(inst{op: instClose})
	}
}

// A cue is a word that stands in every match of a node.
type cue struct {
	class  *class
	before [2]int // how many words of the node stand before it: at least, at most
	cost   int
}

// cueOf is the cheapest cue of n; nil where nothing is certain.
func (l *lexicon) cueOf(n *node) *cue {
	if !n.cueKnown {
		n.cue, n.cueKnown = l.findCue(n), true
	}
	return n.cue
}

func (l *lexicon) findCue(n *node) *cue {
	switch n.op {
	case nodeWord:
		if n.not || !n.class.known() {
			return nil
		}
		return &cue{class: n.class, cost: n.class.cost}
	case nodeSeq:
		var best *cue
		lo, hi := 0, 0
		for _, k := range n.kids {
			if c := l.cueOf(k); c != nil && (best == nil || c.cost < best.cost) {
				best = &cue{c.class, [2]int{c.before[0] + lo, c.before[1] + hi}, c.cost}
			}
			least, most := length(k)
			lo, hi = lo+least, hi+most
		}
		return best
	case nodeAlt:
		var classes []*class
		out := &cue{before: [2]int{math.MaxInt, 0}}
		for _, k := range n.kids {
			c := l.cueOf(k)
			if c == nil {
				return nil
			}
			classes = append(classes, c.class)
			out.before = [2]int{min(out.before[0], c.before[0]), max(out.before[1], c.before[1])}
			out.cost += c.cost
		}
		out.class = l.union(classes)
		return out
	}
	return nil
}

// length is how many words n matches, at least and at most.
func length(n *node) (lo, hi int) {
	switch n.op {
	case nodeWord:
		return 1, 1
	case nodeSeq:
		for _, k := range n.kids {
			l, h := length(k)
			lo, hi = lo+l, hi+h
		}
	case nodeAlt:
		lo = -1
		for _, k := range n.kids {
			l, h := length(k)
			if lo < 0 || l < lo {
				lo = l
			}
			hi = max(hi, h)
		}
	case nodeOpt:
		_, hi = length(n.kids[0])
	case nodeStretch:
		hi = n.max
	}
	return lo, hi
}

// A match is the words from..to of a text, and of these the ones to point at.
type match struct{ from, to, open, close int }

// A matcher tries programs on the words of one text.
type matcher struct {
	words  []word
	owner  int  // whose text it is, by place; 0 if nobody's
	to     int  // who is written to, by place
	quotes bool // what stands in quotation marks counts
	insts  []inst
	start  int
	m      match
	last   int32   // the number of the last round
	tries  []int32 // in which round what stands behind a stretch was not found, by its state
	round  int32
}

// next begins a round of tries of one program: what did not begin at a word
// behind a stretch does not begin there behind another. Without this, a text
// could be made on which patterns with several stretches take for ever.
func (m *matcher) next(p *program) int32 {
	if n := p.stretches * len(m.words) * int(gapSentence+1); n > len(m.tries) {
		m.tries = make([]int32, n)
	}
	m.last++
	m.round = m.last
	return m.round
}

// state is where it is noted that what stands behind a stretch does not begin
// at a word; -1 where it is not noted.
func (m *matcher) state(stretch, pos int, allow gap) int {
	if pos >= len(m.words) || pos == m.start {
		return -1
	}
	return (stretch*len(m.words)+pos)*int(gapSentence+1) + int(allow)
}

// at tries p on the words from start on.
func (m *matcher) at(p *program, start int) bool {
	m.insts, m.start = p.insts, start
	m.m = match{from: start, open: -1, close: -1}
	if !m.run(0, start, gapSentence) {
		return false
	}
	if m.m.open < 0 {
		m.m.open = m.m.from
	}
	if m.m.close < 0 {
		m.m.close = m.m.to
	}
	return m.m.close > m.m.open
}

// run goes on at inst pc with the word pos, which may be parted from the word
// before by allow at most.
func (m *matcher) run(pc, pos int, allow gap) bool {
	for {
		i := &m.insts[pc]
		switch i.op {
		case instMatch:
			m.m.to = pos
			return true
		case instWord:
			if pos >= len(m.words) || pos > m.start && m.words[pos].before > allow || m.has(pos, i.class) == i.not {
				return false
			}
			pc, pos, allow = pc+1, pos+1, gapComma
		case instPeek:
			if pos >= len(m.words) || !m.has(pos, i.class) {
				return false
			}
			pc++
		case instSplit:
			if i.y < 0 {
				pc = i.x
				continue
			}
			if m.mayBegin(&m.insts[i.x], pos) && m.run(i.x, pos, allow) {
				return true
			}
			pc = i.y
		case instStretch:
			if i.wide {
				allow = max(allow, gapClause)
			}
			next := &m.insts[pc+1]
			for n := 0; ; n++ {
				if at := m.state(i.y, pos, allow); m.mayBegin(next, pos) && (at < 0 || m.tries[at] != m.round) {
					if m.run(pc+1, pos, allow) {
						return true
					}
					if at >= 0 {
						m.tries[at] = m.round
					}
				}
				if n == i.x || pos >= len(m.words) || pos > m.start && m.words[pos].before > allow {
					return false
				}
				pos++
				if !i.wide {
					allow = gapComma
				}
			}
		case instEdge:
			g := gapSentence
			if pos < len(m.words) {
				g = m.words[pos].before
			}
			switch i.edge {
			case edgeComma, edgeFrom, edgeTo:
				if g == gapNone {
					return false
				}
			case edgeClause:
				if g < gapClause {
					return false
				}
			case edgeSentence, edgeFromSentence, edgeToSentence:
				if g < gapSentence {
					return false
				}
			case edgeToQuestion:
				if pos == 0 || !m.words[pos-1].asked {
					return false
				}
			case edgeBox:
				if pos >= len(m.words) || !m.words[pos].boxed {
					return false
				}
			case edgeFromParagraph:
				if pos < len(m.words) && !m.words[pos].newParagraph {
					return false
				}
			}
			switch i.edge {
			case edgeSentence:
				allow = gapSentence
			case edgeTo, edgeToSentence, edgeToQuestion:
			default:
				allow = max(allow, gapClause)
			}
			pc++
		case instAhead:
			saved := m.m
			found := m.run(pc+1, pos, allow)
			m.m = saved
			if found {
				return false
			}
			pc = i.y
		case instOpen:
			saved := m.m.open
			m.m.open = pos
			if m.run(pc+1, pos, allow) {
				return true
			}
			m.m.open = saved
			return false
		case instClose:
			saved := m.m.close
			m.m.close = pos
			if m.run(pc+1, pos, allow) {
				return true
			}
			m.m.close = saved
			return false
		}
	}
}

// mayBegin reports whether what begins with i may begin at pos: it saves a call
// where i asks for another word.
func (m *matcher) mayBegin(i *inst, pos int) bool {
	return i.op != instWord && i.op != instPeek || pos < len(m.words) && m.has(pos, i.class) != i.not
}

// has reports whether the word at pos is of the class.
func (m *matcher) has(pos int, c *class) bool {
	w := &m.words[pos]
	if w.quoted && !m.quotes {
		return false
	}
	if w.is(c) {
		return true
	}
	return c.roles != 0 && c.roles&m.roles(pos) != 0
}

// A role is what a word is besides what it says, such as a name of the other.
type role uint8

const (
	roleName   role = 1 << iota // a word with a capital, at the beginning of a sentence only if no pattern knows it; or a name of the people
	rolePeople                  // a name of the people
	roleOther                   // a name of somebody whose text this is not
	roleOwner                   // a name of the one whose text this is
	roleTo                      // a name of the one who is written to
)

var roleNames = map[string]role{"NAME": roleName, "PEOPLE": rolePeople, "OTHER": roleOther, "OWNER": roleOwner, "TO": roleTo}

func (m *matcher) roles(pos int) role {
	w := &m.words[pos]
	var r role
	if w.capital && !w.noName && (w.before != gapSentence || w.unknown) {
		r |= roleName
	}
	if w.person == 0 {
		return r
	}
	r |= roleName | rolePeople
	switch {
	case m.owner > 0 && int(w.person) == m.owner:
		r |= roleOwner
	default:
		r |= roleOther
	}
	if int(w.person) == m.to {
		r |= roleTo
	}
	return r
}
