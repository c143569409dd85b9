//go:build darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd

package draft

import (
	"errors"
	"os"
	"syscall"
)

// tryLock locks f unless somebody else has. Where the file system has no locks,
// it is free.
func tryLock(f *os.File) (free bool, err error) {
	for {
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		switch {
		case errors.Is(err, syscall.EINTR):
			continue
		case errors.Is(err, syscall.EWOULDBLOCK):
			return false, nil
		case errors.Is(err, errors.ErrUnsupported), errors.Is(err, syscall.ENOLCK):
			return true, nil
		}
		return err == nil, err
	}
}
