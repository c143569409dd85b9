// Package composer makes a document from a kind and answers.
//
// A [Kind] is a folder of data: questions, and a template for the page.
// [Load] reads one, [Kind.Check] turns [Answers] into a [Checked] and says all
// that is wrong at once, and [Kind.Compose] makes the [Document]:
//
//	k, err := composer.Load(templates.FS, "apology")
//	a, err := composer.ReadAnswers("answers.yaml", file)
//	c, problems := k.Check(a)
//	d, err := k.Compose(c, composer.Circumstances{Date: today})
//
// The package reads no clock, no environment and no file of its own: what it
// needs is handed in. No error of its repeats what a person answered.
package composer
