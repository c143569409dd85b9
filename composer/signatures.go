package composer

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"text/template/parse"
)

// A signature is what the walker knows of a function: the shape it gives for
// the shapes it takes, or what is wrong.
type signature func(w *walker, c *parse.CommandNode, args []*shape) (*shape, string)

// signatures are the functions of templates; there are no others.
var signatures = map[string]signature{
	"title": takes(lineShape), "made": takes(lineShape), "help": takes(lineShape),
	"signed":    takes(condition),
	"fixed":     takes(markupShape),
	"signing":   takes(markupShape),
	"signs":     literals(condition),
	"heading":   sectionName,
	"sentence":  sameText,
	"clause":    sameLine,
	"lower":     sameLine,
	"oneline":   oneLineOf,
	"series":    listOfLines,
	"label":     questionName(TypeChoice, func() *shape { return lineShape }),
	"labels":    questionName(TypeMulti, func() *shape { return listOf(lineShape) }),
	"everyone":  questionName(TypePeople, func() *shape { return listOf(personShape(nil)) }),
	"unsaid":    literals(condition),
	"asked":     anyQuestion(condition, 1),
	"ask":       anyQuestion(lineShape, 1),
	"boxes":     anyQuestion(markupShape, 2, TypeChoice, TypeMulti, TypeYesNo),
	"topics":    topicsName,
	"line":      fieldName(fieldShape),
	"spare":     fieldName(fieldShape),
	"date":      fieldName(fieldShape),
	"lines":     fieldName(fieldShape),
	"box":       fieldName(markupShape),
	"signature": takes(fieldShape, isCount),
	"and":       anyOf, "or": anyOf,
	"not": takesAny(condition),
	"len": takes(number, isList),
	"eq":  alike(2, 9), "ne": alike(2, 2),
	"lt": takes(condition, isCount, isCount), "gt": takes(condition, isCount, isCount),
}

func functionNames() []string { return slices.Sorted(maps.Keys(signatures)) }

// takes is a function of exactly these arguments.
func takes(gives *shape, kinds ...shapeKind) signature {
	return func(_ *walker, _ *parse.CommandNode, args []*shape) (*shape, string) {
		if len(args) != len(kinds) {
			return gives, "takes " + strconv.Itoa(len(kinds)) + " arguments"
		}
		for i, a := range args {
			if a.kind != kinds[i] && a.kind != unknown {
				return gives, "takes " + string(kinds[i]) + ", and this is " + string(a.kind)
			}
		}
		return gives, ""
	}
}

// takesAny is a function of one argument, whatever it is.
func takesAny(gives *shape) signature {
	return func(_ *walker, _ *parse.CommandNode, args []*shape) (*shape, string) {
		if len(args) != 1 {
			return gives, "takes one argument"
		}
		return gives, ""
	}
}

// alike is a comparison of least to most arguments of one sort.
func alike(least, most int) signature {
	sort := func(s *shape) shapeKind {
		if s.kind == isLine || s.kind == isProse {
			return isWords
		}
		return s.kind
	}
	return func(_ *walker, _ *parse.CommandNode, args []*shape) (*shape, string) {
		if len(args) < least || len(args) > most {
			return condition, "takes another number of arguments"
		}
		for _, a := range args {
			switch k := sort(a); {
			case k == unknown || args[0].kind == unknown:
			case k != sort(args[0]), k != isWords && k != isCount && k != isBool:
				return condition, "compares words with words and numbers with numbers"
			}
		}
		return condition, ""
	}
}

// anyOf gives one of its arguments. Where these are not alike it is only a
// condition.
func anyOf(_ *walker, _ *parse.CommandNode, args []*shape) (*shape, string) {
	if len(args) == 0 {
		return nothing, "takes at least one argument"
	}
	worded := true
	for _, a := range args {
		if a != args[0] && (a.kind != args[0].kind || a.kind == isList || a.kind == isRecord) {
			return condition, ""
		}
		worded = worded && a.worded
	}
	if args[0].worded && !worded {
		return &shape{kind: args[0].kind}, ""
	}
	return args[0], ""
}

func sameText(_ *walker, _ *parse.CommandNode, args []*shape) (*shape, string) {
	if len(args) != 1 {
		return nothing, "takes one argument"
	}
	switch args[0].kind {
	case isLine, isProse, unknown:
		return args[0], ""
	}
	return nothing, "takes a line or prose, and this is " + string(args[0].kind)
}

func sameLine(w *walker, c *parse.CommandNode, args []*shape) (*shape, string) {
	if s, what := takes(lineShape, isLine)(w, c, args); what != "" {
		return s, what
	}
	return args[0], ""
}

func oneLineOf(w *walker, c *parse.CommandNode, args []*shape) (*shape, string) {
	s, what := takes(lineShape, isProse)(w, c, args)
	if what == "" && args[0].worded {
		return &shape{kind: isLine, worded: true}, ""
	}
	return s, what
}

func listOfLines(_ *walker, _ *parse.CommandNode, args []*shape) (*shape, string) {
	if len(args) != 1 || args[0].kind != unknown && (args[0].kind != isList || args[0].elem.kind != isLine) {
		return lineShape, "takes a list of lines"
	}
	return lineShape, ""
}

// argument is the first argument of a command where it is a literal, or "".
func argument(c *parse.CommandNode) string {
	if len(c.Args) > 1 {
		if s, ok := c.Args[1].(*parse.StringNode); ok {
			return s.Text
		}
	}
	return ""
}

func sectionName(w *walker, c *parse.CommandNode, args []*shape) (*shape, string) {
	name := argument(c)
	if len(args) != 1 || w.kind.Section(name) == nil {
		return markupShape, "takes the name of a section"
	}
	return markupShape, ""
}

// questionName is a function that takes the name of a question of type t.
func questionName(t Type, gives func() *shape) signature {
	return func(w *walker, c *parse.CommandNode, args []*shape) (*shape, string) {
		q := w.kind.Question(argument(c))
		w.named[argument(c)] = true
		if len(args) != 1 || q == nil || q.Type != t {
			return gives(), "takes the name of a question of type " + string(t)
		}
		return gives(), ""
	}
}

// anyQuestion is a function that takes the name of a question, of one of these
// types where there are any, and up to most arguments in all: the others are
// numbers.
func anyQuestion(gives *shape, most int, types ...Type) signature {
	return func(w *walker, c *parse.CommandNode, args []*shape) (*shape, string) {
		q := w.kind.Question(argument(c))
		w.named[argument(c)] = true
		switch {
		case len(args) == 0, len(args) > most, q == nil:
			return gives, "takes the name of a question"
		case len(types) > 0 && !slices.Contains(types, q.Type):
			return gives, "takes the name of a question with options"
		case len(args) == 2 && args[1].kind != isCount && args[1].kind != unknown:
			return gives, "takes a number behind the name"
		}
		return gives, ""
	}
}

// topicsName is a function that takes the name of a question that is put for
// each of another one's options.
func topicsName(w *walker, c *parse.CommandNode, args []*shape) (*shape, string) {
	q := w.kind.Question(argument(c))
	if len(args) != 1 || q == nil || q.Per == "" {
		return markupShape, "takes the name of a question with per"
	}
	w.named[q.Name], w.named[q.Per] = true, true
	return markupShape, ""
}

func literals(gives *shape) signature {
	return func(_ *walker, _ *parse.CommandNode, args []*shape) (*shape, string) {
		if len(args) == 0 || slices.ContainsFunc(args, func(a *shape) bool { return a.kind != isWords }) {
			return gives, "takes words in quotes"
		}
		return gives, ""
	}
}

// fieldName is a function whose first argument names a field and whose second
// is a number.
func fieldName(gives *shape) signature {
	return func(_ *walker, c *parse.CommandNode, args []*shape) (*shape, string) {
		switch {
		case len(args) != 1 && len(args) != 2,
			args[0].kind != isWords && args[0].kind != isPath && args[0].kind != unknown,
			len(args) == 2 && args[1].kind != isCount && args[1].kind != unknown:
			return gives, "takes a name or a path, and a number"
		case args[0].kind == isWords && !isFieldName(argument(c)):
			return gives, "a field's name is an answer path"
		}
		return gives, ""
	}
}

// isFieldName reports whether s can stand in the mark of a field, once a place
// stands where there is a star.
func isFieldName(s string) bool {
	for name := range strings.SplitSeq(s, ".") {
		if !isName(name) && !isNumber(name) && name != "*" {
			return false
		}
	}
	return true
}
