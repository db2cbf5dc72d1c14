package sitetest

import (
	"html"
	"net/http"
	"strings"
	"testing"

	"cognitossr/pkg/language"
	"cognitossr/pkg/web"
	"cognitossr/pkg/web/webtest"
	"cognitossr/templates"
)

// TestEveryFailureOnTheSitesOwnPage: the library's catalogue and the site's error page meet here alone.
func TestEveryFailureOnTheSitesOwnPage_SEC113(t *testing.T) {
	for _, entry := range web.Catalogue() {
		code := entry.Code
		t.Run(string(code), func(t *testing.T) {
			site := webtest.New(t, templates.Failure)
			page := site.Page(func(d web.Deps) (http.Handler, error) {
				return web.Handle(d, func(w http.ResponseWriter, _ *http.Request) error {
					w.Header().Set("Allow", "POST") // belongs to status 405
					return web.Fail(code, nil)
				}), nil
			})
			a := page.Do(webtest.Navigate("/page", site.SignedIn()...))
			if a.Status != entry.Status || a.Code() != string(code) {
				t.Errorf("%d with code %q, want %d", a.Status, a.Code(), entry.Status)
			}
			for _, want := range []string{
				"<h1>" + html.EscapeString(string(entry.Heading(language.EN))) + "</h1>",
				"<p>" + html.EscapeString(string(entry.Visitor(language.EN))) + "</p>",
				a.RequestID, `class="button primary" href="/`, `<link rel="stylesheet" href="/assets/`,
			} {
				if !strings.Contains(a.Body, want) {
					t.Errorf("%q is missing in %s", want, a.Body)
				}
			}
		})
	}
}
