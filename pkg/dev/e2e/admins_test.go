package e2e

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Groups that tests add to the pool.
const (
	newGroup     = "translators"
	invitedGroup = "reviewers"
)

// TestAdministratorSetsGroupsAndFilters: a user comes into a group, is found by it, and leaves it.
func TestAdministratorSetsGroupsAndFilters_U28_U29(t *testing.T) {
	stack := localOnly(t)
	const group = newGroup
	email := fresh("grouped")
	member(t, email)
	chief := newVisitor(t)
	chief.api(stack, "CreateGroup", fmt.Sprintf(`{"UserPoolId":%q,"GroupName":%q}`, stack.PoolID, group)).wants(http.StatusOK)

	chief.signIn(adminEmail, adminPassword).wants(http.StatusOK, "Hello")
	chief.get("/admin/users").wants(http.StatusOK, "Approximately ")
	found := "/admin/users?q=" + url.QueryEscape(email)
	path := userPage.FindString(chief.get(found+"&status=CONFIRMED").wants(http.StatusOK, email).body)
	chief.get(found + "&status=DISABLED").wants(http.StatusOK).lacks(path)
	chief.get(found + "&group=" + group).wants(http.StatusOK).lacks(path)
	chief.get("/admin/users?group=none-such").wants(http.StatusUnprocessableEntity, "There is no such group.")

	page := chief.get(path).wants(http.StatusOK, "Group of the pool", group)
	add := form{path + "/add-to-group", url.Values{"form_token": {page.form(map[string]string{"form_token": ""}).values.Get("form_token")}, "group": {group}}}
	asked := chief.send(page, add).wants(http.StatusOK, "Add to group?", group)
	chief.press(asked, add.action).wants(http.StatusOK, "The user is in the group now.")
	chief.get(found+"&group="+group).wants(http.StatusOK, email)
	chief.act(path, "remove-from-group")
	chief.get(found + "&group=" + group).wants(http.StatusOK).lacks(path)
	chief.get("/admin/users?lang=de").wants(http.StatusOK, "Ungefähr ", "Suchen in")
}

var temporaryPassword = regexp.MustCompile(`temporary password is (\S+?)\.(?:\s|<|$)`)

// TestAdministratorInvites: the password of the mail works once, the user is in the group that was chosen, and stands in
// the file of the selection.
func TestAdministratorInvites_U37_U38(t *testing.T) {
	stack := localOnly(t)
	const group, chosen = invitedGroup, "Password-of-ones-own-1"
	email := fresh("invited")
	chief := newVisitor(t)
	chief.api(stack, "CreateGroup", fmt.Sprintf(`{"UserPoolId":%q,"GroupName":%q}`, stack.PoolID, group)).wants(http.StatusOK)
	chief.signIn(adminEmail, adminPassword).wants(http.StatusOK, "Hello")
	page := chief.follow(chief.get("/admin/users"), "Invite a user").wants(http.StatusOK, group)
	filled := page.form(map[string]string{"email": ""})
	filled.values.Set("email", email)
	filled.values.Set("group", group)
	filled.values.Set("language", "en")
	chief.send(page, filled).wants(http.StatusOK, "The invitation was sent.")
	chief.send(page, filled).wants(http.StatusConflict, "There is a user with this address already.")

	password := temporaryPassword.FindStringSubmatch(chief.lastMail(email))
	if password == nil {
		t.Fatalf("the mail has no password: %q", chief.lastMail(email))
	}
	guest := newVisitor(t)
	asked := guest.signIn(email, password[1]).lacks("Hello")
	guest.submit(asked, map[string]string{"password": chosen, "confirm_password": chosen}).wants(http.StatusOK,
		"Hello "+email)
	guest.get("/profile").wants(http.StatusOK, group)
	newVisitor(t).signIn(email, password[1]).lacks("Hello")

	list := chief.get("/admin/users?q="+url.QueryEscape(email)).wants(http.StatusOK, email)
	file := chief.press(list, "/admin/export").wants(http.StatusOK)
	lines, err := csv.NewReader(strings.NewReader(file.body)).ReadAll()
	if err != nil || len(lines) != 2 || !slices.Contains(lines[1], email) || !slices.Contains(lines[1], "CONFIRMED") {
		t.Errorf("%v: %q", err, lines)
	}
	if got := file.header.Get("Content-Disposition"); got != `attachment; filename="users.csv"` {
		t.Errorf("the file is sent as %q", got)
	}
}

// lastMail is the newest mail to an address.
func (v *visitor) lastMail(to string) string {
	v.t.Helper()
	r := v.request(http.MethodGet, site.stack.InboxURL, "")
	r.Header.Set("Accept", "application/json")
	var mails []struct{ To, Body string }
	if err := json.Unmarshal([]byte(v.do(r).body), &mails); err != nil {
		v.t.Fatal(err)
	}
	for _, mail := range mails {
		if mail.To == to {
			return mail.Body
		}
	}
	v.t.Fatalf("no mail to %s", to)
	return ""
}
