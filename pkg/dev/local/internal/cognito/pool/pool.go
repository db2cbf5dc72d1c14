// Package pool is the user pool of the local Cognito: its users, groups, codes, sessions and tokens, and the
// rules by which AWS moves them. The hosted pages and the JSON API both work through it, so that a user sees
// the same pool from both sides.
//
// It knows no HTTP, listens nowhere, shares no code with the site that it is used to test, and never writes a
// key or a usable token to a disk. It is for development only.
package pool

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"sync"
	"time"
)

// TriggerFunc calls the Lambda function of a trigger ("pre_sign_up", "post_confirmation") with an event in
// AWS's shape. It returns the event that the function returned, or nil when the pool has no such trigger.
type TriggerFunc func(ctx context.Context, trigger string, event []byte) ([]byte, error)

// LambdaFunc calls a Lambda function by its ARN. Of a function's error it returns the message, and NotInvoked where the
// function could not be called.
type LambdaFunc func(ctx context.Context, arn string, event []byte) ([]byte, error)

// Settings are what a pool is made with.
type Settings struct {
	ID     string // such as eu-west-1_Local0001
	Region string
	Origin func() string // of the pages, such as http://localhost:9229
	Issuer func() string // without trailing slash; a function because the address is known only after listening

	Configuration Configuration // that it starts with
	Clients       []Client

	Trigger TriggerFunc      // runs triggers that the configuration names no function for; nil: there are none
	Lambda  LambdaFunc       // runs the functions that the configuration names; nil: they are not found
	Now     func() time.Time // nil: time.Now
	Random  io.Reader        // safe for several goroutines; nil: crypto/rand
	Log     *slog.Logger     // nil: discard
	Data    *Data            // that it begins with; nil: none
	Changed func()           // called when what Data has changed, under locks: it must neither wait nor call the pool; nil: nobody wants to know
}

// Pool is safe for use by several goroutines. Its parts have locks of their own; mu guards who there is and what
// descends from their sign-ins, which change together. A part's lock may be taken under mu, never the other way
// round. Triggers run without a lock, because their functions call the JSON API of this same pool.
type Pool struct {
	Codes      *AuthorizationCodes
	Challenges *ChallengeSessions
	Browsers   *BrowserSessions
	Inbox      *Inbox
	Behaviour  *Behaviour
	Kept       Kept

	settings   Settings
	configured configured
	clients    clients
	issued     recent[Issued]
	created    time.Time
	clock      clock
	random     source
	keys       keyring
	disguise   []byte // key of what unknown users are answered

	mu sync.Mutex
	directory
	sessions
}

// directory is who there is.
type directory struct {
	users               map[string]*user  // by user name, which is the sub
	byName              map[string]string // lower-case addresses, aliases and subs -> user name
	byValue             map[attributeValue][]*user
	groups              map[string]*Group
	unknownUserFailures map[string]*attempts // sign-in failures of names that do not exist
}

// sessions are what descends from sign-ins.
type sessions struct {
	families map[string]*family       // by origin_jti
	ofUser   map[string][]*family     // the same, by user name
	refresh  map[string]*refreshToken // by digest
}

// New makes a pool with two fresh keys and what Settings.Data has.
func New(s Settings) (*Pool, error) {
	s = withDefaults(s)
	p := &Pool{settings: s, clock: clock{base: s.Now}, random: source{s.Random}, Behaviour: &Behaviour{},
		issued: recent[Issued]{most: keptIssued}}
	p.disguise = p.random.bytes(32)
	p.Codes = &AuthorizationCodes{expiring[AuthorizationCode]{clock: &p.clock}, p.random}
	p.Challenges = &ChallengeSessions{expiring[ChallengeSession]{clock: &p.clock}, p.random}
	p.Browsers = &BrowserSessions{expiring[BrowserSession]{clock: &p.clock}, p.random}
	p.Inbox = &Inbox{clock: &p.clock, log: s.Log, mails: recent[Mail]{most: keptMails}}
	p.Kept.prepare(p.changed)
	p.clear()
	p.created = p.clock.Now()
	p.configured.current, p.configured.modified = &s.Configuration, p.created
	for _, c := range s.Clients {
		p.AddClient(c)
	}
	if err := p.restore(s.Data); err != nil {
		return nil, err
	}
	p.keys.rotate()
	return p, nil
}

func withDefaults(s Settings) Settings {
	if s.Origin == nil {
		s.Origin = func() string { return "" }
	}
	if s.Now == nil {
		s.Now = time.Now
	}
	if s.Random == nil {
		s.Random = rand.Reader
	}
	if s.Log == nil {
		s.Log = slog.New(slog.DiscardHandler)
	}
	return s
}

// clear empties the pool. The caller holds mu, or nobody else has the pool yet.
func (p *Pool) clear() {
	p.directory = directory{users: map[string]*user{}, byName: map[string]string{},
		byValue: map[attributeValue][]*user{}, groups: map[string]*Group{},
		unknownUserFailures: map[string]*attempts{}}
	p.sessions = sessions{families: map[string]*family{}, ofUser: map[string][]*family{},
		refresh: map[string]*refreshToken{}}
	for _, part := range []interface{ reset() }{p.Codes, p.Challenges, p.Browsers, p.Inbox, &p.issued} {
		part.reset()
	}
	p.Behaviour.reset()
}

// SignUpOff says that only administrators make users.
func (p *Pool) SignUpOff() bool {
	return p.Configuration().AdminCreateUserConfig.AllowAdminCreateUserOnly
}

// ID is the pool's id.
func (p *Pool) ID() string { return p.settings.ID }

// Name is the pool's display name.
func (p *Pool) Name() string { return p.Configuration().Name }

// Region is the AWS Region that the pool pretends to be in.
func (p *Pool) Region() string { return p.settings.Region }

// Issuer is the value of the iss claim.
func (p *Pool) Issuer() string { return p.settings.Issuer() }

// Created is when the pool was made.
func (p *Pool) Created() time.Time { return p.created }

// Now is the pool's own time, which the control API can move.
func (p *Pool) Now() time.Time { return p.clock.Now() }

// MachineNow is the machine's time, which others go by.
func (p *Pool) MachineNow() time.Time { return p.clock.base() }
