package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"cognitossr/functions"
	"cognitossr/pkg/access"
	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/authflow"
	"cognitossr/pkg/awsjson"
	"cognitossr/pkg/paths"
	"cognitossr/pkg/routes"
	"cognitossr/pkg/web"
	"cognitossr/pkg/web/webtest"
	"cognitossr/templates"
)

const (
	poolID   = "eu-west-1_TestPool1"
	username = "Google_42" // differs from the sub, as for everybody who comes from another provider
	signOut  = webtest.Domain + "/logout?client_id=x"
)

// fakePool knows one user, records the calls, and fails as configured.
type fakePool struct {
	subject  string
	disabled bool
	groups   [][]string // a page each; "..." goes on without end
	fail     map[string]error
	answers  map[string]string // instead of those about the user
	calls    []string
}

func (f *fakePool) Call(_ context.Context, action awsjson.Action, input string) (string, error) {
	var of struct {
		UserPoolId, Username, NextToken string
		Limit                           int
	}
	if err := json.Unmarshal([]byte(input), &of); err != nil {
		return "", &awsjson.Error{Action: action, Code: "SerializationException", Status: http.StatusBadRequest}
	}
	_, operation, _ := strings.Cut(string(action), ":")
	f.calls = append(f.calls, operation+" "+of.UserPoolId+" "+of.Username)
	if f.fail[operation] != nil {
		return "", f.fail[operation]
	}
	if answer, known := f.answers[operation]; known {
		return answer, nil
	}
	switch operation {
	case "AdminGetUser":
		return fmt.Sprintf(`{"Username":%q,"Enabled":%t,"UserStatus":"CONFIRMED","UserAttributes":[{"Name":"email","Value":%q},{"Name":"sub","Value":%q}]}`,
			of.Username, !f.disabled, authtest.Email, f.subject), nil
	case "AdminListGroupsForUser":
		return f.page(len(of.NextToken)), nil
	}
	return "", nil // AdminDeleteUser answers without a body
}

// page is a page of groups. Its token is as long as the number of the page.
func (f *fakePool) page(at int) string {
	var page struct {
		Groups    []map[string]string
		NextToken string `json:",omitempty"`
	}
	page.Groups = []map[string]string{}
	if at < len(f.groups) {
		for _, name := range f.groups[at] {
			page.Groups = append(page.Groups, map[string]string{"GroupName": name})
		}
		if at+1 < len(f.groups) {
			page.NextToken = strings.Repeat("n", at+1)
		}
	}
	text, _ := json.Marshal(page)
	return string(text)
}

// deleted reports whether the pool was asked to delete anybody.
func (f *fakePool) deleted() bool {
	return slices.ContainsFunc(f.calls, func(call string) bool { return strings.HasPrefix(call, "AdminDeleteUser") })
}

func refusal(code string) error {
	return &awsjson.Error{Action: "cognito-idp:Op", Code: code, Status: http.StatusBadRequest}
}

// fixture is a site with this function, before a user pool.
type fixture struct {
	*webtest.Site
	pool     *fakePool
	function *webtest.Function
	cookies  []string
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{Site: webtest.New(t, templates.Failure),
		pool: &fakePool{subject: authtest.Subject, groups: [][]string{{"readers"}}}}
	f.start(f.Deps(access.User))
	f.signIn("readers")
	return f
}

func (f *fixture) start(d web.Deps) {
	f.function = f.FunctionWith(access.KindPage, d, func(d web.Deps) (http.Handler, error) {
		return deletion{Deps: d, pool: userPool{id: poolID, aws: f.pool}, signOutURL: signOut}.handler()
	})
}

// signIn is a sign-in of this moment.
func (f *fixture) signIn(groups ...string) {
	claims := func(more authtest.Claims) authtest.Claims {
		more["auth_time"], more["iat"], more["cognito:groups"] = f.Clock.Now().Unix(), f.Clock.Now().Unix(), groups
		return more
	}
	f.cookies = f.Cookies(webtest.Session{
		ID:     f.Pool.ID(claims(authtest.Claims{"cognito:username": username})),
		Access: f.Pool.Access(claims(authtest.Claims{"username": username})), Refresh: webtest.RefreshToken,
	})
}

var tokenField = regexp.MustCompile(`name="` + web.FormField + `" value="([^"]*)"`)

// asked opens the page and gives its form.
func (f *fixture) asked(t *testing.T) url.Values {
	t.Helper()
	a := f.function.Do(webtest.Navigate(paths.ConfirmDeletion, f.cookies...))
	found := tokenField.FindStringSubmatch(a.Body)
	if a.Status != 200 || found == nil || !strings.Contains(a.Body, `action="`+paths.DeleteAccount+`"`) {
		t.Fatalf("%d: %s", a.Status, a.Body)
	}
	return url.Values{web.FormField: {found[1]}, "confirmed": {"yes"}}
}

// submitted opens the page and sends its form.
func (f *fixture) submitted(t *testing.T) webtest.Answer {
	t.Helper()
	return f.function.Do(webtest.Submit(paths.DeleteAccount, f.asked(t), f.cookies...))
}

// checkLeft: signed out of this browser and on the way to the pool's sign-out, with nothing but the mark for the page
// after it.
func (f *fixture) checkLeft(t *testing.T, a webtest.Answer) {
	t.Helper()
	if left := a.Left(f.cookies); a.Status != 303 || a.Location() != authflow.LeavePath ||
		!slices.Equal(left, []string{"__Host-Http-account-deleted=1"}) {
		t.Errorf("%d to %q, left %q", a.Status, a.Location(), left)
	}
}

// checkStays: nobody is deleted, and the visitor stays signed in.
func (f *fixture) checkStays(t *testing.T, a webtest.Answer) {
	t.Helper()
	if len(a.Lines) != 0 || a.Event(eventDone) != nil {
		t.Errorf("cookies %q, events %v", a.Lines, a.Events)
	}
}

// results are the outcomes in the audit log, each "event result reason".
func results(t *testing.T, a webtest.Answer) []string {
	t.Helper()
	var all []string
	for _, line := range a.Events {
		if event, _ := line["event"].(string); strings.HasPrefix(event, "account.") {
			if line["actor"] != authtest.Subject || line["target"] != authtest.Subject || line["action"] != "delete" ||
				line["level"] != "WARN" || line["msg"] == "" {
				t.Errorf("entry %v (SEC-103)", line)
			}
			all = append(all, strings.TrimSpace(event+" "+line["result"].(string)+" "+line["reason"].(string)))
		}
	}
	return all
}

func TestAdministratorsAreThoseOfThePages_SEC096(t *testing.T) {
	table, err := routes.Parse(functions.RoutesJSON)
	if err != nil {
		t.Fatal(err)
	}
	if users, _ := table.Function("users"); users.Auth.Group() != access.Administrators {
		t.Errorf("the pages of users let in the group %q, this function keeps %q", users.Auth.Group(), access.Administrators)
	}
}

// TestLimitsFitIntoTheFunctionsTime: what a pool that hangs costs, and the keys of a cold start before it, leaves time
// for the page that says so. Lambda would end the function without a page, perhaps in the middle of the deletion.
func TestLimitsFitIntoTheFunctionsTime_SEC113(t *testing.T) {
	const keys, answer = 1500 * time.Millisecond, 500 * time.Millisecond
	table, err := routes.Parse(functions.RoutesJSON)
	if err != nil {
		t.Fatal(err)
	}
	function, _ := table.Function("delete-account")
	if limit := time.Duration(function.Timeout) * time.Second; keys+liveTimeout+deleteTimeout+answer > limit {
		t.Errorf("%v, %v and %v are more than the function's %v allow", keys, liveTimeout, deleteTimeout, limit)
	}
}

func TestCallsThePoolsService(t *testing.T) {
	f := newFixture(t)
	d := f.Deps(access.User)
	d.Config.UserPoolID = poolID
	h, err := newHandler(d)
	if err != nil {
		t.Fatal(err)
	}
	var calls []string
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var input struct{ UserPoolId, Username string }
		if err := json.NewDecoder(r.Body).Decode(&input); err != nil {
			t.Errorf("input: %v", err)
		}
		_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
		calls = append(calls, operation+" "+input.UserPoolId+" "+input.Username)
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		_, _ = io.WriteString(w, `{"Username":"Google_42","Enabled":true,"UserAttributes":[{"Name":"sub","Value":"`+
			authtest.Subject+`"}],"Groups":[]}`)
	}))
	t.Cleanup(service.Close)
	// A client that newHandler had built would not know of these.
	t.Setenv("AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER", service.URL)
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "example")
	f.function = f.FunctionWith(access.KindPage, d, func(web.Deps) (http.Handler, error) { return h, nil })
	if a := f.submitted(t); a.Status != 303 || a.Location() != authflow.LeavePath {
		t.Errorf("%d to %q", a.Status, a.Location())
	}
	if !slices.Equal(calls, wholeWay) {
		t.Errorf("calls %q", calls)
	}
}

// wholeWay is the calls of a deletion.
var wholeWay = []string{"AdminGetUser " + poolID + " " + username, "AdminListGroupsForUser " + poolID + " " + username,
	"AdminDeleteUser " + poolID + " " + username}
