package composer

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// value is v as q wants it.
func (c *checker) value(q *Question, path string, v Value) (Value, bool) {
	if v.Empty() {
		return v, false
	}
	before := len(c.problems)
	switch q.Type {
	case TypeList, TypeMulti, TypeRows:
		v = c.several(q, path, v)
	case TypePeople:
		v = c.people(q, path, v)
	default:
		if v.Shape != Scalar {
			c.problem("one-text", path, q, v.Position)
			break
		}
		v = c.scalar(q, path, v)
	}
	return v, len(c.problems) == before
}

// several is v as a list. One text, or one record of rows, counts as a list
// of one, and so does a record of numbers: a list that was set item by item.
func (c *checker) several(q *Question, path string, v Value) Value {
	if v.Shape == Scalar && q.Type != TypeRows && strings.Contains(v.Text, "\n") {
		v = linesOf(v)
	}
	out := Value{Position: v.Position, Shape: Items}
	for n, i := range itemsOf(v) {
		at := path + "." + strconv.Itoa(n+1)
		switch {
		case i.Empty():
		case q.Type == TypeRows:
			out.Items = append(out.Items, c.row(q, at, i))
		case i.Shape != Scalar:
			c.problem("one-text", at, q, i.Position)
		default:
			out.Items = append(out.Items, c.scalar(q, at, i))
		}
	}
	c.count(q, path, v.Position, len(out.Items))
	return out
}

// itemsOf is the items of v, which may be one item alone.
func itemsOf(v Value) []Value {
	switch {
	case v.Shape == Items:
		return v.Items
	case !v.numbered():
		return []Value{v}
	}
	parts := slices.Clone(v.Parts)
	slices.SortFunc(parts, func(a, b Named) int { return a.Place - b.Place })
	var out []Value
	for _, p := range parts {
		out = append(out, p.Value)
	}
	return out
}

// linesOf is a text with several lines as a list. Lines beyond maxParts stay
// in the last item.
func linesOf(v Value) Value {
	out := Value{Position: v.Position, Shape: Items}
	at := 0
	for _, line := range strings.SplitN(v.Text, "\n", maxParts) {
		if strings.TrimSpace(line) != "" {
			out.Items = append(out.Items, v.piece(line, at))
		}
		at += utf8.RuneCountInString(line) + 1
	}
	return out
}

// piece is text, which begins at the character n of v.
func (v Value) piece(text string, n int) Value {
	runes := []rune(v.Text)[n:]
	for n < len(v.Text) && len(runes) > 0 && unicode.IsSpace(runes[0]) {
		runes, n = runes[1:], n+1
	}
	p := Text(text, v.At(n))
	if v.from != nil {
		from := *v.from
		from.signsAfter += countSigns(runes) - countSigns([]rune(text))
		p.from = &from
	}
	return p
}

// count compares the number of items with what q allows.
func (c *checker) count(q *Question, path string, at Position, n int) {
	switch {
	case q.Max > 0 && n > q.Max:
		c.problem("too-many", path, q, at, "max", strconv.Itoa(q.Max))
	case n < q.Min:
		c.problem("too-few", path, q, at, "min", strconv.Itoa(q.Min))
	}
}

// row is one record of rows, with its parts in the order of its questions.
func (c *checker) row(q *Question, path string, v Value) Value {
	if v.Shape != Record {
		c.problem("row", path, q, v.Position, "field", q.Fields[0].Name)
		return v
	}
	out := Value{Position: v.Position, Shape: Record}
	var names []string
	for i := range q.Fields {
		f := &q.Fields[i]
		names = append(names, f.Name)
		at := path + "." + f.Name
		p := v.part(f.Name, 0)
		if p == nil || p.Empty() {
			if f.Need == Required {
				c.problem("missing", at, f, v.Position)
			}
			continue
		}
		if part, ok := c.value(f, at, *p); ok {
			out.Parts = append(out.Parts, Named{Position: p.Position, Name: f.Name, Value: part})
		}
	}
	for _, p := range v.Parts {
		if !slices.Contains(names, p.Name) {
			c.problem("unknown-field", path, q, p.Position, "fields", strings.Join(names, ", "))
		}
	}
	return out
}

// people is v as names that differ.
func (c *checker) people(q *Question, path string, v Value) Value {
	out := Value{Position: v.Position, Shape: Items}
	var seen []string
	if v.Shape == Scalar && q.Max != 1 && strings.Contains(v.Text, "\n") {
		v = linesOf(v)
	}
	for n, i := range itemsOf(v) {
		at := path + "." + strconv.Itoa(n+1)
		switch {
		case i.Shape != Scalar:
			c.problem("names", at, q, i.Position)
			continue
		case i.Empty():
			continue
		}
		c.clean(q, at, i)
		i.Text = cleanName(i.Text)
		if slices.Contains(seen, i.Text) {
			c.problem("same-name", at, q, i.Position)
			continue
		}
		seen = append(seen, i.Text)
		out.Items = append(out.Items, i)
	}
	c.count(q, path, v.Position, len(out.Items))
	return out
}

// clean refuses signs that are no text.
func (c *checker) clean(q *Question, path string, v Value) {
	if !utf8.ValidString(v.Text) {
		c.problem("control", path, q, v.Position)
		return
	}
	n := 0
	for _, r := range v.Text {
		if unicode.IsControl(r) && !unicode.IsSpace(r) {
			c.problem("control", path, q, v.At(n))
			return
		}
		n++
	}
}

// scalar is one text, as q's type has it.
func (c *checker) scalar(q *Question, path string, v Value) Value {
	c.clean(q, path, v)
	switch q.Type {
	case TypeChoice, TypeMulti:
		return c.choice(q, path, v)
	case TypeYesNo:
		return c.yesNo(q, path, v)
	case TypeDate:
		if _, err := time.Parse(time.DateOnly, strings.TrimSpace(v.Text)); err != nil {
			c.problem("date", path, q, v.Position)
		}
		v.Text = strings.TrimSpace(v.Text)
		return v
	case TypeTime:
		t, err := time.Parse("15:04", strings.TrimSpace(v.Text))
		if err != nil {
			c.problem("time", path, q, v.Position)
			return v
		}
		v.Text = t.Format("15:04")
		return v
	case TypeNumber:
		n, err := strconv.Atoi(strings.TrimSpace(v.Text))
		if err != nil || n < q.Min || q.Max > 0 && n > q.Max {
			c.problem("number", path, q, v.Position, "min", strconv.Itoa(q.Min), "max", strconv.Itoa(q.Max))
		}
		v.Text = strconv.Itoa(n)
		return v
	}
	if q.MaxWords > 0 && len(strings.Fields(v.Text)) > q.MaxWords {
		c.problem("too-long", path, q, v.Position, "max", strconv.Itoa(q.MaxWords))
	}
	return c.start(q, path, v)
}

func (c *checker) choice(q *Question, path string, v Value) Value {
	o, ok := q.Option(v.Text)
	switch {
	case ok:
		v.Text = o.Value
	case q.Other:
		v.Text = oneLine(v.Text)
	default:
		c.problem("no-option", path, q, v.Position)
	}
	return v
}

func (c *checker) yesNo(q *Question, path string, v Value) Value {
	answer, ok := c.kind.yesNo(v.Text)
	if !ok {
		c.problem("yes-or-no", path, q, v.Position)
		return v
	}
	v.Text = answer
	return v
}

// yesNo is the answer of a yesno that people write so.
func (k *Kind) yesNo(text string) (answer string, ok bool) {
	text = foldText(text)
	for _, answer := range []string{yes, no} {
		if slices.Contains(strings.Fields(k.words.Say("words-"+answer)), text) {
			return answer, true
		}
	}
	return "", false
}
