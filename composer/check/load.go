package check

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v4"

	"amends/composer"
)

// ruleFile is a rule as its file has it.
type ruleFile struct {
	ID         string       `yaml:"id"`
	Name       string       `yaml:"name"`
	Kinds      []string     `yaml:"kinds"`
	Fields     []string     `yaml:"fields"`
	Severity   severities   `yaml:"severity"`
	Safety     Safety       `yaml:"safety"`
	Unsigned   bool         `yaml:"unsigned"`
	Quotes     bool         `yaml:"quotes"`
	Quiets     []string     `yaml:"quiets"`
	Message    string       `yaml:"message"`
	Advice     string       `yaml:"advice"`
	Sources    []string     `yaml:"sources"`
	Look       string       `yaml:"structure"`
	Missing    texts        `yaml:"missing"`
	Patterns   []patternsOf `yaml:"patterns"`
	conditions `yaml:",inline"`
	Fires      []string `yaml:"fires"`
	Silent     []string `yaml:"silent"`
}

// conditions say when a match counts, for a rule or for some of its patterns.
type conditions struct {
	Except       []string `yaml:"except"`
	Unless       []string `yaml:"unless"`
	Near         []string `yaml:"unless_near"`
	Anywhere     []string `yaml:"unless_anywhere"`
	OnlyNear     []string `yaml:"only_near"`
	OnlyAnywhere []string `yaml:"only_anywhere"`
	NotFields    []string `yaml:"not_fields"`
	Alone        alone    `yaml:"alone"`
}

// severities is one severity, or one by kind.
type severities struct {
	one    string
	byKind map[string]string
}

func (s *severities) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.MappingNode {
		return n.Decode(&s.byKind)
	}
	return n.Decode(&s.one)
}

// patternsOf is one pattern, or several with what holds for these alone.
type patternsOf struct {
	Match      texts    `yaml:"match"`
	Severity   string   `yaml:"severity"`
	Safety     Safety   `yaml:"safety"`
	Kinds      []string `yaml:"kinds"`
	Message    string   `yaml:"message"`
	Advice     string   `yaml:"advice"`
	conditions `yaml:",inline"`
	line       int
}

func (p *patternsOf) UnmarshalYAML(n *yaml.Node) error {
	p.line = n.Line
	if n.Kind == yaml.ScalarNode {
		p.Match = texts{n.Value}
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if key := n.Content[i]; !slices.Contains(patternKeys, key.Value) {
			return fmt.Errorf("line %d: unknown key %q", key.Line, key.Value)
		}
	}
	type plain patternsOf
	return n.Decode((*plain)(p))
}

var patternKeys = []string{"match", "severity", "safety", "kinds", "message", "advice", "alone", "except", "unless", "unless_near", "unless_anywhere", "only_near", "only_anywhere", "not_fields"}

// texts is one text or several.
type texts []string

func (t *texts) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		*t = texts{n.Value}
		return nil
	}
	return n.Decode((*[]string)(t))
}

// wordsFile is words.yaml: what the patterns of all rules share.
type wordsFile struct {
	ShortForms []string          `yaml:"short_forms"`
	Common     map[int][]string  `yaml:"common"`
	NoNames    []string          `yaml:"no_names"`
	Spellings  map[string]string `yaml:"spellings"`
	Forms      map[string]string `yaml:"forms"`
	Lists      map[string]texts  `yaml:"lists"`
}

// The files beside the rules.
const (
	wordsName    = "words.yaml"
	elementsName = "elements.yaml"
)

// Load reads the rules in the folder dir of fsys, one a file, and the words
// they share, in words.yaml and in lists-*.yaml; where kinds are given, only
// the rules that serve one of them. Its errors name file, line and pattern.
func Load(fsys fs.FS, dir string, kinds ...string) (*Checker, error) {
	l := readRules(fsys, dir, kinds)
	l.note(l.wakeAll())
	return l.checker()
}

// A sourceFile is one of the files in a folder of rules.
type sourceFile struct {
	name string
	into any // what it says; nil for a rule that serves other kinds
	err  error
}

// readRules reads the files of a folder. Most patterns are asleep.
func readRules(fsys fs.FS, dir string, kinds []string) *loader {
	l := &loader{Checker: &Checker{lex: newLexicon(), heard: map[string]bool{}, known: map[string]bool{}}, kinds: kinds}
	names, err := fs.Glob(fsys, path.Join(dir, "*.yaml"))
	l.note(err)
	lists := []*sourceFile{{name: path.Join(dir, wordsName), into: &wordsFile{}}}
	rules := []*sourceFile{{name: path.Join(dir, elementsName), into: &[]elementFile{}}}
	for _, name := range names {
		switch base := path.Base(name); {
		case strings.HasPrefix(base, "lists-"):
			lists = append(lists, &sourceFile{name: name, into: &map[string]texts{}})
		case base != wordsName && base != elementsName:
			rules = append(rules, &sourceFile{name: name, into: &ruleFile{}})
		}
	}
	files := append(lists, rules...)
	var all sync.WaitGroup
	for _, f := range files { // to read YAML takes the longest
		all.Go(func() { f.read(fsys, kinds) })
	}
	all.Wait()
	for _, f := range files {
		if f.err != nil {
			l.fault(f.name, 0, "%v", f.err)
			continue
		}
		switch in := f.into.(type) {
		case *wordsFile:
			l.readWords(f.name, in)
		case *map[string]texts:
			l.readLists(f.name, *in)
		case *[]elementFile:
			l.readElements(f.name, *in)
		case *ruleFile:
			l.readRule(f.name, in)
		case nil:
			l.known[ruleID(f.name)] = true
		}
	}
	l.link()
	l.note(l.wake())
	return l
}

// checker is what was read, or the error that says all that is wrong with it.
func (l *loader) checker() (*Checker, error) {
	said, err := composer.LoadWords(words, "en")
	l.note(err)
	l.words = said
	if len(l.faults) > 0 {
		return nil, errors.New(strings.Join(l.faults, "\n"))
	}
	return l.Checker, nil
}

func newLexicon() *lexicon {
	return &lexicon{
		lists: map[string][]string{}, files: map[string]string{}, forms: map[string][]string{}, spellings: map[string][]string{},
		common: map[string]int{}, shortForms: map[string]bool{}, noNames: map[string]bool{}, parsed: map[string]*parsedList{},
		classes: map[string]*class{}, alarms: map[string]*alarm{}, inflected: map[string][]string{}, nodes: map[string]*node{}, literals: map[string][]*class{}, prefixes: map[string][]*class{},
		suffixes: map[string][]*class{},
	}
}

// A loader reads rules into a checker and gathers what is wrong with them.
type loader struct {
	*Checker
	kinds  []string // whose rules are read; all if empty
	faults []string
}

func (l *loader) fault(file string, line int, format string, args ...any) {
	l.faults = append(l.faults, located(file, line)+": "+fmt.Sprintf(format, args...))
}

// note gathers an error that says itself where it belongs.
func (l *loader) note(err error) {
	if err != nil {
		l.faults = append(l.faults, err.Error())
	}
}

// located is a place in a file; its line is 0 where that is not known.
func located(file string, line int) string {
	if line == 0 {
		return file
	}
	return fmt.Sprintf("%s:%d", file, line)
}

// read reads the file strictly: a key that nobody knows is an error.
func (f *sourceFile) read(fsys fs.FS, kinds []string) {
	text, err := fs.ReadFile(fsys, f.name)
	if err != nil {
		f.err = err
		return
	}
	if _, ok := f.into.(*ruleFile); ok && len(kinds) > 0 {
		var says struct{ Kinds []string }
		if line := kindsLine.Find(text); line != nil && yaml.Unmarshal(line, &says) == nil && !meet(says.Kinds, kinds) {
			f.into = nil
			return
		}
	}
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	f.err = d.Decode(f.into)
}

// kindsLine is the line in which a rule says which kinds it serves: most serve
// others than are asked for, and need not be read.
var kindsLine = regexp.MustCompile(`(?m)^kinds: *\[.*\].*$`)

// ruleID is the id that the name of a rule's file gives.
func ruleID(file string) string { return strings.TrimSuffix(path.Base(file), ".yaml") }

func (l *loader) readWords(file string, w *wordsFile) {
	for _, s := range w.ShortForms {
		l.lex.shortForms[s] = true
	}
	for cost, words := range w.Common {
		for _, c := range words {
			l.lex.common[c] = cost
		}
	}
	for _, s := range w.NoNames {
		l.lex.noNames[s] = true
	}
	for from, to := range w.Spellings {
		l.lex.spellings[from] = strings.Fields(to)
	}
	for base, forms := range w.Forms {
		past, present, _ := strings.Cut(forms, "/")
		l.lex.pasts = append(l.lex.pasts, strings.Fields(past)...)
		l.lex.forms[base] = strings.Fields(past + " " + present)
	}
	l.readLists(file, w.Lists)
}

func (l *loader) readLists(file string, lists map[string]texts) {
	for name, entries := range lists {
		if _, ok := l.lex.lists[name]; ok || name == pastName || roleNames[name] != 0 {
			l.fault(file, 0, "there are two lists {%s}", name)
		}
		l.lex.files[name] = file
		for _, e := range entries {
			// A line of single words may hold many.
			if words := strings.Fields(e); !strings.ContainsAny(e, "|()?.{") && strings.HasPrefix(e, ": ") {
				l.lex.lists[name] = append(l.lex.lists[name], words[1:]...)
				continue
			}
			l.lex.lists[name] = append(l.lex.lists[name], e)
		}
	}
}

func (l *loader) readRule(file string, f *ruleFile) {
	r := &Rule{
		ID: f.ID, Name: f.Name, Kinds: f.Kinds, Fields: f.Fields, Safety: f.Safety, Unsigned: f.Unsigned,
		Message: strings.TrimSpace(f.Message), Advice: strings.TrimSpace(f.Advice), Sources: f.Sources,
		Fires: f.Fires, Silent: f.Silent, quotes: f.Quotes, quiets: f.Quiets, order: len(l.rules),
	}
	switch id := ruleID(file); {
	case f.ID != id:
		l.fault(file, 0, "the id is %q and the file's name says %q", f.ID, id)
	case f.Message == "" || f.Advice == "" || f.Name == "" || len(f.Kinds) == 0 || len(f.Sources) == 0:
		l.fault(file, 0, "a rule has a name, kinds, a message, advice and sources")
	case len(f.Fires) == 0 || len(f.Silent) == 0:
		l.fault(file, 0, "a rule has examples: what it finds (fires) and what it leaves alone (silent)")
	case f.Patterns == nil && f.Missing == nil && f.Look == "":
		l.fault(file, 0, "a rule has patterns, an element that may be missing, or a structure")
	}
	if l.known[r.ID] {
		l.fault(file, 0, "there are two rules %q", r.ID)
	}
	l.known[r.ID] = true
	l.severity(file, r, f.Severity)
	if !slices.Contains([]Safety{"", SafetyStop, SafetyAsk, SafetyNote}, f.Safety) {
		l.fault(file, 0, "safety is stop, ask or note, and not %q", f.Safety)
	}
	if f.Look != "" {
		if r.structure = structures[f.Look]; r.structure == nil {
			l.fault(file, 0, "nothing is known of a structure %q", f.Look)
		}
	}
	l.guard(&r.guard, &f.conditions, file, 0)
	for _, p := range f.Patterns {
		if len(l.kinds) > 0 && len(p.Kinds) > 0 && !meet(p.Kinds, l.kinds) {
			continue
		}
		g := &group{rule: r, safety: p.Safety, kinds: p.Kinds, message: p.Message, advice: p.Advice, alone: cmp.Or(p.Alone, f.Alone)}
		if !slices.Contains([]alone{"", aloneOnWords, aloneNear}, g.alone) {
			l.fault(file, p.line, "alone is words or near, and not %q", g.alone)
		}
		if p.Severity != "" {
			s, ok := composer.SeverityNamed(p.Severity)
			if !ok {
				l.fault(file, p.line, "severity is stop, ask, error, warning or suggestion, and not %q", p.Severity)
			}
			g.severity = &s
		}
		own := &guard{}
		l.guard(own, &p.conditions, file, p.line)
		g.guards = [2]*guard{own, &r.guard}
		g.onlyNear = only(p.OnlyNear, &own.onlyNear, f.OnlyNear, &r.guard.onlyNear)
		g.onlyAnywhere = only(p.OnlyAnywhere, &own.onlyAnywhere, f.OnlyAnywhere, &r.guard.onlyAnywhere)
		l.sleep(p.Match, sleeper{file: file, line: p.line, into: &g.match, group: g, listens: true})
		g.index = len(l.groups)
		l.groups = append(l.groups, g)
		r.listGroup(g, p.Match)
		r.groups = append(r.groups, g)
	}
	if f.Look != "" || f.Missing != nil {
		r.listOwn()
	}
	for _, name := range f.Missing {
		i := slices.IndexFunc(l.elements, func(e *elementOf) bool { return e.name == name })
		if i < 0 {
			l.fault(file, 0, "%s has no element %q", elementsName, name)
			continue
		}
		r.missing = append(r.missing, l.elements[i])
	}
	l.rules = append(l.rules, r)
}

// guard has the patterns of conditions go into g.
func (l *loader) guard(g *guard, c *conditions, file string, line int) {
	g.notFields = c.NotFields
	l.sleep(c.Except, sleeper{file: file, line: line, into: &g.except})
	l.sleep(c.Unless, sleeper{file: file, line: line, into: &g.unless})
	l.sleep(c.Near, sleeper{file: file, line: line, into: &g.near})
	l.sleep(c.Anywhere, sleeper{file: file, line: line, into: &g.anywhere, listens: true})
	l.sleep(c.OnlyNear, sleeper{file: file, line: line, into: &g.onlyNear})
	l.sleep(c.OnlyAnywhere, sleeper{file: file, line: line, into: &g.onlyAnywhere, listens: true})
}

// only is where one of several patterns must stand: a group's own stand in
// place of its rule's.
func only(own []string, ownInto *[]*expression, common []string, commonInto *[]*expression) *[]*expression {
	switch {
	case own != nil:
		return ownInto
	case common != nil:
		return commonInto
	}
	return nil
}

func (l *loader) severity(file string, r *Rule, s severities) {
	one, ok := composer.SeverityNamed(s.one)
	if s.byKind != nil {
		ok = true
		r.byKind = map[string]composer.Severity{}
		for kind, name := range s.byKind {
			sev, known := composer.SeverityNamed(name)
			ok = ok && known
			r.byKind[kind] = sev
			one = max(one, sev)
		}
	}
	if !ok {
		l.fault(file, 0, "severity is stop, ask, error, warning or suggestion, or a map of kinds to these")
	}
	r.Severity = one
}

// readElements reads the parts of a good apology.
func (l *loader) readElements(file string, files []elementFile) {
	for _, f := range files {
		e := &elementOf{name: f.Element, words: f.Words, kinds: f.Kinds, printed: f.Printed}
		l.sleep(f.Patterns, sleeper{file: file, into: &e.patterns, listens: true})
		l.elements = append(l.elements, e)
	}
}

// link looks whether the rules that others name are there.
func (l *loader) link() {
	for _, r := range l.rules {
		for _, id := range r.quiets {
			if !l.known[id] {
				l.fault(r.ID+".yaml", 0, "there is no rule %q to quieten", id)
			}
		}
	}
}
