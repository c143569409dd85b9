package composer

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// An object is one of JSON, in the order in which it is written.
type object []member

type member struct {
	name  string
	value any // object, []any, string, int, bool or nil
}

// with is o with a member more, unless there is nothing in it.
func (o object) with(name string, value any) object {
	switch v := value.(type) {
	case object:
		if len(v) == 0 {
			return o
		}
	case []any:
		if len(v) == 0 {
			return o
		}
	case string:
		if v == "" {
			return o
		}
	}
	return append(o, member{name, value})
}

// Parts of schemas that are written often.

func ref(name string) object { return object{{"$ref", "#/$defs/" + name}} }

func not(schema object) object { return object{{"not", schema}} }

func either(schemas ...any) object {
	if len(schemas) == 0 {
		return not(object{})
	}
	return object{{"anyOf", schemas}}
}

// has is an object in which name stands with such a value.
func has(name string, value any) object {
	return object{{"properties", object{{name, value}}}, {"required", []any{name}}}
}

// given is an object in which something stands under name.
func given(name string) object { return has(name, not(ref("empty"))) }

func orFalse(v any) any {
	if v == nil {
		return false
	}
	return v
}

func listOfObjects(list []object) []any {
	out := []any{}
	for _, o := range list {
		out = append(out, o)
	}
	return out
}

// addNew is list with v, unless that stands there already.
func addNew(list []any, v any) []any {
	for _, o := range list {
		if bytes.Equal(encode(o), encode(v)) {
			return list
		}
	}
	return append(list, v)
}

// encode is v as JSON with an indentation of two spaces. What is short stands
// on one line.
func encode(v any) []byte { return append(encodeIn(v, "\n"), '\n') }

// maxLine is how long what stands on one line may be.
const maxLine = 100

// encodeIn is v; end ends a line and begins the next one.
func encodeIn(v any, end string) []byte {
	inner := end + "  "
	var parts [][]byte
	braces := "[]"
	switch v := v.(type) {
	case object:
		braces = "{}"
		for _, m := range v {
			parts = append(parts, slices.Concat(encodeText(m.name), []byte(": "), encodeIn(m.value, inner)))
		}
	case []any:
		for _, item := range v {
			parts = append(parts, encodeIn(item, inner))
		}
	case string:
		return encodeText(v)
	case int:
		return strconv.AppendInt(nil, int64(v), 10)
	case bool:
		return strconv.AppendBool(nil, v)
	default:
		return []byte("null")
	}
	short := bytes.Join(parts, []byte(", "))
	if len(short) < maxLine && !bytes.Contains(short, []byte("\n")) {
		return slices.Concat([]byte(braces[:1]), short, []byte(braces[1:]))
	}
	return slices.Concat([]byte(braces[:1]+inner), bytes.Join(parts, []byte(","+inner)), []byte(end+braces[1:]))
}

// encodeText is a text, and escapes what nobody would see in it.
func encodeText(s string) []byte {
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		panic(err) // no text is refused
	}
	var out []byte
	for _, r := range strings.TrimSuffix(text.String(), "\n") {
		if r > unicode.MaxASCII && r <= 0xffff && (!unicode.IsPrint(r) || unicode.Is(unicode.Mn, r)) {
			out = fmt.Appendf(out, `\u%04x`, r)
		} else {
			out = utf8.AppendRune(out, r)
		}
	}
	return out
}
