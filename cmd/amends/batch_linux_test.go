package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Over a hundred times the rows, a batch has at most so much memory, and so
// many times as much as over a thousandth.
const (
	mostMemory = 48 << 10 // kB
	mostGrowth = 1.3
)

// TestBatchLong makes AMENDS_ROWS letters in two formats, says what it costs,
// and then kills such a run and has it go on: .ci/long batch.
func TestBatchLong(t *testing.T) {
	rows, _ := strconv.Atoi(os.Getenv("AMENDS_ROWS"))
	if rows == 0 {
		t.Skip("AMENDS_ROWS says over how many rows: .ci/long batch")
	}
	exe, dir := build(t), t.TempDir()
	few, many := filepath.Join(dir, "few.csv"), filepath.Join(dir, "many.csv")
	writeLetters(t, few, 1000)
	writeLetters(t, many, rows)
	batch := func(table, out string, more ...string) *exec.Cmd {
		cmd := exec.Command(exe, append([]string{"batch", table, "--kind", "apology", "--out", out + "/{{.office}}/{{.case_no}}", "--to", "pdf,txt", "--report", out + ".jsonl"}, more...)...)
		cmd.Dir, cmd.Env = dir, home(t)
		return cmd
	}
	measure := func(cmd *exec.Cmd, n int) (peak int) {
		begun := time.Now()
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		done := make(chan error, 1)
		go func() { done <- cmd.Wait() }()
		for {
			select {
			case err := <-done:
				if err != nil {
					t.Fatal(err)
				}
				wall, cpu := time.Since(begun), cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime()
				t.Logf("%d rows, two formats: %.1f s, %.0f documents/s, %.2f ms CPU a document, %.1f MiB", n, wall.Seconds(),
					float64(2*n)/wall.Seconds(), float64(cpu.Microseconds())/1000/float64(2*n), float64(peak)/1024)
				return peak
			case <-time.After(20 * time.Millisecond):
				peak = max(peak, highWater(cmd.Process.Pid))
			}
		}
	}
	least := measure(batch(few, "few"), 1000)
	most := measure(batch(many, "many"), rows)
	if most > mostMemory || float64(most) > mostGrowth*float64(least) {
		t.Errorf("%d rows have %d kB, 1000 have %d: at most %d and %.1f times", rows, most, least, mostMemory, mostGrowth)
	}
	if n := wholeFiles(t, filepath.Join(dir, "many")); n != 2*rows {
		t.Errorf("%d files, want %d", n, 2*rows)
	}
	os.RemoveAll(filepath.Join(dir, "many"))

	cmd := batch(many, "killed")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for line, end := 0, time.Now().Add(10*time.Minute); line < rows/3 && time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if info, err := os.Stat(filepath.Join(dir, "killed.jsonl")); err == nil {
			line = int(info.Size() / 130) // about
		}
	}
	cmd.Process.Kill()
	cmd.Wait()
	killed := wholeFiles(t, filepath.Join(dir, "killed"))
	if out, err := batch(many, "killed", "--skip-existing").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	all := wholeFiles(t, filepath.Join(dir, "killed"))
	t.Logf("killed after %d files, gone on to %d", killed, all)
	if killed == 0 || killed >= 2*rows || all != 2*rows {
		t.Errorf("%d files before, %d after, want %d", killed, all, 2*rows)
	}
}

// writeLetters writes a table of letters, a row at a time.
func writeLetters(t *testing.T, file string, n int) {
	t.Helper()
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriter(f)
	names := []string{"Jo", "Sam", "Zoë", "Noor", "Kit", "Mei", "Oskar", "Ana"}
	fmt.Fprint(w, "case_no;office;relationship;from;to;standing;what_i_did;impact;impact_source;responsibility;regret;repair.1.action;commitments.1.trigger;commitments.1.action;commitments.1.noticed_by;space\r\n")
	for i := range n {
		fmt.Fprintf(w, "%d;%d;friends;%s;%s;told-me;\"On %s at dinner I told your story about your father, in front of %d people you had just met.\r\nYou had asked me in the spring to keep it between us.\";"+
			"You went quiet and left before the meal. You told me later that you felt exposed, and that you had to explain yourself to %d strangers.;told;\"It was my choice to tell it; nobody asked me to.\";"+
			"I wish I had stopped when I saw your face.;I have told the others that it was not mine to tell, and asked them to leave it with you.;When I want to tell something that is yours;"+
			"I will ask you first, and leave it if you are not there;You will hear the question before the story;no-hurry\r\n",
			i+1, i/1000, names[i%8], names[(i+1+i/8%6)%8], time.Weekday(i%7), i%9+2, i%5+2)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// highWater is the most memory that a process had at once, in kB.
func highWater(pid int) int {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	_, rest, _ := strings.Cut(string(text), "VmHWM:")
	n := 0
	fmt.Sscan(rest, &n)
	return n
}

// wholeFiles counts the files under a folder, each of which holds something,
// and fails where one is a leftover of a page that was not finished, save one
// for each page that a kill may have met.
func wholeFiles(t *testing.T, dir string) int {
	t.Helper()
	n, left := 0, 0
	err := filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if strings.HasPrefix(d.Name(), ".amends-") {
			left++
			return nil
		}
		info, err := d.Info()
		if err == nil && info.Size() == 0 {
			t.Errorf("%s is empty", name)
		}
		n++
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if left > 1 {
		t.Errorf("%d pages were left half written", left)
	}
	return n
}
