package main

import (
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// version is set by the release build.
var version = "dev"

type versionOptions struct{ json bool }

func (o *versionOptions) addFlags(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&o.json, "json", false, "print it as JSON")
}

func newVersionCmd(a *app) *cobra.Command {
	o := &versionOptions{}
	cmd := &cobra.Command{
		Use:     "version",
		Short:   "Print the version",
		Example: "  amends version",
		Args:    noArgs,
		RunE:    func(*cobra.Command, []string) error { return runVersion(a, o) },
	}
	o.addFlags(cmd)
	return cmd
}

func runVersion(a *app, o *versionOptions) error {
	v := struct {
		Version  string `json:"version"`
		Commit   string `json:"commit,omitempty"`
		Time     string `json:"time,omitempty"`
		Modified bool   `json:"modified,omitempty"`
		Go       string `json:"go"`
	}{Version: version, Go: runtime.Version()}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			switch s.Key {
			case "vcs.revision":
				v.Commit = s.Value
			case "vcs.time":
				v.Time = s.Value
			case "vcs.modified":
				v.Modified = s.Value == "true"
			}
		}
	}
	if o.json {
		return json.NewEncoder(a.out).Encode(v)
	}
	line := "amends " + v.Version
	if v.Commit != "" {
		line += " " + v.Commit[:min(12, len(v.Commit))]
		if v.Modified {
			line += " (changed since)"
		}
	}
	_, err := fmt.Fprintln(a.out, line, v.Go)
	return err
}
