package interview

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A press is what a person did at the keyboard: one key, some text, or a
// paste, which is one press however long it is and whatever stands in it.
type press struct {
	key  pressed
	text string // of pressText and pressPaste
}

type pressed int

const (
	pressNothing pressed = iota // a key without a meaning here, or no key for a while
	pressText
	pressPaste
	pressEnter
	pressDone
	pressBack
	pressStop
	pressHelp
	pressTab
	pressUndo
	pressChord // the first of two keys
	pressLeft
	pressRight
	pressUp
	pressDown
	pressPageUp
	pressPageDown
	pressHome
	pressEnd
	pressWordLeft
	pressWordRight
	pressErase       // the sign before the cursor
	pressDelete      // the sign at the cursor
	pressEraseWord   // the word before the cursor
	pressDeleteWord  // the word behind the cursor
	pressEraseToHome // what stands before the cursor in its line
	pressDeleteToEnd // what stands behind it
)

// controls are the keys that send one character.
var controls = map[byte]pressed{
	'\r': pressEnter, '\n': pressEnter, '\t': pressTab,
	0x7f: pressErase, 0x08: pressErase,
	'A' & 31: pressHome, 'B' & 31: pressLeft, 'C' & 31: pressStop, 'D' & 31: pressDone, 'E' & 31: pressEnd,
	'F' & 31: pressRight, 'K' & 31: pressDeleteToEnd, 'N' & 31: pressDown, 'P' & 31: pressUp,
	'U' & 31: pressEraseToHome, 'W' & 31: pressEraseWord, 'X' & 31: pressChord, 'Z' & 31: pressUndo, '_' & 31: pressUndo,
}

// sequences are the keys that send an escape sequence, without its ESC. What
// is not among them does nothing: no part of it is ever taken for text.
var sequences = map[string]pressed{
	"[A": pressUp, "OA": pressUp, "[B": pressDown, "OB": pressDown,
	"[C": pressRight, "OC": pressRight, "[D": pressLeft, "OD": pressLeft,
	"[H": pressHome, "OH": pressHome, "[1~": pressHome, "[7~": pressHome,
	"[F": pressEnd, "OF": pressEnd, "[4~": pressEnd, "[8~": pressEnd,
	"[5~": pressPageUp, "[6~": pressPageDown, "[3~": pressDelete, "[Z": pressBack,
	"[1;5D": pressWordLeft, "[1;3D": pressWordLeft, "[5D": pressWordLeft, "Od": pressWordLeft, "b": pressWordLeft,
	"[1;5C": pressWordRight, "[1;3C": pressWordRight, "[5C": pressWordRight, "Oc": pressWordRight, "f": pressWordRight,
	"\x7f": pressEraseWord, "\x08": pressEraseWord, "d": pressDeleteWord, "[3;5~": pressDeleteWord,
	"OP": pressHelp, "[11~": pressHelp, "[[A": pressHelp, "[P": pressHelp, // F1 of xterm, rxvt, the Linux console, kitty
}

// The sequences around a paste.
const pasteBegins, pasteEnds = "\x1b[200~", "\x1b[201~"

// cut takes the first press out of what a terminal sent and says how many
// bytes it was; 0 where more must come. When nothing more came for a while,
// last is true and what there is has to do.
func cut(b []byte, last bool) (press, int) {
	if len(b) == 0 {
		return press{}, 0
	}
	switch c := b[0]; {
	case c == 0x1b:
		return cutSequence(b, last)
	case c < ' ' || c == 0x7f:
		return press{key: controls[c]}, 1
	}
	return cutText(b, last)
}

// cutText takes as much text as there is.
func cutText(b []byte, last bool) (press, int) {
	n := 0
	for n < len(b) && b[n] >= ' ' && b[n] != 0x7f && (last || utf8.FullRune(b[n:])) {
		_, size := utf8.DecodeRune(b[n:])
		n += size
	}
	if n == 0 {
		return press{}, 0
	}
	return press{pressText, clean(b[:n])}, n
}

func cutSequence(b []byte, last bool) (press, int) {
	if bytes.HasPrefix(b, []byte(pasteBegins)) {
		return cutPaste(b, last)
	}
	n := sequenceLen(b)
	switch {
	case n > 0:
		return press{key: sequences[string(b[1:n])]}, n
	case last:
		return press{}, len(b)
	}
	return press{}, 0
}

// sequenceLen is the length of the escape sequence that b begins with, or 0
// where its end is missing.
func sequenceLen(b []byte) int {
	if len(b) < 2 {
		return 0
	}
	ends := func(c byte) bool { return c >= 0x40 && c <= 0x7e }
	at := 2
	switch b[1] {
	case 0x1b: // Alt with a key that has a sequence itself
		n := sequenceLen(b[1:])
		if n == 0 {
			return 0
		}
		return 1 + n
	case '[':
		if len(b) > 2 && b[2] == '[' { // the Linux console's function keys
			at = 3
		}
	case 'O':
	case ']', 'P', '_', '^': // a terminal's reply, as long as it likes
		for i := 2; i < len(b); i++ {
			if b[i] == '\a' || b[i] == '\\' && b[i-1] == 0x1b {
				return i + 1
			}
		}
		return 0
	default: // Alt with a letter
		if !utf8.FullRune(b[1:]) {
			return 0
		}
		_, size := utf8.DecodeRune(b[1:])
		return 1 + size
	}
	for i := at; i < len(b); i++ {
		switch {
		case ends(b[i]):
			return i + 1
		case b[i] < ' ' || b[i] > 0x7e:
			return i // broken off; what comes now is another key
		}
	}
	return 0
}

// cutPaste takes a whole paste. Where its end does not come, Ctrl-C ends it
// and is pressed.
func cutPaste(b []byte, last bool) (press, int) {
	inside := b[len(pasteBegins):]
	if n := bytes.Index(inside, []byte(pasteEnds)); n >= 0 {
		return press{pressPaste, clean(inside[:n])}, len(pasteBegins) + n + len(pasteEnds)
	}
	if !last {
		return press{}, 0
	}
	if n := bytes.IndexByte(inside, 'C'&31); n >= 0 {
		inside = inside[:n]
	}
	return press{pressPaste, clean(inside)}, len(pasteBegins) + len(inside)
}

// clean is text as answers hold it: line ends are one character, and there are
// no other control characters but tabs.
func clean(b []byte) string {
	s := strings.ToValidUTF8(string(b), string(unicode.ReplacementChar))
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, s)
}
