package e2e

import (
	"encoding/json"
	"net/http"
	"regexp"
	"testing"

	"cognitossr/pkg/dev/local"
)

// TestApplicationIDIsInTheTokens_N45 signs up on a site whose tokens hold the application's own id, which the first sign-in
// gives already.
func TestApplicationIDIsInTheTokens_N45(t *testing.T) {
	localOnly(t)
	for name, c := range map[string]struct{ setting, want string }{"on": {"on", `^[0-9a-f-]{36}$`}, "off": {"", `^$`}} {
		t.Run(name, func(t *testing.T) {
			stack, err := local.Start(t.Context(), local.Options{
				Root: "../../..", Addr: "localhost:0", CognitoAddr: "127.0.0.1:0", NoRebuild: true,
				Getenv: func(name string) string { return map[string]string{"APP_USER_ID_IN_TOKENS": c.setting}[name] },
			})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { stack.Close() })
			v := newVisitor(t)
			page := v.submit(v.get(stack.SiteURL+"/auth/signup"), map[string]string{"email": "new@example.com",
				"password": newPassword})
			v.submit(page, map[string]string{"code": v.mailedCodeOf(stack, "new@example.com")}).wants(http.StatusOK,
				"Hello new@example.com")
			var me struct {
				AppUserID string `json:"app_user_id"`
			}
			body := v.get(stack.SiteURL + "/api/me").wants(http.StatusOK).body
			if err := json.Unmarshal([]byte(body), &me); err != nil || !regexp.MustCompile(c.want).MatchString(me.AppUserID) {
				t.Errorf("the caller is %s (%v)", body, err)
			}
		})
	}
}
