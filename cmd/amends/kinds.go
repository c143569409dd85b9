package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"amends/composer"
)

type kindsOptions struct{ json bool }

func (o *kindsOptions) addFlags(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&o.json, "json", false, "print it as JSON")
}

func newKindsCmd(a *app) *cobra.Command {
	o := &kindsOptions{}
	cmd := &cobra.Command{
		Use:   "kinds [KIND]",
		Short: "List the kinds of pages, or the questions of one",
		Example: `  amends kinds
  amends kinds apology`,
		Args:              atMostOne("a kind"),
		ValidArgsFunction: a.completeKinds,
		RunE:              func(_ *cobra.Command, args []string) error { return runKinds(a, o, args) },
	}
	o.addFlags(cmd)
	return cmd
}

func runKinds(a *app, o *kindsOptions, args []string) error {
	if len(args) == 1 {
		k, err := a.kind(args[0])
		if err != nil {
			return err
		}
		if o.json {
			return writeJSON(a.out, kindJSON(k))
		}
		return a.showKind(k)
	}
	names, err := composer.Kinds(a.kinds())
	if err != nil {
		return err
	}
	var kinds []*composer.Kind
	for _, name := range names {
		k, err := a.kind(name)
		if err != nil { // a broken kind of the user's hides none of the others
			a.report(err)
			continue
		}
		kinds = append(kinds, k)
	}
	if o.json {
		out := make([]any, len(kinds))
		for i, k := range kinds {
			out[i] = kindJSON(k)
		}
		return writeJSON(a.out, out)
	}
	return a.listKinds(kinds)
}

// listKinds prints the kinds under what a person wants to do with them.
func (a *app) listKinds(kinds []*composer.Kind) error {
	var groups []string
	for _, k := range kinds {
		if !slices.Contains(groups, k.Group) {
			groups = append(groups, k.Group)
		}
	}
	var out strings.Builder
	for _, g := range groups {
		fmt.Fprintf(&out, "%s\n", g)
		for _, k := range kinds {
			if k.Group == g {
				fmt.Fprintf(&out, "  %-12s %s\n", k.Name, k.Summary)
			}
		}
		out.WriteString("\n")
	}
	fmt.Fprintf(&out, "%s\n", a.words.Say("kinds-next"))
	_, err := io.WriteString(a.out, out.String())
	return err
}

// showKind prints the questions of k: the name that files use, what it wants,
// and the question.
func (a *app) showKind(k *composer.Kind) error {
	var out strings.Builder
	fmt.Fprintf(&out, "%s: %s\n", k.Name, k.Summary)
	for _, s := range k.Sections {
		title := s.Title
		if s.Each != "" {
			title += " " + a.words.Say("kinds-each")
		}
		fmt.Fprintf(&out, "\n%s\n", k.Fill(title, &composer.Answers{}, "", 0))
		for _, q := range s.Questions {
			a.showQuestion(&out, k, q, "  ")
		}
	}
	_, err := io.WriteString(a.out, out.String())
	return err
}

func (a *app) showQuestion(out *strings.Builder, k *composer.Kind, q *composer.Question, indent string) {
	about := []string{a.words.Say("kinds-type-" + string(q.Type))}
	if q.Need == composer.Required {
		about = append(about, a.words.Say("kinds-required"))
	}
	if q.NeverKept {
		about = append(about, a.words.Say("kinds-never-kept"))
	}
	if q.Private {
		about = append(about, a.words.Say("kinds-private"))
	}
	ask := k.Fill(q.Ask, &composer.Answers{}, "", 0)
	if q.Per != "" {
		about = append(about, a.words.Say("kinds-per", "question", q.Per))
		ask = strings.ReplaceAll(ask, "{topic}", "…")
	}
	fmt.Fprintf(out, "%s%s (%s)\n", indent, q.Name, strings.Join(about, ", "))
	fmt.Fprintf(out, "%s    %s\n", indent, ask)
	for _, o := range q.Options {
		fmt.Fprintf(out, "%s      %s: %s\n", indent, o.Value, o.Label)
	}
	for _, r := range optionsBy(k, q) {
		fmt.Fprintf(out, "%s      %s\n", indent, a.words.Say("kinds-options-by", "relationship", r.relationship, "values", strings.Join(r.values, ", ")))
	}
	for i := range q.Fields {
		a.showQuestion(out, k, &q.Fields[i], indent+"    ")
	}
}

// optionsOf is the values to choose from in one relationship.
type optionsOf struct {
	relationship string
	values       []string
}

// optionsBy is the options of a question that has them only in some
// relationships.
func optionsBy(k *composer.Kind, q *composer.Question) []optionsOf {
	relationship := k.Question("relationship")
	if len(q.Options) > 0 || relationship == nil {
		return nil
	}
	var out []optionsOf
	for _, r := range relationship.Options {
		if own := k.For(r.Value).Question(q.Name); own != nil && len(own.Options) > 0 {
			out = append(out, optionsOf{r.Value, values(own)})
		}
	}
	return out
}

type jsonQuestion struct {
	Name    string              `json:"name"`
	Ask     string              `json:"ask"`
	Type    string              `json:"type"`
	Need    string              `json:"need"`
	Each    string              `json:"each,omitempty"`
	Per     string              `json:"per,omitempty"`
	Options []jsonOption        `json:"options,omitempty"`
	By      map[string][]string `json:"options_by_relationship,omitempty"`
	Fields  []jsonQuestion      `json:"questions,omitempty"`
}

type jsonOption struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

// kindJSON is k as "kinds --json" prints it.
func kindJSON(k *composer.Kind) any {
	var questions []jsonQuestion
	for _, s := range k.Sections {
		for _, q := range s.Questions {
			questions = append(questions, questionJSON(k, q, s.Each))
		}
	}
	return struct {
		Name      string         `json:"name"`
		Version   int            `json:"version"`
		Title     string         `json:"title"`
		Summary   string         `json:"summary"`
		Group     string         `json:"group"`
		Questions []jsonQuestion `json:"questions"`
	}{k.Name, k.Version, k.Title, k.Summary, k.Group, questions}
}

func questionJSON(k *composer.Kind, q *composer.Question, each string) jsonQuestion {
	out := jsonQuestion{
		Name: q.Name, Ask: k.Fill(q.Ask, &composer.Answers{}, "", 0), Type: string(q.Type), Need: string(q.Need), Each: each, Per: q.Per,
	}
	for _, r := range optionsBy(k, q) {
		if out.By == nil {
			out.By = map[string][]string{}
		}
		out.By[r.relationship] = r.values
	}
	for _, o := range q.Options {
		out.Options = append(out.Options, jsonOption{o.Value, o.Label})
	}
	for i := range q.Fields {
		out.Fields = append(out.Fields, questionJSON(k, &q.Fields[i], ""))
	}
	return out
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
