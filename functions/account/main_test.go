package main

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/access"
	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/cognito"
	"cognitossr/pkg/language"
	"cognitossr/pkg/sensitive"
	"cognitossr/pkg/signup"
	"cognitossr/pkg/userapi"
	"cognitossr/pkg/web"
	"cognitossr/pkg/web/webtest"
	"cognitossr/templates"
)

const (
	accountClient = "9accountclient00000000001"
	accountSecret = "canary-secret-of-the-account-client"
	refreshToken  = "canary-refresh-token-of-the-account-client"
	key           = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSW"
)

// fakeAPI stands for the user pool's API: it records the calls, each with the token that it was authorized by, and fails
// as configured.
type fakeAPI struct {
	calls    []string
	tokens   []string
	fail     map[string]error
	user     userapi.User
	passkeys []userapi.Passkey
}

func (f *fakeAPI) note(token sensitive.Text, operation string, parts ...string) error {
	f.calls = append(f.calls, strings.Join(append([]string{operation}, parts...), " "))
	f.tokens = append(f.tokens, token.Reveal())
	return f.fail[operation]
}

func (f *fakeAPI) User(_ context.Context, token sensitive.Text) (userapi.User, error) {
	return f.user, f.note(token, "GetUser")
}

func (f *fakeAPI) ChangePassword(_ context.Context, token, present, proposed sensitive.Text) error {
	return f.note(token, "ChangePassword", present.Reveal(), proposed.Reveal())
}

func (f *fakeAPI) UpdateEmail(_ context.Context, token sensitive.Text, address string, l language.Language) error {
	return f.note(token, "UpdateUserAttributes", address, l.Code())
}

func (f *fakeAPI) VerifyEmail(_ context.Context, token, code sensitive.Text) error {
	return f.note(token, "VerifyUserAttribute", code.Reveal())
}

func (f *fakeAPI) AssociateSoftwareToken(_ context.Context, token sensitive.Text) (sensitive.Text, error) {
	return sensitive.New(key), f.note(token, "AssociateSoftwareToken")
}

func (f *fakeAPI) VerifySoftwareToken(_ context.Context, token, code sensitive.Text, _ string) error {
	return f.note(token, "VerifySoftwareToken", code.Reveal())
}

func (f *fakeAPI) SetSoftwareToken(_ context.Context, token sensitive.Text, on bool) error {
	return f.note(token, "SetUserMFAPreference", map[bool]string{true: "on", false: "off"}[on])
}

func (f *fakeAPI) Passkeys(_ context.Context, token sensitive.Text) ([]userapi.Passkey, error) {
	return f.passkeys, f.note(token, "ListWebAuthnCredentials")
}

func (f *fakeAPI) DeletePasskey(_ context.Context, token sensitive.Text, id string) error {
	return f.note(token, "DeleteWebAuthnCredential", id)
}

func (f *fakeAPI) SignOutEverywhere(_ context.Context, token sensitive.Text) error {
	return f.note(token, "GlobalSignOut")
}

func refusal(operation, code, message string) error {
	return &userapi.Error{Operation: operation, Code: code, Message: message}
}

// fixture is a site with this function, before a user pool, and a browser that is signed in.
type fixture struct {
	*webtest.Site
	t         *testing.T
	api       *fakeAPI
	endpoints *webtest.Endpoints
	function  *webtest.Function
	seal      seal
	factors   factors
	domains   string
	cookies   []string
}

func newFixture(t *testing.T, prepare ...func(f *fixture)) *fixture {
	t.Helper()
	f := &fixture{Site: webtest.New(t, templates.Failure), t: t, endpoints: &webtest.Endpoints{},
		factors: factors{authenticator: true, passkeys: true}}
	f.Config = f.Config.WithAccount(accountClient, sensitive.New(accountSecret))
	f.api = &fakeAPI{fail: map[string]error{}, user: userapi.User{Username: authtest.Subject,
		Attributes: map[string]string{"email": authtest.Email}}}
	f.Log.Keep(accountSecret, refreshToken, key)
	for _, p := range prepare {
		p(f)
	}
	f.start(f.Deps(access.User))
	f.signIn(nil)
	return f
}

func (f *fixture) start(d web.Deps) {
	f.t.Helper()
	f.function = f.FunctionWith(access.KindPage, d, func(d web.Deps) (http.Handler, error) {
		client, _ := d.Config.Account()
		source := func(context.Context, sensitive.Text) (sensitive.Text, error) { return client.ClientSecret, nil }
		oauth := cognito.NewAccount(client, source)
		oauth.HTTP = &http.Client{Transport: f.endpoints}
		domains, err := signup.ParseDomains(f.domains)
		f.seal = seal{secret: source, random: d.Sessions.Random}
		h, handlerErr := account{
			Deps: d, oauth: oauth, tokens: d.Verifier.ForClient(client.ClientID), api: f.api, seal: f.seal,
			domains: domains, factors: f.factors,
		}.handler()
		return h, errors.Join(err, handlerErr)
	})
}

// signIn is a sign-in of this moment.
func (f *fixture) signIn(claims authtest.Claims) {
	f.t.Helper()
	now := f.Clock.Now().Unix()
	all := authtest.Claims{"auth_time": now, "iat": now}
	for name, value := range claims {
		all[name] = value
	}
	f.cookies = f.Cookies(f.Session(all))
}

// token is an access token of the account client as Cognito would issue it now.
func (f *fixture) token(claims authtest.Claims) string {
	now := f.Clock.Now()
	all := authtest.Claims{
		"client_id": accountClient, "scope": cognito.AccountScopes, "auth_time": now.Unix(), "iat": now.Unix(),
		"exp": now.Add(10 * time.Minute).Unix(),
	}
	for name, value := range claims {
		all[name] = value
	}
	return f.Pool.Access(all)
}

// begun is a flow that has been started: what the browser holds, and what Cognito was sent.
type begun struct {
	cookies      []string
	state, nonce string
	sent         url.Values
}

// begin opens a page that starts a flow.
func (f *fixture) begin(page string) begun {
	f.t.Helper()
	a := f.function.Do(webtest.Navigate(page, f.cookies...))
	address, err := url.Parse(a.Location())
	if err != nil || a.Status != 303 || !strings.HasPrefix(a.Location(), webtest.Domain+"/oauth2/authorize?") {
		f.t.Fatalf("%d to %q: %s", a.Status, a.Location(), a.Body)
	}
	sent := address.Query()
	return begun{a.Cookies(f.cookies), sent.Get("state"), sent.Get("nonce"), sent}
}

// grants makes the token endpoint hand out tokens of the account client.
func (f *fixture) grants(b begun, claims authtest.Claims, idClaims authtest.Claims) string {
	token := f.token(claims)
	id := authtest.Claims{"aud": accountClient, "nonce": b.nonce}
	for _, more := range []authtest.Claims{claims, idClaims} {
		for name, value := range more {
			if name != "client_id" && name != "scope" {
				id[name] = value
			}
		}
	}
	f.endpoints.Token = func(url.Values) (int, string, error) {
		return 200, webtest.Grant(webtest.Session{ID: f.Pool.ID(id), Access: token, Refresh: refreshToken}), nil
	}
	return token
}

func (f *fixture) back(b begun) webtest.Answer {
	return f.function.Do(webtest.Navigate("/account/authorized?code=some-code&state="+b.state, b.cookies...))
}

// unlock lets the browser through the flow, and returns the token that it was authorized with.
func (f *fixture) unlock() string {
	f.t.Helper()
	b := f.begin("/account/email")
	token := f.grants(b, nil, nil)
	a := f.back(b)
	if a.Status != 303 || a.Location() != "/account/email?authorized=1" {
		f.t.Fatalf("%d to %q: %s", a.Status, a.Location(), a.Body)
	}
	f.cookies = a.Cookies(b.cookies)
	return token
}

// hold puts an account cookie into the browser in place of its own.
func (f *fixture) hold(value string) {
	f.cookies = append(slices.DeleteFunc(f.cookies, isAccountCookie), "__Secure-account="+value)
}

// sealed is what the browser would hold of a token with these claims, in the session that it is signed in to.
func (f *fixture) sealed(claims authtest.Claims) string {
	f.t.Helper()
	value, err := f.seal.close(f.t.Context(), sensitive.New(f.token(claims)), "f6a1b8c2-65a0-4a3c-8a52-0b6c8f3d2e11\n"+
		authtest.Subject)
	if err != nil {
		f.t.Fatal(err)
	}
	return value
}

func isAccountCookie(pair string) bool { return strings.HasPrefix(pair, "__Secure-account=") }

func heldBy(cookies []string) string {
	at := slices.IndexFunc(cookies, isAccountCookie)
	if at < 0 {
		return ""
	}
	return strings.TrimPrefix(cookies[at], "__Secure-account=")
}

var tokenField = regexp.MustCompile(`name="` + web.FormField + `" value="([^"]*)"`)

// form is a form of this session with these fields.
func (f *fixture) form(fields ...string) url.Values {
	f.t.Helper()
	a := f.function.Do(webtest.Navigate("/account", f.cookies...))
	found := tokenField.FindStringSubmatch(a.Body)
	if found == nil {
		f.t.Fatalf("%d: %s", a.Status, a.Body)
	}
	form := url.Values{web.FormField: {found[1]}}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return form
}

func (f *fixture) submit(path string, fields ...string) webtest.Answer {
	f.t.Helper()
	return f.function.Do(webtest.Submit(path, f.form(fields...), f.cookies...))
}

// forms are the forms of this function that need an authorization, filled in well.
var forms = map[string][]string{
	"/account/password/change":       {"current_password", "Current-password-1", "new_password", "New-password-2"},
	"/account/email":                 {"email", "new@example.org"},
	"/account/email/code":            {"code", "123456"},
	"/account/authenticator":         {},
	"/account/authenticator/confirm": {"key", key, "code", "123 456"},
	"/account/authenticator/remove":  {},
	"/account/passkeys/remove":       {"id", "some-credential"},
	"/account/data":                  {},
}

// results are the outcomes in the audit log, each "action result reason".
func results(t *testing.T, a webtest.Answer) (all []string) {
	t.Helper()
	for _, line := range a.Events {
		if line["event"] != "account.change" {
			continue
		}
		if line["actor"] != authtest.Subject || line["target"] != authtest.Subject || line["level"] != "WARN" {
			t.Errorf("entry %v (SEC-103)", line)
		}
		all = append(all, strings.TrimSpace(line["action"].(string)+" "+line["result"].(string)+" "+line["reason"].(string)))
	}
	return all
}
