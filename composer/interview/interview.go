// Package interview asks the questions of a kind, one after the other.
//
// An [Interview] knows the order, the conditions, whose turn it is and what is
// said in between; a [Prompter] draws one prompt and reads one reply. [Forms]
// is the one for a terminal, [Plain] the one for plain lines:
//
//	i := &interview.Interview{Kind: k, Prompter: &interview.Plain{In: stdin, Out: stderr}, Today: today}
//	checked, err := i.Run(ctx)
//
// With several people at one keyboard, nothing that one of them is shown
// depends on what another typed, skipped or asked for.
package interview

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"amends/composer"
)

// An Interview asks one kind's questions of the people at the keyboard. Kind
// and Prompter are needed, Today wherever a kind asks for days.
type Interview struct {
	Kind       *composer.Kind    // as [composer.Load] reads it, for no relationship yet
	Prompter   Prompter          // puts every prompt
	Answers    *composer.Answers // known already, and not asked; Run keeps here what was answered
	Unfinished string            // the path of an answer that was being typed when Run ended; Run asks for it again
	Over       []string          // turns that were handed on before, by name; none of them is begun again, and Run adds its own
	Today      time.Time         // days such as "Friday" are counted from it
	Review     bool              // comes to the review at once: asks only what is needed and missing
	All        bool              // asks every offered question, without the list
	Person     int               // Part asks this one alone, a place in the people question; Run has 0, for everybody
	Look       Look              // when it is said what deserves another look
	Together   bool              // everybody looks on, as at a counsellor's: nobody hands over the keyboard
	HelpLines  string            // whom to call, for who presses h

	ran         bool                                                      // to its end, once
	said        *composer.Answers                                         // then, with what was set aside
	Exists      func(kind string) bool                                    // whether a kind that an option suggests is there; none is if nil
	Find        func(a *composer.Answers, path string) []composer.Finding // what deserves another look at a path; may be nil
	Unprintable func(text string) []rune                                  // the characters that no page can show; may be nil
	Preview     func(composer.Checked) (string, error)                    // the page as text, for the review; may be nil
	Saved       func(*composer.Answers)                                   // is given all answers after each one that was accepted; may be nil
}

// Look says when an interview shows what Find found. Words of danger are
// answered at once, whatever it says.
type Look int

// The times to look.
const (
	LookNow Look = iota // after each answer
	LookEnd             // once, before the review
	LookOff             // never
)

// A StopError says that an answer ended the interview on the calm page, which
// was shown. There is no document.
type StopError struct {
	Keep bool // the answers are kept for the person; they are gone from Interview.Answers otherwise
}

func (e *StopError) Error() string { return "no page is made from these answers" }

// An InvalidError says that answers which no question asks for are at fault:
// they came from a file or a flag.
type InvalidError struct{ Problems []composer.Problem }

func (e *InvalidError) Error() string { return "the answers that were given beforehand have faults" }

// Run asks, shows what was answered, lets every answer be changed and says
// what the page holds. When it ends early, the error is [ErrAborted], wraps
// [io.EOF] or is a [StopError], and what was answered is in i.Answers.
func (i *Interview) Run(ctx context.Context) (composer.Checked, error) {
	words, err := loadWords(i.Kind.Asked)
	if err != nil {
		return composer.Checked{}, err
	}
	r := newRun(i, words)
	c, err := r.whole(ctx)
	if errors.Is(err, io.EOF) {
		err = fmt.Errorf("the input ended: %w", err)
	}
	if err == nil {
		i.ran, i.said = true, r.said
	}
	return c, err
}

// whole is the interview, from the first sentence to the last.
func (r *run) whole(ctx context.Context) (composer.Checked, error) {
	if err := r.stopped(ctx); err != nil {
		return composer.Checked{}, err
	}
	if err := r.note(ctx, r.fill(step{}, r.kind.Intro)); err != nil {
		return composer.Checked{}, err
	}
	if err := r.questions(ctx); err != nil {
		return composer.Checked{}, err
	}
	if err := r.lookAtAll(ctx); err != nil {
		return composer.Checked{}, err
	}
	r.fillIn()
	c, err := r.review(ctx)
	if err != nil {
		return composer.Checked{}, err
	}
	return c, r.last(ctx, c)
}

// fillIn gives their defaults to the questions that are not asked: all of them
// where the page is shown first, or else those that are asked never. What the
// person then takes out stays out.
func (r *run) fillIn() {
	if r.i.ran {
		return
	}
	r.filled = r.i.Kind.Defaults(r.said, r.i.Today)
	r.filled.Values = slices.DeleteFunc(r.filled.Values, func(n composer.Named) bool {
		return !r.kind.First && r.kind.Question(n.Name).Asked != composer.Never
	})
	r.said = composer.Join(r.said, r.filled)
	r.keep()
}

// fillAnew puts the defaults of another relationship in place of those that
// nobody changed.
func (r *run) fillAnew() {
	if r.filled == nil {
		return
	}
	for _, n := range r.filled.Values {
		if v, _ := r.said.Get(n.Name); v.Equal(n.Value) {
			r.said.Delete(n.Name)
		}
	}
	r.fillIn()
}

// stopped shows the calm page over an answer that was known beforehand and
// stops. Who goes back from there is asked anew.
func (r *run) stopped(ctx context.Context) error {
	c, _ := r.loose.Check(r.said)
	for _, f := range c.Stops() {
		if err := r.calm(ctx, r.fill(step{}, f.Message), false); !errors.Is(err, ErrBack) {
			return err
		}
		r.said.Delete(f.Path)
		delete(r.known, f.Path)
	}
	return nil
}

// questions asks whatever is still to be asked. Which questions there are is
// looked up anew for each: every answer may change it.
func (r *run) questions(ctx context.Context) error {
	for {
		s, ok := r.next()
		if !ok {
			return nil
		}
		err := r.ask(ctx, s)
		switch {
		case errors.Is(err, ErrBack):
			if err := r.back(ctx, s); err != nil {
				return err
			}
		case err != nil:
			return err
		}
	}
}

// next is the first step that is still to be taken.
func (r *run) next() (step, bool) {
	for _, s := range r.plan() {
		if !s.skip && !r.done[s.id] {
			return s, true
		}
	}
	return step{}, false
}

// back makes the question before s the next one. It never leads into another
// person's turn: what was asked before is forgotten at each hand-over.
func (r *run) back(ctx context.Context, s step) error {
	for len(r.history) > 0 {
		id := r.history[len(r.history)-1]
		r.history = r.history[:len(r.history)-1]
		if r.planned(id) && id != s.id {
			r.done[id] = false
			return nil
		}
	}
	if r.reviewing {
		r.done[s.id] = true // the answer stays as it is
		return nil
	}
	if s.person > 0 {
		return r.note(ctx, r.words.Say("back-none-turn"))
	}
	return r.note(ctx, r.words.Say("back-none"))
}

func (r *run) planned(id string) bool {
	for _, s := range r.plan() {
		if s.id == id && !s.skip {
			return true
		}
	}
	return false
}

// finish marks s as asked and answered.
func (r *run) finish(s step) {
	r.done[s.id] = true
	r.history = append(r.history, s.id)
}

// note says something to which nobody replies.
func (r *run) note(ctx context.Context, text string) error {
	if text == "" {
		return nil
	}
	_, err := r.i.Prompter.Ask(ctx, Prompt{Form: FormNote, Text: text})
	return err
}
