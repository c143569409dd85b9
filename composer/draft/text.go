package draft

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"amends/composer"
)

// unfinishedMark begins a draft in which an answer was being typed; behind it
// stands the answer's path, quoted. To YAML the line is a comment, so that a
// draft is an answers file with and without it; and no answer can be taken for
// it, because it is the first line or none.
const unfinishedMark = "# amends:unfinished "

// format is a as the text of a draft. What could not be read again is refused.
func format(k *composer.Kind, a *composer.Answers, unfinished string) ([]byte, error) {
	text, err := k.Format(a)
	if err != nil {
		return nil, err
	}
	// Not even that somebody wrote there is kept of an answer that is not.
	if q := k.At(unfinished); unfinished != "" && (q == nil || !q.NeverKept) {
		text = append([]byte(unfinishedMark+strconv.Quote(unfinished)+"\n"), text...)
	}
	if _, _, err := parse(k.Name, text); err != nil {
		return nil, fmt.Errorf("these answers would not read back: %w", err)
	}
	return text, nil
}

// parse reads what format wrote, also after somebody had it in an editor.
// source stands in positions and errors.
func parse(source string, text []byte) (a *composer.Answers, unfinished string, err error) {
	line, _, _ := bytes.Cut(bytes.TrimPrefix(text, []byte("\ufeff")), []byte("\n"))
	if quoted, ok := strings.CutPrefix(string(line), unfinishedMark); ok {
		unfinished, _ = strconv.Unquote(strings.TrimSpace(quoted)) // a damaged one is none
	}
	a, err = composer.ReadAnswers(source, bytes.NewReader(text))
	return a, unfinished, err
}

// contents is what is in the file of a draft.
type contents struct {
	answers    *composer.Answers
	unfinished string
	info       os.FileInfo
}

// read reads the draft name. It follows no link.
func (s Store) read(root *os.Root, name string) (contents, error) {
	c := contents{}
	var err error
	if c.info, err = root.Lstat(name + ending); err != nil {
		return c, err
	}
	if !c.info.Mode().IsRegular() {
		return c, errNotRegular
	}
	f, err := root.Open(name + ending)
	if err != nil {
		return c, err
	}
	defer f.Close()
	var r io.Reader = f
	if s.Unseal != nil {
		if r, err = s.Unseal(f); err != nil {
			return c, sealError{err}
		}
	}
	text, err := io.ReadAll(io.LimitReader(r, composer.MaxAnswers+1))
	if err != nil {
		return c, err
	}
	c.answers, c.unfinished, err = parse(s.path(name+ending), text)
	return c, err
}

// write writes text to w, through the store's seal if there is one.
func (s Store) write(w io.Writer, text []byte) error {
	if s.Seal == nil {
		_, err := w.Write(text)
		return err
	}
	sealed, err := s.Seal(w)
	if err != nil {
		return sealError{err}
	}
	_, err = sealed.Write(text)
	return errors.Join(err, sealed.Close())
}

// A sealError is what Seal or Unseal says. It may be about a file of its own,
// such as a key that is missing.
type sealError struct{ error }

func (e sealError) Unwrap() error { return e.error }
