package composer

import (
	"slices"
	"strings"
)

// A Type says what an answer to a question looks like.
type Type string

// The types of questions, as kind.yaml names them.
const (
	TypeLine   Type = "line"   // one line of text
	TypeText   Type = "text"   // several lines of text
	TypeList   Type = "list"   // several lines, one after the other
	TypeChoice Type = "choice" // one of the options
	TypeMulti  Type = "multi"  // some of the options
	TypeYesNo  Type = "yesno"
	TypeDate   Type = "date"   // 2006-01-02
	TypeTime   Type = "time"   // 15:04
	TypeNumber Type = "number" // a whole number
	TypePeople Type = "people" // names, one or several
	TypeRows   Type = "rows"   // small records with questions of their own
)

// types is the types, the usual one first.
func types() []string {
	return texts(TypeLine, TypeText, TypeList, TypeChoice, TypeMulti, TypeYesNo, TypeDate, TypeTime, TypeNumber, TypePeople, TypeRows)
}

func texts[T ~string](values ...T) []string {
	var out []string
	for _, v := range values {
		out = append(out, string(v))
	}
	return out
}

// Need says what is lost when a question is left open.
type Need string

// The needs, as kind.yaml names them.
const (
	Required    Need = "required"    // the page cannot do without
	Recommended Need = "recommended" // the page is weaker without
	Optional    Need = "optional"
)

// needs is the needs, the usual one first.
func needs() []string { return texts(Optional, Recommended, Required) }

// Asked says when an interview puts a question.
type Asked string

// The ways of asking, as kind.yaml names them.
const (
	Always  Asked = "always"
	Offered Asked = "offered" // stands in one list: anything more?
	Never   Asked = "never"   // only by flag, file or review
	Alone   Asked = "alone"   // only of who fills in their own part, with nobody beside them
)

// waysToAsk is the ways of asking, the usual one first.
func waysToAsk() []string { return texts(Always, Offered, Never, Alone) }

// A Question is one thing a kind wants to know. Every sentence in it may hold
// the name of a people question in braces, {to}, which [Kind.Fill] replaces.
type Question struct {
	Name      string      // as answers files write it
	Section   string      // the name of its section; empty for a question of rows
	Ask       string      // a whole sentence
	Label     string      // a few words for lists and worksheets; Ask if empty
	Help      string      // one or two sentences for who asks for help
	Example   string      // an answer somebody might give
	Starters  []string    // the words an answer begins with; the first is the usual one
	Alone     []string    // first words with which an answer needs no starter, in lower case
	Type      Type        // TypeLine if kind.yaml says nothing
	Need      Need        // Optional if kind.yaml says nothing
	Asked     Asked       // Always if kind.yaml says nothing
	Min, Max  int         // how many items, or the smallest and largest number; 0 for no limit
	MaxWords  int         // 0 for no limit
	Options   []Option    // of a choice or a multi
	Other     bool        // own words are allowed beside the options
	Default   []string    // shown in the interview and used where nothing is said: one text, or several of a list or a multi
	Unsaid    string      // used where a file says nothing; never shown as a default
	Per       string      // the multi question of which every chosen option gets an answer
	If        []Condition // all must hold, or the question is not put
	NeverKept bool        // "keep: never": in no file, draft or log
	Private   bool        // never printed, nor carried to another document
	Element   string      // what it gives the document: act, impact, remorse, …
	StandIn   string      // of a people question: the words where there is no name yet
	From      []string    // where its answer comes from when a page of another kind is gone on from: "boundary.commitments.action"; of rows, the part
	Fact      bool        // a later page of another kind that asks it takes it over
	OffSheet  bool        // not on the worksheet
	Room      int         // writing lines on a worksheet; 0 for what the type needs
	Fields    []Question  // of rows
	changes   []change    // what a relationship changes
	at        Position    // its place in kind.yaml
}

// An Option is one of the answers to choose from.
type Option struct {
	Value     string // kebab-case, the same in every language: what files hold
	Label     string // what a person reads
	Hint      string // a few words more
	Say       string // said after it was chosen
	Suggest   string // a kind that may help more; said only where that kind exists
	Stop      string // not empty: nothing is composed, and the calm page begins with it
	HelpLines bool   // the help lines are shown after Say
	Layout    Layout // the document's layout when this is chosen
}

// Option is the option with this value or label, compared as people write:
// without regard to case and to the form of quotes.
func (q *Question) Option(text string) (Option, bool) {
	if len(q.Options) == 0 {
		return Option{}, false // of a long text, nothing need be folded
	}
	if i := slices.IndexFunc(q.Options, func(o Option) bool { return o.Value == text }); i >= 0 {
		return q.Options[i], true
	}
	want := plainText(text) // "si" is "Sí"
	for _, o := range q.Options {
		if plainText(o.Label) == want || plainText(o.Value) == want {
			return o, true
		}
	}
	return Option{}, false
}

// values is the values of the options, for a hint.
func (q *Question) values() string {
	var values []string
	for _, o := range q.Options {
		values = append(values, o.Value)
	}
	return strings.Join(values, ", ")
}

// Title is the question in few words: its label, or else the question.
func (q *Question) Title() string {
	if q.Label != "" {
		return q.Label
	}
	return q.Ask
}

// A Condition ties a question to an earlier answer.
type Condition struct {
	Question string
	Is       []string // the answer is, or holds, one of these values
	Given    bool     // without Is: there is an answer; false: there is none
}

// holds reports whether c does. Answers that were not checked yet may name an
// option by its label, and several in lines.
func (k *Kind) holds(c Condition, a *Answers) bool {
	v, ok := a.Get(c.Question)
	if len(c.Is) == 0 {
		return (ok && !v.Empty()) == c.Given
	}
	q := k.Question(c.Question)
	is := func(v Value) bool {
		o, ok := q.Option(v.Text)
		answer, said := k.yesNo(v.Text)
		return ok && slices.Contains(c.Is, o.Value) || said && q.Type == TypeYesNo && slices.Contains(c.Is, answer)
	}
	switch {
	case q == nil:
		return false
	case v.Shape == Scalar && q.Type == TypeMulti:
		v = linesOf(v)
	case v.Shape == Scalar:
		return is(v)
	}
	return slices.ContainsFunc(v.Items, is)
}

// A Section is a group of questions under one title.
type Section struct {
	Name      string
	Title     string // over the answers on the page and on the worksheet
	Intro     string // a sentence under the title of a worksheet
	Each      string // a people question: every person answers in a turn of their own
	Only      string // with Each: another people question; only those it names have a turn
	Others    string // with Each: another people question; those it names have none, unless it names all
	Offer     string // not empty: the whole section stands under these words in the list of what is offered
	Questions []*Question
	at        Position // its place in kind.yaml
}

// Turn reports whether the person at this place of s.Each, 1-based, has a turn
// in s: who is named in Only, or is not in Others. As long as it is not known
// who is named, everybody has one.
func (s *Section) Turn(a *Answers, place int) bool {
	by := s.Only + s.Others
	everybody, named := a.People(s.Each), a.People(by)
	if by == "" || len(named) == 0 || place > len(everybody) {
		return true
	}
	isNamed := func(name string) bool { return slices.Contains(named, name) }
	if s.Only != "" {
		return isNamed(everybody[place-1])
	}
	all := !slices.ContainsFunc(everybody, func(name string) bool { return !isNamed(name) })
	return all || !isNamed(everybody[place-1])
}
