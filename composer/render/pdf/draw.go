package pdf

import (
	"slices"
	"strconv"
	"strings"
)

// A use is a face as a file uses it.
type use struct {
	face    *face
	chars   []rune         // those that the base has not
	drawn   map[drawn]bool // the glyphs of clusters
	cut     *cut
	types   bool // fields are filled in with it
	program int  // the number of the object of its file
}

// uses are the faces of sheets in the order of their first character, cut.
func uses(sheets []sheet) ([]*use, error) {
	var us []*use
	for i := range sheets {
		for k := range sheets[i].inks {
			for _, g := range sheets[i].inks[k].glyphs {
				us = useOf(us, g.face)
				us[indexFace(us, g.face)].add(g)
			}
			if e := sheets[i].inks[k].of; e != nil && e.slot != nil && e.slot.face != nil {
				us = useOf(us, e.slot.face)
				us[indexFace(us, e.slot.face)].typed()
			}
		}
	}
	for _, u := range us {
		var err error
		if u.cut, err = u.face.cut(u.chars, u.drawn, u.types); err != nil {
			return nil, err
		}
	}
	return us, nil
}

// useOf is us with f among them.
func useOf(us []*use, f *face) []*use {
	if indexFace(us, f) < 0 {
		us = append(us, &use{face: f})
	}
	return us
}

// add notes that g is drawn.
func (u *use) add(g glyph) {
	if g.cluster != nil {
		if u.drawn == nil {
			u.drawn = map[drawn]bool{}
		}
		for _, p := range g.cluster.glyphs {
			u.drawn[p.drawn] = true
		}
		return
	}
	r := g.r
	if r < 127 && (u.face.plain() || u.face.themed() && !strings.ContainsRune(signs, r)) || slices.Contains(u.chars, r) {
		return
	}
	u.chars = append(u.chars, r)
}

// indexFace is the place of f in us; -1 if it is not there.
func indexFace(us []*use, f *face) int {
	for i, u := range us {
		if u.face == f {
			return i
		}
	}
	return -1
}

// A pen writes the operators of pages, and marks what belongs together.
type pen struct {
	b    []byte
	uses []*use
	tree *tree
	page int
	ht   length
	face *face
	size length

	marked bool // marked content is open
	of     *element
	art    artifact
	thick  length // of lines, as it is set; 0 if it is not
	gray   int    // and their gray
	under  []ink  // the lines under links
}

// turn begins a page.
func (p *pen) turn(page int, ht length) {
	*p = pen{b: p.b[:0], uses: p.uses, tree: p.tree, page: page, ht: ht, under: p.under[:0]}
}

// begin opens marked content of e, or goes on with it.
func (p *pen) begin(e *element) {
	if p.marked && p.of == e {
		return
	}
	p.end()
	n := p.tree.mark(p.page, e)
	p.b = append(append(append(p.b, '/'), e.kind...), " <</MCID "...)
	p.b = append(strconv.AppendInt(p.b, int64(n), 10), ">> BDC\n"...)
	p.marked, p.of = true, e
}

// artifacts are what marks the artifacts (ISO 32000-1, 14.8.2.2; ISO 14289-1,
// 7.8).
var artifacts = [...]string{
	artLayout: "/Artifact <</Type /Layout>> BDC\n",
	artHeader: "/Artifact <</Type /Pagination /Subtype /Header>> BDC\n",
	artFooter: "/Artifact <</Type /Pagination /Subtype /Footer>> BDC\n",
	artHead:   "/Artifact <</Type /Pagination /Subtype /Header>> BDC\n",
	artFoot:   "/Artifact <</Type /Pagination /Subtype /Footer>> BDC\n",
}

// artifact opens content that is not read aloud, or goes on with it.
func (p *pen) artifact(a artifact) {
	if p.marked && p.of == nil && artifacts[p.art] == artifacts[a] {
		return
	}
	p.end()
	p.b = append(p.b, artifacts[a]...)
	p.marked, p.of, p.art = true, nil, a
}

// end closes marked content.
func (p *pen) end() {
	if p.marked {
		p.op("EMC")
	}
	p.marked = false
}

// num writes a length in points.
func (p *pen) num(n length) { p.b = append(appendPoints(p.b, n), ' ') }

// appendPoints appends a length in points, with no more digits than it has.
func appendPoints(b []byte, n length) []byte {
	if n < 0 {
		b = append(b, '-')
		n = -n
	}
	b = strconv.AppendInt(b, int64(n/1000), 10)
	f := n % 1000
	if f == 0 {
		return b
	}
	b = append(b, '.', byte('0'+f/100), byte('0'+f/10%10), byte('0'+f%10))
	for b[len(b)-1] == '0' {
		b = b[:len(b)-1]
	}
	return b
}

// op ends an operator with its name.
func (p *pen) op(name string) { p.b = append(append(p.b, name...), '\n') }

// line draws a line between two places.
func (p *pen) line(x0, y0, x1, y1 length) {
	p.num(x0)
	p.num(p.ht - y0)
	p.b = append(p.b, "m "...)
	p.num(x1)
	p.num(p.ht - y1)
	p.op("l S")
}

// stroke sets the thickness and the gray of lines, if they are not set.
func (p *pen) stroke(thick length, gray int) {
	if p.thick == thick && p.gray == gray {
		return
	}
	p.thick, p.gray = thick, gray
	p.num(thick)
	p.b = append(p.b, "w "...)
	p.num(length(gray) * 10)
	p.op("G")
}

// draw draws the inks of a page: first what is read or filled in, then all
// rules and borders, as one artifact.
func (p *pen) draw(inks []ink) {
	for i := range inks {
		k := &inks[i]
		switch {
		case k.kind == inkBox:
			p.begin(k.of)
			p.box(k)
			p.tree.widget(k, p.page, p.ht)
		case k.kind == inkImage:
			p.image(k)
		case k.kind == inkField && k.of == nil:
			p.artifact(k.art)
			p.field(k)
		case k.kind == inkField:
			p.begin(k.of)
			p.field(k)
			p.tree.widget(k, p.page, p.ht)
		case k.kind == inkText && len(k.glyphs) > 0 && k.of == nil:
			p.artifact(k.art)
			p.text(k)
		case k.kind == inkText && len(k.glyphs) > 0:
			p.begin(k.of)
			p.text(k)
			p.tree.heading(k.of, p.page, p.ht-k.y+k.size, k.glyphs)
		}
	}
	for _, lines := range [][]ink{inks, p.under} {
		for i := range lines {
			k := &lines[i]
			if k.kind != inkLine {
				continue
			}
			p.artifact(artLayout)
			if k.link != "" {
				p.b = append(p.b, blue+" RG 0.5 w "...)
				p.thick = 0
			} else {
				p.stroke(k.thick, k.gray)
			}
			if k.h > 0 {
				p.line(k.x, k.y, k.x, k.y+k.h)
			} else {
				p.line(k.x, k.y, k.x+k.w, k.y)
			}
		}
	}
	p.end()
}

// field draws a line to write on, or where none is needed the space that
// stands for it.
func (p *pen) field(k *ink) {
	switch {
	case !k.bare:
		p.stroke(k.thick, k.gray)
		p.line(k.x, k.y, k.x+k.w, k.y)
	case len(k.glyphs) > 0: // else its element has one
		p.text(k)
	}
}

// box draws a box, and a tick in it if it is checked.
func (p *pen) box(k *ink) {
	bounds := append([]byte("[<</O /Layout /BBox ["), p.rect(k.x, p.ht-k.y, k.x+k.w, p.ht-k.y+k.h)...)
	k.of.attr = string(append(bounds, "]>>"...)) + k.of.attr + "]"
	p.stroke(k.thick, 20)
	for _, n := range []length{k.x, p.ht - k.y, k.w, k.h} {
		p.num(n)
	}
	p.op("re S")
	if k.task == nil || !k.task.Checked || k.of.slot != nil {
		return // a field draws its tick itself
	}
	p.stroke(2*k.thick, 0)
	p.tick(k.x, p.ht-k.y, k.w, k.h)
}

// tick draws a tick in a box whose lower left corner is x, y.
func (p *pen) tick(x, y, w, h length) {
	p.b = append(p.b, "1 J 1 j "...)
	at := func(dx, dy length) {
		p.num(x + w*dx/100)
		p.num(y + h*dy/100)
	}
	at(22, 50)
	p.b = append(p.b, "m "...)
	at(42, 26)
	p.b = append(p.b, "l "...)
	at(80, 78)
	p.op("l S 0 J 0 j")
}

// image draws the logo.
func (p *pen) image(k *ink) {
	if k.of == nil {
		p.artifact(k.art)
	} else {
		p.begin(k.of)
		k.of.attr = string(append(append([]byte("<</O /Layout /BBox ["), p.rect(k.x, p.ht-k.y, k.x+k.w, p.ht-k.y+k.h)...), "]>>"...))
	}
	p.b = append(p.b, "q "...)
	p.num(k.w)
	p.b = append(p.b, "0 0 "...)
	for _, n := range []length{k.h, k.x, p.ht - k.y} {
		p.num(n)
	}
	p.op("cm /Logo Do Q")
}

// rect is the four numbers of a rectangle.
func (p *pen) rect(left, bottom, right, top length) []byte {
	var b []byte
	for _, v := range []length{left, bottom, right, top} {
		b = append(appendPoints(b, v), ' ')
	}
	return b[:len(b)-1]
}

// blue is the ink of links: dark enough to read, and to print without colour.
const blue = "0.05 0.2 0.5"

// text draws glyphs, and notes where they lead.
func (p *pen) text(k *ink) {
	f := k.glyphs[0].face
	n := indexFace(p.uses, f)
	if p.face != f || p.size != k.size {
		p.face, p.size = f, k.size
		p.b = append(append(p.b, "/A"...), strconv.Itoa(n)...)
		p.b = append(p.b, ' ')
		p.num(k.size)
		p.op("Tf")
	}
	if k.link != "" {
		p.op(blue + " rg")
	}
	if k.heavy {
		p.heavier(k)
	}
	if k.level.rightToLeft() {
		p.op("/ReversedChars BMC") // each string is drawn from its end (ISO 32000-1, 14.8.2.3.3)
	}
	p.b = append(p.b, "BT "...)
	p.num(k.x)
	p.num(p.ht - k.y)
	p.b = append(p.b, "Td [<"...)
	cut := p.uses[n].cut
	if k.level.rightToLeft() || slices.ContainsFunc(k.glyphs, func(g glyph) bool { return g.cluster != nil }) {
		p.clusters(k, cut)
	} else {
		for i, g := range k.glyphs {
			if i > 0 && g.kern != 0 {
				p.move(int(-g.kern))
			}
			p.b = append(p.b, hex4(cut.code(g.r))...)
		}
	}
	p.op(">] TJ ET")
	if k.level.rightToLeft() {
		p.op("EMC")
	}
	if k.heavy {
		p.op("0 Tr")
	}
	if k.link == "" {
		return
	}
	p.op("0 g")
	last := k.glyphs[len(k.glyphs)-1]
	x, w := k.x, k.w
	if blank(last.r) {
		w -= last.w
		if k.level.rightToLeft() {
			x += last.w
		}
	}
	p.under = append(p.under, ink{kind: inkLine, x: x, y: k.y + k.size/8, w: w, link: k.link})
	of := k.of
	for of.kind != "Link" { // what runs from right to left stands in a Span in it
		of = of.parent
	}
	p.tree.link(link{of: of, page: p.page, base: k.y, left: x, bottom: p.ht - k.y - k.size/4, right: x + w, top: p.ht - k.y + k.size*4/5, uri: k.link})
}

// heavier makes the next text bold by a line around it: the font has no bold.
func (p *pen) heavier(k *ink) {
	if k.link != "" {
		p.b = append(p.b, blue+" RG "...)
	} else {
		p.b = append(p.b, "0 G "...)
	}
	p.num(k.size / 35)
	p.op("w 2 Tr")
	p.thick = 0 // what is drawn next sets its own
}

// move moves what follows in a string of glyphs to the left, in thousandths of
// the size.
func (p *pen) move(n int) {
	p.b = append(p.b, '>')
	p.b = strconv.AppendInt(p.b, int64(n), 10)
	p.b = append(p.b, '<')
}

// clusters draws glyphs that are not simply side by side. The text of a cluster
// whose glyphs do not tell it is said beside them (ISO 32000-1, 14.9.4). What
// runs from right to left is drawn from its end, as readers expect that copy
// text (14.8.2.3.3).
func (p *pen) clusters(k *ink, cut *cut) {
	left := 0 // of the next cluster, in thousandths of the size
	at := 0   // where the next glyph would stand
	draw := func(code uint16, x, width int) {
		if x != at {
			p.move(at - x)
		}
		p.b = append(p.b, hex4(code)...)
		at = x + width
	}
	glyphs := k.glyphs
	if k.level.rightToLeft() {
		glyphs = slices.Clone(glyphs)
		slices.Reverse(glyphs)
	}
	for i := range glyphs {
		g := &glyphs[i]
		left += int(g.kern)
		if g.cluster == nil {
			draw(cut.code(g.r), left, cut.width(*g))
		} else {
			p.cluster(g.cluster, left, k.size, cut, draw)
		}
		left += cut.width(*g)
	}
}

// cluster draws the glyphs of a cluster.
func (p *pen) cluster(c *cluster, left int, size length, cut *cut, draw func(code uint16, x, width int)) {
	if c.spell {
		p.op(">] TJ")
		p.b = append(append(append(p.b, "/Span <</ActualText "...), textString(c.text)...), ">> BDC\n[<"...)
	}
	for _, g := range c.glyphs {
		if g.y != 0 {
			p.raise(length(g.y) * size / 1000)
		}
		draw(cut.drawn[g.drawn], left+g.x, g.width)
		if g.y != 0 {
			p.raise(0)
		}
	}
	if c.spell {
		p.b = append(p.b, ">] TJ EMC\n[<"...)
	}
}

// raise lifts what follows in a string of glyphs above the baseline.
func (p *pen) raise(y length) {
	p.b = append(p.b, ">] TJ "...)
	p.num(y)
	p.b = append(p.b, "Ts [<"...)
}
