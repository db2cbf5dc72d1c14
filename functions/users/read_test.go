package main

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/useradmin"
	"cognitossr/pkg/web"
)

func TestListSearchesByAddress_S34(t *testing.T) {
	s := newSite(t)
	got := s.list("?q=bo%22b&limit=100000&attribute=sub")
	if got.StatusCode != http.StatusOK || !strings.Contains(got.Body, "bob@example.com") ||
		!strings.Contains(got.Body, "/admin/users/"+other) {
		t.Errorf("status %d: %s", got.StatusCode, got.Body)
	}
	want := useradmin.Selection{Query: useradmin.Query{Attribute: useradmin.ByEmail, Operator: useradmin.BeginsWith,
		Text: `bo"b`, Limit: pageSize}}
	if s.directory.queries[0] != want {
		t.Errorf("query = %+v, want %+v", s.directory.queries[0], want)
	}
}

// TestListFindsWhatIsPasted_U21: the next page goes on with the same search.
func TestListFindsWhatIsPasted_U21(t *testing.T) {
	for _, pasted := range []string{" bob@example.com", "bob@example.com\t", "\u200bbob@example.com",
		"mailto:bob@example.com", "Bob <bob@example.com>"} {
		s := newSite(t)
		s.directory.next = "token-of-cognito"
		got := s.list("?q=" + url.QueryEscape(pasted))
		if got.StatusCode != http.StatusOK || s.directory.queries[0].Text != "bob@example.com" ||
			!strings.Contains(got.Body, `value="bob@example.com"`) {
			t.Errorf("%q: status %d after the query %+v", pasted, got.StatusCode, s.directory.queries)
		}
		if next := s.list("?q=" + url.QueryEscape(pasted) + "&page=" +
			s.nextPage(got.Body)); next.StatusCode != http.StatusOK {
			t.Errorf("%q: the next page has status %d", pasted, next.StatusCode)
		}
	}
	s := newSite(t)
	s.list("?q=" + other)
	if want := (useradmin.Selection{Query: useradmin.Query{Attribute: useradmin.BySubject, Operator: useradmin.Is,
		Text: other, Limit: pageSize}}); s.directory.queries[0] != want {
		t.Errorf("a sub is searched for by %+v", s.directory.queries[0])
	}
}

// TestNobodyChoosesTheSizeOfAPage: it is not in the address, so that nothing there can ask for all users at once.
func TestNobodyChoosesTheSizeOfAPage_SEC099_Q63(t *testing.T) {
	for _, limit := range []string{"-1", "0", "61", "1e9", "1000000000", "x", ""} {
		s := newSite(t)
		got := s.list("?limit=" + limit + "&Limit=" + limit)
		if got.StatusCode != http.StatusOK || len(s.directory.queries) != 1 || s.directory.queries[0].Limit != pageSize {
			t.Errorf("limit %q: status %d after queries %+v, want one for %d users", limit, got.StatusCode,
				s.directory.queries, pageSize)
		}
	}
}

var nextLink = regexp.MustCompile(`rel="next" href="([^"]+)"`)

func (s *site) nextPage(body string) string {
	s.t.Helper()
	found := nextLink.FindStringSubmatch(body)
	if found == nil {
		s.t.Fatal("the page has no link to the next one")
	}
	link, err := url.Parse(strings.ReplaceAll(found[1], "&amp;", "&"))
	if err != nil {
		s.t.Fatal(err)
	}
	return link.Query().Get("page")
}

func TestListPages(t *testing.T) {
	s := newSite(t)
	s.directory.next = "token-of-cognito"
	mark := s.nextPage(s.list("?q=bob").Body)
	if strings.Contains(mark, "token") || mark == "" {
		t.Errorf("mark %q", mark)
	}
	if got := s.list("?q=bob&page=" + mark); got.StatusCode != http.StatusOK || !strings.Contains(got.Body, "First page") {
		t.Errorf("status %d", got.StatusCode)
	}
	if after := s.directory.queries[1].After; after != "token-of-cognito" {
		t.Errorf("After = %q", after)
	}
}

func TestListRefusesForeignPageTokens_SEC099_Q63(t *testing.T) {
	s := newSite(t)
	s.directory.next = "token-of-cognito"
	mark := s.nextPage(s.list("?q=bob").Body)
	tests := []struct {
		name, query string
		admin       authtest.Claims
	}{
		{"of another search", "?q=ada&page=" + mark, nil},
		{"of the whole list", "?page=" + mark, nil},
		{"cut", "?q=bob&page=" + mark[:len(mark)-2], nil},
		{"garbled", "?q=bob&page=" + authtest.Altered(mark), nil},
		{"cognito's own", "?q=bob&page=token-of-cognito", nil},
		{"short", "?q=bob&page=AA", nil},
		{"no base64", "?q=bob&page=%00%22", nil},
		{"twice", "?q=bob&page=" + mark + "&page=" + mark, nil},
		{"search twice", "?q=bob&q=bob", nil},
		{"of another attribute", "?q=bob&by=name&page=" + mark, nil},
		{"of another status", "?q=bob&status=CONFIRMED&page=" + mark, nil},
		{"of another group", "?q=bob&group=readers&page=" + mark, nil},
		{"another attribute", "?q=bob&by=custom:role", nil},
		{"status twice", "?status=CONFIRMED&status=CONFIRMED", nil},
		{"of another administrator", "?q=bob&page=" + mark, authtest.Claims{"sub": other, "username": other,
			"cognito:groups": []string{"admin"}}},
		{"of another sign-in", "?q=bob&page=" + mark,
			authtest.Claims{"origin_jti": "00000000-65a0-4a3c-8a52-0b6c8f3d2e11", "cognito:groups": []string{"admin"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s.directory.calls = nil
			if was := s.admin; tt.admin != nil {
				s.admin = tt.admin
				t.Cleanup(func() { s.admin = was })
			}
			if got := s.list(tt.query); got.StatusCode != http.StatusBadRequest || len(s.directory.calls) != 0 {
				t.Errorf("status %d after calls %q, want 400 after none", got.StatusCode, s.directory.calls)
			}
		})
	}
	if got := s.list("?page=" + strings.Repeat("A", web.MaxQuery)); got.StatusCode != http.StatusBadRequest {
		t.Errorf("a huge mark: status %d", got.StatusCode)
	}
}

func TestPageTokensWorkWhereTokensHaveNoOrigin(t *testing.T) {
	s := newSite(t)
	s.admin["origin_jti"] = nil
	s.directory.next = "token-of-cognito"
	mark := s.nextPage(s.list("").Body)
	if got := s.list("?page=" + mark); got.StatusCode != http.StatusOK {
		t.Errorf("status %d", got.StatusCode)
	}
	s.admin["scope"] = "openid" // another token of the same administrator
	if got := s.list("?page=" + mark); got.StatusCode != http.StatusBadRequest {
		t.Errorf("with another sign-in: status %d", got.StatusCode)
	}
}

func TestReadsOfABrokenPool_SEC102(t *testing.T) {
	tests := []struct {
		name   string
		err    error
		status int
	}{
		{"throttled", useradmin.ErrThrottled, http.StatusServiceUnavailable},
		{"unavailable", useradmin.ErrUnavailable, http.StatusServiceUnavailable},
		{"denied", useradmin.ErrDenied, http.StatusServiceUnavailable},
		{"no search", useradmin.ErrQuery, http.StatusBadRequest},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newSite(t)
			s.directory.fail["Select"], s.directory.fail["BySubject"] = tt.err, tt.err
			for _, got := range []answer{s.list(""), s.show(other, "")} {
				if got.StatusCode != tt.status || strings.Contains(got.Body, tt.err.Error()) {
					t.Errorf("status %d, want %d without the error's text", got.StatusCode, tt.status)
				}
			}
		})
	}
}

// TestReadingAsksThePoolToo_U18: who was removed or disabled does not read on until the token ends.
func TestReadingAsksThePoolToo_U18(t *testing.T) {
	tests := []struct {
		name    string
		prepare func(*fakeDirectory)
		status  int
	}{
		{"no member", func(f *fakeDirectory) { f.groups[self] = nil }, http.StatusForbidden},
		{"disabled", func(f *fakeDirectory) { f.update(f.users[self], func(u *useradmin.User) { u.Enabled = false }) },
			http.StatusForbidden},
		{"deleted", func(f *fakeDirectory) { delete(f.users, self) }, http.StatusForbidden},
		{"no answer", func(f *fakeDirectory) { f.fail["IsEnabledMember"] = useradmin.ErrUnavailable },
			http.StatusServiceUnavailable},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newSite(t)
			form := s.form()
			tt.prepare(s.directory)
			for _, got := range []answer{s.list(""), s.show(other, ""), s.post(other, "delete", form)} {
				if got.StatusCode != tt.status || strings.Contains(got.Body, "bob@example.com") {
					t.Errorf("status %d, want %d without what was read", got.StatusCode, tt.status)
				}
			}
		})
	}
}

func TestShowTellsOneUser(t *testing.T) {
	s := newSite(t)
	got := s.show(other, "")
	for _, want := range []string{"bob@example.com", other, "Google_42", "readers",
		`action="/admin/users/` + other + `/disable"`} {
		if !strings.Contains(got.Body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if mine := s.show(self, ""); strings.Contains(mine.Body, self+"/disable") || strings.Contains(mine.Body, self+"/delete") {
		t.Error("one's own page offers to lock oneself out")
	}
	if got := s.show("99999999-2222-3333-4444-555555555555", ""); got.StatusCode != http.StatusNotFound {
		t.Errorf("nobody: status %d", got.StatusCode)
	}
}

func TestOutcomeCannotBeMadeUp(t *testing.T) {
	s := newSite(t)
	form := s.form()
	done := s.post(other, "sign-out", form).location()
	_, query, _ := strings.Cut(done, "?")
	const said = "signed out on all devices"
	if !strings.Contains(s.show(other, "?"+query).Body, said) {
		t.Fatal("the true outcome is not shown")
	}
	for _, page := range []answer{s.show(self, "?"+query), s.list("?" + query), s.show(other, "?done=sign-out%20done"),
		s.show(other, "?done=sign-out")} {
		if page.StatusCode != http.StatusOK || strings.Contains(page.Body, said) {
			t.Errorf("status %d, or an outcome of another page is shown", page.StatusCode)
		}
	}
}

func TestPathsAreTakenToTheLetter_SEC097(t *testing.T) {
	for _, subject := range []string{"a/b", "..", "a.b", "a b", "a\u0000", "ä", `a"b`, strings.Repeat("a", 129),
		"a@example.com"} {
		s := newSite(t)
		form := s.form()
		s.directory.calls = nil
		form.Set("confirmed", "yes")
		for _, got := range []answer{s.show(subject, ""), s.post(subject, "delete", form)} {
			if got.StatusCode != http.StatusNotFound || len(s.directory.calls) != 0 {
				t.Errorf("sub %q: status %d after calls %q, want 404 after none", subject, got.StatusCode, s.directory.calls)
			}
		}
	}
	for _, action := range []string{"Delete", "delete ", "add-owner", "remove-admin/x", ".."} {
		s := newSite(t)
		if got := s.post(other, action, s.form()); got.StatusCode != http.StatusNotFound || len(s.directory.changes()) != 0 {
			t.Errorf("action %q: status %d", action, got.StatusCode)
		}
	}
}

func TestFormsCannotNameMore_SEC097_Q66(t *testing.T) {
	s := newSite(t)
	form := s.form()
	for name, value := range map[string]string{"confirmed": "yes", "group": "owners", "groups": "owner",
		"GroupName": "owners", "sub": self, "username": "root", "custom:role": "admin", "email_verified": "true"} {
		form.Set(name, value)
	}
	s.post(other, "add-admin", form)
	if got := s.directory.changes(); len(got) != 1 || got[0] != "AddToGroup Google_42 admin" {
		t.Errorf("calls = %q", got)
	}
}

func TestOnlyAdministratorsEnter_SEC093_SEC094(t *testing.T) {
	tests := []struct {
		name   string
		claims authtest.Claims
	}{
		{"user", authtest.Claims{"cognito:groups": []string{"readers"}}},
		{"no groups", authtest.Claims{"cognito:groups": nil}},
		{"other case", authtest.Claims{"cognito:groups": []string{"Admin"}}},
		{"space", authtest.Claims{"cognito:groups": []string{"admin "}}},
		{"longer", authtest.Claims{"cognito:groups": []string{"admins", "xadmin"}}},
		{"cyrillic", authtest.Claims{"cognito:groups": []string{"аdmin"}}},
		{"custom attribute", authtest.Claims{"cognito:groups": nil, "custom:groups": "admin"}},
		{"scope", authtest.Claims{"cognito:groups": nil, "scope": "openid admin"}},
		{"role", authtest.Claims{"cognito:groups": nil, "cognito:roles": []string{"admin"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newSite(t)
			form := s.form()
			s.directory.calls, s.admin = nil, tt.claims
			form.Set("confirmed", "yes")
			for _, got := range []answer{s.list(""), s.show(other, ""), s.post(other, "delete", form)} {
				if got.StatusCode != http.StatusForbidden || len(s.directory.calls) != 0 {
					t.Errorf("status %d after calls %q, want 403 after none", got.StatusCode, s.directory.calls)
				}
			}
		})
	}
}

func TestOtherSitesCannotChangeUsers_SEC095(t *testing.T) {
	tests := []struct {
		headers    map[string]string
		knowsToken bool
	}{
		{map[string]string{"sec-fetch-site": "cross-site", "origin": "https://evil.example"}, true},
		{map[string]string{"sec-fetch-site": "same-site", "origin": "https://auth.example.com"}, true},
		{map[string]string{"sec-fetch-site": "cross-site", "origin": "null"}, true},
		{map[string]string{"sec-fetch-site": "", "origin": "null"}, false},
	}
	for _, tt := range tests {
		s := newSite(t)
		form := s.form()
		if !tt.knowsToken {
			form.Set(web.FormField, "guessed")
		}
		form.Set("confirmed", "yes")
		parameters := map[string]string{"sub": other, "action": "delete"}
		got := s.send(http.MethodPost, "POST /admin/users/{sub}/{action}", "/admin/users/"+other+"/delete", parameters,
			form, tt.headers)
		if got.StatusCode != http.StatusForbidden || len(s.directory.changes()) != 0 {
			t.Errorf("headers %v: status %d, calls %q", tt.headers, got.StatusCode, s.directory.changes())
		}
	}
}

func TestMethods(t *testing.T) {
	s := newSite(t)
	user, action := map[string]string{"sub": other}, map[string]string{"sub": other, "action": "delete"}
	tests := []struct {
		name, allow string
		got         answer
	}{
		{"POST to the list", "GET, HEAD", s.send(http.MethodPost, "POST /admin/users", "/admin/users", nil,
			url.Values{}, nil)},
		{"DELETE of a user", "GET, HEAD", s.send(http.MethodDelete, "DELETE /admin/users/{sub}", "/admin/users/"+other,
			user, nil, map[string]string{"origin": origin})},
		{"GET of an action", "POST", s.send(http.MethodGet, "GET /admin/users/{sub}/{action}",
			"/admin/users/"+other+"/delete", action, nil, nil)},
	}
	for _, tt := range tests {
		if tt.got.StatusCode != http.StatusMethodNotAllowed || tt.got.Headers["allow"] != tt.allow {
			t.Errorf("%s: status %d, Allow %q; want 405, %q", tt.name, tt.got.StatusCode, tt.got.Headers["allow"], tt.allow)
		}
	}
	if changes := s.directory.changes(); len(changes) != 0 {
		t.Errorf("calls %q", changes)
	}
}
