package check

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"sort"
	"strconv"
	"strings"
)

// To read and compile the rules takes far longer than to look at a letter. So
// this is done once, ahead: go generate writes a file for each language, such
// as rules/en.bin, and every start reads from there only what it needs. Numbers
// are little-endian; what is many has a fixed width and is read where it lies.
// In order:
//
//	head         what the file is, the version of its format, a checksum
//	language     the first part of its tag
//	expressions  a record each, in the order of their patterns
//	code         their steps, 4 bytes each
//	lexicon      words, the classes they are of, what is looked for at each
//	elements     with their expressions
//	rules        one after the other, those for other kinds are passed over
//	sorry        expressions of what says sorry
//
// Whoever changes what stands in it, raises the version.

// The head of each file: the version is its last byte, and a checksum of all
// that is behind it follows.
const (
	head    = "amends rules\x02"
	sumSize = 4
)

// file is what was encoded with a head.
func (e *encoder) file() string {
	sum := binary.LittleEndian.AppendUint32([]byte(head), crc32.ChecksumIEEE(e.bytes))
	return string(sum) + string(e.bytes)
}

// body is what stands in a file behind its head.
func body(file string) (string, error) {
	if !strings.HasPrefix(file, head) || len(file) < len(head)+sumSize {
		return "", errors.New("the file of the rules is of another version: run go generate ./composer/check")
	}
	return file[len(head)+sumSize:], nil
}

// An encoder writes what a [decoder] reads, by the same names.
type encoder struct {
	bytes []byte
	full  bool // a number was too large for its width
}

func (e *encoder) append(other *encoder) {
	e.bytes = append(e.bytes, other.bytes...)
	e.full = e.full || other.full
}

func (e *encoder) int(n int) { e.bytes = binary.AppendUvarint(e.bytes, uint64(n)) }

func (e *encoder) bool(b bool) {
	n := 0
	if b {
		n = 1
	}
	e.int(n)
}

func (e *encoder) float(n float64) { e.string(strconv.FormatFloat(n, 'g', -1, 64)) }

func (e *encoder) string(s string) {
	e.int(len(s))
	e.bytes = append(e.bytes, s...)
}

func (e *encoder) strings(list []string) {
	e.int(len(list))
	for _, s := range list {
		e.string(s)
	}
}

// fixed writes a number that has a width in bytes.
func (e *encoder) fixed(width, n int) {
	for range width {
		e.bytes = append(e.bytes, byte(n))
		n >>= 8
	}
	e.full = e.full || n != 0
}

// array writes numbers that are read where they lie.
func (e *encoder) array(list []int) {
	e.int(len(list))
	for _, n := range list {
		e.fixed(4, n)
	}
}

// table writes strings in their order.
func (e *encoder) table(list []string) {
	ends := make([]int, len(list))
	for i, n := 0, 0; i < len(list); i++ {
		n += len(list[i])
		ends[i] = n
	}
	e.array(ends)
	e.string(strings.Join(list, ""))
}

// A decoder reads a file from its beginning. What it returns are parts of the
// file.
type decoder struct{ rest string }

func (d *decoder) int() int {
	if b := d.rest[0]; b < 0x80 { // most are small, and this goes in line
		d.rest = d.rest[1:]
		return int(b)
	}
	return d.longInt()
}

func (d *decoder) longInt() int {
	n, shift := 0, 0
	for i := 0; ; i++ {
		b := d.rest[i]
		n |= int(b&0x7f) << shift
		if b < 0x80 {
			d.rest = d.rest[i+1:]
			return n
		}
		shift += 7
	}
}

func (d *decoder) bool() bool { return d.int() != 0 }

// bytes is the next n bytes.
func (d *decoder) bytes(n int) string {
	s := d.rest[:n]
	d.rest = d.rest[n:]
	return s
}

func (d *decoder) string() string { return d.bytes(d.int()) }

func (d *decoder) strings() []string {
	n := d.int()
	if n == 0 {
		return nil
	}
	list := make([]string, n)
	for i := range list {
		list[i] = d.string()
	}
	return list
}

func (d *decoder) float() float64 {
	n, _ := strconv.ParseFloat(d.string(), 64) // as it was written
	return n
}

func (d *decoder) array() array { return array(d.bytes(d.int() * 4)) }

func (d *decoder) table() table { return table{d.array(), d.string()} }

// An array is numbers of four bytes each.
type array string

func (a array) len() int { return len(a) / 4 }

func (a array) at(i int) int { return int(uint32At(string(a), i*4)) }

func uint32At(s string, i int) uint32 {
	s = s[i : i+4]
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}

func uint16At(s string, i int) uint16 {
	s = s[i : i+2]
	return uint16(s[0]) | uint16(s[1])<<8
}

// A table is strings, one behind the other.
type table struct {
	ends array
	text string
}

func (t table) at(i int) string {
	from := 0
	if i > 0 {
		from = t.ends.at(i - 1)
	}
	return t.text[from:t.ends.at(i)]
}

// find is where s stands in a table that is sorted.
func (t table) find(s string) (int, bool) {
	return sort.Find(t.ends.len(), func(i int) int { return strings.Compare(s, t.at(i)) })
}
