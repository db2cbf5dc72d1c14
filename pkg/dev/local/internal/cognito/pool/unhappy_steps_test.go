package pool

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"
)

// withTrigger is a pool with one confirmed user, ann, whose only function answers with a response or an error.
func withTrigger(t *testing.T, c Configuration, name string, answer func() (response any, err error)) *Pool {
	t.Helper()
	client := NewClient("client", "client")
	client.RefreshTokenRotation = &RefreshTokenRotation{Feature: "ENABLED"}
	p, err := New(Settings{
		ID: "eu-west-1_Test", Issuer: func() string { return "http://127.0.0.1" }, Configuration: c,
		Clients: []Client{client},
		Trigger: func(_ context.Context, trigger string, event []byte) ([]byte, error) {
			if trigger != name {
				return nil, nil
			}
			response, err := answer()
			if err != nil {
				return nil, err
			}
			var returned map[string]any
			if err := json.Unmarshal(event, &returned); err != nil {
				return nil, err
			}
			returned["response"] = response
			return json.Marshal(returned)
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Seed(SeedUser{Email: "ann@example.com", Password: "Correct-Horse-9"}); err != nil {
		t.Fatal(err)
	}
	return p
}

// A refresh token that the function before tokens got in the way of can be used again, without a grace period, too.
func TestARefreshTokenOutlivesAFailedFunction(t *testing.T) {
	var fails error
	p := withTrigger(t, NewEmailConfiguration("test"), "pre_token_generation",
		func() (any, error) { return map[string]any{}, fails })
	ann, err := p.User("ann@example.com")
	if err != nil {
		t.Fatal(err)
	}
	by := By{ClientID: "client"}
	first, err := p.Start(t.Context(), SignIn{Username: ann.Username, ClientID: "client", Scopes: []string{AdminScope},
		AuthTime: p.Now()})
	if err != nil {
		t.Fatal(err)
	}
	fails = errors.New("no tokens today")
	for range 2 {
		if _, err := p.Refresh(t.Context(), by, first.Refresh); !Is(err, UserLambdaValidation) {
			t.Fatalf("the function failed and the refresh said %v", err)
		}
	}
	fails = nil
	second, err := p.Refresh(t.Context(), by, first.Refresh)
	if err != nil || second.Refresh == "" || second.Refresh == first.Refresh {
		t.Fatalf("after that: %v", err)
	}
	if _, err := p.Refresh(t.Context(), by, first.Refresh); !Is(err, RefreshTokenReuse) {
		t.Errorf("the token that was replaced: %v", err)
	}
}

// Of two refreshes at once with one token, without a grace period, one gets tokens.
func TestARefreshTokenIsReplacedOnce(t *testing.T) {
	p := withTrigger(t, NewEmailConfiguration("test"), "", nil)
	ann, err := p.User("ann@example.com")
	if err != nil {
		t.Fatal(err)
	}
	tokens, err := p.Start(t.Context(), SignIn{Username: ann.Username, ClientID: "client", Scopes: []string{AdminScope},
		AuthTime: p.Now()})
	if err != nil {
		t.Fatal(err)
	}
	if n := succeeded(8, func(int) error { _, err := p.Refresh(t.Context(), By{ClientID: "client"}, tokens.Refresh); return err }); n != 1 {
		t.Errorf("%d refreshes got tokens", n)
	}
}

// Who signs in by an alias is taken over under the user name that the function says, with its attributes.
func TestMigrationUnderTheNameOfTheAnswer(t *testing.T) {
	c := NewConfiguration("test")
	c.AliasAttributes, c.MfaConfiguration, c.SmsMfaConfiguration = []string{"email"}, "OPTIONAL", &SmsMfaConfiguration{}
	response := map[string]any{"finalUserStatus": "CONFIRMED", "enableSMSMFA": true, "userAttributes": map[string]string{
		"username": "bob", "email": "bob@example.com", "email_verified": "True", "phone_number": "+4930123456", "name": "Bob",
	}}
	p := withTrigger(t, c, "user_migration", func() (any, error) { return response, nil })
	if err := p.Migrate(t.Context(), By{ClientID: "client"}, "bob@example.com", "Old-Horse-9"); err != nil {
		t.Fatal(err)
	}
	bob, err := p.Authenticate("bob@example.com", "Old-Horse-9")
	if err != nil || bob.Username != "bob" || bob.Attributes["name"] != "Bob" || bob.Attributes["username"] != "" ||
		len(bob.Factors) != 1 || bob.Factors[0] != TextMessage {
		t.Errorf("taken over as %+v (%v)", bob, err)
	}
	response["userAttributes"] = map[string]string{"username": "bobby", "email": "bob@example.com", "email_verified": "true"}
	if err := p.Migrate(t.Context(), By{ClientID: "client"}, "bobby", "Old-Horse-9"); !Is(err, AliasExists) {
		t.Errorf("an alias that somebody has: %v", err)
	}
	response["forceAliasCreation"] = true
	if err := p.Migrate(t.Context(), By{ClientID: "client"}, "bobby", "Old-Horse-9"); err != nil {
		t.Fatal(err)
	}
	if u, err := p.User("bob@example.com"); err != nil || u.Username != "bobby" {
		t.Errorf("the alias leads to %s (%v)", u.Username, err)
	}
}

// A browser in which a password alone was typed has to prove more once the pool requires it.
func TestASessionFromBeforeASecondFactorWasRequired(t *testing.T) {
	p, ann := factorPool(t, "OPTIONAL")
	before, _ := p.Browsers.Open(ann.Username, "", false)
	with, _ := p.Browsers.Open(ann.Username, "", true)
	elsewhere, _ := p.Browsers.Open(ann.Username, "Google", false)
	if _, live := p.Browser(before); !live {
		t.Error("the session is over while nothing is required")
	}
	if err := p.Configure(func(c *Configuration) error { c.MfaConfiguration = "ON"; return nil }); err != nil {
		t.Fatal(err)
	}
	for handle, want := range map[string]bool{before: false, with: true, elsewhere: true} {
		if session, live := p.Browser(handle); live != want {
			t.Errorf("%+v is live: %v", session, live)
		}
	}
}

func TestOfStylesMadeAtOnceAClientHasOne(t *testing.T) {
	var brandings Collection[Branding]
	taken := errors.New("taken")
	made := succeeded(8, func(i int) error {
		return brandings.AddUnless(string(rune('a'+i)), Branding{ClientID: "client", Created: time.Now()},
			func(others []Branding) error {
				if len(others) > 0 {
					return taken
				}
				return nil
			})
	})
	if made != 1 || len(brandings.List()) != 1 {
		t.Errorf("%d were made, %d are there", made, len(brandings.List()))
	}
}
