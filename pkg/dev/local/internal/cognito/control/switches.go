package control

import (
	"fmt"
	"net/http"
	"time"

	"cognitossr/pkg/dev/local/internal/cognito/hosted"
	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// farthest is how far the clock may be moved in all: years keep their four digits.
const farthest = 10 * 365 * 24 * time.Hour

type clockCall struct {
	Advance string `json:"advance"` // a Go duration, such as 1h or -30m
	Reset   flag   `json:"reset"`
}

type clockState struct {
	Offset string    `json:"offset"`
	Now    time.Time `json:"now"`
}

func (c *Control) clock(_ *http.Request, in clockCall) (any, error) {
	if in.Reset {
		c.Pool.ResetClock()
	}
	if in.Advance != "" {
		d, err := duration("advance", in.Advance)
		if err != nil {
			return nil, err
		}
		if total := c.Pool.ClockOffset() + d; total > farthest || total < -farthest {
			return nil, fmt.Errorf("the clock would be more than %s off", farthest)
		}
		c.Pool.Advance(d)
	}
	return c.clockState(), nil
}

func (c *Control) clockState() clockState {
	return clockState{c.Pool.ClockOffset().String(), c.Pool.Now().UTC()}
}

func duration(name, text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if err != nil || d > farthest || d < -farthest {
		return 0, fmt.Errorf("%s must be a duration such as 1h or 90s", name)
	}
	return d, nil
}

type userCall struct {
	Email string `json:"email"` // "": everybody
}

type counted struct {
	Sessions int         `json:"sessions"`
	Tokens   *tokenTwins `json:"tokens,omitempty"`
}

// tokenTwins are tokens for a site's cookies.
type tokenTwins struct {
	IDToken     string `json:"id_token"`
	AccessToken string `json:"access_token"`
}

// expireAccess also answers, for one user, the newest pair signed again with an exp in the past: a test puts
// it where the site keeps its tokens.
func (c *Control) expireAccess(_ *http.Request, in userCall) (any, error) {
	n, err := c.Pool.ExpireAccess(in.Email)
	if err != nil || in.Email == "" {
		return counted{Sessions: n}, err
	}
	twin, ok, err := c.Pool.ExpiredTwin(in.Email)
	if err != nil || !ok {
		return counted{Sessions: n}, err
	}
	return counted{n, &tokenTwins{twin.ID, twin.Access}}, nil
}

// counting answers how many sessions something was done to.
func counting(do func(email string) (int, error)) func(*http.Request, userCall) (any, error) {
	return func(_ *http.Request, in userCall) (any, error) {
		n, err := do(in.Email)
		return counted{Sessions: n}, err
	}
}

type rotateCall struct {
	Forget flag `json:"forget"` // take the old keys out of the set at once
}

func (c *Control) rotateKeys(_ *http.Request, in rotateCall) (any, error) {
	c.Pool.RotateKeys(bool(in.Forget))
	return map[string]any{"kids": c.Pool.KeyIDs()}, nil
}

type faultsCall struct {
	JWKS  string  `json:"jwks"`
	Token string  `json:"token"`
	Delay string  `json:"delay"`
	Next  *string `json:"next"` // "" or "off" disarms
}

type faultsState struct {
	hosted.FaultState
	Next string `json:"next"`
}

func (c *Control) setFaults(_ *http.Request, in faultsCall) (any, error) {
	if err := c.Faults.Set(hosted.FaultState{JWKS: in.JWKS, Token: in.Token, Delay: in.Delay}); err != nil {
		return nil, err
	}
	if in.Next != nil {
		next := pool.Fault(*in.Next)
		if next == hosted.Off {
			next = ""
		}
		if err := c.Pool.Behaviour.SetFault(next); err != nil {
			return nil, err
		}
	}
	return c.faultsState(), nil
}

func (c *Control) faultsState() faultsState {
	return faultsState{c.Faults.State(), string(c.Pool.Behaviour.Fault())}
}

type lifetimesCall struct {
	Access  string `json:"access"`
	ID      string `json:"id"`
	Refresh string `json:"refresh"`
}

func (c *Control) lifetimes(_ *http.Request, in lifetimesCall) (any, error) {
	var validity pool.Validity
	for _, part := range []struct {
		name, text string
		target     *time.Duration
	}{{"access", in.Access, &validity.Access}, {"id", in.ID, &validity.ID}, {"refresh", in.Refresh, &validity.Refresh}} {
		if part.text == "" {
			continue
		}
		d, err := duration(part.name, part.text)
		if err != nil {
			return nil, err
		}
		*part.target = d
	}
	err := c.Pool.Behaviour.SetValidity(validity)
	return c.validityState(), err
}

func (c *Control) validityState() lifetimesCall {
	l := c.Pool.Behaviour.Validity(c.Pool.FirstClient())
	return lifetimesCall{l.Access.String(), l.ID.String(), l.Refresh.String()}
}

type rotationCall struct {
	Off   flag   `json:"off"`
	Grace string `json:"grace"`
}

func (c *Control) rotation(_ *http.Request, in rotationCall) (any, error) {
	r := pool.Rotation{Off: bool(in.Off), Grace: c.Pool.Behaviour.Rotation(c.Pool.FirstClient()).Grace}
	if in.Grace != "" {
		var err error
		if r.Grace, err = duration("grace", in.Grace); err != nil {
			return nil, err
		}
	}
	err := c.Pool.Behaviour.SetRotation(r)
	return c.rotationState(), err
}

func (c *Control) rotationState() rotationCall {
	r := c.Pool.Behaviour.Rotation(c.Pool.FirstClient())
	return rotationCall{flag(r.Off), r.Grace.String()}
}

type nothing struct{}

// change changes one user.
func (c *Control) change(do func(email string) error) func(*http.Request, nothing) (any, error) {
	return func(r *http.Request, _ nothing) (any, error) { return c.userAfter(r, do(r.PathValue("email"))) }
}

type groupsCall struct {
	Groups names `json:"groups"` // exactly these
}

func (c *Control) groups(r *http.Request, in groupsCall) (any, error) {
	return c.userAfter(r, c.Pool.SetGroups(r.PathValue("email"), in.Groups))
}

func (c *Control) userAfter(r *http.Request, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	u, err := c.Pool.User(r.PathValue("email"))
	return userStateOf(u), err
}

func (c *Control) reset(*http.Request, nothing) (any, error) {
	c.Pool.Reset()
	c.Record.Reset()
	if c.Table != nil {
		c.Table.Reset()
	}
	if err := c.Faults.Set(hosted.FaultState{JWKS: hosted.Off, Token: hosted.Off}); err != nil {
		return nil, err
	}
	return map[string]bool{"reset": true}, c.Reseed()
}
