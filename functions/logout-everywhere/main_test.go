package main

import (
	"context"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"cognitossr/pkg/access"
	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/authflow"
	"cognitossr/pkg/awsjson"
	"cognitossr/pkg/web"
	"cognitossr/pkg/web/webtest"
	"cognitossr/templates"
)

const (
	path     = "/auth/logout-everywhere"
	poolID   = "eu-west-1_TestPool1"
	username = "Google_42" // differs from the sub, as for everybody who comes from another provider
	signOut  = webtest.Domain + "/logout?client_id=x"
)

// fakePool notes who was signed out of which pool.
type fakePool struct {
	err   error
	calls []string
}

func (f *fakePool) Call(_ context.Context, action awsjson.Action, input string) (string, error) {
	var of struct{ UserPoolId, Username string }
	if err := json.Unmarshal([]byte(input), &of); err != nil || action != "cognito-idp:AdminUserGlobalSignOut" {
		return "", &awsjson.Error{Action: action, Code: "InvalidParameterException", Status: http.StatusBadRequest}
	}
	f.calls = append(f.calls, of.UserPoolId+" "+of.Username)
	return "{}", f.err
}

// newSite is a site of the pool, and the cookies of somebody who is signed in there.
func newSite(t *testing.T) (*webtest.Site, []string) {
	t.Helper()
	site := webtest.New(t, templates.Failure)
	site.Config.UserPoolID = poolID
	tokens := site.Session(nil)
	tokens.Access = site.Pool.Access(authtest.Claims{"username": username})
	return site, site.Cookies(tokens)
}

// over is the function over a pool of the test.
func over(site *webtest.Site, fake *fakePool) *webtest.Function {
	return site.Function(access.KindPage, access.User, func(d web.Deps) (http.Handler, error) {
		return everywhere{Deps: d, aws: fake, signOutURL: signOut}.handler()
	})
}

func refusal(code string) error {
	return &awsjson.Error{Action: endSessions, Code: code, Status: http.StatusBadRequest}
}

func TestEndsAllSessions(t *testing.T) {
	for _, fake := range []*fakePool{{}, {err: refusal("UserNotFoundException")}} {
		site, cookies := newSite(t)
		a := over(site, fake).Do(webtest.Submit(path, nil, cookies...))
		if left := a.Left(cookies); a.Status != http.StatusSeeOther || a.Location() != authflow.LeavePath || len(left) != 0 {
			t.Errorf("%d to %q, %d cookies are left", a.Status, a.Location(), len(left))
		}
		if !slices.Equal(fake.calls, []string{poolID + " " + username}) {
			t.Errorf("calls = %q", fake.calls)
		}
		if a.Event("signout.everywhere") == nil {
			t.Errorf("events %v", a.Events)
		}
	}
}

func TestStaysSignedInWhenThePoolDoesNotAnswer(t *testing.T) {
	for _, err := range []error{refusal("TooManyRequestsException"), refusal("AccessDeniedException"),
		refusal(awsjson.CodeTimeout)} {
		site, cookies := newSite(t)
		a := over(site, &fakePool{err: err}).Do(webtest.Submit(path, nil, cookies...))
		if a.Status != http.StatusServiceUnavailable || len(a.Lines) != 0 || a.Location() != "" {
			t.Errorf("%v: %d to %q, cookies %q", err, a.Status, a.Location(), a.Lines)
		}
		if a.Event("signout.everywhere") != nil || strings.Contains(a.Body, "Exception") {
			t.Errorf("%v: events %v, page %s", err, a.Events, a.Body)
		}
	}
}

func TestAnswersItsOwnFormsOnly(t *testing.T) {
	form := webtest.Submit(path, nil)
	tests := []struct {
		name    string
		request webtest.Request
		status  int
	}{
		{"link", webtest.Navigate(path), http.StatusMethodNotAllowed},
		{"other site", form.With("sec-fetch-site", "cross-site").With("origin", "https://evil.example"),
			http.StatusForbidden},
		{"no headers and no form token", form.With("sec-fetch-site", "").With("origin", ""), http.StatusForbidden},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fake := &fakePool{}
			site, cookies := newSite(t)
			tt.request.Cookies = cookies
			if a := over(site, fake).Do(tt.request); a.Status != tt.status || len(fake.calls) != 0 || len(a.Lines) != 0 {
				t.Errorf("%d, calls %q, cookies %q, want %d and none", a.Status, fake.calls, a.Lines, tt.status)
			}
		})
	}
}

func TestCallsThePoolsService(t *testing.T) {
	var target string
	var input map[string]string
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		target = r.Header.Get("X-Amz-Target")
		if err := json.NewDecoder(r.Body).Decode(&input); err != nil {
			t.Errorf("input: %v", err)
		}
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		_, _ = io.WriteString(w, "{}")
	}))
	t.Cleanup(service.Close)
	site, cookies := newSite(t)
	function := site.Function(access.KindPage, access.User, newHandler)
	// A client that newHandler had built would not know of these.
	t.Setenv("AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER", service.URL)
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "example")
	a := function.Do(webtest.Submit(path, nil, cookies...).With("sec-fetch-mode", "")) // a program's
	if a.Status != http.StatusSeeOther || !strings.HasPrefix(a.Location(), webtest.Domain+"/logout?client_id=") {
		t.Errorf("%d to %q", a.Status, a.Location())
	}
	want := map[string]string{"UserPoolId": poolID, "Username": username}
	if target != "AWSCognitoIdentityProviderService.AdminUserGlobalSignOut" || !maps.Equal(input, want) {
		t.Errorf("%s %v", target, input)
	}
}
