package composer

import (
	"errors"
	"io/fs"
	"slices"
	"strings"

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
// order and in the words of a language, a BCP 47 tag; empty is English. There
// are none where there is no such file. Its faults are a [LoadError].
func Relationships(fsys fs.FS, language string) ([]Relationship, error) {
	s, err := readShared(fsys, Languages{Page: language})
	if err != nil {
		return nil, err
	}
	return s.relationships, nil
}

// Groups is what kinds are grouped by, in the order of groups.yaml in the root
// of fsys and in the words of a language, as [Relationships] has it. There are
// none where there is no such file. Its faults are a [LoadError].
func Groups(fsys fs.FS, language string) ([]string, error) {
	s, err := readShared(fsys, Languages{Page: language})
	if err != nil {
		return nil, err
	}
	out := make([]string, len(s.groups))
	for i, g := range s.groups {
		out[i] = s.group(g)
	}
	return out, nil
}

// shared is what kinds have in common.
type shared struct {
	relationships []Relationship
	groups        []string // as groups.yaml has them
	questions     map[string]*yaml.Node
	root          *yaml.Node // all that other languages have words for
	said          *translation
}

// readShared reads the files that kinds share, and lays the words of other
// languages over them.
func readShared(fsys fs.FS, in Languages) (*shared, error) {
	s := &shared{questions: map[string]*yaml.Node{}, root: &yaml.Node{Kind: yaml.MappingNode}}
	f := &faults{sources: map[*yaml.Node]string{}}
	for _, file := range []struct{ name, key, what string }{
		{relationshipsFile, "relationships", "relationships"}, {questionsFile, "questions", "questions"}, {groupsFile, "groups", "groups"},
	} {
		n, err := f.sharedFile(fsys, file.name, file.what)
		if err != nil {
			return nil, err
		}
		if file.key == "groups" {
			n = s.readGroups(f, n)
		}
		s.root.Content = append(s.root.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: file.key}, n)
	}
	s.said = f.translate(fsys, ".", SourceLanguage, in, s.root, sharedWording)
	s.readRelationships(f)
	for _, n := range items(s.root, "questions", sharedWording) {
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

// sharedFile is the list in one of the files that kinds share, empty where
// there is no such file.
func (f *faults) sharedFile(fsys fs.FS, name, what string) (*yaml.Node, error) {
	none := &yaml.Node{Kind: yaml.SequenceNode}
	text, err := fs.ReadFile(fsys, name)
	if errors.Is(err, fs.ErrNotExist) {
		return none, nil
	}
	if err != nil {
		return nil, err
	}
	of := &faults{source: name}
	n := of.document(text)
	if n != nil && n.Kind != yaml.SequenceNode {
		of.node(n, "this must be a list of %s", what)
	}
	f.list = append(f.list, of.list...)
	if len(of.list) > 0 {
		return none, nil
	}
	eachNode(n, func(c *yaml.Node) { f.sources[c] = name })
	return n, nil
}

// readGroups reads the groups, and is each under its own words.
func (s *shared) readGroups(f *faults, list *yaml.Node) *yaml.Node {
	out := &yaml.Node{Kind: yaml.MappingNode}
	for _, n := range list.Content {
		s.groups = append(s.groups, f.scalar(n, "a group"))
		out.Content = append(out.Content, n, n)
	}
	return out
}

// group is the words of a group in the language that is read.
func (s *shared) group(name string) string {
	if n := child(child(s.root, "groups"), name); n != nil {
		return strings.TrimSpace(n.Value)
	}
	return name
}

func (s *shared) readRelationships(f *faults) {
	for _, n := range items(s.root, "relationships", sharedWording) {
		m := f.mapping(n, "a relationship")
		r := Relationship{Name: m.text("value"), Label: m.text("label"), First: m.texts("first"), Leave: m.texts("leave")}
		f.name(n, "a relationship", r.Name)
		if r.Label == "" {
			f.node(n, "relationship %q needs a label", r.Name)
		}
		if slices.ContainsFunc(s.relationships, func(o Relationship) bool { return o.Name == r.Name }) {
			f.node(n, "relationship %q stands here twice", r.Name)
		}
		m.done()
		s.relationships = append(s.relationships, r)
	}
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
