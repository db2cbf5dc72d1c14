package web

import (
	"errors"
	"net/http"
	"strings"

	"cognitossr/pkg/auth"
)

// isBearerToken reports whether a text is a b64token of RFC 6750, section 2.1. A regular expression would delay every
// cold start.
func isBearerToken(text string) bool {
	unpadded := strings.TrimRight(text, "=")
	for i := range len(unpadded) {
		if c := unpadded[i]; !isAlphanumeric(c) && !strings.ContainsRune("._~+/-", rune(c)) {
			return false
		}
	}
	return unpadded != ""
}

// identifyBearer verifies the access token of an Authorization header (RFC 6750 section 2.1). A token anywhere else
// is ignored.
func (d Deps) identifyBearer(r *http.Request) (*visitor, error) {
	values := r.Header["Authorization"]
	scheme, token, _ := strings.Cut(values[0], " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return nil, Fail(CodeSignInRequired, nil)
	}
	// The gateway joins repeated headers by a comma: two credentials are invalid.
	if len(values) != 1 || strings.ContainsAny(values[0], ",") || token == "" || strings.Contains(token, " ") {
		return nil, Fail(CodeCredentials, nil)
	}
	if !isBearerToken(token) {
		return nil, &Failure{Code: CodeTokenInvalid, Reason: "form"}
	}
	access, err := d.Verifier.VerifyAccess(r.Context(), token)
	switch {
	case err == nil:
		return d.identifyBearerOf(r, access)
	case errors.Is(err, auth.ErrNotYet): // another token would be refused as well
		return nil, &Failure{Code: CodeClockBehind, Reason: auth.Reason(err), Cause: err}
	case errors.Is(err, auth.ErrUnavailable):
		return nil, &Failure{Code: CodeKeysUnavailable, Reason: auth.Reason(err), Cause: err}
	}
	return nil, &Failure{Code: CodeTokenInvalid, Reason: auth.Reason(err), Cause: err}
}

// identifyBearerOf is for a token that is valid: its session may have ended.
func (d Deps) identifyBearerOf(r *http.Request, access *auth.AccessToken) (*visitor, error) {
	ended, err := d.SessionHasEnded(r, access)
	switch {
	case err != nil:
		return nil, err
	case ended:
		return nil, &Failure{Code: CodeTokenInvalid, Reason: reasonRevoked}
	}
	return &visitor{identity: &auth.Identity{Access: access}}, nil
}
