package check

import (
	"errors"
	"math"
	"slices"
)

// An inst is one step of a program before it is written.
type inst struct {
	op    op
	class *wordClass
	flag  bool // of a word: any other; of a stretch: it goes on behind semicolons and dashes
	small int  // of a stretch: how many words at most; of an edge: which
	large int  // of a stretch: its number in the program; of others: where to go on
}

// An op is what a step does.
type op uint8

const (
	opWord    op = iota // a word of the class
	opSplit             // try the next step, then the large one
	opJump              // go on at the large one
	opStretch           // up to so many words
	opEdge
	opAhead // what begins behind it and ends with a match must not follow; go on at the large one
	opOpen
	opClose
	opPeek // the next word, which is not taken, is of the class
	opMatch
)

// A program is a compiled pattern.
type program struct {
	insts     []inst
	cue       *wordClass   // every match holds one of its words, the rarest it has
	before    [2]int       // how many words stand before the cue: at least, at most
	needs     []*wordClass // one word of each stands in a sentence that holds a match
	stretches int          // how many it has
	crosses   bool         // a match may begin in one sentence and end in the next
}

// fewChoices is how many choices are tried one by one; more are looked up
// first.
const fewChoices = 4

// first is the class of all words that a choice may begin with; nil where it
// has few, or may begin with any word.
func (n *node) first() *wordClass {
	if n.begins != nil || len(n.kids) < fewChoices {
		return n.begins
	}
	classes, ok := n.firsts()
	if !ok {
		return nil
	}
	n.begins = union(classes)
	return n.begins
}

// firsts is the classes of the words that n may begin with, and whether these
// are all.
func (n *node) firsts() ([]*wordClass, bool) {
	switch n.op {
	case nodeWord:
		return []*wordClass{n.class}, !n.not && n.class.known()
	case nodeAlt:
		var out []*wordClass
		for _, k := range n.kids {
			f, ok := k.firsts()
			if !ok {
				return nil, false
			}
			out = append(out, f...)
		}
		return out, true
	case nodeSeq:
		var out []*wordClass
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

// read compiles a pattern: each of its choices is a program.
func (c *compiler) read(text string) ([]*program, error) {
	n, err := c.parse(text)
	if err != nil {
		return nil, err
	}
	var out []*program
	for _, choice := range n.choices() {
		p, err := compile(choice)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

func compile(n *node) (*program, error) {
	p := &program{insts: make([]inst, 0, 16)}
	p.emit(n)
	p.add(inst{op: opMatch})
	c := n.rarest()
	if c == nil {
		return nil, errors.New("no word is certain to stand in it, so it would be tried everywhere")
	}
	p.cue, p.before = c.class, c.before
	p.needs, p.crosses = n.needs(c.class), n.crosses()
	return p, nil
}

// mostNeeds is how many needs of a pattern are looked at: more are dearer to
// look at than the pattern.
const mostNeeds = 3

// needs is what must stand in a sentence beside the cue for n to match in it,
// the rarest first.
func (n *node) needs(known *wordClass) []*wordClass {
	var cues []*cue
	kids := []*node{n}
	if n.op == nodeSeq {
		kids = n.kids
	}
	for _, k := range kids {
		if c := k.rarest(); c != nil && c.class != known {
			cues = append(cues, c)
		}
	}
	slices.SortStableFunc(cues, func(a, b *cue) int { return a.cost - b.cost })
	var out []*wordClass
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
		p.add(inst{op: opWord, class: n.class, flag: n.not})
	case nodeSeq:
		for _, k := range n.kids {
			p.emit(k)
		}
	case nodeAlt:
		if first := n.first(); first != nil {
			p.add(inst{op: opPeek, class: first})
		}
		var ends []int
		last := len(n.kids) - 1
		for _, k := range n.kids[:last] {
			split := p.add(inst{op: opSplit})
			p.emit(k)
			ends = append(ends, p.add(inst{op: opJump}))
			p.insts[split].large = len(p.insts)
		}
		p.emit(n.kids[last])
		for _, e := range ends {
			p.insts[e].large = len(p.insts)
		}
	case nodeOpt:
		split := p.add(inst{op: opSplit})
		p.emit(n.kids[0])
		p.insts[split].large = len(p.insts)
	case nodeStretch:
		p.add(inst{op: opStretch, flag: n.wide, small: n.max, large: p.stretches})
		p.stretches++
	case nodeEdge:
		p.add(inst{op: opEdge, small: int(n.edge)})
	case nodeAhead:
		ahead := p.add(inst{op: opAhead})
		p.emit(n.kids[0])
		p.add(inst{op: opMatch})
		p.insts[ahead].large = len(p.insts)
	case nodeOpen:
		p.add(inst{op: opOpen})
	case nodeClose:
		p.add(inst{op: opClose})
	}
}

// A cue is a word that stands in every match of a node.
type cue struct {
	class  *wordClass
	before [2]int // how many words of the node stand before it: at least, at most
	cost   int
}

// rarest is the cheapest cue of n; nil where nothing is certain.
func (n *node) rarest() *cue {
	if !n.cueKnown {
		n.cue, n.cueKnown = n.findCue(), true
	}
	return n.cue
}

func (n *node) findCue() *cue {
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
			if c := k.rarest(); c != nil && (best == nil || c.cost < best.cost) {
				best = &cue{c.class, [2]int{c.before[0] + lo, c.before[1] + hi}, c.cost}
			}
			least, most := length(k)
			lo, hi = lo+least, hi+most
		}
		return best
	case nodeAlt:
		var classes []*wordClass
		out := &cue{before: [2]int{math.MaxInt, 0}}
		for _, k := range n.kids {
			c := k.rarest()
			if c == nil {
				return nil
			}
			classes = append(classes, c.class)
			out.before = [2]int{min(out.before[0], c.before[0]), max(out.before[1], c.before[1])}
			out.cost += c.cost
		}
		out.class = union(classes)
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
