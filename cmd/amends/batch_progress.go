package main

import (
	"fmt"
	"strings"
	"sync"
	"time"
)

// A progress says how far a batch is: on a terminal in one line that changes,
// else, and for the ear, in a line now and then. How much is left is known from
// how much of the file was read: nobody knows how many rows it has, which a
// library for such bars would ask first. A nil one only speaks.
type progress struct {
	app   *app
	in    *counted // nil of a folder
	begun time.Time
	every time.Duration
	line  bool // one line that changes

	mu    sync.Mutex
	rows  int
	said  time.Time // when it spoke last
	drawn bool      // its line stands on the terminal
}

func (b *batch) newProgress() *progress {
	now := time.Now()
	p := &progress{app: b.app, in: b.in.bytes, begun: now, said: now, every: 10 * time.Second}
	if isTerminal(b.app.errs) && !b.app.cfg.Accessible && b.app.getenv("TERM") != "dumb" {
		p.line, p.every = true, 200*time.Millisecond
	}
	return p
}

// row counts one row, and speaks if it is time to.
func (p *progress) row() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rows++
	now := time.Now()
	if now.Sub(p.said) < p.every {
		return
	}
	p.said = now
	if text := p.text(now); p.line {
		fmt.Fprintf(p.app.errs, "\r%s\x1b[K", text)
		p.drawn = true
	} else {
		p.app.say("amends: %s", text)
	}
}

// text is how many rows are done, how many a second, and how much is left.
func (p *progress) text(now time.Time) string {
	spent := now.Sub(p.begun)
	rate := float64(p.rows) / spent.Seconds()
	text := p.app.words.Say("batch-progress", "n", itoa(p.rows), "rate", fmt.Sprintf("%.0f", rate))
	if p.in == nil || p.in.size == 0 {
		return text
	}
	part := min(float64(p.in.read.Load())/float64(p.in.size), 1)
	if part == 0 {
		return text
	}
	left := time.Duration(float64(spent) * (1 - part) / part).Round(time.Second)
	text += " " + p.app.words.Say("batch-left", "time", clock(left))
	if p.line {
		const width = 20
		full := int(part * width)
		text = "[" + strings.Repeat("=", full) + strings.Repeat(" ", width-full) + "] " + text
	}
	return text
}

// clock is a duration as 1:02:03 or 2:03.
func clock(d time.Duration) string {
	s := int(d.Seconds())
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

// end takes the line away.
func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.clear()
}

func (p *progress) clear() {
	if p.drawn {
		fmt.Fprint(p.app.errs, "\r\x1b[K")
		p.drawn = false
	}
}
