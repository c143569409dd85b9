package form

import (
	"slices"
	"strings"
	"unicode"
)

// plain is text as it is compared: editors change white space, bullets and
// quotes, and put backslashes where none are needed.
func plain(s string) string {
	s = strings.TrimSuffix(strings.TrimSpace(s), `\`)
	var b strings.Builder
	for i, c := range s {
		switch {
		case c == '\\' && i+1 < len(s) && strings.IndexByte("\\`*_{}[]()#+-.!|<>~&", s[i+1]) >= 0:
			continue
		case strings.ContainsRune("‘’‚", c):
			c = '\''
		case strings.ContainsRune("“”„", c):
			c = '"'
		case c == '\u00a0':
			c = ' '
		}
		b.WriteRune(c)
	}
	s = strings.Join(strings.Fields(b.String()), " ")
	if strings.HasPrefix(s, "* ") || strings.HasPrefix(s, "+ ") {
		s = "-" + s[1:]
	}
	return s
}

// cutBox cuts the box at the end of s, and says what stands in it.
func cutBox(s string) (before string, box bool, inside string) {
	m := boxEnd.FindStringSubmatchIndex(s)
	switch {
	case m == nil:
		return s, false, ""
	case m[2] >= 0:
		return s[:m[0]], true, strings.TrimSpace(s[m[2]:m[3]])
	}
	return s[:m[0]], true, map[string]string{"☐": "", "☑": "x", "☒": "x"}[s[m[4]:m[5]]]
}

// isTick says whether what stands in a box ticks it; ok is false where that
// cannot be told.
func isTick(inside string) (ticked, ok bool) {
	switch strings.ToLower(inside) {
	case "", "_", "\u00a0":
		return false, true
	case "x", "xx", "✓", "✔", "✗", "✘", "√", "v", "*", "+", "y", "yes", "s", "si", "sí":
		return true, true
	}
	return false, false
}

// cutOwn finds the first of these words in s, the longest ones first, and gives
// what stands before and behind them.
func cutOwn(s string, own []string) (before, after string, ok bool) {
	for _, o := range own {
		if o == "" {
			continue
		}
		if i, n := find(s, o); n > 0 {
			return s[:i], s[i+n:], true
		}
	}
	return "", "", false
}

// find is where in s the words own stand, which are as plain returns them, and
// how long they are there.
func find(s, own string) (at, size int) {
	fold := func(c rune) rune {
		switch {
		case strings.ContainsRune("‘’‚", c):
			return '\''
		case strings.ContainsRune("“”„", c):
			return '"'
		}
		return c
	}
	want := []rune(strings.ReplaceAll(own, " ", ""))
	at = -1
	var starts []int // where the characters of s that count begin
	var have []rune
	ends := []int{}
	for i, c := range s {
		if unicode.IsSpace(c) || c == '\\' {
			continue
		}
		starts, have, ends = append(starts, i), append(have, fold(c)), append(ends, i+len(string(c)))
	}
	if len(have) > 0 && (have[0] == '*' || have[0] == '+') && len(want) > 0 && want[0] == '-' {
		have[0] = '-'
	}
	for i := 0; i+len(want) <= len(have); i++ {
		if slices.Equal(have[i:i+len(want)], want) {
			return starts[i], ends[i+len(want)-1] - starts[i]
		}
	}
	return at, 0
}

// cleaned is what was typed among the blanks of a field.
func cleaned(s string) string {
	s = blanks.ReplaceAllString(s, " ")
	s = strings.TrimSpace(s)
	s = strings.TrimSpace(strings.TrimSuffix(s, `\`))
	return strings.TrimSpace(strings.Trim(strings.NewReplacer(`\_`, "_", `\|`, "|", ruled, " ").Replace(s), "_"))
}

// tidy is text without empty lines around it, and at most one between.
func tidy(s string) string {
	for strings.Contains(s, "\n\n\n") {
		s = strings.ReplaceAll(s, "\n\n\n", "\n\n")
	}
	return strings.TrimSpace(s)
}
