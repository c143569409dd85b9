// Package draft keeps answers safe between sittings.
//
// A [Store] is a folder of drafts. A [Draft] is one interview that is not
// finished: [Draft.Save] writes every answer there is, whole and durably, and
// [Store.Open] gives them back in the next sitting:
//
//	s := draft.Store{Dir: dir}
//	d, err := s.New(today)
//	err = d.Save(kind, answers, "impact")
//
// A draft's name, such as "2026-11-24-1", says nothing of what is in it or of
// whom. A draft that is not sealed is an answers file: every command that takes
// one takes it. No error of this package repeats what a person answered.
package draft

import (
	"errors"
	"os"
	"slices"
	"sync"

	"amends/composer"
)

// A Draft is an interview that is not finished. It comes from [Store.New] or
// [Store.Open], is nobody else's until [Draft.Close] or [Draft.Done], and may
// be used by several goroutines at once.
type Draft struct {
	Answers    *composer.Answers // as they were when the draft was opened; nil in a new one
	Unfinished string            // the answer path that was being typed then, or empty
	Over       []string          // the turns that had been handed on then

	store Store
	name  string
	mu    sync.Mutex
	lock  *os.File    // nil once it was given back
	saved os.FileInfo // of the draft's file; nil while there is none
	over  []string    // to be saved
}

// Name is what [Store.Open] takes.
func (d *Draft) Name() string { return d.name }

// Hand says which turns were handed on, for every Save from now on: who goes on
// with the draft asks for none of them again.
func (d *Draft) Hand(turns []string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.over = slices.Clone(turns)
}

// Save writes the answers a, as k formats them, in place of what was saved
// before; unfinished is the path of the answer that is being typed, or empty.
// When Save returns nil, all of it outlasts a power cut.
//
// After an error, such as a full disk or a folder that is gone, what was saved
// before is whole, and a later Save may succeed. Save makes no folder: one that
// was taken away may come back with the draft in it. Where another program has
// the draft meanwhile, the error is an [InUseError]; after Close or Done it
// wraps [os.ErrClosed].
func (d *Draft) Save(k *composer.Kind, a *composer.Answers, unfinished string) error {
	d.mu.Lock()
	over := d.over
	d.mu.Unlock()
	text, err := format(k, a, unfinished, over)
	if err != nil {
		return d.store.fault(d.name+ending, err)
	}
	return d.do(func(root *os.Root) error { return d.write(root, text) })
}

// Close gives the draft back, so that it can be opened again. A draft that was
// never saved leaves nothing. To close it twice is no error.
func (d *Draft) Close() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.lock == nil {
		return nil
	}
	lock := d.lock
	d.lock = nil
	root, err := os.OpenRoot(d.store.Dir)
	if err != nil {
		lock.Close() // the folder is gone, and the lock's file with it
		return nil
	}
	defer root.Close()
	return d.store.fault(d.name+ending, release(root, d.name, lock))
}

// Done removes the draft and gives it back: its answers are kept elsewhere, or
// nowhere. After an error the draft is still open, and Done may be tried again.
func (d *Draft) Done() error {
	return d.do(func(root *os.Root) error {
		if err := remove(root, d.name); err != nil {
			return err
		}
		lock := d.lock
		d.lock = nil
		return release(root, d.name, lock)
	})
}

// do calls f with the store's folder while the draft is d's own.
func (d *Draft) do(f func(*os.Root) error) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.store.within(d.name+ending, func(root *os.Root) error {
		if err := d.own(root); err != nil {
			return err
		}
		return f(root)
	})
}

// own makes sure that nobody else has the draft. Its lock is lost when the
// folder is taken away; then it is locked anew, unless the name is another
// draft's by now.
func (d *Draft) own(root *os.Root) error {
	switch {
	case d.lock == nil:
		return os.ErrClosed
	case isAt(root, lockFile(d.name), d.lock):
		return nil
	}
	lock, err := hold(root, d.name, patience)
	if err != nil {
		return err
	}
	info, err := root.Lstat(d.name + ending)
	if err == nil && (d.saved == nil || !os.SameFile(info, d.saved)) {
		return errors.Join(&InUseError{d.name}, release(root, d.name, lock))
	}
	d.lock.Close()
	d.lock = lock
	return nil
}

// write puts text in the place of the draft's file. Until the rename nothing
// of what was there is touched; only who holds the lock writes, so that one
// name for the new file is enough.
func (d *Draft) write(root *os.Root, text []byte) (err error) {
	temp := tempFile(d.name)
	if err := removeIfThere(root, temp); err != nil { // a killed run left it
		return err
	}
	f, err := root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			f.Close()
			_ = removeIfThere(root, temp) // or at the next Save, or sweep
		}
	}()
	if err := d.store.write(f, text); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := rename(root, temp, d.name+ending); err != nil {
		return err
	}
	d.saved = info
	return syncFolder(root)
}
