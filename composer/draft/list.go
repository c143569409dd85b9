package draft

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"slices"
	"time"
)

// An Entry is a file in a store's folder, as [Store.List] tells of it: without
// a word of any answer.
type Entry struct {
	Name    string    // what [Store.Open] takes; where Err is set, perhaps a name that somebody else chose
	Kind    string    // the kind's name, as the draft has it
	Saved   time.Time // when it was last written
	Answers int       // how many questions have an answer
	Err     error     // why this is no draft that can be opened; nil for one
}

var (
	errForeign    = errors.New("this is not a draft of ours")
	errNotRegular = errors.New("this is not a regular file")
)

// List is what is in the folder, the newest first: the drafts, and what cannot
// be read as one. Where there is no folder, there are none.
func (s Store) List() ([]Entry, error) {
	if s.isMissing() {
		return nil, nil
	}
	var entries []Entry
	err := s.within("", func(root *os.Root) error {
		files, err := fs.ReadDir(root.FS(), ".")
		for _, f := range files {
			if _, ok := hiddenOf(f.Name()); ok {
				continue
			}
			e, err := s.entry(root, f.Name())
			if err != nil && !isThere(root, f.Name()) {
				continue // it was removed just now
			}
			e.Err = s.fault(f.Name(), err)
			entries = append(entries, e)
		}
		return err
	})
	slices.SortFunc(entries, func(a, b Entry) int {
		return cmp.Or(b.Saved.Compare(a.Saved), cmp.Compare(b.Name, a.Name))
	})
	return entries, err
}

// entry is what a file of the folder is, as far as it can be told.
func (s Store) entry(root *os.Root, file string) (Entry, error) {
	info, err := root.Lstat(file)
	if err != nil {
		return Entry{Name: file}, err
	}
	name, ok := draftOf(file)
	if !ok {
		return Entry{Name: file, Saved: info.ModTime()}, errForeign
	}
	e := Entry{Name: name, Saved: info.ModTime()}
	c, err := s.read(root, name)
	if err != nil {
		return e, err
	}
	e.Kind = c.answers.Kind
	for _, n := range c.answers.Values {
		if !n.Value.Empty() {
			e.Answers++
		}
	}
	return e, nil
}
