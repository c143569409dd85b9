package composer

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// A Fault is something wrong in the files of a kind.
type Fault struct {
	Position
	Text string
}

// A LoadError lists every fault of a kind, in the order of its files.
type LoadError struct{ Faults []Fault }

// Error is one line a fault, "file:line:col: what is wrong".
func (e *LoadError) Error() string {
	lines := make([]string, len(e.Faults))
	for i, f := range e.Faults {
		lines[i] = f.Position.String() + ": " + f.Text
	}
	return strings.Join(lines, "\n")
}

// String is "source:line:column", without what is not known.
func (p Position) String() string {
	s := p.Source
	if p.Line > 0 {
		s += ":" + strconv.Itoa(p.Line)
		if p.Column > 0 {
			s += ":" + strconv.Itoa(p.Column)
		}
	}
	return s
}

// faults collects what is wrong in one file.
type faults struct {
	source  string
	sources map[*yaml.Node]string // of nodes that stand in other files; may be nil
	list    []Fault
	shared  *shared // what kinds have in common; nil for other files
}

func (f *faults) place(n *yaml.Node) Position {
	source := cmp.Or(f.sources[n], f.source)
	return Position{Source: source, Line: n.Line, Column: n.Column}
}

func (f *faults) at(p Position, format string, args ...any) {
	f.list = append(f.list, Fault{p, fmt.Sprintf(format, args...)})
}

func (f *faults) node(n *yaml.Node, format string, args ...any) {
	f.at(f.place(n), format, args...)
}

func (f *faults) err() error {
	if len(f.list) == 0 {
		return nil
	}
	return &LoadError{f.inOrder()}
}

// inOrder is what was collected, in the order of the files, each once: a
// template that is called twice is looked through twice.
func (f *faults) inOrder() []Fault {
	slices.SortStableFunc(f.list, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return slices.Compact(f.list)
}

// document reads text as one YAML document without aliases, merge keys and
// repeated keys. It returns nil where there is none.
func (f *faults) document(text []byte) *yaml.Node {
	n, at, what := parseYAML(text)
	switch at.Source = f.source; {
	case what != "":
		f.at(at, "%s", what)
		return nil
	case n == nil:
		f.at(Position{Source: f.source, Line: 1}, "the file is empty")
		return nil
	}
	eachNode(n, func(c *yaml.Node) {
		if what := yamlOnly(c); what != "" {
			f.node(c, "%s", what)
		}
	})
	return n
}

// A mapping reads the keys of one YAML mapping and knows which were read.
type mapping struct {
	f    *faults
	n    *yaml.Node
	keys []string // all that were asked for
}

// mapping is n as a mapping. Where n is none, that is a fault and every key
// is absent.
func (f *faults) mapping(n *yaml.Node, what string) *mapping {
	if n.Kind != yaml.MappingNode {
		f.node(n, "%s must be a mapping of names to values", what)
		n = &yaml.Node{Kind: yaml.MappingNode, Line: n.Line, Column: n.Column}
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		if seen[k.Value] {
			f.node(k, "%q stands here twice", k.Value)
		}
		seen[k.Value] = true
	}
	return &mapping{f: f, n: n}
}

func (m *mapping) get(key string) *yaml.Node {
	m.keys = append(m.keys, key)
	for i := 0; i+1 < len(m.n.Content); i += 2 {
		if m.n.Content[i].Value == key {
			return m.n.Content[i+1]
		}
	}
	return nil
}

// done reports the keys that nobody asked for.
func (m *mapping) done() {
	for i := 0; i+1 < len(m.n.Content); i += 2 {
		if k := m.n.Content[i]; !slices.Contains(m.keys, k.Value) {
			m.f.node(k, "unknown name %q%s", k.Value, didYouMean(k.Value, m.keys))
		}
	}
}

func (m *mapping) text(key string) string {
	n := m.get(key)
	if n == nil {
		return ""
	}
	return m.f.scalar(n, key)
}

func (f *faults) scalar(n *yaml.Node, what string) string {
	if n.Kind != yaml.ScalarNode {
		f.node(n, "%s must be text", what)
		return ""
	}
	return strings.TrimSpace(n.Value)
}

// oneOf is the text of key, which must be one of allowed; the first of them
// where the key is absent.
func (m *mapping) oneOf(key string, allowed ...string) string {
	n := m.get(key)
	if n == nil {
		return allowed[0]
	}
	s := m.f.scalar(n, key)
	if !slices.Contains(allowed, s) {
		m.f.node(n, "%s must be one of %s%s", key, strings.Join(allowed, ", "), didYouMean(s, allowed))
		return allowed[0]
	}
	return s
}

func (m *mapping) number(key string) int {
	n := m.get(key)
	if n == nil {
		return 0
	}
	i, err := strconv.Atoi(m.f.scalar(n, key))
	if err != nil || i < 0 {
		m.f.node(n, "%s must be a whole number", key)
	}
	return i
}

func (m *mapping) flag(key string) bool {
	n := m.get(key)
	if n == nil {
		return false
	}
	s := m.f.scalar(n, key)
	if s != "true" && s != "false" {
		m.f.node(n, "%s must be true or false", key)
	}
	return s == "true"
}

// texts is the value of key as a list; a single text counts as a list of one.
// The text keeps its spaces, which matter to a starter.
func (m *mapping) texts(key string) []string {
	n := m.get(key)
	if n == nil {
		return nil
	}
	items := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		items = n.Content
	}
	var out []string
	for _, c := range items {
		if c.Kind != yaml.ScalarNode {
			m.f.node(c, "%s must be text or a list of texts", key)
			continue
		}
		out = append(out, c.Value)
	}
	return out
}

// trimmed is the value of key as texts does, without the spaces around.
func (m *mapping) trimmed(key string) []string {
	out := m.texts(key)
	for i := range out {
		out[i] = strings.TrimSpace(out[i])
	}
	return out
}

// list is the items of the sequence under key.
func (m *mapping) list(key string) []*yaml.Node {
	n := m.get(key)
	if n == nil {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		m.f.node(n, "%s must be a list", key)
		return nil
	}
	return n.Content
}

// pairs calls f for each name and value of the mapping under key.
func (m *mapping) pairs(key string, f func(name, value *yaml.Node)) {
	n := m.get(key)
	if n == nil {
		return
	}
	if n.Kind != yaml.MappingNode {
		m.f.node(n, "%s must be a mapping of names to values", key)
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		f(n.Content[i], n.Content[i+1])
	}
}

// eachNode visits n and everything in it once. Aliases are not followed.
func eachNode(n *yaml.Node, f func(*yaml.Node)) {
	f(n)
	for _, c := range n.Content {
		eachNode(c, f)
	}
}

// yamlOnly says what in n our files do without.
func yamlOnly(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.AliasNode:
		return "aliases (*name) are not used here; write the value out"
	case n.Anchor != "":
		return "anchors (&name) are not used here"
	case n.Kind == yaml.ScalarNode && n.Tag == "!!merge":
		return "merge keys (<<) are not used here; write the values out"
	case n.Style&yaml.TaggedStyle != 0 || n.Tag == "!":
		return "tags (!name) are not used here"
	}
	return ""
}

const notYAML = "this is not YAML: look for a missing quote, bracket or colon, or for a tab in the indentation"

// parseYAML is the root of the first document of text, or where and why there
// is none. The reader's own error may quote the text, so it is replaced.
func parseYAML(text []byte) (root *yaml.Node, at Position, what string) {
	loader, err := yaml.NewLoader(bytes.NewReader(text))
	if err != nil {
		return nil, at, notYAML
	}
	var doc, more yaml.Node
	if err := loader.Load(&doc); err != nil && !errors.Is(err, io.EOF) {
		return nil, errorPlace(err), notYAML
	}
	if err := loader.Load(&more); err == nil {
		return nil, Position{Line: more.Line, Column: more.Column}, "one file holds one document: nothing may follow a line of three hyphens"
	} else if !errors.Is(err, io.EOF) {
		return nil, errorPlace(err), notYAML
	}
	if len(doc.Content) == 0 {
		return nil, at, ""
	}
	return doc.Content[0], at, ""
}

func errorPlace(err error) Position {
	var load *yaml.LoadError
	if !errors.As(err, &load) {
		return Position{}
	}
	return Position{Line: load.Mark.Line, Column: load.Mark.Column}
}
