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
	font     string
	all      []MissingGlyph
	seen     map[MissingGlyph]bool
	replace  bool                         // the replacement character is drawn, and that is no error
	unbroken [len(unspaced)]*MissingGlyph // the first character of each script in unspaced
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

// A Note says what is drawn otherwise than it was written.
type Note struct {
	Code NoteCode
	MissingGlyph
}

// A NoteCode says what a note is about.
type NoteCode string

// The codes of notes.
const (
	NoteReplaced NoteCode = "replaced" // no face has the character: U+FFFD is drawn
	NoteUnbroken NoteCode = "unbroken" // of a script without spaces between words: its lines may end inside one
)

// tell tells of what is replaced, and of what is not broken well.
func (l *losses) tell(note func(Note)) {
	for _, m := range l.all {
		note(Note{NoteReplaced, m})
	}
	for _, m := range l.unbroken {
		if m != nil {
			note(Note{NoteUnbroken, *m})
		}
	}
}

// unspaced are the scripts that write words together, and whose lines Unicode
// leaves to dictionaries (UAX 14, class SA).
var unspaced = [...]*unicode.RangeTable{unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar,
	unicode.Tai_Le, unicode.New_Tai_Lue, unicode.Tai_Tham, unicode.Tai_Viet}

// unspacedScript is the place of the script of r in unspaced; -1 if it is not
// there.
func unspacedScript(r rune) int {
	if r < 0xe00 { // Thai is the first
		return -1
	}
	return slices.IndexFunc(unspaced[:], func(script *unicode.RangeTable) bool { return unicode.Is(script, r) })
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
