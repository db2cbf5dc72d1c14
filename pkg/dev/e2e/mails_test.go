package e2e

import (
	"net/http"
	"regexp"
	"testing"

	"cognitossr/pkg/dev/local"
)

// TestMailsAreInTheDeploymentsLanguage_N49 registers, and asks for a new password, on a site whose mails are German.
func TestMailsAreInTheDeploymentsLanguage_N49(t *testing.T) {
	localOnly(t)
	stack, err := local.Start(t.Context(), local.Options{
		Root: "../../..", Addr: "localhost:0", CognitoAddr: "127.0.0.1:0", NoRebuild: true,
		Getenv: func(name string) string { return map[string]string{"MAILS_BY_LANGUAGE": "de"}[name] },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stack.Close() })
	v := newVisitor(t)
	page := v.submit(v.get(stack.SiteURL+"/auth/signup"), map[string]string{"email": "neu@example.com", "password": newPassword})
	inbox := v.get(stack.InboxURL).wants(http.StatusOK, "Ihr Code für die Registrierung")
	code := germanCode.FindStringSubmatch(inbox.body)
	if code == nil {
		t.Fatalf("the inbox is %s", inbox.body)
	}
	v.submit(page, map[string]string{"code": code[1]}).wants(http.StatusOK, "Hello neu@example.com")
	other := newVisitor(t)
	other.submit(other.get(stack.SiteURL+"/auth/password"), map[string]string{"username": "neu@example.com"})
	v.get(stack.InboxURL).wants(http.StatusOK, "Ihr Code für ein neues Passwort")
}

var germanCode = regexp.MustCompile(`Ihr Code ist ([0-9]{6})\. Geben Sie ihn auf der Seite ein`)
