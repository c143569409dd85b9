package composer

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// start puts the question's starter before an answer that lacks it, so that
// "someone asks" becomes "When someone asks" and whole sentences stay as they
// are. Of several starters none is chosen for the person.
func (c *checker) start(q *Question, path string, v Value) Value {
	if len(q.Starters) == 0 {
		return v
	}
	text := strings.TrimSpace(v.Text)
	if s, rest, ok := cutStarter(q.Starters, text); ok {
		if firstWord(rest) == "" {
			c.problem("only-starter", path, q, v.Position)
			return v
		}
		for { // typed again behind the one that stood there
			_, again, ok := cutStarter([]string{s}, strings.TrimLeftFunc(rest, unicode.IsSpace))
			if !ok || firstWord(again) == "" || len(strings.Fields(s)) < 2 && !strings.HasPrefix(strings.TrimSpace(rest), s) {
				break
			}
			rest = again
		}
		v.Text = s + rest
		return v
	}
	first := strings.ToLower(firstWord(text))
	switch one := len(q.Starters) == 1; {
	case !strings.ContainsFunc(text, unicode.IsLetter):
		c.problem("no-words", path, q, v.Position)
	case one && overlap(q.Starters[0], text) > 1: // "I had stopped", behind "I wish I had"
		v.Text = c.join(q.Starters[0], text)
	case slices.Contains(c.alone(q), first), one && c.wantsVerb(q.Starters[0]) && !c.isVerb(text):
		v.Text = upperFirst(text)
	case c.cannotFollow(q, first):
		c.problem("form", path, q, v.Position, "starter", strings.TrimSpace(q.Starters[0]))
	case !one:
		c.problem("which-starter", path, q, v.Position, "starters", c.kind.quoted(q.Starters))
	default:
		v.Text = c.join(q.Starters[0], text)
	}
	return v
}

// Begin is text behind one of the starters of q, as [Kind.Check] would join
// them: words that both have stand there once.
func (k *Kind) Begin(starter, text string) string {
	c := &checker{kind: k, in: &Answers{}}
	return c.join(starter, strings.TrimSpace(text))
}

// cutStarter is the starter with which text begins, and the rest. The words
// are compared as people write them.
func cutStarter(starters []string, text string) (starter, rest string, ok bool) {
	for _, s := range starters {
		words := strings.Fields(s)
		rest, ok := text, true
		for i, want := range words {
			rest = strings.TrimLeftFunc(rest, unicode.IsSpace)
			end := strings.IndexFunc(rest, unicode.IsSpace)
			if end < 0 {
				end = len(rest)
			}
			word := rest[:end]
			if i == len(words)-1 { // a colon or a dash may follow
				word = strings.TrimRightFunc(word, notWord)
			}
			if ok = plainText(word) == plainText(want); !ok {
				break
			}
			rest = rest[len(word):]
		}
		if ok && len(words) > 0 {
			return strings.Join(words, " "), rest, true
		}
	}
	return "", "", false
}

func notWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// firstWord is the first word of s, with an apostrophe and what follows it
// cut off: "I'll" is "I".
func firstWord(s string) string {
	f := strings.FieldsFunc(s, notWord)
	if len(f) == 0 {
		return ""
	}
	return f[0]
}

// alone is the first words with which an answer needs no starter.
func (c *checker) alone(q *Question) []string {
	if q.Alone != nil {
		return q.Alone
	}
	return strings.Fields(c.kind.written().Say("words-alone"))
}

// written is the words of the language that answers are in.
func (k *Kind) written() Words {
	if k.answered != nil {
		return k.answered
	}
	return k.words
}

// wantsVerb reports whether only a verb in its plain form goes on behind a
// starter, as behind "Voy a": a language that leaves out "I" begins a sentence
// with a verb in another form.
func (c *checker) wantsVerb(starter string) bool {
	words := strings.Fields(foldText(starter))
	return slices.Contains(strings.Fields(c.kind.written().Say("starter-wants-verb")), words[len(words)-1])
}

// isVerb reports whether text begins with a verb in its plain form, such words
// as "not" and "never" aside.
func (c *checker) isVerb(text string) bool {
	words := c.kind.written()
	for _, w := range strings.FieldsFunc(foldText(text), notWord) {
		if slices.Contains(strings.Fields(words.Say("verb-behind")), w) {
			continue
		}
		return slices.ContainsFunc(strings.Fields(words.Say("verb-endings")), func(ending string) bool { return strings.HasSuffix(w, ending) })
	}
	return false
}

// cannotFollow reports that an answer's first word has a form that makes no
// sentence with a starter: "It was my choice to telling".
func (c *checker) cannotFollow(q *Question, first string) bool {
	return q.Alone == nil && strings.HasSuffix(first, c.kind.written().Say("ending-not-after-starter")) &&
		!slices.Contains(strings.Fields(c.kind.written().Say("words-with-that-ending")), first)
}

// overlap is how many words at the end of starter stand at the start of text
// as well.
func overlap(starter, text string) int {
	head, tail := strings.Fields(starter), strings.Fields(text)
	for n := min(len(head), len(tail)); n > 0; n-- {
		if slices.EqualFunc(head[len(head)-n:], tail[:n], func(a, b string) bool { return plainText(a) == plainText(b) }) {
			return n
		}
	}
	return 0
}

// join is starter and text as one sentence. Words at the end of the one that
// stand at the start of the other are not repeated.
func (c *checker) join(starter, text string) string {
	for range overlap(starter, text) {
		text = strings.TrimLeftFunc(text, unicode.IsSpace)
		text = text[max(0, strings.IndexFunc(text+" ", unicode.IsSpace)):]
	}
	return strings.Join(strings.Fields(starter), " ") + " " + c.lowerFirst(strings.TrimLeftFunc(text, unicode.IsSpace))
}

// lowerFirst is s with a small first letter, but for a person's name, a day, a
// month, a word in capitals and words such as "I".
func (c *checker) lowerFirst(s string) string {
	word := firstWord(s)
	r, n := utf8.DecodeRuneInString(s)
	if !unicode.IsUpper(r) || len([]rune(word)) > 1 && word == strings.ToUpper(word) || c.isCapital(word) || c.isName(word) {
		return s
	}
	return string(unicode.ToLower(r)) + s[n:]
}

// isCapital reports whether word is written with a capital wherever it stands.
// Days and months are where the language writes them so.
func (c *checker) isCapital(word string) bool {
	for _, key := range []string{"words-always-capital", "date-weekdays", "date-months"} {
		for _, w := range strings.Fields(c.kind.words.Say(key)) {
			if w == word || w+"s" == word {
				return true
			}
		}
	}
	return false
}

// isName reports whether word is one of the people's, or a part of a name.
func (c *checker) isName(word string) bool {
	for _, sec := range c.kind.Sections {
		for _, q := range sec.Questions {
			if q.Type != TypePeople {
				continue
			}
			for _, n := range c.in.People(q.Name) {
				if slices.Contains(strings.FieldsFunc(n, notWord), word) {
					return true
				}
			}
		}
	}
	return false
}

func upperFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// quoted is the starters as a sentence names them: “I have …”, “I will …”.
func (k *Kind) quoted(starters []string) string {
	var out []string
	for _, s := range starters {
		out = append(out, k.words.Say("starter-quoted", "starter", strings.TrimSpace(s)))
	}
	return strings.Join(out, k.words.Say("list-comma"))
}
