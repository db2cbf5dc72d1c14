package e2e

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

const (
	userEmail, userPassword   = "user@example.com", "Local-user-1"
	adminEmail, adminPassword = "admin@example.com", "Local-admin-1"
	newPassword               = "Brand-new-password-1"
)

// TestJourney is the main job: register, mailed code, signed in, sign out, sign in again.
func TestJourney_S04_S05_R40(t *testing.T) {
	localOnly(t)
	v := newVisitor(t)
	v.get("/").wants(http.StatusOK, "No user is signed in.", "Sign in", "Register") // S-01

	email := fresh("Journey")
	form := v.get("/auth/signup").wants(http.StatusOK)
	if !strings.HasPrefix(form.url.String(), site.stack.CognitoURL+"/signup?") {
		t.Fatalf("registering begins at %s", form.url)
	}
	codePage := v.submit(form, map[string]string{"email": email, "password": newPassword}).wants(http.StatusOK)
	home := v.submit(codePage, map[string]string{"code": v.mailedCode(email)})
	home.wants(http.StatusOK, "Hello "+email, "Sign out") // S-06
	if home.url.String() != site.url+"/" {
		t.Errorf("registering ends at %s", home.url)
	}
	for name := range v.cookies("/auth/callback") {
		if strings.HasPrefix(name, "flow-") {
			t.Errorf("the attempt's cookie %s is left", name)
		}
	}
	v.get("/profile").wants(http.StatusOK, email)

	v.press(home, "/auth/logout").wants(http.StatusOK, "signed out")
	if left := v.left(); len(left) != 0 {
		t.Errorf("after signing out the jar holds %d cookies (D-01)", len(left))
	}
	v.get("/").wants(http.StatusOK, "No user is signed in.")

	again := v.get("/auth/login").wants(http.StatusOK) // the form: Cognito's own session is over too
	v.submit(again, map[string]string{"username": strings.ToUpper(email), "password": newPassword}).wants(http.StatusOK,
		"Hello "+email)
}

func TestSessionOfCognitoSkipsTheForm(t *testing.T) {
	localOnly(t)
	v := newVisitor(t)
	v.signIn(userEmail, userPassword).wants(http.StatusOK, "Hello "+userEmail)
	// The site forgets, Cognito does not.
	for name := range v.cookies("/auth/refresh") {
		path := map[bool]string{true: "/auth", false: "/"}[name == "refresh"]
		v.setCookie(&http.Cookie{Name: name, Path: path, MaxAge: -1})
	}
	v.get("/").wants(http.StatusOK, "No user is signed in.")
	v.get("/auth/login").wants(http.StatusOK, "Hello "+userEmail)
}

func TestDeepLinkSurvivesSignIn_R12_S20(t *testing.T) {
	localOnly(t)
	v := newVisitor(t)
	const deep = "/profile?tab=a&next=//evil&x=%2Fd+e"
	form := v.get(deep).wants(http.StatusOK)
	landed := v.submit(form, map[string]string{"username": userEmail,
		"password": userPassword}).wants(http.StatusOK, userEmail)
	if landed.url.String() != site.url+deep {
		t.Errorf("landed on %s, want %s", landed.url, site.url+deep)
	}
}

// TestConfirmLater: who left the code page is refused by Cognito's classic pages, finds the way by the site's own
// page, and gets in after that. Where the pool leads to the code page, the code is enough.
func TestConfirmLater_R14_R23_F23(t *testing.T) {
	localOnly(t)
	email := fresh("later")
	first := newVisitor(t)
	first.submit(first.get("/auth/signup"), map[string]string{"email": email, "password": newPassword}).wants(http.StatusOK)

	second := newVisitor(t) // another browser, another day
	if pool := second.settings().Variant; pool.Unconfirmed == "refused" {
		second.signIn(email, newPassword).wants(pool.WrongPassword, "User is not confirmed.").lacks("Hello")
		second.get("/").wants(http.StatusOK, "Confirm your address")
		form := second.get("/account/confirm").wants(http.StatusOK)
		second.submit(form, map[string]string{"user_name": email,
			"confirmation_code": second.mailedCode(email)}).wants(http.StatusOK, "Your registration has been confirmed!")
		second.signIn(email, newPassword).wants(http.StatusOK, "Hello "+email)
		return
	}
	code := second.signIn(email, newPassword).wants(http.StatusOK)
	second.submit(code, map[string]string{"code": second.mailedCode(email)}).wants(http.StatusOK, "Hello "+email)
}

func TestForgottenPassword_S08(t *testing.T) {
	localOnly(t)
	email := fresh("forgetful")
	v := newVisitor(t)
	code := v.submit(v.get("/auth/signup"), map[string]string{"email": email, "password": newPassword})
	v.press(v.submit(code, map[string]string{"code": v.mailedCode(email)}).wants(http.StatusOK, "Hello"), "/auth/logout")

	login := v.get("/auth/login")
	forgot := v.get(strings.Replace(login.url.String(), "/login?", "/forgotPassword?", 1)).wants(http.StatusOK)
	reset := v.submit(forgot, map[string]string{"username": email}).wants(http.StatusOK)
	const changed = "Another-password-2"
	v.submit(reset, map[string]string{"code": v.mailedCode(email), "password": changed})
	v.signIn(email, newPassword).lacks("Hello")
	v.signIn(email, changed).wants(http.StatusOK, "Hello "+email)
}

func TestWhoAmI(t *testing.T) {
	localOnly(t)
	v := newVisitor(t)
	v.signIn(adminEmail, adminPassword).wants(http.StatusOK, "Hello "+adminEmail)
	bearer := v.cookies("/")["access"]
	tests := []struct {
		name      string
		visitor   *visitor
		token     string
		status    int
		email     string
		challenge string
	}{
		{"by session", v, "", http.StatusOK, adminEmail, ""},
		{"by bearer token", newVisitor(t), bearer, http.StatusOK, "", ""},
		{"by nothing", newVisitor(t), "", http.StatusUnauthorized, "", `Bearer realm="api"`},
		{"by a broken token, session or not", v, bearer + "x", http.StatusUnauthorized, "", `error="invalid_token"`},
		{"by an ID token", newVisitor(t), v.cookies("/")["id"], http.StatusUnauthorized, "", `error="invalid_token"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := v.request(http.MethodGet, "/api/me", "")
			if test.token != "" {
				r.Header.Set("Authorization", "Bearer "+test.token)
			}
			a := test.visitor.stay(r)
			var me struct {
				Sub, Email string
				Groups     []string
				ExpiresAt  int64 `json:"expires_at"`
			}
			if err := json.Unmarshal([]byte(a.body), &me); err != nil || a.status != test.status {
				t.Fatalf("status %d, body %s", a.status, a.body)
			}
			if !strings.Contains(a.header.Get("WWW-Authenticate"), test.challenge) || len(a.header["Set-Cookie"]) > 0 {
				t.Errorf("challenge %q, cookies %d", a.header.Get("WWW-Authenticate"), len(a.header["Set-Cookie"]))
			}
			if a.status == http.StatusOK && (me.Sub == "" || me.Email != test.email ||
				!slices.Contains(me.Groups, "admin") || me.ExpiresAt == 0) {
				t.Errorf("answers %s", a.body)
			}
		})
	}
}

func TestTabsInEveryOrder_R09_N05(t *testing.T) {
	localOnly(t)
	orders := [][]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}
	for _, order := range orders {
		v := newVisitor(t)
		pages := []string{"/profile?tab=0", "/profile?tab=1", "/profile?tab=2"}
		var forms []*answer
		for _, page := range pages {
			forms = append(forms, v.get("/auth/login?return_to="+url.QueryEscape(page)).wants(http.StatusOK))
		}
		for _, tab := range order {
			landed := v.submit(forms[tab], map[string]string{"username": userEmail,
				"password": userPassword}).wants(http.StatusOK, userEmail)
			if landed.url.RequestURI() != pages[tab] {
				t.Errorf("order %v: tab %d landed on %s", order, tab, landed.url.RequestURI())
			}
		}
	}
}

func (v *visitor) setCookie(cookie *http.Cookie) {
	v.t.Helper()
	address, err := url.Parse(site.url + "/auth/")
	if err != nil {
		v.t.Fatal(err)
	}
	v.client.Jar.SetCookies(address, []*http.Cookie{cookie})
}
