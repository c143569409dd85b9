package pdf

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// What follows reads and writes the Compact Font Format (Adobe Technical
// Note 5176), the outlines of OpenType fonts that are not TrueType.

// Operators of dictionaries. Those of two bytes begin with the escape.
const (
	cffEscape = 12

	cffFontBBox      = 5
	cffCharset       = 15
	cffCharStrings   = 17
	cffPrivate       = 18
	cffSubrs         = 19
	cffPaintType     = cffEscape<<8 | 5
	cffCharstrings   = cffEscape<<8 | 6 // the type, which is 2
	cffFontMatrix    = cffEscape<<8 | 7
	cffStrokeWidth   = cffEscape<<8 | 8
	cffROS           = cffEscape<<8 | 30 // registry, ordering, supplement: in CID-keyed fonts
	cffCIDCount      = cffEscape<<8 | 34
	cffFDArray       = cffEscape<<8 | 36
	cffFDSelect      = cffEscape<<8 | 37
	cffMostArguments = 48
)

// cffKept are the operators of a private dictionary that say how a glyph is
// drawn: zones and stems, and last the widths that charstrings count from.
var cffKept = []uint16{6, 7, 8, 9, 10, 11, cffEscape<<8 | 9, cffEscape<<8 | 10, cffEscape<<8 | 11, cffEscape<<8 | 12,
	cffEscape<<8 | 13, cffEscape<<8 | 14, cffEscape<<8 | 17, cffEscape<<8 | 18, cffEscape<<8 | 19, 20, 21}

// cutCFF makes a bare CFF font program of the glyphs gids, in that order;
// the first is .notdef, which is 0. Table is the table CFF of an OpenType
// font. The program is keyed by CIDs, which are places in gids, for a code
// in a page finds its glyph in CIDFontType0C by its CID (ISO 32000-1,
// 9.7.4.2). Of the subroutines there are those that the glyphs call;
// charstrings stay as they are but for the numbers of these.
func cutCFF(table []byte, gids []uint16) ([]byte, error) {
	src, err := readCFF(table)
	if err != nil {
		return nil, fmt.Errorf("CFF font: %w", err)
	}
	out, err := cutRead(src, gids)
	if err != nil {
		return nil, fmt.Errorf("CFF font: %w", err)
	}
	return out, nil
}

// cutRead makes the program of a font that was read. The font remembers what
// its glyphs call, so that each is read anew.
func cutRead(src *cffFont, gids []uint16) ([]byte, error) {
	if len(gids) == 0 || gids[0] != 0 || len(gids) > 1<<16-1 {
		return nil, errors.New("the first glyph is not .notdef, or there are too many")
	}
	w := walker{global: src.global, budget: 64*int64(len(src.data)) + 1<<20}
	var (
		glyphs  = make([]*charstring, len(gids))
		selects = make([]byte, len(gids)) // the number in dicts
		dicts   []*fontDict
		numbers = map[int]byte{} // in dicts, by the number in the font
		seen    = map[uint16]*charstring{}
	)
	for i, gid := range gids {
		fd := src.dictOf(gid)
		n, ok := numbers[fd]
		if !ok {
			d, err := src.dict(fd)
			if err != nil {
				return nil, fmt.Errorf("glyph %d: %w", gid, err)
			}
			n = byte(len(dicts))
			dicts, numbers[fd] = append(dicts, d), n
		}
		selects[i] = n
		if glyphs[i] = seen[gid]; glyphs[i] != nil {
			continue
		}
		code, err := src.glyphs.item(int(gid))
		if err != nil {
			return nil, fmt.Errorf("glyph %d: %w", gid, err)
		}
		glyphs[i] = &charstring{code: code}
		seen[gid] = glyphs[i]
		if err := w.glyph(glyphs[i], dicts[n].local); err != nil {
			return nil, fmt.Errorf("glyph %d: %w", gid, err)
		}
	}
	src.global.count()
	for _, s := range src.locals {
		s.count()
	}
	return writeCFF(src, glyphs, selects, dicts)
}

// writeCFF makes the program. It may have a few times the size of the font
// that it comes from and not more: in a broken one, all may share the same
// bytes.
func writeCFF(src *cffFont, glyphs []*charstring, selects []byte, dicts []*fontDict) ([]byte, error) {
	room := 4*len(src.data) + 1<<20
	pack := func(list []*charstring) ([]byte, error) {
		for _, c := range list {
			room -= len(c.code) + 4
		}
		if room < 0 {
			return nil, errors.New("too large, as parts overlap")
		}
		codes := make([][]byte, len(list))
		for i, c := range list {
			codes[i] = c.rewritten()
		}
		return appendIndex(nil, codes), nil
	}
	global, err := pack(src.global.cut())
	if err != nil {
		return nil, err
	}
	charstrings, err := pack(glyphs)
	if err != nil {
		return nil, err
	}

	// Offsets have five bytes in dictionaries, so that all sizes are known
	// before the first offset is.
	top := func(charset, fdSelect, charStrings, fdArray int) []byte {
		const adobe, identity = 391, 392 // the first strings that are not standard
		d := appendOp(nil, cffROS, adobe, identity, 0)
		for _, op := range []uint16{cffFontMatrix, cffFontBBox, cffPaintType, cffStrokeWidth} {
			d = src.top.appendTo(d, op)
		}
		d = appendOp(d, cffCIDCount, len(glyphs))
		d = appendOp(d, cffCharset, charset)
		d = appendOp(d, cffFDSelect, fdSelect)
		d = appendOp(d, cffCharStrings, charStrings)
		d = appendOp(d, cffFDArray, fdArray)
		return appendIndex(nil, [][]byte{d})
	}
	array := func(privates []int) []byte {
		items := make([][]byte, len(dicts))
		for i, d := range dicts {
			items[i] = appendOp(d.top.appendTo(nil, cffFontMatrix), cffPrivate, len(d.privateDict(0)), privates[i])
		}
		return appendIndex(nil, items)
	}
	out := []byte{1, 0, 4, 4} // version, size of the header, bytes in an offset
	out = appendIndex(out, [][]byte{src.name})
	tail := append(appendIndex(nil, [][]byte{[]byte("Adobe"), []byte("Identity")}), global...)
	begin := len(out) + len(top(0, 0, 0, 0))
	charset := begin + len(tail)
	tail = appendCharset(tail, len(glyphs))
	fdSelect := begin + len(tail)
	tail = appendSelect(tail, selects)
	charStrings := begin + len(tail)
	fdArray := charStrings + len(charstrings)
	out = append(append(append(out, top(charset, fdSelect, charStrings, fdArray)...), tail...), charstrings...)

	// The dictionaries come before the subroutines, which some may share.
	privates := make([]int, len(dicts))
	at := fdArray + len(array(privates))
	for i, d := range dicts {
		privates[i] = at
		at += len(d.privateDict(0))
	}
	places := map[*subrs]int{}
	var locals []byte
	for _, d := range dicts {
		if _, ok := places[d.local]; ok || d.local == nil {
			continue
		}
		places[d.local] = at + len(locals)
		if len(d.local.used) == 0 {
			continue
		}
		index, err := pack(d.local.cut())
		if err != nil {
			return nil, err
		}
		locals = append(locals, index...)
	}
	out = append(out, array(privates)...)
	for i, d := range dicts {
		out = append(out, d.privateDict(places[d.local]-privates[i])...)
	}
	return append(out, locals...), nil
}

// appendCharset appends the charset in which each glyph's CID is its number.
func appendCharset(dst []byte, n int) []byte {
	if n == 1 {
		return append(dst, 0) // .notdef is not written
	}
	dst = append(dst, 2, 0, 1) // a range from 1
	return binary.BigEndian.AppendUint16(dst, uint16(n-2))
}

// appendSelect appends the numbers of the glyphs' dictionaries in the
// shorter of two formats.
func appendSelect(dst []byte, selects []byte) []byte {
	ranges := 1
	for i := 1; i < len(selects); i++ {
		if selects[i] != selects[i-1] {
			ranges++
		}
	}
	if 4+3*ranges >= len(selects) {
		return append(append(dst, 0), selects...)
	}
	dst = binary.BigEndian.AppendUint16(append(dst, 3), uint16(ranges))
	for i, n := range selects {
		if i == 0 || n != selects[i-1] {
			dst = append(binary.BigEndian.AppendUint16(dst, uint16(i)), n)
		}
	}
	return binary.BigEndian.AppendUint16(dst, uint16(len(selects)))
}

// A cffFont reads a font. What no glyph of a cut needs is not looked at.
type cffFont struct {
	data    []byte
	name    []byte
	top     cffDict
	global  *subrs
	glyphs  cffIndex
	dicts   cffIndex // of a CID-keyed font
	selects []byte   // the number in dicts of each glyph; nil if the font is not CID-keyed
	locals  map[int]*subrs
}

// A fontDict is the part of a font that some of its glyphs share.
type fontDict struct {
	top     cffDict // FontMatrix
	private cffDict
	local   *subrs // nil if there are none
}

func readCFF(data []byte) (*cffFont, error) {
	if len(data) < 4 || data[0] != 1 || int(data[2]) > len(data) {
		return nil, errors.New("not of version 1")
	}
	f := &cffFont{data: data, locals: map[int]*subrs{}}
	var parts [4]cffIndex // names, top dictionaries, strings, global subroutines
	at := int(data[2])
	for i := range parts {
		var err error
		if parts[i], err = readIndex(data, at); err != nil {
			return nil, err
		}
		at = parts[i].end
	}
	if name, err := parts[0].item(0); err == nil {
		f.name = []byte(nameToken(string(name[:min(len(name), 63)])))
	}
	if len(f.name) == 0 {
		f.name = []byte("F") // a reader of PDF takes the name of the PDF
	}
	top, err := parts[1].item(0)
	if err != nil {
		return nil, err
	}
	if f.top, err = readDict(top); err != nil {
		return nil, err
	}
	if kind, err := f.top.ints(cffCharstrings, 1); err != nil || kind != nil && kind[0] != 2 {
		return nil, errors.New("charstrings are not of type 2")
	}
	f.global = newSubrs(parts[3])
	if f.glyphs, err = f.index(f.top, cffCharStrings); err != nil {
		return nil, err
	}
	if _, ok := f.top[cffROS]; !ok {
		return f, nil
	}
	if f.dicts, err = f.index(f.top, cffFDArray); err != nil {
		return nil, err
	}
	place, err := f.top.ints(cffFDSelect, 1)
	if err != nil {
		return nil, err
	}
	if place == nil {
		return nil, errors.New("no FDSelect")
	}
	f.selects, err = readSelect(data, place[0], f.glyphs.count)
	return f, err
}

// index is the index to which an operator of d leads.
func (f *cffFont) index(d cffDict, op uint16) (cffIndex, error) {
	place, err := d.ints(op, 1)
	if err != nil {
		return cffIndex{}, err
	}
	if place == nil {
		return cffIndex{}, fmt.Errorf("no operator %d in a dictionary", op)
	}
	return readIndex(f.data, place[0])
}

// dictOf is the number of the dictionary of a glyph.
func (f *cffFont) dictOf(gid uint16) int {
	if int(gid) < len(f.selects) {
		return int(f.selects[gid])
	}
	return 0
}

// dict reads a dictionary. A font that is not CID-keyed has one, in its top
// dictionary, whose FontMatrix stays there.
func (f *cffFont) dict(n int) (*fontDict, error) {
	d := &fontDict{}
	from := f.top
	if f.selects != nil {
		data, err := f.dicts.item(n)
		if err != nil {
			return nil, fmt.Errorf("dictionary %d: %w", n, err)
		}
		if d.top, err = readDict(data); err != nil {
			return nil, err
		}
		from = d.top
	}
	place, err := from.ints(cffPrivate, 2)
	if err != nil || place == nil {
		return d, err // without widths and subroutines
	}
	size, at := place[0], place[1]
	if size < 0 || at < 0 || at > len(f.data) || size > len(f.data)-at {
		return nil, errors.New("a private dictionary ends behind the end")
	}
	if d.private, err = readDict(f.data[at : at+size]); err != nil {
		return nil, err
	}
	offset, err := d.private.ints(cffSubrs, 1)
	if err != nil || offset == nil {
		return d, err
	}
	at += offset[0]
	if f.locals[at] == nil {
		index, err := readIndex(f.data, at)
		if err != nil {
			return nil, err
		}
		f.locals[at] = newSubrs(index)
	}
	d.local = f.locals[at]
	return d, nil
}

// privateDict is the private dictionary with its subroutines at that
// distance.
func (d *fontDict) privateDict(subrs int) []byte {
	var out []byte
	for _, op := range cffKept {
		out = d.private.appendTo(out, op)
	}
	if d.local != nil && len(d.local.used) > 0 {
		out = appendOp(out, cffSubrs, subrs)
	}
	return out
}

// readSelect is the number of the dictionary of each of n glyphs.
func readSelect(data []byte, at, n int) ([]byte, error) {
	broken := errors.New("FDSelect is broken")
	if at <= 0 || at >= len(data) {
		return nil, broken
	}
	format, data := data[at], data[at+1:]
	switch {
	case format == 0 && len(data) >= n:
		return data[:n:n], nil
	case format != 3 || len(data) < 5:
		return nil, broken
	}
	ranges := int(binary.BigEndian.Uint16(data))
	data = data[2:]
	if len(data) < 3*ranges+2 || binary.BigEndian.Uint16(data) != 0 {
		return nil, broken
	}
	selects := make([]byte, n)
	for ; ranges > 0; ranges-- {
		from, to := int(binary.BigEndian.Uint16(data)), int(binary.BigEndian.Uint16(data[3:]))
		if from >= to || to > n || ranges == 1 && to != n {
			return nil, broken
		}
		for i := from; i < to; i++ {
			selects[i] = data[2]
		}
		data = data[3:]
	}
	return selects, nil
}

// A cffIndex is a list of byte strings.
type cffIndex struct {
	count   int
	offSize int
	offsets []byte
	data    []byte
	end     int // the place behind it
}

func readIndex(b []byte, at int) (cffIndex, error) {
	broken := errors.New("an INDEX is broken or ends behind the end")
	if at <= 0 || at > len(b)-2 {
		return cffIndex{}, broken
	}
	x := cffIndex{count: int(binary.BigEndian.Uint16(b[at:])), end: at + 2}
	if x.count == 0 {
		return x, nil
	}
	if x.end == len(b) || b[x.end] < 1 || b[x.end] > 4 {
		return cffIndex{}, broken
	}
	x.offSize = int(b[x.end])
	rest := b[x.end+1:]
	size := (x.count + 1) * x.offSize
	if size > len(rest) {
		return cffIndex{}, broken
	}
	x.offsets, x.data = rest[:size], rest[size:]
	last := x.offset(x.count)
	if x.offset(0) != 0 || last > uint64(len(x.data)) {
		return cffIndex{}, broken
	}
	x.data = x.data[:last]
	x.end += 1 + size + int(last)
	return x, nil
}

// offset is where item i begins. In the file, offsets count from 1; a broken
// 0 becomes larger than any size.
func (x *cffIndex) offset(i int) uint64 {
	var n uint64
	for _, c := range x.offsets[i*x.offSize : (i+1)*x.offSize] {
		n = n<<8 | uint64(c)
	}
	return n - 1
}

func (x *cffIndex) item(i int) ([]byte, error) {
	if i < 0 || i >= x.count {
		return nil, errors.New("not in the font")
	}
	from, to := x.offset(i), x.offset(i+1)
	if from > to || to > uint64(len(x.data)) {
		return nil, errors.New("an INDEX has offsets that do not rise")
	}
	return x.data[from:to:to], nil
}

func appendIndex(dst []byte, items [][]byte) []byte {
	dst = binary.BigEndian.AppendUint16(dst, uint16(len(items)))
	if len(items) == 0 {
		return dst
	}
	end := 1
	for _, item := range items {
		end += len(item)
	}
	size := 1
	for end>>(8*size) > 0 {
		size++
	}
	dst = slices.Grow(dst, 1+(len(items)+1)*size+end)
	dst = append(dst, byte(size))
	at := 1
	for i := -1; i < len(items); i++ {
		if i >= 0 {
			at += len(items[i])
		}
		for k := size - 1; k >= 0; k-- {
			dst = append(dst, byte(at>>(8*k)))
		}
	}
	for _, item := range items {
		dst = append(dst, item...)
	}
	return dst
}

// A cffDict is the arguments of each operator as they stand in the font.
type cffDict map[uint16][]byte

func readDict(b []byte) (cffDict, error) {
	const most = 1 << 16 // hundreds of dictionaries may share one stretch of a broken font
	broken := errors.New("a dictionary is broken")
	if len(b) > most {
		return nil, broken
	}
	d := cffDict{}
	start, arguments := 0, 0
	for at := 0; at < len(b); {
		c := b[at]
		if c <= 21 {
			op, end := uint16(c), at
			at++
			if c == cffEscape {
				if at == len(b) {
					return nil, broken
				}
				op = op<<8 | uint16(b[at])
				at++
			}
			d[op] = b[start:end:end]
			start, arguments = at, 0
			continue
		}
		size := dictNumber(b[at:])
		arguments++
		if size == 0 || size > len(b)-at || arguments > cffMostArguments {
			return nil, broken
		}
		at += size
	}
	return d, nil
}

// dictNumber is how many bytes the number has that b begins with; 0 if it is
// none.
func dictNumber(b []byte) int {
	switch c := b[0]; {
	case c == 28:
		return 3
	case c == 29:
		return 5
	case c == 30: // two decimal digits a byte, of which 15 is the end
		for i, c := range b[:min(len(b), 32)] {
			if i > 0 && (c&15 == 15 || c>>4 == 15) {
				return i + 1
			}
		}
		return 0
	case c >= 32 && c <= 246:
		return 1
	case c >= 247 && c <= 254:
		return 2
	}
	return 0
}

// ints is the arguments of an operator that has n whole numbers; nil if the
// operator is not there.
func (d cffDict) ints(op uint16, n int) ([]int, error) {
	b, ok := d[op]
	if !ok {
		return nil, nil
	}
	var out []int
	for len(b) > 0 {
		size := dictNumber(b)
		switch c := b[0]; {
		case c == 28:
			out = append(out, int(int16(binary.BigEndian.Uint16(b[1:]))))
		case c == 29:
			out = append(out, int(int32(binary.BigEndian.Uint32(b[1:]))))
		case size == 1 || size == 2 && c != 30:
			v, _ := shortNumber(b)
			out = append(out, v)
		default:
			return nil, errors.New("a dictionary has fractions where it counts")
		}
		b = b[size:]
	}
	if len(out) != n {
		return nil, fmt.Errorf("an operator of a dictionary has %d arguments, want %d", len(out), n)
	}
	return out, nil
}

// shortNumber is the number of one or two bytes that b begins with, and how
// many. Dictionaries and charstrings write these in the same way.
func shortNumber(b []byte) (n, size int) {
	switch c := int(b[0]); {
	case c <= 246:
		return c - 139, 1
	case len(b) < 2:
		return 0, 2
	case c <= 250:
		return (c-247)*256 + int(b[1]) + 108, 2
	default:
		return -(c-251)*256 - int(b[1]) - 108, 2
	}
}

// appendTo appends an operator with its arguments, if it is there.
func (d cffDict) appendTo(dst []byte, op uint16) []byte {
	arguments, ok := d[op]
	if !ok {
		return dst
	}
	return appendOp(append(dst, arguments...), op)
}

// appendOp appends an operator with those arguments, each in five bytes.
func appendOp(dst []byte, op uint16, arguments ...int) []byte {
	for _, n := range arguments {
		dst = binary.BigEndian.AppendUint32(append(dst, 29), uint32(n))
	}
	if op>>8 != 0 {
		dst = append(dst, byte(op>>8))
	}
	return append(dst, byte(op))
}
