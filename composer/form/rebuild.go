package form

import (
	"bytes"
	"maps"
	"regexp"
	"slices"
	"strconv"
)

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
