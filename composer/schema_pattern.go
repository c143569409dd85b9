package composer

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// The regular expressions of a schema are such as every reader of JSON Schema
// takes, and takes in the same way: those of ECMA 262, with or without the
// flag u, of Go and of Python. None of them has classes by name.

// What stands in the brackets of a class.
const (
	white    = "\\t-\\r \\x85\\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"      // what strings.TrimSpace takes away
	breaking = "\\t-\\r \\x85\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000"    // breakingSpace
	inLine   = "\\t\\v-\\r \\x85\\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"   // white, within a line
	breaksIn = "\\t\\v-\\r \\x85\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000" // breaking, within a line
	unseen   = "\\x00-\\x08\\x0e-\\x1f\\x7f-\\x84\\x86-\\x9f"                             // control characters that are no white space
	isDay    = "(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))|(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)"
	isTime   = "(?:[01]?[0-9]|2[0-3]):[0-5][0-9]"
	usual    = "\u0300-\u036f" // the marks that people set on letters, or leave out
)

// padded is a whole text that is such, with white space around.
func padded(expression string) string {
	return "^[" + white + "]*" + expression + "[" + white + "]*$"
}

// wordsPattern is a text that is not empty, of at most n words; 0 for no limit.
func wordsPattern(n int) string {
	if n == 0 {
		return "^[" + white + "]*[^" + white + unseen + "][^" + unseen + "]*$"
	}
	word := "[^" + white + unseen + "]+"
	return padded(times(word+"["+white+"]+", 0, n-1) + word)
}

// linesPattern is a text in which from least to most lines are such a line, and
// the others are blank; most is 0 for no limit.
func linesPattern(line string, least, most int) string {
	blanks := `(?:[` + inLine + `]*\n)*`
	return "^" + blanks + times("(?:"+line+`)(?:\n`+blanks+"|$)", least, most) + "[" + inLine + "]*$"
}

// lineOf is the expression of a line of at most n words; 0 for no limit.
func lineOf(n int) string {
	if n == 0 {
		return "[" + inLine + "]*[^" + white + unseen + `][^\n` + unseen + "]*"
	}
	word := "[^" + white + unseen + "]+"
	return "[" + inLine + "]*" + times(word+"["+inLine+"]+", 0, n-1) + word + "[" + inLine + "]*"
}

// maxTimes is how often the readers of regular expressions repeat something.
const maxTimes = 1000

// times repeats an expression; most is 0 for no limit.
func times(expression string, least, most int) string {
	e := "(?:" + expression + ")"
	switch {
	case most > maxTimes:
		return times(expression, least, maxTimes) + times(expression, 0, most-maxTimes)
	case least > 0 && most == 0:
		return fmt.Sprintf("%s{%d,}", e, least)
	case most == 0:
		return ""
	}
	return fmt.Sprintf("%s{%d,%d}", e, least, most)
}

// signs knows which signs people take for which, as plainText and foldText do.
type signs struct{ plain, folded map[rune][]rune }

// readSigns reads the scripts that have letters with marks.
func readSigns() *signs {
	s := &signs{map[rune][]rune{}, map[rune][]rune{}}
	add := func(m map[rune][]rune, text string, r rune) {
		if to := []rune(text); len(to) == 1 {
			m[to[0]] = append(m[to[0]], r)
		}
	}
	for _, span := range [][2]rune{{'!', 0x3000}, {0xfb00, 0xfb50}} {
		for r := span[0]; r < span[1]; r++ {
			if unicode.IsGraphic(r) {
				add(s.plain, plainText(string(r)), r)
				add(s.folded, foldText(string(r)), r)
			}
		}
	}
	return s
}

// like is what plainText takes for text; space is what it takes for a space.
func (s *signs) like(text, space string) string {
	var out strings.Builder
	marks := marksIn(text)
	out.WriteString(marks)
	for _, r := range strings.ReplaceAll(plainText(text), "...", "…") {
		switch {
		case r == ' ':
			out.WriteString("[" + space + "]+")
		case r == '…':
			out.WriteString(`(?:…|\.` + marks + `\.` + marks + `\.)`)
		case len(s.plain[r]) == 0:
			out.WriteString(class([]rune{r}))
		default:
			out.WriteString(class(s.plain[r]))
		}
		out.WriteString(marks)
	}
	return out.String()
}

// marksIn is the marks that may stand on the letters of text: the usual ones,
// and those of other scripts where it is written in one.
func marksIn(text string) string {
	of := usual
	if strings.ContainsFunc(text, func(r rune) bool {
		return r > maxUsual && unicode.IsLetter(r) && r < 0x1e00 || r > 0x2c00 && unicode.IsLetter(r)
	}) {
		for _, r := range unicode.Mn.R16 {
			for i := r.Lo; i <= r.Hi && r.Stride > 1 && i > maxMark; i += r.Stride {
				of += string(rune(i))
			}
			if r.Stride == 1 && r.Lo > maxMark {
				of += string(rune(r.Lo)) + "-" + string(rune(r.Hi))
			}
		}
	}
	return "[" + of + "]*"
}

// The last of the letters that bear no marks but the usual ones, and of those.
const maxUsual, maxMark = 0x482, 0x36f

// same is what foldText takes for a word.
func (s *signs) same(word string) string {
	var out strings.Builder
	for _, r := range foldText(word) {
		all := s.folded[r]
		if len(all) == 0 {
			all = []rune{r}
		}
		ways := []string{class(all)}
		for _, r := range all {
			if apart := norm.NFD.String(string(r)); apart != string(r) && len([]rune(apart)) > 1 {
				ways = append(ways, apart)
			}
		}
		if len(ways) == 1 {
			out.WriteString(ways[0])
		} else {
			out.WriteString("(?:" + strings.Join(ways, "|") + ")")
		}
	}
	return out.String()
}

// class is one of some signs.
func class(all []rune) string {
	slices.Sort(all)
	all = slices.Compact(all)
	if len(all) == 1 {
		return escaped(all[0], `^$\.*+?()[]{}|/`)
	}
	var out strings.Builder
	for i := 0; i < len(all); {
		j := i
		for j+1 < len(all) && all[j+1] == all[j]+1 {
			j++
		}
		out.WriteString(escaped(all[i], `\]^-[`))
		if j > i+1 {
			out.WriteString("-")
		}
		if j > i {
			out.WriteString(escaped(all[j], `\]^-[`))
		}
		i = j + 1
	}
	return "[" + out.String() + "]"
}

// escaped is r in a regular expression, escaped where it is one of signs.
func escaped(r rune, signs string) string {
	if strings.ContainsRune(signs, r) {
		return `\` + string(r)
	}
	return string(r)
}

// numbersPattern is a whole number from least to most, as [strconv.Atoi] reads
// it.
func numbersPattern(least, most int) string {
	out := `\+?0*(?:` + strings.Join(numbers(least, most), "|") + ")"
	if least == 0 {
		out = "(?:-0+|" + out + ")"
	}
	return out
}

// numbers is the expressions of the whole numbers from least to most.
func numbers(least, most int) []string {
	var ways []string
	low, high := strconv.Itoa(least), strconv.Itoa(most)
	for len(low) < len(high) {
		ways = append(ways, numbersOf(low, strings.Repeat("9", len(low)))...)
		low = "1" + strings.Repeat("0", len(low))
	}
	return append(ways, numbersOf(low, high)...)
}

// numbersOf is the expressions of the numbers between two of the same length.
func numbersOf(low, high string) []string {
	digits := func(a, b byte) string {
		switch {
		case a > b:
			return ""
		case a == b:
			return string(a)
		}
		return "[" + string(a) + "-" + string(b) + "]"
	}
	some := func(n int) string {
		switch n {
		case 0:
			return ""
		case 1:
			return "[0-9]"
		}
		return "[0-9]{" + strconv.Itoa(n) + "}"
	}
	n := len(low)
	switch {
	case n == 1:
		return []string{digits(low[0], high[0])}
	case strings.Trim(low, "0") == "" && strings.Trim(high, "9") == "":
		return []string{some(n)}
	case low[0] == high[0]:
		return behind(low[:1], numbersOf(low[1:], high[1:]))
	}
	from, to := low[0], high[0]
	var out []string
	if strings.Trim(low[1:], "0") != "" {
		out = append(out, behind(string(from), numbersOf(low[1:], strings.Repeat("9", n-1)))...)
		from++
	}
	var last []string
	if strings.Trim(high[1:], "9") != "" {
		last = behind(string(to), numbersOf(strings.Repeat("0", n-1), high[1:]))
		to--
	}
	if middle := digits(from, to); middle != "" {
		out = append(out, middle+some(n-1))
	}
	return append(out, last...)
}

// behind is the expressions with text before them.
func behind(text string, expressions []string) []string {
	for i, e := range expressions {
		expressions[i] = text + e
	}
	return expressions
}
