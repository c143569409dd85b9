package composer

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Answers are what was answered, as text, with where each word came from. They
// may be wrong or partial: [Kind.Check] says so. The zero value holds nothing.
type Answers struct {
	Kind     string  // "kind:" of the file, or empty
	Version  string  // "version:" of the file, or empty
	Language string  // "language:" of the file, or empty
	Allow    []Value // "allow:" of the file, for package check
	Values   []Named // by question, in the order they were given
	at       struct{ kind, version, language Position }
}

// A Named is a value under a name: an answer under its question, a record's
// part under its field, one person's part under their name or place.
type Named struct {
	Position        // of the name
	Name     string // empty where Place says whose it is
	Place    int    // a person, by place in the people question; 0 where Name says it
	Value    Value
}

// A Shape says what a value is made of.
type Shape int

// The shapes. The zero value is Scalar.
const (
	Scalar Shape = iota // Text
	Items               // Items
	Record              // Parts
)

// A Value is one node of the tree that answers are.
type Value struct {
	Position
	Shape Shape
	Text  string  // of a scalar
	Items []Value // of a list
	Parts []Named // of a record
	from  *origin // where the scalar stands, for At; nil for what was typed
}

// Empty reports whether nothing is in v: no text but white space.
func (v Value) Empty() bool {
	switch v.Shape {
	case Items:
		return !slices.ContainsFunc(v.Items, func(i Value) bool { return !i.Empty() })
	case Record:
		return !slices.ContainsFunc(v.Parts, func(p Named) bool { return !p.Value.Empty() })
	}
	return strings.TrimSpace(v.Text) == ""
}

// Equal reports whether v and w hold the same answer, wherever it stood.
func (v Value) Equal(w Value) bool {
	samePart := func(a, b Named) bool { return a.Name == b.Name && a.Place == b.Place && a.Value.Equal(b.Value) }
	return v.Shape == w.Shape && v.Text == w.Text &&
		slices.EqualFunc(v.Items, w.Items, Value.Equal) && slices.EqualFunc(v.Parts, w.Parts, samePart)
}

// part is the part of a record that is of this place, or has this name where
// place is 0; nil where there is none.
func (v *Value) part(name string, place int) *Value {
	for i, p := range v.Parts {
		if p.Place == place && (place > 0 || p.Name == name) {
			return &v.Parts[i].Value
		}
	}
	return nil
}

// each calls f for every scalar of v, which stands at path.
func (v Value) each(path string, f func(string, Value)) {
	switch v.Shape {
	case Items:
		for i, item := range v.Items {
			item.each(path+"."+strconv.Itoa(i+1), f)
		}
	case Record:
		for _, p := range v.Parts {
			name := p.Name
			if p.Place > 0 {
				name = strconv.Itoa(p.Place)
			}
			p.Value.each(path+"."+name, f)
		}
	default:
		f(path, v)
	}
}

// Text is a scalar that somebody typed, from the place p.
func Text(s string, p Position) Value { return Value{Position: p, Text: s} }

// A PathError says that a path leads nowhere.
type PathError struct {
	Path string // as it was given; only what has the form of a path is said
	Why  string
}

func (e *PathError) Error() string {
	for name := range strings.SplitSeq(e.Path, ".") {
		if !isName(name) && placeOf(name) == 0 {
			return "this is no answer path: " + e.Why
		}
	}
	return fmt.Sprintf("%q is no answer path: %s", e.Path, e.Why)
}

// placeOf is the number that a part of an answer path is, or 0.
func placeOf(name string) int {
	n, _ := strconv.Atoi(name)
	if n < 1 || strconv.Itoa(n) != name {
		return 0
	}
	return n
}

// Get is the value at an answer path, such as "impact", "repair.1.action" or
// "commitments.1.2.action": numbers count from 1, people by place. A part that
// a file has under a person's name has no place before [Kind.Check].
func (a *Answers) Get(path string) (Value, bool) {
	names := strings.Split(path, ".")
	i := slices.IndexFunc(a.Values, func(n Named) bool { return n.Name == names[0] })
	if i < 0 {
		return Value{}, false
	}
	v := &a.Values[i].Value
	for _, name := range names[1:] {
		n := placeOf(name)
		switch {
		case v.Shape == Items && n >= 1 && n <= len(v.Items):
			v = &v.Items[n-1]
			continue
		case v.Shape == Record:
			if v = v.part(name, n); v != nil {
				continue
			}
		}
		return Value{}, false
	}
	return *v, true
}

// Set puts v at an answer path and makes what stands on the way. A number
// that is one more than a list has items adds an item. It returns a
// [PathError] where the path leads through a text or leaves a gap; a is as it
// was then.
func (a *Answers) Set(path string, v Value) error {
	names := strings.Split(path, ".")
	if slices.Contains(names, "") {
		return &PathError{path, "a name or a number is missing before or behind a dot"}
	}
	i := slices.IndexFunc(a.Values, func(n Named) bool { return n.Name == names[0] })
	if i < 0 {
		a.Values = append(a.Values, Named{Position: v.Position, Name: names[0], Value: beneath(names[1:], v)})
		return nil
	}
	if why := a.Values[i].Value.set(names[1:], v); why != "" {
		return &PathError{path, why}
	}
	return nil
}

// beneath is a value that holds v at the path names, and nothing else.
func beneath(names []string, v Value) Value {
	if len(names) == 0 {
		return v
	}
	return Value{Position: v.Position, Shape: Record, Parts: []Named{newPart(names, v)}}
}

// newPart is a part of a record that holds v at the path names.
func newPart(names []string, v Value) Named {
	p := Named{Position: v.Position, Name: names[0], Place: placeOf(names[0]), Value: beneath(names[1:], v)}
	if p.Place > 0 {
		p.Name = ""
	}
	return p
}

// set replaces what stands at names below v, or says why it cannot.
func (v *Value) set(names []string, to Value) (why string) {
	if len(names) == 0 {
		*v = to
		return ""
	}
	n := placeOf(names[0])
	switch {
	case v.Shape == Items && n > 0 && n <= len(v.Items):
		return v.Items[n-1].set(names[1:], to)
	case v.Shape == Items && n == len(v.Items)+1:
		v.Items = append(v.Items, beneath(names[1:], to))
		return ""
	case v.Shape == Items && n > 0:
		return fmt.Sprintf("number %d comes before number %d is there", n, len(v.Items)+1)
	case v.Shape == Items:
		return "a list has numbers and no names"
	case v.Shape == Record:
		if part := v.part(names[0], n); part != nil {
			return part.set(names[1:], to)
		}
		v.Parts = append(v.Parts, newPart(names, to))
		return ""
	case v.Empty():
		*v = beneath(names, to)
		return ""
	}
	return "there is a text on the way"
}

// Delete takes out the answer to a question.
func (a *Answers) Delete(question string) {
	a.Values = slices.DeleteFunc(a.Values, func(n Named) bool { return n.Name == question })
}

// Clone is a copy that can be changed without changing a.
func (a *Answers) Clone() *Answers {
	b := *a
	b.Values = cloneParts(a.Values)
	return &b
}

func cloneParts(parts []Named) []Named {
	out := slices.Clone(parts)
	for i := range out {
		out[i].Value = out[i].Value.clone()
	}
	return out
}

func (v Value) clone() Value {
	v.Parts = cloneParts(v.Parts)
	v.Items = slices.Clone(v.Items)
	for i := range v.Items {
		v.Items[i] = v.Items[i].clone()
	}
	return v
}

// People is the names that answer a people question, in order.
func (a *Answers) People(question string) []string {
	v, _ := a.Get(question)
	if v.Shape == Scalar {
		if v.Empty() {
			return nil
		}
		return []string{cleanName(v.Text)}
	}
	var names []string
	for _, i := range v.Items {
		names = append(names, cleanName(i.Text))
	}
	return names
}

// cleanName is a name as it is compared and printed: composed (NFC), with
// single spaces.
func cleanName(s string) string { return norm.NFC.String(oneLine(s)) }
