package table

import (
	"encoding/csv"
	"io"
	"slices"
	"strconv"

	"amends/composer"
)

// inHeader is how many items a header has of a list of records, as long as a
// kind does not say that there are fewer.
const inHeader = 2

// Header is the columns of a table for answers to k by so many people: one for
// each text that somebody may answer.
func Header(k *composer.Kind, people int) []string {
	var out []string
	for _, s := range k.Sections {
		for _, q := range s.Questions {
			if q.NeverKept || q.Private || q.Asked == composer.Never {
				continue
			}
			paths := []string{q.Name}
			switch {
			case s.Each != "":
				paths = numbered(q.Name, people)
			case q.Per != "":
				paths = nil
				for _, value := range options(k, q.Per) {
					paths = append(paths, q.Name+"."+value)
				}
			case q.Type == composer.TypePeople && q.Max != 1:
				paths = numbered(q.Name, people)
			}
			for _, path := range paths {
				out = append(out, fields(q, path)...)
			}
		}
	}
	return out
}

// options is the values of the options of a question, in every relationship.
func options(k *composer.Kind, question string) []string {
	kinds := []*composer.Kind{k}
	if q := k.Question("relationship"); q != nil {
		for _, o := range q.Options {
			kinds = append(kinds, k.For(o.Value))
		}
	}
	var out []string
	for _, k := range kinds {
		q := k.Question(question)
		for i := 0; q != nil && i < len(q.Options); i++ {
			if value := q.Options[i].Value; !slices.Contains(out, value) {
				out = append(out, value)
			}
		}
	}
	return out
}

// numbered is a path with each number up to n behind it.
func numbered(path string, n int) []string {
	var out []string
	for i := range n {
		out = append(out, path+"."+strconv.Itoa(i+1))
	}
	return out
}

// fields is the paths of an answer to q at a path: of records, of each part.
func fields(q *composer.Question, path string) []string {
	if q.Type != composer.TypeRows {
		return []string{path}
	}
	n := inHeader
	if q.Max > 0 {
		n = min(n, q.Max)
	}
	var out []string
	for _, item := range numbered(path, n) {
		for _, f := range q.Fields {
			out = append(out, item+"."+f.Name)
		}
	}
	return out
}

// WriteHeader writes the header as the first row of a CSV file.
func WriteHeader(w io.Writer, columns []string) error {
	c := csv.NewWriter(w)
	if err := c.Write(columns); err != nil {
		return err
	}
	c.Flush()
	return c.Error()
}
