package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"cognitossr/pkg/web"
	"cognitossr/pkg/web/webtest"
)

// TestQueriesAreReadAsBrowsersWriteThem: a parameter is not lost for a character that a browser does not escape.
func TestQueriesAreReadAsBrowsersWriteThem_U08(t *testing.T) {
	site := webtest.New(t, webtest.ErrorPage)
	page := site.Page(func(d web.Deps) (http.Handler, error) {
		return web.Handle(d, func(w http.ResponseWriter, r *http.Request) error {
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			_, _ = fmt.Fprintf(w, "%s|%s", r.URL.RawQuery, r.URL.Query().Get("q"))
			return nil
		}), nil
	})
	for query, want := range map[string]string{
		"q=a&b=c":          "q=a&b=c|a",
		"q=/profile;v=1":   "q=/profile%3Bv=1|/profile;v=1",
		"q=100%":           "q=100%25|100%",
		"q=%zz&r=%2":       "q=%25zz&r=%252|%zz",
		"q=a%20b%2F+c":     "q=a%20b%2F+c|a b/ c",
		"q=[a]{b}|c^d`e":   "q=%5Ba%5D%7Bb%7D%7Cc%5Ed%60e|[a]{b}|c^d`e",
		"x[]=1;2&q=\"<\\>": "x%5B%5D=1%3B2&q=%22%3C%5C%3E|\"<\\>",
		"q=müller":         "q=m%C3%BCller|müller",
		"q=a#b c\n":        "q=a%23b%20c%0A|a#b c\n",
	} {
		r := webtest.Navigate("/x")
		r.Query = query
		if a := page.Do(r); a.Body != want {
			t.Errorf("%q is read as %q, want %q", query, a.Body, want)
		}
	}
}

// TestWayBackKeepsItsQuery: what a browser does not escape leads back to the same page, with the same query.
func TestWayBackKeepsItsQuery_R13_U08(t *testing.T) {
	for query, want := range map[string]string{"v=1;w=2": "v=1%3Bw=2", "tag[]=a|b": "tag%5B%5D=a%7Cb", "q=100%": "q=100%25"} {
		site := webtest.New(t, webtest.ErrorPage)
		r := webtest.Navigate("/profile")
		r.Query = query
		a := site.Function("page", "user", func(web.Deps) (http.Handler, error) { return http.NotFoundHandler(), nil }).Do(r)
		if location := "/auth/login?return_to=" + url.QueryEscape("/profile?"+want); a.Status != 303 ||
			a.Location() != location {
			t.Errorf("%q: %d to %q, want %q", query, a.Status, a.Location(), location)
		}
	}
}
