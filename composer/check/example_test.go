package check_test

import (
	"fmt"

	"amends/composer/check"
)

func Example() {
	c, err := check.New("en", "apology")
	if err != nil {
		fmt.Println(err)
		return
	}
	p, _ := check.Text("note.txt", "I'm sorry if I hurt you.", "apology")
	for _, f := range c.Find(p) {
		fmt.Printf("%s: %s (%s)\n", f.Position, f.Match, f.Rule)
	}
	// Output:
	// note.txt:1:11: if I (conditional-apology)
}
