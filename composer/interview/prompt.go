package interview

import (
	"context"
	"errors"
)

// A Prompter puts one prompt to a person and waits for the reply. How a prompt
// is drawn is its own business; what is asked, and in what order, is not.
//
// Ask returns [ErrBack] when the person wants the question before this one,
// [ErrAborted] when they or ctx end the interview, and an error that wraps
// [io.EOF] when there is nothing more to read. Beside the last two it returns
// what was typed of a reply that was not finished.
type Prompter interface {
	Ask(ctx context.Context, p Prompt) (Reply, error)
}

// The errors a [Prompter] returns where a person does not reply.
var (
	ErrBack    = errors.New("back to the question before")
	ErrAborted = errors.New("interrupted")
)

// A Form says what a reply to a prompt looks like.
type Form int

// The forms of prompts. The zero value is FormLine.
const (
	FormLine   Form = iota // one line
	FormText               // several lines
	FormChoice             // one of the options
	FormMulti              // some of the options
	FormPause              // any key that says "go on"
	FormNote               // something said; nobody replies
)

// A Prompt is one thing said to a person, and how they may reply. Only Form
// and Text are always there.
type Prompt struct {
	Form       Form
	Text       string   // the question, a whole sentence
	Number, Of int      // its place among the questions that count; 0 where it does not count
	Path       string   // the answer path it asks for; empty where it is about the interview
	Help       string   // for who asks for help
	Example    string   // an answer somebody might give
	HelpLines  string   // whom to call, shown on request
	Starters   []string // words the reply may begin with
	Options    []Option // of a choice or a multi
	Other      bool     // own words are allowed beside the options
	Now        string   // the answer there is; an empty reply keeps it
	Default    string   // what an empty reply stands for
	Enter      string   // what an empty reply does, where it is neither of these
	Clear      bool     // the reply may be Reply.Clear
	Fresh      bool     // what stands on the screen is not for the next person's eyes
}

// An Option is one of the replies to choose from.
type Option struct {
	Value string // what the reply holds
	Label string // what a person reads
	Hint  string // a few words more, or empty
}

// A Reply is what a person said. The zero value is an empty reply: Enter.
type Reply struct {
	Text   string   // a line or a text; the value of the chosen option, or own words
	Values []string // of a multi
	Clear  bool     // the answer there is shall be taken out
	Edited bool     // beside an error: Text is the answer there was, changed so far
}

func (r Reply) empty() bool { return r.Text == "" && len(r.Values) == 0 && !r.Clear }
