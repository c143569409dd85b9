//go:build darwin || dragonfly || freebsd || netbsd || openbsd

package interview

import (
	"os"

	"golang.org/x/sys/unix"
)

const getTermios, setTermios = unix.TIOCGETA, unix.TIOCSETA

// forget drops what was typed at a terminal and not read. It fails where f is
// none.
func forget(f *os.File) error {
	const read = 1 // FREAD of sys/fcntl.h
	return unix.IoctlSetPointerInt(int(f.Fd()), unix.TIOCFLUSH, read)
}
