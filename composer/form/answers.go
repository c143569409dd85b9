package form

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"amends/composer"
)

// A Reading says what a sheet is read as.
type Reading struct {
	Kind     *composer.Kind
	Day      time.Time         // what days in words are counted from
	Given    *composer.Answers // what is known beside the sheet, such as the relationship; may be nil
	HelpLine string            // as the blank page has it; what it says is not taken for an answer
}

// A Got is what a sheet says.
type Got struct {
	Answers  *composer.Answers
	Problems []composer.Problem // what is no answer: a day that may be two
	Notes    []Note             // what is not among the answers, and why; in the order of the sheet
}

// Answers is what was filled in, as answers to the questions of r.Kind. What
// is nobody's to keep is not among them.
func (s *Sheet) Answers(r Reading) Got {
	given := r.Given
	if given == nil {
		given = &composer.Answers{}
	}
	b := &builder{
		reading: r,
		kind:    r.Kind.For(r.Kind.Relationship(given)),
		cells:   map[string]*cell{},
		numbers: map[string][]int{},
		left:    map[string][]string{},
	}
	fields := s.Fields
	if s.page != nil {
		fields, b.got.Notes = s.page.read(r)
	}
	for _, f := range fields {
		b.field(f)
	}
	b.leftOut(s.Source)
	b.build()
	slices.SortStableFunc(b.got.Notes, func(a, b Note) int { return a.Line - b.Line })
	return b.got
}

// Fits is how many fields of s lead to questions of k, for a file that does not
// say which kinds its pages are of.
func (s *Sheet) Fits(k *composer.Kind) int {
	b := &builder{reading: Reading{Kind: k}, kind: k, numbers: map[string][]int{}}
	n := 0
	for _, f := range s.Fields {
		if b.spot(f.Path).q != nil {
			n++
		}
	}
	return n
}

// A builder puts the fields of a sheet together.
type builder struct {
	reading Reading
	kind    *composer.Kind
	cells   map[string]*cell    // by the path of the answer
	numbers map[string][]int    // by the path above them, the items, rows and people there are
	left    map[string][]string // by the key of why, the fields that became no answer
	places  map[string]map[int]int
	got     Got
}

// A cell is all that the fields of one answer say.
type cell struct {
	at     composer.Position
	texts  []composer.Value // what was written, at each place for it
	ticked []string
	own    bool // the box for own words was ticked
	yes    bool // a box of a question's own
}

// A spot is where a field leads.
type spot struct {
	q      *composer.Question
	path   string // of the answer
	item   int    // of a list or of people; 0 for the whole
	option string // of a box
	goesOn bool   // it goes on with another field
	key    string // why it leads nowhere
	near   string
}

// maxNumber is the largest number of an item, a row or a person.
const maxNumber = 60

func numberOf(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > maxNumber || strconv.Itoa(n) != s {
		return 0
	}
	return n
}

// section is the section that asks a question.
func (b *builder) section(q *composer.Question) *composer.Section {
	for i := range b.kind.Sections {
		if slices.Contains(b.kind.Sections[i].Questions, q) {
			return &b.kind.Sections[i]
		}
	}
	return &composer.Section{}
}

// otherOption is the box in front of the line for own words.
const otherOption = "other"

// ownWords is, behind the name of a question with options, the end of the name
// of the line for own words: a name cannot be a line and stand above boxes.
const ownWords = "-" + otherOption

// goesOn is the end of the name of a line that another one goes on with.
var goesOn = regexp.MustCompile(`-[2-9]$`)

// byMaker are the fields that are filled in by whoever makes the sheet.
const byMaker = "filled_by"

// forPens are the fields that are for a hand and a pen alone: consent is given
// on paper.
var forPens = []string{"signature", "signed_on", "consent"}

// spot is where the path of a field leads. What has another name in a form,
// because two fields cannot have one, leads where it would with its own.
func (b *builder) spot(path string) spot {
	s := b.named(path)
	if s.key != "no-question" {
		return s
	}
	if own, ok := strings.CutSuffix(path, ownWords); ok {
		if t := b.named(own); t.q != nil && len(t.q.Options) > 0 {
			return t
		}
	}
	if i := goesOn.FindStringIndex(path); i != nil {
		if t := b.named(path[:i[0]]); t.key != "no-question" {
			t.goesOn = true
			return t
		}
	}
	return s
}

func (b *builder) named(path string) spot {
	names := strings.Split(path, ".")
	q := b.kind.Question(names[0])
	switch {
	case names[0] == byMaker:
		return spot{key: byMaker}
	case q == nil && slices.Contains(forPens, names[0]):
		return spot{key: "for-pens"}
	case q == nil && b.reading.Kind.Question(names[0]) != nil:
		return spot{key: "not-in-relationship"}
	case q == nil:
		return spot{key: "no-question", near: composer.Nearest(names[0], b.questions())}
	case q.Private || q.NeverKept:
		return spot{key: "private"}
	}
	if sec := b.section(q); sec.Each != "" || q.Per != "" {
		if len(names) < 2 || sec.Each != "" && numberOf(names[1]) == 0 {
			return spot{key: "no-question"}
		}
		if sec.Each != "" {
			b.number(q.Name, numberOf(names[1]))
		} else if o, ok := b.kind.Question(q.Per).Option(names[1]); ok {
			names[1] = o.Value
		} else {
			return spot{key: "no-question"}
		}
		names = slices.Concat([]string{names[0] + "." + names[1]}, names[2:])
	}
	out := spot{q: q, path: names[0]}
	rest := names[1:]
	if q.Type == composer.TypeRows {
		if len(rest) == 0 { // lines to write a first row on
			rest = []string{"1", q.Fields[0].Name}
		}
		if len(rest) < 2 || numberOf(rest[0]) == 0 {
			return spot{key: "no-question"}
		}
		i := slices.IndexFunc(q.Fields, func(f composer.Question) bool { return f.Name == rest[1] })
		if i < 0 {
			return spot{key: "no-question"}
		}
		b.number(out.path, numberOf(rest[0]))
		out.q, out.path = &q.Fields[i], out.path+"."+rest[0]+"."+rest[1]
		rest = rest[2:]
	}
	switch t := out.q.Type; {
	case len(rest) == 0:
	case len(rest) > 1:
		return spot{key: "no-question"}
	case t == composer.TypeList || t == composer.TypePeople:
		if out.item = numberOf(rest[0]); out.item == 0 {
			return spot{key: "no-question"}
		}
	case t == composer.TypeChoice || t == composer.TypeMulti || t == composer.TypeYesNo:
		out.option = rest[0]
	default:
		return spot{key: "no-question"}
	}
	return out
}

func (b *builder) questions() []string {
	var out []string
	for _, s := range b.kind.Sections {
		for _, q := range s.Questions {
			out = append(out, q.Name)
		}
	}
	return out
}

func (b *builder) number(path string, n int) {
	if !slices.Contains(b.numbers[path], n) {
		b.numbers[path] = append(b.numbers[path], n)
	}
}

func (b *builder) note(at composer.Position, path, key string, pairs ...string) {
	b.got.Notes = append(b.got.Notes, Note{Position: at, Path: path, Text: words().Say(key, pairs...)})
}

// field takes in one field.
func (b *builder) field(f Field) {
	filled := strings.TrimSpace(f.Text) != "" && !f.Box || f.Ticked || f.Signed
	if !filled {
		return
	}
	s := spot{key: "for-pens"}
	if !f.Signed {
		s = b.spot(f.Path)
	}
	switch {
	case s.near != "":
		b.note(f.Position, shown(f.Path), "no-question-near", "near", s.near)
		return
	case s.key != "":
		b.left[s.key] = append(b.left[s.key], shown(f.Path))
		return
	}
	path := s.path
	if s.item > 0 {
		b.number(path, s.item)
		path += "." + strconv.Itoa(s.item)
	}
	c := b.cells[path]
	if c == nil {
		c = &cell{at: f.Position}
		b.cells[path] = c
	}
	switch {
	case !f.Box && s.option != "" && !(s.option == otherOption && !hasOption(s.q, otherOption)):
		if ticked, ok := isTick(f.Text); ok && ticked { // a cell of a table stands for a box
			c.ticked = append(c.ticked, s.option)
			return
		}
		b.note(f.Position, f.Path, "tick-unclear")
	case !f.Box:
		b.write(c, s, f)
	case (s.option == otherOption || s.option == "" && f.Text == otherOption) && !hasOption(s.q, otherOption):
		c.own = true
	case s.option != "":
		c.ticked = append(c.ticked, s.option)
	case s.q.Type == composer.TypeYesNo && isAnswer(f.Text):
		c.ticked = append(c.ticked, strings.ToLower(f.Text))
	case s.q.Type == composer.TypeYesNo:
		c.yes = true
	default: // one of several boxes under one name, which says what it stands for
		c.ticked = append(c.ticked, f.Text)
	}
}

// isAnswer reports whether the value of a box says yes or no itself.
func isAnswer(s string) bool { return strings.EqualFold(s, "yes") || strings.EqualFold(s, "no") }

func hasOption(q *composer.Question, value string) bool {
	return slices.ContainsFunc(q.Options, func(o composer.Option) bool { return o.Value == value })
}

// shown is a field's name as it may be said: what has not the form of a name
// may be something that somebody wrote.
func shown(path string) string {
	if regexp.MustCompile(`^[A-Za-z0-9._-]{1,60}$`).MatchString(path) {
		return path
	}
	return ""
}

// write takes in what was written in a field. The same field may stand on a
// page twice.
func (b *builder) write(c *cell, s spot, f Field) {
	v := composer.Text(b.typed(s, f.Text), f.Position)
	switch {
	case slices.ContainsFunc(c.texts, func(t composer.Value) bool { return squeeze(t.Text) == squeeze(v.Text) }):
	case len(c.texts) > 0 && s.goesOn:
		last := &c.texts[len(c.texts)-1]
		last.Text = b.typed(s, last.Text+ruled+v.Text)
	case len(c.texts) > 0 && (s.item > 0 || s.q.Type != composer.TypeText && s.q.Type != composer.TypeList && s.q.Type != composer.TypeLine):
		b.note(f.Position, f.Path, "twice")
	default:
		c.texts = append(c.texts, v)
	}
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

// typed is text as the question of s has it. A sentence may go on on the next
// ruled line.
func (b *builder) typed(s spot, text string) string {
	several := s.item == 0 && (s.q.Type == composer.TypeList || s.q.Type == composer.TypePeople || s.q.Type == composer.TypeMulti)
	if several {
		return strings.ReplaceAll(text, ruled, "\n")
	}
	var out strings.Builder
	for i, part := range strings.Split(text, ruled) {
		switch {
		case i == 0:
		case s.q.Type == composer.TypeText && strings.ContainsAny(out.String()[max(0, out.Len()-3):], ".!?…:"):
			out.WriteString("\n")
		default:
			out.WriteString(" ")
		}
		out.WriteString(strings.TrimSpace(part))
	}
	if s.q.Type == composer.TypeText {
		return strings.TrimSpace(out.String())
	}
	return squeeze(out.String())
}

// leftOut notes what became no answer, once for each reason.
func (b *builder) leftOut(source string) {
	for _, key := range []string{"for-pens", "private", "not-in-relationship", "no-question"} {
		paths := b.left[key]
		slices.Sort(paths)
		paths = slices.DeleteFunc(slices.Compact(paths), func(p string) bool { return p == "" })
		if len(b.left[key]) > 0 {
			b.note(composer.Position{Source: source}, "", key, "fields", strings.Join(paths, ", "))
		}
	}
}

// build makes the answers, in the order of the questions.
func (b *builder) build() {
	b.got.Answers = &composer.Answers{Kind: b.kind.Name}
	b.people()
	for _, s := range b.kind.Sections {
		for _, q := range s.Questions {
			var v composer.Value
			switch {
			case s.Each != "":
				v = b.each(&s, q)
			case q.Per != "":
				v = b.per(q)
			default:
				v = b.answer(q, q.Name)
			}
			if q.Type == composer.TypePeople {
				b.differ(q, &v)
			}
			if !v.Empty() {
				b.got.Answers.Values = append(b.got.Answers.Values, composer.Named{Position: v.Position, Name: q.Name, Value: v})
			}
		}
	}
}

// differ makes names that are the same differ: parts of answers stand under
// names, and nothing that one of the two said may be taken for the other's.
func (b *builder) differ(q *composer.Question, names *composer.Value) {
	var seen []string
	for i := range names.Items {
		n := &names.Items[i]
		name := norm.NFC.String(squeeze(n.Text))
		for k := 2; slices.Contains(seen, name); k++ {
			if name = norm.NFC.String(squeeze(n.Text)) + " " + strconv.Itoa(k); !slices.Contains(seen, name) {
				n.Text = name
				b.note(n.Position, q.Name+"."+strconv.Itoa(i+1), "same-name")
			}
		}
		seen = append(seen, name)
	}
}

// people settles who is whom: a place without a name and without an answer is
// no person, and one with an answer is called what the sheet calls it.
func (b *builder) people() {
	b.places = map[string]map[int]int{}
	for _, s := range b.kind.Sections {
		if s.Each == "" || b.places[s.Each] != nil {
			continue
		}
		named := len(b.numbers[s.Each]) > 0
		used := slices.Clone(b.numbers[s.Each])
		var speaking []int
		for _, t := range b.kind.Sections {
			if t.Each != s.Each {
				continue
			}
			for _, q := range t.Questions {
				for _, n := range b.numbers[q.Name] {
					if b.has(q.Name + "." + strconv.Itoa(n)) {
						speaking = append(speaking, n)
					}
				}
			}
		}
		used = append(used, speaking...)
		slices.Sort(used)
		places := map[int]int{}
		for _, n := range slices.Compact(used) {
			path := s.Each + "." + strconv.Itoa(n)
			places[n] = len(places) + 1
			if given := b.reading.Given; given != nil && len(given.People(s.Each)) > 0 {
				places[n] = n
				continue
			}
			if b.cells[path] == nil && (named || len(speaking) > 0) && b.cells[s.Each] == nil {
				name := b.kind.Fill("{person}", &composer.Answers{}, s.Each, n)
				b.cells[path] = &cell{texts: []composer.Value{composer.Text(name, composer.Position{})}}
				b.number(s.Each, n)
				b.note(composer.Position{}, path, "no-name", "path", path)
			}
		}
		if b.cells[s.Each] != nil { // the names stand in one field
			clear(places)
			for n := range maxNumber {
				places[n] = n
			}
		}
		b.places[s.Each] = places
	}
}

// has reports whether there is a cell at a path or below it.
func (b *builder) has(path string) bool {
	for p := range b.cells {
		if p == path || strings.HasPrefix(p, path+".") {
			return true
		}
	}
	return false
}

// each is what every person said.
func (b *builder) each(s *composer.Section, q *composer.Question) composer.Value {
	v := composer.Value{Shape: composer.Record}
	for _, n := range slices.Sorted(slices.Values(b.numbers[q.Name])) {
		part := b.answer(q, q.Name+"."+strconv.Itoa(n))
		if place := b.places[s.Each][n]; !part.Empty() && place > 0 {
			v.Position = part.Position
			v.Parts = append(v.Parts, composer.Named{Position: part.Position, Place: place, Value: part})
		}
	}
	return v
}

// per is an answer for each option of another question.
func (b *builder) per(q *composer.Question) composer.Value {
	v := composer.Value{Shape: composer.Record}
	for _, o := range b.kind.Question(q.Per).Options {
		part := b.answer(q, q.Name+"."+o.Value)
		if !part.Empty() {
			v.Position = part.Position
			v.Parts = append(v.Parts, composer.Named{Position: part.Position, Name: o.Value, Value: part})
		}
	}
	return v
}

// answer is the answer to q at a path.
func (b *builder) answer(q *composer.Question, path string) composer.Value {
	numbers := slices.Sorted(slices.Values(b.numbers[path]))
	if q.Type == composer.TypeRows {
		v := composer.Value{Shape: composer.Items}
		for _, n := range numbers {
			row := composer.Value{Shape: composer.Record}
			for i := range q.Fields {
				f := &q.Fields[i]
				if part := b.answer(f, path+"."+strconv.Itoa(n)+"."+f.Name); !part.Empty() {
					row.Position = part.Position
					row.Parts = append(row.Parts, composer.Named{Position: part.Position, Name: f.Name, Value: part})
				}
			}
			if len(row.Parts) > 0 {
				v.Items, v.Position = append(v.Items, row), row.Position
			}
		}
		return v
	}
	c := b.cells[path]
	if c == nil {
		c = &cell{}
	}
	v := composer.Value{Position: c.at, Shape: composer.Items}
	switch q.Type {
	case composer.TypeList, composer.TypePeople:
		for _, t := range c.texts {
			v.Items = append(v.Items, listed(t)...)
		}
		for _, n := range numbers {
			if c := b.cells[path+"."+strconv.Itoa(n)]; c != nil {
				v.Items = append(v.Items, c.texts...)
				v.Position = c.at
			}
		}
		if q.Type == composer.TypePeople && q.Max == 1 && len(v.Items) == 1 {
			return v.Items[0]
		}
		return v
	case composer.TypeChoice, composer.TypeMulti, composer.TypeYesNo:
		return b.chosen(q, path, c)
	}
	var lines []string
	for _, t := range c.texts {
		lines = append(lines, t.Text)
	}
	between := "\n"
	if q.Type == composer.TypeLine {
		between = " "
	}
	return b.scalar(q, path, composer.Text(strings.Join(lines, between), c.at))
}

// listed is the lines of a text as items, without bullets of their own.
func listed(t composer.Value) []composer.Value {
	var out []composer.Value
	for line := range strings.SplitSeq(t.Text, "\n") {
		if line = strings.TrimSpace(bullet.ReplaceAllString(line, "")); line != "" {
			out = append(out, composer.Text(line, t.Position))
		}
	}
	return out
}

// chosen is the options that were ticked or named, and the person's own words.
func (b *builder) chosen(q *composer.Question, path string, c *cell) composer.Value {
	if q.Type == composer.TypeYesNo && c.yes {
		c.ticked = append(c.ticked, "yes")
	}
	v := composer.Value{Position: c.at, Shape: composer.Items}
	put := func(text string, at composer.Position) {
		if !slices.ContainsFunc(v.Items, func(i composer.Value) bool { return i.Text == text }) {
			v.Items = append(v.Items, composer.Text(text, at))
		}
	}
	var own []composer.Value
	for _, t := range c.texts {
		if q.Type == composer.TypeMulti {
			own = append(own, listed(t)...)
		} else {
			own = append(own, t)
		}
	}
	for _, said := range c.ticked {
		switch o, ok := q.Option(said); {
		case ok:
			put(o.Value, c.at)
		default: // yes or no, or what the check says to be no option
			put(said, c.at)
		}
	}
	var words []composer.Value
	for _, t := range own {
		values, rest := optionsIn(q, t.Text)
		for _, v := range values {
			put(v, t.Position)
		}
		for _, r := range rest {
			words = append(words, composer.Text(r, t.Position))
		}
	}
	own = words
	for _, t := range own {
		put(t.Text, t.Position)
	}
	if c.own && len(own) == 0 {
		b.note(c.at, path, "other-empty")
	}
	if q.Type == composer.TypeMulti {
		return v
	}
	switch len(v.Items) {
	case 0:
		return composer.Value{}
	case 1:
		return v.Items[0]
	}
	b.note(c.at, path, "two-ticked")
	return v // it is no answer yet, and nothing of it is lost
}

// optionsIn is the options that a text names, and what it says beside them. Its
// parts stand between semicolons; between commas they do only where each is an
// option.
func optionsIn(q *composer.Question, s string) (values, rest []string) {
	if o, ok := q.Option(s); ok {
		return []string{o.Value}, nil
	}
	for _, signs := range []string{";·", ",;·"} {
		values, rest = nil, nil
		for _, word := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(signs, r) }) {
			word = strings.TrimSpace(word)
			if o, ok := q.Option(word); ok {
				values = append(values, o.Value)
			} else if word != "" {
				rest = append(rest, word)
			}
		}
		if len(values) > 0 && (len(rest) == 0 || signs == ";·") {
			return values, rest
		}
	}
	return nil, []string{s}
}

var (
	aroundSigns = regexp.MustCompile(`\s*([/.-])\s*`)
	clock       = regexp.MustCompile(`(?i)^(\d{1,2})(?:[:.h]\s?(\d{2}))?\s*(am|pm|a\.m\.|p\.m\.|h|o'clock)?$`)
)

// scalar is one text, as q has it.
func (b *builder) scalar(q *composer.Question, path string, v composer.Value) composer.Value {
	if v.Empty() {
		return v
	}
	switch q.Type {
	case composer.TypeDate:
		day, err := b.kind.ParseDate(aroundSigns.ReplaceAllString(strings.Trim(v.Text, ". "), "$1"), b.reading.Day)
		var d *composer.DateError
		if errors.As(err, &d) {
			b.got.Problems = append(b.got.Problems, composer.Problem{Position: v.Position, Path: path, Code: "date", Message: d.Message, Hint: d.Hint})
			return v
		}
		v.Text = day.Format(time.DateOnly)
	case composer.TypeTime:
		v.Text = hours(v.Text)
	case composer.TypeText, composer.TypeLine:
	}
	return v
}

// hours is a time of the day as answers have it; what is none stays as it is.
func hours(s string) string {
	m := clock.FindStringSubmatch(strings.TrimSpace(s))
	if m == nil || m[2] == "" && m[3] == "" {
		return s
	}
	h, _ := strconv.Atoi(m[1])
	minutes := m[2]
	if minutes == "" {
		minutes = "00"
	}
	switch half := strings.ToLower(m[3]); {
	case strings.HasPrefix(half, "p") && h < 12:
		h += 12
	case strings.HasPrefix(half, "a") && h == 12:
		h = 0
	}
	return strconv.Itoa(h/10) + strconv.Itoa(h%10) + ":" + minutes
}
