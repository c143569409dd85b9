package page_test

import (
	"strings"
	"testing"

	"amends/composer/page"
)

func TestQuotes(t *testing.T) {
	tests := []struct{ name, language, in, want string }{
		{"double", "en", `You said "leave me", and I stayed.`, `You said “leave me”, and I stayed.`},
		{"whole", "", `"Yes."`, `“Yes.”`},
		{"nested", "en", `"He said 'no' twice."`, `“He said ‘no’ twice.”`},
		{"nested at the edge", "en", `"'No' is what he said, and 'no' again'"`, `“‘No’ is what he said, and ‘no’ again’”`},
		{"apostrophe", "en-GB", `I didn't; the boys' room, Sam's too.`, `I didn’t; the boys’ room, Sam’s too.`},
		{"brackets and dashes", "en", `("so") —"so"—`, `(“so”) —“so”—`},
		{"feet and inches", "en", `He is 5'11" tall.`, `He is 5′11″ tall.`},
		{"feet and inches in a quote", "en", `"He is 5'11" tall," I said.`, `“He is 5′11″ tall,” I said.`},
		{"a quote ends with a number", "en", `You said "at 5", not "at 6".`, `You said “at 5”, not “at 6”.`},
		{"decades", "en", `in the '90s and '80s, class of '05`, `in the ’90s and ’80s, class of ’05`},
		{"a quoted number", "en", `the '10 rules' of the house`, `the ‘10 rules’ of the house`},
		{"elisions", "en", `'tis rock 'n' roll, get 'em`, `’tis rock ’n’ roll, get ’em`},
		{"thousands stay", "de-CH", `1'000`, `1’000`},
		{"curly ones stay", "en", `“already” ‘set’ don’t`, `“already” ‘set’ don’t`},
		{"german", "de", `Du sagtest: "Geh's an, 'bitte'."`, `Du sagtest: „Geh’s an, ‚bitte‘.“`},
		{"french", "fr-FR", `J'ai dit "non".`, "J’ai dit «\u00a0non\u00a0»."},
		{"spanish", "es", `Dijiste "no" y me quedé.`, `Dijiste “no” y me quedé.`},
		{"polish", "pl", `"tak"`, `„tak”`},
		{"swedish", "sv", `"ja"`, `”ja”`},
		{"one alone", "en", `"`, `“`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := page.NewQuoter(tt.language).Set(page.Run{Text: tt.in}, page.Run{}); got != tt.want {
				t.Errorf("Set(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

// A quotation goes on over the borders of runs: "*so*" has its marks outside
// the emphasis. Code and fields are not touched, and a line begins anew.
func TestQuotesOverRuns(t *testing.T) {
	field := &page.Field{Rest: true}
	tests := []struct {
		name string
		runs []page.Run
		want string
	}{
		{"emphasis", []page.Run{{Text: `say "`}, {Text: "so", Emph: true}, {Text: `" and don`}, {Text: "'t", Strong: true}}, "say “|so|” and don|’t"},
		{"code", []page.Run{{Text: "x"}, {Text: `"a"`, Code: true}, {Text: `'s`}}, `x|"a"|’s`},
		{"a field", []page.Run{{Field: &page.Field{}}, {Text: `'s`}}, "|’s"},
		{"a line", []page.Run{{Text: "x", Break: true}, {Text: `"so"`}}, "x|“so”"},
		{"a line behind a field", []page.Run{{Field: field}, {Text: `"so"`}}, "|“so”"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			q := page.NewQuoter("en")
			var got []string
			for i, r := range tt.runs {
				var next page.Run
				if i+1 < len(tt.runs) {
					next = tt.runs[i+1]
				}
				got = append(got, q.Set(r, next))
			}
			if s := strings.Join(got, "|"); s != tt.want {
				t.Errorf("got %q, want %q", s, tt.want)
			}
		})
	}
}
