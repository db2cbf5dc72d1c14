package auth_test

import (
	"bytes"
	"compress/gzip"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"cognitossr/pkg/auth"
	"cognitossr/pkg/auth/authtest"
)

// keySetCase is one response of the key set's server. The verifier starts without keys and verifies one access token.
type keySetCase struct {
	id, name string
	answer   func(p *authtest.Pool) http.HandlerFunc
	token    func(p *authtest.Pool) string // nil: a good access token
	want     string                        // "", or the class of the error: "invalid", "unavailable"
}

// body answers with a text.
func body(text []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(text) }
}

// keys answers with a set of these members.
func keys(members ...any) http.HandlerFunc {
	text, err := json.Marshal(map[string]any{"keys": members})
	if err != nil {
		panic(err)
	}
	return body(text)
}

// changed is the pool's second key with other members; nil removes one.
func changed(p *authtest.Pool, members map[string]any) map[string]any {
	key := p.JWK(1)
	for name, value := range members {
		if value == nil {
			delete(key, name)
			continue
		}
		key[name] = value
	}
	return key
}

// onlyKey answers with the pool's second key, changed.
func onlyKey(members map[string]any) func(p *authtest.Pool) http.HandlerFunc {
	return func(p *authtest.Pool) http.HandlerFunc { return keys(changed(p, members)) }
}

// beside answers with a good key and something else in front of it.
func beside(other any) func(p *authtest.Pool) http.HandlerFunc {
	return func(p *authtest.Pool) http.HandlerFunc { return keys(other, p.JWK(1)) }
}

// text answers with what is made of the good set.
func text(make func(good string) string) func(p *authtest.Pool) http.HandlerFunc {
	return func(p *authtest.Pool) http.HandlerFunc { return body([]byte(make(string(p.JWKS())))) }
}

// number encodes a big number for a key set.
func number(n *big.Int) string { return base64.RawURLEncoding.EncodeToString(n.Bytes()) }

// exponent3 is a key with the public exponent 3, which Go's generator does not make.
var exponent3 = sync.OnceValue(func() *rsa.PrivateKey {
	one, e := big.NewInt(1), big.NewInt(3)
	for {
		p, errP := rand.Prime(rand.Reader, 1024)
		q, errQ := rand.Prime(rand.Reader, 1024)
		if errP != nil || errQ != nil {
			panic(fmt.Sprint(errP, errQ))
		}
		n := new(big.Int).Mul(p, q)
		phi := new(big.Int).Mul(new(big.Int).Sub(p, one), new(big.Int).Sub(q, one))
		if d := new(big.Int).ModInverse(e, phi); d != nil && n.BitLen() == 2048 {
			return &rsa.PrivateKey{PublicKey: rsa.PublicKey{N: n, E: 3}, D: d, Primes: []*big.Int{p, q}}
		}
	}
})

// weakAnswer publishes a weak key under the id of the pool's second key.
func weakAnswer(n *big.Int, e int64) func(p *authtest.Pool) http.HandlerFunc {
	return func(p *authtest.Pool) http.HandlerFunc {
		return keys(changed(p, map[string]any{"n": number(n), "e": number(big.NewInt(e))}))
	}
}

// signedByExponent3 is a token by the key of exponent 3.
func signedByExponent3(p *authtest.Pool) string {
	encode := base64.RawURLEncoding.EncodeToString
	return authtest.SignWith(exponent3(), encode([]byte(p.Header(1)))+"."+encode([]byte(p.AccessPayload(nil))))
}

// status answers with a good set under a bad status.
func status(code int) func(p *authtest.Pool) http.HandlerFunc {
	return func(p *authtest.Pool) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(code)
			_, _ = w.Write(p.JWKS())
		}
	}
}

// redirect redirects to another path, where the good set is.
func redirect(code int, to string) func(p *authtest.Pool) http.HandlerFunc {
	return func(p *authtest.Pool) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/elsewhere" {
				_, _ = w.Write(p.JWKS())
				return
			}
			w.Header().Set("Location", to)
			w.WriteHeader(code)
		}
	}
}

// encoded answers with a header that says the answer is compressed.
func encoded(encoding string, compress bool) func(p *authtest.Pool) http.HandlerFunc {
	return func(p *authtest.Pool) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", encoding)
			if !compress {
				_, _ = w.Write(p.JWKS())
				return
			}
			zip := gzip.NewWriter(w)
			_, _ = zip.Write(bytes.Repeat([]byte(" "), 10<<20))
			_, _ = zip.Write(p.JWKS())
			_ = zip.Close()
		}
	}
}

// endless sends white space until the connection is closed.
func endless(*authtest.Pool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		chunk := bytes.Repeat([]byte(" "), 1<<16)
		for r.Context().Err() == nil {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	}
}

// reset closes the connection without a response.
func reset(*authtest.Pool) http.HandlerFunc {
	return func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }
}

var keySetCases = []keySetCase{
	{"K-00", "both keys", text(func(good string) string { return good }), nil, ""},
	{
		"K-01", "an EC key beside",
		beside(map[string]any{"kty": "EC", "crv": "P-256", "kid": "ec", "use": "sig", "alg": "ES256", "x": "AA", "y": "AA"}),
		nil, "",
	},
	{
		"K-02", "a key of an unknown type beside",
		beside(map[string]any{"kty": "AKP", "kid": "pq", "alg": "ML-DSA-44", "pub": "AA"}), nil, "",
	},
	{"K-03", "members that are no keys beside", beside([]any{1, "x", nil, map[string]any{}}), nil, ""},
	{
		"K-04", "an EC key of an unknown curve beside",
		beside(map[string]any{"kty": "EC", "crv": "P-999", "kid": "ec", "use": "sig", "alg": "ES999", "x": "AA", "y": "AA"}),
		nil, "",
	},
	{
		"K-05", "a symmetric key beside",
		beside(map[string]any{"kty": "oct", "kid": "oct", "alg": "HS256", "use": "sig", "k": "c2VjcmV0"}), nil, "",
	},
	{
		"K-05", "a symmetric key alone",
		onlyKey(map[string]any{"kty": "oct", "alg": "RS256", "k": "c2VjcmV0", "n": nil, "e": nil}), nil, "unavailable",
	},
	{
		"K-06", "a broken RSA key beside",
		beside(map[string]any{"kty": "RSA", "kid": "x", "alg": "RS256", "use": "sig", "n": "!!", "e": "AQAB"}), nil, "",
	},
	{"K-06", "no modulus", onlyKey(map[string]any{"n": nil}), nil, "unavailable"},
	{"K-06", "empty modulus", onlyKey(map[string]any{"n": ""}), nil, "unavailable"},
	{"K-06", "a modulus that is a number", onlyKey(map[string]any{"n": 65537}), nil, "unavailable"},
	{"K-06", "no exponent", onlyKey(map[string]any{"e": nil}), nil, "unavailable"},
	{"K-06", "an exponent of 5 bytes", onlyKey(map[string]any{"e": "AQAAAAE"}), nil, "unavailable"},
	{"K-06", "an exponent of 2^31 + 1", onlyKey(map[string]any{"e": "gAAAAQ"}), nil, "unavailable"},
	{"K-06", "an exponent with a line break", onlyKey(map[string]any{"e": "AQ\nAB"}), nil, "unavailable"},
	{"K-06", "an exponent with padding", onlyKey(map[string]any{"e": "AQAB===="}), nil, "unavailable"},
	{"K-06", "an exponent in the standard alphabet", onlyKey(map[string]any{"e": "+QAB"}), nil, "unavailable"},
	{"K-07", "no alg", onlyKey(map[string]any{"alg": nil}), nil, "unavailable"},
	{"K-07", "alg RS512", onlyKey(map[string]any{"alg": "RS512"}), nil, "unavailable"},
	{"K-07", "alg RSA-OAEP", onlyKey(map[string]any{"alg": "RSA-OAEP"}), nil, "unavailable"},
	{"K-08", "use enc", onlyKey(map[string]any{"use": "enc"}), nil, "unavailable"},
	{"K-08", "no use", onlyKey(map[string]any{"use": nil}), nil, "unavailable"},
	{"K-09", "key_ops encrypt", onlyKey(map[string]any{"key_ops": []string{"encrypt"}}), nil, "unavailable"},
	{"K-09", "key_ops no array", onlyKey(map[string]any{"key_ops": "verify"}), nil, "unavailable"},
	{"K-09", "key_ops with verify", onlyKey(map[string]any{"key_ops": []string{"sign", "verify"}}), nil, ""},
	{
		"K-10", "1024 bits", weakAnswer(new(big.Int).SetBit(new(big.Int).SetBit(new(big.Int), 1023, 1), 0, 1), 65537),
		nil, "unavailable",
	},
	{
		"K-10", "8193 bits", weakAnswer(new(big.Int).SetBit(new(big.Int).SetBit(new(big.Int), 8192, 1), 0, 1), 65537),
		nil, "unavailable",
	},
	{"K-10", "even modulus", weakAnswer(new(big.Int).SetBit(new(big.Int), 2047, 1), 65537), nil, "unavailable"},
	{
		"K-11", "exponent 3", func(p *authtest.Pool) http.HandlerFunc { return weakAnswer(exponent3().N, 3)(p) },
		signedByExponent3, "unavailable",
	},
	{
		"K-11", "exponent 1", weakAnswer(new(big.Int).SetBit(new(big.Int).SetBit(new(big.Int), 2047, 1), 0, 1), 1), nil,
		"unavailable",
	},
	{"K-12", "a private member", onlyKey(map[string]any{"d": "AA"}), nil, "unavailable"},
	{"K-12", "a prime", onlyKey(map[string]any{"p": "AA"}), nil, "unavailable"},
	{"K-13", "the same id twice", func(p *authtest.Pool) http.HandlerFunc {
		return keys(p.JWK(1), changed(p, map[string]any{"n": p.JWK(0)["n"]}), p.JWK(0))
	}, nil, "invalid"},
	{"K-13", "no id", onlyKey(map[string]any{"kid": nil}), nil, "unavailable"},
	{"K-13", "an id that is a number", onlyKey(map[string]any{"kid": 1}), nil, "unavailable"},
	{"K-14", "keys null", text(func(string) string { return `{"keys":null}` }), nil, "unavailable"},
	{"K-14", "no keys", text(func(string) string { return `{}` }), nil, "unavailable"},
	{"K-14", "empty keys", text(func(string) string { return `{"keys":[]}` }), nil, "unavailable"},
	{"K-14", "an array", text(func(string) string { return `[]` }), nil, "unavailable"},
	{"K-14", "a key alone", func(p *authtest.Pool) http.HandlerFunc {
		return body([]byte(strings.TrimSuffix(strings.TrimPrefix(string(p.JWKS()), `{"keys":[`), `]}`)))
	}, nil, "unavailable"},
	{
		"K-14", "KEYS", text(func(good string) string { return strings.Replace(good, `"keys"`, `"KEYS"`, 1) }), nil,
		"unavailable",
	},
	{"K-14", "keys twice", text(func(good string) string { return `{"keys":[],` + good[1:] }), nil, "unavailable"},
	{"K-15", "HTML", text(func(string) string { return "<!doctype html><title>Wartung</title>" }), nil, "unavailable"},
	{"K-15", "nothing", text(func(string) string { return "" }), nil, "unavailable"},
	{"K-15", "cut short", text(func(good string) string { return good[:len(good)-2] }), nil, "unavailable"},
	{"K-15", "garbage behind", text(func(good string) string { return good + "x" }), nil, "unavailable"},
	{"K-15", "two sets", text(func(good string) string { return good + good }), nil, "unavailable"},
	{"K-15", "byte order mark", text(func(good string) string { return "\ufeff" + good }), nil, "unavailable"},
	{"K-15", "white space around", text(func(good string) string { return " \n" + good + "\n" }), nil, ""},
	{
		"K-16", "150,000 bytes",
		text(func(good string) string { return good + strings.Repeat(" ", 150_000-len(good)) }), nil, "",
	},
	{
		"K-16", "150,001 bytes",
		text(func(good string) string { return good + strings.Repeat(" ", 150_001-len(good)) }), nil, "unavailable",
	},
	{"K-16", "endless", endless, nil, "unavailable"},
	{
		"K-16", "10,000 keys of no use",
		text(func(string) string { return `{"keys":[` + strings.Repeat(`{},`, 9_999) + `{}]}` }), nil, "unavailable",
	},
	{"K-16", "compressed bomb", encoded("gzip", true), nil, "unavailable"},
	{"K-16", "said to be compressed", encoded("br", false), nil, "unavailable"},
	{"K-17", "301", redirect(301, "/elsewhere"), nil, "unavailable"},
	{"K-17", "302", redirect(302, "/elsewhere"), nil, "unavailable"},
	{"K-17", "307", redirect(307, "/elsewhere"), nil, "unavailable"},
	{"K-17", "302 to a file", redirect(302, "file:///etc/passwd"), nil, "unavailable"},
	{"K-18", "201", status(201), nil, "unavailable"},
	{"K-18", "404", status(404), nil, "unavailable"},
	{"K-18", "429", status(429), nil, "unavailable"},
	{"K-18", "500", status(500), nil, "unavailable"},
	{"K-18", "connection reset", reset, nil, "unavailable"},
}

// keySetFault runs a case, without a rule if one is named, and returns what is wrong.
func keySetFault(t testing.TB, c keySetCase, rule string) string {
	pool := standingPool(t)
	pool.Serve(c.answer(pool))
	verifier := newVerifier(t, pool.Config())
	if rule != "" {
		verifier.Disable(rule)
	}
	token := pool.Access(nil)
	if c.token != nil {
		token = c.token(pool)
	}
	_, err := verifier.VerifyAccess(t.Context(), token)
	if got := class(err); got != c.want {
		return fmt.Sprintf("got %q (%v), want %q", got, err, c.want)
	}
	if pool.Fetches() != 1 {
		return fmt.Sprintf("%d requests, want 1", pool.Fetches())
	}
	return ""
}

func TestKeySets_SEC040_SEC041(t *testing.T) {
	for _, c := range keySetCases {
		t.Run(c.id+" "+c.name, func(t *testing.T) {
			if wrong := keySetFault(t, c, ""); wrong != "" {
				t.Error(wrong)
			}
		})
	}
}

// isKeyRule reports whether a rule looks at keys, so that the token corpus cannot notice its loss.
func isKeyRule(rule string) bool {
	return strings.HasPrefix(rule, "key_") || strings.HasPrefix(rule, "jwks_")
}

// noticedByKeySets runs the key sets without a rule up to the first case that fails.
func noticedByKeySets(t *testing.T, rule string) int {
	if !isKeyRule(rule) {
		return 0
	}
	if rule == "jwks_pause" {
		return stormFetches(t, rule) / 8 // more than the 7 that the pause allows
	}
	for _, c := range keySetCases {
		if wrong := keySetFault(t, c, rule); wrong != "" {
			t.Logf("%s %s: %s", c.id, c.name, wrong)
			return 1
		}
	}
	return 0
}

// class returns the class of an error as a word.
func class(err error) string {
	switch want := classify(err); {
	case want == authtest.Accepted:
		return ""
	case want == authtest.Unknown:
		return string(authtest.Invalid)
	case want == authtest.Invalid || want == authtest.Expired || want == authtest.NotYet:
		return string(want)
	case strings.HasPrefix(auth.Reason(err), "jwks") || auth.Reason(err) == "deadline":
		return "unavailable"
	}
	return "another error"
}

// stormFetches verifies tokens with 10,000 unknown key IDs within a minute, without a rule if one is named, and returns
// the number of fetches.
func stormFetches(t testing.TB, rule string) int {
	pool := authtest.NewPool(t)
	now := time.Unix(1_790_000_000, 0)
	pool.Now = func() time.Time { return now }
	verifier := withBundledKeys(t, pool)
	if rule != "" {
		verifier.Disable(rule)
	}
	good, payload := pool.Access(nil), pool.AccessPayload(nil)
	signature := good[strings.LastIndexByte(good, '.'):]
	encode := base64.RawURLEncoding.EncodeToString
	for i := range 10_000 {
		now = now.Add(6 * time.Millisecond)
		kid := fmt.Sprintf(`{"kid":"storm %d","alg":"RS256"}`, i)
		if _, err := verifier.VerifyAccess(t.Context(), encode([]byte(kid))+"."+encode([]byte(payload))+
			signature); class(err) != "invalid" {
			t.Fatalf("an unknown key id: %v", err)
		}
		if i%1000 == 0 {
			if _, err := verifier.VerifyAccess(t.Context(), good); err != nil {
				t.Fatalf("a good token in the storm: %v", err)
			}
		}
		if rule != "" && pool.Fetches() > 10 {
			break
		}
	}
	return pool.Fetches()
}

func TestStormOfUnknownKeyIDs_SEC044_R51_N07(t *testing.T) {
	if fetches := stormFetches(t, ""); fetches < 6 || fetches > 7 {
		t.Errorf("%d fetches in a minute, want 6 or 7", fetches)
	}
}
