package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"cognitossr/pkg/dev/deployment"
	"cognitossr/pkg/sensitive"
)

// parameter is one of a parameterStore.
type parameter struct{ value, description string }

// parameterStore is the SSM parameter store, by AWS JSON 1.1.
type parameterStore map[string]*parameter

// ServeHTTP implements http.Handler.
func (p parameterStore) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var input struct {
		Name, Value, Description string
		ParameterFilters         []struct{ Values []string }
	}
	_ = json.NewDecoder(r.Body).Decode(&input)
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	var answer any = map[string]any{}
	switch _, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), "."); operation {
	case "DescribeParameters":
		name := input.ParameterFilters[0].Values[0]
		answer = map[string]any{"Parameters": []any{map[string]any{"Name": name, "Description": p[name].description,
			"LastModifiedDate": 1764547200}}}
	case "GetParameter":
		answer = map[string]any{"Parameter": map[string]any{"Name": input.Name, "Value": p[input.Name].value}}
	case "PutParameter":
		*p[input.Name] = parameter{input.Value, input.Description}
	}
	_ = json.NewEncoder(w).Encode(answer)
}

// TestRotateSecret replaces the secrets of the local Cognito's clients: its token endpoint takes the new ones alone.
func TestRotateSecret(t *testing.T) {
	pool := newLocalPool(t, nil)
	site, account := &parameter{description: "Secret of the app client of demo."},
		&parameter{description: "Secret of the account client of demo."}
	server := httptest.NewServer(parameterStore{"/demo/secret": site, "/demo/account-secret": account})
	t.Cleanup(server.Close)
	for name, value := range map[string]string{
		"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "example", "AWS_EC2_METADATA_DISABLED": "true",
		"AWS_MAX_ATTEMPTS":                           "1",
		"AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER": pool.stack.CognitoURL, "AWS_ENDPOINT_URL_SSM": server.URL,
	} {
		t.Setenv(name, value)
	}
	deployed := deployment.Deployment{
		SiteURL: pool.stack.SiteURL, HostedURL: pool.stack.CognitoURL, UserPoolID: pool.stack.PoolID,
		ClientID: pool.stack.ClientID, ClientSecretParameter: "/demo/secret",
		AccountSecretParameter: "/demo/account-secret",
	}
	settings, err := awsSettings(t.Context(), deployed.Region())
	if err != nil {
		t.Fatal(err)
	}
	made, err := idp.NewFromConfig(settings).CreateUserPoolClient(t.Context(), &idp.CreateUserPoolClientInput{
		UserPoolId: &deployed.UserPoolID, ClientName: aws.String("account"), GenerateSecret: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	deployed.AccountClientID = aws.ToString(made.UserPoolClient.ClientId)
	ofAccount := deployed
	ofAccount.ClientID = deployed.AccountClientID

	clients := []struct {
		stored   *parameter
		accepted func(context.Context, sensitive.Text) (bool, error)
		earlier  string
	}{{stored: site, accepted: acceptedBy(deployed)}, {stored: account, accepted: acceptedBy(ofAccount)}}
	for range 3 {
		var out bytes.Buffer
		if err := rotateSecret(t.Context(), &out, deployed); err != nil {
			t.Fatalf("%v\n%s", err, out.String())
		}
		for i, client := range clients {
			if strings.Contains(out.String(), client.stored.value) ||
				!strings.Contains(client.stored.description, "demo. Secret id: ") {
				t.Errorf("described as %q; the tool said:\n%s", client.stored.description, out.String())
			}
			for secret, want := range map[string]bool{client.stored.value: true, client.earlier: false} {
				if got, err := client.accepted(t.Context(), sensitive.New(secret)); err != nil || got != want {
					t.Errorf("the token endpoint takes a secret: %v, want %v (%v)", got, want, err)
				}
			}
			clients[i].earlier = client.stored.value
		}
	}
}

func TestRotateSecretOfNothing(t *testing.T) {
	pool := newLocalPool(t, nil)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"Parameters": []}`) }))
	t.Cleanup(server.Close)
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "example")
	t.Setenv("AWS_ENDPOINT_URL_SSM", server.URL)
	deployed := deployment.Deployment{UserPoolID: pool.stack.PoolID, ClientID: pool.stack.ClientID,
		ClientSecretParameter: "/demo/secret"}
	if err := rotateSecret(t.Context(), io.Discard, deployed); err == nil ||
		!strings.Contains(err.Error(), "there is no parameter /demo/secret: deploy the site first") {
		t.Errorf("error %v", err)
	}
}
