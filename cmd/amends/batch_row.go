package main

import (
	"bytes"
	"errors"
	"slices"
	"strconv"

	"amends/composer"
	"amends/composer/render"
	"amends/composer/table"
)

// A rowProblem is what is wrong with a row. It never repeats what stands there.
type rowProblem struct {
	Column  string `json:"column,omitempty"` // empty where the whole row is meant
	Path    string `json:"path,omitempty"`   // of the answer
	Line    int    `json:"line,omitempty"`
	Code    string `json:"code"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
}

// make makes the document of a row, in memory.
func (b *batch) make(j *job) {
	k, err := b.kindOf(j.kind, b.columns.Language(j.row))
	if err != nil {
		j.failed(b.problemOf("kind", err))
		return
	}
	answers, faults, unknown := b.columns.Answers(k, j.row)
	j.unknown = unknown
	if answers.Kind == "" {
		answers.Kind = k.Name
	}
	c, problems := k.Check(composer.Join(answers, k.Defaults(answers, b.day)))
	if len(c.Stops()) > 0 {
		j.state = stateStopped
		return
	}
	if len(problems) > 0 || len(faults) > 0 {
		if _, ok := stopIn(b.app.findings(k, c.Answers(), b.day)); ok { // a stop comes before everything else
			j.state = stateStopped
			return
		}
		b.fail(j, faults, b.app.problemsIn(k, answers, problems))
		return
	}
	if err := b.app.printable("", c, b.paper()); err != nil {
		j.failed(b.problemsOf(j.row, err)...)
		return
	}
	var d *composer.Document
	if d, j.findings, err = b.app.composed(k, c, b.day); err == nil {
		j.docs, err = b.app.withSecond(d, k, c, composer.Circumstances{Date: b.day, Findings: j.findings}, b.bilingual)
	}
	var stop *composer.StopError
	switch {
	case errors.As(err, &stop):
		j.state, j.findings = stateStopped, nil
	case err != nil:
		j.failed(b.problemOf("", err))
	case b.dryRun:
		j.state = stateWould
	default:
		b.render(j)
	}
	if b.merge == "" || b.dryRun {
		j.docs = nil
	}
}

// paper is a target on which only characters that a font has can be shown, if
// any of the formats is one.
func (b *batch) paper() target {
	if b.merge != "" {
		return b.merged
	}
	i := slices.IndexFunc(b.formats, func(t target) bool { return t.format.Name == "pdf" })
	if i < 0 {
		return target{}
	}
	return b.formats[i]
}

// render makes the files of a row, in memory.
func (b *batch) render(j *job) {
	j.data = make([][]byte, len(j.files))
	for i, file := range j.files {
		if file == "" {
			continue
		}
		look := b.looks[i]
		look.Language, look.Own = j.docs[0].Language, b.app.around(j.docs, render.Own{}, false)
		look.Note = func(n render.PageNote) { j.notes = append(j.notes, b.app.noteText(n)) }
		var out bytes.Buffer
		if err := b.formats[i].format.New(look).Render(&out, j.docs...); err != nil {
			j.failed(b.problemOf("", err))
			j.data = nil
			return
		}
		j.data[i] = bytes.Clone(out.Bytes())
	}
	j.state = stateMade
}

// fail puts down what is wrong with a row: what the table says, and of the rest
// what stands elsewhere.
func (b *batch) fail(j *job, faults, problems []composer.Problem) {
	for i := range faults {
		f := &faults[i]
		switch f.Code {
		case "order":
			f.Message, f.Hint = b.app.words.Say("batch-day-order"), b.app.words.Say("batch-day-order-hint")
		case "no-day":
			f.Message = b.app.words.Say("batch-no-day")
		case "place":
			f.Message = b.app.words.Say("batch-place", "why", f.Message)
		}
	}
	for _, p := range problems {
		if !slices.ContainsFunc(faults, func(f composer.Problem) bool { return f.Path == p.Path }) {
			faults = append(faults, p)
		}
	}
	j.failed(b.rowProblems(j.row, faults)...)
}

// rowProblems is problems with the columns where they are.
func (b *batch) rowProblems(r table.Row, problems []composer.Problem) []rowProblem {
	var out []rowProblem
	for _, p := range problems {
		column := p.Path
		if column != "" {
			column = b.columns.Column(r, p.Path)
		}
		out = append(out, rowProblem{Column: column, Path: p.Path, Line: p.Line, Code: p.Code, Message: p.Message, Hint: p.Hint})
	}
	return out
}

// problemsOf is an error as what is wrong with a row.
func (b *batch) problemsOf(r table.Row, err error) []rowProblem {
	var problems *problemsError
	if errors.As(err, &problems) {
		return b.rowProblems(r, problems.problems)
	}
	return []rowProblem{b.problemOf("", err)}
}

// problemOf is an error as one thing that is wrong.
func (b *batch) problemOf(column string, err error) rowProblem {
	return rowProblem{Column: column, Code: "trouble", Message: err.Error(), Hint: b.app.hint(err)}
}

// rowFault is why a row cannot be read.
func (b *batch) rowFault(r table.Row) rowProblem {
	p := rowProblem{Column: r.Column, Line: r.Line, Code: "unreadable", Message: r.Err.Error()}
	var syntax *composer.SyntaxError
	if errors.As(r.Err, &syntax) {
		p.Message, p.Line = syntax.What, syntax.Line
	}
	return p
}

func itoa(n int) string { return strconv.Itoa(n) }
