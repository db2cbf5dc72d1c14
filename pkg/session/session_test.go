package session

import (
	"crypto/rand"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/sensitive"
)

// noon is when most of these tests take place.
var noon = time.Unix(1_790_000_000, 0)

func store(loopback bool) *Store {
	return &Store{Loopback: loopback, MaxAge: 30 * 24 * time.Hour, IdleAge: 7 * 24 * time.Hour,
		Now: func() time.Time { return noon }, Random: rand.Reader}
}

// request is one with these cookies, each "name=value".
func request(cookies ...string) *http.Request {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	if len(cookies) > 0 {
		r.Header["Cookie"] = []string{strings.Join(cookies, "; ")}
	}
	return r
}

// jar applies Set-Cookie lines to what a browser holds, and gives what it would send to /auth.
func jar(t testing.TB, held []string, w *httptest.ResponseRecorder) []string {
	t.Helper()
	held = slices.Clone(held)
	for _, line := range w.Header()["Set-Cookie"] {
		cookie, err := http.ParseSetCookie(line)
		if err != nil {
			t.Fatalf("%v in %q", err, line)
		}
		held = slices.DeleteFunc(held, func(pair string) bool { return strings.HasPrefix(pair, cookie.Name+"=") })
		if cookie.MaxAge >= 0 {
			held = append(held, cookie.Name+"="+cookie.Value)
		}
	}
	return held
}

// ended is what is left of a session that has ended.
const ended = "__Host-Http-session-ended=1"

// TestEveryCookie is the table of names and attributes: whatever is set is cleared under the same name and path.
func TestEveryCookie_SEC049_R06_R28(t *testing.T) {
	save := func(s *Store, w http.ResponseWriter, r *http.Request) {
		err := s.Read(r).Save(w, Tokens{ID: sensitive.New("ID"), Access: sensitive.New("ACCESS")},
			RefreshToken{Value: sensitive.New("REFRESH")}, noon)
		if err != nil {
			t.Error(err)
		}
	}
	tests := []struct {
		name     string
		do       func(s *Store, w http.ResponseWriter, r *http.Request)
		https    []string
		loopback []string
	}{
		{"a session", save, []string{
			"__Host-Http-id=ID; Path=/; Max-Age=604800; HttpOnly; Secure; SameSite=Lax",
			"__Host-Http-access=ACCESS; Path=/; Max-Age=604800; HttpOnly; Secure; SameSite=Lax",
			"__Secure-refresh=1790000000~REFRESH; Path=/auth; Max-Age=604800; HttpOnly; Secure; SameSite=Lax",
		}, []string{
			"id=ID; Path=/; Max-Age=604800; HttpOnly; SameSite=Lax",
			"access=ACCESS; Path=/; Max-Age=604800; HttpOnly; SameSite=Lax",
			"refresh=1790000000~REFRESH; Path=/auth; Max-Age=604800; HttpOnly; SameSite=Lax",
		}},
		{"its end", func(s *Store, w http.ResponseWriter, r *http.Request) { s.Read(r).Clear(w) }, []string{
			"__Host-Http-id=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax",
			"__Host-Http-access=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax",
			"__Secure-refresh=; Path=/auth; Max-Age=0; HttpOnly; Secure; SameSite=Lax",
			"__Host-Http-session-ended=1; Path=/; Max-Age=60; HttpOnly; Secure; SameSite=Lax",
		}, []string{
			"id=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax",
			"access=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax",
			"refresh=; Path=/auth; Max-Age=0; HttpOnly; SameSite=Lax",
			"session-ended=1; Path=/; Max-Age=60; HttpOnly; SameSite=Lax",
		}},
		{"a pause", func(s *Store, w http.ResponseWriter, _ *http.Request) { s.PauseRefresh(w) },
			[]string{"__Host-Http-refresh-pause=1; Path=/; Max-Age=15; HttpOnly; Secure; SameSite=Lax"},
			[]string{"refresh-pause=1; Path=/; Max-Age=15; HttpOnly; SameSite=Lax"}},
		{"a refused token", func(s *Store, w http.ResponseWriter, _ *http.Request) {
			s.RememberRefused(w, RefreshToken{Value: sensitive.New("REFRESH")})
		},
			[]string{"__Secure-refresh-lost=HDEIzPH1rM8wzMwmCHvRTuXTbFboK4jGUkHgr_dshP4; Path=/auth; Max-Age=30; HttpOnly; Secure; SameSite=Lax"},
			[]string{"refresh-lost=HDEIzPH1rM8wzMwmCHvRTuXTbFboK4jGUkHgr_dshP4; Path=/auth; Max-Age=30; HttpOnly; SameSite=Lax"}},
		{"a deleted account", func(s *Store, w http.ResponseWriter, _ *http.Request) { s.RememberDeleted(w) },
			[]string{"__Host-Http-account-deleted=1; Path=/; Max-Age=120; HttpOnly; Secure; SameSite=Lax"},
			[]string{"account-deleted=1; Path=/; Max-Age=120; HttpOnly; SameSite=Lax"}},
		{"a pending sign-in", func(s *Store, w http.ResponseWriter, r *http.Request) {
			_ = s.Read(r).ReauthAfterLogout(w, url.Values{"return_to": {"/a;b c"}})
		},
			[]string{"__Host-Http-sign-in-afresh=?return_to=%2Fa%3Bb+c; Path=/; Max-Age=120; HttpOnly; Secure; SameSite=Lax"},
			[]string{"sign-in-afresh=?return_to=%2Fa%3Bb+c; Path=/; Max-Age=120; HttpOnly; SameSite=Lax"}},
		{"a language", func(s *Store, w http.ResponseWriter, _ *http.Request) { s.RememberLanguage(w, "de") },
			[]string{"__Host-Http-language=de; Path=/; Max-Age=34560000; HttpOnly; Secure; SameSite=Lax"},
			[]string{"language=de; Path=/; Max-Age=34560000; HttpOnly; SameSite=Lax"}},
		{"a registration", func(s *Store, w http.ResponseWriter, _ *http.Request) { s.RememberSignUp(w) },
			[]string{"__Host-Http-sign-up=1; Path=/; Max-Age=600; HttpOnly; Secure; SameSite=Lax"},
			[]string{"sign-up=1; Path=/; Max-Age=600; HttpOnly; SameSite=Lax"}},
		{"a check for cookies", func(s *Store, w http.ResponseWriter, _ *http.Request) { s.ProbeCookies(w) },
			[]string{"__Host-Http-cookie-check=1; Path=/; Max-Age=60; HttpOnly; Secure; SameSite=Lax"},
			[]string{"cookie-check=1; Path=/; Max-Age=60; HttpOnly; SameSite=Lax"}},
		{"the end of a flow", func(s *Store, w http.ResponseWriter, _ *http.Request) { s.EndFlow(w, "state") },
			[]string{"__Host-Http-flow-" + flowSuffix("state") + "=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax"},
			[]string{"flow-" + flowSuffix("state") + "=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"}},
	}
	for _, tt := range tests {
		for _, site := range []struct {
			name     string
			loopback bool
			want     []string
		}{{"https", false, tt.https}, {"loopback", true, tt.loopback}} {
			t.Run(tt.name+" on "+site.name, func(t *testing.T) {
				w := httptest.NewRecorder()
				tt.do(store(site.loopback), w, request())
				if got := w.Header()["Set-Cookie"]; !slices.Equal(got, site.want) {
					t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(site.want, "\n"))
				}
			})
		}
	}
}

func TestFlowsCookie_SEC007(t *testing.T) {
	for _, tt := range []struct {
		name, prefix, attributes string
		loopback                 bool
	}{
		{"https", "__Host-Http-flow-", "; Path=/; Max-Age=600; HttpOnly; Secure; SameSite=Lax", false},
		{"loopback", "flow-", "; Path=/; Max-Age=600; HttpOnly; SameSite=Lax", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := httptest.NewRecorder()
			flow, err := store(tt.loopback).Read(request()).StartFlow(w, "/profile")
			if err != nil {
				t.Fatal(err)
			}
			want := tt.prefix + flowSuffix(flow.State.Reveal()) + "=" + flow.encode() + tt.attributes
			if got := w.Header()["Set-Cookie"]; len(got) != 1 || got[0] != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

// TestCookiesOfOthersAreNotOurs: a name counts to the letter.
func TestCookiesOfOthersAreNotOurs_SEC054(t *testing.T) {
	good := "__Host-Http-access=A"
	tests := []struct {
		name    string
		cookies []string
		want    Presence
	}{
		{"none", nil, Absent},
		{"both", []string{"__Host-Http-id=I", good}, Present},
		{"in quotes, with version", []string{"$Version=1", `__Host-Http-id="I"`, "$Path=/", good}, Present},
		{"blanks around", []string{"  __Host-Http-id=I ", " " + good}, Present},
		{"other case", []string{"__host-http-id=I", "__HOST-HTTP-ACCESS=A"}, Absent},
		{"no prefix", []string{"id=I", "access=A"}, Absent},
		{"another prefix", []string{"__Host-id=I", "__Secure-access=A"}, Absent},
		{"a Unicode space before the name", []string{"\u2000__Host-Http-id=I", "\u00a0__Host-Http-access=A"}, Absent},
		{"a tab before the name", []string{"\t__Host-Http-id=I", "\t__Host-Http-access=A"}, Absent},
		{"a blank inside", []string{"__Host-Http-id =I", "__Host-Http-access =A"}, Absent},
		{"no equals sign", []string{"__Host-Http-id", "__Host-Http-access"}, Absent},
		{"one of the two", []string{good}, Broken},
		{"an empty one", []string{"__Host-Http-id=", good}, Broken},
		{"twice, the good one first (Q-10, R-05)", []string{"__Host-Http-id=I", good, "__Host-Http-access=EVIL"}, Broken},
		{"twice, the good one last (Q-10, R-05)", []string{"__Host-Http-access=EVIL", "__Host-Http-id=I", good}, Broken},
		{"twice the same", []string{"__Host-Http-id=I", good, good}, Broken},
		{"one of ours and one that looks like it", []string{"__Host-Http-id=I", good, "__host-http-id=EVIL",
			"id=EVIL"}, Present},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tokens, presence := store(false).Read(request(tt.cookies...)).Tokens()
			if presence != tt.want {
				t.Fatalf("presence %d, want %d", presence, tt.want)
			}
			if presence == Present && (tokens.ID.Reveal() != "I" || tokens.Access.Reveal() != "A") {
				t.Errorf("tokens %q and %q", tokens.ID.Reveal(), tokens.Access.Reveal())
			}
			if presence != Present && !(tokens.ID.Empty() && tokens.Access.Empty()) {
				t.Error("there are tokens all the same")
			}
		})
	}
}

// TestManyCookies: net/http reads none of them past its limit, and a visitor must not be signed out by somebody else's.
func TestManyCookies_SEC056(t *testing.T) {
	junk := strings.Repeat("a=b; ", 3500)
	tests := []struct {
		name, header string
		want         Presence
	}{
		{"junk before ours", junk + "__Host-Http-id=I; __Host-Http-access=A", Present},
		{"junk alone", junk, Absent},
		{"semicolons", strings.Repeat(";", 5000), Absent},
		{"bytes", "\x00\xff=;==;\x7f", Absent},
		{"a quote that does not begin", `__Host-Http-id=I"; __Host-Http-access=A`, Present},
		{"a quote that does not end", `__Host-Http-id="I; __Host-Http-access=A`, Present},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := request()
			r.Header.Set("Cookie", tt.header)
			if _, presence := store(false).Read(r).Tokens(); presence != tt.want {
				t.Errorf("presence %d, want %d", presence, tt.want)
			}
		})
	}
}

func TestFlashCookies_SEC054(t *testing.T) {
	s, one, two := store(false), RefreshToken{Value: sensitive.New("one")}, RefreshToken{Value: sensitive.New("two")}
	if s.Read(request()).RefreshPaused() || s.Read(request()).IsRefused(one) {
		t.Error("a cookie is seen that nobody set")
	}
	w := httptest.NewRecorder()
	s.PauseRefresh(w)
	s.RememberRefused(w, one)
	held := request(jar(t, nil, w)...)
	if !s.Read(held).RefreshPaused() || !s.Read(held).IsRefused(one) {
		t.Error("the cookies are not seen")
	}
	if s.Read(held).IsRefused(two) || s.Read(request("__Secure-refresh-lost=", "__Secure-refresh=x")).IsRefused(one) {
		t.Error("a token counts as refused that is not the one")
	}
	if doubled := request("__Secure-refresh-lost=planted",
		"__Secure-refresh-lost="+fingerprint("one")); !s.Read(doubled).IsRefused(one) {
		t.Error("a planted cookie hides ours") // SEC-054
	}
	if text := strings.Join(w.Header()["Set-Cookie"], ""); strings.Contains(text, "=one") {
		t.Error("the cookie holds the token")
	}
}

// TestADeletedAccountIsToldOnce: by the page after signing out, and not to the next one who signs in.
func TestADeletedAccountIsToldOnce_R08(t *testing.T) {
	s, w := store(false), httptest.NewRecorder()
	if s.Read(request("account-deleted=1", "__Secure-account-deleted=1")).TakeDeleted(w) || len(w.Header()) != 0 {
		t.Error("a cookie is seen that nobody set")
	}
	s.RememberDeleted(w)
	held := jar(t, nil, w)
	w = httptest.NewRecorder()
	if !s.Read(request(held...)).TakeDeleted(w) {
		t.Error("the cookie is not seen")
	}
	if left := jar(t, held, w); len(left) != 0 {
		t.Errorf("the cookie stays: %q", left)
	}
	w = httptest.NewRecorder()
	if err := s.Read(request(held...)).Save(w, Tokens{ID: sensitive.New("ID"), Access: sensitive.New("ACCESS")},
		RefreshToken{Value: sensitive.New("REFRESH")}, noon); err != nil {
		t.Fatal(err)
	}
	if left := jar(t, held, w); slices.Contains(left, held[0]) {
		t.Errorf("the cookie outlives the next sign-in: %q", left)
	}
}

func TestTimeouts_SEC066(t *testing.T) {
	s := store(false)
	tests := []struct {
		name           string
		stored, signed time.Duration // ago
		idle, outlived bool
	}{
		{"fresh", 0, 0, false, false},
		{"just not idle", s.IdleAge, time.Hour, false, false},
		{"just idle", s.IdleAge + time.Second, time.Hour, true, false},
		{"just not outlived", time.Hour, s.MaxAge - time.Second, false, false},
		{"just outlived", time.Hour, s.MaxAge, false, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := s.PastIdleTimeout(RefreshToken{StoredAt: noon.Add(-tt.stored)}); got != tt.idle {
				t.Errorf("idle %v", got)
			}
			if got := s.PastAbsoluteTimeout(noon.Add(-tt.signed)); got != tt.outlived {
				t.Errorf("outlived %v", got)
			}
		})
	}
	if s.PastIdleTimeout(RefreshToken{}) {
		t.Error("a token of unknown age counts as idle")
	}
}

// TestASignInIsPendingOnce (SEC-101): until Cognito's session has ended; signing out meanwhile drops it.
func TestASignInIsPendingOnce_SEC101(t *testing.T) {
	tests := []struct {
		name  string
		query url.Values
		want  string
	}{
		{"with a way back", url.Values{"return_to": {"/admin/users/7?a=b"}, "lang": {"de"}},
			"lang=de&return_to=%2Fadmin%2Fusers%2F7%3Fa%3Db"},
		{"with nothing", nil, ""},
		{"with a long way back", url.Values{"return_to": {"/" + strings.Repeat("a", 2799)}},
			"return_to=%2F" + strings.Repeat("a", 2799)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, w := store(false), httptest.NewRecorder()
			if err := s.Read(request()).ReauthAfterLogout(w, tt.query); err != nil {
				t.Fatal(err)
			}
			held := jar(t, nil, w)
			w = httptest.NewRecorder()
			if got, waits := s.Read(request(held...)).TakeReauth(w); !waits || got.Encode() != tt.want {
				t.Errorf("got %q, %v", got.Encode(), waits)
			}
			if left := jar(t, held, w); len(left) != 0 {
				t.Errorf("the cookie stays: %q", left)
			}
			w = httptest.NewRecorder()
			if s.Read(request(held...)).SignOut(w, "", 0); !slices.Equal(jar(t, held, w), []string{ended}) {
				t.Error("the sign-in outlives signing out")
			}
		})
	}
	s := store(false)
	for name, held := range map[string][]string{"a cookie": nil,
		"a session": {"__Host-Http-id=" + strings.Repeat("i", 4000)}} {
		w := httptest.NewRecorder()
		query := url.Values{"return_to": {"/" + strings.Repeat("a", 4100-100*len(held))}}
		if err := s.Read(request(held...)).ReauthAfterLogout(w, query); !errors.Is(err, ErrTooLarge) || len(w.Header()) != 0 {
			t.Errorf("what does not fit into %s: %v, sets %v", name, err, w.Header())
		}
	}
	for _, foreign := range []string{"sign-in-afresh=?return_to=%2F", "__Secure-sign-in-afresh=?return_to=%2F"} { // which another host of the domain can plant
		if _, waits := s.Read(request(foreign)).TakeReauth(httptest.NewRecorder()); waits {
			t.Errorf("%s is taken for ours", foreign)
		}
	}
	if query, waits := s.Read(request("__Host-Http-sign-in-afresh=?%zz")).TakeReauth(httptest.NewRecorder()); !waits ||
		len(query) != 0 {
		t.Errorf("garbage gives %v", query)
	}
}

// TestReferenceNamesEveryCookie: the list is for those who must declare them.
func TestReferenceNamesEveryCookie(t *testing.T) {
	list, err := os.ReadFile("../../docs/reference/cookies.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range slices.Concat(readKinds, []kind{endedCookie}) {
		if !strings.Contains(string(list), "`"+k.prefix+k.name) {
			t.Errorf("docs/reference/cookies.md does not name %s", k.prefix+k.name)
		}
	}
}
