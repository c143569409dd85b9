package draft_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"amends/composer"
	"amends/composer/draft"
)

// refused is a Save that fails: nothing of the answer is in the error, what was
// saved before is whole, and nothing else is left.
func refused(t *testing.T, s draft.Store, d *draft.Draft, a *composer.Answers, why error) {
	t.Helper()
	file := filepath.Join(s.Dir, d.Name()+".yaml")
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	err = d.Save(kind(t, 1), a, "what")
	if want := file + ": " + why.Error(); err == nil || err.Error() != want || !errors.Is(err, why) {
		t.Errorf("Save: %v, want %s", err, want)
	}
	if after, err := os.ReadFile(file); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the draft was %q and is %q, %v", before, after, err)
	}
	if got, want := files(t, s.Dir), "."+d.Name()+".lock "+d.Name()+".yaml"; got != want {
		t.Errorf("the folder has %s, want %s", got, want)
	}
}

var errFull = errors.New("the disk is full")

// short is a seal with room for so many bytes.
type short struct {
	io.Writer
	room int
}

func (s *short) Write(p []byte) (int, error) {
	n := min(len(p), s.room)
	s.room -= n
	m, err := s.Writer.Write(p[:n])
	if err == nil && n < len(p) {
		err = errFull
	}
	return m, err
}

func (s *short) Close() error { return nil }

func TestFailingWrites(t *testing.T) {
	room := 1000
	s := draft.Store{Dir: t.TempDir(), Seal: func(w io.Writer) (io.WriteCloser, error) {
		if room < 0 {
			return nil, errors.ErrUnsupported
		}
		return &short{w, room}, nil
	}}
	k, d := kind(t, 1), begin(t, s)
	save(t, d, k, what("x"), "")
	for room = range 30 {
		refused(t, s, d, what("a secret"), errFull)
	}
	room = -1
	refused(t, s, d, what("a secret"), errors.ErrUnsupported)
	room = 1000
	save(t, d, k, what("y"), "what")
	shut(t, d)
	if d := open(t, s, first); d.Unfinished != "what" {
		t.Errorf("unfinished %q", d.Unfinished)
	}
}

// What no file could hold is refused before anything is written.
func TestUnreadable(t *testing.T) {
	k, s := kind(t, 1), draft.Store{Dir: t.TempDir()}
	d := begin(t, s)
	save(t, d, k, what("x"), "")
	for _, text := range []string{"secret \xff", strings.Repeat("secret ", composer.MaxAnswers/7+1)} {
		err := d.Save(k, what(text), "")
		if err == nil || strings.Contains(err.Error(), "secret") || !errors.As(err, new(*composer.SyntaxError)) {
			t.Errorf("Save: %v", err)
		}
	}
	save(t, d, k, what("y"), "")
}
