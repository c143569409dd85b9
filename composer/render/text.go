package render

import (
	"cmp"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"amends/composer"
	"amends/composer/page"
)

// Text writes plain text, to paste into a message or a record. Marks, emphasis
// and page breaks leave no trace, columns stand one after the other, headings
// of the first two levels are underlined, and two blank lines stand between two
// documents.
//
// Lines are broken for readers that cannot do so themselves, as in mail and
// records; but a message is made for a phone, which breaks it where its own
// lines end.
type Text struct {
	Width      int        // of a line, in columns of a terminal; if 0, 72, and no limit for a message; without limit below 0
	Spoken     bool       // for a screen reader: no lines drawn with signs, and words for a field or a box
	Letterhead Letterhead // over each document; if spoken, over the first alone
	Foot       string     // under the last one; empty for none

	Session [][]page.Run // a line over a document, under the others, by its place; none where it is empty
}

// Render writes docs to w.
func (t Text) Render(w io.Writer, docs ...*composer.Document) error {
	var texts []string
	add := func(lines []string) {
		for i, line := range lines {
			lines[i] = strings.TrimRightFunc(line, unicode.IsSpace)
		}
		if text := strings.Trim(strings.Join(lines, "\n"), "\n"); text != "" {
			texts = append(texts, text+"\n")
		}
	}
	for i, d := range docs {
		body, err := page.Parse(d)
		if err != nil {
			return err
		}
		p, width := plain{spoken: t.Spoken, words: words(d.Language)}, t.Width
		if width == 0 && d.Layout != composer.LayoutMessage {
			width = textWidth
		}
		if width <= 0 {
			p.unbroken, width = true, math.MaxInt
		}
		lines := p.blocks(body.Blocks, width, false)
		if session := at(t.Session, i); len(session) > 0 {
			lines = slices.Concat(fill(p.text(session), width), []string{""}, lines)
		}
		if i == 0 || !t.Spoken {
			var head []string
			for _, line := range t.Letterhead.Lines() {
				if line != "" {
					head = append(head, p.fill(line, width)...)
				}
			}
			if head != nil {
				lines = slices.Concat(head, []string{""}, lines)
			}
		}
		add(lines)
	}
	var foot []string
	for _, line := range footLines(t.Letterhead, t.Foot) {
		width := cmp.Or(t.Width, textWidth)
		foot = append(foot, plain{unbroken: width < 0}.fill(line, width)...)
	}
	add(foot)
	_, err := io.WriteString(w, strings.Join(texts, "\n\n"))
	return err
}

// textWidth is how wide lines are where nobody says otherwise: they can be
// quoted in mail and still fit.
const textWidth = 72

// plain makes lines of blocks.
type plain struct {
	spoken   bool
	unbroken bool // lines end only where the page says so
	words    composer.Words
}

// fill is text in lines of width.
func (p plain) fill(text string, width int) []string {
	if p.unbroken {
		return []string{text}
	}
	return fill(text, width)
}

// minWidth is how narrow a line can become in lists and quotations.
const minWidth = 20

// blocks is bs as lines of width, a blank line between two blocks unless they
// are tight.
func (p plain) blocks(bs []page.Block, width int, tight bool) []string {
	width = max(width, minWidth)
	var all []string
	for i, b := range bs {
		lines := p.block(b, width)
		if len(all) > 0 && len(lines) > 0 && !tight && !p.leads(bs[i-1]) {
			all = append(all, "")
		}
		all = append(all, lines...)
	}
	return all
}

// leads says whether b stands right over what follows: a heading that no line
// marks as one.
func (p plain) leads(b page.Block) bool {
	h, ok := b.(*page.Heading)
	return ok && h.Level > 2 && !p.spoken
}

// heading is h and the line under it.
func (p plain) heading(h *page.Heading, width int) []string {
	lines := fill(p.text(h.Runs), width)
	widest := 0
	for i, line := range lines {
		lines[i] = strings.TrimRightFunc(line, unicode.IsSpace)
		widest = max(widest, uniseg.StringWidth(lines[i]))
	}
	switch {
	case p.spoken || widest == 0:
	case h.Level == 1:
		lines = append(lines, strings.Repeat("=", widest))
	case h.Level == 2:
		lines = append(lines, strings.Repeat("-", widest))
	}
	return lines
}

func (p plain) block(b page.Block, width int) []string {
	switch b := b.(type) {
	case *page.Heading:
		return p.heading(b, width)
	case *page.Paragraph:
		return fill(p.text(b.Runs), width)
	case *page.List:
		return p.list(b, width)
	case *page.Table:
		return p.table(b, width)
	case *page.Quote:
		if width -= 4; width < minWidth {
			return p.blocks(b.Blocks, width+4, false)
		}
		return indent(p.blocks(b.Blocks, width, false), "    ")
	case *page.Code:
		return indent(strings.Split(strings.TrimSuffix(b.Text, "\n"), "\n"), "    ")
	case *page.Rule:
		if !p.spoken {
			return []string{"* * *"}
		}
	case *page.Keep:
		return p.blocks(b.Blocks, width, false)
	case *page.Columns:
		return p.blocks(slices.Concat(b.Columns...), width, false)
	case *page.Small:
		return p.blocks(b.Blocks, width, false)
	case *page.Lang:
		if p.spoken {
			p.words = words(b.Tag)
		}
		return p.blocks(b.Blocks, width, false)
	}
	return nil // a new page
}

func (p plain) list(l *page.List, width int) []string {
	var all []string
	for i, item := range l.Items {
		sign := p.sign(l, i)
		lines := p.blocks(item.Blocks, width-uniseg.StringWidth(sign), l.Tight)
		if len(lines) == 0 {
			lines = []string{""}
		}
		if i > 0 && !l.Tight {
			all = append(all, "")
		}
		rest := indent(lines[1:], strings.Repeat(" ", len(sign)))
		all = append(append(all, sign+lines[0]), rest...)
	}
	return all
}

// sign is what the i-th item of l begins with.
func (p plain) sign(l *page.List, i int) string {
	sign := ""
	if l.Ordered {
		sign = strconv.Itoa(l.Start+i) + ". "
	}
	switch task := l.Items[i].Task; {
	case task == nil && !l.Ordered:
		return "- "
	case task == nil:
		return sign
	case p.spoken && task.Checked:
		return sign + p.words.Say("box-ticked") + " "
	case p.spoken:
		return sign + p.words.Say("box") + " "
	case task.Checked:
		return sign + "[x] "
	}
	return sign + "[ ] "
}

// table is t in columns where they fit. Else its rows stand one after the
// other: of two columns the second behind the first, as the head of such a
// table is often its first row; of more each cell behind its head.
func (p plain) table(t *page.Table, width int) []string {
	rows := [][]string{p.cells(t.Head)}
	for _, r := range t.Rows {
		rows = append(rows, p.cells(r))
	}
	if lines := aligned(rows, t.Align); !p.spoken && !p.unbroken && fits(lines, width) {
		return lines
	}
	var all []string
	if len(t.Head) == 2 {
		for _, row := range rows {
			if text := headed(row[0], row[1]); text != "" {
				all = append(all, fill(text, width)...)
			}
		}
		return all
	}
	for i, row := range rows[1:] {
		if i > 0 {
			all = append(all, "")
		}
		for j, cell := range row {
			if text := headed(rows[0][j], cell); text != "" {
				all = append(all, fill(text, width)...)
			}
		}
	}
	return all
}

func (p plain) cells(cells []page.Cell) []string {
	var texts []string
	for _, c := range cells {
		texts = append(texts, strings.ReplaceAll(p.text(c.Runs), "\n", " "))
	}
	return texts
}

// headed is a cell behind the head of its column.
func headed(head, cell string) string {
	switch {
	case head == "":
		return cell
	case strings.ContainsRune(".:?!", rune(head[len(head)-1])):
		return head + " " + cell
	}
	return head + ": " + cell
}

// aligned is rows with every column as wide as its widest cell. A head without
// words is left out.
func aligned(rows [][]string, align []page.Align) []string {
	widths := make([]int, len(align))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], uniseg.StringWidth(cell))
		}
	}
	if strings.Join(rows[0], "") == "" {
		rows = rows[1:]
	}
	var lines []string
	for _, row := range rows {
		var cells []string
		for i, cell := range row {
			space := widths[i] - uniseg.StringWidth(cell)
			before := 0
			switch align[i] {
			case page.AlignRight:
				before = space
			case page.AlignCenter:
				before = space / 2
			}
			cells = append(cells, strings.Repeat(" ", before)+cell+strings.Repeat(" ", space-before))
		}
		lines = append(lines, strings.TrimRight(strings.Join(cells, "  "), " "))
	}
	return lines
}

func fits(lines []string, width int) bool {
	return !slices.ContainsFunc(lines, func(s string) bool { return uniseg.StringWidth(s) > width })
}

// A line to write on.
const line = "________________"

// text is runs as text with "\n" for a hard line break, and with the address
// of a link behind its words.
func (p plain) text(runs []page.Run) string {
	var b strings.Builder
	link := "" // the words of the link so far
	for i, r := range runs {
		switch {
		case r.Field == nil:
			b.WriteString(r.Text)
		case !p.spoken:
			b.WriteString(line)
		case i > 0 && runs[i-1].Break && runs[i-1].Field != nil && runs[i-1].Field.Name == r.Field.Name:
			continue // several lines for one answer are one space to write
		default:
			b.WriteString(" " + p.words.Say("space-to-write") + " ")
		}
		if link += r.Text; i+1 == len(runs) || runs[i+1].Link != r.Link {
			if r.Link != "" && r.Link != link && r.Link != "mailto:"+link {
				b.WriteString(" (" + r.Link + ")")
			}
			link = ""
		}
		if r.Break {
			b.WriteByte('\n')
		}
	}
	lines := strings.Split(strings.TrimRight(b.String(), "\n"), "\n")
	for i, l := range lines {
		lines[i] = strings.Join(strings.FieldsFunc(l, isSpace), " ")
	}
	return strings.Join(lines, "\n")
}

// isSpace says whether a line may break at c and spaces like it fold into one.
func isSpace(c rune) bool {
	return c == ' ' || c == '\t' || c == '\u2028' || c == '\u2029'
}

// fill breaks the lines of text where they are longer than width.
func fill(text string, width int) []string {
	var all []string
	for s := range strings.SplitSeq(text, "\n") {
		begin, used := 0, 0 // the line so far is s[begin:i], used columns wide
		for i := 0; i < len(s); {
			n := word(s[i:])
			if used > 0 && used+uniseg.StringWidth(strings.TrimRight(s[i:i+n], " ")) > width {
				all = append(all, s[begin:i])
				begin, used = i, 0
			}
			used += uniseg.StringWidth(s[i : i+n])
			i += n
		}
		all = append(all, s[begin:])
	}
	return all
}

// word is the length of what must stay on one line at the beginning of s, with
// the space behind it. Lines break at spaces, and behind wide characters such
// as those of Chinese; never in an address or behind a hyphen, so that a text
// that is pasted stays whole.
func word(s string) int {
	n := 0
	for state := -1; n < len(s); {
		var piece string
		piece, _, _, state = uniseg.FirstLineSegmentInString(s[n:], state)
		n += len(piece)
		last, _ := utf8.DecodeLastRuneInString(piece)
		if isSpace(last) || uniseg.StringWidth(string(last)) > 1 {
			break
		}
	}
	return n
}

// indent is lines with space before them.
func indent(lines []string, space string) []string {
	for i, l := range lines {
		lines[i] = space + l
	}
	return lines
}
