package inspect

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// journey is a sign-in of made-up parties that a recorder watches.
type journey struct {
	verifier, state, nonce   string // of the request
	redeemed, returned, inID string // what comes back
	begin, asked             string // where the site sends the browser from, and to
	site, cognito            http.Handler
}

func newJourney() *journey {
	return &journey{
		verifier: "verifier-1", state: "state-1", nonce: "nonce-1", redeemed: "verifier-1", returned: "state-1",
		inID: "nonce-1", begin: "/auth/login", asked: "/oauth2/authorize",
	}
}

const redirectURI = "http://localhost:3000/auth/callback"

func (j *journey) watchedBy(rec *Recorder) *journey {
	j.site = rec.Watch(Site, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case j.begin:
			http.SetCookie(w, &http.Cookie{Name: "flow-1", Value: "secret-cookie", HttpOnly: true})
			sum := sha256.Sum256([]byte(j.verifier))
			http.Redirect(w, r, "http://127.0.0.1:9229"+j.asked+"?"+url.Values{
				"state": {j.state}, "nonce": {j.nonce}, "client_id": {"client-1"}, "redirect_uri": {redirectURI},
				"code_challenge": {base64.RawURLEncoding.EncodeToString(sum[:])},
			}.Encode(), http.StatusSeeOther)
		case "/auth/callback":
			http.SetCookie(w, &http.Cookie{Name: "flow-1", MaxAge: -1})
			http.Redirect(w, r, "/profile", http.StatusSeeOther)
		}
	}))
	j.cognito = rec.Watch(Cognito, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/oauth2/authorize":
			http.Redirect(w, r, "/login?"+r.URL.RawQuery, http.StatusFound)
		case "/login", "/signup", "/forgotPassword":
			if r.FormValue("password") != "pass-word-1" {
				panic("the form did not arrive: " + r.FormValue("password"))
			}
			http.Redirect(w, r, redirectURI+"?code=code-1&state="+j.returned, http.StatusFound)
		case "/oauth2/token":
			body, _ := json.Marshal(map[string]string{
				"id_token":      j.token(`{"aud":"client-1","sub":"u","token_use":"id","nonce":"` + j.inID + `"}`),
				"access_token":  j.token(`{"client_id":"client-1","sub":"u","token_use":"access"}`),
				"refresh_token": "refresh-1",
			})
			_, _ = w.Write(body)
		}
	}))
	return j
}

func (j *journey) token(claims string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"RS256"}`)) + "." +
		base64.RawURLEncoding.EncodeToString([]byte(claims)) + ".signature-1"
}

// travel makes the requests of the sign-in.
func (j *journey) travel(t *testing.T) {
	t.Helper()
	begin := request(j.site, "GET", j.begin+"?return_to=%2Fprofile", nil)
	login := begin.Header().Get("Location")
	if j.asked == "/oauth2/authorize" {
		login = request(j.cognito, "GET", login, nil).Header().Get("Location")
	}
	callback := request(j.cognito, "POST", login, url.Values{"username": {"u@example.com"},
		"password": {"pass-word-1"}}).Header().Get("Location")
	back := httptest.NewRequest("GET", callback, nil)
	back.AddCookie(&http.Cookie{Name: "flow-1", Value: "secret-cookie"})
	j.site.ServeHTTP(httptest.NewRecorder(), back)
	request(j.cognito, "POST", "/oauth2/token", url.Values{
		"grant_type": {"authorization_code"}, "code": {"code-1"}, "code_verifier": {j.redeemed},
		"redirect_uri": {redirectURI}, "client_secret": {"secret-1"},
	})
	request(j.site, "GET", "/profile", nil)
	request(j.site, "GET", "/profile", nil) // no longer part of it
}

func request(handler http.Handler, method, address string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, address, strings.NewReader(form.Encode()))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	return w
}

func TestSignInIsRecordedStepByStep(t *testing.T) {
	rec := New(nil)
	newJourney().watchedBy(rec).travel(t)
	list := rec.SignIns()
	if len(list) != 1 {
		t.Fatalf("%d sign-ins, want 1", len(list))
	}
	var steps []string
	for _, s := range list[0].Steps {
		steps = append(steps, fmt.Sprintf("%s>%s %s %s %d", s.From, s.To, s.Method, s.Path, s.Status))
	}
	want := []string{
		"browser>site GET /auth/login 303", "browser>Cognito GET /oauth2/authorize 302", "browser>Cognito POST /login 302",
		"browser>site GET /auth/callback 303", "site>Cognito POST /oauth2/token 200", "browser>site GET /profile 200",
	}
	if !slices.Equal(steps, want) {
		t.Errorf("steps\n%s\nwant\n%s", strings.Join(steps, "\n"), strings.Join(want, "\n"))
	}
	for _, check := range list[0].Checks {
		if !check.Passed {
			t.Errorf("%s failed: %s", check.Name, check.Reason)
		}
	}
	if len(list[0].Checks) != 7 || len(list[0].Tokens) != 2 {
		t.Errorf("%d checks and %d tokens", len(list[0].Checks), len(list[0].Tokens))
	}
}

func TestNothingUsableIsKept(t *testing.T) {
	rec := New(nil)
	newJourney().watchedBy(rec).travel(t)
	text, err := json.Marshal(rec.SignIns())
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"pass-word-1", "secret-1", "secret-cookie", "refresh-1", "signature-1"} {
		if strings.Contains(string(text), secret) {
			t.Errorf("%s is kept", secret)
		}
	}
}

// TestChecksOfOtherBeginnings: whoever registers, or has forgotten the password, never sees the authorization endpoint.
// Their first page is asked with what it would have been asked with.
func TestChecksOfOtherBeginnings(t *testing.T) {
	for begin, asked := range map[string]string{"/auth/signup": "/signup", "/auth/password": "/forgotPassword"} {
		t.Run(asked, func(t *testing.T) {
			rec := New(nil)
			j := newJourney()
			j.begin, j.asked = begin, asked
			j.watchedBy(rec).travel(t)
			list := rec.SignIns()
			if len(list) != 1 || list[0].Steps[0].Path != begin {
				t.Fatalf("recorded %+v", list)
			}
			if len(list[0].Checks) != 7 {
				t.Errorf("%d checks", len(list[0].Checks))
			}
			for _, check := range list[0].Checks {
				if !check.Passed {
					t.Errorf("%s failed: %s", check.Name, check.Reason)
				}
			}
		})
	}
}

// TestChecksFail: a comparison that always passes would teach nothing.
func TestChecksFail(t *testing.T) {
	for check, change := range map[string]func(*journey){
		"PKCE":  func(j *journey) { j.redeemed = "another" },
		"nonce": func(j *journey) { j.inID = "another" },
	} {
		t.Run(check, func(t *testing.T) {
			rec := New(nil)
			j := newJourney().watchedBy(rec)
			change(j)
			j.travel(t)
			var failed []string
			for _, c := range rec.SignIns()[0].Checks {
				if !c.Passed {
					failed = append(failed, c.Name)
				}
			}
			if !slices.Equal(failed, []string{check}) {
				t.Errorf("failed: %q", failed)
			}
		})
	}
}

func TestRecorderIsBounded(t *testing.T) {
	rec := New(nil)
	handler := rec.Watch(Cognito, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	for n := range 3 * maximumSignIns {
		request(handler, "GET", fmt.Sprintf("/login?state=%d&x=%s", n, strings.Repeat("é", 5000)), nil)
	}
	for range 2 * maximumSteps {
		request(handler, "GET", "/login?state=29", nil)
	}
	list := rec.SignIns()
	if len(list) != maximumSignIns || len(list[0].Steps) != maximumSteps {
		t.Errorf("%d sign-ins, the newest with %d steps", len(list), len(list[0].Steps))
	}
	if value := list[1].Steps[0].Parameters[1].Value; len([]rune(value)) != maximumValue+len("...") {
		t.Errorf("a parameter of %d characters", len([]rune(value)))
	}
	rec.Reset()
	if len(rec.SignIns()) != 0 {
		t.Error("Reset leaves sign-ins")
	}
}

// TestLongFormArrivesWhole: what is watched must not change.
func TestLongFormArrivesWhole(t *testing.T) {
	var got int
	handler := New(nil).Watch(Cognito, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		got = len(body)
	}))
	form := url.Values{"a": {strings.Repeat("x", 3*maximumBody)}}
	request(handler, "POST", "/login?state=1", form)
	if got != len(form.Encode()) {
		t.Errorf("%d of %d bytes arrived", got, len(form.Encode()))
	}
}
