package pdf

import (
	"cmp"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// conform looks for what keeps a file from being PDF/UA-1 (ISO 14289-1) and
// PDF/A-2a (ISO 19005-2). What it finds has the number of the Matterhorn
// Protocol 1.1, or else the clause that asks for it.

// A fault is one thing at fault.
type flaw struct{ condition, what string }

func (f flaw) String() string { return f.condition + ": " + f.what }

// An inspector gathers the faults of a file.
type inspector struct {
	*archive
	faults []flaw

	language string // of the file
	elements map[int]*node
	order    []*node           // from the first to the last
	marks    map[mark]*node    // whose content each is
	held     map[int][]int     // the marks of each page that an element holds
	annots   map[pointer]*node // by the object of the annotation
	filled   map[pointer]bool  // the widgets of fields
	shownIn  map[mark]string   // the text in each
	fonts    map[int]*typeface // by the object of each
	parents  map[int]any       // the tree's own table
	pageOf   map[int]int       // the place of a page by its object
	roles    map[name]name     // of kinds that are none of PDF's own
}

// A mark is marked content: the page's place, and the number.
type mark struct{ page, n int }

// A node is an element of the structure.
type node struct {
	object int
	dict   dict
	kind   name // after the map of roles
	parent *node
	kids   []any // *node, mark or pointer, which is that of an annotation
}

// conform is what is at fault in a file.
func conform(file []byte) []flaw {
	a, err := readFile(file)
	if err != nil {
		return []flaw{{"syntax", err.Error()}}
	}
	_, faults := inspect(a)
	return faults
}

func inspect(a *archive) (*inspector, []flaw) {
	in := &inspector{archive: a, elements: map[int]*node{}, marks: map[mark]*node{}, held: map[int][]int{}, annots: map[pointer]*node{}, filled: map[pointer]bool{},
		shownIn: map[mark]string{}, fonts: map[int]*typeface{}, parents: map[int]any{}, pageOf: map[int]int{}, roles: map[name]name{}}
	for i, n := range a.pages() {
		in.pageOf[n] = i
	}
	in.file()
	in.metadata()
	in.intent()
	in.roleMap()
	in.tree()
	for i, n := range a.pages() {
		in.page(i, n)
	}
	in.structure()
	in.acroForm()
	in.unfilled()
	in.languages()
	in.outline()
	return in, in.faults
}

func (in *inspector) fault(condition, format string, args ...any) {
	f := flaw{condition, fmt.Sprintf(format, args...)}
	if !slices.Contains(in.faults, f) {
		in.faults = append(in.faults, f)
	}
}

var tagPattern = regexp.MustCompile(`^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$`)

// file looks at the file as a whole.
func (in *inspector) file() {
	first, second, _ := strings.Cut(in.head, "\n%")
	if binary := strings.TrimFunc(second, func(r rune) bool { return r == utf8.RuneError }); first != "%PDF-1.7" || len(second) < 5 || binary != "\n" {
		in.fault("19005-2 6.1.2", "the file begins with %q", in.head)
	}
	if id := in.array(in.trailer["ID"]); len(id) != 2 || len(in.bytesOf(id[0])) == 0 {
		in.fault("19005-2 6.1.3", "the file has no identifier")
	}
	if e := in.dict(in.trailer["Encrypt"]); e != nil {
		in.fault("19005-2 6.1.3", "the file is encrypted")
		if p, ok := in.int(e["P"]); !ok {
			in.fault("26-001", "no permissions")
		} else if p&(1<<9) == 0 {
			in.fault("26-002", "a screen reader may not read the file")
		}
	}
	c := in.catalog()
	m := in.dict(c["MarkInfo"])
	if in.of(m["Marked"]) != true {
		in.fault("14289-1 6.2", "the file does not say that it is tagged")
	}
	if in.of(m["Suspects"]) == true {
		in.fault("01-007", "suspects")
	}
	switch p := in.dict(c["ViewerPreferences"]); in.of(p["DisplayDocTitle"]) {
	case true:
	case false:
		in.fault("07-002", "the title is not shown")
	default:
		in.fault("07-001", "nothing says whether the title is shown")
	}
	in.language = in.text(c["Lang"])
	if !tagPattern.MatchString(in.language) {
		in.language = ""
		in.fault("11-006", "the file has no language")
	}
	for _, k := range []name{"OpenAction", "AA", "Requirements", "Names"} {
		if c[k] != nil {
			in.fault("19005-2 6.5.1", "the catalog has %s", k)
		}
	}
	if o := in.dict(c["OCProperties"]); o != nil {
		in.layers(o)
	}
	for n, v := range in.objects {
		d := in.dict(v)
		if in.name(d["Type"]) == "Filespec" && (d["F"] == nil || d["UF"] == nil) {
			in.fault("21-001", "object %d", n)
		}
		if d["Ref"] != nil && in.name(d["Subtype"]) == "Form" {
			in.fault("30-001", "object %d", n)
		}
	}
}

// bytesOf is v as it stands.
func (in *inspector) bytesOf(v any) string {
	s, _ := in.of(v).(str)
	return string(s)
}

// layers looks at optional content.
func (in *inspector) layers(o dict) {
	named := func(v any, condition string) {
		d := in.dict(v)
		if in.text(d["Name"]) == "" {
			in.fault(condition, "a configuration of layers has no name")
		}
		if d["AS"] != nil {
			in.fault("20-003", "layers change by themselves")
		}
	}
	for _, v := range in.array(o["Configs"]) {
		named(v, "20-001")
	}
	named(o["D"], "20-002")
}

// metadata looks at what the file says of itself, twice.
func (in *inspector) metadata() {
	s := in.stream(in.catalog()["Metadata"])
	if s == nil {
		in.fault("06-001", "no XMP")
		return
	}
	x, err := readXMP(s.data)
	if err != nil {
		in.fault("06-001", "XMP: %v", err)
		return
	}
	if x["http://www.aiim.org/pdfua/ns/id/ part"] != "1" {
		in.fault("06-002", "XMP does not say that this is PDF/UA-1")
	}
	title := x["http://purl.org/dc/elements/1.1/ title"]
	if strings.TrimSpace(title) == "" {
		in.fault("06-003", "no title")
	}
	const aid = "http://www.aiim.org/pdfa/ns/id/ "
	if x[aid+"part"] != "2" || x[aid+"conformance"] != "A" {
		in.fault("19005-2 6.6.4", "XMP does not say that this is PDF/A-2a")
	}
	if x["http://www.aiim.org/pdfa/ns/schema# namespaceURI"] != "http://www.aiim.org/pdfua/ns/id/" {
		in.fault("19005-2 6.6.2.3", "no schema for PDF/UA's identifier")
	}
	info := in.dict(in.trailer["Info"])
	const xmp = "http://ns.adobe.com/xap/1.0/ "
	for _, p := range []struct {
		key  name
		date bool
		in   string
	}{
		{"Title", false, "http://purl.org/dc/elements/1.1/ title"}, {"Producer", false, "http://ns.adobe.com/pdf/1.3/ Producer"},
		{"CreationDate", true, xmp + "CreateDate"}, {"ModDate", true, xmp + "ModifyDate"}, {"Creator", false, xmp + "CreatorTool"},
		{"Author", false, "http://purl.org/dc/elements/1.1/ creator"}, {"Subject", false, "http://purl.org/dc/elements/1.1/ description"},
		{"Keywords", false, "http://ns.adobe.com/pdf/1.3/ Keywords"},
	} {
		was := in.text(info[p.key])
		if p.date && was != "" {
			d, err := time.Parse("D:20060102150405Z", was)
			if err != nil {
				in.fault("19005-2 6.6.3", "%s: %v", p.key, err)
			}
			was = d.Format(time.RFC3339)
		}
		if was != x[p.in] {
			in.fault("19005-2 6.6.3", "%s is %q, in XMP %q", p.key, was, x[p.in])
		}
	}
}

// readXMP is the text of each property by its name and space.
func readXMP(data []byte) (map[string]string, error) {
	values := map[string]string{}
	d := xml.NewDecoder(strings.NewReader(string(data)))
	var open []string
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return values, nil
		}
		if err != nil {
			return nil, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			key := t.Name.Space + " " + t.Name.Local
			if len(open) > 0 && strings.Contains(t.Name.Space, "rdf-syntax") {
				key = open[len(open)-1] // a list's text is that of the property
			}
			open = append(open, key)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if len(open) > 0 {
				values[open[len(open)-1]] += strings.Trim(string(t), "\n")
			}
		}
	}
}

// intent looks at the colours that are meant.
func (in *inspector) intent() {
	const clause = "19005-2 6.2.3"
	list := in.array(in.catalog()["OutputIntents"])
	if len(list) != 1 || in.name(in.dict(list[0])["S"]) != "GTS_PDFA1" {
		in.fault(clause, "no output intent")
		return
	}
	d := in.dict(list[0])
	s := in.stream(d["DestOutputProfile"])
	if s == nil || in.text(d["OutputConditionIdentifier"]) == "" {
		in.fault(clause, "the output intent has no profile or no name")
		return
	}
	b := s.data
	if len(b) < 132 || int(binary.BigEndian.Uint32(b)) != len(b) || b[8] > 4 || string(b[12:20]) != "mntrRGB " || string(b[36:40]) != "acsp" || s.dict["N"] != 3 {
		in.fault(clause, "the profile is not one of a screen")
		return
	}
	for i := range int(binary.BigEndian.Uint32(b[128:])) {
		row := b[132+12*i:]
		if at, n := int(binary.BigEndian.Uint32(row[4:])), int(binary.BigEndian.Uint32(row[8:])); at%4 != 0 || at+n > len(b) {
			in.fault(clause, "the profile's %s is not in it", row[:4])
		}
	}
}

// outline looks at the bookmarks.
func (in *inspector) outline() {
	const clause = "32000-1 12.3.3"
	root := in.dict(in.catalog()["Outlines"])
	if root == nil {
		headed := slices.ContainsFunc(in.order, func(n *node) bool { return headingLevel(n.kind) > 0 })
		if len(in.pageOf) >= outlined && headed {
			in.fault("amends outline", "%d pages and no bookmarks", len(in.pageOf))
		}
		return
	}
	p, _ := in.catalog()["Outlines"].(pointer)
	if n := in.entries(root, p, 0); n != in.count(root) {
		in.fault(clause, "%d bookmarks, and Count is %d", n, in.count(root))
	}
}

func (a *archive) count(d dict) int {
	n, _ := a.int(d["Count"])
	return n
}

// entries is how many bookmarks stand in d.
func (in *inspector) entries(d dict, self pointer, depth int) int {
	const clause = "32000-1 12.3.3"
	if d["First"] == nil {
		return 0
	}
	n := 0
	var before any
	for v := d["First"]; v != nil; {
		e := in.dict(v)
		p, _ := v.(pointer)
		if n++; n > 100_000 || depth > 10 || e == nil {
			in.fault(clause, "the bookmarks have no end")
			return n
		}
		if in.text(e["Title"]) == "" || e["Parent"] != self || e["Prev"] != before {
			in.fault(clause, "the bookmark %d has no title or stands elsewhere", p)
		}
		dest := in.array(e["Dest"])
		if len(dest) != 5 || dest[1] != name("XYZ") {
			in.fault(clause, "the bookmark %d leads nowhere", p)
		} else if to, ok := dest[0].(pointer); !ok || in.name(in.dict(to)["Type"]) != "Page" {
			in.fault(clause, "the bookmark %d leads to no page", p)
		}
		if sub := in.entries(e, p, depth+1); sub != in.count(e) {
			in.fault(clause, "%d bookmarks stand under %d, and Count is %d", sub, p, in.count(e))
		} else {
			n += sub
		}
		if e["Next"] == nil && d["Last"] != v {
			in.fault(clause, "%d is not the last bookmark", p)
		}
		before, v = v, e["Next"]
	}
	return n
}

// languages looks for text that nobody says the language of.
func (in *inspector) languages() {
	lang := func(n *node) string {
		for ; n != nil; n = n.parent {
			if l, ok := n.dict["Lang"]; ok {
				if l := in.text(l); tagPattern.MatchString(l) {
					return l
				}
				return ""
			}
		}
		return in.language
	}
	for m, n := range in.marks {
		if strings.TrimSpace(in.shownIn[m]) != "" && lang(n) == "" {
			in.fault("11-001", "text of object %d", n.object)
		}
	}
	for _, n := range in.order {
		for _, k := range []name{"Alt", "ActualText", "E"} {
			if n.dict[k] != nil && lang(n) == "" {
				in.fault("11-002", "%s of object %d", k, n.object)
			}
		}
	}
	if in.language == "" && in.catalog()["Outlines"] != nil {
		in.fault("11-003", "the bookmarks")
	}
	for p, n := range in.annots {
		if d := in.dict(p); d["Contents"] != nil && cmp.Or(in.text(d["Lang"]), lang(n)) == "" {
			in.fault("11-004", "object %d", p)
		} else if d["TU"] != nil && lang(n) == "" {
			in.fault("11-005", "object %d", p)
		}
	}
}

func decodeUTF16(s string) string {
	var units []uint16
	for ; len(s) >= 2; s = s[2:] {
		units = append(units, uint16(s[0])<<8|uint16(s[1]))
	}
	return string(utf16.Decode(units))
}
