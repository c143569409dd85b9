package interview

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// A passage is text that somebody is writing. Its cursor stands between signs
// as people know them, never within one: a letter and its accents, a flag, a
// family of emoji are one sign each.
type passage struct {
	text string
	at   int // of the cursor, in bytes

	goal   int      // the column that up and down keep to, plus one; 0 if none
	before []moment // what undo leads back to, the last one last
	flow   pressed  // the kind of change that goes on, and is undone as one
}

// A moment is what a passage once was.
type moment struct {
	text string
	at   int
}

const mostMoments = 500 // of what can be undone

// set makes text all there is, with the cursor at its end.
func (p *passage) set(text string) {
	p.remember(pressNothing)
	p.text, p.at = text, len(text)
}

// edit does what a key does to text that is drawn in a width. Keys that are no
// edits do nothing.
func (p *passage) edit(k press, width, page int) {
	line, end := p.lineStart(), p.lineEnd()
	vertical := false
	switch k.key {
	case pressText, pressPaste:
		p.insert(k)
	case pressLeft:
		p.at = p.left()
	case pressRight:
		p.at = p.right()
	case pressWordLeft:
		p.at = p.wordLeft()
	case pressWordRight:
		p.at = p.wordRight()
	case pressHome:
		p.at = line
	case pressEnd:
		p.at = end
	case pressUp, pressDown, pressPageUp, pressPageDown:
		by := map[pressed]int{pressUp: -1, pressDown: 1, pressPageUp: -page, pressPageDown: page}[k.key]
		p.vertical(by, width)
		vertical = true
	case pressErase:
		p.remove(k.key, p.left(), p.at)
	case pressDelete:
		p.remove(k.key, p.at, p.right())
	case pressEraseWord:
		p.remove(k.key, p.wordLeft(), p.at)
	case pressDeleteWord:
		p.remove(k.key, p.at, p.wordRight())
	case pressEraseToHome:
		p.remove(k.key, line, p.at)
	case pressDeleteToEnd:
		p.remove(k.key, p.at, end)
	case pressUndo:
		p.undo()
	default:
		return
	}
	if !vertical {
		p.goal = 0
	}
	if k.key != p.flow {
		p.flow = pressNothing
	}
}

// insert puts text at the cursor. Words that are typed one after the other
// are undone one by one.
func (p *passage) insert(k press) {
	if k.text == "" {
		return
	}
	first, _ := utf8.DecodeRuneInString(k.text)
	if p.flow != pressText || k.key != pressText || unicode.IsSpace(first) {
		p.remember(k.key)
	}
	p.text = p.text[:p.at] + k.text + p.text[p.at:]
	p.at = p.snap(p.at + len(k.text))
}

// remove takes out what stands from one place to another.
func (p *passage) remove(why pressed, from, to int) {
	if from == to {
		return
	}
	if p.flow != why {
		p.remember(why)
	}
	p.text = p.text[:from] + p.text[to:]
	p.at = p.snap(from)
}

// remember makes what there is something that undo leads back to.
func (p *passage) remember(flow pressed) {
	p.flow = flow
	p.before = append(p.before, moment{p.text, p.at})
	if len(p.before) > mostMoments {
		p.before = slices.Delete(p.before, 0, 1)
	}
}

func (p *passage) undo() {
	if len(p.before) == 0 {
		return
	}
	last := p.before[len(p.before)-1]
	p.before = p.before[:len(p.before)-1]
	p.text, p.at = last.text, last.at
}

func (p *passage) lineStart() int { return strings.LastIndexByte(p.text[:p.at], '\n') + 1 }

func (p *passage) lineEnd() int {
	if n := strings.IndexByte(p.text[p.at:], '\n'); n >= 0 {
		return p.at + n
	}
	return len(p.text)
}

// snap is the first edge of a sign at or behind a place: what was put
// together there may have become one sign.
func (p *passage) snap(at int) int {
	line := strings.LastIndexByte(p.text[:at], '\n') + 1
	for edge, sign := range signs(p.text[line:]) {
		if line+edge >= at {
			return line + edge
		}
		if line+edge+len(sign) >= at {
			return line + edge + len(sign)
		}
	}
	return at
}

func (p *passage) left() int {
	line := p.lineStart()
	if p.at == line {
		return max(0, line-1)
	}
	last := line
	for edge := range signs(p.text[line:p.at]) {
		last = line + edge
	}
	return last
}

func (p *passage) right() int {
	sign, _, _, _ := uniseg.FirstGraphemeClusterInString(p.text[p.at:], -1)
	return p.at + len(sign)
}

func (p *passage) wordLeft() int {
	word := strings.TrimRightFunc(p.text[:p.at], unicode.IsSpace)
	at := strings.LastIndexFunc(word, unicode.IsSpace)
	if at < 0 {
		return 0
	}
	_, size := utf8.DecodeRuneInString(word[at:])
	return at + size
}

func (p *passage) wordRight() int {
	rest := p.text[p.at:]
	word := strings.TrimLeftFunc(rest, unicode.IsSpace)
	if n := strings.IndexFunc(word, unicode.IsSpace); n >= 0 {
		word = word[n:]
	} else {
		word = ""
	}
	return len(p.text) - len(word)
}

// vertical moves the cursor by rows as they are drawn, and keeps its column
// also over rows that are shorter.
func (p *passage) vertical(by, width int) {
	rows := wrap(p.text, width)
	r, column := place(p.text, rows, p.at)
	if p.goal == 0 {
		p.goal = column + 1
	}
	to := min(max(r+by, 0), len(rows)-1)
	if to == r {
		return
	}
	p.at = rows[to].from
	column = 0
	for edge, sign := range signs(p.text[rows[to].from:rows[to].to]) {
		last := rows[to].from+edge+len(sign) == rows[to].to && to+1 < len(rows) && rows[to+1].from == rows[to].to
		if column += cells(sign); column > p.goal-1 || last {
			break // the end of a wrapped row is the beginning of the next one
		}
		p.at = rows[to].from + edge + len(sign)
	}
}
