package interview

import (
	"context"
	"errors"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"amends/composer"
)

// Forms is a [Prompter] for a terminal: lists to choose from, and answers that
// can be edited while they are written.
//
// It asks survey, and keeps from it what survey does badly: it reads the
// terminal itself, key by key, so that nothing typed ahead or pasted is lost
// and no key writes signs into an answer; it never asks the terminal a
// question, which some do not answer; and it leaves the terminal as it was on
// every way out. What stands alone in a reply and asks for something is as in
// [Plain].
//
// One Forms serves one terminal from the first prompt to the last, and is for
// one goroutine at a time. In and Out are needed, and are terminals.
type Forms struct {
	In, Out  *os.File
	Language string // BCP 47; "en" if empty
	Color    bool   // bold and dim; nothing else is ever coloured
	Private  bool   // nothing is kept of an interview that is stopped, and that is what is said

	Editor    string                  // the command that Ctrl-X Ctrl-E opens a long answer with; one that is there if empty
	EditorDir string                  // where its file is; the folder for temporary files if empty
	UseEditor bool                    // opens it for each long answer, without waiting for the keys
	Typing    func(path, text string) // is given an answer every few seconds while it is typed; may be nil

	tty   *tty
	words composer.Words
	told  bool            // of the keys
	kept  map[string]kept // by answer path, what was typed and did not become the answer
	every time.Duration   // of Typing, in tests
}

// kept is what somebody typed before they went back, or what could not stand,
// and the answer that there was then.
type kept struct{ now, text string }

// errAgain says that a prompt is to be drawn anew.
var errAgain = errors.New("once more")

// Ask draws p and waits for the reply. When it returns, the terminal is as it
// was before.
func (f *Forms) Ask(ctx context.Context, p Prompt) (Reply, error) {
	if ctx.Err() != nil {
		return Reply{}, ErrAborted
	}
	if f.tty == nil {
		words, err := loadWords(f.Language)
		if err != nil {
			return Reply{}, err
		}
		f.words, f.tty, f.kept = words, newTTY(f.In, f.Out), map[string]kept{}
	}
	if p.Form == FormNote {
		return Reply{}, f.note(p.Text)
	}
	if err := f.tty.begin(); err != nil {
		return Reply{}, err
	}
	defer f.tty.end()
	if p.Fresh { // what one person typed ahead is not the next one's
		for f.tty.typed = nil; f.tty.ahead(0); {
			f.tty.typed = nil
		}
	}
	if err := f.open(p); err != nil {
		return Reply{}, err
	}
	if p.Form == FormChoice || p.Form == FormMulti {
		return f.choose(ctx, p)
	}
	return f.write(ctx, p)
}

// open says what comes before a prompt: that the screen was cleared, and once
// to each person what the keys do.
func (f *Forms) open(p Prompt) error {
	if p.Fresh {
		// Also what the terminal keeps above the screen is not for the next person.
		if _, err := io.WriteString(f.Out, "\x1b[H\x1b[2J\x1b[3J"); err != nil {
			return err
		}
		clear(f.kept)
		f.told = false
		return f.note(f.words.Say("forms-cleared"))
	}
	if f.told || p.Form == FormPause {
		return nil
	}
	f.told = true
	return f.note(f.keys())
}

// keys is what the keys do.
func (f *Forms) keys() string {
	stop := "forms-stop"
	if f.Private {
		stop += "-private"
	}
	return f.words.Say("forms-keys"+keysOf, "stop", f.words.Say(stop))
}

// note writes text as lines that the screen has room for.
func (f *Forms) note(text string) error {
	if text == "" {
		return nil
	}
	width, _ := f.tty.size()
	_, err := io.WriteString(f.Out, strings.Join(wrapped(strings.TrimRight(text, "\n"), width-1), "\n")+"\n")
	return err
}

// help is what is said to who asks for it, or "" where key does not ask for
// anything that is said.
func (f *Forms) help(p Prompt, key string) string {
	switch {
	case key == keyHelp:
		out := []string{p.Help}
		if p.Example != "" {
			out = append(out, f.words.Say("for-example", "example", p.Example))
		}
		if p.Help == "" && p.Example == "" {
			out = append(out, f.words.Say("plain-help-none"))
		}
		out = append(out, f.keys())
		return strings.TrimSpace(strings.Join(out, "\n"))
	case !strings.EqualFold(key, keyLines):
		return ""
	case p.HelpLines == "":
		return f.words.Say("help-lines-none")
	}
	return p.HelpLines
}

// begin is the text that stands in a reply when it is asked for, and the words
// that are no reply alone.
func (f *Forms) begin(p Prompt) (text, starter string) {
	if len(p.Starters) == 1 {
		starter = p.Starters[0] + " "
	}
	if k, ok := f.kept[p.Path]; ok && k.now == p.Now {
		return k.text, starter
	}
	if p.Now != "" {
		return p.Now, starter
	}
	return starter, starter
}

// keep holds what was typed of an answer for when it is asked for again.
func (f *Forms) keep(p Prompt, text string) {
	delete(f.kept, p.Path)
	if p.Path != "" && strings.TrimSpace(text) != "" {
		f.kept[p.Path] = kept{p.Now, text}
	}
}

// head is the rows that a question stands in, its place last, and below it
// what may be said of how to answer.
func (f *Forms) head(p Prompt, width int, more ...string) []string {
	place := ""
	if p.Of > 0 {
		place = f.words.Say("forms-place", "n", strconv.Itoa(p.Number), "of", strconv.Itoa(p.Of))
	}
	rows := wrapped(strings.TrimSpace(p.Text+" "+place), width)
	for i, text := range rows {
		if question, ok := strings.CutSuffix(text, place); ok && place != "" && i == len(rows)-1 {
			rows[i] = f.bold(question) + f.dim(place)
			continue
		}
		rows[i] = f.bold(text)
	}
	for _, text := range more {
		if text == "" {
			continue
		}
		for _, line := range wrapped(text, width) {
			rows = append(rows, f.dim(line))
		}
	}
	return append([]string{""}, rows...)
}

// The marks of bold and dim text, and of their end.
const bold, dim, normal = "\x1b[1m", "\x1b[2m", "\x1b[0m"

func (f *Forms) bold(s string) string { return f.styled(bold, s) }
func (f *Forms) dim(s string) string  { return f.styled(dim, s) }

func (f *Forms) styled(mark, s string) string {
	if !f.Color || s == "" {
		return s
	}
	return mark + s + normal
}

func unstyled(s string) string { return strings.NewReplacer(bold, "", dim, "", normal, "").Replace(s) }

// answered leaves a question on the screen, and the beginning of its answer.
func (f *Forms) answered(p Prompt, answer string) error {
	width, _ := f.tty.size()
	rows := f.head(p, width-1)
	const most = 3
	lines := wrapped(strings.TrimSpace(answer), width-1-len(indent))
	if len(lines) > most {
		more := f.words.Say("forms-more", "count", strconv.Itoa(len(strings.Fields(answer))))
		lines = append(lines[:most-1], f.dim(more))
	}
	for _, line := range lines {
		if line != "" {
			rows = append(rows, indent+line)
		}
	}
	_, err := io.WriteString(f.Out, strings.Join(rows, "\n")+"\n")
	return err
}

// indent stands before what a person writes.
const indent = "  "
