package pdf

import (
	"fmt"
	"slices"
	"strings"

	"amends/composer"
)

// A length is a distance on paper in thousandths of a point. Layout knows no
// floats, so that a document breaks in the same places on every machine.
type length int

const (
	point length = 1000
	mm    length = 2835 // 25.4 mm are 72 points
)

// A paper is a sheet's size.
type paper struct {
	name   string
	wd, ht length
	head   length // the white above the first line
}

var papers = []paper{
	{"a4", 595280, 841890, 72 * point},
	{"letter", 612 * point, 792 * point, 62 * point}, // as many lines of a letter as A4 holds, nearly
}

// Papers are the names that [PDF.Paper] knows.
func Papers() []string {
	var names []string
	for _, p := range papers {
		names = append(names, p.name)
	}
	return names
}

// paperOf is the paper of that name; A4 if it is empty.
func paperOf(name string) (paper, error) {
	if name == "" {
		return papers[0], nil
	}
	for _, p := range papers {
		if strings.EqualFold(p.name, name) {
			return p, nil
		}
	}
	return paper{}, fmt.Errorf("unknown paper %q: want %s", name, strings.Join(Papers(), " or "))
}

// A scale is a size of type and the distance from one baseline to the next.
type scale struct{ size, lead length }

// base is where the baseline stands in a line, from its top.
func (s scale) base() length { return (s.lead-s.size)/2 + s.size*79/100 }

// A theme is a set of faces and sizes. The sizes of headings stand by level;
// levels below the third are set as the third. So that lines stand in a steady
// rhythm down the page, what a heading takes is a number of quarters of a line
// of text, and so is all white but that between close items, an eighth; six
// lines of small text are five of the other.
type theme struct {
	name     string
	family   *family
	text     scale
	small    scale // passages marked small; never under 9 pt
	headings [3]scale
	label    scale  // the page's number
	foot     scale  // the line at the foot of each page
	pitch    length // from one line to write on to the next
	measure  length // the longest line of text; for larger and smaller text in proportion
	column   length // how wide tables, columns and lines to write on may be
	upright  bool   // emphasis is semibold: italics are hard to read for many
}

var (
	book = theme{
		name: "book", family: &serif,
		text: scale{12 * point, 17 * point}, small: scale{10 * point, 14166},
		headings: [3]scale{{19 * point, 25500}, {14 * point, 17 * point}, {12 * point, 17 * point}},
		label:    scale{9500, 13 * point}, foot: scale{9 * point, 12 * point},
		pitch: 9 * mm, measure: 404 * point, column: 448 * point,
	}
	plain = theme{
		name: "plain", family: &sans,
		text: scale{12 * point, 16500}, small: scale{10 * point, 13750},
		headings: [3]scale{{20 * point, 24750}, {14 * point, 16500}, {12 * point, 16500}},
		label:    scale{9 * point, 12 * point}, foot: scale{9 * point, 12 * point},
		pitch: 9 * mm, measure: 372 * point, column: 448 * point,
	}
	card = theme{ // to be read from across the kitchen
		name: "card", family: &sans,
		text: scale{14 * point, 19 * point}, small: scale{11 * point, 15833},
		headings: [3]scale{{24 * point, 28500}, {16 * point, 19 * point}, {14 * point, 19 * point}},
		label:    scale{9 * point, 12 * point}, foot: scale{9 * point, 12 * point},
		pitch: 9 * mm, measure: 430 * point, column: 448 * point,
	}
	largePrint = theme{
		name: "large-print", family: &sans,
		text: scale{18 * point, 26 * point}, small: scale{16 * point, 21666},
		headings: [3]scale{{26 * point, 32500}, {21 * point, 26 * point}, {18 * point, 26 * point}},
		label:    scale{18 * point, 24 * point}, foot: scale{16 * point, 21 * point},
		pitch: 14 * mm, measure: 500 * point, column: 500 * point, upright: true,
	}
)

// smaller is the theme with its text set down from 12 to 11 pt, and everything
// in proportion but the measure: the page keeps its shape, nearly, for no line
// may have more than 75 characters. There is none of larger text, which is
// large for a reason, nor of smaller.
func (t *theme) smaller() (*theme, bool) {
	if t.text.size != 12*point {
		return nil, false
	}
	down := func(s scale) scale { return scale{max(s.size*11/12, 9*point), s.lead * 11 / 12} }
	u := *t
	u.text, u.small = down(t.text), down(t.small)
	u.measure = t.measure * 29 / 30
	for i, h := range t.headings {
		u.headings[i] = down(h)
	}
	return &u, true
}

// Themes are the names that [PDF.Theme] knows. A card has a theme of its own,
// which nobody needs to ask for.
func Themes() []string { return []string{book.name, plain.name, largePrint.name} }

// themeOf is the theme of that name for a layout; with no name, the layout's
// own.
func themeOf(name string, layout composer.Layout) (*theme, error) {
	if name == "" {
		switch layout {
		case composer.LayoutLetter, composer.LayoutMessage, "":
			return &book, nil
		case composer.LayoutCard:
			return &card, nil
		}
		return &plain, nil
	}
	for _, t := range []*theme{&book, &plain, &largePrint} {
		if t.name == name {
			return t, nil
		}
	}
	return nil, fmt.Errorf("unknown theme %q: want %s", name, strings.Join(Themes(), ", "))
}

// labelled says whether pages of layout carry a number even when there is
// only one.
func labelled(layout composer.Layout) bool {
	return slices.Contains([]composer.Layout{composer.LayoutAgreement, composer.LayoutWorksheet,
		composer.LayoutCard, composer.LayoutLog}, layout)
}

// heading is the scale of a heading of that level.
func (t *theme) heading(level int) scale {
	return t.headings[min(max(level, 1), len(t.headings))-1]
}

// face is the face for a run of that look.
func (t *theme) face(strong, emph bool) *face {
	if t.upright {
		strong, emph = strong || emph, false
	}
	i := 0
	if emph {
		i = 1
	}
	if strong {
		i += 2
	}
	return t.family.faces[i]
}
