package interview

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"amends/composer"
)

// ask takes one step.
func (r *run) ask(ctx context.Context, s step) error {
	switch s.act {
	case actMore:
		return r.more(ctx, s)
	case actOffer:
		return r.choose(ctx, s)
	case actTurn:
		return r.handOver(ctx, s)
	case actShare:
		return r.handBack(ctx, s)
	}
	for r.here(s) {
		reply, err := r.i.Prompter.Ask(ctx, r.prompt(s))
		if err != nil {
			r.unfinished(s, reply, err)
			return err
		}
		answered := false
		switch {
		case reply.Clear:
			answered, err = r.clear(ctx, s)
		case reply.empty():
			answered, err = r.enter(ctx, s)
		default:
			answered, err = r.answer(ctx, s, reply)
		}
		if errors.Is(err, ErrBack) {
			continue // out of what was asked about the answer, back to the answer
		}
		if answered || err != nil {
			return err
		}
	}
	return nil
}

// here reports whether s is still to be asked: a turn may have been ended.
func (r *run) here(s step) bool { return !r.ended[turnOf(s)] }

// unfinished keeps what was typed of an answer when the interview ended.
func (r *run) unfinished(s step, reply Reply, err error) {
	old, _ := r.said.Get(s.path())
	if errors.Is(err, ErrBack) || strings.TrimSpace(reply.Text) == "" {
		return
	}
	// A whole answer gives way only to what it was changed into.
	if text := s.asks().Type == composer.TypeLine || s.asks().Type == composer.TypeText; !old.Empty() && !(reply.Edited && text) {
		return
	}
	r.put(r.said, s, composer.Text(reply.Text, composer.Position{}))
	r.i.Unfinished = s.path()
	r.i.Answers = r.live()
}

// prompt is the prompt of a question.
func (r *run) prompt(s step) Prompt {
	q := s.asks()
	p := Prompt{
		Form: form(q), Path: s.path(), Text: r.fill(s, q.Ask), Help: r.fill(s, q.Help), Example: r.fill(s, q.Example),
		HelpLines: r.i.HelpLines, Starters: trimmed(q.Starters), Other: q.Other, Clear: r.mayClear(s),
	}
	for _, o := range q.Options {
		p.Options = append(p.Options, Option{Value: o.Value, Label: r.fill(s, o.Label), Hint: r.fill(s, o.Hint)})
	}
	if q.Type == composer.TypeYesNo {
		p.Options = r.yesNo()
	}
	if v, _ := r.said.Get(s.path()); !v.Empty() {
		p.Now = r.show(q, v)
		if s.path() == r.i.Unfinished && v.Shape == composer.Scalar {
			p.Now = v.Text // to the last space: the next word is typed behind it
		}
	} else if r.whyNeeded(s) == "" {
		p.Enter = r.words.Say("enter-passes")
		if s.person > 0 {
			p.Enter = r.words.Say("enter-passes-own")
		}
	}
	if p.Default = r.show(q, r.standard(s)); p.Default != "" {
		p.Enter = ""
	}
	if !r.reviewing {
		p.Number, p.Of = r.number(s)
	}
	r.asPart(&p, s)
	return p
}

// asPart fits a prompt to its place in a list or in a row.
func (r *run) asPart(p *Prompt, s step) {
	switch {
	case s.item > 1 && listed(s.q):
		p.Text, p.Enter = r.words.Say("one-more"), r.words.Say("enter-ends")
		if s.q.Type == composer.TypePeople {
			p.Text, p.Enter = r.words.Say("one-more-name"), r.words.Say("enter-ends-names")
		}
		if r.whyNeeded(s) != "" {
			p.Enter = ""
		}
	case s.field != nil && r.given[s.base+"."+strconv.Itoa(s.item)+"."+s.q.Fields[0].Name]:
		// The row came from elsewhere: say which one this is about.
		v, _ := r.said.Get(s.base + "." + strconv.Itoa(s.item) + "." + s.q.Fields[0].Name)
		p.Text = r.words.Say("about-row", "row", r.show(&s.q.Fields[0], v), "ask", p.Text)
	case s.item == 1 && s.field != nil && s.field == &s.q.Fields[0]:
		// The rows have a question of their own; it comes before the first part.
		if ask := r.fill(s, s.q.Ask); ask != p.Text && len(s.q.Fields) > 1 {
			p.Text = ask + " " + p.Text
		} else if ask != p.Text {
			p.Text = ask
		}
		p.Help = strings.TrimSpace(r.fill(s, s.q.Help) + " " + p.Help)
	}
}

func trimmed(list []string) []string {
	var out []string
	for _, s := range list {
		out = append(out, strings.TrimSpace(s))
	}
	return out
}

func form(q *composer.Question) Form {
	switch q.Type {
	case composer.TypeText:
		return FormText
	case composer.TypeChoice, composer.TypeYesNo:
		return FormChoice
	case composer.TypeMulti:
		return FormMulti
	}
	return FormLine
}

// number is the place of s among the questions that count.
func (r *run) number(s step) (n, of int) {
	for _, t := range r.plan() {
		if t.counted {
			of++
			if t.id == s.id {
				n = of
			}
		}
	}
	if n == 0 {
		return 0, 0
	}
	return n, of
}

// fill is a sentence of the kind with the names and the topic in it.
func (r *run) fill(s step, text string) string {
	each := ""
	if s.section != nil {
		each = s.section.Each
	}
	return r.kind.Fill(strings.ReplaceAll(text, "{topic}", s.topic), r.said, each, s.person)
}

// show is an answer as a person reads it.
func (r *run) show(q *composer.Question, v composer.Value) string {
	switch {
	case v.Shape == composer.Items:
		var items []string
		for _, i := range v.Items {
			items = append(items, r.show(q, i))
		}
		return strings.Join(items, r.words.Say("between"))
	case v.Shape == composer.Record:
		var parts []string
		for _, p := range v.Parts {
			f := slices.IndexFunc(q.Fields, func(f composer.Question) bool { return f.Name == p.Name })
			if f >= 0 && !p.Value.Empty() {
				parts = append(parts, r.show(&q.Fields[f], p.Value))
			}
		}
		return strings.Join(parts, r.words.Say("between-parts"))
	}
	switch q.Type {
	case composer.TypeYesNo:
		if v.Text == yes || v.Text == no {
			return r.words.Say(v.Text)
		}
	case composer.TypeDate:
		if d, err := time.Parse(time.DateOnly, v.Text); err == nil {
			return r.kind.LongDate(d)
		}
	}
	if o, ok := q.Option(v.Text); ok {
		return o.Label
	}
	return strings.TrimSpace(v.Text)
}

// standard is the default that an empty reply stands for, or the zero value.
func (r *run) standard(s step) composer.Value {
	q := s.asks()
	if old, _ := r.said.Get(s.path()); !old.Empty() || q.Type == composer.TypeList || s.item > 1 {
		return composer.Value{}
	}
	return r.kind.Default(q, r.i.Today)
}

// whyNeeded is the key of what is said where s may not be passed over, or "".
// In one's own turn everything may be left empty, but for what would leave half
// a line.
func (r *run) whyNeeded(s step) string {
	v, _ := r.said.Get(s.base)
	own := s.person > 0 || s.q.Need != composer.Required
	switch {
	case s.item > 0 && listed(s.q):
		if s.item == 1 && !own {
			return "needed"
		}
		if s.item > len(v.Items) && s.item > 1 && s.item <= s.q.Min {
			return "too-few"
		}
	case s.field != nil:
		if s.field.Need != composer.Required && s.field != key(s.q) {
			return ""
		}
		if there, _ := r.said.Get(s.base + "." + strconv.Itoa(s.item)); !there.Empty() && s.field.Need == composer.Required {
			return "needed-in-row"
		}
		if s.field == key(s.q) && (s.item == 1 && !own || s.item > 1 && s.item <= s.q.Min) {
			return "needed"
		}
	case !own:
		return "needed"
	}
	return ""
}

// mayClear reports whether the answer that s has, or the start of a row, may
// be taken out.
func (r *run) mayClear(s step) bool {
	v, _ := r.said.Get(s.base)
	own := s.person > 0 || s.q.Need != composer.Required
	switch there, _ := r.said.Get(s.path()); {
	case s.item == 0:
		return own && (!there.Empty() || len(s.asks().Default) > 0)
	case s.field != nil && s.field != key(s.q):
		return !there.Empty() && s.field.Need != composer.Required
	}
	return s.item <= len(v.Items) && len(v.Items) > s.q.Min && (own || len(v.Items) > 1)
}

// enter is an empty reply: it keeps what there is, takes the default, or
// passes over.
func (r *run) enter(ctx context.Context, s step) (bool, error) {
	if old, _ := r.said.Get(s.path()); !old.Empty() {
		return r.accept(ctx, s, old)
	}
	if v := r.standard(s); !v.Empty() {
		return r.accept(ctx, s, v)
	}
	why := r.whyNeeded(s)
	if why == "" {
		r.finish(s)
		return true, nil
	}
	text := r.words.Say(why, "min", strconv.Itoa(s.q.Min))
	if e := r.fill(s, s.asks().Example); e != "" && why == "needed" {
		text += " " + r.words.Say("for-example", "example", e)
	}
	return false, r.note(ctx, text)
}

// clear takes the answer out.
func (r *run) clear(ctx context.Context, s step) (bool, error) {
	if !r.mayClear(s) {
		return false, r.note(ctx, r.words.Say("needed"))
	}
	next := r.said.Clone()
	r.take(next, s)
	r.change(next)
	r.keep()
	if v, _ := r.said.Get(s.base); listed(s.q) && s.item <= len(v.Items) {
		return false, nil // the item that closed up is the next one
	}
	r.finish(s)
	return true, nil
}

// answer is a reply with something in it.
func (r *run) answer(ctx context.Context, s step, reply Reply) (bool, error) {
	q := s.asks()
	switch {
	case q.Type == composer.TypeMulti:
		v := composer.Value{Shape: composer.Items}
		for _, text := range reply.Values {
			v.Items = append(v.Items, composer.Text(text, composer.Position{}))
		}
		return r.accept(ctx, s, v)
	case q.Type == composer.TypeDate:
		d, err := r.kind.ParseDate(reply.Text, r.i.Today)
		var unread *composer.DateError
		if errors.As(err, &unread) {
			return false, r.wrong(ctx, unread.Message, unread.Hint)
		}
		if err := r.note(ctx, r.words.Say("that-day", "day", r.kind.LongDate(d))); err != nil {
			return false, err
		}
		return r.accept(ctx, s, composer.Text(d.Format(time.DateOnly), composer.Position{}))
	case q.Type == composer.TypePeople && s.item > 0 && strings.Contains(reply.Text, ","):
		return r.names(ctx, s, strings.Split(reply.Text, ","))
	}
	return r.accept(ctx, s, composer.Text(reply.Text, composer.Position{}))
}

// names is several names in one line, from the place of s on.
func (r *run) names(ctx context.Context, s step, names []string) (bool, error) {
	some := false
	for _, name := range names {
		if strings.TrimSpace(name) == "" {
			continue
		}
		if s.q.Max > 0 && s.item > s.q.Max {
			return some, r.note(ctx, r.words.Say("too-many-names", "max", strconv.Itoa(s.q.Max)))
		}
		if ok, err := r.accept(ctx, s, composer.Text(name, composer.Position{})); !ok {
			return some, err
		}
		some = true
		s.item++
		s.id = s.base + "#" + strconv.Itoa(s.item)
	}
	return some, nil
}

// wrong says why an answer cannot stand, and what to do about it.
func (r *run) wrong(ctx context.Context, message, hint string) error {
	return r.note(ctx, strings.TrimSpace(message+" "+hint))
}
