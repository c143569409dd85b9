package form

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"amends/composer"
	"amends/composer/render/pdf"
	"amends/templates"
)

// TestOurForms fills in the forms that we make, as a program does that writes
// what was changed behind a file, and reads them back.
func TestOurForms(t *testing.T) {
	for _, name := range []string{"apology", "boundary", "trust-plan", "checkin", "reflection"} {
		t.Run(name, func(t *testing.T) {
			k, err := composer.Load(templates.FS, name)
			if err != nil {
				t.Fatal(err)
			}
			d, err := k.BlankPage(composer.Worksheet{})
			if err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			if err := (pdf.PDF{Fillable: true}).Render(&out, d); err != nil {
				t.Fatal(err)
			}
			data, want := filledIn(t, out.Bytes())
			sheets, err := ReadPDF("f.pdf", data)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range sheets[0].Fields {
				switch {
				case !f.Box && f.Text != want[f.Path], f.Box && !f.Ticked:
					t.Errorf("%+v", f)
				}
				delete(want, f.Path)
			}
			if len(want) > 0 {
				t.Errorf("not read: %v", want)
			}
			if sheets[0].Fits(k) < len(sheets[0].Fields)/3 {
				t.Errorf("only %d of %d fields are answers", sheets[0].Fits(k), len(sheets[0].Fields))
			}
		})
	}
}

// filledIn is a form with something in each field, and what that is.
func filledIn(t *testing.T, data []byte) ([]byte, map[string]string) {
	f, err := open(data)
	if err != nil {
		t.Fatal(err)
	}
	out := bytes.NewBuffer(bytes.Clone(data))
	want := map[string]string{}
	table := ""
	for n := range f.places {
		d := f.dict(ref(n))
		last, ok := d["T"].(text)
		if !ok || d["FT"] == nil {
			continue
		}
		path, parent := decode(string(last)), ""
		if up, ok := d["Parent"].(ref); ok {
			parent = fmt.Sprintf(" /Parent %d 0 R", up)
		}
		for up := f.dict(d["Parent"]); up != nil; up = f.dict(up["Parent"]) {
			path = decode(string(up["T"].(text))) + "." + path
		}
		value := "/Yes"
		if d["FT"] == name("Tx") {
			want[path] = fmt.Sprintf("field %d\nof the form", n)
			value = "(" + strings.ReplaceAll(want[path], "\n", `\r`) + ")"
		} else {
			want[path] = ""
		}
		table += fmt.Sprintf("%d 1\n%010d 00000 n \n", n, out.Len())
		fmt.Fprintf(out, "%d 0 obj\n<</T <%x> /FT /%s /V %s%s>>\nendobj\n", n, string(last), d["FT"], value, parent)
	}
	before := data[bytes.LastIndex(data, []byte("startxref"))+len("startxref"):]
	var prev int
	if _, err := fmt.Sscan(string(before), &prev); err != nil {
		t.Fatal(err)
	}
	at := out.Len()
	fmt.Fprintf(out, "xref\n%strailer\n<</Size 9999 /Root %d 0 R /Prev %d>>\nstartxref\n%d\n%%%%EOF\n", table, f.trailer["Root"], prev, at)
	return out.Bytes(), want
}
