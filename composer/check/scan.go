package check

// scan reads all of p.
func (c *Checker) scan(r *reader, p Page) *scan {
	s := &scan{Checker: c, page: p, reader: r, met: make([]bool, len(c.expressions)), people: places(p.People)}
	s.matcher.lex = &c.lex
	s.whole.classes = c.lex.survey()
	s.counts = make([]counts, len(p.Passages))
	clear(r.tries)
	if p.Printed != nil {
		printed := *s
		printed.page = Page{Passages: p.Printed}
		printed.counts = make([]counts, len(p.Printed))
		for i := range p.Printed {
			printed.passage(i)
		}
		s.surveys = printed.surveys
		s.printed, s.met = s.met, make([]bool, len(c.expressions))
	}
	for i := range p.Passages {
		s.passage(i)
	}
	return s
}

// places is which place each of the names has; each part of a name of several
// words is one.
func places(people []string) map[string]int {
	out := map[string]int{}
	for i, name := range people {
		for _, part := range splitName(name) {
			if _, taken := out[part]; !taken {
				out[part] = i + 1
			}
		}
	}
	return out
}

// A scan is one look at a page.
type scan struct {
	*Checker
	*reader
	page      Page
	people    map[string]int
	met       []bool   // which expressions were met anywhere
	printed   []bool   // and which on the page as it is printed
	base      int      // the byte of the passage where the piece begins
	sentences []survey // of the piece
	whole     survey   // the piece
	surveys   int32    // how many sentences were read
	served    []bool   // which groups look at pages of these kinds
	chosen    []bool   // and at this passage
	unnamed   bool     // which is no answer
	hits      []hit    // of the sentence
	waiting   []pending
	found     []found
	matcher   matcher
	counts    []counts // by passage
	words     int      // read so far in the page
}

// counts is what is counted in a passage.
type counts struct {
	words, sentences, syllables int
	longest                     int   // the words of its longest sentence
	sorry                       []int // which words of the page say sorry
}

// A hit is a match of an expression in the sentence being read.
type hit struct {
	x *expression
	match
}

// passage looks at one text, piece by piece.
func (s *scan) passage(n int) {
	p := &s.page.Passages[n]
	s.choose(p)
	s.matcher.owner, s.matcher.to = p.Owner, s.page.To
	sentence := 0
	for at := 0; at < len(p.Text); {
		size := piece(p.Text[at:])
		words := s.reader.words(p.Text[at:at+size], s.people, sentence, at == 0)
		s.piece(n, at, words)
		if len(words) > 0 {
			sentence = int(words[len(words)-1].sentence) + 1
		}
		at += size
	}
}

// choose finds which groups look at p.
func (s *scan) choose(p *Passage) {
	if s.chosen == nil {
		s.chosen, s.served = make([]bool, len(s.groups)), make([]bool, len(s.groups))
		for i, g := range s.groups {
			s.served[i] = g.serves(s.page.Kinds)
		}
	} else if p.Name == "" && s.unnamed {
		return
	}
	s.unnamed = p.Name == ""
	for i, g := range s.groups {
		s.chosen[i] = s.served[i] && g.looksAt(p)
	}
}

// piece looks at a piece of a passage that begins at its byte base.
func (s *scan) piece(n, base int, words []word) {
	s.matcher.words, s.matcher.quotes, s.base = words, false, base
	count := &s.counts[n]
	s.sentences = s.sentences[:0]
	clear(s.whole.classes)
	from := 0
	for i := range words {
		w := &words[i]
		count.words++
		count.syllables += w.syllables
		if s.sorry.any(func(x *expression) bool { return s.matcher.at(x, i) }) {
			count.sorry = append(count.sorry, s.words+i)
		}
		if i > from && w.sentence != words[from].sentence {
			s.survey(from, i)
			from = i
		}
	}
	if len(words) > from {
		s.survey(from, len(words))
	}
	for i, at := range s.sentences {
		count.sentences++
		count.longest = max(count.longest, at.to-at.from)
		s.sentence(n, i)
	}
	s.words += len(words)
}

// A survey is what a sentence, the words from..to, has in it.
type survey struct {
	from, to int
	classes  []uint64 // the classes that its words are of
}

// survey adds the survey of the words from..to.
func (s *scan) survey(from, to int) {
	n := len(s.sentences)
	if n < cap(s.sentences) {
		s.sentences = s.sentences[:n+1]
	} else {
		s.sentences = append(s.sentences, survey{})
	}
	v := &s.sentences[n]
	v.from, v.to = from, to
	if v.classes == nil {
		v.classes = s.lex.survey()
	}
	clear(v.classes)
	for i := from; i < to; i++ {
		for _, p := range s.matcher.words[i].set {
			v.classes[p.at] |= p.bits
		}
	}
	for i, bits := range v.classes {
		s.whole.classes[i] |= bits
	}
}

// survey is room for the classes that sentences are asked for.
func (l *lexicon) survey() []uint64 { return make([]uint64, (l.surveyed+63)/64) }

// has reports whether the sentence holds a word of the class.
func (v *survey) has(c class) bool { return v.classes[c>>6]&(1<<(c&63)) != 0 }

// sentence looks at the sentence i of the piece: at each word for what has its
// cue there.
func (s *scan) sentence(n, i int) {
	at := s.sentences[i]
	s.surveys++
	for j := at.from; j < at.to; j++ {
		for _, x := range s.matcher.words[j].cues {
			t := &s.tries[x.index]
			if t.survey != s.surveys {
				*t = try{survey: s.surveys, least: at.from}
				if x.crosses {
					t.least = 0 // it may begin in the sentence before
				}
				g := x.group
				t.over = g == nil && s.met[x.index] || g != nil && !s.chosen[g.index] || !s.hasAll(x, i)
			}
			if !t.over {
				s.try(x, t, j)
			}
		}
	}
	s.judge(n, at.from, at.to)
}

// hasAll reports whether sentence i holds a word of each need of x, or the
// sentences beside it do where a match may reach into these.
func (s *scan) hasAll(x *expression, i int) bool {
	first, last := i, i
	if x.crosses {
		first, last = max(i-1, 0), min(i+1, len(s.sentences)-1)
	}
	for _, c := range x.needs[:x.needed] {
		found := false
		for j := first; j <= last && !found; j++ {
			found = s.sentences[j].has(c)
		}
		if !found {
			return false
		}
	}
	return true
}

// A try is how far an expression was looked for in a sentence.
type try struct {
	survey int32 // the number of the sentence
	round  int32 // of the matcher
	least  int   // the first word it may begin at
	hits   uint8
	over   bool
}

// mostHits is how many matches of an expression in a sentence are looked at.
const mostHits = 8

// try looks for x around its cue at the word j.
func (s *scan) try(x *expression, t *try, j int) {
	m := &s.matcher
	m.quotes = x.group != nil && x.group.rule.quotes
	if m.words[j].quoted && !m.quotes {
		return
	}
	if t.round == 0 {
		t.round = m.next(x)
	}
	m.round = t.round
	for start := max(j-int(x.before[1]), t.least); start <= j-int(x.before[0]); start++ {
		t.least = start + 1
		if !m.at(x, start) {
			continue
		}
		s.met[x.index] = true
		if t.hits++; x.group == nil || t.hits > mostHits {
			t.over = true
			return
		}
		s.hits = append(s.hits, hit{x, m.m})
		t.least = max(t.least, m.m.open+1) // what is met is not looked for again behind its beginning
	}
}
