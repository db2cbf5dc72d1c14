package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"cognitossr/pkg/dev/local"
)

// TestNobodyRegistersWhereThatIsOff goes as far as a visitor gets on a site whose users are made by administrators,
// and as such a user.
func TestNobodyRegistersWhereThatIsOff(t *testing.T) {
	localOnly(t)
	stack, err := local.Start(t.Context(), local.Options{Root: "../../..", Addr: "localhost:0",
		CognitoAddr: "127.0.0.1:0", NoRebuild: true, SignUpOff: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stack.Close() })
	v := newVisitor(t)
	v.get(stack.SiteURL+"/").wants(http.StatusOK, "Sign in").lacks("Register")
	page := v.get(stack.SiteURL+"/auth/signup").wants(http.StatusOK, "Forgot your password?")
	page.lacks("Sign up")

	form := v.get(strings.Replace(page.url.String(), "/login?", "/signup?", 1)).wants(http.StatusOK)
	v.submit(form, map[string]string{"email": "ada@example.com", "password": newPassword}).wants(http.StatusBadRequest,
		"SignUp is not permitted for this user pool")
	v.submit(v.get(stack.SiteURL+"/auth/login"), map[string]string{"username": userEmail,
		"password": userPassword}).wants(http.StatusOK, "Hello "+userEmail)
}

// TestOnlySomeDomainsRegister_R59 signs up on a separate site with a list of allowed domains.
func TestOnlySomeDomainsRegister_R59(t *testing.T) {
	localOnly(t)
	var logs lockedBuffer
	stack, err := local.Start(t.Context(), local.Options{
		Root: "../../..", Addr: "localhost:0", CognitoAddr: "127.0.0.1:0", Output: &logs, NoRebuild: true,
		Getenv: func(name string) string {
			return map[string]string{"ALLOWED_EMAIL_DOMAINS": "example.com example.org"}[name]
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stack.Close() })
	register := func(email string) (*visitor, *answer) {
		v := newVisitor(t)
		return v, v.submit(v.get(stack.SiteURL+"/auth/signup").wants(http.StatusOK),
			map[string]string{"email": email, "password": newPassword})
	}

	for _, foreign := range []string{"ada@example.net", "ada@mail.example.com", "ada@badexample.com"} {
		v, refused := register(foreign)
		refused.wants(http.StatusBadRequest, "PreSignUp failed with error This e-mail address cannot be registered here. Please use another one, or ask the operator of this site.")
		refused.lacks("example.org")
		v.submit(v.get(stack.SiteURL+"/auth/login"),
			map[string]string{"username": foreign, "password": newPassword}).wants(http.StatusOK,
			"Incorrect username or password.")
	}
	v, page := register("ada@EXAMPLE.org")
	v.submit(page, map[string]string{"code": v.mailedCodeOf(stack, "ada@EXAMPLE.org")}).wants(http.StatusOK,
		"Hello ada@EXAMPLE.org")

	admin := v.request(http.MethodPost, stack.CognitoURL+"/",
		fmt.Sprintf(`{"UserPoolId":%q,"Username":"guest@example.net"}`, stack.PoolID))
	admin.Header.Set("Content-Type", "application/x-amz-json-1.1")
	admin.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService.AdminCreateUser")
	v.do(admin).wants(http.StatusOK)

	if lines := strings.Count(logs.String(), `"event":"signup.refused","reason":"domain"`); lines != 3 {
		t.Errorf("%d refusals are in the log, want 3:\n%s", lines, logs.String())
	}
	if strings.Contains(logs.String(), "@") {
		t.Errorf("the log has an address:\n%s", logs.String())
	}
}
