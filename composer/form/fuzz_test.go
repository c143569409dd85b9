package form_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"amends/composer"
	"amends/composer/form"
	"amends/composer/page"
	"amends/templates"
)

// maxWait is how long a file may keep somebody waiting.
const maxWait = 30 * time.Second

// FuzzReadForm: no file is a panic or takes long, and what is read has the form
// of answers.
func FuzzReadForm(f *testing.F) {
	data, _ := sample()
	f.Add(data)
	f.Add(hybrid())
	f.Add(update(data, 1, "<</T (to) /FT /Tx /V (Alex)>>"))
	f.Add([]byte("%PDF-1.7\n1 0 obj [[[[ <</A (\n"))
	b := &builder{objects: []string{"<</Type /Catalog /Pages 2 0 R /AcroForm <</Fields [3 0 R]>>>>", "<</Kids [2 0 R] /Annots [3 0 R]>>", "<</T (a) /Kids [3 0 R 4 0 R]>>", "<</FT /Btn /Parent 3 0 R /Subtype /Widget /AS /x /AP <</N <</x 4 0 R>>>>>>"}}
	f.Add(b.file(1, " /Prev 10"))
	k := kind(f, "boundary")
	f.Fuzz(func(t *testing.T, data []byte) {
		start := time.Now()
		sheets, err := form.ReadPDF("f.pdf", data)
		if err != nil {
			var read *form.ReadError
			if !errors.As(err, &read) {
				t.Errorf("%v is no ReadError", err)
			}
			return
		}
		for _, s := range sheets {
			written(t, k, s)
		}
		if took := time.Since(start); took > maxWait {
			t.Errorf("took %v", took)
		}
	})
}

// FuzzReadSheet does the same for Markdown.
func FuzzReadSheet(f *testing.F) {
	k := kind(f, "boundary")
	d, err := k.BlankPage(composer.Worksheet{})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(page.Format(d))
	f.Add([]byte(strings.Replace(string(page.Format(d)), "_____", "Sam [x] \n\n* _a_", -1)))
	f.Add([]byte("[x]<!-- amends:field people.1 -->\\\n\n<!-- amends:field people.1 --> x\n| a | ☑ <!-- amends:field topics.food -->"))
	f.Fuzz(func(t *testing.T, data []byte) {
		start := time.Now()
		s, err := form.ReadMarkdown("f.md", data)
		if err != nil {
			return
		}
		written(t, k, s)
		if took := time.Since(start); took > maxWait {
			t.Errorf("took %v", took)
		}
	})
}

// written reads the answers of s and holds them against what is written of
// them: an answers file that can be read.
func written(t *testing.T, k *composer.Kind, s *form.Sheet) {
	got := s.Answers(form.Reading{Kind: k, Day: today})
	text, err := k.Format(got.Answers)
	if err != nil {
		return // signs that no file can hold
	}
	if _, err := composer.ReadAnswers("a.yaml", bytes.NewReader(text)); err != nil && !unreadable(text) {
		t.Errorf("%v\n%s", err, text)
	}
	k.Check(got.Answers)
}

// unreadable reports whether a text holds what an answers file may not, such
// as signs that nobody sees.
func unreadable(text []byte) bool {
	return bytes.ContainsFunc(text, func(r rune) bool {
		return r == '\ufffd' || r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 || r == '\ufeff'
	})
}

func kind(t testing.TB, name string) *composer.Kind {
	k, err := composer.Load(templates.FS, name)
	if err != nil {
		t.Fatal(err)
	}
	return k
}
