package cognito

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"cognitossr/pkg/sensitive"
)

// The classes of failure of a call to an endpoint. Only the status and the member "error" of the response decide, never
// its text: a failing endpoint must not end a session, whatever its error page says.
var (
	// ErrGrant means that the code or refresh token has been used, has expired, was revoked or belongs to another
	// client.
	ErrGrant = errors.New("invalid grant")
	// ErrClient means that client authentication failed or a setting is wrong. The visitor's session is not affected.
	ErrClient = errors.New("client authentication failed")
	// ErrUnavailable means that there was no response, or an unexpected one. A retry may succeed.
	ErrUnavailable = errors.New("no usable response")
)

// Tokens is a response of the token endpoint. The tokens are not verified.
type Tokens struct {
	ID, Access sensitive.Text
	// Refresh is empty if a refresh token was used and remains valid, because the pool does not rotate them.
	Refresh sensitive.Text
}

// Redeem exchanges an authorization code for tokens (RFC 6749 section 4.1.3, RFC 7636 section 4.5). Its errors wrap
// ErrGrant, ErrClient or ErrUnavailable.
func (c *Client) Redeem(ctx context.Context, code, verifier sensitive.Text) (Tokens, error) {
	tokens, err := c.token(ctx, url.Values{
		"grant_type":    {"authorization_code"},
		"code":          {code.Reveal()},
		"redirect_uri":  {c.redirectURI()},
		"code_verifier": {verifier.Reveal()},
	})
	if err == nil && tokens.Refresh.Empty() {
		err = fmt.Errorf("no refresh token: %w", ErrUnavailable)
	}
	if err != nil {
		c.discard(ctx, tokens.Refresh)
		return Tokens{}, fmt.Errorf("redeeming the code: %w", err)
	}
	return tokens, nil
}

// discard revokes the refresh token of a new session that nobody gets, as well as it can: the failure that the visitor
// is told of is another one. The caller may have given up already.
func (c *Client) discard(ctx context.Context, refresh sensitive.Text) {
	if !refresh.Empty() {
		_ = c.Revoke(context.WithoutCancel(ctx), refresh)
	}
}

// Refresh returns new tokens for a refresh token (RFC 6749 section 6). Its errors wrap ErrGrant, ErrClient or
// ErrUnavailable. A new refresh token in an answer that is unusable is not revoked: the session goes on with the one
// that the browser has, and revoking could end both.
func (c *Client) Refresh(ctx context.Context, refresh sensitive.Text) (Tokens, error) {
	tokens, err := c.token(ctx, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {refresh.Reveal()}})
	if err != nil {
		return Tokens{}, fmt.Errorf("refreshing: %w", err)
	}
	return tokens, nil
}

// Revoke revokes a refresh token and every token that was issued for it (RFC 7009). An unknown token counts as revoked.
func (c *Client) Revoke(ctx context.Context, refresh sensitive.Text) error {
	status, _, body, err := c.post(ctx, revokeTimeout, "/oauth2/revoke", url.Values{"token": {refresh.Reveal()}})
	if err == nil && status != http.StatusOK {
		err = classify(status, body)
	}
	if err != nil {
		return fmt.Errorf("revoking the refresh token: %w", err)
	}
	return nil
}

// tokenResponse is the token endpoint's JSON (RFC 6749 sections 5.1 and 5.2).
type tokenResponse struct {
	ID      string `json:"id_token"`
	Access  string `json:"access_token"`
	Refresh string `json:"refresh_token"`
	Type    string `json:"token_type"`
	Error   string `json:"error"`
}

// token calls the token endpoint. With an error it returns the refresh token that the answer holds all the same.
func (c *Client) token(ctx context.Context, form url.Values) (Tokens, error) {
	status, header, body, err := c.post(ctx, tokenTimeout, "/oauth2/token", form)
	unusable := func(err error) (Tokens, error) { return Tokens{Refresh: refreshTokenIn(body)}, err }
	if err != nil {
		return unusable(err)
	}
	if status != http.StatusOK {
		return unusable(classify(status, body))
	}
	var a tokenResponse
	media, _, _ := mime.ParseMediaType(header.Get("Content-Type"))
	if media != "application/json" || json.Unmarshal(body, &a) != nil {
		return unusable(fmt.Errorf("status 200 without JSON: %w", ErrUnavailable))
	}
	if !strings.EqualFold(a.Type, "Bearer") || a.ID == "" || a.Access == "" {
		return unusable(fmt.Errorf("status 200 without an ID and an access token of type Bearer: %w", ErrUnavailable))
	}
	return Tokens{sensitive.New(a.ID), sensitive.New(a.Access), sensitive.New(a.Refresh)}, nil
}

// refreshTokenIn finds the refresh token in an answer whose rest may be missing or of another form.
func refreshTokenIn(body []byte) sensitive.Text {
	for words := json.NewDecoder(bytes.NewReader(body)); ; {
		name, err := words.Token()
		if err != nil {
			return sensitive.Text{}
		}
		if name == "refresh_token" {
			value, _ := words.Token()
			text, _ := value.(string)
			return sensitive.New(text)
		}
	}
}

// classify returns the error of a response that is not 200, by its status and error code alone. Only known codes get
// into the error, no other text of the endpoint.
func classify(status int, body []byte) error {
	var a tokenResponse
	isOAuthError := status == http.StatusBadRequest || status == http.StatusUnauthorized
	if !isOAuthError || json.Unmarshal(body, &a) != nil {
		return fmt.Errorf("status %d: %w", status, ErrUnavailable)
	}
	switch a.Error {
	case "invalid_grant":
		if status == http.StatusBadRequest {
			return fmt.Errorf("status %d, invalid_grant: %w", status, ErrGrant)
		}
	case "invalid_client", "unauthorized_client", "unsupported_grant_type", "invalid_request", "invalid_scope",
		"unsupported_token_type":
		return fmt.Errorf("status %d, %s: %w", status, a.Error, ErrClient)
	}
	return fmt.Errorf("status %d with an unknown error: %w", status, ErrUnavailable)
}

// post sends a form with the client's credentials. A secret that the endpoint refuses may have been replaced since this
// process read it: where there is another one, the form is sent again, once. Nothing was done with it before, because
// the client is authenticated first (RFC 6749 section 3.2.1). The limit covers reading the secret, the calls and reading
// the response. Every error wraps ErrUnavailable.
func (c *Client) post(
	ctx context.Context, limit time.Duration, path string, form url.Values,
) (status int, header http.Header, body []byte, err error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	secret, err := c.Secret(ctx, sensitive.Text{})
	if err != nil {
		return 0, nil, nil, fmt.Errorf("getting the client secret: %w: %w", ErrUnavailable, err)
	}
	status, header, body, err = c.send(ctx, limit, path, form, secret)
	if err != nil || !refusesClient(status, body) {
		return status, header, body, err
	}
	replaced, err := c.Secret(ctx, secret)
	if err != nil || replaced.Equal(secret) {
		return status, header, body, nil
	}
	return c.send(ctx, limit, path, form, replaced)
}

// refusesClient reports whether a response is about the client's credentials and nothing else.
func refusesClient(status int, body []byte) bool {
	var a tokenResponse
	isOAuthError := status == http.StatusBadRequest || status == http.StatusUnauthorized
	return isOAuthError && json.Unmarshal(body, &a) == nil && a.Error == "invalid_client"
}

// send sends a form once, with the client's id and secret each form-encoded as RFC 6749 section 2.3.1 demands.
func (c *Client) send(
	ctx context.Context, limit time.Duration, path string, form url.Values, secret sensitive.Text,
) (status int, header http.Header, body []byte, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.Domain+path, strings.NewReader(form.Encode()))
	if err != nil {
		return 0, nil, nil, fmt.Errorf("making the request: %w: %w", ErrUnavailable, err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Accept", "application/json")
	request.SetBasicAuth(url.QueryEscape(c.ID), url.QueryEscape(secret.Reveal()))
	response, err := c.HTTP.Do(request)
	if err != nil {
		return 0, nil, nil, fmt.Errorf("calling %s: %w: %s", path, ErrUnavailable, cause(ctx, limit))
	}
	defer func() { _ = response.Body.Close() }()
	body, err = io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	if err != nil || len(body) > maxAnswer {
		return response.StatusCode, nil, body, fmt.Errorf("reading the response of %s: %w", path, ErrUnavailable)
	}
	return response.StatusCode, response.Header, body, nil
}

// cause describes a failed call without the text of the error, which contains the URL and what a proxy or resolver
// adds.
func cause(ctx context.Context, limit time.Duration) string {
	switch ctx.Err() {
	case context.DeadlineExceeded:
		return "no response within " + limit.String()
	case context.Canceled:
		return "no response before the caller gave up"
	}
	return "no connection"
}
