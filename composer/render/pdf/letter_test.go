package pdf

import (
	"strings"
	"testing"

	"amends/composer"
	"amends/composer/page"
)

// Whatever the length of a letter, its second page has a few lines at least:
// else it is set down to 11 pt, all of it, and never below. Large print stays
// large.
func TestSetDown(t *testing.T) {
	para := func(text string) page.Block {
		return &page.Paragraph{Runs: []page.Run{{Text: text}}}
	}
	long := strings.TrimSpace(strings.Repeat("I have thought about this for a long time. ", 8))
	for _, th := range []*theme{&book, &plain, &largePrint} {
		for _, pp := range papers {
			down, left := 0, 0
			for n := range 120 {
				var blocks []page.Block
				for range 4 + n/10 {
					blocks = append(blocks, para(long))
				}
				for range n % 10 {
					blocks = append(blocks, para("A line."))
				}
				blocks = append(blocks, para(long), para("With love,"), para("Jo"))
				sheets, err := PDF{}.sheets(&composer.Document{Layout: composer.LayoutLetter}, &page.Body{Blocks: blocks}, pp, th, &losses{})
				if err != nil {
					t.Fatal(err)
				}
				size := sheets[0].inks[0].size
				lines := map[length]bool{}
				for _, s := range sheets {
					clear(lines)
					for _, k := range s.inks {
						lines[k.y] = true
						if k.size != size {
							t.Fatalf("%s of %d on %s: sizes %d and %d", th.name, n, pp.name, size, k.size)
						}
					}
				}
				switch size {
				case th.text.size:
					if len(sheets) == 2 && len(lines) < few {
						left++
					}
				case 11 * point:
					down++
					if th.text.size != 12*point {
						t.Errorf("%s is set down", th.name)
					}
				default:
					t.Errorf("%s is set in %d", th.name, size)
				}
			}
			t.Logf("%s on %s: %d of 120 letters are set down, %d end in few lines", th.name, pp.name, down, left)
			if th != &largePrint && (down == 0 || left > 0) {
				t.Errorf("%s on %s: %d of 120 letters are set down, %d end in few lines", th.name, pp.name, down, left)
			}
		}
	}
}
