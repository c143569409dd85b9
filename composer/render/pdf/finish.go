package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"amends/composer/page"
)

// gofpdf writes pages, and writes them the same way each time; what it cannot
// say (fonts of ours, structure, links, facts) is put in afterwards, by reading
// its output as the regular file that it is. Whatever looks otherwise is refused:
// gofpdf is archived, and its version is pinned.

// A finisher rewrites a file of gofpdf.
type finisher struct {
	in     [][]byte // gofpdf's objects by number, each up to the end of the file
	out    []byte   // streams, each an object
	dicts  []byte   // what is no stream, to be packed
	places []place  // of our objects by number
}

// A place is where an object begins.
type place struct {
	pack int // the number of the stream that it is packed in; 0 if it stands by itself
	at   int // in out, or in dicts until it is packed; then its rank in the stream
}

// A file is what finish adds to pages.
type file struct {
	title    string
	language string
	date     time.Time
	uses     []*use
	logo     *Logo    // nil for none
	kinds    []string // of the documents
	keywords string   // of a form
	tree     *tree
	order    []int // of the pages in the file, by their places in the tree; as they were drawn if nil
}

var errShape = errors.New("gofpdf wrote a file of another shape")

// pageObject is the number of the object of a page, counted from 0.
func pageObject(page int) int { return 3 + 2*page }

// inOrder is gofpdf's tree of pages, in another order of the pages.
func inOrder(pages string, order []int) string {
	kids := make([]string, len(order))
	for i, page := range order {
		kids[i] = ref(pageObject(page))
	}
	before, rest, _ := strings.Cut(pages, "/Kids [")
	_, after, _ := strings.Cut(rest, "]")
	return before + "/Kids [" + strings.Join(kids, " ") + "]" + after
}

// finish makes the file that is handed out of gofpdf's output: PDF/UA-1
// (ISO 14289-1) and PDF/A-2a (ISO 19005-2).
func finish(raw []byte, f file) ([]byte, error) {
	objects, err := split(raw)
	if err != nil {
		return nil, err
	}
	w := &finisher{in: objects, places: make([]place, len(objects))}
	size := len(raw)/3 + 4<<10
	for _, u := range f.uses {
		size += len(u.cut.file) + len(u.cut.unicode) + 1<<10
	}
	w.out = append(make([]byte, 0, size), "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"...)
	// 1 is the tree of pages, 2 their resources; then each page and its content;
	// the last two are the document's facts and its catalog.
	info, root := len(objects)-2, len(objects)-1
	if len(objects) != 2*len(f.tree.marks)+5 {
		return nil, errShape
	}
	pages, err := w.dict(1)
	if err != nil {
		return nil, err
	}
	if f.order != nil {
		for len(f.order) < len(f.tree.marks) { // of the documents behind the last pair
			f.order = append(f.order, len(f.order))
		}
		pages = inOrder(pages, f.order)
	}
	w.put(1, pages)
	var fonts strings.Builder
	for i, u := range f.uses {
		fmt.Fprintf(&fonts, "/A%d %d 0 R ", i, w.font(u))
	}
	logo := ""
	if f.logo != nil {
		logo = " /XObject <</Logo " + ref(w.logo(f.logo)) + ">>"
	}
	w.put(2, "<</ProcSet [/PDF /Text] /Font <<"+strings.TrimSpace(fonts.String())+">>"+logo+">>")
	annotations := w.links(f.tree)
	form := w.form(f, annotations)
	if form > 0 {
		f.keywords = keywords(f.kinds)
	}
	for i := range f.tree.marks {
		if err := w.page(i, annotations[i]); err != nil {
			return nil, err
		}
	}
	structure := w.structure(f.tree, f.language)
	catalog := "<</Type /Catalog /Pages 1 0 R /Lang " + literal(f.language) + " /ViewerPreferences <</DisplayDocTitle true>>" +
		" /MarkInfo <</Marked true>> /StructTreeRoot " + ref(structure) + " /Metadata " + ref(w.metadata(f)) +
		" /OutputIntents [" + w.intent() + "]"
	if outlines := w.outlines(f.tree); outlines > 0 {
		catalog += " /Outlines " + ref(outlines)
	}
	if form > 0 {
		catalog += " /AcroForm " + ref(form)
	}
	w.put(info, facts(f))
	w.put(root, catalog+">>")
	w.pack()
	return w.close(info, root), nil
}

// ref is a reference to the object n.
func ref(n int) string { return strconv.Itoa(n) + " 0 R" }

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

// page writes page i, counted from 0, with its content and its annotations. The
// tab key walks in the order of the structure (ISO 14289-1, 7.18.3).
func (w *finisher) page(i int, annotations []int) error {
	n := pageObject(i)
	dict, err := w.dict(n)
	if err != nil || !strings.HasPrefix(dict, "<</Type /Page\n") {
		return errShape
	}
	content, err := w.stream(n + 1)
	if err != nil {
		return err
	}
	dict = strings.TrimSuffix(dict, ">>") + " /StructParents " + strconv.Itoa(i) + " /Tabs /S"
	if len(annotations) > 0 {
		refs := make([]string, len(annotations))
		for k, l := range annotations {
			refs[k] = ref(l)
		}
		dict += " /Annots [" + strings.Join(refs, " ") + "]"
	}
	w.put(n, dict+">>")
	w.putStream(n+1, "/Filter /FlateDecode", deflate(content))
	return nil
}

// font writes the objects of a face and is the number of the first.
func (w *finisher) font(u *use) int {
	top, descendant, descriptor, program, text := w.next(), w.next(), w.next(), w.next(), w.next()
	u.program = program
	name := u.cut.tag + "+" + u.face.name
	w.put(top, fmt.Sprintf("<</Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R>>",
		name, descendant, text))
	kind, suffix := "CIDFontType2", " /CIDToGIDMap /Identity"
	if u.face.cff {
		kind, suffix = "CIDFontType0", ""
	}
	w.put(descendant, fmt.Sprintf("<</Type /Font /Subtype /%s /BaseFont /%s /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>>"+
		" /FontDescriptor %d 0 R /DW 1000 /W %s%s>>", kind, name, descriptor, u.cut.widths, suffix))
	w.describe(descriptor, u, symbolic)
	dict := "/Length1 " + strconv.Itoa(u.cut.length)
	if u.face.cff {
		dict = "/Subtype /CIDFontType0C"
	}
	w.putStream(program, dict+" /Filter /FlateDecode", u.cut.file)
	w.putStream(text, "/Filter /FlateDecode", u.cut.unicode)
	return top
}

// logo writes the logo and is its number. Its colours are those of the output
// intent (ISO 19005-2, 6.2.4.3).
func (w *finisher) logo(l *Logo) int {
	n := w.next()
	space := "/DeviceRGB"
	if l.gray {
		space = "/DeviceGray"
	}
	w.putStream(n, fmt.Sprintf("/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace %s /BitsPerComponent 8 /Filter /FlateDecode",
		l.width, l.height, space), l.packed)
	return n
}

// Flags of fonts.
const (
	symbolic    = 1 << 2
	nonsymbolic = 1 << 5
	italic      = 1 << 6
)

// describe writes the descriptor n of a font whose program is written already,
// or comes.
func (w *finisher) describe(n int, u *use, flags int) {
	stem, place := 80, "FontFile2"
	if u.face.slant != 0 {
		flags |= italic
	}
	if u.face.bold {
		stem = 120
	}
	if u.face.cff {
		place = "FontFile3"
	}
	b := u.face.box
	w.put(n, fmt.Sprintf("<</Type /FontDescriptor /FontName /%s+%s /Flags %d /FontBBox [%d %d %d %d] /ItalicAngle %d /Ascent %d /Descent %d"+
		" /CapHeight %d /StemV %d /%s %d 0 R>>", u.cut.tag, u.face.name, flags, b.left, b.bottom, b.right, b.top, u.face.slant, b.ascent, b.descent, b.capital, stem, place, u.program))
}

// next is the number of a new object.
func (w *finisher) next() int {
	w.places = append(w.places, place{})
	return len(w.places) - 1
}

// begin begins the object n, which is no stream, at the end of w.dicts.
func (w *finisher) begin(n int) { w.places[n] = place{packed, len(w.dicts)} }

func (w *finisher) put(n int, body string) {
	w.begin(n)
	w.dicts = append(append(w.dicts, body...), '\n')
}

func (w *finisher) putStream(n int, dict string, data []byte) {
	w.places[n] = place{at: len(w.out)}
	w.out = append(strconv.AppendInt(w.out, int64(n), 10), " 0 obj\n<<"...)
	w.out = append(append(w.out, dict...), " /Length "...)
	w.out = append(strconv.AppendInt(w.out, int64(len(data)), 10), ">>\nstream\n"...)
	w.out = append(append(w.out, data...), "\nendstream\nendobj\n"...)
}

// follows reports whether a link with that address is one that a page may
// lead to.
func follows(uri string) bool {
	const most = 2000 // what browsers take; a string has an end, too (ISO 19005-2, 6.1.13)
	return len(uri) <= most && page.Leads(uri)
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
	if !strings.ContainsAny(s, "\\()\r\n") {
		return "(" + s + ")"
	}
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
