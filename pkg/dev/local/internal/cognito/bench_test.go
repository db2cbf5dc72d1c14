package cognito

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/dev/testtools/srpclient"
)

// A pool of 10,000 users: the form, the code and the tokens of one sign-in after another, without a network.
// One core has to do well over 100 a second.
func BenchmarkSignInAmong10000(b *testing.B) {
	s := crowded(b)
	b.ResetTimer()
	for i := range b.N {
		email := fmt.Sprintf("user%05d@example.com", i%crowd)
		back := s.serve(http.MethodPost, strings.Replace(s.authorizeQuery(), "/oauth2/authorize", "/login", 1),
			"application/x-www-form-urlencoded", form("username", email, "password", password).Encode())
		to, err := url.Parse(back.Header().Get("Location"))
		if err != nil || to.Query().Get("code") == "" {
			b.Fatalf("sign-in answered %d %v", back.Code, err)
		}
		if w := s.redeemInside(to.Query().Get("code")); w.Code != http.StatusOK {
			b.Fatalf("redeeming answered %d %s", w.Code, w.Body)
		}
	}
}

// The two steps of a sign-in by SRP, with what a client computes left out of the time. One core has to do well over 100 a
// second.
func BenchmarkSignInBySRP(b *testing.B) {
	server, err := New(Options{CallbackURLs: []string{callback},
		Users: []User{{Email: "alice@example.com", Password: password}}})
	if err != nil {
		b.Fatal(err)
	}
	s := &stack{Server: server, t: b, clock: &testClock{now: time.Now()}}
	s.allow("ALLOW_USER_SRP_AUTH")
	id := server.ClientID()
	b.ResetTimer()
	for range b.N {
		b.StopTimer()
		c := srpclient.New(b, s.PoolID())
		in := object{"ClientId": id, "AuthFlow": "USER_SRP_AUTH", "AuthParameters": object{
			"USERNAME": "alice@example.com", "SRP_A": c.A(),
			"SECRET_HASH": secretHash(s.ClientSecret(), "alice@example.com", id),
		}}
		b.StartTimer()
		a := s.idp("InitiateAuth", in)
		b.StopTimer()
		r := c.Answer(b, a.ChallengeParameters, password, s.clock.Now())
		r["SECRET_HASH"] = secretHash(s.ClientSecret(), r["USERNAME"], id)
		b.StartTimer()
		if a = s.respond(id, a.ChallengeName, "", r); a.AuthenticationResult.AccessToken == "" {
			b.Fatalf("got %+v", a)
		}
	}
}

func BenchmarkListUsersAmong10000(b *testing.B) {
	s := crowded(b)
	body := `{"UserPoolId":"` + s.PoolID() + `","Filter":"email ^= \"user099\"","Limit":60}`
	b.ResetTimer()
	for range b.N {
		if w := s.serve(http.MethodPost, "/", "application/x-amz-json-1.1", body, "X-Amz-Target",
			target+"ListUsers"); w.Code != http.StatusOK {
			b.Fatalf("answered %d %s", w.Code, w.Body)
		}
	}
}

const crowd = 10_000

func crowded(b *testing.B) *stack {
	b.Helper()
	o := Options{CallbackURLs: []string{callback}}
	for i := range crowd {
		o.Users = append(o.Users, User{Email: fmt.Sprintf("user%05d@example.com", i), Password: password})
	}
	server, err := New(o)
	if err != nil {
		b.Fatal(err)
	}
	return &stack{Server: server}
}

func (s *stack) redeemInside(code string) *httptest.ResponseRecorder {
	return s.serve(http.MethodPost, "/oauth2/token", "application/x-www-form-urlencoded",
		form("grant_type", "authorization_code", "code", code, "redirect_uri", callback, "code_verifier", verifier,
			"client_id", s.ClientID(), "client_secret", s.ClientSecret()).Encode())
}

// BenchmarkOperations is what a new user's program does: it signs up, is confirmed, signs in, and asks who it is. A pool
// that the API made is as quick as the first one.
func BenchmarkOperations(b *testing.B) {
	s := start(b)
	id := s.PoolID()
	for i := range b.N {
		name := fmt.Sprintf("user%d@example.com", i)
		s.idp("SignUp", object{"ClientId": "publicclient", "Username": name, "Password": password})
		s.idp("AdminConfirmSignUp", object{"UserPoolId": id, "Username": name})
		answer := s.idp("InitiateAuth", object{"ClientId": "publicclient", "AuthFlow": "USER_PASSWORD_AUTH",
			"AuthParameters": object{"USERNAME": name, "PASSWORD": password}})
		if got := s.idp("GetUser", object{"AccessToken": answer.AuthenticationResult.AccessToken}); got.Status != http.StatusOK {
			b.Fatalf("GetUser answered %+v", got)
		}
	}
	b.ReportMetric(float64(4*b.N)/b.Elapsed().Seconds(), "operations/s")
}
