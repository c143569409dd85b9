package pdf

import (
	_ "embed" // the faces are part of the program
	"math"
	"slices"
	"sync"
	"unicode"

	"github.com/go-fonts/dejavu/dejavusans"
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

	mu    sync.Mutex // guards what follows
	font  *sfnt.Font
	buf   sfnt.Buffer
	ascii [128]advance
	chars map[rune]advance
	pairs []int16 // the kerning of ASCII by both characters; none where it is not known yet
	kerns map[pair]int16
	cuts  map[string]*cut
	box   box
}

// A box holds a face's measures in thousandths of its size.
type box struct{ left, bottom, right, top, ascent, descent, capital int }

// An advance is what layout knows of a character.
type advance struct {
	known bool
	gid   sfnt.GlyphIndex // 0 where the face has no glyph
	width int16           // in thousandths of the size
}

// A pair is two glyphs side by side.
type pair [2]sfnt.GlyphIndex

const (
	printable = 127 - ' ' // characters of ASCII
	none      = math.MinInt16
)

// open reads the face. The caller holds the lock.
func (f *face) open() error {
	if f.font != nil {
		return nil
	}
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
	f.chars = map[rune]advance{}
	f.pairs = slices.Repeat([]int16{none}, printable*printable)
	f.kerns = map[pair]int16{}
	f.cuts = map[string]*cut{}
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
	a := advance{known: true}
	a.gid, _ = f.font.GlyphIndex(&f.buf, r)
	if w, err := f.font.GlyphAdvance(&f.buf, a.gid, fixed.I(1000), font.HintingNone); err == nil {
		a.width = int16(w.Round())
	}
	if r >= 0 && r < 128 {
		f.ascii[r] = a
	} else {
		f.chars[r] = a
	}
	return a
}

// kern is how much the second glyph moves towards the first (or, if positive,
// away from it), in thousandths of the size: what GPOS says of the pair, or the
// table kern in an old font. The caller holds the lock.
func (f *face) kern(a, b sfnt.GlyphIndex) int16 {
	p := pair{a, b}
	if k, ok := f.kerns[p]; ok {
		return k
	}
	var k int16
	if v, err := f.font.Kern(&f.buf, a, b, fixed.I(1000), font.HintingNone); err == nil {
		k = int16(v.Round())
	}
	f.kerns[p] = k
	return k
}

// between is the kerning between two characters, whose glyphs are a and b.
// Nearly all that is set is ASCII, which has a table of its own. The caller
// holds the lock.
func (f *face) between(r0, r1 rune, a, b sfnt.GlyphIndex) int16 {
	if r0 < ' ' || r0 >= 127 || r1 < ' ' || r1 >= 127 {
		return f.kern(a, b)
	}
	i := (r0-' ')*printable + r1 - ' '
	if f.pairs[i] == none {
		f.pairs[i] = f.kern(a, b)
	}
	return f.pairs[i]
}

// A glyph is one character where it will be drawn.
type glyph struct {
	face  *face
	r     rune
	kern  int16  // in thousandths of the size, between the glyph before and this one
	style int32  // an index into the paragraph's styles
	x     length // left edge, from the beginning of the paragraph
	w     length
}

// shape appends the glyphs of text. Characters that print nothing leave none,
// and one that no face can draw is told to missing.
func (f *face) shape(dst []glyph, text string, size length, style int32, missing func(rune)) ([]glyph, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.open(); err != nil {
		return nil, err
	}
	var x length
	if n := len(dst); n > 0 {
		x = dst[n-1].x + dst[n-1].w
	}
	var before sfnt.GlyphIndex // 0 where nothing is kerned with what follows
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
		switch {
		case a.gid == 0:
			before = 0
			s, err := symbol(r)
			if err != nil {
				return nil, err
			}
			if s.gid == 0 {
				missing(r) // the glyph stays, so that places in text and glyphs agree
			}
			g.face, a = symbols, s
		case r == ' ':
			before = 0 // a line may end or begin here: no kerning across
		default:
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
func em(n int16, size length) length {
	v := length(n) * size
	if v < 0 {
		return -((-v + 500) / 1000)
	}
	return (v + 500) / 1000
}

// symbol looks r up in the face for signs that the text faces lack. Letters
// are not taken from it: it would set Hebrew backwards and Arabic unjoined.
func symbol(r rune) (advance, error) {
	if !unicode.IsSymbol(r) && !unicode.IsPunct(r) {
		return advance{}, nil
	}
	symbols.mu.Lock()
	defer symbols.mu.Unlock()
	if err := symbols.open(); err != nil {
		return advance{}, err
	}
	return symbols.char(r), nil
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
