package pdf_test

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"testing"
)

// readBack reads a file by its own table of objects and is the content of each
// page; it fails the test where the file is not what the table says.
func readBack(t *testing.T, file []byte) (objects map[int][]byte, pages [][]byte) {
	t.Helper()
	m := regexp.MustCompile(`startxref\n(\d+)\n%%EOF\n$`).FindSubmatch(file)
	if m == nil || !bytes.HasPrefix(file, []byte("%PDF-1.7\n%")) {
		t.Fatal("the file does not begin or end as a PDF does")
	}
	start, err := strconv.Atoi(string(m[1]))
	if err != nil || start > len(file) {
		t.Fatalf("startxref: %s", m[1])
	}
	var n int
	if _, err := fmt.Sscanf(string(file[start:]), "xref\n0 %d\n", &n); err != nil {
		t.Fatal(err)
	}
	rows := bytes.SplitAfter(file[start:], []byte("\n"))[2:]
	objects = map[int][]byte{}
	for k := 1; k < n; k++ {
		at, err := strconv.Atoi(string(rows[k][:10]))
		if err != nil || len(rows[k]) != 20 {
			t.Fatalf("row %d of the table: %q", k, rows[k])
		}
		name := []byte(strconv.Itoa(k) + " 0 obj\n")
		if !bytes.HasPrefix(file[at:], name) {
			t.Fatalf("object %d is not at %d", k, at)
		}
		body := file[at+len(name):]
		objects[k] = body
		if l := regexp.MustCompile(`^<<[^\n]*/Length (\d+)>>\nstream\n`).FindSubmatch(body); l != nil {
			size, err := strconv.Atoi(string(l[1]))
			if err != nil || len(body) < len(l[0])+size || !bytes.HasPrefix(body[len(l[0])+size:], []byte("\nendstream\nendobj\n")) {
				t.Fatalf("object %d: its stream has another length", k)
			}
			r, err := zlib.NewReader(bytes.NewReader(body[len(l[0]):][:size]))
			if err != nil {
				t.Fatalf("object %d: %v", k, err)
			}
			if objects[k], err = io.ReadAll(r); err != nil {
				t.Fatalf("object %d: %v", k, err)
			}
			continue
		}
		end := bytes.Index(body, []byte("\nendobj\n"))
		if end < 0 {
			t.Fatalf("object %d has no end", k)
		}
		objects[k] = body[:end]
	}
	var kids []byte
	if k := regexp.MustCompile(`/Kids \[([^]]*)\]`).FindSubmatch(objects[1]); k != nil {
		kids = k[1]
	}
	for _, ref := range regexp.MustCompile(`(\d+) 0 R`).FindAllSubmatch(kids, -1) {
		page, _ := strconv.Atoi(string(ref[1]))
		c := regexp.MustCompile(`/Contents (\d+) 0 R`).FindSubmatch(objects[page])
		if c == nil {
			t.Fatalf("page %d has no content", page)
		}
		content, _ := strconv.Atoi(string(c[1]))
		pages = append(pages, objects[content])
	}
	return objects, pages
}
