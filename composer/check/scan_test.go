package check

import (
	"flag"
	"os"
	"testing"
)

var scanFile = flag.String("scan", "", "a `FILE` of plain text to look at: what is found there is listed")
var scanKind = flag.String("kind", "apology", "the `KIND` that -scan takes it for")

// What is found in a file of plain text.
func TestScanFile(t *testing.T) {
	if *scanFile == "" {
		t.Skip("no -scan FILE")
	}
	text, err := os.ReadFile(*scanFile)
	if err != nil {
		t.Fatal(err)
	}
	c := load(t)
	found := c.Find(prose(string(text), *scanKind))
	words := len((&reader{lex: c.lex, cache: map[string]*entries{}}).words(string(text), nil, 0, true))
	rules := map[string]int{}
	for _, f := range found {
		rules[f.Rule]++
		t.Logf("%s: %s", f.Rule, f.Match)
	}
	t.Logf("%d findings in %d words: %.1f in 10,000; %v", len(found), words, 10000*float64(len(found))/float64(words), rules)
}
