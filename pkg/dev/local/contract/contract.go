// Package contract says what a Cognito user pool does, as tests that run against any endpoint: the local
// Cognito of this repository, or a real pool. It speaks through the AWS SDK and plain HTTP only and shares no
// code with the emulator, whose bugs it would otherwise share too.
//
// A Case states AWS's behaviour with its source and, where the emulator chooses another, what that does. The
// parity ledger is written from the cases.
package contract

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"cognitossr/pkg/awsclient"
)

// Target is the pool that is tested. Its app client must allow the authorization code grant with the scopes
// openid, email and profile, USER_PASSWORD_AUTH and ADMIN_USER_PASSWORD_AUTH, refresh token rotation, and
// PreventUserExistenceErrors=ENABLED; its user names are e-mail addresses in any case.
type Target struct {
	Name     string // for the record, such as "local"
	Domain   string // origin of the hosted pages
	Issuer   string
	Endpoint string // of the cognito-idp API; "": AWS's own
	Region   string
	PoolID   string

	ClientID, ClientSecret  string // an empty secret: a public client
	CallbackURL, SignOutURL string
	Credentials             aws.CredentialsProvider
	Grace                   time.Duration                                             // of refresh token rotation
	Mail                    func(ctx context.Context, address string) (string, error) // the newest code mailed to an address; nil: no mail box
	Advance                 func(d time.Duration)                                     // moves the pool's clock; nil: it cannot be moved
	Now                     func() time.Time                                          // the pool's clock; nil: the machine's
	Factors                 bool                                                      // its second factors may be changed for a case, and are off otherwise
	Forms                   bool                                                      // the pages have the documented fields and no script
	OtherClientID           string                                                    // another app client of the pool, "": none
	OtherClientSecret       string
	FirstFactors            bool                                   // the sign-in policy has EMAIL_OTP and WEB_AUTHN, and passkeys are for localhost
	OtherFlows              []string                               // ExplicitAuthFlows of the other client, such as ALLOW_USER_SRP_AUTH
	Events                  func(address string) []json.RawMessage // what the triggers got for an address; nil: not to be seen
	Provider                string                                 // an identity provider of the client that a page stands in for, "": none
	RoleARN                 string                                 // begins the ARNs of roles that a group may name; "": none
}

// Case is one thing that AWS does.
type Case struct {
	Name     string
	AWS      string // what AWS does
	Evidence Evidence
	Source   string // what says so; with a date where it was recorded or shown
	Local    string // what the emulator does instead; "": the same
	Needs    Needs
	Run      func(t *testing.T, s *Suite)
}

// Evidence says how it is known what AWS does.
type Evidence string

// The kinds of evidence, the strongest first.
const (
	Recorded   Evidence = "recorded"   // by a program that asked AWS: a capture, a fixture, a test that ran against a pool
	Shown      Evidence = "shown"      // by somebody who ran it: an issue, a thread, an article
	Documented Evidence = "documented" // on a page of AWS's documentation or in the service model
	Chosen     Evidence = "chosen"     // by this project, because nothing says what AWS does
)

// Needs says what a case cannot run without.
type Needs struct {
	Mail, Clock, Forms, Secret, Other, Role, Events, Factors, Provider bool

	Flow         string // that the other client allows
	FirstFactors bool   // of USER_AUTH, more than the password
}

// Cases lists all cases by topic.
func Cases() []Case {
	var all []Case
	for _, topic := range [][]Case{
		signUpCases, signInCases, challengeCases, factorSetupCases, factorCases, factorPoolCases, srpCases,
		firstFactorCases, passkeyCases, customCases, passwordCases, accountCases, tokenCases, revocationCases,
		userCases, listCases,
		groupCases, poolCases, wireCases, authorizeCases, codeCases, pageCases, endpointCases, triggerCases,
		federationCases, recordedCases(),
	} {
		all = append(all, topic...)
	}
	return all
}

// Run runs every case that the target has the means for, and says which it left out.
func Run(t *testing.T, target Target) {
	t.Helper()
	run(t, target, Cases())
}

func run(t *testing.T, target Target, cases []Case) {
	t.Helper()
	s := newSuite(target)
	for _, c := range cases {
		if missing := c.Needs.missing(target); missing != "" {
			t.Logf("not run, there is no %s: %s", missing, c.Name)
			continue
		}
		t.Run(strings.ReplaceAll(c.Name, " ", "_"), func(t *testing.T) {
			t.Cleanup(func() {
				if t.Failed() {
					t.Logf("expected of AWS: %s; %s: %s", c.AWS, c.Evidence, c.Source)
				}
			})
			c.Run(t, s)
		})
	}
}

func (n Needs) missing(target Target) string {
	switch {
	case n.Mail && target.Mail == nil:
		return "mail box"
	case n.Clock && target.Advance == nil:
		return "movable clock"
	case n.Factors && !target.Factors:
		return "leave to change its second factors"
	case n.Forms && !target.Forms:
		return "plain forms"
	case n.Secret && target.ClientSecret == "":
		return "client secret"
	case n.Other && target.OtherClientID == "":
		return "other app client"
	case n.Flow != "" && !slices.Contains(target.OtherFlows, n.Flow):
		return "other app client with " + n.Flow
	case n.FirstFactors && !target.FirstFactors:
		return "sign-in policy with codes by mail and passkeys of localhost"
	case n.Provider && target.Provider == "":
		return "identity provider that a page stands in for"
	case n.Role && target.RoleARN == "":
		return "IAM role"
	case n.Events && target.Events == nil:
		return "view of its triggers' events"
	}
	return ""
}

// Suite is what the cases work with.
type Suite struct {
	Target
	idp  *cognitoidentityprovider.Client
	http *http.Client
}

func newSuite(target Target) *Suite {
	options := cognitoidentityprovider.Options{
		Region: target.Region, Credentials: target.Credentials, RetryMaxAttempts: 1,
		HTTPClient: awsclient.KeepBodies(&http.Client{Timeout: 30 * time.Second}),
	}
	if target.Now == nil {
		target.Now = time.Now
	}
	if target.Endpoint != "" {
		options.BaseEndpoint = aws.String(target.Endpoint)
	}
	return &Suite{
		Target: target, idp: cognitoidentityprovider.New(options),
		http: &http.Client{Timeout: 30 * time.Second,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}
}
