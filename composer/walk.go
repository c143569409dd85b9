package composer

import (
	"maps"
	"path"
	"slices"
	"strings"
	"text/template"
	"text/template/parse"
)

// A walker looks through the trees of a template as the kind's answers would
// flow through them, and reports what could print an answer as markup, or
// would not end.
type walker struct {
	faults
	kind  *Kind
	trees *template.Template
	texts map[string]string // the text of each file
	root  *shape            // of the answers
	vars  []variable
	items []*shape        // what is gone over, the innermost range last
	calls []string        // the templates that are being walked, innermost last
	steps int             // nodes that were looked at
	named map[string]bool // the questions that are
}

type variable struct {
	name  string
	shape *shape
}

// maxSteps is how many nodes are looked at. The built-in kinds have some
// hundreds.
const maxSteps = 50_000

// all walks every template that is executed on its own.
func (w *walker) all() {
	w.root = w.rootShape()
	w.marks()
	start := newSpot()
	w.within(w.trees, w.root, &start)
	for _, function := range choosing {
		for _, name := range w.kind.choices(function) {
			start := newSpot()
			if t := w.trees.Lookup(name); t != nil {
				w.within(t, w.root, &start)
				continue
			}
			w.at(Position{Source: path.Join(w.kind.Name, kindFile)}, "%s: there is no template %q", function, name)
		}
	}
	for _, name := range []string{sheetEnd, sheetFile} {
		if t := w.trees.Lookup(name); t != nil {
			start := newSpot()
			w.within(t, w.root, &start)
		}
	}
}

// rootShape is the shape of the answers.
func (w *walker) rootShape() *shape {
	fields := map[string]*shape{}
	for _, s := range w.kind.Sections {
		for _, q := range s.Questions {
			f := questionShape(q)
			switch {
			case s.Each != "":
				f = listOf(personShape(f))
			case q.Per != "":
				f = listOf(&shape{kind: isRecord, fields: map[string]*shape{"Topic": lineShape, "Path": pathShape, "Answer": f}})
			}
			fields[q.Name] = f
		}
	}
	return &shape{kind: isRecord, fields: fields}
}

// fault reports what is wrong with n, a node of the file that is walked.
func (w *walker) fault(n parse.Node, format string, args ...any) {
	w.at(place(w.source, []byte(w.texts[w.source]), int(n.Position())), format, args...)
}

// body walks the nodes of a list; where is where its text stands on the page.
func (w *walker) body(list *parse.ListNode, dot *shape, where *spot) {
	if list == nil {
		return
	}
	for _, n := range list.Nodes {
		if w.steps++; w.steps > maxSteps {
			if w.steps == maxSteps+1 {
				w.fault(n, "the templates call each other too often")
			}
			return
		}
		w.node(n, dot, where)
	}
}

func (w *walker) node(n parse.Node, dot *shape, where *spot) {
	switch n := n.(type) {
	case *parse.TextNode:
		w.text(n, string(n.Text), where)
	case *parse.ActionNode:
		s := w.pipe(n.Pipe, dot)
		if len(n.Pipe.Decl) == 0 {
			w.print(n, s, where)
			return
		}
		w.declare(n.Pipe, s)
	case *parse.IfNode:
		w.scope(&n.BranchNode, where, func() { w.declare(n.Pipe, w.pipe(n.Pipe, dot)) }, func(s *spot) { w.body(n.List, dot, s) }, dot)
	case *parse.WithNode:
		then := nothing
		w.scope(&n.BranchNode, where, func() { then = w.pipe(n.Pipe, dot); w.declare(n.Pipe, then) }, func(s *spot) { w.body(n.List, then, s) }, dot)
	case *parse.RangeNode:
		w.over(n, dot, where)
	case *parse.TemplateNode:
		w.call(n, dot, where)
	case *parse.CommentNode:
	default:
		w.fault(n, "%s is not for templates", strings.Trim(n.String(), "{}"))
	}
}

// text walks the template's own words.
func (w *walker) text(n parse.Node, text string, where *spot) {
	if i := htmlIn(text); i >= 0 {
		w.at(place(w.source, []byte(w.texts[w.source]), int(n.Position())+i), "a page holds no HTML")
	}
	if what := where.write(text); what != "" {
		w.fault(n, "%s", what)
	}
}

// declare makes the variables of a pipeline that has the shape s.
func (w *walker) declare(p *parse.PipeNode, s *shape) {
	if p.IsAssign {
		w.fault(p, "a variable keeps its first value: write := and another name")
	}
	for _, d := range p.Decl {
		w.vars = append(w.vars, variable{d.Ident[0], s})
	}
}

// scope walks both ways of an if or a with, where what they declare ends.
func (w *walker) scope(n *parse.BranchNode, where *spot, begin func(), then func(*spot), dot *shape) {
	vars, otherwise := len(w.vars), *where
	begin()
	then(where)
	w.vars = w.vars[:vars+len(n.Pipe.Decl)]
	w.body(n.ElseList, dot, &otherwise)
	w.vars = w.vars[:vars]
	w.merge(n, where, otherwise)
}

// merge lets the page go on in the ways of both.
func (w *walker) merge(n parse.Node, where *spot, other spot) {
	if where.join(other); len(where.ways) > maxWays {
		w.fault(n, "there are too many ways through this paragraph; an empty line ends one")
		where.ways = where.ways[:1]
	}
}

// over walks a range: not at all, once, and once more behind that.
func (w *walker) over(n *parse.RangeNode, dot *shape, where *spot) {
	vars, otherwise := len(w.vars), *where
	s := w.pipe(n.Pipe, dot)
	item := nothing
	switch {
	case s.kind == isList && (len(w.items) == 0 || w.belongs(s)):
		item = s.elem
	case s.kind == isList:
		w.fault(n.Pipe, "a range inside a range goes over what belongs to its item")
	case s.kind != unknown:
		w.fault(n.Pipe, "range goes over a list, and this is %s", s.kind)
	}
	if n.Pipe.IsAssign {
		w.fault(n.Pipe, "a variable keeps its first value: write := and another name")
	}
	for i, d := range n.Pipe.Decl {
		v := variable{d.Ident[0], item}
		if len(n.Pipe.Decl) == 2 && i == 0 {
			v.shape = number
		}
		w.vars = append(w.vars, v)
	}
	inner := len(w.vars)
	w.items = append(w.items, item)
	w.body(n.List, item, where)
	w.vars = w.vars[:inner]
	again := *where
	w.body(n.List, item, &again)
	w.items = w.items[:len(w.items)-1]
	w.vars = w.vars[:inner]
	w.body(n.ElseList, dot, &otherwise)
	w.vars = w.vars[:vars]
	w.merge(n, where, again)
	w.merge(n, where, otherwise)
}

// belongs reports whether list is a part of an item that is gone over. So a
// page is never longer than the answers, times what a template says once.
func (w *walker) belongs(list *shape) bool {
	for _, part := range w.items[len(w.items)-1].fields {
		if part == list {
			return true
		}
	}
	return false
}

// call walks a template that another one calls.
func (w *walker) call(n *parse.TemplateNode, dot *shape, where *spot) {
	arg := nothing
	if n.Pipe != nil {
		arg = w.pipe(n.Pipe, dot)
	}
	w.enter(n, n.Name, arg, where)
}

// enter walks the template name as n calls it.
func (w *walker) enter(n parse.Node, name string, dot *shape, where *spot) {
	t := w.trees.Lookup(name)
	switch {
	case t == nil || t.Tree == nil:
		w.fault(n, "there is no template %q", name)
	case slices.Contains(w.calls, name):
		w.fault(n, "template %q calls itself", name)
	default:
		w.within(t, dot, where)
	}
}

// choice walks every template that a function may execute here.
func (w *walker) choice(n parse.Node, function string, where *spot) {
	if w.kind.chosen[function] == "" {
		w.fault(n, "kind.yaml does not say which: %s", function)
		return
	}
	before, after := *where, spot{}
	for _, name := range w.kind.choices(function) {
		if w.trees.Lookup(name) != nil { // or that is a fault already
			there := before
			w.enter(n, name, w.root, &there)
			after.join(there)
		}
	}
	*where = after
}

// within walks the body of t with its own variables.
func (w *walker) within(t *template.Template, dot *shape, where *spot) {
	file, vars := w.source, w.vars
	w.calls = append(w.calls, t.Name())
	w.source, w.vars = w.fileOf(t), []variable{{"$", dot}}
	w.body(t.Tree.Root, dot, where)
	w.source, w.vars = file, vars
	w.calls = w.calls[:len(w.calls)-1]
}

func (w *walker) fileOf(t *template.Template) string {
	return w.kind.templateSource(t.Tree.ParseName)
}

// pipe is the shape of what a pipeline gives.
func (w *walker) pipe(p *parse.PipeNode, dot *shape) *shape {
	var last *shape
	for _, c := range p.Cmds {
		last = w.command(c, dot, last)
	}
	return last
}

// command is the shape of one command; piped is what came down the pipe.
func (w *walker) command(c *parse.CommandNode, dot, piped *shape) *shape {
	id, ok := c.Args[0].(*parse.IdentifierNode)
	if !ok {
		if len(c.Args) > 1 || piped != nil {
			w.fault(c, "this is not a function")
			return nothing
		}
		return w.value(c.Args[0], dot)
	}
	var args []*shape
	for _, a := range c.Args[1:] {
		args = append(args, w.value(a, dot))
	}
	if piped != nil {
		args = append(args, piped)
	}
	f, ok := signatures[id.Ident]
	if !ok {
		w.fault(c, "the function %s is not for templates%s", id.Ident, didYouMean(id.Ident, functionNames()))
		return nothing
	}
	s, what := f(w, c, args)
	if what != "" {
		w.fault(c, "%s: %s", id.Ident, what)
		return nothing
	}
	if slices.Contains(choosing, id.Ident) { // it executes templates, whatever becomes of what they print
		nowhere := newSpot()
		w.choice(c, id.Ident, &nowhere)
	}
	return s
}

// value is the shape of one operand.
func (w *walker) value(n parse.Node, dot *shape) *shape {
	switch n := n.(type) {
	case *parse.DotNode:
		return dot
	case *parse.FieldNode:
		return w.fields(n, dot, n.Ident)
	case *parse.VariableNode:
		for i := len(w.vars) - 1; i >= 0; i-- {
			if w.vars[i].name == n.Ident[0] {
				return w.fields(n, w.vars[i].shape, n.Ident[1:])
			}
		}
		return nothing
	case *parse.ChainNode:
		return w.fields(n, w.value(n.Node, dot), n.Field)
	case *parse.PipeNode:
		return w.pipe(n, dot)
	case *parse.StringNode:
		return literal
	case *parse.NumberNode:
		return number
	case *parse.BoolNode:
		return condition
	case *parse.IdentifierNode:
		return w.command(&parse.CommandNode{NodeType: parse.NodeCommand, Pos: n.Pos, Args: []parse.Node{n}}, dot, nil)
	}
	w.fault(n, "this is not known here")
	return nothing
}

func (w *walker) fields(n parse.Node, s *shape, names []string) *shape {
	for _, name := range names {
		if s.kind == unknown {
			return nothing
		}
		if s == w.root {
			w.named[name] = true
		}
		next, ok := s.fields[name]
		if !ok {
			w.fault(n, "there is no question or field %q here%s", name, didYouMean(name, slices.Sorted(maps.Keys(s.fields))))
			return nothing
		}
		s = next
	}
	return s
}

// print looks at a value that is printed at where.
func (w *walker) print(n *parse.ActionNode, s *shape, where *spot) {
	switch s.kind {
	case isLine, isProse:
		if what := where.answer(s.worded); what != "" {
			w.fault(n, "%s", what)
		}
		if s.kind == isProse && where.tight() {
			w.fault(n, "an answer of several lines cannot stand in a list, heading, quotation or table; use oneline")
		}
	case isField:
		w.text(n, "_____<!-- amends:field -->", where)
	case isMarkup:
		w.markup(n, where)
	case isWords, isCount:
		where.words()
	case unknown:
	default:
		w.fault(n, "this prints %s; name what of it", s.kind)
	}
}

// markup looks at what a function prints that is not text.
func (w *walker) markup(n *parse.ActionNode, where *spot) {
	name, _ := n.Pipe.Cmds[len(n.Pipe.Cmds)-1].Args[0].(*parse.IdentifierNode)
	switch {
	case name != nil && slices.Contains(choosing, name.Ident):
		w.choice(n, name.Ident, where)
	case name != nil && name.Ident == "heading": // or nothing, for an empty section
		empty := *where
		w.text(n, "## x", where)
		w.merge(n, where, empty)
	case name != nil && name.Ident == "boxes":
		w.text(n, "- [ ] x", where)
	default:
		where.words()
	}
}
