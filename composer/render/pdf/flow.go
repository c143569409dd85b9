package pdf

import (
	"math"
	"slices"
	"strings"

	"amends/composer/page"
)

// An inkKind says how an ink is drawn.
type inkKind int

const (
	inkText  inkKind = iota // glyphs, from x on the baseline y
	inkLine                 // a line from x, y: w to the right, or h down
	inkBox                  // a box to tick, w wide, whose lower left corner is x, y
	inkImage                // the logo, w wide and h high, whose lower left corner is x, y
	inkField                // a place to write on: a line of width w at y, with h above it; if bare, glyphs in place of the line
)

// An ink is one thing drawn. The inks of a page stand in reading order.
type ink struct {
	kind   inkKind
	of     *element // nil for page furniture and decoration, which readers aloud skip
	art    artifact // what it is if it has no element
	heard  *element // the element that it has where page furniture is heard
	x, y   length   // from the upper left corner of the slab, later of the page
	w, h   length
	size   length  // of the text
	thick  length  // of the line
	gray   int     // of the line: 0 is black, 100 white
	bare   bool    // a field that needs no line, for its cell has borders
	glyphs []glyph // the text, in one face and of one level
	level  level
	heavy  bool // it is to be bold, and the face is not
	link   string
	field  *page.Field
	task   *page.Task
}

// An artifact is what belongs to the page and not to the text.
type artifact int

const (
	artLayout artifact = iota // rules, borders, the lines under links
	artHeader                 // at the top of a page, or of a table that goes on
	artFooter                 // at the foot of a page
	artHead                   // the letterhead of a first page, which is heard once
	artFoot                   // the line at the foot of each page, which is heard once
)

// A grip says how strongly a slab holds on to the one above it.
type grip int

const (
	loose   grip = iota // a page may begin with it
	leaning             // a page had better not begin with it
	kept                // a page begins with it only if much of the page before were left empty, or what is kept together is higher than a page
	held                // a page begins with it only if what holds on to the end of another part is, with that, higher than a page
	solid               // a page begins with it only if what is kept together is higher than a page
	fast                // no page begins with it
)

// A slab is a strip of the text's column that is never split: a line, or a
// table's row.
type slab struct {
	gap    length // white above it, dropped where it begins a page
	height length
	base   length // the first baseline, from the top
	grip   grip
	turn   bool  // it begins a new page
	faint  bool  // dropped where it would begin a page
	beside bool  // it begins a column that stands under another
	lines  int   // how many lines of text a heading above it can count on
	head   *slab // the header that is repeated where the slab begins a page
	bars   []bar
	inks   []ink
}

// A bar is the rule at the left of a quotation.
type bar struct {
	x     length
	first bool // it begins with this slab
}

// A flow is a column of slabs that is being filled.
type flow struct {
	slabs []slab
	gap   length // white before what comes next
	exact bool   // the gap is not made larger
	turn  bool   // what comes next begins a new page
	held  int    // lines that a heading still holds on to
}

// space asks for white: the largest of what neighbours ask for is left.
func (f *flow) space(n length) {
	if !f.exact {
		f.gap = max(f.gap, n)
	}
}

// add puts s under what is there.
func (f *flow) add(s slab) {
	s.gap, s.turn = f.gap, f.turn
	if f.held > 0 {
		s.grip = fast
		f.held = max(0, f.held-s.lines)
	}
	f.gap, f.exact, f.turn = 0, false, false
	f.slabs = append(f.slabs, s)
}

// part begins a part of its own, with n white above it. A heading whose part
// has a line already does not hold on to the next one.
func (f *flow) part(n length) {
	if f.held == 1 {
		f.held = 0
	}
	f.space(n)
}

// written reports whether the last slab is one that a hand writes on.
func (f *flow) written() bool {
	return len(f.slabs) > 0 && slices.ContainsFunc(f.slabs[len(f.slabs)-1].inks, func(k ink) bool { return k.kind == inkField })
}

// hold makes the slabs that come next stay with the last one, until they have
// as many lines.
func (f *flow) hold(lines int) { f.held = lines }

// sign makes the part whole where people sign, which begins with a heading
// after first, if there is one, and has its first line to sign on at n. If the
// part is all there is after first, it holds on to what stands above, unless
// that is higher than most, or stands beside.
func (f *flow) sign(first, n int, most length) {
	from, level := first, math.MaxInt
	for i := n; i >= first; i-- {
		if l := f.slabs[i].heads(); l > 0 && l < level {
			from, level = i, l
		}
	}
	for i := from; i < len(f.slabs); i++ {
		if i > first && (i <= n || !f.slabs[i].beside) {
			f.slabs[i].grip = max(f.slabs[i].grip, solid)
		}
	}
	if n == first && f.slabs[n].heads() > 0 { // a column of it is what they sign
		return
	}
	for i := first; from == first && i > 0 && f.slabs[i-1].height < most; i-- {
		f.slabs[i].grip = max(f.slabs[i].grip, held)
		if !f.slabs[i-1].faint { // a rule between is not what they sign
			break
		}
	}
}

// signed reports whether there is a line to sign on in s: one of that name, or
// one that only a hand can fill in.
func (s slab) signed() bool {
	return slices.ContainsFunc(s.inks, func(k ink) bool {
		return k.kind == inkField && (k.field.Name == "" || strings.HasPrefix(k.field.Name, signature))
	})
}

// heads is the level of the heading that s begins with; 0 if it begins with
// none.
func (s *slab) heads() int {
	if e := s.of(); e != nil {
		return e.level
	}
	return 0
}

// place appends the inks of s, moved right by x and down by y. Where it does
// not stand first, its bars reach up through the gap above.
func (s *slab) place(inks []ink, x, y length, first bool) []ink {
	for _, b := range s.bars {
		top := y
		if !first && !b.first {
			top -= s.gap
		}
		inks = append(inks, ink{kind: inkLine, x: x + b.x, y: top, h: y + s.height - top, thick: 750, gray: 60})
	}
	for _, k := range s.inks {
		k.x += x
		k.y += y
		inks = append(inks, k)
	}
	return inks
}
