package form

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"amends/composer"
)

// answer is the answer to q at a path.
func (b *builder) answer(q *composer.Question, path string) composer.Value {
	numbers := slices.Sorted(slices.Values(b.numbers[path]))
	if q.Type == composer.TypeRows {
		v := composer.Value{Shape: composer.Items}
		for _, n := range numbers {
			row := composer.Value{Shape: composer.Record}
			for i := range q.Fields {
				f := &q.Fields[i]
				if part := b.answer(f, path+"."+strconv.Itoa(n)+"."+f.Name); !part.Empty() {
					row.Position = part.Position
					row.Parts = append(row.Parts, composer.Named{Position: part.Position, Name: f.Name, Value: part})
				}
			}
			if len(row.Parts) > 0 {
				v.Items, v.Position = append(v.Items, row), row.Position
			}
		}
		return v
	}
	c := b.cells[path]
	if c == nil {
		c = &cell{}
	}
	v := composer.Value{Position: c.at, Shape: composer.Items}
	switch q.Type {
	case composer.TypeList, composer.TypePeople:
		for _, t := range c.texts {
			v.Items = append(v.Items, b.known(q, listed(t))...)
		}
		for _, n := range numbers {
			if c := b.cells[path+"."+strconv.Itoa(n)]; c != nil {
				v.Items = append(v.Items, c.texts...)
				v.Position = c.at
			}
		}
		if q.Type == composer.TypePeople && q.Max == 1 && len(v.Items) == 1 {
			return v.Items[0]
		}
		return v
	case composer.TypeChoice, composer.TypeMulti, composer.TypeYesNo:
		return b.chosen(q, path, c)
	}
	var lines []string
	for _, t := range c.texts {
		lines = append(lines, t.Text)
	}
	between := "\n"
	if q.Type == composer.TypeLine {
		between = " "
	}
	return b.scalar(q, path, composer.Text(strings.Join(lines, between), c.at))
}

// listed is the lines of a text as items, without bullets of their own.
func listed(t composer.Value) []composer.Value {
	var out []composer.Value
	for line := range strings.SplitSeq(t.Text, "\n") {
		if line = strings.TrimSpace(bullet.ReplaceAllString(line, "")); line != "" {
			out = append(out, composer.Text(line, t.Position))
		}
	}
	return out
}

// chosen is the options that were ticked or named, and the person's own words.
func (b *builder) chosen(q *composer.Question, path string, c *cell) composer.Value {
	if q.Type == composer.TypeYesNo && c.yes {
		c.ticked = append(c.ticked, "yes")
	}
	v := composer.Value{Position: c.at, Shape: composer.Items}
	put := func(text string, at composer.Position) {
		if !slices.ContainsFunc(v.Items, func(i composer.Value) bool { return i.Text == text }) {
			v.Items = append(v.Items, composer.Text(text, at))
		}
	}
	var own []composer.Value
	for _, t := range c.texts {
		if q.Type == composer.TypeMulti {
			own = append(own, listed(t)...)
		} else {
			own = append(own, t)
		}
	}
	for _, said := range c.ticked {
		switch o, ok := q.Option(said); {
		case ok:
			put(o.Value, c.at)
		default: // yes or no, or what the check says to be no option
			put(said, c.at)
		}
	}
	var words []composer.Value
	for _, t := range own {
		values, rest := optionsIn(q, t.Text)
		for _, v := range values {
			put(v, t.Position)
		}
		for _, r := range rest {
			words = append(words, composer.Text(r, t.Position))
		}
	}
	own = words
	for _, t := range own {
		put(t.Text, t.Position)
	}
	if c.own && len(own) == 0 {
		b.note(c.at, path, "other-empty")
	}
	if q.Type == composer.TypeMulti {
		return v
	}
	switch len(v.Items) {
	case 0:
		return composer.Value{}
	case 1:
		return v.Items[0]
	}
	b.note(c.at, path, "two-ticked")
	return v // it is no answer yet, and nothing of it is lost
}

// optionsIn is the options that a text names, and what it says beside them. Its
// parts stand between semicolons; between commas they do only where each is an
// option.
func optionsIn(q *composer.Question, s string) (values, rest []string) {
	if o, ok := q.Option(s); ok {
		return []string{o.Value}, nil
	}
	for _, signs := range []string{";·", ",;·"} {
		values, rest = nil, nil
		for _, word := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(signs, r) }) {
			word = strings.TrimSpace(word)
			if o, ok := q.Option(word); ok {
				values = append(values, o.Value)
			} else if word != "" {
				rest = append(rest, word)
			}
		}
		if len(values) > 0 && (len(rest) == 0 || signs == ";·") {
			return values, rest
		}
	}
	return nil, []string{s}
}

var (
	aroundSigns = regexp.MustCompile(`\s*([/.-])\s*`)
	clock       = regexp.MustCompile(`(?i)^(\d{1,2})(?:[:.h]\s?(\d{2}))?\s*(am|pm|a\.m\.|p\.m\.|h|o'clock)?$`)
)

// scalar is one text, as q has it.
func (b *builder) scalar(q *composer.Question, path string, v composer.Value) composer.Value {
	if v.Empty() {
		return v
	}
	switch q.Type {
	case composer.TypeDate:
		day, err := b.kind.ParseDate(aroundSigns.ReplaceAllString(strings.Trim(v.Text, ". "), "$1"), b.reading.Day)
		var d *composer.DateError
		if errors.As(err, &d) {
			b.got.Problems = append(b.got.Problems, composer.Problem{Position: v.Position, Path: path, Code: "date", Message: d.Message, Hint: d.Hint})
			return v
		}
		v.Text = day.Format(time.DateOnly)
	case composer.TypeTime:
		v.Text = hours(v.Text)
	case composer.TypeText, composer.TypeLine:
	}
	return v
}

// hours is a time of the day as answers have it; what is none stays as it is.
func hours(s string) string {
	m := clock.FindStringSubmatch(strings.TrimSpace(s))
	if m == nil || m[2] == "" && m[3] == "" {
		return s
	}
	h, _ := strconv.Atoi(m[1])
	minutes := m[2]
	if minutes == "" {
		minutes = "00"
	}
	switch half := strings.ToLower(m[3]); {
	case strings.HasPrefix(half, "p") && h < 12:
		h += 12
	case strings.HasPrefix(half, "a") && h == 12:
		h = 0
	}
	return strconv.Itoa(h/10) + strconv.Itoa(h%10) + ":" + minutes
}
