package composer

import (
	"io/fs"
	"strings"
)

// Words are the sentences a package says to a person, by key. They stand in
// files named after the language, so that no sentence stands in Go.
type Words map[string]string

// LoadWords reads words/<language>.yaml of fsys: a flat map of keys to
// sentences. Where the language has no file, English is read.
func LoadWords(fsys fs.FS, language string) (Words, error) {
	name := "words/" + language + ".yaml"
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		name = "words/en.yaml"
		if text, err = fs.ReadFile(fsys, name); err != nil {
			return nil, err
		}
	}
	f := &faults{source: name}
	w := Words{}
	if n := f.document(text); n != nil {
		m := f.mapping(n, "words")
		for i := 0; i+1 < len(m.n.Content); i += 2 {
			key, sentence := m.n.Content[i], m.n.Content[i+1]
			f.scalar(sentence, key.Value)
			w[key.Value] = sentence.Value
		}
	}
	return w, f.err()
}

// Say is the sentence of key with each {name} replaced by the value that
// follows the name in pairs. A key without a sentence is said as the key in
// angle brackets, so that a missing sentence is seen and not silent.
func (w Words) Say(key string, pairs ...string) string {
	s, ok := w[key]
	if !ok {
		return "<" + key + ">"
	}
	braced := make([]string, len(pairs)&^1)
	for i := range braced {
		if braced[i] = pairs[i]; i%2 == 0 {
			braced[i] = "{" + pairs[i] + "}"
		}
	}
	return strings.NewReplacer(braced...).Replace(strings.TrimRight(s, "\n"))
}
