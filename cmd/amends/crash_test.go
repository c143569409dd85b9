package main

import (
	"bytes"
	"errors"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"amends/composer"
)

// asked is theApology as it is asked for and kept: words of each question, as
// its number is another one in every sitting, and what a draft then holds.
// Without a path that is nothing.
var asked = []struct{ words, path, text string }{
	{"What are you and the other", "relationship", "friends"},
	{"What name do you want", "from", "Jo"},
	{"Who is the letter for?", "to", "Sam"},
	{"How do things stand", "standing", "told-me"},
	{"Whose idea is this letter?", "", ""},
	{"What did you do, or not do?", "what_i_did", "On Saturday at dinner I told your story about your father, in front of people you had just met."},
	{"What did it cost Sam?", "impact", "You went quiet and left before the meal."},
	{"Did Sam tell you that?", "impact_source", "told"},
	{"Which part of it was your choice?", "responsibility", "It was my choice to tell it; nobody asked me to."},
	{"What do you wish", "regret", "I wish I had stopped when I saw your face"},
	{"What have you put right", "repair.1.action", "I have told the others that it was not mine to tell."},
	{"One more?", "", ""},
	{"When could it happen again?", "commitments.1.trigger", "When someone asks about you"},
	{"What will you do then?", "commitments.1.action", "I will say ask Sam"},
	{"Another?", "", ""},
	{"How do you want to end?", "space", "no-hurry"},
	{"anything more you want to add", "", ""},
	{"Change one?", "", ""},
	{"Where shall the page go?", "", ""},
	{"Shall your answers be kept", "", ""},
}

// byWords is theApology with its questions known by their words.
func byWords() []exchange {
	talk := slices.Clone(theApology)
	for i, q := range asked {
		talk[i].shown = q.words
	}
	return talk
}

// A letter is theApology as it is written in one or several sittings.
type letter struct {
	t        *testing.T
	exe, dir string
	env      []string
	typed    []string // for each question
	page     string   // where the sitting at hand writes it
}

func newLetter(t *testing.T, exe string) *letter {
	l := &letter{t: t, exe: exe, dir: t.TempDir(), env: home(t)}
	l.env = append(l.env, "XDG_STATE_HOME="+filepath.Join(l.dir, "state"))
	for _, e := range theApology {
		l.typed = append(l.typed, e.typed)
	}
	return l
}

// A kill ends the program without a word: at the first question from a place
// on, when it was answered up to some of the keys, and a moment later.
type kill struct {
	at     int
	part   float64 // of the keys
	moment time.Duration
}

// sit begins the letter, or goes on where there is a draft of it, and answers
// what is asked until the program ends or is killed. It gives how many
// questions were answered for good: the screen showed a later one.
func (l *letter) sit(k *kill) (answered int) {
	l.t.Helper()
	args := []string{"new", "apology"}
	if l.draft() != nil {
		args = []string{"resume"}
	}
	cmd := exec.Command(l.exe, args...)
	cmd.Dir, cmd.Env = l.dir, l.env
	l.page = freeName(filepath.Join(l.dir, "page"), ".md")
	l.typed[len(l.typed)-2] = filepath.Base(l.page) + "\r"

	term := start(l.t, cmd)
	replied := make([]bool, len(asked))
	for {
		i, ok := term.asks(replied)
		if !ok {
			break
		}
		replied[i] = true
		if k != nil && i >= k.at {
			term.send(l.typed[i][:int(k.part*float64(len(l.typed[i])))])
			time.Sleep(k.moment)
			cmd.Process.Kill()
			break
		}
		term.send(l.typed[i])
	}
	_, screen := term.wait()
	for i, q := range asked {
		if strings.Contains(screen, q.words) {
			answered = i
		}
	}
	l.again()
	return answered
}

// again makes ready for the next sitting: where an answer was half typed it
// stands there still, and Ctrl-U takes it out.
func (l *letter) again() {
	for i, e := range theApology {
		l.typed[i] = "\x15" + e.typed
	}
}

// asks waits for a question that got no reply yet. There is none when the
// program has ended.
func (term *terminal) asks(replied []bool) (place int, ok bool) {
	term.t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		ended := false
		select {
		case <-term.done:
			ended = true
		default:
		}
		screen := term.screen()
		for i, q := range asked {
			if !replied[i] && strings.Contains(screen, q.words) {
				return i, true
			}
		}
		if ended {
			return 0, false
		}
	}
	term.cmd.Process.Kill()
	term.t.Fatalf("there is no question and no end:\n%s", term.screen())
	return 0, false
}

func (l *letter) drafts() string { return filepath.Join(l.dir, "state", "amends", "drafts") }

// draft reads the draft of the letter, which can always be read; nil where
// there is none.
func (l *letter) draft() *composer.Answers {
	l.t.Helper()
	file := filepath.Join(l.drafts(), "2026-11-22-1.yaml")
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		l.t.Fatal(err)
	}
	a, err := composer.ReadAnswers(file, bytes.NewReader(text))
	if err != nil {
		l.t.Fatalf("%v\n%s", err, text)
	}
	return a
}

// holds checks that a draft holds to the letter what was answered, and nothing
// that is kept nowhere.
func (l *letter) holds(draft *composer.Answers, answered int) {
	l.t.Helper()
	for _, q := range asked[:answered] {
		if v, _ := draft.Get(q.path); q.path != "" && v.Text != q.text {
			l.t.Errorf("after %d answers, %s in the draft is %q, want %q", answered, q.path, v.Text, q.text)
		}
	}
	if _, ok := draft.Get("whose_idea"); ok {
		l.t.Error("what is kept nowhere was kept")
	}
}

// text is the page.
func (l *letter) text() string {
	text, err := os.ReadFile(l.page)
	if err != nil {
		l.t.Error(err)
	}
	return string(text)
}

// done checks that the page is as it shall be, and that no draft is left.
func (l *letter) done(want string) {
	l.t.Helper()
	if got := l.text(); got != want {
		l.t.Errorf("the page is\n%s\nwant\n%s", got, want)
	}
	files, err := os.ReadDir(l.drafts())
	if err != nil {
		l.t.Error(err)
	}
	for _, f := range files {
		// Who is killed on the way out may leave the empty lock, for the next one to sweep.
		if !strings.HasSuffix(f.Name(), ".lock") {
			l.t.Errorf("the page is made, and there is still %s", f.Name())
		}
	}
}

// TestKilled kills the program at random moments, in the first sitting over a
// letter and in the second. After each the draft holds every answer that was
// accepted, and in the end the page is the same as without a break.
// AMENDS_KILLS is how many kills there are.
func TestKilled(t *testing.T) {
	kills := 20
	if s := os.Getenv("AMENDS_KILLS"); s != "" {
		var err error
		if kills, err = strconv.Atoi(s); err != nil {
			t.Fatalf("AMENDS_KILLS: %v", err)
		}
	}
	exe := build(t)
	whole := newLetter(t, exe)
	whole.sit(nil)

	random := rand.New(rand.NewPCG(2026, 11)) // what is hit depends on the machine, too
	killed := 0
	var early, within, between, late int
	for killed < kills {
		l, answered := newLetter(t, exe), 0
		for range min(2, kills-killed) {
			answered = l.sit(&kill{
				at:     answered + random.IntN(len(asked)-answered),
				part:   min(1, 2*random.Float64()),                                                 // every other time the answer is whole
				moment: time.Duration(math.Pow(random.Float64(), 3) * float64(8*time.Millisecond)), // mostly soon
			})
			killed++
			if _, err := os.Stat(filepath.Join(l.drafts(), ".2026-11-22-1.tmp")); err == nil {
				within++
			}
			draft := l.draft()
			if draft == nil {
				break
			}
			l.holds(draft, answered)
			if v, _ := draft.Get(asked[answered].path); !v.Empty() {
				between++
			}
		}
		switch {
		case l.draft() != nil:
			l.sit(nil)
		case answered == 0:
			early++
			l.sit(nil)
		default: // it was killed on its way out
			late++
		}
		l.done(whole.text())
		if t.Failed() {
			t.Fatalf("at kill %d", killed)
		}
	}
	t.Logf("%d kills: %d before anything was kept, %d while a draft was written, %d between that and the next question, %d after the page was",
		killed, early, within, between, late)
}

// TestKilledTyping kills the program in the middle of an answer, once it was
// kept as far as it was typed: there it goes on in the next sitting.
func TestKilledTyping(t *testing.T) {
	exe := build(t)
	whole := newLetter(t, exe)
	whole.sit(nil)
	for _, tt := range []struct {
		at          int    // of asked
		typed, kept string // of its answer
	}{
		{2, "Sa", "Sa"},
		{5, "On Saturday at dinner", "On Saturday at dinner"},
		{9, "stopped when", "I wish I had stopped when"},
		{10, "I have told", "I have told"},
		{12, "someone", "When someone"},
		{13, "say", "I will say"},
	} {
		t.Run(asked[tt.at].path, func(t *testing.T) {
			t.Parallel() // it takes some seconds until what is typed is kept
			l := newLetter(t, exe)
			cmd := exec.Command(exe, "new", "apology")
			cmd.Dir, cmd.Env = l.dir, l.env
			term := start(t, cmd)
			for _, e := range byWords()[:tt.at] {
				term.await(e.shown)
				term.send(e.typed)
			}
			term.await(asked[tt.at].words)
			term.send(tt.typed)
			isKept := func() bool {
				draft := l.draft()
				if draft == nil {
					return false
				}
				v, _ := draft.Get(asked[tt.at].path)
				return v.Text == tt.kept
			}
			for end := time.Now().Add(10 * time.Second); !isKept(); time.Sleep(10 * time.Millisecond) {
				if time.Now().After(end) {
					t.Fatal("what was typed was not kept")
				}
			}
			cmd.Process.Kill()
			term.wait()
			l.holds(l.draft(), tt.at)
			l.again()
			l.typed[tt.at] = strings.TrimPrefix(theApology[tt.at].typed, tt.typed)
			l.sit(nil)
			l.done(whole.text())
		})
	}
}

// TestStoppedAgain stops twice in the same answer, with Ctrl-C, and then once
// more when it is changed: what was typed the last time is kept, too.
func TestStoppedAgain(t *testing.T) {
	l, talk := newLetter(t, build(t)), byWords()
	const path, idea = "what_i_did", 4 // whose idea it is, is asked in every sitting
	stop := func(talk []exchange, want string, args ...string) {
		t.Helper()
		cmd := exec.Command(l.exe, args...)
		cmd.Dir, cmd.Env = l.dir, l.env
		converse(t, cmd, talk)
		if v, _ := l.draft().Get(path); v.Text != want {
			t.Errorf("after %q the draft holds %q, want %q", talk[len(talk)-1].typed, v.Text, want)
		}
	}
	stop(append(talk[:5:5], exchange{talk[5].shown, "On Saturday\x03"}), "On Saturday", "new", "apology")
	stop([]exchange{talk[idea], {"On Saturday", " I told\x03"}}, "On Saturday I told", "resume")
	stop(append([]exchange{talk[idea], {"I told", " your story.\x04"}}, append(talk[6:17:17],
		exchange{"Change one?", "5\r\x15I told it.\x03"})...), "I told it.", "resume")
}
