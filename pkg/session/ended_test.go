package session

import (
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/sensitive"
)

const origin = "f6a1b8c2-65a0-4a3c-8a52-0b6c8f3d2e11"

// signOut signs sessions out one after the other, and returns what the browser holds then.
func signOut(t *testing.T, s *Store, held []string, origins ...string) []string {
	t.Helper()
	for _, origin := range origins {
		w := httptest.NewRecorder()
		s.Read(request(held...)).SignOut(w, origin, 15*time.Minute)
		held = jar(t, held, w)
	}
	return held
}

// TestRecordOfASignedOutSession_SEC067: it lasts as long as a token can be good that a late answer brings.
func TestRecordOfASignedOutSession_SEC067(t *testing.T) {
	hash := "qUSVPSx1VFQGgeIO2jwykUTUzOS2Kwif5OXu0Crp6DI"
	tests := []struct {
		name, origin string
		validity     time.Duration
		want         string
	}{
		{"a usual token", origin, 15 * time.Minute,
			"__Host-Http-signed-out=" + hash + "; Path=/; Max-Age=960; HttpOnly; Secure; SameSite=Lax"},
		{"the longest token", origin, 24 * time.Hour,
			"__Host-Http-signed-out=" + hash + "; Path=/; Max-Age=86460; HttpOnly; Secure; SameSite=Lax"},
		{"longer than Cognito's", origin, 1000 * time.Hour,
			"__Host-Http-signed-out=" + hash + "; Path=/; Max-Age=86460; HttpOnly; Secure; SameSite=Lax"},
		{"no validity", origin, 0, "__Host-Http-signed-out=" + hash + "; Path=/; Max-Age=60; HttpOnly; Secure; SameSite=Lax"},
		{"a negative one", origin, -time.Hour, "__Host-Http-signed-out=" + hash +
			"; Path=/; Max-Age=60; HttpOnly; Secure; SameSite=Lax"},
		{"a session that is not known", "", 15 * time.Minute, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := httptest.NewRecorder()
			store(false).Read(request()).SignOut(w, tt.origin, tt.validity)
			lines := w.Header()["Set-Cookie"]
			if i := slices.IndexFunc(lines, func(line string) bool { return strings.Contains(line, "signed-out=") }); (i >= 0) != (tt.want != "") || i >= 0 && lines[i] != tt.want {
				t.Errorf("got %q, want %q", lines, tt.want)
			}
		})
	}
}

func TestSeveralSignedOutSessions_SEC067(t *testing.T) {
	s := store(false)
	origins := []string{"1", "2", "3", "4", "5", "6", "7", "8", "nine", "ten"}
	held := signOut(t, s, nil, origins...)
	held = signOut(t, s, held, "nine") // once more: it takes no other's place
	found := s.Read(request(held...))
	for i, origin := range origins {
		if got := found.IsSignedOut(origin); got != (i >= len(origins)-maxSignedOut) {
			t.Errorf("%s counts as signed out: %v", origin, got)
		}
	}
	if found.IsSignedOut("eleven") || found.IsSignedOut("") || !found.AnySignedOut() || s.Read(request()).AnySignedOut() {
		t.Error("a session counts as signed out that is not")
	}
	if bytes := bytesOf(held); bytes > 450 {
		t.Errorf("the record takes %d bytes of every request", bytes)
	}
}

// TestTheRecordOutlivesEverySession_SEC067: neither the next sign-in nor an answer that ends a session, both of which
// can be late, deletes or changes it.
func TestTheRecordOutlivesEverySession_SEC067(t *testing.T) {
	s := store(false)
	held := signOut(t, s, nil, origin)
	w := httptest.NewRecorder()
	before := s.Read(request()) // of a request that was sent before
	before.Clear(w)
	if err := before.Save(w, Tokens{ID: sensitive.New("I"), Access: sensitive.New("A")},
		RefreshToken{Value: sensitive.New("R")}, noon); err != nil {
		t.Fatal(err)
	}
	s.Read(request(held...)).Clear(w)
	if err := s.Read(request(held...)).Save(w, Tokens{ID: sensitive.New("I"), Access: sensitive.New("A")},
		RefreshToken{Value: sensitive.New("R")}, noon); err != nil {
		t.Fatal(err)
	}
	if !s.Read(request(jar(t, held, w)...)).IsSignedOut(origin) {
		t.Error("the record is gone")
	}
}

// TestHostileRecords_SEC067: on a loopback site another program can set this cookie. It cannot make a record of a
// session whose tokens it does not know, hide ours, or have its own text passed on.
func TestHostileRecords_SEC067(t *testing.T) {
	s := store(true)
	good := strings.TrimPrefix(signOut(t, s, nil, origin)[1], "signed-out=")
	hostile := []string{
		"", ".", "1", "*", origin, "x." + good, good + "." + good, strings.Repeat(good+".", 80),
		strings.Repeat(".", 4000), strings.ToUpper(good), good[:42], good + "A",
		"\"" + good, good[:42] + "=", "<script>", "é", good[:42] + "\x00",
	}
	for _, value := range hostile {
		found := s.Read(request("signed-out=" + value))
		if want := strings.Contains(value, good) && !strings.HasPrefix(value, "\"") &&
			value != good+"A"; found.IsSignedOut(origin) != want {
			t.Errorf("%.60q counts as signed out: %v", value, !want)
		}
		if beside := s.Read(request("signed-out="+value, "signed-out="+good,
			"signed-out="+value)); !beside.IsSignedOut(origin) {
			t.Errorf("%.60q hides the record beside it", value)
		}
		held := signOut(t, s, []string{"signed-out=" + value}, "another")
		record := strings.TrimPrefix(held[len(held)-1], "signed-out=")
		for _, hash := range strings.Split(record, ".") {
			if len(hash) != hashLength || !strings.Contains(strings.Join([]string{value, fingerprint("another")},
				"."), hash) {
				t.Errorf("%.60q is passed on as %.60q", value, record)
			}
		}
		if len(record) > maxSignedOut*(hashLength+1) {
			t.Errorf("%.60q makes a record of %d bytes", value, len(record))
		}
	}
}

// TestSigningOutEndsPendingFlows_SEC067: the answer to a callback may be on its way, with a session that nobody has seen.
func TestSigningOutEndsPendingFlows_SEC067(t *testing.T) {
	s := store(false)
	first, held := start(t, s, nil, "/1")
	second, held := start(t, s, held, "/2")
	held = signOut(t, s, append(held, "__Host-Http-flow-garbage1=x"), "")
	if want := 2; len(held) != want {
		t.Errorf("the browser holds %q", held)
	}
	for _, flow := range []Flow{first, second} {
		if !s.Read(request(held...)).IsSignedOut(flow.Nonce.Reveal()) {
			t.Error("a flow is not recorded")
		}
	}
	if later, _ := start(t, s, held, "/3"); s.Read(request(held...)).IsSignedOut(later.Nonce.Reveal()) {
		t.Error("a flow that was started afterwards counts as ended")
	}
}
