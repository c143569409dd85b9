package interview

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/AlecAivazis/survey/v2"
	"github.com/AlecAivazis/survey/v2/terminal"
)

// listTemplate is how survey draws a list: the message, and the entries that
// there is room for. There are no words in it. It serves choices and multis,
// as survey measures the one by the template of the other.
const listTemplate = `
{{- define "option"}}
{{- if eq .SelectedIndex .CurrentIndex}}> {{else}}  {{end}}
{{- if eq (printf "%T" .) "survey.MultiSelectTemplateData"}}{{if index .Checked .CurrentOpt.Index}}[x] {{else}}[ ] {{end}}{{end}}
{{- .CurrentOpt.Value}}
{{end}}
{{- .Message}}
{{range $i, $o := .PageEntries}}{{template "option" $.IterateOption $i $o}}{{end}}`

// setTemplates gives survey our template; it knows no other way.
var setTemplates = sync.OnceFunc(func() {
	survey.SelectQuestionTemplate, survey.MultiSelectQuestionTemplate = listTemplate, listTemplate
})

// The parts of survey that draw lists, with nothing left on the screen: what
// was chosen may have to be looked at before it is an answer.
type (
	oneOf  struct{ survey.Select }
	someOf struct{ survey.MultiSelect }
)

// Cleanup takes the list off the screen.
func (o *oneOf) Cleanup(*survey.PromptConfig, any) error { return o.Render("", nil) }

// Cleanup takes the list off the screen.
func (s *someOf) Cleanup(*survey.PromptConfig, any) error { return s.Render("", nil) }

// ask lets survey draw the list and returns the places of the chosen entries.
func (l *list) ask() (chosen []int, err error) {
	setTemplates()
	l.width, l.height = l.f.tty.size()
	message := l.message()
	options, heights := make([]string, len(l.entries)), make([]int, len(l.entries))
	for i := range l.entries {
		options[i], heights[i] = l.entry(i)
	}
	page := fit(heights, l.height-2-strings.Count(message, "\n"))
	every := func(string, string, int) bool { return true } // what is typed is no filter

	err = l.f.tty.run(l.ctx, l, func(stdio terminal.Stdio) error {
		opts := []survey.AskOpt{
			survey.WithStdio(stdio.In, stdio.Out, stdio.Err), survey.WithShowCursor(true), survey.WithFilter(every),
			survey.WithPageSize(page), survey.WithRemoveSelectAll(), survey.WithRemoveSelectNone(),
		}
		if l.p.Form == FormChoice {
			one := 0
			prompt := &oneOf{survey.Select{Message: message, Options: options, Default: l.at}}
			err := survey.AskOne(prompt, &one, opts...)
			chosen = []int{one}
			return l.tidy(err, prompt.Render)
		}
		l.restart()
		prompt := &someOf{survey.MultiSelect{Message: message, Options: options, Default: l.places()}}
		err := survey.AskOne(prompt, &chosen, opts...)
		return l.tidy(err, prompt.Render)
	})
	if err != nil {
		return nil, err
	}
	return chosen, nil
}

// fit is how many entries fit into so many rows, whichever stand there.
func fit(heights []int, rows int) int {
	page := len(heights)
	for from := range heights {
		sum := 0
		for n, h := range heights[from:] {
			if sum += h; sum > rows {
				page = min(page, n)
				break
			}
		}
	}
	return max(page, 1)
}

// tidy takes the list off the screen where survey did not come to do it.
func (l *list) tidy(err error, render func(string, any) error) error {
	if err != nil {
		l.queue = nil
		render("", nil) //nolint:errcheck // the error that led here is the one to tell
	}
	return err
}

// restart brings survey's multi, which begins at its first entry, to where the
// person was.
func (l *list) restart() {
	at := l.at
	l.at = 0
	l.move(at)
}

// places is the marked entries.
func (l *list) places() []int {
	var places []int
	for i, marked := range l.marked {
		if marked {
			places = append(places, i)
		}
	}
	slices.Sort(places)
	return places
}

// message is the question and what the keys do.
func (l *list) message() string {
	key, enter := "forms-choice"+keysOf, ""
	if l.p.Form == FormMulti {
		key = "forms-multi" + keysOf
		if l.p.Now == "" && l.p.Default == "" {
			enter = l.p.Enter
		}
	}
	return strings.Join(l.f.head(l.p, l.width-1, enter, l.f.words.Say(key)), "\n")
}

// entry is one entry as survey shall draw it, and how many rows it takes. It
// has no line ends, which survey could not count: the rows of a long entry are
// filled up to the screen's edge, where the terminal goes on in the next.
func (l *list) entry(i int) (text string, rows int) {
	mark, number := 2, ""
	if l.p.Form == FormMulti {
		mark += 4
	}
	if n := i - l.options + 1; n >= 1 && n <= l.numbered() {
		number = strconv.Itoa(n) + ". "
	}
	lines := wrapped(l.entries[i].label, l.width-mark-len(number)-2)
	margin := strings.Repeat(" ", mark+len(number))
	for n, line := range lines {
		lines[n] = margin + line
		if n < len(lines)-1 {
			lines[n] += strings.Repeat(" ", max(l.width-cells(lines[n]), 0))
		}
	}
	return number + strings.Join(lines, "")[len(margin):], len(lines)
}
