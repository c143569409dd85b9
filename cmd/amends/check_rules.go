package main

import (
	"cmp"
	"io"
	"slices"
	"strings"

	"amends/composer"
	"amends/composer/check"
)

// runRules lists the rules.
func runRules(a *app, format checkFormat, files []string) error {
	switch {
	case len(files) > 0:
		return &hintedError{usagef("--rules reads no file"), "leave the files out, or leave --rules out"}
	case format.name == "json":
		return writeJSON(a.out, rulesJSON(a.checker(a.languageOfText("")).Rules()))
	case format.name != checkFormats[0].name:
		return usagef("--rules lists them as text or json, and not as %s", format.name)
	}
	return a.listRules(a.checker(a.talk()).Rules())
}

// listRules prints the rules under the kinds they serve, the gravest first.
func (a *app) listRules(rules []*check.Rule) error {
	groups := map[string][]*check.Rule{}
	var kinds []string
	for _, r := range rules {
		name := strings.Join(r.Kinds, ", ")
		if groups[name] == nil {
			kinds = append(kinds, name)
		}
		groups[name] = append(groups[name], r)
	}
	slices.Sort(kinds)
	var out strings.Builder
	for _, name := range kinds {
		out.WriteString(name + "\n")
		slices.SortStableFunc(groups[name], func(a, b *check.Rule) int { return cmp.Compare(gravest(b), gravest(a)) })
		for _, r := range groups[name] {
			severity := strings.Join(severitiesOf(r), ", ")
			if r.Protects() {
				severity += ", " + a.words.Say("rules-help-lines")
			}
			out.WriteString("  " + r.ID + " (" + severity + ")\n      " + r.Name + "\n      " + strings.Join(r.Sources, "; ") + "\n")
		}
		out.WriteString("\n")
	}
	out.WriteString(a.words.Say("rules-next") + "\n")
	_, err := io.WriteString(a.out, out.String())
	return err
}

// gravest is how much a finding of r can matter.
func gravest(r *check.Rule) composer.Severity { return slices.Max(r.Severities) }

// severitiesOf is how much the findings of r can matter, the gravest first.
func severitiesOf(r *check.Rule) []string {
	var out []string
	for _, s := range r.Severities {
		out = append(out, s.String())
	}
	return out
}

type jsonRule struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Kinds    []string `json:"kinds"`
	Fields   []string `json:"fields,omitempty"` // the answers it looks at; all if there are none here
	Severity string   `json:"severity"`         // the gravest
	All      []string `json:"severities"`       // of its patterns, the gravest first
	Safety   string   `json:"safety,omitempty"`
	Unsigned bool     `json:"unsigned,omitempty"`
	Protects bool     `json:"protects,omitempty"` // what it finds cannot be allowed
	Message  string   `json:"message"`
	Advice   string   `json:"advice"`
	Sources  []string `json:"sources"`
	Fires    []string `json:"fires"`
	Silent   []string `json:"silent"`
}

// rulesJSON is all that is known of the rules.
func rulesJSON(rules []*check.Rule) any {
	out := struct {
		Version int        `json:"version"`
		Rules   []jsonRule `json:"rules"`
	}{1, []jsonRule{}}
	for _, r := range rules {
		out.Rules = append(out.Rules, jsonRule{
			r.ID, r.Name, r.Kinds, r.Fields, gravest(r).String(), severitiesOf(r), string(r.Safety), r.Unsigned, r.Protects(),
			r.Message, r.Advice, r.Sources, r.Fires, r.Silent,
		})
	}
	return out
}
