package form

import (
	"slices"
	"strings"
	"time"

	"amends/composer"
)

// A Reading says what a sheet is read as.
type Reading struct {
	Kind     *composer.Kind
	Day      time.Time         // what days in words are counted from
	Given    *composer.Answers // what is known beside the sheet, such as the relationship; may be nil
	HelpLine string            // as the blank page has it; what it says is not taken for an answer
	Language string            // of the notes, BCP 47; English if empty
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
		words: words(r.Language), reading: r,
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
	words   composer.Words
	cells   map[string]*cell    // by the path of the answer
	numbers map[string][]int    // by the path above them, the items, rows and people there are
	left    map[string][]string // by the key of why, the fields that became no answer
	places  map[string]map[int]int
	got     Got
}

func (b *builder) note(at composer.Position, path, key string, pairs ...string) {
	b.got.Notes = append(b.got.Notes, Note{Position: at, Path: path, Text: b.words.Say(key, pairs...)})
}

// maxListed is how many fields a note lists whole; of more, only the first part
// of each name is said.
const maxListed = 12

// leftOut notes what became no answer, once for each reason, and what the page
// does not show.
func (b *builder) leftOut(source string) {
	for _, key := range []string{"furniture", "private", "not-in-relationship", "no-question", "long"} {
		paths := b.left[key]
		slices.Sort(paths)
		paths = slices.DeleteFunc(slices.Compact(paths), func(p string) bool { return p == "" })
		if len(paths) > maxListed {
			for i, p := range paths {
				paths[i], _, _ = strings.Cut(p, ".")
			}
			paths = slices.Compact(paths)
		}
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
	b.implied()
}
