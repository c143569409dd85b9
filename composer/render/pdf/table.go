package pdf

import (
	"slices"
	"strings"

	"amends/composer/page"
)

// A grid is a table that is being set.
type grid struct {
	table *page.Table
	c     context
	pad   length   // white at the sides of a cell
	rise  length   // white above and below its text: with it, a line takes one and a half
	x, w  []length // the columns' places and widths, with their pads
	ruled bool     // every cell has its border, for people write in some
	named bool     // the first cell of each row is its name
}

// table sets a table over the whole column, one slab a row. The header stands
// again on every page that the table reaches.
func (s *setter) table(f *flow, t *page.Table, c context) error {
	if len(t.Head) == 0 {
		return nil
	}
	if c.w < length(len(t.Head))*4*c.size {
		return s.records(f, t, c)
	}
	f.space(c.lead * 3 / 4)
	g := &grid{table: t, c: c.in("Table", 0), pad: c.size * 5 / 12, rise: c.lead / 4, named: named(t)}
	if err := s.columnWidths(g); err != nil {
		return err
	}
	var head []slab
	if !t.Labelled() {
		var err error
		if head, err = s.row(g, t.Head, "TH", s.height/3); err != nil {
			return err
		}
	}
	var repeat *slab
	room := s.height
	if len(head) == 1 {
		repeat = &head[0]
		room -= repeat.height
	}
	for _, l := range head {
		f.add(l)
	}
	for i, cells := range t.Rows {
		slabs, err := s.row(g, cells, "TD", room)
		if err != nil {
			return err
		}
		if i == 0 && len(head) == 0 && g.ruled {
			slabs[0].inks = append(slabs[0].inks, ink{kind: inkLine, x: g.c.x, w: g.c.w, thick: 400, gray: 60})
		}
		for k, l := range slabs {
			l.head = repeat
			switch {
			case k > 0: // of a row that is split
			case i == 0:
				l.grip = fast
			case i == 1 || i == len(t.Rows)-1: // a page had better not have one row alone
				l.grip = leaning
			}
			f.add(l)
		}
	}
	f.space(c.lead * 3 / 4)
	return nil
}

// A claim is what a column asks of the table's width.
type claim struct {
	need  length // by its longest word
	want  length // by its longest line
	field length // by what a hand writes in it, in underscores; 0 if nothing
}

// columnWidths shares the table's width out to its columns.
func (s *setter) columnWidths(g *grid) error {
	n := len(g.table.Head)
	claims := make([]claim, n)
	for r, cells := range append([][]page.Cell{g.table.Head}, g.table.Rows...) {
		for i, cell := range cells[:min(n, len(cells))] {
			c := g.c
			c.strong = r == 0 || i == 0 && g.table.Labelled()
			p, err := s.paragraph(cell.Runs, c)
			if err != nil {
				return err
			}
			claims[i].add(p, writing(cell.Runs))
		}
	}
	for i := range claims {
		c := &claims[i]
		if c.field > 0 || c.want == 0 {
			c.want = max(c.want, 54*point) // room for a hand
		}
		c.need += 2 * g.pad
		c.want = max(c.need, c.want+2*g.pad)
		g.ruled = g.ruled || c.field > 0
	}
	g.w = share(claims, g.c.w)
	x := g.c.x
	for _, w := range g.w {
		g.x = append(g.x, x)
		x += w
	}
	return nil
}

// add claims room for a cell; one that has nothing but fields takes what there
// is.
func (c *claim) add(p *paragraph, fieldsOnly bool) {
	for _, st := range p.styles {
		if st.field != nil {
			c.field = max(c.field, length(st.field.Width), 1)
		}
	}
	if fieldsOnly {
		return
	}
	first := 0
	for k, w := range p.words {
		c.need = max(c.need, p.span(k, k))
		c.want = max(c.want, p.span(first, k))
		if w.must {
			first = k + 1
		}
	}
}

// share shares width out. If there is enough, every column gets what it wants,
// and what is left goes to those that people write in, or to all by their want.
// Else narrow columns get what they want and wide ones what their text asks
// for; only where even the longest words have no room is a word cut.
func share(claims []claim, width length) []length {
	n := length(len(claims))
	w := make([]length, n)
	var wants, needs, fields length
	for _, c := range claims {
		wants += c.want
		needs += c.need
		fields += c.field
	}
	if wants <= width {
		for i, c := range claims {
			w[i] = c.want
			if fields > 0 {
				w[i] += (width - wants) * c.field / fields
			} else {
				w[i] += (width - wants) * c.want / wants
			}
		}
		return w
	}
	if needs > width {
		needs = 0
		for i := range claims {
			claims[i].need = min(claims[i].need, width/n)
			needs += claims[i].need
		}
	}
	// A column that is content with an equal share of what is left gets its want.
	open := n
	for settled := true; settled; {
		settled = false
		for i, c := range claims {
			if w[i] == 0 && c.want <= width/open && width-c.want >= needs-c.need {
				w[i] = c.want
				width, wants, needs = width-c.want, wants-c.want, needs-c.need
				open--
				settled = true
			}
		}
	}
	for i, c := range claims {
		if w[i] == 0 {
			w[i] = c.need + (width-needs)*(c.want-c.need)/(wants-needs)
		}
	}
	return w
}

// cells sets the cells of a row, each as a column of lines.
func (s *setter) cells(g *grid, cells []page.Cell, kind string) ([]flow, error) {
	tr := g.c.in("TR", 0)
	g.c.of.hold(tr.of)
	flows := make([]flow, len(g.w))
	for i := range g.w {
		c := tr.in("TD", 0)
		tr.of.hold(c.of)
		if i >= len(cells) {
			continue
		}
		if scope := g.scope(kind, i, cells[i]); scope != "" {
			c.of.kind, c.of.attr = "TH", "<</O /Table /Scope /"+scope+">>"
		}
		kind := kind
		if i == 0 && g.table.Labelled() {
			kind = "TH"
		}
		c.x, c.w = g.x[i], max(g.w[i]-2*g.pad, c.size)
		if g.ruled {
			c.x += g.pad // else the first column stands under the text above
		}
		c.strong = kind == "TH"
		p, err := s.paragraph(cells[i].Runs, c)
		if err != nil {
			return nil, err
		}
		align := page.AlignNone
		if i < len(g.table.Align) {
			align = g.table.Align[i]
		}
		alone := writing(cells[i].Runs) // the cell itself is the place to write in
		for _, r := range p.lines(c.w) {
			l := slab{height: c.lead, base: c.base(), inks: p.inks(r, c.x, c.base(), c.w, align)}
			for k := range l.inks {
				if l.inks[k].kind == inkField {
					l.inks[k].bare = alone
					l.open(s.theme.pitch - 2*g.rise)
				}
			}
			flows[i].add(l)
		}
	}
	return flows, nil
}

// scope is "Column" or "Row" for a cell that is a header of other cells, else
// empty (ISO 14289-1, 7.5). An empty header is one all the same: the cells
// under it have no other.
func (g *grid) scope(kind string, i int, c page.Cell) string {
	switch {
	case kind == "TH":
		return "Column"
	case i == 0 && g.named && !blankCell(c):
		return "Row"
	}
	return ""
}

// named reports whether the rows of t begin with their names: the corner above
// them is empty, or all that stands beside them is to be filled in.
func named(t *page.Table) bool {
	if blankCell(t.Head[0]) {
		return true
	}
	for _, cells := range t.Rows {
		if len(cells) < 2 || blankCell(cells[0]) ||
			slices.ContainsFunc(cells[1:], func(c page.Cell) bool { return !blankCell(c) }) {
			return false
		}
	}
	return len(t.Rows) > 0
}

// blankCell reports whether c holds nothing but room to write.
func blankCell(c page.Cell) bool {
	return !slices.ContainsFunc(c.Runs, func(r page.Run) bool { return strings.TrimSpace(r.Text) != "" })
}

// row sets a row as one slab, or line by line if it is higher than room.
func (s *setter) row(g *grid, cells []page.Cell, kind string, room length) ([]slab, error) {
	flows, err := s.cells(g, cells, kind)
	if err != nil {
		return nil, err
	}
	whole := slab{lines: 2, height: g.c.lead, base: g.c.base() + g.rise}
	n := 1
	for i := range flows {
		whole.height = max(whole.height, stackHeight(flows[i].slabs))
		n = max(n, len(flows[i].slabs))
	}
	for i := range flows {
		y := g.rise
		if kind == "TH" {
			y += whole.height - stackHeight(flows[i].slabs) // a header stands on its rule
		}
		whole.inks = stack(whole.inks, flows[i].slabs, 0, y)
	}
	whole.height += 2 * g.rise
	if whole.height <= room {
		g.border(&whole, kind, true)
		return []slab{whole}, nil
	}
	slabs := make([]slab, n)
	for k := range slabs {
		l := &slabs[k]
		l.lines, l.height = 1, g.c.lead
		var top length
		if k == 0 {
			top = g.rise
		}
		l.base = top + g.c.base()
		for i := range flows {
			if k < len(flows[i].slabs) {
				l.height = max(l.height, flows[i].slabs[k].height)
				l.inks = flows[i].slabs[k].place(l.inks, 0, top, true)
			}
		}
		l.height += top
		if k == 1 || k > 1 && k == n-1 {
			l.grip = fast
		}
		if k == n-1 {
			l.height += g.rise
		}
		g.border(l, kind, k == n-1)
	}
	return slabs, nil
}

// border rules off a row, where it ends, from the next, and its cells from each
// other where people write in them.
func (g *grid) border(l *slab, kind string, end bool) {
	rule := ink{kind: inkLine, x: g.c.x, y: l.height, w: g.c.w, thick: 400, gray: 60}
	if kind == "TH" {
		rule.thick, rule.gray = 900, 20
	}
	if end {
		l.inks = append(l.inks, rule)
	}
	if !g.ruled || kind == "TH" {
		return
	}
	for _, x := range append(slices.Clone(g.x), g.c.x+g.c.w) {
		l.inks = append(l.inks, ink{kind: inkLine, x: x, h: l.height, thick: 400, gray: 60})
	}
}

// records sets a table that is too wide for the paper: each row as a list of
// its cells, every one behind the name of its column.
func (s *setter) records(f *flow, t *page.Table, c context) error {
	rows := t.Rows
	if len(rows) == 0 {
		rows = [][]page.Cell{nil}
	}
	for _, cells := range rows {
		f.space(c.lead)
		c := c.in("Div", 0)
		heads := t.Head
		if t.Labelled() && len(cells) == 2 {
			heads, cells = cells[:1], cells[1:]
		}
		for i, head := range heads {
			runs := slices.Clone(head.Runs)
			for k := range runs {
				runs[k].Strong = true
			}
			if i < len(cells) && len(cells[i].Runs) > 0 {
				if len(runs) > 0 {
					runs = append(runs, page.Run{Text: ": "})
				}
				runs = append(runs, cells[i].Runs...)
			}
			if err := s.text(f, runs, c.in("P", 0)); err != nil {
				return err
			}
		}
	}
	f.space(c.lead)
	return nil
}
