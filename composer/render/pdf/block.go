package pdf

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"amends/composer/page"
)

// A setter sets the blocks of one document.
type setter struct {
	theme    *theme
	height   length   // of the lowest page's column
	fonts    []*face  // for what the theme's faces have not
	lost     *losses  // what cannot be drawn so far
	mirrored bool     // the page begins at the right; what is set here is mirrored at last
	spare    []byte   // room for a paragraph's text while it is measured
	pieces   []string // and for the texts of its runs
	field    string   // what stands for a line to write on
	box      string   // for a box to tick
	ticked   string   // and for one with a tick
	words    string   // the language of these; empty for the document's
	fillable bool     // fields can be filled in by programs
	tight    bool     // there is less white in columns
	date     string   // what a field for a day is called, with {name}
	sign     string   // and one for a signature
	asked    string   // the question, or the heading, that what is set stands under
}

// A context is where and how a block is set.
type context struct {
	scale
	of     *element
	x, w   length
	white  length // between paragraphs
	lang   string
	strong bool
	depth  int // of lists
}

// in is c within an element of that kind, moved to the right by indent. Deep
// nesting stops moving before the column is too narrow to read.
func (c context) in(kind string, indent length) context {
	c.of = c.of.child(kind)
	if c.w-indent >= 9*c.size {
		c.x += indent
		c.w -= indent
	}
	return c
}

// missing is what shape tells of characters of r that cannot be drawn. It says
// what is drawn in their place.
func (s *setter) missing(r page.Run) func(rune) rune {
	return func(c rune) rune {
		s.lost.add(s.theme.family.name, s.place(r, c))
		if s.lost.replace {
			return replacement
		}
		return c
	}
}

// place is the character c of r with its place.
func (s *setter) place(r page.Run, c rune) MissingGlyph {
	m := MissingGlyph{c, r.Pos}
	if i := strings.IndexRune(r.Text, c); i > 0 && m.Column > 0 {
		m.Column += utf8.RuneCountInString(r.Text[:i])
	}
	return m
}

// blocks sets bs into f.
func (s *setter) blocks(f *flow, bs []page.Block, c context) error {
	for i, b := range bs {
		if err := s.block(f, b, c); err != nil {
			return err
		}
		if f.written() && c.depth == 0 { // the rule is the end of the slab, so what follows would touch it
			f.space(c.lead * 3 / 4)
		}
		if i+1 == len(bs) {
			break
		}
		if p, ok := b.(*page.Paragraph); ok && leads(p, bs[i+1]) {
			s.ask(p.Runs)
			f.hold(1)
		} else if ok && labels(p, bs[i+1]) {
			s.ask(p.Runs)
		}
		if _, ok := bs[i+1].(*page.Small); ok && !f.written() { // small print belongs to what it stands under
			f.gap, f.exact = c.lead/8, true
		}
	}
	return nil
}

// leads reports whether p stands over next as a heading does: a question over
// its boxes, a sentence over its list.
func leads(p *page.Paragraph, next page.Block) bool {
	switch next.(type) {
	case *page.List, *page.Table:
		return true
	}
	strong, last := true, ""
	for _, r := range p.Runs {
		if r.Field != nil {
			return false
		}
		strong = strong && r.Strong
		last = r.Text
	}
	return strong || strings.HasSuffix(last, ":")
}

// labels reports whether p says what is to be written on the lines of next.
func labels(p *page.Paragraph, next page.Block) bool {
	lines, ok := next.(*page.Paragraph)
	return ok && writing(lines.Runs) && len(p.Runs) > 0 && !strings.HasSuffix(p.Runs[len(p.Runs)-1].Text, ".") &&
		!slices.ContainsFunc(p.Runs, func(r page.Run) bool { return r.Field != nil })
}

// block sets b into f.
func (s *setter) block(f *flow, b page.Block, c context) error {
	half := c.lead / 2
	switch b := b.(type) {
	case *page.Heading:
		s.ask(b.Runs)
		return s.heading(f, b, c)
	case *page.Paragraph:
		f.space(c.white)
		if err := s.text(f, b.Runs, c.in("P", 0)); err != nil {
			return err
		}
		f.space(c.white)
	case *page.List:
		return s.list(f, b, c)
	case *page.Table:
		return s.table(f, b, c)
	case *page.Quote:
		first := len(f.slabs)
		f.space(half)
		in := c.in("BlockQuote", 3*c.size/2)
		if err := s.blocks(f, b.Blocks, in); err != nil {
			return err
		}
		for i := first; i < len(f.slabs); i++ {
			f.slabs[i].bars = append(f.slabs[i].bars, bar{c.x + c.size/3, i == first})
		}
		f.space(half)
	case *page.Code:
		return s.code(f, b, c)
	case *page.Rule:
		f.space(half)
		f.add(slab{height: c.lead, faint: true,
			inks: []ink{{kind: inkLine, x: c.x, y: c.lead / 2, w: c.w, thick: 500, gray: 50}}})
		f.space(half)
	case *page.Break:
		f.turn = true
	case *page.Keep:
		return s.keep(f, b, c)
	case *page.Columns:
		return s.columns(f, b, c)
	case *page.Small:
		c.scale = s.theme.small
		c.white = min(c.white, c.lead/2)
		return s.blocks(f, b.Blocks, c)
	case *page.Lang:
		c = c.in("Div", 0)
		c.of.lang, c.lang = languageOf(b.Tag), b.Tag
		return s.blocks(f, b.Blocks, c)
	}
	return nil
}

// keep sets what is kept together. The part where people sign is never split,
// but between two of them, and holds on to the end of what they sign: no page
// has signatures alone.
func (s *setter) keep(f *flow, b *page.Keep, c context) error {
	first := len(f.slabs)
	f.space(c.lead / 2)
	if err := s.blocks(f, b.Blocks, c); err != nil {
		return err
	}
	for i := first + 1; i < len(f.slabs); i++ {
		f.slabs[i].grip = max(f.slabs[i].grip, kept)
	}
	if n := slices.IndexFunc(f.slabs[first:], slab.signed); n >= 0 {
		f.sign(first, first+n, s.height/4)
	}
	f.space(c.lead / 2)
	return nil
}

// aboveHeading is the white above a heading.
func (c context) aboveHeading() length { return c.lead * 5 / 4 }

// heading sets a heading, which holds on to two lines of what follows.
func (s *setter) heading(f *flow, h *page.Heading, c context) error {
	above, below := c.aboveHeading(), c.lead/4
	if h.Level == 1 {
		above, below = c.lead*3/2, c.lead*3/4
	}
	f.part(above)
	c = c.in("H"+strconv.Itoa(min(max(h.Level, 1), 6)), 0)
	c.of.level = max(h.Level, 1)
	c.scale, c.strong = s.theme.heading(h.Level), true
	first := len(f.slabs)
	if err := s.text(f, h.Runs, c); err != nil {
		return err
	}
	for i := first + 1; i < len(f.slabs); i++ {
		f.slabs[i].grip = fast
	}
	f.space(below)
	f.exact = true
	f.hold(2)
	return nil
}

// text sets runs as lines, no longer than can be read with ease. No page begins
// or ends with a single line of them.
func (s *setter) text(f *flow, runs []page.Run, c context) error {
	filled := slices.ContainsFunc(runs, func(r page.Run) bool { return r.Field != nil })
	if !filled {
		c.w = min(c.w, s.theme.measure*c.size/s.theme.text.size)
	}
	p, err := s.paragraph(runs, c)
	if err != nil {
		return err
	}
	if filled {
		s.forms(p, runs, c.of, "")
	}
	rows := p.lines(c.w)
	lines := make([]slab, len(rows))
	for i, r := range rows {
		lines[i] = slab{height: c.lead, base: c.base(), lines: 1}
		lines[i].inks = p.inks(r, c.x, c.base(), c.w, page.AlignNone)
		align(lines[i].inks, c)
	}
	clearAll(lines)
	area := writing(runs)
	for i, l := range lines {
		for k := range l.inks {
			if l.inks[k].kind == inkField {
				l.open(max(s.theme.pitch, c.lead))
				break
			}
		}
		switch {
		case i == 1 || i > 1 && i == len(rows)-1 || i == 0 && area && c.depth == 0 && len(f.slabs) > 0:
			l.grip = fast
		case i > 0 && area && len(rows) <= 6:
			l.grip = kept
		}
		f.add(l)
	}
	return nil
}

// align shares the width of a line out to several fields with labels, as long
// as the underscores that stood there: so the lines to sign on stand under each
// other whatever the names are.
func align(inks []ink, c context) {
	total, labels := 0, 0
	for i, k := range inks {
		if k.kind == inkField {
			total += k.field.Width
			labels++
			if i == 0 || !worded(inks[i-1]) {
				return
			}
		}
	}
	inOrder := slices.IsSortedFunc(inks, func(a, b ink) int { return int(a.x - b.x) })
	if labels < 2 || inks[len(inks)-1].kind != inkField || !inOrder {
		return
	}
	moved := make([]length, len(inks)) // where each ink begins
	widths := make([]length, len(inks))
	begin, used, first := c.x, 0, 0
	for i, k := range inks {
		if k.kind != inkField {
			continue
		}
		used += k.field.Width
		end := c.x + c.w*length(used)/length(total)
		for j := first; j <= i; j++ {
			moved[j] = begin + inks[j].x - inks[first].x
			widths[j] = inks[j].w
		}
		widths[i] = end - moved[i]
		if i < len(inks)-1 {
			widths[i] -= c.size
		}
		if widths[i] < 4*c.size {
			return // the labels are too long for that
		}
		begin, first = end, i+1
	}
	for i := range inks {
		// The space between a field and the next label is part of the label's ink.
		inks[i].x, inks[i].w = moved[i], widths[i]
	}
}

// worded reports whether k is text with a letter in it.
func worded(k ink) bool {
	return slices.ContainsFunc(k.glyphs, func(g glyph) bool { return unicode.IsLetter(g.r) })
}

// writing reports whether runs hold nothing but lines to write on.
func writing(runs []page.Run) bool {
	fields := 0
	for _, r := range runs {
		if r.Field != nil {
			fields++
		} else if strings.TrimSpace(r.Text) != "" {
			return false
		}
	}
	return fields > 0
}

// clearAll gives lines the height that tall letters ask for. They may reach
// into a neighbour a little; but where most lines have such letters, as in
// Nastaliq, all are made alike, and none reaches into another.
func clearAll(lines []slab) {
	var most reach
	tall := 0
	for _, l := range lines {
		r := l.reach()
		if r.beyond(&l, l.height/8) {
			tall++
		}
		most = reach{max(most.up, r.up), max(most.down, r.down)}
	}
	for i := range lines {
		l := &lines[i]
		if 2*tall > len(lines) {
			l.clear(most, 0)
		} else {
			l.clear(l.reach(), l.height/8)
		}
	}
}

// A reach is how far letters go above and below their baseline.
type reach struct{ up, down length }

// reach is that of what is shaped on the line.
func (l *slab) reach() (r reach) {
	for _, k := range l.inks {
		for _, g := range k.glyphs {
			if c := g.cluster; c != nil {
				r.up = max(r.up, length(c.up)*k.size/1000)
				r.down = max(r.down, length(c.down)*k.size/1000)
			}
		}
	}
	return r
}

// beyond reports whether r is more than l has, and slack.
func (r reach) beyond(l *slab, slack length) bool {
	return r.up > l.base+slack || r.down > l.height-l.base+slack
}

// clear makes room for r on the line, but for slack.
func (l *slab) clear(r reach, slack length) {
	up, down := max(l.base, r.up-slack), max(l.height-l.base, r.down-slack)
	if more := up - l.base; more > 0 {
		l.base = up
		for i := range l.inks {
			l.inks[i].y += more
		}
	}
	l.height = up + down
}

// open makes the slab high enough for a hand to write in it: what it holds
// moves down.
func (l *slab) open(height length) {
	more := height - l.height
	if more <= 0 {
		return
	}
	l.height += more
	l.base += more
	for i := range l.inks {
		l.inks[i].y += more
		if l.inks[i].kind == inkField {
			l.inks[i].h = height
		}
	}
}

// inks are what is drawn of a row: one ink for each stretch in one style.
func (p *paragraph) inks(r row, x, base, width length, align page.Align) []ink {
	start, end := p.words[r.first].start, p.words[r.last].end
	if start >= end {
		return nil
	}
	// A space at the end is drawn too, though it shows nothing: who copies the
	// text gets the words apart.
	shown := end
	if end < len(p.glyphs) && end < p.words[r.last].next {
		end++
	}
	var inks []ink
	for i := start; i < end; {
		g := p.glyphs[i]
		st := &p.styles[g.style]
		l := p.levelAt(i, shown)
		k := ink{of: st.of, x: x + g.x - p.left(start), y: base, size: st.size, link: st.link, level: l}
		j := i + 1
		if st.field != nil {
			k.kind, k.field, k.w = inkField, st.field, g.w
			k.y, k.h, k.thick, k.gray = base+st.size/8, st.size, 600, 40
		} else {
			for j < end && p.glyphs[j].style == g.style && p.glyphs[j].face == g.face && p.levelAt(j, shown) == l {
				j++
			}
			k.glyphs = p.glyphs[i:j]
			k.w = p.right(j-1) - g.x
			k.heavy = g.face.given && !g.face.bold && (st.strong || st.emph && g.face.slant == 0)
			if l.rightToLeft() { // it is drawn from its end
				k.of = st.of.child("Span")
				k.of.actual = textOf(k.glyphs)
			}
		}
		inks = append(inks, k)
		i = j
	}
	rest := width - p.span(r.first, r.last)
	if last := &inks[len(inks)-1]; last.field != nil && last.field.Rest {
		last.w += rest // it fills the line
		rest = 0
	}
	if p.bidi || p.mirrored {
		p.turn(inks, x, width-rest)
	}
	switch {
	case align == page.AlignCenter:
		rest /= 2
	case align != page.AlignRight && p.mirrored == p.base.rightToLeft():
		rest = 0
	}
	for i := range inks {
		inks[i].x += rest
	}
	return inks
}

// levelAt is the level of glyph i on a line whose last word ends before shown:
// the space behind it has the paragraph's own (UAX 9, L1).
func (p *paragraph) levelAt(i, shown int) level {
	if !p.bidi || i >= shown {
		return p.base
	}
	return p.glyphs[i].level
}

// turn puts the inks of a line, which stand in the order of the text, where
// they are read on a page that begins at x.
func (p *paragraph) turn(inks []ink, x, width length) {
	of := make([]level, len(inks))
	var all length
	for i, k := range inks {
		of[i] = k.level
		all += k.w
	}
	at := x
	if p.base.rightToLeft() {
		at += width - all // the space at the end hangs out
	}
	for _, i := range visual(of) {
		inks[i].x = at
		at += inks[i].w
	}
	if p.mirrored {
		for i := range inks {
			inks[i].x = 2*x + width - inks[i].x - inks[i].w
		}
	}
}

// code sets a code block as it stands, in the text's own face.
func (s *setter) code(f *flow, b *page.Code, c context) error {
	f.space(c.lead / 2)
	c = c.in("P", c.size).in("Code", 0)
	c.size = s.codeSize(c)
	var runs []page.Run
	for _, line := range strings.Split(strings.TrimSuffix(b.Text, "\n"), "\n") {
		// No-break spaces, so that an indent at the beginning of a line stays.
		body := strings.TrimLeft(line, " \t")
		indent := strings.ReplaceAll(line[:len(line)-len(body)], "\t", "    ")
		line = strings.ReplaceAll(indent, " ", "\u00a0") + body
		runs = append(runs, page.Run{Text: line, Code: true, Break: true, Pos: b.Pos})
	}
	if err := s.text(f, runs, c); err != nil {
		return err
	}
	f.space(c.lead / 2)
	return nil
}

// columns sets columns side by side, if they are wide enough to read and fit on
// a page with a heading; else one under the other.
func (s *setter) columns(f *flow, b *page.Columns, c context) error {
	if len(b.Columns) == 0 {
		return nil
	}
	f.space(c.lead / 2)
	if beginsWithHeading(b.Columns) {
		f.part(c.aboveHeading())
	}
	gutter := 2 * c.size
	n := length(len(b.Columns))
	w := (c.w - (n-1)*gutter) / n
	if w >= max(150*point, 15*c.size) {
		row := slab{lines: 2}
		fits := true
		for i, bs := range b.Columns {
			in := c
			in.x, in.w = c.x+length(i)*(w+gutter), w
			var col flow
			if err := s.blocks(&col, bs, in); err != nil {
				return err
			}
			for len(col.slabs) > 0 && col.slabs[0].faint {
				col.slabs = col.slabs[1:]
			}
			for k := range col.slabs {
				if s.tight {
					col.slabs[k].gap = col.slabs[k].gap * 70 / 100
				}
			}
			fits = fits && stackHeight(col.slabs) <= s.height*3/4
			row.height = max(row.height, stackHeight(col.slabs))
			if i == 0 && len(col.slabs) > 0 {
				row.base = col.slabs[0].base
			}
			row.inks = stack(row.inks, col.slabs, 0, 0)
		}
		if fits {
			f.add(row)
			f.space(c.lead / 2)
			return nil
		}
	}
	for _, bs := range b.Columns {
		first := len(f.slabs)
		if err := s.blocks(f, bs, c); err != nil {
			return err
		}
		if 0 < first && first < len(f.slabs) {
			f.slabs[first].beside = true
		}
		f.space(c.lead)
	}
	return nil
}

func beginsWithHeading(columns [][]page.Block) bool {
	return slices.ContainsFunc(columns, func(bs []page.Block) bool {
		if len(bs) == 0 {
			return false
		}
		_, ok := bs[0].(*page.Heading)
		return ok
	})
}
