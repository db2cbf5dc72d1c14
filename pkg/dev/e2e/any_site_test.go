package e2e

import (
	"cmp"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"cognitossr/pkg/access"
	"cognitossr/pkg/routes"
)

// The tests of this file hold for every site, a deployed one too.

func TestHomePageOfASite(t *testing.T) {
	a := newVisitor(t).get("/").wants(http.StatusOK, "No user is signed in.", "Sign in")
	checkHeaders(t, a)
	if size := len(a.body); size > 14_000 {
		t.Errorf("the page has %d bytes", size)
	}
}

func TestSignInLeadsToTheHostedPages_SEC001(t *testing.T) {
	pages := map[string]string{"/auth/login": "/oauth2/authorize"}
	if strings.Contains(newVisitor(t).get("/").body, "/auth/signup") { // a pool may let nobody register
		pages["/auth/signup"] = "/signup"
	}
	for path, page := range pages {
		v := newVisitor(t)
		a := v.stay(v.request(http.MethodGet, path, ""))
		location, err := url.Parse(a.header.Get("Location"))
		if err != nil || a.status != http.StatusSeeOther || location.Path != page {
			t.Fatalf("%s answers %d to %s (%v)", path, a.status, a.header.Get("Location"), err)
		}
		query := location.Query()
		if query.Get("redirect_uri") != site.url+"/auth/callback" || query.Get("code_challenge_method") != "S256" ||
			query.Get("response_type") != "code" {
			t.Errorf("%s leads to %s", path, location)
		}
		form := v.get(location.String()) // the pool knows this address of the site
		if form.status != http.StatusOK || !hasForm(form.body) {
			t.Errorf("%s: the hosted page answers %d at %s", path, form.status, form.url)
		}
	}
}

// hasForm looks for the password field of the sign-in page. Managed login on a deployed site writes its page by
// script, so there it is enough that there is one.
func hasForm(body string) bool {
	return strings.Contains(body, `name="password"`) || site.stack == nil && strings.Contains(body, "<script")
}

func TestPrivatePagesAskToSignIn(t *testing.T) {
	v := newVisitor(t)
	for _, path := range []string{"/profile", "/admin/users", "/account/delete", "/profile?a=b"} {
		a := v.stay(v.request(http.MethodGet, path, ""))
		if want := "/auth/login?return_to=" + url.QueryEscape(path); a.status != http.StatusSeeOther ||
			a.header.Get("Location") != want {
			t.Errorf("%s answers %d to %s", path, a.status, a.header.Get("Location"))
		}
	}
}

func TestAssetsAreKept_S90(t *testing.T) {
	v := newVisitor(t)
	home := v.get("/")
	_, rest, _ := strings.Cut(home.body, `rel="stylesheet" href="`)
	path, _, _ := strings.Cut(rest, `"`)
	a := v.get(path)
	if a.status != http.StatusOK || !strings.HasPrefix(a.header.Get("Content-Type"), "text/css") ||
		!strings.Contains(a.header.Get("Cache-Control"), "immutable") {
		t.Errorf("%s: %d, %s, %s", path, a.status, a.header.Get("Content-Type"), a.header.Get("Cache-Control"))
	}
	v.get("/assets/../profile.css").wants(http.StatusNotFound)
}

// TestGivenUserSignsInAndOut takes a seeded user, or on a deployed site the one of E2E_EMAIL and E2E_PASSWORD.
func TestGivenUserSignsInAndOut(t *testing.T) {
	email, password := os.Getenv("E2E_EMAIL"), os.Getenv("E2E_PASSWORD")
	if site.stack != nil {
		email, password = cmp.Or(email, userEmail), cmp.Or(password, userPassword)
	}
	if email == "" {
		t.Skip("needs a user of the deployed site: give E2E_EMAIL and E2E_PASSWORD")
	}
	v := newVisitor(t)
	home := v.signIn(email, password).wants(http.StatusOK, "Hello "+email)
	v.get("/profile").wants(http.StatusOK, email)
	v.press(home, "/auth/logout").wants(http.StatusOK, "signed out")
	v.get("/").wants(http.StatusOK, "No user is signed in.")
}

// TestEveryRouteHasItsGuardAndHeaders requests every route of the list anonymously: each enforces its access right,
// and the rules for caches and scripts that belong to its kind.
func TestEveryRouteHasItsGuardAndHeaders_N18(t *testing.T) {
	table, err := routes.Load("../../../functions/routes.json")
	if err != nil {
		t.Fatal(err)
	}
	parameter := regexp.MustCompile(`\{[^}]*\}`)
	asked := 0
	for _, function := range table.Functions {
		for _, key := range function.Routes {
			method, path, found := strings.Cut(key, " ")
			if !found {
				method, path = http.MethodGet, "/nothing"
			}
			asked++
			t.Run(key, func(t *testing.T) {
				v := newVisitor(t)
				r := v.request(method, parameter.ReplaceAllString(path, "x"), "")
				r.Header.Set("Sec-Fetch-Site", "same-origin")
				a := v.stay(r)
				asks := a.status == http.StatusUnauthorized || strings.HasPrefix(a.header.Get("Location"), "/auth/login")
				if guarded := function.Auth.Private(); asks != guarded {
					t.Errorf("%d to %q, the list says %q", a.status, a.header.Get("Location"), function.Auth)
				}
				policy := a.header.Get("Content-Security-Policy")
				kept := function.Kind == access.KindAsset && a.status == http.StatusOK &&
					strings.HasPrefix(a.header.Get("Cache-Control"), "public, ")
				if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") ||
					a.header.Get("Cache-Control") != "no-store" && !kept {
					t.Errorf("policy %q, Cache-Control %q", policy, a.header.Get("Cache-Control"))
				}
			})
		}
	}
	if asked < 10 {
		t.Errorf("the list has only %d routes", asked)
	}
}
