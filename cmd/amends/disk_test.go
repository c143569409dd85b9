package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"amends/composer"
)

// theDisks are state folders that nothing can be kept in. The line of shell
// makes $XDG_STATE_HOME one and then is the program.
var theDisks = []struct {
	name, sh string
	mounts   bool   // and is run where only it sees what it mounts
	why      string // as the person is told it
	pageToo  bool   // nor can anything be kept elsewhere
}{
	{
		name: "full", mounts: true, why: "no space left on device",
		sh: `mount -t tmpfs -o size=64k amends "$XDG_STATE_HOME" || exit; head -c 99999 /dev/zero >"$XDG_STATE_HOME/full" 2>&1; exec "$0" "$@"`,
	},
	{
		name: "read-only", mounts: true, why: "read-only file system",
		sh: `mount -t tmpfs -o ro amends "$XDG_STATE_HOME" || exit; exec "$0" "$@"`,
	},
	{
		name: "no folder", why: "not a directory",
		sh: `rmdir "$XDG_STATE_HOME"; : >"$XDG_STATE_HOME"; exec "$0" "$@"`,
	},
	{
		name: "no room for files", why: "file too large", pageToo: true,
		sh: `ulimit -f 0; exec "$0" "$@"`,
	},
}

// TestDisk writes a letter while its answers cannot be kept, and stops one:
// that is said once, the interview goes on, and the page is written; what
// somebody stops is put where they are.
func TestDisk(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there are no pseudo-terminals here")
	}
	exe := build(t)
	for _, disk := range theDisks {
		t.Run(disk.name, func(t *testing.T) {
			shell := []string{"sh", "-c", disk.sh, exe, "new", "apology"}
			if disk.mounts {
				shell = append(unshare(t), shell...)
			}
			dir := t.TempDir()
			program := func() *exec.Cmd {
				cmd := exec.Command(shell[0], shell[1:]...)
				state := filepath.Join(t.TempDir(), "state")
				if err := os.Mkdir(state, 0o700); err != nil {
					t.Fatal(err)
				}
				cmd.Dir, cmd.Env = dir, append(home(t), "XDG_STATE_HOME="+state)
				return cmd
			}

			talk := byWords()
			last := len(talk) - 1
			talk[last-1].typed, talk[last].typed = "letter.md\r", "1\r"
			if disk.pageToo {
				talk = append(talk[:last:last], exchange{"letter.md: " + disk.why, "-\r"}, exchange{"Shall your answers be kept", "2\r"})
			}
			cmd := program()
			screen := converse(t, cmd, talk)
			if code := cmd.ProcessState.ExitCode(); code != exitDone {
				t.Errorf("exit code %d", code)
			}
			toldOnce(t, screen, disk.why)
			page := screen
			if !disk.pageToo {
				page = read(t, filepath.Join(dir, "letter.md"))
				if answers := read(t, filepath.Join(dir, "letter.yaml")); !strings.Contains(answers, "impact: You went quiet") {
					t.Errorf("the answers beside the page are\n%s", answers)
				}
			}
			if !strings.Contains(page, "Dear Sam,") {
				t.Errorf("the page is\n%s", page)
			}

			term := start(t, program())
			for _, e := range append(talk[:5:5], exchange{talk[5].shown, "On Saturday\x03"}) {
				term.await(e.shown)
				term.send(e.typed)
			}
			code, screen := term.wait()
			if code != exitInterrupted {
				t.Errorf("exit code %d, want %d", code, exitInterrupted)
			}
			toldOnce(t, screen, disk.why)
			if disk.pageToo {
				if !strings.Contains(words(screen), "Your answers could not be kept: ") {
					t.Errorf("stopped, it says\n%s", screen)
				}
				return
			}
			file := filepath.Join(dir, told(t, screen, "so they are in"))
			if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%v, %v", info, err)
			}
			if answers := read(t, file); !strings.Contains(answers, "from: Jo") || !strings.Contains(answers, "On Saturday") {
				t.Errorf("the answers are\n%s", answers)
			}
		})
	}
}

// toldOnce checks that the person was told once that nothing can be kept, and
// why.
func toldOnce(t *testing.T, screen, why string) {
	t.Helper()
	const told = "Your answers cannot be kept on this computer at the moment ("
	said := words(screen)
	if n := strings.Count(said, told); n != 1 {
		t.Errorf("it was said %d times that nothing can be kept:\n%s", n, screen)
	}
	_, said, _ = strings.Cut(said, told)
	if reason, _, _ := strings.Cut(said, ")"); !strings.HasSuffix(reason, why) {
		t.Errorf("the reason is %q, want %q", reason, why)
	}
}

// words is text with its lines joined.
func words(text string) string { return strings.Join(strings.Fields(text), " ") }

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Error(err)
	}
	return string(text)
}

// unshare is the command that lets another one mount what only that one sees.
func unshare(t *testing.T) []string {
	t.Helper()
	var out []byte
	var err error
	for _, command := range [][]string{{"unshare", "-m"}, {"unshare", "-r", "-m"}} {
		try := append(command[1:], "mount", "-t", "tmpfs", "amends", t.TempDir())
		if out, err = exec.Command(command[0], try...).CombinedOutput(); err == nil {
			return command
		}
	}
	t.Skipf("unshare: nothing can be mounted here: %v %s", err, out)
	return nil
}

// A disk that is full only while a long answer is typed is told of, too: once
// that answer is whole, and not into it.
func TestDiskFullWhileTyping(t *testing.T) {
	var screen bytes.Buffer
	a := newApp(nil, nil, &screen)
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	a.getenv = func(name string) string { return map[string]string{"XDG_STATE_HOME": file}[name] }
	k, err := a.kind("apology")
	if err != nil {
		t.Fatal(err)
	}
	s := &sitting{app: a, o: &sittingOptions{}, kind: k, given: &composer.Answers{Kind: "apology"}}
	s.typing("what_i_did", "On Saturday")
	if screen.Len() > 0 {
		t.Errorf("into the answer it was said\n%s", &screen)
	}
	s.save(s.given, "")
	s.save(s.given, "")
	toldOnce(t, screen.String(), "not a directory")
}
