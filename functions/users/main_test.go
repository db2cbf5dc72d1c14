package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"cognitossr/pkg/access"
	"cognitossr/pkg/web"
)

// The whole way from an event to the pool's service and back to a page.
func TestNewHandlerAsksThePoolsService(t *testing.T) {
	s := newSite(t)
	h, err := newHandler(s.deps)
	if err != nil {
		t.Fatal(err)
	}
	var targets []string
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		targets = append(targets, r.Header.Get("X-Amz-Target"))
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		_, _ = io.WriteString(w, `{"Users":[{"Username":"u1","Enabled":true,"Attributes":[{"Name":"sub","Value":"s1"},{"Name":"email","Value":"<b>@example.com"}]}]}`)
	}))
	t.Cleanup(service.Close)
	// A client that newHandler had built would not know of these.
	t.Setenv("AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER", service.URL)
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "example")
	s.adapter = web.NewAdapter(s.deps, access.KindPage, h)
	got := s.list("")
	if got.StatusCode != http.StatusOK || !strings.Contains(got.Body, "&lt;b&gt;@example.com") || strings.Contains(got.Body, "<b>") {
		t.Errorf("status %d: %s", got.StatusCode, got.Body)
	}
	if len(targets) != 1 || targets[0] != "AWSCognitoIdentityProviderService.ListUsers" {
		t.Errorf("calls %q", targets)
	}
}
