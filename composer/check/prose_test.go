package check

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

var scanFile = flag.String("scan", "", "a `FILE` of plain prose to look at, in place of the one that comes with Go")

// mostInProse is how many findings in ten thousand words of prose are too many:
// nobody apologises in a book about light, or makes an agreement.
const mostInProse = 4

// A long text about something else has next to no findings. -v lists them.
func TestProse(t *testing.T) {
	file := *scanFile
	if file == "" {
		root, err := exec.Command("go", "env", "GOROOT").Output()
		if err != nil {
			t.Fatal(err)
		}
		file = filepath.Join(strings.TrimSpace(string(root)), "src", "testdata", "Isaac.Newton-Opticks.txt")
	}
	text, err := os.ReadFile(file)
	switch {
	case err != nil && os.Getenv("AMENDS_TEST_ALL") != "":
		t.Fatal(err)
	case err != nil:
		t.Skip("Newton's Opticks is not among Go's files here")
	}
	c := load(t)
	words := len(newReader(c).words(string(text), nil, 0, true))
	for _, kind := range []string{"apology", "agreement"} {
		found := c.Find(prose(string(text), kind))
		for _, f := range found {
			t.Logf("%s: %s: %s", kind, f.Rule, f.Match)
		}
		share := 10_000 * float64(len(found)) / float64(words)
		t.Logf("%s: %.1f findings in 10,000 words", kind, share)
		if share > mostInProse {
			t.Errorf("%s: want at most %d", kind, mostInProse)
		}
	}
}
