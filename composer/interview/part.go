package interview

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"amends/composer"
)

// Part asks one person for their own part, with nobody beside them: i.Person
// says whom. The people must be known from i.Answers. It gives the answers of
// that part, and what says whose it is; together with everybody else's they
// make the page. The errors are those of [Interview.Run].
func (i *Interview) Part(ctx context.Context) (*composer.Answers, error) {
	words, err := loadWords(i.Kind.Asked)
	if err != nil {
		return nil, err
	}
	r := newRun(i, words)
	if err = r.questions(ctx); err == nil {
		err = r.changes(ctx, func() error { return nil })
	}
	if errors.Is(err, io.EOF) {
		err = fmt.Errorf("the input ended: %w", err)
	}
	if err != nil {
		return nil, err
	}
	return r.part(), nil
}

// part is what one person said in their turn, with the names and what these
// people are to each other.
func (r *run) part() *composer.Answers {
	live := r.live()
	out := &composer.Answers{Kind: live.Kind, Language: live.Language}
	for _, n := range live.Values {
		q := r.kind.Question(n.Name)
		s := r.kind.Section(q.Section)
		switch {
		case q.Name == "relationship" || q.Type == composer.TypePeople && r.hasTurns(q.Name):
			out.Values = append(out.Values, n)
		case s.Each != "":
			n.Value.Parts = slices.DeleteFunc(n.Value.Parts, func(p composer.Named) bool { return p.Place != r.i.Person })
			if !n.Value.Empty() {
				out.Values = append(out.Values, n)
			}
		}
	}
	return out
}

// hasTurns reports whether the people of a question have turns.
func (r *run) hasTurns(question string) bool {
	return slices.ContainsFunc(r.kind.Sections, func(s composer.Section) bool { return s.Each == question })
}
