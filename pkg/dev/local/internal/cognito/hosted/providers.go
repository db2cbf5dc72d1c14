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
func (d *Domain) leave(w http.ResponseWriter, r *http.Request, req request, to pool.IdentityProvider) {
	nonce := d.pool.NewRequestID()
	state := d.pool.Challenges.Open(pool.ChallengeSession{
		Challenge: pool.AwaitsProvider, Name: to.ProviderName, ClientID: req.client.ClientId,
		Provider: &pool.ProviderSignIn{Query: req.query.Encode(), Nonce: nonce},
	}, providerValidity)
	address, err := d.providerOf(to).AuthorizeURL(r.Context(), state, nonce, req.loginHint)
	if err != nil {
		d.providerFailed(w, req, to, err)
		return
	}
	d.setCookie(w, providerCookie, state, providerValidity)
	redirect(w, address)
}

// providerResponse takes the browser back. The state must be the one that this browser left with, and works once
// (F-17: "Invalid State").
func (d *Domain) providerResponse(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	state := q.Get("state")
	cookie, err := r.Cookie(providerCookie)
	if err != nil || subtle.ConstantTimeCompare([]byte(cookie.Value), []byte(state)) != 1 {
		d.malformed(w, r, "Invalid State")
		return
	}
	step, ok := d.pool.Challenges.Take(state, pool.AwaitsProvider)
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
		d.finishAtProvider(w, r, req, step)
	}
}

func (d *Domain) finishAtProvider(w http.ResponseWriter, r *http.Request, req request, step pool.ChallengeSession) {
	q := r.URL.Query()
	from, ok := d.pool.ProviderOf(req.client, step.Name, "")
	switch {
	case !ok:
		redirect(w, req.failed("invalid_request", "Identity provider does not exist."))
		return
	case q.Get("error") != "":
		redirect(w, req.failed(providerErrorCode(q.Get("error")), providerErrorText(q)))
		return
	case q.Get("code") == "" || len(q["code"]) > 1:
		redirect(w, req.failed("invalid_request", "Missing required parameter code"))
		return
	}
	claims, err := d.providerOf(from).Claims(r.Context(), q.Get("code"), step.Provider.Nonce)
	if err != nil {
		d.providerFailed(w, req, from, err)
		return
	}
	user, err := d.pool.SignInFrom(r.Context(), from, req.client.ClientId, claims)
	switch {
	case isTriggerError(err):
		d.triggerFailed(w, req, err)
	case err != nil:
		redirect(w, req.failed("invalid_request", sentence(err)))
	default:
		d.signedInAt(w, r, req, from.ProviderName, user.Username)
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
func (d *Domain) providerFailed(w http.ResponseWriter, req request, from pool.IdentityProvider, err error) {
	d.log.Warn("an identity provider", "provider", from.ProviderName, "error", err)
	text := from.ProviderName + " Error - the sign-in could not be completed"
	if answered := new(oidc.StatusError); errors.As(err, &answered) {
		text = from.ProviderName + " Error - " + answered.Error()
	}
	redirect(w, req.failed("invalid_request", text))
}
