package interview

import (
	"slices"
	"strconv"
	"strings"

	"amends/composer"
)

// A run is one interview that is going on.
type run struct {
	i     *Interview
	words composer.Words
	kind  *composer.Kind    // as the relationship has it
	loose *composer.Kind    // checks answers that are not whole yet: nothing is missing to it
	said  *composer.Answers // all that was said, also what has no place at the moment

	known     map[string]bool   // bases that were answered beforehand
	given     map[string]bool   // parts of rows that were, and the bases of these rows, where a row is not whole
	done      map[string]bool   // steps that were taken
	chosen    map[string]bool   // of the list of offers
	opened    map[string]int    // the rows there shall be, by base
	again     map[string]bool   // bases that are asked once more
	filled    *composer.Answers // defaults that were filled in for the review; nil before it
	ended     map[string]bool   // turns that a person ended
	over      map[string]bool   // turns that were handed on in an earlier sitting
	history   []string          // the steps that "back" leads to, the last one first to be left
	reviewing bool
}

func newRun(i *Interview, words composer.Words) *run {
	r := &run{
		i: i, words: words, loose: loosen(i.Kind), said: &composer.Answers{},
		known: map[string]bool{}, given: map[string]bool{}, done: map[string]bool{}, chosen: map[string]bool{},
		opened: map[string]int{}, again: map[string]bool{}, ended: map[string]bool{}, over: map[string]bool{},
	}
	switch {
	case i.said != nil:
		r.said = i.said.Clone()
	case i.Answers != nil:
		r.said = i.Answers.Clone()
	}
	for _, turn := range i.Over {
		r.over[turn] = true
	}
	r.kind = i.Kind.For(i.Kind.Relationship(r.said))
	r.adopt()
	i.Answers = r.live()
	return r
}

// loosen is k where nothing is required, so that one answer can be checked
// while its neighbours are not given yet.
func loosen(k *composer.Kind) *composer.Kind {
	out := *k
	out.Sections = slices.Clone(k.Sections)
	for i := range out.Sections {
		s := &out.Sections[i]
		s.Questions = slices.Clone(s.Questions)
		for n, q := range s.Questions {
			loose := *q
			if listed(q) || q.Type == composer.TypeRows {
				loose.Min = 0
			}
			loose.Fields = slices.Clone(q.Fields)
			for f := range loose.Fields {
				loose.Fields[f].Need = composer.Optional
			}
			s.Questions[n] = &loose
		}
	}
	return &out
}

// adopt takes over what was known beforehand, in the form that the check gives
// it. What is wrong or not whole is asked for, with what there is.
func (r *run) adopt() {
	wrong := map[string]bool{r.baseOf(r.i.Unfinished): true, r.i.Unfinished: true}
	_, problems := r.i.Kind.Check(r.said)
	for _, p := range problems {
		wrong[r.baseOf(p.Path)], wrong[p.Path] = true, true
	}
	c, _ := r.loose.Check(r.said)
	for _, s := range r.kind.Sections {
		for _, q := range s.Questions {
			if v, ok := c.Get(q.Name); ok {
				_ = r.said.Set(q.Name, v) // a name alone always leads somewhere
				for _, base := range r.bases(q, v) {
					if !wrong[base] && !r.half(q, base) {
						r.known[base] = true
					} else if q.Type == composer.TypeRows {
						r.givenParts(base, wrong)
					}
				}
				continue
			}
			if old, _ := r.said.Get(q.Name); old.Shape != composer.Scalar || listed(q) || s.Each != "" || q.NeverKept {
				r.said.Delete(q.Name) // no prompt could show it
			}
		}
	}
}

// half reports whether rows at base came from an earlier page, which can say
// only a part of them: the others are to be asked for.
func (r *run) half(q *composer.Question, base string) bool {
	if q.Type != composer.TypeRows || len(q.From) == 0 {
		return false
	}
	v, _ := r.said.Get(base)
	return slices.ContainsFunc(q.Fields, func(f composer.Question) bool {
		return f.Asked == composer.Always && f.Need != composer.Optional &&
			slices.ContainsFunc(v.Items, func(row composer.Value) bool { return !hasPart(row, f.Name) })
	})
}

// givenParts marks what there is of the rows at base, but for what is wrong.
func (r *run) givenParts(base string, wrong map[string]bool) {
	v, _ := r.said.Get(base)
	for i, row := range v.Items {
		for _, p := range row.Parts {
			if path := base + "." + strconv.Itoa(i+1) + "." + p.Name; !p.Value.Empty() && !wrong[path] {
				r.given[path], r.given[base] = true, true
			}
		}
	}
}

// bases is the answer paths at which v answers q: one for each person or
// topic.
func (r *run) bases(q *composer.Question, v composer.Value) []string {
	if s := r.kind.Section(q.Section); q.Per == "" && (s == nil || s.Each == "") {
		return []string{q.Name}
	}
	var out []string
	for _, p := range v.Parts {
		if p.Place > 0 {
			out = append(out, q.Name+"."+strconv.Itoa(p.Place))
			continue
		}
		out = append(out, q.Name+"."+p.Name)
	}
	return out
}

// baseOf is the base in an answer path.
func (r *run) baseOf(path string) string {
	names := strings.Split(path, ".")
	q := r.kind.Question(names[0])
	if q == nil {
		return path
	}
	if s := r.kind.Section(q.Section); len(names) > 1 && (q.Per != "" || s != nil && s.Each != "") {
		return names[0] + "." + names[1]
	}
	return names[0]
}

// live is what was said as far as it has a place: what depends on an answer
// that was changed is set aside, and comes back when that is changed back.
func (r *run) live() *composer.Answers { return r.liveOf(r.said) }

func (r *run) liveOf(said *composer.Answers) *composer.Answers {
	out := said.Clone()
	out.Values = nil
	for _, s := range r.kind.Sections {
		for _, q := range s.Questions {
			v, _ := said.Get(q.Name)
			if v.Empty() || !r.kind.Applies(q, out) {
				continue
			}
			chosen, _ := out.Get(q.Per)
			v.Parts = slices.DeleteFunc(slices.Clone(v.Parts), func(p composer.Named) bool {
				if s.Each != "" {
					return p.Place > len(out.People(s.Each)) || !s.Turn(out, p.Place) || p.Value.Empty()
				}
				return q.Per != "" && !slices.ContainsFunc(chosen.Items, func(i composer.Value) bool { return i.Text == p.Name })
			})
			if !v.Empty() {
				out.Values = append(out.Values, composer.Named{Position: v.Position, Name: q.Name, Value: v})
			}
		}
	}
	for _, n := range said.Values {
		if r.i.Kind.Question(n.Name) == nil {
			out.Values = append(out.Values, n)
		}
	}
	return out
}

// put sets what s asks for.
func (r *run) put(a *composer.Answers, s step, v composer.Value) {
	_ = r.i.Kind.Set(a, s.path(), v) // the path is one of the plan's, which lead somewhere
}

// take takes out what s asks for: an item with the list closing up behind it,
// a row when its key goes.
func (r *run) take(a *composer.Answers, s step) {
	v, _ := a.Get(s.base)
	switch {
	case s.item == 0:
		_ = a.Set(s.base, composer.Value{})
		return
	case s.item > len(v.Items):
		return
	case s.field != nil && s.field != key(s.q):
		row := v.Items[s.item-1]
		row.Parts = slices.DeleteFunc(slices.Clone(row.Parts), func(p composer.Named) bool { return p.Name == s.field.Name })
		_ = a.Set(s.base+"."+strconv.Itoa(s.item), row)
		return
	}
	there := v.Items[s.item-1]
	v.Items = slices.Delete(slices.Clone(v.Items), s.item-1, s.item)
	_ = a.Set(s.base, v)
	delete(r.opened, s.base)
	if s.q.Type == composer.TypePeople {
		clear(r.over) // the places are other people's now
		r.closeUp(a, s.q.Name, s.item)
		r.rename(a, s, there.Text, composer.Value{})
	}
}

// rename lets the answers that name one of the people of s, such as who speaks
// first, follow when that name is changed to v or taken out.
func (r *run) rename(a *composer.Answers, s step, old string, v composer.Value) {
	if s.q.Type != composer.TypePeople || old == "" || v.Text == old {
		return
	}
	for _, sec := range r.kind.Sections {
		names, ok := a.Get(sec.Only + sec.Others)
		if sec.Each != s.q.Name || !ok {
			continue
		}
		if names.Text == old {
			names.Text = v.Text
		}
		names.Items = slices.Clone(names.Items)
		for i := range names.Items {
			if names.Items[i].Text == old {
				names.Items[i].Text = v.Text
			}
		}
		names.Items = slices.DeleteFunc(names.Items, composer.Value.Empty)
		_ = a.Set(sec.Only+sec.Others, names)
	}
}

// closeUp moves the answers of the people behind the place that one of them
// left, so that everybody keeps their own.
func (r *run) closeUp(a *composer.Answers, people string, left int) {
	for _, s := range r.kind.Sections {
		if s.Each != people {
			continue
		}
		for _, q := range s.Questions {
			v, ok := a.Get(q.Name)
			if !ok {
				continue
			}
			parts := slices.DeleteFunc(slices.Clone(v.Parts), func(p composer.Named) bool { return p.Place == left })
			for i := range parts {
				if parts[i].Place > left {
					parts[i].Place--
				}
			}
			v.Parts = parts
			_ = a.Set(q.Name, v)
		}
	}
}

// change makes next what was said. Steps that have a place only now are asked,
// also if they were asked before; so is what does not fit another relationship.
func (r *run) change(next *composer.Answers) {
	before := map[string]bool{}
	for _, s := range r.plan() {
		before[s.id] = true
	}
	was := r.i.Kind.Relationship(r.said)
	r.said = next
	if now := r.i.Kind.Relationship(next); now != was {
		r.kind = r.i.Kind.For(now)
		r.fillAnew()
		live := r.live()
		_, problems := r.loose.Check(live)
		for _, p := range problems {
			if v, _ := live.Get(p.Path); !v.Empty() { // what is missing has its turn anyway
				r.askAgain(r.baseOf(p.Path))
			}
		}
	}
	for _, s := range r.plan() {
		if !before[s.id] {
			delete(r.done, s.id)
		}
	}
}

// askAgain makes the steps of a base the next ones, and says whether there are
// any.
func (r *run) askAgain(base string) bool {
	r.again[base] = true
	var turn string
	found := false
	for _, s := range r.plan() {
		if s.base == base && !s.skip {
			delete(r.done, s.id)
			turn, found = "turn/"+s.turn+"/"+strconv.Itoa(s.person), true
			delete(r.done, "share/"+s.turn)
		}
	}
	delete(r.done, turn)
	return found
}

// keep hands out all answers, to be saved: also those that are set aside.
func (r *run) keep() {
	r.i.Answers = r.live()
	if r.i.Saved != nil {
		r.i.Saved(r.said.Clone())
	}
}
