package e2e

import (
	"html"
	"net/http"
	"strings"
	"testing"

	"cognitossr/pkg/language"
	"cognitossr/pkg/language/languagetest"
	"cognitossr/pkg/routes"
)

// TestEveryPageInEveryLanguage: a visitor chooses a language by the link of the footer and then reads every page in it,
// signed out, signed in and as an administrator, also what has failed.
func TestEveryPageInEveryLanguage_N25(t *testing.T) {
	localOnly(t)
	table, err := routes.Load(routes.Path("../../.."))
	if err != nil {
		t.Fatal(err)
	}
	pages := []string{"/nothing", "/admin/users/00000000-0000-4000-8000-000000000000", "/auth/callback",
		"/auth/callback?error=access_denied", "/admin/users?q=user"}
	for _, function := range table.Functions {
		for _, route := range function.Routes {
			method, path, _ := strings.Cut(route, " ")
			leaves := strings.HasPrefix(path, "/auth/") && path != "/auth/logout" && path != "/auth/signed-out" // to Cognito
			if method == "GET" && !leaves && !strings.Contains(path, "{") && !strings.HasPrefix(path, "/.well-known/") {
				pages = append(pages, path)
			}
		}
	}
	visitors := map[string]func() *visitor{
		"nobody": func() *visitor { return newVisitor(t) },
		"user":   func() *visitor { v := newVisitor(t); v.signIn(userEmail, userPassword); return v },
		"admin":  func() *visitor { v := newVisitor(t); v.signIn(adminEmail, adminPassword); return v },
	}
	own := []string{"admin", newGroup, invitedGroup} // names are the same in every language, as are those of languages
	for _, l := range language.All() {
		own = append(own, string(l.LanguageName()))
	}
	for _, l := range language.All() {
		for name, visitor := range visitors {
			v := visitor()
			home := v.get("/?lang="+l.Code()).wants(http.StatusOK, string(l.HomePurpose()))
			_, brand, _ := strings.Cut(home.body, `<a class="brand" href="/">`)
			brand, _, _ = strings.Cut(brand[strings.Index(brand, "<span>")+len("<span>"):], "</span>")
			for _, page := range pages {
				a := v.stay(v.request(http.MethodGet, page, ""))
				if !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
					continue
				}
				if got := a.header.Get("Content-Language"); got != l.Code() ||
					!strings.Contains(a.header.Get("Vary"), "Accept-Language") {
					t.Errorf("%s for %s: Content-Language %q, want %s, Vary %q", page, name, got, l.Code(),
						a.header.Get("Vary"))
				}
				if foreign := languagetest.Foreign(t, l, a.body,
					append([]string{html.UnescapeString(brand)}, own...)...); len(foreign) > 0 {
					t.Errorf("%s for %s, in %s, says %q", page, name, l.Code(), foreign)
				}
			}
		}
	}
}
