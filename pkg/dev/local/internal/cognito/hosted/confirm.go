package hosted

import (
	"net/http"
	"strings"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// fillConfirm adds the hidden fields that AWS's form has besides the token.
func (v *visit) fillConfirm(shown *view) bool {
	user, _ := v.pool.User(v.step.Name) // the step is open, so there is one
	shown.Fields = []field{{"username", v.step.Name}, {"sub", user.Sub()}, {"destination", shown.Sent},
		{"deliveryMedium", "EMAIL"}}
	shown.Links["resend"] = v.req.step("/resendcode", v.handle)
	return true
}

// confirm takes the mailed code. A browser in which the password was proven is then signed in.
func (v *visit) confirm() error {
	err := v.pool.ConfirmSignUp(v.r.Context(), v.by(), v.step.Name, strings.TrimSpace(v.field("code")), false)
	if isTriggerError(err) {
		v.closeStep()
		v.triggerFailed(err)
		return nil
	}
	if err != nil {
		return err
	}
	v.closeStep()
	user, err := v.pool.User(v.step.Name)
	if err != nil || !v.step.Proven {
		v.redirect(v.req.link("/login"))
		return nil
	}
	v.confirmed(user)
	return nil
}

// confirmed signs in who has just confirmed an account. Managed login offers a passkey first, where that may be used
// (developer guide, "User-interactive managed login and classic hosted UI endpoints": /passkeys/add).
func (v *visit) confirmed(user pool.User) {
	if !v.offers(pool.FactorWebAuthn) || atAddress(v.r) || v.pool.NeedsSecondFactor(user.Username) {
		v.firstFactorProved(user)
		return
	}
	if err := v.pool.PostAuthenticate(v.r.Context(), v.by(), user.Username); err != nil {
		v.triggerFailed(err)
		return
	}
	v.openSession("", user.Username)
	v.redirect(v.req.link("/passkeys/add"))
}

// resendCode mails a new code and goes back to the page that asks for it.
func (v *visit) resendCode() error {
	if _, err := v.pool.ResendCode(v.r.Context(), v.by(), v.step.Name); err != nil {
		v.showForm("/confirm", http.StatusBadRequest, err)
		return nil
	}
	v.redirect(v.req.step("/confirm", v.handle) + "&notice=sent")
	return nil
}
