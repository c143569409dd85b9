package composer

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
)

// Words are the sentences a package says to a person, by key. They stand in
// files named after the language, so that no sentence stands in Go.
type Words map[string]string

// LoadWords reads words/en.yaml of fsys, a flat map of keys to sentences, and
// lays over it what the files of the language have, a BCP 47 tag: for "es-MX"
// those of words/es.yaml, and over these words/es-MX.yaml. A sentence that a
// language lacks is said in English. Its faults are a [LoadError].
func LoadWords(fsys fs.FS, language string) (Words, error) {
	w := Words{}
	tags := append(Fallbacks(language), SourceLanguage)
	slices.Reverse(tags)
	for i, tag := range tags {
		if i > 0 && tag == SourceLanguage {
			continue
		}
		name := "words/" + tag + ".yaml"
		text, err := fs.ReadFile(fsys, name)
		switch {
		case err == nil:
		case errors.Is(err, fs.ErrNotExist) && i > 0:
			continue
		default:
			return nil, err
		}
		if err := w.read(name, text); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// read adds the sentences of a file.
func (w Words) read(name string, text []byte) error {
	f := &faults{source: name}
	if n := f.document(text); n != nil {
		m := f.mapping(n, "words")
		for i := 0; i+1 < len(m.n.Content); i += 2 {
			key, sentence := m.n.Content[i], m.n.Content[i+1]
			f.scalar(sentence, key.Value)
			w[key.Value] = sentence.Value
		}
	}
	return f.err()
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
