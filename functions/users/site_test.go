package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"cognitossr/pkg/access"
	"cognitossr/pkg/auth"
	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/config"
	"cognitossr/pkg/lambda"
	"cognitossr/pkg/sensitive"
	"cognitossr/pkg/useradmin"
	"cognitossr/pkg/web"
	"cognitossr/templates"
)

const (
	self  = authtest.Subject // the administrator who makes the requests
	other = "11111111-2222-3333-4444-555555555555"

	invitedSubject = "99999999-8888-7777-6666-555555555555"
)

// fakeDirectory is a user pool in memory. A method fails where fail says so, after the function in before has run.
type fakeDirectory struct {
	mutex   sync.Mutex
	users   map[string]useradmin.User
	groups  map[string][]string // by username
	calls   []string
	asked   int // how often whether the caller is still signed in
	queries []useradmin.Selection
	next    string
	all     useradmin.GroupNames
	fail    map[string]error
	before  map[string]func()
	hangs   bool          // the live check gets no answer
	patient time.Duration // how long it was to be waited for
}

func newDirectory() *fakeDirectory {
	return &fakeDirectory{
		users: map[string]useradmin.User{
			self: {Subject: self, Username: self, Email: authtest.Email, EmailVerified: true, Status: "CONFIRMED",
				Enabled: true},
			other: {Subject: other, Username: "Google_42", Email: "bob@example.com", EmailVerified: true,
				Status: "CONFIRMED", Enabled: true},
		},
		groups: map[string][]string{self: {"admin"}, "Google_42": {"readers"}},
		all:    useradmin.GroupNames{Names: []string{"admin", "editors", "readers"}},
		fail:   map[string]error{}, before: map[string]func(){},
	}
}

// begin notes the call and returns the error that it is to fail with.
func (f *fakeDirectory) begin(call string) error {
	name, _, _ := strings.Cut(call, " ")
	if before := f.before[name]; before != nil {
		before()
	}
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.calls = append(f.calls, call)
	return f.fail[name]
}

func (f *fakeDirectory) update(user useradmin.User, change func(*useradmin.User)) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	stored := f.users[user.Subject]
	change(&stored)
	f.users[user.Subject] = stored
}

// StillSignedIn returns the configured error; it does not call the user pool's API.
func (f *fakeDirectory) StillSignedIn(context.Context, sensitive.Text) error {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.asked++
	return f.fail["StillSignedIn"]
}

func (f *fakeDirectory) EstimatedSize(context.Context) (int, error) {
	return 10_000, f.begin("EstimatedSize")
}

func (f *fakeDirectory) Select(_ context.Context, s useradmin.Selection) (useradmin.Page, error) {
	f.queries = append(f.queries, s)
	if err := f.begin("Select"); err != nil {
		return useradmin.Page{}, err
	}
	return useradmin.Page{Users: []useradmin.User{f.users[self], f.users[other]}, Next: f.next}, nil
}

func (f *fakeDirectory) BySubject(_ context.Context, subject string) (useradmin.User, error) {
	if err := f.begin("BySubject"); err != nil {
		return useradmin.User{}, err
	}
	f.mutex.Lock()
	defer f.mutex.Unlock()
	user, found := f.users[subject]
	if !found {
		return useradmin.User{}, useradmin.ErrNotFound
	}
	return user, nil
}

func (f *fakeDirectory) Groups(_ context.Context, username string) ([]string, error) {
	if err := f.begin("Groups"); err != nil {
		return nil, err
	}
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return slices.Clone(f.groups[username]), nil
}

func (f *fakeDirectory) AllGroups(context.Context) (useradmin.GroupNames, error) {
	if err := f.begin("AllGroups"); err != nil {
		return useradmin.GroupNames{}, err
	}
	return f.all, nil
}

func (f *fakeDirectory) IsEnabledMember(ctx context.Context, username, group string) (bool, error) {
	if deadline, limited := ctx.Deadline(); f.hangs && limited {
		f.patient = time.Until(deadline)
		return false, fmt.Errorf("%w: %w", useradmin.ErrUnavailable, context.DeadlineExceeded)
	}
	if err := f.begin("IsEnabledMember " + username + " " + group); err != nil {
		return false, err
	}
	f.mutex.Lock()
	defer f.mutex.Unlock()
	for _, user := range f.users {
		if user.Username == username {
			return user.Enabled && slices.Contains(f.groups[username], group), nil
		}
	}
	return false, nil
}

func (f *fakeDirectory) Create(_ context.Context, n useradmin.NewUser) (useradmin.User, error) {
	if err := f.begin(strings.Join([]string{"Create", n.Address, n.Mail.Language, n.Mail.Message}, " ")); err != nil {
		return useradmin.User{}, err
	}
	user := useradmin.User{Subject: invitedSubject, Username: invitedSubject, Email: n.Address,
		Status: "FORCE_CHANGE_PASSWORD", Enabled: true}
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.users[user.Subject] = user
	return user, nil
}

func (f *fakeDirectory) InviteAgain(_ context.Context, user useradmin.User, mail useradmin.Mail) error {
	return f.begin(strings.TrimSpace("InviteAgain " + user.Username + " " + mail.Language))
}

func (f *fakeDirectory) Enable(_ context.Context, user useradmin.User) error {
	if err := f.begin("Enable " + user.Username); err != nil {
		return err
	}
	f.update(user, func(u *useradmin.User) { u.Enabled = true })
	return nil
}

func (f *fakeDirectory) Disable(ctx context.Context, user useradmin.User, check useradmin.Check) error {
	if err := f.begin("Disable " + user.Username); err != nil {
		return err
	}
	f.update(user, func(u *useradmin.User) { u.Enabled = false })
	if err := check(ctx); err != nil {
		f.update(user, func(u *useradmin.User) { u.Enabled = true })
		return err
	}
	return nil
}

func (f *fakeDirectory) Delete(ctx context.Context, user useradmin.User, check useradmin.Check) error {
	if err := f.begin("Delete " + user.Username); err != nil {
		return err
	}
	f.update(user, func(u *useradmin.User) { u.Enabled = false })
	if err := check(ctx); err != nil {
		f.update(user, func(u *useradmin.User) { u.Enabled = true })
		return err
	}
	f.mutex.Lock()
	defer f.mutex.Unlock()
	delete(f.users, user.Subject)
	return nil
}

func (f *fakeDirectory) ResetPassword(_ context.Context, user useradmin.User) error {
	if err := f.begin("ResetPassword " + user.Username); err != nil {
		return err
	}
	f.update(user, func(u *useradmin.User) { u.Status = "RESET_REQUIRED" })
	return nil
}

func (f *fakeDirectory) SignOut(_ context.Context, user useradmin.User) error {
	return f.begin("SignOut " + user.Username)
}

func (f *fakeDirectory) AddToGroup(_ context.Context, user useradmin.User, group string) error {
	if err := f.begin("AddToGroup " + user.Username + " " + group); err != nil {
		return err
	}
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.groups[user.Username] = append(f.groups[user.Username], group)
	return nil
}

func (f *fakeDirectory) RemoveFromGroup(ctx context.Context, user useradmin.User, group string, check useradmin.Check) error {
	if err := f.begin("RemoveFromGroup " + user.Username + " " + group); err != nil {
		return err
	}
	f.mutex.Lock()
	before := f.groups[user.Username]
	f.groups[user.Username] = slices.DeleteFunc(slices.Clone(before), func(name string) bool { return name == group })
	f.mutex.Unlock()
	if err := check(ctx); err != nil {
		f.mutex.Lock()
		f.groups[user.Username] = before
		f.mutex.Unlock()
		return err
	}
	return nil
}

// changes are the calls that are no mere reads.
func (f *fakeDirectory) changes() []string {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	var changes []string
	for _, call := range f.calls {
		switch name, _, _ := strings.Cut(call, " "); name {
		case "Select", "EstimatedSize", "BySubject", "Groups", "AllGroups", "IsEnabledMember":
		default:
			changes = append(changes, call)
		}
	}
	return changes
}

// site is the function behind the real Lambda adapter and guard.
type site struct {
	t         *testing.T
	tokens    *authtest.Pool
	directory *fakeDirectory
	log       *bytes.Buffer
	deps      web.Deps
	adapter   *lambda.Adapter
	admin     authtest.Claims // of both tokens
}

const origin = "https://www.example.com"

func newSite(t *testing.T) *site {
	t.Helper()
	log := &bytes.Buffer{}
	return newSiteWith(t, newDirectory(), log, log)
}

func newSiteWith(t *testing.T, directory *fakeDirectory, log *bytes.Buffer, output io.Writer) *site {
	t.Helper()
	tokens, now := authtest.NewPool(t), time.Now()
	tokens.Now = func() time.Time { return now } // the session stays the same from request to request
	settings := tokens.Config()
	settings.JWKS = tokens.JWKS()
	verifier, err := auth.New(settings)
	if err != nil {
		t.Fatal(err)
	}
	c := config.Config{
		BaseURL: origin, Domain: "https://auth.example.com", UserPoolID: "eu-west-1_TestPool1",
		ClientID: tokens.ClientID, Issuer: tokens.Issuer,
		Auth: access.Right("group:admin"), SessionMaxAge: config.DefaultSessionMaxAge,
		SessionIdleAge: config.DefaultSessionIdleAge,
	}
	d := web.NewDeps(c, verifier, slog.New(slog.NewJSONHandler(output, nil)), tokens.Now, rand.Reader)
	d.ErrorPage = templates.Failure
	s := &site{t: t, tokens: tokens, directory: directory, log: log, deps: d,
		admin: authtest.Claims{"cognito:groups": []string{"admin"}}}
	s.use(users{Deps: d, pool: directory, sessions: directory, words: true})
	return s
}

func (s *site) use(u users) {
	s.t.Helper()
	handler, err := u.handler()
	if err != nil {
		s.t.Fatal(err)
	}
	s.adapter = web.NewAdapter(u.Deps, access.KindPage, handler)
}

// answer is a response as the gateway gets it.
type answer struct {
	StatusCode int               `json:"statusCode"`
	Headers    map[string]string `json:"headers"`
	Body       string            `json:"body"`
}

func (a answer) location() string { return a.Headers["location"] }

// send makes a request of the administrator. A form is sent from the site's own pages.
func (s *site) send(method, routeKey, path string, parameters map[string]string, form url.Values,
	more map[string]string) answer {
	s.t.Helper()
	target, query, _ := strings.Cut(path, "?")
	headers := map[string]string{"host": "www.example.com", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document",
		"sec-fetch-site": "same-origin"}
	body := ""
	if method == http.MethodPost {
		headers["content-type"], headers["origin"] = "application/x-www-form-urlencoded", origin
		body = form.Encode()
	}
	for name, value := range more {
		headers[name] = value
	}
	event := map[string]any{
		"version": "2.0", "routeKey": routeKey, "rawPath": target, "rawQueryString": query, "headers": headers,
		"body": body, "pathParameters": parameters,
		"cookies": []string{"__Host-Http-id=" + s.tokens.ID(s.admin),
			"__Host-Http-access=" + s.tokens.Access(s.admin)},
		"requestContext": map[string]any{"domainName": "www.example.com",
			"http": map[string]any{"method": method, "sourceIp": "192.0.2.1"}},
	}
	payload, err := json.Marshal(event)
	if err != nil {
		s.t.Fatal(err)
	}
	out, err := s.adapter.Invoke(s.t.Context(), payload)
	if err != nil {
		s.t.Fatal(err)
	}
	var got answer
	if err := json.Unmarshal(out, &got); err != nil {
		s.t.Fatal(err)
	}
	return got
}

func (s *site) list(query string) answer {
	s.t.Helper()
	return s.send(http.MethodGet, "GET /admin/users", "/admin/users"+query, nil, nil, nil)
}

func (s *site) show(subject, query string) answer {
	s.t.Helper()
	return s.send(http.MethodGet, "GET /admin/users/{sub}", "/admin/users/"+subject+query,
		map[string]string{"sub": subject}, nil, nil)
}

func (s *site) post(subject, action string, form url.Values) answer {
	s.t.Helper()
	parameters := map[string]string{"sub": subject, "action": action}
	return s.send(http.MethodPost, "POST /admin/users/{sub}/{action}", "/admin/users/"+subject+"/"+action,
		parameters, form, nil)
}

var formToken = regexp.MustCompile(`name="form_token" value="([^"]+)"`)

var hiddenGroup = regexp.MustCompile(`name="group" value="([^"]+)"`)

// confirm does what an administrator does: click on the action, and on the button of the page that asks. An action
// about a group is about the readers.
func (s *site) confirm(subject, action string) answer {
	s.t.Helper()
	return s.confirmGroup(subject, action, "readers")
}

func (s *site) confirmGroup(subject, action, group string) answer {
	s.t.Helper()
	form := s.form()
	form.Set("group", group)
	asked := s.post(subject, action, form)
	if asked.StatusCode != http.StatusOK || !strings.Contains(asked.Body, `name="confirmed" value="yes"`) {
		return asked
	}
	confirmed := url.Values{"form_token": {s.formToken(asked.Body)}, "confirmed": {"yes"}}
	if hidden := hiddenGroup.FindStringSubmatch(asked.Body); hidden != nil {
		confirmed.Set("group", hidden[1])
	}
	return s.post(subject, action, confirmed)
}

// form is that of a button on a page of the same session.
func (s *site) form() url.Values {
	s.t.Helper()
	return url.Values{"form_token": {s.formToken(s.show(other, "").Body)}, "group": {"readers"}, "language": {"en"}}
}

func (s *site) formToken(body string) string {
	s.t.Helper()
	found := formToken.FindStringSubmatch(body)
	if found == nil {
		s.t.Fatalf("no form token on the page %.200q", body)
	}
	return found[1]
}

// entries are the audit log.
func (s *site) entries() []map[string]any {
	s.t.Helper()
	var entries []map[string]any
	for line := range strings.Lines(s.log.String()) {
		var fields map[string]any
		if err := json.Unmarshal([]byte(line), &fields); err != nil {
			s.t.Fatalf("log line %q: %v", line, err)
		}
		if fields["event"] == "admin.action" {
			entries = append(entries, fields)
		}
	}
	return entries
}

// results are the results in the audit log.
func (s *site) results() []string {
	s.t.Helper()
	var results []string
	for _, entry := range s.entries() {
		result, _ := entry["result"].(string)
		results = append(results, result)
	}
	return results
}

var errBroken = errors.New("broken")
