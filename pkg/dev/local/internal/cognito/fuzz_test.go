package cognito

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// serve answers a request without a network.
func (s *stack) serve(method, target, contentType, body string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "/", strings.NewReader(body))
	u, err := url.ParseRequestURI(target)
	if err != nil {
		return nil
	}
	r.URL, r.RequestURI = u, target
	r.Host, r.RemoteAddr = "127.0.0.1:9229", "127.0.0.1:5000"
	r.Header.Set("Content-Type", contentType)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

const target = "AWSCognitoIdentityProviderService."

// Nothing that is posted to the API may cause a panic, a 500, or an answer that is no JSON.
func FuzzAPI(f *testing.F) {
	server, err := New(Options{CallbackURLs: []string{callback},
		Users: []User{{Email: "alice@example.com", Password: password}}})
	if err != nil {
		f.Fatal(err)
	}
	id, pool := server.ClientID(), server.PoolID()
	for operation, body := range map[string]string{
		"SignUp": `{"ClientId":"` + id +
			`","Username":"a@example.com","Password":"Correct-Horse-9","UserAttributes":[{"Name":"email","Value":"a@example.com"}]}`,
		"InitiateAuth": `{"ClientId":"` + id +
			`","AuthFlow":"USER_PASSWORD_AUTH","AuthParameters":{"USERNAME":"alice@example.com","PASSWORD":"x"}}`,
		"ListUsers": `{"UserPoolId":"` + pool +
			`","Filter":"email ^= \"a\"","Limit":1,"PaginationToken":"e30=","AttributesToGet":["email"]}`,
		"AdminCreateUser": `{"UserPoolId":"` + pool +
			`","Username":"b@example.com","UserAttributes":[{"Name":"email","Value":"b@example.com"}],"MessageAction":"SUPPRESS"}`,
		"AdminUpdateUserAttributes": `{"UserPoolId":"` + pool +
			`","Username":"alice@example.com","UserAttributes":[{"Name":"email","Value":"c@example.com"}]}`,
		"CreateGroup":         `{"UserPoolId":"` + pool + `","GroupName":"g","Precedence":1}`,
		"AdminAddUserToGroup": `{"UserPoolId":"` + pool + `","GroupName":"g","Username":"alice@example.com"}`,
		"GetUser":             `{"AccessToken":"a.b.c"}`,
		"RespondToAuthChallenge": `{"ClientId":"` + id +
			`","ChallengeName":"NEW_PASSWORD_REQUIRED","Session":"x","ChallengeResponses":{"USERNAME":"a","NEW_PASSWORD":"b"}}`,
		"AdminInitiateAuth": `{"UserPoolId":"` + pool + `","ClientId":"` + id +
			`","AuthFlow":"USER_SRP_AUTH","AuthParameters":{"USERNAME":"alice@example.com","SRP_A":"5"}}`,
		"AdminRespondToAuthChallenge": `{"UserPoolId":"` + pool + `","ClientId":"` + id +
			`","ChallengeName":"PASSWORD_VERIFIER","ChallengeResponses":{"USERNAME":"a","PASSWORD_CLAIM_SECRET_BLOCK":"AA==","PASSWORD_CLAIM_SIGNATURE":"AA==","TIMESTAMP":"Tue Dec 1 09:08:07 UTC 2026"}}`,
		"AdminDisableUser":       `{"UserPoolId":"` + pool + `","Username":"\u0000"}`,
		"ListUserPools":          `{"MaxResults":1}`,
		"NoSuchOperation":        `[]`,
		"AssociateSoftwareToken": `{"Session":"01234567890123456789"}`,
		"VerifySoftwareToken":    `{"AccessToken":"a.b.c","UserCode":"123456"}`,
		"AdminSetUserMFAPreference": `{"UserPoolId":"` + pool +
			`","Username":"alice@example.com","SoftwareTokenMfaSettings":{"Enabled":true,"PreferredMfa":true}}`,
		"CreateManagedLoginBranding": `{"UserPoolId":"` + pool + `","ClientId":"` + id +
			`","Settings":{"components":{"form":{"borderRadius":1}}},"Assets":[{"Category":"FORM_LOGO","ColorMode":"DARK","Extension":"SVG","Bytes":"PHN2Zy8+"}]}`,
		"SetUICustomization": `{"UserPoolId":"` + pool +
			`","CSS":".label-customizable { color: red }","ImageFile":"iVBORw0KGgo="}`,
		"UpdateUserPoolDomain": `{"UserPoolId":"` + pool + `","Domain":"local","ManagedLoginVersion":2}`,
		"ConfirmDevice":        `{"AccessToken":"a.b.c","DeviceKey":"eu-west-1_a1","DeviceSecretVerifierConfig":{"PasswordVerifier":"AQ==","Salt":"AQ=="}}`,
		"AdminUpdateDeviceStatus": `{"UserPoolId":"` + pool +
			`","Username":"alice@example.com","DeviceKey":"eu-west-1_a1","DeviceRememberedStatus":"remembered"}`,
		"AdminListDevices": `{"UserPoolId":"` + pool +
			`","Username":"alice@example.com","Limit":1,"PaginationToken":"ZnJvbSAx"}`,
		"AdminSetUserSettings": `{"UserPoolId":"` + pool +
			`","Username":"alice@example.com","MFAOptions":[{"DeliveryMedium":"SMS","AttributeName":"phone_number"}]}`,
		"AdminGetUserAuthFactors": `{"UserPoolId":"` + pool + `","Username":"alice@example.com"}`,
		"ConfirmSignUp": `{"ClientId":"` + id +
			`","Username":"alice@example.com","ConfirmationCode":"1","ForceAliasCreation":true}`,
		"SetUserPoolMfaConfig": `{"UserPoolId":"` + pool +
			`","MfaConfiguration":"ON","SoftwareTokenMfaConfiguration":{"Enabled":true}}`,
	} {
		f.Add(operation, body)
	}
	s := &stack{Server: server}
	f.Fuzz(func(t *testing.T, operation, body string) {
		w := s.serve(http.MethodPost, "/", "application/x-amz-json-1.1", body, "X-Amz-Target", target+operation)
		if w.Code != http.StatusOK && w.Code != http.StatusBadRequest || !json.Valid(w.Body.Bytes()) {
			t.Errorf("%s %q answered %d %s", operation, body, w.Code, w.Body)
		}
	})
}

var formPaths = []string{
	"/oauth2/authorize", "/login", "/login/continue", "/login/code", "/passkeys/add", "/passkeys/signin",
	"/confirmUser", "/assets/branding.css", "/assets/branding/FORM_LOGO/DARK", "/signup", "/confirm", "/resendcode",
	"/forgotPassword", "/confirmforgotPassword", "/changePassword", "/mfa", "/selectMfa", "/mfaSetup", "/logout",
	"/error", "/oauth2/idpresponse", "/_local/provider/Google", "/oauth2/token", "/oauth2/userInfo", "/oauth2/revoke",
	"/_local/clock", "/_local/rotation", "/_local/users/x/groups",
}

// Nothing that is posted to a form or an endpoint may cause a panic or a 500, and no answer may lead a browser
// to an address that is not registered.
func FuzzForms(f *testing.F) {
	options := Options{CallbackURLs: []string{callback}, LogoutURLs: []string{signedOut},
		Users: []User{{Email: "alice@example.com", Password: password}}, FirstFactors: []string{"PASSWORD", "EMAIL_OTP",
			"SMS_OTP", "WEB_AUTHN"}}
	stacks := map[bool]*stack{}
	for _, options.ManagedLogin = range []bool{false, true} {
		server, err := New(options)
		if err != nil {
			f.Fatal(err)
		}
		stacks[options.ManagedLogin] = &stack{Server: server}
	}
	s := stacks[false]
	query := strings.TrimPrefix(s.authorizeQuery(), "/oauth2/authorize?")
	for i := range formPaths {
		for _, managed := range []bool{false, true} {
			f.Add(uint8(i), managed, true, query+"&lang=de",
				"csrf=y&email=a%40example.com&username=alice%40example.com&password=Correct-Horse-9&code=1",
				"cognito=x; XSRF-TOKEN=y; lang=de")
			f.Add(uint8(i), managed, true, query, "csrf=y&username=alice%40example.com&code_by=EMAIL_OTP&authentication_code=1", "XSRF-TOKEN=y")
			f.Add(uint8(i), managed, false, query+"&attempt=x&prompt=login", "", "")
		}
	}
	f.Fuzz(func(t *testing.T, path uint8, managed, post bool, query, body, cookie string) {
		s := stacks[managed]
		method := http.MethodGet
		if post {
			method = http.MethodPost
		}
		address := formPaths[int(path)%len(formPaths)] + "?" + query
		w := s.serve(method, address, "application/x-www-form-urlencoded", body, "Cookie", cookie)
		if w == nil {
			return
		}
		if w.Code >= 500 {
			t.Errorf("%s %s %q answered %d", method, address, body, w.Code)
		}
		if to := w.Header().Get("Location"); to != "" && !strings.HasPrefix(to, "/") &&
			!strings.HasPrefix(to, callback+"?") && to != signedOut || strings.HasPrefix(to, "//") {
			t.Errorf("%s %s led to %q", method, address, to)
		}
	})
}
