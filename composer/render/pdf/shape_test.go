package pdf

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"
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
		{"SansArabic", "ar", "نص"}, {"SansArabic", "ar", "قلبي"}, {"SansArabic", "ar", "رسالة"}, {"SansArabic", "fa", "می\u200cخواهم"},
		{"NaskhArabic", "ar", "مَرْحَبًا"}, {"NaskhArabic", "ar", "الله"}, {"NastaliqUrdu", "ur", "معافی"}, {"NastaliqUrdu", "ur", "چاہتا"},
		{"SansHebrew", "he", "שָׁלוֹם"}, {"SerifHebrew", "he", "סְלִיחָה"},
		{"SansDevanagari", "hi", "क्षमा"}, {"SerifDevanagari", "hi", "स्त्री"}, {"SansDevanagari", "mr", "र्‍या"}, {"SerifBengali", "bn", "ক্ষমা"},
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
