package hosted

import (
	"slices"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
	"cognitossr/pkg/dev/local/internal/cognito/totp"
)

// fillMFASetup shows the key of a new authenticator app, as a picture and as text, and the form for a telephone number
// where the pool takes one.
func (v *visit) fillMFASetup(shown *view) bool {
	v.fillFactors(shown)
	if !slices.Contains(v.step.Choices, pool.SoftwareToken) {
		return true
	}
	secret, err := v.pool.EnrolmentSecret(v.handle)
	if err != nil {
		v.beginAgain("/login")
		return false
	}
	user, _ := v.pool.User(v.step.Name) // without one the code is refused
	uri := totp.URI(v.pool.Name(), user.Shown(), secret)
	if shown.QR, err = qrCode(uri, shown.T("QR code of the key below")); err != nil {
		v.log.Error("drawing the key of an app", "error", err)
	}
	shown.Key = secret
	return true
}

// mfaSetup takes the first code of a new app and signs in, or stores where codes shall go and sends one.
func (v *visit) mfaSetup() error {
	for name, f := range map[string]pool.Factor{"phone_number": pool.TextMessage, "email": pool.EmailMessage} {
		if !v.r.PostForm.Has(name) {
			continue
		}
		next, err := v.pool.SetUpAddress(v.r.Context(), v.by(), v.handle, f, v.field(name))
		if err == nil {
			v.openFactor(next)
		}
		return err
	}
	user, err := v.pool.VerifyEnrolment(v.handle, v.code(), v.field("friendly_device_name"))
	if err != nil {
		return v.enrolmentRefused(err)
	}
	v.closeStep()
	v.signedIn(user.Username)
	return nil
}

// enrolmentRefused shows the page again, with the same key, until the wrong codes have closed the step.
func (v *visit) enrolmentRefused(err error) error {
	if _, open := v.pool.Challenges.Find(v.handle, pool.AwaitsFactorSetup); !open {
		v.beginAgain("/login")
		return nil
	}
	if pool.Is(err, pool.EnableSoftwareToken) {
		return told("That code is not the one that your app should show now. Try the next one, and check the clock of your device.")
	}
	return err
}
