package authtest

import (
	"bytes"
	"compress/flate"
	"crypto"
	"crypto/ecdsa"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"math/big"
	"strings"
)

// algorithms are attacks on "alg".
func algorithms(l *lab) []Case {
	payload := encode(l.payload)
	cases := []Case{
		{ID: "T-01", Name: "alg none, empty signature", Token: encode(l.algorithm(`"none"`)) + "." + payload + "."},
		{ID: "T-03", Name: "alg none, true signature", Token: l.headed(l.algorithm(`"none"`)), Reason: "alg"},
		{ID: "T-04", Name: "alg missing", Token: l.headed(`{"kid":"` + l.Kid(1) + `"}`), Reason: "alg"},
		{ID: "T-06", Name: "alg HS256, RS256 signature", Token: l.headed(l.algorithm(`"HS256"`)), Reason: "alg"},
		{ID: "T-12", Name: "alg PS256, RS256 signature", Token: l.headed(l.algorithm(`"PS256"`)), Reason: "alg"},
		{ID: "T-12", Name: "alg PS256, true PSS signature", Token: l.pss(), Reason: "alg"},
		{ID: "T-13", Name: "true RS384", Token: l.hashed(crypto.SHA384, "RS384")},
		{ID: "T-13", Name: "true RS512", Token: l.hashed(crypto.SHA512, "RS512")},
		{ID: "T-39", Name: "ES256 by the attacker under the pool's key id", Token: l.es256()},
	}
	cases = append(cases, each("T-02", "alg with an empty signature", []string{"none", "None", "NONE", "nOnE", "none ",
		" none", "none\\u0000", ""}, func(alg string) string {
		return encode(l.algorithm(`"`+alg+`"`)) + "." + payload + "."
	})...)
	cases = append(cases, each("T-02", "alg with a random signature", []string{"None", "NONE", "nOnE", "none "},
		func(alg string) string {
			return encode(l.algorithm(`"`+alg+`"`)) + "." + payload + "." + encode(strings.Repeat("\x5a", 256))
		})...)
	cases = append(cases, each("T-05", "alg", []string{
		`"rs256"`, `"Rs256"`, `"RS256 "`, `" RS256"`, `"RS256\u0000"`, `"RS2560"`, `"RS25"`, `""`, `null`, `256`,
		`["RS256"]`, `{"RS256":1}`, `true`,
	}, func(alg string) string { return l.headed(l.algorithm(alg)) })...)
	for _, s := range l.secrets() {
		cases = append(cases, Case{ID: s.id, Name: "HS256 with the public key as secret: " + s.name,
			Token: l.hs256(s.secret), Reason: "alg"})
	}
	return cases
}

// pss is a token with a true PSS signature.
func (l *lab) pss() string {
	text := encode(l.algorithm(`"PS256"`)) + "." + encode(l.payload)
	digest := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPSS(rand.Reader, l.Key(1), crypto.SHA256, digest[:],
		&rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
	return text + "." + encode(string(must(signature, err)))
}

// hashed is a token with a true signature over another hash.
func (l *lab) hashed(hash crypto.Hash, alg string) string {
	text := encode(l.algorithm(`"`+alg+`"`)) + "." + encode(l.payload)
	h := hash.New()
	h.Write([]byte(text))
	signature, err := rsa.SignPKCS1v15(nil, l.Key(1), hash, h.Sum(nil))
	return text + "." + encode(string(must(signature, err)))
}

// es256 is a token that the attacker signed with an EC key, RFC 7518 section 3.4.
func (l *lab) es256() string {
	text := encode(l.algorithm(`"ES256"`)) + "." + encode(l.payload)
	digest := sha256.Sum256([]byte(text))
	r, s, err := ecdsa.Sign(rand.Reader, l.attackers.ec, digest[:])
	signature := make([]byte, 64)
	must(r, err).FillBytes(signature[:32])
	s.FillBytes(signature[32:])
	return text + "." + encode(string(signature))
}

// publicSecret is something that everybody knows.
type publicSecret struct {
	id, name string
	secret   []byte
}

// secrets are forms of the public key that a careless verifier might use as an HMAC secret.
func (l *lab) secrets() []publicSecret {
	public := &l.Key(1).PublicKey
	der := must(x509.MarshalPKIXPublicKey(public))
	text := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	pkcs1 := pem.EncodeToMemory(&pem.Block{Type: "RSA PUBLIC KEY", Bytes: x509.MarshalPKCS1PublicKey(public)})
	return []publicSecret{
		{"T-07", "PEM", text}, {"T-07", "PEM without the last newline", bytes.TrimSpace(text)},
		{"T-07", "PKCS #1 PEM", pkcs1},
		{"T-09", "DER", der}, {"T-09", "PKCS #1 DER", x509.MarshalPKCS1PublicKey(public)},
		{"T-10", "modulus", public.N.Bytes()}, {"T-10", "n", []byte(base64.RawURLEncoding.EncodeToString(public.N.Bytes()))},
		{"T-10", "JWK", marshal(l.JWK(1))}, {"T-10", "JWKS", l.JWKS()}, {"T-10", "nothing", nil},
	}
}

// hs256 is a token with an HMAC.
func (l *lab) hs256(secret []byte) string {
	text := encode(l.algorithm(`"HS256"`)) + "." + encode(l.payload)
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(text))
	return text + "." + encode(string(mac.Sum(nil)))
}

// keyIDs are attacks on "kid".
func keyIDs(l *lab) []Case {
	kid := func(value string) string { return l.headed(`{"kid":` + value + `,"alg":"RS256"}`) }
	cases := []Case{
		{ID: "T-15", Name: "kid missing", Token: l.headed(`{"alg":"RS256"}`), Reason: "kid"},
		{ID: "T-17", Name: "kid unknown, attacker's key",
			Token: SignWith(l.attackers.rsa, encode(`{"kid":"unknown","alg":"RS256"}`)+"."+encode(l.payload)),
			Want:  Unknown, Reason: "kid", Fetches: 1},
		{ID: "T-17", Name: "kid unknown and another issuer",
			Token: SignWith(l.attackers.rsa, encode(`{"kid":"unknown","alg":"RS256"}`)+"."+
				encode(l.AccessPayload(Claims{"iss": "https://evil.example"}))), Reason: "iss"},
		{ID: "T-18", Name: "kid empty", Token: kid(`""`), Reason: "kid"},
		{ID: "T-18", Name: "kid in another case", Token: kid(`"` + swapCase(l.Kid(1)) + `"`), Want: Unknown,
			Reason: "kid", Fetches: 1},
		{ID: "T-18", Name: "kid and a space", Token: kid(`"` + l.Kid(1) + ` "`), Want: Unknown, Reason: "kid", Fetches: 1},
		{ID: "T-18", Name: "kid and a NUL", Token: kid(`"` + l.Kid(1) + `\u0000"`), Want: Unknown, Reason: "kid", Fetches: 1},
		{ID: "T-38", Name: "kid of the other key, signature kept",
			Token: encode(l.Header(0)) + l.good[strings.Index(l.good, "."):], Reason: "signature"},
		{ID: "T-19", Name: "kid of 10 KB", Token: kid(`"` + strings.Repeat("k", 10_240) + `"`), Reason: "size"},
		{ID: "T-19", Name: "kid of 4 KB", Token: kid(`"` + strings.Repeat("k", 4096) + `"`), Reason: "kid"},
		{ID: "X-01", Name: "kid of 129 bytes", Token: kid(`"` + strings.Repeat("k", 129) + `"`), Reason: "kid"},
	}
	cases = append(cases, each("T-16", "kid", []string{`1`, `null`, `["` + l.Kid(1) + `"]`, `true`, `{}`}, kid)...)
	paths := each("T-19", "kid", []string{`../../` + l.Kid(1), `http://169.254.169.254/`, l.JWKSURL, l.Kid(1) + `'--`,
		`k\u0000`, `k\r\nevent=signin.completed`, `*`}, func(value string) string { return kid(`"` + value + `"`) })
	for i := range paths {
		paths[i].Want, paths[i].Fetches = Unknown, 1 // of the pool's own key set, which may have a new key
	}
	return append(cases, paths...)
}

// swapCase turns small letters into capitals and the reverse.
func swapCase(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z':
			return r - 'a' + 'A'
		case 'A' <= r && r <= 'Z':
			return r - 'A' + 'a'
		}
		return r
	}, text)
}

// headerMembers are attacks by further members of the header.
func headerMembers(l *lab) []Case {
	attacker := string(marshal(jwkOf(&l.attackers.rsa.PublicKey, l.Kid(1))))
	byAttacker := func(header string) string { return SignWith(l.attackers.rsa, encode(header)+"."+encode(l.payload)) }
	cases := []Case{
		{ID: "T-20", Name: "embedded jwk, signed by its key", Token: byAttacker(l.plus(`"jwk":` + attacker)),
			Reason: "header"},
		{ID: "T-20", Name: "embedded jwk without kid", Token: byAttacker(`{"alg":"RS256","jwk":` + attacker + `}`)},
		{ID: "T-21", Name: "jku, signed by the attacker", Token: byAttacker(l.plus(`"jku":"` + l.JWKSURL + `?evil"`)),
			Reason: "header"},
		{ID: "T-23", Name: "x5c of the attacker", Token: byAttacker(l.plus(`"x5c":["` +
			base64.StdEncoding.EncodeToString(must(x509.MarshalPKIXPublicKey(&l.attackers.rsa.PublicKey))) + `"]`)),
			Reason: "header"},
		{ID: "T-27", Name: "b64 false, raw payload",
			Token: SignWith(l.Key(1), encode(l.plus(`"b64":false,"crit":["b64"]`))+"."+l.payload)},
		{ID: "T-29", Name: "b64 false, payload encoded all the same",
			Token: l.headed(l.plus(`"b64":false,"crit":["b64"]`)), Reason: "header"},
		{ID: "T-29", Name: "b64 false without crit", Token: l.headed(l.plus(`"b64":false`)), Reason: "header"},
		{ID: "T-30", Name: "nested JWS", Token: l.signed(l.plus(`"cty":"JWT"`), l.good)},
		{ID: "T-31", Name: "zip with a deflate bomb", Token: l.signed(l.plus(`"zip":"DEF"`), deflateBomb()),
			Reason: "header"},
		{ID: "T-33", Name: "unknown header member", Token: l.headed(l.plus(`"foo":1`)), Want: Accepted},
		{ID: "X-02", Name: "alg twice", Token: l.headed(l.plus(`"alg":"none"`)), Reason: "duplicate"},
		{ID: "X-02", Name: "alg twice by an escape", Token: l.headed(l.plus(`"\u0061lg":"none"`)), Reason: "duplicate"},
		{ID: "X-02", Name: "kid twice", Token: l.headed(l.plus(`"kid":"` + l.Kid(0) + `"`)), Reason: "duplicate"},
		{ID: "X-03", Name: "forbidden member by an escape", Token: l.headed(l.plus(`"\u0063rit":["foo"]`)), Reason: "header"},
		{ID: "X-04", Name: "alg inside another member",
			Token: l.headed(`{"kid":"` + l.Kid(1) + `","x":{"alg":"RS256"}}`), Reason: "alg"},
	}
	cases = append(cases, each("T-25", "header member", []string{
		`"crit":["foo"],"foo":1`, `"crit":[]`, `"crit":null`, `"b64":true`, `"cty":"JWT"`, `"cty":"json"`,
		`"zip":"DEF"`, `"enc":"A256GCM"`,
		`"jwk":{}`, `"jwk":null`, `"jku":"https://evil.example/"`, `"x5u":"https://evil.example/"`, `"x5c":[]`,
		`"x5t":"AA"`, `"x5t#S256":"AA"`,
	}, func(members string) string { return l.headed(l.plus(members)) })...)
	return append(cases, each("T-32", "typ", []string{`"at+jwt"`, `"JOSE"`, `"logout+jwt"`, `5`, `"jwt"`, `""`, `null`,
		`["JWT"]`, `"JWT "`}, func(typ string) string {
		return l.headed(l.plus(`"typ":` + typ))
	})...)
}

// deflateBomb is a megabyte of zeros in a kilobyte.
func deflateBomb() string {
	var buffer bytes.Buffer
	writer := must(flate.NewWriter(&buffer, flate.BestCompression))
	must(writer.Write(make([]byte, 1<<20)))
	must(0, writer.Close())
	return buffer.String()
}

// jwkOf is a public key in the form of a key set.
func jwkOf(public *rsa.PublicKey, kid string) map[string]any {
	return map[string]any{
		"alg": "RS256", "e": base64.RawURLEncoding.EncodeToString(big.NewInt(int64(public.E)).Bytes()), "kid": kid,
		"kty": "RSA",
		"n":   base64.RawURLEncoding.EncodeToString(public.N.Bytes()), "use": "sig",
	}
}

// must returns a value whose making cannot fail.
func must[T any](value T, err error) T {
	if err != nil {
		panic(fmt.Sprintf("making a test token: %v", err))
	}
	return value
}
