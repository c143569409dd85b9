package draft_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"amends/composer"
	"amends/composer/draft"
)

func TestRoundTrip(t *testing.T) {
	const long = "One  \n\n  two\n\n\n# amends:unfinished \"list\"\n---\nthree: [x\n"
	k := kind(t, 1)
	tests := []struct{ path, text string }{
		{"what", "It was me."}, {"what", long}, {"what", " x "}, {"what", "x\n \ny\n\n"}, {"what", "\tx"}, {"what", "👩‍👩‍👧 Zoë"}, {"what", "No"}, {"what", "007"}, {"what", "{a: b}"},
		{"what", "# amends:unfinished \"list\""}, {"what", "漢字\u200b e\u0301"}, {"what", strings.Repeat("a long answer ", 1000)},
		{"hidden", long}, {"gone", long}, {"gone.1.x", " x "}, {"I told Sam", "x"},
	}
	for _, tt := range tests {
		for _, unfinished := range []string{"", "what", "needs.2", "shared.Über\n\"uns\" 😀"} {
			s := draft.Store{Dir: filepath.Join(t.TempDir(), "state", "drafts")}
			d := begin(t, s)
			over := []string{"needs/1", "offer/Über\n\"uns\" 😀/2"}
			d.Hand(over)
			a := at(tt.path, tt.text)
			a.Language, a.Allow = "en", []composer.Value{composer.Text("rule", composer.Position{})}
			save(t, d, k, a, unfinished)
			shut(t, d)

			d = open(t, s, d.Name())
			if got, _ := d.Answers.Get(tt.path); got.Text != tt.text && !strings.Contains(tt.path, "1") {
				t.Errorf("%s: %q became %q", tt.path, tt.text, got.Text)
			}
			for path, text := range texts(d.Answers) {
				if path != tt.path || text != tt.text {
					t.Errorf("%s: %q became %s: %q", tt.path, tt.text, path, text)
				}
			}
			if d.Unfinished != unfinished || d.Answers.Kind != "test" || d.Answers.Version != "1" || d.Answers.Language != "en" || len(d.Answers.Allow) != 1 {
				t.Errorf("unfinished %q became %q; kind %q, version %q", unfinished, d.Unfinished, d.Answers.Kind, d.Answers.Version)
			}
			if !slices.Equal(d.Over, over) {
				t.Errorf("the turns %q became %q", over, d.Over)
			}

			// Without this package it is an answers file all the same.
			text, err := os.ReadFile(filepath.Join(s.Dir, first+".yaml"))
			if err != nil {
				t.Fatal(err)
			}
			plain := answers(t, string(text))
			if !slices.EqualFunc(plain.Values, d.Answers.Values, func(a, b composer.Named) bool { return a.Name == b.Name && a.Value.Equal(b.Value) }) {
				t.Errorf("as an answers file: %v; as a draft: %v", texts(plain), texts(d.Answers))
			}

			save(t, d, k, d.Answers, d.Unfinished)
			if again, err := os.ReadFile(filepath.Join(s.Dir, first+".yaml")); err != nil || !bytes.Equal(text, again) {
				t.Errorf("saved again, the file is another:\n%s\n%s%v", text, again, err)
			}
		}
	}
}

// People keep what is theirs, also when the people are named later.
func TestPeople(t *testing.T) {
	k, s := kind(t, 1), draft.Store{Dir: t.TempDir()}
	a := answers(t, "people: [Alex, Sam]")
	for path, text := range map[string]string{"needs.1": "an hour\n", "needs.2": "a call"} {
		if err := a.Set(path, composer.Text(text, composer.Position{})); err != nil {
			t.Fatal(err)
		}
	}
	d := begin(t, s)
	save(t, d, k, a, "needs.2")
	shut(t, d)
	d = open(t, s, first)
	c, problems := k.Check(d.Answers)
	if len(problems) > 0 {
		t.Fatalf("%+v", problems)
	}
	for path, want := range map[string]string{"needs.1": "an hour\n", "needs.2": "a call"} {
		if v, _ := c.Answers().Get(path); strings.TrimSpace(v.Text) != strings.TrimSpace(want) {
			t.Errorf("%s is %q, want %q", path, v.Text, want)
		}
	}
}

// What is kept nowhere is in no draft, and a draft of an older kind keeps all
// that it had.
func TestKeep(t *testing.T) {
	s := draft.Store{Dir: t.TempDir()}
	d := begin(t, s)
	save(t, d, kind(t, 1), answers(t, "what: x\nbefore: kept\nhidden: kept too\nnever: secret\nstanding: away\nelsewhere: [{a: kept as well}]"), "never")
	shut(t, d)
	text, err := os.ReadFile(filepath.Join(s.Dir, first+".yaml"))
	if err != nil || strings.Contains(string(text), "secret") || strings.Contains(string(text), "away") || strings.Contains(string(text), "never") {
		t.Errorf("kept what is kept nowhere:\n%s%v", text, err)
	}

	d = open(t, s, first)
	save(t, d, kind(t, 2), d.Answers, "")
	shut(t, d)
	d = open(t, s, first)
	want := map[string]string{"what": "x", "before": "kept", "hidden": "kept too", "elsewhere.1.a": "kept as well"}
	if got := texts(d.Answers); fmt.Sprint(got) != fmt.Sprint(want) || d.Answers.Version != "2" {
		t.Errorf("version %s has %v, want version 2 with %v", d.Answers.Version, got, want)
	}
}

func TestDone(t *testing.T) {
	k, s := kind(t, 1), draft.Store{Dir: t.TempDir()}
	d := begin(t, s)
	if shut(t, d); files(t, s.Dir) != "" {
		t.Errorf("what was never saved left %s", files(t, s.Dir))
	}
	d = begin(t, s)
	save(t, d, k, what("x"), "")
	if got, want := files(t, s.Dir), "."+first+".lock "+first+".yaml"; got != want {
		t.Errorf("while it is open the folder has %s, want %s", got, want)
	}
	if err := d.Done(); err != nil || files(t, s.Dir) != "" {
		t.Errorf("Done: %v, and left %s", err, files(t, s.Dir))
	}
	for name, err := range map[string]error{"Save": d.Save(k, what("x"), ""), "Done": d.Done()} {
		if !errors.Is(err, os.ErrClosed) {
			t.Errorf("%s after Done: %v", name, err)
		}
	}
	if err := d.Close(); err != nil || files(t, s.Dir) != "" {
		t.Errorf("Close after Done: %v, and left %s", err, files(t, s.Dir))
	}
}

func TestPermissions(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has other permissions")
	}
	dir := filepath.Join(t.TempDir(), "a", "b")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	for _, s := range []draft.Store{{Dir: dir}, {Dir: filepath.Join(dir, "new", "er")}} {
		d := begin(t, s)
		save(t, d, kind(t, 1), what("x"), "")
		for path, want := range map[string]fs.FileMode{"": fs.ModeDir | 0o700, first + ".yaml": 0o600, "." + first + ".lock": 0o600} {
			info, err := os.Stat(filepath.Join(s.Dir, path))
			if err != nil || info.Mode() != want {
				t.Errorf("%s has %v, want %v; %v", path, info.Mode(), want, err)
			}
		}
	}
}

// sealed is a store that encrypts, so that nothing can be read in its folder.
func sealed(dir string) draft.Store {
	block, err := aes.NewCipher(make([]byte, 16))
	if err != nil {
		panic(err)
	}
	stream := func() cipher.Stream { return cipher.NewCTR(block, make([]byte, 16)) }
	const head = "sealed\n"
	return draft.Store{
		Dir: dir,
		Seal: func(w io.Writer) (io.WriteCloser, error) {
			_, err := io.WriteString(w, head)
			return &buffered{to: cipher.StreamWriter{S: stream(), W: w}}, err
		},
		Unseal: func(r io.Reader) (io.Reader, error) {
			got := make([]byte, len(head))
			if _, err := io.ReadFull(r, got); err != nil || string(got) != head {
				return nil, errors.New("this is not sealed")
			}
			return cipher.StreamReader{S: stream(), R: r}, nil
		},
	}
}

// buffered writes at its Close.
type buffered struct {
	bytes.Buffer
	to io.Writer
}

func (b *buffered) Close() error {
	_, err := b.WriteTo(b.to)
	return err
}

func TestSeal(t *testing.T) {
	k, s := kind(t, 1), sealed(t.TempDir())
	d := begin(t, s)
	save(t, d, k, what("a secret"), "what")
	shut(t, d)
	text, err := os.ReadFile(filepath.Join(s.Dir, first+".yaml"))
	if err != nil || bytes.Contains(text, []byte("what")) || bytes.Contains(text, []byte("secret")) {
		t.Errorf("on the disk: %q, %v", text, err)
	}
	put(t, s.Dir, second+".yaml", "kind: test\nwhat: a secret\n")
	d = open(t, s, first)
	if v, _ := d.Answers.Get("what"); v.Text != "a secret" || d.Unfinished != "what" {
		t.Errorf("%q, unfinished %q", v.Text, d.Unfinished)
	}
	shut(t, d)
	if _, err := s.Open(second); err == nil || err.Error() != filepath.Join(s.Dir, second+".yaml")+": this is not sealed" {
		t.Errorf("Open what is not sealed: %v", err)
	}
	// A key that is missing is no draft that is missing.
	s.Unseal = func(io.Reader) (io.Reader, error) {
		return nil, &fs.PathError{Op: "open", Path: "key", Err: fs.ErrNotExist}
	}
	if _, err := s.Open(first); !errors.Is(err, fs.ErrNotExist) || err.Error() != filepath.Join(s.Dir, first+".yaml")+": open key: file does not exist" {
		t.Errorf("Open without a key: %v", err)
	}
	s = sealed(s.Dir)
	list, err := s.List()
	if err != nil || len(list) != 2 || list[1].Answers != 1 || list[1].Kind != "test" || list[0].Err == nil {
		t.Errorf("List: %+v, %v", list, err)
	}
}

// Several hands may save at once, such as a clock and a signal.
func TestAtOnce(t *testing.T) {
	k, s := kind(t, 1), draft.Store{Dir: t.TempDir()}
	d := begin(t, s)
	save(t, d, k, what("x"), "")
	var hands sync.WaitGroup
	for i := range 8 {
		hands.Go(func() {
			for range 5 {
				if err := d.Save(k, what(strings.Repeat("x", i)), ""); err != nil {
					t.Error(err)
				}
				if _, err := s.List(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	hands.Wait()
	shut(t, d)
	open(t, s, first)
}
