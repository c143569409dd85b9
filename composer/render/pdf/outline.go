package pdf

import (
	"fmt"
	"strings"
)

// outlined is how many pages a file has that can be leafed through by its
// headings.
const outlined = 3

// An entry is one line of the outline, with what is the outline above all.
type entry struct {
	heading
	number     int
	kids       []*entry
	next, last *entry // beside it: the one behind and the one before
}

// outlines writes the outline of a file of several pages and is its number; 0
// if it has none (ISO 32000-1, 12.3.3).
func (w *finisher) outlines(t *tree) int {
	if len(t.marks) < outlined || len(t.headings) == 0 {
		return 0
	}
	root := &entry{number: w.next(), heading: heading{level: -1}}
	open := []*entry{root}
	raised := 0
	for i, h := range t.headings {
		if h.level == 0 {
			raised = 0
			if i+1 < len(t.headings) && t.headings[i+1].title == h.title {
				raised = 1 // the document's first heading says it
				continue
			}
		}
		h.level -= raised
		for open[len(open)-1].level >= h.level {
			open = open[:len(open)-1]
		}
		above := open[len(open)-1]
		e := &entry{heading: h, number: w.next()}
		if n := len(above.kids); n > 0 {
			e.last = above.kids[n-1]
			e.last.next = e
		}
		above.kids = append(above.kids, e)
		open = append(open, e)
	}
	w.put(root.number, fmt.Sprintf("<</Type /Outlines%s>>", root.shown()))
	for _, e := range root.kids {
		w.entry(e, root)
	}
	return root.number
}

// shown says which entries stand under e: all of them are shown.
func (e *entry) shown() string {
	if len(e.kids) == 0 {
		return ""
	}
	return fmt.Sprintf(" /First %d 0 R /Last %d 0 R /Count %d", e.kids[0].number, e.kids[len(e.kids)-1].number, e.count())
}

// count is how many entries stand under e.
func (e *entry) count() int {
	n := len(e.kids)
	for _, k := range e.kids {
		n += k.count()
	}
	return n
}

// entry writes e, which stands under above, and all that stands under it.
func (w *finisher) entry(e, above *entry) {
	beside := ""
	if e.last != nil {
		beside += " /Prev " + ref(e.last.number)
	}
	if e.next != nil {
		beside += " /Next " + ref(e.next.number)
	}
	top := appendPoints(nil, e.top)
	title := plainText(strings.Join(strings.Fields(e.title), " "))
	w.put(e.number, fmt.Sprintf("<</Title %s /Parent %d 0 R%s%s /Dest [%d 0 R /XYZ null %s null] /SE %d 0 R>>",
		textString(title), above.number, beside, e.shown(), pageObject(e.page), top, e.of.number))
	for _, k := range e.kids {
		w.entry(k, e)
	}
}
