package pdf

import (
	"slices"
	"strconv"
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
	if (r >= 127 || u.face == symbols) && !slices.Contains(u.chars, r) {
		u.chars = append(u.chars, r)
	}
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

// A pen writes the operators of one page.
type pen struct {
	b     []byte
	uses  []*use
	ht    length
	face  *face
	size  length
	links []link
}

// A link is a place on a page that leads to an address.
type link struct {
	left, bottom, right, top length // from the lower left corner
	uri                      string
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

// draw draws the inks of a page.
func (p *pen) draw(inks []ink) {
	for i := range inks {
		k := &inks[i]
		switch k.kind {
		case inkText:
			p.text(k)
		case inkLine:
			p.stroke(k.thick, k.gray)
			if k.h > 0 {
				p.line(k.x, k.y, k.x, k.y+k.h)
			} else {
				p.line(k.x, k.y, k.x+k.w, k.y)
			}
		case inkField:
			if !k.bare {
				p.stroke(k.thick, k.gray)
				p.line(k.x, k.y, k.x+k.w, k.y)
			}
		case inkBox:
			p.box(k)
		}
	}
}

// box draws a box, and a tick in it if it is checked.
func (p *pen) box(k *ink) {
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

// blue is the ink of links: dark enough to read, and to print without colour.
const blue = "0.05 0.2 0.5"

// text draws glyphs, and notes where they lead.
func (p *pen) text(k *ink) {
	if len(k.glyphs) == 0 {
		return
	}
	f := k.glyphs[0].face
	n := indexFace(p.uses, f)
	if p.face != f || p.size != k.size {
		p.face, p.size = f, k.size
		p.b = append(append(p.b, "/A"...), strconv.Itoa(n)...)
		p.b = append(p.b, ' ')
		p.num(k.size)
		p.op("Tf")
	}
	leads := follows(k.link)
	if leads {
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
	if !leads {
		return
	}
	p.op("0 g")
	last := k.glyphs[len(k.glyphs)-1]
	w := k.w
	if blank(last.r) {
		w -= last.w
	}
	under := k.y + k.size/8
	p.b = append(p.b, blue+" RG 0.5 w "...)
	p.line(k.x, under, k.x+w, under)
	p.links = append(p.links, link{k.x, p.ht - k.y - k.size/4, k.x + w, p.ht - k.y + k.size*4/5, k.link})
}
