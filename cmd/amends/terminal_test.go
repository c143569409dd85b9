package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
)

// build builds the program once for a test and gives its path.
func build(t *testing.T) string {
	t.Helper()
	exe := filepath.Join(t.TempDir(), "amends")
	if out, err := exec.Command("go", "build", "-o", exe, ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return exe
}

// home is an environment in which nothing of this machine's settings is found.
func home(t *testing.T) []string {
	t.Helper()
	dir := t.TempDir()
	return append(os.Environ(), "HOME="+dir, "XDG_CONFIG_HOME=", "XDG_STATE_HOME=", "LANG=C", "LC_ALL=", "TERM=xterm",
		"SOURCE_DATE_EPOCH=1795305600")
}

// apologyLines is what somebody types for the letter of the README.
var apologyLines = []string{
	"3", "Jo", "Sam", "1", "1",
	"On Saturday at dinner I told your story about your father, in front of people you had just met.", ".",
	"You went quiet and left before the meal.", ".",
	"1",
	"It was my choice to tell it; nobody asked me to.",
	"stopped when I saw your face",
	"I have told the others that it was not mine to tell.", "",
	"someone asks about you", "say ask Sam", "",
	"1",
	"", // nothing more to add
	"", // nothing to change
	"", // the page goes where it is said to go
	"2",
}

// A terminal is a program at a pseudo-terminal, and what its screen has shown.
type terminal struct {
	t    *testing.T
	cmd  *exec.Cmd
	tty  *os.File
	mu   sync.Mutex
	seen bytes.Buffer
	done chan struct{}
}

func start(t *testing.T, cmd *exec.Cmd) *terminal {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("there are no pseudo-terminals here")
	}
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 40, Cols: 100})
	if err != nil {
		t.Fatal(err)
	}
	term := &terminal{t: t, cmd: cmd, tty: tty, done: make(chan struct{})}
	t.Cleanup(func() { tty.Close() })
	go func() {
		defer close(term.done)
		buf := make([]byte, 4096)
		for {
			n, err := tty.Read(buf)
			term.mu.Lock()
			term.seen.Write(buf[:n])
			term.mu.Unlock()
			if err != nil { // a terminal ends with an error when the program does
				return
			}
		}
	}()
	return term
}

func (term *terminal) screen() string {
	term.mu.Lock()
	defer term.mu.Unlock()
	return strings.ReplaceAll(term.seen.String(), "\r\n", "\n")
}

// await waits until the screen has shown text.
func (term *terminal) await(text string) {
	term.t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if strings.Contains(term.screen(), text) {
			return
		}
	}
	term.cmd.Process.Kill()
	term.t.Fatalf("%q was not shown:\n%s", text, term.screen())
}

// send types text as it is.
func (term *terminal) send(text string) {
	term.t.Helper()
	if _, err := io.WriteString(term.tty, text); err != nil {
		term.t.Fatal(err)
	}
}

// wait gives the exit code of the program and all that stood on its screen.
func (term *terminal) wait() (code int, screen string) {
	term.t.Helper()
	select {
	case <-term.done:
	case <-time.After(30 * time.Second):
		term.cmd.Process.Kill()
		term.t.Fatalf("the program still asks:\n%s", term.screen())
	}
	err := term.cmd.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		term.t.Fatal(err)
	}
	return term.cmd.ProcessState.ExitCode(), term.screen()
}

// answer runs cmd at a terminal, types the lines, and gives all that stood on
// the screen.
func answer(t *testing.T, cmd *exec.Cmd, lines []string) string {
	t.Helper()
	term := start(t, cmd)
	term.send(strings.Join(lines, "\n") + "\n")
	_, screen := term.wait()
	return screen
}

// TestInterrupt presses Ctrl-C in the middle: what was typed stands in a file
// that the program names, and goes on from there.
func TestInterrupt(t *testing.T) {
	exe, env := build(t), home(t)
	dir := t.TempDir()
	run := func(args ...string) *terminal {
		cmd := exec.Command(exe, args...)
		cmd.Dir, cmd.Env = dir, env
		return start(t, cmd)
	}

	term := run("new", "apology")
	for i, line := range []string{"3", "Jo", "Sam", "1", "1"} {
		term.await(fmt.Sprintf("(%d of 14)", i+1))
		term.send(line + "\n")
	}
	term.await("A line with only a full stop ends it.")
	term.send("On Saturday I told your story.\nYou had asked me not to.\n")
	term.await("not to.\n")
	time.Sleep(100 * time.Millisecond) // a terminal drops what nobody has read at Ctrl-C
	term.send("\x03")
	code, screen := term.wait()
	if code != exitInterrupted {
		t.Errorf("exit code %d, want %d", code, exitInterrupted)
	}
	_, after, _ := strings.Cut(strings.Join(strings.Fields(screen), " "), "Your answers are in ")
	file, _, _ := strings.Cut(after, ",")
	info, err := os.Stat(file)
	if err != nil {
		t.Fatalf("no file was named: %v\n%s", err, screen)
	}
	if got := info.Mode().Perm(); got != 0o600 {
		t.Errorf("%s has mode %o, want 600", filepath.Base(file), got)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"from: Jo", "On Saturday I told your story.", "You had asked me not to."} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the kept answers lack %q:\n%s", want, text)
		}
	}
	if strings.Contains(string(text), "whose_idea") {
		t.Errorf("what is kept nowhere was kept:\n%s", text)
	}

	term = run("new", "apology", "--answers", file)
	term.await("Whose idea is this letter?") // it is asked in every sitting
	term.send("1\n")
	term.await("What did it cost Sam?")
	if strings.Contains(term.screen(), "What name do you want to sign with?") {
		t.Errorf("an answer that is known was asked again:\n%s", term.screen())
	}
	term.send("\x03")
	if code, _ := term.wait(); code != exitInterrupted {
		t.Errorf("exit code %d, want %d", code, exitInterrupted)
	}

	// Before anything was typed there is nothing to keep.
	term = run("new", "boundary")
	term.await("(1 of ")
	term.send("\x03")
	if _, screen := term.wait(); !strings.Contains(screen, "nothing was written") {
		t.Errorf("stopped at once, it says:\n%s", screen)
	}
}
