package pdf

import (
	"bytes"

	"github.com/klauspost/compress/zlib"
)

// A shelf keeps what is costly to make. A pool of package sync would be
// emptied whenever memory is collected, and a batch has much to collect.
type shelf[T any] struct {
	kept  chan T
	fresh func() T
}

// newShelf makes a shelf with room for as many as work side by side.
func newShelf[T any](fresh func() T) shelf[T] {
	const room = 8
	return shelf[T]{make(chan T, room), fresh}
}

// take is one from the shelf, or a new one.
func (s shelf[T]) take() T {
	select {
	case v := <-s.kept:
		return v
	default:
		return s.fresh()
	}
}

// put puts v back.
func (s shelf[T]) put(v T) {
	select {
	case s.kept <- v:
	default:
	}
}

// A deflater compresses.
type deflater struct {
	out bytes.Buffer
	w   *zlib.Writer
}

var (
	deflaters = newShelf(func() *deflater {
		d := &deflater{}
		d.w, _ = zlib.NewWriterLevel(&d.out, 6) // 6 is a level: there is no error
		return d
	})
	buffers = newShelf(func() *bytes.Buffer { return new(bytes.Buffer) }) // for what gofpdf writes
)

// deflate compresses b.
func deflate(b []byte) []byte {
	d := deflaters.take()
	defer deflaters.put(d)
	d.out.Reset()
	d.w.Reset(&d.out)
	_, _ = d.w.Write(b) // a bytes.Buffer takes everything
	_ = d.w.Close()
	return bytes.Clone(d.out.Bytes())
}
