package draft

import (
	"os"
	"time"
)

// Whoever else has a lock may have it for a moment only, to look whether there
// is something to clean. So we ask a few times.
const (
	patience = 5
	pause    = 10 * time.Millisecond
)

// hold takes the lock of the draft name. The system gives it back when the
// program ends, however it ends. Where somebody else has it at each of so many
// tries, the error is an [InUseError].
//
// A lock is the lock of a file, and the file is removed with it. So who gets it
// must look whether it is still the one that others would find.
func hold(root *os.Root, name string, tries int) (*os.File, error) {
	for try := range tries {
		if try > 0 {
			time.Sleep(pause)
		}
		f, err := root.OpenFile(lockFile(name), os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			return nil, err
		}
		free, err := tryLock(f)
		if free && isAt(root, lockFile(name), f) {
			return f, nil
		}
		f.Close()
		if err != nil {
			return nil, err
		}
	}
	return nil, &InUseError{name}
}

// release gives back the lock of the draft name.
func release(root *os.Root, name string, lock *os.File) error {
	defer lock.Close()
	if !isAt(root, lockFile(name), lock) {
		return nil
	}
	return removeIfThere(root, lockFile(name))
}

// isAt reports whether f is the file of this name.
func isAt(root *os.Root, name string, f *os.File) bool {
	at, err := root.Lstat(name)
	if err != nil {
		return false
	}
	info, err := f.Stat()
	return err == nil && os.SameFile(at, info)
}
