package templates

import (
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"cognitossr/pkg/paths"
)

// homePath replaces an unsafe address.
const homePath = "/"

// safeLink returns an address that stays on the site or is https. It replaces a script, another scheme and a network
// path ("//host") by the home page, and whatever a browser might read differently: spaces, backslashes, anything but
// ASCII.
func safeLink(address string) templ.SafeURL {
	if strings.ContainsFunc(address, func(r rune) bool { return r <= ' ' || r == '\\' || r >= 0x7F }) {
		return homePath
	}
	if strings.HasPrefix(address, "/") && !strings.HasPrefix(address, "//") {
		return templ.SafeURL(address)
	}
	if u, err := url.Parse(address); err == nil && u.Scheme == "https" && u.Host != "" && u.User == nil {
		return templ.SafeURL(address)
	}
	return homePath
}

const usersPath = "/admin/users"

// userPath is the address of one user's page.
func userPath(subject string) templ.SafeURL {
	return templ.SafeURL(usersPath + "/" + pathSegment(subject))
}

// actionPath is where the form of an action posts to.
func actionPath(subject, action string) templ.SafeURL {
	return userPath(subject) + "/" + templ.SafeURL(pathSegment(action))
}

// pathSegment escapes one segment. A browser takes "." and ".." out of a path even when they are escaped, so these
// become a name that no user has.
func pathSegment(text string) string {
	switch text {
	case "", ".", "..":
		return "-"
	}
	return paths.EscapeSegment(text)
}

// usersPage is the address of the list for a selection, from a pagination token on.
func usersPage(s UsersSelection, page string) templ.SafeURL {
	values := url.Values{}
	for name, value := range map[string]string{"q": s.Query, "by": s.By, "status": s.Status, "group": s.Group, "page": page} {
		if value != "" {
			values.Set(name, value)
		}
	}
	if len(values) == 0 {
		return usersPath
	}
	return templ.SafeURL(usersPath + "?" + values.Encode())
}
