package main

import (
	"cmp"

	"github.com/spf13/cobra"

	"amends/composer"
)

type schemaOptions struct {
	out      string
	force    bool
	kindFile bool
}

func (o *schemaOptions) addFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVarP(&o.out, "output", "o", "", "the `FILE`; standard output if not given")
	f.BoolVar(&o.force, "force", false, "write over a file that is there")
	f.BoolVar(&o.kindFile, "kind-file", false, "the schema of kind.yaml, in which kinds are written")
}

func newSchemaCmd(a *app) *cobra.Command {
	o := &schemaOptions{}
	cmd := &cobra.Command{
		Use:   "schema [KIND]",
		Short: "Print the JSON Schema of a kind's answers",
		Long: `schema says in JSON Schema (2020-12) what an answers file of a kind may hold, so
that an editor helps while one is written and other programs can look it
through. What amends takes the schema takes. What the schema takes and amends
does not stands at its top, under "$comment".

An answers file is in one language, and so is its schema: see --language.
amends kinds show KIND --answers writes a file to fill in.`,
		Example: `  amends schema apology -o apology.schema.json
  amends schema boundary --language es
  amends schema --kind-file -o kind.schema.json`,
		Args:              atMostOne("a kind"),
		ValidArgsFunction: a.completeKinds,
		RunE:              func(_ *cobra.Command, args []string) error { return runSchema(a, o, args) },
	}
	o.addFlags(cmd)
	return cmd
}

func runSchema(a *app, o *schemaOptions, args []string) error {
	if o.kindFile == (len(args) == 1) {
		return &hintedError{usagef("amends schema needs a kind, or --kind-file"), "amends schema --help shows how it is called"}
	}
	schema, err := a.schema(o, args)
	if err != nil {
		return err
	}
	return a.writeText(o.out, schema, o.force)
}

// schema is the one that is asked for. That of answers is in the language that
// a file has which does not name one.
func (a *app) schema(o *schemaOptions, args []string) ([]byte, error) {
	if o.kindFile {
		return composer.KindSchema(a.kinds())
	}
	k, err := a.kindIn(args[0], composer.Languages{Page: cmp.Or(a.cfg.Language, composer.SourceLanguage)})
	if err != nil {
		return nil, err
	}
	return k.Schema(), nil
}

// writeText writes a text to a file, or to standard output where none is named.
func (a *app) writeText(path string, text []byte, force bool) error {
	if path == "" || path == "-" {
		_, err := a.out.Write(text)
		return err
	}
	if err := writable(path, force); err != nil {
		return err
	}
	return writeFile(path, text, force)
}

// schemaFile is the name that the schema of a kind has in an answers file.
func schemaFile(k *composer.Kind) string {
	name := flatName(k.Name)
	if k.Language != composer.SourceLanguage {
		name += "." + k.Language
	}
	return name + ".schema.json"
}
