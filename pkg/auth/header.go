package auth

// algorithm is the only one that this package knows. Whatever else a header says is refused before any key is looked at (RFC 8725 section 3.1).
const algorithm = "RS256"

// maxKid bounds the key id. Cognito's have 44 characters.
const maxKid = 128

// readHeader checks the header of a token and gives the id of its key, SEC-026 to SEC-028.
func readHeader(text string, off guardSet) (kid string, fault guard) {
	var s scanner
	s.begin(text, off)
	var alg string
	m := s.object()
	for name, ok := s.member(&m); ok; name, ok = s.member(&m) {
		switch name {
		case "alg":
			alg = s.stringOr(guardAlg)
		case "kid":
			kid = s.stringOr(guardKid)
		case "typ":
			if s.stringOr(guardTyp) != "JWT" {
				s.refuse(guardTyp)
			}
		// These change what the token is (RFC 7515 section 4.1.11, RFC 7516, RFC 7797) ...
		case "crit", "b64", "cty", "zip", "enc",
			// ... and these name a key that is not ours (RFC 7515 sections 4.1.2 to 4.1.8). Neither occurs in a token of Cognito.
			"jwk", "jku", "x5u", "x5c", "x5t", "x5t#S256":
			s.refuse(guardHeader)
			s.skip()
		default:
			s.skip()
		}
	}
	if alg != algorithm {
		s.refuse(guardAlg)
	}
	if kid == "" || len(kid) > maxKid {
		s.refuse(guardKid)
	}
	return kid, s.end()
}
