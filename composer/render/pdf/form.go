package pdf

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"amends/composer/page"
)

// A place to fill in by hand is a Form among the tags, and says what it is as
// printed forms do (ISO 32000-1, 14.8.5.6): with its role and its name, which
// programs that know forms show, beside the words that all others say.

// The roles of places to fill in.
const (
	roleLine   = "tv"
	roleBox    = "cb /checked /off"
	roleTicked = "cb /checked /on"
)

// form is a new element in e for a place to fill in. Who listens hears say.
func (s *setter) form(e *element, role, say, name string) *element {
	f := e.child("Form")
	f.alt = say
	if s.words != "" {
		f.lang = languageOf(s.words)
	}
	f.attr = "<</O /PrintField /Role /" + role + " /Desc " + textString(plainText(cmp.Or(name, say))) + ">>"
	return f
}

// forms gives the fields among runs, of which p is made, elements in e. They
// are called by the words before them, or by name. Lines for one answer are
// one element, so that they are heard once.
func (s *setter) forms(p *paragraph, runs []page.Run, e *element, name string) {
	last := -1 // the field that this one may go on with
	for i, r := range runs {
		switch {
		case r.Field == nil && strings.TrimSpace(r.Text) == "":
			continue
		case r.Field == nil:
			last = -1
			continue
		}
		st := &p.styles[i]
		st.link = ""
		if last < 0 || runs[last].Field.Name != r.Field.Name {
			called := cmp.Or(before(runs[:i]), name)
			if s.fillable && r.Field.Name != "" {
				called = cmp.Or(called, s.asked)
			}
			st.of = s.form(e, roleLine, s.field, called)
			if s.fillable && r.Field.Name != "" {
				st.of.slot = s.line(r.Field, cmp.Or(called, s.field))
			}
		} else {
			for k := last + 1; k <= i; k++ { // the space between is the answer's too
				p.styles[k].of, p.styles[k].link = p.styles[last].of, ""
			}
		}
		last = i
	}
}

// before is what a field behind runs is called: the words on its line, but for
// those of an earlier sentence or field.
func before(runs []page.Run) string {
	first := len(runs)
	for first > 0 && runs[first-1].Field == nil && !runs[first-1].Break {
		first--
	}
	name := nameOf(runs[first:])
	for _, end := range []string{". ", "? ", "! ", "… ", "· "} {
		if i := strings.LastIndex(name, end); i >= 0 {
			name = name[i+len(end):]
		}
	}
	return name
}

// nameOf is the text of runs as a name, without the colon at its end; empty if
// there is no word in it.
func nameOf(runs []page.Run) string {
	var b strings.Builder
	for _, r := range runs {
		b.WriteString(r.Text)
		if r.Break {
			b.WriteByte(' ')
		}
	}
	name := strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(b.String()), ":"))
	if !strings.ContainsFunc(name, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
		return ""
	}
	return name
}

// fill puts a space into each Form of a cell whose lines are not drawn, if it
// has none: an element of nothing may be passed over by readers aloud.
func (s *setter) fill(lines []slab) error {
	var filled []*element
	for _, kind := range []inkKind{inkText, inkField} {
		for _, l := range lines {
			for i := range l.inks {
				k := &l.inks[i]
				if k.kind != kind || slices.Contains(filled, k.of) {
					continue
				}
				filled = append(filled, k.of)
				if kind == inkText {
					continue
				}
				var err error
				if k.glyphs, err = s.theme.face(false, false).shape(nil, " ", k.size, 0); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
