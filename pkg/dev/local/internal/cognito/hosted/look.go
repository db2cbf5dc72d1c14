package hosted

import (
	"fmt"
	"net"
	"net/http"
)

// look is how the pages appear to one request: as the classic hosted UI, which speaks English (F-33), or as managed
// login in a language. Templates see its members.
type look struct {
	Managed bool
	Lang    string // of the texts
	Client  string // id of the app client, "" where none is known
	Style   managedStyle
}

// T is a text in the look's language, with what stands in it.
func (l look) T(text string, args ...any) string {
	if l.Lang == german {
		if translated, ok := catalogue[text]; ok {
			text = translated
		}
	}
	if len(args) > 0 {
		return fmt.Sprintf(text, args...)
	}
	return text
}

// lookOf finds how the pages appear to a request.
func (d *Domain) lookOf(r *http.Request) look {
	l := look{Managed: d.managed(r), Lang: english}
	if client, ok := d.pool.Client(r.URL.Query().Get("client_id")); ok {
		l.Client = client.ClientId
	}
	if l.Managed {
		l.Lang = textsIn(languageOf(r))
		l.Style = d.styleOf(l.Client)
	}
	return l
}

// managed says whether the domain that a request came to shows managed login.
func (d *Domain) managed(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = r.Host
	}
	return d.managedAt(host)
}

// unavailable shows that managed login has no pages for an app client without a style (F-32).
func (d *Domain) unavailable(w http.ResponseWriter, r *http.Request) bool {
	client, known := d.pool.Client(r.URL.Query().Get("client_id"))
	if !known || !d.managed(r) {
		return false
	}
	if _, styled := d.pool.Kept.BrandingOf(client.ClientId); styled {
		return false
	}
	v := view{look: d.lookOf(r), Title: "Login pages unavailable",
		Error: "Login pages unavailable. Please contact an administrator."}
	v.Notice = v.T("In the local Cognito: app client %s has no style. CreateManagedLoginBranding makes one.", client.ClientId)
	d.show(w, http.StatusForbidden, "error", v)
	return true
}
