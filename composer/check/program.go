package check

import (
	"errors"
	"math"
	"slices"
)

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
