package pool

import (
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/dev/local/internal/cognito/totp"
)

// setUps are two sign-ins of somebody new that both have to set up a factor.
func setUps(t *testing.T) (p *Pool, ann User, first, second string) {
	t.Helper()
	p, ann = factorPool(t, "ON")
	if err := p.GiveToken(ann.Username, ""); err != nil {
		t.Fatal(err)
	}
	if err := p.Configure(func(c *Configuration) error { c.EmailMfaConfiguration = nil; return nil }); err != nil {
		t.Fatal(err)
	}
	first, _ = p.at(t, ann.Username)
	second, _ = p.at(t, ann.Username)
	return p, ann, first, second
}

// codeOf is what an app shows that was set up in a session.
func codeOf(t *testing.T, p *Pool, handle string) string {
	t.Helper()
	secret, err := p.EnrolmentSecret(handle)
	if err != nil {
		t.Fatal(err)
	}
	code, err := totp.Code(secret, p.clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// Who knows the password only may set up a factor while there is none, not after: a session from before is of no use then.
func TestASetUpEndsWhenTheUserHasAFactor(t *testing.T) {
	p, ann, first, second := setUps(t)
	code := codeOf(t, p, second)
	if _, err := p.VerifyEnrolment(first, codeOf(t, p, first), "mine"); err != nil {
		t.Fatal(err)
	}
	if _, err := p.VerifyEnrolment(second, code, "foreign"); !Is(err, NotAuthorized) {
		t.Errorf("another app took the place of the first: %v", err)
	}
	if _, err := p.SetUpAddress(t.Context(), By{ClientID: "client"}, second, TextMessage, "+4915112340839"); !Is(err,
		NotAuthorized) {
		t.Errorf("a telephone number took the place of the app: %v", err)
	}
	if u := p.users[ann.Username]; u.Second.Token.Name != "mine" || u.Attributes["phone_number"] != "" {
		t.Errorf("got the app %q and the number %q", u.Second.Token.Name, u.Attributes["phone_number"])
	}
}

// Whoever takes a name that was given up has nothing to do with its former owner's sign-ins.
func TestADeletedUserLeavesNothingOpen(t *testing.T) {
	p, ann, first, _ := setUps(t)
	cookie, _ := p.Browsers.Open(ann.Username, "", false)
	code := p.Codes.Issue(AuthorizationCode{SignIn: SignIn{Username: ann.Username, ClientID: "client"}})
	other := p.Challenges.Open(ChallengeSession{Challenge: AwaitsFirstSignIn, Name: "bob", ClientID: "client"}, time.Minute)
	if err := p.Delete(ann.Username); err != nil {
		t.Fatal(err)
	}
	p.mu.Lock()
	p.insert(ann.Username, ann.Attributes["sub"], map[string]string{"email": "next@example.com"}, Confirmed)
	p.mu.Unlock()
	if p.Challenges.Has(first) || !p.Challenges.Has(other) {
		t.Error("a challenge is open for the next user of the name, or somebody else's is gone")
	}
	if _, live := p.Browser(cookie); live {
		t.Error("a browser is signed in as the next user of the name")
	}
	if _, ok := p.Codes.Redeem(code, "client"); ok {
		t.Error("an authorization code signs in the next user of the name")
	}
}

// A code does not sign in who may no longer sign in by one.
func TestAFirstFactorThatWasTakenAwaySignsNobodyIn(t *testing.T) {
	p, _ := factorPool(t, "OPTIONAL")
	allow := func(factors ...string) {
		t.Helper()
		if err := p.Configure(func(c *Configuration) error { c.Policies.SignInPolicy.AllowedFirstAuthFactors = factors; return nil }); err != nil {
			t.Fatal(err)
		}
	}
	for name, take := range map[string]func(p *Pool, u User) error{
		"password reset":       func(p *Pool, u User) error { return p.ResetPassword(t.Context(), By{ClientID: "client"}, u.Username) },
		"an app is set up":     func(p *Pool, u User) error { return p.GiveToken(u.Username, appSecret) },
		"not allowed any more": func(*Pool, User) error { allow(FactorPassword); return nil },
	} {
		t.Run(name, func(t *testing.T) {
			ann := seeded(t, p, strings.ReplaceAll(name, " ", "-")+"@example.com")
			allow(FactorPassword, FactorEmailOTP)
			step, err := p.SendFirstCode(t.Context(), By{ClientID: "client"}, ann.Username, FactorEmailOTP,
				ChallengeSession{Challenge: AwaitsFirstFactor, Name: ann.Username, ClientID: "client"})
			if err != nil {
				t.Fatal(err)
			}
			handle, code := p.Challenges.Open(step, time.Minute), lastCode(p)
			if err := take(p, ann); err != nil {
				t.Fatal(err)
			}
			if _, err := p.AnswerFirstCode(handle, FactorEmailOTP, code); err == nil {
				t.Error("signed in")
			}
		})
	}
}
