package cognito

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// Nothing that is posted to the page that stands in for a provider, and no way back from it, may cause a panic or a 500,
// or lead a browser anywhere but back.
func FuzzProviderForms(f *testing.F) {
	server, err := New(Options{CallbackURLs: []string{callback},
		Providers: []Provider{{Name: "Google", AttributeMapping: map[string]string{"given_name": "first"}}}})
	if err != nil {
		f.Fatal(err)
	}
	s := &stack{Server: server}
	f.Add("answer=accept&email=a%40example.com&subject=1&verified=no&claim.first=A", "")
	f.Add("answer=refuse", "&error=access_denied&error_description=%0d%0aX")
	f.Add("answer=slow&subject=%00", "&code=x&code=y&state=z")
	f.Fuzz(func(t *testing.T, body, more string) {
		s.local1ms()
		left := s.serve(http.MethodGet, s.authorizeQuery("identity_provider", "Google"), "", "")
		page, err := url.Parse(left.Header().Get("Location"))
		if err != nil || page.Path != "/_local/provider/Google" {
			t.Fatalf("authorize led to %q", left.Header().Get("Location"))
		}
		state := page.Query().Get("state")
		cookie := "csrf-state=" + state
		for range 2 {
			w := s.serve(http.MethodPost, page.String(), "application/x-www-form-urlencoded", body, "Cookie", cookie)
			to := w.Header().Get("Location")
			if w.Code >= 500 || to != "" && !strings.HasPrefix(to, "/oauth2/idpresponse?") {
				t.Fatalf("%q answered %d %q", body, w.Code, to)
			}
			if to == "" {
				to = "/oauth2/idpresponse?state=" + state + more
			}
			if w = s.serve(http.MethodGet, to, "", "", "Cookie", cookie); w == nil {
				return
			}
			if to := w.Header().Get("Location"); w.Code >= 500 || to != "" && !strings.HasPrefix(to, callback+"?") {
				t.Fatalf("the way back after %q %q answered %d %q", body, more, w.Code, to)
			}
		}
	})
}

// local1ms makes a slow provider quick.
func (s *stack) local1ms() {
	s.serve(http.MethodPost, "/_local/faults", "application/json", `{"delay":"1ms"}`)
}
