package page

import (
	"fmt"
	"strconv"
	"strings"
)

// Text is the words on the page in reading order. A blank line stands between
// two blocks or cells, a line end for a hard line break, one space for other
// white space, and nothing for a field.
func (b *Body) Text() string {
	var parts []string
	leaves(b.Blocks, func(text string) {
		lines := strings.Split(text, "\n")
		for i, line := range lines {
			lines[i] = strings.Join(strings.Fields(line), " ")
		}
		if text := strings.Trim(strings.Join(lines, "\n"), "\n"); text != "" {
			parts = append(parts, text)
		}
	})
	return strings.Join(parts, "\n\n")
}

// leaves calls leaf with the text of each heading, paragraph, cell and code.
func leaves(blocks []Block, leaf func(string)) {
	for _, b := range blocks {
		switch b := b.(type) {
		case *Heading:
			leaf(runsText(b.Runs))
		case *Paragraph:
			leaf(runsText(b.Runs))
		case *List:
			for _, i := range b.Items {
				leaves(i.Blocks, leaf)
			}
		case *Table:
			for _, row := range append([][]Cell{b.Head}, b.Rows...) {
				for _, c := range row {
					leaf(runsText(c.Runs))
				}
			}
		case *Quote:
			leaves(b.Blocks, leaf)
		case *Code:
			leaf(b.Text)
		case *Keep:
			leaves(b.Blocks, leaf)
		case *Columns:
			for _, c := range b.Columns {
				leaves(c, leaf)
			}
		case *Small:
			leaves(b.Blocks, leaf)
		case *Lang:
			leaves(b.Blocks, leaf)
		}
	}
}

func runsText(runs []Run) string {
	var b strings.Builder
	for _, r := range runs {
		b.WriteString(r.Text)
		if r.Break {
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// String is the tree, a block a line and deeper blocks further in, without
// positions. Two bodies that read alike have the same String, however their
// text is cut into runs. It is made for tests.
func (b *Body) String() string {
	var o outline
	o.blocks(b.Blocks, 0)
	return o.String()
}

type outline struct{ strings.Builder }

func (o *outline) line(depth int, words ...string) {
	o.WriteString(strings.Repeat("  ", depth))
	o.WriteString(strings.Join(words, " "))
	o.WriteByte('\n')
}

func (o *outline) blocks(blocks []Block, depth int) {
	for _, b := range blocks {
		switch b := b.(type) {
		case *Heading:
			o.line(depth, "heading", strconv.Itoa(b.Level), runsOutline(b.Runs))
		case *Paragraph:
			o.line(depth, "paragraph", runsOutline(b.Runs))
		case *List:
			o.list(b, depth)
		case *Table:
			o.table(b, depth)
		case *Quote:
			o.line(depth, "quote")
			o.blocks(b.Blocks, depth+1)
		case *Code:
			o.line(depth, "code", strconv.Quote(b.Text))
		case *Rule:
			o.line(depth, "rule")
		case *Break:
			o.line(depth, "page")
		case *Keep:
			o.line(depth, "keep")
			o.blocks(b.Blocks, depth+1)
		case *Columns:
			o.line(depth, "columns")
			for _, c := range b.Columns {
				o.line(depth+1, "column")
				o.blocks(c, depth+2)
			}
		case *Small:
			o.line(depth, "small")
			o.blocks(b.Blocks, depth+1)
		case *Lang:
			o.line(depth, "lang", b.Tag)
			o.blocks(b.Blocks, depth+1)
		}
	}
}

func (o *outline) list(l *List, depth int) {
	words := []string{"list"}
	if l.Ordered {
		words = append(words, strconv.Itoa(l.Start))
	}
	if l.Tight {
		words = append(words, "tight")
	}
	o.line(depth, words...)
	for _, i := range l.Items {
		words := []string{"item"}
		if t := i.Task; t != nil {
			words = append(words, map[bool]string{false: "[ ]", true: "[x]"}[t.Checked])
			if t.Field != "" {
				words = append(words, t.Field)
			}
			if t.Option != "" {
				words = append(words, "=", t.Option)
			}
		}
		o.line(depth+1, words...)
		o.blocks(i.Blocks, depth+2)
	}
}

func (o *outline) table(t *Table, depth int) {
	words := []string{"table"}
	for _, a := range t.Align {
		words = append(words, [...]string{"none", "left", "center", "right"}[a])
	}
	o.line(depth, words...)
	for _, row := range append([][]Cell{t.Head}, t.Rows...) {
		var cells []string
		for _, c := range row {
			cells = append(cells, runsOutline(c.Runs))
		}
		o.line(depth+1, strings.Join(cells, " | "))
	}
}

// runsOutline is runs with their styles; neighbours of one style are one.
func runsOutline(runs []Run) string {
	var words []string
	for i := 0; i < len(runs); i++ {
		r := runs[i]
		text := r.Text
		for r.Field == nil && !runs[i].Break && i+1 < len(runs) && runs[i+1].Field == nil && sameStyle(r, runs[i+1]) {
			i++
			text += runs[i].Text
		}
		style := ""
		for _, s := range []struct {
			is   bool
			name string
		}{{r.Strong, "strong "}, {r.Emph, "emph "}, {r.Code, "code "}, {r.Link != "", "link " + r.Link + " "}} {
			if s.is {
				style += s.name
			}
		}
		switch {
		case r.Field != nil:
			style += fmt.Sprintf("field %q %d", r.Field.Name, r.Field.Width)
			if r.Field.Date {
				style += " date"
			}
			if r.Field.Spare {
				style += " spare"
			}
			if r.Field.Rest {
				style += " rest"
			}
		default:
			style += strconv.Quote(text)
		}
		words = append(words, style)
		if runs[i].Break {
			words = append(words, "break")
		}
	}
	return strings.Join(words, " ")
}
