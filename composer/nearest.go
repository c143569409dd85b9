package composer

import (
	"fmt"
	"strings"
)

// didYouMean is ", did you mean "x"?" for the candidate nearest to word, or
// nothing where none is near.
func didYouMean(word string, candidates []string) string {
	if c := Nearest(word, candidates); c != "" {
		return fmt.Sprintf("; did you mean %q?", c)
	}
	return ""
}

// Nearest is the candidate that differs from word by at most two letters
// (a third of a short word), or "" where none does.
func Nearest(word string, candidates []string) string {
	best, least := "", min(2, (len(word)+1)/3)+1
	for _, c := range candidates {
		if n := len(c) - len(word); n >= 4*least || -n >= 4*least {
			continue // too far apart to be worth the table, whatever is in them
		}
		if d := distance(strings.ToLower(word), strings.ToLower(c)); d < least {
			best, least = c, d
		}
	}
	return best
}

// distance is the number of letters to change, add, drop or swap
// (optimal string alignment).
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	rows := make([][]int, len(x)+1)
	for i := range rows {
		rows[i] = make([]int, len(y)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(x); i++ {
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(x)][len(y)]
}
