package interview

import (
	"slices"
	"strconv"
	"strings"
)

// draw is the lines of a prompt: the question, what may be answered, and what
// Enter does.
func (l *Plain) draw(p Prompt) []string {
	var out []string
	if !l.told["plain-keys"] && p.Form != FormPause {
		l.told["plain-keys"] = true
		out = append(out, l.words.Say("plain-keys"))
	}
	out = append(out, "\n"+l.question(p))
	if p.Form == FormPause {
		return out
	}
	out = append(out, l.begin(p))
	out = append(out, l.options(p)...)
	if p.Form == FormText {
		out = append(out, l.words.Say("plain-text"))
	}
	return append(out, l.enter(p))
}

func (l *Plain) question(p Prompt) string {
	if p.Of == 0 {
		return p.Text
	}
	return l.words.Say("plain-place", "text", p.Text, "n", strconv.Itoa(p.Number), "of", strconv.Itoa(p.Of))
}

// begin is the words that the answer may begin with.
func (l *Plain) begin(p Prompt) string {
	if len(p.Starters) == 0 {
		return ""
	}
	var all []string
	for _, s := range p.Starters {
		all = append(all, l.words.Say("plain-begin-one", "starter", s))
	}
	return l.words.Say("plain-begin", "starters", strings.Join(all, l.words.Say("plain-begin-or")))
}

func (l *Plain) options(p Prompt) []string {
	if len(p.Options) == 0 {
		return nil
	}
	var out []string
	for i, o := range p.Options {
		key := "plain-option"
		if o.Hint != "" {
			key = "plain-option-hint"
		}
		out = append(out, l.words.Say(key, "n", strconv.Itoa(i+1), "label", o.Label, "hint", o.Hint))
	}
	key := "plain-choose"
	if p.Form == FormMulti {
		key += "-some"
	}
	if p.Other {
		return append(out, l.words.Say(key+"-other"))
	}
	if !l.told[key] { // said each time, it would be most of what one hears
		l.told[key] = true
		out = append(out, l.words.Say(key))
	}
	return out
}

// enter is what an empty line does.
func (l *Plain) enter(p Prompt) string {
	var out []string
	switch {
	case p.Now != "":
		out = append(out, l.words.Say("plain-now", "answer", p.Now), l.words.Say("plain-now-enter"))
	case p.Default != "":
		out = append(out, l.words.Say("plain-default", "answer", p.Default))
	case p.Enter != "":
		out = append(out, p.Enter)
	}
	if p.Clear {
		out = append(out, l.words.Say("plain-clear"))
	}
	return strings.Join(out, "\n")
}

// help is what is said for ?, and the question again.
func (l *Plain) help(p Prompt) []string {
	out := []string{p.Help}
	if p.Example != "" {
		out = append(out, l.words.Say("for-example", "example", p.Example))
	}
	if p.Help == "" && p.Example == "" {
		out = append(out, l.words.Say("plain-help-none"))
	}
	return append(out, l.words.Say("plain-keys"), l.question(p))
}

func (l *Plain) helpLines(p Prompt) string {
	if p.HelpLines == "" {
		return l.words.Say("help-lines-none")
	}
	return p.HelpLines
}

// read is what a line says to p. A number is an option's; ok is false where
// there is no such number. What is no number may be a value, a label or a
// person's own words: who asks knows.
func (p Prompt) read(line string) (reply Reply, ok bool) {
	switch p.Form {
	case FormChoice:
		text, ok := p.option(line)
		return Reply{Text: text}, ok
	case FormMulti:
		values, ok := p.some(line)
		return Reply{Values: values}, ok
	}
	return Reply{Text: line}, true
}

func (p Prompt) option(text string) (string, bool) {
	text = strings.TrimSpace(text)
	n, err := strconv.Atoi(strings.TrimRight(text, ".)"))
	if err != nil {
		return optionValue(p.Options, text), true
	}
	if n < 1 || n > len(p.Options) {
		return "", false
	}
	return p.Options[n-1].Value, true
}

// some is the options in a line: numbers with spaces or commas between, or
// values, labels and own words with commas.
func (p Prompt) some(line string) ([]string, bool) {
	if hasOption(p.Options, line) {
		return []string{optionValue(p.Options, line)}, true
	}
	words := strings.Split(line, ",")
	if fields := strings.FieldsFunc(line, func(r rune) bool { return r == ',' || r == ' ' }); allNumbers(fields) {
		words = fields
	}
	var out []string
	for _, w := range words {
		if strings.TrimSpace(w) == "" {
			continue
		}
		value, ok := p.option(w)
		if !ok {
			return nil, false
		}
		if !slices.Contains(out, value) {
			out = append(out, value)
		}
	}
	return out, len(out) > 0
}

func allNumbers(words []string) bool {
	return !slices.ContainsFunc(words, func(w string) bool {
		_, err := strconv.Atoi(strings.TrimRight(w, ".)"))
		return err != nil
	})
}
