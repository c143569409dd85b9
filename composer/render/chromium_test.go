package render_test

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/txtar"

	"amends/composer"
	"amends/composer/page"
	"amends/composer/render"
	"amends/templates"
)

// A chromium is a tab of a browser without a window. It is spoken to over two
// pipes in the DevTools protocol, a message up to a zero byte.
type chromium struct {
	t       *testing.T
	file    string // the page that is shown
	in      io.Writer
	out     *bufio.Reader
	id      int
	session string
}

// startChromium starts the browser; the test is skipped where there is none.
func startChromium(t *testing.T) *chromium {
	t.Helper()
	need(t, "chromium")
	dir := t.TempDir()
	theirs, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	out, answers, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-extensions",
		"--disable-background-networking", "--no-first-run", "--user-data-dir="+filepath.Join(dir, "profile"), "--remote-debugging-pipe", "about:blank")
	cmd.Env = append(os.Environ(), "HOME="+dir, "XDG_CONFIG_HOME="+dir, "XDG_CACHE_HOME="+dir)
	cmd.ExtraFiles = []*os.File{theirs, answers}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	theirs.Close()
	answers.Close()
	c := &chromium{t: t, file: filepath.Join(dir, "page.html"), in: in, out: bufio.NewReaderSize(out, 1<<20)}
	limit := time.AfterFunc(5*time.Minute, func() { _ = cmd.Process.Kill() })
	t.Cleanup(func() {
		_, _ = fmt.Fprintf(in, `{"id":0,"method":"Browser.close"}`+"\x00")
		in.Close()
		_, _ = io.Copy(io.Discard, out)
		_ = cmd.Wait()
		limit.Stop()
	})
	c.tab("about:blank")
	return c
}

// tab goes on in a new tab with that address.
func (c *chromium) tab(address string) {
	c.t.Helper()
	c.session = "" // the browser itself
	var target struct{ TargetID string }
	c.call("Target.createTarget", map[string]any{"url": address}, &target)
	var attached struct{ SessionID string }
	c.call("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &attached)
	c.session = attached.SessionID
}

// need skips a test whose program is missing; with AMENDS_TEST_ALL=1 the test
// fails instead.
func need(t *testing.T, program string) {
	t.Helper()
	if _, err := exec.LookPath(program); err == nil {
		return
	}
	if os.Getenv("AMENDS_TEST_ALL") == "1" {
		t.Fatalf("%s is missing", program)
	}
	t.Skipf("%s is missing", program)
}

// call calls a method of the protocol and waits for its answer.
func (c *chromium) call(method string, params map[string]any, result any) {
	c.t.Helper()
	c.id++
	text, err := json.Marshal(map[string]any{"id": c.id, "method": method, "params": params, "sessionId": c.session})
	if err != nil {
		c.t.Fatal(err)
	}
	if c.session == "" {
		text = bytes.Replace(text, []byte(`,"sessionId":""`), nil, 1)
	}
	if _, err := c.in.Write(append(text, 0)); err != nil {
		c.t.Fatalf("%s: %v", method, err)
	}
	for {
		text, err := c.out.ReadBytes(0)
		if err != nil {
			c.t.Fatalf("%s: %v", method, err)
		}
		var m struct {
			ID     int
			Error  *struct{ Message string }
			Result json.RawMessage
		}
		if err := json.Unmarshal(text[:len(text)-1], &m); err != nil {
			c.t.Fatalf("%s: %v", method, err)
		}
		switch {
		case m.ID != c.id: // an event
			continue
		case m.Error != nil:
			c.t.Fatalf("%s: %s", method, m.Error.Message)
		}
		if result != nil {
			if err := json.Unmarshal(m.Result, result); err != nil {
				c.t.Fatalf("%s: %v", method, err)
			}
		}
		return
	}
}

// show opens a page.
func (c *chromium) show(html string) {
	c.t.Helper()
	if err := os.WriteFile(c.file, []byte(html), 0o600); err != nil {
		c.t.Fatal(err)
	}
	c.call("Page.navigate", map[string]any{"url": "file://" + c.file}, nil)
	c.eval(`new Promise(done => document.readyState == "complete" ? done(1) : addEventListener("load", () => done(1)))`, nil)
}

// screen sets the size of the window, and light or dark.
func (c *chromium) screen(width int, scheme string) {
	c.t.Helper()
	c.call("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 600}, nil)
	c.call("Emulation.setEmulatedMedia", map[string]any{"features": []map[string]string{{"name": "prefers-color-scheme", "value": scheme}}}, nil)
}

// eval is the value of an expression in the page, or of what it promises.
func (c *chromium) eval(expression string, value any) {
	c.t.Helper()
	var r struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails json.RawMessage
	}
	c.call("Runtime.evaluate", map[string]any{"expression": expression, "awaitPromise": true, "returnByValue": true}, &r)
	if r.ExceptionDetails != nil {
		c.t.Fatalf("%.80s: %s", expression, r.ExceptionDetails)
	}
	if value != nil {
		if err := json.Unmarshal(r.Result.Value, value); err != nil {
			c.t.Fatalf("%.80s: %v", expression, err)
		}
	}
}

// print is the text of the page's paper, without the bullets and numbers of
// lists, and without the heads of tables that stand again on a new sheet.
func (c *chromium) print() string {
	c.t.Helper()
	c.eval(`{ let s = new CSSStyleSheet(); s.replaceSync("li { list-style: none !important } @media print { thead { display: table-row-group !important } }"); document.adoptedStyleSheets = [s]; 1 }`, nil)
	var r struct{ Data string }
	c.call("Page.printToPDF", map[string]any{"preferCSSPageSize": true}, &r)
	file, err := base64.StdEncoding.DecodeString(r.Data)
	if err != nil {
		c.t.Fatal(err)
	}
	cmd := exec.Command("pdftotext", "-raw", "-", "-")
	cmd.Stdin = bytes.NewReader(file)
	text, err := cmd.Output()
	if err != nil {
		c.t.Fatalf("pdftotext: %v", err)
	}
	return string(text)
}

// A sheet is a page of a kind.
type sheet struct {
	name string
	doc  *composer.Document
}

// sheets are the pages of all kinds, blank in each of their languages, and
// filled with each file of testdata/answers; and those of this package's
// testdata.
func sheets(t *testing.T) []sheet {
	t.Helper()
	var all []sheet
	day := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	names, err := composer.Kinds(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	load := func(name, language string) *composer.Kind {
		k, err := composer.LoadIn(templates.FS, name, composer.Languages{Page: language})
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	for _, name := range names {
		others, err := composer.KindLanguages(templates.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, language := range append([]string{composer.SourceLanguage}, others...) {
			d, err := load(name, language).BlankPage(composer.Worksheet{HelpLine: "Call 555 0100."})
			if err != nil {
				t.Fatal(err)
			}
			title := name
			if language != composer.SourceLanguage {
				title += " " + language
			}
			all = append(all, sheet{title + " blank", d})
		}
	}
	files, err := filepath.Glob("../../testdata/answers/*.yaml")
	others, otherErr := filepath.Glob("../../testdata/answers/*/*.yaml")
	if err != nil || otherErr != nil || len(files) == 0 || len(others) == 0 {
		t.Fatal("no answers", err, otherErr)
	}
	for _, file := range append(files, others...) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		a, err := composer.ReadAnswers(file, bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		k := load(a.Kind, a.Language)
		c, problems := k.Check(composer.Join(a, k.Defaults(a, day)))
		if len(problems) > 0 {
			t.Fatalf("%s: %+v", file, problems)
		}
		d, err := k.Compose(c, composer.Circumstances{Date: day})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, sheet{a.Language + " " + filepath.Base(file), d})
	}
	for _, file := range []string{"page", "direction"} {
		archive, err := txtar.ParseFile("testdata/html/" + file + ".txtar")
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range archive.Files {
			if filepath.Ext(f.Name) != ".md" {
				continue
			}
			d, err := page.Read(f.Name, f.Data)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, sheet{f.Name, d})
		}
	}
	return all
}

// onPaper is text as pdftotext and the Markdown both have it: without the
// numbers of pages, signs of direction, and spaces where a line may end in a
// word.
func onPaper(text string) string {
	text = regexp.MustCompile(`Page \d+ of \d+`).ReplaceAllString(text, " ")
	return strings.NewReplacer("- ", "-", "/ ", "/", "— ", "—", "\u202b", "", "\u202c", "").Replace(foldQuotes(text))
}

// letters are the letters and digits of text, sorted.
func letters(text string) string {
	all := []rune(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, text))
	slices.Sort(all)
	return string(all)
}

// The browser is started once for all that is looked at in it.
func TestHTMLInBrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("this is long, and nothing in it runs side by side")
	}
	c := startChromium(t)
	for name, look := range map[string]func(*testing.T, *chromium){
		"every kind": everyKind, "narrow and wide": narrowAndWide, "sheets": onSheets, "hostile text": hostileText, "right to left": bothWays,
	} {
		t.Run(name, func(t *testing.T) {
			c.t = t
			look(t, c)
		})
	}
}

// everyKind: in a browser no page breaks a rule of axe-core, with a phone in
// the dark or on a large bright screen; nothing must be moved sideways to be
// read; and on paper the words are those of the Markdown, in their order.
func everyKind(t *testing.T, c *chromium) {
	axe, err := os.ReadFile("../../.cache/suites/node_modules/axe-core/axe.min.js")
	if err != nil {
		if os.Getenv("AMENDS_TEST_ALL") == "1" {
			t.Fatal("axe-core is missing; .ci/run fetches it")
		}
		t.Skip("axe-core is missing; .ci/run fetches it")
	}
	need(t, "pdftotext")
	violations := func(heading bool) (all []string) {
		t.Helper()
		c.eval(fmt.Sprintf(`axe.run({rules: {"page-has-heading-one": {enabled: %v}}, resultTypes: ["violations"]})
			.then(r => r.violations.map(v => v.id + ": " + v.help + ": " + v.nodes.map(n => n.html).join(" ").slice(0, 300)))`, heading), &all)
		return all
	}
	c.show("<title>A page that breaks rules</title><p style=\"color: #eee; background: #fff\">words<img src=x>")
	c.eval(string(axe)+"; 1", nil)
	if found := violations(true); len(found) < 4 {
		t.Fatalf("axe-core finds only %q in a bad page", found)
	}
	look := func(name string, h render.HTML, d *composer.Document) {
		t.Helper()
		c.screen(360, "dark")
		c.show(webPage(t, h, d))
		var wide struct {
			Page  int
			Parts []string
		}
		c.eval(`({page: document.documentElement.scrollWidth, parts: [...document.querySelectorAll("main *")]
			.filter(e => e.getBoundingClientRect().right > innerWidth && !e.matches("thead *, .write .rest")).map(e => e.outerHTML.slice(0, 120))})`, &wide)
		if wide.Page > 360 || len(wide.Parts) > 0 {
			t.Errorf("%s: on a phone the page is %d wide: %q", name, wide.Page, wide.Parts)
		}
		c.eval(string(axe)+"; 1", nil)
		// A letter has no heading, and who listens to one need not hear one.
		heading := !slices.Contains([]composer.Layout{"", composer.LayoutLetter, composer.LayoutMessage}, d.Layout)
		for _, screen := range []string{"phone", "screen"} {
			if screen == "screen" {
				c.screen(1280, "light")
			}
			for _, v := range violations(heading) {
				t.Errorf("%s: %s: %s", name, screen, v)
			}
		}
	}
	for i, s := range sheets(t) {
		h := render.HTML{PageLabel: "Page {page} of {pages}", Letterhead: render.Letterhead{Name: "A practice"}, Foot: "Call 555 0100."}
		look(s.name, h, s.doc)
		if i == 0 { // a line stands at the foot of each sheet, and at the end for browsers that cannot do so
			text := c.print()
			if lines, pages := strings.Count(text, h.Foot), strings.Count(text, "\f"); lines != pages+1 || pages < 2 {
				t.Errorf("%s: the foot stands %d times on %d sheets", s.name, lines, pages)
			}
		}
		h.Letterhead, h.Foot = render.Letterhead{}, ""
		c.show(webPage(t, h, s.doc))
		body, err := page.Parse(s.doc)
		if err != nil {
			t.Fatal(err)
		}
		got, want := onPaper(c.print()), onPaper(body.Text())
		if s.name == "hebrew.md" || s.name == "english.md" { // pdftotext has its own order for what runs both ways
			got, want = letters(got), letters(want)
		}
		if got != want {
			i := 0
			for i < min(len(got), len(want)) && got[i] == want[i] {
				i++
			}
			i = max(0, i-30)
			t.Errorf("%s: the paper reads …%.90q, want …%.90q", s.name, got[i:], want[i:])
		}
		if strings.HasSuffix(s.name, "blank") {
			look(s.name+", large", render.HTML{Theme: "large-print"}, s.doc)
		}
	}
}

// narrowAndWide: columns stand side by side where there is room; a table on a
// phone has its heads before its cells.
func narrowAndWide(t *testing.T, c *chromium) {
	d := &composer.Document{Layout: composer.LayoutAgreement, Body: "<!-- amends:columns -->\n\nleft\n\n<!-- amends:column -->\n\nright\n\n<!-- amends:end -->\n\n" +
		"| Who | What | When \"then\"? |\n|-|-|-|\n| Jo | knock | later |\n"}
	type place struct {
		Below  bool
		Before []string
	}
	for _, tt := range []struct {
		width int
		want  place
	}{
		{360, place{true, []string{"Who: ", "What: ", "When “then”? "}}},
		{1280, place{false, []string{"none", "none", "none"}}},
	} {
		c.screen(tt.width, "light")
		c.show(webPage(t, render.HTML{}, d))
		var got place
		c.eval(`{ const [a, b] = [...document.querySelectorAll(".columns > div")].map(e => e.getBoundingClientRect());
			({below: b.top >= a.bottom, before: [...document.querySelectorAll("td")].map(e => getComputedStyle(e, "::before").content.replace(/^"(.*?)".*$/, "$1"))}) }`, &got)
		if got.Below != tt.want.Below || !slices.Equal(got.Before, tt.want.Before) {
			t.Errorf("%d wide: %+v, want %+v", tt.width, got, tt.want)
		}
	}
}

// bothWays: a page that runs from right to left is the mirror image of one that
// runs from left to right, and so is what is turned in it.
func bothWays(t *testing.T, c *chromium) {
	const text = "# AA\n\nAA\n\n> AA\n\n- AA\n\n1. AA\n\n| 1 | 2 |\n|-|-|\n| 3 | 4 |\n\nAA ______\n\n- [ ] AA\n- [x] AA\n"
	const turned = "# xx\n\nxx\n\n> xx\n\n- xx\n"
	hebrew := strings.NewReplacer("A", "א", "x", "A")
	latin := strings.NewReplacer("x", "א")
	// How far each element and each text stands from the side it begins at.
	const places = `{ const range = document.createRange(), all = [], page = document.querySelector("article").getBoundingClientRect();
		for (const e of document.querySelectorAll("article, article *:not(.line)")) {
			if (!e.firstChild) continue;
			const right = getComputedStyle(e).direction == "rtl", from = r => Math.round(right ? page.right - r.right : r.left - page.left);
			range.selectNodeContents(e.firstChild);
			const s = getComputedStyle(e), begin = [from(e.getBoundingClientRect()), e.firstChild.data?.trim() ? from(range.getBoundingClientRect()) : ""];
			all.push([e.localName, ...begin, right ? s.borderRightWidth : s.borderLeftWidth, right ? s.paddingRight : s.paddingLeft].join(" "));
		}
		all }`
	for _, width := range []int{360, 1280} {
		c.screen(width, "light")
		var left, right []string
		c.show(webPage(t, render.HTML{}, &composer.Document{Body: latin.Replace(text + strings.Repeat("\nAAAA\n", 9) + turned)}))
		c.eval(places, &left)
		c.show(webPage(t, render.HTML{}, &composer.Document{Body: hebrew.Replace(text + strings.Repeat("\nAAAA\n", 9) + turned)}))
		c.eval(places, &right)
		if len(left) < 30 || !slices.Equal(left, right) {
			t.Errorf("%d wide: from the left %q, from the right %q", width, left, right)
		}
	}
}

// onSheets: a sheet ends where the marks say so, and no sheet is empty.
func onSheets(t *testing.T, c *chromium) {
	need(t, "pdftotext")
	lines := func(word string, n int) string { return strings.Repeat(word+"\n\n", n) }
	const sheet, keep, end = "<!-- amends:page -->\n\n", "<!-- amends:keep -->\n\n", "<!-- amends:end -->\n\n"
	doc := func(body string) *composer.Document {
		return &composer.Document{Layout: composer.LayoutAgreement, Body: body}
	}
	tests := []struct {
		name string
		docs []*composer.Document
		want string // the words of each sheet, a number behind each
	}{
		{"one", []*composer.Document{doc("a")}, "a1"},
		{"marks", []*composer.Document{doc(sheet + "a\n\n" + sheet + sheet + "b\n\n" + sheet)}, "a1 b1"},
		{"two documents", []*composer.Document{doc("a\n\n" + sheet), doc(sheet + "b")}, "a1 b1"},
		{"kept", []*composer.Document{doc(lines("a", 20) + keep + lines("b", 14) + end)}, "a20 b14"},
		{"a heading holds on", []*composer.Document{doc(lines("a", 20) + "## h\n\n" + keep + lines("b", 14) + end)}, "a20 h1b14"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c.show(webPage(t, render.HTML{}, tt.docs...))
			var got []string
			for text := range strings.SplitSeq(strings.TrimSuffix(c.print(), "\f"), "\f") {
				counts := ""
				words := strings.Fields(text)
				for len(words) > 0 {
					n := 1
					for n < len(words) && words[n] == words[0] {
						n++
					}
					counts += fmt.Sprintf("%s%d", words[0], n)
					words = words[n:]
				}
				got = append(got, counts)
			}
			if s := strings.Join(got, " "); s != tt.want {
				t.Errorf("the sheets hold %s, want %s", s, tt.want)
			}
		})
	}
}

// hostileText: what a browser makes of hostile text is the text.
func hostileText(t *testing.T, c *chromium) {
	var body strings.Builder
	var want []string
	for _, s := range hostile {
		if !utf8.ValidString(s) {
			continue
		}
		s = strings.Join(strings.Fields(s), " ")
		body.WriteString("x" + composer.Line(s).String() + "\n\n")
		want = append(want, foldQuotes("x"+printable(s)))
	}
	d := &composer.Document{Title: hostile[1], Body: body.String()}
	for _, s := range hostile {
		c.show(webPage(t, render.HTML{Letterhead: render.Letterhead{Name: s}, Foot: s, PageLabel: s}, d))
		var got struct {
			Title, Foot string
			Texts       []string
			Scripts     int
			Styled      string
		}
		c.eval(`({title: document.title, texts: [...document.querySelectorAll("article > p")].map(p => p.textContent), foot: document.querySelector("footer").textContent,
			scripts: document.querySelectorAll("script, img, iframe, [onclick], [style]").length, styled: getComputedStyle(document.body).marginTop})`, &got)
		for i := range got.Texts {
			got.Texts[i] = foldQuotes(noXML.Replace(got.Texts[i]))
		}
		if got.Title != hostile[1] || !slices.Equal(got.Texts, want) || got.Scripts > 0 || printable(got.Foot) != printable(s) || got.Styled != "0px" {
			t.Errorf("%q: the browser reads\n%+v\nwant\n%q", s, got, want)
		}
	}
}
