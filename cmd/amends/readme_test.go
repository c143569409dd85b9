package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
)

var shellBlock = regexp.MustCompile("(?s)```sh\n(.*?)```")

// TestReadme runs every line of shell in the README, and holds its letter
// against the page that the program makes.
func TestReadme(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the README's lines are for a Unix shell")
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	exe, env := build(t), home(t)
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "testdata", "answers"), os.DirFS("../../testdata/answers")); err != nil {
		t.Fatal(err)
	}
	ran := 0
	for _, block := range shellBlock.FindAllSubmatch(readme, -1) {
		for line := range strings.SplitSeq(strings.TrimSpace(string(block[1])), "\n") {
			ran++
			line = strings.ReplaceAll(line, "go run ./cmd/amends", exe)
			if rest, ok := strings.CutPrefix(line, "amends "); ok {
				line = exe + " " + rest
			}
			cmd := exec.Command("sh", "-c", line)
			cmd.Dir, cmd.Env = dir, env
			if strings.Contains(line, " new ") {
				if out := converse(t, cmd, theApology); !strings.Contains(out, "The page is in page-2026-11-22.pdf") {
					t.Errorf("%s ended with:\n%s", line, out)
				}
				continue
			}
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Errorf("%s: %v\n%s", line, err, out)
			}
			if finding, _, _ := bytes.Cut(out, []byte("\n\n")); strings.Contains(line, " check ") && !bytes.Contains(readme, slices.Concat([]byte("```\n"), finding, []byte("\n```\n"))) {
				t.Errorf("the finding in the README is not the one that the program shows:\n%s", out)
			}
		}
	}
	if ran != 12 {
		t.Errorf("the README has %d lines of shell, want 12", ran)
	}
	for _, f := range []string{"page-2026-11-22.pdf", "monday/apology.pdf", "monday/boundary.pdf", "letter.pdf", "boundary-roommates.pdf",
		"acuerdo.pdf", "carta.pdf", "intake/print.pdf", "intake/02-reflection.pdf", "monday/print.pdf", "monday/01-checkin.pdf"} {
		if text, err := os.ReadFile(filepath.Join(dir, f)); err != nil || !bytes.HasPrefix(text, []byte("%PDF-")) {
			t.Errorf("%s is no PDF: %v", f, err)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "failed.txt")); err == nil {
		t.Error("the loop over the answers noted a failure")
	}
	cmd := exec.Command(exe, "render", "../../testdata/answers/apology.yaml", "--to", "txt")
	cmd.Env = env
	letter, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(readme, append([]byte("```\n"), append(letter, "```\n"...)...)) {
		t.Errorf("the letter in the README is not the one that the program makes:\n%s", letter)
	}
}
