package interview

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"amends/composer"
)

// What stands in the list of offers is known by name: a question's, a
// section's with a slash behind it, a part of rows with its question's name
// and a dot before it.
func sectionKey(s *composer.Section) string       { return s.Name + "/" }
func fieldKey(q, field *composer.Question) string { return q.Name + "." + field.Name }

// offers is what the list shows: what is offered, applies and was not answered
// beforehand. It never depends on what somebody said in their own turn.
func (r *run) offers(live *composer.Answers) []Option {
	var out []Option
	for i := range r.kind.Sections {
		s := &r.kind.Sections[i]
		if r.i.Person > 0 && (s.Each == "" || !s.Turn(live, r.i.Person)) {
			continue
		}
		open := func(q *composer.Question) bool {
			return q.Asked != composer.Never && q.Asked != composer.Alone && r.kind.Applies(q, live) && !r.knownAny(q.Name)
		}
		if s.Offer != "" {
			if slices.ContainsFunc(s.Questions, func(q *composer.Question) bool { return open(q) && !r.given[q.Name] }) {
				out = append(out, Option{Value: sectionKey(s), Label: r.fill(step{}, s.Offer)})
			}
			continue
		}
		for _, q := range s.Questions {
			switch {
			case !open(q), q.Asked == composer.Offered && r.given[q.Name]: // asked anyway
			case q.Asked == composer.Offered:
				out = append(out, Option{Value: q.Name, Label: r.fill(step{}, q.Title())})
			default:
				for f := range q.Fields {
					if field := &q.Fields[f]; field.Asked == composer.Offered {
						out = append(out, Option{Value: fieldKey(q, field), Label: r.fill(step{}, field.Title())})
					}
				}
			}
		}
	}
	return out
}

// knownAny reports whether anything was known of a question beforehand.
func (r *run) knownAny(question string) bool {
	for base := range r.known {
		if name, _, _ := strings.Cut(base, "."); name == question {
			return true
		}
	}
	return false
}

// chosenWhole reports whether the question of t was chosen from the list, and
// not only one of its parts.
func (r *run) chosenWhole(t step) bool {
	return r.chosen[t.q.Name] || t.section.Offer != "" && r.chosen[sectionKey(t.section)] && t.q.Asked != composer.Never
}

// wanted reports whether a pass asks the question of t at all.
func (r *run) wanted(t step, chosen bool) bool {
	if chosen {
		part := func(f composer.Question) bool { return r.chosen[fieldKey(t.q, &f)] }
		return r.chosenWhole(t) && (!r.known[t.base] || r.again[t.base]) || slices.ContainsFunc(t.q.Fields, part)
	}
	if r.again[t.base] {
		return !r.chosenWhole(t)
	}
	if t.q.Asked == composer.Alone {
		return r.i.Person > 0
	}
	if r.kind.First && len(t.q.Default) > 0 && t.person == 0 {
		return false // the page is shown with it
	}
	always := t.q.Asked == composer.Always && t.section.Offer == "" || r.i.All && t.q.Asked != composer.Never || r.given[t.base]
	if r.i.Review && t.q.Need != composer.Required && (!t.q.NeverKept || r.i.ran) {
		return false // it stands in the review, where it can be answered
	}
	return always && !r.known[t.base]
}

// wantedField reports whether a pass asks for the part of a row that t stands
// for.
func (r *run) wantedField(live *composer.Answers, t step, chosen bool) bool {
	if chosen && !r.chosenWhole(t) {
		return r.chosen[fieldKey(t.q, t.field)]
	}
	if r.given[t.path()] && !r.again[t.base] {
		return false
	}
	if t.field.Asked == composer.Always || r.i.All && t.field.Asked == composer.Offered {
		return true
	}
	_, there := live.Get(t.path())
	return there && r.again[t.base] && !r.chosen[fieldKey(t.q, t.field)]
}

// choose shows the list of offers.
func (r *run) choose(ctx context.Context, s step) error {
	options := r.offers(r.live())
	var now []string
	for _, o := range options {
		if r.chosen[o.Value] {
			now = append(now, o.Label)
		}
	}
	p := Prompt{
		Form: FormMulti, Text: r.fill(s, r.kind.Offer.Ask), Help: r.fill(s, r.kind.Offer.Help), HelpLines: r.i.HelpLines,
		Options: options, Now: strings.Join(now, r.words.Say("between")), Clear: len(now) > 0, Enter: r.words.Say("enter-no"),
	}
	if p.Text == "" {
		p.Text = r.words.Say("offer")
	}
	reply, err := r.pickSeveral(ctx, p)
	if err != nil {
		return err
	}
	if !reply.empty() {
		clear(r.chosen)
		for _, v := range reply.Values {
			r.chosen[v] = true
		}
	}
	r.finish(s)
	return nil
}

// pickSeveral puts a prompt of the interview's own and returns the reply, with
// the values of the options that were chosen.
func (r *run) pickSeveral(ctx context.Context, p Prompt) (Reply, error) {
	for {
		reply, err := r.i.Prompter.Ask(ctx, p)
		if err != nil {
			return Reply{}, err
		}
		unknown := false
		for i, v := range reply.Values {
			reply.Values[i] = optionValue(p.Options, v)
			unknown = unknown || !hasOption(p.Options, v)
		}
		if !unknown {
			return reply, nil
		}
		if err := r.note(ctx, r.words.Say("no-option")); err != nil {
			return Reply{}, err
		}
	}
}

// more asks whether there shall be another row.
func (r *run) more(ctx context.Context, s step) error {
	value, err := r.pick(ctx, Prompt{Text: r.words.Say("another"), Options: r.yesNo(), Enter: r.words.Say("enter-no")})
	if err != nil {
		return err
	}
	if value == yes {
		r.opened[s.base] = s.item + 1
	}
	r.finish(s)
	return nil
}

// The values of a yes or no.
const (
	yes = "yes"
	no  = "no"
)

func (r *run) yesNo() []Option {
	return []Option{{Value: yes, Label: r.words.Say("yes")}, {Value: no, Label: r.words.Say("no")}}
}

// pick puts a prompt of the interview's own and returns the value of the option
// that was chosen, or own words where p has room for them; "" for an empty
// reply.
func (r *run) pick(ctx context.Context, p Prompt) (string, error) {
	p.Form, p.HelpLines = FormChoice, r.i.HelpLines
	for {
		reply, err := r.i.Prompter.Ask(ctx, p)
		switch {
		case err != nil:
			return "", err
		case reply.empty() || p.Other || hasOption(p.Options, reply.Text):
			return optionValue(p.Options, reply.Text), nil
		}
		if err := r.note(ctx, r.words.Say("no-option")); err != nil {
			return "", err
		}
	}
}

// optionValue is the value of the option that text names by its value or its
// label, or text itself.
func optionValue(options []Option, text string) string {
	for _, o := range options {
		if o.Value == text || strings.EqualFold(withoutMarks(o.Label), withoutMarks(text)) {
			return o.Value
		}
	}
	return text
}

// withoutMarks is s without the accents that people leave out where they are
// hard to type: "si" is "sí".
func withoutMarks(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(s))
}

func hasOption(options []Option, text string) bool {
	value := optionValue(options, text)
	return slices.ContainsFunc(options, func(o Option) bool { return o.Value == value })
}
