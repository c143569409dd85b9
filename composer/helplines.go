package composer

import (
	"cmp"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// HelpLines is who to call, by country.
type HelpLines struct {
	Countries     []Country
	International []HelpLine // directories that know lines everywhere
	words         Words
}

// A Country is its emergency number and its help lines.
type Country struct {
	Code      string // ISO 3166-1 alpha-2
	Name      string
	Emergency string
	Lines     []HelpLine // one for anybody first, then those for some
}

// A HelpLine is one service.
type HelpLine struct {
	Name    string
	For     string    // whom it is for; empty for anybody
	Topics  []string  // abuse, suicide, child, using-violence
	Phone   string    // as it is dialled, or empty
	Text    string    // how to reach it by message, or empty
	Web     string    // without a scheme, or empty
	Checked time.Time // the day a person checked it; zero if nobody did
}

const helpLinesFile = "help-lines.yaml"

// LoadHelpLines reads help-lines.yaml in the root of fsys, in the words of a
// language, a BCP 47 tag; empty is English. Its faults are a [LoadError].
func LoadHelpLines(fsys fs.FS, language string) (HelpLines, error) {
	const name = helpLinesFile
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return HelpLines{}, err
	}
	f := &faults{source: name}
	var h HelpLines
	n := f.document(text)
	if n == nil {
		return h, f.err()
	}
	m := f.mapping(n, name)
	m.pairs("countries", func(code, v *yaml.Node) {
		cm := f.mapping(v, "a country")
		c := Country{Code: code.Value, Name: cm.text("name"), Emergency: cm.text("emergency")}
		if len(c.Code) != 2 || strings.ToUpper(c.Code) != c.Code || c.Name == "" || c.Emergency == "" {
			f.node(code, "a country has a code of two capitals, a name and an emergency number")
		}
		c.Lines = f.helpLines(cm.list("lines"))
		cm.done()
		h.Countries = append(h.Countries, c)
	})
	h.International = f.helpLines(m.list("international"))
	m.done()
	slices.SortStableFunc(h.Countries, func(a, b Country) int { return cmp.Compare(a.Code, b.Code) })
	if h.words, err = LoadWords(words, language); err != nil {
		return h, err
	}
	for _, tag := range slices.Backward(Fallbacks(language)) {
		f.sayHelpLines(fsys, path.Join(tag, helpLinesFile), &h)
	}
	return h, f.err()
}

// sayHelpLines puts the words of another language, each under the English one,
// into h; those of countries stand under their codes.
func (f *faults) sayHelpLines(fsys fs.FS, name string, h *HelpLines) {
	n := f.languageFile(fsys, name)
	if n == nil {
		return
	}
	of := &faults{source: name}
	m := of.mapping(n, name)
	said := func(key string) map[string]string {
		out := map[string]string{}
		m.pairs(key, func(name, v *yaml.Node) { out[name.Value] = of.scalar(v, key) })
		return out
	}
	countries, emergency := said("countries"), said("emergency")
	who, names, text := said("for"), said("names"), said("text")
	m.done()
	say := func(words *string, in map[string]string) { *words = cmp.Or(in[*words], *words) }
	lines := func(all []HelpLine) {
		for i := range all {
			say(&all[i].For, who)
			say(&all[i].Name, names)
			say(&all[i].Text, text)
		}
	}
	for i := range h.Countries {
		c := &h.Countries[i]
		c.Name = cmp.Or(countries[c.Code], c.Name)
		say(&c.Emergency, emergency)
		lines(c.Lines)
	}
	lines(h.International)
	f.list = append(f.list, of.list...)
}

func (f *faults) helpLines(nodes []*yaml.Node) []HelpLine {
	var out []HelpLine
	for _, n := range nodes {
		m := f.mapping(n, "a help line")
		l := HelpLine{
			Name: m.text("name"), For: m.text("for"), Topics: m.texts("topics"),
			Phone: m.text("phone"), Text: m.text("text"), Web: m.text("web"),
		}
		if day := m.text("checked"); day != "" {
			var err error
			if l.Checked, err = time.Parse(time.DateOnly, day); err != nil {
				f.node(n, "checked must be a day such as 2026-12-20")
			}
		}
		if l.Name == "" || l.Phone == "" && l.Text == "" && l.Web == "" {
			f.node(n, "a help line has a name and a way to reach it")
		}
		m.done()
		out = append(out, l)
	}
	return out
}

// LongDate is a day, such as that of a check, as the language of h writes it:
// "22 November 2026". The zero time is "".
func (h HelpLines) LongDate(d time.Time) string { return h.words.longDate(d) }

// Country is the country with this code, in capitals or not.
func (h HelpLines) Country(code string) (Country, bool) {
	i := slices.IndexFunc(h.Countries, func(c Country) bool { return strings.EqualFold(c.Code, code) })
	if i < 0 {
		return Country{}, false
	}
	return h.Countries[i], true
}
