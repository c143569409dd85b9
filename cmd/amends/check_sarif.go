package main

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"amends/composer"
	"amends/composer/check"
)

// SARIF 2.1.0, as far as we have something to say:
// https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html

const sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool struct {
		Driver sarifDriver `json:"driver"`
	} `json:"tool"`
	Invocations []sarifInvocation `json:"invocations"`
	ColumnKind  string            `json:"columnKind"`
	Artifacts   []sarifArtifact   `json:"artifacts"`
	Results     []sarifResult     `json:"results"`
}

type sarifDriver struct {
	Name    string      `json:"name"`
	Version string      `json:"version"`
	Rules   []sarifRule `json:"rules"`
}

type sarifRule struct {
	ID               string              `json:"id"`
	Name             string              `json:"name,omitempty"`
	ShortDescription *sarifMessage       `json:"shortDescription,omitempty"`
	FullDescription  *sarifMessage       `json:"fullDescription,omitempty"`
	Help             *sarifMessage       `json:"help,omitempty"`
	Configuration    *sarifConfiguration `json:"defaultConfiguration,omitempty"`
	Properties       *sarifProperties    `json:"properties,omitempty"`
}

type sarifProperties struct {
	Severities []string `json:"severities"` // of its patterns, the gravest first
}

type sarifConfiguration struct {
	Level string `json:"level"`
}

type sarifMessage struct {
	Text string `json:"text"`
}

type sarifInvocation struct {
	Successful    bool                `json:"executionSuccessful"`
	Notifications []sarifNotification `json:"toolExecutionNotifications,omitempty"`
}

type sarifNotification struct {
	Level   string       `json:"level"`
	Message sarifMessage `json:"message"`
}

type sarifArtifact struct {
	Location sarifURI `json:"location"`
}

type sarifURI struct {
	URI   string `json:"uri"`
	Index *int   `json:"index,omitempty"`
}

type sarifResult struct {
	RuleID       string            `json:"ruleId"`
	RuleIndex    int               `json:"ruleIndex"`
	Level        string            `json:"level"`
	Message      sarifMessage      `json:"message"`
	Locations    []sarifLocation   `json:"locations"`
	Fingerprints map[string]string `json:"partialFingerprints"`
}

type sarifLocation struct {
	Physical struct {
		Artifact sarifURI    `json:"artifactLocation"`
		Region   sarifRegion `json:"region"`
	} `json:"physicalLocation"`
}

// A sarifRegion always has a line: GitHub shows no result without one.
type sarifRegion struct {
	StartLine   int `json:"startLine"`
	StartColumn int `json:"startColumn,omitempty"`
	EndLine     int `json:"endLine,omitempty"`
	EndColumn   int `json:"endColumn,omitempty"`
}

// language is the language of all files; English where they have several.
func (r *checkReport) language() string {
	language := ""
	for _, f := range r.files {
		if f.language != "" && language != "" && f.language != language {
			return composer.SourceLanguage
		}
		language = cmp.Or(f.language, language)
	}
	return cmp.Or(language, composer.SourceLanguage)
}

// sarif is one run over all files.
func (r *checkReport) sarif() error {
	run := sarifRun{ColumnKind: "unicodeCodePoints", Artifacts: []sarifArtifact{}, Results: []sarifResult{}}
	run.Tool.Driver = sarifDriver{Name: "amends", Version: version, Rules: []sarifRule{}}
	rules := map[string]int{}
	for _, rule := range r.checker(r.language()).Rules() {
		rules[rule.ID] = len(rules)
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRuleOf(rule))
	}
	invocation := sarifInvocation{Successful: true}
	seen := map[string]int{}
	for i, file := range r.files {
		uri := sarifURI{URI: fileURI(file.name)}
		run.Artifacts = append(run.Artifacts, sarifArtifact{uri})
		uri.Index = &i
		if file.err != nil {
			invocation.Successful = false
			invocation.Notifications = append(invocation.Notifications, sarifNotification{"error", sarifMessage{file.err.Error()}})
		}
		for _, f := range file.findings {
			if _, ok := rules[f.Rule]; !ok { // what is said of an allow, or of a stop that was answered, has no rule
				rules[f.Rule] = len(rules)
				run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRule{ID: f.Rule})
			}
			result := sarifResult{RuleID: f.Rule, RuleIndex: rules[f.Rule], Level: sarifLevel(f.Severity), Message: sarifMessage{said(f)}}
			var at sarifLocation
			at.Physical.Artifact, at.Physical.Region = uri, regionOf(f)
			result.Locations = []sarifLocation{at}
			key := strings.Join([]string{f.Rule, uri.URI, f.Path, strings.Join(strings.Fields(f.Match), " ")}, "\x00")
			seen[key]++
			result.Fingerprints = map[string]string{"amends/v1": fingerprint(key, seen[key])}
			run.Results = append(run.Results, result)
		}
	}
	run.Invocations = []sarifInvocation{invocation}
	return writeJSON(r.w, sarifLog{sarifSchema, "2.1.0", []sarifRun{run}})
}

func sarifRuleOf(r *check.Rule) sarifRule {
	help := r.Advice
	if len(r.Sources) > 0 {
		help += "\n\n" + strings.Join(r.Sources, "\n")
	}
	return sarifRule{
		r.ID, r.Name, &sarifMessage{r.Name}, &sarifMessage{r.Message}, &sarifMessage{help}, &sarifConfiguration{sarifLevel(gravest(r))},
		&sarifProperties{severitiesOf(r)},
	}
}

func sarifLevel(s composer.Severity) string {
	switch s {
	case composer.Warning:
		return "warning"
	case composer.Suggestion:
		return "note"
	}
	return "error"
}

func regionOf(f composer.Finding) sarifRegion {
	if f.Line == 0 {
		return sarifRegion{StartLine: 1}
	}
	at := stretchOf(f)
	return sarifRegion{at.line, at.column, at.endLine, at.endColumn}
}

// fingerprint stays the same where the words are the same, wherever they have
// moved to; n counts those that are alike.
func fingerprint(key string, n int) string {
	sum := sha256.Sum256([]byte(key + "\x00" + strconv.Itoa(n)))
	return hex.EncodeToString(sum[:16])
}

// fileURI is a file's name as a reference, relative to where the program runs
// if the file lies under it.
func fileURI(name string) string {
	if filepath.IsAbs(name) {
		dir, err := os.Getwd()
		if rel, relErr := filepath.Rel(dir, name); err == nil && relErr == nil && filepath.IsLocal(rel) {
			name = rel
		}
	}
	u := url.URL{Path: filepath.ToSlash(name)}
	if filepath.IsAbs(name) {
		u.Scheme = "file"
		if !strings.HasPrefix(u.Path, "/") {
			u.Path = "/" + u.Path // C:/letters
		}
	}
	return u.String()
}
