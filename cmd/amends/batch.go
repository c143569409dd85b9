package main

import (
	"context"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"amends/composer"
	"amends/composer/table"
)

// A batch is a line: rows are read one after the other, made into documents by
// several workers, and written and reported in the order of the rows. What is
// wrong with a row is a value that goes down the line with it. batch_plan.go
// settles what can be known before the first row, batch_read.go begins the
// line, batch_row.go is a worker, batch_write.go ends it.

type batchOptions struct {
	pageOptions
	kind, header, mapping, dates string
	people                       int
	formats, where               []string
	limit, workers               int
	conflict                     string
	skip, dryRun, failFast       bool
	merge, report                string
	quote                        bool
}

func (o *batchOptions) addFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.kind, "kind", "", "the `KIND` of the rows that do not say their own")
	f.StringVar(&o.header, "header", "", "print the first row of a table for this `KIND`, to be filled in, and do nothing else")
	f.IntVar(&o.people, "people", 2, "with --header: for `N` people, where a kind is for several")
	f.StringVar(&o.mapping, "map", "", "a `FILE` (YAML) with lines such as \"Case impact: impact\": your column, and the answer it holds, or nothing where it holds none")
	f.StringVar(&o.dates, "dates", "", "how the table writes days, `ORDER`: dmy or mdy; as in 2026-12-20 if not given")
	f.StringArrayVar(&o.where, "where", nil, "only rows that have this in this column, `COLUMN=TEXT`; may be given again")
	f.IntVar(&o.limit, "limit", 0, "only the first `N` of these rows")
	f.StringVarP(&o.out, "out", "o", "", "what the files are called, `NAME`, with columns in it, such as 'letters/{{.case_no}}-{{.kind}}.pdf'; also {{.row}} and {{.file}}")
	f.StringSliceVar(&o.formats, "to", nil, "the `FORMATS`, each a file of its own, such as pdf,txt; if not given, as the ending of --out says")
	f.StringVar(&o.conflict, "on-conflict", "", "what is done with a second row whose file would have the same name, `HOW`: "+strings.Join(conflicts, " or ")+"; error if not given")
	f.BoolVar(&o.skip, "skip-existing", false, "leave out what is there already")
	f.BoolVar(&o.force, "force", false, "write over files that are there, and begin a report anew")
	f.BoolVar(&o.dryRun, "dry-run", false, "read and check every row and list the files, and write none")
	f.BoolVar(&o.failFast, "fail-fast", false, "end at the first row that fails")
	f.StringVar(&o.merge, "merge", "", "all documents in one PDF, `FILE`: at most 1000")
	f.StringVar(&o.report, "report", "", "add a line of JSON for each row to `FILE`; what a report there says is done is not done again")
	f.BoolVar(&o.quote, "quote", false, "with --report: also the words that were found")
	f.IntVar(&o.workers, "workers", 0, "how many documents are made at once, `N`; as many as there are processors if not given")
	o.addLook(cmd)
	cmd.MarkFlagsMutuallyExclusive("skip-existing", "force")
	for _, other := range []string{"out", "merge", "report", "kind", "map", "where", "to"} {
		cmd.MarkFlagsMutuallyExclusive("header", other)
	}
	complete(cmd, "to", formatNames())
	complete(cmd, "dates", orders)
	complete(cmd, "on-conflict", conflicts)
}

// The values of flags.
var (
	conflicts = []string{"error", "number"}
	orders    = []string{string(table.DayFirst), string(table.MonthFirst)}
)

func newBatchCmd(a *app) *cobra.Command {
	o := &batchOptions{}
	cmd := &cobra.Command{
		Use:   "batch TABLE",
		Short: "Make a document from each row of a table",
		Long: `batch asks nothing. It reads a table and makes a document from each row: CSV, as
spreadsheets write it, JSON Lines, a JSON array, a stream of YAML documents, or a
folder of answers files; - reads standard input. Columns are named like answers
(--header prints them), and a cell with several lines is a list. A row that fails
is named with its column and does not stop the others.`,
		Example: `  amends batch --header boundary --people 2 > table.csv
  amends batch table.csv --kind boundary --out 'out/{{.case_no}}.pdf'
  amends batch table.csv --kind boundary --out 'out/{{.row}}' --to pdf,txt --report run.jsonl
  amends batch rows.jsonl --where office=Cork --merge print.pdf
  amends batch answers/ --out 'pages/{{.file}}.pdf' --skip-existing`,
		Args:        atMostOne("a table"),
		Annotations: exits("0 done, 1 some rows failed, 2 wrong usage or other trouble, 130 interrupted: what is finished is written"),
		RunE:        func(cmd *cobra.Command, args []string) error { return runBatch(cmd.Context(), a, o, args) },
	}
	o.addFlags(cmd)
	for _, flag := range []string{"kind", "header"} {
		if err := cmd.RegisterFlagCompletionFunc(flag, a.completeKinds); err != nil {
			panic(err) // as in complete
		}
	}
	return cmd
}

func runBatch(ctx context.Context, a *app, o *batchOptions, args []string) error {
	if o.header != "" {
		return a.printHeader(o, args)
	}
	if len(args) == 0 {
		return &hintedError{usagef("amends batch needs a table"), "name a file or a folder, or - for standard input; amends batch --help shows how it is called"}
	}
	in, err := a.openTable(args[0])
	if err != nil {
		return err
	}
	defer in.close()
	b, err := a.planBatch(o, in)
	if err != nil {
		return err
	}
	ctx, stop := interruptible(ctx)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	return b.run(ctx)
}

// printHeader prints the first row of a table.
func (a *app) printHeader(o *batchOptions, args []string) error {
	if len(args) > 0 {
		return usagef("--header reads no table")
	}
	k, err := a.kind(o.header)
	if err != nil {
		return err
	}
	for _, s := range k.Sections {
		for _, q := range s.Questions {
			if q.Type == composer.TypePeople && q.Max != 1 && s.Each == "" && (o.people < q.Min || q.Max > 0 && o.people > q.Max) && o.people > 0 {
				return usagef("--people: %s is for %d to %d people", k.Name, q.Min, q.Max)
			}
		}
	}
	if o.people < 1 {
		return usagef("--people is a number from 1 on")
	}
	return table.WriteHeader(a.out, table.Header(k, o.people))
}

// An input is a table that was opened.
type input struct {
	*table.Reader
	name  string
	bytes *counted // nil of a folder
	close func()
}

// openTable opens a file, a folder, or standard input for "-".
func (a *app) openTable(name string) (*input, error) {
	in := &input{name: name, close: func() {}}
	info, err := os.Stat(name)
	switch {
	case name == "-":
		in.bytes = &counted{in: a.in}
	case err != nil:
		return nil, usagef("%s: %v", name, reason(err))
	case info.IsDir():
		in.Reader, err = table.Folder(os.DirFS(name))
		return in, err
	default:
		f, err := os.Open(name)
		if err != nil {
			return nil, usagef("%s: %v", name, reason(err))
		}
		in.bytes = &counted{in: f}
		if info.Mode().IsRegular() {
			in.bytes.size = info.Size()
		}
		in.close = func() { f.Close() }
	}
	if in.Reader, err = table.Read(name, in.bytes); err != nil {
		in.close()
		return nil, err
	}
	return in, nil
}

// has reports whether a table has a column. Where each row has its own, any may
// come.
func (in *input) has(column string) bool {
	return len(in.Columns()) == 0 || slices.Contains(in.Columns(), column)
}
