package composer

// A shape is what the walker knows of a value in a template.
type shape struct {
	kind   shapeKind
	elem   *shape            // of a list
	fields map[string]*shape // of a record
	worded bool              // of a line or prose: it begins with a starter, and so with a letter
}

type shapeKind string

const (
	isLine   shapeKind = "a line"
	isProse  shapeKind = "prose"
	isMarkup shapeKind = "markup"
	isField  shapeKind = "a field"
	isPath   shapeKind = "a path"
	isWords  shapeKind = "words"
	isCount  shapeKind = "a number"
	isBool   shapeKind = "a condition"
	isList   shapeKind = "a list"
	isRecord shapeKind = "a record"
	unknown  shapeKind = "" // a fault was reported; no second one is
)

// Shapes that are the same everywhere. A list is made anew for each question:
// by its shape the walker knows whose it is.
var (
	lineShape   = &shape{kind: isLine}
	pathShape   = &shape{kind: isPath}
	markupShape = &shape{kind: isMarkup}
	fieldShape  = &shape{kind: isField}
	literal     = &shape{kind: isWords}
	number      = &shape{kind: isCount}
	condition   = &shape{kind: isBool}
	nothing     = &shape{}
)

func listOf(elem *shape) *shape { return &shape{kind: isList, elem: elem} }

// personShape is the shape of a [Turn]; without an answer if that is nil.
func personShape(answer *shape) *shape {
	fields := map[string]*shape{"Person": lineShape, "Place": number, "Path": pathShape}
	if answer != nil {
		fields["Answer"] = answer
	}
	return &shape{kind: isRecord, fields: fields}
}

func questionShape(q *Question) *shape {
	worded := len(q.Starters) > 0
	switch q.Type {
	case TypeText:
		return &shape{kind: isProse, worded: worded}
	case TypeList, TypeMulti:
		return listOf(lineShape)
	case TypePeople:
		if q.Max != 1 {
			return listOf(lineShape)
		}
	case TypeRows:
		fields := map[string]*shape{}
		for i := range q.Fields {
			fields[q.Fields[i].Name] = questionShape(&q.Fields[i])
		}
		return listOf(&shape{kind: isRecord, fields: fields})
	}
	return &shape{kind: isLine, worded: worded}
}
