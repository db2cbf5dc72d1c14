package pool

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// Tokens are what a sign-in or a refresh gives. Refresh is empty when the old one stays in use, ID when openid
// was not asked for.
type Tokens struct {
	ID        string `json:"id"`
	Access    string `json:"access"`
	Refresh   string `json:"-"`
	ExpiresIn int    `json:"expires_in"` // seconds that the access token lives

	NewDevice *NewDevice `json:"-"` // that the sign-in may be remembered as
}

// SignIn describes a completed sign-in that tokens are wanted for.
type SignIn struct {
	Username, ClientID, Nonce string
	Scopes                    []string
	AuthTime                  time.Time
	Hosted                    bool // true: code flow with its scopes; false: the API, which gives adminScope

	By By // for the function before tokens, and with the device
}

// AdminScope is the only scope of tokens from the API; GetUser and its like ask for it.
const AdminScope = "aws.cognito.signin.user.admin"

// Start begins a family of tokens for a sign-in.
func (p *Pool) Start(ctx context.Context, s SignIn) (Tokens, error) {
	p.mu.Lock()
	u, ok := p.users[s.Username]
	if !ok || !u.Enabled {
		p.mu.Unlock()
		return Tokens{}, errUserDisabled
	}
	f := &family{
		OriginJTI: p.random.uuid(), Username: u.Username, ClientID: s.ClientID, Scopes: s.Scopes, Nonce: s.Nonce,
		Hosted: s.Hosted, AuthTime: s.AuthTime, Expires: p.clock.Now().Add(p.validity(s.ClientID).Refresh),
	}
	p.keep(f)
	device := p.deviceOf(u, f, s)
	if len(p.families)%sweepEvery == 0 {
		p.sweep()
	}
	refresh := p.issueRefresh(f)
	job := p.prepare(u, f, p.Behaviour.takeFault())
	p.mu.Unlock()
	tokens, err := p.issue(ctx, s.By, job)
	if err != nil {
		p.abandon(f.OriginJTI)
		return Tokens{}, err
	}
	tokens.Refresh, tokens.NewDevice = refresh, device
	return tokens, nil
}

// deviceOf notes which device a sign-in of the API came from, and offers keys to one that is not known. The caller holds
// mu.
func (p *Pool) deviceOf(u *user, f *family, s SignIn) *NewDevice {
	if _, err := u.device(s.By.DeviceKey); err == nil {
		if s.By.DeviceProved {
			f.Device = s.By.DeviceKey
		}
		return nil
	}
	if s.Hosted {
		return nil
	}
	made := p.offerDevice(u)
	if made != nil {
		f.Device = made.Key
	}
	return made
}

// abandon ends a family whose tokens nobody got.
func (p *Pool) abandon(originJTI string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if f, ok := p.families[originJTI]; ok {
		f.Revoked = true
		p.changed()
	}
}

// signingJob is what the signatures need, copied under the lock so that they can be made without it.
type signingJob struct {
	user     User
	family   family
	validity Validity
	now      time.Time
	offset   time.Duration // of the pool's clock
	fault    Fault
	roles    []string // of the user's groups
	role     string   // the preferred one of them, "" when there is none
	jti      string   // of the access token
	event    string   // one sign-in or refresh is one event: both tokens name it
	variant  Variant
	renewed  bool // by a refresh
}

// validity is how long tokens of a client live.
func (p *Pool) validity(clientID string) Validity {
	c, _ := p.Client(clientID)
	return p.Behaviour.Validity(c)
}

// prepare takes the copy. The caller holds mu.
func (p *Pool) prepare(u *user, f *family, fault Fault) signingJob {
	job := signingJob{user: u.copy(), family: *f, validity: p.validity(f.ClientID), now: p.clock.Now(),
		offset: p.clock.Offset(), fault: fault, jti: p.random.uuid(), event: p.random.uuid(), variant: p.Behaviour.Variant()}
	job.roles, job.role = p.roles(u)
	f.remember(job.jti, job.now.Add(job.validity.Access))
	return job
}

// stamp is a time of the pool as a claim. Claims are in the machine's time, because the site reads them by it:
// after the control API has moved the pool's clock, a new token is from now, and the sign-in longer ago.
func (job signingJob) stamp(t time.Time) int64 { return t.Add(-job.offset).Unix() }

// issue signs the pair, after the pool's function has said what it shall say.
func (p *Pool) issue(ctx context.Context, by By, job signingJob) (Tokens, error) {
	changes, err := p.shapeTokens(ctx, by, job)
	if err != nil {
		return Tokens{}, err
	}
	return p.sign(job, changes)
}

func (p *Pool) sign(job signingJob, changes tokenChanges) (Tokens, error) {
	keys := p.keys.current()
	access := p.accessClaims(job)
	id := p.idClaims(job)
	if err := changes.apply(job.variant, id, access); err != nil {
		return Tokens{}, err
	}
	job.fault.mutateClaims(job, id, access)
	tokens := Tokens{ExpiresIn: int(job.validity.Access / time.Second)}
	var problems [2]error
	var signing sync.WaitGroup // a signature is nearly all that a sign-in costs: without at_hash both are made at a time
	signing.Go(func() { tokens.Access, problems[0] = keys.access.sign(job.variant, access) })
	if !job.family.Hosted || slices.Contains(job.family.Scopes, "openid") {
		if job.family.Hosted && (!job.renewed || job.variant.AtHashOnRefresh) {
			signing.Wait()
			id["at_hash"] = job.fault.atHash(tokens.Access)
		}
		tokens.ID, problems[1] = keys.id.sign(job.variant, id)
	}
	signing.Wait()
	if err := errors.Join(problems[:]...); err != nil {
		return Tokens{}, fmt.Errorf("issuing tokens: %w", err)
	}
	tokens = job.fault.corruptTokens(tokens)
	p.issued.add(Issued{At: job.now, Email: job.user.Email(), ClientID: job.family.ClientID, Scopes: job.family.Scopes,
		Tokens: tokens})
	return tokens, nil
}

// atHash binds the ID token to the access token (OpenID Connect Core 3.1.3.6).
func atHash(access string) string {
	sum := sha256.Sum256([]byte(access))
	return base64.RawURLEncoding.EncodeToString(sum[:16])
}

// commonClaims are in both tokens (developer guide, "Using the ID token" and "Using the access token").
func (p *Pool) commonClaims(job signingJob, use string, life time.Duration) map[string]any {
	claims := map[string]any{
		"sub": job.user.Sub(), "iss": p.Issuer(), "origin_jti": job.family.OriginJTI,
		"token_use": use, "auth_time": job.stamp(job.family.AuthTime), "iat": job.stamp(job.now),
		"exp": job.stamp(job.now.Add(life)), "jti": p.random.uuid(),
	}
	if job.variant.EventID {
		claims["event_id"] = job.event
	}
	if len(job.user.Groups) > 0 {
		claims["cognito:groups"] = job.user.Groups
	}
	return claims
}

func (p *Pool) accessClaims(job signingJob) map[string]any {
	claims := p.commonClaims(job, "access", job.validity.Access)
	claims["jti"] = job.jti
	if job.family.Hosted {
		claims["version"] = 2
	}
	if job.family.Device != "" {
		claims["device_key"] = job.family.Device
	}
	claims["client_id"] = job.family.ClientID
	claims["scope"] = strings.Join(orderedScopes(job.variant, job.family.Scopes), " ")
	claims["username"] = job.user.Username
	return claims
}

func (p *Pool) idClaims(job signingJob) map[string]any {
	claims := p.commonClaims(job, "id", job.validity.ID)
	claims["aud"] = job.family.ClientID
	claims["cognito:username"] = job.user.Username
	if job.family.Nonce != "" && (!job.renewed || job.variant.NonceOnRefresh) {
		claims["nonce"] = job.family.Nonce
	}
	if len(job.roles) > 0 {
		claims["cognito:roles"] = job.roles
	}
	if job.role != "" {
		claims["cognito:preferred_role"] = job.role
	}
	scopes := job.family.Scopes
	if !job.family.Hosted {
		scopes = []string{"openid"}
	}
	client, _ := p.Client(job.family.ClientID) // one that was deleted meanwhile reads all
	if list := job.user.Identities(); len(list) > 0 {
		claims["identities"] = identityClaim(list)
	}
	for name, value := range ReadableAttributes(client.Readable(job.user.Attributes), scopes) {
		switch {
		case name == "sub" || name == "identities":
		case strings.HasSuffix(name, "_verified"):
			claims[name] = isTrue(value)
		default:
			claims[name] = value
		}
	}
	return claims
}

// Issued is a note about tokens that were given out, for the control page.
type Issued struct {
	At       time.Time `json:"at"`
	Email    string    `json:"email"`
	ClientID string    `json:"client_id"`
	Scopes   []string  `json:"scopes"`
	Tokens   Tokens    `json:"tokens"`
}

// keptIssued bounds the notes: the oldest go first.
const keptIssued = 100

// Issued are the pairs that were given out last, the newest first.
func (p *Pool) Issued() []Issued { return p.issued.newest() }
