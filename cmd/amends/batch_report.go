package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"slices"
	"strings"

	"amends/composer"
)

// A report has a line of JSON for each row, written as the row is finished: of
// a batch that was broken off it says all that was done. A batch that goes on
// adds its lines, and the last one of a row counts.

// A rowReport is a report that is being written. A nil one writes nothing.
type rowReport struct {
	f     *os.File // nil for standard output
	w     io.Writer
	quote bool
}

// A reportLine is one row of a report.
type reportLine struct {
	Version  int          `json:"version"`
	Row      int          `json:"row"`
	Line     int          `json:"line,omitempty"`
	File     string       `json:"file,omitempty"` // of a folder
	Kind     string       `json:"kind,omitempty"`
	Status   state        `json:"status"`
	Files    []string     `json:"files,omitempty"`
	Problems []rowProblem `json:"problems,omitempty"`
	Findings []rowFinding `json:"findings,omitempty"`
	Notes    []string     `json:"notes,omitempty"`
}

// A rowFinding is a finding in a row, and with --quote the words that were
// found.
type rowFinding struct {
	Rule      string `json:"rule"`
	Severity  string `json:"severity"`
	Column    string `json:"column,omitempty"`
	Path      string `json:"path,omitempty"`
	Message   string `json:"message"`
	Advice    string `json:"advice"`
	HelpLines bool   `json:"help_lines,omitempty"`
	Match     string `json:"match,omitempty"`
}

// openReport opens the report to add to it, and is the files that are done
// according to what stands in it.
func (b *batch) openReport() (*rowReport, map[uint64]bool, error) {
	r := &rowReport{w: b.app.out, quote: b.quote}
	if b.batchOptions.report == "-" {
		return r, nil, nil
	}
	flags := os.O_RDWR | os.O_CREATE
	if b.force && !b.dryRun {
		flags |= os.O_TRUNC
	}
	var err error
	if r.f, err = os.OpenFile(b.batchOptions.report, flags, 0o600); err != nil {
		return nil, nil, usagef("%s: %v", b.batchOptions.report, reason(err))
	}
	r.w = r.f
	done, err := b.readReport(r.f)
	if err != nil {
		r.f.Close()
		return nil, nil, err
	}
	return r, done, nil
}

// readReport reads a report to its end. A line that was broken off is ended.
func (b *batch) readReport(f *os.File) (map[uint64]bool, error) {
	done := map[uint64]bool{}
	in := bufio.NewReaderSize(f, 64<<10)
	for n := 1; ; n++ {
		text, err := in.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			if len(text) > 0 {
				_, err = f.Write([]byte("\n"))
				return done, err
			}
			return done, nil
		}
		if err != nil {
			return nil, err
		}
		var l reportLine
		if err := json.Unmarshal(text, &l); err != nil || l.Version == 0 || l.Status == "" {
			if len(bytes.TrimSpace(text)) > 0 && n == 1 {
				return nil, &hintedError{usagef("%s: this is no report of a batch", b.batchOptions.report), "choose another name for the report; --force writes over this file"}
			}
			continue // a line that was broken off
		}
		if name, ok := b.doneIn(l); ok {
			done[b.names.key(name)] = true
		}
	}
}

// doneIn is the name of a row's files without their endings, if the row was
// done in each format.
func (b *batch) doneIn(l reportLine) (name string, ok bool) {
	for i, t := range b.formats {
		n := slices.IndexFunc(l.Files, func(f string) bool { return strings.HasSuffix(f, t.path) })
		if n < 0 {
			return "", false
		}
		if i == 0 {
			name = strings.TrimSuffix(l.Files[n], t.path)
		}
	}
	return name, len(b.formats) > 0
}

// add writes the line of a row.
func (r *rowReport) add(b *batch, j *job) error {
	if r == nil {
		return nil
	}
	l := reportLine{Version: 1, Row: j.row.Number, Line: j.row.Line, File: j.row.File, Kind: j.kind, Status: j.state, Problems: j.problems, Notes: j.notes}
	if j.state == stateMade || j.state == stateThere {
		for _, t := range b.formats {
			l.Files = append(l.Files, j.name+t.path)
		}
	}
	for _, f := range j.findings {
		l.Findings = append(l.Findings, r.finding(b, j, f))
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(l); err != nil {
		return err
	}
	_, err := r.w.Write(out.Bytes())
	return err
}

func (r *rowReport) finding(b *batch, j *job, f composer.Finding) rowFinding {
	out := rowFinding{Rule: f.Rule, Severity: f.Severity.String(), Path: f.Path, Message: f.Message, Advice: f.Advice, HelpLines: f.HelpLines}
	if f.Path != "" {
		out.Column = b.columns.Column(j.row, f.Path)
	}
	if r.quote {
		out.Match = f.Match
	}
	return out
}

// close waits until the report is on the disk.
func (r *rowReport) close() error {
	if r == nil || r.f == nil {
		return nil
	}
	return errors.Join(r.f.Sync(), r.f.Close())
}
