package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"amends/composer/render"
)

// maxFont is the largest font file that is read: Noto's collection of Chinese,
// Japanese and Korean has 27 MB.
const maxFont = 64 << 20

// readFonts reads the fonts of --font, or else those of the settings.
func (a *app) readFonts(o *pageOptions) error {
	files := filepath.SplitList(a.cfg.Font)
	if o.flags != nil && o.flags.Changed("font") {
		files = o.fonts
	}
	a.fonts = nil
	for _, file := range files {
		f, err := readFont(file)
		if err != nil {
			return err
		}
		a.fonts = append(a.fonts, f)
	}
	return nil
}

// readFont reads one font. A number behind the file's name, as in noto.ttc#2,
// is that of a font in a collection.
func readFont(name string) (*render.Font, error) {
	file, number := name, 0
	if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
		if before, after, ok := strings.Cut(name, "#"); ok {
			n, err := strconv.Atoi(after)
			if err != nil || n < 1 {
				return nil, &hintedError{usagef("--font %s: %q is no number of a font", name, after), "the fonts of a collection are counted from 1, as in noto.ttc#2"}
			}
			file, number = before, n
		}
	}
	info, err := os.Stat(file)
	switch {
	case err != nil:
		return nil, &hintedError{usagef("--font %s: %v", file, reason(err)), "give the path of a font file, whose name ends in .ttf, .otf or .ttc"}
	case !info.Mode().IsRegular():
		return nil, &hintedError{usagef("--font %s: this is no file", file), "give the path of a font file, whose name ends in .ttf, .otf or .ttc"}
	case info.Size() > maxFont:
		return nil, usagef("--font %s: the file has %d MB, of which %d are allowed", file, info.Size()>>20, maxFont>>20)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, reason(err))
	}
	f, err := render.ReadFont(file, data, number)
	if err != nil {
		return nil, usagef("--%v", err)
	}
	return f, nil
}

// remarkOn says what a page shows otherwise than it was written.
func (a *app) remarkOn(n render.PageNote) { a.say("amends: note: %s", a.noteText(n)) }

// noteText is a note in words.
func (a *app) noteText(n render.PageNote) string {
	key := "page-replaced"
	if n.Code == render.NoteUnbroken {
		key = "page-unbroken"
	}
	text := a.words.Say(key, "sign", string(n.Rune), "code", fmt.Sprintf("U+%04X", n.Rune))
	return joinNonEmpty(": ", strings.TrimPrefix(n.Position.String(), ":"), text)
}
