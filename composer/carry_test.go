package composer_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"amends/composer"
	"amends/templates"
)

// kindFile is a kind.yaml with these sections.
func kindFile(sections string) *fstest.MapFile {
	return &fstest.MapFile{Data: []byte("version: 1\ntitle: A test\nsummary: A kind for tests.\ngroup: Tests\nlayout: letter\nsections:\n" + sections)}
}

// Two kinds: an agreement, and a page that looks back on it.
func carryKinds() fstest.MapFS {
	page := &fstest.MapFile{Data: []byte("{{series .people}}\n")}
	return fstest.MapFS{
		"questions.yaml":        {Data: []byte("- {name: people, ask: Who?, type: people, fact: true, min: 2, max: 8, stand_in: the others}\n- {name: diary, ask: Dear diary?, fact: true, private: true}\n- {name: day, ask: When?}\n")},
		"pact/document.md.tmpl": page,
		"back/document.md.tmpl": page,
		"pact/kind.yaml": kindFile(`  - name: all
    questions:
      - use: people
      - use: diary
      - {name: place, ask: Where?}
      - {name: mood, ask: How?, type: choice, options: [{value: good, label: Good}, {value: bad, label: Bad}]}
      - {name: aims, ask: What for?, type: list}
      - {name: rules, ask: Which?, type: rows, questions: [{name: rule, ask: Which?}, {name: why, ask: Why?}]}
      - {name: secret, ask: What?, private: true}
      - {name: gone, ask: What?, keep: never}
  - name: own
    each: people
    questions:
      - {name: need, ask: What?}
      - {name: acts, ask: What?, type: rows, questions: [{name: act, ask: What?}, {name: often, ask: When?}]}
      - {name: hidden, ask: What?, private: true}
`),
		"back/kind.yaml": kindFile(`  - name: all
    questions:
      - use: people
      - use: diary
      - {name: place, ask: Where?}
      - {name: room, ask: Where?, from: [other.room, pact.place, pact.aims]}
      - {name: feel, ask: How?, type: choice, options: [{value: good, label: Good}], from: [pact.mood]}
      - {name: told, ask: What?, type: list, from: [pact.secret, pact.gone, pact.hidden, pact.diary]}
      - {name: all_lines, ask: What?, type: list, from: [pact.rules.why, pact.aims, pact.place, pact.need]}
      - {name: kept, ask: What?, type: rows, from: [pact.rules, pact.aims], questions: [{name: line, ask: What?, from: [text, rule]}, {name: how, ask: How?}, {name: why, ask: Why?}]}
      - {name: mine, ask: What?, private: true, from: [pact.place]}
  - name: own
    each: people
    questions:
      - {name: lines, ask: What?, type: rows, from: [pact.acts, pact.place], questions: [{name: line, ask: What?, from: [act]}, {name: how, ask: How?}]}
      - {name: wish, ask: What?, from: [pact.need]}
`),
	}
}

func TestCarry(t *testing.T) {
	fsys := carryKinds()
	pact, back := mustLoad(t, fsys, "pact"), mustLoad(t, fsys, "back")
	got := back.Carry(pact, read(t, `
kind: pact
people: [Alex, Sam, Kim]
diary: SECRET
place: the kitchen
mood: bad
aims: [peace, quiet]
rules:
  - {rule: no shoes, why: the floor}
  - {rule: no shouting}
secret: SECRET
need: {Alex: an hour, Sam: a call, Nobody: a thing}
acts:
  Sam: [{act: I text, often: daily}, {act: I wait}]
hidden: {Alex: SECRET}
`))
	text, err := back.Format(got)
	if err != nil {
		t.Fatal(err)
	}
	const want = `kind: back
version: 1
people:
  - Alex
  - Sam
  - Kim
room: the kitchen
all_lines:
  - the floor
  - peace
  - quiet
  - the kitchen
kept:
  - line: no shoes
    why: the floor
  - line: no shouting
  - line: peace
  - line: quiet
lines:
  Sam:
    - line: I text
    - line: I wait
wish:
  Alex: an hour
  Sam: a call
`
	if string(text) != want {
		t.Errorf("got\n%s\nwant\n%s", text, want)
	}
	if _, problems := check(back, got); len(problems) > 0 {
		t.Errorf("problems: %s", listed(problems))
	}
}

// Between any two built-in kinds, nothing private and nothing that is kept
// nowhere goes over.
func TestCarryKeepsSecrets(t *testing.T) {
	names, err := composer.Kinds(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	secrets, carried := 0, 0
	for _, from := range names {
		source := load(t, from)
		a := &composer.Answers{Kind: from}
		people := composer.Value{Shape: composer.Items, Items: []composer.Value{composer.Text("Alex", composer.Position{}), composer.Text("Sam", composer.Position{})}}
		for _, s := range source.Sections {
			for _, q := range s.Questions {
				v := secretValue(q, "open")
				if q.Private || q.NeverKept {
					v = secretValue(q, "SECRET")
					secrets++
				}
				if q.Type == composer.TypePeople {
					v = people
				}
				if s.Each != "" {
					v = composer.Value{Shape: composer.Record, Parts: []composer.Named{{Place: 1, Value: v}, {Place: 2, Value: v}}}
				}
				a.Values = append(a.Values, composer.Named{Name: q.Name, Value: v})
			}
		}
		for _, to := range names {
			k := load(t, to)
			got, err := k.Format(k.Carry(source, a))
			switch {
			case err != nil || strings.Contains(string(got), "SECRET"):
				t.Errorf("from %s to %s: %v\n%s", from, to, err, got)
			case strings.Contains(string(got), "Alex"):
				carried++
			}
		}
	}
	if secrets == 0 || carried == 0 {
		t.Errorf("%d secrets, %d pages carried on: this shows nothing", secrets, carried)
	}
}

// secretValue is an answer to q with this text all over it.
func secretValue(q *composer.Question, text string) composer.Value {
	v := composer.Text(text, composer.Position{})
	switch q.Type {
	case composer.TypeList, composer.TypeMulti:
		return composer.Value{Shape: composer.Items, Items: []composer.Value{v}}
	case composer.TypeRows:
		row := composer.Value{Shape: composer.Record}
		for _, f := range q.Fields {
			row.Parts = append(row.Parts, composer.Named{Name: f.Name, Value: v})
		}
		return composer.Value{Shape: composer.Items, Items: []composer.Value{row}}
	}
	return v
}

// What a built-in kind takes from another is there, and may be taken.
func TestFromLeadsSomewhere(t *testing.T) {
	names, err := composer.Kinds(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		for _, s := range load(t, name).Sections {
			for _, q := range s.Questions {
				for _, path := range q.From {
					parts := strings.Split(path, ".")
					from, err := composer.Load(templates.FS, parts[0])
					if err != nil {
						t.Errorf("%s: %s: from %s: %v", name, q.Name, path, err)
						continue
					}
					source := from.Question(parts[1])
					if source == nil || source.Private || source.NeverKept || len(parts) == 3 && from.At(parts[1]+".1."+parts[2]) == source {
						t.Errorf("%s: %s: from %s: there is no such answer to take", name, q.Name, path)
					}
				}
			}
		}
	}
}

// The files that kinds share are read as strictly as kinds are.
func TestSharedFaults(t *testing.T) {
	tests := []struct{ file, text, want string }{
		{"relationships.yaml", "a: b", "relationships.yaml:1:1: this must be a list of relationships"},
		{"relationships.yaml", "- {value: friends}", `relationships.yaml:1:3: relationship "friends" needs a label`},
		{"relationships.yaml", "- {value: a, label: A}\n- {value: a, label: B}", `relationships.yaml:2:3: relationship "a" stands here twice`},
		{"relationships.yaml", "- {value: a, label: A, furst: [b]}", `relationships.yaml:1:24: unknown name "furst"; did you mean "first"?`},
		{"questions.yaml", "a: b", "questions.yaml:1:1: this must be a list of questions"},
		{"questions.yaml", "- {name: a}\n- {name: a}", `questions.yaml:2:3: question "a" stands here twice`},
		{"questions.yaml", "- [a]", "questions.yaml:1:3: a question must be a mapping of names to values\nquestions.yaml:1:3: a question needs a name"},
	}
	for _, test := range tests {
		fsys := carryKinds()
		fsys[test.file] = &fstest.MapFile{Data: []byte(test.text)}
		if _, err := composer.Load(fsys, "pact"); err == nil || err.Error() != test.want {
			t.Errorf("%s: Load: %v, want %s", test.text, err, test.want)
		}
	}
	_, err := composer.Groups(fstest.MapFS{"groups.yaml": {Data: []byte("a: b")}}, "")
	if want := "groups.yaml:1:1: this must be a list of groups"; err == nil || err.Error() != want {
		t.Errorf("Groups: %v, want %s", err, want)
	}
}

// A fault in a question of questions.yaml is named with its place there.
func TestSharedQuestionFault(t *testing.T) {
	fsys := carryKinds()
	fsys["questions.yaml"] = &fstest.MapFile{Data: []byte("- {name: people, ask: Who?, type: peple}\n- {name: diary, ask: Dear diary?}\n")}
	_, err := composer.Load(fsys, "pact")
	if want := `questions.yaml:1:35: type must be one of`; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("Load: %v, want %s", err, want)
	}
}

// The built-in relationships and groups name kinds that are there.
func TestBuiltInRelationships(t *testing.T) {
	kinds, err := composer.Kinds(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	groups, err := composer.Groups(templates.FS, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range kinds {
		if k := load(t, name); !slices.Contains(groups, k.Group) {
			t.Errorf("%s: groups.yaml has no group %q", name, k.Group)
		}
	}
	all, err := composer.Relationships(templates.FS, "")
	if err != nil || len(all) == 0 {
		t.Fatal("there are no relationships", err)
	}
	for _, r := range all {
		for _, name := range append(slices.Clone(r.First), r.Leave...) {
			if !slices.Contains(kinds, name) {
				t.Errorf("relationship %s: there is no kind %s", r.Name, name)
			}
		}
		for _, name := range r.First {
			q := load(t, name).Question("relationship")
			if q == nil {
				continue
			}
			if _, ok := q.Option(r.Name); !ok {
				t.Errorf("relationship %s: %s is offered, and does not know it", r.Name, name)
			}
			if slices.Contains(r.Leave, name) {
				t.Errorf("relationship %s: %s is offered and left out", r.Name, name)
			}
		}
	}
}
