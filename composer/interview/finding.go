package interview

import (
	"context"
	"errors"
	"slices"
	"strings"

	"amends/composer"
)

// mostFindings is how many places of one answer are pointed at: more would be
// a marked essay.
const mostFindings = 2

// lookAgain says what was found in the answer to s, and reports whether it is
// asked for again. Where the words tell of danger, it is not pointed at but
// answered with care; before is what was said without the answer, and stands
// again then.
func (r *run) lookAgain(ctx context.Context, s step, before *composer.Answers) (again bool, err error) {
	if r.i.Find == nil {
		return false, nil
	}
	var rest []composer.Finding
	for _, f := range r.i.Find(r.inSight(s), s.path()) {
		switch {
		case f.Severity == composer.Stop:
			return r.danger(ctx, s, before, strings.TrimSpace(f.Message+" "+f.Advice), true)
		case f.Severity == composer.Ask && r.watched(s):
			// Nobody is asked this while others could read the answer from
			// what happens next; the page carries the help lines.
		case f.Severity == composer.Ask:
			if again, err := r.hurt(ctx, s, before); err != nil || again {
				return again, err
			}
		default:
			rest = append(rest, f)
		}
	}
	if r.i.Look != LookNow {
		return false, nil
	}
	return r.pointAt(ctx, rest)
}

// mostAtEnd is how many places are pointed at before the review.
const mostAtEnd = 5

// lookAtAll says before the review what was found in all answers, where the
// person wanted it said then. What stands in somebody's own turn is not said
// before others.
func (r *run) lookAtAll(ctx context.Context) error {
	if r.i.Find == nil || r.i.Look != LookEnd {
		return nil
	}
	var lines []string
	for _, f := range r.i.Find(r.live(), "") {
		name, _, _ := strings.Cut(f.Path, ".")
		q := r.kind.Question(name)
		if len(lines) == mostAtEnd || q == nil || f.Severity >= composer.Ask || r.kind.Section(q.Section).Each != "" {
			continue
		}
		lines = append(lines, r.words.Say("worth-another-look-at", "title", r.fill(step{}, q.Title()), "message", f.Message, "advice", f.Advice))
	}
	if len(lines) == 0 {
		return nil
	}
	return r.note(ctx, strings.Join(lines, "\n"))
}

// inSight is what was said, without what others said in their own turns.
func (r *run) inSight(s step) *composer.Answers {
	live := r.live()
	if s.person == 0 {
		return live
	}
	for i, n := range live.Values {
		q := r.kind.Question(n.Name)
		if q == nil || r.kind.Section(q.Section).Each == "" {
			continue
		}
		n.Value.Parts = slices.DeleteFunc(slices.Clone(n.Value.Parts), func(p composer.Named) bool { return p.Place != s.person })
		live.Values[i] = n
	}
	return live
}

// pointAt shows findings and lets the person change the answer.
func (r *run) pointAt(ctx context.Context, findings []composer.Finding) (again bool, err error) {
	if len(findings) == 0 {
		return false, nil
	}
	const change, keep = "change", "keep"
	var lines []string
	help := false
	for _, f := range findings[:min(len(findings), mostFindings)] {
		lines = append(lines, strings.TrimSpace(r.words.Say("worth-another-look", "message", f.Message, "advice", f.Advice)))
		help = help || f.HelpLines
	}
	if help {
		lines = append(lines, r.words.Say("someone-to-talk-to"))
	}
	value, err := r.pick(ctx, Prompt{
		Text: strings.Join(lines, "\n"), Enter: r.words.Say("enter-keeps"),
		Options: []Option{{Value: change, Label: r.words.Say("change-it")}, {Value: keep, Label: r.words.Say("keep-it")}},
	})
	return value == change, err
}

// hurt asks the one question about words that may be a way of speaking. The
// answer is kept nowhere.
func (r *run) hurt(ctx context.Context, s step, before *composer.Answers) (again bool, err error) {
	const sayNothing = "rather-not"
	value, err := r.pick(ctx, Prompt{
		Text: r.words.Say("hurt"),
		Options: []Option{
			{Value: no, Label: r.words.Say("hurt-no")}, {Value: yes, Label: r.words.Say("hurt-yes")},
			{Value: sayNothing, Label: r.words.Say("hurt-rather-not")},
		},
	})
	switch {
	case errors.Is(err, ErrBack), err == nil && value == "":
		r.said = before
		return true, nil
	case err != nil:
		return true, err
	case value == no:
		return false, nil
	}
	return r.danger(ctx, s, before, r.words.Say("danger"), false)
}

// danger is the calm page. In a person's own turn it does not end the
// interview, which the others would notice: they go on, or end their turn, and
// handing over looks as it always does. overWords says that nobody was asked
// yet whether the words mean what they seem to.
func (r *run) danger(ctx context.Context, s step, before *composer.Answers, text string, overWords bool) (again bool, err error) {
	if s.person == 0 || !r.several(r.said, s.section.Each) {
		err := r.calm(ctx, text, overWords)
		if errors.Is(err, ErrBack) {
			r.said = before
		}
		return true, err
	}
	r.said = before
	for _, t := range []string{r.words.Say("danger-turn"), r.helpLines()} {
		if err := r.note(ctx, t); err != nil {
			return true, err
		}
	}
	const other, end = "other-words", "end-turn"
	value, err := r.pick(ctx, Prompt{
		Text:    r.words.Say("danger-turn-ask"),
		Options: []Option{{Value: other, Label: r.words.Say("danger-turn-go-on")}, {Value: end, Label: r.words.Say("danger-turn-end")}},
	})
	if value == end {
		r.endTurn(s)
	}
	return true, err
}
