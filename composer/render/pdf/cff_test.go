package pdf

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/cff"
)

// openType is a font of the system whose outlines are CFF.
func openType(tb testing.TB, path string, index int) fontFile {
	tb.Helper()
	fonts, err := fontsOf(installed(tb, path))
	if err != nil {
		tb.Fatal(err)
	}
	return fonts[index]
}

// spread is n glyphs of a font from its first to its last, those that share
// a dictionary not together.
func spread(f fontFile, n int) []uint16 {
	all := int(binary.BigEndian.Uint16(f.tables["maxp"][4:]))
	gids := []uint16{0}
	for i := 1; i < n; i++ {
		gids = append(gids, uint16(1+i*7919%(all-1)))
	}
	return gids
}

// parsed is a font as a shaper reads it, with a program of n glyphs.
func parsed(t *testing.T, f fontFile, program []byte, n int) *font.Face {
	t.Helper()
	tables := map[string]string{"CFF ": string(program), "glyf": "no", "loca": "no"}
	for _, name := range []string{"OS/2", "cmap", "head", "hhea", "hmtx", "maxp", "name"} {
		tables[name] = string(f.tables[name])
	}
	tables["maxp"] = tables["maxp"][:4] + string([]byte{byte(n >> 8), byte(n)})
	tables["hhea"] = tables["hhea"][:34] + "\x00\x01"
	var list []string
	for name, data := range tables {
		list = append(list, name, data)
	}
	file := fontWith(list...)
	copy(file, "OTTO")
	face, err := font.ParseTTF(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return face
}

var cffFonts = []struct {
	name, path string
	index      int
}{
	{"Noto Sans CJK JP", notoSansCJK, 0},
	{"Noto Sans CJK SC", notoSansCJK, 2},
	{"Noto Sans Mono CJK KR", notoSansCJK, 6},
	{"Noto Serif CJK JP", notoSerifCJK, 0},
	{"Latin Modern Roman", latinModern + "lmroman10-regular.otf", 0},
	{"Latin Modern Sans", latinModern + "lmsans10-boldoblique.otf", 0},
	{"Latin Modern Math", latinModern + "../lm-math/latinmodern-math.otf", 0},
}

// A cut draws every glyph exactly as the whole font does, and has what
// widths count from.
func TestCutCFF(t *testing.T) {
	for _, tt := range cffFonts {
		t.Run(tt.name, func(t *testing.T) {
			f := openType(t, tt.path, tt.index)
			table := f.tables["CFF "]
			all := int(binary.BigEndian.Uint16(f.tables["maxp"][4:]))
			gids := append(spread(f, 200), 1, 1) // a glyph that has two codes
			program, err := cutCFF(table, gids)
			if err != nil {
				t.Fatal(err)
			}
			if again, err := cutCFF(table, gids); err != nil || !bytes.Equal(again, program) {
				t.Errorf("the second cut is not the first (%v)", err)
			}
			if most := len(table) / all * len(gids) * 3; len(program) > most {
				t.Errorf("the cut has %d bytes of %d, want at most %d", len(program), len(table), most)
			}
			whole, cut := parsed(t, f, table, all), parsed(t, f, program, len(gids))
			drawn := 0
			for n, gid := range gids {
				want, ok := whole.GlyphDataOutline(font.GID(gid))
				if !ok {
					t.Fatalf("glyph %d is not in the font", gid)
				}
				got, ok := cut.GlyphDataOutline(font.GID(n))
				if !ok || !reflect.DeepEqual(got, want) {
					t.Errorf("glyph %d is drawn in another shape", gid)
				}
				if len(got.Segments) > 0 {
					drawn++
				}
			}
			if drawn < len(gids)*9/10 {
				t.Errorf("only %d glyphs have ink", drawn)
			}
			src, err := readCFF(table)
			if err != nil {
				t.Fatal(err)
			}
			dst, err := readCFF(program)
			if err != nil {
				t.Fatal(err)
			}
			for n, gid := range gids {
				want, err := src.dict(src.dictOf(gid))
				if err != nil {
					t.Fatal(err)
				}
				got, err := dst.dict(dst.dictOf(uint16(n)))
				if err != nil {
					t.Fatal(err)
				}
				for _, op := range append(cffKept, cffFontMatrix) {
					if !bytes.Equal(got.private[op], want.private[op]) || !bytes.Equal(got.top[op], want.top[op]) {
						t.Fatalf("glyph %d: operator %d is another", gid, op)
					}
				}
			}
			if !bytes.Equal(src.top[cffFontMatrix], dst.top[cffFontMatrix]) {
				t.Error("FontMatrix is another")
			}
		})
	}
}

// A made is a small font, to be broken.
type made struct {
	top      []byte // more operators
	global   [][]byte
	local    [][]byte
	more     [][]byte // the local subroutines of a second dictionary
	glyphs   [][]byte
	fdSelect []byte // CID-keyed, if there is one
	subrs    int    // where the local subroutines are, if not where they should
}

func (m made) bytes() []byte {
	const private = 5 + 1 // the size of a dictionary with an offset
	subrs := m.subrs
	if subrs == 0 {
		subrs = private
	}
	first := append(appendOp(nil, cffSubrs, subrs), appendIndex(nil, m.local)...)
	second := append(appendOp(nil, cffSubrs, subrs), appendIndex(nil, m.more)...)
	top := func(glyphs, fdSelect, fdArray, at int) []byte {
		var d []byte
		if m.fdSelect != nil {
			d = appendOp(appendOp(appendOp(d, cffROS, 391, 392, 0), cffFDSelect, fdSelect), cffFDArray, fdArray)
		} else {
			d = appendOp(d, cffPrivate, private, at)
		}
		d = appendOp(d, cffCharStrings, glyphs)
		return appendIndex(nil, [][]byte{append(d, m.top...)})
	}
	dicts := func(at int) []byte {
		list := [][]byte{appendOp(nil, cffPrivate, private, at)}
		if m.more != nil {
			list = append(list, appendOp(nil, cffPrivate, private, at+len(first)))
		}
		if m.fdSelect == nil {
			return nil
		}
		return appendIndex(nil, list)
	}
	name := appendIndex([]byte{1, 0, 4, 4}, [][]byte{[]byte("Made")})
	tail := append(appendIndex(nil, codes("Adobe", "Identity")), appendIndex(nil, m.global)...)
	glyphs := len(name) + len(top(0, 0, 0, 0)) + len(tail)
	charstrings := appendIndex(nil, m.glyphs)
	fdSelect := glyphs + len(charstrings)
	fdArray := fdSelect + len(m.fdSelect)
	at := fdArray + len(dicts(0))
	return slices.Concat(name, top(glyphs, fdSelect, fdArray, at), tail, charstrings, m.fdSelect, dicts(at), first, second)
}

const (
	end  = "\x0e"
	ret  = "\x0b"
	zero = "\x20" // -107, which calls subroutine 0 where there are few
	subr = "\x0a"
	gsub = "\x1d"
)

// codes are charstrings or subroutines.
func codes(s ...string) [][]byte {
	var out [][]byte
	for _, c := range s {
		out = append(out, []byte(c))
	}
	return out
}

// What no font has is refused and said; each row is the glyphs .notdef and
// 1.
func TestCutCFFBroken(t *testing.T) {
	good := made{glyphs: codes(end, end), global: codes(ret), local: codes(ret)}
	glyph := func(code string) made { m := good; m.glyphs = codes(end, code); return m }
	deep := func(n int) [][]byte {
		var out [][]byte
		for i := range n {
			out = append(out, []byte{byte(32 + i + 1), 29, 11})
		}
		return append(out, []byte(ret))
	}
	wide := made{glyphs: codes(end, strings.Repeat(zero+gsub, 99)+end)}
	for i := range 9 {
		wide.global = append(wide.global, bytes.Repeat([]byte{byte(32 + i + 1), 29}, 99))
	}
	wide.global = append(wide.global, []byte(ret))
	with := func(b []byte, at int, more ...byte) []byte { b = bytes.Clone(b); copy(b[at:], more); return b }
	whole := good.bytes()
	names, index := 4, bytes.Index(whole, appendIndex(nil, codes(end, end)))
	tests := []struct {
		name string
		file []byte
		want string // "" if there is no error
	}{
		{"good", whole, ""},
		{"empty", nil, "not of version 1"},
		{"CFF2", with(whole, 0, 2), "not of version 1"},
		{"a header behind the end", []byte{1, 0, 200, 4}, "not of version 1"},
		{"an offset of 0 bytes", with(whole, names+2, 0), "an INDEX is broken"},
		{"an offset of 5 bytes", with(whole, names+2, 5), "an INDEX is broken"},
		{"65535 items and no data", with(whole[:names+3], names, 255, 255), "an INDEX is broken"},
		{"an offset of 0", with(whole, names+3, 0), "an INDEX is broken"},
		{"the last offset behind the end", with(whole, names+4, 255), "an INDEX is broken"},
		{"the last offset before the first", with(whole, names+4, 0), "an INDEX is broken"},
		{"65535 glyphs and no data", with(whole, index, 255, 255), "an INDEX is broken"},
		{"offsets that fall", with(whole, index+3, 1, 200, 3), "glyph 0: an INDEX has offsets that do not rise"},
		{"no glyphs", made{}.bytes(), "glyph 0: not in the font"},
		{"no second glyph", made{glyphs: codes(end)}.bytes(), "glyph 1: not in the font"},
		{"charstrings of Type 1", made{top: appendOp(nil, cffCharstrings, 1), glyphs: codes(end, end)}.bytes(), "charstrings are not of type 2"},
		{"charstrings behind the end", made{top: appendOp(nil, cffCharStrings, 1<<30)}.bytes(), "an INDEX is broken"},
		{"charstrings before the beginning", made{top: appendOp(nil, cffCharStrings, -9)}.bytes(), "an INDEX is broken"},
		{"a fraction as an offset", made{top: []byte{30, 0x1a, 0x5f, 17}}.bytes(), "a dictionary has fractions"},
		{"a fraction without end", made{top: bytes.Repeat([]byte{30, 0x11}, 99)}.bytes(), "a dictionary is broken"},
		{"too many arguments", made{top: append(bytes.Repeat([]byte{139}, 49), 5)}.bytes(), "a dictionary is broken"},
		{"a dictionary without end", made{top: bytes.Repeat([]byte{139, 5}, 1<<15)}.bytes(), "a dictionary is broken"},
		{"an escape at the end", made{top: []byte{12}}.bytes(), "a dictionary is broken"},
		{"two offsets", made{top: appendOp(nil, cffCharStrings, 9, 9)}.bytes(), "an operator of a dictionary has 2 arguments, want 1"},
		{"private data behind the end", made{top: appendOp(nil, cffPrivate, 6, 1<<30), glyphs: codes(end)}.bytes(), "glyph 0: a private dictionary ends behind"},
		{"private data of a size below 0", made{top: appendOp(nil, cffPrivate, -6, 9), glyphs: codes(end)}.bytes(), "glyph 0: a private dictionary ends behind"},
		{"subroutines behind the end", made{subrs: 1 << 30, glyphs: codes(end)}.bytes(), "glyph 0: an INDEX is broken"},
		{"subroutines before the beginning", made{subrs: -1 << 30, glyphs: codes(end)}.bytes(), "glyph 0: an INDEX is broken"},

		{"CID-keyed", made{fdSelect: []byte{0, 0, 0}, glyphs: codes(end, end)}.bytes(), ""},
		{"CID-keyed, ranges", made{fdSelect: []byte{3, 0, 1, 0, 0, 0, 0, 2}, glyphs: codes(end, end)}.bytes(), ""},
		{"FDSelect that is short", made{fdSelect: []byte{0}, glyphs: codes(end, end), top: appendOp(nil, cffFDSelect, 1<<20)}.bytes(), "FDSelect is broken"},
		{"FDSelect of another format", made{fdSelect: []byte{4, 0, 0}, glyphs: codes(end, end)}.bytes(), "FDSelect is broken"},
		{"a dictionary that is not there", made{fdSelect: []byte{0, 0, 7}, glyphs: codes(end, end)}.bytes(), "glyph 1: dictionary 7: not in the font"},
		{"a dictionary that is not there, ranges", made{fdSelect: []byte{3, 0, 1, 0, 0, 9, 0, 2}, glyphs: codes(end, end)}.bytes(), "glyph 0: dictionary 9: not in the font"},
		{"ranges that do not begin", made{fdSelect: []byte{3, 0, 1, 0, 1, 0, 0, 2}, glyphs: codes(end, end)}.bytes(), "FDSelect is broken"},
		{"ranges that end early", made{fdSelect: []byte{3, 0, 1, 0, 0, 0, 0, 1}, glyphs: codes(end, end)}.bytes(), "FDSelect is broken"},
		{"ranges that fall", made{fdSelect: []byte{3, 0, 2, 0, 0, 0, 0, 2, 0, 0, 1}, glyphs: codes(end, end)}.bytes(), "FDSelect is broken"},
		{"65535 ranges", made{fdSelect: []byte{3, 255, 255, 0, 0}, glyphs: codes(end, end)}.bytes(), "FDSelect is broken"},

		{"no end", glyph("").bytes(), ""}, // readers allow it
		{"a subroutine", glyph(zero + subr + zero + gsub + end).bytes(), ""},
		{"a subroutine that is not there", glyph("\x21" + subr).bytes(), "glyph 1: subroutine 1: not in the font"},
		{"a subroutine below 0", glyph("\x1c\x80\x00" + gsub).bytes(), "glyph 1: subroutine -32661: not in the font"},
		{"no number", glyph(subr).bytes(), "glyph 1: a subroutine is called without a number"},
		{"a number that is computed", glyph(zero + zero + "\x0c\x0a" + subr).bytes(), "glyph 1: the number of a subroutine is computed"},
		{"a number that was moved", glyph(zero + zero + zero + zero + "\x0c\x1e" + subr).bytes(), "glyph 1: the number of a subroutine is computed"},
		{"one of nothing", glyph("\x0c\x0a").bytes(), "glyph 1: the stack is empty"},
		{"too many numbers", glyph(strings.Repeat(zero, 49)).bytes(), "glyph 1: the stack is full"},
		{"a number that is cut off", glyph("\x1c\x00").bytes(), "glyph 1: a charstring is cut off"},
		{"a long number that is cut off", glyph("\xff\x00\x00\x00").bytes(), "glyph 1: a charstring is cut off"},
		{"a short number that is cut off", glyph("\xf7").bytes(), "glyph 1: a charstring is cut off"},
		{"an escape at the end of a glyph", glyph("\x0c").bytes(), "glyph 1: a charstring is cut off"},
		{"an operator of Type 1", glyph("\x0d").bytes(), "glyph 1: operator 13 is not of type 2"},
		{"an escape of Type 1", glyph("\x0c\x10").bytes(), "glyph 1: operator 12 16 is not of type 2"},
		{"seac", glyph(zero + zero + zero + zero + end).bytes(), "glyph 1: composed of two letters"},
		{"a mask", glyph(zero + zero + "\x12" + zero + zero + "\x13\x0a" + end).bytes(), ""}, // the mask looks like a call
		{"a mask of 9 stems", glyph(strings.Repeat(zero, 19) + "\x13\x0a\x0d" + end).bytes(), ""},
		{"a mask of 8 stems", glyph(strings.Repeat(zero, 16) + "\x13\x0a\x0d" + end).bytes(), "glyph 1: operator 13 is not of type 2"},
		{"a mask that is cut off", glyph(strings.Repeat(zero, 18) + "\x13\x0a").bytes(), "glyph 1: a mask of hints is cut off"},
		{"10 deep", made{glyphs: codes(end, zero+gsub+end), global: deep(9)}.bytes(), ""},
		{"11 deep", made{glyphs: codes(end, zero+gsub+end), global: deep(10)}.bytes(), "glyph 1: subroutines call each other too deeply"},
		{"calls itself", made{glyphs: codes(end, zero+gsub), global: codes(zero + gsub)}.bytes(), "glyph 1: a subroutine calls itself"},
		{"two that call each other", made{glyphs: codes(end, zero+gsub), global: codes(zero + subr), local: codes(zero + gsub)}.bytes(), "glyph 1: a subroutine calls itself"},
		{"99 to the power of 10", wide.bytes(), "glyph 1: subroutines call each other too often"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := cutCFF(tt.file, []uint16{0, 1})
			got := ""
			if err != nil {
				got = strings.TrimPrefix(err.Error(), "CFF font: ")
			}
			if !strings.HasPrefix(got, tt.want) || (tt.want == "") != (got == "") {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	for name, gids := range map[string][]uint16{"none": nil, "no .notdef": {1}, "too many": make([]uint16, 1<<16)} {
		if _, err := cutCFF(whole, gids); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	big := made{glyphs: [][]byte{[]byte(end), append([]byte(end), make([]byte, 1<<20)...)}}
	if _, err := cutCFF(big.bytes(), append([]uint16{0}, slices.Repeat([]uint16{1}, 99)...)); err == nil {
		t.Error("a large glyph, written 99 times: no error")
	}
}

// A table that was cut off is refused, or has all that the cut needs.
func TestCutCFFCutOff(t *testing.T) {
	f := openType(t, notoSansCJK, 0)
	table := f.tables["CFF "]
	gids := spread(f, 20)
	want, err := cutCFF(table, gids)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 50 {
		got, err := cutCFF(table[:i*len(table)/50], gids)
		if err == nil && !bytes.Equal(got, want) {
			t.Errorf("%d/50: no error and another cut", i)
		}
		if err == nil && i < 40 {
			t.Errorf("%d/50: no error", i)
		}
	}
}

// Only subroutines that are called are in a cut, and each glyph calls its
// own.
func TestCutCFFSubroutines(t *testing.T) {
	number := func(n int) string { return string([]byte{28, byte(n >> 8), byte(n)}) }
	line := func(n int) string { return number(n) + "\x06" } // to the right
	lines := func(n, from int) [][]byte {
		var out [][]byte
		for i := range n {
			out = append(out, []byte(line(from+i)+ret))
		}
		return out
	}
	const begin = "\x8b\x8b\x15" // 0 0 rmoveto
	many := lines(1300, 1)
	two := []byte{0, 0, 0, 1}
	tests := []struct {
		name          string
		from          made
		gids          []uint16
		global, local int // how many are in the cut
	}{
		{"none", made{glyphs: codes(end, begin+line(7)+end), global: many, local: many}, []uint16{0, 1}, 0, 0},
		{"of another glyph", made{glyphs: codes(end, begin+zero+subr+end, begin+zero+gsub+end), global: lines(9, 1), local: lines(9, 1)}, []uint16{0, 2}, 1, 0},
		{"of many", made{glyphs: codes(end, begin+number(1250-1131)+gsub+number(3-1131)+gsub+end), global: many}, []uint16{0, 1}, 2, 0},
		{"all of many", made{glyphs: [][]byte{[]byte(end), append([]byte(begin), func() (all []byte) {
			for i := range many {
				all = append(all, number(i-1131)+subr...)
			}
			return append(all, end...)
		}()...)}, local: many}, []uint16{0, 1}, 0, 1300},
		{"in each other", made{glyphs: codes(end, begin+number(5-1131)+subr+end), local: append(append(many[:5:5], []byte(number(9-107)+gsub+line(50)+ret)), many[6:]...),
			global: lines(10, 400)}, []uint16{0, 1}, 1, 1},
		{"of which one ends the glyph", made{glyphs: codes(end, begin+number(2-107)+subr+line(9)), local: codes(ret, ret, line(3)+end)}, []uint16{0, 1}, 0, 1},
		// Their numbers stay.
		{"whose number is in the glyph", made{glyphs: codes(end, begin+number(7-107)+zero+subr+end), local: codes(gsub + ret), global: lines(9, 1)}, []uint16{0, 1}, 8, 1},
		{"whose number is in the glyph, of many", made{glyphs: codes(end, begin+number(7-1131)+zero+subr+end), local: codes(gsub + ret), global: many}, []uint16{0, 1}, 1240, 1},
		{"of two dictionaries, by one number", made{glyphs: codes(end, begin+zero+gsub+end, begin+zero+gsub+end), global: codes(number(5-107) + subr + ret),
			local: lines(9, 1), more: lines(9, 100), fdSelect: two}, []uint16{0, 1, 2}, 1, 6},
		{"of two dictionaries", made{glyphs: codes(end, begin+number(8-107)+subr+end, begin+number(7-107)+subr+end),
			local: lines(9, 1), more: lines(9, 100), fdSelect: two}, []uint16{0, 2, 1}, 0, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			program, err := cutCFF(tt.from.bytes(), tt.gids)
			if err != nil {
				t.Fatal(err)
			}
			f, err := readCFF(program)
			if err != nil {
				t.Fatal(err)
			}
			d, err := f.dict(0)
			if err != nil {
				t.Fatal(err)
			}
			local := 0
			if d.local != nil {
				local = d.local.index.count
			}
			if f.global.index.count != tt.global || local != tt.local {
				t.Errorf("%d global and %d local subroutines, want %d and %d", f.global.index.count, local, tt.global, tt.local)
			}
			whole, err := cff.Parse(tt.from.bytes())
			if err != nil {
				t.Fatal(err)
			}
			cut, err := cff.Parse(program)
			if err != nil {
				t.Fatal(err)
			}
			for n, gid := range tt.gids {
				want, _, err := whole.LoadGlyph(gid)
				if err != nil {
					t.Fatal(err)
				}
				got, _, err := cut.LoadGlyph(uint16(n))
				if err != nil || !reflect.DeepEqual(got, want) {
					t.Errorf("glyph %d: %v (%v), want %v", gid, got, err, want)
				}
				if gid > 0 && len(got) < 2 {
					t.Errorf("glyph %d draws nothing", gid)
				}
			}
		})
	}
}

// A sheet is a page of glyphs in rows.
const (
	sheetColumns = 20 // in a row
	sheetCell    = 30 // points
	sheetLeft    = 5  // from the left edge of a cell to the glyph's origin
	sheetFoot    = 8
	sheetEm      = 20
	sheetScale   = 3 // pixels in a point
)

// sheetPage is a PDF of a sheet of those glyphs that have a box.
func sheetPage(program []byte, boxes []image.Rectangle) []byte {
	var text strings.Builder
	fmt.Fprintf(&text, "BT /F %d Tf\n", sheetEm)
	for i, box := range boxes {
		if !box.Empty() {
			fmt.Fprintf(&text, "1 0 0 1 %d %d Tm <%04X> Tj\n", sheetLeft+sheetCell*(i%sheetColumns), sheetFoot+sheetCell*(i/sheetColumns), i)
		}
	}
	text.WriteString("ET\n")
	stream := func(dict string, data []byte) string {
		return fmt.Sprintf("<<%s /Length %d>>\nstream\n%s\nendstream", dict, len(data), data)
	}
	var out bytes.Buffer
	out.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	var places []int
	for i, body := range []string{
		"<</Type /Catalog /Pages 2 0 R>>",
		"<</Type /Pages /Kids [3 0 R] /Count 1>>",
		fmt.Sprintf("<</Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 4 0 R /Resources <</Font <</F 5 0 R>>>>>>", sheetCell*sheetColumns, sheetHeight(len(boxes))),
		stream("", []byte(text.String())),
		"<</Type /Font /Subtype /Type0 /BaseFont /ABCDEF+Cut /Encoding /Identity-H /DescendantFonts [6 0 R]>>",
		"<</Type /Font /Subtype /CIDFontType0 /BaseFont /ABCDEF+Cut /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> /FontDescriptor 7 0 R /DW 1000>>",
		"<</Type /FontDescriptor /FontName /ABCDEF+Cut /Flags 4 /FontBBox [-1000 -1000 3000 3000] /ItalicAngle 0 /Ascent 900 /Descent -200 /CapHeight 700 /StemV 80 /FontFile3 8 0 R>>",
		stream("/Subtype /CIDFontType0C", program),
	} {
		places = append(places, out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, body)
	}
	start := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(places)+1)
	for _, at := range places {
		fmt.Fprintf(&out, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&out, "trailer\n<</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(places)+1, start)
	return out.Bytes()
}

// sheetHeight is the height of a sheet of n glyphs.
func sheetHeight(n int) int { return sheetCell * ((n + sheetColumns - 1) / sheetColumns) }

// sheetBoxes is where the ink of each glyph will be, in pixels; empty where
// there is none, and where a glyph reaches out of its cell.
func sheetBoxes(face *font.Face, n int, unit float64) []image.Rectangle {
	boxes := make([]image.Rectangle, n)
	for i := range boxes {
		cell := sheetRect(i, n)
		x, y := cell.Min.X+sheetLeft*sheetScale, cell.Max.Y-sheetFoot*sheetScale
		g, _ := face.GlyphDataOutline(font.GID(i))
		var box image.Rectangle
		for _, s := range g.Segments {
			for _, p := range s.ArgsSlice() {
				px, py := x+int(float64(p.X)*unit*sheetEm*sheetScale), y-int(float64(p.Y)*unit*sheetEm*sheetScale)
				box = box.Union(image.Rect(px, py, px+1, py+1))
			}
		}
		if box.Inset(-2).In(cell) {
			boxes[i] = box
		}
	}
	return boxes
}

// sheetRect is the cell of glyph i of n, in pixels from the top.
func sheetRect(i, n int) image.Rectangle {
	x, y := sheetCell*(i%sheetColumns), sheetHeight(n)-sheetCell*(i/sheetColumns)
	return image.Rect(x*sheetScale, (y-sheetCell)*sheetScale, (x+sheetCell)*sheetScale, y*sheetScale)
}

// has skips a test whose program is missing; with AMENDS_TEST_ALL=1 the test
// fails instead.
func has(t *testing.T, name string) {
	t.Helper()
	if _, err := exec.LookPath(name); err == nil {
		return
	}
	if os.Getenv("AMENDS_TEST_ALL") == "1" {
		t.Fatalf("%s is missing", name)
	}
	t.Skipf("%s is missing", name)
}

// greys reads a picture in PGM, of which a pixel is a byte.
func greys(t *testing.T, data []byte) *image.Gray {
	t.Helper()
	lines := bytes.SplitN(data, []byte("\n"), 2)
	var w, h, most int
	for bytes.HasPrefix(lines[1], []byte("#")) {
		_, lines[1], _ = bytes.Cut(lines[1], []byte("\n"))
	}
	if _, err := fmt.Fscan(bytes.NewReader(lines[1]), &w, &h, &most); err != nil || string(lines[0]) != "P5" || most != 255 || len(data) < w*h {
		t.Fatalf("no picture of greys: %.40q, %v", data, err)
	}
	return &image.Gray{Pix: data[len(data)-w*h:], Stride: w, Rect: image.Rect(0, 0, w, h)}
}

// inked is the smallest box of r that has all that is drawn in it.
func inked(p *image.Gray, r image.Rectangle) image.Rectangle {
	var box image.Rectangle
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if p.GrayAt(x, y).Y < 200 {
				box = box.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return box
}

// Readers draw each glyph of a cut in its place and size, and complain of
// nothing.
func TestCutCFFDrawn(t *testing.T) {
	readers := []struct {
		name string
		args []string
	}{
		{"mutool", []string{"draw", "-q", "-N", "-r", "216", "-F", "pgm", "-o", "OUT", "FILE"}},
		{"pdftoppm", []string{"-q", "-r", "216", "-gray", "-singlefile", "FILE", "OUT"}},
		{"gs", []string{"-q", "-dBATCH", "-dNOPAUSE", "-dPDFSTOPONWARNING", "-dTextAlphaBits=4", "-r216", "-sDEVICE=pgmraw", "-sOutputFile=OUT", "FILE"}},
		{"qpdf", []string{"--check", "FILE"}},
	}
	half := func(f *cffFont) { // Noto's matrix is that of 1000 units
		f.top[cffFontMatrix] = []byte("\x1e\xa0\x00\x5f\x8b\x8b\x1e\xa0\x00\x5f\x8b\x8b")
	}
	tests := []struct {
		name, path string
		index      int
		change     func(*cffFont)
		unit       float64 // of the design, in ems
	}{
		{"Noto Sans CJK JP", notoSansCJK, 0, nil, .001},
		{"Noto Sans CJK SC", notoSansCJK, 2, nil, .001},
		{"Noto Serif CJK JP", notoSerifCJK, 0, nil, .001},
		{"Latin Modern Roman", latinModern + "lmroman10-regular.otf", 0, nil, .001},
		{"Latin Modern Roman of 2000 units", latinModern + "lmroman10-regular.otf", 0, half, .0005},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := openType(t, tt.path, tt.index)
			gids := spread(f, 200)
			program, err := cutCFF(f.tables["CFF "], gids)
			if err == nil && tt.change != nil {
				var src *cffFont
				if src, err = readCFF(f.tables["CFF "]); err == nil {
					tt.change(src)
					program, err = cutRead(src, gids)
				}
			}
			if err != nil {
				t.Fatal(err)
			}
			boxes := sheetBoxes(parsed(t, f, program, len(gids)), len(gids), tt.unit)
			page := sheetPage(program, boxes)
			for _, reader := range readers {
				t.Run(reader.name, func(t *testing.T) {
					has(t, reader.name)
					dir := t.TempDir()
					file, picture := filepath.Join(dir, "page.pdf"), filepath.Join(dir, "page")
					if err := os.WriteFile(file, page, 0o600); err != nil {
						t.Fatal(err)
					}
					var args []string
					for _, a := range reader.args {
						args = append(args, strings.NewReplacer("FILE", file, "OUT", picture).Replace(a))
					}
					said, err := exec.Command(reader.name, args...).CombinedOutput()
					if err != nil {
						t.Fatalf("%v\n%s", err, said)
					}
					if reader.name == "qpdf" {
						if !bytes.Contains(said, []byte("No syntax or stream encoding errors found")) || bytes.Contains(said, []byte("WARNING")) {
							t.Errorf("%s", said)
						}
						return
					}
					if len(said) > 0 {
						t.Errorf("%s", said)
					}
					if reader.name == "pdftoppm" {
						picture += ".pgm"
					}
					data, err := os.ReadFile(picture)
					if err != nil {
						t.Fatal(err)
					}
					drawn, seen, wrong := greys(t, data), 0, 0
					for n, want := range boxes {
						if want.Empty() {
							continue
						}
						// Points that steer curves lie outside of the ink, and thin
						// strokes are grey.
						got := inked(drawn, sheetRect(n, len(gids)))
						if seen++; got.In(want.Inset(-2)) && got.Dx() >= want.Dx()-8 && got.Dy() >= want.Dy()-8 {
							continue
						}
						if wrong++; wrong <= 3 {
							t.Errorf("glyph %d is drawn in %v, want %v", gids[n], got, want)
						}
					}
					if seen < 150 {
						t.Errorf("only %d glyphs have a place", seen)
					}
					if wrong > 3 {
						t.Errorf("and %d more", wrong-3)
					}
				})
			}
		})
	}
}

// Whatever a table holds, there is a cut that can be cut again or an error.
func FuzzCutCFF(f *testing.F) {
	for _, tt := range cffFonts {
		data, err := os.ReadFile(tt.path)
		if err != nil {
			continue // the others do
		}
		fonts, err := fontsOf(data)
		if err != nil {
			f.Fatal(err)
		}
		program, err := cutCFF(fonts[tt.index].tables["CFF "], spread(fonts[tt.index], 20))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(program, uint16(1), uint16(19))
	}
	f.Add(made{glyphs: codes(end, zero+subr+end), global: codes(ret), local: codes(zero+gsub+ret, ret)}.bytes(), uint16(1), uint16(0))
	f.Add(made{glyphs: codes(end, zero+zero+"\x12"+zero+zero+"\x13\x0a"+end), fdSelect: []byte{3, 0, 1, 0, 0, 0, 0, 2}}.bytes(), uint16(1), uint16(1))
	f.Fuzz(func(t *testing.T, table []byte, one, two uint16) {
		gids := []uint16{0, one, two}
		program, err := cutCFF(table, gids)
		if err != nil {
			return
		}
		if most := 5*len(table) + 2<<20; len(program) > most {
			t.Errorf("%d bytes of %d", len(program), len(table))
		}
		again, err := cutCFF(program, []uint16{0, 1, 2})
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(again, program) {
			t.Errorf("a cut of a cut is another")
		}
	})
}

// A page of Japanese has about 200 glyphs, half of them kana.
func BenchmarkCutCFF(b *testing.B) {
	f := openType(b, notoSansCJK, 0)
	faces, err := font.ParseTTC(bytes.NewReader(installed(b, notoSansCJK)))
	if err != nil {
		b.Fatal(err)
	}
	for _, n := range []int{20, 200, 2000} {
		gids := []uint16{0}
		for i := range n {
			r := '\u4e00' + rune(i*97%20000)
			if i%2 == 0 && i < 360 {
				r = '\u3041' + rune(i/2)
			}
			gid, _ := faces[0].NominalGlyph(r)
			gids = append(gids, uint16(gid))
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			var program []byte
			for b.Loop() {
				var err error
				if program, err = cutCFF(f.tables["CFF "], gids); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(len(program)), "bytes")
			b.ReportMetric(float64(len(deflate(program))), "bytes-deflated")
		})
	}
}
