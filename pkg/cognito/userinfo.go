package cognito

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"cognitossr/pkg/sensitive"
)

// ErrSignedOut: Cognito does not accept an access token any more though it has not expired. Its user was signed out
// everywhere, disabled or deleted.
var ErrSignedOut = errors.New("the access token is no longer accepted")

const userInfoTimeout = 2 * time.Second

// StillSignedIn asks Cognito whether it accepts an access token at this moment, which its signature cannot tell. It
// takes no secret. Its errors wrap ErrSignedOut or ErrUnavailable.
//
// Source: https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html
func (c *Client) StillSignedIn(ctx context.Context, access sensitive.Text) error {
	const path = "/oauth2/userInfo"
	ctx, cancel := context.WithTimeout(ctx, userInfoTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.Domain+path, nil)
	if err != nil {
		return fmt.Errorf("making the request: %w: %w", ErrUnavailable, err)
	}
	request.Header.Set("Authorization", "Bearer "+access.Reveal())
	response, err := c.HTTP.Do(request)
	if err != nil {
		return fmt.Errorf("calling %s: %w: %s", path, ErrUnavailable, cause(ctx, userInfoTimeout))
	}
	_ = response.Body.Close()
	switch response.StatusCode {
	case http.StatusOK:
		return nil
	case http.StatusUnauthorized:
		return fmt.Errorf("calling %s: %w", path, ErrSignedOut)
	}
	return fmt.Errorf("calling %s: status %d: %w", path, response.StatusCode, ErrUnavailable)
}
