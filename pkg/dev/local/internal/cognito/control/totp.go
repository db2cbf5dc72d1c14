package control

import (
	"net/http"

	"cognitossr/pkg/dev/local/internal/cognito/totp"
)

// appState is what a user's authenticator app shows: a developer needs no telephone.
type appState struct {
	Code string `json:"code"`
	Next string `json:"next"` // half a minute later; it works already
}

func (c *Control) appOf(username string) *appState {
	code, next := c.Pool.TokenCode(username)
	if code == "" {
		return nil
	}
	return &appState{code, next}
}

// madeUp asks for a secret that is made up.
const madeUp = "new"

type totpCall struct {
	Secret string `json:"secret"` // base32, or "new"; "" takes the app away
}

type totpAnswer struct {
	Secret string    `json:"secret,omitempty"`
	URI    string    `json:"uri,omitempty"` // for an app, as a QR code has it
	App    *appState `json:"app,omitempty"`
}

// totp gives a user an authenticator app, verified and preferred, or takes it away.
func (c *Control) totp(r *http.Request, in totpCall) (any, error) {
	secret := in.Secret
	if secret == madeUp {
		secret = c.Pool.NewTokenSecret()
	}
	user, err := c.Pool.User(r.PathValue("email"))
	if err != nil {
		return nil, err
	}
	if err := c.Pool.GiveToken(user.Username, secret); err != nil || secret == "" {
		return totpAnswer{}, err
	}
	return totpAnswer{secret, totp.URI(c.Pool.Name(), user.Shown(), secret), c.appOf(user.Username)}, nil
}
