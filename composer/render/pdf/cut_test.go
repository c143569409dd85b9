package pdf

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// allFaces are the faces that documents are set in.
func allFaces() []*face {
	faces := append(serif.faces[:], sans.faces[:]...)
	return append(faces, symbols)
}

// A cut draws every character exactly as the whole face does, composed ones
// (é, ế, ű) too.
func TestCut(t *testing.T) {
	const text = base + "ÀéñßœşžłőűđıĳΑγωάЖйѝẤếợỹ½×¶†€→"
	for _, f := range allFaces() {
		t.Run(f.name, func(t *testing.T) {
			c, err := f.cut([]rune(text), nil, false)
			if err != nil {
				t.Fatal(err)
			}
			gids := []gid{0}
			chars := []rune{0}
			for _, r := range text {
				if a := f.char(r); a.gid != 0 {
					gids = append(gids, a.gid)
					chars = append(chars, r)
				}
			}
			whole, err := readTables(*f.file)
			if err != nil {
				t.Fatal(err)
			}
			file, err := cutFile(whole, gids, nil)
			if err != nil {
				t.Fatal(err)
			}
			if len(file) >= len(*f.file)/5 {
				t.Errorf("the cut has %d bytes of %d", len(file), len(*f.file))
			}
			// sfnt wants tables that a reader of PDF does not.
			parts, err := readTables(file)
			if err != nil {
				t.Fatal(err)
			}
			var tables []table
			for _, name := range []string{"OS/2", "cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "name", "post"} {
				data := parts[name]
				if data == nil {
					data = whole[name]
				}
				tables = append(tables, table{name, data})
			}
			cutFont, err := sfnt.Parse(writeTables(tables))
			if err != nil {
				t.Fatal(err)
			}
			var b1, b2 sfnt.Buffer
			for n, g := range gids {
				want, err := f.font.LoadGlyph(&b1, sfnt.GlyphIndex(g), fixed.I(1000), nil)
				if err != nil {
					t.Fatal(err)
				}
				got, err := cutFont.LoadGlyph(&b2, sfnt.GlyphIndex(n), fixed.I(1000), nil)
				if err != nil {
					t.Fatalf("%q: %v", chars[n], err)
				}
				if !reflect.DeepEqual(got, want) {
					t.Errorf("%q is drawn in another shape", chars[n])
				}
			}
			if f != symbols && c.code(' ') == c.code('\u00a0') {
				t.Error("space and no-break space have one code")
			}
		})
	}
}

// No cut is made of a broken font, and no panic either.
func TestCutBroken(t *testing.T) {
	whole := *serif.faces[0].file
	for n := 0; n < len(whole); n += 1 + len(whole)/97 {
		tables, err := readTables(whole[:n])
		if err == nil {
			_, err = cutFile(tables, []gid{0, 1, 2}, nil)
		}
		if err == nil {
			t.Errorf("a font of %d bytes: no error", n)
		}
	}
}

// The four faces of a family have the same characters: Missing looks at one.
func TestCoverage(t *testing.T) {
	for _, fam := range []family{serif, sans} {
		for _, f := range fam.faces {
			if err := f.open(); err != nil {
				t.Fatal(err)
			}
			first := fam.faces[0]
			for r := rune(' '); r < 0x2800; r++ {
				if f != first && (f.char(r).gid == 0) != (first.char(r).gid == 0) {
					t.Errorf("%s and %s: only one has %U", first.name, f.name, r)
				}
			}
			for _, r := range base + "′″«»„‚‹›" {
				if f.char(r).gid == 0 {
					t.Errorf("%s has no %q", f.name, r)
				}
			}
		}
	}
}

// The fonts are the files that fonts/README.md names, unchanged.
func TestFontFiles(t *testing.T) {
	readme, err := os.ReadFile("fonts/README.md")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("fonts/*.ttf")
	if err != nil || len(files) != 8 {
		t.Fatalf("%d fonts, want 8 (%v)", len(files), err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(data)
		line := hex.EncodeToString(sum[:]) + "  " + filepath.Base(name)
		if !bytes.Contains(readme, []byte(line+"\n")) {
			t.Errorf("fonts/README.md has no line %q", strings.TrimSpace(line))
		}
	}
}
