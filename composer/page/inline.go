package page

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// A line is the runs of one paragraph, heading or cell as they are read.
type line struct {
	*reader
	cell bool // "\|" is "|" even in code
	runs []Run
	end  int // the offset behind the last run; -1 where nothing may join it
}

func (r *reader) runs(parent ast.Node) []Run {
	l := line{reader: r, end: -1}
	_, l.cell = parent.(*cell)
	l.children(parent, Run{})
	return l.trimmed()
}

// children reads what stands in parent; style is how it is set.
func (l *line) children(parent ast.Node, style Run) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		l.inline(n, style)
	}
}

func (l *line) inline(n ast.Node, style Run) {
	switch n := n.(type) {
	case *ast.Text:
		l.text(n, style)
	case *ast.Emphasis:
		if n.Level == 1 {
			style.Emph = true
		} else {
			style.Strong = true
		}
		l.children(n, style)
	case *ast.CodeSpan:
		style.Code = true
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			l.code(c.(*ast.Text).Segment, style)
		}
	case *ast.Link:
		style.Link = resolve(string(n.Destination))
		l.children(n, style)
	case *ast.AutoLink:
		style.Link = string(n.URL(l.source))
		if n.AutoLinkType == ast.AutoLinkEmail {
			style.Link = "mailto:" + style.Link
		}
		label := string(n.Label(l.source))
		l.add(style, clean(label), n.Pos()+len("<"), len(label))
	case *ast.Image:
		l.note(n.Pos(), "image")
		l.children(n, style)
	case *ast.RawHTML:
		l.html(n)
	case *field:
		style.Field = &n.Field
		style.Pos = l.places.at(n.Pos())
		l.runs = append(l.runs, style)
		l.end = -1
	}
}

// html reads a mark between words and notes other HTML; the words between two
// tags stay.
func (l *line) html(n *ast.RawHTML) {
	html := n.Segments.Value(l.source)
	offset := n.Segments.At(0).Start
	if m, ok := parseMark(string(html)); ok {
		if l.mark(m, offset) {
			l.note(offset, "mark-inline", "mark", m.name)
		}
		return
	}
	if !bytes.HasPrefix(html, []byte("<!--")) {
		l.note(offset, "html-tag")
	}
}

// text reads a stretch of Markdown without other inlines in it, and the line
// end behind it.
func (l *line) text(n *ast.Text, style Run) {
	s, soft, hard := n.Segment, n.SoftLineBreak(), n.HardLineBreak()
	// Behind an escaped backslash goldmark takes a backslash at the line's end
	// for text.
	raw := l.source[s.Start:s.Stop]
	slashes := len(raw) - len(bytes.TrimRight(raw, `\`))
	if soft && slashes%2 == 1 && l.source[s.Stop] == '\n' {
		s, soft, hard = s.WithStop(s.Stop-1), false, true
	}
	l.resolved(s, style)
	switch {
	case hard:
		l.breakLine(style, s.Stop)
	case soft:
		l.space(style, s.Stop)
	}
}

// space is a line end that counts as a space.
func (l *line) space(style Run, offset int) {
	if n := len(l.runs); n > 0 && strings.HasSuffix(l.runs[n-1].Text, " ") && !l.runs[n-1].Code {
		l.end = -1
		return
	}
	l.add(style, " ", offset, 1)
	l.end = -1
}

// breakLine is a line end that stays.
func (l *line) breakLine(style Run, offset int) {
	l.end = -1
	if n := len(l.runs); n > 0 && !l.runs[n-1].Break {
		l.runs[n-1].Break = true
		return
	}
	style.Break = true
	style.Pos = l.places.at(offset)
	l.runs = append(l.runs, style)
}

// add appends text that stands as it is at offset. It joins the run before it
// where they are of one style and nothing stands between them.
func (l *line) add(style Run, s string, offset, size int) {
	if s == "" {
		return
	}
	if n := len(l.runs); n > 0 && l.end == offset && sameStyle(l.runs[n-1], style) {
		l.runs[n-1].Text += s
	} else {
		style.Text = s
		style.Pos = l.places.at(offset)
		l.runs = append(l.runs, style)
	}
	l.end = offset + size
}

func sameStyle(a, b Run) bool {
	return a.Strong == b.Strong && a.Emph == b.Emph && a.Code == b.Code && a.Link == b.Link
}

// resolved adds Markdown text with its escapes and entities resolved.
func (l *line) resolved(s text.Segment, style Run) {
	raw := string(l.source[s.Start:s.Stop])
	for offset := s.Start; raw != ""; {
		text, from, to := cutPiece(raw)
		l.add(style, clean(text), offset+from, to-from)
		if len(text) != to-from {
			l.end = -1 // what follows an entity is not where its length says
		}
		raw = raw[to:]
		offset += to
	}
}

// resolve is Markdown text with its escapes and entities resolved.
func resolve(raw string) string {
	var b strings.Builder
	for raw != "" {
		text, _, to := cutPiece(raw)
		b.WriteString(text)
		raw = raw[to:]
	}
	return clean(b.String())
}

// Leads says whether a page may lead to an address: to a website, a mailbox or
// a telephone.
func Leads(address string) bool {
	scheme, _, ok := strings.Cut(strings.ToLower(address), ":")
	return ok && slices.Contains([]string{"http", "https", "mailto", "tel"}, scheme)
}

// cutPiece cuts what raw begins with: an entity, or text as it stands with at
// most a backslash before it. text stands for raw[from:to].
func cutPiece(raw string) (text string, from, to int) {
	if text, to = entity(raw); to > 0 {
		return text, 0, to
	}
	if isEscape(raw) {
		from = 1
	}
	for to = from + 1; to < len(raw); to++ {
		if isEscape(raw[to:]) {
			break
		}
		if _, size := entity(raw[to:]); size > 0 {
			break
		}
	}
	return raw[from:to], from, to
}

// isEscape says whether s begins with an escaped sign.
func isEscape(s string) bool {
	return len(s) > 1 && s[0] == '\\' && util.IsPunct(s[1])
}

// maxEntity is the length of the longest entity.
const maxEntity = len("&CounterClockwiseContourIntegral;")

// entity is the text of the entity that s begins with, and its size in s.
func entity(s string) (text string, size int) {
	if s[0] != '&' {
		return "", 0
	}
	end := strings.IndexByte(s[:min(len(s), maxEntity)], ';')
	if end < 0 {
		return "", 0
	}
	name, size := s[1:end], end+1
	if !strings.HasPrefix(name, "#") {
		if e, ok := util.LookUpHTML5EntityByName(name); ok {
			return string(e.Characters), size
		}
		return "", 0
	}
	number, base, most := name[1:], 10, 7
	if strings.HasPrefix(strings.ToLower(number), "x") {
		number, base, most = number[1:], 16, 6
	}
	n, err := strconv.ParseUint(number, base, 32)
	if err != nil || len(number) > most {
		return "", 0
	}
	if c := rune(n); n > 0 && utf8.ValidRune(c) {
		return string(c), size
	}
	return string(utf8.RuneError), size
}

// clean is s with a space for each tab and line end, and a replacement for
// other control characters: they draw nothing on paper, and a terminal may obey
// them.
func clean(s string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c == '\t' || c == '\n':
			return ' '
		case unicode.IsControl(c):
			return utf8.RuneError
		}
		return c
	}, s)
}

// code adds one line of a code span.
func (l *line) code(s text.Segment, style Run) {
	raw, newline := strings.CutSuffix(string(l.source[s.Start:s.Stop]), "\n")
	offset := s.Start
	for l.cell {
		i := strings.Index(raw, `\|`)
		if i < 0 {
			break
		}
		l.add(style, clean(raw[:i]), offset, i)
		raw = raw[i+1:]
		offset += i + 1
	}
	l.add(style, clean(raw), offset, len(raw))
	if newline {
		l.add(style, " ", offset+len(raw), 1)
		l.end = -1
	}
}

// trimmed is the runs without white space around them.
func (l *line) trimmed() []Run {
	for len(l.runs) > 0 {
		last := &l.runs[len(l.runs)-1]
		last.Break = false
		if !last.Code {
			last.Text = strings.TrimRight(last.Text, " \t")
		}
		if last.Text != "" || last.Field != nil {
			break
		}
		l.runs = l.runs[:len(l.runs)-1]
	}
	for len(l.runs) > 0 && !l.runs[0].Code {
		first := &l.runs[0]
		text := strings.TrimLeft(first.Text, " \t")
		if text != "" || first.Field != nil || first.Break {
			first.Pos.Column += len(first.Text) - len(text)
			first.Text = text
			break
		}
		l.runs = l.runs[1:]
	}
	return l.runs
}
