package composer

import (
	"cmp"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v4"
)

// Languages says in which languages a kind is loaded, as BCP 47 tags. The zero
// value is English, and the words of a kind that has its own language.
type Languages struct {
	Page    string // what the page is in
	Asked   string // what the questions are asked in; Page if empty
	Answers string // what the answers are in; Page if empty
}

// answers is the language of the answers.
func (l Languages) answers() string {
	if l.Answers != "" {
		return l.Answers
	}
	return l.Page
}

// asked is the language of the questions.
func (l Languages) asked() string {
	if l.Asked != "" {
		return l.Asked
	}
	return l.Page
}

// wordsName is the file with the words of a kind in another language. It lies
// in a folder named after the language, beside kind.yaml, and in the root of
// the kinds for what they share.
const wordsName = "words.yaml"

// SourceLanguage is the language of kind.yaml where that does not name one,
// and what a sentence is said in that another language lacks.
const SourceLanguage = "en"

// Fallbacks is the tags under which words in a language are looked for, the
// nearest first, as RFC 4647, section 3.4, has it: for "es-x-usted" these are
// "es-x-usted" and "es". There are none for the empty tag.
func Fallbacks(tag string) []string {
	var out []string
	for parts := strings.Split(tag, "-"); len(parts) > 0 && parts[0] != ""; {
		out = append(out, strings.Join(parts, "-"))
		parts = parts[:len(parts)-1]
		for len(parts) > 0 && len(parts[len(parts)-1]) == 1 {
			parts = parts[:len(parts)-1]
		}
	}
	return out
}

// sameLanguage reports whether two tags are of one language: "es" and "es-MX".
func sameLanguage(a, b string) bool {
	a, _, _ = strings.Cut(a, "-")
	b, _, _ = strings.Cut(b, "-")
	return strings.EqualFold(a, b)
}

// IsLanguage reports whether s has the shape of a language tag: "es", "es-MX".
func IsLanguage(s string) bool {
	for i, part := range strings.Split(s, "-") {
		if len(part) < 1 || len(part) > 8 || i == 0 && (len(part) < 2 || len(part) > 3) {
			return false
		}
		for _, r := range part {
			letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
			if !letter && (i == 0 || r < '0' || r > '9') {
				return false
			}
		}
	}
	return true
}

// KindLanguages is the languages other than its own in which the kind in the
// folder name of fsys has words or a page; of "." those of what kinds share.
func KindLanguages(fsys fs.FS, name string) ([]string, error) {
	entries, err := fs.ReadDir(fsys, name)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, e := range entries {
		if e.IsDir() && IsLanguage(e.Name()) && inLanguage(fsys, name, e.Name()) {
			out = append(out, e.Name())
		}
	}
	return out, nil
}

// inLanguage reports whether a folder has anything in a language.
func inLanguage(fsys fs.FS, name, tag string) bool {
	return slices.ContainsFunc([]string{wordsName, pageFile, sheetFile, sharedFile}, func(file string) bool {
		_, err := fs.Stat(fsys, path.Join(name, tag, file))
		return err == nil
	})
}

// A wording says where the words of a mapping are: which keys hold a sentence
// or several, which hold a mapping with words of its own, and which a list of
// such mappings, each known by its name.
type wording struct {
	said     []string            // words for who is asked
	answered []string            // words that become answers
	inside   map[string]*wording // by key
	named    map[string]*wording // by key: lists of mappings
	keyed    map[string]*wording // by key: mappings under names of their own, or sentences where nil
	short    string              // the key of a word that stands alone
}

// The wordings of the mappings in kind.yaml, and of what kinds share.
var (
	optionWording  = &wording{said: []string{"label", "hint", "say"}, short: "label"}
	sectionWording = &wording{said: []string{"title", "intro", "offer"}, short: "title"}
	changeWording  = &wording{
		said: []string{"ask", "help", "label"}, answered: []string{"example", "starter", "default"},
		named: map[string]*wording{"options": optionWording},
	}
	questionWording = func() *wording {
		w := &wording{
			said: []string{"ask", "label", "help", "stand_in"}, answered: []string{"example", "starter", "default", "unsaid", "alone"},
			named: map[string]*wording{"options": optionWording},
			keyed: map[string]*wording{"for": changeWording, "stop": nil},
		}
		w.named["questions"] = w
		return w
	}()
	kindWording = &wording{
		said:   []string{"title", "summary", "intro", "last"},
		inside: map[string]*wording{"offer": {said: []string{"ask", "help"}}, "blank": {said: []string{"title", "intro"}}},
		named:  map[string]*wording{"sections": sectionWording, "questions": questionWording, "holds": {said: []string{"words"}, short: "words"}},
		keyed:  map[string]*wording{"for": {said: []string{"title", "intro", "last"}}},
	}
	sharedWording = &wording{
		named: map[string]*wording{"questions": questionWording, "relationships": optionWording},
		keyed: map[string]*wording{"groups": nil},
	}
)

// A translation lays the words of other languages over the YAML of a kind.
type translation struct {
	*faults                          // of the file with the words
	fits    func(answered bool) bool // whether words that become answers, or others, are taken
	laid    map[*yaml.Node]bool      // the words that are not those of the structure
}

// lay puts words over a mapping of the structure.
func (t *translation) lay(over, words *yaml.Node, w *wording) {
	if words.Kind == yaml.ScalarNode && w.short != "" {
		t.word(over, w.short, words, w)
		return
	}
	m := t.mapping(words, "words")
	for i := 0; i+1 < len(m.n.Content); i += 2 {
		key, v := m.n.Content[i], m.n.Content[i+1]
		switch name := key.Value; {
		case slices.Contains(w.said, name), slices.Contains(w.answered, name):
			t.word(over, name, v, w)
		case w.inside[name] != nil:
			if into := child(over, name); into != nil {
				t.lay(into, v, w.inside[name])
			} else {
				t.node(key, "%s has no %q", kindFile, name)
			}
		case w.named[name] != nil:
			t.named(key, items(over, name, w), v, w.named[name])
		case hasKey(w.keyed, name):
			t.keyed(child(over, name), v, w.keyed[name])
		default:
			t.node(key, "%q is no word: what is the same in every language stands in %s", name, kindFile)
		}
	}
}

func hasKey(m map[string]*wording, key string) bool {
	_, ok := m[key]
	return ok
}

// word puts one sentence, or a list of them, under a key.
func (t *translation) word(over *yaml.Node, key string, v *yaml.Node, w *wording) {
	if !t.fits(slices.Contains(w.answered, key)) {
		return
	}
	t.mark(v)
	for i := 0; i+1 < len(over.Content); i += 2 {
		if over.Content[i].Value == key {
			over.Content[i+1] = v
			return
		}
	}
	name := &yaml.Node{Kind: yaml.ScalarNode, Value: key, Line: v.Line, Column: v.Column}
	over.Content = append(over.Content, name, v)
}

// mark remembers that v comes from the file with the words.
func (t *translation) mark(v *yaml.Node) {
	eachNode(v, func(n *yaml.Node) { t.laid[n], t.sources[n] = true, t.source })
}

// named puts words over the mappings of a list. They stand under the names of
// these, or in the same order.
func (t *translation) named(key *yaml.Node, list []*yaml.Node, words *yaml.Node, w *wording) {
	if words.Kind == yaml.SequenceNode {
		if len(words.Content) != len(list) {
			t.node(words, "%s: there are %d in %s, and not %d", key.Value, len(list), kindFile, len(words.Content))
			return
		}
		for i, v := range words.Content {
			t.lay(list[i], v, w)
		}
		return
	}
	m := t.mapping(words, key.Value)
	for i := 0; i+1 < len(m.n.Content); i += 2 {
		name, v := m.n.Content[i], m.n.Content[i+1]
		var names []string
		found := false
		for _, n := range list {
			if of := nameOf(n); of == name.Value {
				t.lay(n, v, w)
				found = true
			} else {
				names = append(names, of)
			}
		}
		if !found {
			t.node(name, "%s: there is no %q%s", key.Value, name.Value, didYouMean(name.Value, names))
		}
	}
}

// keyed puts words over mappings, or over sentences, that stand under names.
func (t *translation) keyed(over, words *yaml.Node, w *wording) {
	m := t.mapping(words, "words")
	for i := 0; i+1 < len(m.n.Content); i += 2 {
		name, v := m.n.Content[i], m.n.Content[i+1]
		into := child(over, name.Value)
		switch {
		case into == nil:
			t.node(name, "%s has no %q here", kindFile, name.Value)
		case w == nil:
			t.word(over, name.Value, v, &wording{said: []string{name.Value}})
		default:
			t.lay(into, v, w)
		}
	}
}

// child is what stands under a key of a mapping; nil where nothing does.
func child(n *yaml.Node, key string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

// items is the mappings in the list under a key; of a kind's questions those
// of all its sections.
func items(n *yaml.Node, key string, w *wording) []*yaml.Node {
	if w == kindWording && key == "questions" {
		var out []*yaml.Node
		for _, s := range items(n, "sections", w) {
			out = append(out, items(s, "questions", nil)...)
		}
		return out
	}
	list := child(n, key)
	if list == nil || list.Kind != yaml.SequenceNode {
		return nil
	}
	return list.Content
}

// nameOf is by what a mapping in a list is known.
func nameOf(n *yaml.Node) string {
	for _, key := range []string{"name", "value", "use"} {
		if v := child(n, key); v != nil {
			return v.Value
		}
	}
	return ""
}

// lacks calls f for every sentence of the structure that no language was laid
// over.
func (t *translation) lacks(n *yaml.Node, w *wording, f func(word *yaml.Node)) {
	if n == nil || n.Kind != yaml.MappingNode {
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, v := n.Content[i].Value, n.Content[i+1]
		switch {
		case slices.Contains(w.said, key), slices.Contains(w.answered, key):
			// What is an option's value or a number is the same everywhere.
			if !t.laid[v] && worded(v) && !(slices.Contains([]string{"default", "unsaid"}, key) && t.chooses(n)) {
				f(v)
			}
		case w.inside[key] != nil:
			t.lacks(v, w.inside[key], f)
		case w.named[key] != nil:
			for _, c := range v.Content {
				t.lacks(c, w.named[key], f)
			}
		case hasKey(w.keyed, key) && v.Kind == yaml.MappingNode:
			for j := 1; j < len(v.Content); j += 2 {
				if w.keyed[key] != nil {
					t.lacks(v.Content[j], w.keyed[key], f)
				} else if !t.laid[v.Content[j]] {
					f(v.Content[j])
				}
			}
		}
	}
	if w == kindWording {
		for _, q := range items(n, "questions", w) {
			t.lacks(q, questionWording, f)
		}
	}
}

// worded reports whether a value holds a letter.
func worded(n *yaml.Node) bool {
	found := false
	eachNode(n, func(c *yaml.Node) {
		found = found || c.Kind == yaml.ScalarNode && strings.ContainsFunc(c.Value, unicode.IsLetter)
	})
	return found
}

// chooses reports whether the answers to a question are options or names of
// the program's.
func (t *translation) chooses(n *yaml.Node) bool {
	var used *yaml.Node // what it takes from the questions that kinds share
	if use := child(n, "use"); use != nil && t.shared != nil {
		used = t.shared.questions[use.Value]
	}
	has := func(key string) *yaml.Node { return cmp.Or(child(n, key), child(used, key)) }
	of := has("type")
	return has("options") != nil || of != nil && of.Value != string(TypeLine) && of.Value != string(TypeText) && of.Value != string(TypeList)
}

// translate lays over root, the YAML of a kind or of what kinds share, the
// words that the folder dir has in these languages. own is that of root.
func (f *faults) translate(fsys fs.FS, dir, own string, in Languages, root *yaml.Node, w *wording) *translation {
	t := &translation{faults: f, laid: map[*yaml.Node]bool{}}
	lay := func(tag string, fits func(answered bool) bool) {
		if tag == own {
			return
		}
		tags := Fallbacks(tag)
		slices.Reverse(tags) // the nearest lies over the others
		for _, tag := range tags {
			name := path.Join(dir, tag, wordsName)
			if words := f.languageFile(fsys, name); words != nil {
				of := &translation{&faults{source: name, sources: f.sources}, fits, t.laid}
				of.lay(root, words, w)
				f.list = append(f.list, of.list...)
			}
		}
	}
	if in.asked() == in.answers() {
		lay(in.asked(), func(bool) bool { return true })
		return t
	}
	lay(in.answers(), func(answered bool) bool { return answered })
	lay(in.asked(), func(answered bool) bool { return !answered })
	return t
}

// languageFile is the YAML of a file with words; nil where there is none.
func (f *faults) languageFile(fsys fs.FS, name string) *yaml.Node {
	text, err := readFile(fsys, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	of := &faults{source: name}
	var n *yaml.Node
	if err != nil {
		of.at(Position{Source: name}, "this file cannot be read: %v", err)
	} else {
		n = of.document(text)
	}
	f.list = append(f.list, of.list...)
	return n
}
