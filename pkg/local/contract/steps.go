package contract

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/aws/smithy-go"
)

// The passwords fit any policy that Cognito knows.
const (
	goodPassword  = "Contract-Horse-9!"
	otherPassword = "Another-Horse-8!"
)

// must fails the test on an error.
func must[T any](t *testing.T, out T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// refused wants an API error of that name.
func refused(t *testing.T, err error, name string) {
	t.Helper()
	var api smithy.APIError
	if !errors.As(err, &api) {
		t.Fatalf("wanted %s, got %v", name, err)
	}
	if api.ErrorCode() != name {
		t.Fatalf("wanted %s, got %s: %s", name, api.ErrorCode(), api.ErrorMessage())
	}
}

// refusedWith wants the message as well.
func refusedWith(t *testing.T, err error, name, message string) {
	t.Helper()
	refused(t, err, name)
	var api smithy.APIError
	if errors.As(err, &api) && api.ErrorMessage() != message {
		t.Errorf("wanted %q, got %q", message, api.ErrorMessage())
	}
}

// address is an e-mail address that nobody has.
func address() string { return "contract-" + strings.ToLower(rand.Text()) + "@example.com" }

// secretHash is what a confidential client sends with a user name.
func (s *Suite) secretHash(username string) *string {
	if s.ClientSecret == "" {
		return nil
	}
	mac := hmac.New(sha256.New, []byte(s.ClientSecret))
	mac.Write([]byte(username + s.ClientID))
	return aws.String(base64.StdEncoding.EncodeToString(mac.Sum(nil)))
}

// newUser makes a confirmed user and removes it after the test.
func (s *Suite) newUser(t *testing.T) string {
	t.Helper()
	email := s.createUser(t)
	must(t, aws.String(""), second(s.idp.AdminSetUserPassword(t.Context(), &idp.AdminSetUserPasswordInput{
		UserPoolId: &s.PoolID, Username: &email, Password: aws.String(goodPassword), Permanent: true,
	})))
	return email
}

// createUser makes a user with the temporary password goodPassword and a verified address.
func (s *Suite) createUser(t *testing.T) string {
	t.Helper()
	email := address()
	_, err := s.idp.AdminCreateUser(t.Context(), &idp.AdminCreateUserInput{
		UserPoolId: &s.PoolID, Username: &email, MessageAction: types.MessageActionTypeSuppress, TemporaryPassword: aws.String(goodPassword),
		UserAttributes: attributes("email", email, "email_verified", "true"),
	})
	if err != nil {
		t.Fatal(err)
	}
	s.removeLater(t, email)
	return email
}

func second[T any](_ T, err error) error { return err }

func (s *Suite) removeLater(t *testing.T, email string) {
	t.Cleanup(func() {
		_, err := s.idp.AdminDeleteUser(context.Background(), &idp.AdminDeleteUserInput{UserPoolId: &s.PoolID, Username: &email})
		var gone *types.UserNotFoundException
		if err != nil && !errors.As(err, &gone) {
			t.Errorf("removing the user: %v", err)
		}
	})
}

// register signs a new user up and answers its address.
func (s *Suite) register(t *testing.T) string {
	t.Helper()
	email := address()
	_, err := s.signUp(t, email, goodPassword)
	if err != nil {
		t.Fatal(err)
	}
	return email
}

func (s *Suite) signUp(t *testing.T, email, password string) (*idp.SignUpOutput, error) {
	t.Helper()
	out, err := s.idp.SignUp(t.Context(), &idp.SignUpInput{
		ClientId: &s.ClientID, Username: &email, Password: &password, SecretHash: s.secretHash(email), UserAttributes: attributes("email", email),
	})
	if err == nil {
		s.removeLater(t, email)
	}
	return out, err
}

func (s *Suite) confirm(t *testing.T, email, code string) error {
	t.Helper()
	_, err := s.idp.ConfirmSignUp(t.Context(), &idp.ConfirmSignUpInput{
		ClientId: &s.ClientID, Username: &email, ConfirmationCode: &code, SecretHash: s.secretHash(email),
	})
	return err
}

// code is the newest code in the user's mail box.
func (s *Suite) code(t *testing.T, email string) string {
	t.Helper()
	code, err := s.Mail(t.Context(), email)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

func (s *Suite) passwordAuth(t *testing.T, email, password string) (*idp.InitiateAuthOutput, error) {
	t.Helper()
	parameters := map[string]string{"USERNAME": email, "PASSWORD": password}
	if hash := s.secretHash(email); hash != nil {
		parameters["SECRET_HASH"] = *hash
	}
	return s.idp.InitiateAuth(t.Context(), &idp.InitiateAuthInput{
		ClientId: &s.ClientID, AuthFlow: types.AuthFlowTypeUserPasswordAuth, AuthParameters: parameters,
	})
}

// apiTokens signs in through the API.
func (s *Suite) apiTokens(t *testing.T, email string) *types.AuthenticationResultType {
	t.Helper()
	out, err := s.passwordAuth(t, email, goodPassword)
	if err != nil {
		t.Fatal(err)
	}
	if out.AuthenticationResult == nil {
		t.Fatalf("sign-in stopped at the challenge %s", out.ChallengeName)
	}
	return out.AuthenticationResult
}

func (s *Suite) getUser(t *testing.T, access *string) (*idp.GetUserOutput, error) {
	t.Helper()
	return s.idp.GetUser(t.Context(), &idp.GetUserInput{AccessToken: access})
}

func (s *Suite) adminGet(t *testing.T, email string) *idp.AdminGetUserOutput {
	t.Helper()
	out, err := s.idp.AdminGetUser(t.Context(), &idp.AdminGetUserInput{UserPoolId: &s.PoolID, Username: &email})
	return must(t, out, err)
}

func attributes(pairs ...string) []types.AttributeType {
	var list []types.AttributeType
	for i := 0; i+1 < len(pairs); i += 2 {
		list = append(list, types.AttributeType{Name: aws.String(pairs[i]), Value: aws.String(pairs[i+1])})
	}
	return list
}

func attribute(list []types.AttributeType, name string) string {
	for _, a := range list {
		if aws.ToString(a.Name) == name {
			return aws.ToString(a.Value)
		}
	}
	return ""
}

// response is an HTTP answer with its body read.
type response struct {
	*http.Response
	body string
}

func (r response) location(t *testing.T) *url.URL {
	t.Helper()
	u, err := url.Parse(r.Header.Get("Location"))
	return must(t, u, err)
}

// json reads the body.
func (r response) json(t *testing.T) map[string]any {
	t.Helper()
	values := map[string]any{}
	if err := json.Unmarshal([]byte(r.body), &values); err != nil {
		t.Fatalf("%v in %q", err, r.body)
	}
	return values
}

func (s *Suite) do(t *testing.T, client *http.Client, method, address string, form url.Values, change ...func(*http.Request)) response {
	t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	req, err := http.NewRequestWithContext(t.Context(), method, address, body)
	if err != nil {
		t.Fatal(err)
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, c := range change {
		c(req)
	}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	return response{resp, string(must(t, raw, err))}
}

func (s *Suite) get(t *testing.T, address string) response {
	t.Helper()
	return s.do(t, s.http, http.MethodGet, address, nil)
}

// The example of RFC 7636 appendix B.
const (
	verifier  = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
	challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
)

// query is an authorization request with changes; an empty value takes a parameter out.
func (s *Suite) query(change ...string) string {
	q := url.Values{
		"client_id": {s.ClientID}, "redirect_uri": {s.CallbackURL}, "response_type": {"code"}, "scope": {"openid email profile"},
		"state": {"a state"}, "nonce": {"a-nonce"}, "code_challenge": {challenge}, "code_challenge_method": {"S256"},
	}
	for i := 0; i+1 < len(change); i += 2 {
		q.Del(change[i])
		if change[i+1] != "" {
			q.Set(change[i], change[i+1])
		}
	}
	return q.Encode()
}

func (s *Suite) authorize(change ...string) string {
	return s.Domain + "/oauth2/authorize?" + s.query(change...)
}

// browser keeps cookies and follows redirects as long as they stay on the domain.
type browser struct {
	*Suite
	client *http.Client
}

func (s *Suite) browser(t *testing.T) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{s, &http.Client{Jar: jar, Timeout: s.http.Timeout, CheckRedirect: func(next *http.Request, _ []*http.Request) error {
		if !strings.HasPrefix(next.URL.String(), s.Domain+"/") {
			return http.ErrUseLastResponse
		}
		return nil
	}}}
}

func (b *browser) open(t *testing.T, address string) response {
	t.Helper()
	return b.do(t, b.client, http.MethodGet, address, nil)
}

var hiddenField = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)">`)

// submit fills the form of a page and sends it with its hidden fields, as a browser does.
func (b *browser) submit(t *testing.T, page response, fields ...string) response {
	t.Helper()
	form := url.Values{}
	for _, m := range hiddenField.FindAllStringSubmatch(page.body, -1) {
		form.Set(m[1], m[2])
	}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return b.do(t, b.client, http.MethodPost, page.Request.URL.String(), form)
}

// signIn goes through the form and answers the address that the browser is sent back to.
func (b *browser) signIn(t *testing.T, email, password string, change ...string) *url.URL {
	t.Helper()
	back := b.submit(t, b.open(t, b.authorize(change...)), "username", email, "password", password)
	if back.StatusCode != http.StatusFound {
		t.Fatalf("the sign-in form answered %d\n%s", back.StatusCode, back.body)
	}
	return back.location(t)
}

// hostedTokens goes through the code flow with a new user.
func (s *Suite) hostedTokens(t *testing.T, email string) map[string]any {
	t.Helper()
	code := s.browser(t).signIn(t, email, goodPassword).Query().Get("code")
	answer := s.redeem(t, code)
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("redeeming answered %d %s", answer.StatusCode, answer.body)
	}
	return answer.json(t)
}

func (s *Suite) redeem(t *testing.T, code string, change ...string) response {
	t.Helper()
	form := url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {s.CallbackURL}, "code_verifier": {verifier}}
	for i := 0; i+1 < len(change); i += 2 {
		form.Del(change[i])
		if change[i+1] != "" {
			form.Set(change[i], change[i+1])
		}
	}
	return s.post(t, "/oauth2/token", form)
}

func (s *Suite) refresh(t *testing.T, token string) response {
	t.Helper()
	return s.post(t, "/oauth2/token", url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}})
}

// post calls an OAuth endpoint as the client.
func (s *Suite) post(t *testing.T, path string, form url.Values) response {
	t.Helper()
	if s.ClientSecret == "" {
		form.Set("client_id", s.ClientID)
	}
	return s.do(t, s.http, http.MethodPost, s.Domain+path, form, func(r *http.Request) {
		if s.ClientSecret != "" {
			r.SetBasicAuth(s.ClientID, s.ClientSecret)
		}
	})
}

func (s *Suite) userInfo(t *testing.T, access string) response {
	t.Helper()
	return s.do(t, s.http, http.MethodGet, s.Domain+"/oauth2/userInfo", nil, func(r *http.Request) {
		r.Header.Set("Authorization", "Bearer "+access)
	})
}

// oauthError wants a 400 with that error.
func oauthError(t *testing.T, r response, code string) {
	t.Helper()
	if r.StatusCode != http.StatusBadRequest || r.json(t)["error"] != code {
		t.Fatalf("wanted 400 %s, got %d %s", code, r.StatusCode, r.body)
	}
}

// claims reads the payload of a token without checking it.
func claims(t *testing.T, token string) map[string]any {
	t.Helper()
	return part(t, token, 1)
}

func part(t *testing.T, token string, n int) map[string]any {
	t.Helper()
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		t.Fatalf("%d parts are no signed token", len(parts))
	}
	raw, err := base64.RawURLEncoding.DecodeString(parts[n])
	values := map[string]any{}
	if err := json.Unmarshal(must(t, raw, err), &values); err != nil {
		t.Fatal(err)
	}
	return values
}

// text is a string member.
func text(values map[string]any, name string) string {
	s, _ := values[name].(string)
	return s
}
