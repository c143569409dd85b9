package composer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// MaxAnswers is the size in bytes beyond which an answers file is refused.
const MaxAnswers = 4 << 20

// A SyntaxError says where an answers file cannot be read. It never quotes it.
type SyntaxError struct {
	Position
	What string
}

func (e *SyntaxError) Error() string { return e.Position.String() + ": " + e.What }

// ReadAnswers reads an answers file, YAML or JSON, up to [MaxAnswers] bytes.
// name stands in positions and errors. What the file says of questions is not
// looked at here; where it is no answers file at all, the error is a
// [SyntaxError].
func ReadAnswers(name string, r io.Reader) (*Answers, error) {
	text, err := io.ReadAll(io.LimitReader(r, MaxAnswers+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if len(text) > MaxAnswers {
		return nil, &SyntaxError{Position{Source: name}, fmt.Sprintf("an answers file has at most %d MB", MaxAnswers>>20)}
	}
	return (&treeReader{name: name, isJSON: strings.HasSuffix(name, ".json")}).read(text)
}

// ReadPart reads answers as [ReadAnswers] does from a part of a file, which
// begins in the line of at. Where it is said to be JSON, its faults are those
// of JSON.
func ReadPart(at Position, text []byte, isJSON bool) (*Answers, error) {
	return (&treeReader{name: at.Source, above: at.Line - 1, isJSON: isJSON}).read(text)
}

func (r *treeReader) read(text []byte) (*Answers, error) {
	if at := firstInvalid(text); at >= 0 {
		return nil, r.fault(r.place(text, at), "this is not text in UTF-8; save the file as UTF-8 and try again")
	}
	if at := bytes.IndexFunc(text, isUnseen); at >= 0 {
		return nil, r.fault(r.place(text, at), "there is a sign here that cannot be seen and is no text; take it out")
	}
	r.text = fileEnds.Replace(string(text))
	root, err := r.tree()
	if err != nil {
		return nil, err
	}
	return toAnswers(r.name, root)
}

// fileEnds writes each way in which a file ends its lines as "\n".
var fileEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

func firstInvalid(text []byte) int {
	if utf8.Valid(text) {
		return -1
	}
	for i := 0; ; {
		r, n := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
}

// isUnseen reports whether r is a control character that neither YAML nor JSON
// allows. Of those beyond ASCII, NEL ends a line.
func isUnseen(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0x7f || r > 0x7f && r < 0xa0 && r != 0x85
}

// place is the position of byte offset at in text.
func place(name string, text []byte, at int) Position {
	before := text[:at]
	line := bytes.LastIndexByte(before, '\n') + 1
	return Position{name, bytes.Count(before, []byte("\n")) + 1, utf8.RuneCount(before[line:]) + 1}
}

// place is the position of byte offset at in text, which r reads.
func (r *treeReader) place(text []byte, at int) Position {
	p := place(r.name, text, at)
	return r.at(p.Line, p.Column)
}

// at is the position of a line and a column of what r reads.
func (r *treeReader) at(line, column int) Position {
	if line > 0 {
		line += r.above
	}
	return Position{r.name, line, column}
}

// A treeReader reads the values of one file. Whatever is no tree of names,
// lists and texts ends it with a [SyntaxError].
type treeReader struct {
	name   string
	text   string
	above  int           // lines of the file before text
	isJSON bool          // text is nothing else
	json   *json.Decoder // nil for YAML
}

// How much one file may hold. No form of ours comes near; what goes beyond
// would keep a reader waiting.
const (
	maxDepth = 50   // lists and records inside one another
	maxParts = 1000 // items of one list, and names of one record
)

func (r *treeReader) tree() (Value, error) {
	if t := strings.TrimSpace(r.text); strings.HasPrefix(t, "{") && (json.Valid([]byte(r.text)) || r.isJSON) {
		return r.readJSON()
	}
	r.text = yamlEnds.Replace(r.text)
	n, at, what := parseYAML([]byte(r.text))
	switch {
	case what != "":
		return Value{}, &SyntaxError{r.at(at.Line, at.Column), what}
	case n == nil:
		return Value{Shape: Record, Position: r.at(1, 1)}, nil
	}
	return r.node(n, 0)
}

// yamlEnds takes out the signs that YAML 1.1 took for the end of a line and
// that no editor shows: they come with pasted text.
var yamlEnds = strings.NewReplacer("\u0085", " ", "\u2028", " ", "\u2029", " ")

func (r *treeReader) fault(at Position, format string, args ...any) error {
	return &SyntaxError{at, fmt.Sprintf(format, args...)}
}

// scalar is a text that stands at a place of the file.
func (r *treeReader) scalar(text string, at Position) Value {
	v := Value{Position: at, Text: text}
	v.from = &origin{text: r.text, json: r.json != nil, line: at.Line - r.above, above: r.above, col: at.Column, signs: countSigns([]rune(text))}
	return v
}

// node is n, a node of YAML, as a value.
func (r *treeReader) node(n *yaml.Node, depth int) (Value, error) {
	at := r.at(n.Line, n.Column)
	v := Value{Position: at}
	switch what := yamlOnly(n); {
	case what != "":
		return v, r.fault(at, "%s", what)
	case depth > maxDepth:
		return v, r.fault(at, "there are too many lists and names inside one another")
	case len(n.Content) > 2*maxParts || n.Kind == yaml.SequenceNode && len(n.Content) > maxParts:
		return v, r.fault(at, "there are more than %d parts here", maxParts)
	}
	switch n.Kind {
	case yaml.ScalarNode:
		if n.Tag == "!!null" && (n.Value == "~" || n.Value == "null") {
			return v, nil // "Null" is a name
		}
		return r.scalar(n.Value, at), nil
	case yaml.SequenceNode:
		v.Shape = Items
		for _, c := range n.Content {
			i, err := r.node(c, depth+1)
			if err != nil {
				return v, err
			}
			v.Items = append(v.Items, i)
		}
	case yaml.MappingNode:
		v.Shape = Record
		for i := 0; i+1 < len(n.Content); i += 2 {
			k, at := n.Content[i], r.at(n.Content[i].Line, n.Content[i].Column)
			if what := yamlOnly(k); what != "" {
				return v, r.fault(at, "%s", what)
			}
			if k.Kind != yaml.ScalarNode {
				return v, r.fault(at, "a name is expected here")
			}
			part, err := r.node(n.Content[i+1], depth+1)
			if err != nil {
				return v, err
			}
			v.Parts = append(v.Parts, Named{Position: at, Name: k.Value, Value: part})
		}
		return v, r.twice(v.Parts)
	}
	return v, nil
}

// twice is the fault of a name that stands in a record twice.
func (r *treeReader) twice(parts []Named) error {
	lines := map[string]int{}
	for _, p := range parts {
		if line, ok := lines[p.Name]; ok {
			return r.fault(p.Position, "this name stands in line %d already; keep one of the two", line)
		}
		lines[p.Name] = p.Line
	}
	return nil
}

// readJSON reads the same tree from JSON. encoding/json reads the tokens,
// because YAML readers refuse the escapes that JSON has for emoji.
func (r *treeReader) readJSON() (Value, error) {
	r.json = json.NewDecoder(strings.NewReader(r.text))
	r.json.UseNumber()
	v, err := r.value(0)
	if err != nil {
		return v, err
	}
	if _, err := r.json.Token(); !errors.Is(err, io.EOF) {
		return v, r.fault(r.here(), "nothing may follow the closing brace")
	}
	return v, nil
}

// here is where the decoder stands.
func (r *treeReader) here() Position {
	return r.place([]byte(r.text), min(int(r.json.InputOffset()), len(r.text)))
}

// next is the token that follows and where it begins.
func (r *treeReader) next() (json.Token, Position, error) {
	at := int(r.json.InputOffset())
	at += len(r.text[at:]) - len(strings.TrimLeft(r.text[at:], " \t\n,:"))
	t, err := r.json.Token()
	if err != nil {
		return nil, Position{}, r.fault(r.here(), "this is not JSON: look for a missing quote, comma or brace")
	}
	return t, r.place([]byte(r.text), at), nil
}

func (r *treeReader) value(depth int) (Value, error) {
	t, at, err := r.next()
	if err != nil {
		return Value{}, err
	}
	if depth > maxDepth {
		return Value{}, r.fault(at, "there are too many lists and names inside one another")
	}
	switch t := t.(type) {
	case json.Delim:
		v := Value{Position: at, Shape: Items}
		if t == '{' {
			v.Shape = Record
		}
		return r.parts(v, depth)
	case string:
		return r.scalar(t, at), nil
	case json.Number:
		return r.scalar(t.String(), at), nil
	case bool:
		return r.scalar(map[bool]string{true: "true", false: "false"}[t], at), nil
	}
	return Value{Position: at}, nil
}

// parts reads the items of a list or the parts of a record, and what closes it.
func (r *treeReader) parts(v Value, depth int) (Value, error) {
	for n := 0; r.json.More(); n++ {
		if n == maxParts {
			return v, r.fault(v.Position, "there are more than %d parts here", maxParts)
		}
		var name Named
		if v.Shape == Record {
			t, at, err := r.next()
			if err != nil {
				return v, err
			}
			name.Position = at
			name.Name, _ = t.(string)
		}
		part, err := r.value(depth + 1)
		if err != nil {
			return v, err
		}
		if name.Value = part; v.Shape == Record {
			v.Parts = append(v.Parts, name)
		} else {
			v.Items = append(v.Items, part)
		}
	}
	if _, _, err := r.next(); err != nil {
		return v, err
	}
	return v, r.twice(v.Parts)
}

// toAnswers takes the reserved names out of the tree.
func toAnswers(name string, root Value) (*Answers, error) {
	if root.Shape != Record {
		return nil, &SyntaxError{Position{name, root.Line, root.Column}, "an answers file is a list of names with their answers, such as \"from: Jo\""}
	}
	a := &Answers{}
	for _, p := range root.Parts {
		v := p.Value
		var to *string
		switch p.Name {
		case "kind":
			to, a.at.kind = &a.Kind, v.Position
		case "version":
			to, a.at.version = &a.Version, v.Position
		case "language":
			to, a.at.language = &a.Language, v.Position
		case "allow":
			if a.Allow = v.Items; v.Shape != Items && !v.Empty() {
				a.Allow = []Value{v}
			}
			continue
		default:
			a.Values = append(a.Values, p)
			continue
		}
		if v.Shape != Scalar {
			return nil, &SyntaxError{v.Position, p.Name + " is one word"}
		}
		*to = strings.TrimSpace(v.Text)
	}
	return a, nil
}
