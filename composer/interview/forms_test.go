//go:build !windows

package interview_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"strings"
	"testing"

	"amends/composer/interview"
)

// What keys send.
const (
	enter, ctrlC, ctrlD, shiftTab = "\r", "\x03", "\x04", "\x1b[Z"
	up, down, left, right         = "\x1b[A", "\x1b[B", "\x1b[D", "\x1b[C"
	f1, altB, ctrlLeft            = "\x1bOP", "\x1bb", "\x1b[1;5D"
)

// paste is text as a terminal pastes it.
func paste(text string) string {
	return "\x1b[200~" + strings.ReplaceAll(text, "\n", "\r") + "\x1b[201~"
}

var threeOptions = []interview.Option{
	{Value: "quiet", Label: "Quiet hours", Hint: "from ten at night, and on Sunday mornings until somebody is up"},
	{Value: "bills", Label: "Bills, rent"},
	{Value: "food", Label: "Food"},
}

// prompts is one of each form.
var prompts = map[string]interview.Prompt{
	"line": {
		Form: interview.FormLine, Text: "What name do you want to sign with?", Number: 2, Of: 14, Enter: "Enter skips this.",
		Help: "As they know you.", Example: "Jo", HelpLines: "Emergency: 911.", Path: "from",
	},
	"starters": {
		Form: interview.FormLine, Text: "What was your part?", Number: 9, Of: 14, Path: "part",
		Starters: []string{"It was my choice to", "I was wrong to"},
	},
	"text": {
		Form: interview.FormText, Text: "What did you do, or not do? Write it to Sam, with 'you': when, where, what was said.",
		Number: 6, Of: 14, Help: "One evening is enough.", HelpLines: "Emergency: 911.", Path: "what_i_did",
	},
	"choice": {
		Form: interview.FormChoice, Text: "What is it about?", Number: 3, Of: 14, Enter: "Enter skips this.",
		Options: threeOptions, Other: true, Help: "The page has room for one.", HelpLines: "Emergency: 911.", Path: "topic",
	},
	"multi": {
		Form: interview.FormMulti, Text: "What else should the page hold?", Number: 4, Of: 14, Enter: "Enter means no.",
		Options: threeOptions, Other: true, Path: "topics",
	},
	"pause": {Form: interview.FormPause, Text: "Please hand the keyboard to Sam.", HelpLines: "Emergency: 911.", Fresh: true},
	"note":  {Form: interview.FormNote, Text: "That is Saturday, 28 November 2026, and the page says so in its second line."},
}

// TestForms shows each form before and after its reply. The terminal never
// answers anything, and nothing is asked of it; nor is anything coloured that
// was not to be.
func TestForms(t *testing.T) {
	tests := []struct {
		name, keys, shown, after string
		want                     interview.Reply
	}{
		{"line", "Jo", "Jo", enter, interview.Reply{Text: "Jo"}},
		{"starters", "\ttell it", "tell it", enter, interview.Reply{Text: "It was my choice to tell it"}},
		{"text", "On Saturday I told your story about your father.\rYou had asked me not to.", "not to.", enter + enter, interview.Reply{Text: "On Saturday I told your story about your father.\nYou had asked me not to."}},
		{"choice", down + down, "> 2.", enter, interview.Reply{Text: "bills"}},
		{"multi", " 3", "> [ ] 3", " " + enter, interview.Reply{Values: []string{"quiet", "food"}}},
		{"pause", "", "Enter: go on", enter, interview.Reply{}},
		{"note", "", "second line", "", interview.Reply{}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := newDesk(t)
			out := d.ask(t.Context(), prompts[test.name])
			if test.name != "note" {
				d.reads()
			}
			d.typed(test.keys)
			d.await(test.shown)
			screen := d.seen()
			d.typed(test.after)
			if r := d.wait(out); r.err != nil || fmt.Sprint(r.reply) != fmt.Sprint(test.want) {
				t.Errorf("reply %+v, %v; want %+v", r.reply, r.err, test.want)
			}
			d.sync()
			golden(t, "testdata/forms/"+test.name+".txt", screen+strings.Repeat("=", columns)+"\n"+d.seen())
			if all := d.everything(); strings.Contains(all, "\x1b[6n") || strings.Contains(all, "\x1b[1m") {
				t.Errorf("the terminal is asked, or coloured: %q", all)
			}
		})
	}
}

// TestFormsReplies types all keys at once, as one who knows the way does.
func TestFormsReplies(t *testing.T) {
	form := func(name string, change func(*interview.Prompt)) interview.Prompt {
		p := prompts[name]
		if change != nil {
			change(&p)
		}
		return p
	}
	now := func(answer string) func(*interview.Prompt) {
		return func(p *interview.Prompt) { p.Now, p.Clear = answer, true }
	}
	oneStarter := func(p *interview.Prompt) { p.Starters = []string{"I wish I had"} }
	needed := func(p *interview.Prompt) { p.Enter, p.Other = "", false }
	said := func(text string) interview.Reply { return interview.Reply{Text: text} }
	tests := []struct {
		name   string
		prompt interview.Prompt
		keys   string
		want   interview.Reply
		err    error
	}{
		{"Enter passes", form("line", nil), enter, said(""), nil},
		{"what there is, edited", form("line", now("Jo")), "anna" + enter, said("Joanna"), nil},
		{"what there is, kept", form("line", now("Jo")), enter, said(""), nil},
		{"what there is, taken out", form("line", now("Jo")), "\x15" + enter, interview.Reply{Clear: true}, nil},
		{"what there is, with a hyphen", form("line", now("Jo")), "\x15-" + enter, interview.Reply{Clear: true}, nil},
		{"what cannot be taken out is there again", form("line", func(p *interview.Prompt) { p.Now = "Jo" }), "\x15" + enter + "y" + enter, said("Joy"), nil},
		{"a default", form("line", func(p *interview.Prompt) { p.Default = "in a month" }), enter, said(""), nil},
		{"a starter alone", form("line", oneStarter), enter, said(""), nil},
		{"a starter with words", form("line", oneStarter), "stopped" + enter, said("I wish I had stopped"), nil},
		{"the second starter", form("starters", nil), "\t\ttell it" + enter, said("I was wrong to tell it"), nil},
		{"no starter", form("starters", nil), "tell it" + enter, said("tell it"), nil},
		{"help, then a reply", form("line", oneStarter), "?" + enter + "h" + enter + "stopped" + enter, said("I wish I had stopped"), nil},
		{"back by its sign", form("line", nil), "<" + enter, said(""), interview.ErrBack},
		{"a sign as text", form("line", nil), `\?` + enter, said("?"), nil},
		{"a backslash", form("line", nil), `\x` + enter, said(`\x`), nil},
		{"a paste is one line", form("line", nil), paste("Jo\n  Miller\n") + enter, said("Jo Miller"), nil},
		{"a paste holds no keys", form("line", nil), paste("a\x1b[Z\x03b") + enter, said("a[Zb"), nil},
		{"an empty text", form("text", nil), enter, said(""), nil},
		{"a text, changed", form("text", now("One.\nTwo.")), up + "?" + ctrlD, said("One.?\nTwo."), nil},
		{"a text that is a sign", form("text", nil), `\h` + ctrlD, said("h"), nil},
		{"Alt, function keys and far arrows", form("line", nil), "a b\x1bx\x1b[15~\x1b[[B\x1b[1;5C\x1bOS\x1b\x1b[A\x1b]11;rgb:0/0/0\aç" + enter, said("a bç"), nil},
		{"Alt-b moves by a word", form("line", nil), "two three" + altB + altB + "one " + enter, said("one two three"), nil},
		{"Ctrl-Left does too", form("line", nil), "two three" + ctrlLeft + "and " + enter, said("two and three"), nil},
		{"Ctrl-W, Ctrl-A, Ctrl-K, undo", form("line", nil), "one two\x17\x01\x0b\x1f\x05three" + enter, said("one three"), nil},
		{"CJK and accents are edited as seen", form("line", nil), "漢字かな" + left + left + "\x7f🇫🇷e\u0301x" + left + left + "\x7f" + enter, said("漢e\u0301xかな"), nil},

		{"Enter at a choice passes", form("choice", nil), enter, said(""), nil},
		{"a number", form("choice", nil), "2" + enter, said("bills"), nil},
		{"up goes round", form("choice", nil), up + up + enter, said("food"), nil},
		{"own words", form("choice", nil), "4" + enter + "keys" + enter, said("keys"), nil},
		{"own words, back and anew", form("choice", nil), "4" + enter + "ke" + shiftTab + "1" + enter, said("quiet"), nil},
		{"Enter takes no option by itself", form("choice", needed), enter, said(""), nil},
		{"what was chosen", form("choice", now("Food")), enter, said(""), nil},
		{"another than was chosen", form("choice", now("Food")), up + enter, said("bills"), nil},
		{"own words, changed", form("choice", now("keys")), enter + "!" + enter, said("keys!"), nil},
		{"left out", form("choice", now("Food")), "-", interview.Reply{Clear: true}, nil},
		{"left out from the list", form("choice", now("Food")), down + down + enter, interview.Reply{Clear: true}, nil},
		{"a choice after help", form("choice", nil), "3?h" + f1 + enter, said("food"), nil},
		{"a choice back", form("choice", nil), "<", said(""), interview.ErrBack},
		{"a paste chooses nothing", form("choice", nil), "1" + paste("2\n<\n") + enter, said("quiet"), nil},
		{"keys that lists do not know", form("choice", nil), "1\x1bx\x1b[15~xk" + enter, said("quiet"), nil},

		{"numbers", form("multi", nil), "3, 1" + enter, interview.Reply{Values: []string{"quiet", "food"}}, nil},
		{"nothing marked", form("multi", nil), enter, said(""), nil},
		{"marks that were there", form("multi", now("Quiet hours; Food")), enter, said(""), nil},
		{"another mark", form("multi", now("Quiet hours; Food")), "2 " + enter, interview.Reply{Values: []string{"quiet", "bills", "food"}}, nil},
		{"all marks gone", form("multi", now("Food")), "3 " + enter, interview.Reply{Clear: true}, nil},
		{"marks stay over help", form("multi", nil), "2 ?" + up + " " + enter, interview.Reply{Values: []string{"quiet", "bills"}}, nil},
		{"own words beside options", form("multi", nil), "1 4" + enter + "keys, the garden" + enter, interview.Reply{Values: []string{"quiet", "keys", "the garden"}}, nil},
		{"own words that were there", form("multi", now("Food; keys")), "1 " + enter + enter, interview.Reply{Values: []string{"quiet", "food", "keys"}}, nil},

		{"a pause takes no text", form("pause", nil), "ready" + enter, said(""), nil},
		{"back from a pause", form("pause", nil), shiftTab, said(""), interview.ErrBack},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := newDesk(t)
			r := d.answer(test.prompt, test.keys)
			if fmt.Sprint(r.reply) != fmt.Sprint(test.want) || !errors.Is(r.err, test.err) || (r.err == nil) != (test.err == nil) {
				t.Errorf("reply %+v, %v; want %+v, %v", r.reply, r.err, test.want, test.err)
			}
		})
	}
}

// Help comes for the keys that ask for it, and the prompt goes on.
func TestFormsHelp(t *testing.T) {
	for _, name := range []string{"line", "text", "choice"} {
		for key, want := range map[string]string{f1: prompts[name].Help, "?": prompts[name].Help, "h": "Emergency: 911."} {
			if name != "choice" && key != f1 {
				key += map[string]string{"line": enter, "text": ctrlD}[name]
			}
			d := newDesk(t)
			out := d.ask(t.Context(), prompts[name])
			d.reads()
			d.typed(key)
			d.await(want)
			d.typed(ctrlC)
			if r := d.wait(out); !errors.Is(r.err, interview.ErrAborted) || r.reply.Text != "" {
				t.Errorf("%s: %+v, %v", name, r.reply, r.err)
			}
		}
	}
}

// Back leads out of every form, also over a reply that could not stand. What
// was typed is there again when the question is.
func TestFormsBack(t *testing.T) {
	for _, name := range []string{"line", "starters", "text", "choice", "multi"} {
		d := newDesk(t)
		if r := d.answer(prompts[name], "not yet", shiftTab); !errors.Is(r.err, interview.ErrBack) {
			t.Errorf("%s: %v", name, r.err)
		}
		d.sync()
		if strings.Contains(d.seen(), prompts[name].Text) {
			t.Errorf("%s: the question still stands there\n%s", name, d.seen())
		}
	}
	d := newDesk(t)
	when := prompts["line"]
	for i, keys := range []string{"someday" + enter, "!" + shiftTab, "?" + enter} {
		r := d.answer(when, keys)
		if want := []string{"someday", "someday!", "someday!?"}[i]; r.reply.Text != want {
			t.Errorf("reply %q, %v; want %q", r.reply.Text, r.err, want)
		}
	}
	when.Now = "Friday" // an answer was accepted
	if r := d.answer(when, " night"+enter); r.reply.Text != "Friday night" {
		t.Errorf("reply %q, want what was accepted", r.reply.Text)
	}
}

// What is typed ahead of several prompts, before and while they are asked, is
// for them, and not a key of it is lost.
func TestFormsTypeAhead(t *testing.T) {
	d := newDesk(t)
	d.typed("RJo") // the terminal still reads lines, and shows them
	d.await("RJo")
	out := d.ask(t.Context(), prompts["line"])
	d.reads()
	d.typed("\r2\r" + "On Saturday\r\rI told it\x04" + "1 3\r" + "tell it\r")
	if r := d.wait(out); r.reply.Text != "RJo" {
		t.Errorf("reply %+v, %v", r.reply, r.err)
	}
	for _, test := range []struct {
		name string
		want interview.Reply
	}{
		{"choice", interview.Reply{Text: "bills"}}, {"text", interview.Reply{Text: "On Saturday\n\nI told it"}},
		{"multi", interview.Reply{Values: []string{"quiet", "food"}}}, {"starters", interview.Reply{Text: "tell it"}},
	} {
		if r := d.wait(d.ask(t.Context(), prompts[test.name])); !reflect.DeepEqual(r.reply, test.want) {
			t.Errorf("%s: %+v, %v; want %+v", test.name, r.reply, r.err, test.want)
		}
	}
}

// The terminal is left as it was, whichever way a prompt ends.
func TestFormsLeaveTheTerminal(t *testing.T) {
	replies := map[string]string{"line": enter, "starters": enter, "text": ctrlD, "choice": enter, "multi": enter, "pause": enter}
	for name, reply := range replies {
		for keys, want := range map[string]error{reply: nil, shiftTab: interview.ErrBack, ctrlC: interview.ErrAborted, "": interview.ErrAborted} {
			d := newDesk(t)
			before := d.stty()
			ctx, cancel := context.WithCancel(t.Context())
			out := d.ask(ctx, prompts[name])
			d.reads()
			if p := prompts[name]; p.Fresh { // what is typed before it stands there is dropped
				d.await(p.Text)
			}
			if d.stty() == before {
				t.Errorf("%s: keys would be lines", name)
			}
			d.typed(keys)
			if keys == "" { // a signal
				cancel()
			}
			if r := d.wait(out); !errors.Is(r.err, want) {
				t.Errorf("%s, %q: %v, want %v", name, keys, r.err, want)
			}
			cancel()
			if after := d.stty(); after != before {
				t.Errorf("%s, %q: stty -a was\n%s\nand is\n%s", name, keys, before, after)
			}
		}
	}
}

// A panic leaves it as it was too, and a terminal that went away is the end of
// the input, with what was typed.
func TestFormsBroken(t *testing.T) {
	d := newDesk(t)
	before := d.stty()
	interview.SetTypingEvery(d.forms, 1)
	d.forms.Typing = func(string, string) { panic("no room") }
	out := make(chan any)
	go func() {
		defer func() { out <- recover() }()
		d.forms.Ask(t.Context(), prompts["text"])
	}()
	d.reads()
	d.typed("On Saturday")
	if r := <-out; r != "no room" {
		t.Errorf("recovered %v", r)
	}
	if after := d.stty(); after != before {
		t.Errorf("stty -a was\n%s\nand is\n%s", before, after)
	}

	d = newDesk(t)
	r := d.ask(t.Context(), prompts["text"])
	d.reads()
	d.typed("On Saturday")
	d.await("On Saturday")
	d.keys.Close()
	if r := d.wait(r); !errors.Is(r.err, io.EOF) || r.reply.Text != "On Saturday" {
		t.Errorf("reply %+v, %v", r.reply, r.err)
	}
}

// Only where colour is wished for is the question bold and the rest dim; and
// where there is no terminal, nothing is asked.
func TestFormsStreams(t *testing.T) {
	for _, color := range []bool{false, true} {
		d := newDesk(t)
		d.forms.Color = color
		d.answer(prompts["line"], "Jo"+enter)
		d.answer(prompts["multi"], "1"+enter)
		d.sync()
		if got := strings.Contains(d.everything(), "\x1b[1mWhat else should the page hold? \x1b[0m\x1b[2m(4"); got != color {
			t.Errorf("Color: %v: %q", color, d.everything())
		}
		if plain := !strings.Contains(d.everything(), "m"+prompts["line"].Text); plain == color {
			t.Errorf("Color: %v: %q", color, d.everything())
		}
	}

	in, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	defer out.Close()
	forms := &interview.Forms{In: in, Out: out}
	if _, err := forms.Ask(t.Context(), prompts["line"]); err == nil {
		t.Error("a pipe is asked")
	}
}

// A typist answers each prompt that waits for a reply, one after the other,
// and the last ones with Enter.
type typist struct {
	d    *desk
	keys []string
}

func (y *typist) Ask(_ context.Context, p interview.Prompt) (interview.Reply, error) {
	keys := enter
	switch {
	case p.Form == interview.FormNote:
		r := y.d.wait(y.d.ask(y.d.t.Context(), p))
		return r.reply, r.err
	case len(y.keys) > 0:
		keys, y.keys = y.keys[0], y.keys[1:]
	}
	r := y.d.answer(p, keys)
	return r.reply, r.err
}

// An interview goes forth and back, and goes on with what was typed before.
func TestFormsInterview(t *testing.T) {
	d := newDesk(t)
	y := &typist{d, []string{"Jo" + enter, "Sam" + enter, "1" + enter, "I told i" + shiftTab, enter, "t." + ctrlD, "\ttell it" + enter}}
	i := &interview.Interview{Kind: load(t, "letter"), Prompter: y, Today: today}
	if _, err := i.Run(t.Context()); err != nil {
		t.Fatalf("%v\n%s", err, d.seen())
	}
	got, err := i.Kind.Format(i.Answers)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"from: Jo\n", "to: Sam\n", "what_i_did: I told it.\n", "part: It was my choice to tell it\n"} {
		if !strings.Contains(string(got), want) {
			t.Errorf("the answers lack %q:\n%s", want, got)
		}
	}
}

// What one person typed ahead of a hand-over is dropped with the screen: it
// answers nothing in the next one's turn.
func TestFormsHandOver(t *testing.T) {
	d := newDesk(t)
	d.typed("\r\r" + "SECRET\r")
	d.await("SECRET")
	if r := d.answer(prompts["pause"], enter); r.err != nil {
		t.Fatal(r.err)
	}
	if r := d.answer(prompts["line"], "Jo"+enter); r.reply.Text != "Jo" {
		t.Errorf("the next person's reply is %q, %v; want Jo", r.reply.Text, r.err)
	}
	if strings.Contains(d.seen(), "SECRET") {
		t.Errorf("the next person sees\n%s", d.seen())
	}
}
