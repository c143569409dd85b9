package composer

import (
	"errors"
	"io/fs"
	"slices"

	"go.yaml.in/yaml/v4"
)

// The files in the root of the kinds that hold what kinds have in common.
const (
	questionsFile     = "questions.yaml"
	relationshipsFile = "relationships.yaml"
	groupsFile        = "groups.yaml"
)

// A Relationship is what the people of a page are to each other.
type Relationship struct {
	Name  string   // as answers files write it
	Label string   // what a person reads
	First []string // the kinds that are offered first, in this order
	Leave []string // the kinds that are not offered
}

// Relationships is what relationships.yaml in the root of fsys says, in its
// order; nothing where there is no such file. Its faults are a [LoadError].
func Relationships(fsys fs.FS) ([]Relationship, error) {
	f := &faults{source: relationshipsFile}
	root, err := f.file(fsys)
	if root == nil {
		return nil, err
	}
	if root.Kind != yaml.SequenceNode {
		f.node(root, "this must be a list of relationships")
		return nil, f.err()
	}
	var out []Relationship
	for _, n := range root.Content {
		m := f.mapping(n, "a relationship")
		r := Relationship{Name: m.text("value"), Label: m.text("label"), First: m.texts("first"), Leave: m.texts("leave")}
		f.name(n, "a relationship", r.Name)
		if r.Label == "" {
			f.node(n, "relationship %q needs a label", r.Name)
		}
		if slices.ContainsFunc(out, func(o Relationship) bool { return o.Name == r.Name }) {
			f.node(n, "relationship %q stands here twice", r.Name)
		}
		m.done()
		out = append(out, r)
	}
	return out, f.err()
}

// Groups is what kinds are grouped by, in the order of groups.yaml in the root
// of fsys; nothing where there is no such file. Its faults are a [LoadError].
func Groups(fsys fs.FS) ([]string, error) {
	f := &faults{source: groupsFile}
	root, err := f.file(fsys)
	if root == nil {
		return nil, err
	}
	if root.Kind != yaml.SequenceNode {
		f.node(root, "this must be a list of groups")
		return nil, f.err()
	}
	var out []string
	for _, n := range root.Content {
		out = append(out, f.scalar(n, "a group"))
	}
	return out, f.err()
}

// file is the YAML of the file that f is about, or nil where there is none.
func (f *faults) file(fsys fs.FS) (*yaml.Node, error) {
	text, err := fs.ReadFile(fsys, f.source)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return f.document(text), f.err()
}

// shared is what kinds have in common.
type shared struct {
	relationships []Relationship
	questions     map[string]*yaml.Node
	nodes         map[*yaml.Node]bool // all that stand in questions.yaml
}

func readShared(fsys fs.FS) (*shared, error) {
	s := &shared{questions: map[string]*yaml.Node{}, nodes: map[*yaml.Node]bool{}}
	var err error
	if s.relationships, err = Relationships(fsys); err != nil {
		return nil, err
	}
	f := &faults{source: questionsFile}
	root, err := f.file(fsys)
	if root == nil {
		return s, err
	}
	eachNode(root, func(n *yaml.Node) { s.nodes[n] = true })
	if root.Kind != yaml.SequenceNode {
		f.node(root, "this must be a list of questions")
		return nil, f.err()
	}
	for _, n := range root.Content {
		m := f.mapping(n, "a question")
		name := m.text("name")
		f.name(n, "a question", name)
		if s.questions[name] != nil {
			f.node(n, "question %q stands here twice", name)
		}
		s.questions[name] = n
	}
	return s, f.err()
}

// relationshipNames is the names there are; nil where no file says so.
func (s *shared) relationshipNames() []string {
	if s == nil {
		return nil
	}
	var names []string
	for _, r := range s.relationships {
		names = append(names, r.Name)
	}
	return names
}

// used is the question n with all that it takes from questions.yaml: "use:
// people" is the question people, and what else n says lies over it.
func (f *faults) used(n *yaml.Node) *yaml.Node {
	if n.Kind != yaml.MappingNode {
		return n
	}
	m := &mapping{f: f, n: n}
	use := m.get("use")
	if use == nil {
		return n
	}
	name := f.scalar(use, "use")
	from, ok := f.shared.questions[name]
	if !ok {
		var names []string
		for name := range f.shared.questions {
			names = append(names, name)
		}
		slices.Sort(names)
		f.node(use, "use: there is no question %q in %s%s", name, questionsFile, didYouMean(name, names))
		return n
	}
	out := &yaml.Node{Kind: yaml.MappingNode, Line: n.Line, Column: n.Column}
	out.Content = slices.Clone(n.Content)
	for i := 0; i+1 < len(from.Content); i += 2 {
		if m.get(from.Content[i].Value) == nil {
			out.Content = append(out.Content, from.Content[i], from.Content[i+1])
		}
	}
	return out
}

// options is the options of a question: those that stand there, or
// "options: relationships"; without those that "without:" names.
func (f *faults) options(m *mapping) []Option {
	var out []Option
	if n := m.get("options"); n != nil && n.Kind == yaml.ScalarNode && n.Value == "relationships" {
		for _, r := range f.shared.relationships {
			out = append(out, Option{Value: r.Name, Label: r.Label})
		}
	} else {
		for _, o := range m.list("options") {
			out = append(out, f.option(o))
		}
	}
	for _, value := range m.texts("without") {
		i := slices.IndexFunc(out, func(o Option) bool { return o.Value == value })
		if i < 0 {
			f.node(m.get("without"), "without: %q is no option", value)
			continue
		}
		out = slices.Delete(out, i, i+1)
	}
	return out
}
