package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// member is a signed-in visitor with a separate account.
func member(t *testing.T, email string) *visitor {
	t.Helper()
	v := newVisitor(t)
	code := v.submit(v.get("/auth/signup"), map[string]string{"email": email, "password": newPassword})
	v.submit(code, map[string]string{"code": v.mailedCode(email)}).wants(http.StatusOK, "Hello "+email)
	return v
}

// expire puts into the jar what it would hold after the access token's life: the same tokens, signed by the pool,
// with an exp in the past.
func (v *visitor) expire(email string) {
	v.t.Helper()
	var twins struct {
		Tokens struct {
			ID     string `json:"id_token"`
			Access string `json:"access_token"`
		}
	}
	if err := json.Unmarshal([]byte(v.control("expire-access", fmt.Sprintf(`{"email":%q}`, email)).body),
		&twins); err != nil || twins.Tokens.ID == "" {
		v.t.Fatalf("no expired tokens: %v", err)
	}
	v.setCookie(&http.Cookie{Name: "id", Value: twins.Tokens.ID, Path: "/", MaxAge: 3600})
	v.setCookie(&http.Cookie{Name: "access", Value: twins.Tokens.Access, Path: "/", MaxAge: 3600})
}

// faulty lets the local Cognito misbehave until the end of the test.
func (v *visitor) faulty(kind, value string) {
	v.t.Helper()
	v.control("faults", fmt.Sprintf(`{%q:%q}`, kind, value))
	v.t.Cleanup(func() { v.control("faults", fmt.Sprintf(`{%q:"off"}`, kind)) })
}

// refreshToken is the token in the refresh cookie, without the time at which it was stored.
func (v *visitor) refreshToken() string {
	v.t.Helper()
	_, token, _ := strings.Cut(v.cookies("/auth/refresh")["refresh"], "~")
	return token
}

func TestExpiredSessionIsRefreshed_R30_R35(t *testing.T) {
	localOnly(t)
	email := fresh("expired")
	v := member(t, email)
	before := v.refreshToken()
	v.expire(email)
	const page = "/profile?a=b%2Fc"
	landed := v.get(page).wants(http.StatusOK, email)
	if landed.url.RequestURI() != page || len(v.hops) != 2 {
		t.Errorf("landed on %s by %v", landed.url, v.hops)
	}
	if after := v.refreshToken(); after == "" || (after == before) != v.settings().Rotation.Off {
		t.Error("the rotated refresh token was not stored, or one that stays was replaced")
	}
	v.get(page).wants(http.StatusOK, email)
	if len(v.hops) != 0 {
		t.Errorf("a fresh session is refreshed again: %v", v.hops)
	}
}

func TestOnlyNavigationsRefresh_SEC064_SEC065(t *testing.T) {
	localOnly(t)
	email := fresh("subresource")
	v := member(t, email)
	v.expire(email)
	tests := []struct {
		name, method, path string
		header             map[string]string
		status             int
	}{
		{"API", "GET", "/api/me", nil, 401},
		{"prefetch", "GET", "/profile", map[string]string{"Sec-Purpose": "prefetch;prerender"}, 401},
		{"picture", "GET", "/profile", map[string]string{"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}, 401},
		{"script", "GET", "/profile", map[string]string{"Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}, 401},
		{"prefetch of a public page", "GET", "/", map[string]string{"Purpose": "prefetch"}, 200},
		{"form", "POST", "/auth/logout-everywhere", map[string]string{"Sec-Fetch-Site": "same-origin",
			"Sec-Fetch-Mode": "cors"}, 401},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := v.request(test.method, test.path, "")
			for name, value := range test.header {
				r.Header.Set(name, value)
			}
			if a := v.stay(r); a.status != test.status || len(a.header["Set-Cookie"]) > 0 {
				t.Errorf("status %d with %d cookies, want %d with none:\n%s", a.status, len(a.header["Set-Cookie"]),
					test.status, a.body)
			}
		})
	}
	v.get("/").wants(http.StatusOK, "Hello "+email)
}

func TestDeadSessionEndsCleanly_R33_R37(t *testing.T) {
	localOnly(t)
	ends := []string{"expire-refresh", "revoke", "users/%s/disable"}
	dead := func(t *testing.T, end string) *visitor {
		email := fresh("dead")
		v := member(t, email)
		v.expire(email)
		if strings.Contains(end, "%s") {
			v.control(fmt.Sprintf(end, email), `{}`)
		} else {
			v.control(end, fmt.Sprintf(`{"email":%q}`, email))
		}
		return v
	}
	for _, end := range ends {
		t.Run(end+", private page", func(t *testing.T) {
			v := dead(t, end)
			v.get("/profile?x=1") // back in while Cognito's own session lasts, else to the form: by five redirects at the most, which the visitor counts
		})
		t.Run(end, func(t *testing.T) {
			v := dead(t, end)
			v.get("/").wants(http.StatusOK, "No user is signed in.")
			if left := v.left(); len(left) > 0 {
				t.Errorf("cookies are left: %d", len(left))
			}
			v.get("/profile?x=1") // to the sign-in page or, while Cognito's own session lasts, back in
		})
	}
}

func TestTroubleAtTheTokenEndpointSignsNobodyOut_R36_SEC060(t *testing.T) {
	localOnly(t)
	for _, fault := range []string{"429", "500", "503", "garbage", "html", "empty", "invalid_client"} {
		t.Run(fault, func(t *testing.T) {
			email := fresh("trouble")
			v := member(t, email)
			v.expire(email)
			before := v.cookies("/auth/refresh")
			v.faulty("token", fault)
			a := v.get("/profile").wants(http.StatusServiceUnavailable, "You are still signed in")
			if a.header.Get("Retry-After") == "" || len(a.header["Set-Cookie"]) > 0 {
				t.Errorf("Retry-After %q, %d cookies", a.header.Get("Retry-After"), len(a.header["Set-Cookie"]))
			}
			v.get("/").wants(http.StatusOK, "You are not signed out")
			for _, name := range []string{"id", "access", "refresh"} {
				if v.cookies("/auth/refresh")[name] != before[name] {
					t.Errorf("cookie %s has changed", name)
				}
			}
			v.control("faults", `{"token":"off"}`)
			v.setCookie(&http.Cookie{Name: "refresh-pause", Path: "/", MaxAge: -1}) // a quarter of a minute later
			v.get("/profile").wants(http.StatusOK, email)
		})
	}
}

func TestSignInWhileTheTokenEndpointIsInTrouble_SEC014(t *testing.T) {
	localOnly(t)
	v := newVisitor(t)
	v.faulty("token", "500")
	a := v.signIn(userEmail, userPassword).wants(http.StatusServiceUnavailable, "AUTH-UNAVAILABLE")
	v.control("faults", `{"token":"off"}`)
	v.get(a.url.String()).wants(http.StatusOK, "Hello "+userEmail) // a reload goes on with the same attempt
}

func TestMisdirectedTokensAreRefused_SEC016_SEC021_R16(t *testing.T) {
	localOnly(t)
	for fault, code := range map[string]string{
		"foreign-nonce": "AUTH-NONCE-MISMATCH", "no-nonce": "AUTH-NONCE-MISMATCH", "mixed-user": "AUTH-TOKENS-REFUSED",
		"wrong-client": "AUTH-TOKENS-REFUSED",
		"wrong-issuer": "AUTH-TOKENS-REFUSED", "swapped": "AUTH-TOKENS-REFUSED", "bad-signature": "AUTH-TOKENS-REFUSED",
		"alg-none": "AUTH-TOKENS-REFUSED",
		"expired":  "AUTH-TOKENS-REFUSED", "future": "AUTH-CLOCK-BEHIND", "no-id-token": "AUTH-UNAVAILABLE",
		"wrong-at-hash": "AUTH-TOKENS-REFUSED", "huge": "AUTH-SESSION-TOO-LARGE",
	} {
		t.Run(fault, func(t *testing.T) {
			v := newVisitor(t)
			v.control("faults", fmt.Sprintf(`{"next":%q}`, fault))
			a := v.signIn(userEmail, userPassword)
			if a.status < 400 || a.status == http.StatusInternalServerError || !strings.Contains(a.body, code) {
				t.Fatalf("status %d, want %s:\n%s", a.status, code, a.text())
			}
			for _, name := range []string{"id", "access", "refresh"} {
				if v.cookies("/auth/refresh")[name] != "" {
					t.Errorf("cookie %s was set", name)
				}
			}
		})
	}
}

func TestRotatedKeys_SEC045(t *testing.T) {
	localOnly(t)
	email := fresh("rotated")
	v := member(t, email)
	for range 3 {
		v.control("rotate-keys", `{}`)
		v.get("/profile").wants(http.StatusOK, email) // signed by the old key
		other := newVisitor(t)
		other.signIn(userEmail, userPassword) // by the new one: at most one pause between two fetches
		v.get("/").wants(http.StatusOK, "Hello "+email)
	}
}

func TestGroupsFollowAtTheNextRefresh_R60(t *testing.T) {
	localOnly(t)
	email := fresh("promoted")
	v := member(t, email)
	v.get("/admin/users").wants(http.StatusForbidden)
	v.control("users/"+email+"/groups", `{"groups":["admin"]}`)
	v.expire(email)
	v.get("/admin/users").wants(http.StatusOK, email)
	v.control("users/"+email+"/groups", `{"groups":[]}`)
	v.expire(email)
	v.get("/admin/users").wants(http.StatusForbidden)
}

func TestCognitosOwnSessionLastsAnHour(t *testing.T) {
	localOnly(t)
	v := member(t, fresh("anhour"))
	v.control("clock", `{"advance":"61m"}`)
	t.Cleanup(func() { v.control("clock", `{"reset":true}`) })
	a := v.get("/auth/login").wants(http.StatusOK)
	a.form(map[string]string{"username": "", "password": ""})
}

// TestManyRequestsAtOnce is what a browser does that restores its tabs after a night: all of them refresh the same
// session.
func TestManyRequestsAtOnce_R31_SEC062(t *testing.T) {
	localOnly(t)
	for _, grace := range []string{"60s", "10s", "0s"} {
		t.Run("grace "+grace, func(t *testing.T) {
			email := fresh("parallel")
			v := member(t, email)
			v.control("rotation", fmt.Sprintf(`{"grace":%q}`, grace))
			t.Cleanup(func() { v.control("rotation", `{"grace":"60s"}`) })
			v.expire(email)
			var tabs sync.WaitGroup
			for range 12 {
				tabs.Go(func() {
					tab := newVisitor(t)
					tab.client.Jar = v.client.Jar
					if a := tab.get("/profile"); a.status != http.StatusOK || !strings.Contains(a.body, email) {
						t.Errorf("a tab is at %s with %d", a.url, a.status)
					}
				})
			}
			tabs.Wait()
			v.get("/").wants(http.StatusOK, "Hello "+email)
			v.expire(email)
			v.get("/").wants(http.StatusOK, "Hello "+email)
		})
	}
}
