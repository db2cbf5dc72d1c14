package hosted

import (
	"strings"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// forgot mails a code when the user exists and goes on in the same way when not. Too many tries, or a temporary
// password, are told aloud.
func (v *visit) forgot() error {
	if v.name = strings.TrimSpace(v.field("username")); v.name == "" {
		v.name = strings.TrimSpace(v.field("email"))
	}
	if v.name == "" {
		return told("Enter your e-mail address.")
	}
	delivery, err := v.pool.ForgotPassword(v.r.Context(), v.by(), v.name)
	if err != nil {
		return err
	}
	v.open("/confirmforgotPassword", pool.ChallengeSession{Challenge: pool.AwaitsReset, Name: v.name, Delivery: delivery},
		codeStepValidity)
	return nil
}

func (v *visit) fillConfirmForgot(shown *view) bool {
	shown.Links["forgot"] = v.req.link("/forgotPassword")
	return true
}

// confirmForgot sets the new password; the user then signs in with it.
func (v *visit) confirmForgot() error {
	password, err := v.newPasswordOf()
	if err != nil {
		return err
	}
	err = v.pool.ConfirmForgotPassword(v.r.Context(), v.req.client.ClientId, v.step.Name,
		strings.TrimSpace(v.field("code")), password, nil)
	if isTriggerError(err) {
		v.closeStep()
		v.triggerFailed(err)
		return nil
	}
	if err != nil {
		return err
	}
	v.closeStep()
	v.redirect(v.req.link("/login") + "&notice=password-changed")
	return nil
}

// newPasswordOf reads a new password and its repetition, which a form may leave out.
func (v *visit) newPasswordOf() (string, error) {
	password, again := v.field("password", "new_password"), v.field("confirm_password")
	switch {
	case password == "":
		return "", told("Enter a new password.")
	case again != "" && again != password:
		return "", told("The passwords do not match.")
	}
	return password, nil
}
