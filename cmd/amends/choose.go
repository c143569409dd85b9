package main

import (
	"context"
	"errors"
	"io"
	"slices"

	"amends/composer"
	"amends/composer/interview"
)

// kindName is the kind on the command line or in the answers, or what the
// person chooses.
func (s *sitting) kindName(ctx context.Context, args []string, given *composer.Answers) (string, error) {
	switch {
	case len(args) == 1:
		return args[0], nil
	case given.Kind != "":
		return given.Kind, nil
	case !s.asks():
		return "", &hintedError{usagef("amends new needs a kind"), "amends kinds lists them"}
	}
	kinds, err := s.everyKind()
	if err != nil {
		return "", err
	}
	name, err := s.chooseKind(ctx, kinds)
	switch {
	case errors.Is(err, interview.ErrAborted):
		s.say("%s", s.words.Say("stopped-nothing"))
		return "", quietError(exitInterrupted)
	case errors.Is(err, io.EOF):
		s.say("%s\n%s", s.words.Say("input-ended"), s.words.Say("stopped-nothing"))
		return "", quietError(exitAnswers)
	}
	return name, err
}

// The values of what is chosen beside kinds and relationships.
const (
	chooseAlone = "alone"
	chooseMore  = "more"
)

// chooseKind asks what the people are to each other, which the kind then need
// not ask, and which of the kinds for them it shall be.
func (s *sitting) chooseKind(ctx context.Context, kinds []*composer.Kind) (string, error) {
	relationships, err := composer.Relationships(s.kinds(), s.talk())
	if err != nil {
		return "", err
	}
	for {
		var who []interview.Option
		for _, r := range relationships {
			who = append(who, interview.Option{Value: r.Name, Label: r.Label})
		}
		who = append(who, interview.Option{Value: chooseAlone, Label: s.words.Say("kind-alone")})
		chosen, err := s.choose(ctx, s.words.Say("kind-who"), who)
		if errors.Is(err, interview.ErrBack) {
			continue
		}
		if err != nil {
			return "", err
		}
		first, more := s.kindsFor(chosen, relationships, kinds)
		name, err := s.choose(ctx, s.words.Say("kind-ask"), append(kindOptions(first), s.moreOption(more)...))
		if err == nil && name == chooseMore {
			name, err = s.choose(ctx, s.words.Say("kind-ask"), kindOptions(more))
		}
		if errors.Is(err, interview.ErrBack) {
			continue
		}
		if chosen != chooseAlone && err == nil {
			s.relation = chosen
		}
		return name, err
	}
}

// kindsFor parts the kinds into those that are offered first and the others.
func (s *sitting) kindsFor(chosen string, relationships []composer.Relationship, kinds []*composer.Kind) (first, more []*composer.Kind) {
	for _, r := range relationships {
		if r.Name == chosen {
			kinds = offeredTo(r, kinds)
			n := 0
			for n < len(kinds) && slices.Contains(r.First, kinds[n].Name) {
				n++
			}
			return kinds[:n], kinds[n:]
		}
	}
	for _, k := range kinds {
		if k.Question("relationship") == nil {
			first = append(first, k)
		} else {
			more = append(more, k)
		}
	}
	return first, more
}

func kindOptions(kinds []*composer.Kind) []interview.Option {
	var out []interview.Option
	for _, k := range kinds {
		out = append(out, interview.Option{Value: k.Name, Label: k.Title, Hint: k.Summary})
	}
	return out
}

func (s *sitting) moreOption(more []*composer.Kind) []interview.Option {
	if len(more) == 0 {
		return nil
	}
	return []interview.Option{{Value: chooseMore, Label: s.words.Say("kind-more")}}
}

// choose asks for one of the options until one is chosen.
func (s *sitting) choose(ctx context.Context, text string, options []interview.Option) (string, error) {
	p := interview.Prompt{Form: interview.FormChoice, Text: text, HelpLines: s.helpText(), Options: options}
	for {
		r, err := s.prompter.Ask(ctx, p)
		if err != nil {
			return "", err
		}
		if slices.ContainsFunc(options, func(o interview.Option) bool { return o.Value == r.Text }) {
			return r.Text, nil
		}
		s.say("%s", s.words.Say("kind-none"))
	}
}
