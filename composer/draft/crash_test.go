package draft_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"amends/composer"
	"amends/composer/draft"
)

// programs are what the test binary does instead of testing, in a process of
// its own: with a store, and the name of a draft that is there.
var programs = map[string]func(draft.Store, string) error{
	"hold": func(s draft.Store, name string) error {
		if _, err := s.Open(name); err != nil {
			return err
		}
		fmt.Println("open")
		_, err := io.Copy(io.Discard, os.Stdin)
		return err
	},
	// save goes on where the draft is, and says of each answer that it is saved.
	"save": func(s draft.Store, name string) error {
		d, err := s.Open(name)
		if err != nil {
			return err
		}
		k, err := loadKind(1)
		if err != nil {
			return err
		}
		for n := accepted(d.Answers) + 1; ; n++ {
			if err := d.Save(k, upTo(n), "what"); err != nil {
				return err
			}
			fmt.Println(n)
		}
	},
}

func TestMain(m *testing.M) {
	if program := programs[os.Getenv("DRAFT_TEST_PROGRAM")]; program != nil {
		if err := program(draft.Store{Dir: os.Getenv("DRAFT_TEST_DIR")}, os.Getenv("DRAFT_TEST_NAME")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// upTo is the answers after n were accepted: a list that grows, and a text
// whose length goes up and down.
func upTo(n int) *composer.Answers {
	a := at("what", passage(n))
	list := composer.Value{Shape: composer.Items}
	for i := max(1, n-20); i <= n; i++ {
		list.Items = append(list.Items, composer.Text(strconv.Itoa(i), composer.Position{}))
	}
	for path, v := range map[string]composer.Value{"list": list, "gone": composer.Text(strconv.Itoa(n), composer.Position{})} {
		if err := a.Set(path, v); err != nil {
			panic(err)
		}
	}
	return a
}

func passage(n int) string {
	return strings.Repeat(fmt.Sprintf("Zoë, line %d \n\n", n), 1+n*7919%1500)
}

// accepted is how many answers a has, as upTo made them.
func accepted(a *composer.Answers) int {
	v, _ := a.Get("gone")
	n, _ := strconv.Atoi(v.Text)
	return n
}

// start starts one of programs on a draft.
func start(t *testing.T, program string, s draft.Store, name string) (cmd *exec.Cmd, says *bufio.Reader) {
	t.Helper()
	cmd = exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "DRAFT_TEST_PROGRAM="+program, "DRAFT_TEST_DIR="+s.Dir, "DRAFT_TEST_NAME="+name)
	cmd.Stderr = os.Stderr
	if _, err := cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = cmd.Process.Kill(), cmd.Wait() })
	return cmd, bufio.NewReader(out)
}

// A program that saves all the time is killed at random moments. After each
// the draft is there, opens at once, and holds what was said to be saved.
func TestKilled(t *testing.T) {
	kills := 200
	if testing.Short() {
		kills = 20
	}
	k, s := kind(t, 1), draft.Store{Dir: t.TempDir()}
	d := begin(t, s)
	save(t, d, k, upTo(0), "")
	shut(t, d)

	last, between, midway := 0, 0, 0
	for range kills {
		cmd, says := start(t, "save", s, first)
		if _, err := says.ReadString('\n'); err != nil {
			t.Fatal("the program saved nothing")
		}
		last++
		time.Sleep(rand.N(8 * time.Millisecond))
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		for {
			line, err := says.ReadString('\n')
			if err != nil {
				break // half a line was not said
			}
			last, _ = strconv.Atoi(strings.TrimSpace(line))
		}
		_ = cmd.Wait()
		if _, err := os.Stat(filepath.Join(s.Dir, "."+first+".tmp")); err == nil {
			midway++
		}

		d := open(t, s, first)
		n := accepted(d.Answers)
		if n != last && n != last+1 {
			t.Fatalf("%d was saved, the draft is at %d", last, n)
		}
		if n > last {
			between++
		}
		for path, want := range texts(upTo(n)) {
			if v, _ := d.Answers.Get(path); v.Text != want {
				t.Fatalf("at %d, %s is not what was saved", n, path)
			}
		}
		if d.Unfinished != "what" {
			t.Fatalf("unfinished %q", d.Unfinished)
		}
		shut(t, d)
		if left := files(t, s.Dir); left != first+".yaml" {
			t.Fatalf("there are %s", left)
		}
		last = n
	}
	t.Logf("%d kills, %d saves: %d kills while a new file was being written, %d between its rename and the word of it", kills, last, midway, between)
}

// The second program is told, and a killed one stands in nobody's way.
func TestInUse(t *testing.T) {
	s := draft.Store{Dir: t.TempDir()}
	d := begin(t, s)
	save(t, d, kind(t, 1), what("x"), "")
	told := func() {
		t.Helper()
		_, err := s.Open(first)
		for verb, err := range map[string]error{"Open": err, "Delete": s.Delete(first), "DeleteAll": s.DeleteAll()} {
			var inUse *draft.InUseError
			if !errors.As(err, &inUse) || inUse.Name != first {
				t.Errorf("%s: %v, want an InUseError", verb, err)
			}
		}
		if list, err := s.List(); err != nil || len(list) != 1 || list[0].Err != nil {
			t.Errorf("List: %+v, %v", list, err)
		}
		if other := begin(t, s); other.Name() != second {
			t.Errorf("a new draft is %s", other.Name())
		} else {
			shut(t, other)
		}
	}
	told()
	shut(t, d)

	cmd, says := start(t, "hold", s, first)
	if line, err := says.ReadString('\n'); line != "open\n" {
		t.Fatalf("%q, %v", line, err)
	}
	told()
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	open(t, s, first)
}

// A folder that is taken away is an error at every Save until it is back; a
// draft that took the name meanwhile is not written over.
func TestVanishedFolder(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows does not move what is open")
	}
	k, parent := kind(t, 1), t.TempDir()
	s := draft.Store{Dir: filepath.Join(parent, "drafts")}
	aside := filepath.Join(parent, "aside")
	d := begin(t, s)
	save(t, d, k, what("one"), "")
	move := func(from, to string) {
		t.Helper()
		if err := os.Rename(from, to); err != nil {
			t.Fatal(err)
		}
	}

	move(s.Dir, aside)
	err := d.Save(k, what("a secret"), "")
	if want := filepath.Join(s.Dir, first+".yaml") + ": " + syscall.ENOENT.Error(); err == nil || err.Error() != want {
		t.Errorf("Save: %v, want %s", err, want)
	}
	move(aside, s.Dir)
	save(t, d, k, what("two"), "")

	move(s.Dir, aside)
	put(t, s.Dir, "notes.txt", "")
	save(t, d, k, what("three"), "") // into the new folder, and locked there
	if _, err := s.Open(first); !errors.As(err, new(*draft.InUseError)) {
		t.Errorf("Open: %v, want an InUseError", err)
	}

	move(s.Dir, filepath.Join(parent, "aside again"))
	other := begin(t, s)
	save(t, other, k, what("of others"), "")
	for range 2 {
		if err := d.Save(k, what("four"), ""); !errors.As(err, new(*draft.InUseError)) {
			t.Errorf("Save over another draft: %v, want an InUseError", err)
		}
		shut(t, other)
	}
	shut(t, d)
	if v, _ := open(t, s, first).Answers.Get("what"); v.Text != "of others" {
		t.Errorf("the other draft has %q", v.Text)
	}
}

func BenchmarkSave(b *testing.B) {
	for _, size := range []int{500, 10_000, 100_000} {
		b.Run(strconv.Itoa(size), func(b *testing.B) {
			k, d := kind(b, 1), begin(b, draft.Store{Dir: b.TempDir()})
			a := what(strings.Repeat("a line of ten.\n", size/15))
			for b.Loop() {
				save(b, d, k, a, "what")
			}
		})
	}
}
