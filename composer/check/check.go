package check

import (
	"cmp"
	"embed"
	"slices"
	"sync"
	"unicode/utf8"

	"amends/composer"
)

//go:embed rules
var builtin embed.FS

// New is a checker with the built-in rules that serve one of these kinds or
// families of kinds, or with all rules where none is given. Fewer rules are
// read faster.
func New(kinds ...string) (*Checker, error) { return Load(builtin, "rules", kinds...) }

// A Checker finds words that undo what a page wants to say, and what is
// missing from it. [New] and [Load] make one; it may be used by several
// goroutines at once.
type Checker struct {
	rules       []*Rule
	known       map[string]bool // the ids of all rules, also of those that serve other kinds
	groups      []*group
	elements    []*elementOf
	lex         *lexicon
	words       composer.Words
	expressions int
	readers     sync.Pool
}

// Rules is every rule, in the order of their ids.
func (c *Checker) Rules() []*Rule { return slices.Clone(c.rules) }

// Rule is the rule of this id; nil where there is none.
func (c *Checker) Rule(id string) *Rule {
	for _, r := range c.rules {
		if r.ID == id {
			return r
		}
	}
	return nil
}

// Find is what deserves another look in p, in the order of the page. It is the
// same for the same page, whenever it is asked.
func (c *Checker) Find(p Page) []composer.Finding {
	found := c.findAll(p)
	found = oneEach(found)
	out := make([]composer.Finding, len(found))
	for i, f := range found {
		out[i] = f.Finding
	}
	return out
}

// A found is a finding with where in the page it was made.
type found struct {
	composer.Finding
	rule     *Rule
	passage  int
	sentence int
	from, to int         // bytes of the passage
	by       *expression // what found it; nil for a structure
}

// findAll is every finding, also those that stand on the same words.
func (c *Checker) findAll(p Page) []found {
	s := c.scan(p)
	defer c.readers.Put(s.reader)
	s.settle()
	for _, rule := range c.rules {
		if !rule.serves(p.Kinds) {
			continue
		}
		if rule.structure != nil {
			s.structural(rule)
		}
		if p.Whole && slices.ContainsFunc(rule.missing, func(e *elementOf) bool { return !s.holds(e) }) {
			s.add(rule, nil, -1, composer.Finding{})
		}
	}
	s.sort()
	return s.found
}

// scan reads all of p.
func (c *Checker) scan(p Page) *scan {
	r, _ := c.readers.Get().(*reader)
	if r == nil {
		r = &reader{lex: c.lex, cache: map[string]*entries{}}
	}
	s := &scan{Checker: c, page: p, reader: r, met: make([]bool, c.expressions), people: places(p.People)}
	s.counts = make([]counts, len(p.Passages))
	s.surveyed = make([]int, c.expressions)
	if p.Printed != nil {
		printed := *s
		printed.page = Page{Passages: p.Printed}
		printed.counts = make([]counts, len(p.Printed))
		for i := range p.Printed {
			printed.passage(i)
		}
		s.printed, printed.met = printed.met, make([]bool, c.expressions)
		s.met = printed.met
	}
	for i := range p.Passages {
		s.passage(i)
	}
	return s
}

// places is which place each of the names has; each part of a name of several
// words is one.
func places(people []string) map[string]int {
	out := map[string]int{}
	for i, name := range people {
		for _, part := range splitName(name) {
			if _, taken := out[part]; !taken {
				out[part] = i + 1
			}
		}
	}
	return out
}

// A scan is one look at a page.
type scan struct {
	*Checker
	*reader
	page      Page
	people    map[string]int
	met       []bool   // which expressions were met anywhere
	printed   []bool   // and which on the page as it is printed
	last      []int    // where each expression was tried last, in this piece
	base      int      // the byte of the passage where the piece begins
	sentences []survey // of the piece
	surveyed  []int    // in which survey each expression was met
	surveys   int
	served    []bool // which groups look at pages of these kinds
	chosen    []bool // and at this passage
	unnamed   bool   // which is no answer
	hits      []hit  // of the sentence
	waiting   []pending
	found     []found
	matcher   matcher
	counts    []counts // by passage
	words     int      // read so far in the page
}

// counts is what is counted in a passage.
type counts struct {
	words, sentences, syllables int
	longest                     int   // the words of its longest sentence
	sorry                       []int // which words of the page say sorry
}

// A hit is a match of an expression in the sentence being read.
type hit struct {
	x *expression
	match
}

// A pending finding waits for the end of the page.
type pending struct {
	found
	group *group
}

// passage looks at one text, piece by piece.
func (s *scan) passage(n int) {
	p := &s.page.Passages[n]
	s.choose(p)
	s.matcher = matcher{owner: p.Owner, to: s.page.To}
	sentence := 0
	for at := 0; at < len(p.Text); {
		size := piece(p.Text[at:])
		words := s.reader.words(p.Text[at:at+size], s.people, sentence, at == 0)
		s.piece(n, at, words)
		if len(words) > 0 {
			sentence = int(words[len(words)-1].sentence) + 1
		}
		at += size
	}
}

// choose finds which groups look at p.
func (s *scan) choose(p *Passage) {
	if s.chosen == nil {
		s.chosen, s.served = make([]bool, len(s.groups)), make([]bool, len(s.groups))
		for i, g := range s.groups {
			s.served[i] = g.serves(s.page.Kinds)
		}
	} else if p.Name == "" && s.unnamed {
		return
	}
	s.unnamed = p.Name == ""
	for i, g := range s.groups {
		s.chosen[i] = s.served[i] && g.looksAt(p)
	}
}

// piece looks at a piece of a passage that begins at its byte base.
func (s *scan) piece(n, base int, words []word) {
	s.matcher.words, s.base = words, base
	count := &s.counts[n]
	s.sentences = s.sentences[:0]
	from := 0
	for i := range words {
		w := &words[i]
		count.words++
		count.syllables += w.syllables
		if w.sorry && !w.quoted {
			count.sorry = append(count.sorry, s.words+i)
		}
		if i > from && w.sentence != words[from].sentence {
			s.survey(from, i)
			from = i
		}
	}
	if len(words) > from {
		s.survey(from, len(words))
	}
	for i, at := range s.sentences {
		count.sentences++
		count.longest = max(count.longest, at.to-at.from)
		s.sentence(n, i)
	}
	s.words += len(words)
}

// A survey is what a sentence, the words from..to, has in it.
type survey struct {
	from, to int
	classes  []uint64 // the classes that its words are of
}

// survey adds the survey of the words from..to.
func (s *scan) survey(from, to int) {
	n := len(s.sentences)
	if n < cap(s.sentences) {
		s.sentences = s.sentences[:n+1]
	} else {
		s.sentences = append(s.sentences, survey{})
	}
	v := &s.sentences[n]
	v.from, v.to = from, to
	if v.classes == nil {
		v.classes = make([]uint64, (s.Checker.lex.count+63)/64)
	}
	clear(v.classes)
	for i := from; i < to; i++ {
		for _, p := range s.matcher.words[i].set {
			v.classes[p.at] |= p.bits
		}
	}
}

// has reports whether the sentence holds a word of the class.
func (v *survey) has(c *class) bool { return v.classes[c.id>>6]&(1<<(c.id&63)) != 0 }

// sentence looks at the sentence i of the piece.
func (s *scan) sentence(n, i int) {
	at := s.sentences[i]
	s.surveys++
	for j := at.from; j < at.to; j++ {
		for _, x := range s.matcher.words[j].cues {
			if s.surveyed[x.index] == s.surveys {
				continue
			}
			s.surveyed[x.index] = s.surveys
			if g := x.group; g == nil && s.met[x.index] || g != nil && !s.chosen[g.index] || !s.hasAll(x, i) {
				continue
			}
			s.try(x, at.from, j, at.to)
		}
	}
	s.judge(n, at.from, at.to)
}

// hasAll reports whether sentence i holds a word of each need of x, or the
// sentences beside it do where a match may reach into these.
func (s *scan) hasAll(x *expression, i int) bool {
	first, last := i, i
	if x.crosses {
		first, last = max(i-1, 0), min(i+1, len(s.sentences)-1)
	}
	for _, classes := range x.needs {
		found := false
		for j := first; j <= last && !found; j++ {
			for _, c := range classes {
				if s.sentences[j].has(c) {
					found = true
					break
				}
			}
		}
		if !found {
			return false
		}
	}
	return true
}

// mostHits is how many matches of an expression in a sentence are looked at.
const mostHits = 8

// try looks for x around its cues in the sentence from..to, of which the first
// is the word cue.
func (s *scan) try(x *expression, from, cue, to int) {
	m := &s.matcher
	m.quotes = x.group != nil && x.group.rule.quotes
	m.next(x.program)
	hits := 0
	least := from
	if x.crosses {
		least = 0 // it may begin in the sentence before
	}
	for i := cue; i < to; i++ {
		if !m.hasAny(i, x.cues) {
			continue
		}
		for start := max(i-x.before[1], least); start <= i-x.before[0]; start++ {
			least = start + 1
			if x.first != nil && !m.has(start, x.first) || !m.at(x.program, start) {
				continue
			}
			s.met[x.index] = true
			if hits++; x.group == nil || hits > mostHits {
				return
			}
			s.hits = append(s.hits, hit{x, m.m})
			least = max(least, m.m.open+1) // what is met is not looked for again behind its beginning
		}
	}
}

// judge settles what was hit in the words from..to.
func (s *scan) judge(n, from, to int) {
	if len(s.hits) == 0 {
		return
	}
	slices.SortStableFunc(s.hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.x.group.rule.order, b.x.group.rule.order), cmp.Compare(b.x.weight(), a.x.weight()),
			cmp.Compare(a.open, b.open), cmp.Compare(a.x.index, b.x.index))
	})
	var done *Rule
	for _, h := range s.hits {
		g := h.x.group
		if g.rule == done || s.excused(h, from, to) {
			continue
		}
		if len(g.anywhere) == 0 && len(g.onlyAnywhere) == 0 {
			done = g.rule // one of a rule in a sentence is enough
		}
		words := s.matcher.words
		f := found{rule: g.rule, by: h.x, passage: n, sentence: int(words[h.open].sentence), from: s.base + int(words[h.open].from), to: s.base + int(words[h.close-1].to)}
		if !slices.ContainsFunc(s.waiting[max(0, len(s.waiting)-len(s.hits)):], func(p pending) bool { return p.rule == f.rule && p.passage == n && p.from == f.from }) {
			s.waiting = append(s.waiting, pending{f, g})
		}
	}
	s.hits = s.hits[:0]
}

// weight is how grave what x finds is beside the other patterns of its rule.
func (x *expression) weight() composer.Severity {
	g := x.group
	switch safety := cmp.Or(g.safety, g.rule.Safety); {
	case safety == SafetyStop:
		return composer.Stop
	case safety == SafetyAsk:
		return composer.Ask
	case x.weak:
		return composer.Suggestion
	case g.severity != nil:
		return *g.severity
	}
	return g.rule.Severity
}

// excused reports whether the words around a hit say that it is none.
func (s *scan) excused(h hit, from, to int) bool {
	g := h.x.group
	s.matcher.quotes = g.rule.quotes
	from, to = s.around(h, from, to)
	for _, x := range g.except {
		if s.touches(x, h, from, to) {
			return true
		}
	}
	for _, x := range g.unless {
		if s.within(x, from, to) {
			return true
		}
	}
	if len(g.near) == 0 && len(g.onlyNear) == 0 {
		return false
	}
	from, to = s.beside(from, to)
	for _, x := range g.near {
		if s.within(x, from, to) {
			return true
		}
	}
	return len(g.onlyNear) > 0 && !slices.ContainsFunc(g.onlyNear, func(x *expression) bool { return s.within(x, from, to) })
}

// around is the words of the sentences that h stands in, where from..to is one
// of them.
func (s *scan) around(h hit, from, to int) (int, int) {
	words := s.matcher.words
	for h.from < from {
		from--
		for from > 0 && words[from-1].sentence == words[from].sentence {
			from--
		}
	}
	for h.to > to {
		to++
		for to < len(words) && words[to].sentence == words[to-1].sentence {
			to++
		}
	}
	return from, to
}

// beside is the words of a sentence and of those beside it.
func (s *scan) beside(from, to int) (int, int) {
	words := s.matcher.words
	if from > 0 {
		before := words[from-1].sentence
		for from > 0 && words[from-1].sentence == before {
			from--
		}
	}
	if to < len(words) {
		behind := words[to].sentence
		for to < len(words) && words[to].sentence == behind {
			to++
		}
	}
	return from, to
}

// touches reports whether x matches words that h holds too.
func (s *scan) touches(x *expression, h hit, from, to int) bool {
	s.matcher.next(x.program)
	for i := from; i < to; i++ {
		if !s.matcher.hasAny(i, x.cues) {
			continue
		}
		for start := max(i-x.before[1], from); start <= i-x.before[0]; start++ {
			if s.matcher.at(x.program, start) && s.matcher.m.from < h.to && h.from < s.matcher.m.to {
				return true
			}
		}
	}
	return false
}

// within reports whether x matches in the words from..to.
func (s *scan) within(x *expression, from, to int) bool {
	s.matcher.next(x.program)
	for i := from; i < to; i++ {
		if !s.matcher.hasAny(i, x.cues) {
			continue
		}
		for start := max(i-x.before[1], from); start <= i-x.before[0]; start++ {
			if s.matcher.at(x.program, start) && s.matcher.m.to <= to {
				return true
			}
		}
	}
	return false
}

// settle turns what waited into findings, now that the whole page is known.
func (s *scan) settle() {
	quiet := map[string]bool{}
	for _, w := range s.waiting {
		if !s.anywhere(w.group) {
			for _, id := range w.rule.quiets {
				quiet[id] = true
			}
		}
	}
	kept := slices.DeleteFunc(s.waiting, func(w pending) bool { return quiet[w.rule.ID] || s.anywhere(w.group) })
	kept = slices.CompactFunc(kept, func(a, b pending) bool {
		return a.rule == b.rule && a.passage == b.passage && a.sentence == b.sentence
	})
	s.locate(kept)
	for _, w := range kept {
		s.add(w.rule, w.group, w.passage, w.Finding)
		added := &s.found[len(s.found)-1]
		if w.by.weak && !added.HelpLines {
			added.Severity = composer.Suggestion
		}
		added.sentence, added.from, added.to, added.by = w.sentence, w.from, w.to, w.by
	}
}

// locate finds where the words of findings stand. Places are asked for in the
// order of the page, so that each text is walked through but twice.
func (s *scan) locate(waiting []pending) {
	var where *locator
	in := func(passage int) *locator {
		if p := &s.page.Passages[passage]; where == nil || where.Passage != p {
			where = &locator{Passage: p, span: -1}
		}
		return where
	}
	order := func(place func(pending) int) {
		slices.SortStableFunc(waiting, func(a, b pending) int {
			return cmp.Or(cmp.Compare(a.passage, b.passage), cmp.Compare(place(a), place(b)))
		})
		where = nil
	}
	order(func(w pending) int { return w.to })
	for i := range waiting {
		w := &waiting[i]
		l := in(w.passage)
		w.Match = l.Text[w.from:w.to]
		_, size := utf8.DecodeLastRuneInString(w.Match)
		_, last := l.at(w.to - size)
		w.End, w.EndLine = last.Column+1, last.Line
	}
	order(func(w pending) int { return w.from })
	for i := range waiting {
		w := &waiting[i]
		w.Path, w.Position = in(w.passage).at(w.from)
	}
}

// sort puts what was found in the order of the page.
func (s *scan) sort() {
	slices.SortStableFunc(s.found, func(a, b found) int {
		return cmp.Or(cmp.Compare(a.passage, b.passage), cmp.Compare(a.from, b.from), cmp.Compare(a.rule.order, b.rule.order))
	})
}

// anywhere reports whether words elsewhere in the page say that what g found is
// nothing.
func (s *scan) anywhere(g *group) bool {
	met := func(x *expression) bool { return s.met[x.index] }
	return slices.ContainsFunc(g.anywhere, met) || len(g.onlyAnywhere) > 0 && !slices.ContainsFunc(g.onlyAnywhere, met)
}

// add says a finding of a rule.
func (s *scan) add(r *Rule, g *group, passage int, f composer.Finding) {
	f.Rule, f.Unsigned = r.ID, r.Unsigned
	f.Severity = r.severityIn(s.page.Kinds)
	f.Message, f.Advice = cmp.Or(f.Message, r.Message), cmp.Or(f.Advice, r.Advice)
	safety := r.Safety
	if g != nil {
		f.Message, f.Advice = cmp.Or(g.message, f.Message), cmp.Or(g.advice, f.Advice)
		safety = cmp.Or(g.safety, safety)
		if g.severity != nil {
			f.Severity = *g.severity
		}
	}
	switch safety {
	case SafetyStop:
		f.Severity = composer.Stop
	case SafetyAsk:
		f.Severity = composer.Ask
	}
	f.HelpLines = safety != ""
	s.found = append(s.found, found{Finding: f, rule: r, passage: passage, from: -1})
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
	f := g.rule.Fields
	switch {
	case p.Element == elementRefused && g.rule.Safety == "":
		return false
	case len(f) == 0 || p.Name == "":
		return true
	}
	return slices.Contains(f, p.Name) || p.Element != "" && slices.Contains(f, p.Element)
}

// oneEach leaves out suggestions on words of which something graver is said.
// all is in the order of the page.
func oneEach(all []found) []found {
	var out []found
	for from := 0; from < len(all); {
		to := from + 1
		for to < len(all) && all[to].passage == all[from].passage && all[to].sentence == all[from].sentence {
			to++
		}
		for _, f := range all[from:to] {
			if !slices.ContainsFunc(all[from:to], f.yields) {
				out = append(out, f)
			}
		}
		from = to
	}
	return out
}

// yields reports whether g stands on words of f and is to be said in its place.
func (f found) yields(g found) bool {
	return f.Severity == composer.Suggestion && !f.HelpLines && f.from >= 0 &&
		g.Severity > f.Severity && g.from >= 0 && g.from < f.to && f.from < g.to
}
