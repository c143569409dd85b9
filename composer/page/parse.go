// Package page reads Markdown with our marks as a tree of blocks and runs,
// each with its place in the source.
//
// [Read] makes a document from a file and [Format] a file from a document.
// [Parse] makes the tree that the checks read and the renderers draw:
//
//	d, err := page.Read("letter.md", text)
//	…
//	body, err := page.Parse(d)
//
// The Markdown is CommonMark with GitHub's tables and task lists. Marks are
// HTML comments, which other readers hide; a mark stands on a line of its own.
//
//	<!-- amends:page -->                     a new page
//	<!-- amends:keep --> …                   on one page, if that leaves none half empty
//	<!-- amends:columns --> … <!-- amends:column --> …   side by side on paper
//	<!-- amends:small --> …                  in a smaller size
//	<!-- amends:lang es --> …                in another language
//	<!-- amends:end -->                      closes each of the last four
//	<!-- amends:allow rule -- reason -->     for the checks; draws nothing
//
// A field is a run of five or more underscores with its mark right behind it,
//
//	_____<!-- amends:field needs.1 -->
//
// or the box of a task list with its mark behind the box,
//
//   - [ ] <!-- amends:field consent.1 --> I chose this freely.
//
// A line for a day says so (<!-- amends:field review_date date -->), and so
// does a box of a question that one box answers
// (<!-- amends:field sure=yes -->). A line of a worksheet that is left out on
// paper where that saves a page is spare (<!-- amends:field why spare -->).
//
// Underscores without a mark are a ruled line where nothing follows on their
// line. A line of underscores alone is a rule, as everywhere in Markdown, and
// underscores behind an escaped one are underscores.
package page

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"amends/composer"
)

// What goes beyond these is no letter, and would keep its reader waiting.
const (
	maxSize  = 1 << 20 // bytes of a file or a body
	maxDepth = 50      // blocks inside one another
	maxSigns = 2000    // signs of emphasis, links and code in one paragraph
	maxCells = 10_000  // cells of a table
)

// Parse reads the body of d. Whatever it does not draw as it stands is named
// in the body's Notes. A body that is too large or too deep for a page, or not
// UTF-8, is a [composer.SyntaxError].
func Parse(d *composer.Document) (*Body, error) {
	source := lineEnds(d.Body)
	r := &reader{
		source:   []byte(source),
		language: d.Language,
		places:   places{source: source, name: d.Source, first: max(d.Line, 1)},
	}
	if err := r.places.readable(); err != nil {
		return nil, err
	}
	context := parser.NewContext()
	root := markdown().Parse(text.NewReader(r.source), parser.WithContext(context))
	if l, ok := context.Get(limitKey).(limit); ok {
		return nil, r.places.fault(l.offset, "%s", l.what)
	}
	r.tabs, _ = context.Get(tabsKey).(map[ast.Node]int)
	blocks := r.blocks(root, 0)
	if r.err != nil {
		return nil, r.err
	}
	r.body.Blocks = blocks
	slices.SortStableFunc(r.body.Notes, func(a, b Note) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return &r.body, nil
}

// A reader turns goldmark's tree into ours.
type reader struct {
	source   []byte
	language string         // of the notes
	words    composer.Words // these, once there is one
	places   places
	body     Body
	tabs     map[ast.Node]int // where blocks behind a tab begin
	err      error            // the first limit that was met
}

func (r *reader) note(offset int, key string, pairs ...string) {
	if r.words == nil { // most pages have none
		r.words = words(r.language)
	}
	r.body.Notes = append(r.body.Notes, Note{
		Position: r.places.at(offset),
		Text:     r.words.Say(key, pairs...),
	})
}

// deep says that the block at offset is too deep.
func (r *reader) deep(offset int) {
	if r.err == nil {
		r.err = r.places.fault(offset, "%s", tooDeep)
	}
}

// blocks reads the children of parent. Marks open and close among them: one
// that is opened in a list item or a quotation ends there.
func (r *reader) blocks(parent ast.Node, depth int) []Block {
	g := gathering{reader: r, depth: depth}
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.LinkReferenceDefinition: // draws nothing
		case *ast.HTMLBlock:
			g.html(n)
		default:
			if b := r.block(n, depth+len(g.open)); b != nil {
				g.add(b)
			}
		}
	}
	return g.close()
}

// block reads one block; nil draws nothing.
func (r *reader) block(n ast.Node, depth int) Block {
	pos := r.places.at(r.start(n))
	if depth > maxDepth {
		r.deep(r.start(n))
		return nil
	}
	switch n := n.(type) {
	case *ast.Heading:
		return &Heading{Level: n.Level, Runs: r.runs(n), Pos: pos}
	case *ast.Paragraph, *ast.TextBlock:
		runs := r.runs(n)
		if len(runs) == 0 {
			return nil // marks of the checks alone
		}
		return &Paragraph{Runs: runs, Pos: pos}
	case *ast.List:
		return r.list(n, pos, depth)
	case *table:
		return r.table(n, pos)
	case *ast.Blockquote:
		return &Quote{Blocks: r.blocks(n, depth+1), Pos: pos}
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		return &Code{Text: r.code(n.Lines()), Pos: pos}
	case *ast.ThematicBreak:
		return &Rule{Pos: pos}
	}
	return nil
}

func (r *reader) list(n *ast.List, pos composer.Position, depth int) *List {
	l := &List{Ordered: n.IsOrdered(), Start: n.Start, Tight: n.IsTight, Pos: pos}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		item := Item{Task: task(c), Pos: r.places.at(r.start(c))}
		item.Blocks = r.blocks(c, depth+1)
		l.Items = append(l.Items, item)
	}
	return l
}

// task is the box that the first paragraph of a list item begins with.
func task(item ast.Node) *Task {
	if item.FirstChild() == nil {
		return nil
	}
	b, ok := item.FirstChild().FirstChild().(*box)
	if !ok {
		return nil
	}
	return &Task{Checked: b.checked, Field: b.label.name, Option: b.label.option}
}

// code is the text of a code block. Tabs stay, and each line has its end.
func (r *reader) code(lines *text.Segments) string {
	var b strings.Builder
	for i := range lines.Len() {
		line := lines.At(i)
		s := strings.TrimSuffix(string(line.Value(r.source)), "\n")
		for j, part := range strings.Split(s, "\t") {
			if j > 0 {
				b.WriteByte('\t')
			}
			b.WriteString(clean(part))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// start is where n begins. A heading that is underlined has its place at the
// underline, and a paragraph behind a link's definition at the definition.
func (r *reader) start(n ast.Node) int {
	start, ok := r.tabs[n]
	if !ok {
		start = n.Pos()
	}
	if n.Lines().Len() > 0 {
		first := n.Lines().At(0).Start
		switch n.(type) {
		case *ast.Heading:
			start = min(start, first)
		case *ast.Paragraph, *ast.TextBlock:
			start = first
		}
	}
	return start
}

// places finds the line and the column of an offset. It remembers the last
// one, so that a page read from its beginning to its end is walked once.
type places struct {
	source string
	name   string // the source's name
	first  int    // the number of the first line
	starts []int  // where each line begins

	line, offset, column int // the last place
}

func (p *places) at(offset int) composer.Position {
	if p.starts == nil {
		p.starts = append(p.starts, 0)
		for i := range len(p.source) {
			if p.source[i] == '\n' {
				p.starts = append(p.starts, i+1)
			}
		}
		p.line = -1
	}
	line := sort.SearchInts(p.starts, offset+1) - 1
	if line != p.line || offset < p.offset {
		p.line, p.offset, p.column = line, p.starts[line], 1
	}
	p.column += utf8.RuneCountInString(p.source[p.offset:offset])
	p.offset = offset
	return composer.Position{Source: p.name, Line: p.first + line, Column: p.column}
}

// fault is an error at offset.
func (p *places) fault(offset int, format string, args ...any) error {
	return &composer.SyntaxError{Position: p.at(offset), What: fmt.Sprintf(format, args...)}
}

// readable says whether the source is short enough and UTF-8.
func (p *places) readable() error {
	if len(p.source) > maxSize {
		return p.fault(0, "a page has at most %d MB", maxSize>>20)
	}
	for i, c := range p.source {
		if c == utf8.RuneError && !strings.HasPrefix(p.source[i:], string(utf8.RuneError)) {
			return p.fault(i, "this is not text in UTF-8; save the file as UTF-8 and try again")
		}
	}
	return nil
}

// lineEnds makes every line end "\n".
func lineEnds(s string) string {
	if !strings.Contains(s, "\r") {
		return s
	}
	return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
}
