package composer

import (
	"slices"
	"strings"
)

// A spot is where on a page the text of a template stands. An "if" or a
// "range" leads there in several ways; what may be so in one of them counts.
type spot struct{ ways []way }

// maxWays is how many ways through one paragraph are looked at.
const maxWays = 200

func newSpot() spot { return spot{[]way{{}}} }

// A way is what is known of a paragraph up to a spot, as far as it matters to
// what follows.
type way struct {
	within  bool    // an earlier line begins a list, a quotation or a table
	head    string  // the indentation, bullets and signs that the line begins with
	content content // what is on the line behind that
	cell    bool    // there is a "|" on the line
	tail    string  // the template's last words, if nothing was printed behind them
	open    string  // the markup that is still open, from its first sign on
}

// maxTail is as long as the longest name of an entity, and more.
const maxTail = 40

// A content is what a line holds.
type content int

const (
	empty   content = iota
	digits          // of the template's own
	answers         // answers that may be numbers, and digits
	other           // words
)

// each makes every way what f makes of it.
func (s *spot) each(f func(*way)) {
	var out []way
	for _, w := range s.ways {
		f(&w)
		if !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	s.ways = out
}

// join adds the ways of other.
func (s *spot) join(other spot) {
	s.ways = slices.Clone(s.ways)
	for _, w := range other.ways {
		if !slices.Contains(s.ways, w) {
			s.ways = append(s.ways, w)
		}
	}
}

// write adds the template's own text and says what is wrong with it here.
func (s *spot) write(text string) (what string) {
	if text == "" {
		return ""
	}
	s.each(func(w *way) {
		if f := w.before(text); f != "" {
			what = f
		}
		for line := range strings.SplitAfterSeq(text, "\n") {
			w.text(line)
		}
	})
	return what
}

// answer adds an answer; worded says that it cannot be a number. The result
// says what is wrong with an answer here.
func (s *spot) answer(worded bool) (what string) {
	s.each(func(w *way) {
		if f := w.behind(); f != "" {
			what = f
		}
		w.tail = ""
		if w.content = max(w.content, answers); worded {
			w.content = other
		}
	})
	return what
}

// words adds something that the template prints and that is no answer.
func (s *spot) words() {
	s.each(func(w *way) { w.content, w.tail = other, "" })
}

// tight reports whether a second line would break what stands here.
func (s *spot) tight() bool {
	return slices.ContainsFunc(s.ways, func(w way) bool { return w.within || w.head != "" || w.cell })
}

// before says what text would make of an answer that it stands right behind.
func (w *way) before(text string) string {
	behind := strings.TrimLeft(text, "0123456789")
	switch {
	case w.content == answers && (strings.HasPrefix(behind, ".") || strings.HasPrefix(behind, ")")):
		return "an answer at the start of a line may be a number, and this would make it one of a list; use sentence"
	case w.open == "" && w.content > digits && w.tail == "" && strings.IndexByte("_*", text[0]) >= 0:
		return "a space is missing between an answer and what follows"
	}
	return ""
}

// behind says what would become of an answer that stands here.
func (w *way) behind() string {
	tail := w.tail
	switch {
	case w.open != "":
		return "an answer cannot stand inside " + openName(w.open)
	case w.content == empty && (strings.HasPrefix(w.head, "    ") || strings.Contains(w.head, "     ") || strings.Contains(w.head, "\t")):
		return "an answer cannot stand inside code, which four spaces make"
	case tail != "" && strings.IndexByte(`\]_*`, tail[len(tail)-1]) >= 0, endsInEntity(tail):
		return "a space is missing before an answer"
	}
	return ""
}

// endsInEntity reports whether tail ends in "&" and what may be the rest of an
// entity's name.
func endsInEntity(tail string) bool {
	i := strings.LastIndexByte(tail, '&')
	return i >= 0 && !strings.ContainsFunc(tail[i+1:], func(r rune) bool { return r != '#' && !inWord(r) })
}

// text adds one line of the template, or the part of one.
func (w *way) text(line string) {
	if strings.HasSuffix(w.tail, "]") && w.open == "" {
		w.open = "]" // an address may follow
	}
	w.open = stillOpen(w.open + line)
	ends := strings.HasSuffix(line, "\n")
	line = strings.TrimSuffix(line, "\n")
	if w.content == empty {
		head := headOf(w.head + line)
		line = (w.head + line)[len(head):]
		w.head = head
	}
	if line != "" {
		if !isNumber(line) {
			w.content = other
		}
		w.content, w.tail = max(w.content, digits), w.tail+line
		w.tail = w.tail[max(0, len(w.tail)-maxTail):]
		w.cell = w.cell || strings.Contains(line, "|")
	}
	if !ends {
		return
	}
	if w.content == empty && strings.TrimSpace(w.head) == "" { // an empty line
		*w = way{open: fenceOf(w.open)}
		return
	}
	*w = way{within: w.within || strings.TrimSpace(w.head) != "" || w.cell, open: w.open}
}

// headOf is what line begins with before its words: spaces, the signs of
// quotations and headings, bullets and numbers.
func headOf(line string) string {
	rest := line
	for {
		text := strings.TrimLeft(rest, " \t>#")
		end := strings.IndexAny(text, " \t")
		if end < 1 || !isBullet(text[:end]) {
			return line[:len(line)-len(text)]
		}
		rest = text[end:]
	}
}

// isBullet reports whether word begins an item of a list.
func isBullet(word string) bool {
	last := len(word) - 1
	return last == 0 && strings.Contains("-*+", word) || isNumber(word[:last]) && strings.Contains(".)", word[last:])
}

// Markup that an answer cannot stand in, by its first sign.
var openNames = []struct{ sign, name string }{
	{"<!--", "a comment"}, {"<", "HTML"}, {"`", "code"}, {"~", "code"}, {"[", "a link"}, {"]", "a link"}, {"*", "emphasis"}, {"_", "emphasis"},
}

func openName(open string) string {
	for _, o := range openNames {
		if strings.HasPrefix(open, o.sign) {
			return o.name
		}
	}
	return "markup"
}

// fenceOf is open where it is code between fences, which empty lines do not
// close.
func fenceOf(open string) string {
	if fenceMark(open) != "" || strings.HasPrefix(open, "<!--") {
		return open
	}
	return ""
}

// stillOpen is text from the first markup on that is not closed in it; empty
// where all is.
func stillOpen(text string) string {
	first := -1             // where the first emphasis is open
	signs := map[byte]int{} // the emphasis that is open: 1, 2 or 3 signs
	for i := 0; i < len(text); {
		n := 1
		switch c := text[i]; c {
		case '\\':
			n = 2
		case '`', '~', '<', '[', ']':
			if n = spanLength(text[i:]); n == 0 {
				if first >= 0 {
					return text[first:]
				}
				return text[i:]
			}
		case '*', '_':
			n = runLength(text[i:])
			if c == '_' && n >= 5 || standsAlone(text, i, n) {
				break
			}
			if signs[c] ^= n & 3; signs[c] != 0 && first < 0 {
				first = i
			}
			if signs['*'] == 0 && signs['_'] == 0 {
				first = -1
			}
		}
		i += n
	}
	if first < 0 {
		return ""
	}
	return text[first:]
}

// standsAlone reports whether the n signs at i of text open and close nothing:
// they stand between spaces.
func standsAlone(text string, i, n int) bool {
	before := i == 0 || text[i-1] == ' ' || text[i-1] == '\n'
	after := i+n < len(text) && (text[i+n] == ' ' || text[i+n] == '\n')
	return before && after
}

func runLength(text string) int { return len(text) - len(strings.TrimLeft(text, text[:1])) }

// spanLength is the length of the code, HTML or link that text begins with: 0
// where it is not closed.
func spanLength(text string) int {
	closing := func(open int, sign string) int {
		i := strings.Index(text[open:], sign)
		if i < 0 {
			return 0
		}
		return open + i + len(sign)
	}
	switch {
	case strings.HasPrefix(text, "<!--"):
		return closing(4, "-->")
	case text[0] == '<':
		if len(text) > 1 && !isTagStart(text[1]) {
			return 1
		}
		return closing(1, ">")
	case text[0] == '`':
		run := text[:runLength(text)]
		return closing(len(run), run)
	case text[0] == '~':
		if run := text[:runLength(text)]; len(run) >= 3 {
			return closing(len(run), run)
		}
		return 1
	case text[0] == '[':
		n := closing(1, "]")
		switch {
		case n == 0 || strings.HasPrefix(text[n:], ":"): // an address follows
			return 0
		case strings.HasPrefix(text[n:], "("):
			return closing(n+1, ")")
		}
		return n
	case strings.HasPrefix(text, "]("):
		return closing(2, ")")
	}
	return 1
}

// isTagStart reports whether "<" and c may begin HTML.
func isTagStart(c byte) bool {
	return c == '/' || c == '!' || c == '?' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

// htmlIn is where in text an HTML tag begins; -1 where there is none. Addresses
// in angle brackets and comments are no tags.
func htmlIn(text string) int {
	for i := range len(text) - 1 {
		if text[i] != '<' || !isTagStart(text[i+1]) || strings.HasPrefix(text[i:], "<!--") {
			continue
		}
		inner, _, _ := strings.Cut(text[i+1:], ">")
		if !strings.ContainsAny(inner, ":@") || strings.ContainsAny(inner, " =") {
			return i
		}
	}
	return -1
}
