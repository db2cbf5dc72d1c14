package cognito

import (
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"cognitossr/pkg/sensitive"
)

// Values that must not appear in an error, or at another host.
const (
	canaryCode     = "CANARY-code"
	canaryVerifier = "CANARY-verifier"
	canaryRefresh  = "CANARY-refresh"
	canarySecret   = "CANARY+sec/ret:ä %"
)

const goodAnswer = `{"id_token":"ID","access_token":"ACCESS","refresh_token":"REFRESH","token_type":"Bearer","expires_in":900}`

// endpoint is a user pool's domain with one response for all calls, which it records.
type endpoint struct {
	*httptest.Server
	calls atomic.Int64
	last  *http.Request
	form  url.Values

	revoked []string // refresh tokens other than canaryRefresh
}

func newEndpoint(t *testing.T, answer http.HandlerFunc) *endpoint {
	t.Helper()
	e := &endpoint{}
	e.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		e.calls.Add(1)
		body, _ := io.ReadAll(r.Body)
		e.last = r
		e.form, _ = url.ParseQuery(string(body))
		if token := e.form.Get("token"); token != "" && token != canaryRefresh {
			e.revoked = append(e.revoked, token)
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		answer(w, r)
	}))
	t.Cleanup(e.Close)
	return e
}

func (e *endpoint) client() *Client {
	c := site
	c.Domain = e.URL
	c.ClientID = "id:with+signs"
	return New(c, func(context.Context, sensitive.Text) (sensitive.Text, error) { return sensitive.New(canarySecret), nil })
}

func says(status int, contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func TestRequestsToTheTokenEndpoint_SEC020(t *testing.T) {
	redeem := func(ctx context.Context, c *Client) error {
		_, err := c.Redeem(ctx, sensitive.New("a code&x=y"), sensitive.New(canaryVerifier))
		return err
	}
	refresh := func(ctx context.Context, c *Client) error {
		_, err := c.Refresh(ctx, sensitive.New(canaryRefresh))
		return err
	}
	revoke := func(ctx context.Context, c *Client) error { return c.Revoke(ctx, sensitive.New(canaryRefresh)) }
	tests := []struct {
		name, path string
		call       func(context.Context, *Client) error
		form       map[string]string
	}{
		{"redeem (SEC-002)", "/oauth2/token", redeem, map[string]string{
			"grant_type": "authorization_code", "code": "a code&x=y",
			"redirect_uri": "https://app.example.com/auth/callback", "code_verifier": canaryVerifier}},
		{
			"refresh", "/oauth2/token", refresh,
			map[string]string{"grant_type": "refresh_token", "refresh_token": canaryRefresh},
		},
		{"revoke (SEC-070)", "/oauth2/revoke", revoke, map[string]string{"token": canaryRefresh}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := newEndpoint(t, says(200, "application/json;charset=UTF-8", goodAnswer))
			if err := tt.call(t.Context(), e.client()); err != nil {
				t.Fatal(err)
			}
			form := map[string]string{}
			for name, values := range e.form {
				form[name] = strings.Join(values, " and ")
			}
			if e.last.Method != http.MethodPost || e.last.URL.Path != tt.path || e.last.URL.RawQuery != "" ||
				!maps.Equal(form, tt.form) {
				t.Errorf("%s %s with %v", e.last.Method, e.last.URL, form)
			}
			// RFC 6749 section 2.3.1: each half is form-encoded before the colon joins them.
			id, secret, ok := e.last.BasicAuth()
			if !ok || id != "id%3Awith%2Bsigns" || secret != "CANARY%2Bsec%2Fret%3A%C3%A4+%25" {
				t.Errorf("Basic %q %q", id, secret)
			}
			if e.last.Header.Get("Content-Type") != "application/x-www-form-urlencoded" || e.calls.Load() != 1 {
				t.Errorf("content type %q, %d calls", e.last.Header.Get("Content-Type"), e.calls.Load())
			}
		})
	}
}

func TestGoodAnswers(t *testing.T) {
	tests := []struct {
		name, contentType, answer string
		refresh                   string
	}{
		{"as Cognito says it", "application/json;charset=UTF-8", goodAnswer, "REFRESH"},
		{"type in lower case", "application/json", strings.Replace(goodAnswer, "Bearer", "bearer", 1), "REFRESH"},
		{
			"no new refresh token (SEC-061)", "application/json",
			`{"id_token":"ID","access_token":"ACCESS","token_type":"Bearer"}`, "",
		},
		{"unknown members", "application/json", strings.Replace(goodAnswer, "{", `{"new":[1],`, 1), "REFRESH"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := newEndpoint(t, says(200, tt.contentType, tt.answer))
			tokens, err := e.client().Refresh(t.Context(), sensitive.New(canaryRefresh))
			if err != nil || tokens.ID.Reveal() != "ID" || tokens.Access.Reveal() != "ACCESS" ||
				tokens.Refresh.Reveal() != tt.refresh {
				t.Errorf("refresh token %q (%v)", tokens.Refresh.Reveal(), err)
			}
		})
	}
}

// TestAnswersAreClassified: by status and error code alone, however they are worded.
// The refresh token of a new session that nobody gets is revoked, whatever comes of that; a session that goes on is left.
func TestAnswersAreClassified_SEC060(t *testing.T) {
	oauth := func(code string) string {
		return `{"error":"` + code + `","error_description":"invalid_grant invalid_client"}`
	}
	tests := []struct {
		name        string
		status      int
		contentType string
		body        string
		want        error
	}{
		{"invalid_grant", 400, "application/json", oauth("invalid_grant"), ErrGrant},
		{"invalid_grant as another type", 400, "text/plain", oauth("invalid_grant"), ErrGrant},
		{"invalid_grant with 401", 401, "application/json", oauth("invalid_grant"), ErrUnavailable},
		{"invalid_client", 401, "application/json", oauth("invalid_client"), ErrClient},
		{"invalid_client with 400", 400, "application/json", oauth("invalid_client"), ErrClient},
		{"unauthorized_client", 400, "application/json", oauth("unauthorized_client"), ErrClient},
		{"invalid_request", 400, "application/json", oauth("invalid_request"), ErrClient},
		{"unsupported_grant_type", 400, "application/json", oauth("unsupported_grant_type"), ErrClient},
		{"an error nobody knows", 400, "application/json", oauth("CANARY-error"), ErrUnavailable},
		{"no error code", 400, "application/json", `{"message":"invalid_grant"}`, ErrUnavailable},
		{"400 as HTML", 400, "text/html", "<p>invalid_grant</p>", ErrUnavailable},
		{"403 of a firewall", 403, "application/json", oauth("invalid_grant"), ErrUnavailable},
		{"429", 429, "application/json", oauth("invalid_grant"), ErrUnavailable},
		{"500 that says invalid_grant", 500, "application/json", oauth("invalid_grant"), ErrUnavailable},
		{"503 that says invalid_client", 503, "application/json", oauth("invalid_client"), ErrUnavailable},
		{"HTML with 200", 200, "text/html", "<html>", ErrUnavailable},
		{"JSON as HTML with 200", 200, "text/html", goodAnswer, ErrUnavailable},
		{"nothing with 200", 200, "application/json", "", ErrUnavailable},
		{"an error with 200", 200, "application/json", oauth("invalid_grant"), ErrUnavailable},
		{"cut off", 200, "application/json", goodAnswer[:60], ErrUnavailable},
		{"something behind", 200, "application/json", goodAnswer + "{}", ErrUnavailable},
		{
			"no ID token", 200, "application/json", strings.Replace(goodAnswer, `"id_token":"ID",`, "", 1),
			ErrUnavailable,
		},
		{
			"no access token", 200, "application/json", strings.Replace(goodAnswer, `"access_token":"ACCESS",`, "", 1),
			ErrUnavailable,
		},
		{
			"an ID token that is no text", 200, "application/json", strings.Replace(goodAnswer, `"ID"`, `["ID"]`, 1),
			ErrUnavailable,
		},
		{"type mac", 200, "application/json", strings.Replace(goodAnswer, "Bearer", "mac", 1), ErrUnavailable},
		{
			"no type", 200, "application/json", strings.Replace(goodAnswer, `,"token_type":"Bearer"`, "", 1),
			ErrUnavailable,
		},
		{"201", 201, "application/json", goodAnswer, ErrUnavailable},
		{"204", 204, "application/json", "", ErrUnavailable},
		{"10 MB", 200, "application/json", `{"x":"` + strings.Repeat("a", 10<<20) + `"}`, ErrUnavailable},
		{
			"65 KB of blanks behind", 200, "application/json", goodAnswer + strings.Repeat(" ", maxAnswer),
			ErrUnavailable,
		},
	}
	classes := []error{ErrGrant, ErrClient, ErrUnavailable}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := newEndpoint(t, says(tt.status, tt.contentType, tt.body))
			_, refreshErr := e.client().Refresh(t.Context(), sensitive.New(canaryRefresh))
			_, redeemErr := e.client().Redeem(t.Context(), sensitive.New(canaryCode), sensitive.New(canaryVerifier))
			for _, err := range []error{refreshErr, redeemErr} {
				for _, class := range classes {
					if errors.Is(err, class) != (class == tt.want) {
						t.Errorf("%v: is it %q? %v", err, class, errors.Is(err, class))
					}
				}
				if strings.Contains(err.Error(), "CANARY") {
					t.Errorf("the error shows what it must not: %v", err)
				}
			}
			if tokens := e.calls.Load() - int64(len(e.revoked)); tokens != 2 {
				t.Errorf("%d calls, want one each", tokens)
			}
			if holds := strings.Contains(tt.body, `"REFRESH"`); holds != slices.Equal(e.revoked, []string{"REFRESH"}) {
				t.Errorf("revoked %q", e.revoked)
			}
		})
	}
}

func TestNewSessionNeedsARefreshToken(t *testing.T) {
	e := newEndpoint(t, says(200, "application/json", `{"id_token":"ID","access_token":"ACCESS","token_type":"Bearer"}`))
	if tokens, err := e.client().Redeem(t.Context(), sensitive.New("c"), sensitive.New("v")); !errors.Is(err,
		ErrUnavailable) || !tokens.ID.Empty() {
		t.Errorf("error %v", err)
	}
}

func TestRevoke_SEC070(t *testing.T) {
	tests := []struct {
		name   string
		status int
		body   string
		want   error
	}{
		{"done", 200, "", nil},
		{"our fault", 401, `{"error":"invalid_client"}`, ErrClient},
		{"revocation is switched off for the client", 400, `{"error":"unsupported_token_type"}`, ErrClient},
		{"trouble", 500, "invalid_grant", ErrUnavailable},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := newEndpoint(t, says(tt.status, "application/json", tt.body))
			err := e.client().Revoke(t.Context(), sensitive.New(canaryRefresh))
			if !errors.Is(err, tt.want) || (tt.want == nil) != (err == nil) || e.calls.Load() != 1 {
				t.Errorf("error %v after %d calls", err, e.calls.Load())
			}
		})
	}
}

// TestRedirectsAreNotFollowed: the secret is sent to the configured host only.
func TestRedirectsAreNotFollowed_SEC020(t *testing.T) {
	for _, status := range []int{301, 302, 303, 307, 308} {
		evil := newEndpoint(t, says(200, "application/json", goodAnswer))
		e := newEndpoint(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, evil.URL, status) })
		if _, err := e.client().Refresh(t.Context(), sensitive.New(canaryRefresh)); !errors.Is(err, ErrUnavailable) ||
			evil.calls.Load() != 0 {
			t.Errorf("after %d: %v, and %d calls of the other host", status, err, evil.calls.Load())
		}
	}
}

// TestAnEndpointThatHangs: the caller decides how long to wait, and the secret is not sent again.
func TestAnEndpointThatHangs_SEC020_SEC124(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	release := make(chan struct{})
	e := newEndpoint(t, func(http.ResponseWriter, *http.Request) {
		cancel()
		<-release
	})
	_, err := e.client().Refresh(ctx, sensitive.New(canaryRefresh))
	close(release)
	if !errors.Is(err, ErrUnavailable) || !strings.Contains(err.Error(), "no response") ||
		strings.Contains(err.Error(), "CANARY") || e.calls.Load() != 1 {
		t.Errorf("error %v after %d calls", err, e.calls.Load())
	}
}

// TestAnEndpointThatIsGone: a code is not sent again after a connection broke, and the error contains no URL.
func TestAnEndpointThatIsGone_SEC020(t *testing.T) {
	e := newEndpoint(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	if _, err := e.client().Redeem(t.Context(), sensitive.New(canaryCode),
		sensitive.New(canaryVerifier)); !errors.Is(err, ErrUnavailable) || e.calls.Load() != 1 {
		t.Errorf("error %v after %d calls", err, e.calls.Load())
	}
	client := e.client()
	e.Close()
	if _, err := client.Refresh(t.Context(), sensitive.New(canaryRefresh)); !errors.Is(err, ErrUnavailable) ||
		!strings.Contains(err.Error(), "no connection") || strings.Contains(err.Error(), "127.0.0.1") {
		t.Errorf("error %v", err)
	}
}

func TestWithoutTheSecretNothingIsSent(t *testing.T) {
	e := newEndpoint(t, says(200, "application/json", goodAnswer))
	client := e.client()
	cause := errors.New("no such parameter")
	client.Secret = func(context.Context, sensitive.Text) (sensitive.Text, error) { return sensitive.Text{}, cause }
	_, err := client.Refresh(t.Context(), sensitive.New(canaryRefresh))
	if !errors.Is(err, ErrUnavailable) || !errors.Is(err, cause) || e.calls.Load() != 0 {
		t.Errorf("error %v after %d calls", err, e.calls.Load())
	}
}

// TestReplacedSecret: a secret that was replaced while this process ran is noticed by the first call, which succeeds. A
// wrong one is sent once, and another answer than about the client never makes a form go out twice.
func TestReplacedSecret(t *testing.T) {
	const invalidClient, invalidGrant = `{"error":"invalid_client"}`, `{"error":"invalid_grant"}`
	tests := []struct {
		name   string
		status int
		answer string // to the old secret
		now    string // the secret of now
		calls  int64
		want   error
	}{
		{"replaced", 401, invalidClient, "new", 2, nil},
		{"replaced, as a 400", 400, invalidClient, "new", 2, nil},
		{"wrong, and there is no other", 401, invalidClient, "old", 1, ErrClient},
		{"wrong, and the other cannot be read", 401, invalidClient, "", 1, ErrClient},
		{"the grant is refused", 400, invalidGrant, "new", 1, ErrGrant},
		{"an endpoint in trouble", 500, invalidClient, "new", 1, ErrUnavailable},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := newEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
				if _, secret, _ := r.BasicAuth(); secret == "new" {
					says(200, "application/json", goodAnswer)(w, r)
					return
				}
				says(tt.status, "application/json", tt.answer)(w, r)
			})
			client := e.client()
			client.Secret = func(_ context.Context, refused sensitive.Text) (sensitive.Text, error) {
				if refused.Empty() {
					return sensitive.New("old"), nil
				}
				if tt.now == "" {
					return sensitive.Text{}, errors.New("no such parameter")
				}
				return sensitive.New(tt.now), nil
			}
			_, err := client.Refresh(t.Context(), sensitive.New(canaryRefresh))
			if !errors.Is(err, tt.want) || e.calls.Load() != tt.calls || e.form.Get("refresh_token") != canaryRefresh {
				t.Errorf("error %v after %d calls, want %v after %d", err, e.calls.Load(), tt.want, tt.calls)
			}
		})
	}
}

// silent is an endpoint that never answers.
type silent struct{}

func (silent) RoundTrip(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// TestTimeLimits: a visitor waits no longer than the limit, and the log says how long it was.
func TestTimeLimits_SEC020(t *testing.T) {
	tests := []struct {
		name  string
		call  func(context.Context, *Client) error
		limit time.Duration
	}{
		{"token", func(ctx context.Context, c *Client) error {
			_, err := c.Refresh(ctx, sensitive.New(canaryRefresh))
			return err
		}, 5 * time.Second},
		{
			"revoke", func(ctx context.Context, c *Client) error { return c.Revoke(ctx, sensitive.New(canaryRefresh)) },
			2 * time.Second,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				client := New(site, func(context.Context, sensitive.Text) (sensitive.Text,
					error) {
					return sensitive.New(canarySecret), nil
				})
				client.HTTP.Transport = silent{}
				began := time.Now()
				err := tt.call(t.Context(), client)
				if took := time.Since(began); took != tt.limit || !errors.Is(err, ErrUnavailable) ||
					!strings.HasSuffix(err.Error(), "no response within "+tt.limit.String()) {
					t.Errorf("after %v: %v", took, err)
				}
			})
		})
	}
}

// TestConnectionsAreNotKept: a connection that died while the function was frozen would lose the next code.
func TestConnectionsAreNotKept_SEC020(t *testing.T) {
	from := map[string]bool{}
	e := newEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
		from[r.RemoteAddr] = true
		says(200, "application/json", goodAnswer)(w, r)
	})
	client := e.client()
	for range 3 {
		if _, err := client.Refresh(t.Context(), sensitive.New(canaryRefresh)); err != nil {
			t.Fatal(err)
		}
	}
	if len(from) != 3 {
		t.Errorf("three calls came by %d connections", len(from))
	}
}
