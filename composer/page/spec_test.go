package page_test

import (
	"html"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"amends/composer"
	"amends/composer/page"
)

var (
	example = regexp.MustCompile("(?ms)^`{32} example[^\n]*\n(.*?)^\\.\n(.*?)^`{32}$")
	htmlTag = regexp.MustCompile(`<[^>]*>`)
)

// ours is the examples that read otherwise on purpose: five underscores at the
// end of a line are a line to write on, and words behind a comment stay.
var ours = []string{"foo _____\n", "_____foo_____\n", "<!-- foo -->*bar*\n*baz*\n"}

// TestCommonMarkSpec reads the examples of the CommonMark specification: no
// visible character of the page it expects is lost. Raw HTML is left out with
// a note, and an image stands as its text, so examples with them are not held
// against the page.
func TestCommonMarkSpec(t *testing.T) {
	spec, err := os.ReadFile("../../.cache/suites/node_modules/commonmark-spec/spec.txt")
	if err != nil {
		if os.Getenv("AMENDS_TEST_ALL") == "1" {
			t.Fatal("commonmark-spec is missing; .ci/run fetches it")
		}
		t.Skip("commonmark-spec is missing; .ci/run fetches it")
	}
	examples := example.FindAllStringSubmatch(string(spec), -1)
	if len(examples) < 600 {
		t.Fatalf("the specification has %d examples, want more than 600", len(examples))
	}
	held := 0
	for n, e := range examples {
		markdown := strings.ReplaceAll(e[1], "→", "\t")
		want := strings.ReplaceAll(e[2], "→", "\t")
		body, err := page.Parse(&composer.Document{Body: markdown})
		if err != nil {
			t.Errorf("example %d: %v", n+1, err)
			continue
		}
		if len(body.Notes) > 0 || slices.Contains(ours, markdown) || strings.Contains(want, "<img") {
			continue
		}
		held++
		visible := html.UnescapeString(htmlTag.ReplaceAllString(want, ""))
		if got, want := squeeze(body.Text()), squeeze(visible); got != want {
			t.Errorf("example %d: %q\nreads %q\nwant  %q", n+1, markdown, got, want)
		}
	}
	t.Logf("%d of %d examples were compared", held, len(examples))
}

// squeeze is s without white space: the specification's page and ours break
// lines in other places.
func squeeze(s string) string { return strings.Join(strings.FieldsFunc(s, unicode.IsSpace), "") }
