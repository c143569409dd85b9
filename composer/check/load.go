package check

import (
	"bytes"
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

var patternKeys = []string{"match", "severity", "safety", "kinds", "message", "advice", "except", "unless", "unless_near", "unless_anywhere", "only_near", "only_anywhere"}

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
	names, err := fs.Glob(fsys, path.Join(dir, "*.yaml"))
	if err != nil {
		return nil, err
	}
	l := &loader{fsys: fsys, kinds: kinds, lex: newLexicon(), seen: map[string]bool{}}
	l.words(path.Join(dir, wordsName))
	var rules []string
	for _, name := range names {
		switch base := path.Base(name); {
		case strings.HasPrefix(base, "lists-"):
			l.lists(name)
		case base != wordsName && base != elementsName:
			rules = append(rules, name)
		}
	}
	l.readElements(path.Join(dir, elementsName))
	files, faults := make([]*ruleFile, len(rules)), make([]error, len(rules))
	var all sync.WaitGroup
	for i, name := range rules {
		all.Go(func() { files[i], faults[i] = readRule(fsys, name, kinds) })
	}
	all.Wait()
	for i, name := range rules {
		switch {
		case faults[i] != nil:
			l.fault(name, 0, "%v", faults[i])
		case files[i] == nil:
			l.seen[ruleID(name)] = true
		default:
			l.rule(name, *files[i])
		}
	}
	l.link()
	said, err := composer.LoadWords(words, "en")
	if err != nil {
		return nil, err
	}
	if len(l.faults) > 0 {
		return nil, errors.New(strings.Join(l.faults, "\n"))
	}
	return &Checker{rules: l.rules, known: l.seen, groups: l.groups, elements: l.elements, lex: l.lex, words: said, expressions: l.count}, nil
}

func newLexicon() *lexicon {
	return &lexicon{
		lists: map[string][]string{}, forms: map[string][]string{}, spellings: map[string][]string{},
		common: map[string]int{}, shortForms: map[string]bool{}, noNames: map[string]bool{}, parsed: map[string]*parsedList{},
		classes: map[string]*class{}, inflected: map[string][]string{}, nodes: map[string]*node{}, literals: map[string][]*class{}, prefixes: map[string][]*class{},
		suffixes: map[string][]*class{},
	}
}

// A loader reads rules and gathers what is wrong with them.
type loader struct {
	kinds    []string // whose rules are read; all if empty
	fsys     fs.FS
	lex      *lexicon
	rules    []*Rule
	groups   []*group
	elements []*elementOf
	seen     map[string]bool // the ids of all rules, also of those that serve other kinds
	faults   []string
	count    int // of expressions
}

func (l *loader) fault(file string, line int, format string, args ...any) {
	at := file
	if line > 0 {
		at = fmt.Sprintf("%s:%d", file, line)
	}
	l.faults = append(l.faults, at+": "+fmt.Sprintf(format, args...))
}

// decode reads a file strictly: a key that nobody knows is a fault.
func (l *loader) decode(file string, into any) bool {
	err := decode(l.fsys, file, into)
	if err != nil {
		l.fault(file, 0, "%v", err)
	}
	return err == nil
}

func decode(fsys fs.FS, file string, into any) error {
	text, err := fs.ReadFile(fsys, file)
	if err != nil {
		return err
	}
	return unmarshal(text, into)
}

func unmarshal(text []byte, into any) error {
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	return d.Decode(into)
}

// readRule reads the file of a rule; nil where it serves none of the kinds.
// To read YAML takes the longest, so this is looked up first.
func readRule(fsys fs.FS, file string, kinds []string) (*ruleFile, error) {
	text, err := fs.ReadFile(fsys, file)
	if err != nil {
		return nil, err
	}
	if len(kinds) > 0 {
		var f struct{ Kinds []string }
		if line := kindsLine.Find(text); line != nil && yaml.Unmarshal(line, &f) == nil && !meet(f.Kinds, kinds) {
			return nil, nil
		}
	}
	f := &ruleFile{}
	return f, unmarshal(text, f)
}

// kindsLine is the line in which a rule says which kinds it serves. A file
// without one is read as a whole.
var kindsLine = regexp.MustCompile(`(?m)^kinds: *\[.*\].*$`)

// ruleID is the id that the name of a rule's file gives.
func ruleID(file string) string { return strings.TrimSuffix(path.Base(file), ".yaml") }

func (l *loader) words(file string) {
	var w wordsFile
	if !l.decode(file, &w) {
		return
	}
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
	l.add(file, w.Lists)
}

func (l *loader) lists(file string) {
	var lists map[string]texts
	if l.decode(file, &lists) {
		l.add(file, lists)
	}
}

func (l *loader) add(file string, lists map[string]texts) {
	for name, entries := range lists {
		if _, ok := l.lex.lists[name]; ok || name == pastName || roleNames[name] != 0 {
			l.fault(file, 0, "there are two lists {%s}", name)
		}
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

func (l *loader) rule(file string, f ruleFile) {
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
	if l.seen[r.ID] {
		l.fault(file, 0, "there are two rules %q", r.ID)
	}
	l.seen[r.ID] = true
	l.severity(file, r, f.Severity)
	if !slices.Contains([]Safety{"", SafetyStop, SafetyAsk, SafetyNote}, f.Safety) {
		l.fault(file, 0, "safety is stop, ask or note, and not %q", f.Safety)
	}
	if f.Look != "" {
		if r.structure = structures[f.Look]; r.structure == nil {
			l.fault(file, 0, "nothing is known of a structure %q", f.Look)
		}
	}
	// What holds for the rule holds for each of its groups.
	except, unless := l.expressions(file, 0, f.Except), l.expressions(file, 0, f.Unless)
	near, anywhere := l.expressions(file, 0, f.Near), l.expressions(file, 0, f.Anywhere)
	onlyNear, onlyAnywhere := l.expressions(file, 0, f.OnlyNear), l.expressions(file, 0, f.OnlyAnywhere)
	for _, p := range f.Patterns {
		if len(l.kinds) > 0 && len(p.Kinds) > 0 && !meet(p.Kinds, l.kinds) {
			continue
		}
		g := &group{rule: r, safety: p.Safety, kinds: p.Kinds, message: p.Message, advice: p.Advice}
		if p.Severity != "" {
			s, ok := composer.SeverityNamed(p.Severity)
			if !ok {
				l.fault(file, p.line, "severity is stop, ask, error, warning or suggestion, and not %q", p.Severity)
			}
			g.severity = &s
		}
		g.match = l.expressions(file, p.line, p.Match)
		g.except = append(l.expressions(file, p.line, p.Except), except...)
		g.unless = append(l.expressions(file, p.line, p.Unless), unless...)
		g.near = append(l.expressions(file, p.line, p.Near), near...)
		g.anywhere = append(l.expressions(file, p.line, p.Anywhere), anywhere...)
		// A pattern's own "only" stands in place of the rule's.
		if g.onlyNear = l.expressions(file, p.line, p.OnlyNear); g.onlyNear == nil {
			g.onlyNear = onlyNear
		}
		if g.onlyAnywhere = l.expressions(file, p.line, p.OnlyAnywhere); g.onlyAnywhere == nil {
			g.onlyAnywhere = onlyAnywhere
		}
		for _, x := range slices.Concat(g.match, g.anywhere, g.onlyAnywhere) {
			x.listen()
		}
		for _, x := range g.match {
			x.group = g
		}
		g.index = len(l.groups)
		l.groups = append(l.groups, g)
		r.groups = append(r.groups, g)
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
func (l *loader) readElements(file string) {
	var files []elementFile
	if !l.decode(file, &files) {
		return
	}
	for _, f := range files {
		e := &elementOf{name: f.Element, words: f.Words, kinds: f.Kinds, printed: f.Printed, patterns: l.expressions(file, 0, f.Patterns)}
		for _, x := range e.patterns {
			x.listen()
		}
		l.elements = append(l.elements, e)
	}
}

// weakMark stands before a pattern that is wrong too often to carry its rule's
// severity.
const weakMark = "weak: "

// expressions compiles patterns.
func (l *loader) expressions(file string, line int, patterns []string) []*expression {
	var out []*expression
	for _, text := range patterns {
		text, weak := strings.CutPrefix(text, weakMark)
		n, err := l.lex.parse(text)
		if err != nil {
			l.fault(file, line, "pattern %q: %v", text, err)
			continue
		}
		for _, choice := range n.choices() {
			p, err := l.lex.compile(choice)
			if err != nil {
				l.fault(file, line, "pattern %q: %v", text, err)
				break
			}
			out = append(out, &expression{program: p, text: text, weak: weak, index: l.count})
			l.count++
		}
	}
	return out
}

// link looks whether the rules that others name are there.
func (l *loader) link() {
	for _, r := range l.rules {
		for _, id := range r.quiets {
			if !l.seen[id] {
				l.fault(r.ID+".yaml", 0, "there is no rule %q to quieten", id)
			}
		}
	}
}
