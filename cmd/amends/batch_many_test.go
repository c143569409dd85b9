package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"amends/composer"
	"amends/composer/table"
)

// agreements is a table of agreements of two and three people, as Excel writes
// it: a mark, semicolons, line ends of Windows, cells with several lines.
func agreements(n int) (head string, rows []string) {
	names := []string{"Zoë", "Noor", "Kit", "Mei", "Oskar", "Ana", "José", "Åsa", "Łukasz"}
	cell := func(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }
	head = "\ufeffcase_no;office;relationship;people;why;needs.1;needs.2;needs.3;commitments.1.1.action;commitments.1.1.how_often;commitments.2.1.action;commitments.2.1.how_often;commitments.3.1.action;commitments.3.1.how_often;if_missed;review_date\r\n"
	for i := range n {
		people := []string{names[i%9], names[(i+1+i/9%7)%9]}
		third := []string{"", "", ""}
		if i%3 == 0 {
			people = append(people, "Wren")
			third = []string{"I need an hour alone after work.", "I knock and wait before I come in", "every evening"}
		}
		rows = append(rows, strings.Join([]string{
			fmt.Sprint(1000 + i), []string{"Cork", "Sligo"}[i%2], []string{"roommates", "friends"}[i/5%2], cell(strings.Join(people, "\r\n")),
			cell(fmt.Sprintf("To know when to expect each other; on %d evenings it went wrong.", i%6+2)),
			"I need to know by six whether to cook.", cell("I need to hear \"I'm late\" before it is late."), third[0],
			fmt.Sprintf("I text by %d when I will be later than seven", i%4+3), "every working day",
			"I put the game down when the bell rings", "on school days", third[1], third[2],
			"Whoever missed it says so that day and offers a new time.", fmt.Sprintf("%02d.%02d.2026", i%28+1, i%12+1),
		}, ";")+"\r\n")
	}
	return head, rows
}

// TestAgreements makes 400 agreements from one table; one or four at once, and
// whatever the order of the rows, they are the same.
func TestAgreements(t *testing.T) {
	settle(t)
	t.Chdir(t.TempDir())
	head, rows := agreements(400)
	batch := func(workers string) map[string][]byte {
		if err := os.WriteFile("table.csv", []byte(head+strings.Join(rows, "")), 0o600); err != nil {
			t.Fatal(err)
		}
		var out, errs bytes.Buffer
		args := []string{"batch", "table.csv", "--kind", "boundary", "--dates", "dmy", "--out", "by-" + workers + "/{{.office}}/{{.case_no}}.pdf", "--to", "pdf,md", "--workers", workers}
		if code := run(t.Context(), args, strings.NewReader(""), &out, &errs); code != 0 || !strings.Contains(errs.String(), "Documents made: 400.") {
			t.Fatalf("exit code %d\n%s", code, errs.String())
		}
		return contents(t, "by-"+workers)
	}
	one := batch("1")
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	four := batch("4")
	if len(one) != 800 || len(four) != 800 {
		t.Fatalf("%d and %d files, want 800", len(one), len(four))
	}
	for name, text := range one {
		if !bytes.Equal(text, four[name]) {
			t.Errorf("%s differs", name)
		}
	}
	for _, s := range []string{"Wren", "I need an hour alone after work.", "Zoë"} {
		if !bytes.Contains(one["Cork/1000.md"], []byte(s)) {
			t.Errorf("the first agreement does not say %q:\n%s", s, one["Cork/1000.md"])
		}
	}
}

// TestMergeTooMany refuses more documents in one file than are held at once.
func TestMergeTooMany(t *testing.T) {
	settle(t)
	t.Chdir(t.TempDir())
	rows := strings.Repeat(`{"kind": "timeout", "people": ["Jo", "Sam"]}`+"\n", maxMerged+1)
	var out, errs bytes.Buffer
	code := run(t.Context(), []string{"batch", "-", "--merge", "all.pdf"}, strings.NewReader(rows), &out, &errs)
	if code != exitTrouble || !strings.Contains(errs.String(), "--merge: there are more than 1000 documents") {
		t.Errorf("exit code %d\n%s", code, errs.String())
	}
	if _, err := os.Stat("all.pdf"); err == nil {
		t.Error("the file was written")
	}
}

// contents is every file under a folder.
func contents(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(filepath.Join(dir, name))
		out[name] = text
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// reported is the rows in a report, by their status.
func reported(t *testing.T, file string) map[state]int {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	out := map[state]int{}
	for line := range strings.Lines(string(text)) {
		var l reportLine
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		out[l.Status]++
	}
	return out
}

// TestBatchInterrupted stops a batch with Ctrl-C while it works, and while it
// waits for more of the table: what is finished is written and reported, and
// the same command does the rest.
func TestBatchInterrupted(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there is no such signal here")
	}
	exe := build(t)
	head, rows := agreements(2000)
	dir := t.TempDir()
	rowsFile, report := filepath.Join(dir, "table.csv"), filepath.Join(dir, "report.jsonl")
	if err := os.WriteFile(rowsFile, []byte(head+strings.Join(rows, "")), 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"--kind", "boundary", "--dates", "dmy", "--out", "out/{{.case_no}}.pdf", "--report", report}
	var errs bytes.Buffer
	begin := func(in *os.File, name string) *exec.Cmd {
		errs.Reset()
		cmd := exec.Command(exe, append([]string{"batch", name}, args...)...)
		cmd.Dir, cmd.Env, cmd.Stderr = dir, home(t), &errs
		if in != nil {
			cmd.Stdin = in
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		return cmd
	}
	interrupt := func(cmd *exec.Cmd, lines int) {
		t.Helper()
		for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
			if text, _ := os.ReadFile(report); bytes.Count(text, []byte("\n")) >= lines {
				break
			}
		}
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		cmd.Wait()
		if code := cmd.ProcessState.ExitCode(); code != exitInterrupted || !strings.Contains(errs.String(), "Interrupted.") {
			t.Errorf("exit code %d\n%s", code, errs.String())
		}
	}

	interrupt(begin(nil, rowsFile), 50)
	done := reported(t, report)[stateMade]
	if made := contents(t, filepath.Join(dir, "out")); len(made) != done || done < 50 || done >= 2000 {
		t.Errorf("%d files are there, %d are reported", len(made), done)
	}

	in, pipe, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := begin(in, "-")
	go io.WriteString(pipe, head+strings.Join(rows[:done+100], ""))
	interrupt(cmd, done+100)
	pipe.Close()
	in.Close()

	cmd = begin(nil, rowsFile)
	if err := cmd.Wait(); err != nil {
		t.Fatalf("%v\n%s", err, errs.String())
	}
	made := contents(t, filepath.Join(dir, "out"))
	if n := reported(t, report)[stateMade]; len(made) != 2000 || n != 2000 || !strings.Contains(errs.String(), "Done earlier: ") {
		t.Errorf("%d files are there, %d are reported\n%s", len(made), n, errs.String())
	}
	for name, text := range made {
		if !bytes.HasPrefix(text, []byte("%PDF-")) || !bytes.HasSuffix(bytes.TrimSpace(text), []byte("%%EOF")) {
			t.Errorf("%s is not whole", name)
		}
	}
}

// TestBatchKilled kills a batch, and has the same command with --skip-existing
// make what is missing: nothing is lost, nothing is half written.
func TestBatchKilled(t *testing.T) {
	exe := build(t)
	head, rows := agreements(300)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "table.csv"), []byte(head+strings.Join(rows, "")), 0o600); err != nil {
		t.Fatal(err)
	}
	batch := func(out string, more ...string) *exec.Cmd {
		cmd := exec.Command(exe, append([]string{"batch", "table.csv", "--kind", "boundary", "--dates", "dmy", "--out", out + "/{{.case_no}}", "--to", "pdf,txt"}, more...)...)
		cmd.Dir, cmd.Env = dir, home(t)
		return cmd
	}
	cmd := batch("killed")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for range 3000 {
		if made, _ := os.ReadDir(filepath.Join(dir, "killed")); len(made) > 100 {
			break
		}
		time.Sleep(time.Millisecond)
	}
	cmd.Process.Kill()
	cmd.Wait()
	if out, err := batch("killed", "--skip-existing").CombinedOutput(); err != nil || !bytes.Contains(out, []byte("There already: ")) {
		t.Fatalf("%v\n%s", err, out)
	}
	if out, err := batch("whole").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	killed, whole := contents(t, filepath.Join(dir, "killed")), contents(t, filepath.Join(dir, "whole"))
	for name, text := range whole {
		if !bytes.Equal(killed[name], text) {
			t.Errorf("%s is lost or differs", name)
		}
	}
	if len(whole) != 600 {
		t.Errorf("%d files, want 600", len(whole))
	}
}

func TestFileName(t *testing.T) {
	tests := []struct{ name, cell, want string }{
		{"x/{{.a}}.pdf", "7", "x/7"},
		{"x/{{.a}}.pdf", "a/b\\c:d*?\"<>|", "x/a-b-c-d------"},
		{"x/{{ .a }}.pdf", "..", "x/_"},
		{"x/{{.a}}/y.pdf", "../../etc", "x/_..-..-etc/y"},
		{"x/{{.a}}.pdf", "con", "x/_con"},
		{"x/{{.a}}-1.pdf", "con", "x/con-1"},
		{"x/{{.a}}.pdf", "LPT1.txt", "x/_LPT1.txt"},
		{"x/{{.a}}.pdf", "-rf", "x/_-rf"},
		{"x/{{.a}}.pdf", "Zoe\u0308 ", "x/Zoë"},
		{"x/{{.a}}.pdf", "a\u202eb\x07", "x/a-b-"},
		{"../{{.a}}.pdf", "1", "../1"},
		{"{{.a}}.pdf", strings.Repeat("é", 300), strings.Repeat("é", 100)},
		{"{{.a}}{{.kind}}{{.row}}", "1", "1handout-listening2"},
	}
	for _, tt := range tests {
		n, err := readName(tt.name)
		if err != nil {
			t.Fatal(err)
		}
		got, missing := n.cutEnding().of(rowOf("a", tt.cell), "handout/listening")
		if got != filepath.FromSlash(tt.want) || missing != "" {
			t.Errorf("%q with %q is %q, want %q", tt.name, tt.cell, got, tt.want)
		}
	}
}

// rowOf is the second row of a table with one cell.
func rowOf(column, cell string) table.Row {
	a := &composer.Answers{Values: []composer.Named{{Name: column, Value: composer.Text(cell, composer.Position{})}}}
	return table.Row{Number: 2, Answers: a}
}

// TestProgress shows how far a batch is, on a terminal and elsewhere.
func TestProgress(t *testing.T) {
	var errs bytes.Buffer
	a := newApp(nil, nil, &errs)
	in := &counted{in: strings.NewReader(strings.Repeat("x", 25)), size: 100}
	if _, err := io.Copy(io.Discard, in); err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	tests := []struct {
		name  string
		p     *progress
		after time.Duration
		want  string
	}{
		{"a line that changes", &progress{in: in, line: true, rows: 50}, 10 * time.Second, "[=====               ] 50 rows, 5 a second. Left: 0:30"},
		{"lines", &progress{in: in, rows: 50}, time.Hour, "50 rows, 0 a second. Left: 3:00:00"},
		{"standard input", &progress{in: &counted{}, line: true, rows: 50}, 10 * time.Second, "50 rows, 5 a second."},
		{"a folder", &progress{rows: 50}, 10 * time.Second, "50 rows, 5 a second."},
	}
	for _, tt := range tests {
		tt.p.app, tt.p.begun = a, begun
		if got := tt.p.text(begun.Add(tt.after)); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	p := &progress{app: a, begun: begun.Add(-10 * time.Second), line: true}
	p.row()
	p.row()
	p.end()
	if got, want := errs.String(), "\r1 rows, 0 a second.\x1b[K\r2 rows, 0 a second.\x1b[K\r\x1b[K"; got != want {
		t.Errorf("the terminal was shown %q, want %q", got, want)
	}
}
