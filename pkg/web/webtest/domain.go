package webtest

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"cognitossr/pkg/cognito"
	"cognitossr/pkg/sensitive"
)

// Endpoints stands for the token and revocation endpoints of the user pool's domain, counts the calls and answers as it
// is told.
type Endpoints struct {
	// Token handles a call of the token endpoint: status and body, as JSON. An error stands for a missing response.
	Token func(form url.Values) (status int, body string, err error)
	// Revoke handles a call of the revocation endpoint; nil: success.
	Revoke func(token string) (status int, err error)

	mutex   sync.Mutex
	forms   []url.Values
	revoked []string
}

// Client is a client of the site for these endpoints.
func (s *Site) Client(e *Endpoints) *cognito.Client {
	client := cognito.New(s.Config, func(context.Context, sensitive.Text) (sensitive.Text,
		error) {
		return s.Config.ClientSecret, nil
	})
	client.HTTP = &http.Client{Transport: e, CheckRedirect: client.HTTP.CheckRedirect}
	return client
}

// Forms returns the forms sent to the token endpoint, one per call.
func (e *Endpoints) Forms() []url.Values {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	return e.forms
}

// Revoked is the refresh tokens that were revoked.
func (e *Endpoints) Revoked() []string {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	return e.revoked
}

// RoundTrip implements http.RoundTripper.
func (e *Endpoints) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, err
	}
	switch r.URL.Scheme + "://" + r.URL.Host + r.URL.Path {
	case Domain + "/oauth2/token":
		return e.token(form)
	case Domain + "/oauth2/revoke":
		return e.revoke(form.Get("token"))
	}
	return respond(http.StatusNotFound, ""), nil
}

func (e *Endpoints) token(form url.Values) (*http.Response, error) {
	e.mutex.Lock()
	e.forms = append(e.forms, form)
	e.mutex.Unlock()
	if e.Token == nil {
		return respond(http.StatusNotFound, ""), nil
	}
	status, answer, err := e.Token(form)
	if err != nil {
		return nil, err
	}
	return respond(status, answer), nil
}

func (e *Endpoints) revoke(token string) (*http.Response, error) {
	e.mutex.Lock()
	e.revoked = append(e.revoked, token)
	e.mutex.Unlock()
	if e.Revoke == nil {
		return respond(http.StatusOK, ""), nil
	}
	status, err := e.Revoke(token)
	if err != nil {
		return nil, err
	}
	return respond(status, ""), nil
}

func respond(status int, body string) *http.Response {
	return &http.Response{
		StatusCode: status, ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {"application/json;charset=UTF-8"}},
		Body:   io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
	}
}

// Grant is the answer of the token endpoint that hands out a session. An empty refresh token is left out.
func Grant(s Session) string {
	answer := `{"id_token":"` + s.ID + `","access_token":"` + s.Access + `","token_type":"Bearer","expires_in":900`
	if s.Refresh != "" {
		answer += `,"refresh_token":"` + s.Refresh + `"`
	}
	return answer + "}"
}

// Refusal is the answer of the token endpoint with an error code.
func Refusal(code string) string { return `{"error":"` + code + `"}` }
