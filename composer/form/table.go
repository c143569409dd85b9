package form

import "bytes"

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
