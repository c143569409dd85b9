package interview

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/AlecAivazis/survey/v2/terminal"
)

// A list is a choice or a multi: survey draws it and moves in it, by the keys
// that the list hands on. It knows where survey is, so that it can be drawn
// anew, in another width or below what was said in between.
type list struct {
	f       *Forms
	ctx     context.Context
	p       Prompt
	entries []entry
	options int // the place of the first option among the entries

	at            int
	marked        map[int]bool // of a multi
	number        int          // that is being typed
	comma         bool         // was typed last: a space behind it marks nothing
	queue         []rune       // for survey
	width, height int          // of the screen when it was drawn
	own           string       // own words, as they are now
}

// An entry is one line of a list.
type entry struct {
	label string
	means string // what choosing it means; one of the keys below, or empty for an option
	value string // of an option
}

// What an entry may mean beside an option. The others are what plain lines
// call keyHelp, keyLines, keyBack and keyClear.
const (
	meansEnter = "enter" // an empty reply
	meansOwn   = "own"   // own words, which are asked for then
	meansPaste = "paste" // no entry at all: nothing can be pasted here
)

// A wish is a key that no list of survey knows.
type wish string

func (w wish) Error() string { return "asked for " + string(w) }

// choose asks for one or some of the options.
func (f *Forms) choose(ctx context.Context, p Prompt) (Reply, error) {
	l := newList(ctx, f, p)
	for {
		chosen, err := l.ask()
		var asked wish
		switch {
		case errors.Is(err, errAgain):
			continue
		case errors.As(err, &asked):
		case err != nil:
			return Reply{}, err
		}
		for _, i := range chosen {
			if m := l.entries[i].means; m != "" && m != meansOwn && m != meansEnter {
				asked = wish(m)
			}
		}
		switch string(asked) {
		case "":
			reply, err := l.reply(chosen)
			if errors.Is(err, ErrBack) || errors.Is(err, errAgain) {
				continue
			}
			return reply, err
		case keyBack:
			return Reply{}, ErrBack
		case keyClear:
			return Reply{Clear: true}, f.answered(p, f.words.Say("forms-leave-out"))
		}
		said := f.help(p, string(asked))
		if asked == meansPaste {
			said = f.words.Say("forms-pasted")
		}
		if err := f.note("\n" + said); err != nil {
			return Reply{}, err
		}
		l.unmark(chosen)
	}
}

// newList lays out the entries, and begins where the answer is that Enter
// stands for.
func newList(ctx context.Context, f *Forms, p Prompt) *list {
	l := &list{f: f, ctx: ctx, p: p, marked: map[int]bool{}}
	now := p.Now
	if now == "" {
		now = p.Default
	}
	if now == "" && p.Form == FormChoice {
		// Enter never takes an option that nobody chose.
		label := p.Enter
		if label == "" {
			label = f.words.Say("forms-choose")
		}
		l.entries = append(l.entries, entry{label: label, means: meansEnter})
	}
	l.options = len(l.entries)
	for _, o := range p.Options {
		label := o.Label
		if o.Hint != "" {
			label = f.words.Say("forms-hint", "label", o.Label, "hint", o.Hint)
		}
		l.entries = append(l.entries, entry{label: label, value: o.Value})
	}
	add := func(key, means string) { l.entries = append(l.entries, entry{label: f.words.Say(key), means: means}) }
	if p.Other {
		add("forms-own", meansOwn)
	}
	if p.Clear && p.Form == FormChoice {
		add("forms-leave-out", keyClear)
	}
	if !listsRead {
		add("forms-explain", keyHelp)
		add("forms-lines", keyLines)
		add("forms-back", keyBack)
	}
	l.find(now)
	return l
}

// find marks what an answer, as people read it, is made of; for a choice it is
// where the list begins. What is no option is somebody's own words.
func (l *list) find(now string) {
	if now == "" {
		return
	}
	parts := []string{now}
	if l.p.Form == FormMulti {
		parts = strings.Split(now, l.f.words.Say("between"))
	}
	var own []string
	for _, part := range parts {
		i := slices.IndexFunc(l.p.Options, func(o Option) bool { return strings.EqualFold(o.Label, part) || o.Value == part })
		if i < 0 {
			own = append(own, part)
			continue
		}
		l.at, l.marked[l.options+i] = l.options+i, true
	}
	if len(own) > 0 && l.p.Other {
		l.own = strings.Join(own, ", ")
		l.at = l.options + len(l.p.Options)
		l.marked[l.at] = true
	}
	if l.p.Form == FormMulti {
		l.at = 0
	}
}

// unmark takes the marks from entries that are no options, once they did
// what they are for.
func (l *list) unmark(chosen []int) {
	for _, i := range chosen {
		if m := l.entries[i].means; m != "" && m != meansOwn {
			delete(l.marked, i)
		}
	}
}

// reply is what the chosen entries say.
func (l *list) reply(chosen []int) (Reply, error) {
	var shown, labels, values []string
	own := false
	for _, i := range chosen {
		e := l.entries[i]
		switch e.means {
		case "":
			label := l.p.Options[i-l.options].Label
			shown, labels, values = append(shown, label), append(labels, label), append(values, e.value)
		case meansOwn:
			own = true
			shown = append(shown, e.label)
		}
	}
	between := l.f.words.Say("between")
	if err := l.f.answered(l.p, strings.Join(shown, between)); err != nil {
		return Reply{}, err
	}
	if own {
		text, err := l.ownWords()
		if err != nil {
			return Reply{Text: text}, err
		}
		labels, values = l.add(labels, values, text)
	}
	all := strings.Join(labels, between)
	switch {
	case all != "" && (all == l.p.Now || l.p.Now == "" && all == l.p.Default):
		return Reply{}, nil // what Enter stands for
	case l.p.Form == FormMulti && all == "" && l.p.Now != "" && l.p.Clear:
		return Reply{Clear: true}, nil
	case l.p.Form == FormMulti:
		return Reply{Values: values}, nil
	case all == "":
		return Reply{}, nil
	}
	return Reply{Text: values[0]}, nil
}

// add puts own words behind what was chosen: those of a multi have commas
// between them.
func (l *list) add(labels, values []string, text string) ([]string, []string) {
	parts := []string{text}
	if l.p.Form == FormMulti {
		parts = strings.Split(text, ",")
	}
	for _, part := range parts {
		if part = strings.TrimSpace(part); part != "" {
			labels, values = append(labels, part), append(values, optionValue(l.p.Options, part))
		}
	}
	return labels, values
}

// ownWords asks for own words. Where there are none, the list is asked again.
func (l *list) ownWords() (string, error) {
	reply, err := l.f.write(l.ctx, Prompt{
		Form: FormLine, Text: l.f.words.Say("forms-own"), Path: l.p.Path,
		Help: l.p.Help, Example: l.p.Example, HelpLines: l.p.HelpLines, Now: l.own,
	})
	switch {
	case err != nil:
		return reply.Text, err
	case reply.Text == "" && l.own == "":
		return "", errAgain
	case reply.Text != "":
		l.own = reply.Text
	}
	return l.own, nil
}

// Fd is for survey, which sets the terminal's mode by it.
func (l *list) Fd() uintptr { return l.f.In.Fd() }

// Read gives survey one key at a time: what it would read ahead is lost to the
// prompts that follow.
func (l *list) Read(b []byte) (int, error) {
	for len(l.queue) == 0 {
		if width, height := l.f.tty.size(); width != l.width || height != l.height {
			return 0, errAgain
		}
		k, err := l.f.tty.next(l.ctx)
		if err == nil {
			err = l.press(k)
		}
		if err != nil {
			return 0, err
		}
	}
	n := utf8.EncodeRune(b, l.queue[0])
	l.queue = l.queue[1:]
	return n, nil
}

// press makes keys that survey knows of a key, or says what is wished for.
func (l *list) press(k press) error {
	switch k.key {
	case pressNothing:
		return nil
	case pressText:
		r, n := utf8.DecodeRuneInString(k.text)
		l.f.tty.unread(k.text[n:])
		return l.sign(r)
	case pressPaste:
		return wish(meansPaste)
	case pressStop:
		return ErrAborted
	case pressBack:
		return ErrBack
	case pressHelp:
		return wish(keyHelp)
	case pressUp:
		l.move((l.at + len(l.entries) - 1) % len(l.entries))
	case pressDown, pressTab:
		l.move((l.at + 1) % len(l.entries))
	case pressHome, pressPageUp:
		l.move(0)
	case pressEnd, pressPageDown:
		l.move(len(l.entries) - 1)
	case pressEnter:
		if l.p.Form == FormMulti && l.number > 0 && !l.marked[l.at] {
			l.mark()
		}
		l.queue = append(l.queue, terminal.KeyEnter)
	}
	l.number = 0
	return nil
}

// sign is a typed character: a number goes to its option, and what asks for
// something in plain lines does so here.
func (l *list) sign(r rune) error {
	comma := l.comma
	l.comma = false
	switch key := strings.ToLower(string(r)); {
	case unicode.IsDigit(r) && r < utf8.RuneSelf:
		n := l.number*10 + int(r-'0')
		if n > l.numbered() {
			n = int(r - '0')
		}
		if n >= 1 && n <= l.numbered() {
			l.number = n
			l.move(l.options + n - 1)
		}
		return nil
	case key == keyHelp, key == keyLines, key == keyBack, key == keyClear && l.p.Clear:
		return wish(key)
	case l.p.Form == FormMulti && (r == ',' && l.number > 0 || r == ' ' && !comma):
		l.mark()
		l.comma = r == ','
	}
	l.number = 0
	return nil
}

// numbered is how many entries have a number: the options and own words.
func (l *list) numbered() int {
	n := len(l.p.Options)
	if l.p.Other {
		n++
	}
	return n
}

// move goes to an entry, step by step as survey does.
func (l *list) move(to int) {
	for ; l.at < to; l.at++ {
		l.queue = append(l.queue, terminal.KeyArrowDown)
	}
	for ; l.at > to; l.at-- {
		l.queue = append(l.queue, terminal.KeyArrowUp)
	}
}

func (l *list) mark() {
	l.queue = append(l.queue, terminal.KeySpace)
	l.marked[l.at] = !l.marked[l.at]
}
