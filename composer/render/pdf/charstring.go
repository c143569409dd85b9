package pdf

import (
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
)

// What follows walks through charstrings of type 2 (Adobe Technical Note
// 5177), which have neither branches nor loops, to see which subroutines
// they call. A font of Chinese has tens of thousands, so that those which a
// cut needs are counted anew and the calls are rewritten.

// A charstring is the code of a glyph or of a subroutine.
type charstring struct {
	code   []byte
	calls  []call
	walked bool // calls are known
	open   bool // a walk is in it
}

// A call is where a charstring has the number of a subroutine that it calls.
type call struct {
	to         *subrs
	n          int // in the font
	start, end int // of the number
}

// subrs are the subroutines that charstrings call by number.
type subrs struct {
	index  cffIndex
	used   map[int]*charstring // those that are called
	fixed  bool                // their numbers must stay, as some are not where they are called
	places map[int]int         // the new numbers
}

func newSubrs(index cffIndex) *subrs { return &subrs{index: index, used: map[int]*charstring{}} }

// Small numbers are shorter in a charstring: so numbers of subroutines begin
// below 0, the further the more there are.
var biases = []struct{ count, bias int }{{33900, 32768}, {1240, 1131}, {0, 107}}

// find is the subroutine that a charstring calls n, and its number.
func (s *subrs) find(n int) (*charstring, int, error) {
	if s == nil {
		return nil, 0, errors.New("a subroutine is called, but there are none")
	}
	n += bias(s.index.count)
	if c := s.used[n]; c != nil {
		return c, n, nil
	}
	code, err := s.index.item(n)
	if err != nil {
		return nil, 0, fmt.Errorf("subroutine %d: %w", n, err)
	}
	c := &charstring{code: code}
	s.used[n] = c
	return c, n, nil
}

// bias is the number that is called 0 where there are so many subroutines.
func bias(count int) int {
	for _, b := range biases {
		if count >= b.count {
			return b.bias
		}
	}
	return 0
}

// count gives each subroutine that is called its new number.
func (s *subrs) count() {
	s.places = make(map[int]int, len(s.used))
	for i, n := range slices.Sorted(maps.Keys(s.used)) {
		s.places[n] = i
		if s.fixed {
			s.places[n] = n
		}
	}
}

// cut is the subroutines that are called, by their new numbers. Where
// numbers must stay, so many are there that they begin at the same place,
// and those that nothing calls are empty.
func (s *subrs) cut() []*charstring {
	size := len(s.used)
	if s.fixed {
		for n := range s.used {
			size = max(size, n+1)
		}
		for _, b := range biases {
			if s.index.count >= b.count {
				size = max(size, b.count)
				break
			}
		}
	}
	list := slices.Repeat([]*charstring{{code: []byte{opReturn}}}, size)
	for n, c := range s.used {
		list[s.places[n]] = c
	}
	return list
}

// rewritten is the code with the new numbers of what it calls.
func (c *charstring) rewritten() []byte {
	out := make([]byte, 0, len(c.code)+len(c.calls))
	at := 0
	for _, k := range c.calls {
		if k.to.fixed {
			continue
		}
		out = append(out, c.code[at:k.start]...)
		out = appendNumber(out, k.to.places[k.n]-bias(len(k.to.used)))
		at = k.end
	}
	return append(out, c.code[at:]...)
}

// appendNumber appends a number as charstrings have it.
func appendNumber(dst []byte, n int) []byte {
	switch {
	case n >= -107 && n <= 107:
		return append(dst, byte(n+139))
	case n >= 108 && n <= 1131:
		return append(dst, byte((n-108)>>8+247), byte(n-108))
	case n >= -1131 && n <= -108:
		return append(dst, byte((-n-108)>>8+251), byte(-n-108))
	}
	return append(dst, opShort, byte(n>>8), byte(n))
}

// Operators of charstrings that do more than move and draw.
const (
	opHStem     = 1
	opVStem     = 3
	opCallSubr  = 10
	opReturn    = 11
	opEscape    = 12
	opEndChar   = 14
	opHStemHM   = 18
	opHintMask  = 19
	opCntrMask  = 20
	opVStemHM   = 23
	opShort     = 28 // a number of two bytes
	opCallGSubr = 29
	opFixed     = 255 // a number of four

	// Behind an escape.
	opDotSection = 0
	opRoll       = 30
	opHFlex      = 34 // the first of four
	opFlex1      = 37
)

// arithmetic is how many numbers an operator behind an escape takes from the
// stack and puts there. Fonts of today have none of these.
var arithmetic = map[byte][2]int{
	3: {2, 1}, 4: {2, 1}, 5: {1, 1}, 9: {1, 1}, 10: {2, 1}, 11: {2, 1}, 12: {2, 1}, 14: {1, 1}, 15: {2, 1}, 18: {1, 0}, 20: {2, 0},
	21: {1, 1}, 22: {4, 1}, 23: {0, 1}, 24: {2, 1}, 26: {1, 1}, 27: {1, 2}, 28: {2, 2}, 29: {1, 1}, opRoll: {2, 0},
}

const (
	deepest  = 10 // subroutines in each other
	computed = math.MinInt
)

// A walker goes through the charstrings of a font.
type walker struct {
	global *subrs
	local  *subrs
	budget int64 // operators and numbers; subroutines that call each other are soon too many
	stack  []int
	hints  int
}

// glyph walks through a glyph's charstring.
func (w *walker) glyph(c *charstring, local *subrs) error {
	w.local, w.stack, w.hints = local, w.stack[:0], 0
	_, err := w.walk(c, 0)
	return err
}

// walk walks through c and reports whether the glyph ends there.
func (w *walker) walk(c *charstring, depth int) (ended bool, err error) {
	switch {
	case depth > deepest:
		return false, errors.New("subroutines call each other too deeply")
	case c.open:
		return false, errors.New("a subroutine calls itself")
	}
	c.open = true
	calls, ended, err := w.steps(c.code, depth)
	c.open = false
	if err != nil {
		return false, err
	}
	return ended, c.note(calls)
}

// note notes the calls of a walk. How many stems there are may differ from
// one walk to the next, and so what is a mask; but not where the calls are.
// A subroutine of the whole font may call those of two dictionaries by one
// number.
func (c *charstring) note(calls []call) error {
	if !c.walked {
		c.calls, c.walked = calls, true
		return nil
	}
	same := slices.EqualFunc(c.calls, calls, func(a, b call) bool {
		if a.to != b.to {
			a.to.fixed, b.to.fixed = true, true
		}
		return a.start == b.start && a.end == b.end && a.n == b.n
	})
	if !same {
		return errors.New("a subroutine is read in two ways")
	}
	return nil
}

// steps goes through code and is what it calls, and whether the glyph ends.
func (w *walker) steps(code []byte, depth int) (calls []call, ended bool, err error) {
	for at, start, end := 0, 0, -1; at < len(code); {
		if w.budget--; w.budget < 0 {
			return nil, false, errors.New("subroutines call each other too often")
		}
		op := code[at]
		if op >= 32 || op == opShort {
			n, size := charNumber(code[at:])
			if size > len(code)-at {
				return nil, false, errors.New("a charstring is cut off")
			}
			start, end = at, at+size
			at = end
			if err := w.push(n); err != nil {
				return nil, false, err
			}
			continue
		}
		at++
		switch op {
		case opHStem, opVStem, opHStemHM, opVStemHM:
			w.hint()
		case opHintMask, opCntrMask:
			w.hint() // before the first mask, vstem is left out
			mask := (w.hints + 7) / 8
			if mask > len(code)-at {
				return nil, false, errors.New("a mask of hints is cut off")
			}
			at += mask
		case opCallSubr, opCallGSubr:
			subr, k, err := w.called(op)
			if err != nil {
				return nil, false, err
			}
			if k.start, k.end = start, end; end == at-1 {
				calls = append(calls, k)
			} else {
				k.to.fixed = true
			}
			if ended, err := w.walk(subr, depth+1); ended || err != nil {
				return calls, ended, err
			}
		case opReturn:
			return calls, false, nil
		case opEndChar:
			if len(w.stack) >= 4 {
				return nil, false, errors.New("composed of two letters in a way of old (seac)")
			}
			return calls, true, nil
		case opEscape:
			if at == len(code) {
				return nil, false, errors.New("a charstring is cut off")
			}
			if err := w.escape(code[at]); err != nil {
				return nil, false, err
			}
			at++
		case 0, 2, 9, 13, 15, 16, 17:
			return nil, false, fmt.Errorf("operator %d is not of type 2", op)
		default: // moves, lines and curves
			w.stack = w.stack[:0]
		}
	}
	return calls, false, nil
}

// called takes the number of a subroutine from the stack.
func (w *walker) called(op byte) (*charstring, call, error) {
	last := len(w.stack) - 1
	if last < 0 {
		return nil, call{}, errors.New("a subroutine is called without a number")
	}
	n := w.stack[last]
	w.stack = w.stack[:last]
	if n == computed {
		return nil, call{}, errors.New("the number of a subroutine is computed")
	}
	to := w.local
	if op == opCallGSubr {
		to = w.global
	}
	subr, n, err := to.find(n)
	return subr, call{to: to, n: n}, err
}

// charNumber is the number that b begins with, and how many bytes it has.
func charNumber(b []byte) (n, size int) {
	switch {
	case b[0] == opShort && len(b) >= 3:
		return int(int16(binary.BigEndian.Uint16(b[1:]))), 3
	case b[0] == opFixed && len(b) >= 5:
		return int(int32(binary.BigEndian.Uint32(b[1:])) >> 16), 5
	case b[0] == opShort || b[0] == opFixed:
		return 0, 5 // cut off
	}
	return shortNumber(b)
}

func (w *walker) push(n int) error {
	if len(w.stack) == cffMostArguments {
		return errors.New("the stack is full")
	}
	w.stack = append(w.stack, n)
	return nil
}

// hint counts the stems whose edges are on the stack, maybe above a width.
func (w *walker) hint() {
	w.hints += len(w.stack) / 2
	w.stack = w.stack[:0]
}

// escape does what an operator of two bytes does to the stack.
func (w *walker) escape(op byte) error {
	change, ok := arithmetic[op]
	switch {
	case op == opDotSection, op >= opHFlex && op <= opFlex1:
		w.stack = w.stack[:0]
		return nil
	case !ok:
		return fmt.Errorf("operator 12 %d is not of type 2", op)
	case len(w.stack) < change[0]:
		return errors.New("the stack is empty")
	}
	w.stack = w.stack[:len(w.stack)-change[0]]
	if op == opRoll {
		for i := range w.stack {
			w.stack[i] = computed
		}
	}
	for range change[1] {
		if err := w.push(computed); err != nil {
			return err
		}
	}
	return nil
}
