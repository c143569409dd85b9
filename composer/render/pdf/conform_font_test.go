package pdf

import (
	"encoding/binary"
	"math"
	"slices"
	"unicode"
)

// A typeface is one of the fonts of a file, as far as text needs it.
type typeface struct {
	object  int
	broken  bool // no more is looked at than what is at fault already
	widths  map[int]float64
	width   float64 // of what has none
	gids    []byte  // from codes to glyphs; nil if these are the same
	unicode map[int]string
	advance func(gid int) (float64, bool) // by the font itself, in thousandths; false for what it has not
	drawn   func(gid int) bool
	seen    map[int]bool
}

// font is the font that the arguments of Tf name.
func (in *inspector) font(resources dict, args []any) *typeface {
	if len(args) != 2 {
		return nil
	}
	n, _ := args[0].(name)
	p, _ := in.dict(resources["Font"])[n].(pointer)
	if f := in.fonts[int(p)]; f != nil {
		return f
	}
	f := &typeface{object: int(p), seen: map[int]bool{}}
	in.fonts[int(p)] = f
	in.openFont(f, in.dict(p))
	return f
}

func (in *inspector) openFont(f *typeface, d dict) {
	f.broken = true
	if in.name(d["Subtype"]) != "Type0" {
		in.fault("31-009", "the font %d is of the kind %q", f.object, in.name(d["Subtype"]))
		return
	}
	if e := in.name(d["Encoding"]); e != "Identity-H" {
		in.fault("31-006", "the font %d has the encoding %q", f.object, e)
		return
	}
	if s := in.stream(d["ToUnicode"]); s == nil {
		in.fault("31-027", "the font %d", f.object)
	} else {
		f.unicode = in.toUnicode(f, s)
	}
	kids := in.array(d["DescendantFonts"])
	if len(kids) != 1 {
		in.fault("32000-1 9.7.6", "the font %d has %d descendants", f.object, len(kids))
		return
	}
	cid := in.dict(kids[0])
	if in.name(cid["BaseFont"]) != in.name(d["BaseFont"]) {
		in.fault("32000-1 9.7.6", "the font %d has two names", f.object)
	}
	desc := in.dict(cid["FontDescriptor"])
	if in.name(desc["FontName"]) != in.name(d["BaseFont"]) {
		in.fault("32000-1 9.8.1", "the font %d has another name in its descriptor", f.object)
	}
	f.readWidths(in, cid)
	switch kind := in.name(cid["Subtype"]); kind {
	case "CIDFontType2":
		if !in.trueType(f, cid, desc) {
			return
		}
	case "CIDFontType0":
		if !in.compact(f, cid, desc) {
			return
		}
	default:
		in.fault("32000-1 9.7.4.1", "the font %d descends from one of the kind %q", f.object, kind)
		return
	}
	if s := in.stream(desc["CIDSet"]); s != nil {
		in.cidSet(f, s.data)
	}
	f.broken = false
}

// trueType opens a font whose outlines are TrueType's.
func (in *inspector) trueType(f *typeface, cid, desc dict) bool {
	switch m := in.of(cid["CIDToGIDMap"]).(type) {
	case name:
		if m != "Identity" {
			in.fault("31-004", "the font %d: %s", f.object, m)
		}
	case *stream:
		f.gids = m.data
	case nil:
		in.fault("31-005", "the font %d", f.object)
	default:
		in.fault("31-004", "the font %d", f.object)
	}
	program := in.stream(desc["FontFile2"])
	switch {
	case program == nil:
		in.fault("31-009", "the font %d", f.object)
		return false
	case program.dict["Length1"] != len(program.data):
		in.fault("32000-1 9.9", "the font %d has another length", f.object)
	}
	if !f.readProgram(program.data) {
		in.fault("31-011", "the program of the font %d cannot be read", f.object)
		return false
	}
	return true
}

// compact opens a font whose outlines are CFF.
func (in *inspector) compact(f *typeface, cid, desc dict) bool {
	if cid["CIDToGIDMap"] != nil {
		in.fault("32000-1 9.7.4.2", "the font %d, which is not TrueType, has a map of glyphs", f.object)
	}
	program := in.stream(desc["FontFile3"])
	switch {
	case program == nil || desc["FontFile2"] != nil:
		in.fault("31-009", "the font %d", f.object)
		return false
	case in.name(program.dict["Subtype"]) != "CIDFontType0C":
		in.fault("32000-1 9.9", "the program of the font %d is of the kind %q", f.object, in.name(program.dict["Subtype"]))
	}
	if !f.readBare(program.data) {
		in.fault("31-011", "the program of the font %d cannot be read", f.object)
		return false
	}
	return true
}

func (f *typeface) readWidths(in *inspector, cid dict) {
	f.widths, f.width = map[int]float64{}, number(in.of(cid["DW"]))
	w := in.array(cid["W"])
	for i := 0; i+1 < len(w); {
		first, _ := w[i].(int)
		if list, ok := in.of(w[i+1]).(array); ok {
			for k, v := range list {
				f.widths[first+k] = number(v)
			}
			i += 2
			continue
		}
		if i+2 >= len(w) {
			break
		}
		last, _ := w[i+1].(int)
		for c := first; c <= last; c++ {
			f.widths[c] = number(w[i+2])
		}
		i += 3
	}
}

func number(v any) float64 {
	switch v := v.(type) {
	case int:
		return float64(v)
	case float64:
		return v
	}
	return 0
}

// readProgram reads a TrueType font, and does so with no help of ours.
func (f *typeface) readProgram(b []byte) bool {
	if len(b) < 12 {
		return false
	}
	tables := map[string][]byte{}
	for i := range int(binary.BigEndian.Uint16(b[4:])) {
		row := b[12+16*i:]
		at, n := binary.BigEndian.Uint32(row[8:]), binary.BigEndian.Uint32(row[12:])
		if int(at+n) > len(b) {
			return false
		}
		tables[string(row[:4])] = b[at : at+n]
	}
	head, hhea, maxp, hmtx, loca := tables["head"], tables["hhea"], tables["maxp"], tables["hmtx"], tables["loca"]
	if len(head) < 54 || len(hhea) < 36 || len(maxp) < 6 || tables["glyf"] == nil {
		return false
	}
	upem := float64(binary.BigEndian.Uint16(head[18:]))
	count, metrics := int(binary.BigEndian.Uint16(maxp[4:])), int(binary.BigEndian.Uint16(hhea[34:]))
	f.advance = func(gid int) (float64, bool) {
		i := min(gid, metrics-1)
		if gid >= count || i < 0 || 4*i+2 > len(hmtx) {
			return 0, false
		}
		return float64(binary.BigEndian.Uint16(hmtx[4*i:])) * 1000 / upem, true
	}
	f.drawn = func(gid int) bool {
		if binary.BigEndian.Uint16(head[50:]) == 0 {
			return 2*gid+4 <= len(loca)
		}
		return 4*gid+8 <= len(loca) && int(binary.BigEndian.Uint32(loca[4*gid+4:])) <= len(tables["glyf"])
	}
	return true
}

// cidSet compares the set of glyphs that a descriptor tells of.
func (in *inspector) cidSet(f *typeface, set []byte) {
	has := func(n int) bool { return n/8 < len(set) && set[n/8]&(0x80>>(n%8)) != 0 }
	for gid := 0; gid < 8*len(set) || f.drawn(gid); gid++ {
		switch in1, in2 := has(gid), f.drawn(gid); {
		case in2 && !in1:
			in.fault("31-014", "the font %d has the glyph %d", f.object, gid)
		case in1 && !in2:
			in.fault("31-015", "the font %d has no glyph %d", f.object, gid)
		}
	}
}

// toUnicode reads the map from codes to text.
func (in *inspector) toUnicode(f *typeface, s *stream) map[int]string {
	m := map[int]string{}
	sc := &scanner{s.data, 0}
	var args []any
	code := func(v any) int {
		s, _ := v.(str)
		if len(s) != 2 {
			return -1
		}
		return int(s[0])<<8 | int(s[1])
	}
	for {
		v, err := sc.next()
		if err != nil {
			break
		}
		op, ok := v.(verb)
		if !ok {
			args = append(args, v)
			continue
		}
		switch op {
		case "endbfchar":
			for i := 0; i+1 < len(args); i += 2 {
				t, _ := args[i+1].(str)
				m[code(args[i])] = decodeUTF16(string(t))
			}
		case "endbfrange":
			for i := 0; i+2 < len(args); i += 3 {
				t, _ := args[i+2].(str)
				first, last := code(args[i]), code(args[i+1])
				if first>>8 != last>>8 || len(t) < 2 || int(t[len(t)-1])+last-first > 0xff {
					in.fault("32000-1 9.10.3", "the font %d has a range from %04X to %04X", f.object, first, last)
					continue
				}
				for c := first; c <= last; c++ {
					b := []byte(t)
					b[len(b)-1] += byte(c - first)
					m[c] = decodeUTF16(string(b))
				}
			}
		}
		args = args[:0]
	}
	for c, t := range m {
		for _, r := range t {
			switch {
			case r == 0:
				in.fault("31-028", "the code %04X of the font %d", c, f.object)
			case r == '\ufeff' || r == '\ufffe':
				in.fault("31-029", "the code %04X of the font %d", c, f.object)
			}
		}
	}
	return m
}

// shown is the text of each glyph that an operator shows.
func (in *inspector) shown(f *typeface, args []any) []string {
	var codes []int
	var gather func(v any)
	gather = func(v any) {
		switch v := v.(type) {
		case array:
			for _, e := range v {
				gather(e)
			}
		case str:
			for i := 0; i+1 < len(v); i += 2 {
				codes = append(codes, int(v[i])<<8|int(v[i+1]))
			}
		}
	}
	gather(array(slices.Clone(args)))
	if f == nil {
		in.fault("32000-1 9.4.3", "text is shown in no font")
		return nil
	}
	var texts []string
	for _, c := range codes {
		texts = append(texts, f.unicode[c])
		if !f.seen[c] && !f.broken {
			f.seen[c] = true
			in.code(f, c)
		}
	}
	return texts
}

// code looks at a character that is shown.
func (in *inspector) code(f *typeface, c int) {
	t, ok := f.unicode[c]
	if f.unicode != nil && (!ok || t == "") {
		in.fault("10-001", "the code %04X of the font %d", c, f.object)
	}
	for _, r := range t {
		if unicode.Is(unicode.Co, r) {
			in.fault("19005-2 6.2.11.7.3", "the code %04X of the font %d is for private use", c, f.object)
		}
	}
	gid := c
	if f.gids != nil {
		if gid = 0; 2*c+1 < len(f.gids) {
			gid = int(f.gids[2*c])<<8 | int(f.gids[2*c+1])
		}
	}
	if gid == 0 {
		in.fault("31-030", "the code %04X of the font %d", c, f.object)
		return
	}
	advance, ok := f.advance(gid)
	if !ok || !f.drawn(gid) {
		in.fault("31-011", "the code %04X of the font %d", c, f.object)
		return
	}
	w, ok := f.widths[c]
	if !ok {
		w = f.width
	}
	if math.Abs(w-advance) > 1 {
		in.fault("31-016", "the code %04X of the font %d is %v wide, and its glyph %v", c, f.object, w, advance)
	}
}
