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

type kindsOptions struct {
	json         bool
	search       string
	relationship string
}

func (o *kindsOptions) addFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.BoolVar(&o.json, "json", false, "print it as JSON")
	f.StringVar(&o.search, "search", "", "only kinds in which all these `WORDS` stand: in the name, the summary or a question")
	f.StringVar(&o.relationship, "relationship", "", "the kinds for people who are this to each other, `NAME`, such as roommates; those that fit best come first")
}

func newKindsCmd(a *app) *cobra.Command {
	o := &kindsOptions{}
	cmd := &cobra.Command{
		Use:   "kinds [KIND]",
		Short: "List the kinds of pages, or the questions of one",
		Long: `kinds lists what amends can make, under what a person wants to do. Kinds of
your own are folders: copy one, change it, and look it through with lint.`,
		Example: `  amends kinds
  amends kinds --search "say sorry"
  amends kinds --relationship roommates
  amends kinds show apology`,
		Args:              atMostOne("a kind"),
		ValidArgsFunction: a.completeKinds,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 1 {
				return runKindsShow(a, args[0], o.json)
			}
			return runKinds(a, o)
		},
	}
	o.addFlags(cmd)
	cmd.AddCommand(newKindsShowCmd(a), newKindsCopyCmd(a), newKindsLintCmd(a))
	return cmd
}

type kindsShowOptions struct {
	json, answers     bool
	relationship, out string
	force             bool
}

func (o *kindsShowOptions) addFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.BoolVar(&o.json, "json", false, "print it as JSON")
	f.BoolVar(&o.answers, "answers", false, "write an answers file to fill in with an editor")
	f.StringVar(&o.relationship, "relationship", "", "with --answers: what the people are to each other, `NAME`, such as roommates")
	f.StringVarP(&o.out, "output", "o", "", "with --answers: the `FILE`; standard output if not given")
	f.BoolVar(&o.force, "force", false, "with --answers: write over a file that is there")
	cmd.MarkFlagsMutuallyExclusive("answers", "json")
}

func newKindsShowCmd(a *app) *cobra.Command {
	o := &kindsShowOptions{}
	cmd := &cobra.Command{
		Use:   "show KIND",
		Short: "Print the questions of a kind, or a file to answer them in",
		Long: `show prints the questions of a kind, with the names that files use.

With --answers it writes an answers file to fill in with an editor: each
question with its help, what can be chosen, and an example behind #.`,
		Example: `  amends kinds show boundary
  amends kinds show apology --answers -o apology.yaml
  amends kinds show boundary --answers --relationship roommates -o house.yaml`,
		Args:              exactly(1, "a kind"),
		ValidArgsFunction: a.completeKinds,
		RunE: func(_ *cobra.Command, args []string) error {
			switch {
			case o.answers:
				return runKindsAnswers(a, o, args[0])
			case o.out != "" || o.relationship != "" || o.force:
				return &hintedError{usagef("-o, --force and --relationship belong to --answers"), "amends kinds show --help shows how it is called"}
			}
			return runKindsShow(a, args[0], o.json)
		},
	}
	o.addFlags(cmd)
	return cmd
}

func runKindsShow(a *app, name string, asJSON bool) error {
	k, err := a.kind(name)
	if err != nil {
		return err
	}
	if asJSON {
		return writeJSON(a.out, kindJSON(k))
	}
	return a.showKind(k)
}

func runKinds(a *app, o *kindsOptions) error {
	kinds, err := a.everyKind()
	if err != nil {
		return err
	}
	if o.relationship != "" {
		r, err := a.relationship(o.relationship)
		if err != nil {
			return err
		}
		kinds = offeredTo(r, kinds)
	}
	if o.search != "" {
		kinds = slices.DeleteFunc(kinds, func(k *composer.Kind) bool { return !mentions(k, o.search) })
		if len(kinds) == 0 && !o.json {
			return &hintedError{usagef("no kind has these words"), "amends kinds lists them all"}
		}
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

// everyKind is all kinds without a fault, in the order of their groups. One of
// the user's that has faults is reported, and hides none of the others.
func (a *app) everyKind() ([]*composer.Kind, error) {
	names, err := composer.Kinds(a.kinds())
	if err != nil {
		return nil, err
	}
	groups, err := composer.Groups(a.kinds(), a.pageLanguage())
	if err != nil {
		return nil, err
	}
	var kinds []*composer.Kind
	for _, name := range names {
		k, err := a.kind(name)
		if err != nil {
			a.report(err)
			continue
		}
		if !slices.Contains(groups, k.Group) {
			groups = append(groups, k.Group)
		}
		kinds = append(kinds, k)
	}
	slices.SortStableFunc(kinds, func(k, l *composer.Kind) int {
		return slices.Index(groups, k.Group) - slices.Index(groups, l.Group)
	})
	return kinds, nil
}

// relationship is the relationship of this name.
func (a *app) relationship(name string) (composer.Relationship, error) {
	all, err := composer.Relationships(a.kinds(), a.pageLanguage())
	if err != nil {
		return composer.Relationship{}, err
	}
	var names []string
	for _, r := range all {
		if r.Name == name {
			return r, nil
		}
		names = append(names, r.Name)
	}
	return composer.Relationship{}, &hintedError{usagef("unknown relationship %q", name), "it is one of " + strings.Join(names, ", ")}
}

// offeredTo is the kinds that are offered to people in a relationship: first
// those that fit best, then the others in their order.
func offeredTo(r composer.Relationship, kinds []*composer.Kind) []*composer.Kind {
	var out []*composer.Kind
	for _, name := range r.First {
		if i := slices.IndexFunc(kinds, func(k *composer.Kind) bool { return k.Name == name }); i >= 0 {
			out = append(out, kinds[i])
		}
	}
	for _, k := range kinds {
		if !slices.Contains(r.First, k.Name) && !slices.Contains(r.Leave, k.Name) {
			out = append(out, k)
		}
	}
	return out
}

// mentions reports whether every word stands somewhere in what k says of
// itself or asks.
func mentions(k *composer.Kind, words string) bool {
	text := []string{k.Name, k.Title, k.Summary, k.Group}
	for _, s := range k.Sections {
		text = append(text, s.Title)
		for _, q := range s.Questions {
			text = append(text, q.Ask, q.Help)
		}
	}
	all := strings.ToLower(strings.Join(text, " "))
	return !slices.ContainsFunc(strings.Fields(strings.ToLower(words)), func(w string) bool { return !strings.Contains(all, w) })
}

// listKinds prints the kinds under what a person wants to do with them.
func (a *app) listKinds(kinds []*composer.Kind) error {
	var groups []string
	width := 0
	for _, k := range kinds {
		if !slices.Contains(groups, k.Group) {
			groups = append(groups, k.Group)
		}
		width = max(width, len(k.Name))
	}
	var out strings.Builder
	for _, g := range groups {
		fmt.Fprintf(&out, "%s\n", g)
		for _, k := range kinds {
			if k.Group == g {
				fmt.Fprintf(&out, "  %-*s  %s\n", width, k.Name, k.Summary)
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
