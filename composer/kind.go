package composer

import (
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

	"go.yaml.in/yaml/v4"
)

// A Kind is a sort of document: the questions it asks and the template of its
// page. It is read by [Load] and never changes; [Kind.For] makes a new one.
type Kind struct {
	Name     string    // the folder's name, such as "apology" or "handout/listening"
	Version  int       // of the questions; 1 or more
	Title    string    // of the document; never a person's name
	Summary  string    // one line for a list of kinds
	Group    string    // what a person wants to do with it, the same words as in other kinds
	Layout   Layout    // unless the chosen option has a layout of its own
	Checks   []string  // the families of rules that look at it beside those for it alone
	Language string    // of the page, BCP 47
	Asked    string    // the language of the questions, BCP 47
	Intro    string    // said before the first question
	Sections []Section // in the order of the interview and the worksheet
	Offer    Offer     // the list of what is offered
	Holds    []Hold    // what the last screen says the document holds
	Last     string    // said on the last screen, under that
	Blank    Sheet     // the worksheet's own words
	First    bool      // the page is shown first: what has a default is changed, and not asked one by one

	AloneFirst bool // for several people, each of whom somebody who helps them sees alone before

	in       string            // the language of the answers
	own      string            // the language of kind.yaml
	every    []Section         // as loaded: also those that a relationship leaves out
	chosen   map[string]string // by function: which shared template it prints
	omitted  map[string]bool
	changes  []change
	root     *template.Template
	files    map[string]string // by name: where the templates were read
	printed  map[string]bool   // the questions that the templates name
	words    Words
	answered Words // of the language of the answers, where that is another one
}

// An Offer is the list in which a kind puts what it does not ask everybody.
type Offer struct {
	Ask   string // "Anything more?"
	Help  string
	After string // the section behind which it stands; the last one if empty
}

// A Hold is one thing a finished document may hold.
type Hold struct {
	Element string // it is said where a question with this element was answered; always if empty
	Words   string
}

// A Sheet is what a worksheet says beside the questions.
type Sheet struct {
	Title string // Kind.Title if empty
	Intro string
}

// change is what holds for some relationships and not for others.
type change struct {
	at            Position
	relationships []string
	title         string
	chosen        map[string]string
	intro, last   string
	omit          []string
	ask, help     string
	label         string
	example       string
	need          Need
	asked         Asked
	options       []Option
	deflt         []string
	starters      []string
}

// UnknownKindError says that there is no kind of this name.
type UnknownKindError struct {
	Name  string
	Known []string // the names there are, sorted
}

func (e *UnknownKindError) Error() string { return fmt.Sprintf("unknown kind %q", e.Name) }

// Kinds is the names of the kinds in fsys, sorted: its folders, and the
// folders in these, that hold a kind.yaml.
func Kinds(fsys fs.FS) ([]string, error) {
	var names []string
	err := fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		if err == nil && d.Name() == kindFile && path.Dir(p) != "." {
			names = append(names, path.Dir(p))
		}
		return err
	})
	slices.Sort(names)
	return names, err
}

const kindFile = "kind.yaml"

// Load reads the kind in the folder name of fsys, and what kinds share in the
// root of fsys: shared.md.tmpl, questions.yaml, relationships.yaml and
// groups.yaml. If there is no such kind, the error is an [UnknownKindError];
// if its files are at fault, a [LoadError] with all of it.
func Load(fsys fs.FS, name string) (*Kind, error) {
	return LoadIn(fsys, name, Languages{})
}

// LoadIn is Load with the words of other languages, as far as the kind has
// them: a sentence that is missing there is that of kind.yaml, and of a kind
// that has nothing in a language everything is. Kind.Language says which it
// came to be.
func LoadIn(fsys fs.FS, name string, in Languages) (*Kind, error) {
	l, err := load(fsys, name, in)
	if err == nil {
		err = l.faults.err()
	}
	if err != nil {
		return nil, err
	}
	return l.kind, nil
}

// A loading is a kind as it was read, with the faults that were found.
type loading struct {
	kind   *Kind
	faults *faults
	shared *shared
	root   *yaml.Node // nil where there is none
	said   *translation
}

// load reads a kind with all its faults.
func load(fsys fs.FS, name string, in Languages) (*loading, error) {
	file := path.Join(name, kindFile)
	text, err := readFile(fsys, file)
	switch {
	case errors.Is(err, fs.ErrNotExist), !fs.ValidPath(name), name == ".":
		known, err := Kinds(fsys)
		if err != nil {
			return nil, err
		}
		return nil, &UnknownKindError{name, known}
	case err != nil:
		f := &faults{source: file}
		f.at(Position{Source: file}, "this file cannot be read: %v", err)
		return &loading{kind: &Kind{Name: name}, faults: f}, nil
	}
	f := &faults{source: file}
	root := f.document(text)
	own := SourceLanguage
	if n := child(root, "language"); n != nil {
		own = f.scalar(n, "language")
	}
	in = Languages{
		Page: found(fsys, name, own, in.Page), Asked: found(fsys, name, own, in.asked()), Answers: found(fsys, name, own, in.answers()),
	}
	shared, err := readShared(fsys, in)
	if err != nil {
		return nil, err
	}
	f.shared, f.sources = shared, maps.Clone(shared.said.sources)
	l := &loading{faults: f, shared: shared, root: root}
	if root == nil {
		l.kind = &Kind{Name: name}
		return l, nil
	}
	l.said = f.translate(fsys, name, own, in, root, kindWording)
	k := f.kind(root)
	k.Name, k.every, k.Language, k.Asked, k.in, k.own = name, k.Sections, in.Page, in.Asked, in.Answers, own
	k.Group = shared.group(k.Group)
	if k.words, err = LoadWords(words, k.Asked); err != nil {
		return nil, err
	}
	if k.Asked != k.in {
		if k.answered, err = LoadWords(words, k.in); err != nil {
			return nil, err
		}
	}
	if len(f.list) == 0 {
		f.list = k.loadTemplate(fsys)
	}
	l.kind = k
	return l, nil
}

// found is the language that a kind whose own one is own has for tag: tag, or
// its own.
func found(fsys fs.FS, name, own, tag string) string {
	if tag == "" || tag == own {
		return own
	}
	// A form of address that the kind has not is not mixed with one that it has;
	// a country reads what its language has.
	for !inLanguage(fsys, name, tag) {
		form := strings.LastIndex(tag, "-x-")
		if form < 0 {
			break
		}
		tag = tag[:form]
	}
	if sameLanguage(tag, own) || slices.ContainsFunc(Fallbacks(tag), func(t string) bool { return inLanguage(fsys, name, t) }) {
		return tag
	}
	return own
}

// maxFile is how large a file of a kind may be: many times what the longest
// one has.
const maxFile = 1 << 20

// readFile is the text of a file of a kind, but for what has no end or would
// take too long to read.
func readFile(fsys fs.FS, name string) ([]byte, error) {
	info, err := fs.Stat(fsys, name)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errors.New("it is not a regular file")
	case info.Size() > maxFile:
		return nil, errors.New("it is larger than 1 MB")
	}
	text, err := fs.ReadFile(fsys, name)
	var at *fs.PathError
	if errors.As(err, &at) {
		err = at.Err // its place stands before it
	}
	return text, err
}

// Question is the question of this name, or nil where there is none. A
// relationship may have omitted it.
func (k *Kind) Question(name string) *Question {
	for _, s := range k.Sections {
		for _, q := range s.Questions {
			if q.Name == name {
				return q
			}
		}
	}
	return nil
}

// Section is the section of this name, or nil.
func (k *Kind) Section(name string) *Section {
	for i := range k.Sections {
		if k.Sections[i].Name == name {
			return &k.Sections[i]
		}
	}
	return nil
}

// For is the kind as people in this relationship have it: other words, other
// options, questions left out.
func (k *Kind) For(relationship string) *Kind {
	out := *k
	out.omitted = map[string]bool{}
	for _, c := range k.changes {
		if !slices.Contains(c.relationships, relationship) {
			continue
		}
		replace(&out.Title, c.title)
		replace(&out.Intro, c.intro)
		replace(&out.Last, c.last)
		if len(c.chosen) > 0 {
			out.chosen = maps.Clone(out.chosen)
			maps.Copy(out.chosen, c.chosen)
		}
		for _, o := range c.omit {
			out.omitted[o] = true
		}
	}
	for _, s := range k.every {
		for _, q := range s.Questions {
			out.omitted[q.Name] = out.omitted[q.Name] || out.omitted[s.Name]
		}
	}
	out.Sections = nil
	for _, s := range k.Sections {
		questions := s.Questions
		s.Questions = nil
		for _, q := range questions {
			if !out.omitted[q.Name] {
				s.Questions = append(s.Questions, q.with(relationship))
			}
		}
		if len(s.Questions) > 0 {
			out.Sections = append(out.Sections, s)
		}
	}
	return &out
}

// with is q as people in this relationship are asked it.
func (q *Question) with(relationship string) *Question {
	out := *q
	for _, c := range q.changes {
		if !slices.Contains(c.relationships, relationship) {
			continue
		}
		replace(&out.Ask, c.ask)
		replace(&out.Help, c.help)
		replace(&out.Label, c.label)
		replace(&out.Example, c.example)
		replace(&out.Need, c.need)
		replace(&out.Asked, c.asked)
		if c.options != nil {
			out.Options = c.options
		}
		if c.starters != nil {
			out.Starters = c.starters
		}
		if c.deflt != nil {
			out.Default = c.deflt
		}
	}
	return &out
}

// replace puts v into p unless v is empty.
func replace[T ~string](p *T, v T) {
	if v != "" {
		*p = v
	}
}

// Fill is s with the name of each people question in braces replaced by the
// names that a holds, or by the words that stand in for them, and {person}
// and {others} by the one at the keyboard and the rest. person is a place in
// the people question each, 1-based; 0 where everybody is asked together.
// A name is put in as it stands: braces in it are no names of questions.
func (k *Kind) Fill(s string, a *Answers, each string, person int) string {
	if !strings.Contains(s, "{") {
		return s
	}
	var pairs []string
	for _, sec := range k.Sections {
		for _, q := range sec.Questions {
			if q.Type != TypePeople {
				continue
			}
			names := a.People(q.Name)
			all := k.And(names)
			if len(names) == 0 {
				all = q.StandIn
			}
			pairs = append(pairs, "{"+q.Name+"}", all)
			if q.Name == each && person > 0 {
				one, rest := k.words.Say("person-number", "n", strconv.Itoa(person)), q.StandIn
				if person <= len(names) {
					one = names[person-1]
					rest = k.And(slices.Delete(slices.Clone(names), person-1, person))
				}
				pairs = append(pairs, "{person}", one, "{others}", rest)
			}
		}
	}
	return strings.NewReplacer(pairs...).Replace(s)
}

// And joins items as a sentence does: "a", "a and b", "a, b and c". Where the
// sound of the last one wants it, another word stands before it: "Sam e Inés".
func (k *Kind) And(items []string) string {
	switch len(items) {
	case 0:
		return ""
	case 1:
		return items[0]
	}
	head := strings.Join(items[:len(items)-1], k.words.Say("list-comma"))
	last := items[len(items)-1]
	key := "list-and"
	if before := regexp.MustCompile(k.words.Say("list-and-other-before")); before.MatchString(plainText(last)) {
		key = "list-and-other"
	}
	return k.words.Say(key, "head", head, "last", last)
}

// At is the question that an answer path leads to, or nil: for
// "commitments.1.2.action" the part named action.
func (k *Kind) At(path string) *Question {
	names := strings.Split(path, ".")
	q := k.Question(names[0])
	if q == nil || q.Type != TypeRows || len(names) == 1 {
		return q
	}
	last := names[len(names)-1]
	for i := range q.Fields {
		if q.Fields[i].Name == last {
			return &q.Fields[i]
		}
	}
	return q
}

// Set puts v at an answer path of a, as [Answers.Set] does, and where the path
// leads into a list that is not there yet, makes the list: a path alone does
// not tell an item's number from a person's place.
func (k *Kind) Set(a *Answers, path string, v Value) error {
	names, n := strings.Split(path, "."), 1
	if q := k.Question(names[0]); q != nil {
		if q.Per != "" || k.sectionOf(q.Name).Each != "" {
			n = 2
		}
		base := strings.Join(names[:min(n, len(names))], ".")
		if old, _ := a.Get(base); len(names) > n && old.Empty() {
			if err := a.Set(base, Value{Position: v.Position, Shape: Items}); err != nil {
				return err
			}
		}
	}
	return a.Set(path, v)
}
