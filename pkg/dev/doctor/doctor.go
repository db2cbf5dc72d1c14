// Package doctor looks at a deployed site for the mistakes that stop people from signing in, and says what to do about
// each. It must not change anything, and shows neither secrets nor tokens.
//
// It works in two steps: Gather asks AWS and the site for facts, Examine compares the facts. All judgement is in
// Examine, which needs no network.
package doctor

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"cognitossr/pkg/dev/deployment"
	"cognitossr/pkg/sensitive"
)

// Code names a finding. It never changes its meaning.
type Code string

// Severity says how bad a finding is.
type Severity string

// Severities. An error stops visitors from signing in, or will.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
)

// Finding is one thing that is wrong.
type Finding struct {
	Code     Code     `json:"code"`
	Severity Severity `json:"severity"`
	Message  string   `json:"message"` // what is wrong, in one sentence
	Fix      string   `json:"fix"`     // what to do about it
}

// Facts is what is known of a deployment. A nil member was not asked for, or could not be found out, and is not judged.
type Facts struct {
	Deployment deployment.Deployment
	Pool       *Pool
	Client     *Client
	Domain     *Domain
	Parameter  *Parameter
	KeySet     *KeySet
	Site       *Site
	Clock      *time.Duration // how far this machine's clock is ahead of AWS's
	Unknown    []Finding      // what could not be found out

	MissingFunctions []string // names of Lambda functions that should be there
}

// Pool is the user pool as AWS has it.
type Pool struct {
	DeviceTracking bool
	Domains        []string // prefix and own domain
}

// Client is the app client as AWS has it.
type Client struct {
	CallbackURLs, LogoutURLs []string
	Flows, Scopes            []string
	Secret                   sensitive.Text
	AccessLife, IDLife       time.Duration
	RefreshLife              time.Duration
	Rotation                 bool
	Grace                    time.Duration
	Revocation               bool
}

// Domain is the host of Cognito's pages as AWS has it.
type Domain struct {
	Status         string // ACTIVE when it works
	CertificateARN string // "" for a prefix of amazoncognito.com
	Parent         string // the name above an own domain
	ParentResolves bool
}

// Parameter is the SSM parameter of the client's secret.
type Parameter struct {
	Missing bool
	Value   sensitive.Text
}

// KeySet is the pool's key set as it is served now.
type KeySet struct {
	Unreachable string // why, "" where it was read
	JSON        []byte
}

// Site is what the site answers.
type Site struct {
	Unreachable string // why, "" where it answered
	Status      int    // of the home page
	LoginStatus int    // of /auth/login
	LoginTo     string // its Location
}

// Examine compares the facts and lists what is wrong, errors first.
func Examine(f Facts) []Finding {
	findings := slices.Clone(f.Unknown)
	for _, check := range []func(Facts) []Finding{
		checkSettings, checkURLs, checkIssuer, checkConfiguredLists, checkSecretSetting, checkSeed,
		checkPool, checkClientLists, checkFlow, checkSecret, checkLives, checkRotation, checkDomain, checkKeySet, checkClock, checkFunctions, checkSite,
	} {
		findings = append(findings, check(f)...)
	}
	slices.SortStableFunc(findings, func(a, b Finding) int { return cmp.Compare(a.Severity, b.Severity) })
	return findings
}

// found makes a list of one finding, with its severity and fix from the catalogue.
func found(code Code, format string, arguments ...any) []Finding {
	known := Catalogue[code]
	return []Finding{{Code: code, Severity: known.Severity, Message: fmt.Sprintf(format, arguments...), Fix: known.Fix}}
}
