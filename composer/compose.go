package composer

import (
	"bytes"
	"errors"
	"slices"
	"strconv"
	"time"
)

// Circumstances are what a page depends on besides the answers.
type Circumstances struct {
	Date     time.Time // the day on the page; zero for none
	Findings []Finding // what was found in the answers
	HelpLine string    // who to call, for a page that carries help lines; plain text
}

// A StopError says that nothing is composed over what somebody answered.
type StopError struct{ Finding Finding }

func (e *StopError) Error() string { return "no page is made from these answers" }

// maxPage is the size in bytes beyond which a template is taken to run wild.
const maxPage = 1 << 20

// Compose makes the document of c, which k checked. Over a stop, found or
// answered, it makes none and returns a [StopError]; over a finding that is
// Unsigned the page carries help lines and nothing to sign. Answers with
// problems are not composed.
func (k *Kind) Compose(c Checked, circumstances Circumstances) (*Document, error) {
	if c.kind == nil || c.kind.Name != k.Name {
		return nil, errors.New("these answers were not checked for this kind")
	}
	for _, f := range append(c.Stops(), circumstances.Findings...) {
		if f.Severity == Stop {
			return nil, &StopError{f}
		}
	}
	if c.problems > 0 {
		return nil, errors.New("answers are missing or invalid")
	}
	p := &page{
		kind: c.kind, checked: c, view: c.view(),
		date: circumstances.Date, help: circumstances.HelpLine,
		signed: !slices.ContainsFunc(circumstances.Findings, func(f Finding) bool { return f.Unsigned }),
	}
	body, err := p.execute(pageFile)
	if err != nil {
		return nil, err
	}
	language := c.kind.Language
	if sameLanguage(c.answers.Language, language) {
		language = c.answers.Language // they may name a country
	}
	return &Document{
		Title: c.kind.Title, Kind: k.Name, Language: language, Date: circumstances.Date,
		Layout: c.Layout(), Body: body,
	}, nil
}

// execute is what the template name of the kind prints.
func (p *page) execute(name string) (string, error) {
	root, err := p.kind.root.Clone()
	if err != nil {
		return "", err
	}
	p.root = root.Funcs(p.funcs())
	out := &limited{max: maxPage}
	if err := root.ExecuteTemplate(out, name, p.view); err != nil {
		return "", p.fault(err)
	}
	return tidy(out.String()), nil
}

// fault is err with its place and without its words, which may quote answers.
func (p *page) fault(err error) error {
	if errors.Is(err, errTooLong) {
		return &LoadError{[]Fault{{Position{Source: p.kind.templateSource(pageFile)}, "the page grows beyond " + strconv.Itoa(maxPage>>20) + " MB"}}}
	}
	at, _ := p.kind.templatePlace(err)
	return &LoadError{[]Fault{{at, "the template does not fit these answers"}}}
}

var errTooLong = errors.New("too long")

// limited is a buffer that takes max bytes and no more.
type limited struct {
	bytes.Buffer
	max int
}

func (l *limited) Write(b []byte) (int, error) {
	if l.Len()+len(b) > l.max {
		return 0, errTooLong
	}
	return l.Buffer.Write(b)
}
