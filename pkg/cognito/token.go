package cognito

import (
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

// What came of a call to an endpoint. Only the status and the member "error" of an answer decide, never its text:
// an endpoint in trouble must not end a session, however its error page is worded.
var (
	// ErrGrant: the code or refresh token is used up, expired, revoked or somebody else's.
	ErrGrant = errors.New("the grant was refused")
	// ErrClient: our own id, secret or setting is wrong. The visitor's session is as good as before.
	ErrClient = errors.New("the app client was refused")
	// ErrUnavailable: no answer, or none that can be understood. It may work in a moment.
	ErrUnavailable = errors.New("the endpoint gave no usable answer")
)

// Tokens is what the token endpoint gave. Nobody has verified them.
type Tokens struct {
	ID, Access sensitive.Text
	// Refresh is empty where a refresh token was used and stays good: the pool then does not rotate them.
	Refresh sensitive.Text
}

// Redeem exchanges an authorization code (RFC 6749 section 4.1.3, RFC 7636 section 4.5). Its errors wrap ErrGrant, ErrClient or ErrUnavailable.
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
		return Tokens{}, fmt.Errorf("redeeming the code: %w", err)
	}
	return tokens, nil
}

// Refresh gets new tokens for a refresh token (RFC 6749 section 6). Its errors wrap ErrGrant, ErrClient or ErrUnavailable.
func (c *Client) Refresh(ctx context.Context, refresh sensitive.Text) (Tokens, error) {
	tokens, err := c.token(ctx, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {refresh.Reveal()}})
	if err != nil {
		return Tokens{}, fmt.Errorf("refreshing: %w", err)
	}
	return tokens, nil
}

// Revoke ends a refresh token and every token that came from it (RFC 7009). A token that is not known counts as revoked.
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

// answer is the token endpoint's JSON (RFC 6749 sections 5.1 and 5.2).
type answer struct {
	ID      string `json:"id_token"`
	Access  string `json:"access_token"`
	Refresh string `json:"refresh_token"`
	Type    string `json:"token_type"`
	Error   string `json:"error"`
}

func (c *Client) token(ctx context.Context, form url.Values) (Tokens, error) {
	status, header, body, err := c.post(ctx, tokenTimeout, "/oauth2/token", form)
	if err != nil {
		return Tokens{}, err
	}
	if status != http.StatusOK {
		return Tokens{}, classify(status, body)
	}
	var a answer
	if media, _, _ := mime.ParseMediaType(header.Get("Content-Type")); media != "application/json" || json.Unmarshal(body, &a) != nil {
		return Tokens{}, fmt.Errorf("status 200 without JSON: %w", ErrUnavailable)
	}
	if !strings.EqualFold(a.Type, "Bearer") || a.ID == "" || a.Access == "" {
		return Tokens{}, fmt.Errorf("status 200 without an ID and an access token of type Bearer: %w", ErrUnavailable)
	}
	return Tokens{ID: sensitive.New(a.ID), Access: sensitive.New(a.Access), Refresh: sensitive.New(a.Refresh)}, nil
}

// classify reads an answer that is not 200 by its status and error code alone. The code is one of a known few, so that no text of the endpoint gets into an error.
func classify(status int, body []byte) error {
	var a answer
	if (status != http.StatusBadRequest && status != http.StatusUnauthorized) || json.Unmarshal(body, &a) != nil {
		return fmt.Errorf("status %d: %w", status, ErrUnavailable)
	}
	switch a.Error {
	case "invalid_grant":
		if status == http.StatusBadRequest {
			return fmt.Errorf("status %d, invalid_grant: %w", status, ErrGrant)
		}
	case "invalid_client", "unauthorized_client", "unsupported_grant_type", "invalid_request", "invalid_scope", "unsupported_token_type":
		return fmt.Errorf("status %d, %s: %w", status, a.Error, ErrClient)
	}
	return fmt.Errorf("status %d with an unknown error: %w", status, ErrUnavailable)
}

// post sends a form with the client's own credentials, which RFC 6749 section 2.3.1 wants form-encoded before they are put together.
// The limit counts for everything: getting the secret, the call and reading the answer. Every error wraps ErrUnavailable.
func (c *Client) post(ctx context.Context, limit time.Duration, path string, form url.Values) (status int, header http.Header, body []byte, err error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	secret, err := c.Secret(ctx)
	if err != nil {
		return 0, nil, nil, fmt.Errorf("getting the client secret: %w: %w", ErrUnavailable, err)
	}
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
		return 0, nil, nil, fmt.Errorf("reading the answer of %s: %w", path, ErrUnavailable)
	}
	return response.StatusCode, response.Header, body, nil
}

// cause names what went wrong on the way without the text of the error, which holds the address and whatever a proxy or resolver adds.
func cause(ctx context.Context, limit time.Duration) string {
	switch ctx.Err() {
	case context.DeadlineExceeded:
		return "no answer within " + limit.String()
	case context.Canceled:
		return "no answer before the caller gave up"
	}
	return "no connection"
}
