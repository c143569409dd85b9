package pdf

import (
	"bytes"
	"image"
	"image/color"
	"slices"
	"strings"
	"testing"
	"time"

	"amends/composer"
)

// whole has something of all that can be broken.
const whole = `# One

A paragraph with [a link](https://example.org) and *emphasis*.

## Two

1. one
2. two

- [ ] a box
- [x] a tick

A name: ______

| A | B |
|---|---|
| 1 | 2 |
| 3 | 4 |

<!-- amends:page -->

### Three

More.

<!-- amends:page -->

# Four

<!-- amends:lang es -->
Hola
<!-- amends:end -->
`

// wholeForm has something of all that a form can be broken in.
const wholeForm = `# One

A name: ______<!-- amends:field name -->

A day: ______<!-- amends:field day.1 date -->

Why? ______<!-- amends:field day.2 -->\
______<!-- amends:field day.2 -->

Sure?

- [x] <!-- amends:field sure=yes --> yes
- [ ] <!-- amends:field sure=no --> no

Read?

- [ ] <!-- amends:field read --> read
`

// wholeFile is a file without fault, taken apart.
func wholeFile(t *testing.T, p PDF, body string) *archive {
	t.Helper()
	var b bytes.Buffer
	d := &composer.Document{Title: "A page", Layout: composer.LayoutAgreement, Body: body, Date: time.Date(2026, 4, 10, 0, 0, 0, 0, time.UTC)}
	if err := p.Render(&b, d); err != nil {
		t.Fatal(err)
	}
	a, err := readFile(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// element is the n-th element of a kind, and its number.
func (a *archive) element(kind name, n int) (dict, pointer) {
	numbers := make([]int, 0, len(a.objects))
	for number := range a.objects {
		numbers = append(numbers, number)
	}
	slices.Sort(numbers)
	for _, number := range numbers {
		if d := a.dict(pointer(number)); a.name(d["S"]) == kind && a.name(d["Type"]) == "StructElem" {
			if n--; n < 0 {
				return d, pointer(number)
			}
		}
	}
	panic("no " + kind)
}

// typed is an object of a type and a subtype, the first one.
func (a *archive) typed(kind, sub name) dict {
	for n := range len(a.objects) + 10 {
		if d := a.dict(pointer(n)); d != nil && a.name(d["Type"]) == kind && (sub == "" || a.name(d["Subtype"]) == sub) {
			return d
		}
	}
	panic("no " + kind)
}

// swap changes the content of the first page.
func (a *archive) swap(from, to string) {
	a.stream(a.firstPage()["Contents"]).swap(from, to)
}

// swap changes the text of a stream.
func (s *stream) swap(from, to string) {
	if !bytes.Contains(s.data, []byte(from)) {
		panic("no " + from)
	}
	s.data = bytes.Replace(s.data, []byte(from), []byte(to), 1)
}

func (a *archive) add(v any) pointer {
	n := pointer(0)
	for k := range a.objects {
		n = max(n, pointer(k))
	}
	a.objects[int(n)+1] = v
	return n + 1
}

func (a *archive) roles(m dict) { a.dict(a.catalog()["StructTreeRoot"])["RoleMap"] = m }

func (a *archive) xmp() *stream { return a.stream(a.catalog()["Metadata"]) }

func (a *archive) cid() dict { return a.typed("Font", "CIDFontType2") }

func (a *archive) toUnicode() *stream { return a.stream(a.typed("Font", "Type0")["ToUnicode"]) }

func (a *archive) link() dict { return a.typed("Annot", "Link") }

func (a *archive) firstPage() dict { return a.dict(pointer(a.pages()[0])) }

// nums is the parent tree.
func (a *archive) nums() array {
	return a.array(a.dict(a.dict(a.catalog()["StructTreeRoot"])["ParentTree"])["Nums"])
}

// A breach is a way to break a file, with the condition that it breaks, and
// those that break with it.
type breach struct {
	condition string
	way       string
	do        func(a *archive)
	also      string
}

// breaks are the ways to break a file that is no form.
var breaks = []breach{
	{"01-003", "an artifact in tagged content", func(a *archive) { a.swap("BDC\nBT", "BDC\n/Artifact BMC\nEMC\nBT") }, ""},
	{"01-004", "tagged content in an artifact", func(a *archive) {
		a.swap("/H1 <</MCID 2>> BDC", "/Artifact BMC\n/H1 <</MCID 2>> BDC")
		a.swap("EMC\n/P <</MCID 3", "EMC\nEMC\n/P <</MCID 3")
	}, ""},
	{"01-005", "text without a mark", func(a *archive) { a.swap("/H1 <</MCID 2>> BDC", "/H1 BMC") }, "32000-1 14.7.4.2 32000-1 14.7.4.4"},
	{"01-005", "a line without a mark", func(a *archive) { a.swap("0 J", "1 1 m 9 9 l S 0 J") }, ""},
	{"01-005", "an area without a mark", func(a *archive) { a.swap("0 J", "1 1 9 9 re f 0 J") }, ""},
	{"01-005", "a picture without a mark", func(a *archive) { a.swap("0 J", "/X0 Do 0 J") }, "32000-1 8.9.5"},
	{"01-005", "an inline picture without a mark", func(a *archive) { a.swap("0 J", "BI /W 1 /H 1 /BPC 1 /IM true ID \xff EI 0 J") }, ""},
	{"01-005", "a shading without a mark", func(a *archive) { a.swap("0 J", "/S0 sh 0 J") }, ""},
	{"01-005", "a mark that no element holds", func(a *archive) { e, _ := a.element("H1", 0); delete(e, "K") }, "32000-1 14.7.4.4"},
	{"01-007", "suspects", func(a *archive) { a.dict(a.catalog()["MarkInfo"])["Suspects"] = true }, ""},
	{"02-001", "a kind that PDF has not", func(a *archive) { a.retag("P", "Paragraph") }, ""},
	{"02-001", "a kind mapped to one that PDF has not", func(a *archive) {
		e, _ := a.element("P", 0)
		e["S"] = name("Paragraph")
		a.roles(dict{"Paragraph": name("Absatz")})
	}, ""},
	{"02-003", "kinds mapped in a circle", func(a *archive) { a.roles(dict{"A": name("B"), "B": name("A")}) }, ""},
	{"02-004", "a kind of PDF's own mapped", func(a *archive) { a.roles(dict{"P": name("Span")}) }, ""},
	{"06-001", "no XMP", func(a *archive) { delete(a.catalog(), "Metadata") }, ""},
	{"06-002", "no identifier of PDF/UA", func(a *archive) { a.xmp().swap("<pdfuaid:part>1</pdfuaid:part>", "") }, ""},
	{"06-003", "no title", func(a *archive) { a.xmp().swap("A page", "") }, "19005-2 6.6.3"},
	{"07-001", "nothing about the title bar", func(a *archive) { delete(a.catalog(), "ViewerPreferences") }, ""},
	{"07-002", "the title not shown", func(a *archive) { a.dict(a.catalog()["ViewerPreferences"])["DisplayDocTitle"] = false }, ""},
	{"09-004", "a row of another length", func(a *archive) { e, _ := a.element("TR", 1); e["K"] = a.array(e["K"])[:1] }, "01-005 32000-1 14.7.4.4"},
	{"09-004", "a cell in no row", func(a *archive) { a.retag("TR", "Sect") }, "15-002"},
	{"09-004", "text in a row", func(a *archive) { a.retag("TD", "P") }, ""},
	{"09-005", "an item in no list", func(a *archive) { a.retag("L", "Sect") }, ""},
	{"09-005", "text in an item", func(a *archive) { a.retag("LBody", "P") }, ""},
	{"09-006", "an entry in no contents", func(a *archive) { a.retag("P", "TOCI") }, ""},
	{"09-007", "a reading of nothing", func(a *archive) { a.retag("P", "RT") }, ""},
	{"09-008", "a note in lines of nothing", func(a *archive) { a.retag("P", "WT") }, ""},
	{"10-001", "a code without text", func(a *archive) { a.toUnicode().swap("<0001>", "<0201>") }, "32000-1 9.10.3"},
	{"11-001", "text in no language", func(a *archive) { delete(a.catalog(), "Lang") }, "11-002 11-003 11-004 11-006"},
	{"11-001", "text in a language that is none", func(a *archive) { e, _ := a.element("Div", 1); e["Lang"] = str("¿español?") }, ""},
	{"11-002", "words for a box in no language", func(a *archive) { e, _ := a.element("Form", 0); e["Lang"] = str("") }, ""},
	{"11-003", "bookmarks in no language", func(a *archive) { delete(a.catalog(), "Lang") }, "11-001 11-002 11-004 11-006"},
	{"11-004", "words for a link in no language", func(a *archive) { e, _ := a.element("Link", 0); e["Lang"] = str("x y") }, "11-001"},
	{"11-006", "facts in no language", func(a *archive) { a.catalog()["Lang"] = str("") }, "11-001 11-002 11-003 11-004"},
	{"13-004", "a figure without words", func(a *archive) { e, _ := a.element("Form", 0); e["S"] = name("Figure"); delete(e, "Alt") }, ""},
	{"14-002", "a first heading that is not H1", func(a *archive) { a.retag("H1", "H2") }, ""},
	{"14-003", "a level of headings left out", func(a *archive) { a.retag("H2", "P") }, ""},
	{"14-006", "two H in one element", func(a *archive) { a.retag("H1", "H"); a.retag("H2", "H"); a.retag("H3", "H"); a.retag("H1", "H") }, ""},
	{"14-007", "H and H1", func(a *archive) { a.retag("H3", "H") }, ""},
	{"15-002", "a table without a header", func(a *archive) { a.retag("TH", "TD"); a.retag("TH", "TD") }, ""},
	{"15-003", "a header of nothing", func(a *archive) { e, _ := a.element("TH", 1); delete(e, "A") }, ""},
	{"16-001", "a list of no kind", func(a *archive) { e, _ := a.element("L", 0); delete(e, "A") }, "16-002"},
	{"16-002", "a list of another kind", func(a *archive) { e, _ := a.element("L", 0); a.dict(e["A"])["ListNumbering"] = name("Disc") }, ""},
	{"17-002", "a formula without words", func(a *archive) { a.retag("P", "Formula") }, ""},
	{"18-002", "a foot that is none", func(a *archive) { a.swap(" /Subtype /Footer", "") }, ""},
	{"19-003", "a note without a name", func(a *archive) { a.retag("P", "Note") }, ""},
	{"19-004", "two notes of one name", func(a *archive) {
		for range 2 {
			e, _ := a.element("P", 0)
			e["S"], e["ID"] = name("Note"), str("a")
		}
	}, ""},
	{"20-001", "layers without a name", func(a *archive) {
		a.catalog()["OCProperties"] = dict{"Configs": array{dict{}}, "D": dict{"Name": str("a")}}
	}, ""},
	{"20-002", "the first layers without a name", func(a *archive) { a.catalog()["OCProperties"] = dict{"D": dict{}} }, ""},
	{"20-003", "layers that change", func(a *archive) { a.catalog()["OCProperties"] = dict{"D": dict{"Name": str("a"), "AS": array{}}} }, ""},
	{"21-001", "a file in the file without a name", func(a *archive) { a.add(dict{"Type": name("Filespec"), "F": str("a")}) }, ""},
	{"26-001", "a lock without permissions", func(a *archive) { a.trailer["Encrypt"] = a.add(dict{"Filter": name("Standard")}) }, "19005-2 6.1.3"},
	{"26-002", "a lock that keeps readers out", func(a *archive) { a.trailer["Encrypt"] = a.add(dict{"Filter": name("Standard"), "P": 4}) }, "19005-2 6.1.3"},
	{"28-002", "a note on the page in no Annot", func(a *archive) { a.link()["Subtype"] = name("Text") }, "19005-2 6.3.3"},
	{"28-004", "a note on the page without words", func(a *archive) { l := a.link(); l["Subtype"] = name("Text"); delete(l, "Contents") }, "28-002 19005-2 6.3.3"},
	{"28-005", "a field without a name", func(a *archive) { a.link()["Subtype"] = name("Widget"); a.retag("Link", "Form") }, "19005-2 6.3.3 32000-1 14.8.5.6 amends form"},
	{"28-007", "a net for traps", func(a *archive) { a.link()["Subtype"] = name("TrapNet") }, "28-002 19005-2 6.3.3"},
	{"28-008", "no order for the tab key", func(a *archive) { delete(a.firstPage(), "Tabs") }, ""},
	{"28-009", "another order for the tab key", func(a *archive) { a.firstPage()["Tabs"] = name("R") }, ""},
	{"28-010", "a field in no Form", func(a *archive) { l := a.link(); l["Subtype"], l["TU"] = name("Widget"), str("a") }, "19005-2 6.3.3"},
	{"28-011", "a link in no Link", func(a *archive) { a.retag("Link", "Span") }, ""},
	{"28-012", "a link without words", func(a *archive) { delete(a.link(), "Contents") }, "28-004"},
	{"28-017", "a printer's mark in the tree", func(a *archive) { a.link()["Subtype"] = name("PrinterMark") }, "19005-2 6.3.3"},
	{"30-001", "a page of another file", func(a *archive) { a.add(dict{"Subtype": name("Form"), "Ref": dict{}}) }, ""},
	{"31-004", "a map of glyphs that is none", func(a *archive) { a.cid()["CIDToGIDMap"] = name("Other") }, ""},
	{"31-005", "no map of glyphs", func(a *archive) { delete(a.cid(), "CIDToGIDMap") }, ""},
	{"31-006", "codes that nobody knows", func(a *archive) { a.typed("Font", "Type0")["Encoding"] = name("Own-H") }, ""},
	{"31-009", "a font that is not in the file", func(a *archive) { delete(a.typed("FontDescriptor", ""), "FontFile2") }, ""},
	{"31-011", "a glyph that the font has not", func(a *archive) {
		a.swap("Td [<", "Td [<0FFF")
		a.toUnicode().swap("endbfrange", "<0FFF> <0FFF> <0041>\nendbfrange")
	}, ""},
	{"31-014", "a set of glyphs too small", func(a *archive) { a.typed("FontDescriptor", "")["CIDSet"] = a.add(&stream{dict{}, []byte{0x80}}) }, ""},
	{"31-015", "a set of glyphs too large", func(a *archive) {
		a.typed("FontDescriptor", "")["CIDSet"] = a.add(&stream{dict{}, bytes.Repeat([]byte{0xff}, 999)})
	}, ""},
	{"31-016", "a width that is not the glyph's", func(a *archive) { w := a.array(a.array(a.cid()["W"])[1]); w[0] = w[0].(int) + 2 }, ""},
	{"31-027", "a font without text", func(a *archive) { delete(a.typed("Font", "Type0"), "ToUnicode") }, ""},
	{"31-028", "a code for nothing", func(a *archive) { a.toUnicode().swap("endbfrange", "<0001> <0001> <0000>\nendbfrange") }, ""},
	{"31-029", "a code for a mark of bytes", func(a *archive) { a.toUnicode().swap("endbfrange", "<0001> <0001> <FEFF>\nendbfrange") }, ""},
	{"31-030", "no glyph", func(a *archive) {
		a.swap("Td [<", "Td [<0000")
		a.toUnicode().swap("endbfrange", "<0000> <0000> <0041>\nendbfrange")
	}, ""},

	{"13-004", "a logo without words", func(a *archive) { e, _ := a.element("Figure", 0); delete(e, "Alt") }, ""},
	{"32000-1 14.8.5.4.3", "a logo without bounds", func(a *archive) { e, _ := a.element("Figure", 0); delete(e, "A") }, ""},
	{"01-005", "a logo without a mark", func(a *archive) { a.swap("/Figure <</MCID 0>> BDC", "/Figure BMC") }, "32000-1 14.7.4.2 32000-1 14.7.4.4"},
	{"14289-1 7.3", "a logo in a paragraph", func(a *archive) { a.retag("Figure", "P") }, ""},
	{"19005-2 6.2.4.3", "a logo in the colours of a printer", func(a *archive) { a.picture().dict["ColorSpace"] = name("DeviceCMYK") }, ""},
	{"19005-2 6.2.8", "a logo that is smoothed", func(a *archive) { a.picture().dict["Interpolate"] = true }, ""},
	{"19005-2 6.2.8", "a logo with another in its place", func(a *archive) { a.picture().dict["Alternates"] = array{} }, ""},
	{"32000-1 8.9.5", "a logo of another size", func(a *archive) { a.picture().dict["Width"] = 5 }, ""},
	{"32000-1 8.9.5", "a logo that is not there", func(a *archive) { a.swap("/Logo Do", "/Log Do") }, ""},

	{"14289-1 6.2", "tags that nobody tells of", func(a *archive) { delete(a.catalog(), "MarkInfo") }, ""},
	{"14289-1 6.2", "no structure", func(a *archive) { delete(a.catalog(), "StructTreeRoot") }, "01-005 28-011 32000-1 14.7.4.4 amends outline"},
	{"19005-2 6.1.2", "no sign of a binary file", func(a *archive) { a.head = "%PDF-1.7\n%abc\n" }, ""},
	{"19005-2 6.1.3", "no identifier", func(a *archive) { delete(a.trailer, "ID") }, ""},
	{"19005-2 6.2.3", "no colours", func(a *archive) { delete(a.catalog(), "OutputIntents") }, ""},
	{"19005-2 6.2.3", "a profile that is none", func(a *archive) {
		a.stream(a.dict(a.array(a.catalog()["OutputIntents"])[0])["DestOutputProfile"]).data[36] = 'x'
	}, ""},
	{"19005-2 6.2.11.7.3", "a character of one's own", func(a *archive) { a.toUnicode().swap("endbfrange", "<0001> <0001> <E000>\nendbfrange") }, ""},
	{"19005-2 6.3.2", "a link that is not printed", func(a *archive) { delete(a.link(), "F") }, ""},
	{"19005-2 6.5.1", "something done at once", func(a *archive) { a.catalog()["OpenAction"] = dict{"S": name("JavaScript")} }, ""},
	{"19005-2 6.6.2.3", "nothing about PDF/UA's identifier", func(a *archive) {
		a.xmp().swap("pdfaSchema:namespaceURI>http://www.aiim.org/pdfua", "pdfaSchema:namespaceURI>http://www.aiim.org/")
	}, ""},
	{"19005-2 6.6.3", "another title", func(a *archive) { a.dict(a.trailer["Info"])["Title"] = str("Another") }, ""},
	{"19005-2 6.6.3", "another date", func(a *archive) { a.dict(a.trailer["Info"])["ModDate"] = str("D:20260411000000Z") }, ""},
	{"19005-2 6.6.3", "an author", func(a *archive) { a.dict(a.trailer["Info"])["Author"] = str("Jo") }, ""},
	{"19005-2 6.6.4", "no identifier of PDF/A", func(a *archive) { a.xmp().swap("<pdfaid:conformance>A", "<pdfaid:conformance>B") }, ""},
	{"32000-1 12.3.3", "a bookmark too few", func(a *archive) { o := a.dict(a.catalog()["Outlines"]); o["Count"] = a.count(o) - 1 }, ""},
	{"32000-1 12.3.3", "a bookmark to nowhere", func(a *archive) { delete(a.dict(a.dict(a.catalog()["Outlines"])["First"]), "Dest") }, ""},
	{"amends outline", "no bookmarks", func(a *archive) { delete(a.catalog(), "Outlines") }, ""},
	{"32000-1 14.6.1", "a mark that does not end", func(a *archive) { a.swap("EMC", "") }, "01-003 01-004 32000-1 14.7.4.2"},
	{"32000-1 14.6.1", "an end of no mark", func(a *archive) { a.swap("0 J", "EMC 0 J") }, "32000-1 14.7.4.2 32000-1 14.7.4.4"},
	{"32000-1 14.7.2", "an element that does not know its parent", func(a *archive) { e, p := a.element("P", 0); e["P"] = p }, ""},
	{"32000-1 14.7.2", "an element in two places", func(a *archive) {
		e, _ := a.element("Document", 0)
		e["K"] = append(a.array(e["K"]), a.array(e["K"])[0])
	}, ""},
	{"32000-1 14.7.4.2", "a mark of two elements", func(a *archive) { e, _ := a.element("H2", 0); e["K"] = append(a.array(e["K"]), 1) }, "32000-1 14.7.4.4"},
	{"32000-1 14.7.4.2", "a mark of no page", func(a *archive) { e, _ := a.element("H1", 0); e["K"] = append(a.array(e["K"]), 99) }, ""},
	{"32000-1 14.7.4.2", "a mark twice", func(a *archive) { a.swap("/Artifact", "/P <</MCID 0>> BDC EMC /Artifact") }, ""},
	{"32000-1 14.7.4.3", "an annotation that is none", func(a *archive) { a.objr()["Obj"] = pointer(9999) }, "28-011 32000-1 14.7.4.4"},
	{"32000-1 14.7.4.4", "a way back to another element", func(a *archive) { n := a.array(a.nums()[1]); n[0], n[1] = n[1], n[0] }, ""},
	{"32000-1 14.7.4.4", "no way back", func(a *archive) { n := a.nums(); n[1] = n[1].(array)[:1] }, ""},
	{"32000-1 14.7.4.4", "no way back from a page", func(a *archive) { delete(a.firstPage(), "StructParents") }, ""},
	{"32000-1 14.7.4.4", "no way back from a link", func(a *archive) { delete(a.link(), "StructParent") }, ""},
	{"32000-1 14.8.4.5", "a line to write on that is not in its form", func(a *archive) { e, _ := a.element("Form", 2); delete(e, "K") }, "01-005 32000-1 14.7.4.4"},
	{"32000-1 14.8.5.4.3", "a figure without bounds", func(a *archive) { e, _ := a.element("Form", 0); e["S"] = name("Figure"); delete(e, "A") }, ""},
	{"32000-1 14.8.5.6", "a printed form that does not say what it is", func(a *archive) { delete(a.printed(2), "Role") }, ""},
	{"32000-1 14.8.5.6", "a printed form of no kind", func(a *archive) { e, _ := a.element("Form", 2); delete(e, "A") }, ""},
	{"32000-1 14.8.5.6", "a printed form of another kind", func(a *archive) { a.printed(2)["Role"] = name("tx") }, ""},
	{"32000-1 14.8.5.6", "a line that is ticked", func(a *archive) { a.printed(2)["checked"] = name("on") }, ""},
	{"32000-1 14.8.5.6", "a box neither ticked nor empty", func(a *archive) { a.printed(0)["checked"] = name("yes") }, ""},
	{"32000-1 14.8.5.6", "a printed form with an empty name", func(a *archive) { a.printed(2)["Desc"] = str("") }, ""},
	{"amends form", "a line to write on that is not heard", func(a *archive) { e, _ := a.element("Form", 2); delete(e, "Alt") }, ""},
}

// picture is the logo.
func (a *archive) picture() *stream {
	for n := range len(a.objects) + 10 {
		if s := a.stream(pointer(n)); s != nil && a.name(s.dict["Subtype"]) == "Image" {
			return s
		}
	}
	panic("no picture")
}

// formBreaks are the ways to break a form.
var formBreaks = []breach{
	{"amends tip", "a field that does not say what it is", func(a *archive) { delete(a.named("name"), "TU") }, ""},
	{"amends tip", "a button that does not say what it is", func(a *archive) { delete(a.button("sure", 1), "TU") }, ""},
	{"28-005", "a field that nothing says what it is", func(a *archive) {
		delete(a.named("name"), "TU")
		e, _ := a.element("Form", 0)
		delete(e, "Alt")
	}, "amends tip amends form"},
	{"28-010", "a field in no Form", func(a *archive) { a.retag("Form", "Span") }, ""},
	{"32000-1 14.7.4.4", "no way back from a field", func(a *archive) { delete(a.named("name"), "StructParent") }, ""},
	{"32000-1 14.7.4.4", "a way back from a field to another's", func(a *archive) { a.named("name")["StructParent"] = a.named("read")["StructParent"] }, ""},
	{"amends widget", "a form that holds no field", func(a *archive) {
		e, _ := a.element("Form", 0)
		e["K"] = a.array(e["K"])[:1]
	}, "28-010 32000-1 14.7.4.4"},
	{"19005-2 6.3.3", "a field that is not drawn", func(a *archive) { delete(a.named("name"), "AP") }, ""},
	{"19005-2 6.3.3", "a box with one state", func(a *archive) { delete(a.dict(a.dict(a.named("read")["AP"])["N"]), "Off") }, ""},
	{"19005-2 6.3.3", "a box in a state that it has not", func(a *archive) { a.named("read")["AS"] = name("On") }, "32000-1 12.7.4.2"},
	{"19005-2 6.3.2", "a field that is not printed", func(a *archive) { a.named("name")["F"] = 0 }, ""},
	{"19005-2 6.3.2", "a field that is hidden", func(a *archive) { a.named("name")["F"] = 6 }, ""},
	{"19005-2 6.4.1", "a form that is not drawn", func(a *archive) { a.dict(a.catalog()["AcroForm"])["NeedAppearances"] = true }, ""},
	{"19005-2 6.4.1", "a field that does something", func(a *archive) { a.named("name")["AA"] = dict{"K": dict{"S": name("JavaScript")}} }, ""},
	{"32000-1 12.7.2", "a field that the form has not", func(a *archive) {
		f := a.dict(a.catalog()["AcroForm"])
		f["Fields"] = a.array(f["Fields"])[1:]
	}, ""},
	{"32000-1 12.7.3", "a name twice", func(a *archive) { a.named("read")["T"] = str("name") }, ""},
	{"32000-1 12.7.3", "a name in two parts", func(a *archive) { a.named("name")["T"] = str("a.b") }, ""},
	{"32000-1 12.7.3", "a field without a name", func(a *archive) { a.named("name")["T"] = str("") }, ""},
	{"32000-1 12.7.3", "a field that does not know its parent", func(a *archive) { delete(a.named("1"), "Parent") }, ""},
	{"32000-1 12.7.3", "a button that does not know its parent", func(a *archive) { delete(a.button("sure", 0), "Parent") }, ""},
	{"32000-1 12.7.3.3", "a field in a font that is not there", func(a *archive) { a.named("name")["DA"] = str("/Helv 12 Tf 0 g") }, ""},
	{"32000-1 12.7.4.2", "a box that shows another state", func(a *archive) { a.named("read")["AS"] = name("Yes") }, ""},
	{"32000-1 12.7.4.2.4", "two buttons on", func(a *archive) { a.button("sure", 1)["AS"] = name("no") }, ""},
	{"32000-1 8.10.2", "a field that is drawn by no form", func(a *archive) { delete(a.stream(a.dict(a.named("name")["AP"])["N"]).dict, "BBox") }, ""},
	{"31-009", "a font that is not in the file", func(a *archive) { delete(a.dict(a.typing()["FontDescriptor"]), "FontFile2") }, ""},
	{"31-009", "a font that every printer once had", func(a *archive) {
		a.fonts()["Helv"] = a.add(dict{"Type": name("Font"), "Subtype": name("Type1"), "BaseFont": name("Helvetica")})
	}, ""},
	{"31-009", "a font of ticks without a tick", func(a *archive) { delete(a.dict(a.fonts()["ZaDb"]), "CharProcs") }, ""},
	{"31-016", "a width that is not the glyph's", func(a *archive) { a.array(a.typing()["Widths"])['A'-1] = 9 }, ""},
	{"31-017", "a symbolic font with an encoding", func(a *archive) { a.dict(a.typing()["FontDescriptor"])["Flags"] = 4 }, ""},
	{"31-018", "a font without a table of characters", func(a *archive) {
		f := a.stream(a.dict(a.typing()["FontDescriptor"])["FontFile2"])
		f.swap("cmap", "cmaq")
	}, ""},
	{"31-030", "a character that the font has not", func(a *archive) { a.stream(a.typing()["ToUnicode"]).swap("<41> <0041>", "<41> <2600>") }, ""},
	{"amends font", "a font that knows little", func(a *archive) {
		s := a.stream(a.typing()["ToUnicode"])
		for bytes.Contains(s.data, []byte("endbfchar")) {
			s.swap("endbfchar", "endbf")
		}
	}, ""},
	{"amends rect", "a field outside the page", func(a *archive) { a.array(a.named("name")["Rect"])[2] = 700 }, ""},
	{"amends rect", "a field without room", func(a *archive) { r := a.array(a.named("name")["Rect"]); r[3] = r[1] }, ""},
}

// named is the field with that last part of its name.
func (a *archive) named(t string) dict {
	for n := range len(a.objects) + 10 {
		if d := a.dict(pointer(n)); d["T"] == str(t) && d["S"] == nil {
			return d
		}
	}
	panic("no field " + t)
}

// button is the n-th place of a field.
func (a *archive) button(t string, n int) dict { return a.dict(a.array(a.named(t)["Kids"])[n]) }

// fonts are those that fields are filled in with.
func (a *archive) fonts() dict { return a.dict(a.dict(a.dict(a.catalog()["AcroForm"])["DR"])["Font"]) }

// typing is the font in which things are typed.
func (a *archive) typing() dict {
	for n, v := range a.fonts() {
		if n != "ZaDb" {
			return a.dict(v)
		}
	}
	panic("no font")
}

// retag makes the first element of a kind one of another.
func (a *archive) retag(from, to name) {
	e, _ := a.element(from, 0)
	e["S"] = to
}

// printed is what the n-th form says of itself as a printed one.
func (a *archive) printed(n int) dict {
	e, _ := a.element("Form", n)
	if d := a.dict(e["A"]); d != nil {
		return d
	}
	for _, v := range a.array(e["A"]) {
		if d := a.dict(v); a.name(d["O"]) == "PrintField" {
			return d
		}
	}
	panic("no PrintField")
}

// objr is the place of the link in its element.
func (a *archive) objr() dict {
	e, _ := a.element("Link", 0)
	for _, k := range a.array(e["K"]) {
		if d := a.dict(k); a.name(d["Type"]) == "OBJR" {
			return d
		}
	}
	panic("no OBJR")
}

// A whole file is without fault, and one that is broken in one way has the
// fault of that way.
func TestBroken(t *testing.T) {
	logo := image.NewRGBA(image.Rect(0, 0, 4, 3))
	logo.Set(1, 1, color.RGBA{200, 0, 0, 255})
	p := PDF{Letterhead: Letterhead{Name: "A practice", Logo: newLogo(logo, upright), LogoAlt: "A lighthouse", Footer: "Open on Mondays"}, Words: Words{PageLabel: "{page}"}}
	broken(t, breaks, func() *archive { return wholeFile(t, p, whole) })
	matterhorn := map[string]bool{}
	for _, b := range append(breaks, scriptBreaks...) {
		if len(b.condition) == len("00-000") {
			matterhorn[b.condition] = true
		}
	}
	t.Logf("%d ways, %d conditions of the Matterhorn Protocol", len(breaks)+len(scriptBreaks), len(matterhorn))
}

// shaped has text that is shaped, from right to left too, and a font whose
// outlines are CFF: the second of the two that are given.
const shaped = `**שָׁלוֹם** Zoë

日本語
`

// shapedFile is a file without fault of what is shaped, taken apart.
func shapedFile(t *testing.T) *archive {
	t.Helper()
	var b bytes.Buffer
	p := PDF{Fonts: []*Font{given(t, "truetype/noto/NotoSansHebrew-Regular.ttf", 0), given(t, "opentype/noto/NotoSansCJK-Regular.ttc", 1)}}
	if err := p.Render(&b, &composer.Document{Title: "A page", Body: shaped}); err != nil {
		t.Fatal(err)
	}
	a, err := readFile(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// given is a font of the system, as a person gives it.
func given(tb testing.TB, path string, number int) *Font {
	tb.Helper()
	f, err := ReadFont(path, installed(tb, "/usr/share/fonts/"+path), number)
	if err != nil {
		tb.Fatal(err)
	}
	return f
}

func (a *archive) compact() dict { return a.typed("Font", "CIDFontType0") }

// font is the font that has that in its name.
func (a *archive) font(part string) dict {
	for n := range len(a.objects) + 10 {
		if d := a.dict(pointer(n)); a.name(d["Subtype"]) == "Type0" && strings.Contains(string(a.name(d["BaseFont"])), part) {
			return d
		}
	}
	panic("no font " + part)
}

// program is the program of the first CFF font.
func (a *archive) program() *stream {
	return a.stream(a.dict(a.compact()["FontDescriptor"])["FontFile3"])
}

// scriptBreaks are ways to break a file of what is shaped.
var scriptBreaks = []breach{
	{"10-001", "a shaped glyph without text", func(a *archive) {
		a.stream(a.font("Hebrew")["ToUnicode"]).swap("<05DC>", "<>")
	}, "amends actual 32000-1 9.10.3"},
	{"31-009", "a CFF font that is not in the file", func(a *archive) { delete(a.dict(a.compact()["FontDescriptor"]), "FontFile3") }, ""},
	{"31-009", "a font of two programs", func(a *archive) {
		d := a.dict(a.compact()["FontDescriptor"])
		d["FontFile2"] = d["FontFile3"]
	}, ""},
	{"31-011", "a code that a CFF font has no glyph for", func(a *archive) {
		a.swap("<000100020003", "<0FFF00020003")
		a.stream(a.font("CJK")["ToUnicode"]).swap("endbfrange", "<0FFF> <0FFF> <0041>\nendbfrange")
	}, "amends actual"},
	{"31-011", "a CFF font cut off", func(a *archive) { s := a.program(); s.data = s.data[:len(s.data)/2] }, ""},
	{"31-011", "a CFF font whose CIDs are no places", func(a *archive) {
		a.program().swap(string(appendCharset(nil, 4)), string(appendCharset(nil, 4)[:2])+"\x09\x00\x02")
	}, ""},
	{"31-016", "a width that is not the charstring's", func(a *archive) { w := a.array(a.array(a.compact()["W"])[1]); w[0] = w[0].(int) + 2 }, ""},
	{"32000-1 9.7.4.1", "a font that descends from one of another kind", func(a *archive) { a.compact()["Subtype"] = name("Type1") }, ""},
	{"32000-1 9.7.4.2", "a map of glyphs of a CFF font", func(a *archive) { a.compact()["CIDToGIDMap"] = name("Identity") }, ""},
	{"32000-1 9.9", "a CFF font said to be another", func(a *archive) { a.program().dict["Subtype"] = name("Type1C") }, ""},
	{"amends actual", "nothing in place of an element's text", func(a *archive) { e, _ := a.element("Span", 0); e["ActualText"] = str("") }, ""},
	{"amends actual", "other text in place of an element's", func(a *archive) { e, _ := a.element("Span", 0); e["ActualText"] = str("no") }, ""},
	{"amends actual", "nothing in place of a cluster's text", func(a *archive) { a.swap("/ActualText <FEFF05E905B805C1>", "/ActualText ()") }, ""},
	{"amends actual", "other text in place of a cluster's", func(a *archive) { a.swap("<FEFF05E905B805C1>", "(no)") }, ""},
	{"amends actual", "text from right to left that is not said to be", func(a *archive) { a.swap("/ReversedChars", "/Other") }, ""},
	{"amends text state", "a bold that does not end", func(a *archive) { a.swap("0 Tr", "") }, ""},
	{"amends text state", "text that stays raised", func(a *archive) { a.swap("Td [", "Td 2 Ts [") }, ""},
}

// The same of what is shaped.
func TestBrokenScripts(t *testing.T) {
	broken(t, scriptBreaks, func() *archive { return shapedFile(t) })
}

// It is the same with a form.
func TestBrokenForm(t *testing.T) {
	broken(t, formBreaks, func() *archive { return wholeFile(t, PDF{Fillable: true}, wholeForm) })
}

func broken(t *testing.T, breaks []breach, file func() *archive) {
	t.Helper()
	for _, f := range conform(file().bytes()) {
		t.Errorf("the whole file: %s", f)
	}
	for _, b := range breaks {
		a := file()
		b.do(a)
		found := false
		for _, f := range conform(a.bytes()) {
			found = found || f.condition == b.condition
			if f.condition != b.condition && !strings.Contains(b.also, f.condition) {
				t.Errorf("%s, %s: also %s", b.condition, b.way, f)
			}
		}
		if !found {
			t.Errorf("%s, %s: not found", b.condition, b.way)
		}
	}
}
