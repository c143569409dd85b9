package render

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"

	"amends/composer"
	"amends/composer/page"
	"amends/composer/render/pdf"
)

// A Letterhead is what a practice or an organisation puts on its pages. The
// zero value is none.
type Letterhead = pdf.Letterhead

// A Logo is a picture for a letterhead.
type Logo = pdf.Logo

// A LogoError says why a file is no logo, and what to do about it.
type LogoError = pdf.LogoError

// MaxLogo is how many bytes the file of a logo has at the most.
const MaxLogo = pdf.MaxLogo

// ReadLogo reads a logo from a file of PNG or JPEG. What cannot be read, or is
// too large to be a logo, is a [*LogoError].
func ReadLogo(file []byte) (*Logo, error) { return pdf.ReadLogo(file) }

// webAddress is where an address of the web or of mail leads, which is often
// written without its beginning; empty for nowhere.
func webAddress(web string) string {
	to := web
	switch {
	case strings.Contains(web, ":"):
	case strings.Contains(web, "@"):
		to = "mailto:" + web
	default:
		to = "https://" + web
	}
	if web == "" || strings.ContainsAny(web, " \t<>\\") || !page.Leads(to) {
		return ""
	}
	return to
}

// found is the place of the line that says where to find somebody.
const found = 2

// linked is line i of l in two parts, where the second leads to an address.
func linked(l Letterhead, i int) (text, web, to string) {
	line := l.Lines()[i]
	to = webAddress(l.Web)
	if i != found || to == "" {
		return line, "", ""
	}
	return strings.TrimSuffix(line, l.Web), l.Web, to
}

// marked are the lines of l as Markdown, small, to stand before a body.
func marked(l Letterhead) string {
	var lines []string
	for i, line := range l.Lines() {
		if line == "" {
			continue
		}
		text, web, to := linked(l, i)
		marked := composer.Line(text).String()
		if web != "" {
			if marked != "" {
				marked += " "
			}
			marked += "[" + composer.Line(web).String() + "](<" + to + ">)"
		}
		lines = append(lines, marked)
	}
	if lines == nil {
		return ""
	}
	return "<!-- amends:small -->\n" + strings.Join(lines, "\\\n") + "\n<!-- amends:end -->\n\n"
}

// letterhead writes l over a document, the first one or another: it is heard
// over the first alone.
func (m *markup) letterhead(l Letterhead, language string, first bool) {
	if l.Empty() {
		return
	}
	m.tag(`<header class="letterhead"`)
	if l.Language != "" && l.Language != language {
		m.language(l.Language)
	}
	if !first {
		m.tag(` aria-hidden="true"`)
	}
	m.tag(">\n")
	if l.Logo != nil {
		const high, wide = 68, 189 // 18 by 50 mm, in pixels
		w, h := l.Logo.Fit(wide, high)
		m.tag(`<img src="data:image/png;base64,`, base64.StdEncoding.EncodeToString(l.Logo.PNG()),
			`" width="`, strconv.Itoa(w), `" height="`, strconv.Itoa(h), `" alt="`)
		m.text(l.LogoAlt)
		m.tag("\">\n<div>\n")
	}
	for i, line := range l.Lines() {
		if line == "" {
			continue
		}
		m.tag("<p")
		m.turned(line)
		m.tag(">")
		if text, web, to := linked(l, i); web == "" || !first {
			m.text(line)
		} else {
			m.text(text)
			m.tag(`<a href="`)
			m.text(to)
			m.tag(`">`)
			m.text(web)
			m.tag("</a>")
		}
		m.tag("</p>\n")
	}
	if l.Logo != nil {
		m.tag("</div>\n")
	}
	m.tag("</header>\n")
}

// footLines are what stands at the foot of pages: whom to call, and the
// letterhead's own line.
func footLines(l Letterhead, foot string) []string {
	return slices.DeleteFunc(append(strings.Split(foot, "\n"), l.Footer), func(s string) bool { return s == "" })
}
