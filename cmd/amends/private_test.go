//go:build !windows

package main

import (
	"io"
	"io/fs"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/hinshun/vt10x"
)

// look is what stands on the screen of a terminal on which something stood
// before the program was run.
func (term *terminal) look(before string) vt10x.Terminal {
	term.mu.Lock()
	defer term.mu.Unlock()
	screen := vt10x.New(vt10x.WithSize(100, 40))
	screen.Write([]byte(before + "\r\n"))
	screen.Write(term.seen.Bytes())
	return screen
}

// TestPrivate holds private sittings that end in every way. On the screen and
// on the disk nothing is left of them.
func TestPrivate(t *testing.T) {
	exe, talk := build(t), byWords()
	tests := []struct {
		name string
		args []string
		talk []exchange
		end  func(*terminal)
		code int
	}{
		{
			name: "to the end", args: []string{"apology"},
			talk: talk[:len(talk)-1], // Enter writes nothing
			end:  func(*terminal) {}, code: exitDone,
		},
		{
			name: "Ctrl-C", args: []string{"apology"}, talk: talk[:6],
			end: func(term *terminal) { term.send("You went\x03") }, code: exitInterrupted,
		},
		{
			name: "Ctrl-C at the kinds", talk: []exchange{{"What are you to each other?", ""}},
			end: func(term *terminal) { term.send("\x03") }, code: exitInterrupted,
		},
		{
			name: "a signal", args: []string{"apology"}, talk: talk[:6],
			end: func(term *terminal) { term.cmd.Process.Signal(syscall.SIGTERM) }, code: exitInterrupted,
		},
		{
			name: "plain lines", args: []string{"--accessible", "apology"},
			talk: []exchange{{"What are you", "3\n"}, {"What name", "Jo\n"}, {"Who is the letter", ""}},
			end:  func(term *terminal) { term.send("\x03") }, code: exitInterrupted,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			cmd := exec.Command(exe, append([]string{"new", "--private"}, tt.args...)...)
			cmd.Dir = dir
			cmd.Env = append(home(t), "HOME="+dir, "XDG_STATE_HOME="+filepath.Join(dir, "state"), "TMPDIR="+dir)
			term := start(t, cmd)
			const before = "$ clear"
			for _, e := range tt.talk {
				term.await(e.shown)
				screen := term.look(before)
				if screen.Mode()&vt10x.ModeAltScreen == 0 {
					t.Errorf("at %q, this is on the usual screen:\n%s", e.shown, screen)
				}
				if got := screen.Title(); got != "page" {
					t.Errorf("at %q, the title is %q", e.shown, got)
				}
				term.send(e.typed)
			}
			tt.end(term)
			if code, _ := term.wait(); code != tt.code {
				t.Errorf("exit code %d, want %d", code, tt.code)
			}
			screen := term.look(before)
			if screen.Mode()&vt10x.ModeAltScreen != 0 {
				t.Error("the usual screen did not come back")
			}
			left := strings.Join(strings.Fields(screen.String()), " ")
			// These two say nothing of what was typed.
			left = strings.TrimSuffix(left, " Cleared. Nothing was written.")
			if got := strings.TrimSuffix(left, " Screen reader or plain lines: amends new --accessible."); got != before {
				t.Errorf("on the screen there is left:\n%s", strings.TrimSpace(screen.String()))
			}
			if got := screen.Title(); got != "page" {
				t.Errorf("the title is %q", got)
			}
			filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
				if path != dir || err != nil {
					t.Errorf("on the disk there is left %s, %v", path, err)
				}
				return nil
			})
		})
	}
}

// TestSignals ends the program in the middle of a prompt: the terminal is as
// it was, and the draft holds what was typed.
func TestSignals(t *testing.T) {
	if _, err := exec.LookPath("stty"); err != nil && !testAll() {
		t.Skip("stty is not installed")
	}
	exe, talk := build(t), byWords()
	// The shell outlives the program: a terminal whose first program is gone
	// is set anew by the system, and would look well in any case.
	const shell = `trap : TERM HUP; stty -a; echo begins; "$0" new apology; echo ended $?; stty -a`
	prompts := []struct {
		name        string
		at          int // of theApology
		typed, kept string
	}{
		{"a line", 2, "Sa", "to: Sa"},
		{"a choice", 3, "2", "to: Sam"},
		{"a long answer", 5, "On Saturday", "what_i_did: On Saturday"},
	}
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP} {
		for _, p := range prompts {
			t.Run(signal.String()+" in "+p.name, func(t *testing.T) {
				l := newLetter(t, exe)
				cmd := exec.Command("sh", "-c", shell, exe)
				cmd.Dir, cmd.Env = l.dir, l.env
				term := start(t, cmd)
				for _, e := range talk[:p.at] {
					term.await(e.shown)
					term.send(e.typed)
				}
				term.await(talk[p.at].shown)
				term.send(p.typed)
				term.await(p.typed)
				syscall.Kill(-cmd.Process.Pid, signal)
				_, screen := term.wait()
				if !strings.Contains(screen, "\nended 130\n") {
					t.Errorf("the program ended otherwise than as interrupted")
				}
				before, _, _ := strings.Cut(screen, "begins\n")
				_, after, _ := strings.Cut(screen, "ended 130\n")
				if after != before || !strings.Contains(after, " icanon") {
					t.Errorf("the terminal was\n%sand is\n%s", before, after)
				}
				if begun, ended := strings.Count(screen, "\x1b[?2004h"), strings.Count(screen, "\x1b[?2004l"); begun != ended {
					t.Errorf("pastes were marked %d times and left alone %d times", begun, ended)
				}
				if draft := read(t, filepath.Join(l.drafts(), "2026-11-22-1.yaml")); !strings.Contains(draft, p.kept+"\n") {
					t.Errorf("the draft lacks %q:\n%s", p.kept, draft)
				}
			})
		}
	}
}

// TestWindowClosed takes the terminal away in the middle of a long answer.
func TestWindowClosed(t *testing.T) {
	l := newLetter(t, build(t))
	cmd := exec.Command(l.exe, "new", "apology")
	cmd.Dir, cmd.Env = l.dir, l.env
	// A terminal that another goroutine reads could not be closed.
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 40, Cols: 100})
	if err != nil {
		t.Fatal(err)
	}
	defer time.AfterFunc(30*time.Second, func() { cmd.Process.Kill() }).Stop()
	seen, buf, talk := "", make([]byte, 4096), byWords()
	for _, e := range append(talk[:5:5], exchange{talk[5].shown, "On Saturday"}, exchange{"On Saturday", ""}) {
		for !strings.Contains(seen, e.shown) {
			n, err := tty.Read(buf)
			if err != nil {
				t.Fatalf("%q was not shown: %v\n%s", e.shown, err, seen)
			}
			seen += string(buf[:n])
		}
		io.WriteString(tty, e.typed)
	}
	tty.Close()
	cmd.Wait()
	if draft := read(t, filepath.Join(l.drafts(), "2026-11-22-1.yaml")); !strings.Contains(draft, "what_i_did: On Saturday\n") {
		t.Errorf("the draft is\n%s", draft)
	}
}
