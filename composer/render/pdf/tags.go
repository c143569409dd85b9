package pdf

import "strconv"

// What is drawn says what it is: a paragraph, a heading, the cell of a table.
// The blocks of a document make elements, every ink knows its own, and while
// the pages are drawn the elements grow into the tree that a screen reader
// walks (ISO 32000-1, 14.7 and 14.8; ISO 14289-1, 7). What shows nothing to
// read, such as a rule, is an artifact outside the tree.

// An element is a part of the document's structure. Its kind is the name that
// tagged PDF has for it.
type element struct {
	kind   string // "Document", "Div", "P", "H1", "L", "LI", "Lbl", "LBody", "Table", "TR", "TH", "TD", "BlockQuote", "Code", "Link", "Span", "Form", "Figure"
	parent *element
	lang   string // BCP 47; empty for the parent's
	title  string // of a document
	alt    string // what is said in place of what is drawn
	actual string // what the content says, where it is not drawn in that order
	attr   string // the attributes, as a dictionary of PDF or an array of several
	slot   *slot  // the field that it is; nil for none
	level  int    // of a heading, as the document has it; 0 for what is none

	kids   []kid
	held   bool // it is among its parent's kids
	rooted bool // it is in the tree
	number int  // of its object
}

// child is a new element within e. It joins the tree when something of it is
// drawn, so that the order of the kids is the one in which a page is read.
func (e *element) child(kind string) *element { return &element{kind: kind, parent: e} }

// block is the block of text that e is, or is a part of.
func (e *element) block() *element {
	for e.kind == "Link" || e.kind == "Span" || e.kind == "Form" {
		e = e.parent
	}
	return e
}

// hold makes c a kid of e at once, wherever e is drawn: the cells of a row are
// counted, so an empty one must not be missing.
func (e *element) hold(c *element) {
	c.held = true
	e.kids = append(e.kids, kid{of: c})
}

// A kid is what an element holds: another element, the content of one mark on
// a page, or the place of a link or a field.
type kid struct {
	of     *element
	link   bool
	widget bool
	page   int
	n      int // the number of the mark on its page, or of the link or the widget in the file
}

// A tree is the structure of a file, as far as it is drawn.
type tree struct {
	root     *element
	marks    [][]*element // by page: whose content each mark is
	links    []link
	widgets  []widget
	document int // the one that is drawn, counted from 1
	headings []heading
	levels   []int // of the headings that the last one stands under, and its own
}

// A link is a place on a page that leads to an address.
type link struct {
	of                       *element
	page                     int
	base                     length // of its text
	left, bottom, right, top length // from the lower left corner
	uri                      string
	number                   int // of its object
}

// A heading is where a heading stands, for the outline. That of a document of
// several has the level 0.
type heading struct {
	of    *element
	title string
	level int
	page  int
	top   length // from the paper's lower edge
}

// join puts e into the tree, with all that it stands in.
func (t *tree) join(e *element) {
	if e == nil || e.rooted {
		return
	}
	t.join(e.parent)
	e.rooted = true
	switch {
	case e.kind == "Document":
		t.levels = t.levels[:0]
	case e.level > 0:
		t.rank(e)
	}
	if e.parent != nil && !e.held {
		e.parent.hold(e)
	}
}

// rank gives a heading its place among those before it: the first is H1, and
// none is deeper by more than one than the heading it stands under, whatever
// the numbers in the Markdown are (ISO 14289-1, 7.4.2).
func (t *tree) rank(e *element) {
	for len(t.levels) > 0 && t.levels[len(t.levels)-1] >= e.level {
		t.levels = t.levels[:len(t.levels)-1]
	}
	t.levels = append(t.levels, e.level)
	e.kind = "H" + strconv.Itoa(len(t.levels))
}

// mark is the number of a new mark on a page, whose content is e's.
func (t *tree) mark(page int, e *element) int {
	t.join(e)
	n := len(t.marks[page])
	t.marks[page] = append(t.marks[page], e)
	e.kids = append(e.kids, kid{page: page, n: n})
	return n
}

// link notes that a place leads to an address. The pieces of a link on one
// line are one place.
func (t *tree) link(l link) {
	if n := len(t.links); n > 0 {
		last := &t.links[n-1]
		if last.of == l.of && last.page == l.page && last.base == l.base {
			last.right = max(last.right, l.right)
			last.bottom, last.top = min(last.bottom, l.bottom), max(last.top, l.top)
			return
		}
	}
	l.of.kids = append(l.of.kids, kid{link: true, page: l.page, n: len(t.links)})
	t.links = append(t.links, l)
}

// heading notes text that is drawn for e, if it stands in a heading.
func (t *tree) heading(e *element, page int, top length, glyphs []glyph) {
	for e != nil && e.level == 0 {
		e = e.parent
	}
	if e == nil {
		return
	}
	n := len(t.headings)
	if n == 0 || t.headings[n-1].of != e {
		t.headings = append(t.headings, heading{of: e, level: len(t.levels), page: page, top: top})
		n++
	}
	t.headings[n-1].title += textOf(glyphs)
}

// begin begins a document on a new page.
func (t *tree) begin(e *element, page int, top length) {
	t.document++
	t.join(e)
	if e != t.root {
		t.headings = append(t.headings, heading{of: e, title: e.title, page: page, top: top})
	}
}
