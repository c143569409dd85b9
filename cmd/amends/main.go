// Command amends asks, and composes apologies and agreements from what people
// answer in their own words.
//
//	amends new apology
//	amends render answers.yaml -o letter.pdf
package main

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
)

// The exit codes. Where several apply, a stop comes first, then answers that
// are missing or invalid, then other trouble.
const (
	exitDone        = 0
	exitFindings    = 1   // findings, changes or faults that were asked for
	exitTrouble     = 2   // wrong usage, or something that could not be done
	exitStop        = 3   // a safety stop: nothing was composed
	exitAnswers     = 4   // answers are missing or invalid
	exitInterrupted = 130 // Ctrl-C; what was typed is kept
)

func main() {
	debug.SetGCPercent(400) // most runs are over before there is much to collect
	os.Exit(run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// interruptible is ctx, ended by what would end the program. Only an interview
// has something to keep first; everything else is simply ended.
func interruptible(ctx context.Context) (context.Context, context.CancelFunc) {
	signal.Ignore(syscall.SIGPIPE) // whoever read the page may be gone, and the answers are still to be kept
	return signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
}

// run is the whole program between the streams it is given.
func run(ctx context.Context, args []string, in io.Reader, out, errs io.Writer) int {
	a := newApp(in, out, errs)
	root := newRootCmd(a)
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errs)
	err := root.ExecuteContext(ctx)
	a.report(err)
	return exitCode(err)
}

// exitCode is the code of the gravest error in err.
func exitCode(err error) int {
	var coded interface{ exitCode() int }
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &coded):
		return coded.exitCode()
	}
	return exitTrouble
}
