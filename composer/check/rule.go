package check

import (
	"cmp"
	"slices"

	"amends/composer"
)

// A Safety says how a rule protects people; the empty one is of any other
// rule. No writer can allow the findings of a rule that has one.
type Safety string

// How a rule protects people.
const (
	SafetyStop Safety = "stop" // nothing is composed
	SafetyAsk  Safety = "ask"  // one question: was someone hurt or frightened here?
	SafetyNote Safety = "note" // help lines stand beside the finding
)

// A Rule is what is looked for, and what is said about it.
type Rule struct {
	ID       string
	Name     string   // a few words for a list of rules
	Kinds    []string // the kinds, or families of kinds, it serves
	Fields   []string // the answers or elements it looks at; all if empty
	Severity composer.Severity
	Safety   Safety
	Unsigned bool     // a page with this has help lines and no signature lines
	Message  string   // why, one sentence
	Advice   string   // what instead, with a line to fill in
	Sources  []string // who says so
	Fires    []string // examples that it finds
	Silent   []string // near misses that it leaves alone

	// Severities is how much its findings may matter, the gravest first: some of
	// its patterns may stop, ask or only suggest, whatever it says itself.
	Severities []composer.Severity

	structure structure // what it looks for beside words; nil for most
	byKind    map[string]composer.Severity
	quiets    []string     // rules that say nothing in a text where this one is found
	quotes    bool         // it looks at quotations too
	missing   []*elementOf // what it misses where one of them is not there
	groups    []*group
	guard     guard // for all of its groups
	order     int
}

// A group is patterns of a rule with what they have in common.
type group struct {
	rule         *Rule
	index        int // a number of its own
	severity     *composer.Severity
	safety       Safety
	kinds        []string
	message      string
	advice       string
	alone        alone
	match        expressions
	guards       [2]*guard   // its own, and its rule's
	onlyNear     expressions // a match counts only where one of these stands in its sentence or beside it; nil for anywhere
	onlyAnywhere expressions // or in its text
}

// An alone says where a suggestion counts: only where no other rule has
// anything to say.
type alone string

const (
	aloneOnWords alone = "words" // on its words
	aloneNear    alone = "near"  // in its sentence or the one beside it
)

// A guard is patterns that say of a match that it is none.
type guard struct {
	except                 expressions // it touches one of these
	unless                 expressions // its sentence holds one
	near                   expressions // its sentence, or the one beside it, does
	anywhere               expressions // its text does
	onlyNear, onlyAnywhere expressions // see group
	notFields              []string    // answers or elements in which there is none
}

// An expression is a compiled pattern, or a choice of one, and whose it is.
type expression struct {
	code      string           // its steps, and what is behind them in the file
	group     *group           // whose match it is; nil for any other
	index     int32            // its number, in the order of all patterns
	before    [2]uint16        // how many words stand before the cue: at least, at most
	cue       class            // every match holds one of its words, the rarest it has
	needs     [mostNeeds]class // one word of each stands in a sentence that holds a match
	needed    uint8            // how many these are
	stretches uint8            // how many it has
	crosses   bool             // a match may begin in one sentence and end in the next
	weak      bool             // it only suggests
	kept      bool             // its rule serves the checker's kinds
}

// expressions are patterns of which one will do.
type expressions []expression

func (l expressions) any(will func(x *expression) bool) bool {
	for i := range l {
		if will(&l[i]) {
			return true
		}
	}
	return false
}

// severityIn is how much r matters in a page of these kinds.
func (r *Rule) severityIn(kinds []string) composer.Severity {
	for _, k := range kinds {
		if s, ok := r.byKind[k]; ok {
			return s
		}
	}
	return r.Severity
}

// list adds that findings of r may matter as much as s.
func (r *Rule) list(s composer.Severity) {
	if !slices.Contains(r.Severities, s) {
		r.Severities = append(r.Severities, s)
		slices.SortFunc(r.Severities, func(a, b composer.Severity) int { return int(b - a) })
	}
}

// listGroup adds how much findings of g may matter.
func (r *Rule) listGroup(g *group) {
	safety := cmp.Or(g.safety, r.Safety)
	switch {
	case safety == SafetyStop:
		r.list(composer.Stop)
		return
	case safety == SafetyAsk:
		r.list(composer.Ask)
		return
	case safety == "" && g.match.any(func(x *expression) bool { return x.weak }):
		r.list(composer.Suggestion)
	}
	switch {
	case safety == "" && !g.match.any(func(x *expression) bool { return !x.weak }):
	case g.severity != nil:
		r.list(*g.severity)
	default:
		r.listOwn()
	}
}

// listOwn adds what r says itself.
func (r *Rule) listOwn() {
	if r.byKind == nil {
		r.list(r.Severity)
	}
	for _, s := range r.byKind {
		r.list(s)
	}
}

// serves reports whether r looks at pages of these kinds.
func (r *Rule) serves(kinds []string) bool { return meet(r.Kinds, kinds) }

// everyKind stands for all kinds.
const everyKind = "all"

func meet(served, kinds []string) bool {
	for _, k := range served {
		if k == everyKind || slices.Contains(kinds, k) {
			return true
		}
	}
	return false
}

// serves reports whether g looks at pages of these kinds.
func (g *group) serves(kinds []string) bool {
	return (len(g.kinds) == 0 || meet(g.kinds, kinds)) && g.rule.serves(kinds)
}

// looksAt reports whether g looks at passages like p.
func (g *group) looksAt(p *Passage) bool {
	switch {
	case p.Element == elementRefused && g.rule.Safety == "":
		return false
	case p.Name == "":
		return true
	case p.answers(g.guards[0].notFields) || p.answers(g.guards[1].notFields):
		return false
	}
	return len(g.rule.Fields) == 0 || p.answers(g.rule.Fields)
}
