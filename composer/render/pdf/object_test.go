package pdf

import (
	"bytes"
	"compress/zlib"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// The objects of a PDF, as our tests read them: nil, bool, int, float64, name,
// str, array, dict, pointer and *stream.
type (
	name    string
	str     string
	array   []any
	dict    map[name]any
	pointer int
	stream  struct {
		dict dict
		data []byte // inflated
	}
)

// An archive is a file taken apart.
type archive struct {
	head    string // the first two lines
	objects map[int]any
	trailer dict
}

// of is what v points to, or v.
func (a *archive) of(v any) any {
	for range 10 {
		p, ok := v.(pointer)
		if !ok {
			return v
		}
		v = a.objects[int(p)]
	}
	return nil
}

// dict is v as a dictionary, that of a stream too; nil if it is none.
func (a *archive) dict(v any) dict {
	switch v := a.of(v).(type) {
	case dict:
		return v
	case *stream:
		return v.dict
	}
	return nil
}

func (a *archive) array(v any) array {
	l, _ := a.of(v).(array)
	return l
}

func (a *archive) stream(v any) *stream {
	s, _ := a.of(v).(*stream)
	return s
}

func (a *archive) name(v any) name {
	n, _ := a.of(v).(name)
	return n
}

func (a *archive) int(v any) (int, bool) {
	n, ok := a.of(v).(int)
	return n, ok
}

func (a *archive) text(v any) string {
	s, _ := a.of(v).(str)
	return decodeText(string(s))
}

func (a *archive) catalog() dict { return a.dict(a.trailer["Root"]) }

// pages are the pages in their order, by the numbers of their objects.
func (a *archive) pages() []int {
	var pages []int
	var walk func(v any, depth int)
	walk = func(v any, depth int) {
		p, ok := v.(pointer)
		d := a.dict(v)
		if !ok || d == nil || depth > 10 {
			return
		}
		if a.name(d["Type"]) == "Page" {
			pages = append(pages, int(p))
		}
		for _, k := range a.array(d["Kids"]) {
			walk(k, depth+1)
		}
	}
	walk(a.catalog()["Pages"], 0)
	return pages
}

// A scanner reads objects.
type scanner struct {
	b  []byte
	at int
}

var errEnd = errors.New("the end")

func isSpace(c byte) bool { return strings.IndexByte(" \t\r\n\f\x00", c) >= 0 }

func isDelimiter(c byte) bool { return isSpace(c) || strings.IndexByte("()<>[]{}/%", c) >= 0 }

func (s *scanner) space() {
	for s.at < len(s.b) && isSpace(s.b[s.at]) {
		s.at++
	}
}

// A verb is a token that is no object, such as an operator.
type verb string

// next reads the next object or word.
func (s *scanner) next() (any, error) {
	s.space()
	if s.at >= len(s.b) {
		return nil, errEnd
	}
	rest := s.b[s.at:]
	switch c := rest[0]; {
	case c == '/':
		n := 1
		for n < len(rest) && !isDelimiter(rest[n]) {
			n++
		}
		s.at += n
		return name(rest[1:n]), nil
	case c == '(':
		return s.literal()
	case bytes.HasPrefix(rest, []byte("<<")):
		s.at += 2
		return s.dict()
	case c == '<':
		end := bytes.IndexByte(rest, '>')
		if end < 0 {
			return nil, errors.New("a string without an end")
		}
		s.at += end + 1
		out, err := hex.DecodeString(string(rest[1:end]))
		return str(out), err
	case c == '[':
		s.at++
		list := array{}
		for {
			v, err := s.object()
			if err != nil {
				return nil, err
			}
			if v == verb("]") {
				return list, nil
			}
			list = append(list, v)
		}
	case c == ']':
		s.at++
		return verb("]"), nil
	case bytes.HasPrefix(rest, []byte(">>")):
		s.at += 2
		return verb(">>"), nil
	}
	n := 0
	for n < len(rest) && !isDelimiter(rest[n]) {
		n++
	}
	if n == 0 {
		return nil, fmt.Errorf("%q stands at %d", rest[0], s.at)
	}
	s.at += n
	return atom(string(rest[:n])), nil
}

func atom(w string) any {
	switch w {
	case "true", "false":
		return w == "true"
	case "null":
		return nil
	}
	if n, err := strconv.Atoi(w); err == nil {
		return n
	}
	if f, err := strconv.ParseFloat(w, 64); err == nil {
		return f
	}
	return verb(w)
}

// object is next, where "1 0 R" is one object.
func (s *scanner) object() (any, error) {
	v, err := s.next()
	n, ok := v.(int)
	if err != nil || !ok || n < 0 {
		return v, err
	}
	at := s.at
	if zero, err := s.next(); err == nil && zero == 0 {
		if r, err := s.next(); err == nil && r == verb("R") {
			return pointer(n), nil
		}
	}
	s.at = at
	return v, nil
}

func (s *scanner) literal() (any, error) {
	var out []byte
	depth := 0
	for ; s.at < len(s.b); s.at++ {
		switch c := s.b[s.at]; c {
		case '(':
			if depth++; depth == 1 {
				continue
			}
		case ')':
			if depth--; depth == 0 {
				s.at++
				return str(out), nil
			}
		case '\\':
			s.at++
			if e := strings.IndexByte("nrtbf", s.b[s.at]); e >= 0 {
				out = append(out, "\n\r\t\b\f"[e])
				continue
			}
		}
		out = append(out, s.b[s.at])
	}
	return nil, errors.New("a string without an end")
}

func (s *scanner) dict() (any, error) {
	d := dict{}
	for {
		key, err := s.next()
		if err != nil {
			return nil, err
		}
		if key == verb(">>") {
			return d, nil
		}
		n, ok := key.(name)
		if !ok {
			return nil, fmt.Errorf("%v is no key", key)
		}
		if _, ok := d[n]; ok {
			return nil, fmt.Errorf("%s stands twice in a dictionary", n)
		}
		if d[n], err = s.object(); err != nil {
			return nil, err
		}
	}
}

// indirect reads the object n that begins at at.
func indirect(file []byte, n, at int) (any, error) {
	start := fmt.Sprintf("%d 0 obj\n", n)
	if at < 0 || at >= len(file) || !bytes.HasPrefix(file[at:], []byte(start)) {
		return nil, fmt.Errorf("object %d is not at %d", n, at)
	}
	s := &scanner{file, at + len(start)}
	v, err := s.object()
	if err != nil {
		return nil, fmt.Errorf("object %d: %w", n, err)
	}
	d, ok := v.(dict)
	if !ok || !bytes.HasPrefix(file[s.at:], []byte("\nstream\n")) {
		return v, nil
	}
	size, ok := d["Length"].(int)
	from := s.at + len("\nstream\n")
	if !ok || from+size > len(file) || !bytes.HasPrefix(file[from+size:], []byte("\nendstream\nendobj\n")) {
		return nil, fmt.Errorf("object %d: its stream has another length", n)
	}
	data := file[from : from+size]
	if d["Filter"] == name("FlateDecode") {
		r, err := zlib.NewReader(bytes.NewReader(data))
		if err != nil {
			return nil, fmt.Errorf("object %d: %w", n, err)
		}
		if data, err = io.ReadAll(r); err != nil {
			return nil, fmt.Errorf("object %d: %w", n, err)
		}
	}
	return &stream{d, data}, nil
}

// readFile takes a file of ours apart, by its own table of objects.
func readFile(file []byte) (*archive, error) {
	a := &archive{objects: map[int]any{}}
	lines := bytes.SplitAfterN(file, []byte("\n"), 3)
	if len(lines) < 3 {
		return nil, errors.New("a file of a line")
	}
	a.head = string(lines[0]) + string(lines[1])
	end := bytes.LastIndex(file, []byte("startxref\n"))
	if end < 0 || !bytes.HasSuffix(file, []byte("\n%%EOF\n")) {
		return nil, errors.New("the file does not end as a PDF does")
	}
	var start int
	if _, err := fmt.Sscanf(string(file[end:]), "startxref\n%d\n", &start); err != nil || start > end {
		return nil, fmt.Errorf("startxref: %w", err)
	}
	if bytes.HasPrefix(file[start:], []byte("xref\n")) {
		return a, a.plain(file, start)
	}
	number, _, _ := strings.Cut(string(file[start:start+12]), " ")
	n, err := strconv.Atoi(number)
	if err != nil {
		return nil, err
	}
	v, err := indirect(file, n, start)
	if err != nil {
		return nil, err
	}
	table, ok := v.(*stream)
	if !ok || table.dict["Type"] != name("XRef") || len(table.data)%8 != 0 || table.dict["Size"] != len(table.data)/8 {
		return nil, errors.New("the table of objects has another shape")
	}
	a.trailer = table.dict
	return a, a.packed(file, table.data)
}

// packed reads the objects by a table of ours.
func (a *archive) packed(file, table []byte) error {
	bodies := map[int][]any{} // of the streams of objects
	for n := 1; 8*n < len(table); n++ {
		row := table[8*n:]
		where := int(row[1])<<32 | int(row[2])<<24 | int(row[3])<<16 | int(row[4])<<8 | int(row[5])
		rank := int(row[6])<<8 | int(row[7])
		switch row[0] {
		case 1:
			v, err := indirect(file, n, where)
			if err != nil {
				return err
			}
			s, ok := v.(*stream)
			if !ok {
				return fmt.Errorf("object %d is not packed", n)
			}
			if s.dict["Type"] != name("XRef") && s.dict["Type"] != name("ObjStm") {
				a.objects[n] = v
			}
		case 2:
			if bodies[where] == nil {
				at := table[8*where:]
				v, err := indirect(file, where, int(at[1])<<32|int(at[2])<<24|int(at[3])<<16|int(at[4])<<8|int(at[5]))
				if err != nil {
					return err
				}
				if bodies[where], err = unpack(v.(*stream)); err != nil {
					return err
				}
			}
			if 2*rank+1 >= len(bodies[where]) || bodies[where][2*rank] != n {
				return fmt.Errorf("object %d is not in stream %d at %d", n, where, rank)
			}
			a.objects[n] = bodies[where][2*rank+1]
		default:
			return fmt.Errorf("object %d is free", n)
		}
	}
	return nil
}

// unpack is the numbers and the objects in s, one after the other.
func unpack(s *stream) ([]any, error) {
	first, _ := s.dict["First"].(int)
	count, _ := s.dict["N"].(int)
	if first <= 0 || first > len(s.data) {
		return nil, errors.New("a stream of objects has no first one")
	}
	head := &scanner{s.data[:first], 0}
	var all []any
	for range count {
		n, err := head.next()
		if err != nil {
			return nil, err
		}
		at, err := head.next()
		if err != nil {
			return nil, err
		}
		body := &scanner{s.data, first + at.(int)}
		v, err := body.object()
		if err != nil {
			return nil, fmt.Errorf("object %d: %w", n, err)
		}
		all = append(all, n, v)
	}
	return all, nil
}

// plain reads the objects by a table of the old kind, which bytes writes.
func (a *archive) plain(file []byte, start int) error {
	rows := strings.Split(string(file[start:]), "\n")
	n, err := strconv.Atoi(strings.TrimPrefix(rows[1], "0 "))
	if err != nil {
		return err
	}
	for k := 1; k < n; k++ {
		at, err := strconv.Atoi(rows[2+k][:10])
		if err != nil {
			return err
		}
		if rows[2+k][17] == 'f' {
			continue
		}
		if a.objects[k], err = indirect(file, k, at); err != nil {
			return err
		}
	}
	s := &scanner{file, bytes.LastIndex(file, []byte("trailer\n")) + len("trailer\n")}
	v, err := s.object()
	a.trailer, _ = v.(dict)
	return err
}

// bytes puts the file together again, with streams as they are.
func (a *archive) bytes() []byte {
	var b bytes.Buffer
	b.WriteString(a.head)
	last := 0
	for n := range a.objects {
		last = max(last, n)
	}
	rows := make([]string, last+1)
	for n := range rows {
		v, ok := a.objects[n]
		if !ok {
			rows[n] = "0000000000 65535 f "
			continue
		}
		rows[n] = fmt.Sprintf("%010d 00000 n ", b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n", n)
		if s, ok := v.(*stream); ok {
			d := maps.Clone(s.dict)
			delete(d, "Filter")
			d["Length"] = len(s.data)
			fmt.Fprintf(&b, "%s\nstream\n%s\nendstream", written(d), s.data)
		} else {
			b.WriteString(written(v))
		}
		b.WriteString("\nendobj\n")
	}
	start := b.Len()
	t := dict{"Size": last + 1}
	for _, k := range []name{"Root", "Info", "ID", "Encrypt"} {
		if v, ok := a.trailer[k]; ok {
			t[k] = v
		}
	}
	fmt.Fprintf(&b, "xref\n0 %d\n%s\ntrailer\n%s\nstartxref\n%d\n%%%%EOF\n", len(rows), strings.Join(rows, "\n"), written(t), start)
	return b.Bytes()
}

// written is an object as it stands in a file.
func written(v any) string {
	switch v := v.(type) {
	case name:
		return "/" + string(v)
	case str:
		if strings.TrimFunc(string(v), func(r rune) bool { return r >= ' ' && r < 0x7f }) == "" {
			return literal(string(v))
		}
		return fmt.Sprintf("<%X>", string(v))
	case pointer:
		return fmt.Sprintf("%d 0 R", v)
	case array:
		var parts []string
		for _, e := range v {
			parts = append(parts, written(e))
		}
		return "[" + strings.Join(parts, " ") + "]"
	case dict:
		var parts []string
		for _, k := range slices.Sorted(maps.Keys(v)) {
			parts = append(parts, "/"+string(k)+" "+written(v[k]))
		}
		return "<<" + strings.Join(parts, " ") + ">>"
	case nil:
		return "null"
	}
	return fmt.Sprint(v)
}

// decodeText is a text string in UTF-8.
func decodeText(s string) string {
	u, ok := strings.CutPrefix(s, "\xfe\xff")
	if !ok {
		return s
	}
	return decodeUTF16(u)
}
