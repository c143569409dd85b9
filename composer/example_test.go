package composer_test

import (
	"fmt"
	"log"
	"strings"
	"time"

	"amends/composer"
	"amends/templates"
)

// A kind and answers make a letter.
func Example() {
	k, err := composer.Load(templates.FS, "apology")
	if err != nil {
		log.Fatal(err)
	}
	a, err := composer.ReadAnswers("answers.yaml", strings.NewReader(`
from: Jo
to: Sam
what_i_did: On Saturday at dinner I told your story about your father
impact: You went quiet and left before the meal
responsibility: It was my choice to tell it
regret: stopped when I saw your face
commitments:
  - trigger: someone asks about you
    action: say that they can ask you
space: no-hurry
`))
	if err != nil {
		log.Fatal(err) // a *composer.SyntaxError
	}
	today := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	c, problems := k.Check(composer.Join(a, k.Defaults(a, today)))
	for _, p := range problems {
		fmt.Println(p.Position, p.Message, p.Hint)
	}
	d, err := k.Compose(c, composer.Circumstances{Date: today})
	if err != nil {
		log.Fatal(err) // a *composer.StopError where no letter should be
	}
	fmt.Print(d.Body)
	// Output:
	// 22 November 2026
	//
	// Dear Sam,
	//
	// On Saturday at dinner I told your story about your father.
	//
	// You went quiet and left before the meal. Some of this I am guessing. You know better.
	//
	// It was my choice to tell it. I am sorry. I wish I had stopped when I saw your face.
	//
	// When someone asks about you, I will say that they can ask you.
	//
	// There is no hurry, and you don't owe me an answer.
	//
	// Jo
}
