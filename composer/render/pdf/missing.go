package pdf

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"amends/composer"
)

// A MissingGlyphError says which characters no face of the theme can draw.
// It holds them all, and nothing else of the text they stand in.
type MissingGlyphError struct {
	Font  string         // the family, as its makers write it
	Chars []MissingGlyph // in the order of the documents
}

// A MissingGlyph is a character that cannot be drawn, and where it stands.
type MissingGlyph struct {
	Rune rune
	composer.Position
}

// Error names each character once, where it stands first, in the order of code
// points; of many it names the first and the last. In the order of the page
// they might be read as words.
func (e *MissingGlyphError) Error() string {
	const most = 8 // more are a script that the font has not
	chars := slices.Clone(e.Chars)
	slices.SortStableFunc(chars, func(a, b MissingGlyph) int { return cmp.Compare(a.Rune, b.Rune) })
	chars = slices.CompactFunc(chars, func(a, b MissingGlyph) bool { return a.Rune == b.Rune })
	name := func(m MissingGlyph) string { return fmt.Sprintf("%s (%U)", strconv.QuoteRune(m.Rune), m.Rune) }
	at := func(m MissingGlyph) string {
		if s := strings.TrimPrefix(m.Position.String(), ":"); s != "" {
			return s + ": "
		}
		return ""
	}
	if n := len(chars); n > most {
		return fmt.Sprintf("%sno glyphs for %d characters from %s to %s in %s", at(e.Chars[0]), n, name(chars[0]), name(chars[n-1]), e.Font)
	}
	var parts []string
	for _, m := range chars {
		parts = append(parts, fmt.Sprintf("%sno glyph for %s in %s", at(m), name(m), e.Font))
	}
	return strings.Join(parts, "; ")
}

// losses gathers the characters that documents cannot be drawn with.
type losses struct {
	font string
	all  []MissingGlyph
	seen map[MissingGlyph]bool
}

// add notes m once: a table measures its text before it sets it, and a
// letterhead stands on the first page of every document.
func (l *losses) add(font string, m MissingGlyph) {
	if l.seen == nil {
		l.seen = map[MissingGlyph]bool{}
		l.font = font
	}
	if !l.seen[m] {
		l.seen[m] = true
		l.all = append(l.all, m)
	}
}

// err is the error that names them; nil if there are none.
func (l *losses) err() error {
	if len(l.all) == 0 {
		return nil
	}
	return &MissingGlyphError{l.font, l.all}
}

// Missing is the characters of text that a document of that theme and layout
// cannot print, each once, in the order of the text. An unknown theme counts
// as none.
func Missing(theme string, layout composer.Layout, text string) []rune {
	t, err := themeOf(theme, layout)
	if err != nil {
		t, _ = themeOf("", layout)
	}
	var missing []rune
	note := func(r rune) {
		if !slices.Contains(missing, r) {
			missing = append(missing, r)
		}
	}
	_, err = t.face(false, false).shape(nil, norm.NFC.String(strings.ToValidUTF8(text, "\ufffd")), point, 0, note)
	if err != nil {
		return nil // Render says what is wrong with the font
	}
	return missing
}
