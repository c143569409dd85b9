package pdf

import (
	"maps"
	"slices"
	"strings"
)

// The kinds of elements that PDF has (ISO 32000-1, 14.8.4).
var standard = strings.Fields("Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private " +
	"P H H1 H2 H3 H4 H5 H6 L LI Lbl LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot " +
	"Ruby RB RT RP Warichu WT WP Figure Formula Form")

// roleMap looks at kinds that are none of PDF's own.
func (in *inspector) roleMap() {
	m := in.dict(in.dict(in.catalog()["StructTreeRoot"])["RoleMap"])
	for k := range m {
		if slices.Contains(standard, string(k)) {
			in.fault("02-004", "%s is mapped", k)
		}
		to, steps := k, 0
		for ; m[to] != nil && steps <= len(m); steps++ {
			to = in.name(m[to])
		}
		if steps > len(m) {
			in.fault("02-003", "%s is mapped to itself", k)
		}
		in.roles[k] = to
	}
}

// headingLevel is the level of a heading; 0 for what is none.
func headingLevel(kind name) int {
	if len(kind) == 2 && kind[0] == 'H' && kind[1] >= '1' && kind[1] <= '6' {
		return int(kind[1] - '0')
	}
	return 0
}

// tree reads the structure, and its own table from marks to elements.
func (in *inspector) tree() {
	p, _ := in.catalog()["StructTreeRoot"].(pointer)
	root := in.dict(p)
	if root == nil {
		in.fault("14289-1 6.2", "no structure")
		return
	}
	for _, v := range in.list(root["K"]) {
		in.node(v, nil, p, 0)
	}
	nums := in.array(in.dict(root["ParentTree"])["Nums"])
	last := -1
	for i := 0; i+1 < len(nums); i += 2 {
		key, ok := nums[i].(int)
		if !ok || key <= last {
			in.fault("32000-1 7.9.7", "the keys of the parent tree are not in order")
		}
		last = key
		in.parents[key] = nums[i+1]
	}
	if next, _ := in.int(root["ParentTreeNextKey"]); next <= last {
		in.fault("32000-1 14.7.4.4", "the next key of the parent tree is %d, and it has %d", next, last)
	}
}

// list is v as a list of objects, which may be one.
func (in *inspector) list(v any) array {
	if l, ok := in.of(v).(array); ok {
		return l
	}
	if v == nil {
		return nil
	}
	return array{v}
}

// node reads the element v and what stands in it.
func (in *inspector) node(v any, parent *node, above pointer, page int) {
	p, _ := v.(pointer)
	d := in.dict(v)
	if d == nil || in.elements[int(p)] != nil || p == 0 {
		in.fault("32000-1 14.7.2", "the element %d is none, or stands in two places", p)
		return
	}
	n := &node{object: int(p), dict: d, kind: in.name(d["S"]), parent: parent}
	if d["P"] != above {
		in.fault("32000-1 14.7.2", "the element %d does not know its parent", p)
	}
	if to, ok := in.roles[n.kind]; ok {
		n.kind = to
	}
	if !slices.Contains(standard, string(n.kind)) {
		in.fault("02-001", "%s is no kind of element", n.kind)
	}
	in.elements[int(p)] = n
	in.order = append(in.order, n)
	if parent != nil {
		parent.kids = append(parent.kids, n)
	}
	of := func(v any) (int, bool) {
		p, ok := v.(pointer)
		i, known := in.pageOf[int(p)]
		return i, ok && known
	}
	own, owned := of(d["Pg"])
	for _, k := range in.list(d["K"]) {
		switch k := k.(type) {
		case int:
			if !owned {
				in.fault("32000-1 14.7.4.2", "the element %d has a mark on no page", p)
			}
			in.hold(n, mark{own, k})
			continue
		}
		kd := in.dict(k)
		switch in.name(kd["Type"]) {
		case "MCR":
			at, ok := of(kd["Pg"])
			number, isNumber := in.int(kd["MCID"])
			if !ok || !isNumber {
				in.fault("32000-1 14.7.4.2", "the element %d has a mark on no page", p)
			}
			in.hold(n, mark{at, number})
		case "OBJR":
			a, _ := kd["Obj"].(pointer)
			if in.dict(a) == nil || in.annots[a] != nil {
				in.fault("32000-1 14.7.4.3", "the element %d has an annotation that is none, or another's", p)
			}
			in.annots[a] = n
			n.kids = append(n.kids, a)
		default:
			in.node(k, n, p, page)
		}
	}
}

// hold notes that n holds m.
func (in *inspector) hold(n *node, m mark) {
	if in.marks[m] != nil {
		in.fault("32000-1 14.7.4.2", "two elements hold the mark %d of page %d", m.n, m.page+1)
	}
	in.marks[m] = n
	in.held[m.page] = append(in.held[m.page], m.n)
	n.kids = append(n.kids, m)
}

// structure looks at how the elements are nested.
func (in *inspector) structure() {
	ids := map[string]bool{}
	level, first := 0, true
	plain, numbered := 0, 0
	for _, n := range in.order {
		above := name("StructTreeRoot")
		if n.parent != nil {
			above = n.parent.kind
		}
		in.nesting(n, above)
		switch l := headingLevel(n.kind); {
		case l > 0:
			numbered++
			if first && l != 1 {
				in.fault("14-002", "the first heading is %s", n.kind)
			} else if l > level+1 && !first {
				in.fault("14-003", "%s follows on a heading of level %d", n.kind, level)
			}
			level, first = l, false
		case n.kind == "H":
			plain++
		}
		in.actual(n)
		alt := in.bytesOf(n.dict["Alt"]) + in.bytesOf(n.dict["ActualText"])
		switch n.kind {
		case "Table":
			in.table(n)
		case "L":
			in.listing(n)
		case "Figure":
			if alt == "" {
				in.fault("13-004", "object %d", n.object)
			}
			if len(in.array(in.attribute(n, "Layout", "BBox"))) != 4 {
				in.fault("32000-1 14.8.5.4.3", "the figure %d has no bounds", n.object)
			}
		case "Form":
			in.form(n, alt)
		case "Formula":
			if alt == "" {
				in.fault("17-002", "object %d", n.object)
			}
		case "Note":
			id := in.bytesOf(n.dict["ID"])
			if id == "" {
				in.fault("19-003", "object %d", n.object)
			} else if ids[id] {
				in.fault("19-004", "object %d", n.object)
			}
			ids[id] = true
		}
		if count(n, "H") > 1 {
			in.fault("14-006", "object %d", n.object)
		}
	}
	if plain > 0 && numbered > 0 {
		in.fault("14-007", "%d H and %d numbered headings", plain, numbered)
	}
}

// count is how many kids of n are of that kind.
func count(n *node, kind name) int {
	c := 0
	for _, k := range n.kids {
		if k, ok := k.(*node); ok && k.kind == kind {
			c++
		}
	}
	return c
}

// inside says where an element may stand (ISO 32000-1, tables 333, 336, 337 and
// 338); others may stand anywhere else.
var inside = map[name]struct {
	condition string
	parents   []name
}{
	"TR": {"09-004", []name{"Table", "THead", "TBody", "TFoot"}}, "TH": {"09-004", []name{"TR"}}, "TD": {"09-004", []name{"TR"}},
	"THead": {"09-004", []name{"Table"}}, "TBody": {"09-004", []name{"Table"}}, "TFoot": {"09-004", []name{"Table"}},
	"LI": {"09-005", []name{"L"}}, "LBody": {"09-005", []name{"LI"}}, "Lbl": {"09-005", []name{"LI", "Note", "BibEntry", "TOCI"}},
	"TOCI": {"09-006", []name{"TOC"}},
	"RB":   {"09-007", []name{"Ruby"}}, "RT": {"09-007", []name{"Ruby"}}, "RP": {"09-007", []name{"Ruby"}},
	"WT": {"09-008", []name{"Warichu"}}, "WP": {"09-008", []name{"Warichu"}},
}

// holding says what may stand in an element, and nothing else may.
var holding = map[name]struct {
	condition string
	kids      []name
}{
	"Table": {"09-004", []name{"TR", "THead", "TBody", "TFoot", "Caption"}}, "TR": {"09-004", []name{"TH", "TD"}},
	"THead": {"09-004", []name{"TR"}}, "TBody": {"09-004", []name{"TR"}}, "TFoot": {"09-004", []name{"TR"}},
	"L": {"09-005", []name{"LI", "L", "Caption"}}, "LI": {"09-005", []name{"Lbl", "LBody"}},
	"TOC":  {"09-006", []name{"TOCI", "TOC", "Caption"}},
	"Ruby": {"09-007", []name{"RB", "RT", "RP"}}, "Warichu": {"09-008", []name{"WT", "WP"}},
}

func (in *inspector) nesting(n *node, above name) {
	if r, ok := inside[n.kind]; ok && !slices.Contains(r.parents, above) {
		in.fault(r.condition, "%s stands in %s", n.kind, above)
	}
	r, ok := holding[n.kind]
	if !ok {
		return
	}
	for _, k := range n.kids {
		kid, isNode := k.(*node)
		if !isNode {
			in.fault(r.condition, "text stands in %s, and in nothing in it", n.kind)
		} else if !slices.Contains(r.kids, kid.kind) {
			in.fault(r.condition, "%s stands in %s", kid.kind, n.kind)
		}
	}
}

// attribute is a value of the attributes that n has from owner.
func (in *inspector) attribute(n *node, owner, key name) any {
	for _, v := range in.list(n.dict["A"]) {
		if d := in.dict(v); in.name(d["O"]) == owner && d[key] != nil {
			return in.of(d[key])
		}
	}
	return nil
}

// form looks at a place to fill in: it holds a field or what is drawn of one,
// and if it is printed, says what it is.
func (in *inspector) form(n *node, alt string) {
	const clause = "32000-1 14.8.5.6"
	if len(n.kids) == 0 {
		in.fault("32000-1 14.8.4.5", "the form %d holds nothing", n.object)
	}
	if !slices.ContainsFunc(n.kids, func(k any) bool { _, ok := k.(mark); return ok }) {
		return
	}
	if alt == "" {
		in.fault("amends form", "nothing stands for the form %d", n.object)
	}
	role := in.attribute(n, "PrintField", "Role")
	if !slices.Contains([]any{name("rb"), name("cb"), name("pb"), name("tv")}, role) {
		in.fault(clause, "the form %d has the role %v", n.object, role)
	}
	switch checked := in.attribute(n, "PrintField", "checked"); {
	case checked == nil:
	case role != name("rb") && role != name("cb"):
		in.fault(clause, "the form %d, no box, is checked", n.object)
	case !slices.Contains([]any{name("on"), name("off"), name("neutral")}, checked):
		in.fault(clause, "the form %d is checked: %v", n.object, checked)
	}
	if desc := in.attribute(n, "PrintField", "Desc"); desc != nil {
		if s, ok := desc.(str); !ok || decodeText(string(s)) == "" {
			in.fault(clause, "the form %d has no name", n.object)
		}
	}
}

// actual looks at the text that stands for an element: the same characters
// are drawn in it, for who sees them and who listens shall read one letter.
func (in *inspector) actual(n *node) {
	if n.dict["ActualText"] == nil {
		return
	}
	switch said, drawn := in.text(n.dict["ActualText"]), in.spoken(n, ""); {
	case said == "":
		in.fault("amends actual", "nothing stands for the element %d", n.object)
	case said != drawn:
		in.fault("amends actual", "%q is said and %q is drawn in the element %d", said, drawn, n.object)
	}
}

// table looks at the rows of a table: each is as long as the others, and
// headers say what they are headers of.
func (in *inspector) table(t *node) {
	lengths := map[int]bool{}
	headers, texts := 0, 0
	var rows func(n *node)
	rows = func(n *node) {
		for _, k := range n.kids {
			kid, ok := k.(*node)
			if !ok {
				continue
			}
			if kid.kind != "TR" {
				rows(kid)
				continue
			}
			lengths[len(kid.kids)] = true
			for _, c := range kid.kids {
				cell, ok := c.(*node)
				if !ok {
					continue
				}
				texts += len(cell.kids)
				if cell.kind != "TH" {
					continue
				}
				headers++
				if s, _ := in.attribute(cell, "Table", "Scope").(name); !slices.Contains([]name{"Row", "Column", "Both"}, s) {
					in.fault("15-003", "the header %d", cell.object)
				}
			}
		}
	}
	rows(t)
	if len(lengths) != 1 {
		in.fault("09-004", "the rows of the table %d are %v cells long", t.object, slices.Sorted(maps.Keys(lengths)))
	}
	if headers == 0 && texts > 0 {
		in.fault("15-002", "the table %d has no header", t.object)
	}
}

// listing looks at a list: what has labels says of what kind they are.
func (in *inspector) listing(l *node) {
	numbering, _ := in.attribute(l, "List", "ListNumbering").(name)
	for _, k := range l.kids {
		item, ok := k.(*node)
		if !ok || item.kind != "LI" || count(item, "Lbl") == 0 {
			continue
		}
		if numbering == "" || numbering == "None" {
			in.fault("16-001", "the list %d has labels, and no kind of them", l.object)
		}
		if label := strings.TrimSpace(in.spoken(item.kids[0].(*node), "")); strings.HasSuffix(label, ".") && numbering != "Decimal" {
			in.fault("16-002", "%q in a list of the kind %s", label, numbering)
		}
	}
}

// spoken is what is read aloud of n, without elements of the kind silent.
func (in *inspector) spoken(n *node, silent name) string {
	var b strings.Builder
	for _, k := range n.kids {
		switch k := k.(type) {
		case mark:
			b.WriteString(in.shownIn[k])
		case *node:
			if k.kind == silent {
				continue
			}
			s := in.spoken(k, silent)
			if k.dict["ActualText"] != nil {
				s = in.text(k.dict["ActualText"])
			}
			if alt := in.text(k.dict["Alt"]); alt != "" {
				s = " " + alt + " "
			}
			b.WriteString(s)
			if !slices.Contains([]name{"Link", "Code", "Figure", "Form", "Span"}, k.kind) {
				b.WriteByte('\n')
			}
		}
	}
	return b.String()
}
