package form

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"amends/composer"
)

// A cell is all that the fields of one answer say.
type cell struct {
	at     composer.Position
	texts  []composer.Value // what was written, at each place for it
	ticked []string
	own    bool // the box for own words was ticked
	yes    bool // a box of a question's own
}

// field takes in one field.
func (b *builder) field(f Field) {
	filled := strings.TrimSpace(f.Text) != "" && !f.Box || f.Ticked || f.Signed
	if !filled {
		return
	}
	s := spot{key: "furniture"}
	if !f.Signed {
		s = b.spot(f.Path)
	}
	switch {
	case s.near != "":
		b.note(f.Position, shown(f.Path), "no-question-near", "near", s.near)
		return
	case s.key != "":
		b.left[s.key] = append(b.left[s.key], shown(f.Path))
		return
	}
	if f.Long {
		b.left["long"] = append(b.left["long"], shown(f.Path))
	}
	path := s.path
	if s.item > 0 {
		b.number(path, s.item)
		path += "." + strconv.Itoa(s.item)
	}
	c := b.cells[path]
	if c == nil {
		c = &cell{at: f.Position}
		b.cells[path] = c
	}
	switch {
	case !f.Box && s.option != "" && !(s.option == otherOption && !hasOption(s.q, otherOption)):
		if ticked, ok := isTick(f.Text); ok && ticked { // a cell of a table stands for a box
			c.ticked = append(c.ticked, s.option)
			return
		}
		b.note(f.Position, f.Path, "tick-unclear")
	case !f.Box:
		b.write(c, s, f)
	case (s.option == otherOption || s.option == "" && f.Text == otherOption) && !hasOption(s.q, otherOption):
		c.own = true
	case s.option != "":
		c.ticked = append(c.ticked, s.option)
	case s.q.Type == composer.TypeYesNo && isAnswer(f.Text):
		c.ticked = append(c.ticked, strings.ToLower(f.Text))
	case s.q.Type == composer.TypeYesNo:
		c.yes = true
	default: // one of several boxes under one name, which says what it stands for
		c.ticked = append(c.ticked, f.Text)
	}
}

// isAnswer reports whether the value of a box says yes or no itself.
func isAnswer(s string) bool { return strings.EqualFold(s, "yes") || strings.EqualFold(s, "no") }

func hasOption(q *composer.Question, value string) bool {
	return slices.ContainsFunc(q.Options, func(o composer.Option) bool { return o.Value == value })
}

// shown is a field's name as it may be said: what has not the form of a name
// may be something that somebody wrote.
func shown(path string) string {
	if regexp.MustCompile(`^[A-Za-z0-9._-]{1,60}$`).MatchString(path) {
		return path
	}
	return ""
}

// write takes in what was written in a field. The same field may stand on a
// page twice.
func (b *builder) write(c *cell, s spot, f Field) {
	v := composer.Text(b.typed(s, f.Text), f.Position)
	switch {
	case slices.ContainsFunc(c.texts, func(t composer.Value) bool { return squeeze(t.Text) == squeeze(v.Text) }):
	case len(c.texts) > 0 && s.goesOn:
		last := &c.texts[len(c.texts)-1]
		last.Text = b.typed(s, last.Text+ruled+v.Text)
	case len(c.texts) > 0 && (s.item > 0 || s.q.Type != composer.TypeText && s.q.Type != composer.TypeList && s.q.Type != composer.TypeLine):
		b.note(f.Position, f.Path, "twice")
	default:
		c.texts = append(c.texts, v)
	}
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

// typed is text as the question of s has it. A sentence may go on on the next
// ruled line.
func (b *builder) typed(s spot, text string) string {
	several := s.item == 0 && (s.q.Type == composer.TypeList || s.q.Type == composer.TypePeople || s.q.Type == composer.TypeMulti)
	if several {
		return strings.ReplaceAll(text, ruled, "\n")
	}
	var out strings.Builder
	for i, part := range strings.Split(text, ruled) {
		switch {
		case i == 0:
		case s.q.Type == composer.TypeText && strings.ContainsAny(out.String()[max(0, out.Len()-3):], ".!?…:"):
			out.WriteString("\n")
		default:
			out.WriteString(" ")
		}
		out.WriteString(strings.TrimSpace(part))
	}
	if s.q.Type == composer.TypeText {
		return strings.TrimSpace(out.String())
	}
	return squeeze(out.String())
}
