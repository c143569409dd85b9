package check

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"amends/composer"
)

// A structure looks at how a page is made, beside its words. What it returns
// are places in the page, by passage; -1 is the page as a whole.
type structure func(s *scan) []place

// A place is where a structure is at fault.
type place struct {
	passage  int
	severity composer.Severity // if graver is set
	graver   bool
	say      string // the key of what is said in place of the rule's message, or empty
}

// structures are what rules may name under "structure".
var structures = map[string]structure{
	"one-sided":            oneSided,
	"limits-one-side":      limitsOneSide,
	"review-date":          reviewDate,
	"if-missed":            ifMissed,
	"explanation-too-long": explanationTooLong,
	"over-apology":         overApology,
	"hard-to-read":         hardToRead,
	"short-act":            shortAct,
	"frame":                frame,
}

// whole is the page as a whole.
func whole(at composer.Severity) []place { return []place{{passage: -1, severity: at, graver: true}} }

// manyMore is how many times as many lines of one person are one-sided.
const manyMore = 4

// oneSided looks how many lines each person has. A line for everybody counts
// for each; where nobody has any yet, nothing is one-sided.
func oneSided(s *scan) []place {
	lines, all := map[int]int{}, 0
	for _, p := range s.page.Passages {
		if p.Element != "commitment" && (s.page.answers != nil || p.Heading) {
			continue
		}
		if p.Owner == 0 {
			if p.Element == "commitment" {
				all++
			}
			continue
		}
		lines[p.Owner]++
	}
	if len(s.page.People) < 2 || len(lines) == 0 || s.page.answers == nil && len(lines) < 2 {
		return nil // of a text it is not known who is in it
	}
	least, most := len(s.page.Passages)+1, 0
	for i := range s.page.People {
		n := lines[i+1] + all
		least, most = min(least, n), max(most, n)
	}
	switch {
	case least == 0, most >= manyMore*least:
		// No error: what somebody leaves empty stands on the page as lines for
		// their own hand.
		return whole(composer.Warning)
	}
	return nil
}

// limitsOneSide looks whether all lines that hand over a say stand with one
// person.
func limitsOneSide(s *scan) []place {
	owners := map[int]int{}
	last := -1
	for _, f := range s.found {
		if f.rule.Unsigned && f.passage >= 0 {
			if owner := s.page.Passages[f.passage].Owner; owner > 0 {
				owners[owner]++
				last = f.passage
			}
		}
	}
	if len(owners) != 1 || len(s.page.People) < 2 {
		return nil
	}
	return []place{{passage: last}}
}

// farReview is how far ahead a date for looking again may lie.
const farReview = 90 * 24 * time.Hour

// reviewDate looks at the day on which an agreement is looked at again.
func reviewDate(s *scan) []place {
	if s.page.answers == nil || s.page.Date.IsZero() {
		return nil
	}
	var out []place
	for _, name := range []string{"review_date", "end_date"} {
		v, ok := s.page.answers.Get(name)
		day, err := time.Parse(time.DateOnly, v.Text)
		switch {
		case !ok || err != nil:
		case day.Before(s.page.Date.Truncate(24 * time.Hour)):
			out = append(out, s.answer(name, v, composer.Error, "review-past"))
		case day.Sub(s.page.Date) > farReview:
			out = append(out, s.answer(name, v, composer.Warning, "review-far"))
		}
	}
	return out
}

// answer is the place of an answer that is no passage: a date, a choice. It is
// added to the page as one.
func (s *scan) answer(name string, v composer.Value, at composer.Severity, say string) place {
	s.page.Passages = append(slices.Clip(s.page.Passages), Passage{Text: v.Text, Name: name, Spans: []Span{{Path: name, At: v.Places()}}})
	s.counts = append(s.counts, counts{})
	return place{passage: len(s.page.Passages) - 1, severity: at, graver: true, say: say}
}

// fewWords is the number of words below which an answer says too little to be
// kept to.
const fewWords = 6

// ifMissed looks whether more than a word or two is said of a missed line.
func ifMissed(s *scan) []place {
	for i, p := range s.page.Passages {
		if p.Name == "if_missed" && len(strings.Fields(p.Text)) < fewWords {
			return []place{{passage: i, severity: composer.Warning, graver: true, say: "if-missed-short"}}
		}
	}
	return nil
}

// shortAct looks whether the act is told in more than a few words.
func shortAct(s *scan) []place {
	for i, p := range s.page.Passages {
		if p.Element == "act" && len(strings.Fields(p.Text)) < fewWords {
			return []place{{passage: i, severity: composer.Suggestion, graver: true}}
		}
	}
	return nil
}

// Longer than this, in words, is too long.
const (
	longExplanation = 60
	longLetter      = 450
)

// explanationTooLong compares the reasons with what is said about the other.
func explanationTooLong(s *scan) []place {
	words := map[string]int{}
	all, at := 0, -1
	for i, p := range s.page.Passages {
		n := s.counts[i].words
		words[p.Element] += n
		all += n
		if p.Element == "explanation" {
			at = i
		}
	}
	why := words["explanation"]
	switch {
	case why > longExplanation, why > 0 && why > words["impact"]+words["repair"]:
		return []place{{passage: at}}
	case all > longLetter:
		return []place{{passage: -1}}
	}
	return nil
}

// More often than this, sorry is said too often.
const (
	manySorry   = 5
	denseSorry  = 3
	denseWithin = 60 // words
)

// overApology counts how often sorry is said.
func overApology(s *scan) []place {
	var at, nth []int // the passage of each, and which word of the page it is
	for i, c := range s.counts {
		if !s.page.Passages[i].Heading {
			for _, n := range c.sorry {
				at, nth = append(at, i), append(nth, n)
			}
		}
	}
	for i := denseSorry - 1; i < len(nth); i++ {
		if nth[i]-nth[i-denseSorry+1] <= denseWithin {
			return []place{{passage: at[i]}}
		}
	}
	if len(at) >= manySorry {
		return []place{{passage: at[manySorry-1]}}
	}
	return nil
}

// The most words in a sentence that are easy to read on a hard day, and the
// fewest of a page that is measured.
const (
	longSentence = 40
	gradedWords  = 100
)

// hardToRead looks for long sentences and at the page's reading grade.
func hardToRead(s *scan) []place {
	words, sentences, syllables := 0, 0, 0
	for i, c := range s.counts {
		words, sentences, syllables = words+c.words, sentences+c.sentences, syllables+c.syllables
		if c.longest > longSentence && s.page.Whole {
			return []place{{passage: i}}
		}
	}
	if words >= gradedWords && !s.muted && s.Grade(words, sentences, syllables) > s.lex.measure.hard {
		return []place{{passage: -1}}
	}
	return nil
}

// frame looks whether a check-in has a day, a time and a length.
func frame(s *scan) []place {
	if s.page.kind == nil {
		return nil
	}
	for _, name := range []string{"day", "time", "length"} {
		if v, _ := s.page.answers.Get(name); s.page.kind.Question(name) != nil && v.Empty() {
			return []place{{passage: -1}}
		}
	}
	return nil
}

// splitName is the words of a name as texts have them.
func splitName(name string) []string {
	return strings.FieldsFunc(fold(name), func(r rune) bool { return unicode.IsSpace(r) || r == '-' })
}

// structural adds what the structure of a rule finds.
func (s *scan) structural(r *Rule) {
	for _, at := range r.structure(s) {
		f := composer.Finding{}
		if at.passage >= 0 {
			p := &s.page.Passages[at.passage]
			text := strings.TrimRight(p.Text, " \t\r\n")
			if text == "" {
				continue
			}
			f.Match = text
			where := &locator{Passage: p, span: -1}
			f.Path, f.Position = where.at(0)
			_, size := utf8.DecodeLastRuneInString(text)
			_, last := where.at(len(text) - size)
			f.End, f.EndLine = last.Column+1, last.Line
		}
		if at.say != "" {
			f.Message, f.Advice = s.Checker.words.Say(at.say), s.Checker.words.Say(at.say+"-hint")
		}
		s.add(r, nil, at.passage, f)
		if at.graver {
			s.found[len(s.found)-1].Severity = at.severity
		}
	}
}

// elementAsked reports whether k has a question with this element.
func elementAsked(k *composer.Kind, element string) bool {
	return slices.ContainsFunc(k.Sections, func(s composer.Section) bool {
		return slices.ContainsFunc(s.Questions, func(q *composer.Question) bool { return gives(q, element) })
	})
}

// gives reports whether an answer to q, or a part of it, gives the element.
func gives(q *composer.Question, element string) bool {
	return q.Element == element || slices.ContainsFunc(q.Fields, func(f composer.Question) bool { return f.Element == element })
}

// elementGiven reports whether a question with this element was answered.
func elementGiven(k *composer.Kind, a *composer.Answers, element string) bool {
	for _, section := range k.Sections {
		for _, q := range section.Questions {
			v, ok := a.Get(q.Name)
			if !ok || v.Empty() {
				continue
			}
			if gives(q, element) {
				return true
			}
		}
	}
	return false
}
