package check

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// letter is plain text of everyday words, n bytes of it.
func letter(n int) string {
	text, err := os.ReadFile("testdata/letter.txt")
	if err != nil {
		panic(err)
	}
	return strings.Repeat(string(text), n/len(text)+1)[:n]
}

// The time of all rules grows with the text.
func BenchmarkFind(b *testing.B) {
	texts := []struct {
		name string
		make func(n int) string
	}{
		{"letter", letter},
		{"one-line", func(n int) string { return strings.NewReplacer("\n", " ", ".", ",").Replace(letter(n)) }},
		{"sorry-if", func(n int) string { return strings.Repeat("sorry if ", n/9) }},
		{"quotes", func(n int) string { return strings.Repeat("'a \"b ", n/6) }},
		{"guillemets", func(n int) string { return strings.Repeat("« ", n/3) }},
	}
	for _, kind := range []string{"apology", "agreement"} {
		for _, t := range texts {
			for _, mb := range []int{1, 2, 4, 8} {
				b.Run(fmt.Sprintf("%s/%s/%dMB", kind, t.name, mb), func(b *testing.B) {
					c, err := New("en", kind)
					if err != nil {
						b.Fatal(err)
					}
					text := t.make(mb << 20)
					b.SetBytes(int64(len(text)))
					for b.Loop() {
						p, _ := Text("", text, kind)
						c.Find(p)
					}
				})
			}
		}
	}
}

// A letter of 170 words, as an interview checks it after each answer.
func BenchmarkLetter(b *testing.B) {
	c, err := New("en", "apology")
	if err != nil {
		b.Fatal(err)
	}
	p, _ := Text("", letter(1000), "apology")
	for b.Loop() {
		c.Find(p)
	}
}

// The same letter from nothing, as the command line checks it.
func BenchmarkFirstLetter(b *testing.B) {
	p, _ := Text("", letter(1000), "apology")
	for b.Loop() {
		c, err := New("en", "apology")
		if err != nil {
			b.Fatal(err)
		}
		c.Find(p)
	}
}

func BenchmarkLoad(b *testing.B) {
	for _, language := range Languages() {
		for _, kinds := range [][]string{nil, {"apology"}, {"agreement"}, {"any"}} {
			b.Run(fmt.Sprint(language, kinds), func(b *testing.B) {
				for b.Loop() {
					if _, err := New(language, kinds...); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
