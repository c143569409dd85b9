package page_test

import (
	"strings"
	"testing"

	"amends/composer"
	"amends/composer/page"
)

func TestRightToLeft(t *testing.T) {
	tests := []struct {
		name, text string
		want       bool
		around     bool // what is said of the text where what is around it runs from right to left
	}{
		{"nothing", "", false, true},
		{"no letter", "10.4.2026 – \u0661 (!)", false, true},
		{"English", "10 April, שלום", false, false},
		{"Hebrew", "10 באפריל, Zoë", true, true},
		{"Arabic", "«مرحبا»", true, true},
		{"Adlam, beyond the first plane", "\U0001e900", true, true},
		{"a mark of direction", "\u200fa", true, true},
		{"an isolate is left out", "\u2068a\u2069 שלום", true, true},
		{"isolates in each other", "\u2067\u2066א\u2069א\u2069 a", false, false},
		{"an isolate that is not closed", "\u2066 שלום", false, true},
		{"what closes nothing", "\u2069\u2068a\u2069א", true, true},
		{"an embedding is not left out", "\u202aא", true, true},
		{"no UTF-8", "\xd7\xffא", true, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := page.RightToLeft(tt.text); got != tt.want {
				t.Errorf("RightToLeft(%q) = %v", tt.text, got)
			}
			if got := page.RightToLeftIn(tt.text, true); got != tt.around {
				t.Errorf("RightToLeftIn(%q, true) = %v", tt.text, got)
			}
			if got := page.RightToLeftIn(tt.text, false); got != tt.want {
				t.Errorf("RightToLeftIn(%q, false) = %v", tt.text, got)
			}
		})
	}
}

func TestBodyRightToLeft(t *testing.T) {
	tests := []struct {
		name, body string
		want       bool
	}{
		{"nothing", "", false},
		{"English", "Dear “Zoë”,\n\n- a – b\n", false},
		{"a Hebrew word in English", "He wrote שלום to me.\n", false},
		{"an English word in Hebrew", "Zoë, סיפרתי את הסיפור שלך\n", true},
		{"in a list, a quote and a table", "ab\n\n> אב\n\n- אב\n\n| a | b |\n|-|-|\n| אב | אב |\n", true},
		{"as much of both", "ab\n\n> אב\n", false},
		{"Arabic and a long number", "مرحبا 1234567890 !!!!!!!!\n", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b, err := page.Parse(&composer.Document{Body: tt.body})
			if err != nil {
				t.Fatal(err)
			}
			if got := b.RightToLeft(); got != tt.want {
				t.Errorf("RightToLeft() = %v in\n%s", got, tt.body)
			}
		})
	}
}

func BenchmarkBodyRightToLeft(b *testing.B) {
	for _, tt := range []struct{ name, text string }{
		{"English", "I told your story, and I gave it away for a laugh.\n\n"},
		{"Hebrew", "סיפרתי את הסיפור שלך בארוחת הערב.\n\n"},
	} {
		body, err := page.Parse(&composer.Document{Body: strings.Repeat(tt.text, 2000/len(tt.text))})
		if err != nil {
			b.Fatal(err)
		}
		b.Run(tt.name, func(b *testing.B) {
			for b.Loop() {
				body.RightToLeft()
			}
		})
	}
}
