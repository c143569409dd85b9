package composer

import (
	"fmt"
	"slices"
	"strings"
)

// filledBy is who may fill in a worksheet, in the order of their boxes, each
// with the key of its words.
var filledBy = [][2]string{
	{"you", "sheet-filled-you"}, {"both", "sheet-filled-both"}, {"session", "sheet-filled-session"}, {"home", "sheet-filled-home"},
}

// FilledBy is whom Worksheet.FilledBy may name.
func FilledBy() []string {
	var out []string
	for _, f := range filledBy {
		out = append(out, f[0])
	}
	return out
}

// MaxLines is how many lines of an answer Worksheet.Lines may ask for.
const MaxLines = 20

// forSession is body with what a therapist adds to it: who fills it in and
// a goal under its title, examples at its questions, and at its end what is
// tried until the next session and what is brought there.
func (k *Kind) forSession(body string, sheet Worksheet) string {
	if sheet.Examples {
		body = k.exemplified(body)
	}
	// What the page says by itself is not said twice.
	homework := sheet.Homework && !hasField(body, "hurdle")
	bring := sheet.BringBack && !hasField(body, "bring.page")
	return tidy(underTitle(body, k.sheetHead(sheet)) + "\n" + k.sheetFoot(homework, bring))
}

// sheetHead is what stands under the title.
func (k *Kind) sheetHead(sheet Worksheet) string {
	b := &blank{kind: k}
	if len(sheet.FilledBy) > 0 {
		b.block("<!-- amends:keep -->\n<!-- amends:small -->\n**%s**\n\n<!-- amends:columns -->", Line(k.words.Say("sheet-filled")))
		for i, f := range filledBy {
			if i == len(filledBy)/2 {
				b.block("\n<!-- amends:column -->")
			}
			b.item(slices.Contains(sheet.FilledBy, f[0]), Path("filled_by."+f[0]), Line(k.words.Say(f[1])))
		}
		b.block("\n<!-- amends:end -->\n<!-- amends:end -->\n<!-- amends:end -->")
	}
	switch goal := Line(sheet.Goal); {
	case sheet.Goal != "":
		b.block("**%s** %s", Line(k.words.Say("sheet-goal")), goal)
	case sheet.AskGoal:
		b.block("**%s** %s", Line(k.words.Say("sheet-goal")), underscores(lineWidth, "goal", nil))
	}
	if sheet.Examples && b.kind.exampled() {
		b.block("<!-- amends:small -->\n%s\n<!-- amends:end -->", Line(k.words.Say("sheet-examples")))
	}
	return b.String()
}

// sheetFoot is what stands at the end: what is tried, and what is brought,
// side by side. What is tried takes the room that is left, and a page of its
// own only where there is none for two lines.
func (k *Kind) sheetFoot(homework, bring bool) string {
	b := &blank{kind: k}
	if !homework && !bring {
		return ""
	}
	say := func(key string) Line { return Line(k.words.Say(key)) }
	if both := homework && bring; both {
		b.block("<!-- amends:columns -->")
	} else {
		b.block("<!-- amends:keep -->")
	}
	if homework {
		b.block("## %s", say("sheet-homework"))
		b.block("<!-- amends:small -->\n%s\n<!-- amends:end -->", say("sheet-homework-help"))
		b.item(false, "homework.1.done", underscores(lineWidth, "homework.1", nil))
		b.item(false, "homework.2.done", spareLine("homework.2"))
		b.block("\n%s %s\\\n%s %s\\\n%s %s",
			say("sheet-when-where"), underscores(lineWidth, "homework.when", nil),
			say("sheet-how-often"), spareLine("homework.how_often"),
			say("sheet-hurdle"), spareLine("homework.hurdle"))
	}
	if homework && bring {
		b.block("<!-- amends:column -->")
	}
	if bring {
		b.block("## %s", say("sheet-bring"))
		b.item(false, "bring.page", say("sheet-bring-page"))
		b.item(false, "bring.well", say("sheet-bring-well"))
		b.item(false, "bring.question", Markdown(say("sheet-bring-question").String()+" "+string(underscores(lineWidth, "question", nil))))
	}
	b.block("\n<!-- amends:end -->")
	return b.String()
}

// item writes an item with a box. What stands behind it is a Line or Markdown.
func (b *blank) item(ticked bool, name Path, words any) {
	mark := string(tickBox(string(name)))
	if ticked {
		mark = strings.Replace(mark, "[ ]", "[x]", 1)
	}
	fmt.Fprintf(b, "- %s %s\n", mark, words)
}

// underTitle is body with head under its title, or over it all where it has
// none.
func underTitle(body, head string) string {
	if head == "" {
		return body
	}
	if strings.HasPrefix(body, "# ") {
		title, rest, _ := strings.Cut(body, "\n")
		return title + "\n\n" + head + rest
	}
	before, rest, ok := strings.Cut(body, "\n# ")
	if !ok {
		return head + body
	}
	title, rest, _ := strings.Cut(rest, "\n")
	return before + "\n# " + title + "\n\n" + head + rest
}

// hasField reports whether body has a place to fill in of this name.
func hasField(body, name string) bool {
	for _, part := range strings.Split(body, fieldOpen)[1:] {
		label, _, _ := strings.Cut(part, " -->")
		if path, _, _ := strings.Cut(label, " "); path == name {
			return true
		}
	}
	return false
}

// exampled reports whether any question of k has an example for a worksheet.
func (k *Kind) exampled() bool {
	return slices.ContainsFunc(k.Sections, func(s Section) bool {
		return slices.ContainsFunc(s.Questions, func(q *Question) bool { return q.sheetExample() != "" })
	})
}

// sheetExample is what somebody might write for q: for an answer in words, and
// not for a name, a day, a number or a box.
func (q *Question) sheetExample() string {
	switch q.Type {
	case TypeLine, TypeText, TypeList:
		return q.Example
	case TypeRows:
		if q.Example != "" {
			return q.Example
		}
		var parts []string
		for i := range q.Fields {
			if s := q.Fields[i].sheetExample(); s != "" && !q.Fields[i].OffSheet {
				parts = append(parts, strings.TrimRight(s, "."))
			}
		}
		return strings.Join(parts, " · ")
	}
	return ""
}

// exemplified is body with an example at each question that has one: over the
// lines to write on, and behind a table, a list or lines with words before
// them. Each is given once.
func (k *Kind) exemplified(body string) string {
	var out []string
	given := map[string]bool{}
	var open []string // the marks around
	for _, block := range blocksOf(body) {
		if mark, ok := markOf(block); ok {
			switch {
			case mark == "end" && len(open) > 0:
				open = open[:len(open)-1]
			case mark == "small" || mark == "keep" || mark == "columns" || strings.HasPrefix(mark, "lang "):
				open = append(open, mark)
			}
		}
		examples := k.examplesFor(block, given)
		if examples == "" {
			out = append(out, block)
			continue
		}
		if !slices.Contains(open, "small") {
			examples = "<!-- amends:small -->\n" + examples + "\n<!-- amends:end -->"
		}
		both := []string{block, examples}
		if isRoom(block) {
			slices.Reverse(both)
		}
		if !slices.Contains(open, "keep") { // an example alone on a page says nothing
			both = slices.Concat([]string{"<!-- amends:keep -->"}, both, []string{"<!-- amends:end -->"})
		}
		out = append(out, both...)
	}
	return strings.Join(out, "\n\n") + "\n"
}

// blocksOf is what stands between the empty lines of body. A mark is a block of
// its own.
func blocksOf(body string) []string {
	var out, block []string
	end := func() {
		if len(block) > 0 {
			out = append(out, strings.Join(block, "\n"))
		}
		block = nil
	}
	for line := range strings.SplitSeq(body, "\n") {
		_, mark := markOf(line)
		if line == "" || mark {
			end()
		}
		if line != "" {
			block = append(block, line)
		}
		if mark {
			end()
		}
	}
	end()
	return out
}

// markOf is the mark that block is, if it is one.
func markOf(block string) (mark string, ok bool) {
	mark, ok = strings.CutPrefix(block, "<!-- amends:")
	return strings.TrimSuffix(mark, " -->"), ok && !strings.HasPrefix(block, fieldOpen)
}

// isRoom reports whether block is lines to write on and nothing else.
func isRoom(block string) bool {
	for line := range strings.SplitSeq(block, "\n") {
		if !strings.HasPrefix(line, "_") {
			return false
		}
	}
	return true
}

// examplesFor is the examples of the questions that block asks, but for those
// that were given before. Where there are several, each is named.
func (k *Kind) examplesFor(block string, given map[string]bool) string {
	var questions []*Question
	for _, part := range strings.Split(block, fieldOpen)[1:] {
		name := part[:strings.IndexAny(part+" ", " .=")]
		q := k.Question(name)
		if q == nil || given[name] || q.sheetExample() == "" {
			continue
		}
		given[name] = true
		questions = append(questions, q)
	}
	var said []string
	for _, q := range questions {
		words := q.sheetExample()
		if len(questions) > 1 && q.Label != "" {
			words = q.Label + ": " + words
		}
		said = append(said, Line(upperFirst(k.Fill(words, &Answers{}, "", 0))).String())
	}
	if len(said) == 0 {
		return ""
	}
	return "**" + Line(k.words.Say("sheet-example")).String() + "** " + strings.Join(said, "\\\n")
}
