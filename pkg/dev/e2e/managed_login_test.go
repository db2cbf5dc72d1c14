package e2e

import (
	"fmt"
	"net/http"
	"testing"

	"cognitossr/pkg/dev/local"
)

// withManagedLogin changes the pages of the local Cognito for one test, as an administrator would: a style for each app
// client, then the domain.
func withManagedLogin(t *testing.T) *local.Stack {
	t.Helper()
	stack, v := localOnly(t), newVisitor(t)
	domain := func(version int) {
		body := fmt.Sprintf(`{"UserPoolId":%q,"Domain":"local","ManagedLoginVersion":%d}`, stack.PoolID, version)
		newVisitor(t).api(stack, "UpdateUserPoolDomain", body).wants(http.StatusOK)
	}
	for _, client := range []string{stack.ClientID, local.AccountClientID} {
		of := fmt.Sprintf(`{"UserPoolId":%q,"ClientId":%q`, stack.PoolID, client)
		if v.api(stack, "DescribeManagedLoginBrandingByClient", of+`}`).status != http.StatusOK {
			v.api(stack, "CreateManagedLoginBranding", of+`,"UseCognitoProvidedValues":true}`).wants(http.StatusOK)
		}
	}
	domain(2)
	t.Cleanup(func() { domain(1) })
	return stack
}

// TestJourneysOnManagedLogin goes the journeys of the classic pages on managed login.
func TestJourneysOnManagedLogin_F20_F32(t *testing.T) {
	withManagedLogin(t)
	v := newVisitor(t)
	v.header.Set("Accept-Language", "de")
	page := v.get("/auth/login").wants(http.StatusOK, "Passwort vergessen?")
	page.form(map[string]string{"csrf": "", "username": ""})
	page = v.submit(page, map[string]string{"username": userEmail,
		"password": "wrong"}).wants(v.settings().Variant.WrongPassword, "Benutzername oder Passwort ist falsch.")
	v.submit(page, map[string]string{"username": userEmail, "password": userPassword}).wants(http.StatusOK, userEmail)
	for _, journey := range []struct {
		name string
		run  func(*testing.T)
	}{
		{"journey", TestJourney_S04_S05_R40}, {"session of Cognito", TestSessionOfCognitoSkipsTheForm},
		{"deep link", TestDeepLinkSurvivesSignIn_R12_S20},
		{"confirm later", TestConfirmLater_R14_R23_F23}, {"forgotten password", TestForgottenPassword_S08},
		{"second factor", TestSignInWithASecondFactor},
		{"sign-out", TestSignOutAsksFirst_R45}, {"fresh sign-in", TestDeleteAccountWantsAFreshSignIn_N16},
	} {
		t.Run(journey.name, journey.run)
	}
}
