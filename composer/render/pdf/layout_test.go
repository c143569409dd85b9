package pdf

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"amends/composer"
	"amends/composer/page"
)

// A writer makes bodies by chance. Every word it writes is another, so that a
// word says where it came from.
type writer struct {
	rand *rand.Rand
	n    int
	want []string   // the words in the order of the body, with a "_" for the lines of each answer
	kept [][]string // the words of each passage that is kept together
	keep bool
}

var stems = []string{"a", "or", "the", "what", "sorry", "Zoë", "Łukasz", "Nguyễn", "Μαρία", "Юлия", "listening", "half-way", "either/or", "responsibility", "—", "日", "Ægir’s"}

func (w *writer) word() string {
	w.n++
	s := stems[w.rand.IntN(len(stems))]
	if s == "日" {
		s = "no" // a character that the fonts have not
	}
	s += strconv.Itoa(w.n)
	w.want = append(w.want, s)
	if w.keep {
		w.kept[len(w.kept)-1] = append(w.kept[len(w.kept)-1], s)
	}
	return s
}

func (w *writer) runs(words int) []page.Run {
	var runs []page.Run
	for words > 0 {
		n := min(words, 1+w.rand.IntN(20))
		words -= n
		r := page.Run{Strong: w.rand.IntN(8) == 0, Emph: w.rand.IntN(8) == 0, Code: w.rand.IntN(16) == 0}
		if w.rand.IntN(10) == 0 {
			r.Link = "https://example.org/" + strconv.Itoa(w.n)
		}
		var text []string
		for range n {
			text = append(text, w.word())
		}
		r.Text = strings.Join(text, " ")
		if words > 0 {
			r.Text += " "
			r.Break = w.rand.IntN(12) == 0
		}
		runs = append(runs, r)
	}
	return runs
}

func (w *writer) fields() []page.Run {
	if w.rand.IntN(2) == 0 {
		return []page.Run{{Text: w.word() + " "}, w.field("", 40, true)}
	}
	return []page.Run{{Text: w.word() + " "}, w.field("a.1", 5+w.rand.IntN(30), false), {Text: " " + w.word() + " "}, w.field("", 10, true)}
}

// field is a line to write on, which is heard.
func (w *writer) field(name string, width int, rest bool) page.Run {
	w.want = append(w.want, "_")
	return page.Run{Field: &page.Field{Name: name, Width: width, Rest: rest}}
}

func (w *writer) lines() []page.Run {
	runs := []page.Run{w.field("b", 60, true)}
	for range w.rand.IntN(6) {
		runs = append(runs, page.Run{Break: true}, page.Run{Field: &page.Field{Name: "b", Width: 60, Rest: true}})
	}
	return runs
}

func (w *writer) blocks(n, depth int) []page.Block {
	var bs []page.Block
	for range n {
		bs = append(bs, w.block(depth))
	}
	return bs
}

func (w *writer) block(depth int) page.Block {
	kinds := 9
	if depth > 0 {
		kinds = 16
	}
	switch w.rand.IntN(kinds) {
	case 0, 1, 2, 3:
		return &page.Paragraph{Runs: w.runs(1 + w.rand.IntN(80))}
	case 4:
		return &page.Paragraph{Runs: w.fields()}
	case 5:
		return &page.Paragraph{Runs: w.lines()}
	case 6:
		return &page.Heading{Level: 1 + w.rand.IntN(4), Runs: w.runs(1 + w.rand.IntN(6))}
	case 7:
		return &page.Code{Text: w.word() + "\n" + w.word() + "  " + w.word() + "\n"}
	case 8:
		return &page.Rule{}
	case 9, 10:
		l := &page.List{Ordered: w.rand.IntN(2) == 0, Start: 9, Tight: w.rand.IntN(2) == 0}
		for range 1 + w.rand.IntN(5) {
			it := page.Item{Blocks: append([]page.Block{&page.Paragraph{Runs: w.runs(1 + w.rand.IntN(30))}}, w.blocks(w.rand.IntN(2), depth-1)...)}
			if w.rand.IntN(3) == 0 {
				it.Task = &page.Task{Checked: w.rand.IntN(2) == 0}
			}
			l.Items = append(l.Items, it)
		}
		return l
	case 11:
		return w.table()
	case 12:
		return &page.Quote{Blocks: w.blocks(1+w.rand.IntN(3), depth-1)}
	case 13:
		if w.keep {
			return &page.Paragraph{Runs: w.runs(3)}
		}
		w.keep, w.kept = true, append(w.kept, nil)
		k := &page.Keep{Blocks: []page.Block{&page.Paragraph{Runs: w.runs(20)}, &page.Paragraph{Runs: w.fields()}, &page.Paragraph{Runs: w.runs(5)}}}
		w.keep = false
		return k
	case 14:
		c := &page.Columns{}
		for range 2 {
			c.Columns = append(c.Columns, append(w.blocks(w.rand.IntN(3), 0), &page.Paragraph{Runs: w.runs(9)}))
		}
		return c
	}
	return &page.Small{Blocks: []page.Block{&page.Lang{Tag: "es", Blocks: w.blocks(1, 0)}}}
}

func (w *writer) table() *page.Table {
	n := 1 + w.rand.IntN(4)
	row := func(least, words int) []page.Cell {
		cells := make([]page.Cell, n)
		for i := range cells {
			if least == 0 && w.rand.IntN(6) == 0 {
				cells[i].Runs = []page.Run{w.field("", 8, true)}
			} else {
				cells[i].Runs = w.runs(least + w.rand.IntN(words))
			}
		}
		return cells
	}
	t := &page.Table{Align: []page.Align{page.AlignNone, page.AlignRight, page.AlignCenter, page.AlignLeft}[:n], Head: make([]page.Cell, n)}
	if n != 2 || w.rand.IntN(2) == 0 { // else the first column is labels
		t.Head = row(1, 3)
	}
	for range 1 + w.rand.IntN(30) {
		t.Rows = append(t.Rows, row(0, 15))
	}
	return t
}

// top is the element above e that is no link.
func top(e *element) *element {
	if e.kind == "Link" || e.kind == "Form" {
		return e.parent
	}
	return e
}

// within reports whether e stands in an element of that kind.
func within(e *element, kind string) bool {
	for ; e != nil; e = e.parent {
		if strings.HasPrefix(e.kind, kind) {
			return true
		}
	}
	return false
}

func text(k ink) string {
	var b strings.Builder
	for _, g := range k.glyphs {
		b.WriteString(g.text())
	}
	return b.String()
}

// What a typographer would find at fault is found in no page of many.
func TestLayout(t *testing.T) {
	layouts := []composer.Layout{"letter", "message", "agreement", "worksheet", "card", "log"}
	seeds := 400
	if testing.Short() {
		seeds = 60
	}
	for seed := range seeds {
		w := &writer{rand: rand.New(rand.NewPCG(uint64(seed), 1))}
		body := &page.Body{Blocks: w.blocks(1+w.rand.IntN(30), 2)}
		p := PDF{Words: Words{PageLabel: "Page {page} of {pages}"}}
		if seed%3 == 1 {
			p.Words.Foot = strings.Repeat("If you are not safe, call. ", 1+seed%9)
		}
		if seed%5 == 2 {
			p.Letterhead = Letterhead{Name: "A practice", Address: []string{"A street 1", "A town"}, Footer: "A foot"}
		}
		d := &composer.Document{Layout: layouts[seed%len(layouts)]}
		pp := papers[seed/2%2]
		th, err := themeOf([]string{"", "", "book", "large-print"}[seed%4], d.Layout)
		if err != nil {
			t.Fatal(err)
		}
		lost := &losses{}
		sheets, err := p.sheets(d, body, pp, th, lost)
		if err != nil || lost.err() != nil {
			t.Fatal(err, lost.err())
		}
		for _, fault := range append(faults(sheets, w, p), read(t, sheets, w)...) {
			t.Errorf("seed %d (%s, %s, %s): %s", seed, d.Layout, th.name, pp.name, fault)
		}
		if t.Failed() && seed > 20 {
			t.FailNow()
		}
	}
}

// read is what is at fault in the file of sheets, for who listens to it: it is
// tagged, and reads in the order of the body.
func read(t *testing.T, sheets []sheet, w *writer) (faults []string) {
	out, err := bind(sheets, file{title: "A page", language: "en"})
	if err != nil {
		t.Fatal(err)
	}
	a, err := readFile(out)
	if err != nil {
		t.Fatal(err)
	}
	in, found := inspect(a)
	for _, f := range found {
		faults = append(faults, f.String())
	}
	got := strings.Join(strings.Fields(strings.ReplaceAll(in.wholeText("Lbl"), "\u00a0", " ")), "")
	if want := strings.Join(w.want, ""); got != want {
		i := 0
		for i < min(len(got), len(want)) && got[i] == want[i] {
			i++
		}
		faults = append(faults, fmt.Sprintf("it is heard as …%.40s, not …%.40s", got[max(0, i-10):], want[max(0, i-10):]))
	}
	return faults
}

// A line is where a line of a paragraph stands.
type line struct {
	page int
	y    length
}

func faults(sheets []sheet, w *writer, p PDF) (faults []string) {
	fault := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	lines := map[*element][]line{}
	pages := map[string]int{} // where a word stands
	down := map[string]length{}
	heads := map[*element]string{}
	labels := map[*element]bool{} // tables with labels in place of a head
	kinds := map[*element]string{}
	for _, s := range sheets {
		for _, k := range s.inks {
			if k.of != nil && strings.HasPrefix(top(k.of).kind, "T") {
				e := top(k.of)
				labels[e.parent.parent] = labels[e.parent.parent] || kinds[e.parent] != "" && kinds[e.parent] != e.kind
				kinds[e.parent] = e.kind
			}
		}
	}
	var order []*element
	var got []string
	pending := (*element)(nil) // a heading that nothing stands under so far
	answer := (*element)(nil)  // whose lines came last
	for n, s := range sheets {
		var tables []*element
		first := true
		for _, k := range s.inks {
			right := k.x + k.w
			if j := len(k.glyphs); j > 0 && k.glyphs[j-1].r == ' ' {
				right -= k.glyphs[j-1].w
			}
			if k.x < side || right > s.paper.wd-side+2 {
				fault("page %d: %q from %d to %d is beyond the margins", n+1, text(k), k.x, right)
			}
			if high := k.y - k.size*79/100; k.kind == inkText && high < atCrown*3/4 || k.y > s.paper.ht-edge {
				fault("page %d: %q at %d is too near to the edge", n+1, text(k), k.y)
			}
			if k.of != nil && k.y > s.paper.ht-side {
				fault("page %d: %q at %d stands in the foot", n+1, text(k), k.y)
			}
			for _, g := range k.glyphs {
				if g.face.char(g.r).gid == 0 {
					fault("page %d: %q has no glyph", n+1, g.r)
				}
			}
			if k.kind == inkLine && k.of == nil && k.thick == 500 && first && p.Letterhead.Empty() {
				fault("page %d begins with a rule", n+1)
			}
			if k.kind == inkText && k.of == nil && first && strings.TrimSpace(text(k)) != "" && tables == nil {
				heads[nil] = text(k) // perhaps the header of a table that goes on
			}
			if k.of == nil {
				continue
			}
			first = false
			e := top(k.of)
			if pending != nil && e != pending {
				if last := lines[pending]; last[len(last)-1].page != n && !within(e, "LBody") {
					fault("page %d ends with a heading; %q follows (%s)", n, text(k), k.of.kind)
				}
				pending = nil
			}
			if k.kind == inkField {
				if k.w < 20*point {
					fault("page %d: a field %d wide", n+1, k.w)
				}
				if k.of != answer {
					answer = k.of
					got = append(got, "_")
				}
				continue
			}
			if k.kind != inkText {
				continue
			}
			if within(e, "Lbl") {
				continue
			}
			if strings.HasPrefix(e.kind, "H") {
				pending = e
			}
			if e.kind == "TH" && heads[e.parent.parent] == "" && !labels[e.parent.parent] {
				heads[e.parent.parent] = text(k)
			}
			if e.kind == "TD" && !slices.Contains(tables, e.parent.parent) {
				tables = append(tables, e.parent.parent)
				want := heads[e.parent.parent]
				if want != "" && !slices.ContainsFunc(s.inks, func(h ink) bool { return text(h) == want }) {
					fault("page %d: a table without its header", n+1)
				}
			}
			if len(lines[e]) == 0 {
				order = append(order, e)
			}
			if at := (line{n, k.y}); !slices.Contains(lines[e], at) {
				lines[e] = append(lines[e], at)
			}
			for _, word := range strings.Fields(strings.ReplaceAll(text(k), "\u00a0", " ")) {
				if _, ok := pages[word]; !ok { // else it is a piece of another, which was cut
					pages[word], down[word] = n, k.y
				}
				got = append(got, word)
			}
		}
	}
	if g, w := strings.Join(got, ""), strings.Join(w.want, ""); g != w {
		i := 0
		for i < min(len(g), len(w)) && g[i] == w[i] {
			i++
		}
		fault("the text reads …%.40s, not …%.40s", g[max(0, i-10):], w[max(0, i-10):])
	}
	for _, e := range order {
		count := map[int]int{}
		for _, l := range lines[e] {
			count[l.page]++
		}
		for pg, n := range count {
			if n == 1 && len(count) > 1 {
				fault("page %d: a line of a paragraph (%s) stands alone", pg+1, e.kind)
			}
			if len(count) > 1 && strings.HasPrefix(e.kind, "H") {
				fault("page %d: a heading is split", pg+1)
			}
		}
	}
	for _, words := range w.kept {
		var on []int
		for _, word := range words {
			if n, ok := pages[word]; ok && !slices.Contains(on, n+1) { // else the word was cut
				on = append(on, n+1)
			}
		}
		if len(on) > 1 && down[words[0]] > sheets[0].paper.ht*4/5 { // else too much would be left empty
			fault("what is kept stands on pages %d", on)
		}
	}
	return faults
}

// A line of text has 60 to 75 characters.
func TestMeasure(t *testing.T) {
	var prose strings.Builder
	for range 40 {
		prose.WriteString("You went quiet and left before the meal, and you told me later that you felt exposed. It was my choice to tell it; nobody asked me to. ")
	}
	body := &page.Body{Blocks: []page.Block{&page.Paragraph{Runs: []page.Run{{Text: strings.TrimSpace(prose.String())}}}}}
	down, _ := book.smaller()
	for _, th := range []*theme{&book, &plain, down} {
		for _, pp := range papers {
			sheets, err := PDF{}.sheets(&composer.Document{Layout: composer.LayoutAgreement}, body, pp, th, &losses{})
			if err != nil {
				t.Fatal(err)
			}
			chars, lines := 0, 0
			for _, k := range sheets[0].inks {
				chars += len(strings.TrimSpace(text(k)))
				lines++
			}
			if mean := chars / lines; mean < 60 || mean > 75 {
				t.Errorf("%s on %s: %d characters a line", th.name, pp.name, mean)
			}
		}
	}
}

// Large print is large, upright and roomy throughout.
func TestLargePrint(t *testing.T) {
	w := &writer{rand: rand.New(rand.NewPCG(7, 7))}
	p := PDF{Letterhead: Letterhead{Name: "A practice"}, Words: Words{PageLabel: "Page {page} of {pages}", Foot: "If you are not safe"}}
	sheets, err := p.sheets(&composer.Document{Layout: composer.LayoutWorksheet}, &page.Body{Blocks: w.blocks(60, 2)}, papers[0], &largePrint, &losses{})
	if err != nil {
		t.Fatal(err)
	}
	var fields []ink
	for _, s := range sheets {
		for _, k := range s.inks {
			if k.kind == inkText && k.size < 16*point {
				t.Errorf("%q is set in %d", text(k), k.size)
			}
			for _, g := range k.glyphs {
				if g.face.slant != 0 {
					t.Errorf("%q is italic", g.r)
				}
			}
			if k.kind == inkField {
				if len(fields) > 0 {
					if last := fields[len(fields)-1]; k.y > last.y && k.y-last.y < 14*mm && k.of.parent == last.of.parent && !within(k.of, "T") {
						t.Errorf("two lines to write on are %d apart", k.y-last.y)
					}
				}
				fields = append(fields, k)
			}
		}
	}
	if len(fields) == 0 {
		t.Error("no fields")
	}
}

// A word that is wider than the column is cut between characters, not between
// a letter and its accents.
func TestLongWord(t *testing.T) {
	word := strings.Repeat("x\u0323\u0302", 300) // no such letter is composed
	body := &page.Body{Blocks: []page.Block{&page.Paragraph{Runs: []page.Run{{Text: "a " + word + " b"}}}}}
	sheets, err := PDF{}.sheets(&composer.Document{}, body, papers[0], &book, &losses{})
	if err != nil {
		t.Fatal(err)
	}
	var got string
	for _, k := range sheets[0].inks {
		if s := text(k); strings.HasPrefix(s, "\u0323") || strings.HasPrefix(s, "\u0302") {
			t.Errorf("a line begins with an accent: %q", s[:4])
		}
		if k.x+k.w > papers[0].wd-side {
			t.Error("a line goes beyond the margin")
		}
		got += text(k)
	}
	if got != "a "+word+" b" {
		t.Errorf("the text reads %q", got)
	}
}

// What is higher than a page is split all the same, by lines.
func TestHigherThanPage(t *testing.T) {
	tests := map[string]func(w *writer) page.Block{
		"keep": func(w *writer) page.Block {
			k := &page.Keep{}
			for range 40 {
				k.Blocks = append(k.Blocks, &page.Paragraph{Runs: w.runs(40)})
			}
			return k
		},
		"cell": func(w *writer) page.Block {
			return &page.Table{Head: []page.Cell{{Runs: w.runs(1)}}, Rows: [][]page.Cell{{{Runs: w.runs(3)}}, {{Runs: w.runs(3000)}}, {{Runs: w.runs(3)}}}}
		},
		"header": func(w *writer) page.Block {
			return &page.Table{Head: []page.Cell{{Runs: w.runs(2000)}}, Rows: [][]page.Cell{{{Runs: w.runs(3)}}}}
		},
		"columns": func(w *writer) page.Block {
			return &page.Columns{Columns: [][]page.Block{{&page.Paragraph{Runs: w.runs(1500)}}, {&page.Paragraph{Runs: w.runs(900)}}}}
		},
		"item": func(w *writer) page.Block {
			return &page.List{Items: []page.Item{{Blocks: []page.Block{&page.Paragraph{Runs: w.runs(2000)}}}}}
		},
		"quote": func(w *writer) page.Block {
			return &page.Quote{Blocks: []page.Block{&page.Paragraph{Runs: w.runs(2000)}}}
		},
	}
	for name, block := range tests {
		for _, th := range []*theme{&book, &plain, &largePrint} {
			w := &writer{rand: rand.New(rand.NewPCG(3, 4))}
			body := &page.Body{Blocks: []page.Block{&page.Heading{Level: 2, Runs: w.runs(3)}, block(w), &page.Paragraph{Runs: w.runs(30)}}}
			p := PDF{Words: Words{PageLabel: "{page}"}}
			sheets, err := p.sheets(&composer.Document{}, body, papers[1], th, &losses{})
			if err != nil {
				t.Fatal(err)
			}
			if len(sheets) < 3 {
				t.Errorf("%s, %s: %d pages", name, th.name, len(sheets))
			}
			for _, fault := range faults(sheets, w, p) {
				if name == "header" && strings.Contains(fault, "without its header") {
					continue // nobody wants to read that again
				}
				t.Errorf("%s, %s: %s", name, th.name, fault)
			}
		}
	}
}

// A table that has more columns than the paper is wide is set as records.
func TestWideTable(t *testing.T) {
	w := &writer{rand: rand.New(rand.NewPCG(5, 6))}
	tb := &page.Table{Rows: [][]page.Cell{nil, nil}}
	for range 60 {
		tb.Head = append(tb.Head, page.Cell{Runs: w.runs(1)})
	}
	for range 60 {
		tb.Rows[0] = append(tb.Rows[0], page.Cell{Runs: w.runs(2)})
		tb.Rows[1] = append(tb.Rows[1], page.Cell{})
	}
	sheets, err := PDF{}.sheets(&composer.Document{}, &page.Body{Blocks: []page.Block{tb}}, papers[0], &plain, &losses{})
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for _, s := range sheets {
		for _, k := range s.inks {
			got.WriteString(text(k))
			if k.x+k.w > s.paper.wd-side+5*point {
				t.Errorf("%q is beyond the margin", text(k))
			}
		}
	}
	for _, word := range w.want {
		if !strings.Contains(got.String(), word) {
			t.Errorf("%s is lost", word)
		}
	}
}

// The name under a letter, and the lines to sign on, never stand alone on the
// last page, wherever the text above ends.
func TestEnds(t *testing.T) {
	para := func(text string) *page.Paragraph {
		return &page.Paragraph{Runs: []page.Run{{Text: text}}}
	}
	long := strings.Repeat("I have thought about this for a long time. ", 8)
	signature := &page.Keep{Blocks: []page.Block{&page.Paragraph{Runs: []page.Run{
		{Text: "Alex "}, {Field: &page.Field{Width: 20}}, {Text: " Date "}, {Field: &page.Field{Width: 10, Rest: true}},
	}}}}
	tests := []struct {
		name   string
		layout composer.Layout
		end    []page.Block
		lines  int // that the last page has at least
	}{
		{"letter", composer.LayoutLetter, []page.Block{para("With love,"), para("Jo")}, 4},
		{"agreement", composer.LayoutAgreement, []page.Block{&page.Rule{}, signature}, 3},
	}
	for _, tt := range tests {
		for n := range 40 {
			var blocks []page.Block
			for range n / 4 {
				blocks = append(blocks, para(long))
			}
			for range n % 4 {
				blocks = append(blocks, para("A line."))
			}
			blocks = append(append(blocks, para(long)), tt.end...)
			th, err := themeOf("", tt.layout)
			if err != nil {
				t.Fatal(err)
			}
			for _, pp := range papers {
				sheets, err := PDF{}.sheets(&composer.Document{Layout: tt.layout}, &page.Body{Blocks: blocks}, pp, th, &losses{})
				if err != nil {
					t.Fatal(err)
				}
				lines := map[length]bool{}
				for _, k := range sheets[len(sheets)-1].inks {
					if k.kind == inkText {
						lines[k.y] = true
					}
				}
				if len(lines) < tt.lines {
					t.Errorf("%s of %d on %s: %d lines on the last page", tt.name, n, pp.name, len(lines))
				}
			}
		}
	}
}

// Where a page has next to nothing on it, the page before takes it.
func TestFit(t *testing.T) {
	slabs := make([]slab, 41)
	for i := range slabs {
		slabs[i] = slab{gap: 4, height: 16}
	}
	if n := len(fit(slabs, 800, 800, false)); n != 1 {
		t.Errorf("%d pages, want 1", n)
	}
	if n := len(fit(append(slabs, slabs[:10]...), 800, 800, false)); n != 2 {
		t.Errorf("%d pages, want 2", n)
	}
	whole := slab{gap: 4, height: 790} // what is kept together, behind a few lines
	if n := len(fit(append(slabs, whole), 800, 800, false)); n != 2 {
		t.Errorf("%d pages with one that is full, want 2", n)
	}
}

// What stands on a page stands in eighths of a line, but for small print and
// what a hand writes on, which asks for its own height.
func TestRhythm(t *testing.T) {
	for seed := range 200 {
		w := &writer{rand: rand.New(rand.NewPCG(uint64(seed), 9))}
		var f flow
		th := []*theme{&book, &plain, &card, &largePrint}[seed%4]
		s := &setter{theme: th, lost: &losses{}, height: 600 * point}
		c := context{scale: th.text, white: th.text.lead / 2, of: &element{}, x: 50 * point, w: th.column, lang: "en"}
		blocks := slices.DeleteFunc(w.blocks(30, 2), func(b page.Block) bool {
			switch b.(type) {
			case *page.Small, *page.List, *page.Quote: // small print in these
				return true
			}
			return false
		})
		if err := s.blocks(&f, blocks, c); err != nil {
			t.Fatal(err)
		}
		for _, l := range f.slabs {
			written := slices.ContainsFunc(l.inks, func(k ink) bool { return k.kind == inkField })
			off := func(n length) bool { return (8*n+8)%th.text.lead > 16 } // but for rounding
			if off(l.gap) {
				t.Errorf("seed %d, %s: white of %d, a line is %d", seed, th.name, l.gap, th.text.lead)
			}
			if off(l.height) && !written {
				t.Errorf("seed %d, %s: a strip is %d high, a line is %d", seed, th.name, l.height, th.text.lead)
			}
		}
	}
}
