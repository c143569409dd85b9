package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"amends/composer"
	"amends/composer/check"
	"amends/composer/render"
)

// pageOptions is what render, new and blank have in common: where the page
// goes, and how it looks.
type pageOptions struct {
	out, to    string
	force      bool
	date       string
	width      int
	fonts      []string
	form       bool
	bilingual  string            // the language of the same page beside it; none if empty
	letterhead render.Letterhead // that was asked for; worksheets have one anyway
	flags      *pflag.FlagSet    // in which these were given; nil where they cannot be
}

func (o *pageOptions) addFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVarP(&o.out, "output", "o", "", "the `FILE` to write; its ending says the format; - is standard output")
	f.StringVar(&o.to, "to", "", "the `FORMAT`: "+strings.Join(formatNames(), ", "))
	f.BoolVar(&o.force, "force", false, "write over a file that is there")
	complete(cmd, "to", formatNames())
	o.addLook(cmd)
}

// addLook adds what pages look like.
func (o *pageOptions) addLook(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.date, "date", "", "the `DAY` on the page, such as 2026-12-20; today if not given")
	f.String("theme", "", "how it looks, `THEME`: "+strings.Join(render.Themes(), ", "))
	f.Bool("large-print", false, "short for --theme large-print")
	f.String("paper", "", "the `PAPER`: "+strings.Join(render.Papers(), ", "))
	f.IntVar(&o.width, "width", 0, "columns of a line of text, `N`; 0 breaks none; if not given, 72, and none is broken in a message")
	f.StringArrayVar(&o.fonts, "font", nil, "a font, `FILE`, for what the built-in ones have not: another script, or signs; may be given again")
	f.String("missing", "", "what is done with characters that no font has, `HOW`: "+strings.Join(missings, " or ")+"; error if not given")
	f.String("letterhead", "", "the letterhead in `FILE` for this page; without it, only worksheets and handouts have one")
	f.Bool("no-letterhead", false, "no letterhead")
	f.BoolVar(&o.form, "fillable", false, "a form: lines and boxes that have names can be filled in on a screen")
	f.StringVar(&o.bilingual, "bilingual", "", "the same page in a second language, `LANG`, beside it: page against page")
	o.flags = f
	cmd.MarkFlagsMutuallyExclusive("letterhead", "no-letterhead")
	cmd.MarkFlagsMutuallyExclusive("theme", "large-print")
	complete(cmd, "theme", render.Themes())
	complete(cmd, "paper", render.Papers())
	complete(cmd, "missing", missings)
}

// missings are what can be done with characters that no font has.
var missings = []string{"error", "replace"}

// minWidth is the fewest columns that a line of text can have.
const minWidth = 20

// settle reads what the flags name, and is what is wrong with them by
// themselves.
func (a *app) settle(o *pageOptions) error {
	if o.width != 0 && o.width < minWidth {
		return &hintedError{usagef("--width: a line has at least %d columns", minWidth), "0 breaks no line"}
	}
	if o.flags != nil && o.flags.Changed("letterhead") {
		var err error
		if o.letterhead, err = a.letterheadOnPages(); err != nil {
			return err
		}
	}
	if o.bilingual != "" {
		o.bilingual = canonical(o.bilingual)
		if known, err := a.knows(o.bilingual); err != nil {
			return err
		} else if known != nil {
			return &hintedError{usagef("--bilingual: there is nothing in %q yet", o.bilingual), "it is one of " + strings.Join(known, ", ")}
		}
	}
	return a.readFonts(o)
}

// complete offers values for a flag to the shell.
func complete(cmd *cobra.Command, flag string, values []string) {
	// The only error is a flag that is not there, which every start would show.
	if err := cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err)
	}
}

type renderOptions struct{ pageOptions }

func newRenderCmd(a *app) *cobra.Command {
	o := &renderOptions{}
	cmd := &cobra.Command{
		Use:   "render FILE...",
		Short: "Make the page from an answers file, or from a Markdown page",
		Long: `render asks nothing. It reads answers (YAML or JSON) or a Markdown page and
makes the document; several files become one. Without -o the page goes to
standard output as Markdown. - reads standard input.`,
		Example: `  amends render answers.yaml -o letter.pdf
  amends render answers.yaml > letter.md
  amends render letter.md -o letter.pdf --paper letter
  amends render letter.md -o letter.html --large-print
  amends render letter.md --to txt --width 0`,
		Args:        oneOrMore("a file"),
		Annotations: exits("0 done, 2 wrong usage or other trouble, 3 a safety stop, 4 answers are missing or invalid"),
		RunE:        func(_ *cobra.Command, args []string) error { return runRender(a, o, args) },
	}
	o.addFlags(cmd)
	return cmd
}

func runRender(a *app, o *renderOptions, files []string) error {
	if err := a.settle(&o.pageOptions); err != nil {
		return err
	}
	t, err := a.target(o.out, o.to, o.force)
	if err != nil {
		return err
	}
	day, err := a.today(o.date)
	if err != nil {
		return err
	}
	var docs []*composer.Document
	look := a.lookIn(t.format, &o.pageOptions)
	for _, f := range files {
		both, err := a.document(f, t, day, o.bilingual)
		if err != nil {
			return err
		}
		docs, look.Own = append(docs, both...), append(look.Own, a.around(both, render.Own{}, false)...)
	}
	if t.format.Name == "md" {
		for _, d := range docs[1:] {
			if d.Layout != docs[0].Layout {
				return &hintedError{usagef("one Markdown file has one layout, and these pages have several"), "make one file of each"}
			}
		}
	}
	return a.write(t, look, docs...)
}

// look is how pages look, as the settings have it.
func (a *app) look() render.Options {
	return render.Options{Theme: a.cfg.Theme, Paper: a.cfg.Paper, Spoken: a.cfg.Accessible,
		Fonts: a.fonts, Replace: a.cfg.Missing == "replace", Note: a.remarkOn}
}

// lookIn is how pages look in a format, with the flags of o. A flag that
// changes nothing there is named, as somebody counted on it.
func (a *app) lookIn(f render.Format, o *pageOptions) render.Options {
	if o.flags == nil {
		return a.lookWith(o)
	}
	for _, flag := range []struct{ name, setting string }{{"theme", "theme"}, {"large-print", "theme"}, {"paper", "paper"}, {"width", "width"}, {"font", "font"}, {"missing", "missing"}, {"fillable", "fillable"}} {
		if o.flags.Changed(flag.name) && !slices.Contains(f.Takes, flag.setting) {
			a.say("amends: note: --%s changes nothing in %s", flag.name, f.Name)
		}
	}
	return a.lookWith(o)
}

// lookWith is how pages look with the flags of o.
func (a *app) lookWith(o *pageOptions) render.Options {
	look := a.look()
	look.Letterhead, look.Fillable = o.letterhead, o.form
	if o.flags != nil && o.flags.Changed("width") {
		look.Width = cmp.Or(o.width, -1)
	}
	return look
}

// document is the document of a file: composed from answers, or read from
// Markdown, to go to t; and the same page in a second language, where that is
// asked for.
func (a *app) document(file string, t target, day time.Time, second string) ([]*composer.Document, error) {
	text, err := a.read(file)
	if err != nil {
		return nil, err
	}
	if isMarkdown(file, text) {
		d, notes, err := render.Read(file, text)
		if err != nil {
			return nil, err
		}
		for _, n := range notes {
			a.say("amends: note: %s: %s", n.Position, n.Text)
		}
		if second != "" {
			return nil, &hintedError{usagef("--bilingual: %s is a page already", file), "give the answers that it was made from"}
		}
		return []*composer.Document{d}, a.safe(d)
	}
	answers, err := composer.ReadAnswers(file, bytes.NewReader(text))
	if err != nil {
		return nil, answersError{err}
	}
	if answers.Kind == "" {
		return nil, answersError{&hintedError{errors.New(file + ": this does not say of which kind it is"), "add a first line such as \"kind: apology\""}}
	}
	k, err := a.kindOf(answers)
	if err != nil {
		return nil, err
	}
	c, err := a.checked(k, answers, day, file)
	if err != nil {
		return nil, err
	}
	if err := a.printable(file, c, t); err != nil {
		return nil, err
	}
	d, found, err := a.compose(k, c, day)
	if err != nil {
		return nil, err
	}
	a.remark(file, found)
	return a.withSecond(d, k, c, composer.Circumstances{Date: day, Findings: found}, second)
}

// safe is the error of a page over whose words nothing is drawn.
func (a *app) safe(d *composer.Document) error {
	p, _, err := check.Document(d)
	if err != nil {
		return err
	}
	if f, ok := stopIn(a.checker(d.Language, anyKind).Find(p)); ok {
		return a.stopped(f)
	}
	return nil
}

// isMarkdown reports whether a file is a page rather than answers. Standard
// input is one where it begins as pages do, with front matter.
func isMarkdown(file string, text []byte) bool {
	if file == "-" {
		return bytes.HasPrefix(bytes.TrimPrefix(text, []byte("\ufeff")), []byte("---"))
	}
	f, ok := render.Lookup("md")
	return ok && slices.Contains(f.Endings, strings.ToLower(filepath.Ext(file)))
}

// compose makes the document; over a stop it shows the calm page instead.
func (a *app) compose(k *composer.Kind, c composer.Checked, day time.Time) (*composer.Document, []composer.Finding, error) {
	d, found, err := a.composed(k, c, day)
	var stop *composer.StopError
	if errors.As(err, &stop) {
		return nil, nil, a.stopped(stop.Finding)
	}
	return d, found, err
}

// composed makes the document with what is found in it, and says nothing. The
// error over a stop is a [composer.StopError].
func (a *app) composed(k *composer.Kind, c composer.Checked, day time.Time) (*composer.Document, []composer.Finding, error) {
	p, err := a.page(k, c, day)
	if err != nil {
		return nil, nil, err
	}
	found := a.kept(p, languageOf(k, c.Answers()), c.Answers())
	d, err := k.Compose(c, composer.Circumstances{Date: day, Findings: found, HelpLine: a.helpLineOnPaper(k.Language)})
	return d, found, err
}

// printable is the error that names each character of the answers which a PDF
// could not show, with its place in the answers. A page that goes elsewhere
// can show every one.
func (a *app) printable(what string, c composer.Checked, t target) error {
	if t.format.Name != "pdf" || a.look().Replace {
		return nil
	}
	var problems []composer.Problem
	c.Each(func(path string, v composer.Value) {
		if !strings.ContainsFunc(v.Text, func(r rune) bool { return r > unicode.MaxASCII }) {
			return // every theme has these
		}
		missing := render.Unprintable(a.look(), c.Layout(), v.Text)
		for n, r := range []rune(v.Text) {
			if i := slices.Index(missing, r); i >= 0 {
				missing = slices.Delete(missing, i, i+1)
				problems = append(problems, composer.Problem{
					Position: v.At(n), Path: path, Code: "unprintable",
					Message: a.words.Say("glyph", "sign", string(r), "code", fmt.Sprintf("U+%04X", r)),
					Hint:    a.words.Say("glyph-hint"),
				})
			}
		}
	})
	if len(problems) > 0 {
		return &problemsError{what: what, problems: problems}
	}
	return nil
}
