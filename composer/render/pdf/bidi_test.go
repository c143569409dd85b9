package pdf

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/unicode/bidi"
)

func TestLevels(t *testing.T) {
	tests := []struct {
		name, text string
		base       level
		want       string // a digit a character
		visual     string // as it is drawn: brackets turned, and formatting left out
	}{
		{"nothing", "", 0, "", ""},
		{"English", "a letter, 3 lines", 0, "00000000000000000", "a letter, 3 lines"},
		{"no letter", "10.4 + 2!", 0, "000000000", "10.4 + 2!"},
		{"Hebrew", "שלום לך", 1, "1111111", "ךל םולש"},
		{"Hebrew with a number and an English word", "בשנת 2026 כתב Zoë.", 1, "111112222111112221", ".Zoë בתכ 2026 תנשב"},
		{"Hebrew with a number, inside English", "the word שלום 12 לך here", 0, "000000000111112211100000", "the word ךל 12 םולש here"},
		{"a number ends the Hebrew", "he said שלום 12", 0, "000000001111122", "he said 12 םולש"},
		{"a telephone", "טל 03-555", 1, "111222222", "03-555 לט"},
		{"percents", "עד 20%", 1, "111222", "20% דע"},
		{"a date in Arabic digits", "في ٢٠٢٦/٤/١٠", 1, "111222222222", "٢٠٢٦/٤/١٠ يف"},
		{"European digits behind Arabic letters", "في 2026/4", 1, "111222222", "2026/4 يف"},
		{"brackets in Hebrew", "שלום (לך) a", 1, "11111111112", "a (ךל) םולש"},
		{"English brackets in Hebrew", "אב (a, b) גד", 1, "111122221111", "דג (a, b) בא"},
		{"Hebrew brackets in English", "ab (אב) cd", 0, "0000110000", "ab (בא) cd"},
		{"brackets that do not belong together", "אב (a] גד", 1, "111121111", "דג [a) בא"},
		{"quotes in Arabic", "«في» a", 1, "111112", "a »يف«"},
		{"brackets of two codes", "א \u2329a\u3009 ב", 1, "1112111", "ב \u3008a\u232a א"},
		{"a mark is drawn before its letter", "ש\u05c1ל", 1, "111", "ל\u05c1ש"},
		{"an isolate", "he said \u2067שלום!\u2069 then", 0, "00000000011111000000", "he said !םולש then"},
		{"an isolate of its first letter", "a \u2068שלום!\u2069 b", 0, "00011111000", "a !םולש b"},
		{"an embedding", "a \u202bשלום!\u202c b", 0, "00011111100", "a !םולש b"},
		{"an override", "a \u202eabc\u202c d", 0, "000111100", "a cba d"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := []rune(tt.text)
			of, base := levels(text)
			if got := digits(of); got != tt.want || base != tt.base {
				t.Errorf("levels(%q) = %s, %d, want %s, %d", tt.text, got, base, tt.want, tt.base)
			}
			var b strings.Builder
			for _, i := range visual(of) {
				r := text[i]
				if c := classOf(r); removed(c) || opensIsolate(c) || c == bidi.PDI {
					continue
				}
				if of[i].rightToLeft() {
					r = mirrored(r)
				}
				b.WriteRune(r)
			}
			if got := b.String(); got != tt.visual {
				t.Errorf("%q stands as %q, want %q", tt.text, got, tt.visual)
			}
		})
	}
}

// digits is a digit a level.
func digits(of []level) string {
	var b strings.Builder
	for _, l := range of {
		fmt.Fprint(&b, l)
	}
	return b.String()
}

// trail gives the spaces at the end of a line, and before a tab, the level of
// the paragraph (L1). text is what stands on the line.
func trail(line []level, text []rune, base level) {
	end := true // nothing but spaces follows
	for i := len(line) - 1; i >= 0; i-- {
		switch c := classOf(text[i]); {
		case c == bidi.B || c == bidi.S:
			end = true
		case c != bidi.WS && !opensIsolate(c) && c != bidi.PDI && !removed(c):
			end = false
		}
		if end {
			line[i] = base
		}
	}
}

func TestTrail(t *testing.T) {
	tests := []struct {
		name, text string
		base       level
		want       string
	}{
		{"Hebrew at the end of an English line", "ab אב  ", 0, "0001100"},
		{"English at the end of a Hebrew line", "אב ab  ", 1, "1112211"},
		{"a tab", "ab אב \tאב", 0, "000110011"},
		{"an isolate that is closed", "אב \u2066\u2069 ", 0, "110000"},
		{"only spaces", "   ", 1, "111"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := []rune(tt.text)
			of := levelsIn(text, tt.base)
			trail(of, text, tt.base)
			if got := digits(of); got != tt.want {
				t.Errorf("%q has the levels %s, want %s", tt.text, got, tt.want)
			}
		})
	}
}

// unicodeData opens a file of the Unicode Character Database. Where it is
// missing the test is skipped, or fails with AMENDS_TEST_ALL=1.
func unicodeData(t *testing.T, name string) *os.File {
	t.Helper()
	f, err := os.Open(filepath.Join("/usr/share/unicode", name))
	switch {
	case err == nil:
		t.Cleanup(func() { f.Close() })
		return f
	case !errors.Is(err, fs.ErrNotExist) || os.Getenv("AMENDS_TEST_ALL") == "1":
		t.Fatal(err)
	default:
		t.Skipf("%s is missing", f.Name())
	}
	return nil
}

// A line of a test, and what is to come of it.
type bidiCase struct {
	text   []rune
	base   level
	levels []string // "x" for what the rules pass over
	order  []int    // without those
}

// check compares the levels of a text on one line, and its order. base is 2
// where the text itself says its direction.
func (c bidiCase) check(base level) error {
	var of []level
	if base == 2 {
		of, base = levels(c.text)
	} else {
		of = levelsIn(c.text, base)
	}
	if base != c.base {
		return fmt.Errorf("the paragraph has level %d, want %d", base, c.base)
	}
	trail(of, c.text, base)
	for i, want := range c.levels {
		if want != "x" && strconv.Itoa(int(of[i])) != want {
			return fmt.Errorf("levels %v, want %v", of, c.levels)
		}
	}
	order := slices.DeleteFunc(visual(of), func(i int) bool { return c.levels[i] == "x" })
	if !slices.Equal(order, c.order) {
		return fmt.Errorf("order %v, want %v", order, c.order)
	}
	return nil
}

// numbers reads numbers that are parted by spaces.
func numbers(t *testing.T, text string, radix int) []int {
	t.Helper()
	ns := []int{}
	for _, word := range strings.Fields(text) {
		n, err := strconv.ParseInt(word, radix, 32)
		if err != nil {
			t.Fatal(err)
		}
		ns = append(ns, int(n))
	}
	return ns
}

// All of BidiCharacterTest.txt.
func TestBidiCharacters(t *testing.T) {
	lines := bufio.NewScanner(unicodeData(t, "BidiCharacterTest.txt"))
	n := 0
	for lines.Scan() {
		parts := strings.Split(lines.Text(), ";")
		if len(parts) != 5 {
			continue // a comment
		}
		n++
		c := bidiCase{levels: strings.Fields(parts[3]), order: numbers(t, parts[4], 10)}
		for _, r := range numbers(t, parts[0], 16) {
			c.text = append(c.text, rune(r))
		}
		c.base = level(numbers(t, parts[2], 10)[0])
		if err := c.check(level(numbers(t, parts[1], 10)[0])); err != nil {
			t.Errorf("%s: %v", lines.Text(), err)
		}
	}
	if lines.Err() != nil || n < 91000 {
		t.Errorf("%d cases, %v", n, lines.Err())
	}
	t.Logf("%d cases", n)
}

// ofClass is a character of each class.
var ofClass = map[string]rune{
	"L": 'a', "R": 'א', "AL": 'ا', "EN": '1', "ES": '+', "ET": '%', "AN": '٠', "CS": ',', "B": '\u2029', "S": '\t',
	"WS": ' ', "ON": '!', "BN": '\u00ad', "NSM": '\u0300', "LRE": '\u202a', "RLE": '\u202b', "PDF": '\u202c',
	"LRO": '\u202d', "RLO": '\u202e', "LRI": '\u2066', "RLI": '\u2067', "FSI": '\u2068', "PDI": '\u2069',
}

// All of BidiTest.txt.
func TestBidiClasses(t *testing.T) {
	lines := bufio.NewScanner(unicodeData(t, "BidiTest.txt"))
	n := 0
	var c bidiCase
	for lines.Scan() {
		line, _, _ := strings.Cut(lines.Text(), "#")
		if of, ok := strings.CutPrefix(line, "@Levels:"); ok {
			c.levels = strings.Fields(of)
			continue
		}
		if order, ok := strings.CutPrefix(line, "@Reorder:"); ok {
			c.order = numbers(t, order, 10)
			continue
		}
		classes, bits, ok := strings.Cut(line, ";")
		if !ok {
			continue
		}
		c.text = c.text[:0]
		for _, class := range strings.Fields(classes) {
			c.text = append(c.text, ofClass[class])
		}
		given := numbers(t, bits, 16)[0]
		for bit, base := range map[int]level{1: 2, 2: 0, 4: 1} {
			if given&bit == 0 {
				continue
			}
			n++
			if c.base = base; base == 2 {
				_, c.base = levels(c.text)
			}
			if err := c.check(base); err != nil {
				t.Errorf("%s, level %d: %v", classes, base, err)
			}
		}
	}
	if lines.Err() != nil || n < 770000 {
		t.Errorf("%d cases, %v", n, lines.Err())
	}
	t.Logf("%d cases", n)
}

// All of BidiBrackets.txt: the library knows each bracket and its other one.
func TestBidiBrackets(t *testing.T) {
	lines := bufio.NewScanner(unicodeData(t, "BidiBrackets.txt"))
	n := 0
	for lines.Scan() {
		line, _, _ := strings.Cut(lines.Text(), "#")
		parts := strings.Split(strings.ReplaceAll(line, " ", ""), ";")
		if len(parts) != 3 {
			continue
		}
		n++
		r, pair := rune(numbers(t, parts[0], 16)[0]), rune(numbers(t, parts[1], 16)[0])
		props, _ := bidi.LookupRune(r)
		if !props.IsBracket() || props.IsOpeningBracket() != (parts[2] == "o") || mirrored(r) != pair {
			t.Errorf("%U is no bracket %s with %U", r, parts[2], pair)
		}
	}
	if lines.Err() != nil || n < 120 {
		t.Errorf("%d brackets, %v", n, lines.Err())
	}
}

// Levels stay in their bounds whatever the text, and a line has each of its
// characters once.
func FuzzLevels(f *testing.F) {
	f.Add("בשנת 2026 כתב (Zoë) [٢٠٢٦]", false)
	f.Add(strings.Repeat("\u2067\u202a(", 130)+"א"+strings.Repeat(")\u202c\u2069", 130), true)
	f.Add("\u2068\u2068a\u2069א\u2029\tא\u0300\u00ad\x00\xff", true)
	f.Fuzz(func(t *testing.T, s string, right bool) {
		text := []rune(s)
		of, base := levels(text)
		if base > 1 {
			t.Fatalf("the paragraph has level %d", base)
		}
		if got := levelsIn(text, base); !reflect.DeepEqual(got, of) {
			t.Fatalf("levels(%q) = %v, and levelsIn = %v", s, of, got)
		}
		if right {
			base = 1
			of = levelsIn(text, base)
		}
		if len(of) != len(text) {
			t.Fatalf("%d levels for %d characters", len(of), len(text))
		}
		trail(of, text, base)
		for _, l := range of {
			if l > maxDepth+1 || l < base {
				t.Fatalf("%q has the levels %v", s, of)
			}
		}
		order := visual(of)
		slices.Sort(order)
		for i, o := range order {
			if i != o {
				t.Fatalf("%q stands as %v", s, order)
			}
		}
	})
}

func BenchmarkLevels(b *testing.B) {
	for _, tt := range []struct{ name, text string }{
		{"English", "I told your story (about your father) at dinner. "},
		{"mixed", "סיפרתי את הסיפור שלך ב-10.4.2026 (על אביך) at dinner, في العشاء ٢٠٢٦. "},
		{"brackets", strings.Repeat("(", 62) + strings.Repeat(")", 62) + "א"},
		{"open brackets", strings.Repeat("([{", 20) + strings.Repeat("〉", 60) + "א"},
		{"isolates", "\u2068a\u2067א"},
		{"embeddings", "\u202b\u202aא"},
	} {
		text := []rune(strings.Repeat(tt.text, 1<<20/len(tt.text)))
		b.Run(tt.name, func(b *testing.B) {
			b.SetBytes(int64(len(string(text))))
			for b.Loop() {
				levels(text)
			}
		})
	}
}
