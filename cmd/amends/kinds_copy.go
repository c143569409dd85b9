package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/kballard/go-shellquote"
	"github.com/spf13/cobra"

	"amends/composer"
)

func newKindsCopyCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "copy KIND DIR",
		Short: "Copy a kind into a folder, to make it your own",
		Long: `copy writes the files of a kind into a new folder. The folder's name is the
name of your kind; give the folder that it lies in with --kinds, or write it
into your settings. A kind of yours that has the name of a built-in one is
taken in its place.`,
		Example: `  amends kinds copy apology mine/apology
  amends new apology --kinds mine`,
		Args: exactly(2, "a kind and a folder"),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
			if len(args) == 0 {
				return a.completeKinds(cmd, args, begun)
			}
			return nil, cobra.ShellCompDirectiveFilterDirs
		},
		Annotations: exits("0 done, 2 wrong usage or other trouble"),
		RunE:        func(_ *cobra.Command, args []string) error { return runKindsCopy(a, args[0], args[1]) },
	}
}

// runKindsCopy copies the files of a kind; none of them is written where the
// folder holds anything already.
func runKindsCopy(a *app, name, dir string) error {
	if _, err := a.kind(name); err != nil {
		var load *composer.LoadError
		if !errors.As(err, &load) { // a broken kind may be copied, to mend it
			return err
		}
	}
	entries, err := os.ReadDir(dir)
	switch {
	case err == nil && len(entries) > 0:
		return &hintedError{usagef("%s is not empty", dir), "name a folder that is not there yet"}
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s: %w", dir, reason(err))
	}
	kinds, err := fs.Sub(a.kinds(), name)
	if err != nil {
		return err
	}
	files := map[string][]byte{}
	err = fs.WalkDir(kinds, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if info, err := fs.Stat(a.kinds(), filepath.ToSlash(filepath.Join(name, path))); err != nil || !info.Mode().IsRegular() {
			return fmt.Errorf("%s: %w", path, cmp.Or(err, errors.New("not a regular file")))
		}
		text, err := fs.ReadFile(kinds, path)
		files[path] = text
		return err
	})
	if err != nil {
		return err
	}
	for path, text := range files {
		to := filepath.Join(dir, filepath.FromSlash(path))
		if err := makeDir(filepath.Dir(to)); err != nil {
			return err
		}
		if err := writeFile(to, text, false); err != nil {
			return err
		}
	}
	whole, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	a.say("%s", a.words.Say("kinds-copied", "file", filepath.Join(dir, "kind.yaml"), "kind", shellquote.Join(filepath.Base(whole)), "dir", shellquote.Join(filepath.Dir(dir))))
	return nil
}
