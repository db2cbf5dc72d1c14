package pool

import "slices"

// Factor is a second factor of a sign-in, by its name in the API.
type Factor string

// The second factors.
const (
	TextMessage   Factor = "SMS_MFA"
	SoftwareToken Factor = "SOFTWARE_TOKEN_MFA"
	EmailMessage  Factor = "EMAIL_OTP"
)

// Factors are all of them, in the order in which AWS names them.
func Factors() []Factor { return []Factor{TextMessage, SoftwareToken, EmailMessage} }

// attribute is where the codes of a factor go.
func (f Factor) attribute() string {
	if f == TextMessage {
		return "phone_number"
	}
	return "email"
}

// MFA modes of a pool.
const (
	mfaOff = "OFF"
	mfaOn  = "ON"
)

// secondFactors are what one user proves besides a password.
type secondFactors struct {
	Token     *softwareToken `json:"software_token,omitempty"`
	Enabled   []Factor       `json:"enabled,omitempty"`
	Preferred Factor         `json:"preferred,omitempty"`
	offered   string         // a secret that was handed out and is not verified yet
	tried     attempts       // wrong codes at sign-ins
}

// Factors are the second factors that the pool has. Without MFA it has none.
func (c *Configuration) Factors() []Factor {
	if c.MfaConfiguration == mfaOff || c.MfaConfiguration == "" {
		return nil
	}
	var factors []Factor
	if c.SmsMfaConfiguration != nil {
		factors = append(factors, TextMessage)
	}
	if t := c.SoftwareTokenMfaConfiguration; t != nil && t.Enabled {
		factors = append(factors, SoftwareToken)
	}
	if c.EmailMfaConfiguration != nil {
		factors = append(factors, EmailMessage)
	}
	return factors
}

// ready says whether the user could use a factor now. A software token that was verified works on after the pool
// has turned such tokens off (developer guide, "TOTP software token MFA").
func (u *user) ready(f Factor, of *Configuration) bool {
	if f == SoftwareToken {
		return u.Second.Token != nil
	}
	return u.Attributes[f.attribute()] != "" && slices.Contains(of.Factors(), f)
}

// usable are the factors of which one completes a sign-in. Where MFA is required, a user who has enabled none uses
// what is there: a verified token, otherwise a telephone number or an address, verified or not.
func (u *user) usable(c *Configuration) []Factor {
	if c.MfaConfiguration == mfaOff || c.MfaConfiguration == "" {
		return nil
	}
	isReady := func(f Factor) bool { return u.ready(f, c) }
	if isReady(u.Second.Preferred) {
		return []Factor{u.Second.Preferred}
	}
	enabled := keepIf(u.Second.Enabled, isReady)
	switch {
	case len(enabled) > 0 || c.MfaConfiguration != mfaOn:
		return enabled
	case isReady(SoftwareToken):
		return []Factor{SoftwareToken}
	}
	return keepIf(Factors(), isReady)
}

func keepIf(factors []Factor, keep func(Factor) bool) []Factor {
	return slices.DeleteFunc(slices.Clone(factors), func(f Factor) bool { return !keep(f) })
}

// NeedsSecondFactor says whether a sign-in of the user takes another factor.
func (p *Pool) NeedsSecondFactor(username string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	u, ok := p.users[username]
	c := p.Configuration()
	return ok && (len(u.usable(c)) > 0 || c.MfaConfiguration == mfaOn)
}

// FactorSetting is what SetUserMFAPreference says about one factor.
type FactorSetting struct{ Enabled, Preferred bool }

// SetFactors changes which factors a user has enabled and which one is preferred. A factor that is not named stays
// as it is; all may be switched off, even where MFA is required.
func (p *Pool) SetFactors(name string, settings map[Factor]FactorSetting) error {
	c := p.Configuration()
	return p.change(name, func(u *user) error {
		preferred := 0
		for _, f := range Factors() {
			s, named := settings[f]
			switch {
			case named && s.Preferred && !s.Enabled:
				return Refuse(InvalidParameter, "A factor that is not enabled cannot be preferred.")
			case named && s.Enabled && (!u.ready(f, c) || len(c.Factors()) == 0):
				return Refuse(InvalidParameter, "User does not have delivery config set to turn on %s", f)
			case named && s.Preferred:
				preferred++
			}
		}
		if preferred > 1 {
			return Refuse(InvalidParameter, "Only one MFA method can be preferred.")
		}
		for f, s := range settings {
			u.Second.set(f, s)
		}
		return nil
	})
}

func (s *secondFactors) set(f Factor, to FactorSetting) {
	others := keepIf(s.Enabled, func(other Factor) bool { return other != f })
	if to.Enabled {
		others = append(others, f)
		slices.SortFunc(others, func(a, b Factor) int { return slices.Index(Factors(), a) - slices.Index(Factors(), b) })
	}
	s.Enabled = others
	switch {
	case to.Preferred:
		s.Preferred = f
	case s.Preferred == f:
		s.Preferred = ""
	}
}
