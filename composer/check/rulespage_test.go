package check

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

//go:generate go test -run ^(TestRulesFile|TestRulesPage)$ . -update

// A rulesPage is what docs/ says about the rules of a language, in its words.
type rulesPage struct {
	language, file      string
	title, made, intro  string
	finds, leaves, from string
	protects, apologies [2]string // each a title, and what stands below it
	agreements, every   [2]string
	severities          map[string]string // where they are not as files have them
	in                  string
}

var rulesPages = []rulesPage{{
	language: "en", file: "../../docs/rules.md", title: "What the check looks for", made: "Made from",
	intro: `The check points at words that often undo what a page wants to say, and says why. It gives no marks, and it
changes nothing. Where it is silent, that does not mean that all is well: it knows only some words. Every
finding can be kept, with ` + "`<!-- amends:allow NAME -- why -->`" + ` in a letter or ` + "`allow: [NAME]`" + ` in answers,
but for those that keep people safe.
`,
	finds: "It finds:", leaves: "It leaves alone:", from: "From", in: "in",
	protects:  [2]string{"Where somebody may be in danger", "What these find always stays. Nobody can allow it away."},
	apologies: [2]string{"Apologies"}, agreements: [2]string{"Agreements"}, every: [2]string{"Every page"},
}, {
	language: "es", file: "../../docs/rules.es.md", title: "Qué busca la revisión del texto", made: "Hecho de",
	intro: `La revisión señala palabras que muchas veces deshacen lo que una página quiere decir, y dice por qué. No pone
notas y no cambia nada. Que no diga nada no significa que todo esté bien: conoce solo algunas palabras. Cada
observación se puede dejar, con ` + "`<!-- amends:allow NAME -- why -->`" + ` en una carta o ` + "`allow: [NAME]`" + ` en las
respuestas, menos las que cuidan la seguridad de las personas.
`,
	finds: "Encuentra:", leaves: "Deja en paz:", from: "De", in: "en",
	protects:  [2]string{"Donde alguien puede estar en peligro", "Lo que encuentran estas reglas se queda siempre. Nadie puede permitirlo."},
	apologies: [2]string{"Disculpas"}, agreements: [2]string{"Acuerdos"}, every: [2]string{"Todas las páginas"},
	severities: map[string]string{"stop": "alto", "ask": "pregunta", "error": "error", "warning": "aviso", "suggestion": "sugerencia"},
}}

// docs/rules.md, and the page of each other language, say what the rules say.
func TestRulesPage(t *testing.T) {
	var languages []string
	for _, p := range rulesPages {
		languages = append(languages, p.language)
		want := p.markdown(loadOf(t, p.language))
		if *update {
			if err := os.WriteFile(p.file, want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(p.file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not what the rules say: go generate ./composer/check", p.file)
		}
	}
	if !slices.Equal(languages, Languages()) {
		t.Errorf("there are pages for %q, and rules for %q", languages, Languages())
	}
}

// parts are the parts of the page: a title, and which rules stand there.
func (p *rulesPage) parts() []pagePart {
	return []pagePart{
		{p.protects, func(r *Rule) bool { return r.Protects() }},
		{p.apologies, func(r *Rule) bool {
			return r.serves([]string{"apology", "business-apology"}) && !r.serves([]string{"agreement"})
		}},
		{p.agreements, func(r *Rule) bool {
			return r.serves([]string{"agreement", "checkin"}) && !r.serves([]string{"apology"})
		}},
		{p.every, func(*Rule) bool { return true }},
	}
}

type pagePart struct {
	said  [2]string // a title, and what stands below it
	holds func(r *Rule) bool
}

// fewExamples is how many examples of a rule the page shows.
const fewExamples = 3

func (p *rulesPage) markdown(c *Checker) []byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, "# %s\n\n<!-- %s composer/check/rules/%s: go generate ./composer/check -->\n\n%s", p.title, p.made, p.language, p.intro)
	done := map[*Rule]bool{}
	for _, part := range p.parts() {
		fmt.Fprintf(&out, "\n## %s\n", part.said[0])
		if part.said[1] != "" {
			fmt.Fprintf(&out, "\n%s\n", part.said[1])
		}
		for _, r := range c.Rules() {
			if !done[r] && part.holds(r) {
				done[r] = true
				p.describe(&out, r)
			}
		}
	}
	return out.Bytes()
}

func (p *rulesPage) describe(out *bytes.Buffer, r *Rule) {
	fmt.Fprintf(out, "\n### %s\n\n`%s` · %s\n\n%s %s\n", r.Name, r.ID, p.severitiesOf(r), r.Message, r.Advice)
	list := func(title string, examples []string) {
		n := 0
		for _, e := range examples {
			if strings.Contains(e, "\n") || n == fewExamples {
				continue // answers and whole pages are too long to show
			}
			if n++; n == 1 {
				fmt.Fprintf(out, "\n%s\n\n", title)
			}
			fmt.Fprintf(out, "- %s\n", e)
		}
	}
	list(p.finds, r.Fires)
	list(p.leaves, r.Silent)
	fmt.Fprintf(out, "\n%s: %s.\n", p.from, strings.Join(r.Sources, "; "))
}

// severitiesOf is how much r matters, in words.
func (p *rulesPage) severitiesOf(r *Rule) string {
	if r.Safety != "" && r.Safety != SafetyNote {
		return p.severity(string(r.Safety))
	}
	if r.byKind == nil {
		return p.severity(r.Severity.String())
	}
	var out []string
	for _, k := range r.Kinds {
		if s, ok := r.byKind[k]; ok {
			out = append(out, p.severity(s.String())+" "+p.in+" "+k)
		}
	}
	return strings.Join(out, ", ")
}

func (p *rulesPage) severity(name string) string {
	if word, ok := p.severities[name]; ok {
		return word
	}
	return name
}
