package pool

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// StartMachine issues the access token of an app client that acts for itself (RFC 6749 section 4.4): its subject is the
// client, and it has neither an ID token nor a refresh token beside it.
func (p *Pool) StartMachine(ctx context.Context, c Client, scopes []string, metadata map[string]string) (Tokens, error) {
	now, life := p.clock.base(), p.Behaviour.Validity(c).Access
	claims := map[string]any{
		"sub": c.ClientId, "client_id": c.ClientId, "iss": p.Issuer(), "token_use": "access",
		"scope": strings.Join(scopes, " "), "version": 2,
		"auth_time": now.Unix(), "iat": now.Unix(), "exp": now.Add(life).Unix(), "jti": p.random.uuid(),
	}
	if err := p.shapeMachine(ctx, c, scopes, metadata, claims); err != nil {
		return Tokens{}, err
	}
	key := p.keys.current().access
	token, err := key.sign(p.Behaviour.Variant(), claims)
	if err != nil {
		return Tokens{}, fmt.Errorf("issuing an access token: %w", err)
	}
	return Tokens{Access: token, ExpiresIn: int(life / time.Second)}, nil
}

// shapeMachine has the pool's function change the claims, if it takes the third version of the event: the others are not
// called for machines.
func (p *Pool) shapeMachine(ctx context.Context, c Client, scopes []string, metadata map[string]string,
	claims map[string]any) error {
	if p.tokenEventVersion() != tokenEventV3 {
		return nil
	}
	request := requestOf(metadata)
	request["scopes"], request["groupConfiguration"] = append([]string{}, scopes...), groupsOf(nil, nil, "")
	changes, err := p.askForTokens(ctx, tokenEventV3, p.event("TokenGeneration_ClientCredentials", &c.ClientId,
		c.ClientId, nil, request, nil))
	if err != nil {
		return err
	}
	return changes.apply(p.Behaviour.Variant(), nil, claims)
}
