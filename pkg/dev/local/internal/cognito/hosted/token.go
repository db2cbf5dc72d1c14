package hosted

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
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
	d.endpointHeaders(w)
	form, code := readForm(w, r)
	if code != "" {
		oauthError(w, http.StatusBadRequest, code)
		return
	}
	client, ok := d.authenticateClient(r, form)
	if !ok {
		oauthError(w, http.StatusBadRequest, "invalid_client")
		return
	}
	switch form.Get("grant_type") {
	case "authorization_code":
		d.redeemCode(w, client, form)
	case "refresh_token":
		d.refreshTokens(w, client, form)
	case "client_credentials":
		oauthError(w, http.StatusBadRequest, "unauthorized_client") // the grant is off for the clients of this pool
	case "":
		oauthError(w, http.StatusBadRequest, "invalid_request")
	default:
		oauthError(w, http.StatusBadRequest, "unsupported_grant_type")
	}
}

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
	if !ok || subtle.ConstantTimeCompare([]byte(secret), []byte(client.Secret)) != 1 {
		return pool.Client{}, false
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

func (d *Domain) redeemCode(w http.ResponseWriter, client pool.Client, form url.Values) {
	if form.Get("code") == "" || form.Get("redirect_uri") == "" {
		oauthError(w, http.StatusBadRequest, "invalid_request")
		return
	}
	grant, ok := d.pool.TakeGrant(form.Get("code"), client.ID)
	if !ok || grant.RedirectURI != form.Get("redirect_uri") || !verifierMatches(grant.Challenge, form.Get("code_verifier")) {
		oauthError(w, http.StatusBadRequest, "invalid_grant")
		return
	}
	tokens, err := d.pool.Start(grant.SignIn)
	if err != nil {
		oauthError(w, http.StatusBadRequest, "invalid_grant")
		return
	}
	writeTokens(w, tokens)
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

func (d *Domain) refreshTokens(w http.ResponseWriter, client pool.Client, form url.Values) {
	if form.Get("refresh_token") == "" {
		oauthError(w, http.StatusBadRequest, "invalid_request")
		return
	}
	tokens, err := d.pool.Refresh(client.ID, form.Get("refresh_token"))
	if err != nil {
		oauthError(w, http.StatusBadRequest, "invalid_grant")
		return
	}
	writeTokens(w, tokens)
}

func writeTokens(w http.ResponseWriter, t pool.Tokens) {
	body := map[string]any{"access_token": t.Access, "token_type": "Bearer", "expires_in": t.ExpiresIn}
	if t.ID != "" {
		body["id_token"] = t.ID
	}
	if t.Refresh != "" {
		body["refresh_token"] = t.Refresh
	}
	writeJSON(w, http.StatusOK, body)
}

func oauthError(w http.ResponseWriter, status int, code string) {
	writeJSON(w, status, map[string]string{"error": code})
}

func (d *Domain) endpointHeaders(w http.ResponseWriter) {
	d.pageHeaders(w)
	w.Header().Set("Cache-Control", "no-store")
}
