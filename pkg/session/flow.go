package session

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"cognitossr/pkg/sensitive"
)

// Why no flow matches a callback.
var (
	ErrNoFlow      = errors.New("no sign-in flow of this browser matches")
	ErrFlowExpired = errors.New("the sign-in flow is too old")
)

// Limits of sign-in flows: a flow lasts ten minutes, as long as the hosted pages give a visitor, and four may be
// pending at once, in as many tabs.
const (
	FlowAge  = 10 * time.Minute
	MaxFlows = 4

	flowSkew         = time.Minute // how far in the future, by another instance's clock, a flow may have started
	flowVersion      = "1"
	flowSuffixLength = 8
	secretBytes      = 32
)

// Flow is one authorization code flow in progress: what must be the same when the browser comes back (RFC 6749
// section 10.12, RFC 7636, OpenID Connect Core 15.5.2).
type Flow struct {
	State     sensitive.Text // 256 random bits, base64url
	Nonce     sensitive.Text // the same, another value
	Verifier  sensitive.Text // the same, another value: the PKCE code verifier
	ReturnTo  string         // the path to go to afterwards; check it again when it is used
	StartedAt time.Time
}

// WithoutSession is the jar of a browser in which the session has just been cleared: sign-in flows alone are left.
func (j Jar) WithoutSession() Jar {
	j.pairs = j.flows()
	return j
}

// FlowFits reports whether StartFlow can store a return path, beside the cookies that are there and are no flows.
func (j Jar) FlowFits(returnTo string) bool {
	size := sizeOf(j.store.name(flowCookie), (Flow{StartedAt: j.store.Now()}).encode()) + flowSuffixLength +
		3*base64.RawURLEncoding.EncodedLen(secretBytes) + base64.RawURLEncoding.EncodedLen(len(returnTo))
	return totalSize(j.pairs)-totalSize(j.flows())+size <= Budget
}

// StartFlow starts a flow and stores it in a separate cookie. It drops the oldest flows where there would be too many
// or too large ones. A return path for which there is no room (FlowFits) is not stored.
func (j Jar) StartFlow(w http.ResponseWriter, returnTo string) (Flow, error) {
	s := j.store
	flow := Flow{ReturnTo: returnTo, StartedAt: s.Now()}
	for _, value := range []*sensitive.Text{&flow.State, &flow.Nonce, &flow.Verifier} {
		secret := make([]byte, secretBytes)
		if _, err := io.ReadFull(s.Random, secret); err != nil {
			return Flow{}, fmt.Errorf("starting a sign-in flow: %w", err)
		}
		*value = sensitive.New(base64.RawURLEncoding.EncodeToString(secret))
	}
	suffix := flowSuffix(flow.State.Reveal())
	size := sizeOf(s.name(flowCookie)+suffix, flow.encode())
	others := totalSize(j.pairs) - totalSize(j.flows())
	if !j.FlowFits(returnTo) {
		size -= base64.RawURLEncoding.EncodedLen(len(flow.ReturnTo))
		flow.ReturnTo = ""
	}
	j.dropFlows(w, Budget-others-size, MaxFlows-1)
	s.set(w, flowCookie, suffix, flow.encode(), FlowAge)
	return flow, nil
}

// Flow returns the flow that a state belongs to. It returns ErrNoFlow or ErrFlowExpired; of an expired flow it
// returns the return path, and no secret.
func (j Jar) Flow(state string) (Flow, error) {
	value, ok := j.one(flowCookie, flowSuffix(state))
	if !ok {
		return Flow{}, fmt.Errorf("finding the sign-in flow: %w", ErrNoFlow)
	}
	flow, ok := decodeFlow(value)
	if !ok || subtle.ConstantTimeCompare([]byte(flow.State.Reveal()), []byte(state)) != 1 {
		return Flow{}, fmt.Errorf("finding the sign-in flow: %w", ErrNoFlow)
	}
	if age := j.store.Now().Sub(flow.StartedAt); age >= FlowAge || age < -flowSkew {
		known := Flow{ReturnTo: flow.ReturnTo, StartedAt: flow.StartedAt}
		return known, fmt.Errorf("finding the sign-in flow: %w", ErrFlowExpired)
	}
	return flow, nil
}

// EndFlow deletes one flow. Those of other tabs go on.
func (s *Store) EndFlow(w http.ResponseWriter, state string) {
	s.clear(w, flowCookie, flowSuffix(state))
}

func flowSuffix(state string) string {
	sum := sha256.Sum256([]byte(state))
	return base64.RawURLEncoding.EncodeToString(sum[:])[:flowSuffixLength]
}

func (f Flow) encode() string {
	return strings.Join([]string{
		flowVersion, strconv.FormatInt(unix(f.StartedAt), 10), f.State.Reveal(), f.Nonce.Reveal(), f.Verifier.Reveal(),
		base64.RawURLEncoding.EncodeToString([]byte(f.ReturnTo)),
	}, ".")
}

func decodeFlow(value string) (Flow, bool) {
	fields := strings.Split(value, ".")
	if len(fields) != 6 || fields[0] != flowVersion {
		return Flow{}, false
	}
	started, err := strconv.ParseInt(fields[1], 10, 64)
	returnTo, otherErr := base64.RawURLEncoding.DecodeString(fields[5])
	if err != nil || otherErr != nil || slices.ContainsFunc(fields[2:5], notSecret) {
		return Flow{}, false
	}
	return Flow{
		State: sensitive.New(fields[2]), Nonce: sensitive.New(fields[3]), Verifier: sensitive.New(fields[4]),
		ReturnTo: string(returnTo), StartedAt: time.Unix(started, 0),
	}, true
}

func notSecret(field string) bool {
	decoded, err := base64.RawURLEncoding.Strict().DecodeString(field)
	return err != nil || len(decoded) != secretBytes
}

func (j Jar) flows() []pair {
	var flows []pair
	for _, p := range j.pairs {
		if p.kind == flowCookie {
			flows = append(flows, p)
		}
	}
	return flows
}

// dropFlows deletes the oldest flows until the rest takes no more than so many bytes and cookies.
func (j Jar) dropFlows(w http.ResponseWriter, bytes, count int) {
	flows := j.flows()
	slices.SortStableFunc(flows, func(a, b pair) int { return startOf(a).Compare(startOf(b)) })
	for len(flows) > count || totalSize(flows) > max(bytes, 0) {
		j.store.clear(w, flowCookie, flows[0].suffix)
		flows = flows[1:]
	}
}

// startOf returns the zero time for a value that is not a flow, so that it is dropped first.
func startOf(p pair) time.Time {
	flow, ok := decodeFlow(p.value)
	if !ok {
		return time.Time{}
	}
	return flow.StartedAt
}
