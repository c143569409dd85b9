// Package table reads the rows of a table, each the answers to one document.
//
//	t, err := table.Read("letters.csv", file)
//	row, err := t.Next()
//	answers, problems := table.Columns{}.Answers(kind, row)
//
// A table is CSV, JSON Lines, a JSON array, a stream of YAML documents, or a
// folder of answers files. Its rows are read one after the other: no more than
// one is held.
package table

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"amends/composer"
)

// MaxRow is the size in bytes beyond which a row ends the reading of a table.
const MaxRow = composer.MaxAnswers

// A Row is one row of a table.
type Row struct {
	Number  int               // as a spreadsheet counts: the row of names is the first. Otherwise the first is 1
	Line    int               // of the file, where the row begins; 0 of a folder
	File    string            // of a folder: the file's name
	Answers *composer.Answers // what stands in the row, by the names of its columns
	Column  string            // where Err is; empty where it is the whole row
	Err     error             // why it cannot be read; others can
}

// Get is the text that stands in a column of the row, in one line; false where
// the row has no such column, or no text in it.
func (r Row) Get(column string) (string, bool) {
	if r.Answers == nil {
		return "", false
	}
	text := ""
	switch column {
	case "kind":
		text = r.Answers.Kind
	case "version":
		text = r.Answers.Version
	case "language":
		text = r.Answers.Language
	}
	if text != "" {
		return text, true
	}
	i := slices.IndexFunc(r.Answers.Values, func(n composer.Named) bool { return n.Name == column })
	if i < 0 || r.Answers.Values[i].Value.Shape != composer.Scalar {
		return "", false
	}
	return strings.Join(strings.Fields(r.Answers.Values[i].Value.Text), " "), true
}

// A Reader reads a table.
type Reader struct {
	columns []string
	next    func() (Row, error)
}

// Columns is the names of the columns; none where each row has its own.
func (r *Reader) Columns() []string { return r.columns }

// Next reads one row. At the end the error is [io.EOF]. Another error, a
// [composer.SyntaxError] or one of reading, says that what follows cannot be
// told apart; what is wrong with one row stands in the row.
func (r *Reader) Next() (Row, error) { return r.next() }

// Read reads the table in a file. How it is read says the ending of its name,
// or else its beginning. name stands in positions and errors.
func Read(name string, file io.Reader) (*Reader, error) {
	l := &limited{in: file, left: MaxRow}
	in := bufio.NewReaderSize(&lineEnds{in: l}, 64<<10)
	if mark, _ := in.Peek(3); string(mark) == "\ufeff" {
		if _, err := in.Discard(3); err != nil {
			return nil, err
		}
	} else if len(mark) > 1 && (mark[0] == 0xff && mark[1] == 0xfe || mark[0] == 0xfe && mark[1] == 0xff) {
		return nil, fault(name, 1, "this is UTF-16; save the table as UTF-8, in Excel as \"CSV UTF-8\"")
	}
	head, err := firstLine(in)
	if err != nil {
		return nil, err
	}
	c := &chunks{name: name, in: in, limit: l}
	switch formOf(name, head) {
	case jsonLines:
		return c.reader(c.line, true), nil
	case jsonValues:
		return c.reader(c.object, true), nil
	case yamlStream:
		return c.reader(c.document, false), nil
	}
	return readCSV(name, in, l, head)
}

// fault is what is wrong with a line of a table.
func fault(name string, line int, what string) error {
	return &composer.SyntaxError{Position: composer.Position{Source: name, Line: line}, What: what}
}

type form int

const (
	commas form = iota
	jsonLines
	jsonValues // one array, or objects one after the other
	yamlStream
)

// formOf is the form of a table with this name, which begins with head.
func formOf(name string, head []byte) form {
	text := bytes.TrimSpace(head)
	switch strings.ToLower(filepath.Ext(name)) {
	case ".csv", ".tsv", ".tab":
		return commas
	case ".jsonl", ".ndjson":
		return jsonLines
	case ".yaml", ".yml":
		return yamlStream
	}
	switch {
	case bytes.HasPrefix(text, []byte("{")) && bytes.HasSuffix(text, []byte("}")):
		return jsonLines
	case bytes.HasPrefix(text, []byte("{")), bytes.HasPrefix(text, []byte("[")), strings.EqualFold(filepath.Ext(name), ".json"):
		return jsonValues
	case isYAML(text):
		return yamlStream
	}
	return commas
}

// isYAML reports whether a line is one of YAML: a mark or a comment, or a
// name with a colon and no cell behind it.
func isYAML(line []byte) bool {
	name, rest, ok := bytes.Cut(line, []byte(":"))
	return isMarker(line, "---") || bytes.HasPrefix(line, []byte("#")) ||
		ok && (len(rest) == 0 || rest[0] == ' ') && !bytes.ContainsAny(name, ",;\t\" ")
}

// firstLine is the first line that is not empty, or as much of it as is read
// at once. Nothing of it is taken.
func firstLine(in *bufio.Reader) ([]byte, error) {
	for n := 1; ; n = in.Buffered() + 1 {
		_, err := in.Peek(n)
		text, _ := in.Peek(in.Buffered())
		if line, _, ok := bytes.Cut(bytes.TrimLeft(text, " \t\n"), []byte("\n")); ok || err != nil {
			if errors.Is(err, bufio.ErrBufferFull) || errors.Is(err, io.EOF) {
				err = nil
			}
			return line, err
		}
	}
}

var errTooLong = errors.New("a row is too long")

// tooLong says of the row that begins in a line that it has no end.
func tooLong(name string, line int) error {
	return fault(name, line, "the row that begins here has more than 4 MB; look for a quote that is not closed")
}

// limited reads until more was read than a row can have.
type limited struct {
	in   io.Reader
	left int
}

// more lets another row be read.
func (l *limited) more() { l.left = MaxRow }

// Read reads from what is limited.
func (l *limited) Read(b []byte) (int, error) {
	if l.left <= 0 {
		return 0, errTooLong
	}
	n, err := l.in.Read(b[:min(len(b), l.left)])
	l.left -= n
	return n, err
}

// lineEnds writes each way in which a file ends its lines as "\n".
type lineEnds struct {
	in      io.Reader
	pending bool // the last sign was "\r", which stands for "\n"
}

// Read reads and changes the ends of lines.
func (l *lineEnds) Read(b []byte) (int, error) {
	for {
		n, err := l.in.Read(b)
		if !l.pending && bytes.IndexByte(b[:n], '\r') < 0 {
			return n, err
		}
		out := b[:0]
		for _, c := range b[:n] {
			switch {
			case c == '\n' && l.pending:
				l.pending = false
				continue
			case c == '\r':
				l.pending = true
				c = '\n'
			default:
				l.pending = false
			}
			out = append(out, c)
		}
		if len(out) > 0 || err != nil {
			return len(out), err
		}
	}
}
