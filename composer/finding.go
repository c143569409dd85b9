package composer

// A Severity ranks findings; the zero value is a Suggestion.
type Severity int

// The severities, lowest first.
const (
	Suggestion Severity = iota
	Warning
	Error
	Ask  // one question: was someone hurt or frightened here?
	Stop // nothing is composed; the calm page is shown
)

// String is the name of s as rule files and reports write it.
func (s Severity) String() string {
	return [...]string{"suggestion", "warning", "error", "ask", "stop"}[s]
}

// SeverityNamed is the severity of this name; false where there is none.
func SeverityNamed(name string) (Severity, bool) {
	for s := Suggestion; s <= Stop; s++ {
		if s.String() == name {
			return s, true
		}
	}
	return 0, false
}

// A Position is a place in a source. The zero value is no place at all.
type Position struct {
	Source string // a file's name, "--set", or empty for what was typed
	Line   int    // 1-based; 0 if unknown
	Column int    // 1-based, in characters; 0 if unknown
}

// A Finding is one place that deserves another look.
type Finding struct {
	Rule      string   // the rule's id
	Severity  Severity // how much it matters
	Path      string   // the answer path, or empty in prose
	Position           // where the match begins
	End       int      // the column behind the match, in characters
	EndLine   int      // the line of End; 0 where End is unknown
	Match     string   // the words that matched; never printed in an error
	Message   string   // why, one sentence
	Advice    string   // what instead
	HelpLines bool     // help lines stand beside it
	Unsigned  bool     // the page gets help lines and no signature lines
}
