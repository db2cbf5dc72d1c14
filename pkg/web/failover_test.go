package web_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"cognitossr/pkg/access"
	"cognitossr/pkg/routes"
	"cognitossr/pkg/web"
	"cognitossr/pkg/web/webtest"
)

// What the user pool's second Region can do, by function. A route that is new has to be sorted into one of the two.
var (
	goesOn = []string{"home", "profile", "login", "callback", "refresh", "logout", "logout-everywhere", "me",
		"assets", "notfound",
		"GET /account", "GET /account/authorized", "POST /account/lock", "GET /account/passkeys", "GET /account/data",
		"POST /account/data",
		"GET /.well-known/change-password", "GET /admin/users", "GET /admin/users/{sub}", "POST /admin/export"}
	refused = []string{"signup", "delete-account", "GET /account/password", "GET /auth/password",
		"GET /account/password/change", "POST /account/password/change", "GET /account/email", "POST /account/email",
		"GET /account/email/code",
		"POST /account/email/code", "GET /account/authenticator", "POST /account/authenticator",
		"POST /account/authenticator/confirm",
		"POST /account/authenticator/remove", "POST /account/passkeys/remove", "GET /admin/invite",
		"POST /admin/invite", "POST /admin/users/{sub}/{action}"}
)

// TestFailoverRefusesChanges: what the second Region cannot do is refused before Cognito is asked, and nothing else is.
func TestFailoverRefusesChanges_N50(t *testing.T) {
	table, err := routes.Load("../../functions/routes.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, regional := range []bool{false, true} {
		site := webtest.New(t, webtest.ErrorPage)
		if regional {
			site.Config.CallRegion = "eu-central-1"
		}
		everything := site.Page(func(web.Deps) (http.Handler, error) {
			return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }), nil
		})
		for _, function := range table.Functions {
			decided := slices.Concat(goesOn, refused)
			own := !slices.ContainsFunc(append(slices.Clone(function.Routes), function.Name),
				func(name string) bool { return slices.Contains(decided, name) })
			for _, route := range function.Routes {
				works, not := slices.Contains(goesOn, function.Name) || slices.Contains(goesOn, route),
					slices.Contains(refused, function.Name) || slices.Contains(refused, route)
				if works == not && !own { // a site's own functions do what they can
					t.Errorf("say in this test whether %s works in a failover", route)
				}
				method, path, _ := strings.Cut(route, " ")
				if path == "" {
					continue // $default
				}
				path = strings.NewReplacer("{sub}", "x", "{action}", "disable", "{file}", "x").Replace(path)
				request := webtest.Navigate(path)
				if method == http.MethodPost {
					request = webtest.Submit(path, nil)
				}
				a := everything.Do(request)
				want := http.StatusNoContent
				if regional && not {
					want = http.StatusServiceUnavailable
				}
				if a.Status != want || (want != http.StatusNoContent) != (a.Code() == string(web.CodeSecondRegion)) {
					t.Errorf("failover %t: %s gets %d %s, wanted %d", regional, route, a.Status, a.Code(), want)
				}
			}
		}
		if a := everything.Do(webtest.Submit("/admin/users/x/sign-out", nil)); a.Status != http.StatusNoContent {
			t.Errorf("failover %t: ending a user's sessions gets %d", regional, a.Status)
		}
	}
}

// TestPagesSayThatAFailoverIsOn: the frame has the notice in a failover, and at no other time.
func TestPagesSayThatAFailoverIsOn_N50(t *testing.T) {
	for region, want := range map[string]bool{"": false, "eu-central-1": true} {
		site := webtest.New(t, webtest.ErrorPage)
		site.Config.CallRegion = region
		for _, right := range []access.Right{access.Public, access.Optional} {
			told := false
			handler, err := web.Routes{"GET /": func(w http.ResponseWriter, r *http.Request) error {
				told = web.Layout(r, "").Failover
				return nil
			}}.Handler(site.Deps(right))
			if err != nil {
				t.Fatal(err)
			}
			site.Function(access.KindPage, right, func(web.Deps) (http.Handler,
				error) {
				return handler, nil
			}).Do(webtest.Navigate("/"))
			if told != want {
				t.Errorf("%q, %s: %t", region, right, told)
			}
		}
	}
}
