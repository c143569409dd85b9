package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/viper"

	"amends/composer"
	"amends/composer/render"
)

// Config is the settings, each from where it is strongest: a flag, the
// environment (AMENDS_*), .amends.yaml in this folder, the user's own file, or
// what the program takes by itself.
type Config struct {
	Paper      string     // a4 or letter
	Theme      string     // book, plain or large-print; empty for what suits the page
	Font       string     // font files for what the theme has not, parted as the system parts paths
	Missing    string     // "error" or "replace": what is done with characters that no font has
	Country    string     // ISO 3166-1 alpha-2, for help lines and paper; may be empty
	Accessible bool       // plain numbered lines, made for the ear
	Kinds      string     // a folder with the user's own kinds
	Answers    string     // an answers file that holds where nothing else says anything
	Letterhead Letterhead // of the worksheets

	Language          string // of the pages, BCP 47; empty for the machine's or English
	InterviewLanguage string // what people are spoken to in; Language if empty
	languageGiven     bool   // Language is from the command line
	locale            string // the machine's language, if there are pages in it

	letterheadFile string // which file that is in; empty for none

	Origins []Origin // where each value comes from, in the order of the settings
}

// An Origin is a setting, its value, and where that was found.
type Origin struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	From  string `json:"from"`
}

// setting is one name in the files, AMENDS_NAME in the environment, --name
// among the flags.
type setting struct {
	name     string
	allowed  []string // nil for any text
	private  bool     // not taken from a folder's .amends.yaml, which others may have written
	fileOnly bool     // a flag of this name means something else
}

var settings = []setting{
	{name: "paper", allowed: render.Papers()},
	{name: "theme", allowed: render.Themes()},
	{name: "font", private: true, fileOnly: true},
	{name: "missing", allowed: missings},
	{name: "country"},
	{name: "language"},
	{name: "interview-language"},
	{name: "accessible", allowed: []string{"true", "false", "yes", "no", "on", "off", "1", "0"}},
	{name: "kinds", private: true},
	{name: "answers", private: true, fileOnly: true},
	{name: "letterhead", private: true},
	{name: "letterhead.name", private: true},
	{name: "letterhead.phone", private: true},
}

// A configFile is one file of settings, read.
type configFile struct {
	path   string
	own    bool // the user's, not the folder's
	values *viper.Viper
}

// loadConfig reads the settings for cmd. Commands that need none are spared
// the files, and no fault in them hides the help lines.
func (a *app) loadConfig(cmd *cobra.Command) error {
	if name := cmd.Name(); name == "version" || name == "help" || name == "completion" || strings.HasPrefix(name, "__") ||
		cmd.HasParent() && cmd.Parent().Name() == "completion" {
		return nil
	}
	err := a.readConfig(cmd)
	if err != nil && cmd.Name() == "safety" {
		a.report(err)
		return nil
	}
	return err
}

func (a *app) readConfig(cmd *cobra.Command) error {
	var files []configFile
	for _, f := range []configFile{{path: ".amends.yaml"}, {path: a.userConfig(), own: true}} {
		switch err := f.read(); {
		case err == nil:
			files = append(files, f)
		case !errors.Is(err, fs.ErrNotExist):
			return err
		}
	}
	values := map[string]string{}
	for _, s := range settings {
		value, from := a.lookup(cmd, s, files)
		if value != "" && s.allowed != nil && !slices.Contains(s.allowed, strings.ToLower(value)) {
			return &hintedError{usagef("%s: unknown %s %q", from, s.name, value), "it is one of " + strings.Join(s.allowed, ", ")}
		}
		values[s.name] = value
		a.cfg.Origins = append(a.cfg.Origins, Origin{s.name, value, from})
	}
	a.cfg.Paper, a.cfg.Theme, a.cfg.Country = strings.ToLower(values["paper"]), strings.ToLower(values["theme"]), strings.ToUpper(values["country"])
	a.cfg.Font, a.cfg.Missing = values["font"], strings.ToLower(values["missing"])
	a.cfg.Accessible = slices.Contains([]string{"true", "yes", "on", "1"}, strings.ToLower(values["accessible"]))
	a.cfg.Kinds, a.cfg.Answers = values["kinds"], values["answers"]
	if a.cfg.Kinds != "" {
		if info, err := os.Stat(a.cfg.Kinds); err != nil || !info.IsDir() {
			return &hintedError{usagef("kinds: there is no folder %s", a.cfg.Kinds), "name the folder in which your kinds lie"}
		}
	}
	f := cmd.Flags().Lookup("language")
	a.cfg.languageGiven = f != nil && f.Changed
	if err := a.settleLanguages(values); err != nil {
		return err
	}
	return a.configureLetterhead(cmd, values)
}

// userConfig is the path of the user's own file.
func (a *app) userConfig() string {
	if dir := a.getenv("XDG_CONFIG_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "amends", "config.yaml")
	}
	dir, err := os.UserConfigDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "amends", "config.yaml")
}

// read reads the file and refuses what is no setting in it.
func (f *configFile) read() error {
	if f.path == "" {
		return fs.ErrNotExist
	}
	if info, err := os.Stat(f.path); err != nil || info.IsDir() {
		return fs.ErrNotExist
	}
	text, err := os.ReadFile(f.path)
	if err != nil {
		return fmt.Errorf("%s: %w", f.path, reason(err))
	}
	f.values = viper.New()
	f.values.SetConfigType("yaml")
	if err := f.values.ReadConfig(strings.NewReader(string(text))); err != nil {
		return &hintedError{usagef("%s: this is not YAML", f.path), "look for a missing quote or colon, or for a tab in the indentation"}
	}
	var names []string
	for _, s := range settings {
		names = append(names, s.name)
	}
	for _, key := range f.values.AllKeys() {
		i := slices.Index(names, key)
		switch {
		case i < 0:
			hint := "amends config lists the settings"
			if near := composer.Nearest(key, names); near != "" {
				hint = fmt.Sprintf("did you mean %q? %s", near, hint)
			}
			return &hintedError{usagef("%s: unknown setting %q", f.path, key), hint}
		case !isText(f.values.Get(key)):
			// What looks like a number would be printed as another one: a telephone
			// number that begins with 0 is octal to YAML.
			return &hintedError{usagef("%s: %s is not text", f.path, key), "put quotes round its value"}
		case settings[i].private && !f.own:
			return &hintedError{usagef("%s: %s is not read from a folder's file", f.path, key), "put it into your own config file; amends config says where that is"}
		}
	}
	return nil
}

func isText(v any) bool {
	switch v.(type) {
	case string, bool:
		return true
	}
	return false
}

// lookup is the value of a setting and where it was found.
func (a *app) lookup(cmd *cobra.Command, s setting, files []configFile) (value, from string) {
	if f := cmd.Flags().Lookup(s.name); f != nil && f.Changed && !s.fileOnly {
		return f.Value.String(), "--" + s.name
	}
	if s.name == "theme" {
		if f := cmd.Flags().Lookup("large-print"); f != nil && f.Changed && f.Value.String() == "true" {
			return "large-print", "--large-print"
		}
	}
	env := "AMENDS_" + strings.ToUpper(strings.NewReplacer(".", "_", "-", "_").Replace(s.name))
	if v := a.getenv(env); v != "" {
		return v, env
	}
	if s.name == "accessible" {
		if v := a.getenv("ACCESSIBLE"); v != "" && v != "0" && v != "false" {
			return "true", "ACCESSIBLE"
		}
		if a.getenv("TERM") == "dumb" {
			return "true", "TERM"
		}
	}
	for _, f := range files {
		if v := f.values.GetString(s.name); v != "" {
			return v, f.path
		}
	}
	return a.byLocale(s.name), "default"
}

// lettersUse is the countries whose paper is Letter.
var lettersUse = []string{"US", "CA", "MX", "PH", "CL", "CO", "VE", "CR", "GT", "PA", "DO", "PR"}

// byLocale is a setting's value where nobody says anything.
func (a *app) byLocale(name string) string {
	country := ""
	for _, env := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if _, after, ok := strings.Cut(a.getenv(env), "_"); ok && len(after) >= 2 {
			country = strings.ToUpper(after[:2])
			break
		}
	}
	switch name {
	case "country":
		return country
	case "paper":
		if slices.Contains(lettersUse, country) {
			return "letter"
		}
		return "a4"
	case "accessible":
		return "false"
	case "missing":
		return missings[0]
	}
	return ""
}
