package main

import (
	"net/url"
	"strconv"
	"strings"

	"cognitossr/pkg/useradmin"
	"cognitossr/pkg/web"
	"cognitossr/templates"
)

// searchable are the attributes that a search looks at, by their names in an address. The first one needs no name.
var searchable = []struct {
	name      string
	attribute useradmin.Attribute
}{{"", useradmin.ByEmail}, {"name", useradmin.ByName}, {"username", useradmin.ByUsername}}

// selected reads which users a form asks for: q (what the attribute by begins with, or a sub), status and group, each at
// most once. Fields that are empty, as a browser sends them, ask for nothing.
func selected(parameters url.Values) (s useradmin.Selection, err error) {
	var text, by string
	for name, value := range map[string]*string{"q": &text, "by": &by, "status": &s.Status, "group": &s.Group} {
		if *value, err = once(parameters, name); err != nil {
			return s, err
		}
	}
	for _, of := range searchable {
		if of.name == by {
			s.Query = useradmin.SearchBy(of.attribute, text)
			return s, nil
		}
	}
	return s, web.Fail(web.CodeBadRequest, nil)
}

// fields are a selection in the form of the page.
func fields(s useradmin.Selection) templates.UsersSelection {
	view := templates.UsersSelection{Query: s.Text, Status: s.Status, Group: s.Group}
	for _, of := range searchable {
		if of.attribute == s.Attribute {
			view.By = of.name
		}
	}
	return view
}

// pagePurpose binds a pagination token to the selection that it continues (SEC-099).
func pagePurpose(s useradmin.Selection) string {
	return strings.Join([]string{"page", strconv.Itoa(pageSize), string(s.Attribute), s.Status, s.Group, s.Text}, "\n")
}
