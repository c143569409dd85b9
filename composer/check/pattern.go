package check

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
)

// A node is a part of a pattern as it was written.
type node struct {
	op       nodeOp
	class    *wordClass // of a word
	not      bool       // of a word: any other word
	kids     []*node    // of a sequence or a choice; one of an option or a look ahead
	max      int        // of a stretch: how many words at most
	wide     bool       // of a stretch: it goes on behind semicolons and dashes
	edge     edge       // of an edge
	begins   *wordClass // of a choice that was compiled: the words it may begin with
	cue      *cue       // once it was asked for
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
	edgeToParagraph               // $$$ a paragraph ends
	edgeToQuestion                // $? a question ends
	edgeBox                       // << an opening bracket, [ or <, stands here
)

var edges = map[string]edge{",": edgeComma, ";": edgeClause, ".": edgeSentence, "^": edgeFrom, "$": edgeTo, "^^": edgeFromSentence, "$$": edgeToSentence, "^^^": edgeFromParagraph, "$$$": edgeToParagraph, "$?": edgeToQuestion, "<<": edgeBox}

// stretches are the signs for words that may stand between.
var stretches = map[string]node{
	"..":    {op: nodeStretch, max: 3},
	"...":   {op: nodeStretch, max: 8},
	"....":  {op: nodeStretch, max: 24, wide: true},
	".....": {op: nodeStretch, max: 60, wide: true},
}

// A parser reads patterns. See rules/README.md for what they may say.
type parser struct {
	*compiler
	rest []string // the signs that are left
}

// parse reads one pattern.
func (c *compiler) parse(text string) (*node, error) {
	p := &parser{compiler: c, rest: signs(text)}
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
		inside := p.rest
		n, err := p.bracket()
		if err == nil && p.peek() != "?" {
			err = idle(inside[:len(inside)-len(p.rest)-1])
		}
		return n, err
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
	n, err := p.word(s)
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

// idle is the error of a bracket that does nothing, and whose bars part single
// words: "(am|will be) gone" is "am be gone" or "will be gone", and was surely
// meant to be "( am | will be ) gone".
func idle(inside []string) error {
	items, bar := 0, false
	for i := 0; i < len(inside); i++ {
		switch s := inside[i]; s {
		case "|":
			return nil
		case "(":
			i += closingBracket(inside[i:])
			items++
		case "~", "?", "[", "]":
		default:
			items++
			bar = bar || strings.Contains(s, "|")
		}
	}
	if items < 2 || !bar {
		return nil
	}
	text := strings.Join(inside, " ")
	return fmt.Errorf("(%s): a bar without spaces parts single words; write ( %s ), or leave the brackets out", text, strings.ReplaceAll(text, "|", " | "))
}

// closingBracket is where the bracket closes that signs begin with, or where
// they end.
func closingBracket(signs []string) int {
	open := 0
	for i, s := range signs {
		switch s {
		case "(":
			open++
		case ")":
			if open--; open == 0 {
				return i
			}
		}
	}
	return len(signs)
}

// word reads one word with its alternatives: a|b|{list}. The same word in
// another pattern is the same node.
func (c *compiler) word(s string) (*node, error) {
	if n := c.nodes[s]; n != nil {
		return n, nil
	}
	n, err := c.readWord(s)
	if err == nil {
		c.nodes[s] = n
	}
	return n, err
}

func (c *compiler) readWord(s string) (*node, error) {
	rest, not := strings.CutPrefix(s, "!")
	var tests []string
	var longer []*node
	for _, t := range strings.Split(rest, "|") {
		e, isEdge := edges[t]
		switch {
		case t == "":
			return nil, fmt.Errorf("%q: an alternative is empty; a bar stands between words without spaces, a|b, or with a space on each side, ( a | b c )", s)
		case isEdge:
			longer = append(longer, &node{op: nodeEdge, edge: e})
		case t[0] == '{' && t != braceWord:
			name, ok := strings.CutSuffix(t[1:], "}")
			if !ok {
				return nil, fmt.Errorf("%q: the name of a list is not closed", s)
			}
			words, more, err := c.list(name)
			if err != nil {
				return nil, err
			}
			tests = append(tests, words...)
			longer = append(longer, more...)
		default:
			if strings.ContainsAny(t, `{}!?"“”‘’'`) && c.also[t] == nil && t != braceWord {
				return nil, fmt.Errorf("%q: write short forms in full (do not, i am, will), without quotation marks", t)
			}
			if !strings.ContainsFunc(t, unicode.IsLetter) && !strings.ContainsFunc(t, unicode.IsDigit) && signWord(t) != len(t) || strings.ContainsAny(strings.Trim(t, "*+"), "*+") {
				return nil, fmt.Errorf("%q is no word", t)
			}
			if strings.Contains(t, "-") { // it parts words in texts, too
				seq := &node{op: nodeSeq}
				for _, part := range strings.Split(t, "-") {
					w, err := c.word(part)
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
			if as := c.readAs(t); strings.Contains(as, " ") {
				return nil, fmt.Errorf("%q is read as %q: write it so", t, as)
			}
			tests = append(tests, t)
		}
	}
	switch {
	case len(longer) == 0:
		return &node{op: nodeWord, class: c.class(tests), not: not}, nil
	case not:
		return nil, fmt.Errorf("%q: ! needs single words", s)
	}
	n := &node{op: nodeAlt}
	if len(tests) > 0 {
		n.kids = append(n.kids, &node{op: nodeWord, class: c.class(tests)})
	}
	n.kids = append(n.kids, longer...)
	return n, nil
}
