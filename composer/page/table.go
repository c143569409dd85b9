package page

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"amends/composer"
)

// A table is a table among goldmark's nodes. Its children are its cells.
type table struct {
	ast.BaseBlock
	align []Align
	rows  [][]*cell // the head first; a row is as long as it stands
}

// A cell is one cell of a table.
type cell struct{ ast.BaseBlock }

var (
	kindTable = ast.NewNodeKind("Table")
	kindCell  = ast.NewNodeKind("Cell")
)

func (*table) Kind() ast.NodeKind { return kindTable }
func (*cell) Kind() ast.NodeKind  { return kindCell }

func (t *table) Dump(source []byte, level int) { ast.DumpHelper(t, source, level, nil, nil) }
func (c *cell) Dump(source []byte, level int)  { ast.DumpHelper(c, source, level, nil, nil) }

func (t *table) addRow(cells []text.Segment) {
	var row []*cell
	for _, s := range cells {
		c := &cell{}
		c.SetPos(s.Start)
		c.Lines().Append(s)
		t.AppendChild(t, c)
		row = append(row, c)
	}
	t.rows = append(t.rows, row)
}

// tableTransformer makes a table of a paragraph whose second or later line is
// a row of dashes as long as the line above it.
type tableTransformer struct{}

func (tableTransformer) Transform(p *ast.Paragraph, reader text.Reader, pc parser.Context) {
	source, lines := reader.Source(), p.Lines()
	for i := 1; i < lines.Len(); i++ {
		align := dashes(lines.At(i), source)
		if align == nil {
			continue
		}
		head := cells(lines.At(i-1), source)
		if len(head) != len(align) {
			return
		}
		if len(align)*(lines.Len()-i) > maxCells {
			exceed(pc, lines.At(i).Start, tooWide)
			return
		}
		t := &table{align: align}
		t.SetPos(lines.At(i - 1).Start)
		t.addRow(head)
		for j := i + 1; j < lines.Len(); j++ {
			t.addRow(cells(lines.At(j), source))
		}
		p.Parent().InsertAfter(p.Parent(), p, t)
		if i == 1 {
			p.Parent().RemoveChild(p.Parent(), p)
			return
		}
		lines.SetSliced(0, i-1)
		last := lines.At(i - 2)
		lines.Set(i-2, last.TrimRightSpace(source))
		return
	}
}

// dashes is what the row of dashes under a table's head says about its
// columns; nil if the line is none.
func dashes(line text.Segment, source []byte) []Align {
	s := bytes.TrimSpace(line.Value(source))
	if strings.Trim(string(s), "-") == "" || strings.Trim(string(s), "-:| \t") != "" {
		return nil
	}
	var align []Align
	for _, c := range cells(line, source) {
		dashes, left := bytes.CutPrefix(c.Value(source), []byte(":"))
		dashes, right := bytes.CutSuffix(dashes, []byte(":"))
		if len(dashes) == 0 || len(bytes.Trim(dashes, "-")) > 0 {
			return nil
		}
		switch {
		case left && right:
			align = append(align, AlignCenter)
		case left:
			align = append(align, AlignLeft)
		case right:
			align = append(align, AlignRight)
		default:
			align = append(align, AlignNone)
		}
	}
	return align
}

// cells cuts a row at its bars; a bar behind a backslash is text.
func cells(line text.Segment, source []byte) []text.Segment {
	line = line.TrimLeftSpace(source)
	line = line.TrimRightSpace(source)
	s, offset := source[line.Start:line.Stop], line.Start
	if bytes.HasPrefix(s, []byte("|")) {
		s, offset = s[1:], offset+1
	}
	if bytes.HasSuffix(s, []byte("|")) && !bytes.HasSuffix(s, []byte(`\|`)) {
		s = s[:len(s)-1]
	} else if len(s) == 0 {
		return nil
	}
	var cells []text.Segment
	begin := 0
	for i := 0; i <= len(s); i++ {
		if i < len(s) && (s[i] != '|' || i > 0 && s[i-1] == '\\') {
			continue
		}
		c := text.NewSegment(offset+begin, offset+i)
		c = c.TrimLeftSpace(source)
		cells = append(cells, c.TrimRightSpace(source))
		begin = i + 1
	}
	return cells
}

func (r *reader) table(n *table, pos composer.Position) *Table {
	t := &Table{Align: n.align, Pos: pos}
	for i, cells := range n.rows {
		row := make([]Cell, len(n.align))
		for j, c := range cells {
			if j == len(row) {
				r.note(c.Pos(), "cells")
				break
			}
			row[j].Runs = r.runs(c)
		}
		if i == 0 {
			t.Head = row
		} else {
			t.Rows = append(t.Rows, row)
		}
	}
	return t
}
