package interview

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"github.com/kballard/go-shellquote"
)

// openEditor lets the person write the text in an editor. Whatever happens
// there, the text is what it was or what the editor saved, and nothing is
// taken away.
func (t *longText) openEditor() {
	t.screen.erase()
	t.f.tty.end()
	text, notice, err := edited(t.ctx, t.f, t.text)
	if beginErr := t.f.tty.begin(); err == nil {
		err = beginErr
	}
	if err != nil {
		notice = strings.TrimSpace(t.f.words.Say("forms-editor-failed", "why", err.Error()) + " " + notice)
	}
	t.notice = notice
	if err == nil && text != t.text {
		t.set(text)
	}
}

// edited is text as it comes out of an editor. Beside an error, notice says
// where to find what the editor saved, if it saved anything.
func edited(ctx context.Context, f *Forms, text string) (out, notice string, err error) {
	name, args, err := f.editor()
	if err != nil {
		return "", "", err
	}
	file, err := writeDraft(f.EditorDir, text)
	if err != nil {
		return "", "", err
	}
	cmd := exec.CommandContext(ctx, name, append(args, file)...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = f.In, f.Out, f.Out
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = time.Second
	if f.Private {
		defer os.Remove(file) // whatever comes
	}
	runErr := cmd.Run()

	saved, err := os.ReadFile(file)
	if err != nil {
		return "", "", err
	}
	out = strings.TrimRight(clean(bytes.TrimPrefix(saved, []byte("\ufeff"))), "\n")
	if f.Private {
		return out, "", nil // what it saved stands in the answer, and nowhere else
	}
	if runErr != nil && out != strings.TrimRight(text, "\n") {
		return "", f.words.Say("forms-editor-saved", "file", file), runErr
	}
	os.Remove(file)
	return out, "", runErr
}

// writeDraft writes text into a new file that only its owner can read.
func writeDraft(dir, text string) (name string, err error) {
	if dir != "" {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return "", err
		}
	}
	file, err := os.CreateTemp(dir, "answer-*.txt")
	if err != nil {
		return "", err
	}
	if text != "" {
		_, err = file.WriteString(text + "\n")
	}
	if closeErr := file.Close(); err == nil {
		err = closeErr
	}
	return file.Name(), err
}

// editor is the editor that was named, or the first one that is there.
func (f *Forms) editor() (name string, args []string, err error) {
	if f.Editor != "" {
		words, err := shellquote.Split(f.Editor)
		if err != nil || len(words) == 0 {
			return "", nil, fmt.Errorf("%s: %w", f.Editor, exec.ErrNotFound)
		}
		return words[0], words[1:], nil
	}
	for _, name := range editors {
		if _, err := exec.LookPath(name); err == nil {
			return name, nil, nil
		}
	}
	return "", nil, fmt.Errorf("%s: %w", strings.Join(editors, ", "), exec.ErrNotFound)
}
