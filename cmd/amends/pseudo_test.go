package main

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"go.yaml.in/yaml/v4"

	"amends/composer"
	"amends/templates"
)

// A pseudo is a language that nobody speaks, made of the English words: each
// letter is another one, and each word is longer. What is left in English when
// it is asked for stands in no file of words, and a layout that has no room for
// long words breaks. The program that tests run has two of them, and the one
// that is shipped has none.
type pseudo struct {
	tag     string
	letters [26]string // for each letter: a small one, and behind it a capital if there is one
	long    string     // by what words are made longer; their last letter if empty
	font    string     // a file, where the built-in fonts lack these letters
}

// The words of qps have accents, and those of qpr run from right to left. Both
// tags are for private use.
var (
	accented = pseudo{"qps", [26]string{
		"āĀ", "bB", "čČ", "ďĎ", "ēĒ", "ƒF", "ğĞ", "ħĦ", "īĪ", "ĵĴ", "ķĶ", "łŁ", "ḿḾ", "ñÑ", "ōŌ", "pP", "qQ", "řŘ", "šŠ", "ţŢ", "ūŪ", "vV", "ŵŴ", "xX", "ýÝ", "žŽ",
	}, "", ""}
	mirrored = pseudo{"qpr", [26]string{
		"א", "ב", "צ", "ד", "ע", "פ", "ג", "ה", "י", "ך", "כ", "ל", "מ", "נ", "ו", "ף", "ק", "ר", "ש", "ת", "ם", "ן", "ט", "ץ", "ח", "ז",
	}, "י", "/usr/share/fonts/truetype/noto/NotoSansHebrew-Regular.ttf"}
)

// kept is what stays as it is in every language: names in braces and actions,
// marks, what is typed, and the names of files and pages of the web.
var kept = regexp.MustCompile(`(?s)\{\{.*?\}\}|\{[a-z_0-9.]*\}|<!--.*?-->|` + "`[^`\n]*`" +
	`|--set \S+|--[a-z]+(?:-[a-z]+)*(?: [A-Z]+\b)?|\bamends(?: (?:new|resume|render|check|blank|answers|pack|kinds|safety|config|show|copy|lint|letterhead|intake|boundary|relationship=\w+|--[a-z-]+|[A-Z]+\b|K7|handout/[a-z-]+|-o|page\.pdf))*` +
	`|\b[\w/-]*\.(?:pdf|md|txt|yaml|png|org|com|net|ca|ie|example)\b|\brelationship=\w+`)

// word is a run of letters that a pseudo-language has its own for. A letter
// that stands alone may be what is typed.
var word = regexp.MustCompile(`[A-Za-z]{2,}`)

// bare takes the accents from the letters of names.
var bare = strings.NewReplacer("ê", "e", "ë", "e", "é", "e")

// say is text in p.
func (p pseudo) say(text string) string {
	var out strings.Builder
	at := 0
	for _, m := range append(kept.FindAllStringIndex(text, -1), []int{len(text), len(text)}) {
		out.WriteString(word.ReplaceAllStringFunc(bare.Replace(text[at:m[0]]), p.word))
		out.WriteString(text[m[0]:m[1]])
		at = m[1]
	}
	return out.String()
}

// word is a word in p, longer by 40 %.
func (p pseudo) word(w string) string {
	var out strings.Builder
	letter := ""
	for _, r := range w {
		both := []rune(p.letters[unicode.ToLower(r)-'a'])
		letter = string(both[0])
		if unicode.IsUpper(r) {
			out.WriteString(string(both[len(both)-1]))
			continue
		}
		out.WriteString(letter)
	}
	if p.long != "" {
		letter = p.long
	}
	return out.String() + strings.Repeat(letter, (4*len(w)+5)/10)
}

// signs are the keys of words that no person is told: how what they type is
// understood, by its letters.
var signs = []string{
	"date-ordinals", "words-yes", "words-no", "words-alone", "words-always-capital", "ending-not-after-starter", "words-with-that-ending", "names-none",
	"list-and-other", "list-and-other-before",
}

// room is a file of words/en.yaml in p.
func (p pseudo) room(n *yaml.Node) *yaml.Node {
	out := &yaml.Node{Kind: yaml.MappingNode}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, v := n.Content[i].Value, n.Content[i+1]
		if !slices.Contains(signs, key) {
			v = p.node(v)
		}
		put(out, key, v)
	}
	return out
}

func put(n *yaml.Node, key string, v *yaml.Node) {
	n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: key, Style: yaml.DoubleQuotedStyle}, v)
}

// node is a sentence in p, or all that stand in a list or under keys.
func (p pseudo) node(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.ScalarNode {
		return &yaml.Node{Kind: yaml.ScalarNode, Value: p.say(n.Value), Style: yaml.DoubleQuotedStyle}
	}
	out := &yaml.Node{Kind: n.Kind}
	for i, c := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 {
			out.Content = append(out.Content, c)
			continue
		}
		out.Content = append(out.Content, p.node(c))
	}
	return out
}

// words is the words of a mapping in kind.yaml, or in what kinds share, as
// words.yaml has them. Lists are in the order of those they are words for.
func (p pseudo) words(n *yaml.Node, shared map[string]*yaml.Node) *yaml.Node {
	out := &yaml.Node{Kind: yaml.MappingNode}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, v := n.Content[i].Value, n.Content[i+1]
		switch key {
		case "title", "summary", "intro", "last", "ask", "help", "label", "hint", "say", "stand_in", "words", "example", "starter", "stop":
			put(out, key, p.node(v))
		case "alone":
			put(out, key, v)
		case "default", "unsaid":
			if worded(n, shared) {
				put(out, key, p.node(v))
			}
		case "offer", "blank":
			if v.Kind == yaml.ScalarNode {
				put(out, key, p.node(v))
				continue
			}
			put(out, key, p.words(v, shared))
		case "for":
			by := &yaml.Node{Kind: yaml.MappingNode}
			for j := 0; j+1 < len(v.Content); j += 2 {
				put(by, v.Content[j].Value, p.words(v.Content[j+1], shared))
			}
			put(out, key, by)
		case "sections": // the questions of all of them stand in one list
			var questions []*yaml.Node
			titles := &yaml.Node{Kind: yaml.SequenceNode}
			for _, section := range v.Content {
				alone := &yaml.Node{Kind: yaml.MappingNode}
				for j := 0; j+1 < len(section.Content); j += 2 {
					if section.Content[j].Value == "questions" {
						questions = append(questions, section.Content[j+1].Content...)
						continue
					}
					put(alone, section.Content[j].Value, section.Content[j+1])
				}
				titles.Content = append(titles.Content, p.words(alone, shared))
			}
			put(out, key, titles)
			put(out, "questions", p.list(questions, shared))
		case "questions", "options", "holds":
			if v.Kind == yaml.SequenceNode {
				put(out, key, p.list(v.Content, shared))
			}
		}
	}
	return out
}

func (p pseudo) list(nodes []*yaml.Node, shared map[string]*yaml.Node) *yaml.Node {
	out := &yaml.Node{Kind: yaml.SequenceNode}
	for _, n := range nodes {
		out.Content = append(out.Content, p.words(n, shared))
	}
	return out
}

// worded reports whether the answers to a question are words of the person's.
func worded(question *yaml.Node, shared map[string]*yaml.Node) bool {
	of := func(key string) *yaml.Node {
		v := under(question, key)
		if use := under(question, "use"); use != nil && v == nil {
			v = under(shared[use.Value], key)
		}
		return v
	}
	t := of("type")
	return of("options") == nil && (t == nil || slices.Contains([]string{"line", "text", "list"}, t.Value))
}

// under is what stands under a key.
func under(n *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

// files is every file of p, by its path from the folder of the package that
// reads it.
func (p pseudo) files(t *testing.T) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	write := func(file string, n *yaml.Node) {
		text, err := yaml.Marshal(n)
		if err != nil {
			t.Fatal(err)
		}
		out[file] = text
	}
	rooms, err := filepath.Glob("../../composer/*/words/en.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(rooms, "../../composer/words/en.yaml", "words/en.yaml") {
		write(filepath.Join(filepath.Dir(file), p.tag+".yaml"), p.room(mapping(t, os.DirFS("."), file)))
	}
	shared := map[string]*yaml.Node{}
	for _, q := range mapping(t, templates.FS, "questions.yaml").Content {
		shared[under(q, "name").Value] = q
	}
	for root, fsys := range map[string]fs.FS{"../../templates": templates.FS, ".": letterheadFiles} {
		err := fs.WalkDir(fsys, ".", func(file string, d fs.DirEntry, err error) error {
			switch dir := filepath.Dir(file); {
			case err != nil:
				return err
			case d.IsDir() && composer.IsLanguage(d.Name()) && len(d.Name()) < 4 || d.IsDir() && strings.Contains(d.Name(), "-x-"):
				return fs.SkipDir // of another language
			case d.Name() == "kind.yaml":
				write(filepath.Join(root, dir, p.tag, "words.yaml"), p.words(mapping(t, fsys, file), shared))
			case strings.HasSuffix(file, ".tmpl"):
				text, err := fs.ReadFile(fsys, file)
				if err != nil {
					return err
				}
				out[filepath.Join(root, dir, p.tag, d.Name())] = []byte(p.say(string(text)))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	root := filepath.Join("../../templates", p.tag)
	write(filepath.Join(root, "words.yaml"), p.shared(t))
	write(filepath.Join(root, "packs.yaml"), p.packs(t))
	write(filepath.Join(root, "help-lines.yaml"), p.helpLines(t))
	return out
}

// packs is what the packs that come with the program are for.
func (p pseudo) packs(t *testing.T) *yaml.Node {
	names, err := composer.Packs(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	out := &yaml.Node{Kind: yaml.MappingNode}
	for _, name := range names {
		put(out, name, p.node(under(mapping(t, templates.FS, "packs/"+name+".yaml"), "about")))
	}
	return out
}

// helpLines is what describes help lines. Their names stay.
func (p pseudo) helpLines(t *testing.T) *yaml.Node {
	countries := &yaml.Node{Kind: yaml.MappingNode}
	said := map[string]map[string]bool{"emergency": {}, "for": {}, "text": {}}
	for _, c := range helpLines(t).Countries {
		put(countries, c.Code, &yaml.Node{Kind: yaml.ScalarNode, Value: p.say(c.Name)})
		said["emergency"][c.Emergency] = true
		for _, l := range c.Lines {
			said["for"][l.For], said["text"][l.Text] = true, true
		}
	}
	out := &yaml.Node{Kind: yaml.MappingNode}
	put(out, "countries", countries)
	for key, words := range said {
		by := &yaml.Node{Kind: yaml.MappingNode}
		for w := range words {
			put(by, w, &yaml.Node{Kind: yaml.ScalarNode, Value: p.say(w), Style: yaml.DoubleQuotedStyle})
		}
		put(out, key, by)
	}
	return out
}

// helpLines is the help lines in English.
func helpLines(t *testing.T) composer.HelpLines {
	t.Helper()
	h, err := composer.LoadHelpLines(templates.FS, "")
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// shared is the words of what kinds share.
func (p pseudo) shared(t *testing.T) *yaml.Node {
	groups := &yaml.Node{Kind: yaml.MappingNode}
	for _, g := range mapping(t, templates.FS, "groups.yaml").Content {
		put(groups, g.Value, p.node(g))
	}
	out := &yaml.Node{Kind: yaml.MappingNode}
	put(out, "questions", p.list(mapping(t, templates.FS, "questions.yaml").Content, nil))
	put(out, "relationships", p.list(mapping(t, templates.FS, "relationships.yaml").Content, nil))
	put(out, "groups", groups)
	return out
}

// mapping is what stands in a file of YAML.
func mapping(t *testing.T, fsys fs.FS, file string) *yaml.Node {
	t.Helper()
	var text []byte
	var err error
	if strings.HasPrefix(file, "..") {
		text, err = os.ReadFile(file)
	} else {
		text, err = fs.ReadFile(fsys, file)
	}
	var n yaml.Node
	if err == nil {
		err = yaml.Unmarshal(text, &n)
	}
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return n.Content[0]
}

// buildPseudo builds the program with the pseudo-languages in it, and gives its
// path.
func buildPseudo(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	replace := map[string]string{}
	for _, p := range []pseudo{accented, mirrored} {
		for file, text := range p.files(t) {
			at, err := filepath.Abs(file)
			if err != nil {
				t.Fatal(err)
			}
			to := filepath.Join(dir, p.tag+"-"+strings.ReplaceAll(strings.TrimPrefix(file, "../../"), "/", "_"))
			if err := os.WriteFile(to, text, 0o600); err != nil {
				t.Fatal(err)
			}
			replace[at] = to
		}
	}
	overlay := filepath.Join(dir, "overlay.json")
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err == nil {
		err = os.WriteFile(overlay, text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	exe := filepath.Join(dir, "amends")
	var out bytes.Buffer
	cmd := exec.Command("go", "build", "-overlay", overlay, "-o", exe, ".")
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out.String())
	}
	return exe
}
