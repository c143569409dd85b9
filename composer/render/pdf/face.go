package pdf

import (
	_ "embed" // the faces are part of the program
	"encoding/binary"
	"math"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/go-fonts/dejavu/dejavusans"
	"github.com/go-text/typesetting/harfbuzz"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// A family is four faces that belong together.
type family struct {
	name  string
	faces [4]*face // regular, italic, semibold, semibold italic
}

var (
	//go:embed fonts/SourceSerif4_400Regular.ttf
	serifRegular []byte
	//go:embed fonts/SourceSerif4_400Regular_Italic.ttf
	serifItalic []byte
	//go:embed fonts/SourceSerif4_600SemiBold.ttf
	serifSemiBold []byte
	//go:embed fonts/SourceSerif4_600SemiBold_Italic.ttf
	serifSemiBoldItalic []byte
	//go:embed fonts/SourceSans3_400Regular.ttf
	sansRegular []byte
	//go:embed fonts/SourceSans3_400Regular_Italic.ttf
	sansItalic []byte
	//go:embed fonts/SourceSans3_600SemiBold.ttf
	sansSemiBold []byte
	//go:embed fonts/SourceSans3_600SemiBold_Italic.ttf
	sansSemiBoldItalic []byte
)

// The families are shared by all documents of the process: reading a face
// costs more than setting a letter. Each face keeps its own lock.
var (
	serif = family{"Source Serif 4", [4]*face{
		{name: "SourceSerif4-Regular", file: &serifRegular},
		{name: "SourceSerif4-Italic", file: &serifItalic, slant: -12},
		{name: "SourceSerif4-SemiBold", file: &serifSemiBold, bold: true},
		{name: "SourceSerif4-SemiBoldItalic", file: &serifSemiBoldItalic, bold: true, slant: -12},
	}}
	sans = family{"Source Sans 3", [4]*face{
		{name: "SourceSans3-Regular", file: &sansRegular},
		{name: "SourceSans3-Italic", file: &sansItalic, slant: -11},
		{name: "SourceSans3-SemiBold", file: &sansSemiBold, bold: true},
		{name: "SourceSans3-SemiBoldItalic", file: &sansSemiBoldItalic, bold: true, slant: -11},
	}}
	symbols = &face{name: "DejaVuSans", file: &dejavusans.TTF}
)

// A face is one TrueType font. It is read when its first character is set.
type face struct {
	name  string // PostScript name
	file  *[]byte
	slant int // degrees from upright, against the clock
	bold  bool

	// Of one that a person gave, for what the theme has not.
	given  bool
	index  int // in the file, if that is a collection
	tables map[string][]byte
	cff    bool // its outlines are of that kind, and not TrueType's

	mu    sync.Mutex // guards what follows
	font  *sfnt.Font // nil for one that was given
	buf   sfnt.Buffer
	ascii [128]advance
	chars map[rune]advance
	pairs []int16 // the kerning of ASCII by both characters; none where it is not known yet
	kerns map[pair]int16
	cuts  map[string]*cut
	box   box

	shaper   *harfbuzz.Font // nil until it is needed: reading it takes time
	buffer   *harfbuzz.Buffer
	features []harfbuzz.Feature
}

// A box holds a face's measures in thousandths of its size.
type box struct{ left, bottom, right, top, ascent, descent, capital int }

// An advance is what layout knows of a character.
type advance struct {
	known bool
	gid   gid   // 0 where the face has no glyph
	width int16 // in thousandths of the size
}

// A pair is two glyphs side by side.
type pair [2]gid

// A gid is the number of a glyph in a font.
type gid = uint16

const (
	printable = 127 - ' ' // characters of ASCII
	none      = math.MinInt16
)

// open reads the face. The caller holds the lock.
func (f *face) open() error {
	if f.chars != nil {
		return nil
	}
	if f.given {
		if err := f.openShaper(); err != nil {
			return err
		}
		f.measures()
	} else if err := f.openFont(); err != nil {
		return err
	}
	f.chars = map[rune]advance{}
	f.pairs = slices.Repeat([]int16{none}, printable*printable)
	f.kerns = map[pair]int16{}
	f.cuts = map[string]*cut{}
	return nil
}

// openFont reads one of our own faces, as far as Latin text needs it.
func (f *face) openFont() error {
	sf, err := sfnt.Parse(*f.file)
	if err != nil {
		return err
	}
	m, err := sf.Metrics(&f.buf, fixed.I(1000), font.HintingNone)
	if err != nil {
		return err
	}
	b, err := sf.Bounds(&f.buf, fixed.I(1000), font.HintingNone)
	if err != nil {
		return err
	}
	f.box = box{b.Min.X.Floor(), -b.Max.Y.Ceil(), b.Max.X.Ceil(), -b.Min.Y.Floor(),
		m.Ascent.Round(), -m.Descent.Round(), m.CapHeight.Round()}
	f.font = sf
	return nil
}

// char looks r up. The caller holds the lock and has opened the face.
func (f *face) char(r rune) advance {
	if r >= 0 && r < 128 {
		if a := f.ascii[r]; a.known {
			return a
		}
	} else if a, ok := f.chars[r]; ok {
		return a
	}
	a := advance{known: true, gid: f.nominal(r)}
	a.width = int16(f.width(a.gid))
	if r >= 0 && r < 128 {
		f.ascii[r] = a
	} else {
		f.chars[r] = a
	}
	return a
}

// nominal is the glyph of r by itself; 0 if there is none.
func (f *face) nominal(r rune) gid {
	if f.given {
		g, _ := f.shaper.Face().NominalGlyph(r)
		if glyphs := binary.BigEndian.Uint16(f.tables["maxp"][4:]); uint32(g) >= uint32(glyphs) {
			return 0 // no such glyph
		}
		return gid(g)
	}
	g, _ := f.font.GlyphIndex(&f.buf, r)
	return gid(g)
}

// width is how far a glyph takes the text, in thousandths of the size.
func (f *face) width(g gid) int {
	if f.given {
		return int(f.shaper.GlyphHAdvance(harfbuzz.GID(g)))
	}
	w, err := f.font.GlyphAdvance(&f.buf, sfnt.GlyphIndex(g), fixed.I(1000), font.HintingNone)
	if err != nil {
		return 0
	}
	return w.Round()
}

// kern is how much the second glyph moves towards the first (or, if positive,
// away from it), in thousandths of the size: what GPOS says of the pair, or the
// table kern in an old font. The caller holds the lock.
func (f *face) kern(a, b gid) int16 {
	p := pair{a, b}
	if k, ok := f.kerns[p]; ok {
		return k
	}
	var k int16
	if v, err := f.font.Kern(&f.buf, sfnt.GlyphIndex(a), sfnt.GlyphIndex(b), fixed.I(1000), font.HintingNone); err == nil {
		k = int16(v.Round())
	}
	f.kerns[p] = k
	return k
}

// between is the kerning between two characters, whose glyphs are a and b.
// Nearly all that is set is ASCII, which has a table of its own. The caller
// holds the lock.
func (f *face) between(r0, r1 rune, a, b gid) int16 {
	if r0 < ' ' || r0 >= 127 || r1 < ' ' || r1 >= 127 {
		return f.kern(a, b)
	}
	i := (r0-' ')*printable + r1 - ' '
	if f.pairs[i] == none {
		f.pairs[i] = f.kern(a, b)
	}
	return f.pairs[i]
}

// A glyph is one character, or more that are drawn as one, and its place.
type glyph struct {
	face    *face
	r       rune
	style   int32 // an index into the paragraph's styles
	kern    int16 // in thousandths of the size, between the glyph before and this one
	level   level
	x       length // where it begins, from the beginning of the paragraph
	w       length
	cluster *cluster // what is drawn for r and what belongs to it, if not r's own glyph
}

// text is the characters that g is drawn for.
func (g *glyph) text() string {
	if g.cluster != nil {
		return g.cluster.text
	}
	return string(g.r)
}

// textOf is the characters that glyphs are drawn for.
func textOf(glyphs []glyph) string {
	var b strings.Builder
	for i := range glyphs {
		b.WriteString(glyphs[i].text())
	}
	return b.String()
}

// shape appends the glyphs of text, which is easy for the face. Characters that
// print nothing leave none.
func (f *face) shape(dst []glyph, text string, size length, style int32) ([]glyph, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.open(); err != nil {
		return nil, err
	}
	var x length
	if n := len(dst); n > 0 {
		x = dst[n-1].x + dst[n-1].w
	}
	var before gid // 0 where nothing is kerned with what follows
	var last rune
	for _, r := range text {
		if r >= 127 || r < ' ' {
			if invisible(r) {
				continue
			}
			r = f.like(r)
		}
		a := f.char(r)
		g := glyph{face: f, r: r, style: style}
		if r == ' ' {
			before = 0 // a line may end or begin here: no kerning across
		} else {
			if before != 0 {
				g.kern = f.between(last, r, before, a.gid)
			}
			before, last = a.gid, r
		}
		g.x = x + em(g.kern, size)
		g.w = em(a.width, size)
		x = g.x + g.w
		dst = append(dst, g)
	}
	return dst, nil
}

// em is n thousandths of size.
func em[N int | int16](n N, size length) length {
	v := length(n) * size
	if v < 0 {
		return -((-v + 500) / 1000)
	}
	return (v + 500) / 1000
}

// spare reports whether r may be drawn in the face that stands in where the
// theme's has no glyph: a sign, or a letter that stands by itself. It would set
// Hebrew unpointed and Arabic unjoined.
func spare(r rune) bool {
	return unicode.IsSymbol(r) || unicode.IsPunct(r) ||
		unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Armenian, unicode.Georgian)
}

// like is the character that is drawn for r: r itself, or a plain space or
// hyphen for one of the many that a face may lack.
func (f *face) like(r rune) rune {
	if r == '\t' {
		return ' '
	}
	switch {
	case f.char(r).gid != 0:
	case unicode.Is(unicode.Zs, r):
		return ' '
	case r == '\u2010' || r == '\u2011':
		return '-'
	}
	return r
}

// invisible reports whether r asks for no ink: controls, and what Unicode
// calls default ignorable (joiners, marks of direction, variation selectors).
func invisible(r rune) bool {
	if r < 0x300 {
		return r != '\t' && unicode.IsControl(r) || r == '\u00ad'
	}
	return unicode.In(r, unicode.Cf, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point, unicode.Zl, unicode.Zp) &&
		!unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}
