package hosted

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

//go:embed pages
var files embed.FS

var pages = sync.OnceValue(func() *template.Template {
	return template.Must(template.ParseFS(files, "pages/*.html"))
})

// view is what the page templates show.
type view struct {
	look
	Title  string
	Action string // where the form goes
	Token  field
	Error  string // what was wrong with the form that was sent
	Notice string
	Name   string // what was typed as the user's name
	Rules  []pool.PasswordRule
	Policy string // what a new password needs, while there are no Rules
	Sent   string // where the code went, masked
	Links  map[string]string
	Fields []field // hidden ones besides the token

	Factor  string        // that a code is asked for
	Choices []choice      // factors to choose from, or to set up
	QR      template.HTML // picture of the key of a new app
	Key     string

	Continue  string // whose session is still open
	Providers []link // other places to sign in
	Native    bool   // the client's users may sign in here
	Passkey   string // options for the browser, as JSON
	Passkeys  bool   // a passkey may be used in the place of the password
	TwoForms  bool   // the sign-in form stands twice

	HasLogo bool
	HasCSS  bool
}

// link leads to another page.
type link struct{ Text, Href, Class string }

// field is a hidden field of a form.
type field struct{ Name, Value string }

// newView is the view of a page of an authorization request.
func (d *Domain) newView(w http.ResponseWriter, r *http.Request, title string) view {
	l := d.lookOf(r)
	return view{
		look: l, Title: title, Action: r.URL.RequestURI(), Token: field{d.formTokenName(l.Managed), d.formToken(w, r)},
		Policy: l.passwordHint(d.pool.PasswordRules("")), Links: map[string]string{},
	}
}

// passwordHint says the policy of the pool in one sentence.
func (l look) passwordHint(rules []pool.PasswordRule) string {
	var texts []string
	for i, rule := range rules {
		text := l.translated(rule.Text)
		if i > 0 {
			text = strings.ToLower(text[:1]) + text[1:]
		}
		texts = append(texts, text)
	}
	return strings.Join(texts, ", ") + "."
}

// show writes a page, complete or not at all.
func (d *Domain) show(w http.ResponseWriter, status int, name string, v view) {
	d.showPage(w, status, name, d.finished(v))
}

// finished is a view with what all pages have, in the language of its look.
func (d *Domain) finished(v view) view {
	classic := d.customization(v.Client)
	v.HasLogo, v.HasCSS = len(classic.Image) > 0, classic.CSS != ""
	v.Title, v.Error, v.Notice = v.translated(v.Title), v.translated(v.Error), v.translated(v.Notice)
	v.Rules = slices.Clone(v.Rules)
	for i := range v.Rules {
		v.Rules[i].Text = v.translated(v.Rules[i].Text)
	}
	return v
}

// showPage is show for a page with a view of its own.
func (d *Domain) showPage(w http.ResponseWriter, status int, name string, v any) {
	var body bytes.Buffer
	if err := pages().ExecuteTemplate(&body, name+".html", v); err != nil {
		d.log.Error("writing a page", "page", name, "error", err)
		http.Error(w, "The page could not be written.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = body.WriteTo(w) // the visitor has gone
}

const requestedPage = "An error was encountered with the requested page."

// malformed shows the page for a request that lacks something.
func (d *Domain) malformed(w http.ResponseWriter, r *http.Request, reason string) {
	d.show(w, http.StatusBadRequest, "error", view{look: d.lookOf(r), Title: "Error", Error: requestedPage, Notice: reason})
}

// fail shows the page for a request that cannot be served.
func (d *Domain) fail(w http.ResponseWriter, r *http.Request, status int, reason string) {
	d.show(w, status, "error", view{look: d.lookOf(r), Title: "Error", Error: reason})
}

// errorPage is where a request with an unregistered address ends. It says what Cognito says; the control page
// lists the registered addresses.
func (d *Domain) errorPage(w http.ResponseWriter, r *http.Request) {
	v := view{look: d.lookOf(r), Title: "Error", Error: requestedPage}
	if code := r.URL.Query().Get("error"); code == "redirect_mismatch" || code == "invalid_request" {
		v.Notice = code
	}
	d.show(w, http.StatusBadRequest, "error", v)
}

// pageHeaders are on every page: no caching, no framing, no script but where allowScript lets it in, and forms that lead only to this domain
// and from there to the addresses that are registered.
func (d *Domain) pageHeaders(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Cache-Control", "no-cache, no-store, max-age=0, must-revalidate")
	h.Set("Pragma", "no-cache")
	h.Set("Expires", "0")
	h.Set("X-Frame-Options", "DENY")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-XSS-Protection", "1; mode=block")
	h.Set("Strict-Transport-Security", "max-age=31536000 ; includeSubDomains") // browsers ignore it over plain HTTP
	h.Set("Server", "Server")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Amz-Cognito-Request-Id", d.pool.NewRequestID())
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "+
		"frame-ancestors 'none'; form-action 'self'"+d.formTargets())
}

func (d *Domain) formTargets() string {
	var targets strings.Builder
	seen := map[string]bool{}
	for _, c := range d.pool.Clients() {
		for _, address := range c.CallbackURLs {
			u, err := url.Parse(address)
			if err != nil || u.Host == "" || seen[u.Host] {
				continue
			}
			seen[u.Host] = true
			targets.WriteString(" " + u.Scheme + "://" + u.Host)
		}
	}
	return targets.String()
}
