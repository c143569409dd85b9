package page

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Quoter sets the quotation marks and apostrophes that a keyboard has as
// those of print. It reads the runs of one paragraph in their order and
// remembers what is open. [NewQuoter] makes one.
type Quoter struct {
	double, single [2]string // what opens and what closes

	before     rune // the character before, 0 at the beginning
	inDouble   bool
	inSingle   bool
	afterPrime bool // a foot mark stands in this word
}

// NewQuoter makes a Quoter for a language (BCP 47).
func NewQuoter(language string) *Quoter {
	q := &Quoter{double: [2]string{"“", "”"}, single: [2]string{"‘", "’"}}
	primary, _, _ := strings.Cut(strings.ToLower(language), "-")
	switch primary {
	case "de", "cs", "sk", "sl", "bg", "is", "lt", "et":
		q.double, q.single = [2]string{"„", "“"}, [2]string{"‚", "‘"}
	case "pl", "ro", "hu", "hr":
		q.double, q.single = [2]string{"„", "”"}, [2]string{"‚", "’"}
	case "fr":
		q.double = [2]string{"«\u00a0", "\u00a0»"}
	case "ru", "uk", "be", "el", "no", "nb", "nn":
		q.double, q.single = [2]string{"«", "»"}, [2]string{"„", "“"}
	case "sv", "fi":
		q.double, q.single = [2]string{"”", "”"}, [2]string{"’", "’"}
	}
	return q
}

// Set is the text of r with its quotes set, save in code; next is the run that
// follows it, or the zero value at the end.
func (q *Quoter) Set(r, next Run) string {
	text := r.Text
	switch {
	case r.Field != nil:
		q.before = 'x'
	case r.Code:
		q.skip(text)
	case r.Break:
		text = q.set(text, "")
	default:
		text = q.set(text, next.Text)
	}
	if r.Break || r.EndsLine(next) {
		q.before = 0
	}
	return text
}

// skip tells q of text that it must leave as it is.
func (q *Quoter) skip(text string) {
	if r, n := utf8.DecodeLastRuneInString(text); n > 0 {
		q.before = r
	}
}

// set is text with its quotes set; behind is what follows it.
func (q *Quoter) set(text, behind string) string {
	if !strings.ContainsAny(text, `"'`) {
		q.skip(text)
		return text
	}
	var b strings.Builder
	b.Grow(len(text) + 16)
	for i, r := range text {
		switch r {
		case '"':
			b.WriteString(q.doubleMark(near(text[i+1:], behind)))
		case '\'':
			b.WriteString(q.singleMark(near(text[i+1:], behind)))
		default:
			b.WriteRune(r)
			if unicode.IsSpace(r) {
				q.afterPrime = false
			}
		}
		q.before = r
	}
	return b.String()
}

// near is what a quote looks at of the text behind it: a sentence, not a page.
func near(rest, behind string) string {
	const far = 160
	if len(rest) >= far {
		return rest[:far]
	}
	return rest + behind[:min(len(behind), far-len(rest))]
}

// doubleMark is what stands for a straight double quote before rest.
func (q *Quoter) doubleMark(rest string) string {
	next, _ := utf8.DecodeRuneInString(rest)
	number := unicode.IsDigit(q.before)
	switch {
	case number && (q.afterPrime || !q.inDouble):
		return "″"
	case q.opens() && !(q.inDouble && !wordy(next)):
		q.inDouble = true
		return q.double[0]
	}
	q.inDouble = false
	return q.double[1]
}

// singleMark is what stands for a straight single quote before rest.
func (q *Quoter) singleMark(rest string) string {
	next, _ := utf8.DecodeRuneInString(rest)
	switch {
	case unicode.IsDigit(q.before) && feet(rest):
		q.afterPrime = true
		return "′"
	case wordy(q.before) && wordy(next):
		return "’"
	case q.opens() && wordy(next) && !elided(rest):
		q.inSingle = true
		return q.single[0]
	case q.inSingle && !q.opens():
		q.inSingle = false
		return q.single[1]
	}
	return "’"
}

// opens reports whether a quote behind the character before would be an
// opening one.
func (q *Quoter) opens() bool {
	return q.before == 0 || unicode.IsSpace(q.before) || q.before == '"' && q.inDouble || q.before == '\'' && q.inSingle ||
		unicode.In(q.before, unicode.Ps, unicode.Pi, unicode.Pd) || q.before == '/' || q.before == '\u200b'
}

// wordy reports whether r may begin what is quoted.
func wordy(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// feet reports whether rest begins as inches do behind a foot mark: 5'11".
func feet(rest string) bool {
	n := leadingDigits(rest)
	if n == 0 || n > 2 {
		return false
	}
	next, _ := utf8.DecodeRuneInString(rest[n:])
	return !wordy(next)
}

// elided reports whether the quote before rest stands for letters left out at
// the beginning of a word: '90s, 'tis.
func elided(rest string) bool {
	if n := leadingDigits(rest); n == 2 {
		next, _ := utf8.DecodeRuneInString(rest[n:])
		return next == 's' || !wordy(next) && !closes(rest)
	}
	end := strings.IndexFunc(rest, func(r rune) bool { return !unicode.IsLetter(r) })
	if end < 0 {
		end = len(rest)
	}
	switch strings.ToLower(rest[:end]) {
	case "tis", "twas", "twere", "twill", "em", "cause", "til", "till", "bout", "round", "n":
		return true
	}
	return false
}

// closes reports whether a quote in s may be a closing one.
func closes(s string) bool {
	before := ' '
	for i, r := range s {
		next, _ := utf8.DecodeRuneInString(s[i+1:])
		if r == '\'' && !unicode.IsSpace(before) && !wordy(next) {
			return true
		}
		before = r
	}
	return false
}

// leadingDigits is how many digits s begins with.
func leadingDigits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}
