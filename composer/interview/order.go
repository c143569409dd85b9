package interview

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"amends/composer"
)

// reorder offers to put the items of the answer at base in another order, and
// reports whether that was what the person wanted. It is not offered for what
// somebody else said in their own turn.
func (r *run) reorder(ctx context.Context, base string) (done bool, err error) {
	v, _ := r.live().Get(base)
	q := r.kind.Question(strings.Split(base, ".")[0])
	if len(v.Items) < 2 || q.Type == composer.TypeMulti || q.Type == composer.TypePeople {
		return false, nil
	}
	if s := r.kind.Section(q.Section); s.Each != "" && r.several(r.said, s.Each) {
		return false, nil
	}
	const order, words = "order", "words"
	choice, err := r.pick(ctx, Prompt{
		Text: r.words.Say("items-ask"), Enter: r.words.Say("items-enter"),
		Options: []Option{{Value: words, Label: r.words.Say("items-words")}, {Value: order, Label: r.words.Say("items-order")}},
	})
	if err != nil || choice != order {
		return errors.Is(err, ErrBack), ignoreBack(err)
	}
	for {
		var lines []string
		for i, item := range v.Items {
			lines = append(lines, strconv.Itoa(i+1)+". "+short(r.show(q, composer.Value{Shape: composer.Items, Items: []composer.Value{item}})))
		}
		reply, err := r.i.Prompter.Ask(ctx, Prompt{
			Text: strings.Join(lines, "\n") + "\n\n" + r.words.Say("items-which"), HelpLines: r.i.HelpLines,
			Enter: r.words.Say("enter-keeps"),
		})
		if err != nil || reply.empty() {
			return true, ignoreBack(err)
		}
		if places, ok := permutation(reply.Text, len(v.Items)); ok {
			old := v.Items
			v.Items = nil
			for _, p := range places {
				v.Items = append(v.Items, old[p-1])
			}
			_ = r.said.Set(base, v) // a base always leads somewhere
			r.keep()
			return true, nil
		}
		if err := r.note(ctx, r.words.Say("items-numbers", "n", strconv.Itoa(len(v.Items)))); err != nil {
			return true, err
		}
	}
}

// ignoreBack is err, but that going back from here leads to the review.
func ignoreBack(err error) error {
	if errors.Is(err, ErrBack) {
		return nil
	}
	return err
}

// permutation is the numbers in text, if these are all from 1 to n.
func permutation(text string, n int) ([]int, bool) {
	var out []int
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' }) {
		p, err := strconv.Atoi(w)
		if err != nil || p < 1 || p > n || slices.Contains(out, p) {
			return nil, false
		}
		out = append(out, p)
	}
	return out, len(out) == n
}
