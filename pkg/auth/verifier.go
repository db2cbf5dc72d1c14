package auth

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Config says whose tokens are verified.
type Config struct {
	Issuer   string // of the user pool, byte for byte as in "iss"
	ClientID string // of the app client
	JWKSURL  string // where the key set is; https, or http on this machine
	JWKS     []byte // key set to begin with, so that a cold start needs no network call; may be nil

	HTTPClient *http.Client     // nil: its own. Redirects are never followed
	Now        func() time.Time // nil: time.Now
	Log        *slog.Logger     // nil: no log
}

// Verifier verifies the tokens of one app client of one user pool. It may be used concurrently.
type Verifier struct {
	policy   policy
	keys     *keyStore
	now      func() time.Time
	off      guardSet
	ids      memory[IDToken]
	accesses memory[AccessToken]
}

// New checks the configuration and makes a verifier. It touches neither the network nor a key.
func New(config Config) (*Verifier, error) {
	err := errors.Join(checkURL("issuer", config.Issuer), checkURL("JWKS URL", config.JWKSURL))
	if config.ClientID == "" {
		err = errors.Join(err, errors.New("the client id is empty"))
	}
	if err != nil {
		return nil, fmt.Errorf("configuring the token verifier: %w", err)
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	return &Verifier{policy: policy{issuer: config.Issuer, clientID: config.ClientID}, keys: newKeyStore(config), now: config.Now}, nil
}

// checkURL accepts https, and http where it cannot leave the machine.
func checkURL(name, text string) error {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.Fragment != "" || u.RawQuery != "":
		return fmt.Errorf("the %s is not an absolute URL", name)
	case u.Scheme == "https":
		return nil
	case u.Scheme == "http" && isLoopback(u.Hostname()):
		return nil
	}
	return fmt.Errorf("the %s is not https", name)
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || ip != nil && ip.IsLoopback()
}

// Start begins the first fetch when there is no key set to begin with, and returns at once. A function calls it while it starts: the fetch then overlaps
// with the rest of the start, and ends within 1.5 seconds whatever happens.
func (v *Verifier) Start() {
	if !v.keys.seeded {
		v.keys.board(true)
	}
}

// VerifyID verifies an ID token.
func (v *Verifier) VerifyID(ctx context.Context, token string) (*IDToken, error) {
	now := wallClock(v.now())
	if known := v.ids.recall(token, v.keys.fresh(now), now.Unix()); known != nil {
		return known, nil
	}
	good, err := v.verify(ctx, token, idRules, now)
	if err != nil {
		return nil, err
	}
	verified := (*IDToken)(good.claims)
	v.ids.keep(token, verified, good.key, verified.expires)
	return verified, nil
}

// VerifyAccess verifies an access token of a user.
func (v *Verifier) VerifyAccess(ctx context.Context, token string) (*AccessToken, error) {
	now := wallClock(v.now())
	if known := v.accesses.recall(token, v.keys.fresh(now), now.Unix()); known != nil {
		return known, nil
	}
	good, err := v.verify(ctx, token, accessRules, now)
	if err != nil {
		return nil, err
	}
	verified := (*AccessToken)(good.claims)
	v.accesses.keep(token, verified, good.key, verified.expires)
	return verified, nil
}

// VerifyPair verifies both tokens of a session, which must be of the same user. It calls the pair expired only if both tokens are good otherwise.
func (v *Verifier) VerifyPair(ctx context.Context, id, access string) (*Identity, error) {
	accessToken, accessErr := v.VerifyAccess(ctx, access)
	if accessErr != nil && !errors.Is(accessErr, ErrExpired) {
		return nil, accessErr
	}
	idToken, idErr := v.VerifyID(ctx, id)
	if idErr != nil && !errors.Is(idErr, ErrExpired) {
		return nil, idErr
	}
	if accessErr != nil || idErr != nil {
		return nil, v.expiredPair(ctx, id, access)
	}
	if idToken.subject != accessToken.subject && v.off.on(guardPair) {
		return nil, refused(guardPair)
	}
	return &Identity{ID: idToken, Access: accessToken}, nil
}

// expiredPair gives the error of a pair of which at least one token is expired and none is bad otherwise.
func (v *Verifier) expiredPair(ctx context.Context, id, access string) error {
	now := wallClock(v.now())
	idGood, idErr := v.verifyAnyAge(ctx, id, idRules, now)
	accessGood, accessErr := v.verifyAnyAge(ctx, access, accessRules, now)
	if err := errors.Join(idErr, accessErr); err != nil {
		return err
	}
	if idGood.claims.subject != accessGood.claims.subject && v.off.on(guardPair) {
		return refused(guardPair)
	}
	return refused(guardExpiry)
}

// Session says whose session a token belongs to, and which: no more, so that nobody is let in by a token that has expired.
type Session struct {
	Subject   string // the stable id of the user within the user pool
	OriginJTI string // the id of the sign-in, which survives refreshes; "" where token revocation is off
}

// SessionIgnoringExpiry verifies an access token but for its age. It answers "whose session was this", never "may they enter".
func (v *Verifier) SessionIgnoringExpiry(ctx context.Context, access string) (Session, error) {
	good, err := v.verifyAnyAge(ctx, access, accessRules, wallClock(v.now()))
	if err != nil {
		return Session{}, err
	}
	return Session{Subject: strings.Clone(good.claims.subject), OriginJTI: strings.Clone(good.claims.originJTI)}, nil
}
