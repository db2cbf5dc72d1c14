// Package access says who may enter a function, and in what form somebody who may not is told so.
// It must not know the list of functions or a session: every function links it, to read its own right at its start.
package access

import (
	"fmt"
	"strings"
)

// Kinds of function: what a caller gets and in what form a refusal comes.
const (
	KindPage    = "page"    // HTML for a browser; a visitor without a session is sent to sign in
	KindAPI     = "api"     // JSON for a program; a caller without a session gets 401
	KindAsset   = "asset"   // a file that is the same for everybody
	KindTrigger = "trigger" // called by the user pool, has no route
)

// Right is who may enter a function: Public, Optional, User, or a group.
type Right string

const (
	Public   Right = "public"   // anybody; nobody is asked who they are
	Optional Right = "optional" // anybody, and the function knows who is signed in
	User     Right = "user"     // whoever is signed in

	groupPrefix = "group:"
)

// Administrators is the group whose members administer the site's users: the one that routes.json lets into these pages, which a test compares.
const Administrators = "admin"

// Group is the name of the group whose members may enter, or "" where no group is asked for.
func (r Right) Group() string {
	group, found := strings.CutPrefix(string(r), groupPrefix)
	if !found {
		return ""
	}
	return group
}

// Private reports whether only signed-in callers may enter.
func (r Right) Private() bool { return r != Public && r != Optional }

// Parse reads an access right as it stands in routes.json and in the ROUTE_AUTH variable.
func Parse(text string) (Right, error) {
	right := Right(text)
	if right == Public || right == Optional || right == User || isGroupName(right.Group()) {
		return right, nil
	}
	return "", fmt.Errorf(`access right %q: want "public", "optional", "user" or "group:<name>"`, text)
}

// isGroupName reports whether a name is 1 to 128 letters, digits, underscores and hyphens. It is a loop because every function asks this at its start,
// and compiling a pattern would take longer than all else that it does then.
func isGroupName(name string) bool {
	return 1 <= len(name) && len(name) <= 128 && !strings.ContainsFunc(name, func(c rune) bool {
		return !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_' || c == '-')
	})
}
