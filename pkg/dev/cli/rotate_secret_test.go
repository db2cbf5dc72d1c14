package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"cognitossr/pkg/dev/deployment"
	"cognitossr/pkg/sensitive"
)

// parameterStore is the SSM parameter store with one parameter, by AWS JSON 1.1.
type parameterStore struct{ value, description string }

// ServeHTTP implements http.Handler.
func (p *parameterStore) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var input struct{ Name, Value, Description string }
	_ = json.NewDecoder(r.Body).Decode(&input)
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	var answer any = map[string]any{}
	switch _, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), "."); operation {
	case "DescribeParameters":
		answer = map[string]any{"Parameters": []any{map[string]any{"Name": "/demo/secret", "Description": p.description, "LastModifiedDate": 1764547200}}}
	case "GetParameter":
		answer = map[string]any{"Parameter": map[string]any{"Name": input.Name, "Value": p.value}}
	case "PutParameter":
		p.value, p.description = input.Value, input.Description
	}
	_ = json.NewEncoder(w).Encode(answer)
}

// TestRotateSecret replaces the secret of the local Cognito: its token endpoint takes the new one alone.
func TestRotateSecret(t *testing.T) {
	pool, store := newLocalPool(t, nil), &parameterStore{description: "Secret of the app client of demo."}
	server := httptest.NewServer(store)
	t.Cleanup(server.Close)
	for name, value := range map[string]string{
		"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "example", "AWS_EC2_METADATA_DISABLED": "true", "AWS_MAX_ATTEMPTS": "1",
		"AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER": pool.stack.CognitoURL, "AWS_ENDPOINT_URL_SSM": server.URL,
	} {
		t.Setenv(name, value)
	}
	deployed := deployment.Deployment{
		SiteURL: pool.stack.SiteURL, HostedURL: pool.stack.CognitoURL, UserPoolID: pool.stack.PoolID, ClientID: pool.stack.ClientID, ClientSecretParameter: "/demo/secret",
	}
	accepted := acceptedBy(deployed)
	var earlier string
	for range 3 {
		var out bytes.Buffer
		if err := rotateSecret(t.Context(), &out, deployed); err != nil {
			t.Fatalf("%v\n%s", err, out.String())
		}
		if strings.Contains(out.String(), store.value) || !strings.Contains(store.description, "demo. Secret id: ") {
			t.Errorf("described as %q; the tool said:\n%s", store.description, out.String())
		}
		for secret, want := range map[string]bool{store.value: true, earlier: false} {
			if got, err := accepted(t.Context(), sensitive.New(secret)); err != nil || got != want {
				t.Errorf("the token endpoint takes a secret: %v, want %v (%v)", got, want, err)
			}
		}
		earlier = store.value
	}
}

func TestRotateSecretOfNothing(t *testing.T) {
	pool := newLocalPool(t, nil)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"Parameters": []}`) }))
	t.Cleanup(server.Close)
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "example")
	t.Setenv("AWS_ENDPOINT_URL_SSM", server.URL)
	deployed := deployment.Deployment{UserPoolID: pool.stack.PoolID, ClientID: pool.stack.ClientID, ClientSecretParameter: "/demo/secret"}
	if err := rotateSecret(t.Context(), io.Discard, deployed); err == nil || !strings.Contains(err.Error(), "there is no parameter /demo/secret: deploy the site first") {
		t.Errorf("error %v", err)
	}
}
