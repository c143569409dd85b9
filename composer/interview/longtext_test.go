package interview

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestCut(t *testing.T) {
	tests := []struct {
		name, sent string
		want       []press // what there is to do, without what does nothing
	}{
		{"text and keys", "ab\rc", []press{{pressText, "ab"}, {pressEnter, ""}, {pressText, "c"}}},
		{"arrows", "\x1b[A\x1bOB\x02\x06", []press{{pressUp, ""}, {pressDown, ""}, {pressLeft, ""}, {pressRight, ""}}},
		{"words", "\x1bb\x1b[1;5C\x1b\x7f", []press{{pressWordLeft, ""}, {pressWordRight, ""}, {pressEraseWord, ""}}},
		{"F1 of four terminals", "\x1bOP\x1b[11~\x1b[[A\x1b[P", []press{{pressHelp, ""}, {pressHelp, ""}, {pressHelp, ""}, {pressHelp, ""}}},
		{"other function keys", "\x1b[15~\x1b[[C\x1bOQ\x1b[1;2P", nil},
		{"Alt with anything", "\x1bx\x1bé\x1b\x1b[A", nil},
		{"what terminals say of themselves", "\x1b[24;80R\x1b]11;rgb:1/2/3\x1b\\\x1bP>|x\x1b\\\x1b[?62c", nil},
		{"ESC alone", "\x1b", nil},
		{"a sequence that is broken off", "\x1b[1;\x03", []press{{pressStop, ""}}},
		{"a paste", "\x1b[200~a\r\nb\rc\x1b[A\x03\x1b[201~d", []press{{pressPaste, "a\nb\nc[A"}, {pressText, "d"}}},
		{"a paste without an end", "\x1b[200~ab\x03", []press{{pressPaste, "ab"}, {pressStop, ""}}},
		{"no text", "a\xffb\xe6", []press{{pressText, "a\ufffdb"}, {pressText, "\ufffd"}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []press
			for b := []byte(test.sent); len(b) > 0; {
				p, n := cut(b, false)
				if n == 0 {
					p, n = cut(b, true)
				}
				if b = b[n:]; p.key != pressNothing {
					got = append(got, p)
				}
			}
			if fmt.Sprint(got) != fmt.Sprint(test.want) {
				t.Errorf("pressed %v, want %v", got, test.want)
			}
		})
	}
}

// What comes in pieces waits for its end.
func TestCutWaits(t *testing.T) {
	for _, whole := range []string{"é", "漢", "\x1b[A", "\x1b[1;5C", "\x1b[200~a\x1b[201~", "\x1bé", "\x1b\x1b[A", "\x1b[[A", "\x1b]0;x\a"} {
		for n := 1; n < len(whole); n++ {
			if p, took := cut([]byte(whole[:n]), false); took > 0 {
				t.Errorf("cut(%q) took %d bytes for %v", whole[:n], took, p)
			}
		}
		if _, took := cut([]byte(whole), false); took != len(whole) {
			t.Errorf("cut(%q) took %d bytes", whole, took)
		}
	}
}

// FuzzCut sends anything: it is used up, and nothing that is no text becomes
// text.
func FuzzCut(f *testing.F) {
	f.Add([]byte("ab\x1b[A\x1b[200~x\x1b[201~\xff\x1b]"))
	f.Add([]byte("\x1b\x1b\x1b[["))
	f.Fuzz(func(t *testing.T, b []byte) {
		for len(b) > 0 {
			p, n := cut(b, true)
			if n <= 0 || n > len(b) {
				t.Fatalf("cut(%q) took %d bytes", b, n)
			}
			if !utf8.ValidString(p.text) || strings.ContainsAny(p.text, "\x1b\r\x00\x7f") {
				t.Errorf("cut(%q) is the text %q", b, p.text)
			}
			b = b[n:]
		}
	})
}

func TestWrap(t *testing.T) {
	tests := []struct {
		text string
		want []string
	}{
		{"", []string{""}},
		{"one two", []string{"one two"}},
		{"one two three", []string{"one two ", "three"}},
		{"one two     three", []string{"one two     ", "three"}},
		{"a\n\nb\n", []string{"a", "", "b", ""}},
		{"incomprehensible", []string{"incompre", "hensible"}},
		{"so incomprehensible", []string{"so ", "incompre", "hensible"}},
		{"well-being-so", []string{"well-bei", "ng-so"}},
		{"漢字漢字漢字", []string{"漢字漢字", "漢字"}},
		{"e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301 a", []string{"e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301 ", "a"}},
		{"\ta b\tc", []string{"\ta b\t", "c"}},
	}
	for _, test := range tests {
		var got []string
		for _, r := range wrap(test.text, 8) {
			got = append(got, test.text[r.from:r.to])
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("wrap(%q) = %q, want %q", test.text, got, test.want)
		}
	}
}

func TestEdit(t *testing.T) {
	const width = 10
	keys := func(keys ...pressed) []press {
		var out []press
		for _, k := range keys {
			out = append(out, press{key: k})
		}
		return out
	}
	tests := []struct {
		name, text string // | is the cursor
		keys       []press
		want       string
	}{
		{"type", "a|c", []press{{pressText, "b"}}, "ab|c"},
		{"accents join", "e|", []press{{pressText, "\u0301"}, {pressLeft, ""}}, "|e\u0301"},
		{"a sign goes whole", "👨‍👩‍👧|a", keys(pressErase), "|a"},
		{"delete", "a|漢b", keys(pressDelete), "a|b"},
		{"delete at the end", "a|", keys(pressDelete), "a|"},
		{"erase at the beginning", "|a", keys(pressErase), "|a"},
		{"erase a line end", "a\n|b", keys(pressErase), "a|b"},
		{"what closes up is one sign", "e|x\u0301", keys(pressDelete), "e|"},
		{"left over a line end", "a\n|b", keys(pressLeft), "a|\nb"},
		{"word left", "one  two  |", keys(pressWordLeft), "one  |two  "},
		{"word left, the first", "one|", keys(pressWordLeft), "|one"},
		{"word right", "|one  two", keys(pressWordRight, pressWordRight), "one  two|"},
		{"erase a word", "one two|x", keys(pressEraseWord), "one |x"},
		{"delete a word", "one| two x", keys(pressDeleteWord), "one| x"},
		{"home, erase to it", "a\nbc|d", keys(pressEraseToHome, pressHome), "a\n|d"},
		{"end, delete to it", "a|b\nc", keys(pressDeleteToEnd, pressEnd), "a|\nc"},
		{"down a wrapped row", "on|e two three", keys(pressDown), "one two th|ree"},
		{"up keeps the column over short rows", "abcd\n\nabc|d", keys(pressUp, pressUp), "abc|d\n\nabcd"},
		{"down at the last row", "ab|c", keys(pressDown), "ab|c"},
		{"up to the end of a wrapped row", "one two three four|", keys(pressUp), "one two| three four"},
		{"up among wide signs", "漢字\nabc|", keys(pressUp), "漢|字\nabc"},
		{"a page down", "|a\nb\nc\nd", keys(pressPageDown), "a\nb\n|c\nd"},
		{"undo a word", "|", []press{{pressText, "one"}, {pressText, " two"}, {pressText, "!"}, {pressUndo, ""}}, "one|"},
		{"undo a paste", "a|", []press{{pressText, "b"}, {pressPaste, "c\nd"}, {pressUndo, ""}}, "ab|"},
		{"undo erasing as one", "abc|", keys(pressErase, pressErase, pressUndo), "abc|"},
		{"undo with nothing before", "abc|", keys(pressUndo), "abc|"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := passage{text: strings.Replace(test.text, "|", "", 1), at: strings.Index(test.text, "|")}
			for _, k := range test.keys {
				p.edit(k, width, 2)
			}
			if got := p.text[:p.at] + "|" + p.text[p.at:]; got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

// FuzzEdit types anything: the cursor stays at the edge of a sign, every row
// fits, and undo leads back to the beginning.
func FuzzEdit(f *testing.F) {
	f.Add("one two\nthree", []byte("ab\x1b[A\x7f\x17\x0b\x15漢e\u0301\x1b[200~a\nb\x1b[201~\x1b[1;5D"), uint8(10))
	f.Add("👨‍👩‍👧🇫🇷🇩🇪", []byte("\x1b[D\x1b[D\x7f\u200d\x1b[3~\x1b[B"), uint8(1))
	f.Fuzz(func(t *testing.T, text string, keys []byte, w uint8) {
		width := int(w%40) + 1
		text = clean([]byte(text))
		p := passage{text: text, at: len(text)}
		for len(keys) > 0 {
			k, n := cut(keys, true)
			keys = keys[n:]
			p.edit(k, width, 3)
			if p.at < 0 || p.at > len(p.text) || p.snap(p.at) != p.at {
				t.Fatalf("the cursor is within a sign: %q|%q", p.text[:p.at], p.text[p.at:])
			}
		}
		at := 0
		for _, r := range wrap(p.text, width) {
			if r.from < at || strings.Trim(p.text[at:r.from], "\n") != "" {
				t.Fatalf("wrap(%q, %d) leaves out %q", p.text, width, p.text[at:r.from])
			}
			at = r.to
			line := strings.TrimSpace(p.text[r.from:r.to])
			if signs := len(slices.Collect(edges(line))); cells(line) > width && signs > 1 {
				t.Errorf("wrap(%q, %d): %q is too wide", p.text, width, line)
			}
		}
		for range mostMoments + 1 {
			p.undo()
		}
		if p.text != text && len(p.before) < mostMoments {
			t.Errorf("undone to %q, want %q", p.text, text)
		}
	})
}

func edges(s string) func(func(int) bool) {
	return func(yield func(int) bool) {
		for at := range signs(s) {
			if !yield(at) {
				return
			}
		}
	}
}
