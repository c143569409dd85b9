package form

import (
	"bytes"
	"errors"
)

// What is too large to be a form that somebody filled in.
const (
	maxFile     = 32 << 20 // bytes of a PDF
	maxInflated = 64 << 20 // bytes of all that is inflated
	maxObjects  = 1 << 20
	maxRow      = 1 << 16 // bytes of a row that is predicted from the one above
)

var (
	errBroken   = errors.New("this PDF is damaged, and what was filled in cannot be read")
	errTooLarge = errors.New("a filled form has at most 32 MB, and 64 MB unpacked")
	errNoPDF    = errors.New("this is no PDF")
)

// A file is a PDF whose objects are read as they are asked for.
type file struct {
	data     []byte
	places   map[int]place
	trailer  dict
	objects  map[int]any
	streams  map[int][]any // by its number, what an object stream holds
	loading  map[int]bool  // so that no object needs itself
	inflated int
	used     budget
	rebuilt  bool
}

// A place is where an object stands: in the file, or in an object stream.
type place struct {
	offset int
	in     int // the number of the object stream; 0 for none
	free   bool
}

// open reads the tables of a PDF. Where they are damaged they are made anew
// from what stands in the file.
func open(data []byte) (*file, error) {
	if len(data) > maxFile {
		return nil, errTooLarge
	}
	head := bytes.Index(data[:min(len(data), 1024)], []byte("%PDF-"))
	if head < 0 {
		return nil, errNoPDF
	}
	f := &file{data: data[head:]}
	f.reset()
	if err := f.tables(); err != nil || f.catalog() == nil {
		if errors.Is(err, errTooLarge) {
			return nil, err
		}
		if err := f.rebuild(); err != nil {
			return nil, err
		}
	}
	if f.of(f.trailer["Encrypt"]) != nil {
		return nil, ErrLocked
	}
	if f.catalog() == nil {
		return nil, errBroken
	}
	return f, nil
}

func (f *file) reset() {
	f.places, f.trailer, f.objects = map[int]place{}, dict{}, map[int]any{}
	f.streams, f.loading = map[int][]any{}, map[int]bool{}
}

func (f *file) catalog() dict { return f.dict(f.trailer["Root"]) }

func (f *file) scan(offset int) *scanner {
	if offset < 0 || offset > len(f.data) {
		offset = len(f.data)
	}
	return &scanner{b: f.data, at: offset, used: &f.used}
}

// of is what v points to, or v.
func (f *file) of(v any) any {
	for range 20 {
		n, ok := v.(ref)
		if !ok {
			return v
		}
		v = f.load(int(n))
	}
	return nil
}

func (f *file) load(n int) any {
	if v, ok := f.objects[n]; ok {
		return v
	}
	p, ok := f.places[n]
	if !ok || p.free || f.loading[n] || len(f.loading) > maxNesting {
		return nil
	}
	f.loading[n] = true
	defer delete(f.loading, n)
	var v any
	if p.in == 0 {
		v = f.objectAt(p.offset, n)
	} else if held := f.held(p.in); p.offset < len(held) {
		v = held[p.offset]
	}
	f.objects[n] = v
	return v
}

// held is the objects of an object stream.
func (f *file) held(n int) []any {
	if held, ok := f.streams[n]; ok {
		return held
	}
	f.streams[n] = nil
	if f.places[n].in > 0 {
		return nil // no object stream lies in another
	}
	st, _ := f.load(n).(*stream)
	if st == nil {
		return nil
	}
	data, err := f.inflate(st)
	first, _ := f.of(st.dict["First"]).(int)
	if err != nil || first < 0 {
		return nil
	}
	s := &scanner{b: data, used: &f.used}
	var held []any
	for range f.numbers(st) {
		_, _ = s.next()
		at, _ := s.next()
		offset, ok := at.(int)
		var v any
		if ok && offset >= 0 && first < len(data) && offset < len(data)-first {
			v, _ = (&scanner{b: data, at: first + offset, used: &f.used}).next()
		}
		held = append(held, v)
	}
	f.streams[n] = held
	return held
}

// objectAt reads the object n at an offset; -1 is any. Where another stands
// there the tables are wrong, and are made anew.
func (f *file) objectAt(offset, n int) any {
	s := f.scan(offset)
	number, _ := s.next()
	_, _ = s.next()
	obj, _ := s.next()
	if obj != word("obj") || n >= 0 && number != n {
		if !f.rebuilt && n >= 0 {
			trailer := f.trailer
			if f.rebuild() == nil {
				for k, v := range trailer {
					if _, ok := f.trailer[k]; !ok {
						f.trailer[k] = v
					}
				}
				delete(f.loading, n)
				return f.load(n)
			}
		}
		return nil
	}
	v, err := s.next()
	if err != nil {
		return nil
	}
	d, ok := v.(dict)
	if !ok {
		if _, stray := v.(word); stray {
			return nil
		}
		return v
	}
	at := s.at
	if w, _ := s.next(); w != word("stream") {
		s.at = at
		return d
	}
	return &stream{d, f.raw(d, s.at)}
}

// raw is the bytes of a stream that begins behind the word at. A length that
// cannot be is not believed.
func (f *file) raw(d dict, at int) []byte {
	if at < len(f.data) && f.data[at] == '\r' {
		at++
	}
	if at < len(f.data) && f.data[at] == '\n' {
		at++
	}
	rest := f.data[at:]
	if n, ok := f.of(d["Length"]).(int); ok && n >= 0 && n <= len(rest) {
		behind := bytes.TrimLeft(rest[n:min(n+20, len(rest))], " \r\n\t")
		if bytes.HasPrefix(behind, []byte("endstream")) {
			return rest[:n]
		}
	}
	if f.used.spent() {
		return nil
	}
	if end := bytes.Index(rest, []byte("endstream")); end >= 0 {
		rest = rest[:end]
	}
	f.used.bytes += len(rest)
	return rest
}

// dict is v as a dictionary, that of a stream too; nil if it is none.
func (f *file) dict(v any) dict {
	switch v := f.of(v).(type) {
	case dict:
		return v
	case *stream:
		return v.dict
	}
	return nil
}

func (f *file) array(v any) array {
	a, _ := f.of(v).(array)
	return a
}
