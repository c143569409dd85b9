package check

import (
	"cmp"
	_ "embed" // for the rules

	"amends/composer"
)

// The rules of each language, compiled.
var (
	//go:embed rules/en.bin
	englishRules string
	//go:embed rules/es.bin
	spanishRules string

	packs = map[string]string{"en": englishRules, "es": spanishRules}
)

// open is a checker with the rules of a file that serve one of these kinds, or
// with all rules where none is given. Beside the rules it speaks a language:
// that of the rules if it is empty.
func open(file, language string, kinds []string) (*Checker, error) {
	rest, err := body(file)
	if err != nil {
		return nil, err
	}
	o := &opener{Checker: &Checker{known: map[string]bool{}}, decoder: decoder{rest}, kinds: kinds}
	own := o.string()
	if o.words, err = composer.LoadWords(words, cmp.Or(language, own, english)); err != nil {
		return nil, err
	}
	o.records, o.code = o.string(), o.string()
	o.expressions = make([]expression, len(o.records)/recordSize)
	o.lex = o.lexicon()
	for range o.int() {
		o.elements = append(o.elements, o.element())
	}
	for range o.int() {
		o.rule()
	}
	o.sorry = o.patterns(nil)
	return o.Checker, nil
}

// An opener reads a checker from a file. Expressions stand in the order in
// which what has them is read.
type opener struct {
	*Checker
	decoder
	kinds   []string // whose rules are kept; all if empty
	records string   // of all expressions
	code    string   // of these
	next    int      // the expression that is read next
}

// serves reports whether something for pages of these kinds is kept.
func (o *opener) serves(kinds []string) bool { return len(o.kinds) == 0 || meet(kinds, o.kinds) }

func (o *opener) element() *elementOf {
	e := &elementOf{name: o.string(), words: o.string(), kinds: o.strings(), printed: o.bool()}
	e.patterns = o.patterns(nil)
	return e
}

// rule keeps the next rule, or passes over it.
func (o *opener) rule() {
	r := &Rule{ID: o.string(), Kinds: o.strings(), order: len(o.rules)}
	o.known[r.ID] = true
	end := o.next + o.int()
	inside := o.string()
	if !o.serves(r.Kinds) {
		o.next = end
		return
	}
	after := o.decoder
	o.decoder = decoder{inside}
	o.ruleInside(r)
	o.decoder = after
	o.rules = append(o.rules, r)
}

func (o *opener) ruleInside(r *Rule) {
	r.Name, r.Fields, r.Safety = o.string(), o.strings(), Safety(o.string())
	r.Unsigned, r.quotes, r.quiets = o.bool(), o.bool(), o.strings()
	r.Message, r.Advice, r.Sources = o.string(), o.string(), o.strings()
	r.Fires, r.Silent = o.strings(), o.strings()
	r.Severity = composer.Severity(o.int())
	for range o.int() {
		if r.byKind == nil {
			r.byKind = map[string]composer.Severity{}
		}
		kind := o.string()
		r.byKind[kind] = composer.Severity(o.int())
	}
	looks := o.string()
	r.structure = structures[looks]
	for range o.int() {
		r.missing = append(r.missing, o.elements[o.int()])
	}
	o.guard(&r.guard)
	for range o.int() {
		o.group(r)
	}
	if looks != "" || r.missing != nil {
		r.listOwn()
	}
}

// group reads patterns of r with what they have in common, and keeps them if
// they serve.
func (o *opener) group(r *Rule) {
	g := &group{rule: r, index: len(o.groups), kinds: o.strings(), safety: Safety(o.string()), message: o.string(), advice: o.string(), alone: alone(o.string())}
	if s := o.int(); s > 0 {
		of := composer.Severity(s - 1)
		g.severity = &of
	}
	first, own := o.next, &guard{}
	o.guard(own)
	g.guards = [2]*guard{own, &r.guard}
	g.onlyNear, g.onlyAnywhere = own.onlyNear, own.onlyAnywhere
	if g.onlyNear == nil {
		g.onlyNear = r.guard.onlyNear
	}
	if g.onlyAnywhere == nil {
		g.onlyAnywhere = r.guard.onlyAnywhere
	}
	g.match = o.patterns(g)
	if len(g.kinds) > 0 && !o.serves(g.kinds) {
		clear(o.expressions[first:o.next])
		return
	}
	o.groups, r.groups = append(o.groups, g), append(r.groups, g)
	r.listGroup(g)
}

func (o *opener) guard(g *guard) {
	g.notFields = o.strings()
	for _, list := range []*expressions{&g.except, &g.unless, &g.near, &g.anywhere, &g.onlyNear, &g.onlyAnywhere} {
		*list = o.patterns(nil)
	}
}

// patterns reads the next expressions. g is the group whose matches they are,
// or nil.
func (o *opener) patterns(g *group) expressions {
	n := o.int()
	if n == 0 {
		return nil
	}
	list := o.expressions[o.next : o.next+n]
	for i := range list {
		o.expression(&list[i], g)
	}
	return list
}

func (o *opener) expression(x *expression, g *group) {
	r := o.records[o.next*recordSize:][:recordSize]
	x.group, x.index, x.kept = g, int32(o.next), true
	o.next++
	x.code = o.code[uint32At(r, recordCode):]
	x.cue = class(uint16At(r, recordCue))
	for i := range x.needs {
		x.needs[i] = class(uint16At(r, recordNeeds+2*i))
	}
	x.before = [2]uint16{uint16At(r, recordBefore), uint16At(r, recordBefore+2)}
	x.needed, x.stretches = r[recordNeeded], r[recordStretches]
	flags := r[recordFlags]
	x.weak, x.crosses = flags&flagWeak != 0, flags&flagCrosses != 0
}

// lexicon reads what is known of words.
func (d *decoder) lexicon() lexicon {
	var l lexicon
	l.words, l.infos = d.table(), d.array()
	l.prefixes, l.prefixSets = d.table(), d.array()
	l.suffixes, l.suffixSets = d.table(), d.array()
	l.sets = d.string()
	l.spellings, l.meanings, l.endings, l.behind, l.shortForms = d.table(), d.table(), d.table(), d.table(), d.table()
	l.accents, l.greetings, l.and = d.bool(), d.strings(), d.strings()
	m := &l.measure
	m.vowels, m.apart, m.silent, m.but = d.string(), d.string(), d.string(), d.string()
	m.each, m.more, m.add, m.hard = d.float(), d.float(), d.float(), d.float()
	l.classes, l.surveyed, l.roles = d.int(), d.int(), d.string()
	l.cues, l.listed = d.array(), d.string()
	return l
}
