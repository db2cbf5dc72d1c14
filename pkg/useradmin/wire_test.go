package useradmin

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"cognitossr/pkg/config"
)

// request is what the service got.
type request struct {
	target, authorization string
	input                 map[string]any
}

// service speaks AWS JSON 1.1, as the real one does, and gives each answer in turn.
func service(t *testing.T, answers ...func(w http.ResponseWriter)) *[]request {
	t.Helper()
	var requests []request
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got := request{target: r.Header.Get("X-Amz-Target"), authorization: r.Header.Get("Authorization")}
		if err := json.Unmarshal(body, &got.input); err != nil {
			t.Errorf("request body %q: %v", body, err)
		}
		requests = append(requests, got)
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		answers[min(len(requests), len(answers))-1](w)
	}))
	t.Cleanup(server.Close)
	t.Setenv("AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER", server.URL)
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "example")
	t.Setenv("AWS_SESSION_TOKEN", "session")
	return &requests
}

func answer(status int, body string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func TestNewSpeaksTheServicesOwnFormat(t *testing.T) {
	requests := service(t, answer(http.StatusOK, `{"Users":[{"Username":"u1","Enabled":true,"UserStatus":"CONFIRMED","UserCreateDate":1.767323045E9,
		"Attributes":[{"Name":"sub","Value":"s1"},{"Name":"email","Value":"ada@example.com"}]}],"PaginationToken":"more"}`))
	page, err := New(config.Config{UserPoolID: poolID}).List(t.Context(),
		Query{Attribute: ByEmail, Operator: BeginsWith, Text: "ada", Limit: 20})
	if err != nil {
		t.Fatal(err)
	}
	if len(page.Users) != 1 || page.Users[0].Subject != "s1" || page.Users[0].Created.Unix() != 1767323045 ||
		page.Next != "more" {
		t.Errorf("List() = %+v", page)
	}
	got := (*requests)[0]
	if got.target != "AWSCognitoIdentityProviderService.ListUsers" || got.input["UserPoolId"] != poolID ||
		got.input["Filter"] != `email ^= "ada"` || got.input["Limit"] != 20.0 {
		t.Errorf("request = %+v", got)
	}
	if !strings.Contains(got.authorization, "AKIDEXAMPLE/") ||
		!strings.Contains(got.authorization, "/eu-west-1/cognito-idp/") {
		t.Errorf("Authorization = %q, want a signature for the pool's region", got.authorization)
	}
}

func TestErrorsOfTheServiceAreTyped_SEC102(t *testing.T) {
	tests := []struct {
		name   string
		status int
		body   string
		want   error
		calls  int
	}{
		{"not found", 400, `{"__type":"UserNotFoundException","message":"User ada@example.com does not exist."}`,
			ErrNotFound, 1},
		{"throttled, after trying again", 400, `{"__type":"TooManyRequestsException","message":"Rate exceeded"}`,
			ErrThrottled, 3},
		{"denied", 400, `{"__type":"AccessDeniedException","Message":"User: arn:aws:sts::123:assumed-role/x is not authorized"}`, ErrDenied, 1},
		{"broken, after trying again", 500, `{"__type":"InternalErrorException","message":"ada@example.com"}`,
			ErrUnavailable, 3},
		{"an answer that is none", 200, `<html>`, ErrUnavailable, 3},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			requests := service(t, answer(tt.status, tt.body))
			_, err := New(config.Config{UserPoolID: poolID}).Groups(t.Context(), "u1")
			if !errors.Is(err, tt.want) {
				t.Errorf("Groups() error = %v, want %v", err, tt.want)
			}
			if err != nil && strings.ContainsAny(err.Error(), "@<") || strings.Contains(err.Error(), "arn:") {
				t.Errorf("error %q repeats the service's message", err)
			}
			if len(*requests) > tt.calls || len(*requests) < 1 {
				t.Errorf("%d requests, want at most %d", len(*requests), tt.calls)
			}
		})
	}
}

// TestResponseWithoutContent: a success that describes nothing is no usable response, and no size either.
func TestResponseWithoutContent_SEC102(t *testing.T) {
	service(t, answer(http.StatusOK, `{}`))
	if n, err := New(config.Config{UserPoolID: poolID}).EstimatedSize(t.Context()); n != 0 ||
		!errors.Is(err, ErrUnavailable) {
		t.Errorf("EstimatedSize() = %d, %v; want ErrUnavailable", n, err)
	}
}

// TestAnswerWithoutItsList: what lists nobody is no answer, unless its list is there and empty. Taken for one it would
// tell that a user is gone, that an administrator is none, or that a membership has ended.
func TestAnswerWithoutItsList_SEC102(t *testing.T) {
	for name, read := range map[string]func(p *Pool) error{
		"groups of a user":  func(p *Pool) error { _, err := p.Groups(t.Context(), "u1"); return err },
		"groups of a pool":  func(p *Pool) error { _, err := p.AllGroups(t.Context()); return err },
		"users":             func(p *Pool) error { _, err := p.List(t.Context(), Query{}); return err },
		"a user":            func(p *Pool) error { _, err := p.BySubject(t.Context(), "s1"); return err },
		"members":           func(p *Pool) error { _, err := p.Select(t.Context(), Selection{Group: "g"}); return err },
		"an administrator":  func(p *Pool) error { _, err := p.IsEnabledMember(t.Context(), "u1", "g"); return err },
		"an enabled member": func(p *Pool) error { _, err := p.IsEnabledMember(t.Context(), "u1", "g"); return err },
	} {
		t.Run(name, func(t *testing.T) {
			pool := New(config.Config{UserPoolID: poolID})
			first := map[string]string{"an enabled member": `{"Username":"u1","Enabled":true}`}[name]
			if first == "" {
				first = `{}`
			}
			service(t, answer(http.StatusOK, first), answer(http.StatusOK, `{}`))
			if err := read(pool); !errors.Is(err, ErrUnavailable) || errors.Is(err, ErrNotFound) {
				t.Errorf("without a list: %v", err)
			}
		})
	}
	service(t, answer(http.StatusOK, `{"Groups":[],"Users":[]}`))
	pool := New(config.Config{UserPoolID: poolID})
	if groups, err := pool.Groups(t.Context(), "u1"); len(groups) != 0 || err != nil {
		t.Errorf("in no group: %q, %v", groups, err)
	}
	if _, err := pool.BySubject(t.Context(), "s1"); !errors.Is(err, ErrNotFound) {
		t.Errorf("no such user: %v", err)
	}
}

// TestServiceThatDoesNotAnswer: a timeout means that nothing is known, not that a permission is missing.
func TestServiceThatDoesNotAnswer_Q68(t *testing.T) {
	asked, over := make(chan struct{}, 9), make(chan struct{})
	service(t, func(http.ResponseWriter) { asked <- struct{}{}; <-over })
	t.Cleanup(func() { close(over) }) // before the server is closed, which waits for its answers
	ctx, giveUp := context.WithCancel(t.Context())
	go func() { <-asked; giveUp() }()
	if is, err := New(config.Config{UserPoolID: poolID}).IsEnabledMember(ctx, "u1", "admin"); is ||
		!errors.Is(err, ErrUnavailable) {
		t.Errorf("IsEnabledMember() = %v, %v; want ErrUnavailable", is, err)
	}
}

func TestNewBuildsNoClientBeforeTheFirstCall(t *testing.T) {
	pool := New(config.Config{UserPoolID: poolID})
	requests := service(t, answer(http.StatusOK, `{"Users":[]}`)) // a client that was there already would not know this endpoint
	if _, err := pool.List(t.Context(), Query{}); err != nil || len(*requests) != 1 {
		t.Errorf("List() = %v after %d requests, want 1", err, len(*requests))
	}
}

func TestCallsWithoutCredentialsFail(t *testing.T) {
	requests := service(t, answer(http.StatusOK, `{"Users":[]}`))
	t.Setenv("AWS_ACCESS_KEY_ID", "")
	if _, err := New(config.Config{UserPoolID: poolID}).List(t.Context(), Query{}); !errors.Is(err, ErrDenied) ||
		len(*requests) != 0 {
		t.Errorf("List() without credentials = %v after %d requests, want ErrDenied", err, len(*requests))
	}
}
