package composer

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// An origin is where in a file the text of a scalar stands.
type origin struct {
	text       string // of the file, with "\n" at the end of lines
	json       bool
	above      int // lines of the file before text
	line, col  int // where the scalar begins, its quotes and signs with it
	signs      int // how many characters it has that are no white space
	signsAfter int // how many of these stand behind the value, which may be a part of the scalar
}

// At is the position of the character n of v.Text, counted from 0, in the file
// it was read from; white space is placed right behind the character before
// it. What [Kind.Check] put in front of an answer has the answer's own place.
// For what was typed it is the position within the text.
func (v Value) At(n int) Position { return v.Places()(n) }

// Places is [Value.At] for who asks often: characters that come in order cost
// no more than one walk through the text.
func (v Value) Places() func(n int) Position {
	runes := []rune(v.Text)
	signs, counted := 0, 0 // of the characters before counted, these are no white space
	w := &walk{origin: v.from}
	p := Position{v.Source, max(v.Line, 1), max(v.Column, 1)}
	first := p
	return func(n int) Position {
		n = min(max(n, 0), len(runes))
		if n < counted {
			signs, counted, p = 0, 0, first
		}
		for ; counted < n; counted++ {
			if !unicode.IsSpace(runes[counted]) {
				signs++
			}
			p.Column++
			if runes[counted] == '\n' {
				p.Line, p.Column = p.Line+1, 1
			}
		}
		if v.from == nil {
			return p
		}
		// Counted from the end: a starter is in front, and no part of the file.
		if w.all == 0 {
			w.all = countSigns(runes)
		}
		sign := v.from.signs - v.from.signsAfter - (w.all - signs)
		behind := n == len(runes) || unicode.IsSpace(runes[n])
		line, col := w.place(sign, behind)
		return Position{v.Source, line + v.from.above, col}
	}
}

// countSigns is how many of runes are no white space.
func countSigns(runes []rune) int {
	n := 0
	for _, r := range runes {
		if !unicode.IsSpace(r) {
			n++
		}
	}
	return n
}

// A walk goes through a scalar in its file, one character after the other.
type walk struct {
	*origin
	c, end *cursor // before the next character; behind the last one that is no white space
	seen   int     // how many characters before c are no white space
	all    int     // how many of the value are none; 0 until it was counted
}

// place is the line and the column of the character n of the scalar, white
// space not counted, or those right behind the one before it.
func (w *walk) place(n int, behind bool) (line, col int) {
	if w.c == nil || n < w.seen {
		w.c, w.seen = newCursor(w.origin), 0
		w.end = new(cursor)
		*w.end = *w.c
	}
	for {
		at := *w.c
		r, ok := w.c.next()
		switch {
		case behind && w.seen == n, !ok:
			*w.c = at
			return w.end.line, w.end.col
		case unicode.IsSpace(r):
			continue
		case w.seen == max(n, 0):
			*w.c = at
			return at.line, at.col
		}
		w.seen++
		*w.end = *w.c
	}
}

// A cursor reads the characters of a scalar as its file has them, in plain
// words, in quotes, or in a block.
type cursor struct {
	rest      string
	line, col int
	quote     byte // ' or ", or 0
	json      bool
}

// newCursor is a cursor at the first character of the scalar.
func newCursor(o *origin) *cursor {
	c := &cursor{rest: o.text, line: 1, col: 1, json: o.json}
	for c.line < o.line {
		_, c.rest, _ = strings.Cut(c.rest, "\n")
		c.line++
	}
	for c.col < o.col && c.rest != "" {
		c.step()
	}
	switch c.peek() {
	case '\'', '"':
		c.quote = c.rest[0]
		c.step()
	case '|', '>':
		if !c.json {
			_, c.rest, _ = strings.Cut(c.rest, "\n")
			c.line, c.col = c.line+1, 1
		}
	}
	return c
}

func (c *cursor) peek() byte {
	if c.rest == "" {
		return 0
	}
	return c.rest[0]
}

// step reads one character of the file.
func (c *cursor) step() rune {
	r, n := utf8.DecodeRuneInString(c.rest)
	c.rest, c.col = c.rest[n:], c.col+1
	if r == '\n' {
		c.line, c.col = c.line+1, 1
	}
	return r
}

// next reads one character of the scalar. It reports false at the file's end.
func (c *cursor) next() (rune, bool) {
	if c.rest == "" {
		return 0, false
	}
	r := c.step()
	switch {
	case c.quote == '"' && r == '\\':
		return c.escaped(), true
	case c.quote == '\'' && r == '\'' && c.peek() == '\'':
		c.step()
	}
	return r, true
}

// escaped reads what stands behind a backslash in double quotes. A line end
// there stands for nothing, and is read as white space.
func (c *cursor) escaped() rune {
	s := c.step()
	digits := map[rune]int{'x': 2, 'u': 4, 'U': 8}[s]
	if digits == 0 {
		if strings.ContainsRune("tnvfrNLP_ \n", s) && (!c.json || s != '_') {
			return ' '
		}
		return s
	}
	r := c.hex(digits)
	if c.json && 0xd800 <= r && r < 0xdc00 && strings.HasPrefix(c.rest, `\u`) {
		low := *c
		low.step()
		low.step()
		if l := low.hex(4); 0xdc00 <= l && l < 0xe000 {
			*c = low
		}
		return utf8.RuneError // any sign that is no white space
	}
	return r
}

// hex reads n hexadecimal digits.
func (c *cursor) hex(n int) rune {
	n = min(n, len(c.rest))
	v, _ := strconv.ParseUint(c.rest[:n], 16, 32)
	for range n {
		c.step()
	}
	return rune(v)
}
