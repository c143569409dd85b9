package pdf

import (
	"encoding/binary"
	"fmt"
	"math"
	"sync"
)

// intent is the dictionary that says which colours are meant: those of sRGB
// (ISO 19005-2, 6.2.3).
func (w *finisher) intent() string {
	n := w.next()
	w.putStream(n, "/N 3 /Filter /FlateDecode", profile())
	return fmt.Sprintf("<</Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB) /Info (sRGB IEC61966-2.1) /DestOutputProfile %d 0 R>>", n)
}

// profile is sRGB as an ICC profile of version 4.2, deflated: three primaries
// and one curve (ICC.1:2004-10, 8.3; the values are those of IEC 61966-2-1,
// adapted to D50).
var profile = sync.OnceValue(func() []byte {
	fixed := func(b []byte, values ...float64) []byte {
		for _, v := range values {
			b = binary.BigEndian.AppendUint32(b, uint32(int32(math.Round(v*65536))))
		}
		return b
	}
	text := func(s string) []byte { // one record of US English
		b := append([]byte("mluc\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x0cenUS"), 0, 0, 0, byte(2*len(s)), 0, 0, 0, 28)
		for _, c := range s {
			b = binary.BigEndian.AppendUint16(b, uint16(c))
		}
		return b
	}
	point := func(x, y, z float64) []byte { return fixed([]byte("XYZ \x00\x00\x00\x00"), x, y, z) }
	curve := fixed([]byte("para\x00\x00\x00\x00\x00\x03\x00\x00"), 2.4, 1/1.055, 0.055/1.055, 1/12.92, 0.04045)
	tags := []struct {
		names []string
		data  []byte
	}{
		{[]string{"desc"}, text("sRGB")},
		{[]string{"cprt"}, text("CC0")},
		{[]string{"wtpt"}, point(0.9642, 1, 0.8249)},
		{[]string{"chad"}, fixed([]byte("sf32\x00\x00\x00\x00"), 1.04791, 0.02293, -0.0502, 0.0296, 0.99046, -0.01707, -0.00925, 0.01506, 0.75179)},
		{[]string{"rXYZ"}, point(0.43607, 0.22249, 0.01392)},
		{[]string{"gXYZ"}, point(0.38515, 0.71687, 0.09708)},
		{[]string{"bXYZ"}, point(0.14307, 0.06061, 0.71410)},
		{[]string{"rTRC", "gTRC", "bTRC"}, curve},
	}
	n := 0
	for _, t := range tags {
		n += len(t.names)
	}
	const header = 128
	table := binary.BigEndian.AppendUint32(nil, uint32(n))
	var data []byte
	for _, t := range tags {
		at := header + 4 + 12*n + len(data)
		for _, name := range t.names {
			table = append(table, name...)
			table = binary.BigEndian.AppendUint32(table, uint32(at))
			table = binary.BigEndian.AppendUint32(table, uint32(len(t.data)))
		}
		data = append(data, t.data...)
		for len(data)%4 != 0 {
			data = append(data, 0)
		}
	}
	b := make([]byte, header, header+len(table)+len(data))
	binary.BigEndian.PutUint32(b, uint32(header+len(table)+len(data)))
	copy(b[8:], "\x04\x20\x00\x00mntrRGB XYZ ")
	copy(b[24:], []byte{0x07, 0xea, 0, 1, 0, 1}) // the first of January 2026
	copy(b[36:], "acsp")
	copy(b[68:], fixed(nil, 0.9642, 1, 0.8249))
	return deflate(append(append(b, table...), data...))
})
