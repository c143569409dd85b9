package main

import (
	"context"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"amends/composer"
	"amends/composer/interview"
)

// One person's part of a page for several, written on their own machine: an
// answers file, which "new --answers" joins with those of the others.

// sittingTarget settles where the page goes, or one person's part of it.
func (a *app) sittingTarget(page *pageOptions, o *sittingOptions) (target, error) {
	if o.person == "" {
		return a.target(page.out, page.to, page.force)
	}
	t := target{path: page.out, force: page.force}
	switch {
	case t.path == "-":
		return t, nil
	case t.path == "" && o.private:
		return t, &hintedError{usagef("--private writes nothing that you did not ask for"), "name the file of the part with -o"}
	case t.path == "":
		return t, nil // named once the day is known
	case !strings.HasSuffix(strings.ToLower(t.path), ".yaml"):
		return t, &hintedError{usagef("%s: a part is an answers file", t.path), "end its name in .yaml"}
	}
	return t, writable(t.path, t.force)
}

// holdPart asks one person for their part and writes it.
func (s *sitting) holdPart(ctx context.Context, i *interview.Interview) error {
	if !s.asks() {
		return usagef("--for asks, and nobody can be asked here")
	}
	var err error
	if i.Person, err = s.personPlace(); err != nil {
		return err
	}
	s.interview = i
	i.Saved = func(a *composer.Answers) { s.save(a, i.Unfinished) }
	part, err := i.Part(ctx)
	if err != nil {
		return s.ended(i, err)
	}
	text, err := s.kind.Format(part)
	if err != nil {
		return s.notWritten(i, err)
	}
	if s.target.path == "-" {
		if _, err := s.out.Write(text); err != nil {
			return s.notWritten(i, err)
		}
		return s.done()
	}
	if s.target.path == "" {
		s.target.path = freeName(s.words.Say("name-part", "day", s.day.Format(time.DateOnly)), ".yaml")
	}
	if err := writeFile(s.target.path, text, s.target.force); err != nil {
		return s.notWritten(i, err)
	}
	s.say("%s", s.words.Say("done-part", "file", s.target.path))
	return s.done()
}

// personPlace is the place of the person of --for among the people.
func (s *sitting) personPlace() (int, error) {
	want := norm.NFC.String(strings.Join(strings.Fields(s.o.person), " "))
	known := false
	for _, sec := range s.kind.Sections {
		if sec.Each == "" {
			continue
		}
		people := s.given.People(sec.Each)
		known = known || len(people) > 0
		if i := slices.Index(people, want); i >= 0 {
			return i + 1, nil
		}
	}
	if !known {
		return 0, &hintedError{usagef("--for: it is not known who is in this"), "give the names with --answers FILE"}
	}
	return 0, &hintedError{usagef("--for: nobody in this has that name"), "write it as it stands in the answers"}
}
