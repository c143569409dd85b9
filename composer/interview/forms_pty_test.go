//go:build !windows

package interview_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/hinshun/vt10x"
	"golang.org/x/sys/unix"

	"amends/composer/interview"
)

// A desk is a pseudo-terminal with somebody at it. Its screen answers nothing
// that a program asks it.
type desk struct {
	t     *testing.T
	keys  *os.File // what is typed goes in here
	forms *interview.Forms

	mu     sync.Mutex
	screen vt10x.Terminal
	raw    bytes.Buffer
	marks  int
	more   chan struct{} // there is something new on the screen
}

const columns, rows = 60, 16

const patience = 30 * time.Second // with what never comes

func newDesk(t *testing.T) *desk {
	t.Helper()
	keys, tty, err := pty.Open()
	if err != nil {
		t.Skipf("no pseudo-terminal: %v", err)
	}
	keys = closable(t, keys)
	d := &desk{
		t: t, keys: keys, forms: &interview.Forms{In: tty, Out: tty},
		screen: vt10x.New(vt10x.WithSize(columns, rows)), more: make(chan struct{}, 1),
	}
	d.resize(columns, rows)
	done := make(chan struct{})
	go func() {
		defer close(done)
		b := make([]byte, 4096)
		for {
			n, err := keys.Read(b)
			d.mu.Lock()
			d.screen.Write(b[:n])
			d.raw.Write(b[:n])
			d.mu.Unlock()
			select {
			case d.more <- struct{}{}:
			default:
			}
			if err != nil {
				return
			}
		}
	}()
	t.Cleanup(func() {
		tty.Close()
		keys.Close()
		<-done
	})
	return d
}

// closable is f as a file that can be closed while it is read.
func closable(t *testing.T, f *os.File) *os.File {
	t.Helper()
	defer f.Close()
	fd, err := unix.Dup(int(f.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.SetNonblock(fd, true); err != nil {
		t.Fatal(err)
	}
	return os.NewFile(uintptr(fd), f.Name())
}

func (d *desk) resize(columns, rows int) {
	d.t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	d.screen.Resize(columns, rows)
	if err := pty.Setsize(d.forms.Out, &pty.Winsize{Cols: uint16(columns), Rows: uint16(rows)}); err != nil {
		d.t.Fatal(err)
	}
}

// typed types as it is.
func (d *desk) typed(s string) {
	d.t.Helper()
	if _, err := io.WriteString(d.keys, s); err != nil {
		d.t.Fatal(err)
	}
}

// seen is what stands on the screen, without the empty space around it.
func (d *desk) seen() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	var lines []string
	for line := range strings.Lines(d.screen.String()) {
		lines = append(lines, strings.TrimRight(line, " \n"))
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n") + "\n"
}

// everything is all that was ever sent to the screen.
func (d *desk) everything() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.raw.String()
}

// until waits for the screen to be as it shall be.
func (d *desk) until(what string, ok func() bool) {
	d.t.Helper()
	end := time.After(patience)
	for !ok() {
		select {
		case <-d.more:
		case <-end:
			d.t.Fatalf("%s: never seen\n%s", what, d.seen())
		}
	}
}

// await waits until text is seen.
func (d *desk) await(text string) {
	d.t.Helper()
	d.until(text, func() bool { return strings.Contains(d.seen(), text) })
}

// sync waits until the screen shows all that was written to it.
func (d *desk) sync() {
	d.t.Helper()
	d.marks++
	mark := fmt.Sprintf("\x1b]0;%d\a", d.marks)
	if _, err := io.WriteString(d.forms.Out, mark); err != nil {
		d.t.Fatal(err)
	}
	d.until("the mark", func() bool { return strings.Contains(d.everything(), mark) })
}

// reads waits until a prompt reads keys.
func (d *desk) reads() {
	d.t.Helper()
	d.until("a prompt", func() bool {
		all := d.everything()
		return strings.Count(all, "\x1b[?2004h") > strings.Count(all, "\x1b[?2004l")
	})
}

// stty is every setting of the terminal.
func (d *desk) stty() string {
	d.t.Helper()
	cmd := exec.Command("stty", "-a")
	cmd.Stdin = d.forms.In
	out, err := cmd.Output()
	if err != nil {
		d.t.Skipf("stty: %v", err)
	}
	return string(out)
}

type replied struct {
	reply interview.Reply
	err   error
}

// ask puts a prompt, in another goroutine.
func (d *desk) ask(ctx context.Context, p interview.Prompt) <-chan replied {
	d.t.Helper()
	d.sync()
	out := make(chan replied, 1)
	go func() {
		reply, err := d.forms.Ask(ctx, p)
		out <- replied{reply, err}
	}()
	return out
}

// wait is the reply to a prompt that was put.
func (d *desk) wait(out <-chan replied) replied {
	d.t.Helper()
	select {
	case r := <-out:
		return r
	case <-time.After(patience):
		d.t.Fatalf("no reply\n%s", d.seen())
		return replied{}
	}
}

// answer puts a prompt, waits until it is on the screen, types, and gives the
// reply.
func (d *desk) answer(p interview.Prompt, keys ...string) replied {
	d.t.Helper()
	out := d.ask(d.t.Context(), p)
	d.reads()
	if p.Fresh { // what is typed before it stands there is dropped
		d.await(p.Text)
	}
	for _, k := range keys {
		d.typed(k)
	}
	return d.wait(out)
}

// golden compares a screen with a file of testdata; "-update" writes it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s: the screen is\n%s\nwant\n%s", name, got, want)
	}
}
