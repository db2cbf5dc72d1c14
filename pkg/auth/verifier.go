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
	JWKS     []byte // the bundled key set, so that a cold start needs no network call; may be nil

	// Another issuer of the same user pool, whose tokens are verified with its own keys. "": there is none.
	OtherIssuer, OtherJWKSURL string

	HTTPClient *http.Client     // nil: its own. Redirects are never followed
	Now        func() time.Time // nil: time.Now
	Log        *slog.Logger     // nil: no log
}

// Verifier verifies the tokens of one app client of one user pool. It may be used concurrently.
type Verifier struct {
	policy   policy
	keys     *keyStore
	other    *Verifier // of the pool's other issuer; nil: none
	now      func() time.Time
	rules    disabledRules
	ids      tokenCache[IDToken]
	accesses tokenCache[AccessToken]
	lately   [kinds]lately
}

// New checks the configuration and returns a verifier. It uses neither the network nor a key.
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
	expected := policy{issuer: config.Issuer, clientID: config.ClientID}
	v := &Verifier{policy: expected, keys: newKeyStore(config), now: config.Now}
	if config.OtherIssuer == "" {
		return v, nil
	}
	config.Issuer, config.JWKSURL, config.JWKS = config.OtherIssuer, config.OtherJWKSURL, nil
	config.OtherIssuer, config.OtherJWKSURL = "", ""
	v.other, err = New(config)
	return v, err
}

// ForClient returns a verifier of the tokens of another app client of the same user pool, with the same keys. A token is
// of one client: neither verifier accepts those of the other.
func (v *Verifier) ForClient(clientID string) *Verifier {
	client := &Verifier{policy: policy{issuer: v.policy.issuer, clientID: clientID}, keys: v.keys, now: v.now}
	if v.other != nil {
		client.other = v.other.ForClient(clientID)
	}
	return client
}

// checkURL accepts https, and http to a loopback host.
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

// Start begins the first fetch if no key set was bundled, and returns at once. A function calls it while it starts: the
// fetch then overlaps with the rest of the start, and ends within 1.5 seconds whatever happens.
func (v *Verifier) Start() {
	if !v.keys.bundled {
		v.keys.join(true)
	}
}

// VerifyID verifies an ID token.
func (v *Verifier) VerifyID(ctx context.Context, token string) (*IDToken, error) {
	now := wallClock(v.now())
	if known := v.ids.get(token, v.keys.fresh(now), now.Unix()); known != nil {
		return known, nil
	}
	good, err := v.verify(ctx, token, idKind, now)
	if err != nil {
		return nil, err
	}
	verified := (*IDToken)(good.claims)
	v.ids.put(token, verified, good.key, verified.expires)
	return verified, nil
}

// VerifyAccess verifies an access token of a user.
func (v *Verifier) VerifyAccess(ctx context.Context, token string) (*AccessToken, error) {
	now := wallClock(v.now())
	if known := v.accesses.get(token, v.keys.fresh(now), now.Unix()); known != nil {
		return known, nil
	}
	good, err := v.verify(ctx, token, accessKind, now)
	if err != nil {
		return nil, err
	}
	verified := (*AccessToken)(good.claims)
	v.accesses.put(token, verified, good.key, verified.expires)
	return verified, nil
}

// VerifyPair verifies both tokens of a session, which must be of the same user and issuer. It reports the pair as expired, or as
// not yet valid, only if both are otherwise good.
func (v *Verifier) VerifyPair(ctx context.Context, id, access string) (*Identity, error) {
	accessToken, accessErr := v.VerifyAccess(ctx, access)
	if accessErr != nil && !isUntimely(accessErr) {
		return nil, accessErr
	}
	idToken, idErr := v.VerifyID(ctx, id)
	if idErr != nil && !isUntimely(idErr) {
		return nil, idErr
	}
	if accessErr != nil || idErr != nil {
		return nil, v.untimelyPair(ctx, id, access, accessErr, idErr)
	}
	if !(*claims)(idToken).pairs((*claims)(accessToken)) && v.rules.enforced(reasonPair) {
		return nil, refused(reasonPair)
	}
	return &Identity{ID: idToken, Access: accessToken}, nil
}

// isUntimely reports whether a token is good at another time.
func isUntimely(err error) bool { return errors.Is(err, ErrExpired) || errors.Is(err, ErrNotYet) }

// untimelyPair returns the error of a pair of which at least one token is good at another time. It says that the pair
// has expired only where the clock is not known to be behind.
func (v *Verifier) untimelyPair(ctx context.Context, id, access string, untimely ...error) error {
	now := wallClock(v.now())
	idGood, idErr := v.verifyIgnoringTime(ctx, id, idKind, now)
	accessGood, accessErr := v.verifyIgnoringTime(ctx, access, accessKind, now)
	if err := errors.Join(idErr, accessErr); err != nil {
		return err
	}
	if !idGood.claims.pairs(accessGood.claims) && v.rules.enforced(reasonPair) {
		return refused(reasonPair)
	}
	for _, err := range untimely {
		if errors.Is(err, ErrNotYet) {
			return err
		}
	}
	return refused(reasonExpiry)
}

// Session says whose session a token belongs to and which one it is. It holds no more, so that an expired token lets
// nobody in.
type Session struct {
	Subject   string        // the stable id of the user within the user pool
	OriginJTI string        // the id of the sign-in, which survives refreshes; "" where token revocation is off
	Validity  time.Duration // from the issue of the token to its expiry
}

// SessionIgnoringExpiry verifies an access token except for its age, whether it has expired or is not valid yet. The
// result says whose session it is, never whether they may enter.
func (v *Verifier) SessionIgnoringExpiry(ctx context.Context, access string) (Session, error) {
	now := wallClock(v.now())
	c := (*claims)(v.accesses.get(access, v.keys.fresh(now), now.Unix()))
	if c == nil {
		good, err := v.verifyIgnoringTime(ctx, access, accessKind, now)
		if err != nil {
			return Session{}, err
		}
		c = good.claims
	}
	return Session{
		Subject:   strings.Clone(c.subject),
		OriginJTI: strings.Clone(c.originJTI),
		Validity:  time.Duration(c.expires-c.issued) * time.Second,
	}, nil
}
