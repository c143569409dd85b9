package main

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// pictures are files for a logo, and some that cannot be one.
func pictures() (map[string][]byte, error) {
	draw := func(w, h int) image.Image {
		img := image.NewRGBA(image.Rect(0, 0, w, h))
		for i := range min(w, h) {
			img.Set(i, i, color.RGBA{180, 30, 30, 255})
		}
		return img
	}
	var good, photo, moving, narrow bytes.Buffer
	for _, err := range []error{
		png.Encode(&good, draw(300, 300)), jpeg.Encode(&photo, draw(300, 300), nil),
		gif.Encode(&moving, draw(30, 30), nil), png.Encode(&narrow, draw(1, 10000)),
	} {
		if err != nil {
			return nil, err
		}
	}
	huge := slices.Clone(good.Bytes())
	binary.BigEndian.PutUint32(huge[16:], 8000)
	binary.BigEndian.PutUint32(huge[20:], 5000)
	binary.BigEndian.PutUint32(huge[29:], crc32.ChecksumIEEE(huge[12:29]))
	return map[string][]byte{
		"good": good.Bytes(), "photo": photo.Bytes(), "gif": moving.Bytes(), "strip": narrow.Bytes(), "huge": huge,
		"half": photo.Bytes()[:photo.Len()/2], "svg": []byte("<?xml version='1.0'?><svg/>"),
	}, nil
}

// scriptPicture is "picture KIND FILE": a file with such a picture.
func scriptPicture(ts *testscript.TestScript, neg bool, args []string) {
	all, err := pictures()
	ts.Check(err)
	if neg || len(args) != 2 || all[args[0]] == nil {
		ts.Fatalf("usage: picture KIND FILE")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), all[args[0]], 0o600))
}

// usualLetterhead is what many practices have.
const usualLetterhead = `name: Harbour Street Counselling
people: ["Jo Doe, LMFT", "Dr Ana Sousa, PsyD"]
licence: Licence no. 12345
address: [12 Harbour Street, "Galway H91 XY00"]
phone: 091 555 0100
web: harbourstreet.example
logo: logo.png
logo_alt: A lighthouse
confidentiality: What you write here stays between us, unless somebody is in danger.
footer: To change a time, call a day before.
help: [Night line 555 0199]
`

// A usual letterhead costs no page where there is one, and at most one where
// there are several.
func TestLetterheadPages(t *testing.T) {
	need(t, "pdfinfo", "qpdf")
	settle(t)
	dir := t.TempDir()
	all, err := pictures()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "letterhead.yaml")
	for name, data := range map[string][]byte{file: []byte(usualLetterhead), filepath.Join(dir, "logo.png"): all["good"]} {
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for kind, promised := range promises(t) {
		for _, paper := range []string{"a4", "letter"} {
			out := filepath.Join(dir, flat(kind)+"-"+paper+".pdf")
			amends(t, "blank", kind, "--letterhead", file, "--paper", paper, "-o", out)
			most := promised.Blank[1]
			if most > 1 {
				most++
			}
			if n := pagesOf(t, out); n > most {
				t.Errorf("%s on %s: %d pages, want %d", kind, paper, n, most)
			}
			program(t, "qpdf", "--check", out)
		}
	}
}

// What is wrong with a file is named with its line, and no answer is in it.
func TestLetterheadRefused(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"nothing", "", ":1:1: name: No answer yet."},
		{"a name that is near", "name: A\nphon: 1\n", ":2:1: phon: A letterhead has nothing of this name"},
		{"twice", "name: A\nname: B\n", ":2:1: this name stands in line 1 already; keep one of the two"},
		{"no YAML", "name: [A\n", ""},
		{"a list for a text", "name: [A, B]\n", ":1:7: name: "},
		{"too long", "phone: 1\nname: " + string(bytes.Repeat([]byte("n"), 300)) + "\n", ":2:7: name: It has 300 characters, and there is room for 100."},
		{"too many", "name: A\npeople: [" + string(bytes.Repeat([]byte("Jo, "), 49)) + "Jo]\n", ":2:9: people: "},
		{"text turned round", "name: \"A \u202e B\"\n", ":1:10: name: There is a sign here that cannot be seen and is no text (U+202E)."},
		{"a control character", "name: \"A \\x07 B\"\n", ":1:"},
		{"spaces in an address", "name: A\nweb: a b\n", ":2:6: web: An address on the web has no spaces"},
		{"a logo without words", "name: A\nlogo: x.png\n", ":2:7: logo: Nothing says what the logo shows"},
		{"words without a logo", "name: A\nlogo_alt: x\n", ":2:11: logo_alt: "},
		{"another paper", "name: A\npaper: a5\n", ":2:8: paper: "},
		{"no language", "name: A\n\nlanguage: \"1 2\"\n", ":3:1: language: This is no language"},
		{"another kind", "kind: apology\nname: A\n", ":1:7: kind: "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "l.yaml")
			if err := os.WriteFile(file, []byte(tt.text), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := newApp(nil, nil, nil).readLetterhead(file)
			if err == nil || !bytes.HasPrefix([]byte(err.Error()), []byte(file+tt.want)) {
				t.Errorf("got %v, want %s%s", err, file, tt.want)
			}
		})
	}
}
