package table

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"amends/composer"
)

// Columns say what the columns of a table are. With the zero value each is the
// answer that its name is the path of.
type Columns struct {
	Paths map[string]string // by column: the answer path in place of its name; "" for one that is no answer
	Own   []string          // columns that are used otherwise: what no question is called is no fault there
	Dates Order             // how days are written that are not written as 2026-12-20
}

// An Order is the order in which a table writes the parts of days.
type Order string

// The orders. The zero value is year, month and day, as in 2026-12-20.
const (
	DayFirst   Order = "dmy"
	MonthFirst Order = "mdy"
)

// A Use is what a column is used for.
type Use int

// The uses.
const (
	Answer  Use = iota // an answer, or what the file says of itself
	Own                // of whoever made the table
	Unknown            // no question is called so
	Near               // no question is called so, but one nearly
	Consent            // consent, which no file gives
)

// reserved are the names under which answers say something of themselves.
var reserved = []string{"kind", "version", "language", "allow", "agreement"}

// Path is the answer path of a column.
func (c Columns) Path(column string) string {
	if path, ok := c.Paths[column]; ok {
		return path
	}
	return column
}

// Use is what a column is used for by a kind; of one that is Near, near is the
// question.
func (c Columns) Use(k *composer.Kind, column string) (use Use, near string) {
	path := c.Path(column)
	name, _, _ := strings.Cut(path, ".")
	mapped := path != column
	switch {
	case path == "":
		return Own, ""
	case path == "voluntary", path == "read_alone":
		return Consent, ""
	case slices.Contains(reserved, path), k.Question(name) != nil:
		return Answer, ""
	case !mapped && slices.Contains(c.Own, column):
		return Own, ""
	}
	names := slices.Clone(reserved)
	for _, s := range k.Sections {
		for _, q := range s.Questions {
			names = append(names, q.Name)
		}
	}
	if near = composer.Nearest(strings.ToLower(name), names); near != "" {
		return Near, near
	}
	return Unknown, ""
}

// Kind is the name of the kind that a row says it is of, or "".
func (c Columns) Kind(r Row) string { return c.head(r, "kind") }

// Language is the language that a row says it is in, or "".
func (c Columns) Language(r Row) string { return c.head(r, "language") }

// head is what a row says of itself.
func (c Columns) head(r Row, name string) string {
	for column, path := range c.Paths {
		if path == name {
			text, _ := r.Get(column)
			return text
		}
	}
	text, _ := r.Get(c.Path(name))
	return text
}

// Column is the column of a row in which the value at an answer path stands;
// the path itself where there is none.
func (c Columns) Column(r Row, path string) string {
	if r.Answers == nil {
		return path
	}
	for _, n := range r.Answers.Values {
		if p := c.Path(n.Name); p != "" && (path == p || strings.HasPrefix(path, p+".")) {
			return n.Name
		}
	}
	return path
}

// Answers is a row's cells as answers to the questions of k; unknown are the
// columns that are none and hold something. The problems have a code and no
// sentence: order, of a day that can be read two ways or in no way without the
// order of its parts; no-day, of one that is in no calendar; place, where
// Message says why.
func (c Columns) Answers(k *composer.Kind, r Row) (a *composer.Answers, problems []composer.Problem, unknown []string) {
	in := r.Answers
	a = &composer.Answers{Kind: in.Kind, Version: in.Version, Language: in.Language, Allow: in.Allow}
	cells := make([]composer.Named, 0, len(in.Values))
	for _, n := range in.Values {
		if n.Value.Empty() {
			continue
		}
		if use, _ := c.Use(k, n.Name); use == Own || use == Unknown {
			if use == Unknown {
				unknown = append(unknown, n.Name)
			}
			continue
		}
		n.Name = c.Path(n.Name)
		if slices.Contains(reserved[:4], n.Name) {
			say(a, n.Name, n.Value)
			continue
		}
		cells = append(cells, n)
	}
	// Items are set in their order, whatever the order of the columns.
	slices.SortStableFunc(cells, func(a, b composer.Named) int { return comparePaths(a.Name, b.Name) })
	d := &days{k: k, order: c.Dates}
	for _, n := range cells {
		v := n.Value
		if v.Shape == composer.Scalar && isTree(k.At(n.Name)) {
			v = fromJSON(v)
		}
		if err := k.Set(a, n.Name, d.value(n.Name, v)); err != nil {
			var path *composer.PathError
			p := composer.Problem{Position: n.Position, Path: n.Name, Code: "place", Message: err.Error()}
			if errors.As(err, &path) {
				p.Message = path.Why
			}
			d.problems = append(d.problems, p)
		}
	}
	return a, d.problems, unknown
}

// say puts into a what a cell says of the answers.
func say(a *composer.Answers, name string, v composer.Value) {
	text := strings.TrimSpace(v.Text)
	switch name {
	case "kind":
		a.Kind = text
	case "version":
		a.Version = text
	case "language":
		a.Language = text
	default:
		a.Allow = v.Items
		for line := range strings.SplitSeq(text, "\n") {
			if line = strings.TrimSpace(line); line != "" {
				a.Allow = append(a.Allow, composer.Text(line, v.Position))
			}
		}
	}
}

// comparePaths puts "a.2" before "a.10".
func comparePaths(a, b string) int {
	return slices.CompareFunc(strings.Split(a, "."), strings.Split(b, "."), func(a, b string) int {
		m, errA := strconv.Atoi(a)
		n, errB := strconv.Atoi(b)
		if errA == nil && errB == nil {
			return cmp.Compare(m, n)
		}
		return cmp.Compare(a, b)
	})
}

// isTree reports whether an answer to q may be more than one text.
func isTree(q *composer.Question) bool {
	if q == nil {
		return false
	}
	switch q.Type {
	case composer.TypeList, composer.TypeMulti, composer.TypeRows, composer.TypePeople:
		return true
	}
	return false
}

// fromJSON is the list or the record that a cell holds as JSON, or the cell as
// it is.
func fromJSON(v composer.Value) composer.Value {
	text := strings.TrimSpace(v.Text)
	if !strings.HasPrefix(text, "[") && !strings.HasPrefix(text, "{") {
		return v
	}
	a, err := composer.ReadPart(v.Position, []byte(`{"cell":`+text+`}`), true)
	if err != nil || len(a.Values) != 1 {
		return v
	}
	return placed(a.Values[0].Value, v.Position)
}

// placed is v with everything in it at one place.
func placed(v composer.Value, at composer.Position) composer.Value {
	switch v.Shape {
	case composer.Scalar:
		return composer.Text(v.Text, at)
	case composer.Items:
		for i := range v.Items {
			v.Items[i] = placed(v.Items[i], at)
		}
	case composer.Record:
		for i := range v.Parts {
			v.Parts[i].Position, v.Parts[i].Value = at, placed(v.Parts[i].Value, at)
		}
	}
	v.Position = at
	return v
}

// days writes days as answers have them.
type days struct {
	k        *composer.Kind
	order    Order
	problems []composer.Problem
}

// value is v, which stands at a path, with its days as 2026-12-20.
func (d *days) value(path string, v composer.Value) composer.Value {
	switch v.Shape {
	case composer.Items:
		for i := range v.Items {
			v.Items[i] = d.value(path+"."+strconv.Itoa(i+1), v.Items[i])
		}
	case composer.Record:
		for i, p := range v.Parts {
			v.Parts[i].Value = d.value(path+"."+p.Name, p.Value)
		}
	default:
		if q := d.k.At(path); q != nil && q.Type == composer.TypeDate {
			return d.day(path, v)
		}
	}
	return v
}

func (d *days) day(path string, v composer.Value) composer.Value {
	parts := strings.FieldsFunc(v.Text, func(r rune) bool { return r == '/' || r == '.' || r == '-' || r == ' ' })
	if len(parts) != 3 || len(parts[2]) != 4 || len(parts[0]) > 2 || len(parts[1]) > 2 || strings.ContainsFunc(strings.Join(parts, ""), func(r rune) bool { return r < '0' || r > '9' }) {
		return v
	}
	switch d.order {
	case DayFirst:
		parts[0], parts[1] = parts[1], parts[0]
	case MonthFirst:
	default:
		d.problems = append(d.problems, composer.Problem{Position: v.Position, Path: path, Code: "order"})
		return v
	}
	day, err := time.Parse("2006-1-2", parts[2]+"-"+strings.TrimPrefix(parts[0], "0")+"-"+strings.TrimPrefix(parts[1], "0"))
	if err != nil {
		d.problems = append(d.problems, composer.Problem{Position: v.Position, Path: path, Code: "no-day"})
		return v
	}
	return composer.Text(day.Format(time.DateOnly), v.Position)
}
