package hosted

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"net"
	"net/http"
	"time"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// The domain's cookies, with the names that AWS gives them. None has the Secure flag, because this server speaks
// plain HTTP on loopback and Safari then drops such cookies.
const (
	sessionCookie   = "cognito"
	failedIDPCookie = "cognito-fl" // of AWS's own use: an empty list
	formTokenCookie = "XSRF-TOKEN"
)

// setCookie writes a cookie of the domain's own.
func (d *Domain) setCookie(w http.ResponseWriter, name, value string, life time.Duration) {
	http.SetCookie(w, &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: int(life / time.Second), HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

func (d *Domain) clearCookie(w http.ResponseWriter, name string) {
	http.SetCookie(w, &http.Cookie{Name: name, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode})
}

// setSession writes the session cookie as AWS does, with quotes, Version and, where the host is an IP address,
// Domain: a browser takes no cookie for the domain "localhost".
func (d *Domain) setSession(w http.ResponseWriter, r *http.Request, handle string) {
	value := handle
	if d.pool.Behaviour.Variant().QuotedCookie {
		value = `"` + handle + `"`
	}
	w.Header().Add("Set-Cookie", fmt.Sprintf("%s=%s; Version=1;%s Max-Age=%d; Expires=%s; Path=/; HttpOnly; SameSite=Lax", sessionCookie, value, domainOf(r),
		int(pool.BrowserSessionValidity/time.Second),
		d.pool.Now().Add(pool.BrowserSessionValidity).UTC().Format(http.TimeFormat)))
	w.Header().Add("Set-Cookie", failedIDPCookie+`="W10="; Version=1; Path=/; HttpOnly; SameSite=Lax`)
}

// clearSession takes the session cookie back, with the same Domain: to some clients it is another cookie without.
func (d *Domain) clearSession(w http.ResponseWriter, r *http.Request) {
	w.Header().Add("Set-Cookie", fmt.Sprintf("%s=;%s Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:10 GMT; Path=/; HttpOnly; SameSite=Lax", sessionCookie, domainOf(r)))
}

func domainOf(r *http.Request) string {
	if host, _, err := net.SplitHostPort(r.Host); err == nil && net.ParseIP(host).To4() != nil {
		return " Domain=" + host + ";"
	}
	return ""
}

// beginForm gives a browser its form token when it has none, and clears what a sign-in at another provider left.
func (d *Domain) beginForm(w http.ResponseWriter, r *http.Request) {
	d.formToken(w, r)
	for _, name := range []string{"csrf-state", "csrf-state-legacy"} {
		d.clearCookie(w, name)
	}
}

// formToken is the token of this browser, made when it has none. A form repeats it in a hidden field; any value
// will do that is the same in both.
func (d *Domain) formToken(w http.ResponseWriter, r *http.Request) string {
	if c, err := r.Cookie(formTokenCookie); err == nil && c.Value != "" {
		return c.Value
	}
	token := d.pool.NewRequestID()
	d.setCookie(w, formTokenCookie, token, 0)
	return token
}

// replaceFormToken gives the browser a new token, as AWS does at a sign-in. It follows from the old one, so that
// forms that are open in other tabs are still known.
func (d *Domain) replaceFormToken(w http.ResponseWriter, r *http.Request) {
	next := d.pool.NewRequestID()
	if c, err := r.Cookie(formTokenCookie); err == nil && c.Value != "" {
		next = d.nextToken(c.Value)
	}
	d.clearCookie(w, formTokenCookie)
	d.setCookie(w, formTokenCookie, next, 0)
}

func (d *Domain) nextToken(token string) string {
	mac := hmac.New(sha256.New, d.secret)
	mac.Write([]byte(token))
	h := hex.EncodeToString(mac.Sum(nil))
	return h[:8] + "-" + h[8:12] + "-4" + h[13:16] + "-a" + h[17:20] + "-" + h[20:32]
}

// openTabs is how many sign-ins ago a form may have been opened.
const openTabs = 8

// formTokenName is the name of the hidden field: csrf on managed login (F-20), _csrf on the classic pages (F-19).
func (d *Domain) formTokenName(managed bool) string {
	if managed {
		return "csrf"
	}
	return d.pool.Behaviour.Variant().FormToken
}

// wrongFormToken reports whether a form carries a token that is not the browser's own. One without any is refused on
// managed login; on the classic pages it is left to FromElsewhere, unless the pool asks for it as AWS does.
func (d *Domain) wrongFormToken(r *http.Request) bool {
	names, required := []string{"_csrf", "csrf"}, d.pool.Behaviour.Variant().FormTokenRequired
	if d.managed(r) {
		names, required = []string{"csrf"}, true
	}
	token, given := "", false
	for _, name := range names {
		if r.PostForm.Has(name) {
			token, given = r.PostForm.Get(name), true
		}
	}
	if !given {
		return required
	}
	c, err := r.Cookie(formTokenCookie)
	if err != nil || c.Value == "" {
		return true
	}
	for range openTabs {
		if subtle.ConstantTimeCompare([]byte(c.Value), []byte(token)) == 1 {
			return false
		}
		token = d.nextToken(token)
	}
	return true
}
