package pdf

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"sync"
)

// MaxLogo is how many bytes the file of a logo has at the most.
const MaxLogo = 10 << 20

// What is more than this was not made as a logo, and would take long to read.
const (
	maxPixels = 20_000_000
	maxScans  = 200 // passes of a JPEG over its picture; those that programs write have some ten
	maxShape  = 12  // how many times as wide as high a logo is, or as high as wide
)

// A Logo is a picture for the top of a page, ready to be printed: upright, on
// white, with no more points than paper can show, and with nothing that its
// file said beside the picture. One Logo serves many pages, side by side too.
type Logo struct {
	width, height int
	gray          bool
	packed        []byte // its points, three bytes each or one if it is gray, deflated
	asPNG         func() []byte
}

// A LogoError says why a file is no logo.
type LogoError struct{ What, Hint string }

func (e *LogoError) Error() string { return e.What }

// ReadLogo reads a logo from a file of PNG or JPEG. What cannot be read, or is
// too large to be a logo, is a [*LogoError].
func ReadLogo(file []byte) (*Logo, error) {
	if len(file) > MaxLogo {
		return nil, &LogoError{fmt.Sprintf("the file has more than %d MB", MaxLogo>>20), "save it smaller: a logo is printed at most 5 cm wide"}
	}
	turn := upright
	var decode func(io.Reader) (image.Image, error)
	var read func(io.Reader) (image.Config, error)
	switch {
	case bytes.HasPrefix(file, []byte("\x89PNG\r\n\x1a\n")):
		if moves(file) {
			return nil, &LogoError{"this is a moving picture", "save one picture of it as PNG"}
		}
		decode, read = png.Decode, png.DecodeConfig
	case bytes.HasPrefix(file, []byte("\xff\xd8\xff")):
		var scans int
		if turn, scans = segments(file); scans > maxScans {
			return nil, &LogoError{fmt.Sprintf("it is drawn in more than %d passes", maxScans), "save it anew, as PNG or as JPEG"}
		}
		decode, read = jpeg.Decode, jpeg.DecodeConfig
	default:
		return nil, &LogoError{"this is " + otherKind(file), "save it as PNG or JPEG"}
	}
	config, err := read(bytes.NewReader(file))
	if err != nil {
		return nil, damaged(err)
	}
	if err := fits(config.Width, config.Height); err != nil {
		return nil, err
	}
	img, err := decode(bytes.NewReader(file))
	if err != nil {
		return nil, damaged(err)
	}
	return newLogo(img.(image.RGBA64Image), turn), nil // every picture of these two packages is one
}

// fits is what is wrong with the size of a picture.
func fits(w, h int) error {
	switch {
	case w <= 0 || h <= 0:
		return &LogoError{"the picture is empty", "save it anew, as PNG or as JPEG"}
	case w > maxPixels/h:
		return &LogoError{fmt.Sprintf("the picture has %d by %d points, more than %d million", w, h, maxPixels/1_000_000), "save it smaller: 1200 points are enough for a logo"}
	case w > maxShape*h || h > maxShape*w:
		return &LogoError{fmt.Sprintf("the picture has %d by %d points: it is too narrow", w, h), fmt.Sprintf("a logo is at most %d times as wide as high, or as high as wide", maxShape)}
	}
	return nil
}

// damaged is the error of a picture that could not be read. The reader's own
// words may hold some of the file.
func damaged(err error) error {
	var jpegCannot jpeg.UnsupportedError
	var pngCannot png.UnsupportedError
	if errors.As(err, &jpegCannot) || errors.As(err, &pngCannot) {
		return &LogoError{"it is written in a way that is not known here", "save it anew, as PNG or as JPEG"}
	}
	return &LogoError{"the file is cut short or damaged", "save it anew, as PNG or as JPEG"}
}

// otherKind is what a file is that is neither PNG nor JPEG.
func otherKind(file []byte) string {
	head := strings.ToLower(string(file[:min(len(file), 512)]))
	for _, k := range []struct{ sign, name string }{{"gif8", "a GIF"}, {"bm", "a BMP"}, {"%pdf", "a PDF"}, {"ii*\x00", "a TIFF"}, {"mm\x00*", "a TIFF"}} {
		if strings.HasPrefix(head, k.sign) {
			return k.name
		}
	}
	switch {
	case len(head) > 12 && head[:4] == "riff" && head[8:12] == "webp":
		return "a WebP"
	case len(head) > 12 && head[4:8] == "ftyp":
		return "a HEIC or AVIF"
	case strings.Contains(head, "<svg") || strings.HasPrefix(head, "<?xml"):
		return "an SVG, a drawing and no picture"
	case len(file) == 0:
		return "an empty file"
	}
	return "neither PNG nor JPEG"
}

// moves says whether a PNG holds several pictures.
func moves(file []byte) bool {
	for at := 8; at+8 <= len(file); {
		n := int(binary.BigEndian.Uint32(file[at:]))
		switch string(file[at+4 : at+8]) {
		case "acTL":
			return true
		case "IDAT", "IEND":
			return false
		}
		if n > len(file)-at-12 {
			return false
		}
		at += n + 12
	}
	return false
}

// upright is a picture that stands as it is (TIFF 6.0, Orientation).
const upright = 1

// segments walks through a JPEG: how it is turned, and in how many passes it is
// drawn.
func segments(file []byte) (turn, scans int) {
	turn = upright
	for at := 2; at+4 <= len(file); {
		if file[at] != 0xff {
			at++ // within a pass
			continue
		}
		mark := file[at+1]
		if mark == 0 || mark == 0xff || mark >= 0xd0 && mark <= 0xd8 {
			at++
			continue
		}
		if mark == 0xd9 { // the end
			break
		}
		n := int(binary.BigEndian.Uint16(file[at+2:]))
		part := file[at+4 : max(at+4, min(at+2+n, len(file)))]
		switch {
		case mark == 0xda:
			scans++
		case mark == 0xe1 && bytes.HasPrefix(part, []byte("Exif\x00\x00")):
			turn = orientation(part[6:])
		}
		at += 2 + n
	}
	return turn, scans
}

// orientation is how the facts of a camera say that its picture stands.
func orientation(tiff []byte) int {
	var order binary.ByteOrder = binary.LittleEndian
	if bytes.HasPrefix(tiff, []byte("MM")) {
		order = binary.BigEndian
	}
	if len(tiff) < 8 {
		return upright
	}
	at := uint64(order.Uint32(tiff[4:]))
	if at+2 > uint64(len(tiff)) {
		return upright
	}
	rows := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		const row = 12
		if len(rows) < row {
			break
		}
		if order.Uint16(rows) == 0x0112 {
			if v := int(order.Uint16(rows[8:])); v >= upright && v <= 8 {
				return v
			}
			break
		}
		rows = rows[row:]
	}
	return upright
}

// newLogo is img turned upright, on white, with as many points as are printed.
func newLogo(img image.RGBA64Image, turn int) *Logo {
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	const most = 600 // points an inch
	points := func(n length) int { return int(n * most / (72 * point)) }
	wide, high := points(logoWide), points(logoHigh)
	if turn >= 5 { // it lies on its side
		wide, high = high, wide
	}
	nw, nh := w, h
	if nw > wide {
		nw, nh = wide, max(1, h*wide/w)
	}
	if nh > high {
		nw, nh = max(1, w*high/h), high
	}
	rgb, gray := reduce(img, nw, nh)
	rgb, nw, nh = turned(rgb, nw, nh, turn)
	l := &Logo{width: nw, height: nh, gray: gray}
	pix := rgb
	if gray {
		pix = make([]byte, 0, nw*nh)
		for i := 0; i < len(rgb); i += 3 {
			pix = append(pix, rgb[i])
		}
	}
	l.packed = deflate(pix)
	l.asPNG = sync.OnceValue(func() []byte { return encode(rgb, nw, nh, gray) })
	return l
}

// reduce is img on white as w by h points of three bytes; each is the mean of
// those that it stands for. It says whether all are gray.
func reduce(img image.RGBA64Image, w, h int) (rgb []byte, gray bool) {
	b := img.Bounds()
	rgb, gray = make([]byte, 0, 3*w*h), true
	for y := range h {
		y0, y1 := b.Min.Y+y*b.Dy()/h, b.Min.Y+(y+1)*b.Dy()/h
		for x := range w {
			x0, x1 := b.Min.X+x*b.Dx()/w, b.Min.X+(x+1)*b.Dx()/w
			var sum [3]uint64
			for v := y0; v < y1; v++ {
				for u := x0; u < x1; u++ {
					c := img.RGBA64At(u, v)
					white := uint64(0xffff - c.A)
					sum[0] += uint64(c.R) + white
					sum[1] += uint64(c.G) + white
					sum[2] += uint64(c.B) + white
				}
			}
			n := uint64((x1 - x0) * (y1 - y0))
			var p [3]byte
			for i := range p {
				p[i] = byte(min((sum[i]/n+128)/257, 255))
			}
			gray = gray && p[0] == p[1] && p[1] == p[2]
			rgb = append(rgb, p[:]...)
		}
	}
	return rgb, gray
}

// turned is a picture of three bytes a point, turned as cameras say
// (TIFF 6.0, Orientation), with its size.
func turned(rgb []byte, w, h, turn int) ([]byte, int, int) {
	if turn == upright {
		return rgb, w, h
	}
	nw, nh := w, h
	if turn >= 5 {
		nw, nh = h, w
	}
	out := make([]byte, 0, len(rgb))
	for y := range nh {
		for x := range nw {
			u, v := x, y
			if turn >= 5 {
				u, v = y, x
			}
			switch turn {
			case 2, 3, 7, 8:
				u = w - 1 - u
			}
			switch turn {
			case 3, 4, 6, 7:
				v = h - 1 - v
			}
			at := 3 * (v*w + u)
			out = append(out, rgb[at:at+3]...)
		}
	}
	return out, nw, nh
}

// encode is a picture as PNG.
func encode(rgb []byte, w, h int, gray bool) []byte {
	var out bytes.Buffer
	var img image.Image
	if gray {
		g := image.NewGray(image.Rect(0, 0, w, h))
		for i := range g.Pix {
			g.Pix[i] = rgb[3*i]
		}
		img = g
	} else {
		c := image.NewNRGBA(image.Rect(0, 0, w, h))
		for i := range w * h {
			c.SetNRGBA(i%w, i/w, color.NRGBA{rgb[3*i], rgb[3*i+1], rgb[3*i+2], 0xff})
		}
		img = c
	}
	_ = png.Encode(&out, img) // a bytes.Buffer takes everything
	return out.Bytes()
}

// PNG is the logo as a file of PNG. Nobody may change it.
func (l *Logo) PNG() []byte { return l.asPNG() }

// Fit is how wide and high the logo is, where it may have at most w and h.
func (l *Logo) Fit(w, h int) (int, int) {
	if high := max(1, w*l.height/l.width); high <= h {
		return w, high
	}
	return max(1, h*l.width/l.height), h
}
