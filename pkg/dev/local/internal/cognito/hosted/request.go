package hosted

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// request is an authorization request (RFC 6749 section 4.1.1, RFC 7636 section 4.3). It travels in the query
// of every page between /oauth2/authorize and the way back.
type request struct {
	client      pool.Client
	redirectURI string
	state       string
	nonce       string
	challenge   string
	scopes      []string
	prompt      []string
	loginHint   string
	implicit    bool                  // the answer is tokens, not a code
	provider    pool.IdentityProvider // that it names, empty for none
	query       url.Values
}

// refusal is why a request is not served. With a redirect the browser goes there; otherwise the visitor sees
// a page, because nobody trustworthy is known to send them to.
type refusal struct {
	redirect string
	reason   string
}

// carried are the parameters that stay in the query from page to page.
var carried = []string{
	"client_id", "redirect_uri", "response_type", "scope", "state", "nonce", "code_challenge", "code_challenge_method",
	"identity_provider", "idp_identifier", "login_hint", "lang", "prompt",
}

// parse reads and checks an authorization request in the order that Cognito does: who asks, where the answer
// goes, and only then what is asked for.
func (d *Domain) parse(q url.Values) (request, *refusal) {
	if !q.Has("client_id") {
		return request{}, &refusal{reason: "Missing required parameter client_id in request URL"}
	}
	client, ok := d.pool.Client(q.Get("client_id"))
	if !ok || len(q["client_id"]) != 1 {
		return request{}, &refusal{redirect: "/error?error=invalid_request&client_id=" + url.QueryEscape(q.Get("client_id"))}
	}
	if !q.Has("redirect_uri") {
		return request{}, &refusal{reason: "Required String parameter 'redirect_uri' is not present"}
	}
	redirect := q.Get("redirect_uri")
	if !slices.Contains(client.CallbackURLs, redirect) || len(q["redirect_uri"]) > 1 {
		return request{}, &refusal{redirect: "/error?error=redirect_mismatch&client_id=" + url.QueryEscape(client.ClientId)}
	}
	req := request{
		client: client, redirectURI: redirect, state: q.Get("state"), nonce: q.Get("nonce"),
		challenge: q.Get("code_challenge"),
		prompt:    strings.Fields(q.Get("prompt")), loginHint: q.Get("login_hint"), query: keep(q),
	}
	code, description := req.check(q)
	if code == "" && !d.chooseProvider(&req) {
		code = "invalid_request"
	}
	if code != "" {
		return request{}, &refusal{redirect: req.failed(code, description)}
	}
	return req, nil
}

// check returns the OAuth error code of a request whose client and address are right, or "". A scope that the
// client has not is an invalid_request with the description invalid_scope, as recorded many times; so is a
// resource (RFC 8707), for which this pool has no use.
func (req *request) check(q url.Values) (code, description string) {
	for _, name := range carried {
		if len(q[name]) > 1 {
			return "invalid_request", ""
		}
	}
	flow, known := map[string]string{"code": "code", "token": "implicit"}[q.Get("response_type")]
	if !known {
		return "invalid_request", ""
	}
	if !req.client.AllowedOAuthFlowsUserPoolClient || !slices.Contains(req.client.AllowedOAuthFlows, flow) {
		return "unauthorized_client", ""
	}
	req.implicit = flow == "implicit"
	if !challengeOK(q.Get("code_challenge"), q.Get("code_challenge_method")) {
		return "invalid_request", ""
	}
	var ok bool
	if req.scopes, ok = chooseScopes(q.Get("scope"), req.client.AllowedOAuthScopes); !ok || q.Get("resource") != "" {
		return "invalid_request", "invalid_scope"
	}
	return "", ""
}

// chooseProvider finds the provider that a request names. It must be one of the client's.
func (d *Domain) chooseProvider(req *request) (ok bool) {
	name, identifier := req.query.Get("identity_provider"), req.query.Get("idp_identifier")
	switch {
	case name == pool.Native:
		return req.client.Native()
	case name == "" && identifier == "":
		return true
	}
	req.provider, ok = d.pool.ProviderOf(req.client, name, identifier)
	return ok
}

// challengeOK wants both parameters or none, and S256 only: its challenge always has 43 characters.
func challengeOK(challenge, method string) bool {
	if challenge == "" && method == "" {
		return true
	}
	return method == "S256" && len(challenge) == 43 && !strings.ContainsFunc(challenge, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_')
	})
}

// chooseScopes gives every scope of the client when none is asked for. email, phone and profile mean nothing
// without openid.
func chooseScopes(asked string, allowed []string) ([]string, bool) {
	scopes := strings.Fields(asked)
	if len(scopes) == 0 {
		return allowed, true
	}
	slices.Sort(scopes)
	scopes = slices.Compact(scopes)
	for _, s := range scopes {
		if !slices.Contains(allowed, s) {
			return nil, false
		}
	}
	needsOpenID := slices.ContainsFunc(scopes, func(s string) bool { return s == "email" || s == "phone" || s == "profile" })
	return scopes, !needsOpenID || slices.Contains(scopes, "openid")
}

// succeeded is the address that the browser returns to with a code, and the state as it came after it.
func (req *request) succeeded(code string) string {
	return req.back("code", code, "state", req.state)
}

// failed is the address that the browser returns to with an error. The order is AWS's: description, state, error.
func (req *request) failed(code, description string) string {
	return req.back("error_description", description, "state", req.state, "error", code)
}

// back adds the parameters that have a value.
func (req *request) back(parameters ...string) string {
	separator := "?"
	if strings.Contains(req.redirectURI, "?") {
		separator = "&"
	}
	return req.redirectURI + separator + inOrder(parameters...)
}

// inOrder writes those of the parameters that have a value, in the order in which AWS does.
func inOrder(parameters ...string) string {
	var written []string
	for i := 0; i+1 < len(parameters); i += 2 {
		if parameters[i+1] != "" {
			written = append(written, parameters[i]+"="+url.QueryEscape(parameters[i+1]))
		}
	}
	return strings.Join(written, "&")
}

// link is another page of the same request.
func (req *request) link(path string) string { return withQuery(path, req.query) }

// withQuery writes a blank as %20. A plus sign would be a character reference in a page, which a program that reads forms
// by a pattern takes for the beginning of a fragment.
func withQuery(path string, q url.Values) string {
	return path + "?" + strings.ReplaceAll(q.Encode(), "+", "%20")
}

// step is a page that continues an open challenge.
func (req *request) step(path, handle string) string {
	q := keep(req.query)
	q.Set("attempt", handle)
	return withQuery(path, q)
}

func keep(q url.Values) url.Values {
	kept := url.Values{}
	for _, name := range carried {
		if q.Has(name) {
			kept[name] = slices.Clone(q[name])
		}
	}
	return kept
}

// requestOf parses the query of a page and returns false after it has written the refusal.
func (d *Domain) requestOf(w http.ResponseWriter, r *http.Request) (request, bool) {
	return d.requestIn(w, r, r.URL.Query())
}

// requestIn is requestOf for a query that comes from elsewhere.
func (d *Domain) requestIn(w http.ResponseWriter, r *http.Request, q url.Values) (request, bool) {
	req, no := d.parse(q)
	switch {
	case no == nil:
		return req, true
	case no.redirect != "":
		redirect(w, no.redirect)
	default:
		d.malformed(w, r, no.reason)
	}
	return request{}, false
}
