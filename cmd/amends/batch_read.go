package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"

	"amends/composer"
	"amends/composer/table"
)

// counted is a file that knows how much of it was read.
type counted struct {
	in   io.Reader
	size int64 // 0 where nobody knows
	read atomic.Int64
}

// Read reads and counts.
func (c *counted) Read(b []byte) (int, error) {
	n, err := c.in.Read(b)
	c.read.Add(int64(n))
	return n, err
}

// A job is a row on its way down the line.
type job struct {
	row      table.Row
	kind     string
	name     string   // of its files, without an ending
	files    []string // by format; "" for one that is not to be written
	state    state
	problems []rowProblem
	findings []composer.Finding
	notes    []string             // how a page shows something otherwise than it was written
	unknown  []string             // columns that are no answers
	docs     []*composer.Document // of the row, two in two languages; nil unless they become one file
	data     [][]byte             // by format
	ready    chan struct{}        // is closed once the row is made
}

// A state says what became of a row.
type state string

const (
	stateMade    state = "done"
	stateThere   state = "there"   // its files were there already
	stateFailed  state = "failed"  // see the problems
	stateStopped state = "stopped" // over a safety stop, nothing is made
	stateWould   state = "would"   // by --dry-run
)

// failed puts a row down as failed.
func (j *job) failed(p ...rowProblem) {
	j.state = stateFailed
	j.problems = append(j.problems, p...)
}

// run takes every row down the line.
func (b *batch) run(whole context.Context) error {
	ctx, stop := context.WithCancel(whole)
	defer stop()
	work, order, end := make(chan *job), make(chan *job, 2*b.workers), make(chan error, 1)
	go func() {
		end <- b.readRows(ctx, work, order)
		close(work)
		close(order)
	}()
	var workers sync.WaitGroup
	for range b.workers {
		workers.Go(func() {
			for j := range work {
				b.make(j)
				close(j.ready)
			}
		})
	}
	docs, trouble := b.writeRows(ctx, stop, order)
	interrupted := false
	select {
	case err := <-end:
		interrupted = errors.Is(err, context.Canceled) && whole.Err() != nil
		if trouble == nil && !errors.Is(err, context.Canceled) {
			trouble = err
		}
	default: // whoever reads waits for more of the table, which may never come
		interrupted = whole.Err() != nil
	}
	if trouble == nil && !interrupted {
		trouble = b.writeMerged(docs)
	}
	return b.tell(errors.Join(trouble, b.settleDisk()), interrupted)
}

// readRows sends each row that is wanted to the workers, and in its order to
// whoever writes. Its error is why the rest of the table is not read.
func (b *batch) readRows(ctx context.Context, work, order chan<- *job) error {
	for n := 0; b.limit == 0 || n < b.limit; {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		row, err := b.in.Next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case row.Err == nil && !b.wants(row):
			continue
		}
		n++
		j := b.job(row)
		if j == nil {
			b.tally.earlier.Add(1)
			continue
		}
		if j.state != "" {
			close(j.ready)
		} else {
			select {
			case work <- j:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		select {
		case order <- j:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// wants reports whether a row has what --where says.
func (b *batch) wants(r table.Row) bool {
	return !slices.ContainsFunc(b.wanted, func(w condition) bool {
		text, _ := r.Get(w.column)
		return text != w.text
	})
}

// job settles the files of a row, in the order of the rows: so each has the
// same name, however many are made at once. It is nil where a report says that
// the row is done.
func (b *batch) job(r table.Row) *job {
	j := &job{row: r, kind: b.kindName(r), ready: make(chan struct{})}
	switch {
	case r.Err != nil:
		j.failed(b.rowFault(r))
		return j
	case b.out == "":
		return j
	}
	name, missing := b.name.of(r, j.kind)
	if missing != "" {
		j.failed(rowProblem{Column: missing, Code: "no-name", Line: r.Line, Message: b.app.words.Say("batch-no-name")})
		return j
	}
	if b.conflict == "number" {
		name = b.names.number(name)
	} else if other := b.names.take(name, r.Number); other > 0 {
		j.failed(rowProblem{Column: b.name.columns()[0], Code: "same-file", Line: r.Line, Message: b.app.words.Say("batch-same-file", "row", itoa(other)), Hint: b.app.words.Say("batch-same-file-hint")})
		return j
	}
	j.name = name
	if b.done[b.names.key(name)] {
		if b.merge == "" {
			return nil
		}
		j.files = make([]string, len(b.formats)) // only its page in the file of all is made
		return j
	}
	there := 0
	for _, t := range b.formats {
		file := name + t.path
		info, err := os.Stat(file)
		switch {
		case err != nil || info.Size() == 0: // a power cut leaves an empty file behind
		case b.skip:
			file = ""
			there++
		case !b.force:
			j.failed(rowProblem{Column: b.name.columns()[0], Code: "file-exists", Line: r.Line,
				Message: b.app.words.Say("batch-exists", "file", printable(filepath.Base(file))), Hint: b.app.words.Say("batch-exists-hint")})
			return j
		}
		j.files = append(j.files, file)
	}
	if there == len(b.formats) && b.merge == "" {
		j.state = stateThere
	}
	return j
}
