package cognito

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	callback  = "http://localhost:3000/auth/callback"
	signedOut = "http://localhost:3000/auth/signed-out"
	password  = "Correct-Horse-9"
)

// testClock is a clock that a test moves.
type testClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *testClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *testClock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// stack is a running local Cognito.
type stack struct {
	*Server
	t     testing.TB
	url   string
	clock *testClock
}

func start(t testing.TB, change ...func(*Options)) *stack {
	t.Helper()
	clock := &testClock{now: time.Unix(1_800_000_000, 0)}
	o := Options{
		CallbackURLs: []string{callback, "http://localhost:3000/other"}, LogoutURLs: []string{signedOut}, Now: clock.Now,
		Users: []User{{Email: "alice@example.com", Password: password},
			{Email: "root@example.com", Password: password, Groups: []string{"admin"}}},
		OtherClients: []Client{{ID: "anotherclient", Secret: "another-secret", CallbackURLs: []string{callback}},
			{ID: "publicclient", CallbackURLs: []string{callback}}},
	}
	for _, c := range change {
		c(&o)
	}
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	s.SetOrigin(server.URL)
	return &stack{Server: s, t: t, url: server.URL, clock: clock}
}

// in is the same stack for a sub-test.
func (s *stack) in(t testing.TB) *stack { return &stack{s.Server, t, s.url, s.clock} }

// visitor is a cookie-jar client that follows redirects inside the local Cognito and stops at the site.
type visitor struct {
	*stack
	http *http.Client
}

func (s *stack) visitor() *visitor {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return &visitor{stack: s, http: &http.Client{Jar: jar, CheckRedirect: func(next *http.Request, _ []*http.Request) error {
		if !strings.HasPrefix(next.URL.String(), s.url+"/") {
			return http.ErrUseLastResponse
		}
		return nil
	}}}
}

// answer is a response with its body read, and the address it came from.
type answer struct {
	*http.Response
	body string
}

func (a answer) location() *url.URL {
	u, err := url.Parse(a.Header.Get("Location"))
	if err != nil {
		return &url.URL{}
	}
	return u
}

func (v *visitor) do(req *http.Request) answer {
	v.t.Helper()
	resp, err := v.http.Do(req)
	if err != nil {
		v.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return answer{resp, string(body)}
}

func (v *visitor) get(address string) answer {
	v.t.Helper()
	return v.do(newRequest(v.t, http.MethodGet, v.absolute(address), nil))
}

// post sends only the documented fields, to the page that was shown last.
func (v *visitor) post(address string, fields ...string) answer {
	v.t.Helper()
	req := newRequest(v.t, http.MethodPost, v.absolute(address), strings.NewReader(form(fields...).Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return v.do(req)
}

func (v *visitor) absolute(address string) string {
	if strings.HasPrefix(address, "/") {
		return v.url + address
	}
	return address
}

func newRequest(t testing.TB, method, address string, body io.Reader) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), method, address, body)
	if err != nil {
		t.Fatal(err)
	}
	return req
}

func form(fields ...string) url.Values {
	values := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		values.Add(fields[i], fields[i+1])
	}
	return values
}

const (
	verifier  = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk" // RFC 7636 appendix B
	challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
)

// authorizeQuery is a sign-in request of the site, with changes; an empty value removes a parameter.
func (s *stack) authorizeQuery(change ...string) string {
	q := form("client_id", s.ClientID(), "redirect_uri", callback, "response_type", "code", "scope", "openid email profile",
		"state", "st-1", "nonce", "no-1", "code_challenge", challenge, "code_challenge_method", "S256")
	for i := 0; i+1 < len(change); i += 2 {
		q.Del(change[i])
		if change[i+1] != "" {
			q.Set(change[i], change[i+1])
		}
	}
	return "/oauth2/authorize?" + q.Encode()
}

// signIn goes through the form and returns the code.
func (v *visitor) signIn(email, password string) string {
	v.t.Helper()
	page := v.get(v.authorizeQuery())
	back := v.fill(page, "username", email, "password", password)
	code := back.location().Query().Get("code")
	if back.StatusCode != http.StatusFound || code == "" {
		v.t.Fatalf("sign-in answered %d, location %q\n%s", back.StatusCode, back.Header.Get("Location"), back.body)
	}
	return code
}

// tokenAnswer is what the token endpoint says.
type tokenAnswer struct {
	Status       int
	IDToken      string `json:"id_token"`
	AccessToken  string `json:"access_token"`
	RefreshToken string `json:"refresh_token"`
	TokenType    string `json:"token_type"`
	ExpiresIn    int    `json:"expires_in"`
	Error        string `json:"error"`
}

// token calls the token endpoint as the site does.
func (s *stack) token(fields ...string) tokenAnswer {
	s.t.Helper()
	return s.tokenAs(s.ClientID(), s.ClientSecret(), fields...)
}

func (s *stack) tokenAs(client, secret string, fields ...string) tokenAnswer {
	s.t.Helper()
	var a tokenAnswer
	resp := s.oauthPost("/oauth2/token", client, secret, fields...)
	a.Status = resp.StatusCode
	if err := json.Unmarshal([]byte(resp.body), &a); err != nil {
		s.t.Fatalf("token endpoint: %v in %q", err, resp.body)
	}
	return a
}

func (s *stack) oauthPost(path, client, secret string, fields ...string) answer {
	s.t.Helper()
	v := s.visitor()
	req := newRequest(s.t, http.MethodPost, s.url+path, strings.NewReader(form(fields...).Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if client != "" {
		req.SetBasicAuth(client, secret)
	}
	return v.do(req)
}

func (s *stack) redeem(code string) tokenAnswer {
	s.t.Helper()
	return s.token("grant_type", "authorization_code", "code", code, "redirect_uri", callback, "code_verifier", verifier)
}

func (s *stack) refresh(token string) tokenAnswer {
	s.t.Helper()
	return s.token("grant_type", "refresh_token", "refresh_token", token)
}

func (s *stack) userInfo(access string) answer {
	s.t.Helper()
	req := newRequest(s.t, http.MethodGet, s.url+"/oauth2/userInfo", nil)
	req.Header.Set("Authorization", "Bearer "+access)
	return s.visitor().do(req)
}

// lastCode is the newest code in the inbox for an address.
func (s *stack) lastCode(email string) string {
	s.t.Helper()
	var mails []struct{ To, Code string }
	a := s.visitor().get("/_local/inbox")
	if err := json.Unmarshal([]byte(a.body), &mails); err != nil {
		s.t.Fatalf("inbox: %v in %q", err, a.body)
	}
	for _, m := range mails {
		if m.To == email {
			return m.Code
		}
	}
	s.t.Fatalf("no mail for %s", email)
	return ""
}

// decode reads one part of a JWS.
func decode(t *testing.T, token string, part int) map[string]any {
	t.Helper()
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		t.Fatalf("%q is no JWS", token)
	}
	raw, err := base64.RawURLEncoding.DecodeString(parts[part])
	if err != nil {
		t.Fatal(err)
	}
	claims := map[string]any{}
	if err := json.NewDecoder(bytes.NewReader(raw)).Decode(&claims); err != nil {
		t.Fatal(err)
	}
	return claims
}
