package hosted

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Faults are the switches that make the token endpoint and the key set misbehave.
type Faults struct {
	mu  sync.Mutex
	set faults
}

type faults struct {
	jwks, token string        // "": off
	delay       time.Duration // of "slow"; 0: the default
}

func (f *Faults) now() faults {
	f.mu.Lock()
	defer f.mu.Unlock()
	set := f.set
	return faults{cmp.Or(set.jwks, Off), cmp.Or(set.token, Off), cmp.Or(set.delay, defaultSlowness)}
}

// The kinds of misbehaviour, "off" for none.
const (
	Off     = "off"
	Slow    = "slow"    // answers rightly, after Delay
	Garbage = "garbage" // 200 with something that is no JSON
	HTML    = "html"    // 200 with a page, as a proxy or a captive portal sends
	Timeout = "timeout" // never answers; the client has to give up
)

var (
	jwksFaults  = []string{Off, Slow, "500", "404", Garbage, HTML, Timeout, "empty"}
	tokenFaults = []string{Off, Slow, "429", "500", "503", Garbage, HTML, Timeout, "empty", "invalid_grant", "invalid_client"}
)

// JWKSFaults and TokenFaults list what the two switches take.
func JWKSFaults() []string { return jwksFaults }

// TokenFaults lists what the switch of the token endpoint takes.
func TokenFaults() []string { return tokenFaults }

// FaultState is how the switches are set.
type FaultState struct {
	JWKS  string `json:"jwks"`
	Token string `json:"token"`
	Delay string `json:"delay"` // of "slow", a Go duration
}

// State returns how the switches are set.
func (f *Faults) State() FaultState {
	set := f.now()
	return FaultState{JWKS: set.jwks, Token: set.token, Delay: set.delay.String()}
}

const defaultSlowness = 3 * time.Second

// Set changes the switches that are given; "" leaves one as it is.
func (f *Faults) Set(s FaultState) error {
	var delay time.Duration
	if s.Delay != "" {
		var err error
		if delay, err = time.ParseDuration(s.Delay); err != nil || delay <= 0 || delay > time.Minute {
			return fmt.Errorf("delay must be a duration of at most 1m, such as 3s")
		}
	}
	switch {
	case s.JWKS != "" && !slices.Contains(jwksFaults, s.JWKS):
		return fmt.Errorf("jwks must be one of %v", jwksFaults)
	case s.Token != "" && !slices.Contains(tokenFaults, s.Token):
		return fmt.Errorf("token must be one of %v", tokenFaults)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.set = faults{cmp.Or(s.JWKS, f.set.jwks), cmp.Or(s.Token, f.set.token), cmp.Or(delay, f.set.delay)}
	return nil
}

func (f *Faults) serveJWKS(w http.ResponseWriter, r *http.Request) bool {
	set := f.now()
	if set.jwks == "empty" {
		_, _ = w.Write([]byte(`{"keys":[]}`))
		return true
	}
	return misbehave(w, r, set.jwks, set.delay)
}

func (f *Faults) serveToken(w http.ResponseWriter, r *http.Request) bool {
	set := f.now()
	switch set.token {
	case "invalid_grant", "invalid_client":
		oauthError(w, http.StatusBadRequest, set.token)
		return true
	case "empty":
		writeJSON(w, http.StatusOK, map[string]any{})
		return true
	}
	return misbehave(w, r, set.token, set.delay)
}

// misbehave answers wrongly and says so, or waits and leaves the answer to the caller.
func misbehave(w http.ResponseWriter, r *http.Request, kind string, delay time.Duration) bool {
	switch kind {
	case Slow:
		waitFor(r.Context(), delay)
		return false
	case Timeout:
		<-r.Context().Done()
	case "404":
		http.NotFound(w, r)
	case "429":
		w.Header().Set("Retry-After", "1")
		oauthError(w, http.StatusTooManyRequests, "too_many_requests")
	case "500":
		oauthError(w, http.StatusInternalServerError, "server_error")
	case "503":
		w.Header().Set("Retry-After", "1")
		http.Error(w, "Service Unavailable", http.StatusServiceUnavailable)
	case HTML:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte("<!doctype html><title>Please sign in to the network</title>"))
	case Garbage:
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"keys":[{"kty":`))
	default:
		return false
	}
	return true
}

// waitSlowly waits as long as "slow" takes.
func (f *Faults) waitSlowly(ctx context.Context) { waitFor(ctx, f.now().delay) }

func waitFor(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
