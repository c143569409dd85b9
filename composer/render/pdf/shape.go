package pdf

import (
	"bytes"
	"cmp"
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/font/opentype/tables"
	"github.com/go-text/typesetting/harfbuzz"
	"github.com/go-text/typesetting/language"
	"github.com/rivo/uniseg"
	"golang.org/x/text/unicode/norm"

	"amends/composer/page"
)

// Most text is Latin, Greek or Cyrillic, whose characters are a glyph each of
// the theme's face, side by side. All other text goes a longer way, which is
// this file: every character gets a face that has it, a direction and a script,
// and what is alike in these is shaped by HarfBuzz, which joins and stacks its
// glyphs.

// easy reports whether each character of text is a glyph of f, side by side
// with the others: none is a mark, and the face lacks none.
func (f *face) easy(text string) (bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.open(); err != nil {
		return false, err
	}
	for _, r := range text {
		if r >= 0x80 && !invisible(r) && (r >= 0x300 && unicode.Is(unicode.M, r) || f.char(f.like(r)).gid == 0) {
			return false, nil
		}
	}
	return true, nil
}

// A stretch is what characters that are shaped at once have in common.
type stretch struct {
	face   *face
	run    int
	level  level
	script language.Script
}

// shapeHard appends the glyphs of runs, whose texts are pieces.
func (s *setter) shapeHard(p *paragraph, runs []page.Run, pieces []string, c context) error {
	var text []rune
	var of []stretch // each character's
	for i, r := range runs {
		before := len(text)
		if r.Field != nil {
			text = append(text, fieldRune)
		} else {
			text = append(text, []rune(strings.Map(honest, pieces[i]))...)
		}
		for range len(text) - before {
			of = append(of, stretch{run: i})
		}
	}
	if err := s.faces(text, of, runs, c); err != nil {
		return err
	}
	s.direct(p, text, of)
	scripts(text, of)
	cells := make([]int, len(text)) // the glyph that each character is part of
	for i, j := 0, 0; i < len(text); i = j {
		for j = i + 1; j < len(text) && of[j] == of[i]; {
			j++
		}
		if f := runs[of[i].run].Field; f != nil {
			cells[i] = len(p.glyphs)
			p.addField(f, of[i].run, c)
			p.glyphs[cells[i]].level = of[i].level
		} else if err := p.shape(text, i, j, of[i], c.lang, cells); err != nil {
			return err
		}
	}
	for i, r := range text {
		if !invisible(r) {
			p.cells = append(p.cells, cells[i])
		}
	}
	p.cells = append(p.cells, len(p.glyphs))
	return nil
}

// honest drops the characters that turn text round whatever it says: nobody
// shall sign what reads otherwise than it is. It drops controls too, which
// HarfBuzz would draw, and the byte order mark, which no text of a page may
// have (ISO 14289-1, 7.21.7).
func honest(r rune) rune {
	switch {
	case r >= '\u202a' && r <= '\u202e', r == '\ufeff': // LRE, RLE, PDF, LRO, RLO
		return -1
	case r != '\t' && unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp), r >= 0xfff9 && r <= 0xfffb, r >= 0x13430 && r < 0x13460:
		return -1
	}
	return r
}

// direct gives every character its level.
func (s *setter) direct(p *paragraph, text []rune, of []stretch) {
	var all []level
	if all, p.base = levels(text); s.mirrored && !slices.ContainsFunc(text, unicode.IsLetter) {
		p.base = 1 // a number alone stands as its page does
		all = levelsIn(text, p.base)
	}
	p.bidi = p.base != 0
	for i, l := range all {
		of[i].level = l
		p.bidi = p.bidi || l != 0
	}
}

// scripts gives every character its script: signs and spaces have that of the
// letters before them (UAX 24).
func scripts(text []rune, of []stretch) {
	last := language.Common
	for i, r := range text {
		if script := language.LookupScript(r); script.Strong() {
			last = script
		}
		of[i].script = last
	}
	for i := len(of) - 2; i >= 0 && !of[i].script.Strong(); i-- {
		of[i].script = of[i+1].script
	}
}

// faces gives every character a face that has it. What a reader sees as one
// stays in one face.
func (s *setter) faces(text []rune, of []stretch, runs []page.Run, c context) error {
	rest, at, state := string(text), 0, -1
	for rest != "" {
		var seen string
		seen, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		end := at + utf8.RuneCountInString(seen)
		r := runs[of[at].run]
		f, err := s.faceFor(text[at:end], r, c)
		if err != nil {
			return err
		}
		if err := f.liken(text[at:end]); err != nil {
			return err
		}
		if i := unspacedScript(text[at]); i >= 0 && s.lost.unbroken[i] == nil {
			first := s.place(r, text[at])
			s.lost.unbroken[i] = &first
		}
		for ; at < end; at++ {
			of[at].face = f
		}
	}
	return stick(text, of)
}

// faceFor is the face for chars, which are one to who reads: the theme's if it
// has them, else the first of those given that has, else that for signs. What
// no face has is told, and may be replaced.
func (s *setter) faceFor(chars []rune, r page.Run, c context) (*face, error) {
	strong := r.Strong || c.strong
	main := s.theme.face(strong, r.Emph)
	if chars[0] == fieldRune && r.Field != nil {
		return main, nil
	}
	others := slices.Clone(s.fonts)
	slices.SortStableFunc(others, func(a, b *face) int {
		return cmp.Compare(a.unlike(strong, r.Emph), b.unlike(strong, r.Emph))
	})
	for _, f := range append([]*face{main}, others...) {
		if has, err := f.hasAll(chars); err != nil || has {
			return f, err
		}
	}
	if spare(chars[0]) {
		if has, err := symbols.hasAll(chars); err != nil || has {
			return symbols, err
		}
	}
	for i, char := range chars {
		has, err := main.hasAll(chars[i : i+1])
		if err != nil {
			return nil, err
		}
		if !has {
			chars[i] = s.missing(r)(char)
		}
	}
	if s.lost.replace {
		main = symbols
	}
	_, err := main.hasAll(nil) // opens it
	return main, err
}

// unlike is how far the face is from what text that is strong or emphatic is
// set in. Few scripts have italics: a bold stands for one.
func (f *face) unlike(strong, emph bool) int {
	n := 0
	if f.bold != (strong || emph && f.slant == 0) {
		n += 2
	}
	if (f.slant != 0) != emph {
		n++
	}
	return n
}

// stick leaves the spaces, signs and digits between two letters of a font that
// was given in that font, if it has them: they go with its letters. So do those
// at both ends of a text most of whose letters are in such fonts.
func stick(text []rune, of []stretch) error {
	given, others := 0, 0
	var letters []int
	for i, r := range text {
		if !language.LookupScript(r).Strong() {
			continue
		}
		letters = append(letters, i)
		if of[i].face.given {
			given++
		} else {
			others++
		}
	}
	if given == 0 {
		return nil
	}
	into := func(f *face, from, to int) error {
		rest, state := string(text[from:to]), -1
		for from < to {
			var seen string
			seen, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
			end := from + utf8.RuneCountInString(seen)
			has, err := f.hasAll(text[from:end])
			if err != nil {
				return err
			}
			if has && text[from] != fieldRune {
				if err := f.liken(text[from:end]); err != nil {
					return err
				}
				for k := from; k < end; k++ {
					of[k].face = f
				}
			}
			from = end
		}
		return nil
	}
	for n, last := range letters[1:] {
		if f := of[last].face; f.given && f == of[letters[n]].face {
			if err := into(f, letters[n]+1, last); err != nil {
				return err
			}
		}
	}
	if given <= others {
		return nil
	}
	first, last := letters[0], letters[len(letters)-1]
	if f := of[first].face; f.given {
		if err := into(f, 0, first); err != nil {
			return err
		}
	}
	if f := of[last].face; f.given {
		return into(f, last+1, len(text))
	}
	return nil
}

// shape appends the glyphs of text from i to j, which have k in common, and
// notes in cells where each character is.
func (p *paragraph) shape(text []rune, i, j int, k stretch, lang string, cells []int) (err error) {
	f, size := k.face, p.styles[k.run].size
	f.mu.Lock()
	defer f.mu.Unlock()
	defer f.guard(&err)
	infos, positions, err := f.harfbuzz(text, i, j, k, lang)
	if err != nil {
		return err
	}
	if most := 32 * (j - i + 1); len(infos) > most { // a phrase that is one character has 18
		return f.fault(errors.New("the font makes too many glyphs of one character"))
	}
	var x length
	if n := len(p.glyphs); n > 0 {
		x = p.right(n - 1)
	}
	groups := clusters(infos, k.level.rightToLeft())
	for n, b := range groups {
		end := j
		if n+1 < len(groups) {
			end = infos[groups[n+1].from].Cluster
		}
		g, width := f.glyph(text[i:end], infos[b.from:b.to], positions[b.from:b.to], k.level)
		g.style, g.level = int32(k.run), k.level
		g.x, g.w = x, em(width, size)
		x += g.w
		for ; i < end; i++ {
			cells[i] = len(p.glyphs)
		}
		p.glyphs = append(p.glyphs, g)
	}
	for ; i < j; i++ { // nothing is drawn for them
		cells[i] = len(p.glyphs)
	}
	return nil
}

// A group is the glyphs of one cluster.
type group struct{ from, to int }

// clusters are the clusters of a stretch in the order of its text; HarfBuzz
// hands them out from left to right.
func clusters(infos []harfbuzz.GlyphInfo, rightToLeft bool) []group {
	var groups []group
	for i := range infos {
		if n := len(groups) - 1; n >= 0 && infos[i].Cluster == infos[i-1].Cluster {
			groups[n].to = i + 1
		} else {
			groups = append(groups, group{i, i + 1})
		}
	}
	if rightToLeft {
		slices.Reverse(groups)
	}
	return groups
}

// openShaper reads the face as HarfBuzz needs it.
func (f *face) openShaper() error {
	if f.shaper != nil {
		return nil
	}
	loaders, err := opentype.NewLoaders(bytes.NewReader(*f.file))
	if err != nil {
		return err
	}
	ft, err := font.NewFont(loaders[f.index])
	if err != nil {
		return err
	}
	f.shaper = newShaper(ft)
	f.shaper.XScale, f.shaper.YScale = 1000, 1000
	f.buffer = harfbuzz.NewBuffer()
	if !f.given { // the rest of the text has no ligatures either
		off := func(tag string) harfbuzz.Feature {
			return harfbuzz.Feature{Tag: opentype.MustNewTag(tag), End: harfbuzz.FeatureGlobalEnd}
		}
		f.features = []harfbuzz.Feature{off("liga"), off("clig")}
	}
	return nil
}

// newShaper is a font as HarfBuzz needs it, which keeps a rough set of the
// glyphs of each lookup, so as to pass over it at once. Where a range of many
// glyphs comes first, go-text up to v0.3.5 forgets those behind it (its issue
// 278): letters stay unjoined, and marks stand beside them. While the sets are
// made, every coverage therefore says that it holds all glyphs.
func newShaper(ft *font.Font) *harfbuzz.Font {
	var firsts []*tables.RangeRecord
	widen := func(c tables.Coverage) {
		if c, ok := c.(tables.Coverage2); ok && len(c.Ranges) > 1 {
			firsts = append(firsts, &c.Ranges[0])
		}
	}
	for _, l := range ft.GSUB.Lookups {
		for _, t := range l.Subtables {
			widen(t.Cov())
		}
	}
	for _, l := range ft.GPOS.Lookups {
		for _, t := range l.Subtables {
			widen(t.Cov())
		}
	}
	saved := make([]tables.RangeRecord, len(firsts))
	for i, r := range firsts {
		saved[i] = *r
	}
	for _, r := range firsts {
		r.StartGlyphID, r.EndGlyphID = 0, 1<<16-1
	}
	shaper := harfbuzz.NewFont(font.NewFace(ft))
	for i, r := range firsts {
		*r = saved[i]
	}
	return shaper
}

// hasInvisible reports whether f has glyphs without a width for what asks for
// no ink among chars, as joiners do.
func (f *face) hasInvisible(chars []rune) bool {
	for _, r := range chars {
		if !invisible(r) {
			continue
		}
		if g := f.nominal(r); g == 0 || f.width(g) != 0 {
			return false
		}
	}
	return true
}

// harfbuzz is the glyphs of text from i to j and their places, in thousandths
// of the size. They are the caller's until it gives up the lock.
func (f *face) harfbuzz(text []rune, i, j int, k stretch, lang string) ([]harfbuzz.GlyphInfo, []harfbuzz.GlyphPosition, error) {
	if err := f.open(); err != nil {
		return nil, nil, err
	}
	if err := f.openShaper(); err != nil {
		return nil, nil, err
	}
	b := f.buffer
	b.Clear()
	b.Flags = harfbuzz.RemoveDefaultIgnorables
	if k.level.rightToLeft() && f.hasInvisible(text[i:j]) {
		// Else they go to a neighbour, whose text readers turn round with it.
		b.Flags = harfbuzz.PreserveDefaultIgnorables
	}
	b.Props = harfbuzz.SegmentProperties{Language: language.NewLanguage(lang), Script: k.script, Direction: harfbuzz.LeftToRight}
	if k.level.rightToLeft() {
		b.Props.Direction = harfbuzz.RightToLeft
	}
	b.AddRunes(text, i, j-i)
	b.Shape(f.shaper, f.features)
	return b.Info, b.Pos, nil
}

// A cluster is what a font draws as one: a character in a shape that depends
// on its neighbours, or several characters together.
type cluster struct {
	text     string
	glyphs   []placed // from left to right
	width    int      // in thousandths of the size
	up, down int      // how far it reaches above and below the baseline
	spell    bool     // the glyphs do not tell the text, so it is said beside them
}

// A placed is a glyph of a cluster, in thousandths of the size.
type placed struct {
	drawn
	x, y  int // from the left end of the cluster's baseline
	width int // the font's own
}

// A drawn is a glyph and the characters that it stands for.
type drawn struct {
	gid  gid
	text string
}

// glyph is what is drawn for chars, and its width in thousandths of the size:
// a cluster, or if it can be, a character with its own glyph.
func (f *face) glyph(chars []rune, infos []harfbuzz.GlyphInfo, at []harfbuzz.GlyphPosition, l level) (glyph, int) {
	g := glyph{face: f, r: chars[0]}
	c := &cluster{text: string(chars)}
	for i, info := range infos {
		n := gid(info.Glyph)
		c.glyphs = append(c.glyphs, placed{drawn{gid: n}, c.width + int(at[i].XOffset), int(at[i].YOffset), f.width(n)})
		c.width += int(at[i].XAdvance)
		if e, ok := f.shaper.GlyphExtents(info.Glyph); ok {
			c.up = max(c.up, int(at[i].YOffset)+int(e.YBearing))
			c.down = max(c.down, -int(at[i].YOffset)-int(e.YBearing)-int(e.Height))
		}
	}
	if one := c.glyphs[0]; len(c.glyphs) == 1 && len(chars) == 1 && one.gid == f.char(g.r).gid &&
		one.x == 0 && one.y == 0 && c.width == one.width {
		return g, c.width
	}
	c.share(f, chars, l.rightToLeft())
	g.cluster = c
	return g, c.width
}

// share shares the characters of a cluster out to its glyphs, so that who
// copies from the page gets them: a character's own glyph goes first, and what
// is left goes to what is left. Where that gives another text, the right one is
// said beside; and from right to left, where readers misplace marks.
func (c *cluster) share(f *face, chars []rune, rightToLeft bool) {
	var left []rune
	bare := len(c.glyphs)
	for _, r := range chars {
		i := slices.IndexFunc(c.glyphs, func(g placed) bool { return g.text == "" && g.gid == f.char(r).gid })
		if i < 0 || len(c.glyphs) == 1 {
			left = append(left, r)
			continue
		}
		c.glyphs[i].text = string(r)
		bare--
	}
	said := ""
	for i := range c.glyphs {
		g := &c.glyphs[i]
		if rightToLeft {
			g = &c.glyphs[len(c.glyphs)-1-i]
		}
		switch {
		case g.text != "":
		case len(left) == 0:
			g.text = c.text
		case bare == 1:
			g.text, left = string(left), nil
		default:
			g.text, left = string(left[:1]), left[1:]
			bare--
		}
		said += g.text
	}
	c.spell = said != c.text || rightToLeft && len(c.glyphs) > 1
}

// hasAll reports whether f has all of chars that ask for ink.
func (f *face) hasAll(chars []rune) (_ bool, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	defer f.guard(&err)
	if err := f.open(); err != nil {
		return false, err
	}
	for _, r := range chars {
		if !invisible(r) && f.char(f.like(r)).gid == 0 && !f.hasParts(r) {
			return false, nil
		}
	}
	return true, nil
}

// liken puts what is drawn for each of chars in its place.
func (f *face) liken(chars []rune) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.open(); err != nil {
		return err
	}
	for i, r := range chars {
		if !invisible(r) {
			chars[i] = f.like(r)
		}
	}
	return nil
}

// hasParts reports whether f has what r is composed of: HarfBuzz composes it.
func (f *face) hasParts(r rune) bool {
	parts := norm.NFD.String(string(r))
	if parts == string(r) {
		return false
	}
	for _, part := range parts {
		if f.char(part).gid == 0 {
			return false
		}
	}
	return true
}
