package pdf

import (
	"slices"
	"strings"
	"unicode/utf8"

	"amends/composer/page"
)

// A grid is a table that is being set.
type grid struct {
	table *page.Table
	c     context
	pad   length    // white at the sides of a cell
	rise  length    // white above and below its text: with it, a line takes one and a half
	x, w  []length  // the columns' places and widths, with their pads
	ruled bool      // every cell has its border, for people write in some
	named bool      // the first cell of each row is its name
	rows  []gridRow // the header first
}

// A gridRow is a row before it is broken into lines.
type gridRow struct {
	of    *element
	cells []gridCell // as many as there are columns
}

// A gridCell is a cell whose text is measured.
type gridCell struct {
	of     *element
	source page.Cell
	text   *paragraph // nil where the row has no such cell
	fields bool       // a hand writes in it
	alone  bool       // and there is nothing else: the cell itself is the place to write in
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
	claims, err := s.measure(g)
	if err != nil {
		return err
	}
	g.w = share(claims, g.c.w)
	g.balance(claims)
	x := g.c.x
	for _, w := range g.w {
		g.x = append(g.x, x)
		x += w
	}
	var head []slab
	if !t.Labelled() {
		if head, err = s.row(g, 0, s.height/3); err != nil {
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
	for i := 1; i < len(g.rows); i++ {
		slabs, err := s.row(g, i, room)
		if err != nil {
			return err
		}
		if i == 1 && len(head) == 0 && g.ruled {
			slabs[0].inks = append(slabs[0].inks, ink{kind: inkLine, x: g.c.x, w: g.c.w, thick: 400, gray: 60})
		}
		for k, l := range slabs {
			l.head = repeat
			switch {
			case k > 0: // of a row that is split
			case i == 1 && len(head) > 0:
				l.grip = fast
			case i == 2 || i == len(g.rows)-1: // a page had better not have one row alone
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

// measure makes the rows of a table, and says what its columns ask for.
func (s *setter) measure(g *grid) ([]claim, error) {
	n := len(g.table.Head)
	claims := make([]claim, n)
	for r, cells := range append([][]page.Cell{g.table.Head}, g.table.Rows...) {
		tr := g.c.in("TR", 0)
		row := gridRow{of: tr.of, cells: make([]gridCell, n)}
		for i := range row.cells {
			c, cell := tr.in("TD", 0), &row.cells[i]
			c.strong = g.bold(r, i)
			cell.of = c.of
			if i >= len(cells) {
				continue
			}
			cell.source = cells[i]
			cell.alone = writing(cells[i].Runs)
			var err error
			if cell.text, err = s.paragraph(cells[i].Runs, c); err != nil {
				return nil, err
			}
			cell.fields = slices.ContainsFunc(cell.text.styles, func(st style) bool { return st.field != nil })
			claims[i].add(cell.text, cell.alone)
		}
		g.rows = append(g.rows, row)
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
	return claims, nil
}

// balance moves width from column to column as long as that makes the table
// lower, or its cells more alike in height: no column has a word a line beside
// one that is half empty. No column is made too narrow for its words, nor one
// that a hand writes in.
func (g *grid) balance(claims []claim) {
	n := len(g.w)
	wraps := false
	for i, c := range claims {
		wraps = wraps || c.want > g.w[i]
	}
	if !wraps || len(g.rows) > 100 { // there is nothing to gain, or it would take long
		return
	}
	// heights are how many lines each cell of column i has at a width.
	heights := func(i int, w length) []int {
		h := make([]int, len(g.rows))
		for r := range g.rows {
			h[r] = g.rows[r].cells[i].lines(w - 2*g.pad)
		}
		return h
	}
	columns := make([][]int, n)
	for i := range columns {
		columns[i] = heights(i, g.w[i])
	}
	cost := func(from, to int, less, more []int) (cost int) {
		for r := range g.rows {
			most := 0
			for i := range columns {
				h := columns[i][r]
				switch i {
				case from:
					h = less[r]
				case to:
					h = more[r]
				}
				most = max(most, h)
				cost += h * h
			}
			cost += 1000 * most
		}
		return cost
	}
	least := cost(-1, -1, nil, nil)
	for step := 8 * g.c.size; step >= g.c.size/2; step /= 2 {
		for range 20 {
			less, more := make([][]int, n), make([][]int, n)
			for i := range n {
				if claims[i].field == 0 && g.w[i]-step >= claims[i].need {
					less[i] = heights(i, g.w[i]-step)
				}
				more[i] = heights(i, g.w[i]+step)
			}
			from, to := -1, -1
			for i := range n {
				for j := range n {
					if i == j || less[i] == nil {
						continue
					}
					if c := cost(i, j, less[i], more[j]); c < least {
						least, from, to = c, i, j
					}
				}
			}
			if from < 0 {
				break
			}
			g.w[from] -= step
			g.w[to] += step
			columns[from], columns[to] = less[from], more[to]
		}
	}
}

// lines is how many lines the text of c has at that width, filled one by one.
func (c *gridCell) lines(width length) int {
	if c.text == nil || c.alone {
		return 1
	}
	n, first := 1, 0
	words := c.text.words
	for i := range words {
		if i > first && c.text.span(first, i) > width || i > 0 && words[i-1].must {
			n++
			first = i
		}
	}
	return n
}

// fit is the text of c for that width: as it was measured, if no word has to be
// cut and no field has to be made smaller.
func (s *setter) fit(c *gridCell, at context) (*paragraph, error) {
	cut := c.fields
	for i := range c.text.words {
		cut = cut || c.text.span(i, i) > at.w
	}
	if !cut {
		return c.text, nil
	}
	return s.paragraph(c.source.Runs, at)
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

// cells sets the cells of row r, each as a column of lines.
func (s *setter) cells(g *grid, r int) ([]flow, error) {
	row := &g.rows[r]
	g.c.of.hold(row.of)
	flows := make([]flow, len(g.w))
	for i := range g.w {
		cell := &row.cells[i]
		row.of.hold(cell.of)
		if cell.text == nil {
			continue
		}
		if scope := g.scope(r, i, cell.source); scope != "" {
			cell.of.kind, cell.of.attr = "TH", "<</O /Table /Scope /"+scope+">>"
		}
		c := g.c
		c.of, c.strong = cell.of, g.bold(r, i)
		c.x, c.w = g.x[i], max(g.w[i]-2*g.pad, c.size)
		if g.ruled {
			c.x += g.pad // else the first column stands under the text above
		}
		p, err := s.fit(cell, c)
		if err != nil {
			return nil, err
		}
		if cell.fields {
			s.forms(p, cell.source.Runs, cell.of, g.called(r, i))
		}
		align := page.AlignNone
		if i < len(g.table.Align) {
			align = g.table.Align[i]
		}
		var lines []slab
		for _, r := range p.lines(c.w) {
			lines = append(lines, slab{height: c.lead, base: c.base(), inks: p.inks(r, c.x, c.base(), c.w, align)})
		}
		clearAll(lines)
		for _, l := range lines {
			for k := range l.inks {
				if l.inks[k].kind == inkField {
					l.inks[k].bare = cell.alone
					l.open(s.theme.pitch - 2*g.rise)
				}
			}
			flows[i].add(l)
		}
		if cell.alone {
			if err := s.fill(flows[i].slabs); err != nil {
				return nil, err
			}
		}
	}
	return flows, nil
}

// called is what a field in cell i of row r is called that has no words before
// it: the names of its row and of its column.
func (g *grid) called(r, i int) string {
	const most = 40 // characters of a name; more are a sentence
	var names []string
	add := func(c page.Cell) {
		if name := nameOf(c.Runs); name != "" && utf8.RuneCountInString(name) <= most {
			names = append(names, name)
		}
	}
	if r > 0 {
		if i > 0 {
			add(g.rows[r].cells[0].source)
		}
		add(g.table.Head[i])
	}
	return strings.Join(names, ", ")
}

// bold reports whether cell i of row r names others.
func (g *grid) bold(r, i int) bool { return r == 0 || i == 0 && g.table.Labelled() }

// scope is "Column" or "Row" for a cell that is a header of other cells, else
// empty (ISO 14289-1, 7.5). An empty header is one all the same: the cells
// under it have no other.
func (g *grid) scope(r, i int, c page.Cell) string {
	switch {
	case r == 0:
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

// row sets row r as one slab, or line by line if it is higher than room.
func (s *setter) row(g *grid, r int, room length) ([]slab, error) {
	flows, err := s.cells(g, r)
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
		if r == 0 {
			y += whole.height - stackHeight(flows[i].slabs) // a header stands on its rule
		}
		whole.inks = stack(whole.inks, flows[i].slabs, 0, y)
	}
	whole.height += 2 * g.rise
	if whole.height <= room {
		g.border(&whole, r == 0, true)
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
		g.border(l, r == 0, k == n-1)
	}
	return slabs, nil
}

// border rules off a row, where it ends, from the next, and its cells from each
// other where people write in them.
func (g *grid) border(l *slab, head, end bool) {
	rule := ink{kind: inkLine, x: g.c.x, y: l.height, w: g.c.w, thick: 400, gray: 60}
	if head {
		rule.thick, rule.gray = 900, 20
	}
	if end {
		l.inks = append(l.inks, rule)
	}
	if !g.ruled || head {
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
