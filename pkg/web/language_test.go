package web_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"cognitossr/pkg/access"
	"cognitossr/pkg/language"
	"cognitossr/pkg/view"
	"cognitossr/pkg/web"
	"cognitossr/pkg/web/webtest"
)

// spoken shows the language of the request.
func spoken(d web.Deps) (http.Handler, error) {
	return web.Handle(d, func(w http.ResponseWriter, r *http.Request) error {
		return web.WritePage(w, r, http.StatusOK, webtest.ErrorPage(view.Failure{Layout: web.Layout(r, ""),
			Heading: string(web.Layout(r, "").Language.SignIn())}))
	}), nil
}

const inGerman = "__Host-Http-language=de"

func TestLanguageOfAPage(t *testing.T) {
	for _, tt := range []struct {
		name     string
		request  webtest.Request
		want     language.Language
		remember bool
	}{
		{"nothing is known", webtest.Navigate("/x"), language.EN, false},
		{"by the browser", webtest.Navigate("/x").With("accept-language", "de-AT,de;q=0.9,en;q=0.8"), language.DE, false},
		{"one that the site does not speak", webtest.Navigate("/x").With("accept-language", "fr"), language.EN, false},
		{"chosen before", webtest.Navigate("/x", inGerman).With("accept-language", "en"), language.DE, false},
		{"chosen now", webtest.Navigate("/x?lang=de").With("accept-language", "en"), language.DE, true},
		{"chosen anew", webtest.Navigate("/x?lang=en", inGerman), language.EN, true},
		{"chosen again", webtest.Navigate("/x?lang=de", inGerman), language.DE, false},
		{"chosen by a prefetch", webtest.Navigate("/x?lang=de").With("sec-purpose", "prefetch"), language.DE, false},
		{"chosen twice", webtest.Navigate("/x?lang=de&lang=en"), language.EN, false},
		{"chosen, but unknown", webtest.Navigate("/x?lang=xx", inGerman), language.DE, false},
		{"a cookie that nobody set", webtest.Navigate("/x", "__Host-Http-language=<b>"), language.EN, false},
		{"a cookie of a parent domain", webtest.Navigate("/x", "language=de"), language.EN, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := webtest.New(t, webtest.ErrorPage).Page(spoken).Do(tt.request)
			if !strings.Contains(a.Body, string(tt.want.SignIn())) || a.Header["content-language"] != tt.want.Code() {
				t.Errorf("Content-Language %q: %s", a.Header["content-language"], a.Body)
			}
			want := "__Host-Http-language=" + tt.want.Code() + "; Path=/; Max-Age=34560000; HttpOnly; Secure; SameSite=Lax"
			if got := strings.Join(a.Lines, "\n"); tt.remember && got != want || !tt.remember && got != "" {
				t.Errorf("cookies %q", got)
			}
		})
	}
}

// TestFailuresInEveryLanguage: pages are in the visitor's, answers to programs in English.
func TestFailuresInEveryLanguage_SEC113(t *testing.T) {
	for _, code := range codes() {
		entry := web.EntryOf(code)
		site := webtest.New(t, webtest.ErrorPage)
		failing := func(d web.Deps) (http.Handler, error) {
			return web.Handle(d, func(w http.ResponseWriter, _ *http.Request) error {
				w.Header().Set("Allow", "POST")
				return web.Fail(code, errors.New("cause"))
			}), nil
		}
		for _, l := range language.All() {
			r := webtest.Navigate("/x?lang=" + l.Code())
			a := site.Page(failing).Do(r)
			for _, want := range []language.Text{entry.Heading(l), entry.Visitor(l), l.HomePage()} {
				if !strings.Contains(a.Body, templ.EscapeString(string(want))) {
					t.Errorf("%s in %s lacks %q: %s", code, l.Code(), want, a.Body)
				}
			}
			if a.Header["content-language"] != l.Code() || len(a.Lines) != 0 {
				t.Errorf("%s: Content-Language %q, cookies %q", code, a.Header["content-language"], a.Lines)
			}
		}
		api := site.Function(access.KindAPI, access.Public,
			failing).Do(webtest.Navigate("/api/x").With("accept-language", "de"))
		if !strings.Contains(api.Body, string(entry.Visitor(language.EN))) || api.Header["content-language"] != "" {
			t.Errorf("%s to a program: %s", code, api.Body)
		}
	}
}
