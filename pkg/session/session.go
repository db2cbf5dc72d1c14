// Package session makes, reads and clears every cookie of the site, in one place, so that what is set is also what is
// read and cleared. It must not verify a token, call anybody or decide who may enter; it does not look into what it
// stores.
//
// The cookies are not sealed: page functions then need no key, and can only verify. Each is HttpOnly, SameSite=Lax
// and without Domain, and Secure but for a site on a loopback address. Lax and not Strict, because a visitor who
// follows a link from a mail should arrive signed in, and because the way back from the hosted pages is a cross-site
// navigation; nothing on the site changes state on GET.
package session

import (
	"io"
	"net/http"
	"slices"
	"time"

	"cognitossr/pkg/paths"
)

// Limits of the cookies, in bytes. A browser drops a longer cookie without a word, and the gateway refuses more than
// 10,240 bytes of request line and headers: the budget leaves the rest of it to the browser's own headers.
//
// Sources: RFC 6265bis section 5.6; https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
const (
	MaxCookie = 4096 // one Set-Cookie line with its attributes
	Budget    = 7500 // names and values of all the site's cookies in one request
)

// Store knows the names and attributes of the cookies.
type Store struct {
	// Loopback is for a site on http://localhost: the names lose their prefixes and the cookies the Secure flag,
	// which Safari refuses there.
	Loopback bool
	// MaxAge is how long after signing in a visitor has to sign in again, whatever happens in between.
	MaxAge time.Duration
	// IdleAge is how long a session lasts without a visit.
	IdleAge time.Duration
	// Now is the clock.
	Now func() time.Time
	// Migration is from which other project sessions are taken over.
	Migration Migration
	// Random is a source of unpredictable bytes (crypto/rand.Reader).
	Random io.Reader
}

// kind is one of the site's cookies, or a family of cookies whose names begin alike.
type kind struct {
	prefix string // what the browser enforces by the name; absent on a loopback site
	name   string
	path   string
}

// The refresh token goes to /auth alone: no page, and no asset, ever sees it. A cookie with a path cannot have the
// __Host- prefix.
var (
	idCookie      = kind{"__Host-Http-", "id", "/"}
	accessCookie  = kind{"__Host-Http-", "access", "/"}
	refreshCookie = kind{"__Secure-", "refresh", paths.Auth}
	flowCookie    = kind{"__Host-Http-", "flow-", "/"}

	accountCookie = kind{"__Secure-", "account", paths.Account}
	changeCookie  = kind{"__Secure-", "account-change", paths.Account}

	pauseCookie   = kind{"__Host-Http-", "refresh-pause", "/"}
	refusedCookie = kind{"__Secure-", "refresh-lost", paths.Auth}
	deletedCookie = kind{"__Host-Http-", "account-deleted", "/"}
	reauthCookie  = kind{"__Host-Http-", "sign-in-afresh", "/"}
	probeCookie   = kind{"__Host-Http-", "cookie-check", "/"}
	signUpCookie  = kind{"__Host-Http-", "sign-up", "/"}

	languageCookie = kind{"__Host-Http-", "language", "/"}

	movedCookie     = kind{"__Host-Http-", "moved-in", "/"}
	endedCookie     = kind{"__Host-Http-", "session-ended", "/"}
	signedOutCookie = kind{"__Host-Http-", "signed-out", "/"}

	// Each of these may be split into several cookies.
	tokenKinds = []kind{idCookie, accessCookie, refreshCookie}
	// Each of these is one short-lived cookie, and ends with the session.
	flashKinds = []kind{pauseCookie, refusedCookie, deletedCookie, reauthCookie, probeCookie}
	// What the package reads. The two cookies that say that a session has ended outlive it: a late answer of it must
	// not take them away. The mark of a registration outlives the sign-in after it, the language and the mark of a move
	// every session.
	readKinds = slices.Concat(tokenKinds, []kind{signedOutCookie, flowCookie, signUpCookie, languageCookie, movedCookie,
		accountCookie, changeCookie}, flashKinds)
)

func (s *Store) name(k kind) string {
	if s.Loopback {
		return k.name
	}
	return k.prefix + k.name
}

// cookie is the one constructor. A negative age in seconds deletes.
func (s *Store) cookie(k kind, suffix, value string, age int) *http.Cookie {
	return &http.Cookie{
		Name:     s.name(k) + suffix,
		Value:    value,
		Path:     k.path,
		MaxAge:   age,
		HttpOnly: true,
		Secure:   !s.Loopback,
		SameSite: http.SameSiteLaxMode,
	}
}

func (s *Store) set(w http.ResponseWriter, k kind, suffix, value string, age time.Duration) {
	http.SetCookie(w, s.cookie(k, suffix, value, int(age/time.Second)))
}

func (s *Store) clear(w http.ResponseWriter, k kind, suffix string) {
	http.SetCookie(w, s.cookie(k, suffix, "", -1))
}

// unix is a point in time as the cookies hold it.
func unix(t time.Time) int64 { return t.Unix() }
