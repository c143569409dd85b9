package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"text/tabwriter"

	"amends/composer"
	"amends/composer/render"
)

// A tally is what became of the rows.
type tally struct {
	made, there, failed, stopped, would, look int
	help                                      bool         // a finding asks for the help lines
	earlier                                   atomic.Int64 // a report said they are done
	shown                                     []shownProblem
	more                                      int // problems that are not shown
}

// A shownProblem is a line of the table of what failed.
type shownProblem struct{ row, column, text string }

// maxShown is how many lines the table has: a report has all.
const maxShown = 50

// writeRows writes the files of each row and reports it. It is the documents
// that are to be one file, and what keeps the rest from being written.
func (b *batch) writeRows(ctx context.Context, stop context.CancelFunc, order <-chan *job) ([][]*composer.Document, error) {
	var docs [][]*composer.Document
	var trouble error
	b.bar = b.newProgress()
	defer b.bar.end()
	for j, ok := b.nextJob(ctx, order); ok; j, ok = b.nextJob(ctx, order) {
		<-j.ready
		if trouble != nil {
			continue
		}
		trouble = b.finish(j)
		if j.docs != nil {
			docs = append(docs, j.docs)
		}
		if trouble == nil && len(docs) > maxMerged {
			trouble = &hintedError{usagef("--merge: there are more than %d documents", maxMerged), "--limit or --where takes fewer"}
		}
		if trouble != nil || b.failFast && (j.state == stateFailed || j.state == stateStopped) {
			stop()
		}
	}
	return docs, trouble
}

// nextJob is the next row in its order. Once ctx is done, it is one that was
// sent already.
func (b *batch) nextJob(ctx context.Context, order <-chan *job) (*job, bool) {
	select {
	case j, ok := <-order:
		return j, ok
	case <-ctx.Done():
	}
	select {
	case j, ok := <-order:
		return j, ok
	default:
		return nil, false
	}
}

// finish writes the files of a row and reports it. Its error ends the batch.
func (b *batch) finish(j *job) error {
	for _, c := range j.unknown {
		b.note(c)
	}
	var trouble error
	for i, data := range j.data {
		if data == nil {
			continue
		}
		err := b.store(j.files[i], data)
		switch {
		case errors.Is(err, fs.ErrExist):
			j.failed(rowProblem{Code: "file-exists", Line: j.row.Line, Message: b.app.words.Say("batch-exists", "file", printable(filepath.Base(j.files[i]))), Hint: b.app.words.Say("batch-exists-hint")})
		case err != nil:
			j.failed(b.problemOf("", err))
			trouble = err
		}
	}
	b.count(j)
	if err := b.report.add(b, j); err != nil {
		return err
	}
	if j.state == stateWould {
		for _, f := range j.files {
			if f != "" {
				if _, err := fmt.Fprintln(b.app.out, printable(f)); err != nil {
					return err
				}
			}
		}
	}
	b.bar.row()
	return trouble
}

// store writes one file, without waiting for the disk.
func (b *batch) store(file string, data []byte) error {
	err := storeFile(file, data, b.force || isEmpty(file), syncEach)
	if errors.Is(err, fs.ErrNotExist) {
		if err := makeDir(filepath.Dir(file)); err != nil {
			return err
		}
		err = storeFile(file, data, b.force, syncEach)
	}
	return err
}

// count puts a row down in the tally.
func (b *batch) count(j *job) {
	t := &b.tally
	switch j.state {
	case stateMade:
		t.made++
	case stateThere:
		t.there++
	case stateWould:
		t.would++
	case stateStopped:
		t.stopped++
		t.show(j, "", b.app.words.Say("batch-stopped"))
	case stateFailed:
		t.failed++
	}
	for _, p := range j.problems {
		text := p.Message
		if p.Hint != "" {
			if !strings.HasSuffix(text, ".") {
				text += ";"
			}
			text += " " + p.Hint
		}
		t.show(j, p.Column, text)
	}
	if slices.ContainsFunc(j.findings, func(f composer.Finding) bool { return f.Severity > composer.Suggestion }) {
		t.look++
	}
	t.help = t.help || slices.ContainsFunc(j.findings, func(f composer.Finding) bool { return f.HelpLines })
}

// show puts a line into the table of what failed.
func (t *tally) show(j *job, column, text string) {
	if len(t.shown) == maxShown {
		t.more++
		return
	}
	row := itoa(j.row.Number)
	if j.row.File != "" {
		row = j.row.File
	}
	t.shown = append(t.shown, shownProblem{row, column, text})
}

// writeMerged writes all documents as one PDF.
func (b *batch) writeMerged(rows [][]*composer.Document) error {
	if b.merge == "" || b.dryRun || len(rows) == 0 {
		return nil
	}
	look := b.app.lookWith(&b.pageOptions)
	var docs []*composer.Document
	for _, row := range rows {
		docs, look.Own = append(docs, row...), append(look.Own, b.app.around(row, render.Own{}, false)...)
	}
	look.Note = func(render.PageNote) {} // the rows have said it
	return b.app.write(b.merged, look, docs...)
}

// settleDisk waits until what was written is on the disk.
func (b *batch) settleDisk() error {
	if err := b.report.close(); err != nil {
		return err
	}
	if b.tally.made == 0 || b.out == "" {
		return nil
	}
	return syncDir(b.name.dir)
}

// tell says what became of the rows, and is the error that the batch ends with.
func (b *batch) tell(trouble error, interrupted bool) error {
	a, t := b.app, &b.tally
	if len(t.shown) > 0 {
		w := tabwriter.NewWriter(a.errs, 0, 0, 2, ' ', 0)
		fmt.Fprintf(w, "%s\t%s\t%s\n", a.words.Say("batch-row"), a.words.Say("batch-column"), a.words.Say("batch-what"))
		for _, s := range t.shown {
			fmt.Fprintf(w, "%s\t%s\t%s\n", oneCell(s.row), oneCell(s.column), oneCell(s.text))
		}
		if err := w.Flush(); err != nil {
			return err
		}
	}
	if t.more > 0 {
		a.say("%s", a.words.Say("batch-more", "n", itoa(t.more)))
	}
	var counts []string
	for _, c := range []struct {
		key string
		n   int
	}{
		{"batch-made", t.made}, {"batch-would", t.would}, {"batch-there", t.there}, {"batch-earlier", int(t.earlier.Load())},
		{"batch-failed", t.failed}, {"batch-stopped-count", t.stopped}, {"batch-look", t.look},
	} {
		if c.n > 0 || c.key == "batch-made" && !b.dryRun {
			counts = append(counts, a.words.Say(c.key, "n", itoa(c.n)))
		}
	}
	a.say("%s", strings.Join(counts, " "))
	if t.stopped > 0 {
		a.say("%s", a.words.Say("batch-stopped-help"))
	}
	if t.help {
		a.say("%s\n\n%s", a.words.Say("look-help"), strings.TrimRight(a.helpText(), "\n"))
	}
	switch {
	case trouble != nil:
		return trouble
	case interrupted:
		a.say("%s", a.words.Say("batch-interrupted"))
		return quietError(exitInterrupted)
	case t.failed+t.stopped > 0:
		return quietError(exitFindings)
	}
	return nil
}

// oneCell is text for a cell of a table.
func oneCell(text string) string {
	return strings.Join(strings.Fields(printable(text)), " ")
}

// isEmpty reports whether a file is there and holds nothing, as after a power
// cut.
func isEmpty(file string) bool {
	info, err := os.Stat(file)
	return err == nil && info.Mode().IsRegular() && info.Size() == 0
}
