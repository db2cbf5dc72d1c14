package hosted

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// token is the token endpoint (RFC 6749 section 4.1.3 and 6; developer guide, "Token endpoint"). Every refusal
// is a 400 with {"error": "..."}.
func (d *Domain) token(w http.ResponseWriter, r *http.Request) {
	if d.faults.serveToken(w, r) {
		return
	}
	d.pageHeaders(w)
	form, code := readForm(w, r)
	if code != "" {
		oauthError(w, http.StatusBadRequest, code)
		return
	}
	client, ok := d.authenticateClient(r, form)
	if !ok {
		writeJSON(w, http.StatusBadRequest, refusedClient(client))
		return
	}
	d.setCookie(w, formTokenCookie, d.pool.NewRequestID(), 0) // AWS sets it here, too
	tokens, err := d.grant(r.Context(), client, form)
	if err != nil {
		d.refuseGrant(w, err)
		return
	}
	d.writeTokens(w, tokens)
}

// grant gives a client the tokens that it asks for.
func (d *Domain) grant(ctx context.Context, client pool.Client, form url.Values) (pool.Tokens, error) {
	switch form.Get("grant_type") {
	case "authorization_code":
		return d.redeemCode(ctx, client, form)
	case "refresh_token":
		if form.Get("refresh_token") == "" {
			return pool.Tokens{}, oauthCode("invalid_request")
		}
		return d.pool.Refresh(ctx, pool.By{ClientID: client.ClientId}, form.Get("refresh_token"))
	case "client_credentials":
		return d.clientCredentials(ctx, client, form)
	case "":
		return pool.Tokens{}, oauthCode("invalid_request")
	}
	return pool.Tokens{}, oauthCode("unsupported_grant_type")
}

// oauthCode is why a request is refused, in OAuth's words.
type oauthCode string

func (c oauthCode) Error() string { return string(c) }

// readForm reads a form body and refuses one in another format or with a parameter twice.
func readForm(w http.ResponseWriter, r *http.Request) (url.Values, string) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return nil, "invalid_request"
	}
	r.Body = http.MaxBytesReader(w, r.Body, maximumForm)
	if r.ParseForm() != nil {
		return nil, "invalid_request"
	}
	for _, values := range r.PostForm {
		if len(values) > 1 {
			return nil, "invalid_request"
		}
	}
	return r.PostForm, ""
}

// authenticateClient takes the secret from the Authorization header or the body, not from both, and none from
// a public client.
func (d *Domain) authenticateClient(r *http.Request, form url.Values) (pool.Client, bool) {
	id, secret := form.Get("client_id"), form.Get("client_secret")
	if r.Header.Get("Authorization") != "" {
		user, password, ok := r.BasicAuth()
		if !ok || form.Has("client_secret") || form.Has("client_id") && id != unescape(user) {
			return pool.Client{}, false
		}
		id, secret = unescape(user), unescape(password)
	}
	client, ok := d.pool.Client(id)
	if !ok || !client.HasSecret(secret) {
		return client, false
	}
	return client, true
}

// unescape undoes the form encoding that RFC 6749 section 2.3.1 asks for. Ids and secrets of Cognito have
// nothing to encode, so text that is no encoding is taken as it is.
func unescape(s string) string {
	if plain, err := url.QueryUnescape(s); err == nil && !strings.Contains(s, "+") {
		return plain
	}
	return s
}

func (d *Domain) redeemCode(ctx context.Context, client pool.Client, form url.Values) (pool.Tokens, error) {
	if form.Get("code") == "" || form.Get("redirect_uri") == "" {
		return pool.Tokens{}, oauthCode("invalid_request")
	}
	grant, ok := d.pool.Codes.Redeem(form.Get("code"), client.ClientId)
	switch {
	case ok && grant.RedirectURI != form.Get("redirect_uri"):
		return pool.Tokens{}, oauthCode(d.pool.Behaviour.Variant().RedirectMismatch)
	case !ok || !verifierMatches(grant.Challenge, form.Get("code_verifier")):
		return pool.Tokens{}, oauthCode("invalid_grant")
	}
	return d.pool.Start(ctx, grant.SignIn)
}

// oauthRefusal is the body of a refusal.
type oauthRefusal struct {
	Error       string `json:"error"`
	Description string `json:"error_description,omitempty"`
}

// refusedClient words the refusal of a client, which is empty when its id is unknown.
func refusedClient(client pool.Client) oauthRefusal {
	if client.Public() {
		return oauthRefusal{Error: "invalid_client"}
	}
	return oauthRefusal{"invalid_client", "invalid_client_secret"}
}

// tokenByGet refuses, as AWS does, without a body.
func (d *Domain) tokenByGet(w http.ResponseWriter, _ *http.Request) {
	d.pageHeaders(w)
	d.setCookie(w, formTokenCookie, d.pool.NewRequestID(), 0)
	w.Header().Set("Allow", http.MethodPost)
	w.WriteHeader(http.StatusMethodNotAllowed)
}

// verifierMatches checks PKCE (RFC 7636 section 4.6). Without a challenge a verifier is ignored, as Cognito does.
func verifierMatches(challenge, verifier string) bool {
	if challenge == "" {
		return true
	}
	sum := sha256.Sum256([]byte(verifier))
	computed := base64.RawURLEncoding.EncodeToString(sum[:])
	return subtle.ConstantTimeCompare([]byte(computed), []byte(challenge)) == 1
}

// tokenAnswer has the members in AWS's order.
type tokenAnswer struct {
	ID        string `json:"id_token,omitempty"`
	Access    string `json:"access_token"`
	Refresh   string `json:"refresh_token,omitempty"`
	ExpiresIn int    `json:"expires_in"`
	Type      string `json:"token_type"`
}

func (d *Domain) writeTokens(w http.ResponseWriter, t pool.Tokens) {
	answer := tokenAnswer{t.ID, t.Access, t.Refresh, t.ExpiresIn, "Bearer"}
	if d.pool.Behaviour.Variant().TokenAnswerOrder == "aws" {
		writeJSON(w, http.StatusOK, answer)
		return
	}
	writeJSON(w, http.StatusOK, struct { // the same in another order
		Type      string `json:"token_type"`
		ExpiresIn int    `json:"expires_in"`
		Refresh   string `json:"refresh_token,omitempty"`
		Access    string `json:"access_token"`
		ID        string `json:"id_token,omitempty"`
	}{answer.Type, answer.ExpiresIn, answer.Refresh, answer.Access, answer.ID})
}

// refuseGrant answers that a grant gives no tokens. Of the pool's function before tokens it says what went wrong.
func (d *Domain) refuseGrant(w http.ResponseWriter, err error) {
	var code oauthCode
	var refused *pool.Error
	switch {
	case errors.As(err, &code):
		oauthError(w, http.StatusBadRequest, string(code))
	case isTriggerError(err):
		writeJSON(w, http.StatusBadRequest, oauthRefusal{"invalid_grant", sentence(err)})
	case errors.As(err, &refused):
		oauthError(w, http.StatusBadRequest, "invalid_grant")
	default:
		d.log.Error("issuing tokens", "error", err)
		oauthError(w, http.StatusInternalServerError, "server_error")
	}
}

func oauthError(w http.ResponseWriter, status int, code string) {
	writeJSON(w, status, oauthRefusal{Error: code})
}
