package page

import "golang.org/x/text/unicode/bidi"

// RightToLeft reports whether a text runs from right to left, as its first
// letter does. Isolates are left out (P2 and P3 of the Unicode Bidirectional
// Algorithm).
func RightToLeft(text string) bool { return RightToLeftIn(text, false) }

// RightToLeftIn is [RightToLeft] of a part of a text: around says whether that
// runs from right to left, and so does a part without letters then.
func RightToLeftIn(text string, around bool) bool {
	isolates := 0 // that are open
	for _, r := range text {
		switch class(r) {
		case bidi.LRI, bidi.RLI, bidi.FSI:
			isolates++
		case bidi.PDI:
			isolates = max(0, isolates-1)
		case bidi.L:
			if isolates == 0 {
				return false
			}
		case bidi.R, bidi.AL:
			if isolates == 0 {
				return true
			}
		}
	}
	return around
}

// RightToLeft reports whether more of the letters of b run from right to left
// than from left to right.
func (b *Body) RightToLeft() bool {
	found := false
	leaves(b.Blocks, func(text string) { found = found || maybeRight(text) })
	if !found {
		return false
	}
	more := 0
	leaves(b.Blocks, func(text string) {
		for _, r := range text {
			switch class(r) {
			case bidi.L:
				more--
			case bidi.R, bidi.AL:
				more++
			}
		}
	})
	return more > 0
}

// maybeRight reports whether text has a byte with which a letter that runs from
// right to left can begin: the first is U+0590.
func maybeRight(text string) bool {
	for i := range len(text) {
		if text[i] >= 0xd6 {
			return true
		}
	}
	return false
}

func class(r rune) bidi.Class {
	if r|0x20 >= 'a' && r|0x20 <= 'z' {
		return bidi.L // most are
	}
	p, _ := bidi.LookupRune(r)
	return p.Class()
}
