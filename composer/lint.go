package composer

import (
	"io/fs"
	"slices"
)

// Lint is all that is wrong with the kind in the folder name of fsys: what
// [Load] would refuse, and what makes a kind hard to answer or answers vain.
// The error says that the files cannot be read, or is an [UnknownKindError].
func Lint(fsys fs.FS, name string) ([]Fault, error) {
	k, f, err := load(fsys, name)
	if err != nil {
		return nil, err
	}
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
	return f.inOrder(), nil
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
