package check

import (
	"strings"
	"testing"
)

// patternLoader has a list and a name or two.
func patternLoader() *loader {
	l := newLoader()
	l.lists["hurt"] = []string{"hurt|upset|offended", "let you down"}
	l.lists["who"] = []string{"i|we"}
	l.forms["take"], l.pasts = []string{"took", "taken"}, []string{"took", "taken"}
	l.also = map[string][]string{"'s": {"is", "has"}, "'d": {"would", "had"}}
	l.endings = map[string]string{"n't": " not", "'m": " am", "'ve": " have", "'ll": " will", "'s": " 's", "'d": " 'd"}
	l.inflections = map[string][]string{"": {"s", "ed", "ing"}, "p": {"pped", "pping"}}
	l.pasts = append(l.pasts, "*ed")
	for _, w := range strings.Fields("i you the a if to and") {
		l.common[w] = 100
	}
	return l
}

// What a pattern matches in a text is the words that stand in the brackets of
// want; nothing where it has none.
func TestPatterns(t *testing.T) {
	tests := []struct{ name, pattern, text, want string }{
		{"words", "sorry if", "I am sorry if I hurt you", "sorry if"},
		{"over a comma", "sorry but", "I'm sorry, but no", "sorry, but"},
		{"not over a semicolon", "sorry but", "I'm sorry; but no", ""},
		{"not over a full stop", "sorry but", "I'm sorry. But no", ""},
		{"alternatives", "sorry|afraid if", "afraid if", "afraid if"},
		{"beginning", "offen* you", "I was offensive, you said", "offensive, you"},
		{"end", "*ly sorry", "I am terribly sorry", "terribly sorry"},
		{"any form", "take+ it", "I took it", "took it"},
		{"regular form", "step+ back", "I stepped back, stepping back", "stepped back"},
		{"list", "{hurt} by", "you were upset by it", "upset by"},
		{"list of several words", "i {hurt}", "I let you down", "I let you down"},
		{"past", "if i {past}", "if I walked", "if I walked"},
		{"irregular past", "if i {past} it", "if I took it", "if I took it"},
		{"not past", "if i {past} it", "if I take it", ""},
		{"option", "so really? sorry", "so sorry", "so sorry"},
		{"option taken", "so really? sorry", "so really sorry", "so really sorry"},
		{"choice", "sorry ( if you | that i ) went", "sorry that I went", "sorry that I went"},
		{"optional choice", "sorry ( to say )? if", "sorry if", "sorry if"},
		{"another word", "sorry !if you", "sorry that you", "sorry that you"},
		{"not that word", "sorry !if you", "sorry if you", ""},
		{"not ahead", "sorry ~( if you ) if", "sorry if you", ""},
		{"ahead of something else", "sorry ~( if you ) if", "sorry if we", "sorry if"},
		{"few words", "sorry .. if", "sorry to ask if", "sorry to ask if"},
		{"too many for few", "sorry .. if", "sorry a b c d if", ""},
		{"some words", "sorry ... if", "sorry a b c d if", "sorry a b c d if"},
		{"some words end at a dash", "sorry ... if", "sorry - a b if", ""},
		{"many words do not", "sorry .... if", "sorry - a b if", "sorry - a b if"},
		{"the shortest stretch", "sorry ... if", "sorry a if b if", "sorry a if"},
		{"a comma", "sorry , if", "sorry, if", "sorry, if"},
		{"no comma", "sorry , if", "sorry if", ""},
		{"a clause", "sorry ; if", "sorry: if", "sorry: if"},
		{"a sentence", "sorry . but", "sorry. But", "sorry. But"},
		{"from a clause", "^ sorry if", "now, sorry if", "sorry if"},
		{"not from a clause", "^ sorry if", "now sorry if", ""},
		{"from a sentence", "^^ sorry if", "now, sorry if", ""},
		{"to a clause", "sorry $", "sorry, now", "sorry"},
		{"to a sentence", "sorry $$", "sorry, now", ""},
		{"to a paragraph", "sorry $$$", "I am sorry.\n\nNow", "sorry"},
		{"not to a paragraph", "sorry $$$", "I am sorry. Now", ""},
		{"to the end of all", "sorry $$$", "I am sorry", "sorry"},
		{"to the end", "sorry $$", "I am sorry", "sorry"},
		{"or the end", "sorry (for|$)", "sorry, you", "sorry"},
		{"or a word", "sorry (for|$)", "sorry for you", "sorry for"},
		{"neither", "sorry (for|$)", "sorry about you", ""},
		{"per cent", "only 3 %", "only 3% of it", "only 3%"},
		{"a bracket", "dear << name", "Dear [name], sorry", "Dear [name"},
		{"no bracket", "dear << name", "Dear name", ""},
		{"a line", "sorry ____", "Sorry _________ you", "Sorry _________"},
		{"braces", "dear {{", "Dear {{.Name}}", "Dear {{"},
		{"a question", "what more $?", "what more? sorry", "what more"},
		{"no question", "what more $?", "what more. sorry", ""},
		{"point at", "sorry .. [ if you ] were", "sorry so if you were", "if you"},
		{"short forms", "i am sorry", "I'm sorry", "I'm sorry"},
		{"curly apostrophe", "i am sorry", "I’m sorry", "I’m sorry"},
		{"not", "do not", "don't", "don't"},
		{"cannot", "can not", "cannot", ""}, // a spelling of words.yaml
		{"possessive", "sam 's fault", "Sam's fault", "Sam's fault"},
		{"is", "it is fine", "it's fine", "it's fine"},
		{"would", "i would go", "I'd go", "I'd go"},
		{"hyphen in a pattern", "no-one|nobody came", "no one came", "no one came"},
		{"hyphen", "over sensitive", "you are over-sensitive", "over-sensitive"},
		{"accents", "café sorry", "cafe\u0301 sorry", "cafe\u0301 sorry"},
		{"soft hyphen", "sorry if", "sor\u00adry if", "sor\u00adry if"},
		{"capitals", "sorry if", "SORRY IF", "SORRY IF"},
		{"quotation", "sorry if", "you wrote \"sorry if\" again", ""},
		{"curly quotation", "sorry if", "you wrote “sorry if” again", ""},
		{"single quotation", "sorry if", "you wrote 'sorry if' again", ""},
		{"possessive in a quotation", "sorry if", "you wrote 'the boys' sorry if' again", ""},
		{"quotation over a blank line", "sorry if", "you wrote \"I am\n \nsorry if\" again", "sorry if"},
		{"apostrophe is none", "sorry if", "the boys' sorry if it's", "sorry if"},
		{"cue behind", "if .. sorry", "if you are sorry", "if you are sorry"},
		{"names", "i hurt {PEOPLE}", "I hurt Sam", "I hurt Sam"},
		{"other names", "i hurt {PEOPLE}", "I hurt them", ""},
		{"capital in a sentence", "told {NAME} that", "I told Ida that", "told Ida that"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			l := patternLoader()
			l.readRule("rule.yaml", &ruleFile{
				ID: "rule", Name: "N", Kinds: []string{everyKind}, Severity: severities{one: "warning"}, Message: "M", Advice: "A",
				Sources: []string{"S"}, Fires: []string{"F"}, Silent: []string{"S"}, Patterns: []patternsOf{{Match: texts{test.pattern}}},
			})
			c := l.open(t)
			got := ""
			if found := c.Find(prose(test.text)); len(found) > 0 {
				got = found[0].Match
			}
			if got != test.want {
				t.Errorf("%q in %q matches %q, want %q", test.pattern, test.text, got, test.want)
			}
		})
	}
}

// open is a checker with what was read.
func (l *loader) open(t *testing.T) *Checker {
	t.Helper()
	l.link()
	file, err := l.file()
	if err != nil {
		t.Fatal(err)
	}
	c, err := open(file, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestPatternErrors(t *testing.T) {
	tests := []struct{ pattern, want string }{
		{"", "is empty"},
		{"sorry ( if", "not closed"},
		{"sorry ) if", "closes nothing"},
		{"sorry |", "is empty"},
		{"sorry a||b", "an alternative is empty"},
		{"sorry a |b", `"|b": an alternative is empty; a bar stands between words without spaces`},
		{"sorry ( a| b )", `"a|": an alternative is empty`},
		{"i (am|will be) gone", "(am|will be): a bar without spaces parts single words; write ( am | will be ), or leave the brackets out"},
		{"( sorry | (b|c d) )", "(b|c d): a bar"},
		{"{nobody} sorry", "there is no list {nobody}"},
		{"{hurt sorry", "not closed"},
		{"don't", "write short forms in full"},
		{"Sorry", "lower case"},
		{"sorry ~ if", "before a bracket"},
		{"!{hurt} sorry", "! needs single words"},
		{"*", "is no word"},
		{"sorry+s", "is no word"},
		{"... ...", "no word is certain"},
		{"sorry?", "no word is certain"},
		{"{PEOPLE}", "no word is certain"},
		{"{loop} sorry", "holds itself"},
	}
	for _, test := range tests {
		l := patternLoader()
		l.lists["loop"] = []string{"a {loop}"}
		if _, err := l.read(test.pattern); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q: %v, want %q", test.pattern, err, test.want)
		}
	}
}

func TestWords(t *testing.T) {
	tests := []struct{ name, text, want string }{ // words, with a | before each sentence
		{"sentences", "One. Two! Three? Four", "|one |two |three |four"},
		{"short forms end none", "Dear Dr. Who, see p.m. trains", "|dear dr who see p m trains"},
		{"numbers", "at 12.30 for 3:4", "|at 12.30 for 3:4"},
		{"ellipsis", "sorry... if", "|sorry if"},
		{"paragraph", "one\ntwo\n\nthree", "|one two |three"},
		{"short form", "I'll I'd we've didn't o'clock", "|i will i 'd we have did not oclock"},
		{"other letters", "Straße, 漢字 и всё", "|straße 漢字 и всё"},
		{"nothing", " -- … !?", ""},
	}
	for _, test := range tests {
		l := patternLoader()
		l.shortForms["dr"] = true
		r := newReader(l.open(t))
		if got := readAloud(r, test.text); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

// readAloud is the words of a text as a reader has them, with a bar before each
// sentence.
func readAloud(r *reader, text string) string {
	var out []string
	sentence := int32(-1)
	for _, w := range r.words(text, nil, 0, true) {
		word := w.text
		if w.sentence != sentence {
			word, sentence = "|"+word, w.sentence
		}
		out = append(out, word)
	}
	return strings.Join(out, " ")
}

// Spanish is read with what is written behind a verb as words of its own, and
// as people type it. An opening mark begins a sentence, or goes on with it.
func TestSpanishWords(t *testing.T) {
	tests := []struct{ text, want string }{
		{"quiero pedirte perdón", "|quiero pedir te perdón"},
		{"diciéndotelo", "|diciéndo te lo"},
		{"Perdóname, Ana", "|perdona me ana"},
		{"perdoname", "|perdona me"},
		{"la parte fuerte de Carlos", "|la parte fuerte de carlos"},
		{"del trabajo al bar", "|de el trabajo a el bar"},
		{"perdon x q no fui", "|perdon por que no fui"},
		{"Lo siento. ¿Me oyes? ¡Sí!", "|lo siento |me oyes |sí"},
		{"Lo siento, ¿vale?", "|lo siento vale"},
		{"El Dr. Ruiz y Ud. hablan", "|el dr ruiz y ud hablan"},
	}
	r := newReader(loadOf(t, "es"))
	for _, test := range tests {
		if got := readAloud(r, test.text); got != test.want {
			t.Errorf("%q is read as %q, want %q", test.text, got, test.want)
		}
	}
}

// A word is met without its accents, and with too many, where these do not make
// it another.
func TestAccents(t *testing.T) {
	tests := []struct{ pattern, text, want string }{
		{"perdón si", "perdon si", "perdon si"},
		{"perdón si", "PERDÓN SI", "PERDÓN SI"},
		{"fue así", "fué así", "fué así"},
		{"si fue", "sí fue", ""},
		{"sí fue", "si fue", ""},
		{"el *ó", "el gritó", "el gritó"},
		{"el *ó", "el grito", ""},
	}
	for _, test := range tests {
		l := patternLoader()
		l.accents["sí"] = true
		l.readRule("rule.yaml", &ruleFile{
			ID: "rule", Name: "N", Kinds: []string{everyKind}, Severity: severities{one: "warning"}, Message: "M", Advice: "A",
			Sources: []string{"S"}, Fires: []string{"F"}, Silent: []string{"S"}, Patterns: []patternsOf{{Match: texts{test.pattern}}},
		})
		got := ""
		if found := l.open(t).Find(prose(test.text)); len(found) > 0 {
			got = found[0].Match
		}
		if got != test.want {
			t.Errorf("%q in %q matches %q, want %q", test.pattern, test.text, got, test.want)
		}
	}
}

// A language's own syllables make its own grade.
func TestGrade(t *testing.T) {
	tests := []struct {
		language, word string
		want           int
	}{
		{"en", "table", 2}, {"en", "made", 1}, {"en", "understanding", 4},
		{"es", "tierra", 2}, {"es", "caos", 2}, {"es", "día", 2}, {"es", "perdóname", 4}, {"es", "muy", 1}, {"es", "y", 1},
	}
	for _, test := range tests {
		if got := loadOf(t, test.language).lex.measure.syllables(test.word); got != test.want {
			t.Errorf("%s: %q has %d syllables, want %d", test.language, test.word, got, test.want)
		}
	}
}
