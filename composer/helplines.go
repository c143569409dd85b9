package composer

import (
	"cmp"
	"io/fs"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// HelpLines is who to call, by country.
type HelpLines struct {
	Countries     []Country
	International []HelpLine // directories that know lines everywhere
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

// LoadHelpLines reads help-lines.yaml in the root of fsys. Its faults are a
// [LoadError].
func LoadHelpLines(fsys fs.FS) (HelpLines, error) {
	const name = "help-lines.yaml"
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
	return h, f.err()
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

// Country is the country with this code, in capitals or not.
func (h HelpLines) Country(code string) (Country, bool) {
	i := slices.IndexFunc(h.Countries, func(c Country) bool { return strings.EqualFold(c.Code, code) })
	if i < 0 {
		return Country{}, false
	}
	return h.Countries[i], true
}
