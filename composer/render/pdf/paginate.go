package pdf

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"amends/composer"
	"amends/composer/page"
)

// A sheet is one page, ready to be drawn.
type sheet struct {
	paper paper
	root  *element // the document
	inks  []ink    // in reading order
}

const (
	side   = 20 * mm // the least white at the sides of a page, and at its foot
	edge   = 14 * mm // of the last line at the foot of a page from the paper's edge
	apart  = 12 * point
	inHead = 6 * point // between the letterhead and its rule
	few    = 5         // lines that are not worth a page

	atCrown = 13 * mm // of the letterhead from the paper's upper edge
)

// sheets sets one document on pages. A letter that would leave a few lines on
// its second page is set down a little, if that does without the page.
func (p PDF) sheets(d *composer.Document, body *page.Body, pp paper, t *theme, missing *losses) ([]sheet, error) {
	sheets, over, err := p.set(d, body, pp, t, missing)
	if err == nil && len(sheets) > 1 {
		sheets = p.closer(sheets, d, body, pp, t)
	}
	if err != nil || labelled(d.Layout) || len(sheets) != 2 || over >= few*t.text.lead {
		return sheets, err
	}
	smaller, ok := t.smaller()
	if !ok {
		return sheets, nil
	}
	fewer, _, err := p.set(d, body, pp, smaller, &losses{replace: p.Replace}) // what is lost is told already
	if err == nil && len(fewer) < len(sheets) {
		return fewer, nil
	}
	return sheets, err
}

// set sets one document on pages in a theme. It says by how much the text is
// higher than the pages before the last one.
func (p PDF) set(d *composer.Document, body *page.Body, pp paper, t *theme, missing *losses) ([]sheet, length, error) {
	lang := languageOf(d.Language)
	w := t.column
	if !labelled(d.Layout) {
		w = t.measure // a letter is text alone, and stands in the middle
	} else if p.tight {
		w = pp.wd
	}
	w = min(w, pp.wd-2*side)
	x := (pp.wd - w) / 2
	s := &setter{theme: t, fonts: p.faces(), mirrored: body.RightToLeft(), lost: missing,
		field: cmp.Or(p.Words.Field, "_"), box: cmp.Or(p.Words.Box, "☐"), ticked: cmp.Or(p.Words.Ticked, "☑"), words: p.Words.Language,
		fillable: p.Fillable, tight: p.tight, date: cmp.Or(p.Words.Date, "{name}"), sign: cmp.Or(p.Words.Sign, "{name}")}
	root := &element{kind: "Document", lang: lang, title: p.title(d)}
	foot, err := s.foot(p, root, w)
	if err != nil {
		return nil, 0, err
	}
	crown, err := s.crown(p, root, w, pp.head)
	if err != nil {
		return nil, 0, err
	}
	overFoot := apart
	if p.tight {
		overFoot = apart / 2
	}
	bottom := min(pp.ht-side, pp.ht-edge-foot.height-overFoot)
	session, err := s.session(p.session, context{scale: t.small, of: root, x: x, w: w, lang: lang})
	if err != nil {
		return nil, 0, err
	}
	above := crown.y // of the session line from the paper's upper edge
	if len(crown.first) > 0 {
		above += stackHeight(crown.first) + t.text.lead // room for a hand
	}
	if len(session) > 0 {
		crown.top = max(crown.top, above+stackHeight(session)+t.text.lead)
	}
	s.height = bottom - max(crown.top, crown.rest)

	var f flow
	err = s.blocks(&f, body.Blocks, context{scale: t.text, white: t.text.lead / 2, of: root, x: x, w: w, lang: lang})
	if err != nil {
		return nil, 0, err
	}
	if !labelled(d.Layout) {
		keepEnd(f.slabs)
	}
	pages := fit(f.slabs, bottom-crown.top, bottom-crown.rest, p.tight)
	sheets := make([]sheet, len(pages))
	for i, slabs := range pages {
		sheets[i].paper, sheets[i].root = pp, root
		n := 4 // for the furniture
		for _, l := range slabs {
			n += len(l.inks) + len(l.bars)
		}
		inks, y := make([]ink, 0, n), crown.rest
		if i == 0 {
			inks = stack(inks, crown.first, x, crown.y)
			y = crown.top
		} else {
			inks = stack(inks, crown.later, x, crown.y)
		}
		if i == 0 && len(session) > 0 {
			inks = stack(inks, session, 0, above)
		}
		inks = stack(inks, slabs, 0, y)
		if inks, err = s.footInks(inks, foot, p, x, pp.ht-edge, w, i+1, len(pages), labelled(d.Layout)); err != nil {
			return nil, 0, err
		}
		if s.mirrored {
			for k := range inks {
				inks[k].x = pp.wd - inks[k].x - inks[k].w
			}
		}
		sheets[i].inks = inks
	}
	over := stackHeight(f.slabs) - (bottom - crown.top) - length(len(pages)-2)*(bottom-crown.rest)
	return sheets, over, nil
}

// session sets the line of a session. Unlike what stands around a page it is
// heard, before the title: whose page it is may be known from it alone.
func (s *setter) session(runs []page.Run, c context) ([]slab, error) {
	if len(runs) == 0 {
		return nil, nil
	}
	if s.words != "" {
		c.lang = s.words
	}
	c = c.in("P", 0)
	c.of.lang = languageOf(c.lang)
	tied := slices.Clone(runs) // a label and its line are not parted
	for i := range tied {
		tied[i].Text = strings.ReplaceAll(strings.ReplaceAll(tied[i].Text, " ", "\u00a0"), "\u00a0·\u00a0", " · ")
	}
	p, err := s.paragraph(tied, c)
	if err != nil {
		return nil, err
	}
	s.forms(p, runs, c.of, "")
	var slabs []slab
	for i, r := range p.lines(c.w) {
		l := slab{height: c.lead, base: c.base(), inks: p.inks(r, c.x, c.base(), c.w, page.AlignNone)}
		if i > 0 {
			l.open(max(s.theme.pitch, c.lead))
		}
		slabs = append(slabs, l)
	}
	clearAll(slabs)
	return slabs, nil
}

// stack places slabs one under the other.
func stack(inks []ink, slabs []slab, x, y length) []ink {
	for i := range slabs {
		if i > 0 {
			y += slabs[i].gap
		}
		inks = slabs[i].place(inks, x, y, i == 0)
		y += slabs[i].height
	}
	return inks
}

// stackHeight is how high slabs are, one under the other.
func stackHeight(slabs []slab) length {
	var h length
	for i, s := range slabs {
		if i > 0 {
			h += s.gap
		}
		h += s.height
	}
	return h
}

// A foot is what stands at the foot of every page.
type foot struct {
	slabs  []slab
	rise   length // of the slabs above the lower edge
	height length // with the page's number
}

// foot sets the lines at the foot of the pages, beside their number or above it
// if there is no room beside.
func (s *setter) foot(p PDF, root *element, w length) (foot, error) {
	t := s.theme
	if p.Words.Foot == "" && p.Letterhead.Footer == "" {
		return foot{height: t.label.lead}, nil
	}
	whole := w
	var last length // what is below the last line's lower edge
	if p.Words.PageLabel != "" {
		number, err := s.paragraph([]page.Run{{Text: label(p.Words.PageLabel, 888, 888)}}, context{scale: t.label, of: &element{}, w: w})
		if err != nil {
			return foot{}, err
		}
		beside := w - 3*t.label.size
		if len(number.words) > 0 {
			beside -= number.span(0, len(number.words)-1)
		}
		if beside >= w/2 {
			w = beside
			last = t.label.lead - t.label.base() - t.foot.lead + t.foot.base() // on one baseline
		} else {
			last = t.label.lead
		}
	}
	var slabs []slab
	for _, line := range []struct {
		text, what, lang string
		w                length // only the last one stands beside the number
	}{
		{p.Words.Foot, "foot", p.Words.Language, whole},
		{p.Letterhead.Footer, "letterhead", cmp.Or(p.Letterhead.Language, p.Words.Language), w},
	} {
		if line.text == "" {
			continue
		}
		if p.Letterhead.Footer == "" {
			line.w = w
		}
		e := root.child("P")
		if line.lang != "" {
			e.lang = languageOf(line.lang)
		}
		more, err := s.furniture(line.text, line.what, artFoot, context{scale: t.foot, of: e, w: line.w}, page.AlignNone)
		if err != nil {
			return foot{}, err
		}
		slabs = append(slabs, more...)
	}
	rise := length(len(slabs))*t.foot.lead + last
	return foot{slabs, rise, max(rise, t.label.lead)}, nil
}

// label is what a page says of its number.
func label(words string, n, pages int) string {
	return strings.NewReplacer("{page}", strconv.Itoa(n), "{pages}", strconv.Itoa(pages)).Replace(words)
}

// footInks adds the foot of page n of pages, which ends at y.
func (s *setter) footInks(inks []ink, ft foot, p PDF, x, y, w length, n, pages int, always bool) ([]ink, error) {
	inks = stack(inks, ft.slabs, x, y-ft.rise)
	if p.Words.PageLabel == "" || pages == 1 && !always {
		return inks, nil
	}
	number, err := s.furniture(label(p.Words.PageLabel, n, pages), "page label", artFooter, context{scale: s.theme.label, of: &element{}, w: w}, page.AlignRight)
	if err != nil {
		return nil, err
	}
	return stack(inks, number[:min(1, len(number))], x, y-s.theme.label.lead), nil
}

// keepEnd keeps the end of a letter with the last lines of its text: a name
// alone on a page looks as if something were lost.
func keepEnd(slabs []slab) {
	const most = 8 // lines that end a letter
	for i := len(slabs) - 1; i > 0 && len(slabs)-i <= most; {
		first := i
		for first > 0 && slabs[first-1].of() == slabs[i].of() {
			first--
		}
		if i-first >= 2 || first == 0 || slabs[first-1].lines != 1 {
			return // at a paragraph of the text, or something else than text above
		}
		for k := first; k <= i; k++ {
			slabs[k].grip = fast
		}
		i = first - 1
	}
}

// of is the element that the slab belongs to; nil for one of rules alone.
func (s *slab) of() *element {
	for _, k := range s.inks {
		if k.of != nil {
			return k.of.block()
		}
	}
	return nil
}

// fit shares slabs out to pages. Where a page has next to nothing on it, be it
// the last one or one before something that is kept together, a little less
// white between the blocks may do without that page. Where they are to be
// tight, that is tried in any case.
func fit(slabs []slab, first, rest length, tight bool) [][]slab {
	pages := paginate(slabs, first, rest)
	n := len(pages)
	if !tight && !slices.ContainsFunc(pages[1:], func(pg []slab) bool { return stackHeight(pg) <= rest/5 }) {
		return pages
	}
	percents := []length{85, 70}
	if tight {
		percents = append(percents, 55)
	}
	for _, percent := range percents {
		tight := slices.Clone(slabs)
		for i := range tight {
			tight[i].gap = tight[i].gap * percent / 100
		}
		if fewer := paginate(tight, first, rest); len(fewer) < n {
			return fewer
		}
	}
	return pages
}

// paginate shares slabs out to pages: the first has that much room, the others
// have rest. There is always one page.
func paginate(slabs []slab, first, rest length) [][]slab {
	var pages [][]slab
	room := first
pages:
	for start := 0; start < len(slabs); room = rest {
		for slabs[start].faint {
			if start++; start == len(slabs) {
				break pages
			}
		}
		var pg []slab
		var y length
		if head := slabs[start].head; head != nil {
			h := *head
			h.inks = nil
			for _, k := range head.inks {
				k.of, k.art, k.link = nil, artHeader, "" // said once is enough for who listens
				h.inks = append(h.inks, k)
			}
			pg = append(pg, h)
			y = h.height
		}
		end := start
		for ; end < len(slabs); end++ {
			l := &slabs[end]
			gap := l.gap
			if end == start {
				gap = 0
			} else if l.turn {
				break
			}
			if y+gap+l.height > room && end > start {
				end = breakBefore(slabs, start, end, room, rest)
				break
			}
			y += gap + l.height
		}
		pages = append(pages, append(pg, slabs[start:end]...))
		start = end
	}
	if pages == nil {
		pages = [][]slab{nil}
	}
	return pages
}

// breakBefore is the slab that begins the next page, after start and not after
// end, which does not fit any more. What belongs together stays together, as
// long as it is not higher than that page, which has room rest, and as long as
// the page before, which has room, is not left with more than a third of it
// empty.
func breakBefore(slabs []slab, start, end int, room, rest length) int {
	best := end
	for g := loose; g <= kept || g < fast && best == end; g++ {
		at := end
		for at > start && slabs[at].grip > g {
			at--
		}
		if at == start || groupHeight(slabs, at, g) > rest {
			continue
		}
		if best = at; stackHeight(slabs[start:at]) >= room*2/3 {
			break
		}
	}
	return best
}

// groupHeight is the height of slab i and of those that hold on to it with more
// than g.
func groupHeight(slabs []slab, i int, g grip) length {
	h := slabs[i].height
	if slabs[i].head != nil {
		h += slabs[i].head.height
	}
	for i++; i < len(slabs) && slabs[i].grip > g && !slabs[i].turn; i++ {
		h += slabs[i].gap + slabs[i].height
	}
	return h
}
