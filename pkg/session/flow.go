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

// Why there is no sign-in attempt that fits a callback.
var (
	ErrNoFlow      = errors.New("no sign-in attempt of this browser fits")
	ErrFlowExpired = errors.New("the sign-in attempt is too old")
)

// Limits of sign-in attempts: an attempt is good for ten minutes, as long as the hosted pages give a visitor, and four may be under way at once, in as many tabs.
const (
	FlowAge  = 10 * time.Minute
	MaxFlows = 4

	flowSkew         = time.Minute // how far in the future, by another instance's clock, an attempt may have begun
	flowVersion      = "1"
	flowSuffixLength = 8
	secretBytes      = 32
)

// Flow is one attempt to sign in: what has to be the same when the browser comes back (RFC 6749 section 10.12, RFC 7636, OpenID Connect Core 15.5.2).
type Flow struct {
	State     sensitive.Text // 256 random bits, base64url
	Nonce     sensitive.Text // the same, another value
	Verifier  sensitive.Text // the same, another value: the PKCE code verifier
	ReturnTo  string         // the path to go to afterwards; check it again when it is used
	StartedAt time.Time
}

// StartFlow begins an attempt to sign in and stores it in a cookie of its own. It drops the oldest attempts where there would be too many or too large ones.
func (s *Store) StartFlow(w http.ResponseWriter, r *http.Request, returnTo string) (Flow, error) {
	flow := Flow{ReturnTo: returnTo, StartedAt: s.Now()}
	for _, value := range []*sensitive.Text{&flow.State, &flow.Nonce, &flow.Verifier} {
		secret := make([]byte, secretBytes)
		if _, err := io.ReadFull(s.Random, secret); err != nil {
			return Flow{}, fmt.Errorf("starting a sign-in: %w", err)
		}
		*value = sensitive.New(base64.RawURLEncoding.EncodeToString(secret))
	}
	pairs := s.received(r)
	suffix := flowSuffix(flow.State.Reveal())
	size := pair{s.name(flowCookie) + suffix, flow.encode()}.size()
	others := totalSize(pairs) - totalSize(s.flows(pairs))
	if others+size > Budget {
		size -= base64.RawURLEncoding.EncodedLen(len(flow.ReturnTo))
		flow.ReturnTo = ""
	}
	s.dropFlowsOver(w, pairs, Budget-others-size, MaxFlows-1)
	s.set(w, flowCookie, suffix, flow.encode(), FlowAge)
	return flow, nil
}

// Flow finds the attempt that a state belongs to. It returns ErrNoFlow or ErrFlowExpired, and of an attempt that has expired where it was to lead and no secret.
func (s *Store) Flow(r *http.Request, state string) (Flow, error) {
	value, ok := one(s.received(r), s.name(flowCookie)+flowSuffix(state))
	if !ok {
		return Flow{}, fmt.Errorf("finding the sign-in: %w", ErrNoFlow)
	}
	flow, ok := decodeFlow(value)
	if !ok || subtle.ConstantTimeCompare([]byte(flow.State.Reveal()), []byte(state)) != 1 {
		return Flow{}, fmt.Errorf("finding the sign-in: %w", ErrNoFlow)
	}
	if age := s.Now().Sub(flow.StartedAt); age >= FlowAge || age < -flowSkew {
		return Flow{ReturnTo: flow.ReturnTo, StartedAt: flow.StartedAt}, fmt.Errorf("finding the sign-in: %w", ErrFlowExpired)
	}
	return flow, nil
}

// EndFlow forgets an attempt. Others go on.
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

func (s *Store) flows(pairs []pair) []pair {
	var flows []pair
	for _, p := range pairs {
		if s.isFlow(p.name) {
			flows = append(flows, p)
		}
	}
	return flows
}

// dropFlows deletes the oldest attempts until the rest needs no more than so many bytes.
func (s *Store) dropFlows(w http.ResponseWriter, pairs []pair, bytes int) {
	s.dropFlowsOver(w, pairs, bytes, MaxFlows)
}

func (s *Store) dropFlowsOver(w http.ResponseWriter, pairs []pair, bytes, count int) {
	flows := s.flows(pairs)
	slices.SortStableFunc(flows, func(a, b pair) int { return startOf(a).Compare(startOf(b)) })
	for len(flows) > count || totalSize(flows) > max(bytes, 0) {
		s.clear(w, flowCookie, strings.TrimPrefix(flows[0].name, s.name(flowCookie)))
		flows = flows[1:]
	}
}

// startOf is the zero time for a value that is no attempt, so that it is dropped first.
func startOf(p pair) time.Time {
	flow, ok := decodeFlow(p.value)
	if !ok {
		return time.Time{}
	}
	return flow.StartedAt
}
