package interview

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"amends/composer"
)

// accept makes v the answer to s, if the check has nothing against it, and
// says what follows from it.
func (r *run) accept(ctx context.Context, s step, v composer.Value) (bool, error) {
	next := r.said.Clone()
	r.put(next, s, v)
	c, problems := r.loose.Check(r.liveOf(next))
	if p, ok := about(s, problems); ok {
		return r.problem(ctx, s, v, p)
	}
	old, _ := r.said.Get(s.path())
	before := r.said
	if checked, ok := c.Get(s.path()); ok {
		r.put(next, s, checked)
		if err := r.sayBack(ctx, s, v, checked); err != nil {
			return false, err
		}
		v = checked
	}
	if stop := stopping(s, v); stop != "" {
		return false, r.calm(ctx, r.fill(s, stop), false)
	}
	r.rename(next, s, old.Text, v)
	r.change(next)
	if !v.Equal(old) || r.i.Unfinished == s.path() {
		if again, err := r.lookAgain(ctx, s, before); again || err != nil {
			return false, err
		}
	}
	if r.i.Unfinished == s.path() {
		r.i.Unfinished = ""
	}
	r.finish(s)
	r.keep()
	return true, r.follow(ctx, s, v)
}

// chosen is the options of s that v names.
func chosen(s step, v composer.Value) []composer.Option {
	var out []composer.Option
	for _, i := range append(slices.Clone(v.Items), v) {
		if o, ok := s.asks().Option(i.Text); ok && i.Shape == composer.Scalar {
			out = append(out, o)
		}
	}
	return out
}

// stopping is what the calm page says over v, or "".
func stopping(s step, v composer.Value) string {
	for _, o := range chosen(s, v) {
		if o.Stop != "" {
			return o.Stop
		}
	}
	return ""
}

// about is the first problem that an answer to s itself has.
func about(s step, problems []composer.Problem) (composer.Problem, bool) {
	path := s.path()
	if s.q.Type == composer.TypePeople {
		path = s.base // two names may be the same
	}
	i := slices.IndexFunc(problems, func(p composer.Problem) bool {
		return p.Path == path || strings.HasPrefix(p.Path, path+".")
	})
	if i < 0 {
		return composer.Problem{}, false
	}
	return problems[i], true
}

// problem says what is wrong with v. A fragment that could begin in several
// ways is put behind each of them, to choose from.
func (r *run) problem(ctx context.Context, s step, v composer.Value, p composer.Problem) (bool, error) {
	switch p.Code {
	case "no-option":
		return false, r.note(ctx, r.words.Say("no-option"))
	case "which-starter":
		return r.whichStarter(ctx, s, v)
	}
	return false, r.wrong(ctx, p.Message, p.Hint)
}

func (r *run) whichStarter(ctx context.Context, s step, v composer.Value) (bool, error) {
	p := Prompt{Text: r.words.Say("which-starter"), Other: true}
	for _, starter := range s.asks().Starters {
		sentence := r.kind.Begin(starter, v.Text)
		p.Options = append(p.Options, Option{Value: sentence, Label: stopped(sentence)})
	}
	text, err := r.pick(ctx, p)
	if err != nil || text == "" {
		return false, err
	}
	return r.accept(ctx, s, composer.Text(text, composer.Position{}))
}

// sayBack says the whole sentence that a fragment became, and which of its
// characters no page can show.
func (r *run) sayBack(ctx context.Context, s step, typed, checked composer.Value) error {
	if !strings.EqualFold(strings.TrimSpace(typed.Text), strings.TrimSpace(checked.Text)) && len(s.asks().Starters) > 0 {
		if err := r.note(ctx, r.words.Say("it-will-say", "sentence", stopped(checked.Text))); err != nil {
			return err
		}
	}
	if r.i.Unprintable == nil {
		return nil
	}
	var signs []string
	for _, c := range r.i.Unprintable(texts(checked)) {
		if sign := string(c); !slices.Contains(signs, sign) {
			signs = append(signs, sign)
		}
	}
	if len(signs) == 0 {
		return nil
	}
	return r.note(ctx, r.words.Say("unprintable", "signs", strings.Join(signs, " ")))
}

// texts is all text in v.
func texts(v composer.Value) string {
	all := v.Text
	for _, i := range v.Items {
		all += texts(i)
	}
	return all
}

// stopped is a sentence with a full stop behind it, if it has no end yet.
func stopped(s string) string {
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(s, `"'”’)»`))
	if strings.ContainsRune(".!?…", last) || unicode.IsSpace(last) {
		return s
	}
	return s + "."
}

// follow says what the chosen options bring with them.
func (r *run) follow(ctx context.Context, s step, v composer.Value) error {
	for _, o := range chosen(s, v) {
		if err := r.note(ctx, r.fill(s, o.Say)); err != nil {
			return err
		}
		if o.Suggest != "" && r.i.Exists != nil && r.i.Exists(o.Suggest) {
			if err := r.note(ctx, r.words.Say("suggest", "kind", o.Suggest)); err != nil {
				return err
			}
		}
		if o.HelpLines {
			if err := r.note(ctx, r.helpLines()); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *run) helpLines() string {
	if r.i.HelpLines == "" {
		return r.words.Say("help-lines-none")
	}
	return r.i.HelpLines
}
