package pool

import (
	"context"
	"strings"
	"testing"
	"time"
)

// lastCode is the code that was sent last.
func lastCode(p *Pool) string { return p.Inbox.Mails()[0].Code }

func (p *Pool) verified(t *testing.T, name, attribute string) string {
	t.Helper()
	u, err := p.User(name)
	if err != nil {
		t.Fatal(err)
	}
	return u.Attributes[attribute+"_verified"]
}

// A code proves the address that it was sent to, not the one that the user has by the time the code comes back.
func TestACodeVerifiesOnlyWhereItWasSent(t *testing.T) {
	ctx := context.Background()
	move := func(t *testing.T, p *Pool, ann User, attribute, to string) {
		t.Helper()
		if _, err := p.UpdateOwnAttributes(t.Context(), By{ClientID: "client"}, ann.Username,
			map[string]string{attribute: to}); err != nil {
			t.Fatal(err)
		}
	}
	tests := map[string]struct {
		attribute, to string
		prove         func(t *testing.T, p *Pool, ann User, move func()) error
	}{
		"second factor by mail": {"email", "foreign0@example.com", func(t *testing.T, p *Pool, ann User, move func()) error {
			if err := p.SetFactors(ann.Username, map[Factor]FactorSetting{EmailMessage: {true, true}}); err != nil {
				t.Fatal(err)
			}
			handle, _ := p.at(t, ann.Username)
			code := lastCode(p)
			move()
			_, err := p.AnswerFactor(handle, EmailMessage, code)
			return err
		}},
		"second factor by text message": {"phone_number", "+4915112340000",
			func(t *testing.T, p *Pool, ann User, move func()) error {
				if err := p.UpdateAttributes(t.Context(), By{ClientID: "client"}, ann.Username,
					map[string]string{"phone_number": "+4915112340839"}); err != nil {
					t.Fatal(err)
				}
				if err := p.SetFactors(ann.Username, map[Factor]FactorSetting{TextMessage: {true, true}}); err != nil {
					t.Fatal(err)
				}
				handle, _ := p.at(t, ann.Username)
				code := lastCode(p)
				move()
				_, err := p.AnswerFactor(handle, TextMessage, code)
				return err
			}},
		"first factor by mail": {"email", "foreign1@example.com", func(t *testing.T, p *Pool, ann User, move func()) error {
			step, err := p.SendFirstCode(t.Context(), By{ClientID: "client"}, ann.Username, FactorEmailOTP,
				ChallengeSession{Challenge: AwaitsFirstFactor, Name: ann.Username, ClientID: "client"})
			if err != nil {
				t.Fatal(err)
			}
			handle, code := p.Challenges.Open(step, time.Minute), lastCode(p)
			move()
			_, err = p.AnswerFirstCode(handle, FactorEmailOTP, code)
			return err
		}},
		"forgotten password": {"email", "foreign2@example.com", func(t *testing.T, p *Pool, ann User, move func()) error {
			if _, err := p.ForgotPassword(t.Context(), By{ClientID: "client"}, ann.Username); err != nil {
				t.Fatal(err)
			}
			code := lastCode(p)
			move()
			return p.ConfirmForgotPassword(ctx, "client", ann.Username, code, "Correct-Horse-8", nil)
		}},
	}
	p, _ := factorPool(t, "OPTIONAL")
	if err := p.Configure(func(c *Configuration) error {
		c.Policies.SignInPolicy.AllowedFirstAuthFactors = []string{FactorPassword, FactorEmailOTP}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			ann := seeded(t, p, strings.ReplaceAll(name, " ", "-")+"@example.com")
			if err := test.prove(t, p, ann, func() { move(t, p, ann, test.attribute, test.to) }); err != nil {
				t.Fatal(err)
			}
			if got := p.verified(t, ann.Username, test.attribute); got == "true" {
				t.Errorf("%s is verified, though its code went elsewhere", test.to)
			}
		})
	}
}

// seeded is a new user without an app.
func seeded(t *testing.T, p *Pool, email string) User {
	t.Helper()
	if err := p.Seed(SeedUser{Email: email, Password: "Correct-Horse-9"}); err != nil {
		t.Fatal(err)
	}
	u, err := p.User(email)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestASignUpCodeVerifiesOnlyWhereItWasSent(t *testing.T) {
	p, _ := factorPool(t, "OFF")
	if _, err := p.Register(context.Background(), SignUp{ClientID: "client", Name: "new@example.com",
		Password: "Correct-Horse-9"}); err != nil {
		t.Fatal(err)
	}
	code := lastCode(p)
	if err := p.UpdateAttributes(t.Context(), By{ClientID: "client"}, "new@example.com",
		map[string]string{"email": "other@example.com"}); err != nil {
		t.Fatal(err)
	}
	if err := p.ConfirmSignUp(context.Background(), By{ClientID: "client"}, "other@example.com", code, false); err != nil {
		t.Fatal(err)
	}
	if got := p.verified(t, "other@example.com", "email"); got == "true" {
		t.Error("the new address is verified by the code that went to the old one")
	}
}

func TestAnAttributeCodeVerifiesOnlyWhereItWasSent(t *testing.T) {
	p, ann := factorPool(t, "OFF")
	if _, err := p.SendAttributeCode(t.Context(), By{ClientID: "client"}, ann.Username, "email"); err != nil {
		t.Fatal(err)
	}
	code := lastCode(p)
	if err := p.UpdateAttributes(t.Context(), By{ClientID: "client"}, ann.Username,
		map[string]string{"email": "other@example.com"}); err != nil {
		t.Fatal(err)
	}
	if err := p.VerifyAttribute(ann.Username, "email", code); !Is(err, ExpiredCode) ||
		p.verified(t, ann.Username, "email") == "true" {
		t.Errorf("got %v; verified %q", err, p.verified(t, ann.Username, "email"))
	}
}

// A new number is as unverified as a new address, also when the old one was taken away before.
func TestANewTelephoneNumberIsUnverified(t *testing.T) {
	p, ann := factorPool(t, "OFF")
	for _, deleted := range []bool{false, true} {
		if err := p.UpdateAttributes(t.Context(), By{ClientID: "client"}, ann.Username,
			map[string]string{"phone_number": "+4915112340839", "phone_number_verified": "true"}); err != nil {
			t.Fatal(err)
		}
		if deleted {
			if err := p.DeleteAttributes(ann.Username, []string{"phone_number"}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := p.UpdateOwnAttributes(t.Context(), By{ClientID: "client"}, ann.Username,
			map[string]string{"phone_number": "+4915112340000"}); err != nil {
			t.Fatal(err)
		}
		if got := p.verified(t, ann.Username, "phone_number"); got != "false" {
			t.Errorf("deleted %v: the new number is verified: %q", deleted, got)
		}
	}
}
