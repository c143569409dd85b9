package interview

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"amends/composer"
)

// review shows the page and every answer, until nobody wants to change one.
func (r *run) review(ctx context.Context) (composer.Checked, error) {
	var c composer.Checked
	err := r.changes(ctx, func() (err error) {
		if c, err = r.checked(ctx); err != nil || r.i.Preview == nil {
			return err
		}
		text, err := r.i.Preview(c)
		if err != nil {
			return err
		}
		return r.note(ctx, r.words.Say("review-page")+"\n\n"+text)
	})
	return c, err
}

// changes lists the answers until none is to be changed; show is what is done
// before each time.
func (r *run) changes(ctx context.Context, show func() error) error {
	for {
		if err := show(); err != nil {
			return err
		}
		bases, err := r.toChange(ctx)
		switch {
		case errors.Is(err, ErrBack):
			if err = r.back(ctx, step{}); err == nil {
				err = r.questions(ctx)
			}
		case err == nil && len(bases) == 0:
			return nil
		}
		for _, base := range bases {
			if err == nil {
				err = r.changeOne(ctx, base)
			}
		}
		if err != nil {
			return err
		}
	}
}

// toChange asks which answers shall be changed: one, or several of a page that
// was shown first. None of them, and nothing is.
func (r *run) toChange(ctx context.Context) ([]string, error) {
	p := Prompt{Text: r.words.Say("review"), Options: r.answers(), Enter: r.words.Say("review-enter"), HelpLines: r.i.HelpLines}
	if len(p.Options) == 0 {
		return nil, nil // of a part, where everything was left empty
	}
	if !r.kind.First {
		base, err := r.pick(ctx, p)
		if base == "" {
			return nil, err
		}
		return []string{base}, err
	}
	p.Form, p.Text = FormMulti, r.words.Say("review-several")
	reply, err := r.pickSeveral(ctx, p)
	return reply.Values, err
}

// changeOne asks the questions of one base once more.
func (r *run) changeOne(ctx context.Context, base string) error {
	if done, err := r.reorder(ctx, base); done || err != nil {
		return err
	}
	r.reviewing, r.history = true, nil
	defer func() { r.reviewing = false }()
	r.askAgain(base)
	err := r.questions(ctx)
	delete(r.again, base)
	return err
}

// checked is the answers, checked as a whole. What is missing or wrong, in what
// was known beforehand too, is asked for.
func (r *run) checked(ctx context.Context) (composer.Checked, error) {
	for {
		c, problems := r.i.Kind.Check(r.live())
		if len(problems) == 0 {
			return c, nil
		}
		p := problems[0]
		if !r.askAgain(r.baseOf(p.Path)) {
			return c, &InvalidError{problems}
		}
		if err := r.wrong(ctx, p.Message, p.Hint); err != nil {
			return c, err
		}
		if err := r.questions(ctx); err != nil {
			return c, err
		}
	}
}

// answers is every answer, to choose the one to change; behind them what
// everybody together left open. What a person left open in their own turn is
// theirs, and not pointed at.
func (r *run) answers() []Option {
	var given, open []Option
	live := r.live()
	shared := r.watched(step{})
	for i := range r.kind.Sections {
		s := &r.kind.Sections[i]
		for _, q := range s.Questions {
			v, _ := live.Get(q.Name)
			switch {
			case q.NeverKept, q.Private && shared, !r.kind.Applies(q, live):
			case !v.Empty():
				for _, base := range r.bases(q, v) {
					if r.mayChange(s, base) {
						given = append(given, r.line(live, s, q, base))
					}
				}
			case r.i.Person == 0 && s.Each == "" && q.Per == "":
				label := r.words.Say("review-open", "title", r.fill(step{}, q.Title()))
				open = append(open, Option{Value: q.Name, Label: label})
			}
		}
	}
	return append(given, open...)
}

// mayChange reports whether the answer at base is among those to change: every
// one, or those of the one who is alone with their own part.
func (r *run) mayChange(s *composer.Section, base string) bool {
	return r.i.Person == 0 || s.Each != "" && strings.HasSuffix(base, "."+strconv.Itoa(r.i.Person))
}

// line is one answer in the review.
func (r *run) line(live *composer.Answers, s *composer.Section, q *composer.Question, base string) Option {
	t := step{section: s, q: q, base: base}
	title := q.Title()
	if _, place, ok := strings.Cut(base, "."); ok {
		person, _ := strconv.Atoi(place)
		names := live.People(s.Each)
		switch {
		case person > 0 && person <= len(names):
			t.person = person
			title = r.words.Say("review-of", "name", names[person-1], "title", title)
		case q.Per != "":
			t.topic = place
			if o, ok := r.kind.Question(q.Per).Option(place); ok {
				t.topic = o.Label
			}
			title = r.words.Say("review-of", "name", t.topic, "title", title)
		}
	}
	v, _ := live.Get(base)
	return Option{Value: base, Label: r.words.Say("review-line", "title", r.fill(t, title), "answer", short(r.show(q, v)))}
}

// short is the beginning of an answer, on one line: the page has all of it.
func short(s string) string {
	const most = 72
	text := []rune(strings.Join(strings.Fields(s), " "))
	if len(text) <= most {
		return string(text)
	}
	return strings.TrimSpace(string(text[:most-1])) + "…"
}

// last says what the page holds and, of a letter, what it does not. These are
// facts; nothing is counted.
func (r *run) last(ctx context.Context, c composer.Checked) error {
	var holds, lacks []string
	for _, h := range r.kind.Holds {
		words := r.fill(step{}, h.Words)
		switch {
		case h.Element == "" || r.holds(c, h.Element):
			holds = append(holds, words)
		case r.askedOfAll(h.Element):
			lacks = append(lacks, words)
		}
	}
	layout := c.Layout()
	letter := layout == composer.LayoutLetter || layout == composer.LayoutMessage
	var lines []string
	say := func(key string, list []string) {
		if len(list) > 0 {
			lines = append(lines, r.words.Say(key, "list", strings.Join(list, r.words.Say("holds-between"))))
		}
	}
	if letter {
		say("holds-"+string(layout), holds)
		say("holds-not-"+string(layout), lacks)
	} else {
		say("holds", holds)
	}
	if len(lines) > 0 {
		if err := r.note(ctx, strings.Join(lines, "\n")); err != nil {
			return err
		}
	}
	return r.note(ctx, r.fill(step{}, r.kind.Last))
}

// askedOfAll reports whether everybody is asked for this element.
func (r *run) askedOfAll(element string) bool {
	for _, s := range r.kind.Sections {
		for _, q := range s.Questions {
			has := q.Element == element || slices.ContainsFunc(q.Fields, func(f composer.Question) bool { return f.Element == element })
			if has && q.Asked == composer.Always {
				return true
			}
		}
	}
	return false
}

// holds reports whether a question with this element, or a part of one, has an
// answer.
func (r *run) holds(c composer.Checked, element string) bool {
	for _, s := range r.kind.Sections {
		for _, q := range s.Questions {
			v, _ := c.Get(q.Name)
			if q.Element == element && !v.Empty() {
				return true
			}
			for _, f := range q.Fields {
				if f.Element == element && hasPart(v, f.Name) {
					return true
				}
			}
		}
	}
	return false
}

// hasPart reports whether a row somewhere in v has the part.
func hasPart(v composer.Value, name string) bool {
	if v.Shape == composer.Items {
		return slices.ContainsFunc(v.Items, func(i composer.Value) bool { return hasPart(i, name) })
	}
	return slices.ContainsFunc(v.Parts, func(p composer.Named) bool {
		return p.Name == name && !p.Value.Empty() || p.Place > 0 && hasPart(p.Value, name)
	})
}
