package composer

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// What a template sees of an answer is one of these. All are string kinds, so
// that "if" and "eq" look at the words themselves, and Line and Prose escape
// what they hold when they are printed: an answer is text and can never become
// markup.
type (
	// A Line is text on one line.
	Line string
	// Prose is text in paragraphs; a single line end is a hard break.
	Prose string
	// Markdown is markup of our own making and is printed as it stands.
	Markdown string
	// A Path names an answer, for a field to fill in. Templates cannot print it.
	Path string
)

// String is l as CommonMark that reads as the words of l and nothing else,
// wherever in a paragraph, heading, list item or table cell it stands.
func (l Line) String() string { return escape(oneLine(string(l))) }

// String is p as CommonMark paragraphs.
func (p Prose) String() string {
	var out strings.Builder
	for i, lines := range paragraphs(string(p)) {
		if i > 0 {
			out.WriteString("\n\n")
		}
		for j, l := range lines {
			if j > 0 {
				out.WriteString("\\\n")
			}
			out.WriteString(escape(l))
		}
	}
	return out.String()
}

// escape is the line s with as few backslashes as make it text. s may stand
// behind any words of a template and before any others but those that the
// walker refuses: what only the template's words and s together would make,
// such as "1" before ". ", is not looked at here.
func escape(s string) string {
	s = strings.ToValidUTF8(s, string(utf8.RuneError))
	if !strings.ContainsFunc(s, isSign) {
		return s // the usual case
	}
	var out strings.Builder
	out.Grow(len(s) + 8)
	start, tail := blockStart(s), headingTail(s)
	before := ' '
	for i, r := range s {
		rest := s[i+utf8.RuneLen(r):]
		after, _ := utf8.DecodeRuneInString(rest)
		if r == '\\' && rest == "" {
			// Two backslashes and the template's line break make three, which
			// goldmark misreads before a bracket.
			out.WriteString("&#92;")
			break
		}
		if i == start || i == tail || hasMeaning(r, before, after, i == 0, rest) {
			out.WriteByte('\\')
		}
		out.WriteRune(r)
		before = r
	}
	return out.String()
}

// hasMeaning reports whether r has a meaning in Markdown between before and
// rest, which begins with after.
func hasMeaning(r, before, after rune, first bool, rest string) bool {
	edge := first || rest == ""
	switch r {
	case '`', '[', '<', '~', '|':
		return true
	case '*':
		return edge || before != ' ' || after != ' '
	case '_':
		return edge || !inWord(before) || !inWord(after)
	case '\\':
		return isSign(after)
	case '&':
		return beginsEntity(rest)
	}
	return false
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// isSign reports whether a backslash before r would be an escape.
func isSign(r rune) bool {
	return r < utf8.RuneSelf && (unicode.IsPunct(r) || unicode.IsSymbol(r))
}

// beginsEntity reports whether "&" and rest are an entity, or could become one
// with what is printed behind them.
func beginsEntity(rest string) bool {
	end := strings.IndexFunc(rest, func(r rune) bool { return r >= utf8.RuneSelf || r != '#' && !inWord(r) })
	return end < 0 || end > 0 && rest[end] == ';'
}

// What CommonMark takes for a heading and for the number of a list.
const (
	maxHashes = 6
	maxDigits = 9
)

// blockStart is where in s a backslash is due, so that a line which begins
// with s begins no list, heading, quotation, rule or table; -1 for nowhere.
func blockStart(s string) int {
	word, _, _ := strings.Cut(s, " ")
	switch c := s[0]; {
	case c == '>',
		c == '#' && len(word) <= maxHashes && strings.Trim(word, "#") == "",
		strings.IndexByte("-+.)", c) >= 0 && len(word) == 1,
		strings.IndexByte("-:=", c) >= 0 && strings.Trim(s, "-:= ") == "":
		return 0
	case strings.HasSuffix(word, ".") || strings.HasSuffix(word, ")"):
		if digits := word[:len(word)-1]; isNumber(digits) && len(digits) <= maxDigits {
			return len(digits)
		}
	}
	return -1
}

// headingTail is where the signs at the end of s begin that would close a
// heading; -1 where there are none.
func headingTail(s string) int {
	text := strings.TrimRight(s, "#")
	if text == s || text != "" && !strings.HasSuffix(text, " ") {
		return -1
	}
	return len(text)
}

// isNumber reports whether s is digits and nothing else.
func isNumber(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
