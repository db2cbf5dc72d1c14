package cognito

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
	"cognitossr/pkg/dev/testtools/authenticator"
)

// atLocalhost has the visitor open the pages by the name that passkeys can be for.
func (s *stack) atLocalhost() {
	s.url = strings.Replace(s.url, "127.0.0.1", "localhost", 1)
	s.SetOrigin(s.url)
}

var optionsInPage = regexp.MustCompile(`data-options="([^"]*)"`)

func optionsOf(t *testing.T, page answer) string {
	t.Helper()
	found := optionsInPage.FindStringSubmatch(page.body)
	if found == nil {
		t.Fatalf("no options in %d %s", page.StatusCode, page.body)
	}
	return html.UnescapeString(found[1])
}

func action(t *testing.T, page answer) string {
	t.Helper()
	found := regexp.MustCompile(`id="passkey" method="post" action="([^"]*)"`).FindStringSubmatch(page.body)
	if found == nil {
		t.Fatalf("no form in %s", page.body)
	}
	return html.UnescapeString(found[1])
}

func TestPagesWithPasskeys(t *testing.T) {
	s := withPasskeys(t)
	s.atLocalhost()
	v := s.visitor()
	add := strings.Replace(s.authorizeQuery(), "/oauth2/authorize", "/passkeys/add", 1)
	if page := v.get(add); page.Request.URL.Path != "/login" {
		t.Errorf("without a session /passkeys/add led to %s", page.Request.URL)
	}
	v.signIn("alice@example.com", password)
	u, _ := s.pool.User("alice@example.com")
	b := authenticator.New(t, "localhost", s.url, u.Username)
	page := v.get(add)
	policy := page.Header.Get("Content-Security-Policy")
	if !strings.Contains(policy, "script-src 'self';") || strings.Contains(policy, "unsafe") {
		t.Errorf("the policy is %s", policy)
	}
	if wrong := v.send(action(t, page), "credential", "{}"); wrong.StatusCode != http.StatusBadRequest ||
		!strings.Contains(wrong.body, "The credential is not valid.") {
		t.Errorf("a wrong credential: %d %s", wrong.StatusCode, wrong.body)
	}
	page = v.get(add)
	back := v.send(action(t, page), "credential", string(b.Create(t, optionsOf(t, page))))
	if code := back.location().Query().Get("code"); code == "" || len(s.passkeys("alice@example.com")) != 1 {
		t.Fatalf("the new passkey led to %d %s %s", back.StatusCode, back.Header.Get("Location"), back.body)
	}
	without := strings.Replace(s.authorizeQuery("state", ""), "/oauth2/authorize", "/passkeys/add", 1)
	if skipped := v.send(without, "skip", "yes"); skipped.StatusCode != http.StatusOK ||
		!strings.Contains(skipped.body, "No passkey was made") {
		t.Errorf("without a state not now led to %d %s", skipped.StatusCode, skipped.Header.Get("Location"))
	}
	if skipped := v.send(add, "skip", "yes"); skipped.location().Query().Get("code") == "" {
		t.Errorf("not now led to %s", skipped.Header.Get("Location"))
	}

	other := s.visitor()
	login := other.get(s.authorizeQuery()).Request.URL.String()
	if page := other.send(login, "username", "", "passkey", "yes"); page.StatusCode != http.StatusBadRequest {
		t.Errorf("without an address: %d", page.StatusCode)
	}
	page = other.send(login, "username", "alice@example.com", "passkey", "yes")
	send, credential := action(t, page), string(b.Get(t, optionsOf(t, page)))
	back = other.send(send, "credential", credential)
	if answered := s.redeem(back.location().Query().Get("code")); answered.IDToken == "" {
		t.Errorf("the passkey led to %d %s", back.StatusCode, back.Header.Get("Location"))
	}
	if again := s.visitor().send(send, "credential", credential); again.Request.URL.Path != "/login" ||
		!strings.Contains(again.body, "That step is over") {
		t.Errorf("an assertion sent twice led to %s", again.Request.URL)
	}
	fresh := s.visitor().send(login, "username", "alice@example.com", "passkey", "yes")
	if replayed := s.visitor().send(action(t, fresh), "credential", credential); !strings.Contains(replayed.body,
		badCredentials) {
		t.Errorf("a replayed assertion: %d %s", replayed.StatusCode, replayed.body)
	}

	nobody := s.visitor().send(login, "username", "nobody@example.com", "passkey", "yes")
	if nobody.StatusCode != http.StatusOK || !strings.Contains(optionsOf(t, nobody),
		`"allowCredentials":[{"type":"public-key","id":"`) {
		t.Errorf("nobody's page tells that nobody has the address: %d %s", nobody.StatusCode, nobody.body)
	}
	off := start(t, managed)
	if page := off.visitor().get(off.authorizeQuery()); strings.Contains(page.body, "passkey") {
		t.Error("a pool without passkeys offers them")
	}
}

func (s *stack) passkeys(email string) []string {
	u, _ := s.pool.User(email)
	keys, _, _ := s.pool.Passkeys(u.Username, pool.Page{})
	var ids []string
	for _, k := range keys {
		ids = append(ids, k.ID())
	}
	return ids
}
