package contract

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// response is an HTTP answer with its body read.
type response struct {
	*http.Response
	body string
}

func (r response) location(t *testing.T) *url.URL {
	t.Helper()
	u, err := url.Parse(r.Header.Get("Location"))
	return must(t, u, err)
}

// json reads the body.
func (r response) json(t *testing.T) map[string]any {
	t.Helper()
	values := map[string]any{}
	if err := json.Unmarshal([]byte(r.body), &values); err != nil {
		t.Fatalf("%v in %q", err, r.body)
	}
	return values
}

func (s *Suite) do(t *testing.T, client *http.Client, method, address string, form url.Values,
	change ...func(*http.Request)) response {
	t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	req, err := http.NewRequestWithContext(t.Context(), method, address, body)
	if err != nil {
		t.Fatal(err)
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, c := range change {
		c(req)
	}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	return response{resp, string(must(t, raw, err))}
}

func (s *Suite) get(t *testing.T, address string) response {
	t.Helper()
	return s.do(t, s.http, http.MethodGet, address, nil)
}

// The example of RFC 7636 appendix B.
const (
	verifier  = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
	challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
)

// query is an authorization request with changes; an empty value takes a parameter out.
func (s *Suite) query(change ...string) string {
	q := url.Values{
		"client_id": {s.ClientID}, "redirect_uri": {s.CallbackURL}, "response_type": {"code"},
		"scope": {"openid email profile"},
		"state": {"a state"}, "nonce": {"a-nonce"}, "code_challenge": {challenge}, "code_challenge_method": {"S256"},
	}
	for i := 0; i+1 < len(change); i += 2 {
		q.Del(change[i])
		if change[i+1] != "" {
			q.Set(change[i], change[i+1])
		}
	}
	return q.Encode()
}

func (s *Suite) authorize(change ...string) string {
	return s.Domain + "/oauth2/authorize?" + s.query(change...)
}

// browser keeps cookies and follows redirects as long as they stay on the domain.
type browser struct {
	*Suite
	client *http.Client
}

func (s *Suite) browser(t *testing.T) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{s, &http.Client{Jar: jar, Timeout: s.http.Timeout,
		CheckRedirect: func(next *http.Request, _ []*http.Request) error {
			if !strings.HasPrefix(next.URL.String(), s.Domain+"/") {
				return http.ErrUseLastResponse
			}
			return nil
		}}}
}

func (b *browser) open(t *testing.T, address string) response {
	t.Helper()
	return b.do(t, b.client, http.MethodGet, address, nil)
}

var hiddenField = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)">`)

// submit fills the form of a page and sends it with its hidden fields, as a browser does.
func (b *browser) submit(t *testing.T, page response, fields ...string) response {
	t.Helper()
	form := url.Values{}
	for _, m := range hiddenField.FindAllStringSubmatch(page.body, -1) {
		form.Set(m[1], m[2])
	}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return b.do(t, b.client, http.MethodPost, page.Request.URL.String(), form)
}

// signIn goes through the form and returns the address that the browser is sent back to.
func (b *browser) signIn(t *testing.T, email, password string, change ...string) *url.URL {
	t.Helper()
	back := b.submit(t, b.open(t, b.authorize(change...)), "username", email, "password", password)
	if back.StatusCode != http.StatusFound {
		t.Fatalf("the sign-in form answered %d\n%s", back.StatusCode, back.body)
	}
	return back.location(t)
}

// hostedTokens goes through the code flow with a new user.
func (s *Suite) hostedTokens(t *testing.T, email string) map[string]any {
	t.Helper()
	code := s.browser(t).signIn(t, email, goodPassword).Query().Get("code")
	answer := s.redeem(t, code)
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("redeeming answered %d %s", answer.StatusCode, answer.body)
	}
	return answer.json(t)
}

func (s *Suite) redeem(t *testing.T, code string, change ...string) response {
	t.Helper()
	form := url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {s.CallbackURL},
		"code_verifier": {verifier}}
	for i := 0; i+1 < len(change); i += 2 {
		form.Del(change[i])
		if change[i+1] != "" {
			form.Set(change[i], change[i+1])
		}
	}
	return s.post(t, "/oauth2/token", form)
}

func (s *Suite) refresh(t *testing.T, token string) response {
	t.Helper()
	return s.post(t, "/oauth2/token", url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}})
}

// post calls an OAuth endpoint as the client.
func (s *Suite) post(t *testing.T, path string, form url.Values) response {
	t.Helper()
	if s.ClientSecret == "" {
		form.Set("client_id", s.ClientID)
	}
	return s.do(t, s.http, http.MethodPost, s.Domain+path, form, func(r *http.Request) {
		if s.ClientSecret != "" {
			r.SetBasicAuth(s.ClientID, s.ClientSecret)
		}
	})
}

func (s *Suite) userInfo(t *testing.T, access string) response {
	t.Helper()
	return s.do(t, s.http, http.MethodGet, s.Domain+"/oauth2/userInfo", nil, func(r *http.Request) {
		r.Header.Set("Authorization", "Bearer "+access)
	})
}

// oauthError wants a 400 with that error.
func oauthError(t *testing.T, r response, code string) {
	t.Helper()
	if r.StatusCode != http.StatusBadRequest || r.json(t)["error"] != code {
		t.Fatalf("wanted 400 %s, got %d %s", code, r.StatusCode, r.body)
	}
}

// claims reads the payload of a token without checking it.
func claims(t *testing.T, token string) map[string]any {
	t.Helper()
	return part(t, token, 1)
}

func part(t *testing.T, token string, n int) map[string]any {
	t.Helper()
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		t.Fatalf("%d parts are no signed token", len(parts))
	}
	raw, err := base64.RawURLEncoding.DecodeString(parts[n])
	values := map[string]any{}
	if err := json.Unmarshal(must(t, raw, err), &values); err != nil {
		t.Fatal(err)
	}
	return values
}

// text is a string member.
func text(values map[string]any, name string) string {
	s, _ := values[name].(string)
	return s
}
