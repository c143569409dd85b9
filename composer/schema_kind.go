package composer

import (
	_ "embed" // the schema is a file
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

//go:embed kind.schema.yaml
var kindSchema []byte

// KindSchema is a JSON Schema (2020-12) of kind.yaml, with the names that
// kinds in fsys may use: relationships, shared questions and groups. Faults in
// what kinds share are a [LoadError].
func KindSchema(fsys fs.FS) ([]byte, error) {
	shared, err := readShared(fsys, Languages{})
	if err != nil {
		return nil, err
	}
	f := &faults{source: "kind.schema.yaml"}
	root := f.document(kindSchema)
	if err := f.err(); err != nil {
		return nil, err
	}
	names := map[string][]string{
		"types": types(), "needs": needs(), "asked": waysToAsk(), "reserved": reserved,
		"relationships": shared.relationshipNames(), "groups": shared.groups,
	}
	names["layouts"] = texts(Layouts()...)
	for name := range shared.questions {
		names["questions"] = append(names["questions"], name)
	}
	slices.Sort(names["questions"])
	return encode(fromYAML(root, names)), nil
}

// fromYAML is a schema as it stands in kind.schema.yaml, with the names that
// it speaks of and whole references.
func fromYAML(n *yaml.Node, names map[string][]string) any {
	switch n.Kind {
	case yaml.SequenceNode:
		out := []any{}
		for _, c := range n.Content {
			out = append(out, fromYAML(c, names))
		}
		return out
	case yaml.MappingNode:
		out := object{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			name, v := n.Content[i].Value, n.Content[i+1]
			switch {
			case name == "$ref":
				out = append(out, ref(v.Value)...)
			case name == "names" && v.Kind == yaml.ScalarNode:
				out = append(out, namesIn(n, names[v.Value])...)
			case (name == "open" || name == "commas") && v.Kind == yaml.ScalarNode:
			default:
				out = append(out, member{name, fromYAML(v, names)})
			}
		}
		return out
	}
	if i, err := strconv.Atoi(n.Value); err == nil && n.Tag == "!!int" {
		return i
	}
	if n.Tag == "!!bool" {
		return n.Value == "true"
	}
	return n.Value
}

// namesIn is what n says of names: they are all there are, with "open" only
// examples, or with "commas" the parts of a list.
func namesIn(n *yaml.Node, names []string) object {
	var all []any
	for _, name := range names {
		all = append(all, name)
	}
	switch {
	case child(n, "commas") != nil && len(names) > 0:
		var ways []string
		for _, name := range names {
			ways = append(ways, regexp.QuoteMeta(name))
		}
		one := `\s*(?:` + strings.Join(ways, "|") + `)\s*`
		return object{{"pattern", "^" + one + "(?:," + one + ")*$"}}
	case child(n, "commas") != nil:
		return object{}
	case child(n, "open") != nil:
		return object{}.with("examples", all)
	}
	return object{{"enum", all}}
}
