package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"amends/composer"
)

func newSafetyCmd(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "safety",
		Short: "Show help lines for your country, and nothing else",
		Long: `safety shows who to call. It asks nothing and writes no file.

Someone who uses this computer may see that the command was run.`,
		Example: "  amends safety\n  amends safety --country IE",
		Args:    noArgs,
		RunE:    func(*cobra.Command, []string) error { return runSafety(a) },
	}
	cmd.Flags().String("country", "", "two letters, `XX`, such as IE")
	return cmd
}

func runSafety(a *app) error {
	if c := a.cfg.Country; c != "" {
		if h, err := composer.LoadHelpLines(a.kinds(), a.talk()); err == nil {
			if _, ok := h.Country(c); !ok {
				a.say("%s", a.words.Say("help-no-country", "country", c))
			}
		}
	}
	_, err := fmt.Fprint(a.out, a.helpText())
	return err
}

// helpText is the help lines of the country for a screen: those that a
// person checked with the day, the others with a word that nobody did.
func (a *app) helpText() string {
	h, err := composer.LoadHelpLines(a.kinds(), a.talk())
	if err != nil {
		return a.words.Say("help-emergency", "number", "112 / 911") + "\n"
	}
	var out strings.Builder
	lines := h.International
	if c, ok := h.Country(a.cfg.Country); ok {
		fmt.Fprintf(&out, "%s\n\n", a.words.Say("help-country", "country", c.Name, "number", c.Emergency))
		lines = slices.Concat(c.Lines, lines)
	} else {
		fmt.Fprintf(&out, "%s\n\n", a.words.Say("help-anywhere"))
	}
	for _, l := range lines {
		fmt.Fprintf(&out, "%s\n", a.helpLine(l, h.LongDate(l.Checked)))
	}
	fmt.Fprintf(&out, "\n%s\n", a.words.Say("help-unchecked"))
	return out.String()
}

func (a *app) helpLine(l composer.HelpLine, checked string) string {
	who := ""
	if l.For != "" {
		who = a.words.Say("help-for", "who", l.For)
	}
	text := ""
	if l.Text != "" {
		text = a.words.Say("help-text", "text", l.Text)
	}
	if checked != "" {
		checked = a.words.Say("help-checked", "day", checked)
	}
	return joinNonEmpty(", ", l.Name+who, l.Phone, text, l.Web, checked)
}

// helpLineOnPaper is who to call, for a printed page: the practice's own lines
// or number, or a line that a person checked, or a place to write one down.
func (a *app) helpLineOnPaper(language string) string {
	language = cmp.Or(language, a.pageLanguage())
	a.shelf.mu.Lock()
	text, ok := a.shelf.onPaper[language]
	a.shelf.mu.Unlock()
	if ok {
		return text
	}
	text = a.readHelpLine(language)
	a.shelf.mu.Lock()
	defer a.shelf.mu.Unlock()
	if len(a.shelf.onPaper) == 0 || len(a.shelf.onPaper) == maxShelf {
		a.shelf.onPaper = map[string]string{}
	}
	a.shelf.onPaper[language] = text
	return text
}

func (a *app) readHelpLine(language string) string {
	words := a.wordsIn(language)
	emergency := words.Say("help-emergency-blank")
	var h composer.HelpLines
	var lines []composer.HelpLine
	if a.cfg.Country != "" { // or else the lines need not be read
		var err error
		h, err = composer.LoadHelpLines(a.kinds(), language)
		if c, ok := h.Country(a.cfg.Country); err == nil && ok {
			emergency, lines = c.Emergency, c.Lines
		}
	}
	if own := a.cfg.Letterhead; len(own.Help) > 0 {
		return words.Say("paper-help-lines", "emergency", emergency, "lines", strings.Join(own.Help, "; "))
	} else if own.Phone != "" {
		return words.Say("paper-help-own", "emergency", emergency, "own", own.Line())
	}
	for _, l := range lines {
		if !l.Checked.IsZero() && l.Phone != "" && slices.Contains(l.Topics, "abuse") {
			return words.Say("paper-help-known", "emergency", emergency, "name", l.Name, "phone", l.Phone, "day", h.LongDate(l.Checked))
		}
	}
	return words.Say("paper-help", "emergency", emergency)
}
