package pdf

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
	"golang.org/x/text/unicode/norm"

	"amends/composer/page"
)

// fieldRune stands for a field among the glyphs of a paragraph.
const fieldRune = '\ufffc'

// A style is how a stretch of a paragraph is drawn.
type style struct {
	of     *element
	size   length
	link   string
	strong bool
	emph   bool
	field  *page.Field
}

// A paragraph is text before it is broken into lines.
type paragraph struct {
	glyphs   []glyph
	styles   []style // one a run
	words    []word
	cells    []int // the glyph that each character is part of; nil where each is one
	bidi     bool  // some of it runs from right to left
	base     level
	mirrored bool // its page is
}

// A word is a stretch of glyphs with no break in it.
type word struct {
	start, end int  // the glyphs that are drawn
	next       int  // the first glyph of the next word: spaces stand between
	must       bool // a line ends behind it
	tie        tie  // how it holds on to the next word
}

// A tie says how a word holds on to the one behind it, though a line may end
// between.
type tie uint8

const (
	untied tie = iota
	tied       // a line had better not end here: "I", "a", the first word of a sentence, "December 2026"
	bound      // no line ends here if it can be helped: "20 minutes", "10 April"
)

// left and right are the edges of glyph i.
func (p *paragraph) left(i int) length  { return p.glyphs[i].x }
func (p *paragraph) right(i int) length { return p.glyphs[i].x + p.glyphs[i].w }

// span is the width of the words from i to j, both included.
func (p *paragraph) span(i, j int) length {
	a, b := p.words[i].start, p.words[j].end
	if a >= b {
		return 0
	}
	return p.right(b-1) - p.left(a)
}

// paragraph makes glyphs and words of runs, which belong to the element of c.
func (s *setter) paragraph(runs []page.Run, c context) (*paragraph, error) {
	n := 0
	for _, r := range runs {
		n += len(r.Text) + 1
	}
	p := &paragraph{glyphs: make([]glyph, 0, n), mirrored: s.mirrored}
	text := s.spare[:0] // as the rules for line breaks see it
	pieces := s.pieces[:0]
	q := page.NewQuoter(c.lang)
	easy := !s.mirrored // even a number stands otherwise there
	for i, r := range runs {
		var next page.Run
		if i+1 < len(runs) {
			next = runs[i+1]
		}
		p.styles = append(p.styles, s.style(p, runs, i, c))
		piece := ""
		if r.Field != nil {
			text = asWord(text)
			q.Set(r, next)
		} else {
			piece = printed(r, next, q)
			if r.Break && piece != "" && !strings.HasSuffix(piece, " ") {
				piece += " " // keeps the words of two lines apart for who copies or listens
			}
			if easy {
				var err error
				if easy, err = s.theme.face(r.Strong || c.strong, r.Emph).easy(piece); err != nil {
					return nil, err
				}
			}
			text = append(text, strings.ReplaceAll(piece, "\u00ad", "")...) // words are not hyphenated
		}
		pieces = append(pieces, piece)
		if r.Break || r.EndsLine(next) {
			text = append(text, '\n')
		}
	}
	var err error
	if easy {
		err = s.shapeEasy(p, runs, pieces, c)
	} else {
		err = s.shapeHard(p, runs, pieces, c)
	}
	if err != nil {
		return nil, err
	}
	p.split(text, c.w)
	s.spare, s.pieces = text, pieces
	return p, nil
}

// style is how run i is drawn.
func (s *setter) style(p *paragraph, runs []page.Run, i int, c context) style {
	r := runs[i]
	st := style{of: c.of, size: c.size, link: r.Link, strong: r.Strong || c.strong, emph: r.Emph, field: r.Field}
	switch {
	case !follows(r.Link):
		st.link = ""
	case i > 0 && runs[i-1].Link == r.Link:
		st.of = p.styles[i-1].of // a link with a word of another style in it is one link
	default:
		st.of = c.of.child("Link")
	}
	if r.Code {
		st.size = s.codeSize(c)
	}
	return st
}

// shapeEasy appends the glyphs of runs, whose texts are pieces, a glyph for
// each character.
func (s *setter) shapeEasy(p *paragraph, runs []page.Run, pieces []string, c context) (err error) {
	for i, r := range runs {
		if r.Field != nil {
			p.addField(r.Field, i, c)
			continue
		}
		f := s.theme.face(r.Strong || c.strong, r.Emph)
		p.glyphs, err = f.shape(p.glyphs, pieces[i], p.styles[i].size, int32(i))
		if err != nil {
			return err
		}
	}
	return nil
}

// printed is the text of r as it is printed: letters composed with their
// accents, and quotes set.
func printed(r, next page.Run, q *page.Quoter) string {
	if !utf8.ValidString(r.Text) {
		r.Text = strings.ToValidUTF8(r.Text, "\ufffd")
	}
	r.Text = norm.NFC.String(r.Text)
	return q.Set(r, next)
}

// asWord adds a letter to text, which stands for a field. The space before it
// becomes one at which no line ends.
func asWord(text []byte) []byte {
	if n := len(text) - 1; n >= 0 && text[n] == ' ' {
		text = append(text[:n], "\u00a0"...)
	}
	return append(text, 'x')
}

// addField adds a field as one wide glyph.
func (p *paragraph) addField(f *page.Field, run int, c context) {
	w := length(f.Width) * c.size / 2
	if f.Rest {
		w = 5 * c.size // it grows to the margin
	}
	var x length
	if n := len(p.glyphs); n > 0 {
		x = p.right(n - 1)
	}
	p.glyphs = append(p.glyphs, glyph{r: fieldRune, style: int32(run), x: x, w: min(max(w, 3*c.size), c.w)})
}

// codeSize is the size of code, a little less than that of the text around it.
func (s *setter) codeSize(c context) length {
	return max(c.size*23/25, min(c.size, s.theme.small.size))
}

// split finds the words. A word wider than width is cut between characters.
func (p *paragraph) split(text []byte, width length) {
	p.words = make([]word, 0, bytes.Count(text, []byte(" "))+2)
	state, at, first := -1, 0, 0
	for len(text) > 0 {
		var must bool
		if n, chars := simple(text); n > 0 {
			text, state = text[n:], -1
			at += chars
		} else {
			var segment []byte
			segment, text, _, state = uniseg.FirstLineSegment(text, state)
			must = uniseg.HasTrailingLineBreak(segment) // what it hands out is wrong behind an emoji with a colour
			for _, r := range string(segment) {
				if !invisible(r) {
					at++
				}
			}
			if !must && (dashed(segment, text, at-first == 1) || enclosed(segment, text) || p.joined(at)) {
				continue
			}
		}
		w := word{start: p.cell(first), must: must}
		first = at
		w.next, w.end = p.cell(at), p.cell(at)
		for w.end > w.start && blank(p.glyphs[w.end-1].r) {
			w.end--
		}
		if w.end == w.start && len(p.words) > 0 && !p.words[len(p.words)-1].must {
			// Nothing but spaces, or the end of a line: it belongs to the word before.
			last := &p.words[len(p.words)-1]
			last.next, last.must = w.next, w.must
			continue
		}
		p.addWord(w, width)
	}
	p.bind()
}

// cell is the glyph that the n-th character is part of.
func (p *paragraph) cell(n int) int {
	if p.cells == nil {
		return n
	}
	return p.cells[n]
}

// joined reports whether the n-th character is drawn as one with that before.
func (p *paragraph) joined(n int) bool {
	return p.cells != nil && n > 0 && n < len(p.cells)-1 && p.cells[n] == p.cells[n-1]
}

// simple is the length of the word that text begins with, and of the spaces
// behind it, in bytes and in characters, if it is made of Latin letters, digits
// and the usual signs, and another such word follows. Unicode's rules for line
// breaks say the same of it, at length. It is 0 for all other words.
func simple(text []byte) (n, chars int) {
	i := 0
	shut := false // only signs and spaces may follow
	for ; ; chars++ {
		k := letter(text[i:])
		switch {
		case k > 0 && i > 1 && digit(rune(text[i])) && strings.IndexByte(".,:;", text[i-1]) >= 0 && !digit(rune(text[i-2])):
			return 0, 0
		case k > 0 && !shut:
			i += k
		case k > 0 || i == 0 || i == len(text):
			return 0, 0
		case strings.IndexByte(".,:;'\"", text[i]) >= 0 && !shut:
			i++
		case text[i] == '!' || text[i] == '?':
			shut = true
			i++
		case bytes.HasPrefix(text[i:], []byte("’")) || bytes.HasPrefix(text[i:], []byte("”")):
			i += len("’")
		case text[i] == ' ':
			for i < len(text) && text[i] == ' ' {
				i++
				chars++
			}
			if letter(text[i:]) == 0 {
				return 0, 0
			}
			return i, chars
		default:
			return 0, 0
		}
	}
}

// letter is the length of the Latin letter or the digit that text begins with;
// 0 if it begins with something else.
func letter(text []byte) int {
	if len(text) == 0 {
		return 0
	}
	switch c := text[0]; {
	case c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9':
		return 1
	case c >= 0xc3 && c <= 0xc8 && len(text) > 1 && (c != 0xc3 || text[1] != 0x97 && text[1] != 0xb7): // but × and ÷
		return 2
	}
	return 0
}

// enclosed reports whether before ends in signs that open what follows, or rest
// begins with signs that close what came before, with spaces between, as some
// write them: they do not part from it.
func enclosed(before, rest []byte) bool {
	opens := len(bytes.TrimSpace(before)) > 0
	for _, r := range string(bytes.TrimSpace(before)) {
		opens = opens && unicode.In(r, unicode.Ps, unicode.Pi)
	}
	closes := false
	for _, r := range string(rest) {
		if unicode.IsSpace(r) {
			break
		}
		if closes = unicode.In(r, unicode.Pe, unicode.Pf) || strings.ContainsRune(".,;:!?…%", r); !closes {
			break
		}
	}
	return opens || closes
}

// bind ties the words that had better stay on one line.
func (p *paragraph) bind() {
	began := true // the word begins a sentence
	for i := 0; i+1 < len(p.words); i++ {
		w := &p.words[i]
		a, b := p.glyphs[w.start:w.end], p.glyphs[p.words[i+1].start:p.words[i+1].end]
		for len(a) > 0 && unicode.In(a[0].r, unicode.Ps, unicode.Pi) {
			a = a[1:]
		}
		if len(a) == 0 || len(b) == 0 || w.must {
			began = true
			continue
		}
		first, last := a[0].r, a[len(a)-1].r
		switch {
		case !digit(last) && !digit(b[0].r):
			if w.end == w.next {
				break // no space is between: signs of Chinese or Japanese
			}
			if len(a) == 1 && unicode.IsLetter(first) || began && len(a) <= 3 && unicode.IsLetter(last) {
				w.tie = tied
			}
		case unicode.IsLetter(b[0].r) && counts(a):
			w.tie = bound
		case digit(b[0].r) && len(a) == 1 && (unicode.Is(unicode.Sc, first) || first == '§' || first == '№'):
			w.tie = bound
		case digit(b[0].r) && unicode.IsLetter(first) && (unicode.IsUpper(first) || last == '.'):
			w.tie = tied
		}
		for len(a) > 1 && unicode.In(a[len(a)-1].r, unicode.Pe, unicode.Pf) {
			a = a[:len(a)-1]
		}
		last = a[len(a)-1].r
		began = last == '.' || last == '!' || last == '?' || last == '…'
	}
}

func digit(r rune) bool { return r >= '0' && r <= '9' }

// counts reports whether word is a number, of a day or of minutes, but not a
// year.
func counts(word []glyph) bool {
	for unicode.Is(unicode.Sc, word[0].r) && len(word) > 1 {
		word = word[1:]
	}
	digits := 0
	for _, g := range word {
		if digit(g.r) {
			digits++
		} else if !strings.ContainsRune(".,:-–/½¼¾", g.r) {
			return false
		}
	}
	return digits > 0 && (digits != 4 || len(word) != 4)
}

// dashed reports whether a dash, or a dot between two names, keeps rest on the
// line of the segment before: it may end a line, but it begins none, save one
// that stands before a word —as in Spanish—, which it does not leave. The
// segment may be a dash alone.
func dashed(before, rest []byte, alone bool) bool {
	const dash = "—"
	switch {
	case string(before) == dash && alone:
		return true
	case !bytes.HasSuffix(before, []byte(" ")):
		return bytes.HasPrefix(rest, []byte(dash))
	}
	return bytes.HasPrefix(rest, []byte(dash+" ")) || bytes.HasPrefix(rest, []byte("– ")) || bytes.HasPrefix(rest, []byte("· "))
}

// blank reports whether r is a space at which lines may end.
func blank(r rune) bool { return r == ' ' }

// cutWord adds w as pieces that are not wider than width and end between the
// characters that a reader sees, if it can be helped.
func (p *paragraph) cutWord(w word, width length) {
	var text []rune
	for _, g := range p.glyphs[w.start:w.end] {
		text = append(text, g.r)
	}
	var piece []word
	rest, at, state := string(text), w.start, -1
	for rest != "" {
		var cluster string
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		n := utf8.RuneCountInString(cluster)
		piece = append(piece, word{start: at, end: at + n, next: at + n})
		at += n
	}
	// Joined up to the width, so that only the last line of it is ragged.
	joined := piece[:1]
	for _, next := range piece[1:] {
		last := &joined[len(joined)-1]
		if p.right(next.end-1)-p.left(last.start) <= width {
			last.end, last.next = next.end, next.next
			continue
		}
		joined = append(joined, next)
	}
	joined[len(joined)-1].next = w.next
	joined[len(joined)-1].must = w.must
	p.words = append(p.words, joined...)
}

// A row is the words of a line, both ends included.
type row struct{ first, last int }

// lines breaks the paragraph: as few lines as can be, and among these the
// ones whose right edge is the most even. No word is hyphenated.
func (p *paragraph) lines(width length) []row {
	var rows []row
	for first := 0; first < len(p.words); {
		last := first
		for last < len(p.words)-1 && !p.words[last].must {
			last++
		}
		rows = p.best(rows, first, last, width)
		first = last + 1
	}
	return rows
}

// best appends the lines of the words from first to last, which end a line. It
// takes time in proportion to the words: a line holds few of them.
func (p *paragraph) best(rows []row, first, last int, width length) []row {
	if p.span(first, last) <= width {
		return append(rows, row{first, last})
	}
	const most = 500 // words on a line; more are no words but marks without a width
	n := last - first + 1
	type state struct {
		cost int64
		from int
	}
	var few [160]state // most paragraphs are short
	states := few[:]   // states[i]: the first i words, broken behind the i-th
	if n >= len(few) {
		states = make([]state, n+1)
	}
	// A line costs as much as one that is all white, so that there are few of
	// them; the white of the last one costs nothing.
	w2 := int64(width) * int64(width)
	costs := [...]int64{untied: w2, tied: w2 + w2/64, bound: 3 * w2}
	for i := 1; i <= n; i++ {
		s := state{cost: -1}
		end := costs[p.words[first+i-1].tie]
		for j := i; j >= max(1, i-most); j-- { // the line holds words j to i, counted from 1
			span := p.span(first+j-1, first+i-1)
			if span > width && j < i {
				break
			}
			slack := int64(max(0, width-span))
			cost := states[j-1].cost + end
			switch {
			case i < n:
				cost += slack * slack
			case span < width/6 || j == i && span < width/3:
				cost += w2 / 8 // a short word alone on the last line
			}
			if s.cost < 0 || cost < s.cost {
				s = state{cost, j - 1}
			}
		}
		states[i] = s
	}
	at := len(rows)
	for i := n; i > 0; i = states[i].from {
		rows = append(rows, row{first + states[i].from, first + i - 1})
	}
	slices.Reverse(rows[at:])
	return rows
}
