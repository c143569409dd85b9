package main

import (
	"fmt"
	"strings"

	"amends/composer"
	"amends/composer/render"
)

// A page in two languages is two documents: the same answers, or none, between
// the words of each.

// secondKind is k in a second language, for a page with answers in a language,
// or for one without any where that is empty.
func (a *app) secondKind(k *composer.Kind, language, answers string) (*composer.Kind, error) {
	second, err := a.kindIn(k.Name, composer.Languages{Page: language, Answers: answers})
	switch {
	case err != nil:
		return nil, err
	case !strings.HasPrefix(language, second.Language):
		return nil, &hintedError{usagef("--bilingual: %s is not there in %q yet", k.Name, language), "amends kinds lint --language " + language + " lists what is missing"}
	case language == k.Language:
		return nil, usagef("--bilingual: the page is in %q already; name another language", language)
	}
	return second, nil
}

// withSecond is d, which k made of c, and the same page in a second language
// behind it, where that is asked for. What a person wrote stands in both as it
// was written.
func (a *app) withSecond(d *composer.Document, k *composer.Kind, c composer.Checked, circumstances composer.Circumstances, language string) ([]*composer.Document, error) {
	if language == "" {
		return []*composer.Document{d}, nil
	}
	second, err := a.secondKind(k, language, k.Language)
	if err != nil {
		return nil, err
	}
	again, problems := second.Check(c.Answers())
	if len(problems) > 0 {
		return nil, &problemsError{problems: problems}
	}
	circumstances.HelpLine = a.helpLineOnPaper(language)
	other, err := second.Compose(again, circumstances)
	if err != nil {
		return nil, fmt.Errorf("in %s: %w", language, err)
	}
	return []*composer.Document{d, other}, nil
}

// around is what stands around a document, and around the same one in other
// words: of each in its language. Under worksheets stands whom to call.
func (a *app) around(docs []*composer.Document, own render.Own, sheets bool) []render.Own {
	var out []render.Own
	for i, d := range docs {
		own.Language, own.Facing = d.Language, i > 0
		if own.NewSheet = own.NewSheet && i == 0; sheets {
			own.SafetyLine = a.safetyLine(d.Language)
		}
		out = append(out, own)
	}
	return out
}

// safetyLine is whom to call, at the foot of a worksheet.
func (a *app) safetyLine(language string) string {
	return a.wordsIn(language).Say("paper-safety", "help", a.helpLineOnPaper(language))
}
