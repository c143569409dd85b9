package pdf

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf16"

	"github.com/klauspost/compress/zlib"
)

// gofpdf writes pages, and writes them the same way each time; what it cannot
// say (fonts of ours, links, language) is put in afterwards, by reading its
// output as the regular file that it is. Whatever looks otherwise is refused:
// gofpdf is archived, and its version is pinned.

// A finisher rewrites a file of gofpdf.
type finisher struct {
	in      [][]byte // gofpdf's objects by number, each up to the end of the file
	out     bytes.Buffer
	offsets []int // of our objects by number
}

// A file is what finish adds to pages.
type file struct {
	title    string
	language string
	date     time.Time
	uses     []*use
	links    [][]link // by page
}

var errShape = errors.New("gofpdf wrote a file of another shape")

// finish makes the file that is handed out of gofpdf's output.
func finish(raw []byte, f file) ([]byte, error) {
	objects, err := split(raw)
	if err != nil {
		return nil, err
	}
	w := &finisher{in: objects, offsets: make([]int, len(objects))}
	w.out.Grow(len(raw)/2 + 40<<10*len(f.uses))
	w.out.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	// 1 is the tree of pages, 2 their resources; page n is 1+2n and its content
	// 2+2n; the last two are the document's facts and its catalog.
	info, root := len(objects)-2, len(objects)-1
	if len(objects) != 2*len(f.links)+5 {
		return nil, errShape
	}
	tree, err := w.dict(1)
	if err != nil {
		return nil, err
	}
	w.put(1, tree)
	var fonts strings.Builder
	for i, u := range f.uses {
		fmt.Fprintf(&fonts, "/A%d %d 0 R ", i, w.font(u))
	}
	w.put(2, "<</ProcSet [/PDF /Text] /Font <<"+strings.TrimSpace(fonts.String())+">>>>")
	for i, links := range f.links {
		if err := w.page(i, links); err != nil {
			return nil, err
		}
	}
	facts := "<</Producer (amends) /Title " + textString(f.title)
	if !f.date.IsZero() {
		day := f.date.Format("(D:20060102") + "000000Z)"
		facts += " /CreationDate " + day + " /ModDate " + day
	}
	w.put(info, facts+">>")
	w.put(root, "<</Type /Catalog /Pages 1 0 R /Lang "+textString(f.language)+" /ViewerPreferences <</DisplayDocTitle true>>>>")
	return w.close(info, root), nil
}

// split cuts a file of gofpdf into its objects.
func split(raw []byte) ([][]byte, error) {
	const mark = "startxref\n"
	i := bytes.LastIndex(raw, []byte(mark))
	if i < 0 {
		return nil, errShape
	}
	digits, _, _ := bytes.Cut(raw[i+len(mark):], []byte("\n"))
	start, err := strconv.Atoi(string(digits))
	if err != nil || start < 0 || start > i {
		return nil, errShape
	}
	rows := bytes.Split(raw[start:i], []byte("\n"))
	if len(rows) < 3 || string(rows[0]) != "xref" {
		return nil, errShape
	}
	n, err := strconv.Atoi(strings.TrimPrefix(string(rows[1]), "0 "))
	if err != nil || n < 5 || len(rows) < n+2 {
		return nil, errShape
	}
	objects := make([][]byte, n)
	for k := 1; k < n; k++ {
		at, err := strconv.Atoi(string(bytes.TrimSuffix(rows[k+2], []byte(" 00000 n "))))
		name := strconv.Itoa(k) + " 0 obj\n"
		if err != nil || at < 0 || at > start || !bytes.HasPrefix(raw[at:], []byte(name)) {
			return nil, errShape
		}
		objects[k] = raw[at+len(name):]
	}
	return objects, nil
}

// dict is gofpdf's object n, which has no stream.
func (w *finisher) dict(n int) (string, error) {
	body, _, ok := bytes.Cut(w.in[n], []byte("\nendobj"))
	if !ok || !bytes.HasSuffix(body, []byte(">>")) {
		return "", errShape
	}
	return string(body), nil
}

// stream is the stream of gofpdf's object n, which is not compressed.
func (w *finisher) stream(n int) ([]byte, error) {
	head, body, ok := bytes.Cut(w.in[n], []byte(">>\nstream\n"))
	size, err := strconv.Atoi(strings.TrimPrefix(string(head), "<</Length "))
	if !ok || err != nil || size < 0 || size > len(body) {
		return nil, errShape
	}
	return body[:size], nil
}

// page writes page i, counted from 0, with its content and links.
func (w *finisher) page(i int, links []link) error {
	n := 3 + 2*i
	dict, err := w.dict(n)
	if err != nil || !strings.HasPrefix(dict, "<</Type /Page\n") {
		return errShape
	}
	content, err := w.stream(n + 1)
	if err != nil {
		return err
	}
	if len(links) > 0 {
		refs := make([]string, len(links))
		for k, l := range links {
			refs[k] = strconv.Itoa(w.link(l, n)) + " 0 R"
		}
		dict = strings.TrimSuffix(dict, ">>") + "/Annots [" + strings.Join(refs, " ") + "]>>"
	}
	w.put(n, dict)
	w.putStream(n+1, "/Filter /FlateDecode", deflate(content))
	return nil
}

// link writes a link on the page with object number page.
func (w *finisher) link(l link, page int) int {
	var rect []byte
	for _, v := range []length{l.left, l.bottom, l.right, l.top} {
		rect = append(appendPoints(rect, v), ' ')
	}
	n := w.next()
	w.put(n, fmt.Sprintf("<</Type /Annot /Subtype /Link /Rect [%s] /Border [0 0 0] /F 4 /P %d 0 R /A <</S /URI /URI %s>> /Contents %s>>",
		bytes.TrimSpace(rect), page, literal(address(l.uri)), textString(l.uri)))
	return n
}

// font writes the objects of a face and is the number of the first.
func (w *finisher) font(u *use) int {
	top, descendant, descriptor, program, text := w.next(), w.next(), w.next(), w.next(), w.next()
	name := u.cut.tag + "+" + u.face.name
	w.put(top, fmt.Sprintf("<</Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R>>",
		name, descendant, text))
	w.put(descendant, fmt.Sprintf("<</Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>>"+
		" /FontDescriptor %d 0 R /DW 1000 /W %s /CIDToGIDMap /Identity>>", name, descriptor, u.cut.widths))
	const symbolic, italic = 1 << 2, 1 << 6
	flags, stem := symbolic, 80
	if u.face.slant != 0 {
		flags |= italic
	}
	if u.face.bold {
		stem = 120
	}
	b := u.face.box
	w.put(descriptor, fmt.Sprintf("<</Type /FontDescriptor /FontName /%s /Flags %d /FontBBox [%d %d %d %d] /ItalicAngle %d /Ascent %d /Descent %d"+
		" /CapHeight %d /StemV %d /FontFile2 %d 0 R>>", name, flags, b.left, b.bottom, b.right, b.top, u.face.slant, b.ascent, b.descent, b.capital, stem, program))
	w.putStream(program, fmt.Sprintf("/Length1 %d /Filter /FlateDecode", u.cut.length), u.cut.file)
	w.putStream(text, "/Filter /FlateDecode", u.cut.unicode)
	return top
}

// next is the number of a new object.
func (w *finisher) next() int {
	w.offsets = append(w.offsets, 0)
	return len(w.offsets) - 1
}

func (w *finisher) put(n int, body string) {
	w.offsets[n] = w.out.Len()
	w.out.WriteString(strconv.Itoa(n) + " 0 obj\n" + body + "\nendobj\n")
}

func (w *finisher) putStream(n int, dict string, data []byte) {
	w.offsets[n] = w.out.Len()
	w.out.WriteString(strconv.Itoa(n) + " 0 obj\n<<" + dict + " /Length " + strconv.Itoa(len(data)) + ">>\nstream\n")
	w.out.Write(data)
	w.out.WriteString("\nendstream\nendobj\n")
}

// close writes the table of objects and the end. The file's identifier comes
// from its bytes, so that the same page is the same file.
func (w *finisher) close(info, root int) []byte {
	start := w.out.Len()
	fmt.Fprintf(&w.out, "xref\n0 %d\n0000000000 65535 f \n", len(w.offsets))
	for _, at := range w.offsets[1:] {
		fmt.Fprintf(&w.out, "%010d 00000 n \n", at)
	}
	sum := sha256.Sum256(w.out.Bytes())
	id := hex.EncodeToString(sum[:16])
	fmt.Fprintf(&w.out, "trailer\n<</Size %d /Root %d 0 R /Info %d 0 R /ID [<%s> <%s>]>>\nstartxref\n%d\n%%%%EOF\n",
		len(w.offsets), root, info, id, id, start)
	return w.out.Bytes()
}

// deflaters are kept, for making one costs more than using it.
var deflaters = sync.Pool{New: func() any {
	w, _ := zlib.NewWriterLevel(nil, 6) // 6 is a level: there is no error
	return w
}}

// deflate compresses b.
func deflate(b []byte) []byte {
	var out bytes.Buffer
	w := deflaters.Get().(*zlib.Writer)
	defer deflaters.Put(w)
	w.Reset(&out)
	_, _ = w.Write(b) // a bytes.Buffer takes everything
	_ = w.Close()
	return out.Bytes()
}

// follows reports whether a link with that address is one that a page may
// lead to.
func follows(uri string) bool {
	scheme, _, ok := strings.Cut(strings.ToLower(uri), ":")
	return ok && (scheme == "http" || scheme == "https" || scheme == "mailto" || scheme == "tel")
}

// address is uri in the characters that an address may have.
func address(uri string) string {
	var b strings.Builder
	for i := range len(uri) {
		if c := uri[i]; c > ' ' && c < 0x7f {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// literal is ASCII text as a string of PDF.
func literal(s string) string {
	return "(" + strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`, "\r", `\r`, "\n", `\n`).Replace(s) + ")"
}

// textString is text as a string of PDF: ASCII as it is, else UTF-16.
func textString(s string) string {
	ascii := true
	for i := range len(s) {
		ascii = ascii && s[i] >= ' ' && s[i] < 0x7f
	}
	if ascii {
		return literal(s)
	}
	b := []byte("<FEFF")
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, hex4(u)...)
	}
	return string(append(b, '>'))
}
