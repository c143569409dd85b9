package main

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"amends/composer"
	"amends/composer/render"
)

type blankOptions struct {
	pageOptions
	dir          string
	people       int
	relationship string
	set          []string
}

func (o *blankOptions) addFlags(cmd *cobra.Command) {
	o.pageOptions.addFlags(cmd)
	f := cmd.Flags()
	f.StringVar(&o.dir, "out-dir", "", "a folder, `DIR`, for one file a kind; PDF unless --to says otherwise")
	f.IntVar(&o.people, "people", 0, "for how many people, `N`, a page for several is; 2 if not given")
	f.StringArrayVar(&o.set, "set", nil, "one answer that is known, `NAME=VALUE`, such as role=hurt: what is not asked after it is left out")
	f.StringVar(&o.relationship, "relationship", "", "what they are to each other, `NAME`, such as roommates")
}

func newBlankCmd(a *app) *cobra.Command {
	o := &blankOptions{}
	cmd := &cobra.Command{
		Use:   "blank KIND...",
		Short: "Make worksheets: the questions, with room to write",
		Long: `blank makes a worksheet of each kind, to print and fill in by hand. Several
kinds become one file, or one file each with --out-dir.`,
		Example: `  amends blank apology -o worksheet.pdf
  amends blank apology boundary --large-print --out-dir monday
  amends blank boundary --relationship roommates --people 3 -o house.pdf
  amends blank reflection --set role=hurt -o alone.pdf`,
		Args:              oneOrMore("a kind"),
		ValidArgsFunction: a.completeKinds,
		RunE:              func(_ *cobra.Command, args []string) error { return runBlank(a, o, args) },
	}
	o.addFlags(cmd)
	return cmd
}

func runBlank(a *app, o *blankOptions, kinds []string) error {
	if err := a.settle(&o.pageOptions); err != nil {
		return err
	}
	if o.dir != "" && o.out != "" {
		return &hintedError{usagef("-o and --out-dir do not go together"), "-o makes one file of all, --out-dir one file of each"}
	}
	var docs []*composer.Document
	for i, name := range kinds {
		if slices.Contains(kinds[:i], name) {
			return usagef("%s is named twice", name)
		}
		d, err := a.worksheet(o, name)
		if err != nil {
			return err
		}
		docs = append(docs, d)
	}
	if o.dir == "" {
		t, err := a.target(o.out, o.to, o.force)
		if err != nil {
			return err
		}
		return a.write(t, a.sheetLook(t.format, o), docs...)
	}
	targets, err := a.targetsIn(o, docs)
	if err != nil {
		return err
	}
	look := a.sheetLook(targets[0].format, o)
	for i, t := range targets {
		if err := a.write(t, look, docs[i]); err != nil {
			return err
		}
		a.say("%s", t.path)
	}
	return nil
}

// sheetLook is how worksheets look in a format: with a practice's name over
// them, and with who to call under them.
func (a *app) sheetLook(f render.Format, o *blankOptions) render.Options {
	look := a.lookIn(f, &o.pageOptions)
	if line := a.cfg.Letterhead.Line(); line != "" {
		look.Letterhead = []string{line}
	}
	look.SafetyLine = a.words.Say("paper-safety", "help", a.helpLineOnPaper())
	return look
}

func (a *app) worksheet(o *blankOptions, kind string) (*composer.Document, error) {
	k, err := a.kind(kind)
	if err != nil {
		return nil, err
	}
	given, err := a.known(k, o.set)
	if err != nil {
		return nil, err
	}
	relationship := o.relationship
	if v, ok := given.Get("relationship"); ok && relationship == "" {
		relationship = v.Text
	}
	if q := k.Question("relationship"); relationship != "" && q != nil {
		if _, ok := q.Option(relationship); !ok {
			return nil, &hintedError{usagef("%s: unknown relationship %q", kind, relationship), "it is one of " + strings.Join(values(q), ", ")}
		}
	}
	d, err := k.BlankPage(composer.Worksheet{People: o.people, Relationship: relationship, Given: given, HelpLine: a.helpLineOnPaper()})
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

// targetsIn settles the files in a folder, all of them before any is written.
func (a *app) targetsIn(o *blankOptions, docs []*composer.Document) ([]target, error) {
	to := o.to
	if to == "" {
		to = "pdf"
	}
	f, err := formatFor("", to)
	if err != nil {
		return nil, err
	}
	if err := makeDir(o.dir); err != nil {
		return nil, err
	}
	var out []target
	for _, d := range docs {
		path := filepath.Join(o.dir, strings.ReplaceAll(d.Kind, "/", "-")+f.Endings[0])
		if err := writable(path, o.force); err != nil {
			return nil, err
		}
		out = append(out, target{path: path, format: f, force: o.force})
	}
	return out, nil
}

// completeKinds offers the names of kinds to the shell.
func (a *app) completeKinds(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	names, err := composer.Kinds(a.kinds())
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}
