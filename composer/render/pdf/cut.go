package pdf

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"hash/fnv"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// base is the characters that every cut of a theme's face holds, so that most
// documents share one. It must not depend on anything but the program: the same
// document gives the same bytes alone and in a batch.
const (
	base  = words + signs
	words = " !\"'(),-./0123456789:;?ABCDEFGHIJKLMNOPQRSTUVWXYZ" +
		"abcdefghijklmnopqrstuvwxyz\u00a0–—‘’“”•…"
	signs = "#$%&*+<=>@[\\]^_`{|}~" // in plain faces only: what is emphasized is words
)

// base is the characters that every cut of f holds.
func (f *face) base() string {
	switch {
	case !f.themed():
		return ""
	case f.plain():
		return base
	}
	return words
}

// plain reports whether f is a face for text that nothing sets apart.
func (f *face) plain() bool { return f.themed() && !f.bold && f.slant == 0 }

// themed reports whether f is a face of a theme, in which most text is set.
func (f *face) themed() bool { return f != symbols && !f.given }

// A cut is a face with the glyphs of some characters only, ready to be written.
// Its glyph n+1 draws the n-th character, so that a code in a page is a glyph's
// number and each character keeps a code of its own: where two share a glyph
// (space and no-break space), a reader that copies text still tells them apart.
type cut struct {
	tag     string // six letters, by which readers tell cuts of a face apart
	codes   map[rune]uint16
	drawn   map[drawn]uint16
	advance []int // by code, in thousandths of the size
	ascii   [127]uint16
	file    []byte // the font, deflated
	length  int    // before deflating
	widths  string // the array /W
	unicode []byte // the map from codes to text, deflated
}

// code is the number of r in the cut; 0 if it is not there.
func (c *cut) code(r rune) uint16 {
	if r < 127 {
		return c.ascii[r]
	}
	return c.codes[r]
}

// width is how far g takes the text, in thousandths of the size.
func (c *cut) width(g glyph) int {
	if g.cluster != nil {
		return g.cluster.width
	}
	return c.advance[c.code(g.r)]
}

const cutsKept = 64 // a batch of letters needs a handful; a batch of languages must not grow for ever

// cut is the face with its base characters, those of more, and glyphs of
// clusters. If it is mapped, the font itself knows which glyph a character has.
func (f *face) cut(more []rune, clusters map[drawn]bool, mapped bool) (_ *cut, err error) {
	chars := append(slices.Clone(more), []rune(f.base())...)
	slices.Sort(chars)
	chars = slices.Compact(chars)
	glyphs := slices.SortedFunc(maps.Keys(clusters), func(a, b drawn) int {
		return cmp.Or(strings.Compare(a.text, b.text), cmp.Compare(a.gid, b.gid))
	})
	key := string(chars)
	for _, g := range glyphs {
		key += "\x00" + strconv.Itoa(int(g.gid)) + g.text
	}
	if mapped {
		key += "\x00"
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	defer f.guard(&err)
	if err := f.open(); err != nil {
		return nil, err
	}
	if c := f.cuts[key]; c != nil {
		return c, nil
	}
	if len(f.cuts) >= cutsKept {
		clear(f.cuts)
	}
	c := &cut{codes: map[rune]uint16{}, drawn: map[drawn]uint16{}, advance: []int{f.width(0)}}
	gids := []gid{0}
	var texts []string
	add := func(g gid, text string) uint16 {
		gids = append(gids, g)
		texts = append(texts, text)
		c.advance = append(c.advance, f.width(g))
		return uint16(len(texts))
	}
	for _, r := range chars {
		g := f.char(r).gid
		if g == 0 {
			continue // of the base, but not in this face
		}
		n := add(g, string(r))
		if r < 127 {
			c.ascii[r] = n
		}
		c.codes[r] = n
	}
	for _, g := range glyphs {
		c.drawn[g] = add(g.gid, g.text)
	}
	var widths []byte
	for _, w := range c.advance[1:] {
		widths = append(strconv.AppendInt(widths, int64(w), 10), ' ')
	}
	if slices.Min(c.advance) < 0 {
		return nil, f.fault(errors.New("a glyph is wider than a font can have it"))
	}
	var characters []byte
	if mapped {
		characters = characterMap(chars, c)
	}
	file, err := f.program(gids, characters)
	if err != nil {
		return nil, f.fault(err)
	}
	c.widths = "[1 [" + string(bytes.TrimSpace(widths)) + "]]"
	c.length = len(file)
	c.file = deflate(file)
	c.unicode = deflate(toUnicode(texts))
	h := fnv.New32a()
	h.Write([]byte(f.name + key))
	n := h.Sum32()
	for range 6 {
		c.tag += string(rune('A' + n%26))
		n /= 26
	}
	f.cuts[key] = c
	return c, nil
}

// toUnicode is the map that gives the texts of codes 1, 2, ….
func toUnicode(texts []string) []byte {
	var b bytes.Buffer
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	ranges := rangesOf(texts)
	for some := range slices.Chunk(ranges, 100) { // a block may hold no more
		b.WriteString(strconv.Itoa(len(some)) + " beginbfrange\n")
		for _, r := range some {
			b.WriteByte('<')
			b.Write(hex4(uint16(r.code)))
			b.WriteString("> <")
			b.Write(hex4(uint16(r.code + r.n - 1)))
			b.WriteString("> <")
			for _, u := range utf16.Encode([]rune(r.first)) {
				b.Write(hex4(u))
			}
			b.WriteString(">\n")
		}
		b.WriteString("endbfrange\n")
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return b.Bytes()
}

// A textRange is n codes that follow each other and whose characters do.
type textRange struct {
	first   string
	code, n int
}

// rangesOf is the ranges of the texts of codes 1, 2, …. In a range of several
// only the last byte changes, of the codes and of the characters (ISO 32000-1,
// 9.10.3).
func rangesOf(texts []string) []textRange {
	var ranges []textRange
	var next rune // the character that goes on with the last range; 0 if none does
	for i, text := range texts {
		code := i + 1
		r, size := utf8.DecodeRuneInString(text)
		if r == next && size == len(text) && code&0xff != 0 && r&0xff != 0 {
			ranges[len(ranges)-1].n++
		} else {
			ranges = append(ranges, textRange{text, code, 1})
		}
		if next = r + 1; size < len(text) {
			next = 0
		}
	}
	return ranges
}

// hex4 is n in four hexadecimal digits.
func hex4(n uint16) []byte {
	const digits = "0123456789ABCDEF"
	return []byte{digits[n>>12], digits[n>>8&15], digits[n>>4&15], digits[n&15]}
}

// program is the font program of the glyphs gids, in that order, with a table
// of characters if there is one.
func (f *face) program(gids []gid, characters []byte) ([]byte, error) {
	tables := f.tables
	if tables == nil {
		var err error
		if tables, err = readTables(*f.file); err != nil {
			return nil, err
		}
	}
	if f.cff {
		return cutCFF(tables["CFF "], gids)
	}
	return cutFile(tables, gids, characters)
}

// characterMap is the table from chars, which are sorted, to the glyphs of c
// (cmap, of the format 4).
func characterMap(chars []rune, c *cut) []byte {
	type segment struct{ first, last, delta uint16 }
	var segments []segment
	for _, r := range chars {
		code := c.code(r)
		if code == 0 || r > 0xfffe {
			continue
		}
		if n := len(segments) - 1; n >= 0 && rune(segments[n].last)+1 == r && code-uint16(r) == segments[n].delta {
			segments[n].last = uint16(r)
			continue
		}
		segments = append(segments, segment{uint16(r), uint16(r), code - uint16(r)})
	}
	segments = append(segments, segment{0xffff, 0xffff, 1})
	n := len(segments)
	shift := 0
	for 2<<shift <= n {
		shift++
	}
	words := []uint16{0, 1, 3, 1, 0, 12, 4, uint16(16 + 8*n), 0, uint16(2 * n), uint16(2 << shift), uint16(shift), uint16(2*n - 2<<shift)}
	for _, s := range segments {
		words = append(words, s.last)
	}
	words = append(words, 0)
	for _, s := range segments {
		words = append(words, s.first)
	}
	for _, s := range segments {
		words = append(words, s.delta)
	}
	words = append(words, make([]uint16, n)...)
	var b []byte
	for _, w := range words {
		b = binary.BigEndian.AppendUint16(b, w)
	}
	return b
}

var errFont = errors.New("font file: a table is missing or broken")

// cutFile makes a TrueType file of the glyphs gids, in that order, and of those
// they are composed of. Hints are left out, for no reader of today needs them,
// and so is every table that a reader of PDF does not look at.
func cutFile(tables map[string][]byte, gids []gid, characters []byte) ([]byte, error) {
	head, hhea, maxp := bytes.Clone(tables["head"]), bytes.Clone(tables["hhea"]), bytes.Clone(tables["maxp"])
	if len(head) < 54 || len(hhea) < 36 || len(maxp) < 32 {
		return nil, errFont
	}
	src := glyphTable{
		glyf: tables["glyf"], loca: tables["loca"], hmtx: tables["hmtx"],
		long: binary.BigEndian.Uint16(head[50:]) != 0, metrics: int(binary.BigEndian.Uint16(hhea[34:])),
	}
	// Parts of composed glyphs go behind, and may themselves be composed.
	place := map[uint16]uint16{}
	order := make([]uint16, 0, len(gids)+16)
	for _, g := range gids {
		if _, ok := place[g]; !ok {
			place[g] = uint16(len(order))
		}
		order = append(order, g)
	}
	var glyf, loca, hmtx []byte
	for i := 0; i < len(order); i++ {
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
		outline, err := src.outline(order[i])
		if err != nil {
			return nil, err
		}
		err = eachPart(outline, func(number []byte) {
			part := binary.BigEndian.Uint16(number)
			n, ok := place[part]
			if !ok {
				n = uint16(len(order))
				place[part] = n
				order = append(order, part)
			}
			binary.BigEndian.PutUint16(number, n)
		})
		if err != nil {
			return nil, err
		}
		glyf = append(glyf, outline...)
		for len(glyf)%4 != 0 {
			glyf = append(glyf, 0)
		}
		m, err := src.metric(order[i])
		if err != nil {
			return nil, err
		}
		hmtx = append(hmtx, m...)
	}
	loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
	clear(head[8:12]) // the file's checksum, counted below
	binary.BigEndian.PutUint16(head[50:], 1)
	binary.BigEndian.PutUint16(hhea[34:], uint16(len(order)))
	binary.BigEndian.PutUint16(maxp[4:], uint16(len(order)))
	clear(maxp[14:28]) // twilight points, storage, functions, stack, instructions: all for hints
	binary.BigEndian.PutUint16(maxp[14:], 1)
	out := []table{{"glyf", glyf}, {"head", head}, {"hhea", hhea}, {"hmtx", hmtx}, {"loca", loca}, {"maxp", maxp}}
	if characters != nil {
		out = append([]table{{"cmap", characters}}, out...)
	}
	return writeTables(out), nil
}

// A glyphTable reads glyphs by their number.
type glyphTable struct {
	glyf, loca, hmtx []byte
	long             bool // offsets in loca have four bytes
	metrics          int  // entries in hmtx that have a width
}

// outline is a copy of the glyph's outline without hints; it may be empty.
func (t *glyphTable) outline(gid uint16) ([]byte, error) {
	var from, to int
	n := int(gid)
	switch {
	case t.long && len(t.loca) >= 4*n+8:
		from, to = int(binary.BigEndian.Uint32(t.loca[4*n:])), int(binary.BigEndian.Uint32(t.loca[4*n+4:]))
	case !t.long && len(t.loca) >= 2*n+4:
		from, to = 2*int(binary.BigEndian.Uint16(t.loca[2*n:])), 2*int(binary.BigEndian.Uint16(t.loca[2*n+2:]))
	default:
		return nil, errFont
	}
	if from > to || to > len(t.glyf) {
		return nil, errFont
	}
	if from == to {
		return nil, nil
	}
	g := bytes.Clone(t.glyf[from:to])
	if len(g) < 10 {
		return nil, errFont
	}
	contours := int(int16(binary.BigEndian.Uint16(g)))
	if contours <= 0 {
		return g, nil
	}
	at := 10 + 2*contours
	if len(g) < at+2 {
		return nil, errFont
	}
	hints := int(binary.BigEndian.Uint16(g[at:]))
	if len(g) < at+2+hints {
		return nil, errFont
	}
	binary.BigEndian.PutUint16(g[at:], 0)
	return append(g[:at+2], g[at+2+hints:]...), nil
}

// metric is the glyph's width and left side bearing, four bytes.
func (t *glyphTable) metric(gid uint16) ([]byte, error) {
	n := int(gid)
	if n < t.metrics {
		if len(t.hmtx) < 4*n+4 {
			return nil, errFont
		}
		return t.hmtx[4*n : 4*n+4], nil
	}
	bearing := 4*t.metrics + 2*(n-t.metrics)
	if t.metrics == 0 || len(t.hmtx) < bearing+2 {
		return nil, errFont
	}
	last := t.hmtx[4*(t.metrics-1):]
	return []byte{last[0], last[1], t.hmtx[bearing], t.hmtx[bearing+1]}, nil
}

// eachPart calls do with the two bytes that number each part of a composed
// outline; do may change them.
func eachPart(outline []byte, do func(number []byte)) error {
	const (
		wordArgs   = 1 << 0
		scaled     = 1 << 3
		more       = 1 << 5
		scaledXY   = 1 << 6
		twoByTwo   = 1 << 7
		withHints  = 1 << 8
		compositeN = -1
	)
	if len(outline) == 0 || int16(binary.BigEndian.Uint16(outline)) > compositeN {
		return nil
	}
	for at := 10; ; {
		if len(outline) < at+4 {
			return errFont
		}
		flags := binary.BigEndian.Uint16(outline[at:])
		binary.BigEndian.PutUint16(outline[at:], flags&^withHints)
		do(outline[at+2 : at+4])
		at += 6
		if flags&wordArgs != 0 {
			at += 2
		}
		switch {
		case flags&scaled != 0:
			at += 2
		case flags&scaledXY != 0:
			at += 4
		case flags&twoByTwo != 0:
			at += 8
		}
		if flags&more == 0 {
			return nil
		}
	}
}

// A table is one part of a TrueType file.
type table struct {
	name string
	data []byte
}

// writeTables makes a TrueType file of tables, which are sorted by name.
func writeTables(tables []table) []byte {
	n := len(tables)
	shift := 0
	for 2<<shift <= n {
		shift++
	}
	out := []byte{0, 1, 0, 0}
	out = binary.BigEndian.AppendUint16(out, uint16(n))
	out = binary.BigEndian.AppendUint16(out, uint16(16<<shift))
	out = binary.BigEndian.AppendUint16(out, uint16(shift))
	out = binary.BigEndian.AppendUint16(out, uint16(16*n-16<<shift))
	at := 12 + 16*n
	for _, t := range tables {
		out = append(out, t.name...)
		out = binary.BigEndian.AppendUint32(out, checksum(t.data))
		out = binary.BigEndian.AppendUint32(out, uint32(at))
		out = binary.BigEndian.AppendUint32(out, uint32(len(t.data)))
		at += (len(t.data) + 3) &^ 3
	}
	var head int
	for _, t := range tables {
		if t.name == "head" {
			head = len(out)
		}
		out = append(out, t.data...)
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
	}
	binary.BigEndian.PutUint32(out[head+8:], 0xB1B0AFBA-checksum(out))
	return out
}

// checksum is the sum of b as big-endian words.
func checksum(b []byte) uint32 {
	var sum uint32
	for ; len(b) >= 4; b = b[4:] {
		sum += binary.BigEndian.Uint32(b)
	}
	for i, c := range b {
		sum += uint32(c) << (24 - 8*i)
	}
	return sum
}
