package session

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"cognitossr/pkg/sensitive"
)

// Migration says from which project the site takes over sessions, once per browser. The zero value takes none, and
// costs nothing.
type Migration struct {
	From     string // Goldstack, CognitoAtEdge or Amplify
	ClientID string // the app client, which is part of most names
	// Domains are the Domain attributes that the old cookies may have, besides none: a cookie is deleted by the
	// attribute that it was set with.
	Domains []string
}

// The projects whose cookies are known. docs/howto/moving-in.md has the names, the versions and the sources.
const (
	Goldstack     = "goldstack"
	CognitoAtEdge = "cognito-at-edge"
	Amplify       = "amplify"
)

// Migrations lists what Migration.From may be.
var Migrations = []string{Goldstack, CognitoAtEdge, Amplify}

const (
	sharedPrefix = "CognitoIdentityServiceProvider." // of cognito-at-edge and Amplify
	lastUser     = "LastAuthUser"
	oldID        = "idToken"
	oldAccess    = "accessToken"
	oldRefresh   = "refreshToken"

	// maxOldNames bounds the Set-Cookie lines of an answer: a session of these projects has up to eight cookies.
	maxOldNames = 10
	movedAge    = 400 * 24 * time.Hour // as long as browsers keep a cookie at most
)

// oldCookie is a cookie of the other project.
type oldCookie struct {
	name  string
	user  string // whose tokens it has, decoded; "" if the name does not say
	part  string // oldID, oldAccess, oldRefresh, lastUser, or something that is only deleted
	value string
}

// OldTokens are those of a session that another project began. They are not verified.
type OldTokens struct {
	Tokens
	Refresh sensitive.Text // empty where there is none
}

// parse reports whether a cookie belongs to a session of the other project.
func (m *Migration) parse(name, value string) (c oldCookie, owned bool) {
	c = oldCookie{name: name, value: unquoted(value)}
	if m.From == Goldstack {
		switch name {
		case "goldstack_id_token":
			c.part = oldID
		case "goldstack_access_token":
			c.part = oldAccess
		}
		return c, c.part != ""
	}
	rest, shared := strings.CutPrefix(name, sharedPrefix)
	rest, ours := strings.CutPrefix(rest, m.ClientID+".")
	if !shared || !ours {
		return oldCookie{}, false
	}
	if dot := strings.LastIndexByte(rest, '.'); dot > 0 {
		c.user, c.part = decoded(rest[:dot]), rest[dot+1:]
	} else if rest == lastUser { // nothing else that is named without a user is theirs
		c.part = lastUser
	}
	return c, true
}

// decoded is a user name as it was before a library escaped it. The libraries escape different characters in names and
// in values of cookies.
func decoded(name string) string {
	if plain, err := url.PathUnescape(name); err == nil {
		return plain
	}
	return name
}

// HasOld reports whether a request carries a session of another project that this browser has not moved from yet. One
// of the site's own always wins.
func (j Jar) HasOld() bool {
	return len(j.old) > 0 && !j.has(movedCookie, "") && !slices.ContainsFunc(tokenKinds, j.hasAny)
}

// OldTokens returns the tokens of the session that HasOld reports, those of the user who signed in last. It reports
// false where the ID or access token is missing, or any of the three came twice: nobody can tell which one is right.
func (j Jar) OldTokens() (tokens OldTokens, whole bool) {
	if !j.HasOld() {
		return OldTokens{}, false
	}
	user, known := j.oldUser()
	id, ids := j.oldPart(user, oldID)
	access, accesses := j.oldPart(user, oldAccess)
	refresh, refreshes := j.oldPart(user, oldRefresh)
	if !known || ids != 1 || accesses != 1 || refreshes > 1 || id == "" || access == "" {
		return OldTokens{}, false
	}
	return OldTokens{Tokens{ID: sensitive.New(id), Access: sensitive.New(access)}, sensitive.New(refresh)}, true
}

// oldUser returns whose tokens to take: those of the only user, or of the one who is named as the last. It reports false
// where several are.
func (j Jar) oldUser() (user string, known bool) {
	users := map[string]bool{}
	for _, c := range j.old {
		if c.part == oldID {
			users[c.user] = true
		}
	}
	if len(users) == 1 {
		for user := range users {
			return user, true
		}
	}
	last, count := j.oldPart("", lastUser)
	return decoded(last), count == 1
}

func (j Jar) oldPart(user, part string) (value string, count int) {
	for _, c := range j.old {
		if c.user == user && c.part == part {
			value, count = c.value, count+1
		}
	}
	return value, count
}

// forgetOld deletes the cookies of the other project, and remembers that this browser has moved: old cookies that
// could not be deleted, that come again, or that only come to another path, must not bring back a session that has
// ended here, nor send the browser to refresh for ever.
func (j Jar) forgetOld(w http.ResponseWriter) {
	if j.store.Migration.From == "" || j.has(movedCookie, "") {
		return
	}
	deleted := map[string]bool{}
	for _, c := range j.old {
		if deleted[c.name] || len(deleted) == maxOldNames {
			continue
		}
		deleted[c.name] = true
		for _, domain := range append([]string{""}, j.store.Migration.Domains...) {
			cookie := j.store.cookie(kind{path: "/"}, "", "", -1)
			cookie.Name, cookie.Domain = c.name, domain
			http.SetCookie(w, cookie)
		}
	}
	j.store.set(w, movedCookie, "", "1", movedAge)
}
