package render_test

import (
	"fmt"
	"os"

	"amends/composer"
	"amends/composer/render"
)

func ExampleMarkdown() {
	d := &composer.Document{Title: "An apology", Layout: composer.LayoutLetter, Body: "Dear Sam,\n\nI am sorry.\n"}
	if err := (render.Markdown{}).Render(os.Stdout, d); err != nil {
		fmt.Println(err)
	}
	// Output:
	// ---
	// title: An apology
	// layout: letter
	// ---
	//
	// Dear Sam,
	//
	// I am sorry.
}

func ExampleText() {
	d := &composer.Document{Body: "# Our agreement\n\n- [ ] **Jo** knocks.\n- [ ] **Sam** answers.\n"}
	if err := (render.Text{}).Render(os.Stdout, d); err != nil {
		fmt.Println(err)
	}
	// Output:
	// Our agreement
	// =============
	//
	// [ ] Jo knocks.
	// [ ] Sam answers.
}
