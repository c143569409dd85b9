package form

import (
	"bytes"
	"strconv"
	"strings"
)

// The objects of a PDF: nil, bool, int, float64, name, text, array, dict, ref
// and *stream.
type (
	name   string
	text   string // the bytes of a string
	array  []any
	dict   map[name]any
	ref    int // the number of another object
	stream struct {
		dict dict
		raw  []byte // as it stands in the file
	}
	word string // what is no object, such as obj and endobj
)

// What goes beyond these is no form that somebody filled in.
const (
	maxNesting = 100       // arrays and dictionaries inside one another
	maxTokens  = 4_000_000 // words, numbers and names of all that is read
	maxRead    = 256 << 20 // bytes of all that is read, some of them several times
)

// A budget is what was read of a file. Where it is used up nothing more is
// read.
type budget struct{ tokens, bytes int }

func (b *budget) spent() bool { return b.tokens > maxTokens || b.bytes > maxRead }

// A scanner reads objects one after the other.
type scanner struct {
	b    []byte
	at   int
	used *budget
}

func isSpace(c byte) bool { return strings.IndexByte(" \t\r\n\f\x00", c) >= 0 }

func isDelimiter(c byte) bool { return isSpace(c) || strings.IndexByte("()<>[]{}/%", c) >= 0 }

// space passes over white space and comments.
func (s *scanner) space() {
	for s.at < len(s.b) {
		switch c := s.b[s.at]; {
		case isSpace(c):
			s.at++
		case c == '%':
			end := bytes.IndexAny(s.b[s.at:], "\r\n")
			if end < 0 {
				s.at = len(s.b)
				return
			}
			s.at += end
		default:
			return
		}
	}
}

// next reads one object, or a word. It is errBroken where there is none.
func (s *scanner) next() (any, error) { return s.object(0) }

func (s *scanner) object(depth int) (any, error) {
	start := s.at
	s.space()
	s.used.bytes += s.at - start
	s.used.tokens++
	if s.at >= len(s.b) || depth > maxNesting || s.used.spent() {
		return nil, errBroken
	}
	rest := s.b[s.at:]
	switch c := rest[0]; {
	case c == '/':
		return s.name(), nil
	case c == '(':
		return s.literal(), nil
	case bytes.HasPrefix(rest, []byte("<<")):
		s.at += 2
		return s.dict(depth + 1)
	case c == '<':
		return s.hex(), nil
	case c == '[':
		s.at++
		return s.array(depth + 1)
	case strings.IndexByte("]>){}", c) >= 0:
		s.at++
		if c == '>' && s.at < len(s.b) && s.b[s.at] == '>' {
			s.at++
			return word(">>"), nil
		}
		return word(c), nil
	}
	return s.regular(), nil
}

// token is the letters and digits up to the next delimiter.
func (s *scanner) token() string {
	start := s.at
	for s.at < len(s.b) && !isDelimiter(s.b[s.at]) {
		s.at++
	}
	s.used.bytes += s.at - start
	return string(s.b[start:s.at])
}

// regular reads a number, a ref, or a word.
func (s *scanner) regular() any {
	t := s.token()
	switch t {
	case "true", "false":
		return t == "true"
	case "null":
		return nil
	}
	if n, err := strconv.Atoi(t); err == nil {
		if n >= 0 && s.refFollows() {
			return ref(n)
		}
		return n
	}
	if f, err := strconv.ParseFloat(t, 64); err == nil && strings.Trim(t, "+-.0123456789") == "" {
		return f
	}
	return word(t)
}

// refFollows reports whether a generation and "R" follow, and passes over
// them.
func (s *scanner) refFollows() bool {
	at := s.at
	digits := func() bool {
		s.space()
		start := s.at
		for s.at < len(s.b) && s.at-start < 6 && s.b[s.at] >= '0' && s.b[s.at] <= '9' {
			s.at++
		}
		return s.at > start
	}
	if digits() {
		s.space()
		if s.at < len(s.b) && s.b[s.at] == 'R' && (s.at+1 == len(s.b) || isDelimiter(s.b[s.at+1])) {
			s.at++
			return true
		}
	}
	s.at = at
	return false
}

func (s *scanner) name() name {
	s.at++
	t := s.token()
	if !strings.Contains(t, "#") {
		return name(t)
	}
	var b strings.Builder
	for i := 0; i < len(t); i++ {
		if t[i] == '#' && i+2 < len(t) {
			if n, err := strconv.ParseUint(t[i+1:i+3], 16, 8); err == nil {
				b.WriteByte(byte(n))
				i += 2
				continue
			}
		}
		b.WriteByte(t[i])
	}
	return name(b.String())
}

// literal reads a string in parentheses. One without an end ends with the
// file.
func (s *scanner) literal() text {
	var b strings.Builder
	start, open := s.at, 0
	defer func() { s.used.bytes += s.at - start }()
	for s.at < len(s.b) {
		c := s.b[s.at]
		s.at++
		switch c {
		case '(':
			if open++; open == 1 {
				continue
			}
		case ')':
			if open--; open == 0 {
				return text(b.String())
			}
		case '\\':
			s.escape(&b)
			continue
		case '\r': // a line end in a string is "\n", however it is written
			if s.at < len(s.b) && s.b[s.at] == '\n' {
				s.at++
			}
			c = '\n'
		}
		b.WriteByte(c)
	}
	return text(b.String())
}

// escape reads what stands behind a backslash.
func (s *scanner) escape(b *strings.Builder) {
	if s.at >= len(s.b) {
		return
	}
	c := s.b[s.at]
	s.at++
	switch {
	case c >= '0' && c <= '7':
		n := int(c - '0')
		for range 2 {
			if s.at < len(s.b) && s.b[s.at] >= '0' && s.b[s.at] <= '7' {
				n = n*8 + int(s.b[s.at]-'0')
				s.at++
			}
		}
		b.WriteByte(byte(n))
	case c == '\r':
		if s.at < len(s.b) && s.b[s.at] == '\n' {
			s.at++
		}
	case c == '\n':
	default:
		if i := strings.IndexByte("nrtbf", c); i >= 0 {
			c = "\n\r\t\b\f"[i]
		}
		b.WriteByte(c)
	}
}

func (s *scanner) hex() text {
	end := bytes.IndexByte(s.b[s.at:], '>')
	if end < 0 {
		end = len(s.b) - s.at
	}
	s.used.bytes += end
	var digits []byte
	for _, c := range s.b[s.at+1 : s.at+end] {
		if strings.IndexByte("0123456789abcdefABCDEF", c) >= 0 {
			digits = append(digits, c)
		}
	}
	s.at = min(s.at+end+1, len(s.b))
	if len(digits)%2 == 1 {
		digits = append(digits, '0')
	}
	out := make([]byte, len(digits)/2)
	for i := range out {
		n, _ := strconv.ParseUint(string(digits[2*i:2*i+2]), 16, 8)
		out[i] = byte(n)
	}
	return text(out)
}

func (s *scanner) array(depth int) (any, error) {
	out := array{}
	for {
		v, err := s.object(depth)
		if err != nil {
			return nil, err
		}
		switch v {
		case word("]"):
			return out, nil
		case word("endobj"), word("endstream"), word("obj"):
			return nil, errBroken
		}
		if _, stray := v.(word); !stray {
			out = append(out, v)
		}
	}
}

func (s *scanner) dict(depth int) (any, error) {
	out := dict{}
	for {
		key, err := s.object(depth)
		if err != nil {
			return nil, err
		}
		k, ok := key.(name)
		switch {
		case key == word(">>"):
			return out, nil
		case key == word("endobj"), key == word("stream"), key == word("obj"):
			return nil, errBroken
		case !ok:
			continue // what stands here by mistake
		}
		v, err := s.object(depth)
		if err != nil {
			return nil, err
		}
		if v == word(">>") {
			return out, nil
		}
		if _, stray := v.(word); !stray {
			out[k] = v
		}
	}
}
