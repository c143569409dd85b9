package main

import (
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"amends/composer"
	"amends/composer/render"
)

// A worksheet is one page of blank or of a pack. What it holds is told to the
// library as a page of a pack, whether it stands in one or in flags.

// sheetFlags are the flags for what stands on a worksheet.
type sheetFlags struct {
	page   composer.PackPage
	goal   string
	copies []string
}

// goalLine is what --goal holds where nobody says the goal.
const goalLine = "____"

func (o *sheetFlags) addFlags(cmd *cobra.Command) {
	f, p := cmd.Flags(), &o.page
	f.IntVar(&p.Sheet.People, "people", 0, "for how many people, `N`, a page for several is; 2 if not given")
	f.StringArrayVar(&p.Set, "set", nil, "one answer that is known, `NAME=VALUE`, such as role=hurt: what is not asked after it is left out")
	f.StringVar(&p.Relationship, "relationship", "", "what they are to each other, `NAME`, such as roommates")
	f.BoolVar(&p.Sheet.Examples, "example", false, "an example from another life beside each question")
	f.IntVar(&p.Sheet.Lines, "lines", 0, "lines to write a longer answer on, `N`, from 1 to 20")
	f.BoolVar(&p.Sheet.Homework, "homework", false, "room for what to try until the next session, where the page has none")
	f.BoolVar(&p.Sheet.BringBack, "bring-back", false, "boxes for what to bring to the next session, where the page has none")
	f.StringVar(&o.goal, "goal", "", "a line for a goal of this week; --goal=`TEXT` writes it there")
	f.Lookup("goal").NoOptDefVal = goalLine
	f.StringSliceVar(&p.Sheet.FilledBy, "filled-by", nil, "who fills it in, some of `WHO`: "+strings.Join(composer.FilledBy(), ", "))
	f.StringVar(&p.For, "client", "", "a `CODE` of your own for whom it is, such as K7; no initials")
	f.StringVar(&p.Session, "session", "", "the number of the session, `N`")
	f.StringVar(&p.Next, "next", "", "when the next session is, `WHEN`, in your words")
	f.BoolVar(&p.SessionLines, "session-lines", false, "lines for client code, session and next session, to write on")
	f.StringSliceVar(&o.copies, "copies-for", nil, "a copy for each of these `CODES`, which stands on it, such as K7,M1")
	cmd.MarkFlagsMutuallyExclusive("client", "copies-for")
	complete(cmd, "filled-by", composer.FilledBy())
}

// settle is what is wrong with the flags by themselves.
func (o *sheetFlags) settle(cmd *cobra.Command) error {
	p := &o.page
	p.Sheet.AskGoal, p.Sheet.Goal = o.goal == goalLine, strings.Trim(o.goal, "_")
	if cmd.Flags().Changed("lines") && (p.Sheet.Lines < 1 || p.Sheet.Lines > composer.MaxLines) {
		return usagef("--lines is a number from 1 to %d", composer.MaxLines)
	}
	for _, who := range p.Sheet.FilledBy {
		if !slices.Contains(composer.FilledBy(), who) {
			return &hintedError{usagef("--filled-by: unknown %q", who), "it is some of " + strings.Join(composer.FilledBy(), ", ")}
		}
	}
	for i, c := range o.copies {
		if strings.TrimSpace(c) == "" || slices.Contains(o.copies[:i], c) {
			return &hintedError{usagef("--copies-for: each copy is for somebody else"), "give codes with commas between them, such as K7,M1"}
		}
	}
	return isDay(p.Date)
}

// isDay is the error of what is given as a day and is none.
func isDay(day string) error {
	if _, err := time.Parse(time.DateOnly, day); day != "" && err != nil {
		return usagef("--date is a day such as 2026-12-20")
	}
	return nil
}

// sessionLine is the line of the session over a page: all of it where any of it
// is known, the rest to write on. The label says whether it is a code. A day
// stands there only where somebody asks for it: a number tells strangers less.
func sessionLine(k *composer.Kind, p *composer.PackPage, copied bool) []render.SessionField {
	if !p.SessionLines && p.For+p.Session+p.Next+p.Date == "" {
		return nil
	}
	who := "client"
	if copied {
		who = "person"
	}
	fields := []render.SessionField{{Name: who, Value: p.For}, {Name: "number", Value: p.Session}}
	if day, err := time.Parse(time.DateOnly, p.Date); err == nil {
		fields = append(fields, render.SessionField{Name: "date", Value: k.LongDate(day)})
	}
	return append(fields, render.SessionField{Name: "next", Value: p.Next})
}

// A sheetError is what cannot be on a worksheet, and under which name it was
// asked for.
type sheetError struct {
	error
	name string
}

func (e *sheetError) Unwrap() error { return e.error }

// worksheets is the blank page of k that p asks for, and the same one in a
// second language, where that is asked for.
func (a *app) worksheets(k *composer.Kind, p *composer.PackPage) ([]*composer.Document, error) {
	d, err := a.worksheet(k, p)
	if err != nil || p.Bilingual == "" {
		return []*composer.Document{d}, err
	}
	second, err := a.secondKind(k, p.Bilingual, "")
	if err != nil {
		return nil, &sheetError{err, "bilingual"}
	}
	other, err := a.worksheet(second, p)
	return []*composer.Document{d, other}, err
}

// worksheet is the blank page of k that p asks for.
func (a *app) worksheet(k *composer.Kind, p *composer.PackPage) (*composer.Document, error) {
	sheet := p.Sheet
	var err error
	if sheet.Given, err = a.known(k, p.Set); err != nil {
		return nil, &sheetError{err, "set"}
	}
	sheet.Relationship = p.Relationship
	if v, ok := sheet.Given.Get("relationship"); ok && sheet.Relationship == "" {
		sheet.Relationship = v.Text
	}
	if q := k.Question("relationship"); sheet.Relationship != "" && q != nil {
		if _, ok := q.Option(sheet.Relationship); !ok {
			err := &hintedError{usagef("%s: unknown relationship %q", k.Name, sheet.Relationship), "it is one of " + strings.Join(values(q), ", ")}
			return nil, &sheetError{err, "relationship"}
		}
	}
	sheet.HelpLine = a.helpLineOnPaper(k.Language)
	d, err := k.BlankPage(sheet)
	if err != nil {
		return nil, usagef("%v", err)
	}
	return d, nil
}

// known is the answers of --set, each of them one that k asks for with options.
func (a *app) known(k *composer.Kind, set []string) (*composer.Answers, error) {
	out := &composer.Answers{}
	for _, s := range set {
		name, value, ok := strings.Cut(s, "=")
		q := k.Question(name)
		if !ok || q == nil {
			return nil, &hintedError{usagef("--set: %s asks for no %q", k.Name, name), "amends kinds show " + k.Name + " lists what it asks"}
		}
		if len(q.Options) == 0 && len(optionsBy(k, q)) == 0 {
			return nil, &hintedError{usagef("--set: %s is answered on the worksheet", name), "what can be set here are questions with options, such as a role"}
		}
		o, ok := q.Option(value)
		if !ok {
			return nil, &hintedError{usagef("--set: %q is no answer to %s", value, name), "it is one of " + strings.Join(values(q), ", ")}
		}
		if err := k.Set(out, name, composer.Text(o.Value, composer.Position{})); err != nil {
			return nil, usagef("--set: %v", err)
		}
	}
	return out, nil
}

// values is what files hold for the options of q.
func values(q *composer.Question) []string {
	var out []string
	for _, o := range q.Options {
		out = append(out, o.Value)
	}
	return out
}
