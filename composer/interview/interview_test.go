package interview_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"amends/composer"
	"amends/composer/interview"
	"amends/templates"
)

// run holds an interview over the typed lines.
func run(t *testing.T, i *interview.Interview, typed string) (transcript string, c composer.Checked, err error) {
	t.Helper()
	var out bytes.Buffer
	i.Prompter = &interview.Plain{In: &terminal{lines(typed), &out}, Out: &out, Screen: -1}
	i.Today = today
	c, err = i.Run(t.Context())
	return out.String(), c, err
}

func builtIn(t *testing.T, name string) *composer.Kind {
	t.Helper()
	k, err := composer.Load(templates.FS, name)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// The short path is the only path: a built-in kind asks few questions, and the
// last of them has the number that the first one promised.
func TestFewQuestions(t *testing.T) {
	turn := "quiet\nknock\nevery day\n\n"
	tests := []struct {
		name, kind, typed string
		most              int
	}{
		{"apology", "apology", "3\nJo\nSam\n1\n1\nOn Saturday I told your story.\n.\nYou left.\n.\n1\nIt was my choice to tell it\nstopped\nI have told them\n\nsomeone asks about you\nsay ask Sam\n\n1\n\n\n", 14},
		{"couple", "boundary", "1\nAlex\nSam\n\nTo sleep.\n\n" + turn + "\n" + turn + "\n\n\n\n\n", 20},
		{"one offers", "transparency", "1\nAlex\nSam\n\nAlex\n\nA loan was kept quiet.\n.\n\nA text\nevenings\neach time\nwhat my friends say\n\n\nI copy nothing.\n\n\n\n\n\n\n\n\n\n", 20},
		{"both offer", "transparency", "1\nAlex\nSam\n\nAlex\nSam\n\nA loan was kept quiet.\n.\n" + strings.Repeat("\nA text\nevenings\neach time\nwhat my friends say\n\nI copy nothing.\n\n", 2) + "\n\n\n\n\n\n\n\n", 20},
		{"trust", "trust-plan", "1\nAlex\nSam\n\n1 2\nWe parted in June.\n.\n" + strings.Repeat("\n1\nmoney\nring\ndaily\n\n", 2) + "\nWe laugh.\n\n\n\n\n\n\n\n", 18},
		{"progress", "progress", "1\nAlex\nSam\n\nour talk\n" + strings.Repeat("\nthe first\nthe second\nthe third\nI ring\n1\n\nthe soup\n", 2) + "\nWe eat.\nWe keep it.\n.\n\n\n\n\n", 20},
		{"roommates", "boundary", "7\nA\nB\nC\nD\nE\nF\n\nTo sleep.\n" + strings.Repeat("\nquiet\n", 6) + "\n1 2 3 4 5 6\n" + strings.Repeat("washes up\n", 6) + "\n\n\n\n", 25},
		{"pause", "timeout", "1\nAlex\nSam\n\n\nmy face is hot\n\n\nI go quiet\n\n\n\n\n\n", 4},
		{"talk", "checkin", "8\nAlex\nSam\n\n\n\n", 2},
		{"closer", "reconnect", "1\nAlex\nSam\n\n\n1\n1 2\nkisses\n\n\n2\n3 4\n\n\n\na walk\non Sundays\none hour\n\n\n\n\n\n", 14},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var out bytes.Buffer
			count := &counter{Prompter: &interview.Plain{In: &terminal{lines(test.typed), &out}, Out: &out, Screen: -1}}
			i := &interview.Interview{Kind: builtIn(t, test.kind), Prompter: count, Today: today}
			if _, err := i.Run(t.Context()); err != nil {
				t.Fatalf("%v\n%s", err, out.String())
			}
			t.Logf("%d questions", count.questions)
			if count.questions > test.most {
				t.Errorf("%d questions, want at most %d\n%s", count.questions, test.most, out.String())
			}
			if last := fmt.Sprintf("(%[1]d of %[1]d)", count.questions); !strings.Contains(out.String(), last) {
				t.Errorf("no question is %s\n%s", last, out.String())
			}
		})
	}
}

// Fragments become whole sentences, or are asked for again.
func TestFragments(t *testing.T) {
	i := &interview.Interview{Kind: builtIn(t, "apology")}
	out, c, err := run(t, i, "3\nJo\nSam\n1\n1\nA.\n.\nB.\n.\n1\ntell it\n1\nstopped\ntelling them\ntold them\n1\n\nsomeone asks about you\nsay ask Sam\n\n1\n\n\n")
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for path, want := range map[string]string{
		"responsibility":        "It was my choice to tell it",
		"regret":                "I wish I had stopped",
		"repair.1.action":       "I have told them",
		"commitments.1.trigger": "When someone asks about you",
		"commitments.1.action":  "I will say ask Sam",
	} {
		if v, _ := c.Get(path); v.Text != want {
			t.Errorf("%s = %q, want %q", path, v.Text, want)
		}
	}
	if !strings.Contains(out, "It will say: I wish I had stopped.\n") {
		t.Errorf("the whole sentence is not said back\n%s", out)
	}
}

// Enter at every question that may be left open leaves it open, and the page
// is made all the same.
func TestEnterEverywhere(t *testing.T) {
	i := &interview.Interview{Kind: load(t, "letter")}
	out, _, err := run(t, i, "Jo\nSam\n\nI told it.\n.\nIt was my choice to tell it\n\n\n\n\n\n\n")
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	got, err := i.Kind.Format(i.Answers)
	if err != nil {
		t.Fatal(err)
	}
	want := "kind: letter\nversion: 1\nfrom: Jo\nto: Sam\nwhat_i_did: I told it.\npart: It was my choice to tell it\n"
	if string(got) != want {
		t.Errorf("answers:\n%s\nwant:\n%s", got, want)
	}
}

// What the second person is shown is the same, byte for byte, whatever the
// first one typed, skipped or asked for.
func TestTurnsGiveNobodyAway(t *testing.T) {
	const before, after = "1\nAlex\nSam\n\n\n", "\n\nknock\n\n\n\n\n2\n\nI hope.\n.\n\nPeace.\n.\n\n\n\n"
	turns := map[string]string{
		"nothing":      "\n\n",
		"all of it":    "quiet\nknock\ndaily\n1\nring\n\n",
		"help":         "?\nh\nquiet\n?\n\n",
		"back":         "<\nquiet\n<\n-\n\n",
		"half a row":   "\nknock\n<\n-\n",
		"another look": "I like it but not much\n2\n\n",
		"danger":       "I was strangled\n2\n",
		"hurt":         "I was pushed\n2\n1\nquiet\n\n",
		"rather not":   "\nget pushed\n3\n2\n",
	}
	var want string
	for name, turn := range turns {
		i := &interview.Interview{Kind: load(t, "pact"), Find: found, HelpLines: "Emergency: 911."}
		out, _, err := run(t, i, before+turn+after)
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, out)
		}
		_, got, ok := strings.Cut(out, "Please hand the keyboard to Sam.")
		if !ok {
			t.Fatalf("%s: Sam has no turn\n%s", name, out)
		}
		got, _, _ = strings.Cut(got, "Change one?")
		if want == "" {
			want = got
		}
		if got != want {
			t.Errorf("%s: Sam is shown\n%s\nand otherwise\n%s", name, got, want)
		}
	}
}

// An interview that is interrupted in a long answer keeps it, and begins with
// it again.
func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	in, typist := io.Pipe()
	defer typist.Close()
	go func() {
		fmt.Fprint(typist, "Jo\nSam\n1\nOn Saturday\nI told it\n")
		fmt.Fprint(typist, "late\n") // read when all before it was
		cancel()
	}()
	saved := 0
	i := &interview.Interview{
		Kind: load(t, "letter"), Prompter: &interview.Plain{In: in, Out: io.Discard}, Today: today,
		Saved: func(*composer.Answers) { saved++ },
	}
	if _, err := i.Run(ctx); !errors.Is(err, interview.ErrAborted) {
		t.Fatalf("err = %v, want ErrAborted", err)
	}
	if v, _ := i.Answers.Get("what_i_did"); !strings.HasPrefix(v.Text, "On Saturday\nI told it") {
		t.Errorf("what was typed is %q", v.Text)
	}
	if saved != 3 || i.Unfinished != "what_i_did" {
		t.Errorf("saved %d times, unfinished %q; want 3, what_i_did", saved, i.Unfinished)
	}

	out, _, err := run(t, i, "\nIt was my choice to tell it\n\n\n\n\n\n\n")
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if !strings.Contains(out, "Now: On Saturday\nI told it") || i.Unfinished != "" {
		t.Errorf("the answer is not asked for again\n%s", out)
	}
}

// Lines that are typed while nothing is asked wait for their prompts, also
// those that came after an interruption.
func TestPlainLosesNoLine(t *testing.T) {
	in, typist := io.Pipe()
	defer typist.Close()
	plain := &interview.Plain{In: in, Out: io.Discard}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := plain.Ask(ctx, interview.Prompt{Text: "One?"}); !errors.Is(err, interview.ErrAborted) {
		t.Fatalf("err = %v, want ErrAborted", err)
	}
	go fmt.Fprint(typist, "one\r\ntwo \xff\nthree\n")
	for _, want := range []string{"one", "three"} {
		reply, err := plain.Ask(t.Context(), interview.Prompt{Text: "And?"})
		if err != nil || reply.Text != want {
			t.Errorf("reply = %q, %v; want %q", reply.Text, err, want)
		}
	}
}

func TestPlainReplies(t *testing.T) {
	options := []interview.Option{{Value: "quiet", Label: "Quiet hours"}, {Value: "bills", Label: "Bills, rent"}, {Value: "food", Label: "Food"}}
	choice := interview.Prompt{Form: interview.FormChoice, Options: options}
	multi := interview.Prompt{Form: interview.FormMulti, Options: options}
	tests := []struct {
		name   string
		prompt interview.Prompt
		typed  string
		want   interview.Reply
	}{
		{"number", choice, "2", interview.Reply{Text: "bills"}},
		{"number with a full stop", choice, "2.", interview.Reply{Text: "bills"}},
		{"label", choice, "quiet HOURS", interview.Reply{Text: "quiet"}},
		{"value", choice, "food", interview.Reply{Text: "food"}},
		{"own words", choice, "keys", interview.Reply{Text: "keys"}},
		{"no such number, then one", choice, "0\n4\n3", interview.Reply{Text: "food"}},
		{"numbers", multi, "3 1", interview.Reply{Values: []string{"food", "quiet"}}},
		{"numbers with commas", multi, "3,1, 3", interview.Reply{Values: []string{"food", "quiet"}}},
		{"a label with a comma", multi, "bills, rent", interview.Reply{Values: []string{"bills"}}},
		{"labels and own words", multi, "Food, the keys, 1", interview.Reply{Values: []string{"food", "the keys", "quiet"}}},
		{"enter", multi, "", interview.Reply{}},
		{"clear", interview.Prompt{Clear: true}, "-", interview.Reply{Clear: true}},
		{"a hyphen", interview.Prompt{}, "-", interview.Reply{Text: "-"}},
		{"a key as text", interview.Prompt{}, `\?`, interview.Reply{Text: "?"}},
		{"a backslash as text", interview.Prompt{}, `\\x`, interview.Reply{Text: `\x`}},
		{"a backslash before a word", interview.Prompt{}, `\x`, interview.Reply{Text: `\x`}},
		{"a text", interview.Prompt{Form: interview.FormText}, "a\n\n?\nh\n<\n\\?\n\\.\n.", interview.Reply{Text: "a\n\n?\n."}},
		{"a pause", interview.Prompt{Form: interview.FormPause}, "ready", interview.Reply{}},
		{"the end without a line end", interview.Prompt{}, "Jo", interview.Reply{Text: "Jo"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			plain := &interview.Plain{In: strings.NewReader(test.typed + "\n"), Out: io.Discard}
			got, err := plain.Ask(t.Context(), test.prompt)
			if err != nil || fmt.Sprint(got) != fmt.Sprint(test.want) {
				t.Errorf("Ask: %v, %v; want %v", got, err, test.want)
			}
		})
	}
}

// FuzzRun types anything: an interview ends with a whole set of answers, on
// the calm page or where the lines end, and never otherwise.
func FuzzRun(f *testing.F) {
	f.Add("letter", "Jo\nSam\n2\nI told it.\n.\ntell it\n1\nseen it\ntold them\n1\n\nit rains\ntake a coat\n\n1 2\nyou see it\nBye.\n8\n-\n\n")
	f.Add("letter", "Jo\nSam\n3\n<\n4\nI pushed you but\n.\n1\n1\nagain\n.\n<\n?\nh\n\\?\n")
	f.Add("pact", "2\nAlex, Sam\n\n\nquiet\nknock\n<\n-\n\n\n\n\n\n\nwhy\n1 2\nokay\n\n\nhope\n.\n\n\n1 2 3\n\n\n\n\n2\n1\n-\nKim\n\n1\n1\n\n")
	known := map[string]*composer.Kind{"letter": load(f, "letter"), "pact": load(f, "pact")}
	f.Fuzz(func(t *testing.T, name, typed string) {
		k := known[name]
		if k == nil {
			t.Skip()
		}
		var out bytes.Buffer
		i := &interview.Interview{
			Kind: k, Prompter: &interview.Plain{In: strings.NewReader(typed), Out: &out}, Today: today, Find: found,
		}
		c, err := i.Run(t.Context())
		var stop *interview.StopError
		switch {
		case err == nil:
			if _, problems := k.Check(c.Answers()); len(problems) > 0 {
				t.Errorf("the answers have problems: %v", problems)
			}
		case !errors.Is(err, io.EOF) && !errors.As(err, &stop):
			t.Errorf("err = %v\n%s", err, out.String())
		}
	})
}

// stopper breaks off an answer while it is changed.
type stopper struct {
	interview.Prompter
	path, text string
}

func (s *stopper) Ask(ctx context.Context, p interview.Prompt) (interview.Reply, error) {
	if p.Path == s.path && p.Now != "" {
		return interview.Reply{Text: s.text, Edited: true}, interview.ErrAborted
	}
	return s.Prompter.Ask(ctx, p)
}

// What a whole answer was being changed into is kept as well.
func TestInterruptedChange(t *testing.T) {
	plain := &interview.Plain{In: strings.NewReader("Jo\nSam\n1\nI told it.\n.\n<\n"), Out: io.Discard}
	i := &interview.Interview{Kind: load(t, "letter"), Prompter: &stopper{plain, "what_i_did", "I told it twi"}}
	if _, err := i.Run(t.Context()); !errors.Is(err, interview.ErrAborted) {
		t.Fatalf("Run: %v, want ErrAborted", err)
	}
	v, _ := i.Answers.Get("what_i_did")
	if v.Text != "I told it twi" || i.Unfinished != "what_i_did" {
		t.Errorf("kept %q, unfinished %q", v.Text, i.Unfinished)
	}
}

func TestPlainInSpanish(t *testing.T) {
	for _, typed := range []string{"Sí", "si", "SI", "1"} {
		var out strings.Builder
		plain := &interview.Plain{In: strings.NewReader("?\n" + typed + "\n"), Out: &out, Language: "es"}
		r, err := plain.Ask(context.Background(), interview.Prompt{
			Form: interview.FormChoice, Text: "¿Hay más?", Number: 1, Of: 2,
			Options: []interview.Option{{Value: "yes", Label: "Sí"}, {Value: "no", Label: "No"}},
		})
		if err != nil || r.Text != "yes" || !strings.Contains(out.String(), "¿Hay más? (1 de 2)\n") {
			t.Errorf("%s: %v, %v, %s", typed, r, err, out.String())
		}
	}
}
