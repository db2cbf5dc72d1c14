package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
)

// idpClient calls the cognito-idp API without an SDK, so that what is measured is the server.
type idpClient struct {
	origin string
	http   http.Client
}

// do calls an operation. A refusal is an error that names it.
func (c *idpClient) do(ctx context.Context, operation string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return fmt.Errorf("%s: writing the input: %w", operation, err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.origin+"/", bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("%s: %w", operation, err)
	}
	request.Header.Set("Content-Type", "application/x-amz-json-1.1")
	request.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService."+operation)
	// Nobody checks the signature; moto reads the service and the Region from it.
	request.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=local/20260101/eu-west-1/cognito-idp/aws4_request, SignedHeaders=host, Signature=0")
	response, err := c.http.Do(request)
	if err != nil {
		return fmt.Errorf("%s: %w", operation, err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return fmt.Errorf("%s: %w", operation, err)
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s %s", operation, response.Status, answer)
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(answer, out); err != nil {
		return fmt.Errorf("%s: reading the answer: %w", operation, err)
	}
	return nil
}

// cognitoMix is what a program's tests do with a pool, again and again. Its answers are looked at, so that none is quick
// because it leaves something out.
type cognitoMix struct {
	server *cognitoServer
	idpClient
	poolID, clientID string
	next             int
}

// operationsOfAPerson are those of one turn of the mix.
const operationsOfAPerson = 9

// mixPassword keeps to the usual policy.
const mixPassword = "Correct-Horse-9"

type object = map[string]any

// newCognitoMix makes a pool and a public client with the API's own operations.
func newCognitoMix(ctx context.Context, server *cognitoServer, transport http.RoundTripper) (*cognitoMix, error) {
	m := &cognitoMix{server: server, idpClient: idpClient{server.origin, http.Client{Transport: transport}}}
	var pool struct{ UserPool struct{ Id string } }
	if err := m.do(ctx, "CreateUserPool", object{"PoolName": "bench", "UsernameAttributes": []string{"email"}},
		&pool); err != nil {
		return nil, err
	}
	m.poolID = pool.UserPool.Id
	var client struct{ UserPoolClient struct{ ClientId string } }
	err := m.do(ctx, "CreateUserPoolClient", object{
		"UserPoolId": m.poolID, "ClientName": "bench", "ExplicitAuthFlows": []string{"ALLOW_USER_PASSWORD_AUTH",
			"ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"},
	}, &client)
	m.clientID = client.UserPoolClient.ClientId
	return m, err
}

// people lets a number of people come and go, one after the other.
func (m *cognitoMix) people(ctx context.Context, n int) error {
	for range n {
		m.next++
		if err := m.person(ctx, fmt.Sprintf("person%d@example.com", m.next)); err != nil {
			return err
		}
	}
	return nil
}

type idpAttribute struct{ Name, Value string }

type idpUser struct{ UserAttributes []idpAttribute }

func (u idpUser) has(name, value string) bool {
	return slices.Contains(u.UserAttributes, idpAttribute{name, value})
}

type idpTokens struct {
	AuthenticationResult struct{ AccessToken, IdToken, RefreshToken string }
}

// create makes a user with a permanent password.
func (m *cognitoMix) create(ctx context.Context, name string) error {
	if err := m.do(ctx, "AdminCreateUser", object{
		"UserPoolId": m.poolID, "Username": name, "TemporaryPassword": "Temporary-1", "MessageAction": "SUPPRESS",
		"UserAttributes": []idpAttribute{{"email", name}, {"email_verified", "true"}},
	}, nil); err != nil {
		return err
	}
	return m.do(ctx, "AdminSetUserPassword", object{"UserPoolId": m.poolID, "Username": name, "Password": mixPassword,
		"Permanent": true}, nil)
}

// signIn is by a password that is sent.
func (m *cognitoMix) signIn(ctx context.Context, name string) (tokens idpTokens, err error) {
	err = m.do(ctx, "InitiateAuth", object{
		"ClientId": m.clientID, "AuthFlow": "USER_PASSWORD_AUTH",
		"AuthParameters": object{"USERNAME": name, "PASSWORD": mixPassword},
	}, &tokens)
	if err == nil && (tokens.AuthenticationResult.AccessToken == "" || tokens.AuthenticationResult.IdToken == "") {
		err = fmt.Errorf("InitiateAuth: no tokens for %s", name)
	}
	return tokens, err
}

// person is made, signs in, is looked at and changed, signs in again by the refresh token, and is deleted.
func (m *cognitoMix) person(ctx context.Context, name string) error {
	if err := m.create(ctx, name); err != nil {
		return err
	}
	tokens, err := m.signIn(ctx, name)
	if err != nil {
		return err
	}
	var self idpUser
	if err := m.do(ctx, "GetUser", object{"AccessToken": tokens.AuthenticationResult.AccessToken}, &self); err != nil {
		return err
	}
	if !self.has("email", name) {
		return fmt.Errorf("GetUser: answered another user than %s", name)
	}
	if err := m.administer(ctx, name); err != nil {
		return err
	}
	var again idpTokens
	if err := m.do(ctx, "InitiateAuth", object{
		"ClientId": m.clientID, "AuthFlow": "REFRESH_TOKEN_AUTH",
		"AuthParameters": object{"REFRESH_TOKEN": tokens.AuthenticationResult.RefreshToken},
	}, &again); err != nil {
		return err
	}
	if again.AuthenticationResult.AccessToken == "" {
		return fmt.Errorf("InitiateAuth: no new token for %s", name)
	}
	return m.do(ctx, "AdminDeleteUser", object{"UserPoolId": m.poolID, "Username": name}, nil)
}

// administer changes a user, reads what became of it, and finds it in the list.
func (m *cognitoMix) administer(ctx context.Context, name string) error {
	if err := m.do(ctx, "AdminUpdateUserAttributes", object{
		"UserPoolId": m.poolID, "Username": name, "UserAttributes": []idpAttribute{{"nickname", "Annie"}},
	}, nil); err != nil {
		return err
	}
	var user idpUser
	if err := m.do(ctx, "AdminGetUser", object{"UserPoolId": m.poolID, "Username": name}, &user); err != nil {
		return err
	}
	if !user.has("nickname", "Annie") {
		return fmt.Errorf("AdminGetUser: the attribute of %s has not changed", name)
	}
	var list struct {
		Users []struct{ Attributes []idpAttribute }
	}
	if err := m.do(ctx, "ListUsers", object{"UserPoolId": m.poolID, "Limit": 10, "Filter": `email = "` + name + `"`},
		&list); err != nil {
		return err
	}
	if len(list.Users) != 1 || !slices.Contains(list.Users[0].Attributes, idpAttribute{"email", name}) {
		return fmt.Errorf("ListUsers: found %d users, want %s", len(list.Users), name)
	}
	return nil
}
