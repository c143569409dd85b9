package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

// page looks at one page: what it draws, and where it leads.
func (in *inspector) page(i, object int) {
	d := in.dict(pointer(object))
	annots := in.array(d["Annots"])
	switch tabs := in.name(d["Tabs"]); {
	case tabs == "S":
	case len(annots) > 0 && tabs == "":
		in.fault("28-008", "page %d", i+1)
	case len(annots) > 0:
		in.fault("28-009", "page %d: %s", i+1, tabs)
	}
	var resources dict
	for at := d; at != nil && resources == nil; at = in.dict(at["Parent"]) {
		resources = in.dict(at["Resources"])
	}
	seen := in.content(i, in.stream(d["Contents"]), resources)
	in.back(i, d, seen)
	for _, a := range annots {
		p, _ := a.(pointer)
		in.annotation(i, p)
	}
}

// back looks at the way back from the marks of a page to their elements.
func (in *inspector) back(i int, d dict, seen map[int]bool) {
	const clause = "32000-1 14.7.4.4"
	key, ok := in.int(d["StructParents"])
	list := in.array(in.parents[key])
	if !ok || list == nil && len(seen) > 0 {
		in.fault(clause, "page %d is not in the parent tree", i+1)
		return
	}
	most := len(list)
	for n := range seen {
		most = max(most, n+1)
	}
	for n := range most {
		held := in.marks[mark{i, n}]
		var to pointer
		if n < len(list) {
			to, _ = list[n].(pointer)
		}
		switch {
		case !seen[n]:
			in.fault(clause, "page %d has no mark %d, and the parent tree has", i+1, n)
		case held == nil || in.elements[int(to)] != held:
			in.fault(clause, "page %d: the way back from the mark %d leads to %d", i+1, n, to)
		}
	}
	for _, m := range in.held[i] {
		if !seen[m] {
			in.fault("32000-1 14.7.4.2", "an element holds the mark %d, which is not on page %d", m, i+1)
		}
	}
}

// A piece is marked content that is open.
type piece struct {
	artifact bool
	n        int // the number of the mark; -1 if it has none
	actual   bool
	reversed bool
	first    int // of the texts in it: where they begin
}

// texts are what is shown in the marked content that is open, a text a glyph.
type texts struct {
	open   []piece
	shown  []string
	silent int // how many pieces are open whose text is said otherwise
}

// begin opens p, whose text is said to be actual if p.actual.
func (t *texts) begin(p piece, actual string) {
	p.first = len(t.shown)
	if p.actual {
		if t.silent == 0 {
			t.shown = append(t.shown, actual)
		}
		t.silent++
	}
	t.open = append(t.open, p)
}

// end closes what was opened last, and is the text of it, if it is a mark.
func (t *texts) end() (p piece, text string) {
	p = t.open[len(t.open)-1]
	t.open = t.open[:len(t.open)-1]
	if p.actual {
		t.silent--
	}
	if p.reversed {
		slices.Reverse(t.shown[p.first:])
	}
	if p.n >= 0 {
		text = strings.Join(t.shown[p.first:], "")
	}
	if len(t.open) == 0 {
		t.shown = t.shown[:0]
	}
	return p, text
}

// show adds the texts of glyphs.
func (t *texts) show(glyphs []string) {
	if t.silent == 0 {
		t.shown = append(t.shown, glyphs...)
	}
}

// operators that put ink on a page, but for text.
var painting = strings.Fields("S s f F f* B B* b b* sh Do")

// content looks at the operators of a page, and is the marks in it.
func (in *inspector) content(i int, s *stream, resources dict) map[int]bool {
	if s == nil {
		in.fault("32000-1 7.7.3.3", "page %d has no content", i+1)
		return nil
	}
	seen := map[int]bool{}
	var t texts
	var state textState
	var f *typeface
	var args []any
	sc := &scanner{s.data, 0}
	for {
		v, err := sc.next()
		if errors.Is(err, errEnd) {
			break
		}
		if err != nil {
			in.fault("syntax", "page %d: %v", i+1, err)
			return seen
		}
		op, ok := v.(verb)
		if !ok {
			args = append(args, v)
			continue
		}
		switch {
		case op == "BDC" || op == "BMC":
			p, actual := in.opened(i, op, args, resources, t.open)
			if p.n >= 0 {
				if seen[p.n] {
					in.fault("32000-1 14.7.4.2", "page %d has the mark %d twice", i+1, p.n)
				}
				seen[p.n] = true
			}
			t.begin(p, actual)
		case op == "EMC":
			if len(t.open) == 0 {
				in.fault("32000-1 14.6.1", "page %d closes what is not open", i+1)
				return seen
			}
			p, text := t.end()
			if p.n >= 0 && in.marks[mark{i, p.n}] != nil {
				in.shownIn[mark{i, p.n}] = text
				in.leftOver(i, p.n, &state)
			}
		case op == "Tf":
			f = in.font(resources, args)
		case op == "Tj" || op == "TJ" || op == "'" || op == `"`:
			glyphs := in.shown(f, args)
			in.inked(i, op, t.open)
			t.show(glyphs)
		case op == "Ts" || op == "Tr":
			state.set(op, args)
		case slices.Contains(painting, string(op)):
			n := in.inked(i, op, t.open)
			if op == "Do" {
				in.image(i, n, args, resources)
			}
		case op == "BI":
			in.inked(i, op, t.open)
			end := bytes.Index(s.data[sc.at:], []byte(" EI"))
			if end < 0 {
				in.fault("syntax", "page %d has an inline image without an end", i+1)
				return seen
			}
			sc.at += end + len(" EI")
		}
		args = args[:0]
	}
	if len(t.open) > 0 {
		in.fault("32000-1 14.6.1", "page %d leaves marked content open", i+1)
	}
	return seen
}

// image looks at a picture that is drawn in the mark n; -1 if that is an
// artifact.
func (in *inspector) image(i, n int, args []any, resources dict) {
	var called name
	if len(args) == 1 {
		called, _ = args[0].(name)
	}
	s := in.stream(in.dict(resources["XObject"])[called])
	if s == nil || in.name(s.dict["Subtype"]) != "Image" {
		in.fault("32000-1 8.9.5", "page %d: %q is no picture", i+1, called)
		return
	}
	const clause = "19005-2 6.2.8"
	for _, k := range []name{"Alternates", "OPI", "SMask", "Mask"} {
		if s.dict[k] != nil { // masks are allowed, and nothing of ours has them
			in.fault(clause, "the picture %s has %s", called, k)
		}
	}
	if in.of(s.dict["Interpolate"]) == true {
		in.fault(clause, "the picture %s is smoothed", called)
	}
	w, _ := in.int(s.dict["Width"])
	h, _ := in.int(s.dict["Height"])
	colours := map[name]int{"DeviceRGB": 3, "DeviceGray": 1}[in.name(s.dict["ColorSpace"])]
	switch {
	case colours == 0:
		in.fault("19005-2 6.2.4.3", "the picture %s has colours that are not those of the output intent", called)
	case s.dict["BitsPerComponent"] != 8 || w < 1 || h < 1 || len(s.data) != w*h*colours:
		in.fault("32000-1 8.9.5", "the picture %s has %d bytes", called, len(s.data))
	}
	if n >= 0 && in.marks[mark{i, n}].kind != "Figure" {
		in.fault("14289-1 7.3", "page %d: a picture stands in %s", i+1, in.marks[mark{i, n}].kind)
	}
}

// A textState is what stays set when a text ends: how far it is raised above
// its line, and how its glyphs are painted.
type textState struct{ rise, mode float64 }

func (s *textState) set(op verb, args []any) {
	v := math.NaN() // which is never 0
	if len(args) == 1 {
		v = number(args[0])
	}
	if op == "Ts" {
		s.rise = v
	} else {
		s.mode = v
	}
}

// leftOver looks at the state behind a mark: what is raised, or painted in
// another way than filled, is so by mistake from there on.
func (in *inspector) leftOver(i, n int, s *textState) {
	if s.rise != 0 || s.mode != 0 {
		in.fault("amends text state", "page %d: behind the mark %d, text is raised by %v and painted in the way %v", i+1, n, s.rise, s.mode)
	}
	*s = textState{}
}

// opened is the piece that begins, and what is said in place of its text.
func (in *inspector) opened(i int, op verb, args []any, resources dict, open []piece) (p piece, actual string) {
	p = piece{n: -1}
	if len(args) == 0 {
		in.fault("syntax", "page %d: a mark without a name", i+1)
		return p, ""
	}
	p.artifact, p.reversed = args[0] == name("Artifact"), args[0] == name("ReversedChars")
	if op == "BDC" && len(args) > 1 {
		list := args[1]
		if n, ok := list.(name); ok {
			list = in.dict(resources["Properties"])[n]
		}
		d := in.dict(list)
		if n, ok := in.int(d["MCID"]); ok {
			p.n = n
		}
		if d["ActualText"] != nil {
			p.actual, actual = true, in.text(d["ActualText"])
			if actual == "" {
				in.fault("amends actual", "page %d: nothing stands for marked content", i+1)
			}
		}
		if p.artifact && in.name(d["Type"]) == "Pagination" && !slices.Contains([]name{"Header", "Footer", "Watermark"}, in.name(d["Subtype"])) {
			in.fault("18-002", "page %d", i+1)
		}
	}
	for _, o := range open {
		switch {
		case p.artifact && o.n >= 0:
			in.fault("01-003", "page %d, in the mark %d", i+1, o.n)
		case p.n >= 0 && o.artifact:
			in.fault("01-004", "page %d, the mark %d", i+1, p.n)
		case p.n >= 0 && o.n >= 0:
			in.fault("32000-1 14.7.4.2", "page %d: the mark %d stands in the mark %d", i+1, p.n, o.n)
		}
	}
	return p, actual
}

// inked is the mark that something is drawn in; -1 for an artifact, or if it
// is in none.
func (in *inspector) inked(i int, op verb, open []piece) int {
	for _, o := range open {
		switch {
		case o.artifact:
			return -1
		case o.n >= 0 && in.marks[mark{i, o.n}] != nil:
			return o.n
		}
	}
	in.fault("01-005", "page %d: %s is neither an artifact nor tagged", i+1, op)
	return -1
}

// annotation looks at one annotation.
func (in *inspector) annotation(i int, p pointer) {
	d := in.dict(p)
	kind := in.name(d["Subtype"])
	n := in.annots[p]
	parent := name("")
	if n != nil {
		parent = n.kind
	}
	switch kind {
	case "Link":
		if parent != "Link" {
			in.fault("28-011", "object %d stands in %q", p, parent)
		}
		if in.text(d["Contents"]) == "" {
			in.fault("28-012", "object %d", p)
		}
		if a := in.dict(d["A"]); in.name(a["S"]) != "URI" || in.text(a["URI"]) == "" {
			in.fault("32000-1 12.6.4.7", "the link %d leads nowhere", p)
		}
	case "Widget":
		if parent != "Form" {
			in.fault("28-010", "object %d stands in %q", p, parent)
		}
		if in.text(d["TU"]) == "" && (n == nil || in.text(n.dict["Alt"]) == "") {
			in.fault("28-005", "object %d", p)
		}
	case "PrinterMark":
		if n != nil {
			in.fault("28-017", "object %d", p)
		}
	default:
		if kind == "TrapNet" {
			in.fault("28-007", "object %d", p)
		}
		if parent != "Annot" {
			in.fault("28-002", "the %s %d stands in %q", kind, p, parent)
		}
	}
	if kind != "Widget" && in.text(d["Contents"]) == "" && (n == nil || in.text(n.dict["Alt"]) == "") {
		in.fault("28-004", "object %d", p)
	}
	if kind != "Link" && kind != "Popup" && in.dict(d["AP"]) == nil {
		in.fault("19005-2 6.3.3", "the %s %d is not drawn", kind, p)
	}
	const printed, shown, hidden = 4, 2 | 32, 1
	if f, _ := in.int(d["F"]); f&printed == 0 || f&(shown|hidden) != 0 {
		in.fault("19005-2 6.3.2", "object %d has the flags %d", p, f)
	}
	if at, ok := d["P"].(pointer); !ok || in.pageOf[int(at)] != i {
		in.fault("32000-1 12.5.2", "object %d does not know its page", p)
	}
	key, ok := in.int(d["StructParent"])
	to, _ := in.parents[key].(pointer)
	if !ok || n == nil || in.elements[int(to)] != n {
		in.fault("32000-1 14.7.4.4", "the way back from the annotation %d leads to %d", p, to)
	}
}

// wholeText is what is read aloud of the file, a line a block, without elements
// of the kind silent.
func (in *inspector) wholeText(silent name) string {
	var b strings.Builder
	for _, n := range in.order {
		if n.parent == nil {
			fmt.Fprintln(&b, in.spoken(n, silent))
		}
	}
	return b.String()
}
