package draft_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"amends/composer"
	"amends/composer/draft"
)

func TestNames(t *testing.T) {
	k, s := kind(t, 1), draft.Store{Dir: t.TempDir()}
	put(t, s.Dir, second+".yaml", "/") // a folder in the way
	var names []string
	for range 3 {
		d := begin(t, s)
		names = append(names, d.Name())
		save(t, d, k, what("x"), "")
	}
	if got := strings.Join(names, " "); got != first+" 2026-11-24-3 2026-11-24-4" {
		t.Errorf("three drafts of a day: %s", got)
	}
}

func TestHostileNames(t *testing.T) {
	parent := t.TempDir()
	s := draft.Store{Dir: filepath.Join(parent, "drafts")}
	d := begin(t, s)
	save(t, d, kind(t, 1), what("x"), "")
	put(t, parent, first+".yaml", "kind: test\n")
	before := files(t, s.Dir)
	for _, name := range []string{
		"", ".", "..", "/", "x", "-", "-1", "../" + first, "./" + first, filepath.Join(parent, first), first + ".yaml", "." + first + ".lock", `..\` + first, first + "/", first + "\x00",
		"2026-11-24", "2026-11-24-", "2026-11-24-0", "2026-11-24-01", "2026-11-24--1", "2026-11-24-+1", "2026-11-24-1-1", "2026-02-30-1", "2026-11-24-99999999999999999999", "2026-11-24-7", "CON",
	} {
		_, err := s.Open(name)
		for verb, err := range map[string]error{"Open": err, "Delete": s.Delete(name)} {
			var unknown *draft.UnknownError
			if !errors.As(err, &unknown) || unknown.Name != name || err.Error() != fmt.Sprintf("there is no draft %q", name) {
				t.Errorf("%s(%q): %v", verb, name, err)
			}
		}
	}
	if after := files(t, s.Dir); after != before || files(t, parent) != first+".yaml drafts" {
		t.Errorf("the folder has %s, had %s; beside it %s", after, before, files(t, parent))
	}
}

func TestList(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "drafts")
	s := draft.Store{Dir: dir}
	if list, err := s.List(); list != nil || err != nil {
		t.Errorf("no folder has %v, %v", list, err)
	}
	saved := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	for i, file := range []struct{ name, text string }{
		{"2026-11-20-1.yaml", "kind: apology\nversion: 1\nwhat: secret\nempty:\nlist: [secret]\n"},
		{"2026-11-21-1.yaml", "what: [secret"},
		{"2026-11-22-1.yaml", ""},
		{"2026-11-22-2.yaml", "/"},
		{"2026-11-22-3.yaml", "\xff\xfe\x00"},
		{"notes.txt", "secret"},
		{".2026-11-20-1.tmp", "secret"},
		{".2026-11-20-1.lock", ""},
		{".hidden", ""},
	} {
		put(t, dir, file.name, file.text)
		day := saved.AddDate(0, 0, i)
		if err := os.Chtimes(filepath.Join(dir, file.name), day, day); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("2026-11-20-1.yaml", filepath.Join(dir, "2026-11-23-1.yaml")); err != nil && runtime.GOOS != "windows" {
		t.Fatal(err)
	}
	list, err := s.List()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range list {
		line := fmt.Sprintf("%s %q %d", e.Name, e.Kind, e.Answers)
		if e.Err != nil {
			line += " " + strings.TrimPrefix(e.Err.Error(), dir+string(filepath.Separator))
		}
		got = append(got, line)
	}
	want := `2026-11-23-1 "" 0 2026-11-23-1.yaml: this is not a regular file
.hidden "" 0 .hidden: this is not a draft of ours
notes.txt "" 0 notes.txt: this is not a draft of ours
2026-11-22-3 "" 0 2026-11-22-3.yaml:1:1: this is not text in UTF-8; save the file as UTF-8 and try again
2026-11-22-2 "" 0 2026-11-22-2.yaml: this is not a regular file
2026-11-22-1 "" 0
2026-11-21-1 "" 0 2026-11-21-1.yaml:2:1: this is not YAML: look for a missing quote, bracket or colon, or for a tab in the indentation
2026-11-20-1 "apology" 2`
	if got := strings.Join(got, "\n"); got != want {
		t.Errorf("List:\n%s\nwant:\n%s", got, want)
	}
	if !list[len(list)-1].Saved.Equal(saved) {
		t.Errorf("saved at %v, want %v", list[len(list)-1].Saved, saved)
	}
	var syntax *composer.SyntaxError
	if _, err := s.Open("2026-11-21-1"); !errors.As(err, &syntax) || strings.Contains(err.Error(), "secret") || err.Error() != list[6].Err.Error() {
		t.Errorf("Open of what is no YAML: %v", err)
	}
}

// Files of others stay, whatever happens to the drafts.
func TestDelete(t *testing.T) {
	parent := t.TempDir()
	s := draft.Store{Dir: filepath.Join(parent, "drafts")}
	if err := s.DeleteAll(); err != nil {
		t.Errorf("where there is no folder: %v", err)
	}
	put(t, parent, "letter.yaml", "what: x\n")
	links := "2026-11-24-7.yaml"
	for name, text := range map[string]string{
		first + ".yaml": "kind: test\n", second + ".yaml": "[broken", "2026-11-24-3.yaml": "kind: test\n", "2026-11-24-4.yaml": "/",
		"." + first + ".tmp": "what: x\n", "." + first + ".lock": "", ".2026-11-24-9.tmp": "what: x\n", ".2026-11-24-9.lock": "",
		"notes.txt": "x", "2026-11-24.yaml": "x", ".tmp": "x", "..tmp": "x", "." + first + ".yaml": "x",
	} {
		put(t, s.Dir, name, text)
	}
	if err := os.Symlink("../letter.yaml", filepath.Join(s.Dir, links)); err != nil {
		t.Skip("no symbolic links here")
	}
	if _, err := s.Open("2026-11-24-7"); err == nil {
		t.Error("Open followed a link")
	}
	if err := s.Delete(first); err != nil {
		t.Error(err)
	}
	if got := files(t, s.Dir); strings.Contains(got, first+".tmp") || strings.Contains(got, first+".lock") || !strings.Contains(got, second) {
		t.Errorf("Delete left %s", got)
	}
	if err := s.DeleteAll(); err != nil {
		t.Error(err)
	}
	if got, want := files(t, s.Dir), "..tmp .2026-11-24-1.yaml .tmp 2026-11-24-4.yaml 2026-11-24.yaml notes.txt"; got != want {
		t.Errorf("DeleteAll left %s, want %s", got, want)
	}
	if _, err := os.Stat(filepath.Join(parent, "letter.yaml")); err != nil {
		t.Errorf("DeleteAll followed a link: %v", err)
	}
}

// What a killed run left is cleaned at the next New or Open, but not what is
// in use.
func TestLeftovers(t *testing.T) {
	for name, next := range map[string]func(draft.Store) (*draft.Draft, error){
		"New":  func(s draft.Store) (*draft.Draft, error) { return s.New(today) },
		"Open": func(s draft.Store) (*draft.Draft, error) { return s.Open("2026-11-20-1") },
	} {
		s := draft.Store{Dir: t.TempDir()}
		put(t, s.Dir, "2026-11-20-1.yaml", "kind: test\n")
		put(t, s.Dir, ".2026-11-20-1.tmp", "half a secr")
		put(t, s.Dir, ".2026-11-21-1.tmp", "half a secr")
		put(t, s.Dir, ".2026-11-21-1.lock", "")
		used := begin(t, s)
		put(t, s.Dir, "."+used.Name()+".tmp", "at work")
		put(t, s.Dir, ".2026-11-20-1.tmp", "half a secr")
		d, err := next(s)
		if err != nil {
			t.Fatal(err)
		}
		shut(t, d)
		if got, want := files(t, s.Dir), "."+first+".lock ."+first+".tmp 2026-11-20-1.yaml"; got != want {
			t.Errorf("after %s there are %s, want %s", name, got, want)
		}
	}
}

// FuzzOpen: whatever is in a file, it is opened or refused without a word of
// it; and what was opened can be saved and opened again, nothing lost.
func FuzzOpen(f *testing.F) {
	for _, seed := range []string{
		"", "kind: test\nwhat: x\n", "# amends:unfinished \"what\"\nwhat: x\n", "# amends:unfinished \"what\r\nwhat: x", "\ufeff# amends:unfinished \"a\\nb\"\nx: {y: [z]}\n",
		"# amends:unfinished \"\\xff\"\n", "{\"what\": \"\\ud83d\\ude00\"}", "what: [x", "\xff", "a: |\n  x \n\n  y\n\n\nb: ' '\nc:\n", "allow: [x]\nlanguage: de\nversion: 7\n", "what: x\nwhat: y\n", "# amends:unfinished", "needs: {Sam: x, 2: y}\npeople: Sam\n",
	} {
		f.Add([]byte(seed))
	}
	k, dir := kind(f, 1), f.TempDir()
	f.Fuzz(func(t *testing.T, text []byte) {
		s := draft.Store{Dir: dir}
		if err := os.WriteFile(filepath.Join(dir, first+".yaml"), text, 0o600); err != nil {
			t.Fatal(err)
		}
		if list, err := s.List(); err != nil || len(list) != 1 {
			t.Fatalf("List: %v, %v", list, err)
		}
		d, err := s.Open(first)
		if err != nil {
			if left := files(t, dir); left != first+".yaml" {
				t.Errorf("after %v there are %s", err, left)
			}
			return
		}
		defer d.Close()
		if err := d.Save(k, d.Answers, d.Unfinished); err != nil {
			return
		}
		shut(t, d)
		again := open(t, s, first)
		if again.Unfinished != d.Unfinished && d.Unfinished != "never" {
			t.Errorf("unfinished %q became %q", d.Unfinished, again.Unfinished)
		}
		for _, n := range d.Answers.Values {
			if v, _ := again.Answers.Get(n.Name); k.Question(n.Name) == nil && !strings.Contains(n.Name, ".") && !v.Equal(n.Value) {
				t.Errorf("%q: %+v became %+v", n.Name, n.Value, v)
			}
		}
	})
}
