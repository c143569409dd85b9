package main

import (
	"bufio"
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"amends/composer"
)

// A checkFormat is a way to write what was found. A new one is one function
// and one line in checkFormats: the flag, its completion and the help read it.
type checkFormat struct {
	name  string
	write func(*checkReport) error
}

// checkFormats is every format; the first is that of a person.
var checkFormats = []checkFormat{
	{"text", (*checkReport).text},
	{"line", (*checkReport).line},
	{"json", (*checkReport).json},
	{"sarif", (*checkReport).sarif},
	{"github", (*checkReport).github},
}

func checkFormatNames() []string {
	var out []string
	for _, f := range checkFormats {
		out = append(out, f.name)
	}
	return out
}

// A checkReport is what was found in all files, on its way out. An error in
// writing is kept by w.
type checkReport struct {
	*app
	options *checkOptions
	w       *bufio.Writer
	files   []*checkedFile
}

func (r *checkReport) put(parts ...string) {
	fmt.Fprint(r.w, strings.Join(parts, ""))
}

// said is why and what instead, on one line.
func said(f composer.Finding) string {
	return strings.Join(strings.Fields(printable(f.Message+" "+f.Advice)), " ")
}

// printable is text without the signs that would change how a terminal shows
// what comes after them.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == '\u2028', r == '\u2029':
			return unicode.ReplacementChar
		}
		return r
	}, text)
}

// A stretch is where a finding stands: the lines and columns from its first
// character to behind its last one.
type stretch struct{ line, column, endLine, endColumn int }

// stretchOf is where f stands; what is missing from a page is said at its
// beginning.
func stretchOf(f composer.Finding) stretch {
	s := stretch{line: max(f.Line, 1), column: max(f.Column, 1)}
	s.endLine, s.endColumn = cmp.Or(f.EndLine, s.line), f.End
	if s.endLine < s.line || s.endLine == s.line && s.endColumn < s.column {
		s.endLine, s.endColumn = s.line, s.column
	}
	return s
}

// line is a line for each finding, as compilers write it and editors read it.
func (r *checkReport) line() error {
	for _, file := range r.files {
		for _, f := range file.findings {
			at := stretchOf(f)
			position := composer.Position{Source: printable(file.name), Line: at.line, Column: at.column}
			r.put(position.String(), ": ", f.Severity.String(), ": ", said(f), " [", f.Rule, "]\n")
		}
	}
	return nil
}

type jsonFile struct {
	File     string        `json:"file"`
	Error    string        `json:"error,omitempty"` // why it was not checked, or not as a whole
	Findings []jsonFinding `json:"findings"`
}

type jsonFinding struct {
	Rule      string `json:"rule"`
	Severity  string `json:"severity"`
	Path      string `json:"path"`   // the answer; empty in prose
	Line      int    `json:"line"`   // 0 where the whole page is meant
	Column    int    `json:"column"` // in characters
	EndLine   int    `json:"end_line,omitempty"`
	EndColumn int    `json:"end_column"` // behind the match
	Match     string `json:"match"`
	Message   string `json:"message"`
	Advice    string `json:"advice"`
	HelpLines bool   `json:"help_lines,omitempty"`
}

// json is all files, also those in which nothing was found.
func (r *checkReport) json() error {
	out := struct {
		Version int        `json:"version"`
		Files   []jsonFile `json:"files"`
	}{1, []jsonFile{}}
	for _, file := range r.files {
		j := jsonFile{File: file.name, Findings: []jsonFinding{}}
		if file.err != nil {
			j.Error = file.err.Error()
		}
		for _, f := range file.findings {
			j.Findings = append(j.Findings, jsonFinding{
				f.Rule, f.Severity.String(), f.Path, f.Line, f.Column, f.EndLine, f.End, f.Match, f.Message, f.Advice, f.HelpLines,
			})
		}
		out.Files = append(out.Files, j)
	}
	return writeJSON(r.w, out)
}

// The signs that GitHub's workflow commands keep for themselves.
var (
	githubData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// github is a workflow command for each finding. Columns stand only where the
// match is on one line.
func (r *checkReport) github() error {
	for _, file := range r.files {
		for _, f := range file.findings {
			command := map[composer.Severity]string{composer.Warning: "warning", composer.Suggestion: "notice"}[f.Severity]
			at := stretchOf(f)
			r.put("::", cmp.Or(command, "error"), " file=", githubProperty.Replace(file.name), ",line=", strconv.Itoa(at.line))
			if at.endLine > at.line {
				r.put(",endLine=", strconv.Itoa(at.endLine))
			} else {
				r.put(",col=", strconv.Itoa(at.column), ",endColumn=", strconv.Itoa(at.endColumn))
			}
			r.put(",title=", githubProperty.Replace(f.Rule), "::", githubData.Replace(said(f)), "\n")
		}
	}
	return nil
}
