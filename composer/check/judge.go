package check

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"amends/composer"
)

// A pending finding waits for the end of the page.
type pending struct {
	found
	group *group
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
	var rule *Rule
	var sure []found        // what was found of the rule in these words for certain
	first := len(s.waiting) // what waits from here on was met in these words
	for _, h := range s.hits {
		g := h.x.group
		if g.rule != rule {
			rule, sure = g.rule, sure[:0]
		}
		f := s.foundAt(n, h)
		if !f.besides(sure) || s.excused(h, from, to) {
			continue
		}
		if len(g.guards[0].anywhere)+len(g.guards[1].anywhere) == 0 && g.onlyAnywhere == nil {
			sure = append(sure, f)
		}
		if !slices.ContainsFunc(s.waiting[first:], func(p pending) bool { return p.rule == f.rule && p.passage == n && p.from == f.from }) {
			s.waiting = append(s.waiting, pending{f, g})
		}
	}
	s.hits = s.hits[:0]
}

// foundAt is what h found in the passage n.
func (s *scan) foundAt(n int, h hit) found {
	words := s.matcher.words
	from, to := &words[h.open], &words[h.close-1]
	f := found{rule: h.x.group.rule, by: h.x, passage: n, sentence: int(from.sentence), from: s.base + int(from.from), to: s.base + int(to.to)}
	for i := h.close - 1; i > 0 && words[i].sentence == from.sentence; i-- {
		if words[i].joins || words[i].before > gapNone {
			f.clauses[1]++
			if i <= h.open {
				f.clauses[0]++
			}
		}
	}
	return f
}

// mostFound is how many findings of a rule are shown in a sentence.
const mostFound = 2

// besides reports whether f is to be shown beside the others of its rule in
// the sentence: it stands in clauses that hold none of them.
func (f *found) besides(others []found) bool {
	return len(others) < mostFound && !slices.ContainsFunc(others, func(o found) bool {
		return o.clauses[0] <= f.clauses[1] && f.clauses[0] <= o.clauses[1]
	})
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
	for _, guard := range g.guards {
		if guard.except.any(func(x *expression) bool { return s.touches(x, h, from, to) }) ||
			guard.unless.any(func(x *expression) bool { return s.within(x, from, to) }) {
			return true
		}
	}
	from, to = s.beside(from, to)
	within := func(x *expression) bool { return s.within(x, from, to) }
	return g.guards[0].near.any(within) || g.guards[1].near.any(within) || g.onlyNear != nil && !g.onlyNear.any(within)
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

// touches reports whether x matches words of from..to that h holds too.
func (s *scan) touches(x *expression, h hit, from, to int) bool {
	return s.matches(x, from, to, func(m match) bool { return m.from < h.to && h.from < m.to })
}

// within reports whether x matches in the words from..to.
func (s *scan) within(x *expression, from, to int) bool {
	return s.matches(x, from, to, func(m match) bool { return m.to <= to })
}

// matches reports whether x has a match that begins in the words from..to and
// will do.
func (s *scan) matches(x *expression, from, to int, will func(match) bool) bool {
	for _, c := range x.needs[:x.needed] {
		if !s.whole.has(c) {
			return false // as most do: there are many, and each is rare
		}
	}
	s.matcher.next(x)
	for i := from; i < to; i++ {
		if !s.matcher.has(i, x.cue) {
			continue
		}
		for start := max(i-int(x.before[1]), from); start <= i-int(x.before[0]); start++ {
			if s.matcher.at(x, start) && will(s.matcher.m) {
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
	kept = fewOfEach(kept)
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

// fewOfEach leaves of each rule in a sentence what is to be shown.
func fewOfEach(all []pending) []pending {
	var out []pending
	var shown []found // of the rule and the sentence
	for _, w := range all {
		if len(shown) > 0 && (shown[0].rule != w.rule || shown[0].passage != w.passage || shown[0].sentence != w.sentence) {
			shown = shown[:0]
		}
		if w.besides(shown) {
			shown = append(shown, w.found)
			out = append(out, w)
		}
	}
	return out
}

// locate finds where the words of findings stand. Places are asked for in the
// order of the page, so that each text is walked through twice and no more.
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
	return g.guards[0].anywhere.any(met) || g.guards[1].anywhere.any(met) || g.onlyAnywhere != nil && !g.onlyAnywhere.any(met)
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

// oneEach leaves out suggestions on words of which something graver is said,
// and those that count alone where another rule says anything. all is in the
// order of the page.
func oneEach(all []found) []found {
	all = withoutLonely(all)
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

// withoutLonely leaves out suggestions that count alone and do not stand alone.
func withoutLonely(all []found) []found {
	var out []found
	for i, f := range all {
		from, to := i, i+1
		if f.by != nil && f.by.group.alone != "" && f.Severity == composer.Suggestion {
			for from > 0 && f.near(all[from-1]) {
				from--
			}
			for to < len(all) && f.near(all[to]) {
				to++
			}
		}
		if !slices.ContainsFunc(all[from:to], f.besideOther) {
			out = append(out, f)
		}
	}
	return out
}

// near reports whether g stands in the sentence of f or in the one beside it.
func (f found) near(g found) bool {
	return g.passage == f.passage && g.from >= 0 && max(f.sentence, g.sentence)-min(f.sentence, g.sentence) <= 1
}

// besideOther reports whether g, which is near f and of another rule, stands
// where f must be alone.
func (f found) besideOther(g found) bool {
	if f.by == nil || g.by == nil || f.by.group.alone == "" || f.Severity != composer.Suggestion || g.rule == f.rule || g.by.group.alone != "" {
		return false
	}
	return f.by.group.alone == aloneNear && !g.HelpLines || g.from < f.to && f.from < g.to
}

// yields reports whether g stands on words of f and is to be said in its place.
func (f found) yields(g found) bool {
	return f.Severity == composer.Suggestion && !f.HelpLines && f.from >= 0 &&
		g.Severity > f.Severity && g.from >= 0 && g.from < f.to && f.from < g.to
}
