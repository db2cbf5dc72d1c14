package templates

import (
	"testing"

	"github.com/a-h/templ"
)

// TestEveryPageSignsOut: whoever is signed in finds the button once, in the menu or in the page.
func TestEveryPageSignsOut_N04(t *testing.T) {
	for name, page := range map[string]templ.Component{
		"home":           Home(HomeView{Layout: someone}),
		"profile":        Profile(ProfileView{Layout: someone}),
		"account":        Account(AccountView{Layout: someone}),
		"locked":         AccountLocked(AccountLockedView{Layout: someone}),
		"address":        AccountEmail(AccountEmailView{Layout: someone}),
		"code":           AccountEmailCode(AccountEmailCodeView{Layout: someone}),
		"password":       AccountPassword(AccountPasswordView{Layout: someone}),
		"app":            AccountAuthenticator(AccountAuthenticatorView{Layout: someone}),
		"new key":        AccountAuthenticatorSetup(AccountAuthenticatorSetupView{Layout: someone}),
		"passkeys":       AccountPasskeys(AccountPasskeysView{Layout: someone}),
		"data":           AccountData(AccountDataView{Layout: someone}),
		"delete account": DeleteAccount(DeleteAccountView{Layout: someone}),
		"users":          Users(UsersView{Layout: someone}),
	} {
		buttons := 0
		for _, form := range elements(parsed(t, rendered(t, page)), "form") {
			if value(form, "action") == "/auth/logout" {
				buttons++
			}
		}
		if buttons != 1 {
			t.Errorf("%s: %d buttons that sign out", name, buttons)
		}
	}
}
