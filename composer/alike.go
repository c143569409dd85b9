package composer

import (
	"io/fs"
	"path"
	"slices"
	"strings"
	"text/template"
	"text/template/parse"
)

// alike looks whether the templates of another language print the same answers
// and the same places to write on as the kind's own ones: only the words may
// differ.
func (k *Kind) alike(fsys fs.FS) []Fault {
	var out []Fault
	for _, name := range []string{sharedFile, pageFile, sheetFile} {
		file, own := k.files[name], path.Join(k.folder(name), name)
		if file == own || k.root.Lookup(name) == nil && name != sharedFile {
			continue
		}
		text, err := readFile(fsys, own)
		if err != nil {
			continue // the kind has it in this language alone
		}
		root, err := template.New(name).Funcs((&page{kind: k}).funcs()).Parse(string(text))
		if err != nil {
			return []Fault{k.templateFault(err, own, text)}
		}
		here, there := k.printedBy(k.root, name), k.printedBy(root, name)
		for _, f := range there {
			if !slices.Contains(here, f) {
				out = append(out, Fault{Position{Source: file}, "this does not print " + f + ", which " + own + " does"})
			}
		}
		for _, f := range here {
			if !slices.Contains(there, f) {
				out = append(out, Fault{Position{Source: file}, "this prints " + f + ", which " + own + " does not"})
			}
		}
	}
	return out
}

// fieldFunctions are the functions that write a place to fill in.
var fieldFunctions = []string{"line", "spare", "lines", "date", "signature", "box", "boxes"}

// printedBy is what the templates in the file of this name print: the answers,
// and the places to fill in.
func (k *Kind) printedBy(root *template.Template, name string) []string {
	var out []string
	for _, t := range root.Templates() {
		if t.Tree == nil || t.Tree.ParseName != name {
			continue
		}
		eachOf(t.Tree.Root, func(n parse.Node) {
			switch n := n.(type) {
			case *parse.FieldNode:
				if k.Question(n.Ident[0]) != nil {
					out = append(out, "."+n.Ident[0])
				}
			case *parse.CommandNode:
				if f, ok := n.Args[0].(*parse.IdentifierNode); ok && slices.Contains(fieldFunctions, f.Ident) {
					out = append(out, "{{"+strings.Replace(n.String(), "spare ", "line ", 1)+"}}") // paper may do without a line
				}
			}
		})
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// eachOf visits n and every node in it.
func eachOf(n parse.Node, f func(parse.Node)) {
	branch := func(b *parse.BranchNode) {
		eachOf(b.Pipe, f)
		eachOf(b.List, f)
		if b.ElseList != nil {
			eachOf(b.ElseList, f)
		}
	}
	f(n)
	switch n := n.(type) {
	case *parse.ListNode:
		for _, c := range n.Nodes {
			eachOf(c, f)
		}
	case *parse.ActionNode:
		eachOf(n.Pipe, f)
	case *parse.TemplateNode:
		if n.Pipe != nil {
			eachOf(n.Pipe, f)
		}
	case *parse.PipeNode:
		for _, c := range n.Cmds {
			eachOf(c, f)
		}
	case *parse.CommandNode:
		for _, c := range n.Args {
			eachOf(c, f)
		}
	case *parse.IfNode:
		branch(&n.BranchNode)
	case *parse.RangeNode:
		branch(&n.BranchNode)
	case *parse.WithNode:
		branch(&n.BranchNode)
	}
}
