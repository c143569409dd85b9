// Package templates holds the built-in kinds of documents: words, and no Go
// but this file. README.md says how to add a kind.
package templates

import "embed"

// FS holds a folder for each kind, and beside these the templates and help
// lines that kinds share, and packs of worksheets.
//
//go:embed *.yaml *.tmpl */*.yaml */*.tmpl */*/*.yaml */*/*.tmpl */*/*/*.yaml */*/*/*.tmpl
var FS embed.FS
