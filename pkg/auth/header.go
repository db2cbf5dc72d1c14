package auth

// algorithm is the only one that is accepted. Any other is refused before a key is looked up (RFC 8725 section 3.1).
const algorithm = "RS256"

// maxKid is the longest accepted key ID. Cognito's have 44 characters.
const maxKid = 128

// readHeader checks the header of a token and returns the ID of its key, SEC-026 to SEC-028.
func readHeader(text string, rules disabledRules) (kid string, reason reasonCode) {
	var r reader
	r.begin(text, rules)
	var alg string
	o := r.Object()
	for name, ok := r.Member(&o); ok; name, ok = r.Member(&o) {
		switch name {
		case "alg":
			alg = r.stringOr(reasonAlg)
		case "kid":
			kid = r.stringOr(reasonKid)
		case "typ":
			if r.stringOr(reasonTyp) != "JWT" {
				r.refuse(reasonTyp)
			}
		// These change how the token is read (RFC 7515 section 4.1.11, RFC 7516, RFC 7797) ...
		case "crit", "b64", "cty", "zip", "enc",
			// ... and these bring a key along (RFC 7515 sections 4.1.2 to 4.1.8). Neither occurs in a token of Cognito.
			"jwk", "jku", "x5u", "x5c", "x5t", "x5t#S256":
			r.refuse(reasonHeader)
			r.Skip()
		default:
			r.Skip()
		}
	}
	if alg != algorithm {
		r.refuse(reasonAlg)
	}
	if kid == "" || len(kid) > maxKid {
		r.refuse(reasonKid)
	}
	return kid, r.end()
}
