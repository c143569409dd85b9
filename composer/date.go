package composer

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// A DateError says why words are no date.
type DateError struct {
	Message string
	Hint    string // both readings of a date that has two
}

func (e *DateError) Error() string { return e.Message }

// ParseDate reads a day as a person says it, counted from today: an ISO date,
// "10 April", "April 10, 2027", "in 3 weeks", "tomorrow", "Friday", in the
// words of the language that is asked in or of the page's. A day without a year
// is the next there is. What can be read two ways, such as "04/05/2026" and
// "next Friday", is refused with both. The error is a [DateError].
func (k *Kind) ParseDate(text string, today time.Time) (time.Time, error) {
	d, err := k.words.parseDate(text, today)
	if err != nil && k.answered != nil {
		if d, err := k.answered.parseDate(text, today); err == nil {
			return d, nil
		}
	}
	return d, err
}

// parseDate reads a day in the words of one language.
func (w Words) parseDate(text string, today time.Time) (time.Time, error) {
	s := plainText(text)
	if d, err := time.Parse(time.DateOnly, s); err == nil {
		return d, nil
	}
	today = day(today.Year(), today.Month(), today.Day())
	f := strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ',' })
	isNext := func(f string) bool { return w.has("date-next", f) } // "next friday", "el viernes que viene"
	next := slices.ContainsFunc(f, isNext)
	f = slices.DeleteFunc(f, func(f string) bool { return w.has("date-filler", f) || isNext(f) })
	var readings []time.Time
	if len(f) == 1 {
		if n := nameIndex(strings.Fields(w.Say("date-weekdays")), f[0]); n >= 0 {
			ahead := (n-int(today.Weekday())+6)%7 + 1
			readings = []time.Time{today.AddDate(0, 0, ahead)}
			if next {
				readings = append(readings, today.AddDate(0, 0, ahead+7))
			}
		} else {
			readings = inDigits(f[0])
		}
	}
	if d, ok := w.ahead(f, today); ok {
		readings = []time.Time{d}
	}
	if d, ok := w.dayAndMonth(f, today); ok {
		readings = []time.Time{d}
	}
	switch len(readings) {
	case 0:
		return time.Time{}, &DateError{Message: w.Say("date-unreadable"), Hint: w.Say("date-unreadable-hint")}
	case 1:
		return readings[0], nil
	}
	both := readings[0].Format(time.DateOnly) + w.Say("list-or") + readings[1].Format(time.DateOnly)
	return time.Time{}, &DateError{Message: w.Say("date-two"), Hint: w.Say("date-two-hint", "readings", both)}
}

func day(year int, month time.Month, n int) time.Time {
	return time.Date(year, month, n, 0, 0, 0, 0, time.UTC)
}

// maxAhead is how many days, weeks or months may be counted.
const maxAhead = 1000

// ahead is a span of time such as "3 weeks", or the words for one.
func (w Words) ahead(f []string, today time.Time) (time.Time, bool) {
	if strings.Join(f, " ") == plainText(w.Say("date-after-tomorrow")) {
		return today.AddDate(0, 0, 2), true
	}
	if len(f) == 1 {
		switch {
		case w.has("date-today", f[0]):
			return today, true
		case w.has("date-tomorrow", f[0]):
			return today.AddDate(0, 0, 1), true
		}
		f = []string{"1", f[0]} // "a week", without its article
	}
	if len(f) != 2 {
		return time.Time{}, false
	}
	switch n := w.number(f[0]); {
	case n < 1 || n > maxAhead:
	case w.has("date-day", f[1]):
		return today.AddDate(0, 0, n), true
	case w.has("date-week", f[1]):
		return today.AddDate(0, 0, 7*n), true
	case w.has("date-month", f[1]):
		first := day(today.Year(), today.Month()+time.Month(n), 1)
		last := first.AddDate(0, 1, -1).Day() // a month from 31 January is 28 February
		return first.AddDate(0, 0, min(today.Day(), last)-1), true
	}
	return time.Time{}, false
}

// dayAndMonth is "10 april", "april 10" and both with a year behind.
func (w Words) dayAndMonth(f []string, today time.Time) (time.Time, bool) {
	if len(f) < 2 || len(f) > 3 {
		return time.Time{}, false
	}
	months := strings.Fields(w.Say("date-months"))
	number, month := f[0], nameIndex(months, f[1])+1
	if month == 0 {
		number, month = f[1], nameIndex(months, f[0])+1
	}
	n := w.number(number)
	if n == 0 {
		for _, end := range strings.Fields(w.Say("date-ordinals")) {
			number = strings.TrimSuffix(number, end)
		}
		n = w.number(number)
	}
	if month == 0 {
		return time.Time{}, false
	}
	first, last := today.Year(), today.Year()+8 // 29 February comes every eight years at least
	if len(f) == 3 {
		var err error
		if first, err = strconv.Atoi(f[2]); err != nil || first < 1900 || first > 2200 {
			return time.Time{}, false
		}
		last, today = first, time.Time{}
	}
	for year := first; year <= last; year++ {
		if d := day(year, time.Month(month), n); d.Day() == n && int(d.Month()) == month && !d.Before(today) {
			return d, true
		}
	}
	return time.Time{}, false
}

// inDigits is what "04/05/2026" may mean.
func inDigits(w string) []time.Time {
	parts := strings.FieldsFunc(w, func(r rune) bool { return r == '/' || r == '.' || r == '-' })
	if len(parts) != 3 || len(parts[2]) != 4 || slices.ContainsFunc(parts, func(p string) bool { return !isNumber(p) || len(p) > 4 }) {
		return nil
	}
	a, _ := strconv.Atoi(parts[0])
	b, _ := strconv.Atoi(parts[1])
	year, _ := strconv.Atoi(parts[2])
	var out []time.Time
	for _, r := range [][2]int{{a, b}, {b, a}} {
		d := day(year, time.Month(r[1]), r[0])
		if d.Day() == r[0] && int(d.Month()) == r[1] && !slices.Contains(out, d) {
			out = append(out, d)
		}
	}
	return out
}

// LongDate is a day as a letter writes it: "22 November 2026". The zero time
// is "".
func (k *Kind) LongDate(d time.Time) string { return k.words.longDate(d) }

func (w Words) longDate(d time.Time) string {
	if d.IsZero() {
		return ""
	}
	months := strings.Fields(w.Say("date-months"))
	return w.Say("date-long", "day", strconv.Itoa(d.Day()), "month", months[d.Month()-1], "year", strconv.Itoa(d.Year()))
}

// number is a number in digits or in words, or 0. What stands for the same
// number has a slash between: "uno/primero".
func (w Words) number(said string) int {
	if n, err := strconv.Atoi(said); err == nil {
		return n
	}
	return 1 + slices.IndexFunc(strings.Fields(plainText(w.Say("date-numbers"))), func(names string) bool {
		return slices.Contains(strings.Split(names, "/"), said)
	})
}

// has reports whether word is one of the words under key.
func (w Words) has(key, word string) bool {
	return slices.Contains(strings.Fields(plainText(w.Say(key))), word)
}

// nameIndex is which of names w is, or begins with three letters or more: -1
// where it is none.
func nameIndex(names []string, w string) int {
	w = strings.TrimSuffix(w, ".")
	return slices.IndexFunc(names, func(name string) bool {
		return len(w) >= 3 && strings.HasPrefix(plainText(name), w)
	})
}
