package form

import (
	"bytes"
	"encoding/xml"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"amends/composer"
)

// A form in a PDF (ISO 32000-1, 12.7) is a tree of fields. A field's name is
// those on the way to it, with dots between them: an answer path.

// What goes beyond these is no form that somebody filled in.
const (
	maxFields = 20_000
	maxStates = 200     // of the boxes of one field
	maxXMP    = 1 << 20 // bytes of what a file says of itself
)

// The flags of a field.
const (
	flagPush  = 1 << 16 // a button that does something
	flagRadio = 1 << 15
)

// ReadPDF reads the form of a PDF that somebody filled in, in whatever program.
// source is its name. A file holds a sheet for each of its documents.
func ReadPDF(source string, data []byte) (sheets []*Sheet, err error) {
	fail := func(err error) error { return &ReadError{Source: source, err: err} }
	defer func() {
		if recover() != nil { // no file is worth a crash
			sheets, err = nil, fail(errBroken)
		}
	}()
	f, err := open(data)
	if err != nil {
		return nil, fail(err)
	}
	w := &walker{file: f, source: source, seen: map[ref]bool{}}
	fields := w.fields()
	switch {
	case f.inflated > maxInflated:
		return nil, fail(errTooLarge)
	case f.used.spent():
		return nil, fail(errBroken)
	case len(fields) == 0:
		return nil, fail(ErrNoForm)
	}
	return parted(source, f.kinds(), fields), nil
}

// part is the document that a field of a file with several is in: 2.people.1.
var part = regexp.MustCompile(`^([1-9][0-9]?)\.(.+)$`)

// parted is a sheet for each document. What has no number is the first one's.
func parted(source string, kinds []string, fields []Field) []*Sheet {
	several := slices.ContainsFunc(fields, func(f Field) bool { return part.MatchString(f.Path) })
	if !several {
		s := &Sheet{Source: source, Fields: fields}
		if len(kinds) == 1 {
			s.Kind, s.Language = kindAndLanguage(kinds[0])
		}
		return []*Sheet{s}
	}
	var out []*Sheet
	for _, f := range fields {
		n := 1
		if m := part.FindStringSubmatch(f.Path); m != nil {
			n, _ = strconv.Atoi(m[1])
			f.Path = m[2]
		}
		for len(out) < n {
			s := &Sheet{Source: source}
			if i := len(out); i < len(kinds) {
				s.Kind, s.Language = kindAndLanguage(kinds[i])
			}
			out = append(out, s)
		}
		out[n-1].Fields = append(out[n-1].Fields, f)
	}
	return slices.DeleteFunc(out, func(s *Sheet) bool { return len(s.Fields) == 0 })
}

// keyword is how a file says which kinds its pages are of, in the order of the
// pages: among its keywords.
const keyword = "amends:"

// kinds is the kinds of the documents in f, as far as it says so.
func (f *file) kinds() []string {
	words, _ := f.of(f.dict(f.trailer["Info"])["Keywords"]).(text)
	if kinds := kindsIn(f.text(words)); len(kinds) > 0 {
		return kinds
	}
	st, _ := f.of(f.catalog()["Metadata"]).(*stream)
	if st == nil {
		return nil
	}
	data, err := f.inflate(st)
	if err != nil {
		return nil
	}
	d := xml.NewDecoder(bytes.NewReader(data[:min(len(data), maxXMP)]))
	for {
		token, err := d.Token()
		if err != nil {
			return nil
		}
		e, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		const adobe = "http://ns.adobe.com/pdf/1.3/"
		for _, a := range e.Attr {
			if a.Name.Space == adobe && a.Name.Local == "Keywords" {
				return kindsIn(a.Value)
			}
		}
		if e.Name.Space == adobe && e.Name.Local == "Keywords" {
			token, _ := d.Token()
			words, _ := token.(xml.CharData)
			return kindsIn(string(words))
		}
	}
}

// kindAndLanguage parts what a keyword says: "boundary", or "boundary@es".
func kindAndLanguage(said string) (kind, language string) {
	kind, language, _ = strings.Cut(said, "@")
	if !composer.IsLanguage(language) {
		language = ""
	}
	return kind, language
}

func kindsIn(words string) []string {
	var out []string
	for _, w := range strings.FieldsFunc(words, func(r rune) bool { return strings.ContainsRune(" ,;\n", r) }) {
		if kind, ok := strings.CutPrefix(w, keyword); ok && kind != "" {
			out = append(out, kind)
		}
	}
	return out
}

// A walker goes through the fields of a form.
type walker struct {
	*file
	source string
	seen   map[ref]bool
	out    []Field
	count  int
}

// fields is all fields, with those that stand on a page alone: some programs
// lose their place in the form.
func (w *walker) fields() []Field {
	for _, v := range w.array(w.dict(w.catalog()["AcroForm"])["Fields"]) {
		w.field(v, inherited{}, 0)
	}
	w.pages(w.catalog()["Pages"], 0)
	return w.out
}

// inherited is what a field has from those above it.
type inherited struct {
	path  string
	kind  name
	flags int
	value any
}

func (w *walker) field(v any, above inherited, depth int) {
	if r, ok := v.(ref); ok {
		if w.seen[r] {
			return
		}
		w.seen[r] = true
	}
	d := w.dict(v)
	if w.count++; d == nil || depth > maxNesting || w.count > maxFields {
		return
	}
	if t, ok := w.of(d["T"]).(text); ok {
		above.path = strings.TrimPrefix(above.path+"."+w.text(t), ".")
	}
	if k, ok := w.of(d["FT"]).(name); ok {
		above.kind = k
	}
	if n, ok := w.of(d["Ff"]).(int); ok {
		above.flags = n
	}
	if v := w.of(d["V"]); v != nil {
		above.value = v
	}
	var widgets []dict
	named := false
	for _, k := range w.array(d["Kids"]) {
		kid := w.dict(k)
		if w.count++; w.count > maxFields {
			break
		}
		if kid == nil {
			continue
		}
		if _, ok := w.of(kid["T"]).(text); ok {
			named = true
			w.field(k, above, depth+1)
			continue
		}
		if r, ok := k.(ref); ok {
			w.seen[r] = true
		}
		if w.array(kid["Kids"]) != nil { // a level without a name
			named = true
			w.field(k, above, depth+1)
			continue
		}
		widgets = append(widgets, kid)
	}
	if above.path == "" || above.kind == "" || named && (d["V"] == nil || above.kind != "Tx") {
		return
	}
	if len(widgets) == 0 {
		widgets = []dict{d}
	}
	w.value(d, widgets, above)
}

// value keeps what one field holds.
func (w *walker) value(d dict, widgets []dict, f inherited) {
	at := composer.Position{Source: w.source}
	switch f.kind {
	case "Tx", "Ch":
		words := w.words(f.value)
		w.out = append(w.out, Field{Path: f.path, Text: words, Position: at, Long: f.kind == "Tx" && w.long(words, widgets, f)})
	case "Sig":
		if f.value != nil {
			w.out = append(w.out, Field{Path: f.path, Signed: true, Position: at})
		}
	case "Btn":
		if f.flags&flagPush != 0 {
			return
		}
		state, _ := f.value.(name)
		if f.value == nil {
			for _, k := range widgets {
				if as, _ := w.of(k["AS"]).(name); as != "Off" && as != "" {
					state = as
				}
			}
		}
		ticked := state != "Off" && state != ""
		states := w.states(widgets)
		said := ""
		if ticked && (f.flags&flagRadio != 0 || len(states) > 1) {
			said = w.exported(d, string(state))
		} else if ticked && len(states) == 1 {
			said = string(state)
		}
		w.out = append(w.out, Field{Path: f.path, Box: true, Ticked: ticked, Text: said, Position: at})
	}
}

// states is the values that the boxes of a field stand for.
func (w *walker) states(widgets []dict) []name {
	var out []name
	for _, k := range widgets {
		looks := w.dict(w.dict(k["AP"])["N"])
		if w.used.tokens += len(looks); w.used.spent() {
			break
		}
		for s := range looks {
			if len(out) < maxStates && s != "Off" && !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	return out
}

// exported is what a state stands for: where a field lists its values, the
// states are their numbers.
func (w *walker) exported(d dict, state string) string {
	options := w.array(d["Opt"])
	if n, err := strconv.Atoi(state); err == nil && n >= 0 && n < len(options) {
		if t, ok := w.of(options[n]).(text); ok {
			return w.text(t)
		}
	}
	return state
}

// words is a value as text; of several chosen ones, one a line.
func (w *walker) words(v any) string {
	switch v := w.of(v).(type) {
	case text:
		return w.text(v)
	case name:
		return string(v)
	case array:
		var out []string
		for _, i := range v[:min(len(v), maxFields)] {
			if t, ok := w.of(i).(text); ok {
				out = append(out, w.text(t))
			}
		}
		return strings.Join(out, "\n")
	case *stream:
		data, err := w.inflate(v)
		if err != nil {
			return ""
		}
		return w.text(text(data))
	}
	return ""
}

// text is a string of f. Many fields may have the same one, and to read it for
// each of them has an end too.
func (f *file) text(t text) string {
	if f.used.bytes += 8 * len(t); f.used.spent() {
		return ""
	}
	return decode(string(t))
}

// pages looks for fields on the pages below v.
func (w *walker) pages(v any, depth int) {
	r, ok := v.(ref)
	d := w.dict(v)
	if w.count++; !ok || d == nil || w.seen[r] || depth > maxNesting || w.count > 10*maxFields {
		return
	}
	w.seen[r] = true
	for _, k := range w.array(d["Kids"]) {
		w.pages(k, depth+1)
	}
	annotations := w.array(d["Annots"])
	if w.used.tokens += len(annotations); w.used.spent() {
		return
	}
	for _, a := range annotations {
		top, _ := a.(ref)
		if d := w.dict(a); d == nil || w.seen[top] || d["Subtype"] != name("Widget") {
			continue
		}
		for range maxNesting {
			up, ok := w.dict(top)["Parent"].(ref)
			if !ok || w.seen[up] {
				break
			}
			top = up
		}
		w.field(top, inherited{}, 0)
	}
}

// decode is a string of a PDF as text, with "\n" at the end of lines: UTF-16
// or UTF-8 behind a mark that says so, or else an alphabet of its own
// (ISO 32000-1, 7.9.2.2). UTF-8 without the mark is seen too: no words in that
// alphabet look like it.
func decode(s string) string {
	switch {
	case strings.HasPrefix(s, "\xfe\xff"):
		s = wide(s[2:], 0)
	case strings.HasPrefix(s, "\xff\xfe"):
		s = wide(s[2:], 1)
	case strings.HasPrefix(s, "\xef\xbb\xbf"):
		s = strings.ToValidUTF8(s[3:], "\ufffd")
	case !utf8.ValidString(s) || !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }):
		s = narrow(s)
	}
	return strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "").Replace(s)
}

// wide reads UTF-16 whose high byte is at high of each two. A language may
// stand in it between two escapes, and is no text.
func wide(s string, high int) string {
	var units []uint16
	escaped := false
	for i := 0; i+1 < len(s); i += 2 {
		u := uint16(s[i+high])<<8 | uint16(s[i+1-high])
		switch {
		case u == 0x1b:
			escaped = !escaped
		case !escaped:
			units = append(units, u)
		}
	}
	return string(utf16.Decode(units))
}

// What PDFDocEncoding has from 0x18 and from 0x80 on; elsewhere it is Latin-1.
const (
	narrow18 = "˘ˇˆ˙˝˛˚˜"
	narrow80 = "•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž\ufffd€"
)

func narrow(s string) string {
	low, high := []rune(narrow18), []rune(narrow80)
	var b strings.Builder
	for i := range len(s) {
		r := rune(s[i])
		switch {
		case r >= 0x18 && r < 0x20:
			r = low[r-0x18]
		case r >= 0x80 && r < 0x80+rune(len(high)):
			r = high[r-0x80]
		}
		b.WriteRune(r)
	}
	return b.String()
}
