package pdf

import (
	"cmp"
	"slices"
	"strings"

	"amends/composer"
	"amends/composer/page"
)

// A Letterhead is what a practice or an organisation puts on its pages: all of
// it at the top of a first page, its name alone at the top of the others. The
// zero value is none.
type Letterhead struct {
	Name            string
	People          []string // with their credentials
	Licence         string
	Address         []string // its lines
	Phone, Web      string
	Confidentiality string // a sentence under all that
	Footer          string // a line at the foot of every page
	Language        string // in which it is written (BCP 47); that of the words around a page if empty
	Logo            *Logo  // nil for none
	LogoAlt         string // what the logo shows, for who cannot see it; empty if it shows nothing that is not read beside it
}

// Lines are what is read at the top of a first page: the name, the people,
// where to find them, and the sentence; empty where there is none.
func (l Letterhead) Lines() (lines [4]string) {
	for i, parts := range l.parts() {
		lines[i] = strings.Join(parts, between)
	}
	return lines
}

// parts are the parts of each line.
func (l Letterhead) parts() [4][]string {
	some := func(parts ...string) []string {
		return slices.DeleteFunc(parts, func(s string) bool { return s == "" })
	}
	return [...][]string{
		some(l.Name),
		some(append(slices.Clone(l.People), l.Licence)...),
		some(strings.Join(l.Address, ", "), l.Phone, l.Web),
		some(l.Confidentiality),
	}
}

// between stands between the parts of a line.
const between = " · "

// Empty says whether there is nothing for the top of a page.
func (l Letterhead) Empty() bool { return l.Logo == nil && l.Lines() == [4]string{} }

// How large a logo is printed, at the most, and what is beside it.
const (
	logoHigh   = 18 * mm
	logoWide   = 50 * mm
	besideLogo = 5 * mm
)

// A crown is a letterhead that is set: all of it for the first page, and the
// name for the others.
type crown struct {
	first, later []slab
	y            length // from the paper's upper edge
	top, rest    length // where the text of the first page begins, and that of the others
}

// crown sets the letterhead of pages whose text stands in a column of width w
// and begins at top. What is heard of it is a part of root.
func (s *setter) crown(p PDF, root *element, w, top length) (crown, error) {
	c := crown{y: atCrown, top: top, rest: top}
	under := s.theme.text.lead * 5 / 4
	if p.tight {
		c.y, under = atCrown*3/4, s.theme.text.lead/2
	}
	l := p.Letterhead
	if l.Empty() {
		return c, nil
	}
	div := root.child("Div")
	if lang := cmp.Or(l.Language, p.Words.Language); lang != "" {
		div.lang = languageOf(lang)
	}
	all := slab{}
	text := w
	var logo ink
	if l.Logo != nil {
		logo = ink{kind: inkImage, art: artHead}
		wide, high := l.Logo.Fit(int(logoWide), int(logoHigh))
		logo.w, logo.h = length(wide), length(high)
		text -= logo.w + besideLogo
		if l.LogoAlt != "" {
			logo.heard = div.child("Figure")
			logo.heard.alt = plainText(l.LogoAlt)
		}
	}
	var y length
	sizes := []scale{s.theme.headings[1], s.theme.small, s.theme.foot, s.theme.foot}
	for i, parts := range l.parts() {
		if len(parts) == 0 {
			continue
		}
		in := context{scale: sizes[i], of: div.child("P"), w: text, strong: i == 0}
		runs, err := s.broken(parts, in)
		if err != nil {
			return c, err
		}
		slabs, err := s.furnitureOf(runs, artHead, in, page.AlignLeft)
		if err != nil {
			return c, err
		}
		all.inks = stack(all.inks, slabs, w-text, y)
		y += stackHeight(slabs)
		if i == 0 && len(slabs) > 0 && c.later == nil {
			if c.later, err = s.furniture(parts[0], "letterhead", artHeader, context{scale: s.theme.foot, of: &element{}, w: w}, page.AlignLeft); err != nil {
				return c, err
			}
		}
	}
	if l.Logo != nil {
		if down := (logo.h - y) / 2; down > 0 { // the lines stand in the middle beside it
			for i := range all.inks {
				all.inks[i].y += down
			}
		}
		y = max(y, logo.h)
		logo.y = logo.h
		all.inks = slices.Insert(all.inks, 0, logo)
	}
	all.height = y + inHead
	all.inks = append(all.inks, ink{kind: inkLine, y: all.height, w: w, thick: 500, gray: 50})
	c.first = []slab{all}
	c.top = max(top, c.y+all.height+under)
	if c.later != nil {
		c.rest = max(top, c.y+stackHeight(c.later)+s.theme.text.lead)
	}
	return c, nil
}

// broken are parts of a line as runs: where they have no room side by side, a
// new line begins with one of them.
func (s *setter) broken(parts []string, c context) ([]page.Run, error) {
	at := composer.Position{Source: "letterhead"}
	runs := []page.Run{{Text: parts[0], Pos: at}}
	for _, part := range parts[1:] {
		last := &runs[len(runs)-1]
		tried := page.Run{Text: last.Text + between + part, Pos: at}
		p, err := s.paragraph([]page.Run{tried}, c)
		if err != nil {
			return nil, err
		}
		if len(p.lines(c.w)) == 1 {
			*last = tried
			continue
		}
		last.Break = true
		runs = append(runs, page.Run{Text: part, Pos: at})
	}
	return runs, nil
}

// hear makes what stands around the pages a part of what is heard, once: the
// letterhead at the beginning of the file, and the lines at the foot at its
// end.
func hear(sheets []sheet) {
	say := func(s *sheet, art artifact) {
		for i := range s.inks {
			if k := &s.inks[i]; k.of == nil && k.art == art {
				k.of = k.heard
			}
		}
	}
	say(&sheets[0], artHead)
	say(&sheets[len(sheets)-1], artFoot)
}

// furniture sets text that stands around a page and not in it. At the left it
// begins where the page begins, whichever way it runs.
func (s *setter) furniture(text, what string, art artifact, c context, align page.Align) ([]slab, error) {
	return s.furnitureOf([]page.Run{{Text: text, Pos: composer.Position{Source: what}}}, art, c, align)
}

// furnitureOf is furniture of runs.
func (s *setter) furnitureOf(runs []page.Run, art artifact, c context, align page.Align) ([]slab, error) {
	p, err := s.paragraph(runs, c)
	if err != nil {
		return nil, err
	}
	var slabs []slab
	for _, r := range p.lines(c.w) {
		l := slab{height: c.lead, inks: p.inks(r, 0, c.base(), c.w, align)}
		var back length
		if align == page.AlignLeft && p.mirrored != p.base.rightToLeft() {
			back = c.w - p.span(r.first, r.last)
		}
		for i := range l.inks {
			k := &l.inks[i]
			k.x -= back
			k.heard, k.of, k.art = k.of, nil, art
		}
		slabs = append(slabs, l)
	}
	return slabs, nil
}
