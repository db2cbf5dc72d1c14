package cognito

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"

	"cognitossr/pkg/sensitive"
)

// tagSize is how many bytes of the code a tag has. The refresh token's cookie has little room.
const tagSize = 16

// Tag is a message authentication code of a refresh token, made with the client secret (RFC 2104): only the functions
// that hold the secret can make one, so that a token with a valid tag is one that they have stored. It needs no call
// except for the secret, once. A new secret invalidates all earlier tags; sessions that have their
// access token beside the refresh token need none.
func (c *Client) Tag(ctx context.Context, refresh sensitive.Text) (string, error) {
	secret, err := c.Secret(ctx, sensitive.Text{})
	if err != nil {
		return "", fmt.Errorf("tagging a refresh token: %w: %w", ErrUnavailable, err)
	}
	code := hmac.New(sha256.New, []byte(secret.Reveal()))
	// No other message that is signed with the secret begins like this.
	message := "stored refresh token\n" + refresh.Reveal()
	code.Write([]byte(message))
	return base64.RawURLEncoding.EncodeToString(code.Sum(nil)[:tagSize]), nil
}
