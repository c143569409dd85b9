package draft

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// tryLock locks f unless somebody else has. Where the file system has no locks,
// it is free.
func tryLock(f *os.File) (free bool, err error) {
	const how = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	err = windows.LockFileEx(windows.Handle(f.Fd()), how, 0, 1, 0, &windows.Overlapped{})
	switch {
	case errors.Is(err, windows.ERROR_LOCK_VIOLATION), errors.Is(err, windows.ERROR_IO_PENDING):
		return false, nil
	case errors.Is(err, errors.ErrUnsupported):
		return true, nil
	}
	return err == nil, err
}
