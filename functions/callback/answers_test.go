package main

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"

	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/signup"
	"cognitossr/pkg/web"
	"cognitossr/pkg/web/webtest"
)

// TestAnswersOfTheTokenEndpoint: a definite one ends the flow, trouble leaves it for a reload, and a good session
// survives both.
func TestAnswersOfTheTokenEndpoint_SEC015(t *testing.T) {
	tests := []struct {
		name   string
		status int
		answer string
		err    error
		want   web.Code
		http   int
		kept   bool
	}{
		{"a used, expired or foreign code", 400, webtest.Refusal("invalid_grant"), nil, web.CodeCodeRefused, 400, false},
		{"our client is refused (Q-20)", 401, webtest.Refusal("invalid_client"), nil, web.CodeClientRefused, 503, true},
		{"throttled", 429, "", nil, web.CodeUnavailable, 503, true},
		{"500 that says invalid_grant (Q-19)", 500, webtest.Refusal("invalid_grant"), nil, web.CodeUnavailable, 503, true},
		{"nothing with 200", 200, "", nil, web.CodeUnavailable, 503, true},
		{"no connection", 0, "", errors.New("reset by peer"), web.CodeUnavailable, 503, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFixture(t)
			old := f.SignedIn("old")
			begun := f.start("/profile", old...)
			f.hands(tt.status, tt.answer, tt.err)
			a := f.callback.Do(back(begun, begun.good()))
			if a.Status != tt.http || a.Code() != string(tt.want) || len(f.endpoints.Forms()) != 1 {
				t.Errorf("%d with %q after %d calls", a.Status, a.Code(), len(f.endpoints.Forms()))
			}
			after := a.Cookies(begun.cookies)
			if (flows(after) == 1) != tt.kept || tt.http == 503 && len(a.Lines) != 0 {
				t.Errorf("%d flows are left, %d cookies were set (SEC-014)", flows(after), len(a.Lines))
			}
			for _, cookie := range old {
				if !slices.Contains(after, cookie) {
					t.Error("the session before is gone")
				}
			}
			if !tt.kept {
				return
			}
			f.grants(begun, nil)
			again := begun
			again.cookies = after
			if a := f.callback.Do(back(again, begun.good())); a.Status != 303 || a.Location() != "/profile" {
				t.Errorf("the reload gets %d", a.Status)
			}
		})
	}
}

// TestTokensThatAreNotStored: they are dropped and their refresh token is revoked (SEC-016, SEC-021).
func TestTokensThatAreNotStored_SEC016(t *testing.T) {
	const some = "canary-refresh-of-dropped"
	tests := []struct {
		name   string
		tokens func(f *fixture, a begunFlow) webtest.Session
		want   web.Code
		status int
		reason string
	}{
		{"no nonce (R-16)", func(f *fixture, _ begunFlow) webtest.Session { return f.Session(nil) },
			web.CodeNonceMismatch, 400, "AUTH-NONCE-MISMATCH"},
		{"another nonce (R-16)", func(f *fixture, _ begunFlow) webtest.Session {
			return f.Session(authtest.Claims{"nonce": strings.Repeat("n", 43)})
		}, web.CodeNonceMismatch, 400, "AUTH-NONCE-MISMATCH"},
		{"an empty nonce", func(f *fixture, _ begunFlow) webtest.Session { return f.Session(authtest.Claims{"nonce": ""}) }, web.CodeNonceMismatch, 400, "AUTH-NONCE-MISMATCH"},
		{"a nonce in an array", func(f *fixture, a begunFlow) webtest.Session {
			return f.Session(authtest.Claims{"nonce": []string{a.nonce}})
		}, "", 400, ""},
		{"a nonce that is a number", func(f *fixture, _ begunFlow) webtest.Session { return f.Session(authtest.Claims{"nonce": 5}) }, "", 400, ""},
		{"two users' tokens (SEC-021)", func(f *fixture, a begunFlow) webtest.Session {
			return webtest.Session{ID: f.Pool.ID(authtest.Claims{"nonce": a.nonce}),
				Access: f.Pool.Access(authtest.Claims{"sub": "other"})}
		}, web.CodeTokensRefused, 400, ""},
		{"another client's", func(f *fixture, a begunFlow) webtest.Session {
			return webtest.Session{ID: f.Pool.ID(authtest.Claims{"nonce": a.nonce, "aud": "other"}),
				Access: f.Pool.Access(authtest.Claims{"client_id": "other"})}
		}, web.CodeTokensRefused, 400, ""},
		{"the tokens swapped", func(f *fixture, a begunFlow) webtest.Session {
			s := f.Session(authtest.Claims{"nonce": a.nonce})
			return webtest.Session{ID: s.Access, Access: s.ID}
		}, web.CodeTokensRefused, 400, ""},
		{"another access token's hash", func(f *fixture, a begunFlow) webtest.Session {
			return f.Session(authtest.Claims{"nonce": a.nonce, "at_hash": strings.Repeat("h", 22)})
		}, web.CodeTokensRefused, 400, "at_hash"},
		{"expired", func(f *fixture, a begunFlow) webtest.Session { return f.Expired(authtest.Claims{"nonce": a.nonce}) }, web.CodeTokensRefused, 400, "exp"},
		{"more groups than cookies hold (SEC-052, N-06)", func(f *fixture, a begunFlow) webtest.Session {
			groups := make([]string, 60)
			for i := range groups {
				groups[i] = strings.Repeat("g", 60) + string(rune('A'+i))
			}
			return f.Session(authtest.Claims{"nonce": a.nonce, "cognito:groups": groups})
		}, web.CodeSessionTooLarge, 431, "AUTH-SESSION-TOO-LARGE"},
		{"more groups than the verifier reads (SEC-052)", func(f *fixture, a begunFlow) webtest.Session {
			return f.Session(authtest.Claims{"nonce": a.nonce,
				"cognito:groups": slices.Repeat([]string{strings.Repeat("g", 100)}, 100)})
		}, web.CodeSessionTooLarge, 431, "size"},
		{"a sign-in that is older than sessions may be (SEC-066)", func(f *fixture, a begunFlow) webtest.Session {
			return f.Session(authtest.Claims{"nonce": a.nonce,
				"auth_time": f.Clock.Now().Add(-f.Config.SessionMaxAge).Unix()})
		}, "AUTH-SIGN-IN-AGAIN", 403, "outlived"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFixture(t)
			old := f.SignedIn("old")
			begun := f.start("/profile", old...)
			session := tt.tokens(f, begun)
			session.Refresh = some
			f.hands(200, webtest.Grant(session), nil)
			a := f.callback.Do(back(begun, begun.good()))
			if a.Status != tt.status || tt.want != "" && a.Code() != string(tt.want) {
				t.Errorf("%d with %q, want %d with %q", a.Status, a.Code(), tt.status, tt.want)
			}
			if after := a.Cookies(begun.cookies); !slices.Equal(after, old) {
				t.Errorf("the browser holds %d cookies, want the %d of before", len(after), len(old))
			}
			if !slices.Equal(f.endpoints.Revoked(), []string{some}) {
				t.Errorf("revoked %q", f.endpoints.Revoked())
			}
			if line := a.Events[0]; tt.reason != "" && line["reason"] != tt.reason {
				t.Errorf("line %v", line)
			}
		})
	}
}

// TestKeysThatCannotBeHad: nobody is to blame, and nothing is stored.
func TestKeysThatCannotBeHad_SEC047(t *testing.T) {
	f := newFixture(t)
	f.KeysDown()
	f.restart()
	begun := f.start("/profile")
	f.grants(begun, nil)
	a := f.callback.Do(back(begun, begun.good()))
	if a.Status != 503 || a.Code() != string(web.CodeProviderUnavailable) || len(a.Cookies(begun.cookies)) != 0 ||
		len(f.endpoints.Revoked()) != 1 {
		t.Errorf("%d with %q, %d revocations", a.Status, a.Code(), len(f.endpoints.Revoked()))
	}
}

// TestReportedErrors: the page has text of ours by the code, and nothing of what came (SEC-018, Q-04, Q-05). Cognito says
// what is wrong in the description: a scope that the client lacks (F-01), an attribute that a provider does not give
// (F-14), a refusal of the function pre-sign-up with a full stop and a blank after it (F-15). The state comes between
// description and error (F-03).
func TestReportedErrors_SEC018_U10_F01_F14_F15(t *testing.T) {
	tests := []struct {
		query  string
		want   web.Code
		status int
	}{
		{"error=access_denied", web.CodeProviderDenied, 400},
		{"error=access_denied&code=" + code, web.CodeProviderDenied, 400},
		{"error=server_error", web.CodeProviderUnavailable, 503},
		{"error=temporarily_unavailable", web.CodeProviderUnavailable, 503},
		{"error=invalid_scope", web.CodeMisconfigured, 400},
		{"error_description=invalid_scope&error=invalid_request", web.CodeMisconfigured, 400},
		{"error_description=attributes+required%3A+%5Bemail%5D&error=invalid_request", web.CodeMisconfigured, 400},
		{"error_description=user.email%3A+Attribute+cannot+be+updated.&error=invalid_request", web.CodeMisconfigured, 400},
		{"error_description=unauthorized_client&error=invalid_request", web.CodeMisconfigured, 400},
		{"error_description=" + url.QueryEscape("PreSignUp failed with error "+signup.Refusal+". ") +
			"&error=invalid_request", web.CodeSignUpRefused, 403},
		{"error_description=" + url.QueryEscape("PreSignUp failed with error 2026-11-30 5f6c Task timed out after 3.01 seconds.. ") + "&error=invalid_request",
			web.CodeProviderFailed, 400},
		{"error_description=Invalid+SAML+response+received&error=invalid_request", web.CodeProviderFailed, 400},
		{"error=invalid_request&error_description=" + url.QueryEscape("PreSignUp failed with error "+signup.Refusal+" "), web.CodeSignUpRefused, 403},
		{"error=invalid_request&error_description=" +
			url.QueryEscape("PreSignUp failed with error Something went wrong. Please try again."),
			web.CodeProviderFailed, 400},
		{"error=server_error&error_description=" + url.QueryEscape(signup.Refusal), web.CodeProviderUnavailable, 503},
		{"error=%3Cscript%3Ealert(1)%3C/script%3E&error_description=%0d%0aX:y%3Csvg%20onload=alert(1)%3E&error_uri=https://evil.example", web.CodeProviderFailed, 400},
	}
	for _, tt := range tests {
		t.Run(tt.query, func(t *testing.T) {
			f := newFixture(t)
			begun := f.start("/profile")
			query := tt.query + "&state=" + begun.state
			if description, reported, inCognitosOrder := strings.Cut(tt.query, "&error="); inCognitosOrder {
				query = description + "&state=" + begun.state + "&error=" + reported
			}
			a := f.callback.Do(back(begun, query))
			if a.Status != tt.status || a.Code() != string(tt.want) || flows(a.Cookies(begun.cookies)) != 0 ||
				len(f.endpoints.Forms()) != 0 {
				t.Errorf("%d with %q after %d calls", a.Status, a.Code(), len(f.endpoints.Forms()))
			}
			for _, foreign := range []string{"alert(1)", "X:y", "onload", "evil.example"} {
				if strings.Contains(a.Body, foreign) || strings.Contains(f.Log.Text(), foreign) {
					t.Errorf("page or log shows %q", foreign)
				}
			}
		})
	}
}

// TestErrorsWithoutState: a setting that is wrong (F-01, F-14), and an address that may not register (F-15), are said to a
// visitor whose error belongs to no flow, and the log says which setting. Everything else without a state is malformed.
func TestErrorsWithoutState_SEC018_U10_F01_F14_F15(t *testing.T) {
	refusal := url.QueryEscape("PreSignUp failed with error " + signup.Refusal + ". ")
	tests := []struct {
		query  string
		want   web.Code
		status int
		reason string
	}{
		{"error_description=invalid_scope&error=invalid_request", web.CodeMisconfigured, 400, "scope"},
		{"error_description=attributes+required%3A+%5Bemail%5D&error=invalid_request", web.CodeMisconfigured, 400,
			"attributes"},
		{"error_description=" + refusal + "&error=invalid_request", web.CodeSignUpRefused, 403, "AUTH-SIGN-UP-REFUSED"},
		{"error=access_denied", web.CodeCallbackMalformed, 400, "AUTH-CALLBACK-MALFORMED"},
		{"error=invalid_request", web.CodeCallbackMalformed, 400, "AUTH-CALLBACK-MALFORMED"},
		{"error_description=invalid_scope&error=invalid_request&state=", web.CodeCallbackMalformed, 400,
			"AUTH-CALLBACK-MALFORMED"},
		{"error_description=invalid_scope&error=invalid_request&error=invalid_request", web.CodeCallbackMalformed, 400,
			"AUTH-CALLBACK-MALFORMED"},
	}
	for _, tt := range tests {
		t.Run(tt.query, func(t *testing.T) {
			f := newFixture(t)
			held := append(f.SignedIn(), f.start("/profile").cookies...)
			a := f.callback.Do(webtest.Navigate("/auth/callback?"+tt.query, held...))
			if a.Status != tt.status || a.Code() != string(tt.want) || len(a.Lines) != 0 || len(f.endpoints.Forms()) != 0 {
				t.Errorf("%d with %q and %d cookies", a.Status, a.Code(), len(a.Lines))
			}
			if len(a.Events) != 1 || a.Events[0]["reason"] != tt.reason || strings.Contains(a.Body, "[email]") {
				t.Errorf("events %v", a.Events)
			}
		})
	}
}

// TestCodeOfASignedOutSession_SEC067: tokens of a session that was signed out in this browser do not sign in again,
// and do not stay good.
func TestCodeOfASignedOutSession_SEC067(t *testing.T) {
	for origin, status := range map[string]int{"gone": 403, "new": 303} {
		f := newFixture(t)
		flow := f.start("/profile", f.SignedOut("gone"))
		f.grants(flow, authtest.Claims{"origin_jti": origin})
		a := f.callback.Do(back(flow, flow.good()))
		if a.Status != status || (a.Code() == string(web.CodeReauthenticate)) != (status == 403) ||
			(len(f.endpoints.Revoked()) == 1) != (status == 403) {
			t.Errorf("%s: %d with %q, revoked %q", origin, a.Status, a.Code(), f.endpoints.Revoked())
		}
	}
}
