package draft

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// A Store is a folder of drafts that only its owner can look into. Seal and
// Unseal are given together; where they are nil, drafts are plain answers
// files.
type Store struct {
	Dir    string                                  // made when the first draft is
	Seal   func(io.Writer) (io.WriteCloser, error) // everything is written through it; its Close does not close the writer below
	Unseal func(io.Reader) (io.Reader, error)      // reads what Seal wrote
}

// An UnknownError says that there is no draft of this name.
type UnknownError struct{ Name string }

func (e *UnknownError) Error() string { return fmt.Sprintf("there is no draft %q", e.Name) }

// An InUseError says that another program, or another part of this one, has
// the draft open. Where a system has no file locks, nobody is told.
type InUseError struct{ Name string }

func (e *InUseError) Error() string {
	return fmt.Sprintf("draft %s is open in another program", e.Name)
}

// maxADay is how many drafts one day may have.
const maxADay = 1000

// New begins a draft of this day. It makes the folder where there is none, and
// takes from others what rights they have to it. On the disk there is no draft
// before [Draft.Save].
func (s Store) New(day time.Time) (*Draft, error) {
	if err := s.makeFolder(); err != nil {
		return nil, fmt.Errorf("%s: %w", s.Dir, cause(err))
	}
	d := &Draft{store: s}
	err := s.within("", func(root *os.Root) (err error) {
		_ = sweep(root) // what cannot be cleaned now is cleaned another time
		for n := 1; n <= maxADay; n++ {
			d.name = day.Format(time.DateOnly) + "-" + strconv.Itoa(n)
			d.lock, err = holdNew(root, d.name)
			if !errors.As(err, new(*InUseError)) {
				return err
			}
		}
		return fmt.Errorf("this day has %d drafts already", maxADay)
	})
	if err != nil {
		return nil, err
	}
	return d, nil
}

// holdNew takes the lock of a draft that is not there yet.
func holdNew(root *os.Root, name string) (*os.File, error) {
	if isThere(root, name+ending) {
		return nil, &InUseError{name}
	}
	lock, err := hold(root, name, 1)
	if err != nil {
		return nil, err
	}
	if isThere(root, name+ending) { // it was saved and closed just now
		return nil, errors.Join(&InUseError{name}, release(root, name, lock))
	}
	return lock, nil
}

// Open opens a draft to go on with it. Where there is none of this name, the
// error is an [UnknownError]; where another program has it, an [InUseError];
// where it is no answers file, a [composer.SyntaxError].
func (s Store) Open(name string) (*Draft, error) {
	d := &Draft{store: s, name: name}
	err := s.withDraft(name, func(root *os.Root, lock *os.File) error {
		_ = sweep(root) // as in New
		if err := removeIfThere(root, tempFile(name)); err != nil {
			return err
		}
		c, err := s.read(root, name)
		if err != nil {
			return err
		}
		d.Answers, d.Unfinished, d.Over, d.over, d.saved, d.lock = c.answers, c.unfinished, c.over, c.over, c.info, lock
		return nil
	})
	if err != nil {
		return nil, err
	}
	return d, nil
}

// Delete removes a draft, also one that cannot be read. Where there is none of
// this name, the error is an [UnknownError]; where another program has it, an
// [InUseError].
func (s Store) Delete(name string) error {
	return s.withDraft(name, func(root *os.Root, lock *os.File) error {
		if err := remove(root, name); err != nil {
			return err
		}
		return release(root, name, lock)
	})
}

// withDraft calls f while nobody else has the draft name. The lock is f's; it
// is given back where f fails.
func (s Store) withDraft(name string, f func(*os.Root, *os.File) error) error {
	if !isName(name) || s.isMissing() {
		return &UnknownError{name}
	}
	return s.within(name+ending, func(root *os.Root) error {
		if !isDraft(root, name) { // and no lock is made for it
			return &UnknownError{name}
		}
		lock, err := hold(root, name, patience)
		if err != nil {
			return err
		}
		if !isDraft(root, name) { // it was removed just now
			return errors.Join(&UnknownError{name}, release(root, name, lock))
		}
		if err := f(root, lock); err != nil {
			_ = release(root, name, lock) // the error of f says more
			return err
		}
		return nil
	})
}

// DeleteAll removes every draft, also what killed runs left and what cannot be
// read, as far as the names are ours; other files stay. What cannot be removed
// is in the error: an [InUseError] for a draft that another program has.
func (s Store) DeleteAll() error {
	if s.isMissing() {
		return nil
	}
	var drafts []string
	err := s.within("", func(root *os.Root) error {
		files, err := fs.ReadDir(root.FS(), ".")
		for _, f := range files {
			if name, ok := draftOf(f.Name()); ok {
				drafts = append(drafts, name)
			}
		}
		return errors.Join(err, sweep(root))
	})
	errs := []error{err}
	for _, name := range drafts {
		if err := s.Delete(name); !errors.As(err, new(*UnknownError)) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// makeFolder makes the store's folder, or what is there its owner's alone.
func (s Store) makeFolder() error {
	if s.isMissing() {
		if err := os.MkdirAll(s.Dir, 0o700); err != nil {
			return err
		}
		if above, err := os.OpenRoot(filepath.Dir(s.Dir)); err == nil {
			_ = syncFolder(above) // we may not be allowed to
			above.Close()
		}
	}
	info, err := os.Stat(s.Dir)
	if err != nil || info.Mode().Perm()&0o077 == 0 {
		return err
	}
	return os.Chmod(s.Dir, 0o700)
}

// isMissing reports whether there is no folder yet.
func (s Store) isMissing() bool {
	_, err := os.Stat(s.Dir)
	return errors.Is(err, fs.ErrNotExist)
}
