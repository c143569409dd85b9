package check

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"amends/composer"
)

// Whatever the text and its language are, what is found lies in it, is the
// words that stand there, and is found again the second time, and without the
// rules that serve other kinds.
func FuzzRules(f *testing.F) {
	some := map[string]*Checker{}
	for _, language := range Languages() {
		for _, kind := range []string{"apology", "agreement"} {
			var err error
			if some[language+" "+kind], err = New(language, kind); err != nil {
				f.Fatal(err)
			}
		}
		for _, r := range loadOf(f, language).Rules() {
			for _, e := range slices.Concat(r.Fires, r.Silent) {
				f.Add(e, true)
			}
		}
	}
	for _, s := range []string{"", "\n\n", "sorry if", "I'm sorry ‘if I hurt you", "sorry\u0301 if I hu\u00adrt you", "\xff\xfe sorry if I hurt you", "I’M SORRY\tIF\r\nI HURT YOU", "“", "'", "a'b'c'", "¿¡¿", "perdo\u0301name si", "sorry <!-- if --> if I <!--> hurt <!-- amends:allow conditional-apology", strings.Repeat("sorry if I hurt you ", 40)} {
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, text string, apology bool) {
		kind := "agreement"
		if apology {
			kind = "apology"
		}
		for _, language := range Languages() {
			foundWhereItIs(t, loadOf(t, language), some[language+" "+kind], text, kind)
		}
	})
}

// foundWhereItIs looks what all rules and those for a kind find in a text.
func foundWhereItIs(t *testing.T, c, some *Checker, text, kind string) {
	p, _ := Text("f", text, kind)
	found := c.Find(p)
	if again := c.Find(p); !reflect.DeepEqual(found, again) {
		t.Fatalf("found\n%v\nand then\n%v", found, again)
	}
	if few := some.Find(p); !reflect.DeepEqual(found, few) {
		t.Fatalf("found\n%v\nand with fewer rules\n%v", found, few)
	}
	lines := strings.Split(text, "\n")
	for _, g := range found {
		if g.Line == 0 || strings.Contains(text, "<!--") {
			continue // of the page as a whole, or around a comment
		}
		if g.Line > len(lines) {
			t.Fatalf("line %d of %d", g.Line, len(lines))
		}
		line := []rune(lines[g.Line-1])
		first, _, _ := strings.Cut(g.Match, "\n")
		to := g.Column - 1 + utf8.RuneCountInString(first)
		if g.Column < 1 || to > len(line) || string(line[g.Column-1:to]) != string([]rune(first)) {
			t.Fatalf("%s: %q is not at %d:%d", g.Rule, first, g.Line, g.Column)
		}
	}
}

// The same in answers, whose positions go through YAML.
func FuzzAnswersRules(f *testing.F) {
	c := load(f)
	f.Add("I am sorry if I hurt you, and ä if 漢字.")
	k := apology(f)
	f.Fuzz(func(t *testing.T, text string) {
		a := &composer.Answers{Values: []composer.Named{{Name: "what_i_did", Value: composer.Text(text, composer.Position{})}}}
		for _, g := range c.Find(Answers(k, a, day)) {
			if !strings.Contains(text, g.Match) {
				t.Fatalf("%s: %q is not in the answer", g.Rule, g.Match)
			}
		}
	})
}

// Loading never panics, and says where a rule is wrong.
func FuzzPattern(f *testing.F) {
	lists := files("en").lists
	for _, s := range []string{"{sorry} .... [ if ]", "a ( b | c )?", "~( x ) y", "(((", "a|b|", "{", "!a", ". , ;"} {
		f.Add(s)
	}
	f.Fuzz(func(_ *testing.T, pattern string) {
		c := newCompiler()
		maps.Copy(c.lists, lists)
		_, _ = c.read(pattern)
	})
}
