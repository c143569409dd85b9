package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"amends/composer"
)

// talk is the language that a person is spoken to in.
func (a *app) talk() string {
	return cmp.Or(a.cfg.InterviewLanguage, a.cfg.Language, a.cfg.locale, composer.SourceLanguage)
}

// pageLanguage is the language of pages that are made here and now: an
// interview's, a worksheet's.
func (a *app) pageLanguage() string {
	return cmp.Or(a.cfg.Language, a.cfg.locale, composer.SourceLanguage)
}

// sheetLanguage is the language of worksheets: that of the practice whose name
// stands on them, before the machine's.
func (a *app) sheetLanguage() string {
	own := canonical(a.cfg.Letterhead.Language)
	if own != "" && a.cfg.Language == "" {
		if known, err := a.knows(own); err == nil && known == nil {
			return own
		}
	}
	return a.pageLanguage()
}

// languageOfFile is the language of the page that answers in a file make. The
// machine's language has no say: a file makes the same page everywhere.
func (a *app) languageOfFile(answers *composer.Answers) string {
	return a.languageOfText(answers.Language)
}

// languageOfText is the language of a text that says itself which it is in, or
// says nothing.
func (a *app) languageOfText(said string) string {
	if a.cfg.languageGiven {
		return a.cfg.Language
	}
	return cmp.Or(said, a.cfg.Language, composer.SourceLanguage)
}

// wordsIn is the sentences of the commands in a language.
func (a *app) wordsIn(language string) composer.Words {
	if language == a.talk() || language == "" {
		return a.words
	}
	a.shelf.mu.Lock()
	defer a.shelf.mu.Unlock()
	if a.shelf.words[language] == nil {
		words, err := composer.LoadWords(wordFiles, language)
		if err != nil {
			panic(err) // the files are built in, and a test reads them
		}
		if len(a.shelf.words) == 0 || len(a.shelf.words) == maxShelf {
			a.shelf.words = map[string]composer.Words{}
		}
		a.shelf.words[language] = words
	}
	return a.shelf.words[language]
}

// languages is the languages in which any page can be made, sorted.
func (a *app) languages() ([]string, error) {
	names, err := composer.Kinds(a.kinds())
	if err != nil {
		return nil, err
	}
	out := []string{composer.SourceLanguage}
	for _, name := range append(names, ".") {
		tags, err := composer.KindLanguages(a.kinds(), name)
		if err != nil {
			return nil, err
		}
		for _, tag := range tags {
			if !slices.Contains(out, tag) {
				out = append(out, tag)
			}
		}
	}
	slices.Sort(out)
	return out, nil
}

// settleLanguages reads the languages among the settings, and what the machine
// says of its user's.
func (a *app) settleLanguages(values map[string]string) error {
	for _, s := range []struct {
		name string
		to   *string
	}{{"language", &a.cfg.Language}, {"interview-language", &a.cfg.InterviewLanguage}} {
		tag := canonical(values[s.name])
		if tag == "" {
			continue
		}
		known, err := a.knows(tag)
		if err != nil {
			return err
		}
		if known != nil {
			hint := "it is one of " + strings.Join(known, ", ")
			if near := composer.Nearest(tag, known); near != "" {
				hint = fmt.Sprintf("did you mean %q? %s", near, hint)
			}
			return &hintedError{usagef("%s: there is nothing in %q yet", s.name, values[s.name]), hint}
		}
		*s.to = tag
	}
	if tag, from := a.localeLanguage(); tag != "" {
		if known, err := a.knows(tag); err == nil && known == nil {
			a.cfg.locale = tag
			if i := slices.IndexFunc(a.cfg.Origins, func(o Origin) bool { return o.Name == "language" && o.Value == "" }); i >= 0 {
				a.cfg.Origins[i] = Origin{"language", tag, from}
			}
		}
	}
	if a.talk() == composer.SourceLanguage {
		return nil // these were read at the start
	}
	return a.speak()
}

// speak reads the sentences of the language that is spoken.
func (a *app) speak() error {
	words, err := composer.LoadWords(wordFiles, a.talk())
	if err == nil {
		a.words = words
	}
	return err
}

// knows is nil where pages can be made in a language, and else the languages
// in which they can.
func (a *app) knows(tag string) ([]string, error) {
	if base, _, _ := strings.Cut(tag, "-"); base == composer.SourceLanguage {
		return nil, nil
	}
	known, err := a.languages()
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(composer.Fallbacks(tag), func(t string) bool { return slices.Contains(known, t) }) {
		return nil, nil
	}
	return known, nil
}

// localeLanguage is the language that the environment names, and in which
// variable: "es-MX" of "es_MX.UTF-8"; nothing of "C".
func (a *app) localeLanguage() (tag, from string) {
	for _, from := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		value := a.getenv(from)
		if value == "" {
			continue
		}
		value, _, _ = strings.Cut(value, ".")
		value, _, _ = strings.Cut(value, "@")
		if tag := canonical(value); composer.IsLanguage(tag) {
			return tag, from
		}
		return "", ""
	}
	return "", ""
}

// canonical is a language tag as BCP 47 writes it: "es-MX" of "es_mx".
func canonical(tag string) string {
	parts := strings.Split(strings.ToLower(strings.ReplaceAll(strings.TrimSpace(tag), "_", "-")), "-")
	for i, p := range parts {
		switch {
		case p == "x":
			return strings.Join(parts, "-")
		case i > 0 && len(p) == 2:
			parts[i] = strings.ToUpper(p)
		case i > 0 && len(p) == 4:
			parts[i] = strings.ToUpper(p[:1]) + p[1:]
		}
	}
	return strings.Join(parts, "-")
}

// kind loads one kind for pages that are made here and now.
func (a *app) kind(name string) (*composer.Kind, error) {
	return a.kindIn(name, composer.Languages{Page: a.pageLanguage()})
}

// kindIn loads one kind; where there is none of that name, the hint says which
// is near.
func (a *app) kindIn(name string, in composer.Languages) (*composer.Kind, error) {
	key := kindKey{name, in}
	a.shelf.mu.Lock()
	defer a.shelf.mu.Unlock()
	if k := a.shelf.kinds[key]; k != nil {
		return k, nil
	}
	k, err := composer.LoadIn(a.kinds(), name, in)
	var unknown *composer.UnknownKindError
	if errors.As(err, &unknown) {
		hint := "amends kinds lists them"
		if near := composer.Nearest(name, unknown.Known); near != "" {
			hint = fmt.Sprintf("did you mean %q? %s", near, hint)
		}
		return nil, &hintedError{err, hint}
	}
	if err != nil {
		return nil, err
	}
	if len(a.shelf.kinds) == 0 || len(a.shelf.kinds) == maxShelf {
		a.shelf.kinds = map[kindKey]*composer.Kind{}
	}
	a.shelf.kinds[key] = k
	return k, nil
}

// kindOf loads the kind of answers, for the page in their language.
func (a *app) kindOf(answers *composer.Answers) (*composer.Kind, error) {
	return a.kindIn(answers.Kind, composer.Languages{Page: a.languageOfFile(answers)})
}

// problemsIn is what is wrong with answers, in the language that is spoken.
func (a *app) problemsIn(k *composer.Kind, answers *composer.Answers, found []composer.Problem) []composer.Problem {
	if len(found) == 0 || a.talk() == k.Asked {
		return found
	}
	asked, err := a.kindIn(k.Name, composer.Languages{Page: k.Language, Asked: a.talk()})
	if err != nil {
		return found
	}
	_, found = asked.Check(answers)
	return found
}
