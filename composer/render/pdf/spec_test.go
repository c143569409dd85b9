package pdf_test

import (
	"bytes"
	"errors"
	"os"
	"regexp"
	"strings"
	"testing"

	"amends/composer"
	"amends/composer/page"
	"amends/composer/render/pdf"
)

var specExample = regexp.MustCompile("(?ms)^`{32} example[^\n]*\n(.*?)^\\.\n.*?^`{32}$")

// Every example of the CommonMark specification becomes a page that conforms
// and says what its Markdown says. A page that cannot be drawn names each
// character that no font has.
func TestCommonMarkSpec(t *testing.T) {
	spec, err := os.ReadFile("../../../.cache/suites/node_modules/commonmark-spec/spec.txt")
	if err != nil {
		if os.Getenv("AMENDS_TEST_ALL") == "1" {
			t.Fatal("commonmark-spec is missing; .ci/run fetches it")
		}
		t.Skip("commonmark-spec is missing; .ci/run fetches it")
	}
	examples := specExample.FindAllStringSubmatch(string(spec), -1)
	drawn := 0
	for n, e := range examples {
		d := &composer.Document{Body: strings.ReplaceAll(e[1], "→", "\t")}
		body, err := page.Parse(d)
		if err != nil {
			t.Errorf("example %d: %v", n+1, err)
			continue
		}
		var out bytes.Buffer
		var missing *pdf.MissingGlyphError
		switch err := (pdf.PDF{}).Render(&out, d); {
		case errors.As(err, &missing):
			t.Logf("example %d: %v", n+1, err)
			continue
		case err != nil:
			t.Errorf("example %d: %v", n+1, err)
			continue
		}
		drawn++
		spoken := conforms(t, "an example", out.Bytes())
		if got, want := even(spoken), even(words(body.Blocks, "_")); got != want {
			t.Errorf("example %d: %q\nis read %q\nwant    %q", n+1, d.Body, got, want)
		}
	}
	if len(examples) < 600 || drawn < len(examples)-2 {
		t.Errorf("%d of %d examples were drawn", drawn, len(examples))
	}
	t.Logf("%d of %d examples were drawn", drawn, len(examples))
}
