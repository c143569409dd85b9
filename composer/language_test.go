package composer_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"amends/composer"
	"amends/templates"
)

// languageKinds is a kind with words in Spanish, which is there in part, and
// what it shares with others.
func languageKinds() fstest.MapFS {
	files := map[string]string{
		"relationships.yaml": "- {value: friends, label: We are friends}\n",
		"groups.yaml":        "- Talk\n",
		"questions.yaml":     "- {name: people, ask: Who are you?, help: Your names., example: \"Jo, Sam\", type: people}\n- {name: word, ask: A word?}\n",
		"shared.md.tmpl":     `{{define "end"}}Bye.{{end}}`,
		"es/words.yaml":      "relationships: {friends: Somos amistades}\ngroups: {Talk: Hablar}\nquestions: {people: {ask: ¿Quiénes son?, help: Los nombres.}}\n",
		"es/shared.md.tmpl":  `{{define "end"}}Adiós.{{end}}`,
		"pact/kind.yaml": `version: 1
title: A pact
summary: Say what you will do.
group: Talk
layout: agreement
sections:
  - name: all
    title: All of it
    questions:
      - use: people
      - {name: relationship, ask: What are you?, type: choice, options: relationships, asked: offered}
      - {name: day, ask: Until when?, help: A day., example: in 4 weeks, type: date}
      - {name: act, ask: What will you do?, help: One thing., example: I call., starter: "I will", default: I will call}
      - {name: how, ask: How?, help: In a word., example: Kindly., type: choice, options: [{value: warm, label: kindly}, {value: calm, label: calmly}], default: calm}
      - {use: word, default: So be it}
`,
		"pact/document.md.tmpl": "# {{title}}\n\n{{heading \"all\"}}\n\n{{series .people}}, {{label \"how\"}}: {{sentence .act}} {{.day}}\n\n{{template \"end\" .}}",
		"pact/es/words.yaml": `title: Un pacto
questions:
  day: {ask: "¿Hasta cuándo?", example: en 4 semanas}
  act: {ask: "¿Qué vas a hacer?", starter: Voy a, default: Voy a llamar, example: Voy a llamar.}
  how: {options: {calm: con calma}}
`,
		"pact/es/document.md.tmpl":   "# {{title}}\n\n{{heading \"all\"}}\n\n{{series .people}}, {{label \"how\"}}: {{sentence .act}} Hasta: {{.day}}\n\n{{template \"end\" .}}",
		"pact/es-x-usted/words.yaml": "questions: {act: {ask: \"¿Qué va a hacer?\"}}\n",
		"note/kind.yaml":             "language: de\nversion: 1\ntitle: Ein Zettel\nsummary: Nichts weiter.\ngroup: Talk\nlayout: letter\n",
		"note/document.md.tmpl":      "# {{title}}\n\nHallo.",
		"note/en/document.md.tmpl":   "# {{title}}\n\nHello.",
	}
	out := fstest.MapFS{}
	for name, text := range files {
		out[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

func TestLoadIn(t *testing.T) {
	tests := []struct {
		name     string
		kind     string
		in       composer.Languages
		language string
		asked    string
		title    string
		act      string // as it is asked
		starter  string
		calm     string
		shared   string // a question that kinds share, as it is asked
		friends  string
		group    string
	}{
		{"its own", "pact", composer.Languages{}, "en", "en", "A pact", "What will you do?", "I will", "calmly", "Who are you?", "We are friends", "Talk"},
		{"its own, named", "pact", composer.Languages{Page: "en-GB"}, "en-GB", "en-GB", "A pact", "What will you do?", "I will", "calmly", "Who are you?", "We are friends", "Talk"},
		{"another", "pact", composer.Languages{Page: "es"}, "es", "es", "Un pacto", "¿Qué vas a hacer?", "Voy a", "con calma", "¿Quiénes son?", "Somos amistades", "Hablar"},
		{"a country's", "pact", composer.Languages{Page: "es-MX"}, "es-MX", "es-MX", "Un pacto", "¿Qué vas a hacer?", "Voy a", "con calma", "¿Quiénes son?", "Somos amistades", "Hablar"},
		{"politely", "pact", composer.Languages{Page: "es-x-usted"}, "es-x-usted", "es-x-usted", "Un pacto", "¿Qué va a hacer?", "Voy a", "con calma", "¿Quiénes son?", "Somos amistades", "Hablar"},
		{"asked in one, written in another", "pact", composer.Languages{Page: "es", Asked: "en"}, "es", "en", "A pact", "What will you do?", "Voy a", "calmly", "Who are you?", "We are friends", "Talk"},
		{"the other way round", "pact", composer.Languages{Page: "en", Asked: "es"}, "en", "es", "Un pacto", "¿Qué vas a hacer?", "I will", "con calma", "¿Quiénes son?", "Somos amistades", "Hablar"},
		{"nobody's", "pact", composer.Languages{Page: "fr"}, "en", "en", "A pact", "What will you do?", "I will", "calmly", "Who are you?", "We are friends", "Talk"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			k, err := composer.LoadIn(languageKinds(), tt.kind, tt.in)
			if err != nil {
				t.Fatal(err)
			}
			act, how, relationship := k.Question("act"), k.Question("how"), k.Question("relationship")
			got := []string{k.Language, k.Asked, k.Title, act.Ask, act.Starters[0], how.Options[1].Label, k.Question("people").Ask, relationship.Options[0].Label, k.Group}
			want := []string{tt.language, tt.asked, tt.title, tt.act, tt.starter, tt.calm, tt.shared, tt.friends, tt.group}
			if !slices.Equal(got, want) {
				t.Errorf("got  %q\nwant %q", got, want)
			}
			if how.Options[0].Label != "kindly" || k.Section("all").Title != "All of it" {
				t.Errorf("what is not said in the language is said otherwise: %q, %q", how.Options[0].Label, k.Section("all").Title)
			}
		})
	}
}

// A page is composed in its own language, whatever its answers' file says of
// days and options.
func TestComposeIn(t *testing.T) {
	const answers = "kind: pact\nlanguage: es\npeople: [Ana, Luis]\nact: escuchar\nday: 2026-12-20\n"
	k, err := composer.LoadIn(languageKinds(), "pact", composer.Languages{Page: "es"})
	if err != nil {
		t.Fatal(err)
	}
	a, err := composer.ReadAnswers("a.yaml", strings.NewReader(answers))
	if err != nil {
		t.Fatal(err)
	}
	c, problems := k.Check(composer.Join(a, k.Defaults(a, time.Time{})))
	if problems != nil {
		t.Fatal(problems)
	}
	d, err := k.Compose(c, composer.Circumstances{})
	if err != nil {
		t.Fatal(err)
	}
	const want = "# Un pacto\n\n## All of it\n\nAna y Luis, con calma: Voy a escuchar. Hasta: 20 de diciembre de 2026\n\nAdiós.\n"
	if d.Body != want || d.Language != "es" {
		t.Errorf("in %s:\n%s\nwant\n%s", d.Language, d.Body, want)
	}
	english, err := composer.Load(languageKinds(), "pact")
	if err != nil {
		t.Fatal(err)
	}
	if _, problems := english.Check(a); len(problems) == 0 || problems[0].Code != "language" {
		t.Errorf("answers in Spanish were taken for English: %v", problems)
	}
}

// A kind may be written in another language than English.
func TestOwnLanguage(t *testing.T) {
	for in, want := range map[string]string{
		"": "de Hallo.", "de-AT": "de-AT Hallo.", "en": "en Hello.", "fr": "de Hallo.", "de-x-sie": "de Hallo.", "en-x-form": "en Hello.", "fr-x-vous": "de Hallo.",
	} {
		k, err := composer.LoadIn(languageKinds(), "note", composer.Languages{Page: in})
		if err != nil {
			t.Fatal(err)
		}
		d, err := k.BlankPage(composer.Worksheet{})
		if err != nil {
			t.Fatal(err)
		}
		if got := d.Language + " " + strings.TrimSpace(strings.TrimPrefix(d.Body, "# Ein Zettel\n")); got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
}

func TestFallbacks(t *testing.T) {
	for tag, want := range map[string][]string{
		"": nil, "es": {"es"}, "es-MX": {"es-MX", "es"}, "es-x-usted": {"es-x-usted", "es"}, "zh-Hant-TW": {"zh-Hant-TW", "zh-Hant", "zh"},
	} {
		if got := composer.Fallbacks(tag); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", tag, got, want)
		}
	}
}

func TestKindLanguages(t *testing.T) {
	for name, want := range map[string][]string{"pact": {"es", "es-x-usted"}, "note": {"en"}, ".": {"es"}} {
		got, err := composer.KindLanguages(languageKinds(), name)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %q, %v, want %q", name, got, err, want)
		}
	}
}

// A day by which a question is answered where nobody says one is read in the
// language that says it. It was no day on pages in other languages.
func TestDefaultDay(t *testing.T) {
	fsys := languageKinds()
	text := strings.Replace(string(fsys["pact/kind.yaml"].Data), "example: in 4 weeks", "example: in 4 weeks, default: in 4 weeks", 1)
	fsys["pact/kind.yaml"].Data = []byte(text)
	k, err := composer.LoadIn(fsys, "pact", composer.Languages{Page: "es"})
	if err != nil {
		t.Fatal(err)
	}
	if got := k.Default(k.Question("day"), time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)); got.Text != "2026-12-20" {
		t.Errorf("the day is %q", got.Text)
	}
}

// What a language lacks is listed with its place in the file that says it.
func TestLintLanguage(t *testing.T) {
	tests := []struct{ name, language, want string }{
		{"pact", "es", "pact/kind.yaml:3:10 pact/kind.yaml:8:12 pact/kind.yaml:11:35 pact/kind.yaml:12:45 pact/kind.yaml:13:51 pact/kind.yaml:14:26 pact/kind.yaml:14:38 pact/kind.yaml:14:59 pact/kind.yaml:14:113 pact/kind.yaml:15:30"},
		{"pact", "en", ""},
		{".", "es", "questions.yaml:1:65 questions.yaml:2:21"},
		{".", "en", ""},
	}
	for _, tt := range tests {
		found, err := composer.LintLanguage(languageKinds(), tt.name, tt.language)
		if err != nil {
			t.Fatal(err)
		}
		var places []string
		for _, f := range found {
			places = append(places, f.Position.String())
		}
		if got := strings.Join(places, " "); got != tt.want {
			t.Errorf("%s in %s: %s\nwant %s\n%v", tt.name, tt.language, got, tt.want, found)
		}
	}
	var unknown *composer.UnknownKindError
	if _, err := composer.LintLanguage(languageKinds(), "none", "es"); !errors.As(err, &unknown) {
		t.Errorf("a kind that is not there: %v", err)
	}
}

// Spanish leaves out "I": an answer may begin with a verb that cannot stand
// behind the words that the sentence begins with.
func TestStartersInSpanish(t *testing.T) {
	k, err := composer.LoadIn(languageKinds(), "pact", composer.Languages{Page: "es", Asked: "en"})
	if err != nil {
		t.Fatal(err)
	}
	for said, want := range map[string]string{
		"escuchar": "Voy a escuchar", "Irme a tiempo": "Voy a irme a tiempo", "no gritar": "Voy a no gritar", "voy a callar": "Voy a callar",
		"aviso antes": "Aviso antes", "preparo la cena": "Preparo la cena", "nunca más grito": "Nunca más grito", "me callo": "Me callo",
	} {
		a := &composer.Answers{Kind: "pact", Language: "es"}
		if err := k.Set(a, "act", composer.Text(said, composer.Position{})); err != nil {
			t.Fatal(err)
		}
		c, _ := k.Check(a)
		if v, _ := c.Get("act"); v.Text != want {
			t.Errorf("%q became %q, want %q", said, v.Text, want)
		}
	}
}

// Days are read in the words of the questions and of the page.
func TestDaysInTwoLanguages(t *testing.T) {
	today := time.Date(2026, time.November, 24, 0, 0, 0, 0, time.UTC)
	want := today.AddDate(0, 0, 28)
	for _, in := range []composer.Languages{{Page: "es", Asked: "en"}, {Page: "en", Asked: "es"}} {
		k, err := composer.LoadIn(languageKinds(), "pact", in)
		if err != nil {
			t.Fatal(err)
		}
		for _, said := range []string{"in 4 weeks", "en 4 semanas", "dentro de cuatro semanas"} {
			if d, err := k.ParseDate(said, today); err != nil || !d.Equal(want) {
				t.Errorf("%v: %q is %v, %v, want %v", in, said, d, err, want)
			}
		}
	}
}

// Days that a kind proposes were nothing in Spanish where its words lacked
// them: nobody reads "in 2 weeks" there.
func TestDefaultsInOtherLanguages(t *testing.T) {
	names, err := composer.Kinds(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		own := load(t, name)
		k, err := composer.LoadIn(templates.FS, name, composer.Languages{Page: "es"})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range own.Sections {
			for _, q := range s.Questions {
				if !own.Default(q, today).Empty() && k.Default(k.Question(q.Name), today).Empty() {
					t.Errorf("%s: the default of %s cannot be read in Spanish", name, q.Name)
				}
			}
		}
	}
}
