package interview_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"amends/composer"
	"amends/composer/interview"
)

var update = flag.Bool("update", false, "write what the transcripts are now into testdata")

var today = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)

// A section of a case; cases are in the txtar format.
type section struct{ name, text string }

var marker = regexp.MustCompile(`(?m)^-- (\S+) --\n`)

func readCase(t testing.TB, name string) (comment string, sections []section) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	marks := marker.FindAllSubmatchIndex(text, -1)
	comment = string(text)
	for i, m := range marks {
		end := len(text)
		if i == 0 {
			comment = string(text[:m[0]])
		}
		if i+1 < len(marks) {
			end = marks[i+1][0]
		}
		sections = append(sections, section{string(text[m[2]:m[3]]), string(text[m[1]:end])})
	}
	return comment, sections
}

// kinds is the kinds of testdata/kinds.txtar and of a case.
func kinds(t testing.TB, more ...section) fstest.MapFS {
	t.Helper()
	_, sections := readCase(t, "testdata/kinds.txtar")
	fsys := fstest.MapFS{}
	for _, s := range append(sections, more...) {
		if strings.Contains(s.name, "/") {
			fsys[s.name] = &fstest.MapFile{Data: []byte(s.text)}
		}
		if dir, file := path.Split(s.name); file == "kind.yaml" && fsys[dir+"document.md.tmpl"] == nil {
			fsys[dir+"document.md.tmpl"] = &fstest.MapFile{Data: []byte("# {{title}}\n")}
		}
	}
	return fsys
}

func load(t testing.TB, name string, more ...section) *composer.Kind {
	t.Helper()
	k, err := composer.Load(kinds(t, more...), name)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// A terminal gives one line for each Read and shows it, as a terminal does.
type terminal struct {
	lines []string
	out   *bytes.Buffer
}

func (t *terminal) Read(b []byte) (int, error) {
	if len(t.lines) == 0 {
		return 0, io.EOF
	}
	line := t.lines[0] + "\n"
	t.lines = t.lines[1:]
	fmt.Fprint(t.out, "» "+line)
	return copy(b, line), nil
}

// lines is a script of typed lines without its last line end.
func lines(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(s, "\n"), "\n")
}

// found is what the check of the test cases finds.
func found(a *composer.Answers, path string) []composer.Finding {
	v, _ := a.Get(path)
	var out []composer.Finding
	for word, f := range map[string]composer.Finding{
		"but":      {Severity: composer.Warning, Message: "“But” takes it back.", Advice: "Could the sentence end before it?"},
		"pushed":   {Severity: composer.Ask},
		"strangle": {Severity: composer.Stop, Message: "Something here tells of danger."},
	} {
		if strings.Contains(v.Text, word) {
			f.Path = path
			out = append(out, f)
		}
	}
	return out
}

// TestTranscripts runs the cases of testdata. A case holds the kind's name,
// what is typed, and what comes of it; "-update" writes the latter.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txtar")
		if name == "kinds" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			comment, sections := readCase(t, file)
			get := func(name string) string {
				i := slices.IndexFunc(sections, func(s section) bool { return s.name == name })
				if i < 0 {
					return ""
				}
				return sections[i].text
			}
			k := load(t, strings.TrimSpace(get("kind")), sections...)
			var out bytes.Buffer
			i := &interview.Interview{
				Kind:      k,
				Prompter:  &interview.Plain{In: &terminal{lines(get("typed")), &out}, Out: &out, Screen: 2},
				Today:     today,
				All:       strings.Contains(get("flags"), "all"),
				Together:  strings.Contains(get("flags"), "together"),
				HelpLines: "Emergency: 911.",
				Exists:    func(kind string) bool { return kind == "impact" },
				Find:      found,
			}
			if strings.Contains(get("flags"), "preview") {
				i.Preview = func(c composer.Checked) (string, error) {
					d, err := k.Compose(c, composer.Circumstances{})
					if err != nil {
						return "", err
					}
					return d.Body, nil
				}
			}
			if known := get("known.yaml"); known != "" {
				if i.Answers, err = composer.ReadAnswers("known.yaml", strings.NewReader(known)); err != nil {
					t.Fatal(err)
				}
			}
			_, err := i.Run(t.Context())
			answers, formatErr := k.Format(i.Answers)
			if formatErr != nil {
				t.Fatal(formatErr)
			}
			got := []section{{"transcript", out.String()}, {"answers.yaml", string(answers)}}
			if err != nil {
				got = append(got, section{"error", errorText(err) + "\n"})
			}
			if *update {
				writeCase(t, file, comment, sections, got)
				return
			}
			for _, name := range []string{"transcript", "answers.yaml", "error"} {
				want, have := get(name), ""
				if i := slices.IndexFunc(got, func(s section) bool { return s.name == name }); i >= 0 {
					have = got[i].text
				}
				if have != want {
					t.Errorf("%s: got\n%s\nwant\n%s", name, have, want)
				}
			}
		})
	}
}

func errorText(err error) string {
	var stop *interview.StopError
	if errors.As(err, &stop) {
		return fmt.Sprintf("stopped, keep: %t", stop.Keep)
	}
	return err.Error()
}

func writeCase(t *testing.T, file, comment string, sections, got []section) {
	t.Helper()
	out := comment
	for _, s := range append(slices.DeleteFunc(slices.Clone(sections), func(s section) bool {
		return s.name == "transcript" || s.name == "answers.yaml" || s.name == "error"
	}), got...) {
		out += "-- " + s.name + " --\n" + s.text
	}
	if err := os.WriteFile(file, []byte(out), 0o600); err != nil {
		t.Fatal(err)
	}
}

// A counter counts the questions that have a number.
type counter struct {
	interview.Prompter
	questions int
}

func (c *counter) Ask(ctx context.Context, p interview.Prompt) (interview.Reply, error) {
	if p.Of > 0 {
		c.questions++
	}
	return c.Prompter.Ask(ctx, p)
}
