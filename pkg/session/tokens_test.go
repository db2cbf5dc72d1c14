package session

import (
	"errors"
	"fmt"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/sensitive"
)

// text makes a token-like value of a length.
func text(letter string, length int) string { return strings.Repeat(letter, length) }

func save(t testing.TB, s *Store, held []string, id, access, refresh string) ([]string, error) {
	t.Helper()
	w := httptest.NewRecorder()
	err := s.Read(request(held...)).Save(w, Tokens{ID: sensitive.New(id), Access: sensitive.New(access)},
		RefreshToken{Value: sensitive.New(refresh)}, noon)
	for _, line := range w.Header()["Set-Cookie"] {
		if len(line) > MaxCookie {
			t.Errorf("a Set-Cookie line of %d bytes", len(line))
		}
	}
	if err != nil && len(w.Header()) > 0 {
		t.Errorf("it failed (%v) and set %d cookies", err, len(w.Header()["Set-Cookie"]))
	}
	return jar(t, held, w), err
}

// bytesOf is what the cookies take in a request, by the browser's own measure.
func bytesOf(held []string) int { return len(strings.Join(held, "; ")) }

// TestSavedIsRead goes through all lengths at which something changes: one cookie, two, three, too many.
func TestSavedIsRead_SEC052(t *testing.T) {
	s := store(false)
	lengths := []int{1, 1000, 3900, 4000, 4001, 4005, 4010, 4015, 4020, 4025, 4030, 4100, 5000, 6000}
	for _, idLength := range lengths {
		for _, accessLength := range []int{1, 900, 4100} {
			t.Run(fmt.Sprint(idLength, " and ", accessLength), func(t *testing.T) {
				id, access := text("i", idLength), text("a", accessLength)
				held, err := save(t, s, nil, id, access, "r")
				if errors.Is(err, ErrTooLarge) && idLength+accessLength > Budget-200 {
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				tokens, presence := s.Read(request(held...)).Tokens()
				refresh, ok := s.Read(request(held...)).RefreshToken()
				if presence != Present || tokens.ID.Reveal() != id || tokens.Access.Reveal() != access || !ok ||
					refresh.Value.Reveal() != "r" || !refresh.StoredAt.Equal(noon) {
					t.Errorf("presence %d; %d and %d bytes came back; refresh %v", presence, len(tokens.ID.Reveal()),
						len(tokens.Access.Reveal()), ok)
				}
				if bytesOf(held) > Budget {
					t.Errorf("%d bytes of cookies", bytesOf(held))
				}
			})
		}
	}
}

// TestCookiesFromOneToTwelveKilobytes: a session is stored whole within the budget, or not at all.
func TestCookiesFromOneToTwelveKilobytes_SEC052_N06(t *testing.T) {
	s := store(false)
	for size := 1000; size <= 12000; size += 97 {
		held, err := save(t, s, nil, text("i", size/2), text("a", size/4), text("r", size/4))
		fits := size+len("__Host-Http-id=; __Host-Http-access=; __Secure-refresh=1790000000~; ") <= Budget
		if errors.Is(err, ErrTooLarge) && !fits {
			continue
		}
		if err != nil || bytesOf(held) > Budget {
			t.Errorf("%d bytes of tokens: %v, %d bytes of cookies", size, err, bytesOf(held))
		}
	}
}

func TestChunks_SEC052(t *testing.T) {
	s := store(false)
	held, err := save(t, s, nil, text("i", 5000), text("a", 900), "r")
	if err != nil {
		t.Fatal(err)
	}
	other, err := save(t, s, nil, text("j", 5000), text("b", 900), "r")
	if err != nil {
		t.Fatal(err)
	}
	find := func(pairs []string, name string) string {
		i := slices.IndexFunc(pairs, func(pair string) bool { return strings.HasPrefix(pair, name+"=") })
		return strings.TrimPrefix(pairs[i], name+"=")
	}
	first, second := find(held, "__Host-Http-id"), find(held, "__Host-Http-id-1")
	access := "__Host-Http-access=" + find(held, "__Host-Http-access")
	whole := text("i", 5000)
	tests := []struct {
		name    string
		cookies []string
		want    Presence
		id      string
	}{
		{"whole", []string{"__Host-Http-id=" + first, "__Host-Http-id-1=" + second, access}, Present, whole},
		{"in another order", []string{access, "__Host-Http-id-1=" + second, "__Host-Http-id=" + first}, Present, whole},
		{"one missing (Q-15)", []string{"__Host-Http-id=" + first, access}, Broken, ""},
		{"one empty", []string{"__Host-Http-id=" + first, "__Host-Http-id-1=", access}, Broken, ""},
		{"the first missing", []string{"__Host-Http-id-1=" + second, access}, Broken, ""},
		{"one twice", []string{"__Host-Http-id=" + first, "__Host-Http-id-1=" + second, "__Host-Http-id-1=" + second,
			access}, Broken, ""},
		{"more announced than there are", []string{"__Host-Http-id=3" + first[1:], "__Host-Http-id-1=" + second,
			access}, Broken, ""},
		{"of another sign-in: put together, and refused by its signature",
			[]string{"__Host-Http-id=" + first, "__Host-Http-id-1=" + find(other, "__Host-Http-id-1"), access}, Present,
			first[2:] + find(other, "__Host-Http-id-1")},
		// What an earlier, longer session left behind, set by a tab that was late, must not sign anybody out: the
		// number in the first cookie decides.
		{"one too many", []string{"__Host-Http-id=" + first, "__Host-Http-id-1=" + second, "__Host-Http-id-2=x",
			access}, Present, whole},
		{"more chunks announced than there can be", []string{"__Host-Http-id=9" + first[1:], access}, Present,
			"9" + first[1:]},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tokens, presence := s.Read(request(tt.cookies...)).Tokens()
			if presence != tt.want || tokens.ID.Reveal() != tt.id {
				t.Errorf("presence %d with %d bytes, want %d with %d", presence, len(tokens.ID.Reveal()), tt.want, len(tt.id))
			}
		})
	}
}

// TestRefreshedSessionKeepsItsChunks: a new session of several cookies takes the place of one that had as many.
func TestRefreshedSessionKeepsItsChunks_SEC052(t *testing.T) {
	s := store(false)
	held, err := save(t, s, nil, text("i", 5000), "a", "r")
	if err != nil {
		t.Fatal(err)
	}
	if held, err = save(t, s, held, text("j", 5000), "a", "r"); err != nil {
		t.Fatal(err)
	}
	if tokens, presence := s.Read(request(held...)).Tokens(); presence != Present || tokens.ID.Reveal() != text("j", 5000) {
		t.Errorf("presence %d with %d bytes", presence, len(tokens.ID.Reveal()))
	}
}

// TestBudgetToTheByte: what fits exactly is stored, a byte more is not. Next to it a flow still starts.
func TestBudgetToTheByte_SEC052(t *testing.T) {
	s := store(false)
	empty, err := save(t, s, nil, "i", "a", "r")
	if err != nil {
		t.Fatal(err)
	}
	room := Budget - len("; ") - bytesOf(empty) // each cookie counts with the blank behind it
	id, access := text("i", 3000), text("a", 3000)
	refresh := text("r", room+len("iar")-len(id)-len(access))
	if _, err := save(t, s, nil, id, access, refresh+"r"); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a byte more than the budget: %v", err)
	}
	held, err := save(t, s, nil, id, access, refresh)
	if err != nil {
		t.Fatal(err)
	}
	flow, held := start(t, s, held, "/profile")
	if _, err := s.Read(request(held...)).Flow(flow.State.Reveal()); err != nil {
		t.Errorf("the flow next to the largest session: %v", err)
	}
}

// TestShorterSessionLeavesNoChunk: from three cookies to one.
func TestShorterSessionLeavesNoChunk_SEC052(t *testing.T) {
	s := store(false)
	held, err := save(t, s, nil, "i", text("a", 100), text("r", 6900))
	if err != nil {
		t.Fatal(err)
	}
	held = append(held, "__Secure-refresh-2=left-behind", "__Host-Http-refresh-pause=1", "__Secure-refresh-lost=x")
	held, err = save(t, s, held, "i2", "a2", "r2")
	want := []string{"__Host-Http-id=i2", "__Host-Http-access=a2", "__Secure-refresh=1790000000~r2"}
	if err != nil || !slices.Equal(held, want) {
		t.Errorf("the browser holds %q (%v)", held, err)
	}
}

func TestClearLeavesNothing_SEC053(t *testing.T) {
	s := store(false)
	session := []string{"__Host-Http-id=2~x", "__Host-Http-id-1=x", "__Host-Http-id-2=x", "__Host-Http-access=x",
		"__Host-Http-access-1=x", "__Secure-refresh=x",
		"__Secure-refresh-1=x", "__Secure-refresh-2=x", "__Host-Http-refresh-pause=1", "__Secure-refresh-lost=x"}
	flows := []string{"__Host-Http-flow-12345678=garbage", "__Host-Http-flow-abcdefgh=1.2.3"}
	others := []string{"theme=dark", "__Host-Http-id-3=x", "__Host-Http-flow-123=x"}
	held := slices.Concat(session, flows, others)

	w := httptest.NewRecorder()
	s.Read(request(held...)).Clear(w)
	if got, want := jar(t, held, w), slices.Concat(flows, others, []string{ended}); !slices.Equal(got, want) {
		t.Errorf("after Clear the browser holds %q, want %q", got, want)
	}
	w = httptest.NewRecorder()
	s.Read(request(held...)).SignOut(w, "", 0)
	if got := jar(t, held, w); !slices.Equal(got, append(others, ended)) {
		t.Errorf("after SignOut the browser holds %q, want %q", got, others)
	}
	for _, line := range w.Header()["Set-Cookie"] {
		if path := "Path=/;"; strings.HasPrefix(line, "__Secure-refresh") != strings.Contains(line, "Path=/auth;") ||
			!strings.Contains(line, "Path=/") {
			t.Errorf("%q has another path than %s", line, path)
		}
	}
}

// TestSessionCookiesEndWithTheSession: they last until the session would be idle, and never beyond its end. The
// tokens in them may expire earlier, or a session could not be refreshed.
func TestSessionCookiesEndWithTheSession_SEC066_R34(t *testing.T) {
	s := store(false)
	tests := []struct {
		name   string
		signed time.Duration // ago
		want   string
	}{
		{"just signed in", 0, "Max-Age=604800;"},
		{"a second more than idle before its end", s.MaxAge - s.IdleAge - time.Second, "Max-Age=604800;"},
		{"just idle before its end", s.MaxAge - s.IdleAge, "Max-Age=604800;"},
		{"a second less than idle before its end", s.MaxAge - s.IdleAge + time.Second, "Max-Age=604799;"},
		{"a day before its end", s.MaxAge - 24*time.Hour, "Max-Age=86400;"},
		{"two seconds before its end", s.MaxAge - 2*time.Second, "Max-Age=2;"},
		{"a second before its end", s.MaxAge - time.Second, "Max-Age=1;"},
		{"less than a second before its end", s.MaxAge - time.Millisecond, "Max-Age=1;"},
		{"at its end", s.MaxAge, "Max-Age=1;"},
		{"a second after its end", s.MaxAge + time.Second, "Max-Age=1;"},
		{"after its end", s.MaxAge + time.Hour, "Max-Age=1;"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := httptest.NewRecorder()
			if err := s.Read(request()).Save(w, Tokens{sensitive.New("i"), sensitive.New("a")},
				RefreshToken{Value: sensitive.New("r")}, noon.Add(-tt.signed)); err != nil {
				t.Fatal(err)
			}
			for _, line := range w.Header()["Set-Cookie"] {
				if !strings.Contains(line, tt.want) {
					t.Errorf("%q has not %s", line, tt.want)
				}
			}
		})
	}
}

// TestRefreshTokenGoesToAuthAlone asks the cookie jar of net/http where a browser sends what was stored: the two
// tokens to every page, the refresh token to /auth, and never to a page, an asset or a host beside the site's.
func TestRefreshTokenGoesToAuthAlone_SEC057(t *testing.T) {
	s := store(false)
	s.Now = time.Now // the jar goes by the real time
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	site := &url.URL{Scheme: "https", Host: "app.example.com", Path: "/auth/callback"}
	for _, long := range []string{"r", text("r", 5000)} { // one cookie, and two
		w := httptest.NewRecorder()
		if err := s.Read(request()).Save(w, Tokens{sensitive.New("i"), sensitive.New("a")},
			RefreshToken{Value: sensitive.New(long)}, s.Now()); err != nil {
			t.Fatal(err)
		}
		jar.SetCookies(site, w.Result().Cookies())
		for path, want := range map[string]bool{
			"/auth/refresh": true, "/auth/logout": true, "/auth/callback": true, "/": false, "/profile": false,
			"/authors": false, "/AUTH/refresh": false, "/api/me": false,
			"/admin/users": false, "/assets/style.css": false, "/x/auth/refresh": false,
		} {
			var sent []string
			for _, cookie := range jar.Cookies(&url.URL{Scheme: "https", Host: site.Host, Path: path}) {
				sent = append(sent, cookie.Name)
			}
			refresh := slices.ContainsFunc(sent, func(name string) bool { return strings.HasPrefix(name, "__Secure-refresh") })
			if refresh != want || !slices.Contains(sent, "__Host-Http-id") || !slices.Contains(sent, "__Host-Http-access") {
				t.Errorf("%s gets %q", path, sent)
			}
		}
		for _, elsewhere := range []string{"https://other.example.com/auth/refresh",
			"https://sub.app.example.com/auth/refresh", "http://app.example.com/auth/refresh"} {
			address, err := url.Parse(elsewhere)
			if err != nil || len(jar.Cookies(address)) != 0 {
				t.Errorf("%s gets %d cookies (%v)", elsewhere, len(jar.Cookies(address)), err)
			}
		}
	}
}

func TestRefreshCookie(t *testing.T) {
	s := store(false)
	tests := []struct {
		name, value, token string
		ok                 bool
		stored             time.Time
	}{
		{"dated", "1790000000~abc.def", "abc.def", true, noon},
		{"undated", "abc.def", "abc.def", true, time.Time{}},
		{"empty", "", "", false, time.Time{}},
		{"a date without a token", "1790000000~", "", false, time.Time{}},
		{"a malformed date", "x~abc", "", false, time.Time{}},
		{"a chunk missing", "2~1790000000~abc", "", false, time.Time{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := s.Read(request("__Secure-refresh=" + tt.value)).RefreshToken()
			if ok != tt.ok || got.Value.Reveal() != tt.token || !got.StoredAt.Equal(tt.stored) {
				t.Errorf("%q from %v (%v)", got.Value.Reveal(), got.StoredAt, ok)
			}
		})
	}
	if _, ok := s.Read(request()).RefreshToken(); ok {
		t.Error("there is a refresh token where no cookie came")
	}
}

// TestSwappedValues: a value under another name is read as what the name says, and the verifier refuses it;
// here it must not fall over.
func TestSwappedValues(t *testing.T) {
	s := store(false)
	tokens, presence := s.Read(request("__Host-Http-id=1790000000~REFRESH", "__Host-Http-access=ID")).Tokens()
	if presence != Present || tokens.ID.Reveal() != "1790000000~REFRESH" {
		t.Errorf("presence %d", presence)
	}
	if refresh, ok := s.Read(request("__Secure-refresh=eyJhbGciOi.x.y")).RefreshToken(); !ok || !refresh.StoredAt.IsZero() {
		t.Errorf("a token under the name of the refresh token: %v", ok)
	}
}

func FuzzCookieHeader(f *testing.F) {
	f.Add("__Host-Http-id=2~a; __Host-Http-id-1=b; __Host-Http-access=c; __Secure-refresh=1~x")
	f.Add(`__Host-Http-flow-12345678=1.1.a.b.c.d; __Host-Http-id="`)
	f.Add("id=~;=;;\x00")
	s := store(false)
	f.Fuzz(func(t *testing.T, header string) {
		r := request()
		r.Header["Cookie"] = []string{header}
		tokens, presence := s.Read(r).Tokens()
		if presence == Present && (tokens.ID.Empty() || tokens.Access.Empty()) {
			t.Error("a token is there and empty")
		}
		w := httptest.NewRecorder()
		s.Read(r).SignOut(w, "", 0)
		after := request(jar(t, nil, w)...)
		if _, presence := s.Read(after).Tokens(); presence != Absent {
			t.Error("signing out sets a cookie")
		}
		w = httptest.NewRecorder()
		if _, err := s.Read(r).StartFlow(w, "/"); err != nil {
			t.Error(err)
		}
		if lines := w.Header()["Set-Cookie"]; len(lines) == 0 || !strings.Contains(lines[len(lines)-1], "Max-Age=600") {
			t.Errorf("no flow was stored: %q", lines)
		}
	})
}
