//go:build !windows

package interview_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"amends/composer/interview"
)

// long is 10 KB with blank lines, accents and wide signs.
var long = func() string {
	var b strings.Builder
	for i := 0; b.Len() < 10<<10; i++ {
		fmt.Fprintf(&b, "%d. On Saturday I told your story — é, 漢字, 👍🏽.\n\n\n  \\ ? <\n", i)
	}
	return strings.TrimRight(b.String(), "\n")
}()

// A paste comes back exactly as it was, whether or not the terminal marks it.
func TestPaste(t *testing.T) {
	for name, keys := range map[string]string{"marked": paste(long), "unmarked": strings.ReplaceAll(long, "\n", "\r")} {
		d := newDesk(t)
		out := d.ask(t.Context(), prompts["text"])
		d.reads()
		d.typed(keys)
		d.typed(enter + enter)
		if r := d.wait(out); r.reply.Text != long {
			t.Errorf("%s: %d bytes came back of %d, %v", name, len(r.reply.Text), len(long), r.err)
		}
	}
}

// Ctrl-C in a long answer gives exactly what was typed, and Typing was given
// it before. Asked again, it goes on from there.
func TestInterruptedText(t *testing.T) {
	d := newDesk(t)
	interview.SetTypingEvery(d.forms, 1)
	seen := make(chan string, 100)
	d.forms.Typing = func(path, text string) { seen <- path + ": " + text }
	out := d.ask(t.Context(), prompts["text"])
	d.reads()
	d.typed("On Saturday\r\rI told" + up)
	for text := ""; text != "what_i_did: On Saturday\n\nI told"; {
		select {
		case text = <-seen:
		case <-time.After(patience):
			t.Fatalf("Typing was given %q last", text)
		}
	}
	d.typed("It was late.")
	d.await("It was late.")
	d.typed(ctrlC)
	r := d.wait(out)
	if want := "On Saturday\nIt was late.\nI told"; !errors.Is(r.err, interview.ErrAborted) || r.reply.Text != want {
		t.Errorf("reply %q, %v; want %q", r.reply.Text, r.err, want)
	}

	p := prompts["text"]
	p.Now = r.reply.Text
	if r := d.answer(p, " it"+ctrlD); r.reply.Text != p.Now+" it" {
		t.Errorf("reply %q", r.reply.Text)
	}
}

// A text that is taller than the screen is seen where the cursor is.
func TestTallText(t *testing.T) {
	d := newDesk(t)
	p := prompts["text"]
	for i := range 40 {
		p.Now += fmt.Sprintf("line %d\n", i)
	}
	out := d.ask(t.Context(), p)
	d.await("line 39")
	d.typed(strings.Repeat(up, 30))
	d.until("line 10", func() bool { return strings.Contains(d.seen(), "line 10\n") && strings.Contains(d.seen(), "Ctrl-D") })
	d.typed("here: " + ctrlD)
	if r := d.wait(out); !strings.Contains(r.reply.Text, "line 9\nhere: line 10\n") {
		t.Errorf("%q, %v", r.reply.Text, r.err)
	}
}

// The screen may become narrower, wider, lower and higher while something is
// written or chosen.
func TestResize(t *testing.T) {
	d := newDesk(t)
	out := d.ask(t.Context(), prompts["text"])
	d.reads()
	d.typed("On Saturday at dinner I told your story about your father")
	for _, size := range []struct {
		columns, rows int
		shown         string
	}{{30, 16, "  told your story about your\n  father\nCtrl-D"}, {60, 7, "story about your father\nCtrl-D"}, {25, 5, "  On Saturday at dinner\n  I told your story\n  about your father\n"}, {60, 16, "(6\u00a0of\u00a014)\n  On Saturday at dinner"}} {
		d.resize(size.columns, size.rows)
		d.await(size.shown)
	}
	d.typed("." + ctrlD)
	if r := d.wait(out); r.reply.Text != "On Saturday at dinner I told your story about your father." {
		t.Errorf("reply %q, %v", r.reply.Text, r.err)
	}

	out = d.ask(t.Context(), prompts["multi"])
	d.reads()
	d.typed("1 2")
	d.await("> [ ] 2.")
	d.resize(30, 16)
	d.await("  [x] 1. Quiet hours (from\n         ten at night,")
	d.typed(enter)
	if r := d.wait(out); fmt.Sprint(r.reply.Values) != "[quiet bills]" {
		t.Errorf("reply %+v, %v", r.reply, r.err)
	}
}

// A list that is longer than the screen shows the part with the cursor.
func TestLongList(t *testing.T) {
	d := newDesk(t)
	p := interview.Prompt{Form: interview.FormChoice, Text: "Which one?"}
	for i := range 30 {
		p.Options = append(p.Options, interview.Option{Value: fmt.Sprint(i), Label: fmt.Sprintf("the %dth", i)})
	}
	out := d.ask(t.Context(), p)
	d.reads()
	d.typed("27")
	d.until("27", func() bool {
		return strings.Contains(d.seen(), "> 27. the 26th") && strings.Contains(d.seen(), "Which one?")
	})
	d.typed(enter)
	if r := d.wait(out); r.reply.Text != "26" {
		t.Errorf("reply %+v, %v", r.reply, r.err)
	}
}

// An editor gets the text in a file that nobody else can read, at a terminal
// as it was before; what it saves is the text. One that fails, or is not
// there, loses nothing.
func TestEditor(t *testing.T) {
	script := func(text string) string {
		name := filepath.Join(t.TempDir(), "my editor")
		if err := os.WriteFile(name, []byte("#!/bin/sh\n"+text), 0o700); err != nil {
			t.Fatal(err)
		}
		return "'" + name + "' --wait"
	}
	const keys = "On Saturday\x18\x05"
	tests := []struct {
		name, editor, shown, want string
		left                      int // files
	}{
		{"saved", script(`echo "and $(stty -a <&2 | grep -c ' icanon') $(stat -c %a "$2" 2>/dev/null || stat -f %Lp "$2")" >>"$2"`), "and 1 600", "On Saturday\nand 1 600", 0},
		{"with a byte order mark", script(`printf '\357\273\277a\r\n\r\nb\r\n' >"$2"`), "  a\n\n  b\nCtrl-D", "a\n\nb", 0},
		{"given up", script("exit 1"), "exit status 1", "On Saturday", 0},
		{"saved, then failed", script(`echo more >>"$2"; exit 1`), "What the editor saved is in", "On Saturday", 1},
		{"missing", "no-such-editor", "no-such-editor", "On Saturday", 0},
		{"not a command", "'", "did not work", "On Saturday", 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := newDesk(t)
			d.forms.Editor, d.forms.EditorDir = test.editor, filepath.Join(t.TempDir(), "drafts")
			before := d.stty()
			out := d.ask(t.Context(), prompts["text"])
			d.reads()
			d.typed(keys)
			d.await(test.shown)
			d.typed("!" + ctrlD)
			if r := d.wait(out); r.reply.Text != test.want+"!" {
				t.Errorf("reply %q, %v; want %q", r.reply.Text, r.err, test.want+"!")
			}
			if after := d.stty(); after != before {
				t.Errorf("stty -a was\n%s\nand is\n%s", before, after)
			}
			files, _ := filepath.Glob(filepath.Join(d.forms.EditorDir, "*"))
			if len(files) != test.left {
				t.Errorf("files are left: %v", files)
			}
		})
	}
}

// Whoever wants an editor for every long answer does not press its keys, and
// need not name one.
func TestUseEditor(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "sensible-editor"), []byte("#!/bin/sh\necho from the editor >\"$1\"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	d := newDesk(t)
	d.forms.EditorDir, d.forms.UseEditor = t.TempDir(), true
	out := d.ask(t.Context(), prompts["text"])
	d.await("  from the editor\nCtrl-D")
	d.typed(ctrlD)
	if r := d.wait(out); r.reply.Text != "from the editor" {
		t.Errorf("reply %q, %v", r.reply.Text, r.err)
	}
	if r := d.answer(prompts["line"], "Jo"+enter); r.reply.Text != "Jo" {
		t.Errorf("a line: %q, %v", r.reply.Text, r.err)
	}
}

// Nothing of one person's turn is on the screen of the next, nor comes back.
func TestFreshScreen(t *testing.T) {
	d := newDesk(t)
	p := prompts["text"]
	if r := d.answer(p, "a secret", shiftTab); !errors.Is(r.err, interview.ErrBack) {
		t.Fatal(r.err)
	}
	d.answer(prompts["line"], "another secret", enter)
	out := d.ask(t.Context(), prompts["pause"])
	d.reads()
	d.await("The screen was cleared.")
	d.typed(enter)
	d.wait(out)
	out = d.ask(t.Context(), p)
	d.await("Ctrl-D")
	if strings.Contains(d.seen(), "secret") {
		t.Errorf("the screen is\n%s", d.seen())
	}
	d.typed(enter)
	if r := d.wait(out); r.reply.Text != "" {
		t.Errorf("reply %q", r.reply.Text)
	}
}
