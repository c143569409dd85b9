package check

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The file of each language is what its folder in rules/ says, and was not
// damaged.
func TestRulesFile(t *testing.T) {
	folders, err := filepath.Glob("rules/*/words.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var languages []string
	for _, folder := range folders {
		languages = append(languages, filepath.Base(filepath.Dir(folder)))
	}
	if !slices.Equal(languages, Languages()) {
		t.Fatalf("rules/ has the folders %q, and open.go embeds %q", languages, Languages())
	}
	for _, language := range languages {
		t.Run(language, func(t *testing.T) { rulesFile(t, language) })
	}
}

func rulesFile(t *testing.T, language string) {
	want, err := files(language).file()
	if err != nil {
		t.Fatal(err)
	}
	name := "rules/" + language + ".bin"
	if *update {
		if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Fatalf("%s is not what rules/%s/ says: go generate ./composer/check", name, language)
	}
	rest, err := body(want)
	if err != nil {
		t.Fatal(err)
	}
	if sum := binary.LittleEndian.Uint32(got[len(head):]); sum != crc32.ChecksumIEEE([]byte(rest)) {
		t.Error("the checksum is of something else")
	}
}

// Whatever serves a kind is kept for it, and no more: what is found is the same
// as with all rules.
func TestNewKinds(t *testing.T) {
	all := load(t)
	for _, kind := range []string{"apology", "agreement", "checkin"} {
		some, err := New("en", kind)
		if err != nil {
			t.Fatal(err)
		}
		want := slices.DeleteFunc(all.Rules(), func(r *Rule) bool { return !r.serves([]string{kind}) })
		if len(some.Rules()) != len(want) || len(want) == len(all.Rules()) {
			t.Errorf("%s: %d rules, want %d of %d", kind, len(some.Rules()), len(want), len(all.Rules()))
		}
		for _, text := range allTexts(t) {
			p, _ := Text("", text, kind)
			p.Whole, p.People = true, []string{"Alex", "Sam"}
			if got, want := fmt.Sprint(some.Look(p)), fmt.Sprint(all.Look(p)); got != want {
				t.Errorf("%s: %q:\n%s\nwant\n%s", kind, text, got, want)
			}
		}
	}
}

// allTexts is all sentences, and every document and answers file as plain text.
func allTexts(t *testing.T) []string {
	t.Helper()
	var out []string
	sets, _ := filepath.Glob(sentencesDir + "*-*.yaml")
	for _, set := range sets {
		var items []sentence
		readSentences(t, strings.TrimSuffix(filepath.Base(set), ".yaml"), &items)
		for _, i := range items {
			out = append(out, i.Text)
		}
	}
	documents, _ := filepath.Glob("../../testdata/documents/*.txtar")
	answers, _ := filepath.Glob("../../testdata/answers/*.yaml")
	others, _ := filepath.Glob("../../testdata/*/es/*")
	for _, name := range slices.Concat(documents, answers, others) {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, string(text))
	}
	if len(sets) == 0 || len(documents) == 0 || len(answers) == 0 {
		t.Fatal("no texts")
	}
	return out
}

// A file of another version, or none, is an error, and no panic.
func TestOtherFile(t *testing.T) {
	for _, file := range []string{"", "amends rules", "amends rules\x00\x00\x00\x00\x00", head} {
		if _, err := open(file, "", nil); err == nil {
			t.Errorf("%q is opened", file)
		}
	}
}

// What has no room is noticed and not cut.
func TestFull(t *testing.T) {
	for _, n := range []int{0, 1, 1<<16 - 1, 1 << 16, -1} {
		var e encoder
		e.fixed(2, n)
		if got := int(uint16At(string(e.bytes), 0)); e.full == (got == n) {
			t.Errorf("%d is %d, full: %v", n, got, e.full)
		}
	}
}

// A table is read as it was written.
func TestTable(t *testing.T) {
	list := []string{"", "a", "ab", "é"}
	var e encoder
	e.table(list)
	e.string("rest")
	d := decoder{string(e.bytes)}
	table := d.table()
	for i, s := range list {
		if at, ok := table.find(s); at != i || !ok || table.at(i) != s {
			t.Errorf("%q is at %d, %v", s, at, ok)
		}
	}
	if _, ok := table.find("aa"); ok || d.string() != "rest" {
		t.Error("more is read than was written")
	}
}
