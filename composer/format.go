package composer

import (
	"bytes"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// Format writes a as an answers file that reads back equal. People's parts
// stand under their names, as k has them; what k keeps nowhere is left out.
func (k *Kind) Format(a *Answers) ([]byte, error) {
	root := &yaml.Node{Kind: yaml.MappingNode}
	put := func(name string, n *yaml.Node) { root.Content = append(root.Content, scalarNode(name), n) }
	put("kind", scalarNode(k.Name))
	put("version", scalarNode(strconv.Itoa(k.Version)))
	if a.Language != "" {
		put("language", scalarNode(a.Language))
	}
	for _, n := range k.kept(a) {
		var names []string
		if s := k.sectionOf(n.Name); s != nil && s.Each != "" {
			names = a.People(s.Each)
		}
		if q := k.Question(n.Name); q != nil && q.Type == TypePeople && q.Max == 1 && len(n.Value.Items) == 1 {
			n.Value = n.Value.Items[0]
		}
		put(n.Name, toYAML(n.Value, names))
	}
	if len(a.Allow) > 0 {
		put("allow", toYAML(Value{Shape: Items, Items: a.Allow}, nil))
	}
	var out bytes.Buffer
	e := yaml.NewEncoder(&out)
	e.SetIndent(2)
	if err := errors.Join(e.Encode(root), e.Close()); err != nil {
		return nil, errors.New("these answers cannot be written as YAML")
	}
	return out.Bytes(), nil
}

// kept is the values of a in the order of the questions, without those that
// are kept nowhere. Values that k does not know stay, behind the others.
func (k *Kind) kept(a *Answers) []Named {
	var out, unknown []Named
	for _, s := range k.Sections {
		for _, q := range s.Questions {
			i := slices.IndexFunc(a.Values, func(n Named) bool { return n.Name == q.Name })
			if i < 0 || q.NeverKept || a.Values[i].Value.Empty() {
				continue
			}
			n := a.Values[i]
			if n.Value = n.Value.without(q); !n.Value.Empty() {
				out = append(out, n)
			}
		}
	}
	for _, n := range a.Values {
		if k.Question(n.Name) == nil {
			unknown = append(unknown, n)
		}
	}
	return append(out, unknown...)
}

// without is v less the options of q that end on the calm page.
func (v Value) without(q *Question) Value {
	stops := func(v Value) bool {
		o, ok := q.Option(v.Text)
		return ok && o.Stop != "" && v.Shape == Scalar
	}
	if !slices.ContainsFunc(q.Options, func(o Option) bool { return o.Stop != "" }) {
		return v
	}
	if stops(v) {
		return Value{}
	}
	v = v.clone()
	v.Items = slices.DeleteFunc(v.Items, stops)
	v.Parts = slices.DeleteFunc(v.Parts, func(p Named) bool { return p.Value.without(q).Empty() })
	for i := range v.Parts {
		v.Parts[i].Value = v.Parts[i].Value.without(q)
	}
	return v
}

// sectionOf is the section that asks question, or nil.
func (k *Kind) sectionOf(question string) *Section {
	for i := range k.Sections {
		if slices.ContainsFunc(k.Sections[i].Questions, func(q *Question) bool { return q.Name == question }) {
			return &k.Sections[i]
		}
	}
	return nil
}

// scalarNode is s as YAML writes text. Numbers and days need no quotes,
// although YAML would not take them for text: we read every scalar by its text.
func scalarNode(s string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s}
	if digits := strings.ReplaceAll(s, "-", ""); isNumber(digits) && len(s) <= len(time.DateOnly) && s[0] != '-' {
		n.Tag = ""
	}
	if strings.Contains(s, "\n") {
		n.Style = yaml.LiteralStyle
	}
	return n
}

// toYAML is v as YAML; a part that is known by place stands under the name of
// that place.
func toYAML(v Value, names []string) *yaml.Node {
	switch v.Shape {
	case Items:
		n := &yaml.Node{Kind: yaml.SequenceNode}
		for _, i := range v.Items {
			n.Content = append(n.Content, toYAML(i, nil))
		}
		return n
	case Record:
		n := &yaml.Node{Kind: yaml.MappingNode}
		for _, p := range v.Parts {
			name := p.Name
			if p.Place > 0 && p.Place <= len(names) {
				name = names[p.Place-1]
			} else if p.Place > 0 {
				name = strconv.Itoa(p.Place)
			}
			n.Content = append(n.Content, scalarNode(name), toYAML(p.Value, nil))
		}
		return n
	}
	return scalarNode(v.Text)
}
