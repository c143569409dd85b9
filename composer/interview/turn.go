package interview

import (
	"context"
	"errors"
	"io"
	"slices"
	"strconv"

	"amends/composer"
)

// turnOf names one person's turn.
func turnOf(s step) string { return s.turn + "/" + strconv.Itoa(s.person) }

// handOver gives the keyboard to the person of s and opens their turn with the
// same words for everybody. What was asked before is out of reach from there.
func (r *run) handOver(ctx context.Context, s step) error {
	several := r.several(r.said, s.section.Each)
	if several {
		if err := r.pause(ctx, r.fill(s, r.words.Say("hand-over", "name", "{person}"))); err != nil {
			return err
		}
	}
	opening := r.words.Say("turn")
	switch {
	case several:
		opening += " " + r.words.Say("turn-scroll")
	case r.i.Together:
		opening = r.fill(s, r.words.Say("turn-of", "name", "{person}")) + " " + opening
	}
	r.done[s.id], r.history = true, nil
	r.handedOn(s, s.person)
	return r.note(ctx, opening)
}

// handedOn keeps that everybody before a place has had their turn, so that it
// is not begun again in another sitting: who sits there could see from that
// what somebody else left empty.
func (r *run) handedOn(s step, before int) {
	for person := 1; person < before; person++ {
		if turn := s.turn + "/" + strconv.Itoa(person); !slices.Contains(r.i.Over, turn) {
			r.i.Over = append(r.i.Over, turn)
		}
	}
	r.keep()
}

// handBack ends the turns.
func (r *run) handBack(ctx context.Context, s step) error {
	if err := r.pause(ctx, r.words.Say("hand-back")); err != nil {
		return err
	}
	r.done[s.id], r.history = true, nil
	r.handedOn(s, len(r.said.People(s.section.Each))+1)
	return nil
}

// pause waits until the next person sits at the keyboard. There is no way back
// from here: it would lead into what somebody else typed.
func (r *run) pause(ctx context.Context, text string) error {
	for {
		_, err := r.i.Prompter.Ask(ctx, Prompt{Form: FormPause, Text: text, HelpLines: r.i.HelpLines, Fresh: true})
		if !errors.Is(err, ErrBack) {
			return err
		}
		if err := r.note(ctx, r.words.Say("back-none-turn")); err != nil {
			return err
		}
	}
}

// watched reports whether somebody else sees what the person of s types, or
// what follows from it.
func (r *run) watched(s step) bool {
	if r.i.Person > 0 {
		return false
	}
	if s.person > 0 {
		return r.i.Together && len(r.said.People(s.section.Each)) > 1
	}
	for _, sec := range r.kind.Sections {
		if sec.Each != "" && len(r.said.People(sec.Each)) != 1 {
			return true
		}
	}
	return false
}

// endTurn takes out what the person of s said in this turn, and asks them
// nothing more in it.
func (r *run) endTurn(s step) {
	for _, t := range r.plan() {
		if t.turn == s.turn && t.person == s.person && t.base != "" {
			_ = r.said.Set(t.base, composer.Value{}) // a base always leads somewhere
		}
	}
	r.ended[turnOf(s)] = true
	r.keep()
}

// calm is the page over which nothing is composed. It asks one thing: whether
// what was typed shall stay. Where it came up over somebody's own words, and
// not over what they chose, these can be said otherwise: they may have meant
// no harm. Then, as when the person goes back, the error is [ErrBack].
func (r *run) calm(ctx context.Context, text string, overWords bool) error {
	for _, t := range []string{text, r.helpLines()} {
		if err := r.note(ctx, t); err != nil {
			return err
		}
	}
	const forget, keep, other = "clear", "keep", "other-words"
	p := Prompt{
		Form: FormChoice, Text: r.words.Say("calm"), HelpLines: r.i.HelpLines, Enter: r.words.Say("calm-enter"),
		Options: []Option{{Value: forget, Label: r.words.Say("calm-clear")}, {Value: keep, Label: r.words.Say("calm-keep")}},
	}
	if overWords {
		p.Options = append(p.Options, Option{Value: other, Label: r.words.Say("calm-other-words")})
	}
	for {
		reply, err := r.i.Prompter.Ask(ctx, p)
		switch value := optionValue(p.Options, reply.Text); {
		case errors.Is(err, ErrBack):
			return err
		case err == nil && value == other:
			return ErrBack
		case err == nil && value == keep:
			r.i.Answers = r.live()
			return &StopError{Keep: true}
		case err != nil && !errors.Is(err, ErrAborted) && !errors.Is(err, io.EOF):
			return err
		case err != nil || reply.empty() || value == forget:
			r.i.Answers, r.i.Unfinished = &composer.Answers{}, ""
			return &StopError{}
		}
		if err := r.note(ctx, r.words.Say("no-option")); err != nil {
			return err
		}
	}
}
