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
	sheetFlags
	dir    string
	duplex bool
}

func (o *blankOptions) addFlags(cmd *cobra.Command) {
	o.pageOptions.addFlags(cmd)
	o.sheetFlags.addFlags(cmd)
	f := cmd.Flags()
	f.Lookup("date").Usage = "the `DAY` of the session, such as 2026-12-20; none if not given"
	f.StringVar(&o.dir, "out-dir", "", "a folder, `DIR`, for one file a kind; PDF unless --to says otherwise")
	f.BoolVar(&o.duplex, "duplex", false, "for paper printed on both sides: each person's copy begins a sheet")
}

func newBlankCmd(a *app) *cobra.Command {
	o := &blankOptions{}
	cmd := &cobra.Command{
		Use:   "blank KIND...",
		Short: "Make worksheets: the questions, with room to write",
		Long: `blank makes a worksheet of each kind, to print and fill in by hand. Several
kinds become one file, or one file each with --out-dir. For pages of several
people there is amends pack.`,
		Example: `  amends blank apology -o worksheet.pdf
  amends blank apology boundary --large-print --out-dir monday
  amends blank boundary --relationship roommates --people 3 -o house.pdf
  amends blank boundary --fillable -o boundary.pdf
  amends blank reflection --set role=hurt -o alone.pdf
  amends blank checkin --client K7 --session 5 --homework -o checkin.pdf
  amends blank timeout --copies-for K7,M1 --example -o copies.pdf`,
		Args:              oneOrMore("a kind"),
		ValidArgsFunction: a.completeKinds,
		Annotations:       exits("0 done, 2 wrong usage or other trouble"),
		RunE:              func(cmd *cobra.Command, args []string) error { return runBlank(cmd, a, o, args) },
	}
	o.addFlags(cmd)
	return cmd
}

// A copied is the worksheet of one kind for one person, in one language or in
// two.
type copied struct {
	docs []*composer.Document
	own  render.Own
}

func runBlank(cmd *cobra.Command, a *app, o *blankOptions, kinds []string) error {
	if err := a.settle(&o.pageOptions); err != nil {
		return err
	}
	if err := a.cfg.Letterhead.readLogo(); err != nil {
		return err
	}
	o.page.Date, o.page.Bilingual = o.date, o.bilingual
	if err := o.sheetFlags.settle(cmd); err != nil {
		return err
	}
	if o.dir != "" && o.out != "" {
		return &hintedError{usagef("-o and --out-dir do not go together"), "-o makes one file of all, --out-dir one file of each"}
	}
	sheets := make([][]copied, len(kinds)) // by kind, then by person
	var together []string                  // the kinds before which each is seen alone
	for i, name := range kinds {
		if slices.Contains(kinds[:i], name) {
			return usagef("%s is named twice", name)
		}
		k, err := a.kindIn(name, composer.Languages{Page: a.sheetLanguage()})
		if err != nil {
			return o.meant(name, err)
		}
		if sheets[i], err = a.copies(o, k); err != nil {
			return err
		}
		if k.AloneFirst && len(sheets[i][0].own.Session) > 0 {
			together = append(together, name)
		}
	}
	if o.dir == "" {
		t, err := a.target(o.out, o.to, o.force)
		if err != nil {
			return err
		}
		o.watch(a, together)
		var each []copied
		for n := range sheets[0] {
			for _, s := range sheets {
				each = append(each, s[n])
			}
		}
		return a.writeSheets(t, a.sheetLook(t.format, &o.pageOptions), each, o.duplex, len(kinds))
	}
	targets, err := a.targetsIn(o, kinds)
	if err != nil {
		return err
	}
	o.watch(a, together)
	look := a.sheetLook(targets[0].format, &o.pageOptions)
	for i, t := range targets {
		if err := a.writeSheets(t, look, sheets[i], o.duplex, 1); err != nil {
			return err
		}
		a.say("%s", t.path)
	}
	return nil
}

// meant is err, or that a goal was meant where a kind was named.
func (o *blankOptions) meant(kind string, err error) error {
	if strings.Contains(kind, " ") && o.goal == goalLine {
		return &hintedError{usagef("there is no kind of this name"), "a goal is written behind an equals sign: --goal=\"I listen to the end\""}
	}
	return err
}

// copies is the worksheet of a kind, once for each person who gets one.
func (a *app) copies(o *blankOptions, k *composer.Kind) ([]copied, error) {
	docs, err := a.worksheets(k, &o.page)
	if err != nil {
		return nil, err
	}
	if len(o.sheetFlags.copies) == 0 {
		return []copied{{docs, render.Own{Session: sessionLine(k, &o.page, false)}}}, nil
	}
	var out []copied
	for _, who := range o.sheetFlags.copies {
		p := o.page
		p.For = strings.TrimSpace(who)
		out = append(out, copied{docs, render.Own{Session: sessionLine(k, &p, true)}})
	}
	return out, nil
}

// watch says what on the pages could tell who somebody is, and which of them
// come after each person was seen alone.
func (o *blankOptions) watch(a *app, together []string) {
	names := map[string]string{"for": "--client", "session": "--session", "next": "--next", "goal": "--goal"}
	texts := givens(&o.page, func(name string) string { return names[name] })
	for _, who := range o.sheetFlags.copies {
		texts = append(texts, given{"--copies-for", strings.TrimSpace(who), true})
	}
	a.watch(texts)
	a.seenAlone(together)
}

// writeSheets writes worksheets as one file. Where paper is printed on both
// sides, each group of n begins a sheet.
func (a *app) writeSheets(t target, look render.Options, sheets []copied, duplex bool, n int) error {
	var docs []*composer.Document
	for i, s := range sheets {
		s.own.NewSheet = duplex && i%n == 0
		docs, look.Own = append(docs, s.docs...), append(look.Own, a.around(s.docs, s.own, true)...)
	}
	return a.write(t, look, docs...)
}

// sheetLook is how worksheets look in a format: with a practice's name over
// them, and with who to call under them.
func (a *app) sheetLook(f render.Format, o *pageOptions) render.Options {
	look := a.lookIn(f, o)
	look.Letterhead = a.cfg.Letterhead.Letterhead
	look.SafetyLine = a.safetyLine(a.sheetLanguage())
	return look
}

// targetsIn settles the files in a folder, all of them before any is written.
func (a *app) targetsIn(o *blankOptions, kinds []string) ([]target, error) {
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
	for _, kind := range kinds {
		path := filepath.Join(o.dir, flatName(kind)+f.Endings[0])
		if err := writable(path, o.force); err != nil {
			return nil, err
		}
		out = append(out, target{path: path, format: f, force: o.force})
	}
	return out, nil
}

// flatName is the name of a kind as a file's.
func flatName(kind string) string { return strings.ReplaceAll(kind, "/", "-") }

// completeKinds offers the names of kinds to the shell.
func (a *app) completeKinds(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	names, err := composer.Kinds(a.kinds())
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}
