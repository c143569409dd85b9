//go:build unix && !linux

package main

import "golang.org/x/sys/unix"

// syncEach is set where one file after the other must wait for the disk.
const syncEach = false

// syncDir waits until all that was written is on its disk.
func syncDir(string) error { return unix.Sync() }
