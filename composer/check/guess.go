package check

// fewGuessed is the number of words below which a text is too short to tell
// its language by them.
const fewGuessed = 12

// Guess is the language of a text that does not say it, a tag that [Knows]
// knows: the one whose rules speak of two thirds of its words, and of clearly
// more than those of any other. It is empty where that cannot be told. foreign
// reports that the rules of no language speak of even half of its words.
func Guess(text string) (language string, foreign bool) {
	most, second, all := 0, 0, 0
	for _, tag := range Languages() {
		c, err := open(packs[tag], tag, []string{"none"})
		if err != nil {
			return "", false // the rules are built in, and a test reads them
		}
		known := 0
		all = 0
		for _, w := range c.reader().words(text[:piece(text)], nil, 1, true) {
			if all++; !w.unknown {
				known++
			}
		}
		if known > most {
			language, most, second = tag, known, most
		} else {
			second = max(second, known)
		}
	}
	if all < fewGuessed {
		return "", false
	}
	if 3*most < 2*all || 3*most < 4*second {
		language = ""
	}
	return language, 2*most < all
}
