package pool

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"cognitossr/pkg/dev/local/internal/cognito/totp"
)

const appSecret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

// factorPool has ann, who has an app, in a pool with all factors.
func factorPool(t *testing.T, mode string) (*Pool, User) {
	t.Helper()
	c := NewEmailConfiguration("test")
	c.MfaConfiguration = mode
	c.SoftwareTokenMfaConfiguration = &SoftwareTokenMfaConfiguration{Enabled: true}
	c.SmsMfaConfiguration, c.EmailMfaConfiguration = &SmsMfaConfiguration{}, &EmailMfaConfiguration{}
	now := time.Unix(1_800_000_000, 0)
	p, err := New(Settings{ID: "eu-west-1_Test", Region: "eu-west-1",
		Issuer: func() string { return "http://127.0.0.1" }, Configuration: c, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Seed(SeedUser{Email: "ann@example.com", Password: "Correct-Horse-9", TokenSecret: appSecret}); err != nil {
		t.Fatal(err)
	}
	ann, err := p.User("ann@example.com")
	if err != nil {
		t.Fatal(err)
	}
	return p, ann
}

// at opens what a sign-in of the user needs.
func (p *Pool) at(t *testing.T, username string) (string, ChallengeSession) {
	t.Helper()
	step, needed, err := p.SecondFactor(t.Context(), By{ClientID: "client"}, username)
	if err != nil || !needed {
		t.Fatalf("the sign-in needs nothing: %v", err)
	}
	return p.Challenges.Open(step, time.Minute), step
}

// succeeded counts how many of so many goroutines got no error.
func succeeded(n int, do func(i int) error) int {
	var group sync.WaitGroup
	var count atomic.Int32
	for i := range n {
		group.Go(func() {
			if do(i) == nil {
				count.Add(1)
			}
		})
	}
	group.Wait()
	return int(count.Load())
}

// Of many answers at the same time one signs in: with one code on many sessions, and with many codes on one.
func TestACodeWorksOnceAtTheSameTime(t *testing.T) {
	p, ann := factorPool(t, "ON")
	code, err := totp.Code(appSecret, p.Now())
	if err != nil {
		t.Fatal(err)
	}
	handles := make([]string, 8)
	for i := range handles {
		handles[i], _ = p.at(t, ann.Username)
	}
	if n := succeeded(len(handles), func(i int) error { _, err := p.AnswerFactor(handles[i], SoftwareToken, code); return err }); n != 1 {
		t.Errorf("one code signed in %d times", n)
	}
	if err := p.SetFactors(ann.Username, map[Factor]FactorSetting{SoftwareToken: {},
		EmailMessage: {Enabled: true, Preferred: true}}); err != nil {
		t.Fatal(err)
	}
	handle, step := p.at(t, ann.Username)
	if n := succeeded(8, func(int) error { _, err := p.AnswerFactor(handle, EmailMessage, step.digits); return err }); n != 1 {
		t.Errorf("one session signed in %d times", n)
	}
}

// One secret is verified once, whoever is first, and one session is handed on once.
func TestASetUpEndsOnce(t *testing.T) {
	p, ann := factorPool(t, "ON")
	if err := p.GiveToken(ann.Username, ""); err != nil {
		t.Fatal(err)
	}
	if err := p.Configure(func(c *Configuration) error { c.EmailMfaConfiguration = nil; return nil }); err != nil {
		t.Fatal(err)
	}
	handle, step := p.at(t, ann.Username)
	if step.Challenge != AwaitsFactorSetup || !slices.Equal(step.Choices, []Factor{TextMessage, SoftwareToken}) {
		t.Fatalf("the step is %+v", step)
	}
	secret, err := p.EnrolmentSecret(handle)
	if err != nil {
		t.Fatal(err)
	}
	code, err := totp.Code(secret, p.Now())
	if err != nil {
		t.Fatal(err)
	}
	if n := succeeded(8, func(int) error { _, err := p.VerifyEnrolment(handle, code, ""); return err }); n != 1 {
		t.Errorf("one code set an app up %d times", n)
	}
	if n := succeeded(8, func(int) error { _, err := p.Challenges.Renew(handle, AwaitsFactorSetup); return err }); n != 1 {
		t.Errorf("one session was handed on %d times", n)
	}
}

// A disabled user gets past no second factor, though the step was opened before.
func TestADisabledUserCompletesNoFactor(t *testing.T) {
	p, ann := factorPool(t, "ON")
	handle, _ := p.at(t, ann.Username)
	code, err := totp.Code(appSecret, p.Now())
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Disable(ann.Username); err != nil {
		t.Fatal(err)
	}
	if _, err := p.AnswerFactor(handle, SoftwareToken, code); !Is(err, NotAuthorized) {
		t.Errorf("it answered %v", err)
	}
	if _, _, err := p.SecondFactor(t.Context(), By{ClientID: "client"}, ann.Username); !Is(err, NotAuthorized) {
		t.Errorf("a new sign-in answered %v", err)
	}
}
