package form

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"amends/composer"
)

// differ makes names that are the same differ: parts of answers stand under
// names, and nothing that one of the two said may be taken for the other's.
func (b *builder) differ(q *composer.Question, names *composer.Value) {
	var seen []string
	for i := range names.Items {
		n := &names.Items[i]
		name := norm.NFC.String(squeeze(n.Text))
		for k := 2; slices.Contains(seen, name); k++ {
			if name = norm.NFC.String(squeeze(n.Text)) + " " + strconv.Itoa(k); !slices.Contains(seen, name) {
				n.Text = name
				b.note(n.Position, q.Name+"."+strconv.Itoa(i+1), "same-name")
			}
		}
		seen = append(seen, name)
	}
}

// people settles who is whom: a place without a name and without an answer is
// no person, and one with an answer is called what the sheet calls it.
func (b *builder) people() {
	b.places = map[string]map[int]int{}
	for _, s := range b.kind.Sections {
		if s.Each == "" || b.places[s.Each] != nil {
			continue
		}
		named := len(b.numbers[s.Each]) > 0
		used := slices.Clone(b.numbers[s.Each])
		var speaking []int
		for _, t := range b.kind.Sections {
			if t.Each != s.Each {
				continue
			}
			for _, q := range t.Questions {
				for _, n := range b.numbers[q.Name] {
					if b.has(q.Name + "." + strconv.Itoa(n)) {
						speaking = append(speaking, n)
					}
				}
			}
		}
		used = append(used, speaking...)
		slices.Sort(used)
		places := map[int]int{}
		for _, n := range slices.Compact(used) {
			path := s.Each + "." + strconv.Itoa(n)
			places[n] = len(places) + 1
			if given := b.reading.Given; given != nil && len(given.People(s.Each)) > 0 {
				places[n] = n
				continue
			}
			if b.cells[path] == nil && (named || len(speaking) > 0) && b.cells[s.Each] == nil {
				name := b.kind.Fill("{person}", &composer.Answers{}, s.Each, n)
				b.cells[path] = &cell{texts: []composer.Value{composer.Text(name, composer.Position{})}}
				b.number(s.Each, n)
				b.note(composer.Position{}, path, "no-name", "path", path)
			}
		}
		if b.cells[s.Each] != nil { // the names stand in one field
			clear(places)
			for n := range maxNumber {
				places[n] = n
			}
		}
		b.places[s.Each] = places
	}
}

// betweenNames is what stands between two names on one line: a sign, or a short
// word such as "and".
var betweenNames = regexp.MustCompile(`\s*[,;/&+]\s*|\s+\p{Ll}{1,3}\s+`)

// known is the answers to q with each name for itself, where it names some of
// the people on the page and a line holds several of them. A name that nobody
// on the page has is left as it is.
func (b *builder) known(q *composer.Question, names []composer.Value) []composer.Value {
	i := slices.IndexFunc(b.kind.Sections, func(s composer.Section) bool { return s.Only == q.Name || s.Others == q.Name })
	if i < 0 {
		return names
	}
	everybody := b.kind.Question(b.kind.Sections[i].Each)
	people := []string{}
	for _, v := range b.answer(everybody, everybody.Name).Items {
		people = append(people, squeeze(v.Text))
	}
	if given := b.reading.Given; given != nil {
		people = append(people, given.People(everybody.Name)...)
	}
	var out []composer.Value
	for _, v := range names {
		parts := betweenNames.Split(squeeze(v.Text), -1)
		if slices.Contains(people, squeeze(v.Text)) || slices.ContainsFunc(parts, func(p string) bool { return !slices.Contains(people, p) }) {
			out = append(out, v)
			continue
		}
		for _, p := range parts {
			out = append(out, composer.Text(p, v.Position))
		}
	}
	return out
}

// has reports whether there is a cell at a path or below it.
func (b *builder) has(path string) bool {
	for p := range b.cells {
		if p == path || strings.HasPrefix(p, path+".") {
			return true
		}
	}
	return false
}

// each is what every person said.
func (b *builder) each(s *composer.Section, q *composer.Question) composer.Value {
	v := composer.Value{Shape: composer.Record}
	for _, n := range slices.Sorted(slices.Values(b.numbers[q.Name])) {
		part := b.answer(q, q.Name+"."+strconv.Itoa(n))
		if place := b.places[s.Each][n]; !part.Empty() && place > 0 {
			v.Position = part.Position
			v.Parts = append(v.Parts, composer.Named{Position: part.Position, Place: place, Value: part})
		}
	}
	return v
}

// per is an answer for each option of another question.
func (b *builder) per(q *composer.Question) composer.Value {
	v := composer.Value{Shape: composer.Record}
	for _, o := range b.kind.Question(q.Per).Options {
		part := b.answer(q, q.Name+"."+o.Value)
		if !part.Empty() {
			v.Position = part.Position
			v.Parts = append(v.Parts, composer.Named{Position: part.Position, Name: o.Value, Value: part})
		}
	}
	return v
}

// implied adds what a sheet says without a field for it: who answered what only
// those are asked whom another question names is named there, and a topic of
// which something is said is chosen.
func (b *builder) implied() {
	got := b.got.Answers
	for _, s := range b.kind.Sections {
		for _, q := range s.Questions {
			v, ok := got.Get(q.Name)
			if !ok {
				continue
			}
			if s.Only != "" {
				b.names(&s, v)
			}
			if q.Per != "" {
				b.topics(q, v)
			}
		}
	}
}

// names answers who has a turn in s, where neither the sheet nor what is known
// beside it does: whoever took one.
func (b *builder) names(s *composer.Section, v composer.Value) {
	got, given := b.got.Answers, b.reading.Given
	q := b.kind.Question(s.Only)
	everybody := got.People(s.Each)
	if given != nil {
		if len(given.People(q.Name)) > 0 {
			return
		}
		if len(everybody) == 0 {
			everybody = given.People(s.Each)
		}
	}
	if _, said := b.cells[q.Name]; said || len(b.numbers[q.Name]) > 0 {
		return
	}
	turns := composer.Value{Shape: composer.Items}
	was, _ := got.Get(q.Name)
	turns.Items = append(turns.Items, was.Items...)
	for _, p := range v.Parts {
		if p.Place > len(everybody) || slices.ContainsFunc(turns.Items, func(i composer.Value) bool { return i.Text == everybody[p.Place-1] }) {
			continue
		}
		turns.Items = append(turns.Items, composer.Text(everybody[p.Place-1], p.Position))
	}
	if len(turns.Items) == 0 || q.Max > 0 && len(turns.Items) > q.Max {
		return
	}
	got.Delete(q.Name)
	got.Values = append(got.Values, composer.Named{Name: q.Name, Value: turns})
}

// topics chooses the options of which v, the answer to q, says something.
func (b *builder) topics(q *composer.Question, v composer.Value) {
	got := b.got.Answers
	chosen, _ := got.Get(q.Per)
	chosen.Shape = composer.Items
	for _, p := range v.Parts {
		if !slices.ContainsFunc(chosen.Items, func(i composer.Value) bool { return i.Text == p.Name }) {
			chosen.Items = append(chosen.Items, composer.Text(p.Name, p.Position))
		}
	}
	got.Delete(q.Per)
	got.Values = append(got.Values, composer.Named{Position: v.Position, Name: q.Per, Value: chosen})
}
