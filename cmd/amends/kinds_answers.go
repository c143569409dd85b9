package main

import (
	"cmp"
	"path/filepath"
	"slices"
	"strings"

	"github.com/kballard/go-shellquote"

	"amends/composer"
)

// runKindsAnswers writes an answers file to fill in with an editor.
func runKindsAnswers(a *app, o *kindsShowOptions, name string) error {
	k, err := a.kind(name)
	if err != nil {
		return err
	}
	if err := knowsRelationship(k, o.relationship); err != nil {
		return err
	}
	today, err := a.today("")
	if err != nil {
		return err
	}
	words := a.wordsIn(k.Language)
	file, schema := cmp.Or(strings.TrimPrefix(o.out, "-"), "answers.yaml"), schemaFile(k)
	command := []string{"amends", "schema", k.Name, "-o", filepath.Join(filepath.Dir(file), schema)}
	if k.Language != composer.SourceLanguage {
		command = append(command, "--language", k.Language)
	}
	before := []string{
		"# yaml-language-server: $schema=" + schema,
		"# " + words.Say("answers-schema"),
		"# " + shellquote.Join(command...),
		"# " + words.Say("answers-page"),
		"# " + shellquote.Join("amends", "render", file, "-o", "page.pdf"),
	}
	return a.writeText(o.out, k.Unfilled(o.relationship, today, before...), o.force)
}

// knowsRelationship refuses a relationship that k does not ask for.
func knowsRelationship(k *composer.Kind, name string) error {
	if name == "" {
		return nil
	}
	q := k.Question("relationship")
	if q == nil {
		return usagef("%s does not ask for a relationship", k.Name)
	}
	names := values(q)
	if slices.Contains(names, name) {
		return nil
	}
	return &hintedError{usagef("unknown relationship %q", name), "it is one of " + strings.Join(names, ", ")}
}
