package pdf

import (
	"math/rand/v2"
	"strings"
	"testing"

	"amends/composer/page"
)

// cells are the cells of a row with these texts.
func cells(texts ...string) []page.Cell {
	row := make([]page.Cell, len(texts))
	for i, t := range texts {
		if t != "" {
			row[i].Runs = []page.Run{{Text: t}}
		}
	}
	return row
}

// setGrid measures a table over the whole column, and shares its width out.
func setGrid(t *testing.T, th *theme, tb *page.Table) (*grid, []claim, *setter) {
	t.Helper()
	s := &setter{theme: th, lost: &losses{}, height: 600 * point}
	c := context{scale: th.text, of: &element{}, w: th.column, lang: "en"}
	g := &grid{table: tb, c: c, pad: c.size * 5 / 12, rise: c.lead / 4}
	claims, err := s.measure(g)
	if err != nil {
		t.Fatal(err)
	}
	g.w = share(claims, c.w)
	return g, claims, s
}

// height is how many lines the rows of g have together.
func (g *grid) height() (lines int) {
	for _, r := range g.rows {
		most := 0
		for i := range r.cells {
			most = max(most, r.cells[i].lines(g.w[i]-2*g.pad))
		}
		lines += most
	}
	return lines
}

// A table that is balanced is no higher than before, fills the column, and cuts
// no word that was whole; most are lower.
func TestBalance(t *testing.T) {
	lower, higher := 0, 0
	for seed := range 400 {
		w := &writer{rand: rand.New(rand.NewPCG(uint64(seed), 4))}
		g, claims, _ := setGrid(t, []*theme{&book, &plain, &largePrint}[seed%3], w.table())
		before, widths := g.height(), append([]length(nil), g.w...)
		g.balance(claims)
		var sum, was length
		for i := range g.w {
			sum += g.w[i]
			was += widths[i]
			if g.w[i] < min(claims[i].need, widths[i]) {
				t.Errorf("seed %d: column %d is %d wide, and needs %d", seed, i, g.w[i], claims[i].need)
			}
			if claims[i].field > 0 && g.w[i] < widths[i] {
				t.Errorf("seed %d: a hand has less room to write in", seed)
			}
		}
		if sum != was {
			t.Errorf("seed %d: the columns are %d wide, not %d", seed, sum, was)
		}
		switch after := g.height(); {
		case after > before:
			t.Errorf("seed %d: %d lines, before %d", seed, after, before)
		case after < before:
			lower++
			higher += before - after
		}
	}
	t.Logf("%d of 400 tables are lower, by %d lines", lower, higher)
	if lower < 20 {
		t.Errorf("%d of 400 tables are lower", lower)
	}
}

// No column has a word a line beside one that is nearly empty.
func TestNoThinColumn(t *testing.T) {
	long := strings.TrimSpace(strings.Repeat("We say so on the same day. ", 8))
	tests := map[string]*page.Table{
		"one long cell": {Head: cells("Who", "What we do when it happens", "How often"), Rows: [][]page.Cell{
			cells("Alex", long, "each time"), cells("Sam and Alex together", "", "never"), cells("", "", "")}},
		"long in one row, middling in many": {Head: cells("When", "What", "Notes"), Rows: [][]page.Cell{
			cells("Monday", long, "none so far, but we look again"), cells("Tuesday", "a walk", "the other one brings the dog and the keys"),
			cells("Wednesday", "tea", "somebody else may come along if both of us want it")}},
		"nothing in the last": {Head: cells("a", "b", "A long header of an empty column"), Rows: [][]page.Cell{cells(long, long, "")}},
	}
	for name, tb := range tests {
		g, claims, _ := setGrid(t, &plain, tb)
		g.balance(claims)
		for _, r := range g.rows[1:] {
			for i := range r.cells {
				text := r.cells[i].text
				if text == nil || len(text.words) < 4 {
					continue
				}
				if lines := r.cells[i].lines(g.w[i] - 2*g.pad); lines*2 > len(text.words) {
					t.Errorf("%s: column %d has %d words on %d lines; the widths are %d", name, i, len(text.words), lines, g.w)
				}
			}
		}
	}
}
