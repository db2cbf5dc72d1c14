package cognito

import (
	"os"
	"strings"
	"testing"

	"cognitossr/pkg/dev/local/internal/cognito/control"
	"cognitossr/pkg/dev/local/internal/cognito/hosted"
	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// The package's document names every call and every fault, and every call is one that the server knows.
func TestControlAPIIsDocumented_N11(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	s := start(t)
	for _, call := range control.Calls() {
		last := call.Path[strings.LastIndex(call.Path, "/"):]
		if !strings.Contains(string(doc), last) {
			t.Errorf("doc.go does not have %s", call.Path)
		}
		path := strings.TrimPrefix(strings.ReplaceAll(call.Path, "{email}", "alice@example.com"), "/_local/")
		if a := s.localRaw(path, `{}`); a.StatusCode != 200 {
			t.Errorf("%s answered %d %s", call.Path, a.StatusCode, a.body)
		}
	}
	faults := append(hosted.JWKSFaults(), hosted.TokenFaults()...)
	for _, m := range pool.Faults() {
		faults = append(faults, string(m))
	}
	for _, f := range faults {
		if !strings.Contains(string(doc), f) {
			t.Errorf("doc.go does not have %s", f)
		}
	}
}

func TestInboxIsPageAndJSON_R68(t *testing.T) {
	s := start(t)
	v := s.visitor()
	if a := v.get("/_local/inbox"); strings.TrimSpace(a.body) != "[]" || a.Header.Get("Content-Type") != "application/json" {
		t.Errorf("the empty inbox is %q", a.body)
	}
	page := v.get("/forgotPassword?" + strings.TrimPrefix(s.authorizeQuery(), "/oauth2/authorize?"))
	v.post(page.Request.URL.String(), "username", "alice@example.com")
	a := v.get("/_local/inbox")
	code := s.lastCode("alice@example.com")
	for _, want := range []string{`"to": "alice@example.com"`, `"subject": "Your verification code"`, `"body": "Your verification code is ` + code + `."`, `"sent_at": "2027-01-15T08:00:00Z"`} {
		if !strings.Contains(a.body, want) {
			t.Errorf("the inbox lacks %s:\n%s", want, a.body)
		}
	}
	req := newRequest(t, "GET", s.url+"/_local/inbox", nil)
	req.Header.Set("Accept", "text/html,*/*")
	if html := v.do(req); !strings.Contains(html.body, "<title>Inbox") || !strings.Contains(html.body, code) {
		t.Errorf("the page is %s", html.body)
	}
}
