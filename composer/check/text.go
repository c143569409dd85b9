package check

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A gap is what stands before a word: nothing but white space, or signs that
// part it from the word before.
type gap uint8

// The gaps, the widest last.
const (
	gapNone     gap = iota
	gapComma        // a comma or a bracket
	gapClause       // a semicolon, a colon, a dash
	gapSentence     // the end of a sentence, or the beginning of the text
)

// maxSentence is the length in words beyond which a sentence is cut, so that
// a text without any stop costs no more than others.
const maxSentence = 120

// A word is one word of a text as the patterns see it: "I'll" is two.
type word struct {
	*entry             // what the lexicon knows of it
	from, to     int32 // bytes of the piece it came from
	sentence     int32 // the number of its sentence in the text
	person       int16 // whose name it is, by place among the people; 0 if nobody's
	before       gap   // what parts it from the word before
	quoted       bool  // it stands between quotation marks: used by nobody, only mentioned
	capital      bool  // it begins with a capital letter
	newParagraph bool  // a paragraph ends before it
	asked        bool  // a question mark stands behind it
	boxed        bool  // it stands right behind an opening bracket: [ or <
}

// A reader cuts texts into words.
type reader struct {
	*Checker
	cache map[string]*entries // what was looked up already, by the word as it is spelled
	buf   []word
	tries []try // of each expression, in the page that is looked at
}

func newReader(c *Checker) *reader {
	return &reader{Checker: c, cache: map[string]*entries{}, tries: make([]try, len(c.expressions))}
}

// maxPiece is the length in bytes of the piece of a text that is read at once.
const maxPiece = 1 << 15

// piece is how much of text is read at once: to the end of a sentence or of a
// word.
func piece(text string) int {
	if len(text) <= maxPiece {
		return len(text)
	}
	part := text[:maxPiece]
	for i := len(part) - 2; i > maxPiece/2; i-- {
		if c := part[i]; c == '\n' || part[i+1] == ' ' && (c == '.' || c == '!' || c == '?') {
			return i + 1
		}
	}
	if i := strings.LastIndexByte(part, ' '); i > 0 {
		return i
	}
	n := maxPiece
	for n > 1 && !utf8.RuneStart(text[n]) {
		n--
	}
	return n
}

// entries is one spelling: mostly one word, two for "don't".
type entries struct {
	words   []*entry
	capital bool
}

// maxCached is how many spellings a reader remembers. A text of endless new
// words costs a look-up each, and no memory.
const maxCached = 1 << 15

// words are the words of a piece of text, up to the next call. Sentences are
// counted from the number sentence on; first says that a text begins here.
func (r *reader) words(text string, people map[string]int, sentence int, first bool) []word {
	out := r.buf[:0]
	sentence--
	before, inSentence, newParagraph := gapSentence, 0, first
	marks := quotations(text)
	quoted, boxed := false, false
	for i := 0; i < len(text); {
		if len(marks) > 0 && i >= marks[0] {
			quoted, marks = !quoted, marks[1:]
		}
		c := text[i]
		switch end := wordAt(text, i); {
		case end == i:
			size := 1
			var g gap
			if c < utf8.RuneSelf {
				g = r.sign(text, i)
				boxed = c == '[' || c == '<'
				if c == '?' && len(out) > 0 && before == gapNone {
					out[len(out)-1].asked = true
				}
				if c == '\n' && blankLine(text[i+1:]) {
					g, newParagraph = gapSentence, true
				}
			} else {
				var sign rune
				sign, size = utf8.DecodeRuneInString(text[i:])
				g = wideSign(sign, text[i+size:])
			}
			before = max(before, g)
			i += size
		default:
			spelled := text[i:end]
			if text[end-1] == '_' {
				spelled = lineWord
			}
			e := r.lookUp(spelled)
			person := 0
			if len(people) > 0 && e.capital {
				if person = people[fold(spelled)]; person == 0 {
					person = people[e.words[0].text] // as in "Sam's"
				}
			}
			if inSentence++; before == gapSentence || inSentence > maxSentence {
				before, inSentence = gapSentence, 1
				sentence++
			}
			for _, known := range e.words {
				out = append(out, word{
					entry: known, from: int32(i), to: int32(end), before: before, quoted: quoted,
					capital: e.capital, person: int16(person), sentence: int32(sentence), newParagraph: newParagraph, boxed: boxed,
				})
				before, newParagraph, boxed = gapNone, false, false
			}
			i = end
		}
	}
	r.buf = out
	return out
}

// wordAt is where the word ends that begins at i; i where none does.
func wordAt(text string, i int) int {
	switch c := text[i]; {
	case c >= utf8.RuneSelf && startsWord(text[i:]), c < utf8.RuneSelf && isWordByte[c]:
		return wordEnd(text, i)
	case c >= utf8.RuneSelf:
		return i
	}
	return i + signWord(text[i:])
}

// signWord is how many bytes of s are a sign that is read as a word: "%", "{{",
// or a line to write on.
func signWord(s string) int {
	switch {
	case s[0] == percentWord[0]:
		return len(percentWord)
	case strings.HasPrefix(s, braceWord):
		return len(braceWord)
	case strings.HasPrefix(s, lineWord):
		return len(s) - len(strings.TrimLeft(s, "_"))
	}
	return 0
}

// The signs that are read as words.
const (
	percentWord = "%"
	braceWord   = "{{"
	lineWord    = "____"
)

// isWordByte reports which ASCII characters stand in words.
var isWordByte = func() (t [utf8.RuneSelf]bool) {
	for c := range t {
		r := rune(c)
		t[c] = r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	}
	return t
}()

func startsWord(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// wordEnd is where the word that begins at i ends. Apostrophes within a word
// and marks over its letters belong to it; a number may hold a point or colon.
func wordEnd(text string, i int) int {
	for i < len(text) {
		c := text[i]
		if c < utf8.RuneSelf {
			switch {
			case isWordByte[c]:
				i++
				continue
			case c == '\'' && i+1 < len(text) && startsWord(text[i+1:]):
				i++
				continue
			case (c == '.' || c == ':') && i > 0 && isDigit(text[i-1]) && i+1 < len(text) && isDigit(text[i+1]):
				i++
				continue
			}
			return i
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r), unicode.Is(unicode.Cf, r):
		case isApostrophe(r) && i+size < len(text) && startsWord(text[i+size:]):
		default:
			return i
		}
		i += size
	}
	return i
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isApostrophe(r rune) bool { return r == '\'' || r == '’' || r == 'ʼ' || r == '＇' }

// sign is the gap that the ASCII sign at i makes.
func (r *reader) sign(text string, i int) gap {
	switch text[i] {
	case ',', '(', ')', '/':
		return gapComma
	case ';', ':':
		return gapClause
	case '-':
		if i > 0 && text[i-1] != ' ' && text[i-1] != '-' && i+1 < len(text) && text[i+1] != ' ' && text[i+1] != '-' {
			return gapNone // a hyphen
		}
		return gapClause
	case '!', '?':
		return gapSentence
	case '.':
		if i+1 < len(text) && text[i+1] == '.' || i > 0 && text[i-1] == '.' {
			return gapClause // an ellipsis
		}
		if i+1 < len(text) && !strings.ContainsRune(" \n\t\r\"')*_", rune(text[i+1])) && text[i+1] < utf8.RuneSelf {
			return gapComma // within an address, or in a short form such as "p.m."
		}
		if w := lastWord(text[:i]); r.lex.endsInPoint(w) || len(w) == 1 && i > 1 && text[i-2] == '.' {
			return gapNone // such as "Dr." and "p.m."
		}
		return gapSentence
	}
	return gapNone
}

// lastWord is the word at the end of s, in lower case.
func lastWord(s string) string {
	i := len(s)
	for i > 0 && s[i-1] < utf8.RuneSelf && isWordByte[s[i-1]] {
		i--
	}
	if len(s)-i > 6 {
		return "" // no short form is as long
	}
	return strings.ToLower(s[i:])
}

func blankLine(rest string) bool {
	for i := 0; i < len(rest); i++ {
		switch rest[i] {
		case ' ', '\t', '\r':
		case '\n':
			return true
		default:
			return false
		}
	}
	return true
}

// wideSign is the gap that a sign beyond ASCII makes, before the text behind.
func wideSign(r rune, behind string) gap {
	switch r {
	case '¿', '¡': // they may begin a sentence, or a clause within one
		if next, _ := utf8.DecodeRuneInString(strings.TrimLeft(behind, "¿¡ ")); unicode.IsUpper(next) {
			return gapSentence
		}
		return gapComma
	case '–', '—', '…', '―', '；', '：':
		return gapClause
	case '！', '？', '。', '‽', '\u2028', '\u2029':
		return gapSentence
	case '，', '（', '）':
		return gapComma
	}
	return gapNone
}

// maxQuotation is the length in bytes beyond which a pair of marks is no
// quotation but a forgotten mark.
const maxQuotation = 600

// quotations are the places in text where a quotation begins and ends, in
// order. What is quoted is mentioned and not said.
func quotations(text string) []int {
	if !strings.ContainsAny(text, "\"“«„'‘‹") {
		return nil
	}
	q := newQuoter(text)
	var marks []int
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		end := -1
		switch r {
		case '"':
			end = q.closing(i+size, &q.straight)
		case '“', '„':
			end = q.closing(i+size, &q.curly)
		case '«':
			end = q.closing(i+size, &q.angled)
		case '‹':
			end = q.closing(i+size, &q.pointed)
		case '\'', '‘':
			end = q.closingSingle(i, size)
		}
		if end < 0 {
			i += size
			continue
		}
		marks = append(marks, i+size, end)
		i = end + 1
		for i < len(text) && !utf8.RuneStart(text[i]) {
			i++
		}
	}
	return marks
}

// A quoter finds where quotations end. It is asked in the order of the text and
// walks through that once for each sign, however many have no partner.
type quoter struct {
	text                             string
	paragraph                        walker // where paragraphs end
	straight, curly, angled, pointed walker // the signs that close
	single                           walker // single marks that close, and are no possessive
	mark                             walker // single marks
	last                             int    // the last of these that was walked by
}

func newQuoter(text string) *quoter {
	anyOf := func(signs string) walker {
		return walker{to: -1, find: func(i int) int { return strings.IndexAny(text[i:], signs) }}
	}
	return &quoter{
		text: text, straight: anyOf("\"”"), curly: anyOf("”“\""), angled: anyOf("»"), pointed: anyOf("›"), mark: anyOf("'’"), last: -1,
		paragraph: walker{to: -1, find: func(i int) int {
			return firstOf(text[i:], "\n", func(at int) bool { return blankLine(text[i+at+1:]) })
		}},
		single: walker{to: -1, find: func(i int) int {
			return firstOf(text[i:], "'’", func(at int) bool { return closes(text, i+at) && text[i+at-1] != 's' })
		}},
	}
}

// A walker goes through a text from one sign to the next.
type walker struct {
	find func(i int) int // how far behind i the next one stands; -1 where there is none
	to   int             // where it has come to
}

// next is where the first sign at i or behind it stands; the end of the text
// where there is none.
func (w *walker) next(i, end int) int {
	if w.to < i {
		w.to = end
		if n := w.find(i); n >= 0 {
			w.to = i + n
		}
	}
	return w.to
}

// firstOf is where the first of the signs stands that will do; -1 where none
// does.
func firstOf(text, signs string, will func(at int) bool) int {
	for at := 0; ; at++ {
		n := strings.IndexAny(text[at:], signs)
		if n < 0 {
			return -1
		}
		if at += n; will(at) {
			return at
		}
	}
}

// closes reports whether the single mark at i may close a quotation: no word
// goes on behind it.
func closes(text string, i int) bool {
	_, size := utf8.DecodeRuneInString(text[i:])
	return i+size == len(text) || !startsWord(text[i+size:])
}

// closing is where a quotation ends that began before i, within its paragraph;
// -1 where it does not.
func (q *quoter) closing(i int, sign *walker) int {
	end := len(q.text)
	if at := sign.next(i, end); at < min(end, i+maxQuotation, q.paragraph.next(i, end)) {
		return at
	}
	return -1
}

// closingSingle is where the quotation ends that a single mark opens at i;
// -1 where the mark is an apostrophe.
func (q *quoter) closingSingle(i, size int) int {
	text, end := q.text, len(q.text)
	if before, _ := utf8.DecodeLastRuneInString(text[:i]); i > 0 && (unicode.IsLetter(before) || unicode.IsDigit(before)) {
		return -1
	}
	if i+size >= end || !startsWord(text[i+size:]) {
		return -1
	}
	limit := min(end, i+maxQuotation)
	paragraph := min(limit, q.paragraph.next(i+size, end))
	if at := q.single.next(i+size, end); at < limit {
		if at < paragraph {
			return at
		}
		return -1
	}
	// A mark behind an s is a possessive if more marks follow.
	for at := q.mark.next(q.last+1, end); at < limit; at = q.mark.next(q.last+1, end) {
		q.last = at
	}
	if q.last > i && q.last < paragraph && closes(text, q.last) {
		return q.last
	}
	return -1
}

// lookUp is what the lexicon knows of a word as it is spelled.
func (r *reader) lookUp(spelled string) *entries {
	if e, ok := r.cache[spelled]; ok {
		return e
	}
	first, _ := utf8.DecodeRuneInString(spelled)
	e := &entries{words: r.split(fold(spelled)), capital: unicode.IsUpper(first)}
	if len(r.cache) < maxCached {
		r.cache[strings.Clone(spelled)] = e
	}
	return e
}

// fold is a word in the form the patterns are written in: composed, in lower
// case, with a plain apostrophe and nothing unseen.
func fold(s string) string {
	plain := true
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			plain = false
			break
		}
	}
	if plain {
		return strings.ToLower(s)
	}
	return strings.Map(func(r rune) rune {
		switch {
		case isApostrophe(r):
			return '\''
		case unicode.Is(unicode.Cf, r):
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFC.String(s))
}
