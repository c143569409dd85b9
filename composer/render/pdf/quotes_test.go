package pdf

import "testing"

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
			if got := newQuoter(tt.language).set(tt.in, ""); got != tt.want {
				t.Errorf("set(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

// A quotation goes on over the borders of runs: "*so*" has its marks outside
// the emphasis.
func TestQuotesOverRuns(t *testing.T) {
	q := newQuoter("en")
	got := q.set(`say "`, "so") + "|" + q.set("so", `" and`) + "|" + q.set(`" and don`, "'t") + "|" + q.set("'t", "")
	if want := "say “|so|” and don|’t"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
