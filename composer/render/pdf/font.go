package pdf

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/go-text/typesetting/font"
)

// A Font is a TrueType or OpenType font for characters that the themes have
// not: another script, or signs. Make it with [ReadFont]. It may serve many
// documents at once.
type Font struct{ face *face }

// ReadFont reads the font in file, whose name is for errors. Of a collection it
// takes the font with that number, counted from 1, or the first if it is 0. The
// error says what is wrong with the file; no bytes make ReadFont panic.
func ReadFont(name string, file []byte, number int) (_ *Font, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = errors.New("the font is broken")
		}
		if err != nil {
			err = fmt.Errorf("font %s: %w", name, err)
		}
	}()
	fonts, err := fontsOf(file)
	if err != nil {
		return nil, err
	}
	if number < 0 || number > len(fonts) {
		return nil, fmt.Errorf("it has no font %d: it holds %s", number, listFonts(fonts))
	}
	ft := &fonts[max(number, 1)-1]
	if err := ft.unfit(); err != nil {
		return nil, err
	}
	if err := ft.unmeasured(); err != nil {
		return nil, err
	}
	f := &face{name: ft.postscript, file: &file, index: ft.index, tables: ft.tables, cff: ft.cff,
		given: true, bold: ft.bold || ft.weight >= 600, slant: ft.slant}
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.open(); err != nil {
		return nil, err
	}
	return &Font{f}, nil
}

// listFonts names fonts with their numbers.
func listFonts(fonts []fontFile) string {
	var names []string
	for i, f := range fonts {
		names = append(names, fmt.Sprintf("%d %s %s", i+1, f.family, f.style))
	}
	return strings.Join(names, ", ")
}

// guard makes a panic an error: fonts that people give may be broken where
// nobody looks before a glyph is drawn.
func (f *face) guard(err *error) {
	if !f.given {
		return // ours are not
	}
	if v := recover(); v != nil {
		*err = f.fault(errors.New("the font is broken"))
	}
}

// fault says of which font err is, if it is one that a person gave.
func (f *face) fault(err error) error {
	if err == nil || !f.given {
		return err
	}
	return fmt.Errorf("font %s: %w", f.name, err)
}

// Name is the font's name as its makers write it for programs.
func (f *Font) Name() string { return f.face.name }

// faces are the faces of the fonts that were given.
func (p PDF) faces() []*face {
	var fs []*face
	for _, f := range p.Fonts {
		if !slices.Contains(fs, f.face) {
			fs = append(fs, f.face)
		}
	}
	return fs
}

// measures reads the box of a face that was given.
func (f *face) measures() {
	ft := f.shaper.Face()
	scale := func(v float32) int { return int(math.Round(float64(v) * 1000 / float64(ft.Upem()))) }
	head := f.tables["head"]
	corner := func(at int) int { return scale(float32(int16(uint16(head[at])<<8 | uint16(head[at+1])))) }
	f.box = box{left: corner(36), bottom: corner(38), right: corner(40), top: corner(42)}
	f.box.ascent, f.box.descent, f.box.capital = f.box.top, f.box.bottom, f.box.top
	if e, ok := ft.FontHExtents(); ok {
		f.box.ascent, f.box.descent = scale(e.Ascender), scale(e.Descender)
	}
	if h := scale(ft.LineMetric(font.CapHeight)); h > 0 {
		f.box.capital = h
	}
}
