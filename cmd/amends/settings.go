package main

import (
	"encoding/json"
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"
)

type configOptions struct{ json bool }

func (o *configOptions) addFlags(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&o.json, "json", false, "print them as JSON")
}

func newConfigCmd(a *app) *cobra.Command {
	o := &configOptions{}
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Show each setting and where it comes from",
		Long: `config shows each setting, its value, and where that comes from: a flag, the
environment (AMENDS_PAPER and so on), .amends.yaml in this folder, your own
file, or the program itself.

Your own file is YAML:

  paper: letter                 a4 or letter
  theme: large-print            book, plain or large-print
  country: IE                   two letters, for the help lines
  accessible: true              plain numbered lines
  kinds: /home/jo/kinds         a folder with kinds of your own
  answers: /home/jo/me.yaml     answers to use where nothing else is said
  letterhead: /home/jo/lh.yaml  what stands at the top of worksheets; if not
                                given, letterhead.yaml beside this file`,
		Example: "  amends config\n  amends config --json\n  amends config letterhead",
		Args:    noArgs,
		RunE:    func(*cobra.Command, []string) error { return runConfig(a, o) },
	}
	o.addFlags(cmd)
	cmd.AddCommand(newLetterheadCmd(a))
	return cmd
}

func runConfig(a *app, o *configOptions) error {
	if o.json {
		return json.NewEncoder(a.out).Encode(a.cfg.Origins)
	}
	w := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	for _, s := range a.cfg.Origins {
		value := s.Value
		if value == "" {
			value = "(none)"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", s.Name, value, s.From)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(a.out, "\nYour own file: %s\n", a.userConfig())
	return err
}
