package render_test

import (
	"bytes"
	"strings"
	"testing"

	"amends/composer"
	"amends/composer/page"
	"amends/composer/render"
)

// The line of a session stands over the body in every format, each document has
// its own, and what is given is text and no markup.
func TestSession(t *testing.T) {
	docs := []*composer.Document{{Layout: composer.LayoutWorksheet, Title: "One", Body: "# One\n"}, {Layout: composer.LayoutWorksheet, Body: "# Two\n"}, {Layout: composer.LayoutWorksheet, Body: "# Three\n"}}
	o := render.Options{Letterhead: render.Letterhead{Name: "A practice"}, Own: []render.Own{
		{Session: []render.SessionField{{Name: "client", Value: "*K7*<i>"}, {Name: "number"}, {Name: "next", Value: "Tuesday"}}},
		{},
	}}
	tests := []struct{ format, want string }{
		{"md", "---\n\n<!-- amends:small -->\nA practice\n<!-- amends:end -->\n\nClient code \\*K7\\*\\<i> · Session ________<!-- amends:field session.number --> · Next session Tuesday\n\n# One\n"},
		{"txt", "A practice\n\nClient code *K7*<i> · Session ________________ · Next session Tuesday\n\nOne\n===\n"},
		{"html", "<header>\n<p class=\"session\">Client code <strong>*K7*&lt;i&gt;</strong> · Session <span class=\"line w8\" role=\"img\" aria-label=\"space to write\"></span> · Next session <strong>Tuesday</strong></p>\n</header>\n<h1>One"},
		{"pdf", "%PDF"},
	}
	for _, tt := range tests {
		f, ok := render.Lookup(tt.format)
		if !ok {
			t.Fatal(tt.format)
		}
		var out bytes.Buffer
		if err := f.New(o).Render(&out, docs...); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out.String(), tt.want) {
			t.Errorf("%s: got\n%s\nwant\n%s", tt.format, out.String(), tt.want)
		}
		if tt.format != "pdf" && strings.Count(out.String(), "Client code") != 1 {
			t.Errorf("%s: the line of one page stands on others", tt.format)
		}
		if title, _, _ := strings.Cut(out.String(), "</title>"); tt.format == "html" && strings.Contains(title, "K7") {
			t.Error("the title of the web page has the code")
		}
		if tt.format == "md" {
			d, err := page.Read("x.md", out.Bytes())
			if err != nil {
				t.Fatal(err)
			}
			if body, err := page.Parse(d); err != nil || len(body.Notes) > 0 {
				t.Errorf("read back: %v %v", err, body.Notes)
			}
		}
	}
}
