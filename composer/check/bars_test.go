package check

import (
	"flag"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

var bars = flag.Bool("bars", false, "fail on every bracket whose bars part single words and not what it holds")

// idleBrackets is the brackets in a pattern that do nothing and hold bars
// without spaces: "(am|will be) gone" is "am be gone" or "will be gone", and
// was surely meant to be "( am | will be ) gone". Where it was not, the
// brackets can be left out.
func idleBrackets(signs []string) []string {
	var out []string
	for i, s := range signs {
		if s != "(" {
			continue
		}
		end := i + closingBracket(signs[i:])
		inside := signs[i+1 : end]
		items, bar, choice := 0, false, false
		for j := 0; j < len(inside); j++ {
			switch t := inside[j]; t {
			case "(":
				j += closingBracket(inside[j:])
				items++
			case "|":
				choice = true
			case "~", "?", "[", "]":
			default:
				items++
				bar = bar || strings.Contains(t, "|")
			}
		}
		optional := end+1 < len(signs) && signs[end+1] == "?"
		ahead := i > 0 && signs[i-1] == "~"
		if items > 1 && bar && !choice && !optional && !ahead {
			out = append(out, "("+strings.Join(inside, " ")+")")
		}
	}
	return out
}

func TestIdleBrackets(t *testing.T) {
	tests := []struct{ pattern, want string }{
		{"i (am|will be) gone", "[(am|will be)]"},
		{"( a | (b|c d) )", "[(b|c d)]"},
		{"(a|b|c) d", "[]"},
		{"( a | b|c d )", "[]"},
		{"(a|b c)? d", "[]"},
		{"a ~(b|c d)", "[]"},
		{"a|b c", "[]"},
	}
	for _, test := range tests {
		if got := fmt.Sprint(idleBrackets(signs(test.pattern))); got != test.want {
			t.Errorf("%q: %s, want %s", test.pattern, got, test.want)
		}
	}
}

// The built-in rules say what they mean with their bars; -bars fails on each
// place where that is in doubt.
func TestBars(t *testing.T) {
	files, err := fs.Glob(builtin, "rules/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, file := range files {
		text, err := fs.ReadFile(builtin, file)
		if err != nil {
			t.Fatal(err)
		}
		var root yaml.Node
		if err := yaml.Unmarshal(text, &root); err != nil {
			t.Fatal(err)
		}
		patternsIn(&root, func(node *yaml.Node) {
			for _, b := range idleBrackets(signs(strings.TrimPrefix(node.Value, weakMark))) {
				n++
				if *bars {
					t.Errorf("%s:%d: %s: its bars part single words; write (%s ) or leave the brackets out",
						path.Base(file), node.Line, b, strings.ReplaceAll(strings.TrimSuffix(strings.Replace(b, "(", " ", 1), ")"), "|", " | "))
				}
			}
		})
	}
	t.Logf("%d brackets whose bars are in doubt", n)
}

// patternsIn calls f for every text in a file but examples and what is said.
func patternsIn(n *yaml.Node, f func(*yaml.Node)) {
	if n.Kind == yaml.ScalarNode {
		f(n)
	}
	for i, k := range n.Content {
		if n.Kind == yaml.MappingNode {
			switch key := n.Content[i&^1].Value; {
			case i%2 == 0, key == "fires", key == "silent", key == "message", key == "advice", key == "sources", key == "name":
				continue
			}
		}
		patternsIn(k, f)
	}
}
