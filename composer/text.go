package composer

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// oneLine is s with every run of white space as one space, and none at the
// ends. No-break spaces are text.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, breakingSpace), " ")
}

func breakingSpace(r rune) bool {
	return unicode.IsSpace(r) && r != '\u00a0' && r != '\u202f' && r != '\u2007'
}

// foldText is s as people compare it: composed, lower case, straight quotes,
// single spaces.
func foldText(s string) string {
	return strings.ToLower(straighten.Replace(norm.NFC.String(oneLine(s))))
}

// plainText is foldText without the marks above and below letters, which
// people leave out where they are hard to type: "sabado" is "sábado".
func plainText(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(foldText(s)))
}

var straighten = strings.NewReplacer("‘", "'", "’", "'", "“", `"`, "”", `"`, "…", "...")

// lineEnds writes each of the ways to end a line or a paragraph as "\n".
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n\n")

// paragraphs is s cut at its empty lines, each paragraph as its lines.
func paragraphs(s string) [][]string {
	var out [][]string
	var open []string
	for line := range strings.SplitSeq(lineEnds.Replace(s)+"\n", "\n") {
		line = oneLine(line)
		if line != "" {
			open = append(open, line)
		} else if open != nil {
			out, open = append(out, open), nil
		}
	}
	if open != nil {
		out = append(out, open)
	}
	return out
}
