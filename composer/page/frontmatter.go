package page

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"amends/composer"
)

// keys are all that front matter holds, in the order in which it is written.
var keys = []string{"title", "kind", "language", "date", "layout"}

// Read reads a Markdown file. Its front matter, if it has any, stands between
// two lines of three hyphens and may hold title, kind, language, date and
// layout; without it the file is a plain letter. A byte order mark is dropped,
// and every line end becomes "\n". source is the file's name and stands in all
// positions. The error is a [composer.SyntaxError].
func Read(source string, text []byte) (*composer.Document, error) {
	file := lineEnds(strings.TrimPrefix(string(text), "\ufeff"))
	p := places{source: file, name: source, first: 1}
	if err := p.readable(); err != nil {
		return nil, err
	}
	d := &composer.Document{Body: file, Source: source, Line: 1}
	if !hasFrontMatter(file) {
		return d, nil
	}
	_, matter := cutLine(file)
	rest := matter
	for {
		if rest == "" {
			return nil, p.fault(0, "the front matter has no end: a line of three hyphens is missing behind it")
		}
		line, after := cutLine(rest)
		if isHyphens(line) {
			matter, rest = strings.TrimSuffix(matter, rest), after
			break
		}
		rest = after
	}
	if err := readFrontMatter(d, matter); err != nil {
		return nil, err
	}
	d.Body = strings.TrimPrefix(rest, "\n")
	d.Line += strings.Count(file[:len(file)-len(d.Body)], "\n")
	return d, nil
}

// hasFrontMatter says whether a file begins with front matter. Three hyphens
// with a blank line behind them are a rule, as everywhere in Markdown.
func hasFrontMatter(file string) bool {
	first, rest := cutLine(file)
	second, _ := cutLine(rest)
	return isHyphens(first) && strings.TrimSpace(second) != ""
}

func cutLine(s string) (line, rest string) {
	line, rest, _ = strings.Cut(s, "\n")
	return line, rest
}

func isHyphens(line string) bool {
	return strings.TrimRight(line, " \t") == "---"
}

// readFrontMatter reads YAML whose first line is the second of the file. It
// says what is wrong in words of its own: those of yaml quote the text.
func readFrontMatter(d *composer.Document, matter string) error {
	fault := func(line, column int, format string, args ...any) error {
		return &composer.SyntaxError{
			Position: composer.Position{Source: d.Source, Line: line + 1, Column: column},
			What:     fmt.Sprintf(format, args...),
		}
	}
	if strings.TrimSpace(matter) == "" {
		return nil
	}
	var root yaml.Node
	if err := yaml.Load([]byte(matter), &root); err != nil {
		line, column := 1, 0
		var e *yaml.LoadError
		if errors.As(err, &e) && e.Mark.Line > 0 {
			line, column = e.Mark.Line, e.Mark.Column
		}
		return fault(line, column, "this line of the front matter cannot be read; write a name, a colon and a value, in quotes if it has a colon itself")
	}
	if len(root.Content) == 0 {
		return nil // comments alone
	}
	m := root.Content[0]
	if m.Kind != yaml.MappingNode {
		return fault(m.Line, m.Column, "the front matter holds lines of a name, a colon and a value")
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(m.Content); i += 2 {
		key, value := m.Content[i], m.Content[i+1]
		switch {
		case !slices.Contains(keys, key.Value):
			return fault(key.Line, key.Column, "the front matter may hold %s, and no other name", list(keys))
		case seen[key.Value]:
			return fault(key.Line, key.Column, "%s stands here twice", key.Value)
		}
		seen[key.Value] = true
		if value.Kind != yaml.ScalarNode {
			return fault(value.Line, value.Column, "%s must be one line of text", key.Value)
		}
		text := strings.Join(strings.Fields(value.Value), " ")
		if value.Tag == "!!null" {
			text = ""
		}
		if allowed := set(d, key.Value, text); allowed != "" {
			return fault(value.Line, value.Column, "%s must be %s", key.Value, allowed)
		}
	}
	return nil
}

// set sets one key of d. Where value is not allowed it says what is. A value
// is read by its text, never by YAML's type.
func set(d *composer.Document, key, value string) (allowed string) {
	var err error
	switch {
	case value == "":
	case key == "title":
		d.Title = value
	case key == "kind":
		if d.Kind = value; !isKind(value) {
			return "the name of a kind, such as apology or handout/listening"
		}
	case key == "language":
		if d.Language = value; !isTag(value) {
			return "a language, such as en or pt-BR"
		}
	case key == "date":
		if d.Date, err = time.Parse(time.DateOnly, value); err != nil {
			return "a day, such as 2026-12-20"
		}
	case key == "layout":
		if d.Layout = composer.Layout(value); !slices.Contains(composer.Layouts(), d.Layout) {
			return list(composer.Layouts())
		}
	}
	return ""
}

// isKind says whether s has the shape of a kind's name.
func isKind(s string) bool {
	for part := range strings.SplitSeq(s, "/") {
		if part == "" || strings.Trim(part, "abcdefghijklmnopqrstuvwxyz"+digits+"-") != "" {
			return false
		}
	}
	return true
}

// list is "a, b or c".
func list[S ~string](names []S) string {
	var b strings.Builder
	for i, name := range names {
		switch {
		case i == 0:
		case i == len(names)-1:
			b.WriteString(" or ")
		default:
			b.WriteString(", ")
		}
		b.WriteString(string(name))
	}
	return b.String()
}

// Format is d as a Markdown file, front matter and body. Front matter holds
// what d has; a document with nothing but a body is written without it. [Read]
// gives d back, with another Source and Line.
func Format(d *composer.Document) []byte {
	date := ""
	if !d.Date.IsZero() {
		date = d.Date.Format(time.DateOnly)
	}
	values := []string{d.Title, d.Kind, d.Language, date, string(d.Layout)}
	m := yaml.Node{Kind: yaml.MappingNode}
	for i, key := range keys {
		if values[i] == "" {
			continue
		}
		tag := "!!str"
		if key == "date" {
			tag = "!!timestamp"
		}
		m.Content = append(m.Content,
			&yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: key},
			&yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: strings.ToValidUTF8(values[i], "\ufffd")})
	}
	var b bytes.Buffer
	if len(m.Content) > 0 {
		matter, err := yaml.Marshal(&m)
		if err != nil {
			panic("page: five texts that are no YAML") // FuzzFrontMatter finds none
		}
		fmt.Fprintf(&b, "---\n%s---\n\n", matter)
	} else if hasFrontMatter(d.Body) || strings.HasPrefix(d.Body, "\ufeff") {
		b.WriteString("---\n---\n\n")
	}
	b.WriteString(d.Body)
	return b.Bytes()
}
