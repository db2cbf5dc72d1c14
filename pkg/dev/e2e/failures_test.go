package e2e

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestBadInput is what a visitor can send and what it gets: a page, the right status, never a 500 (issue of the whole
// site, Q-01 to Q-72).
func TestBadInput(t *testing.T) {
	tests := []struct {
		name, method, path string
		header             map[string]string
		body               string
		status             int
		says               string
	}{
		{"callback without anything", "GET", "/auth/callback", nil, "", 400, "AUTH-CALLBACK-MALFORMED"},
		{"Q-01 callback with a foreign state", "GET", "/auth/callback?code=abc&state=" + strings.Repeat("s", 43), nil,
			"", 400, "AUTH-FLOW-UNKNOWN"},
		{"Q-03 state twice", "GET", "/auth/callback?code=a&state=" + strings.Repeat("s", 43) + "&state=x", nil, "", 400,
			"AUTH-CALLBACK-MALFORMED"},
		{"Q-06 error with a foreign state", "GET", "/auth/callback?error=%3Cscript%3E&error_description=boo&state=" +
			strings.Repeat("s", 43), nil, "", 400, "AUTH-FLOW-UNKNOWN"},
		{"Q-08 callback by POST", "POST", "/auth/callback", map[string]string{"Sec-Fetch-Site": "same-origin"}, "", 405,
			"SITE-METHOD"},
		{"unknown path", "GET", "/nothing/here?q=<b>", nil, "", 404, "SITE-NOT-FOUND"},
		{"wrong method", "DELETE", "/profile", map[string]string{"Sec-Fetch-Site": "same-origin"}, "", 405, "SITE-METHOD"},
		{"Q-43, F-113: an encoded question mark ends the path, which is guarded", "GET", "/profile%3Fx", nil, "", 303, ""},
		{"Q-45 other case", "GET", "/ADMIN/users", nil, "", 404, ""},
		{"Q-61 deceptive suffix", "GET", "/profile/x.css", nil, "", 404, ""},
		{"garbage cookies", "GET", "/", map[string]string{"Cookie": "id=x; access=y; refresh=z; flow-abcdefgh=q"}, "",
			200, "No user is signed in."},
		{"garbage cookies on a private page", "GET", "/profile", map[string]string{"Cookie": "id=x; access=y",
			"Sec-Fetch-Mode": "cors"}, "", 401, ""},
		{"oversized headers", "GET", "/", map[string]string{"Cookie": "id=" + strings.Repeat("x", 12000)}, "", 431, ""},
		{"cross-site sign-out", "POST", "/auth/logout", map[string]string{"Sec-Fetch-Site": "cross-site",
			"Origin": "https://evil.example"}, "", 403, "AUTH-CROSS-SITE"},
		{"Q-40 a form that is none", "POST", "/auth/logout", map[string]string{"Sec-Fetch-Site": "same-origin",
			"Content-Type": "text/plain"}, "x=y", 415, "SITE-MEDIA-TYPE"},
		{"a body too large", "POST", "/auth/logout", map[string]string{"Sec-Fetch-Site": "same-origin",
			"Content-Type": "application/x-www-form-urlencoded"}, strings.Repeat("x", 70_000), 413, "SITE-TOO-LARGE"},
		{"prefetch of a sign-in", "GET", "/auth/login", map[string]string{"Sec-Purpose": "prefetch"}, "", 401,
			"AUTH-NOT-A-NAVIGATION"},
		{"long query", "GET", "/?" + strings.Repeat("q", 9000), nil, "", 400, "SITE-BAD-REQUEST"},
		{"anonymous admin", "POST", "/admin/users/x/delete", map[string]string{"Sec-Fetch-Site": "same-origin"}, "", 401, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			v := newVisitor(t)
			r := v.request(test.method, test.path, test.body)
			for name, value := range test.header {
				r.Header.Set(name, value)
			}
			a := v.stay(r)
			if a.status != test.status || !strings.Contains(a.body, test.says) {
				t.Fatalf("status %d, want %d with %q:\n%s", a.status, test.status, test.says, a.body)
			}
			a.lacks("<script>", "boo", "panic", "goroutine", ".go:")
			if a.status != 431 { // the gateway's own answer
				checkHeaders(t, a)
			}
		})
	}
}

func checkHeaders(t *testing.T, a *answer) {
	t.Helper()
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "Vary": "Cookie", "Referrer-Policy": "same-origin",
		"X-Frame-Options": "DENY", "Cache-Control": "no-store",
		"Content-Security-Policy": "default-src 'none'", "Strict-Transport-Security": "max-age=63072000",
	} {
		if !strings.Contains(a.header.Get(name), want) {
			t.Errorf("header %s is %q", name, a.header.Get(name)) // SEC-079, SEC-080, SEC-085
		}
	}
}

func TestErrorsForPrograms_R22(t *testing.T) {
	v := newVisitor(t)
	for _, path := range []string{"/api/me", "/api/nothing", "/profile"} {
		r := v.request(http.MethodGet, path, "")
		r.Header.Set("Accept", "application/json")
		a := v.stay(r)
		var problem struct {
			Error struct{ Code, Message string }
		}
		if err := json.Unmarshal([]byte(a.body), &problem); err != nil || problem.Error.Code == "" || a.status < 400 ||
			a.status >= 500 {
			t.Errorf("%s answers %d %s", path, a.status, a.body)
		}
	}
}

func TestReturnStaysOnTheSite_SEC075(t *testing.T) {
	localOnly(t)
	v := newVisitor(t)
	v.signIn(userEmail, userPassword).wants(http.StatusOK, "Hello")
	for _, hostile := range []string{
		"//evil.example", `/\evil.example`, "/\t/evil.example", "https://evil.example/", "/%2f/evil.example",
		"javascript:alert(1)",
		"/auth/logout", "/auth/login?return_to=/auth/login", "/x//evil.example", "/./\\evil.example",
		"/a\r\nSet-Cookie: x=y", "/%zz", "/" + strings.Repeat("a", 2801),
	} {
		a := v.get("/auth/login?return_to=" + url.QueryEscape(hostile))
		if a.url.String() != site.url+"/" || a.status != http.StatusOK {
			t.Errorf("%.40q leads to %s (%d)", hostile, a.url, a.status)
		}
	}
}

func TestReplayedCallback_R11_Q09(t *testing.T) {
	localOnly(t)
	v := newVisitor(t)
	v.signIn(userEmail, userPassword).wants(http.StatusOK, "Hello")
	var callback string
	for _, hop := range v.hops {
		if strings.Contains(hop, "/auth/callback?") {
			callback = hop
		}
	}
	if callback == "" {
		t.Fatalf("no callback among %v", v.hops)
	}
	v.get(callback).wants(http.StatusOK, "Hello "+userEmail)
	newVisitor(t).get(callback).wants(http.StatusBadRequest, "AUTH-FLOW-UNKNOWN", "Sign in") // SEC-011: another browser
}

func TestSignOutAsksFirst_R45(t *testing.T) {
	localOnly(t)
	v := newVisitor(t)
	v.signIn(userEmail, userPassword).wants(http.StatusOK, "Hello")
	question := v.get("/auth/logout").wants(http.StatusOK, "Sign out")
	v.get("/").wants(http.StatusOK, "Hello "+userEmail)
	stolen := v.cookies("/auth/refresh")
	v.press(question, "/auth/logout").wants(http.StatusOK)
	v.get("/").wants(http.StatusOK, "No user is signed in.")

	thief := newVisitor(t) // SEC-074, R-43: the refresh token is dead, what is left ends with the access token
	thief.setCookie(&http.Cookie{Name: "refresh", Value: stolen["refresh"], Path: "/auth"})
	thief.get("/auth/refresh?return_to=/profile")
	if left := thief.cookies("/auth/refresh"); left["access"] != "" || left["refresh"] != "" {
		t.Error("a revoked refresh token still gives a session")
	}
}

func TestAdminPages_R58(t *testing.T) {
	localOnly(t)
	v := newVisitor(t)
	v.signIn(userEmail, userPassword).wants(http.StatusOK, "Hello")
	v.get("/admin/users").wants(http.StatusForbidden, "AUTH-FORBIDDEN")
	admin := newVisitor(t)
	admin.signIn(adminEmail, adminPassword).wants(http.StatusOK, "Hello")
	for _, email := range []string{userEmail, adminEmail} { // a page of the whole list may be full of other tests' users
		admin.get("/admin/users?q="+url.QueryEscape(email)).wants(http.StatusOK, email)
	}
}

// TestForgedTokensAreNobody: the site on one's own machine verifies as the deployed one does (S-102); a stand-in that
// only decodes would let everybody in.
func TestForgedTokensAreNobody_S102(t *testing.T) {
	localOnly(t)
	v := newVisitor(t)
	v.signIn(userEmail, userPassword).wants(http.StatusOK, "Hello")
	good := v.cookies("/")
	promoted := payloadWith(t, good["access"], "cognito:groups", []string{"admin"})
	header, signature := part(good["access"], 0), part(good["access"], 2)
	none := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`))
	for name, forged := range map[string]struct{ id, access string }{
		"a group more":                  {good["id"], header + "." + promoted + "." + signature},
		"a group more, unsigned":        {good["id"], none + "." + promoted + "."},
		"a group more, signature empty": {good["id"], header + "." + promoted + "."},
		"another address": {header + "." + payloadWith(t, good["id"], "email", adminEmail) + "." +
			part(good["id"], 2), good["access"]},
	} {
		t.Run(name, func(t *testing.T) {
			v := newVisitor(t)
			v.setCookie(&http.Cookie{Name: "id", Value: forged.id, Path: "/"})
			v.setCookie(&http.Cookie{Name: "access", Value: forged.access, Path: "/"})
			if a := v.stay(v.request(http.MethodGet, "/admin/users", "")); a.status != http.StatusSeeOther ||
				strings.Contains(a.body, adminEmail) {
				t.Errorf("status %d", a.status)
			}
			v.setCookie(&http.Cookie{Name: "id", Value: forged.id, Path: "/"})
			v.setCookie(&http.Cookie{Name: "access", Value: forged.access, Path: "/"})
			v.get("/").wants(http.StatusOK, "No user is signed in.").lacks("Hello", adminEmail)
		})
	}
	v.get("/").wants(http.StatusOK, "Hello "+userEmail)
}

func part(token string, i int) string { return strings.Split(token, ".")[i] }

// payloadWith is the middle part of a token with another value for one claim.
func payloadWith(t *testing.T, token, claim string, value any) string {
	t.Helper()
	text, err := base64.RawURLEncoding.DecodeString(part(token, 1))
	if err != nil {
		t.Fatal(err)
	}
	var claims map[string]any
	if err := json.Unmarshal(text, &claims); err != nil {
		t.Fatal(err)
	}
	claims[claim] = value
	changed, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	return base64.RawURLEncoding.EncodeToString(changed)
}

func TestSignOutEverywhere_N17(t *testing.T) {
	localOnly(t)
	email := fresh("everywhere")
	v := newVisitor(t)
	code := v.submit(v.get("/auth/signup"), map[string]string{"email": email, "password": newPassword})
	v.submit(code, map[string]string{"code": v.mailedCode(email)}).wants(http.StatusOK, "Hello "+email)
	other := newVisitor(t)
	other.signIn(email, newPassword).wants(http.StatusOK, "Hello "+email)

	v.press(v.get("/profile"), "/auth/logout-everywhere").wants(http.StatusOK, "signed out")
	v.get("/").wants(http.StatusOK, "No user is signed in.")
	for _, name := range []string{"id", "access"} { // they would verify until they expire
		other.setCookie(&http.Cookie{Name: name, Path: "/", MaxAge: -1})
	}
	other.get("/auth/refresh?return_to=/").wants(http.StatusOK, "No user is signed in.")
}
