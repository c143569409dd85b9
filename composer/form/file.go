package form

import (
	"bytes"
	"compress/flate"
	"errors"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
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

// tables reads the tables of objects, the newest first: what it says holds.
func (f *file) tables() error {
	i := bytes.LastIndex(f.data, []byte("startxref"))
	if i < 0 {
		return errBroken
	}
	if objectHead.Match(f.data[i:]) {
		return errBroken // what was added at the end was cut off before its table
	}
	first, _ := f.scan(i + len("startxref")).next()
	seen := map[int]bool{}
	next := []any{first}
	for len(next) > 0 {
		offset, ok := next[0].(int)
		next = next[1:]
		if !ok || offset <= 0 || offset >= len(f.data) {
			return errBroken
		}
		if seen[offset] {
			continue // a loop
		}
		seen[offset] = true
		t, err := f.table(offset)
		if err != nil {
			return err
		}
		for k, v := range t {
			if _, ok := f.trailer[k]; !ok {
				f.trailer[k] = v
			}
		}
		if v, ok := t["Prev"]; ok {
			next = append(next, f.of(v))
		}
	}
	return nil
}

// table reads one table, or a stream that is one, and gives its trailer.
func (f *file) table(offset int) (dict, error) {
	s := f.scan(offset)
	v, err := s.next()
	if err != nil {
		return nil, err
	}
	if v != word("xref") {
		st, _ := f.objectAt(offset, -1).(*stream)
		if st == nil {
			return nil, errBroken
		}
		return st.dict, f.tableStream(st)
	}
	type entry struct {
		n int
		place
	}
	var entries []entry
	for {
		v, err := s.next()
		if err != nil {
			return nil, err
		}
		if v == word("trailer") {
			break
		}
		first, ok := v.(int)
		n, err := s.next()
		count, isCount := n.(int)
		if err != nil || !ok || !isCount || first < 0 || count < 0 || count > maxObjects {
			return nil, errBroken
		}
		for i := range count {
			at, err := s.next()
			if err != nil {
				return nil, err
			}
			if at == word("trailer") { // fewer than was said
				s.at -= len("trailer")
				break
			}
			_, err = s.next()
			use, err2 := s.next()
			offset, ok := at.(int)
			if err != nil || err2 != nil || !ok {
				return nil, errBroken
			}
			entries = append(entries, entry{first + i, place{offset: offset, free: use != word("n")}})
		}
	}
	t, err := s.next()
	d, ok := t.(dict)
	if err != nil || !ok {
		return nil, errBroken
	}
	// What a hybrid file hides from old readers is free in its table.
	if at, ok := d["XRefStm"].(int); ok {
		if st, _ := f.objectAt(at, -1).(*stream); st != nil {
			if err := f.tableStream(st); err != nil {
				return nil, err
			}
		}
	}
	for _, e := range entries {
		f.put(e.n, e.place)
	}
	return d, nil
}

// put keeps where an object stands, unless a newer table says so already.
func (f *file) put(n int, p place) {
	if _, ok := f.places[n]; !ok && len(f.places) < maxObjects {
		f.places[n] = p
	}
}

// tableStream reads a table that is a stream.
func (f *file) tableStream(st *stream) error {
	data, err := f.inflate(st)
	if err != nil {
		return err
	}
	var width [3]int
	w := f.array(st.dict["W"])
	if len(w) < 3 {
		return errBroken
	}
	for i := range width {
		if width[i], _ = w[i].(int); width[i] < 0 || width[i] > 8 {
			return errBroken
		}
	}
	size := width[0] + width[1] + width[2]
	if size == 0 {
		return errBroken
	}
	index := f.array(st.dict["Index"])
	if index == nil {
		index = array{0, st.dict["Size"]}
	}
	number := func(b []byte) int {
		n := 0
		for _, c := range b {
			n = n<<8 | int(c)
		}
		return n
	}
	for i := 0; i+1 < len(index); i += 2 {
		first, ok := index[i].(int)
		count, ok2 := index[i+1].(int)
		if !ok || !ok2 || first < 0 || first > 1<<40 {
			return errBroken
		}
		for n := first; n < first+count && len(data) >= size; n++ {
			a, b, c := data[:width[0]], data[width[0]:width[0]+width[1]], data[width[0]+width[1]:size]
			kind := 1
			if width[0] > 0 {
				kind = number(a)
			}
			switch kind {
			case 1:
				f.put(n, place{offset: number(b)})
			case 2:
				f.put(n, place{in: number(b), offset: number(c)})
			default:
				f.put(n, place{free: true})
			}
			data = data[size:]
		}
	}
	return nil
}

// objectHead is the beginning of an object; its number is wanted.
var objectHead = regexp.MustCompile(`(?:^|[\s])(\d{1,9})[\s]+\d{1,5}[\s]+obj\b`)

// rebuild finds the objects by themselves, the last of each number.
func (f *file) rebuild() error {
	f.rebuilt = true
	f.reset()
	for _, m := range objectHead.FindAllSubmatchIndex(f.data, maxObjects) {
		n, _ := strconv.Atoi(string(f.data[m[2]:m[3]]))
		f.places[n] = place{offset: m[2]}
	}
	at := 0
	for {
		i := bytes.Index(f.data[at:], []byte("trailer"))
		if i < 0 {
			break
		}
		at += i + len("trailer")
		if t, err := f.scan(at).next(); err == nil {
			if d, ok := t.(dict); ok {
				maps.Copy(f.trailer, d)
			}
		}
	}
	// What object streams hold, and what the streams that are tables say.
	for _, n := range slices.SortedFunc(maps.Keys(f.places), func(a, b int) int { return f.places[a].offset - f.places[b].offset }) {
		st, _ := f.of(ref(n)).(*stream)
		if st == nil {
			continue
		}
		switch st.dict["Type"] {
		case name("XRef"):
			for _, k := range []name{"Root", "Info", "Encrypt"} {
				if v, ok := st.dict[k]; ok {
					f.trailer[k] = v
				}
			}
		case name("ObjStm"):
			offset := f.places[n].offset
			for i, held := range f.numbers(st) {
				if p, ok := f.places[held]; !ok || p.in > 0 || p.offset < offset {
					f.places[held] = place{in: n, offset: i}
					delete(f.objects, held)
				}
			}
		}
	}
	if f.catalog() == nil {
		for n := range f.places {
			if d := f.dict(ref(n)); d != nil && d["Type"] == name("Catalog") {
				f.trailer["Root"] = ref(n)
			}
		}
	}
	if f.used.spent() || f.inflated > maxInflated {
		return errTooLarge
	}
	return nil
}

// numbers is which objects an object stream holds.
func (f *file) numbers(st *stream) []int {
	data, err := f.inflate(st)
	if err != nil {
		return nil
	}
	s := &scanner{b: data, used: &f.used}
	count, _ := f.of(st.dict["N"]).(int)
	var out []int
	for range min(count, maxObjects) {
		n, err := s.next()
		_, err2 := s.next()
		number, ok := n.(int)
		if err != nil || err2 != nil || !ok {
			break
		}
		out = append(out, number)
	}
	return out
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

// inflate is the content of a stream.
func (f *file) inflate(st *stream) ([]byte, error) {
	filters, parms := array{f.of(st.dict["Filter"])}, array{f.of(st.dict["DecodeParms"])}
	if l, ok := filters[0].(array); ok {
		filters = l
	}
	if l, ok := parms[0].(array); ok {
		parms = l
	}
	data := st.raw
	for i, v := range filters {
		switch f.of(v) {
		case nil:
		case name("FlateDecode"), name("Fl"):
			out, err := f.unflate(data)
			if err != nil {
				return nil, err
			}
			data = out
			if i < len(parms) {
				if data, err = f.unpredict(data, f.dict(parms[i])); err != nil {
					return nil, err
				}
			}
		default:
			return nil, errBroken
		}
	}
	return data, nil
}

// unflate inflates as much as can be; what is cut off stays without its end.
func (f *file) unflate(data []byte) ([]byte, error) {
	if len(data) < 2 {
		return nil, errBroken
	}
	r := flate.NewReader(bytes.NewReader(data[2:])) // behind zlib's head; its sum at the end is not looked at
	out, err := io.ReadAll(io.LimitReader(r, int64(maxInflated-f.inflated)+1))
	if f.inflated += len(out); f.inflated > maxInflated {
		return nil, errTooLarge
	}
	if err != nil && len(out) == 0 {
		return nil, errBroken
	}
	return out, nil
}

// unpredict takes back what was done to rows of bytes so that they pack
// better.
func (f *file) unpredict(data []byte, parms dict) ([]byte, error) {
	get := func(key name, by int) int {
		if n, ok := f.of(parms[key]).(int); ok {
			return n
		}
		return by
	}
	predictor := get("Predictor", 1)
	if predictor == 1 {
		return data, nil
	}
	colors, bits, columns := get("Colors", 1), get("BitsPerComponent", 8), get("Columns", 1)
	if colors < 1 || colors > 32 || bits < 1 || bits > 16 || columns < 1 || columns > 1<<20 || predictor < 10 && (predictor != 2 || bits != 8) {
		return nil, errBroken
	}
	pixel, row := max(1, colors*bits/8), (colors*bits*columns+7)/8
	if f.inflated += row; row > maxRow || f.inflated > maxInflated {
		return nil, errTooLarge
	}
	var out []byte
	above := make([]byte, row)
	for len(data) > 0 {
		kind := byte(1) // TIFF's is the same as PNG's first, without saying so
		if predictor >= 10 {
			kind, data = data[0], data[1:]
		}
		line := make([]byte, row)
		data = data[copy(line, data):]
		for i := range line {
			var left, corner byte
			if i >= pixel {
				left, corner = line[i-pixel], above[i-pixel]
			}
			switch kind {
			case 1:
				line[i] += left
			case 2:
				line[i] += above[i]
			case 3:
				line[i] += byte((int(left) + int(above[i])) / 2)
			case 4:
				line[i] += paeth(left, above[i], corner)
			}
		}
		out = append(out, line...)
		above = line
	}
	return out, nil
}

func paeth(left, above, corner byte) byte {
	p := int(left) + int(above) - int(corner)
	distance := func(c byte) int { return max(p-int(c), int(c)-p) }
	switch a, b, c := distance(left), distance(above), distance(corner); {
	case a <= b && a <= c:
		return left
	case b <= c:
		return above
	}
	return corner
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
