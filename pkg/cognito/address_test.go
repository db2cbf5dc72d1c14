package cognito

import (
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"slices"
	"strings"
	"testing"

	"cognitossr/pkg/config"
	"cognitossr/pkg/sensitive"
)

var site = config.Config{BaseURL: "https://app.example.com", Domain: "https://auth.example.com", ClientID: "1example"}

func request() AuthorizationRequest {
	return AuthorizationRequest{
		State: sensitive.New("STATE"), Nonce: sensitive.New("NONCE"),
		Verifier: sensitive.New("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
	}
}

func TestAddresses_SEC001_D04(t *testing.T) {
	client := New(site, nil)
	// The challenge is the one of RFC 7636, appendix B, for the same verifier.
	const common = "client_id=1example&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256&"
	const tail = "nonce=NONCE&redirect_uri=https%3A%2F%2Fapp.example.com%2Fauth%2Fcallback&response_type=code&scope=openid+email&state=STATE"
	everything := request()
	everything.Language, everything.LoginHint, everything.Provider, everything.Prompt = "pt-BR", "a+b@example.com",
		"Google", "login"
	somebodyElse := request()
	somebodyElse.Prompt = "login"
	tests := []struct{ name, got, want string }{
		{"sign in", client.AuthorizeURL(request()), "https://auth.example.com/oauth2/authorize?" + common + tail},
		{
			"new password", client.ForgotPasswordURL(request()),
			"https://auth.example.com/forgotPassword?" + common + tail,
		},
		{"confirm a sign-up (R-23)", client.ConfirmUserURL(sensitive.New("ann+1@example.com"), sensitive.New("123456")),
			"https://auth.example.com/confirmUser?client_id=1example&confirmation_code=123456&user_name=ann%2B1%40example.com"},
		{"register", client.SignUpURL(request()), "https://auth.example.com/signup?" + common + tail},
		{"sign in with all options", client.AuthorizeURL(everything), "https://auth.example.com/oauth2/authorize?" + common +
			"identity_provider=Google&lang=pt-BR&login_hint=a%2Bb%40example.com&" + strings.Replace(tail,
			"redirect_uri", "prompt=login&redirect_uri", 1)},
		{"sign in as somebody else (R-48)", client.AuthorizeURL(somebodyElse),
			"https://auth.example.com/oauth2/authorize?" + common +
				strings.Replace(tail, "redirect_uri", "prompt=login&redirect_uri", 1)},
		{
			"sign out (SEC-071, R-41)", client.SignOutURL(),
			"https://auth.example.com/logout?client_id=1example&logout_uri=https%3A%2F%2Fapp.example.com%2Fauth%2Fsigned-out",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", tt.got, tt.want)
			}
		})
	}
}

func TestAddressHasEachParameterOnce_SEC001(t *testing.T) {
	address, err := url.Parse(New(site, nil).AuthorizeURL(request()))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for name, values := range address.Query() {
		names = append(names, name)
		if len(values) != 1 {
			t.Errorf("%s stands there %d times", name, len(values))
		}
	}
	slices.Sort(names)
	want := []string{
		"client_id", "code_challenge", "code_challenge_method", "nonce", "redirect_uri", "response_type", "scope",
		"state",
	}
	if !slices.Equal(names, want) {
		t.Errorf("parameters %q", names)
	}
	if strings.Contains(address.String(), request().Verifier.Reveal()) {
		t.Error("the address shows the verifier")
	}
}

func TestChallenge_SEC002(t *testing.T) {
	for _, verifier := range []string{strings.Repeat("a", 43), strings.Repeat("~._-", 32)} {
		sum := sha256.Sum256([]byte(verifier))
		want := strings.TrimRight(strings.NewReplacer("+", "-", "/",
			"_").Replace(base64.StdEncoding.EncodeToString(sum[:])), "=")
		if got := challenge(sensitive.New(verifier)); got != want {
			t.Errorf("challenge of %q is %q, want %q", verifier, got, want)
		}
	}
}

// TestScopesAreTheLeast: with aws.cognito.signin.user.admin, a stolen access token could change its user.
func TestScopesAreTheLeast_SEC006(t *testing.T) {
	if Scopes != "openid email" {
		t.Errorf("scopes are %q", Scopes)
	}
}
