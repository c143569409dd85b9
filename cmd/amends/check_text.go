package main

import (
	"cmp"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/kballard/go-shellquote"
	"github.com/rivo/uniseg"
	"golang.org/x/term"

	"amends/composer"
	"amends/composer/check"
)

// What a person reads: the words in their line, why they are worth another
// look, and what to say instead. Over a stop there are no carets and no advice
// on the letter; who to call stands in their place.

const (
	firstFindings = 5  // shown without --all
	matchLines    = 3  // shown of a match that goes over several lines
	indent        = 4  // of what is said about a place
	pageWidth     = 80 // where no terminal says otherwise
)

// text is what was found, for a person.
func (r *checkReport) text() error {
	width := widthOf(r.out)
	help, stopped, shown := false, false, 0
	for _, file := range r.files {
		if !file.looked {
			continue
		}
		shown++
		if len(r.files) > 1 {
			if shown > 1 {
				r.put("\n")
			}
			r.put(printable(file.name), "\n\n")
		}
		for _, f := range file.findings {
			help = help || f.HelpLines
		}
		if stops := file.stops(); len(stops) > 0 {
			stopped = true
			r.calm(stops, width)
			continue
		}
		r.fileText(file, width)
	}
	if help {
		r.put("\n")
		if !stopped {
			r.paragraph(r.words.Say("look-help"), 0, width)
			r.put("\n")
		}
		for line := range strings.Lines(r.helpText()) {
			r.paragraph(strings.TrimRight(line, "\n"), 0, width)
		}
	}
	if shown > 0 && !stopped {
		r.put("\n")
		r.paragraph(r.words.Say("check-silence"), 0, width)
	}
	return nil
}

// calm is what is said over a stop.
func (r *checkReport) calm(stops []composer.Finding, width int) {
	var shown []string
	for _, f := range stops {
		for _, text := range []string{f.Message, f.Advice} {
			if text != "" && !slices.Contains(shown, text) {
				shown = append(shown, text)
				r.paragraph(text, 0, width)
			}
		}
	}
}

func (r *checkReport) fileText(file *checkedFile, width int) {
	findings := slices.Clone(file.findings)
	slices.SortStableFunc(findings, func(a, b composer.Finding) int { return cmp.Compare(b.Severity, a.Severity) })
	more := 0
	if !r.options.all && len(findings) > firstFindings {
		more = len(findings) - firstFindings
		findings = findings[:firstFindings]
	}
	source := &sourceText{lines: strings.Split(file.text, "\n")}
	for i, f := range findings {
		if i > 0 {
			r.put("\n")
		}
		r.put(r.place(f), "  [", f.Rule, "]\n")
		r.excerpt(source, f, width)
		r.paragraph(f.Message, indent, width)
		r.paragraph(f.Advice, indent, width)
	}
	switch {
	case more > 0:
		r.put("\n")
		r.paragraph(r.words.Say("check-more", "n", strconv.Itoa(more), "file", r.options.again(file.name)), 0, width)
	case len(findings) > 0:
	case strings.TrimSpace(file.text) == "":
		r.put(r.words.Say("check-empty"), "\n")
	default:
		r.put(r.words.Say("check-nothing"), "\n")
	}
	r.elements(file.elements, width)
}

// elements is which parts of a good apology a letter has, as facts.
func (r *checkReport) elements(elements []check.Element, width int) {
	var in, out []string
	for _, e := range elements {
		if e.Present {
			in = append(in, e.Words)
		} else {
			out = append(out, e.Words)
		}
	}
	if len(elements) == 0 {
		return
	}
	r.put("\n")
	if len(in) > 0 {
		r.paragraph(r.words.Say("check-in", "list", strings.Join(in, " · ")), 0, width)
	}
	if len(out) > 0 {
		r.paragraph(r.words.Say("check-not-in", "list", strings.Join(out, " · ")), 0, width)
	}
}

// place is where a finding stands, in words.
func (r *checkReport) place(f composer.Finding) string {
	line := strconv.Itoa(f.Line)
	switch {
	case f.Line == 0 && f.Path == "":
		return r.words.Say("check-whole")
	case f.Line == 0:
		return f.Path
	case f.Path == "":
		return r.words.Say("check-at", "line", line)
	}
	return r.words.Say("check-at-answer", "path", f.Path, "line", line)
}

// excerpt shows the words of a finding in their lines, underlined; for the ear
// it says the words alone.
func (r *checkReport) excerpt(source *sourceText, f composer.Finding, width int) {
	if f.Line == 0 || f.Line > len(source.lines) {
		return
	}
	if r.cfg.Accessible {
		if f.Match != "" {
			words, _ := firstOf(strings.Join(strings.Fields(f.Match), " "), width-indent-2)
			r.put(strings.Repeat(" ", indent), "“", words, "”\n")
		}
		return
	}
	at := stretchOf(f)
	for n := at.line; n <= min(at.endLine, len(source.lines)); n++ {
		if n == at.line+matchLines {
			r.put(strings.Repeat(" ", indent), "…\n")
			return
		}
		line := source.lines[n-1]
		from, to := len(line)-len(strings.TrimLeft(line, " \t>")), len(strings.TrimRight(line, " \t"))
		if n == at.line {
			from = source.find(n, at.column)
		}
		if n == at.endLine {
			to = source.find(n, at.endColumn)
		}
		before, match, after := cut(line, from, max(from, to), width-indent)
		margin := strings.Repeat(" ", indent)
		r.put(margin, before, match, after, "\n")
		r.put(margin, strings.Repeat(" ", uniseg.StringWidth(before)), strings.Repeat("^", max(1, uniseg.StringWidth(match))), "\n")
	}
}

// paragraph is text in lines of at most width columns, each behind a margin.
func (r *checkReport) paragraph(text string, margin, width int) {
	if text == "" {
		r.put("\n")
		return
	}
	var out strings.Builder
	wrapper{width: width - margin}.line(&out, printable(text))
	for line := range strings.SplitSeq(out.String(), "\n") {
		r.put(strings.Repeat(" ", margin), line, "\n")
	}
}

// widthOf is how many columns out has.
func widthOf(out io.Writer) int {
	if f, ok := out.(*os.File); ok {
		if width, _, err := term.GetSize(int(f.Fd())); err == nil && width >= 20 {
			return min(width-1, pageWidth)
		}
	}
	return pageWidth
}

// A sourceText finds columns in its lines. Asked in order, it walks through a
// line once, however long that is.
type sourceText struct {
	lines        []string
	line, column int // where it has come to
	at           int // the byte of that column
}

// find is the byte of a column, counted in characters from 1; the end of the
// line where it has no such column.
func (s *sourceText) find(line, column int) int {
	if line != s.line || column < s.column {
		s.line, s.column, s.at = line, 1, 0
	}
	text := s.lines[line-1]
	for ; s.column < column && s.at < len(text); s.column++ {
		_, size := utf8.DecodeRuneInString(text[s.at:])
		s.at += size
	}
	return s.at
}

// cut is a line around the words from..to as a screen shows them, in at most
// width columns: what is left out is an ellipsis.
func cut(line string, from, to, width int) (before, match, after string) {
	line = strings.TrimRight(line, " \t")
	from, to = min(from, len(line)), min(to, len(line))
	match, whole := firstOf(line[from:to], width)
	if !whole {
		return "", match, ""
	}
	room := width - uniseg.StringWidth(match)
	start := line[:from]
	if trimmed := strings.TrimLeft(start, " \t"); trimmed != "" || from > width/2 {
		start = trimmed
	}
	after, _ = firstOf(line[to:], room/3)
	before = lastOf(start, room-uniseg.StringWidth(after))
	after, _ = firstOf(line[to:], room-uniseg.StringWidth(before))
	return before, match, after
}

// mostBytes is the length of the longest text that is looked at to fill width
// columns: signs that take no column are not endless.
func mostBytes(width int) int { return 16*max(width, 0) + 64 }

// firstOf is the beginning of text, as it is shown, in at most width columns,
// and whether that is all of it.
func firstOf(text string, width int) (string, bool) {
	head := text[:runeStart(text, min(len(text), mostBytes(width)))]
	shown := screened(head)
	if len(head) == len(text) && uniseg.StringWidth(shown) <= width {
		return shown, true
	}
	if width < 1 {
		return "", len(text) == 0
	}
	var out strings.Builder
	left := width - 1
	for g := uniseg.NewGraphemes(shown); g.Next() && g.Width() <= left; left -= g.Width() {
		out.WriteString(g.Str())
	}
	return out.String() + "…", false
}

// lastOf is the end of text, as it is shown, in at most width columns.
func lastOf(text string, width int) string {
	tail := text[runeStart(text, max(0, len(text)-mostBytes(width))):]
	shown := screened(tail)
	all := uniseg.StringWidth(shown)
	if len(tail) == len(text) && all <= width {
		return shown
	}
	if width < 1 {
		return ""
	}
	g := uniseg.NewGraphemes(shown)
	for all > width-1 && g.Next() {
		all -= g.Width()
		_, end := g.Positions()
		tail = shown[end:]
	}
	if all == uniseg.StringWidth(shown) {
		tail = shown
	}
	return "…" + tail
}

// runeStart is i, or the beginning of the character that i lies in.
func runeStart(text string, i int) int {
	for i > 0 && i < len(text) && !utf8.RuneStart(text[i]) {
		i--
	}
	return i
}

// screened is text with the same width on every screen.
func screened(text string) string {
	return strings.ReplaceAll(printable(text), "\t", strings.Repeat(" ", indent))
}

// again is what follows "amends check --all" to see the rest of a file.
func (o *checkOptions) again(file string) string {
	var words []string
	if o.kind != "" {
		words = append(words, "--kind", o.kind)
	}
	if o.minSeverity != composer.Suggestion.String() {
		words = append(words, "--min-severity", o.minSeverity)
	}
	return shellquote.Join(append(words, printable(file))...)
}
