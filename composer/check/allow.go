package check

import (
	"embed"
	"strings"

	"amends/composer"
)

//go:embed words
var words embed.FS

// An Allow is a finding that the writer knows of and keeps.
type Allow struct {
	composer.Position
	Rule string // the rule's id
}

// Allows is what the answers allow: each "allow:" is the id of a rule, and may
// give a reason behind " -- ".
func Allows(a *composer.Answers) []Allow {
	var out []Allow
	for _, v := range a.Allow {
		rule, _, _ := strings.Cut(v.Text, "--")
		out = append(out, Allow{v.Position, strings.TrimSpace(rule)})
	}
	return out
}

// The ids of what is said about an allow itself.
const (
	ruleAllowUnused  = "allow-unused"
	ruleAllowUnknown = "allow-unknown"
	ruleAllowSafety  = "allow-safety"
)

// Keep is found without what the writer allows, and with a finding for each
// allow that does nothing: it names no rule, a rule that found nothing, or one
// that keeps people safe, whose findings always stay.
func (c *Checker) Keep(found []composer.Finding, allows []Allow) []composer.Finding {
	allowed, used := map[string]bool{}, map[string]bool{}
	var about []composer.Finding
	for _, a := range allows {
		switch r := c.Rule(a.Rule); {
		case !c.known[a.Rule]:
			about = append(about, c.about(a, ruleAllowUnknown))
		case r != nil && r.Protects():
			about = append(about, c.about(a, ruleAllowSafety))
		default:
			allowed[a.Rule] = true
		}
	}
	var out []composer.Finding
	for _, f := range found {
		if allowed[f.Rule] && !f.HelpLines {
			used[f.Rule] = true
			continue
		}
		out = append(out, f)
	}
	for _, a := range allows {
		if allowed[a.Rule] && !used[a.Rule] {
			about = append(about, c.about(a, ruleAllowUnused))
		}
	}
	return append(out, about...)
}

// about is a finding on an allow.
func (c *Checker) about(a Allow, rule string) composer.Finding {
	return composer.Finding{
		Rule: rule, Position: a.Position, End: a.Column, EndLine: a.Line,
		Message: c.words.Say(rule, "rule", a.Rule), Advice: c.words.Say(rule + "-hint"),
	}
}

// Protects reports whether r is about people's safety: what it finds cannot be
// allowed.
func (r *Rule) Protects() bool {
	for _, g := range r.groups {
		if g.safety != "" {
			return true
		}
	}
	return r.Safety != "" || r.Unsigned
}
