package check

import (
	"bytes"
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"path"
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

func (s *severities) set() bool { return s.one != "" || s.byKind != nil }

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

// wordsFile is words.yaml: what is peculiar to a language, and what the
// patterns of all rules share.
type wordsFile struct {
	Language    string            `yaml:"language"`
	Base        string            `yaml:"base"`
	ShortForms  []string          `yaml:"short_forms"`
	Common      map[int][]string  `yaml:"common"`
	NoNames     []string          `yaml:"no_names"`
	Greetings   []string          `yaml:"greetings"`
	And         []string          `yaml:"and"`
	Joins       []string          `yaml:"joins"`
	Sorry       texts             `yaml:"sorry"`
	Reading     readingFile       `yaml:"reading"`
	Endings     map[string]string `yaml:"endings"`
	Clitics     cliticsFile       `yaml:"clitics"`
	Also        map[string]string `yaml:"also"`
	Accents     []string          `yaml:"accents"`
	Spellings   map[string]string `yaml:"spellings"`
	Inflections map[string]string `yaml:"inflections"`
	Past        []string          `yaml:"past"`
	Forms       map[string]string `yaml:"forms"`
	Lists       map[string]texts  `yaml:"lists"`
}

// readingFile says how a text is measured: see [measure].
type readingFile struct {
	Vowels   string  `yaml:"vowels"`
	Apart    string  `yaml:"apart"`
	Silent   string  `yaml:"silent"`
	But      string  `yaml:"but"`
	Sentence float64 `yaml:"sentence"`
	Syllable float64 `yaml:"syllable"`
	Add      float64 `yaml:"add"`
	Hard     float64 `yaml:"hard"`
}

// cliticsFile is words that may be written behind verbs, in one word with them.
type cliticsFile struct {
	Behind string   `yaml:"behind"` // what such verbs end in
	Verbs  string   `yaml:"verbs"`  // others
	But    string   `yaml:"but"`    // words that only look so
	Words  []string `yaml:"words"`
}

// The files beside the rules.
const (
	wordsName    = "words.yaml"
	elementsName = "elements.yaml"
)

// Load reads the rules in the folder dir of fsys, one a file, and the words
// they share, in words.yaml and in lists-*.yaml; where kinds are given, only
// the rules that serve one of them. Where words.yaml names a base, that is a
// folder beside dir, and the rules there say what is no matter of language. Its
// errors name file, line and pattern.
func Load(fsys fs.FS, dir string, kinds ...string) (*Checker, error) {
	file, err := readRules(fsys, dir).file()
	if err != nil {
		return nil, err
	}
	return open(file, "", kinds)
}

// A sourceFile is one of the files in a folder of rules.
type sourceFile struct {
	name string
	into any // what it says
	err  error
}

// readRules reads the files of a folder.
func readRules(fsys fs.FS, dir string) *loader {
	l := newLoader()
	words := &wordsFile{}
	lists, rules := l.sources(fsys, dir)
	lists = append([]*sourceFile{{name: path.Join(dir, wordsName), into: words}}, lists...)
	l.readAll(fsys, append(lists, rules...))
	if words.Base != "" {
		l.readBase(fsys, path.Join(path.Dir(dir), words.Base))
	}
	for _, f := range append(lists, rules...) {
		if f.err != nil {
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
		}
	}
	l.link()
	return l
}

// sources is the files in a folder that hold lists, and those that hold the
// elements and the rules.
func (l *loader) sources(fsys fs.FS, dir string) (lists, rules []*sourceFile) {
	names, err := fs.Glob(fsys, path.Join(dir, "*.yaml"))
	l.note(err)
	rules = []*sourceFile{{name: path.Join(dir, elementsName), into: &[]elementFile{}}}
	for _, name := range names {
		switch base := path.Base(name); {
		case strings.HasPrefix(base, "lists-"):
			lists = append(lists, &sourceFile{name: name, into: &map[string]texts{}})
		case base != wordsName && base != elementsName:
			rules = append(rules, &sourceFile{name: name, into: &ruleFile{}})
		}
	}
	return lists, rules
}

// readAll reads files, and notes what is wrong with them.
func (l *loader) readAll(fsys fs.FS, files []*sourceFile) {
	var all sync.WaitGroup
	for _, f := range files { // to read YAML takes the longest
		all.Go(func() { f.read(fsys) })
	}
	all.Wait()
	for _, f := range files {
		if f.err != nil {
			l.fault(f.name, 0, "%v", f.err)
		}
	}
}

// readBase reads the folder whose rules and elements those of another language
// have the structure of.
func (l *loader) readBase(fsys fs.FS, dir string) {
	_, files := l.sources(fsys, dir)
	l.readAll(fsys, files)
	l.base, l.baseElements = map[string]*ruleFile{}, map[string]elementFile{}
	for _, f := range files {
		switch in := f.into.(type) {
		case *ruleFile:
			l.base[in.ID] = in
		case *[]elementFile:
			for _, e := range *in {
				l.baseElements[e.Element] = e
			}
		}
	}
}

// takeOver gives a rule what the rule of the same id in the base says: all that
// is no matter of language. Where it looks at no words, the base has its
// examples too.
func (l *loader) takeOver(file string, f *ruleFile) {
	from := l.base[f.ID]
	switch {
	case from == nil:
		l.fault(file, 0, "the base has no rule %q", f.ID)
		return
	case f.Kinds != nil || f.Fields != nil || f.Severity.set() || f.Safety != "" || f.Unsigned || f.Quotes || f.Quiets != nil || f.Look != "" || f.Missing != nil:
		l.fault(file, 0, "kinds, fields, severity, safety, unsigned, quotes, quiets, structure and missing are those of the base")
	}
	f.Kinds, f.Fields, f.Severity, f.Safety = from.Kinds, from.Fields, from.Severity, from.Safety
	f.Unsigned, f.Quotes, f.Quiets, f.Look, f.Missing = from.Unsigned, from.Quotes, from.Quiets, from.Look, from.Missing
	if f.NotFields == nil {
		f.NotFields = from.NotFields
	}
	f.Alone = cmp.Or(f.Alone, from.Alone)
	if f.Sources == nil {
		f.Sources = from.Sources
	}
	if f.Patterns == nil && f.Fires == nil {
		f.Fires, f.Silent = from.Fires, from.Silent
	}
}

// A loader reads rules, compiles their patterns and gathers what is wrong with
// them.
type loader struct {
	*compiler
	base         map[string]*ruleFile   // rules of which these take over what is no matter of language
	baseElements map[string]elementFile // and the elements
	known        map[string]bool        // the ids of the rules
	quiets       [][2]string            // which rule quietens which
	elements     []string
	expressions  []*compiled
	elementsOut  encoder // the elements as they are written
	rulesOut     encoder // the rules
	sorryOut     encoder // what says sorry
	sorry        []string
	wordsFile    string // where that stands
	faults       []string
}

func newLoader() *loader { return &loader{compiler: newCompiler(), known: map[string]bool{}} }

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
func (f *sourceFile) read(fsys fs.FS) {
	text, err := fs.ReadFile(fsys, f.name)
	if err != nil {
		f.err = err
		return
	}
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	f.err = d.Decode(f.into)
}

// ruleID is the id that the name of a rule's file gives.
func ruleID(file string) string { return strings.TrimSuffix(path.Base(file), ".yaml") }

func (l *loader) readWords(file string, w *wordsFile) {
	l.language, l.reading = w.Language, w.Reading
	for _, s := range w.ShortForms {
		l.shortForms[s] = true
	}
	l.wordsFile, l.sorry = file, w.Sorry
	l.greetings, l.and = w.Greetings, w.And
	for _, s := range w.Joins {
		l.joins[s] = true
	}
	for ending, meaning := range w.Endings {
		if !strings.HasPrefix(ending, "*") || !strings.HasPrefix(meaning, "*") {
			l.fault(file, 0, "an ending and what it means begin with *")
		}
		l.endings[ending[1:]] = meaning[1:]
	}
	for _, verb := range strings.Fields(w.Clitics.Behind) {
		for _, behind := range w.Clitics.Words {
			l.endings[verb+strings.ReplaceAll(behind, " ", "")] = verb + " " + behind
		}
	}
	for _, verb := range strings.Fields(w.Clitics.Verbs) {
		for _, behind := range w.Clitics.Words {
			l.spellings[verb+strings.ReplaceAll(behind, " ", "")] = verb + " " + behind
		}
	}
	for _, word := range strings.Fields(w.Clitics.But) {
		l.spellings[word] = word
	}
	for short, long := range w.Also {
		l.also[short] = strings.Fields(long)
	}
	for _, s := range w.Accents {
		l.accents[s] = true
	}
	for ending, forms := range w.Inflections {
		for _, form := range strings.Fields(forms) {
			if !strings.HasPrefix(ending, "*") || !strings.HasPrefix(form, "*") {
				l.fault(file, 0, "an ending and its forms begin with *")
			}
			l.inflections[ending[1:]] = append(l.inflections[ending[1:]], form[1:])
		}
	}
	l.pasts = append(l.pasts, w.Past...)
	for _, cost := range slices.Sorted(maps.Keys(w.Common)) {
		for _, c := range w.Common[cost] {
			l.common[c] = cost
		}
	}
	for _, s := range w.NoNames {
		l.noNames[s] = true
	}
	maps.Copy(l.spellings, w.Spellings)
	for _, base := range slices.Sorted(maps.Keys(w.Forms)) {
		past, present, _ := strings.Cut(w.Forms[base], "/")
		l.pasts = append(l.pasts, strings.Fields(past)...)
		l.forms[base] = strings.Fields(past + " " + present)
	}
	l.readLists(file, w.Lists)
}

func (l *loader) readLists(file string, lists map[string]texts) {
	for name, entries := range lists {
		if _, ok := l.lists[name]; ok || name == pastName || roleNames[name] != 0 {
			l.fault(file, 0, "there are two lists {%s}", name)
		}
		l.files[name] = file
		for _, e := range entries {
			// A line of single words may hold many.
			if words := strings.Fields(e); !strings.ContainsAny(e, "|()?.{") && strings.HasPrefix(e, ": ") {
				l.lists[name] = append(l.lists[name], words[1:]...)
				continue
			}
			l.lists[name] = append(l.lists[name], e)
		}
	}
}

func (l *loader) readRule(file string, f *ruleFile) {
	if l.base != nil {
		l.takeOver(file, f)
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
	if l.known[f.ID] {
		l.fault(file, 0, "there are two rules %q", f.ID)
	}
	l.known[f.ID] = true
	for _, id := range f.Quiets {
		l.quiets = append(l.quiets, [2]string{f.ID, id})
	}
	if !slices.Contains([]Safety{"", SafetyStop, SafetyAsk, SafetyNote}, f.Safety) {
		l.fault(file, 0, "safety is stop, ask or note, and not %q", f.Safety)
	}
	if f.Look != "" && structures[f.Look] == nil {
		l.fault(file, 0, "nothing is known of a structure %q", f.Look)
	}
	first, inside := len(l.expressions), &encoder{}
	l.writeRule(inside, file, f)
	l.rulesOut.string(f.ID)
	l.rulesOut.strings(f.Kinds)
	l.rulesOut.int(len(l.expressions) - first)
	l.rulesOut.string(string(inside.bytes))
}

// writeRule writes what is only read of rules that serve.
func (l *loader) writeRule(out *encoder, file string, f *ruleFile) {
	out.string(f.Name)
	out.strings(f.Fields)
	out.string(string(f.Safety))
	out.bool(f.Unsigned)
	out.bool(f.Quotes)
	out.strings(f.Quiets)
	out.string(strings.TrimSpace(f.Message))
	out.string(strings.TrimSpace(f.Advice))
	out.strings(f.Sources)
	out.strings(f.Fires)
	out.strings(f.Silent)
	l.severity(out, file, f.Severity)
	out.string(f.Look)
	out.int(len(f.Missing))
	for _, name := range f.Missing {
		i := slices.Index(l.elements, name)
		if i < 0 {
			l.fault(file, 0, "%s has no element %q", elementsName, name)
		}
		out.int(i)
	}
	l.guard(out, &f.conditions, file, 0)
	out.int(len(f.Patterns))
	for _, p := range f.Patterns {
		l.group(out, file, &p, cmp.Or(p.Alone, f.Alone))
	}
}

// group writes patterns with what they have in common.
func (l *loader) group(out *encoder, file string, p *patternsOf, a alone) {
	if !slices.Contains([]alone{"", aloneOnWords, aloneNear}, a) {
		l.fault(file, p.line, "alone is words or near, and not %q", a)
	}
	s, ok := composer.SeverityNamed(p.Severity)
	if !ok && p.Severity != "" {
		l.fault(file, p.line, "severity is stop, ask, error, warning or suggestion, and not %q", p.Severity)
	}
	out.strings(p.Kinds)
	out.string(string(p.Safety))
	out.string(p.Message)
	out.string(p.Advice)
	out.string(string(a))
	if !ok {
		out.int(0)
	} else {
		out.int(int(s) + 1)
	}
	l.guard(out, &p.conditions, file, p.line)
	l.patterns(out, p.Match, true, file, p.line)
}

// guard writes the patterns of conditions.
func (l *loader) guard(out *encoder, c *conditions, file string, line int) {
	out.strings(c.NotFields)
	l.patterns(out, c.Except, false, file, line)
	l.patterns(out, c.Unless, false, file, line)
	l.patterns(out, c.Near, false, file, line)
	l.patterns(out, c.Anywhere, true, file, line)
	l.patterns(out, c.OnlyNear, false, file, line)
	l.patterns(out, c.OnlyAnywhere, true, file, line)
}

// patterns compiles patterns and writes how many expressions they are; listens
// says that these are looked for in every page, and not only around a match.
func (l *loader) patterns(out *encoder, texts []string, listens bool, file string, line int) {
	first := len(l.expressions)
	for _, text := range texts {
		text, weak := strings.CutPrefix(text, weakMark)
		programs, err := l.read(text)
		if err != nil {
			l.note(fmt.Errorf("%s: pattern %q: %w", located(file, line), text, err))
		}
		for _, p := range programs {
			l.expressions = append(l.expressions, &compiled{program: p, text: text, weak: weak, listens: listens})
		}
	}
	out.int(len(l.expressions) - first)
}

// weakMark stands before a pattern that is wrong too often to carry its rule's
// severity.
const weakMark = "weak: "

// severity writes how much a rule matters: at most, and by kind.
func (l *loader) severity(out *encoder, file string, s severities) {
	most, ok := composer.SeverityNamed(s.one)
	if s.byKind != nil {
		ok = true
	}
	kinds := slices.Sorted(maps.Keys(s.byKind))
	for _, kind := range kinds {
		of, known := composer.SeverityNamed(s.byKind[kind])
		ok = ok && known
		most = max(most, of)
	}
	if !ok {
		l.fault(file, 0, "severity is stop, ask, error, warning or suggestion, or a map of kinds to these")
	}
	out.int(int(most))
	out.int(len(kinds))
	for _, kind := range kinds {
		of, _ := composer.SeverityNamed(s.byKind[kind])
		out.string(kind)
		out.int(int(of))
	}
}

// readElements reads the parts of a good apology.
func (l *loader) readElements(file string, files []elementFile) {
	out := &l.elementsOut
	for _, f := range files {
		if l.base != nil {
			from, ok := l.baseElements[f.Element]
			if !ok || f.Kinds != nil || f.Printed {
				l.fault(file, 0, "%q is an element of the base, and its kinds and where it is printed stand there", f.Element)
			}
			f.Kinds, f.Printed = from.Kinds, from.Printed
		}
		l.elements = append(l.elements, f.Element)
		out.string(f.Element)
		out.string(f.Words)
		out.strings(f.Kinds)
		out.bool(f.Printed)
		l.patterns(out, f.Patterns, true, file, 0)
	}
}

// link reads what needs all lists, and looks whether the rules that others name
// are there.
func (l *loader) link() {
	l.patterns(&l.sorryOut, l.sorry, false, l.wordsFile, 0)
	for _, q := range l.quiets {
		if !l.known[q[1]] {
			l.fault(q[0]+".yaml", 0, "there is no rule %q to quieten", q[1])
		}
	}
}
