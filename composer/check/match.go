package check

// A match is the words from..to of a text, and of these the ones to point at.
type match struct{ from, to, open, close int }

// A matcher tries programs on the words of one text.
type matcher struct {
	words  []word
	owner  int  // whose text it is, by place; 0 if nobody's
	to     int  // who is written to, by place
	quotes bool // what stands in quotation marks counts
	lex    *lexicon
	code   string // from the first step of the program on
	start  int
	m      match
	last   int32   // the number of the last round
	tries  []int32 // in which round what stands behind a stretch was not found, by its state
	round  int32
}

// next begins a round of tries of one program: what did not begin at a word
// behind a stretch does not begin there behind another. Without this, a text
// could be made on which patterns with several stretches take for ever.
func (m *matcher) next(x *expression) int32 {
	if n := int(x.stretches) * len(m.words) * int(gapSentence+1); n > len(m.tries) {
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

// A step is one step of a program, as it is written: what it does, a small
// number and a large one.
type step uint32

// flagStep stands beside an op: see [inst].
const flagStep = 1 << 7

func (s step) op() op       { return op(s &^ flagStep) }
func (s step) flag() bool   { return s&flagStep != 0 }
func (s step) small() int   { return int(uint8(s >> 8)) }
func (s step) large() int   { return int(s >> 16) }
func (s step) class() class { return class(s >> 16) }

func (m *matcher) step(pc int) step { return step(uint32At(m.code, pc*4)) }

// at tries x on the words from start on.
func (m *matcher) at(x *expression, start int) bool {
	m.code, m.start = x.code, start
	m.m = match{from: start, open: -1, close: -1}
	if !m.mayBegin(m.step(0), start) || !m.run(0, start, gapSentence) {
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

// run goes on at step pc with the word pos, which may be parted from the word
// before by allow at most.
func (m *matcher) run(pc, pos int, allow gap) bool {
	for {
		i := m.step(pc)
		switch i.op() {
		case opMatch:
			m.m.to = pos
			return true
		case opWord:
			if pos >= len(m.words) || pos > m.start && m.words[pos].before > allow || m.has(pos, i.class()) == i.flag() {
				return false
			}
			pc, pos, allow = pc+1, pos+1, gapComma
		case opPeek:
			if pos >= len(m.words) || !m.has(pos, i.class()) {
				return false
			}
			pc++
		case opSplit:
			if m.mayBegin(m.step(pc+1), pos) && m.run(pc+1, pos, allow) {
				return true
			}
			pc = i.large()
		case opJump:
			pc = i.large()
		case opStretch:
			if i.flag() {
				allow = max(allow, gapClause)
			}
			next := m.step(pc + 1)
			for n := 0; ; n++ {
				if at := m.state(i.large(), pos, allow); m.mayBegin(next, pos) && (at < 0 || m.tries[at] != m.round) {
					if m.run(pc+1, pos, allow) {
						return true
					}
					if at >= 0 {
						m.tries[at] = m.round
					}
				}
				if n == i.small() || pos >= len(m.words) || pos > m.start && m.words[pos].before > allow {
					return false
				}
				pos++
				if !i.flag() {
					allow = gapComma
				}
			}
		case opEdge:
			e := edge(i.small())
			if !m.stands(e, pos) {
				return false
			}
			pc, allow = pc+1, max(allow, crossed[e])
		case opAhead:
			saved := m.m
			found := m.run(pc+1, pos, allow)
			m.m = saved
			if found {
				return false
			}
			pc = i.large()
		case opOpen, opClose:
			mark := &m.m.open
			if i.op() == opClose {
				mark = &m.m.close
			}
			saved := *mark
			*mark = pos
			if m.run(pc+1, pos, allow) {
				return true
			}
			*mark = saved
			return false
		}
	}
}

// crossed is how far a match may go on over an edge: only a full stop that is
// written leads into the next sentence.
var crossed = [...]gap{
	edgeComma: gapClause, edgeClause: gapClause, edgeSentence: gapSentence, edgeFrom: gapClause,
	edgeFromSentence: gapClause, edgeFromParagraph: gapClause, edgeToParagraph: gapNone, edgeToQuestion: gapNone, edgeBox: gapClause,
}

// stands reports whether the edge stands before the word at pos.
func (m *matcher) stands(e edge, pos int) bool {
	before := gapSentence
	if pos < len(m.words) {
		before = m.words[pos].before
	}
	switch e {
	case edgeComma, edgeFrom, edgeTo:
		return before > gapNone
	case edgeClause:
		return before >= gapClause
	case edgeSentence, edgeFromSentence, edgeToSentence:
		return before >= gapSentence
	case edgeToQuestion:
		return pos > 0 && m.words[pos-1].asked
	case edgeBox:
		return pos < len(m.words) && m.words[pos].boxed
	case edgeFromParagraph, edgeToParagraph:
		return pos >= len(m.words) || m.words[pos].newParagraph
	}
	return false
}

// mayBegin reports whether what begins with i may begin at pos: it saves a call
// where i asks for another word.
func (m *matcher) mayBegin(i step, pos int) bool {
	o := i.op()
	return o != opWord && o != opPeek || pos < len(m.words) && m.has(pos, i.class()) != i.flag()
}

// has reports whether the word at pos is of the class.
func (m *matcher) has(pos int, c class) bool {
	w := &m.words[pos]
	if w.quoted && !m.quotes {
		return false
	}
	if w.is(c) {
		return true
	}
	r := m.lex.roleOf(c)
	return r != 0 && r&m.roles(pos) != 0
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
