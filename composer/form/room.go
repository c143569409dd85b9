package form

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// A field shows what its rectangle has room for, and programs cut off the rest
// on paper without a word. How wide a text is can only be told roughly: each
// program draws it in another font.

// fontSize is the size of the font in what says how a field looks.
var fontSize = regexp.MustCompile(`([0-9.]+)\s+Tf`)

// long reports whether words are more than the places of a field show. A font
// without a size is made as small as it takes.
func (w *walker) long(words string, widgets []dict, f inherited) bool {
	const several = 1 << 12
	if strings.TrimSpace(words) == "" || len(widgets) == 0 {
		return false
	}
	looks, _ := w.of(widgets[0]["DA"]).(text)
	m := fontSize.FindStringSubmatch(string(looks))
	if m == nil {
		return false
	}
	size, _ := strconv.ParseFloat(m[1], 64)
	rect := w.array(widgets[0]["Rect"])
	if size <= 0 || len(rect) != 4 {
		return false
	}
	var side [4]float64
	for i := range side {
		side[i] = w.float(rect[i])
	}
	wide, high := (side[2]-side[0])/size, (side[3]-side[1])/size
	if wide < 1 || high <= 0 {
		return false
	}
	if f.flags&several == 0 {
		return ems(words) > wide*1.05
	}
	lines := 0
	for line := range strings.SplitSeq(words, "\n") {
		lines += 1 + int(ems(line)/wide)
	}
	return lines > 1 && float64(lines)*1.15 > high
}

// float is v as a number.
func (f *file) float(v any) float64 {
	switch v := f.of(v).(type) {
	case int:
		return float64(v)
	case float64:
		return v
	}
	return 0
}

// ems is about how wide a text is, in sizes of its font.
func ems(s string) float64 {
	n := 0.0
	for _, r := range s {
		switch {
		case strings.ContainsRune("iljtfrI.,:;'!|()[] ", r):
			n += .27
		case strings.ContainsRune("mwMW@—…%", r):
			n += .8
		case unicode.IsUpper(r):
			n += .6
		case r > 0x2e80: // as wide as high
			n++
		case unicode.Is(unicode.Mn, r):
		default:
			n += .5
		}
	}
	return n
}
