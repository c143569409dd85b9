package pdf

import "strings"

// Thai and Lao are written without spaces between words, and a line may end
// between any two of these. To know the words takes a dictionary; without one a
// line ends at a space if it can, and else where a syllable may end.

// thai is r as Thai, where Lao's letters stand in the same order; 0 if it is
// of neither.
func thai(r rune) rune {
	if r >= 0xe80 && r < 0xf00 {
		r -= 0x80
	}
	if r < 0xe00 || r >= 0xe80 {
		return 0
	}
	return r
}

const (
	thaiLeading  = "\u0e40\u0e41\u0e42\u0e43\u0e44"             // vowels that stand before their consonant
	thaiTrailing = "\u0e2f\u0e30\u0e32\u0e33\u0e3d\u0e45\u0e46" // what belongs to what stands before
	thaiClosed   = "\u0e31\u0e37\u0e3b\u0e47"                   // vowels that a consonant follows
	thaiFirst    = "\u0e01\u0e02\u0e04\u0e15\u0e1b\u0e1c\u0e1e" // consonants that begin a syllable together
	thaiSecond   = "\u0e23\u0e25\u0e27"                         // with these
	thaiSilent   = "\u0e4c"                                     // over a consonant that ends a word
)

// sounds reports whether one of signs, which are Thai, is in text.
func sounds(text, signs string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return strings.ContainsRune(signs, thai(r)) && thai(r) != 0 })
}

// syllable reports whether a line may end before glyph i, which is Thai as the
// one before it is.
func (p *paragraph) syllable(i, first int) bool {
	before, after := p.glyphs[i-1].text(), p.glyphs[i].text()
	letter := func(g glyph) rune { return thai(g.r) }
	a, b := letter(p.glyphs[i-1]), letter(p.glyphs[i])
	digit := func(r rune) bool { return r >= 0xe50 && r < 0xe5a }
	switch {
	case a == 0 || b == 0 || digit(a) || digit(b):
		return false
	case strings.ContainsRune(thaiLeading, a), strings.ContainsRune(thaiTrailing, b), sounds(before, thaiClosed), sounds(after, thaiSilent):
		return false
	case before == string(p.glyphs[i-1].r) && strings.ContainsRune(thaiFirst, a) && strings.ContainsRune(thaiSecond, b):
		return false
	case i-2 >= first && letter(p.glyphs[i-2]) == 0xe40 && sounds(before, "\u0e35"): // as in "เสีย"
		return false
	}
	return true
}

// addWord adds a word, in pieces if it is Thai: at its spaces a line had better
// end, but long ones would leave lines half empty. What is wider than width
// even so is cut.
func (p *paragraph) addWord(w word, width length) {
	start := w.start
	for i := w.start + 1; i <= w.end; i++ {
		if i < w.end && !p.syllable(i, start) {
			continue
		}
		piece := word{start: start, end: i, next: i, tie: tied}
		if i == w.end {
			piece.next, piece.must, piece.tie = w.next, w.must, w.tie
		}
		if p.right(i-1)-p.left(start) > width {
			p.cutWord(piece, width)
		} else {
			p.words = append(p.words, piece)
		}
		start = i
	}
	if w.end == w.start { // nothing but the end of a line
		p.words = append(p.words, w)
	}
}
