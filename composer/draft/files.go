package draft

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"amends/composer"
)

// The folder of a store is flat. "2026-11-24-1.yaml" is a draft; while it is
// open, ".2026-11-24-1.lock" is locked, and while it is saved, the new text is
// written to ".2026-11-24-1.tmp". Every other file is somebody else's.
const ending = ".yaml"

func lockFile(name string) string { return "." + name + ".lock" }
func tempFile(name string) string { return "." + name + ".tmp" }

// isName reports whether name is one that New gives: a day and a number.
func isName(name string) bool {
	i := strings.LastIndexByte(name, '-')
	if i < 0 {
		return false
	}
	day, number := name[:i], name[i+1:]
	_, err := time.Parse(time.DateOnly, day)
	n, _ := strconv.Atoi(number)
	return err == nil && n > 0 && number == strconv.Itoa(n)
}

// draftOf is the name of the draft that is in a file.
func draftOf(file string) (name string, ok bool) {
	name, ok = strings.CutSuffix(file, ending)
	return name, ok && isName(name)
}

// hiddenOf is the name of the draft beside which a file lies.
func hiddenOf(file string) (name string, ok bool) {
	name = strings.TrimPrefix(strings.TrimSuffix(strings.TrimSuffix(file, ".lock"), ".tmp"), ".")
	return name, isName(name) && (file == lockFile(name) || file == tempFile(name))
}

func (s Store) path(file string) string { return filepath.Join(s.Dir, file) }

// within calls f with the store's folder, out of which no name and no link
// leads. An error says that it is about file.
func (s Store) within(file string, f func(*os.Root) error) error {
	root, err := os.OpenRoot(s.Dir)
	if err != nil {
		return s.fault(file, err)
	}
	defer root.Close()
	return s.fault(file, f(root))
}

// fault is err with the path of a file of the store in front, unless err knows
// better what it is about.
func (s Store) fault(file string, err error) error {
	var syntax *composer.SyntaxError
	var unknown *UnknownError
	var inUse *InUseError
	if err == nil || errors.As(err, &syntax) && syntax.Source == s.path(file) || errors.As(err, &unknown) || errors.As(err, &inUse) {
		return err
	}
	return fmt.Errorf("%s: %w", s.path(file), cause(err))
}

// cause is an error of the file system without the names that it repeats; what
// a seal says is about other files.
func cause(err error) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, new(sealError)):
		return err
	case errors.As(err, &path):
		return path.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
}

// isThere reports whether there is a file, or anything else, of this name.
func isThere(root *os.Root, file string) bool {
	_, err := root.Lstat(file)
	return err == nil
}

// isDraft reports whether there is something that New or Save may have left
// under the name of a draft: no folder.
func isDraft(root *os.Root, name string) bool {
	info, err := root.Lstat(name + ending)
	return err == nil && !info.IsDir()
}

// remove takes away the draft name, and what a killed run left of it.
func remove(root *os.Root, name string) error {
	return errors.Join(removeIfThere(root, name+ending), removeIfThere(root, tempFile(name)), syncFolder(root))
}

// removeIfThere removes a file; of a link, the link and not what it leads to.
func removeIfThere(root *os.Root, file string) error {
	if err := root.Remove(file); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// sweep removes what killed runs left beside drafts that nobody has open.
func sweep(root *os.Root) error {
	files, err := fs.ReadDir(root.FS(), ".")
	errs := []error{err}
	for _, f := range files {
		name, ok := hiddenOf(f.Name())
		if !ok {
			continue
		}
		lock, err := hold(root, name, 1)
		if errors.As(err, new(*InUseError)) {
			continue
		}
		if err != nil {
			errs = append(errs, err)
			continue
		}
		errs = append(errs, removeIfThere(root, tempFile(name)), release(root, name, lock))
	}
	return errors.Join(errs...)
}

// rename puts one file in the place of another. On Windows it fails while
// somebody looks into that one, such as a virus scanner: they are soon done.
func rename(root *os.Root, from, to string) error {
	for try := 0; ; try++ {
		err := root.Rename(from, to)
		if err == nil || runtime.GOOS != "windows" || try == patience {
			return err
		}
		time.Sleep(pause)
	}
}

// syncFolder makes the names in the folder outlast a power cut, where the
// system has a way to.
func syncFolder(root *os.Root) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	folder, err := root.Open(".")
	if err != nil {
		return err
	}
	defer folder.Close()
	err = folder.Sync()
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EINVAL) {
		return nil // some network file systems cannot
	}
	return err
}
