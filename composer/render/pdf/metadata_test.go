package pdf

import (
	"strings"
	"testing"

	"amends/composer"
)

func TestLanguageOf(t *testing.T) {
	tests := []struct{ tag, want string }{
		{"", "en"}, {"es-MX", "es-MX"}, {"zh-Hant-TW", "zh-Hant-TW"}, {"de-1901", "de-1901"},
		{"english please", "und"}, {"e-", "und"}, {"-en", "und"}, {"1en", "und"}, {"ninechars", "und"}, {"é", "und"}, {"en)", "und"},
	}
	for _, tt := range tests {
		if got := languageOf(tt.tag); got != tt.want {
			t.Errorf("languageOf(%q) = %q, want %q", tt.tag, got, tt.want)
		}
	}
}

func TestPlainText(t *testing.T) {
	tests := []struct{ in, want string }{
		{"A letter", "A letter"}, {"a\nb\tc\u2028d", "a b c d"}, {"a\x00\x1b\u0085b", "a\ufffd\ufffd b"}, {"\ufeff\ufffe\U0001ffff", "\ufffd\ufffd\ufffd"},
		{"a\xffb", "a\ufffdb"}, {strings.Repeat("ü", 3000), strings.Repeat("ü", 2000) + "…"},
	}
	for _, tt := range tests {
		if got := plainText(tt.in); got != tt.want {
			t.Errorf("plainText(%.20q) = %.40q, want %.40q", tt.in, got, tt.want)
		}
	}
}

// A file without a title has one all the same, and never the words of a page.
func TestTitle(t *testing.T) {
	tests := []struct {
		p    PDF
		d    composer.Document
		want string
	}{
		{PDF{}, composer.Document{Title: "An apology", Body: "# Dear Zoë"}, "An apology"},
		{PDF{Words: Words{Untitled: "Page"}}, composer.Document{Body: "# Dear Zoë", Layout: composer.LayoutCard}, "Page"},
		{PDF{}, composer.Document{Body: "# Dear Zoë", Layout: composer.LayoutCard}, "card"},
		{PDF{}, composer.Document{}, "letter"},
	}
	for _, tt := range tests {
		if got := tt.p.title(&tt.d); got != tt.want {
			t.Errorf("the title is %q, want %q", got, tt.want)
		}
	}
}
