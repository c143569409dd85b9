package pdf

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// What is typed into a form is drawn by the program that it is typed into, or by
// one that fills in forms without showing them. All of these know fonts whose
// codes are bytes, and few know others, so fields name such a font: the face of
// the text once more, with the codes of Windows for the languages of the west,
// but for signs that hardly anybody types, whose codes Greek has. What it has
// not is drawn in another font by programs that have one.
//
// A font with codes of two bytes for all of Latin, Greek and Cyrillic takes
// up to 29 KB more, and poppler draws it. But pdftk writes one byte a character
// all the same, so that every letter is a box, and mutool draws in its own.

// A typing is the codes of the font in which things are typed.
type typing struct {
	chars [256]rune       // 0 where the font has nothing
	names map[rune]string // of those whose code is not that of Windows
}

// typingCodes are the codes of that font.
var typingCodes = sync.OnceValue(func() typing {
	t := typing{names: map[rune]string{}}
	for c := ' '; c < 256; c++ {
		t.chars[c] = c
	}
	t.chars[0x7f], t.chars[0xad] = 0, 0
	copy(t.chars[0x80:], []rune("€\x00‚ƒ„…†‡ˆ‰Š‹Œ\x00Ž\x00\x00‘’“”•–—˜™š›œ\x00žŸ"))
	for i, r := range t.chars {
		if strings.ContainsRune("¤¦¨¬¯²³´µ¶¸¹¼½¾×÷ˆ‰˜†‡ƒ‹›‚¥®±¢·©™•Ÿ", r) {
			t.chars[i] = 0
		}
	}
	code := 2 // pdftk draws 1 for what it has no code for
	for _, greek := range strings.Fields(greekNames) {
		for t.chars[code] != 0 || code >= '\t' && code <= '\r' {
			code++
		}
		r, size := utf8.DecodeRuneInString(greek)
		t.chars[code], t.names[r] = r, greek[size:]
	}
	return t
})

// greekNames are the letters of Greek with their names in Adobe's list.
const greekNames = "ΑAlpha ΒBeta ΓGamma ΔDeltagreek ΕEpsilon ΖZeta ΗEta ΘTheta ΙIota ΚKappa ΛLambda ΜMu ΝNu ΞXi ΟOmicron ΠPi ΡRho ΣSigma ΤTau ΥUpsilon ΦPhi ΧChi ΨPsi ΩOmegagreek " +
	"αalpha βbeta γgamma δdelta εepsilon ζzeta ηeta θtheta ιiota κkappa λlambda μmugreek νnu ξxi οomicron πpi ρrho ςsigma1 σsigma τtau υupsilon φphi χchi ψpsi ωomega " +
	"ΆAlphatonos ΈEpsilontonos ΉEtatonos ΊIotatonos ΌOmicrontonos ΎUpsilontonos ΏOmegatonos " +
	"άalphatonos έepsilontonos ήetatonos ίiotatonos όomicrontonos ύupsilontonos ώomegatonos ϊiotadieresis ϋupsilondieresis ΐiotadieresistonos ΰupsilondieresistonos"

// typed notes that anything may be typed.
func (u *use) typed() {
	if u.types {
		return
	}
	u.types = true
	for _, r := range typingCodes().chars {
		if r >= 127 {
			u.add(glyph{r: r, face: u.face})
		}
	}
}

// typingFont writes the font in which u draws what is typed, and is the number
// of its object.
func (w *finisher) typingFont(u *use) int {
	font, descriptor, text := w.next(), w.next(), w.next()
	t := typingCodes()
	var widths, differences []byte
	texts := map[byte]rune{}
	before := 0
	for code := 1; code < 256; code++ {
		r := t.chars[code]
		c := u.cut.code(r)
		if r == 0 || c == 0 {
			widths = append(widths, "0 "...)
			continue
		}
		widths = append(strconv.AppendInt(widths, int64(u.cut.advance[c]), 10), ' ')
		texts[byte(code)] = r
		name := t.names[r]
		if name == "" {
			continue
		}
		if before+1 != code {
			differences = append(strconv.AppendInt(append(differences, ' '), int64(code), 10), ' ')
		}
		before = code
		differences = append(append(differences, '/'), name...)
	}
	w.put(font, fmt.Sprintf("<</Type /Font /Subtype /TrueType /BaseFont /%s+%s /FirstChar 1 /LastChar 255 /Widths [%s] /FontDescriptor %d 0 R"+
		" /Encoding <</Type /Encoding /BaseEncoding /WinAnsiEncoding /Differences [%s]>> /ToUnicode %d 0 R>>",
		u.cut.tag, u.face.name, bytes.TrimSpace(widths), descriptor, bytes.TrimSpace(differences), text))
	w.describe(descriptor, u, nonsymbolic)
	w.putStream(text, "/Filter /FlateDecode", deflate(byteMap(texts)))
	return font
}

// byteMap is the map that gives the texts of codes of one byte.
func byteMap(texts map[byte]rune) []byte {
	var b bytes.Buffer
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<00> <FF>\nendcodespacerange\n")
	for some := range slices.Chunk(slices.Sorted(maps.Keys(texts)), 100) { // a block may hold no more
		fmt.Fprintf(&b, "%d beginbfchar\n", len(some))
		for _, code := range some {
			fmt.Fprintf(&b, "<%02X> <%s>\n", code, hex4(uint16(texts[code])))
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return b.Bytes()
}

// ticks is the object of a font that draws ticks alone. Programs that draw a
// box anew look for it by its name, where they would have the font of signs
// that every printer once had.
func (w *finisher) ticks() int {
	font, tick, text := w.next(), w.next(), w.next()
	w.put(font, fmt.Sprintf("<</Type /Font /Subtype /Type3 /FontBBox [0 0 1000 1000] /FontMatrix [.001 0 0 .001 0 0] /Resources <<>>"+
		" /CharProcs <</a19 %d 0 R>> /Encoding <</Type /Encoding /Differences [51 /a19 /a19]>> /FirstChar 51 /LastChar 52 /Widths [800 800] /ToUnicode %d 0 R>>", tick, text))
	p := pen{b: []byte("800 0 d0\n100 w ")}
	p.tick(0, 0, 800*point, 800*point)
	w.putStream(tick, "", p.b)
	w.putStream(text, "/Filter /FlateDecode", deflate(byteMap(map[byte]rune{'3': '✓', '4': '✓'})))
	return font
}
