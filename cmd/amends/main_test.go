package main

import (
	"bytes"
	"context"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "write the golden parts of the scripts anew")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"amends": func() {
		os.Exit(run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}})
}

// testAll is set where every program that a test needs must be there.
func testAll() bool { return os.Getenv("AMENDS_TEST_ALL") == "1" }

// amends runs the program and gives what it says on standard output.
func amends(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	if code := run(t.Context(), args, strings.NewReader(""), &out, &errs); code != 0 {
		t.Fatalf("amends %s: exit code %d\n%s", strings.Join(args, " "), code, errs.String())
	}
	return out.String()
}

// settle makes the test independent of who runs it, where and when.
func settle(t *testing.T) {
	t.Helper()
	for name, value := range map[string]string{
		"HOME": t.TempDir(), "XDG_CONFIG_HOME": "", "XDG_STATE_HOME": "", "LANG": "C", "LC_ALL": "", "SOURCE_DATE_EPOCH": "1795305600",
	} {
		t.Setenv(name, value)
	}
}

// TestScripts runs testdata/script/*.txtar over the program.
func TestScripts(t *testing.T) {
	answers, err := filepath.Abs("../../testdata/answers")
	if err != nil {
		t.Fatal(err)
	}
	fonts, err := filepath.Abs("../../composer/render/pdf/fonts")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "../../testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       *update,
		Setup: func(e *testscript.Env) error {
			e.Setenv("ANSWERS", answers)
			e.Setenv("FONTS", fonts)
			e.Setenv("SOURCE_DATE_EPOCH", "1795305600") // 22 November 2026
			e.Setenv("HOME", filepath.Join(e.WorkDir, "home"))
			e.Setenv("LANG", "C")
			return os.Mkdir(filepath.Join(e.WorkDir, "home"), 0o700)
		},
		Condition: func(cond string) (bool, error) {
			_, err := exec.LookPath(cond)
			return err == nil || testAll(), nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"mode":    scriptMode,
			"picture": scriptPicture,
		},
	})
}

// scriptMode is "mode 0600 FILE...": the files have these permissions.
func scriptMode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: mode PERM FILE...")
	}
	for _, f := range args[1:] {
		info, err := os.Stat(ts.MkAbs(f))
		ts.Check(err)
		if got := info.Mode().Perm().String(); got != args[0] {
			ts.Fatalf("%s has mode %s, want %s", f, got, args[0])
		}
	}
}
