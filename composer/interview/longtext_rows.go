package interview

import (
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
)

// A row is the part of a text that stands in one row of the screen.
type row struct{ from, to int }

// signs yields the signs of s, each with its place.
func signs(s string) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		state, rest, sign := -1, s, ""
		for at := 0; rest != ""; at += len(sign) {
			if sign, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state); !yield(at, sign) {
				return
			}
		}
	}
}

const tabCells = 4

// cells is how wide one sign or a few are drawn.
func cells(s string) int {
	return uniseg.StringWidth(s) + tabCells*strings.Count(s, "\t")
}

// wrap lays text out in rows of at most width cells, broken between words
// where the rules of its script allow it, and within words that are wider than
// a row. A hyphen ends no row: Shift-Tab is one word. Spaces at the end of a
// row may stand out.
func wrap(text string, width int) []row {
	var rows []row
	var from, open, column, since int // open is the last place where the row may be broken
	state, rest := -1, text
	for at := 0; rest != ""; {
		var sign string
		var edges int
		sign, rest, edges, state = uniseg.StepString(rest, state)
		if sign == "\n" {
			rows = append(rows, row{from, at})
			at++
			from, open, column, since = at, at, 0, 0
			continue
		}
		w := cells(sign)
		for column+w > width && at > from && strings.TrimSpace(sign) != "" {
			to := open
			if column = since; to == from {
				to, column = at, 0
			}
			rows = append(rows, row{from, to})
			from, open, since = to, to, column
		}
		at += len(sign)
		column, since = column+w, since+w
		if edges&uniseg.MaskLine == uniseg.LineCanBreak && sign != "-" {
			open, since = at, 0
		}
	}
	return append(rows, row{from, len(text)})
}

// place is the row and the column of a place in text.
func place(text string, rows []row, at int) (r, column int) {
	r = len(rows) - 1
	for r > 0 && rows[r].from > at {
		r--
	}
	return r, cells(text[rows[r].from:at])
}

// wrapped is text in lines of at most width cells.
func wrapped(text string, width int) []string {
	var lines []string
	for _, r := range wrap(text, max(width, 1)) {
		lines = append(lines, strings.TrimRightFunc(text[r.from:r.to], unicode.IsSpace))
	}
	return lines
}

// A block is the rows of the screen that a prompt draws anew with each key. It
// never asks the terminal where the cursor is, writes only rows that changed,
// and none that would be wider or more than the screen holds.
type block struct {
	out    io.Writer
	rows   []string // as they stand there
	row    int      // the one with the cursor
	column int      // of the cursor in it
}

// draw makes the block these rows and puts the cursor into one of them.
func (b *block) draw(rows []string, r, column int) {
	var s strings.Builder
	up(&s, b.row)
	for i, text := range rows {
		if i > 0 {
			s.WriteString("\r\n")
		}
		if i >= len(b.rows) || b.rows[i] != text {
			s.WriteString(text + "\x1b[K")
		}
	}
	if len(b.rows) > len(rows) {
		s.WriteString("\r\n\x1b[J\x1b[A")
	}
	up(&s, len(rows)-1-r)
	if column > 0 {
		fmt.Fprintf(&s, "\x1b[%dC", column)
	}
	b.rows, b.row, b.column = slices.Clone(rows), r, column
	io.WriteString(b.out, s.String()) //nolint:errcheck // a terminal that is gone says so when it is read
}

// erase takes the block off the screen and leaves the cursor where it began.
func (b *block) erase() {
	var s strings.Builder
	up(&s, b.row)
	s.WriteString("\x1b[J")
	b.rows, b.row, b.column = nil, 0, 0
	io.WriteString(b.out, s.String()) //nolint:errcheck // as above
}

// reflow makes up for a screen of another width, where a row that is now too
// wide takes several.
func (b *block) reflow(width int) {
	n := b.column / width
	for _, text := range b.rows[:min(b.row, len(b.rows))] {
		n += (max(cells(unstyled(text)), 1) - 1) / width
	}
	b.row += n
}

// up goes to the beginning of a row above.
func up(s *strings.Builder, rows int) {
	if rows > 0 {
		fmt.Fprintf(s, "\x1b[%dA", rows)
	}
	s.WriteString("\r")
}
