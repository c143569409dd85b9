package render

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	_ "embed" // for the style sheet
	"encoding/base64"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"amends/composer"
	"amends/composer/page"
	"amends/composer/render/pdf"
)

// HTML writes documents as one web page, for a phone, a screen reader or a
// browser's printer. The page is whole in itself: it runs no script, loads
// nothing, and tells the browser to refuse both. Fields are lines to write on
// by hand. The zero value is good.
type HTML struct {
	Theme      string     // "book", "plain" or "large-print"; if empty, what suits the document
	Paper      string     // "a4" or "letter", in any case, where it is printed; "a4" if empty
	Letterhead Letterhead // at the top of each document; heard over the first
	Foot       string     // a line at the end of the page and at the foot of each sheet; empty for none
	PageLabel  string     // as "Page {page} of {pages}", on the paper of all but letters; empty for none

	Facing  []bool       // by their place, which documents are the one before them in other words: a wide screen has the two side by side
	Session [][]page.Run // a line over a document, under its letterhead, by its place; none where it is empty
}

// Render writes docs to w, each as an article of its own. The first one's
// title and language are the page's.
func (h HTML) Render(w io.Writer, docs ...*composer.Document) error {
	if err := known("paper", h.Paper, pdf.Papers()); err != nil {
		return err
	}
	if err := known("theme", h.Theme, pdf.Themes()); err != nil {
		return err
	}
	first := &composer.Document{}
	if len(docs) > 0 {
		first = docs[0]
	}
	bodies := make([]*page.Body, len(docs))
	for i, d := range docs {
		var err error
		if bodies[i], err = page.Parse(d); err != nil {
			return err
		}
	}
	var m markup
	if len(docs) > 0 {
		m.right = bodies[0].RightToLeft()
	}
	h.open(&m, first)
	m.tag("<main>\n")
	for i, d := range docs {
		if at(h.Facing, i+1) {
			m.tag(`<div class="facing">`, "\n")
		}
		h.article(&m, d, first, bodies[i], i)
		if i > 0 && at(h.Facing, i) {
			m.tag("</div>\n")
		}
	}
	m.tag("</main>\n")
	if lines := footLines(h.Letterhead, h.Foot); len(lines) > 0 {
		m.tag(`<footer class="`, h.theme(first.Layout), `">`)
		for _, line := range lines {
			m.line(line)
		}
		m.tag("</footer>\n")
	}
	m.tag("</body>\n</html>\n")
	_, err := w.Write(m.Bytes())
	return err
}

// known is the error of a setting that is none of the names.
func known(what, name string, names []string) error {
	if name == "" || slices.Contains(names, strings.ToLower(name)) {
		return nil
	}
	return fmt.Errorf("unknown %s %q: want %s", what, name, strings.Join(names, ", "))
}

// theme is the class of what stands in the theme of a layout. A card has one
// of its own.
func (h HTML) theme(layout composer.Layout) string {
	switch {
	case h.Theme != "":
		return strings.ToLower(h.Theme)
	case isLetter(layout):
		return "book"
	case layout == composer.LayoutCard:
		return "card"
	}
	return "plain"
}

func isLetter(layout composer.Layout) bool {
	return layout == "" || layout == composer.LayoutLetter || layout == composer.LayoutMessage
}

// open writes all that stands before the first document. It names nobody: a
// title is never a person's name.
func (h HTML) open(m *markup, first *composer.Document) {
	style := h.style(first.Layout)
	sum := sha256.Sum256([]byte(style))
	images := ""
	if h.Letterhead.Logo != nil {
		images = "img-src data:; "
	}
	m.tag("<!DOCTYPE html>\n<html")
	m.language(cmp.Or(first.Language, "en"))
	if m.right {
		m.direction(true)
	}
	m.tag(">\n<head>\n<meta charset=\"utf-8\">\n",
		`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-`,
		base64.StdEncoding.EncodeToString(sum[:]), `'; `, images, `base-uri 'none'; form-action 'none'">`, "\n",
		`<meta name="viewport" content="width=device-width, initial-scale=1">`, "\n",
		`<meta name="color-scheme" content="light dark">`, "\n",
		`<meta name="referrer" content="no-referrer">`, "\n<title>")
	m.text(cmp.Or(strings.TrimSpace(first.Title), words(first.Language).Say("untitled")))
	m.tag("</title>\n<style>", style, "</style>\n</head>\n<body>\n")
}

//go:embed html.css
var styleSheet string

// style is the style sheet, with the paper behind it. Browsers that know boxes
// in the margin repeat the foot on every sheet; the others print it once, at
// the end.
func (h HTML) style(layout composer.Layout) string {
	margin, size := "22mm 26mm 20mm", "9pt"
	if h.theme(layout) == "large-print" {
		margin, size = "18mm 17mm 28mm", "14pt"
	}
	boxes := ""
	if lines := footLines(h.Letterhead, h.Foot); len(lines) > 0 {
		boxes += fmt.Sprintf("; @bottom-left { width: 75%%; font: %s sans-serif; white-space: pre-line; content: %s }", size, cssString(strings.Join(lines, "\n")))
	}
	if h.PageLabel != "" && !isLetter(layout) {
		counters := strings.NewReplacer("{page}", `" counter(page) "`, "{pages}", `" counter(pages) "`)
		boxes += fmt.Sprintf("; @bottom-right { font: %s sans-serif; content: %s }", size, counters.Replace(cssString(h.PageLabel)))
	}
	return fmt.Sprintf("\n%s@page { size: %s; margin: %s%s }\n", styleSheet, strings.ToLower(cmp.Or(h.Paper, "a4")), margin, boxes)
}

// cssString is s in the quotes of a style sheet.
func cssString(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		if r < ' ' || strings.ContainsRune(`"\<>&`, r) {
			fmt.Fprintf(&b, `\%x `, r)
			continue
		}
		b.WriteRune(r)
	}
	b.WriteByte('"')
	return b.String()
}

// article writes one document.
func (h HTML) article(m *markup, d, first *composer.Document, body *page.Body, place int) {
	lang := cmp.Or(d.Language, "en")
	m.tag(`<article class="`, h.theme(d.Layout), `"`)
	if lang != cmp.Or(first.Language, "en") {
		m.language(lang)
	}
	outer := m.right // as the page runs
	m.right = body.RightToLeft()
	if m.right || outer {
		m.direction(m.right)
	}
	m.tag(">\n")
	m.letterhead(h.Letterhead, lang, place == 0)
	if session := at(h.Session, place); len(session) > 0 {
		m.tag("<header>\n")
		m.session(session)
		m.tag("</header>\n")
	}
	m.lang, m.words, m.levels, m.begun, m.turn = lang, words(lang), nil, false, false
	m.blocks(body.Blocks)
	m.tag("</article>\n")
	m.right = outer
}

// session writes the line of a session. Its words are of the language of what
// stands around the text.
func (m *markup) session(runs []page.Run) {
	if len(runs) == 0 {
		return
	}
	m.words = words("")
	m.tag(`<p class="session">`)
	m.runs(runs)
	m.tag("</p>\n")
}

// markup is HTML that is being written.
type markup struct {
	bytes.Buffer
	lang   string
	words  composer.Words
	levels []int // of the headings that this place stands under, as the document has them
	begun  bool  // the document has a block already
	turn   bool  // a new page begins with the next block
	right  bool  // what is around runs from right to left
}

// tag writes markup of ours. Whatever comes from a document goes through
// [markup.text].
func (m *markup) tag(parts ...string) {
	for _, s := range parts {
		m.WriteString(s)
	}
}

// text writes s as text, be it of an element or of an attribute in double
// quotes.
func (m *markup) text(s string) {
	from := 0
	for i, r := range s {
		var as string
		switch {
		case r == '&':
			as = "&amp;"
		case r == '<':
			as = "&lt;"
		case r == '>':
			as = "&gt;"
		case r == '"':
			as = "&#34;"
		case r == '\'':
			as = "&#39;"
		case r == unicode.ReplacementChar || unicode.IsControl(r) && r != '\n' && r != '\t':
			as = "\ufffd" // also for a byte that is no UTF-8
		default:
			continue
		}
		m.WriteString(s[from:i])
		m.WriteString(as)
		from = i + 1
		if strings.HasPrefix(s[i:], string(r)) {
			from = i + len(string(r))
		}
	}
	m.WriteString(s[from:])
}

// language writes the attribute of an element in the language tag.
func (m *markup) language(tag string) {
	m.tag(` lang="`)
	m.text(tag)
	m.tag(`"`)
}

// direction writes the attribute of an element that runs from right to left,
// or from left to right.
func (m *markup) direction(right bool) {
	if right {
		m.tag(` dir="rtl"`)
		return
	}
	m.tag(` dir="ltr"`)
}

// turned writes the direction of an element with text, where it runs otherwise
// than what is around it.
func (m *markup) turned(text string) (right bool) {
	right = page.RightToLeftIn(text, m.right)
	if right != m.right {
		m.direction(right)
	}
	return right
}

// line writes a paragraph that is no part of a document.
func (m *markup) line(text string) {
	m.tag("<p")
	m.turned(text)
	m.tag(">")
	m.text(text)
	m.tag("</p>")
}

func (m *markup) blocks(bs []page.Block) {
	for _, b := range bs {
		m.block(b)
	}
}

func (m *markup) block(b page.Block) {
	if _, ok := b.(*page.Break); ok {
		m.turn = m.begun
		return
	}
	if m.turn {
		m.turn = false
		m.tag(`<hr class="page">`, "\n")
	}
	m.begun = true
	switch b := b.(type) {
	case *page.Heading:
		m.heading(b)
	case *page.Paragraph:
		m.tag("<p")
		m.turned(unset(b.Runs))
		m.tag(">")
		m.lines(b.Runs)
		m.tag("</p>\n")
	case *page.List:
		m.list(b)
	case *page.Table:
		m.table(b)
	case *page.Quote:
		m.quote(b)
	case *page.Code:
		m.tag("<pre")
		m.turned(b.Text)
		m.tag("><code>")
		m.text(b.Text)
		m.tag("</code></pre>\n")
	case *page.Rule:
		m.tag("<hr>\n")
	case *page.Keep:
		m.within("div", "keep", b.Blocks)
	case *page.Columns:
		m.tag(`<div class="columns">`, "\n")
		for _, c := range b.Columns {
			m.within("div", "", c)
		}
		m.tag("</div>\n")
	case *page.Small:
		m.within("div", "small", b.Blocks)
	case *page.Lang:
		m.passage(b)
	}
}

// within writes blocks in an element.
func (m *markup) within(name, class string, bs []page.Block) {
	m.tag("<", name)
	if class != "" {
		m.tag(` class="`, class, `"`)
	}
	m.tag(">\n")
	m.blocks(bs)
	m.tag("</", name, ">\n")
}

// quote writes a quotation. Its bar stands where its first line begins.
func (m *markup) quote(q *page.Quote) {
	around := m.right
	m.tag("<blockquote")
	m.right = m.turned((&page.Body{Blocks: q.Blocks}).Text())
	m.tag(">\n")
	m.blocks(q.Blocks)
	m.tag("</blockquote>\n")
	m.right = around
}

// passage writes blocks in a language of their own.
func (m *markup) passage(b *page.Lang) {
	lang, theirs, around := m.lang, m.words, m.right
	m.lang, m.words, m.right = b.Tag, words(b.Tag), (&page.Body{Blocks: b.Blocks}).RightToLeft()
	m.tag("<div")
	m.language(b.Tag)
	if m.right != around {
		m.direction(m.right)
	}
	m.tag(">\n")
	m.blocks(b.Blocks)
	m.tag("</div>\n")
	m.lang, m.words, m.right = lang, theirs, around
}

// heading writes a heading, one level under the one it stands under: whoever
// listens to the headings alone must find none missing.
func (m *markup) heading(h *page.Heading) {
	if !worded(h.Runs) {
		return
	}
	for n := len(m.levels); n > 0 && m.levels[n-1] >= h.Level; n-- {
		m.levels = m.levels[:n-1]
	}
	m.levels = append(m.levels, h.Level)
	level := strconv.Itoa(min(len(m.levels), 6))
	m.tag("<h", level)
	m.turned(unset(h.Runs))
	m.tag(">")
	m.runs(h.Runs)
	m.tag("</h", level, ">\n")
}

// worded says whether anything of runs is seen.
func worded(runs []page.Run) bool {
	return slices.ContainsFunc(runs, func(r page.Run) bool { return r.Field != nil || strings.TrimSpace(r.Text) != "" })
}

// lines writes runs. A field that goes up to the margin ends at that of an
// element around it.
func (m *markup) lines(runs []page.Run) {
	if !slices.ContainsFunc(runs, func(r page.Run) bool { return r.Field != nil && r.Field.Rest }) {
		m.runs(runs)
		return
	}
	m.tag(`<span class="write">`)
	m.runs(runs)
	m.tag("</span>")
}

func (m *markup) list(l *page.List) {
	name := "ul"
	if l.Ordered {
		name = "ol"
	}
	m.tag("<", name)
	if l.Ordered && l.Start != 1 {
		m.tag(` start="`, strconv.Itoa(l.Start), `"`)
	}
	if slices.ContainsFunc(l.Items, func(i page.Item) bool { return i.Task != nil }) {
		m.tag(` role="list"`) // Safari takes a list without its dots for none
	}
	m.tag(">\n")
	for _, item := range l.Items {
		m.item(item, l.Tight)
	}
	m.tag("</", name, ">\n")
}

func (m *markup) item(item page.Item, tight bool) {
	bs := item.Blocks
	m.tag("<li")
	if item.Task != nil {
		m.tag(` class="task"`)
	}
	first, _ := firstOf(bs).(*page.Paragraph)
	around := m.right
	if first != nil {
		m.right = m.turned(unset(first.Runs))
	}
	m.tag(">")
	if first == nil {
		m.box(item.Task)
	} else {
		bs = bs[1:]
		m.begun = true
		if !tight {
			m.tag("\n<p>")
		}
		m.box(item.Task)
		m.lines(first.Runs)
		if !tight {
			m.tag("</p>")
		}
	}
	if len(bs) > 0 || first != nil && !tight {
		m.tag("\n")
	}
	m.blocks(bs)
	m.tag("</li>\n")
	m.right = around
}

// firstOf is the first of bs; nil if there is none.
func firstOf(bs []page.Block) page.Block {
	if len(bs) == 0 {
		return nil
	}
	return bs[0]
}

// box draws the box of an item that has one.
func (m *markup) box(t *page.Task) {
	switch {
	case t == nil:
	case t.Checked:
		m.sign("box ticked", "alt-box-ticked")
	default:
		m.sign("box", "alt-box")
	}
}

// sign draws something that words stand for when it is heard.
func (m *markup) sign(class, key string) {
	m.tag(`<span class="`, class, `" role="img" aria-label="`)
	m.text(m.words.Say(key))
	m.tag(`"></span>`)
}

// unset is the text of runs before its quotes are set.
func unset(runs []page.Run) string {
	if len(runs) == 1 {
		return runs[0].Text
	}
	var b strings.Builder
	for _, r := range runs {
		b.WriteString(r.Text)
	}
	return b.String()
}

// quoted is the text of runs on one line, with its quotes set.
func (m *markup) quoted(runs []page.Run) string {
	var b strings.Builder
	m.each(runs, func(r page.Run, text string, _ bool) {
		b.WriteString(text)
		if r.Break {
			b.WriteByte(' ')
		}
	})
	return strings.Join(strings.Fields(b.String()), " ")
}

// each calls do for each run, with its text as it is set, and with whether its
// line ends.
func (m *markup) each(runs []page.Run, do func(r page.Run, text string, ends bool)) {
	q := page.NewQuoter(m.lang)
	for i, r := range runs {
		var next page.Run
		last := i+1 == len(runs)
		if !last {
			next = runs[i+1]
		}
		text := q.Set(r, next)
		do(r, text, r.Break || !last && r.EndsLine(next))
	}
}

func (m *markup) runs(runs []page.Run) {
	link := ""            // the address of the link that is open
	var above *page.Field // whose lines may go on
	m.each(runs, func(r page.Run, text string, ends bool) {
		to := r.Link
		if r.Field != nil || !page.Leads(to) || to != link && strings.TrimSpace(text) == "" {
			to = ""
		}
		if to != link && link != "" {
			m.tag("</a>")
		}
		if to != link && to != "" {
			m.tag(`<a href="`)
			m.text(to)
			m.tag(`">`)
		}
		link = to
		if r.Field != nil {
			m.field(r.Field, above != nil && r.Field.Name == above.Name)
		} else {
			m.styled(r, text)
		}
		if ends {
			m.tag("<br>\n")
		}
		switch {
		case r.Field != nil:
			above = r.Field
		case strings.TrimSpace(text) != "":
			above = nil
		}
	})
	if link != "" {
		m.tag("</a>")
	}
}

// styled writes text in the style of r.
func (m *markup) styled(r page.Run, text string) {
	if text == "" {
		return
	}
	styles := []struct {
		is   bool
		name string
	}{{r.Strong, "strong"}, {r.Emph, "em"}, {r.Code, "code"}}
	for _, s := range styles {
		if s.is {
			m.tag("<", s.name, ">")
		}
	}
	m.text(text)
	for _, s := range slices.Backward(styles) {
		if s.is {
			m.tag("</", s.name, ">")
		}
	}
}

// field draws a line to write on. Several lines for one answer are heard as
// one.
func (m *markup) field(f *page.Field, again bool) {
	class := "line rest"
	if !f.Rest {
		class = "line w" + strconv.Itoa(min(max((f.Width+3)/4*4, 8), 40))
	}
	if again {
		m.tag(`<span class="`, class, `" aria-hidden="true"></span>`)
		return
	}
	m.sign(class, "alt-field")
}
