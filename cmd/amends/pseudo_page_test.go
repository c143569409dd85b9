package main

import (
	"fmt"
	"html"
	"math"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"amends/composer/page"
)

// A printed is a word on a page of a PDF, with its box in points.
type printed struct {
	text                   string
	left, top, right, foot float64
}

var (
	pageBox = regexp.MustCompile(`<page width="([\d.]+)" height="([\d.]+)">`)
	wordBox = regexp.MustCompile(`<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>`)
)

// spared is a line that paper may do without.
var spared = regexp.MustCompile(`(?m)^.*<!-- amends:field [^>]*\bspare\b.*$`)

// margin is how far from the edge of the paper everything stays, in points.
const margin = 36

// laidOut holds a PDF against the Markdown of the same page: each of its words
// is there, none lies on another, and none leaves the paper's margins.
func laidOut(t *testing.T, pdf, markdown string) {
	t.Helper()
	found := map[string]int{}
	for n, text := range strings.Split(program(t, "pdftotext", "-bbox", pdf, "-"), "</page>") {
		size := pageBox.FindStringSubmatch(text)
		if size == nil {
			continue
		}
		width, height := number(size[1]), number(size[2])
		var words []printed
		for _, m := range wordBox.FindAllStringSubmatch(text, -1) {
			w := printed{html.UnescapeString(m[5]), number(m[1]), number(m[2]), number(m[3]), number(m[4])}
			for _, l := range letters.FindAllString(w.text, -1) {
				if page.RightToLeft(l) { // it is read as it is seen
					seen := []rune(l)
					slices.Reverse(seen)
					l = string(seen)
				}
				found[l]++
			}
			if w.left < margin || w.right > width-margin || w.top < margin/2 || w.foot > height-margin/2 {
				t.Errorf("%s: page %d: %q leaves the paper: %.0f to %.0f, %.0f to %.0f", filepath.Base(pdf), n+1, w.text, w.left, w.right, w.top, w.foot)
			}
			for _, o := range words {
				across := math.Min(w.right, o.right) - math.Max(w.left, o.left)
				down := math.Min(w.foot, o.foot) - math.Max(w.top, o.top)
				if across > 1 && down > 0.4*math.Min(w.foot-w.top, o.foot-o.top) {
					t.Errorf("%s: page %d: %q lies on %q", filepath.Base(pdf), n+1, w.text, o.text)
				}
			}
			words = append(words, w)
		}
	}
	markdown = spared.ReplaceAllString(markdown, "")
	body := kept.ReplaceAllString(frontMatter.ReplaceAllString(markdown, ""), " ")
	said := map[string]int{}
	for _, w := range letters.FindAllString(body, -1) {
		said[w]++
	}
	var lost []string
	for w, n := range said {
		if found[w] < n {
			lost = append(lost, fmt.Sprintf("%s (%d of %d)", w, found[w], n))
		}
	}
	slices.Sort(lost)
	if len(lost) > 0 {
		t.Errorf("%s lacks %s", filepath.Base(pdf), strings.Join(lost, ", "))
	}
}

func number(s string) float64 {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return math.NaN()
	}
	return n
}

// needFont skips a test whose font is missing, or fails it as [need] does.
func (s speaker) needFont(t *testing.T) {
	t.Helper()
	switch {
	case s.font == "" || exists(s.font):
	case testAll():
		t.Fatalf("%s is missing", s.font)
	default:
		t.Skipf("%s is missing", s.font)
	}
}

// pages are worksheets and letters on paper.
func (s speaker) pages(t *testing.T) {
	need(t, "pdftotext")
	s.needFont(t)
	var sheets [][]string
	for _, kind := range builtInKinds(t) {
		sheets = append(sheets, []string{"blank", kind}, []string{"blank", kind, "--large-print"})
	}
	for file := range s.examples(t) {
		sheets = append(sheets, []string{"render", file})
	}
	out, errs := s.run(t, "", append([]string{"pack", "intake", "--client", "K7", "--out-dir", "made"}, s.fonts...)...)
	s.talk(t, s.unnamed(t, out+errs))
	for i, args := range sheets {
		pdf := filepath.Join(s.dir, fmt.Sprintf("%d-%s.pdf", i, strings.TrimSuffix(filepath.Base(args[1]), ".yaml")))
		markdown, _ := s.run(t, "", args[:2]...)
		more := append(slices.Clone(s.fonts), "-o", pdf, "--paper", []string{"a4", "letter"}[i%2])
		if _, errs := s.run(t, "", append(args, more...)...); !exists(pdf) {
			t.Errorf("%s: %s", args, errs)
			continue
		}
		laidOut(t, pdf, markdown)
	}
}
