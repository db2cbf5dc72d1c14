package contract

import (
	"net/http"
	"strings"
	"testing"

	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
)

var pageCases = []Case{
	{Name: "Registering, confirming and signing in on the pages",
		AWS:      "the mailed code leads back to the application with a code",
		Evidence: Shown, Source: "a tutorial with screen shots (2021-09)",
		Needs: Needs{Forms: true, Mail: true}, Run: func(t *testing.T, s *Suite) {
			email := address()
			s.removeLater(t, email)
			b := s.browser(t)
			page := b.submit(t, b.open(t, s.Domain+"/signup?"+s.query()), "email", email, "password", goodPassword)
			if page.Request.URL.Path != "/confirm" {
				t.Fatalf("the form led to %s\n%s", page.Request.URL, page.body)
			}
			back := b.submit(t, page, "code", s.code(t, email))
			if r := s.redeem(t, back.location(t).Query().Get("code")); r.StatusCode != http.StatusOK {
				t.Errorf("redeeming answered %d %s", r.StatusCode, r.body)
			}
		}},
	{Name: "The sign-in form does not tell whether the user exists",
		AWS:      "the same page for a wrong password and an unknown user",
		Evidence: Documented, Source: "developer guide, Managing user existence error responses", Needs: Needs{Forms: true},
		Run: func(t *testing.T, s *Suite) {
			for _, email := range []string{s.newUser(t), address()} {
				b := s.browser(t)
				page := b.submit(t, b.open(t, s.authorize()), "username", email, "password", otherPassword)
				if page.StatusCode == http.StatusFound || !strings.Contains(page.body, badCredentials) {
					t.Errorf("got %d", page.StatusCode)
				}
			}
		}},
	{Name: "An unconfirmed user is refused at the classic form",
		AWS:      "the form again, with no way to the code page, whatever the password is",
		Evidence: Shown, Source: "aws-amplify/amplify-js#3184 (2019-04 to 2023-11), confirmed by AWS; aws/aws-sdk-js#4608 (2024-03) for the password",
		Needs: Needs{Forms: true}, Run: func(t *testing.T, s *Suite) {
			email := s.register(t)
			for _, password := range []string{goodPassword, otherPassword} {
				b := s.browser(t)
				page := b.submit(t, b.open(t, s.authorize()), "username", email, "password", password)
				if page.Request.URL.Path != "/login" || !strings.Contains(page.body, "User is not confirmed.") ||
					strings.Contains(page.body, "/confirm?") {
					t.Errorf("it led to %s\n%s", page.Request.URL, page.body)
				}
			}
		}},
	{Name: "A temporary password leads to a page for the own one",
		AWS:      "/changePassword, then the application with a code and the same state",
		Evidence: Shown, Source: "an operator's measured list (2026-09)", Needs: Needs{Forms: true},
		Run: func(t *testing.T, s *Suite) {
			b := s.browser(t)
			page := b.submit(t, b.open(t, s.authorize()), "username", s.createUser(t), "password", goodPassword)
			back := b.submit(t, page, "password", otherPassword, "confirm_password", otherPassword)
			if page.Request.URL.Path != "/changePassword" || back.location(t).Query().Get("code") == "" ||
				back.location(t).Query().Get("state") != "a state" {
				t.Errorf("it answered %d %s", back.StatusCode, back.body)
			}
		}},
	{Name: "A user whose password was reset gets to the code page", AWS: "the reset flow",
		Evidence: Documented, Source: "API reference, AdminResetUserPassword", Needs: Needs{Forms: true, Mail: true},
		Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			must(t, "", second(s.idp.AdminResetUserPassword(t.Context(),
				&idp.AdminResetUserPasswordInput{UserPoolId: &s.PoolID, Username: &email})))
			b := s.browser(t)
			page := b.submit(t, b.open(t, s.authorize()), "username", email, "password", goodPassword)
			page = b.submit(t, page, "code", s.code(t, email), "password", otherPassword, "confirm_password", otherPassword)
			if page.Request.URL.Path != "/login" {
				t.Fatalf("it led to %s\n%s", page.Request.URL, page.body)
			}
			b.signIn(t, email, otherPassword)
		}},
	{Name: "A disabled user cannot use a session", AWS: "the form, and there a refusal", Evidence: Documented,
		Source: "API reference, AdminDisableUser",
		Needs:  Needs{Forms: true}, Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			b := s.browser(t)
			b.signIn(t, email, goodPassword)
			s.disable(t, email)
			form := b.open(t, s.authorize())
			if form.Request.URL.Path != "/login" {
				t.Fatalf("authorize led to %s", form.Header.Get("Location"))
			}
			if r := b.submit(t, form, "username", email, "password", goodPassword); r.StatusCode == http.StatusFound ||
				!strings.Contains(r.body, "User is disabled.") {
				t.Errorf("the form answered %d %s", r.StatusCode, r.Header.Get("Location"))
			}
		}},
	{Name: "A form from another site is refused", AWS: "an XSRF token guards the forms", Evidence: Documented,
		Source: "developer guide, Login endpoint",
		Local:  "403 when Origin or Sec-Fetch-Site name another site, or the token is wrong", Needs: Needs{Forms: true},
		Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			for _, mark := range [][2]string{{"Origin", "https://evil.example"}, {"Origin", "null"},
				{"Sec-Fetch-Site", "cross-site"}} {
				r := s.do(t, s.http, http.MethodPost, s.Domain+"/login?"+s.query(),
					map[string][]string{"username": {email}, "password": {goodPassword}}, func(r *http.Request) {
						r.Header.Set(mark[0], mark[1])
					})
				if r.StatusCode != http.StatusForbidden {
					t.Errorf("%s: %s answered %d", mark[0], mark[1], r.StatusCode)
				}
			}
			b := s.browser(t)
			if r := b.submit(t, b.open(t, s.authorize()), "username", email, "password", goodPassword, "_csrf",
				"wrong"); r.StatusCode != http.StatusForbidden {
				t.Errorf("a wrong token answered %d", r.StatusCode)
			}
		}},
}
