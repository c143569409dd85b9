// Package check finds words that undo an apology or make an agreement unsafe,
// and what is missing from either.
//
// What is looked for is data: one file a rule in a folder of rules/ for each
// language, in patterns made of words. rules/README.md says how they are
// written.
package check
