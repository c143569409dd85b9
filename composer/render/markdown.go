package render

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"strings"

	"amends/composer"
	"amends/composer/page"
)

// Markdown writes the Markdown of a document behind its front matter, as
// [page.Read] reads it. Of several documents the first gives the front matter
// of the file. Each of the others begins a new page, and is marked with its
// language where that is another; its title, kind, date and layout are not
// kept. A link's definition or a mark without its end reaches into what
// follows, as in any Markdown file.
type Markdown struct {
	Letterhead Letterhead   // over each document, in small print
	Session    [][]page.Run // a line over the body of a document, by its place; none where it is empty
}

// Render writes docs to w.
func (m Markdown) Render(w io.Writer, docs ...*composer.Document) error {
	var b bytes.Buffer
	head := marked(m.Letterhead)
	for i, d := range docs {
		over := head
		if session := at(m.Session, i); len(session) > 0 {
			over += sessionLine(session) + "\n\n"
		}
		if over != "" {
			under := *d
			under.Body = over + d.Body
			d = &under
		}
		if i == 0 {
			endLine(&b, page.Format(d))
			continue
		}
		b.WriteString("\n<!-- amends:page -->\n\n")
		lang := cmp.Or(d.Language, "en")
		if lang == cmp.Or(docs[0].Language, "en") {
			endLine(&b, []byte(d.Body))
			continue
		}
		fmt.Fprintf(&b, "<!-- amends:lang %s -->\n\n", lang)
		endLine(&b, []byte(d.Body))
		b.WriteString("\n<!-- amends:end -->\n")
	}
	_, err := w.Write(b.Bytes())
	return err
}

// sessionLine is the line of a session as Markdown.
func sessionLine(runs []page.Run) string {
	var b strings.Builder
	for _, r := range runs {
		switch {
		case r.Field != nil:
			fmt.Fprintf(&b, "%s<!-- amends:field %s -->", strings.Repeat("_", r.Field.Width), r.Field.Name)
		case r.Strong:
			fmt.Fprintf(&b, "%s", composer.Line(r.Text))
		default:
			b.WriteString(r.Text)
		}
	}
	return b.String()
}

// endLine appends text and one line end.
func endLine(b *bytes.Buffer, text []byte) {
	if len(text) == 0 {
		return
	}
	b.Write(bytes.TrimRight(text, "\n"))
	b.WriteByte('\n')
}
