package hosted

import (
	"net/http"
	"slices"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
	"cognitossr/pkg/dev/local/internal/cognito/totp"
)

func (d *Domain) mfaSetupForm(w http.ResponseWriter, r *http.Request, req request, handle string,
	step pool.ChallengeSession) {
	d.showMFASetup(w, r, req, http.StatusOK, handle, step, "")
}

// showMFASetup shows the key of a new authenticator app, as a picture and as text, and the form for a telephone number
// where the pool takes one.
func (d *Domain) showMFASetup(w http.ResponseWriter, r *http.Request, req request, status int, handle string,
	step pool.ChallengeSession, problem string) {
	v := d.newView(w, r, "Set up a second factor")
	v.Error = problem
	v.Action = req.step(mfaSetupPath, handle)
	v.Links["login"] = req.link("/login")
	for _, f := range step.Choices {
		v.Choices = append(v.Choices, choice{string(f), factorNames[f]})
	}
	if slices.Contains(step.Choices, pool.SoftwareToken) {
		secret, err := d.pool.EnrolmentSecret(handle)
		if err != nil {
			d.beginAgain(w, req, handle, "/login")
			return
		}
		user, _ := d.pool.User(step.Name) // without one the code is refused
		if v.QR, err = qrCode(totp.URI(d.pool.Name(), user.Shown(), secret), v.T("QR code of the key below")); err != nil {
			d.log.Error("drawing the key of an app", "error", err)
		}
		v.Key = secret
	}
	d.show(w, status, "mfasetup", v)
}

// mfaSetup takes the first code of a new app and signs in, or stores where codes shall go and sends one.
func (d *Domain) mfaSetup(w http.ResponseWriter, r *http.Request, req request, handle string, step pool.ChallengeSession) {
	for field, f := range map[string]pool.Factor{"phone_number": pool.TextMessage, "email": pool.EmailMessage} {
		if !r.PostForm.Has(field) {
			continue
		}
		next, err := d.pool.SetUpAddress(r.Context(), req.by(), handle, f, r.PostForm.Get(field))
		if err != nil {
			d.showMFASetup(w, r, req, http.StatusBadRequest, handle, step, sentence(err))
			return
		}
		d.openFactor(w, r, req, next)
		return
	}
	user, err := d.pool.VerifyEnrolment(handle, factorCode(r), r.PostForm.Get("friendly_device_name"))
	if err != nil {
		d.enrolmentRefused(w, r, req, handle, err)
		return
	}
	d.closeChallenge(w, handle)
	d.signedIn(w, r, req, user.Username)
}

// enrolmentRefused shows the page again, with the same key, until the wrong codes have closed the step.
func (d *Domain) enrolmentRefused(w http.ResponseWriter, r *http.Request, req request, handle string, err error) {
	step, open := d.pool.Challenges.Find(handle, pool.AwaitsFactorSetup)
	if !open {
		d.beginAgain(w, req, handle, "/login")
		return
	}
	text := sentence(err)
	if pool.Is(err, pool.EnableSoftwareToken) {
		text = "That code is not the one that your app should show now. Try the next one, and check the clock of your device."
	}
	d.showMFASetup(w, r, req, http.StatusBadRequest, handle, step, text)
}
