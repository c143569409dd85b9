package interview

import (
	"embed"

	"amends/composer"
)

//go:embed words/*.yaml
var wordFiles embed.FS

// loadWords are the sentences that an interview says in a language.
func loadWords(language string) (composer.Words, error) {
	return composer.LoadWords(wordFiles, language)
}
