package interview

import (
	"bufio"
	"context"
	"io"
	"os"
	"strconv"
	"strings"
	"unicode/utf8"

	"amends/composer"
)

// Plain is a [Prompter] of plain lines, made for the ear: it draws nothing
// twice and writes no signs to look at. The question comes first and its place
// last; options are numbered; a long answer ends with a line that holds only a
// full stop.
//
// A line that holds only ?, <, h or - asks the program for something. Behind a
// backslash it is text, and a backslash that begins a line is written twice.
//
// One Plain serves one reader from beginning to end: lines that are typed or
// pasted ahead wait for the prompts to come. It is for one goroutine at a
// time. In and Out are needed.
type Plain struct {
	In       io.Reader
	Out      io.Writer
	Language string // BCP 47; "en" if empty
	Screen   int    // empty lines that push what one person typed out of the next one's sight; 60 if 0, none if negative

	words   composer.Words
	in      *bufio.Reader
	reading chan typed      // what the goroutine that reads will send; nil if none reads
	told    map[string]bool // what the person was told of how to answer
}

// typed is one line, as the reader gave it.
type typed struct {
	line string
	err  error
}

// The lines that ask for something.
const (
	keyHelp  = "?"
	keyBack  = "<"
	keyLines = "h"
	keyClear = "-"
	keyEnd   = "." // of a long answer
)

// Ask writes p and reads lines until there is a reply.
func (l *Plain) Ask(ctx context.Context, p Prompt) (Reply, error) {
	if ctx.Err() != nil {
		return Reply{}, ErrAborted
	}
	if l.in == nil {
		words, err := loadWords(l.Language)
		if err != nil {
			return Reply{}, err
		}
		l.words, l.in, l.told = words, bufio.NewReader(l.In), map[string]bool{}
	}
	if p.Form == FormNote {
		return Reply{}, l.write(p.Text)
	}
	if p.Fresh {
		clear(l.told) // the next person was told nothing yet, and nothing shows what others were told
		if f, ok := l.In.(*os.File); ok && forget(f) == nil {
			l.in.Discard(l.in.Buffered()) //nolint:errcheck // what is buffered can be discarded
		}
		if err := l.pushAway(); err != nil {
			return Reply{}, err
		}
	}
	if err := l.write(l.draw(p)...); err != nil {
		return Reply{}, err
	}
	for {
		line, err := l.line(ctx)
		if err != nil {
			return Reply{}, err
		}
		key := strings.TrimSpace(line)
		switch {
		case key == keyHelp:
			err = l.write(l.help(p)...)
		case strings.EqualFold(key, keyLines):
			err = l.write(l.helpLines(p), l.question(p))
		case key == keyBack:
			return Reply{}, ErrBack
		case key == "" || p.Form == FormPause:
			return Reply{}, nil
		case key == keyClear && p.Clear:
			return Reply{Clear: true}, nil
		case p.Form == FormText:
			return l.text(ctx, p, line)
		default:
			reply, ok := p.read(literal(key))
			if ok {
				return reply, nil
			}
			err = l.write(l.words.Say("plain-out-of-range", "count", strconv.Itoa(len(p.Options))))
		}
		if err != nil {
			return Reply{}, err
		}
	}
}

// text reads the lines of a long answer up to its end. Beside an error it
// returns the lines there are.
func (l *Plain) text(ctx context.Context, p Prompt, line string) (Reply, error) {
	var lines []string
	for {
		var err error
		switch key := strings.TrimSpace(line); {
		case key == keyEnd:
			return Reply{Text: strings.TrimRight(strings.Join(lines, "\n"), "\n")}, nil
		case key == keyHelp && len(lines) > 0:
			err = l.write(l.help(p)...)
		case strings.EqualFold(key, keyLines) && len(lines) > 0:
			err = l.write(l.helpLines(p))
		case key == keyBack && len(lines) > 0: // back would lose the lines
			err = l.write(l.words.Say("plain-back-in-text"))
		default:
			lines = append(lines, literal(line))
		}
		if err != nil {
			return Reply{Text: strings.Join(lines, "\n")}, err
		}
		if line, err = l.line(ctx); err != nil {
			return Reply{Text: strings.Join(lines, "\n")}, err
		}
	}
}

// literal is a line as text: the backslash goes from before what would ask for
// something, and from before another backslash.
func literal(line string) string {
	rest, ok := strings.CutPrefix(line, `\`)
	if !ok {
		return line
	}
	switch key := strings.TrimSpace(rest); {
	case strings.HasPrefix(rest, `\`), key == keyHelp, key == keyBack, key == keyEnd, key == keyClear, strings.EqualFold(key, keyLines):
		return rest
	}
	return line
}

// line is the next line. Reading cannot be interrupted, so a goroutine does
// it, and what it reads after ctx ended is the next line of the next call.
func (l *Plain) line(ctx context.Context) (string, error) {
	for {
		if l.reading == nil {
			reading := make(chan typed, 1)
			go func() {
				s, err := l.in.ReadString('\n')
				reading <- typed{s, err}
			}()
			l.reading = reading
		}
		select {
		case <-ctx.Done():
			return "", ErrAborted
		case t := <-l.reading:
			l.reading = nil
			if t.err != nil && t.line == "" {
				return "", t.err
			}
			if utf8.ValidString(t.line) {
				return strings.TrimRight(t.line, "\r\n"), nil
			}
		}
		if err := l.write(l.words.Say("plain-not-text")); err != nil {
			return "", err
		}
	}
}

// write writes lines, each on its own, and nothing for the empty ones.
func (l *Plain) write(lines ...string) error {
	var b strings.Builder
	for _, line := range lines {
		if line != "" {
			b.WriteString(strings.TrimRight(line, "\n") + "\n")
		}
	}
	_, err := io.WriteString(l.Out, b.String())
	return err
}

// pushAway writes as many empty lines as push what stands on the screen out of
// sight.
func (l *Plain) pushAway() error {
	lines := l.Screen
	if lines == 0 {
		lines = 60
	}
	_, err := io.WriteString(l.Out, strings.Repeat("\n", max(lines, 0)))
	return err
}
