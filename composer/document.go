package composer

import "time"

// A Document is a composed page: what a kind's template and the answers made
// together. The zero value is an empty letter.
type Document struct {
	Title    string    // shown in the viewer's title bar and never a person's name
	Kind     string    // the kind that made it; empty for plain Markdown
	Language string    // BCP 47; "en" if empty
	Date     time.Time // the day on the page; zero for none
	Layout   Layout    // how it stands on paper; LayoutLetter if empty
	Body     string    // CommonMark with tables, task lists and the marks of package page
	Source   string    // where the body came from, for errors; empty for a composed one
	Line     int       // the line of Source on which Body begins, 1-based; 0 counts as 1
}

// A Layout says how a document stands on paper.
type Layout string

// The layouts, as kind.yaml and front matter name them.
const (
	LayoutLetter    Layout = "letter"    // serif, no headings needed, no page number on a single page
	LayoutMessage   Layout = "message"   // a text message: no date, no heading
	LayoutAgreement Layout = "agreement" // sans serif, "page x of y"
	LayoutWorksheet Layout = "worksheet" // sans serif, room to write, "page x of y"
	LayoutCard      Layout = "card"      // sans serif, bigger, for a wall or a hand
	LayoutLog       Layout = "log"       // sans serif, a table to fill in
)

// Layouts are all layouts, a letter first.
func Layouts() []Layout {
	return []Layout{LayoutLetter, LayoutMessage, LayoutAgreement, LayoutWorksheet, LayoutCard, LayoutLog}
}
