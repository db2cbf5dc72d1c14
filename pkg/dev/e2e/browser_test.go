package e2e

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"cognitossr/pkg/dev/testtools/chromium"
)

type step = chromedp.Action[chromedp.Void]

// tab is a browser tab with scripts switched off. What its console reports as blocked fails the test.
type tab struct {
	t       *testing.T
	ctx     context.Context
	console func() []string
}

func newTab(t *testing.T) tab {
	ctx, console := chromium.Start(t)
	if err := chromedp.Do(ctx, chromium.WithoutScript()); err != nil {
		t.Fatal(err)
	}
	return tab{t, ctx, console}
}

const patience = 20 * time.Second

// do takes steps, waits until the page says what it should, keeps a picture of it and looks at the console.
// It is the text that is waited for, and not a field: the page before may have had the same fields.
func (b tab) do(name, says string, steps ...step) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	err := chromedp.Do(ctx, append(steps, seeText(says))...)
	if err != nil {
		b.t.Errorf("%s: waiting for %q: %v\npage: %s\nlogs:\n%s", name, says, err, b.text(), site.logs.String())
	}
	keepPicture(b.t, name, func() ([]byte, error) { return chromium.Picture(b.ctx) })
	if err != nil {
		b.t.FailNow()
	}
	for _, entry := range b.console() {
		if !strings.Contains(entry, "responded with a status of 4") && !strings.HasPrefix(entry, "Clear-Site-Data header") {
			b.t.Errorf("%s: the console says %s", name, entry)
		}
	}
}

// text is what the page says. It does not end the test where the browser does not answer: do has something to say
// before that.
func (b tab) text() string {
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Text(chromedp.CSS("body")))
	if err != nil {
		b.t.Errorf("reading the page: %v", err)
	}
	return strings.Join(strings.Fields(text), " ")
}

// keepPicture stores what a browser shows where the environment says that pictures are wanted.
func keepPicture(t *testing.T, name string, take func() ([]byte, error)) {
	t.Helper()
	folder := os.Getenv("ARTEFACTS")
	if folder == "" {
		return
	}
	picture, err := take()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	name = strings.NewReplacer("/", "-", " ", "-").Replace(name)
	if err := os.WriteFile(filepath.Join(folder, "journey-"+name+".png"), picture, 0o644); err != nil {
		t.Fatal(err)
	}
}

func see(selector string) step { return chromedp.WaitVisible(chromedp.CSS(selector)) }
func seeText(text string) step {
	return chromedp.WaitVisible(chromedp.Search(`//body[contains(normalize-space(), "` + text + `")]`))
}
func click(selector string) step { return chromedp.Click(chromedp.CSS(selector)) }
func enter(name string) step     { return chromedp.SendKeys(field(name), "\r") } // as keyboard users send a form
func empty(name string) step     { return chromedp.Clear(field(name)) }
func fill(name, value string) step {
	return chromedp.SendKeys(field(name), value)
}

func field(name string) chromedp.CSS { return chromedp.CSS("input[name=" + name + "]") }

// TestJourneyInChromium goes the whole way without script, as a visitor does. Its console shows whatever the
// Content-Security-Policy blocks, as the way to Cognito after the sign-out form (R-29, SEC-072). Numbers behind a
// step are those of what it shows.
func TestJourneyInChromium_N13(t *testing.T) {
	localOnly(t)
	b := newTab(t)
	email := fresh("chromium")
	const signOut, signIn = `main form[action="/auth/logout"] button`, `main a[href^="/auth/login"]`
	b.do("01-home", "No user is signed in.", chromedp.Navigate(site.url))
	b.do("02-register", "Sign up", click(`main a[href^="/auth/signup"]`), see(`input[name=password]`))
	b.do("03-code", "code", fill("email", email), fill("password", newPassword), enter("password"), see(`input[name=code]`))
	b.do("04-hello", "Hello "+email, fill("code", newVisitor(t).mailedCode(email)), enter("code"), see(signOut), seeText("Your address is confirmed."))
	b.do("05-profile", email, click(`main a[href="/profile"]`), see(askEverywhere))
	b.do("06-signed-out", "signed out", click(signOut), see(signIn))
	b.do("07-back", "", chromedp.NavigateBack(), see("body"))
	if strings.Contains(b.text(), email) {
		t.Errorf("after signing out, Back shows the private page: %s", b.text()) // SEC-073, R-46
	}
	b.do("08-sign-in", "Sign in", chromedp.Navigate(site.url+"/auth/login"), see(`input[name=username]`))
	b.do("09-wrong-password", "Incorrect username or password", fill("username", email),
		fill("password", "Wrong-password-1"), enter("password"))
	b.do("10-hello-again", "Hello "+email, empty("username"), fill("username", email), fill("password", newPassword),
		enter("password"), see(signOut))
	b.do("11-not-found", "Page not found", chromedp.Navigate(site.url+"/nothing"))
}

// TestForeignSiteCannotSignOut_SEC068_N14 posts the sign-out form from another site, as a hostile page would.
func TestForeignSiteCannotSignOut_SEC068_N14(t *testing.T) {
	localOnly(t)
	b := newTab(t)
	evil := hostilePage(t, `<form method=post action="`+site.url+
		`/auth/logout"><button>win a prize</button></form><img src="`+site.url+`/auth/logout">`)
	b.do("12-sign-in", "Sign in", chromedp.Navigate(site.url+"/auth/login"), see(`input[name=username]`))
	b.do("13-hello", "Hello "+userEmail, fill("username", userEmail), fill("password", userPassword), enter("password"))
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.Navigate(evil), click("button"), see("main")); err != nil {
		t.Fatal(err)
	}
	if text := b.text(); !strings.Contains(text, "AUTH-CROSS-SITE") {
		t.Errorf("the forged form leads to: %s", text)
	}
	b.console() // the hostile page's own complaints
	b.do("14-still-hello", "Hello "+userEmail, chromedp.Navigate(site.url))
}
