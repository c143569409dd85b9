package page

import (
	"bytes"
	"fmt"
	"strings"
	"sync"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// markdown is goldmark's parser with our fields, boxes and tables, and with
// limits: goldmark's time grows with the square of the depth, and of the signs
// in a paragraph. Its own package of extensions has tables and boxes too, but
// compiles the patterns of all extensions at every start of the program.
var markdown = sync.OnceValue(func() parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(placed{parser.NewSetextHeadingParser()}, 100),
			util.Prioritized(placed{parser.NewThematicBreakParser()}, 200),
			util.Prioritized(placed{nested{parser.NewListParser()}}, 300),
			util.Prioritized(placed{parser.NewListItemParser()}, 400),
			util.Prioritized(placed{parser.NewCodeBlockParser()}, 500),
			util.Prioritized(placed{parser.NewATXHeadingParser()}, 600),
			util.Prioritized(placed{parser.NewFencedCodeBlockParser()}, 700),
			util.Prioritized(placed{nested{parser.NewBlockquoteParser()}}, 800),
			util.Prioritized(placed{html{parser.NewHTMLBlockParser()}}, 900),
			util.Prioritized(placed{parser.NewParagraphParser()}, 1000),
		),
		parser.WithInlineParsers(
			util.Prioritized(fieldParser{}, 10),
			util.Prioritized(boxParser{}, 20),
			util.Prioritized(counted{parser.NewCodeSpanParser()}, 100),
			util.Prioritized(counted{parser.NewLinkParser()}, 200),
			util.Prioritized(parser.NewAutoLinkParser(), 300),
			util.Prioritized(parser.NewRawHTMLParser(), 400),
			util.Prioritized(counted{parser.NewEmphasisParser()}, 500),
		),
		parser.WithParagraphTransformers(
			util.Prioritized(definitions{parser.LinkReferenceParagraphTransformer}, 100),
			util.Prioritized(tableTransformer{}, 200),
		),
	)
})

// A limit is the first thing in a page that goes beyond the limits.
type limit struct {
	offset int
	what   string
}

var (
	limitKey = parser.NewContextKey()
	signsKey = parser.NewContextKey()
	tabsKey  = parser.NewContextKey()
)

var (
	tooDeep  = fmt.Sprintf("more than %d lists, quotations and marks inside one another", maxDepth)
	tooDense = fmt.Sprintf("more than %d signs of emphasis, links and code in one paragraph", maxSigns)
	tooWide  = fmt.Sprintf("a table has at most %d cells", maxCells)
)

func exceed(pc parser.Context, offset int, what string) {
	if pc.Get(limitKey) == nil {
		pc.Set(limitKey, limit{offset, what})
	}
}

// placed remembers the place of a block behind a tab, which goldmark takes for
// as many characters as the tab is wide.
type placed struct{ parser.BlockParser }

func (p placed) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	_, segment := reader.PeekLine()
	offset := segment.Start + max(0, pc.BlockOffset()-segment.Padding)
	node, state := p.BlockParser.Open(parent, reader, pc)
	if node != nil && segment.Padding > 0 {
		tabs := pc.ComputeIfAbsent(tabsKey, func() any { return map[ast.Node]int{} }).(map[ast.Node]int)
		tabs[node] = offset
	}
	return node, state
}

// nested opens lists and quotations down to maxDepth.
type nested struct{ parser.BlockParser }

func (p nested) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	_, segment := reader.PeekLine()
	node, state := p.BlockParser.Open(parent, reader, pc)
	if node == nil {
		return nil, state
	}
	depth := 0
	for n := parent; n != nil; n = n.Parent() {
		if _, item := n.(*ast.ListItem); !item {
			depth++
		}
	}
	if depth > maxDepth {
		exceed(pc, segment.Start, tooDeep)
		return nil, parser.NoChildren
	}
	return node, state
}

// html leaves a line that begins with a comment and goes on with text to the
// paragraphs: CommonMark hides such a line whole.
type html struct{ parser.BlockParser }

func (p html) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, _ := reader.PeekLine()
	rest := bytes.TrimSpace(line)
	for {
		_, after, ok := cutComment(rest)
		if !ok {
			break
		}
		rest = bytes.TrimSpace(after)
	}
	if len(rest) > 0 && len(rest) < len(bytes.TrimSpace(line)) {
		return nil, parser.NoChildren
	}
	return p.BlockParser.Open(parent, reader, pc)
}

// cutComment cuts the HTML comment that s begins with.
func cutComment(s []byte) (comment, after []byte, ok bool) {
	if !bytes.HasPrefix(s, []byte("<!--")) {
		return nil, s, false
	}
	end := bytes.Index(s[len("<!--"):], []byte("-->"))
	if end < 0 {
		return nil, s, false
	}
	end += len("<!---->")
	return s[:end], s[end:], true
}

// counted reads up to maxSigns of its signs in one paragraph.
type counted struct{ parser.InlineParser }

func (p counted) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	n, _ := pc.Get(signsKey).(int)
	if n == maxSigns {
		_, segment := block.PeekLine()
		exceed(pc, segment.Start, tooDense)
		return nil
	}
	pc.Set(signsKey, n+1)
	return p.InlineParser.Parse(parent, block, pc)
}

func (p counted) CloseBlock(parent ast.Node, block text.Reader, pc parser.Context) {
	pc.Set(signsKey, 0)
	if c, ok := p.InlineParser.(parser.CloseBlocker); ok {
		c.CloseBlock(parent, block, pc)
	}
}

// definitions reads the addresses of links from up to maxSigns lines.
type definitions struct{ parser.ParagraphTransformer }

func (t definitions) Transform(p *ast.Paragraph, reader text.Reader, pc parser.Context) {
	first := p.Lines().At(0)
	if p.Lines().Len() > maxSigns && bytes.HasPrefix(first.Value(reader.Source()), []byte("[")) {
		exceed(pc, first.Start, tooDense)
		return
	}
	t.ParagraphTransformer.Transform(p, reader, pc)
}

// A field is a line to write on among goldmark's nodes.
type field struct {
	ast.BaseInline
	Field
}

var kindField = ast.NewNodeKind("Field")

func (*field) Kind() ast.NodeKind { return kindField }

func (f *field) Dump(source []byte, level int) { ast.DumpHelper(f, source, level, nil, nil) }

// minField is how many underscores make a line to write on.
const minField = 5

// fieldParser reads fields before underscores are read as emphasis.
type fieldParser struct{}

func (fieldParser) Trigger() []byte { return []byte{'_'} }

func (fieldParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, _ := block.PeekLine()
	rest := bytes.TrimLeft(line, "_")
	width := len(line) - len(rest)
	if width < minField || block.PrecendingCharacter() == '_' {
		return nil
	}
	l, rest, marked := cutFieldMark(rest)
	end := endsLine(rest)
	if !marked && !end || l.option != "" {
		return nil
	}
	block.Advance(len(line) - len(rest))
	return &field{Field: Field{Name: l.name, Width: width, Date: l.date, Spare: l.spare, Rest: end}}
}

// endsLine says whether nothing follows on the line but a hard line break.
func endsLine(rest []byte) bool {
	rest = bytes.TrimLeft(rest, " \t")
	return len(rest) == 0 || rest[0] == '\n' || bytes.HasPrefix(rest, []byte("\\\n"))
}

// maxFieldMark is the length of the longest mark of a field.
const maxFieldMark = 256

// cutFieldMark cuts the mark of a field that s begins with.
func cutFieldMark(s []byte) (l label, after []byte, ok bool) {
	comment, _, ok := cutComment(s[:min(len(s), maxFieldMark)])
	if !ok {
		return label{}, s, false
	}
	m, ok := parseMark(string(comment))
	if !ok || m.name != "field" {
		return label{}, s, false
	}
	if l, ok = m.field(); !ok {
		return label{}, s, false
	}
	return l, s[len(comment):], true
}

// A box is the box of a task-list item among goldmark's nodes.
type box struct {
	ast.BaseInline
	checked bool
	label   label
}

var kindBox = ast.NewNodeKind("Box")

func (*box) Kind() ast.NodeKind { return kindBox }

func (b *box) Dump(source []byte, level int) { ast.DumpHelper(b, source, level, nil, nil) }

// boxParser reads the box at the beginning of a list item, and its mark.
type boxParser struct{}

func (boxParser) Trigger() []byte { return []byte{'['} }

func (boxParser) Parse(parent ast.Node, block text.Reader, _ parser.Context) ast.Node {
	item, ok := parent.Parent().(*ast.ListItem)
	if !ok || item.FirstChild() != parent || parent.HasChildren() {
		return nil
	}
	line, _ := block.PeekLine()
	if len(line) < len("[ ]") || line[2] != ']' || !strings.ContainsRune(" xX", rune(line[1])) {
		return nil
	}
	rest := line[len("[ ]"):]
	after := bytes.TrimLeft(rest, " \t")
	if len(after) > 0 && len(after) == len(rest) && after[0] != '\n' {
		return nil
	}
	l, after, marked := cutFieldMark(after)
	if marked {
		after = bytes.TrimLeft(after, " \t")
	}
	block.Advance(len(line) - len(after))
	return &box{checked: line[1] != ' ', label: l}
}
