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

// The marks with which a draft begins: the answer that was being typed, and the
// turns that were handed on, each quoted. To YAML the lines are comments, so
// that a draft is an answers file with and without them; and no answer can be
// taken for one, because they are the first lines or none.
const (
	unfinishedMark = "# amends:unfinished "
	overMark       = "# amends:over "
)

// format is a as the text of a draft. What could not be read again is refused.
func format(k *composer.Kind, a *composer.Answers, unfinished string, over []string) ([]byte, error) {
	text, err := k.Format(a)
	if err != nil {
		return nil, err
	}
	// Not even that somebody wrote there is kept of an answer that is not.
	if q := k.At(unfinished); unfinished != "" && (q == nil || !q.NeverKept) {
		text = append([]byte(unfinishedMark+strconv.Quote(unfinished)+"\n"), text...)
	}
	if len(over) > 0 {
		quoted := make([]string, len(over))
		for i, turn := range over {
			quoted[i] = strconv.Quote(turn)
		}
		text = append([]byte(overMark+strings.Join(quoted, " ")+"\n"), text...)
	}
	if _, err := parse(k.Name, text); err != nil {
		return nil, fmt.Errorf("these answers would not read back: %w", err)
	}
	return text, nil
}

// parse reads what format wrote, also after somebody had it in an editor.
// source stands in positions and errors.
func parse(source string, text []byte) (contents, error) {
	c := contents{}
	rest := bytes.TrimPrefix(text, []byte("\ufeff"))
	for {
		line, behind, _ := bytes.Cut(rest, []byte("\n"))
		if quoted, ok := strings.CutPrefix(string(line), unfinishedMark); ok {
			c.unfinished, _ = strconv.Unquote(strings.TrimSpace(quoted)) // a damaged one is none
		} else if quoted, ok := strings.CutPrefix(string(line), overMark); ok {
			c.over = unquoted(quoted)
		} else {
			break
		}
		rest = behind
	}
	var err error
	c.answers, err = composer.ReadAnswers(source, bytes.NewReader(text))
	return c, err
}

// unquoted is the quoted words of s, up to one that is damaged.
func unquoted(s string) []string {
	var out []string
	for {
		s = strings.TrimSpace(s)
		quoted, err := strconv.QuotedPrefix(s)
		if err != nil {
			return out
		}
		word, err := strconv.Unquote(quoted)
		if err != nil {
			return out
		}
		out = append(out, word)
		s = s[len(quoted):]
	}
}

// contents is what is in the file of a draft.
type contents struct {
	answers    *composer.Answers
	unfinished string
	over       []string
	info       os.FileInfo
}

// read reads the draft name. It follows no link.
func (s Store) read(root *os.Root, name string) (contents, error) {
	info, err := root.Lstat(name + ending)
	c := contents{info: info}
	if err != nil {
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
	c, err = parse(s.path(name+ending), text)
	c.info = info
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
