package interview

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"
	"unicode/utf16"

	"github.com/AlecAivazis/survey/v2/terminal"
	"golang.org/x/sys/windows"
)

// listsRead says whether a list of survey's reads its keys from its stream. On
// Windows it reads the console by its handle, so the list has entries for
// going back and for help.
const listsRead = false

// keysOf tells the sentences about keys apart.
const keysOf = "-console"

// editors are tried one after the other where nobody named one.
var editors = []string{"notepad"}

// A tty is a console that survey reads by key. Esc goes back there, as the
// console does not tell Shift-Tab from Tab.
type tty struct {
	in, out *os.File
	keys    *terminal.RuneReader
	reading chan consoleKey // what the goroutine that reads will send; nil if none reads
	typed   []byte          // was read, and no prompt asked for it yet

	began               bool
	inBefore, outBefore uint32
	high                rune // the first half of a sign that takes two
}

// A consoleKey is one key, as survey reads it.
type consoleKey struct {
	rune rune
	err  error
}

// How long next waits before it lets the prompt look at the clock and at the
// size of the screen, and how long more of a paste may take.
const lookUp, aMoment = 100 * time.Millisecond, 50 * time.Millisecond

func newTTY(in, out *os.File) *tty {
	return &tty{in: in, out: out, keys: terminal.NewRuneReader(terminal.Stdio{In: in, Out: out, Err: out})}
}

// begin makes the console give every key and draw by escape sequences.
func (t *tty) begin() error {
	in, out := windows.Handle(t.in.Fd()), windows.Handle(t.out.Fd())
	if err := windows.GetConsoleMode(in, &t.inBefore); err != nil {
		return fmt.Errorf("%s: %w", t.in.Name(), err)
	}
	if err := windows.GetConsoleMode(out, &t.outBefore); err != nil {
		return fmt.Errorf("%s: %w", t.out.Name(), err)
	}
	t.began = true
	raw := t.inBefore &^ (windows.ENABLE_ECHO_INPUT | windows.ENABLE_LINE_INPUT | windows.ENABLE_PROCESSED_INPUT)
	if err := windows.SetConsoleMode(in, raw); err != nil {
		return fmt.Errorf("%s: %w", t.in.Name(), err)
	}
	if err := windows.SetConsoleMode(out, t.outBefore|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING); err != nil {
		return fmt.Errorf("%s: %w", t.out.Name(), err)
	}
	return nil
}

// end leaves the console as begin found it.
func (t *tty) end() {
	if !t.began {
		return
	}
	windows.SetConsoleMode(windows.Handle(t.in.Fd()), t.inBefore)   //nolint:errcheck // nobody is there to be told
	windows.SetConsoleMode(windows.Handle(t.out.Fd()), t.outBefore) //nolint:errcheck // as above
	t.began = false
}

// size is the columns and rows of the window.
func (t *tty) size() (width, height int) {
	var info windows.ConsoleScreenBufferInfo
	if err := windows.GetConsoleScreenBufferInfo(windows.Handle(t.out.Fd()), &info); err != nil {
		return 80, 24
	}
	return int(info.Window.Right-info.Window.Left) + 1, int(info.Window.Bottom-info.Window.Top) + 1
}

// survey's names for the keys that are none of our controls.
var consoleKeys = map[rune]string{
	terminal.SpecialKeyEnd: "\x1b[F", terminal.SpecialKeyDelete: "\x1b[3~", terminal.KeyEscape: "\x1b[Z",
}

// next is the next press, pressNothing where none came for a while. Reading a
// console cannot be interrupted, so a goroutine does it, one key at a time.
func (t *tty) next(ctx context.Context) (press, error) {
	if p, n := cut(t.typed, true); n > 0 {
		t.typed = t.typed[n:]
		return p, nil
	}
	if t.reading == nil {
		reading := make(chan consoleKey, 1)
		go func() {
			r, _, err := t.keys.ReadRune()
			reading <- consoleKey{r, err}
		}()
		t.reading = reading
	}
	select {
	case <-ctx.Done():
		return press{}, ErrAborted
	case <-time.After(lookUp):
		return press{}, nil
	case k := <-t.reading:
		t.reading = nil
		if k.err != nil {
			return press{}, fmt.Errorf("%s: %w (%w)", t.in.Name(), io.EOF, k.err)
		}
		return t.press(k.rune), nil
	}
}

// press is what a key means. Signs beyond the first 65536 come in two halves.
func (t *tty) press(r rune) press {
	if utf16.IsSurrogate(r) {
		both := utf16.DecodeRune(t.high, r)
		t.high = r
		if both == '\ufffd' {
			return press{}
		}
		r = both
	}
	t.high = 0
	text, ok := consoleKeys[r]
	if !ok {
		text = string(r)
	}
	p, _ := cut([]byte(text), true)
	return p
}

// unread puts text back that was not asked for yet.
func (t *tty) unread(text string) { t.typed = append([]byte(text), t.typed...) }

// ahead reports whether more was typed or pasted than was asked for. Whether
// more is coming in, a console does not say, so it may always be.
func (t *tty) ahead(wait time.Duration) bool { return len(t.typed) > 0 || wait > 0 }

// run lets survey ask by the console's own handle, and lets go of it when ctx
// ends.
func (t *tty) run(ctx context.Context, _ terminal.FileReader, ask func(terminal.Stdio) error) error {
	done := make(chan error, 1)
	go func() { done <- ask(terminal.Stdio{In: t.in, Out: t.out, Err: t.out}) }()
	select {
	case <-ctx.Done():
		return ErrAborted
	case err := <-done:
		return err
	}
}

// forget drops what was typed at a console and not read. It fails where f is
// none.
func forget(f *os.File) error { return windows.FlushConsoleInputBuffer(windows.Handle(f.Fd())) }

// cameBack reports whether the program was stopped and continued: never here.
func (t *tty) cameBack() bool { return false }
