package pdf

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"amends/composer"
	"amends/composer/page"
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
	font    string
	all     []MissingGlyph
	seen    map[MissingGlyph]bool
	replace bool // the replacement character is drawn, and that is no error
}

// replacement stands for a character that cannot be drawn (U+FFFD).
const replacement = unicode.ReplacementChar

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
	if len(l.all) == 0 || l.replace {
		return nil
	}
	return &MissingGlyphError{l.font, l.all}
}

// Missing is the characters of text that a document of that layout cannot
// print, each once, in the order of the text. An unknown theme counts as none.
func (p PDF) Missing(layout composer.Layout, text string) []rune {
	t, err := themeOf(p.Theme, layout)
	if err != nil {
		t, _ = themeOf("", layout)
	}
	lost := &losses{}
	s := &setter{theme: t, fonts: p.faces(), lost: lost}
	if _, err := s.paragraph([]page.Run{{Text: text}}, context{scale: t.text, of: &element{}, w: 100 * mm}); err != nil {
		return nil // Render says what is wrong with the font
	}
	var missing []rune
	for _, m := range lost.all {
		if !slices.Contains(missing, m.Rune) {
			missing = append(missing, m.Rune)
		}
	}
	return missing
}
