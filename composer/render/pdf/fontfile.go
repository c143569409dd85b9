package pdf

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// A fontFile is one font of a TrueType or OpenType file, which may be a
// collection of many.
type fontFile struct {
	index      int    // in the collection
	family     string // in English where the font knows it; never empty
	style      string // "Bold Italic"
	postscript string // the name for programs, fit to be a name in a PDF
	tables     map[string][]byte

	cff      bool // outlines in table CFF, else in glyf
	variable bool // drawn as its default instance
	bold     bool
	italic   bool
	slant    int // degrees from upright, against the clock
	weight   int // 400 is regular, 700 bold
	rights   uint16
}

// The bits of fsType in table OS/2, which are a font's rights.
const (
	restricted  = 1 << 1 // counts only where neither of the next two is set
	forPrint    = 1 << 2
	forEditing  = 1 << 3
	noSubset    = 1 << 8
	bitmapsOnly = 1 << 9
)

const (
	mostFonts  = 256 // in a collection: the largest of today have some 60
	mostTables = 256 // in a font: some 50 kinds are known
	mostName   = 512 // bytes: names are for lists and dialogs
)

var errWanted = errors.New("want a TrueType or OpenType font (.ttf, .otf, .ttc)")

// fontsOf is the fonts of a file: one, or those of a collection. Some may be
// unfit for PDF, of which unfit says why.
func fontsOf(file []byte) ([]fontFile, error) {
	if name := foreign(file); name != "" {
		return nil, fmt.Errorf("%s: %w", name, errWanted)
	}
	places := []uint32{0}
	if hasTag(file, 0, "ttcf") {
		if len(file) < 12 {
			return nil, errFont
		}
		n := binary.BigEndian.Uint32(file[8:])
		switch {
		case n == 0:
			return nil, errors.New("font file: a collection of no fonts")
		case n > mostFonts:
			return nil, fmt.Errorf("font file: a collection of %d fonts, of which %d are allowed", n, mostFonts)
		case len(file) < 12+4*int(n):
			return nil, errFont
		}
		places = make([]uint32, n)
		for i := range places {
			places[i] = binary.BigEndian.Uint32(file[12+4*i:])
		}
	}
	fonts := make([]fontFile, len(places))
	for i, at := range places {
		f, err := readFont(file, at)
		if err != nil && len(places) > 1 {
			return nil, fmt.Errorf("font %d of %d: %w", i+1, len(places), err)
		}
		if err != nil {
			return nil, err
		}
		f.index = i
		fonts[i] = *f
	}
	return fonts, nil
}

// foreign is what a file is if not a font that we read; "" if it may be one.
func foreign(file []byte) string {
	switch {
	case len(file) == 0:
		return "an empty file"
	case hasTag(file, 0, "ttcf"), hasTag(file, 0, "OTTO"), hasTag(file, 0, "true"), hasTag(file, 0, "\x00\x01\x00\x00"):
		return ""
	case hasTag(file, 0, "wOFF"):
		return "a web font (WOFF)"
	case hasTag(file, 0, "wOF2"):
		return "a web font (WOFF2)"
	case hasTag(file, 34, "LP"):
		return "a web font (EOT)"
	case hasTag(file, 0, "%!PS-AdobeFont"), hasTag(file, 0, "%!FontType"), hasTag(file, 0, "\x80\x01"), hasTag(file, 0, "typ1"):
		return "a Type 1 font"
	case hasTag(file, 0, "\x01\x00\x04"):
		return "a CFF font without the tables of OpenType"
	case hasTag(file, 0, "STARTFONT"), hasTag(file, 0, "\x01fcp"):
		return "a bitmap font"
	case hasTag(file, 0, "\x00\x00\x01\x00\x00"):
		return "a Macintosh suitcase"
	case hasTag(file, 0, "\x1f\x8b"), hasTag(file, 0, "PK\x03\x04"):
		return "a compressed file"
	}
	return "not a font"
}

// hasTag reports whether tag stands in file at that place.
func hasTag(file []byte, at int, tag string) bool {
	return len(file) >= at && bytes.HasPrefix(file[at:], []byte(tag))
}

// readTables cuts the file of one font into its tables.
func readTables(file []byte) (map[string][]byte, error) { return tablesAt(file, 0) }

// tablesAt is the tables of the font whose directory begins at that place.
// Tables may share bytes, as those of the fonts of a collection do.
func tablesAt(file []byte, at uint32) (map[string][]byte, error) {
	size := uint64(len(file))
	if uint64(at)+12 > size {
		return nil, errFont
	}
	directory := file[at:]
	n := int(binary.BigEndian.Uint16(directory[4:]))
	switch {
	case n > mostTables:
		return nil, fmt.Errorf("font file: %d tables, of which %d are allowed", n, mostTables)
	case len(directory) < 12+16*n:
		return nil, errFont
	}
	tables := make(map[string][]byte, n)
	for i := range n {
		row := directory[12+16*i:]
		tag := string(row[:4])
		from, length := uint64(binary.BigEndian.Uint32(row[8:])), uint64(binary.BigEndian.Uint32(row[12:]))
		if from+length > size {
			return nil, fmt.Errorf("font file: table %q ends behind the end of the file", tag)
		}
		if _, ok := tables[tag]; ok {
			return nil, fmt.Errorf("font file: two tables %q", tag)
		}
		tables[tag] = file[from : from+length : from+length]
	}
	return tables, nil
}

// readFont reads the font whose directory begins at that place.
func readFont(file []byte, at uint32) (*fontFile, error) {
	if hasTag(file, 0, "ttcf") && uint64(at)+4 <= uint64(len(file)) {
		if name := foreign(file[at:]); name != "" || hasTag(file[at:], 0, "ttcf") {
			return nil, errors.New("font file: no font stands where the collection says")
		}
	}
	tables, err := tablesAt(file, at)
	if err != nil {
		return nil, err
	}
	for _, need := range []struct {
		tag  string
		size int
	}{{"cmap", 4}, {"head", 54}, {"hhea", 36}, {"hmtx", 4}, {"maxp", 6}} {
		if tables[need.tag] == nil {
			return nil, fmt.Errorf("font file: no table %q", need.tag)
		}
		if len(tables[need.tag]) < need.size {
			return nil, fmt.Errorf("font file: table %q is too short", need.tag)
		}
	}
	// Shapers trust that no more glyphs have widths than there are.
	glyphs := binary.BigEndian.Uint16(tables["maxp"][4:])
	for _, tag := range []string{"hhea", "vhea"} {
		if t := tables[tag]; len(t) >= 36 && binary.BigEndian.Uint16(t[34:]) > glyphs {
			return nil, fmt.Errorf("font file: table %q counts more glyphs than there are", tag)
		}
	}
	_, variable := tables["fvar"]
	f := &fontFile{tables: tables, variable: variable}
	_, glyf := tables["glyf"]
	_, cff := tables["CFF "]
	f.cff = cff && (!glyf || hasTag(file[at:], 0, "OTTO"))
	f.readStyle()
	f.readNames()
	return f, nil
}

// readStyle reads what the font says of its looks and its licence. OS/2 goes
// first; old fonts of the Macintosh have none.
func (f *fontFile) readStyle() {
	mac := binary.BigEndian.Uint16(f.tables["head"][44:])
	f.bold, f.italic, f.weight = mac&1 != 0, mac&2 != 0, 400
	if f.bold {
		f.weight = 700
	}
	if os2 := f.tables["OS/2"]; len(os2) >= 64 {
		style := binary.BigEndian.Uint16(os2[62:])
		const italic, bold, oblique = 1, 1 << 5, 1 << 9
		f.bold, f.italic = style&bold != 0, style&(italic|oblique) != 0
		switch w := int(binary.BigEndian.Uint16(os2[4:])); {
		case w > 0 && w < 10:
			f.weight = 100 * w // the scale of old
		case w >= 10 && w <= 1000:
			f.weight = w
		}
		f.rights = binary.BigEndian.Uint16(os2[8:])
	}
	if post := f.tables["post"]; len(post) >= 8 {
		angle := math.Round(float64(int32(binary.BigEndian.Uint32(post[4:]))) / (1 << 16))
		if math.Abs(angle) < 90 {
			f.slant = int(angle)
		}
	}
}

// unfit says why a PDF cannot hold the font: it has no outlines of the two
// kinds that we cut, or its licence forbids it.
func (f *fontFile) unfit() error {
	has := func(tags ...string) bool {
		for _, tag := range tags {
			if len(f.tables[tag]) > 0 {
				return true
			}
		}
		return false
	}
	switch {
	case f.cff, has("glyf") && has("loca"):
	case has("CFF2"):
		return errors.New("variable outlines (CFF2), which a PDF cannot hold: want a font that does not vary")
	case has("CBDT", "sbix", "EBDT", "bdat", "SVG "):
		return errors.New("pictures of characters and no outlines: want a font with outlines")
	default:
		return errors.New("font file: no outlines")
	}
	switch {
	case f.rights&(restricted|forPrint|forEditing) == restricted:
		return errors.New("its licence forbids to embed it (fsType 2)")
	case f.rights&bitmapsOnly != 0:
		return errors.New("its licence forbids to embed its outlines (fsType bit 9)")
	case f.rights&noSubset != 0:
		return errors.New("its licence forbids to embed a part of it (fsType bit 8)")
	}
	return nil
}

// unmeasured says what is wrong with the measures of the font.
func (f *fontFile) unmeasured() error {
	const least, most = 16, 16384 // as OpenType has it
	if n := binary.BigEndian.Uint16(f.tables["head"][18:]); n < least || n > most {
		return fmt.Errorf("font file: %d units in an em, want %d to %d", n, least, most)
	}
	if binary.BigEndian.Uint16(f.tables["hhea"][34:]) == 0 {
		return errors.New("font file: no glyph has a width")
	}
	return nil
}

// The numbers of names in table name, and of the platforms they are for.
const (
	nameFamily     = 1
	nameStyle      = 2
	namePostScript = 6
	nameFamilyTypo = 16 // family and style where a family has more than four styles
	nameStyleTypo  = 17
	names          = nameStyleTypo + 1

	unicodes, macintosh, windows = 0, 1, 3
)

// readNames reads the names of the font. Where there is none, another stands
// in: messages and files need one.
func (f *fontFile) readNames() {
	found := namesOf(f.tables["name"])
	f.family, f.style = found[nameFamilyTypo], found[nameStyleTypo]
	if f.family == "" {
		f.family = found[nameFamily]
	}
	if f.style == "" {
		f.style = found[nameStyle]
	}
	f.postscript = nameToken(found[namePostScript])
	if f.family == "" {
		f.family = f.postscript
	}
	if f.postscript == "" {
		f.postscript = nameToken(strings.TrimSuffix(f.family+"-"+f.style, "-"))
	}
	if f.family == "" {
		f.family = "Unnamed"
	}
	if f.postscript == "" {
		f.postscript = "Unnamed"
	}
}

// nameToken is s without what a name in a PDF or in PostScript cannot have.
func nameToken(s string) string {
	s = strings.Map(func(r rune) rune {
		if r <= ' ' || r >= 0x7f || strings.ContainsRune("[](){}<>/%#", r) {
			return -1
		}
		return r
	}, s)
	return s[:min(len(s), 63)]
}

// namesOf is the names in a table name by their number, in English if there
// is English.
func namesOf(data []byte) (found [names]string) {
	if len(data) < 6 {
		return
	}
	var best [names]int
	text := data[min(len(data), int(binary.BigEndian.Uint16(data[4:]))):]
	n := int(binary.BigEndian.Uint16(data[2:]))
	for row := data[6:]; n > 0 && len(row) >= 12; n, row = n-1, row[12:] {
		platform, encoding, language := binary.BigEndian.Uint16(row), binary.BigEndian.Uint16(row[2:]), binary.BigEndian.Uint16(row[4:])
		id, size, at := binary.BigEndian.Uint16(row[6:]), int(binary.BigEndian.Uint16(row[8:])), int(binary.BigEndian.Uint16(row[10:]))
		if id >= names || size == 0 || size > mostName || at+size > len(text) {
			continue
		}
		const american, english = 0x409, 0x09 // the low bits are the language, the others the country
		rank := 0
		switch {
		case platform == windows && encoding > 1 && encoding != 10:
			continue // not Unicode
		case platform == windows && language == american:
			rank = 5
		case platform == windows && language&0x3ff == english:
			rank = 4
		case platform == macintosh && encoding == 0 && language == 0:
			rank = 3
		case platform == unicodes:
			rank = 2
		case platform == windows:
			rank = 1
		}
		if rank <= best[id] {
			continue
		}
		if s := nameText(text[at:at+size], platform == macintosh); s != "" {
			found[id], best[id] = s, rank
		}
	}
	return
}

// nameText is a name without signs that print nothing and without space
// around it, for it is shown on terminals. An old one is in the Macintosh's
// Roman.
func nameText(b []byte, old bool) string {
	var s string
	if old {
		s, _ = charmap.Macintosh.NewDecoder().String(string(b))
	} else {
		units := make([]uint16, len(b)/2)
		for i := range units {
			units[i] = binary.BigEndian.Uint16(b[2*i:])
		}
		s = string(utf16.Decode(units))
	}
	s = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || r == '\t' || invisible(r) {
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}
