package composer

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template"
)

// The files of a kind's page. shared.md.tmpl is in the root of the kinds: the
// fixed lines, the signatures and the ends of letters, which many kinds use.
const (
	pageFile   = "document.md.tmpl"
	sheetFile  = "blank.md.tmpl" // a worksheet of the kind's own; few kinds have one
	sharedFile = "shared.md.tmpl"
)

// Names of templates that are not called by others.
const (
	sheetEnd = "worksheet-end" // what a worksheet says behind the questions
)

// loadTemplate parses the page of k and looks through it.
func (k *Kind) loadTemplate(fsys fs.FS) []Fault {
	root := template.New(pageFile).Option("missingkey=error").Funcs((&page{kind: k}).funcs())
	w := &walker{kind: k, trees: root, texts: map[string]string{}, named: map[string]bool{}}
	k.files = map[string]string{}
	for _, name := range []string{sharedFile, pageFile, sheetFile} {
		file := k.chooseFile(fsys, name)
		text, err := readFile(fsys, file)
		switch {
		case errors.Is(err, fs.ErrNotExist) && name != pageFile:
			continue
		case errors.Is(err, fs.ErrNotExist):
			return []Fault{{Position{Source: file}, "the page's template is missing"}}
		case err != nil:
			return []Fault{{Position{Source: file}, "this file cannot be read: " + err.Error()}}
		}
		earlier := root.Templates()
		t := root
		if name != pageFile {
			t = root.New(name)
		}
		if _, err := t.Parse(string(text)); err != nil {
			return []Fault{k.templateFault(err, file, text)}
		}
		for _, s := range earlier {
			if t := root.Lookup(s.Name()); s.Tree != nil && t.Tree.ParseName != s.Tree.ParseName {
				w.at(Position{Source: file}, "there is a template %q in %s already", s.Name(), k.templateSource(s.Tree.ParseName))
			}
		}
		w.texts[file] = string(text)
	}
	k.root, k.printed = root, w.named
	w.all()
	if len(w.list) == 0 {
		w.list = k.alike(fsys)
	}
	return w.list
}

// folder is where the template of this name lies, in the kind's own language.
func (k *Kind) folder(name string) string {
	if name == sharedFile {
		return "."
	}
	return k.Name
}

// chooseFile is the file of a template in the language of the page, or in the
// kind's own one.
func (k *Kind) chooseFile(fsys fs.FS, name string) string {
	dir := k.folder(name)
	k.files[name] = path.Join(dir, name)
	own := k.own
	if name == sharedFile {
		own = SourceLanguage
	}
	if k.Language != own {
		for _, tag := range Fallbacks(k.Language) {
			file := path.Join(dir, tag, name)
			if _, err := fs.Stat(fsys, file); err == nil {
				k.files[name] = file
				break
			}
		}
	}
	return k.files[name]
}

// choosing is the functions that print a shared template of which kind.yaml
// chooses one: "fixed: kin" is the template fixed-kin.
var choosing = []string{"fixed", "signing"}

// choices is the names of all templates that a function may print for k.
func (k *Kind) choices(function string) []string {
	var out []string
	add := func(name string) {
		if name = function + "-" + name; name != function+"-" && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	add(k.chosen[function])
	for _, c := range k.changes {
		add(c.chosen[function])
	}
	return out
}

// templateSource is the file of a template that is parsed under this name.
func (k *Kind) templateSource(name string) string {
	return cmp.Or(k.files[name], path.Join(k.folder(name), name))
}

// templateFault is an error of the template parser with its place in file. Of
// what is not closed, that is where it begins.
func (k *Kind) templateFault(err error, file string, text []byte) Fault {
	at, what := k.templatePlace(err)
	if what == "unexpected EOF" || strings.HasPrefix(what, "unexpected {{end}}") || strings.HasPrefix(what, "unexpected {{else}}") {
		if i, what := unbalanced(string(text)); what != "" {
			return Fault{place(file, text, i), what}
		}
	}
	return Fault{at, what}
}

// actionWord finds an action and its first word.
var actionWord = regexp.MustCompile(`\{\{-?\s*(/\*|[a-z]*)`)

// unbalanced is the byte in text where an action begins that is not closed or
// that closes nothing, and what is to be said of it; "" where there is none.
func unbalanced(text string) (int, string) {
	type opened struct {
		at   int
		word string
	}
	var open []opened
	for _, m := range actionWord.FindAllStringSubmatchIndex(text, -1) {
		switch word := text[m[2]:m[3]]; word {
		case "if", "range", "with", "define", "block":
			open = append(open, opened{m[0], word})
		case "else", "end":
			if len(open) == 0 {
				return m[0], "this {{" + word + "}} belongs to nothing that is open"
			}
			if word == "end" {
				open = open[:len(open)-1]
			}
		}
	}
	if len(open) == 0 {
		return 0, ""
	}
	last := open[len(open)-1]
	return last.at, "this {{" + last.word + "}} has no {{end}}"
}

// templatePlace cuts an error of text/template, "template: file:line: what" or
// "template: file:line:column: what".
func (k *Kind) templatePlace(err error) (Position, string) {
	at := Position{Source: k.templateSource(pageFile)}
	rest, ok := strings.CutPrefix(err.Error(), "template: ")
	if !ok {
		return at, rest
	}
	file, rest, _ := strings.Cut(rest, ":")
	if file == sharedFile || file == sheetFile {
		at.Source = k.templateSource(file)
	}
	for _, n := range []*int{&at.Line, &at.Column} {
		number, after, ok := strings.Cut(rest, ":")
		if !ok || !isNumber(number) {
			break
		}
		*n, _ = strconv.Atoi(number)
		rest = after
	}
	if at.Line > 0 {
		at.Column++ // text/template counts columns from 0, and the parser has none
	}
	return at, strings.TrimSpace(rest)
}

// markNames are the marks that package page knows.
var markNames = []string{"page", "keep", "columns", "column", "small", "lang", "end", "field", "allow"}

// marks reports marks that nobody knows, and those that are not closed.
func (w *walker) marks() {
	for _, file := range slices.Sorted(maps.Keys(w.texts)) {
		text := w.texts[file]
		var open []Fault // of the marks that wait for their end
		for at := 0; ; {
			i := strings.Index(text[at:], "<!--")
			if i < 0 {
				break
			}
			begin := at + i
			at = begin + len("<!--")
			rest, ok := strings.CutPrefix(strings.TrimLeft(text[at:], " \t\n"), "amends:")
			if !ok {
				continue
			}
			name := rest[:len(rest)-len(strings.TrimLeft(rest, "abcdefghijklmnopqrstuvwxyz"))]
			here := place(file, []byte(text), begin)
			switch name {
			case "keep", "columns", "small", "lang":
				open = append(open, Fault{here, fmt.Sprintf("the mark %q has no end", name)})
			case "end":
				if len(open) == 0 {
					w.at(here, "this end closes nothing")
					continue
				}
				open = open[:len(open)-1]
			default:
				if !slices.Contains(markNames, name) {
					w.at(here, "unknown mark %q%s", name, didYouMean(name, markNames))
				}
			}
		}
		w.list = append(w.list, open...)
	}
}
