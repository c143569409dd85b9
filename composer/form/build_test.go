package form_test

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"
)

// A pdfField is one field of a form that a test makes.
type pdfField struct {
	path   string
	value  string   // PDF source of /V, such as "(text)"; none if empty
	box    bool     // a check box; value is its state
	states []string // of a box; Yes if empty
	flags  int
	extra  string // more of the dictionary
}

// literal is s as a string of a PDF, in the alphabet of PDFs.
func literal(s string) string {
	return "(" + strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`, "\n", `\n`).Replace(s) + ")"
}

// wide is s as a string of a PDF in UTF-16.
func wide(s string) string {
	b := "<FEFF"
	for _, u := range utf16.Encode([]rune(s)) {
		b += fmt.Sprintf("%04X", u)
	}
	return b + ">"
}

// A builder is the objects of a PDF as a test makes it.
type builder struct {
	objects []string
}

func (b *builder) add(format string, args ...any) int {
	b.objects = append(b.objects, fmt.Sprintf(format, args...))
	return len(b.objects)
}

// tree adds fields below a parent, by the parts of their names, and gives the
// numbers of the first level.
func (b *builder) tree(fields []pdfField, parent int) []int {
	var order []string
	below := map[string][]pdfField{}
	for _, f := range fields {
		head, rest, _ := strings.Cut(f.path, ".")
		if !slices.Contains(order, head) {
			order = append(order, head)
		}
		f.path = rest
		below[head] = append(below[head], f)
	}
	var out []int
	for _, head := range order {
		up := ""
		if parent > 0 {
			up = fmt.Sprintf(" /Parent %d 0 R", parent)
		}
		n := b.add("")
		out = append(out, n)
		var deeper []pdfField
		object := "<</T " + literal(head) + up
		for _, f := range below[head] {
			if f.path != "" {
				deeper = append(deeper, f)
				continue
			}
			object += f.source()
		}
		if kids := b.tree(deeper, n); len(kids) > 0 {
			object += " /Kids [" + refs(kids) + "]"
		}
		b.objects[n-1] = object + ">>"
	}
	return out
}

func (f pdfField) source() string {
	s := " /Subtype /Widget /Rect [0 0 1 1] /F 4" + f.extra
	if f.flags != 0 {
		s += fmt.Sprintf(" /Ff %d", f.flags)
	}
	if !f.box {
		if !strings.Contains(f.extra, "/FT") {
			s += " /FT /Tx"
		}
		if f.value != "" {
			s += " /V " + f.value
		}
		return s
	}
	states := f.states
	if states == nil {
		states = []string{"Yes"}
	}
	s += " /FT /Btn /AP <</N <<"
	for _, on := range states {
		s += " /" + on + " <<>>"
	}
	s += " /Off <<>>>>>>"
	if f.value != "" {
		s += " /V /" + f.value + " /AS /" + f.value
	}
	return s
}

func refs(numbers []int) string {
	var out []string
	for _, n := range numbers {
		out = append(out, fmt.Sprintf("%d 0 R", n))
	}
	return strings.Join(out, " ")
}

// pdf is a PDF with these fields and keywords.
func pdf(keywords string, fields ...pdfField) []byte {
	b := &builder{}
	top := b.tree(fields, 0)
	page := b.add("")
	pages := b.add("<</Type /Pages /Count 1 /Kids [%d 0 R]>>", page)
	b.objects[page-1] = fmt.Sprintf("<</Type /Page /Parent %d 0 R /MediaBox [0 0 99 99]>>", pages)
	root := b.add("<</Type /Catalog /Pages %d 0 R /AcroForm <</Fields [%s]>>>>", pages, refs(top))
	info := b.add("<</Keywords %s>>", literal(keywords))
	return b.file(root, fmt.Sprintf(" /Info %d 0 R", info))
}

// file is the objects as a file with a table.
func (b *builder) file(root int, trailer string) []byte {
	var out bytes.Buffer
	out.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	var offsets []int
	for i, o := range b.objects {
		offsets = append(offsets, out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	at := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, o := range offsets {
		fmt.Fprintf(&out, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&out, "trailer\n<</Size %d /Root %d 0 R%s>>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, root, trailer, at)
	return out.Bytes()
}

// update is file with one object written anew behind it, as programs do that
// fill in forms.
func update(file []byte, n int, object string, more ...string) []byte {
	prev := file[bytes.LastIndex(file, []byte("startxref"))+len("startxref"):]
	var last int
	fmt.Sscan(string(prev), &last)
	root := file[bytes.LastIndex(file, []byte("/Root")):]
	root = root[:bytes.Index(root, []byte("R"))+1]
	out := bytes.NewBuffer(slices.Clone(file))
	at := out.Len()
	fmt.Fprintf(out, "%d 0 obj\n%s\nendobj\n", n, object)
	table := out.Len()
	fmt.Fprintf(out, "xref\n%d 1\n%010d 00000 n \ntrailer\n<</Size 99 %s /Prev %d%s>>\nstartxref\n%d\n%%%%EOF\n", n, at, root, last, strings.Join(more, ""), table)
	return out.Bytes()
}

func deflate(b []byte) []byte {
	var out bytes.Buffer
	w := zlib.NewWriter(&out)
	w.Write(b)
	w.Close()
	return out.Bytes()
}
