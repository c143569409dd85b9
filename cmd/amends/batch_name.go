package main

import (
	"hash/maphash"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"amends/composer/render"
	"amends/composer/table"
)

// A fileName is what the files of a batch are called: text with columns in it.
type fileName struct {
	parts []namePart
	dir   string // that all of them are under
}

// A namePart is text, or the column whose text stands there.
type namePart struct{ text, column string }

// readName reads a name such as "letters/{{.case_no}}.pdf". What stands
// between the braces is a column, whatever signs it has.
func readName(text string) (fileName, error) {
	n := fileName{}
	wrong := &hintedError{usagef("--out: a column stands in braces with a dot, as in {{.case_no}}"), "amends batch --help shows some names"}
	before, _, _ := strings.Cut(text, "{{")
	n.dir = filepath.Dir(before + "x")
	for text != "" {
		before, rest, ok := strings.Cut(text, "{{")
		if strings.Contains(before, "}}") {
			return n, wrong
		}
		if before != "" {
			n.parts = append(n.parts, namePart{text: before})
		}
		if !ok {
			break
		}
		column, rest, ok := strings.Cut(rest, "}}")
		column, dotted := strings.CutPrefix(strings.TrimSpace(column), ".")
		if !ok || !dotted || column == "" {
			return n, wrong
		}
		n.parts = append(n.parts, namePart{column: column})
		text = rest
	}
	if len(n.columns()) == 0 {
		return n, &hintedError{usagef("--out: every row would have the same file"), "put a column in its name, such as {{.case_no}} or {{.row}}"}
	}
	return n, nil
}

// columns is the columns in a name.
func (n fileName) columns() []string {
	var out []string
	for _, p := range n.parts {
		if p.column != "" {
			out = append(out, p.column)
		}
	}
	return out
}

// cutEnding is n without the ending of its last text, if one of a format is
// there.
func (n fileName) cutEnding() fileName {
	last := len(n.parts) - 1
	text := n.parts[last].text
	ending := filepath.Ext(text)
	if _, ok := render.Lookup(ending); !ok || ending == "" {
		return n
	}
	n.parts = slices.Clone(n.parts)
	if n.parts[last].text = strings.TrimSuffix(text, ending); n.parts[last].text == "" {
		n.parts = n.parts[:last]
	}
	return n
}

// ownNames stand in a file's name also where no column is called so: the kind,
// the number of the row, and of a folder the file's name.
var ownNames = []string{"kind", "row", "file"}

// of is the name for a row of a kind; where a column says nothing, missing is
// that column.
func (n fileName) of(r table.Row, kind string) (name, missing string) {
	var out strings.Builder
	made := false // something of the part behind the last slash is from the row
	end := func() {
		if made {
			whole := out.String()
			at := strings.LastIndexByte(whole, '/') + 1
			out.Reset()
			out.WriteString(whole[:at] + safeName(whole[at:]))
		}
		made = false
	}
	for _, p := range n.parts {
		if p.column == "" {
			for i, piece := range strings.Split(filepath.ToSlash(p.text), "/") {
				if i > 0 {
					end()
					out.WriteByte('/')
				}
				out.WriteString(piece)
			}
			continue
		}
		text, _ := r.Get(p.column)
		if text == "" {
			text = map[string]string{"kind": flatName(kind), "row": strconv.Itoa(r.Number), "file": strings.TrimSuffix(r.File, filepath.Ext(r.File))}[p.column]
		}
		if text == "" {
			return "", p.column
		}
		if p.column == "kind" {
			text = flatName(text)
		}
		out.WriteString(safeSigns(text))
		made = true
	}
	end()
	return filepath.FromSlash(out.String()), ""
}

// safeSigns is text without the signs that some system does not allow in a
// name, and that a terminal would not show.
func safeSigns(text string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(`<>:"/\|?*`, r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == utf8.RuneError {
			return '-'
		}
		return r
	}, norm.NFC.String(text))
}

// maxName leaves room for a number and an ending within the 255 bytes that
// most systems have for a name.
const maxName = 200

// safeName is a name that every system allows: Windows keeps some for devices,
// and takes off dots and spaces at the end.
func safeName(name string) string {
	for len(name) > maxName {
		_, n := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-n]
	}
	name = strings.TrimRight(strings.TrimLeft(name, " "), " .")
	stem, _, _ := strings.Cut(name, ".")
	stem = strings.ToUpper(strings.TrimSpace(stem))
	device := slices.Contains([]string{"CON", "PRN", "AUX", "NUL"}, stem) ||
		len(stem) == 4 && (strings.HasPrefix(stem, "COM") || strings.HasPrefix(stem, "LPT")) && stem[3] >= '0' && stem[3] <= '9'
	if device || name == "" || name[0] == '.' || name[0] == '-' {
		return "_" + name
	}
	return name
}

// names knows which names were given. Each costs a few bytes, whatever its
// length.
type names struct {
	seed  maphash.Seed
	taken map[uint64]int32 // by the name without case: the row that has it, or how often it was wanted
}

func newNames() *names {
	return &names{seed: maphash.MakeSeed(), taken: map[uint64]int32{}}
}

// key is a name as the least careful system compares it.
func (n *names) key(name string) uint64 {
	return maphash.String(n.seed, strings.ToLower(norm.NFD.String(name)))
}

// take takes a name for a row, or says which row has it.
func (n *names) take(name string, row int) (other int) {
	k := n.key(name)
	if other, ok := n.taken[k]; ok {
		return int(other)
	}
	n.taken[k] = int32(row)
	return 0
}

// number takes a name, with a number behind it where others have it.
func (n *names) number(name string) string {
	first := n.key(name)
	for i := max(n.taken[first], 1); ; i++ {
		numbered := name
		if i > 1 {
			numbered += "-" + strconv.Itoa(int(i))
		}
		if k := n.key(numbered); n.taken[k] == 0 {
			n.taken[k], n.taken[first] = 1, i+1
			return numbered
		}
	}
}
