package pdf

import (
	"encoding/binary"
	"errors"
	"math"
	"slices"
	"strings"
)

// acroForm looks at the fields of a form, and at what they are drawn with.
func (in *inspector) acroForm() {
	f := in.dict(in.catalog()["AcroForm"])
	if f == nil {
		return
	}
	if in.of(f["NeedAppearances"]) == true || f["XFA"] != nil {
		in.fault("19005-2 6.4.1", "the form is not drawn as it is filled in")
	}
	fonts := in.dict(in.dict(f["DR"])["Font"])
	for n, v := range fonts {
		p, _ := v.(pointer)
		in.typingFont(n, p)
	}
	names := map[string]bool{}
	for _, v := range in.array(f["Fields"]) {
		in.field(v, "", 0, dict{}, names, fonts)
	}
}

// field looks at a field and at those in it. What it does not say stands in
// those above it.
func (in *inspector) field(v any, above string, parent pointer, inherited dict, names map[string]bool, fonts dict) {
	const clause = "32000-1 12.7.3"
	p, _ := v.(pointer)
	d := in.dict(v)
	t := in.text(d["T"])
	if to, _ := d["Parent"].(pointer); to != parent {
		in.fault(clause, "the field %d does not know its parent", p)
	}
	if t == "" || strings.Contains(t, ".") {
		in.fault(clause, "the field %d is called %q", p, t)
	}
	full := strings.TrimPrefix(above+"."+t, ".")
	own := dict{}
	for _, k := range []name{"FT", "Ff", "V", "DA"} {
		if own[k] = inherited[k]; d[k] != nil {
			own[k] = d[k]
		}
	}
	var kids, widgets array
	for _, k := range in.array(d["Kids"]) {
		if in.dict(k)["T"] != nil {
			kids = append(kids, k)
		} else {
			widgets = append(widgets, k)
		}
	}
	if in.name(d["Subtype"]) == "Widget" {
		widgets = append(widgets, p)
	}
	if len(kids) > 0 && len(widgets) > 0 || len(kids)+len(widgets) == 0 {
		in.fault(clause, "the field %s has %d fields in it and %d places", full, len(kids), len(widgets))
	}
	if names[full] {
		in.fault(clause, "two fields are called %s", full)
	}
	names[full] = true
	for _, k := range kids {
		in.field(k, full, p, own, names, fonts)
	}
	var on []name
	for _, w := range widgets {
		wd := in.dict(w)
		if to, _ := wd["Parent"].(pointer); w != p && to != p {
			in.fault(clause, "a place of the field %s does not know it", full)
		}
		wp, _ := w.(pointer)
		in.filled[wp] = true
		if state := in.widget(wd, own, full, fonts); state != "" {
			on = append(on, state)
		}
	}
	const radio = 1 << 15
	if ff, _ := in.int(own["Ff"]); ff&radio != 0 && len(on) > 1 {
		in.fault("32000-1 12.7.4.2.4", "%d buttons of %s are on", len(on), full)
	}
	if in.name(own["FT"]) == "Btn" && len(widgets) > 0 {
		if v := in.name(own["V"]); len(on) == 0 && v != "Off" || len(on) > 0 && v != on[0] {
			in.fault("32000-1 12.7.4.2", "%s is %s, and shows %v", full, v, on)
		}
	}
}

// widget looks at the place of a field, and is its state if it is a box that
// is on.
func (in *inspector) widget(d, own dict, full string, fonts dict) (on name) {
	if in.text(d["TU"]) == "" {
		in.fault("amends tip", "nothing says what %s is", full)
	}
	if d["A"] != nil || d["AA"] != nil {
		in.fault("19005-2 6.4.1", "%s does something", full)
	}
	page := in.dict(d["P"])
	box, rect := in.array(page["MediaBox"]), in.array(d["Rect"])
	if box == nil {
		box = in.array(in.dict(page["Parent"])["MediaBox"])
	}
	if len(box) != 4 || len(rect) != 4 || number(rect[0]) < number(box[0]) || number(rect[1]) < number(box[1]) || number(rect[2]) > number(box[2]) ||
		number(rect[3]) > number(box[3]) || number(rect[0]) >= number(rect[2]) || number(rect[1]) >= number(rect[3]) {
		in.fault("amends rect", "%s has its place at %v, on a page of %v", full, rect, box)
	}
	da := d["DA"]
	if da == nil {
		da = own["DA"]
	}
	if font := strings.TrimPrefix(strings.Fields(in.bytesOf(da) + " -")[0], "/"); fonts[name(font)] == nil {
		in.fault("32000-1 12.7.3.3", "%s is typed in %s, which is not there", full, font)
	}
	ap := in.dict(d["AP"])
	n := ap["N"]
	if ap == nil {
		return "" // found with the annotations
	}
	if in.name(own["FT"]) != "Btn" {
		if in.stream(n) == nil {
			in.fault("19005-2 6.3.3", "%s is not drawn", full)
		} else {
			in.appearance(in.stream(n), full)
		}
		return ""
	}
	states, as := in.dict(n), in.name(d["AS"])
	if len(ap) != 1 || states["Off"] == nil || len(states) != 2 || states[as] == nil {
		in.fault("19005-2 6.3.3", "%s is %s, and has %d states", full, as, len(states))
	}
	for _, s := range states {
		in.appearance(in.stream(s), full)
	}
	if as != "Off" {
		return as
	}
	return ""
}

// appearance looks at what is drawn of a field: all text in it has a font of
// the file.
func (in *inspector) appearance(s *stream, full string) {
	if s == nil || in.name(s.dict["Subtype"]) != "Form" || len(in.array(s.dict["BBox"])) != 4 {
		in.fault("32000-1 8.10.2", "%s is drawn by nothing", full)
		return
	}
	fonts := in.dict(in.dict(s.dict["Resources"])["Font"])
	sc := &scanner{s.data, 0}
	var args []any
	for {
		v, err := sc.next()
		if errors.Is(err, errEnd) {
			return
		}
		if err != nil {
			in.fault("syntax", "%s: %v", full, err)
			return
		}
		op, ok := v.(verb)
		if !ok {
			args = append(args, v)
			continue
		}
		if op == "Tf" && len(args) == 2 {
			n, _ := args[0].(name)
			p, _ := fonts[n].(pointer)
			in.typingFont(n, p)
		}
		args = args[:0]
	}
}

// typingFont looks at a font that fields are filled in with: it is in the file,
// and knows all that it has a code for.
func (in *inspector) typingFont(n name, p pointer) {
	d := in.dict(p)
	desc := in.dict(d["FontDescriptor"])
	switch in.name(d["Subtype"]) {
	case "Type3":
		if len(in.dict(d["CharProcs"])) == 0 || in.stream(d["ToUnicode"]) == nil {
			in.fault("31-009", "the font %s draws nothing", n)
		}
		return
	case "TrueType":
	default:
		in.fault("31-009", "the font %s is of the kind %q", n, in.name(d["Subtype"]))
		return
	}
	program := in.stream(desc["FontFile2"])
	text := in.stream(d["ToUnicode"])
	if program == nil || text == nil {
		in.fault("31-009", "the font %s is not in the file, or its text", n)
		return
	}
	if flags, _ := in.int(desc["Flags"]); flags&nonsymbolic == 0 || flags&symbolic != 0 {
		in.fault("31-017", "the font %s is symbolic, and has an encoding", n)
	}
	f := &typeface{object: int(p)}
	f.readProgram(program.data)
	glyphs := readCharacters(program.data)
	if f.advance == nil || glyphs == nil {
		in.fault("31-018", "the font %s has no table of characters", n)
		return
	}
	widths, shown := in.array(d["Widths"]), 0
	for code, r := range in.byteMap(text) {
		gid := glyphs[r]
		if gid == 0 {
			in.fault("31-030", "the code %d of the font %s", code, n)
			continue
		}
		shown++
		if w, _ := f.advance(gid); code < 1 || code > len(widths) || math.Abs(w-number(widths[code-1])) > 1 {
			in.fault("31-016", "the code %d of the font %s", code, n)
		}
	}
	if shown < 200 {
		in.fault("amends font", "the font %s has %d characters", n, shown)
	}
}

// byteMap is the characters of the codes of a font whose codes are bytes.
func (in *inspector) byteMap(s *stream) map[int]rune {
	m := map[int]rune{}
	sc := &scanner{s.data, 0}
	var args []any
	for {
		v, err := sc.next()
		if err != nil {
			return m
		}
		op, ok := v.(verb)
		if !ok {
			args = append(args, v)
			continue
		}
		if op == "endbfchar" {
			for i := 0; i+1 < len(args); i += 2 {
				from, _ := args[i].(str)
				to, _ := args[i+1].(str)
				m[int(from[0])] = []rune(decodeUTF16(string(to)))[0]
			}
		}
		args = args[:0]
	}
}

// readCharacters is the glyphs of characters by the table of a font (cmap, of
// the format 4, for Windows).
func readCharacters(b []byte) map[rune]int {
	u16 := func(b []byte, at int) int { return int(binary.BigEndian.Uint16(b[at:])) }
	for i := range u16(b, 4) {
		row := b[12+16*i:]
		if string(row[:4]) != "cmap" {
			continue
		}
		t := b[binary.BigEndian.Uint32(row[8:]):]
		if u16(t, 2) != 1 || u16(t, 4) != 3 || u16(t, 6) != 1 {
			return nil
		}
		t = t[binary.BigEndian.Uint32(t[8:]):]
		if u16(t, 0) != 4 {
			return nil
		}
		m := map[rune]int{}
		n := u16(t, 6)
		for s := 0; s < n; s += 2 {
			last, first, delta := u16(t, 14+s), u16(t, 16+n+s), u16(t, 16+2*n+s)
			for c := first; c <= last && c < 0xffff; c++ {
				m[rune(c)] = (c + delta) & 0xffff
			}
		}
		return m
	}
	return nil
}

// unfilled looks for widgets that no field has, and for forms without one.
func (in *inspector) unfilled() {
	if in.dict(in.catalog()["AcroForm"]) == nil {
		return
	}
	for p := range in.annots {
		if in.name(in.dict(p)["Subtype"]) == "Widget" && !in.filled[p] {
			in.fault("32000-1 12.7.2", "the widget %d is of no field", p)
		}
	}
	for _, n := range in.order {
		if n.kind == "Form" && !slices.ContainsFunc(n.kids, func(k any) bool { _, ok := k.(pointer); return ok }) {
			in.fault("amends widget", "the form %d cannot be filled in", n.object)
		}
	}
}
