package main

import (
	"embed"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"amends/composer"
	"amends/composer/check"
	"amends/composer/render"
	"amends/templates"
)

//go:embed words
var wordFiles embed.FS

// An app is what every command works with: the streams, the settings, the
// words and the kinds.
type app struct {
	in        io.Reader
	out, errs io.Writer
	words     composer.Words // in the language of whoever is spoken to
	cfg       Config
	fonts     []*render.Font // for characters that the themes have not
	getenv    func(string) string
	reminded  bool // it was said that a code still names a person
	shelf     shelf
}

// A shelf keeps what was read once, for documents that are made at once too.
type shelf struct {
	mu       sync.Mutex
	words    map[string]composer.Words // in other languages than people are spoken to in, for pages
	kinds    map[kindKey]*composer.Kind
	checkers map[string]func() *check.Checker // by the kinds they are for; see checker
	onPaper  map[string]string                // by language, who to call; see helpLineOnPaper
}

// A kindKey is which kind was read, and with which words.
type kindKey struct {
	name string
	in   composer.Languages
}

// maxShelf is more kinds than anybody uses at once: languages come from files.
const maxShelf = 64

func newApp(in io.Reader, out, errs io.Writer) *app {
	words, err := composer.LoadWords(wordFiles, "en")
	if err != nil {
		panic(err) // the file is built in, and a test reads it
	}
	return &app{in: in, out: out, errs: errs, words: words, getenv: os.Getenv}
}

// isTerminal reports whether a stream is one a person sits at.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// kinds is the built-in kinds, with those of the user's folder over them.
func (a *app) kinds() fs.FS {
	if a.cfg.Kinds == "" {
		return templates.FS
	}
	return overlay{os.DirFS(a.cfg.Kinds), templates.FS}
}

// An overlay is a folder of the user's kinds over the built-in ones. A kind
// of the user's replaces the built-in one of that name whole.
type overlay struct{ over, under fs.FS }

// has reports whether the upper folder holds the kind that name lies in. A
// folder without kind.yaml is none, and hides nothing.
func (o overlay) has(name string) bool {
	for dir := name; dir != "."; dir = path.Dir(dir) {
		if _, err := fs.Stat(o.over, path.Join(dir, "kind.yaml")); err == nil {
			return true
		}
	}
	return false
}

// Open opens name in the upper folder where that holds the kind, or else in
// the lower one.
func (o overlay) Open(name string) (fs.File, error) {
	if o.has(name) || !o.isUnder(name) {
		return o.over.Open(name)
	}
	return o.under.Open(name)
}

// Stat is what Open would open; it opens nothing, since that may wait forever.
func (o overlay) Stat(name string) (fs.FileInfo, error) {
	if o.has(name) || !o.isUnder(name) {
		return fs.Stat(o.over, name)
	}
	return fs.Stat(o.under, name)
}

func (o overlay) isUnder(name string) bool {
	_, err := fs.Stat(o.under, name)
	return err == nil
}

// ReadDir lists a folder of both; of one kind, that of one.
func (o overlay) ReadDir(name string) ([]fs.DirEntry, error) {
	over, overErr := fs.ReadDir(o.over, name)
	under, underErr := fs.ReadDir(o.under, name)
	switch {
	case o.has(name) || underErr != nil:
		return over, overErr
	case overErr != nil:
		return under, nil
	}
	for _, e := range under {
		if !slices.ContainsFunc(over, func(o fs.DirEntry) bool { return o.Name() == e.Name() }) {
			over = append(over, e)
		}
	}
	return over, nil
}

// today is the day on a page: --date, SOURCE_DATE_EPOCH, or today.
func (a *app) today(flag string) (time.Time, error) {
	if flag != "" {
		d, err := time.Parse(time.DateOnly, flag)
		if err != nil {
			return d, usagef("--date is a day such as 2026-12-20")
		}
		return d, nil
	}
	now := time.Now()
	if epoch := a.getenv("SOURCE_DATE_EPOCH"); epoch != "" {
		n, err := strconv.ParseInt(epoch, 10, 64)
		if err != nil {
			return now, usagef("SOURCE_DATE_EPOCH is a number of seconds")
		}
		now = time.Unix(n, 0).UTC()
	}
	return time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC), nil
}

// A command's help says examples first and the exit codes last.
const helpTemplate = `{{with or .Long .Short}}{{.}}

{{end}}{{if .HasExample}}Examples:
{{.Example}}

{{end}}{{if or .Runnable .HasSubCommands}}{{.UsageString}}{{end}}`

const usageTemplate = `Usage:
  {{if .HasAvailableSubCommands}}{{.CommandPath}} COMMAND{{else}}{{.UseLine}}{{end}}
{{if .HasAvailableSubCommands}}
Commands:{{range .Commands}}{{if .IsAvailableCommand}}
  {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}
{{end}}{{if .HasAvailableLocalFlags}}
Flags:
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}
{{end}}{{if .HasAvailableInheritedFlags}}
Everywhere:
{{.InheritedFlags.FlagUsages | trimTrailingWhitespaces}}
{{end}}
Exit status:
  {{with index .Annotations "exit"}}{{.}}{{else}}0 done, 2 wrong usage or other trouble{{end}}
`

func newRootCmd(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "amends",
		Short: "Compose apologies and agreements in your own words",
		Long: `amends asks, and you answer in your own words. Your answers become an apology
that is specific, or an agreement about boundaries, as Markdown or PDF. Nothing
leaves this computer.`,
		Example: `  amends new apology                          answer, and hold a letter
  amends render answers.yaml -o letter.pdf    the same page from a file
  amends blank apology -o worksheet.pdf       the questions on paper`,
		Args:          cobra.ArbitraryArgs,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(cmd, args[0])
			}
			return cmd.Help()
		},
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return a.loadConfig(cmd) },
	}
	cmd.Version = version
	cmd.SetVersionTemplate("amends {{.Version}}\n")
	cmd.SetHelpCommand(newHelpCmd())
	cmd.SetHelpTemplate(helpTemplate)
	cmd.SetUsageTemplate(usageTemplate)
	cmd.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return &hintedError{usagef("%v", err), fmt.Sprintf("%s --help shows the flags", cmd.CommandPath())}
	})
	cmd.PersistentFlags().String("kinds", "", "a folder, `DIR`, with kinds of your own")
	cmd.PersistentFlags().String("language", "", "the language of the page, `LANG`, such as es")
	cmd.AddCommand(
		newNewCmd(a),
		newResumeCmd(a),
		newRenderCmd(a),
		newCheckCmd(a),
		newBlankCmd(a),
		newAnswersCmd(a),
		newPackCmd(a),
		newBatchCmd(a),
		newKindsCmd(a),
		newSchemaCmd(a),
		newSafetyCmd(a),
		newConfigCmd(a),
		newVersionCmd(a),
	)
	return cmd
}

// newHelpCmd is cobra's help command, but that a command which is not there is
// an error.
func newHelpCmd() *cobra.Command {
	return &cobra.Command{
		Use:     "help [COMMAND]",
		Short:   "Show what a command does",
		Example: "  amends help new",
		RunE: func(cmd *cobra.Command, args []string) error {
			c, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return unknownCommand(cmd.Root(), args[0])
			}
			c.InitDefaultHelpFlag() // as --help has it
			c.InitDefaultVersionFlag()
			return c.Help()
		},
	}
}

func unknownCommand(root *cobra.Command, name string) error {
	var names []string
	for _, c := range root.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	hint := "amends help lists the commands"
	if near := composer.Nearest(name, names); near != "" {
		hint = fmt.Sprintf("did you mean %q? %s", near, hint)
	}
	return &hintedError{usagef("unknown command %q", name), hint}
}

// exits is the exit codes of a command for its help.
func exits(text string) map[string]string { return map[string]string{"exit": text} }

// noArgs refuses arguments, with what the command takes instead.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return &hintedError{usagef("%s takes no arguments", cmd.CommandPath()), fmt.Sprintf("%s --help shows how it is called", cmd.CommandPath())}
}

// atMostOne refuses a second argument.
func atMostOne(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) <= 1 {
			return nil
		}
		return &hintedError{usagef("%s takes %s, and not %d", cmd.CommandPath(), what, len(args)), fmt.Sprintf("%s --help shows how it is called", cmd.CommandPath())}
	}
}

// exactly refuses another number of arguments than n.
func exactly(n int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == n {
			return nil
		}
		return &hintedError{usagef("%s needs %s", cmd.CommandPath(), what), fmt.Sprintf("%s --help shows how it is called", cmd.CommandPath())}
	}
}

// oneOrMore refuses a command line without any argument.
func oneOrMore(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return nil
		}
		return &hintedError{usagef("%s needs %s", cmd.CommandPath(), what), fmt.Sprintf("%s --help shows how it is called", cmd.CommandPath())}
	}
}
