package page

import (
	"bytes"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"

	"amends/composer"
)

// A mark is an HTML comment that speaks to amends.
type mark struct {
	name string
	rest string // what stands behind the name
}

// parseMark reads a comment. Others than ours are no marks.
func parseMark(comment string) (m mark, ok bool) {
	s := strings.TrimSuffix(strings.TrimPrefix(comment, "<!--"), "-->")
	s, ok = strings.CutPrefix(strings.TrimSpace(s), "amends:")
	if !ok {
		return mark{}, false
	}
	end := strings.IndexAny(s, " \t\n")
	if end < 0 {
		return mark{name: s}, true
	}
	return mark{name: s[:end], rest: strings.TrimSpace(s[end:])}, true
}

// fault is the key of the sentence that says what is wrong with m.
func (m mark) fault() string {
	switch m.name {
	case "page", "keep", "columns", "column", "small", "end":
		if m.rest != "" {
			return "mark-bare"
		}
	case "lang":
		if !isTag(m.rest) {
			return "mark-lang"
		}
	case "field":
		if _, ok := m.field(); !ok {
			return "mark-field"
		}
	case "allow":
		if rule, _ := m.allowed(); !isName(rule) {
			return "mark-allow"
		}
	default:
		return "mark-unknown"
	}
	return ""
}

// A label is what the mark of a field says of it.
type label struct {
	name   string
	option string // of a box: the answer that it stands for, where one of several is ticked
	date   bool   // of a line: it is for a day
	spare  bool   // of a line: paper may do without it
}

// field reads the mark of a field: its name, which may be that of a box of
// several ("sure=yes"), or be followed by what is to be written ("day date"),
// or by "spare".
func (m mark) field() (l label, ok bool) {
	var choice bool
	l.name, l.date = strings.CutSuffix(m.rest, " date")
	if !l.date {
		l.name, l.spare = strings.CutSuffix(m.rest, " spare")
	}
	l.name = strings.TrimRight(l.name, " ")
	l.name, l.option, choice = strings.Cut(l.name, "=")
	return l, isName(l.name) && (!choice || isName(l.option) && !l.date && !l.spare)
}

// allowed is the rule of an allow mark and the reason.
func (m mark) allowed() (rule, reason string) {
	rule, reason, _ = strings.Cut(m.rest, "--")
	return strings.TrimSpace(rule), strings.TrimSpace(reason)
}

// AllowMark is the rule that a comment allows; ok is false where it is no such
// mark. It is for texts that are not Markdown.
func AllowMark(comment string) (rule string, ok bool) {
	m, ok := parseMark(comment)
	rule, _ = m.allowed()
	return rule, ok && m.name == "allow"
}

// isName says whether s can be the name of a field or a rule.
func isName(s string) bool {
	return s != "" && strings.Trim(s, letters+digits+"._-") == ""
}

const (
	letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	digits  = "0123456789"
)

// isTag says whether s has the shape of a BCP 47 language tag.
func isTag(s string) bool {
	for i, part := range strings.Split(s, "-") {
		set := letters + digits
		if i == 0 {
			set = letters
		}
		if len(part) == 0 || len(part) > 8 || strings.Trim(part, set) != "" {
			return false
		}
	}
	return len(s) > 1
}

// mark reads a mark and says whether the blocks around it have to act on it.
// A mark that is wrong is noted.
func (r *reader) mark(m mark, offset int) bool {
	switch key := m.fault(); {
	case key != "":
		r.note(offset, key, "mark", m.name)
	case m.name == "field":
		r.note(offset, "mark-field-alone")
	case m.name == "allow":
		rule, reason := m.allowed()
		r.body.Allows = append(r.body.Allows, Allow{Position: r.places.at(offset), Rule: rule, Reason: reason})
	default:
		return true
	}
	return false
}

// A gathering is a list of blocks in which marks open and close.
type gathering struct {
	*reader
	depth  int
	blocks []Block
	open   []opened
}

// An opened mark waits for its end.
type opened struct {
	mark
	offset  int
	columns [][]Block // those that are finished
	blocks  []Block
}

func (g *gathering) add(blocks ...Block) {
	if len(g.open) == 0 {
		g.blocks = append(g.blocks, blocks...)
		return
	}
	last := &g.open[len(g.open)-1]
	last.blocks = append(last.blocks, blocks...)
}

// html reads the marks of an HTML block and notes what else it holds.
func (g *gathering) html(n *ast.HTMLBlock) {
	first := n.Lines().At(0)
	html := n.Lines().Value(g.source)
	if n.HasClosure() {
		html = append(html, n.ClosureLine.Value(g.source)...)
	}
	for rest := html; ; {
		rest = bytes.TrimLeft(rest, " \t\n")
		offset := first.Start
		if before := len(html) - len(rest); before < first.Len() {
			offset += max(0, before-first.Padding)
		}
		comment, after, ok := cutComment(rest)
		if !ok {
			switch {
			case bytes.HasPrefix(rest, []byte("<!--")):
				g.note(offset, "comment-open")
			case len(rest) > 0:
				g.note(offset, "html")
			}
			return
		}
		if m, ok := parseMark(string(comment)); ok && g.mark(m, offset) {
			g.act(m, offset)
		}
		rest = after
	}
}

// act does what a mark on a line of its own says.
func (g *gathering) act(m mark, offset int) {
	switch m.name {
	case "page":
		g.add(&Break{Pos: g.places.at(offset)})
	case "column":
		if len(g.open) == 0 || g.open[len(g.open)-1].name != "columns" {
			g.note(offset, "column-alone")
			return
		}
		last := &g.open[len(g.open)-1]
		last.columns = append(last.columns, last.blocks)
		last.blocks = nil
	case "end":
		if len(g.open) == 0 {
			g.note(offset, "end-alone")
			return
		}
		last := g.open[len(g.open)-1]
		g.open = g.open[:len(g.open)-1]
		g.add(last.block(g.places.at(last.offset)))
	default:
		if g.depth+len(g.open) >= maxDepth {
			g.deep(offset)
			return
		}
		g.open = append(g.open, opened{mark: m, offset: offset})
	}
}

// block is what o and its end stand for.
func (o *opened) block(pos composer.Position) Block {
	switch o.name {
	case "keep":
		return &Keep{Blocks: o.blocks, Pos: pos}
	case "columns":
		return &Columns{Columns: append(o.columns, o.blocks), Pos: pos}
	case "small":
		return &Small{Blocks: o.blocks, Pos: pos}
	}
	return &Lang{Tag: o.rest, Blocks: o.blocks, Pos: pos}
}

// close is all blocks. What a mark without an end holds stands as if the mark
// were not there.
func (g *gathering) close() []Block {
	for len(g.open) > 0 {
		last := g.open[len(g.open)-1]
		g.open = g.open[:len(g.open)-1]
		g.note(last.offset, "mark-open", "mark", last.name)
		g.add(slices.Concat(last.columns...)...)
		g.add(last.blocks...)
	}
	return g.blocks
}
