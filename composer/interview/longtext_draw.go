package interview

import "strings"

// textWidth is how wide rows of text are: as wide as the screen, without the
// indent and without its last column, behind which terminals differ.
func (t *longText) textWidth() int { return max(t.width-len(indent)-1, 1) }

// resized reports whether the screen is another than when it was drawn: in
// size, or because the shell had it meanwhile.
func (t *longText) resized() bool {
	width, height := t.f.tty.size()
	return t.f.tty.cameBack() || width != t.width || height != t.height
}

// draw shows the question, as much of the text as there is room for, and what
// the keys do.
func (t *longText) draw() {
	width, height := t.f.tty.size()
	if width != t.width || height != t.height {
		t.screen.reflow(width)
		t.screen.erase()
	}
	t.width, t.height = width, height

	head := t.f.head(t.p, width-1, t.hints()...)
	foot := t.foot()
	rows := wrap(t.text, t.textWidth())
	at, column := place(t.text, rows, t.at)

	// Where the screen is low, the text has the first right to it, then the
	// end of the question.
	room := height - 1
	body := max(room-len(head)-len(foot), min(3, len(rows)))
	if over := len(head) + min(body, len(rows)) + len(foot) - room; over > 0 {
		head = head[min(over, len(head)):]
	}
	if over := len(head) + min(body, len(rows)) + len(foot) - room; over > 0 {
		foot = foot[min(over, len(foot)):]
	}
	t.top = min(t.top, at, max(len(rows)-body, 0))
	t.top = max(t.top, at-body+1)

	lines := head
	for _, r := range rows[t.top:min(len(rows), t.top+body)] {
		line := strings.ReplaceAll(t.text[r.from:r.to], "\t", strings.Repeat(" ", tabCells))
		if cells(line) > t.textWidth() {
			line = strings.TrimRight(line, " ") // spaces where a row was wrapped
		}
		lines = append(lines, indent+line)
	}
	t.screen.draw(append(lines, foot...), len(head)+at-t.top, len(indent)+min(column, t.textWidth()))
}

// hints say how the answer may begin, and what an empty one does.
func (t *longText) hints() []string {
	if t.p.Form == FormPause {
		return nil
	}
	var hints []string
	if len(t.p.Starters) > 1 {
		hints = append(hints, (&Plain{words: t.f.words}).begin(t.p), t.f.words.Say("forms-tab"))
	}
	switch {
	case t.p.Now != "" && t.p.Clear:
		hints = append(hints, t.f.words.Say("forms-empty"))
	case t.p.Now != "":
	case t.p.Default != "":
		hints = append(hints, t.f.words.Say("plain-default", "answer", t.p.Default))
	default:
		hints = append(hints, t.p.Enter)
	}
	return hints
}

// foot is what the keys do, and what there is to tell.
func (t *longText) foot() []string {
	key := map[Form]string{FormText: "forms-text", FormPause: "forms-pause"}[t.p.Form]
	if key == "" {
		key = "forms-line"
	}
	key += keysOf
	var rows []string
	if t.notice != "" {
		rows = wrapped(t.notice, t.width-1)
	}
	for _, line := range wrapped(t.f.words.Say(key), t.width-1) {
		rows = append(rows, t.f.dim(line))
	}
	return rows
}
