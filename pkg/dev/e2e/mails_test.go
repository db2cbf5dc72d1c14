package e2e

import (
	"net/http"
	"net/url"
	"regexp"
	"testing"

	"cognitossr/pkg/dev/local"
)

// TestMailsAreInTheDeploymentsLanguage registers, asks for a new password, and invites somebody twice, in English with a
// message and in German, on a site whose mails are German.
func TestMailsAreInTheDeploymentsLanguage_N49_U37(t *testing.T) {
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
	page := v.submit(v.get(stack.SiteURL+"/auth/signup"), map[string]string{"email": "neu@example.com",
		"password": newPassword})
	inbox := v.get(stack.InboxURL).wants(http.StatusOK, "Ihr Code für die Registrierung")
	code := germanCode.FindStringSubmatch(inbox.body)
	if code == nil {
		t.Fatalf("the inbox is %s", inbox.body)
	}
	v.submit(page, map[string]string{"code": code[1]}).wants(http.StatusOK, "Hello neu@example.com")
	other := newVisitor(t)
	other.submit(other.get(stack.SiteURL+"/auth/password"), map[string]string{"username": "neu@example.com"})
	v.get(stack.InboxURL).wants(http.StatusOK, "Ihr Code für ein neues Passwort")

	chief := newVisitor(t)
	chief.submit(chief.get(stack.SiteURL+"/auth/login"),
		map[string]string{"username": adminEmail, "password": adminPassword}).wants(http.StatusOK, "Hello")
	asked := chief.get(stack.SiteURL + "/admin/invite").wants(http.StatusOK)
	filled := asked.form(map[string]string{"email": ""})
	filled.values.Set("email", "guest@example.com")
	filled.values.Set("language", "en")
	filled.values.Set("message", "See you & yours on {####}")
	chief.send(asked, filled).wants(http.StatusOK, "The invitation was sent.")
	v.get(stack.InboxURL).wants(http.StatusOK, "An account was made for you at "+stack.SiteURL+". ", "Whoever invited you writes:",
		"See you &amp; yours on &#123;####&#125;")
	path := userPage.FindString(chief.get(stack.SiteURL + "/admin/users?q=guest").body)
	user := chief.get(stack.SiteURL + path).wants(http.StatusOK)
	token := user.form(map[string]string{"form_token": ""}).values.Get("form_token")
	chief.send(user, form{path + "/invite", url.Values{"form_token": {token}, "language": {"de"}}}).wants(http.StatusOK,
		"Another invitation was sent")
	v.get(stack.InboxURL).wants(http.StatusOK, "Für Sie wurde ein Konto bei "+stack.SiteURL+" angelegt")
}

var germanCode = regexp.MustCompile(`Ihr Code ist ([0-9]{6})\. Geben Sie ihn auf der Seite ein`)
