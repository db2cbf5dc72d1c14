package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/smithy-go"

	"cognitossr/pkg/auth"
	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/config"
	"cognitossr/pkg/routes"
	"cognitossr/pkg/web"
)

const origin = "https://www.example.com"

// fakePool notes who was signed out of which pool.
type fakePool struct {
	err   error
	calls []string
}

func (f *fakePool) AdminUserGlobalSignOut(_ context.Context, i *idp.AdminUserGlobalSignOutInput, _ ...func(*idp.Options)) (*idp.AdminUserGlobalSignOutOutput, error) {
	f.calls = append(f.calls, aws.ToString(i.UserPoolId)+" "+aws.ToString(i.Username))
	return &idp.AdminUserGlobalSignOutOutput{}, f.err
}

// answer is a response as the gateway gets it.
type answer struct {
	StatusCode int               `json:"statusCode"`
	Headers    map[string]string `json:"headers"`
	Cookies    []string          `json:"cookies"`
	Body       string            `json:"body"`
}

// send makes a request of a signed-in visitor through the real adapter and guard, and gives the log too.
func send(t *testing.T, method string, headers map[string]string, build func(web.Deps) http.Handler) (answer, string) {
	t.Helper()
	tokens, now := authtest.NewPool(t), time.Now()
	tokens.Now = func() time.Time { return now }
	settings := tokens.Config()
	settings.JWKS = tokens.JWKS()
	verifier, err := auth.New(settings)
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	c := config.Config{
		BaseURL: origin, Domain: "https://auth.example.com", UserPoolID: "eu-west-1_TestPool1", ClientID: tokens.ClientID, Issuer: tokens.Issuer,
		Auth: routes.AuthUser, SessionMaxAge: config.DefaultSessionMaxAge, SessionIdleAge: config.DefaultSessionIdleAge,
	}
	d := web.NewDeps(c, verifier, slog.New(slog.NewJSONHandler(&log, nil)), tokens.Now, rand.Reader)
	all := map[string]string{"host": "www.example.com", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document", "sec-fetch-site": "same-origin", "origin": origin}
	for name, value := range headers {
		all[name] = value
	}
	payload, err := json.Marshal(map[string]any{
		"version": "2.0", "routeKey": "POST /auth/logout-everywhere", "rawPath": "/auth/logout-everywhere", "headers": all,
		"cookies": []string{
			"__Host-Http-id=" + tokens.ID(nil), "__Host-Http-access=" + tokens.Access(authtest.Claims{"username": "Google_42"}), "__Secure-refresh=r.e.f",
		},
		"requestContext": map[string]any{"domainName": "www.example.com", "http": map[string]any{"method": method, "sourceIp": "192.0.2.1"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	out, err := web.NewAdapter(d, routes.KindPage, build(d)).Invoke(t.Context(), payload)
	if err != nil {
		t.Fatal(err)
	}
	var got answer
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	return got, log.String()
}

// with is the function over a pool of the test.
func with(fake *fakePool) func(web.Deps) http.Handler {
	return func(d web.Deps) http.Handler {
		return everywhere{Deps: d, client: func() ender { return fake }, signOutURL: "https://auth.example.com/logout?client_id=x"}.handler()
	}
}

func refusal(code string) error {
	return &smithy.OperationError{OperationName: "AdminUserGlobalSignOut", Err: &smithy.GenericAPIError{Code: code, Message: "about ada@example.com"}}
}

func TestEndsAllSessions(t *testing.T) {
	for _, fake := range []*fakePool{{}, {err: refusal("UserNotFoundException")}} {
		got, log := send(t, http.MethodPost, nil, with(fake))
		if got.StatusCode != http.StatusSeeOther || got.Headers["location"] != "https://auth.example.com/logout?client_id=x" {
			t.Errorf("status %d, Location %q", got.StatusCode, got.Headers["location"])
		}
		if !slices.Equal(fake.calls, []string{"eu-west-1_TestPool1 Google_42"}) {
			t.Errorf("calls = %q", fake.calls)
		}
		for _, name := range []string{"__Host-Http-id=;", "__Host-Http-access=;", "__Secure-refresh=;"} {
			if !slices.ContainsFunc(got.Cookies, func(c string) bool { return strings.HasPrefix(c, name) && strings.Contains(c, "Max-Age=0") }) {
				t.Errorf("%s is not cleared: %q", name, got.Cookies)
			}
		}
		if !strings.Contains(log, `"event":"signout.everywhere"`) || strings.Contains(log, "@") {
			t.Errorf("log: %s", log)
		}
	}
}

func TestStaysSignedInWhenThePoolDoesNotAnswer(t *testing.T) {
	for _, err := range []error{refusal("TooManyRequestsException"), refusal("AccessDeniedException"), context.DeadlineExceeded} {
		got, log := send(t, http.MethodPost, nil, with(&fakePool{err: err}))
		if got.StatusCode != http.StatusServiceUnavailable || len(got.Cookies) != 0 || got.Headers["location"] != "" {
			t.Errorf("%v: status %d, cookies %q", err, got.StatusCode, got.Cookies)
		}
		if strings.Contains(log, "signout.everywhere") || strings.Contains(log, "@") || strings.Contains(got.Body, "Exception") {
			t.Errorf("%v: log %s", err, log)
		}
	}
}

func TestAnswersItsOwnFormsOnly(t *testing.T) {
	tests := []struct {
		name    string
		method  string
		headers map[string]string
		status  int
	}{
		{"link", http.MethodGet, nil, http.StatusMethodNotAllowed},
		{"other site", http.MethodPost, map[string]string{"sec-fetch-site": "cross-site", "origin": "https://evil.example"}, http.StatusForbidden},
		{"no headers and no form token", http.MethodPost, map[string]string{"sec-fetch-site": "", "origin": ""}, http.StatusForbidden},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fake := &fakePool{}
			got, _ := send(t, tt.method, tt.headers, with(fake))
			if got.StatusCode != tt.status || len(fake.calls) != 0 || len(got.Cookies) != 0 {
				t.Errorf("status %d, calls %q, want %d and none", got.StatusCode, fake.calls, tt.status)
			}
		})
	}
}

func TestCallsThePoolsService(t *testing.T) {
	var target string
	var input map[string]string
	got, _ := send(t, http.MethodPost, nil, func(d web.Deps) http.Handler {
		h, err := newHandler(d)
		if err != nil {
			t.Fatal(err)
		}
		service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			target = r.Header.Get("X-Amz-Target")
			if err := json.NewDecoder(r.Body).Decode(&input); err != nil {
				t.Errorf("input: %v", err)
			}
			w.Header().Set("Content-Type", "application/x-amz-json-1.1")
			_, _ = io.WriteString(w, "{}")
		}))
		t.Cleanup(service.Close)
		// A client that newHandler had built would not know of these.
		t.Setenv("AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER", service.URL)
		t.Setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
		t.Setenv("AWS_SECRET_ACCESS_KEY", "example")
		return h
	})
	if got.StatusCode != http.StatusSeeOther || !strings.HasPrefix(got.Headers["location"], "https://auth.example.com/logout?client_id=") {
		t.Errorf("status %d, Location %q", got.StatusCode, got.Headers["location"])
	}
	want := map[string]string{"UserPoolId": "eu-west-1_TestPool1", "Username": "Google_42"}
	if target != "AWSCognitoIdentityProviderService.AdminUserGlobalSignOut" || !maps.Equal(input, want) {
		t.Errorf("%s %v", target, input)
	}
}
