package check

import "strings"

// A measure says how hard a text of a language is to read: a number that grows
// with the words of its sentences and the syllables of its words.
type measure struct {
	vowels string  // what makes a syllable
	apart  string  // vowels of which two that stand together are two syllables
	silent string  // an ending that makes none
	but    string  // unless it is this one
	each   float64 // what each word of a mean sentence adds
	more   float64 // and each syllable of a mean word
	add    float64
	hard   float64 // more than this is hard to read on a hard day
}

// syllables is about how many a word has: its groups of vowels.
func (m *measure) syllables(word string) int {
	n := 0
	var before rune // the vowel before; 0 where none stands there
	for _, r := range word {
		if !strings.ContainsRune(m.vowels, r) {
			before = 0
			continue
		}
		if before == 0 || strings.ContainsRune(m.apart, r) && strings.ContainsRune(m.apart, before) {
			n++
		}
		before = r
	}
	if n > 1 && m.silent != "" && strings.HasSuffix(word, m.silent) && !strings.HasSuffix(word, m.but) {
		n--
	}
	return max(n, 1)
}

// Grade is how hard a text is to read, from its counts: in English the school
// grade after Flesch and Kincaid 1975. Each language has its own scale.
func (c *Checker) Grade(words, sentences, syllables int) float64 {
	m, w := &c.lex.measure, float64(max(words, 1))
	return m.each*w/float64(max(sentences, 1)) + m.more*float64(syllables)/w + m.add
}
