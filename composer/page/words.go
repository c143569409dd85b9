package page

import (
	"embed"

	"amends/composer"
)

//go:embed words/*.yaml
var wordFiles embed.FS

// words are the sentences of the notes in a language.
func words(language string) composer.Words {
	w, err := composer.LoadWords(wordFiles, language)
	if err != nil {
		panic(err) // the files are built in, and a test reads them
	}
	return w
}
