package draft_test

import (
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"amends/composer/draft"
)

const large = 256 << 10

// inChild runs the test that calls it once more, in a process of its own that
// prepare may change, and reports whether this is that process.
func inChild(t *testing.T, prepare func(*exec.Cmd)) bool {
	t.Helper()
	if os.Getenv("DRAFT_TEST_CHILD") == t.Name() {
		return true
	}
	cmd := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), "DRAFT_TEST_CHILD="+t.Name(), "DRAFT_TEST_DIR="+t.TempDir())
	prepare(cmd)
	out, err := cmd.CombinedOutput()
	switch {
	case errors.Is(err, syscall.EPERM), err == nil && strings.Contains(string(out), "--- SKIP"):
		t.Skipf("no folder can be mounted here: %v\n%s", err, out)
	case err != nil:
		t.Errorf("%v\n%s", err, out)
	}
	return false
}

// On a disk of 64 KB, which becomes one that cannot be written to.
func TestFullDisk(t *testing.T) {
	if !inChild(t, func(cmd *exec.Cmd) {
		cmd.SysProcAttr = &syscall.SysProcAttr{
			Cloneflags:  syscall.CLONE_NEWNS | syscall.CLONE_NEWUSER,
			UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
			GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
		}
	}) {
		return
	}
	dir := os.Getenv("DRAFT_TEST_DIR")
	mount := func(flags uintptr) error { return syscall.Mount("amends", dir, "tmpfs", flags, "size=64k,mode=0700") }
	if err := mount(0); err != nil {
		t.Skip(err)
	}
	k, s := kind(t, 1), draft.Store{Dir: dir}
	d := begin(t, s)
	save(t, d, k, what("one"), "")
	refused(t, s, d, what(strings.Repeat("secret\n", large/7)), syscall.ENOSPC)
	save(t, d, k, what("two"), "")
	shut(t, d)

	if err := mount(syscall.MS_REMOUNT | syscall.MS_RDONLY); err != nil {
		t.Fatal(err)
	}
	_, opened := s.Open(first)
	_, made := s.New(today)
	for verb, err := range map[string]error{"Open": opened, "New": made, "Delete": s.Delete(first), "DeleteAll": s.DeleteAll()} {
		if !errors.Is(err, syscall.EROFS) || !strings.HasPrefix(err.Error(), dir) || strings.Contains(err.Error(), "openat") {
			t.Errorf("%s: %v", verb, err)
		}
	}
	if list, err := s.List(); err != nil || len(list) != 1 || list[0].Err != nil || list[0].Answers != 1 {
		t.Errorf("List: %+v, %v", list, err)
	}
	if err := mount(syscall.MS_REMOUNT); err != nil {
		t.Fatal(err)
	}
	if v, _ := open(t, s, first).Answers.Get("what"); v.Text != "two" {
		t.Errorf("the draft has %q", v.Text)
	}
}

// In a folder that may not be written to for a while; root may always.
func TestReadOnlyFolder(t *testing.T) {
	if !inChild(t, func(*exec.Cmd) {}) {
		return
	}
	dir := os.Getenv("DRAFT_TEST_DIR")
	const nobody = 65534
	if os.Getuid() == 0 {
		above := filepath.Dir(dir) // is its owner's alone, too
		if err := errors.Join(os.Chown(dir, nobody, nobody), os.Chown(above, nobody, nobody), syscall.Setresuid(nobody, nobody, nobody)); err != nil {
			t.Fatal(err)
		}
	}
	k, s := kind(t, 1), draft.Store{Dir: dir}
	d := begin(t, s)
	save(t, d, k, what("one"), "")
	chmod := func(mode os.FileMode) {
		t.Helper()
		if err := os.Chmod(dir, mode); err != nil {
			t.Fatal(err)
		}
	}
	chmod(0o500)
	refused(t, s, d, what("secret"), syscall.EACCES)
	if err := d.Done(); !errors.Is(err, syscall.EACCES) {
		t.Errorf("Done: %v", err)
	}
	if err := s.Delete(first); !errors.As(err, new(*draft.InUseError)) {
		t.Errorf("Delete after a Done that failed: %v", err)
	}
	if _, err := s.New(today); !errors.Is(err, syscall.EACCES) {
		t.Errorf("New: %v", err)
	}
	chmod(0o700)
	save(t, d, k, what("two"), "")
	if err := d.Done(); err != nil || files(t, dir) != "" {
		t.Errorf("Done: %v, and left %s", err, files(t, dir))
	}
}

// Where a file may not grow beyond a limit, as with ulimit -f.
func TestFileLimit(t *testing.T) {
	if !inChild(t, func(*exec.Cmd) {}) {
		return
	}
	signal.Ignore(syscall.SIGXFSZ)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: large / 2, Max: large / 2}); err != nil {
		t.Fatal(err)
	}
	k, s := kind(t, 1), draft.Store{Dir: os.Getenv("DRAFT_TEST_DIR")}
	d := begin(t, s)
	save(t, d, k, what("one"), "")
	refused(t, s, d, what(strings.Repeat("secret\n", large/7)), syscall.EFBIG)
	save(t, d, k, what("two"), "")
}
