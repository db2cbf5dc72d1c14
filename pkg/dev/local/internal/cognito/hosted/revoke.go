package hosted

import "net/http"

// revoke ends the family of a refresh token (developer guide, "Revoke endpoint"; RFC 7009). A token that is
// unknown or already revoked is a 200.
func (d *Domain) revoke(w http.ResponseWriter, r *http.Request) {
	d.pageHeaders(w)
	form, code := readForm(w, r)
	if code != "" {
		oauthError(w, http.StatusBadRequest, code)
		return
	}
	client, ok := d.authenticateClient(r, form)
	token := form.Get("token")
	switch {
	case !ok:
		oauthError(w, http.StatusUnauthorized, "invalid_client")
	case token == "":
		oauthError(w, http.StatusBadRequest, "invalid_request")
	case d.pool.IsSigned(token):
		oauthError(w, http.StatusBadRequest, "unsupported_token_type")
	case d.pool.Revoke(client.ClientId, token) != nil:
		oauthError(w, http.StatusBadRequest, "invalid_request")
	default:
		w.WriteHeader(http.StatusOK)
	}
}
