package session

import (
	"bytes"
	"errors"
	"fmt"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/sensitive"
)

func start(t testing.TB, s *Store, held []string, returnTo string) (Flow, []string) {
	t.Helper()
	w := httptest.NewRecorder()
	flow, err := s.Read(request(held...)).StartFlow(w, returnTo)
	if err != nil {
		t.Fatal(err)
	}
	return flow, jar(t, held, w)
}

func TestSecretsOfAFlow_SEC003_D03(t *testing.T) {
	s, form, seen := store(false), regexp.MustCompile(`^[A-Za-z0-9_-]{43}$`), map[string]bool{}
	for range 2000 {
		flow, _ := start(t, s, nil, "/profile")
		for _, secret := range []sensitive.Text{flow.State, flow.Nonce, flow.Verifier} {
			if !form.MatchString(secret.Reveal()) || seen[secret.Reveal()] {
				t.Fatalf("a secret of %d characters, seen before: %v", len(secret.Reveal()), seen[secret.Reveal()])
			}
			seen[secret.Reveal()] = true
		}
		if text := fmt.Sprintf("%v %+v %#v %q", flow, flow, flow, flow); strings.Contains(text,
			flow.Verifier.Reveal()) || strings.Contains(text, flow.State.Reveal()) {
			t.Fatal("a flow that is printed shows its secrets")
		}
	}
}

func TestNoFlowWithoutRandomness(t *testing.T) {
	s := store(false)
	s.Random = bytes.NewReader(make([]byte, 70))
	w := httptest.NewRecorder()
	if _, err := s.Read(request()).StartFlow(w, "/"); err == nil || len(w.Header()) > 0 {
		t.Errorf("error %v, headers %v", err, w.Header())
	}
}

func TestFlowIsFound(t *testing.T) {
	s := store(false)
	first, held := start(t, s, nil, "/first?a=b")
	second, held := start(t, s, held, "/second")
	for _, want := range []Flow{second, first} {
		got, err := s.Read(request(held...)).Flow(want.State.Reveal())
		if err != nil || got.ReturnTo != want.ReturnTo || got.Nonce.Reveal() != want.Nonce.Reveal() ||
			got.Verifier.Reveal() != want.Verifier.Reveal() || !got.StartedAt.Equal(noon) {
			t.Errorf("found %v (%v)", got, err)
		}
	}
}

func TestFlowsThatDoNotCount_SEC012(t *testing.T) {
	s := store(false)
	flow, held := start(t, s, nil, "/profile")
	other, otherHeld := start(t, s, nil, "/profile")
	name, value, _ := strings.Cut(held[0], "=")
	_, otherValue, _ := strings.Cut(otherHeld[0], "=")
	changed := func(field int, to string) string {
		fields := strings.Split(value, ".")
		fields[field] = to
		return strings.Join(fields, ".")
	}
	state := flow.State.Reveal()
	tests := []struct {
		name    string
		cookies []string
		state   string
	}{
		{"none", nil, state},
		{"of another browser (SEC-011)", otherHeld, state},
		{"another state", held, other.State.Reveal()},
		{"one character of the state changed (Q-01)", held, authtest.Altered(state)},
		{"another flow's value under this name (Q-18)", []string{name + "=" + otherValue}, state},
		{"another flow's value under this name, asked by its state", []string{name + "=" + otherValue}, other.State.Reveal()},
		{"twice", []string{held[0], held[0]}, state},
		{"cut off", []string{held[0][:len(held[0])-30]}, state},
		{"something behind", []string{held[0] + ".x"}, state},
		{"another version", []string{name + "=" + changed(0, "2")}, state},
		{"no time", []string{name + "=" + changed(1, "")}, state},
		{"a malformed time", []string{name + "=" + changed(1, "1e9")}, state},
		{"a state cut off", []string{name + "=" + changed(2, state[:42])}, state},
		{"a malformed nonce", []string{name + "=" + changed(3, "")}, state},
		{"a malformed verifier", []string{name + "=" + changed(4, strings.Repeat("!", 43))}, state},
		{"a path that is no base64", []string{name + "=" + changed(5, "*")}, state},
		{"empty", []string{name + "="}, state},
		{"other case", []string{strings.ToLower(held[0])}, state},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := s.Read(request(tt.cookies...)).Flow(tt.state); !errors.Is(err, ErrNoFlow) ||
				!got.Verifier.Empty() {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestFlowsAge_SEC013(t *testing.T) {
	s := store(false)
	flow, held := start(t, s, nil, "/")
	tests := []struct {
		after time.Duration
		want  error
	}{
		{0, nil}, {599 * time.Second, nil}, {600 * time.Second, ErrFlowExpired}, {601 * time.Second, ErrFlowExpired},
		{-60 * time.Second, nil}, {-61 * time.Second, ErrFlowExpired}, {1 << 62, ErrFlowExpired},
	}
	for _, tt := range tests {
		t.Run(tt.after.String(), func(t *testing.T) {
			later := store(false)
			later.Now = func() time.Time { return noon.Add(tt.after) }
			got, err := later.Read(request(held...)).Flow(flow.State.Reveal())
			if !errors.Is(err, tt.want) || got.Verifier.Empty() != (tt.want != nil) || got.ReturnTo != "/" {
				t.Errorf("error %v, want %v; verifier empty: %v, the way back is %q", err, tt.want,
					got.Verifier.Empty(), got.ReturnTo)
			}
		})
	}
}

func TestAtMostFourFlows_SEC008(t *testing.T) {
	s := store(false)
	now := noon
	s.Now = func() time.Time { return now }
	var held []string
	var flows []Flow
	for range 50 {
		now = now.Add(time.Second)
		var flow Flow
		flow, held = start(t, s, held, "/"+strings.Repeat("a", 300))
		flows = append(flows, flow)
		if len(held) > MaxFlows || bytesOf(held) > Budget {
			t.Fatalf("%d cookies of %d bytes", len(held), bytesOf(held))
		}
	}
	for i, flow := range flows {
		if _, err := s.Read(request(held...)).Flow(flow.State.Reveal()); (err == nil) != (i >= len(flows)-MaxFlows) {
			t.Errorf("flow %d: %v", i, err)
		}
	}
}

// TestFlowsMakeRoomForEachOther: next to a session the budget drops old flows before their number does.
func TestFlowsMakeRoomForEachOther_SEC008(t *testing.T) {
	s := store(false)
	held, err := save(t, s, nil, text("i", 2500), text("a", 1500), text("r", 1500))
	if err != nil {
		t.Fatal(err)
	}
	for range MaxFlows {
		var flow Flow
		flow, held = start(t, s, held, "/"+text("a", 600))
		if bytesOf(held) > Budget || flow.ReturnTo == "" {
			t.Errorf("%d bytes of cookies; the way back has %d", bytesOf(held), len(flow.ReturnTo))
		}
	}
}

// TestFlowsMakeRoomForTheSession: the oldest go first, garbage before them.
func TestFlowsMakeRoomForTheSession_SEC008(t *testing.T) {
	s := store(false)
	now := noon
	s.Now = func() time.Time { return now }
	held := []string{"__Host-Http-flow-garbage1=" + text("x", 500)}
	var flows []Flow
	for range 3 {
		now = now.Add(time.Second)
		var flow Flow
		flow, held = start(t, s, held, "/"+text("a", 700))
		flows = append(flows, flow)
	}
	held, err := save(t, s, held, text("i", 2000), text("a", 1100), text("r", 1852))
	if err != nil || bytesOf(held) > Budget {
		t.Fatalf("%d bytes (%v)", bytesOf(held), err)
	}
	if slices.ContainsFunc(held, func(pair string) bool { return strings.Contains(pair, "garbage") }) {
		t.Error("garbage was kept")
	}
	if _, err := s.Read(request(held...)).Flow(flows[2].State.Reveal()); err != nil {
		t.Errorf("the latest flow was dropped: %v", err)
	}
	if _, err := s.Read(request(held...)).Flow(flows[0].State.Reveal()); err == nil {
		t.Error("the oldest flow was kept")
	}
}

// TestFlowNextToALargeSession: the way back is given up before the budget is.
func TestFlowNextToALargeSession_SEC008(t *testing.T) {
	s := store(false)
	held, err := save(t, s, nil, text("i", 3000), text("a", 2000), text("r", 1852))
	if err != nil {
		t.Fatal(err)
	}
	before := bytesOf(held)
	flow, held := start(t, s, held, "/"+text("a", 1000))
	if bytesOf(held) > Budget || flow.ReturnTo != "" {
		t.Errorf("%d bytes of cookies, %d before; the way back has %d", bytesOf(held), before, len(flow.ReturnTo))
	}
	if found, err := s.Read(request(held...)).Flow(flow.State.Reveal()); err != nil || found.ReturnTo != "" {
		t.Errorf("found %v (%v)", found, err)
	}
}

func TestEndFlowLeavesTheOthers_SEC014(t *testing.T) {
	s := store(false)
	first, held := start(t, s, nil, "/1")
	second, held := start(t, s, held, "/2")
	w := httptest.NewRecorder()
	s.EndFlow(w, first.State.Reveal())
	held = jar(t, held, w)
	if _, err := s.Read(request(held...)).Flow(first.State.Reveal()); !errors.Is(err, ErrNoFlow) {
		t.Errorf("the ended flow: %v", err)
	}
	if _, err := s.Read(request(held...)).Flow(second.State.Reveal()); err != nil {
		t.Errorf("the other flow: %v", err)
	}
}
