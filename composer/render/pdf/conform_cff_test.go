package pdf

import (
	"encoding/binary"
	"slices"

	"github.com/go-text/typesetting/font/cff"
	"github.com/go-text/typesetting/font/opentype/tables"
)

// readBare reads a bare CFF font, which has to be keyed by CIDs that are its
// glyphs' numbers: so a code in a page finds its glyph (ISO 32000-1,
// 9.7.4.2). go-text draws the glyphs; it passes over what they are wide.
func (f *typeface) readBare(b []byte) bool {
	program, err := cff.Parse(b)
	if err != nil {
		return false
	}
	src, err := readCFF(b)
	if err != nil || src.selects == nil || !counted(src) {
		return false
	}
	f.drawn = func(gid int) bool {
		if gid < 0 || gid >= len(program.Charstrings) || gid >= len(src.selects) {
			return false
		}
		_, _, err := program.LoadGlyph(tables.GlyphID(gid))
		return err == nil
	}
	f.advance = func(gid int) (float64, bool) {
		if gid >= len(program.Charstrings) {
			return 0, false
		}
		d, err := src.dict(src.dictOf(uint16(gid)))
		if err != nil {
			return 0, false
		}
		w := widthReader{src: src, local: d.local}
		more, found, ok := w.run(program.Charstrings[gid], 0)
		const usual, nominal = 20, 21
		op := uint16(usual)
		if found {
			op = nominal
		}
		base, err := d.private.ints(op, 1)
		if err != nil || !ok {
			return 0, false
		}
		if base != nil {
			more += float64(base[0])
		}
		return more * src.unit() * 1000, true
	}
	return true
}

// counted reports whether the charset of a font gives each glyph its number.
func counted(f *cffFont) bool {
	place, err := f.top.ints(cffCharset, 1)
	if err != nil || place == nil || place[0] >= len(f.data) {
		return false
	}
	b := f.data[place[0]:]
	switch {
	case f.glyphs.count == 1:
		return true
	case b[0] != 2 || len(b) < 5: // as we write it
		return false
	}
	return binary.BigEndian.Uint16(b[1:]) == 1 && int(binary.BigEndian.Uint16(b[3:]))+2 == f.glyphs.count
}

// unit is the size of a font's unit in sizes of the font; most have 1000.
func (f *cffFont) unit() float64 {
	b, ok := f.top[cffFontMatrix]
	if !ok || b[0] != 30 {
		return 0.001
	}
	var digits []byte
	for _, c := range b[1:dictNumber(b)] {
		for _, n := range []byte{c >> 4, c & 15} {
			if n < 15 {
				digits = append(digits, "0123456789.E?? -"[n])
			}
			if n == 12 {
				digits = append(digits[:len(digits)-1], 'E', '-')
			}
		}
	}
	v, _ := atom(string(digits)).(float64)
	return v
}

// A widthReader runs a charstring up to the operator that tells its width,
// which is the first that empties the stack.
type widthReader struct {
	src   *cffFont
	local *subrs
	stack []float64
}

// run is the width that stands before the first operator, if one does.
func (w *widthReader) run(code []byte, depth int) (width float64, found, ok bool) {
	for i := 0; i < len(code); {
		c := code[i]
		switch {
		case c == 28 && i+2 < len(code):
			w.stack = append(w.stack, float64(int16(binary.BigEndian.Uint16(code[i+1:]))))
			i += 3
			continue
		case c == 255 && i+4 < len(code):
			w.stack = append(w.stack, float64(int32(binary.BigEndian.Uint32(code[i+1:])))/(1<<16))
			i += 5
			continue
		case c >= 32:
			n, size := shortNumber(code[i:])
			w.stack = append(w.stack, float64(n))
			i += size
			continue
		}
		i++
		arguments := 0
		switch c {
		case 10, 29: // a subroutine
			from := w.local
			if c == 29 {
				from = w.src.global
			}
			if len(w.stack) == 0 || from == nil || depth > 10 {
				return 0, false, false
			}
			n := int(w.stack[len(w.stack)-1]) + bias(from.index.count)
			w.stack = w.stack[:len(w.stack)-1]
			sub, err := from.index.item(n)
			if err != nil {
				return 0, false, false
			}
			if width, found, ok = w.run(sub, depth+1); ok {
				return width, found, ok
			}
			continue
		case 11: // the end of one
			return 0, false, false
		case 1, 3, 18, 19, 20, 23: // stems come in pairs
			arguments = len(w.stack) &^ 1
		case 21:
			arguments = 2
		case 4, 22:
			arguments = 1
		case 14:
			if len(w.stack) >= 4 {
				arguments = 4
			}
		default:
			return 0, false, false // no glyph begins with it
		}
		if len(w.stack) > arguments {
			return w.stack[0], true, true
		}
		return 0, false, true
	}
	return 0, false, slices.Equal(w.stack, nil)
}
