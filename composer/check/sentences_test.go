package check

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"amends/composer"
)

var patterns = flag.Bool("patterns", false, "list what each pattern found, rightly and wrongly, in the work sets")
var misses = flag.Bool("misses", false, "list what was missed and what was found wrongly")

// A sentence is an item of testdata/sentences.
type sentence struct {
	Text    string   `yaml:"text"`
	Labels  []string `yaml:"labels"`
	Also    []string `yaml:"also"`
	Hard    bool     `yaml:"hard"`
	Context string   `yaml:"context"`
	Kind    string   `yaml:"kind"`
	Group   string   `yaml:"group"`
	Want    string   `yaml:"want"`
}

const sentencesDir = "../../testdata/sentences/"

func readSentences(t testing.TB, name string, into any) {
	t.Helper()
	text, err := os.ReadFile(sentencesDir + name + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(text, into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// A tally is how a set of labelled sentences came out.
type tally struct{ flawed, right, sound, disturbed, true, false int }

func share(n, of int) float64 { return 100 * float64(n) / float64(max(of, 1)) }

// sets is the names of the sets of sentences of a language, a family and a
// half, such as apology-work and apology-excuse-work. Those of other languages
// than English stand in folders.
func sets(t testing.TB, language, family, half string) []string {
	t.Helper()
	dir := ""
	if language != english {
		dir = language + "/"
	}
	files, err := filepath.Glob(sentencesDir + dir + family + "*-" + half + ".yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no sentences of %s, %s, %s: %v", language, family, half, err)
	}
	for i, f := range files {
		files[i] = dir + strings.TrimSuffix(filepath.Base(f), ".yaml")
	}
	return files
}

// The sentences with labels are found, and the sound ones are left alone, as
// often as is said here. What is held back was written by people who saw no
// rules, and nobody who writes rules reads it: its figures say what a fresh
// letter may expect, and these are the floor that a change must not fall
// through. Once it was read it is no longer held back: rules are written with
// *-read-work, too, which was held back before.
func TestSentences(t *testing.T) {
	tests := []struct {
		language, kind, half       string
		right, precise, disturbing float64 // percent: at least, at least, at most
	}{
		{"en", "apology", "work", 84, 94, 5},
		{"en", "apology", "four-held", 70, 83, 7},
		{"en", "apology", "five-held", 74, 85, 3},
		{"en", "agreement", "work", 85, 87, 3.6},
		{"en", "agreement", "four-held", 67, 78, 8},
		{"en", "agreement", "five-held", 38, 65, 5},
		{"es", "apology", "work", 97, 98, 2},
		{"es", "apology", "held", 59, 81, 5.5},
		{"es", "agreement", "work", 97, 97, 1},
		{"es", "agreement", "held", 48, 83, 6.5},
	}
	var labels map[string][]string
	readSentences(t, "labels", &labels)
	for _, test := range tests {
		c := loadOf(t, test.language)
		t.Run(test.language+"-"+test.kind+"-"+test.half, func(t *testing.T) {
			var all tally
			hits, wanted := map[string]int{}, map[string]int{}
			for _, name := range sets(t, test.language, test.kind, test.half) {
				var items []sentence
				readSentences(t, name, &items)
				n := count(t, c, items, test.kind, labels, hits, wanted)
				t.Logf("%-24s %s", name, n)
				all = tally{all.flawed + n.flawed, all.right + n.right, all.sound + n.sound, all.disturbed + n.disturbed, all.true + n.true, all.false + n.false}
			}
			t.Logf("%-24s %s", "ALL", all)
			for _, l := range slices.Sorted(maps.Keys(wanted)) {
				t.Logf("  %-20s %d of %d", l, hits[l], wanted[l])
			}
			if all.rightShare() < test.right || all.precision() < test.precise || all.disturbance() > test.disturbing {
				t.Errorf("want at least %v %%, at least %v %%, at most %v %%", test.right, test.precise, test.disturbing)
			}
		})
	}
}

func (n tally) rightShare() float64  { return share(n.right, n.flawed) }
func (n tally) precision() float64   { return share(n.true, n.true+n.false) }
func (n tally) disturbance() float64 { return share(n.disturbed, n.sound) }

func (n tally) String() string {
	return fmt.Sprintf("right label %.1f %% of %d, precision %.1f %%, disturbed %.1f %% of %d", n.rightShare(), n.flawed, n.precision(), n.disturbance(), n.sound)
}

// count is how items come out.
func count(t *testing.T, c *Checker, items []sentence, kind string, labels map[string][]string, hits, wanted map[string]int) tally {
	known := map[string]bool{}
	for _, to := range labels {
		for _, l := range to {
			known[l] = known[l] || slices.Contains(labelsOf[kind], l)
		}
	}
	var n tally
	for _, i := range items {
		n.item(t, i, c.Find(prose(i.Text, kind)), labels, known, hits)
		for _, l := range i.Labels {
			wanted[l]++
		}
	}
	return n
}

// labelsOf is the labels that sentences of a kind may have.
var labelsOf = map[string][]string{
	"apology": {
		"conditional", "agentless", "excuse", "blame-shift", "minimising", "forgiveness-demand", "vague-commitment",
		"reaction-focus", "vague-act", "denial", "self-focus", "grudging", "overpromise",
	},
	"agreement": {
		"controlling", "punitive", "vague", "one-sided", "surveillance", "isolation", "absolute", "no-review", "rights-waiver",
	},
}

func (n *tally) item(t *testing.T, i sentence, found []composer.Finding, labels map[string][]string, known map[string]bool, hits map[string]int) {
	got := map[string]bool{}
	disturbed := false
	for _, f := range found {
		disturbed = disturbed || f.Severity > composer.Suggestion
		// Of what the rule stands for, only the labels of this set count.
		stands := slices.DeleteFunc(slices.Clone(labels[f.Rule]), func(l string) bool { return !known[l] })
		switch {
		case len(stands) == 0:
		case slices.ContainsFunc(stands, func(l string) bool { return slices.Contains(i.Labels, l) }):
			n.true++
			for _, l := range stands {
				got[l] = true
			}
		case slices.ContainsFunc(stands, func(l string) bool { return slices.Contains(i.Also, l) }):
		default:
			n.false++
			list(t, "FALSE", f.Rule, i, f.Match)
		}
	}
	if len(i.Labels) == 0 {
		n.sound++
		if disturbed {
			n.disturbed++
		}
		return
	}
	n.flawed++
	right := false
	for _, l := range i.Labels {
		if got[l] {
			hits[l]++
			right = true
		}
	}
	if right {
		n.right++
		return
	}
	list(t, "MISSED", strings.Join(i.Labels, ","), i, "")
}

// list says what came out wrong, unless it is held back.
func list(t *testing.T, what, label string, i sentence, words string) {
	if *misses && !strings.Contains(t.Name(), "held") {
		t.Logf("%-6s %-28s [%s] %s", what, label, words, i.Text)
	}
}

// Words of danger are noticed, and a way of speaking is not, as often as is
// said here.
func TestSafetySentences(t *testing.T) {
	tests := []struct {
		language, name                                 string
		stops, asks, unsafe, made, control, disturbing float64 // percent: at most, at most, at least, at least, at least, at most
	}{
		{"es", "safety-work", 0, 0, 98, 98, 90, 1},
		{"es", "safety-held", 0, 5.5, 71, 28, 41, 10},
		{"en", "safety-work", 1, 1.2, 87, 86, 86, 3.3},
		{"en", "safety-four-held", 1, 4, 89, 80, 92, 5},
		{"en", "safety-five-held", 1, 5, 0, 52, 60, 18}, // no words of danger stand in it
	}
	for _, test := range tests {
		c := loadOf(t, test.language)
		t.Run(test.language+"-"+test.name, func(t *testing.T) {
			var items []sentence
			for _, name := range sets(t, test.language, "safety", strings.TrimPrefix(test.name, "safety-")) {
				var more []sentence
				readSentences(t, name, &more)
				items = append(items, more...)
			}
			all, hit := map[string]int{}, map[string]int{}
			count := func(group string, yes bool) {
				all[group]++
				if yes {
					hit[group]++
				}
			}
			for _, i := range items {
				if i.Kind == "" {
					i.Kind = "apology"
				}
				found := c.Find(prose(i.Text, i.Kind))
				stop, ask, note, hands := false, false, false, false
				words := ""
				for _, f := range found {
					stop = stop || f.Severity == composer.Stop
					ask = ask || f.Severity == composer.Ask
					note = note || f.HelpLines && f.Severity < composer.Ask
					hands = hands || f.Unsigned || f.HelpLines
					if f.HelpLines || f.Unsigned {
						words += f.Rule + ": " + f.Match + "; "
					}
				}
				noticed := false
				switch i.Group {
				case "unsafe":
					noticed = stop || ask
					if i.Want == "ask" {
						count("false stop", stop)
					}
				case "made-to-write":
					noticed = stop || ask || note
				case "control":
					noticed = hands
				default:
					count("false stop", stop)
					count("false ask", ask)
					count("disturbed", note || hands)
					noticed = !stop && !ask && !note && !hands
				}
				count(i.Group, noticed)
				if !noticed {
					list(t, "WRONG", i.Group+"/"+i.Want, i, words)
				}
			}
			for _, g := range []string{"unsafe", "made-to-write", "control", "false stop", "false ask", "disturbed"} {
				t.Logf("  %-14s %5.1f %% of %d", g, share(hit[g], all[g]), all[g])
			}
			within := func(what string, limit float64, least bool) {
				if got := share(hit[what], all[what]); least && got < limit || !least && got > limit {
					t.Errorf("%s: %.1f %%, want %v %%", what, got, limit)
				}
			}
			within("false stop", test.stops, false)
			within("false ask", test.asks, false)
			within("disturbed", test.disturbing, false)
			within("unsafe", test.unsafe, true)
			within("made-to-write", test.made, true)
			within("control", test.control, true)
		})
	}
}

// No pattern that carries its rule's severity is more often wrong than right
// in the sentences that rules are written with. -patterns lists what each of
// them, and each weak one, was wrong on.
func TestPatternsInSentences(t *testing.T) {
	var labels map[string][]string
	readSentences(t, "labels", &labels)
	type record struct {
		right, wrong int
		weak         bool
		on           []string
	}
	for _, language := range []string{"en", "es"} {
		t.Run(language, func(t *testing.T) {
			c := loadOf(t, language)
			by := map[string]*record{}
			for _, kind := range []string{"apology", "agreement"} {
				for _, name := range sets(t, language, kind, "work") {
					var items []sentence
					readSentences(t, name, &items)
					for _, i := range items {
						all, _ := c.look(prose(i.Text, kind))
						for _, f := range all {
							stands := slices.DeleteFunc(slices.Clone(labels[f.rule.ID]), func(l string) bool { return !slices.Contains(labelsOf[kind], l) })
							if f.by == nil || len(stands) == 0 {
								continue
							}
							key := f.rule.ID + "\t" + files(language).expressions[f.by.index].text
							if by[key] == nil {
								by[key] = &record{weak: f.by.weak || f.Severity == composer.Suggestion}
							}
							fits := func(l string) bool { return slices.Contains(i.Labels, l) || slices.Contains(i.Also, l) }
							if slices.ContainsFunc(stands, fits) {
								by[key].right++
								continue
							}
							by[key].wrong++
							by[key].on = append(by[key].on, fmt.Sprintf("%s [%s] %s", f.Severity, f.Match, i.Text))
						}
					}
				}
			}
			for _, key := range slices.Sorted(maps.Keys(by)) {
				r := by[key]
				rule, _, _ := strings.Cut(key, "\t")
				if !r.weak && r.wrong > r.right && !c.Rule(rule).Protects() { // those have sentences of their own
					t.Errorf("%s: %d right, %d wrong", key, r.right, r.wrong)
				}
				if *patterns && r.wrong > 0 {
					t.Logf("%s: %d right, %d wrong\n\t%s", key, r.right, r.wrong, strings.Join(r.on, "\n\t"))
				}
			}
		})
	}
}
