// Package access defines who may enter a function, and in which form a refusal comes. It must not know the list of
// functions or a session: every function links it, to read its own access right at its start.
package access

import (
	"fmt"
	"strings"
)

// Kinds of function: what a caller gets, and the form of a refusal.
const (
	KindPage     = "page"     // HTML for a browser; a visitor without a session is sent to sign in
	KindAPI      = "api"      // JSON for a program; a caller without a session gets 401
	KindAsset    = "asset"    // a file that is the same for everybody
	KindTrigger  = "trigger"  // called by the user pool, has no route
	KindSchedule = "schedule" // called at certain times, has no route
)

// Right is who may enter a function: Public, Optional, User, or a group.
type Right string

const (
	Public   Right = "public"   // everybody, without identification
	Optional Right = "optional" // everybody, and the function knows who is signed in
	User     Right = "user"     // signed-in users

	groupPrefix = "group:"
)

// Administrators is the group whose members administer the site's users. A test compares it with routes.json.
const Administrators = "admin"

// Group returns the name of the group whose members may enter, or "" if no group is needed.
func (r Right) Group() string {
	group, found := strings.CutPrefix(string(r), groupPrefix)
	if !found {
		return ""
	}
	return group
}

// Private reports whether only signed-in callers may enter.
func (r Right) Private() bool { return r != Public && r != Optional }

// Parse reads an access right as it is written in routes.json and in ROUTE_AUTH.
func Parse(text string) (Right, error) {
	right := Right(text)
	if right == Public || right == Optional || right == User || isGroupName(right.Group()) {
		return right, nil
	}
	return "", fmt.Errorf(`access right %q: want "public", "optional", "user" or "group:<name>"`, text)
}

// isGroupName reports whether a name is 1 to 128 letters, digits, underscores and hyphens. It is a loop because every
// function calls it at its start, where compiling a pattern would take longer than everything else.
func isGroupName(name string) bool {
	return 1 <= len(name) && len(name) <= 128 && !strings.ContainsFunc(name, func(c rune) bool {
		return !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_' || c == '-')
	})
}
