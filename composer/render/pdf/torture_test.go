package pdf

import (
	"bytes"
	"encoding/binary"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"amends/composer"
)

const hebrewFile = "/usr/share/fonts/" + noto + "SansHebrew-Regular.ttf"

// forged is a font of the system with other tables; an empty one is left out.
func forged(file []byte, change func(t map[string][]byte)) []byte {
	tables, err := readTables(file)
	if err != nil {
		panic(err)
	}
	tables = maps.Clone(tables)
	for tag, data := range tables {
		tables[tag] = bytes.Clone(data)
	}
	change(tables)
	var list []table
	for _, tag := range slices.Sorted(maps.Keys(tables)) {
		if len(tables[tag]) > 0 {
			list = append(list, table{tag, tables[tag]})
		}
	}
	return writeTables(list)
}

// words16 is numbers of two bytes.
func words16(n ...int) []byte {
	var b []byte
	for _, v := range n {
		b = binary.BigEndian.AppendUint16(b, uint16(v))
	}
	return b
}

// cmapOf is a table cmap of the format 12, or 13, in which a group is the first
// character, the last, and a glyph.
func cmapOf(format int, groups ...[3]uint32) []byte {
	b := words16(0, 1, 3, 10, 0, 12, format, 0)
	b = binary.BigEndian.AppendUint32(b, uint32(16+12*len(groups)))
	b = binary.BigEndian.AppendUint32(b, 0)
	b = binary.BigEndian.AppendUint32(b, uint32(len(groups)))
	for _, g := range groups {
		for _, v := range g {
			b = binary.BigEndian.AppendUint32(b, v)
		}
	}
	return b
}

// growing is a table GSUB of n lookups, each of which makes 16 glyphs of one.
func growing(g gid, n int) []byte {
	lookup := append(words16(2, 0, 1, 8), words16(1, 8, 1, 14, 1, 1)...)
	lookup = append(lookup[:len(lookup)-4], words16(1, 1, int(g), 16)...)
	for range 16 {
		lookup = append(lookup, words16(int(g))...)
	}
	// The subtable: format 1, coverage at 8, a sequence at 14.
	scripts := append([]byte("\x00\x01DFLT\x00\x08"), words16(4, 0, 0, 0xffff, 1, 0)...)
	features := append([]byte("\x00\x01ccmp\x00\x08"), words16(0, n)...)
	for i := range n {
		features = append(features, words16(i)...)
	}
	lookups := words16(n)
	for i := range n {
		lookups = append(lookups, words16(2+2*n+i*len(lookup))...)
	}
	lookups = append(lookups, bytes.Repeat(lookup, n)...)
	head := words16(1, 0, 10, 10+len(scripts), 10+len(scripts)+len(features))
	return slices.Concat(head, scripts, features, lookups)
}

// A tortured is a font that is not as fonts are.
type tortured struct {
	name   string
	file   []byte
	number int
	want   string // the error of ReadFont or of Render; "" if a page comes of it
}

func torture(file []byte) []tortured {
	alef := func() gid {
		fonts, err := ReadFont("", forged(file, func(map[string][]byte) {}), 0)
		if err != nil {
			panic(err)
		}
		return fonts.face.nominal('א')
	}
	forge := func(change func(t map[string][]byte)) []byte { return forged(file, change) }
	upem := func(n int) []byte {
		return forge(func(t map[string][]byte) { binary.BigEndian.PutUint16(t["head"][18:], uint16(n)) })
	}
	ttc := func(n int) []byte {
		places := make([]uint32, n)
		for i := range places {
			places[i] = uint32(12 + 4*n)
		}
		out := collection(nil, places...)
		moved := bytes.Clone(file)
		for i := range int(binary.BigEndian.Uint16(moved[4:])) { // tables are found from the file's beginning
			at := moved[12+16*i+8:]
			binary.BigEndian.PutUint32(at, binary.BigEndian.Uint32(at)+uint32(len(out)))
		}
		return append(out, moved...)
	}
	hard := wide("A/B[C](D)<E>{F}%G#H")
	return []tortured{
		{"as it is", file, 0, ""},
		{"every character is glyph 65535", forge(func(t map[string][]byte) { t["cmap"] = cmapOf(13, [3]uint32{0, 0x10ffff, 0xffff}) }), 0, "no glyph"},
		{"glyphs behind the last", forge(func(t map[string][]byte) { t["cmap"] = cmapOf(12, [3]uint32{0x5d0, 0x5ea, 60000}) }), 0, "no glyph"},
		{"no character at all", forge(func(t map[string][]byte) { t["cmap"] = cmapOf(12) }), 0, "no glyph"},
		{"a GSUB that grows", forge(func(t map[string][]byte) { t["GSUB"] = growing(alef(), 12) }), 0, "too many glyphs"},
		{"40 MB that nothing needs", forge(func(t map[string][]byte) { t["JUNK"] = make([]byte, 40<<20) }), 0, ""},
		{"no space", forge(func(t map[string][]byte) { t["cmap"] = cmapOf(12, [3]uint32{0x5d0, 0x5ea, uint32(alef())}) }), 0, ""},
		{"all as wide as .notdef", forge(func(t map[string][]byte) {
			n := int(binary.BigEndian.Uint16(t["maxp"][4:]))
			binary.BigEndian.PutUint16(t["hhea"][34:], 1)
			t["hmtx"] = append(t["hmtx"][:4], make([]byte, 2*n)...)
		}), 0, ""},
		{"no width at all", forge(func(t map[string][]byte) { binary.BigEndian.PutUint16(t["hhea"][34:], 0) }), 0, "width"},
		{"16 units", upem(16), 0, ""},
		{"16384 units", upem(16384), 0, ""},
		{"no unit", upem(0), 0, "unit"},
		{"one unit", upem(1), 0, "unit"},
		{"a name of signs", forge(func(t map[string][]byte) { t["name"] = []byte(nameTable(nameRow{3, 1, 0x409, 6, hard})) }), 0, ""},
		{"no name", forge(func(t map[string][]byte) { t["name"] = nil }), 0, ""},
		{"no GDEF, GSUB and GPOS", forge(func(t map[string][]byte) { t["GDEF"], t["GSUB"], t["GPOS"] = nil, nil, nil }), 0, ""},
		{"GSUB that is none", forge(func(t map[string][]byte) { t["GSUB"] = bytes.Repeat([]byte{0xff}, 99) }), 0, ""},
		{"no outlines where loca leads", forge(func(t map[string][]byte) { t["glyf"] = []byte{0} }), 0, "the font is broken"},
		{"font 0 of a collection", ttc(2), 0, ""},
		{"font 2 of a collection", ttc(2), 2, ""},
		{"font 9 of a collection", ttc(2), 9, "it has no font 9"},
		{"font -1 of a collection", ttc(2), -1, "it has no font -1"},
		{"font 2 of one", file, 2, "it has no font 2"},
	}
}

// Tortured is small fonts that are not as fonts are, if there is one to make
// them of.
func Tortured() (files [][]byte) {
	file, err := os.ReadFile(hebrewFile)
	if err != nil {
		return nil
	}
	for _, tt := range torture(file) {
		if len(tt.file) < 100_000 {
			files = append(files, tt.file)
		}
	}
	return files
}

// setIn sets a page in a font, whose faults are those of the file.
func setIn(file []byte, number int) (page []byte, err error) {
	f, err := ReadFont("a.ttf", file, number)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	d := &composer.Document{Body: "אבג abc (**אב**)\n\n1. אבא " + strings.Repeat("א", 200)}
	if err := (PDF{Fonts: []*Font{f}}).Render(&b, d); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// Each gives the right page or says what is wrong, and none takes long.
func TestTortured(t *testing.T) {
	for _, tt := range torture(installed(t, hebrewFile)) {
		t.Run(tt.name, func(t *testing.T) {
			begin := time.Now()
			file, err := setIn(tt.file, tt.number)
			if took := time.Since(begin); took > 5*time.Second {
				t.Errorf("it took %v", took)
			}
			switch {
			case err != nil && (tt.want == "" || !strings.Contains(err.Error(), tt.want)):
				t.Errorf("error %v, want %q", err, tt.want)
			case err == nil && tt.want != "":
				t.Errorf("no error, want %q", tt.want)
			case err == nil:
				for _, f := range conform(file) {
					t.Error(f)
				}
				if len(file) > 400_000 {
					t.Errorf("%d bytes", len(file))
				}
			}
			if err != nil && strings.Contains(err.Error(), "document of kind") {
				t.Errorf("a panic: %v", err)
			}
		})
	}
}

// A font that ends early is refused, or is whole as far as it is needed.
func TestFontCutOff(t *testing.T) {
	for _, path := range []string{hebrewFile, latinModern + "lmroman10-regular.otf"} {
		whole := installed(t, path)
		pages := 0
		for i := range 40 {
			file, err := setIn(whole[:len(whole)*i/40], 0)
			if err != nil {
				if strings.Contains(err.Error(), "document of kind") {
					t.Errorf("%s, %d/40: %v", path, i, err)
				}
				continue
			}
			pages++
			for _, f := range conform(file) {
				t.Errorf("%s, %d/40: %s", path, i, f)
			}
		}
		t.Logf("%s: %d of 40 make a page", path, pages)
	}
}
