package form

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"amends/composer"
)

// An original is what a page says before it is filled in.
type original struct {
	lines  map[string]bool     // whole lines without a field
	labels map[string][]string // by field, what stands before it on its line
	tails  map[string][]string // by field, what stands behind it on its line
	boxes  map[string]bool     // the fields that are boxes
	goals  []string            // what stands before a goal that whoever made the sheet wrote
	text   string              // all of it but examples, as plain returns it
}

// maxPeople is how many people a worksheet is for.
const maxPeople = 8

// original is every blank page that k makes, for as many people as the sheet
// has places, put together. What is added for a session, such as examples, is
// part of it only where the sheet has something of it: examples are what people
// may write, too.
func (w *written) original(r Reading) *original {
	people := 1
	for _, m := range w.marks {
		names := strings.Split(w.name(m)+".", ".")
		turns := slices.ContainsFunc(r.Kind.Sections, func(s composer.Section) bool {
			return s.Each == names[0] || s.Each != "" && slices.ContainsFunc(s.Questions, func(q *composer.Question) bool { return q.Name == names[0] })
		})
		if n := numberOf(names[1]); turns && n <= maxPeople {
			people = max(people, n)
		}
	}
	plainly, whole := variants(r, people)
	o := originalOf(r.Kind, plainly)
	added := originalOf(r.Kind, whole)
	o.goals = added.labels["goal"]
	both := func() *original {
		both := originalOf(r.Kind, append(plainly, whole...))
		both.goals = o.goals
		both.text = o.text // an example that somebody took over is an answer
		return both
	}
	for _, m := range w.marks {
		if name := w.name(m); len(o.labels[name]) == 0 && len(added.labels[name]) > 0 {
			return both()
		}
	}
	for line := range strings.SplitSeq(w.doc.Body, "\n") {
		if l := plain(line); l != "" && added.lines[l] && !o.lines[l] {
			return both()
		}
	}
	return o
}

// originalOf is these blank pages of k put together.
func originalOf(k *composer.Kind, sheets []composer.Worksheet) *original {
	o := &original{lines: map[string]bool{}, labels: map[string][]string{}, tails: map[string][]string{}, boxes: map[string]bool{}}
	var all strings.Builder
	for _, sheet := range sheets {
		if d, err := k.BlankPage(sheet); err == nil {
			o.add(d.Body, &all)
		}
	}
	o.text = all.String()
	for _, by := range []map[string][]string{o.labels, o.tails} {
		for _, l := range by {
			slices.SortFunc(l, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
		}
	}
	return o
}

// variants is the ways in which a blank page can be made: for each
// relationship, and for each answer that leaves questions out. Each is also
// made with all that is added for a session.
func variants(r Reading, people int) (plainly, whole []composer.Worksheet) {
	add := func(people int, relationship string, given *composer.Answers) {
		w := composer.Worksheet{People: people, Relationship: relationship, Given: given, HelpLine: r.HelpLine}
		plainly = append(plainly, w)
		w.Examples, w.FilledBy, w.AskGoal, w.Homework, w.BringBack = true, composer.FilledBy(), true, true, true
		whole = append(whole, w)
	}
	add(people, "", nil)
	if people != 2 { // for two, where the other's part was taken out
		add(2, "", nil)
	}
	for _, s := range r.Kind.Sections {
		for _, q := range s.Questions {
			for _, o := range q.Options {
				switch {
				case q.Name == "relationship":
					add(people, o.Value, nil)
				case q.Type == composer.TypeChoice:
					a := &composer.Answers{}
					_ = a.Set(q.Name, composer.Text(o.Value, composer.Position{})) // one name leads everywhere
					add(people, "", a)
				}
			}
		}
	}
	return plainly, whole
}

// add takes in one blank page.
func (o *original) add(body string, all *strings.Builder) {
	for line := range strings.SplitSeq(body, "\n") {
		marks := fieldMark.FindAllStringSubmatchIndex(line, -1)
		if len(marks) == 0 {
			if l := plain(line); !o.lines[l] {
				o.lines[l] = true
				all.WriteString(l + " ")
			}
			continue
		}
		at, last := 0, ""
		for _, m := range marks {
			name := pathOf(line[m[2]:m[3]])
			label, box, _ := cutBox(line[at:m[0]])
			if box {
				o.boxes[name] = true
			}
			label = plain(blanks.ReplaceAllString(label, " "))
			if last != "" {
				o.tails[last] = keep(o.tails[last], label)
			}
			o.labels[name] = keep(o.labels[name], label)
			all.WriteString(label + " ")
			at, last = m[1], name
		}
		tail := plain(line[at:])
		o.tails[last] = keep(o.tails[last], tail)
		all.WriteString(tail + " ")
	}
}

func keep(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// own reports whether a line stands on the page before it is filled in. An
// editor may have broken long lines anew.
func (o *original) own(line string) bool {
	l := plain(line)
	goal := slices.ContainsFunc(o.goals, func(g string) bool { return strings.HasPrefix(l, g) })
	return goal || o.lines[l] || strings.Count(l, " ") > 2 && strings.Contains(o.text, l) || comment.MatchString(line)
}

var (
	// blanks are what a field had before it was filled in.
	blanks = regexp.MustCompile(`[ \t]*(?:\\?_){3,}[ \t]*`)
	// comment is a line of comments alone.
	comment = regexp.MustCompile(`^\s*(?:<!--.*?-->\s*)+$`)
	// boxEnd is the box of a task, in whatever way it was ticked.
	boxEnd = regexp.MustCompile(`(?:\\?\[([^\[\]\n]{0,6})\\?\]|([☐☑☒]))\s*$`)
	// bullet is what an item of a list begins with, or a quotation.
	bullet = regexp.MustCompile(`^\s*(?:[-*+•>]|[0-9]{1,3}[.)])\s+`)
)
