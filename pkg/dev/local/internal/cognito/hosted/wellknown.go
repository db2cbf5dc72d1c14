package hosted

import (
	"encoding/json"
	"net/http"
	"strconv"
)

// jwks publishes the keys.
func (d *Domain) jwks(w http.ResponseWriter, r *http.Request) {
	if d.faults.serveJWKS(w, r) {
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if d.pool.Behaviour.Variant().KeySetCached {
		w.Header().Set("Cache-Control", "public, max-age=86400")
	}
	_, _ = w.Write(d.pool.JWKS())
}

// discovery has exactly the members of Cognito's document: nothing about PKCE, authorizationCodes or claims.
func (d *Domain) discovery(w http.ResponseWriter, _ *http.Request) {
	origin := d.origin()
	writeJSON(w, http.StatusOK, map[string]any{
		"authorization_endpoint":                origin + "/oauth2/authorize",
		"end_session_endpoint":                  origin + "/logout",
		"id_token_signing_alg_values_supported": []string{"RS256"},
		"issuer":                                d.pool.Issuer(),
		"jwks_uri":                              origin + "/" + d.pool.ID() + "/.well-known/jwks.json",
		"response_types_supported":              []string{"code", "token"},
		"revocation_endpoint":                   origin + "/oauth2/revoke",
		"scopes_supported":                      []string{"openid", "email", "phone", "profile"},
		"subject_types_supported":               []string{"public"},
		"token_endpoint":                        origin + "/oauth2/token",
		"token_endpoint_auth_methods_supported": []string{"client_secret_basic", "client_secret_post"},
		"userinfo_endpoint":                     origin + "/oauth2/userInfo",
	})
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	encoded, err := json.Marshal(body)
	if err != nil {
		http.Error(w, "The answer could not be written.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(encoded)))
	w.WriteHeader(status)
	_, _ = w.Write(encoded)
}
