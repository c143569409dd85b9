package main

import (
	"os"

	"golang.org/x/sys/unix"
)

// syncEach is set where one file after the other must wait for the disk.
const syncEach = false

// syncDir waits until all that was written to the file system of a folder is
// on its disk.
func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	return unix.Syncfs(int(f.Fd()))
}
