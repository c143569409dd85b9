package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/kballard/go-shellquote"

	"amends/composer/interview"
)

// askPack asks which pages are for whom, and writes that as a pack.
func (a *app) askPack(ctx context.Context, o *packOptions) error {
	ctx, stop := interruptible(ctx)
	defer stop()
	o.private = true // nothing is kept of a pack that is not finished, and that is what is said
	s := &sitting{app: a, page: &o.pageOptions, o: &o.sittingOptions}
	if s.prompter = s.chooses(); !s.asks() {
		return &hintedError{usagef("amends pack needs a file here, as nobody can be asked"), "amends pack --list shows the packs that are there already"}
	}
	if o.out != "" {
		if err := writable(o.out, o.force); err != nil {
			return err
		}
	}
	if _, forms := s.prompter.(*interview.Forms); forms {
		a.say("%s", a.words.Say("pack-screen-reader"))
	}
	text, file, err := s.askPages(ctx, o)
	switch {
	case errors.Is(err, interview.ErrAborted):
		a.say("%s", a.words.Say("pack-stopped"))
		return quietError(exitInterrupted)
	case errors.Is(err, io.EOF):
		a.say("%s", a.words.Say("input-ended"))
		return quietError(exitAnswers)
	case err != nil:
		return err
	}
	if err := writeFile(file, []byte(text), o.force); err != nil {
		return err
	}
	a.say("%s", a.words.Say("pack-written", "file", file, "name", shellquote.Join(file)))
	return nil
}

// askPages asks until a reply without a code ends the list, and then where the
// pack shall go. A step back begins with this person again.
func (s *sitting) askPages(ctx context.Context, o *packOptions) (text, file string, err error) {
	kinds, err := s.everyKind()
	if err != nil {
		return "", "", err
	}
	var options []interview.Option
	for _, k := range kinds {
		options = append(options, interview.Option{Value: k.Name, Label: k.Title, Hint: k.Summary})
	}
	var lines []string
	for {
		enter := "pack-enter-nobody"
		if len(lines) > 0 {
			enter = "pack-enter-last"
		}
		code, err := s.line(ctx, "pack-ask-code", "", enter)
		if errors.Is(err, interview.ErrBack) {
			continue
		}
		if err != nil {
			return "", "", err
		}
		if code == "" && len(lines) > 0 {
			break
		}
		more, err := s.askPerson(ctx, code, options)
		if err != nil && !errors.Is(err, interview.ErrBack) {
			return "", "", err
		}
		lines = append(lines, more...)
	}
	for file = o.out; file == ""; {
		file, err = s.line(ctx, "pack-ask-file", "pack.yaml", "")
		if errors.Is(err, interview.ErrBack) {
			err = nil
		}
		if err != nil {
			return "", "", err
		}
		if file != "" && filepath.Ext(file) == "" {
			file += ".yaml"
		}
		if file == "" {
			continue
		}
		if err := writable(file, o.force); err != nil {
			s.report(err)
			file = ""
		}
	}
	out := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file)) + "/"
	return fmt.Sprintf("out: %s\npages:\n%s", quoted(out), strings.Join(lines, "")), file, nil
}

// askPerson asks for one person's pages, and is the lines of a pack for them.
func (s *sitting) askPerson(ctx context.Context, code string, options []interview.Option) ([]string, error) {
	s.watch([]given{{"", code, true}})
	var chosen []string
	for len(chosen) == 0 {
		r, err := s.prompter.Ask(ctx, interview.Prompt{Form: interview.FormMulti, Text: s.words.Say("pack-ask-pages"), HelpLines: s.helpText(), Options: options})
		if err != nil {
			return nil, err
		}
		for _, v := range r.Values {
			if slices.ContainsFunc(options, func(o interview.Option) bool { return o.Value == v }) {
				chosen = append(chosen, v)
			}
		}
		if len(chosen) == 0 {
			s.say("%s", s.words.Say("pack-ask-one"))
		}
	}
	session, err := s.line(ctx, "pack-ask-session", "", "pack-enter-none")
	if err != nil {
		return nil, err
	}
	var out []string
	for _, kind := range chosen {
		line := "  - {kind: " + kind
		if code != "" {
			line += ", for: " + quoted(code)
		}
		if session != "" {
			line += ", session: " + quoted(session)
		}
		out = append(out, line+"}\n")
	}
	return out, nil
}

// line asks for one line. enter is the key of what an empty reply does, where
// it stands for nothing.
func (s *sitting) line(ctx context.Context, key, deflt, enter string) (string, error) {
	p := interview.Prompt{Form: interview.FormLine, Text: s.words.Say(key), HelpLines: s.helpText(), Default: deflt}
	if enter != "" {
		p.Enter = s.words.Say(enter)
	}
	r, err := s.prompter.Ask(ctx, p)
	return cmp.Or(strings.TrimSpace(r.Text), deflt), err
}

// quoted is text in quotes, as YAML and JSON have them.
func quoted(text string) string {
	out, err := json.Marshal(text)
	if err != nil {
		return `""` // no text is none
	}
	return string(out)
}
