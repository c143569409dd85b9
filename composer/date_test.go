package composer_test

import (
	"errors"
	"testing"
	"time"

	"amends/composer"
)

// dates are counted from Sunday, 22 November 2026; want is a day, or the hint.
var dates = []struct{ in, want string }{
	{"2026-12-20", "2026-12-20"}, {" 2026-12-20 ", "2026-12-20"}, {"1999-01-01", "1999-01-01"},
	{"today", "2026-11-22"}, {"Tomorrow", "2026-11-23"},
	{"in 4 weeks", "2026-12-20"}, {"in four weeks", "2026-12-20"}, {"4 weeks", "2026-12-20"}, {"in a week", "2026-11-29"}, {"a week", "2026-11-29"},
	{"next week", "2026-11-29"}, {"in 3 days", "2026-11-25"}, {"in one day", "2026-11-23"}, {"in 1 month", "2026-12-22"}, {"in 3 months", "2027-02-22"},
	{"Friday", "2026-11-27"}, {"on friday", "2026-11-27"}, {"fri", "2026-11-27"}, {"Sunday", "2026-11-29"}, {"monday", "2026-11-23"},
	{"next friday", "Write 2026-11-27 or 2026-12-04."}, {"on next friday", "Write 2026-11-27 or 2026-12-04."}, {"the day after tomorrow", "2026-11-24"}, {"four of May", "2027-05-04"},
	{"10 April", "2027-04-10"}, {"April 10", "2027-04-10"}, {"10th of April", "2027-04-10"}, {"the 1st of December", "2026-12-01"}, {"Dec. 3", "2026-12-03"},
	{"20 December", "2026-12-20"}, {"22 November", "2026-11-22"}, {"21 Nov", "2027-11-21"}, {"April 10, 2027", "2027-04-10"}, {"10 april 2025", "2025-04-10"},
	{"3. Mai", ""}, {"3. May", "2027-05-03"}, {"29 February", "2028-02-29"}, {"31 February", ""}, {"0 April", ""}, {"-1 April", ""}, {"10 April 99999", ""},
	{"04/05/2026", "Write 2026-05-04 or 2026-04-05."}, {"4.5.2026", "Write 2026-05-04 or 2026-04-05."}, {"13/04/2026", "2026-04-13"}, {"04/13/2026", "2026-04-13"},
	{"10/10/2026", "2026-10-10"}, {"13/13/2026", ""}, {"1/2/26", ""}, {"1/2/20266", ""}, {"+1/2/2026", ""}, {"//2026", ""}, {"1/2/3/2026", ""},
	{"", ""}, {" ", ""}, {"soon", ""}, {"in", ""}, {"next", ""}, {"in 0 weeks", ""}, {"in -1 weeks", ""}, {"no days", ""}, {"in 99999999999999999999 weeks", ""}, {"in 1001 months", ""},
	{"friday friday", ""}, {"10 10", ""}, {"april april", ""}, {"in 4 weeks please", ""}, {"2026-13-01", ""}, {"2026-02-30", ""}, {"\x00", ""}, {"\xff", ""}, {"ma 3", ""},
}

func TestParseDate(t *testing.T) {
	k := load(t, "boundary")
	for _, tt := range dates {
		d, err := k.ParseDate(tt.in, today)
		got := d.Format(time.DateOnly)
		if err != nil {
			var date *composer.DateError
			if !errors.As(err, &date) || date.Message == "" || date.Hint == "" || !d.IsZero() {
				t.Errorf("ParseDate(%q) = %v, %#v", tt.in, d, err)
				continue
			}
			got = date.Hint
			if tt.want == "" && date.Message == "This is not a day I can read." {
				got = ""
			}
		}
		if got != tt.want {
			t.Errorf("ParseDate(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestParseDateMonthEnd(t *testing.T) {
	k := load(t, "boundary")
	from := time.Date(2027, 1, 31, 23, 59, 0, 0, time.FixedZone("", 3600))
	for in, want := range map[string]string{"in 1 month": "2027-02-28", "in 2 months": "2027-03-31", "tomorrow": "2027-02-01"} {
		if d, err := k.ParseDate(in, from); err != nil || d.Format(time.DateOnly) != want {
			t.Errorf("ParseDate(%q) = %v, %v, want %s", in, d, err, want)
		}
	}
}

func TestLongDate(t *testing.T) {
	k := load(t, "boundary")
	if got := k.LongDate(today); got != "22 November 2026" {
		t.Errorf("LongDate = %q", got)
	}
	if got := k.LongDate(time.Time{}); got != "" {
		t.Errorf("LongDate of no day = %q", got)
	}
}
