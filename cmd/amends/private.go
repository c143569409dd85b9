package main

import (
	"fmt"

	"amends/composer/interview"
)

// What a terminal is told for a private sitting: another screen, which keeps
// no lines above it, and a title that says nothing.
const (
	privateScreen = "\x1b[?1049h\x1b[H\x1b[2J\x1b[22;2t\x1b]2;page\x07"
	usualScreen   = "\x1b[H\x1b[2J\x1b[23;2t\x1b[?1049l"
)

// enter begins a sitting on the screen, and gives what ends it. In private
// nothing that was shown is left behind.
func (s *sitting) enter() (leave func()) {
	if _, forms := s.prompter.(*interview.Forms); forms {
		s.say("%s", s.words.Say("screen-reader"))
	}
	if !s.o.private || !isTerminal(s.errs) {
		return func() {}
	}
	if s.getenv("TERM") == "dumb" {
		s.say("%s\n", s.words.Say("private-dumb"))
		return func() {}
	}
	fmt.Fprint(s.errs, privateScreen)
	s.say("%s\n", s.words.Say("private"))
	return func() {
		fmt.Fprint(s.errs, usualScreen)
		for _, text := range s.farewell {
			s.say("%s", text)
		}
	}
}

// sayLast says what is to be read when the sitting is over: in private after
// the screen was cleared, since it would go with it.
func (s *sitting) sayLast(text string) {
	if s.o.private && isTerminal(s.errs) && s.getenv("TERM") != "dumb" {
		s.farewell = append(s.farewell, text)
		return
	}
	s.say("%s", text)
}
