package table

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"amends/composer"
)

// chunks cuts a file into parts, each the answers of one row.
type chunks struct {
	name  string
	in    *bufio.Reader
	limit *limited
	lines int    // how many have been read
	mark  []byte // of a stream: the line, read last, that marks the beginning of the next document
	begun bool   // of objects: the first bracket or brace was read
	array bool   // of objects: they stand in an array that was not closed yet
}

// reader reads the parts that cut gives, with the line where each begins.
func (c *chunks) reader(cut func() (part []byte, line int, err error), isJSON bool) *Reader {
	number := 0
	return &Reader{next: func() (Row, error) {
		c.limit.more()
		part, line, err := cut()
		if errors.Is(err, errTooLong) {
			return Row{}, tooLong(c.name, line)
		}
		if err != nil {
			return Row{}, err
		}
		number++
		row := Row{Number: number, Line: line}
		row.Answers, row.Err = composer.ReadPart(composer.Position{Source: c.name, Line: line}, part, isJSON)
		return row, nil
	}}
}

// read is one line with its end. An error comes alone.
func (c *chunks) read() ([]byte, error) {
	var line []byte
	for {
		part, err := c.in.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case err == nil, errors.Is(err, io.EOF) && len(line) > 0:
			c.lines++
			return line, nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, err
		}
	}
}

// line is one line that is not empty.
func (c *chunks) line() ([]byte, int, error) {
	for {
		line, err := c.read()
		if err != nil {
			return nil, c.lines + 1, err
		}
		if len(bytes.TrimSpace(line)) > 0 {
			return line, c.lines, nil
		}
	}
}

// document is one document of a stream of YAML, with the line that marks its
// beginning.
func (c *chunks) document() ([]byte, int, error) {
	text, begin, full := c.mark, c.lines, saysMore(c.mark)
	if c.mark = nil; text == nil {
		begin++
	}
	for {
		line, err := c.read()
		switch {
		case errors.Is(err, io.EOF) && full:
			return text, begin, nil
		case err != nil:
			return nil, begin, err
		case isMarker(line, "---") && full:
			c.mark = line
			return text, begin, nil
		case isMarker(line, "---"):
			text, begin, full = nil, c.lines, saysMore(line)
		case isMarker(line, "...") && full:
			return text, begin, nil
		case isMarker(line, "..."):
			text, begin = nil, c.lines+1
			continue
		case len(bytes.TrimSpace(line)) > 0 && !isComment(line):
			full = true
		}
		text = append(text, line...)
	}
}

// saysMore reports whether there is something behind the mark in a line that
// begins a document.
func saysMore(mark []byte) bool {
	rest := bytes.TrimPrefix(mark, []byte("---"))
	return len(bytes.TrimSpace(rest)) > 0 && !isComment(rest)
}

// isMarker reports whether a line begins with a mark of YAML.
func isMarker(line []byte, mark string) bool {
	rest, ok := bytes.CutPrefix(line, []byte(mark))
	return ok && (len(rest) == 0 || strings.IndexByte(" \t\n", rest[0]) >= 0)
}

func isComment(line []byte) bool { return bytes.HasPrefix(bytes.TrimSpace(line), []byte("#")) }

// object is one object of an array, or of objects one after the other.
func (c *chunks) object() ([]byte, int, error) {
	for {
		b, err := c.in.ReadByte()
		switch {
		case errors.Is(err, io.EOF) && c.array:
			return nil, c.lines + 1, fault(c.name, c.lines+1, "the array is not closed: look for a missing bracket at the end")
		case err != nil:
			return nil, c.lines + 1, err
		case b == '\n':
			c.lines++
		case b == ' ', b == '\t', b == ',' && c.array:
		case b == '[' && !c.begun:
			c.begun, c.array = true, true
		case b == ']' && c.array:
			c.array = false
			return nil, c.lines + 1, c.rest()
		case b == '{':
			c.begun = true
			return c.braces()
		default:
			return nil, c.lines + 1, fault(c.name, c.lines+1, "a row is an object in braces, with the names of the columns")
		}
	}
}

// rest is [io.EOF] where nothing but white space follows.
func (c *chunks) rest() error {
	for {
		b, err := c.in.ReadByte()
		switch {
		case err != nil:
			return err
		case b == '\n':
			c.lines++
		case b != ' ' && b != '\t':
			return fault(c.name, c.lines+1, "nothing may follow the closing bracket")
		}
	}
}

// braces is an object whose first brace was read.
func (c *chunks) braces() ([]byte, int, error) {
	text := []byte{'{'}
	begin, depth, quoted, escaped := c.lines+1, 1, false, false
	for depth > 0 {
		b, err := c.in.ReadByte()
		switch {
		case errors.Is(err, io.EOF):
			return nil, begin, fault(c.name, begin, "this is not JSON: look for a missing quote, comma or brace")
		case err != nil:
			return nil, begin, err
		case b == '\n':
			c.lines++
		}
		switch {
		case escaped:
			escaped = false
		case b == '\\' && quoted:
			escaped = true
		case b == '"':
			quoted = !quoted
		case quoted:
		case b == '{', b == '[':
			depth++
		case b == '}', b == ']':
			depth--
		}
		text = append(text, b)
	}
	return text, begin, nil
}

// Folder reads the answers files of a folder, in the order of their names.
func Folder(fsys fs.FS) (*Reader, error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if slices.Contains([]string{".yaml", ".yml", ".json"}, strings.ToLower(path.Ext(e.Name()))) && !e.IsDir() && !strings.HasPrefix(e.Name(), ".") {
			names = append(names, e.Name())
		}
	}
	number := 0
	return &Reader{next: func() (Row, error) {
		if number == len(names) {
			return Row{}, io.EOF
		}
		row := Row{File: names[number]}
		number++
		row.Number = number
		row.Answers, row.Err = readFile(fsys, row.File)
		return row, nil
	}}, nil
}

// readFile reads one answers file, if it is one: what has no end is not read.
func readFile(fsys fs.FS, name string) (*composer.Answers, error) {
	unreadable := func(err error) error {
		var at *fs.PathError
		if errors.As(err, &at) {
			err = at.Err
		}
		return fmt.Errorf("%s: %w", name, err)
	}
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return nil, unreadable(err)
	}
	if !info.Mode().IsRegular() {
		return nil, unreadable(errors.New("it is not a regular file"))
	}
	f, err := fsys.Open(name)
	if err != nil {
		return nil, unreadable(err)
	}
	defer f.Close()
	return composer.ReadAnswers(name, f)
}
