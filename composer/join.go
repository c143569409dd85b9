package composer

import "slices"

// Join lays answers over each other, the strongest first. What a stronger
// layer says of a question hides what a weaker one says, but for its parts:
// what two people of a turn said in two layers is put together, and so is a
// part that was set by its path with what stands around it.
func Join(layers ...*Answers) *Answers {
	out := &Answers{}
	for _, l := range layers {
		if l == nil {
			continue
		}
		head(&out.Kind, &out.at.kind, l.Kind, l.at.kind)
		head(&out.Version, &out.at.version, l.Version, l.at.version)
		head(&out.Language, &out.at.language, l.Language, l.at.language)
		out.Allow = append(out.Allow, l.Allow...)
		for _, n := range l.Values {
			out.Values = under(out.Values, n)
		}
	}
	return out
}

// head puts v, which stands at a place, into p if p is empty.
func head(p *string, at *Position, v string, vAt Position) {
	if *p == "" {
		*p, *at = v, vAt
	}
}

// under adds n to parts, below what they hold under its name.
func under(parts []Named, n Named) []Named {
	i := slices.IndexFunc(parts, func(p Named) bool { return p.Name == n.Name && p.Place == n.Place })
	if i < 0 {
		n.Value = n.Value.clone()
		return append(parts, n)
	}
	parts[i].Value = over(parts[i].Value, n.Value)
	return parts
}

// over is strong with what weak has more: other parts of a record, other
// items of a list of which strong holds some by number.
func over(strong, weak Value) Value {
	switch {
	case strong.Shape != Record || weak.Empty():
	case weak.Shape == Record:
		for _, p := range weak.Parts {
			strong.Parts = under(strong.Parts, p)
		}
	case weak.Shape == Items && strong.numbered():
		items := weak.clone().Items
		for _, p := range strong.Parts {
			if p.Place <= len(items) {
				items[p.Place-1] = over(p.Value, items[p.Place-1])
			} else {
				items = append(items, p.Value)
			}
		}
		return Value{Position: strong.Position, Shape: Items, Items: items}
	}
	return strong
}

// numbered reports whether v is a record whose parts are all known by number:
// a list that was set item by item.
func (v Value) numbered() bool {
	return v.Shape == Record && len(v.Parts) > 0 && !slices.ContainsFunc(v.Parts, func(p Named) bool { return p.Place == 0 })
}

// A Contradiction is one question that two files of the same rank answer
// differently.
type Contradiction struct {
	Question      string // empty where the name has not the form of one
	First, Second Position
}

// JoinFiles puts several files together. Where two say different things of
// one question, each such place is a [Contradiction].
func JoinFiles(files ...*Answers) (*Answers, []Contradiction) {
	var found []Contradiction
	for i, a := range files {
		for _, b := range files[i+1:] {
			found = append(found, contradictions("", a.Values, b.Values)...)
		}
	}
	return Join(files...), found
}

// contradictions is where a and b differ. The path is the question's name
// alone: below it a person's name may stand, which is nobody else's to see.
func contradictions(question string, a, b []Named) []Contradiction {
	var out []Contradiction
	for _, n := range a {
		i := slices.IndexFunc(b, func(m Named) bool { return n.Name == m.Name && n.Place == m.Place })
		if i < 0 {
			continue
		}
		path := question
		if path == "" && isName(n.Name) {
			path = n.Name
		}
		switch v, w := n.Value, b[i].Value; {
		case v.Shape == Record && w.Shape == Record:
			out = append(out, contradictions(path, v.Parts, w.Parts)...)
		case !v.Equal(w):
			out = append(out, Contradiction{path, v.Position, w.Position})
		}
	}
	return out
}
