package main

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"cognitossr/pkg/dev/testtools"
)

// A stand-in that leaves something out would be measured doing less.
func TestEveryStandInDoesTheWorkOfTheMix(t *testing.T) {
	begin := func(t *testing.T, kind cognitoKind, err error, missing func(t *testing.T)) *cognitoMix {
		t.Helper()
		if err != nil {
			t.Log(err)
			missing(t)
		}
		server, err := kind.begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(server.end)
		m, err := newCognitoMix(t.Context(), server, http.DefaultTransport)
		if err != nil {
			t.Fatal(err)
		}
		if err := m.people(t.Context(), 2); err != nil {
			t.Error(err)
		}
		return m
	}
	t.Run("this", func(t *testing.T) {
		kind, err := thisCognito(t.Context())
		m := begin(t, kind, err, func(t *testing.T) { t.Fatal("this project's own is not there") })
		t.Run("in a crowd", func(t *testing.T) {
			var said strings.Builder
			if err := (cognitoFlags{users: 12, rate: 10, seconds: 1}).crowd(t.Context(), &said, kind); err != nil ||
				!strings.Contains(said.String(), "0 errors") {
				t.Errorf("%v: %s", err, said.String())
			}
		})
		if _, _, err := m.server.memory(); err != nil {
			t.Error(err)
		}
	})
	for _, peer := range cognitoPeers {
		t.Run(peer.name, func(t *testing.T) {
			kind, err := peer.find()
			begin(t, kind, err, func(t *testing.T) { testtools.Missing(t, peer.name, "see pkg/dev/bench/README.md") })
		})
	}
}

// The mix looks at what comes back: none is quick because it answers with nothing.
func TestTheMixRefusesAnAnswerThatLacksSomething(t *testing.T) {
	answers := map[string]any{
		"InitiateAuth": idpTokens{struct{ AccessToken, IdToken, RefreshToken string }{"a", "b", "c"}},
		"GetUser":      idpUser{[]idpAttribute{{"email", "ann@example.com"}}},
		"AdminGetUser": idpUser{[]idpAttribute{{"nickname", "Annie"}}},
		"ListUsers":    object{"Users": []object{{"Attributes": []idpAttribute{{"email", "ann@example.com"}}}}},
	}
	try := func(t *testing.T, without string) error {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
			answer := answers[operation]
			if answer == nil || operation == without {
				answer = object{}
			}
			_ = json.NewEncoder(w).Encode(answer)
		}))
		t.Cleanup(server.Close)
		return (&cognitoMix{idpClient: idpClient{origin: server.URL}}).person(context.Background(), "ann@example.com")
	}
	if err := try(t, ""); err != nil {
		t.Errorf("all answers are there: %v", err)
	}
	for operation := range answers {
		if err := try(t, operation); err == nil || !strings.Contains(err.Error(), operation) {
			t.Errorf("without what %s answers: %v", operation, err)
		}
	}
}
