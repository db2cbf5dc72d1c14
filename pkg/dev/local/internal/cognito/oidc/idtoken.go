package oidc

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math/big"
	"slices"
	"strings"
	"time"
)

// keySet is a provider's JWKS (RFC 7517). Of its keys those for RS256 are used.
type keySet struct {
	Keys []struct {
		Kty string `json:"kty"`
		Use string `json:"use"`
		Kid string `json:"kid"`
		N   string `json:"n"`
		E   string `json:"e"`
	} `json:"keys"`
}

// skew is by how much two clocks may differ.
const skew = time.Minute

var errSignature = errors.New("no key of the provider made its signature")

// verify checks an ID token (OpenID Connect Core, section 3.1.3.7) and returns its claims.
func (p Provider) verify(token string, keys keySet, nonce string) (map[string]any, error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return nil, errors.New("it is no JWS")
	}
	var header struct {
		Alg  string   `json:"alg"`
		Kid  string   `json:"kid"`
		Crit []string `json:"crit"`
	}
	claims := map[string]any{}
	if decode(parts[0], &header) != nil || decode(parts[1], &claims) != nil {
		return nil, errors.New("it is no JSON")
	}
	if header.Alg != "RS256" || header.Crit != nil {
		return nil, errors.New("it is not signed with RS256")
	}
	if !keys.signed(header.Kid, parts) {
		return nil, errSignature
	}
	return claims, p.check(claims, nonce)
}

func (k keySet) signed(kid string, parts []string) bool {
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil {
		return false
	}
	digest := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	for _, key := range k.Keys {
		n, errN := base64.RawURLEncoding.DecodeString(key.N)
		e, errE := base64.RawURLEncoding.DecodeString(key.E)
		if key.Kty != "RSA" || key.Kid != kid || key.Use != "" && key.Use != "sig" || errN != nil || errE != nil ||
			len(n) < 256 || len(e) > 4 {
			continue
		}
		public := &rsa.PublicKey{N: new(big.Int).SetBytes(n), E: int(new(big.Int).SetBytes(e).Int64())}
		if rsa.VerifyPKCS1v15(public, crypto.SHA256, digest[:], signature) == nil {
			return true
		}
	}
	return false
}

func (p Provider) check(claims map[string]any, nonce string) error {
	now := time.Now
	if p.Now != nil {
		now = p.Now
	}
	subject, _ := claims["sub"].(string)
	party, hasParty := claims["azp"]
	switch {
	case claims["iss"] != p.Issuer:
		return errors.New("it is of another issuer")
	case !p.isFor(claims["aud"]) || hasParty && party != p.ClientID:
		return errors.New("it is for another client")
	case nonce == "" || claims["nonce"] != nonce:
		return errors.New("it has another nonce")
	case !at(claims["exp"]).After(now().Add(-skew)):
		return errors.New("it has expired")
	case at(claims["iat"]).IsZero() || at(claims["iat"]).After(now().Add(skew)):
		return errors.New("it is from the future")
	case subject == "":
		return errors.New("it is about nobody")
	}
	return nil
}

// isFor wants the client alone as the audience: another one in a list is nobody that the pool knows.
func (p Provider) isFor(audience any) bool {
	list, isList := audience.([]any)
	return audience == p.ClientID || isList && len(list) == 1 && slices.Contains(list, any(p.ClientID))
}

func at(claim any) time.Time {
	number, _ := claim.(json.Number)
	seconds, err := number.Int64()
	if err != nil {
		return time.Time{}
	}
	return time.Unix(seconds, 0)
}

func decode(part string, into any) error {
	raw, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		return err
	}
	decoder := json.NewDecoder(strings.NewReader(string(raw)))
	decoder.UseNumber()
	return decoder.Decode(into)
}
