package e2e

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"

	"cognitossr/functions"
	"cognitossr/pkg/routes"
)

// cookieWatcher notes with which cookies requests reach a host, by their method.
type cookieWatcher struct {
	mu   sync.Mutex
	seen map[string]string
}

func (w *cookieWatcher) ServeHTTP(to http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if r.URL.Path == "/noted" {
		w.seen[r.Method] = "came with " + r.Header.Get("Cookie")
	}
	to.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = to.Write([]byte("<!doctype html><title>noted</title><main>noted</main>"))
}

func (w *cookieWatcher) by(method string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.seen[method]
}

// TestWhatOtherSitesBringAlong is SameSite=Lax in a browser: a visitor who follows a link from another site, or from
// a mail, arrives signed in, while another site's form arrives without a session, before any check of ours. With
// Strict the browser would not send the session along with the link either. A second server on the site's host notes
// the cookies: ports do not separate them.
func TestWhatOtherSitesBringAlong_SEC050_R28(t *testing.T) {
	localOnly(t)
	b := newTab(t)
	watcher := &cookieWatcher{seen: map[string]string{}}
	beside := httptest.NewServer(watcher)
	t.Cleanup(beside.Close)
	noted := strings.Replace(beside.URL, "127.0.0.1", "localhost", 1) + "/noted"
	evil := hostilePage(t, `<a id=mail href="`+site.url+`/profile?from=mail">your profile</a> <a id=link href="`+noted+`">a link</a>
		<form method=post action="`+noted+`"><button>win a prize</button></form>`)
	b.do("15-sign-in", "Sign in", chromedp.Navigate(site.url+"/auth/login"), see(`input[name=username]`))
	// The site is localhost and Cognito's pages are at 127.0.0.1: the way back is a cross-site one, and the page at its
	// end knows who has come.
	b.do("16-hello", "Hello "+userEmail, fill("username", userEmail), fill("password", userPassword), enter("password"))
	b.do("17-from-a-mail", userEmail, chromedp.Navigate(evil), click("#mail"), see(askEverywhere))
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	for _, press := range []string{"button", "#link"} {
		if err := chromedp.Do(ctx, chromedp.Navigate(evil), click(press), see("main")); err != nil {
			t.Fatal(err)
		}
	}
	b.console() // the hostile page's own complaints
	if by := watcher.by(http.MethodPost); by == "" || strings.Contains(by, "access=") || strings.Contains(by, "id=") {
		t.Errorf("another site's form %.40q", by)
	}
	if by := watcher.by(http.MethodGet); !strings.Contains(by, "access=") || !strings.Contains(by, "id=") {
		t.Errorf("a link %.40q: this test would not see the cookies of the form either", by)
	}
}

// setsMoreThanAFlow reports whether cookies are set besides those of a sign-in that begins, which a link may do.
func setsMoreThanAFlow(cookies []string) bool {
	return slices.ContainsFunc(cookies, func(line string) bool { return !strings.HasPrefix(line, "flow-") })
}

// parameter is one of the path of a function of one's own.
var parameter = regexp.MustCompile(`\{[^}]*\}`)

// TestReadingChangesNothing: a link to whatever takes a form does nothing, as an administrator follows it who could
// do all of it by a form.
func TestReadingChangesNothing_SEC050_R45(t *testing.T) {
	localOnly(t)
	victim := member(t, fresh("victim"))
	var me struct{ Sub string }
	if err := json.Unmarshal([]byte(victim.get("/api/me").body), &me); err != nil || me.Sub == "" {
		t.Fatalf("who is it? %v", err)
	}
	admin := newVisitor(t)
	admin.signIn(adminEmail, adminPassword).wants(http.StatusOK, "Hello")
	before := admin.get("/admin/users/"+me.Sub).wants(http.StatusOK, "confirmed", "Disable")
	table, err := routes.Parse(functions.RoutesJSON)
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for _, f := range table.Functions {
		for _, key := range f.Routes {
			path, form := strings.CutPrefix(key, "POST ")
			if !form {
				continue
			}
			for _, action := range []string{"enable", "disable", "reset-password", "sign-out", "add-admin",
				"remove-admin", "delete"} {
				address := parameter.ReplaceAllString(strings.NewReplacer("{sub}", me.Sub, "{action}",
					action).Replace(path), "7") + "?confirm=yes&_method=POST"
				a := admin.stay(admin.request(http.MethodGet, address, ""))
				question := slices.Contains(f.Routes, "GET "+path) &&
					(a.status == http.StatusOK || a.status == http.StatusSeeOther)
				if a.status != http.StatusMethodNotAllowed && !question || setsMoreThanAFlow(a.header["Set-Cookie"]) {
					t.Errorf("GET %s: status %d, cookies %.60q", address, a.status, a.header["Set-Cookie"])
				}
				tried++
			}
		}
	}
	if tried < 3*7 {
		t.Errorf("only %d links were followed", tried)
	}
	if after := admin.get("/admin/users/" + me.Sub).wants(http.StatusOK); after.body != before.body {
		t.Errorf("the user has changed:\n%s", after.text())
	}
	victim.get("/").wants(http.StatusOK, "Hello")
	victim.get("/auth/refresh?return_to=/profile").wants(http.StatusOK)
}
