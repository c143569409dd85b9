package table

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"amends/composer"
)

// maxColumns is more than the widest spreadsheet has of use.
const maxColumns = 1000

// readCSV reads a table whose rows are lines of cells. Its first row names the
// columns; head is the first line.
func readCSV(name string, in *bufio.Reader, limit *limited, head []byte) (*Reader, error) {
	comma, told := separator(head)
	t := &cells{name: name, comma: comma, lines: &chunks{name: name, in: in, limit: limit}}
	record, err := t.record()
	if told && err == nil { // Excel's "sep=;"
		record, err = t.record()
	}
	switch {
	case errors.Is(err, io.EOF):
		return nil, fault(name, 1, "the table is empty; its first row names the columns")
	case err != nil:
		return nil, err
	case len(record) > maxColumns:
		return nil, fault(name, t.line, fmt.Sprintf("there are more than %d columns", maxColumns))
	}
	for i, c := range record {
		column := strings.TrimSpace(strings.ReplaceAll(c.text, "\n", " "))
		switch {
		case !utf8.ValidString(column):
			return nil, fault(name, t.line, notUTF8)
		case column != "" && slices.Contains(t.columns, column):
			return nil, fault(name, t.line, fmt.Sprintf("two columns have the same name, %q; change one of them", column))
		case column == "":
			column = "column " + strconv.Itoa(i+1)
		}
		t.columns = append(t.columns, column)
	}
	return &Reader{columns: t.columns, next: t.next}, nil
}

const notUTF8 = "this is not text in UTF-8; save the table as UTF-8, in Excel as \"CSV UTF-8\""

// separator is what stands between the cells of a line; told where the line
// says nothing else.
func separator(head []byte) (comma byte, told bool) {
	if rest, ok := bytes.CutPrefix(head, []byte("sep=")); ok && len(rest) == 1 && bytes.IndexByte([]byte(",;\t|"), rest[0]) >= 0 {
		return rest[0], true
	}
	counts := map[byte]int{}
	quoted := false
	for _, c := range head {
		if c == '"' {
			quoted = !quoted
		} else if !quoted {
			counts[c]++
		}
	}
	comma = ','
	for _, c := range []byte(";\t") {
		if counts[c] > 0 && counts[c] >= counts[comma] {
			comma = c
		}
	}
	return comma, false
}

// cells reads rows of cells. Package encoding/csv either takes no quote in a
// cell that has none around it, or lets an open one run to the end of the file.
type cells struct {
	name    string
	comma   byte
	lines   *chunks
	columns []string
	number  int // of the row read last
	line    int // where it begins
}

// A cell is a text and the line where it begins.
type cell struct {
	text string
	line int
}

// record reads one row that has anything in it.
func (t *cells) record() ([]cell, error) {
	for {
		t.lines.limit.more()
		t.line = t.lines.lines + 1
		record, err := t.parse()
		if errors.Is(err, errTooLong) {
			err = tooLong(t.name, t.line)
		}
		if err != nil {
			return nil, err
		}
		t.number++ // rows without anything count in a spreadsheet too
		if slices.ContainsFunc(record, func(c cell) bool { return strings.TrimSpace(c.text) != "" }) {
			return record, nil
		}
	}
}

// parse reads one row, which goes over several lines where a cell in quotes
// does.
func (t *cells) parse() ([]cell, error) {
	line, err := t.lines.read()
	if err != nil {
		return nil, err
	}
	var record []cell
	for {
		c := cell{line: t.lines.lines}
		if len(line) == 0 || line[0] != '"' {
			n := bytes.IndexByte(line, t.comma)
			if n < 0 {
				c.text = string(bytes.TrimSuffix(line, []byte("\n")))
				return append(record, c), nil
			}
			c.text, line = string(line[:n]), line[n+1:]
			record = append(record, c)
			continue
		}
		if c.text, line, err = t.quoted(line[1:]); err != nil {
			return nil, err
		}
		record = append(record, c)
		switch {
		case len(line) == 0, line[0] == '\n':
			return record, nil
		case line[0] != t.comma:
			return nil, fault(t.name, t.line, quotes)
		}
		line = line[1:]
	}
}

const quotes = "the quotes of the row that begins here do not fit: a cell in quotes ends with its quote, and a quote in it is doubled"

// quoted reads a cell whose first quote was read, and is what stands behind
// its last one.
func (t *cells) quoted(line []byte) (text string, rest []byte, err error) {
	var out strings.Builder
	for {
		n := bytes.IndexByte(line, '"')
		switch {
		case n < 0:
			out.Write(line)
			if line, err = t.lines.read(); errors.Is(err, io.EOF) {
				err = fault(t.name, t.line, quotes)
			}
			if err != nil {
				return "", nil, err
			}
		case n+1 < len(line) && line[n+1] == '"':
			out.Write(line[:n+1])
			line = line[n+2:]
		default:
			out.Write(line[:n])
			return out.String(), line[n+1:], nil
		}
	}
}

func (t *cells) next() (Row, error) {
	record, err := t.record()
	if err != nil {
		return Row{}, err
	}
	row := Row{Number: t.number, Line: t.line, Answers: &composer.Answers{}}
	for i, c := range record {
		switch {
		case i >= len(t.columns):
			if strings.TrimSpace(c.text) != "" {
				row.Err = fault(t.name, c.line, fmt.Sprintf("this row has %d cells for %d columns; a cell that holds %s stands in quotes", len(record), len(t.columns), said(t.comma)))
				return row, nil
			}
		case !utf8.ValidString(c.text):
			row.Column, row.Err = t.columns[i], fault(t.name, c.line, notUTF8)
			return row, nil
		default:
			at := composer.Position{Source: t.name, Line: c.line}
			row.Answers.Values = append(row.Answers.Values, composer.Named{Position: at, Name: t.columns[i], Value: composer.Text(c.text, at)})
		}
	}
	return row, nil
}

// said is a separator in words.
func said(comma byte) string {
	if comma == '\t' {
		return "a tab"
	}
	return strconv.Quote(string(rune(comma)))
}
