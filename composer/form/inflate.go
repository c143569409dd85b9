package form

import (
	"bytes"
	"compress/flate"
	"io"
)

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
