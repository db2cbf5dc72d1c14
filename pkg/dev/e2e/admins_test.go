package e2e

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"
)

// newGroup is a group that a test adds to the pool.
const newGroup = "translators"

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
