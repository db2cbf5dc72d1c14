// Package doctor looks at a deployed site for the mistakes that stop people from signing in, and says what to do about
// each. It must not change anything, and shows neither secrets nor tokens.
//
// It works in two steps: Gather reads facts from AWS and the site, Examine compares them. All rules are in Examine,
// which needs no network.
package doctor

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"cognitossr/pkg/config"
	"cognitossr/pkg/dev/deployment"
	"cognitossr/pkg/sensitive"
)

// Code identifies a finding. Its meaning never changes.
type Code string

// Severity is the severity of a finding.
type Severity string

// Severities. An error keeps visitors from signing in, now or soon.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
)

// Finding is one problem.
type Finding struct {
	Code     Code     `json:"code"`
	Severity Severity `json:"severity"`
	Message  string   `json:"message"` // what is wrong, in one sentence
	Fix      string   `json:"fix"`     // what to do about it
}

// Facts holds what is known of a deployment. A nil member is unknown and is not checked.
type Facts struct {
	Deployment deployment.Deployment
	Pool       *Pool
	Client     *Client
	Domain     *Domain
	Parameter  *Parameter
	SignOut    *SignOutTable
	Replica    *Replica
	KeySet     *KeySet
	Site       *Site
	Clock      *time.Duration // how far this machine's clock is ahead of AWS's
	Unknown    []Finding      // facts that could not be gathered

	Visitors int                // a day, that the account is to bear; 0: nobody asks
	Quotas   map[string]float64 // of the account, by the part of their name in Need; one that is missing is unknown

	MissingFunctions []string // names of Lambda functions that do not exist
	Unstyled         []string // app clients without a style of managed login, each as in "site client (ID)"

	MissingRights, SpareRights []string // on the table of ended sessions, each as in "site-home may not dynamodb:GetItem"
}

// Pool is the user pool at AWS.
type Pool struct {
	DeviceTracking bool
	OwnUserNames   bool // users do not sign in by their e-mail address
	CaseSensitive  bool
	Domains        []string // prefix and custom domain
	Issuer         config.IssuerType
}

// Client is the app client at AWS.
type Client struct {
	CallbackURLs, LogoutURLs   []string
	Flows, Scopes              []string
	Secret                     sensitive.Text
	AccessValidity, IDValidity time.Duration
	RefreshValidity            time.Duration
	Rotation                   bool
	Grace                      time.Duration
	Revocation                 bool
}

// Domain is the domain of the hosted pages at AWS.
type Domain struct {
	Status         string // ACTIVE when it works
	CertificateARN string // "" for a prefix of amazoncognito.com
	Managed        bool   // its pages are those of managed login
	Parent         string // the parent of a custom domain
	ParentResolves bool
}

// Parameter is the SSM parameter of the client's secret.
type Parameter struct {
	Missing bool
	Value   sensitive.Text
	Version int64 // 1 as Terraform has made it
}

// KeySet is the key set that the pool serves.
type KeySet struct {
	Unreachable string // why, "" where it was read
	JSON        []byte
}

// Site holds the site's responses.
type Site struct {
	Unreachable string // why, "" where it answered
	Status      int    // of the home page
	LoginStatus int    // of /auth/login
	LoginTo     string // its Location
}

// Examine compares the facts and returns the findings, errors first.
func Examine(f Facts) []Finding {
	findings := slices.Clone(f.Unknown)
	for _, check := range []func(Facts) []Finding{
		checkSettings, checkURLs, checkIssuer, checkConfiguredLists, checkSecretSetting, checkSeed,
		checkPool, checkClientLists, checkFlow, checkSecret, checkValidities, checkRotation, checkDomain, checkKeySet,
		checkClock, checkFunctions, checkSite, checkStyles, checkSignOut, checkReplica, checkQuotas,
	} {
		findings = append(findings, check(f)...)
	}
	slices.SortStableFunc(findings, func(a, b Finding) int { return cmp.Compare(a.Severity, b.Severity) })
	return findings
}

// found returns a list of one finding, with severity and fix from the catalogue.
func found(code Code, format string, arguments ...any) []Finding {
	known := Catalogue[code]
	return []Finding{{Code: code, Severity: known.Severity, Message: fmt.Sprintf(format, arguments...), Fix: known.Fix}}
}
