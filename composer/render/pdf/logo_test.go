package pdf_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"slices"
	"strings"
	"testing"

	"amends/composer"
	"amends/composer/render/pdf"
)

// drawing is a picture of that size: red at the left, blue at the right, and
// its lower half clear.
func drawing(w, h int) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h / 2 {
		for x := range w {
			c := color.NRGBA{200, 0, 0, 255}
			if x >= w/2 {
				c = color.NRGBA{0, 0, 200, 255}
			}
			img.SetNRGBA(x, y, c)
		}
	}
	return img
}

func asPNG(tb testing.TB, img image.Image) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func asJPEG(tb testing.TB, img image.Image) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// chunk is a part of a PNG.
func chunk(kind string, data []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	body := append([]byte(kind), data...)
	return binary.BigEndian.AppendUint32(append(b, body...), crc32.ChecksumIEEE(body))
}

// claiming is a PNG that says that it has that size.
func claiming(w, h int) []byte {
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, uint32(w)), uint32(h))
	return slices.Concat([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", append(head, 8, 2, 0, 0, 0)), chunk("IDAT", nil), chunk("IEND", nil))
}

// behind is a PNG with a part behind its head.
func behind(file, part []byte) []byte {
	const head = 8 + 12 + 13
	return slices.Concat(file[:head], part, file[head:])
}

// camera is a JPEG with the facts of a camera: how it was held, and where.
func camera(file []byte, orientation byte) []byte {
	facts := "Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00" + string(orientation) + "\x00\x00\x00\x00\x00\x00SECRET 53.27 N 9.05 W"
	part := append([]byte{0xff, 0xe1}, binary.BigEndian.AppendUint16(nil, uint16(len(facts)+2))...)
	return slices.Concat(file[:2], part, []byte(facts), file[2:])
}

// cmyk is a JPEG of four points by four, in the colours of a printer.
const cmyk = "/9j/7gAOQWRvYmUAZAAAAAAC/9sAQwANCQoLCggNCwoLDg4NDxMgFRMSEhMnHB4XIC4pMTAuKS0sMzpKPjM2RjcsLUBXQUZMTlJTUjI+WmFaUGBKUVJP/9sAQwEODg4TERMmFRUmTzUtNU9PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09P/8AAFAgABAAEBAEiAAIRAQMRAQQiAP/EABYAAQEBAAAAAAAAAAAAAAAAAAAEBv/EABQQAQAAAAAAAAAAAAAAAAAAAAD/xAAVAQEBAAAAAAAAAAAAAAAAAAAFBv/EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAOBAEAAhEDEQQAAD8AtAKoJpwH/9k="

// What is no logo says why, and what would be one.
func TestLogoRefused(t *testing.T) {
	var moving bytes.Buffer
	if err := gif.Encode(&moving, drawing(40, 20), nil); err != nil {
		t.Fatal(err)
	}
	photo := asJPEG(t, drawing(400, 200))
	scan := photo[bytes.Index(photo, []byte("\xff\xda")) : len(photo)-2]
	tests := []struct {
		name string
		file []byte
		want string
	}{
		{"nothing", nil, "an empty file"},
		{"a text", []byte("logo"), "neither PNG nor JPEG"},
		{"a GIF", moving.Bytes(), "this is a GIF"},
		{"an SVG", []byte("<?xml version=\"1.0\"?>\n<svg/>"), "an SVG"},
		{"an SVG alone", []byte(" <SVG xmlns=''/>"), "an SVG"},
		{"a WebP", []byte("RIFF\x00\x00\x00\x00WEBPVP8 "), "a WebP"},
		{"a HEIC", []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"), "a HEIC"},
		{"a PDF", []byte("%PDF-1.7"), "a PDF"},
		{"too many bytes", append(asPNG(t, drawing(40, 20)), make([]byte, pdf.MaxLogo)...), "more than 10 MB"},
		{"40 megapixels", claiming(8000, 5000), "8000 by 5000 points"},
		{"a bomb", claiming(20000, 20000), "20000 by 20000 points"},
		{"a bomb without a size", claiming(1<<31-1, 1<<31-1), "not known here"},
		{"a strip", asPNG(t, drawing(1, 10000)), "too narrow"},
		{"a wide strip", asPNG(t, drawing(10000, 1)), "too narrow"},
		{"no width", claiming(0, 5), "cut short or damaged"},
		{"a moving PNG", behind(asPNG(t, drawing(40, 20)), chunk("acTL", []byte{0, 0, 0, 2, 0, 0, 0, 0})), "a moving picture"},
		{"half a PNG", asPNG(t, drawing(40, 20))[:60], "cut short or damaged"},
		{"half a JPEG", photo[:len(photo)/2], "cut short or damaged"},
		{"the beginning of a JPEG", photo[:3], "cut short or damaged"},
		{"a JPEG of a thousand passes", slices.Concat(photo[:len(photo)-2], bytes.Repeat(scan, 1000), photo[len(photo)-2:]), "more than 200 passes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := pdf.ReadLogo(tt.file)
			var bad *pdf.LogoError
			if !errors.As(err, &bad) || !strings.Contains(bad.What, tt.want) || bad.Hint == "" {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

// What is a logo becomes one: upright, on white, small enough, and gray where
// it is.
func TestLogoRead(t *testing.T) {
	deep := image.NewNRGBA64(image.Rect(0, 0, 8, 4))
	deep.Set(0, 0, color.NRGBA64{0xffff, 0, 0, 0x8000})
	gray := image.NewGray(image.Rect(5, 5, 45, 25))
	printer, err := base64.StdEncoding.DecodeString(cmyk)
	if err != nil {
		t.Fatal(err)
	}
	large := drawing(4000, 2000)
	tests := []struct {
		name string
		file []byte
		w, h int
		gray bool
	}{
		{"a PNG", asPNG(t, drawing(40, 20)), 40, 20, false},
		{"a JPEG", asJPEG(t, drawing(40, 20)), 40, 20, false},
		{"a large one", asPNG(t, large), 850, 425, false},
		{"a high one", asPNG(t, drawing(200, 2000)), 42, 425, false},
		{"a wide one", asPNG(t, drawing(3000, 300)), 1181, 118, false},
		{"16 bits", asPNG(t, deep), 8, 4, false},
		{"gray", asPNG(t, gray), 40, 20, true},
		{"the colours of a printer", printer, 4, 4, false},
		{"on its side", camera(asJPEG(t, drawing(40, 20)), 6), 20, 40, false},
		{"large on its side", camera(asJPEG(t, drawing(2000, 1000)), 6), 212, 425, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l, err := pdf.ReadLogo(tt.file)
			if err != nil {
				t.Fatal(err)
			}
			img, err := png.Decode(bytes.NewReader(l.PNG()))
			if err != nil {
				t.Fatal(err)
			}
			_, isGray := img.(*image.Gray)
			if b := img.Bounds(); b.Dx() != tt.w || b.Dy() != tt.h || isGray != tt.gray {
				t.Errorf("%d by %d, gray: %v; want %d by %d, %v", b.Dx(), b.Dy(), isGray, tt.w, tt.h, tt.gray)
			}
		})
	}
}

// A camera says in which of eight ways it was held, and the picture stands as
// who took it saw it. Nothing else that it says is in a file of ours.
func TestLogoUpright(t *testing.T) {
	// The corner of the stored picture that each corner of the upright one is.
	const topLeft, topRight, bottomLeft, bottomRight = 0, 1, 2, 3
	stored := image.NewNRGBA(image.Rect(0, 0, 64, 32))
	shades := []uint8{20, 90, 160, 230}
	for y := range 32 {
		for x := range 64 {
			s := shades[x/32+2*(y/16)]
			stored.SetNRGBA(x, y, color.NRGBA{s, s, s, 255})
		}
	}
	file := asJPEG(t, stored)
	for turn, corners := range map[byte][4]int{ // top left, top right, bottom left, bottom right
		1: {topLeft, topRight, bottomLeft, bottomRight}, 2: {topRight, topLeft, bottomRight, bottomLeft},
		3: {bottomRight, bottomLeft, topRight, topLeft}, 4: {bottomLeft, bottomRight, topLeft, topRight},
		5: {topLeft, bottomLeft, topRight, bottomRight}, 6: {bottomLeft, topLeft, bottomRight, topRight},
		7: {bottomRight, topRight, bottomLeft, topLeft}, 8: {topRight, bottomRight, topLeft, bottomLeft},
		9: {topLeft, topRight, bottomLeft, bottomRight}, // which there is not
	} {
		l, err := pdf.ReadLogo(camera(file, turn))
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(l.PNG()))
		if err != nil {
			t.Fatal(err)
		}
		w, h := img.Bounds().Dx(), img.Bounds().Dy()
		for i, at := range []image.Point{{w / 4, h / 4}, {3 * w / 4, h / 4}, {w / 4, 3 * h / 4}, {3 * w / 4, 3 * h / 4}} {
			r, _, _, _ := img.At(at.X, at.Y).RGBA()
			if want := int(shades[corners[i]]); int(r>>8)-want > 8 || want-int(r>>8) > 8 {
				t.Errorf("turned %d: the corner %d is %d, want %d", turn, i, r>>8, want)
			}
		}
		out := pdf.Expanded(render(t, pdf.PDF{Letterhead: pdf.Letterhead{Name: "A", Logo: l}}, &composer.Document{}))
		if bytes.Contains(out, []byte("SECRET")) || bytes.Contains(l.PNG(), []byte("SECRET")) {
			t.Error("the place is in the file")
		}
	}
}

// A page with a whole letterhead is as good as one without, and its letterhead
// is heard once.
func TestConformLetterhead(t *testing.T) {
	logo, err := pdf.ReadLogo(asPNG(t, drawing(400, 400)))
	if err != nil {
		t.Fatal(err)
	}
	p := furnished
	p.Letterhead = pdf.Letterhead{
		Name: "Harbour Street", People: []string{"Jo Doe, LMFT", "Ana Sousa, PsyD"}, Licence: "Licence no. 12345",
		Address: []string{"12 Harbour Street", "Galway"}, Phone: "555 0100", Web: "harbour.example", Language: "en-IE",
		Confidentiality: "What you write here stays between us.", Footer: "To change a time, call.", Logo: logo,
	}
	docs := documents(t)
	sheets := []*composer.Document{docs["boundary, en, blank for 0"], docs["timeout, en, blank for 0"], docs["handout/listening, en, blank for 0"]}
	for _, alt := range []string{"", "A lighthouse"} {
		p.Letterhead.LogoAlt = alt
		for _, theme := range append(pdf.Themes(), "") {
			p.Theme = theme
			file := render(t, p, sheets...)
			spoken := conforms(t, theme, file)
			head := "Harbour Street Jo Doe, LMFT · Ana Sousa, PsyD · Licence no. 12345 12 Harbour Street, Galway · 555 0100 · harbour.example What you write here stays between us."
			if !strings.HasPrefix(strings.Join(strings.Fields(strings.ReplaceAll(spoken, "·", " · ")), " "), strings.TrimSpace(alt+" "+head)) && theme != "large-print" {
				t.Errorf("%s: it begins with %.200q", theme, spoken)
			}
			for _, once := range []string{"Harbour Street\n", "To change a time, call."} {
				if n := strings.Count(spoken, once); n != 1 {
					t.Errorf("%s: %q is heard %d times", theme, once, n)
				}
			}
			if !bytes.Equal(file, render(t, p, sheets...)) {
				t.Errorf("%s: another file", theme)
			}
		}
	}
}
