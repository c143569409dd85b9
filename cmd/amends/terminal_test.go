package main

import (
	"bytes"
	"errors"
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

// An exchange is what the screen must show, and what is typed then.
type exchange struct{ shown, typed string }

// theApology is how somebody answers for a letter like that of the README.
var theApology = []exchange{
	{"(1 of 14)", "3\r"}, {"(2 of 14)", "Jo\r"}, {"(3 of 14)", "Sam\r"}, {"(4 of 14)", "1\r"}, {"(5 of 14)", "1\r"},
	{"(6 of 14)", "On Saturday at dinner I told your story about your father, in front of people you had just met.\x04"},
	{"(7 of 14)", "You went quiet and left before the meal.\x04"},
	{"(8 of 14)", "1\r"},
	{"(9 of 14)", "It was my choice to tell it; nobody asked me to.\r"},
	{"(10 of 14)", "stopped when I saw your face\r"},
	{"(11 of 14)", "I have told the others that it was not mine to tell.\r"},
	{"One more?", "\r"},
	{"(12 of 14)", "someone asks about you\r"}, {"(13 of 14)", "say ask Sam\r"},
	{"Another?", "\r"},
	{"(14 of 14)", "1\r"},
	{"anything more you want to add", "\r"},
	{"Change one?", "\r"},
	{"Where shall the page go?", "\r"},
	{"Shall your answers be kept", "2\r"},
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
	return strings.NewReplacer("\r\n", "\n", "\u00a0", " ").Replace(term.seen.String())
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

// converse holds a conversation with cmd at a terminal, and gives all that
// stood on the screen.
func converse(t *testing.T, cmd *exec.Cmd, talk []exchange) string {
	t.Helper()
	term := start(t, cmd)
	for _, e := range talk {
		term.await(e.shown)
		term.send(e.typed)
	}
	_, screen := term.wait()
	return screen
}

// told is the file that the screen names behind words.
func told(t *testing.T, screen, words string) string {
	t.Helper()
	_, after, ok := strings.Cut(strings.Join(strings.Fields(screen), " "), words+" ")
	file, _, _ := strings.Cut(after, ", readable")
	if !ok {
		t.Fatalf("no file was named:\n%s", screen)
	}
	return file
}

// TestInterrupt presses Ctrl-C in the middle of a long answer: what was typed
// stands in a file that the program names, and resume offers just that.
func TestInterrupt(t *testing.T) {
	exe, env := build(t), home(t)
	dir := t.TempDir()
	run := func(args ...string) *terminal {
		cmd := exec.Command(exe, args...)
		cmd.Dir, cmd.Env = dir, env
		return start(t, cmd)
	}

	term := run("new", "apology")
	for _, e := range theApology[:5] {
		term.await(e.shown)
		term.send(e.typed)
	}
	term.await("(6 of 14)")
	term.send("On Saturday I told your story.\rYou had asked me not to")
	term.await("not to")
	term.send("\x03")
	code, screen := term.wait()
	if code != exitInterrupted {
		t.Errorf("exit code %d, want %d", code, exitInterrupted)
	}
	file := told(t, screen, "Your answers are in")
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode().Perm(); got != 0o600 {
		t.Errorf("%s has mode %o, want 600", filepath.Base(file), got)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"from: Jo", "On Saturday I told your story.", "You had asked me not to"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the draft lacks %q:\n%s", want, text)
		}
	}
	if strings.Contains(string(text), "whose_idea") {
		t.Errorf("what is kept nowhere was kept:\n%s", text)
	}

	term = run("resume")
	term.await("Whose idea is this letter?") // it is asked in every sitting
	term.send("1\r")
	term.await("You had asked me not to")
	term.send(" tell it.\r\r")
	term.await("What did it cost Sam?")
	if strings.Contains(term.screen(), "What name do you want to sign with?") {
		t.Errorf("an answer that is known was asked again:\n%s", term.screen())
	}
	term.send("\x03")
	if code, _ := term.wait(); code != exitInterrupted {
		t.Errorf("exit code %d, want %d", code, exitInterrupted)
	}
	if text, err = os.ReadFile(file); err != nil || !strings.Contains(string(text), "You had asked me not to tell it.") {
		t.Errorf("the draft lacks what was typed on, %v:\n%s", err, text)
	}

	// Before anything was typed there is nothing to keep.
	term = run("new", "boundary")
	term.await("(1 of ")
	term.send("\x03")
	if _, screen := term.wait(); !strings.Contains(screen, "nothing was written") {
		t.Errorf("stopped at once, it says:\n%s", screen)
	}
}
