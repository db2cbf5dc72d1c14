package passkey

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	virtual "github.com/descope/virtualwebauthn"

	"cognitossr/pkg/dev/testtools/authenticator"
)

const sub = "a0b1c2d3-0000-7012-8000-000000000001"

var party = RelyingParty{ID: "localhost", UserVerification: "preferred"}

// browser shows the sign-in page of the local Cognito.
func browser(t testing.TB) *authenticator.Browser {
	return authenticator.New(t, "localhost", "http://localhost:9229", sub)
}

func create(t testing.TB, b *authenticator.Browser, options CreationOptions) []byte {
	return b.Create(t, written(t, options))
}

func get(t testing.TB, b *authenticator.Browser, options RequestOptions) []byte {
	return b.Get(t, written(t, options))
}

func written(t testing.TB, value any) string {
	t.Helper()
	raw, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

var (
	first  = []byte("a challenge of thirty-two bytes.")
	second = []byte("another one of thirty-two bytes.")
)

// registered is a user whose browser has a passkey.
func registered(t testing.TB, change ...func(*authenticator.Browser)) (User, *authenticator.Browser) {
	t.Helper()
	u, b := User{Sub: sub, Name: "ann@example.com"}, browser(t)
	for _, c := range change {
		c(b)
	}
	p, err := party.Register(u, first, create(t, b, party.CreationOptions(u, first)))
	if err != nil {
		t.Fatal(err)
	}
	u.Passkeys = []Passkey{p}
	return u, b
}

func TestAPasskeySignsIn(t *testing.T) {
	for name, change := range map[string]func(*authenticator.Browser){
		"a security key": func(*authenticator.Browser) {},
		"a synced passkey": func(b *authenticator.Browser) {
			b.Device.Options.BackupEligible, b.Device.Options.BackupState = true, true
		},
		"an RSA key": func(b *authenticator.Browser) { b.Key = virtual.NewCredential(virtual.KeyTypeRSA) },
		"without a gesture": func(b *authenticator.Browser) {
			b.Device.Options.UserNotVerified = true // userVerification is only preferred
		},
		"a page by https": func(b *authenticator.Browser) { b.Page.Origin = "https://localhost" },
		"a page below the domain": func(b *authenticator.Browser) {
			b.Page.Origin = "http://www.localhost:3000"
		},
	} {
		t.Run(name, func(t *testing.T) {
			u, b := registered(t, change)
			kept := written(t, u.Passkeys)
			if err := json.Unmarshal([]byte(kept), &u.Passkeys); err != nil {
				t.Fatal(err)
			}
			p, err := party.SignIn(u, second, get(t, b, party.RequestOptions(u, second)))
			if err != nil || p.ID() != u.Passkeys[0].ID() {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestWrongRegistrations(t *testing.T) {
	u := User{Sub: sub, Name: "ann@example.com"}
	for name, c := range map[string]struct {
		change func(*authenticator.Browser)
		party  RelyingParty
		want   error
	}{
		"another site's page": {func(b *authenticator.Browser) { b.Page.Origin = "http://127.0.0.1:9229" },
			party, ErrOrigin},
		"a look-alike": {func(b *authenticator.Browser) { b.Page.Origin = "https://evillocalhost" },
			party, ErrOrigin},
		"no origin":            {func(b *authenticator.Browser) { b.Page.Origin = "" }, party, ErrOrigin},
		"a path in the origin": {func(b *authenticator.Browser) { b.Page.Origin = "http://localhost/x" }, party, ErrOrigin},
		"http elsewhere": {func(b *authenticator.Browser) {
			b.Page = virtual.RelyingParty{ID: "example.com", Origin: "http://example.com"}
		}, RelyingParty{ID: "example.com"}, ErrOrigin},
		"another relying party": {func(b *authenticator.Browser) { b.Page.ID = "example.com" }, party, ErrRelyingParty},
		"nobody touched it": {func(b *authenticator.Browser) { b.Device.Options.UserNotPresent = true }, party,
			ErrResponse},
		"no gesture where required": {func(b *authenticator.Browser) { b.Device.Options.UserNotVerified = true },
			RelyingParty{ID: "localhost", UserVerification: "required"}, ErrResponse},
	} {
		t.Run(name, func(t *testing.T) {
			b := browser(t)
			c.change(b)
			if _, err := c.party.Register(u, first,
				create(t, b, c.party.CreationOptions(u, first))); !errors.Is(err, c.want) {
				t.Errorf("got %v", err)
			}
		})
	}
	b := browser(t)
	if _, err := party.Register(u, second, create(t, b, party.CreationOptions(u, first))); !errors.Is(err, ErrChallenge) {
		t.Errorf("an answer to another challenge: %v", err)
	}
	signed := get(t, b, party.RequestOptions(u, first))
	if _, err := party.Register(u, first, signed); !errors.Is(err, ErrResponse) {
		t.Errorf("a sign-in for a registration: %v", err)
	}
}

func TestWrongSignIns(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*User, *authenticator.Browser)
		want   error
	}{
		"another key": {func(_ *User, b *authenticator.Browser) { b.Key.Key = authenticator.NewKey(t).Key },
			ErrResponse},
		"a passkey not of theirs": {func(_ *User, b *authenticator.Browser) { b.Key = authenticator.NewKey(t) }, ErrResponse},
		"another user's handle":   {func(_ *User, b *authenticator.Browser) { b.Device.Options.UserHandle = []byte("somebody else") }, ErrResponse},
		"another site's page":     {func(_ *User, b *authenticator.Browser) { b.Page.Origin = "https://example.com" }, ErrOrigin},
		"another relying party":   {func(_ *User, b *authenticator.Browser) { b.Page.ID = "example.com" }, ErrRelyingParty},
		"a counter that went back": {func(u *User, b *authenticator.Browser) {
			u.Passkeys[0].Credential.Authenticator.SignCount, b.Key.Counter = 5, 4
		}, ErrCloned},
		"a counter that stands still": {func(u *User, b *authenticator.Browser) {
			u.Passkeys[0].Credential.Authenticator.SignCount, b.Key.Counter = 5, 5
		}, ErrCloned},
		"a passkey that came to be synced": {func(_ *User, b *authenticator.Browser) { b.Device.Options.BackupEligible = true }, ErrResponse},
		"nobody touched it":                {func(_ *User, b *authenticator.Browser) { b.Device.Options.UserNotPresent = true }, ErrResponse},
		"the passkey was deleted":          {func(u *User, _ *authenticator.Browser) { u.Passkeys = nil }, ErrResponse},
	} {
		t.Run(name, func(t *testing.T) {
			u, b := registered(t)
			options := party.RequestOptions(u, second)
			c.change(&u, b)
			if _, err := party.SignIn(u, second, get(t, b, options)); !errors.Is(err, c.want) {
				t.Errorf("got %v", err)
			}
		})
	}
	u, b := registered(t)
	if _, err := party.SignIn(u, second, get(t, b, party.RequestOptions(u, first))); !errors.Is(err, ErrChallenge) {
		t.Errorf("an answer to another challenge: %v", err)
	}
}

// The members and values are those of AWS's samples.
func TestOptionsAreThoseOfAWS(t *testing.T) {
	u, _ := registered(t)
	options := written(t, party.CreationOptions(u, first))
	for _, part := range []string{
		`"rp":{"id":"localhost","name":"localhost"}`, `"user":{"id":"YTBiMWMyZDMtMDAwMC03MDEyLTgwMDAtMDAwMDAwMDAwMDAx"`,
		`"pubKeyCredParams":[{"type":"public-key","alg":-7},{"type":"public-key","alg":-257}]`, `"timeout":60000`,
		`"excludeCredentials":[{"type":"public-key","id":"` + u.Passkeys[0].ID() + `"}]`,
		`"authenticatorSelection":{"requireResidentKey":true,"residentKey":"required","userVerification":"preferred"}`,
	} {
		if !strings.Contains(options, part) {
			t.Errorf("%s lacks %s", options, part)
		}
	}
	request := written(t, party.RequestOptions(u, first))
	for _, part := range []string{`"timeout":180000`, `"rpId":"localhost"`, `"userVerification":"preferred"`,
		`"id":"` + u.Passkeys[0].ID() + `"`} {
		if !strings.Contains(request, part) {
			t.Errorf("%s lacks %s", request, part)
		}
	}
	if other := (RelyingParty{ID: "example.com"}).RequestOptions(u, first); len(other.AllowCredentials) != 0 {
		t.Errorf("passkeys of localhost are offered to example.com: %+v", other)
	}
}

func TestRelyingPartiesAreDomains(t *testing.T) {
	for id, valid := range map[string]bool{
		"localhost": true, "auth.localhost": true, "example.com": true,
		"127.0.0.1": false, "::1": false, "localhost:9229": false, "http://localhost": false, "Example.com": false, "": false,
	} {
		if (RelyingParty{ID: id}).Valid() != valid {
			t.Errorf("%q: valid is %t", id, !valid)
		}
	}
}

// Whatever a browser, or somebody in its place, sends: an error at the most.
func FuzzResponses(f *testing.F) {
	u, b := registered(f)
	f.Add(create(f, b, party.CreationOptions(u, first)))
	f.Add(get(f, b, party.RequestOptions(u, first)))
	f.Add([]byte(`{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"e30","attestationObject":"oA"}}`))
	f.Fuzz(func(t *testing.T, response []byte) {
		if _, err := party.Register(u, second, response); err == nil {
			t.Error("an answer to another challenge registered a passkey")
		}
		if _, err := party.SignIn(u, second, response); err == nil {
			t.Error("an answer to another challenge signed in")
		}
	})
}
