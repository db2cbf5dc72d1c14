package cognito

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"cognitossr/pkg/dev/local/internal/cognito/control"
	"cognitossr/pkg/dev/local/internal/cognito/hosted"
	"cognitossr/pkg/dev/local/internal/cognito/pool"
	"cognitossr/pkg/dev/local/internal/table"
)

// The package's document names every call and every fault, and every call is one that the server knows.
func TestControlAPIIsDocumented_N11(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	s := start(t, func(o *Options) { o.SignOutTable = "ended" })
	for _, call := range (&control.Control{Pool: s.pool}).Calls() {
		last := "/" + call.Path[strings.LastIndex(call.Path, "/")+1:]
		if !strings.Contains(string(doc), last) {
			t.Errorf("doc.go does not have %s", call.Path)
		}
		path := strings.ReplaceAll(call.Path, "{email}", "alice@example.com")
		if a := s.localRaw(path, `{}`); a.StatusCode != 200 {
			t.Errorf("%s answered %d %s", call.Path, a.StatusCode, a.body)
		}
	}
	faults := append(hosted.JWKSFaults(), hosted.TokenFaults()...)
	faults = append(faults, table.Faults()...)
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
	for _, want := range []string{`"to": "alice@example.com"`, `"subject": "Your verification code"`,
		`"body": "Your verification code is ` + code + `."`, `"sent_at": "2027-01-15T08:00:00Z"`} {
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

func TestSignInIsShownStepByStep_N11(t *testing.T) {
	s := start(t)
	v := s.visitor()
	if code := v.signIn("alice@example.com", password); s.redeem(code).Status != 200 {
		t.Fatal("the code was not redeemed")
	}
	var list []struct {
		Steps  []struct{ Path string }
		Checks []struct {
			Name   string
			Passed bool
		}
		Tokens []struct{ Name string }
	}
	a := v.get("/_local/sign-ins")
	if err := json.Unmarshal([]byte(a.body), &list); err != nil || len(list) != 1 {
		t.Fatalf("%v in %s", err, a.body)
	}
	var paths []string
	for _, step := range list[0].Steps {
		paths = append(paths, step.Path)
	}
	if got := strings.Join(paths, " "); got != "/oauth2/authorize /login /login /oauth2/token" {
		t.Errorf("the steps are %s", got)
	}
	for _, check := range list[0].Checks {
		if !check.Passed {
			t.Errorf("%s failed", check.Name)
		}
	}
	if len(list[0].Checks) < 5 || len(list[0].Tokens) != 2 {
		t.Errorf("%d checks, %d tokens", len(list[0].Checks), len(list[0].Tokens))
	}
	req := newRequest(t, "GET", s.url+"/_local/sign-ins", nil)
	req.Header.Set("Accept", "text/html,*/*")
	page := v.do(req)
	for _, want := range []string{"<title>Sign-ins", "site to Cognito: <code>POST /oauth2/token",
		"<td>PKCE</td><td>passed</td>", "token_use"} {
		if !strings.Contains(page.body, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if strings.Contains(a.body+page.body, password) {
		t.Error("the password is shown")
	}
	s.localRaw("reset", "{}")
	if a := v.get("/_local/sign-ins"); strings.TrimSpace(a.body) != "[]" {
		t.Errorf("after a reset: %s", a.body)
	}
}
