package userapi

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/language"
	"cognitossr/pkg/sensitive"
)

const canaryToken = "CANARY-access-token"

var token = sensitive.New(canaryToken)

// service stands for the user pool's API: it answers all calls alike, and records the last.
func service(t *testing.T, status int, answer string) (*Client, *http.Request, *map[string]any) {
	t.Helper()
	var last http.Request
	var input map[string]any
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		last = *r
		input = nil
		if err := json.NewDecoder(r.Body).Decode(&input); err != nil {
			t.Errorf("input: %v", err)
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, answer)
	}))
	t.Cleanup(server.Close)
	return New(func(name string) string { return map[string]string{EndpointVariable: server.URL + "/"}[name] },
		"eu-west-1"), &last, &input
}

func TestRequests(t *testing.T) {
	german, _ := language.Of("de")
	tests := []struct {
		operation string
		call      func(ctx context.Context, c *Client) error
		input     string
	}{
		{"ChangePassword", func(ctx context.Context, c *Client) error {
			return c.ChangePassword(ctx, token, sensitive.New("a"), sensitive.New("b"))
		}, `"PreviousPassword":"a","ProposedPassword":"b"`},
		{"UpdateUserAttributes", func(ctx context.Context, c *Client) error { return c.UpdateEmail(ctx, token, "a@b.c", german) },
			`"ClientMetadata":{"lang":"de"},"UserAttributes":[{"Name":"email","Value":"a@b.c"}]`},
		{"VerifyUserAttribute", func(ctx context.Context, c *Client) error { return c.VerifyEmail(ctx, token, sensitive.New("123456")) },
			`"AttributeName":"email","Code":"123456"`},
		{"VerifySoftwareToken", func(ctx context.Context, c *Client) error {
			return c.VerifySoftwareToken(ctx, token, sensitive.New("123456"), "Phone")
		}, `"FriendlyDeviceName":"Phone","UserCode":"123456"`},
		{"SetUserMFAPreference", func(ctx context.Context, c *Client) error { return c.SetSoftwareToken(ctx, token, false) },
			`"SoftwareTokenMfaSettings":{"Enabled":false,"PreferredMfa":false}`},
		{"DeleteWebAuthnCredential", func(ctx context.Context, c *Client) error { return c.DeletePasskey(ctx, token, "x") }, `"CredentialId":"x"`},
	}
	for _, tt := range tests {
		t.Run(tt.operation, func(t *testing.T) {
			c, last, input := service(t, 200, `{"Status":"SUCCESS"}`)
			if err := tt.call(t.Context(), c); err != nil {
				t.Fatal(err)
			}
			sent, _ := json.Marshal(*input)
			if want := `{"AccessToken":"` + canaryToken + `",` + tt.input + `}`; string(sent) != want {
				t.Errorf("sent %s\nwant %s", sent, want)
			}
			if last.Method != "POST" || last.URL.Path != "/" ||
				last.Header.Get("X-Amz-Target") != "AWSCognitoIdentityProviderService."+tt.operation ||
				last.Header.Get("Content-Type") != "application/x-amz-json-1.1" || last.Header.Get("Authorization") != "" {
				t.Errorf("%s %s with %v", last.Method, last.URL, last.Header)
			}
		})
	}
}

func TestAnswers(t *testing.T) {
	c, _, _ := service(t, 200, `{"Username":"u","UserAttributes":[{"Name":"sub","Value":"s"},{"Name":"email","Value":"a@b.c"}],
		"UserMFASettingList":["SOFTWARE_TOKEN_MFA"],"PreferredMfaSetting":"SOFTWARE_TOKEN_MFA","SecretCode":"JBSWY3DP",
		"Credentials":[{"CredentialId":"c","FriendlyCredentialName":"Phone","CreatedAt":1.79E9}]}`)
	user, err := c.User(t.Context(), token)
	if err != nil || user.Username != "u" || user.Attributes["email"] != "a@b.c" || !user.HasSoftwareToken() ||
		user.Preferred != SoftwareToken {
		t.Errorf("%+v (%v)", user, err)
	}
	if key, err := c.AssociateSoftwareToken(t.Context(), token); err != nil || key.Reveal() != "JBSWY3DP" {
		t.Errorf("key %q (%v)", key.Reveal(), err)
	}
	passkeys, err := c.Passkeys(t.Context(), token)
	if err != nil || len(passkeys) != 1 || passkeys[0] != (Passkey{"c", "Phone", time.Unix(1_790_000_000, 0).UTC()}) {
		t.Errorf("%+v (%v)", passkeys, err)
	}
	if err := c.VerifySoftwareToken(t.Context(), token, sensitive.New("1"),
		""); Code(err) != "EnableSoftwareTokenMFAException" {
		t.Errorf("a status other than SUCCESS: %v", err)
	}
}

// TestAnswersThatLackWhatEverybodyHas: nobody without an address, passkeys or a key is made of them.
func TestAnswersThatLackWhatEverybodyHas(t *testing.T) {
	c, _, _ := service(t, 200, `{}`)
	_, user := c.User(t.Context(), token)
	_, key := c.AssociateSoftwareToken(t.Context(), token)
	_, passkeys := c.Passkeys(t.Context(), token)
	for name, err := range map[string]error{"user": user, "key": key, "passkeys": passkeys} {
		if Code(err) != CodeMalformed {
			t.Errorf("%s: %v", name, err)
		}
	}
	c, _, _ = service(t, 200, `{"Credentials":[]}`)
	if passkeys, err := c.Passkeys(t.Context(), token); len(passkeys) != 0 || err != nil {
		t.Errorf("no passkeys: %v, %v", passkeys, err)
	}
}

// TestErrors: the code is the API's or a word of this package, and the text shows nothing that was sent or answered.
func TestErrors_SEC110(t *testing.T) {
	for _, tt := range []struct {
		status       int
		answer, code string
		refused      bool
	}{
		{400, `{"__type":"CodeMismatchException","message":"CANARY"}`, "CodeMismatchException", false},
		{400, `{"__type":"com.amazonaws.cognito#LimitExceededException","message":"CANARY"}`,
			"LimitExceededException", false},
		{400, `{"__type":"NotAuthorizedException","message":"Incorrect username or password."}`,
			"NotAuthorizedException", false},
		{400, `{"__type":"NotAuthorizedException","message":"Access Token has been revoked"}`,
			"NotAuthorizedException", true},
		{400, `{"__type":"NotAuthorizedException","message":"Invalid Access Token"}`, "NotAuthorizedException", true},
		{400, `{"__type":"NotAuthorizedException","message":"User is disabled."}`, "NotAuthorizedException", true},
		{400, `{"__type":"UserNotFoundException","message":"CANARY"}`, "UserNotFoundException", true},
		{400, `{"__type":"CANARY 1\n"}`, CodeMalformed, false},
		{500, `<html>CANARY`, CodeMalformed, false},
		{200, `CANARY`, CodeMalformed, false},
		{302, `{"__type":"","message":"CANARY"}`, CodeMalformed, false},
		{200, `{"Username":"` + strings.Repeat("a", maxAnswer) + `"}`, CodeConnection, false},
	} {
		c, _, _ := service(t, tt.status, tt.answer)
		_, err := c.User(t.Context(), token)
		if Code(err) != tt.code || IsTokenRefused(err) != tt.refused || strings.Contains(err.Error(), "CANARY") {
			t.Errorf("%d %.60s: %v, refused %v", tt.status, tt.answer, err, IsTokenRefused(err))
		}
	}
	c, _, _ := service(t, 200, "{}")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.User(ctx, token); Code(err) != CodeTimeout {
		t.Errorf("given up: %v", err)
	}
	c.Endpoint = "http://127.0.0.1:1"
	if _, err := c.User(t.Context(), token); Code(err) != CodeConnection || strings.Contains(err.Error(), "127.0.0.1") {
		t.Errorf("no connection: %v", err)
	}
	if other := errors.New("x"); Code(other) != "" || MessageOf(other) != "" || IsTokenRefused(other) {
		t.Error("another error has a code")
	}
	if got := New(func(string) string { return "" },
		"eu-west-1").Endpoint; got != "https://cognito-idp.eu-west-1.amazonaws.com" {
		t.Errorf("endpoint %s", got)
	}
}

// TestRedirectsAreNotFollowed: the token is sent to the configured host only.
func TestRedirectsAreNotFollowed_SEC020(t *testing.T) {
	elsewhere, last, _ := service(t, 200, "{}")
	server := httptest.NewServer(http.RedirectHandler(elsewhere.Endpoint, http.StatusTemporaryRedirect))
	t.Cleanup(server.Close)
	c := &Client{Endpoint: server.URL, HTTP: newHTTPClient()}
	if _, err := c.User(t.Context(), token); err == nil || last.Method != "" {
		t.Errorf("followed: %v, %s", err, last.Method)
	}
}
