package cognito

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/dev/testtools/authenticator"
	"cognitossr/pkg/dev/testtools/srpclient"
)

// firstFactorServer takes every flow and every first factor; alice has a passkey.
func firstFactorServer(f *testing.F) (*stack, *authenticator.Browser) {
	f.Helper()
	r := &recorder{answer: puzzle}
	clock := &testClock{now: time.Unix(1_800_000_000, 0)}
	server, err := New(Options{
		CallbackURLs: []string{callback}, Now: clock.Now, Trigger: r.call,
		FirstFactors: []string{"PASSWORD", "EMAIL_OTP", "WEB_AUTHN"},
		OtherClients: []Client{{ID: publicClient}}, Users: []User{{Email: "alice@example.com", Password: password}},
	})
	if err != nil {
		f.Fatal(err)
	}
	s := &stack{Server: server, t: f, clock: clock}
	s.SetOrigin("http://localhost:9229")
	s.allow("ALLOW_USER_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH")
	return s, s.passkeyOf("alice@example.com")
}

// beginnings open each kind of challenge for alice.
var beginnings = []struct{ flow, preferred, challenge, answer string }{
	{"USER_AUTH", "", "SELECT_CHALLENGE", "ANSWER"},
	{"USER_AUTH", "PASSWORD", "PASSWORD", "PASSWORD"},
	{"USER_AUTH", "PASSWORD_SRP", "PASSWORD_SRP", "SRP_A"},
	{"USER_AUTH", "EMAIL_OTP", "EMAIL_OTP", "EMAIL_OTP_CODE"},
	{"USER_AUTH", "WEB_AUTHN", "WEB_AUTHN", "CREDENTIAL"},
	{"CUSTOM_AUTH", "", "CUSTOM_CHALLENGE", "ANSWER"},
	{"USER_SRP_AUTH", "", "PASSWORD_VERIFIER", "PASSWORD_CLAIM_SIGNATURE"},
}

// Whatever is answered to a challenge of a first factor, nobody is signed in who did not prove it, and nothing fails.
func FuzzFirstFactors(f *testing.F) {
	s, _ := firstFactorServer(f)
	srpA := srpclient.New(f, s.PoolID()).A()
	for i, b := range beginnings {
		f.Add(uint8(i), b.challenge, b.answer, "00000000", "Tue Dec 1 09:08:07 UTC 2026")
		f.Add(uint8(i), b.challenge, b.answer, `{"id":"AA","rawId":"AA","type":"public-key","response":{}}`, "x")
		f.Add(uint8(i), "PASSWORD_VERIFIER", "PASSWORD_CLAIM_SECRET_BLOCK", srpA, "")
	}
	f.Fuzz(func(t *testing.T, kind uint8, challenge, key, value, stamp string) {
		s := s.in(t)
		b := beginnings[int(kind)%len(beginnings)]
		s.clock.advance(time.Hour)
		began := s.idp("InitiateAuth", object{"ClientId": publicClient, "AuthFlow": b.flow, "AuthParameters": object{
			"USERNAME": "alice@example.com", "PREFERRED_CHALLENGE": b.preferred,
			"SRP_A": map[bool]string{true: srpA}[b.flow == "USER_SRP_AUTH"],
		}})
		if began.Session == "" && began.ChallengeName != "PASSWORD_VERIFIER" {
			t.Fatalf("%+v began with %+v", b, began)
		}
		answer := object{"USERNAME": "alice@example.com", "TIMESTAMP": stamp,
			"PASSWORD_CLAIM_SECRET_BLOCK": began.ChallengeParameters["SECRET_BLOCK"], key: value}
		in := object{"ClientId": publicClient, "ChallengeName": challenge, "ChallengeResponses": answer}
		if began.Session != "" {
			in["Session"] = began.Session
		}
		done := s.idp("RespondToAuthChallenge", in)
		if done.Status != http.StatusOK && done.Status != http.StatusBadRequest {
			t.Errorf("%v answered %d", in, done.Status)
		}
		known := strings.Contains(value, password) || strings.Contains(value, "swordfish") ||
			b.preferred == "EMAIL_OTP" && strings.Contains(value, s.lastCodeInside())
		if done.AuthenticationResult.AccessToken != "" && !known {
			t.Errorf("%v signed in", in)
		}
	})
}

// lastCodeInside is the newest code, without a network.
func (s *stack) lastCodeInside() string {
	if mails := s.pool.Inbox.Mails(); len(mails) > 0 {
		return mails[0].Code
	}
	return "no code was sent"
}

// Whatever a flow begins with, and whatever is sent as a passkey: no failure, and no passkey.
func FuzzPasskeysAndFlows(f *testing.F) {
	s, b := firstFactorServer(f)
	s.in(f).showManagedLogin() // the only pages with passkeys
	access := s.accessToken("alice@example.com")
	f.Add("USER_AUTH", "PREFERRED_CHALLENGE", "WEB_AUTHN", b.Create(f, s.creationOptions(access)))
	f.Add("CUSTOM_AUTH", "SRP_A", "5", []byte(`{"id":1}`))
	f.Add("USER_SRP_AUTH", "SRP_A", "-1", []byte(`{}`))
	query := strings.TrimPrefix(s.authorizeQuery(), "/oauth2/authorize?")
	f.Fuzz(func(t *testing.T, flow, key, value string, credential []byte) {
		s := s.in(t)
		began := s.idp("InitiateAuth", object{"ClientId": publicClient, "AuthFlow": flow,
			"AuthParameters": object{"USERNAME": "alice@example.com", key: value}})
		if began.Status != http.StatusOK && began.Status != http.StatusBadRequest {
			t.Errorf("%s %q=%q answered %d", flow, key, value, began.Status)
		}
		if json.Valid(credential) {
			s.creationOptions(access)
			if a := s.complete(access, credential); a.Status != http.StatusBadRequest {
				t.Errorf("%s made a passkey: %+v", credential, a)
			}
		}
		for _, path := range []string{"/passkeys/add?", "/passkeys/signin?attempt=" + url.QueryEscape(began.Session) +
			"&", "/login?"} {
			w := s.serve(http.MethodPost, path+query, "application/x-www-form-urlencoded",
				url.Values{"credential": {string(credential)}, "username": {value}, "passkey": {"yes"},
					"csrf": {"t"}}.Encode(), "Cookie", "XSRF-TOKEN=t")
			if w.Code >= http.StatusInternalServerError || w.Code == http.StatusForbidden ||
				strings.Contains(w.Header().Get("Location"), "code=") {
				t.Errorf("%s with %q answered %d %s", path, credential, w.Code, w.Header().Get("Location"))
			}
		}
	})
}
