package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"amends/composer"
	"amends/templates"
)

type kindsLintOptions struct {
	json     bool
	language string // what is looked for; all that is wrong if empty
}

func newKindsLintCmd(a *app) *cobra.Command {
	o := &kindsLintOptions{}
	cmd := &cobra.Command{
		Use:   "lint [DIR]",
		Short: "Look for faults in kinds of your own",
		Long: `lint looks through a kind, or through a folder of kinds, and lists every
fault with its file, line and column: names that nothing knows, templates that
do not fit the questions, questions without help or example, answers that are
used nowhere, options that nobody can choose.

With --language it lists what is not said in that language yet, in the kinds of
the folder or, without one, in the built-in ones.`,
		Example: `  amends kinds lint mine
  amends kinds lint mine/thanks
  amends kinds lint --language es`,
		Args:        atMostOne("a folder"),
		Annotations: exits("0 no fault, 1 faults, 2 wrong usage or other trouble"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("language") {
				o.language = a.cfg.Language
			}
			return runKindsLint(a, o, args)
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveFilterDirs
		},
	}
	cmd.Flags().BoolVar(&o.json, "json", false, "print the faults as JSON")
	return cmd
}

// runKindsLint lists the faults of the kind in a folder, or of all kinds in it;
// of the built-in ones where there is no folder.
func runKindsLint(a *app, o *kindsLintOptions, dirs []string) error {
	var kinds fs.FS = templates.FS
	var root string
	var names []string
	var err error
	switch {
	case len(dirs) > 0:
		if root, names, err = kindsIn(dirs[0]); err == nil {
			kinds = overlay{os.DirFS(root), templates.FS}
		}
	case o.language != "":
		names, err = composer.Kinds(kinds)
		names = append(names, ".")
	default:
		err = &hintedError{usagef("amends kinds lint needs a folder"), "amends kinds lint --help shows how it is called"}
	}
	if err != nil {
		return err
	}
	var faults []composer.Fault
	for _, name := range names {
		found, err := o.lint(kinds, name)
		var load *composer.LoadError
		switch {
		case errors.As(err, &load): // of a file that the kinds share
			found = load.Faults
		case err != nil:
			return err
		}
		if o.language == "" {
			found = append(found, withoutCase(root, name)...)
		}
		for _, f := range found {
			f.Source = filepath.Join(root, filepath.FromSlash(f.Source))
			faults = append(faults, f)
		}
	}
	if o.json {
		out := make([]jsonFault, 0, len(faults))
		for _, f := range faults {
			out = append(out, jsonFault{f.Source, f.Line, f.Column, f.Text})
		}
		err = writeJSON(a.out, struct {
			Version int         `json:"version"`
			Kinds   []string    `json:"kinds"`
			Faults  []jsonFault `json:"faults"`
		}{1, names, out})
	} else {
		for _, f := range faults {
			if _, err = fmt.Fprintf(a.out, "%s: %s\n", f.Position, f.Text); err != nil {
				break
			}
		}
	}
	switch {
	case err != nil:
		return err
	case len(faults) > 0:
		return quietError(exitFindings)
	}
	a.say("%s", a.words.Say("kinds-no-fault", "kinds", strings.Join(slices.DeleteFunc(names, func(n string) bool { return n == "." }), ", ")))
	return nil
}

// lint is the faults of one kind.
func (o *kindsLintOptions) lint(kinds fs.FS, name string) ([]composer.Fault, error) {
	if o.language != "" {
		return composer.LintLanguage(kinds, name, o.language)
	}
	return composer.Lint(kinds, name)
}

type jsonFault struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Message string `json:"message"`
}

// kindsIn is the folder that kinds lie in and their names: dir and all kinds
// there, or the folder around dir and the one kind that dir is.
func kindsIn(dir string) (root string, names []string, err error) {
	info, err := os.Stat(dir)
	switch {
	case err != nil:
		return "", nil, fmt.Errorf("%s: %w", dir, reason(err))
	case !info.IsDir():
		return "", nil, &hintedError{usagef("%s is a file", dir), "name the folder that it lies in"}
	}
	if _, err := os.Stat(filepath.Join(dir, "kind.yaml")); err == nil {
		whole, err := filepath.Abs(dir)
		if err != nil {
			return "", nil, err
		}
		root := filepath.Dir(filepath.Clean(dir))
		if filepath.Clean(dir) == "." {
			root = ".."
		}
		return root, []string{filepath.Base(whole)}, nil
	}
	names, err = composer.Kinds(os.DirFS(dir))
	if err == nil && len(names) == 0 {
		err = &hintedError{usagef("there is no kind in %s", dir), "a kind is a folder with a file kind.yaml"}
	}
	return dir, names, err
}

// withoutCase is a fault for a built-in kind that no case is about: one whose
// folder lies beside a testdata/documents.
func withoutCase(root, kind string) []composer.Fault {
	cases := os.DirFS(filepath.Join(root, "..", "testdata"))
	if _, err := fs.Stat(cases, "documents"); err != nil {
		return nil
	}
	name := "documents/" + strings.ReplaceAll(kind, "/", "-") + "-*.txtar"
	if found, err := fs.Glob(cases, name); err == nil && len(found) > 0 {
		return nil
	}
	at := composer.Position{Source: path.Join(kind, "kind.yaml"), Line: 1, Column: 1}
	return []composer.Fault{{Position: at, Text: "there is no case for this kind: testdata/" + name}}
}
