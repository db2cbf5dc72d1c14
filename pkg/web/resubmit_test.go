package web_test

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/access"
	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/web"
	"cognitossr/pkg/web/webtest"
)

// notes is a page with a form, which counts what it handles.
type notes struct {
	*webtest.Site
	page    *webtest.Function
	handled []string
}

func newNotes(t *testing.T, right access.Right) *notes {
	t.Helper()
	n := &notes{Site: webtest.New(t, webtest.ErrorPage)}
	n.page = n.Function(access.KindPage, right, func(d web.Deps) (http.Handler, error) {
		return web.Handle(d, func(w http.ResponseWriter, r *http.Request) error {
			n.handled = append(n.handled, r.PostFormValue("text"))
			web.Redirect(w, "/notes")
			return nil
		}), nil
	})
	return n
}

// formOf is what a page of a session sends.
func (n *notes) formOf(t *testing.T, session webtest.Session) url.Values {
	t.Helper()
	token := n.Function(access.KindPage, access.User, tokenPage).Do(webtest.Navigate("/notes", n.Cookies(session)...)).Body
	return url.Values{web.FormField: {token}, "text": {"long\r\nwritten & <b>bold</b>"}, "tag": {"a", "b"}}
}

const hopWithForm = "/auth/refresh?return_to=%2Fnotes%3Fa%3Db&private=1"

// TestFormIsRenewed_SEC064_R21: a form that is sent after its session's tokens have expired goes to be renewed and
// comes back (U-02). What cannot be renewed is kept on the page, whole, with a button; nothing is handled twice, or
// in the name of somebody else.
func TestFormIsRenewed_SEC064_R21(t *testing.T) {
	session := func(n *notes, claims authtest.Claims) []string { return n.Cookies(n.Session(claims)) }
	expired := func(n *notes) []string { return n.Cookies(n.Expired(nil)) }
	tests := []struct {
		name    string
		cookies func(n *notes) []string
		change  func(r webtest.Request) webtest.Request
		status  int
		code    web.Code
		kept    bool
		handled int
	}{
		{"fresh", func(n *notes) []string { return session(n, nil) }, nil, 303, "", false, 1},
		{"renewed since it was opened", func(n *notes) []string { return session(n, authtest.Claims{"jti": "x"}) }, nil,
			303, "", false, 1},
		{"about to end", func(n *notes) []string {
			return session(n, authtest.Claims{"exp": n.Clock.Now().Add(5 * time.Second).Unix()})
		}, nil, 303, "", false, 1},
		{"expired", expired, nil, 307, "", false, 0},
		{"expired, a browser that says nothing", expired, func(r webtest.Request) webtest.Request {
			return r.With("sec-fetch-site", "").With("origin", "").With("sec-fetch-mode", "").With("sec-fetch-dest", "")
		}, 307, "", false, 0},
		{"expired, from another site", expired, func(r webtest.Request) webtest.Request {
			return r.With("sec-fetch-site", "cross-site").With("origin", "https://evil.example")
		}, 403, web.CodeCrossSite, false, 0},
		{"expired, by a script", expired, func(r webtest.Request) webtest.Request {
			return r.With("sec-fetch-mode", "cors").With("sec-fetch-dest", "empty")
		}, 401, web.CodeSessionExpired, false, 0},
		{"expired, with files", expired, func(r webtest.Request) webtest.Request {
			return r.With("content-type", "multipart/form-data; boundary=x")
		}, 415, web.CodeMediaType, false, 0},
		{"expired, too large", expired, func(r webtest.Request) webtest.Request {
			r.Body += "&more=" + strings.Repeat("x", web.MaxBody)
			return r
		}, 413, web.CodeTooLarge, false, 0},
		{"Cognito does not answer", func(n *notes) []string {
			return append(expired(n), "__Host-Http-refresh-pause=1")
		}, nil, 503, web.CodeRefreshUnavailable, true, 0},
		{"Cognito does not answer, a browser that says nothing", func(n *notes) []string {
			return append(expired(n), "__Host-Http-refresh-pause=1")
		}, func(r webtest.Request) webtest.Request { return r.With("sec-fetch-site", "").With("origin", "") }, 503,
			web.CodeRefreshUnavailable, true, 0},
		{"signed out since", func(*notes) []string { return nil }, nil, 401, web.CodeSignInRequired, true, 0},
		{"signed out since, a browser that says nothing", func(*notes) []string { return nil },
			func(r webtest.Request) webtest.Request {
				return r.With("sec-fetch-site", "").With("origin", "")
			}, 401, web.CodeSignInRequired, false, 0}, // it may be another site's: then the page would make it the site's own
		{"signed in anew since", func(n *notes) []string { return session(n, authtest.Claims{"origin_jti": "another"}) }, nil, 303, "", false, 1},
		{"somebody else has signed in since", func(n *notes) []string {
			return session(n, authtest.Claims{"sub": "somebody-else", "origin_jti": "another"})
		}, nil, 409, web.CodeFormOfAnother, true, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n := newNotes(t, access.User)
			r := webtest.Submit("/notes?a=b", n.formOf(t, n.Session(nil)), tt.cookies(n)...)
			if tt.change != nil {
				r = tt.change(r)
			}
			a := n.page.Do(r)
			if a.Status != tt.status || a.Code() != string(tt.code) || len(n.handled) != tt.handled ||
				(a.Location() == hopWithForm) != (tt.status == 307) {
				t.Errorf("%d to %q with %q, handled %d times", a.Status, a.Location(), a.Code(), len(n.handled))
			}
			if missing := notKept(r, a.Body); (missing == "") != tt.kept {
				t.Errorf("the page keeps the form %v: it lacks %s:\n%s", missing == "", missing, a.Body)
			}
		})
	}
}

// TestFormOfAPageForEverybody_SEC064_R21: what a signed-in visitor has written there is not handled in nobody's name
// once the session is over; what an anonymous visitor has written is.
func TestFormOfAPageForEverybody_SEC064_R21(t *testing.T) {
	tests := []struct {
		name    string
		cookies func(n *notes) []string
		form    func(n *notes) url.Values
		status  int
		code    web.Code
		handled int
	}{
		{"of nobody", func(*notes) []string { return nil },
			func(*notes) url.Values { return url.Values{"text": {"x"}} }, 303, "", 1},
		{"signed in", func(n *notes) []string { return n.SignedIn() }, nil, 303, "", 1},
		{"expired", func(n *notes) []string { return n.Cookies(n.Expired(nil)) }, nil, 307, "", 0},
		{"ended since", func(*notes) []string { return nil }, nil, 401, web.CodeSignInRequired, 0},
		{"broken since", func(n *notes) []string { return n.SignedIn()[:1] }, nil, 401, web.CodeSignInRequired, 0},
		{"of somebody else", func(n *notes) []string {
			return n.Cookies(n.Session(authtest.Claims{"sub": "somebody-else", "origin_jti": "another"}))
		}, nil, 409, web.CodeFormOfAnother, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n := newNotes(t, access.Optional)
			form := n.formOf(t, n.Session(nil))
			if tt.form != nil {
				form = tt.form(n)
			}
			r := webtest.Submit("/notes?a=b", form, tt.cookies(n)...)
			a := n.page.Do(r)
			if a.Status != tt.status || a.Code() != string(tt.code) || len(n.handled) != tt.handled {
				t.Errorf("%d to %q with %q, handled %d times", a.Status, a.Location(), a.Code(), len(n.handled))
			}
			if missing := notKept(r, a.Body); tt.status > 400 && missing != "" {
				t.Errorf("the page that keeps the form lacks %s", missing)
			}
		})
	}
}

// notKept is what a page that keeps a form lacks; "" for nothing.
func notKept(r webtest.Request, page string) string {
	want := []string{`action="/notes?a=b"`, "Send again"}
	form, _ := url.ParseQuery(r.Body)
	for name, values := range form {
		for _, value := range values {
			want = append(want, fmt.Sprintf(`<input type="hidden" name="%s" value="%s">`, html.EscapeString(name),
				html.EscapeString(value)))
		}
	}
	for _, text := range want {
		if !strings.Contains(page, text) {
			return text
		}
	}
	return ""
}

// TestKeysDownKeepForms: nothing is lost while nobody can be verified.
func TestKeysDownKeepForms_SEC047(t *testing.T) {
	n := newNotes(t, access.User)
	form := n.formOf(t, n.Session(nil))
	cookies := n.SignedIn()
	n.KeysDown()
	page := n.Function(access.KindPage, access.User, entered)
	r := webtest.Submit("/notes?a=b", form, cookies...)
	if a := page.Do(r); a.Status != 503 || a.Code() != string(web.CodeKeysUnavailable) || notKept(r, a.Body) != "" {
		t.Errorf("%d with %q lacks %s", a.Status, a.Code(), notKept(r, a.Body))
	}
}

// TestWhereFormsGo: a form goes to addresses of this site alone, and not round in circles.
func TestWhereFormsGo_SEC077(t *testing.T) {
	for _, tt := range []struct {
		path string
		goes bool
	}{
		{"/notes", true}, {"/notes?q=%C3%BC&r=1", true}, {"/auth/delete-account", true}, {"/auth/logout-everywhere", true},
		{"//evil.example/x", false}, {`/\evil.example`, false}, {"/x//evil.example", false}, {"/../x", false},
		{"/a%0d%0ab", false}, {"/%2f/evil.example", false},
		{"/auth/refresh", false}, {"/AUTH/refresh", false}, {"/%61uth/refresh?a", false}, {"/auth", false},
		{"https://evil.example/", false}, {"", false},
	} {
		r, err := http.NewRequest(http.MethodPost, "/auth/refresh?"+url.Values{"return_to": {tt.path}}.Encode(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if path, goes := web.FormReturnTo(r); goes != tt.goes || goes && path != tt.path {
			t.Errorf("%q goes %v to %q", tt.path, goes, path)
		}
	}
	for _, query := range []string{"", "return_to=/notes&return_to=/notes"} {
		r, err := http.NewRequest(http.MethodPost, "/auth/refresh?"+query, nil)
		if err != nil {
			t.Fatal(err)
		}
		if path, goes := web.FormReturnTo(r); goes {
			t.Errorf("%q goes to %q", query, path)
		}
	}
}

// TestPasswordsAreNotKept: the page of a failure stays in a tab, and may be another user's. It says that what was entered
// is lost.
func TestPasswordsAreNotKept_SEC081_U36(t *testing.T) {
	n := newNotes(t, access.User)
	form := n.formOf(t, n.Session(nil))
	form.Set("new_password", "canary-password")
	for _, cookies := range [][]string{nil, n.Cookies(n.Session(authtest.Claims{"sub": "somebody-else"})),
		append(n.Cookies(n.Expired(nil)), "__Host-Http-refresh-pause=1")} {
		if a := n.page.Do(webtest.Submit("/notes", form, cookies...)); a.Status < 400 ||
			strings.Contains(a.Body, "canary-password") || strings.Contains(a.Body, "Send again") ||
			!strings.Contains(a.Body, "enter it again") {
			t.Errorf("%d: %s", a.Status, a.Body)
		}
	}
}

// TestKeptFormsAreBounded: a form of very many fields would make a page many times its size.
func TestKeptFormsAreBounded_SEC113(t *testing.T) {
	n := newNotes(t, access.User)
	r := webtest.Submit("/notes", nil)
	r.Body = strings.Repeat("a&", 30_000)
	if a := n.page.Do(r); a.Status != 401 || len(a.Body) > 4096 {
		t.Errorf("%d with %d bytes", a.Status, len(a.Body))
	}
}
