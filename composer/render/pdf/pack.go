package pdf

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
)

// Objects that are no streams stand packed in streams of their own: a tree of
// tags says the same words over and over, and takes a tenth of the room so
// (ISO 32000-1, 7.5.7 and 7.5.8).

const (
	packed  = -1   // a place in what is not packed yet
	atOnce  = 1000 // objects in a stream: a reader need not unpack a whole book for one
	perSpot = 8    // bytes of an object in the table of objects
)

// pack writes the objects in w.dicts.
func (w *finisher) pack() {
	var numbers []int
	for n, p := range w.places {
		if p.pack == packed {
			numbers = append(numbers, n)
		}
	}
	slices.SortFunc(numbers, func(a, b int) int { return w.places[a].at - w.places[b].at })
	for len(numbers) > 0 {
		some := numbers[:min(atOnce, len(numbers))]
		numbers = numbers[len(some):]
		first, end := w.places[some[0]].at, len(w.dicts)
		if len(numbers) > 0 {
			end = w.places[numbers[0]].at
		}
		stream := w.next()
		var head []byte
		for i, n := range some {
			head = append(strconv.AppendInt(head, int64(n), 10), ' ')
			head = append(strconv.AppendInt(head, int64(w.places[n].at-first), 10), ' ')
			w.places[n] = place{stream, i}
		}
		w.putStream(stream, fmt.Sprintf("/Type /ObjStm /N %d /First %d /Filter /FlateDecode", len(some), len(head)),
			deflate(append(head, w.dicts[first:end]...)))
	}
}

// close writes the table of objects and the end. The file's identifier comes
// from its bytes, so that the same page is the same file.
func (w *finisher) close(info, root int) []byte {
	sum := sha256.Sum256(w.out)
	id := hex.EncodeToString(sum[:16])
	n := w.next()
	w.places[n] = place{at: len(w.out)}
	table := make([]byte, 0, perSpot*len(w.places))
	for i, p := range w.places {
		kind, where, rank := 1, p.at, 0
		switch {
		case i == 0:
			kind, where, rank = 0, 0, 65535 // the head of a list of free objects, of which there are none
		case p.pack > 0:
			kind, where, rank = 2, p.pack, p.at
		}
		table = append(table, byte(kind), byte(where>>32), byte(where>>24), byte(where>>16), byte(where>>8), byte(where), byte(rank>>8), byte(rank))
	}
	w.putStream(n, fmt.Sprintf("/Type /XRef /Size %d /W [1 5 2] /Root %d 0 R /Info %d 0 R /ID [<%s> <%s>] /Filter /FlateDecode",
		len(w.places), root, info, id, id), deflate(table))
	return fmt.Appendf(w.out, "startxref\n%d\n%%%%EOF\n", w.places[n].at)
}
