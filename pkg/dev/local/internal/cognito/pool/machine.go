package pool

import (
	"fmt"
	"strings"
	"time"
)

// StartMachine issues the access token of an app client that acts for itself (RFC 6749 section 4.4): its subject is the
// client, and it has neither an ID token nor a refresh token beside it.
func (p *Pool) StartMachine(c Client, scopes []string) (Tokens, error) {
	now, life := p.clock.base(), p.Behaviour.Validity(c).Access
	claims := map[string]any{
		"sub": c.ClientId, "client_id": c.ClientId, "iss": p.Issuer(), "token_use": "access", "scope": strings.Join(scopes, " "), "version": 2,
		"auth_time": now.Unix(), "iat": now.Unix(), "exp": now.Add(life).Unix(), "jti": p.random.uuid(),
	}
	_, key := p.keys.current()
	token, err := key.sign(p.Behaviour.Variant(), claims)
	if err != nil {
		return Tokens{}, fmt.Errorf("issuing an access token: %w", err)
	}
	return Tokens{Access: token, ExpiresIn: int(life / time.Second)}, nil
}
