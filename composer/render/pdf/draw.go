package pdf

import (
	"slices"
	"strconv"
	"strings"
)

// A use is a face as a file uses it.
type use struct {
	face  *face
	chars []rune // those that the base has not
	cut   *cut
}

// uses are the faces of sheets in the order of their first character, cut.
func uses(sheets []sheet) ([]*use, error) {
	var us []*use
	for i := range sheets {
		for k := range sheets[i].inks {
			for _, g := range sheets[i].inks[k].glyphs {
				n := indexFace(us, g.face)
				if n < 0 {
					n = len(us)
					us = append(us, &use{face: g.face})
				}
				us[n].add(g.r)
			}
		}
	}
	for _, u := range us {
		var err error
		if u.cut, err = u.face.cut(u.chars); err != nil {
			return nil, err
		}
	}
	return us, nil
}

// add notes that r is drawn.
func (u *use) add(r rune) {
	if r < 127 && (u.face.plain() || u.face != symbols && !strings.ContainsRune(signs, r)) || slices.Contains(u.chars, r) {
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
	under  []ink // the lines under links
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
}

// artifact opens content that is not read aloud, or goes on with it.
func (p *pen) artifact(a artifact) {
	if p.marked && p.of == nil && p.art == a {
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

// stroke sets the thickness and the gray of lines.
func (p *pen) stroke(thick length, gray int) {
	p.num(thick)
	p.b = append(p.b, "w "...)
	p.num(length(gray) * 10)
	p.op("G")
}

// draw draws the inks of a page: first what is read, then all lines, as one
// artifact.
func (p *pen) draw(inks []ink) {
	for i := range inks {
		k := &inks[i]
		switch {
		case k.kind == inkBox:
			p.begin(k.of)
			p.box(k)
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
			if k.kind != inkLine && k.kind != inkField || k.bare {
				continue
			}
			p.artifact(artLayout)
			if k.link != "" {
				p.b = append(p.b, blue+" RG 0.5 w "...)
			} else {
				p.stroke(k.thick, k.gray)
			}
			if k.kind == inkLine && k.h > 0 {
				p.line(k.x, k.y, k.x, k.y+k.h)
			} else {
				p.line(k.x, k.y, k.x+k.w, k.y)
			}
		}
	}
	p.end()
}

// box draws a box, and a tick in it if it is checked.
func (p *pen) box(k *ink) {
	bounds := append([]byte("<</O /Layout /BBox ["), p.rect(k.x, p.ht-k.y, k.x+k.w, p.ht-k.y+k.h)...)
	k.of.attr = string(append(bounds, "]>>"...))
	p.stroke(k.thick, 20)
	for _, n := range []length{k.x, p.ht - k.y, k.w, k.h} {
		p.num(n)
	}
	p.op("re S")
	if k.task == nil || !k.task.Checked {
		return
	}
	p.stroke(2*k.thick, 0)
	p.b = append(p.b, "1 J 1 j "...)
	at := func(x, y length) {
		p.num(k.x + k.w*x/100)
		p.num(p.ht - k.y + k.h*y/100)
	}
	at(22, 50)
	p.b = append(p.b, "m "...)
	at(42, 26)
	p.b = append(p.b, "l "...)
	at(80, 78)
	p.op("l S 0 J 0 j")
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
	p.b = append(p.b, "BT "...)
	p.num(k.x)
	p.num(p.ht - k.y)
	p.b = append(p.b, "Td [<"...)
	cut := p.uses[n].cut
	for i, g := range k.glyphs {
		if i > 0 && g.kern != 0 {
			p.b = append(p.b, '>')
			p.b = strconv.AppendInt(p.b, int64(-g.kern), 10)
			p.b = append(p.b, '<')
		}
		p.b = append(p.b, hex4(cut.code(g.r))...)
	}
	p.op(">] TJ ET")
	if k.link == "" {
		return
	}
	p.op("0 g")
	last := k.glyphs[len(k.glyphs)-1]
	w := k.w
	if blank(last.r) {
		w -= last.w
	}
	p.under = append(p.under, ink{kind: inkLine, x: k.x, y: k.y + k.size/8, w: w, link: k.link})
	p.tree.link(link{of: k.of, page: p.page, base: k.y, left: k.x, bottom: p.ht - k.y - k.size/4, right: k.x + w, top: p.ht - k.y + k.size*4/5, uri: k.link})
}
