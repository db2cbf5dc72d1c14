package table

import (
	"fmt"
	"net/http"
	"slices"
	"time"
)

// The ways in which the table fails, "off" for none.
const (
	Off       = "off"
	Slow      = "slow"       // answers rightly, after State.Delay
	Timeout   = "timeout"    // never answers; the client has to give up
	Reset     = "reset"      // ends the connection without an answer
	Throttled = "throttled"  // more calls than the table's capacity
	TooMany   = "too-many"   // more calls than the account's quota
	Failing   = "500"        // DynamoDB itself has a fault
	HTML      = "html"       // 503 with a page, as a proxy sends
	Garbage   = "garbage"    // 200 with something that is no JSON
	Cut       = "cut"        // half an answer
	Denied    = "denied"     // the role may not do it
	Missing   = "no-table"   // there is no such table
	Expired   = "expired"    // the credentials are too old
	Another   = "other-item" // reads answer with an item that nobody asked for
)

// Which calls fail.
const (
	All    = "all"
	Reads  = "reads"
	Writes = "writes"
)

const (
	defaultDelay = time.Second
	longestDelay = time.Minute
)

// Faults lists the ways of failing, and Calls which calls can fail.
func Faults() []string {
	return []string{Off, Slow, Timeout, Reset, Throttled, TooMany, Failing, HTML, Garbage, Cut, Denied, Missing,
		Expired, Another}
}

// Calls lists which calls can fail.
func Calls() []string { return []string{All, Reads, Writes} }

// State is how the switches are set.
type State struct {
	Fault string `json:"fault"`
	On    string `json:"on"`    // "all", "reads" or "writes"
	Delay string `json:"delay"` // of "slow", a Go duration
}

// State returns how the switches are set.
func (t *Table) State() State {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	return t.faults
}

// Set changes the switches that are given; "" leaves one as it is.
func (t *Table) Set(s State) error {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	next := t.faults
	for _, part := range []struct {
		name, value string
		allowed     []string
		target      *string
	}{{"fault", s.Fault, Faults(), &next.Fault}, {"on", s.On, Calls(), &next.On}} {
		if part.value == "" {
			continue
		}
		if !slices.Contains(part.allowed, part.value) {
			return fmt.Errorf("%s must be one of %v", part.name, part.allowed)
		}
		*part.target = part.value
	}
	if s.Delay != "" {
		delay, err := time.ParseDuration(s.Delay)
		if err != nil || delay <= 0 || delay > longestDelay {
			return fmt.Errorf("delay must be a duration of at most %s, such as 1s", longestDelay)
		}
		next.Delay = delay.String()
	}
	t.faults = next
	return nil
}

// fault is the way in which a call fails now.
func (t *Table) fault(writes bool) (kind string, delay time.Duration) {
	state := t.State()
	if state.On == Reads && writes || state.On == Writes && !writes {
		return Off, 0
	}
	delay, _ = time.ParseDuration(state.Delay) // checked when it was set
	return state.Fault, delay
}

// misbehave answers wrongly and says so, or waits and leaves the answer to the caller.
func misbehave(w http.ResponseWriter, r *http.Request, kind string, delay time.Duration) bool {
	switch kind {
	case Slow:
		wait(r, delay)
		return r.Context().Err() != nil
	case Timeout:
		<-r.Context().Done()
	case Reset:
		panic(http.ErrAbortHandler)
	case Cut:
		w.Header().Set("Content-Length", "40")
		answerJSON(w, http.StatusOK, `{"Responses":[{},`)
		panic(http.ErrAbortHandler)
	case HTML:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = w.Write([]byte("<!doctype html><title>Service Unavailable</title>"))
	case Garbage:
		answerJSON(w, http.StatusOK, `{"Responses":`)
	case Another:
		answerJSON(w, http.StatusOK, `{"Responses":[{"Item":{"id":{"S":"user#another"}}},{}],"Item":{"id":{"S":"user#another"}}}`)
	default:
		refused, wrong := refusals[kind]
		if wrong {
			refused.write(w)
		}
		return wrong
	}
	return true
}

// refusals are the faults that DynamoDB names.
//
// Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
var refusals = map[string]*refusal{
	Throttled: refuse("ProvisionedThroughputExceededException",
		"The level of configured provisioned throughput for the table was exceeded. "+
			"Consider increasing your provisioning level with the UpdateTable API."),
	TooMany: {"com.amazon.coral.availability#ThrottlingException", "Rate of requests exceeds the allowed throughput.",
		http.StatusBadRequest},
	Failing: {modelled + "InternalServerError", "Internal server error", http.StatusInternalServerError},
	Denied: {"com.amazon.coral.service#AccessDeniedException",
		"User: arn:aws:sts::123456789012:assumed-role/local is not authorized to perform this " +
			"action because no identity-based policy allows it", http.StatusBadRequest},
	Missing: errNoTable,
	Expired: {"com.amazon.coral.service#ExpiredTokenException", "The security token included in the request is expired",
		http.StatusBadRequest},
}

func wait(r *http.Request, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-r.Context().Done():
	}
}
