//go:build !windows

package interview

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/AlecAivazis/survey/v2/terminal"
	"golang.org/x/sys/unix"
)

// listsRead says whether a list of survey's reads its keys from its stream, and
// so from us. Otherwise they are out of reach, and the list has entries for
// what they would do.
const listsRead = true

// keysOf tells the sentences about keys apart.
const keysOf = ""

// editors are tried one after the other where nobody named one.
var editors = []string{"sensible-editor", "nano", "vi"}

// A tty is a terminal that is read by key. It has read whatever was typed
// ahead, and keeps it for the prompts to come. Nothing but Ask reads from it,
// and no goroutine: one would take the keys from an editor.
type tty struct {
	in, out *os.File
	typed   []byte        // was read, and no prompt asked for it yet
	cooked  *unix.Termios // as it was before the prompt; nil between prompts
	raw     unix.Termios  // as the prompt has it
	back    bool          // the shell had the terminal meanwhile
}

func newTTY(in, out *os.File) *tty { return &tty{in: in, out: out} }

// begin makes the terminal give every key, Ctrl-C and Ctrl-S too, and mark
// what is pasted. What it prints still ends its lines.
func (t *tty) begin() error {
	old, err := unix.IoctlGetTermios(int(t.in.Fd()), getTermios)
	if err != nil {
		return fmt.Errorf("%s: %w", t.in.Name(), err)
	}
	raw := *old
	raw.Iflag &^= unix.BRKINT | unix.ISTRIP | unix.INLCR | unix.IGNCR | unix.ICRNL | unix.IXON
	raw.Lflag &^= unix.ECHO | unix.ECHONL | unix.ICANON | unix.ISIG | unix.IEXTEN
	raw.Cc[unix.VMIN], raw.Cc[unix.VTIME] = 1, 0
	if err := unix.IoctlSetTermios(int(t.in.Fd()), setTermios, &raw); err != nil {
		return fmt.Errorf("%s: %w", t.in.Name(), err)
	}
	t.cooked, t.raw = old, raw
	fmt.Fprint(t.out, "\x1b[?2004h")
	return nil
}

// end leaves the terminal as begin found it.
func (t *tty) end() {
	if t.cooked == nil {
		return
	}
	fmt.Fprint(t.out, "\x1b[?2004l")
	unix.IoctlSetTermios(int(t.in.Fd()), setTermios, t.cooked) //nolint:errcheck // nobody is there to be told
	t.cooked = nil
}

// size is the columns and rows of the screen.
func (t *tty) size() (width, height int) {
	s, err := unix.IoctlGetWinsize(int(t.out.Fd()), unix.TIOCGWINSZ)
	if err != nil || s.Col == 0 || s.Row == 0 {
		return 80, 24
	}
	return int(s.Col), int(s.Row)
}

// How long next waits: for a key, before it lets the prompt look at the clock
// and at the size of the screen; for the rest of what one key sends; and for
// the rest of a sequence that has more than an ESC, over a slow line.
const (
	lookUp    = 100 * time.Millisecond
	aMoment   = 50 * time.Millisecond
	goodWhile = time.Second
)

// next is the next press, pressNothing where none came for a while. The error
// is ErrAborted when ctx ended, and wraps [io.EOF] when the terminal is gone.
func (t *tty) next(ctx context.Context) (press, error) {
	for waited := time.Duration(0); ; {
		if ctx.Err() != nil {
			return press{}, ErrAborted
		}
		patience := goodWhile
		if len(t.typed) == 1 {
			patience = aMoment
		}
		if p, n := cut(t.typed, waited >= patience); n > 0 {
			t.typed = t.typed[n:]
			return p, nil
		}
		wait := aMoment
		if len(t.typed) == 0 {
			wait = lookUp
		}
		more, err := t.fill(wait)
		switch {
		case err != nil:
			return press{}, err
		case more:
			waited = 0
		case len(t.typed) == 0:
			t.keepRaw()
			return press{}, nil
		default:
			waited += wait
		}
	}
}

// keepRaw sets the terminal again as the prompt needs it, where a shell has set
// it otherwise: the program was stopped, and goes on.
func (t *tty) keepRaw() {
	now, err := unix.IoctlGetTermios(int(t.in.Fd()), getTermios)
	if err == nil && now.Lflag&unix.ICANON != 0 && unix.IoctlSetTermios(int(t.in.Fd()), setTermios, &t.raw) == nil {
		t.back = true
	}
}

// cameBack reports, once, that the shell had the terminal meanwhile.
func (t *tty) cameBack() bool {
	back := t.back
	t.back = false
	return back
}

// unread puts text back that was not asked for yet.
func (t *tty) unread(text string) { t.typed = append([]byte(text), t.typed...) }

// ahead reports whether more was typed or pasted than was asked for, or is
// just coming in.
func (t *tty) ahead(wait time.Duration) bool {
	if len(t.typed) > 0 {
		return true
	}
	more, err := t.fill(wait)
	return more && err == nil
}

// fill reads what there is, if anything comes in time. It selects, as macOS
// cannot poll terminals.
func (t *tty) fill(wait time.Duration) (bool, error) {
	fd := int(t.in.Fd())
	var ready unix.FdSet
	ready.Set(fd)
	limit := unix.NsecToTimeval(wait.Nanoseconds())
	n, err := unix.Select(fd+1, &ready, nil, nil, &limit)
	switch {
	case errors.Is(err, unix.EINTR) || err == nil && n == 0:
		return false, nil
	case err != nil:
		return false, fmt.Errorf("%s: %w", t.in.Name(), err)
	}
	var b [4096]byte
	n, err = unix.Read(fd, b[:])
	switch {
	case errors.Is(err, unix.EINTR) || errors.Is(err, unix.EAGAIN):
		return false, nil
	case err != nil || n == 0: // a terminal that was closed has an error of its own
		return false, fmt.Errorf("%s: %w", t.in.Name(), io.EOF)
	}
	t.typed = append(t.typed, b[:n]...)
	return true, nil
}

// run lets survey ask with a list's keys.
func (t *tty) run(_ context.Context, keys terminal.FileReader, ask func(terminal.Stdio) error) error {
	return ask(terminal.Stdio{In: keys, Out: shownCursor{t.out}, Err: t.out})
}

// shownCursor is a terminal whose cursor survey cannot hide: it stands at the
// entry that is chosen, where screen readers and magnifiers look for it.
type shownCursor struct{ *os.File }

func (c shownCursor) Write(b []byte) (int, error) {
	if string(b) == "\x1b[?25l" {
		return len(b), nil
	}
	return c.File.Write(b)
}
