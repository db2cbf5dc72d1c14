package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"cognitossr/pkg/access"
	"cognitossr/pkg/web"
)

// The whole way from an event to the pool's service and back to a page.
func TestNewHandlerAsksThePoolsService(t *testing.T) {
	s := newSite(t)
	answers := map[string]string{
		"AdminGetUser": `{"Username":"admin","Enabled":true}`, "AdminListGroupsForUser": `{"Groups":[{"GroupName":"admin"}]}`,
		"ListGroups":       `{"Groups":[{"GroupName":"admin"}]}`,
		"DescribeUserPool": `{"UserPool":{"EstimatedNumberOfUsers":10000}}`,
		"ListUsers":        `{"Users":[{"Username":"u1","Enabled":true,"Attributes":[{"Name":"sub","Value":"s1"},{"Name":"email","Value":"<b>@example.com"}]}]}`,
	}
	var mutex sync.Mutex
	var calls []string
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		operation := strings.TrimPrefix(r.Header.Get("X-Amz-Target"), "AWSCognitoIdentityProviderService.") +
			strings.TrimPrefix(r.URL.Path, "/")
		mutex.Lock()
		calls = append(calls, operation)
		mutex.Unlock()
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		_, _ = io.WriteString(w, answers[operation])
	}))
	t.Cleanup(service.Close)
	s.deps.Config.Domain = service.URL
	h, err := newHandler(s.deps)
	if err != nil {
		t.Fatal(err)
	}
	// A client that newHandler had built would not know of these.
	t.Setenv("AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER", service.URL)
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "example")
	s.adapter = web.NewAdapter(s.deps, access.KindPage, h)
	got := s.list("")
	if got.StatusCode != http.StatusOK || !strings.Contains(got.Body, "&lt;b&gt;@example.com") ||
		strings.Contains(got.Body, "<b>") {
		t.Errorf("status %d: %s", got.StatusCode, got.Body)
	}
	if slices.Sort(calls); !slices.Equal(calls, []string{"AdminGetUser", "AdminListGroupsForUser", "DescribeUserPool",
		"ListGroups", "ListUsers", "oauth2/userInfo"}) {
		t.Errorf("calls %q", calls)
	}
}
