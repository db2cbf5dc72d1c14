package pool

import (
	"cognitossr/pkg/dev/local/internal/cognito/totp"
)

// softwareToken is an authenticator app that a user has proved to have.
type softwareToken struct {
	Secret string `json:"secret"`
	Name   string `json:"name,omitempty"` // FriendlyDeviceName
	Used   int64  `json:"used,omitempty"` // the step of the last code: codes up to it have been used
}

// unnamedToken is what AWS shows of an app without a name.
const unnamedToken = "Unknown"

// enrolmentTries is how many wrong codes close a session in which an app is set up.
const enrolmentTries = 3

var (
	errTokenOff    = Refuse(SoftwareTokenNotFound, "Software Token MFA has not been enabled by the userPool")
	errNoToken     = Refuse(SoftwareTokenNotFound, "Software Token MFA does not exist for the user.")
	errEnableToken = Refuse(EnableSoftwareToken, "Code mismatch and fail enable Software Token MFA")
	errTokenCode   = Refuse(CodeMismatch, "Invalid code received for user")
	errTokenReplay = Refuse(ExpiredCode, "Your software token has already been used once.")
)

// tokensOn refuses where the pool has no software tokens.
func (p *Pool) tokensOn() error {
	for _, f := range p.Configuration().Factors() {
		if f == SoftwareToken {
			return nil
		}
	}
	return errTokenOff
}

// NewTokenSecret makes a secret for an app.
func (p *Pool) NewTokenSecret() string { return totp.Encode(p.random.bytes(totp.SecretBytes)) }

// AssociateToken hands a new secret to a user who is signed in. An app that the user has works until a code of the
// new secret was verified.
func (p *Pool) AssociateToken(username string) (secret string, err error) {
	if err := p.tokensOn(); err != nil {
		return "", err
	}
	err = p.own(username, func(u *user) error {
		u.Second.offered = p.NewTokenSecret()
		secret = u.Second.offered
		return nil
	})
	return secret, err
}

// VerifyToken takes a code of that secret. The app is the user's from then on; SetFactors enables it.
func (p *Pool) VerifyToken(username, code, name string) error {
	if err := p.tokensOn(); err != nil {
		return err
	}
	return p.own(username, func(u *user) error {
		if u.Second.offered == "" {
			return errNoToken
		}
		if err := p.takeToken(u, u.Second.offered, code, name); err != nil {
			return err
		}
		u.Second.offered = ""
		return nil
	})
}

// takeToken makes an app the user's when the code is one of its secret. The caller holds mu.
func (p *Pool) takeToken(u *user, secret, code, name string) error {
	step, right := totp.Match(secret, code, p.clock.base())
	if !right {
		return errEnableToken
	}
	u.Second.Token = &softwareToken{Secret: secret, Name: name, Used: step}
	p.touch(u)
	return nil
}

// useToken checks a code at a sign-in. It goes by the machine's clock, as apps do, and takes a code once.
func (p *Pool) useToken(u *user, code string) error {
	token := u.Second.Token
	if token == nil {
		return errNoToken
	}
	step, right := totp.Match(token.Secret, code, p.clock.base())
	switch {
	case !right:
		return errTokenCode
	case step <= token.Used:
		return errTokenReplay
	}
	token.Used = step
	p.changed()
	return nil
}

// EnrolmentSecret is the secret of a sign-in that has to set up an app: the same until it is finished.
func (p *Pool) EnrolmentSecret(handle string) (string, error) {
	if err := p.tokensOn(); err != nil {
		return "", err
	}
	secret := ""
	known := p.Challenges.change(handle, AwaitsFactorSetup, func(step *ChallengeSession) {
		if step.secret == "" {
			step.secret = p.NewTokenSecret()
		}
		secret = step.secret
	})
	if !known {
		return "", p.Challenges.Refusal(handle)
	}
	return secret, nil
}

// VerifyEnrolment takes a code of that secret. The app is the user's then, enabled and, when no factor is, preferred,
// even if the sign-in ends here. Three wrong codes close the step.
func (p *Pool) VerifyEnrolment(handle, code, name string) (User, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	step, open := p.Challenges.Find(handle, AwaitsFactorSetup)
	if !open || step.secret == "" || step.Enrolled {
		return User{}, p.Challenges.Refusal(handle)
	}
	u, known := p.users[step.Name]
	switch {
	case !known || !u.Enabled:
		return User{}, errUserDisabled
	case len(u.usable(p.Configuration())) > 0:
		return User{}, errFactorThere
	}
	if err := p.takeToken(u, step.secret, code, name); err != nil {
		p.Challenges.wrong(handle, enrolmentTries)
		return User{}, err
	}
	u.Second.set(SoftwareToken, FactorSetting{Enabled: true, Preferred: u.Second.Preferred == "" ||
		u.Second.Preferred == SoftwareToken})
	p.Challenges.change(handle, AwaitsFactorSetup, func(step *ChallengeSession) { step.Enrolled = true })
	return u.copy(), nil
}

// GiveToken gives a user an app with that secret, verified and enabled, as a test or the users file wants it. An
// empty secret takes the app away.
func (p *Pool) GiveToken(name, secret string) error {
	if secret != "" {
		if err := checkTokenSecret(secret); err != nil {
			return err
		}
	}
	return p.change(name, func(u *user) error {
		u.Second.giveToken(secret)
		return nil
	})
}

func checkTokenSecret(secret string) error {
	if totp.Check(secret) != nil {
		return Refuse(InvalidParameter, "The secret of an authenticator app is base32 text of 16 bytes or more.")
	}
	return nil
}

func (s *secondFactors) giveToken(secret string) {
	s.Token = nil
	if secret != "" {
		s.Token = &softwareToken{Secret: secret}
	}
	s.set(SoftwareToken, FactorSetting{Enabled: secret != "", Preferred: secret != ""})
}

// TokenCode is what a user's app shows now, and the code after it. It is "" without an app.
func (p *Pool) TokenCode(name string) (now, next string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	u, ok := p.find(name)
	if !ok || u.Second.Token == nil {
		return "", ""
	}
	at := p.clock.base()
	now, err := totp.Code(u.Second.Token.Secret, at)
	if err != nil {
		return "", ""
	}
	next, err = totp.Code(u.Second.Token.Secret, at.Add(totp.Period))
	if err != nil {
		return "", ""
	}
	return now, next
}
