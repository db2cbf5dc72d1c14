package api

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// member is one member of an input with its constraints; check words a refusal as AWS does.
type member struct {
	name, value string
	optional    bool
	maximum     int // 0: it is a name, which has at most 128 characters and no spaces
}

func check(members ...member) error {
	for _, m := range members {
		switch {
		case m.value == "" && !m.optional:
			return constraint("null", m.name, "Member must not be null")
		case m.maximum == 0 && utf8.RuneCountInString(m.value) > 128, m.maximum > 0 && utf8.RuneCountInString(m.value) > m.maximum:
			return constraint("<too long>", m.name, fmt.Sprintf("Member must have length less than or equal to %d", max(m.maximum, 128)))
		}
		if strings.ContainsFunc(m.value, m.refuses) {
			return constraint("<refused>", m.name, "Member must satisfy regular expression pattern: "+namePattern)
		}
	}
	return nil
}

// namePattern is what AWS takes as a user name and as the name of a group: no spaces.
const namePattern = `[\p{L}\p{M}\p{S}\p{N}\p{P}]+`

func (m member) refuses(r rune) bool {
	if m.maximum > 0 {
		return unicode.IsControl(r) || r == utf8.RuneError
	}
	return !pool.InName(r)
}

func constraint(value, name, rule string) error {
	return pool.Refuse(pool.InvalidParameter, "1 validation error detected: Value %s at '%s' failed to satisfy constraint: %s", value, name, rule)
}

// checkList refuses a required list that is missing.
func checkList[T any](name string, list []T) error {
	if list == nil {
		return constraint("null", name, "Member must not be null")
	}
	return nil
}

// checkPool refuses another pool than this one.
func (a *API) checkPool(id string) error {
	if err := check(member{name: "userPoolId", value: id, maximum: 55}); err != nil {
		return err
	}
	if id != a.pool.ID() {
		return pool.Refuse(pool.ResourceNotFound, "User pool %s does not exist.", id)
	}
	return nil
}

// checkUser is for the many operations that name a pool and a user.
func (a *API) checkUser(poolID, username string) error {
	if err := a.checkPool(poolID); err != nil {
		return err
	}
	return check(member{name: "username", value: username})
}

// client finds an app client.
func (a *API) client(id string) (pool.Client, error) {
	if err := check(member{name: "clientId", value: id}); err != nil {
		return pool.Client{}, err
	}
	c, ok := a.pool.Client(id)
	if !ok {
		return pool.Client{}, pool.Refuse(pool.ResourceNotFound, "User pool client %s does not exist.", id)
	}
	return c, nil
}

// clientFor finds a client and checks the SECRET_HASH that a confidential one needs: the base64 of
// HMAC-SHA256(secret, user name + client id).
func (a *API) clientFor(id, username, hash string) (pool.Client, error) {
	c, err := a.client(id)
	switch {
	case err != nil:
		return c, err
	case c.Secret == "" && hash != "":
		return c, pool.Refuse(pool.NotAuthorized, "Client %s is not configured for secret but secret hash was received", id)
	case c.Secret == "":
		return c, nil
	case hash == "":
		return c, pool.Refuse(pool.NotAuthorized, "Client %s is configured with secret but SECRET_HASH was not received", id)
	}
	mac := hmac.New(sha256.New, []byte(c.Secret))
	mac.Write([]byte(username + id))
	if subtle.ConstantTimeCompare([]byte(base64.StdEncoding.EncodeToString(mac.Sum(nil))), []byte(hash)) != 1 {
		return c, pool.Refuse(pool.NotAuthorized, "Unable to verify secret hash for client %s", id)
	}
	return c, nil
}

// clientWithSecret checks a secret that is sent as it is. refusal is the name of the error for a wrong one:
// the operations differ in it.
func (a *API) clientWithSecret(id, secret, refusal string) error {
	c, err := a.client(id)
	switch {
	case err != nil:
		return err
	case c.Secret != "" && secret == "":
		return pool.Refuse(refusal, "Client %s is configured for secret but secret was not received", id)
	case subtle.ConstantTimeCompare([]byte(secret), []byte(c.Secret)) != 1:
		return pool.Refuse(refusal, "Unable to verify the secret of client %s", id)
	}
	return nil
}

// access checks an access token from the API, which alone has the scope that its own operations want.
func (a *API) access(token string) (pool.Access, error) {
	if err := check(member{name: "accessToken", value: token, maximum: 16384}); err != nil {
		return pool.Access{}, err
	}
	access, err := a.pool.CheckAccess(token)
	if err == nil && !access.HasScope(pool.AdminScope) {
		err = pool.Refuse(pool.NotAuthorized, "Access Token does not have required scopes")
	}
	return access, err
}

// resultPage checks the MaxResults of a list, which is at least 1 where a Limit may be 0.
func resultPage(limit *int, token string) (pool.Page, error) {
	if limit != nil && *limit < 1 {
		return pool.Page{}, constraint(fmt.Sprintf("'%d'", *limit), "maxResults", "Member must have value greater than or equal to 1")
	}
	return page(limit, token)
}

// page checks the Limit of a list.
func page(limit *int, token string) (pool.Page, error) {
	p := pool.Page{Token: token}
	if limit == nil {
		return p, nil
	}
	p.Limit = *limit
	switch {
	case p.Limit < 0:
		return p, constraint(fmt.Sprintf("'%d'", p.Limit), "limit", "Member must have value greater than or equal to 0")
	case p.Limit > pool.MaximumPage:
		return p, constraint(fmt.Sprintf("'%d'", p.Limit), "limit", "Member must have value less than or equal to 60")
	}
	return p, nil
}
