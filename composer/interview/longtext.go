package interview

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/AlecAivazis/survey/v2"
)

// A longText is a survey.Prompt for what people write, a line or many: it can
// be edited everywhere, wraps between words, and holds what was typed however
// it ends. A pause is one in which nothing can be written.
type longText struct {
	survey.Renderer // for survey; it draws nothing here

	f       *Forms
	ctx     context.Context
	p       Prompt
	starter string // words that the text may begin with, and that are no answer alone

	passage
	reply Reply // when it is finished

	screen        block
	width, height int    // of the screen when it was drawn
	top           int    // the first row of text in sight
	notice        string // stands below the text until the next key
	chord         bool   // Ctrl-X was pressed
	reported      string // to Typing
}

// errDone ends the reading of keys.
var errDone = errors.New("done")

// typingEvery is how often Typing is told what was typed since.
const typingEvery = 2 * time.Second

// write asks for a line, a text, or Enter.
func (f *Forms) write(ctx context.Context, p Prompt) (Reply, error) {
	t := &longText{f: f, ctx: ctx, p: p, screen: block{out: f.Out}}
	t.text, t.starter = f.begin(p)
	t.at, t.reported = len(t.text), t.text
	var answer string
	err := survey.AskOne(t, &answer, survey.WithStdio(f.In, f.Out, f.Out))
	if err == nil {
		if t.reply.Text == "" {
			answer = ""
		}
		f.keep(p, answer)
		return t.reply, nil
	}
	typed := t.text
	if t.blank() {
		typed = ""
	}
	if errors.Is(err, ErrBack) {
		f.keep(p, typed)
	}
	return Reply{Text: typed, Edited: p.Now != ""}, err
}

// Prompt reads keys until the text is finished. Where it is not, t holds what
// there is of it.
func (t *longText) Prompt(*survey.PromptConfig) (any, error) {
	every := typingEvery
	if t.f.every > 0 {
		every = t.f.every
	}
	clock := time.NewTicker(every)
	defer clock.Stop()
	t.width, t.height = t.f.tty.size()
	if t.f.UseEditor && t.p.Form == FormText {
		t.openEditor()
	}
	for drawn := false; ; {
		if (!drawn || t.resized()) && !t.f.tty.ahead(0) {
			t.draw()
			drawn = true
		}
		k, err := t.f.tty.next(t.ctx)
		if err == nil {
			drawn = drawn && k.key == pressNothing
			err = t.press(k)
		}
		switch {
		case errors.Is(err, errDone):
			t.screen.erase()
			return t.text, nil
		case errors.Is(err, ErrBack):
			t.screen.erase()
			return nil, err
		case err != nil:
			t.leave()
			return nil, err
		}
		select {
		case <-clock.C:
			t.report()
		default:
		}
	}
}

// leave lets what was typed stand on the screen, with room for what is said
// next.
func (t *longText) leave() {
	t.screen.erase()
	t.f.answered(t.p, t.text) //nolint:errcheck // the error that led here is the one to tell
}

// report tells Typing what was typed since it was told last.
func (t *longText) report() {
	if t.f.Typing != nil && t.p.Path != "" && t.text != t.reported {
		t.reported = t.text
		t.f.Typing(t.p.Path, t.text)
	}
}

// Cleanup leaves the question and its answer on the screen.
func (t *longText) Cleanup(*survey.PromptConfig, any) error {
	switch {
	case t.reply.Clear:
		return t.f.answered(t.p, "")
	case t.reply.Text == "" && t.p.Now == "":
		return t.f.answered(t.p, t.p.Default)
	case t.reply.Text == "":
		return t.f.answered(t.p, t.p.Now)
	}
	return t.f.answered(t.p, t.reply.Text)
}

// press does what a key says. The error is errDone when the reply is there.
func (t *longText) press(k press) error {
	chord := t.chord
	t.chord = k.key == pressChord
	if k.key != pressNothing {
		t.notice = ""
	}
	switch {
	case k.key == pressNothing:
		return nil
	case k.key == pressStop:
		return ErrAborted
	case k.key == pressBack:
		return ErrBack
	case k.key == pressHelp:
		return t.say(keyHelp)
	case k.key == pressEnter && !t.breaks(), k.key == pressDone:
		return t.finish()
	case t.p.Form == FormPause:
		return t.pause(k)
	case k.key == pressEnter:
		k = press{pressPaste, "\n"}
	case k.key == pressEnd && chord && t.p.Form == FormText: // Ctrl-X Ctrl-E
		t.openEditor()
		return nil
	case k.key == pressTab:
		t.nextStarter()
		return nil
	case k.key == pressPaste && t.p.Form == FormLine:
		k.text = strings.Join(strings.Fields(k.text), " ")
	}
	t.edit(k, t.textWidth(), max(t.height/2, 1))
	return nil
}

// breaks reports whether Enter makes a new line. On an empty last line it
// ends the text, unless more comes right behind it: then it is an empty line
// of something pasted or typed ahead.
func (t *longText) breaks() bool {
	if t.p.Form != FormText {
		return false
	}
	last := t.at == len(t.text) && (t.text == "" || strings.HasSuffix(t.text, "\n"))
	return !last || t.f.tty.ahead(aMoment)
}

// pause takes a key where nothing can be written.
func (t *longText) pause(k press) error {
	if k.key != pressText {
		return nil
	}
	switch key := strings.TrimSpace(k.text); {
	case key == keyBack:
		return ErrBack
	default:
		return t.say(key)
	}
}

// say writes what key asks for above the question.
func (t *longText) say(key string) error {
	text := t.f.help(t.p, key)
	if text == "" {
		return nil
	}
	t.screen.erase()
	return t.f.note("\n" + text)
}

// blank reports whether nothing was written but the words that it may begin
// with.
func (t *longText) blank() bool { return t.own() == "" }

func (t *longText) own() string {
	text := strings.TrimSpace(t.text)
	if t.starter == "" {
		return text
	}
	return strings.TrimSpace(strings.TrimPrefix(text, strings.TrimSpace(t.starter)))
}

// finish makes the text the reply, or does what it asks for.
func (t *longText) finish() error {
	switch own := t.own(); {
	case own == keyBack:
		t.set("")
		return ErrBack
	case t.f.help(t.p, own) != "":
		t.set(t.again())
		return t.say(own)
	case own == keyClear && t.p.Clear, own == "" && t.p.Now != "" && t.p.Clear:
		t.reply = Reply{Clear: true}
	case own == "" && t.p.Now != "":
		t.set(t.p.Now)
		t.notice = t.f.words.Say("forms-stays")
		return nil
	case own == "" || t.text == t.p.Now:
		t.reply = Reply{}
	case t.p.Form == FormText:
		t.reply = Reply{Text: plainText(strings.TrimRight(t.text, "\n"))}
	default:
		t.reply = Reply{Text: plainText(strings.TrimSpace(t.text))}
	}
	return errDone
}

// again is the text to go on with when what was written asked for something.
func (t *longText) again() string {
	if t.p.Now != "" {
		return t.p.Now
	}
	return t.starter
}

// plainText takes the backslash from before what would ask for something if it
// stood alone.
func plainText(text string) string {
	switch key := strings.TrimLeft(text, `\`); {
	case key == text:
		return text
	case key == keyHelp, key == keyBack, key == keyClear, key == keyEnd, strings.EqualFold(key, keyLines):
		return text[1:]
	}
	return text
}

// nextStarter puts the next of the words to begin with where nothing else was
// written yet.
func (t *longText) nextStarter() {
	if !t.blank() || len(t.p.Starters) == 0 {
		return
	}
	next := 0
	for i, s := range t.p.Starters {
		if t.starter == s+" " {
			next = (i + 1) % len(t.p.Starters)
		}
	}
	t.starter = t.p.Starters[next] + " "
	t.set(t.starter)
}
