package hosted

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// Faults are the switches that make the token endpoint and the key set misbehave.
type Faults struct {
	mu    sync.Mutex
	jwks  string
	token string
	delay time.Duration
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
	f.mu.Lock()
	defer f.mu.Unlock()
	return FaultState{JWKS: orOff(f.jwks), Token: orOff(f.token), Delay: f.slowness().String()}
}

func orOff(kind string) string {
	if kind == "" {
		return Off
	}
	return kind
}

const defaultSlowness = 3 * time.Second

// slowness is the delay of "slow". The caller holds mu.
func (f *Faults) slowness() time.Duration {
	if f.delay == 0 {
		return defaultSlowness
	}
	return f.delay
}

// Set changes the switches that are given; "" leaves one as it is.
func (f *Faults) Set(s FaultState) error {
	var delay time.Duration
	if s.Delay != "" {
		var err error
		if delay, err = time.ParseDuration(s.Delay); err != nil || delay <= 0 || delay > time.Minute {
			return fmt.Errorf("delay must be a duration of at most 1m, such as 3s")
		}
	}
	if err := known("jwks", s.JWKS, jwksFaults); err != nil {
		return err
	}
	if err := known("token", s.Token, tokenFaults); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	keepOrSet(&f.jwks, s.JWKS)
	keepOrSet(&f.token, s.Token)
	if delay != 0 {
		f.delay = delay
	}
	return nil
}

func known(name, kind string, kinds []string) error {
	if kind == "" {
		return nil
	}
	for _, k := range kinds {
		if k == kind {
			return nil
		}
	}
	return fmt.Errorf("%s must be one of %v", name, kinds)
}

func keepOrSet(target *string, value string) {
	if value != "" {
		*target = value
	}
}

func (f *Faults) serveJWKS(w http.ResponseWriter, r *http.Request) bool {
	f.mu.Lock()
	kind, delay := f.jwks, f.slowness()
	f.mu.Unlock()
	if kind == "empty" {
		_, _ = w.Write([]byte(`{"keys":[]}`))
		return true
	}
	return misbehave(w, r, kind, delay)
}

func (f *Faults) serveToken(w http.ResponseWriter, r *http.Request) bool {
	f.mu.Lock()
	kind, delay := f.token, f.slowness()
	f.mu.Unlock()
	switch kind {
	case "invalid_grant", "invalid_client":
		oauthError(w, http.StatusBadRequest, kind)
		return true
	case "empty":
		writeJSON(w, http.StatusOK, map[string]any{})
		return true
	}
	return misbehave(w, r, kind, delay)
}

// misbehave answers wrongly and says so, or waits and leaves the answer to the caller.
func misbehave(w http.ResponseWriter, r *http.Request, kind string, delay time.Duration) bool {
	switch kind {
	case Slow:
		wait(r, delay)
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

func wait(r *http.Request, d time.Duration) { waitFor(r.Context(), d) }

// waitSlowly waits as long as "slow" takes.
func (f *Faults) waitSlowly(ctx context.Context) {
	f.mu.Lock()
	delay := f.slowness()
	f.mu.Unlock()
	waitFor(ctx, delay)
}

func waitFor(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
