//go:build !(darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd || windows)

package draft

import "os"

// tryLock finds f free: there are no locks here that end with the program.
func tryLock(*os.File) (free bool, err error) { return true, nil }
