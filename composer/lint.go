package composer

import (
	"cmp"
	"errors"
	"io/fs"
	"path"
	"slices"

	"go.yaml.in/yaml/v4"
)

// Lint is all that is wrong with the kind in the folder name of fsys: what
// [Load] would refuse, and what makes a kind hard to answer or answers vain.
// The error says that the files cannot be read, or is an [UnknownKindError].
func Lint(fsys fs.FS, name string) ([]Fault, error) {
	l, err := load(fsys, name, Languages{})
	if err != nil {
		return nil, err
	}
	k, f := l.kind, l.faults
	// What a page with faults prints is not known.
	whole := k.printed != nil && len(f.list) == 0
	for i := range k.every {
		for _, q := range k.every[i].Questions {
			f.helpful(q)
			f.reachable(q)
			if whole && !k.uses(q) {
				f.at(q.at, "question %q is asked, and its answer is used nowhere", q.Name)
			}
		}
	}
	languages, err := KindLanguages(fsys, name)
	if err != nil {
		return nil, err
	}
	for _, tag := range languages {
		l, err := load(fsys, name, Languages{Page: tag})
		if err != nil {
			return nil, err
		}
		f.list = append(f.list, l.faults.list...) // what is wrong in each is named once
	}
	return f.inOrder(), nil
}

// LintLanguage is all that is wrong with the words that the kind in the folder
// name of fsys has in a language, and every sentence that it lacks there; of
// "." it is that of what kinds share. The error is as for [Lint].
func LintLanguage(fsys fs.FS, name, language string) ([]Fault, error) {
	if name == "." {
		if sameLanguage(language, SourceLanguage) {
			return nil, nil
		}
		s, err := readShared(fsys, Languages{Page: language})
		var faults *LoadError
		if errors.As(err, &faults) {
			return faults.Faults, nil
		}
		if err != nil {
			return nil, err
		}
		f := &faultsOf{said: s.said, language: language}
		f.lacking(s.root, sharedWording)
		f.page(fsys, name, sharedFile)
		return f.said.inOrder(), nil
	}
	l, err := load(fsys, name, Languages{Page: language})
	if err != nil {
		return nil, err
	}
	if l.root == nil || sameLanguage(language, l.kind.own) {
		return l.faults.inOrder(), nil
	}
	f := &faultsOf{said: l.said, language: language}
	f.lacking(l.root, kindWording)
	f.page(fsys, name, pageFile)
	f.page(fsys, name, sheetFile)
	return f.said.inOrder(), nil
}

// faultsOf gathers what a language lacks.
type faultsOf struct {
	said     *translation
	language string
}

// lacking looks for sentences.
func (f *faultsOf) lacking(root *yaml.Node, w *wording) {
	f.said.lacks(root, w, func(n *yaml.Node) {
		f.said.node(n, "this is not said in %s yet: %s", f.language, oneLine(cmp.Or(n.Value, "a list")))
	})
}

// page looks for a template.
func (f *faultsOf) page(fsys fs.FS, dir, name string) {
	file := path.Join(dir, name)
	if _, err := fs.Stat(fsys, file); err != nil {
		return
	}
	for _, tag := range Fallbacks(f.language) {
		if _, err := fs.Stat(fsys, path.Join(dir, tag, name)); err == nil {
			return
		}
	}
	f.said.at(Position{Source: file}, "there is no %s yet", path.Join(dir, f.language, name))
}

// helpful looks for what a person needs to answer q.
func (f *faults) helpful(q *Question) {
	chosen := q.Type == TypeChoice || q.Type == TypeMulti || q.Type == TypeYesNo
	if q.Help == "" && !chosen && q.Section != "" {
		f.at(q.at, "question %q has no help", q.Name)
	}
	if q.Example == "" && !chosen && q.Type != TypeRows {
		f.at(q.at, "question %q has no example", q.Name)
	}
	for i := range q.Fields {
		f.helpful(&q.Fields[i])
	}
}

// reachable looks for options that nobody can choose, as an earlier one has
// the same words.
func (f *faults) reachable(q *Question) {
	f.distinct(q.at, q.Name, q.Options)
	for _, c := range q.changes {
		f.distinct(q.at, q.Name, c.options)
	}
	for i := range q.Fields {
		f.reachable(&q.Fields[i])
	}
}

func (f *faults) distinct(at Position, question string, options []Option) {
	for i, o := range options {
		same := func(e Option) bool {
			return foldText(e.Value) == foldText(o.Value) || foldText(e.Label) == foldText(o.Label)
		}
		if slices.ContainsFunc(options[:i], same) {
			f.at(at, "question %q: the option %q can never be chosen: an earlier one has its value or label", question, o.Value)
		}
	}
}

// uses reports whether the answer to q changes anything: what stands on the
// page, what else is asked, or what is said to the person.
func (k *Kind) uses(q *Question) bool {
	if k.printed[q.Name] || q.Private || q.NeverKept || q.Name == "relationship" {
		return true
	}
	if slices.ContainsFunc(q.Options, func(o Option) bool { return o.Say+o.Stop+o.Suggest+string(o.Layout) != "" }) {
		return true
	}
	return slices.ContainsFunc(k.every, func(s Section) bool {
		return s.Each == q.Name || s.Only == q.Name || s.Others == q.Name || slices.ContainsFunc(s.Questions, func(o *Question) bool {
			return o.Per == q.Name || slices.ContainsFunc(o.If, func(c Condition) bool { return c.Question == q.Name })
		})
	})
}
