package composer

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// inSpanish is a kind with one question, and the words of a language.
func inSpanish(t testing.TB, language, question string) *Kind {
	t.Helper()
	k, err := Load(fstest.MapFS{
		"test/kind.yaml": {Data: []byte("version: 1\ntitle: A\nsummary: A.\ngroup: A\nlayout: letter\nfixed: test\n" +
			"sections: [{name: all, title: All, questions: [" + question + "]}]\n")},
		"test/document.md.tmpl": {Data: []byte("{{.q}}")},
		"shared.md.tmpl":        {Data: []byte("{{define \"fixed-test\"}}- It holds.\n{{end}}")},
	}, "test")
	if err == nil {
		k.words, err = LoadWords(words, language)
	}
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// datesInSpanish are counted from Sunday, 22 November 2026.
var datesInSpanish = []struct{ in, want string }{
	{"2026-12-20", "2026-12-20"}, {"hoy", "2026-11-22"}, {"Mañana", "2026-11-23"}, {"manana", "2026-11-23"}, {"pasado mañana", "2026-11-24"},
	{"en 4 semanas", "2026-12-20"}, {"En cuatro semanas", "2026-12-20"}, {"dentro de dos semanas", "2026-12-06"}, {"dentro de 3 días", "2026-11-25"}, {"en 3 dias", "2026-11-25"},
	{"en una semana", "2026-11-29"}, {"una semana", "2026-11-29"}, {"dentro de un mes", "2026-12-22"}, {"en un día", "2026-11-23"}, {"en quince días", "2026-12-07"}, {"en veintiún días", "2026-12-13"},
	{"la semana que viene", "2026-11-29"}, {"la próxima semana", "2026-11-29"}, {"la proxima semana", "2026-11-29"}, {"la semana próxima", "2026-11-29"}, {"el mes que viene", "2026-12-22"}, {"el próximo mes", "2026-12-22"},
	{"viernes", "2026-11-27"}, {"el viernes", "2026-11-27"}, {"el sabado", "2026-11-28"}, {"el sábado", "2026-11-28"}, {"mié.", "2026-11-25"}, {"martes", "2026-11-24"}, {"el domingo", "2026-11-29"},
	{"el próximo viernes", "Escribe 2026-11-27 o 2026-12-04."}, {"el viernes que viene", "Escribe 2026-11-27 o 2026-12-04."}, {"el viernes próximo", "Escribe 2026-11-27 o 2026-12-04."},
	{"el 10 de abril", "2027-04-10"}, {"10 de abril de 2027", "2027-04-10"}, {"10 de abril del 2027", "2027-04-10"}, {"10 abril", "2027-04-10"}, {"para el 20 de diciembre", "2026-12-20"}, {"Abril 10, 2027", "2027-04-10"}, {"3 de dic.", "2026-12-03"},
	{"1.º de mayo", "2027-05-01"}, {"1º de mayo", "2027-05-01"}, {"1° de mayo", "2027-05-01"}, {"1ero de mayo", "2027-05-01"}, {"1er. mayo", "2027-05-01"}, {"1o de mayo", "2027-05-01"}, {"el primero de mayo", "2027-05-01"}, {"dos de mayo", "2027-05-02"},
	{"04/05/2026", "Escribe 2026-05-04 o 2026-04-05."}, {"13/04/2026", "2026-04-13"},
	{"tomorrow", ""}, {"10 April 2027", ""}, {"los viernes", ""}, {"pronto", ""}, {"que viene", ""}, {"pasado", ""}, {"de", ""}, {"el 31 de febrero", ""}, {"en 0 semanas", ""},
}

func TestParseDateInSpanish(t *testing.T) {
	k := inSpanish(t, "es", "{name: q, ask: Q?}")
	today := day(2026, time.November, 22)
	for _, tt := range datesInSpanish {
		d, err := k.ParseDate(tt.in, today)
		got := d.Format(time.DateOnly)
		if err != nil {
			date := err.(*DateError) //nolint:errorlint // ParseDate says so
			if got = date.Hint; date.Message == "No se entiende qué día es." {
				got = ""
			}
		}
		if got != tt.want {
			t.Errorf("ParseDate(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
	if got := k.LongDate(today); got != "22 de noviembre de 2026" {
		t.Errorf("LongDate = %q", got)
	}
}

func TestAndInSpanish(t *testing.T) {
	k := inSpanish(t, "es", "{name: q, ask: Q?}")
	for in, want := range map[string]string{
		"Ana,Sam": "Ana y Sam", "Sam,Inés": "Sam e Inés", "Sam,Ana,Hilda": "Sam, Ana e Hilda", "Sam,Ícaro": "Sam e Ícaro",
		"agua,hielo": "agua y hielo", "Ana,Ian": "Ana y Ian", "Ana,Hugo": "Ana y Hugo", "Ana,«Ir»": "Ana e «Ir»", "Ana": "Ana",
	} {
		if got := k.And(strings.Split(in, ",")); got != want {
			t.Errorf("And(%q) = %q, want %q", in, got, want)
		}
	}
}

// A sentence of one's own needs no starter, and days have a small letter.
func TestStarterInSpanish(t *testing.T) {
	tests := []struct{ starter, in, want string }{
		{"Fue decisión mía ", "Contarlo en la mesa", "Fue decisión mía contarlo en la mesa"},
		{"Fue decisión mía ", "fue decision mia contarlo", "Fue decisión mía contarlo"},
		{"Fue decisión mía ", "no llamarte", "Fue decisión mía no llamarte"},
		{"Fue decisión mía ", "contando todo", ""},
		{"Voy a ", "te llamo los viernes", "Te llamo los viernes"},
		{"Voy a ", "Los viernes te llamo", "Los viernes te llamo"},
		{"Voy a ", "Voy a llamarte", "Voy a llamarte"},
		{"Me sentí ", "Sin fuerzas", "Me sentí sin fuerzas"},
		{"Me sentí ", "un estorbo", "Me sentí un estorbo"},
		{"Desde ", "Enero", "Desde enero"},
		{"Desde ", "Viernes", "Desde viernes"},
		{"Creo en ", "Dios", "Creo en Dios"},
		{"Te lo dije ", "riendo", ""},
		{"Vi ", "mundo", "Vi mundo"},
	}
	for _, tt := range tests {
		k := inSpanish(t, "es", "{name: q, ask: Q?, starter: \""+tt.starter+"\"}")
		a, err := ReadAnswers("answers.yaml", strings.NewReader("q: "+tt.in+"\n"))
		if err != nil {
			t.Fatal(err)
		}
		c, problems := k.Check(a)
		v, _ := c.Get("q")
		if got := v.Text; len(problems) == 0 && got != tt.want || len(problems) > 0 && tt.want != "" {
			t.Errorf("%s%s: %q, %v, want %q", tt.starter, tt.in, got, problems, tt.want)
		}
	}
}

// What a variant says otherwise lies over what the language says.
func TestUsted(t *testing.T) {
	k := inSpanish(t, "es-x-usted", "{name: q, ask: Q?}")
	if got := k.words.Say("sheet-filled-you") + ", " + k.words.Say("sheet-filled-home"); got != "Usted, por su cuenta, En casa" {
		t.Errorf("it says %q", got)
	}
}

func TestYesInSpanish(t *testing.T) {
	k := inSpanish(t, "es", "{name: q, ask: Q?, type: yesno}")
	for text, want := range map[string]string{"sí": yes, "Si": yes, "s": yes, "yes": yes, "no": no} {
		a, err := ReadAnswers("answers.yaml", strings.NewReader("q: '"+text+"'\n"))
		if err != nil {
			t.Fatal(err)
		}
		c, problems := k.Check(a)
		if v, _ := c.Get("q"); len(problems) > 0 || v.Text != want {
			t.Errorf("%s: %q, %v", text, v.Text, problems)
		}
	}
}
