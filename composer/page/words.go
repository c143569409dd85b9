package page

import (
	"embed"
	"sync"

	"amends/composer"
)

//go:embed words/*.yaml
var wordFiles embed.FS

// words are the sentences of the notes.
var words = sync.OnceValue(func() composer.Words {
	w, err := composer.LoadWords(wordFiles, "en")
	if err != nil {
		panic(err) // the file is built in, and a test reads it
	}
	return w
})
