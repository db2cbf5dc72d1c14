package oidc

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// provider is an OpenID provider that a test makes misbehave.
type provider struct {
	*httptest.Server
	key      *rsa.PrivateKey
	header   map[string]any
	claims   map[string]any
	document map[string]any
	info     map[string]any
	handlers map[string]http.HandlerFunc
}

var key = func() *rsa.PrivateKey {
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return k
}()

const now = 1_800_000_000

func newProvider(t *testing.T) (*provider, Provider) {
	t.Helper()
	p := &provider{key: key, handlers: map[string]http.HandlerFunc{}}
	p.Server = httptest.NewServer(http.HandlerFunc(p.serve))
	t.Cleanup(p.Close)
	p.header = map[string]any{"alg": "RS256", "kid": "k1"}
	p.claims = map[string]any{"iss": p.URL, "aud": "client", "sub": "s1", "nonce": "n1", "exp": now + 60, "iat": now,
		"email": "a@example.com", "email_verified": true}
	p.document = map[string]any{
		"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token",
		"jwks_uri": p.URL + "/keys", "userinfo_endpoint": p.URL + "/info",
	}
	p.info = map[string]any{"sub": "s1", "name": "Ada"}
	return p, Provider{
		Issuer: p.URL, ClientID: "client", ClientSecret: "secret", Scopes: "openid email",
		RedirectURI: "http://localhost:1/back",
		Now:         func() time.Time { return time.Unix(now, 0) },
	}
}

func (p *provider) serve(w http.ResponseWriter, r *http.Request) {
	if handle, ok := p.handlers[r.URL.Path]; ok {
		handle(w, r)
		return
	}
	var body any
	switch r.URL.Path {
	case "/.well-known/openid-configuration":
		body = p.document
	case "/token":
		if r.FormValue("code") != "code" || r.FormValue("client_secret") != "secret" ||
			r.FormValue("redirect_uri") != "http://localhost:1/back" {
			w.WriteHeader(http.StatusBadRequest)
			body = map[string]any{"error": "invalid_grant"}
			break
		}
		body = map[string]any{"id_token": p.sign(), "access_token": "access"}
	case "/keys":
		body = map[string]any{"keys": []any{map[string]any{"kty": "RSA", "use": "sig", "kid": "k1",
			"n": text(key.N.Bytes()), "e": text(big.NewInt(int64(key.E)).Bytes())}}}
	case "/info":
		body = p.info
	}
	_ = json.NewEncoder(w).Encode(body)
}

func text(raw []byte) string { return base64.RawURLEncoding.EncodeToString(raw) }

func (p *provider) sign() string {
	header, _ := json.Marshal(p.header)
	claims, _ := json.Marshal(p.claims)
	signed := text(header) + "." + text(claims)
	digest := sha256.Sum256([]byte(signed))
	signature, _ := rsa.SignPKCS1v15(rand.Reader, p.key, crypto.SHA256, digest[:])
	return signed + "." + text(signature)
}

func TestClaimsOfAProvider(t *testing.T) {
	_, p := newProvider(t)
	claims, err := p.Claims(t.Context(), "code", "n1")
	want := map[string]string{"sub": "s1", "email": "a@example.com", "email_verified": "true", "name": "Ada"}
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range want {
		if claims[name] != value {
			t.Errorf("%s is %q", name, claims[name])
		}
	}
	address, err := p.AuthorizeURL(t.Context(), "st", "n1", "")
	if err != nil || address != p.Issuer+"/authorize?client_id=client&redirect_uri=http%3A%2F%2Flocalhost%3A1%2Fback&scope=openid+email&response_type=code&state=st&nonce=n1" {
		t.Errorf("authorize is %s, %v", address, err)
	}
}

func TestIDTokensThatAreWrong(t *testing.T) {
	foreign, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*provider){
		"another issuer":         func(p *provider) { p.claims["iss"] = "http://127.0.0.1:1" },
		"another client":         func(p *provider) { p.claims["aud"] = "other" },
		"two clients":            func(p *provider) { p.claims["aud"] = []string{"client", "other"} },
		"no client":              func(p *provider) { delete(p.claims, "aud") },
		"another party":          func(p *provider) { p.claims["azp"] = "other" },
		"another nonce":          func(p *provider) { p.claims["nonce"] = "n2" },
		"no nonce":               func(p *provider) { delete(p.claims, "nonce") },
		"expired":                func(p *provider) { p.claims["exp"] = now - 61 },
		"no end":                 func(p *provider) { delete(p.claims, "exp") },
		"from the future":        func(p *provider) { p.claims["iat"] = now + 120 },
		"nobody":                 func(p *provider) { p.claims["sub"] = "" },
		"a number for a subject": func(p *provider) { p.claims["sub"] = 1 },
		"no algorithm":           func(p *provider) { p.header["alg"] = "none" },
		"a shared secret":        func(p *provider) { p.header["alg"] = "HS256" },
		"an unknown extension":   func(p *provider) { p.header["crit"] = []string{"b64"} },
		"another key":            func(p *provider) { p.key = foreign },
		"another key id":         func(p *provider) { p.header["kid"] = "k2" },
		"userInfo of another":    func(p *provider) { p.info["sub"] = "s2" },
	} {
		t.Run(name, func(t *testing.T) {
			server, p := newProvider(t)
			change(server)
			if claims, err := p.Claims(t.Context(), "code", "n1"); err == nil {
				t.Errorf("it was taken: %v", claims)
			}
		})
	}
}

// Neither the secret nor the person goes to another machine, whatever the provider says.
func TestNothingLeadsAway(t *testing.T) {
	elsewhere := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "http://192.0.2.1/token")
		w.WriteHeader(http.StatusTemporaryRedirect)
	}
	for name, change := range map[string]func(*provider){
		"the document redirects":       func(p *provider) { p.handlers["/.well-known/openid-configuration"] = elsewhere },
		"the token endpoint redirects": func(p *provider) { p.handlers["/token"] = elsewhere },
		"the key set redirects":        func(p *provider) { p.handlers["/keys"] = elsewhere },
		"userInfo redirects":           func(p *provider) { p.handlers["/info"] = elsewhere },
		"another token endpoint":       func(p *provider) { p.document["token_endpoint"] = "https://login.example.com/token" },
		"another key set":              func(p *provider) { p.document["jwks_uri"] = "https://login.example.com/keys" },
		"another userInfo":             func(p *provider) { p.document["userinfo_endpoint"] = "https://login.example.com/info" },
		"another page":                 func(p *provider) { p.document["authorization_endpoint"] = "javascript:alert(1)" },
		"another issuer":               func(p *provider) { p.document["issuer"] = "https://login.example.com" },
		"no document": func(p *provider) {
			maps.DeleteFunc(p.document, func(string, any) bool { return true })
		},
	} {
		t.Run(name, func(t *testing.T) {
			server, p := newProvider(t)
			change(server)
			if claims, err := p.Claims(t.Context(), "code", "n1"); err == nil || strings.Contains(err.Error(), "192.0.2.1") {
				t.Errorf("it went on: %v, %v", claims, err)
			}
		})
	}
}

func TestOnThisMachine(t *testing.T) {
	for address, want := range map[string]bool{
		"http://127.0.0.1:9229/pool": true, "https://localhost/x": true, "http://[::1]:1": true,
		"https://accounts.google.com": false, "http://127.0.0.1.example.com": false,
		"http://localhost@example.com": false, "http://user@localhost": false, "ftp://localhost": false,
		"": false, "//localhost": false, "http://10.0.0.1": false,
	} {
		if got := OnThisMachine(address); got != want {
			t.Errorf("%q: %v", address, got)
		}
	}
}
