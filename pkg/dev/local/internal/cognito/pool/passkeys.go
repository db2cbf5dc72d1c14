package pool

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"

	"cognitossr/pkg/dev/local/internal/cognito/passkey"
)

// The names of the errors of the passkey operations.
const (
	WebAuthnNotEnabled             = "WebAuthnNotEnabledException"
	WebAuthnConfigurationMissing   = "WebAuthnConfigurationMissingException"
	WebAuthnChallengeNotFound      = "WebAuthnChallengeNotFoundException"
	WebAuthnRelyingPartyMismatch   = "WebAuthnRelyingPartyMismatchException"
	WebAuthnOriginNotAllowed       = "WebAuthnOriginNotAllowedException"
	WebAuthnClientMismatch         = "WebAuthnClientMismatchException"
	WebAuthnCredentialNotSupported = "WebAuthnCredentialNotSupportedException"
)

// AwaitsPasskey is the step of making a passkey.
const AwaitsPasskey Challenge = "passkey"

// maximumPasskeys is how many a user may have (Cognito quotas).
const maximumPasskeys = 20

// registrationValidity is how long a registration stays open; a browser gives up after a minute.
const registrationValidity = 5 * time.Minute

// passkeysAreTwoFactors says that a passkey with a gesture needs no second factor besides.
func (c *Configuration) passkeysAreTwoFactors() bool {
	return c.WebAuthnConfiguration != nil && c.WebAuthnConfiguration.FactorConfiguration == "MULTI_FACTOR_WITH_USER_VERIFICATION"
}

// RelyingParty is who the pool's passkeys are for: what WebAuthnConfiguration names, or the host of the pool's pages.
// No passkey can be for an IP address: the pages then have to be opened by the name localhost.
func (p *Pool) RelyingParty() passkey.RelyingParty {
	rp := passkey.RelyingParty{UserVerification: "preferred"}
	c := p.Configuration()
	if w := c.WebAuthnConfiguration; w != nil {
		rp.ID = w.RelyingPartyId
		if w.UserVerification != "" {
			rp.UserVerification = w.UserVerification
		}
	}
	if c.passkeysAreTwoFactors() {
		rp.UserVerification = "required"
	}
	if rp.ID != "" {
		return rp
	}
	rp.ID = "localhost"
	if u, err := url.Parse(p.settings.Origin()); err == nil && u.Hostname() != "" && net.ParseIP(u.Hostname()) == nil {
		rp.ID = strings.ToLower(u.Hostname())
	}
	return rp
}

// passkeysOf are a user's passkeys for the present relying party. The caller holds mu.
func (p *Pool) passkeysOf(u *user) []passkey.Passkey { return p.RelyingParty().Of(u.account()) }

func (u *user) account() passkey.User {
	return passkey.User{Sub: u.Sub(), Name: u.Shown(), Passkeys: u.Passkeys}
}

func (p *Pool) passkeysOn() (passkey.RelyingParty, error) {
	rp := p.RelyingParty()
	switch {
	case !p.Configuration().AllowsFirst(FactorWebAuthn):
		return rp, Refuse(WebAuthnNotEnabled, "WebAuthn is not enabled for this user pool.")
	case !rp.Valid():
		return rp, Refuse(WebAuthnConfigurationMissing, "The relying party ID is not configured for this user pool.")
	}
	return rp, nil
}

// registrationHandle is where a user's open registration is kept: a later one takes its place.
func registrationHandle(username string) string { return "passkey of " + username }

// BeginPasskey begins to make a passkey.
func (p *Pool) BeginPasskey(username, clientID string) (passkey.CreationOptions, error) {
	rp, err := p.passkeysOn()
	if err != nil {
		return passkey.CreationOptions{}, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	u, ok := p.users[username]
	switch {
	case !ok:
		return passkey.CreationOptions{}, errUserNotFound
	case len(u.Passkeys) >= maximumPasskeys:
		return passkey.CreationOptions{}, Refuse(LimitExceeded, "The user has the maximum number of passkeys.")
	}
	step := ChallengeSession{Challenge: AwaitsPasskey, Name: username, ClientID: clientID,
		passkey: p.random.bytes(passkey.ChallengeSize)}
	p.Challenges.openAs(registrationHandle(username), step, registrationValidity)
	return rp.CreationOptions(u.account(), step.passkey), nil
}

// CompletePasskey keeps the passkey that a browser made. The registration is over then, right or wrong.
func (p *Pool) CompletePasskey(username, clientID string, credential []byte) error {
	rp, err := p.passkeysOn()
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	step, open := p.Challenges.Take(registrationHandle(username), AwaitsPasskey)
	u, ok := p.users[username]
	switch {
	case !ok:
		return errUserNotFound
	case !open:
		return errNoRegistration
	case step.ClientID != clientID:
		return Refuse(WebAuthnClientMismatch, "The registration was started by another app client.")
	}
	made, err := rp.Register(u.account(), step.passkey, credential)
	if err != nil {
		return refusePasskey(err)
	}
	if p.passkeyTaken(made) {
		return Refuse(WebAuthnCredentialNotSupported, "The credential is registered already.")
	}
	made.Created = p.clock.Now()
	u.Passkeys = append(u.Passkeys, made)
	p.touch(u)
	return nil
}

var errNoRegistration = Refuse(WebAuthnChallengeNotFound, "The challenge was not found or has expired.")

// passkeyTaken says whether anybody has a credential of that id. The caller holds mu.
func (p *Pool) passkeyTaken(made passkey.Passkey) bool {
	for _, u := range p.users {
		for _, other := range u.Passkeys {
			if other.ID() == made.ID() {
				return true
			}
		}
	}
	return false
}

// refusePasskey is what AWS calls an error of a registration.
func refusePasskey(err error) error {
	switch {
	case errors.Is(err, passkey.ErrChallenge):
		return errNoRegistration
	case errors.Is(err, passkey.ErrOrigin):
		return Refuse(WebAuthnOriginNotAllowed, "The origin is not allowed for the relying party.")
	case errors.Is(err, passkey.ErrRelyingParty):
		return Refuse(WebAuthnRelyingPartyMismatch, "The relying party does not match.")
	case errors.Is(err, passkey.ErrAlgorithm):
		return Refuse(WebAuthnCredentialNotSupported, "The credential's algorithm is not supported.")
	case errors.Is(err, passkey.ErrResponse):
		return Refuse(InvalidParameter, "The credential is not valid.")
	}
	return err
}

// Passkeys lists a user's passkeys, the oldest first.
func (p *Pool) Passkeys(username string, page Page) ([]passkey.Passkey, string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	u, ok := p.users[username]
	if !ok {
		return nil, "", errUserNotFound
	}
	var items []item[passkey.Passkey]
	for _, k := range u.Passkeys {
		items = append(items, item[passkey.Passkey]{k.Created.UTC().Format(time.RFC3339Nano), k.ID(), k})
	}
	return paginate(p, "passkeys "+username, items, page)
}

// DeletePasskey removes one by its id in base64url.
func (p *Pool) DeletePasskey(username, id string) error {
	return p.own(username, func(u *user) error {
		at := slices.IndexFunc(u.Passkeys, func(k passkey.Passkey) bool { return k.ID() == id })
		if at < 0 {
			return Refuse(ResourceNotFound, "The credential was not found.")
		}
		u.Passkeys = slices.Delete(slices.Clone(u.Passkeys), at, at+1)
		p.touch(u)
		return nil
	})
}

// AskPasskey makes the step that asks for a signature, and the options for the browser as JSON. Somebody without a
// passkey is asked for one that nobody has, the same each time.
func (p *Pool) AskPasskey(name string, step ChallengeSession) (ChallengeSession, string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	rp := p.RelyingParty()
	step.Options, step.passkey = []string{FactorWebAuthn}, p.random.bytes(passkey.ChallengeSize)
	asked := passkey.User{}
	if u, ok := p.find(name); ok && u.Enabled && slices.Contains(p.firstFactors(u, p.Configuration()), FactorWebAuthn) {
		asked = u.account()
	} else {
		made := passkey.Passkey{RelyingPartyID: rp.ID}
		made.Credential.ID = p.madeUp("passkey", name).bytes(32)
		asked.Passkeys = []passkey.Passkey{made}
	}
	options, err := json.Marshal(rp.RequestOptions(asked, step.passkey))
	if err != nil {
		return step, "", fmt.Errorf("writing the options of a passkey: %w", err)
	}
	return step, string(options), nil
}

// AnswerPasskey checks the signature. The step is used up, right or wrong, so that no assertion can be sent twice.
func (p *Pool) AnswerPasskey(handle string, credential []byte) (User, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	step, open := p.Challenges.Find(handle, AwaitsFirstFactor)
	if !open || step.passkey == nil {
		return User{}, p.Challenges.Refusal(handle)
	}
	p.Challenges.Close(handle)
	u, known := p.users[step.Name]
	if !known || !u.Enabled || !slices.Contains(p.firstFactors(u, p.Configuration()), FactorWebAuthn) {
		return User{}, errBadCredentials
	}
	used, err := p.RelyingParty().SignIn(u.account(), step.passkey, credential)
	if err != nil {
		p.settings.Log.Info("a passkey was refused", "reason", err.Error())
		return User{}, errBadCredentials
	}
	for i, k := range u.Passkeys {
		if k.ID() == used.ID() {
			u.Passkeys[i] = used
		}
	}
	p.changed()
	return u.copy(), nil
}
