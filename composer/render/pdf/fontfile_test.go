package pdf

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/go-fonts/dejavu/dejavusans"
)

const (
	notoSansCJK  = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
	notoSerifCJK = "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"
	latinModern  = "/usr/share/texmf/fonts/opentype/public/lm/"
)

// installed is a font of the system. Where it is missing the test is skipped;
// with AMENDS_TEST_ALL=1 it fails instead.
func installed(tb testing.TB, path string) []byte {
	tb.Helper()
	data, err := os.ReadFile(path)
	if err == nil {
		return data
	}
	if os.Getenv("AMENDS_TEST_ALL") == "1" {
		tb.Fatalf("%s is missing", path)
	}
	tb.Skipf("%s is missing", path)
	return nil
}

// describe is what is known of a font, in a line.
func describe(f fontFile) string {
	s := fmt.Sprintf("%d %s, %s, %s, %d", f.index, f.family, f.style, f.postscript, f.weight)
	for _, is := range []struct {
		name string
		so   bool
	}{{"CFF", f.cff}, {"variable", f.variable}, {"bold", f.bold}, {"italic", f.italic}} {
		if is.so {
			s += " " + is.name
		}
	}
	if f.slant != 0 {
		s += fmt.Sprintf(" %d°", f.slant)
	}
	return s
}

func TestFontFile(t *testing.T) {
	read := func(path string) func(*testing.T) []byte {
		return func(t *testing.T) []byte { return installed(t, path) }
	}
	have := func(data []byte) func(*testing.T) []byte { return func(*testing.T) []byte { return data } }
	tests := []struct {
		name string
		file func(*testing.T) []byte
		want []string // of the first fonts
		n    int
	}{
		{"TrueType", have(serifSemiBoldItalic), []string{"0 Source Serif 4, SemiBold Italic, SourceSerif4-SemiBoldItalic, 600 italic -12°"}, 1},
		{"TrueType with names of old", have(dejavusans.TTF), []string{"0 DejaVu Sans, Book, DejaVuSans, 400"}, 1},
		{"OpenType", read(latinModern + "lmroman10-bolditalic.otf"), []string{"0 Latin Modern Roman, 10 Bold Italic, LMRoman10-BoldItalic, 700 CFF bold italic -14°"}, 1},
		{"collection", read(notoSansCJK), []string{
			"0 Noto Sans CJK JP, Regular, NotoSansCJKjp-Regular, 400 CFF",
			"1 Noto Sans CJK KR, Regular, NotoSansCJKkr-Regular, 400 CFF",
			"2 Noto Sans CJK SC, Regular, NotoSansCJKsc-Regular, 400 CFF",
		}, 10},
		{"collection, bold", read("/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc"), []string{
			"0 Noto Serif CJK JP, Bold, NotoSerifCJKjp-Bold, 700 CFF bold",
		}, 5},
		{"made up", have(fontWith("fvar", "")), []string{"0 Unnamed, , Unnamed, 400 variable"}, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fonts, err := fontsOf(tt.file(t))
			if err != nil {
				t.Fatal(err)
			}
			if len(fonts) != tt.n {
				t.Errorf("%d fonts, want %d", len(fonts), tt.n)
			}
			for i, f := range fonts {
				if err := f.unfit(); err != nil {
					t.Errorf("font %d: %v", i, err)
				}
				if got := describe(f); i < len(tt.want) && got != tt.want[i] {
					t.Errorf("got  %s\nwant %s", got, tt.want[i])
				}
			}
		})
	}
}

// fontWith is a font of empty tables, some of which are others: tag and data
// in turns. A table whose data is "no" is left out.
func fontWith(tags ...string) []byte {
	data := map[string]string{"cmap": "\x00\x00\x00\x00", "glyf": "g", "head": strings.Repeat("\x00", 54),
		"hhea": strings.Repeat("\x00", 36), "hmtx": "\x00\x00\x00\x00", "loca": "l", "maxp": "\x00\x00\x50\x00\x00\x00"}
	for i := 0; i < len(tags); i += 2 {
		data[tags[i]] = tags[i+1]
	}
	var tables []table
	for tag, d := range data {
		if d != "no" {
			tables = append(tables, table{tag, []byte(d)})
		}
	}
	slices.SortFunc(tables, func(a, b table) int { return strings.Compare(a.name, b.name) })
	return writeTables(tables)
}

// os2 is a table OS/2 with that weight, rights and style.
func os2(weight, rights, style uint16) string {
	b := make([]byte, 78)
	binary.BigEndian.PutUint16(b[4:], weight)
	binary.BigEndian.PutUint16(b[8:], rights)
	binary.BigEndian.PutUint16(b[62:], style)
	return string(b)
}

// A nameRow is a row of a table name.
type nameRow struct {
	platform, encoding, language, id uint16
	text                             string // as it stands in the file
}

func nameTable(rows ...nameRow) string {
	b := binary.BigEndian.AppendUint16(nil, 0)
	b = binary.BigEndian.AppendUint16(b, uint16(len(rows)))
	b = binary.BigEndian.AppendUint16(b, uint16(6+12*len(rows)))
	text := ""
	for _, r := range rows {
		for _, n := range []uint16{r.platform, r.encoding, r.language, r.id, uint16(len(r.text)), uint16(len(text))} {
			b = binary.BigEndian.AppendUint16(b, n)
		}
		text += r.text
	}
	return string(b) + text
}

// wide is s as names of Windows are written.
func wide(s string) string {
	var b strings.Builder
	for _, r := range s {
		b.Write([]byte{byte(r >> 8), byte(r)})
	}
	return b.String()
}

func TestFontFileStyle(t *testing.T) {
	head := func(style byte) string {
		return strings.Repeat("\x00", 45) + string(style) + strings.Repeat("\x00", 8)
	}
	english, japanese, british := uint16(0x409), uint16(0x411), uint16(0x809)
	tests := []struct {
		name string
		tags []string
		want string
	}{
		{"bold of old", []string{"head", head(1)}, "0 Unnamed, , Unnamed, 700 bold"},
		{"italic of old", []string{"head", head(2), "post", "\x00\x03\x00\x00\xff\xf3\x80\x00"}, "0 Unnamed, , Unnamed, 400 italic -13°"},
		{"OS/2 goes first", []string{"head", head(3), "OS/2", os2(300, 0, 1<<9)}, "0 Unnamed, , Unnamed, 300 italic"},
		{"weight of old", []string{"OS/2", os2(7, 0, 1<<5)}, "0 Unnamed, , Unnamed, 700 bold"},
		{"no angle of this world", []string{"post", "\x00\x03\x00\x00\x7f\xff\x00\x00"}, "0 Unnamed, , Unnamed, 400"},
		{"English goes first", []string{"name", nameTable(
			nameRow{1, 0, 0, 1, "Old \x8e"}, nameRow{3, 1, japanese, 1, wide("源ノ")}, nameRow{3, 1, british, 1, wide("British")}, nameRow{3, 1, english, 1, wide("Én")},
		)}, "0 Én, , n, 400"},
		{"the Macintosh's Roman", []string{"name", nameTable(nameRow{1, 0, 0, 1, "Old \x8e"}, nameRow{3, 1, japanese, 1, wide("源ノ")})}, "0 Old é, , Old, 400"},
		{"no English", []string{"name", nameTable(nameRow{3, 1, japanese, 1, wide("源ノ")})}, "0 源ノ, , Unnamed, 400"},
		{"family of many", []string{"name", nameTable(nameRow{3, 1, english, 1, wide("F Semi")}, nameRow{3, 1, english, 2, wide("Regular")},
			nameRow{3, 1, english, 16, wide("F")}, nameRow{3, 1, english, 17, wide("Semi")})}, "0 F, Semi, F-Semi, 400"},
		{"signs of control", []string{"name", nameTable(nameRow{3, 1, english, 1, wide("\x1b[31mF\n\u202e ")}, nameRow{3, 1, english, 6, wide("a /b#<c>(d)é")})}, "0 [31mF, , abcd, 400"},
		{"a name behind the end", []string{"name", nameTable(nameRow{3, 1, english, 1, wide("F")})[:19]}, "0 Unnamed, , Unnamed, 400"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fonts, err := fontsOf(fontWith(tt.tags...))
			if err != nil {
				t.Fatal(err)
			}
			if got := describe(fonts[0]); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestFontFileUnfit(t *testing.T) {
	tests := []struct {
		name string
		tags []string
		want string // the beginning of the error; "" if there is none
	}{
		{"CFF2", []string{"glyf", "no", "loca", "no", "CFF2", "x"}, "variable outlines (CFF2)"},
		{"bitmaps", []string{"glyf", "no", "loca", "no", "CBDT", "x"}, "pictures of characters"},
		{"no bitmaps", []string{"glyf", "no", "loca", "no"}, "font file: no outlines"},
		{"bitmaps and a glyf that is empty", []string{"glyf", "", "EBDT", "x"}, "pictures of characters"},
		{"bitmaps too", []string{"EBDT", "x"}, ""},
		{"restricted", []string{"OS/2", os2(400, restricted, 0)}, "its licence forbids to embed it (fsType 2)"},
		{"restricted, or print", []string{"OS/2", os2(400, restricted|forPrint, 0)}, ""}, // the widest right counts (OpenType, OS/2)
		{"print", []string{"OS/2", os2(400, forPrint, 0)}, ""},
		{"editing", []string{"OS/2", os2(400, forEditing, 0)}, ""},
		{"no subset", []string{"OS/2", os2(400, forEditing|noSubset, 0)}, "its licence forbids to embed a part"},
		{"bitmaps only", []string{"OS/2", os2(400, bitmapsOnly, 0)}, "its licence forbids to embed its outlines"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fonts, err := fontsOf(fontWith(tt.tags...))
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			if err := fonts[0].unfit(); err != nil {
				got = err.Error()
			}
			if !strings.HasPrefix(got, tt.want) || (tt.want == "") != (got == "") {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// collection is a collection of fonts that begin at those places.
func collection(rest []byte, places ...uint32) []byte {
	b := []byte("ttcf\x00\x01\x00\x00")
	b = binary.BigEndian.AppendUint32(b, uint32(len(places)))
	for _, at := range places {
		b = binary.BigEndian.AppendUint32(b, at)
	}
	return append(b, rest...)
}

// put4 is b with four of its bytes changed.
func put4(b []byte, at int, n uint32) []byte {
	b = bytes.Clone(b)
	binary.BigEndian.PutUint32(b[at:], n)
	return b
}

func TestFontFileBroken(t *testing.T) {
	whole := fontWith()
	const first = 12 // the row of the first table: tag, checksum, offset, length
	tests := []struct {
		name string
		file []byte
		want string
	}{
		{"empty", nil, "an empty file: want a TrueType or OpenType font"},
		{"a letter", []byte("Dear Ms Example"), "not a font: want"},
		{"WOFF", []byte("wOFF\x00\x01\x00\x00"), "a web font (WOFF): want"},
		{"WOFF2", []byte("wOF2\x00\x01\x00\x00"), "a web font (WOFF2): want"},
		{"EOT", []byte(strings.Repeat("\x02", 34) + "LP"), "a web font (EOT): want"},
		{"Type 1", []byte("%!PS-AdobeFont-1.0: X"), "a Type 1 font: want"},
		{"Type 1, binary", []byte("\x80\x01\x00\x10\x00\x00%!"), "a Type 1 font: want"},
		{"bare CFF", []byte("\x01\x00\x04\x01"), "a CFF font without"},
		{"BDF", []byte("STARTFONT 2.1"), "a bitmap font: want"},
		{"suitcase", []byte("\x00\x00\x01\x00\x00\x00"), "a Macintosh suitcase: want"},
		{"zip", []byte("PK\x03\x04"), "a compressed file: want"},
		{"tag only", whole[:4], "font file: a table is missing or broken"},
		{"65535 tables", put4(whole, 4, 0xffffffff), "font file: 65535 tables, of which 256 are allowed"},
		{"fewer rows than tables", put4(whole[:40], 4, 0x00100000), "font file: a table is missing or broken"},
		{"a table behind the end", put4(whole, first+8, uint32(len(whole))), `font file: table "cmap" ends behind the end`},
		{"offset and length overflow 32 bits", put4(put4(whole, first+8, 0xffffffff), first+12, 2), `font file: table "cmap" ends behind the end`},
		{"length overflows", put4(whole, first+12, 0xffffffff), `font file: table "cmap" ends behind the end`},
		{"two of a kind", put4(whole, first+16, binary.BigEndian.Uint32([]byte("cmap"))), `font file: two tables "cmap"`},
		{"no head", fontWith("head", "no"), `font file: no table "head"`},
		{"short head", fontWith("head", "\x00\x01"), `font file: table "head" is too short`},
		{"no maxp", fontWith("maxp", "no"), `font file: no table "maxp"`},
		{"more widths than glyphs", fontWith("hhea", strings.Repeat("\x00", 35)+"\x01"), `font file: table "hhea" counts more glyphs`},
		{"more heights than glyphs", fontWith("vhea", strings.Repeat("\x00", 35)+"\x01"), `font file: table "vhea" counts more glyphs`},
		{"collection of nothing", collection(nil), "font file: a collection of no fonts"},
		{"collection, cut off", collection(nil, 0)[:10], "font file: a table is missing or broken"},
		{"collection of millions", put4(collection(nil, 0), 8, 0xffffffff), "font file: a collection of 4294967295 fonts"},
		{"fewer places than fonts", put4(collection(nil, 16), 8, 9), "font file: a table is missing or broken"},
		{"collection of itself", collection(nil, 0), "font file: no font stands where"},
		{"collection of nowhere", collection(nil, 0xffffffff), "font file: a table is missing or broken"},
		{"collection of its end", collection(nil, 16), "font file: a table is missing or broken"},
		{"collection of a good font and none", collection(put4(whole, 0, 0x00010000), 20, 8), "font 2 of 2: font file: no font stands where"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := fontsOf(tt.file)
			if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}

// A file that was cut off is refused, wherever it ends.
func TestFontFileCutOff(t *testing.T) {
	for name, file := range map[string]func(*testing.T) []byte{
		"TrueType":   func(*testing.T) []byte { return serifRegular },
		"collection": func(t *testing.T) []byte { return installed(t, notoSansCJK) },
	} {
		t.Run(name, func(t *testing.T) {
			file := file(t)
			for i := range 50 {
				if _, err := fontsOf(file[:i*len(file)/50]); err == nil {
					t.Errorf("no error with %d/50", i)
				}
			}
		})
	}
}

// Whatever a file holds, there are fonts with names and the tables they need,
// or an error.
func FuzzFontFile(f *testing.F) {
	f.Add(fontWith("fvar", ""))
	f.Add(fontWith("name", nameTable(nameRow{3, 1, 0x409, 1, wide("F")}, nameRow{1, 0, 0, 6, "F"}), "OS/2", os2(400, 0, 0)))
	f.Add(collection(fontWith(), 16))
	f.Add(collection(nil, 0, 0))
	f.Add([]byte("wOF2"))
	f.Fuzz(func(t *testing.T, file []byte) {
		fonts, err := fontsOf(file)
		if (err == nil) != (len(fonts) > 0) {
			t.Fatalf("%d fonts and %v", len(fonts), err)
		}
		for i, x := range fonts {
			if x.index != i || x.family == "" || x.postscript == "" || nameToken(x.postscript) != x.postscript {
				t.Errorf("font %d: %s", i, describe(x))
			}
			if len(x.tables["head"]) < 54 || x.weight < 1 || x.weight > 1000 {
				t.Errorf("font %d: %s", i, describe(x))
			}
			_ = x.unfit()
		}
	})
}
