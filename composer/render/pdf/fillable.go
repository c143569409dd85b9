package pdf

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"amends/composer"
	"amends/composer/page"
)

// A page can be a form that programs fill in (ISO 32000-1, 12.7). What it shows
// and what is read of it stay the same: a field lies over the lines or the box
// that are drawn, has no border, and draws nothing before it is filled in.
//
// Programs draw what is typed themselves, in the font that the field names, and
// that font must be in the file (ISO 14289-1, 7.21.4.1): see typingFont.

// A slot is a place to fill in.
type slot struct {
	name   string // an answer path
	option string // of a box of several: the answer that it stands for
	tip    string // what it is called
	group  string // what the several are called
	face   *face  // of what is typed; nil for a box
	ticked bool
	right  bool // it is filled from the right
	parts  int  // the pages that it stands on
}

// A widget is where a slot stands on a page.
type widget struct {
	of       *element
	document int
	page     int
	part     int // of the slot, if it stands on several pages
	lines    []area
	size     length // of what is typed
	thick    length // of a box
	number   int    // of its object
	key      int    // in the table of the tree
}

// An area is a rectangle, from the lower left corner of the page.
type area struct{ left, bottom, right, top length }

// ask notes what the fields that follow are about.
func (s *setter) ask(runs []page.Run) {
	if name := nameOf(runs); name != "" {
		s.asked = name
	}
}

// signature is the first part of the name of a line to sign on.
const signature = "signature"

// line is the slot of a line, or of several, that is called name.
func (s *setter) line(f *page.Field, name string) *slot {
	words := "{name}"
	first, _, _ := strings.Cut(f.Name, ".")
	switch {
	case f.Date:
		words = s.date
	case first == signature:
		words = s.sign
	}
	return &slot{name: f.Name, tip: strings.ReplaceAll(words, "{name}", name), face: s.theme.face(false, false), right: s.mirrored}
}

// tickBox is the slot of a box that is called name, or nothing, under what was
// asked.
func (s *setter) tickBox(t *page.Task, name, asked string) *slot {
	b := &slot{name: t.Field, option: t.Option, tip: cmp.Or(name, s.box), ticked: t.Checked}
	if t.Option != "" || name == "" {
		b.group = asked
	}
	return b
}

// labelOf is the words behind the box of it.
func labelOf(it page.Item) string {
	if len(it.Blocks) == 0 {
		return ""
	}
	p, ok := it.Blocks[0].(*page.Paragraph)
	if !ok {
		return ""
	}
	return nameOf(p.Runs)
}

// widget notes that k is drawn on a page that is ht high. The lines of an
// answer on one page are one widget.
func (t *tree) widget(k *ink, page int, ht length) {
	b := k.of.slot
	if b == nil {
		return
	}
	a := area{left: k.x, right: k.x + k.w, bottom: ht - k.y, top: ht - k.y + k.h}
	if k.kind == inkField {
		a.top -= k.size / 4 // what stands above reaches down so far
	}
	n := len(t.widgets) - 1
	for n >= 0 && t.widgets[n].page == page && t.widgets[n].of != k.of {
		n--
	}
	if n < 0 || t.widgets[n].page != page {
		n = len(t.widgets)
		size := k.size
		if k.bare {
			size = size * 5 / 6 // cells are narrow
		}
		t.widgets = append(t.widgets, widget{of: k.of, document: t.document, page: page, part: b.parts, size: size, thick: k.thick})
		k.of.kids = append(k.of.kids, kid{widget: true, page: page, n: n})
		b.parts++
	}
	w := &t.widgets[n]
	if last := len(w.lines) - 1; last >= 0 && w.lines[last].bottom == a.bottom {
		w.lines[last].left, w.lines[last].right = min(w.lines[last].left, a.left), max(w.lines[last].right, a.right)
		return
	}
	w.lines = append(w.lines, a)
}

// area is the rectangle of w. Where words stand before the first line, it
// begins behind them, or under them if they leave less than half of the line.
func (w *widget) area() area {
	within := func(lines []area) (in area, widest length) {
		in = lines[0]
		for _, l := range lines {
			in.left, in.right, in.bottom = max(in.left, l.left), min(in.right, l.right), l.bottom
			widest = max(widest, l.right-l.left)
		}
		return in, widest
	}
	in, widest := within(w.lines)
	if in.right-in.left < widest/2 {
		in, widest = within(w.lines[1:])
	}
	if in.right-in.left < widest/2 { // no rectangle goes over them
		in = w.lines[0]
	}
	if b := w.of.slot; len(w.lines) == 1 && b.face != nil {
		in.top = min(in.top, in.bottom+w.size*3/2) // what is typed stands on the line
	}
	return in
}

// A field is one of the form, or a part of the names of several.
type field struct {
	name    string // the last part of it
	parent  *field
	kids    []*field
	named   map[string]*field // the kids by their names
	widgets []*widget
	number  int // of its object
}

// kid is the field of that name in f, for w or, if w is nil, for others within.
// One that is there for something else does not do.
func (f *field) kid(name string, w *widget) *field {
	for n := 1; ; n++ {
		as := name
		if n > 1 {
			as += "-" + strconv.Itoa(n)
		}
		k := f.named[as]
		switch {
		case k == nil:
			k = &field{name: as, parent: f, named: map[string]*field{}}
			f.kids = append(f.kids, k)
			f.named[as] = k
			return k
		case w == nil && len(k.widgets) == 0, w != nil && len(k.widgets) > 0 && k.widgets[0].shares(w):
			return k
		}
	}
}

// shares reports whether w and v are places of one field.
func (w *widget) shares(v *widget) bool {
	a, b := w.of.slot, v.of.slot
	return (a.face == nil) == (b.face == nil) && (a.option == "") == (b.option == "") && w.part == v.part
}

// fields are the fields of the form by their names. Those of the second
// document and of each after it have its number before their names.
func (t *tree) fields() *field {
	t.part()
	root := &field{named: map[string]*field{}}
	for i := range t.widgets {
		w := &t.widgets[i]
		at := root
		if w.document > 1 {
			at = root.kid(strconv.Itoa(w.document), nil)
		}
		names := w.of.slot.path()
		for _, name := range names[:len(names)-1] {
			at = at.kid(name, nil)
		}
		name := names[len(names)-1]
		if w.part > 0 {
			name += "-" + strconv.Itoa(w.part+1)
		}
		at = at.kid(name, w)
		at.widgets = append(at.widgets, w)
	}
	return root
}

// kindIn is the kind of a document, and where that is not English, behind an @
// the language in which it asks.
func kindIn(d *composer.Document) string {
	if d.Language == "" || d.Language == "en" {
		return d.Kind
	}
	return d.Kind + "@" + d.Language
}

// keywords say of which kinds the documents of a form are, in their order: who
// reads a filled form back must know what was asked.
func keywords(kinds []string) string {
	words := make([]string, len(kinds))
	for i, kind := range kinds {
		if !kindName.MatchString(kind) { // of a page that nobody's kind made
			kind = "page"
		}
		words[i] = "amends:" + kind
	}
	return strings.Join(words, " ")
}

// kindName is what the name of a kind looks like.
var kindName = regexp.MustCompile(`^[a-z0-9-]+(/[a-z0-9-]+)?(@[A-Za-z0-9-]+)?$`)

// part makes boxes of their own of those that exclude each other, where several
// of them are ticked all the same.
func (t *tree) part() {
	type question struct {
		document int
		name     string
	}
	ticks := map[question]int{}
	for _, w := range t.widgets {
		if s := w.of.slot; s.option != "" && s.ticked {
			ticks[question{w.document, s.name}]++
		}
	}
	for _, w := range t.widgets {
		if s := w.of.slot; s.option != "" && ticks[question{w.document, s.name}] > 1 {
			s.name, s.option = s.name+"."+s.option, ""
		}
	}
}

// path is the parts of the name of s. None is empty.
func (s *slot) path() []string {
	parts := strings.FieldsFunc(s.name, func(r rune) bool { return r == '.' })
	if len(parts) == 0 {
		return []string{"-"}
	}
	return parts
}

// form writes the form of the file, with its widgets among the annotations of
// the pages, and is the number of its object; 0 if there is none.
func (w *finisher) form(f file, annotations [][]int) int {
	if len(f.tree.widgets) == 0 {
		return 0
	}
	root := f.tree.fields()
	for i := range f.tree.widgets {
		v := &f.tree.widgets[i]
		v.number = w.next()
		v.key = len(f.tree.marks) + len(f.tree.links) + i
		annotations[v.page] = append(annotations[v.page], v.number)
	}
	tips := map[string]int{}
	for _, v := range f.tree.widgets {
		tips[v.of.slot.said()]++
	}
	d := &fieldWriter{finisher: w, tips: tips, uses: f.uses, resources: w.next(), boxes: map[string]int{}}
	var refs []string
	for _, k := range root.kids {
		refs = append(refs, ref(d.write(k)))
	}
	fonts := ""
	for i, u := range f.uses {
		if u.types {
			fonts += fmt.Sprintf("/T%d %d 0 R ", i, w.typingFont(u))
		}
	}
	fonts += "/ZaDb " + ref(w.ticks())
	w.put(d.resources, "<</Font <<"+fonts+">>>>")
	form := w.next()
	w.put(form, fmt.Sprintf("<</Fields [%s] /DR %d 0 R /DA (/ZaDb 0 Tf 0 g)>>", strings.Join(refs, " "), d.resources))
	return form
}

// A fieldWriter writes the fields of a form.
type fieldWriter struct {
	*finisher
	uses      []*use
	resources int            // the object of the fonts
	tips      map[string]int // how many widgets are called that
	boxes     map[string]int // the objects of empty boxes and of ticked ones, by what they draw
}

// write writes f and what is in it, and is the number of its object.
func (d *fieldWriter) write(f *field) int {
	parent := ""
	if f.parent.number > 0 {
		parent = " /Parent " + ref(f.parent.number)
	}
	if len(f.widgets) == 1 && f.widgets[0].of.slot.option == "" {
		v := f.widgets[0]
		f.number = v.number
		d.put(v.number, "<<"+d.place(v)+d.kind(f)+" /T "+textString(f.name)+parent+">>")
		return f.number
	}
	f.number = d.next()
	var kids []string
	for _, k := range f.kids {
		kids = append(kids, ref(d.write(k)))
	}
	for _, v := range f.widgets {
		kids = append(kids, ref(v.number))
		d.put(v.number, "<<"+d.place(v)+" /Parent "+ref(f.number)+">>")
	}
	d.put(f.number, "<<"+d.kind(f)+" /T "+textString(f.name)+" /Kids ["+strings.Join(kids, " ")+"]"+parent+">>")
	return f.number
}

// kind is what a field of that kind says, without a place.
func (d *fieldWriter) kind(f *field) string {
	if len(f.widgets) == 0 {
		return ""
	}
	v := f.widgets[0]
	b := v.of.slot
	if b.face != nil {
		multiline := ""
		if slices.ContainsFunc(f.widgets, func(v *widget) bool { return len(v.lines) > 1 }) {
			multiline = " /Ff 4096"
		}
		tip := ""
		if len(f.widgets) > 1 {
			tip = " /TU " + d.tip(v)
		}
		return " /FT /Tx" + multiline + tip
	}
	state := "/Off"
	for _, v := range f.widgets {
		if v.of.slot.ticked {
			state = "/" + v.state()
			break
		}
	}
	if b.option == "" {
		return " /FT /Btn /V " + state
	}
	const radio = 1 << 15
	return fmt.Sprintf(" /FT /Btn /Ff %d /V %s /TU %s", radio, state, textString(plainText(cmp.Or(b.group, b.tip))))
}

// state is the name of the box w when it is ticked.
func (w *widget) state() string {
	if w.of.slot.option == "Off" { // is the name of one that is not
		return "Off-"
	}
	return cmp.Or(w.of.slot.option, "Yes")
}

// tip is what v is called.
func (d *fieldWriter) tip(v *widget) string {
	tip := v.of.slot.said()
	if d.tips[tip] > 1 {
		if numbers := v.of.slot.numbers(); numbers != "" {
			tip += " (" + numbers + ")"
		}
	}
	return textString(plainText(tip))
}

// said is what is said of s, which others may be called too.
func (s *slot) said() string {
	if s.group == "" || s.group == s.tip {
		return s.tip
	}
	if last, _ := utf8.DecodeLastRuneInString(s.group); unicode.IsLetter(last) || unicode.IsDigit(last) {
		return s.group + ": " + s.tip
	}
	return s.group + " " + s.tip
}

// numbers are the numbers in the name of s: of a person, or of a row.
func (s *slot) numbers() string {
	parts := slices.DeleteFunc(s.path(), func(p string) bool { return strings.Trim(p, "0123456789") != "" })
	return strings.Join(parts, ".")
}

// place is what the annotation v says.
func (d *fieldWriter) place(v *widget) string {
	a, b := v.area(), v.of.slot
	wd, ht := a.right-a.left, a.top-a.bottom
	out := fmt.Sprintf("/Type /Annot /Subtype /Widget /Rect [%s %s %s %s] /F 4 /P %d 0 R /StructParent %d /TU %s",
		points(a.left), points(a.bottom), points(a.right), points(a.top), pageObject(v.page), v.key, d.tip(v))
	if b.face == nil {
		on, off := d.box(v, wd, ht, true), d.box(v, wd, ht, false)
		state := "Off"
		if b.ticked {
			state = v.state()
		}
		return out + fmt.Sprintf(" /AS /%s /AP <</N <</%s %d 0 R /Off %d 0 R>>>> /MK <</CA (4)>> /DA (/ZaDb 0 Tf 0 g)", state, v.state(), on, off)
	}
	n := d.next()
	d.putStream(n, d.drawing(wd, ht), []byte("/Tx BMC\nEMC"))
	out += fmt.Sprintf(" /AP <</N %d 0 R>> /DA (/T%d %s Tf 0 g)", n, indexFace(d.uses, b.face), points(v.size))
	if b.right {
		out += " /Q 2"
	}
	if len(v.lines) > 1 {
		out += " /MK <</BG [1]>>" // what is typed hides the lines
	}
	return out
}

// drawing is what a stream says that draws a field.
func (d *fieldWriter) drawing(wd, ht length) string {
	return fmt.Sprintf("/Subtype /Form /BBox [0 0 %s %s] /Resources %d 0 R", points(wd), points(ht), d.resources)
}

// box is the object that draws a box, the frame of which is the page's.
func (d *fieldWriter) box(v *widget, wd, ht length, ticked bool) int {
	var p pen
	if ticked {
		p.stroke(2*v.thick, 0)
		p.tick(0, 0, wd, ht)
	}
	key := d.drawing(wd, ht) + string(p.b)
	n, ok := d.boxes[key]
	if !ok {
		n = d.next()
		d.boxes[key] = n
		d.putStream(n, d.drawing(wd, ht), p.b)
	}
	return n
}

// points is a length in points.
func points(n length) string { return string(appendPoints(nil, n)) }
