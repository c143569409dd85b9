package pdf

import (
	"strconv"

	"amends/composer/page"
)

// list sets a list: its labels hang at the left of the text.
func (s *setter) list(f *flow, l *page.List, c context) error {
	f.space(c.white)
	white := c.lead / 2
	if l.Tight {
		white = c.lead / 8
	}
	c = c.in("L", 0)
	c.of.attr = "<</O /List /ListNumbering /" + numbering(l) + ">>"
	labels, widest, err := s.labels(l, c)
	if err != nil {
		return err
	}
	hang := max(widest+c.size/2, 5*c.size/4)
	outer := c.white
	c.white = white
	begin := len(f.slabs)
	asked := s.asked
	for i, it := range l.Items {
		f.space(white)
		li := c.in("LI", 0)
		body := li.in("LBody", hang)
		body.depth++
		first := len(f.slabs)
		if err := s.blocks(f, it.Blocks, body); err != nil {
			return err
		}
		if len(f.slabs) == first {
			f.add(slab{height: c.lead, base: c.base(), lines: 1})
		}
		top := &f.slabs[first]
		if top.base == 0 {
			top.base = c.base()
		}
		top.inks = append(s.label(labels[i], it, asked, li, widest, top.base), top.inks...)
	}
	if len(f.slabs)-begin <= 3 { // nothing to split
		for i := begin + 1; i < len(f.slabs); i++ {
			f.slabs[i].grip = max(f.slabs[i].grip, leaning)
		}
	}
	f.space(outer)
	return nil
}

// labels shapes the label of each item; nil stands for a box. The widest
// number counts for the indent.
func (s *setter) labels(l *page.List, c context) (labels []*paragraph, widest length, err error) {
	for i, it := range l.Items {
		text := "•"
		switch {
		case it.Task != nil:
			labels = append(labels, nil)
			widest = max(widest, c.size)
			continue
		case l.Ordered:
			text = strconv.Itoa(l.Start+i) + "."
		case c.depth%2 == 1:
			text = "–"
		}
		p, err := s.paragraph([]page.Run{{Text: text, Pos: it.Pos}}, c)
		if err != nil {
			return nil, 0, err
		}
		labels = append(labels, p)
		widest = max(widest, p.span(0, 0))
	}
	return labels, widest, nil
}

// label draws an item's label: the dots behind numbers stand under each other.
func (s *setter) label(p *paragraph, it page.Item, asked string, c context, widest, base length) []ink {
	c.of = c.of.child("Lbl")
	if p == nil {
		side := c.size * 4 / 5
		t := it.Task
		var called string
		if s.fillable && t.Field != "" {
			called = labelOf(it)
		}
		box := s.form(c.of, roleBox, s.box, called)
		if t.Checked {
			box = s.form(c.of, roleTicked, s.ticked, called)
		}
		if s.fillable && t.Field != "" {
			box.slot = s.tickBox(t, called, asked)
		}
		return []ink{{kind: inkBox, of: box, x: c.x, y: base + c.size/14, w: side, h: side, thick: max(800, c.size/15), task: t}}
	}
	for i := range p.styles {
		p.styles[i].of = c.of
	}
	return p.inks(row{0, 0}, c.x, base, widest, page.AlignRight)
}

// numbering is the name that tagged PDF has for the labels of l. There is none
// for a dash or a box (ISO 32000-1, table 347; ISO 14289-1, 7.6).
func numbering(l *page.List) string {
	switch {
	case l.Ordered:
		return "Decimal"
	case len(l.Items) > 0 && l.Items[0].Task != nil:
		return "Square"
	}
	return "Disc"
}
