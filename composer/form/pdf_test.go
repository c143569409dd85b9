package form_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"amends/composer/form"
)

// read is the fields of a PDF, "path=text" each, a box "path[x]" or "path[ ]".
func read(t *testing.T, data []byte) []string {
	t.Helper()
	sheets, err := form.ReadPDF("f.pdf", data)
	if err != nil {
		t.Fatal(err)
	}
	return shown(sheets[0])
}

func shown(s *form.Sheet) []string {
	var out []string
	for _, f := range s.Fields {
		switch {
		case f.Signed:
			out = append(out, f.Path+" signed")
		case f.Box && f.Ticked:
			out = append(out, f.Path+"[x]"+f.Text)
		case f.Box:
			out = append(out, f.Path+"[ ]")
		default:
			out = append(out, f.Path+"="+f.Text)
		}
	}
	return out
}

func TestValues(t *testing.T) {
	tests := []struct {
		name  string
		field pdfField
		want  string
	}{
		{"plain", pdfField{path: "to", value: "(Sam)"}, "to=Sam"},
		{"nothing", pdfField{path: "to"}, "to="},
		{"hex", pdfField{path: "to", value: "<53 61 6d>"}, "to=Sam"},
		{"half a byte", pdfField{path: "to", value: "<53617>"}, "to=Sap"},
		{"escapes", pdfField{path: "to", value: `(a\(b\)c\\d\101\n\x)`}, "to=a(b)c\\dA\nx"},
		{"parentheses", pdfField{path: "to", value: "(a (b) c)"}, "to=a (b) c"},
		{"a line goes on", pdfField{path: "to", value: "(a\\\nb\\\r\nc)"}, "to=abc"},
		{"lines", pdfField{path: "to", value: `(a\rb\r\nc\nd)`}, "to=a\nb\nc\nd"},
		{"the alphabet of PDFs", pdfField{path: "to", value: `(Zo\353 \240 \204 \215x\216 \037 \234)`}, "to=Zoë € — “x” ˜ œ"},
		{"UTF-16", pdfField{path: "to", value: wide("Zoë Ελλάδα 😀 Žofie")}, "to=Zoë Ελλάδα 😀 Žofie"},
		{"UTF-16 as a literal", pdfField{path: "to", value: `(\376\377\000S\000\351)`}, "to=Sé"},
		{"UTF-16, the other way round", pdfField{path: "to", value: `(\377\376S\000\351\000)`}, "to=Sé"},
		{"a language in UTF-16", pdfField{path: "to", value: "<FEFF001B0065006E001B0041>"}, "to=A"},
		{"half a pair", pdfField{path: "to", value: "<FEFFD83D0041>"}, "to=\ufffdA"},
		{"UTF-8", pdfField{path: "to", value: "(\xef\xbb\xbfZoë)"}, "to=Zoë"},
		{"UTF-8 that does not say so", pdfField{path: "to", value: "(Zoë Ελ)"}, "to=Zoë Ελ"},
		{"a choice", pdfField{path: "space", value: "(no-hurry)", extra: " /FT /Ch"}, "space=no-hurry"},
		{"several choices", pdfField{path: "space", value: "[(a) (b)]", extra: " /FT /Ch"}, "space=a\nb"},
		{"a box", pdfField{path: "space.a", box: true, value: "Yes"}, "space.a[x]Yes"},
		{"an open box", pdfField{path: "space.a", box: true, value: "Off"}, "space.a[ ]"},
		{"a box that nobody touched", pdfField{path: "space.a", box: true}, "space.a[ ]"},
		{"a name with an escape", pdfField{path: "space", box: true, value: "no#2Dhurry", states: []string{"no-hurry", "b"}, flags: 1 << 15}, "space[x]no-hurry"},
		{"states that are numbers", pdfField{path: "space", box: true, value: "1", states: []string{"0", "1"}, flags: 1 << 15, extra: " /Opt [(a) (b)]"}, "space[x]b"},
		{"a signature", pdfField{path: "signature.1", value: "<</Type /Sig>>", extra: " /FT /Sig"}, "signature.1 signed"},
		{"deep", pdfField{path: "commitments.1.2.action", value: "(x)"}, "commitments.1.2.action=x"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := read(t, form1(tt.field)); !slices.Equal(got, []string{tt.want}) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func form1(fields ...pdfField) []byte { return pdf("amends:apology", fields...) }

// sample is a form with what other programs have to keep.
func sample() ([]byte, []string) {
	data := pdf("amends:apology",
		pdfField{path: "to", value: "(Sam)"}, pdfField{path: "from", value: wide("Zoë Ελ €")},
		pdfField{path: "what_i_did", value: `(one\ntwo)`}, pdfField{path: "people.1", value: "(A)"}, pdfField{path: "people.2", value: "(B)"},
		pdfField{path: "space.a", box: true, value: "Yes"}, pdfField{path: "space.b", box: true, value: "Off"})
	return data, []string{"to=Sam", "from=Zoë Ελ €", "what_i_did=one\ntwo", "people.1=A", "people.2=B", "space.a[x]Yes", "space.b[ ]"}
}

// TestUpdates reads files that were written on at their end, and files whose
// tables are wrong.
func TestUpdates(t *testing.T) {
	data, want := sample()
	changed := slices.Clone(want)
	changed[0] = "to=Alex"
	newer := update(data, 1, "<</T (to) /FT /Tx /V (Alex)>>")
	newest := update(newer, 1, "<</T (to) /FT /Tx /V (Kim)>>")
	latest := slices.Clone(want)
	latest[0] = "to=Kim"
	broken := func(from, to string) []byte { return bytes.Replace(data, []byte(from), []byte(to), 1) }
	tests := []struct {
		name string
		data []byte
		want []string
	}{
		{"as it was", data, want},
		{"filled in later", newer, changed},
		{"twice", newest, latest},
		{"without a table", broken("startxref", "startxxxx"), want},
		{"a table elsewhere", bytes.Replace(data, []byte("startxref\n"), []byte("startxref\n9"), 1), want},
		{"words before the file", append([]byte("From: a mail\r\n\r\n"), data...), want},
		{"the end cut off", data[:bytes.LastIndex(data, []byte("xref\n0"))], want},
		{"offsets shifted", bytes.Replace(data, []byte("%PDF-1.7\n"), []byte("%PDF-1.7\n% moved\n"), 1), want},
		{"updated, and cut off", newer[:bytes.LastIndex(newer, []byte("xref\n1"))], changed},
		{"line ends changed on the way", bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n")), want},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := read(t, tt.data); !slices.Equal(got, tt.want) {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

// hybrid is a file whose field stands in an object stream that only the stream
// beside its table knows, as some office programs write them.
func hybrid() []byte {
	var out bytes.Buffer
	out.WriteString("%PDF-1.5\n")
	at := map[int]int{}
	put := func(n int, object string) {
		at[n] = out.Len()
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", n, object)
	}
	put(1, "<</Type /Catalog /Pages 2 0 R /AcroForm <</Fields [4 0 R]>>>>")
	put(2, "<</Type /Pages /Kids [] /Count 0>>")
	held := "4 0 <</T (to) /FT /Tx /V (Sam)>>"
	packed := deflate([]byte(held))
	put(3, fmt.Sprintf("<</Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d>>\nstream\n%s\nendstream", len(packed), packed))
	table := deflate([]byte{1, 2, 1, 0xfd}) // in an object stream, 3, the first; each byte less the one before it
	put(5, fmt.Sprintf("<</Type /XRef /Size 6 /W [1 1 1] /Index [4 1] /Filter [/FlateDecode] /DecodeParms [<</Predictor 15 /Columns 3>>] /Length %d>>\nstream\n%s\nendstream", len(table), table))
	start := out.Len()
	fmt.Fprintf(&out, "xref\n0 6\n0000000000 65535 f \n")
	for n := 1; n <= 5; n++ {
		if n == 4 {
			out.WriteString("0000000000 00000 f \n")
			continue
		}
		fmt.Fprintf(&out, "%010d 00000 n \n", at[n])
	}
	fmt.Fprintf(&out, "trailer\n<</Size 6 /Root 1 0 R /XRefStm %d>>\nstartxref\n%d\n%%%%EOF\n", at[5], start)
	return out.Bytes()
}

func TestHybrid(t *testing.T) {
	if got := read(t, hybrid()); !slices.Equal(got, []string{"to=Sam"}) {
		t.Errorf("got %q", got)
	}
}

// TestPrograms reads what other programs make of a form.
func TestPrograms(t *testing.T) {
	data, want := sample()
	dir := t.TempDir()
	in := filepath.Join(dir, "in.pdf")
	if err := os.WriteFile(in, data, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range []string{
		"qpdf --object-streams=generate", "qpdf --object-streams=disable", "qpdf --linearize", "qpdf --qdf",
		"qpdf --compress-streams=n --object-streams=generate", "mutool clean -gggg", "mutool clean -z",
	} {
		t.Run(args, func(t *testing.T) {
			f := strings.Fields(args)
			if _, err := exec.LookPath(f[0]); err != nil {
				if os.Getenv("AMENDS_TEST_ALL") == "1" {
					t.Fatal(f[0] + " is not installed")
				}
				t.Skip(f[0] + " is not installed")
			}
			out := filepath.Join(t.TempDir(), "out.pdf")
			args := append(f[1:], in, out)
			if said, err := exec.Command(f[0], args...).CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, said)
			}
			data, err := os.ReadFile(out)
			if err != nil {
				t.Fatal(err)
			}
			got := read(t, data)
			if slices.Sort(got); !slices.Equal(got, slices.Sorted(slices.Values(want))) {
				t.Errorf("got  %q\nwant %q", got, want)
			}
			if sheets, _ := form.ReadPDF("f.pdf", data); sheets[0].Kind != "apology" {
				t.Errorf("kind %q", sheets[0].Kind)
			}
		})
	}
}

// TestLineAboveBoxes reads a line that is also the parent of boxes, which some
// programs make although no field can be both.
func TestLineAboveBoxes(t *testing.T) {
	got := read(t, pdf("", pdfField{path: "space", value: "(later)"}, pdfField{path: "space.other", box: true, value: "Yes"}))
	if want := []string{"space.other[x]Yes", "space=later"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSeveral(t *testing.T) {
	sheets, err := form.ReadPDF("f.pdf", pdf("amends:apology, amends:boundary",
		pdfField{path: "to", value: "(Sam)"}, pdfField{path: "2.people.1", value: "(A)"}))
	if err != nil {
		t.Fatal(err)
	}
	if len(sheets) != 2 || sheets[0].Kind != "apology" || sheets[1].Kind != "boundary" || sheets[1].Fields[0].Path != "people.1" {
		t.Errorf("%+v", sheets)
	}
}

// TestXMP finds the kind where only the newer of the two places has it.
func TestXMP(t *testing.T) {
	b := &builder{}
	field := b.add("<</T (to) /FT /Tx /V (x)>>")
	xmp := `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:pdf="http://ns.adobe.com/pdf/1.3/"><pdf:Keywords>amends:apology</pdf:Keywords></rdf:Description></rdf:RDF></x:xmpmeta>`
	meta := b.add("<</Type /Metadata /Length %d>>\nstream\n%s\nendstream", len(xmp), xmp)
	root := b.add("<</Type /Catalog /Metadata %d 0 R /AcroForm <</Fields [%d 0 R]>>>>", meta, field)
	sheets, err := form.ReadPDF("f.pdf", b.file(root, ""))
	if err != nil || sheets[0].Kind != "apology" {
		t.Errorf("%+v, %v", sheets, err)
	}
}

// TestTorture reads files that were made to do harm: each ends soon, without a
// panic, and says what is wrong or what is left.
func TestTorture(t *testing.T) {
	data, _ := sample()
	b := func(objects ...string) []byte {
		b := &builder{objects: objects}
		return b.file(1, "")
	}
	stream := func(head string, body []byte) string {
		return fmt.Sprintf("<<%s /Length %d>>\nstream\n%s\nendstream", head, len(body), body)
	}
	bomb := deflate(make([]byte, 80<<20))
	many := strings.Repeat("9 0 obj (", 200_000)
	catalog := "<</Type /Catalog /AcroForm <</Fields [2 0 R]>>>>"
	tests := []struct {
		name string
		data []byte
	}{
		{"empty", nil},
		{"not a PDF", []byte("hello")},
		{"a head alone", []byte("%PDF-1.7")},
		{"half", data[:len(data)/2]},
		{"a table that leads to itself", update(data, 1, "null", " /Prev 99999999")},
		{"two tables that lead to each other", bytes.Replace(update(data, 1, "null"), []byte("/Root"), []byte("/Prev 99 /Root"), 1)},
		{"a field in itself", b(catalog, "<</T (a) /Kids [2 0 R]>>")},
		{"two fields in each other", b(catalog, "<</T (a) /Kids [3 0 R]>>", "<</T (b) /Kids [2 0 R]>>")},
		{"an object that is another", b(catalog, "3 0 R", "2 0 R")},
		{"10,000 arrays in each other", b(catalog, strings.Repeat("[", 10_000)+strings.Repeat("]", 10_000))},
		{"10,000 dictionaries in each other", b(catalog, strings.Repeat("<</A ", 10_000)+strings.Repeat(">>", 10_000))},
		{"a length of 1 GB", b("<</Type /Catalog /Metadata 2 0 R /AcroForm <</Fields [3 0 R]>>>>", "<</Length 1073741824>>\nstream\nx\nendstream", "<</T (to) /FT /Tx>>")},
		{"a length that is its own stream", b("<</Type /Catalog /Metadata 2 0 R>>", "<</Length 2 0 R>>\nstream\nx\nendstream")},
		{"a bomb", b("<</Type /Catalog /AcroForm <</Fields [2 0 R]>>>>", "<</T (to) /FT /Tx /V 3 0 R>>", stream("/Filter /FlateDecode", bomb))},
		{"bombs in each other", b("<</Type /Catalog /AcroForm <</Fields [2 0 R]>>>>", "<</T (to) /FT /Tx /V 3 0 R>>", stream("/Filter [/FlateDecode /FlateDecode /FlateDecode]", deflate(deflate(bomb))))},
		{"strings without an end", []byte("%PDF-1.7\n" + many)},
		{"streams without an end", []byte("%PDF-1.7\n" + strings.Repeat("9 0 obj <<>> stream\n", 100_000))},
		{"rows that are too wide", b("<</Type /Catalog /AcroForm <</Fields [2 0 R]>>>>", "<</T (to) /FT /Tx /V 3 0 R>>", stream("/Filter /FlateDecode /DecodeParms <</Predictor 12 /Columns 1048576 /Colors 32 /BitsPerComponent 16>>", deflate([]byte("xxxx"))))},
		{"one long text for 20,000 fields", b("<</Type /Catalog /AcroForm <</Fields ["+strings.Repeat("<</T (a) /FT /Tx /V 2 0 R>>", 20_000)+"]>>>>", "("+strings.Repeat("x", 4<<20)+")")},
		{"one long list for 20,000 pages", b(slices.Concat([]string{"<</Type /Catalog /Pages 2 0 R>>", "<</Kids [" + objects(4, 20_000) + "]>>", "[" + strings.Repeat("0 ", 200_000) + "]"}, slices.Repeat([]string{"<</Annots 3 0 R>>"}, 20_000))...)},
		{"32 MB and more", append([]byte("%PDF-1.7\n"), make([]byte, 32<<20)...)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			start := time.Now()
			sheets, err := form.ReadPDF("f.pdf", tt.data)
			if took := time.Since(start); took > maxWait {
				t.Errorf("took %v", took)
			}
			var read *form.ReadError
			if err != nil && !errors.As(err, &read) {
				t.Errorf("%v is no ReadError", err)
			}
			if strings.Contains(tt.name, "bomb") && err == nil {
				t.Errorf("read: %v", sheets)
			}
		})
	}
}

// objects is n references, from the object first on.
func objects(first, n int) string {
	var s strings.Builder
	for i := range n {
		fmt.Fprintf(&s, "%d 0 R ", first+i)
	}
	return s.String()
}

func TestEncrypted(t *testing.T) {
	data, _ := sample()
	data = bytes.Replace(data, []byte("/Root"), []byte("/Encrypt <</Filter /Standard>> /Root"), 1)
	_, err := form.ReadPDF("f.pdf", data)
	if err == nil || err.Error() != "f.pdf: this PDF is locked with a password" {
		t.Errorf("%v", err)
	}
}

func TestNoForm(t *testing.T) {
	if _, err := form.ReadPDF("f.pdf", pdf("")); !errors.Is(err, form.ErrNoForm) {
		t.Errorf("%v", err)
	}
}

// TestLong tells what a field has no room for.
func TestLong(t *testing.T) {
	tests := []struct {
		name, text, looks string
		flags             int
		want              bool
	}{
		{"a name", "Sam", "/T0 12 Tf 0 g", 0, false},
		{"as much as the line", "I told your story at dinner", "/T0 12 Tf 0 g", 0, false},
		{"more than the line", "I told your story at dinner, in front of people you had just met", "/T0 12 Tf 0 g", 0, true},
		{"more than the line, over lines", "I told your story at dinner, in front of people you had just met", "/T0 12 Tf 0 g", 1 << 12, false},
		{"more than three lines", strings.Repeat("I told your story at dinner. ", 5), "/T0 12 Tf 0 g", 1 << 12, true},
		{"short lines, too many of them", "a\nb\nc\nd\ne", "/T0 12 Tf 0 g", 1 << 12, true},
		{"made to fit", "I told your story at dinner, in front of people you had just met", "/T0 0 Tf 0 g", 0, false},
		{"without a look", "I told your story at dinner, in front of people you had just met", "", 0, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			extra := " /DA " + literal(tt.looks)
			file := pdf("amends:boundary", pdfField{path: "why", value: literal(tt.text), flags: tt.flags, extra: extra})
			file = bytes.Replace(file, []byte("/Rect [0 0 1 1]"), []byte("/Rect [9 9 189 48.5]"), 1)
			sheets, err := form.ReadPDF("f.pdf", file)
			if err != nil {
				t.Fatal(err)
			}
			if got := sheets[0].Fields[0].Long; got != tt.want {
				t.Errorf("Long is %v", got)
			}
		})
	}
}
