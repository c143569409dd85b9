package interview

import (
	"iter"
	"slices"
	"strconv"

	"amends/composer"
)

// An act is what a step does.
type act int

const (
	actAsk   act = iota // asks a question, one item of a list or one part of a row
	actMore             // asks whether there shall be another row
	actOffer            // shows the list of what is offered
	actTurn             // hands the keyboard to a person
	actShare            // hands it back to everybody
)

// A step is one prompt of the interview.
type step struct {
	id      string // what it is known by while the plan changes around it
	act     act
	section *composer.Section
	q       *composer.Question // the question of the section
	field   *composer.Question // the part of rows that is asked, or nil
	base    string             // the answer path of q here: needs.2, shared.cleaning
	item    int                // of a list or of rows, from 1; 0 for other answers
	person  int                // whose turn it is, from 1; 0 for everybody
	topic   string             // the option that q is asked for, as people read it
	turn    string             // names the turn, the same for every person
	counted bool               // people are told its number
	skip    bool               // it has its number, and there is nothing to ask
}

// asks is the question whose words are said.
func (s step) asks() *composer.Question {
	if s.field != nil {
		return s.field
	}
	return s.q
}

// path is the answer path of what the step asks for.
func (s step) path() string {
	if s.item == 0 {
		return s.base
	}
	p := s.base + "." + strconv.Itoa(s.item)
	if s.field != nil {
		p += "." + s.field.Name
	}
	return p
}

// listed reports whether the items of q are asked one by one until there are
// no more. What has several parts is asked part by part.
func listed(q *composer.Question) bool {
	switch q.Type {
	case composer.TypeList:
		return true
	case composer.TypePeople:
		return q.Max != 1
	case composer.TypeRows:
		return len(q.Fields) == 1
	}
	return false
}

// plan is every step of the interview as it stands, in order: also those that
// are done, and those that only have a number. What was chosen from the list
// of offers is asked where the list stands.
func (r *run) plan() []step {
	live := r.live()
	sections := r.kind.Sections
	at := r.offerPlace()
	out := r.pass(live, sections[:at], false)
	if len(r.offers(live)) > 0 && !r.i.All && !r.i.Review {
		out = append(out, step{id: "offer", act: actOffer})
	}
	out = append(out, r.pass(live, sections, true)...)
	return append(out, r.pass(live, sections[at:], false)...)
}

// offerPlace is how many sections stand before the list of offers. The section
// that it stands behind may be one that the relationship leaves out.
func (r *run) offerPlace() int {
	all := r.i.Kind.Sections
	after := slices.IndexFunc(all, func(s composer.Section) bool { return s.Name == r.kind.Offer.After })
	if after < 0 {
		return len(r.kind.Sections)
	}
	n := 0
	for _, s := range all[:after+1] {
		if r.kind.Section(s.Name) != nil {
			n++
		}
	}
	return n
}

// pass is one way through sections: what is asked of everybody, or what was
// chosen from the list. Sections of the same people that then stand side by
// side are one turn.
func (r *run) pass(live *composer.Answers, sections []composer.Section, chosen bool) []step {
	var picked []*composer.Section
	for i := range sections {
		s := &sections[i]
		for person := range r.persons(live, s) {
			if len(r.ofSection(live, s, person, chosen)) > 0 {
				picked = append(picked, s)
				break
			}
		}
	}
	var out []step
	for len(picked) > 0 {
		n := 1
		for n < len(picked) && picked[0].Each != "" && picked[n].Each == picked[0].Each {
			n++
		}
		if picked[0].Each == "" {
			out = append(out, r.ofSection(live, picked[0], 0, chosen)...)
		} else {
			out = append(out, r.turns(live, picked[:n], chosen)...)
		}
		picked = picked[n:]
	}
	return out
}

// persons yields the places of those who answer s: 0 where all do together,
// and nobody where somebody else's part is asked for.
func (r *run) persons(live *composer.Answers, s *composer.Section) iter.Seq[int] {
	return func(yield func(int) bool) {
		if s.Each == "" {
			if r.i.Person == 0 {
				yield(0)
			}
			return
		}
		for i := range live.People(s.Each) {
			if (r.i.Person == 0 || r.i.Person == i+1) && !yield(i+1) {
				return
			}
		}
	}
}

// turns is everybody's turn, one after the other, and the hand-overs.
func (r *run) turns(live *composer.Answers, sections []*composer.Section, chosen bool) []step {
	name := sections[0].Name
	if chosen {
		name = "offer/" + name
	}
	var out []step
	for person := range r.persons(live, sections[0]) {
		at := "/" + strconv.Itoa(person)
		turn := []step{{id: "turn/" + name + at, act: actTurn, section: sections[0], person: person, turn: name}}
		for _, s := range sections {
			for _, t := range r.ofSection(live, s, person, chosen) {
				t.turn = name
				t.skip = t.skip || r.ended[name+at]
				if !r.over[name+at] || r.again[t.base] {
					turn = append(turn, t)
				}
			}
		}
		if len(turn) > 1 {
			out = append(out, turn...)
		}
	}
	if len(out) > 0 && r.several(live, sections[0].Each) {
		out = append(out, step{id: "share/" + name, act: actShare, section: sections[0], turn: name})
	}
	return out
}

// several reports whether the keyboard is handed over.
func (r *run) several(live *composer.Answers, each string) bool {
	return len(live.People(each)) > 1 && !r.i.Together && r.i.Person == 0
}

// ofSection is the steps of one section for one person.
func (r *run) ofSection(live *composer.Answers, s *composer.Section, person int, chosen bool) []step {
	if person > 0 && !s.Turn(live, person) {
		return nil
	}
	var out []step
	for _, q := range s.Questions {
		if !r.kind.Applies(q, live) {
			continue
		}
		t := step{section: s, q: q, person: person, base: q.Name}
		switch {
		case person > 0:
			t.base += "." + strconv.Itoa(person)
			out = append(out, r.ofQuestion(live, t, chosen)...)
		case q.Per != "":
			topics := r.kind.Question(q.Per)
			v, _ := live.Get(q.Per)
			for _, i := range v.Items {
				t.base, t.topic = q.Name+"."+i.Text, i.Text
				if o, ok := topics.Option(i.Text); ok {
					t.topic = o.Label
				}
				out = append(out, r.ofQuestion(live, t, chosen)...)
			}
		default:
			out = append(out, r.ofQuestion(live, t, chosen)...)
		}
	}
	return out
}

func (r *run) ofQuestion(live *composer.Answers, t step, chosen bool) []step {
	if !r.wanted(t, chosen) {
		return nil
	}
	v, _ := live.Get(t.base)
	switch {
	case listed(t.q):
		return items(t, len(v.Items))
	case t.q.Type == composer.TypeRows:
		return r.rows(live, t, len(v.Items), chosen)
	}
	t.id, t.counted = t.base, true
	return []step{t}
}

// items is a list's items and one more, as far as there may be one.
func items(t step, n int) []step {
	var out []step
	if t.q.Type == composer.TypeRows {
		t.field = &t.q.Fields[0]
	}
	for i := 1; i <= n+1 && (t.q.Max == 0 || i <= t.q.Max); i++ {
		t.item, t.id, t.counted = i, t.base+"#"+strconv.Itoa(i), i == 1
		out = append(out, t)
	}
	return out
}

// rows is the parts of every row, and whether there shall be another. Of a row
// that was passed over, only the parts up to its key are asked.
func (r *run) rows(live *composer.Answers, t step, n int, chosen bool) []step {
	part := chosen && !r.chosenWhole(t)
	total := max(n, 1)
	if !part {
		total = max(total, r.opened[t.base])
	}
	var out []step
	for i := 1; i <= total; i++ {
		t.item = i
		_, there := live.Get(t.base + "." + strconv.Itoa(i))
		passed := part && !there
		for f := range t.q.Fields {
			t.field = &t.q.Fields[f]
			if !r.wantedField(live, t, chosen) {
				continue
			}
			t.id, t.counted, t.skip = t.path(), i == 1, passed
			out = append(out, t)
			if !there && t.field == key(t.q) && r.done[t.id] {
				passed = true
			}
		}
	}
	t.skip = false
	if !part && total == n && (t.q.Max == 0 || n < t.q.Max) {
		t.act, t.field, t.item, t.counted = actMore, nil, n, false
		t.id = t.base + "+" + strconv.Itoa(n)
		out = append(out, t)
	}
	return out
}

// key is the part without which a row is none: passing it over passes over
// the row.
func key(q *composer.Question) *composer.Question {
	for i := range q.Fields {
		if q.Fields[i].Need == composer.Required {
			return &q.Fields[i]
		}
	}
	return &q.Fields[0]
}
