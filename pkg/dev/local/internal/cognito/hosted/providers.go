package hosted

import (
	"context"
	"crypto/subtle"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"cognitossr/pkg/dev/local/internal/cognito/oidc"
	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// The way back from a provider (developer guide, "Identity provider and relying party endpoints"), how long it stays
// open, and the cookie that binds it to the browser, with AWS's name.
const (
	providerResponsePath = "/oauth2/idpresponse"
	providerValidity     = 5 * time.Minute
	providerCookie       = "csrf-state"
)

// provider is an identity provider as the pages need it: a real one, or the page that stands in for it.
type provider interface {
	AuthorizeURL(ctx context.Context, state, nonce, loginHint string) (string, error)
	Claims(ctx context.Context, code, nonce string) (map[string]string, error)
}

// providerOf goes to a real OpenID provider when its issuer is on this machine, and to the stand-in otherwise.
func (d *Domain) providerOf(p pool.IdentityProvider) provider {
	issuer := p.ProviderDetails["oidc_issuer"]
	if p.ProviderType != "OIDC" || !oidc.OnThisMachine(issuer) {
		return standIn{d, p}
	}
	return oidc.Provider{
		Issuer: issuer, ClientID: p.ProviderDetails["client_id"], ClientSecret: p.ProviderDetails["client_secret"],
		Scopes: p.ProviderDetails["authorize_scopes"], RedirectURI: d.origin() + providerResponsePath, Now: d.pool.MachineNow,
	}
}

// leadsTo is the provider that a request leads to without a page: the one that it names, or the only place where users
// of the client can sign in.
func (d *Domain) leadsTo(req request) (pool.IdentityProvider, bool) {
	if req.provider.ProviderName != "" {
		return req.provider, true
	}
	all := d.pool.ProvidersOf(req.client)
	if req.client.Native() || len(all) != 1 {
		return pool.IdentityProvider{}, false
	}
	return all[0], true
}

// leave sends the browser to a provider.
func (v *visit) leave(to pool.IdentityProvider) {
	nonce := v.pool.NewRequestID()
	state := v.pool.Challenges.Open(pool.ChallengeSession{
		Challenge: pool.AwaitsProvider, Name: to.ProviderName, ClientID: v.req.client.ClientId,
		Provider: &pool.ProviderSignIn{Query: v.req.query.Encode(), Nonce: nonce},
	}, providerValidity)
	address, err := v.providerOf(to).AuthorizeURL(v.r.Context(), state, nonce, v.req.loginHint)
	if err != nil {
		v.providerFailed(to, err)
		return
	}
	v.setCookie(v.w, providerCookie, state, providerValidity)
	v.redirect(address)
}

// providerResponse takes the browser back. The state must be the one that this browser left with, and works once
// (F-17: "Invalid State").
func (d *Domain) providerResponse(w http.ResponseWriter, r *http.Request) {
	step, ok := d.returning(r)
	if !ok {
		d.malformed(w, r, "Invalid State")
		return
	}
	d.clearCookie(w, providerCookie)
	query, err := url.ParseQuery(step.Provider.Query)
	if err != nil {
		d.malformed(w, r, "Invalid State")
		return
	}
	if req, ok := d.requestIn(w, r, query); ok {
		v := &visit{Domain: d, w: w, r: r, req: req, step: step}
		v.finishAtProvider()
	}
}

// returning finds the sign-in that left for a provider with this browser.
func (d *Domain) returning(r *http.Request) (pool.ChallengeSession, bool) {
	state := r.URL.Query().Get("state")
	cookie, err := r.Cookie(providerCookie)
	if err != nil || subtle.ConstantTimeCompare([]byte(cookie.Value), []byte(state)) != 1 {
		return pool.ChallengeSession{}, false
	}
	return d.pool.Challenges.Take(state, pool.AwaitsProvider)
}

func (v *visit) finishAtProvider() {
	q := v.r.URL.Query()
	from, ok := v.pool.ProviderOf(v.req.client, v.step.Name, "")
	switch {
	case !ok:
		v.redirect(v.req.failed("invalid_request", "Identity provider does not exist."))
		return
	case q.Get("error") != "":
		v.redirect(v.req.failed(providerErrorCode(q.Get("error")), providerErrorText(q)))
		return
	case q.Get("code") == "" || len(q["code"]) > 1:
		v.redirect(v.req.failed("invalid_request", "Missing required parameter code"))
		return
	}
	claims, err := v.providerOf(from).Claims(v.r.Context(), q.Get("code"), v.step.Provider.Nonce)
	if err != nil {
		v.providerFailed(from, err)
		return
	}
	user, err := v.pool.SignInFrom(v.r.Context(), from, v.req.client.ClientId, claims)
	switch {
	case isTriggerError(err):
		v.triggerFailed(err)
	case err != nil:
		v.redirect(v.req.failed("invalid_request", sentence(err)))
	default:
		v.signedInAt(from.ProviderName, user.Username)
	}
}

// providerErrorCode hands on a code that OAuth knows (RFC 6749, section 4.1.2.1).
func providerErrorCode(code string) string {
	if slices.Contains([]string{"access_denied", "server_error", "temporarily_unavailable"}, code) {
		return code
	}
	return "invalid_request"
}

// maximumErrorText is how much of a provider's description goes to the site.
const maximumErrorText = 200

func providerErrorText(q url.Values) string {
	text := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return ' '
		}
		return r
	}, q.Get("error_description"))
	return text[:min(len(text), maximumErrorText)]
}

// providerFailed goes back to the site when a provider could not be asked.
func (v *visit) providerFailed(from pool.IdentityProvider, err error) {
	v.log.Warn("an identity provider", "provider", from.ProviderName, "error", err)
	text := from.ProviderName + " Error - the sign-in could not be completed"
	if answered := new(oidc.StatusError); errors.As(err, &answered) {
		text = from.ProviderName + " Error - " + answered.Error()
	}
	v.redirect(v.req.failed("invalid_request", text))
}
