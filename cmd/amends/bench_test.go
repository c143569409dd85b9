package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// BenchmarkColdStart runs the program from nothing, beside an empty Go
// program, and reports the CPU time of each run (user and system).
func BenchmarkColdStart(b *testing.B) {
	dir := b.TempDir()
	exe, empty := filepath.Join(dir, "amends"), filepath.Join(dir, "empty")
	source := filepath.Join(dir, "empty.go")
	if err := os.WriteFile(source, []byte("package main\n\nfunc main() {}\n"), 0o600); err != nil {
		b.Fatal(err)
	}
	for _, args := range [][]string{{"build", "-o", exe, "."}, {"build", "-o", empty, source}} {
		if out, err := exec.Command("go", args...).CombinedOutput(); err != nil {
			b.Fatalf("go %v: %v\n%s", args, err, out)
		}
	}
	letter := filepath.Join(dir, "letter.pdf")
	answers := "../../testdata/answers/apology.yaml"
	for _, bench := range []struct {
		name string
		args []string
	}{
		{"empty", []string{empty}},
		{"version", []string{exe, "version"}},
		{"markdown", []string{exe, "render", answers}},
		{"pdf", []string{exe, "render", answers, "-o", letter, "--force"}},
		{"html", []string{exe, "render", answers, "--to", "html"}},
		{"check", []string{exe, "check", answers, "--fail-on", "never"}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			var cpu time.Duration
			for b.Loop() {
				cmd := exec.Command(bench.args[0], bench.args[1:]...)
				if err := cmd.Run(); err != nil {
					b.Fatal(err)
				}
				cpu += cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
			}
			b.ReportMetric(float64(cpu.Microseconds())/1000/float64(b.N), "cpu-ms/op")
		})
	}
}
