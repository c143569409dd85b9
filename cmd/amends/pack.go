package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"amends/composer"
	"amends/composer/render"
)

// A pack's files are told apart by numbers alone. The first is that of the
// person, in the order in which the pack names them, so all of one person's
// files begin alike; the code itself stands on the pages and on the screen, and
// in no file's name. printFile has all pages in the order of the numbers.
const printFile = "print.pdf"

type packOptions struct {
	pageOptions
	sittingOptions
	dir, client, session string
	copies               []string
	duplex               bool
	dryRun, list, copy   bool
}

func (o *packOptions) addFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.dir, "out-dir", "", "the folder, `DIR`, in place of the pack's own")
	f.StringVar(&o.client, "client", "", "a `CODE` for the pages that the pack has for nobody, such as K7")
	f.StringSliceVar(&o.copies, "copies-for", nil, "such a page once for each of these `CODES`, such as K7,M1")
	f.StringVar(&o.session, "session", "", "the number of the session, `N`, where the pack says none")
	f.BoolVar(&o.duplex, "duplex", false, "for paper printed on both sides: each person's pages begin a sheet")
	f.BoolVar(&o.dryRun, "dry-run", false, "list what would be written, and write nothing")
	f.BoolVar(&o.list, "list", false, "list the packs that are there already")
	f.BoolVar(&o.copy, "copy", false, "write such a pack into a file, to make it your own")
	f.StringVarP(&o.out, "output", "o", "", "with --copy, or to write a pack: the `FILE`")
	f.BoolVar(&o.force, "force", false, "write over files that are there")
	f.String("paper", "", "the `PAPER`: "+strings.Join(render.Papers(), ", "))
	f.StringArrayVar(&o.fonts, "font", nil, "a font, `FILE`, for what the built-in ones have not; may be given again")
	f.String("missing", "", "what is done with characters that no font has, `HOW`: "+strings.Join(missings, " or ")+"; error if not given")
	f.BoolVar(&o.accessible, "accessible", false, "plain numbered lines, made for the ear; also over pipes")
	o.flags = f
	cmd.MarkFlagsMutuallyExclusive("client", "copies-for")
	cmd.MarkFlagsMutuallyExclusive("list", "copy", "dry-run")
	complete(cmd, "paper", render.Papers())
	complete(cmd, "missing", missings)
}

func newPackCmd(a *app) *cobra.Command {
	o := &packOptions{}
	cmd := &cobra.Command{
		Use:   "pack [FILE]",
		Short: "Make all pages of a day, for several people, in one run",
		Long: `pack makes the pages that a file names: one file each, and print.pdf with all
of them for the printer, in which each person's pages begin on a new sheet. Files
have numbers and no codes in their names: the first number is the person's.
Without a file it asks which pages are for whom, and writes that file. In place
of a file stands the name of a pack that is there already, such as intake.`,
		Example: `  amends pack
  amends pack monday.yaml
  amends pack monday.yaml --dry-run
  amends pack --list
  amends pack intake --copies-for K7,M1 --session 1
  amends pack --copy intake`,
		Args:              atMostOne("a file"),
		ValidArgsFunction: a.completePacks,
		Annotations:       exits("0 done, 2 wrong usage or other trouble, 4 no reply, 130 interrupted"),
		RunE:              func(cmd *cobra.Command, args []string) error { return runPack(cmd.Context(), a, o, args) },
	}
	o.addFlags(cmd)
	return cmd
}

func runPack(ctx context.Context, a *app, o *packOptions, args []string) error {
	switch {
	case o.list:
		return a.listPacks()
	case len(args) == 0 && o.copy:
		return &hintedError{usagef("--copy needs the name of a pack"), "amends pack --list shows them"}
	case len(args) == 0:
		return a.askPack(ctx, o)
	}
	name, text, err := a.packText(args[0])
	if err != nil {
		return err
	}
	if o.copy {
		return a.copyPack(o, args[0], text)
	}
	if err := a.settle(&o.pageOptions); err != nil {
		return err
	}
	if err := a.cfg.Letterhead.readLogo(); err != nil {
		return err
	}
	plan, err := a.plan(o, name, text)
	if err != nil {
		return err
	}
	if err := plan.render(); err != nil {
		return err
	}
	if !o.dryRun {
		if err := plan.write(o.force); err != nil {
			return err
		}
	}
	return plan.tell(a, o.dryRun)
}

// packText is a pack's text, from a file, or from among those that are there
// already. A folder is no pack: it may be what one of them made.
func (a *app) packText(arg string) (name string, text []byte, err error) {
	if info, err := os.Stat(arg); err == nil && !info.IsDir() || arg == "-" || filepath.Ext(arg) != "" || strings.ContainsRune(arg, os.PathSeparator) {
		text, err := a.read(arg)
		return arg, text, err
	}
	file := path.Join(composer.PackFolder, arg+".yaml")
	text, err = fs.ReadFile(a.kinds(), file)
	if err == nil {
		return file, text, nil
	}
	names, err := composer.Packs(a.kinds())
	if err != nil {
		return "", nil, err
	}
	hint := "amends pack --list shows the packs that are there; a file's name ends in .yaml"
	if near := composer.Nearest(arg, names); near != "" {
		hint = fmt.Sprintf("did you mean %q? %s", near, hint)
	}
	return "", nil, &hintedError{usagef("there is no file and no pack %q", arg), hint}
}

// A plan is all that a pack makes, before any of it is written.
type plan struct {
	dir     string
	duplex  bool
	format  render.Format
	look    render.Options
	clients []*client // in the order of the pack
	print   []byte
}

// A client is one of those whom a pack is for, with the pages for them.
type client struct {
	code  string // empty for nobody in particular
	pages []*planned
	count int // pages of paper
}

// A planned is one worksheet of a plan.
type planned struct {
	page composer.PackPage
	kind *composer.Kind
	docs []*composer.Document // one, or two in two languages
	own  []render.Own
	file string
	data []byte
}

// plan reads a pack and settles all that it says, and is everything that is
// wrong with it.
func (a *app) plan(o *packOptions, name string, text []byte) (*plan, error) {
	pack, faults := composer.ReadPack(name, text)
	fault := func(at composer.Position, format string, args ...any) {
		faults = append(faults, composer.Fault{Position: at, Text: fmt.Sprintf(format, args...)})
	}
	p := &plan{dir: cmp.Or(o.dir, pack.Out), duplex: o.duplex || pack.Duplex}
	if p.dir == "" && len(pack.Pages) > 0 {
		fault(composer.Position{Source: name, Line: 1, Column: 1}, "a pack needs a folder for its files, such as \"out: monday/\"; or give --out-dir")
	}
	var err error
	if p.format, err = formatFor("", cmp.Or(pack.To, "pdf")); err != nil {
		fault(pack.Place("to"), "to is one of %s%s", strings.Join(formatNames(), ", "), near(pack.To, formatNames()))
	}
	if pack.Paper != "" && !slices.Contains(render.Papers(), pack.Paper) {
		fault(pack.Place("paper"), "paper is one of %s%s", strings.Join(render.Papers(), ", "), near(pack.Paper, render.Papers()))
	}
	for i := range pack.Pages {
		a.planPage(p, o, &pack.Pages[i], fault)
	}
	if len(faults) > 0 {
		slices.SortStableFunc(faults, func(f, g composer.Fault) int {
			return cmp.Or(cmp.Compare(f.Line, g.Line), cmp.Compare(f.Column, g.Column))
		})
		return nil, &composer.LoadError{Faults: slices.Compact(faults)}
	}
	p.look = a.sheetLook(p.format, &pageOptions{})
	if pack.Paper != "" && !o.flags.Changed("paper") {
		p.look.Paper = pack.Paper
	}
	p.number(p.format.Endings[0])
	a.watch(o.givens(p))
	a.seenAlone(p.together())
	return p, nil
}

// near is "; did you mean …?" where one of names is near.
func near(name string, names []string) string {
	if n := composer.Nearest(name, names); n != "" {
		return fmt.Sprintf("; did you mean %q?", n)
	}
	return ""
}

// planPage adds a page of a pack to the plan, for each who gets it.
func (a *app) planPage(p *plan, o *packOptions, page *composer.PackPage, fault func(composer.Position, string, ...any)) {
	if page.Kind == "" {
		return
	}
	if page.Language != "" {
		if known, err := a.knows(page.Language); err == nil && known != nil {
			fault(page.Place("language"), "there is nothing in %q yet: language is one of %s", page.Language, strings.Join(known, ", "))
			return
		}
	}
	if page.Bilingual != "" {
		if known, err := a.knows(page.Bilingual); err == nil && known != nil {
			fault(page.Place("bilingual"), "there is nothing in %q yet: bilingual is one of %s", page.Bilingual, strings.Join(known, ", "))
			return
		}
	}
	k, err := a.kindIn(page.Kind, composer.Languages{Page: cmp.Or(page.Language, a.sheetLanguage())})
	var unknown *composer.UnknownKindError
	switch {
	case errors.As(err, &unknown):
		fault(page.Place("kind"), "unknown kind %q%s", page.Kind, near(page.Kind, unknown.Known))
		return
	case err != nil:
		fault(page.Place("kind"), "the kind %q has faults: amends kinds lint finds them", page.Kind)
		return
	}
	if page.Theme != "" && !slices.Contains(render.Themes(), page.Theme) {
		fault(page.Place("theme"), "theme is one of %s%s", strings.Join(render.Themes(), ", "), near(page.Theme, render.Themes()))
	}
	if err := isDay(page.Date); err != nil {
		fault(page.Place("date"), "date is a day such as 2026-12-20")
	}
	page.Session = cmp.Or(page.Session, o.session)
	whose, copied := []string{cmp.Or(page.For, o.client)}, false
	if page.For == "" && len(o.copies) > 0 {
		whose, copied = o.copies, true
	}
	docs, err := a.worksheets(k, page)
	if err != nil {
		at := page.Position
		var sheet *sheetError
		if errors.As(err, &sheet) {
			at = page.Place(sheet.name)
		}
		text := err.Error()
		if hint := a.hint(err); hint != "" {
			text += "; " + hint
		}
		fault(at, "%s", strings.TrimPrefix(text, "--"))
		return
	}
	for _, code := range whose {
		one := *page
		one.For = strings.TrimSpace(code)
		c := p.client(one.For)
		c.pages = append(c.pages, &planned{page: one, kind: k, docs: docs, own: a.around(docs, render.Own{Theme: one.Theme, Session: sessionLine(k, &one, copied)}, true)})
	}
}

// client is the one of this code.
func (p *plan) client(code string) *client {
	i := slices.IndexFunc(p.clients, func(c *client) bool { return c.code == code })
	if i < 0 {
		p.clients = append(p.clients, &client{code: code})
		i = len(p.clients) - 1
	}
	return p.clients[i]
}

// number gives the files their names: the person's number, and the kind.
func (p *plan) number(ending string) {
	for i, c := range p.clients {
		taken := map[string]int{}
		for _, s := range c.pages {
			name := fmt.Sprintf("%02d-%s", i+1, flatName(s.kind.Name))
			if taken[name]++; taken[name] > 1 {
				name += "-" + strconv.Itoa(taken[name])
			}
			s.file = name + ending
		}
	}
}

// givens is what stands on the pages in words, each with its place in the pack.
func (o *packOptions) givens(p *plan) []given {
	var out []given
	seen := map[given]bool{}
	for _, c := range p.clients {
		for _, s := range c.pages {
			for _, g := range givens(&s.page, func(name string) string { return s.page.Place(name).String() }) {
				switch {
				case g.code && g.text == o.client && g.text != "":
					g.where = "--client"
				case g.code && slices.Contains(o.copies, g.text):
					g.where = "--copies-for"
				}
				if !seen[g] {
					seen[g] = true
					out = append(out, g)
				}
			}
		}
	}
	return out
}

// together is the kinds in p before which each person is seen alone.
func (p *plan) together() []string {
	var out []string
	for _, c := range p.clients {
		for _, s := range c.pages {
			if s.kind.AloneFirst && !slices.Contains(out, s.kind.Name) {
				out = append(out, s.kind.Name)
			}
		}
	}
	return out
}

// render makes every file in memory.
func (p *plan) render() error {
	var docs []*composer.Document
	look := p.look
	look.Note = nil // each file has said it
	var counts []int
	look.Count = func(n int) { counts = append(counts, n) }
	for _, c := range p.clients {
		for i, s := range c.pages {
			single := p.look
			single.Theme = cmp.Or(s.page.Theme, single.Theme)
			single.Own = s.own
			single.Fillable = s.page.Fillable
			look.Fillable = look.Fillable || s.page.Fillable
			var out bytes.Buffer
			if err := p.format.New(single).Render(&out, s.docs...); err != nil {
				return fmt.Errorf("%s: %w", s.page.Position, err)
			}
			s.data = out.Bytes()
			own := slices.Clone(s.own)
			own[0].NewSheet = p.duplex && i == 0
			docs, look.Own = append(docs, s.docs...), append(look.Own, own...)
		}
	}
	pdf, ok := render.Lookup("pdf")
	if !ok {
		return errors.New("there is no format for the printer")
	}
	var out bytes.Buffer
	if err := pdf.New(look).Render(&out, docs...); err != nil {
		return err
	}
	p.print = out.Bytes()
	n := 0
	for _, c := range p.clients {
		for _, s := range c.pages {
			for range s.docs {
				c.count += counts[n]
				n++
			}
		}
	}
	return nil
}

// write writes every file, or none where one of them is there already.
func (p *plan) write(force bool) error {
	files := []string{filepath.Join(p.dir, printFile)}
	for _, c := range p.clients {
		for _, s := range c.pages {
			files = append(files, filepath.Join(p.dir, s.file))
		}
	}
	if _, err := os.Stat(p.dir); err == nil {
		for _, f := range files {
			if err := writable(f, force); err != nil {
				return err
			}
		}
	}
	if err := makeDir(p.dir); err != nil {
		return err
	}
	for _, c := range p.clients {
		for _, s := range c.pages {
			if err := writeFile(filepath.Join(p.dir, s.file), s.data, force); err != nil {
				return err
			}
		}
	}
	return writeFile(files[0], p.print, force)
}

// tell prints a line for each person, with their files and pages, and where
// all of them are.
func (p *plan) tell(a *app, dryRun bool) error {
	total := 0
	for _, c := range p.clients {
		var files []string
		for _, s := range c.pages {
			files = append(files, s.file)
		}
		total += c.count
		who := cmp.Or(c.code, a.words.Say("pack-nobody"))
		if _, err := fmt.Fprintf(a.out, "%s: %s: %s\n", printable(who), a.pages(c.count), strings.Join(files, ", ")); err != nil {
			return err
		}
	}
	key := "pack-done"
	if dryRun {
		key = "pack-would"
	}
	a.say("%s", a.words.Say(key, "file", filepath.Join(p.dir, printFile), "pages", a.pages(total)))
	return nil
}

// pages is a number of pages in words.
func (a *app) pages(n int) string {
	if n == 1 {
		return a.words.Say("pack-page")
	}
	return a.words.Say("pack-pages", "n", strconv.Itoa(n))
}

// listPacks prints the packs that are there already.
func (a *app) listPacks() error {
	names, err := composer.Packs(a.kinds())
	if err != nil {
		return err
	}
	about, err := composer.AboutPacks(a.kinds(), a.talk())
	if err != nil {
		return err
	}
	for _, name := range names {
		file := path.Join(composer.PackFolder, name+".yaml")
		text, err := fs.ReadFile(a.kinds(), file)
		if err != nil {
			return err
		}
		pack, faults := composer.ReadPack(file, text)
		if len(faults) > 0 {
			return &composer.LoadError{Faults: faults}
		}
		var kinds []string
		for _, p := range pack.Pages {
			kinds = append(kinds, p.Kind)
		}
		if _, err := fmt.Fprintf(a.out, "%s\n    %s\n    %s\n", name, cmp.Or(about[name], pack.About), strings.Join(kinds, ", ")); err != nil {
			return err
		}
	}
	a.say("%s", a.words.Say("pack-next"))
	return nil
}

// copyPack writes a pack that is there already into a file.
func (a *app) copyPack(o *packOptions, name string, text []byte) error {
	file := cmp.Or(o.out, name+".yaml")
	if file == "-" {
		_, err := io.Copy(a.out, bytes.NewReader(text))
		return err
	}
	if err := writable(file, o.force); err != nil {
		return err
	}
	if err := writeFile(file, text, o.force); err != nil {
		return err
	}
	a.say("%s", a.words.Say("pack-copied", "file", file))
	return nil
}

// completePacks offers the packs that are there, and files.
func (a *app) completePacks(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	names, err := composer.Packs(a.kinds())
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	return names, cobra.ShellCompDirectiveDefault
}
