package authflow

import (
	"context"
	"crypto/hmac"
	"errors"
	"net/http"
	"slices"

	"cognitossr/pkg/auth"
	"cognitossr/pkg/sensitive"
	"cognitossr/pkg/session"
	"cognitossr/pkg/web"
)

// Tagger knows the refresh tokens that the site has stored; *cognito.Client is one.
type Tagger interface {
	Tag(ctx context.Context, refresh sensitive.Text) (string, error)
}

// ErrNotStored means that nothing shows that this site has stored a refresh token.
var ErrNotStored = errors.New("nothing shows that the site has stored this refresh token")

// Stored reports whether Cognito may be asked about a refresh token that came in a cookie, without asking anybody:
// anybody can invent a cookie, and each call takes a visitor's time and a function's. It may if the access token
// beside it carries the pool's signature, at whatever age. Where there is no access token, or its key is not known, a
// key that the pool has dropped for example, the tag decides. It returns nil, ErrNotStored, or auth.ErrUnavailable
// while the pool's keys cannot be had.
func Stored(d web.Deps, r *http.Request, tagger Tagger, refresh session.RefreshToken) error {
	tokens, presence := d.Cookies(r).Tokens()
	undecided := ErrNotStored
	if presence == session.Present {
		_, err := d.Verifier.SessionIgnoringExpiry(r.Context(), tokens.Access.Reveal())
		switch {
		case err == nil:
			return nil
		case errors.Is(err, auth.ErrUnavailable):
			undecided = err
		case !errors.Is(err, auth.ErrUnknownKey) && !errors.Is(err, auth.ErrNotYet): // by a clock that is behind
			return ErrNotStored
		}
	}
	if tagged(r.Context(), tagger, refresh) {
		return nil
	}
	return undecided
}

func tagged(ctx context.Context, tagger Tagger, refresh session.RefreshToken) bool {
	if refresh.Tag == "" {
		return false
	}
	want, err := tagger.Tag(ctx, refresh.Value)
	return err == nil && hmac.Equal([]byte(want), []byte(refresh.Tag))
}

// Tagged is a refresh token with its tag, to be stored. Without the secret it is stored without one, and found again
// by the access token beside it.
func Tagged(ctx context.Context, tagger Tagger, refresh sensitive.Text) session.RefreshToken {
	tag, err := tagger.Tag(ctx, refresh)
	if err != nil {
		tag = ""
	}
	return session.RefreshToken{Value: refresh, Tag: tag}
}

// maxRevoked bounds what RevokeStored asks for: each is a call for which the visitor waits.
const maxRevoked = 3

// Pool ends refresh tokens and knows those that the site has stored.
type Pool interface {
	Revoker
	Tagger
}

// RevokeStored ends the refresh tokens of a request that the site has stored: those with a tag, and where there is
// none, as for a session that began before there were tags, those of which Stored says nothing else. It reports whether
// all of them have ended.
func RevokeStored(d web.Deps, r *http.Request, pool Pool) (all bool) {
	tokens := d.Cookies(r).RefreshTokens()
	own := slices.DeleteFunc(slices.Clone(tokens), func(t session.RefreshToken) bool { return !tagged(r.Context(), pool, t) })
	if len(own) == 0 {
		own = slices.DeleteFunc(tokens, func(t session.RefreshToken) bool { return errors.Is(Stored(d, r, pool, t), ErrNotStored) })
	}
	all = len(own) <= maxRevoked
	for _, refresh := range own[:min(len(own), maxRevoked)] {
		all = Revoke(d, r, pool, refresh.Value) && all
	}
	return all
}
