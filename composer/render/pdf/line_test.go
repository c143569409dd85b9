package pdf

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"amends/composer"
	"amends/composer/page"
)

// Where lines may end.
func TestLines(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"space", "aaaa bbbb", []string{"aaaa", "bbbb"}},
		{"no-break space", "aa\u00a0bb cccc", []string{"aa\u00a0bb", "cccc"}},
		{"hyphen", "aaaa-bbbb", []string{"aaaa-", "bbbb"}},
		{"no-break hyphen", "cc aaa\u2011bb", []string{"cc", "aaa-bb"}},
		{"slash", "aaaa/bbbb", []string{"aaaa/", "bbbb"}},
		{"dash", "aaaa—bbbb", []string{"aaaa—", "bbbb"}},
		{"dash between spaces", "aaaa — bbbb", []string{"aaaa —", "bbbb"}},
		{"short dash between spaces", "aaaa – bbbb", []string{"aaaa –", "bbbb"}},
		{"dot between spaces", "aaaa · bbbb", []string{"aaaa ·", "bbbb"}},
		{"dash before a word", "aaaa —bbbb", []string{"aaaa", "—bbbb"}},
		{"zero width space", "aaaa\u200bbbbb", []string{"aaaa", "bbbb"}},
		{"word joiner", "cc aaa\u2060bb", []string{"cc", "aaabb"}},
		{"soft hyphen", "cc aaa\u00adbb", []string{"cc", "aaabb"}},
		{"closing sign after a space", "aaaa bb )", []string{"aaaa", "bb )"}},
		{"opening sign before a space", "aaaa « bb", []string{"aaaa", "« bb"}},
		{"sign of percent", "aaaa 10 %", []string{"aaaa", "10 %"}},
		{"day and month", "aa 10 April", []string{"aa", "10 April"}},
		{"number and unit", "aaaa 6 pm", []string{"aaaa", "6 pm"}},
		{"sum", "aaaa € 20", []string{"aaaa", "€ 20"}},
		{"number before a word that is too long", "aa 10 September", []string{"aa 10", "Septem", "ber"}},
		{"long word", "aaaaaaaaaaaaaaaaaaaa", []string{"aaaaaaa", "aaaaaaa", "aaaaaa"}},
		{"empty", "", nil},
		{"spaces", "  ", []string{""}},
	}
	s := &setter{theme: &book, lost: &losses{}}
	c := context{scale: book.text, of: &element{}, w: 46 * point, lang: "en"}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, err := s.paragraph([]page.Run{{Text: tt.text}}, c)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, r := range p.lines(c.w) {
				var line strings.Builder
				for _, k := range p.inks(r, 0, 0, c.w, page.AlignNone) {
					line.WriteString(text(k))
				}
				got = append(got, strings.TrimRight(line.String(), " "))
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("lines %q, want %q", got, tt.want)
			}
		})
	}
}

// A break in the Markdown ends a line, and so does a field that goes up to the
// margin.
func TestBreaks(t *testing.T) {
	field := page.Run{Field: &page.Field{Width: 20, Rest: true}}
	tests := []struct {
		name string
		runs []page.Run
		want int
	}{
		{"break", []page.Run{{Text: "a", Break: true}, {Text: "b"}}, 2},
		{"break at the end", []page.Run{{Text: "a"}, {Break: true}}, 1},
		{"two breaks", []page.Run{{Text: "a", Break: true}, {Break: true}, {Text: "b"}}, 3},
		{"fields", []page.Run{field, field}, 2},
		{"fields with breaks", []page.Run{field, {Break: true}, field, {Break: true}}, 2},
		{"fields that break", []page.Run{{Field: field.Field, Break: true}, field}, 2},
	}
	s := &setter{theme: &book, lost: &losses{}}
	c := context{scale: book.text, of: &element{}, w: 400 * point}
	for _, tt := range tests {
		p, err := s.paragraph(tt.runs, c)
		if err != nil {
			t.Fatal(err)
		}
		if got := len(p.lines(c.w)); got != tt.want {
			t.Errorf("%s: %d lines, want %d", tt.name, got, tt.want)
		}
	}
}

// fields are the fields of a page with blocks.
func fields(t *testing.T, th *theme, blocks ...page.Block) []ink {
	t.Helper()
	sheets, err := PDF{}.sheets(&composer.Document{Layout: composer.LayoutWorksheet}, &page.Body{Blocks: blocks}, papers[0], th, &losses{})
	if err != nil {
		t.Fatal(err)
	}
	var fields []ink
	for _, k := range sheets[0].inks {
		if k.kind == inkField {
			fields = append(fields, k)
		}
	}
	return fields
}

// There is room for a hand on every line to write on.
func TestRoomToWrite(t *testing.T) {
	rest := page.Run{Field: &page.Field{Width: 60, Rest: true}, Break: true}
	for _, th := range []*theme{&book, &plain, &largePrint} {
		want := 9 * mm
		if th == &largePrint {
			want = 14 * mm
		}
		label := &page.Paragraph{Runs: []page.Run{{Text: "Date: "}, rest}}
		got := fields(t, th, &page.Paragraph{Runs: []page.Run{rest, rest, rest}}, label, label,
			&page.Table{Head: []page.Cell{{Runs: []page.Run{{Text: "a"}}}}, Rows: [][]page.Cell{{{Runs: []page.Run{rest}}}, {{Runs: []page.Run{rest}}}}})
		if len(got) != 7 {
			t.Fatalf("%s: %d fields, want 7", th.name, len(got))
		}
		for i, k := range got {
			if i > 0 && k.y-got[i-1].y < want {
				t.Errorf("%s: field %d is %d under the one before, want %d", th.name, i, k.y-got[i-1].y, want)
			}
			if i < 5 && k.h < want {
				t.Errorf("%s: field %d is %d high, want %d", th.name, i, k.h, want)
			}
			if bare := i >= 5; k.bare != bare {
				t.Errorf("%s: field %d: a line is drawn: %v", th.name, i, bare)
			}
		}
	}
}

// The lines to sign on stand under each other whatever the names are, and use
// the whole width.
func TestSignatures(t *testing.T) {
	sign := func(name string) page.Block {
		return &page.Paragraph{Runs: []page.Run{{Text: name + " "}, {Field: &page.Field{Width: 20}}, {Text: " Date "}, {Field: &page.Field{Width: 10, Rest: true}}}}
	}
	got := fields(t, &plain, sign("Jo"), sign("Nguyễn Thị Phương Ánh"))
	if len(got) != 4 {
		t.Fatalf("%d fields", len(got))
	}
	if a, b := got[0].x+got[0].w, got[2].x+got[2].w; a != b || got[1].x != got[3].x {
		t.Errorf("the names' lines end at %d and %d, the dates' begin at %d and %d", a, b, got[1].x, got[3].x)
	}
	for _, k := range got[1:2] {
		if end, want := k.x+k.w, (papers[0].wd+plain.column)/2; end != want {
			t.Errorf("a line ends at %d, want %d", end, want)
		}
	}
	// A name that leaves no room gets what it needs.
	for _, k := range fields(t, &plain, sign(strings.Repeat("Wolfeschlegelstein ", 4))) {
		if k.w < 3*plain.text.size {
			t.Errorf("a line of %d to sign on", k.w)
		}
	}
}

// A word that looks simple is broken off where Unicode's rules break it off.
func TestSimpleWords(t *testing.T) {
	parts := strings.Split("a b Zoë Łódź ÿ 7 1,000 3.5 . , : ; ' \" ’ ” “ ‘ « » ! ? ( ) - – — / … % $ × ÷ ñ \u0301 \u00a0 日 א 🙂 \u200d", " ")
	r := rand.New(rand.NewPCG(1, 2))
	hits := 0
	for range 20000 {
		var b strings.Builder
		for range 1 + r.IntN(9) {
			b.WriteString(parts[r.IntN(len(parts))])
			if r.IntN(3) == 0 {
				b.WriteString(strings.Repeat(" ", 1+r.IntN(2)))
			}
		}
		text := []byte(b.String())
		n, chars := simple(text)
		if n == 0 {
			continue
		}
		hits++
		segment, _, must, _ := uniseg.FirstLineSegment(text, -1)
		if len(segment) != n || must || utf8.RuneCount(segment) != chars {
			t.Errorf("%q: a word of %d characters, %q; want %q", text, chars, text[:n], segment)
		}
	}
	if hits < 400 {
		t.Errorf("%d simple words", hits)
	}
}

// setLines are the lines of text in the face of a letter.
func setLines(t *testing.T, text string, width length) []string {
	t.Helper()
	s := &setter{theme: &book, lost: &losses{}}
	p, err := s.paragraph([]page.Run{{Text: text}}, context{scale: book.text, of: &element{}, w: width, lang: "en"})
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, r := range p.lines(width) {
		var line strings.Builder
		for _, g := range p.glyphs[p.words[r.first].start:p.words[r.last].end] {
			line.WriteRune(g.r)
		}
		lines = append(lines, line.String())
	}
	return lines
}

// greedy are as many lines as are needed if each holds all that it can.
func (p *paragraph) greedy(width length) (rows []row) {
	for i := 0; i < len(p.words); i++ {
		r := row{i, i}
		for r.last+1 < len(p.words) && !p.words[r.last].must && p.span(i, r.last+1) <= width {
			r.last++
		}
		rows = append(rows, r)
		i = r.last
	}
	return rows
}

// ragged is the sum of the squares of the white at the right of rows, but for
// the last, in thousandths of the width.
func (p *paragraph) ragged(rows []row, width length) (sum int64) {
	for _, r := range rows[:len(rows)-1] {
		white := int64(max(0, width-p.span(r.first, r.last))) * 1000 / int64(width)
		sum += white * white
	}
	return sum
}

// Over many paragraphs no line is too wide, no word is lost, the right edge is
// more even than that of lines that are filled one by one, there are hardly
// more of them, and few end in a short word.
func TestRag(t *testing.T) {
	words := strings.Fields(strings.Repeat("You went quiet and left before the meal. I wish I had stopped when I saw your face; it was my choice, nobody asked me to. "+
		"On 10 April at 6 pm you told me that you felt “exposed”, and that you did not know whom to trust (nor do I). ", 3))
	s := &setter{theme: &book, lost: &losses{}}
	r := rand.New(rand.NewPCG(3, 5))
	var even, filled, free int64
	var short, shortFilled, more int
	for range 500 {
		var text []string
		for range 20 + r.IntN(100) {
			text = append(text, words[r.IntN(len(words))])
		}
		width := length(150+r.IntN(300)) * point
		p, err := s.paragraph([]page.Run{{Text: strings.Join(text, " ")}}, context{scale: book.text, of: &element{}, w: width, lang: "en"})
		if err != nil {
			t.Fatal(err)
		}
		best, greedy := p.lines(width), p.greedy(width)
		next := 0
		for _, l := range best {
			if l.first != next || l.last < l.first {
				t.Fatalf("a line begins with word %d, want %d", l.first, next)
			}
			if p.span(l.first, l.last) > width {
				t.Errorf("a line of %d in %d", p.span(l.first, l.last), width)
			}
			next = l.last + 1
		}
		if next != len(p.words) {
			t.Errorf("%d words, want %d", next, len(p.words))
		}
		if len(best) > len(greedy) {
			more++
		} else {
			even += p.ragged(best, width)
			filled += p.ragged(greedy, width)
			q := &paragraph{glyphs: p.glyphs, words: slices.Clone(p.words)}
			for i := range q.words {
				q.words[i].tie = untied
			}
			free += p.ragged(q.lines(width), width)
		}
		for k, rows := range [][]row{best, greedy} {
			for _, l := range rows[:len(rows)-1] {
				if w := p.words[l.last]; w.tie == bound && p.span(l.last, l.last+1) <= width && k == 0 {
					t.Errorf("a line ends in %q", p.glyphs[w.start].r)
				} else if w.tie == tied && k == 0 {
					short++
				} else if w.tie == tied {
					shortFilled++
				}
			}
		}
	}
	if free > filled || even*10 > filled*11 { // what is tied is worth a little
		t.Errorf("the edge is uneven by %d, without ties by %d, and by %d if lines are filled one by one", even, free, filled)
	}
	if short*4 > shortFilled {
		t.Errorf("%d lines end in a short word, %d if lines are filled one by one", short, shortFilled)
	}
	if more > 25 {
		t.Errorf("%d paragraphs have more lines than they need", more)
	}
}

// A paragraph of as many words as a book has is broken in a moment, and with
// the best edge.
func TestLongParagraph(t *testing.T) {
	start := time.Now()
	lines := setLines(t, strings.Repeat("I wish I had stopped when I saw your face ", 10000), 400*point)
	if n := len(lines); n < 6000 || n > 9000 {
		t.Errorf("%d lines", n)
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("100,000 words took %v", took)
	}
}

// A line of Thai or Lao ends where a syllable may end: no vowel stands apart
// from its consonant.
func TestSyllables(t *testing.T) {
	tests := []struct{ text, want string }{
		{"ฉันรู้ดี", "ฉัน|รู้|ดี"},
		{"แล้วเสียใจ", "แล้|ว|เสีย|ใจ"},
		{"ครั้งและ", "ครั้ง|และ"},
		{"น้ำใจจริงๆ", "น้ำ|ใจ|จ|ริ|งๆ"},
		{"เพื่อน", "เพื่อ|น"},
		{"วันเสาร์ที่๑๒", "วัน|เสาร์|ที่๑๒"},
		{"ຂໍໂທດ", "ຂໍ|ໂທ|ດ"}, // no dictionary says that it is one,
	}
	fonts := []*face{given(t, noto+"SerifThai-Regular.ttf", 0).face, given(t, noto+"SerifLao-Regular.ttf", 0).face}
	for _, tt := range tests {
		s := &setter{theme: &book, fonts: fonts, lost: &losses{}}
		p, err := s.paragraph([]page.Run{{Text: tt.text}}, context{scale: book.text, of: &element{}, w: 100 * mm})
		if err != nil {
			t.Fatal(err)
		}
		var parts []string
		for _, w := range p.words {
			parts = append(parts, textOf(p.glyphs[w.start:w.end]))
		}
		if got := strings.Join(parts, "|"); got != tt.want {
			t.Errorf("%s is %s, want %s", tt.text, got, tt.want)
		}
	}
}
