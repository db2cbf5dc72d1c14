package pool

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"
)

type testClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *testClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *testClock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

const goodPassword = "Correct-Horse-9"

// rotating is a public client whose refreshes replace the refresh token.
func rotating(id string) Client {
	c := NewClient(id, id)
	c.RefreshTokenRotation = &RefreshTokenRotation{Feature: "ENABLED", RetryGracePeriodSeconds: 60}
	return c
}

func newPool(t *testing.T) (*Pool, *testClock) {
	t.Helper()
	clock := &testClock{now: time.Unix(1_800_000_000, 0)}
	p, err := New(Settings{
		ID: "eu-west-1_Test", Region: "eu-west-1", Issuer: func() string { return "http://127.0.0.1/eu-west-1_Test" },
		Now:           clock.Now,
		Configuration: NewEmailConfiguration("test"), Clients: []Client{rotating("client")},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Seed(SeedUser{Email: "alice@example.com", Password: goodPassword}); err != nil {
		t.Fatal(err)
	}
	return p, clock
}

// Sessions that ran out are forgotten, so that a long load does not fill the memory.
func TestOldSessionsAreForgotten(t *testing.T) {
	p, clock := newPool(t)
	u, err := p.User("alice@example.com")
	if err != nil {
		t.Fatal(err)
	}
	add := func(n int) {
		p.mu.Lock()
		defer p.mu.Unlock()
		for i := range n {
			f := &family{OriginJTI: fmt.Sprint(clock.Now().Unix(), "-", i), Username: u.Username,
				Expires: clock.Now().Add(time.Hour)}
			p.keep(f)
			p.issueRefresh(f)
		}
	}
	add(sweepEvery - 1)
	clock.advance(26 * time.Hour)
	if _, err := p.Start(t.Context(), SignIn{Username: u.Username, ClientID: "client"}); err != nil {
		t.Fatal(err)
	}
	if len(p.families) != 1 || len(p.ofUser[u.Username]) != 1 || len(p.refresh) != 1 {
		t.Errorf("%d sessions, %d of the user, and %d refresh tokens are left", len(p.families), len(p.ofUser[u.Username]),
			len(p.refresh))
	}
}

func TestBrowserSessionsAndStepsAreForgotten(t *testing.T) {
	p, clock := newPool(t)
	for range sweepEvery - 1 {
		p.Browsers.Open("x", "", false)
		p.Challenges.Open(ChallengeSession{}, time.Minute)
		p.Codes.Issue(AuthorizationCode{})
	}
	clock.advance(time.Hour)
	p.Browsers.Open("x", "", false)
	p.Challenges.Open(ChallengeSession{}, time.Minute)
	p.Codes.Issue(AuthorizationCode{})
	if len(p.Browsers.things) != 1 || len(p.Challenges.things) != 1 || len(p.Codes.things) != 1 {
		t.Errorf("left are %d, %d, %d", len(p.Browsers.things), len(p.Challenges.things), len(p.Codes.things))
	}
}

func TestPageTokensRunOutAndBelongToOneList(t *testing.T) {
	p, clock := newPool(t)
	for i := range 3 {
		if err := p.Seed(SeedUser{Email: fmt.Sprintf("u%d@example.com", i)}); err != nil {
			t.Fatal(err)
		}
	}
	_, token, err := p.Users(Filter{}, Page{Limit: 1})
	if err != nil || token == "" {
		t.Fatalf("got %q, %v", token, err)
	}
	if _, _, err := p.Users(Filter{Attribute: "email", Prefix: true}, Page{Token: token}); !Is(err, InvalidParameter) {
		t.Errorf("with another filter: %v", err)
	}
	if _, _, err := p.ListGroups("", Page{Token: token}); !Is(err, InvalidParameter) {
		t.Errorf("with another list: %v", err)
	}
	clock.advance(time.Hour)
	if _, _, err := p.Users(Filter{}, Page{Token: token}); !Is(err, InvalidParameter) {
		t.Errorf("an hour later: %v", err)
	}
}

func TestParseFilter(t *testing.T) {
	tests := []struct {
		text string
		want Filter
		err  string
	}{
		{"", Filter{}, ""},
		{`email = "a@b.cd"`, Filter{"email", "a@b.cd", false}, ""},
		{`  email^="a"  `, Filter{"email", "a", true}, ""},
		{`name = "say \"hi\""`, Filter{"name", `say "hi"`, false}, ""},
		{`cognito:user_status = "CONFIRMED"`, Filter{"cognito:user_status", "CONFIRMED", false}, ""},
		{`email = ""`, Filter{"email", "", false}, ""},
		{`"email" = "a"`, Filter{"email", "a", false}, ""},
		{`"email"^="a"`, Filter{"email", "a", true}, ""},
		{`"email = "a"`, Filter{}, "Error while parsing filter"},
		{`email" = "a"`, Filter{}, "Error while parsing filter"},
		{`email = "a" b`, Filter{}, "Error while parsing filter"},
		{`email = 'a'`, Filter{}, "Error while parsing filter"},
		{`= "a"`, Filter{}, "Error while parsing filter"},
		{`custom:x = "a"`, Filter{}, "Invalid search attribute: custom:x"},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			got, err := ParseFilter(test.text)
			if got != test.want || test.err == "" && err != nil || test.err != "" &&
				(err == nil || !strings.Contains(err.Error(), test.err)) {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
}

// User names are told apart by case where the pool does so, and states always; all else is not (API reference,
// ListUsers).
func TestFilterAndCase(t *testing.T) {
	u := &user{keptUser: keptUser{User: User{Username: "Ann", Enabled: true, Status: Confirmed,
		Attributes: map[string]string{"email": "Ann@Example.com"}}}}
	folding := &Configuration{UsernameConfiguration: &UsernameConfiguration{CaseSensitive: false}}
	tests := map[string]struct {
		filter string
		pool   *Configuration
		want   bool
	}{
		"the user name":                        {`username = "Ann"`, &Configuration{}, true},
		"in another case":                      {`username = "ann"`, &Configuration{}, false},
		"its beginning in another case":        {`username ^= "an"`, &Configuration{}, false},
		"in another case, which means nothing": {`username = "ann"`, folding, true},
		"an address in another case":           {`email = "ann@example.com"`, &Configuration{}, true},
		"a state":                              {`status = "Enabled"`, folding, true},
		"a state in another case":              {`status = "enabled"`, folding, false},
		"a status in another case":             {`cognito:user_status = "confirmed"`, folding, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			f, err := ParseFilter(test.filter)
			if got := f.matches(u, test.pool); got != test.want || err != nil {
				t.Errorf("got %v, %v", got, err)
			}
		})
	}
}

func FuzzParseFilter(f *testing.F) {
	f.Add(`email ^= "a\"b"`)
	f.Fuzz(func(t *testing.T, text string) {
		filter, err := ParseFilter(text)
		if err == nil && text != "" && !Filterable(filter.Attribute) {
			t.Errorf("%q gave %+v", text, filter)
		}
	})
}

// Failures lock for a second that doubles, up to about a quarter of an hour; a success forgets them.
func TestFailuresLockForLonger(t *testing.T) {
	now := time.Unix(0, 0)
	var a attempts
	want := map[int]time.Duration{4: 0, 5: time.Second, 6: 2 * time.Second, 10: 32 * time.Second, 14: 512 * time.Second,
		15: 15 * time.Minute, 99: 15 * time.Minute}
	for n := 1; n < 100; n++ {
		a.fail(now)
		if d, ok := want[n]; ok && (d == 0) == a.locked(now) || ok && d > 0 && a.until.Sub(now) != d {
			t.Errorf("after %d failures locked until %v", n, a.until.Sub(now))
		}
	}
	if a.succeed(); a.locked(now) {
		t.Error("a success does not unlock")
	}
}

// Unknown names are locked like known ones, and cannot fill the memory.
func TestUnknownNamesAreLockedToo(t *testing.T) {
	p, _ := newPool(t)
	for range freeFailures {
		if _, err := p.Authenticate("nobody@example.com", "x"); !Is(err, NotAuthorized) {
			t.Fatal(err)
		}
	}
	if _, err := p.Authenticate("Nobody@example.com", "x"); err == nil ||
		!strings.Contains(err.Error(), "Password attempts exceeded") {
		t.Errorf("got %v", err)
	}
	for i := range maximumUnknownUsers + 1 {
		_, _ = p.Authenticate(fmt.Sprint(i), "x") // refused as shown above
	}
	if len(p.unknownUserFailures) > maximumUnknownUsers {
		t.Errorf("%d names are kept", len(p.unknownUserFailures))
	}
}

func TestScopesChooseAttributes(t *testing.T) {
	all := map[string]string{"sub": "s", "email": "e", "email_verified": "true", "phone_number": "+1", "name": "n",
		"custom:x": "c", "address": "a"}
	tests := []struct {
		scopes string
		want   string
	}{
		{"openid", "address custom:x email email_verified name phone_number sub"},
		{"openid email", "email email_verified sub"},
		{"openid phone", "phone_number sub"}, {"openid profile", "custom:x name sub"},
		{"openid email profile", "custom:x email email_verified name sub"},
	}
	for _, test := range tests {
		t.Run(test.scopes, func(t *testing.T) {
			got := ReadableAttributes(all, strings.Fields(test.scopes))
			for _, name := range strings.Fields(test.want) {
				if _, ok := got[name]; !ok {
					t.Errorf("%s is missing", name)
				}
			}
			if len(got) != len(strings.Fields(test.want)) {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestLooksLikeEmail(t *testing.T) {
	for text, want := range map[string]bool{
		"a@b.cd": true, "a.b+c@d.example": true, "ü@example.com": true, "": false, "a": false, "@b.cd": false,
		"a@": false, "a@b@c.d": false,
		"a b@c.d": false, "a@b.cd\r\nBcc: x@y.z": false, `"a"@b.cd`: false, "a@.b": false, "a@b.": false,
		strings.Repeat("a", 129) + "@b.cd": false,
	} {
		if got := LooksLikeEmail(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestMaskEmail(t *testing.T) {
	for address, want := range map[string]string{"ann@example.com": "a***@e***", "ü@x.y": "ü***@x***", "": "",
		"nobody": "n***"} {
		if got := maskEmail(address, false); got != want {
			t.Errorf("%q became %q", address, got)
		}
	}
}

// The error values are AWS's names and sentences.
func TestErrorsHaveNames(t *testing.T) {
	wrapped := fmt.Errorf("signing in: %w", errBadCredentials)
	if !Is(wrapped, NotAuthorized) || Is(wrapped, UserNotFound) || Is(errors.New(NotAuthorized), NotAuthorized) {
		t.Error("Is does not find the name")
	}
}

// Many may use the pool at once; the race detector watches.
func TestPoolIsSafeForManyAtOnce(t *testing.T) {
	p, _ := newPool(t)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for range 5 {
				u, err := p.Authenticate("alice@example.com", goodPassword)
				if err != nil {
					t.Error(err)
					return
				}
				tokens, err := p.Start(t.Context(), SignIn{Username: u.Username, ClientID: "client", AuthTime: p.Now()})
				if err != nil {
					t.Error(err)
					return
				}
				if _, err := p.Refresh(t.Context(), By{ClientID: "client"}, tokens.Refresh); err != nil {
					t.Error(err)
				}
				if err := p.SetGroups(u.Username, []string{fmt.Sprint("g", i)}); err != nil {
					t.Error(err)
				}
				if _, _, err := p.Users(Filter{}, Page{}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
}
