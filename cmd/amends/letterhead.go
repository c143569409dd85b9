package main

import (
	"bytes"
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"amends/composer"
	"amends/composer/render"
)

// A letterhead is answers to the questions of a kind of its own, in a file of
// its own: letterhead.yaml beside the user's settings.

//go:embed letterhead
var letterheadFiles embed.FS

// letterheadKind is the questions of a letterhead in a language.
func letterheadKind(language string) *composer.Kind {
	k, err := composer.LoadIn(letterheadFiles, "letterhead", composer.Languages{Page: language})
	if err != nil {
		panic(err) // it is built in, and every test of a letterhead reads it
	}
	return k
}

// A Letterhead is what the settings say of a practice or an organisation.
type Letterhead struct {
	render.Letterhead
	Help  []string // help lines near it
	Paper string   // what it prints on; empty if it does not say

	logo    string // the file of its logo; empty for none
	answers *composer.Answers
}

// Line is whom to reach, on one line, or "".
func (l Letterhead) Line() string { return joinNonEmpty(", ", l.Name, l.Phone) }

// letterheadPath is the file that amends config letterhead writes where no
// setting names another.
func (a *app) letterheadPath() string {
	own := a.userConfig()
	if own == "" {
		return ""
	}
	return filepath.Join(filepath.Dir(own), "letterhead.yaml")
}

// maxLetterhead is how large the file of a letterhead may be.
const maxLetterhead = 64 << 10

// readLetterhead reads a file of a letterhead, but for its logo. If there is
// none, the error is [fs.ErrNotExist].
func (a *app) readLetterhead(file string) (Letterhead, error) {
	text, err := readRegular(file, maxLetterhead)
	if err != nil {
		return Letterhead{}, err
	}
	answers, err := composer.ReadAnswers(file, bytes.NewReader(text))
	if err != nil {
		return Letterhead{}, usagef("%v", err)
	}
	l, problems := a.newLetterhead(answers, file)
	if len(problems) == 0 {
		return l, nil
	}
	return l, problemsOf(problems, text)
}

// readRegular reads a regular file of at most so many bytes.
func readRegular(file string, most int64) ([]byte, error) {
	info, err := os.Stat(file)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s: %w", file, reason(err))
	case !info.Mode().IsRegular():
		return nil, usagef("%s: this is no regular file", file)
	case info.Size() > most:
		return nil, usagef("%s: the file is larger than %d kB", file, most>>10)
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, reason(err))
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, reason(err))
	}
	return text, nil
}

// problemsOf is all that is wrong with a letterhead, a line each.
func problemsOf(problems []composer.Problem, text []byte) error {
	slices.SortStableFunc(problems, func(a, b composer.Problem) int { return cmp.Compare(a.Line, b.Line) })
	var lines []string
	for _, p := range problems {
		if p.Line == 0 {
			p.Line, p.Column = lineOf(text, p.Path), 1
		}
		lines = append(lines, joinNonEmpty(": ", p.Position.String(), p.Path, p.Message))
	}
	return &hintedError{usagef("%s", strings.Join(lines, "\n")), problems[0].Hint}
}

// lineOf is the line of a file that gives a name a value; the first one if
// none does.
func lineOf(text []byte, name string) int {
	for i, line := range strings.Split(string(text), "\n") {
		if name != "" && strings.HasPrefix(line, name+":") {
			return i + 1
		}
	}
	return 1
}

// lengths are how many characters an answer may have: what a page has room for.
var lengths = map[string]int{
	"name": 100, "people": 100, "licence": 100, "address": 80, "phone": 60, "web": 120,
	"logo": 4000, "logo_alt": 200, "confidentiality": 300, "footer": 200, "help": 120,
}

var (
	letterheadLanguage = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$`)
	letterheadNames    = []string{"language"} // what the file may say beside answers
)

// newLetterhead is the letterhead of answers, which stood in file, and what is
// wrong with them.
func (a *app) newLetterhead(answers *composer.Answers, file string) (Letterhead, []composer.Problem) {
	k := letterheadKind(a.talk())
	plain := answers.Clone()
	plain.Language = ""
	c, problems := k.Check(plain)
	var found []composer.Problem
	add := func(path string, at composer.Position, key string, pairs ...string) {
		if at.Source == "" {
			at.Source = file
		}
		found = append(found, composer.Problem{Position: at, Path: path, Message: a.words.Say(key, pairs...), Hint: a.words.Say(key + "-hint")})
	}
	for _, p := range problems {
		if strings.HasPrefix(p.Code, "unknown") && p.Code != "unknown-field" {
			p.Message = a.words.Say("letterhead-unknown")
			if p.Code == "unknown" {
				p.Hint = a.words.Say("letterhead-names", "names", strings.Join(append(questionNames(k), letterheadNames...), ", "))
			}
		}
		if p.Source == "" {
			p.Source = file
		}
		found = append(found, p)
	}
	if len(answers.Allow) > 0 {
		found = append(found, composer.Problem{Position: composer.Position{Source: file}, Path: "allow", Message: a.words.Say("letterhead-unknown")})
	}
	if answers.Language != "" && !letterheadLanguage.MatchString(answers.Language) {
		add("language", composer.Position{}, "letterhead-language")
	}
	c.Each(func(path string, v composer.Value) {
		base, _, _ := strings.Cut(path, ".")
		if n := utf8.RuneCountInString(v.Text); lengths[base] > 0 && n > lengths[base] {
			add(path, v.Position, "letterhead-long", "n", strconv.Itoa(n), "most", strconv.Itoa(lengths[base]))
		}
		for i, r := range []rune(v.Text) {
			if unseen(r) {
				add(path, v.At(i), "letterhead-unseen", "code", fmt.Sprintf("U+%04X", r))
				break
			}
		}
	})
	if v, ok := answers.Get("web"); ok && strings.ContainsFunc(strings.TrimSpace(v.Text), unicode.IsSpace) {
		add("web", v.Position, "letterhead-web")
	}
	logo, _ := c.Get("logo")
	_, said := answers.Get("logo_alt")
	if logo.Text != "" && !said {
		add("logo", logo.Position, "letterhead-logo")
	}
	one := func(name string) string {
		v, _ := c.Get(name)
		return strings.Join(strings.Fields(v.Text), " ")
	}
	several := func(name string) (out []string) {
		v, _ := c.Get(name)
		for _, i := range v.Items {
			out = append(out, strings.Join(strings.Fields(i.Text), " "))
		}
		return out
	}
	l := Letterhead{Letterhead: render.Letterhead{
		Name: one("name"), People: several("people"), Licence: one("licence"), Address: several("address"), Phone: one("phone"), Web: one("web"),
		Confidentiality: one("confidentiality"), Footer: one("footer"), Language: answers.Language, LogoAlt: one("logo_alt"),
	}, Help: several("help"), Paper: one("paper"), logo: strings.TrimSpace(logo.Text), answers: answers}
	if l.logo != "" && !filepath.IsAbs(l.logo) {
		l.logo = filepath.Join(filepath.Dir(file), l.logo)
	}
	return l, found
}

// unseen reports whether r is no text: it cannot be seen, or turns the text
// round. What joins letters, and marks of direction, belong to some scripts.
func unseen(r rune) bool {
	return unicode.IsControl(r) && !unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) && !(r >= 0x200c && r <= 0x200f) && r != 0xad
}

// letterheadOnPages is the letterhead for pages, with its logo.
func (a *app) letterheadOnPages() (render.Letterhead, error) {
	err := a.cfg.Letterhead.readLogo()
	return a.cfg.Letterhead.Letterhead, err
}

// questionNames are the names of what k asks.
func questionNames(k *composer.Kind) []string {
	var out []string
	for _, s := range k.Sections {
		for _, q := range s.Questions {
			out = append(out, q.Name)
		}
	}
	return out
}

// readLogo reads the logo of the letterhead, once.
func (l *Letterhead) readLogo() error {
	if l.logo == "" || l.Logo != nil {
		return nil
	}
	data, err := readRegular(l.logo, render.MaxLogo)
	if err != nil {
		return &hintedError{usagef("logo: %v", err), "name a file of PNG or JPEG of at most " + strconv.Itoa(render.MaxLogo>>20) + " MB, or take out the logo"}
	}
	logo, err := render.ReadLogo(data)
	var bad *render.LogoError
	if errors.As(err, &bad) {
		return &hintedError{usagef("logo: %s: %s", l.logo, bad.What), bad.Hint}
	}
	l.Logo = logo
	return err
}

// configureLetterhead reads the letterhead of the settings: the file that they
// name, or the one beside the user's own, or else the name and the phone that
// stand there. Its paper is taken where nothing else says one.
func (a *app) configureLetterhead(cmd *cobra.Command, values map[string]string) error {
	if f := cmd.Flags().Lookup("no-letterhead"); f != nil && f.Changed && f.Value.String() == "true" {
		return nil
	}
	at := slices.IndexFunc(a.cfg.Origins, func(o Origin) bool { return o.Name == "letterhead" })
	origin := &a.cfg.Origins[at]
	file := origin.Value
	switch {
	case file == "":
		file = a.letterheadPath()
	case origin.From == a.userConfig() && !filepath.IsAbs(file):
		file = filepath.Join(filepath.Dir(origin.From), file)
	}
	l, err := a.readLetterhead(file)
	a.cfg.Letterhead = l
	switch {
	case errors.Is(err, fs.ErrNotExist) && origin.Value == "":
		a.cfg.Letterhead = oldLetterhead(values["letterhead.name"], values["letterhead.phone"])
		a.cfg.letterheadFile = file
		return nil
	case errors.Is(err, fs.ErrNotExist):
		if a.cfg.letterheadFile = file; cmd.Name() == "letterhead" {
			return nil // it is made now
		}
		return &hintedError{usagef("%s: there is no file %s", origin.From, file), "amends config letterhead makes one"}
	case err != nil:
		return err
	}
	a.cfg.letterheadFile, origin.Value = file, file
	if paper := &a.cfg.Origins[slices.IndexFunc(a.cfg.Origins, func(o Origin) bool { return o.Name == "paper" })]; paper.From == "default" && l.Paper != "" {
		paper.Value, paper.From, a.cfg.Paper = l.Paper, file, l.Paper
	}
	return nil
}

// oldLetterhead is one of the settings themselves, as there were before there
// were files.
func oldLetterhead(name, phone string) Letterhead {
	l := Letterhead{Letterhead: render.Letterhead{Name: name, Phone: phone}, answers: &composer.Answers{}}
	for _, v := range []struct{ name, text string }{{"name", name}, {"phone", phone}} {
		if v.text != "" {
			l.answers.Values = append(l.answers.Values, composer.Named{Name: v.name, Value: composer.Text(v.text, composer.Position{})})
		}
	}
	return l
}
