package pdf

import (
	"fmt"
	"testing"

	"amends/composer"
	"amends/composer/page"
)

// Conform is what is at fault in a file that is to be PDF/UA-1 and PDF/A-2a, a
// line a fault; what a screen reader says of it, but for bullets and numbers;
// and how many pages it has.
func Conform(file []byte) (faults []string, spoken string, pages int) {
	a, err := readFile(file)
	if err != nil {
		return []string{err.Error()}, "", 0
	}
	in, found := inspect(a)
	for _, f := range found {
		faults = append(faults, f.String())
	}
	return faults, in.wholeText("Lbl"), len(in.pageOf)
}

// Expanded is a file with nothing packed or deflated.
func Expanded(file []byte) []byte {
	a, err := readFile(file)
	if err != nil {
		return nil
	}
	return a.bytes()
}

// Given is a font of the system, as a person gives it.
func Given(tb testing.TB, path string, number int) *Font { return given(tb, path, number) }

// sheetsOf is the pages of d before they are drawn.
func sheetsOf(p PDF, d *composer.Document) ([]sheet, error) {
	pp, err := paperOf(p.Paper)
	if err != nil {
		return nil, err
	}
	th, err := themeOf(p.Theme, d.Layout)
	if err != nil {
		return nil, err
	}
	body, err := page.Parse(d)
	if err != nil {
		return nil, err
	}
	return p.sheets(d, body, pp, th, &losses{})
}

// Misplaced is what a typographer finds at fault in the pages of d, a line a
// fault: text beyond the margins, characters cut in two at the end of a line,
// signs that begin or end one and must not, lines that touch.
func Misplaced(p PDF, d *composer.Document) ([]string, error) {
	sheets, err := sheetsOf(p, d)
	if err != nil {
		return nil, err
	}
	var faults []string
	for n, s := range sheets {
		for _, fault := range misplaced(s) {
			faults = append(faults, fmt.Sprintf("page %d: %s", n+1, fault))
		}
	}
	return faults, nil
}

// Fields are the fields of a form by their names: the kind of each, its flags,
// and how many places it has.
func Fields(file []byte) map[string]string {
	a, err := readFile(file)
	if err != nil {
		return nil
	}
	found := map[string]string{}
	var walk func(fields array, above string)
	walk = func(fields array, above string) {
		for _, v := range fields {
			d := a.dict(v)
			kids := a.array(d["Kids"])
			if len(kids) > 0 && a.dict(kids[0])["T"] != nil {
				walk(kids, above+a.text(d["T"])+".")
				continue
			}
			flags, _ := a.int(d["Ff"])
			found[above+a.text(d["T"])] = fmt.Sprintf("%s %d x%d", a.name(d["FT"]), flags, max(1, len(kids)))
		}
	}
	walk(a.array(a.dict(a.catalog()["AcroForm"])["Fields"]), "")
	return found
}

// Without is the fields of the lines of d without the last n spare ones, in a
// form or on paper, as outlines.
func Without(d *composer.Document, n int, form bool) (left string, spare int) {
	body, err := page.Parse(d)
	if err != nil {
		return err.Error(), 0
	}
	return without(body, n, form).String(), spareLines(body, form)
}

// A Fill is how far down a page reaches what is said on it, in percent of the
// room that it has there, and whether a part of the document ends there.
type Fill struct {
	Percent int
	Ends    bool
}

// Filled is the pages of d.
func Filled(p PDF, d *composer.Document) ([]Fill, error) {
	sheets, err := sheetsOf(p, d)
	if err != nil {
		return nil, err
	}
	out := make([]Fill, len(sheets))
	for n, s := range sheets {
		top, low, bottom := s.paper.ht, length(0), s.paper.ht-side
		for i := range s.inks {
			k := &s.inks[i]
			switch {
			case k.of != nil:
				if low == 0 && n > 0 {
					out[n-1].Ends = k.of.block().level == 1
				}
				top, low = min(top, k.y-k.h), max(low, k.y)
			case k.art == artFoot || k.art == artFooter:
				bottom = min(bottom, k.y-k.size-apart)
			}
		}
		out[n].Percent = int(100 * (low - top) / (bottom - top))
	}
	out[len(out)-1].Ends = true
	return out, nil
}
