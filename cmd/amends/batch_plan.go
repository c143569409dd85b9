package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"amends/composer"
	"amends/composer/render"
	"amends/composer/table"
)

// A batch is a table and all that is settled before its first row is made.
type batch struct {
	*batchOptions
	app     *app
	in      *input
	columns table.Columns
	wanted  []condition
	name    fileName
	formats []target // of each row; path is the ending
	looks   []render.Options
	merged  target // its path is empty where nothing is merged
	day     time.Time
	names   *names
	done    map[uint64]bool // by name: the files that a report says are done
	report  *rowReport      // nil where none is asked for
	noted   map[string]bool // columns that were named
	tally   tally
	bar     *progress
}

// A condition is a column and what stands in it.
type condition struct{ column, text string }

// maxMerged is how many documents go into one PDF: all are held at once.
const maxMerged = 1000

// planBatch settles what the flags and the first row of the table say.
func (a *app) planBatch(o *batchOptions, in *input) (*batch, error) {
	b := &batch{batchOptions: o, app: a, in: in, names: newNames(), noted: map[string]bool{}}
	debug.SetGCPercent(50) // much is made here and thrown away, and little kept
	if err := a.settle(&o.pageOptions); err != nil {
		return nil, err
	}
	for _, settle := range []func() error{b.settleFlags, b.settleFiles, b.readMap, b.settleColumns, b.settleKind} {
		if err := settle(); err != nil {
			return nil, err
		}
	}
	var err error
	if b.day, err = a.today(o.date); err != nil {
		return nil, err
	}
	if o.report != "" {
		if b.report, b.done, err = b.openReport(); err != nil {
			return nil, err
		}
	}
	return b, nil
}

func (b *batch) settleFlags() error {
	if b.dates != "" && !slices.Contains(orders, b.dates) {
		return unknownValue("order", b.dates, orders)
	}
	if b.conflict != "" && !slices.Contains(conflicts, b.conflict) {
		return unknownValue("way", b.conflict, conflicts)
	}
	if b.limit < 0 || b.workers < 0 {
		return usagef("--limit and --workers are numbers from 1 on")
	}
	if b.workers == 0 {
		b.workers = runtime.GOMAXPROCS(0)
	}
	b.columns.Dates = table.Order(b.dates)
	for _, w := range b.where {
		column, text, ok := strings.Cut(w, "=")
		if column = strings.TrimSpace(column); !ok || column == "" {
			return &hintedError{usagef("--where wants a column, an equals sign and what stands in it"), "such as --where office=Cork"}
		}
		b.wanted = append(b.wanted, condition{column, strings.TrimSpace(text)})
	}
	return nil
}

// settleFiles settles what is written, and where.
func (b *batch) settleFiles() error {
	if b.out == "" && b.merge == "" {
		return &hintedError{usagef("amends batch needs a name for its files"), "such as --out 'letters/{{.row}}-{{.kind}}.pdf', or --merge all.pdf for one file"}
	}
	if b.merge != "" {
		var err error
		if b.merged, err = b.app.target(b.merge, "", b.force); err != nil {
			return err
		}
		if b.merged.format.Name != "pdf" {
			return usagef("--merge makes a PDF; end its name in .pdf")
		}
	}
	if b.out == "" {
		if len(b.batchOptions.formats) > 0 {
			return usagef("--to needs --out, which names the files")
		}
		return nil
	}
	var err error
	if b.name, err = readName(b.out); err != nil {
		return err
	}
	for _, to := range b.batchOptions.formats {
		f, err := formatFor("", strings.TrimSpace(to))
		if err != nil {
			return err
		}
		b.formats = append(b.formats, target{path: f.Endings[0], format: f, force: b.force})
	}
	if len(b.formats) == 0 {
		f, err := formatFor(b.out, "")
		if err != nil {
			return err
		}
		b.formats = []target{{path: f.Endings[0], format: f, force: b.force}}
	}
	b.name = b.name.cutEnding()
	for _, t := range b.formats {
		if len(b.formats) == 1 {
			b.looks = append(b.looks, b.app.lookIn(t.format, &b.pageOptions))
			continue
		}
		b.looks = append(b.looks, b.app.lookWith(&b.pageOptions))
	}
	return nil
}

// readMap reads the file that says which column holds which answer.
func (b *batch) readMap() error {
	if b.mapping == "" {
		return nil
	}
	f, err := os.Open(b.mapping)
	if err != nil {
		return usagef("%s: %v", b.mapping, reason(err))
	}
	defer f.Close()
	a, err := composer.ReadAnswers(b.mapping, f)
	if err != nil {
		return err
	}
	lines := a.Values
	for name, column := range map[string]string{"kind": a.Kind, "version": a.Version, "language": a.Language} {
		if column != "" {
			lines = append(lines, composer.Named{Position: composer.Position{Source: b.mapping}, Name: name, Value: composer.Text(column, composer.Position{})})
		}
	}
	b.columns.Paths = map[string]string{}
	from := map[string]string{}
	for _, l := range lines {
		path := strings.TrimSpace(l.Value.Text)
		switch {
		case l.Value.Shape != composer.Scalar:
			return usagef("%s: behind each column stands the name of one answer", l.Position)
		case !b.in.has(l.Name):
			return b.noColumn(l.Position.String(), l.Name)
		case path != "" && from[path] != "":
			return usagef("%s: %q and %q cannot both be %s", l.Position, from[path], l.Name, path)
		}
		b.columns.Paths[l.Name] = path
		from[path] = l.Name
	}
	return nil
}

// noColumn says that the table has no such column.
func (b *batch) noColumn(where, column string) error {
	columns := b.in.Columns()
	hint := "its columns are " + strings.Join(columns, ", ")
	if near := composer.Nearest(column, columns); near != "" {
		hint = fmt.Sprintf("did you mean %q?", near)
	}
	return &hintedError{usagef("%s: the table has no column %q", where, column), hint}
}

// settleColumns looks for the columns that are named on the command line.
func (b *batch) settleColumns() error {
	for _, w := range b.wanted {
		if !b.in.has(w.column) {
			return b.noColumn("--where", w.column)
		}
		b.columns.Own = append(b.columns.Own, w.column)
	}
	for _, c := range b.name.columns() {
		if !b.in.has(c) && !slices.Contains(ownNames, c) {
			return b.noColumn("--out", c)
		}
		b.columns.Own = append(b.columns.Own, c)
	}
	return nil
}

// settleKind looks at what the columns are called, where the kind says what
// they may be.
func (b *batch) settleKind() error {
	columns := b.in.Columns()
	ownKind := slices.ContainsFunc(columns, func(c string) bool { return b.columns.Path(c) == "kind" })
	for _, c := range columns {
		if p := b.columns.Path(c); p == "voluntary" || p == "read_alone" {
			return &hintedError{usagef("the column %q is refused: consent is given by hand, on the page, and never in a table", c), "take the column out; the page has a box and a line for each person to sign, or not"}
		}
	}
	if b.batchOptions.kind == "" {
		if len(columns) > 0 && !ownKind {
			return &hintedError{usagef("%s: this does not say of which kind its rows are", b.in.name), "add --kind, such as --kind apology, or a column \"kind\""}
		}
		return nil
	}
	k, err := b.app.kindIn(b.batchOptions.kind, composer.Languages{Page: b.app.languageOfFile(&composer.Answers{})})
	if err != nil {
		return err
	}
	if ownKind {
		return nil
	}
	for _, c := range columns {
		use, near := b.columns.Use(k, c)
		mapped := b.columns.Path(c) != c
		switch {
		case mapped && (use == table.Near || use == table.Unknown):
			hint := fmt.Sprintf("amends kinds show %s lists the names", k.Name)
			if near != "" {
				hint = fmt.Sprintf("did you mean %q?", near)
			}
			return &hintedError{usagef("%s: %s has no answer %q", b.mapping, k.Name, b.columns.Path(c)), hint}
		case use == table.Near:
			return &hintedError{usagef("there is a column %q, and no such answer", c), fmt.Sprintf("if it is %q, call it so; if it is yours, add the line \"%s:\" to a file for --map", near, c)}
		case use == table.Unknown:
			b.note(c)
		}
	}
	return nil
}

// maxNoted is how many columns are named that are no answers: where each row
// has its own, there is no end of them.
const maxNoted = 100

// note names a column that is no answer, once.
func (b *batch) note(column string) {
	if b.noted[column] || len(b.noted) == maxNoted {
		return
	}
	b.noted[column] = true
	if b.bar != nil {
		b.bar.end()
	}
	b.app.say("amends: note: %s", b.app.words.Say("batch-unknown", "column", printable(column)))
}

// kindOf is the kind of a row.
func (b *batch) kindOf(name, language string) (*composer.Kind, error) {
	if name == "" {
		return nil, &hintedError{errors.New("this row does not say of which kind it is"), "add --kind, or say it under \"kind\""}
	}
	return b.app.kindOf(&composer.Answers{Kind: name, Language: language})
}

// kindName is the name of a row's kind, its own or that of --kind.
func (b *batch) kindName(r table.Row) string {
	return cmp.Or(b.columns.Kind(r), b.batchOptions.kind)
}
