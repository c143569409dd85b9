package composer

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// TestNumbersPattern tries every number near the limits of a range.
func TestNumbersPattern(t *testing.T) {
	for _, limits := range [][2]int{{0, 9}, {0, 10}, {1, 30}, {5, 120}, {5, 180}, {7, 1234}, {95, 95}, {99, 101}, {100, 999}, {123, 987}, {0, 2000}} {
		e := regexp.MustCompile("^" + numbersPattern(limits[0], limits[1]) + "$")
		for n := -1; n < 2100; n++ {
			for _, text := range []string{strconv.Itoa(n), "00" + strconv.Itoa(n), "+" + strconv.Itoa(n)} {
				i, err := strconv.Atoi(text)
				if want := err == nil && i >= limits[0] && i <= limits[1]; e.MatchString(text) != want {
					t.Errorf("%q between %v: %v, want %v", text, limits, !want, want)
				}
			}
		}
	}
}

// TestSignsAreTakenAsTheProgramDoes holds the expressions of labels against
// plainText, and those of yes and no against foldText.
func TestSignsAreTakenAsTheProgramDoes(t *testing.T) {
	s := readSigns()
	labels := []string{"שָׁלוֹם", "Sí, me lo dijo", "I don't know… yet", "“Fine”", "Straße ñandú", "K2", "no-hurry", "Σίσυφος", "(so, so)"}
	for _, label := range labels {
		e := regexp.MustCompile("^[" + breaking + "]*(?:" + s.like(label, breaking) + ")[" + breaking + "]*$")
		for _, text := range variants(label) {
			if want := plainText(text) == plainText(label); e.MatchString(text) != want {
				t.Errorf("%q is %q: %v, want %v", text, label, !want, want)
			}
		}
	}
	for _, word := range []string{"sí", "si", "yes", "ok"} {
		e := regexp.MustCompile("^[" + breaking + "]*(?:" + s.same(word) + ")[" + breaking + "]*$")
		for _, text := range append(variants(word), variants("si")...) {
			if want := foldText(text) == word; e.MatchString(text) != want {
				t.Errorf("%q is %q: %v, want %v", text, word, !want, want)
			}
		}
	}
}

// variants is a text as it may be written otherwise, with every sign that can
// stand for another, and some that cannot.
func variants(text string) []string {
	out := []string{
		text, strings.ToUpper(text), strings.ToLower(text), norm.NFD.String(text), norm.NFC.String(text), " " + text + "\n", "\u00a0" + text, text + ".", text[:len(text)-1],
		strings.ReplaceAll(text, " ", "\n\t"), strings.ReplaceAll(text, " ", "\u00a0"), strings.ReplaceAll(text, "…", "..."), strings.ReplaceAll(text, "'", "’"),
		text + "\u0301", "\u0301" + text, text + " \u0301", "",
	}
	for i, r := range text {
		rest := text[i+len(string(r)):]
		out = append(out, text[:i]+rest, text[:i]+string(r)+"\u0308"+rest)
		for other := range rune(0x3000) {
			if unicode.IsGraphic(other) && (other < 0x250 || plainText(string(other)) == plainText(string(r))) {
				out = append(out, text[:i]+string(other)+rest)
			}
		}
	}
	return out
}

// TestExpressionsOfText holds the other expressions against what they stand
// for.
func TestExpressionsOfText(t *testing.T) {
	words := regexp.MustCompile(wordsPattern(3))
	for text, want := range map[string]bool{"a": true, " a b\n\nc ": true, "a b c d": false, "": false, " \u00a0": false, "a\x07": false, "a\u0085b": true} {
		if words.MatchString(text) != want {
			t.Errorf("%q has at most three words: %v, want %v", text, !want, want)
		}
	}
	lines := regexp.MustCompile(linesPattern(lineOf(2), 2, 3))
	for text, want := range map[string]bool{
		"a\nb": true, "\n \na b\n\u00a0\n\n c\n": true, "a": false, "a\nb\nc\n": true, "a\nb\nc\nd": false, "a b c\nd": false, "a\n\n": false, "\u2003a\rb\n\u00a0c": true,
	} {
		if lines.MatchString(text) != want {
			t.Errorf("%q has two or three lines of at most two words: %v, want %v", text, !want, want)
		}
	}
	if many := wordsPattern(2500); !regexp.MustCompile(many).MatchString(strings.Repeat("a ", 2500)) || regexp.MustCompile(many).MatchString(strings.Repeat("a ", 2501)) {
		t.Error("2500 words are not counted")
	}
}
