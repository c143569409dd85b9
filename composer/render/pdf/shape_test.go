package pdf

import (
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/go-text/typesetting/harfbuzz"
	"github.com/rivo/uniseg"
)

const noto = "truetype/noto/Noto"

// shapedAs is the glyphs of text in a face, as hb-shape writes them.
func shapedAs(t *testing.T, f *face, text, lang string, l level) string {
	t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.open(); err != nil {
		t.Fatal(err)
	}
	runes := []rune(text)
	of := make([]stretch, len(runes))
	scripts(runes, of)
	infos, at, err := f.harfbuzz(runes, 0, len(runes), stretch{face: f, level: l, script: of[0].script}, lang)
	if err != nil {
		t.Fatal(err)
	}
	var parts []string
	for i, info := range infos {
		part := fmt.Sprintf("%d=%d", info.Glyph, info.Cluster)
		if at[i].XOffset != 0 || at[i].YOffset != 0 {
			part += fmt.Sprintf("@%d,%d", at[i].XOffset, at[i].YOffset)
		}
		parts = append(parts, fmt.Sprintf("%s+%d", part, at[i].XAdvance))
	}
	return strings.Join(parts, "|")
}

// The glyphs of words and their places are what HarfBuzz says. The first rows
// went wrong as long as lookups were passed over that should not be.
func TestShape(t *testing.T) {
	has(t, "hb-shape")
	tests := []struct {
		font       string // none for Source Serif
		lang, text string
	}{
		{"", "yo", "ẹ\u0301"}, {"", "yo", "ọ\u0300"}, {"", "yo", "Ṣẹ\u0301"}, {"", "en", "x\u0301m\u0302"}, {"", "vi", "e\u0323\u0302\u0301"},
		{"SansArabic", "ar", "نص"}, {"SansArabic", "ar", "قلبي"}, {"SansArabic", "ar", "رسالة"}, {"SansArabic", "fa", "گفتم"},
		{"NaskhArabic", "ar", "مَرْحَبًا"}, {"NaskhArabic", "ar", "الله"}, {"NastaliqUrdu", "ur", "معافی"}, {"NastaliqUrdu", "ur", "چاہتا"},
		{"SansHebrew", "he", "שָׁלוֹם"}, {"SerifHebrew", "he", "סְלִיחָה"},
		{"SansDevanagari", "hi", "क्षमा"}, {"SerifDevanagari", "hi", "स्त्री"}, {"SansDevanagari", "mr", "र्\u200dया"}, {"SerifBengali", "bn", "ক্ষমা"},
		{"SansTamil", "ta", "மன்னிப்பு"}, {"SansThai", "th", "น้ำใจ"}, {"SerifThai", "th", "ที่รัก"}, {"SansEthiopic", "am", "ይቅርታ"},
		{"SerifArmenian", "hy", "ներողություն"}, {"SerifGeorgian", "ka", "ბოდიში"}, {"Serif", "el", "ἄνθρωπος"}, {"Serif", "el", "α\u0313\u0301"},
	}
	for _, tt := range tests {
		f, path := serif.faces[0], "fonts/SourceSerif4_400Regular.ttf"
		if tt.font != "" {
			path = noto + tt.font + "-Regular.ttf"
			f, path = given(t, path, 0).face, "/usr/share/fonts/"+path
		}
		l, direction := level(0), "ltr"
		if r := []rune(tt.text)[0]; r >= 0x590 && r < 0x700 {
			l, direction = 1, "rtl"
		}
		args := []string{"--no-glyph-names", "--direction=" + direction, "--language=" + tt.lang,
			"--remove-default-ignorables", "--font-size=1000", "--cluster-level=0", path, tt.text}
		if tt.font == "" {
			args = append([]string{"--features=-liga,-clig"}, args...)
		}
		out, err := exec.Command("hb-shape", args...).CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		want := strings.Trim(strings.TrimSpace(string(out)), "[]")
		if got := shapedAs(t, f, tt.text, tt.lang, l); got != want {
			t.Errorf("%s of %s:\ngot  %s\nwant %s", tt.text, tt.font, got, want)
		}
	}
}

// A stamp is where the ink of a glyph is on a page.
type stamp struct {
	left, right, top, bottom length // from the upper left corner
	text                     string
	of                       *element
	base                     length // of its line
}

// stamps are those of an ink, and whether it stands in the column.
func stamps(k *ink) []stamp {
	var all []stamp
	glyphs := slices.Clone(k.glyphs)
	if k.level.rightToLeft() {
		slices.Reverse(glyphs)
	}
	x := k.x
	for i := range glyphs {
		g := &glyphs[i]
		if !k.level.rightToLeft() {
			x = k.x + g.x - glyphs[0].x // kerned
		}
		f := g.face
		f.mu.Lock()
		if err := f.openShaper(); err != nil {
			panic(err)
		}
		parts := []placed{{drawn: drawn{gid: f.char(g.r).gid}}}
		if g.cluster != nil {
			parts = g.cluster.glyphs
		}
		for _, p := range parts {
			e, ok := f.shaper.GlyphExtents(harfbuzz.GID(p.gid))
			if !ok || e.Width == 0 {
				continue
			}
			unit := func(n int) length { return length(n) * k.size / 1000 }
			all = append(all, stamp{
				left: x + unit(p.x+int(e.XBearing)), right: x + unit(p.x+int(e.XBearing)+int(e.Width)),
				top: k.y - unit(p.y+int(e.YBearing)), bottom: k.y - unit(p.y+int(e.YBearing)+int(e.Height)),
				text: g.text(), of: k.of, base: k.y,
			})
		}
		f.mu.Unlock()
		x += g.w
	}
	return all
}

// noBegin must not begin a line, and noEnd not end one (JIS X 4051, in part).
const (
	noBegin = "、。，．・：；？！」』）】〕〉》”’ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々،؛؟।،.,;:!?)]}»"
	noEnd   = "「『（【〔〈《“‘([{«"
)

// misplaced is what is at fault with the text of a page.
func misplaced(s sheet) (faults []string) {
	fault := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	var all []stamp
	var before *ink
	for i := range s.inks {
		k := &s.inks[i]
		if k.kind != inkText || len(k.glyphs) == 0 {
			continue
		}
		if k.level.rightToLeft() && k.of != nil && k.of.actual != textOf(k.glyphs) {
			fault("%q is not what is said for %q", k.of.actual, textOf(k.glyphs))
		}
		marks := stamps(k)
		for _, m := range marks {
			if over := k.size / 4; m.left < side-over || m.right > s.paper.wd-side+over || m.top < 0 || m.bottom > s.paper.ht-edge+4*point {
				fault("%q at %d to %d, %d to %d is beyond the margins", m.text, m.left, m.right, m.top, m.bottom)
			}
		}
		all = append(all, marks...)
		if k.of == nil {
			continue
		}
		if before != nil && before.of.block() == k.of.block() && before.y != k.y {
			first, second := textOf(before.glyphs), textOf(k.glyphs)
			whole := first + second
			at, rest, state := 0, whole, -1
			for rest != "" && at < len(first) {
				var seen string
				seen, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
				at += len(seen)
			}
			if at != len(first) {
				fault("%q is cut in two at the end of %q", whole, first)
			}
			last, _ := utf8.DecodeLastRuneInString(strings.TrimSpace(first))
			next, _ := utf8.DecodeRuneInString(second)
			if strings.ContainsRune(noBegin, next) {
				fault("%q begins a line", next)
			}
			if strings.ContainsRune(noEnd, last) {
				fault("%q ends a line", last)
			}
		}
		before = k
	}
	for i, a := range all {
		for _, b := range all[i+1:] {
			if b.base != a.base && a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom {
				fault("%q on the line at %d touches %q on that at %d", a.text, a.base, b.text, b.base)
			}
		}
	}
	return faults
}
