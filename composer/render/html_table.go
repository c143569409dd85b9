package render

import (
	"slices"
	"strings"

	"amends/composer/page"
)

// alignments are the classes of cells.
var alignments = [...]string{page.AlignNone: "", page.AlignLeft: "left", page.AlignCenter: "center", page.AlignRight: "right"}

// table writes a table. On a phone the rows of one with more than two columns
// stand one after the other, each cell behind its head. The roles are said
// again: to some browsers what does not look like a table is none.
func (m *markup) table(t *page.Table) {
	if len(t.Head) == 0 {
		return
	}
	wide := len(t.Head) > 2
	role := func(name string) {
		if wide {
			m.tag(` role="`, name, `"`)
		}
	}
	m.tag("<table")
	if wide {
		m.tag(` class="wide"`)
	}
	role("table")
	m.tag(">\n")
	if slices.ContainsFunc(t.Head, func(c page.Cell) bool { return worded(c.Runs) }) {
		m.tag("<thead")
		role("rowgroup")
		m.tag("><tr")
		role("row")
		m.tag(">")
		for i, c := range t.Head {
			if worded(c.Runs) {
				m.tag(`<th scope="col"`)
				role("columnheader")
				m.cell("th", t.Align[i], c)
				continue
			}
			m.tag("<td") // a head without a word is none
			role("cell")
			m.cell("td", t.Align[i], c)
		}
		m.tag("</tr></thead>\n")
	}
	m.tag("<tbody")
	role("rowgroup")
	m.tag(">\n")
	for _, row := range t.Rows {
		m.tag("<tr")
		role("row")
		m.tag(">")
		for i, c := range row {
			if i == 0 && t.Labelled() {
				m.tag(`<th scope="row"`)
				m.cell("th", t.Align[i], c)
				continue
			}
			m.tag("<td")
			role("cell")
			if head := m.quoted(t.Head[i].Runs); wide && head != "" {
				m.tag(` data-head="`)
				m.text(headed(head, ""))
				m.tag(`"`)
			}
			m.cell("td", t.Align[i], c)
		}
		m.tag("</tr>\n")
	}
	m.tag("</tbody>\n</table>\n")
}

// cell ends the first tag of a cell and writes the rest of it. A cell with
// nothing but a field is itself what a hand writes in.
func (m *markup) cell(name string, align page.Align, c page.Cell) {
	var classes []string
	if class := alignments[align]; class != "" {
		classes = append(classes, class)
	}
	if len(c.Runs) == 1 && c.Runs[0].Field != nil {
		classes = append(classes, "room")
	}
	if len(classes) > 0 {
		m.tag(` class="`, strings.Join(classes, " "), `"`)
	}
	m.turned(unset(c.Runs))
	m.tag(">")
	m.lines(c.Runs)
	m.tag("</", name, ">")
}
