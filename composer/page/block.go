package page

import "amends/composer"

// A Body is a document's Markdown as a tree of blocks, in reading order.
// The zero value is an empty page.
type Body struct {
	Blocks []Block
	Notes  []Note  // marks that nobody knows, raw HTML that was left out
	Allows []Allow // findings that the writer keeps
}

// A Note is something in the Markdown that is not drawn as it stands.
type Note struct {
	composer.Position
	Text string // what it is, for a person
}

// An Allow is a finding that the writer knows of and keeps
// (<!-- amends:allow rule -- reason -->).
type Allow struct {
	composer.Position
	Rule   string
	Reason string
}

// A Block is one of *[Heading], *[Paragraph], *[List], *[Table], *[Quote],
// *[Code], *[Rule], *[Break], *[Keep], *[Columns], *[Small] and *[Lang].
type Block interface{ block() }

// A Heading is a line over what follows.
type Heading struct {
	Level int // 1 to 6
	Runs  []Run
	Pos   composer.Position
}

// A Paragraph is running text.
type Paragraph struct {
	Runs []Run
	Pos  composer.Position
}

// A List is a bulleted or numbered list, or one of task boxes.
type List struct {
	Ordered bool
	Start   int  // the first number of an ordered list
	Tight   bool // no blank lines between the items
	Items   []Item
	Pos     composer.Position
}

// An Item is one entry of a [List].
type Item struct {
	Task   *Task // nil where the item has no box
	Blocks []Block
	Pos    composer.Position
}

// A Task is the box of a task-list item. With a Field it can be filled in.
type Task struct {
	Checked bool
	Field   string // the field's name, an answer path; empty for a plain box
	Option  string // the answer that a tick stands for, where one of several is ticked; else empty
}

// An Align says where the text of a table's column stands.
type Align int

// The alignments of a column; the zero value is the document's own.
const (
	AlignNone Align = iota
	AlignLeft
	AlignCenter
	AlignRight
)

// A Table is a grid with one header row. Every row has as many cells as Head.
type Table struct {
	Align []Align
	Head  []Cell
	Rows  [][]Cell
	Pos   composer.Position
}

// Labelled reports whether t has two columns and a head without words: the
// first column then says what the second holds.
func (t *Table) Labelled() bool {
	return len(t.Head) == 2 && len(t.Head[0].Runs) == 0 && len(t.Head[1].Runs) == 0
}

// A Cell is one field of a [Table].
type Cell struct{ Runs []Run }

// A Quote is a block quotation.
type Quote struct {
	Blocks []Block
	Pos    composer.Position
}

// Code is a code block, set as it stands.
type Code struct {
	Text string // lines end with "\n"
	Pos  composer.Position
}

// A Rule is a thematic break.
type Rule struct{ Pos composer.Position }

// A Break begins a new page (<!-- amends:page -->).
type Break struct{ Pos composer.Position }

// A Keep is not split over two pages, unless that would leave much of the first
// one empty (<!-- amends:keep -->).
type Keep struct {
	Blocks []Block
	Pos    composer.Position
}

// Columns stand side by side on paper and one after the other in reading
// order (<!-- amends:columns --> … <!-- amends:column --> …).
type Columns struct {
	Columns [][]Block
	Pos     composer.Position
}

// Small is set in a smaller size (<!-- amends:small -->).
type Small struct {
	Blocks []Block
	Pos    composer.Position
}

// A Lang is a passage in another language (<!-- amends:lang es -->).
type Lang struct {
	Tag    string // BCP 47
	Blocks []Block
	Pos    composer.Position
}

// A Run is a stretch of text in one style, or a field to fill in.
type Run struct {
	Text   string // without line ends; entities and escapes are resolved
	Strong bool
	Emph   bool
	Code   bool
	Link   string // the address, or empty
	Break  bool   // a hard line break stands behind the text
	Field  *Field // a ruled line to write on; Text is empty
	Pos    composer.Position
}

// A Field is a line to write on: a run of five or more underscores in the
// Markdown, and its mark where it has one.
type Field struct {
	Name  string // an answer path; empty for a ruled line that is no form field
	Width int    // how many underscores stood there
	Date  bool   // a day is to be written there
	Spare bool   // its line is left out on paper where that saves a page
	Rest  bool   // nothing else stands behind it on its line: it is drawn up to the margin
}

// EndsLine says whether the line ends behind r although no hard line break
// stands there: r is a field up to the margin, and more than a break follows.
func (r Run) EndsLine(next Run) bool {
	return r.Field != nil && r.Field.Rest && !r.Break && !(next.Break && next.Text == "" && next.Field == nil)
}

func (*Heading) block()   {}
func (*Paragraph) block() {}
func (*List) block()      {}
func (*Table) block()     {}
func (*Quote) block()     {}
func (*Code) block()      {}
func (*Rule) block()      {}
func (*Break) block()     {}
func (*Keep) block()      {}
func (*Columns) block()   {}
func (*Small) block()     {}
func (*Lang) block()      {}
