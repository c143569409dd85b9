package pdf

import (
	"math"
	"slices"
	"sort"

	"amends/composer"
	"amends/composer/page"
)

// A worksheet has lines that are spare: paper may do without them. They are
// left out where that saves a page, and no more of them than that takes. A form
// keeps those that are the only place of an answer.

// closer is sheets, or the document set closer if that saves a page: with less
// white around it and in it, and where that does not do, without spare lines,
// of which the last go first. Worksheets are tried in any case, other pages
// where it is the letterhead that costs one.
func (p PDF) closer(sheets []sheet, d *composer.Document, body *page.Body, pp paper, t *theme) []sheet {
	set := func(p PDF, spared int) []sheet {
		set, _, err := p.set(d, without(body, spared, p.Fillable), pp, t, &losses{replace: p.Replace}) // what is lost is told already
		if err != nil {
			return sheets
		}
		return set
	}
	if d.Layout != composer.LayoutWorksheet {
		bare := p
		bare.Letterhead = Letterhead{}
		if p.Letterhead.Empty() || len(set(bare, 0)) >= len(sheets) {
			return sheets
		}
	}
	p.tight = true
	most := spareLines(body, p.Fillable)
	least := len(set(p, most))
	if least >= len(sheets) {
		return sheets
	}
	return set(p, sort.Search(most, func(n int) bool { return len(set(p, n)) <= least }))
}

// spareLines is how many lines of body are spare, in a form or on paper.
func spareLines(body *page.Body, form bool) int {
	s := sparing{most: math.MaxInt, form: form}
	s.blocks(body.Blocks)
	return s.n
}

// without is body without its last n spare lines.
func without(body *page.Body, n int, form bool) *page.Body {
	if n == 0 {
		return body
	}
	return &page.Body{Blocks: (&sparing{most: n, form: form}).blocks(body.Blocks)}
}

// A sparing leaves out spare lines, from the end on, and what has nothing else.
type sparing struct {
	n, most int
	form    bool
}

func (s *sparing) blocks(bs []page.Block) []page.Block {
	var out []page.Block
	for _, b := range slices.Backward(bs) {
		if b := s.block(b); b != nil {
			out = append(out, b)
		}
	}
	slices.Reverse(out)
	return out
}

func (s *sparing) block(b page.Block) page.Block {
	switch b := b.(type) {
	case *page.Paragraph:
		if runs := s.runs(b.Runs); len(runs) > 0 {
			return &page.Paragraph{Runs: runs, Pos: b.Pos}
		}
		return nil
	case *page.List:
		l := *b
		l.Items = nil
		for _, it := range slices.Backward(b.Items) {
			if blocks := s.blocks(it.Blocks); len(blocks) > 0 || len(it.Blocks) == 0 {
				l.Items = append(l.Items, page.Item{Task: it.Task, Blocks: blocks, Pos: it.Pos})
			}
		}
		slices.Reverse(l.Items)
		return &l
	case *page.Keep:
		return &page.Keep{Blocks: s.blocks(b.Blocks), Pos: b.Pos}
	case *page.Columns:
		c := &page.Columns{Columns: slices.Clone(b.Columns), Pos: b.Pos}
		for i, bs := range slices.Backward(b.Columns) {
			c.Columns[i] = s.blocks(bs)
		}
		return c
	case *page.Small:
		return &page.Small{Blocks: s.blocks(b.Blocks), Pos: b.Pos}
	case *page.Lang:
		return &page.Lang{Tag: b.Tag, Blocks: s.blocks(b.Blocks), Pos: b.Pos}
	}
	return b
}

// runs is runs without lines that are spare. A line that is left is the last
// one no less than before.
func (s *sparing) runs(runs []page.Run) []page.Run {
	var out []page.Run
	for end := len(runs); end > 0; {
		begin := end - 1
		for begin > 0 && !runs[begin-1].Break {
			begin--
		}
		line := runs[begin:end]
		end = begin
		if s.n < s.most && s.spares(line, runs) {
			s.n++
			continue
		}
		out = slices.Concat(line, out)
	}
	if n := len(out); n > 0 && n < len(runs) {
		out[n-1].Break = false
	}
	return out
}

// spares reports whether a line of runs can be left out.
func (s *sparing) spares(line, runs []page.Run) bool {
	return slices.ContainsFunc(line, func(r page.Run) bool {
		return r.Field != nil && r.Field.Spare && (!s.form || lines(runs, r.Field.Name) > 1)
	})
}

// lines is how many fields in runs have that name.
func lines(runs []page.Run, name string) (n int) {
	for _, r := range runs {
		if r.Field != nil && r.Field.Name == name {
			n++
		}
	}
	return n
}
