package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"amends/composer"
	"amends/composer/render"
)

// A target is where a document goes and in which format.
type target struct {
	path   string // "-" for standard output
	format render.Format
	force  bool
}

// target settles what can be known before any question: the format, the
// folder, and whether a file would be written over.
func (a *app) target(path, to string, force bool) (target, error) {
	t := target{path: path, force: force}
	if path == "" {
		t.path = "-"
	}
	f, err := formatFor(path, to)
	if err != nil {
		return t, err
	}
	t.format = f
	if t.path == "-" {
		if f.Binary && isTerminal(a.out) {
			return t, &hintedError{usagef("a %s is not for a terminal", f.Name), "name a file with -o, such as -o page." + f.Name}
		}
		return t, nil
	}
	return t, writable(t.path, force)
}

// formatFor is the format named by to, or by the ending of path; Markdown for
// standard output.
func formatFor(path, to string) (render.Format, error) {
	name := to
	if name == "" {
		name = strings.ToLower(filepath.Ext(path))
	}
	if name == "" && (path == "" || path == "-") {
		name = "md"
	}
	f, ok := render.Lookup(name)
	if ok {
		return f, nil
	}
	if to != "" {
		return f, &hintedError{usagef("unknown format %q", to), "the formats are " + strings.Join(formatNames(), ", ")}
	}
	return f, &hintedError{usagef("%s: the name does not say which format", path), "end it in " + strings.Join(endings(), ", ") + ", or add --to"}
}

func formatNames() []string {
	var out []string
	for _, f := range render.Formats() {
		out = append(out, f.Name)
	}
	return out
}

func endings() []string {
	var out []string
	for _, f := range render.Formats() {
		out = append(out, f.Endings[0])
	}
	return out
}

// writable reports why path could not be written, without touching it.
func writable(path string, force bool) error {
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return &hintedError{usagef("%s is a folder", path), "name a file in it"}
	case err == nil && info.Mode().IsRegular() && !force:
		return &hintedError{usagef("%s is there already", path), "--force writes over it, or choose another name"}
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s: %w", path, reason(err))
	}
	dir := filepath.Dir(path)
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return &hintedError{usagef("there is no folder %s", dir), "make it first, or choose another place"}
	}
	return nil
}

// reason is an error of the file system without the path it repeats.
func reason(err error) error {
	var p *fs.PathError
	var l *os.LinkError
	switch {
	case errors.As(err, &p):
		return p.Err
	case errors.As(err, &l):
		return l.Err
	}
	return err
}

// write renders the documents and writes them whole or not at all.
func (a *app) write(t target, o render.Options, docs ...*composer.Document) error {
	if o.Language == "" && len(docs) > 0 {
		o.Language = docs[0].Language
	}
	var out bytes.Buffer
	if err := t.format.New(o).Render(&out, docs...); err != nil {
		return err
	}
	if t.path == "-" {
		_, err := a.out.Write(out.Bytes())
		return err
	}
	return writeFile(t.path, out.Bytes(), t.force)
}

// writeFile writes the whole file or none, readable by its owner alone. A
// file that is there already is written over only with force. What is no
// regular file, such as /dev/null, is written to as it is.
func writeFile(path string, data []byte, force bool) error { return storeFile(path, data, force, true) }

// storeFile is writeFile, which waits for the disk only if it is told to: of
// many files, all can be waited for at once.
func storeFile(path string, data []byte, force, sync bool) (err error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return os.WriteFile(path, data, 0o600)
	}
	if file, err := filepath.EvalSymlinks(path); err == nil {
		path = file
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".amends-*")
	if err != nil {
		return fmt.Errorf("%s: %w", path, reason(err))
	}
	defer func() {
		f.Close()
		os.Remove(f.Name())
		if err != nil {
			err = fmt.Errorf("%s: %w", path, reason(err))
		}
	}()
	if _, err := f.Write(data); err != nil {
		return err
	}
	if sync {
		if err := f.Sync(); err != nil {
			return err
		}
	}
	if err := f.Close(); err != nil {
		return err
	}
	if force {
		return os.Rename(f.Name(), path)
	}
	// A link, other than a rename, fails where somebody else has made the file
	// meanwhile. Not every file system has links.
	if err := os.Link(f.Name(), path); err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := writable(path, false); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// makeDir makes a folder that only its owner can look into, where there is
// none.
func makeDir(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("%s: %w", dir, reason(err))
	}
	return nil
}
