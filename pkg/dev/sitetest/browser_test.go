package sitetest

import (
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/sensitive"
	"cognitossr/pkg/session"
)

// browser opens pages and follows redirects. Its jar goes by the rules of RFC 6265.
type browser struct {
	site *site
	jar  *cookiejar.Jar
}

func newBrowser(t *testing.T, s *site) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{site: s, jar: jar}
}

// longestChain is how many redirects a page may take.
const longestChain = 8

// open opens an address, of the site or the user pool, and says where it ends.
func (b *browser) open(address string) (path string, a answer) {
	for range longestChain {
		u, err := url.Parse(address)
		if err != nil {
			b.site.t.Errorf("%q: %v", address, err)
			return "", a
		}
		if u.Host != "" && !strings.HasPrefix(address, baseURL) {
			if address = b.visitPool(address); address == "" {
				return "the form of the user pool", a
			}
			continue
		}
		a = b.send("GET", u, "")
		address = a.Headers["location"]
		if _, after, refreshes := strings.Cut(a.Headers["refresh"], "url="); refreshes {
			address = after
		}
		if address == "" {
			return u.Path, a
		}
	}
	b.site.t.Errorf("more than %d redirects", longestChain)
	return "", a
}

// visitPool follows one redirect of the user pool. It gives nothing where there is a form instead.
func (b *browser) visitPool(address string) string {
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Get(address)
	if err != nil {
		b.site.t.Error(err)
		return baseURL + "/"
	}
	_ = response.Body.Close()
	if response.StatusCode != http.StatusFound && response.StatusCode != http.StatusOK {
		b.site.t.Errorf("the user pool answers %d to %.60s", response.StatusCode, address)
	}
	return response.Header.Get("Location")
}

// send sends one request to the site and stores its cookies.
func (b *browser) send(method string, u *url.URL, body string) answer {
	a := b.ask(method, u, body)
	b.store(a.Cookies)
	return a
}

// ask sends one request to the site; the answer has not arrived yet.
func (b *browser) ask(method string, u *url.URL, body string) answer {
	headers := map[string]string{"host": "localhost:3000", "accept": "text/html", "sec-fetch-mode": "navigate",
		"sec-fetch-dest": "document", "sec-fetch-site": "none"}
	if method == "POST" {
		headers["origin"], headers["sec-fetch-site"], headers["content-type"] = baseURL, "same-origin",
			"application/x-www-form-urlencoded"
	}
	var cookies []string
	for _, cookie := range b.jar.Cookies(at(u.Path)) {
		cookies = append(cookies, cookie.Name+"="+cookie.Value)
	}
	return b.site.serve(method, handedOn(b.site.t, u), u.RawQuery, headers, cookies, body)
}

func (b *browser) store(lines []string) {
	for _, line := range lines {
		cookie, err := http.ParseSetCookie(line)
		if err != nil {
			b.site.t.Errorf("%v in %q", err, line)
			continue
		}
		if len(line) > session.MaxCookie {
			b.site.t.Errorf("a browser drops %q: %d bytes", cookie.Name, len(line))
			continue
		}
		b.jar.SetCookies(at("/auth/x"), []*http.Cookie{cookie})
	}
}

func at(path string) *url.URL { return &url.URL{Scheme: "http", Host: "localhost:3000", Path: path} }

// cookies is everything that the browser holds of the site, by name.
func (b *browser) cookies() map[string]string {
	held := map[string]string{}
	for _, path := range []string{"/", "/auth/x"} {
		for _, cookie := range b.jar.Cookies(at(path)) {
			held[cookie.Name] = cookie.Value
		}
	}
	return held
}

// expire puts tokens in place of the session's that are as they would be after a quarter of an hour.
func (b *browser) expire() {
	held := b.cookies()
	stored, refresh, found := strings.Cut(held["refresh"], "~")
	_, tag, _ := strings.Cut(stored, ".")
	if !found {
		return // there is no session
	}
	now := time.Now()
	claims := authtest.Claims{"iat": now.Add(-time.Hour).Unix(), "auth_time": now.Add(-time.Hour).Unix(),
		"exp": now.Add(-time.Minute).Unix()}
	b.site.pool.change(func(p *userPool) {
		for name, value := range p.claims {
			claims[name] = value
		}
		if known := p.refresh[refresh]; known != nil {
			claims["origin_jti"] = known.family.origin
		}
	})
	var id, access string
	b.site.pool.change(func(p *userPool) { id, access = p.pair(claims) })
	store := session.Store{Loopback: true, MaxAge: 24 * time.Hour, IdleAge: 24 * time.Hour, Now: time.Now}
	w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil)
	for name, value := range held {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	tokens := session.Tokens{ID: sensitive.New(id), Access: sensitive.New(access)}
	if store.Read(r).Save(w, tokens, session.RefreshToken{Value: sensitive.New(refresh), Tag: tag}, now) == nil {
		b.store(w.Header()["Set-Cookie"])
	}
}

var formToken = regexp.MustCompile(`name="form_token" value="([^"]*)"`)

// signOut opens the page that asks, sends its form, and goes where that leads.
func (b *browser) signOut() (path string, a answer) {
	_, asked := b.open("/auth/logout")
	found := formToken.FindStringSubmatch(asked.Body)
	if asked.StatusCode != http.StatusOK || found == nil {
		b.site.t.Errorf("the page that asks answers %d", asked.StatusCode)
		return "", asked
	}
	a = b.send("POST", at("/auth/logout"), url.Values{"form_token": {found[1]}}.Encode())
	if a.StatusCode != http.StatusSeeOther {
		return "", a
	}
	return b.open(a.Headers["location"])
}

// stillSignedIn lists everything by which somebody might still be signed in.
func (b *browser) stillSignedIn(before map[string]string) []string {
	var found []string
	for name := range b.cookies() {
		if name != "session-ended" && name != "signed-out" { // which say that there is no session any more
			found = append(found, "the cookie "+name)
		}
	}
	if _, refresh, _ := strings.Cut(before["refresh"], "~"); b.site.pool.good(refresh) {
		found = append(found, "the refresh token, which is not revoked") // with kept cookies it still yields new tokens (SEC-074)
	}
	b.site.pool.change(func(p *userPool) {
		if p.signedIn {
			found = append(found, "the session of the user pool")
		}
	})
	if a := b.send("GET", at("/profile"), ""); a.StatusCode != http.StatusSeeOther ||
		!strings.HasPrefix(a.Headers["location"], "/auth/login") || a.Headers["cache-control"] != "no-store" {
		found = append(found, fmt.Sprintf("the private page, which answers %d", a.StatusCode))
	}
	if _, a := b.open("/"); !strings.Contains(a.Body, "No user is signed in.") {
		found = append(found, "the home page")
	}
	return found
}
